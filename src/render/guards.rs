//! Guards that no longer hold, as findings at their places.

use super::cases::message;
use crate::facts::{Case, Commit, FactBase, Finding, Severity, quoted};
use crate::lang::date;
use crate::lang::error::Diagnostic;
use crate::lang::source::{Sources, Span};
use crate::lang::value::{format_percent, format_won};
use crate::world::{Answer, CaseOutcome, CaseResult, GuardCause, Value, WorldError, tool};

/// Code of a guard whose answer or reason is another one.
const CHANGED: &str = "guard::changed";

/// What is to be said of the guards of a base: those that changed, with what they expect and what is given, and those
/// without an answer. `results` has one for each guard, in their order.
#[must_use]
pub fn guard_findings(base: &FactBase, results: &[CaseResult]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (guard, result) in base.guards.iter().zip(results) {
        let diagnostics = match &result.outcome {
            CaseOutcome::Passed => Vec::new(),
            CaseOutcome::Failed { missing, unexpected } => {
                vec![changed(guard, result.cause.as_ref(), [missing, unexpected])]
            }
            CaseOutcome::Broken(error) => broken(guard, error, &base.sources_text),
        };
        findings.extend(diagnostics.into_iter().map(|diagnostic| Finding {
            severity: Severity::Error,
            diagnostic,
        }));
    }
    findings
}

/// A guard whose rows or citations are others.
fn changed(guard: &Case, cause: Option<&GuardCause>, [missing, unexpected]: [&[String]; 2]) -> Diagnostic {
    let mut help: Vec<String> = missing.iter().map(|line| format!("missing: {line}")).collect();
    help.extend(unexpected.iter().map(|line| format!("unexpected: {line}")));
    help.extend(cause_text(guard, cause));
    help.extend(guard.note.iter().map(|note| format!("watched because: {note}")));
    help.push("if the change is meant, `tenderlog guard update PATH` writes the new answer here".to_owned());
    let place = guard.places.rows.or(guard.places.reason).unwrap_or(guard.span);
    Diagnostic::new(
        CHANGED,
        format!("the guard `{}` has another answer", guard.name),
        place,
    )
    .with_help(help.join("\n"))
}

/// What brought it about: facts, or the tool.
fn cause_text(guard: &Case, cause: Option<&GuardCause>) -> Option<String> {
    let written = |commit: &Commit| format!("{} ({}), for which it was written", commit.short(), commit.date);
    Some(match cause {
        Some(GuardCause::Facts(commit)) => format!(
            "because of the facts: it holds on those of {} ({}); {} says what changed since",
            commit.short(),
            commit.date,
            diff_command(guard, commit)
        ),
        Some(GuardCause::Tool { commit, recorded }) => format!(
            "because of the tool version: {recorded} gave this answer, this is {}; the guard does not hold either on the facts \
             of {}",
            tool(),
            written(commit)
        ),
        Some(GuardCause::Never(commit)) => {
            let recorded = match guard.tool {
                Some(_) => "",
                None => ", unless by another version of tenderlog",
            };
            format!(
                "it does not hold either on the facts of {}: it never did{recorded}",
                written(commit)
            )
        }
        None => match &guard.tool {
            Some(recorded) if recorded != tool() => format!(
                "{recorded} gave this answer, this is {}: whether the facts or the tool changed it cannot be told, since no \
                 commit here is known to hold the facts for which it was given",
                tool()
            ),
            _ => return None,
        },
    })
}

/// The command that compares what a guard asks with a commit.
fn diff_command(guard: &Case, commit: &Commit) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
    let mut command = format!("`tenderlog diff {} {}", commit.short(), quoted(&guard.ask));
    for (issue, option) in &guard.readings {
        command.push_str(&format!(" --reading {issue}={option}"));
    }
    for fact in &guard.assume {
        command.push_str(&format!(" --assume {}", quoted(fact)));
    }
    command.push('`');
    command
}

/// A guard whose question has no answer. What is wrong with its texts is shown in the file.
fn broken(guard: &Case, error: &WorldError, sources: &Sources) -> Vec<Diagnostic> {
    let WorldError::Text {
        diagnostics,
        sources: asked,
    } = error
    else {
        let message = format!("the guard `{}` has no answer: {}", guard.name, message(error));
        return vec![Diagnostic::new("guard::no-answer", message, guard.places.ask)];
    };
    let texts = [(guard.ask.as_str(), guard.places.ask)];
    let assumed = guard.assume.iter().map(String::as_str);
    let texts: Vec<(&str, Span)> = texts
        .into_iter()
        .chain(assumed.zip(guard.places.assume.iter().copied()))
        .collect();
    diagnostics
        .iter()
        .map(|found| {
            let text = asked.file(found.span.file).map_or("", |file| file.text.as_str());
            let known = texts.iter().find(|(known, _)| *known == text);
            let place = known.map_or(guard.span, |(text, place)| {
                within(found.span, text, *place, sources)
            });
            let mut moved = Diagnostic::new(found.code, found.message.clone(), place);
            let mut help: Vec<String> = found.help.iter().cloned().collect();
            help.extend(found.labels.iter().map(|(span, text)| {
                let (line, column) = asked.place(*span);
                let name = asked.file(span.file).map_or("", |file| file.name.as_str());
                format!("{text}: {name}:{line}:{column}")
            }));
            moved.help = (!help.is_empty()).then(|| help.join("\n"));
            moved
        })
        .collect()
}

/// The part of a place in a fact file that a part of the text written there has; the whole place if the text is written
/// with escapes.
fn within(part: Span, text: &str, place: Span, sources: &Sources) -> Span {
    let written = sources
        .file(place.file)
        .and_then(|file| file.text.get(place.start as usize..place.end as usize));
    let Some(at) = written.and_then(|written| written.find(text)) else {
        return place;
    };
    let start = place.start + u32::try_from(at).unwrap_or_default();
    Span {
        file: place.file,
        start: start + part.start,
        end: start + part.end,
    }
}

/// What a guard expects from now on, as its file has it: the key `rows` with the rows of an answer.
#[must_use]
pub fn rows_entry(answer: &Answer) -> String {
    let rows: Vec<String> = answer
        .rows
        .iter()
        .map(|row| {
            let cells = answer.columns.iter().zip(row);
            let cells = cells.map(|(column, value)| format!("{} = {}", quoted(column), toml(value)));
            format!("{{ {} }}", cells.collect::<Vec<_>>().join(", "))
        })
        .collect();
    format!("rows = [{}]", rows.join(", "))
}

/// The key `reason` with provisions.
#[must_use]
pub fn reason_entry<'a>(cited: impl IntoIterator<Item = &'a String>) -> String {
    let cited: Vec<String> = cited.into_iter().map(|id| quoted(id)).collect();
    format!("reason = [{}]", cited.join(", "))
}

/// The key `tool` with the tenderlog that runs.
#[must_use]
pub fn tool_entry() -> String {
    format!("tool = {}", quoted(tool()))
}

/// A value as the rows of cases are compared with it.
fn toml(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Entity { id, .. } => quoted(id),
        Value::Int(number) => number.to_string(),
        Value::Won(won) => format_won(*won).replace(',', "_"),
        Value::Percent(percent) => quoted(&format_percent(*percent)),
        Value::Date(date::OPEN) => quoted("open"),
        Value::Date(day) => date::format(*day),
    }
}
