//! What a question is asked of: the law, facts, readings and assumptions.
//!
//! Nothing is ambient: the law that applies is that of each project's announcement day, and every answer says which
//! readings and assumptions it rests on.

mod answer;
mod ask;
mod cases;
mod change;
mod control;
mod coverage;
mod derivation;
mod error;
mod explained;
mod load;
mod mutants;
mod plan;
mod resolve;

pub use answer::{Answer, Value};
pub use cases::{CaseOutcome, CaseResult};
pub use coverage::{Coverage, CoverageRow, Touched};
pub use error::{OpenError, WorldError};
pub use explained::{Stale, TriedMutant, explain, fits};
pub use load::{Completions, Summary, WorldOptions};
pub use mutants::{Fate, MutantError, try_mutants};

use crate::engine::Symbols;
use crate::facts::{FactBase, Finding};
use crate::groups::Entities;
use crate::lang::source::Sources;
use crate::law::{Engine, Law, Store};

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
