//! A load: the law's texts and other files to one base, with every error of every file.

use std::collections::BTreeMap;

use crate::lang::source::{FileId, Sources, Span};

use super::base::FactBase;
use super::consistency::contradictions;
use super::csv_file;
use super::error::{Diagnostic, FactError};
use super::ids::Ids;
use super::input::InputFile;
use super::merge::{base, merge};
use super::reorder::cycles;
use super::schema::Schema;
use super::toml_file::{TomlFile, Unit};

/// What one load has read of files of records, for the next: a file that is the same at the same place, while all files
/// together declare the same ids, says the same.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    ids: Ids,
    files: BTreeMap<FileId, Told>,
}

/// A file of records as it was read.
#[derive(Clone, Debug)]
struct Told {
    text: String,
    ids: Ids,
    units: Vec<Unit>,
    errors: Vec<FactError>,
}

/// Loads the law (name and text of each of its files) and other files. What is readable is in the base; errors are sorted by place.
/// The order of files changes nothing: they are taken by name.
#[must_use]
pub fn load(law: &[(&str, &str)], files: Vec<InputFile>, schema: &Schema) -> (FactBase, Vec<FactError>) {
    load_again(law, files, schema, &mut Loaded::default())
}

/// As [`load`], for one state of files after the other, on the same law and schema: a file that is as it was is not read again.
#[must_use]
pub fn load_again(
    law: &[(&str, &str)],
    files: Vec<InputFile>,
    schema: &Schema,
    loaded: &mut Loaded,
) -> (FactBase, Vec<FactError>) {
    let mut errors = Vec::new();
    let mut sources = Sources::default();
    let mut law: Vec<(&str, &str)> = law.to_vec();
    law.sort_unstable();
    let law: Vec<FileId> = law
        .into_iter()
        .map(|(name, text)| sources.add(name, text))
        .collect();
    let files = add_files(files, &mut sources, &mut errors);

    let text = |file: FileId| sources.file(file).map_or("", |file| file.text.as_str());
    let is_csv = |file: FileId| sources.file(file).is_some_and(|file| file.name.ends_with(".csv"));
    let others = files.iter().copied().filter(|file| !is_csv(*file));
    let tomls: Vec<(FileId, &str, bool)> = law
        .iter()
        .map(|file| (*file, text(*file), true))
        .chain(others.map(|file| (file, text(file), false)))
        .collect();
    let (units, mut wrong) = loaded.read(&tomls, schema);
    errors.append(&mut wrong);
    let ids = &loaded.ids;
    let mut all = merge(units, &mut errors);
    for file in files.iter().filter(|file| is_csv(**file)) {
        let name = sources.file(*file).map_or("", |file| file.name.as_str());
        all.extend(csv_file::map(*file, name, text(*file), schema, ids));
    }
    errors.append(&mut all.errors);
    let base = base(all, sources);
    errors.extend(contradictions(&base));
    errors.extend(cycles(&base));
    errors.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    errors.dedup();
    (base, errors)
}

impl Loaded {
    /// The records of files (each with its text, and whether it is law), in their order, with what is wrong in them.
    fn read(&mut self, tomls: &[(FileId, &str, bool)], schema: &Schema) -> (Vec<Unit>, Vec<FactError>) {
        let mut parsed: Vec<Option<TomlFile<'_>>> = Vec::new();
        let mut ids = Ids::default();
        for (file, text, law) in tomls {
            if let Some(told) = self.files.get(file).filter(|told| told.text == *text) {
                ids.extend(&told.ids);
                parsed.push(None);
                continue;
            }
            self.files.remove(file);
            let toml = TomlFile::parse(*file, text, *law);
            toml.declare(&mut ids);
            parsed.push(Some(toml));
        }
        if ids != self.ids {
            self.files.clear();
            self.ids = ids;
        }
        let (mut units, mut errors) = (Vec::new(), Vec::new());
        for ((file, text, law), toml) in tomls.iter().zip(parsed) {
            let told = self.files.entry(*file).or_insert_with(|| {
                let toml = toml.unwrap_or_else(|| TomlFile::parse(*file, text, *law));
                told(&toml, text, schema, &self.ids)
            });
            units.extend(told.units.iter().cloned());
            errors.extend(told.errors.iter().cloned());
        }
        (units, errors)
    }
}

/// What a file says, where all files together declare some ids.
fn told(toml: &TomlFile<'_>, text: &str, schema: &Schema, all: &Ids) -> Told {
    let mut ids = Ids::default();
    toml.declare(&mut ids);
    let (mut units, errors) = toml.map(schema, all);
    units.sort_by_key(|unit| unit.span);
    Told {
        text: text.to_owned(),
        ids,
        units,
        errors,
    }
}

/// Loads the law and texts with their names; see [`load`].
#[must_use]
pub fn load_texts(
    law: &[(&str, &str)],
    texts: &[(&str, &str)],
    schema: &Schema,
) -> (FactBase, Vec<FactError>) {
    let files = texts
        .iter()
        .map(|(name, text)| InputFile::text(*name, *text))
        .collect();
    load(law, files, schema)
}

/// Adds the texts of files by name, each file once; puts an error down for each that cannot be read.
fn add_files(mut files: Vec<InputFile>, sources: &mut Sources, errors: &mut Vec<FactError>) -> Vec<FileId> {
    files.sort_unstable_by(|a, b| (&a.name, &a.content).cmp(&(&b.name, &b.content)));
    files.dedup();
    let mut readable = Vec::new();
    for file in files {
        let is_csv = file.name.ends_with(".csv");
        match add_file(file, sources) {
            Ok(id) => readable.push(id),
            // The reader of tables says which fields are wrong, and reads the others.
            Err(error) if is_csv && error.code == NOT_UTF8 => readable.push(error.span.file),
            Err(error) => errors.push(error),
        }
    }
    readable
}

/// Code of a file that is not UTF-8.
const NOT_UTF8: &str = "facts::not-utf8";

/// Adds a file to the texts, as far as it can be read.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub fn add_file(file: InputFile, sources: &mut Sources) -> Result<FileId, FactError> {
    let InputFile { name, content } = file;
    match content.map(String::from_utf8) {
        Ok(Ok(text)) => {
            let too_large = u32::try_from(text.len()).is_err();
            let id = sources.add(name, text);
            if too_large {
                let message = "the file is larger than 4 GiB";
                return Err(Diagnostic::new("facts::unreadable", message, at(id, 0)));
            }
            Ok(id)
        }
        Ok(Err(error)) => {
            let valid = error.utf8_error().valid_up_to();
            let lossy = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let id = sources.add(name, lossy);
            let message = "the file is not UTF-8 from here on";
            Err(Diagnostic::new(NOT_UTF8, message, at(id, valid)).with_help("save it as UTF-8"))
        }
        Err(why) => {
            let message = format!("cannot read `{name}`: {why}");
            let id = sources.add(name, "");
            Err(Diagnostic::new("facts::unreadable", message, at(id, 0)))
        }
    }
}

/// A byte of a file.
fn at(file: FileId, byte: usize) -> Span {
    let byte = u32::try_from(byte).unwrap_or(u32::MAX);
    Span {
        file,
        start: byte,
        end: byte,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::schema;

    fn codes(texts: &[(&str, &str)]) -> (usize, Vec<&'static str>) {
        let (base, errors) = load_texts(&[], texts, &schema());
        (base.rows.len(), errors.iter().map(|error| error.code).collect())
    }

    #[test]
    fn the_same_record_in_two_files_is_one() {
        let body = "[body.b]\nname = \"B\"\nclass = \"state\"";
        let spaced = "[body]\n  [body.b]\nclass = \"state\" # the same\nname = \"B\"";
        assert_eq!(codes(&[("a.toml", body), ("b.toml", spaced)]), (1, vec![]));
    }

    #[test]
    fn the_same_record_with_different_content_names_both_places() {
        let texts = [
            ("a.toml", "[body.b]\nname = \"B\"\nclass = \"state\""),
            ("b.toml", "\n[body.b]\nname = \"B\"\nclass = \"local\""),
        ];
        let (base, errors) = load_texts(&[], &texts, &schema());
        let [error] = errors.as_slice() else {
            panic!("{errors:?}");
        };
        assert_eq!(
            error.plain(&base.sources_text),
            "b.toml:2:1: facts::duplicate: `[body.b]` is written twice, with different content\n  \
             a.toml:1:1: the first one\n  help: keep one of the two, or give them different ids"
        );
        assert_eq!(base.rows.len(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let files = vec![InputFile {
            name: "gone.toml".to_owned(),
            content: Err("no such file or directory".to_owned()),
        }];
        let (_, errors) = load(&[], files, &schema());
        assert_eq!(errors.first().map(|error| error.code), Some("facts::unreadable"));
        assert!(errors[0].message.contains("gone.toml"));
    }

    #[test]
    fn a_state_loaded_after_others_is_as_if_loaded_alone() {
        let firm = ("a.toml", "[firm.f]\nname = \"F\"\n");
        let project = "[project.p]\nname = \"P\"\namount = \"1bn\"\nparticipant = [{ firm = \"f\", role = \"sole\" }]\n";
        let states: [&[(&str, &str)]; 5] = [
            &[firm, ("b.toml", project)],
            &[firm, ("b.toml", &project.replace("1bn", "2bn"))],
            // Without the firm the participant has no name.
            &[("b.toml", project)],
            &[("a.toml", project), ("b.toml", firm.1)],
            &[firm, ("b.toml", project), ("c.toml", "[body.b]\nname = ")],
        ];
        let mut loaded = Loaded::default();
        for state in states {
            let files = state.iter().map(|(name, text)| InputFile::text(*name, *text));
            let (base, errors) = load_again(&[], files.collect(), &schema(), &mut loaded);
            let (alone, wrong) = load_texts(&[], state, &schema());
            assert_eq!((base.rows, errors), (alone.rows, wrong));
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_located() {
        let files = vec![InputFile {
            name: "a.toml".to_owned(),
            content: Ok(b"# ok\n# \xff".to_vec()),
        }];
        let (base, errors) = load(&[], files, &schema());
        assert_eq!(errors[0].code, "facts::not-utf8");
        assert_eq!(base.sources_text.place(errors[0].span), (2, 3));
    }

    #[test]
    fn rows_of_a_table_count_beside_those_of_records() {
        let records = "[firm]\na = { name = \"A\" }\n[project]\np = { name = \"P\", amount = \"1bn\" }\n";
        let same = "won,project\n\"1,000,000,000\",p\n";
        assert_eq!(codes(&[("a.toml", records), ("Amount.csv", same)]), (1, vec![]));
        let other = "won,project\n2bn,p\n";
        assert_eq!(
            codes(&[("a.toml", records), ("x/Amount.csv", other)]),
            (2, vec!["facts::conflict"])
        );
        let never = "firm\na\n";
        let sme = "\u{feff}firm,from,until\r\na,2020-01-01,\r\n";
        assert_eq!(
            codes(&[("a.toml", records), ("SmeNever.csv", never), ("Sme.csv", sme)]),
            (3, vec!["facts::conflict"])
        );
    }
}
