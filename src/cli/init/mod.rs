//! `tenderlog init`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::Exit;
use super::terminal::Terminal;
use crate::facts::file_trouble;
use crate::render::plain;
use crate::world::tool;

/// A file of a new repository: path, text, and whether it is a program.
type First = (&'static str, &'static str, bool);

const FILES: [First; 11] = [
    ("README.md", include_str!("files/README.md"), false),
    (
        "facts/sources.toml",
        include_str!("files/facts/sources.toml"),
        false,
    ),
    (
        "facts/bodies/bodies.toml",
        include_str!("files/facts/bodies/bodies.toml"),
        false,
    ),
    (
        "facts/firms/firms.toml",
        include_str!("files/facts/firms/firms.toml"),
        false,
    ),
    (
        "facts/groups/groups.toml",
        include_str!("files/facts/groups/groups.toml"),
        false,
    ),
    (
        "facts/projects/first-project.toml",
        include_str!("files/facts/projects/first-project.toml"),
        false,
    ),
    ("facts/guard.toml", include_str!("files/facts/guard.toml"), false),
    ("cases/first.toml", include_str!("files/cases/first.toml"), false),
    ("check.sh", include_str!("files/check.sh"), true),
    ("hooks/pre-commit", include_str!("files/hooks/pre-commit"), true),
    (
        ".github/workflows/facts.yml",
        include_str!("files/workflows/facts.yml"),
        false,
    ),
];

/// The code of a file that cannot be read or written.
const FILE: &str = "command::file";

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// The directory, new or empty.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Make the files also beside others; a file that is there already stays as it is.
    #[arg(long)]
    force: bool,
}

/// Makes a repository of facts with a first project, a case, a guard and what runs the checks. No file is ever
/// overwritten.
pub(crate) fn run(arguments: &InitArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let root = &arguments.directory;
    if let Some(found) = in_the_way(root, arguments.force) {
        terminal.refuse(found.code, &found.message, found.help)?;
        return Ok(Exit::Usage);
    }
    for (path, text, program) in FILES {
        let shown = plain(&root.join(path).display().to_string());
        match make(root, path, &text.replace("{tool}", tool()), program) {
            Ok(()) => terminal.write(&format!("made {shown}\n"))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                terminal.write(&format!("kept {shown}\n"))?;
            }
            Err(error) => {
                let why = plain(&file_trouble(&error));
                let message = format!("`{shown}` cannot be made: {why}");
                terminal.refuse(FILE, &message, "name a directory that can be written")?;
                return Ok(Exit::Usage);
            }
        }
    }
    let shown = plain(&root.display().to_string());
    let absolute = root.canonicalize();
    let kept = absolute.is_ok_and(|root| root.ancestors().any(|above| above.join(".git").exists()));
    let keep = if kept { "" } else { "  git init\n" };
    terminal.write(&format!(
        "\nBegin with {shown}/facts/projects/first-project.toml, then in {shown}:\n  \
         tenderlog facts\n  \
         ./check.sh\n\
         {keep}  git config core.hooksPath hooks\n"
    ))?;
    Ok(Exit::Answered)
}

/// Code, message and advice of what is in the way.
struct InTheWay {
    code: &'static str,
    message: String,
    help: &'static str,
}

/// Why nothing can be made there. A directory with nothing but `.git` counts as empty.
fn in_the_way(root: &Path, force: bool) -> Option<InTheWay> {
    let shown = plain(&root.display().to_string());
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            let why = plain(&file_trouble(&error));
            return Some(InTheWay {
                code: FILE,
                message: format!("`{shown}` cannot be read as a directory: {why}"),
                help: "name a new directory",
            });
        }
    };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != ".git")
        .collect();
    names.sort();
    let first = names.first().filter(|_| !force)?;
    let more = match names.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(InTheWay {
        code: "command::not-empty",
        message: format!("`{shown}` is not empty: it has `{}`{more}", plain(first)),
        help: "name a new directory, or add `--force`: what is there stays as it is",
    })
}

/// Makes one file and the directories above it. Symbolic links are not followed.
fn make(root: &Path, path: &str, text: &str, program: bool) -> io::Result<()> {
    fs::create_dir_all(root)?;
    let mut at = root.to_owned();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        at.push(part);
        if parts.peek().is_some() {
            match fs::symlink_metadata(&at) {
                Ok(found) if found.is_dir() => {}
                Ok(_) => return Err(io::Error::other(format!("`{}` is no directory", at.display()))),
                Err(_) => fs::create_dir(&at)?,
            }
        }
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&at)?;
    file.write_all(text.as_bytes())?;
    if program {
        make_program(&file)?;
    }
    Ok(())
}

/// Lets everybody who may read a file run it.
#[cfg(unix)]
fn make_program(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = file.metadata()?.permissions();
    let mode = permissions.mode();
    permissions.set_mode(mode | ((mode & 0o444) >> 2));
    file.set_permissions(permissions)
}

/// Programs are known by other means.
#[cfg(not(unix))]
fn make_program(_: &fs::File) -> io::Result<()> {
    Ok(())
}
