//! What a stage of the language reports: one enum per stage, turned into one shape for showing.

use super::source::{Sources, Span};

/// An error as it is shown: a sentence, its place, further places and advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name of the kind of error, such as `lang::unbound-variable`.
    pub code: &'static str,
    /// One sentence in lower case without a full stop, with backticks round what the author wrote.
    pub message: String,
    /// Where it is.
    pub span: Span,
    /// Other places with a short text each.
    pub labels: Vec<(Span, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A message without labels or help.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>, span: Span) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            span,
            labels: Vec::new(),
            help: None,
        }
    }

    /// With advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// With another place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push((span, text.into()));
        self
    }

    /// Plain text: `file:line:column: code: message`, then labels and help on lines of their own.
    #[must_use]
    pub fn plain(&self, sources: &Sources) -> String {
        let mut out = format!("{}: {}: {}", place(sources, self.span), self.code, self.message);
        for (span, text) in &self.labels {
            out.push_str(&format!("\n  {}: {text}", place(sources, *span)));
        }
        if let Some(help) = &self.help {
            out.push_str(&format!("\n  help: {help}"));
        }
        out
    }
}

/// `file:line:column` of a span.
fn place(sources: &Sources, span: Span) -> String {
    let name = sources.file(span.file).map_or("?", |file| file.name.as_str());
    let (line, column) = sources.place(span);
    format!("{name}:{line}:{column}")
}

/// What the lexer and the parser refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// A character that begins nothing in the language.
    UnknownCharacter {
        /// The character.
        found: char,
        /// Its place.
        span: Span,
    },
    /// `"` without a second one on its line.
    UnclosedText {
        /// From the quote to the end of the line.
        span: Span,
    },
    /// A `\` in a text before something other than `"`, `\` and `n`.
    UnknownEscape {
        /// The character after the backslash.
        found: char,
        /// Its place, with the backslash.
        span: Span,
    },
    /// A number, an amount or a percentage that cannot be read.
    BadNumber {
        /// What is wrong, as one sentence.
        message: String,
        /// How to mend it.
        help: String,
        /// Its place.
        span: Span,
    },
    /// `8,000억`: here a comma separates.
    CommaInNumber {
        /// The number with `_` in place of the comma.
        mended: String,
        /// From the first digit to the unit.
        span: Span,
    },
    /// A date of a day that the calendar does not have.
    NoSuchDay {
        /// The date as written.
        text: String,
        /// Its place.
        span: Span,
    },
    /// Something else must stand here.
    Unexpected {
        /// What is expected.
        expected: &'static str,
        /// What stands here.
        found: String,
        /// Its place.
        span: Span,
        /// How to mend it.
        help: Option<String>,
    },
    /// A comparison in a body without parentheses.
    BareComparison {
        /// The comparison as it must be written, or a pattern of it.
        mended: String,
        /// Its place.
        span: Span,
    },
    /// `x = value` in a body without `let`, or `=` in a comparison.
    SingleEquals {
        /// The sign.
        span: Span,
    },
    /// A `///` sentence or an annotation with nothing below it that can take it.
    Stray {
        /// `///` sentence or annotation.
        what: &'static str,
        /// Its place.
        span: Span,
    },
    /// Parentheses, braces or operators nested too deeply.
    TooDeep {
        /// Where the limit was reached.
        span: Span,
    },
}

impl SyntaxError {
    /// Stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            SyntaxError::UnknownCharacter { .. } => "lang::unknown-character",
            SyntaxError::UnclosedText { .. } => "lang::unclosed-text",
            SyntaxError::UnknownEscape { .. } => "lang::unknown-escape",
            SyntaxError::BadNumber { .. } => "lang::bad-number",
            SyntaxError::CommaInNumber { .. } => "lang::comma-in-number",
            SyntaxError::NoSuchDay { .. } => "lang::no-such-day",
            SyntaxError::Unexpected { .. } => "lang::unexpected",
            SyntaxError::BareComparison { .. } => "lang::bare-comparison",
            SyntaxError::SingleEquals { .. } => "lang::single-equals",
            SyntaxError::Stray { .. } => "lang::stray",
            SyntaxError::TooDeep { .. } => "lang::too-deep",
        }
    }

    /// Where the error is.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            SyntaxError::UnknownCharacter { span, .. }
            | SyntaxError::UnclosedText { span }
            | SyntaxError::UnknownEscape { span, .. }
            | SyntaxError::BadNumber { span, .. }
            | SyntaxError::CommaInNumber { span, .. }
            | SyntaxError::NoSuchDay { span, .. }
            | SyntaxError::Unexpected { span, .. }
            | SyntaxError::BareComparison { span, .. }
            | SyntaxError::SingleEquals { span }
            | SyntaxError::Stray { span, .. }
            | SyntaxError::TooDeep { span } => *span,
        }
    }

    /// The error as it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (message, help) = match self {
            SyntaxError::UnknownCharacter { found, .. } => (
                format!("`{found}` has no meaning here"),
                match found {
                    '%' => Some("write a percentage in one piece: `30%`".to_owned()),
                    '\'' | '‘' | '’' | '“' | '”' | '「' | '」' => Some("put a text in `\"`".to_owned()),
                    '&' => Some("separate what must hold with `,`".to_owned()),
                    _ => None,
                },
            ),
            SyntaxError::UnclosedText { .. } => (
                "this text has no closing `\"`".to_owned(),
                Some("a `\"` is missing here, or before it on the line; `\\n` stands for a new line".to_owned()),
            ),
            SyntaxError::UnknownEscape { found, .. } => (
                format!("`\\{found}` has no meaning in a text"),
                Some("write `\\\"`, `\\\\` or `\\n`".to_owned()),
            ),
            SyntaxError::BadNumber { message, help, .. } => (message.clone(), Some(help.clone())),
            SyntaxError::CommaInNumber { mended, .. } => (
                "a comma separates columns, also inside a number".to_owned(),
                Some(format!("write `{mended}`, or put a blank after the comma")),
            ),
            SyntaxError::NoSuchDay { text, .. } => (
                format!("`{text}` is not a day of the calendar"),
                Some(
                    "write a date as `YYYY-MM-DD`, a difference with blanks round `-`, and an open end as `open`".to_owned(),
                ),
            ),
            SyntaxError::Unexpected {
                expected,
                found,
                help,
                ..
            } => (format!("expected {expected}, found {found}"), help.clone()),
            SyntaxError::BareComparison { mended, .. } => (
                "a comparison stands in parentheses".to_owned(),
                Some(format!("write `{mended}`")),
            ),
            SyntaxError::SingleEquals { .. } => (
                "`=` stands only after `let`".to_owned(),
                Some("write `let x = …` to name a value, `(x == …)` to compare".to_owned()),
            ),
            SyntaxError::Stray { what, .. } => (
                format!("{what} must stand above {}", stands_above(what)),
                Some("move it there, or make it a remark with `//`".to_owned()),
            ),
            SyntaxError::TooDeep { .. } => (
                "this is nested too deeply".to_owned(),
                Some("name parts of it with `let`".to_owned()),
            ),
        };
        Diagnostic {
            code: self.code(),
            message,
            span: self.span(),
            labels: Vec::new(),
            help,
        }
    }
}

fn stands_above(what: &str) -> &'static str {
    if what.contains("annotation") {
        "a rule"
    } else {
        "a declaration or a rule"
    }
}
