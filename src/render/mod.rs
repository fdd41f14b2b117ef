//! Replies as text: answers as table, JSON or CSV, and diagnostics with their places.
//!
//! Everything here turns data into a `String`; only the callers write.

mod amount;
mod answer;
mod cases;
mod changes;
mod choices;
mod codes;
mod csv;
mod diagnostic;
mod dossier;
mod failure;
mod findings;
mod flips;
mod guards;
mod intervals;
mod json;
mod levels;
mod lines;
mod listing;
mod markdown;
mod mutants;
mod particle;
mod reasons;
mod report;
mod table;
mod terms;
mod uncertain;
mod whynot;

pub use answer::answer_table;
pub(crate) use answer::revision_line;
pub use cases::{CaseLine, cases_json, cases_text};
pub use changes::{blame_json, blame_text, diff_json, diff_markdown, diff_text, log_json, log_text};
pub use choices::{missing_json, missing_text, readings_json, readings_text};
pub use codes::{CodeEntry, code_entries, code_help, code_like};
pub use csv::answer_csv;
pub use dossier::{dossier_json, dossier_text, sources_json, sources_listing, sources_text};
pub use failure::{breakage_text, diff_failure, failure, open_failure, refusal, warning};
pub use findings::{findings_json, findings_text};
pub use flips::{flips_json, flips_text};
pub use guards::{guard_findings, reason_entry, rows_entry, tool_entry};
pub use intervals::{swept_json, swept_text};
pub use json::answer_json;
pub use lines::changed_lines;
pub use listing::Listing;
pub use markdown::answer_markdown;
pub use mutants::{mutants_json, mutants_text};
pub(crate) use reasons::options;
pub use reasons::{why_json, why_text};
pub use report::reports;
pub(crate) use uncertain::lines as uncertain_lines;
pub use whynot::{whynot_json, whynot_text};

use crate::world::Answer;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    #[default]
    Table,
    /// One versioned JSON document on one line.
    Json,
    /// Comma-separated values with a header.
    Csv,
    /// A table that pastes into a report.
    Markdown,
}

impl Format {
    /// All formats with their names.
    pub const NAMED: [(&'static str, Format); 4] = [
        ("table", Format::Table),
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("markdown", Format::Markdown),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMED
            .iter()
            .find(|(_, format)| *format == self)
            .map_or("", |(name, _)| name)
    }

    /// The format of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
    }
}

/// How text looks: with or without colour, and how wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether escape codes may be used.
    pub color: bool,
    /// Columns of the terminal. Quoted source lines are never cut.
    pub width: usize,
    /// Whether tables are cut to the width; otherwise they are as wide as they need.
    pub cut: bool,
    /// The language of sentences.
    pub language: Language,
}

/// The language of sentences and citations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Korean.
    Korean,
}

impl Language {
    /// The language of a short name: `en` or `ko`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "en" => Some(Language::English),
            "ko" => Some(Language::Korean),
            _ => None,
        }
    }
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: false,
            width: 80,
            cut: false,
            language: Language::English,
        }
    }
}

impl Look {
    /// `text` in a style, if colour is wanted.
    pub(crate) fn paint(self, text: &str, style: owo_colors::Style) -> String {
        if self.color && !text.is_empty() {
            style.style(text).to_string()
        } else {
            text.to_owned()
        }
    }

    /// Words of the program's own in the language of sentences.
    pub(crate) fn say(self, english: &str, korean: &str) -> String {
        match self.language {
            Language::English => english.to_owned(),
            Language::Korean => particle::with_particles(korean),
        }
    }
}

/// An answer in a format, with a line end at its end.
#[must_use]
pub fn answer(answer: &Answer, format: Format, look: Look) -> String {
    match format {
        Format::Table => answer_table(answer, look),
        Format::Json => answer_json(answer),
        Format::Csv => answer_csv(answer),
        Format::Markdown => answer_markdown(answer, look),
    }
}

/// Text that cannot steer the terminal: control characters are written as escapes.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}
