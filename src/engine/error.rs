//! Why an evaluation did not finish.

use crate::lang::source::Span;

/// An evaluation that did not finish.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// Overflow, division by zero, or a date that cannot be written.
    #[error("the value cannot be computed{}{values}", if values.is_empty() { "" } else { ": " })]
    Arithmetic {
        /// Id of the rule, empty for a query.
        rule: String,
        /// The literal.
        span: Span,
        /// The variables that the literal reads and their values, as `name = value, …`.
        values: String,
    },
    /// More tuples than [`super::Limits::tuples`].
    #[error("more than {0} tuples were derived")]
    TupleLimit(usize),
    /// More rounds than [`super::Limits::rounds`].
    #[error("a recursion ran for more than {0} rounds")]
    RoundLimit(usize),
    /// More ways to fill in what is not known than [`super::Limits::completions`].
    #[error("what is not known can be filled in in more than {0} ways")]
    CompletionLimit(usize),
    /// A swept value falls into more windows than are looked at.
    #[error("the answer changes, or may change, at more than {0} values")]
    WindowLimit(usize),
    /// Later than [`super::Limits::deadline`].
    #[error("the time limit was reached")]
    TimeLimit,
    /// [`super::Limits::interrupt`] was set.
    #[error("interrupted")]
    Interrupted,
}

impl EvalError {
    /// Stable code for messages.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            EvalError::Arithmetic { .. } => "eval::arithmetic",
            EvalError::TupleLimit(_) => "eval::tuple-limit",
            EvalError::RoundLimit(_) => "eval::round-limit",
            EvalError::CompletionLimit(_) => "eval::completion-limit",
            EvalError::WindowLimit(_) => "eval::window-limit",
            EvalError::TimeLimit => "eval::time-limit",
            EvalError::Interrupted => "eval::interrupted",
        }
    }
}
