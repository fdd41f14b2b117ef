//! Tokens to syntax tree. After an error it goes on behind the next `;` or at the next item, so that one run
//! reports all errors of a text.

mod body;
mod cursor;
mod expression;
mod item;

use self::cursor::Cursor;
use super::error::SyntaxError;
use super::lexer::lex;
use super::source::FileId;
use super::syntax::{Atom, Module, Query};
use super::token::TokenKind;

/// Parses a rule file. The tree holds all items that could be read; the errors come in text order.
#[must_use]
pub fn parse_module(file: FileId, text: &str) -> (Module, Vec<SyntaxError>) {
    let lexed = lex(file, text);
    let mut cursor = Cursor::new(text, lexed.tokens, lexed.errors);
    let module = cursor.module(lexed.remarks);
    (module, cursor.into_errors())
}

/// Parses a question: a body with an optional `?`, `.` or `;` at its end.
///
/// # Errors
/// All syntax errors, in text order.
pub fn parse_query(file: FileId, text: &str) -> Result<Query, Vec<SyntaxError>> {
    parse_whole(file, text, |cursor| {
        let body = cursor.body()?;
        cursor.eat_any(&[TokenKind::Question, TokenKind::Dot, TokenKind::Semicolon]);
        cursor.expect_end("`,`, `?` or the end")?;
        let span = body_span(&body)?;
        Some(Query { body, span })
    })
}

/// Parses one fact: an atom with an optional `;` or `.` at its end. Whether it is ground is checked later.
///
/// # Errors
/// All syntax errors, in text order.
pub fn parse_fact(file: FileId, text: &str) -> Result<Atom, Vec<SyntaxError>> {
    parse_whole(file, text, |cursor| {
        let atom = cursor.atom()?;
        cursor.eat_any(&[TokenKind::Dot, TokenKind::Semicolon]);
        cursor.expect_end("the end of the fact")?;
        Some(atom)
    })
}

fn parse_whole<T>(
    file: FileId,
    text: &str,
    parse: impl FnOnce(&mut Cursor<'_>) -> Option<T>,
) -> Result<T, Vec<SyntaxError>> {
    let lexed = lex(file, text);
    let mut cursor = Cursor::new(text, lexed.tokens, lexed.errors);
    let parsed = parse(&mut cursor);
    let errors = cursor.into_errors();
    match parsed {
        Some(tree) if errors.is_empty() => Ok(tree),
        _ => Err(errors),
    }
}

fn body_span(body: &[super::syntax::Literal]) -> Option<super::source::Span> {
    Some(body.first()?.span().to(body.last()?.span()))
}

#[cfg(test)]
mod tests;
