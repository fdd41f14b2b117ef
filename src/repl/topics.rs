//! `help TOPIC`: what a command does, in a few lines, with examples that run on the built-in facts.

use super::command::all_commands;
use super::help::entry;

/// A command with its text and examples.
struct Topic {
    name: &'static str,
    text: &'static str,
    examples: &'static [&'static str],
}

const TOPICS: &[Topic] = &[
    Topic {
        name: "why",
        text: "Says why a conclusion holds: a tree of sentences, each with the provisions that it cites and, for a fact, \
               with its file, line and sources. Three levels are shown; `why full` shows all. An undetermined verdict \
               is shown as two cases that differ in one point. Variables and `_` ask for every answer.",
        examples: &[
            "why Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)",
            "why full Counted(\"dbrain-next\", won)",
            "why next",
        ],
    },
    Topic {
        name: "readings",
        text: "Shows what a verdict comes to under every combination of the readings on which it turns, and which \
               issues are reached without changing it. `set reading ISSUE=OPTION` chooses one.",
        examples: &["readings OpenTo(\"kotra-platform\", \"large\", outcome)"],
    },
    Topic {
        name: "missing",
        text: "Ranks what is not known by how much it decides, with what each answer would come to.",
        examples: &["missing Verdict(\"VTW\", \"kotra-platform\", \"sole\", outcome)"],
    },
    Topic {
        name: "show",
        text: "Shows everything on file about one thing, with what the law concludes from it. It is named by its id, \
               its name or an alias; a kind before it chooses where several things bear one name. A group can be shown \
               as of a day. A project: its amount and how the tested one comes about, components, classes of firms, \
               exceptions, participants, budget, duties, warnings, sources. A firm: groups, holdings, sales, tier over \
               time, projects. A group: members, designations, ownership as a tree. A provision: the rules that cite \
               it. A source: what rests on it.",
        examples: &[
            "show kotra-platform",
            "show firm \"Samsung SDS\"",
            "show group samsung 2026-05-15",
            "show spa-48-4",
            "show aju-2026-07-05",
        ],
    },
    Topic {
        name: "help",
        text: "Lists the commands; behind it stands a command, a relation, a kind of record of fact files, a word of a vocabulary or the code of a message for more about it.",
        examples: &[
            "help why",
            "help Verdict",
            "help project",
            "help undetermined",
            "help lang::used-once",
        ],
    },
    Topic {
        name: "relations",
        text: "Lists what can be asked: the relations that the law derives, those that fact files give, and your own.",
        examples: &["relations"],
    },
    Topic {
        name: "describe",
        text: "Says what a row of a relation means, its columns with their types and words, which rules conclude it, and \
               a question to begin with.",
        examples: &["describe Verdict"],
    },
    Topic {
        name: "rules",
        text: "Lists the rules of law with what they conclude, where they stand and what they cite. With a relation or an \
               id behind it the rules are written out; `rules mine` lists your own.",
        examples: &["rules Barred", "rules below-floor", "rules mine"],
    },
    Topic {
        name: "sources",
        text: "Lists the sources of the facts with their day, publisher and title, and how many lines rest on each.",
        examples: &["sources"],
    },
    Topic {
        name: "check",
        text: "Reports what is wrong or odd in the fact files, with file, line and cure.",
        examples: &["check"],
    },
    Topic {
        name: "set",
        text: "Sets a reading (an option, or `open`), the format of answers, the language of sentences, the facts, or \
               whether results that are longer than the terminal go through a pager: `$PAGER`, else `less -RFX`.",
        examples: &[
            "set reading bundle=bundle",
            "set reading bundle=open",
            "set format json",
            "set language ko",
            "set facts",
            "set pager off",
        ],
    },
    Topic {
        name: "assume",
        text: "Adds a fact to this session. Where there can be one row only, such as an amount, it takes the place of the \
               known one. Every answer then says so; `undo` takes it back.",
        examples: &["assume Vat(\"kotra-platform\", \"included\")"],
    },
    Topic {
        name: "retract",
        text: "Leaves facts out of this session; `_` stands for any value.",
        examples: &["retract Budget(\"kotra-platform\", _, _, _, _)"],
    },
    Topic {
        name: "derived",
        text: "Declares a relation of your own. A rule needs no declaration: `Head(…) <- body;` takes the columns that it \
               shows. Your rules may use what the law concludes; they cannot change it.",
        examples: &["Costly(project) <- Amount(project, won), (won >= 80억);"],
    },
    Topic {
        name: "drop",
        text: "Drops a rule of your own by its id, or all rules of a relation.",
        examples: &["drop Costly"],
    },
    Topic {
        name: "changes",
        text: "Lists what this session changed: readings, assumptions, retractions, rules.",
        examples: &["changes"],
    },
    Topic {
        name: "undo",
        text: "Takes the last change back.",
        examples: &["undo"],
    },
    Topic {
        name: "reset",
        text: "Takes every change back.",
        examples: &["reset"],
    },
    Topic {
        name: "load",
        text: "Loads rules or a saved session (`.dl`), or facts beside those that are loaded (`.toml`, `.csv`, a \
               directory).",
        examples: &["load session.dl", "load examples/firms"],
    },
    Topic {
        name: "reload",
        text: "Reads the files again and makes the changes of this session on top of them.",
        examples: &["reload"],
    },
    Topic {
        name: "save",
        text: "Writes changes, rules and questions of this session to a file that `load` takes back.",
        examples: &["save session.dl"],
    },
    Topic {
        name: "revision",
        text: "Loads the facts as of a revision of their git repository: a branch, tag, hash, `HEAD~3`, or a day. Alone, it \
               says which facts are loaded.",
        examples: &["revision", "revision HEAD~3"],
    },
    Topic {
        name: "revisions",
        text: "Lists the commits that touched the facts, newest first.",
        examples: &["revisions"],
    },
    Topic {
        name: "edit",
        text: "Opens the last input, or what stands behind it, in your editor, and runs what you save; a text that is left \
               as it was, or empty, is not run. The editor is `$VISUAL`, else `$EDITOR`, else `vi`. Ctrl-X Ctrl-E does \
               the same with the line that is being typed.",
        examples: &[
            "edit",
            "edit Verdict(firm, \"kotra-platform\", \"sole\", outcome)",
        ],
    },
    Topic {
        name: "quit",
        text: "Leaves the session; so do `exit` and Ctrl-D.",
        examples: &["quit"],
    },
];

/// What a command takes and does, with examples; none if there is no such command.
pub(super) fn command_help(name: &str) -> Option<String> {
    let mut out = String::new();
    for (_, takes, does) in all_commands().filter(|(command, ..)| *command == name) {
        out.push_str(&entry(&format!("{name} {takes}"), does, 80));
    }
    if out.is_empty() {
        return None;
    }
    if let Some(topic) = TOPICS.iter().find(|topic| topic.name == name) {
        let options = textwrap::Options::new(80)
            .initial_indent("  ")
            .subsequent_indent("  ");
        for line in textwrap::wrap(topic.text, options) {
            out.push_str(&line);
            out.push('\n');
        }
        out.push_str("for example:\n");
        for example in topic.examples {
            out.push_str(&format!("  {example}\n"));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repl::command::parse;

    #[test]
    fn every_command_has_help_and_every_topic_is_a_command() {
        for (name, ..) in all_commands() {
            assert!(command_help(name).is_some(), "{name}");
        }
        for topic in TOPICS {
            assert!(
                all_commands().any(|(name, ..)| name == topic.name),
                "{}",
                topic.name
            );
            assert!(!topic.examples.is_empty(), "{}", topic.name);
        }
        assert_eq!(command_help("Verdict"), None);
    }

    #[test]
    fn every_example_is_a_command() {
        for topic in TOPICS {
            for example in topic.examples {
                assert!(parse(example, &[]).is_ok(), "{example}");
            }
        }
    }
}
