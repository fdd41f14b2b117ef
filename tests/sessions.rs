//! The sessions in the documents are what the program prints.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;

/// Documents with sessions, and how many each has at least.
const DOCUMENTS: [(&str, usize); 2] = [("README.md", 4), ("examples/kotra.md", 40)];

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
    for (path, least) in DOCUMENTS {
        let document = std::fs::read_to_string(path).unwrap();
        let mut count = 0;
        for (line, expected) in sessions(&document) {
            let output = Command::cargo_bin("tenderlog")
                .unwrap()
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
