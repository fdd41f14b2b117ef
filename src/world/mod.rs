//! What a question is asked of: the law, facts, readings and assumptions.
//!
//! Nothing is ambient: the law that applies is that of each project's announcement day, and every answer says which
//! readings and assumptions it rests on.

mod answer;
mod ask;
mod candidate;
mod cases;
mod change;
mod changes;
mod control;
mod coverage;
mod derivation;
mod error;
mod flip;
mod leaves;
mod load;
mod missing;
mod phrase;
mod plan;
mod readings;
mod reason;
mod resolve;
mod trial;
mod ways;
mod why;

pub use answer::{Answer, Value};
pub use cases::{CaseOutcome, CaseResult};
pub use coverage::{Coverage, CoverageRow, Touched};
pub use error::{OpenError, WorldError};
pub use flip::{Flip, Flips, SinglePoint, TriedChange};
pub use load::{Completions, Summary, WorldOptions};
pub use missing::{Answered, MissingTable, Unknown};
pub use readings::{ReadingRow, ReadingTable};
pub use reason::{Cited, Explanation, Phrase, Place, Reason, ReasonKind, Statement, Tuple};
pub use ways::Comes;
pub use why::Why;

use crate::engine::Symbols;
use crate::explain::Rules;
use crate::facts::{FactBase, Finding};
use crate::groups::Entities;
use crate::lang::source::Sources;
use crate::law::{Engine, Law, Store};

/// Numbers of rows of the base by relation and words.
type FactIndex = rustc_hash::FxHashMap<(u32, Box<[i64]>), Vec<u32>>;

/// A world: everything an answer depends on.
#[derive(Clone, Debug)]
pub struct World {
    law: std::sync::Arc<Law>,
    symbols: Symbols,
    base: std::sync::Arc<FactBase>,
    entities: std::sync::Arc<Entities>,
    /// Given rows of each relation of the law, as words.
    given: Vec<Vec<i64>>,
    store: Option<Store>,
    findings: Vec<Finding>,
    /// Issue and option (or `open`) that were set by hand.
    readings: std::collections::BTreeMap<String, String>,
    assumptions: Vec<String>,
    /// The rules of the law ready for proofs, made at the first one.
    rules: Option<std::sync::Arc<Rules>>,
    /// The declared changes, read at the first search.
    changes: Option<std::sync::Arc<Vec<changes::Change>>>,
    /// Rows of the base by relation and words, made at the first proof.
    fact_index: Option<std::sync::Arc<FactIndex>>,
    engine: Engine,
    origin: String,
    files: usize,
}

impl World {
    /// Findings of `check` about the facts.
    #[must_use]
    pub fn check(&self) -> &[Finding] {
        &self.findings
    }

    /// The texts that findings point into.
    #[must_use]
    pub fn fact_sources(&self) -> &Sources {
        &self.base.sources_text
    }

    /// The facts as they were loaded.
    #[must_use]
    pub fn facts(&self) -> &FactBase {
        &self.base
    }

    /// The law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// Chooses the engine that decides dockets; both give the same answers.
    pub fn set_engine(&mut self, engine: Engine) {
        self.engine = engine;
    }
}
