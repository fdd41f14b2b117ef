//! One report as miette shows it: a title, a text with labelled places, advice.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    Severity as MietteSeverity, SourceCode, SourceSpan, SpanContents,
};

use super::{Look, plain};
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
    pub(crate) source: Option<Quoted>,
    /// Byte ranges of the text, each with its own words if it has any.
    pub(crate) labels: Vec<(Option<String>, std::ops::Range<usize>)>,
}

/// A text that is quoted in whole lines and without the lines around them: miette left alone cuts the quote at
/// the ends of the label. It asks for no context only to learn the place for its header.
#[derive(Debug)]
pub(crate) struct Quoted {
    /// Path or label.
    pub(crate) name: String,
    /// The whole text.
    pub(crate) text: String,
}

impl SourceCode for Quoted {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        let (Some(above), Some(below)) = (self.text.get(..span.offset()), self.text.get(end..)) else {
            return Err(MietteError::OutOfBounds);
        };
        let line_start = above.rfind('\n').map_or(0, |at| at + 1);
        let line_end = end + below.find('\n').unwrap_or(below.len());
        let (quoted, column) = if before == 0 {
            let column = above.get(line_start..).unwrap_or_default().chars().count();
            (span.offset()..end, column)
        } else {
            (line_start..line_end, 0)
        };
        let data = self.text.get(quoted.clone()).unwrap_or_default();
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            data.as_bytes(),
            SourceSpan::from(quoted),
            above.matches('\n').count(),
            column,
            data.matches('\n').count() + 1,
        )))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&plain(&self.message))
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
        let lines: Vec<String> = self.help.as_ref()?.lines().map(plain).collect();
        Some(Box::new(lines.join("\n")))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() {
            return None;
        }
        Some(Box::new(self.labels.iter().enumerate().map(
            |(index, (text, range))| {
                let text = text.as_deref().map(plain);
                if index == 0 {
                    LabeledSpan::new_primary_with_span(text, range.clone())
                } else {
                    LabeledSpan::new_with_span(text, range.clone())
                }
            },
        )))
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
            .with_context_lines(1)
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
