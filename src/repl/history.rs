//! Where the lines of earlier sessions are kept. A history that cannot be read or written is no error.

use std::ffi::OsString;
use std::path::PathBuf;

/// The history file in the user's state directory, its directory made; `None` if there is no place for it.
pub(crate) fn history_file() -> Option<PathBuf> {
    let file = place(std::env::var_os("XDG_STATE_HOME"), std::env::var_os("HOME"))?;
    std::fs::create_dir_all(file.parent()?).ok()?;
    Some(file)
}

/// `$XDG_STATE_HOME` counts only if it is absolute, as its specification says.
fn place(state: Option<OsString>, home: Option<OsString>) -> Option<PathBuf> {
    let state = state.map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || {
        home.map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .map(|path| path.join(".local/state"))
    };
    Some(state.or_else(home)?.join("tenderlog/history.txt"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
