//! How cases came out, for people and as JSON.

use owo_colors::Style;

use super::failure::failure;
use super::findings::Entry as Finding;
use super::json::{VERSION, to_line};
use super::table::{Align, Table};
use super::{Look, plain};
use crate::facts::Severity;
use crate::world::{CaseOutcome, CaseResult, Coverage, CoverageRow, OpenError, World, WorldError};

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

impl CaseLine {
    /// The result of a case of a world.
    #[must_use]
    pub fn of(world: &World, result: CaseResult) -> Self {
        let sources = world.fact_sources();
        let file = sources.file(result.span.file);
        Self {
            file: file.map(|file| file.name.clone()).unwrap_or_default(),
            line: sources.place(result.span).0,
            result,
        }
    }
}

/// The cases that failed, with what was expected and what was given, the coverage, and a line that counts all cases.
#[must_use]
pub fn cases_text(cases: &[CaseLine], coverage: Option<&Coverage>, look: Look) -> String {
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
    if let Some(coverage) = coverage {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&coverage_text(coverage, look));
    }
    let passed = passed(cases);
    out.push_str(&format!("{passed} passed, {} failed\n", cases.len() - passed));
    out
}

/// A table of rules and one of provisions, each with a line that counts.
fn coverage_text(coverage: &Coverage, look: Look) -> String {
    let mut out = String::new();
    for (noun, rows) in [("rule", coverage.rules()), ("provision", coverage.provisions())] {
        let left = |title: &str| (title.to_owned(), Align::Left);
        let mut table = Table {
            columns: vec![left(noun), left("fired"), left("other side")],
            ..Table::default()
        };
        let yes = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
        for row in &rows {
            table.rows.push(vec![
                row.id.clone(),
                yes(row.touched.fired),
                yes(row.touched.other_side),
            ]);
        }
        out.push_str(&table.render(look));
        let count = |wanted: fn(bool, bool) -> bool| {
            let touched = rows.iter().map(|row| row.touched);
            touched
                .filter(|touched| wanted(touched.fired, touched.other_side))
                .count()
        };
        out.push_str(&format!(
            "{noun}s: {} on both sides, {} only fired, {} only on the other side, {} never touched\n\n",
            count(|fired, other| fired && other),
            count(|fired, other| fired && !other),
            count(|fired, other| !fired && other),
            count(|fired, other| !fired && !other),
        ));
    }
    out
}

fn title(out: &mut String, place: &str, look: Look) {
    out.push_str(&look.paint(place, Style::new().bold()));
    out.push('\n');
}

fn passed(cases: &[CaseLine]) -> usize {
    cases.iter().filter(|case| case.result.outcome.passed()).count()
}

/// All cases as one JSON document on one line, in the order run, with the coverage if there is one.
#[must_use]
pub fn cases_json(cases: &[CaseLine], coverage: Option<&Coverage>, unread: &[OpenError]) -> String {
    let passed = passed(cases);
    let findings = unread.iter().flat_map(|error| match error {
        OpenError::Facts {
            diagnostics, sources, ..
        } => {
            let entry = |found| Finding::of(Severity::Error, found, sources);
            diagnostics.iter().map(entry).collect()
        }
        _ => Vec::new(),
    });
    to_line(&Document {
        version: VERSION,
        cases: cases.iter().map(Entry::of).collect(),
        passed,
        failed: cases.len() - passed,
        findings: findings.collect(),
        coverage: coverage.map(|coverage| CoverageEntry {
            rules: coverage.rules().iter().map(TouchedEntry::of).collect(),
            provisions: coverage.provisions().iter().map(TouchedEntry::of).collect(),
        }),
    })
}

#[derive(serde::Serialize)]
struct Document<'a> {
    version: u32,
    cases: Vec<Entry<'a>>,
    passed: usize,
    failed: usize,
    /// Why files could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageEntry>,
}

#[derive(serde::Serialize)]
struct CoverageEntry {
    rules: Vec<TouchedEntry>,
    provisions: Vec<TouchedEntry>,
}

#[derive(serde::Serialize)]
struct TouchedEntry {
    id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    relation: String,
    fired: bool,
    other_side: bool,
}

impl TouchedEntry {
    fn of(row: &CoverageRow) -> Self {
        Self {
            id: row.id.clone(),
            relation: row.relation.clone(),
            fired: row.touched.fired,
            other_side: row.touched.other_side,
        }
    }
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
pub(super) fn message(error: &WorldError) -> String {
    match error {
        WorldError::Text { diagnostics, .. } => diagnostics
            .iter()
            .map(|found| found.message.as_str())
            .collect::<Vec<_>>()
            .join("; "),
        WorldError::TooLarge {
            triples,
            limit,
            undated: true,
            ..
        } => format!(
            "this asks about {triples} firms at projects whose announcement is not known; at most {limit} are decided"
        ),
        WorldError::TooLarge { triples, limit, .. } => {
            format!("this asks for {triples} verdicts at once; at most {limit} are decided")
        }
        WorldError::Eval { error, .. } => error.to_string(),
        WorldError::Internal(message) => format!("internal error: {message}"),
    }
}
