//! A place in the tokens, with what every part of the parser needs: look, take, expect, complain.

use super::super::error::SyntaxError;
use super::super::source::{FileId, Span};
use super::super::syntax::Ident;
use super::super::token::{Token, TokenKind};
use std::collections::BTreeSet;

/// Parentheses, braces and calls inside each other.
const DEEPEST: u32 = 64;

/// Reads tokens. A method that returns `None` has reported an error.
pub(super) struct Cursor<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    position: usize,
    depth: u32,
    errors: Vec<SyntaxError>,
    /// Texts without a closing quote.
    unclosed: BTreeSet<Span>,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, tokens: Vec<Token>, errors: Vec<SyntaxError>) -> Self {
        let unclosed = |error: &SyntaxError| match error {
            SyntaxError::UnclosedText { span } => Some(*span),
            _ => None,
        };
        Cursor {
            unclosed: errors.iter().filter_map(unclosed).collect(),
            text,
            tokens,
            position: 0,
            depth: 0,
            errors,
        }
    }

    /// All errors, in text order.
    pub(super) fn into_errors(mut self) -> Vec<SyntaxError> {
        self.errors.sort_by_key(|error| error.span().start);
        // A text that is not closed takes the rest of its line with it: what is odd there is no mistake of its own.
        let (text, unclosed) = (self.text, self.unclosed);
        let one_line = |a: Span, b: Span| {
            let (start, end) = (a.start.min(b.start) as usize, a.start.max(b.start) as usize);
            text.get(start..end)
                .is_some_and(|between| !between.contains('\n'))
        };
        self.errors.retain(|error| match error {
            SyntaxError::Unexpected { span, .. } => !unclosed.iter().any(|text| one_line(*span, *text)),
            _ => true,
        });
        self.errors
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn peek(&self) -> &TokenKind {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> &TokenKind {
        self.tokens
            .get(self.position + ahead)
            .map_or(&TokenKind::End, |token| &token.kind)
    }

    /// Whether the next token is the first of its line.
    pub(super) fn at_margin(&self) -> bool {
        self.tokens
            .get(self.position)
            .is_some_and(|token| token.at_margin)
    }

    /// Place of the next token.
    pub(super) fn span(&self) -> Span {
        self.token_span(self.position)
    }

    /// Place of the token that was taken last.
    pub(super) fn last_span(&self) -> Span {
        self.token_span(self.position.saturating_sub(1))
    }

    fn token_span(&self, position: usize) -> Span {
        self.tokens.get(position).or(self.tokens.last()).map_or(
            Span {
                file: FileId(0),
                start: 0,
                end: 0,
            },
            |token| token.span,
        )
    }

    /// The text of a place.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// Takes the next token and returns its place; stays at the end.
    pub(super) fn bump(&mut self) -> Span {
        let span = self.span();
        if self.position + 1 < self.tokens.len() {
            self.position += 1;
        }
        span
    }

    pub(super) fn at(&self, kind: &TokenKind) -> bool {
        self.peek() == kind
    }

    pub(super) fn eat(&mut self, kind: &TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    pub(super) fn eat_any(&mut self, kinds: &[TokenKind]) {
        if kinds.contains(self.peek()) {
            self.bump();
        }
    }

    pub(super) fn expect(
        &mut self,
        kind: &TokenKind,
        expected: &'static str,
        help: Option<&str>,
    ) -> Option<Span> {
        if self.at(kind) {
            Some(self.bump())
        } else {
            self.unexpected(expected, help)
        }
    }

    pub(super) fn expect_end(&mut self, expected: &'static str) -> Option<Span> {
        self.expect(&TokenKind::End, expected, None)
    }

    pub(super) fn ident(&mut self, expected: &'static str) -> Option<Ident> {
        if let TokenKind::Ident(name) = self.peek() {
            let text = name.clone();
            let span = self.bump();
            return Some(Ident { text, span });
        }
        let help = match self.peek() {
            TokenKind::Date(_) if self.slice(self.span()) == "open" => {
                Some("`open` is the end of an open interval and cannot be a name")
            }
            _ => None,
        };
        self.unexpected(expected, help)
    }

    pub(super) fn quoted(&mut self, expected: &'static str) -> Option<Ident> {
        if let TokenKind::Text(text) = self.peek() {
            let text = text.clone();
            let span = self.bump();
            return Some(Ident { text, span });
        }
        self.unexpected(expected, Some("put it in `\"`"))
    }

    /// The name that a word before the next token begins, were it in quotes: `kotra-platform`, `Samsung SDS`.
    pub(super) fn bare_name(&self) -> Option<&'t str> {
        let first = self.last_span();
        let mut end = first;
        let mut tokens = self.tokens.iter().skip(self.position).peekable();
        while let Some(token) = tokens.next() {
            let glued = token.span.start == end.end;
            end = match (&token.kind, tokens.peek()) {
                (TokenKind::Minus, Some(next)) if glued => match next.kind {
                    TokenKind::Ident(_) if next.span.start == token.span.end => next.span,
                    _ => break,
                },
                (TokenKind::Ident(_), _) if end == first || !glued => token.span,
                (TokenKind::Ident(_), _) => continue,
                _ => break,
            };
        }
        (end != first).then(|| self.slice(first.to(end)))
    }

    pub(super) fn report(&mut self, error: SyntaxError) {
        self.errors.push(error);
    }

    /// Reports that the next token is not what is expected, unless an unclosed text swallowed what is missing.
    pub(super) fn unexpected<T>(&mut self, expected: &'static str, help: Option<&str>) -> Option<T> {
        if self.unclosed.contains(&self.last_span()) {
            return None;
        }
        self.report(SyntaxError::Unexpected {
            expected,
            found: self.peek().describe(),
            span: self.span(),
            help: help.map(str::to_owned),
        });
        None
    }

    /// Runs a part one level deeper, or reports that it is too deep.
    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= DEEPEST {
            return self.too_deep();
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    pub(super) fn too_deep<T>(&mut self) -> Option<T> {
        let span = self.span();
        self.report(SyntaxError::TooDeep { span });
        None
    }
}
