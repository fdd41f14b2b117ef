//! Limits of one evaluation.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::error::EvalError;

/// What an evaluation may use before it ends with an [`EvalError`].
#[derive(Clone, Debug)]
pub struct Limits {
    /// Most derived tuples.
    pub tuples: usize,
    /// Most rounds of one recursive component.
    pub rounds: usize,
    /// Most completions of one triple.
    pub completions: usize,
    /// When to stop.
    pub deadline: Option<Instant>,
    /// Set from outside (Ctrl-C) to stop.
    pub interrupt: Option<Arc<AtomicBool>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tuples: 50_000_000,
            rounds: 1_000_000,
            completions: 4_096,
            deadline: None,
            interrupt: None,
        }
    }
}

impl Limits {
    /// Whether to stop now because of time or Ctrl-C.
    ///
    /// # Errors
    /// [`EvalError::Interrupted`] or [`EvalError::TimeLimit`].
    pub fn poll(&self) -> Result<(), EvalError> {
        if let Some(flag) = &self.interrupt
            && flag.load(Ordering::Relaxed)
        {
            return Err(EvalError::Interrupted);
        }
        if let Some(deadline) = self.deadline
            && Instant::now() >= deadline
        {
            return Err(EvalError::TimeLimit);
        }
        Ok(())
    }
}
