//! A load: the law's texts and other files to one base, with every error of every file.

use std::sync::Arc;

use crate::lang::source::{FileId, Sources, Span};

use super::again::{Loaded, Text};
use super::base::FactBase;
use super::consistency::contradictions;
use super::error::{Diagnostic, FactError};
use super::input::InputFile;
use super::reorder::cycles;
use super::schema::Schema;

/// Loads the law (name and text of each of its files) and other files. What is readable is in the base; errors are sorted by place.
/// The order of files changes nothing: they are taken by name.
#[must_use]
pub fn load(law: &[(&str, &str)], files: Vec<InputFile>, schema: &Schema) -> (FactBase, Vec<FactError>) {
    let (base, errors) = load_again(law, files, schema, &mut Loaded::default());
    (Arc::unwrap_or_clone(base), errors)
}

/// As [`load`], for one state of files after the other, on the same law and schema: a file that is as it was is not read again.
#[must_use]
pub fn load_again(
    law: &[(&str, &str)],
    files: Vec<InputFile>,
    schema: &Schema,
    loaded: &mut Loaded,
) -> (Arc<FactBase>, Vec<FactError>) {
    let mut errors = Vec::new();
    let mut sources = Sources::default();
    let mut law: Vec<(&str, &str)> = law.to_vec();
    law.sort_unstable();
    let law: Vec<FileId> = law
        .into_iter()
        .map(|(name, text)| sources.add(name, text))
        .collect();
    let files = add_files(files, &mut sources, &mut errors);

    let texts: Vec<Text<'_>> = law
        .iter()
        .map(|file| (*file, true))
        .chain(files.iter().map(|file| (*file, false)))
        .filter_map(|(id, law)| {
            sources.file(id).map(|file| Text {
                file: id,
                name: &file.name,
                text: &file.text,
                law,
            })
        })
        .collect();
    let (base, mut wrong) = loaded.base(&texts, &sources, schema);
    wrong.append(&mut errors);
    wrong.extend(contradictions(&base));
    wrong.extend(cycles(&base));
    if !wrong.is_empty() {
        loaded.forget();
    }
    wrong.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    wrong.dedup();
    (base, wrong)
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
            let error = Diagnostic::new("facts::unreadable", message, at(id, 0));
            Err(match why.starts_with("expected") {
                true => error.with_help("name a `.toml` or `.csv` file, or a directory of them"),
                false => error,
            })
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
