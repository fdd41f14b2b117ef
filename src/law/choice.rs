//! Choices that a run of the law leaves open.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::program::RelationId;

use super::program::{Ids, Law};
use super::rows::Rows;

/// One supposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pick {
    pub(super) kind: Kind,
    pub(super) key: i64,
    pub(super) value: i64,
}

/// Kinds of choices, in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Day,
    Word,
    Reading,
    Amount,
    Firm,
}

impl Pick {
    /// The row that says so, of a project and, where it is about one, a firm.
    pub(super) fn row(&self, ids: &Ids, project: i64, firm: Option<i64>) -> (RelationId, Vec<i64>) {
        let relation = match self.kind {
            Kind::Day => ids.day_supposed,
            Kind::Word => ids.project_supposed,
            Kind::Reading => ids.reading_supposed,
            Kind::Amount => ids.amount_supposed,
            Kind::Firm => ids.firm_supposed,
        };
        let of_firm = firm.filter(|_| self.kind == Kind::Firm);
        (
            relation,
            of_firm
                .into_iter()
                .chain([project, self.key, self.value])
                .collect(),
        )
    }
}

/// The first open choice of each project and firm, with its options in order.
pub(super) struct Open {
    pub(super) projects: FxHashMap<i64, Vec<Pick>>,
    pub(super) firms: FxHashMap<(i64, i64), Vec<Pick>>,
}

impl Open {
    /// Projects in which something is open.
    pub(super) fn unsettled(&self) -> FxHashSet<i64> {
        self.projects
            .keys()
            .copied()
            .chain(self.firms.keys().map(|(project, _)| *project))
            .collect()
    }

    /// Reads the choices of a run.
    pub(super) fn read(law: &Law, run: &(impl Rows + ?Sized)) -> Self {
        let ids = &law.ids;
        let rank = |key: i64| ids.rank.get(&key).copied().unwrap_or(usize::MAX);
        let mut open = Self {
            projects: FxHashMap::default(),
            firms: FxHashMap::default(),
        };
        let kinds = [
            (Kind::Day, ids.day_choice),
            (Kind::Word, ids.project_choice),
            (Kind::Reading, ids.reading_choice),
            (Kind::Amount, ids.amount_choice),
        ];
        for (kind, relation) in kinds {
            for row in run.rows(relation).chunks_exact(3) {
                if let [project, key, value] = *row {
                    open.projects
                        .entry(project)
                        .or_default()
                        .push(Pick { kind, key, value });
                }
            }
        }
        for row in run.rows(ids.firm_choice).chunks_exact(4) {
            if let [firm, project, key, value] = *row {
                open.firms.entry((project, firm)).or_default().push(Pick {
                    kind: Kind::Firm,
                    key,
                    value,
                });
            }
        }
        for picks in open.projects.values_mut().chain(open.firms.values_mut()) {
            let first = picks.iter().map(|pick| (pick.kind, rank(pick.key))).min();
            picks.retain(|pick| Some((pick.kind, rank(pick.key))) == first);
            picks.sort_unstable();
        }
        open
    }
}
