//! What each explanation takes on the built-in base, in process and after loading.
//!
//! `cargo bench --bench explain`. The bidder is barred whatever is not known; what a subcontractor may do turns on two
//! readings; whether a firm of unknown status may bid turns on most of what can be open.
#![allow(clippy::unwrap_used)]

use std::sync::OnceLock;

use divan::{Bencher, black_box};
use tenderlog::engine::Limits;
use tenderlog::world::{World, WorldOptions};

fn main() {
    divan::main();
}

const BIDDER: &str = r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#;
const SUBCONTRACTOR: &str = r#"Verdict("LG CNS", "kotra-platform", "subcontractor", outcome)"#;
const UNKNOWN: &str = r#"Verdict("VTW", "kotra-platform", "sole", outcome)"#;
const QUESTIONS: [&str; 3] = [BIDDER, SUBCONTRACTOR, UNKNOWN];

const OTHER: &str = r#"Verdict("LG CNS", "kotra-platform", "lead", outcome)"#;

/// The built-in world of a session in which another question was asked and explained.
fn world() -> World {
    static WORLD: OnceLock<World> = OnceLock::new();
    let built_in = || {
        let mut world = World::open(&WorldOptions::default()).unwrap();
        world.why(OTHER, 0, &Limits::default()).unwrap();
        world
    };
    WORLD.get_or_init(built_in).clone()
}

#[divan::bench(sample_count = 20, args = QUESTIONS)]
fn ask(bencher: Bencher<'_, '_>, question: &str) {
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.ask(question, &Limits::default()).unwrap()));
}

#[divan::bench(sample_count = 20, args = QUESTIONS)]
fn why(bencher: Bencher<'_, '_>, question: &str) {
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.why(question, 0, &Limits::default()).unwrap()));
}

#[divan::bench(sample_count = 20, args = QUESTIONS)]
fn whynot(bencher: Bencher<'_, '_>, question: &str) {
    let allowed = question.replace("outcome", "\"allowed\"");
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.whynot(&allowed, &Limits::default()).unwrap()));
}

#[divan::bench(sample_count = 5, args = [1, 2])]
fn flip(bencher: Bencher<'_, '_>, size: usize) {
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.flip(BIDDER, size, &Limits::default()).unwrap()));
}

#[divan::bench(sample_count = 5, args = QUESTIONS)]
fn sweep(bencher: Bencher<'_, '_>, question: &str) {
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.sweep(question, "amount", &Limits::default()).unwrap()));
}

#[divan::bench(sample_count = 5, args = QUESTIONS)]
fn timeline(bencher: Bencher<'_, '_>, question: &str) {
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.timeline(question, &Limits::default()).unwrap()));
}

#[divan::bench(sample_count = 5, args = QUESTIONS)]
fn readings(bencher: Bencher<'_, '_>, question: &str) {
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.readings(question, &Limits::default()).unwrap()));
}

#[divan::bench(sample_count = 5, args = QUESTIONS)]
fn missing(bencher: Bencher<'_, '_>, question: &str) {
    bencher
        .with_inputs(world)
        .bench_values(|mut world| black_box(world.missing(question, &Limits::default()).unwrap()));
}
