//! Dossiers as versioned JSON on one line: money as an integer of won, percentages as text, days as `YYYY-MM-DD`,
//! `open` as null, things by their ids.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::facts::Commit;
use crate::groups::{Cut, Standing};
use crate::lang::date;
use crate::lang::value::format_percent;
use crate::render::choices::ComesJson;
use crate::render::json::{Cell, Readings, VERSION, to_line, to_line_of};
use crate::render::reasons::{PlaceJson, ProvisionJson, ReasonJson};
use crate::world::{
    Act, BodyDossier, Bound, BudgetDossier, BudgetShare, Cited, Comes, Dossier, FirmDossier, GroupBar,
    GroupDossier, OwnershipLine, Participation, PersonDossier, Place, Placement, ProjectDossier,
    ProvisionDossier, Reason, Recorded, Shown, SourceDossier, SourceUse, Subject, TierSpan, Value, Whom,
};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    kind: &'a str,
    id: &'a str,
    name: &'a str,
    aliases: &'a [String],
    places: Vec<Json>,
    others: Vec<Json>,
    dossier: Json,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
}

/// A dossier as one JSON document.
#[must_use]
pub fn dossier_json(shown: &Shown) -> String {
    let subject = &shown.head.subject;
    to_line(&Document {
        version: VERSION,
        readings: Readings(&shown.readings),
        assumptions: &shown.assumptions,
        kind: subject.kind.word(),
        id: &subject.id,
        name: &subject.name,
        aliases: &shown.head.aliases,
        places: shown.head.places.iter().map(place).collect(),
        others: shown.others.iter().map(named).collect(),
        dossier: match &shown.dossier {
            Dossier::Project(found) => project(found),
            Dossier::Firm(found) => firm(found),
            Dossier::Group(found) => group(found),
            Dossier::Body(found) => body(found),
            Dossier::Person(found) => person(found),
            Dossier::Provision(found) => provision(found),
            Dossier::Source(found) => source(found),
        },
        revision: shown.revision.as_ref().map(|commit| commit.hash.as_str()),
    })
}

/// All sources as one JSON document.
#[must_use]
pub fn sources_json(sources: &[SourceUse], revision: Option<&Commit>) -> String {
    #[derive(Serialize)]
    struct Sources {
        version: u32,
        sources: Json,
    }
    let document = Sources {
        version: VERSION,
        sources: source_uses(sources),
    };
    to_line_of(&document, revision)
}

/// What our own types come to as JSON; they have text keys and plain values, so this cannot fail.
fn tree<T: Serialize>(value: T) -> Json {
    serde_json::to_value(value).unwrap_or_default()
}

fn reason(reason: &Reason) -> Json {
    let mut found = tree(ReasonJson::new(0, reason));
    if let Some(fields) = found.as_object_mut() {
        fields.remove("id");
    }
    found
}

fn reasons<'a>(found: impl IntoIterator<Item = &'a Reason>) -> Json {
    found.into_iter().map(reason).collect()
}

fn place(place: &Place) -> Json {
    tree(PlaceJson::new(place))
}

fn cited(cited: &Cited) -> Json {
    tree(ProvisionJson::new(cited))
}

fn comes(comes: &Comes) -> Json {
    tree(ComesJson::new(comes))
}

fn value(value: &Value) -> Json {
    tree(Cell(value))
}

fn day(day: i64) -> Json {
    value(&Value::Date(day))
}

fn day_if(known: Option<i64>) -> Json {
    known.map_or(Json::Null, day)
}

fn percent(hundredths: Option<i64>) -> Option<String> {
    hundredths.map(format_percent)
}

fn named(subject: &Subject) -> Json {
    json!({ "kind": subject.kind.word(), "id": subject.id, "name": subject.name })
}

fn source_uses(sources: &[SourceUse]) -> Json {
    sources.iter().map(source_use).collect()
}

fn source_use(source: &SourceUse) -> Json {
    let files = source
        .files
        .iter()
        .map(|file| json!({ "file": file.name, "lines": file.lines }));
    json!({
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "date": source.date.map(date::format),
        "url": source.url,
        "files": files.collect::<Json>(),
    })
}

fn project(project: &ProjectDossier) -> Json {
    let countings = project.countings.iter().map(|counting| {
        json!({
            "readings": tree(Readings(&counting.readings)),
            "least": bound(&counting.least),
            "most": counting.most.as_ref().map(bound),
        })
    });
    let components = project
        .components
        .iter()
        .map(|component| json!({ "name": component.name, "facts": reasons(&component.facts) }));
    let classes = project
        .classes
        .iter()
        .map(|line| json!({ "class": line.class, "floor": line.floor, "comes": comes(&line.comes) }));
    let claims = project.claims.iter().map(|claim| {
        json!({ "by": claim.by, "claim": claim.claim, "date": day_if(claim.date), "fact": reason(&claim.fact) })
    });
    let liftings = project.liftings.iter().map(|lifting| {
        let (whom, firm, cap) = match &lifting.whom {
            Whom::Everyone => ("everyone", None, None),
            Whom::Members(cap) => ("members", None, *cap),
            Whom::Subcontractors(cap) => ("subcontractors", None, *cap),
            Whom::Firm(firm) => ("firm", Some(value(firm)), None),
        };
        json!({
            "provision": cited(&lifting.provision),
            "whom": whom,
            "firm": firm,
            "cap": percent(cap),
            "reason": reason(&lifting.reason),
        })
    });
    let warnings = project
        .warnings
        .iter()
        .map(|warning| json!({ "key": warning.key, "reason": reason(&warning.reason) }));
    json!({
        "facts": reasons(&project.facts),
        "amounts": reasons(&project.amounts),
        "tested": countings.collect::<Json>(),
        "parts": project.parts.as_ref().map(reason),
        "components": components.collect::<Json>(),
        "classes": classes.collect::<Json>(),
        "opened_by_bundling": project.opened_by_bundling,
        "claims": claims.collect::<Json>(),
        "recorded": project.recorded.iter().map(recorded).collect::<Json>(),
        "lifted": liftings.collect::<Json>(),
        "participants": project.participants.iter().map(participation).collect::<Json>(),
        "budget": project.budget.as_ref().map(budget),
        "duties": reasons(&project.duties),
        "breaches": reasons(&project.breaches),
        "warnings": warnings.collect::<Json>(),
        "sources": source_uses(&project.sources),
    })
}

fn bound(bound: &Bound) -> Json {
    let supposing: serde_json::Map<String, Json> = bound
        .supposing
        .iter()
        .map(|(key, option)| (key.clone(), json!(option)))
        .collect();
    json!({ "won": bound.won, "supposing": supposing, "steps": reasons(&bound.steps) })
}

fn recorded(recorded: &Recorded) -> Json {
    let act = match &recorded.act {
        Act::Recognition {
            provision,
            scope,
            decided,
            listed,
            firm,
        } => json!({
            "kind": "recognition",
            "provision": cited(provision),
            "scope": scope,
            "decided": day_if(*decided),
            "listed": day_if(*listed),
            "firm": firm.as_ref().map(value),
        }),
        Act::Departure {
            reason,
            notified,
            listed,
            assessed,
            in_part,
        } => json!({
            "kind": "departure",
            "reason": reason,
            "notified": day_if(*notified),
            "listed": day_if(*listed),
            "assessed": assessed,
            "in_part": in_part,
        }),
    };
    json!({ "act": act, "notices": recorded.notices, "facts": reasons(&recorded.facts) })
}

fn participation(line: &Participation) -> Json {
    json!({
        "firm": value(&line.firm),
        "project": value(&line.project),
        "role": line.role,
        "share": percent(line.share),
        "other_part": line.other_part,
        "comes": comes(&line.comes),
        "fact": reason(&line.fact),
    })
}

fn budget(budget: &BudgetDossier) -> Json {
    let share = |share: &BudgetShare| {
        json!({
            "won": share.won,
            "of_rows": percent(share.of_rows),
            "of_estimate": percent(share.of_estimate),
        })
    };
    json!({
        "rows": reasons(&budget.rows),
        "total": budget.total,
        "estimate": budget.estimate,
        "approved": share(&budget.approved),
        "unfunded": share(&budget.unfunded),
        "risk": budget.risk.as_ref().map(reason),
    })
}

fn firm(firm: &FirmDossier) -> Json {
    let memberships = firm.memberships.iter().map(|span| {
        let designations = span.designations.iter();
        let designations = designations
            .map(|(kind, from, until)| json!({ "kind": kind, "from": day(*from), "until": day(*until) }));
        json!({
            "group": value(&span.group),
            "from": day(span.from),
            "until": day(span.until),
            "designations": designations.collect::<Json>(),
            "fact": reason(&span.fact),
        })
    });
    json!({
        "registrations": firm.registrations,
        "standing": reasons(&firm.standing),
        "memberships": memberships.collect::<Json>(),
        "suspect": reasons(&firm.suspect),
        "placements": firm.placements.iter().map(placement).collect::<Json>(),
        "holders": reasons(&firm.holders),
        "holds": reasons(&firm.holds),
        "sales": reasons(&firm.sales),
        "tiers": firm.tiers.as_ref().map(|tiers| tiers.iter().map(tier).collect::<Json>()),
        "projects": firm.projects.iter().map(participation).collect::<Json>(),
        "sources": source_uses(&firm.sources),
    })
}

fn tier(span: &TierSpan) -> Json {
    let (bar, groups) = match &span.bar {
        GroupBar::NotInForce => ("not_in_force", Vec::new()),
        GroupBar::Outside => ("outside", Vec::new()),
        GroupBar::Inside(groups) => ("inside", groups.iter().map(value).collect()),
        GroupBar::Unknown => ("unknown", Vec::new()),
    };
    json!({
        "from": day(span.from),
        "until": day(span.until),
        "tiers": span.tiers,
        "floors": span.floors,
        "group_bar": bar,
        "groups": groups,
    })
}

fn placement(placement: &Placement) -> Json {
    let sums = placement.sums.iter().map(|sum| {
        json!({
            "from": day(sum.from),
            "until": day(sum.until),
            "percent": format_percent(sum.percent),
            "holdings": reasons(&sum.holdings),
        })
    });
    json!({
        "firm": value(&placement.firm),
        "group": value(&placement.group),
        "from": day(placement.from),
        "until": day(placement.until),
        "sums": sums.collect::<Json>(),
    })
}

fn group(group: &GroupDossier) -> Json {
    let ownership = group.ownership.as_ref().map(|tree| {
        json!({
            "day": day(tree.day),
            "asked": tree.asked,
            "lines": tree.lines.iter().map(ownership_line).collect::<Json>(),
        })
    });
    json!({
        "persons": reasons(&group.persons),
        "designations": reasons(&group.designations),
        "members": reasons(&group.members),
        "unlisted": group.unlisted.iter().map(placement).collect::<Json>(),
        "ownership": ownership,
        "sources": source_uses(&group.sources),
    })
}

fn ownership_line(line: &OwnershipLine) -> Json {
    let twig = &line.twig;
    json!({
        "depth": twig.depth,
        "id": twig.id,
        "name": line.name,
        "person": twig.person,
        "percent": percent(twig.percent),
        "standing": match twig.standing {
            Standing::Related => "related",
            Standing::Listed => "listed",
            Standing::Found => "found",
            Standing::Outside => "outside",
        },
        "cut": twig.cut.map(|cut| match cut {
            Cut::Above => "above",
            Cut::Cycle => "cycle",
        }),
    })
}

fn body(body: &BodyDossier) -> Json {
    let projects = body.projects.iter().map(|line| {
        json!({
            "project": value(&line.project),
            "announced": day_if(line.announced),
            "estimate": line.estimate,
            "fact": reason(&line.fact),
        })
    });
    json!({
        "class": reasons(&body.class),
        "projects": projects.collect::<Json>(),
        "sources": source_uses(&body.sources),
    })
}

fn person(person: &PersonDossier) -> Json {
    json!({
        "groups": reasons(&person.groups),
        "holds": reasons(&person.holds),
        "sources": source_uses(&person.sources),
    })
}

fn provision(provision: &ProvisionDossier) -> Json {
    let rules = provision.rules.iter().map(|rule| {
        json!({
            "id": rule.id,
            "relation": rule.relation,
            "names_it": rule.names_it,
            "sentence": rule.sentence,
            "file": rule.file,
            "line": rule.line,
        })
    });
    let cases = provision
        .cases
        .iter()
        .map(|case| json!({ "name": case.name, "file": case.file, "line": case.line }));
    json!({
        "cited": cited(&provision.cited),
        "title": provision.title,
        "title_ko": provision.title_ko,
        "from": day(provision.from),
        "until": day(provision.until),
        "url": provision.url,
        "rules": rules.collect::<Json>(),
        "conclusions": provision.conclusions,
        "facts": reasons(&provision.facts),
        "cases": cases.collect::<Json>(),
        "sources": source_uses(&provision.sources),
    })
}

fn source(source: &SourceDossier) -> Json {
    let records = source.records.iter().map(|(subject, at)| {
        let mut record = named(subject);
        if let Some(fields) = record.as_object_mut() {
            fields.insert("place".to_owned(), place(at));
        }
        record
    });
    json!({
        "record": source_use(&source.record),
        "note": source.note,
        "facts": reasons(&source.facts),
        "records": records.collect::<Json>(),
    })
}
