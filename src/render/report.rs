//! Diagnostics to reports: those of one record of a fact file share one report, and of errors that stop a command at most twenty reports are shown.

use std::ops::Range;

use super::Look;
use super::codes::code_cure;
use super::diagnostic::{Quoted, Report};
use crate::facts::Severity;
use crate::lang::error::Diagnostic;
use crate::lang::source::{File, FileId, Sources, Span};

/// Most reports of errors that stop a command.
const MOST: usize = 20;

/// Errors with their places, one report each, or one for all errors of a record.
#[must_use]
pub fn reports(diagnostics: &[Diagnostic], sources: &Sources, look: Look) -> String {
    let found: Vec<(Severity, &Diagnostic)> = diagnostics
        .iter()
        .map(|diagnostic| (Severity::Error, diagnostic))
        .collect();
    reports_of(&found, MOST, sources, look)
}

/// Errors and warnings with their places, at most so many reports.
pub(crate) fn reports_of(
    found: &[(Severity, &Diagnostic)],
    most: usize,
    sources: &Sources,
    look: Look,
) -> String {
    let groups = groups(found, sources);
    let mut out = String::new();
    for (index, group) in groups.iter().take(most).enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&report(group, sources).render(look));
    }
    let left: usize = groups.iter().skip(most).map(Vec::len).sum();
    if left > 0 {
        out.push_str(&format!("\n… and {left} more\n"));
    }
    out
}

type Group<'a> = Vec<(Severity, &'a Diagnostic)>;

/// Neighbours of one severity in one record of a TOML file stand together.
fn groups<'a>(found: &[(Severity, &'a Diagnostic)], sources: &Sources) -> Vec<Group<'a>> {
    let mut groups: Vec<(Option<(FileId, usize)>, Group<'a>)> = Vec::new();
    for (severity, diagnostic) in found {
        let record = record_of(diagnostic.span, sources);
        match groups.last_mut() {
            Some((last, group))
                if record.is_some()
                    && *last == record
                    && group.first().is_some_and(|(first, _)| first == severity) =>
            {
                group.push((*severity, diagnostic));
            }
            _ => groups.push((record, vec![(*severity, diagnostic)])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Where the record round a place begins: the nearest line above that begins with `[`.
fn record_of(span: Span, sources: &Sources) -> Option<(FileId, usize)> {
    let file = sources.file(span.file)?;
    if !file.name.ends_with(".toml") {
        return None;
    }
    let range = within(&file.text, span);
    let rest = file.text.get(range.start..)?;
    let line_end = range.start + rest.find('\n').unwrap_or(rest.len());
    let above = file.text.get(..line_end)?;
    if above.starts_with('[') && !above.contains("\n[") {
        return Some((span.file, 0));
    }
    above.rfind("\n[").map(|at| (span.file, at))
}

fn report(group: &[(Severity, &Diagnostic)], sources: &Sources) -> Report {
    match group {
        [(severity, only)] => single(*severity, only, sources),
        _ => several(group, sources),
    }
}

fn single(severity: Severity, diagnostic: &Diagnostic, sources: &Sources) -> Report {
    let mut help: Vec<String> = advice(diagnostic).into_iter().collect();
    let (source, mut labels) = match sources.file(diagnostic.span.file) {
        Some(file) if !file.text.is_empty() => (
            Some(named(file)),
            vec![(None, within(&file.text, diagnostic.span))],
        ),
        _ => (None, Vec::new()),
    };
    add_places(diagnostic, sources, &mut labels, &mut help);
    Report {
        severity,
        code: Some(diagnostic.code.to_owned()),
        message: diagnostic.message.clone(),
        help: joined(&help),
        source,
        labels,
    }
}

fn several(group: &[(Severity, &Diagnostic)], sources: &Sources) -> Report {
    let mut help = Vec::new();
    let mut labels = Vec::new();
    let mut source = None;
    let mut codes: Vec<&str> = Vec::new();
    for (_, diagnostic) in group {
        if !codes.contains(&diagnostic.code) {
            codes.push(diagnostic.code);
        }
    }
    for (_, diagnostic) in group {
        if let Some(file) = sources.file(diagnostic.span.file) {
            source.get_or_insert_with(|| named(file));
            let said = match codes.as_slice() {
                [_] => diagnostic.message.clone(),
                _ => format!("{}: {}", diagnostic.code, diagnostic.message),
            };
            labels.push((Some(said), within(&file.text, diagnostic.span)));
        }
        help.extend(advice(diagnostic).filter(|line| !help.contains(line)));
        add_places(diagnostic, sources, &mut labels, &mut help);
    }
    let severity = group.first().map_or(Severity::Error, |(severity, _)| *severity);
    let noun = match severity {
        Severity::Error => "errors",
        Severity::Warning => "warnings",
    };
    Report {
        severity,
        code: Some(codes.join(", ")),
        message: format!("{} {noun} in one record", group.len()),
        help: joined(&help),
        source,
        labels,
    }
}

/// How to mend it: what the message says, or else what its code says.
fn advice(diagnostic: &Diagnostic) -> Option<String> {
    diagnostic.help.clone().or_else(|| code_cure(diagnostic.code))
}

/// Further places: as labels in the same text, as lines of the advice elsewhere.
fn add_places(
    diagnostic: &Diagnostic,
    sources: &Sources,
    labels: &mut Vec<(Option<String>, Range<usize>)>,
    help: &mut Vec<String>,
) {
    for (span, text) in &diagnostic.labels {
        let Some(file) = sources.file(span.file) else {
            continue;
        };
        if span.file == diagnostic.span.file {
            let text = Some(text.clone()).filter(|text| !text.is_empty());
            labels.push((text, within(&file.text, *span)));
        } else {
            let (line, column) = sources.place(*span);
            help.push(format!("{text}: {}:{line}:{column}", file.name));
        }
    }
}

fn joined(lines: &[String]) -> Option<String> {
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn named(file: &File) -> Quoted {
    Quoted {
        name: super::plain(&file.name),
        text: harmless(&file.text),
    }
}

/// The text with control characters replaced by as many bytes, so that it cannot steer the terminal.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => c,
            c if c.is_ascii_control() => '?',
            c if c.is_control() => '·',
            c => c,
        })
        .collect()
}

/// The bytes of a span that the text really has.
fn within(text: &str, span: Span) -> Range<usize> {
    let floor = |byte: u32| {
        let mut at = (byte as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(span.start);
    start..floor(span.end).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: FileId, text: &str, part: &str, message: &str) -> Diagnostic {
        let start = text.find(part).unwrap();
        Diagnostic {
            code: "facts::bad-value",
            message: message.to_owned(),
            span: Span {
                file,
                start: u32::try_from(start).unwrap(),
                end: u32::try_from(start + part.len()).unwrap(),
            },
            labels: Vec::new(),
            help: Some(format!("mend `{part}`")),
        }
    }

    #[test]
    fn the_errors_of_one_record_share_a_report_and_hangul_is_underlined_rightly() {
        let text = "[[firm]]\nid = \"a\"\nname = \"삼성\", x\n\n[[firm]]\nid = \"b c\"\nnmae = \"바다\"\n";
        let mut sources = Sources::default();
        let file = sources.add("firms.toml", text);
        let diagnostics = vec![
            at(file, text, "x", "a stray `x`"),
            at(file, text, "b c", "an id has no blank"),
            at(file, text, "바다", "a firm is named by `name`"),
        ];
        insta::assert_snapshot!(reports(&diagnostics, &sources, Look::default()));
    }

    #[test]
    fn a_place_in_another_text_is_named_in_the_advice() {
        let mut sources = Sources::default();
        let law = sources.add("law/verdict.dl", "// one\nderived Verdict(firm: Firm)");
        let text = "Verdict(firm, project)";
        let file = sources.add("question", text);
        let mut diagnostic = at(file, text, "Verdict", "`Verdict` has one column, not two");
        diagnostic.labels.push((
            Span {
                file: law,
                start: 7,
                end: 14,
            },
            "declared here".to_owned(),
        ));
        insta::assert_snapshot!(reports(&[diagnostic], &sources, Look::default()));
    }

    #[test]
    fn at_most_twenty_reports_are_shown() {
        let mut sources = Sources::default();
        let text = "A(a)";
        let file = sources.add("question", text);
        let many = vec![at(file, text, "a", "wrong"); 25];
        let shown = reports(&many, &sources, Look::default());
        assert_eq!(shown.matches("× wrong").count(), 20);
        assert!(shown.ends_with("\n… and 5 more\n"), "{shown}");
    }

    #[test]
    fn a_span_outside_its_text_does_no_harm() {
        let mut sources = Sources::default();
        let file = sources.add("question", "가");
        let mut diagnostic = at(file, "가", "가", "wrong");
        for (start, end) in [(1, 2), (3, 3), (90, 99), (2, 1)] {
            diagnostic.span = Span { file, start, end };
            assert!(reports(std::slice::from_ref(&diagnostic), &sources, Look::default()).contains("wrong"));
        }
    }

    #[test]
    fn a_quoted_text_cannot_steer_the_terminal() {
        let mut sources = Sources::default();
        let text = "\u{1b}[31m\u{9b}x";
        let file = sources.add("question", text);
        let shown = reports(&[at(file, text, "x", "wrong")], &sources, Look::default());
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{9b}'), "{shown}");
    }
}
