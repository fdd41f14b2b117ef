//! The amount that is tested at a project, and how it comes about: for each way of reading what is open, the least and the
//! greatest amount over what is not known, with the rules that lead to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{EvalError, Limits};
use crate::lang::program::{RelationId, Type};
use crate::lang::value::WON_LIMIT;
use crate::law::{Docket, Engine, Rows};

use super::super::World;
use super::super::answer::Value;
use super::super::leaves::{Pick, picks_of};
use super::super::reason::{Explanation, Reason, ReasonKind};

/// What a project counts under some readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// Open issues on which the amount turns, with the option chosen here.
    pub readings: Vec<(String, String)>,
    /// The least it can count.
    pub least: Bound,
    /// The most it can count: the same amount where it is known exactly; none where nothing bounds it.
    pub most: Option<Bound>,
}

/// An amount with how it comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Won.
    pub won: i64,
    /// What is supposed of the project where it is not known: key and option.
    pub supposing: Vec<(String, String)>,
    /// The steps by which rules compute it, each behind those that it rests on.
    pub steps: Vec<Reason>,
}

/// A run of the law on the project alone.
struct Run {
    picks: Vec<Pick>,
    buffers: Vec<Vec<i64>>,
    open: bool,
    counted: Option<i64>,
}

type Readings = BTreeMap<i64, i64>;
/// The runs with the least and the greatest amount.
type Ends = (usize, usize);
/// Their amounts.
type Amounts = (Option<i64>, Option<i64>);

impl World {
    /// What a project counts; empty if art. 48 reaches it in no completion.
    pub(super) fn countings(&mut self, project: i64, limits: &Limits) -> Result<Vec<Counting>, EvalError> {
        let runs = self.runs(project, limits)?;
        let mut ends: BTreeMap<Readings, Ends> = BTreeMap::new();
        for (index, run) in runs.iter().enumerate().filter(|(_, run)| !run.open) {
            let Some(won) = run.counted else { continue };
            let amount = |at: &usize| runs.get(*at).and_then(|run| run.counted);
            let (least, most) = ends.entry(self.readings_of(run)).or_insert((index, index));
            if amount(least).is_none_or(|known| won < known) {
                *least = index;
            }
            if amount(most).is_none_or(|known| won > known) {
                *most = index;
            }
        }
        let amounts = |(least, most): &Ends| {
            let of = |at: &usize| runs.get(*at).and_then(|run| run.counted);
            (of(least), of(most))
        };
        let ends = decisive(ends, &amounts);
        let mut countings = Vec::new();
        for (readings, (least, most)) in ends {
            let Some(lower) = self.bound(project, least, &runs, limits)? else {
                continue;
            };
            let upper = match amounts(&(least, most)) {
                (low, high) if low == high => Some(lower.clone()),
                (_, Some(high)) if high == WON_LIMIT - 1 => None,
                _ => self.bound(project, most, &runs, limits)?,
            };
            let text = |word: &i64| self.symbols.text(*word).to_owned();
            countings.push(Counting {
                readings: readings
                    .iter()
                    .map(|(issue, option)| (text(issue), text(option)))
                    .collect(),
                least: lower,
                most: upper,
            });
        }
        countings.sort_by(|one, other| one.readings.cmp(&other.readings));
        Ok(countings)
    }

    fn runs(&mut self, project: i64, limits: &Limits) -> Result<Vec<Run>, EvalError> {
        let law = Arc::clone(&self.law);
        let (store, supposed) = (self.store(), self.supposed());
        let docket = Docket {
            projects: vec![project],
            ..Docket::default()
        };
        let mut runs = Vec::new();
        law.decide_seen(
            Engine::Evaluator,
            &store,
            &docket,
            limits,
            &mut |buffers, open| {
                let counted = buffers.get(law.ids.counted.0 as usize);
                let counted = counted.and_then(|rows| rows.as_chunks::<2>().0.first());
                runs.push(Run {
                    picks: picks_of(&law.program, supposed, buffers),
                    counted: counted.map(|[_, won]| *won),
                    buffers: buffers.to_vec(),
                    open,
                });
                Ok(())
            },
        )?;
        Ok(runs)
    }

    fn readings_of(&self, run: &Run) -> Readings {
        let reading = self.law.ids.reading_supposed;
        let picks = run.picks.iter().filter(|pick| pick.relation == reading);
        picks.map(|pick| (pick.name(), pick.option)).collect()
    }

    /// The amount of a completion with the rules that lead to it. An amount that is supposed comes about where it was
    /// chosen: in the run before it.
    fn bound(
        &mut self,
        project: i64,
        at: usize,
        runs: &[Run],
        limits: &Limits,
    ) -> Result<Option<Bound>, EvalError> {
        let Some((run, won)) = runs.get(at).and_then(|run| Some((run, run.counted?))) else {
            return Ok(None);
        };
        let ids = &self.law.ids;
        let (counted, choice, amounts) = (ids.counted, ids.amount_choice, ids.amount_supposed);
        let supposed = run.picks.iter().find(|pick| pick.relation == amounts);
        let chosen = supposed.and_then(|supposed| {
            let row = vec![project, supposed.name(), supposed.option];
            let before = runs.iter().find(|before| {
                let rows = before
                    .buffers
                    .get(choice.0 as usize)
                    .map_or(&[][..], Vec::as_slice);
                before.open
                    && rows
                        .as_chunks::<3>()
                        .0
                        .iter()
                        .any(|known| known.as_slice() == row.as_slice())
                    && before.picks.iter().all(|pick| run.picks.contains(pick))
            })?;
            Some((before, (choice, row)))
        });
        let (run, goal) = chosen.unwrap_or((run, (counted, vec![project, won])));
        let relations = &self.law.program.relations;
        let database = self.database_of(|id| {
            let columns = relations
                .get(id.0 as usize)
                .map_or(0, |known| known.columns.len());
            run.buffers
                .as_slice()
                .rows(id)
                .chunks_exact(columns.max(1))
                .collect()
        });
        let explained = self.explain_in(database, project, &goal, limits)?;
        Ok(explained.map(|explained| Bound {
            won,
            supposing: supposing(&explained),
            steps: self.amounts_in(explained),
        }))
    }

    /// The steps of a proof that conclude an amount.
    fn amounts_in(&self, explained: Explanation) -> Vec<Reason> {
        let is_amount = |relation: RelationId| {
            let columns = self.law.program.relation(relation).map(|known| &known.columns);
            columns.is_some_and(|columns| columns.iter().any(|column| column.ty == Type::Won))
        };
        let concludes = |reason: &Reason| {
            let relation = reason.tuple.as_ref().map(|tuple| tuple.relation.as_str());
            relation
                .and_then(|name| self.law.program.relation_named(name))
                .is_some_and(is_amount)
        };
        let steps = explained.reasons.into_iter();
        steps
            .filter(|reason| reason.kind == ReasonKind::Rule && concludes(reason))
            .map(|reason| Reason {
                premises: Vec::new(),
                ..reason
            })
            .collect()
    }
}

/// What a proof supposes of its project, besides amounts, days and readings.
fn supposing(explained: &Explanation) -> Vec<(String, String)> {
    let supposed = explained.reasons.iter().filter_map(|reason| {
        let tuple = reason
            .tuple
            .as_ref()
            .filter(|tuple| tuple.relation == "ProjectSupposed")?;
        match tuple.values.as_slice() {
            [_, Some(Value::Text(key)), Some(Value::Text(option))] => Some((key.clone(), option.clone())),
            _ => None,
        }
    });
    let mut supposed: Vec<(String, String)> = supposed.collect();
    supposed.sort();
    supposed.dedup();
    supposed
}

/// Leaves out the issues that change no amount, and puts together what is then the same.
fn decisive(
    mut ends: BTreeMap<Readings, Ends>,
    amounts: &dyn Fn(&Ends) -> Amounts,
) -> BTreeMap<Readings, Ends> {
    let mut issues: Vec<i64> = ends
        .keys()
        .flat_map(|readings| readings.keys().copied())
        .collect();
    issues.sort_unstable();
    issues.dedup();
    for issue in issues {
        let mut without: BTreeMap<Readings, Ends> = BTreeMap::new();
        let idle = ends.iter().all(|(readings, end)| {
            let mut rest = readings.clone();
            rest.remove(&issue);
            let known = without.entry(rest).or_insert(*end);
            amounts(known) == amounts(end)
        });
        if idle {
            ends = without;
        }
    }
    ends
}
