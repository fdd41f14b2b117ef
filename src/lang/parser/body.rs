//! Bodies: atoms, absent atoms, comparisons, `let` and aggregates.

use super::super::error::SyntaxError;
use super::super::source::Span;
use super::super::syntax::{AggregateOp, Atom, CompareOp, Expr, Literal, Term, Value};
use super::super::token::TokenKind;
use super::cursor::Cursor;

/// Names that are functions, not relations.
const FUNCTIONS: [&str; 5] = ["year", "add_years", "add_months", "min", "max"];

/// How many tokens to look ahead for the `:` of an aggregate; no expression is longer.
const FARTHEST: usize = 1_000;

impl Cursor<'_> {
    /// One literal or more, separated by commas.
    pub(super) fn body(&mut self) -> Option<Vec<Literal>> {
        let mut body = vec![self.literal()?];
        while self.eat(&TokenKind::Comma) {
            body.push(self.literal()?);
        }
        Some(body)
    }

    pub(super) fn atom(&mut self) -> Option<Atom> {
        let relation = self.ident("the name of a relation")?;
        self.expect(
            &TokenKind::LeftParen,
            "`(`",
            Some("an atom is written `Relation(term, …)`"),
        )?;
        let mut terms = vec![self.term()?];
        while self.eat(&TokenKind::Comma) {
            terms.push(self.term()?);
        }
        let name = match terms.last() {
            Some(Term::Variable(_)) => self.bare_name(),
            _ => None,
        };
        let help = match (name, self.peek()) {
            (Some(name), _) => Some(format!("put a name in quotes: `\"{name}\"`")),
            (None, kind) if is_operator(kind) || *kind == TokenKind::LeftParen => {
                Some("compute it first: `let x = …`, then use `x` here".to_owned())
            }
            (None, TokenKind::Colon) => Some("write only the terms, in the order of the columns".to_owned()),
            _ => None,
        };
        let end = self.expect(&TokenKind::RightParen, "`,` or `)`", help.as_deref())?;
        let span = relation.span.to(end);
        Some(Atom {
            relation,
            terms,
            span,
        })
    }

    fn term(&mut self) -> Option<Term> {
        const EXPECTED: &str = "a variable, a value or `_`";
        match self.peek() {
            TokenKind::Ident(_) => self.ident(EXPECTED).map(Term::Variable),
            TokenKind::Wildcard => Some(Term::Wildcard(self.bump())),
            _ => self.value(EXPECTED).map(|(value, span)| Term::Value(value, span)),
        }
    }

    /// A literal value, a number with its sign.
    pub(super) fn value(&mut self, expected: &'static str) -> Option<(Value, Span)> {
        let start = self.span();
        let negative = self.at(&TokenKind::Minus)
            && matches!(
                self.peek_at(1),
                TokenKind::Number(_) | TokenKind::Won(_) | TokenKind::Percent(_)
            );
        let sign = if negative {
            self.bump();
            -1
        } else {
            1
        };
        let value = match self.peek() {
            TokenKind::Text(text) => Value::Text(text.clone()),
            TokenKind::Number(number) => Value::Number(sign * number),
            TokenKind::Won(won) => Value::Won(sign * won),
            TokenKind::Percent(percent) => Value::Percent(sign * percent),
            TokenKind::Date(day) => Value::Date(*day),
            _ => return self.unexpected(expected, None),
        };
        let end = self.bump();
        Some((value, start.to(end)))
    }

    fn literal(&mut self) -> Option<Literal> {
        match self.peek() {
            TokenKind::Not => {
                self.bump();
                self.absent()
            }
            TokenKind::LeftParen => self.comparison(),
            TokenKind::Ident(word) if word == "let" && *self.peek_at(1) != TokenKind::LeftParen => {
                self.let_literal()
            }
            TokenKind::Ident(word) if word == "not" && matches!(self.peek_at(1), TokenKind::Ident(_)) => {
                self.unexpected("a literal", Some("write `!Relation(…)` for what must be absent"))
            }
            TokenKind::Ident(word)
                if *self.peek_at(1) == TokenKind::LeftParen && !FUNCTIONS.contains(&word.as_str()) =>
            {
                let atom = self.atom()?;
                if is_comparison(self.peek()) {
                    return self.unexpected(
                        "`,` or the end of the body",
                        Some("an atom has no value; bind a variable in it and compare that: `R(x), (x < 1)`"),
                    );
                }
                Some(Literal::Atom(atom))
            }
            _ => self.bare(),
        }
    }

    fn absent(&mut self) -> Option<Literal> {
        if self.at(&TokenKind::LeftParen) {
            let help = "turn the comparison round, for example `(a >= b)` for not `(a < b)`";
            return self.unexpected("an atom", Some(help));
        }
        self.atom().map(Literal::Absent)
    }

    /// `(a < b)`
    fn comparison(&mut self) -> Option<Literal> {
        let start = self.bump();
        let left = self.expression()?;
        let op = self.compare_op()?;
        let right = self.expression()?;
        let help = is_comparison(self.peek()).then_some("write two comparisons: `(a < b), (b < c)`");
        let end = self.expect(&TokenKind::RightParen, "`)`", help)?;
        Some(Literal::Compare {
            left,
            op,
            right,
            span: start.to(end),
        })
    }

    fn compare_op(&mut self) -> Option<CompareOp> {
        let op = match self.peek() {
            TokenKind::EqualEqual => CompareOp::Equal,
            TokenKind::NotEqual => CompareOp::NotEqual,
            TokenKind::Less => CompareOp::Less,
            TokenKind::LessOrEqual => CompareOp::LessOrEqual,
            TokenKind::Greater => CompareOp::Greater,
            TokenKind::GreaterOrEqual => CompareOp::GreaterOrEqual,
            TokenKind::Equals => {
                let span = self.span();
                self.report(SyntaxError::SingleEquals { span });
                CompareOp::Equal
            }
            TokenKind::Arrow => {
                let help = "`<-` is one sign; write `< -1` with a blank";
                return self.unexpected("a comparison", Some(help));
            }
            _ => {
                let help = "a comparison is written `(a < b)`, with one of `==` `!=` `<` `<=` `>` `>=`";
                return self.unexpected("a comparison", Some(help));
            }
        };
        self.bump();
        Some(op)
    }

    /// A literal that begins like an expression: a comparison without parentheses, or nothing of the language.
    fn bare(&mut self) -> Option<Literal> {
        const EXPECTED: &str = "an atom, `!`, `let` or a comparison in parentheses";
        let begins = match self.peek() {
            TokenKind::Ident(_) => {
                is_operator(self.peek_at(1))
                    || matches!(self.peek_at(1), TokenKind::LeftParen | TokenKind::Equals)
            }
            TokenKind::Text(_)
            | TokenKind::Number(_)
            | TokenKind::Won(_)
            | TokenKind::Percent(_)
            | TokenKind::Date(_)
            | TokenKind::Minus => true,
            _ => false,
        };
        if !begins {
            let help = matches!(self.peek(), TokenKind::Ident(_))
                .then_some("a relation has its terms in parentheses: `Relation(term, …)`");
            return self.unexpected(EXPECTED, help);
        }
        let start = self.span();
        let left = self.expression()?;
        if self.at(&TokenKind::Equals) {
            let span = self.span();
            self.report(SyntaxError::SingleEquals { span });
            return None;
        }
        if !is_comparison(self.peek()) {
            return self.unexpected("a comparison", Some("a comparison is written `(a < b)`"));
        }
        let op = self.compare_op()?;
        let right = self.expression()?;
        let span = start.to(self.last_span());
        let mended = format!("({})", self.slice(span));
        self.report(SyntaxError::BareComparison { mended, span });
        Some(Literal::Compare {
            left,
            op,
            right,
            span,
        })
    }

    fn let_literal(&mut self) -> Option<Literal> {
        let start = self.bump();
        let variable = self.ident("the name of a new variable")?;
        let help = "a value is named by `let x = …`";
        self.expect(&TokenKind::Equals, "`=`", Some(help))?;
        let Some(op) = self.aggregate_op() else {
            let value = self.expression()?;
            let span = start.to(self.last_span());
            return Some(Literal::Let {
                variable,
                value,
                span,
            });
        };
        self.bump();
        let value = match op {
            AggregateOp::Count if !self.at(&TokenKind::Colon) => {
                return self.unexpected("`:`", Some("`count` takes no value: `let n = count : { … }`"));
            }
            AggregateOp::Count => None,
            AggregateOp::Sum | AggregateOp::Min | AggregateOp::Max => Some(self.expression()?),
        };
        self.expect(
            &TokenKind::Colon,
            "`:`",
            Some("an aggregate is written `let x = sum value : { body }`"),
        )?;
        self.expect(&TokenKind::LeftBrace, "`{`", None)?;
        let body = self.nested(Self::body)?;
        let end = self.expect(&TokenKind::RightBrace, "`,` or `}`", None)?;
        Some(Literal::Aggregate {
            variable,
            op,
            value,
            body,
            span: start.to(end),
        })
    }

    /// The fold, if what follows is an aggregate: its word, and a `:` or `{` before the literal ends.
    fn aggregate_op(&self) -> Option<AggregateOp> {
        let op = match self.peek() {
            TokenKind::Ident(word) => match word.as_str() {
                "count" => AggregateOp::Count,
                "sum" => AggregateOp::Sum,
                "min" => AggregateOp::Min,
                "max" => AggregateOp::Max,
                _ => return None,
            },
            _ => return None,
        };
        let mut depth = 0_u32;
        for ahead in 1..FARTHEST {
            match self.peek_at(ahead) {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen if depth == 0 => return None,
                TokenKind::RightParen => depth -= 1,
                TokenKind::Colon | TokenKind::LeftBrace if depth == 0 => return Some(op),
                TokenKind::Comma | TokenKind::RightBrace if depth == 0 => return None,
                TokenKind::Semicolon | TokenKind::Question | TokenKind::Dot | TokenKind::End => return None,
                _ => {}
            }
        }
        None
    }
}

fn is_comparison(kind: &TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::EqualEqual
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual
    )
}

fn is_operator(kind: &TokenKind) -> bool {
    is_comparison(kind)
        || matches!(
            kind,
            TokenKind::Plus | TokenKind::Minus | TokenKind::Star | TokenKind::Slash
        )
}

impl Literal {
    /// Where the literal stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Literal::Atom(atom) | Literal::Absent(atom) => atom.span,
            Literal::Compare { span, .. } | Literal::Let { span, .. } | Literal::Aggregate { span, .. } => {
                *span
            }
        }
    }
}

impl Expr {
    /// Where the expression stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Expr::Variable(name) => name.span,
            Expr::Value(_, span) | Expr::Binary { span, .. } | Expr::Call { span, .. } => *span,
        }
    }
}
