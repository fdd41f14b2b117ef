//! The commands that answer something: the same words in the session and on the command line.

use super::command::Refusal;
use super::sweeping;
use crate::engine::Limits;
use crate::render::{
    Format, Look, dossier_json, dossier_text, failure, flips_json, flips_text, missing_json, missing_text,
    readings_json, readings_text, revision_line, why_json, why_text, whynot_json, whynot_text,
};
use crate::world::{Flips, Value, Why, World, WorldError};

/// A command that answers something, with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inquiry {
    /// Why an atom holds.
    Why {
        /// All levels.
        full: bool,
        /// Which proof, from 0.
        number: usize,
        /// The atom.
        atom: String,
    },
    /// Why an atom does not hold.
    WhyNot {
        /// All levels.
        full: bool,
        /// The atom.
        atom: String,
    },
    /// The outcome under every combination of readings.
    Readings(String),
    /// What an undetermined verdict turns on.
    Missing(String),
    /// The smallest changes of facts that turn an atom.
    Flip {
        /// Most changes in a set.
        size: usize,
        /// The atom.
        atom: String,
    },
    /// What an answer is for every value of a column.
    Sweep {
        /// The atom; the last one that was asked where there is none.
        atom: Option<String>,
        /// The column, or a short form.
        over: String,
    },
    /// What an answer is for every day of the announcement, and why it changes.
    Timeline {
        /// The atom; the last one that was asked where there is none.
        atom: Option<String>,
    },
    /// Everything on file about what a name means.
    Show(String),
}

/// Changes in a set unless a session asks for more or fewer, and the most that it may ask for.
const FLIP_SIZE: (usize, usize) = (1, 3);

/// The words of inquiries, what follows them, and what they answer.
pub(crate) const INQUIRIES: [(&str, &str, &str); 9] = [
    (
        "why",
        "[full] ATOM",
        "why it holds; `why next` gives another proof",
    ),
    ("whynot", "[full] ATOM", "what is in the way of it, nearest first"),
    (
        "readings",
        "VERDICT",
        "the outcome under every reading, and which decide",
    ),
    (
        "missing",
        "VERDICT",
        "what is not known, ranked by how much it decides",
    ),
    (
        "flip",
        "[size N] ATOM",
        "the smallest changes of facts that turn it",
    ),
    (
        "sweep",
        "ATOM over COLUMN",
        "all values at which an answer changes; COLUMN: `Amount.won`, or a row `Sales(firm, 2025-12-31, w, b).won`",
    ),
    (
        "sweep",
        "amount [ATOM]",
        "the same for the amount; also `announced`, `months`, `sales`, `share`",
    ),
    (
        "timeline",
        "[ATOM]",
        "the answer for each day of announcement, and why it changes",
    ),
    (
        "show",
        "[KIND] NAME",
        "the dossier of a project, firm, group, body, person, provision, source",
    ),
];

/// Formats of answers that are no table of rows.
pub(crate) const TOLD: [Format; 2] = [Format::Table, Format::Json];

/// Refuses a format that the answer of a command does not have.
///
/// # Errors
/// It does not have it.
pub(crate) fn has_format(word: &str, format: Format, formats: &[Format]) -> Result<(), Refusal> {
    if formats.contains(&format) {
        return Ok(());
    }
    let known: Vec<String> = formats
        .iter()
        .map(|known| format!("`{}`", known.name()))
        .collect();
    Err(Refusal {
        code: "command::format",
        message: format!("`{word}` is not written as `{}`", format.name()),
        help: format!("formats of `{word}`: {}", known.join(", ")),
    })
}

/// How an inquiry ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// There is an answer.
    Answered,
    /// There is none.
    NoAnswer,
    /// It turns on what is not known.
    Undetermined,
}

/// What an inquiry comes to: text with a line end at its end, and how it ended.
pub type Outcome = Result<(String, Status), WorldError>;

impl Inquiry {
    /// Reads an inquiry from its word and what stands behind it; nothing for another word.
    ///
    /// # Errors
    /// The words behind it are wrong.
    pub fn read(word: &str, rest: &str) -> Option<Result<Self, Refusal>> {
        let rest = rest.trim();
        Some(match word {
            "why" => full(word, rest).map(|(full, atom)| Inquiry::Why {
                full,
                number: 0,
                atom,
            }),
            "whynot" => full(word, rest).map(|(full, atom)| Inquiry::WhyNot { full, atom }),
            "readings" => atom(word, rest).map(Inquiry::Readings),
            "missing" => atom(word, rest).map(Inquiry::Missing),
            "flip" => flip(rest),
            "sweep" => sweeping::sweep(rest),
            "timeline" => Ok(sweeping::timeline(rest)),
            "show" if rest.is_empty() => Err(takes(word, "show kotra-platform")),
            "show" => Ok(Inquiry::Show(rest.to_owned())),
            _ => return None,
        })
    }

    /// The word of the command.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Inquiry::Why { .. } => "why",
            Inquiry::WhyNot { .. } => "whynot",
            Inquiry::Readings(_) => "readings",
            Inquiry::Missing(_) => "missing",
            Inquiry::Sweep { .. } => "sweep",
            Inquiry::Timeline { .. } => "timeline",
            Inquiry::Flip { .. } => "flip",
            Inquiry::Show(_) => "show",
        }
    }

    /// Refuses a format that its answer does not have.
    ///
    /// # Errors
    /// Its answer does not have it.
    pub fn has_format(&self, format: Format) -> Result<(), Refusal> {
        has_format(self.word(), format, &TOLD)
    }

    /// Answers it.
    ///
    /// # Errors
    /// The atom is wrong, reaches too much, or its evaluation does not finish.
    pub fn answer(&self, world: &mut World, format: Format, look: Look, limits: &Limits) -> Outcome {
        let (mut text, status) = self.told(world, format, look, limits)?;
        // A dossier names the revision at its end.
        let above = format == Format::Table && !matches!(self, Inquiry::Show(_));
        if let Some(commit) = world.revision().filter(|_| above) {
            text.insert_str(0, &revision_line(commit, look));
        }
        Ok((text, status))
    }

    fn told(&self, world: &mut World, format: Format, look: Look, limits: &Limits) -> Outcome {
        match self {
            Inquiry::Why { full, number, atom } => {
                let why = world.why(atom, *number, limits)?;
                let status = status(&why);
                let text = match format {
                    Format::Json => why_json(&why, world.revision()),
                    _ if why.explanations.is_empty() => nothing(&why, atom, *number),
                    _ => why_text(&why, *full, look),
                };
                Ok((text, status))
            }
            Inquiry::WhyNot { full, atom } => {
                let whynot = world.whynot(atom, limits)?;
                let status = match (whynot.missed, whynot.undetermined) {
                    (0, _) => Status::NoAnswer,
                    (_, true) => Status::Undetermined,
                    (_, false) => Status::Answered,
                };
                let text = match format {
                    Format::Json => whynot_json(&whynot, world.revision()),
                    _ => whynot_text(&whynot, atom, *full, look),
                };
                Ok((text, status))
            }
            Inquiry::Readings(atom) => {
                let tables = world.readings(atom, limits)?;
                let text = match format {
                    Format::Json => readings_json(&tables, &world.conditions()),
                    _ => readings_text(&tables, &world.conditions(), look),
                };
                Ok(found(text, tables.is_empty(), atom))
            }
            Inquiry::Missing(atom) => {
                let tables = world.missing(atom, limits)?;
                let nothing = tables.iter().all(|table| table.unknowns.is_empty());
                let text = match format {
                    Format::Json => missing_json(&tables, &world.conditions()),
                    _ => missing_text(&tables, &world.conditions(), look),
                };
                Ok(found(text, nothing, atom))
            }
            Inquiry::Flip { size, atom } => {
                let flips = world.flip(atom, *size, limits)?;
                let text = match format {
                    Format::Json => flips_json(&flips, world.revision()),
                    _ => flips_text(&flips, look),
                };
                Ok((text, flip_status(&flips)))
            }
            Inquiry::Sweep { atom, over } => {
                let swept = world.sweep(sweeping::asked(atom, "sweep amount")?, over, limits)?;
                Ok(sweeping::outcome(&swept, world.revision(), format, look))
            }
            Inquiry::Timeline { atom } => {
                let swept = world.timeline(sweeping::asked(atom, "timeline")?, limits)?;
                Ok(sweeping::outcome(&swept, world.revision(), format, look))
            }
            Inquiry::Show(name) => {
                let shown = world.show(name, limits)?;
                let text = match format {
                    Format::Json => dossier_json(&shown),
                    _ => dossier_text(&shown, look),
                };
                Ok((text, Status::Answered))
            }
        }
    }

    /// The atom that is asked about.
    pub(crate) fn atom(&self) -> Option<&str> {
        match self {
            Inquiry::Why { atom, .. }
            | Inquiry::WhyNot { atom, .. }
            | Inquiry::Flip { atom, .. }
            | Inquiry::Readings(atom)
            | Inquiry::Missing(atom) => Some(atom),
            Inquiry::Show(_) => None,
            Inquiry::Sweep { atom, .. } | Inquiry::Timeline { atom } => atom.as_deref(),
        }
    }

    /// Asks about an atom where none is named.
    pub(crate) fn about(&mut self, last: Option<&str>) {
        if let Inquiry::Sweep { atom, .. } | Inquiry::Timeline { atom } = self
            && atom.is_none()
        {
            *atom = last.map(str::to_owned);
        }
    }

    /// Answers it as text, errors included.
    pub(crate) fn reply(&self, world: &mut World, format: Format, look: Look, limits: &Limits) -> String {
        if let Err(refusal) = self.has_format(format) {
            return refusal.told(look);
        }
        match self.answer(world, format, look, limits) {
            Ok((text, _)) => text,
            Err(error) => failure(&error, look),
        }
    }
}

/// A text, or that there is nothing to tell of an atom.
fn found(text: String, nothing: bool, atom: &str) -> (String, Status) {
    match (text.is_empty(), nothing) {
        (true, _) => (format!("nothing answers {atom}\n"), Status::NoAnswer),
        (false, true) => (text, Status::NoAnswer),
        (false, false) => (text, Status::Answered),
    }
}

/// The one atom behind a word.
fn atom(word: &str, rest: &str) -> Result<String, Refusal> {
    if rest.is_empty() {
        let example = format!("{word} Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)");
        return Err(takes(word, &example));
    }
    Ok(rest.to_owned())
}

/// The one atom behind a word, and whether all levels are asked for.
fn full(word: &str, rest: &str) -> Result<(bool, String), Refusal> {
    match rest.split_once(char::is_whitespace) {
        Some(("full", rest)) => Ok((true, atom(word, rest.trim())?)),
        _ if rest == "full" => atom(word, "").map(|atom| (true, atom)),
        _ => Ok((false, atom(word, rest)?)),
    }
}

fn flip(rest: &str) -> Result<Inquiry, Refusal> {
    let (usual, most) = FLIP_SIZE;
    let sized = rest
        .strip_prefix("size")
        .filter(|rest| rest.starts_with(char::is_whitespace));
    let (size, atom) = match sized.map(str::trim_start) {
        None => (Some(usual), rest),
        Some(rest) => {
            let (number, atom) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let size = number.parse().ok().filter(|size| (1..=most).contains(size));
            (size, atom.trim())
        }
    };
    let example = "flip Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)";
    match size {
        Some(_) if atom.is_empty() || atom == "size" => Err(takes("flip", example)),
        Some(size) => Ok(Inquiry::Flip {
            size,
            atom: atom.to_owned(),
        }),
        None => Err(Refusal {
            code: "command::usage",
            message: format!("`flip size` takes a number from 1 to {most}"),
            help: format!("for example `{}`", example.replacen("flip", "flip size 2", 1)),
        }),
    }
}

fn flip_status(flips: &Flips) -> Status {
    if flips.found.is_empty() {
        Status::NoAnswer
    } else {
        Status::Answered
    }
}

pub(crate) fn takes(word: &str, example: &str) -> Refusal {
    Refusal {
        code: "command::usage",
        message: format!("`{word}` needs something behind it"),
        help: format!("for example `{example}`"),
    }
}

fn status(why: &Why) -> Status {
    let undetermined = |value: &Option<Value>| *value == Some(Value::Text("undetermined".to_owned()));
    if why.explanations.is_empty() {
        Status::NoAnswer
    } else if why.explanations.iter().all(|one| {
        one.conclusion.relation == "Verdict" && one.conclusion.values.last().is_some_and(undetermined)
    }) {
        Status::Undetermined
    } else {
        Status::Answered
    }
}

fn nothing(why: &Why, atom: &str, number: usize) -> String {
    if number > 0 {
        "there is no other proof\n".to_owned()
    } else if why.answers > 0 {
        format!("{atom} holds only where a project is asked about: ask it together with one\n")
    } else {
        format!("nothing holds that {atom} asks for; `whynot {atom}` says what is in the way\n")
    }
}
