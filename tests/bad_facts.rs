//! Broken fact files and what is said of them, word for word.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use tenderlog::facts::{InputFile, check, load};

mod facts_support;

/// A little law for the files to stand on.
const LAW: &str = r#"
[provision.spa-48-2]
act = "Software Promotion Act"
article = "48(2)"
from = 2020-12-10

[provision.spa-48-3-2]
act = "Software Promotion Act"
article = "48(3)2"
from = 2020-12-10

[provision.spa-48-3-4]
act = "Software Promotion Act"
article = "48(3)4"
from = 2020-12-10

[[floor]]
tier = "major"
amount = "8bn"
from = 2012-01-01
source = "msit"

[[reading]]
issue = "bundle"
option = "integrated"

[[reading]]
issue = "bundle"
option = "bundle"

[source.msit]
title = "Guideline"
"#;

/// Records for the tables to name.
const RECORDS: &str = r#"
[firm]
a = { name = "A", source = "s" }
b = { name = "B", source = "s" }

[group]
g = { name = "G", source = "s", designated = [] }
h = { name = "H", source = "s", designated = [] }

[project]
p1 = { name = "P1", source = "s" }
p2 = { name = "P2", source = "s" }

[source]
s = { title = "S" }
"#;

/// Every message on a file, as plain text, then how many rows could be read.
fn messages(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut files = vec![InputFile {
        name: name.to_owned(),
        content: Ok(fs::read(path).unwrap()),
    }];
    if name.ends_with(".csv") {
        files.push(InputFile::text("records.toml", RECORDS));
    }
    let (base, errors) = load(&[("built-in law", LAW)], files, &facts_support::schema());
    let mut out = String::new();
    for error in &errors {
        writeln!(out, "{}", error.plain(&base.sources_text)).unwrap();
    }
    if errors.is_empty() {
        for finding in check(&base) {
            let severity = format!("{:?}", finding.severity).to_lowercase();
            writeln!(
                out,
                "{severity}: {}",
                finding.diagnostic.plain(&base.sources_text)
            )
            .unwrap();
        }
    }
    let of_file =
        |row: &&tenderlog::facts::Row| base.sources_text.file(row.origin.span.file).unwrap().name == name;
    writeln!(out, "rows read: {}", base.rows.iter().filter(of_file).count()).unwrap();
    out
}

#[test]
fn every_broken_file_is_answered_with_all_its_mistakes() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_facts");
    let mut paths: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() >= 10, "{paths:?}");
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap().replace('.', "_");
        insta::assert_snapshot!(name, messages(&path));
    }
}
