//! Which steps of an explanation are shown, unless all of them are.
//!
//! Of a rule that could conclude something, what is lacking in whichever way; of a chain of goals with one way each, the
//! last; of rules that are beside the point and of other completions, that there are some.

use crate::world::{Explanation, Reason, ReasonKind};

/// What a reason rests on as it is shown.
pub(super) struct Shown {
    pub(super) premises: Vec<usize>,
    /// Something that it rests on is left out.
    pub(super) trimmed: bool,
    /// Steps between it and what is shown are left out.
    pub(super) skipped: bool,
}

impl Shown {
    fn whole(premises: Vec<usize>) -> Self {
        Self {
            premises,
            trimmed: false,
            skipped: false,
        }
    }
}

/// Levels of a proof that are shown unless all are asked for.
pub(super) const LEVELS: usize = 3;

/// What a reason rests on as it is shown, below this many levels.
pub(super) fn shown(explanation: &Explanation, reason: &Reason, depth: usize, full: bool) -> Shown {
    let premises: Vec<usize> = reason
        .premises
        .iter()
        .copied()
        .filter(|id| kind(explanation, *id) != Some(ReasonKind::Asked))
        .collect();
    if full || premises.is_empty() {
        return Shown::whole(premises);
    }
    let deeper = match reason.kind {
        ReasonKind::Beside | ReasonKind::Elsewhere => true,
        ReasonKind::Missing | ReasonKind::Blocked => false,
        ReasonKind::Absent | ReasonKind::Attempt => depth > LEVELS,
        _ => depth >= LEVELS,
    };
    if deeper {
        return Shown {
            premises: Vec::new(),
            trimmed: true,
            skipped: false,
        };
    }
    match reason.kind {
        ReasonKind::Attempt => lacking(explanation, reason, premises),
        ReasonKind::Verdict | ReasonKind::Case | ReasonKind::Underivable | ReasonKind::Absent => {
            only_way(explanation, premises)
        }
        _ => Shown::whole(premises),
    }
}

/// The level of what a reason rests on.
pub(super) fn below(reason: &Reason, depth: usize) -> usize {
    match reason.kind {
        // What is made above the rules, and a goal with its rules, are no levels.
        ReasonKind::Verdict | ReasonKind::Case | ReasonKind::Underivable | ReasonKind::Absent => depth,
        // Of what stands in the way only the rule is opened.
        ReasonKind::Blocked => (depth + 2).max(LEVELS - 1),
        _ => depth + 1,
    }
}

fn kind(explanation: &Explanation, id: usize) -> Option<ReasonKind> {
    explanation.reasons.get(id).map(|reason| reason.kind)
}

/// What a rule lacks in whichever way its conditions could be met.
fn lacking(explanation: &Explanation, attempt: &Reason, premises: Vec<usize>) -> Shown {
    if attempt.lacks.is_empty() {
        return Shown::whole(premises);
    }
    let told = |id: &usize| attempt.lacks.contains(id);
    let left_out = premises
        .iter()
        .any(|id| !told(id) && kind(explanation, *id) != Some(ReasonKind::Untestable));
    Shown {
        premises: attempt.lacks.clone(),
        trimmed: left_out,
        skipped: true,
    }
}

/// Where there is one way to a goal, and one thing in its way, that thing, or the ways to it.
fn only_way(explanation: &Explanation, premises: Vec<usize>) -> Shown {
    let mut ways = premises
        .iter()
        .filter(|id| kind(explanation, **id) == Some(ReasonKind::Attempt));
    let (Some(only), None) = (ways.next(), ways.next()) else {
        return Shown::whole(premises);
    };
    let missed = explanation
        .reasons
        .get(*only)
        .map_or(&[][..], |attempt| &attempt.premises);
    let mut missed = missed
        .iter()
        .filter(|id| kind(explanation, **id) != Some(ReasonKind::Untestable));
    let (Some(missed), None) = (missed.next(), missed.next()) else {
        return Shown::whole(premises);
    };
    let others = premises.iter().copied().filter(|id| id != only);
    let others = others.filter(|id| kind(explanation, *id) != Some(ReasonKind::Beside));
    let instead = match explanation.reasons.get(*missed) {
        Some(goal) if goal.kind == ReasonKind::Underivable => {
            only_way(explanation, goal.premises.clone()).premises
        }
        _ => vec![*missed],
    };
    Shown {
        premises: instead.into_iter().chain(others).collect(),
        trimmed: false,
        skipped: true,
    }
}
