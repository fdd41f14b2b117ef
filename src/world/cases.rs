//! Cases and guards: questions with the answer they must give, as `[[case]]` and `[[guard]]` blocks of fact files.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Limits;
use crate::facts::{Case, CaseValue, Cites};
use crate::lang::date;
use crate::lang::source::Span;
use crate::lang::value::{format_percent, parse_percent, parse_won};

use super::World;
use super::answer::{Answer, Value};
use super::ask::{Kept, eval_error};
use super::coverage::{Citing, Coverage};
use super::error::WorldError;
use super::guard::GuardCause;

/// How a case came out.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// What came of it.
    pub outcome: CaseOutcome,
    /// Why a guard failed, where that can be told.
    pub cause: Option<GuardCause>,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub enum CaseOutcome {
    /// The rows are the expected ones.
    Passed,
    /// They are not.
    Failed {
        /// Expected and missing: rows as `column = value, …`, sorted, then citations.
        missing: Vec<String>,
        /// Given and not expected.
        unexpected: Vec<String>,
    },
    /// The question has no answer.
    Broken(WorldError),
}

/// The parts of a guard that must change for it to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// The answer, where it is not the expected one.
    pub rows: Option<Answer>,
    /// The provisions that are cited, where they are others.
    pub reason: Option<BTreeSet<String>>,
}

impl CaseOutcome {
    /// Whether the answer is the expected one.
    #[must_use]
    pub fn passed(&self) -> bool {
        matches!(self, CaseOutcome::Passed)
    }
}

impl World {
    /// Runs the cases of the loaded files, in file order. Each starts from the facts as loaded, under its own readings
    /// and assumptions.
    #[must_use]
    pub fn run_cases(&self, limits: &Limits) -> Vec<CaseResult> {
        self.run_each(&self.base.cases, |world, case| world.run_case(case, limits, None))
    }

    /// Runs the guards of the loaded files, in file order, on the facts as they were loaded, and says why those fail that
    /// do.
    #[must_use]
    pub fn run_guards(&self, limits: &Limits) -> Vec<CaseResult> {
        self.run_these_guards(&self.base.guards, limits)
    }

    /// The same for some of them.
    pub(super) fn run_these_guards(&self, guards: &[Case], limits: &Limits) -> Vec<CaseResult> {
        if guards.is_empty() {
            return Vec::new();
        }
        let mut start = self.clone();
        start.as_loaded();
        let mut results = start.run_each(guards, |world, guard| world.run_case(guard, limits, None));
        for (guard, result) in guards.iter().zip(&mut results) {
            if matches!(result.outcome, CaseOutcome::Failed { .. }) {
                result.cause = self.guard_cause(guard, limits);
            }
        }
        results
    }

    /// What a guard must expect to hold on the facts as they were loaded.
    ///
    /// # Errors
    /// The question has no answer.
    pub fn renew_guard(&self, guard: &Case, limits: &Limits) -> Result<Renewed, WorldError> {
        let mut world = self.clone();
        world.as_loaded();
        let answer = world.answer_case(guard, limits, None)?;
        let (missing, unexpected) = compare(guard.rows.as_deref(), &answer);
        let reason = match &guard.cites {
            Cites::Exactly(wanted) => {
                let cited = world.cited(&guard.ask, Citing::LastStep, limits)?;
                let same = cited.iter().eq(wanted.iter().collect::<BTreeSet<_>>());
                (!same).then_some(cited)
            }
            Cites::AtLeast(_) => None,
        };
        Ok(Renewed {
            rows: (!missing.is_empty() || !unexpected.is_empty()).then_some(answer),
            reason,
        })
    }

    /// The same, and adds what the cases that pass touch of the law.
    #[must_use]
    pub fn run_cases_covered(&self, coverage: &mut Coverage, limits: &Limits) -> Vec<CaseResult> {
        coverage.begin(self);
        self.run_each(&self.base.cases, |world, case| {
            let mut kept = Kept::default();
            let outcome = world.run_case(case, limits, Some(&mut kept))?;
            if outcome.passed() {
                world
                    .cover(&kept, coverage, limits)
                    .map_err(|error| eval_error(&case.ask, error))?;
            }
            Ok(outcome)
        })
    }

    /// Runs the cases, each in a world of its own.
    fn run_each(
        &self,
        cases: &[Case],
        mut run: impl FnMut(&mut World, &Case) -> Result<CaseOutcome, WorldError>,
    ) -> Vec<CaseResult> {
        let mut start = self.clone();
        // Cases without readings and assumptions of their own share it.
        start.store();
        cases
            .iter()
            .map(|case| CaseResult {
                name: case.name.clone(),
                span: case.span,
                outcome: run(&mut start.clone(), case).unwrap_or_else(CaseOutcome::Broken),
                cause: None,
            })
            .collect()
    }

    /// Answers the question of a case in this world, which then has its readings and assumptions, and keeps the runs
    /// of its small dockets.
    fn answer_case(
        &mut self,
        case: &Case,
        limits: &Limits,
        kept: Option<&mut Kept>,
    ) -> Result<Answer, WorldError> {
        for (issue, option) in &case.readings {
            self.set_reading(&format!("{issue}={option}"))?;
        }
        for fact in &case.assume {
            self.assume(fact)?;
        }
        self.ask_keeping(&case.ask, limits, kept)
    }

    /// Runs a case in this world; see [`World::answer_case`].
    pub(super) fn run_case(
        &mut self,
        case: &Case,
        limits: &Limits,
        kept: Option<&mut Kept>,
    ) -> Result<CaseOutcome, WorldError> {
        let answer = self.answer_case(case, limits, kept)?;
        let (mut missing, mut unexpected) = compare(case.rows.as_deref(), &answer);
        match &case.cites {
            Cites::AtLeast(wanted) if wanted.is_empty() => {}
            Cites::AtLeast(wanted) => {
                let cited = self.cited(&case.ask, Citing::AnyStep, limits)?;
                missing.extend(uncited(wanted, &cited));
            }
            Cites::Exactly(wanted) => {
                let cited = self.cited(&case.ask, Citing::LastStep, limits)?;
                missing.extend(uncited(wanted, &cited));
                let more = cited.iter().filter(|id| !wanted.contains(id));
                unexpected.extend(more.map(|id| format!("citation of {id}")));
            }
        }
        Ok(if missing.is_empty() && unexpected.is_empty() {
            CaseOutcome::Passed
        } else {
            CaseOutcome::Failed { missing, unexpected }
        })
    }
}

/// The wanted provisions that are not cited, each with those that are.
fn uncited(wanted: &[String], cited: &BTreeSet<String>) -> Vec<String> {
    let given = match cited.len() {
        0 => "none is".to_owned(),
        _ => format!("cited: {}", cited.iter().cloned().collect::<Vec<_>>().join(", ")),
    };
    let missing = wanted.iter().filter(|id| !cited.contains(*id));
    missing.map(|id| format!("citation of {id} ({given})")).collect()
}

/// Rows that are expected and missing, and rows that are not expected.
fn compare(expected: Option<&[BTreeMap<String, CaseValue>]>, answer: &Answer) -> (Vec<String>, Vec<String>) {
    let Some(expected) = expected else {
        return (Vec::new(), Vec::new());
    };
    let mut unexpected: Vec<(usize, &Vec<Value>)> = answer.rows.iter().enumerate().collect();
    let mut missing = Vec::new();
    for row in expected {
        match unexpected
            .iter()
            .position(|(_, given)| fits(row, &answer.columns, given))
        {
            Some(index) => {
                unexpected.remove(index);
            }
            None => missing.push(shown(row)),
        }
    }
    missing.sort();
    let unexpected = unexpected
        .into_iter()
        .map(|(index, row)| {
            let cells = answer
                .columns
                .iter()
                .zip(row)
                .map(|(column, value)| format!("{column} = {}", plain(value)));
            let cells = cells.collect::<Vec<_>>().join(", ");
            match answer.turns_on.get(index) {
                Some(keys) if !keys.is_empty() => format!("{cells} (turns on: {})", keys.join(", ")),
                _ => cells,
            }
        })
        .collect();
    (missing, unexpected)
}

fn fits(row: &BTreeMap<String, CaseValue>, columns: &[String], given: &[Value]) -> bool {
    row.len() == columns.len()
        && columns
            .iter()
            .zip(given)
            .all(|(column, value)| row.get(column).is_some_and(|expected| equal(expected, value)))
}

fn equal(expected: &CaseValue, value: &Value) -> bool {
    match (expected, value) {
        (CaseValue::Text(text), Value::Text(word)) => text == word,
        (CaseValue::Text(text), Value::Entity { id, name }) => text == id || text == name,
        (CaseValue::Text(text), Value::Won(won)) => parse_won(text) == Ok(*won),
        (CaseValue::Text(text), Value::Percent(percent)) => parse_percent(text) == Ok(*percent),
        (CaseValue::Text(text), Value::Date(day)) => *text == date::format(*day),
        (CaseValue::Number(number), Value::Int(value) | Value::Won(value)) => number == value,
        (CaseValue::Number(number), Value::Percent(percent)) => number.checked_mul(100) == Some(*percent),
        (CaseValue::Date(day), Value::Date(value)) => day == value,
        _ => false,
    }
}

fn shown(row: &BTreeMap<String, CaseValue>) -> String {
    let cells = row.iter().map(|(column, value)| match value {
        CaseValue::Text(text) => format!("{column} = {text}"),
        CaseValue::Number(number) => format!("{column} = {number}"),
        CaseValue::Date(day) => format!("{column} = {}", date::format(*day)),
    });
    cells.collect::<Vec<_>>().join(", ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Entity { id, .. } => id.clone(),
        Value::Int(number) | Value::Won(number) => number.to_string(),
        Value::Percent(percent) => format_percent(*percent),
        Value::Date(day) => date::format(*day),
    }
}
