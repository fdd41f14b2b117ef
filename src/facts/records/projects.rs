//! Projects with their parts, claims, recognitions, departures, budget and participants.

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Plain, Record, Shape};

use super::named;

/// Keys of a project that fill one row each.
const PLAIN: [Plain; 16] = [
    ("body", "OrderedBy", Shape::Id(EntityKind::Body)),
    ("announced", "Announced", Shape::Date),
    ("closes", "Closes", Shape::Date),
    ("software", "NotSoftware", Shape::Flag(false)),
    ("kind", "KindOf", Shape::Word("Kind")),
    ("months", "Months", Shape::Whole(1, 1200)),
    ("long_term", "LongTerm", Shape::YesNo),
    ("amount", "Amount", Shape::Won),
    ("vat", "Vat", Shape::Word("VatTreatment")),
    ("vat_amount", "VatAmount", Shape::Won),
    ("split", "Split", Shape::Won),
    ("bundle", "Bundle", Shape::YesNo),
    ("via_pps", "ViaPps", Shape::YesNo),
    ("reorder_of", "ReorderOf", Shape::Id(EntityKind::Project)),
    ("no_award", "NoAward", Shape::Date),
    ("secret", "Secret", Shape::Flag(true)),
];

/// `[project.ID]`
pub(crate) fn project(record: &Record<'_>, id: &str) {
    record.written(true);
    named(record, EntityKind::Project, id, None);
    let cell = Cell::text(id);
    record.plain(std::slice::from_ref(&cell), &PLAIN);
    if record.has("vat_amount") && record.text("vat").as_deref() == Some("included") {
        record.error(
            "facts::contradiction",
            "`vat_amount` stands beside `vat = \"included\"`",
            record.span_of("vat_amount"),
            Some("leave out `vat_amount`, or write `vat = \"excluded\"`".to_owned()),
        );
    }
    let stated = record.number("components", Shape::Whole(0, 100_000));
    let blocks = record.blocks("component");
    let listed = i64::try_from(blocks.len()).unwrap_or(i64::MAX);
    if let Some(stated) = stated
        && stated < listed
    {
        record.error(
            "facts::contradiction",
            format!("`components = {stated}`, and {listed} are listed"),
            record.span_of("components"),
            Some(format!("write `components = {listed}` or more")),
        );
    }
    if let Some(count) = stated.or((listed > 0).then_some(listed)) {
        let place = if record.has("components") {
            record.span_of("components")
        } else {
            record.span
        };
        record.row_at("Parts", place, vec![cell.clone(), Cell::Number(count)]);
    }
    let mut names: Vec<Cell> = Vec::new();
    for block in blocks {
        component(&block, &cell, &mut names);
    }
    for (key, map) in [
        ("claim", claim as fn(&Record<'_>, &Cell)),
        ("recognition", recognition),
        ("departure", departure),
        ("budget", budget),
        ("participant", participant),
    ] {
        for block in record.blocks(key) {
            map(&block, &cell);
            block.finish();
        }
    }
}

fn component(block: &Record<'_>, project: &Cell, names: &mut Vec<Cell>) {
    if let Some(name) = block.need("name", Shape::Text) {
        if names.contains(&name) {
            let shown = name.as_text().unwrap_or_default();
            let help = Some("give each part a name of its own".to_owned());
            block.error(
                "facts::twice",
                format!("the part `{shown}` is listed twice"),
                block.span,
                help,
            );
        }
        let prefix = [project.clone(), name.clone()];
        block.row("ComponentOf", prefix.to_vec());
        block.plain(
            &prefix,
            &[
                ("amount", "ComponentAmount", Shape::Won),
                ("below", "ComponentBelow", Shape::Won),
                ("vat", "ComponentVat", Shape::Word("VatTreatment")),
                ("kind", "ComponentKind", Shape::Word("Kind")),
                ("months", "ComponentMonths", Shape::Whole(1, 1200)),
                ("long_term", "ComponentLongTerm", Shape::YesNo),
            ],
        );
        if block.number("below", Shape::Won) == Some(0) {
            let message = "`below`: no amount is less than 0".to_owned();
            block.error("facts::bad-amount", message, block.span_of("below"), None);
        }
        names.push(name);
    }
    block.finish();
}

fn claim(block: &Record<'_>, project: &Cell) {
    let by = block.need("by", Shape::Text);
    let claim = block.need("claim", Shape::Text);
    let date = block.value("date", Shape::Date);
    let (Some(by), Some(claim)) = (by, claim) else {
        return;
    };
    let row = vec![project.clone(), by, claim];
    if let Some(date) = date {
        let mut dated = row.clone();
        dated.push(date);
        block.row("ClaimedOn", dated);
    }
    block.row("Claim", row);
}

fn recognition(block: &Record<'_>, project: &Cell) {
    let provision = block.need("provision", Shape::Id(EntityKind::Provision));
    let decided = block.value("decided", Shape::Date);
    let listed = block.value("listed", Shape::Date);
    let scope = block
        .value("scope", Shape::Word("Scope"))
        .unwrap_or_else(|| Cell::text("full"));
    let notice = block.value("notice", Shape::Text);
    let firm = block.value("firm", Shape::Id(EntityKind::Firm));
    let Some(provision) = provision else { return };
    let id = provision.as_text().unwrap_or_default().to_owned();
    if !id
        .strip_prefix("spa-48-3-")
        .is_some_and(|item| ["1", "2", "3", "4", "5"].contains(&item))
    {
        let help = "recognitions are under `spa-48-3-1` to `spa-48-3-5`, whatever their date".to_owned();
        let message = format!("nothing is recognised under `{id}`");
        block.error(
            "facts::unknown-provision",
            message,
            block.span_of("provision"),
            Some(help),
        );
    }
    if firm.is_some() && id != "spa-48-3-5" {
        let message = format!("`firm` stands in a recognition under `{id}`");
        let help = "only item 5 (`spa-48-3-5`) names an institution".to_owned();
        block.error("facts::contradiction", message, block.span_of("firm"), Some(help));
    }
    if scope.as_text() == Some("member_20") && id != "spa-48-3-2" {
        let message = format!("scope `member_20` stands in a recognition under `{id}`");
        let help = "only item 2 (`spa-48-3-2`) is recognised in part".to_owned();
        block.error(
            "facts::contradiction",
            message,
            block.span_of("scope"),
            Some(help),
        );
    }
    if let Some(notice) = notice {
        block.row(
            "RecognitionNotice",
            vec![project.clone(), provision.clone(), notice],
        );
    }
    let Some(decided) = decided.or_else(|| listed.clone()) else {
        block.row("RecognitionUndated", vec![project.clone(), provision, scope]);
        return;
    };
    block.row(
        "Recognition",
        vec![project.clone(), provision.clone(), decided.clone(), scope],
    );
    if let Some(listed) = listed {
        block.row(
            "Listed",
            vec![project.clone(), provision.clone(), decided.clone(), listed],
        );
    }
    if let Some(firm) = firm {
        block.row("RecognisedFirm", vec![project.clone(), provision, decided, firm]);
    }
}

fn departure(block: &Record<'_>, project: &Cell) {
    let reason = block.need("reason", Shape::Word("DepartureReason"));
    let notified = block.value("notified", Shape::Date);
    let listed = block.value("listed", Shape::Date);
    let assessed = block.value("assessed", Shape::Word("Assessment"));
    let notice = block.value("notice", Shape::Text);
    let Some(reason) = reason else { return };
    if let Some(notice) = notice {
        block.row("DepartureNotice", vec![project.clone(), reason.clone(), notice]);
    }
    let Some(notified) = notified.or_else(|| listed.clone()) else {
        let assessed = assessed.unwrap_or_else(|| Cell::text("pending"));
        block.row("DepartureUndated", vec![project.clone(), reason, assessed]);
        return;
    };
    let row = vec![project.clone(), reason, notified];
    for (relation, value) in [("Assessed", assessed), ("DepartureListed", listed)] {
        if let Some(value) = value {
            let mut values = row.clone();
            values.push(value);
            block.row(relation, values);
        }
    }
    block.row("Departure", row);
}

fn budget(block: &Record<'_>, project: &Cell) {
    let year = Shape::Whole(1, 9999);
    let single = block.value("year", year);
    let range = block.numbers("years");
    let amount = block.need("amount", Shape::Won);
    let status = block.need("status", Shape::Word("BudgetStatus"));
    let years = match (single, range.as_slice()) {
        (Some(year), []) => Some((year.clone(), year)),
        (None, [first, last]) if (1..=9999).contains(first) && first <= last && *last <= 9999 => {
            Some((Cell::Number(*first), Cell::Number(*last)))
        }
        _ => {
            let message = format!(
                "{} needs one year, or the first and the last of several",
                block.label
            );
            let help = "write `year = 2026`, or `years = [2027, 2028]`".to_owned();
            block.error("facts::missing-key", message, block.span, Some(help));
            None
        }
    };
    if let (Some((first, last)), Some(amount), Some(status)) = (years, amount, status) {
        block.row("Budget", vec![project.clone(), first, last, amount, status]);
    }
}

fn participant(block: &Record<'_>, project: &Cell) {
    let firm = block.need("firm", Shape::Id(EntityKind::Firm));
    let role = block.need("role", Shape::Word("Role"));
    let share = block.value("share", Shape::Percent);
    let part = block.value("part", Shape::Word("Part"));
    let (Some(firm), Some(role)) = (firm, role) else {
        return;
    };
    let row = vec![firm, project.clone(), role];
    for (relation, value) in [("Share", share), ("WorksOn", part)] {
        if let Some(value) = value {
            let mut values = row.clone();
            values.push(value);
            block.row(relation, values);
        }
    }
    block.row("Participant", row);
}
