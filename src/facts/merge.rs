//! Records of all files put together: the same record twice is one, or an error that names both places.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::source::{FileId, Span};

use super::base::{FactBase, LocatedText, Row};
use super::collect::Output;
use super::error::{Diagnostic, FactError};
use super::toml_file::Unit;

/// Puts records together, in the order given. Of two records of one key the first stays; that they differ is an error.
pub(crate) fn merge(units: Vec<Unit>, errors: &mut Vec<FactError>) -> Vec<Unit> {
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
    kept
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
        rows.push(format!("{titles:?} {acts:?} {:?}", provision.earlier));
    }
    for reading in &output.readings {
        rows.push(format!("{:?} {:?}", reading.default, reading.argument));
    }
    for change in &output.changes {
        let texts = |texts: &[LocatedText]| texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
        let ko = change.sentence_ko.as_ref().map(|text| &text.text);
        let rows_of = [&change.when, &change.without, &change.remove, &change.add].map(|list| texts(list));
        let over = change.over.as_ref().map(|text| &text.text);
        rows.push(format!("{:?} {ko:?} {rows_of:?} {over:?}", change.sentence.text));
    }
    rows.join("\n")
}

/// Takes from a base all that some files say (`old`, which holds nothing of other files), and adds what is `new`. `repeated`
/// are the rows that the base leaves out since another row says the same; returned are those that it leaves out now.
pub(crate) fn exchange(
    base: &mut FactBase,
    mut repeated: Vec<Row>,
    files: &BTreeSet<FileId>,
    old: impl Iterator<Item = Unit>,
    new: impl Iterator<Item = Unit>,
) -> Vec<Row> {
    let mut gone = Vec::new();
    for unit in old {
        gone.extend(unit.output.names);
        for source in unit.output.sources {
            base.sources.remove(&source.id);
        }
        for provision in unit.output.provisions {
            base.provisions.remove(&provision.id);
        }
    }
    let stays = |span: Span| !files.contains(&span.file);
    base.rows.append(&mut repeated);
    base.rows.retain(|row| stays(row.origin.span));
    base.readings.retain(|reading| stays(reading.origin.span));
    base.changes.retain(|change| stays(change.span));
    base.cases.retain(|case| stays(case.span));
    base.guards.retain(|guard| stays(guard.span));
    base.explained.retain(|explained| stays(explained.span));
    base.written.retain(|written| stays(written.span));
    let mut names = Vec::new();
    for Unit { output, .. } in new {
        base.rows.extend(output.rows);
        base.readings.extend(output.readings);
        base.changes.extend(output.changes);
        base.cases.extend(output.cases);
        base.guards.extend(output.guards);
        base.explained.extend(output.explained);
        base.written.extend(output.written);
        names.extend(output.names);
        let sources = output.sources.into_iter();
        base.sources
            .extend(sources.map(|source| (source.id.clone(), source)));
        let provisions = output.provisions.into_iter();
        base.provisions
            .extend(provisions.map(|provision| (provision.id.clone(), provision)));
    }
    base.names.exchange(&gone, names);
    base.written.sort_by_key(|written| written.span);
    base.cases.sort_by_key(|case| case.span);
    base.changes.sort_by_key(|change| (!change.of_law, change.span));
    base.guards.sort_by_key(|guard| guard.span);
    base.explained.sort_by_key(|explained| explained.span);
    base.readings
        .sort_by(|a, b| (&a.issue, a.origin.span).cmp(&(&b.issue, b.origin.span)));
    sort_rows(&mut base.rows)
}

/// Sorts rows by relation, values and place, takes out equal rows after the first, and returns them.
fn sort_rows(rows: &mut Vec<Row>) -> Vec<Row> {
    // Few of many rows are out of place in a load that follows another: this sort goes by the runs that there are.
    rows.sort_by(|a, b| {
        (&a.relation, &a.values, a.origin.span).cmp(&(&b.relation, &b.values, b.origin.span))
    });
    let mut repeated = Vec::new();
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows.drain(..) {
        match kept.last() {
            Some(first) if first.relation == row.relation && first.values == row.values => repeated.push(row),
            _ => kept.push(row),
        }
    }
    *rows = kept;
    repeated
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
