//! Fact files as of a commit, straight from the object store of a git repository, through the `git` program.
//!
//! Nothing is checked out and nothing in the repository changes. Symbolic links and submodules are passed over, as
//! [`super::load_paths`] does with links.

mod git;
mod lines;
mod objects;

pub use git::RevisionError;
pub use lines::Blamed;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::PathBuf;

use crate::lang::suggest::nearest;
use git::{common_directory, fault, pathspec, place, run};

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

    /// The commit of a hash.
    ///
    /// # Errors
    /// There is none.
    pub fn commit_of_hash(&self, hash: &str) -> Result<Commit, RevisionError> {
        self.described(hash)
    }

    /// The one of some commits that follows from none of the others.
    ///
    /// # Errors
    /// One of them is no commit, or `git` cannot be run.
    pub fn newest(&self, hashes: &BTreeSet<String>) -> Result<Commit, RevisionError> {
        let mut arguments = vec!["rev-list", "-1", "--topo-order"];
        arguments.extend(hashes.iter().map(String::as_str));
        arguments.push("--");
        match self.git(&arguments)? {
            Some(hash) => self.described(hash.trim()),
            None => Err(self.unknown(hashes.first().map_or("", String::as_str))),
        }
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
            _ if has_no_day(revision) => format!("there is no day {revision}"),
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

/// Whether a text is written as a day that no calendar has.
fn has_no_day(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() == 10 && digits == 8 && text.matches('-').count() == 2 && !is_day(text)
}

fn is_day(text: &str) -> bool {
    crate::lang::date::parse(text).is_some()
}
