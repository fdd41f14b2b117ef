//! The arguments.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::fmt::FmtArguments;
use super::guard::GuardArguments;
use super::help::HelpArguments;
use super::init::InitArguments;
use super::manual::{CompletionsArguments, ManArguments};
use crate::render::{Format, Language};
use crate::world::tool;

const EXAMPLES: &str = "\
Examples:
  tenderlog                                  open a session on the built-in facts
  tenderlog my-facts/                        open a session on facts of your own
  tenderlog ask 'Verdict(\"삼성SDS\", \"kotra-platform\", \"sole\", outcome)'
  tenderlog ask 'Missing(firm, \"kotra-platform\", \"sole\", key)' --format csv
  tenderlog ask 'OpenTo(\"kotra-platform\", tier, outcome)' --reading bundle=bundle
  tenderlog ask - < questions.txt
  tenderlog show kotra-platform              everything on file about a project, firm, group …
  tenderlog rules Barred                     the rules of law that bar, with their citations
  tenderlog check my-facts/ --deny warnings
  tenderlog test my-cases/
  tenderlog test --mutants my-cases/         which mistakes in the law would no case notice?
  tenderlog fmt my-facts/
  tenderlog diff main..HEAD --facts my-facts/ --format markdown

A facts directory with the name of a command is reached by `./ask`.

Exit codes:
  0   answered, yes
  1   no answer, no
  2   usage, wrong question
  3   invalid facts or rules
  4   undetermined
  5   limit reached, interrupted
  6   conclusions differ, a case or a guard failed, a mistake in the law went unnoticed, a file is not in its layout
  70  internal error";

/// What `--version` says behind the name: a digest of the law too.
fn version() -> &'static str {
    tool()
        .strip_prefix("tenderlog ")
        .unwrap_or(env!("CARGO_PKG_VERSION"))
}

/// Who may take part in which public software project in Korea, and by which provision.
#[derive(Debug, Parser)]
#[command(name = "tenderlog", version = version(), after_help = EXAMPLES, subcommand_precedence_over_arg = true, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// The language of sentences and citations.
    #[arg(long, global = true, value_enum, default_value_t = Lang::En, value_name = "LANGUAGE")]
    pub(crate) lang: Lang,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) session: SessionArguments,
}

/// One command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer a question and leave.
    Ask(AskArguments),
    /// Say why something holds.
    Why(InquiryArguments),
    /// Say what is in the way of something that does not hold.
    #[command(name = "whynot")]
    WhyNot(InquiryArguments),
    /// Show the outcome under every combination of readings.
    Readings(InquiryArguments),
    /// Rank what is not known by how much it decides.
    Missing(InquiryArguments),
    /// Find the smallest changes of facts that turn a verdict; `size N` in front sets how many together.
    Flip(InquiryArguments),
    /// Find all values of a column at which an answer changes: 'ATOM over Amount.won', or amount 'ATOM'.
    Sweep(InquiryArguments),
    /// Give an answer for each day of announcement, and say why it changes.
    Timeline(InquiryArguments),
    /// Show everything on file about a project, firm, group, body, person, provision or source.
    Show(InquiryArguments),
    /// List what can be asked, with its columns.
    Relations(LookupArguments),
    /// Say what a relation means, and its columns.
    Describe(LookupArguments),
    /// List the rules of law, or write out those of a relation or an id.
    Rules(LookupArguments),
    /// List the sources of the facts.
    Sources(LookupArguments),
    /// Show the conclusions that change between two revisions, readings, assumptions or sets of facts.
    Diff(DiffArguments),
    /// Show how an answer changed over the commits of its facts.
    Log(InquiryArguments),
    /// Name the commits that established the facts of a proof.
    Blame(InquiryArguments),
    /// Say what is wrong or odd in the facts.
    Check(CheckArguments),
    /// Run the cases of files, each file on its own on the built-in law.
    Test(TestArguments),
    /// Put fact files and rule files into one order and layout.
    Fmt(FmtArguments),
    /// Make a repository of facts: folders, a first project, a case, a guard, and what runs the checks.
    Init(InitArguments),
    /// Keep the answers that guards expect.
    Guard(GuardArguments),
    /// Write what a shell reads to complete commands and options.
    Completions(CompletionsArguments),
    /// Write a page of the manual, for `man -l -`.
    Man(ManArguments),
    /// Say more about a command, a relation, a record of fact files, or the code of a message.
    Help(HelpArguments),
}

/// Arguments of a session.
#[derive(Debug, Args)]
pub(crate) struct SessionArguments {
    /// Fact files or directories; the built-in facts without any.
    #[arg(value_name = "FACTS")]
    pub(crate) facts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) suppositions: Suppositions,
}

/// Arguments of `ask`.
#[derive(Debug, Args)]
pub(crate) struct AskArguments {
    /// A question, such as 'Amount(project, won), (won < 8bn)'; `-` reads questions from standard input.
    #[arg(required_unless_present = "facts", allow_negative_numbers = true)]
    query: Option<String>,
    /// How answers are written.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
    /// Fact files or directories in place of the built-in facts, or of `facts` with `--rev`.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    facts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) suppositions: Suppositions,
}

impl AskArguments {
    /// The question and the facts. A question that stands behind `--facts PATH…` is the last of its values.
    pub(crate) fn question_and_facts(&self) -> Option<(String, &[PathBuf])> {
        match (&self.query, self.facts.split_last()) {
            (Some(query), _) => Some((query.clone(), &self.facts)),
            (None, Some((query, facts))) if !facts.is_empty() => {
                Some((query.to_string_lossy().into_owned(), facts))
            }
            _ => None,
        }
    }
}

/// Arguments of a command that answers one atom.
#[derive(Debug, Args)]
pub(crate) struct InquiryArguments {
    /// A relation with its columns, in quotes for the shell: 'Verdict("Samsung SDS", "kotra-platform", "sole", outcome)'.
    #[arg(value_name = "ATOM", required_unless_present = "facts")]
    words: Vec<String>,
    /// How answers are written.
    #[arg(long, value_enum, default_value_t = ToldFormat::Table)]
    pub(crate) format: ToldFormat,
    /// Fact files or directories in place of the built-in facts, or of `facts` with `--rev` and in `log` and `blame`.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    facts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) suppositions: Suppositions,
}

impl InquiryArguments {
    /// The words as one line, and the facts. Words that stand behind `--facts PATH…` are the last of its values.
    pub(crate) fn words_and_facts(&self) -> (String, &[PathBuf]) {
        match self.facts.split_last() {
            Some((last, facts)) if self.words.is_empty() && !facts.is_empty() => {
                (last.to_string_lossy().into_owned(), facts)
            }
            _ => (self.words.join(" "), &self.facts),
        }
    }
}

/// Arguments of a command that lists or describes.
#[derive(Debug, Args)]
pub(crate) struct LookupArguments {
    /// What to describe, or whose rules to write out.
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
    /// How lists are written.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Table)]
    pub(crate) format: AnswerFormat,
    /// A fact file or directory in place of the built-in facts, or of `facts` with `--rev`; may be given several times.
    #[arg(long, value_name = "PATH")]
    pub(crate) facts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) suppositions: Suppositions,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// `A..B`, `A...B` for what B changed since it left A, or `A` against the files as they stand (HEAD without any); then
    /// a question if not all is compared.
    #[arg(value_name = "A..B [QUESTION]")]
    pub(crate) words: Vec<String>,
    /// Compare the merge of two revisions with each of them: `--merge BASE A B`.
    #[arg(long)]
    pub(crate) merge: bool,
    /// What the left side has: a reading `issue=option`, a fact to assume, `!FACT` to leave out, `rev:REV`, a scenario
    /// (FILE.dl) or a path of facts; may be given several times.
    #[arg(long, value_name = "WHAT")]
    pub(crate) left: Vec<String>,
    /// The same for the right side.
    #[arg(long, value_name = "WHAT")]
    pub(crate) right: Vec<String>,
    /// How changes are written.
    #[arg(long, value_enum, default_value_t = DiffFormat::Table)]
    pub(crate) format: DiffFormat,
    /// Fact files or directories; without any, `facts` for revisions, and the built-in facts for `--left` and `--right`.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) facts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) suppositions: Suppositions,
}

/// Formats of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// Text grouped by project.
    Table,
    /// One JSON document.
    Json,
    /// A comment on a review.
    Markdown,
}

/// What is supposed beyond the facts.
#[derive(Debug, Args)]
pub(crate) struct Suppositions {
    /// Load the facts as of a revision of their git repository: a branch, tag, hash, HEAD~3, or a day; WORKTREE for the
    /// files as they stand.
    #[arg(long, value_name = "REV")]
    pub(crate) rev: Option<String>,
    /// Answer an open point of law, such as bundle=bundle; may be given several times.
    #[arg(long, value_name = "ISSUE=OPTION")]
    pub(crate) reading: Vec<String>,
    /// Leave a fact out, such as 'Vat("kotra-platform", _)'; may be given several times.
    #[arg(long, value_name = "FACT")]
    pub(crate) retract: Vec<String>,
    /// Load a scenario: rules of your own, and the readings, assumptions and retractions of a session that `save` wrote;
    /// may be given several times.
    #[arg(long, visible_alias = "rules", value_name = "FILE.dl")]
    pub(crate) scenario: Vec<PathBuf>,
    /// Suppose a fact, such as 'Vat("kotra-platform", "included")'; may be given several times.
    #[arg(long, value_name = "FACT")]
    pub(crate) assume: Vec<String>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Fact files or directories; without any the built-in facts, or `facts` with `--rev`.
    #[arg(value_name = "FACTS")]
    pub(crate) facts: Vec<PathBuf>,
    /// Check the facts as of a revision of their git repository.
    #[arg(long, value_name = "REV")]
    pub(crate) rev: Option<String>,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = ToldFormat::Table)]
    pub(crate) format: ToldFormat,
    /// What fails the check besides errors.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(crate) struct TestArguments {
    /// Files with `[[case]]` blocks, or directories of them.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Also list how far the cases that pass touch each rule and provision.
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Put small mistakes into the rules of law, one at a time, and list those that no case notices. A mistake that none
    /// can notice is explained by an `[[explained]]` block, with `mutants` and a `reason`, in any of the files.
    #[arg(long, conflicts_with = "coverage")]
    pub(crate) mutants: bool,
    /// Of the mistakes try only each N-th.
    #[arg(long, value_name = "N", requires = "mutants", default_value_t = NonZeroUsize::MIN)]
    pub(crate) every: NonZeroUsize,
    /// Of the mistakes try only those whose id is such, `*` standing for any text: 'below-floor/*'.
    #[arg(long, value_name = "ID", requires = "mutants")]
    pub(crate) of: Vec<String>,
    /// How results are written.
    #[arg(long, value_enum, default_value_t = ToldFormat::Table)]
    pub(crate) format: ToldFormat,
}

/// Languages of sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Korean.
    Ko,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Language::English,
            Lang::Ko => Language::Korean,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// At a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Formats of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// Aligned columns.
    Table,
    /// One JSON document a question.
    Json,
    /// Comma-separated values with a header.
    Csv,
    /// A table that pastes into a report.
    Markdown,
}

impl From<AnswerFormat> for Format {
    fn from(format: AnswerFormat) -> Self {
        match format {
            AnswerFormat::Table => Format::Table,
            AnswerFormat::Json => Format::Json,
            AnswerFormat::Csv => Format::Csv,
            AnswerFormat::Markdown => Format::Markdown,
        }
    }
}

/// Formats of what is told and is no table of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ToldFormat {
    /// Text.
    Table,
    /// One JSON document.
    Json,
}

impl From<ToldFormat> for Format {
    fn from(format: ToldFormat) -> Self {
        match format {
            ToldFormat::Table => Format::Table,
            ToldFormat::Json => Format::Json,
        }
    }
}

/// What fails the check besides errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Warnings too.
    Warnings,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_stands_before_or_behind_the_facts() {
        for words in [["Q", "--facts", "a", "b"], ["--facts", "a", "b", "Q"]] {
            let parsed = Arguments::try_parse_from(["tenderlog", "ask"].into_iter().chain(words)).unwrap();
            let Some(Command::Ask(ask)) = parsed.command else {
                panic!("{words:?}")
            };
            let (query, facts) = ask.question_and_facts().unwrap();
            assert_eq!(
                (query.as_str(), facts),
                ("Q", &[PathBuf::from("a"), PathBuf::from("b")][..])
            );
        }
    }

    #[test]
    fn a_facts_path_named_like_a_command_is_reached_with_a_dot() {
        let parsed = Arguments::try_parse_from(["tenderlog", "./ask", "b"]).unwrap();
        assert!(parsed.command.is_none());
        assert_eq!(parsed.session.facts, [PathBuf::from("./ask"), PathBuf::from("b")]);
    }

    #[test]
    fn a_question_may_begin_with_a_sign() {
        for query in ["-", "!Secret(\"p\")", "-1"] {
            let parsed = Arguments::try_parse_from(["tenderlog", "ask", query, "--color", "never"]).unwrap();
            assert_eq!(parsed.color, Color::Never);
            assert!(
                matches!(parsed.command, Some(Command::Ask(ask)) if ask.question_and_facts().is_some_and(|(found, _)| found == query))
            );
        }
    }
}
