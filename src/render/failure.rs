//! Why a question has no answer, as a report.

use super::changes::commit_text;
use super::codes::code_cure;
use super::diagnostic::Report;
use super::report::reports;
use super::uncertain::of_slips;
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
            let broken = breakage
                .as_deref()
                .map_or_else(String::new, |breakage| breakage_text(breakage, look));
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
pub fn breakage_text(breakage: &Breakage, look: Look) -> String {
    let mut out = broken_files(breakage, look);
    if let Some(last) = &breakage.last {
        let (short, date) = (plain(last.short()), plain(&last.date));
        let last = look.say(
            &format!("the last revision before that can be read: `--rev {short}` ({date})"),
            &format!("그 전의 커밋 중 읽을 수 있는 마지막 것: `--rev {short}` ({date})"),
        );
        out.push_str(&format!("  help: {last}\n"));
    }
    out
}

/// The files that are wrong, each with the commit since which it is.
pub(super) fn broken_files(breakage: &Breakage, look: Look) -> String {
    let mut out = String::new();
    for file in &breakage.files {
        let or_earlier = if file.or_earlier {
            look.say(
                " (or before, which this shallow clone does not hold)",
                "(또는 이력의 일부만 복제한 이 저장소에 없는 그 전의 커밋)",
            )
        } else {
            String::new()
        };
        let (path, commit) = (plain(&file.path), commit_text(&file.commit));
        let place = format!("{}:{}:{}", file.commit.short(), file.path, file.line);
        let since = look.say(
            &format!("{path} cannot be read since {commit}{or_earlier}"),
            &format!("다음 커밋부터 {path}을(를) 읽을 수 없음: {commit}{or_earlier}"),
        );
        let note = look.say("note", "참고");
        let why = plain(&file.why);
        out.push_str(&format!("{note}: {since}\n  {}: {why}\n", plain(&place)));
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
        DiffError::Both(errors) => errors
            .iter()
            .map(|error| diff_failure(error, look))
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// Why a command is not carried out, and what to write instead.
#[must_use]
pub fn refusal(code: &str, message: &str, help: &str, look: Look) -> String {
    unplaced(code, message.to_owned(), Some(help)).render(look)
}

/// What is odd and stops nothing, and what to do.
#[must_use]
pub fn warning(code: &str, message: &str, help: &str, look: Look) -> String {
    Report {
        severity: Severity::Warning,
        ..unplaced(code, message.to_owned(), Some(help))
    }
    .render(look)
}

/// An error of a question, an assumption or a reading, with places and advice.
#[must_use]
pub fn failure(error: &WorldError, look: Look) -> String {
    match error {
        WorldError::Text { diagnostics, sources } => reports(diagnostics, sources, look),
        WorldError::TooLarge {
            triples,
            limit,
            undated,
            slips,
        } => {
            let (triples, limit) = (count(*triples), count(*limit));
            let (message, help) = if *undated {
                (
                    format!(
                        "this asks about {triples} firms at projects whose announcement is not known; at most {limit} are decided"
                    ),
                    "bind the project before: `Announced(project, date), Verdict(firm, project, \"sole\", outcome)`",
                )
            } else {
                (
                    format!("this asks for {triples} verdicts at once; at most {limit} are decided"),
                    "name a firm or a project: `Verdict(firm, \"kotra-platform\", \"sole\", outcome)`",
                )
            };
            let slips = (!slips.is_empty()).then(|| of_slips(slips));
            unplaced(
                "world::too-large",
                message,
                Some(slips.as_deref().unwrap_or(help)),
            )
            .render(look)
        }
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
                slips: Vec::new(),
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
