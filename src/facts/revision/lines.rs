//! Who wrote the lines of a file.

use std::collections::BTreeMap;

use super::git::RevisionError;
use super::{Commit, Repository};

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

impl Repository {
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
}
