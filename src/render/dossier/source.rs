//! The page of a source, and the list of all sources.

use unicode_width::UnicodeWidthStr;

use super::page::{Page, Row, places};
use super::{counted, plain, sentence, source_text};
use crate::facts::Commit;
use crate::lang::date;
use crate::render::{Listing, Look};
use crate::world::{SourceDossier, SourceUse};

/// Most facts that are written out.
const MOST_FACTS: usize = 60;

pub(super) fn source(page: &mut Page, source: &SourceDossier) {
    page.paragraph(&source_text(&source.record));
    page.heading(&format!(
        "What rests on it ({}, {})",
        counted(source.facts.len(), "fact", "facts"),
        counted(source.records.len(), "record", "records")
    ));
    if source.facts.is_empty() && source.records.is_empty() {
        page.paragraph("nothing");
    }
    for fact in source.facts.iter().take(MOST_FACTS) {
        let text = sentence(fact, page.look.language);
        page.rows(&[Row::text(text).beside(places(&fact.origins))], &[]);
    }
    if source.facts.len() > MOST_FACTS {
        page.aside(&format!(
            "and {} more facts; as JSON all are listed",
            source.facts.len() - MOST_FACTS
        ));
    }
    for (subject, place) in source.records.iter().take(MOST_FACTS) {
        let text = format!("the {} {}", subject.kind.word(), subject.id);
        page.rows(
            &[Row::text(plain(&text)).beside(places(std::slice::from_ref(place)))],
            &[],
        );
    }
    if source.records.len() > MOST_FACTS {
        page.aside(&format!(
            "and {} more records; as JSON all are listed",
            source.records.len() - MOST_FACTS
        ));
    }
}

/// All sources as a list: id, day, publisher, title, address, and how many lines rest on each.
#[must_use]
pub fn sources_listing(sources: &[SourceUse], revision: Option<&Commit>) -> Listing {
    let row = |source: &SourceUse| {
        let lines: usize = source.files.iter().map(|file| file.lines.len()).sum();
        let text = |of: &Option<String>| of.clone().unwrap_or_default();
        vec![
            source.id.clone(),
            source.date.map_or_else(String::new, date::format),
            text(&source.publisher),
            text(&source.title),
            text(&source.url),
            lines.to_string(),
        ]
    };
    Listing {
        name: "sources",
        columns: vec!["id", "date", "publisher", "title", "url", "lines"],
        rows: sources.iter().map(row).collect(),
        revision: revision.cloned(),
    }
}

/// All sources: id, day, publisher, title, and how many lines rest on each.
#[must_use]
pub fn sources_text(sources: &[SourceUse], look: Look) -> String {
    let mut page = Page::new(look);
    let width = sources
        .iter()
        .map(|source| source.id.width())
        .max()
        .unwrap_or_default();
    let rows: Vec<Row> = sources
        .iter()
        .map(|source| {
            let lines: usize = source.files.iter().map(|file| file.lines.len()).sum();
            let day = source.date.map_or_else(String::new, date::format);
            let mut text = source.title.clone().unwrap_or_else(|| "not declared".to_owned());
            if let Some(publisher) = &source.publisher {
                text.push_str(&format!(", {publisher}"));
            }
            Row {
                cells: vec![plain(&source.id), day],
                text: plain(&text),
                aside: counted(lines, "line", "lines"),
            }
        })
        .collect();
    if width > 0 {
        page.rows(&rows, &[]);
    }
    page.aside(&format!(
        "{} · `show SOURCE` lists what rests on one",
        counted(sources.len(), "source", "sources")
    ));
    page.out
}
