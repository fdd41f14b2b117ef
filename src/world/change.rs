//! Changing a world: readings and assumptions.

use crate::engine::word_of;
use crate::facts::{made_by_program, single_key};
use crate::lang::checker::check_fact;
use crate::lang::error::{Diagnostic, SyntaxError};
use crate::lang::parser::parse_fact;
use crate::lang::program::{RelationId, Term};
use crate::lang::source::{FileId, Sources, Span};

use super::World;
use super::error::WorldError;

impl World {
    /// Answers from now on under a reading: `issue=option`, or `issue=open`.
    ///
    /// # Errors
    /// The issue or the option is not known.
    pub fn set_reading(&mut self, text: &str) -> Result<(), WorldError> {
        let wrong = |message: String, help: String| {
            let mut sources = Sources::default();
            let file = sources.add("reading", text);
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let span = Span { file, start: 0, end };
            let diagnostic = Diagnostic {
                code: "query::reading",
                message,
                span,
                labels: Vec::new(),
                help: Some(help),
            };
            WorldError::Text {
                diagnostics: vec![diagnostic],
                sources,
            }
        };
        let Some((issue, option)) = text
            .split_once('=')
            .map(|(issue, option)| (issue.trim(), option.trim()))
        else {
            return Err(wrong(
                format!("`{text}` is not a reading"),
                "write `issue=option`".to_owned(),
            ));
        };
        let options: Vec<&str> = self
            .base
            .readings
            .iter()
            .filter(|reading| reading.issue == issue)
            .map(|reading| reading.option.as_str())
            .collect();
        if options.is_empty() {
            let mut issues: Vec<&str> = self
                .base
                .readings
                .iter()
                .map(|reading| reading.issue.as_str())
                .collect();
            issues.dedup();
            return Err(wrong(
                format!("there is no issue `{issue}`"),
                format!("issues: {}", issues.join(", ")),
            ));
        }
        if option != "open" && !options.contains(&option) {
            let help = format!("options of `{issue}`: {}, open", options.join(", "));
            return Err(wrong(format!("`{option}` is no reading of `{issue}`"), help));
        }
        let Some(id) = self.law.program.relation_named("Reading") else {
            return Err(WorldError::Internal("no relation `Reading`".to_owned()));
        };
        let (issue_word, option_word) = (self.symbols.intern(issue), self.symbols.intern(option));
        self.replace(id, 1, &[issue_word, option_word], option != "open");
        self.readings.insert(issue.to_owned(), option.to_owned());
        Ok(())
    }

    /// Assumes a fact: a ground atom of a given relation. It takes the place of a known one where there can be one only.
    ///
    /// # Errors
    /// The text is no such fact, or a name in it is not known.
    pub fn assume(&mut self, text: &str) -> Result<(), WorldError> {
        let mut sources = Sources::default();
        let file = sources.add("assumption", text);
        let mut atom = match self.parse_given(file, text) {
            Ok(atom) => atom,
            Err(diagnostics) => return Err(WorldError::Text { diagnostics, sources }),
        };
        let mut errors = Vec::new();
        self.resolve_atom(&mut atom, &mut errors);
        let name = self
            .law
            .program
            .relation(atom.relation)
            .map_or("", |relation| &relation.name);
        if made_by_program(name) || name == "Reading" {
            errors.push(Diagnostic {
                code: "query::made-relation",
                message: format!("`{name}` is worked out by the program and cannot be assumed"),
                span: atom.span,
                labels: Vec::new(),
                help: Some("assume the facts that it rests on; set readings by `issue=option`".to_owned()),
            });
        }
        if !errors.is_empty() {
            return Err(WorldError::Text {
                diagnostics: errors,
                sources,
            });
        }
        // An assumption takes the place of what is known where there can be one row only.
        let key = single_key(name).unwrap_or(atom.terms.len());
        let words: Vec<i64> = atom
            .terms
            .iter()
            .filter_map(|term| match term {
                Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
                Term::Variable(_) | Term::Wildcard => None,
            })
            .collect();
        let name = name.to_owned();
        self.replace(atom.relation, key, &words, true);
        self.changed(&name);
        self.assumptions.push(text.trim().to_owned());
        Ok(())
    }

    fn parse_given(&self, file: FileId, text: &str) -> Result<crate::lang::program::Atom, Vec<Diagnostic>> {
        let atom = parse_fact(file, text)
            .map_err(|errors| errors.iter().map(SyntaxError::diagnostic).collect::<Vec<_>>())?;
        check_fact(&self.law.program, &atom).map_err(|errors| {
            errors
                .iter()
                .map(crate::lang::checker::CheckError::diagnostic)
                .collect()
        })
    }

    /// Removes the rows that agree with `row` in the first `key` columns, and puts the row there if asked.
    fn replace(&mut self, id: RelationId, key: usize, row: &[i64], add: bool) {
        if let Some(buffer) = self.given.get_mut(id.0 as usize) {
            let kept: Vec<i64> = buffer
                .chunks_exact(row.len().max(1))
                .filter(|known| known.get(..key) != row.get(..key))
                .flatten()
                .copied()
                .collect();
            *buffer = kept;
            if add {
                buffer.extend_from_slice(row);
            }
        }
        self.store = None;
    }
}
