//! What `check` found, for people and as JSON.

use super::Look;
use super::json::{VERSION, to_line_of};
use super::report::reports_of;
use crate::facts::{Commit, Finding, Severity};
use crate::lang::error::Diagnostic;
use crate::lang::source::Sources;

/// Reports of all findings, errors first, and a line that counts them.
#[must_use]
pub fn findings_text(findings: &[Finding], sources: &Sources, look: Look) -> String {
    let mut found: Vec<(Severity, &Diagnostic)> = findings
        .iter()
        .map(|finding| (finding.severity, &finding.diagnostic))
        .collect();
    found.sort_by_key(|(severity, _)| word(*severity));
    let mut out = reports_of(&found, usize::MAX, sources, look);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&counts(findings));
    out.push('\n');
    out
}

fn counts(findings: &[Finding]) -> String {
    let errors = findings
        .iter()
        .filter(|finding| matches!(finding.severity, Severity::Error))
        .count();
    let count = |n: usize, noun: &str| match n {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    };
    format!(
        "{}, {}",
        count(errors, "error"),
        count(findings.len() - errors, "warning")
    )
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// All findings as one JSON document on one line, in the order found.
#[must_use]
pub fn findings_json(findings: &[Finding], sources: &Sources, revision: Option<&Commit>) -> String {
    let document = Document {
        version: VERSION,
        findings: findings
            .iter()
            .map(|finding| Entry::of(finding.severity, &finding.diagnostic, sources))
            .collect(),
    };
    to_line_of(&document, revision)
}

#[derive(serde::Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<Entry<'a>>,
}

/// One finding.
#[derive(serde::Serialize)]
pub(super) struct Entry<'a> {
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: u32,
    column: u32,
    help: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub(super) fn of(severity: Severity, diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let (line, column) = sources.place(diagnostic.span);
        Entry {
            severity: word(severity),
            code: diagnostic.code,
            message: &diagnostic.message,
            file: sources.file(diagnostic.span.file).map(|file| file.name.as_str()),
            line,
            column,
            help: diagnostic.help.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::source::Span;

    #[test]
    fn findings_are_counted_errors_first_and_placed_in_json() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "x = 1\ny = 2\n");
        let finding = |severity, start, message: &str| Finding {
            severity,
            diagnostic: Diagnostic {
                code: "facts::x",
                message: message.to_owned(),
                span: Span {
                    file,
                    start,
                    end: start + 1,
                },
                labels: Vec::new(),
                help: None,
            },
        };
        let findings = [
            finding(Severity::Warning, 0, "odd"),
            finding(Severity::Error, 6, "wrong"),
        ];
        let text = findings_text(&findings, &sources, Look::default());
        assert!(text.find("wrong") < text.find("odd"), "{text}");
        assert!(text.ends_with("1 error, 1 warning\n"), "{text}");
        assert_eq!(
            findings_json(&findings, &sources, None),
            "{\"version\":1,\"findings\":[{\"severity\":\"warning\",\"code\":\"facts::x\",\"message\":\"odd\",\
             \"file\":\"a.toml\",\"line\":1,\"column\":1,\"help\":null},{\"severity\":\"error\",\"code\":\"facts::x\",\
             \"message\":\"wrong\",\"file\":\"a.toml\",\"line\":2,\"column\":1,\"help\":null}]}\n"
        );
    }

    #[test]
    fn nothing_found_says_so() {
        assert_eq!(
            findings_text(&[], &Sources::default(), Look::default()),
            "no errors, no warnings\n"
        );
    }
}
