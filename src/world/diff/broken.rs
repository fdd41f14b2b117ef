//! Which commit broke facts that do not load.

use std::collections::BTreeMap;

use super::super::error::{Breakage, BrokenFile, OpenError};
use super::worlds::{Snapshot, Worlds};
use crate::facts::Commit;

/// How many commits are looked at before the contents of more are fetched.
const AHEAD: usize = 64;

/// The first mistake of a file: its line and message.
type Mistake = (u32, String);

impl Worlds<'_> {
    /// Who broke the files of a commit: the commits are gone back through until its mistakes are gone from each file, and
    /// further until everything loads. None if nothing is wrong there.
    ///
    /// # Errors
    /// `git` cannot be run, or the search is interrupted.
    pub(super) fn breakage(&mut self, commit: &Commit) -> Result<Option<Breakage>, OpenError> {
        let repository = self.repository;
        let mut commits = repository.history(&commit.hash).map_err(OpenError::Revision)?;
        commits.reverse();
        let snapshots = repository.snapshots(BTreeMap::new(), &commits);
        let snapshots = snapshots.map_err(OpenError::Revision)?;
        let begins = repository.begins().map_err(OpenError::Revision)?;
        let mut states: Vec<(Commit, Snapshot)> = commits.into_iter().zip(snapshots).collect();
        let mut files: Vec<BrokenFile> = Vec::new();
        // Files that were broken at every commit so far, by the path they have there.
        let mut open: Vec<(usize, String)> = Vec::new();
        let mut last = None;
        let mut newer: Option<Snapshot> = None;
        while last.is_none() && !states.is_empty() {
            let start = states.len().saturating_sub(AHEAD);
            let batch = states.split_off(start);
            let batched = batch.iter().map(|(_, snapshot)| snapshot);
            self.read(batched).map_err(OpenError::Revision)?;
            for (commit, snapshot) in batch.into_iter().rev() {
                self.poll()?;
                let mistakes = self.mistakes(&commit, &snapshot);
                if mistakes.is_empty() {
                    last = Some(commit);
                    break;
                }
                match &newer {
                    None => {
                        open = mistakes.keys().cloned().enumerate().collect();
                        files = mistakes
                            .iter()
                            .map(|(path, mistake)| broken(&commit, path, mistake))
                            .collect();
                    }
                    Some(newer) => open.retain_mut(|(file, path)| {
                        *path = older_path(path, newer, &snapshot);
                        let (Some(file), Some(mistake)) = (files.get_mut(*file), mistakes.get(path)) else {
                            return false;
                        };
                        *file = broken(&commit, path, mistake);
                        true
                    }),
                }
                newer = Some(snapshot);
            }
        }
        for file in &mut files {
            file.or_earlier = begins.contains(&file.commit.hash);
        }
        Ok((!files.is_empty()).then_some(Breakage { files, last }))
    }

    /// The first mistake of each file of a commit.
    fn mistakes(&mut self, commit: &Commit, snapshot: &Snapshot) -> BTreeMap<String, Mistake> {
        let mut mistakes = BTreeMap::new();
        let Err(OpenError::Facts {
            diagnostics, sources, ..
        }) = self.bare(commit.short(), snapshot)
        else {
            return mistakes;
        };
        for diagnostic in diagnostics {
            let Some(file) = sources.file(diagnostic.span.file) else {
                continue;
            };
            let path = file.name.split_once(':').map_or(&*file.name, |(_, path)| path);
            let line = sources.place(diagnostic.span).0;
            mistakes
                .entry(path.to_owned())
                .or_insert((line, diagnostic.message));
        }
        mistakes
    }
}

fn broken(commit: &Commit, path: &str, (line, why): &Mistake) -> BrokenFile {
    BrokenFile {
        path: path.to_owned(),
        line: *line,
        why: why.clone(),
        commit: commit.clone(),
        or_earlier: false,
    }
}

/// The path of a file one commit earlier: another one if it was only renamed.
fn older_path(path: &str, newer: &Snapshot, older: &Snapshot) -> String {
    let renamed = || {
        let object = newer.get(path)?;
        let (path, _) = older
            .iter()
            .find(|(other, known)| *known == object && !newer.contains_key(*other))?;
        Some(path.clone())
    };
    if older.contains_key(path) {
        path.to_owned()
    } else {
        renamed().unwrap_or_else(|| path.to_owned())
    }
}
