//! Located errors of fact files, as data; how they look is decided elsewhere.

pub use crate::lang::error::Diagnostic;

/// An error of a fact file.
pub type FactError = Diagnostic;
