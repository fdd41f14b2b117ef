//! Every case of `tests/cases` gives the answer it expects.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::Path;

use tenderlog::engine::Limits;
use tenderlog::world::{CaseOutcome, OpenError, World, WorldError};

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

#[test]
fn every_case_gives_the_answer_it_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let (mut failures, mut count) = (Vec::new(), 0);
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let world = match World::of_texts(&[(name.as_str(), &std::fs::read_to_string(&path).unwrap())]) {
            Ok(world) => world,
            Err(OpenError::Facts {
                diagnostics, sources, ..
            }) => {
                failures.extend(diagnostics.iter().map(|found| found.plain(&sources)));
                continue;
            }
            Err(OpenError::World(error)) => panic!("{}", text(&error)),
            Err(error) => panic!("{error:?}"),
        };
        for result in world.run_cases(&Limits::default()) {
            count += 1;
            let (line, _) = world.fact_sources().place(result.span);
            let at = format!("{name}:{line}: {}", result.name);
            match result.outcome {
                CaseOutcome::Passed => {}
                CaseOutcome::Broken(error) => failures.push(format!("{at}\n  {}", text(&error))),
                CaseOutcome::Failed { missing, unexpected } => {
                    failures.push(format!(
                        "{at}\n  missing: {missing:?}\n  unexpected: {unexpected:?}"
                    ));
                }
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count} cases fail\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(count >= 28, "only {count} cases");
}
