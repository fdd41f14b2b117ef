//! Checked rules back to trees, and so to text.

use super::super::program::{
    Atom, Constant, ConstantValue, Expr, Function, Literal, Program, Query, Rule, Sentence, SentencePart,
    Term, Type, Variable, VariableId,
};
use super::super::source::{FileId, Span};
use super::super::syntax::{self, Annotation, ArithmeticOp, Ident, Value};
use super::{atom_text, literal_text, query_text, rule_text};

/// A place for nodes that have none; never shown.
const NOWHERE: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};

/// A checked rule with its id, provisions and sentences.
#[must_use]
pub fn print_rule(program: &Program, rule: &Rule) -> String {
    let tree = Names {
        program,
        variables: &rule.variables,
    };
    let sentence = |sentence: &Sentence| ident(&tree.sentence(sentence));
    let mut annotations = vec![annotation("rule", std::slice::from_ref(&rule.id))];
    if !rule.cites.is_empty() {
        annotations.push(annotation("cite", &rule.cites));
    }
    if let Some(korean) = &rule.sentence_ko {
        annotations.push(annotation("ko", &[tree.sentence(korean)]));
    }
    rule_text(&syntax::Rule {
        sentence: rule.sentence.as_ref().map(sentence),
        annotations,
        head: tree.atom(&rule.head),
        body: rule.body.iter().map(|literal| tree.literal(literal)).collect(),
        span: rule.span,
    })
}

/// A checked question, without `?`.
#[must_use]
pub fn print_query(program: &Program, query: &Query) -> String {
    let tree = Names {
        program,
        variables: &query.variables,
    };
    query_text(&syntax::Query {
        body: query.body.iter().map(|literal| tree.literal(literal)).collect(),
        span: NOWHERE,
    })
}

/// A checked literal of a rule or question with these variables.
#[must_use]
pub fn print_literal(program: &Program, variables: &[Variable], literal: &Literal) -> String {
    literal_text(&Names { program, variables }.literal(literal))
}

/// A checked atom of a rule or question with these variables.
#[must_use]
pub fn print_atom(program: &Program, variables: &[Variable], atom: &Atom) -> String {
    atom_text(&Names { program, variables }.atom(atom))
}

/// The names that a checked rule refers to by number.
struct Names<'a> {
    program: &'a Program,
    variables: &'a [Variable],
}

impl Names<'_> {
    fn variable(&self, id: VariableId) -> Ident {
        ident(
            self.variables
                .get(id.0 as usize)
                .map_or("?", |variable| &variable.name),
        )
    }

    fn sentence(&self, sentence: &Sentence) -> String {
        let part = |part: &SentencePart| match part {
            SentencePart::Text(text) => text.clone(),
            SentencePart::Variable(id) => format!("{{{}}}", self.variable(*id).text),
        };
        sentence.parts.iter().map(part).collect()
    }

    fn atom(&self, atom: &Atom) -> syntax::Atom {
        let term = |term: &Term| match term {
            Term::Variable(id) => syntax::Term::Variable(self.variable(*id)),
            Term::Constant(constant) => syntax::Term::Value(value(constant), constant.span),
            Term::Wildcard => syntax::Term::Wildcard(NOWHERE),
        };
        let relation = self.program.relation(atom.relation);
        syntax::Atom {
            relation: ident(relation.map_or("?", |relation| &relation.name)),
            terms: atom.terms.iter().map(term).collect(),
            span: atom.span,
        }
    }

    fn literal(&self, literal: &Literal) -> syntax::Literal {
        match literal {
            Literal::Atom(atom) => syntax::Literal::Atom(self.atom(atom)),
            Literal::Absent(atom) => syntax::Literal::Absent(self.atom(atom)),
            Literal::Compare {
                left,
                op,
                right,
                span,
            } => syntax::Literal::Compare {
                left: self.expression(left),
                op: *op,
                right: self.expression(right),
                span: *span,
            },
            Literal::Let {
                variable,
                value,
                span,
            } => syntax::Literal::Let {
                variable: self.variable(*variable),
                value: self.expression(value),
                span: *span,
            },
            Literal::Aggregate(aggregate) => syntax::Literal::Aggregate {
                variable: self.variable(aggregate.variable),
                op: aggregate.op,
                value: aggregate.value.as_ref().map(|value| self.expression(value)),
                body: aggregate
                    .body
                    .iter()
                    .map(|literal| self.literal(literal))
                    .collect(),
                span: aggregate.span,
            },
        }
    }

    fn expression(&self, expression: &Expr) -> syntax::Expr {
        match expression {
            Expr::Variable(id) => syntax::Expr::Variable(self.variable(*id)),
            Expr::Constant(constant) => syntax::Expr::Value(value(constant), constant.span),
            Expr::Apply { function, arguments } => self.apply(*function, arguments),
        }
    }

    fn apply(&self, function: Function, arguments: &[Expr]) -> syntax::Expr {
        let (op, arguments) = match (function, arguments) {
            (Function::AddDays, [day, days]) => match negated(days) {
                Some(days) => (Ok(ArithmeticOp::Subtract), vec![day, days]),
                None => (Ok(ArithmeticOp::Add), vec![day, days]),
            },
            _ => (operator(function), arguments.iter().collect()),
        };
        let mut trees = arguments.into_iter().map(|argument| self.expression(argument));
        match op {
            Ok(op) => {
                let mut side = || Box::new(trees.next().unwrap_or(syntax::Expr::Variable(ident("?"))));
                let (left, right) = (side(), side());
                syntax::Expr::Binary {
                    op,
                    left,
                    right,
                    span: NOWHERE,
                }
            }
            Err(name) => syntax::Expr::Call {
                function: ident(name),
                arguments: trees.collect(),
                span: NOWHERE,
            },
        }
    }
}

/// The operator of a function, or the name by which it is called.
fn operator(function: Function) -> Result<ArithmeticOp, &'static str> {
    match function {
        Function::Add | Function::AddDays => Ok(ArithmeticOp::Add),
        Function::Subtract | Function::DaysBetween => Ok(ArithmeticOp::Subtract),
        Function::Multiply | Function::PercentOf => Ok(ArithmeticOp::Multiply),
        Function::Divide => Ok(ArithmeticOp::Divide),
        Function::AddMonths => Err("add_months"),
        Function::AddYears => Err("add_years"),
        Function::Year => Err("year"),
        Function::Min => Err("min"),
        Function::Max => Err("max"),
    }
}

/// `n`, if the expression is the checker's `0 - n`.
fn negated(days: &Expr) -> Option<&Expr> {
    let Expr::Apply {
        function: Function::Subtract,
        arguments,
    } = days
    else {
        return None;
    };
    match arguments.as_slice() {
        [Expr::Constant(zero), days] if zero.value == ConstantValue::Number(0) => Some(days),
        _ => None,
    }
}

fn value(constant: &Constant) -> Value {
    match (&constant.value, constant.ty) {
        (ConstantValue::Text(text), _) => Value::Text(text.clone()),
        // Whatever is no whole 만 reads better as a plain number, which becomes `Won` again by its context.
        (ConstantValue::Number(won), Type::Won) if won % 10_000 == 0 && *won != 0 => Value::Won(*won),
        (ConstantValue::Number(percent), Type::Percent) => Value::Percent(*percent),
        (ConstantValue::Number(day), Type::Date) => Value::Date(*day),
        (ConstantValue::Number(number), Type::Won | Type::Int | Type::Year | Type::Text | Type::Named(_)) => {
            Value::Number(*number)
        }
    }
}

fn ident(text: &str) -> Ident {
    Ident {
        text: text.to_owned(),
        span: NOWHERE,
    }
}

fn annotation(name: &str, arguments: &[String]) -> Annotation {
    Annotation {
        name: ident(name),
        arguments: arguments.iter().map(|argument| ident(argument)).collect(),
        span: NOWHERE,
    }
}
