//! The lines of earlier sessions, kept in the user's state directory: each once, the last 2,000 of them.
//!
//! The file begins with its version. One that cannot be read, or that another program or another version wrote, is
//! left as it is and the session keeps nothing; it says so.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::command::Refusal;

/// Lines that are kept.
pub(crate) const MOST: usize = 2_000;

/// First line of the file.
const TITLE: &str = "#tenderlog-history 1";

/// First line of files from before there was a version of its own: they are read and written on as they are.
const FORMER: &str = "#V2";

/// Lines of this session and of earlier ones.
#[derive(Debug, Default)]
pub(crate) struct History {
    lines: Vec<String>,
    file: Option<PathBuf>,
}

impl History {
    /// The history of this user, and what is to be said if it cannot be kept.
    pub(crate) fn of_user() -> (Self, Option<Refusal>) {
        match place(std::env::var_os("XDG_STATE_HOME"), std::env::var_os("HOME")) {
            Some(file) => Self::open(file),
            None => (Self::default(), None),
        }
    }

    /// Reads a file; one that is not there begins with the first line that is added.
    fn open(file: PathBuf) -> (Self, Option<Refusal>) {
        match read(&file) {
            Ok(all) => {
                let lines = each_once(&all);
                if all.len() > 2 * MOST {
                    // A history that cannot be made shorter stays as long as it is.
                    let _ = shorten(&file, &lines);
                }
                let file = Some(file);
                (Self { lines, file }, None)
            }
            Err(why) => {
                let refusal = Refusal {
                    code: "command::history",
                    message: format!("the history `{}` {why}", file.display()),
                    help: "it is left as it is, and this session keeps none; move it away to begin a new one"
                        .to_owned(),
                };
                (Self::default(), Some(refusal))
            }
        }
    }

    /// The lines, oldest first.
    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Adds a line; the same line from before gives way. What cannot be written is kept in this session only.
    pub(crate) fn add(&mut self, line: &str) -> Option<Refusal> {
        self.lines.retain(|known| known != line);
        self.lines.push(line.to_owned());
        if self.lines.len() > MOST {
            self.lines.remove(0);
        }
        let file = self.file.as_ref()?;
        let error = append(file, line).err()?;
        let message = format!("the history `{}` cannot be written: {error}", file.display());
        self.file = None;
        Some(Refusal {
            code: "command::history",
            message,
            help: "this session keeps none from here on".to_owned(),
        })
    }
}

/// The lines of a file in order, or why they cannot be had.
fn read(file: &Path) -> Result<Vec<String>, String> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("cannot be read: {error}")),
    };
    let text = String::from_utf8(bytes).map_err(|_| "is not text".to_owned())?;
    let mut lines = text.lines();
    match lines.next() {
        None | Some(TITLE | FORMER) => Ok(lines.filter(|line| !line.is_empty()).map(read_line).collect()),
        Some(first) if first.starts_with("#tenderlog-history ") => {
            Err("was written by another version of tenderlog".to_owned())
        }
        Some(_) => Err("was written by another program".to_owned()),
    }
}

/// Each line once, in the order of their last use, and no more than are kept.
fn each_once(all: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut lines: Vec<String> = all
        .iter()
        .rev()
        .filter(|line| seen.insert(line.as_str()))
        .take(MOST)
        .cloned()
        .collect();
    lines.reverse();
    lines
}

fn append(file: &Path, line: &str) -> io::Result<()> {
    let _lock = lock(file)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    let mut open = private(&mut options).open(file)?;
    let mut text = format!("{}\n", written_line(line));
    if open.metadata()?.len() == 0 {
        text.insert_str(0, &format!("{TITLE}\n"));
    }
    open.write_all(text.as_bytes())
}

/// Puts a shorter file in the place of a long one: whole, or not at all.
fn shorten(file: &Path, lines: &[String]) -> io::Result<()> {
    let _lock = lock(file)?;
    let beside = file.with_extension("new");
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    let mut text = format!("{TITLE}\n");
    for line in lines {
        text.push_str(&format!("{}\n", written_line(line)));
    }
    private(&mut options).open(&beside)?.write_all(text.as_bytes())?;
    fs::rename(beside, file)
}

/// Keeps other sessions from writing as long as it lives; its directory is made.
fn lock(file: &Path) -> io::Result<File> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    let open = private(&mut options).open(file.with_extension("lock"))?;
    // Where locks are not to be had, two sessions at one moment are the smaller evil.
    let _ = open.lock();
    Ok(open)
}

/// Files that only their owner reads.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// A line of the file: line ends inside it are escaped.
fn written_line(line: &str) -> String {
    line.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "")
}

fn read_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            (c, false) => out.push(c),
        }
    }
    out
}

/// The file in the user's state directory. `$XDG_STATE_HOME` counts only if it is absolute, as its specification says.
fn place(state: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let absolute = |path: Option<OsString>| path.map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || absolute(home).map(|path| path.join(".local/state"));
    Some(absolute(state).or_else(home)?.join("tenderlog/history.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file in a new directory of its own.
    fn scratch(name: &str) -> PathBuf {
        let directory = std::env::temp_dir().join(format!("tenderlog-history-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        directory.join("state/history.txt")
    }

    #[test]
    fn the_state_directory_comes_before_the_home_directory() {
        let os = |text: &str| Some(OsString::from(text));
        let path = |text: &str| Some(PathBuf::from(text));
        assert_eq!(place(os("/s"), os("/h")), path("/s/tenderlog/history.txt"));
        assert_eq!(
            place(os("s"), os("/h")),
            path("/h/.local/state/tenderlog/history.txt")
        );
        assert_eq!(place(None, os("")), None);
        assert_eq!(place(None, None), None);
    }

    #[test]
    fn each_line_is_kept_once_over_sessions_line_ends_included() {
        let file = scratch("once");
        let (mut first, said) = History::open(file.clone());
        assert_eq!(said, None);
        for line in ["A(a,\n  b)", "help", "B(\"\\\\n\")", "help"] {
            assert_eq!(first.add(line), None);
        }
        let expected = ["A(a,\n  b)", "B(\"\\\\n\")", "help"];
        assert_eq!(first.lines(), expected);
        let (second, said) = History::open(file.clone());
        assert_eq!((second.lines(), said), (&expected.map(str::to_owned)[..], None));
        assert!(
            fs::read_to_string(file)
                .unwrap()
                .starts_with("#tenderlog-history 1\n")
        );
    }

    #[test]
    fn what_cannot_be_read_is_left_as_it_is() {
        let file = scratch("foreign");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        for (bytes, why) in [
            (&b"#tenderlog-history 2\nhelp\n"[..], "another version"),
            (b"#!/bin/sh\nrm\n", "another program"),
            (b"#tenderlog-history 1\n\xff\xfe\n", "is not text"),
        ] {
            fs::write(&file, bytes).unwrap();
            let (mut history, said) = History::open(file.clone());
            assert!(said.unwrap().message.contains(why), "{why}");
            assert_eq!(history.add("help"), None);
            assert_eq!(history.lines(), ["help"]);
            assert_eq!(fs::read(&file).unwrap(), bytes);
        }
        fs::remove_file(&file).unwrap();
        fs::create_dir(&file).unwrap();
        let (_, said) = History::open(file);
        assert!(said.unwrap().message.contains("cannot be read"));
    }

    #[test]
    fn a_history_of_before_goes_on_and_one_that_grew_long_is_shortened() {
        let file = scratch("long");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let lines: String = (0..2 * MOST + 1).map(|n| format!("A({n})\n")).collect();
        fs::write(&file, format!("#V2\n{lines}")).unwrap();
        let (history, said) = History::open(file.clone());
        assert_eq!(said, None);
        assert_eq!(history.lines().len(), MOST);
        assert_eq!(history.lines().last().unwrap(), &format!("A({})", 2 * MOST));
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.lines().count(), MOST + 1);
        assert!(text.starts_with("#tenderlog-history 1\nA("), "{text:.40}");
    }

    #[test]
    fn a_line_that_cannot_be_written_is_kept_in_the_session_and_said_once() {
        let file = scratch("blocked");
        fs::create_dir_all(file.parent().unwrap().parent().unwrap()).unwrap();
        fs::write(file.parent().unwrap(), "no directory").unwrap();
        let (mut history, _) = History::open(file.clone());
        history.file = Some(file);
        assert!(history.add("help").unwrap().message.contains("cannot be written"));
        assert_eq!(history.add("quit"), None);
        assert_eq!(history.lines(), ["help", "quit"]);
    }
}
