//! Statements: the sentences of rules and relations with values filled in, and comparisons in words.

use crate::explain::{Node, Proof};
use crate::lang::date;
use crate::lang::program::{
    ConstantValue, Expr, Function, Literal, RelationId, Rule, Sentence, SentencePart, Type,
};
use crate::lang::syntax::{AggregateOp, CompareOp};

use super::World;
use super::reason::{Statement, Tuple};

impl World {
    /// A tuple of a relation with its values; `None` for any.
    pub(super) fn tuple(&self, relation: RelationId, pattern: &[Option<i64>]) -> Tuple {
        let declared = self.law.program.relation(relation);
        let columns = declared.map_or(&[][..], |declared| &declared.columns);
        Tuple {
            relation: declared.map_or_else(String::new, |declared| declared.name.clone()),
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            values: columns
                .iter()
                .zip(pattern)
                .map(|(column, word)| word.map(|word| self.value(column.ty, word)))
                .collect(),
        }
    }

    /// What a row of a relation means: the relation's sentence with the row's values.
    pub(super) fn row_statement(&self, relation: RelationId, pattern: &[Option<i64>]) -> Statement {
        let mut statement = Statement::default();
        let Some(declared) = self.law.program.relation(relation) else {
            return statement;
        };
        let doc = declared.doc.trim().trim_end_matches('.');
        let mut rest = doc;
        while let Some((before, after)) = rest.split_once('{') {
            statement.push_text(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            let at = declared.columns.iter().position(|column| column.name == name);
            let word = at.and_then(|at| pattern.get(at).copied());
            match (at.and_then(|at| declared.columns.get(at)), word) {
                (Some(column), Some(Some(word))) => statement.push_value(self.value(column.ty, word)),
                _ => statement.push_text(&format!("any {name}")),
            }
            rest = after;
        }
        statement.push_text(rest);
        statement
    }

    /// That no such row holds.
    pub(super) fn absent_statement(&self, relation: RelationId, pattern: &[Option<i64>]) -> Statement {
        let mut statement = Statement::text("nothing shows that ");
        let mut row = self.row_statement(relation, pattern);
        if let Some(super::reason::Phrase::Text(first)) = row.parts.first_mut() {
            *first = lower_first(first);
        }
        for part in row.parts {
            match part {
                super::reason::Phrase::Text(text) => statement.push_text(&text),
                super::reason::Phrase::Value(value) => statement.push_value(value),
            }
        }
        statement
    }

    /// A rule's sentence under a binding; the atom it concludes where it has none.
    pub(super) fn rule_statement(
        &self,
        rule: &Rule,
        sentence: Option<&Sentence>,
        binding: &[i64],
    ) -> Option<Statement> {
        let sentence = sentence?;
        let mut statement = Statement::default();
        for part in &sentence.parts {
            match part {
                SentencePart::Text(text) => statement.push_text(text),
                SentencePart::Variable(id) => {
                    let variable = rule.variables.get(id.0 as usize);
                    let word = binding.get(id.0 as usize);
                    if let (Some(variable), Some(word)) = (variable, word) {
                        statement.push_value(self.value(variable.ty, *word));
                    }
                }
            }
        }
        statement.end_without_stop();
        Some(statement)
    }

    /// A comparison in words, or how a value is computed.
    pub(super) fn literal_statement(&self, node: &Node, binding: &[i64]) -> Statement {
        match node {
            Node::Comparison {
                rule,
                literal,
                inner,
                left,
                op,
                right,
            } => {
                let rule = self.law.program.rules.get(rule.0 as usize);
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
                self.push_side(&mut statement, one, *left, rule, binding);
                statement.push_text(relation_word(*op, ty, *right));
                if !(ty == Type::Date && *right == date::OPEN) {
                    self.push_side(&mut statement, other, *right, rule, binding);
                }
                statement
            }
            Node::Value {
                rule,
                literal,
                inner,
                value,
            } => {
                let rule = self.law.program.rules.get(rule.0 as usize);
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
                statement.push_text(&format!(
                    "{}: ",
                    declared
                        .map_or("", |declared| spaced(&declared.name))
                        .replace('_', " ")
                ));
                self.push_expr(&mut statement, expr, rule, binding, 0);
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
                let rule = self.law.program.rules.get(rule.0 as usize);
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
                let ty = rule
                    .variables
                    .get(aggregate.variable.0 as usize)
                    .map_or(Type::Int, |variable| variable.ty);
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
    fn push_side(&self, statement: &mut Statement, expr: &Expr, value: i64, rule: &Rule, binding: &[i64]) {
        statement.push_value(self.value(type_of(expr, rule), value));
        if matches!(expr, Expr::Apply { .. }) {
            statement.push_text(" (");
            self.push_expr(statement, expr, rule, binding, 0);
            statement.push_text(")");
        }
    }

    /// An expression with values for its variables.
    fn push_expr(&self, statement: &mut Statement, expr: &Expr, rule: &Rule, binding: &[i64], depth: u32) {
        match expr {
            Expr::Variable(id) => {
                let word = binding.get(id.0 as usize).copied().unwrap_or_default();
                statement.push_value(self.value(type_of(expr, rule), word));
            }
            Expr::Constant(constant) => match &constant.value {
                ConstantValue::Text(text) => statement.push_text(text),
                ConstantValue::Number(number) => statement.push_value(self.value(constant.ty, *number)),
            },
            Expr::Apply { function, arguments } => {
                let Some((first, rest)) = arguments.split_first() else {
                    return;
                };
                let (before, between, after) = function_words(*function);
                let brackets = depth > 0 && before.is_empty();
                statement.push_text(if brackets { "(" } else { before });
                self.push_expr(statement, first, rule, binding, depth + 1);
                for argument in rest {
                    statement.push_text(between);
                    self.push_expr(statement, argument, rule, binding, depth + 1);
                }
                statement.push_text(if brackets { ")" } else { after });
            }
        }
    }
}

/// The literal of a body, or of the body of the aggregate there.
fn literal_of(rule: &Rule, literal: usize, inner: Option<usize>) -> Option<&Literal> {
    match (rule.body.get(literal)?, inner) {
        (Literal::Aggregate(aggregate), Some(inner)) => aggregate.body.get(inner),
        (found, _) => Some(found),
    }
}

/// The binding under which a node is read: that of its rule, or of the match of the aggregate it stands in.
pub(super) fn bindings(proof: &Proof) -> Vec<&[i64]> {
    let mut bindings: Vec<&[i64]> = vec![&[]; proof.nodes.len()];
    for node in &proof.nodes {
        let mut put = |premises: &[crate::explain::NodeId], binding| {
            for id in premises {
                if let Some(place) = bindings.get_mut(id.0 as usize) {
                    *place = binding;
                }
            }
        };
        match node {
            Node::Rule {
                binding, premises, ..
            } => put(premises, binding.as_slice()),
            Node::Aggregate { matches, .. } => {
                for one in matches {
                    put(&one.premises, one.binding.as_slice());
                }
            }
            _ => {}
        }
    }
    bindings
}

/// The type of an expression's value.
fn type_of(expr: &Expr, rule: &Rule) -> Type {
    match expr {
        Expr::Variable(id) => rule
            .variables
            .get(id.0 as usize)
            .map_or(Type::Int, |variable| variable.ty),
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

fn relation_word(op: CompareOp, ty: Type, right: i64) -> &'static str {
    match (ty, op) {
        (Type::Date, CompareOp::Less) if right == date::OPEN => " lies before the end, which is open",
        (Type::Date, _) if right == date::OPEN => " is set against an open end",
        (Type::Date, CompareOp::Less) => " is before ",
        (Type::Date, CompareOp::LessOrEqual) => " is on or before ",
        (Type::Date, CompareOp::Greater) => " is after ",
        (Type::Date, CompareOp::GreaterOrEqual) => " is on or after ",
        (_, CompareOp::Equal) => " is ",
        (_, CompareOp::NotEqual) => " is not ",
        (_, CompareOp::Less) => " is less than ",
        (_, CompareOp::LessOrEqual) => " is at most ",
        (_, CompareOp::Greater) => " is more than ",
        (_, CompareOp::GreaterOrEqual) => " is at least ",
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

fn spaced(name: &str) -> &str {
    name.trim_end_matches('_')
}

/// A text with its first letter small, unless the second is a capital too.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
