//! Questions to the built-in world.

use tenderlog::engine::Limits;
use tenderlog::lang::source::Sources;
use tenderlog::world::{OpenError, World, WorldError, WorldOptions};

fn shown(error: &OpenError) -> String {
    match error {
        OpenError::Facts { diagnostics, sources } => diagnostics
            .iter()
            .map(|d| d.plain(sources))
            .collect::<Vec<_>>()
            .join("\n"),
        OpenError::World(error) => world_error(error),
    }
}

fn world_error(error: &WorldError) -> String {
    match error {
        WorldError::Text { diagnostics, sources } => diagnostics
            .iter()
            .map(|d| d.plain(sources))
            .collect::<Vec<_>>()
            .join("\n"),
        other => format!("{other:?}"),
    }
}

fn built_in() -> World {
    World::open(&WorldOptions::default()).unwrap_or_else(|error| panic!("{}", shown(&error)))
}

fn ask(world: &mut World, question: &str) -> String {
    match world.ask(question, &Limits::default()) {
        Ok(answer) => format!("{:?}\n{:?}", answer.columns, answer.rows),
        Err(error) => world_error(&error),
    }
}

#[test]
fn the_built_in_facts_load_and_check_has_no_finding() {
    let world = built_in();
    let sources: &Sources = world.fact_sources();
    let findings: Vec<String> = world
        .check()
        .iter()
        .map(|f| f.diagnostic.plain(sources))
        .collect();
    assert_eq!(findings, Vec::<String>::new(), "{}", findings.join("\n"));
}

#[test]
fn samsung_sds_is_barred_from_the_kotra_platform_by_48_4() {
    let mut world = built_in();
    for q in [
        r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#,
        r#"Barred("삼성SDS", "kotra-platform", role, provision)"#,
        r#"Verdict(firm, "kotra-platform", "sole", outcome)"#,
        r#"Missing(firm, "kotra-platform", "sole", key)"#,
        r#"Counted("kotra-platform", w)"#,
        r#"CountedAtLeast("kotra-platform", w)"#,
        r#"CountedAtMost("kotra-platform", w)"#,
        r#"OpenTo("kotra-platform", tier, outcome)"#,
    ] {
        println!("{q}\n{}", ask(&mut world, q));
    }
}
