//! Dossiers for people, one page each, and as JSON.

mod firm;
mod group;
mod json;
mod page;
mod project;
mod provision;
mod source;

use self::page::{Page, Row, origin, places, runs, word};
use super::answer::conditions_line;
use super::reasons::{citations, sentence, value_text};
use super::{Language, Look, plain};
use crate::lang::date;
use crate::lang::value::{format_percent, format_won};
use crate::world::{BodyDossier, Comes, Dossier, Head, PersonDossier, Reason, Shown, SourceUse, Value};

pub use json::{dossier_json, sources_json};
pub use source::{sources_listing, sources_text};

/// A dossier as a page of text.
#[must_use]
pub fn dossier_text(shown: &Shown, look: Look) -> String {
    let mut page = Page::new(look);
    page.out = conditions_line(&shown.readings, &shown.assumptions, look);
    let title = match &shown.dossier {
        Dossier::Provision(found) => citations(std::slice::from_ref(&found.cited), look.language),
        _ => shown.head.subject.name.clone(),
    };
    head(&mut page, &title, &shown.head);
    let mut law_day = None;
    match &shown.dossier {
        Dossier::Project(project) => {
            project::project(&mut page, project);
            law_day = project::announced(project);
        }
        Dossier::Firm(firm) => firm::firm(&mut page, firm),
        Dossier::Group(group) => group::group(&mut page, group),
        Dossier::Body(found) => body(&mut page, found),
        Dossier::Person(found) => person(&mut page, found),
        Dossier::Provision(found) => provision::provision(&mut page, found),
        Dossier::Source(found) => source::source(&mut page, found),
    }
    foot(&mut page, shown, law_day);
    page.out
}

/// Names, where the records begin, and their notes.
fn head(page: &mut Page, title: &str, head: &Head) {
    let subject = &head.subject;
    page.title(title);
    let mut line = format!("{} {}", subject.kind.word(), plain(&subject.id));
    for place in &head.places {
        line.push_str(" · ");
        line.push_str(&origin(place));
    }
    page.aside(&line);
    if !head.aliases.is_empty() {
        page.paragraph(&format!("Also: {}", plain(&head.aliases.join(", "))));
    }
    for note in head.places.iter().filter_map(|place| place.note.as_ref()) {
        page.paragraph(&format!("Note: {}", plain(note)));
    }
}

/// The law that was applied, open readings, and what else bears the name.
fn foot(page: &mut Page, shown: &Shown, law_day: Option<i64>) {
    let mut parts = Vec::new();
    if let Some(day) = law_day {
        parts.push(format!("law of {} (announcement)", date::format(day)));
    }
    if let Some(commit) = &shown.revision {
        parts.push(format!("facts of {} ({})", commit.short(), commit.date));
    }
    let open = shown.readings.iter().filter(|(_, option)| option == "open");
    let open: Vec<&str> = open.map(|(issue, _)| issue.as_str()).collect();
    if !open.is_empty() && matches!(shown.dossier, Dossier::Project(_) | Dossier::Firm(_)) {
        parts.push(format!("open readings: {}", open.join(", ")));
    }
    if !shown.others.is_empty() {
        let others = shown.others.iter().map(|other| {
            format!(
                "the {} {} (`show {} {}`)",
                other.kind.word(),
                other.name,
                other.kind.word(),
                other.id
            )
        });
        parts.push(format!(
            "also called so: {}",
            others.collect::<Vec<_>>().join(", ")
        ));
    }
    if !parts.is_empty() {
        page.out.push('\n');
        page.aside(&plain(&parts.join(" · ")));
    }
}

fn body(page: &mut Page, body: &BodyDossier) {
    page.heading("Class");
    stated(
        page,
        &body.class,
        "nothing is on file: whether art. 48 binds it is not known",
    );
    page.heading(&format!("Projects ({})", body.projects.len()));
    let rows: Vec<Row> = body
        .projects
        .iter()
        .map(|line| {
            let announced = line.announced.map_or_else(|| "no day".to_owned(), date::format);
            let estimate = line.estimate.map_or_else(|| "no amount".to_owned(), won);
            let name = match &line.project {
                Value::Entity { id, name } => format!("{name} ({id})"),
                other => value_text(other, page.look.language),
            };
            Row {
                cells: vec![announced, estimate],
                text: plain(&name),
                aside: String::new(),
            }
        })
        .collect();
    page.rows(&rows, &[super::table::Align::Left, super::table::Align::Right]);
    sources(page, &body.sources);
}

fn person(page: &mut Page, person: &PersonDossier) {
    page.heading("Groups");
    stated(page, &person.groups, "no group on file names this person");
    page.heading("Holds");
    stated(page, &person.holds, "nothing is on file");
    sources(page, &person.sources);
}

/// Facts as sentences with their places, or that there is none.
fn stated(page: &mut Page, facts: &[Reason], none: &str) {
    if facts.is_empty() {
        page.paragraph(none);
    }
    for fact in facts {
        let text = sentence(fact, page.look.language);
        page.rows(&[Row::text(text).beside(places(&fact.origins))], &[]);
    }
}

/// Conclusions as sentences with what they cite.
fn concluded(page: &mut Page, reasons: &[Reason]) {
    for reason in reasons {
        let text = sentence(reason, page.look.language);
        let cited = citations(&reason.provisions, page.look.language);
        page.rows(&[Row::text(text).beside(plain(&cited))], &[]);
    }
}

/// The sources of a dossier.
fn sources(page: &mut Page, sources: &[SourceUse]) {
    page.heading("Sources");
    if sources.is_empty() {
        page.paragraph("no source is named");
    }
    for source in sources {
        page.paragraph(&format!("{}: {}", plain(&source.id), source_text(source)));
        for file in &source.files {
            page.wrapped(
                &format!("{}:{}", plain(&file.name), runs(&file.lines)),
                "   ",
                "     ",
                owo_colors::Style::new().dimmed(),
            );
        }
    }
}

/// Title, publisher, day and address of a source.
fn source_text(source: &SourceUse) -> String {
    let mut text = source.title.clone().unwrap_or_else(|| "not declared".to_owned());
    for part in [
        source.publisher.clone(),
        source.date.map(date::format),
        source.url.clone(),
    ]
    .into_iter()
    .flatten()
    {
        text.push_str(" · ");
        text.push_str(&part);
    }
    plain(&text)
}

/// What a verdict comes to, and what it turns on.
fn outcome(comes: &Comes) -> String {
    let mut text = word(&comes.outcome);
    if !comes.grounds.is_empty() {
        let ids: Vec<&str> = comes.grounds.iter().map(|cited| cited.id.as_str()).collect();
        text.push_str(&plain(&format!(" ({})", ids.join(", "))));
    }
    if !comes.turns_on.is_empty() {
        text.push_str(&format!("; turns on {}", plain(&comes.turns_on.join(", "))));
    }
    text
}

fn won(won: i64) -> String {
    format!("{} won", format_won(won))
}

/// A number with its noun.
fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

/// How the bar of restricted groups concerns a firm.
fn outcome_of_bar(bar: &crate::world::GroupBar, language: Language) -> String {
    use crate::world::GroupBar;
    match bar {
        GroupBar::NotInForce => "no bar of restricted groups yet".to_owned(),
        GroupBar::Outside => "in no restricted group".to_owned(),
        GroupBar::Inside(groups) => {
            let names: Vec<String> = groups.iter().map(|group| value_text(group, language)).collect();
            format!("in the restricted group {}", names.join(", "))
        }
        GroupBar::Unknown => "whether in a restricted group is not known".to_owned(),
    }
}
