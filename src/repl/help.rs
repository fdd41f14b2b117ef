//! The first screen and `help`.

use unicode_width::UnicodeWidthStr;

use super::command::all_commands;
use crate::world::{Completions, Summary};

/// Questions on the built-in facts that run as they stand.
const BUILT_IN: [&str; 5] = [
    "Verdict(firm, \"kotra-platform\", \"sole\", outcome)",
    "Missing(firm, \"kotra-platform\", \"sole\", key)",
    "Recognition(project, provision, decided, scope)",
    "why Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)",
    "show kotra-platform",
];

/// Questions that run on any facts.
const ANY: [&str; 5] = [
    "Announced(project, date)",
    "Amount(project, won)",
    "Member(firm, group, from, until)",
    "Sales(firm, year_end, won, basis)",
    "relations",
];

/// What a session shows before its first line.
pub(crate) fn first_screen(summary: &Summary, known: &Completions) -> String {
    let count = |n: usize, one: &str, many: &str| {
        if n == 1 {
            format!("1 {one}")
        } else {
            format!("{n} {many}")
        }
    };
    let mut out = format!(
        "tenderlog {} · {} · {} from {} ({}) · type `help`, or try:\n",
        env!("CARGO_PKG_VERSION"),
        count(summary.rules, "rule of law", "rules of law"),
        count(summary.facts, "fact", "facts"),
        count(summary.files, "file", "files"),
        summary.origin,
    );
    for question in questions(known) {
        out.push_str(&format!("  {question}\n"));
    }
    out
}

fn questions(known: &Completions) -> &'static [&'static str; 5] {
    if known.names.has("kotra-platform") {
        &BUILT_IN
    } else {
        &ANY
    }
}

/// Commands by what they are for.
const GROUPS: [(&str, &[&str]); 5] = [
    (
        "answers",
        &[
            "why", "whynot", "readings", "missing", "flip", "sweep", "timeline", "show",
        ],
    ),
    (
        "what there is",
        &[
            "relations",
            "describe",
            "rules",
            "sources",
            "check",
            "changes",
            "help",
        ],
    ),
    (
        "suppose and write rules",
        &["assume", "retract", "derived", "drop", "undo", "reset"],
    ),
    (
        "files and revisions",
        &[
            "load",
            "reload",
            "save",
            "revision",
            "revisions",
            "diff",
            "log",
            "blame",
        ],
    ),
    ("this session", &["set", "edit", "quit", "exit"]),
];

/// Columns of what a command takes; a longer one has its line to itself.
const TAKES: usize = 26;

/// The text of `help`, in lines of this many columns at most.
pub(crate) fn help(known: &Completions, width: usize) -> String {
    let mut out = String::new();
    for (title, names) in GROUPS {
        out.push_str(&format!("{title}:\n"));
        for (name, takes, does) in names
            .iter()
            .flat_map(|name| all_commands().filter(move |it| it.0 == *name))
        {
            out.push_str(&entry(&format!("{name} {takes}"), does, width));
        }
    }
    out.push_str(
        "\
anything else is a question: relations with their columns, separated by commas.
It goes on in the next line behind a comma or in an open bracket; a blank line
ends it.
  variables      firm, won        `_` where the value does not matter
  names          \"삼성SDS\"        id, name or alias
  amounts        21bn, 210억      percentages 20%, days 2026-05-15
  comparisons    (won < 8bn)      also == != <= > >=
  negation       !Vat(p, \"unknown\"); of what the law concludes: not certain
  values         let half = won / 2
keys:
  Tab completes; → takes what is shown behind the cursor; ↑ and Ctrl-R find
  earlier lines, Alt-↑ those that begin so; Ctrl-X Ctrl-E edits; Ctrl-C stops a
  question; Ctrl-D leaves
for example:
",
    );
    for question in questions(known) {
        out.push_str(&format!("  {question}\n"));
    }
    out.push_str("  Amount(project, won), Announced(project, date), (won >= 20bn)\n");
    out
}

/// What a command takes and does, in lines that stand under each other.
pub(super) fn entry(usage: &str, does: &str, width: usize) -> String {
    let usage = usage.trim_end();
    let indent = " ".repeat(TAKES + 4);
    let options = textwrap::Options::new(width.min(100))
        .initial_indent(&indent)
        .subsequent_indent(&indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(does, options).join("\n");
    if usage.width() > TAKES {
        return format!("  {usage}\n{lines}\n");
    }
    let padded = format!("  {usage}{}", " ".repeat(TAKES + 2 - usage.width()));
    format!("{}\n", lines.replacen(&indent, &padded, 1))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::facts::EntityKind;
    use crate::world::NameIndex;

    #[test]
    fn the_first_screen_counts_and_offers_questions_that_run() {
        let summary = Summary {
            rules: 61,
            facts: 214,
            files: 9,
            origin: "built in".to_owned(),
        };
        let known = Completions {
            names: Arc::new(NameIndex::new([(
                EntityKind::Project,
                "kotra-platform".to_owned(),
            )])),
            ..Completions::default()
        };
        assert_eq!(
            first_screen(&summary, &known),
            "tenderlog 0.1.0 · 61 rules of law · 214 facts from 9 files (built in) · type `help`, or try:\n  \
             Verdict(firm, \"kotra-platform\", \"sole\", outcome)\n  \
             Missing(firm, \"kotra-platform\", \"sole\", key)\n  \
             Recognition(project, provision, decided, scope)\n  \
             why Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)\n  \
             show kotra-platform\n"
        );
        assert!(first_screen(&summary, &Completions::default()).contains("Announced(project, date)"));
    }

    #[test]
    fn every_command_stands_in_help_once_and_lines_fit() {
        let grouped = GROUPS.iter().flat_map(|(_, names)| names.iter());
        let mut grouped: Vec<&str> = grouped.copied().collect();
        let mut all: Vec<&str> = all_commands().map(|(name, ..)| name).collect();
        grouped.sort_unstable();
        all.sort_unstable();
        all.dedup();
        assert_eq!(grouped, all);
        let text = help(&Completions::default(), 80);
        for line in text.lines() {
            assert!(line.width() <= 80, "{line}");
        }
    }

    #[test]
    fn a_long_usage_has_its_line_to_itself() {
        assert_eq!(
            entry("load PATH", "rules and facts", 40),
            "  load PATH                   rules and\n                              facts\n"
        );
        assert_eq!(
            entry("set format table|json|csv|markdown", "how", 80),
            "  set format table|json|csv|markdown\n                              how\n"
        );
    }
}
