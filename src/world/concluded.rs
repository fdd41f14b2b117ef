//! Which conclusion the rows of an answer stand for: the firm, the project and the role that a question's `Verdict` or
//! `OpenTo` is about. A class of firms stands for the made-up firm by which it is decided.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::word_of;
use crate::lang::program::{Literal, Query, Term};
use crate::law::Decided;

use super::World;
use super::ask::{CLASSES, class_firm};

/// A column of a conclusion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// The variable of this index.
    Variable(usize),
    Word(i64),
    Any,
}

/// The only conclusion that a question asks for.
#[derive(Clone, Debug)]
pub(super) struct Concluded {
    /// Firm, project, role and outcome.
    columns: [Column; 4],
    /// Made-up firms by the words of their classes.
    firms: BTreeMap<i64, i64>,
    /// Whether the first column is a class.
    by_class: bool,
}

impl World {
    /// The question's `Verdict` or `OpenTo`, if there is one and no other.
    pub(super) fn concluded(&mut self, query: &Query) -> Option<Concluded> {
        let [verdict, open_to] = ["Verdict", "OpenTo"].map(|name| self.law.program.relation_named(name));
        let mut atoms = query.body.iter().filter_map(|literal| match literal {
            Literal::Atom(atom) if [verdict, open_to].contains(&Some(atom.relation)) => Some(atom),
            _ => None,
        });
        let (Some(atom), None) = (atoms.next(), atoms.next()) else {
            return None;
        };
        let mut columns = atom.terms.iter().map(|term| match term {
            Term::Variable(id) => Column::Variable(id.0 as usize),
            Term::Constant(constant) => Column::Word(word_of(constant, &mut self.symbols)),
            Term::Wildcard => Column::Any,
        });
        let mut next = || columns.next();
        let columns = if Some(atom.relation) == verdict {
            [next()?, next()?, next()?, next()?]
        } else {
            let (project, class, outcome) = (next()?, next()?, next()?);
            let sole = Column::Word(self.symbols.intern("sole"));
            [class, project, sole, outcome]
        };
        let mut word = |text: &str| self.symbols.intern(text);
        let firms = CLASSES.map(|(class, _)| (word(class), word(&class_firm(class))));
        Some(Concluded {
            columns,
            firms: BTreeMap::from(firms),
            by_class: Some(atom.relation) == open_to,
        })
    }
}

impl Concluded {
    /// Firm, project and role of a row, where it has them.
    pub(super) fn triple(&self, query: &Query, row: &[i64]) -> Option<[i64; 3]> {
        let [firm, project, role, _] = self.columns;
        let word = |column| match column {
            Column::Variable(variable) => {
                let at = query.columns.iter().position(|id| id.0 as usize == variable)?;
                row.get(at).copied()
            }
            Column::Word(word) => Some(word),
            Column::Any => None,
        };
        Some([self.firm(word(firm)?)?, word(project)?, word(role)?])
    }

    /// Whether every conclusion that answers the question is undetermined.
    pub(super) fn is_undetermined(
        &self,
        query: &Query,
        answers: &BTreeSet<Vec<i64>>,
        undetermined: i64,
    ) -> bool {
        let Column::Variable(outcome) = self.columns[3] else {
            return false;
        };
        let column = query.columns.iter().position(|id| id.0 as usize == outcome);
        column.is_some_and(|column| {
            !answers.is_empty() && answers.iter().all(|row| row.get(column) == Some(&undetermined))
        })
    }

    /// The firm that a word of the first column stands for.
    fn firm(&self, word: i64) -> Option<i64> {
        if self.by_class {
            self.firms.get(&word).copied()
        } else {
            Some(word)
        }
    }
}

/// The keys on which each undetermined conclusion turns, by firm, project and role.
pub(super) fn missing_of(decided: &[Decided]) -> BTreeMap<[i64; 3], Vec<i64>> {
    let mut missing: BTreeMap<[i64; 3], Vec<i64>> = BTreeMap::new();
    for [firm, project, role, key] in decided.iter().flat_map(|part| &part.missing) {
        missing.entry([*firm, *project, *role]).or_default().push(*key);
    }
    missing
}
