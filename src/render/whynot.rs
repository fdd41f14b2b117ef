//! Why something does not hold, for people and as JSON.

use serde::Serialize;

use super::answer::conditions_line;
use super::json::{Readings, VERSION, to_line};
use super::reasons::{ExplanationJson, TupleJson, remark, trees};
use super::{Look, plain};
use crate::world::WhyNot;

/// Explanations as trees of sentences, and what does hold. `full` shows every level.
#[must_use]
pub fn whynot_text(whynot: &WhyNot, atom: &str, full: bool, look: Look) -> String {
    let atom = plain(atom);
    let mut out = conditions_line(&whynot.readings, &whynot.assumptions, look);
    let cut = trees(&mut out, &whynot.explanations, full, look);
    let mut remarks = Vec::new();
    if cut {
        remarks.push("… stands for deeper steps: `whynot full` shows them".to_owned());
    }
    if whynot.missed > whynot.explanations.len() {
        remarks.push(format!(
            "{} of {} are explained; name the firm, the project or the role to see another",
            whynot.explanations.len(),
            whynot.missed
        ));
    }
    match (whynot.missed, whynot.held) {
        (0, 0) => out.push_str("nothing is asked about\n"),
        (0, 1) => out.push_str(&format!("{atom} does hold: `why {atom}` says why\n")),
        (0, held) => out.push_str(&format!(
            "{atom} does hold, {held} times: `why {atom}` says why\n"
        )),
        (_, 0) => {}
        (_, 1) => remarks.push(format!("1 answer does hold: `why {atom}` says why")),
        (_, held) => remarks.push(format!("{held} answers do hold: `why {atom}` says why")),
    }
    remark(&mut out, &remarks, look);
    out
}

/// Explanations as one JSON document.
#[must_use]
pub fn whynot_json(whynot: &WhyNot) -> String {
    to_line(&Document {
        version: VERSION,
        missed: whynot.missed,
        undetermined: whynot.undetermined,
        explanations: whynot.explanations.iter().map(ExplanationJson::new).collect(),
        held: whynot.held,
        holding: whynot.holding.iter().map(TupleJson::new).collect(),
        readings: Readings(&whynot.readings),
        assumptions: &whynot.assumptions,
    })
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    missed: usize,
    undetermined: bool,
    explanations: Vec<ExplanationJson<'a>>,
    held: usize,
    holding: Vec<TupleJson<'a>>,
    readings: Readings<'a>,
    assumptions: &'a [String],
}
