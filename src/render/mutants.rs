//! Which mutants of the law no case notices, for people and as JSON.

use std::collections::BTreeMap;

use owo_colors::Style;

use super::json::{VERSION, to_line};
use super::{Look, plain};
use crate::law::Mutant;
use crate::world::{Fate, TriedMutant, World};

/// How many of the cases that reach an unnoticed mutant are named.
const MOST_CASES: usize = 3;

/// The mutants that no case notices, with what is changed and the cases that come nearest, then the reasons of those
/// that are explained, and a line that counts.
#[must_use]
pub fn mutants_text(worlds: &[World], tried: &[TriedMutant], look: Look) -> String {
    let mut out = String::new();
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for tried in tried {
        match (&tried.fate, &tried.reason) {
            (Fate::Noticed, _) => {}
            (Fate::Unnoticed(_), Some(reason)) => *reasons.entry(reason).or_default() += 1,
            (Fate::Unnoticed(cases), None) => unnoticed(&mut out, worlds, &tried.mutant, cases, look),
        }
    }
    for (reason, count) in &reasons {
        out.push_str(&format!("{count} explained: {}\n", plain(reason)));
    }
    let unexplained = tried.iter().filter(|tried| tried.is_unexplained()).count();
    let explained: usize = reasons.values().sum();
    out.push_str(&format!(
        "{} mutants: {} noticed, {explained} explained, {unexplained} not noticed\n",
        tried.len(),
        tried.len() - explained - unexplained,
    ));
    out
}

fn unnoticed(out: &mut String, worlds: &[World], mutant: &Mutant, cases: &[(usize, usize)], look: Look) {
    let (file, line) = place(worlds, mutant);
    let title = format!("{file}:{line}: {}", mutant.id);
    out.push_str(&look.paint(&title, Style::new().bold()));
    let after = match mutant.after.as_str() {
        "" => "left out",
        after => after,
    };
    out.push_str(&format!("\n  law: {}\n  mutant: {after}\n", mutant.before));
    let reach = match cases.len() {
        0 => "no case reaches the difference".to_owned(),
        1 => "1 case reaches the difference and asks about something else:".to_owned(),
        count => format!("{count} cases reach the difference and ask about something else:"),
    };
    out.push_str(&format!("  {reach}\n"));
    for case in case_entries(worlds, cases).iter().take(MOST_CASES) {
        let line = format!("{}:{}: {}", case.file, case.line, case.name);
        out.push_str(&format!("    {}\n", plain(&line)));
    }
}

/// All mutants that were tried as one JSON document on one line, in the order of the law.
#[must_use]
pub fn mutants_json(worlds: &[World], tried: &[TriedMutant]) -> String {
    let count = |fate: &str| tried.iter().filter(|tried| fate_of(tried) == fate).count();
    to_line(&Document {
        version: VERSION,
        mutants: tried.iter().map(|tried| Entry::of(worlds, tried)).collect(),
        noticed: count("noticed"),
        explained: count("explained"),
        unnoticed: count("unnoticed"),
    })
}

fn fate_of(tried: &TriedMutant) -> &'static str {
    match (&tried.fate, &tried.reason) {
        (Fate::Noticed, _) => "noticed",
        (Fate::Unnoticed(_), Some(_)) => "explained",
        (Fate::Unnoticed(_), None) => "unnoticed",
    }
}

/// File and line of the law.
fn place<'a>(worlds: &'a [World], mutant: &Mutant) -> (&'a str, u32) {
    let Some(world) = worlds.first() else {
        return ("", 0);
    };
    let sources = &world.law().sources;
    let file = sources
        .file(mutant.span.file)
        .map_or("", |file| file.name.as_str());
    (file, sources.place(mutant.span).0)
}

fn case_entries<'a>(worlds: &'a [World], cases: &[(usize, usize)]) -> Vec<CaseEntry<'a>> {
    let entry = |(world, case): &(usize, usize)| {
        let world = worlds.get(*world)?;
        let case = world.facts().cases.get(*case)?;
        let sources = world.fact_sources();
        Some(CaseEntry {
            file: sources.file(case.span.file).map_or("", |file| &file.name),
            line: sources.place(case.span).0,
            name: &case.name,
        })
    };
    cases.iter().filter_map(entry).collect()
}

#[derive(serde::Serialize)]
struct Document<'a> {
    version: u32,
    mutants: Vec<Entry<'a>>,
    noticed: usize,
    explained: usize,
    unnoticed: usize,
}

#[derive(serde::Serialize)]
struct Entry<'a> {
    id: &'a str,
    file: &'a str,
    line: u32,
    law: &'a str,
    mutant: &'a str,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// The cases in whose runs the rule concludes something else, where none notices.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<CaseEntry<'a>>,
}

#[derive(serde::Serialize)]
struct CaseEntry<'a> {
    file: &'a str,
    line: u32,
    name: &'a str,
}

impl<'a> Entry<'a> {
    fn of(worlds: &'a [World], tried: &'a TriedMutant) -> Self {
        let (file, line) = place(worlds, &tried.mutant);
        let cases = match &tried.fate {
            Fate::Noticed => Vec::new(),
            Fate::Unnoticed(cases) => case_entries(worlds, cases),
        };
        Self {
            id: &tried.mutant.id,
            file,
            line,
            law: &tried.mutant.before,
            mutant: &tried.mutant.after,
            fate: fate_of(tried),
            reason: tried.reason.as_deref(),
            cases,
        }
    }
}
