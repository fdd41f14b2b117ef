//! The page of a source, and the list of all sources.

use unicode_width::UnicodeWidthStr;

use super::page::{Page, Row};
use super::{counted, plain, sentence, source_text};
use crate::facts::Commit;
use crate::lang::date;
use crate::render::{Listing, Look};
use crate::world::{SourceDossier, SourceUse};

/// Most facts that are written out.
const MOST_FACTS: usize = 60;

pub(super) fn source(page: &mut Page, source: &SourceDossier) {
    page.paragraph(&source_text(&source.record, page));
    let (facts, records) = (source.facts.len(), source.records.len());
    page.heading(&page.say(
        &format!(
            "What rests on it ({}, {})",
            counted(facts, "fact", "facts"),
            counted(records, "record", "records")
        ),
        &format!("이를 근거로 하는 것(사실 {facts}건, 그 밖의 기록 {records}건)"),
    ));
    if facts + records == 0 {
        page.paragraph(&page.say("nothing", "없음"));
    }
    for fact in source.facts.iter().take(MOST_FACTS) {
        let text = sentence(fact, page.look.language);
        page.rows(&[Row::text(text).beside(page.places(&fact.origins))], &[]);
    }
    if facts > MOST_FACTS {
        let more = facts - MOST_FACTS;
        page.aside(&page.say(
            &format!("and {more} more facts; as JSON all are listed"),
            &format!("그 밖에 사실 {more}건; JSON 형식에는 전부 나온다"),
        ));
    }
    for (subject, place) in source.records.iter().take(MOST_FACTS) {
        let (kind, id) = (page.kind(subject.kind), plain(&subject.id));
        let text = page.say(&format!("the {kind} {id}"), &format!("{kind} {id}"));
        let place = page.places(std::slice::from_ref(place));
        page.rows(&[Row::text(text).beside(place)], &[]);
    }
    if records > MOST_FACTS {
        let more = records - MOST_FACTS;
        page.aside(&page.say(
            &format!("and {more} more records; as JSON all are listed"),
            &format!("그 밖에 기록 {more}건; JSON 형식에는 전부 나온다"),
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
            let title = source.title.clone();
            let mut text = title.unwrap_or_else(|| page.say("not declared", "등록되지 아니한 출처"));
            if let Some(publisher) = &source.publisher {
                text.push_str(&format!(", {publisher}"));
            }
            Row {
                cells: vec![plain(&source.id), day],
                text: plain(&text),
                aside: page.say(&counted(lines, "line", "lines"), &format!("{lines}줄")),
            }
        })
        .collect();
    if width > 0 {
        page.rows(&rows, &[]);
    }
    let number = sources.len();
    let counted = counted(number, "source", "sources");
    page.aside(&page.say(
        &format!("{counted} · `show SOURCE` lists what rests on one"),
        &format!("출처 {number}건 · `show SOURCE`로 각 출처를 근거로 하는 것을 볼 수 있다"),
    ));
    page.out
}
