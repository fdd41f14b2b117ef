//! Why something does not hold, for people and as JSON.

use serde::Serialize;

use super::answer::conditions_line;
use super::json::{Readings, VERSION, to_line_of};
use super::reasons::{ExplanationJson, TupleJson, remark, trees};
use super::{Look, plain};
use crate::facts::Commit;
use crate::world::WhyNot;

/// Explanations as trees of sentences, and what does hold. `full` shows every level.
#[must_use]
pub fn whynot_text(whynot: &WhyNot, atom: &str, full: bool, look: Look) -> String {
    let atom = plain(atom);
    let mut out = conditions_line(&whynot.readings, &whynot.assumptions, look);
    let cut = trees(&mut out, &whynot.explanations, full, look);
    let mut remarks = Vec::new();
    if cut {
        remarks.push(look.say(
            "… stands for deeper steps: `whynot full` shows them",
            "… 아래의 단계는 `whynot full`로 볼 수 있다",
        ));
    }
    if whynot.missed > whynot.explanations.len() {
        let (shown, all) = (whynot.explanations.len(), whynot.missed);
        remarks.push(look.say(
            &format!("{shown} of {all} are explained; name the firm, the project or the role to see another"),
            &format!("{all}개 중 {shown}개를 설명하였다; 다른 것을 보려면 기업, 사업 또는 지위를 지정한다"),
        ));
    }
    match (whynot.missed, whynot.held) {
        (0, 0) => out.push_str(&look.say("nothing is asked about\n", "문제되는 것이 없다\n")),
        (0, 1) => out.push_str(&look.say(
            &format!("{atom} does hold: `why {atom}` says why\n"),
            &format!("{atom} 성립함: 그 이유는 `why {atom}`\n"),
        )),
        (0, held) => out.push_str(&look.say(
            &format!("{atom} does hold, {held} times: `why {atom}` says why\n"),
            &format!("{atom} {held}건 성립함: 그 이유는 `why {atom}`\n"),
        )),
        (_, 0) => {}
        (_, held) => remarks.push(look.say(
            &match held {
                1 => format!("1 answer does hold: `why {atom}` says why"),
                _ => format!("{held} answers do hold: `why {atom}` says why"),
            },
            &format!("{held}개의 답은 성립한다: 그 이유는 `why {atom}`"),
        )),
    }
    remark(&mut out, &remarks, look);
    out
}

/// Explanations as one JSON document.
#[must_use]
pub fn whynot_json(whynot: &WhyNot, revision: Option<&Commit>) -> String {
    let document = Document {
        version: VERSION,
        readings: Readings(&whynot.readings),
        assumptions: &whynot.assumptions,
        missed: whynot.missed,
        undetermined: whynot.undetermined,
        explanations: whynot.explanations.iter().map(ExplanationJson::new).collect(),
        held: whynot.held,
        holding: whynot.holding.iter().map(TupleJson::new).collect(),
    };
    to_line_of(&document, revision)
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    missed: usize,
    undetermined: bool,
    explanations: Vec<ExplanationJson<'a>>,
    held: usize,
    holding: Vec<TupleJson<'a>>,
}
