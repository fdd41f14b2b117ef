//! Cases: facts with the answer they must give, as `[[case]]` blocks of fact files.

use std::collections::BTreeMap;

use crate::engine::Limits;
use crate::facts::{Case, CaseValue};
use crate::lang::date;
use crate::lang::source::Span;
use crate::lang::value::{format_percent, parse_percent, parse_won};

use super::World;
use super::answer::{Answer, Value};
use super::error::WorldError;

/// How a case came out.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// What came of it.
    pub outcome: CaseOutcome,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub enum CaseOutcome {
    /// The rows are the expected ones.
    Passed,
    /// They are not.
    Failed {
        /// Expected and missing, as `column = value, …`, sorted.
        missing: Vec<String>,
        /// Given and not expected.
        unexpected: Vec<String>,
    },
    /// The question has no answer.
    Broken(WorldError),
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
    /// and assumptions. The provisions that a case wants cited are not looked at.
    #[must_use]
    pub fn run_cases(&self, limits: &Limits) -> Vec<CaseResult> {
        self.base
            .cases
            .iter()
            .map(|case| CaseResult {
                name: case.name.clone(),
                span: case.span,
                outcome: self.run_case(case, limits),
            })
            .collect()
    }

    fn run_case(&self, case: &Case, limits: &Limits) -> CaseOutcome {
        let mut world = self.clone();
        let answer = (|| {
            for (issue, option) in &case.readings {
                world.set_reading(&format!("{issue}={option}"))?;
            }
            for fact in &case.assume {
                world.assume(fact)?;
            }
            world.ask(&case.ask, limits)
        })();
        match answer {
            Err(error) => CaseOutcome::Broken(error),
            Ok(answer) => compare(case.rows.as_deref(), &answer),
        }
    }
}

fn compare(expected: Option<&[BTreeMap<String, CaseValue>]>, answer: &Answer) -> CaseOutcome {
    let Some(expected) = expected else {
        return CaseOutcome::Passed;
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
    if missing.is_empty() && unexpected.is_empty() {
        return CaseOutcome::Passed;
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
    CaseOutcome::Failed { missing, unexpected }
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
