//! Exit codes.

use std::process::ExitCode;

use crate::engine::EvalError;
use crate::world::{Answer, WorldError};

/// How a command ended. The greater one counts where a command does several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Answered, or yes.
    Answered = 0,
    /// No answer, or no.
    NoAnswer = 1,
    /// Wrong arguments, question, name or reading.
    Usage = 2,
    /// Invalid facts or rules.
    Invalid = 3,
    /// The answer turns on what is not known.
    Undetermined = 4,
    /// A limit was reached, or Ctrl-C was pressed.
    Limit = 5,
    /// A case failed, a guard changed, or a file is not in its layout.
    Failed = 6,
    /// A fault of the program itself.
    Internal = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

impl Exit {
    /// The code of an answer.
    #[must_use]
    pub fn of_answer(answer: &Answer) -> Self {
        if answer.undetermined {
            Exit::Undetermined
        } else if answer.is_empty() {
            Exit::NoAnswer
        } else {
            Exit::Answered
        }
    }

    /// The code of a question without an answer.
    #[must_use]
    pub fn of_error(error: &WorldError) -> Self {
        match error {
            WorldError::Text { .. } => Exit::Usage,
            WorldError::TooLarge { .. } => Exit::Limit,
            WorldError::Eval { error, .. } => match error {
                EvalError::Arithmetic { rule, .. } if rule.is_empty() => Exit::Usage,
                EvalError::Arithmetic { .. } => Exit::Invalid,
                EvalError::TupleLimit(_)
                | EvalError::RoundLimit(_)
                | EvalError::CompletionLimit(_)
                | EvalError::TimeLimit
                | EvalError::WindowLimit(_)
                | EvalError::Interrupted => Exit::Limit,
            },
            WorldError::Internal(_) => Exit::Internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_yes_no_or_undetermined() {
        let mut answer = Answer::default();
        assert_eq!(Exit::of_answer(&answer), Exit::NoAnswer);
        answer.rows = vec![Vec::new()];
        assert_eq!(Exit::of_answer(&answer), Exit::Answered);
        answer.undetermined = true;
        assert_eq!(Exit::of_answer(&answer), Exit::Undetermined);
    }
}
