//! Parts of a project.

use std::collections::BTreeMap;

use crate::facts::base::Cell;
use crate::facts::error::Diagnostic;
use crate::facts::record::{Plain, Record, Shape};
use crate::lang::source::Span;

use super::projects::MONTHS;

/// Keys with one value.
const PLAIN: [Plain; 6] = [
    ("amount", "ComponentAmount", Shape::Won),
    ("below", "ComponentBelow", Shape::Won),
    ("vat", "ComponentVat", Shape::Word("VatTreatment")),
    ("kind", "ComponentKind", Shape::Word("Kind")),
    ("months", "ComponentMonths", MONTHS),
    ("long_term", "ComponentLongTerm", Shape::YesNo),
];

/// Maps the parts of a project; `count` is how many are known to exist, else those listed are all that is known.
pub(super) fn components(project: &Cell, count: Option<i64>, record: &Record<'_>) {
    let entries = record.blocks("component");
    let listed = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    match count {
        Some(count) if count < listed => record.error(
            "facts::components",
            format!("`components` is {count}, and {listed} parts are listed"),
            record.span_of("components"),
            Some("`components` is how many parts exist, listed or not".to_owned()),
        ),
        Some(count) => record.row_at(
            "Parts",
            record.span_of("components"),
            vec![project.clone(), Cell::Number(count)],
        ),
        None if listed > 0 && !record.has("components") => {
            record.row("Parts", vec![project.clone(), Cell::Number(listed)]);
        }
        None => {}
    }
    let mut places: BTreeMap<String, Span> = BTreeMap::new();
    for entry in &entries {
        component(project, entry, &mut places);
    }
}

/// A `component` block.
fn component(project: &Cell, entry: &Record<'_>, places: &mut BTreeMap<String, Span>) {
    let Some(name) = entry.need("name", Shape::Text) else {
        entry.plain(&[], &PLAIN.map(|(key, _, shape)| (key, "", shape)));
        entry.finish();
        return;
    };
    let text = name.as_text().unwrap_or_default().to_owned();
    if let Some(first) = places.get(&text) {
        entry.context.error(
            Diagnostic::new(
                "facts::duplicate",
                format!("part `{text}` is listed twice"),
                entry.span,
            )
            .with_label(*first, "the first time")
            .with_help("give the parts different names"),
        );
    } else {
        places.insert(text, entry.span);
    }
    let part = [project.clone(), name];
    entry.row("ComponentOf", part.to_vec());
    entry.plain(&part, &PLAIN);
    entry.finish();
}
