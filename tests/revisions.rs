//! Facts as of a revision, from repositories made by the real git program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use repositories::{Scratch, tenderlog};

const PROJECT: &str = r#"
[source.s]
title = "S"
[body.b]
name = "B"
class = "state"
source = "s"
[project.p]
name = "P"
body = "b"
announced = 2026-05-15
amount = "21bn"
vat = "included"
source = "s"
"#;

fn amount(scratch: &Scratch, arguments: &[&str]) -> (i32, String, String) {
    let mut all = vec!["ask", "Amount(\"p\", won)", "--format", "csv"];
    all.extend(arguments);
    tenderlog(scratch.path(), &all)
}

/// Three commits: 21 bn, 30 bn, and the file renamed; then an uncommitted change.
fn history() -> Scratch {
    let scratch = Scratch::repository("revisions");
    scratch.write("facts/p.toml", PROJECT);
    scratch.commit("2026-01-01", "Enter the project");
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "30bn"));
    scratch.commit("2026-02-01", "Raise the amount");
    scratch.git(&["mv", "facts/p.toml", "facts/project.toml"]);
    scratch.commit("2026-03-01", "Rename the file");
    scratch.git(&["tag", "renamed"]);
    scratch.write("facts/project.toml", &PROJECT.replace("21bn", "99bn"));
    scratch
}

#[test]
fn a_revision_is_a_branch_a_tag_a_hash_a_name_or_a_day_and_the_work_tree_is_the_default() {
    let scratch = history();
    let hash = scratch.git(&["rev-parse", "HEAD~2"]);
    for (revision, won) in [
        ("HEAD", "30000000000"),
        ("main", "30000000000"),
        ("renamed", "30000000000"),
        ("HEAD~2", "21000000000"),
        (hash.trim(), "21000000000"),
        ("2026-01-31", "21000000000"),
        ("2026-02-01", "30000000000"),
        ("WORKTREE", "99000000000"),
    ] {
        let (code, out, _) = amount(&scratch, &["--facts", "facts", "--rev", revision]);
        assert_eq!(
            (code, out.as_str()),
            (0, format!("won\n{won}\n").as_str()),
            "{revision}"
        );
    }
    let (_, out, _) = amount(&scratch, &["--facts", "facts"]);
    assert_eq!(out, "won\n99000000000\n");
    assert_eq!(
        scratch.git(&["status", "--porcelain"]).trim(),
        "M facts/project.toml"
    );
}

#[test]
fn a_bare_repository_and_a_subdirectory_of_one_are_read() {
    let scratch = history();
    let bare = scratch.git(&["clone", "--quiet", "--bare", ".", "bare.git"]);
    drop(bare);
    let (code, out, err) = amount(&scratch, &["--facts", "bare.git/facts", "--rev", "HEAD~2"]);
    assert_eq!((code, out.as_str()), (0, "won\n21000000000\n"), "{err}");
    let (code, out, err) = amount(&scratch, &["--facts", "bare.git", "--rev", "main"]);
    assert_eq!((code, out.as_str()), (0, "won\n30000000000\n"), "{err}");
}

#[test]
fn the_answer_says_which_revision_it_came_from() {
    let scratch = history();
    let (_, out, _) = tenderlog(
        scratch.path(),
        &["ask", "Amount(\"p\", won)", "--facts", "facts", "--rev", "HEAD~2"],
    );
    let short = scratch.git(&["rev-parse", "--short=7", "HEAD~2"]);
    assert!(
        out.contains(&format!("facts of {} (2026-01-01)", short.trim())),
        "{out}"
    );
}

#[test]
fn links_submodules_and_hidden_files_are_passed_over() {
    let scratch = history();
    scratch.write("facts/.hidden.toml", "broken = ");
    scratch.write("facts/notes.md", "# not facts");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", scratch.path().join("facts/out.toml")).unwrap();
    let inner = Scratch::repository("inner");
    inner.write("x.toml", "broken = ");
    inner.commit("2026-01-01", "x");
    scratch.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        inner.path().to_str().unwrap(),
        "facts/sub",
    ]);
    scratch.commit("2026-04-01", "Add what is no fact");
    let (code, out, err) = amount(&scratch, &["--facts", "facts", "--rev", "HEAD"]);
    assert_eq!((code, out.as_str()), (0, "won\n99000000000\n"), "{err}");
}

#[test]
fn what_is_wrong_with_a_revision_is_said_with_its_cure() {
    let scratch = history();
    scratch.write("facts/broken.toml", "[project.q]\nname = ");
    scratch.commit("2026-05-01", "Break a file");
    scratch.write("facts/broken.toml", "");
    std::fs::write(scratch.path().join("facts/latin.toml"), b"# caf\xe9\n").unwrap();
    scratch.commit("2026-05-02", "Add a file of another encoding");
    scratch.git(&[
        "clone",
        "--quiet",
        "--depth",
        "1",
        &format!("file://{}", scratch.path().display()),
        "shallow",
    ]);
    let outside = Scratch::directory("outside");
    let outside = outside.path().to_str().unwrap().to_owned();
    for (arguments, code, message, help) in [
        (
            vec!["--facts", "facts", "--rev", "mian"],
            2,
            "no revision `mian`",
            "did you mean `main`?",
        ),
        (
            vec!["--facts", "facts", "--rev", "2025-12-31"],
            2,
            "no revision `2025-12-31`",
            "on or before that day",
        ),
        (
            vec!["--facts", "facts", "--rev=--all"],
            2,
            "no revision `--all`",
            "a branch, a tag",
        ),
        (
            vec!["--facts", "facts/project.toml", "--rev", "HEAD~5"],
            2,
            "no revision `HEAD~5`",
            "`HEAD` is known, and has no commit `~5` of it",
        ),
        (
            vec!["--facts", "facts/project.toml", "--rev", "renamed~1"],
            2,
            "`facts/project.toml` did not exist at",
            "a path of that revision",
        ),
        (
            vec!["--facts", &outside, "--rev", "HEAD"],
            2,
            "lies in no git repository",
            "leave `--rev` out",
        ),
        (
            vec!["--facts", "facts", &outside, "--rev", "HEAD"],
            2,
            "no git repository",
            "version control",
        ),
        (
            vec!["--facts", "shallow/facts", "--rev", "HEAD~1"],
            2,
            "no revision `HEAD~1`",
            "--unshallow",
        ),
        (
            vec!["--facts", "facts", "--rev", "HEAD~1"],
            3,
            "facts/broken.toml",
            "",
        ),
        (
            vec!["--facts", "facts", "--rev", "HEAD"],
            3,
            "facts/latin.toml",
            "UTF-8",
        ),
    ] {
        let (found, out, err) = amount(&scratch, &arguments);
        let err_line = err.replace('\n', " ");
        assert_eq!((found, out.as_str()), (code, ""), "{arguments:?}\n{err}");
        assert!(
            err_line.contains(message) && err_line.contains(help),
            "{arguments:?}\n{err}"
        );
    }
}
