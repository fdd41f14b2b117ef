//! What a verdict turns on: readings and unknown facts, as tables and as JSON.

use owo_colors::Style;
use serde::Serialize;

use super::answer::conditions_line;
use super::json::{Cell, Readings, VERSION, to_line};
use super::reasons::{TupleJson, citations, options, value_text};
use super::table::{Align, Table};
use super::{Look, plain, terms};
use crate::world::{Answered, Comes, Conditions, MissingTable, ReadingTable, Tuple, Value, korean_word};

/// The outcome under every combination of readings. Which of them is set stands in the table.
#[must_use]
pub fn readings_text(tables: &[ReadingTable], conditions: &Conditions, look: Look) -> String {
    let mut out = String::new();
    if !tables.is_empty() {
        out.push_str(&conditions_line(&[], &conditions.assumptions, look));
    }
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&heading(&table.conclusion, look));
        if let ([only], true) = (table.rows.as_slice(), table.decisive.is_empty()) {
            out.push_str(&format!(
                " {}{}\n",
                comes(&only.comes, look),
                look.say(", under every reading", " (어느 해석에 따르더라도)")
            ));
        } else {
            let mut columns: Vec<(String, Align)> = table
                .decisive
                .iter()
                .map(|issue| {
                    let korean = korean_word("Issue", issue).unwrap_or(issue);
                    (look.say(&plain(issue), korean), Align::Left)
                })
                .collect();
            columns.extend([
                (look.say("outcome", "결론"), Align::Left),
                (look.say("ground", "근거"), Align::Left),
            ]);
            let rows = table.rows.iter().map(|row| {
                let mut cells: Vec<String> = row
                    .options
                    .iter()
                    .map(|option| {
                        let option = option.as_deref();
                        option.map_or_else(|| look.say("any", "무관"), |option| terms::option(option, look))
                    })
                    .collect();
                cells.push(terms::outcome(&row.comes.outcome, look));
                cells.push(plain(&citations(&row.comes.grounds, look.language)));
                cells
            });
            let open = table.rows.iter().filter(|row| row.current).count() > 1;
            let remarks = table.rows.iter().map(|row| {
                let mut parts = Vec::new();
                if !row.comes.turns_on.is_empty() {
                    let turns_on = terms::keys(&row.comes.turns_on, look);
                    parts.push(format!("{}: {turns_on}", look.say("turns on", "좌우하는 사항")));
                }
                if row.current {
                    let now = if open {
                        look.say("← left open now", "← 현재 정하지 아니함")
                    } else {
                        look.say("← the reading now", "← 현재의 해석")
                    };
                    parts.push(now);
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
        if table.is_robust() && !table.decisive.is_empty() {
            parts.push(look.say(
                "the outcome is the same under every reading",
                "어느 해석에 따르더라도 결론은 같다",
            ));
        }
        let decides: Vec<String> = table
            .decisive
            .iter()
            .filter(|issue| !table.grounds_alone.contains(issue) && !table.missing_alone.contains(issue))
            .cloned()
            .collect();
        for (what, issues) in [
            (look.say("decides", "결론을 좌우하는 쟁점"), &decides),
            (
                look.say("changes the ground alone", "근거만을 달라지게 하는 쟁점"),
                &table.grounds_alone,
            ),
            (
                look.say(
                    "changes what the outcome turns on, not the outcome",
                    "결론은 같으나 이를 좌우하는 사항을 달라지게 하는 쟁점",
                ),
                &table.missing_alone,
            ),
            (
                look.say(
                    "reached, does not change the outcome",
                    "관계되나 결론에 영향이 없는 쟁점",
                ),
                &table.idle,
            ),
            (
                look.say("not reached", "관계되지 아니하는 쟁점"),
                &table.unreached,
            ),
        ] {
            if !issues.is_empty() {
                let issues: Vec<String> = issues.iter().map(|issue| terms::issue(issue, look)).collect();
                parts.push(format!("{what}: {}", issues.join(", ")));
            }
        }
        for part in parts {
            for line in textwrap::wrap(&plain(&part), options(" ", "   ", look)) {
                out.push_str(&format!("{}\n", look.paint(&line, Style::new().dimmed())));
            }
        }
    }
    out
}

/// What must be known before a verdict can be given.
#[must_use]
pub fn missing_text(tables: &[MissingTable], conditions: &Conditions, look: Look) -> String {
    let mut out = String::new();
    if !tables.is_empty() {
        out.push_str(&conditions_line(
            &conditions.readings,
            &conditions.assumptions,
            look,
        ));
    }
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&heading(&table.conclusion, look));
        if table.unknowns.is_empty() {
            out.push_str(&look.say(
                " nothing that is not known can change it\n",
                " 알 수 없는 사항 중 결론을 바꿀 수 있는 것은 없다\n",
            ));
            continue;
        }
        let mut shown = Table {
            columns: [
                ("not known", "알 수 없는 사항"),
                ("if it is", "그 내용"),
                ("outcome", "결론"),
            ]
            .map(|(english, korean)| (look.say(english, korean), Align::Left))
            .to_vec(),
            ..Table::default()
        };
        for unknown in &table.unknowns {
            let answers = unknown.answers.iter().enumerate();
            for (number, (answer, comes_to)) in answers {
                let next = unknown.answers.get(number + 1).map(|(next, _)| next);
                let key = if number == 0 {
                    terms::key(&unknown.key, look)
                } else {
                    String::new()
                };
                shown.rows.push(vec![
                    key,
                    answered(answer, next, number, look),
                    comes(comes_to, look),
                ]);
                let mut parts = Vec::new();
                if !comes_to.turns_on.is_empty() {
                    let turns_on = terms::keys(&comes_to.turns_on, look);
                    let still = look.say("still turns on", "여전히 좌우하는 사항");
                    parts.push(format!("{still}: {turns_on}"));
                }
                if number == 0 && !unknown.missing {
                    parts.push(look.say("together with others", "다른 사항과 함께"));
                }
                shown.remarks.push(parts.join(" · "));
            }
        }
        out.push_str(&shown.render(look));
        let settling: Vec<String> = table
            .unknowns
            .iter()
            .filter(|unknown| unknown.settles == unknown.answers.len())
            .map(|unknown| terms::key(&unknown.key, look))
            .collect();
        if !settling.is_empty() {
            let alone = look.say(
                "settles it alone, whatever the answer",
                "그 내용만으로 결론이 정하여지는 사항",
            );
            let remark = format!("{alone}: {}", settling.join(", "));
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
            value.as_ref().map_or_else(
                || look.say("any", "무관"),
                |value| value_text(value, look.language),
            )
        })
        .collect();
    let line = format!("{}({})", tuple.relation, values.join(", "));
    format!("{}\n", look.paint(&line, Style::new().bold()))
}

/// An outcome with the provisions that it rests on.
fn comes(comes: &Comes, look: Look) -> String {
    let outcome = terms::outcome(&comes.outcome, look);
    if comes.grounds.is_empty() {
        outcome
    } else {
        plain(&format!(
            "{outcome} ({})",
            citations(&comes.grounds, look.language)
        ))
    }
}

/// An answer; of amounts and days a span, up to where the next answer begins.
fn answered(answer: &Answered, next: Option<&Answered>, number: usize, look: Look) -> String {
    let from = match answer {
        Answered::Option(text) => return terms::supposition(text, look),
        Answered::From(value) => value,
    };
    let say = |value: &Value| value_text(value, look.language);
    let before = |value: &Value| match value {
        Value::Date(day) => Value::Date(day - 1),
        Value::Won(won) => Value::Won(won - 1),
        other => other.clone(),
    };
    match (number, next, from) {
        (0, Some(Answered::From(next)), Value::Date(_)) => {
            let next = say(next);
            look.say(&format!("before {next}"), &format!("{next} 전"))
        }
        (0, Some(Answered::From(next)), _) => {
            let next = say(next);
            look.say(&format!("below {next}"), &format!("{next} 미만"))
        }
        (_, Some(Answered::From(next)), _) => {
            let (from, to) = (say(from), say(&before(next)));
            look.say(&format!("{from} to {to}"), &format!("{from}부터 {to}까지"))
        }
        (_, _, Value::Date(_)) => {
            let from = say(from);
            look.say(&format!("{from} or a later day"), &format!("{from} 이후"))
        }
        _ => {
            let from = say(from);
            look.say(&format!("{from} or more"), &format!("{from} 이상"))
        }
    }
}

/// The outcomes under every combination of readings as one JSON document.
#[must_use]
pub fn readings_json(tables: &[ReadingTable], conditions: &Conditions) -> String {
    to_line(&ReadingsDocument {
        version: VERSION,
        assumptions: &conditions.assumptions,
        revision: conditions.revision.as_ref().map(|commit| commit.hash.as_str()),
        readings: tables
            .iter()
            .map(|table| ReadingTableJson {
                conclusion: TupleJson::new(&table.conclusion),
                decisive: &table.decisive,
                grounds_alone: &table.grounds_alone,
                missing_alone: &table.missing_alone,
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
pub fn missing_json(tables: &[MissingTable], conditions: &Conditions) -> String {
    to_line(&MissingDocument {
        version: VERSION,
        readings: Readings(&conditions.readings),
        assumptions: &conditions.assumptions,
        revision: conditions.revision.as_ref().map(|commit| commit.hash.as_str()),
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
    assumptions: &'a [String],
    readings: Vec<ReadingTableJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
}

#[derive(Serialize)]
struct ReadingTableJson<'a> {
    conclusion: TupleJson<'a>,
    decisive: &'a [String],
    grounds_alone: &'a [String],
    missing_alone: &'a [String],
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
    readings: Readings<'a>,
    assumptions: &'a [String],
    missing: Vec<MissingTableJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
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
    grounds: Vec<&'a str>,
    turns_on: &'a [String],
}

impl<'a> ComesJson<'a> {
    pub(crate) fn new(comes: &'a Comes) -> Self {
        Self {
            outcome: &comes.outcome,
            grounds: comes.grounds.iter().map(|cited| cited.id.as_str()).collect(),
            turns_on: &comes.turns_on,
        }
    }
}
