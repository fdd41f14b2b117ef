//! What a question is asked of: the law, facts, readings and assumptions.
//!
//! Nothing is ambient: the law that applies is that of each project's announcement day, and every answer says which
//! readings and assumptions it rests on.

mod absent;
mod altered;
mod answer;
mod arithmetic;
mod ask;
mod assume;
mod beside;
mod candidate;
mod cases;
mod change;
mod column;
mod completions;
mod concluded;
mod control;
mod coverage;
mod decide;
mod declared;
mod derivation;
mod derived;
mod diff;
mod dossier;
mod error;
mod explained;
mod flip;
mod goal;
mod guard;
mod korean;
mod leaves;
mod literal;
mod load;
mod missing;
mod mutants;
mod obstacle;
mod order;
mod own;
mod phrase;
mod plan;
mod readings;
mod reason;
mod removal;
mod resolve;
mod scenario;
mod slip;
mod state;
mod sweep;
mod timeline;
mod told;
mod tool;
mod tree;
mod trial;
mod uncertain;
mod undeclared;
mod ways;
mod why;
mod whynot;
mod words;

pub use answer::{Answer, Conditions, Value};
pub use cases::{CaseOutcome, CaseResult, Renewed};
pub use change::Change;
pub(crate) use column::SHORT;
pub use completions::{Completions, KnownColumn, KnownRelation, NameIndex, NamesFound, Takes};
pub use coverage::{Coverage, CoverageRow, Touched};
pub use diff::{
    AS_THEY_STAND, Authors, Blame, By, CauseKind, Changed, Diff, DiffError, Held, History, HistoryRow, Range,
    Said, Side, SideFacts, StandIn, Unit, blame, diff_merge, diff_revisions, diff_sides, log,
};
pub use dossier::{
    Act, BodyDossier, Bound, BudgetDossier, BudgetShare, CaseLine, ClaimLine, ClassOutcome, ComponentLine,
    Counting, Dossier, File, FirmDossier, GroupBar, GroupDossier, Head, Lifting, MemberSpan, OrderedProject,
    OwnershipLine, OwnershipTree, Participation, PersonDossier, Placement, PlacementSum, ProjectDossier,
    ProvisionDossier, Recorded, RuleLine, Shown, SourceDossier, SourceUse, Subject, TierSpan, WarningLine,
    Whom,
};
pub use error::{Breakage, BrokenFile, OpenError, WorldError};
pub use explained::{Stale, TriedMutant, explain, fits};
pub use flip::{Flip, Flips, SinglePoint, TriedChange};
pub use guard::{ByTool, GuardCause};
pub use load::{BUILT_IN, Summary, WORKTREE, WorldOptions};
pub use missing::{Answered, MissingTable, Unknown};
pub use mutants::{Fate, MutantError, try_mutants};
pub use own::OwnRule;
pub use readings::{ReadingRow, ReadingTable};
pub use reason::{Cited, Explanation, Phrase, Place, Reason, ReasonKind, Statement, Tuple};
pub use scenario::Scenario;
pub use sweep::{Cause, Course, FactTold, GroundTold, Interval, Swept};
pub use tool::tool;
pub use uncertain::Uncertain;
pub use ways::Comes;
pub use why::Why;
pub use whynot::WhyNot;
pub use words::{english_word, korean_word};

use std::sync::Arc;

use self::own::Own;
use crate::engine::Symbols;
use crate::explain::Rules;
use crate::facts::{Commit, FactBase, Finding};
use crate::groups::Entities;
use crate::lang::source::Sources;
use crate::law::{Engine, Law, Store};

/// Numbers of rows of the base by relation and words.
type FactIndex = rustc_hash::FxHashMap<(u32, Box<[i64]>), Vec<u32>>;

/// A world: everything an answer depends on.
#[derive(Clone, Debug)]
pub struct World {
    law: Arc<Law>,
    symbols: Symbols,
    base: Arc<FactBase>,
    entities: Arc<Entities>,
    /// Given rows of each relation of the law, as words.
    given: Vec<Vec<i64>>,
    store: Option<Arc<Store>>,
    findings: Vec<Finding>,
    /// Issue and option (or `open`) that were set by hand.
    readings: std::collections::BTreeMap<String, String>,
    assumptions: Vec<assume::Assumption>,
    /// Every change since the facts were loaded.
    changes: Vec<Change>,
    /// The rules of the law ready for proofs, made at the first one.
    rules: Option<Arc<Rules>>,
    /// The declared changes, read at the first search.
    declared: Option<Arc<Vec<declared::Declared>>>,
    /// What is derived for the explanation under way.
    derived: Option<derived::Derived>,
    /// Rows of the base by relation and words, made at the first proof.
    fact_index: Option<Arc<FactIndex>>,
    engine: Engine,
    /// What was opened.
    opened: WorldOptions,
    /// The analyst's own rules.
    own: Option<Own>,
    /// The commit whose facts these are, if they come from one.
    revision: Option<Commit>,
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

    /// The commit whose facts these are, if they come from one.
    #[must_use]
    pub fn revision(&self) -> Option<&Commit> {
        self.revision.as_ref()
    }

    /// The law, with the analyst's own rules if there are any.
    #[must_use]
    pub fn program(&self) -> &crate::lang::program::Program {
        self.own.as_ref().map_or(&self.law.program, |own| &own.program)
    }

    /// Chooses the engine that decides dockets; both give the same answers.
    pub fn set_engine(&mut self, engine: Engine) {
        self.engine = engine;
    }
}
