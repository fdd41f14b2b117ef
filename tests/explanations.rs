//! Every explanation of the built-in facts, for the platform of KOTRA and for projects of the past, as a reader sees it:
//! width 80, no colour. A changed snapshot is read as prose.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::OnceLock;

use tenderlog::render::{Language, Look};
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{World, WorldOptions};

/// What is explained: a name, what is assumed first, a verdict, and the outcome that is asked why not.
struct Case {
    name: &'static str,
    assume: Option<&'static str>,
    verdict: &'static str,
    instead: &'static str,
}

const KOTRA: Case = Case {
    name: "kotra",
    assume: None,
    verdict: r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#,
    instead: "allowed",
};
/// Recognised in full under the predecessor act, before its announcement.
const RECOGNISED: Case = Case {
    name: "recognised",
    assume: None,
    verdict: r#"Verdict("Samsung SDS", "dbrain-next", "sole", outcome)"#,
    instead: "barred",
};
/// Recognised in part: for members other than the lead within 20 %.
const IN_PART: Case = Case {
    name: "in_part",
    assume: Some(r#"Announced("annex3-118", 2021-03-02)"#),
    verdict: r#"Verdict("Samsung SDS", "annex3-118", "lead", outcome)"#,
    instead: "allowed",
};
/// Departed from for new technology.
const DEPARTED: Case = Case {
    name: "departed",
    assume: Some(r#"Announced("ai-common-base-1", 2025-04-25)"#),
    verdict: r#"Verdict("Samsung SDS", "ai-common-base-1", "lead", outcome)"#,
    instead: "barred",
};
/// Announced under the predecessor act, before the ministry recognised it.
const PREDECESSOR: Case = Case {
    name: "predecessor",
    assume: Some(r#"Announced("social-security-next", 2019-06-03)"#),
    verdict: r#"Verdict("Samsung SDS", "social-security-next", "lead", outcome)"#,
    instead: "allowed",
};
/// Neither the day of the announcement nor the group of the firm at that day is on file.
const UNDETERMINED: Case = Case {
    name: "undetermined",
    assume: None,
    verdict: r#"Verdict("LG CNS", "kics-next", "sole", outcome)"#,
    instead: "allowed",
};

/// A command behind its name; `VERDICT` and `INSTEAD` stand for what the case asks.
const COMMANDS: [(&str, &str); 8] = [
    ("why", "why VERDICT"),
    ("why_full", "why full VERDICT"),
    ("whynot", "whynot INSTEAD"),
    ("flip", "flip VERDICT"),
    ("sweep", "sweep amount VERDICT"),
    ("timeline", "timeline VERDICT"),
    ("readings", "readings VERDICT"),
    ("missing", "missing VERDICT"),
];

fn world() -> World {
    static WORLD: OnceLock<World> = OnceLock::new();
    let open = || World::open(&WorldOptions::default()).unwrap_or_else(|error| panic!("{error:?}"));
    WORLD.get_or_init(open).clone()
}

/// What each command says of a case.
fn told(case: &Case, look: Look) -> Vec<(&'static str, String)> {
    let mut world = world();
    if let Some(fact) = case.assume {
        world.assume(fact).unwrap_or_else(|error| panic!("{error:?}"));
    }
    let mut session = Session::new(world, look, Interrupt::listen());
    let instead = case.verdict.replace("outcome", &format!("\"{}\"", case.instead));
    let told = COMMANDS.iter().map(|(name, command)| {
        let line = command
            .replace("VERDICT", case.verdict)
            .replace("INSTEAD", &instead);
        (*name, session.handle(&line).text)
    });
    told.collect()
}

fn printed(case: &Case) {
    for (command, text) in told(case, Look::default()) {
        insta::assert_snapshot!(format!("{}_{command}", case.name), text);
    }
}

#[test]
fn the_platform_of_kotra() {
    printed(&KOTRA);
}

#[test]
fn a_project_recognised_in_full() {
    printed(&RECOGNISED);
}

#[test]
fn a_project_recognised_in_part() {
    printed(&IN_PART);
}

#[test]
fn a_project_with_new_technology() {
    printed(&DEPARTED);
}

#[test]
fn a_project_under_the_predecessor_act() {
    printed(&PREDECESSOR);
}

#[test]
fn a_project_of_which_too_little_is_known() {
    printed(&UNDETERMINED);
}

/// Nothing is left in English but ids and names, and no pair of forms where a value can be read.
#[test]
fn the_platform_of_kotra_in_korean() {
    let look = Look {
        language: Language::Korean,
        ..Look::default()
    };
    let told = told(&KOTRA, look);
    for (command, text) in &told {
        insta::assert_snapshot!(format!("kotra_{command}_ko"), text);
    }
    for (command, text) in &told {
        for pair in ["은(는)", "이(가)", "을(를)", "과(와)", "(으)로", "(이)라"] {
            assert!(!text.contains(pair), "{pair}: {text}");
        }
        for english in [
            "as above", "Nothing ", " is ", " was ", " the ", " of ", "turns on",
        ] {
            // The notes in a timeline are in the language of their file.
            assert!(
                *command == "timeline" || !text.contains(english),
                "{english}: {text}"
            );
        }
    }
}
