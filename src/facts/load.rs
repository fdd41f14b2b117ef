//! Loading: files to a fact base, with every error of every file.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::lang::source::{FileId, Sources, Span};

use super::base::FactBase;
use super::collect::{Context, Output};
use super::csv_file;
use super::error::{Diagnostic, FactError};
use super::ids::Ids;
use super::overlap;
use super::reorder;
use super::schema::Schema;
use super::toml_file::{self, Parsed};

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Path as messages show it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Reads files and directories: `.toml` and `.csv`, directories sorted, hidden entries and links out of the tree left
/// out. What cannot be read is an error; the place of such an error is the first byte of nothing.
#[must_use]
pub fn read_paths(paths: &[PathBuf]) -> (Vec<InputFile>, Vec<(String, String)>) {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    let mut found: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        let named = path.is_file();
        if named && !is_fact_file(path) {
            errors.push((
                path.display().to_string(),
                "is neither a .toml nor a .csv file".to_owned(),
            ));
        } else if named {
            found.insert(path.clone());
        } else if path.is_dir() {
            let root = path.canonicalize().unwrap_or_else(|_| path.clone());
            walk(path, &root, &mut found, &mut errors);
        } else {
            errors.push((
                path.display().to_string(),
                "there is no such file or directory".to_owned(),
            ));
        }
    }
    for path in found {
        match std::fs::read(&path) {
            Ok(bytes) => files.push(InputFile {
                name: path.display().to_string(),
                bytes,
            }),
            Err(error) => errors.push((path.display().to_string(), error.to_string())),
        }
    }
    (files, errors)
}

fn is_fact_file(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml" || extension == "csv")
}

fn walk(folder: &Path, root: &Path, found: &mut BTreeSet<PathBuf>, errors: &mut Vec<(String, String)>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            errors.push((folder.display().to_string(), error.to_string()));
            return;
        }
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let linked = entry.file_type().is_ok_and(|kind| kind.is_symlink());
        let outside = linked
            && path
                .canonicalize()
                .map_or(true, |target| !target.starts_with(root) || target.is_dir());
        if hidden || outside {
            continue;
        }
        if path.is_dir() {
            walk(&path, root, found, errors);
        } else if is_fact_file(&path) && !is_manifest(&path) {
            found.insert(path);
        }
    }
}

/// A Cargo manifest that happens to lie in the folder.
fn is_manifest(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name == "Cargo.toml" || name == "rustfmt.toml" || name == "clippy.toml")
}

/// Reads files into a fact base. Everything that can be read is there, beside every error; the order of files is no
/// matter, except that places of errors come in it.
#[must_use]
pub fn load(files: &[InputFile], schema: &Schema) -> (FactBase, Vec<FactError>) {
    let mut texts = Sources::default();
    let mut errors: Vec<FactError> = Vec::new();
    let mut ids: Vec<FileId> = Vec::new();
    for file in files {
        let text = match std::str::from_utf8(&file.bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
            Err(error) => {
                let valid = file.bytes.get(..error.valid_up_to()).unwrap_or_default();
                String::from_utf8_lossy(valid).into_owned()
            }
        };
        let broken = std::str::from_utf8(&file.bytes).is_err();
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let id = texts.add(file.name.clone(), text);
        if broken {
            let place = Span {
                file: id,
                start: end,
                end,
            };
            errors.push(
                Diagnostic::new("facts::encoding", "the file is not UTF-8 from here on", place)
                    .with_help("save it as UTF-8"),
            );
        }
        ids.push(id);
    }

    let is_csv = |id: &FileId| texts.file(*id).is_some_and(|file| file.name.ends_with(".csv"));
    let parsed: Vec<(FileId, Parsed<'_>)> = ids
        .iter()
        .filter(|id| !is_csv(id))
        .filter_map(|id| {
            texts
                .file(*id)
                .map(|file| (*id, toml_file::parse(&file.text, *id)))
        })
        .collect();
    let mut known = Ids::default();
    let mut seen = Vec::new();
    for (id, file) in &parsed {
        errors.extend(file.errors.iter().cloned());
        errors.extend(toml_file::declare(&file.table, *id, &mut known, &mut seen));
    }

    let mut all = Output::default();
    for (id, file) in &parsed {
        let text = texts.file(*id).map_or("", |file| file.text.as_str());
        let context = Context {
            schema,
            ids: &known,
            file: *id,
            text,
            out: RefCell::new(Output::default()),
        };
        toml_file::map(&context, &file.table);
        all.extend(context.out.into_inner());
    }
    for id in ids.iter().filter(|id| is_csv(id)) {
        if let Some(file) = texts.file(*id) {
            all.extend(csv_file::read(&file.name, &file.text, *id, schema, &known));
        }
    }
    drop(parsed);
    errors.append(&mut all.errors);
    let base = base_of(all, texts);
    errors.extend(overlap::overlaps(&base));
    errors.extend(reorder::cycles(&base));
    errors.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    errors.dedup();
    (base, errors)
}

/// Sorts and joins what was read: a row that stands twice keeps its first place.
fn base_of(mut all: Output, texts: Sources) -> FactBase {
    all.rows.sort_by(|a, b| {
        (&a.relation, &a.values, a.origin.span).cmp(&(&b.relation, &b.values, b.origin.span))
    });
    all.rows
        .dedup_by(|b, a| a.relation == b.relation && a.values == b.values);
    all.readings
        .sort_by(|a, b| (&a.issue, a.origin.span).cmp(&(&b.issue, b.origin.span)));
    all.cases.sort_by_key(|case| case.span);
    all.written.sort_by_key(|record| record.span);
    let mut base = FactBase {
        rows: all.rows,
        readings: all.readings,
        cases: all.cases,
        written: all.written,
        sources_text: texts,
        ..FactBase::default()
    };
    for name in all.names {
        if base.names.get(name.kind, &name.id).is_none() {
            base.names.add(name);
        }
    }
    for source in all.sources {
        base.sources.entry(source.id.clone()).or_insert(source);
    }
    for provision in all.provisions {
        base.provisions.entry(provision.id.clone()).or_insert(provision);
    }
    base
}
