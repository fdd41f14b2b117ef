//! Arguments that are not understood, as a message like every other: what the parser of arguments says of them, with the
//! usage and its tips as advice.

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::render::{Look, refusal};

/// The code of arguments that are not understood.
pub(super) const ARGUMENTS: &str = "command::arguments";
/// Arguments that may stand in front of a command.
const GLOBAL: [&str; 2] = ["color", "lang"];

/// What the parser of arguments says, as a report.
pub(super) fn refused(error: &clap::Error, look: Look) -> String {
    let text = error.render().to_string();
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let message = paragraphs.first().map_or("", String::as_str);
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let mut advice = Vec::new();
    for paragraph in paragraphs.iter().skip(1) {
        if let Some(usage) = paragraph.strip_prefix("Usage: ") {
            advice.push(format!("usage: `{usage}`"));
        } else if let Some(tip) = paragraph.strip_prefix("tip: ") {
            advice.push(tip.to_owned());
        }
    }
    advice.push("`--help` behind the command says what it takes, with examples".to_owned());
    refusal(ARGUMENTS, message, &advice.join("; "), look)
}

/// Why arguments in front of a command are not understood: they are those of a session.
pub(super) fn misplaced(found: &ArgMatches, look: Look) -> Option<String> {
    let command = found.subcommand_name()?;
    let stated = |id: &&str| found.value_source(id) == Some(ValueSource::CommandLine);
    let ids = found.ids().map(clap::Id::as_str);
    let first = ids.filter(|id| !GLOBAL.contains(id)).find(stated)?;
    let (what, option) = match first {
        "facts" => ("facts".to_owned(), "facts PATH"),
        option => (format!("`--{option}`"), option),
    };
    let message = format!("{what} cannot stand in front of the command `{command}`");
    let help = format!("write `tenderlog {command} … --{option}`");
    Some(refusal(ARGUMENTS, &message, &help, look))
}
