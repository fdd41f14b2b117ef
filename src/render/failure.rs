//! Why a question has no answer, as a report.

use super::changes::commit_text;
use super::codes::code_cure;
use super::diagnostic::Report;
use super::report::reports;
use super::{Look, plain};
use crate::engine::EvalError;
use crate::facts::Severity;
use crate::lang::error::Diagnostic;
use crate::lang::value::format_won;
use crate::world::{Breakage, DiffError, OpenError, WorldError};

/// Why a world does not open.
#[must_use]
pub fn open_failure(error: &OpenError, look: Look) -> String {
    match error {
        OpenError::Facts {
            diagnostics,
            sources,
            breakage,
            ..
        } => {
            let broken = breakage.as_deref().map_or_else(String::new, breakage_text);
            format!("{}{broken}", reports(diagnostics, sources, look))
        }
        OpenError::Revision(error) => refusal("command::revision", &error.message, &error.help, look),
        OpenError::Unreadable { path, why } => {
            let message = format!("`{path}` cannot be read: {why}");
            refusal("command::file", &message, "name a rule file", look)
        }
        OpenError::World(error) => failure(error, look),
    }
}

/// Who broke the facts of a revision, and which one can be read instead.
#[must_use]
pub fn breakage_text(breakage: &Breakage) -> String {
    let mut out = broken_files(breakage);
    if let Some(last) = &breakage.last {
        out.push_str(&format!(
            "  help: the last revision before that can be read: `--rev {}` ({})\n",
            plain(last.short()),
            plain(&last.date)
        ));
    }
    out
}

/// The files that are wrong, each with the commit since which it is.
pub(super) fn broken_files(breakage: &Breakage) -> String {
    let mut out = String::new();
    for file in &breakage.files {
        let or_earlier = if file.or_earlier {
            " (or before, which this shallow clone does not hold)"
        } else {
            ""
        };
        let place = format!("{}:{}:{}", file.commit.short(), file.path, file.line);
        out.push_str(&format!(
            "note: {} cannot be read since {}{or_earlier}\n  {}: {}\n",
            plain(&file.path),
            commit_text(&file.commit),
            plain(&place),
            plain(&file.why)
        ));
    }
    out
}

/// Why worlds cannot be compared.
#[must_use]
pub fn diff_failure(error: &DiffError, look: Look) -> String {
    match error {
        DiffError::Side(name, error) => {
            let what = match error {
                OpenError::Facts { .. } => "these facts do not load",
                OpenError::Unreadable { .. } | OpenError::Revision(_) | OpenError::World(_) => {
                    "this side cannot be made"
                }
            };
            format!("{}: {what}\n{}", plain(name), open_failure(error, look))
        }
        DiffError::Revision(error) => refusal("command::revision", &error.message, &error.help, look),
        DiffError::Question(error) => failure(error, look),
    }
}

/// Why a command is not carried out, and what to write instead.
#[must_use]
pub fn refusal(code: &str, message: &str, help: &str, look: Look) -> String {
    unplaced(code, message.to_owned(), Some(help)).render(look)
}

/// An error of a question, an assumption or a reading, with places and advice.
#[must_use]
pub fn failure(error: &WorldError, look: Look) -> String {
    match error {
        WorldError::Text { diagnostics, sources } => reports(diagnostics, sources, look),
        WorldError::TooLarge { triples, limit, undated: true } => unplaced(
            "world::too-large",
            format!(
                "this asks about {} firms at projects whose announcement is not known; at most {} are decided",
                count(*triples),
                count(*limit)
            ),
            Some("bind the project before: `Announced(project, date), Verdict(firm, project, \"sole\", outcome)`"),
        )
        .render(look),
        WorldError::TooLarge { triples, limit, .. } => unplaced(
            "world::too-large",
            format!(
                "this asks for {} verdicts at once; at most {} are decided",
                count(*triples),
                count(*limit)
            ),
            Some("name a firm or a project: `Verdict(firm, \"kotra-platform\", \"sole\", outcome)`"),
        )
        .render(look),
        WorldError::Eval {
            error: error @ EvalError::Arithmetic { rule, span, values },
            sources,
        } => {
            let help = if rule.is_empty() {
                match values.contains(" where ") {
                    true => "change the computation, or keep out such rows by a comparison to its left",
                    false => "change the computation",
                }
                .to_owned()
            } else if values.is_empty() {
                format!("the rule `{rule}` computes it: correct the facts that it reads, or the rule")
            } else {
                format!("the rule `{rule}` met these values: correct the facts they come from, or the rule")
            };
            let diagnostic = Diagnostic {
                code: error.code(),
                message: error.to_string(),
                span: *span,
                labels: Vec::new(),
                help: Some(help),
            };
            reports(&[diagnostic], sources, look)
        }
        WorldError::Eval { error, .. } => {
            let advice = match error {
                EvalError::Interrupted => None,
                EvalError::WindowLimit(_) => Some("fix a reading, or add facts that settle more"),
                EvalError::CompletionLimit(_) => Some("add facts, fix a reading, or ask about one firm"),
                EvalError::TupleLimit(_)
                | EvalError::RoundLimit(_)
                | EvalError::TimeLimit
                | EvalError::Arithmetic { .. } => Some("ask for less: name a firm or a project"),
            };
            unplaced(error.code(), error.to_string(), advice).render(look)
        }
        WorldError::Internal(message) => unplaced(
            "internal",
            format!("internal error: {message}"),
            Some("this is a fault of tenderlog itself; please report it with the question"),
        )
        .render(look),
    }
}

fn count(n: usize) -> String {
    format_won(i64::try_from(n).unwrap_or(i64::MAX))
}

fn unplaced(code: &str, message: String, help: Option<&str>) -> Report {
    Report {
        severity: Severity::Error,
        code: Some(code.to_owned()),
        message,
        help: help.map(str::to_owned).or_else(|| code_cure(code)),
        source: None,
        labels: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::source::{Sources, Span};

    #[test]
    fn a_limit_is_named_with_a_way_to_ask_for_less() {
        insta::assert_snapshot!(failure(
            &WorldError::TooLarge {
                triples: 90_000,
                limit: 50_000,
                undated: false,
            },
            Look::default()
        ));
    }

    #[test]
    fn a_value_that_cannot_be_computed_is_shown_in_its_place() {
        let mut sources = Sources::default();
        let file = sources.add("question", "let x = 1 / 0");
        let error = WorldError::Eval {
            error: EvalError::Arithmetic {
                rule: String::new(),
                span: Span {
                    file,
                    start: 8,
                    end: 13,
                },
                values: "a divisor is 0".to_owned(),
            },
            sources,
        };
        insta::assert_snapshot!(failure(&error, Look::default()));
    }
}
