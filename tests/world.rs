//! Questions to the built-in facts: what the seed case must answer from the first start.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use tenderlog::engine::Limits;
use tenderlog::facts::Severity;
use tenderlog::world::{Answer, OpenError, Value, World, WorldError, WorldOptions};

fn text(error: &WorldError) -> String {
    match error {
        WorldError::Text { diagnostics, sources } => diagnostics
            .iter()
            .map(|found| found.plain(sources))
            .collect::<Vec<_>>()
            .join("\n"),
        other => format!("{other:?}"),
    }
}

fn open(options: &WorldOptions) -> World {
    World::open(options).unwrap_or_else(|error| match error {
        OpenError::Facts {
            diagnostics, sources, ..
        } => {
            panic!(
                "{}",
                diagnostics
                    .iter()
                    .map(|found| found.plain(&sources))
                    .collect::<Vec<_>>()
                    .join("\n")
            )
        }
        OpenError::World(error) => panic!("{}", text(&error)),
        error => panic!("{error:?}"),
    })
}

fn built_in() -> World {
    open(&WorldOptions::default())
}

/// The built-in facts and the made-up firms beside them.
fn with_made_up_firms(readings: &[&str], assume: &[&str]) -> World {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let facts: Vec<PathBuf> = vec![root.join("facts"), root.join("examples/firms")];
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    open(&WorldOptions {
        facts,
        readings: own(readings),
        assume: own(assume),
        ..WorldOptions::default()
    })
}

fn ask(world: &mut World, question: &str) -> Answer {
    world
        .ask(question, &Limits::default())
        .unwrap_or_else(|error| panic!("{question}: {}", text(&error)))
}

/// The rows of an answer as text: ids of entities, words, numbers.
fn rows(world: &mut World, question: &str) -> Vec<String> {
    let shown = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Entity { id, .. } => id.clone(),
        Value::Int(number) | Value::Won(number) | Value::Percent(number) | Value::Date(number) => {
            number.to_string()
        }
    };
    ask(world, question)
        .rows
        .iter()
        .map(|row| row.iter().map(shown).collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn the_built_in_facts_load_and_check_has_no_error() {
    let world = built_in();
    let findings: Vec<String> = world
        .check()
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.diagnostic.plain(world.fact_sources()))
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn samsung_sds_is_barred_from_the_platform_under_every_name_and_by_the_group_bar_alone_for_certain() {
    let mut world = built_in();
    for name in ["Samsung SDS", "samsung-sds", "삼성SDS", "삼성에스디에스"] {
        let question = format!(r#"Verdict("{name}", "kotra-platform", "sole", outcome)"#);
        assert_eq!(rows(&mut world, &question), ["barred"], "{name}");
    }
    let grounds = rows(
        &mut world,
        r#"Barred("samsung-sds", "kotra-platform", role, provision)"#,
    );
    assert_eq!(grounds, ["lead spa-48-4", "member spa-48-4", "sole spa-48-4"]);
}

#[test]
fn nobody_is_excepted_from_the_platform_since_nothing_is_recognised() {
    let mut world = built_in();
    assert!(rows(&mut world, r#"Excepted(firm, "kotra-platform", role, provision)"#).is_empty());
    assert!(
        rows(
            &mut world,
            r#"Recognition("kotra-platform", provision, decided, scope)"#
        )
        .is_empty()
    );
}

#[test]
fn kotra_is_in_none_of_the_ministry_s_lists() {
    let mut world = built_in();
    assert!(
        rows(
            &mut world,
            r#"OrderedBy(project, "KOTRA"), RecognitionNotice(project, _, notice)"#
        )
        .is_empty()
    );
    assert!(
        rows(
            &mut world,
            r#"OrderedBy(project, "KOTRA"), DepartureNotice(project, _, notice)"#
        )
        .is_empty()
    );
    assert_eq!(
        rows(&mut world, r#"OrderedBy(project, "대한무역투자진흥공사")"#),
        ["kotra-platform"]
    );
}

#[test]
fn the_ministry_s_lists_are_whole() {
    let mut world = built_in();
    let mut listed = |question: &str, annex: &str| {
        rows(&mut world, question)
            .iter()
            .filter(|row| row.starts_with(annex))
            .count()
    };
    let recognised = "RecognitionNotice(project, provision, notice)";
    assert_eq!(listed(recognised, "annex3-"), 264);
    assert_eq!(listed(recognised, "annex4-"), 2);
    assert_eq!(
        listed(r#"DepartureNotice(project, "new_technology", notice)"#, "annex6-"),
        123
    );
    assert_eq!(
        listed(r#"Recognition(project, _, _, "member_20")"#, "annex3-"),
        21
    );
    assert_eq!(
        listed(r#"NewTechnologyScope(project, "member_20")"#, "annex6-"),
        8
    );
}

#[test]
fn new_technology_found_fit_in_part_opens_a_project_to_a_member_within_the_cap_only() {
    let announced = r#"Announced("annex6-113", 2025-05-01)"#;
    let question = r#"Verdict("Samsung SDS", "annex6-113", role, outcome), (role != "subcontractor"), (role != "sub_subcontractor")"#;
    let share = |percent: &str| format!(r#"Share("Samsung SDS", "annex6-113", "member", {percent})"#);
    let mut within = with_made_up_firms(&[], &[announced, &share("20%")]);
    assert_eq!(
        rows(&mut within, question),
        ["lead barred", "member allowed", "sole barred"]
    );
    let mut above = with_made_up_firms(&[], &[announced, &share("20.01%")]);
    assert_eq!(
        rows(&mut above, question),
        ["lead barred", "member barred", "sole barred"]
    );
}

#[test]
fn a_large_firm_outside_groups_turns_on_the_reading_of_the_bundle() {
    let question = r#"Verdict("made-up-midsize", "kotra-platform", "sole", outcome)"#;
    let grounds = r#"Barred("made-up-midsize", "kotra-platform", "sole", provision)"#;
    let mut bundle = with_made_up_firms(&["bundle=bundle"], &[]);
    assert_eq!(rows(&mut bundle, question), ["barred"]);
    assert_eq!(rows(&mut bundle, grounds), ["spa-48-2"]);
    let mut integrated = with_made_up_firms(&["bundle=integrated"], &[]);
    assert_eq!(rows(&mut integrated, question), ["allowed"]);
    let mut open = with_made_up_firms(&[], &[]);
    assert_eq!(rows(&mut open, question), ["undetermined"]);
    assert_eq!(
        rows(
            &mut open,
            r#"Missing("made-up-midsize", "kotra-platform", "sole", key)"#
        ),
        ["reading:bundle"]
    );
}

#[test]
fn a_recognition_in_time_opens_the_platform_to_samsung_sds_and_one_that_comes_late_does_not() {
    let question = r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#;
    let recognised = r#"Recognition("kotra-platform", "spa-48-3-2", 2026-04-30, "full")"#;
    let listed = |day: &str| format!(r#"Listed("kotra-platform", "spa-48-3-2", 2026-04-30, {day})"#);
    let mut in_time = with_made_up_firms(&[], &[recognised, &listed("2026-05-15")]);
    assert_eq!(rows(&mut in_time, question), ["allowed"]);
    let mut late = with_made_up_firms(&[], &[recognised, &listed("2026-05-16")]);
    assert_eq!(rows(&mut late, question), ["barred"]);
    let mut lenient = with_made_up_firms(&["notice=lenient"], &[recognised, &listed("2026-05-16")]);
    assert_eq!(rows(&mut lenient, question), ["allowed"]);
}

#[test]
fn classes_of_firms_at_the_platform() {
    let mut world = built_in();
    let question = r#"OpenTo("kotra-platform", tier, outcome)"#;
    assert_eq!(
        rows(&mut world, question),
        [
            "grace undetermined",
            "large undetermined",
            "major undetermined",
            "restricted barred",
            "small allowed"
        ]
    );
}

#[test]
fn a_class_says_what_its_outcome_turns_on() {
    let mut world = built_in();
    let classes = ask(&mut world, r#"OpenTo("kotra-platform", class, outcome)"#);
    let turns_on: Vec<String> = classes.turns_on.iter().map(|keys| keys.join(" ")).collect();
    assert_eq!(
        turns_on,
        [
            "component-amounts reading:bundle",
            "reading:bundle",
            "reading:bundle",
            "",
            ""
        ]
    );
    assert!(!classes.undetermined);
    let mut undetermined = |question: &str| ask(&mut world, question).undetermined;
    assert!(undetermined(r#"OpenTo("kotra-platform", "grace", "allowed")"#));
    assert!(undetermined(r#"OpenTo("kotra-platform", "grace", outcome)"#));
    assert!(!undetermined(r#"OpenTo("kotra-platform", "small", "barred")"#));
    assert!(!undetermined(
        r#"OpenTo("kotra-platform", "grace", "undetermined")"#
    ));
}

#[test]
fn what_is_enough_decides_and_what_is_not_says_what_is_missing() {
    let facts = r#"
[body.b]
name = "B"
class = "state"
[firm.f]
name = "No known sales"
sme = "never"
midsize = []
independent = [{ from = 2020-01-01 }]
[project.p1]
name = "One"
body = "b"
announced = 2026-06-01
amount = "1bn"
vat = "included"
[project.p5]
name = "Five"
body = "b"
announced = 2026-06-01
amount = "5bn"
vat = "included"
[project.p21]
name = "Twenty-one"
body = "b"
announced = 2026-06-01
amount = "21bn"
vat = "included"
"#;
    let mut world = World::of_texts(&[("facts.toml", facts)]).unwrap_or_else(|error| panic!("{error:?}"));
    let verdicts = rows(&mut world, r#"Verdict("f", project, "sole", outcome)"#);
    assert_eq!(verdicts, ["p1 barred", "p21 allowed", "p5 undetermined"]);
    assert_eq!(
        rows(&mut world, r#"Missing("f", project, "sole", key)"#),
        ["p5 sales"]
    );
    let answer = ask(&mut world, r#"Verdict("f", "p5", "sole", outcome)"#);
    assert!(answer.undetermined);
    assert_eq!(answer.turns_on, [["sales"]]);
}

/// What is not certain of an answer, and whether it is undetermined.
fn uncertain(world: &mut World, question: &str) -> (usize, bool, String) {
    let answer = ask(world, question);
    let relations = answer.uncertain.relations().join(" ");
    (answer.rows.len(), answer.undetermined, relations)
}

#[test]
fn what_turns_on_what_is_not_known_is_neither_yes_nor_no() {
    let mut world = built_in();
    for (question, relation) in [
        ("OpenTo(\"kotra-platform\", \"grace\", \"barred\")", "OpenTo"),
        ("!OpenTo(\"kotra-platform\", \"grace\", \"barred\")", "OpenTo"),
        (
            "Barred(\"VTW\", \"kotra-platform\", \"sole\", \"spa-48-4\")",
            "Barred",
        ),
        (
            "!Barred(\"VTW\", \"kotra-platform\", \"sole\", \"spa-48-4\")",
            "Barred",
        ),
    ] {
        let rows = usize::from(question.starts_with('!'));
        assert_eq!(
            uncertain(&mut world, question),
            (rows, true, relation.to_owned()),
            "{question}"
        );
    }
    for (question, rows) in [
        ("!OpenTo(\"kotra-platform\", \"small\", \"barred\")", 1),
        ("!OpenTo(\"kotra-platform\", \"restricted\", \"barred\")", 0),
        (
            "Verdict(\"VTW\", \"kotra-platform\", \"sole\", \"out_of_scope\")",
            0,
        ),
        (
            "Verdict(\"VTW\", \"kotra-platform\", \"sole\", \"undetermined\")",
            1,
        ),
    ] {
        assert_eq!(
            uncertain(&mut world, question),
            (rows, false, String::new()),
            "{question}"
        );
    }
}

#[test]
fn a_list_says_that_more_turns_on_what_is_not_known() {
    let mut world = built_in();
    let of_lists = [
        ("Verdict(firm, \"kotra-platform\", \"sole\", \"allowed\")", true),
        (
            "Verdict(firm, \"kotra-platform\", \"sole\", outcome), (outcome == \"allowed\")",
            true,
        ),
    ];
    for (question, undetermined) in of_lists {
        let expected = (0, undetermined, "Verdict".to_owned());
        assert_eq!(uncertain(&mut world, question), expected, "{question}");
    }
    let (rows, undetermined, relations) = uncertain(
        &mut world,
        "Barred(\"Samsung SDS\", \"kotra-platform\", role, provision)",
    );
    assert_eq!((rows, undetermined, relations.as_str()), (3, false, "Barred"));
    let (rows, undetermined, relations) = uncertain(
        &mut world,
        "let n = count : { Barred(_, \"kotra-platform\", \"sole\", _) }",
    );
    assert_eq!((rows, undetermined, relations.as_str()), (1, false, "Barred"));
    // A row that is undetermined says so itself.
    let (_, undetermined, relations) = uncertain(&mut world, "OpenTo(\"kotra-platform\", class, outcome)");
    assert_eq!((undetermined, relations.as_str()), (false, ""));
}

#[test]
fn a_firm_of_unknown_group_may_be_in_whatever_group_is_restricted_on_the_day() {
    let facts = r#"
[body.b]
name = "A body"
class = "state"
[firm.unknown]
name = "A firm of unknown group"
[firm.free]
name = "A firm in no group"
independent = [{ from = 2000-01-01 }]
[group.once]
name = "A group restricted in 2012 and 2020"
designated = [
  { kind = "restricted", from = 2012-04-01, until = 2013-04-01 },
  { kind = "disclosure", from = 2013-04-01, until = 2020-01-01 },
  { kind = "restricted", from = 2020-01-01, until = 2021-01-01 },
]
[project.p]
name = "Of 100bn"
body = "b"
amount = "100bn"
vat = "included"
"#;
    let mut world = World::of_texts(&[("facts.toml", facts)]).unwrap_or_else(|error| panic!("{error:?}"));
    for (day, in_once) in [
        ("2012-03-31", false),
        ("2012-04-01", true),
        ("2013-03-31", true),
        ("2013-04-01", false),
        ("2019-12-31", false),
        ("2020-01-01", true),
        ("2020-12-31", true),
        ("2021-01-01", false),
    ] {
        world
            .assume(&format!("Announced(\"p\", {day})"))
            .unwrap_or_else(|error| panic!("{}", text(&error)));
        for (question, open) in [
            ("Restricted(\"unknown\", \"p\", \"once\")", in_once),
            ("Restricted(\"unknown\", \"p\", group)", true),
            ("Restricted(\"free\", \"p\", group)", false),
        ] {
            let relations = if open { "Restricted" } else { "" };
            assert_eq!(
                uncertain(&mut world, question),
                (0, open, relations.to_owned()),
                "{day}: {question}"
            );
        }
    }
}

/// The code with which an assumption is refused.
fn refused(world: &mut World, fact: &str) -> Option<&'static str> {
    match world.assume(fact) {
        Ok(()) => None,
        Err(WorldError::Text { diagnostics, .. }) => diagnostics.first().map(|found| found.code),
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn an_assumption_is_held_to_what_fact_files_are_held_to() {
    let mut world = built_in();
    for (fact, code) in [
        ("Amount(\"kotra-platform\", -5)", "facts::bad-amount"),
        (
            "Share(\"VTW\", \"kotra-platform\", \"member\", 100.01%)",
            "facts::bad-percent",
        ),
        (
            "Share(\"VTW\", \"kotra-platform\", \"member\", -5%)",
            "facts::bad-percent",
        ),
        ("Months(\"kotra-platform\", 0)", "facts::out-of-range"),
        ("Months(\"kotra-platform\", 1201)", "facts::out-of-range"),
        ("Parts(\"kotra-platform\", 0)", "facts::out-of-range"),
        ("Announced(\"kotra-platform\", open)", "facts::bad-date"),
        (
            "Member(\"vtw\", \"samsung\", 2020-01-01, 2020-01-01)",
            "facts::bad-interval",
        ),
        (
            "Member(\"samsung-sds\", \"lg\", 2025-01-01, open)",
            "facts::two-groups",
        ),
        (
            "Budget(\"kotra-platform\", 2028, 2026, 5bn, \"approved\")",
            "facts::bad-interval",
        ),
        ("Floor(\"small\", 1bn, 2026-01-01, open)", "facts::floor"),
        (
            "Recognition(\"kotra-platform\", \"spa-48-2\", 2026-01-01, \"full\")",
            "facts::recognition",
        ),
    ] {
        assert_eq!(refused(&mut world, fact), Some(code), "{fact}");
    }
    assert!(world.changes().is_empty());
    world.retract("Member(\"samsung-sds\", _, _, _)").unwrap();
    assert_eq!(
        refused(&mut world, "Member(\"samsung-sds\", \"lg\", 2025-01-01, open)"),
        None
    );
    for fact in [
        "Months(\"kotra-platform\", 1200)",
        "Share(\"VTW\", \"kotra-platform\", \"member\", 100%)",
    ] {
        assert_eq!(refused(&mut world, fact), None, "{fact}");
    }
}

#[test]
fn a_later_assumption_takes_the_place_of_the_earlier_and_two_at_once_are_refused() {
    let mut world = built_in();
    let (five, six) = (
        "Amount(\"kotra-platform\", 5bn)",
        "Amount(\"kotra-platform\", 6bn)",
    );
    world.assume(five).unwrap();
    world.assume(six).unwrap();
    assert_eq!(world.conditions().assumptions, [six]);
    let both = |readings: &[&str], assume: &[&str]| {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        match World::open(&WorldOptions {
            readings: own(readings),
            assume: own(assume),
            ..WorldOptions::default()
        }) {
            Ok(_) => None,
            Err(OpenError::World(WorldError::Text { diagnostics, .. })) => {
                diagnostics.first().map(|found| found.code)
            }
            Err(error) => panic!("{error:?}"),
        }
    };
    assert_eq!(both(&[], &[five, six]), Some("query::said-twice"));
    assert_eq!(both(&[], &[five, five]), None);
    assert_eq!(
        both(&["bundle=bundle", "bundle=open"], &[]),
        Some("query::said-twice")
    );
    assert_eq!(both(&["bundle=bundle", "subcontract=open"], &[]), None);
}
