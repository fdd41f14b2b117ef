//! Flips against whole worlds: each set is made to the facts themselves and everything is asked anew.

use super::*;
use crate::law::Engine;
use crate::world::Value;

/// A firm outside groups, above the sales line, and one of a restricted group, at a project of 9 bn won in two parts.
const FACTS: &str = r#"
[source.s]
title = "S"
[body.b]
name = "B"
class = "state"
[project.p]
name = "P"
body = "b"
announced = 2024-06-03
closes = 2024-07-01
kind = "build"
months = 12
amount = "9bn"
vat = "included"
[[project.p.component]]
name = "one"
amount = "6bn"
[[project.p.component]]
name = "other"
amount = "3bn"
[firm.free]
name = "Free"
sme = "never"
midsize = []
independent = [{ from = 2020-01-01 }]
sales = [{ year_end = 2022-12-31, amount = "900bn" }, { year_end = 2023-12-31, amount = "900bn" }]
[firm.bound]
name = "Bound"
sme = "never"
midsize = []
sales = [{ year_end = 2022-12-31, amount = "700bn" }, { year_end = 2023-12-31, amount = "700bn" }]
[group.g]
name = "G"
designated = [{ kind = "restricted", from = 2020-05-01 }]
member = [{ firm = "bound", from = 2020-05-01 }]
"#;

fn world(facts: &str) -> World {
    World::of_texts(&[("facts.toml", facts)]).unwrap_or_else(|error| panic!("{error:?}"))
}

fn flips(world: &mut World, text: &str, size: usize) -> Flips {
    world
        .flip(text, size, &Limits::default())
        .unwrap_or_else(|error| panic!("{error:?}"))
}

/// The changes as `id` or `without Relation`, with what comes of them.
fn told(flips: &Flips) -> Vec<(Vec<String>, &str)> {
    let name = |change: &TriedChange| match (&change.id, change.removed.first()) {
        (Some(id), _) => id.clone(),
        (None, fact) => format!("without {}", fact.map_or("", |fact| fact.relation.as_str())),
    };
    let told = flips.found.iter();
    told.map(|flip| {
        (
            flip.changes.iter().map(name).collect(),
            flip.comes.outcome.as_str(),
        )
    })
    .collect()
}

/// The row of a tuple.
fn row(world: &mut World, tuple: &Tuple) -> Row {
    let relation = world.law.program.relation_named(&tuple.relation).unwrap();
    let words = tuple.values.iter().map(|value| match value.clone().unwrap() {
        Value::Text(text) => world.symbols.intern(&text),
        Value::Entity { id, .. } => world.symbols.intern(&id),
        Value::Int(number) | Value::Won(number) | Value::Percent(number) | Value::Date(number) => number,
    });
    (relation, words.collect())
}

/// What a verdict comes to in a world with some changes made to its facts.
fn outcome(world: &World, triple: [&str; 3], changes: &[&TriedChange], engine: Engine) -> String {
    let mut world = world.clone();
    world.set_engine(engine);
    let [firm, project, mut role] = triple.map(str::to_owned);
    for gone in changes.iter().flat_map(|change| &change.removed) {
        let (relation, row) = row(&mut world, gone);
        let buffer = &mut world.given[relation.0 as usize];
        let kept: Vec<i64> = buffer
            .chunks_exact(row.len())
            .filter(|known| *known != row)
            .flatten()
            .copied()
            .collect();
        assert!(kept.len() < buffer.len(), "{gone:?} is not there");
        *buffer = kept;
    }
    for come in changes.iter().flat_map(|change| &change.added) {
        if come.relation == "Asked" {
            let Some(Some(Value::Text(asked))) = come.values.last() else {
                panic!("{come:?}");
            };
            role.clone_from(asked);
            continue;
        }
        let (relation, row) = row(&mut world, come);
        world.given[relation.0 as usize].extend(row);
    }
    world.place_by_holdings();
    let question = format!("Verdict(\"{firm}\", \"{project}\", \"{role}\", outcome)");
    let answer = world.ask(&question, &Limits::default()).unwrap();
    match answer.rows.as_slice() {
        [row] => match row.as_slice() {
            [Value::Text(outcome)] => outcome.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// Each set comes to what is told of it, and no part of it turns what is asked.
fn verify(world: &World, triple: [&str; 3], flips: &Flips, engine: Engine) {
    let turned = |outcome: &str| match &flips.wanted {
        Some(wanted) => outcome == wanted,
        None => outcome != flips.now.outcome,
    };
    assert_eq!(outcome(world, triple, &[], engine), flips.now.outcome);
    for flip in &flips.found {
        let all: Vec<&TriedChange> = flip.changes.iter().collect();
        for mask in 0..1_u32 << all.len() {
            let part: Vec<&TriedChange> = all
                .iter()
                .enumerate()
                .filter(|(index, _)| mask >> index & 1 == 1)
                .map(|(_, change)| *change)
                .collect();
            let found = outcome(world, triple, &part, engine);
            if part.len() == all.len() {
                assert_eq!(found, flip.comes.outcome, "{flip:?}");
                assert!(turned(&found), "{flip:?}");
            } else {
                assert!(!turned(&found), "{part:?} of {flip:?}");
            }
        }
    }
    assert!(!flips.found.is_empty());
    assert_eq!(flips.undecided, 0);
}

#[test]
fn each_set_turns_the_verdict_in_a_world_of_its_own_and_no_part_of_it_does() {
    for (firm, outcome) in [
        ("free", "outcome"),
        ("bound", "outcome"),
        ("bound", "\"allowed\""),
    ] {
        let mut world = world(FACTS);
        let text = format!("Verdict(\"{firm}\", \"p\", \"sole\", {outcome})");
        let found = flips(&mut world, &text, 1);
        verify(&world, [firm, "p", "sole"], &found, Engine::Compiled);
    }
}

#[test]
fn pairs_are_minimal_and_both_engines_agree_on_them() {
    let facts = FACTS.replace("vat = \"included\"", "vat = \"included\"\nbundle = false");
    let mut world = world(&facts);
    let mut found = flips(
        &mut world,
        "Verdict(\"bound\", \"p\", \"member\", \"allowed\")",
        2,
    );
    found.found.retain(|flip| flip.changes.len() == 2);
    let pairs: Vec<Vec<String>> = told(&found).into_iter().map(|(ids, _)| ids).collect();
    assert_eq!(
        pairs,
        [
            ["change-security-in-part", "change-share-at-partial-cap"],
            ["change-reorder", "change-via-pps"],
            ["change-sme", "without Designated"],
            ["change-sme", "without Member"],
        ]
    );
    verify(&world, ["bound", "p", "member"], &found, Engine::Compiled);
    verify(&world, ["bound", "p", "member"], &found, Engine::Evaluator);
}

#[test]
fn no_pair_is_lost() {
    let mut world = world(&FACTS.replace("vat = \"included\"", "vat = \"included\"\nbundle = false"));
    let (changes, limits) = (world.declared().unwrap(), Limits::default());
    let [firm, project, role] = ["bound", "p", "member"].map(|text| world.symbols.intern(text));
    let docket = Docket {
        projects: vec![project],
        triples: vec![[firm, project, role]],
        ..Docket::default()
    };
    let search_for = world.symbols.intern("allowed");
    let allowed = State::Same(search_for);
    let trials = world
        .trials(&docket, world.law.ids.outcome, &changes, &limits)
        .unwrap();
    let law_row = (world.law.ids.outcome, vec![firm, project, role, search_for]);
    let now = Afresh::new(&world, &docket, &Goal::Outcome, &limits)
        .decide(&[])
        .unwrap()
        .state;
    let ground = world
        .ground(&Goal::Outcome, now, &law_row, &docket, &limits)
        .unwrap();
    let all = &trials.candidates;
    let afresh = Afresh::new(&world, &docket, &Goal::Outcome, &limits);
    let turns = |set: &[usize]| {
        let chosen: Vec<&Candidate> = set.iter().map(|number| &all[*number]).collect();
        afresh.decide(&chosen).unwrap().state == allowed
    };
    let alone: Vec<bool> = (0..all.len()).into_par_iter().map(|one| turns(&[one])).collect();
    let left: Vec<usize> = (0..all.len()).filter(|one| !alone[*one]).collect();
    let pairs: Vec<[usize; 2]> = left
        .iter()
        .flat_map(|one| left.iter().map(move |other| [*one, *other]))
        .filter(|[one, other]| one < other && all[*one].goes_with(&all[*other], &world.law))
        .collect();
    let mut search = Searched {
        text: "",
        docket: &docket,
        goal: &Goal::Outcome,
        count: all.len(),
        size: 2,
        now: State::Open,
        wanted: Some(allowed),
        relations: BTreeMap::new(),
    };
    let found = world
        .search(&mut search, &trials, ground.standing, &limits)
        .unwrap();
    let sets: BTreeSet<Vec<usize>> = found.found.into_iter().map(|(set, _)| set).collect();
    for (one, alone) in alone.into_iter().enumerate() {
        assert_eq!(sets.contains(&vec![one]), alone, "{:?}", all[one]);
    }
    // A share of the pairs, so that the test stays short; those that were found are asked anew by `flip` itself.
    pairs.into_par_iter().step_by(8).for_each(|pair| {
        assert_eq!(sets.contains(pair.as_slice()), turns(&pair), "{pair:?}");
    });
}

#[test]
fn a_proof_that_stands_spares_runs_and_changes_no_answer() {
    let mut world = world(FACTS);
    let changes = world.declared().unwrap();
    let limits = Limits::default();
    for (firm, role) in [("free", "sole"), ("bound", "subcontractor")] {
        let docket = {
            let [firm, project, role] = [firm, "p", role].map(|text| world.symbols.intern(text));
            Docket {
                projects: vec![project],
                triples: vec![[firm, project, role]],
                ..Docket::default()
            }
        };
        let law_row = (
            world.law.ids.outcome,
            [docket.triples[0].as_slice(), &[0]].concat(),
        );
        let goal = Goal::new(&world.law, &law_row);
        let trials = world.trials(&docket, law_row.0, &changes, &limits).unwrap();
        let now = Trial::new(&world, &docket, goal.clone(), &trials, None, &limits)
            .state(&[])
            .unwrap();
        let ground = world.ground(&goal, now, &law_row, &docket, &limits).unwrap();
        let with = Trial::new(&world, &docket, goal.clone(), &trials, ground.standing, &limits);
        let without = Trial::new(&world, &docket, goal, &trials, None, &limits);
        let count = trials.candidates.len();
        let pairs = (0..count).step_by(4).map(|one| vec![one, (one * 7 + 3) % count]);
        for set in (0..count).map(|one| vec![one]).chain(pairs) {
            assert_eq!(with.state(&set), without.state(&set), "{firm} {set:?}");
        }
    }
}

#[test]
fn what_every_proof_rests_on_is_told_apart() {
    let mut world = world(FACTS);
    let found = flips(&mut world, "Verdict(\"bound\", \"p\", \"sole\", outcome)", 1);
    let points: Vec<(&str, &str)> = found
        .single_points
        .iter()
        .flatten()
        .map(|point| (point.fact.relation.as_str(), point.without.outcome.as_str()))
        .collect();
    assert_eq!(
        points,
        [
            ("ClassOf", "undetermined"),
            ("OrderedBy", "undetermined"),
            ("Announced", "undetermined"),
            ("Designated", "undetermined"),
            ("Member", "undetermined"),
        ]
    );
    // Two parts below the floor bar the firm as well where the parts count; no single proof serves in every completion.
    let bundled = FACTS.replace("vat = \"included\"", "vat = \"included\"\nbundle = true");
    let found = flips(
        &mut self::world(&bundled),
        "Verdict(\"bound\", \"p\", \"sole\", outcome)",
        1,
    );
    let points = found.single_points.iter().flatten();
    let relations: Vec<&str> = points.map(|point| point.fact.relation.as_str()).collect();
    assert_eq!(relations, ["ClassOf", "OrderedBy", "Announced"]);
}

#[test]
fn a_row_of_the_law_is_turned_both_ways() {
    let mut world = world(FACTS);
    let found = flips(&mut world, "Barred(\"bound\", \"p\", \"sole\", \"spa-48-4\")", 1);
    assert_eq!((found.now.outcome.as_str(), &found.wanted), ("holds", &None));
    let left = vec!["change-left-group".to_owned()];
    assert!(told(&found).contains(&(left, "fails")), "{:?}", told(&found));
    let found = flips(
        &mut world,
        "Excepted(\"bound\", \"p\", \"sole\", \"spa-48-3-2\")",
        1,
    );
    assert_eq!(
        (found.now.outcome.as_str(), found.wanted.as_deref()),
        ("fails", Some("holds"))
    );
    assert_eq!(told(&found), [(vec!["change-security".to_owned()], "holds")]);
    assert_eq!(found.single_points, None);
}

#[test]
fn a_class_of_firms_is_turned_by_what_concerns_the_project() {
    let mut world = world(FACTS);
    let found = flips(&mut world, "OpenTo(\"p\", \"restricted\", outcome)", 1);
    assert_eq!(found.now.outcome, "barred");
    let ids: Vec<Vec<String>> = told(&found).into_iter().map(|(ids, _)| ids).collect();
    assert!(ids.contains(&vec!["change-security".to_owned()]), "{ids:?}");
    assert!(!ids.contains(&vec!["change-left-group".to_owned()]), "{ids:?}");
}

#[test]
fn a_holding_that_places_a_firm_in_a_group_is_worked_out_anew() {
    let facts = format!(
        "{}\n[firm.held]\nname = \"Held\"\nsme = \"never\"\nmidsize = []\nindependent = [{{ from = 2020-01-01 }}]\n\
         sales = [{{ year_end = 2022-12-31, amount = \"900bn\" }}, {{ year_end = 2023-12-31, amount = \"900bn\" }}]\n\
         [[holding]]\nholder = \"bound\"\nfirm = \"held\"\npercent = \"40%\"\nfrom = 2021-01-01\n",
        FACTS.replace("vat = \"included\"", "vat = \"included\"\nbundle = false")
    );
    let mut world = world(&facts);
    world.set_reading("group=control").unwrap();
    let found = flips(&mut world, "Verdict(\"held\", \"p\", \"sole\", outcome)", 1);
    assert_eq!(found.now.outcome, "barred");
    for (change, outcome) in [
        ("without FirmHolding", "allowed"),
        ("without Member", "allowed"),
        ("change-security", "allowed"),
    ] {
        assert!(
            told(&found).contains(&(vec![change.to_owned()], outcome)),
            "{change}: {:?}",
            told(&found)
        );
    }
    verify(&world, ["held", "p", "sole"], &found, Engine::Compiled);
}

#[test]
fn flips_leave_the_world_as_it_was() {
    let mut world = world(FACTS);
    let question = "Verdict(firm, \"p\", role, outcome)";
    let before = world.ask(question, &Limits::default()).unwrap();
    flips(&mut world, "Verdict(\"bound\", \"p\", \"sole\", outcome)", 1);
    assert_eq!(world.ask(question, &Limits::default()).unwrap(), before);
}

#[test]
fn what_cannot_be_turned_is_refused_with_advice() {
    let mut world = world(FACTS);
    for (text, code) in [
        (
            "Verdict(\"bound\", \"p\", role, \"barred\")",
            "query::not-one-row",
        ),
        ("Amount(\"p\", won)", "query::nothing-to-turn"),
        ("Warning(\"p\", \"not-listed\")", "query::nothing-to-turn"),
        ("Amount(\"p\", won), (won > 0)", "query::not-an-atom"),
    ] {
        let error = world.flip(text, 1, &Limits::default()).unwrap_err();
        let WorldError::Text { diagnostics, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(diagnostics[0].code, code, "{text}");
    }
}

#[test]
fn a_wrong_change_is_refused_where_it_is_written() {
    let wrong = |change: &str| -> Vec<String> {
        let text = format!("[[change]]\nid = \"c\"\n{change}\n");
        match World::of_texts(&[("changes.toml", &text)]) {
            Err(crate::world::OpenError::Facts {
                diagnostics, sources, ..
            }) => diagnostics.iter().map(|found| found.plain(&sources)).collect(),
            other => panic!("{:?}", other.map(|_| ())),
        }
    };
    for (change, expected) in [
        (
            "sentence = \"x\"",
            "changes.toml:1:1: facts::missing-key: `[[change]]` changes nothing",
        ),
        (
            "sentence = \"{won}\"\nwhen = 'Amount(project, won'\nremove = ['Amount(project, _)']",
            "changes.toml:4:28: lang::unexpected: expected `,` or `)`, found the end",
        ),
        (
            "sentence = \"{wons} {won}\"\nwhen = 'Amount(project, won), (won > 0)'\nremove = ['Amount(project, _)']",
            "changes.toml:3:12: lang::unknown-in-sentence: ",
        ),
        (
            "sentence = \"x\"\nwhen = 'Amount(project, won), (won > 0)'\nadd = ['Amount(project, more)', 'ComponentAmount(project, \"one\", more)']",
            "changes.toml:5:9: change::unbound: `more` is not bound by `when`",
        ),
        (
            "sentence = \"x\"\nremove = ['Amount(project, \"much\")']",
            "changes.toml:4:28: lang::type-mismatch: ",
        ),
        (
            "sentence = \"x\"\nadd = ['Amount(project, _)']",
            "changes.toml:4:9: change::not-ground: ",
        ),
        (
            "sentence = \"x\"\nadd = ['InScope(project)']",
            "changes.toml:4:9: change::not-a-fact: ",
        ),
        (
            "sentence = \"x\"\nremove = ['Floor(\"major\", _, _, _)']",
            "changes.toml:4:12: change::not-a-fact: ",
        ),
        (
            "sentence = \"x\"\nwhen = 'Amount(project, won)'\nwithout = ['Amount(project, won)']\nremove = ['Amount(project, _)']",
            "changes.toml:5:13: change::unbound: `won` is not bound by what is asked",
        ),
        (
            "sentence = \"x\"\nwhen = 'Amount(project, won), let half = won / 2'\nremove = ['Amount(project, _)']\nadd = ['Amount(project, half)']\nover = \"won\"",
            "changes.toml:7:8: change::over: `won` is no amount, day, number or share of a row that comes",
        ),
        (
            "sentence = \"x\"\nwhen = 'Amount(project, won), let half = won / 2'\nadd = ['Amount(project, half)']\nover = \"half < role\"",
            "changes.toml:6:8: change::over: `role` is no variable of the kind of `half`",
        ),
        (
            "sentence = \"x\"\nremove = ['Amount(project, _)']\nadd = ['Amount(project, 1)']\nover = \"nothing\"",
            "changes.toml:6:8: change::over: `nothing` is no amount, day, number or share of a row that comes",
        ),
    ] {
        let found = wrong(change);
        assert!(
            found.iter().any(|found| found.starts_with(expected)),
            "{change}\n{found:#?}"
        );
    }
}

#[test]
fn a_change_of_ones_own_is_tried_like_the_laws() {
    let own = "[[change]]\nid = \"own\"\nsentence = \"{project} were worth nothing\"\n\
               remove = ['Amount(project, _)']\nadd = ['Amount(project, 1)']\n";
    let mut world = world(&format!("{FACTS}\n{own}"));
    let found = flips(&mut world, "Verdict(\"free\", \"p\", \"sole\", \"barred\")", 1);
    assert!(
        told(&found).contains(&(vec!["own".to_owned()], "barred")),
        "{:?}",
        told(&found)
    );
}
