//! The fact files of commits: which there are, and their contents, straight from the object store.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;

use super::super::input::is_fact_file;
use super::git::{RevisionError, command, fault, no_git, pathspec};
use super::{Commit, Repository};

impl Repository {
    /// Path and object of each fact file of a commit: `.toml` and `.csv` only, hidden ones passed over.
    ///
    /// # Errors
    /// A path of the facts did not exist then, or `git` cannot be run.
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
            "-z",
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
            let mut words = part.split('\0');
            let Some(hash) = words.next() else { continue };
            let changes = edits.entry(hash).or_default();
            while let (Some(meta), Some(path)) = (words.next(), words.next()) {
                let meta: Vec<&str> = meta.trim_start().split(' ').collect();
                if let [_, mode, _, object, _] = meta.as_slice() {
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
}
