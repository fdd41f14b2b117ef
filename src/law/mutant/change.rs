//! The ways in which one literal can be changed: other comparisons, and numbers one up or down.

use crate::lang::date::OPEN;
use crate::lang::program::{
    Constant, ConstantValue, Expr, Function, Literal, Rule, Term, Type, Variable, VariableId,
};
use crate::lang::source::Span;
use crate::lang::syntax::CompareOp;

/// A changed literal with the name of the change: the new operator, `+1` or `-1` for what is compared, or a number
/// with `+1` or `-1`.
pub(super) type Change = (String, Literal);

/// The changes of one literal, what stands inside an aggregate apart. No two of them mean the same.
pub(super) fn changes(literal: &Literal, variables: &[Variable]) -> Vec<Change> {
    let mut found = Vec::new();
    if let Literal::Compare {
        left,
        op,
        right,
        span,
    } = literal
    {
        let ordered = !is_text(left, variables);
        let with = |op: CompareOp, right: Expr| Literal::Compare {
            left: left.clone(),
            op,
            right,
            span: *span,
        };
        for other in others(*op, ordered) {
            found.push((other.sign().to_owned(), with(*other, right.clone())));
        }
        for step in shifts(*op, ordered) {
            if let Some(right) = shifted(right, *step, *span, variables) {
                found.push((format!("{step:+}"), with(*op, right)));
            }
        }
    }
    let mut numbers = Vec::new();
    each_number(&mut literal.clone(), &mut |constant| {
        numbers.push(constant.clone())
    });
    for (place, number) in numbers.iter().enumerate() {
        for step in [1, -1] {
            let mut changed = literal.clone();
            let mut at = 0;
            each_number(&mut changed, &mut |constant| {
                if at == place {
                    step_up(constant, step);
                }
                at += 1;
            });
            found.push((format!("{}{step:+}", shown(number)), changed));
        }
    }
    found
}

/// The same rule with one number of its head one up or down.
pub(super) fn heads(rule: &Rule) -> Vec<(String, Rule)> {
    let mut found = Vec::new();
    for (column, term) in rule.head.terms.iter().enumerate() {
        let Term::Constant(constant) = term else { continue };
        if !is_number(constant) {
            continue;
        }
        for step in [1, -1] {
            let mut changed = rule.clone();
            if let Some(Term::Constant(constant)) = changed.head.terms.get_mut(column) {
                step_up(constant, step);
            }
            found.push((format!("{}{step:+}", shown(constant)), changed));
        }
    }
    found
}

/// The edge neighbours of a comparison and its negation.
fn others(op: CompareOp, ordered: bool) -> &'static [CompareOp] {
    use CompareOp::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match (op, ordered) {
        (Less, _) => &[LessOrEqual, GreaterOrEqual],
        (LessOrEqual, _) => &[Less, Greater],
        (Greater, _) => &[GreaterOrEqual, LessOrEqual],
        (GreaterOrEqual, _) => &[Greater, Less],
        (Equal, true) => &[NotEqual, LessOrEqual, GreaterOrEqual],
        (NotEqual, true) => &[Equal, Less, Greater],
        (Equal, false) => &[NotEqual],
        (NotEqual, false) => &[Equal],
    }
}

/// Steps of the right side that no other comparison stands for: values are whole, so `x < n + 1` is `x <= n`.
fn shifts(op: CompareOp, ordered: bool) -> &'static [i64] {
    match op {
        CompareOp::Less | CompareOp::GreaterOrEqual => &[-1],
        CompareOp::LessOrEqual | CompareOp::Greater => &[1],
        CompareOp::Equal | CompareOp::NotEqual if ordered => &[1, -1],
        CompareOp::Equal | CompareOp::NotEqual => &[],
    }
}

/// A side of a comparison, a day, a won, … later or earlier; `None` if that changes nothing.
fn shifted(side: &Expr, step: i64, span: Span, variables: &[Variable]) -> Option<Expr> {
    if let Expr::Constant(constant) = side {
        if !is_number(constant) {
            return None;
        }
        let mut constant = constant.clone();
        step_up(&mut constant, step);
        return Some(Expr::Constant(constant));
    }
    let number = |value: i64| {
        Expr::Constant(Constant {
            ty: Type::Int,
            value: ConstantValue::Number(value),
            span,
        })
    };
    let apply = |function, arguments| Expr::Apply { function, arguments };
    let (function, step) = match (is_date(side, variables), step < 0) {
        (false, false) => (Function::Add, number(1)),
        (false, true) => (Function::Subtract, number(1)),
        (true, false) => (Function::AddDays, number(1)),
        (true, true) => (
            Function::AddDays,
            apply(Function::Subtract, vec![number(0), number(1)]),
        ),
    };
    Some(apply(function, vec![side.clone(), step]))
}

/// Calls `found` for every number of a literal, but not for a whole side of a comparison, for `open`, or for the nought
/// of `0 - n`.
fn each_number(literal: &mut Literal, found: &mut dyn FnMut(&mut Constant)) {
    match literal {
        Literal::Atom(atom) | Literal::Absent(atom) => {
            for term in &mut atom.terms {
                if let Term::Constant(constant) = term
                    && is_number(constant)
                {
                    found(constant);
                }
            }
        }
        Literal::Compare { left, right, .. } => {
            for side in [left, right] {
                if matches!(side, Expr::Apply { .. }) {
                    of_expr(side, found);
                }
            }
        }
        Literal::Let { value, .. } => of_expr(value, found),
        Literal::Aggregate(aggregate) => {
            if let Some(value) = &mut aggregate.value {
                of_expr(value, found);
            }
        }
    }
}

fn of_expr(expr: &mut Expr, found: &mut dyn FnMut(&mut Constant)) {
    match expr {
        Expr::Variable(_) => {}
        Expr::Constant(constant) if is_number(constant) => found(constant),
        Expr::Constant(_) => {}
        Expr::Apply { function, arguments } => {
            let nought = |expr: &Expr| matches!(expr, Expr::Constant(constant) if constant.value == ConstantValue::Number(0));
            let skip = usize::from(*function == Function::Subtract && arguments.first().is_some_and(nought));
            for argument in arguments.iter_mut().skip(skip) {
                of_expr(argument, found);
            }
        }
    }
}

fn is_number(constant: &Constant) -> bool {
    matches!(constant.value, ConstantValue::Number(number) if number != OPEN || constant.ty != Type::Date)
}

fn step_up(constant: &mut Constant, step: i64) {
    if let ConstantValue::Number(number) = &mut constant.value {
        *number = number.saturating_add(step);
    }
}

fn shown(constant: &Constant) -> String {
    match &constant.value {
        ConstantValue::Number(day) if constant.ty == Type::Date => crate::lang::date::format(*day),
        ConstantValue::Number(number) => number.to_string(),
        ConstantValue::Text(text) => text.clone(),
    }
}

fn is_text(side: &Expr, variables: &[Variable]) -> bool {
    match side {
        Expr::Variable(id) => type_of(*id, variables).is_some_and(Type::is_text),
        Expr::Constant(constant) => constant.ty.is_text(),
        Expr::Apply { .. } => false,
    }
}

fn is_date(side: &Expr, variables: &[Variable]) -> bool {
    match side {
        Expr::Variable(id) => type_of(*id, variables) == Some(Type::Date),
        Expr::Constant(constant) => constant.ty == Type::Date,
        Expr::Apply { function, arguments } => match function {
            Function::AddDays | Function::AddMonths | Function::AddYears => true,
            Function::Min | Function::Max => arguments.iter().any(|side| is_date(side, variables)),
            _ => false,
        },
    }
}

fn type_of(id: VariableId, variables: &[Variable]) -> Option<Type> {
    variables.get(id.0 as usize).map(|variable| variable.ty)
}
