//! The first screen and `help`.

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

/// The text of `help`.
pub(crate) fn help(known: &Completions) -> String {
    let mut out = String::from("commands:\n");
    for (name, takes, does) in all_commands() {
        let usage = format!("{name} {takes}");
        out.push_str(&format!("  {:26}  {does}\n", usage.trim_end()));
    }
    out.push_str(
        "\
anything else is a question: relations with their columns, separated by commas. It goes on in the next line
behind a comma or in an open bracket; a blank line ends it.
  variables      firm, won        `_` where the value does not matter
  names          \"삼성SDS\"        id, name or alias of a firm, project, body or group
  amounts        21bn, 210억      whole won; percentages 20%, days 2026-05-15
  comparisons    (won < 8bn)      also == != <= > >=
  negation       !Vat(p, \"unknown\")
  values         let half = won / 2
for example:
",
    );
    for question in questions(known) {
        out.push_str(&format!("  {question}\n"));
    }
    out.push_str("  Amount(project, won), Announced(project, date), (won >= 20bn), (date >= 2020-01-01)\n");
    out
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
}
