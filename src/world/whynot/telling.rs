//! Telling why one conclusion does not hold, over the completions of its docket.

use std::sync::Arc;

use crate::engine::{Database, EvalError, Limits};
use crate::explain::{Absences, Obstacle, Pattern};

use super::super::absent::{Absent, Told};
use super::super::korean_word;
use super::super::leaves::{Leaf, Leaves, Pick};
use super::super::reason::{Reason, ReasonKind, Statement, Tuple};
use super::super::ways::key_in_prose;
use super::super::why::{Builder, Row, bare};
use super::rows_that_fit;
use super::views::{Met, View, different, more_blockers};

/// Most completions that are looked at for what is in the way in each.
pub(super) const MOST_VIEWED: usize = 64;
/// Most groups of completions in which other things are in the way.
const MOST_OTHERS: usize = 4;

/// One explanation under way.
pub(super) struct Telling<'a, 'w> {
    /// What was asked for.
    pub(super) goal: &'a Pattern,
    /// What the law would conclude in a completion in which it holds.
    pub(super) law_goal: Pattern,
    pub(super) leaves: &'a Leaves,
    limits: &'a Limits,
    pub(super) builder: Builder<'w>,
}

impl<'a, 'w> Telling<'a, 'w> {
    pub(super) fn new(
        goal: &'a Pattern,
        law_goal: Pattern,
        leaves: &'a Leaves,
        limits: &'a Limits,
        builder: Builder<'w>,
    ) -> Self {
        Self {
            goal,
            law_goal,
            leaves,
            limits,
            builder,
        }
    }

    /// Tells it, and whether it holds in some completion.
    pub(super) fn tell(&mut self, database: &Database) -> Result<bool, EvalError> {
        let name = self.builder.world.relation_name(self.goal.0).to_owned();
        let undetermined = Some(Some(self.builder.world.law.ids.undetermined));
        match name.as_str() {
            "Verdict" | "OpenTo" if self.goal.1.last().copied() == undetermined => {
                let statement = (self.decided(), self.decided_korean());
                self.root(ReasonKind::Verdict, statement, Vec::new(), Vec::new());
                Ok(false)
            }
            "Missing" => {
                let statement = self.not_missing();
                self.root(ReasonKind::Verdict, statement, Vec::new(), Vec::new());
                Ok(false)
            }
            "CountedAtLeast" | "CountedAtMost" if self.counted(database) => Ok(false),
            _ if self.leaves.is_possible(&self.law_goal) => {
                self.sometimes()?;
                Ok(true)
            }
            _ => {
                self.never()?;
                Ok(false)
            }
        }
    }

    pub(super) fn root(
        &mut self,
        kind: ReasonKind,
        (statement, statement_ko): (Statement, Option<Statement>),
        premises: Vec<usize>,
        lacks: Vec<usize>,
    ) {
        let (relation, pattern) = self.goal;
        let tuple = self.builder.world.tuple(*relation, pattern);
        self.builder.push(Reason {
            tuple: Some(tuple),
            premises,
            lacks,
            statement_ko,
            ..bare(kind, statement)
        });
    }

    /// The verdict as it is.
    pub(super) fn verdict(&self) -> Statement {
        let (relation, pattern) = self.verdict_row();
        self.builder.world.row_statement(relation, &pattern)
    }

    /// The row of the verdict as it is.
    pub(super) fn verdict_row(&self) -> Pattern {
        let world = &*self.builder.world;
        let outcomes = self.leaves.outcomes();
        let outcome = match outcomes.first() {
            Some(only) if outcomes.len() == 1 => *only,
            _ => world.law.ids.undetermined,
        };
        let (relation, mut pattern) = self.goal.clone();
        if let Some(last) = pattern.last_mut() {
            *last = Some(outcome);
        }
        (relation, pattern)
    }

    /// That a verdict is given.
    fn decided(&self) -> Statement {
        let mut statement = self.verdict();
        statement.push_text(&match self.leaves.all.len() {
            1 => ": nothing that could matter is unknown".to_owned(),
            count => format!(": it comes out the same in all {count} ways to fill in what is not known"),
        });
        statement
    }

    /// That a verdict is given, in Korean.
    fn decided_korean(&self) -> Option<Statement> {
        let (relation, pattern) = self.verdict_row();
        let mut statement = self.builder.world.row_korean(relation, &pattern)?;
        statement.push_text(&match self.leaves.all.len() {
            1 => ": 결론에 영향을 미칠 수 있는 사항은 모두 알려져 있다".to_owned(),
            count => format!(": 알 수 없는 사항을 가정하는 {count}가지 경우 모두에서 결론이 같다"),
        });
        Some(statement)
    }

    /// That it does not hold, and in how many ways, in Korean.
    fn absence_korean(&self) -> Option<Statement> {
        let world = &*self.builder.world;
        let (relation, pattern) = self.goal;
        let mut statement = match (world.relation_name(*relation), pattern.last()) {
            ("Verdict" | "OpenTo", Some(Some(outcome))) => {
                let outcome = world.symbols.text(*outcome);
                let (relation, pattern) = self.verdict_row();
                let mut statement = world.row_korean(relation, &pattern)?;
                let outcome = korean_word("Outcome", outcome).unwrap_or(outcome);
                statement.push_text(&format!(". ‘{outcome}’이(가) 아니다"));
                statement
            }
            _ => world.absent_korean(*relation, pattern)?,
        };
        if self.leaves.all.len() > 1 {
            statement.push_text(&format!(
                " (알 수 없는 사항을 가정하는 {}가지 경우 모두에서 그러하다)",
                self.leaves.all.len()
            ));
        }
        Some(statement)
    }

    /// Why a verdict does not turn on something.
    fn not_missing(&self) -> (Statement, Option<Statement>) {
        let world = &*self.builder.world;
        let (mut row, key) = (self.goal.1.clone(), self.goal.1.last().copied().flatten());
        row.pop();
        let outcomes = self.leaves.outcomes();
        if let (1, Some(only), Some(verdict)) = (
            outcomes.len(),
            outcomes.first(),
            world.law.program.relation_named("Verdict"),
        ) {
            row.push(Some(*only));
            let mut statement = world.row_statement(verdict, &row);
            statement.push_text(", whatever is not known: nothing is missing");
            let mut korean = world.row_korean(verdict, &row);
            if let Some(korean) = &mut korean {
                korean.push_text(": 알 수 없는 사항이 무엇이든 결론이 같으므로 더 알아야 할 사항이 없다");
            }
            return (statement, korean);
        }
        let key = key.map_or_else(String::new, |key| world.symbols.text(key).to_owned());
        let leaves = self.leaves.all.iter();
        let supposed = leaves
            .flat_map(|leaf| &leaf.picks)
            .any(|pick| world.key_of(pick) == key);
        let word = korean_word("Key", &key).unwrap_or(&key);
        let said = key_in_prose(&key);
        let (english, korean) = if supposed {
            (
                format!(
                    "{said} is not known, but no two ways to fill in what is not known that differ in it alone come to \
                     different outcomes"
                ),
                format!(
                    "다음 사항은 알 수 없으나, 이것만 달리 가정하여서는 결론이 달라지지 아니한다: {word}"
                ),
            )
        } else {
            (
                format!("{said} is known, or cannot matter here"),
                format!("다음 사항은 알려져 있거나 이 사안에 영향을 미칠 수 없다: {word}"),
            )
        };
        (Statement::text(english), Some(Statement::text(korean)))
    }

    /// Tells the amount that is known, or the bound that is another one; false where there is neither.
    fn counted(&mut self, database: &Database) -> bool {
        let world = &*self.builder.world;
        let project = self.goal.1.first().copied().flatten();
        let counted = (world.law.ids.counted, vec![project, None]);
        let bound = (self.goal.0, vec![project, None]);
        let exact = self.leaves.certain(&counted).into_iter().next();
        let found = exact
            .map(|row| (counted.0, row))
            .or_else(|| Some((bound.0, rows_that_fit(database, &bound).into_iter().next()?)));
        let Some((relation, row)) = found else {
            return false;
        };
        let whole: Vec<Option<i64>> = row.into_iter().map(Some).collect();
        let statement = (
            world.row_statement(relation, &whole),
            world.row_korean(relation, &whole),
        );
        self.root(ReasonKind::Verdict, statement, Vec::new(), Vec::new());
        true
    }

    /// Tells what holds in no completion: that in which the least is in the way, and others where other things are.
    fn never(&mut self) -> Result<(), EvalError> {
        let mut views: Vec<View<'_>> = Vec::new();
        for leaf in self.leaves.all.iter().take(MOST_VIEWED) {
            views.push(self.view(leaf)?);
        }
        let nearest = views
            .iter()
            .enumerate()
            .min_by_key(|(at, view)| (view.weight, self.harder(view.leaf), *at));
        let Some((at, _)) = nearest else {
            let statement = (self.absence(), self.absence_korean());
            self.root(ReasonKind::Underivable, statement, Vec::new(), Vec::new());
            return Ok(());
        };
        let chosen = views.swap_remove(at);
        let (told, picks) = self.absent_and_supposed(chosen.leaf)?;
        let mut premises = told.below.premises;
        premises.extend(self.others(&chosen, &views)?);
        let statement = self.absence_in(&picks);
        let kind = match self.builder.world.relation_name(self.goal.0) {
            "Verdict" | "OpenTo" => ReasonKind::Verdict,
            _ => ReasonKind::Underivable,
        };
        self.root(kind, statement, premises, told.below.lacks);
        Ok(())
    }

    /// That it does not hold, and in how many ways.
    fn absence(&self) -> Statement {
        let world = &*self.builder.world;
        let (relation, pattern) = self.goal;
        let mut statement = match (world.relation_name(*relation), pattern.last()) {
            ("Verdict" | "OpenTo", Some(Some(outcome))) => {
                let mut statement = self.verdict();
                statement.push_text(&format!(", not {}", world.symbols.text(*outcome)));
                statement
            }
            _ => world.absent_statement(*relation, pattern),
        };
        if self.leaves.all.len() > 1 {
            statement.push_text(&format!(
                ", in each of {} ways to fill in what is not known",
                self.leaves.all.len()
            ));
        }
        statement
    }

    /// That it does not hold, in how many ways, and which of them is told.
    fn absence_in(&self, picks: &[&Pick]) -> (Statement, Option<Statement>) {
        let (mut statement, mut korean) = (self.absence(), self.absence_korean());
        if !picks.is_empty() {
            statement.push_text("; told here is the one in which ");
            statement = statement.and(self.supposing(picks));
            korean = korean
                .zip(self.supposing_korean(picks))
                .map(|(mut korean, supposed)| {
                    korean.push_text(". 이하는 다음과 같이 가정한 경우이다: ");
                    korean.and(supposed)
                });
        }
        (statement, korean)
    }

    /// What is in the way in a completion, at the top.
    fn view<'l>(&mut self, leaf: &'l Leaf) -> Result<View<'l>, EvalError> {
        let (rules, law) = (self.builder.world.rules(), Arc::clone(&self.builder.world.law));
        let model = self.builder.world.model(self.leaves, leaf);
        let mut absences = Absences::new(&law.program, &rules, model, self.limits).down_to(1);
        let Obstacle::Underivable(id) = absences.explain(self.law_goal.clone())? else {
            return Ok(View {
                leaf,
                weight: 0,
                met: Vec::new(),
            });
        };
        let attempts = absences.goal(id).map_or(&[][..], |goal| &goal.attempts);
        let blockers = |obstacle: &Obstacle| match obstacle {
            Obstacle::Blocked { pattern, blockers } => {
                let mut rows: Vec<Row> = blockers.iter().map(|row| (pattern.0, row.clone())).collect();
                rows.sort_unstable();
                rows
            }
            _ => Vec::new(),
        };
        let met: Vec<Met> = attempts
            .iter()
            .map(|attempt| {
                let misses = attempt.misses.iter();
                let misses = misses.map(|miss| (miss.literal, blockers(&miss.obstacle)));
                (attempt.rule.0, misses.collect())
            })
            .collect();
        let misses = met.iter().flat_map(|(_, misses)| misses);
        let weight = misses.map(|(_, blockers)| blockers.len().max(1)).sum();
        Ok(View { leaf, weight, met })
    }

    /// The order in which completions are taken where nothing else decides: one with a bar at the highest amount, and
    /// without a bar one that supposes little, at the lowest.
    pub(super) fn harder(&self, leaf: &Leaf) -> (usize, i64) {
        let world = &*self.builder.world;
        let amounts = leaf
            .picks
            .iter()
            .filter(|pick| pick.relation == world.law.ids.amount_supposed);
        let most = amounts.map(|pick| pick.option).max().unwrap_or_default();
        if leaf.outcome.is_some() && leaf.outcome == world.symbols.find("barred") {
            (0, most.saturating_neg())
        } else {
            (leaf.picks.len(), most)
        }
    }

    /// Tells what is in the way in a completion.
    pub(super) fn absent(&mut self, leaf: &Leaf) -> Result<Told, EvalError> {
        Ok(self.absent_in(leaf, |_| ())?.0)
    }

    /// Tells what is in the way in a completion, and which of its suppositions are enough for all that is told to be true.
    pub(super) fn absent_and_supposed<'l>(
        &mut self,
        leaf: &'l Leaf,
    ) -> Result<(Told, Vec<&'l Pick>), EvalError> {
        let leaves = self.leaves;
        self.absent_in(leaf, |absent| {
            if leaves.all.len() > MOST_VIEWED {
                return leaf.picks.iter().collect();
            }
            leaves.enough(leaf, None, |other| {
                std::ptr::eq(other, leaf) || absent.is_told_of(leaves, leaf, other)
            })
        })
    }

    fn absent_in<T>(
        &mut self,
        leaf: &Leaf,
        look: impl FnOnce(&Absent<'_, '_>) -> T,
    ) -> Result<(Told, T), EvalError> {
        let (rules, law) = (self.builder.world.rules(), Arc::clone(&self.builder.world.law));
        let model = self.builder.world.model(self.leaves, leaf);
        let mut absent = Absent::new(&mut self.builder, &law.program, &rules, &model, self.limits);
        let told = absent.tell(self.law_goal.clone())?;
        absent.checked();
        Ok((told, look(&absent)))
    }

    /// Groups of completions in which other things are in the way than in the chosen one.
    fn others(&mut self, chosen: &View<'_>, views: &[View<'_>]) -> Result<Vec<usize>, EvalError> {
        let mut groups: Vec<Vec<&View<'_>>> = Vec::new();
        for view in views.iter().filter(|view| view.met != chosen.met) {
            match groups
                .iter_mut()
                .find(|group| group.iter().any(|other| other.met == view.met))
            {
                Some(group) => group.push(view),
                None => groups.push(vec![view]),
            }
        }
        let mut premises = Vec::new();
        for group in groups.iter().take(MOST_OTHERS) {
            let differing = |view: &View<'_>| different(&chosen.leaf.picks, &view.leaf.picks).len();
            let nearest = group
                .iter()
                .min_by_key(|view| (differing(view), self.harder(view.leaf)));
            let Some(view) = nearest else { continue };
            let count = if self.leaves.all.len() > MOST_VIEWED {
                "some".to_owned()
            } else {
                group.len().to_string()
            };
            let more = more_blockers(&chosen.met, &view.met);
            let what = if more.is_empty() {
                "other things are"
            } else {
                "more is"
            };
            let mut statement =
                Statement::text(format!("in {count} of these ways {what} in the way, as where "));
            let picks = different(&chosen.leaf.picks, &view.leaf.picks);
            statement = statement.and(self.supposing(&picks));
            let mut statement_ko = self.elsewhere_korean(&picks, (count != "some").then_some(group.len()));
            let world = &*self.builder.world;
            let mut more: Vec<(Tuple, Statement, Option<Statement>)> = more
                .into_iter()
                .map(|(relation, row)| {
                    let row: Vec<Option<i64>> = row.into_iter().map(Some).collect();
                    let (said, korean) = (
                        world.row_statement(relation, &row),
                        world.row_korean(relation, &row),
                    );
                    (world.tuple(relation, &row), said, korean)
                })
                .collect();
            more.sort_by(|(one, ..), (other, ..)| {
                (&one.relation, &one.values).cmp(&(&other.relation, &other.values))
            });
            for (_, sentence, korean) in more {
                statement.push_text("; there, ");
                statement = statement.and(sentence.begun_small());
                statement_ko = statement_ko.take().zip(korean).map(|(mut all, korean)| {
                    all.push_text("; 이 경우 ");
                    all.and(korean)
                });
            }
            let told = self.absent(view.leaf)?;
            premises.push(self.builder.push(Reason {
                premises: told.below.premises,
                statement_ko,
                ..bare(ReasonKind::Elsewhere, statement)
            }));
        }
        Ok(premises)
    }

    /// That other things are in the way where other things are supposed, in Korean.
    fn elsewhere_korean(&self, picks: &[&Pick], count: Option<usize>) -> Option<Statement> {
        let count = count.map_or_else(|| "일부".to_owned(), |count| format!("{count}가지"));
        let mut statement = Statement::text(format!("그 중 {count} 경우에는 다른 사실이 장애가 된다"));
        let supposed = self.supposing_korean(picks)?;
        if !supposed.parts.is_empty() {
            statement.push_text(". 그 예: ");
        }
        Some(statement.and(supposed))
    }

    /// Suppositions as Korean sentences.
    pub(super) fn supposing_korean(&self, picks: &[&Pick]) -> Option<Statement> {
        let world = &*self.builder.world;
        let rows = picks.iter().map(|pick| {
            let row: Vec<Option<i64>> = pick.row().into_iter().map(Some).collect();
            Some((
                world.tuple(pick.relation, &row),
                world.row_korean(pick.relation, &row)?,
            ))
        });
        let mut told = rows.collect::<Option<Vec<(Tuple, Statement)>>>()?;
        told.sort_by(|(one, _), (other, _)| {
            (&one.relation, &one.values).cmp(&(&other.relation, &other.values))
        });
        let mut statement = Statement::default();
        for (_, sentence) in told {
            if !statement.parts.is_empty() {
                statement.push_text("; ");
            }
            statement = statement.and(sentence);
        }
        Some(statement)
    }

    /// Suppositions as one sentence.
    pub(super) fn supposing(&self, picks: &[&Pick]) -> Statement {
        let world = &*self.builder.world;
        let mut told: Vec<(Tuple, Statement)> = picks
            .iter()
            .map(|pick| {
                let row: Vec<Option<i64>> = pick.row().into_iter().map(Some).collect();
                (
                    world.tuple(pick.relation, &row),
                    world.row_statement(pick.relation, &row),
                )
            })
            .collect();
        told.sort_by(|(one, _), (other, _)| {
            (&one.relation, &one.values).cmp(&(&other.relation, &other.values))
        });
        let mut statement = Statement::default();
        for (_, sentence) in told {
            if !statement.parts.is_empty() {
                statement.push_text("; ");
            }
            statement = statement.and(sentence.begun_small());
        }
        if statement.parts.is_empty() {
            statement.push_text("something else is supposed");
        }
        statement
    }
}
