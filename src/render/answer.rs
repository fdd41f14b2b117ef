//! An answer for people: under what it holds, the rows, and which law was applied.

use std::collections::{BTreeMap, BTreeSet};

use owo_colors::Style;

use super::amount::korean_won;
use super::table::{Align, Table};
use super::{Language, Look, options, plain, terms, uncertain};
use crate::facts::Commit;
use crate::lang::date;
use crate::lang::value::{format_percent, format_won};
use crate::world::{Answer, Value};

/// The option that stands for an issue that is left open.
const OPEN: &str = "open";

/// An answer as a table, or as `yes` or `no` where the question has no variables.
#[must_use]
pub fn answer_table(answer: &Answer, look: Look) -> String {
    let mut out = String::new();
    out.push_str(&conditions_line(&answer.readings, &answer.assumptions, look));
    if answer.columns.is_empty() {
        out.push_str(&yes_or_no(answer, look));
        if let Some(remark) = answer
            .turns_on
            .first()
            .map(|keys| remark(keys, look))
            .filter(|text| !text.is_empty())
        {
            out.push_str("  ");
            out.push_str(&look.paint(&remark, Style::new().dimmed()));
        }
        out.push('\n');
    } else if !answer.rows.is_empty() {
        out.push_str(&rows(answer, look).render(look));
    }
    let footer = footer(answer, look);
    let lines = match look.cut {
        true => textwrap::wrap(
            &footer,
            options(
                "",
                "  ",
                Look {
                    width: look.width - 1,
                    ..look
                },
            ),
        ),
        false => vec![footer.as_str().into()],
    };
    for line in lines.iter().filter(|line| !line.is_empty()) {
        out.push(' ');
        out.push_str(&look.paint(line, Style::new().dimmed()));
        out.push('\n');
    }
    out.push_str(&uncertain::lines(answer, look));
    out
}

fn yes_or_no(answer: &Answer, look: Look) -> String {
    match (answer.undetermined, answer.rows.is_empty()) {
        (true, _) => look.say("undetermined", "판단 유보"),
        (false, false) => look.say("yes", "예"),
        (false, true) => look.say("no", "아니요"),
    }
}

/// An answer as texts.
pub(super) struct Cells {
    pub(super) conditions: String,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) footer: String,
}

/// The texts of an answer without colour, what a row turns on in a column of its own; `yes` or `no` as the footer.
pub(super) fn cells_of(answer: &Answer, look: Look) -> Cells {
    let look = Look { color: false, ..look };
    let mut cells = Cells {
        conditions: conditions_line(&answer.readings, &answer.assumptions, look),
        columns: Vec::new(),
        rows: Vec::new(),
        footer: footer(answer, look),
    };
    let turns = answer.turns_on.iter().any(|keys| !keys.is_empty());
    if answer.columns.is_empty() {
        let keys: Vec<String> = answer.turns_on.iter().flatten().cloned().collect();
        let mut parts = vec![yes_or_no(answer, look)];
        if !keys.is_empty() {
            parts.push(remark(&keys, look));
        }
        if !cells.footer.is_empty() {
            parts.push(cells.footer);
        }
        parts.extend(uncertain::notes(answer, look));
        cells.footer = parts.join(" · ");
        return cells;
    }
    let notes = uncertain::notes(answer, look);
    cells.footer = std::iter::once(cells.footer)
        .chain(notes)
        .collect::<Vec<_>>()
        .join(" · ");
    let table = rows(answer, look);
    cells.columns = table.columns.into_iter().map(|(title, _)| title).collect();
    cells.rows = table.rows;
    if turns {
        cells.columns.push(look.say("turns on", "좌우하는 사항"));
        for (row, keys) in cells.rows.iter_mut().zip(&answer.turns_on) {
            row.push(terms::keys(keys, look));
        }
    }
    cells
}

fn rows(answer: &Answer, look: Look) -> Table {
    let shared = shared_names(answer);
    let columns = answer
        .columns
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let numbers = answer
                .rows
                .first()
                .and_then(|row| row.get(index))
                .is_some_and(|value| matches!(value, Value::Int(_) | Value::Won(_) | Value::Percent(_)));
            (plain(name), if numbers { Align::Right } else { Align::Left })
        })
        .collect();
    Table {
        columns,
        rows: answer
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|value| cell(value, &shared, look.language))
                    .collect()
            })
            .collect(),
        remarks: answer.turns_on.iter().map(|keys| remark(keys, look)).collect(),
    }
}

/// Names that two entities of the answer bear: these are shown with their ids.
fn shared_names(answer: &Answer) -> BTreeSet<&str> {
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for value in answer.rows.iter().flatten() {
        if let Value::Entity { id, name } = value {
            ids.entry(name).or_default().insert(id);
        }
    }
    ids.into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|(name, _)| name)
        .collect()
}

fn cell(value: &Value, shared: &BTreeSet<&str>, language: Language) -> String {
    match value {
        Value::Text(text) => plain(text),
        Value::Entity { id, name } if shared.contains(name.as_str()) => plain(&format!("{name} ({id})")),
        Value::Entity { name, .. } => plain(name),
        Value::Int(number) => number.to_string(),
        Value::Won(won) if language == Language::Korean => korean_won(*won),
        Value::Won(won) => format_won(*won),
        Value::Percent(hundredths) => format_percent(*hundredths),
        Value::Date(day) => date::format(*day),
    }
}

fn remark(keys: &[String], look: Look) -> String {
    if keys.is_empty() {
        String::new()
    } else {
        let turns_on = look.say("turns on", "좌우하는 사항");
        format!("{turns_on}: {}", terms::keys(keys, look))
    }
}

/// What an answer supposes beyond the facts and the default readings: a line, or nothing.
pub(crate) fn conditions_line(readings: &[(String, String)], assumptions: &[String], look: Look) -> String {
    let chosen: Vec<String> = readings
        .iter()
        .filter(|(_, option)| option != OPEN)
        .map(|(issue, option)| format!("{issue}={option}"))
        .collect();
    let mut parts = Vec::new();
    if !chosen.is_empty() {
        let noun = if chosen.len() == 1 { "reading" } else { "readings" };
        let chosen = chosen.join(", ");
        parts.push(look.say(&format!("under the {noun} {chosen}"), &format!("해석: {chosen}")));
    }
    if !assumptions.is_empty() {
        let assumed = plain(&assumptions.join(", "));
        parts.push(look.say(&format!("assuming {assumed}"), &format!("가정: {assumed}")));
    }
    if parts.is_empty() {
        return String::new();
    }
    let line = look.paint(&parts.join(" · "), Style::new().yellow());
    format!("{line}\n")
}

/// Which commit the facts are of: a line.
pub(crate) fn revision_line(commit: &Commit, look: Look) -> String {
    let line = revision_text(commit, look);
    format!("{}\n", look.paint(&line, Style::new().yellow()))
}

/// The law that was applied, whose facts these are, and which readings are left open.
pub(super) fn law_and_facts(
    law_days: &[i64],
    revision: Option<&Commit>,
    readings: &[(String, String)],
    look: Look,
) -> Vec<String> {
    let mut parts = Vec::new();
    if !law_days.is_empty() {
        let days: Vec<String> = law_days.iter().map(|day| date::format(*day)).collect();
        let days = days.join(", ");
        parts.push(look.say(
            &format!("law of {days} (announcement)"),
            &format!("적용 법령: {days}(입찰공고일) 기준"),
        ));
    }
    if let Some(commit) = revision {
        parts.push(revision_text(commit, look));
    }
    let open: Vec<String> = readings
        .iter()
        .filter(|(_, option)| option == OPEN)
        .map(|(issue, _)| terms::issue(issue, look))
        .collect();
    if !open.is_empty() {
        let open = open.join(", ");
        parts.push(look.say(
            &format!("open readings: {open}"),
            &format!("정하지 아니한 해석: {open}"),
        ));
    }
    parts
}

fn revision_text(commit: &Commit, look: Look) -> String {
    let (short, date) = (commit.short(), &commit.date);
    look.say(
        &format!("facts of {short} ({date})"),
        &format!("사실 자료: {short} ({date})"),
    )
}

fn footer(answer: &Answer, look: Look) -> String {
    let mut parts = Vec::new();
    if !answer.columns.is_empty() {
        parts.push(match answer.rows.len() {
            0 => look.say("no answer", "답 없음"),
            1 => look.say("1 answer", "답 1건"),
            n => look.say(&format!("{n} answers"), &format!("답 {n}건")),
        });
    }
    let (days, revision) = (&answer.law_days, answer.revision.as_ref());
    parts.extend(law_and_facts(days, revision, &answer.readings, look));
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(id: &str, name: &str) -> Value {
        Value::Entity {
            id: id.to_owned(),
            name: name.to_owned(),
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn pair(issue: &str, option: &str) -> (String, String) {
        (issue.to_owned(), option.to_owned())
    }

    #[test]
    fn an_answer_names_its_law_its_open_readings_and_what_a_row_turns_on() {
        let answer = Answer {
            columns: vec!["firm".to_owned(), "outcome".to_owned()],
            rows: vec![
                vec![entity("samsung-sds", "삼성에스디에스"), text("barred")],
                vec![entity("midsize", "Midsize Example Co."), text("undetermined")],
            ],
            turns_on: vec![Vec::new(), vec!["sales".to_owned(), "vat".to_owned()]],
            law_days: vec![date::parse("2026-05-15").unwrap()],
            readings: vec![pair("bundle", "open"), pair("subcontract", "open")],
            ..Answer::default()
        };
        let expected = " firm                 outcome
 삼성에스디에스       barred
 Midsize Example Co.  undetermined  turns on: sales, vat
 2 answers · law of 2026-05-15 (announcement) · open readings: bundle, subcontract
";
        assert_eq!(answer_table(&answer, Look::default()), expected);
    }

    #[test]
    fn readings_and_assumptions_stand_above_the_rows() {
        let answer = Answer {
            columns: vec!["won".to_owned(), "share".to_owned(), "until".to_owned()],
            rows: vec![
                vec![
                    Value::Won(21_000_000_000),
                    Value::Percent(2258),
                    Value::Date(date::OPEN),
                ],
                vec![Value::Won(1), Value::Percent(2000), Value::Date(0)],
            ],
            turns_on: vec![Vec::new(), Vec::new()],
            readings: vec![pair("bundle", "bundle")],
            assumptions: vec!["Vat(\"p\", \"included\")".to_owned()],
            ..Answer::default()
        };
        let expected = "\
under the reading bundle=bundle · assuming Vat(\"p\", \"included\")
            won   share  until
 21,000,000,000  22.58%  open
              1     20%  1970-01-01
 2 answers
";
        assert_eq!(answer_table(&answer, Look::default()), expected);
    }

    #[test]
    fn a_question_without_variables_is_answered_yes_no_or_undetermined() {
        let mut answer = Answer::default();
        assert_eq!(answer_table(&answer, Look::default()), "no\n");
        answer.undetermined = true;
        assert_eq!(answer_table(&answer, Look::default()), "undetermined\n");
        answer.undetermined = false;
        answer.rows = vec![Vec::new()];
        assert_eq!(answer_table(&answer, Look::default()), "yes\n");
    }

    #[test]
    fn korean_answers_are_korean_all_through() {
        let answer = Answer {
            columns: vec!["won".to_owned()],
            rows: vec![vec![Value::Won(21_000_000_000)]],
            turns_on: vec![vec!["vat".to_owned()]],
            law_days: vec![date::parse("2026-05-15").unwrap()],
            readings: vec![pair("bundle", "open")],
            ..Answer::default()
        };
        let look = Look {
            language: Language::Korean,
            ..Look::default()
        };
        let expected = "      won
 210억 원  좌우하는 사항: 부가가치세 포함 여부
 답 1건 · 적용 법령: 2026-05-15(입찰공고일) 기준 · 정하지 아니한 해석: 하나의 사업인지 일괄발주인지(bundle)
";
        assert_eq!(answer_table(&answer, look), expected);
        assert_eq!(answer_table(&Answer::default(), look), "아니요\n");
    }

    #[test]
    fn two_firms_of_one_name_are_told_apart_by_their_ids() {
        let answer = Answer {
            columns: vec!["firm".to_owned()],
            rows: vec![
                vec![entity("a", "Same")],
                vec![entity("b", "Same")],
                vec![entity("c", "Other")],
            ],
            ..Answer::default()
        };
        assert_eq!(
            answer_table(&answer, Look::default()),
            " firm\n Same (a)\n Same (b)\n Other\n 3 answers\n"
        );
    }

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        let answer = Answer {
            columns: vec!["x".to_owned()],
            rows: vec![vec![text("a\u{1b}[31m\nb")]],
            ..Answer::default()
        };
        assert_eq!(
            answer_table(&answer, Look::default()),
            " x\n a\\u{1b}[31m\\nb\n 1 answer\n"
        );
    }
}
