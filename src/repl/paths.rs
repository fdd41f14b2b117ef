//! Completion of file paths behind `load`, `save` and `set facts`.

use std::fs;
use std::path::Path;

use super::complete::Candidate;

/// Endings of files that can be loaded or saved.
const ENDINGS: [&str; 3] = ["dl", "toml", "csv"];

/// Where the path that is being typed starts, if the line is one that takes a path.
pub(super) fn path_from(before: &str) -> Option<usize> {
    let line = before.trim_start();
    let rest = ["load ", "save ", "set facts "]
        .iter()
        .find_map(|command| line.strip_prefix(command))?;
    let path = if line.starts_with("set") {
        rest.rsplit(char::is_whitespace).next().unwrap_or_default()
    } else {
        rest.trim_start()
    };
    Some(before.len() - path.trim_start_matches('"').len())
}

/// Directories, and files that can be loaded, whose path begins so; in order, hidden ones only where a dot is typed.
pub(super) fn paths(typed: &str) -> Vec<Candidate> {
    let (directory, name) = typed
        .rfind('/')
        .map_or(("", typed), |slash| typed.split_at(slash + 1));
    let place = if directory.is_empty() { "." } else { directory };
    let Ok(entries) = fs::read_dir(place) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let Ok(known) = entry.file_name().into_string() else {
            continue;
        };
        if !known.starts_with(name) || known.starts_with('.') && !name.starts_with('.') {
            continue;
        }
        let folder = entry.path().is_dir();
        let ending = Path::new(&known).extension().and_then(|ending| ending.to_str());
        if folder || ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
            let shown = if folder { format!("{known}/") } else { known };
            let inserted = format!("{directory}{shown}");
            found.push(Candidate { shown, inserted });
        }
    }
    found.sort_by(|one, other| one.shown.cmp(&other.shown));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stands_behind_the_commands_that_take_one() {
        for (line, path) in [
            ("load ", Some("")),
            ("load a b/c", Some("a b/c")),
            ("load \"a", Some("a")),
            ("save s.dl", Some("s.dl")),
            ("set facts one tw", Some("tw")),
            ("set format j", None),
            ("loaded", None),
            ("show load ", None),
        ] {
            let found = path_from(line).map(|from| &line[from..]);
            assert_eq!(found, path, "{line}");
        }
    }

    #[test]
    fn directories_and_files_that_can_be_loaded_are_offered() {
        let root = env!("CARGO_MANIFEST_DIR");
        let inserted = |typed: &str| -> Vec<String> {
            let found = paths(&format!("{root}/{typed}")).into_iter();
            found
                .map(|candidate| candidate.inserted.replacen(&format!("{root}/"), "", 1))
                .collect()
        };
        assert_eq!(inserted("sr"), ["src/"]);
        assert_eq!(inserted("src/law/amo"), ["src/law/amount.dl"]);
        assert_eq!(inserted("READ"), [""; 0]);
        assert_eq!(inserted("no-such/"), [""; 0]);
    }
}
