//! Assumptions: a fact that is put in by hand is held to what fact files are held to, and takes the place of what is
//! known where there can be one only.

use crate::engine::word_of;
use crate::facts::{
    Cell, FactError, Origin, Row, Schema, judged_together, made_by_program, single_key, wrong_beside,
    wrong_row,
};
use crate::lang::checker::{CheckError, check_fact};
use crate::lang::error::{Diagnostic, SyntaxError};
use crate::lang::parser::parse_fact;
use crate::lang::program::{Atom, RelationId, Term, Type};
use crate::lang::source::{FileId, Sources, Span};

use super::World;
use super::error::WorldError;

/// Errors of two rows that cannot both be.
const REPLACEABLE: [&str; 3] = ["facts::conflict", "facts::overlap", "facts::two-groups"];

/// What a world has beyond its facts, or lacks of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Assumption {
    /// As typed; `without …` for what is left out.
    pub(super) text: String,
    /// The row that is assumed.
    pub(super) row: Option<(RelationId, Vec<i64>)>,
}

impl World {
    /// Facts assumed or retracted, as typed; what another took the place of is not among them.
    /// What is left out stands last: `without A, B` would read as if `B` were left out too.
    pub(super) fn assumptions_told(&self) -> Vec<String> {
        let (assumed, left_out): (Vec<&Assumption>, Vec<&Assumption>) = self
            .assumptions
            .iter()
            .partition(|assumption| assumption.row.is_some());
        let all = assumed.into_iter().chain(left_out);
        all.map(|assumption| assumption.text.clone()).collect()
    }

    /// Assumes a fact.
    pub(super) fn put_fact(&mut self, text: &str) -> Result<(), WorldError> {
        let mut sources = Sources::default();
        let file = sources.add("assumption", text);
        let mut atom = match self.parse_given(file, text) {
            Ok(atom) => atom,
            Err(diagnostics) => return Err(WorldError::Text { diagnostics, sources }),
        };
        let mut errors = Vec::new();
        self.resolve_atom(&mut atom, &mut errors);
        let name = self.relation_name(atom.relation).to_owned();
        if made_by_program(&name) || name == "Reading" {
            errors.push(Diagnostic {
                code: "query::made-relation",
                message: format!("`{name}` is worked out by the program and cannot be assumed"),
                span: atom.span,
                labels: Vec::new(),
                help: Some("assume the facts that it rests on; set readings by `issue=option`".to_owned()),
            });
        }
        let words: Vec<i64> = constants(&atom)
            .map(|constant| word_of(constant, &mut self.symbols))
            .collect();
        if errors.is_empty() {
            errors = self.wrong_values(&atom, &words);
        }
        if errors.is_empty() {
            (errors, sources) = self.wrong_beside(text, &atom, &words);
        }
        if !errors.is_empty() {
            let diagnostics = errors;
            return Err(WorldError::Text { diagnostics, sources });
        }
        let key = single_key(&name).unwrap_or(words.len());
        self.replace(atom.relation, key, &words, true);
        self.changed(&name);
        self.assumptions.retain(|before| {
            let same = |(relation, row): &(RelationId, Vec<i64>)| {
                *relation == atom.relation && row.get(..key) == words.get(..key)
            };
            !before.row.as_ref().is_some_and(same)
        });
        self.assumptions.push(Assumption {
            text: text.trim().to_owned(),
            row: Some((atom.relation, words)),
        });
        Ok(())
    }

    fn parse_given(&self, file: FileId, text: &str) -> Result<Atom, Vec<Diagnostic>> {
        let atom = parse_fact(file, text)
            .map_err(|errors| errors.iter().map(SyntaxError::diagnostic).collect::<Vec<_>>())?;
        check_fact(self.program(), &atom)
            .map_err(|errors| errors.iter().map(CheckError::diagnostic).collect())
    }

    /// What is wrong with the values themselves.
    fn wrong_values(&self, atom: &Atom, words: &[i64]) -> Vec<FactError> {
        let schema = Schema::from_program(&self.law.program);
        let Some(relation) = schema.relation(self.relation_name(atom.relation)) else {
            return Vec::new();
        };
        let spans: Vec<Span> = constants(atom).map(|constant| constant.span).collect();
        wrong_row(relation, &self.cells(atom.relation, words), &spans)
    }

    /// What the row and the facts may not say together.
    fn wrong_beside(&mut self, text: &str, atom: &Atom, words: &[i64]) -> (Vec<FactError>, Sources) {
        let mut sources = self.base.sources_text.clone();
        let file = sources.add("assumption", text);
        let place = Span { file, ..atom.span };
        let name = self.relation_name(atom.relation).to_owned();
        let new = self.row_of(atom.relation, words, place);
        let mut rows = Vec::new();
        for other in judged_together(&name) {
            let Some(id) = self.law.program.relation_named(other) else {
                continue;
            };
            let arity = self
                .law
                .program
                .relation(id)
                .map_or(1, |relation| relation.columns.len().max(1));
            let known = self.given.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
            let of_same = known
                .chunks_exact(arity)
                .filter(|row| row.first() == words.first());
            let of_same: Vec<Vec<i64>> = of_same
                .filter(|row| id != atom.relation || *row != words)
                .map(<[i64]>::to_vec)
                .collect();
            for row in of_same {
                let span = self.written_at(id, &row, &mut sources).unwrap_or(place);
                rows.push(self.row_of(id, &row, span));
            }
        }
        let mut errors = wrong_beside(new, rows);
        for error in errors
            .iter_mut()
            .filter(|error| REPLACEABLE.contains(&error.code))
        {
            let help = "leave the other one out first: `retract FACT`, on the command line `--retract FACT`";
            error.help = Some(help.to_owned());
        }
        (errors, sources)
    }

    /// Where a row is written: in a file, or as an assumption.
    fn written_at(&mut self, id: RelationId, row: &[i64], sources: &mut Sources) -> Option<Span> {
        let assumed = self.assumptions.iter().find(|before| {
            before
                .row
                .as_ref()
                .is_some_and(|(relation, words)| *relation == id && words == row)
        });
        if let Some(assumed) = assumed {
            let end = u32::try_from(assumed.text.len()).unwrap_or(u32::MAX);
            let file = sources.add("assumption", assumed.text.clone());
            return Some(Span { file, start: 0, end });
        }
        let index = self.fact_index();
        let number = index.get(&(id.0, Box::from(row)))?.first()?;
        self.base.rows.get(*number as usize).map(|row| row.origin.span)
    }

    fn row_of(&self, id: RelationId, words: &[i64], span: Span) -> Row {
        Row {
            relation: self.relation_name(id).into(),
            values: self.cells(id, words),
            origin: Origin {
                span,
                source: Vec::new(),
                grade: None,
                note: None,
            },
        }
    }

    /// The words of a row as fact files write them.
    fn cells(&self, id: RelationId, words: &[i64]) -> Vec<Cell> {
        let relation = self.law.program.relation(id);
        let columns = relation.map_or(&[][..], |relation| &relation.columns);
        columns
            .iter()
            .zip(words)
            .map(|(column, word)| match column.ty {
                Type::Text | Type::Named(_) => Cell::text(self.symbols.text(*word)),
                _ => Cell::Number(*word),
            })
            .collect()
    }
}

/// The constants of an atom; a fact has one in each column.
fn constants(atom: &Atom) -> impl Iterator<Item = &crate::lang::program::Constant> {
    atom.terms.iter().filter_map(|term| match term {
        Term::Constant(constant) => Some(constant),
        Term::Variable(_) | Term::Wildcard => None,
    })
}
