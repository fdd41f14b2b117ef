//! Why a question has no answer.

use crate::engine::EvalError;
use crate::facts::{Commit, Finding, RevisionError};
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
        /// Variables that are most likely words or names without quotes.
        slips: Vec<String>,
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
        /// Who broke them, where they are those of a revision.
        breakage: Option<Box<Breakage>>,
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

/// Who broke the facts of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakage {
    /// The files that are wrong, by path.
    pub files: Vec<BrokenFile>,
    /// The last revision before it whose facts load.
    pub last: Option<Commit>,
}

/// A file that is wrong, with the commit since which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenFile {
    /// Its path from the root of the tree, as of that commit.
    pub path: String,
    /// The line of its first mistake as of that commit.
    pub line: u32,
    /// What is wrong there.
    pub why: String,
    /// The commit.
    pub commit: Commit,
    /// Whether the clone is shallow and begins with the commit: the file may have been wrong before.
    pub or_earlier: bool,
}

impl WorldError {
    /// A wrong question as a whole.
    pub(crate) fn whole(
        code: &'static str,
        text: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self::whole_of("question", code, text, message, help)
    }

    /// A wrong text as a whole, with what it is.
    pub(crate) fn whole_of(
        what: &str,
        code: &'static str,
        text: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let mut sources = Sources::default();
        let file = sources.add(what, text);
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let diagnostic = Diagnostic::new(code, message, Span { file, start: 0, end }).with_help(help);
        WorldError::Text {
            diagnostics: vec![diagnostic],
            sources,
        }
    }
}
