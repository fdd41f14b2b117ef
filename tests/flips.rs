//! What turns verdicts of the built-in facts: what is printed in the session, on the command line and as JSON.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;
use tenderlog::render::Look;
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{World, WorldOptions};

/// What a command prints, complaints behind answers, and how it ends.
fn run(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("tenderlog")
        .unwrap()
        .env_remove("COLUMNS")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap();
    format!("{}{}exit {code}\n", text(&output.stdout), text(&output.stderr))
}

macro_rules! printed {
    ($($name:ident: $arguments:expr,)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(run(&$arguments));
            }
        )*
    };
}

printed! {
    what_lifts_the_bar_as_json: [
        "flip", "Excepted(\"samsung-sds\", \"kotra-platform\", \"sole\", \"spa-48-3-2\")", "--format", "json",
    ],
}

#[test]
fn what_changes_are_not_tried_on_is_refused_with_its_cure() {
    let lines: [&[&str]; 5] = [
        &["flip"],
        &[
            "flip",
            "size 4 Verdict(\"samsung-sds\", \"kotra-platform\", \"sole\", outcome)",
        ],
        &[
            "flip",
            "Verdict(\"samsung-sds\", \"kotra-platform\", role, \"barred\")",
        ],
        &["flip", "Amount(\"kotra-platform\", won)"],
        &["flip", "Warning(\"kotra-platform\", \"depends-on-reading\")"],
    ];
    let told: Vec<String> = lines.iter().map(|line| run(line)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_session_says_the_same_as_the_command_line() {
    let question = "flip Excepted(\"samsung-sds\", \"kotra-platform\", \"sole\", \"spa-48-3-2\")";
    let world = World::open(&WorldOptions::default()).unwrap();
    let mut session = Session::new(world, Look::default(), Interrupt::listen());
    let reply = session.handle(question);
    let (command, atom) = question.split_once(' ').unwrap();
    assert_eq!(format!("{}exit 0\n", reply.text), run(&[command, atom]));
}
