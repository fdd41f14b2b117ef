//! The cases of `tests/cases` notice mistakes in the rules of law: a sample of them here, all of them by
//! `tenderlog test --mutants tests/cases tests/mutants.toml`. What no case can notice is explained in `tests/mutants.toml`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::PathBuf;

use tenderlog::engine::Limits;
use tenderlog::law::{Mutant, mutants};
use tenderlog::world::{Fate, World, explain, fits, try_mutants};

/// Each so many of the mutants is tried.
const EVERY: usize = 61;

fn worlds() -> Vec<World> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files: Vec<PathBuf> = std::fs::read_dir(root.join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.push(root.join("mutants.toml"));
    let world = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        World::of_texts(&[(&path.display().to_string(), &text)]).unwrap_or_else(|error| panic!("{error:?}"))
    };
    files.iter().map(world).collect()
}

#[test]
fn mistakes_in_the_law_are_noticed_or_explained() {
    let worlds = worlds();
    let all = mutants(worlds[0].law());
    let sample: Vec<Mutant> = all.iter().step_by(EVERY).cloned().collect();
    assert!(sample.len() >= 25, "only {} mutants", sample.len());
    let fates = try_mutants(&worlds, &sample, &Limits::default()).unwrap();
    assert!(fates.contains(&Fate::Noticed));
    let (tried, stale) = explain(&worlds, &all, sample.into_iter().zip(fates).collect());
    let unexplained: Vec<&str> = tried
        .iter()
        .filter(|tried| tried.is_unexplained())
        .map(|tried| tried.mutant.id.as_str())
        .collect();
    assert_eq!(unexplained, [""; 0], "no case notices these mutants");
    let stale: Vec<&str> = stale.iter().map(|(_, found)| found.message.as_str()).collect();
    assert_eq!(stale, [""; 0], "tests/mutants.toml is out of date");
}

#[test]
fn the_mutants_that_the_readme_explains_are_there() {
    let readme = include_str!("../README.md");
    let worlds = worlds();
    let all = mutants(worlds[0].law());
    let (_, example) = readme.split_once("mutants = [\"").unwrap();
    let (pattern, rest) = example.split_once("\"]").unwrap();
    let (_, reach) = rest.split_once("`--of '").unwrap();
    let (of, _) = reach.split_once('\'').unwrap();
    for pattern in [pattern, of] {
        assert!(all.iter().any(|mutant| fits(pattern, &mutant.id)), "{pattern}");
    }
}
