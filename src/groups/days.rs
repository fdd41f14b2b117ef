//! Sets of days.

/// A set of days, as half-open intervals.
///
/// INVARIANT: the intervals are sorted, not empty, and neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Days {
    intervals: Vec<(i64, i64)>,
}

impl Days {
    /// Every day there is.
    pub(crate) fn all() -> Self {
        Self {
            intervals: vec![(i64::MIN, i64::MAX)],
        }
    }

    /// Adds the days of an interval.
    pub(crate) fn add(&mut self, from: i64, until: i64) {
        if from >= until {
            return;
        }
        let start = self.intervals.partition_point(|(_, end)| *end < from);
        let end = self.intervals.partition_point(|(begin, _)| *begin <= until);
        let touched = self.intervals.get(start..end).unwrap_or_default();
        let from = touched.first().map_or(from, |(begin, _)| from.min(*begin));
        let until = touched.last().map_or(until, |(_, end)| until.max(*end));
        self.intervals.splice(start..end, [(from, until)]);
    }

    /// The days of an interval that are in the set, and those that are not.
    pub(crate) fn split(&self, from: i64, until: i64) -> (Vec<(i64, i64)>, Vec<(i64, i64)>) {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        let mut day = from;
        let start = self.intervals.partition_point(|(_, end)| *end <= from);
        for &(begin, end) in self.intervals.iter().skip(start) {
            if begin >= until {
                break;
            }
            if day < begin {
                outside.push((day, begin));
            }
            inside.push((day.max(begin), end.min(until)));
            day = end.min(until);
        }
        if day < until {
            outside.push((day, until));
        }
        (inside, outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(intervals: &[(i64, i64)]) -> Days {
        let mut days = Days::default();
        for (from, until) in intervals {
            days.add(*from, *until);
        }
        days
    }

    #[test]
    fn intervals_that_touch_or_overlap_become_one() {
        assert_eq!(
            days(&[(4, 6), (1, 2), (2, 4), (8, 9)]).intervals,
            [(1, 6), (8, 9)]
        );
        assert_eq!(days(&[(1, 2), (4, 5), (7, 8), (0, 9)]).intervals, [(0, 9)]);
        assert_eq!(days(&[(3, 3), (5, 4)]).intervals, []);
    }

    #[test]
    fn an_interval_is_split_at_the_borders_of_the_set() {
        let set = days(&[(2, 4), (6, 8)]);
        assert_eq!(set.split(1, 7), (vec![(2, 4), (6, 7)], vec![(1, 2), (4, 6)]));
        assert_eq!(set.split(4, 6), (vec![], vec![(4, 6)]));
        assert_eq!(Days::all().split(1, i64::MAX), (vec![(1, i64::MAX)], vec![]));
    }
}
