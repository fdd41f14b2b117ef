//! The `git` program: how it is run, where a path lies in its repositories, and what is said when it cannot.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a revision cannot be read: what is wrong, and its cure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RevisionError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

pub(super) fn fault(message: impl Into<String>, help: impl Into<String>) -> RevisionError {
    RevisionError {
        message: message.into(),
        help: help.into(),
    }
}

pub(super) fn pathspec(path: &str) -> String {
    if path.is_empty() {
        ":(top)".to_owned()
    } else {
        format!(":(top,literal){path}")
    }
}

/// Where a path lies: a directory in its repository, and the path from the root of the tree.
pub(super) fn place(path: &Path) -> Result<(PathBuf, String), RevisionError> {
    let absolute =
        std::path::absolute(path).map_err(|error| fault(error.to_string(), "name another path"))?;
    let mut directory = absolute.clone();
    let mut below: Vec<String> = Vec::new();
    while !directory.is_dir() {
        let Some(name) = directory
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
        else {
            break;
        };
        below.insert(0, name);
        directory.pop();
    }
    let not_one = || {
        let path = path.display();
        let message = match absolute.exists() {
            true => format!("`{path}` lies in no git repository"),
            false => format!("there is no `{path}` here, and no git repository"),
        };
        fault(
            message,
            "name facts that are under version control with `--facts PATH`; others are read only as they stand",
        )
    };
    let bare = run(&directory, &["rev-parse", "--is-bare-repository"])?.ok_or_else(not_one)?;
    if bare.trim() == "true" {
        // Within a bare repository everything below its own directory is a path of the tree.
        let root = run(&directory, &["rev-parse", "--absolute-git-dir"])?.ok_or_else(not_one)?;
        let root = PathBuf::from(root.trim());
        let real = directory.canonicalize().unwrap_or(directory);
        let inside = real
            .strip_prefix(&root)
            .map(Path::to_path_buf)
            .unwrap_or_default();
        let mut parts: Vec<String> = inside
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        parts.extend(below);
        return Ok((root, parts.join("/")));
    }
    let prefix = run(&directory, &["rev-parse", "--show-prefix"])?.ok_or_else(not_one)?;
    let mut parts: Vec<String> = prefix
        .trim_end_matches('\n')
        .split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    parts.extend(below);
    // Paths of the tree are named from its root, so `git` runs there.
    let root = run(&directory, &["rev-parse", "--show-toplevel"])?.ok_or_else(not_one)?;
    Ok((PathBuf::from(root.trim_end_matches('\n')), parts.join("/")))
}

pub(super) fn common_directory(directory: &Path) -> Result<String, RevisionError> {
    let found = run(
        directory,
        &["rev-parse", "--path-format=absolute", "--git-common-dir"],
    )?;
    Ok(found.unwrap_or_default())
}

pub(super) fn command(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(directory)
        .args(["-c", "core.quotepath=off"])
        // What the user's own shell has set for git must not lead to another repository.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C");
    command
}

pub(super) fn run<S: AsRef<OsStr>>(
    directory: &Path,
    arguments: &[S],
) -> Result<Option<String>, RevisionError> {
    let output = command(directory)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| no_git(&error))?;
    Ok(output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}

pub(super) fn no_git(error: &std::io::Error) -> RevisionError {
    fault(
        format!("the program `git` cannot be run: {error}"),
        "install git, or leave `--rev` out",
    )
}
