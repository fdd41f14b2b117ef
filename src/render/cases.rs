//! How cases came out, for people and as JSON.

use owo_colors::Style;

use super::failure::failure;
use super::json::{VERSION, to_line};
use super::{Look, plain};
use crate::world::{CaseOutcome, CaseResult, WorldError};

/// A case with the place it is written at.
#[derive(Clone, Debug)]
pub struct CaseLine {
    /// Its file.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// Its name and what came of it.
    pub result: CaseResult,
}

/// The cases that failed, with what was expected and what was given, and a line that counts all.
#[must_use]
pub fn cases_text(cases: &[CaseLine], look: Look) -> String {
    let mut out = String::new();
    for case in cases {
        let place = plain(&format!("{}:{}: {}", case.file, case.line, case.result.name));
        match &case.result.outcome {
            CaseOutcome::Passed => continue,
            CaseOutcome::Failed { missing, unexpected } => {
                title(&mut out, &place, look);
                for (word, rows) in [("missing", missing), ("unexpected", unexpected)] {
                    for row in rows {
                        out.push_str(&format!("  {word}: {}\n", plain(row)));
                    }
                }
            }
            CaseOutcome::Broken(error) => {
                title(&mut out, &place, look);
                for line in failure(error, look).lines() {
                    out.push_str(format!("  {line}").trim_end());
                    out.push('\n');
                }
            }
        }
    }
    let passed = passed(cases);
    out.push_str(&format!("{passed} passed, {} failed\n", cases.len() - passed));
    out
}

fn title(out: &mut String, place: &str, look: Look) {
    out.push_str(&look.paint(place, Style::new().bold()));
    out.push('\n');
}

fn passed(cases: &[CaseLine]) -> usize {
    cases.iter().filter(|case| case.result.outcome.passed()).count()
}

/// All cases as one JSON document on one line, in the order run.
#[must_use]
pub fn cases_json(cases: &[CaseLine]) -> String {
    let passed = passed(cases);
    to_line(&Document {
        version: VERSION,
        cases: cases.iter().map(Entry::of).collect(),
        passed,
        failed: cases.len() - passed,
    })
}

#[derive(serde::Serialize)]
struct Document<'a> {
    version: u32,
    cases: Vec<Entry<'a>>,
    passed: usize,
    failed: usize,
}

#[derive(serde::Serialize)]
struct Entry<'a> {
    file: &'a str,
    line: u32,
    name: &'a str,
    passed: bool,
    missing: &'a [String],
    unexpected: &'a [String],
    error: Option<String>,
}

impl<'a> Entry<'a> {
    fn of(case: &'a CaseLine) -> Self {
        let (missing, unexpected, error): (&[String], &[String], _) = match &case.result.outcome {
            CaseOutcome::Passed => (&[], &[], None),
            CaseOutcome::Failed { missing, unexpected } => (missing, unexpected, None),
            CaseOutcome::Broken(error) => (&[], &[], Some(message(error))),
        };
        Self {
            file: &case.file,
            line: case.line,
            name: &case.result.name,
            passed: case.result.outcome.passed(),
            missing,
            unexpected,
            error,
        }
    }
}

/// An error in one line.
fn message(error: &WorldError) -> String {
    match error {
        WorldError::Text { diagnostics, .. } => diagnostics
            .iter()
            .map(|found| found.message.as_str())
            .collect::<Vec<_>>()
            .join("; "),
        WorldError::TooLarge { triples, limit } => {
            format!("this asks for {triples} verdicts at once; at most {limit} are decided")
        }
        WorldError::Eval { error, .. } => error.to_string(),
        WorldError::Internal(message) => format!("internal error: {message}"),
    }
}
