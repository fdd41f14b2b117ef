//! Dossiers for people, one page each, and as JSON.

mod amount;
mod budget;
mod exceptions;
mod firm;
mod group;
mod json;
mod page;
mod project;
mod provision;
mod source;

use self::page::{Page, Row, runs};
use super::answer::{conditions_line, law_and_facts};
use super::reasons::{citations, place_line, sentence};
use super::table::Align;
use super::{Look, plain, terms};
use crate::lang::date;
use crate::world::{
    BodyDossier, Comes, Dossier, GroupBar, Head, PersonDossier, Reason, Shown, SourceUse, Value,
};

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
    let mut line = format!("{} {}", page.kind(subject.kind), plain(&subject.id));
    for place in &head.places {
        line.push_str(" · ");
        line.push_str(&place_line(place));
    }
    page.aside(&line);
    if !head.aliases.is_empty() {
        let label = page.say("Also", "다른 이름");
        page.paragraph(&format!("{label}: {}", plain(&head.aliases.join(", "))));
    }
    for note in head.places.iter().filter_map(|place| place.note.as_ref()) {
        let label = page.say("Note", "비고");
        page.paragraph(&format!("{label}: {}", plain(note)));
    }
}

/// The law that was applied, open readings, and what else bears the name.
fn foot(page: &mut Page, shown: &Shown, law_day: Option<i64>) {
    let readings = match &shown.dossier {
        Dossier::Project(_) | Dossier::Firm(_) => shown.readings.as_slice(),
        _ => &[],
    };
    let mut parts = law_and_facts(law_day.as_slice(), shown.revision.as_ref(), readings, page.look);
    if !shown.others.is_empty() {
        let others = shown.others.iter().map(|other| {
            let (kind, show) = (page.kind(other.kind), other.kind.word());
            let (name, id) = (&other.name, &other.id);
            let named = page.say(&format!("the {kind} {name}"), &format!("{kind} {name}"));
            format!("{named} (`show {show} {id}`)")
        });
        let others = others.collect::<Vec<_>>().join(", ");
        parts.push(format!("{}: {others}", page.say("also called so", "같은 이름")));
    }
    if !parts.is_empty() {
        page.out.push('\n');
        page.aside(&plain(&parts.join(" · ")));
    }
}

fn body(page: &mut Page, body: &BodyDossier) {
    page.heading(&page.say("Class", "유형"));
    let none = page.say(
        "nothing is on file: whether art. 48 binds it is not known",
        "기록 없음: 제48조가 적용되는지 알 수 없음",
    );
    stated(page, &body.class, &none);
    let projects = body.projects.len();
    page.heading(&page.say(&format!("Projects ({projects})"), &format!("사업({projects}건)")));
    let rows: Vec<Row> = body
        .projects
        .iter()
        .map(|line| {
            let announced = line
                .announced
                .map_or_else(|| page.say("no day", "날짜 없음"), date::format);
            let estimate = line
                .estimate
                .map_or_else(|| page.say("no amount", "금액 없음"), |won| page.won(won));
            let name = match &line.project {
                Value::Entity { id, name } => format!("{name} ({id})"),
                other => page.value(other),
            };
            Row {
                cells: vec![announced, estimate],
                text: plain(&name),
                aside: String::new(),
            }
        })
        .collect();
    page.rows(&rows, &[Align::Left, Align::Right]);
    sources(page, &body.sources);
}

fn person(page: &mut Page, person: &PersonDossier) {
    page.heading(&page.say("Groups", "기업집단"));
    let none = page.say(
        "no group on file names this person",
        "이 사람을 기재한 기업집단 없음",
    );
    stated(page, &person.groups, &none);
    page.heading(&page.say("Holds", "소유 주식"));
    let none = page.say("nothing is on file", "기록 없음");
    stated(page, &person.holds, &none);
    sources(page, &person.sources);
}

/// Facts as sentences with their places, or that there is none.
fn stated(page: &mut Page, facts: &[Reason], none: &str) {
    if facts.is_empty() {
        page.paragraph(none);
    }
    for fact in facts {
        let text = sentence(fact, page.look.language);
        page.rows(&[Row::text(text).beside(page.places(&fact.origins))], &[]);
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
    page.heading(&page.say("Sources", "출처"));
    if sources.is_empty() {
        page.paragraph(&page.say("no source is named", "기재된 출처 없음"));
    }
    for source in sources {
        page.paragraph(&format!("{}: {}", plain(&source.id), source_text(source, page)));
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
fn source_text(source: &SourceUse, page: &Page) -> String {
    let title = source.title.clone();
    let mut text = title.unwrap_or_else(|| page.say("not declared", "등록되지 아니한 출처"));
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
fn outcome(comes: &Comes, look: Look) -> String {
    let mut text = terms::outcome(&comes.outcome, look);
    if !comes.grounds.is_empty() {
        let ids: Vec<&str> = comes.grounds.iter().map(|cited| cited.id.as_str()).collect();
        let cited = citations(&comes.grounds, look.language);
        text.push_str(&look.say(
            &plain(&format!(" ({})", ids.join(", "))),
            &plain(&format!("({cited})")),
        ));
    }
    if !comes.turns_on.is_empty() {
        let keys = terms::keys(&comes.turns_on, look);
        text.push_str(&look.say(&format!("; turns on {keys}"), &format!("; 좌우하는 사항: {keys}")));
    }
    text
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
fn outcome_of_bar(bar: &GroupBar, page: &Page) -> String {
    match bar {
        GroupBar::NotInForce => page.say(
            "no bar of restricted groups yet",
            "상호출자제한기업집단에 대한 참여 제한의 시행 전",
        ),
        GroupBar::Outside => page.say("in no restricted group", "상호출자제한기업집단에 속하지 아니함"),
        GroupBar::Inside(groups) => {
            let names: Vec<String> = groups.iter().map(|group| page.value(group)).collect();
            let names = names.join(", ");
            page.say(
                &format!("in the restricted group {names}"),
                &format!("상호출자제한기업집단 {names} 소속"),
            )
        }
        GroupBar::Unknown => page.say(
            "whether in a restricted group is not known",
            "상호출자제한기업집단 소속 여부 불명",
        ),
    }
}
