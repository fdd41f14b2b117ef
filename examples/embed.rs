//! tenderlog as a library: open facts, ask, explain, suppose something else, and ask again.
//!
//! `cargo run --example embed`

use tenderlog::engine::Limits;
use tenderlog::render::Look;
use tenderlog::world::{Value, World, WorldOptions};

/// What is asked: may the firm take part alone?
const QUESTION: &str = r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#;

fn main() -> Result<(), String> {
    // Facts come from folders, or from what is built in; a wrong file gives every error with its place.
    let mut world = World::open(&WorldOptions::default()).map_err(|error| format!("{error:?}"))?;
    // A question can be stopped from another thread, and is bounded in rounds and rows.
    let limits = Limits::default();

    let outcome = ask(&mut world, &limits)?;
    println!("today: {outcome}");

    // Why: a proof with the rules, their provisions, and the facts with file and line.
    let why = world.why(QUESTION, 0, &limits).map_err(told)?;
    print!("{}", tenderlog::render::why_text(&why, false, Look::default()));

    // What if the ministry had recognised the project and put it into its list in time?
    for fact in [
        r#"Recognition("kotra-platform", "spa-48-3-2", 2026-04-30, "full")"#,
        r#"Listed("kotra-platform", "spa-48-3-2", 2026-04-30, 2026-05-10)"#,
    ] {
        world.assume(fact).map_err(told)?;
    }
    let outcome = ask(&mut world, &limits)?;
    println!("with a recognition in time: {outcome}");
    Ok(())
}

fn ask(world: &mut World, limits: &Limits) -> Result<String, String> {
    let answer = world.ask(QUESTION, limits).map_err(told)?;
    match answer.rows.first().and_then(|row| row.first()) {
        Some(Value::Text(outcome)) => Ok(outcome.clone()),
        _ => Err("a verdict has one outcome".to_owned()),
    }
}

fn told(error: tenderlog::world::WorldError) -> String {
    tenderlog::render::failure(&error, Look::default())
}
