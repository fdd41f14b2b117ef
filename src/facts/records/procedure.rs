//! Recognitions of the ministry under art. 48(3), and departures under art. 48(5).

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Record, Shape};
use crate::facts::suggest::listed as quoted;

/// Grounds of a recognition.
pub(crate) const GROUNDS: [&str; 5] = [
    "spa-48-3-1",
    "spa-48-3-2",
    "spa-48-3-3",
    "spa-48-3-4",
    "spa-48-3-5",
];

/// What one decision of the ministry says, by its provision and day.
pub(super) struct Decision {
    provision: Cell,
    decided: Cell,
    scope: Cell,
    listed: Option<Cell>,
}

/// A `recognition` block. The day of listing stands for that of the decision where only it is known. `decisions` are those
/// of the blocks before: a listing belongs to the decision of its provision and day, so two of one day have to agree.
pub(super) fn recognition(project: &Cell, entry: &Record<'_>, decisions: &mut Vec<Decision>) {
    let provision = ground(entry);
    let listed = entry.value("listed", Shape::Date);
    let decided = entry.value("decided", Shape::Date).or_else(|| listed.clone());
    let scope = if entry.has("scope") {
        entry.value("scope", Shape::Word("Scope"))
    } else {
        entry.value("scope", Shape::Text);
        Some(Cell::text("full"))
    };
    let notice = entry.value("notice", Shape::Text);
    let firm = entry.value("firm", Shape::Id(EntityKind::Firm));
    entry.finish();
    let (Some(provision), Some(scope)) = (provision, scope) else {
        return;
    };
    if !fits(entry, &provision, &scope) {
        return;
    }
    if let Some(decided) = &decided {
        let decision = Decision {
            provision: provision.clone(),
            decided: decided.clone(),
            scope: scope.clone(),
            listed: listed.clone(),
        };
        if !agrees(entry, &decision, decisions) {
            return;
        }
        decisions.push(decision);
    }
    let of = [project.clone(), provision];
    let with = |more: &[Cell]| of.iter().chain(more).cloned().collect::<Vec<Cell>>();
    if let Some(decided) = decided {
        entry.row("Recognition", with(&[decided.clone(), scope]));
        if let Some(listed) = listed {
            entry.row_at(
                "Listed",
                entry.span_of("listed"),
                with(&[decided.clone(), listed]),
            );
        }
        if let Some(firm) = firm {
            entry.row_at("RecognisedFirm", entry.span_of("firm"), with(&[decided, firm]));
        }
    } else if !entry.has("decided") && !entry.has("listed") {
        entry.row("RecognitionUndated", with(&[scope]));
    }
    if let Some(notice) = notice {
        entry.row_at("RecognitionNotice", entry.span_of("notice"), with(&[notice]));
    }
}

/// The provision of a recognition: one of the grounds.
fn ground(entry: &Record<'_>) -> Option<Cell> {
    let provision = entry.need("provision", Shape::Id(EntityKind::Provision))?;
    let id = provision.as_text().unwrap_or_default();
    if GROUNDS.contains(&id) {
        return Some(provision);
    }
    entry.error(
        "facts::recognition",
        format!("nothing is recognised under `{id}`"),
        entry.span_of("provision"),
        Some(format!("the grounds are {}", quoted(GROUNDS))),
    );
    None
}

/// Whether scope and firm fit the ground.
fn fits(entry: &Record<'_>, provision: &Cell, scope: &Cell) -> bool {
    let provision = provision.as_text().unwrap_or_default();
    let mut fits = true;
    if scope.as_text() == Some("member_20") && provision != "spa-48-3-2" {
        entry.error(
            "facts::recognition",
            format!("scope `member_20` stands on `{provision}`"),
            entry.span_of("scope"),
            Some("only `spa-48-3-2` is recognised in part".to_owned()),
        );
        fits = false;
    }
    if entry.has("firm") && provision != "spa-48-3-5" {
        entry.error(
            "facts::recognition",
            format!("`firm` stands on `{provision}`"),
            entry.span_of("firm"),
            Some("only `spa-48-3-5` names a firm: the listed institution".to_owned()),
        );
        fits = false;
    }
    fits
}

/// Whether a decision says the same as one of its provision and day before it.
fn agrees(entry: &Record<'_>, decision: &Decision, decisions: &[Decision]) -> bool {
    let same =
        |before: &&Decision| before.provision == decision.provision && before.decided == decision.decided;
    let Some(before) = decisions.iter().find(same) else {
        return true;
    };
    let key = if before.scope != decision.scope {
        "scope"
    } else if before.listed != decision.listed {
        "listed"
    } else {
        return true;
    };
    let provision = decision.provision.as_text().unwrap_or_default();
    let at = [key, "decided", "listed"].into_iter().find(|key| entry.has(key));
    entry.error(
        "facts::recognition",
        format!("two recognitions under `{provision}` of one day differ in `{key}`"),
        entry.span_of(at.unwrap_or("provision")),
        Some("one decision has one scope and one day of listing: correct a day, or enter it once".to_owned()),
    );
    false
}

/// A `departure` block. The day of listing stands for that of the notice where only it is known.
pub(super) fn departure(project: &Cell, entry: &Record<'_>) {
    let reason = entry.need("reason", Shape::Word("DepartureReason"));
    let listed = entry.value("listed", Shape::Date);
    let notified = entry.value("notified", Shape::Date).or_else(|| listed.clone());
    let assessed = entry.value("assessed", Shape::Word("Assessment"));
    let notice = entry.value("notice", Shape::Text);
    entry.finish();
    let Some(reason) = reason else {
        return;
    };
    let of = [project.clone(), reason];
    let with = |more: &[Cell]| of.iter().chain(more).cloned().collect::<Vec<Cell>>();
    if let Some(notified) = notified {
        entry.row("Departure", with(std::slice::from_ref(&notified)));
        if let Some(assessed) = assessed.filter(|word| word.as_text() != Some("pending")) {
            entry.row_at(
                "Assessed",
                entry.span_of("assessed"),
                with(&[notified.clone(), assessed]),
            );
        }
        if let Some(listed) = listed {
            entry.row_at(
                "DepartureListed",
                entry.span_of("listed"),
                with(&[notified, listed]),
            );
        }
    } else if !entry.has("notified") && !entry.has("listed") {
        let assessed = assessed.unwrap_or_else(|| Cell::text("pending"));
        entry.row("DepartureUndated", with(&[assessed]));
    }
    if let Some(notice) = notice {
        entry.row_at("DepartureNotice", entry.span_of("notice"), with(&[notice]));
    }
}
