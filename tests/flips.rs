//! What turns verdicts of the built-in facts: what is printed in the session, on the command line and as JSON.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;
use tenderlog::engine::Limits;
use tenderlog::lang::date;
use tenderlog::render::{Look, flips_text};
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{Phrase, Statement, Tuple, Value, World, WorldOptions};

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

/// How many spans of days `flip` tells, each held to the timeline of the question.
fn spans_of_days(question: &str, assume: &[&str]) -> usize {
    let mut spans = 0;
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
    spans
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
    // Each takes long where nothing is optimised.
    let spans: usize = std::thread::scope(|scope| {
        let threads = asked.map(|(question, assume)| scope.spawn(move || spans_of_days(question, assume)));
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert!(spans > 20, "{spans}");
}

/// A value as the rule language writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::Entity { id, .. } => format!("{id:?}"),
        Value::Int(number) | Value::Won(number) => number.to_string(),
        Value::Percent(percent) => format!("{}.{:02}%", percent / 100, percent % 100),
        Value::Date(day) => date::format(*day),
    }
}

/// A row as an assumption, with another number where `from` stands.
fn atom(row: &Tuple, from: &Value, to: &Value) -> String {
    let values = row.values.iter().flatten();
    let values: Vec<String> = values
        .map(|value| literal(if value == from { to } else { value }))
        .collect();
    format!("{}({})", row.relation, values.join(", "))
}

/// A change that is told for a span of amounts, shares or months was tried on one of them: at both ends a world in which it
/// is assumed comes to the same, and each span is told once.
#[test]
fn what_is_said_of_spans_is_true_at_both_ends() {
    let five = [
        r#"Amount("kotra-platform", 5bn)"#,
        r#"Vat("kotra-platform", "included")"#,
        r#"SmeNever("metanet")"#,
        r#"MidsizeNever("metanet")"#,
        r#"Sales("metanet", 2025-12-31, 900bn, "separate")"#,
    ];
    let partly = [
        r#"Recognition("kotra-platform", "spa-48-3-2", 2026-04-30, "member_20")"#,
        r#"Listed("kotra-platform", "spa-48-3-2", 2026-04-30, 2026-05-15)"#,
        r#"Share("samsung-sds", "kotra-platform", "member", 20.01%)"#,
    ];
    let yearly = [
        r#"KindOf("kotra-platform", "maintenance")"#,
        r#"LongTerm("kotra-platform", "yes")"#,
        r#"Vat("kotra-platform", "included")"#,
    ];
    let grace = r#"OpenTo("kotra-platform", "grace", outcome)"#;
    let asked: [(&str, &str, &[&str], &[&str]); 4] = [
        (
            r#"Verdict("metanet", "kotra-platform", "sole", outcome)"#,
            "integrated",
            &five,
            &["8,000,000,000 won or more"],
        ),
        (
            grace,
            "bundle",
            &[],
            &[
                "21,999,999,999 won or less",
                "a software part of 20,999,999,999 won or less apart",
                "1,999,999,999 won or less",
            ],
        ),
        (
            r#"Verdict("samsung-sds", "kotra-platform", "member", outcome)"#,
            "integrated",
            &partly,
            &["20% or less"],
        ),
        (
            r#"OpenTo("kotra-platform", "major", outcome)"#,
            "integrated",
            &yearly,
            &["32 or more"],
        ),
    ];
    for (question, reading, assume, told) in asked {
        let mut world = World::open(&WorldOptions {
            assume: assume.iter().map(|fact| (*fact).to_owned()).collect(),
            ..WorldOptions::default()
        })
        .unwrap();
        world.set_reading(&format!("bundle={reading}")).unwrap();
        let flips = world.flip(question, 1, &Limits::default()).unwrap();
        let spans = flips.found.iter().map(|flip| (&flip.changes[0], &flip.comes));
        let spans = spans.filter(|(change, _)| change.span.is_some());
        let mut said: Vec<&Statement> = Vec::new();
        for (change, comes) in spans {
            let (low, high) = change.span.clone().unwrap();
            let tried = change.added.iter().flat_map(|row| row.values.iter().flatten());
            let tried = tried
                .filter(|value| low <= **value && **value <= high)
                .find(|value| std::mem::discriminant(*value) == std::mem::discriminant(&low))
                .unwrap()
                .clone();
            for end in [&low, &high] {
                let mut world = world.clone();
                for row in &change.removed {
                    world.retract(&atom(row, &tried, &tried)).unwrap();
                }
                for row in &change.added {
                    world.assume(&atom(row, &tried, end)).unwrap();
                }
                let answers = world.ask(question, &Limits::default()).unwrap();
                let now = answers.rows[0].last().unwrap();
                assert_eq!(
                    *now,
                    Value::Text(comes.outcome.clone()),
                    "{question}: {change:?} at {end:?}"
                );
            }
            assert!(!said.contains(&&change.statement), "{change:?} is told twice");
            said.push(&change.statement);
        }
        let text = flips_text(&flips, Look::default());
        let text: Vec<&str> = text.split_whitespace().collect();
        for span in told {
            assert!(text.join(" ").contains(span), "{span}: {}", text.join(" "));
        }
    }
}
