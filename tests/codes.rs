//! Every code that a message can have is explained, and every example of an explanation produces its code.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tenderlog::lang::checker::{self, CheckError};
use tenderlog::lang::parser::parse_module;
use tenderlog::lang::source::FileId;
use tenderlog::render::{CodeEntry, Look, code_entries};
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{World, WorldOptions};

/// The part of a file that is no test.
fn shipped(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text.get(..end).unwrap().to_owned()
}

fn rust_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// Texts in quotes that have the form of a code: `part::name` in small letters.
fn codes_in(text: &str) -> impl Iterator<Item = &str> {
    let part = |name: &str, more: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || more.contains(c))
    };
    text.split('"').filter(move |piece| {
        piece
            .split_once("::")
            .is_some_and(|(before, name)| part(before, "") && part(name, "-0123456789"))
    })
}

#[test]
fn the_codes_of_the_source_and_the_explained_ones_are_the_same() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let texts: Vec<String> = files.iter().map(|path| shipped(path)).collect();
    let known: BTreeSet<&str> = texts.iter().flat_map(|text| codes_in(text)).collect();
    assert!(known.len() > 100, "{known:?}");
    let entries = code_entries();
    let explained: BTreeSet<&str> = entries.keys().map(String::as_str).collect();
    assert_eq!(
        known.difference(&explained).collect::<Vec<_>>(),
        [&""; 0],
        "not explained"
    );
    assert_eq!(
        explained.difference(&known).collect::<Vec<_>>(),
        [&""; 0],
        "of no message"
    );
}

#[test]
fn an_explanation_says_what_it_means_one_example_and_the_cure() {
    for (code, entry) in code_entries() {
        for text in [&entry.means, &entry.cure] {
            assert!(text.ends_with(['.', '?']) && text.len() > 10, "{code}: {text}");
        }
        let examples = [
            &entry.session,
            &entry.facts,
            &entry.scenario,
            &entry.law,
            &entry.shell,
            &entry.when,
        ];
        assert_eq!(
            examples.iter().filter(|text| text.is_some()).count(),
            1,
            "{code}: {entry:?}"
        );
        assert_eq!(entry.beside.is_some(), entry.beside_file.is_some(), "{code}");
    }
}

/// Whether a text has the code as a word of its own.
fn says(text: &str, code: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-'))
        .any(|word| word == code)
}

#[test]
fn the_examples_in_a_session_produce_their_codes() {
    let world = World::open(&WorldOptions::default()).unwrap_or_else(|_| panic!("the built-in facts load"));
    let mut wrong = Vec::new();
    for (code, entry) in code_entries() {
        let Some(lines) = &entry.session else { continue };
        let reply = Session::new(world.clone(), Look::default(), Interrupt::default())
            .handle(lines)
            .text;
        if !says(&reply, &code) {
            wrong.push(format!("{code}: {lines}\n{reply}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn tenderlog(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tenderlog"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn written(code: &str, entry: &CodeEntry) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("codes")
        .join(code.replace("::", "-"));
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    let file = entry.file.as_deref().unwrap_or("example.toml");
    if let Some(facts) = &entry.facts {
        fs::write(directory.join(file), facts).unwrap();
    }
    if let (Some(name), Some(text)) = (&entry.beside_file, &entry.beside) {
        fs::write(directory.join(name), text).unwrap();
    }
    directory
}

#[test]
fn the_examples_in_fact_files_produce_their_codes() {
    let mut wrong = Vec::new();
    for (code, entry) in code_entries().iter().filter(|(_, entry)| entry.facts.is_some()) {
        let directory = written(code, entry);
        let output = tenderlog(&["check", directory.to_str().unwrap(), "--format", "json"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if !text.contains(&format!("\"code\":\"{code}\"")) {
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            wrong.push(format!("{code}: {text}{errors}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs lines of a shell in a directory, with the program first on the path.
fn shell(directory: &Path, lines: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_tenderlog")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-c", lines])
        .current_dir(directory)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

#[test]
fn the_examples_in_a_shell_produce_their_codes_and_no_others() {
    for (code, entry) in code_entries() {
        let Some(lines) = &entry.shell else { continue };
        let output = shell(&written(&code, &entry), lines);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.starts_with(&format!("{code}\n")), "{code}: {errors}");
        assert_eq!(errors.matches("::").count(), 1, "{code}: {errors}");
        assert_ne!(output.status.code(), Some(0), "{code}");
    }
}

#[test]
fn the_examples_in_scenarios_and_in_the_law_produce_their_codes() {
    for (code, entry) in code_entries() {
        if let Some(text) = &entry.scenario {
            let file = written(&code, &entry).join("scenario.dl");
            fs::write(&file, text).unwrap();
            let output = tenderlog(&["ask", "Secret(p)", "--scenario", file.to_str().unwrap()]);
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(says(&errors, &code), "{code}: {errors}");
        }
        if let Some(text) = &entry.law {
            let (module, errors) = parse_module(FileId(0), text);
            assert_eq!(errors, [], "{code}");
            let errors = checker::check(None, &[module], true).unwrap_err();
            assert!(
                errors.iter().map(CheckError::code).all(|found| found == code),
                "{code}: {errors:?}"
            );
        }
    }
}

#[test]
fn help_tells_of_a_code_in_a_session_and_on_the_command_line() {
    let output = tenderlog(&["help", "lang::used-once"]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.starts_with("lang::used-once\n  A variable of a rule"),
        "{told}"
    );
    let output = tenderlog(&["help", "lang::usd-once"]);
    assert_eq!(output.status.code(), Some(2));
    let world = World::open(&WorldOptions::default()).unwrap_or_else(|_| panic!("the built-in facts load"));
    let mut session = Session::new(world, Look::default(), Interrupt::default());
    assert_eq!(session.handle("help lang::used-once").text, told);
    assert!(
        session
            .handle("help lang::usd-once")
            .text
            .contains("did you mean `help lang::used-once`?")
    );
}
