//! Changing a world: readings and assumptions.

use crate::engine::word_of;
use crate::facts::made_by_program;
use crate::lang::error::Diagnostic;
use crate::lang::program::{Literal, RelationId, Term};
use crate::lang::source::{Sources, Span};
use crate::lang::suggest::nearest;
use crate::lang::syntax::RelationKind;

use super::World;
use super::assume::Assumption;
use super::error::WorldError;

/// What the place of a wrong retraction is called.
const RETRACTION: &str = "retraction";

/// One change of a world, in the order in which they were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A reading, as `issue=option`.
    Reading(String),
    /// A fact that is assumed.
    Assume(String),
    /// A fact, or a pattern of facts, that is left out.
    Retract(String),
    /// Rules of the analyst's own: where they come from, and their text.
    Rules(String, String),
    /// A rule of the analyst's own, or a relation, that is dropped.
    Drop(String),
}

impl Change {
    /// The change in a few words.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Change::Reading(text) => text.clone(),
            Change::Assume(text) => format!("assuming {text}"),
            Change::Retract(text) => format!("without {text}"),
            Change::Rules(label, _) => format!("rules of {label}"),
            Change::Drop(name) => format!("without the rule {name}"),
        }
    }
}

impl World {
    /// Makes a change.
    ///
    /// # Errors
    /// The change is wrong; then nothing changes.
    pub fn change(&mut self, change: Change) -> Result<(), WorldError> {
        match &change {
            Change::Reading(text) => self.read_as(text),
            Change::Assume(text) => self.put_fact(text),
            Change::Retract(text) => self.remove_facts(text),
            Change::Rules(label, text) => self.put_rules(label, text),
            Change::Drop(name) => self.remove_rules(name),
        }?;
        self.changes.push(change);
        Ok(())
    }

    /// The changes so far, in order.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Takes the last change back; `None` if there is none.
    pub fn undo(&mut self) -> Option<Change> {
        let mut changes = std::mem::take(&mut self.changes);
        let last = changes.pop();
        self.as_loaded();
        for change in changes {
            // What could be done before can be done again on the same facts.
            let _ = self.change(change);
        }
        last
    }

    /// Takes every change back; how many there were.
    pub fn reset(&mut self) -> usize {
        let count = self.changes.len();
        self.as_loaded();
        count
    }

    /// Makes the changes of another world on top of those of this one; those that no longer apply are told.
    pub fn replay(&mut self, changes: &[Change]) -> Vec<(Change, WorldError)> {
        let mut refused = Vec::new();
        for change in changes {
            if let Err(error) = self.change(change.clone()) {
                refused.push((change.clone(), error));
            }
        }
        refused
    }

    /// Answers from now on under a reading: `issue=option`, or `issue=open`.
    ///
    /// # Errors
    /// The issue or the option is not known.
    pub fn set_reading(&mut self, text: &str) -> Result<(), WorldError> {
        self.change(Change::Reading(text.to_owned()))
    }

    /// Assumes a fact: a ground atom of a given relation. It takes the place of a known one where there can be one only.
    ///
    /// # Errors
    /// The text is no such fact, or a name in it is not known.
    pub fn assume(&mut self, text: &str) -> Result<(), WorldError> {
        self.change(Change::Assume(text.to_owned()))
    }

    /// Leaves facts out: those that an atom of a given relation means, `_` standing for any value.
    ///
    /// # Errors
    /// The text is no such atom, a name in it is not known, or there is no such fact.
    pub fn retract(&mut self, text: &str) -> Result<(), WorldError> {
        self.change(Change::Retract(text.to_owned()))
    }

    /// Adds rules of the analyst's own; `label` says where they come from. A relation that is not declared gets the
    /// columns that its first rule shows.
    ///
    /// # Errors
    /// Everything that is wrong with the text.
    pub fn add_rules(&mut self, label: &str, text: &str) -> Result<(), WorldError> {
        let text = self.with_declarations(label, text);
        self.change(Change::Rules(label.to_owned(), text))
    }

    fn remove_facts(&mut self, text: &str) -> Result<(), WorldError> {
        let query = self.read_query_of(RETRACTION, text)?;
        let wrong = |message: &str, help: &str| {
            Err(WorldError::whole_of(
                RETRACTION,
                "query::retraction",
                text,
                message,
                help,
            ))
        };
        let [Literal::Atom(atom)] = query.body.as_slice() else {
            return wrong(
                "one fact is left out at a time",
                "write one relation with its values, such as `Vat(\"kotra-platform\", _)`",
            );
        };
        let name = self.relation_name(atom.relation).to_owned();
        let derived = self
            .program()
            .relation(atom.relation)
            .is_some_and(|relation| relation.kind == RelationKind::Derived);
        if derived || made_by_program(&name) {
            return wrong(
                &format!("`{name}` is concluded, not given"),
                "leave out the facts that it rests on; `why` names them",
            );
        }
        if atom.terms.iter().any(|term| matches!(term, Term::Variable(_))) {
            return wrong("a variable stands for no fact", "write `_` for any value");
        }
        let pattern: Vec<Option<i64>> = atom
            .terms
            .iter()
            .map(|term| match term {
                Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
                Term::Variable(_) | Term::Wildcard => None,
            })
            .collect();
        let Some(buffer) = self.given.get_mut(atom.relation.0 as usize) else {
            return Ok(());
        };
        let before = buffer.len();
        let fits = |row: &&[i64]| {
            row.iter()
                .zip(&pattern)
                .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
        };
        *buffer = buffer
            .chunks_exact(pattern.len().max(1))
            .filter(|row| !fits(row))
            .flatten()
            .copied()
            .collect();
        if buffer.len() == before {
            return wrong(
                "there is no such fact",
                &format!("`{name}(…)` with variables lists those there are"),
            );
        }
        self.forget();
        self.changed(&name);
        self.assumptions.retain(|before| {
            let left_out = |(relation, row): &(RelationId, Vec<i64>)| {
                *relation == atom.relation && fits(&row.as_slice())
            };
            !before.row.as_ref().is_some_and(left_out)
        });
        self.assumptions.push(Assumption {
            text: format!("without {}", text.trim()),
            row: None,
        });
        Ok(())
    }

    fn read_as(&mut self, text: &str) -> Result<(), WorldError> {
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
                nearest(issue, issues.iter().copied()).map_or_else(
                    || format!("issues: {}", issues.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            ));
        }
        if option != "open" && !options.contains(&option) {
            let list = format!("options of `{issue}`: {}, open", options.join(", "));
            let near = nearest(option, options.iter().copied().chain(["open"]));
            let help = near.map_or(list.clone(), |near| format!("did you mean `{near}`? {list}"));
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

    /// Removes the rows that agree with `row` in the first `key` columns, and puts the row there if asked.
    pub(super) fn replace(&mut self, id: RelationId, key: usize, row: &[i64], add: bool) {
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
        self.forget();
    }
}
