//! Types of expressions. A bare number takes the type that its place wants: `Int`, `Won` or `Year`.

use super::super::program::{Constant, ConstantValue, Expr, Function, Type};
use super::super::source::Span;
use super::super::suggest::nearest;
use super::super::syntax::{self, ArithmeticOp, Ident, Value};
use super::error::{CheckError, Named};
use super::scope::Scope;

/// An expression with its type, if that is known.
type Typed = (Expr, Option<Type>);

impl Scope<'_> {
    /// Types an expression; `wanted` is a hint for bare numbers and texts.
    pub(super) fn expression(&mut self, expression: &syntax::Expr, wanted: Option<Type>) -> Typed {
        match expression {
            syntax::Expr::Variable(name) => match self.lookup(&name.text) {
                Some(id) => (Expr::Variable(id), self.use_variable(id).0),
                None => {
                    self.unbound(name, false, wanted);
                    (nothing(name.span), None)
                }
            },
            syntax::Expr::Value(value, span) => {
                let constant = self.constant(value, *span, wanted);
                let ty = constant.ty;
                (Expr::Constant(constant), Some(ty))
            }
            syntax::Expr::Binary {
                op,
                left,
                right,
                span,
            } => self.binary(*op, left, right, *span, wanted),
            syntax::Expr::Call {
                function,
                arguments,
                span,
            } => self.call(function, arguments, *span, wanted),
        }
    }

    /// Types two expressions that should have one type: a side of bare values takes the type of the other.
    pub(super) fn pair(
        &mut self,
        left: &syntax::Expr,
        right: &syntax::Expr,
        wanted: Option<Type>,
    ) -> (Typed, Typed) {
        if is_bare(left) && !is_bare(right) {
            let right = self.expression(right, wanted);
            (self.expression(left, right.1.or(wanted)), right)
        } else {
            let left = self.expression(left, wanted);
            let hint = left.1.or(wanted);
            (left, self.expression(right, hint))
        }
    }

    fn binary(
        &mut self,
        op: ArithmeticOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
        wanted: Option<Type>,
    ) -> Typed {
        let ((left, left_type), (right, right_type)) = match (is_bare(left), is_bare(right)) {
            (true, true) => {
                let (l, r) = bare_hints(op, wanted);
                (self.expression(left, l), self.expression(right, r))
            }
            (true, false) => {
                let right = self.expression(right, None);
                let hint = right.1.and_then(|other| left_hint(op, other, wanted));
                (self.expression(left, hint), right)
            }
            (false, true) => {
                let left = self.expression(left, None);
                let hint = left.1.and_then(|other| right_hint(op, other, wanted));
                (left, self.expression(right, hint))
            }
            (false, false) => (self.expression(left, None), self.expression(right, None)),
        };
        let (Some(l), Some(r)) = (left_type, right_type) else {
            return (nothing(span), None);
        };
        let Some((function, swapped, ty)) = operation(op, l, r) else {
            let (left, right) = (self.type_name(l), self.type_name(r));
            self.errors.push(CheckError::OperandTypes {
                op: op.sign(),
                left,
                right,
                span,
            });
            return (nothing(span), None);
        };
        let arguments = if function == Function::AddDays && op == ArithmeticOp::Subtract {
            let negated = Expr::Apply {
                function: Function::Subtract,
                arguments: vec![nothing(span), right],
            };
            vec![left, negated]
        } else if swapped {
            vec![right, left]
        } else {
            vec![left, right]
        };
        (Expr::Apply { function, arguments }, Some(ty))
    }

    fn call(&mut self, name: &Ident, arguments: &[syntax::Expr], span: Span, wanted: Option<Type>) -> Typed {
        match (name.text.as_str(), arguments) {
            ("year", [day]) => {
                let day = self.argument(day, "the argument of `year`", Type::Date);
                (apply(Function::Year, vec![day]), Some(Type::Year))
            }
            ("add_years", [day, years]) => {
                let day = self.argument(day, "the first argument of `add_years`", Type::Date);
                let years = self.argument(years, "the second argument of `add_years`", Type::Int);
                (apply(Function::AddYears, vec![day, years]), Some(Type::Date))
            }
            ("add_months", [day, months]) => {
                let day = self.argument(day, "the first argument of `add_months`", Type::Date);
                let months = self.argument(months, "the second argument of `add_months`", Type::Int);
                (apply(Function::AddMonths, vec![day, months]), Some(Type::Date))
            }
            ("min", [left, right]) => self.choice(Function::Min, left, right, span, wanted),
            ("max", [left, right]) => self.choice(Function::Max, left, right, span, wanted),
            (known, _) => {
                for argument in arguments {
                    self.expression(argument, None);
                }
                match FUNCTIONS.iter().find(|(function, _)| *function == known) {
                    Some((_, usage)) => self.errors.push(CheckError::ArgumentCount { usage, span }),
                    None => self.errors.push(CheckError::Unknown {
                        what: Named::Function,
                        name: known.to_owned(),
                        suggestion: nearest(known, FUNCTIONS.iter().map(|(function, _)| *function)),
                        span: name.span,
                    }),
                }
                (nothing(span), None)
            }
        }
    }

    fn argument(&mut self, argument: &syntax::Expr, place: &str, wanted: Type) -> Expr {
        let (expression, found) = self.expression(argument, Some(wanted));
        if let Some(found) = found.filter(|found| *found != wanted) {
            let what = match argument {
                syntax::Expr::Variable(name) => format!("`{}`", name.text),
                syntax::Expr::Value(value, _) => super::scope::described(value),
                syntax::Expr::Binary { .. } | syntax::Expr::Call { .. } => "this".to_owned(),
            };
            self.mismatch(what, found, place.to_owned(), wanted, argument.span(), None);
        }
        expression
    }

    /// `min(a, b)` and `max(a, b)`.
    fn choice(
        &mut self,
        function: Function,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
        wanted: Option<Type>,
    ) -> Typed {
        let ((left, left_type), (right, right_type)) = self.pair(left, right, wanted);
        let (Some(l), Some(r)) = (left_type, right_type) else {
            return (nothing(span), None);
        };
        if l != r {
            let (left, right) = (self.type_name(l), self.type_name(r));
            self.errors
                .push(CheckError::ComparisonTypes { left, right, span });
            return (nothing(span), None);
        }
        if l.is_text() {
            let ty = self.type_name(l);
            self.errors.push(CheckError::NoOrder { ty, span });
            return (nothing(span), None);
        }
        (apply(function, vec![left, right]), Some(l))
    }
}

/// The functions and how they are written.
const FUNCTIONS: [(&str, &str); 5] = [
    ("year", "year(date)"),
    ("add_years", "add_years(date, number)"),
    ("add_months", "add_months(date, number)"),
    ("min", "min(a, b)"),
    ("max", "max(a, b)"),
];

fn apply(function: Function, arguments: Vec<Expr>) -> Expr {
    Expr::Apply { function, arguments }
}

/// The number 0: left side of a negated number of days, and what stands where an error was reported.
fn nothing(span: Span) -> Expr {
    Expr::Constant(Constant {
        ty: Type::Int,
        value: ConstantValue::Number(0),
        span,
    })
}

/// Whether an expression consists of bare numbers and texts, which take the type their place wants.
fn is_bare(expression: &syntax::Expr) -> bool {
    match expression {
        syntax::Expr::Value(value, _) => matches!(value, Value::Number(_) | Value::Text(_)),
        syntax::Expr::Variable(_) => false,
        syntax::Expr::Binary { left, right, .. } => is_bare(left) && is_bare(right),
        syntax::Expr::Call {
            function, arguments, ..
        } => matches!(function.text.as_str(), "min" | "max") && arguments.iter().all(is_bare),
    }
}

/// What two bare sides should be.
fn bare_hints(op: ArithmeticOp, wanted: Option<Type>) -> (Option<Type>, Option<Type>) {
    match (op, wanted) {
        (ArithmeticOp::Add | ArithmeticOp::Subtract, Some(Type::Won)) => (Some(Type::Won), Some(Type::Won)),
        (ArithmeticOp::Add | ArithmeticOp::Subtract, Some(Type::Year)) => (Some(Type::Year), None),
        (ArithmeticOp::Multiply | ArithmeticOp::Divide, Some(Type::Won)) => (Some(Type::Won), None),
        _ => (None, None),
    }
}

/// What a bare left side should be, by the type of the right side.
fn left_hint(op: ArithmeticOp, right: Type, wanted: Option<Type>) -> Option<Type> {
    match (op, right, wanted) {
        (ArithmeticOp::Add, Type::Won, _) => Some(Type::Won),
        (ArithmeticOp::Subtract | ArithmeticOp::Divide, Type::Won | Type::Year, _) => Some(right),
        (ArithmeticOp::Subtract, Type::Int, Some(Type::Year)) => Some(Type::Year),
        (ArithmeticOp::Multiply, Type::Int | Type::Percent, Some(Type::Won)) => Some(Type::Won),
        (ArithmeticOp::Divide, Type::Int, Some(Type::Won)) => Some(Type::Won),
        _ => None,
    }
}

/// What a bare right side should be, by the type of the left side.
fn right_hint(op: ArithmeticOp, left: Type, wanted: Option<Type>) -> Option<Type> {
    match (op, left, wanted) {
        (ArithmeticOp::Add | ArithmeticOp::Subtract, Type::Won, _) => Some(Type::Won),
        (ArithmeticOp::Subtract, Type::Year, Some(Type::Int)) => Some(Type::Year),
        (ArithmeticOp::Multiply, Type::Int | Type::Percent, Some(Type::Won)) => Some(Type::Won),
        (ArithmeticOp::Divide, Type::Won, Some(Type::Int)) => Some(Type::Won),
        _ => None,
    }
}

/// The function of an operator on two types, whether its arguments are swapped, and the type of its value.
fn operation(op: ArithmeticOp, left: Type, right: Type) -> Option<(Function, bool, Type)> {
    use Type::{Date, Int, Percent, Won, Year};
    let found = match (op, left, right) {
        (ArithmeticOp::Add, Int, Int)
        | (ArithmeticOp::Add, Won, Won)
        | (ArithmeticOp::Add, Percent, Percent) => (Function::Add, false, left),
        (ArithmeticOp::Add, Year, Int) | (ArithmeticOp::Add, Int, Year) => (Function::Add, false, Year),
        (ArithmeticOp::Add, Date, Int) => (Function::AddDays, false, Date),
        (ArithmeticOp::Add, Int, Date) => (Function::AddDays, true, Date),
        (ArithmeticOp::Subtract, Int, Int)
        | (ArithmeticOp::Subtract, Won, Won)
        | (ArithmeticOp::Subtract, Percent, Percent)
        | (ArithmeticOp::Subtract, Year, Int) => (Function::Subtract, false, left),
        (ArithmeticOp::Subtract, Year, Year) => (Function::Subtract, false, Int),
        (ArithmeticOp::Subtract, Date, Int) => (Function::AddDays, false, Date),
        (ArithmeticOp::Subtract, Date, Date) => (Function::DaysBetween, false, Int),
        (ArithmeticOp::Multiply, Int | Won | Percent, Int) => (Function::Multiply, false, left),
        (ArithmeticOp::Multiply, Int, Won | Percent) => (Function::Multiply, false, right),
        (ArithmeticOp::Multiply, Percent, Won) => (Function::PercentOf, false, Won),
        (ArithmeticOp::Multiply, Won, Percent) => (Function::PercentOf, true, Won),
        (ArithmeticOp::Divide, Int | Won | Percent, Int) => (Function::Divide, false, left),
        (ArithmeticOp::Divide, Won, Won) => (Function::Divide, false, Int),
        _ => return None,
    };
    Some(found)
}

impl ArithmeticOp {
    /// The operator as written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            ArithmeticOp::Add => "+",
            ArithmeticOp::Subtract => "-",
            ArithmeticOp::Multiply => "*",
            ArithmeticOp::Divide => "/",
        }
    }
}
