//! What one line asks for.

use super::inquiry::{INQUIRIES, Inquiry};
use crate::lang::suggest::nearest;
use crate::render::{Format, Language, Look, refusal};

/// Words that begin a command, with what follows them and what they do.
const COMMANDS: [(&str, &str, &str); 29] = [
    (
        "help",
        "[TOPIC]",
        "this text, or more about a command, a relation or the code of a message",
    ),
    ("relations", "", "what can be asked, with its columns"),
    ("describe", "RELATION", "what a relation means, and its columns"),
    (
        "rules",
        "[mine|RELATION|ID]",
        "the rules of law, or your own, with their places",
    ),
    ("sources", "", "the sources of the facts"),
    ("check", "", "what is wrong or odd in the facts"),
    ("set", "reading ISSUE=OPTION", "answer an open point of law"),
    ("set", "format table|json|csv|markdown", "how answers are written"),
    ("set", "language en|ko", "the language of sentences"),
    (
        "set",
        "facts PATH…",
        "load other facts; `set facts` alone the built-in ones",
    ),
    ("set", "pager on|off", "whether long results go through `$PAGER`"),
    ("assume", "FACT", "add a fact to this session"),
    ("retract", "FACT", "leave a fact out; `_` stands for any value"),
    ("drop", "RULE", "drop a rule of your own, or all of a relation"),
    ("changes", "", "what this session changed"),
    ("undo", "", "take the last change back"),
    ("reset", "", "take every change back"),
    (
        "load",
        "PATH",
        "rules, a scenario or a session (.dl), or more facts",
    ),
    ("reload", "", "read the files again, and make the changes again"),
    (
        "save",
        "FILE.dl",
        "write changes, rules and questions as a file that `load` takes back",
    ),
    (
        "revision",
        "[REV]",
        "load the facts as of a revision; alone, say which these are",
    ),
    ("revisions", "", "the commits that touched the facts"),
    (
        "diff",
        "[A..B] [QUESTION]",
        "conclusions that change between revisions; also `--merge BASE A B`, `--left WHAT --right WHAT`",
    ),
    ("log", "QUESTION", "how an answer changed over the commits"),
    (
        "blame",
        "ATOM",
        "the commits that established the facts of its proof",
    ),
    (
        "derived",
        "NAME(…)",
        "declare a relation of your own; a rule is `Head(…) <- body;`",
    ),
    (
        "edit",
        "[TEXT]",
        "open the last input, or TEXT, in `$EDITOR` and run what is saved (also Ctrl-X Ctrl-E)",
    ),
    ("quit", "", "leave (also Ctrl-D)"),
    ("exit", "", "leave"),
];

/// Every command: those that answer something first.
pub(crate) fn all_commands() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    INQUIRIES.into_iter().chain(COMMANDS)
}

/// Whether a word begins a command of a session.
#[must_use]
pub fn is_command(word: &str) -> bool {
    all_commands().any(|(name, ..)| name == word)
}

/// One command or question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command<'a> {
    Help(Option<&'a str>),
    Relations,
    Describe(&'a str),
    Check,
    SetReading(&'a str),
    SetFormat(Format),
    SetLanguage(Language),
    SetFacts(Vec<&'a str>),
    SetPager(bool),
    Edit(Option<&'a str>),
    Assume(&'a str),
    Retract(&'a str),
    /// Rules and declarations.
    Rule(&'a str),
    Drop(&'a str),
    Rules(Option<&'a str>),
    Sources,
    Changes,
    Undo,
    Reset,
    Load(&'a str),
    Reload,
    Save(&'a str),
    Revision(Option<&'a str>),
    Revisions,
    Diff(&'a str),
    Log(&'a str),
    Blame(&'a str),
    Quit,
    Ask(&'a str),
    Inquire(Inquiry),
    WhyNext,
}

/// A line that is no command: what is wrong, and advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable name of its kind, which `help` explains.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Refusal {
    /// The refusal as text.
    #[must_use]
    pub fn told(&self, look: Look) -> String {
        refusal(self.code, &self.message, &self.help, look)
    }
}

/// Reads one command. A line that does not begin with a lower-case word is a question; so is `let …`.
pub(crate) fn parse<'a>(line: &'a str, relations: &[&str]) -> Result<Command<'a>, Refusal> {
    let line = line.trim();
    let end = line
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .unwrap_or(line.len());
    let (word, after) = line.split_at(end);
    let rest = after.trim();
    if word == "edit" && !rest.starts_with('(') {
        return Ok(Command::Edit((!rest.is_empty()).then_some(rest)));
    }
    if is_rule(line) {
        return Ok(Command::Rule(line));
    }
    let is_word = word.starts_with(|c: char| c.is_ascii_lowercase());
    if !is_word || word == "let" || rest.starts_with('(') {
        return Ok(Command::Ask(line));
    }
    let alone = |command: Command<'a>| {
        if rest.is_empty() {
            Ok(command)
        } else {
            Err(misused(
                format!("`{word}` takes nothing behind it, found `{rest}`"),
                format!("write `{word}`"),
            ))
        }
    };
    let with = |make: fn(&'a str) -> Command<'a>, example: &str| {
        if rest.is_empty() {
            Err(misused(
                format!("`{word}` needs something behind it"),
                format!("for example `{example}`"),
            ))
        } else {
            Ok(make(rest))
        }
    };
    if let ("why", "next") = (word, rest) {
        return Ok(Command::WhyNext);
    }
    if let Some(inquiry) = Inquiry::read(word, rest) {
        return inquiry.map(Command::Inquire);
    }
    match word {
        "help" => Ok(Command::Help((!rest.is_empty()).then_some(rest))),
        "relations" => alone(Command::Relations),
        "sources" => alone(Command::Sources),
        "check" => alone(Command::Check),
        "quit" | "exit" => alone(Command::Quit),
        "describe" => with(Command::Describe, "describe Verdict"),
        "retract" => with(Command::Retract, "retract Vat(\"kotra-platform\", _)"),
        "drop" => with(Command::Drop, "drop Shut"),
        "load" => with(Command::Load, "load session.dl"),
        "save" => with(Command::Save, "save session.dl"),
        "rules" => Ok(Command::Rules((!rest.is_empty()).then_some(rest))),
        "changes" => alone(Command::Changes),
        "undo" => alone(Command::Undo),
        "reset" => alone(Command::Reset),
        "reload" => alone(Command::Reload),
        "revision" => Ok(Command::Revision((!rest.is_empty()).then_some(rest))),
        "revisions" => alone(Command::Revisions),
        "diff" => Ok(Command::Diff(rest)),
        "log" => with(Command::Log, "log OpenTo(\"kotra-platform\", tier, outcome)"),
        "blame" => with(
            Command::Blame,
            "blame OpenTo(\"kotra-platform\", \"major\", outcome)",
        ),
        "assume" => with(Command::Assume, "assume Vat(\"kotra-platform\", \"included\")"),
        "set" => set(rest),
        _ => Err(unknown(word, relations)),
    }
}

/// Whether a line declares something or is a rule: `<-` stands outside of texts.
fn is_rule(line: &str) -> bool {
    let begins = |word: &str| {
        line.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(char::is_whitespace))
    };
    let mut in_text = false;
    let mut last = ' ';
    for c in line.chars() {
        match c {
            '"' if last != '\\' => in_text = !in_text,
            '-' if last == '<' && !in_text => return true,
            _ => {}
        }
        last = c;
    }
    ["derived", "given", "type"].iter().any(|word| begins(word))
        || line.starts_with('@')
        || line.starts_with("///")
}

fn set(rest: &str) -> Result<Command<'_>, Refusal> {
    let (what, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let value = value.trim();
    match what {
        "" => Err(misused(
            "`set` needs something behind it".to_owned(),
            "for example `set reading bundle=bundle`, `set format json` or `set language ko`".to_owned(),
        )),
        "reading" if value.contains('=') => Ok(Command::SetReading(value)),
        "reading" => Err(misused(
            "a reading is an issue and one of its options".to_owned(),
            "for example `set reading bundle=bundle`; `ReadingOption(issue, option)` lists them".to_owned(),
        )),
        "format" => Format::named(value).map(Command::SetFormat).ok_or_else(|| {
            misused(
                format!("`{value}` is not a format"),
                "write `set format table`, `set format json`, `set format csv` or `set format markdown`".to_owned(),
            )
        }),
        "language" => Language::named(value).map(Command::SetLanguage).ok_or_else(|| {
            misused(
                format!("`{value}` is not a language"),
                "write `set language en` or `set language ko`".to_owned(),
            )
        }),
        "pager" => match value {
            "on" => Ok(Command::SetPager(true)),
            "off" => Ok(Command::SetPager(false)),
            _ => Err(misused(
                format!("`{value}` is neither `on` nor `off`"),
                "write `set pager on` or `set pager off`".to_owned(),
            )),
        },
        "facts" => Ok(Command::SetFacts(value.split_whitespace().collect())),
        _ => Err(misused(
            format!("`{what}` cannot be set"),
            "`set reading issue=option`, `set format table|json|csv|markdown`, `set language en|ko`, `set pager on|off` \
             or `set facts PATH…`"
                .to_owned(),
        )),
    }
}

fn unknown(word: &str, relations: &[&str]) -> Refusal {
    let command = nearest(word, all_commands().map(|(name, _, _)| name));
    let help = match command.or_else(|| nearest(word, relations.iter().copied())) {
        Some(near) if near.starts_with(char::is_uppercase) => {
            format!("did you mean the relation `{near}`? `describe {near}` shows how to ask it")
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            "`help` lists the commands; a question begins with a relation, such as `Verdict(…)`".to_owned()
        }
    };
    Refusal {
        code: "command::unknown",
        message: format!("there is no command `{word}`"),
        help,
    }
}

fn misused(message: String, help: String) -> Refusal {
    Refusal {
        code: "command::usage",
        message,
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_lower_case_words_and_everything_else_is_a_question() {
        for (line, command) in [
            ("help", Command::Help(None)),
            ("help why", Command::Help(Some("why"))),
            (" quit ", Command::Quit),
            ("describe Verdict", Command::Describe("Verdict")),
            ("set reading bundle=bundle", Command::SetReading("bundle=bundle")),
            ("set  format  json", Command::SetFormat(Format::Json)),
            ("assume Secret(\"p\")", Command::Assume("Secret(\"p\")")),
            ("edit", Command::Edit(None)),
            ("edit A(a,\n b)", Command::Edit(Some("A(a,\n b)"))),
            ("set pager off", Command::SetPager(false)),
            ("Verdict(a, b, c, d)", Command::Ask("Verdict(a, b, c, d)")),
            ("let x = 1 + 1", Command::Ask("let x = 1 + 1")),
            ("verdict(a)", Command::Ask("verdict(a)")),
            ("!Verdict(a)", Command::Ask("!Verdict(a)")),
            ("삼성", Command::Ask("삼성")),
        ] {
            assert_eq!(parse(line, &[]), Ok(command), "{line}");
        }
    }

    #[test]
    fn a_slip_gets_a_suggestion() {
        assert_eq!(parse("halp", &[]).unwrap_err().help, "did you mean `help`?");
        assert!(
            parse("verdict", &["Verdict"])
                .unwrap_err()
                .help
                .contains("relation `Verdict`")
        );
        assert!(
            parse("zzzzzz", &["Verdict"])
                .unwrap_err()
                .help
                .contains("`help` lists")
        );
    }

    #[test]
    fn a_command_with_too_much_or_too_little_says_what_it_takes() {
        for line in [
            "quit now",
            "describe",
            "assume",
            "set",
            "set format xml",
            "set reading bundle",
            "set pager",
            "set pager maybe",
        ] {
            assert!(parse(line, &[]).is_err(), "{line}");
        }
    }
}
