//! One report as miette shows it: a title, a text with labelled places, advice.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity as MietteSeverity, SourceCode,
};

use super::Look;
use crate::facts::Severity;

/// A report ready to be shown.
#[derive(Debug)]
pub(crate) struct Report {
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Stable name of its kind.
    pub(crate) code: Option<String>,
    /// One sentence.
    pub(crate) message: String,
    /// Advice, in one or more lines.
    pub(crate) help: Option<String>,
    /// The text that `labels` point into.
    pub(crate) source: Option<NamedSource<String>>,
    /// Byte ranges of the text, each with its own words if it has any.
    pub(crate) labels: Vec<(Option<String>, std::ops::Range<usize>)>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code
            .as_ref()
            .map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<MietteSeverity> {
        Some(match self.severity {
            Severity::Error => MietteSeverity::Error,
            Severity::Warning => MietteSeverity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().map(|(text, range)| {
            LabeledSpan::new(text.clone(), range.start, range.end.saturating_sub(range.start))
        })))
    }
}

impl Report {
    /// The report as text; no line ends in blanks.
    pub(crate) fn render(&self, look: Look) -> String {
        let theme = if look.color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(look.width)
            .with_links(false)
            .with_context_lines(0)
            .with_break_words(false);
        let mut text = String::new();
        if handler.render_report(&mut text, self).is_err() {
            text = format!("{}\n", self.message);
        }
        let mut out = String::with_capacity(text.len());
        for line in text.trim_matches('\n').lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}
