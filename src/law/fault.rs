//! How the compiled law reports a value that cannot be computed: the match is skipped and a flag is set, and the
//! docket is decided again by the evaluator, which says where and with which values.

use std::cell::Cell;

use crate::lang::arith::Step;

thread_local! {
    static FAULT: Cell<bool> = const { Cell::new(false) };
}

/// Passes a step on, and sets this thread's flag if it has no value.
pub(crate) fn note(step: Step) -> Step {
    if step.is_none() {
        FAULT.set(true);
    }
    step
}

/// Whether the flag was set since the last call; clears it.
pub(crate) fn take() -> bool {
    FAULT.replace(false)
}
