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

/// Exit code, the table of amounts without the line that names its revision, and errors.
fn amount(scratch: &Scratch, arguments: &[&str]) -> (i32, String, String) {
    let mut all = vec!["ask", "Amount(\"p\", won)", "--format", "csv"];
    all.extend(arguments);
    let (code, out, err) = tenderlog(scratch.path(), &all);
    let table = out.lines().filter(|line| !line.starts_with("# facts of "));
    (code, table.map(|line| format!("{line}\n")).collect(), err)
}

/// What a session on `facts` writes.
fn session(scratch: &Scratch, lines: &str) -> String {
    let output = assert_cmd::Command::cargo_bin("tenderlog")
        .unwrap()
        .current_dir(scratch.path())
        .arg("facts")
        .write_stdin(lines)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
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
fn every_answer_says_which_revision_it_came_from() {
    let scratch = history();
    scratch.write("facts/firm.toml", "[firm.f]\nname = \"F\"\nsource = \"s\"\n");
    scratch.commit("2026-04-01", "Enter a firm");
    let hash = scratch.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let told = format!("facts of {} (2026-04-01)", &hash[..7]);
    let first = scratch.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let verdict = "Verdict(\"f\", \"p\", \"sole\", outcome)";
    for (arguments, formats) in [
        (&["ask", verdict][..], &["table", "markdown", "csv", "json"][..]),
        (&["why", "Amount(\"p\", won)"], &["table", "json"]),
        (
            &["whynot", "Verdict(\"f\", \"p\", \"sole\", \"barred\")"],
            &["table", "json"],
        ),
        (&["readings", verdict], &["table", "json"]),
        (&["missing", verdict], &["table", "json"]),
        (&["flip", verdict], &["json"]),
        (&["sweep", "amount", verdict], &["table", "json"]),
        (&["timeline", verdict], &["json"]),
        (&["show", "p"], &["table", "json"]),
        (&["sources"], &["table", "markdown", "csv", "json"]),
        (&["log", "Amount(\"p\", won)"], &["table", "json"]),
        (&["blame", "Amount(\"p\", won)"], &["table", "json"]),
    ] {
        for format in formats {
            let all = [
                arguments,
                &["--format", format, "--facts", "facts", "--rev", "HEAD"],
            ]
            .concat();
            let (_, out, err) = tenderlog(scratch.path(), &all);
            let said = match *format {
                // A history names the commit of each of its answers.
                "json" if arguments[0] == "log" => out.contains(&format!("\"hash\":\"{}", &first[..7])),
                _ if arguments[0] == "log" => out.contains(&first[..7]),
                "json" => out.contains(&format!("\"revision\":\"{hash}\"")),
                "csv" => out.starts_with(&format!("# {told}\n")),
                _ => out.contains(&told),
            };
            assert!(said, "{all:?}\n{out}{err}");
        }
    }
    // A session says the same in each of its formats.
    for (format, said) in [("csv", format!("# {told}\n")), ("markdown", told.clone())] {
        for question in [verdict, "sources"] {
            let typed = format!("revision HEAD\nset format {format}\n{question}\n");
            let out = session(&scratch, &typed);
            let answer = out.split_once("))\n").unwrap().1;
            assert!(answer.contains(&said), "{format} {question}\n{out}");
        }
    }
    for (format, said) in [("table", told), ("json", format!("\"revision\":\"{hash}\""))] {
        let check = ["check", "facts", "--rev", "HEAD", "--format", format];
        let (_, out, err) = tenderlog(scratch.path(), &check);
        assert!(out.contains(&said), "{out}{err}");
    }
}

#[test]
fn a_name_that_git_would_quote_is_a_name_like_any_other() {
    let scratch = Scratch::repository("names");
    for (day, won) in [("2026-01-01", "21bn"), ("2026-01-02", "30bn")] {
        scratch.write("facts/사업 \"p\".toml", &PROJECT.replace("21bn", won));
        scratch.commit(day, won);
    }
    let (_, out, err) = tenderlog(scratch.path(), &["log", "Amount(\"p\", won)"]);
    assert_eq!(
        out.matches("21,000,000,000").count() + out.matches("30,000,000,000").count(),
        2,
        "{out}{err}"
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
            "under version control",
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

#[test]
fn a_session_goes_to_a_revision_and_back_and_lists_those_that_touched_the_facts() {
    let scratch = history();
    let lines = "revisions\nrevision HEAD~2\nAmount(\"p\", won)\nrevision\nrevision mian\nAmount(\"p\", won)\n\
                 revision WORKTREE\nAmount(\"p\", won)\nrevision\n";
    let out = session(&scratch, lines);
    let first = scratch.git(&["rev-parse", "--short=7", "HEAD~2"]);
    let first = first.trim();
    let mut rest = &*out;
    for part in [
        "2026-03-01  Analyst  Rename the file\n",
        "2026-02-01  Analyst  Raise the amount\n",
        &format!("{first}  2026-01-01  Analyst  Enter the project\n"),
        &format!("facts of {first} (2026-01-01)"),
        "21,000,000,000",
        &format!("facts of {first} (2026-01-01)"),
        &format!("{first} · 2026-01-01 · Analyst · Enter the project\n"),
        "there is no revision `mian`",
        "did you mean `main`?",
        "21,000,000,000",
        "99,000,000,000",
        "facts (as it stands)\n",
    ] {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part}\n{out}"));
        rest = &rest[at + part.len()..];
    }
    assert_eq!(
        scratch.git(&["status", "--porcelain"]).trim(),
        "M facts/project.toml"
    );
}
