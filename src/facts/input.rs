//! Files to load: paths walked in a fixed order, with what could not be read kept as such.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A file to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Path or label, as messages show it. `.csv` at its end makes it a table, anything else TOML.
    pub name: String,
    /// Its bytes, or why it cannot be read.
    pub content: Result<Vec<u8>, String>,
}

impl InputFile {
    /// A file of a text.
    #[must_use]
    pub fn text(name: impl Into<String>, text: impl Into<String>) -> InputFile {
        InputFile {
            name: name.into(),
            content: Ok(text.into().into_bytes()),
        }
    }
}

/// A file below a path, or why nothing can be read there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it is.
    pub path: PathBuf,
    /// What is wrong with the path.
    pub wrong: Option<String>,
}

impl FoundFile {
    fn at(path: PathBuf) -> FoundFile {
        FoundFile { path, wrong: None }
    }

    fn wrong(path: &Path, why: impl Into<String>) -> FoundFile {
        FoundFile {
            path: path.to_owned(),
            wrong: Some(why.into()),
        }
    }

    /// Reads it.
    #[must_use]
    pub fn read(self) -> InputFile {
        InputFile {
            name: self.path.display().to_string(),
            content: match self.wrong {
                Some(why) => Err(why),
                None => fs::read(&self.path).map_err(|error| file_trouble(&error)),
            },
        }
    }
}

/// Why a file cannot be read or written, in a few words and without the number of the system.
#[must_use]
pub fn file_trouble(error: &io::Error) -> String {
    match error.kind() {
        _ if error.get_ref().is_some() => error.to_string(),
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "the rights do not suffice".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is no directory".to_owned(),
        io::ErrorKind::StorageFull => "there is no space left".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => {
            let text = error.to_string();
            let end = text.find(" (os error").unwrap_or(text.len());
            text.get(..end).unwrap_or_default().to_lowercase()
        }
    }
}

/// Endings of the names of fact files.
const FACT_FILES: [&str; 2] = ["toml", "csv"];

/// The fact files of paths; see [`find_files`].
#[must_use]
pub fn load_paths(paths: &[PathBuf]) -> Vec<InputFile> {
    find_files(paths, &FACT_FILES)
        .into_iter()
        .map(FoundFile::read)
        .collect()
}

/// The files of paths whose names end in one of these. Directories are walked: hidden entries, other files and symbolic
/// links are passed over, so nothing outside the directory is read. A file named itself must have one of the endings.
#[must_use]
pub fn find_files(paths: &[PathBuf], endings: &[&str]) -> Vec<FoundFile> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            walk(path, endings, &mut files);
        } else if ends_in(path, endings) {
            files.push(FoundFile::at(path.clone()));
        } else if path.exists() {
            let endings: Vec<String> = endings.iter().map(|ending| format!("a `.{ending}`")).collect();
            let expected = match endings.split_last() {
                Some((last, first)) => format!("expected a directory, {} or {last} file", first.join(", ")),
                None => "expected a directory".to_owned(),
            };
            files.push(FoundFile::wrong(path, expected));
        } else {
            files.push(FoundFile::wrong(path, "no such file or directory"));
        }
    }
    files
}

/// Adds the files of a directory and of those below it.
fn walk(root: &Path, endings: &[&str], files: &mut Vec<FoundFile>) {
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        let entries = match fs::read_dir(&directory) {
            Ok(entries) => entries,
            Err(error) => {
                files.push(FoundFile::wrong(&directory, file_trouble(&error)));
                continue;
            }
        };
        for entry in entries {
            let found = entry.and_then(|entry| entry.file_type().map(|kind| (entry, kind)));
            match found {
                Ok((entry, _)) if entry.file_name().as_encoded_bytes().starts_with(b".") => {}
                Ok((entry, kind)) if kind.is_dir() => directories.push(entry.path()),
                Ok((entry, kind)) if kind.is_file() && ends_in(&entry.path(), endings) => {
                    files.push(FoundFile::at(entry.path()));
                }
                Ok(_) => {}
                Err(error) => files.push(FoundFile::wrong(&directory, file_trouble(&error))),
            }
        }
    }
}

/// Whether the name ends in `.toml` or `.csv`.
pub(super) fn is_fact_file(path: &Path) -> bool {
    ends_in(path, &FACT_FILES)
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .is_some_and(|extension| endings.iter().any(|ending| extension == *ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory of its own, gone at the end.
    struct Directory(PathBuf);

    impl Directory {
        fn new(name: &str) -> Directory {
            let path = std::env::temp_dir().join(format!("tenderlog-{name}-{}", std::process::id()));
            fs::create_dir_all(path.join("inner/.hidden")).unwrap();
            Directory(path)
        }
    }

    impl Drop for Directory {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_directory_gives_its_fact_files_and_nothing_else() {
        let directory = Directory::new("walk");
        for name in [
            "a.toml",
            "inner/Amount.csv",
            "readme.md",
            ".b.toml",
            "inner/.hidden/c.toml",
        ] {
            fs::write(directory.0.join(name), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/", directory.0.join("inner/out")).unwrap();
        let mut names: Vec<String> = load_paths(std::slice::from_ref(&directory.0))
            .into_iter()
            .map(|file| file.name[directory.0.display().to_string().len()..].to_owned())
            .collect();
        names.sort();
        assert_eq!(names, ["/a.toml", "/inner/Amount.csv"]);
    }

    #[test]
    fn a_file_of_another_kind_named_itself_is_an_error() {
        let directory = Directory::new("kinds");
        let path = directory.0.join("facts.json");
        fs::write(&path, "{}").unwrap();
        let files = load_paths(&[path, directory.0.join("gone.toml"), directory.0.join("gone")]);
        let wrong: Vec<bool> = files.iter().map(|file| file.content.is_err()).collect();
        assert_eq!(wrong, [true, true, true]);
    }
}
