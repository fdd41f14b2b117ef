//! Explanations in Korean, read as prose.
#![allow(clippy::unwrap_used, clippy::panic)]

use tenderlog::engine::Limits;
use tenderlog::render::{Language, Look, missing_text, readings_text, why_text};
use tenderlog::world::{World, WorldOptions};

const BIDDER: &str = r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#;
const SUBCONTRACTOR: &str = r#"Verdict("LG CNS", "kotra-platform", "subcontractor", outcome)"#;

fn world() -> World {
    World::open(&WorldOptions::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn look() -> Look {
    Look {
        language: Language::Korean,
        ..Look::default()
    }
}

fn why(atom: &str, full: bool) -> String {
    let why = world().why(atom, 0, &Limits::default()).unwrap();
    why_text(&why, full, look())
}

#[test]
fn why_the_verdict_on_a_subcontractor_is_not_determined() {
    insta::assert_snapshot!(why(SUBCONTRACTOR, false));
}

#[test]
fn what_the_verdict_turns_on() {
    let mut world = world();
    let readings = world.readings(SUBCONTRACTOR, &Limits::default()).unwrap();
    let missing = world.missing(SUBCONTRACTOR, &Limits::default()).unwrap();
    insta::assert_snapshot!(format!(
        "{}\n{}",
        readings_text(&readings, &world.conditions(), look()),
        missing_text(&missing, &world.conditions(), look())
    ));
}

/// No pair of forms is left where a value has been read, and no sentence is left in English.
#[test]
fn every_step_is_a_korean_sentence() {
    for atom in [BIDDER, SUBCONTRACTOR] {
        let text = why(atom, true);
        for pair in ["은(는)", "이(가)", "을(를)", "과(와)", "(으)로", "(이)라"] {
            assert!(!text.contains(pair), "{pair}: {text}");
        }
        for english in ["as above", "Nothing shows", " is ", " was ", " the "] {
            assert!(!text.contains(english), "{english}: {text}");
        }
    }
}
