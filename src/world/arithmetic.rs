//! A value that a question or a rule cannot compute: why, of which values, and where it stands.

use crate::engine::{EvalError, apply};
use crate::lang::date;
use crate::lang::program::{ConstantValue, Expr, Function, Literal, Query, Variable, VariableId};
use crate::lang::source::{Sources, Span};
use crate::lang::value::{format_percent, format_won};

use super::World;
use super::answer::Value;
use super::ask::{eval_error, question_sources};
use super::error::WorldError;

impl World {
    /// Why a question has no answer. What cannot be computed is told with its cause and the values that it was to be
    /// computed from, and is looked for in the file of its rule.
    pub(super) fn unfinished(&self, text: &str, query: &Query, error: EvalError) -> WorldError {
        let EvalError::Arithmetic { rule, span, values } = error else {
            return eval_error(text, error);
        };
        let of_rule = self.program().rules.iter().find(|known| known.id == rule);
        let (body, variables) = of_rule.map_or((&query.body, &query.variables), |rule| {
            (&rule.body, &rule.variables)
        });
        // The engine knows neither types nor names of what its words stand for.
        let words: Vec<Option<i64>> = values
            .split(", ")
            .map(|word| word.rsplit(' ').next()?.parse().ok())
            .collect();
        let told = match expressions_at(body, span).as_slice() {
            [] => String::new(),
            found => self.cause_and_values(found, variables, &words),
        };
        let error = EvalError::Arithmetic {
            rule,
            span,
            values: told,
        };
        let sources = match of_rule {
            None => question_sources(text),
            Some(_) => self.sources_of_rules(),
        };
        WorldError::Eval { error, sources }
    }

    /// The texts of the law with the analyst's own behind them, as the rules were read.
    fn sources_of_rules(&self) -> Sources {
        let mut sources = Sources::clone(&self.law.sources);
        for rule in self.own_inputs() {
            sources.add(rule.0.clone(), rule.1.clone());
        }
        sources
    }

    fn cause_and_values(&self, found: &[&Expr], variables: &[Variable], words: &[Option<i64>]) -> String {
        let cause = found.iter().find_map(|expr| computed(expr, words).err());
        let mut read = Vec::new();
        found.iter().for_each(|expr| variables_of(expr, &mut read));
        let values = read.iter().filter_map(|id| {
            let at = id.0 as usize;
            let variable = variables.get(at)?;
            let value = self.value(variable.ty, words.get(at).copied().flatten()?);
            Some(format!("{} = {}", variable.name, written(&value)))
        });
        let values = values.collect::<Vec<_>>().join(", ");
        let cause = cause.unwrap_or("a step has no value");
        match values.is_empty() {
            true => cause.to_owned(),
            false => format!("{cause}, where {values}"),
        }
    }
}

/// The computations of the literal at a place.
fn expressions_at(body: &[Literal], place: Span) -> Vec<&Expr> {
    body.iter()
        .flat_map(|literal| match literal {
            Literal::Let { value, span, .. } if *span == place => vec![value],
            Literal::Compare {
                left, right, span, ..
            } if *span == place => vec![left, right],
            Literal::Aggregate(aggregate) => {
                let value = aggregate.value.iter().filter(|_| aggregate.span == place);
                value.chain(expressions_at(&aggregate.body, place)).collect()
            }
            _ => Vec::new(),
        })
        .collect()
}

fn variables_of(expr: &Expr, read: &mut Vec<VariableId>) {
    match expr {
        Expr::Variable(id) if !read.contains(id) => read.push(*id),
        Expr::Variable(_) | Expr::Constant(_) => {}
        Expr::Apply { arguments, .. } => {
            arguments.iter().for_each(|argument| variables_of(argument, read));
        }
    }
}

/// The value of an expression; none where it reads what is no number. Otherwise why its innermost step fails.
fn computed(expr: &Expr, words: &[Option<i64>]) -> Result<Option<i64>, &'static str> {
    match expr {
        Expr::Variable(id) => Ok(words.get(id.0 as usize).copied().flatten()),
        Expr::Constant(constant) => Ok(match &constant.value {
            ConstantValue::Number(number) => Some(*number),
            ConstantValue::Text(_) => None,
        }),
        Expr::Apply { function, arguments } => {
            let mut values = Vec::new();
            for argument in arguments {
                let Some(value) = computed(argument, words)? else {
                    return Ok(None);
                };
                values.push(value);
            }
            let (a, b) = (values.first().copied(), values.get(1).copied());
            apply(*function, a, b).map(Some).ok_or(match function {
                Function::Divide if b == Some(0) => "a divisor is 0",
                Function::AddDays | Function::AddMonths | Function::AddYears => {
                    "the day would lie outside the years 1 to 9999"
                }
                Function::DaysBetween | Function::Year => "a day is open",
                _ => "the value would lie beyond 2^63",
            })
        }
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("`{text}`"),
        Value::Entity { id, .. } => format!("`{id}`"),
        Value::Int(number) => number.to_string(),
        Value::Won(won) => format!("{} won", format_won(*won)),
        Value::Percent(hundredths) => format_percent(*hundredths),
        Value::Date(day) => date::format(*day),
    }
}
