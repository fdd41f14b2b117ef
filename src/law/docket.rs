//! Dockets: what one run of the law decides, and what comes of it.

use crate::lang::program::RelationId;

use super::program::Law;

/// What is decided in one run: projects, and the triples (firm, project, role) asked about them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Docket {
    /// Projects, also those that no triple names.
    pub projects: Vec<i64>,
    /// Firm, project and role.
    pub triples: Vec<[i64; 3]>,
    /// Suppositions about firms that hold in every completion: firm, project, key, option.
    pub presets: Vec<[i64; 4]>,
    /// Rows of given relations that hold in this docket alone, each behind its project.
    pub made: Vec<(i64, RelationId, Vec<i64>)>,
    /// An issue that is left open, whatever reading of it is given.
    pub opened: Option<i64>,
}

impl Docket {
    /// Puts the rows that hold in the docket alone into given ones, and takes out the reading of the issue that is left open.
    pub(super) fn put_in(&self, law: &Law, buffers: &mut [Vec<i64>]) {
        if let (Some(issue), Some(readings)) = (self.opened, buffers.get_mut(law.ids.reading.0 as usize)) {
            let set = readings.chunks_exact(2).filter(|row| row.first() != Some(&issue));
            *readings = set.flatten().copied().collect();
        }
        for (_, relation, row) in &self.made {
            if let Some(buffer) = buffers.get_mut(relation.0 as usize) {
                buffer.extend(row);
            }
        }
    }
}

/// What a docket comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Certain rows of each derived relation of the law, by relation id; given relations stay empty.
    pub certain: Vec<Vec<i64>>,
    /// Rows that hold in some completions and not in others, by relation id.
    pub open: Vec<Vec<i64>>,
    /// Firm, project, role, outcome.
    pub verdicts: Vec<[i64; 4]>,
    /// Firm, project, role, key.
    pub missing: Vec<[i64; 4]>,
    /// Firm, project, role, issue: an undetermined verdict that is another under one option of the issue than under another.
    pub turning: Vec<[i64; 4]>,
    /// Firm, project, tier.
    pub possible_tiers: Vec<[i64; 3]>,
    /// Project, least and greatest counted amount over the completions.
    pub counted: Vec<[i64; 3]>,
    /// Number of runs of the law.
    pub runs: usize,
}
