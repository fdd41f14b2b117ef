//! The sessions in the documents are what the program prints.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use repositories::Scratch;

/// Documents with sessions, how many each has at least, and the script that makes the directory they run in.
const DOCUMENTS: [(&str, usize, Option<&str>); 4] = [
    ("README.md", 4, None),
    ("docs/facts.md", 4, None),
    ("examples/kotra.md", 40, None),
    ("examples/story.md", 10, Some("examples/kotra-story.sh")),
];

/// The directory that the sessions of a document run in.
fn directory(scratch: &Scratch, script: Option<&str>) -> PathBuf {
    let Some(script) = script else {
        return Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    };
    let made = scratch.path().join("made");
    Command::new("sh").arg(script).arg(&made).assert().success();
    made
}

/// The words of a command line with single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The command lines of a document's sessions, each with the output that is shown below it.
fn sessions(document: &str) -> impl Iterator<Item = (&str, &str)> {
    document
        .split("```console\n")
        .skip(1)
        .flat_map(|block| block.split("```").next().unwrap().split("$ tenderlog ").skip(1))
        .map(|session| session.split_once('\n').unwrap())
}

#[test]
fn every_session_in_a_document_prints_what_it_shows() {
    let mut wrong = Vec::new();
    let scratch = Scratch::directory("sessions");
    for (path, least, script) in DOCUMENTS {
        let directory = directory(&scratch, script);
        let document = std::fs::read_to_string(path).unwrap();
        let mut count = 0;
        for (line, expected) in sessions(&document) {
            let output = Command::cargo_bin("tenderlog")
                .unwrap()
                .current_dir(&directory)
                .args(words(line))
                .output()
                .unwrap();
            let printed = String::from_utf8_lossy(&output.stdout);
            let complaint = String::from_utf8_lossy(&output.stderr);
            if printed != expected || !complaint.is_empty() {
                wrong.push(format!("{path}: {line}\n{printed}{complaint}"));
            }
            count += 1;
        }
        assert!(count >= least, "{path}: only {count} sessions");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
