//! What turns verdicts of the built-in facts: what is printed in the session, on the command line and as JSON.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;
use tenderlog::engine::Limits;
use tenderlog::render::Look;
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{Phrase, Statement, Value, World, WorldOptions};

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

/// The days that the values of a sentence name, in order.
fn days(statement: &Statement) -> Vec<i64> {
    let day = |phrase: &Phrase| match phrase {
        Phrase::Value(Value::Date(day)) => Some(*day),
        _ => None,
    };
    statement.parts.iter().filter_map(day).collect()
}

/// A change of the announcement speaks of all days between two, and was tried on the first of them: on every other one the
/// timeline, which looks at all, has the same outcome.
#[test]
fn what_is_said_of_days_between_two_is_true_of_each() {
    let grace: &[&str] = &[
        r#"LeftSme("vtw", 2023-04-01)"#,
        r#"Midsize("vtw", 2023-04-01, 2029-01-01)"#,
        r#"Independent("vtw", 2010-01-01, 2040-01-01)"#,
        r#"Amount("kotra-platform", 3bn)"#,
    ];
    let asked: [(&str, &[&str]); 5] = [
        (
            r#"Verdict("samsung-sds", "kotra-platform", "sole", outcome)"#,
            &[],
        ),
        (r#"Verdict("vtw", "kotra-platform", "sole", outcome)"#, grace),
        (
            r#"Verdict("samsung-sds", "ai-common-base-1", "lead", outcome)"#,
            &[r#"Announced("ai-common-base-1", 2025-04-25)"#],
        ),
        (
            r#"Verdict("samsung-sds", "dbrain-next", "sole", outcome)"#,
            &[r#"Closes("dbrain-next", 2019-12-31)"#],
        ),
        (r#"OpenTo("kotra-platform", "grace", outcome)"#, &[]),
    ];
    let mut spans = 0;
    for (question, assume) in asked {
        let own = assume.iter().map(|fact| (*fact).to_owned()).collect();
        let mut world = World::open(&WorldOptions {
            assume: own,
            ..WorldOptions::default()
        })
        .unwrap();
        let timeline = world.timeline(question, &Limits::default()).unwrap();
        let intervals = &timeline.courses[0].intervals;
        let flips = world.flip(question, 1, &Limits::default()).unwrap();
        for flip in &flips.found {
            let change = &flip.changes[0];
            let id = change.id.as_deref().unwrap_or_default();
            let (from, last) = match (id, days(&change.statement).as_slice()) {
                ("change-announced-later", [from]) => (*from, i64::MAX),
                ("change-announced-before-floors", [first]) => (i64::MIN, first - 1),
                (id, [from, last]) if id.starts_with("change-announced") => (*from, *last),
                _ => continue,
            };
            spans += 1;
            for interval in intervals {
                let (Value::Date(begins), Value::Date(ends)) = (&interval.from, &interval.to) else {
                    panic!("{interval:?}");
                };
                if *begins <= last && from <= *ends {
                    assert_eq!(interval.outcome, flip.comes.outcome, "{question}: {change:?}");
                }
            }
        }
    }
    assert!(spans > 20, "{spans}");
}
