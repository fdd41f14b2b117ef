//! Where the compiled law pauses: crepe has no aggregates, so the law is cut into stages, and a fold of the evaluator runs
//! between two of them. It is cut further where a stage would be long, since the time it takes to compile one function
//! grows faster than the function. Shared by the emitter at build time and the docket runner at run time.

use std::collections::BTreeMap;

use crate::lang::program::{Aggregate, Atom, Literal, Program, RelationId, RuleId};

/// How a program is cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stages {
    /// Stage in which each relation is finished; given relations are in stage 0.
    pub(crate) of_relation: Vec<u32>,
    /// All aggregates, in order of rule and literal.
    pub(crate) folds: Vec<FoldSite>,
    /// Number of stages.
    pub(crate) count: u32,
}

/// One aggregate of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoldSite {
    /// The rule.
    pub(crate) rule: RuleId,
    /// The literal in its body.
    pub(crate) literal: usize,
    /// The stage after which it can be computed.
    pub(crate) stage: u32,
}

impl FoldSite {
    /// The aggregate itself.
    pub(crate) fn aggregate<'a>(&self, program: &'a Program) -> Option<&'a Aggregate> {
        match program.rules.get(self.rule.0 as usize)?.body.get(self.literal)? {
            Literal::Aggregate(aggregate) => Some(aggregate),
            _ => None,
        }
    }
}

/// From how many rules on a stage is cut where the strata allow it.
const LONG: usize = 60;

/// Cuts a program: relations are raised until no rule reads what a later stage finishes.
pub(crate) fn stages(program: &Program) -> Stages {
    let of_relation = cut(program, &levels(program));
    let mut folds = Vec::new();
    for (index, rule) in program.rules.iter().enumerate() {
        for (literal, part) in rule.body.iter().enumerate() {
            if let Literal::Aggregate(aggregate) = part {
                let before = rule.body.get(..literal).unwrap_or_default();
                let stage = body_stage(before, &of_relation).max(body_stage(&aggregate.body, &of_relation));
                folds.push(FoldSite {
                    rule: RuleId(u32::try_from(index).unwrap_or(u32::MAX)),
                    literal,
                    stage,
                });
            }
        }
    }
    let count = of_relation.iter().copied().max().unwrap_or_default() + 1;
    Stages {
        of_relation,
        folds,
        count,
    }
}

/// Stages of relations from levels of aggregates: strata of one level follow each other in a stage until it is long.
/// What a rule reads lies in no later level and in no higher stratum than its head.
fn cut(program: &Program, levels: &[u32]) -> Vec<u32> {
    let place = |relation: RelationId| {
        let stratum = program.relation(relation).map_or(0, |relation| relation.stratum);
        (stage_of(relation, levels), stratum)
    };
    let mut rules: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for rule in &program.rules {
        *rules.entry(place(rule.head.relation)).or_default() += 1;
    }
    let mut stage_of_place: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let (mut stage, mut level, mut length) = (0, 0, 0);
    for (at, count) in rules {
        if at.0 != level || (length > 0 && length + count > LONG) {
            (stage, level, length) = (stage + 1, at.0, 0);
        }
        length += count;
        stage_of_place.insert(at, stage);
    }
    (0_u32..)
        .zip(&program.relations)
        .map(|(index, _)| {
            stage_of_place
                .get(&place(RelationId(index)))
                .copied()
                .unwrap_or_default()
        })
        .collect()
}

/// How many aggregates stand one above the other below each relation.
fn levels(program: &Program) -> Vec<u32> {
    let mut of_relation = vec![0_u32; program.relations.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for rule in &program.rules {
            let level = body_stage(&rule.body, &of_relation);
            if let Some(place) = of_relation.get_mut(rule.head.relation.0 as usize)
                && *place < level
            {
                *place = level;
                changed = true;
            }
        }
    }
    of_relation
}

fn body_stage(body: &[Literal], of_relation: &[u32]) -> u32 {
    let mut stage = 0;
    for literal in body {
        let read = match literal {
            Literal::Atom(Atom { relation, .. }) | Literal::Absent(Atom { relation, .. }) => {
                stage_of(*relation, of_relation)
            }
            Literal::Aggregate(aggregate) => stage.max(body_stage(&aggregate.body, of_relation)) + 1,
            Literal::Compare { .. } | Literal::Let { .. } => 0,
        };
        stage = stage.max(read);
    }
    stage
}

pub(crate) fn stage_of(relation: RelationId, of_relation: &[u32]) -> u32 {
    of_relation.get(relation.0 as usize).copied().unwrap_or_default()
}
