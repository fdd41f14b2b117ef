//! Comparisons, computed values and folds, in words.

use crate::explain::Node;
use crate::lang::date;
use crate::lang::program::{ConstantValue, Expr, Function, Literal, Rule, Type, VariableId};
use crate::lang::syntax::{AggregateOp, CompareOp};

use super::World;
use super::korean::{function_korean, step_korean};
use super::phrase::{known, spaced, variable_word};
use super::reason::Statement;
use super::words::Tongue;

impl World {
    /// A comparison in words, or how a value is computed.
    pub(super) fn literal_statement(&self, rules: &[Rule], node: &Node, binding: &[i64]) -> Statement {
        match node {
            Node::Comparison {
                rule,
                literal,
                inner,
                left,
                op,
                right,
            } => {
                let rule = rules.get(rule.0 as usize);
                let found = rule.and_then(|rule| literal_of(rule, *literal, *inner));
                let (
                    Some(rule),
                    Some(Literal::Compare {
                        left: one,
                        right: other,
                        ..
                    }),
                ) = (rule, found)
                else {
                    return Statement::default();
                };
                let ty = type_of(one, rule);
                let mut statement = Statement::default();
                let binding = known(binding);
                self.push_side(Tongue::English, &mut statement, (one, *left), rule, &binding);
                statement.push_text(relation_word(*op, ty, *right));
                if !(ty == Type::Date && *right == date::OPEN) {
                    self.push_side(Tongue::English, &mut statement, (other, *right), rule, &binding);
                }
                statement
            }
            Node::Value {
                rule,
                literal,
                inner,
                value,
            } => {
                let rule = rules.get(rule.0 as usize);
                let found = rule.and_then(|rule| literal_of(rule, *literal, *inner));
                let (
                    Some(rule),
                    Some(Literal::Let {
                        variable,
                        value: expr,
                        ..
                    }),
                ) = (rule, found)
                else {
                    return Statement::default();
                };
                let mut statement = Statement::default();
                let declared = rule.variables.get(variable.0 as usize);
                let name = declared.map_or_else(String::new, |declared| spaced(&declared.name));
                statement.push_text(&format!("{name}: "));
                self.push_expr(Tongue::English, &mut statement, expr, rule, &known(binding), 0);
                statement.push_text(" = ");
                statement.push_value(self.value(declared.map_or(Type::Int, |declared| declared.ty), *value));
                statement
            }
            Node::Aggregate {
                rule,
                literal,
                value,
                matches,
            } => {
                let rule = rules.get(rule.0 as usize);
                let found = rule.and_then(|rule| rule.body.get(*literal));
                let (Some(rule), Some(Literal::Aggregate(aggregate))) = (rule, found) else {
                    return Statement::default();
                };
                let what = match aggregate.op {
                    AggregateOp::Count => "the number of these is ",
                    AggregateOp::Sum => "the sum of these is ",
                    AggregateOp::Min => "the least of these is ",
                    AggregateOp::Max => "the greatest of these is ",
                };
                let ty = type_of_variable(rule, aggregate.variable);
                let mut statement = Statement::text(if matches.is_empty() {
                    "there is none to add up, which makes "
                } else {
                    what
                });
                statement.push_value(self.value(ty, *value));
                statement
            }
            Node::Fact { .. } | Node::Rule { .. } | Node::Absent { .. } => Statement::default(),
        }
    }

    /// One side of a comparison: its value, and how it comes about if it is computed.
    pub(super) fn push_side(
        &self,
        tongue: Tongue,
        statement: &mut Statement,
        (expr, value): (&Expr, i64),
        rule: &Rule,
        binding: &[Option<i64>],
    ) {
        let ty = type_of(expr, rule);
        let (told, bracket) = match tongue {
            Tongue::English => (self.prose(ty, value), " ("),
            Tongue::Korean => (self.prose_korean(ty, value), "("),
        };
        statement.push(told);
        if matches!(expr, Expr::Apply { .. }) {
            statement.push_text(bracket);
            self.push_expr(tongue, statement, expr, rule, binding, 0);
            statement.push_text(")");
        }
    }

    /// An expression with values for its variables; those without one stand by their names.
    pub(super) fn push_expr(
        &self,
        tongue: Tongue,
        statement: &mut Statement,
        expr: &Expr,
        rule: &Rule,
        binding: &[Option<i64>],
        depth: u32,
    ) {
        match expr {
            Expr::Variable(id) => match binding.get(id.0 as usize).copied().flatten() {
                Some(word) => statement.push_value(self.value(type_of(expr, rule), word)),
                None => statement.push_text(&match tongue {
                    Tongue::English => format!("“{}”", variable_word(rule, *id)),
                    Tongue::Korean => self.unknown_variable_korean(rule, *id),
                }),
            },
            Expr::Constant(constant) => match &constant.value {
                ConstantValue::Text(text) => statement.push_text(text),
                ConstantValue::Number(number) => statement.push_value(self.value(constant.ty, *number)),
            },
            Expr::Apply { function, arguments } => {
                let Some((first, rest)) = arguments.split_first() else {
                    return;
                };
                if let Some((unit, step)) = steps_of(*function, arguments, binding) {
                    let (before, after) = match tongue {
                        Tongue::English => (step_words(unit, step), String::new()),
                        Tongue::Korean => (String::new(), step_korean(*function, step)),
                    };
                    statement.push_text(&before);
                    self.push_expr(tongue, statement, first, rule, binding, depth + 1);
                    statement.push_text(&after);
                    return;
                }
                let (before, between, after) = match tongue {
                    Tongue::English => function_words(*function),
                    Tongue::Korean => function_korean(*function),
                };
                let brackets = depth > 0 && before.is_empty();
                statement.push_text(if brackets { "(" } else { before });
                self.push_expr(tongue, statement, first, rule, binding, depth + 1);
                for argument in rest {
                    statement.push_text(between);
                    self.push_expr(tongue, statement, argument, rule, binding, depth + 1);
                }
                statement.push_text(after);
                statement.push_text(if brackets { ")" } else { "" });
            }
        }
    }
}

/// The literal of a body, or of the body of the aggregate there.
pub(super) fn literal_of(rule: &Rule, literal: usize, inner: Option<usize>) -> Option<&Literal> {
    match (rule.body.get(literal)?, inner) {
        (Literal::Aggregate(aggregate), Some(inner)) => aggregate.body.get(inner),
        (found, _) => Some(found),
    }
}

/// The type of a variable.
pub(super) fn type_of_variable(rule: &Rule, id: VariableId) -> Type {
    let variable = rule.variables.get(id.0 as usize);
    variable.map_or(Type::Int, |variable| variable.ty)
}

/// The type of an expression's value.
pub(super) fn type_of(expr: &Expr, rule: &Rule) -> Type {
    match expr {
        Expr::Variable(id) => type_of_variable(rule, *id),
        Expr::Constant(constant) => constant.ty,
        Expr::Apply { function, arguments } => {
            let of = |index: usize| {
                arguments
                    .get(index)
                    .map_or(Type::Int, |argument| type_of(argument, rule))
            };
            match function {
                Function::Add | Function::Subtract | Function::Min | Function::Max => of(0),
                Function::Multiply if of(0) == Type::Int => of(1),
                Function::Multiply | Function::Divide => of(0),
                Function::PercentOf => of(1),
                Function::AddDays | Function::AddMonths | Function::AddYears => Type::Date,
                Function::DaysBetween => Type::Int,
                Function::Year => Type::Year,
            }
        }
    }
}

pub(super) fn relation_word(op: CompareOp, ty: Type, right: i64) -> &'static str {
    match (ty, op) {
        (Type::Date, CompareOp::Less) if right == date::OPEN => " lies before the end, which is open",
        (Type::Date, _) if right == date::OPEN => " is set against an open end",
        (Type::Date, CompareOp::Less) => " is before ",
        (Type::Date, CompareOp::LessOrEqual) => " is on or before ",
        (Type::Date, CompareOp::Greater) => " is after ",
        (Type::Date, CompareOp::GreaterOrEqual) => " is on or after ",
        (_, CompareOp::Equal) => " is ",
        (Type::Named(_), CompareOp::NotEqual) => " is other than ",
        (_, CompareOp::NotEqual) => " is not ",
        (_, CompareOp::Less) => " is less than ",
        (_, CompareOp::LessOrEqual) => " is at most ",
        (_, CompareOp::Greater) => " is more than ",
        (_, CompareOp::GreaterOrEqual) => " is at least ",
    }
}

/// Unit and number of the days, months or years that a day is moved by, where that number is known.
fn steps_of(function: Function, arguments: &[Expr], binding: &[Option<i64>]) -> Option<(&'static str, i64)> {
    let unit = match function {
        Function::AddDays => "day",
        Function::AddMonths => "month",
        Function::AddYears => "year",
        _ => return None,
    };
    let [_, by] = arguments else { return None };
    Some((unit, number_of(by, binding)?))
}

/// A whole number as far as additions, subtractions and years of days make it.
fn number_of(expr: &Expr, binding: &[Option<i64>]) -> Option<i64> {
    match expr {
        Expr::Variable(id) => binding.get(id.0 as usize).copied().flatten(),
        Expr::Constant(constant) => match constant.value {
            ConstantValue::Number(number) => Some(number),
            ConstantValue::Text(_) => None,
        },
        Expr::Apply { function, arguments } => {
            let of = |at: usize| number_of(arguments.get(at)?, binding);
            match function {
                Function::Add => of(0)?.checked_add(of(1)?),
                Function::Subtract => of(0)?.checked_sub(of(1)?),
                Function::Year => Some(date::civil(of(0)?)?.0),
                _ => None,
            }
        }
    }
}

/// What stands before a day that is moved: `the day after `, `5 years before `.
fn step_words(unit: &str, step: i64) -> String {
    let way = if step < 0 { "before" } else { "after" };
    match step.unsigned_abs() {
        0 => String::new(),
        1 if unit == "day" => format!("the day {way} "),
        1 => format!("a {unit} {way} "),
        number => format!("{number} {unit}s {way} "),
    }
}

/// What stands before, between and behind the arguments.
fn function_words(function: Function) -> (&'static str, &'static str, &'static str) {
    match function {
        Function::Add => ("", " + ", ""),
        Function::Subtract => ("", " − ", ""),
        Function::Multiply => ("", " × ", ""),
        Function::Divide => ("", " ÷ ", ""),
        Function::PercentOf => ("", " of ", ""),
        Function::AddDays => ("", " + ", " days"),
        Function::AddMonths => ("", " + ", " months"),
        Function::AddYears => ("", " + ", " years"),
        Function::DaysBetween => ("the days from ", " back to ", ""),
        Function::Year => ("the year of ", "", ""),
        Function::Min => ("the lesser of ", " and ", ""),
        Function::Max => ("the greater of ", " and ", ""),
    }
}
