//! Goals that nothing fits as reasons: the rules that could conclude them, what each lacks, and what is lacking whichever
//! way is taken.
//!
//! A rule is beside the point if no fact could make it apply here: it concludes something else, is about something that
//! is not asked, or fills in what is known.

use rustc_hash::FxHashMap;

use crate::engine::{Database, EvalError, Limits};
use crate::explain::{
    Absences, Attempt, GoalId, Miss, Node, Obstacle, OtherHead, Pattern, Proof, Rules, Search, check_absences,
};
use crate::facts::EntityKind;
use crate::lang::program::{Expr, Literal, Program, RelationId, Rule};
use crate::lang::syntax::CompareOp;

use super::leaves::{Leaf, Leaves};
use super::load::entity_kind;
use super::reason::{Reason, ReasonKind};
use super::why::{Below, Builder, bare};
use super::whynot::Conclusion;

/// Most rows that are named as being on file instead of the one that is missing.
const MOST_INSTEAD: usize = 3;

/// The goals of one completion, told by a builder.
pub(super) struct Absent<'a, 'w> {
    pub(super) builder: &'a mut Builder<'w>,
    program: &'a Program,
    rules: &'a Rules,
    absences: Absences<'a>,
    limits: &'a Limits,
    /// The model, for proofs of what stands in the way.
    models: [Database; 1],
    told: FxHashMap<GoalId, Told>,
    proved: FxHashMap<(RelationId, Vec<i64>), Option<usize>>,
    /// Those of what stands in the way.
    proofs: Vec<Proof>,
}

/// A goal as it is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) below: Below,
    /// No fact could make any of its rules apply here.
    pub(super) beside: bool,
    /// How many things are in the way at least, those of conclusions below it included.
    distance: usize,
    /// As of a [`Part`].
    missing: usize,
}

/// How rules that are beside the point stand to those that are told.
#[derive(Clone, Copy)]
enum Aside {
    /// There are others.
    Further,
    /// There is no other.
    Alone,
    /// There is no other, and none of them concludes what is looked for in any case.
    Elsewhere,
}

/// One condition or one rule as it is told.
struct Part {
    reason: usize,
    lacks: Vec<usize>,
    /// How many things are in the way at least.
    distance: usize,
    beside: bool,
    /// Nothing is to be done about it by itself: it goes with another condition.
    follows: bool,
    /// It is a condition that is met after all.
    holds: bool,
    /// Of what kind it is: what is compared (0) is nearer than a fact that is missing (1), and that nearer than a reading
    /// that is not in use (2).
    missing: usize,
    /// It follows from what else is in the way, where something else is.
    untold: bool,
    /// It is a comparison.
    compared: bool,
}

impl<'a, 'w> Absent<'a, 'w> {
    /// Tells goals of one finished model of a program: the law, or an analyst's own rules over what the law concludes.
    pub(super) fn new(
        builder: &'a mut Builder<'w>,
        program: &'a Program,
        rules: &'a Rules,
        model: &Database,
        limits: &'a Limits,
    ) -> Self {
        builder.below.clear();
        Self {
            builder,
            program,
            rules,
            absences: Absences::new(program, rules, model.clone(), limits),
            limits,
            models: [model.clone()],
            told: FxHashMap::default(),
            proved: FxHashMap::default(),
            proofs: Vec::new(),
        }
    }

    /// With debug assertions, and so in every test: what is told is true of the model, by a check that knows nothing of the
    /// search.
    pub(super) fn checked(&self) {
        let [model] = &self.models;
        let goals = self.absences.goals();
        debug_assert_eq!(
            check_absences(self.program, &self.builder.world.symbols, model, goals),
            Ok(())
        );
    }

    /// Whether all that was told so far of the completion `home` is true of another completion too.
    pub(super) fn is_told_of(&self, leaves: &Leaves, home: &Leaf, leaf: &Leaf) -> bool {
        let world = &*self.builder.world;
        let mut proofs = self.proofs.iter();
        let shared = proofs.all(|proof| leaves.shares(world, proof, home, leaf));
        let goals = self.absences.goals();
        shared
            && check_absences(
                self.program,
                &world.symbols,
                &world.unordered_model(leaves, leaf),
                goals,
            )
            .is_ok()
    }

    /// Tells why nothing fits a pattern. The reasons of its rules are premises; those beside the point stand last.
    pub(super) fn tell(&mut self, pattern: Pattern) -> Result<Told, EvalError> {
        match self.absences.explain(pattern)? {
            Obstacle::Underivable(id) => self.goal(id),
            obstacle => {
                let part = self.unshown(&obstacle)?;
                Ok(Told {
                    below: Below {
                        premises: vec![part.reason],
                        lacks: part.lacks,
                    },
                    beside: part.beside,
                    distance: part.distance,
                    missing: part.missing,
                })
            }
        }
    }

    fn goal(&mut self, id: GoalId) -> Result<Told, EvalError> {
        if let Some(told) = self.told.get(&id) {
            return Ok(told.clone());
        }
        let Some(goal) = self.absences.goal(id).cloned() else {
            return Ok(Told::default());
        };
        let (mut near, mut beside) = (Vec::new(), Vec::new());
        let mut attempts: Vec<&Attempt> = goal.attempts.iter().collect();
        attempts.sort_by_key(|attempt| attempt.rule.0);
        // That one thing would have to be another is nothing that facts could make so.
        attempts.retain(|attempt| !self.asks_for_another(attempt));
        for attempt in &attempts {
            let part = self.attempt(attempt)?;
            if part.beside { &mut beside } else { &mut near }.push(part);
        }
        let all_beside = near.is_empty() && attempts.len() == goal.attempts.len();
        // Of a single rule it is told what it asks for, though no fact could make it apply.
        if near.is_empty() && beside.len() == 1 && goal.others.is_empty() {
            near.append(&mut beside);
        }
        // A rule that misses one conclusion may be farther than one that misses two facts. Of rules that are equally near,
        // the first of the law stands first.
        near.sort_by_key(|part| (part.distance, part.missing));
        let others: Vec<usize> = goal.others.iter().map(|other| self.other(other)).collect();
        let lacks = lacking(&near);
        let mut premises: Vec<usize> = near.iter().map(|part| part.reason).collect();
        let short = self.falling_short(&goal.pattern)?;
        let scope = match (near.is_empty() && short.is_empty(), beside.is_empty()) {
            (true, true) => Aside::Elsewhere,
            (true, false) => Aside::Alone,
            (false, _) => Aside::Further,
        };
        premises.extend(short);
        let aside: Vec<usize> = beside.iter().map(|part| part.reason).chain(others).collect();
        premises.extend(self.aside(aside, scope));
        let told = Told {
            beside: all_beside,
            distance: near.first().map_or(1, |part| part.distance),
            missing: near.first().map_or(1, |part| part.missing),
            below: Below { premises, lacks },
        };
        self.told.insert(id, told.clone());
        Ok(told)
    }

    /// Whether a rule misses that one entity is another than itself.
    fn asks_for_another(&self, attempt: &Attempt) -> bool {
        let rule = self.program.rules.get(attempt.rule.0 as usize);
        attempt.misses.iter().any(|miss| {
            let literal = rule.and_then(|rule| rule.body.get(miss.literal));
            matches!(
                (&miss.obstacle, literal),
                (
                    Obstacle::False {
                        op: CompareOp::NotEqual,
                        ..
                    },
                    Some(Literal::Compare {
                        left: Expr::Variable(_),
                        right: Expr::Variable(_),
                        ..
                    }),
                )
            )
        })
    }

    /// The rows that say what is on file and falls short of a goal, told in place of rules that conclude something else.
    fn falling_short(&mut self, goal: &Pattern) -> Result<Vec<usize>, EvalError> {
        let Some(near) = self.builder.world.falls_short(goal) else {
            return Ok(Vec::new());
        };
        let rows: Vec<Vec<i64>> = self.absences.fitting(&near).map(<[i64]>::to_vec).collect();
        let mut told = Vec::new();
        for row in rows {
            told.extend(self.proof(near.0, &row)?);
        }
        Ok(told)
    }

    /// A goal as what another one lacks.
    fn underivable(&mut self, (relation, pattern): &Pattern, below: &Below) -> usize {
        let world = &*self.builder.world;
        let statement = world.unproved_statement(*relation, pattern);
        let statement_ko = world.unproved_korean(*relation, pattern);
        let tuple = world.tuple(*relation, pattern);
        self.builder.push(Reason {
            tuple: Some(tuple),
            statement_ko,
            premises: below.premises.clone(),
            lacks: below.lacks.clone(),
            ..bare(ReasonKind::Underivable, statement)
        })
    }

    /// One reason for the rules that are beside the point.
    fn aside(&mut self, premises: Vec<usize>, scope: Aside) -> Option<usize> {
        let (text, korean) = match (premises.len(), scope) {
            (0, _) => return None,
            (1, Aside::Elsewhere) => (
                "no rule concludes it: the one rule of the kind concludes something else".to_owned(),
                "이를 결론으로 하는 규정은 없고, 같은 종류의 규정 하나는 다른 결론에 관한 것이다".to_owned(),
            ),
            (count, Aside::Elsewhere) => (
                format!("no rule concludes it: the {count} rules of the kind conclude something else"),
                format!(
                    "이를 결론으로 하는 규정은 없고, 같은 종류의 규정 {count}개는 다른 결론에 관한 것이다"
                ),
            ),
            (1, Aside::Alone) => (
                "the one rule on it is for another case".to_owned(),
                "이에 관한 규정은 하나뿐이며, 다른 경우에 적용된다".to_owned(),
            ),
            (count, Aside::Alone) => (
                format!("all {count} rules on it are for other cases"),
                format!("이에 관한 규정 {count}개는 모두 다른 경우에 적용된다"),
            ),
            (1, Aside::Further) => (
                "1 further rule is for other cases".to_owned(),
                "그 밖에 다른 경우에 적용되는 규정이 1개 있다".to_owned(),
            ),
            (count, Aside::Further) => (
                format!("{count} further rules are for other cases"),
                format!("그 밖에 다른 경우에 적용되는 규정이 {count}개 있다"),
            ),
        };
        Some(self.builder.push(Reason {
            premises,
            statement_ko: Some(super::reason::Statement::text(korean)),
            ..bare(ReasonKind::Beside, super::reason::Statement::text(text))
        }))
    }

    fn other(&mut self, other: &OtherHead) -> usize {
        let Some(rule) = self.program.rules.get(other.rule.0 as usize) else {
            return 0;
        };
        let reason = Reason {
            rule: Some(rule.id.clone()),
            rule_place: self.builder.world.rule_place(rule),
            provisions: self.builder.cited(&rule.cites),
            conditions: Some(rule.body.len()),
            statement_ko: self.builder.world.other_korean(rule, other.column),
            ..bare(
                ReasonKind::Attempt,
                self.builder.world.other_statement(rule, other.column),
            )
        };
        self.builder.push(reason)
    }

    fn attempt(&mut self, attempt: &Attempt) -> Result<Part, EvalError> {
        let Some(rule) = self.program.rules.get(attempt.rule.0 as usize) else {
            return Ok(Part::leaf(0));
        };
        let mut parts = Vec::new();
        for miss in &attempt.misses {
            parts.push(self.miss(rule, attempt, miss)?);
        }
        parts.retain(|part| !part.holds);
        // A bar that stands follows from a comparison beside it, and says in short why its premises are not shown.
        let (bars, others): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| part.untold);
        if !bars.is_empty() && !others.is_empty() {
            let compared = others.iter().all(|part| part.compared);
            parts.retain(|part| part.untold != compared);
        }
        let beside = parts.iter().any(|part| part.beside);
        let alone = parts.iter().all(|part| part.follows);
        let mut lacks: Vec<usize> = Vec::new();
        for part in parts.iter().filter(|part| alone || !part.follows) {
            let told = if part.lacks.is_empty() {
                &[part.reason][..]
            } else {
                &part.lacks
            };
            for lack in told {
                if !lacks.contains(lack) {
                    lacks.push(*lack);
                }
            }
        }
        let mut statement = self.builder.world.attempt_statement(rule, attempt);
        if !attempt.least {
            statement.push_text(" (not every way to meet its conditions was looked at)");
        }
        let mut statement_ko = self.builder.world.attempt_korean(rule, attempt);
        if let Some(korean) = statement_ko.as_mut().filter(|_| !attempt.least) {
            korean.push_text(" (요건을 갖출 수 있는 모든 경우를 검토한 것은 아니다)");
        }
        let reason = Reason {
            rule: Some(rule.id.clone()),
            rule_place: self.builder.world.rule_place(rule),
            provisions: self.builder.cited(&rule.cites),
            premises: parts.iter().map(|part| part.reason).collect(),
            lacks: lacks.clone(),
            statement_ko,
            conditions: Some(rule.body.len()),
            ..bare(ReasonKind::Attempt, statement)
        };
        let counted = parts.iter().filter(|part| alone || !part.follows);
        let (distances, missing): (Vec<usize>, Vec<usize>) =
            counted.map(|part| (part.distance, part.missing)).unzip();
        Ok(Part {
            distance: distances.iter().sum(),
            missing: missing.into_iter().max().unwrap_or_default(),
            lacks,
            beside,
            ..Part::leaf(self.builder.push(reason))
        })
    }

    fn miss(&mut self, rule: &Rule, attempt: &Attempt, miss: &Miss) -> Result<Part, EvalError> {
        let kind = match &miss.obstacle {
            Obstacle::Underivable(id) => {
                let told = self.goal(*id)?;
                let pattern = self.absences.goal(*id).map(|goal| goal.pattern.clone());
                let pattern = pattern.unwrap_or((RelationId(u32::MAX), Vec::new()));
                return Ok(Part {
                    lacks: told.below.lacks.clone(),
                    distance: told.distance,
                    missing: told.missing,
                    beside: told.beside,
                    ..Part::leaf(self.underivable(&pattern, &told.below))
                });
            }
            Obstacle::Blocked { pattern, blockers } => return self.blocked(pattern, blockers),
            Obstacle::False { .. } => ReasonKind::Unmet,
            Obstacle::Differs { .. } => ReasonKind::Differs,
            Obstacle::Untestable(_) => ReasonKind::Untestable,
            obstacle => return self.unshown(obstacle),
        };
        let statement = self.builder.world.miss_statement(rule, attempt, miss);
        let statement_ko = self.builder.world.miss_korean(rule, attempt, miss);
        let compared = match miss.obstacle {
            Obstacle::False { .. } => self.builder.world.rows_compared(rule, attempt, miss.literal),
            _ => Vec::new(),
        };
        let premises = compared
            .iter()
            .map(|(relation, row)| self.builder.fact(*relation, row));
        let premises = premises.collect();
        let reason = self.builder.push(Reason {
            premises,
            statement_ko,
            ..bare(kind, statement)
        });
        Ok(Part {
            follows: kind == ReasonKind::Untestable,
            missing: 0,
            compared: kind == ReasonKind::Unmet,
            ..Part::leaf(reason)
        })
    }

    /// What is simply not there.
    fn unshown(&mut self, obstacle: &Obstacle) -> Result<Part, EvalError> {
        let (kind, pattern) = match obstacle {
            Obstacle::Missing(pattern) => return self.missing(pattern),
            Obstacle::Circular(pattern) => (ReasonKind::Circular, pattern),
            Obstacle::Unequal(pattern) => (ReasonKind::Missing, pattern),
            Obstacle::Unsearched(pattern) => (ReasonKind::Unsearched, pattern),
            _ => return Ok(Part::leaf(0)),
        };
        let world = &*self.builder.world;
        let statement = world.unshown_statement(obstacle);
        let statement_ko = world.unshown_korean(obstacle);
        let tuple = world.tuple(pattern.0, &pattern.1);
        Ok(Part::leaf(self.builder.push(Reason {
            tuple: Some(tuple),
            statement_ko,
            ..bare(kind, statement)
        })))
    }

    /// A row that is not given, with rows that are given instead. To rules of an analyst's own what the law concludes is
    /// given: it is explained in its turn.
    fn missing(&mut self, pattern: &Pattern) -> Result<Part, EvalError> {
        let (relation, words) = pattern;
        let [model] = &self.models;
        match self.builder.world.conclusion(pattern, model, self.limits)? {
            Conclusion::Missed(explained) => return Ok(Part::leaf(self.builder.adopt(explained))),
            Conclusion::Holds => {
                return Ok(Part {
                    holds: true,
                    ..Part::leaf(0)
                });
            }
            Conclusion::Unasked => {}
        }
        let instead = self.instead(pattern);
        let ids = &self.builder.world.law.ids;
        let asked = [ids.asked, ids.asked_project].contains(relation);
        let supposed = self.builder.world.supposed().contains(relation);
        let premises = instead.iter().map(|row| self.builder.fact(*relation, row));
        let mut premises: Vec<usize> = premises.collect();
        if let Some(near) = self.builder.world.falls_short(pattern) {
            let rows = self.builder.world.given_rows(near.0, &near.1);
            let rows: Vec<Vec<i64>> = rows.map(<[i64]>::to_vec).collect();
            premises.extend(rows.iter().map(|row| self.builder.fact(near.0, row)));
        }
        let world = &*self.builder.world;
        let statement = world.missing_statement(pattern);
        let statement_ko = world.missing_korean(pattern);
        let tuple = world.tuple(*relation, words);
        let part = Part::leaf(self.builder.push(Reason {
            tuple: Some(tuple),
            premises,
            statement_ko,
            ..bare(ReasonKind::Missing, statement)
        }));
        // What is supposed otherwise is told as the way that is looked at.
        let reading = supposed || self.builder.world.relation_name(*relation) == "Reading";
        Ok(Part {
            beside: asked || supposed,
            missing: if reading { 2 } else { 1 },
            ..part
        })
    }

    /// Rows that differ from a missing one in the last of its values alone; not those of another provision.
    fn instead(&self, (relation, pattern): &Pattern) -> Vec<Vec<i64>> {
        let program = self.program;
        let columns = program
            .relation(*relation)
            .map_or(&[][..], |declared| &declared.columns);
        let last = pattern.iter().rposition(Option::is_some).unwrap_or_default();
        let provision = columns
            .get(last)
            .is_some_and(|column| entity_kind(program, column.ty) == Some(EntityKind::Provision));
        let known = pattern.iter().flatten().count();
        if known < 2 || provision {
            return Vec::new();
        }
        let mut wanted = pattern.clone();
        wanted.truncate(last);
        wanted.resize(pattern.len(), None);
        let wanted = (*relation, wanted);
        let mut rows: Vec<&[i64]> = self.absences.fitting(&wanted).collect();
        // Of figures with an interval, that of the day counts.
        let at = |name: &str| columns.iter().position(|column| column.name == name);
        if let (Some(from), Some(until), Some(day)) = (at("from"), at("until"), self.builder.day) {
            let of_day = |row: &&[i64]| row.get(from) <= Some(&day) && Some(&day) < row.get(until);
            if rows.iter().any(of_day) {
                rows.retain(of_day);
            }
        }
        let rows = rows.into_iter().take(MOST_INSTEAD);
        rows.map(<[i64]>::to_vec).collect()
    }

    /// What a condition rules out and yet holds, with the proof of each; absences in the proofs are told in turn.
    fn blocked(&mut self, pattern: &Pattern, blockers: &[Vec<i64>]) -> Result<Part, EvalError> {
        let mut premises = Vec::new();
        for blocker in blockers {
            premises.extend(self.proof(pattern.0, blocker)?);
        }
        let world = &*self.builder.world;
        let (english, korean) = match premises.len() {
            1 => ("what stands in the way:", "다음 사실이 장애가 된다:"),
            _ => (
                "each of these stands in the way:",
                "다음 사실이 각각 장애가 된다:",
            ),
        };
        let statement = super::reason::Statement::text(english);
        let tuple = world.tuple(pattern.0, &pattern.1);
        let distance = premises.len();
        let untold = world.absence_is_untold(pattern.0);
        let part = Part::leaf(self.builder.push(Reason {
            tuple: Some(tuple),
            premises,
            statement_ko: Some(super::reason::Statement::text(korean)),
            ..bare(ReasonKind::Blocked, statement)
        }));
        Ok(Part {
            distance,
            untold,
            ..part
        })
    }

    fn proof(&mut self, relation: RelationId, tuple: &[i64]) -> Result<Option<usize>, EvalError> {
        let key = (relation, tuple.to_vec());
        if let Some(known) = self.proved.get(&key) {
            return Ok(*known);
        }
        let proof =
            Search::new(self.program, self.rules, &mut self.models, self.limits).prove(relation, tuple)?;
        let Some(proof) = proof else { return Ok(None) };
        for node in &proof.nodes {
            if let Node::Absent { relation, pattern } = node
                && self.program.relation(*relation).is_some_and(derived)
            {
                let pattern = (*relation, pattern.clone());
                let told = self.tell(pattern.clone())?;
                if !told.beside {
                    self.builder.below.insert(pattern, told.below);
                }
            }
        }
        self.builder.checked(self.program, &self.models, &proof);
        let id = self.builder.proof(self.program, &proof, self.limits)?;
        self.proved.insert(key, Some(id));
        self.proofs.push(proof);
        Ok(Some(id))
    }
}

impl Part {
    fn leaf(reason: usize) -> Self {
        Self {
            reason,
            lacks: vec![reason],
            distance: 1,
            beside: false,
            follows: false,
            holds: false,
            missing: 1,
            untold: false,
            compared: false,
        }
    }
}

fn derived(relation: &crate::lang::program::Relation) -> bool {
    relation.kind == crate::lang::syntax::RelationKind::Derived
}

/// What every way lacks; all that the nearest lacks, where each lacks more than that.
fn lacking(ways: &[Part]) -> Vec<usize> {
    let Some((first, rest)) = ways.split_first() else {
        return Vec::new();
    };
    let everywhere = |lack: &&usize| rest.iter().all(|way| way.lacks.contains(lack));
    let common: Vec<usize> = first.lacks.iter().filter(everywhere).copied().collect();
    let more = ways.iter().all(|way| way.lacks.len() > common.len());
    if more && !common.is_empty() {
        return first.lacks.clone();
    }
    common
}
