//! What a verdict turns on: readings and unknown facts, as tables and as JSON.

use owo_colors::Style;
use serde::Serialize;

use super::json::{Cell, VERSION, to_line};
use super::reasons::{TupleJson, value_text};
use super::table::{Align, Table};
use super::{Look, plain};
use crate::world::{Answered, Comes, MissingTable, ReadingTable, Tuple, Value};

/// The outcome under every combination of readings.
#[must_use]
pub fn readings_text(tables: &[ReadingTable], look: Look) -> String {
    let mut out = String::new();
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&heading(&table.conclusion, look));
        if let ([only], true) = (table.rows.as_slice(), table.decisive.is_empty()) {
            out.push_str(&format!(
                " {}, under every reading\n",
                comes(&only.comes, &only.comes.outcome)
            ));
        } else {
            let mut columns: Vec<(String, Align)> = table
                .decisive
                .iter()
                .map(|issue| (plain(issue), Align::Left))
                .collect();
            columns.extend([
                ("outcome".to_owned(), Align::Left),
                ("ground".to_owned(), Align::Left),
            ]);
            let rows = table.rows.iter().map(|row| {
                let mut cells: Vec<String> = row
                    .options
                    .iter()
                    .map(|option| option.as_deref().map_or("any".to_owned(), plain))
                    .collect();
                cells.push(plain(&row.comes.outcome));
                cells.push(plain(&row.comes.grounds.join(", ")));
                cells
            });
            let open = table.rows.iter().filter(|row| row.current).count() > 1;
            let remarks = table.rows.iter().map(|row| {
                let mut parts = Vec::new();
                if !row.comes.turns_on.is_empty() {
                    parts.push(format!("turns on: {}", plain(&row.comes.turns_on.join(", "))));
                }
                if row.current {
                    let now = if open {
                        "← left open now"
                    } else {
                        "← the reading now"
                    };
                    parts.push(now.to_owned());
                }
                parts.join(" · ")
            });
            let table = Table {
                columns,
                rows: rows.collect(),
                remarks: remarks.collect(),
            };
            out.push_str(&table.render(look));
        }
        let mut parts = Vec::new();
        for (what, issues) in [
            ("decides", &table.decisive),
            ("reached, changes nothing", &table.idle),
            ("not reached", &table.unreached),
        ] {
            if !issues.is_empty() {
                parts.push(format!("{what}: {}", issues.join(", ")));
            }
        }
        for part in parts {
            out.push_str(&format!(
                " {}\n",
                look.paint(&plain(&part), Style::new().dimmed())
            ));
        }
    }
    out
}

/// What must be known before a verdict can be given.
#[must_use]
pub fn missing_text(tables: &[MissingTable], look: Look) -> String {
    let mut out = String::new();
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&heading(&table.conclusion, look));
        if table.unknowns.is_empty() {
            out.push_str(" nothing that is not known can change it\n");
            continue;
        }
        let mut shown = Table {
            columns: ["not known", "if it is", "outcome"]
                .map(|title| (title.to_owned(), Align::Left))
                .to_vec(),
            ..Table::default()
        };
        for unknown in &table.unknowns {
            for (number, (answer, comes_to)) in unknown.answers.iter().enumerate() {
                let key = if number == 0 {
                    plain(&unknown.key)
                } else {
                    String::new()
                };
                shown.rows.push(vec![
                    key,
                    answered(answer, number, look),
                    comes(comes_to, &comes_to.outcome),
                ]);
                let mut parts = Vec::new();
                if !comes_to.turns_on.is_empty() {
                    parts.push(format!(
                        "still turns on: {}",
                        plain(&comes_to.turns_on.join(", "))
                    ));
                }
                if number == 0 && !unknown.missing {
                    parts.push("together with others".to_owned());
                }
                shown.remarks.push(parts.join(" · "));
            }
        }
        out.push_str(&shown.render(look));
        let settling: Vec<&str> = table
            .unknowns
            .iter()
            .filter(|unknown| unknown.settles == unknown.answers.len())
            .map(|unknown| unknown.key.as_str())
            .collect();
        if !settling.is_empty() {
            let remark = format!("settles it alone, whatever the answer: {}", settling.join(", "));
            out.push_str(&format!(
                " {}\n",
                look.paint(&plain(&remark), Style::new().dimmed())
            ));
        }
    }
    out
}

/// A tuple as a heading.
pub(crate) fn heading(tuple: &Tuple, look: Look) -> String {
    let values: Vec<String> = tuple
        .values
        .iter()
        .map(|value| {
            value
                .as_ref()
                .map_or("any".to_owned(), |value| value_text(value, look.language))
        })
        .collect();
    let line = format!("{}({})", tuple.relation, values.join(", "));
    format!("{}\n", look.paint(&line, Style::new().bold()))
}

pub(crate) fn comes(comes: &Comes, outcome: &str) -> String {
    if comes.grounds.is_empty() {
        plain(outcome)
    } else {
        plain(&format!("{outcome} ({})", comes.grounds.join(", ")))
    }
}

fn answered(answer: &Answered, number: usize, look: Look) -> String {
    match answer {
        Answered::Option(text) => plain(text),
        Answered::From(value) if number == 0 => match value {
            Value::Date(_) => format!("{} or a later day", value_text(value, look.language)),
            _ => format!("{} or more", value_text(value, look.language)),
        },
        Answered::From(value) => format!("from {} on", value_text(value, look.language)),
    }
}

/// The outcomes under every combination of readings as one JSON document.
#[must_use]
pub fn readings_json(tables: &[ReadingTable]) -> String {
    to_line(&ReadingsDocument {
        version: VERSION,
        readings: tables
            .iter()
            .map(|table| ReadingTableJson {
                conclusion: TupleJson::new(&table.conclusion),
                decisive: &table.decisive,
                idle: &table.idle,
                unreached: &table.unreached,
                rows: table
                    .rows
                    .iter()
                    .map(|row| ReadingRowJson {
                        options: &row.options,
                        comes: ComesJson::new(&row.comes),
                        current: row.current,
                    })
                    .collect(),
            })
            .collect(),
    })
}

/// What is not known as one JSON document.
#[must_use]
pub fn missing_json(tables: &[MissingTable]) -> String {
    to_line(&MissingDocument {
        version: VERSION,
        missing: tables
            .iter()
            .map(|table| MissingTableJson {
                conclusion: TupleJson::new(&table.conclusion),
                unknowns: table
                    .unknowns
                    .iter()
                    .map(|unknown| UnknownJson {
                        key: &unknown.key,
                        missing: unknown.missing,
                        settles: unknown.settles,
                        answers: unknown
                            .answers
                            .iter()
                            .map(|(answer, comes)| AnswerJson {
                                option: match answer {
                                    Answered::Option(text) => Some(text),
                                    Answered::From(_) => None,
                                },
                                from: match answer {
                                    Answered::Option(_) => None,
                                    Answered::From(value) => Some(Cell(value)),
                                },
                                comes: ComesJson::new(comes),
                            })
                            .collect(),
                    })
                    .collect(),
            })
            .collect(),
    })
}

#[derive(Serialize)]
struct ReadingsDocument<'a> {
    version: u32,
    readings: Vec<ReadingTableJson<'a>>,
}

#[derive(Serialize)]
struct ReadingTableJson<'a> {
    conclusion: TupleJson<'a>,
    decisive: &'a [String],
    idle: &'a [String],
    unreached: &'a [String],
    rows: Vec<ReadingRowJson<'a>>,
}

#[derive(Serialize)]
struct ReadingRowJson<'a> {
    /// One for each decisive issue; null for any.
    options: &'a [Option<String>],
    #[serde(flatten)]
    comes: ComesJson<'a>,
    current: bool,
}

#[derive(Serialize)]
struct MissingDocument<'a> {
    version: u32,
    missing: Vec<MissingTableJson<'a>>,
}

#[derive(Serialize)]
struct MissingTableJson<'a> {
    conclusion: TupleJson<'a>,
    unknowns: Vec<UnknownJson<'a>>,
}

#[derive(Serialize)]
struct UnknownJson<'a> {
    key: &'a str,
    missing: bool,
    settles: usize,
    answers: Vec<AnswerJson<'a>>,
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Cell<'a>>,
    #[serde(flatten)]
    comes: ComesJson<'a>,
}

/// What several completions come to, as JSON.
#[derive(Serialize)]
pub(crate) struct ComesJson<'a> {
    outcome: &'a str,
    grounds: &'a [String],
    turns_on: &'a [String],
}

impl<'a> ComesJson<'a> {
    pub(crate) fn new(comes: &'a Comes) -> Self {
        Self {
            outcome: &comes.outcome,
            grounds: &comes.grounds,
            turns_on: &comes.turns_on,
        }
    }
}
