//! What turns a conclusion, as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::Language;
use super::super::choices::ComesJson;
use super::super::json::{Cell, Readings, VERSION, to_line_of};
use super::super::reasons::{PlaceJson, TupleJson, statement_text};
use crate::facts::Commit;
use crate::world::{Flips, TriedChange};

/// What turns a conclusion as one JSON document.
#[must_use]
pub fn flips_json(flips: &Flips, revision: Option<&Commit>) -> String {
    let document = Document {
        version: VERSION,
        readings: Readings(&flips.readings),
        assumptions: &flips.assumptions,
        conclusion: TupleJson::new(&flips.conclusion),
        now: ComesJson::new(&flips.now),
        wanted: flips.wanted.as_deref(),
        flips: flips
            .found
            .iter()
            .map(|flip| FlipJson {
                comes: ComesJson::new(&flip.comes),
                changes: flip.changes.iter().map(change_json).collect(),
            })
            .collect(),
        single_points: flips.single_points.as_ref().map(|points| {
            points
                .iter()
                .map(|point| SinglePointJson {
                    fact: TupleJson::new(&point.fact),
                    statement: statement_text(&point.statement, Language::English),
                    statement_ko: point
                        .statement_ko
                        .as_ref()
                        .map(|statement| statement_text(statement, Language::Korean)),
                    origins: point.origins.iter().map(PlaceJson::new).collect(),
                    without: ComesJson::new(&point.without),
                })
                .collect()
        }),
        searched: SearchedJson {
            changes: flips.changes,
            relations: &flips.relations,
            size: flips.size,
            sets: flips.sets,
            undecided: flips.undecided,
        },
    };
    to_line_of(&document, revision)
}

fn change_json(change: &TriedChange) -> ChangeJson<'_> {
    let korean = change.statement_ko.as_ref();
    ChangeJson {
        id: change.id.as_deref(),
        statement: statement_text(&change.statement, Language::English),
        statement_ko: korean.map(|statement| statement_text(statement, Language::Korean)),
        remove: change.removed.iter().map(TupleJson::new).collect(),
        add: change.added.iter().map(TupleJson::new).collect(),
        span: change.span.as_ref().map(|(from, to)| SpanJson {
            from: Cell(from),
            to: Cell(to),
        }),
        origins: change.origins.iter().map(PlaceJson::new).collect(),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    conclusion: TupleJson<'a>,
    now: ComesJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<&'a str>,
    flips: Vec<FlipJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_points: Option<Vec<SinglePointJson<'a>>>,
    searched: SearchedJson<'a>,
}

#[derive(Serialize)]
struct FlipJson<'a> {
    #[serde(flatten)]
    comes: ComesJson<'a>,
    changes: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    /// None where a fact is taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ko: Option<String>,
    remove: Vec<TupleJson<'a>>,
    add: Vec<TupleJson<'a>>,
    /// None where the rows that come stand for themselves alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<SpanJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    origins: Vec<PlaceJson<'a>>,
}

#[derive(Serialize)]
struct SpanJson<'a> {
    from: Cell<'a>,
    to: Cell<'a>,
}

#[derive(Serialize)]
struct SinglePointJson<'a> {
    fact: TupleJson<'a>,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ko: Option<String>,
    origins: Vec<PlaceJson<'a>>,
    without: ComesJson<'a>,
}

#[derive(Serialize)]
struct SearchedJson<'a> {
    changes: usize,
    /// How many changes touch each relation.
    relations: &'a BTreeMap<String, usize>,
    size: usize,
    sets: usize,
    undecided: usize,
}
