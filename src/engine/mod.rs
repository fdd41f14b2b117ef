//! The evaluator: checked programs over relations of 64-bit words.
//!
//! Semi-naive, stratified, deterministic, bounded by limits. Answers queries, runs analysts' own rules, and runs the
//! law itself where the compiled law must be compared or explained.

mod database;
mod error;
mod evaluate;
mod limits;
mod plan;
mod probe;
mod query;
mod recall;
mod relation;
mod symbols;

pub use database::Database;
pub use error::EvalError;
pub use evaluate::{Evaluator, Model, evaluate};
pub use limits::Limits;
pub use plan::Fold;
pub(crate) use plan::{Code, Operand, Scan, Step, apply, holds};
pub use probe::Probe;
pub use query::{BodyPlan, QueryPlan, bind};
pub(crate) use recall::Recall;
pub use relation::Relation;
pub use symbols::{Symbols, word_of};
