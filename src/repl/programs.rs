//! The user's own programs: an editor for texts, a pager for long results.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use unicode_width::UnicodeWidthStr;

use super::command::Refusal;

/// The editor where `VISUAL` and `EDITOR` name none.
pub(crate) const EDITOR: &str = "vi";

/// The pager where `PAGER` names none: it leaves short texts and the screen as they are.
const PAGER: &str = "less -RFX";

/// Whether a text needs more lines than a terminal has, one left for the prompt.
pub(crate) fn is_long(text: &str, columns: usize, rows: usize) -> bool {
    let lines = text
        .lines()
        .map(|line| visible(line).width().div_ceil(columns.max(1)).max(1));
    rows > 1 && lines.sum::<usize>() >= rows
}

/// A line without its colours.
fn visible(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    out
}

/// The command line of the pager: `PAGER`, or `less` if it is there; empty for none.
pub(crate) fn pager() -> String {
    match std::env::var("PAGER") {
        Ok(pager) => pager.trim().to_owned(),
        Err(_) if is_there("less") => PAGER.to_owned(),
        Err(_) => String::new(),
    }
}

fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|directory| directory.join(program).is_file())
}

/// Shows a text in a pager. A pager that is left before the end has shown enough; one that cannot be started leaves the
/// text to be written.
///
/// # Errors
/// The pager cannot be started.
pub(crate) fn page(text: &str, pager: &str) -> io::Result<()> {
    let mut command = shell(pager);
    if std::env::var_os("LESSCHARSET").is_none() {
        command.env("LESSCHARSET", "utf-8");
    }
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // Nobody need read to the end.
        let _ = input.write_all(text.as_bytes());
    }
    let status = child.wait()?;
    if status.code() == Some(NOT_FOUND) {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok(())
}

/// What a shell ends with where there is no such program.
const NOT_FOUND: i32 = 127;

/// Lets the user edit a text; nothing if nothing was saved, or nothing is left.
pub(crate) fn edit(text: &str) -> Result<Option<String>, Refusal> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let command = std::env::var(name).ok()?;
        (!command.trim().is_empty()).then_some(command)
    });
    let editor = named.unwrap_or_else(|| EDITOR.to_owned());
    edit_with(&editor, text)
}

fn edit_with(editor: &str, text: &str) -> Result<Option<String>, Refusal> {
    let unwritten = |error: io::Error| Refusal {
        code: "command::editor",
        message: format!("there is no place for a text to edit: {error}"),
        help: "`TMPDIR` names a directory that can be written".to_owned(),
    };
    let file = draft(text).map_err(unwritten)?;
    let before = saved_at(&file);
    let ended = shell(&format!("{editor} \"$1\"")).arg(&file).status();
    let after = fs::read_to_string(&file);
    let saved = saved_at(&file);
    let wrong = match (&ended, &after) {
        (Ok(status), _) if status.code() == Some(NOT_FOUND) => Some("cannot be started".to_owned()),
        (Ok(status), _) if !status.success() => Some(format!("ended with {status}; nothing is run")),
        (Err(error), _) => Some(format!("cannot be started: {error}")),
        (Ok(_), Err(error)) => Some(format!(
            "left a text that cannot be read: {}: {error}",
            file.display()
        )),
        (Ok(_), Ok(_)) => None,
    };
    if after.is_ok() {
        let _ = fs::remove_file(&file);
    }
    if let Some(wrong) = wrong {
        return Err(Refusal {
            code: "command::editor",
            message: format!("the editor `{editor}` {wrong}"),
            help: format!("`VISUAL` or `EDITOR` names the editor, else it is `{EDITOR}`"),
        });
    }
    let after = after.unwrap_or_default();
    let changed = saved != before || after.trim_end() != text.trim_end();
    Ok(Some(after.trim().to_owned()).filter(|after| changed && !after.is_empty()))
}

/// A new file with a text, which only its owner reads.
fn draft(text: &str) -> io::Result<PathBuf> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("tenderlog-{}-{number}.dl", std::process::id());
    let file = std::env::temp_dir().join(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(&file)?;
    if !text.is_empty() {
        open.write_all(format!("{}\n", text.trim_end()).as_bytes())?;
    }
    Ok(file)
}

fn saved_at(file: &Path) -> Option<std::time::SystemTime> {
    fs::metadata(file).and_then(|data| data.modified()).ok()
}

/// A command line as the user wrote it, options and quotes included.
fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line, "tenderlog"]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_long_by_its_lines_and_by_lines_that_wrap() {
        assert!(!is_long("a\nb\n", 80, 4));
        assert!(is_long("a\nb\nc\nd\n", 80, 4));
        assert!(is_long(&"가".repeat(81), 40, 5));
        assert!(!is_long(&format!("\u{1b}[2m{}\u{1b}[0m", "a".repeat(80)), 80, 2));
        assert!(!is_long("a\nb\nc\n", 80, 0));
    }

    #[test]
    fn what_was_saved_is_read_and_what_was_not_saved_is_not() {
        let text = "Amount(p, w)";
        assert_eq!(
            edit_with("sed -i 's/p, w/project, won/'", text),
            Ok(Some("Amount(project, won)".to_owned()))
        );
        assert_eq!(edit_with("true", text), Ok(None));
        assert_eq!(edit_with("truncate -s 0", text), Ok(None));
        assert_eq!(
            edit_with("printf 'help\\nquit\\n' >", ""),
            Ok(Some("help\nquit".to_owned()))
        );
    }

    #[test]
    fn an_editor_that_fails_or_is_not_there_runs_nothing() {
        let message = |editor| edit_with(editor, "help").unwrap_err().message;
        assert!(message("false").contains("nothing is run"));
        assert!(message("no-such-editor-at-all 2>/dev/null").contains("cannot be started"));
    }

    #[test]
    fn a_pager_may_be_left_early_and_one_that_is_not_there_is_told() {
        assert!(page(&"line\n".repeat(100_000), "true").is_ok());
        assert!(page("line\n", "no-such-pager-at-all 2>/dev/null").is_err());
    }
}
