//! Values as functions of a swept value.
//!
//! What a rule computes from the swept value is kept as the function it is. Sums with, multiples of and quotients by fixed
//! values come to one form, a line that is rounded down, which is the same for the same function; everything else is kept
//! as it is applied. Every function of the language is monotone in each of its arguments (a quotient where the divisor
//! keeps its sign), so its bounds over a window lie at the corners, and it is defined everywhere if it is at the corners.

use rustc_hash::FxHashMap;

use crate::engine::apply;
use crate::lang::program::Function;

/// The values from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Window {
    /// The least.
    pub from: i64,
    /// The greatest.
    pub to: i64,
}

/// Index of a function of the swept value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CurveId(u32);

/// A word of a run over a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantity {
    /// The same for every value of the window.
    Fixed(i64),
    /// A function of the swept value.
    Moving(CurveId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Curve {
    Line(Line),
    Apply(Function, Quantity, Quantity),
}

/// `floor((slope * x + shift) / parts)`.
// INVARIANT: parts > 0; slope and parts are coprime, so that equal functions are equal lines; all are below `SMALL`,
// the shift below `SMALL * SMALL * SMALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Line {
    slope: i128,
    shift: i128,
    parts: i128,
}

/// Bound of slope and parts: products of two of them and a word stay within 128 bits.
const SMALL: i128 = 1 << 31;

/// The functions of one sweep. The same function has one id, whatever the window.
#[derive(Clone, Debug)]
pub struct Curves {
    curves: Vec<Curve>,
    ids: FxHashMap<Curve, CurveId>,
    /// Stretches over which a comparison keeps its truth; see [`super::truth`].
    pub(super) known: super::truth::Known,
}

/// The swept value itself.
pub const SWEPT: Quantity = Quantity::Moving(CurveId(0));

impl Default for Curves {
    fn default() -> Self {
        let swept = Curve::Line(Line {
            slope: 1,
            shift: 0,
            parts: 1,
        });
        Self {
            curves: vec![swept],
            ids: FxHashMap::from_iter([(swept, CurveId(0))]),
            known: super::truth::Known::default(),
        }
    }
}

impl Curves {
    /// A function of two values (the second is not read by one of a single argument) over a window; `None` if it is not
    /// shown to be defined everywhere in it. What comes to one value in the whole window is fixed.
    pub fn apply(
        &mut self,
        function: Function,
        a: Quantity,
        b: Quantity,
        window: Window,
    ) -> Option<Quantity> {
        if let (Quantity::Fixed(a), Quantity::Fixed(b)) = (a, b) {
            return apply(function, Some(a), Some(b)).map(Quantity::Fixed);
        }
        let corners = corners(function, self.bounds(a, window)?, self.bounds(b, window)?)?;
        if corners.0 == corners.1 {
            return Some(Quantity::Fixed(corners.0));
        }
        let line = self.line(a).zip(self.line(b));
        let curve = line
            .and_then(|(a, b)| Line::of(function, a, b))
            .map_or(Curve::Apply(function, a, b), Curve::Line);
        let moving = self.id(curve);
        Some(match self.bounds(moving, window)? {
            (low, high) if low == high => Quantity::Fixed(low),
            _ => moving,
        })
    }

    fn id(&mut self, curve: Curve) -> Quantity {
        let next = CurveId(u32::try_from(self.curves.len()).unwrap_or(u32::MAX));
        let id = *self.ids.entry(curve).or_insert(next);
        if id == next {
            self.curves.push(curve);
        }
        Quantity::Moving(id)
    }

    fn curve(&self, id: CurveId) -> Option<Curve> {
        self.curves.get(id.0 as usize).copied()
    }

    fn line(&self, quantity: Quantity) -> Option<Line> {
        match quantity {
            Quantity::Fixed(value) => Some(Line {
                slope: 0,
                shift: i128::from(value),
                parts: 1,
            }),
            Quantity::Moving(id) => match self.curve(id)? {
                Curve::Line(line) => Some(line),
                Curve::Apply(..) => None,
            },
        }
    }

    /// What a quantity is where the swept value is `at`; `None` where it is not defined.
    #[must_use]
    pub fn value(&self, quantity: Quantity, at: i64) -> Option<i64> {
        match quantity {
            Quantity::Fixed(value) => Some(value),
            Quantity::Moving(id) => match self.curve(id)? {
                Curve::Line(line) => i64::try_from(line.at(at)).ok(),
                Curve::Apply(function, a, b) => apply(function, self.value(a, at), self.value(b, at)),
            },
        }
    }

    /// Least and greatest value over a window, or values beyond them; `None` if it is not shown to be defined everywhere.
    #[must_use]
    pub fn bounds(&self, quantity: Quantity, window: Window) -> Option<(i64, i64)> {
        match quantity {
            Quantity::Fixed(value) => Some((value, value)),
            Quantity::Moving(id) => match self.curve(id)? {
                Curve::Line(line) => {
                    let (one, other) = (line.at(window.from), line.at(window.to));
                    let low = i64::try_from(one.min(other)).ok()?;
                    Some((low, i64::try_from(one.max(other)).ok()?))
                }
                Curve::Apply(function, a, b) => {
                    corners(function, self.bounds(a, window)?, self.bounds(b, window)?)
                }
            },
        }
    }

    /// Bounds of `a - b` over a window where both are lines: tighter than those of the two apart.
    pub(super) fn difference(&self, a: Quantity, b: Quantity, window: Window) -> Option<(i128, i128)> {
        let (a, b) = (self.line(a)?, self.line(b)?);
        let slope = a.slope * b.parts - b.slope * a.parts;
        let shift = a.shift * b.parts - b.shift * a.parts;
        let parts = a.parts * b.parts;
        let at = |x: i64| slope * i128::from(x) + shift;
        let (one, other) = (at(window.from), at(window.to));
        // Rounding down takes less than 1 from either side; a line in whole numbers is not rounded.
        let low = one.min(other) - if a.parts == 1 { 0 } else { parts - 1 };
        let high = one.max(other) + if b.parts == 1 { 0 } else { parts - 1 };
        Some((-((-low).div_euclid(parts)), high.div_euclid(parts)))
    }
}

/// Least and greatest value of a function over the corners of its arguments' bounds.
fn corners(function: Function, a: (i64, i64), b: (i64, i64)) -> Option<(i64, i64)> {
    if function == Function::Divide && b.0 <= 0 && 0 <= b.1 {
        return None;
    }
    let mut bounds: Option<(i64, i64)> = None;
    for (a, b) in [(a.0, b.0), (a.0, b.1), (a.1, b.0), (a.1, b.1)] {
        let value = apply(function, Some(a), Some(b))?;
        let (low, high) = bounds.unwrap_or((value, value));
        bounds = Some((low.min(value), high.max(value)));
    }
    bounds
}

impl Line {
    fn at(self, x: i64) -> i128 {
        (self.slope * i128::from(x) + self.shift).div_euclid(self.parts)
    }

    /// A function of two lines as a line, where it is one.
    fn of(function: Function, a: Line, b: Line) -> Option<Line> {
        match function {
            Function::Add | Function::AddDays if a.parts == 1 || b.parts == 1 => {
                let (a, b) = if b.parts == 1 { (a, b) } else { (b, a) };
                Line::new(a.slope + a.parts * b.slope, a.shift + a.parts * b.shift, a.parts)
            }
            Function::Subtract | Function::DaysBetween if b.parts == 1 => {
                Line::new(a.slope - a.parts * b.slope, a.shift - a.parts * b.shift, a.parts)
            }
            Function::Multiply => Line::product(a, b, 1),
            Function::PercentOf => Line::product(a, b, 10_000),
            Function::Divide if b.slope == 0 && b.parts == 1 && b.shift > 0 => {
                Line::new(a.slope, a.shift, a.parts.checked_mul(b.shift)?)
            }
            _ => None,
        }
    }

    /// A whole line times a fixed value, in parts.
    fn product(a: Line, b: Line, parts: i128) -> Option<Line> {
        let (times, line) = if a.slope == 0 { (a, b) } else { (b, a) };
        if times.slope != 0 || times.parts != 1 || line.parts != 1 {
            return None;
        }
        let slope = line.slope.checked_mul(times.shift)?;
        Line::new(slope, line.shift.checked_mul(times.shift)?, parts)
    }

    fn new(slope: i128, shift: i128, parts: i128) -> Option<Line> {
        let common = common(slope.abs(), parts);
        let line = Line {
            slope: slope / common,
            shift: shift.div_euclid(common),
            parts: parts / common,
        };
        let small =
            line.slope.abs() < SMALL && line.parts < SMALL && line.shift.abs() < SMALL * SMALL * SMALL;
        (small && line.slope != 0).then_some(line)
    }
}

/// The greatest common divisor; `parts` is above 0.
fn common(mut slope: i128, mut parts: i128) -> i128 {
    while slope != 0 {
        (slope, parts) = (parts % slope, slope);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Window = Window { from: 0, to: 1_000 };

    fn fixed(value: i64) -> Quantity {
        Quantity::Fixed(value)
    }

    #[test]
    fn the_same_function_is_one_curve_however_it_is_computed() {
        let mut curves = Curves::default();
        let twelve = curves.apply(Function::Multiply, SWEPT, fixed(12), ALL).unwrap();
        assert_eq!(
            curves.apply(Function::Divide, twelve, fixed(12), ALL),
            Some(SWEPT)
        );
        let tenth = curves
            .apply(Function::PercentOf, fixed(1_000), SWEPT, ALL)
            .unwrap();
        let taxed = curves.apply(Function::Add, SWEPT, tenth, ALL).unwrap();
        let eleven = curves.apply(Function::Multiply, fixed(11), SWEPT, ALL).unwrap();
        assert_eq!(
            curves.apply(Function::Divide, eleven, fixed(10), ALL),
            Some(taxed)
        );
    }

    #[test]
    fn a_curve_has_the_value_that_the_arithmetic_of_the_language_gives() {
        let mut curves = Curves::default();
        let functions = [
            (Function::Add, fixed(-7)),
            (Function::Subtract, fixed(30)),
            (Function::Multiply, fixed(-3)),
            (Function::Divide, fixed(7)),
            (Function::PercentOf, fixed(1_250)),
            (Function::AddDays, fixed(45)),
            (Function::AddMonths, fixed(4)),
            (Function::AddYears, fixed(1)),
            (Function::Year, fixed(0)),
            (Function::Min, fixed(500)),
            (Function::Max, fixed(500)),
        ];
        for (first, one) in functions {
            for (second, other) in functions {
                let inner = curves.apply(first, SWEPT, one, ALL).unwrap();
                let Some(outer) = curves.apply(second, inner, other, ALL) else {
                    continue;
                };
                for x in 0..=1_000 {
                    let plain = |quantity| curves.value(quantity, 0);
                    let expected = apply(second, apply(first, Some(x), plain(one)), plain(other));
                    assert_eq!(curves.value(outer, x), expected, "{second:?} of {first:?} at {x}");
                }
                let (low, high) = curves.bounds(outer, ALL).unwrap();
                assert!((0..=1_000).all(|x| (low..=high).contains(&curves.value(outer, x).unwrap())));
            }
        }
    }

    #[test]
    fn what_may_not_be_defined_is_no_curve() {
        let mut curves = Curves::default();
        assert_eq!(curves.apply(Function::Divide, fixed(7), SWEPT, ALL), None);
        let later = Window { from: 1, to: 1_000 };
        assert!(curves.apply(Function::Divide, fixed(7), SWEPT, later).is_some());
        let far = Window {
            from: 0,
            to: i64::MAX,
        };
        assert_eq!(curves.apply(Function::Add, SWEPT, fixed(1), far), None);
    }

    #[test]
    fn a_curve_that_comes_to_one_value_is_fixed() {
        let mut curves = Curves::default();
        let year = curves.apply(Function::Year, SWEPT, fixed(0), Window { from: 0, to: 364 });
        assert_eq!(year, Some(fixed(1970)));
    }
}
