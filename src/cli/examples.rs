//! What each command's `--help` has beyond the definitions of its arguments: how it is written, and examples at the end.
//! A test runs every line.

use clap::CommandFactory;

use super::arguments::Arguments;
use crate::repl::INQUIRIES;

/// Commands with their examples, in the order of `--help`. `my-facts/` stands for what `tenderlog init` makes.
const EXAMPLES: [(&str, &[&str]); 25] = [
    (
        "ask",
        &[
            "tenderlog ask 'Verdict(\"삼성SDS\", \"kotra-platform\", \"sole\", outcome)'",
            "tenderlog ask 'Recognition(project, provision, decided, scope)' --format csv",
            "tenderlog ask 'OpenTo(\"kotra-platform\", tier, outcome)' --reading bundle=bundle",
            "tenderlog ask - < questions.txt",
        ],
    ),
    (
        "why",
        &[
            "tenderlog why 'Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)'",
            "tenderlog why full 'Counted(\"kotra-platform\", won)'",
        ],
    ),
    (
        "whynot",
        &["tenderlog whynot 'Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", \"allowed\")'"],
    ),
    (
        "readings",
        &["tenderlog readings 'OpenTo(\"kotra-platform\", \"large\", outcome)'"],
    ),
    (
        "missing",
        &["tenderlog missing 'Verdict(\"VTW\", \"kotra-platform\", \"sole\", outcome)'"],
    ),
    (
        "flip",
        &["tenderlog flip 'Verdict(\"Samsung SDS\", \"dbrain-next\", \"sole\", outcome)'"],
    ),
    (
        "sweep",
        &[
            "tenderlog sweep amount 'OpenTo(\"kotra-platform\", \"large\", outcome)'",
            "tenderlog sweep 'OpenTo(\"kotra-platform\", \"large\", outcome) over Amount.won' --format json",
        ],
    ),
    (
        "timeline",
        &["tenderlog timeline 'OpenTo(\"kotra-platform\", \"large\", outcome)'"],
    ),
    (
        "show",
        &[
            "tenderlog show kotra-platform",
            "tenderlog show group samsung 2026-05-15",
            "tenderlog show spa-48-4 --format json",
        ],
    ),
    (
        "relations",
        &["tenderlog relations", "tenderlog relations --format csv"],
    ),
    ("describe", &["tenderlog describe Verdict"]),
    (
        "rules",
        &[
            "tenderlog rules",
            "tenderlog rules Barred",
            "tenderlog rules below-floor --format markdown",
        ],
    ),
    (
        "sources",
        &["tenderlog sources", "tenderlog sources --format json"],
    ),
    (
        "diff",
        &[
            "tenderlog diff HEAD --facts my-facts/facts",
            "tenderlog diff --facts my-facts/facts --left bundle=bundle --right bundle=integrated",
        ],
    ),
    (
        "log",
        &["tenderlog log 'OpenTo(project, \"large\", outcome)' --facts my-facts/facts"],
    ),
    (
        "blame",
        &["tenderlog blame 'OpenTo(\"first-project\", \"large\", outcome)' --facts my-facts/facts"],
    ),
    (
        "check",
        &[
            "tenderlog check my-facts/facts --deny warnings",
            "tenderlog check my-facts/facts --format json",
        ],
    ),
    (
        "test",
        &[
            "tenderlog test my-facts/cases",
            "tenderlog test --coverage my-facts/cases",
        ],
    ),
    (
        "fmt",
        &[
            "tenderlog fmt --check my-facts/facts",
            "tenderlog fmt my-facts/facts",
        ],
    ),
    ("init", &["tenderlog init our-facts"]),
    ("guard", &["tenderlog guard update my-facts/facts"]),
    (
        "completions",
        &[
            "tenderlog completions bash",
            "tenderlog completions zsh",
            "tenderlog completions fish",
        ],
    ),
    ("man", &["tenderlog man", "tenderlog man ask"]),
    (
        "help",
        &[
            "tenderlog help ask",
            "tenderlog help Verdict",
            "tenderlog help lang::used-once",
        ],
    ),
    ("update", &["tenderlog guard update my-facts/facts"]),
];

/// The arguments, each command with its examples.
pub(crate) fn command() -> clap::Command {
    with_examples(Arguments::command())
}

/// A command whose own commands end their help with examples.
fn with_examples(command: clap::Command) -> clap::Command {
    command.mut_subcommands(|command| {
        let found = EXAMPLES.iter().find(|(name, _)| *name == command.get_name());
        let command = with_examples(command);
        let command = match usage_of(command.get_name()) {
            Some(usage) => command.override_usage(usage),
            None => command,
        };
        let command = match command.get_name() {
            "show" => command.mut_arg("words", |words| {
                words
                    .value_name("NAME")
                    .help("A name or an id, with its kind in front where several have it, and a day behind that of a group")
                    .long_help(None)
            }),
            // It has one format, and says so where another is asked for.
            "describe" => command.mut_arg("format", |format| format.hide(true)),
            _ => command,
        };
        match found {
            Some((_, lines)) => command.after_help(format!("Examples:\n  {}", lines.join("\n  "))),
            None => command,
        }
    })
}

/// How a command is written that takes the words of the session.
fn usage_of(name: &str) -> Option<String> {
    let inquiries = INQUIRIES.iter().filter(|(word, ..)| *word == name);
    let lines: Vec<String> = inquiries
        .map(|(word, words, _)| format!("tenderlog {word} [OPTIONS] {}", words.replace("[ATOM]", "ATOM")))
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n       "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(command: &clap::Command, found: &mut Vec<String>) {
        for command in command.get_subcommands() {
            found.push(command.get_name().to_owned());
            names(command, found);
        }
    }

    #[test]
    fn every_command_has_examples_and_every_example_has_a_command() {
        let mut found = Vec::new();
        names(&command(), &mut found);
        found.sort();
        let mut expected: Vec<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
        expected.sort_unstable();
        assert_eq!(found, expected);
        command().debug_assert();
    }
}
