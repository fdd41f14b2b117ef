//! The lines in which two texts differ.

use owo_colors::Style;

use super::{Look, plain};

/// Most pairs of lines that are compared; beyond, everything between the equal ends counts as changed.
const MOST_PAIRS: usize = 4_000_000;

/// A line that goes or comes, with its number in its own text, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Goes(usize),
    Comes(usize),
}

/// The changed lines with their numbers, at most so many.
#[must_use]
pub fn changed_lines(before: &str, after: &str, most: usize, look: Look) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let changes = changes(&old, &new);
    let mut out = String::new();
    for change in changes.iter().take(most) {
        let (number, sign, line, style) = match change {
            Change::Goes(at) => (at, '-', old.get(*at), Style::new().red()),
            Change::Comes(at) => (at, '+', new.get(*at), Style::new().green()),
        };
        let line = plain(line.map_or("", |line| line.trim_end_matches(['\r', '\n'])));
        let line = format!("{:>6} {sign} {line}", number + 1);
        out.push_str(&look.paint(line.trim_end(), style));
        out.push('\n');
    }
    if changes.len() > most {
        out.push_str(&format!("       … and {} more\n", changes.len() - most));
    }
    out
}

/// The changes between two lists of lines, in order: a longest common subsequence stays.
fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or(&[]), new.get(start..).unwrap_or(&[]));
    let end = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let old_rest = old_rest.get(..old_rest.len() - end).unwrap_or(&[]);
    let new_rest = new_rest.get(..new_rest.len() - end).unwrap_or(&[]);
    let common = common(old_rest, new_rest);
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    for (same_old, same_new) in common.into_iter().chain([(old_rest.len(), new_rest.len())]) {
        out.extend((i..same_old).map(|at| Change::Goes(start + at)));
        out.extend((j..same_new).map(|at| Change::Comes(start + at)));
        (i, j) = (same_old + 1, same_new + 1);
    }
    out
}

/// Pairs of places of a longest common subsequence; none where the lists are too long.
fn common(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let length = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let found = if a == b {
                length(&lengths, i + 1, j + 1) + 1
            } else {
                length(&lengths, i + 1, j).max(length(&lengths, i, j + 1))
            };
            if let Some(place) = lengths.get_mut(i * width + j) {
                *place = found;
            }
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        if a == b {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if length(&lengths, i + 1, j) >= length(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_not_shown_and_lines_bear_the_numbers_of_their_texts() {
        let shown = changed_lines("a\nb\nc\nd\n", "a\nc\nx\nd\ne\n", 9, Look::default());
        assert_eq!(shown, "     2 - b\n     3 + x\n     5 + e\n");
    }

    #[test]
    fn equal_texts_have_no_changed_lines_and_a_last_line_without_its_end_is_one() {
        assert_eq!(changed_lines("a\n", "a\n", 9, Look::default()), "");
        assert_eq!(
            changed_lines("a", "a\n", 9, Look::default()),
            "     1 - a\n     1 + a\n"
        );
    }

    #[test]
    fn more_changes_than_asked_for_are_counted() {
        let shown = changed_lines("", "a\nb\nc\n", 1, Look::default());
        assert_eq!(shown, "     1 + a\n       … and 2 more\n");
    }
}
