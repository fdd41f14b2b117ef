//! The sessions in README are what the program prints.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;

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

#[test]
fn every_session_in_the_readme_prints_what_it_shows() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let mut sessions = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for session in block.split("$ tenderlog ").skip(1) {
            let (line, expected) = session.split_once('\n').unwrap();
            let output = Command::cargo_bin("tenderlog")
                .unwrap()
                .args(words(line))
                .output()
                .unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{line}");
            sessions += 1;
        }
    }
    assert!(sessions >= 4, "only {sessions} sessions");
}
