//! Text to tokens. Reports every bad character, text and number, and goes on behind it.
//!
//! Longest match: `<-` is always the arrow of a rule, so "less than minus one" is written `< -1`.

use super::date;
use super::error::SyntaxError;
use super::source::{FileId, Span};
use super::syntax::Ident;
use super::token::{Token, TokenKind};
use super::value;

/// What a text consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lexed {
    /// Tokens in order; the last one is [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// `//` remarks in order, without the slashes and one blank; the blank stays before `!`.
    pub remarks: Vec<Ident>,
    /// What could not be read.
    pub errors: Vec<SyntaxError>,
}

/// Splits a text into tokens and remarks.
#[must_use]
pub fn lex(file: FileId, text: &str) -> Lexed {
    let mut lexer = Lexer {
        file,
        text,
        position: 0,
        out: Lexed {
            tokens: Vec::new(),
            remarks: Vec::new(),
            errors: Vec::new(),
        },
    };
    while let Some(next) = lexer.peek() {
        lexer.lex_one(next);
    }
    lexer.push(TokenKind::End, lexer.position);
    lexer.out
}

/// Whether a character can begin a name.
#[must_use]
pub fn begins_name(c: char) -> bool {
    // Circled and squared letters are alphabetic but no part of a name in Rust either.
    c == '_' || (c.is_alphabetic() && !matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}'))
}

/// Whether a character can stand in a name.
#[must_use]
pub fn continues_name(c: char) -> bool {
    begins_name(c) || c.is_ascii_digit()
}

struct Lexer<'t> {
    file: FileId,
    text: &'t str,
    position: usize,
    out: Lexed,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    fn span(&self, start: usize) -> Span {
        let byte = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span {
            file: self.file,
            start: byte(start),
            end: byte(self.position),
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let at_margin = start == 0 || self.text.as_bytes().get(start - 1) == Some(&b'\n');
        let span = self.span(start);
        self.out.tokens.push(Token {
            kind,
            span,
            at_margin,
        });
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.position += rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    }

    fn lex_one(&mut self, next: char) {
        if next.is_whitespace() || next == '\u{feff}' {
            self.position += next.len_utf8();
        } else if self.rest().starts_with("//") {
            self.remark();
        } else if next == '"' {
            self.quoted();
        } else if next.is_ascii_digit() {
            self.number();
        } else if begins_name(next) {
            self.name();
        } else {
            self.sign(next);
        }
    }

    fn remark(&mut self) {
        let start = self.position;
        self.skip_while(|c| c != '\n');
        let line = self.since(start);
        let is_doc = line.starts_with("///") && !line.starts_with("////");
        let body = line.get(if is_doc { 3 } else { 2 }..).unwrap_or_default();
        // `//! assume …` is a command of a saved session, `// ! assume …` is not: the blank stays.
        let told_apart = !is_doc && body.starts_with(" !");
        let body = body.strip_prefix(' ').filter(|_| !told_apart).unwrap_or(body);
        let body = body.trim_end().to_owned();
        if is_doc {
            self.push(TokenKind::Doc(body), start);
        } else {
            let span = self.span(start);
            self.out.remarks.push(Ident { text: body, span });
        }
    }

    fn quoted(&mut self) {
        let start = self.position;
        let mut text = String::new();
        self.position += 1;
        loop {
            let at = self.position;
            let Some(c) = self.peek().filter(|c| *c != '\n') else {
                let span = self.span(start);
                self.out.errors.push(SyntaxError::UnclosedText { span });
                break;
            };
            self.position += c.len_utf8();
            match c {
                '"' => break,
                '\\' => match self.peek().filter(|c| *c != '\n') {
                    Some(escaped) => {
                        self.position += escaped.len_utf8();
                        match escaped {
                            'n' => text.push('\n'),
                            '"' | '\\' => text.push(escaped),
                            found => {
                                let span = self.span(at);
                                self.out.errors.push(SyntaxError::UnknownEscape { found, span });
                            }
                        }
                    }
                    None => continue,
                },
                other => text.push(other),
            }
        }
        self.push(TokenKind::Text(text), start);
    }

    fn name(&mut self) {
        let start = self.position;
        self.skip_while(continues_name);
        let kind = match self.since(start) {
            "_" => TokenKind::Wildcard,
            "open" => TokenKind::Date(date::OPEN),
            name => TokenKind::Ident(name.to_owned()),
        };
        self.push(kind, start);
    }

    /// A number with what is glued to it: `8_000`, `8bn`, `1조2_000억`, `22.58%`, `2026-05-15`.
    fn number(&mut self) {
        let start = self.position;
        if let Some(length) = date_length(self.rest()) {
            self.position += length;
            let text = self.since(start);
            let day = date::parse(text).unwrap_or_else(|| {
                let span = self.span(start);
                self.out.errors.push(SyntaxError::NoSuchDay {
                    text: text.to_owned(),
                    span,
                });
                0
            });
            return self.push(TokenKind::Date(day), start);
        }
        loop {
            self.skip_while(continues_name);
            let mut after = self.rest().chars();
            let decimals = after.next() == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
            if !decimals {
                break;
            }
            self.position += 1;
        }
        if self.peek() == Some('%') {
            self.position += 1;
        }
        let text = self.since(start);
        if self.follows_comma_in_number(start, text) {
            return;
        }
        let (kind, wrong) = read_number(text);
        if let Some((message, help)) = wrong {
            let span = self.span(start);
            self.out.errors.push(SyntaxError::BadNumber {
                message,
                help: help.to_owned(),
                span,
            });
        }
        self.push(kind, start);
    }

    /// Reports `8,000억` and takes back its first half, so that one amount stands there.
    fn follows_comma_in_number(&mut self, start: usize, text: &str) -> bool {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let glued = |token: &Token, end: usize| token.span.end as usize == end;
        let [.., number, comma] = self.out.tokens.as_slice() else {
            return false;
        };
        let in_number = digits == 3
            && text.len() > digits
            && comma.kind == TokenKind::Comma
            && glued(comma, start)
            && matches!(number.kind, TokenKind::Number(_))
            && glued(number, start - 1);
        if !in_number {
            return false;
        }
        let first = number.span.start as usize;
        let span = self.span(first);
        let mended = self.since(first).replace(',', "_");
        let (kind, _) = read_number(&mended);
        self.out.errors.push(SyntaxError::CommaInNumber { mended, span });
        self.out.tokens.truncate(self.out.tokens.len() - 2);
        self.push(kind, first);
        true
    }

    fn sign(&mut self, next: char) {
        const SIGNS: [(&str, TokenKind); 24] = [
            ("<-", TokenKind::Arrow),
            ("==", TokenKind::EqualEqual),
            ("!=", TokenKind::NotEqual),
            ("<=", TokenKind::LessOrEqual),
            (">=", TokenKind::GreaterOrEqual),
            ("<", TokenKind::Less),
            (">", TokenKind::Greater),
            ("(", TokenKind::LeftParen),
            (")", TokenKind::RightParen),
            ("{", TokenKind::LeftBrace),
            ("}", TokenKind::RightBrace),
            (",", TokenKind::Comma),
            (";", TokenKind::Semicolon),
            (":", TokenKind::Colon),
            ("!", TokenKind::Not),
            ("+", TokenKind::Plus),
            ("-", TokenKind::Minus),
            ("*", TokenKind::Star),
            ("/", TokenKind::Slash),
            ("=", TokenKind::Equals),
            ("|", TokenKind::Pipe),
            ("@", TokenKind::At),
            ("?", TokenKind::Question),
            (".", TokenKind::Dot),
        ];
        let start = self.position;
        let found = SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign));
        if let Some((sign, kind)) = found {
            self.position += sign.len();
            self.push(kind.clone(), start);
        } else {
            self.position += next.len_utf8();
            let span = self.span(start);
            self.out
                .errors
                .push(SyntaxError::UnknownCharacter { found: next, span });
            self.meant(next, start);
        }
    }

    /// Goes on behind a character of no meaning as if what is meant stood there, so that one mistake is one message: a
    /// text in quotes of another kind, or `,` for `&&`.
    fn meant(&mut self, found: char, start: usize) {
        const QUOTES: [char; 7] = ['\'', '‘', '’', '“', '”', '「', '」'];
        if found == '&' {
            self.skip_while(|c| c == '&');
            self.push(TokenKind::Comma, start);
        } else if QUOTES.contains(&found) {
            let rest = self.rest();
            let line = rest.lines().next().unwrap_or_default();
            if let Some(end) = line.find(|c| QUOTES.contains(&c)) {
                let text = line.get(..end).unwrap_or_default().to_owned();
                let closing = line.get(end..).and_then(|rest| rest.chars().next());
                self.position += end + closing.map_or(0, char::len_utf8);
                self.push(TokenKind::Text(text), start);
            }
        }
    }
}

/// Length of what looks like a date: four digits, `-`, one or two digits, `-`, one or two digits.
fn date_length(text: &str) -> Option<usize> {
    let mut length = 0;
    for (most, exact) in [(4, true), (2, false), (2, false)] {
        let rest = text.get(length..)?;
        let rest = if exact {
            rest
        } else {
            length += 1;
            rest.strip_prefix('-')?
        };
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > most || (exact && digits < most) {
            return None;
        }
        length += digits;
    }
    let after = text.get(length..)?.chars().next();
    after.is_none_or(|c| !continues_name(c)).then_some(length)
}

/// The token of a number, and what is wrong with it with a help.
fn read_number(text: &str) -> (TokenKind, Option<(String, &'static str)>) {
    const WHOLE: &str =
        "write a whole number (`8_000`), an amount (`8bn`, `80억`) or a percentage (`22.58%`)";
    if text.ends_with('%') {
        return match value::parse_percent(text) {
            Ok(percent) => (TokenKind::Percent(percent), None),
            Err(message) => (
                TokenKind::Percent(0),
                Some((message, "write a percentage with at most two decimals: `22.58%`")),
            ),
        };
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let grouped = text.split('_').all(|group| !group.is_empty());
        return match digits.parse() {
            Ok(number) if grouped => (TokenKind::Number(number), None),
            Ok(number) => (
                TokenKind::Number(number),
                Some((format!("`{text}` is not a number"), "put `_` only between digits")),
            ),
            Err(_) => (
                TokenKind::Number(0),
                Some((format!("`{text}` is too large"), "numbers have 64 bits")),
            ),
        };
    }
    if text.bytes().all(|b| b.is_ascii_digit() || b == b'_' || b == b'.') {
        let message = format!("`{text}` is not a whole number");
        return (TokenKind::Number(0), Some((message, WHOLE)));
    }
    match value::parse_won(text) {
        Ok(won) => (TokenKind::Won(won), None),
        Err(message) => (
            TokenKind::Won(0),
            Some((message, "units of won are `조`, `억`, `만`, `trn`, `bn` and `m`")),
        ),
    }
}
