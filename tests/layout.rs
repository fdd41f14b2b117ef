//! The layout of fact files keeps every value and remark, is its own layout, and is that of this project's own files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tenderlog::facts::{FactBase, InputFile, find_files, formatted, load};
use tenderlog::lang::printer;
use tenderlog::lang::source::FileId;
use toml::de::{DeTable, DeValue};

mod facts_support;

/// The layout of a file of facts or rules.
fn layout(name: &str, text: &str) -> String {
    let file = FileId(0);
    if name.ends_with(".dl") {
        printer::formatted(file, text).unwrap()
    } else {
        formatted(file, name, text, &facts_support::schema())
            .unwrap_or_else(|errors| panic!("{name}: {errors:?}"))
    }
}

/// Path and text of the files of this project below some folders.
fn files(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut files: Vec<(String, String)> = find_files(&folders, &["toml", "csv", "dl"])
        .into_iter()
        .map(|file| {
            (
                file.path.display().to_string(),
                std::fs::read_to_string(&file.path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

/// All that is loaded from the law's texts and other files, without places.
fn loaded(files: &[(String, String)]) -> String {
    let facts = files.iter().filter(|(name, _)| !name.ends_with(".dl"));
    let (law, others): (Vec<_>, Vec<_>) = facts.partition(|(name, _)| name.contains("/facts/law/"));
    let law: Vec<(&str, &str)> = law
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let others = others.iter().map(|(name, text)| InputFile::text(name, text));
    let (base, errors) = load(&law, others.collect(), &facts_support::schema());
    assert_eq!(errors, []);
    placeless(&base)
}

/// Rows, names, sources, provisions, readings and cases of a base without their places.
fn placeless(base: &FactBase) -> String {
    let origin = |origin: &tenderlog::facts::Origin| {
        format!("{:?} {:?} {:?}", origin.source, origin.grade, origin.note)
    };
    let mut lines = Vec::new();
    for row in &base.rows {
        lines.push(format!(
            "{} {:?} {}",
            row.relation,
            row.values,
            origin(&row.origin)
        ));
    }
    for name in base.names.iter() {
        let of = (
            name.kind,
            &name.id,
            &name.display,
            &name.aliases,
            &name.registration,
        );
        lines.push(format!("{of:?} {}", origin(&name.origin)));
    }
    for source in base.sources.values() {
        let of = (
            &source.id,
            &source.title,
            &source.publisher,
            source.date,
            &source.url,
        );
        lines.push(format!("{of:?} {}", origin(&source.origin)));
    }
    for provision in base.provisions.values() {
        let acts = (
            &provision.act,
            &provision.act_ko,
            &provision.article,
            &provision.article_ko,
        );
        let titles = (
            &provision.title,
            &provision.title_ko,
            &provision.url,
            provision.from,
            provision.until,
        );
        lines.push(format!("{acts:?} {titles:?} {}", origin(&provision.origin)));
    }
    for reading in &base.readings {
        let of = (
            &reading.issue,
            &reading.option,
            reading.default,
            &reading.argument,
        );
        lines.push(format!("{of:?} {}", origin(&reading.origin)));
    }
    for case in base.cases.iter().chain(&base.guards) {
        let of = (&case.name, &case.ask, &case.rows, &case.cites);
        lines.push(format!(
            "{of:?} {:?} {:?} {:?}",
            case.readings, case.assume, case.note
        ));
    }
    lines.join("\n")
}

#[test]
fn what_is_loaded_from_this_projects_files_is_the_same_behind_their_layout() {
    let law = files(&["facts/law"]);
    let mut count = 0;
    for folders in [&["facts"][..], &["facts", "examples"]] {
        let before = files(folders);
        let after: Vec<(String, String)> = before
            .iter()
            .map(|(name, text)| (name.clone(), layout(name, text)))
            .collect();
        assert_eq!(loaded(&after), loaded(&before));
        count += before.len();
    }
    for (name, text) in files(&["tests/cases"]) {
        let with_law = |text: String| {
            let mut files = law.clone();
            files.push((name.clone(), text));
            loaded(&files)
        };
        assert_eq!(with_law(layout(&name, &text)), with_law(text.clone()), "{name}");
        count += 1;
    }
    assert!(count > 60, "{count}");
}

#[test]
fn the_files_of_this_project_are_in_the_layout() {
    let mut all = files(&["facts", "examples", "tests/cases"]);
    let law = files(&["src/law"]);
    all.extend(law.into_iter().filter(|(name, _)| name.ends_with(".dl")));
    for (name, text) in all {
        assert_eq!(layout(&name, &text), text, "{name}");
    }
}

#[test]
fn the_commands_of_a_saved_session_stay_commands_and_remarks_stay_remarks() {
    let session = "// A session.\n\n//! set reading bundle=bundle\n//! assume Secret(\"p\")\n";
    assert_eq!(layout("session.dl", session), session);
    let remark = layout("session.dl", "// ! no command\n");
    assert!(!remark.contains("//!"), "{remark}");
    assert_eq!(layout("session.dl", &remark), remark);
}

/// What a TOML text says, keys sorted; nothing if it has errors.
fn data(text: &str) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    Some(table(root.get_ref()))
}

fn table(table: &DeTable<'_>) -> String {
    let mut entries: Vec<String> = table
        .iter()
        .map(|(key, value)| format!("{:?}: {}", key.get_ref(), shown(value.get_ref())))
        .collect();
    entries.sort();
    format!("{{{}}}", entries.join(", "))
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Table(inner) => table(inner),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        plain => format!("{plain:?}"),
    }
}

/// What may stand between the entries of a list.
fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " ", "\n", " # r\n", "\n\n# r\n", "\n  # r\n # r\n"])
}

/// A value as text.
fn value() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(vec![
        "\"text\"",
        "'x # \"y\"'",
        "\"a\\\\b\"",
        "\"a\\tb\"",
        "\"it's \\\"so\\\"\"",
        "\"\"\"two\n # lines\"\"\"",
        "21_000",
        "0x1F",
        "22.50",
        "2026-05-15",
        "true",
        "[]",
        "{}",
    ])
    .prop_map(str::to_owned);
    plain.prop_recursive(3, 12, 4, |inner| {
        let items = prop::collection::vec((gap(), inner.clone(), gap()), 1..4);
        let keys =
            prop::sample::subsequence(vec!["until", "from", "amount", "'a b'", "note"], 1..4).prop_shuffle();
        let entries = (keys, prop::collection::vec((gap(), inner, gap()), 4));
        prop_oneof![
            (items, any::<bool>()).prop_map(|(items, last)| {
                let items: Vec<String> = items
                    .iter()
                    .map(|(a, value, b)| format!("{a}{value}{b}"))
                    .collect();
                format!("[{}{}]", items.join(","), if last { "," } else { "" })
            }),
            entries.prop_map(|(keys, values)| {
                let entries: Vec<String> = keys
                    .iter()
                    .zip(&values)
                    .map(|(key, (a, value, b))| format!("{a}{key}={value}{b}"))
                    .collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

/// What may stand above a key or a header.
fn above() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["\n", "# r\n", "  # r\n"]), 0..4)
        .prop_map(|lines| lines.concat())
}

/// What may stand behind a key or a header.
fn behind() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["\n", "\n", " # r\n", "#\n", "  \n"])
}

/// A text of records with keys in any order, and the number of the record in the ids.
fn records() -> impl Strategy<Value = String> {
    let headers = vec![
        "[project.N]",
        "[ \"project\" . 'N a' ]",
        "[[project.N.component]]",
        "[[ project.x.budget ]]",
        "[firm.N]",
        "[[case]]",
        "[[case.rows]]",
        "[[guard]]",
        "[[holding]]",
    ];
    let keys = vec![
        "name", "amount", "source", "'note'", "sales", "rows", "until", "from", "zeta", "a.b",
    ];
    let entry = (above(), value(), behind());
    let block = (
        above(),
        prop::sample::select(headers),
        behind(),
        prop::sample::subsequence(keys, 0..6).prop_shuffle(),
        prop::collection::vec(entry, 6),
    );
    (prop::collection::vec(block, 0..5), above()).prop_map(|(blocks, tail)| {
        let mut text = String::new();
        for (number, (above, header, behind, keys, entries)) in blocks.into_iter().enumerate() {
            text.push_str(&format!(
                "{above}{}{behind}",
                header.replace('N', &number.to_string())
            ));
            for (key, (above, value, behind)) in keys.iter().zip(entries) {
                text.push_str(&format!("{above}{key} ={value}{behind}"));
            }
        }
        text + &tail
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_layout_keeps_values_and_remarks_and_is_its_own_layout(text in records()) {
        let Some(before) = data(&text) else {
            return Ok(());
        };
        let once = layout("a.toml", &text);
        prop_assert_eq!(data(&once).unwrap(), before, "{}\n---\n{}", text, once);
        prop_assert_eq!(once.matches("# r").count(), text.matches("# r").count(), "{}\n---\n{}", text, once);
        prop_assert_eq!(layout("a.toml", &once), once, "{}", text);
    }

    #[test]
    fn any_text_has_a_layout_or_located_errors(text in "[\\[\\]\"'{}=,.#a-f0-9 \n-]{0,120}") {
        let schema = facts_support::schema();
        for name in ["a.toml", "Amount.csv"] {
            if let Err(errors) = formatted(FileId(0), name, &text, &schema) {
                prop_assert!(!errors.is_empty());
                for error in errors {
                    prop_assert!(error.span.end as usize <= text.len(), "{:?}", error);
                }
            }
        }
        let _ = printer::formatted(FileId(0), &text);
    }
}
