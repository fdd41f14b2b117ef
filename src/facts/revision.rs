//! Fact files as of a commit, straight from the object store of a git repository, through the `git` program.
//!
//! Nothing is checked out and nothing in the repository changes. Symbolic links and submodules are passed over, as
//! [`super::load_paths`] does with links.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::input::{InputFile, is_fact_file};
use crate::lang::suggest::nearest;

/// A repository with the paths of it that hold facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// A directory in which `git` finds the repository.
    directory: PathBuf,
    /// The paths, from the root of the tree, `/` between their parts; the root itself is empty.
    paths: Vec<String>,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Commit {
    /// Full hash.
    pub hash: String,
    /// Name of the author.
    pub author: String,
    /// Day of authorship, `YYYY-MM-DD`.
    pub date: String,
    /// First line of the message.
    pub subject: String,
}

/// Why a revision cannot be read: what is wrong, and its cure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RevisionError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Who wrote a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blamed {
    /// The commit that last changed it.
    pub hash: String,
    /// The path it had there.
    pub path: String,
    /// Its number there, from 1.
    pub line: u32,
}

impl Commit {
    /// The first seven digits of the hash.
    #[must_use]
    pub fn short(&self) -> &str {
        short(&self.hash)
    }
}

/// The first seven digits of a hash.
#[must_use]
pub fn short(hash: &str) -> &str {
    hash.get(..7).unwrap_or(hash)
}

fn fault(message: impl Into<String>, help: impl Into<String>) -> RevisionError {
    RevisionError {
        message: message.into(),
        help: help.into(),
    }
}

impl Repository {
    /// The repository of some paths, which must all lie in one. A path need not exist in the work tree; below a bare
    /// repository it is a path of its tree, such as `rules.git/facts`.
    ///
    /// # Errors
    /// A path lies in no repository, or in another one than the first, or `git` cannot be run.
    pub fn of(paths: &[PathBuf]) -> Result<Self, RevisionError> {
        let mut repository: Option<Self> = None;
        for path in paths {
            let (directory, inside) = place(path)?;
            let known = repository.get_or_insert_with(|| Self {
                directory: directory.clone(),
                paths: Vec::new(),
            });
            if common_directory(&known.directory)? != common_directory(&directory)? {
                return Err(fault(
                    format!(
                        "`{}` lies in another repository than the paths before it",
                        path.display()
                    ),
                    "name paths of one repository",
                ));
            }
            known.paths.push(inside);
        }
        repository.ok_or_else(|| fault("no path is named", "name the facts with `--facts PATH…`"))
    }

    /// The paths of facts, from the root of the tree.
    #[must_use]
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    /// The commit of a revision: a branch, tag, hash or any other name that git knows, or a day `YYYY-MM-DD`, which is
    /// the last commit of that day or before it on the branch that is checked out.
    ///
    /// # Errors
    /// There is no such commit.
    pub fn commit(&self, revision: &str) -> Result<Commit, RevisionError> {
        let named = format!("{revision}^{{commit}}");
        let found = self.git(["rev-parse", "--verify", "--quiet", "--end-of-options", &named])?;
        let hash = match found {
            Some(hash) => Some(hash),
            None if is_day(revision) => {
                let before = format!("--before={revision}T23:59:59");
                self.git(["rev-list", "-1", &before, "HEAD", "--"])?
            }
            None => None,
        };
        match hash.as_deref().map(str::trim).filter(|hash| !hash.is_empty()) {
            Some(hash) => self.described(hash),
            None => Err(self.unknown(revision)),
        }
    }

    /// The commits that touched the facts, newest first, along first parents: a merge stands for what it brought in.
    ///
    /// # Errors
    /// `git` cannot be run, or there is no such commit.
    pub fn history(&self, revision: &str) -> Result<Vec<Commit>, RevisionError> {
        let last = self.commit(revision)?;
        self.log(&last.hash)
    }

    /// The commits that touched the facts behind `from` up to `to`, newest first.
    ///
    /// # Errors
    /// `git` cannot be run.
    pub fn between(&self, from: &Commit, to: &Commit) -> Result<Vec<Commit>, RevisionError> {
        self.log(&format!("{}..{}", from.hash, to.hash))
    }

    fn log(&self, range: &str) -> Result<Vec<Commit>, RevisionError> {
        let mut arguments: Vec<String> = ["log", "--first-parent", FORMAT, "--end-of-options", range, "--"]
            .map(str::to_owned)
            .to_vec();
        arguments.extend(self.paths.iter().map(|path| pathspec(path)));
        let text = self.git(&arguments)?.unwrap_or_default();
        Ok(text.lines().filter_map(commit_of).collect())
    }

    fn described(&self, hash: &str) -> Result<Commit, RevisionError> {
        let text = self.git(["log", "-1", FORMAT, "--end-of-options", hash, "--"])?;
        text.as_deref()
            .and_then(|text| text.lines().next())
            .and_then(commit_of)
            .ok_or_else(|| self.unknown(hash))
    }

    /// The nearest commit that two others both follow from.
    ///
    /// # Errors
    /// They have none, or `git` cannot be run.
    pub fn merge_base(&self, one: &Commit, other: &Commit) -> Result<Commit, RevisionError> {
        match self.git(["merge-base", "--end-of-options", &one.hash, &other.hash])? {
            Some(hash) => self.described(hash.trim()),
            None => Err(fault(
                format!("{} and {} have no commit in common", one.short(), other.short()),
                "name two branches of one history",
            )),
        }
    }

    /// The fact files of a commit, by name `HASH:PATH`, sorted. `.toml` and `.csv` only, hidden ones passed over.
    ///
    /// # Errors
    /// A path of the facts did not exist then, or `git` cannot be run.
    pub fn files(&self, commit: &Commit) -> Result<Vec<InputFile>, RevisionError> {
        let blobs = self.blobs(commit)?;
        let contents = self.contents(blobs.values())?;
        Ok(blobs
            .into_iter()
            .map(|(path, blob)| InputFile {
                name: format!("{}:{path}", commit.short()),
                content: contents.get(&blob).cloned().ok_or_else(|| {
                    "its content is not in this clone; `git fetch --unshallow` brings it".to_owned()
                }),
            })
            .collect())
    }

    /// Path and object of each fact file of a commit.
    ///
    /// # Errors
    /// As [`Repository::files`].
    pub fn blobs(&self, commit: &Commit) -> Result<BTreeMap<String, String>, RevisionError> {
        let mut blobs = BTreeMap::new();
        for path in &self.paths {
            let mut arguments = vec!["ls-tree", "-r", "-z", "--full-tree", &commit.hash];
            if !path.is_empty() {
                arguments.extend(["--", path]);
            }
            let listing = self.git(&arguments)?.ok_or_else(|| {
                fault(
                    format!("the files of {} are not in this clone", commit.short()),
                    "a shallow clone holds the latest commits only: `git fetch --unshallow` brings the others",
                )
            })?;
            let mut any = path.is_empty();
            for entry in listing.split('\0').filter(|entry| !entry.is_empty()) {
                any = true;
                let Some((meta, file)) = entry.split_once('\t') else {
                    continue;
                };
                let mut meta = meta.split(' ');
                let (mode, kind, object) = (meta.next(), meta.next(), meta.next());
                let is_file = matches!(mode, Some("100644" | "100755")) && kind == Some("blob");
                let below = file.strip_prefix(path.as_str()).unwrap_or(file);
                let hidden = below.split('/').any(|part| part.starts_with('.'));
                if let (true, false, Some(object)) =
                    (is_file && is_fact_file(Path::new(file)), hidden, object)
                {
                    blobs.insert(file.to_owned(), object.to_owned());
                }
            }
            if !any {
                return Err(fault(
                    format!("`{path}` did not exist at {} ({})", commit.short(), commit.date),
                    "name a path of that revision, or a later revision",
                ));
            }
        }
        Ok(blobs)
    }

    /// The fact files of commits that follow each other (oldest first, as [`Repository::between`] and
    /// [`Repository::history`] give them the other way round), each as path and object; `first` is what stood before.
    ///
    /// # Errors
    /// `git` cannot be run.
    pub fn snapshots(
        &self,
        first: BTreeMap<String, String>,
        commits: &[Commit],
    ) -> Result<Vec<BTreeMap<String, String>>, RevisionError> {
        let (Some(oldest), Some(newest)) = (commits.first(), commits.last()) else {
            return Ok(Vec::new());
        };
        let parent = format!("{}^", oldest.hash);
        let mut arguments: Vec<String> = [
            "log",
            "--first-parent",
            "-m",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--format=%x1e%H",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(newest.hash.clone());
        if self.git(["rev-parse", "--verify", "--quiet", &parent])?.is_some() {
            arguments.push(format!("^{parent}"));
        }
        arguments.push("--".to_owned());
        arguments.extend(self.paths.iter().map(|path| pathspec(path)));
        let text = self.git(&arguments)?.unwrap_or_default();
        let mut edits: BTreeMap<&str, Vec<(&str, &str, &str)>> = BTreeMap::new();
        for part in text.split('\u{1e}').filter(|part| !part.is_empty()) {
            let mut lines = part.lines();
            let Some(hash) = lines.next() else { continue };
            let changes = edits.entry(hash).or_default();
            for line in lines {
                let Some((meta, path)) = line.split_once('\t') else {
                    continue;
                };
                let words: Vec<&str> = meta.split(' ').collect();
                if let [_, mode, _, object, _] = words.as_slice() {
                    changes.push((path, mode, object));
                }
            }
        }
        let mut now = first;
        let mut snapshots = Vec::new();
        for commit in commits {
            for (path, mode, object) in edits.get(commit.hash.as_str()).map_or(&[][..], Vec::as_slice) {
                if matches!(*mode, "100644" | "100755") && self.is_fact(path) {
                    now.insert((*path).to_owned(), (*object).to_owned());
                } else {
                    now.remove(*path);
                }
            }
            snapshots.push(now.clone());
        }
        Ok(snapshots)
    }

    /// Whether a path of the tree is a fact file below the paths of the facts, and not hidden.
    fn is_fact(&self, path: &str) -> bool {
        let below = self.paths.iter().find_map(|root| {
            let rest = path.strip_prefix(root.as_str())?;
            (root.is_empty() || rest.is_empty() || rest.starts_with('/')).then_some(rest)
        });
        below.is_some_and(|below| {
            is_fact_file(Path::new(path)) && !below.split('/').any(|part| part.starts_with('.'))
        })
    }

    /// The tree that merging two commits gives, without touching anything.
    ///
    /// # Errors
    /// Their texts conflict, or `git` cannot be run.
    pub fn merged(&self, base: &Commit, one: &Commit, other: &Commit) -> Result<String, RevisionError> {
        let merge_base = format!("--merge-base={}", base.hash);
        let tree = self.git(["merge-tree", "--write-tree", &merge_base, &one.hash, &other.hash])?;
        match tree.as_deref().and_then(|text| text.lines().next()) {
            Some(tree) => Ok(tree.trim().to_owned()),
            None => Err(fault(
                format!("{} and {} conflict in their texts", one.short(), other.short()),
                "merge them with git first; then compare the merge with either side",
            )),
        }
    }

    /// The contents of objects.
    ///
    /// # Errors
    /// `git` cannot be run.
    pub fn contents<'a>(
        &self,
        objects: impl Iterator<Item = &'a String>,
    ) -> Result<BTreeMap<String, Vec<u8>>, RevisionError> {
        let mut wanted: Vec<&String> = objects.collect();
        wanted.sort();
        wanted.dedup();
        let mut child = command(&self.directory)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| no_git(&error))?;
        let mut input = child.stdin.take();
        let names: String = wanted.iter().map(|object| format!("{object}\n")).collect();
        // The answers may fill their pipe before all names are written.
        let writer = std::thread::spawn(move || {
            if let Some(input) = &mut input {
                // A `git` that ended early is seen in what it answered.
                let _ = input.write_all(names.as_bytes());
            }
        });
        let mut bytes = Vec::new();
        if let Some(output) = &mut child.stdout {
            output.read_to_end(&mut bytes).map_err(|error| no_git(&error))?;
        }
        let _ = writer.join();
        child.wait().map_err(|error| no_git(&error))?;
        let mut contents = BTreeMap::new();
        let mut rest = bytes.as_slice();
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let header = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
            rest = rest.get(end + 1..).unwrap_or_default();
            let mut words = header.split(' ');
            let (object, kind, size) = (words.next(), words.next(), words.next());
            let size = size.and_then(|size| size.parse::<usize>().ok());
            if let (Some(object), Some("blob"), Some(size)) = (object, kind, size) {
                contents.insert(object.to_owned(), rest.get(..size).unwrap_or_default().to_vec());
                rest = rest.get(size + 1..).unwrap_or_default();
            }
        }
        Ok(contents)
    }

    /// Who last changed each line of a file as of a commit, or as it stands; nothing for a file that is not there.
    /// A line that is not committed has a hash of zeros.
    ///
    /// # Errors
    /// `git` cannot be run.
    pub fn blame(&self, commit: Option<&Commit>, path: &str) -> Result<Vec<Blamed>, RevisionError> {
        let mut arguments = vec!["blame", "--porcelain", "-M"];
        arguments.extend(commit.map(|commit| commit.hash.as_str()));
        arguments.extend(["--", path]);
        let text = self.git(&arguments)?;
        let mut lines = Vec::new();
        let mut paths: BTreeMap<String, String> = BTreeMap::new();
        let mut now: Option<(String, u32)> = None;
        for line in text.unwrap_or_default().lines() {
            if line.starts_with('\t') {
                if let Some((hash, line)) = now.take() {
                    lines.push(Blamed {
                        path: paths.get(&hash).cloned().unwrap_or_else(|| path.to_owned()),
                        hash,
                        line,
                    });
                }
            } else if let Some(name) = line.strip_prefix("filename ") {
                if let Some((hash, _)) = &now {
                    paths.insert(hash.clone(), name.to_owned());
                }
            } else if now.is_none() {
                let mut words = line.split(' ');
                let hash = words.next().unwrap_or_default().to_owned();
                let number = words.next().and_then(|number| number.parse().ok()).unwrap_or(1);
                now = Some((hash, number));
            }
        }
        Ok(lines)
    }

    /// The commit of a hash.
    ///
    /// # Errors
    /// There is none.
    pub fn commit_of_hash(&self, hash: &str) -> Result<Commit, RevisionError> {
        self.described(hash)
    }

    /// The commits with which a shallow clone begins, by hash: what was before them is not in it. None in a whole one.
    ///
    /// # Errors
    /// `git` cannot be run.
    pub fn begins(&self) -> Result<BTreeSet<String>, RevisionError> {
        let listed = self.git(["rev-parse", "--path-format=absolute", "--git-path", "shallow"])?;
        let path = listed.unwrap_or_default();
        let path = path.trim_end_matches('\n');
        // A whole clone has no such file.
        let text = std::fs::read_to_string(path).unwrap_or_default();
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn unknown(&self, revision: &str) -> RevisionError {
        let names = self
            .git(["for-each-ref", "--format=%(refname:short)"])
            .ok()
            .flatten()
            .unwrap_or_default();
        let at = revision.find(['~', '^']).unwrap_or(revision.len());
        let (name, behind) = revision.split_at(at);
        let known = !behind.is_empty()
            && matches!(
                self.git(["rev-parse", "--verify", "--quiet", "--end-of-options", name]),
                Ok(Some(_))
            );
        let empty = matches!(self.git(["rev-list", "-1", "--all"]), Ok(Some(text)) if text.trim().is_empty());
        let others = names
            .lines()
            .chain(["HEAD", "WORKTREE"])
            .filter(|other| *other != name);
        let near = nearest(name, others).map(|near| format!("{near}{behind}"));
        let answer = self.git(["rev-parse", "--is-shallow-repository"]).ok().flatten();
        let shallow = answer.is_some_and(|answer| answer.trim() == "true");
        let help = match near {
            _ if empty => "this repository has no commit yet: `git commit` makes one".to_owned(),
            _ if known && !shallow => {
                format!("`{name}` is known, and has no commit `{behind}` of it; name a nearer one")
            }
            Some(near) if !known => format!("did you mean `{near}`?"),
            _ if shallow => {
                "this clone is shallow and holds the latest commits only: `git fetch --unshallow` brings the others".to_owned()
            }
            _ if is_day(revision) => "there is no commit on or before that day".to_owned(),
            _ => "a revision is a branch, a tag, a hash, `HEAD~3`, or a day such as 2026-05-15".to_owned(),
        };
        fault(format!("there is no revision `{revision}`"), help)
    }

    /// What `git` writes, or nothing if it says no.
    fn git<S: AsRef<OsStr>>(&self, arguments: impl AsRef<[S]>) -> Result<Option<String>, RevisionError> {
        run(&self.directory, arguments.as_ref())
    }
}

/// One line a commit: hash, author, day and subject between unit separators.
const FORMAT: &str = "--format=%H%x1f%an%x1f%as%x1f%s";

fn commit_of(line: &str) -> Option<Commit> {
    let mut parts = line.split('\u{1f}');
    Some(Commit {
        hash: parts.next()?.to_owned(),
        author: parts.next()?.to_owned(),
        date: parts.next()?.to_owned(),
        subject: parts.next()?.to_owned(),
    })
}

fn pathspec(path: &str) -> String {
    if path.is_empty() {
        ":(top)".to_owned()
    } else {
        format!(":(top,literal){path}")
    }
}

fn is_day(text: &str) -> bool {
    crate::lang::date::parse(text).is_some()
}

/// Where a path lies: a directory in its repository, and the path from the root of the tree.
fn place(path: &Path) -> Result<(PathBuf, String), RevisionError> {
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
        fault(
            format!("`{}` lies in no git repository", path.display()),
            "name facts that are under version control, or leave `--rev` out",
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

fn common_directory(directory: &Path) -> Result<String, RevisionError> {
    let found = run(
        directory,
        &["rev-parse", "--path-format=absolute", "--git-common-dir"],
    )?;
    Ok(found.unwrap_or_default())
}

fn command(directory: &Path) -> Command {
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

fn run<S: AsRef<OsStr>>(directory: &Path, arguments: &[S]) -> Result<Option<String>, RevisionError> {
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

fn no_git(error: &std::io::Error) -> RevisionError {
    fault(
        format!("the program `git` cannot be run: {error}"),
        "install git, or leave `--rev` out",
    )
}
