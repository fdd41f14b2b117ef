//! `tenderlog completions` and `tenderlog man`: what the definitions of the arguments tell a shell and a reader.

use std::io;

use clap::Args;
use clap_complete::Shell;

use super::examples::command;
use super::exit::Exit;
use super::refused::ARGUMENTS;
use super::terminal::Terminal;
use crate::lang::suggest::nearest;
use crate::render::plain;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArguments {
    /// The shell that completes.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// The command whose page is written; that of the program without one.
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Writes what a shell reads to complete commands and options.
pub(crate) fn completions(arguments: &CompletionsArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "tenderlog", &mut script);
    terminal.out().write_all(&script)?;
    Ok(Exit::Answered)
}

/// Writes a page of the manual.
pub(crate) fn page(arguments: &ManArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let mut program = command();
    program.build();
    let page = match &arguments.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(found) => found.clone(),
            None => {
                let names = program.get_subcommands().map(clap::Command::get_name);
                let help = nearest(name, names).map_or_else(
                    || "`tenderlog --help` lists the commands".to_owned(),
                    |near| format!("did you mean `tenderlog man {near}`?"),
                );
                let message = format!("there is no command `{}`", plain(name));
                terminal.refuse(ARGUMENTS, &message, &help)?;
                return Ok(Exit::Usage);
            }
        },
    };
    let title = page
        .get_display_name()
        .unwrap_or_else(|| page.get_name())
        .to_owned();
    let manual = clap_mangen::Man::new(page)
        .title(title)
        .source(concat!("tenderlog ", env!("CARGO_PKG_VERSION")))
        .manual("tenderlog");
    manual.render(terminal.out())?;
    Ok(Exit::Answered)
}
