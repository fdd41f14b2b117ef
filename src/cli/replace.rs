//! A file replaced as a whole, or not at all.

use std::ffi::OsString;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::path::Path;

use crate::facts::file_trouble;
use crate::render::plain;

/// Puts a text in the place of a file, with the permissions that it had.
///
/// # Errors
/// The file is read-only, or its directory takes no other; then it stays as it is.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    let permissions = found.permissions();
    let refused = |why| Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
    if found.is_symlink() {
        return refused("it is a symbolic link");
    }
    if permissions.readonly() {
        return refused("it is read-only");
    }
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(name);
    let done = write(&beside, text, permissions).and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        // What is left behind is hidden, and the first error tells more than a second one.
        let _ = fs::remove_file(&beside);
    }
    done
}

/// What to say of a file that cannot be replaced.
pub(crate) fn unwritable(path: &str, error: &io::Error) -> String {
    format!(
        "error: `{}` cannot be written: {}\n  help: it is as it was; make it and its directory writable\n",
        plain(path),
        plain(&file_trouble(error))
    )
}

fn write(path: &Path, text: &str, permissions: Permissions) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()
}
