//! Sweeps and timelines of the built-in facts: what is printed, and that asking at single values says the same.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use assert_cmd::Command;
use tenderlog::engine::Limits;
use tenderlog::lang::date;
use tenderlog::lang::value::format_percent;
use tenderlog::render::Look;
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{Value, World, WorldOptions};

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

const SDS: &str = "Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)";

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
    the_amount_at_which_kotra_opens_to_the_largest_firms_taken_as_one_project: [
        "sweep", "amount", "OpenTo(\"kotra-platform\", \"major\", outcome)",
        "--reading", "bundle=integrated", "--assume", "Vat(\"kotra-platform\", \"included\")",
    ],
    the_amount_at_which_bundling_opens_kotra: ["sweep", "amount", "OpenedByBundling(\"kotra-platform\", class)"],
    the_course_of_social_security_for_lg_cns: [
        "timeline", "Verdict(\"lg-cns\", \"social-security-next\", \"lead\", outcome)",
    ],
    the_day_on_which_the_recognition_of_dbrain_was_notified: [
        "sweep", "Verdict(\"samsung-sds\", \"dbrain-next\", \"sole\", outcome) over Listed.listed",
    ],
    a_sweep_as_json: ["sweep", "amount", "OpenTo(\"kotra-platform\", \"major\", outcome)", "--format", "json"],
    a_warning_that_rests_on_other_answers_is_left_out: ["sweep", "amount", "Warning(\"kotra-platform\", warning)"],
}

#[test]
fn what_cannot_be_swept_is_refused_with_its_cure() {
    let over = |over: &str| vec!["sweep".to_owned(), format!("{SDS} over {over}")];
    let about = |atom: &str| vec!["sweep".to_owned(), "amount".to_owned(), atom.to_owned()];
    let lines = [
        vec!["sweep".to_owned(), SDS.to_owned()],
        over("Amoun.won"),
        over("Amount"),
        over("Amount.date"),
        over("Amount.project"),
        over("Amount(\"kotra\", won).won"),
        over("Floor.won"),
        over("Holding.percent"),
        over("FirmHolding.percent"),
        over("Recognition.decided"),
        over("Verdict.outcome"),
        vec![
            "sweep".to_owned(),
            "Verdict(\"samsung-sds\", \"dbrain-next\", \"sole\", outcome) over Recognition.decided"
                .to_owned(),
        ],
        over("ComponentAmount.won"),
        about("Amount(\"kotra-platform\", won)"),
        about("Warning(\"kotra-platform\", \"depends-on-reading\")"),
        about("Verdict(\"Samsung SDS\", \"kotra-platfrom\", \"sole\", outcome)"),
        about("Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome"),
        about("Barred(\"Samsung SDS\", \"kotra-platform\", \"sole\", p), Small(f, p)"),
    ];
    let mut refused = String::new();
    for line in &lines {
        let arguments: Vec<&str> = line.iter().map(String::as_str).collect();
        refused.push_str(&format!("$ tenderlog {}\n{}\n", line.join(" "), run(&arguments)));
    }
    insta::assert_snapshot!(refused);
}

fn world() -> World {
    World::open(&WorldOptions {
        facts: ["facts", "examples/firms"].map(Into::into).to_vec(),
        ..WorldOptions::default()
    })
    .unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn a_session_sweeps_what_was_asked_about_last() {
    let mut session = Session::new(world(), Look::default(), Interrupt::listen());
    let refused = session.handle("timeline").text;
    assert!(refused.contains("nothing was asked about before"), "{refused}");
    let atom = "OpenTo(\"kotra-platform\", \"large\", outcome)";
    let whole = session.handle(&format!("sweep amount {atom}")).text;
    assert!(whole.contains("3,636,363,636  barred"), "{whole}");
    assert_eq!(session.handle("sweep amount").text, whole);
    session.handle("Amount(\"kotra-platform\", won), Small(firm, \"kotra-platform\")");
    session.handle(atom);
    assert_eq!(session.handle("sweep amount").text, whole);
    let long = session.handle(&format!("sweep {atom} over Amount.won")).text;
    assert_eq!(long, whole);
    session.handle("Big(project) <- Amount(project, won), (won > 8bn);");
    let own = session.handle("sweep amount Big(\"kotra-platform\")").text;
    assert!(own.contains("rules of your own"), "{own}");
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) | Value::Won(number) | Value::Percent(number) | Value::Date(number) => *number,
        other => panic!("{other:?}"),
    }
}

/// A value as the rule language writes it.
fn written(value: &Value, at: i64) -> String {
    match value {
        Value::Date(_) => date::format(at),
        Value::Percent(_) => format_percent(at),
        _ => at.to_string(),
    }
}

/// Swept answers of the built-in facts: the question, the column, and the fact with `{}` for its value, behind the
/// pattern of the facts that it takes the place of.
const SWEPT: [(&str, &str, &str, &str); 12] = [
    (
        "samsung-sds kotra-platform sole",
        "Member.from",
        "Member(\"samsung-sds\", _, _, _)",
        "Member(\"samsung-sds\", \"samsung\", {}, open)",
    ),
    (
        "samsung-sds kotra-platform sole",
        "Designated.from",
        "Designated(\"samsung\", _, _, _)",
        "Designated(\"samsung\", \"restricted\", {}, open)",
    ),
    (
        "made-up-midsize kotra-platform sole",
        "sales",
        "Sales(\"made-up-midsize\", 2025-12-31, _, _)",
        "Sales(\"made-up-midsize\", 2025-12-31, {}, \"unstated\")",
    ),
    (
        "samsung-sds kotra-platform sole",
        "amount",
        "",
        "Amount(\"kotra-platform\", {})",
    ),
    (
        "samsung-sds kotra-platform sole",
        "announced",
        "",
        "Announced(\"kotra-platform\", {})",
    ),
    (
        "made-up-midsize kotra-platform sole",
        "amount",
        "",
        "Amount(\"kotra-platform\", {})",
    ),
    (
        "made-up-midsize kotra-platform sole",
        "announced",
        "",
        "Announced(\"kotra-platform\", {})",
    ),
    (
        "made-up-midsize kotra-platform sole",
        "months",
        "",
        "Months(\"kotra-platform\", {})",
    ),
    (
        "samsung-sds dbrain-next sole",
        "announced",
        "",
        "Announced(\"dbrain-next\", {})",
    ),
    (
        "samsung-sds dbrain-next sole",
        "Listed.listed",
        "Listed(\"dbrain-next\", _, _, _)",
        "Listed(\"dbrain-next\", \"spa-48-3-2\", 2019-06-19, {})",
    ),
    (
        "lg-cns social-security-next lead",
        "announced",
        "",
        "Announced(\"social-security-next\", {})",
    ),
    (
        "kt daegu-centre-cloud lead",
        "share",
        "",
        "Share(\"kt\", \"daegu-centre-cloud\", \"lead\", {})",
    ),
];

#[test]
fn asking_at_and_around_every_edge_and_in_between_says_what_the_sweep_says() {
    let known = world();
    for (triple, over, instead, fact) in SWEPT {
        let words: Vec<&str> = triple.split(' ').collect();
        let atom = format!(
            "Verdict(\"{}\", \"{}\", \"{}\", outcome)",
            words[0], words[1], words[2]
        );
        let swept = known.clone().sweep(&atom, over, &Limits::default()).unwrap();
        let course = &swept.courses[0];
        let (from, to) = (number(&course.range.0), number(&course.range.1));
        let mut values: Vec<i64> = Vec::new();
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        for interval in &course.intervals {
            let (first, last) = (number(&interval.from), number(&interval.to));
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let span = u64::try_from(last - first).unwrap() + 1;
            let within = first + i64::try_from((random >> 16) % span).unwrap();
            values.extend([first - 1, first, first + 1, within, last - 1, last]);
        }
        values.retain(|at| (from..=to).contains(at));
        values.sort_unstable();
        values.dedup();
        for at in values {
            let mut world = known.clone();
            if !instead.is_empty() {
                world.retract(instead).unwrap();
            }
            let fact = fact.replace("{}", &written(&course.range.0, at));
            world.assume(&fact).unwrap();
            let answer = world.ask(&atom, &Limits::default()).unwrap();
            let mut intervals = course.intervals.iter();
            let found = intervals
                .find(|interval| (number(&interval.from)..=number(&interval.to)).contains(&at))
                .unwrap();
            assert_eq!(
                (&[Value::Text(found.outcome.clone())][..], &found.turns_on),
                (&answer.rows[0][..], &answer.turns_on[0]),
                "{atom} with {fact}"
            );
        }
    }
}
