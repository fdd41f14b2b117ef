//! One answer over a long history, made by the real git program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use repositories::{Scratch, tenderlog};

const BASE: &str = "[source.s]\ntitle = \"S\"\n[body.b]\nname = \"B\"\nclass = \"state\"\nsource = \"s\"\n";

/// A project whose estimate is some millions of won.
fn project(id: &str, millions: usize) -> String {
    format!(
        "[project.{id}]\nname = \"{id}\"\nbody = \"b\"\nannounced = 2026-05-15\namount = \"{millions}m\"\nvat = \
         \"included\"\nsource = \"s\"\n"
    )
}

/// A thousand commits, each of a file: every hundredth of the project `asked`, one of a file that is broken from the
/// 501st to the 505th, the others of the project `other`.
fn thousand() -> Scratch {
    let scratch = Scratch::repository("log");
    let mut stream = String::new();
    for commit in 0..1_000 {
        let message = format!("Commit {commit}");
        write!(
            stream,
            "commit refs/heads/main\ncommitter Analyst <a@example.org> {} +0000\ndata {}\n{message}\n",
            1_767_225_600 + commit * 3_600,
            message.len()
        )
        .unwrap();
        let mut files = Vec::new();
        if commit == 0 {
            files.push(("facts/base.toml", BASE.to_owned()));
            files.push(("facts/asked.toml", project("asked", 1_000)));
        }
        files.push(match commit {
            100 | 200 | 300 | 400 | 600 | 700 | 800 | 900 => {
                ("facts/asked.toml", project("asked", 1_000 + commit))
            }
            500 => ("facts/broken.toml", "[project.q]\nname = ".to_owned()),
            505 => ("facts/broken.toml", String::new()),
            _ => ("facts/other.toml", project("other", 1 + commit)),
        });
        for (path, text) in files {
            write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).unwrap();
        }
    }
    let mut import = Command::new("git")
        .current_dir(scratch.path())
        .args(["fast-import", "--quiet"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success());
    scratch
}

#[test]
fn a_thousand_commits_are_gone_through_and_only_those_are_told_at_which_the_answer_changed() {
    let scratch = thousand();
    let (code, out, err) = tenderlog(
        scratch.path(),
        &[
            "log",
            "Counted(\"asked\", won)",
            "--rev",
            "main",
            "--format",
            "json",
        ],
    );
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let told: Vec<(String, String)> = json["log"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |value: &serde_json::Value| value.as_str().unwrap_or("unreadable").to_owned();
            (text(&row["commit"]["subject"]), text(&row["answers"][0]["value"]))
        })
        .collect();
    let mut expected = vec![("Commit 0".to_owned(), "1,000,000,000".to_owned())];
    for commit in [100, 200, 300, 400, 600, 700, 800, 900] {
        expected.push((format!("Commit {commit}"), format!("1,{commit},000,000")));
        if commit == 400 {
            expected.push(("Commit 500".to_owned(), "unreadable".to_owned()));
            // What it was before stands again.
            expected.push(("Commit 505".to_owned(), "1,400,000,000".to_owned()));
        }
    }
    assert_eq!(told, expected);
}
