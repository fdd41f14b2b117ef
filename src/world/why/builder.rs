//! Reasons put together from proofs.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::engine::{EvalError, Limits};
use crate::explain::{Node, NodeId, Pattern, Proof};
use crate::lang::program::{Expr, Literal, Program, RelationId, RuleId};
use crate::lang::syntax::CompareOp;

use super::super::World;
use super::super::phrase::{bindings, known};
use super::super::reason::{Cited, Explanation, Reason, ReasonKind, Statement, Tuple};

pub(in crate::world) fn bare(kind: ReasonKind, statement: Statement) -> Reason {
    Reason {
        kind,
        tuple: None,
        statement,
        statement_ko: None,
        rule: None,
        rule_place: None,
        provisions: Vec::new(),
        origins: Vec::new(),
        premises: Vec::new(),
        lacks: Vec::new(),
        conditions: None,
    }
}

/// Puts an explanation together.
pub(in crate::world) struct Builder<'a> {
    pub(in crate::world) world: &'a mut World,
    reasons: Vec<Reason>,
    known: FxHashMap<Reason, usize>,
    /// The day whose provisions are cited.
    pub(in crate::world) day: Option<i64>,
    /// What absences in proofs rest on, where that is told: the rules that could conclude otherwise.
    pub(in crate::world) below: FxHashMap<Pattern, Below>,
    in_force: BTreeMap<String, Vec<(i64, i64)>>,
}

/// What an absence rests on: premises, and what is lacking whichever way is taken.
#[derive(Clone, Debug, Default)]
pub(in crate::world) struct Below {
    pub(in crate::world) premises: Vec<usize>,
    pub(in crate::world) lacks: Vec<usize>,
}

/// Whether a comparison says only that a word is not a certain other one: what it is stands beside it.
fn is_of_words(program: &Program, rule: RuleId, literal: usize) -> bool {
    let rule = program.rules.get(rule.0 as usize);
    let literal = rule.and_then(|rule| rule.body.get(literal));
    matches!(
        literal,
        Some(Literal::Compare {
            op: CompareOp::NotEqual,
            right: Expr::Constant(constant),
            ..
        }) if constant.ty.is_text()
    )
}

impl<'a> Builder<'a> {
    pub(in crate::world) fn new(world: &'a mut World) -> Self {
        let in_force = world.in_force();
        Self {
            world,
            reasons: Vec::new(),
            known: FxHashMap::default(),
            day: None,
            below: FxHashMap::default(),
            in_force,
        }
    }

    pub(in crate::world) fn finish(self, relation: RelationId, pattern: &[Option<i64>]) -> Explanation {
        Explanation {
            conclusion: self.world.tuple(relation, pattern),
            reasons: self.reasons,
        }
    }

    /// Whether a row is told already.
    pub(super) fn tells(&self, tuple: &Tuple) -> bool {
        self.reasons
            .iter()
            .any(|reason| reason.tuple.as_ref() == Some(tuple))
    }

    /// Adds a reason, or finds the same one.
    pub(in crate::world) fn push(&mut self, reason: Reason) -> usize {
        if let Some(known) = self.known.get(&reason) {
            return *known;
        }
        let id = self.reasons.len();
        self.known.insert(reason.clone(), id);
        self.reasons.push(reason);
        id
    }

    /// Adds the steps of a proof; the number of its conclusion.
    pub(in crate::world) fn proof(
        &mut self,
        program: &Program,
        proof: &Proof,
        limits: &Limits,
    ) -> Result<usize, EvalError> {
        let bindings = bindings(proof);
        // Nothing for what is not told.
        let mut ids: Vec<Option<usize>> = Vec::with_capacity(proof.nodes.len());
        for (index, node) in proof.nodes.iter().enumerate() {
            let premise_ids = |premises: &[NodeId]| -> Vec<usize> {
                let mut found: Vec<usize> = Vec::new();
                for id in premises {
                    if let Some(Some(id)) = ids.get(id.0 as usize)
                        && !found.contains(id)
                    {
                        found.push(*id);
                    }
                }
                found
            };
            let binding = bindings.get(index).copied().unwrap_or_default();
            let id = match node {
                Node::Fact { relation, tuple } => self.row(*relation, tuple, limits)?,
                Node::Rule {
                    rule,
                    relation,
                    tuple,
                    binding,
                    premises,
                } => {
                    let premises = self.without_contributors(premise_ids(premises));
                    let Some(rule) = program.rules.get(rule.0 as usize) else {
                        ids.push(None);
                        continue;
                    };
                    let whole: Vec<Option<i64>> = tuple.iter().map(|word| Some(*word)).collect();
                    let statement = self
                        .world
                        .rule_statement(rule, rule.sentence.as_ref(), binding)
                        .unwrap_or_else(|| self.world.row_statement(*relation, &whole));
                    let reason = Reason {
                        tuple: Some(self.world.tuple(*relation, &whole)),
                        statement_ko: self
                            .world
                            .rule_korean(rule, &known(binding))
                            .or_else(|| self.world.row_korean(*relation, &whole)),
                        rule: Some(rule.id.clone()),
                        rule_place: self.world.rule_place(rule),
                        provisions: self.cited(&rule.cites),
                        premises,
                        ..bare(ReasonKind::Rule, statement)
                    };
                    self.push(reason)
                }
                Node::Absent { relation, .. } if self.world.absence_is_untold(*relation) => {
                    ids.push(None);
                    continue;
                }
                Node::Comparison {
                    rule,
                    literal,
                    inner: None,
                    ..
                } if is_of_words(program, *rule, *literal) => {
                    ids.push(None);
                    continue;
                }
                Node::Absent { relation, pattern } => {
                    let statement = self.world.absent_statement(*relation, pattern);
                    let statement_ko = self.world.absent_korean(*relation, pattern);
                    let tuple = self.world.tuple(*relation, pattern);
                    let below = self.below.get(&(*relation, pattern.clone())).cloned();
                    let Below { premises, lacks } = below.unwrap_or_default();
                    self.push(Reason {
                        tuple: Some(tuple),
                        premises,
                        lacks,
                        statement_ko,
                        ..bare(ReasonKind::Absent, statement)
                    })
                }
                Node::Comparison { .. } | Node::Value { .. } => {
                    let kind = match node {
                        Node::Comparison { .. } => ReasonKind::Comparison,
                        _ => ReasonKind::Value,
                    };
                    let statement = self.world.literal_statement(&program.rules, node, binding);
                    self.push(Reason {
                        statement_ko: self.world.literal_korean(&program.rules, node, binding),
                        ..bare(kind, statement)
                    })
                }
                Node::Aggregate { matches, .. } => {
                    let all: Vec<NodeId> = matches.iter().flat_map(|one| one.premises.clone()).collect();
                    let premises = premise_ids(&all);
                    let statement = self.world.literal_statement(&program.rules, node, binding);
                    self.push(Reason {
                        premises,
                        statement_ko: self.world.literal_korean(&program.rules, node, binding),
                        ..bare(ReasonKind::Aggregate, statement)
                    })
                }
            };
            ids.push(Some(id));
        }
        Ok(ids.last().copied().flatten().unwrap_or_default())
    }

    /// The premises of a rule without those that a fold among them shows as what it is made of.
    fn without_contributors(&self, mut premises: Vec<usize>) -> Vec<usize> {
        let folds = premises.iter().filter_map(|id| self.reasons.get(*id));
        let folds = folds.filter(|reason| reason.kind == ReasonKind::Aggregate);
        let shown: Vec<usize> = folds.flat_map(|fold| fold.premises.iter().copied()).collect();
        premises.retain(|id| !shown.contains(id));
        premises
    }

    /// Adds a row that a rule of the analyst's own rests on: what the law concludes is explained in its turn.
    pub(super) fn row(
        &mut self,
        relation: RelationId,
        row: &[i64],
        limits: &Limits,
    ) -> Result<usize, EvalError> {
        if !self.world.is_made(relation) {
            return Ok(self.fact(relation, row));
        }
        let Some(explained) = self.world.explain(relation, row, 0, limits)? else {
            return Ok(self.fact(relation, row));
        };
        Ok(self.adopt(explained))
    }

    /// Adds the reasons of another explanation; the number of its conclusion.
    pub(in crate::world) fn adopt(&mut self, explanation: Explanation) -> usize {
        let mut ids: Vec<usize> = Vec::new();
        for mut reason in explanation.reasons {
            for rests_on in [&mut reason.premises, &mut reason.lacks] {
                *rests_on = rests_on.iter().filter_map(|id| ids.get(*id).copied()).collect();
            }
            let id = self.push(reason);
            ids.push(id);
        }
        ids.last().copied().unwrap_or_default()
    }

    /// Adds a given row with where it is written.
    pub(in crate::world) fn fact(&mut self, relation: RelationId, row: &[i64]) -> usize {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        let name = self.world.relation_name(relation);
        let kind = match name {
            "Asked" | "AskedProject" => ReasonKind::Asked,
            "Controlled" | "Suspect" => ReasonKind::Group,
            "Beside" | "ClassTurnsOn" | "TurnsOn" | "Verdict" => ReasonKind::Verdict,
            _ if self.world.supposed().contains(&relation) => ReasonKind::Supposed,
            _ => ReasonKind::Fact,
        };
        let premises = if kind == ReasonKind::Group {
            self.holdings(row)
        } else {
            Vec::new()
        };
        let mut statement = self.world.row_statement(relation, &whole);
        if let Some(argument) = self.world.argument_of(relation, row) {
            statement.push_text(&format!(": {argument}"));
        }
        let statement_ko = self.world.row_korean(relation, &whole);
        let reason = Reason {
            tuple: Some(self.world.tuple(relation, &whole)),
            origins: self.world.places(relation, row),
            premises,
            statement_ko,
            ..bare(kind, statement)
        };
        self.push(reason)
    }

    /// The holdings that place a firm in a group.
    fn holdings(&mut self, row: &[i64]) -> Vec<usize> {
        let world = &*self.world;
        let (Some(firm), Some(group)) = (row.first(), row.get(1)) else {
            return Vec::new();
        };
        let (firm, group) = (world.symbols.text(*firm), world.symbols.text(*group));
        let found = world.controlled();
        let sums = found
            .iter()
            .filter(|found| found.firm == firm && found.group == group)
            .flat_map(|found| found.evidence.iter().flat_map(|sum| sum.holdings.iter().copied()));
        let mut indexes: Vec<usize> = sums.collect();
        indexes.sort_unstable();
        indexes.dedup();
        let rows = world.holding_rows(&indexes);
        rows.into_iter()
            .map(|(relation, row)| self.fact(relation, &row))
            .collect()
    }

    /// The provisions of a rule that can be cited on the day.
    pub(in crate::world) fn cited(&self, cites: &[String]) -> Vec<Cited> {
        cites
            .iter()
            .filter(|id| match (self.in_force.get(*id), self.day) {
                (Some(spans), Some(day)) => spans.iter().any(|(from, until)| (*from..*until).contains(&day)),
                _ => true,
            })
            .map(|id| self.world.cite_on(id, self.day))
            .collect()
    }
}
