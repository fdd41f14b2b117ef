//! The page of a firm.

use super::page::{Page, Row, days, places, word};
use super::project::participation;
use super::{counted, format_percent, outcome_of_bar, plain, sources, stated, value_text, won};
use crate::lang::date;
use crate::render::table::Align;
use crate::world::{FirmDossier, MemberSpan, Placement, Reason, TierSpan, Value};

pub(super) fn firm(page: &mut Page, firm: &FirmDossier) {
    if !firm.registrations.is_empty() {
        page.paragraph(&plain(&format!(
            "Registration: {}",
            firm.registrations.join(", ")
        )));
    }
    groups(page, firm);
    page.heading("Size and standing");
    stated(page, &firm.standing, "no certificate and no statement is on file");
    sales(page, &firm.sales);
    tiers(page, firm.tiers.as_deref());
    page.heading(&format!("Projects ({})", firm.projects.len()));
    if firm.projects.is_empty() {
        page.paragraph("none on file");
    }
    for line in &firm.projects {
        let name = match &line.project {
            Value::Entity { name, .. } => plain(name),
            other => value_text(other, page.look.language),
        };
        let text = participation(&name, line);
        page.rows(&[Row::text(text).beside(places(&line.fact.origins))], &[]);
    }
    sources(page, &firm.sources);
}

fn groups(page: &mut Page, firm: &FirmDossier) {
    page.heading("Group");
    if firm.memberships.is_empty() {
        page.paragraph("no list on file names it");
    }
    for span in &firm.memberships {
        page.rows(
            &[Row::text(membership(span, page)).beside(places(&span.fact.origins))],
            &[],
        );
    }
    stated_or_nothing(page, &firm.suspect);
    for placement in &firm.placements {
        placed(page, placement, "The holdings alone place it in");
    }
    if !firm.holders.is_empty() {
        page.heading("Held by");
        holdings(page, &firm.holders, 0);
    }
    if !firm.holds.is_empty() {
        page.heading("Holds");
        holdings(page, &firm.holds, 1);
    }
}

/// A time on the list of a group, with the designations of the group in it.
fn membership(span: &MemberSpan, page: &Page) -> String {
    let group = value_text(&span.group, page.look.language);
    let kinds: Vec<String> = span
        .designations
        .iter()
        .map(|(kind, from, until)| {
            if (*from, *until) == (span.from, span.until) {
                format!("designated {} all that time", word(kind))
            } else {
                format!("designated {} {}", word(kind), days(*from, *until))
            }
        })
        .collect();
    let kinds = if kinds.is_empty() {
        "no designation of that time on file".to_owned()
    } else {
        kinds.join(", ")
    };
    format!("listed in {group} {}; {kinds}", days(span.from, span.until))
}

/// What the holdings show of a firm's place in a group.
pub(super) fn placed(page: &mut Page, placement: &Placement, what: &str) {
    let group = value_text(&placement.group, page.look.language);
    page.paragraph(&format!(
        "{what} {group} {}:",
        days(placement.from, placement.until)
    ));
    for sum in &placement.sums {
        let number = counted(sum.holdings.len(), "holding", "holdings");
        page.wrapped(
            &format!(
                "{}: {} of its shares, {number} of the group and those related to it",
                days(sum.from, sum.until),
                format_percent(sum.percent)
            ),
            "   ",
            "     ",
            owo_colors::Style::new(),
        );
    }
}

/// Holdings as lines: who (or, in column 1, of which firm), how much, when.
fn holdings(page: &mut Page, facts: &[Reason], column: usize) {
    let rows: Vec<Row> = facts
        .iter()
        .filter_map(|fact| match (fact.values().get(column), fact.values()) {
            (
                Some(Some(named)),
                [
                    _,
                    _,
                    Some(Value::Percent(percent)),
                    Some(Value::Date(from)),
                    Some(Value::Date(until)),
                ],
            ) => Some(Row {
                cells: vec![format_percent(*percent)],
                text: format!(
                    "{}, {}",
                    value_text(named, page.look.language),
                    days(*from, *until)
                ),
                aside: places(&fact.origins),
            }),
            _ => None,
        })
        .collect();
    page.rows(&rows, &[Align::Right]);
}

fn stated_or_nothing(page: &mut Page, facts: &[Reason]) {
    for fact in facts {
        let text = super::sentence(fact, page.look.language);
        page.paragraph(&text);
    }
}

fn sales(page: &mut Page, sales: &[Reason]) {
    page.heading("Sales");
    if sales.is_empty() {
        page.paragraph("none on file");
    }
    let rows: Vec<Row> = sales
        .iter()
        .filter_map(|fact| match fact.values() {
            [
                _,
                Some(Value::Date(end)),
                Some(Value::Won(amount)),
                Some(Value::Text(basis)),
            ] => Some(Row {
                cells: vec![format!("year to {}", date::format(*end)), won(*amount)],
                text: match basis.as_str() {
                    "unstated" => "accounts not stated".to_owned(),
                    other => format!("{} accounts", word(other)),
                },
                aside: places(&fact.origins),
            }),
            _ => None,
        })
        .collect();
    page.rows(&rows, &[Align::Left, Align::Right]);
}

fn tiers(page: &mut Page, tiers: Option<&[TierSpan]>) {
    page.heading("Tier by announcement day");
    page.aside(
        "what it is at a project of a public body that is announced on such a day; exceptions are not looked at",
    );
    let Some(tiers) = tiers else {
        page.paragraph("too much is not known to tell; `missing` says what");
        return;
    };
    let rows: Vec<Row> = tiers
        .iter()
        .map(|span| {
            let floors: Vec<String> = span.floors.iter().map(|floor| won(*floor)).collect();
            let floors = match floors.as_slice() {
                [] => "no floor".to_owned(),
                floors => format!("floor {}", floors.join(" or ")),
            };
            Row {
                cells: vec![days(span.from, span.until)],
                text: format!(
                    "{}; {floors}; {}",
                    plain(&span.tiers.join(" or ")),
                    outcome_of_bar(&span.bar, page.look.language)
                ),
                aside: String::new(),
            }
        })
        .collect();
    page.rows(&rows, &[]);
}
