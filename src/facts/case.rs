//! Cases: facts with the answer they must give.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::lang::source::Span;

use super::ids::EntityKind;
use super::literal::{self, wrong_type};
use super::record::{Record, Shape};
use super::suggest::{did_you_mean, listed};

/// A `[[case]]` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Name, a sentence.
    pub name: String,
    /// The query, in the rule language.
    pub ask: String,
    /// Exactly these rows, in any order; `None` where the case does not say.
    pub rows: Option<Vec<BTreeMap<String, CaseValue>>>,
    /// Provisions that the proof must cite.
    pub cites: Vec<String>,
    /// Option by issue; `open` chooses none.
    pub readings: BTreeMap<String, String>,
    /// Facts in the rule language.
    pub assume: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// An expected value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseValue {
    /// A text, or the digits of a number with decimals as written.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day number.
    Date(i64),
}

/// Maps a `[[case]]` block.
pub(crate) fn map(record: &Record<'_>) {
    let name = record.need("name", Shape::Text);
    let ask = record.need("ask", Shape::Text);
    let case = Case {
        name: text_of(name),
        ask: text_of(ask),
        rows: expected_rows(record),
        cites: record
            .ids("cites", &[EntityKind::Provision])
            .into_iter()
            .map(|(id, _)| id)
            .collect(),
        readings: readings(record),
        assume: record.texts("assume").into_iter().map(|(text, _)| text).collect(),
        span: record.span,
    };
    if case.rows.is_none() && !record.has("rows") && !record.has("cites") {
        record.error(
            "facts::missing-key",
            format!("{} expects nothing", record.label),
            record.span,
            Some("add `rows = [{ … }]` or `cites = [\"…\"]`".to_owned()),
        );
    }
    record.written(false);
    record.finish();
    if !record.failed() {
        record.context.out.borrow_mut().cases.push(case);
    }
}

/// The text of a cell that may be missing.
fn text_of(cell: Option<super::base::Cell>) -> String {
    cell.and_then(|cell| cell.as_text().map(str::to_owned))
        .unwrap_or_default()
}

/// The `rows` of a case.
fn expected_rows(record: &Record<'_>) -> Option<Vec<BTreeMap<String, CaseValue>>> {
    let mut rows = Vec::new();
    for keys in record.free_tables("rows") {
        let mut row = BTreeMap::new();
        for key in keys {
            match expected_value(key.value, key.literal) {
                Ok(expected) => {
                    row.insert(key.name.to_owned(), expected);
                }
                Err(wrong) => {
                    let message = format!("`{}`: {}", key.name, wrong.message);
                    record.error(wrong.code, message, key.span, wrong.help);
                }
            }
        }
        rows.push(row);
    }
    record.has("rows").then_some(rows)
}

/// A value of an expected row.
fn expected_value(value: &DeValue<'_>, literal: &str) -> Result<CaseValue, literal::Wrong> {
    Ok(match value {
        DeValue::String(text) => CaseValue::Text(text.clone().into_owned()),
        DeValue::Integer(_) => CaseValue::Number(literal::toml_integer(value)?),
        DeValue::Float(_) => CaseValue::Text(literal.to_owned()),
        DeValue::Datetime(_) => CaseValue::Date(literal::toml_date(value)?),
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
            return Err(wrong_type("text, a whole number or a date", value));
        }
    })
}

/// The `readings` of a case.
fn readings(record: &Record<'_>) -> BTreeMap<String, String> {
    let mut chosen = BTreeMap::new();
    let ids = record.context.ids;
    for key in record.free_table("readings") {
        let (issue, span) = (key.name, key.span);
        let Some(option) = key.value.as_str() else {
            let wrong = wrong_type("text", key.value);
            record.error(wrong.code, format!("`{issue}`: {}", wrong.message), span, None);
            continue;
        };
        let options = ids.options(issue);
        if options.is_empty() {
            let issues = ids.issues();
            let help = did_you_mean(issue, issues.iter().copied())
                .unwrap_or_else(|| format!("the issues are {}", listed(issues.iter().copied())));
            record.error(
                "facts::unknown-reading",
                format!("there is no issue `{issue}`"),
                span,
                Some(help),
            );
        } else if option != "open" && !options.iter().any(|known| known == option) {
            let all = listed(options.iter().map(String::as_str).chain(["open"]));
            let message = format!("`{option}` is not a reading of `{issue}`");
            record.error(
                "facts::unknown-reading",
                message,
                span,
                Some(format!("its readings are {all}")),
            );
        } else {
            chosen.insert(issue.to_owned(), option.to_owned());
        }
    }
    chosen
}
