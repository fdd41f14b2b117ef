//! Projects that order each other again in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::base::{Cell, FactBase, Row};
use super::error::{Diagnostic, FactError};

/// One error for each circle, at its smallest project; the message prints the circle.
pub(crate) fn cycles(base: &FactBase) -> Vec<FactError> {
    let next: BTreeMap<&str, (&str, &Row)> = base
        .rows_of("ReorderOf")
        .filter_map(|row| match row.values.as_slice() {
            [Cell::Text(project), Cell::Text(earlier)] => Some((project.as_str(), (earlier.as_str(), row))),
            _ => None,
        })
        .collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut errors = Vec::new();
    for start in next.keys() {
        let mut path: Vec<&str> = Vec::new();
        let mut at = *start;
        while !done.contains(at) && !path.contains(&at) {
            path.push(at);
            match next.get(at) {
                Some((earlier, _)) => at = earlier,
                None => break,
            }
        }
        if let (Some(begin), Some((_, row))) = (path.iter().position(|project| *project == at), next.get(at))
            && !done.contains(at)
        {
            let mut circle: Vec<&str> = path.iter().skip(begin).copied().collect();
            circle.push(at);
            let message = if circle.len() == 2 {
                format!("`{at}` orders itself again")
            } else {
                format!(
                    "projects order each other again in a circle: `{}`",
                    circle.join(" -> ")
                )
            };
            errors.push(
                Diagnostic::new("facts::reorder-cycle", message, row.origin.span)
                    .with_help("`reorder_of` names the earlier project, whose tender failed"),
            );
        }
        done.extend(path);
    }
    errors
}
