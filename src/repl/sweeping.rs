//! `sweep` and `timeline`: their words, and what they come to.

use super::command::Refusal;
use super::inquiry::{Inquiry, Status, takes};
use crate::facts::Commit;
use crate::render::{Format, Look, swept_json, swept_text};
use crate::world::{SHORT, Swept, WorldError};

/// What stands between the atom and the column.
const OVER: &str = " over ";

/// Reads what stands behind `sweep`: `ATOM over COLUMN`, or a short form and perhaps an atom.
pub(super) fn sweep(rest: &str) -> Result<Inquiry, Refusal> {
    let example = "sweep amount Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)";
    let word = rest.split_whitespace().next().unwrap_or_default();
    if let Some((short, _)) = SHORT.iter().find(|(short, _)| *short == word) {
        return Ok(Inquiry::Sweep {
            atom: some(rest.get(word.len()..).unwrap_or_default()),
            over: (*short).to_owned(),
        });
    }
    match outside_quotes(rest, OVER).map(|at| rest.split_at(at)) {
        Some((atom, over)) if !over.get(OVER.len()..).unwrap_or_default().trim().is_empty() => {
            Ok(Inquiry::Sweep {
                atom: some(atom),
                over: over.get(OVER.len()..).unwrap_or_default().trim().to_owned(),
            })
        }
        _ if rest.is_empty() => Err(takes("sweep", example)),
        _ => Err(Refusal {
            code: "command::usage",
            message: format!("`{rest}` does not say what is swept"),
            help: format!(
                "put `over Relation.column` behind the atom, or one of {} before it: `{example}`",
                SHORT.map(|(short, _)| format!("`{short}`")).join(", ")
            ),
        }),
    }
}

/// Reads what stands behind `timeline`.
pub(super) fn timeline(rest: &str) -> Inquiry {
    Inquiry::Timeline { atom: some(rest) }
}

fn some(atom: &str) -> Option<String> {
    let atom = atom.trim();
    (!atom.is_empty()).then(|| atom.to_owned())
}

/// Where a text stands first outside quotes.
fn outside_quotes(line: &str, wanted: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, letter) in line.char_indices() {
        match letter {
            '"' if !escaped => quoted = !quoted,
            _ if !quoted && line.get(at..).is_some_and(|rest| rest.starts_with(wanted)) => return Some(at),
            _ => {}
        }
        escaped = quoted && letter == '\\' && !escaped;
    }
    None
}

/// The atom that is asked about.
///
/// # Errors
/// There is none, and none was asked before.
pub(super) fn asked<'a>(atom: &'a Option<String>, line: &str) -> Result<&'a str, WorldError> {
    atom.as_deref().ok_or_else(|| {
        WorldError::whole(
            "query::no-atom",
            line,
            "nothing was asked about before",
            format!("write an atom behind it: `{line} Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)`"),
        )
    })
}

/// A swept answer as text, and how it ended.
pub(super) fn outcome(
    swept: &Swept,
    revision: Option<&Commit>,
    format: Format,
    look: Look,
) -> (String, Status) {
    let mut intervals = swept.courses.iter().flat_map(|course| &course.intervals);
    let status = if swept.courses.is_empty() {
        Status::NoAnswer
    } else if intervals.all(|interval| interval.outcome == "undetermined") {
        Status::Undetermined
    } else {
        Status::Answered
    };
    let text = match format {
        Format::Json => swept_json(swept, revision),
        _ if status == Status::NoAnswer => {
            "nothing holds that is asked for; name the whole row, or ask for a verdict\n".to_owned()
        }
        _ => swept_text(swept, look),
    };
    (text, status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rest: &str) -> Option<(Option<String>, String)> {
        match sweep(rest) {
            Ok(Inquiry::Sweep { atom, over }) => Some((atom, over)),
            _ => None,
        }
    }

    #[test]
    fn the_column_stands_behind_over_or_in_a_short_form_before_the_atom() {
        let atom = || Some("Verdict(f, \"a over b\", r, o)".to_owned());
        for (line, expected) in [
            ("amount", Some((None, "amount"))),
            ("amount Verdict(f, \"a over b\", r, o)", Some((atom(), "amount"))),
            (
                "Verdict(f, \"a over b\", r, o) over Amount.won",
                Some((atom(), "Amount.won")),
            ),
            ("Verdict(f, \"a over b\", r, o)", None),
            ("amounts Verdict(f, p, r, o)", None),
            ("Verdict(f, p, r, o) over ", None),
            ("", None),
        ] {
            let expected = expected.map(|(atom, over)| (atom, over.to_owned()));
            assert_eq!(read(line), expected, "{line}");
        }
    }
}
