//! Records of all files put together: the same record twice is one, or an error that names both places.

use std::collections::BTreeMap;

use crate::lang::source::Sources;

use super::base::{FactBase, LocatedText, Row};
use super::collect::Output;
use super::error::{Diagnostic, FactError};
use super::toml_file::Unit;

/// Puts records together, in the order given. Of two records of one key that differ the first stays.
pub(crate) fn merge(units: Vec<Unit>, errors: &mut Vec<FactError>) -> Output {
    let mut kept: Vec<Unit> = Vec::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for unit in units {
        let earlier = unit
            .key
            .as_ref()
            .and_then(|key| first.get(key))
            .and_then(|index| kept.get(*index));
        let Some(earlier) = earlier else {
            if let Some(key) = &unit.key {
                first.insert(key.clone(), kept.len());
            }
            kept.push(unit);
            continue;
        };
        if !earlier.failed && !unit.failed && content(&earlier.output) != content(&unit.output) {
            errors.push(
                Diagnostic::new(
                    "facts::duplicate",
                    format!("{} is written twice, with different content", unit.label),
                    unit.span,
                )
                .with_label(earlier.span, "the first one")
                .with_help("keep one of the two, or give them different ids"),
            );
        }
    }
    let mut all = Output::default();
    for unit in kept {
        all.extend(unit.output);
    }
    all
}

/// All that a record says, without its places.
fn content(output: &Output) -> String {
    let mut rows: Vec<String> = output
        .rows
        .iter()
        .map(|row| {
            let origin = &row.origin;
            format!(
                "{} {:?} {:?} {:?} {:?}",
                row.relation, row.values, origin.source, origin.grade, origin.note
            )
        })
        .collect();
    rows.sort();
    for name in &output.names {
        let origin = &name.origin;
        let what = (&name.display, &name.aliases, &name.registration);
        rows.push(format!(
            "{what:?} {:?} {:?} {:?}",
            origin.source, origin.grade, origin.note
        ));
    }
    for source in &output.sources {
        let what = (&source.title, &source.publisher, source.date, &source.url);
        rows.push(format!("{what:?} {:?}", source.origin.note));
    }
    for provision in &output.provisions {
        let titles = (&provision.title, &provision.title_ko, &provision.url);
        let acts = (
            &provision.act,
            &provision.act_ko,
            &provision.article,
            &provision.article_ko,
        );
        rows.push(format!("{titles:?} {acts:?}"));
    }
    for reading in &output.readings {
        rows.push(format!("{:?} {:?}", reading.default, reading.argument));
    }
    for change in &output.changes {
        let texts = |texts: &[LocatedText]| texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
        let ko = change.sentence_ko.as_ref().map(|text| &text.text);
        let rows_of = [&change.when, &change.without, &change.remove, &change.add].map(|list| texts(list));
        rows.push(format!("{:?} {ko:?} {rows_of:?}", change.sentence.text));
    }
    rows.join("\n")
}

/// The base of everything read; rows sorted by relation and values, of equal rows the first origin.
pub(crate) fn base(mut all: Output, sources_text: Sources) -> FactBase {
    sort_rows(&mut all.rows);
    all.written.sort_by_key(|written| written.span);
    all.cases.sort_by_key(|case| case.span);
    all.changes.sort_by_key(|change| (!change.of_law, change.span));
    all.guards.sort_by_key(|guard| guard.span);
    all.explained.sort_by_key(|explained| explained.span);
    all.readings
        .sort_by(|a, b| (&a.issue, a.origin.span).cmp(&(&b.issue, b.origin.span)));
    let mut base = FactBase {
        rows: all.rows,
        readings: all.readings,
        changes: all.changes,
        cases: all.cases,
        guards: all.guards,
        explained: all.explained,
        written: all.written,
        sources_text,
        ..FactBase::default()
    };
    for name in all.names {
        base.names.add(name);
    }
    base.sources
        .extend(all.sources.into_iter().map(|source| (source.id.clone(), source)));
    base.provisions.extend(
        all.provisions
            .into_iter()
            .map(|provision| (provision.id.clone(), provision)),
    );
    base
}

/// Sorts rows by relation, values and place, and drops equal rows after the first.
pub(crate) fn sort_rows(rows: &mut Vec<Row>) {
    rows.sort_unstable_by(|a, b| {
        (&a.relation, &a.values, a.origin.span).cmp(&(&b.relation, &b.values, b.origin.span))
    });
    rows.dedup_by(|later, first| later.relation == first.relation && later.values == first.values);
}

#[cfg(test)]
mod tests {
    use crate::facts::testing::load_files;

    const A: &str = "[firm.f]\nname = \"F\"\nsme = \"never\"\n";

    #[test]
    fn the_same_record_in_two_files_is_one_record() {
        let (base, errors) = load_files(&[("a.toml", A), ("b.toml", A)]);
        assert_eq!(errors, []);
        assert_eq!(base.rows.len(), 1);
    }

    #[test]
    fn a_record_written_twice_with_different_content_names_both_places() {
        let (_, errors) = load_files(&[("b.toml", "[firm.f]\nname = \"G\"\n"), ("a.toml", A)]);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].code, "facts::duplicate");
        assert_eq!((errors[0].span.file.0, errors[0].labels[0].0.file.0), (1, 0));
    }

    #[test]
    fn a_note_alone_makes_a_record_another_one() {
        let (_, errors) = load_files(&[("a.toml", A), ("b.toml", &format!("{A}note = \"n\"\n"))]);
        assert_eq!(errors.len(), 1);
    }
}
