//! Why a question has no answer.

use crate::engine::EvalError;
use crate::facts::{Finding, RevisionError};
use crate::lang::error::Diagnostic;
use crate::lang::source::{Sources, Span};

/// A question, assumption or reading that cannot be answered or taken.
#[derive(Clone, Debug)]
pub enum WorldError {
    /// The text is wrong; the spans point into the sources.
    Text {
        /// Everything that is wrong.
        diagnostics: Vec<Diagnostic>,
        /// The texts.
        sources: Sources,
    },
    /// The question reaches more triples than are decided at once.
    TooLarge {
        /// How many.
        triples: usize,
        /// Most that are decided.
        limit: usize,
        /// They are at projects whose announcement is not known, which are decided for many days each.
        undated: bool,
    },
    /// The evaluation did not finish.
    Eval {
        /// Why.
        error: EvalError,
        /// The law's texts and the question's, for the place of an arithmetic error.
        sources: Sources,
    },
    /// A fault of the program itself.
    Internal(String),
}

/// Why a world could not be opened.
#[derive(Clone, Debug)]
pub enum OpenError {
    /// Fact files are wrong.
    Facts {
        /// Everything that is wrong, over all files.
        diagnostics: Vec<Diagnostic>,
        /// What `check` says of the records that can be read.
        findings: Vec<Finding>,
        /// The texts.
        sources: Sources,
    },
    /// A rule file cannot be read.
    Unreadable {
        /// Its path.
        path: String,
        /// Why.
        why: String,
    },
    /// The revision cannot be read.
    Revision(RevisionError),
    /// A reading or an assumption is wrong, or the program itself.
    World(WorldError),
}

impl WorldError {
    /// A wrong text as a whole.
    pub(crate) fn whole(
        code: &'static str,
        text: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let mut sources = Sources::default();
        let file = sources.add("question", text);
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let diagnostic = Diagnostic::new(code, message, Span { file, start: 0, end }).with_help(help);
        WorldError::Text {
            diagnostics: vec![diagnostic],
            sources,
        }
    }
}
