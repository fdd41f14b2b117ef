//! Explaining changes no answer, and what is told of a conclusion is no more and no less than what makes it so.
#![allow(clippy::unwrap_used, clippy::panic)]

use tenderlog::engine::Limits;
use tenderlog::lang::date;
use tenderlog::world::{Comes, Explanation, ReasonKind, Value, World, WorldOptions};

const BIDDER: &str = r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#;
const SUBCONTRACTOR: &str = r#"Verdict("LG CNS", "kotra-platform", "subcontractor", outcome)"#;
const UNKNOWN: &str = r#"Verdict("VTW", "kotra-platform", "sole", outcome)"#;
const UNDATED: &str = r#"Verdict("LG CNS", "kics-next", "sole", outcome)"#;

fn limits() -> Limits {
    Limits::default()
}

fn world(readings: &[&str], assumptions: &[&str]) -> World {
    let mut world = World::open(&WorldOptions::default()).unwrap();
    for reading in readings {
        world.set_reading(reading).unwrap();
    }
    for assumption in assumptions {
        world.assume(assumption).unwrap();
    }
    world
}

fn provisions(explanation: &Explanation) -> Vec<&str> {
    let reasons = explanation.reasons.iter();
    reasons
        .flat_map(|reason| &reason.provisions)
        .map(|cited| cited.id.as_str())
        .collect()
}

#[test]
fn explaining_changes_no_answer_and_explains_the_one_that_is_given() {
    let mut world = world(&[], &[]);
    for question in [BIDDER, SUBCONTRACTOR, UNKNOWN, UNDATED] {
        let before = world.ask(question, &limits()).unwrap();
        let why = world.why(question, 0, &limits()).unwrap();
        let outcome = before.rows.first().unwrap().last();
        let conclusion = &why.explanations.first().unwrap().conclusion;
        assert_eq!(conclusion.values.last().unwrap().as_ref(), outcome, "{question}");
        world.why(question, 1, &limits()).unwrap();
        world
            .whynot(&question.replace("outcome", "\"allowed\""), &limits())
            .unwrap();
        world.readings(question, &limits()).unwrap();
        world.missing(question, &limits()).unwrap();
        let after = world.ask(question, &limits()).unwrap();
        assert_eq!(before, after, "{question}");
    }
    world.flip(BIDDER, 1, &limits()).unwrap();
    world.sweep(BIDDER, "amount", &limits()).unwrap();
    world.timeline(BIDDER, &limits()).unwrap();
    let fresh = self::world(&[], &[]).ask(BIDDER, &limits()).unwrap();
    assert_eq!(world.ask(BIDDER, &limits()).unwrap(), fresh);
}

#[test]
fn a_ground_that_differs_between_completions_is_the_next_explanation() {
    let mut world = world(&["bundle=bundle"], &[]);
    let first = world.why(BIDDER, 0, &limits()).unwrap();
    assert!(provisions(first.explanations.first().unwrap()).contains(&"spa-48-4"));
    let next = world.why(BIDDER, 1, &limits()).unwrap();
    let next = next.explanations.first().unwrap();
    assert!(provisions(next).contains(&"spa-48-2"));
    let cases = next
        .reasons
        .iter()
        .filter(|reason| reason.kind == ReasonKind::Case);
    assert!(cases.count() > 1);
    assert_eq!(world.why(BIDDER, 2, &limits()).unwrap().explanations, []);
}

#[test]
fn an_undetermined_verdict_says_all_that_its_cases_suppose() {
    let mut world = world(&[], &[]);
    let why = world.why(SUBCONTRACTOR, 0, &limits()).unwrap();
    let explanation = why.explanations.first().unwrap();
    let cases = explanation
        .reasons
        .iter()
        .filter(|reason| reason.kind == ReasonKind::Case);
    let told: Vec<String> = cases.map(|case| format!("{:?}", case.statement)).collect();
    // The bar of restricted groups does not reach a subcontractor under one reading alone: the proof of `allowed` reads it
    // through a negation only.
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|case| case.contains("bundle")), "{told:?}");
    assert_eq!(
        told.iter().filter(|case| case.contains("subcontract")).count(),
        1,
        "{told:?}"
    );
    let root = format!("{:?}", explanation.root().unwrap().statement);
    assert!(
        root.contains("it turns on how the issue") && root.contains("bundle") && root.contains("subcontract"),
        "{root}"
    );
}

#[test]
fn what_is_nearest_comes_first_however_deep_it_lies() {
    let mut world = world(
        &[],
        &[
            r#"Recognition("kotra-platform", "spa-48-3-2", 2026-05-10, "full")"#,
            r#"Listed("kotra-platform", "spa-48-3-2", 2026-05-10, 2026-06-01)"#,
        ],
    );
    let allowed = BIDDER.replace("outcome", "\"allowed\"");
    let whynot = world.whynot(&allowed, &limits()).unwrap();
    let explanation = whynot.explanations.first().unwrap();
    let root = explanation.root().unwrap();
    let attempts: Vec<&str> = root
        .premises
        .iter()
        .filter_map(|id| explanation.reasons.get(*id)?.rule.as_deref())
        .collect();
    let place = |rule: &str| attempts.iter().position(|id| *id == rule).unwrap();
    let reordered = attempts
        .iter()
        .position(|id| id.contains("reorder") || id.contains("again"))
        .unwrap_or(attempts.len());
    assert!(place("allowed-at-floor") < reordered, "{attempts:?}");
}

#[test]
fn without_a_single_point_of_failure_something_else_comes_of_it() {
    let mut world = world(
        &["bundle=integrated"],
        &[
            r#"KindOf("kotra-platform", "maintenance")"#,
            r#"LongTerm("kotra-platform", "yes")"#,
            r#"Vat("kotra-platform", "included")"#,
        ],
    );
    for question in [BIDDER, r#"OpenTo("kotra-platform", "major", outcome)"#] {
        let flips = world.flip(question, 1, &limits()).unwrap();
        let now: &Comes = &flips.now;
        let points = flips.single_points.unwrap();
        assert!(points.iter().all(|point| point.without != *now), "{question}");
        assert!(!points.is_empty(), "{question}");
    }
}

#[test]
fn the_sales_that_begin_to_count_are_named_with_the_day_on_which_they_do() {
    let mut world = world(
        &["bundle=integrated"],
        &[
            r#"Sales("metanet", 2025-12-31, 900000000000, "separate")"#,
            r#"Sales("metanet", 2024-12-31, 700000000000, "separate")"#,
            r#"SmeNever("metanet")"#,
            r#"MidsizeNever("metanet")"#,
            r#"Amount("kotra-platform", 5000000000)"#,
            r#"Vat("kotra-platform", "included")"#,
        ],
    );
    let swept = world
        .timeline(
            r#"Verdict("Metanet", "kotra-platform", "sole", outcome)"#,
            &limits(),
        )
        .unwrap();
    let course = swept.courses.first().unwrap();
    let barred = course
        .intervals
        .iter()
        .find(|interval| format!("{:?}", interval.from).contains("20574")) // 2026-05-01
        .unwrap();
    assert_eq!(barred.outcome, "barred");
    let facts: Vec<String> = barred
        .causes
        .iter()
        .flat_map(|cause| &cause.facts)
        .map(|fact| format!("{:?}", fact.statement))
        .collect();
    assert!(
        facts.iter().any(|fact| fact.contains("900000000000")),
        "{facts:?}"
    );
    assert!(
        !facts.iter().any(|fact| fact.contains("700000000000")),
        "{facts:?}"
    );
}

/// In a sales year that is not on file yet the timeline says which year counts; and where a firm enters a list on the day on
/// which its group is designated, it names both.
#[test]
fn what_a_change_needs_on_its_day_is_named() {
    let causes = |world: &mut World, question: &str, day: &str| -> Vec<String> {
        let swept = world.timeline(question, &limits()).unwrap();
        let intervals = &swept.courses.first().unwrap().intervals;
        let at = date::parse(day).unwrap();
        let found = intervals.iter().find(|interval| interval.from == Value::Date(at));
        let causes = found.unwrap().causes.iter();
        causes.map(|cause| format!("{:?}", cause.statement)).collect()
    };
    let mut listed = world(&["bundle=integrated"], &[]);
    let naver = r#"Verdict("Naver Cloud", "kotra-platform", "sole", outcome)"#;
    let both = causes(&mut listed, naver, "2021-05-01");
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(
        both.iter().any(|cause| cause.contains(" is designated ")),
        "{both:?}"
    );
    assert!(
        both.iter().any(|cause| cause.contains("the regulator lists ")),
        "{both:?}"
    );
    let mut sold = world(
        &["bundle=integrated"],
        &[
            r#"SmeNever("metanet")"#,
            r#"MidsizeNever("metanet")"#,
            r#"Vat("kotra-platform", "included")"#,
            r#"Sales("metanet", 2025-12-31, 900bn, "separate")"#,
            r#"Amount("kotra-platform", 5bn)"#,
        ],
    );
    let metanet = r#"Verdict("Metanet", "kotra-platform", "sole", outcome)"#;
    let next = causes(&mut sold, metanet, "2027-05-01");
    let year = format!("{:?}", Value::Date(date::parse("2026-12-31").unwrap()));
    assert!(next.iter().any(|cause| cause.contains(&year)), "{next:?}");
}

/// A supposed day stands for days beside it, and what is said of it is so at the end of these.
#[test]
fn a_supposed_day_says_for_which_days_it_stands() {
    let why = world(&[], &[]).why(UNDATED, 0, &limits()).unwrap();
    let reasons = why.explanations.iter().flat_map(|found| &found.reasons);
    let cases: Vec<String> = reasons
        .filter(|reason| reason.kind == ReasonKind::Case)
        .map(|case| format!("{:?}", case.statement))
        .collect();
    let last = format!("{:?}", Value::Date(date::parse("2021-03-25").unwrap()));
    for (told, day, outcome) in [
        (last.as_str(), "2021-03-25", "barred"),
        ("every later day", "2999-12-31", "allowed"),
        ("every earlier day", "2003-01-01", "out_of_scope"),
    ] {
        assert!(cases.iter().any(|case| case.contains(told)), "{told}: {cases:?}");
        let announced = format!("Announced(\"kics-next\", {day})");
        let answer = world(&[], &[&announced]).ask(UNDATED, &limits()).unwrap();
        let now = answer.rows.first().unwrap().last().unwrap();
        assert_eq!(*now, Value::Text(outcome.to_owned()), "{day}");
    }
}
