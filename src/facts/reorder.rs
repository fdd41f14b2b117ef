//! Orders of a project again: none of itself, none in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::base::{FactBase, Row};
use super::consistency::text;
use super::error::{Diagnostic, FactError};

/// Every circle of re-orders, once, told from its first project by id.
pub(crate) fn cycles(base: &FactBase) -> Vec<FactError> {
    let mut earlier: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in base.rows_of("ReorderOf") {
        earlier.entry(text(row, 0)).or_insert(row);
    }
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut errors = Vec::new();
    for start in earlier.keys() {
        let mut path: Vec<&str> = Vec::new();
        let mut at = *start;
        while !done.contains(at) {
            done.insert(at);
            path.push(at);
            let Some(row) = earlier.get(at) else { break };
            at = text(row, 1);
        }
        // A project on this very path closes a circle; one done before was looked at from another start.
        if let Some(circle) = path
            .iter()
            .position(|id| *id == at)
            .and_then(|first| path.get(first..))
            && let Some(row) = circle.first().and_then(|id| earlier.get(id))
        {
            errors.push(circle_error(circle, row));
        }
    }
    errors
}

/// The error of one circle.
fn circle_error(circle: &[&str], row: &Row) -> FactError {
    let first = circle.first().copied().unwrap_or_default();
    let message = if circle.len() == 1 {
        format!("project `{first}` is a re-order of itself")
    } else {
        let mut steps: Vec<String> = circle.iter().map(|id| format!("`{id}`")).collect();
        steps.push(format!("`{first}`"));
        format!("re-orders run in a circle: {}", steps.join(" -> "))
    };
    Diagnostic::new("facts::reorder-cycle", message, row.origin.span)
        .with_help("`reorder_of` names an earlier project")
}

#[cfg(test)]
mod tests {
    use crate::facts::testing::codes_of;

    /// Projects in a circle of this length, with one more that leads into it.
    fn circle(length: usize) -> String {
        let of = |id: usize, earlier: usize| {
            format!("[project.p{id}]\nname = \"P\"\nreorder_of = \"p{earlier}\"\n")
        };
        let mut text: String = (0..length).map(|id| of(id, (id + 1) % length)).collect();
        text.push_str(&of(length, 0));
        text
    }

    #[test]
    fn a_circle_of_any_length_is_one_error() {
        for length in 1..=4 {
            assert_eq!(codes_of(&circle(length)), ["facts::reorder-cycle"], "{length}");
        }
    }
}
