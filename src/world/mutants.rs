//! Which mutants of the law the cases notice.
//!
//! A mutant can only matter to a case in whose runs the changed rule concludes something else. The runs of every case
//! are looked at once; then each mutant meets only the cases that it can matter to, those of few runs first, until one
//! of them fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::engine::{Database, EvalError, Limits, Probe, Symbols};
use crate::facts::Case;
use crate::lang::program::{Literal, RelationId};
use crate::law::{Law, Mutant};

use super::World;
use super::cases::CaseOutcome;
use super::error::WorldError;

/// What came of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A case gives another answer.
    Noticed,
    /// No case does. The cases in whose runs the rule concludes something else: number of the world and of the case.
    Unnoticed(Vec<(usize, usize)>),
}

/// Why mutants were not tried.
#[derive(Clone, Debug)]
pub enum MutantError {
    /// A case fails under the law as it is: number of the world and of the case.
    CaseFails((usize, usize)),
    /// A limit was reached, or Ctrl-C was pressed.
    Eval(EvalError),
}

/// A case, by the numbers of its world and its own.
type Place = (usize, usize);

/// What the runs of a case show.
struct Seen {
    case: Place,
    runs: usize,
    /// Numbers of the mutants that can matter to it.
    mutants: BTreeSet<usize>,
}

/// Tries mutants on the cases of worlds, all on the law that the first world has. One fate a mutant, in their order.
///
/// # Errors
/// A case fails already under the law as it is, or a limit was reached.
pub fn try_mutants(worlds: &[World], mutants: &[Mutant], limits: &Limits) -> Result<Vec<Fate>, MutantError> {
    let Some(first) = worlds.first() else {
        return Ok(vec![Fate::Unnoticed(Vec::new()); mutants.len()]);
    };
    let law = Arc::clone(&first.law);
    let symbols = first.symbols.clone();
    let probes = Probes::new(&law, mutants, &symbols);
    let places: Vec<Place> = worlds
        .iter()
        .enumerate()
        .flat_map(|(world, of)| (0..of.base.cases.len()).map(move |case| (world, case)))
        .collect();
    let mut seen: Vec<Seen> = places
        .par_iter()
        .filter_map(|place| {
            let world = worlds.get(place.0)?;
            let case = world.base.cases.get(place.1)?;
            Some(probes.look(world, case, *place, limits))
        })
        .collect::<Result<_, MutantError>>()?;
    seen.sort_by_key(|seen| (seen.runs, seen.case));
    let mut concerned: Vec<Vec<Place>> = vec![Vec::new(); mutants.len()];
    for seen in &seen {
        for mutant in &seen.mutants {
            if let Some(cases) = concerned.get_mut(*mutant) {
                cases.push(seen.case);
            }
        }
    }
    let fates = mutants.par_iter().zip(concerned).map(|(mutant, cases)| {
        let changed = Arc::new(law.with(mutant, &mut symbols.clone()));
        for (world, case) in &cases {
            let Some(world) = worlds.get(*world) else { continue };
            let Some(case) = world.base.cases.get(*case) else {
                continue;
            };
            if world.notices(case, &changed, limits)? {
                return Ok(Fate::Noticed);
            }
        }
        let mut cases = cases;
        cases.sort_unstable();
        Ok(Fate::Unnoticed(cases))
    });
    fates.collect::<Result<_, EvalError>>().map_err(MutantError::Eval)
}

impl World {
    /// Whether a case gives another answer, or none, under a changed law.
    fn notices(&self, case: &Case, law: &Arc<Law>, limits: &Limits) -> Result<bool, EvalError> {
        let mut world = self.clone();
        world.law = Arc::clone(law);
        let outcome = world
            .run_case(case, limits, None)
            .unwrap_or_else(CaseOutcome::Broken);
        match stopped(&outcome) {
            Some(error) => Err(error),
            None => Ok(!outcome.passed()),
        }
    }
}

/// The error of a case that was stopped from outside.
fn stopped(outcome: &CaseOutcome) -> Option<EvalError> {
    match outcome {
        CaseOutcome::Broken(WorldError::Eval {
            error: error @ (EvalError::Interrupted | EvalError::TimeLimit),
            ..
        }) => Some(error.clone()),
        _ => None,
    }
}

/// The rules that have mutants, and these, ready to be held against models.
struct Probes<'a> {
    law: &'a Law,
    rules: Vec<RuleProbe>,
}

struct RuleProbe {
    rule: Probe,
    /// Whether the rule reads what it concludes.
    recursive: bool,
    /// Number of the mutant, how many literals stand before its change, and its probe if it has another body.
    mutants: Vec<(usize, usize, Option<Probe>)>,
}

impl<'a> Probes<'a> {
    fn new(law: &'a Law, mutants: &[Mutant], symbols: &Symbols) -> Self {
        let mut symbols = symbols.clone();
        let mut rules: Vec<Option<RuleProbe>> = law.program.rules.iter().map(|_| None).collect();
        for (number, mutant) in mutants.iter().enumerate() {
            let index = mutant.rule.0 as usize;
            let (Some(rule), Some(place)) = (law.program.rules.get(index), rules.get_mut(index)) else {
                continue;
            };
            let probe = place.get_or_insert_with(|| RuleProbe {
                rule: Probe::new(rule, &mut symbols),
                recursive: rule.body.iter().any(
                    |literal| matches!(literal, Literal::Atom(atom) if atom.relation == rule.head.relation),
                ),
                mutants: Vec::new(),
            });
            let changed = mutant
                .changed
                .as_ref()
                .filter(|changed| changed.body != rule.body);
            let changed = changed.map(|changed| Probe::new(changed, &mut symbols));
            probe.mutants.push((number, mutant.behind, changed));
        }
        Self {
            law,
            rules: rules.into_iter().flatten().collect(),
        }
    }

    /// Runs a case under the law as it is and finds the mutants that can matter to it.
    fn look(&self, world: &World, case: &Case, place: Place, limits: &Limits) -> Result<Seen, MutantError> {
        let mut world = world.clone();
        let outcome = world
            .run_case(case, limits, None)
            .unwrap_or_else(CaseOutcome::Broken);
        if let Some(error) = stopped(&outcome) {
            return Err(MutantError::Eval(error));
        }
        if !outcome.passed() {
            return Err(MutantError::CaseFails(place));
        }
        let mut seen = Seen {
            case: place,
            runs: 0,
            mutants: BTreeSet::new(),
        };
        let cites = case.cites.matter();
        let looked = world.each_run(&case.ask, limits, &mut |_, buffers, _| {
            seen.runs += 1;
            let mut database = Database::new(&self.law.program);
            for (index, words) in (0_u32..).zip(buffers) {
                if let Some(relation) = database.relation_mut(RelationId(index)) {
                    relation.extend_flat(words);
                }
            }
            self.rules
                .iter()
                .try_for_each(|rule| rule.look(&mut database, cites, limits, &mut seen.mutants))
        });
        match looked {
            Ok(()) => Ok(seen),
            Err(WorldError::Eval { error, .. }) => Err(MutantError::Eval(error)),
            Err(_) => Err(MutantError::CaseFails(place)),
        }
    }
}

impl RuleProbe {
    /// Adds the mutants that conclude something else from a finished model. All whose change is reached are added where
    /// citations count too, and where the rule reads what it concludes: a smaller model may then do.
    fn look(
        &self,
        database: &mut Database,
        cites: bool,
        limits: &Limits,
        found: &mut BTreeSet<usize>,
    ) -> Result<(), EvalError> {
        let least = self.mutants.iter().filter(|(number, ..)| !found.contains(number));
        let Some(least) = least.map(|(_, behind, _)| *behind).min() else {
            return Ok(());
        };
        let reach = self.rule.reach(database, limits)?;
        if reach < least {
            return Ok(());
        }
        let concluded = self.rule.conclusions(database, limits)?;
        for (number, behind, probe) in &self.mutants {
            if *behind > reach || found.contains(number) {
                continue;
            }
            let matters = cites
                || self.recursive
                || match probe {
                    None => !concluded.is_empty(),
                    Some(probe) => match probe.conclusions(database, limits) {
                        Ok(other) => other != concluded,
                        Err(EvalError::Arithmetic { .. }) => true,
                        Err(error) => return Err(error),
                    },
                };
            if matters {
                found.insert(*number);
            }
        }
        Ok(())
    }
}
