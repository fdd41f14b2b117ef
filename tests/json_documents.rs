//! `docs/json.md` tells every key that is printed, and no other.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tenderlog::engine::Limits;
use tenderlog::render::{Format, Look, answer};
use tenderlog::repl::Inquiry;
use tenderlog::world::{World, WorldOptions};

/// Objects whose keys are columns, issues or relations.
const FREE: [&str; 4] = ["values", "readings", "relations", "supposing"];

/// Questions that together print every key of a section.
const QUESTIONS: [(&str, &[(&str, &str)]); 7] = [
    (
        "ask",
        &[
            ("ask", r#"Verdict("LG CNS", "kotra-platform", role, outcome)"#),
            ("ask", r#"Barred("LG CNS", "kotra-platform", "sole", "spa-48-2")"#),
        ],
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
        &[
            (
                "flip",
                r#"Verdict("Samsung SDS", "dbrain-next", "sole", "barred")"#,
            ),
            ("flip", r#"OpenTo("kotra-platform", "grace", "barred")"#),
        ],
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

/// The tables of a page: keys with the shapes of what they hold, by section.
type Sections = BTreeMap<String, Vec<(String, Option<String>)>>;

fn sections(page: &str) -> Sections {
    let mut sections = Sections::new();
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
    sections
}

/// The keys of a section, shapes put in, behind what stands before them.
fn documented(sections: &Sections, name: &str, before: &str) -> BTreeSet<String> {
    let rows = sections.get(name).unwrap_or_else(|| panic!("no section {name}"));
    let mut found = BTreeSet::new();
    for (key, shape) in rows {
        let path = format!("{before}{key}");
        if let Some(shape) = shape {
            found.extend(documented(sections, shape, &format!("{path}.")));
        }
        found.insert(path);
    }
    found
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
    let page = sections(include_str!("../docs/json.md"));
    for (section, questions) in QUESTIONS {
        let mut printed = BTreeSet::new();
        for (word, text) in questions {
            paths(&document(&mut world, word, text), "", &mut printed);
        }
        let told = &documented(&page, section, "");
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

#[test]
fn every_key_of_show_is_documented() {
    let mut world = World::open(&WorldOptions::default()).unwrap();
    let page = sections(include_str!("../docs/json-show.md"));
    let head = documented(&page, "show", "");
    let mut shown = 0;
    for text in [
        "kotra-platform",
        "dbrain-next",
        "kics-next",
        "neis-4",
        "annex3-118",
        "samsung-sds",
        "vtw",
        "LG CNS",
        "kakao-enterprise",
        "group samsung",
        "group kakao",
        "kotra",
        "lee-jy",
        "spa-48-2",
        "spa-48-3-2",
        "aju-2026-07-05",
    ] {
        let Ok(inquiry) = Inquiry::read("show", text).unwrap() else {
            panic!("{text}")
        };
        let Ok((line, _)) = inquiry.answer(&mut world, Format::Json, Look::default(), &Limits::default())
        else {
            continue;
        };
        shown += 1;
        let document: Value = serde_json::from_str(&line).unwrap();
        let kind = document["kind"].as_str().unwrap();
        let mut told = head.clone();
        told.extend(documented(&page, kind, "dossier."));
        let mut printed = BTreeSet::new();
        paths(&document, "", &mut printed);
        // An object of which each key is told need not be told itself.
        let silent: Vec<&String> = printed
            .iter()
            .filter(|path| {
                !told.contains(*path) && !told.iter().any(|key| key.starts_with(&format!("{path}.")))
            })
            .collect();
        assert!(
            silent.is_empty(),
            "show {text}: printed and not documented: {silent:?}"
        );
        let top = |keys: &BTreeSet<String>| -> BTreeSet<String> {
            let below = keys.iter().filter_map(|key| key.strip_prefix("dossier."));
            below
                .map(|key| key.split(['.', '[']).next().unwrap().to_owned())
                .collect()
        };
        let printed: BTreeSet<String> = document["dossier"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(top(&told), printed, "show {text}");
    }
    assert!(shown >= 10, "only {shown} are shown");
}
