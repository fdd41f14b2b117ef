//! `Session::handle` as a table: lines of one session, each with the reply in full.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;

use tenderlog::render::Look;
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{World, WorldOptions};

fn session(facts: &[&str]) -> Session {
    let options = WorldOptions {
        facts: facts.iter().map(PathBuf::from).collect(),
        ..WorldOptions::default()
    };
    let world = World::open(&options).unwrap_or_else(|_| panic!("the facts load"));
    Session::new(world, Look::default(), Interrupt::default())
}

/// Handles line after line and compares each reply.
fn goes(table: &[(&str, &str)]) {
    let mut session = session(&[]);
    for (line, expected) in table {
        let reply = session.handle(line);
        assert_eq!(&reply.text, expected, "{line}");
        assert!(!reply.leave && reply.edit.is_none(), "{line}");
    }
}

#[test]
fn changes_are_made_told_above_answers_and_taken_back() {
    goes(&[
        (
            "Secret(\"kotra-platform\")",
            "no\n open readings: bundle, subcontract\n",
        ),
        (
            "assume Secret(\"kotra-platform\")",
            "assumed Secret(\"kotra-platform\")\n",
        ),
        (
            "Secret(\"kotra-platform\")",
            "assuming Secret(\"kotra-platform\")\nyes\n open readings: bundle, subcontract\n",
        ),
        ("set reading bundle=bundle", "reading bundle=bundle\n"),
        (
            "OpenTo(\"kotra-platform\", \"large\", outcome)",
            "under the reading bundle=bundle · assuming Secret(\"kotra-platform\")\n outcome\n barred\n 1 answer · law of \
             2026-05-15 (announcement) · open readings: subcontract\n",
        ),
        (
            "changes",
            "assume Secret(\"kotra-platform\")\nset reading bundle=bundle\n",
        ),
        ("undo", "undone: set reading bundle=bundle\n"),
        (
            "retract Amount(\"kotra-platform\", _)",
            "left out Amount(\"kotra-platform\", _)\n",
        ),
        (
            "Amount(\"kotra-platform\", won)",
            "assuming Secret(\"kotra-platform\"), without Amount(\"kotra-platform\", _)\n no answer · open readings: \
             bundle, subcontract\n",
        ),
        ("reset", "took 2 changes back\n"),
        ("changes", "nothing is changed\n"),
        ("undo", "there is nothing to undo\n"),
    ]);
}

#[test]
fn every_format_says_what_an_answer_supposes() {
    goes(&[
        ("set reading bundle=bundle", "reading bundle=bundle\n"),
        ("set format csv", ""),
        (
            "OpenTo(\"kotra-platform\", \"grace\", outcome)",
            "# under the reading bundle=bundle\noutcome,turns_on\nundetermined,component-amounts\n",
        ),
        ("set format markdown", ""),
        (
            "OpenTo(\"kotra-platform\", \"grace\", outcome)",
            "*under the reading bundle=bundle*\n\n| outcome | turns on |\n| --- | --- |\n| undetermined | component-amounts \
             |\n\n*1 answer · law of 2026-05-15 (announcement) · open readings: subcontract*\n",
        ),
        ("set format json", ""),
        (
            "Secret(\"kotra-platform\")",
            "{\"version\":1,\"readings\":{\"bundle\":\"bundle\",\"subcontract\":\"open\"},\"assumptions\":[],\
             \"columns\":[],\"rows\":[],\"undetermined\":false}\n",
        ),
    ]);
}

#[test]
fn rules_are_typed_with_their_sentences_listed_told_and_dropped() {
    goes(&[
        (
            "/// {project} costs {won}.\nCostly(project, won) <-\n  Amount(project, won), (won >= 200억)",
            "added 1 rule\n",
        ),
        (
            "rules mine",
            "costly-1  (typed)\n/// {project} costs {won}.\nCostly(project, won) <-\n  Amount(project, won), (won >= \
             200억);\n",
        ),
        (
            "why Costly(\"kotra-platform\", won)",
            "kotra-platform costs 21,000,000,000 won.\n├─ The estimate of kotra-platform is 21,000,000,000 won.\n│    \
             facts/projects/kotra.toml:21 · aju-2026-07-05 (B)\n└─ 21,000,000,000 won is at least 20,000,000,000 won.\n",
        ),
        ("drop Costly", "dropped Costly\n"),
        ("rules mine", "there are no rules of your own\n"),
        (
            "/// a sentence above no rule\n\nSecret(\"kotra-platform\")",
            "lang::stray\n\n  × a `///` sentence must stand above a declaration or a rule\n   ╭─[typed:1:1]\n 1 │ /// a sentence above no rule\n   \
             · ────────────────────────────\n   ╰────\n  help: move it there, or make it a remark with `//`\nno\n open readings: bundle, \
             subcontract\n",
        ),
    ]);
}

#[test]
fn a_slip_is_told_with_its_code_its_place_and_its_cure() {
    goes(&[
        (
            "halp",
            "command::unknown\n\n  × there is no command `halp`\n  help: did you mean `help`?\n",
        ),
        (
            "describe Verdit",
            "command::unknown-topic\n\n  × there is no relation `Verdit`\n  help: did you mean `Verdict`?\n",
        ),
        (
            "undo that",
            "command::usage\n\n  × `undo` takes nothing behind it, found `that`\n  help: write `undo`\n",
        ),
        (
            "Secret(\"kotra\")",
            "query::unknown-name\n\n  × there is no project `kotra`\n   ╭─[question:1:8]\n 1 │ Secret(\"kotra\")\n   ·        \
             ───────\n   ╰────\n  help: `kotra` is a body, not a project; `show body kotra` tells what is on\n        \
             file\n",
        ),
        (
            "Amount(p, w), (w < \"8bn\")",
            "lang::comparison-types\n\n  × a `Won` cannot be compared with a `Text`\n   ╭─[question:1:15]\n 1 │ Amount(p, w), \
             (w < \"8bn\")\n   ·               ───────────\n   ╰────\n  help: compare values of one type; a bare number can \
             stand for an amount or a\n        year\n",
        ),
    ]);
}

#[test]
fn what_leaves_or_edits_says_so_and_what_stands_behind_it_is_not_handled() {
    let mut session = session(&[]);
    let question = "Secret(\"kotra-platform\")";
    session.handle(question);
    let reply = session.handle("edit\nhelp");
    assert_eq!((reply.text.as_str(), reply.edit.as_deref()), ("", Some(question)));
    let reply = session.handle("edit Secret(p)");
    assert_eq!(reply.edit.as_deref(), Some("Secret(p)"));
    let reply = session.handle("set pager off\nquit\nhelp");
    assert_eq!((reply.text.as_str(), reply.leave), ("", true));
    assert!(!session.pages());
}

/// The lines that a first screen offers.
fn offered(screen: &str) -> Vec<String> {
    let lines = screen.lines().filter_map(|line| line.strip_prefix("  "));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_five_lines_of_the_first_screen_run_as_they_stand() {
    for facts in [&[][..], &["examples/city/facts"]] {
        let mut session = session(facts);
        let screen = session.first_screen();
        let lines = offered(&screen);
        assert_eq!(lines.len(), 5, "{screen}");
        for line in lines {
            let text = session.handle(&line).text;
            assert!(text.lines().count() > 1, "{line}: {text}");
            assert!(!text.contains("  × "), "{line}: {text}");
            assert!(!text.contains("no answer"), "{line}: {text}");
        }
    }
}

/// Inputs of a block with what is shown below each; lines of one input all begin with `> `.
fn recorded(block: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut typing = false;
    for line in block.lines() {
        match (line.strip_prefix("> "), typing) {
            (Some(more), true) => {
                let (input, _) = found.last_mut().unwrap();
                input.push_str(&format!("\n{more}"));
            }
            (Some(first), false) => found.push((first.to_owned(), String::new())),
            (None, _) => {
                let (_, shown) = found.last_mut().unwrap();
                shown.push_str(&format!("{line}\n"));
            }
        }
        typing = line.starts_with("> ");
    }
    found
}

#[test]
fn recorded_sessions_of_the_documents_go_as_they_are_shown() {
    let mut blocks = 0;
    for document in ["README.md", "LANGUAGE.md"] {
        let text = std::fs::read_to_string(document).unwrap();
        for block in text.split("```session\n").skip(1) {
            let mut session = session(&[]);
            for (input, shown) in recorded(block.split("```").next().unwrap()) {
                assert_eq!(session.handle(&input).text, shown, "{document}: {input}");
            }
            blocks += 1;
        }
    }
    assert!(blocks > 0);
}
