//! "Did you mean …": the nearest known name.

/// The candidate nearest to a name, if it is near enough to be a slip: one step for each three letters.
/// Names of one or two letters differ in capitals only. Among equals the first one wins.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let most = name.chars().count() / 3;
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(steps, _)| *steps <= most)
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, candidate)| candidate.to_owned())
}

/// The shortest candidate that contains a name of four letters or more: the name of a part of it.
#[must_use]
pub fn containing<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let lower = name.to_lowercase();
    let found = candidates
        .into_iter()
        .filter(|candidate| lower.chars().count() >= 4 && candidate.to_lowercase().contains(&lower));
    found.min_by_key(|candidate| candidate.len()).map(str::to_owned)
}

/// Number of letters to insert, delete, replace or swap with a neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], n: usize| row.get(n).copied().unwrap_or(usize::MAX / 2);
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (at(&last, j) + usize::from(x != y))
                .min(at(&last, j + 1) + 1)
                .min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    at(&last, b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name() {
        let names = ["Amount", "Announced", "Asked", "참여자", "f"];
        assert_eq!(nearest("Amuont", names).as_deref(), Some("Amount"));
        assert_eq!(nearest("amount", names).as_deref(), Some("Amount"));
        assert_eq!(nearest("anounced", names).as_deref(), Some("Announced"));
        assert_eq!(nearest("Verdict", names), None);
        assert_eq!(nearest("참영자", names).as_deref(), Some("참여자"));
        assert_eq!(nearest("g", names), None);
    }

    #[test]
    fn a_part_of_a_name_finds_the_shortest_whole() {
        let names = ["PersonHolding", "FirmHolding", "Sum"];
        assert_eq!(containing("holding", names).as_deref(), Some("FirmHolding"));
        assert_eq!(containing("Sum", names), None);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_step() {
        assert_eq!(distance("frim", "firm"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
