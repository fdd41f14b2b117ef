//! What a verdict turns on: readings and unknown facts.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use tenderlog::engine::Limits;
use tenderlog::world::{Answered, CauseKind, Held, ReadingRow, ReadingTable, Value, World, WorldOptions};

fn world(assume: &[&str]) -> World {
    World::open(&WorldOptions {
        facts: ["facts", "examples/firms"].map(Into::into).to_vec(),
        assume: assume.iter().map(|fact| (*fact).to_owned()).collect(),
        ..WorldOptions::default()
    })
    .unwrap_or_else(|error| panic!("{error:?}"))
}

fn verdict(firm: &str, role: &str) -> String {
    format!("Verdict(\"{firm}\", \"kotra-platform\", \"{role}\", outcome)")
}

fn table(world: &mut World, question: &str) -> ReadingTable {
    let mut tables = world.readings(question, &Limits::default()).unwrap();
    assert_eq!(tables.len(), 1, "{question}");
    tables.remove(0)
}

/// Each row as `options -> outcome (grounds)`.
fn rows(table: &ReadingTable) -> Vec<String> {
    let rows = table.rows.iter().map(|row| {
        let options: Vec<&str> = row
            .options
            .iter()
            .map(|option| option.as_deref().unwrap_or("any"))
            .collect();
        let grounds: Vec<&str> = row.comes.grounds.iter().map(|cited| cited.id.as_str()).collect();
        let grounds = grounds.join(", ");
        format!("{} -> {} ({grounds})", options.join(" "), row.comes.outcome)
    });
    rows.collect()
}

const DECIDED: &str = "Recognition(\"kotra-platform\", \"spa-48-3-2\", 2026-05-01, \"full\")";
const IN_TIME: &str = "Listed(\"kotra-platform\", \"spa-48-3-2\", 2026-05-01, 2026-05-15)";
const LATE: &str = "Listed(\"kotra-platform\", \"spa-48-3-2\", 2026-05-01, 2026-05-16)";

#[test]
fn the_summary_of_section_4_for_a_firm_of_a_restricted_group() {
    let partial = "Recognition(\"kotra-platform\", \"spa-48-3-2\", 2026-05-01, \"member_20\")";
    let departure = "Departure(\"kotra-platform\", \"new_technology\", 2026-05-01)";
    let fit = "Assessed(\"kotra-platform\", \"new_technology\", 2026-05-01, \"fit\")";
    let member = "Participant(\"samsung-sds\", \"kotra-platform\", \"member\")";
    let share = |percent: &str| format!("Share(\"samsung-sds\", \"kotra-platform\", \"member\", {percent})");
    let (at, over) = (share("20%"), share("20.01%"));
    for (assume, role, decisive, expected) in [
        (
            &[][..],
            "sole",
            "bundle",
            vec![
                "integrated -> barred (spa-48-4)",
                "bundle -> barred (spa-48-2, spa-48-4)",
            ],
        ),
        (&[DECIDED, IN_TIME], "sole", "", vec![" -> allowed (spa-48-3-2)"]),
        (
            &[partial, IN_TIME],
            "sole",
            "bundle",
            vec![
                "integrated -> barred (spa-48-4)",
                "bundle -> barred (spa-48-2, spa-48-4)",
            ],
        ),
        (
            &[partial, IN_TIME, member, &at],
            "member",
            "",
            vec![" -> allowed (spa-48-3-2)"],
        ),
        (
            &[partial, IN_TIME, member, &over],
            "member",
            "bundle",
            vec![
                "integrated -> barred (spa-48-4)",
                "bundle -> barred (spa-48-2, spa-48-4)",
            ],
        ),
        (&[departure, fit], "sole", "", vec![" -> allowed (spa-48-5)"]),
        (
            &[DECIDED, LATE],
            "sole",
            "bundle notice",
            vec![
                "integrated strict -> barred (spa-48-4)",
                "integrated lenient -> allowed (spa-48-3-2)",
                "bundle strict -> barred (spa-48-2, spa-48-4)",
                "bundle lenient -> allowed (spa-48-3-2)",
            ],
        ),
    ] {
        let table = table(&mut world(assume), &verdict("Samsung SDS", role));
        assert_eq!(
            (table.decisive.join(" ").as_str(), rows(&table)),
            (decisive, expected.iter().map(|row| (*row).to_owned()).collect()),
            "{assume:?} {role}"
        );
    }
}

#[test]
fn the_bundle_decides_for_firms_outside_groups_and_subcontracting_for_those_inside() {
    let mut world = world(&[]);
    let midsize = table(&mut world, &verdict("made-up-midsize", "sole"));
    assert_eq!(midsize.decisive, ["bundle"]);
    assert_eq!(
        rows(&midsize),
        [
            "integrated -> allowed (guideline-annex-1)",
            "bundle -> barred (spa-48-2)"
        ]
    );
    let sds = table(&mut world, &verdict("samsung-sds", "subcontractor"));
    assert_eq!(sds.decisive, ["bundle", "subcontract"]);
    assert_eq!(
        rows(&sds),
        [
            "integrated bidding -> allowed (guideline-annex-1)",
            "integrated participation -> barred (spa-48-4)",
            "bundle bidding -> barred (spa-48-2)",
            "bundle participation -> barred (spa-48-2, spa-48-4)",
        ]
    );
    assert!(sds.idle.contains(&"status-date".to_owned()));
    assert!(sds.unreached.contains(&"notice".to_owned()));
}

/// The table says what answers under its readings say, for every combination of every issue that is reached.
#[test]
fn each_row_is_the_answer_under_its_readings() {
    for (assume, firm, role) in [
        (&[][..], "made-up-midsize", "sole"),
        (&[], "samsung-sds", "sub_subcontractor"),
        (&[DECIDED, LATE], "samsung-sds", "lead"),
        (&[DECIDED, LATE], "made-up-midsize", "sole"),
        (
            &["Closes(\"kotra-platform\", 2026-04-30)"],
            "made-up-midsize",
            "sole",
        ),
        (
            &[
                "KindOf(\"kotra-platform\", \"operation\")",
                "LongTerm(\"kotra-platform\", \"yes\")",
            ],
            "made-up-major",
            "sole",
        ),
    ] {
        let question = verdict(firm, role);
        let mut asked = world(assume);
        let Ok(tables) = asked.readings(&question, &Limits::default()) else {
            panic!("{question}");
        };
        for table in tables {
            for row in &table.rows {
                let mut under = asked.clone();
                for (issue, option) in table.decisive.iter().zip(&row.options) {
                    under
                        .set_reading(&format!("{issue}={}", option.as_deref().unwrap_or("open")))
                        .unwrap();
                }
                // What changes nothing may be read in any way.
                for issue in table.idle.iter().chain(&table.unreached) {
                    under.set_reading(&format!("{issue}=open")).unwrap();
                }
                let answer = under.ask(&question, &Limits::default()).unwrap();
                assert_eq!(
                    answer.rows,
                    [[Value::Text(row.comes.outcome.clone())]],
                    "{question} {assume:?} {row:?}"
                );
            }
        }
    }
}

/// Two rows of the table are two worlds: a comparison of these tells what the table tells, and that the readings did it.
#[test]
fn rows_of_the_table_compare_as_worlds_do() {
    for (assume, firm, role) in [
        (&[][..], "made-up-midsize", "sole"),
        (&[], "samsung-sds", "subcontractor"),
        (&[DECIDED, LATE], "samsung-sds", "sole"),
    ] {
        let question = verdict(firm, role);
        let mut asked = world(assume);
        for table in asked.readings(&question, &Limits::default()).unwrap() {
            let under = |row: &ReadingRow| {
                let mut under = asked.clone();
                for (issue, option) in table.decisive.iter().zip(&row.options) {
                    let option = option.as_deref().unwrap_or("open");
                    under.set_reading(&format!("{issue}={option}")).unwrap();
                }
                under
            };
            for (one, other) in table.rows.iter().zip(table.rows.iter().skip(1)) {
                let (mut before, mut after) = (under(one), under(other));
                let diff = World::diff(&mut before, &mut after, Some(&question), &Limits::default()).unwrap();
                let told: Vec<(&Held, &Held)> = diff
                    .changes
                    .iter()
                    .map(|change| (&change.from, &change.to))
                    .collect();
                let [from, to] = [one, other].map(|row| Held::As(row.comes.outcome.clone()));
                if from == to {
                    assert!(told.is_empty(), "{question} {told:?}");
                    continue;
                }
                assert_eq!(told, [(&from, &to)], "{question} {one:?} {other:?}");
                let causes = diff.changes.iter().flat_map(|change| &change.causes);
                assert!(
                    causes.clone().count() > 0 && causes.clone().all(|unit| unit.kind == CauseKind::Reading),
                    "{question} {one:?} {other:?}"
                );
            }
        }
    }
}

#[test]
fn readings_do_not_change_the_world() {
    let mut world = world(&[]);
    let question = verdict("made-up-midsize", "sole");
    let before = world.ask(&question, &Limits::default()).unwrap();
    world.readings(&question, &Limits::default()).unwrap();
    world.missing(&question, &Limits::default()).unwrap();
    world.why(&question, 0, &Limits::default()).unwrap();
    assert_eq!(world.ask(&question, &Limits::default()).unwrap(), before);
}

#[test]
fn what_settles_the_verdict_alone_comes_first() {
    let mut world = world(&[
        "Bundle(\"kotra-platform\", \"no\")",
        "Amount(\"kotra-platform\", 5bn)",
        "SmeNever(\"made-up-unknown\")",
        "MidsizeNever(\"made-up-unknown\")",
        "Independent(\"made-up-unknown\", 2016-01-01, open)",
    ]);
    let tables = world
        .missing(
            "Verdict(\"made-up-unknown\", \"kotra-platform\", \"sole\", outcome)",
            &Limits::default(),
        )
        .unwrap();
    let first = &tables[0].unknowns[0];
    assert_eq!(
        (first.key.as_str(), first.missing, first.settles),
        ("sales", true, 2)
    );
    let answers: Vec<(&Answered, &str)> = first
        .answers
        .iter()
        .map(|(answer, comes)| (answer, comes.outcome.as_str()))
        .collect();
    assert_eq!(
        answers,
        [
            (&Answered::Option("at-or-above".to_owned()), "barred"),
            (&Answered::Option("below".to_owned()), "allowed"),
        ]
    );
}

#[test]
fn a_verdict_that_is_given_misses_nothing() {
    let tables = world(&[])
        .missing(&verdict("samsung-sds", "sole"), &Limits::default())
        .unwrap();
    assert!(tables[0].unknowns.is_empty());
}

#[test]
fn only_verdicts_have_readings() {
    let error = world(&[]).readings("Counted(\"kotra-platform\", won)", &Limits::default());
    assert!(error.is_err());
    let error = world(&[]).missing("Amount(project, won)", &Limits::default());
    assert!(error.is_err());
}
