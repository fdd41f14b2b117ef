//! The page of a project.

use super::page::{Page, Row, places, word};
use super::{
    citations, concluded, counted, format_percent, outcome, plain, sentence, sources, value_text, won,
};
use crate::lang::date;
use crate::render::table::Align;
use crate::world::{
    Act, Bound, BudgetDossier, BudgetShare, Counting, Lifting, ProjectDossier, Reason, ReasonKind, Recorded,
    Value, WarningLine, Whom,
};

pub(super) fn project(page: &mut Page, project: &ProjectDossier) {
    page.out.push('\n');
    facts(page, project);
    amount(page, project);
    components(page, project);
    classes(page, project);
    exceptions(page, project);
    participants(page, project);
    budget(page, project.budget.as_ref());
    duties(page, project);
    warnings(page, &project.warnings);
    sources(page, &project.sources);
}

/// The announcement day, if it is on file.
pub(super) fn announced(project: &ProjectDossier) -> Option<i64> {
    let fact = relation(&project.facts, "Announced")?;
    match fact.values().last() {
        Some(Some(Value::Date(day))) => Some(*day),
        _ => None,
    }
}

/// The first fact of a relation.
fn relation<'a>(facts: &'a [Reason], name: &str) -> Option<&'a Reason> {
    facts
        .iter()
        .find(|fact| fact.tuple.as_ref().is_some_and(|tuple| tuple.relation == name))
}

/// What a fact says last: of most that is the value.
fn last(fact: &Reason, page: &Page) -> String {
    let value = fact.values().last().and_then(Option::as_ref);
    value.map_or_else(String::new, |value| match value {
        Value::Text(text) => word(text),
        Value::Entity { name, .. } => plain(name),
        other => value_text(other, page.look.language),
    })
}

/// What is on file, and what a project's record usually says and this one does not.
fn facts(page: &mut Page, project: &ProjectDossier) {
    let mut rows = Vec::new();
    let mut unknown = Vec::new();
    for (name, label, absent) in [
        ("OrderedBy", "ordered by", Some("the body")),
        ("Announced", "announced", Some("the announcement")),
        (
            "Closes",
            "proposals due",
            Some("the day on which proposals are due"),
        ),
        ("KindOf", "kind", Some("the kind of work")),
        ("Months", "runs", Some("the length")),
        (
            "LongTerm",
            "long-term",
            Some("whether it is a long-term continuing contract"),
        ),
        ("NotSoftware", "software", None),
        ("ViaPps", "ordered through", None),
        ("ReorderOf", "orders again", None),
        ("NoAward", "no award", None),
        ("Secret", "list", None),
    ] {
        let Some(fact) = relation(&project.facts, name) else {
            unknown.extend(absent);
            continue;
        };
        let value = last(fact, page);
        let text = match (name, value.as_str()) {
            ("OrderedBy", _) => match relation(&project.facts, "ClassOf") {
                Some(class) => format!("{value}, {}", body_class(&last(class, page))),
                None => format!("{value}, of which the class under Decree art. 21 is not on file"),
            },
            ("Months", "1") => "1 month".to_owned(),
            ("Months", _) => format!("{value} months"),
            ("LongTerm", "yes") => "a long-term continuing contract".to_owned(),
            ("LongTerm", _) => "no long-term continuing contract".to_owned(),
            ("NotSoftware", _) => "no software project".to_owned(),
            ("ViaPps", "yes") => "the Public Procurement Service".to_owned(),
            ("ViaPps", _) => "the body itself".to_owned(),
            ("NoAward", _) => format!("the tender ended on {value} without a selection"),
            ("Secret", _) => "left out of the printed list at the body's request".to_owned(),
            _ => value,
        };
        rows.push(Row::pair(label, text).beside(places(&fact.origins)));
    }
    if !unknown.is_empty() {
        rows.push(Row::pair("not on file", unknown.join("; ")));
    }
    page.rows(&rows, &[]);
}

fn body_class(word: &str) -> &str {
    match word {
        "state" => "a body of the State",
        "local" => "a local government",
        "public institution" => "a public institution",
        "government held" => "a body whose largest holder is the government",
        "research" => "a government research institute",
        "subsidised" => "a subsidised body based on a statute",
        "local public" => "a local public corporation",
        "not public" => "not a public body",
        other => other,
    }
}

fn amount(page: &mut Page, project: &ProjectDossier) {
    page.heading("Amount");
    let mut rows = Vec::new();
    for (name, label) in [
        ("Amount", "estimate"),
        ("VatAmount", "tax apart"),
        ("Split", "software part"),
        ("Bundle", "finding"),
    ] {
        let Some(fact) = relation(&project.amounts, name) else {
            if name == "Amount" && relation(&project.amounts, "Split").is_none() {
                rows.push(Row::pair(label, "not on file"));
            }
            continue;
        };
        let value = last(fact, page);
        let text = match (name, value.as_str()) {
            ("Amount", _) => format!("{value}, {}", tax(project, page)),
            ("Split", _) => format!("{value}, value-added tax included"),
            ("Bundle", "yes") => "two or more software projects are ordered together".to_owned(),
            ("Bundle", _) => "one project".to_owned(),
            _ => value,
        };
        rows.push(Row::pair(label, text).beside(places(&fact.origins)));
    }
    page.rows(&rows, &[]);
    if project.countings.is_empty() {
        page.paragraph("No amount is tested: art. 48 does not reach the project.");
    }
    for counting in &project.countings {
        tested(page, counting);
    }
}

/// Whether value-added tax is in the estimate.
fn tax(project: &ProjectDossier, page: &Page) -> String {
    let stated = relation(&project.amounts, "Vat").map(|fact| last(fact, page));
    match stated.as_deref() {
        Some("included") => "value-added tax included".to_owned(),
        Some("excluded") => "without value-added tax".to_owned(),
        _ if relation(&project.amounts, "VatAmount").is_some() => "without value-added tax".to_owned(),
        _ => "whether value-added tax is in it is not known".to_owned(),
    }
}

/// The amount that is tested under some readings.
fn tested(page: &mut Page, counting: &Counting) {
    let readings: Vec<String> = counting
        .readings
        .iter()
        .map(|(issue, option)| format!("{issue}={option}"))
        .collect();
    let under = match readings.len() {
        0 => String::new(),
        1 => format!(" under the reading {}", readings.join(", ")),
        _ => format!(" under the readings {}", readings.join(", ")),
    };
    match &counting.most {
        Some(most) if most.won == counting.least.won => {
            page.paragraph(&format!("Tested{under}: {}", won(most.won)));
            steps(page, most);
        }
        Some(most) => {
            page.paragraph(&format!(
                "Tested{under}: {} at least, {} at most",
                won(counting.least.won),
                won(most.won)
            ));
            bound(page, "least", &counting.least);
            bound(page, "most", most);
        }
        None if counting.least.won == 0 => page.paragraph(&format!("Tested{under}: any amount")),
        None => {
            page.paragraph(&format!("Tested{under}: {} at least", won(counting.least.won)));
            bound(page, "least", &counting.least);
        }
    }
}

fn bound(page: &mut Page, label: &str, bound: &Bound) {
    let supposed: Vec<String> = bound
        .supposing
        .iter()
        .map(|(key, option)| supposition(key, option))
        .collect();
    let text = match supposed.is_empty() {
        true => format!("{label}:"),
        false => format!("{label}, {}:", supposed.join(" and ")),
    };
    page.wrapped(&text, "   ", "     ", owo_colors::Style::new());
    steps(page, bound);
}

/// The steps that lead to an amount, and what they cite together.
fn steps(page: &mut Page, bound: &Bound) {
    let mut cited = Vec::new();
    for step in &bound.steps {
        let text = sentence(step, page.look.language);
        page.wrapped(&text, "     ", "       ", owo_colors::Style::new());
        for provision in &step.provisions {
            if !cited.contains(provision) {
                cited.push(provision.clone());
            }
        }
    }
    if !cited.is_empty() {
        let text = plain(&citations(&cited, page.look.language));
        page.wrapped(&text, "       ", "         ", owo_colors::Style::new().dimmed());
    }
}

fn supposition(key: &str, option: &str) -> String {
    match (key, option) {
        ("vat", "included") => "if value-added tax is in the estimate".to_owned(),
        ("vat", "excluded") => "if value-added tax is not in the estimate".to_owned(),
        ("long-term", "yes") => "if it is a long-term continuing contract".to_owned(),
        ("long-term", "no") => "if it is no long-term continuing contract".to_owned(),
        ("body-class", "public") => "if its body is a public one".to_owned(),
        _ => plain(&format!("if {key} is {option}")),
    }
}

fn components(page: &mut Page, project: &ProjectDossier) {
    let stated = project.parts.as_ref().map(|fact| last(fact, page));
    if stated.is_none() && project.components.is_empty() {
        return;
    }
    let listed = counted(project.components.len(), "is listed", "are listed");
    page.heading(&match &stated {
        Some(count) if *count == project.components.len().to_string() => format!("Components ({count})"),
        Some(count) => format!("Components ({count}, of which {listed})"),
        None => format!("Components ({listed})"),
    });
    let mut rows = Vec::new();
    for component in &project.components {
        let mut parts = Vec::new();
        for fact in &component.facts {
            let value = last(fact, page);
            let name = fact.tuple.as_ref().map_or("", |tuple| tuple.relation.as_str());
            parts.push(match (name, value.as_str()) {
                ("ComponentAmount", _) => value,
                ("ComponentBelow", _) => format!("less than {value}, value-added tax included"),
                ("ComponentVat", "included") => "value-added tax included".to_owned(),
                ("ComponentVat", "excluded") => "without value-added tax".to_owned(),
                ("ComponentVat", _) => "tax not known".to_owned(),
                ("ComponentMonths", _) => format!("{value} months"),
                ("ComponentLongTerm", "yes") => "long-term continuing contract".to_owned(),
                ("ComponentLongTerm", _) => "no long-term continuing contract".to_owned(),
                ("ComponentKind", _) => value,
                _ => continue,
            });
        }
        if parts.is_empty() {
            parts.push("amount not on file".to_owned());
        }
        let place = component
            .facts
            .first()
            .map_or_else(String::new, |fact| places(&fact.origins));
        let row = Row::text(format!("{}: {}", plain(&component.name), parts.join(", ")));
        rows.push(row.beside(place));
    }
    page.rows(&rows, &[]);
}

fn classes(page: &mut Page, project: &ProjectDossier) {
    page.heading("Open to, as sole bidder");
    let rows: Vec<Row> = project
        .classes
        .iter()
        .map(|line| {
            let floor = match (line.floor, line.class.as_str()) {
                (Some(floor), _) => format!("floor {}", won(floor)),
                (None, "small") => "no floor".to_owned(),
                (None, "restricted") => "its own floor".to_owned(),
                (None, _) => "floor not known".to_owned(),
            };
            Row {
                cells: vec![class(&line.class).to_owned(), floor],
                text: outcome(&line.comes),
                aside: String::new(),
            }
        })
        .collect();
    page.rows(&rows, &[Align::Left, Align::Left]);
    if !project.opened_by_bundling.is_empty() {
        page.paragraph(&format!(
            "Bundling opens it to the classes {}: shut out of every component taken alone, let in to the whole taken \
             as one project.",
            plain(&project.opened_by_bundling.join(", "))
        ));
    }
}

fn class(word: &str) -> &str {
    match word {
        "small" => "small",
        "grace" => "grace (mid-sized, SME before)",
        "large" => "large, below the sales line",
        "major" => "major, at the line or above",
        "restricted" => "restricted group",
        other => other,
    }
}

fn exceptions(page: &mut Page, project: &ProjectDossier) {
    page.heading("Exceptions and departures");
    for claim in &project.claims {
        let day = claim
            .date
            .map_or_else(String::new, |day| format!(" on {}", date::format(day)));
        page.rows(
            &[Row::pair(
                "claimed",
                plain(&format!(
                    "{} says{day}: {}. A claim, which is no recognition",
                    claim.by, claim.claim
                )),
            )
            .beside(places(&claim.fact.origins))],
            &[],
        );
    }
    for recorded in &project.recorded {
        let at: Vec<_> = recorded
            .facts
            .first()
            .map_or_else(Vec::new, |fact| fact.origins.clone());
        page.rows(
            &[Row::pair("on file", act(recorded, page)).beside(places(&at))],
            &[],
        );
    }
    for lifting in &project.liftings {
        page.rows(&[Row::pair("shown", shown(lifting, page))], &[]);
        concluded(page, std::slice::from_ref(&lifting.reason));
    }
    if project.liftings.is_empty() {
        let none = if project.recorded.is_empty() {
            "no recognition of art. 48(3) and no departure of art. 48(5) is on file"
        } else {
            "nothing of it is shown to lift the bars"
        };
        let restricted = project.classes.iter().find(|line| line.class == "restricted");
        let keys = restricted.map_or(&[][..], |line| line.comes.turns_on.as_slice());
        let turns = match keys.is_empty() {
            true => String::new(),
            false => format!(
                "; whether a restricted group may bid turns on {}",
                plain(&keys.join(", "))
            ),
        };
        page.rows(&[Row::pair("shown", format!("{none}{turns}"))], &[]);
    }
}

/// A recognition or a departure in words.
fn act(recorded: &Recorded, page: &Page) -> String {
    let mut parts = Vec::new();
    match &recorded.act {
        Act::Recognition {
            provision,
            scope,
            decided,
            listed,
            firm,
        } => {
            let scope = match scope.as_str() {
                "full" => "in full",
                _ => "for members other than the lead within the cap",
            };
            let ground = plain(&citations(std::slice::from_ref(provision), page.look.language));
            parts.push(format!("recognised under {ground}, {scope}"));
            parts.extend(
                firm.as_ref()
                    .map(|firm| format!("for {} itself", value_text(firm, page.look.language))),
            );
            parts.push(match (decided, listed) {
                (Some(decided), Some(listed)) if decided == listed => {
                    format!(
                        "notified on {}, decided that day or before",
                        date::format(*listed)
                    )
                }
                (Some(decided), Some(listed)) => {
                    format!(
                        "decided on {}, notified on {}",
                        date::format(*decided),
                        date::format(*listed)
                    )
                }
                (Some(decided), None) => format!("decided on {}, not notified", date::format(*decided)),
                (None, _) => "on a day that is not on file".to_owned(),
            });
        }
        Act::Departure {
            reason,
            notified,
            listed,
            assessed,
            in_part,
        } => {
            let reason = match reason.as_str() {
                "new_technology" => "new technology",
                other => other,
            };
            parts.push(format!("departure of art. 48(5) for {reason}"));
            parts.push(match (notified, listed) {
                (Some(notified), Some(listed)) if notified == listed => {
                    format!(
                        "listed on {}; the day the ministry was told is not on file",
                        date::format(*listed)
                    )
                }
                (Some(notified), Some(listed)) => {
                    format!(
                        "told on {}, listed on {}",
                        date::format(*notified),
                        date::format(*listed)
                    )
                }
                (Some(notified), None) => format!("told on {}", date::format(*notified)),
                (None, _) => "told on a day that is not on file".to_owned(),
            });
            parts.push(match (assessed.as_str(), in_part) {
                ("fit", true) => "found fit for members other than the lead within the cap".to_owned(),
                ("fit", false) => "found fit".to_owned(),
                ("unfit", _) => "found unfit".to_owned(),
                _ => "not assessed".to_owned(),
            });
        }
    }
    parts.extend(recorded.notices.iter().map(|notice| plain(notice)));
    parts.join("; ")
}

fn shown(lifting: &Lifting, page: &Page) -> String {
    let ground = plain(&citations(
        std::slice::from_ref(&lifting.provision),
        page.look.language,
    ));
    let within =
        |cap: &Option<i64>| cap.map_or_else(String::new, |cap| format!(" within {}", format_percent(cap)));
    let whom = match &lifting.whom {
        Whom::Everyone => "for every firm in every role".to_owned(),
        Whom::Members(cap) => format!("for members other than the lead{}", within(cap)),
        Whom::Subcontractors(cap) => format!("for subcontractors{}", within(cap)),
        Whom::Firm(firm) => format!("for {} itself", value_text(firm, page.look.language)),
    };
    format!("{ground} lifts the bars {whom}:")
}

fn participants(page: &mut Page, project: &ProjectDossier) {
    page.heading("Participants");
    if project.participants.is_empty() {
        page.paragraph("none on file");
    }
    for line in &project.participants {
        let text = participation(&value_text(&line.firm, page.look.language), line);
        page.rows(&[Row::text(text).beside(places(&line.fact.origins))], &[]);
    }
}

/// Somebody's part in a project, with the verdict on it.
pub(super) fn participation(name: &str, line: &crate::world::Participation) -> String {
    let mut role = word(&line.role);
    if let Some(share) = line.share {
        role.push_str(&format!(", {}", format_percent(share)));
    }
    if line.other_part {
        role.push_str(", on another part than software");
    }
    format!("{name} ({role}): {}", outcome(&line.comes))
}

fn budget(page: &mut Page, budget: Option<&BudgetDossier>) {
    let Some(budget) = budget else { return };
    page.heading("Budget");
    let rows: Vec<Row> = budget
        .rows
        .iter()
        .filter_map(|fact| match fact.values() {
            [
                _,
                Some(Value::Int(first)),
                Some(Value::Int(last)),
                Some(Value::Won(amount)),
                Some(Value::Text(status)),
            ] => {
                let years = if first == last {
                    first.to_string()
                } else {
                    format!("{first} to {last}")
                };
                Some(Row {
                    cells: vec![years, won(*amount)],
                    text: word(status),
                    aside: places(&fact.origins),
                })
            }
            _ => None,
        })
        .collect();
    page.rows(&rows, &[Align::Left, Align::Right]);
    page.paragraph(&format!("together: {}", won(budget.total)));
    page.paragraph(&format!("approved: {}", share(&budget.approved)));
    page.paragraph(&format!("not approved: {}", share(&budget.unfunded)));
    if let Some(risk) = &budget.risk {
        concluded(page, std::slice::from_ref(risk));
    }
}

fn share(share: &BudgetShare) -> String {
    let mut text = won(share.won);
    let of = [
        (share.of_rows, "the rows together"),
        (share.of_estimate, "the estimate"),
    ];
    let of: Vec<String> = of
        .into_iter()
        .filter_map(|(part, whole)| Some(format!("{} of {whole}", format_percent(part?))))
        .collect();
    if !of.is_empty() {
        text.push_str(&format!(", {}", of.join(", ")));
    }
    text
}

fn duties(page: &mut Page, project: &ProjectDossier) {
    page.heading("Neighbouring duties");
    if project.duties.is_empty() {
        page.paragraph("none is shown to arise");
    }
    concluded(page, &project.duties);
    if !project.breaches.is_empty() {
        page.heading("Duties shown to be broken");
        concluded(page, &project.breaches);
    }
}

fn warnings(page: &mut Page, warnings: &[WarningLine]) {
    page.heading("Warnings");
    if warnings.is_empty() {
        page.paragraph("none");
    }
    for warning in warnings {
        let text = match warning.reason.kind {
            ReasonKind::Rule => sentence(&warning.reason, page.look.language),
            _ => above_the_rules(&warning.key).to_owned(),
        };
        let cited = plain(&citations(&warning.reason.provisions, page.look.language));
        let aside = if cited.is_empty() {
            warning.key.clone()
        } else {
            format!("{} · {cited}", warning.key)
        };
        page.rows(&[Row::text(text).beside(plain(&aside))], &[]);
    }
}

/// What a warning that compares verdicts or projects says.
fn above_the_rules(key: &str) -> &str {
    match key {
        "consortium-member-barred" => {
            "A lead or a member among the participants is barred: the consortium cannot bid as composed."
        }
        "participant-undetermined" => {
            "What is known does not decide whether a participant may take part in its role."
        }
        "depends-on-reading" => {
            "What a participant or a class of firms may do turns on a point of law that is left open."
        }
        "possible-split" => {
            "Another project of the body, announced within 90 days, is below a floor that the two reach together."
        }
        other => other,
    }
}
