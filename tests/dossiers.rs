//! Dossiers: what they say, and that they say what questions answer.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::Arc;

use std::collections::BTreeSet;

use tenderlog::engine::Limits;
use tenderlog::lang::date;
use tenderlog::render::{Language, Look, dossier_json, dossier_text};
use tenderlog::world::{Dossier, GroupBar, ProjectDossier, Shown, Value, World, WorldError, WorldOptions};

fn world() -> World {
    World::open(&WorldOptions::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn show(world: &mut World, name: &str) -> Shown {
    world
        .show(name, &Limits::default())
        .unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

fn page(name: &str) -> String {
    dossier_text(&show(&mut world(), name), Look::default())
}

/// Pages of several names, one below the other.
fn pages(names: &[&str], look: Look) -> String {
    let mut world = world();
    let pages = names
        .iter()
        .map(|name| dossier_text(&show(&mut world, name), look));
    pages.collect::<Vec<_>>().join("\n\n")
}

const KOREAN: Look = Look {
    color: false,
    width: 80,
    cut: false,
    language: Language::Korean,
};

const WIDE: Look = Look {
    width: 120,
    language: Language::English,
    ..KOREAN
};

fn refused(name: &str) -> (String, String) {
    match world().show(name, &Limits::default()) {
        Err(WorldError::Text { diagnostics, .. }) => {
            let diagnostic = &diagnostics[0];
            (
                diagnostic.message.clone(),
                diagnostic.help.clone().unwrap_or_default(),
            )
        }
        other => panic!("{name}: {other:?}"),
    }
}

fn project(shown: Shown) -> ProjectDossier {
    match shown.dossier {
        Dossier::Project(project) => *project,
        other => panic!("{other:?}"),
    }
}

/// The values of the last column of an answer.
fn answers(world: &mut World, question: &str) -> Vec<Value> {
    let answer = world.ask(question, &Limits::default()).unwrap();
    answer
        .rows
        .iter()
        .map(|row| row.last().unwrap().clone())
        .collect()
}

#[test]
fn the_dossier_of_a_project() {
    insta::assert_snapshot!(page("kotra-platform"));
}

#[test]
fn the_dossier_of_a_project_of_the_past() {
    insta::assert_snapshot!(page("dbrain-next-again"));
}

#[test]
fn the_dossier_of_a_firm() {
    insta::assert_snapshot!(page("Samsung SDS"));
}

#[test]
fn the_dossier_of_a_group() {
    insta::assert_snapshot!(page("group samsung"));
}

#[test]
fn the_dossier_of_a_provision() {
    insta::assert_snapshot!(page("spa-48-4"));
}

#[test]
fn the_dossier_of_a_source() {
    insta::assert_snapshot!(page("aju-2026-07-05"));
}

#[test]
fn the_dossier_of_a_project_in_korean() {
    insta::assert_snapshot!(pages(&["kotra-platform"], KOREAN));
}

#[test]
fn the_dossiers_of_a_firm_a_group_and_a_person_in_korean() {
    insta::assert_snapshot!(pages(&["Samsung SDS", "group samsung", "lee-jae-yong"], KOREAN));
}

#[test]
fn the_dossiers_of_a_body_a_provision_and_a_source_in_korean() {
    insta::assert_snapshot!(pages(&["kotra", "spa-48-4", "aju-2026-07-05"], KOREAN));
}

/// A world in which all names are Korean: every Latin word of its pages is the program's own.
const NAMED_IN_KOREAN: &str = r#"
[body.b1]
name = "하늘시"
class = "local"
[project.p1]
name = "교통정보체계 구축"
body = "b1"
announced = 2026-04-20
closes = 2026-06-01
kind = "mixed"
months = 24
long_term = true
amount = "130억"
vat = "excluded"
via_pps = true
components = 3
[[project.p1.component]]
name = "신호"
amount = "24억"
vat = "included"
kind = "build"
[[project.p1.component]]
name = "버스"
[[project.p1.recognition]]
provision = "spa-48-3-2"
decided = 2026-03-30
scope = "member_20"
listed = 2026-04-10
[[project.p1.departure]]
reason = "new_technology"
notified = 2026-04-01
assessed = "fit"
[[project.p1.participant]]
firm = "f1"
role = "lead"
share = "70%"
[[project.p1.participant]]
firm = "f2"
role = "member"
share = "15%"
part = "other"
[[project.p1.budget]]
year = 2026
amount = "80억"
status = "approved"
[[project.p1.budget]]
years = [2027, 2028]
amount = "50억"
status = "unapproved"
[firm.f1]
name = "바다"
sme = [{ from = 2010-04-01, until = 2023-04-01 }]
midsize = [{ from = 2023-04-01 }]
left_sme = 2023-04-01
independent = [{ from = 2010-04-01 }]
sales = [{ year_end = 2025-12-31, amount = "1,450억", basis = "separate" }]
[firm.f2]
name = "태산"
[firm.f3]
name = "돌산"
[group.g1]
name = "태산그룹"
designated = [{ kind = "disclosure", from = 2018-05-01, until = 2019-05-01 }, { kind = "restricted", from = 2019-05-01 }]
member = [{ firm = "f2", from = 2018-05-01 }]
[person.x1]
name = "김하나"
[[holding]]
holder = "f2"
firm = "f3"
percent = "60%"
from = 2020-01-01
[[holding]]
holder = "x1"
firm = "f2"
percent = "40%"
from = 2019-01-01
"#;

#[test]
fn nothing_of_the_programs_own_is_english_in_a_korean_dossier() {
    let mut world = World::of_texts(&[("a.toml", NAMED_IN_KOREAN)]).unwrap();
    let names = ["p1", "b1", "f1", "f2", "f3", "g1", "x1"];
    let pages: Vec<String> = names
        .iter()
        .map(|name| dossier_text(&show(&mut world, name), KOREAN))
        .collect();
    let pages = pages.join("\n\n");
    let latin = pages.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let latin: BTreeSet<&str> = latin
        .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()))
        .collect();
    insta::assert_snapshot!(pages);
    let ids = [
        "a",
        "b1",
        "f1",
        "f2",
        "f3",
        "g1",
        "p1",
        "x1",
        "toml", // names and places of the file
        "bundle",
        "integrated",
        "subcontract", // by which readings are set
        "other-part-without-split",
        "unfunded-years", // by which warnings are asked for
    ];
    assert_eq!(latin, BTreeSet::from(ids));
}

#[test]
fn dossiers_on_a_wide_page() {
    let names = [
        "kotra-platform",
        "Samsung SDS",
        "group samsung",
        "spa-48-4",
        "aju-2026-07-05",
    ];
    insta::assert_snapshot!(pages(&names, WIDE));
}

#[test]
fn no_line_is_wider_than_the_page_or_ends_in_blanks() {
    let mut world = world();
    for name in [
        "kotra-platform",
        "Samsung SDS",
        "samsung",
        "KT",
        "spa-48-2",
        "kotra",
        "lee-jae-yong",
    ] {
        let shown = show(&mut world, name);
        for (width, language) in [
            (60, Language::English),
            (80, Language::English),
            (120, Language::English),
            (60, Language::Korean),
            (80, Language::Korean),
        ] {
            let look = Look {
                width,
                language,
                ..Look::default()
            };
            for line in dossier_text(&shown, look).lines() {
                let cut = line.split_whitespace().count() <= 2;
                assert!(
                    unicode_width::UnicodeWidthStr::width(line) <= width || cut,
                    "{name}: {line}"
                );
                assert_eq!(line.trim_end(), line, "{name}");
            }
        }
    }
}

#[test]
fn a_name_finds_the_best_and_names_the_others() {
    let facts = "[firm.kt]\nname = \"KT\"\n[group.kt]\nname = \"KT\"\n";
    let mut world = World::of_texts(&[("facts.toml", facts)]).unwrap();
    let shown = show(&mut world, "kt");
    assert_eq!(shown.head.subject.kind.word(), "firm");
    assert_eq!(shown.others.len(), 1);
    assert_eq!(shown.others[0].kind.word(), "group");
    for name in ["group kt", "group \"KT\"", "  group   KT ", "group kt 2024-03-20"] {
        assert_eq!(show(&mut world, name).head.subject.kind.word(), "group", "{name}");
    }
}

#[test]
fn an_id_a_name_an_alias_and_an_article_are_names() {
    let mut world = world();
    for name in ["삼성SDS", "samsung-sds", "\"Samsung SDS\"", "firm SAMSUNG  sds"] {
        assert_eq!(show(&mut world, name).head.subject.id, "samsung-sds", "{name}");
    }
    for name in ["48(4)", "art. 48(4)", "소프트웨어 진흥법 제48조제4항"] {
        assert_eq!(show(&mut world, name).head.subject.id, "spa-48-4", "{name}");
    }
}

#[test]
fn what_cannot_be_shown_says_what_to_write() {
    let (message, help) = refused("kotra-plattform");
    assert_eq!(message, "nothing is called `kotra-plattform`");
    assert!(
        help.contains("did you mean the project `kotra-platform`"),
        "{help}"
    );
    let (message, _) = refused("firm samsung");
    assert_eq!(message, "there is no firm `samsung`");
    let (message, _) = refused("kotra-platform 2026-05-15");
    assert_eq!(message, "a day stands behind a project");
    assert_eq!(refused("group").0, "this names nothing");
}

#[test]
fn two_firms_of_one_name_are_told_apart_by_their_ids() {
    let facts =
        "[firm.a]\nname = \"Same\"\n[firm.b]\nname = \"Same\"\n[firm.c]\nname = \"c\"\nnames = [\"b\"]\n";
    let mut world = World::of_texts(&[("facts.toml", facts)]).unwrap();
    match world.show("same", &Limits::default()) {
        Err(WorldError::Text { diagnostics, .. }) => {
            assert_eq!(diagnostics[0].message, "`same` means 2 firms");
            assert_eq!(diagnostics[0].help.as_deref(), Some("write the id: `a`, `b`"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(show(&mut world, "b").head.subject.id, "b");
}

/// The bounds of a dossier are those that questions give under its readings, and its classes those of `OpenTo`.
#[test]
fn a_dossier_says_what_questions_answer() {
    for assume in [
        &[][..],
        &["Vat(\"kotra-platform\", \"excluded\")"],
        &[
            "KindOf(\"kotra-platform\", \"mixed\")",
            "LongTerm(\"kotra-platform\", \"yes\")",
        ],
        &["Bundle(\"kotra-platform\", \"yes\")"],
        &["ClassOf(\"kotra\", \"not_public\")"],
        &["ComponentAmount(\"kotra-platform\", \"Buy Korea\", 1bn)"],
    ] {
        let mut world = world();
        for fact in assume {
            world.assume(fact).unwrap();
        }
        let dossier = project(show(&mut world, "kotra-platform"));
        for counting in &dossier.countings {
            let mut under = world.clone();
            for (issue, option) in &counting.readings {
                under.set_reading(&format!("{issue}={option}")).unwrap();
            }
            let most = counting.most.as_ref().map(|most| most.won);
            let exact = answers(&mut under, "Counted(\"kotra-platform\", won)");
            if Some(counting.least.won) == most {
                assert_eq!(exact, [Value::Won(counting.least.won)], "{assume:?}");
                continue;
            }
            assert!(exact.is_empty(), "{assume:?}");
            let least = answers(&mut under, "CountedAtLeast(\"kotra-platform\", won)");
            assert_eq!(least, [Value::Won(counting.least.won)], "{assume:?}");
            let bound = answers(&mut under, "CountedAtMost(\"kotra-platform\", won)");
            assert_eq!(
                bound,
                most.map(Value::Won).into_iter().collect::<Vec<_>>(),
                "{assume:?}"
            );
        }
        let reached = !answers(&mut world, "InScope(\"kotra-platform\"), let x = 1").is_empty();
        assert_eq!(dossier.countings.is_empty(), !reached, "{assume:?}");
        for line in &dossier.classes {
            let question = format!("OpenTo(\"kotra-platform\", \"{}\", outcome)", line.class);
            assert_eq!(
                answers(&mut world, &question),
                [Value::Text(line.comes.outcome.clone())],
                "{assume:?} {}",
                line.class
            );
        }
        assert_eq!(dossier.classes.len(), 5);
    }
}

#[test]
fn the_readings_on_which_an_amount_turns_are_told_apart_and_no_others() {
    let dossier = project(show(&mut world(), "kotra-platform"));
    let found: Vec<_> = dossier
        .countings
        .iter()
        .map(|counting| {
            (
                counting.readings.clone(),
                counting.least.won,
                counting.most.as_ref().map(|most| most.won),
            )
        })
        .collect();
    let reading = |option: &str| vec![("bundle".to_owned(), option.to_owned())];
    assert_eq!(
        found,
        [
            (reading("bundle"), 0, Some(2_100_000_000)),
            (reading("integrated"), 21_000_000_000, Some(23_100_000_000)),
        ]
    );
}

#[test]
fn the_share_of_the_budget_that_is_not_approved() {
    let budget = project(show(&mut world(), "kotra-platform")).budget.unwrap();
    let (approved, unfunded) = (budget.approved, budget.unfunded);
    assert_eq!((approved.won, unfunded.won), (3_900_000_000, 17_200_000_000));
    assert_eq!(
        (approved.of_estimate, unfunded.of_estimate),
        (Some(1_860), Some(8_190))
    );
    assert_eq!((approved.of_rows, unfunded.of_rows), (Some(1_850), Some(8_150)));
    assert!(budget.risk.is_some());
}

#[test]
fn a_claim_lifts_nothing_and_a_recognition_in_time_does() {
    let mut world = world();
    let claimed = project(show(&mut world, "kotra-platform"));
    assert_eq!(
        (
            claimed.claims.len(),
            claimed.recorded.len(),
            claimed.liftings.len()
        ),
        (1, 0, 0)
    );
    world
        .assume("Recognition(\"kotra-platform\", \"spa-48-3-2\", 2026-05-01, \"full\")")
        .unwrap();
    let decided = project(show(&mut world, "kotra-platform"));
    assert_eq!((decided.recorded.len(), decided.liftings.len()), (1, 0));
    world
        .assume("Listed(\"kotra-platform\", \"spa-48-3-2\", 2026-05-01, 2026-05-15)")
        .unwrap();
    let listed = project(show(&mut world, "kotra-platform"));
    assert_eq!((listed.recorded.len(), listed.liftings.len()), (1, 1));
    assert_eq!(listed.liftings[0].provision.id, "spa-48-3-2");
}

/// At the first and the last day of each span a project announced on that day gives the same tiers and groups.
#[test]
fn the_tiers_over_time_are_those_at_projects_of_their_days() {
    let facts = r#"
[body.b]
name = "B"
class = "state"
[project.p]
name = "P"
body = "b"
amount = "1bn"
vat = "included"
[firm.grown]
name = "Grown"
fiscal_year_end = "06-30"
sme = [{ from = 2010-04-01, until = 2016-04-01 }]
midsize = [{ from = 2016-04-01, until = 2023-01-01 }]
independent = [{ from = 2004-01-01 }]
sales = [{ year_end = 2019-06-30, amount = "700bn" }, { year_end = 2020-06-30, amount = "800bn" }]
[firm.member]
name = "Member"
sme = "never"
midsize = []
sales = [{ year_end = 2014-12-31, amount = "900bn" }]
[firm.unknown]
name = "Unknown"
[group.g]
name = "G"
designated = [{ kind = "disclosure", from = 2012-04-01, until = 2015-04-01 }, { kind = "restricted", from = 2015-04-01, until = 2019-05-01 }]
member = [{ firm = "member", from = 2014-01-01, until = 2018-01-01 }]
"#;
    let mut world = World::of_texts(&[("facts.toml", facts)]).unwrap();
    for firm in ["grown", "member", "unknown"] {
        let Dossier::Firm(dossier) = show(&mut world, firm).dossier else {
            panic!("{firm}");
        };
        let spans = dossier.tiers.unwrap();
        assert_eq!(date::format(spans[0].from), "2004-03-01", "{firm}");
        assert!(
            spans.windows(2).all(|pair| pair[0].until == pair[1].from),
            "{firm}"
        );
        for span in &spans {
            let last = if span.until == date::OPEN {
                span.from + 4_000
            } else {
                span.until - 1
            };
            for day in [span.from, last] {
                let mut on_day = world.clone();
                on_day
                    .assume(&format!("Announced(\"p\", {})", date::format(day)))
                    .unwrap();
                let tiers = answers(&mut on_day, &format!("PossibleTier(\"{firm}\", \"p\", tier)"));
                let tiers: BTreeSet<Value> = tiers.into_iter().collect();
                let expected: BTreeSet<Value> =
                    span.tiers.iter().map(|tier| Value::Text(tier.clone())).collect();
                assert_eq!(tiers, expected, "{firm} {}", date::format(day));
                let inside = answers(
                    &mut on_day,
                    &format!("Restricted(\"{firm}\", \"p\", group), GroupBarOn(\"p\")"),
                );
                assert_eq!(
                    !inside.is_empty(),
                    matches!(span.bar, GroupBar::Inside(_)),
                    "{firm} {}",
                    date::format(day)
                );
            }
        }
    }
}

#[test]
fn the_ownership_of_a_group_is_that_of_the_day() {
    let mut world = world();
    let lines = |world: &mut World, name: &str| match show(world, name).dossier {
        Dossier::Group(group) => group.ownership.unwrap().lines,
        other => panic!("{other:?}"),
    };
    let held: Vec<Option<i64>> = lines(&mut world, "group samsung")
        .iter()
        .filter(|line| line.twig.id == "samsung-sds")
        .map(|line| line.twig.percent)
        .collect();
    assert_eq!(held.len(), 5);
    assert!(lines(&mut world, "group samsung 2022-12-30").is_empty());
}

#[test]
fn dossiers_of_the_built_in_facts_can_be_shown_and_written_as_json() {
    let mut world = world();
    let names = Arc::clone(&world.completions().names);
    let names: Vec<String> = names.iter().map(str::to_owned).collect();
    // One in fifteen: those of the lists are alike.
    let ids = names.iter().filter(|name| name.is_ascii() && !name.contains(' '));
    for name in ids.step_by(15) {
        let Ok(shown) = world.show(name, &Limits::default()) else {
            panic!("{name}");
        };
        let json: serde_json::Value = serde_json::from_str(&dossier_json(&shown)).unwrap();
        assert_eq!(json["version"], 1, "{name}");
        assert!(dossier_text(&shown, Look::default()).ends_with('\n'), "{name}");
    }
}
