//! `docs/json.md` tells every key that is printed, and no other.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tenderlog::engine::Limits;
use tenderlog::render::{Format, Look, answer};
use tenderlog::repl::Inquiry;
use tenderlog::world::{World, WorldOptions};

/// Objects whose keys are columns, issues or relations.
const FREE: [&str; 3] = ["values", "readings", "relations"];

/// Questions that together print every key of a section.
const QUESTIONS: [(&str, &[(&str, &str)]); 7] = [
    (
        "ask",
        &[("ask", r#"Verdict("LG CNS", "kotra-platform", role, outcome)"#)],
    ),
    (
        "why",
        &[
            (
                "why",
                r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#,
            ),
            ("why", r#"Amount("kotra-platform", won)"#),
        ],
    ),
    (
        "whynot",
        &[
            (
                "whynot",
                r#"Verdict("Samsung SDS", "kotra-platform", role, "barred")"#,
            ),
            (
                "whynot",
                r#"Verdict("Samsung SDS", "annex3-118", "lead", "allowed")"#,
            ),
        ],
    ),
    (
        "readings",
        &[(
            "readings",
            r#"Verdict("LG CNS", "kotra-platform", "subcontractor", outcome)"#,
        )],
    ),
    (
        "missing",
        &[("missing", r#"Verdict("LG CNS", "kics-next", "sole", outcome)"#)],
    ),
    (
        "flip",
        &[(
            "flip",
            r#"Verdict("Samsung SDS", "dbrain-next", "sole", "barred")"#,
        )],
    ),
    (
        "sweep and timeline",
        &[
            (
                "timeline",
                r#"Verdict("Samsung SDS", "dbrain-next", "sole", outcome)"#,
            ),
            ("sweep", r#"amount Warning("kotra-platform", warning)"#),
        ],
    ),
];

/// The keys of each section of the page, shapes put in.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let page = include_str!("../docs/json.md");
    let mut sections: BTreeMap<String, Vec<(String, Option<String>)>> = BTreeMap::new();
    let mut section = String::new();
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        if let Some(row) = line.strip_prefix("| `") {
            let (key, rest) = row.split_once("` | ").unwrap();
            let shape = rest.strip_prefix('*').and_then(|rest| rest.split_once('*'));
            let shape = shape.map(|(shape, _)| shape.to_owned());
            sections
                .entry(section.clone())
                .or_default()
                .push((key.to_owned(), shape));
        }
    }
    fn keys(
        sections: &BTreeMap<String, Vec<(String, Option<String>)>>,
        name: &str,
        before: &str,
        found: &mut BTreeSet<String>,
    ) {
        let rows = sections.get(name).unwrap_or_else(|| panic!("no section {name}"));
        for (key, shape) in rows {
            let path = format!("{before}{key}");
            if let Some(shape) = shape {
                keys(sections, shape, &format!("{path}."), found);
            }
            found.insert(path);
        }
    }
    let told = QUESTIONS.iter().map(|(name, _)| {
        let mut found = BTreeSet::new();
        keys(&sections, name, "", &mut found);
        ((*name).to_owned(), found)
    });
    told.collect()
}

/// Every path of a document; lists as `key[]`.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(pairs) => {
            for (key, value) in pairs {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                if FREE.contains(&key.as_str()) && value.is_object() {
                    found.insert(path);
                } else {
                    paths(value, &path, found);
                }
            }
            if !path.is_empty() && !path.ends_with("searched") {
                found.insert(path.to_owned());
            }
        }
        Value::Array(values) => {
            let path = format!("{path}[]");
            for value in values {
                paths(value, &path, found);
            }
            // A list of lists is told by the lists in it.
            if !values.first().is_some_and(Value::is_array) {
                found.insert(path);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

/// What a command prints, read again.
fn document(world: &mut World, word: &str, text: &str) -> Value {
    let limits = Limits::default();
    let line = match word {
        "ask" => {
            let answered = world.ask(text, &limits).unwrap();
            answer(&answered, Format::Json, Look::default())
        }
        _ => {
            let inquiry = Inquiry::read(word, text).unwrap().unwrap();
            let told = inquiry.answer(world, Format::Json, Look::default(), &limits);
            told.unwrap_or_else(|error| panic!("{word} {text}: {error:?}")).0
        }
    };
    assert_eq!(line.matches('\n').count(), 1, "one line");
    let mut document: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(document["version"], 1);
    if word == "ask" {
        // Their keys are the columns.
        for row in document["rows"].as_array_mut().unwrap() {
            *row = Value::Null;
        }
    }
    document
}

#[test]
fn every_documented_key_is_printed_and_no_other() {
    let mut world = World::open(&WorldOptions::default()).unwrap();
    let documented = documented();
    for (section, questions) in QUESTIONS {
        let mut printed = BTreeSet::new();
        for (word, text) in questions {
            paths(&document(&mut world, word, text), "", &mut printed);
        }
        let told = &documented[section];
        let silent: Vec<&String> = printed.difference(told).collect();
        let never: Vec<&String> = told.difference(&printed).collect();
        assert!(
            silent.is_empty(),
            "{section}: printed and not documented: {silent:?}"
        );
        assert!(
            never.is_empty(),
            "{section}: documented and not printed: {never:?}"
        );
    }
}
