//! Where comparisons of functions of the swept value turn.
//!
//! A comparison keeps its truth over a window if the bounds of its sides, or those of their difference, lie apart; if
//! they do not, the window is halved, down to single values, where it is computed. So the first value at which it turns
//! is found exactly, with nothing supposed about how the two sides move against each other.

use rustc_hash::FxHashMap;

use crate::lang::syntax::CompareOp;

use super::curve::{Curves, Quantity, Window};

/// The truth of a comparison over a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// The same for every value.
    Always(bool),
    /// It is one up to before this value, which is not the first of the window.
    Turns(i64),
}

/// How a run looks at the swept value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// The values that are looked at; everything computed is defined all over it.
    pub window: Window,
    /// One of them, if only that is looked at; functions stay functions, so that single comparisons can be looked at
    /// elsewhere in the window.
    pub at: Option<i64>,
}

impl View {
    /// The truth of a comparison in this view.
    pub fn compare(self, curves: &mut Curves, op: CompareOp, left: Quantity, right: Quantity) -> Truth {
        match self.at {
            None => curves.compare(op, left, right, self.window),
            Some(at) => {
                let at = Window { from: at, to: at };
                curves.compare(op, left, right, at)
            }
        }
    }
}

/// The two comparisons that all others come down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Base {
    Equal,
    Less,
}

/// Stretches, in order of finding, over which comparisons keep their truth.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    stretches: FxHashMap<(Base, Quantity, Quantity), Vec<(Window, bool)>>,
}

/// Most halvings of one search; behind it the window is cut in the middle, which is always right.
const MOST_HALVINGS: u32 = 1 << 18;

impl Curves {
    /// The truth of a comparison of two quantities that are defined all over the window.
    pub fn compare(&mut self, op: CompareOp, left: Quantity, right: Quantity, window: Window) -> Truth {
        let (base, left, right, wanted) = match op {
            CompareOp::Equal => (Base::Equal, left, right, true),
            CompareOp::NotEqual => (Base::Equal, left, right, false),
            CompareOp::Less => (Base::Less, left, right, true),
            CompareOp::GreaterOrEqual => (Base::Less, left, right, false),
            CompareOp::Greater => (Base::Less, right, left, true),
            CompareOp::LessOrEqual => (Base::Less, right, left, false),
        };
        match self.truth(base, left, right, window) {
            Truth::Always(truth) => Truth::Always(truth == wanted),
            turns => turns,
        }
    }

    fn truth(&mut self, base: Base, left: Quantity, right: Quantity, window: Window) -> Truth {
        if let (Quantity::Fixed(left), Quantity::Fixed(right)) = (left, right) {
            return Truth::Always(holds(base, left, right));
        }
        if let Some(truth) = self.settled(base, left, right, window) {
            return Truth::Always(truth);
        }
        let key = (base, left, right);
        let found = self.known.stretches.get(&key).and_then(|stretches| {
            let mut all = stretches.iter();
            all.find(|(known, _)| known.from <= window.from && window.from <= known.to)
        });
        let (from, truth) = match found {
            Some((known, truth)) if window.to <= known.to => return Truth::Always(*truth),
            Some((known, truth)) => (known.to + 1, *truth),
            None => match self.at(base, left, right, window.from) {
                Some(truth) => (window.from + 1, truth),
                None => return Truth::Turns(middle(window)),
            },
        };
        let rest = Window { from, to: window.to };
        let Ok(turn) = self.first_turn(base, left, right, rest, truth) else {
            return Truth::Turns(middle(window));
        };
        let stretch = Window {
            from: window.from,
            to: turn.map_or(window.to, |turn| turn - 1),
        };
        self.known
            .stretches
            .entry(key)
            .or_default()
            .push((stretch, truth));
        turn.map_or(Truth::Always(truth), Truth::Turns)
    }

    /// The first value of a window at which a comparison is not `truth`.
    ///
    /// # Errors
    /// The search takes too many halvings.
    fn first_turn(
        &self,
        base: Base,
        left: Quantity,
        right: Quantity,
        window: Window,
        truth: bool,
    ) -> Result<Option<i64>, ()> {
        let mut todo = vec![window];
        for _ in 0..MOST_HALVINGS {
            let Some(window) = todo.pop() else { return Ok(None) };
            match self.settled(base, left, right, window) {
                Some(found) if found == truth => {}
                Some(_) => return Ok(Some(window.from)),
                None if window.from == window.to => return Err(()),
                None => {
                    let cut = middle(window);
                    todo.push(Window { from: cut, ..window });
                    todo.push(Window {
                        to: cut - 1,
                        ..window
                    });
                }
            }
        }
        Err(())
    }

    /// The truth of a comparison if bounds show that it is the same all over a window.
    fn settled(&self, base: Base, left: Quantity, right: Quantity, window: Window) -> Option<bool> {
        if left == right {
            return Some(base == Base::Equal);
        }
        if window.from == window.to {
            return self.at(base, left, right, window.from);
        }
        let one = self.bounds(left, window)?;
        let other = self.bounds(right, window)?;
        let difference = self.difference(left, right, window);
        let (low, high) = difference.unwrap_or((
            i128::from(one.0) - i128::from(other.1),
            i128::from(one.1) - i128::from(other.0),
        ));
        match base {
            Base::Less if high < 0 => Some(true),
            Base::Less if low >= 0 => Some(false),
            Base::Equal if high < 0 || low > 0 => Some(false),
            Base::Equal if low == 0 && high == 0 => Some(true),
            _ => None,
        }
    }

    fn at(&self, base: Base, left: Quantity, right: Quantity, at: i64) -> Option<bool> {
        Some(holds(base, self.value(left, at)?, self.value(right, at)?))
    }
}

fn holds(base: Base, left: i64, right: i64) -> bool {
    match base {
        Base::Equal => left == right,
        Base::Less => left < right,
    }
}

/// A value of the window behind its first that halves it.
pub(super) fn middle(window: Window) -> i64 {
    let half = (i128::from(window.from) + i128::from(window.to)).div_euclid(2) + 1;
    i64::try_from(half).unwrap_or(window.to).min(window.to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::curve::SWEPT;
    use super::*;
    use crate::lang::date;
    use crate::lang::program::Function;

    #[test]
    fn the_edge_of_a_floor_is_the_first_amount_that_reaches_it() {
        let mut curves = Curves::default();
        let all = Window {
            from: 0,
            to: 9_999_999_999_999_999,
        };
        let floor = Quantity::Fixed(8_000_000_000);
        assert_eq!(
            curves.compare(CompareOp::Less, SWEPT, floor, all),
            Truth::Turns(8_000_000_000)
        );
        let tax = curves
            .apply(Function::PercentOf, Quantity::Fixed(1_000), SWEPT, all)
            .unwrap();
        let taxed = curves.apply(Function::Add, SWEPT, tax, all).unwrap();
        assert_eq!(
            curves.compare(CompareOp::Less, taxed, floor, all),
            Truth::Turns(7_272_727_273)
        );
    }

    #[test]
    fn a_day_that_falls_before_and_behind_a_day_of_its_year_turns_twice_a_year() {
        let mut curves = Curves::default();
        let day = |text: &str| date::parse(text).unwrap();
        let all = Window {
            from: day("2020-02-01"),
            to: day("2999-12-31"),
        };
        let year = curves
            .apply(Function::Year, SWEPT, Quantity::Fixed(0), all)
            .unwrap();
        let years = curves
            .apply(Function::Subtract, year, Quantity::Fixed(2001), all)
            .unwrap();
        let july = Quantity::Fixed(day("2001-07-01"));
        let began = curves.apply(Function::AddYears, july, years, all).unwrap();
        let truth = curves.compare(CompareOp::LessOrEqual, began, SWEPT, all);
        assert_eq!(truth, Truth::Turns(day("2020-07-01")));
        let rest = Window {
            from: day("2020-07-01"),
            ..all
        };
        let truth = curves.compare(CompareOp::LessOrEqual, began, SWEPT, rest);
        assert_eq!(truth, Truth::Turns(day("2021-01-01")));
        let january = Quantity::Fixed(day("2001-01-01"));
        let began = curves.apply(Function::AddYears, january, years, all).unwrap();
        assert_eq!(
            curves.compare(CompareOp::LessOrEqual, began, SWEPT, all),
            Truth::Always(true)
        );
    }

    const FUNCTIONS: [Function; 8] = [
        Function::Add,
        Function::Subtract,
        Function::Multiply,
        Function::Divide,
        Function::PercentOf,
        Function::Min,
        Function::Max,
        Function::AddMonths,
    ];
    const OPS: [CompareOp; 6] = [
        CompareOp::Equal,
        CompareOp::NotEqual,
        CompareOp::Less,
        CompareOp::LessOrEqual,
        CompareOp::Greater,
        CompareOp::GreaterOrEqual,
    ];

    proptest! {
        #[test]
        fn a_comparison_turns_where_computing_every_value_says_so(
            steps in proptest::collection::vec((0..FUNCTIONS.len(), 0..4_usize, 0..4_usize, 1..40_i64), 1..5),
            op in 0..OPS.len(),
            from in -50..50_i64,
            length in 0..300_i64,
        ) {
            let window = Window { from, to: from + length };
            let mut curves = Curves::default();
            let mut made = vec![SWEPT, Quantity::Fixed(17), Quantity::Fixed(-3), Quantity::Fixed(100)];
            for (function, one, other, fixed) in steps {
                let one = made[one % made.len()];
                let other = if other == 0 { Quantity::Fixed(fixed) } else { made[made.len() - 1 - other % made.len()] };
                made.extend(curves.apply(FUNCTIONS[function], one, other, window));
            }
            let (left, right) = (made[made.len() - 1], made[made.len() / 2]);
            let truth = |curves: &Curves, at| {
                let (left, right) = (curves.value(left, at).unwrap(), curves.value(right, at).unwrap());
                match OPS[op] {
                    CompareOp::Equal => left == right,
                    CompareOp::NotEqual => left != right,
                    CompareOp::Less => left < right,
                    CompareOp::LessOrEqual => left <= right,
                    CompareOp::Greater => left > right,
                    CompareOp::GreaterOrEqual => left >= right,
                }
            };
            let first = truth(&curves, from);
            let turn = (from..=window.to).find(|at| truth(&curves, *at) != first);
            let expected = turn.map_or(Truth::Always(first), Truth::Turns);
            for _ in 0..2 {
                prop_assert_eq!(curves.compare(OPS[op], left, right, window), expected);
            }
            // The stretch that is known now serves a window within it.
            let within = Window { from: from + length / 3, to: window.to };
            let first = truth(&curves, within.from);
            let turn = (within.from..=within.to).find(|at| truth(&curves, *at) != first);
            let expected = turn.map_or(Truth::Always(first), Truth::Turns);
            prop_assert_eq!(curves.compare(OPS[op], left, right, within), expected);
        }
    }
}
