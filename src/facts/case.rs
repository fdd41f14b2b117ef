//! Cases: facts with the answer they must give. Guards: questions with the answer that they gave and why.

use std::collections::BTreeMap;

use toml::de::DeValue;

use crate::lang::source::Span;

use super::ids::EntityKind;
use super::literal::{self, wrong_type};
use super::record::{Record, Shape};
use super::suggest::{did_you_mean, listed};

/// A `[[case]]` or a `[[guard]]` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Name, a sentence.
    pub name: String,
    /// The query, in the rule language.
    pub ask: String,
    /// Exactly these rows, in any order; `None` where the case does not say.
    pub rows: Option<Vec<BTreeMap<String, CaseValue>>>,
    /// What its proof cites.
    pub cites: Cites,
    /// Option by issue; `open` chooses none.
    pub readings: BTreeMap<String, String>,
    /// Facts in the rule language.
    pub assume: Vec<String>,
    /// What it is for, if said.
    pub note: Option<String>,
    /// The tenderlog that gave a guard's answer, if said.
    pub tool: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// Where its parts are written.
    pub places: CasePlaces,
}

/// What the proofs of a case cite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cites {
    /// These provisions among others, in any step: `cites` of a case.
    AtLeast(Vec<String>),
    /// These provisions and no other as the grounds on which it is concluded, in the last step: `reason` of a guard.
    Exactly(Vec<String>),
}

impl Cites {
    /// Whether a provision is among those that are named.
    #[must_use]
    pub fn names(&self, provision: &str) -> bool {
        let (Cites::AtLeast(provisions) | Cites::Exactly(provisions)) = self;
        provisions.iter().any(|named| named == provision)
    }

    /// Whether what is cited can fail the case.
    #[must_use]
    pub fn matter(&self) -> bool {
        match self {
            Cites::AtLeast(provisions) => !provisions.is_empty(),
            Cites::Exactly(_) => true,
        }
    }
}

/// Where the parts of a case are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePlaces {
    /// The key `ask` with its question.
    pub ask: Span,
    /// Each assumption.
    pub assume: Vec<Span>,
    /// The key `rows` with its value.
    pub rows: Option<Span>,
    /// The key `reason` with its value.
    pub reason: Option<Span>,
    /// The key `tool` with its value.
    pub tool: Option<Span>,
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
pub(crate) fn case(record: &Record<'_>) {
    if let Some(case) = map(record, "cites") {
        record.context.out.borrow_mut().cases.push(case);
    }
}

/// Maps a `[[guard]]` block.
pub(crate) fn guard(record: &Record<'_>) {
    if let Some(guard) = map(record, "reason") {
        record.context.out.borrow_mut().guards.push(guard);
    }
}

/// Maps a block with what it expects; `provisions` is its key for what is cited.
fn map(record: &Record<'_>, provisions: &'static str) -> Option<Case> {
    let name = record.need("name", Shape::Text);
    let ask = record.need("ask", Shape::Text);
    let cited = record.ids(provisions, &[EntityKind::Provision]);
    let cited = cited.into_iter().map(|(id, _)| id).collect();
    let (assume, assumed_at) = record.texts("assume").into_iter().unzip();
    let key = |key| record.has(key).then(|| record.span_of(key));
    let of_guard = provisions == "reason";
    let case = Case {
        name: text_of(name),
        ask: text_of(ask),
        rows: expected_rows(record),
        cites: if of_guard && record.has(provisions) {
            Cites::Exactly(cited)
        } else {
            Cites::AtLeast(cited)
        },
        readings: readings(record),
        assume,
        note: record.origin(record.span).note,
        tool: if of_guard { tool(record) } else { None },
        span: record.span,
        places: CasePlaces {
            ask: record.span_of("ask"),
            assume: assumed_at,
            rows: key("rows"),
            reason: key("reason"),
            tool: if of_guard { key("tool") } else { None },
        },
    };
    if !record.has("rows") && !record.has(provisions) {
        record.error(
            "facts::missing-key",
            format!("{} expects nothing", record.label),
            record.span,
            Some(format!("add `rows = [{{ … }}]` or `{provisions} = [\"…\"]`")),
        );
    }
    record.written(false);
    record.finish();
    (!record.failed()).then_some(case)
}

/// The tenderlog that gave the answer of a guard: its version and the digest of its law, as `tenderlog --version` has them.
fn tool(record: &Record<'_>) -> Option<String> {
    let (text, span) = record.located_text("tool")?;
    let parts = text
        .strip_prefix("tenderlog ")
        .and_then(|text| text.split_once(", law "));
    let known = |(version, law): (&str, &str)| {
        !version.is_empty() && !law.is_empty() && law.chars().all(|c| c.is_ascii_hexdigit())
    };
    if !parts.is_some_and(known) {
        record.error(
            "guard::tool",
            format!("`{text}` names no version of tenderlog"),
            span,
            Some("leave it to `tenderlog guard update`, or write what `tenderlog --version` says".to_owned()),
        );
    }
    Some(text)
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
