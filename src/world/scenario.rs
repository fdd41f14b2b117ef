//! Scenarios: named files of changes.

use crate::lang::error::Diagnostic;
use crate::lang::source::{FileId, Span};

use super::World;
use super::change::Change;
use super::error::WorldError;

/// A file of rules, readings, assumptions and retractions, in the order in which they are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Its path.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Each change, with the first byte of what it says in the text. Rules stand on their lines of the text.
    pub changes: Vec<(Change, usize)>,
}

impl World {
    /// Makes the changes of a scenario.
    ///
    /// # Errors
    /// A change is wrong, with its place in the file; those before it are made.
    pub fn play(&mut self, scenario: &Scenario) -> Result<(), WorldError> {
        for (change, at) in &scenario.changes {
            self.play_one(scenario, change, *at)?;
        }
        Ok(())
    }

    /// Makes one change of a scenario.
    ///
    /// # Errors
    /// The change is wrong, with its place in the file.
    pub fn play_one(&mut self, scenario: &Scenario, change: &Change, at: usize) -> Result<(), WorldError> {
        match change {
            Change::Rules(label, text) => self.add_rules(label, text),
            Change::Reading(said) | Change::Assume(said) | Change::Retract(said) | Change::Drop(said) => self
                .change(change.clone())
                .map_err(|error| error.placed(said, &scenario.name, &scenario.text, at)),
        }
    }
}

impl WorldError {
    /// What is wrong with a text, shown where the text stands in another: that of a file, from a byte on.
    pub(crate) fn placed(self, said: &str, name: &str, whole: &str, at: usize) -> WorldError {
        let WorldError::Text {
            diagnostics,
            mut sources,
        } = self
        else {
            return self;
        };
        let told: Vec<FileId> = (0_u32..)
            .zip(sources.files())
            .filter(|(_, file)| file.text == said)
            .map(|(id, _)| FileId(id))
            .collect();
        let file = sources.add(name, whole);
        let shift = u32::try_from(at).unwrap_or(u32::MAX);
        let moved = |span: Span| match told.contains(&span.file) {
            true => Span {
                file,
                start: span.start.saturating_add(shift),
                end: span.end.saturating_add(shift),
            },
            false => span,
        };
        let diagnostics = diagnostics
            .into_iter()
            .map(|found| Diagnostic {
                span: moved(found.span),
                labels: found
                    .labels
                    .into_iter()
                    .map(|(span, label)| (moved(span), label))
                    .collect(),
                ..found
            })
            .collect();
        WorldError::Text { diagnostics, sources }
    }
}
