//! Arithmetic: `*` and `/` bind before `+` and `-`, equal ones from the left.

use super::super::source::Span;
use super::super::syntax::{ArithmeticOp, Expr};
use super::super::token::TokenKind;
use super::cursor::Cursor;

/// Height of an expression tree; the checker and the engines walk it recursively.
const HIGHEST: u32 = 100;

/// An expression with the height of its tree.
type Measured = (Expr, u32);

impl Cursor<'_> {
    pub(super) fn expression(&mut self) -> Option<Expr> {
        self.nested(Self::sum).map(|(expression, _)| expression)
    }

    fn sum(&mut self) -> Option<Measured> {
        self.chain(Self::product, |kind| match kind {
            TokenKind::Plus => Some(ArithmeticOp::Add),
            TokenKind::Minus => Some(ArithmeticOp::Subtract),
            _ => None,
        })
    }

    fn product(&mut self) -> Option<Measured> {
        self.chain(Self::operand, |kind| match kind {
            TokenKind::Star => Some(ArithmeticOp::Multiply),
            TokenKind::Slash => Some(ArithmeticOp::Divide),
            _ => None,
        })
    }

    fn chain(
        &mut self,
        part: impl Fn(&mut Self) -> Option<Measured>,
        operator: impl Fn(&TokenKind) -> Option<ArithmeticOp>,
    ) -> Option<Measured> {
        let start = self.span();
        let (mut left, mut height) = part(self)?;
        while let Some(op) = operator(self.peek()) {
            self.bump();
            let (right, right_height) = part(self)?;
            height = height.max(right_height) + 1;
            if height > HIGHEST {
                return self.too_deep();
            }
            left = Expr::Binary {
                op,
                left: Box::new(left),
                right: Box::new(right),
                span: start.to(self.last_span()),
            };
        }
        Some((left, height))
    }

    fn operand(&mut self) -> Option<Measured> {
        const EXPECTED: &str = "a variable, a value, a function or `(`";
        match self.peek() {
            TokenKind::LeftParen => {
                self.bump();
                let inner = self.nested(Self::sum)?;
                self.expect(&TokenKind::RightParen, "`)`", None)?;
                Some(inner)
            }
            TokenKind::Ident(_) if *self.peek_at(1) == TokenKind::LeftParen => self.call(),
            TokenKind::Ident(_) => self.ident(EXPECTED).map(|name| (Expr::Variable(name), 1)),
            TokenKind::Wildcard => self.unexpected(EXPECTED, Some("`_` has no value; give it a name")),
            _ => self
                .value(EXPECTED)
                .map(|(value, span)| (Expr::Value(value, span), 1)),
        }
    }

    fn call(&mut self) -> Option<Measured> {
        let function = self.ident("a function")?;
        self.bump();
        let (first, mut height) = self.nested(Self::sum)?;
        let mut arguments = vec![first];
        while self.eat(&TokenKind::Comma) {
            let (argument, high) = self.nested(Self::sum)?;
            arguments.push(argument);
            height = height.max(high);
        }
        let end: Span = self.expect(&TokenKind::RightParen, "`,` or `)`", None)?;
        let span = function.span.to(end);
        let call = Expr::Call {
            function,
            arguments,
            span,
        };
        if height >= HIGHEST {
            return self.too_deep();
        }
        Some((call, height + 1))
    }
}
