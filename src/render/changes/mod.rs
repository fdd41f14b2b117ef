//! Conclusions that changed, who wrote the facts of a proof, and answers over time.

mod diff;
mod history;
mod json;
mod markdown;
mod words;

pub use diff::diff_text;
pub use history::{blame_text, log_text};
pub use json::{blame_json, diff_json, log_json};
pub use markdown::diff_markdown;
pub(super) use words::commit_text;

use crate::world::{Changed, Diff};

/// The changes of each project that have the same causes and commit, in the order of the first of each.
fn groups(diff: &Diff) -> Vec<Vec<&Changed>> {
    let mut groups: Vec<Vec<&Changed>> = Vec::new();
    for changed in &diff.changes {
        let same = |group: &&mut Vec<&Changed>| {
            group.first().is_some_and(|first| {
                first.project == changed.project
                    && first.causes == changed.causes
                    && first.by == changed.by
                    && first.or_in == changed.or_in
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(changed),
            None => groups.push(vec![changed]),
        }
    }
    groups
}
