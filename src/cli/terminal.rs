//! The one place that writes.

use std::io::{self, BufWriter, Stderr, Stdout, Write};

use anstream::{AutoStream, ColorChoice};

use super::arguments::Color;
use crate::render::{Language, Look, refusal};
use crate::repl::terminal_columns;

/// Standard output and standard error, with how text looks on each.
pub(crate) struct Terminal {
    out: BufWriter<Stdout>,
    err: Stderr,
    /// How text on standard output looks.
    pub(crate) look: Look,
    /// How text on standard error looks.
    pub(crate) error_look: Look,
}

impl Terminal {
    /// The streams of this process. Colour is decided for each by itself.
    pub(crate) fn new(color: Color, language: Language) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let wanted = |auto: ColorChoice| match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => auto != ColorChoice::Never,
        };
        let seen = terminal_columns().map(|columns| columns.max(40));
        let width = stated_width().or(seen).unwrap_or(80);
        Self {
            look: Look {
                color: wanted(AutoStream::choice(&out)),
                width,
                cut: seen.is_some(),
                language,
            },
            error_look: Look {
                color: wanted(AutoStream::choice(&err)),
                width,
                cut: false,
                language,
            },
            out: BufWriter::new(out),
            err,
        }
    }

    /// Where results go.
    pub(crate) fn out(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Writes a result.
    pub(crate) fn write(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// Writes an error, behind the results so far.
    pub(crate) fn error(&mut self, text: &str) -> io::Result<()> {
        let flushed = self.out.flush();
        self.err.write_all(text.as_bytes())?;
        flushed
    }

    /// Writes why a command is not carried out, and what to do.
    pub(crate) fn refuse(&mut self, code: &str, message: &str, help: &str) -> io::Result<()> {
        self.error(&refusal(code, message, help, self.error_look))
    }

    /// Sends out what is still held back.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Columns as the environment states them.
fn stated_width() -> Option<usize> {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .filter(|columns| (40..=1000).contains(columns))
}
