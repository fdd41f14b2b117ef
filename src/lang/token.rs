//! Tokens: the words and signs of a text.

use super::source::Span;

/// A word or sign with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
    /// Whether it is the first character of its line: there the parser may begin anew after an error.
    pub at_margin: bool,
}

/// Kinds of token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a word such as `type` and `let`.
    Ident(String),
    /// `"text"`, escapes resolved.
    Text(String),
    /// `8_000`
    Number(i64),
    /// `8bn`, in won.
    Won(i64),
    /// `22.58%`, in hundredths of a percent.
    Percent(i64),
    /// `2026-05-15` or `open`, as a day number.
    Date(i64),
    /// `/// text`, without the slashes and one blank.
    Doc(String),
    /// `_`
    Wildcard,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `{`
    LeftBrace,
    /// `}`
    RightBrace,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `!`
    Not,
    /// `<-`
    Arrow,
    /// `==`
    EqualEqual,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `=`
    Equals,
    /// `|`
    Pipe,
    /// `@`
    At,
    /// `?`
    Question,
    /// `.`
    Dot,
    /// The end of the text.
    End,
}

impl TokenKind {
    /// The token as a message names it, with backticks round what the author wrote.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            TokenKind::Ident(name) => format!("`{name}`"),
            TokenKind::Text(text) => format!("the text `\"{text}\"`"),
            TokenKind::Number(_) => "a number".to_owned(),
            TokenKind::Won(_) => "an amount".to_owned(),
            TokenKind::Percent(_) => "a percentage".to_owned(),
            TokenKind::Date(_) => "a date".to_owned(),
            TokenKind::Doc(_) => "a `///` sentence".to_owned(),
            TokenKind::End => "the end".to_owned(),
            sign => format!("`{}`", sign.sign()),
        }
    }

    /// The spelling of a sign; empty for names, values and the end.
    fn sign(&self) -> &'static str {
        match self {
            TokenKind::Wildcard => "_",
            TokenKind::LeftParen => "(",
            TokenKind::RightParen => ")",
            TokenKind::LeftBrace => "{",
            TokenKind::RightBrace => "}",
            TokenKind::Comma => ",",
            TokenKind::Colon => ":",
            TokenKind::Semicolon => ";",
            TokenKind::Not => "!",
            TokenKind::Arrow => "<-",
            TokenKind::EqualEqual => "==",
            TokenKind::NotEqual => "!=",
            TokenKind::Less => "<",
            TokenKind::LessOrEqual => "<=",
            TokenKind::Greater => ">",
            TokenKind::GreaterOrEqual => ">=",
            TokenKind::Plus => "+",
            TokenKind::Minus => "-",
            TokenKind::Star => "*",
            TokenKind::Slash => "/",
            TokenKind::Equals => "=",
            TokenKind::Pipe => "|",
            TokenKind::At => "@",
            TokenKind::Question => "?",
            TokenKind::Dot => ".",
            TokenKind::Ident(_)
            | TokenKind::Text(_)
            | TokenKind::Number(_)
            | TokenKind::Won(_)
            | TokenKind::Percent(_)
            | TokenKind::Date(_)
            | TokenKind::Doc(_)
            | TokenKind::End => "",
        }
    }
}
