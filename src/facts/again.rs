//! Loads that follow each other: files that are as they were are not read again, and where nothing but their records
//! changed, the last base is changed in place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::lang::source::{FileId, Sources, Span};

use super::base::{FactBase, Row};
use super::collect::Output;
use super::csv_file;
use super::error::FactError;
use super::ids::Ids;
use super::merge::{exchange, merge};
use super::schema::Schema;
use super::toml_file::{TomlFile, Unit};

/// What one load has read, for the next: a file that is the same at the same place, while all files together declare the
/// same ids, says the same.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    ids: Ids,
    files: BTreeMap<FileId, Told>,
    last: Option<Last>,
}

/// The base of a load in which nothing was wrong and no record stood twice.
#[derive(Clone, Debug)]
struct Last {
    base: Arc<FactBase>,
    /// Rows that are said more than once, without the first of each.
    repeated: Vec<Row>,
}

/// A file as it was read.
#[derive(Clone, Debug)]
struct Told {
    text: String,
    /// The last part of its name, which says what a table fills.
    stem: String,
    ids: Ids,
    units: Vec<Unit>,
    errors: Vec<FactError>,
}

/// A file to be read.
pub(super) struct Text<'a> {
    pub(super) file: FileId,
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) law: bool,
}

impl Text<'_> {
    fn is_table(&self) -> bool {
        self.name.ends_with(".csv")
    }

    fn stem(&self) -> &str {
        self.name.rsplit(['/', '\\', ':']).next().unwrap_or(self.name)
    }
}

/// The files that a load had to read, as they were before where they were there.
struct Reread {
    files: BTreeSet<FileId>,
    before: Vec<Told>,
}

impl Loaded {
    /// The base of some files, with what is wrong in each of them and in two of them together.
    pub(super) fn base(
        &mut self,
        texts: &[Text<'_>],
        sources: &Sources,
        schema: &Schema,
    ) -> (Arc<FactBase>, Vec<FactError>) {
        let reread = self.read(texts, schema);
        let mut errors: Vec<FactError> = self
            .files
            .values()
            .flat_map(|told| told.errors.iter().cloned())
            .collect();
        let last = self.last.take().filter(|_| errors.is_empty());
        if let (Some(last), Some(reread)) = (last, reread)
            && self.same_records(&reread)
        {
            let mut base = Arc::unwrap_or_clone(last.base);
            let old = reread.before.into_iter().flat_map(|told| told.units);
            let new = reread.files.iter().filter_map(|file| self.files.get(file));
            let new = new.flat_map(|told| told.units.iter().cloned());
            let repeated = exchange(&mut base, last.repeated, &reread.files, old, new);
            base.sources_text = sources.clone();
            return (self.keep(base, repeated), errors);
        }
        let units: Vec<Unit> = self
            .files
            .values()
            .flat_map(|told| told.units.iter().cloned())
            .collect();
        let count = units.len();
        let units = merge(units, &mut errors);
        let can_be_kept = errors.is_empty() && units.len() == count;
        let mut base = FactBase::default();
        let repeated = exchange(
            &mut base,
            Vec::new(),
            &BTreeSet::new(),
            std::iter::empty(),
            units.into_iter(),
        );
        base.sources_text = sources.clone();
        if can_be_kept {
            (self.keep(base, repeated), errors)
        } else {
            (Arc::new(base), errors)
        }
    }

    /// Forgets the base, in which rows contradict each other.
    pub(super) fn forget(&mut self) {
        self.last = None;
    }

    fn keep(&mut self, base: FactBase, repeated: Vec<Row>) -> Arc<FactBase> {
        let base = Arc::new(base);
        self.last = Some(Last {
            base: Arc::clone(&base),
            repeated,
        });
        base
    }

    /// Whether the files that were read again hold the records that they held: no other file can then hold one of them.
    fn same_records(&self, reread: &Reread) -> bool {
        fn keys<'a>(told: impl Iterator<Item = &'a Told>) -> Vec<&'a str> {
            let mut keys: Vec<&str> = told
                .flat_map(|told| &told.units)
                .filter_map(|unit| unit.key.as_deref())
                .collect();
            keys.sort_unstable();
            keys
        }
        let now = reread.files.iter().filter_map(|file| self.files.get(file));
        keys(reread.before.iter()) == keys(now)
    }

    /// Reads the files that are not as they were; nothing is left of the others. None if all were read.
    fn read(&mut self, texts: &[Text<'_>], schema: &Schema) -> Option<Reread> {
        let mut parsed: BTreeMap<FileId, (Option<TomlFile<'_>>, Ids)> = BTreeMap::new();
        let mut before: BTreeMap<FileId, Told> = BTreeMap::new();
        let count = self.files.len();
        let mut now = std::mem::take(&mut self.files);
        for text in texts {
            match now.remove(&text.file) {
                Some(told) if told.text == text.text && told.stem == text.stem() => {
                    self.files.insert(text.file, told);
                }
                told => {
                    let mut ids = Ids::default();
                    let toml = (!text.is_table()).then(|| TomlFile::parse(text.file, text.text, text.law));
                    if let Some(toml) = &toml {
                        toml.declare(&mut ids);
                    }
                    parsed.insert(text.file, (toml, ids));
                    before.extend(told.map(|told| (text.file, told)));
                }
            }
        }
        let same_files = count == texts.len() && now.is_empty();
        let same_ids = same_files
            && parsed
                .iter()
                .all(|(file, (_, ids))| before.get(file).is_some_and(|told| told.ids == *ids));
        let mut all = same_ids;
        if !same_ids {
            let mut ids = Ids::default();
            for own in self.files.values().map(|told| &told.ids) {
                ids.extend(own);
            }
            for (_, own) in parsed.values() {
                ids.extend(own);
            }
            all = ids == self.ids;
            if !all {
                self.files.clear();
                self.ids = ids;
            }
        }
        let mut files = BTreeSet::new();
        for text in texts {
            if self.files.contains_key(&text.file) {
                continue;
            }
            files.insert(text.file);
            let parsed = parsed.remove(&text.file);
            self.files
                .insert(text.file, told(text, parsed, schema, &self.ids));
        }
        (all && same_files).then(|| Reread {
            files,
            before: before.into_values().collect(),
        })
    }
}

/// What a file says, where all files together declare some ids.
fn told<'a>(
    text: &Text<'a>,
    parsed: Option<(Option<TomlFile<'a>>, Ids)>,
    schema: &Schema,
    all: &Ids,
) -> Told {
    let (units, errors, ids) = if text.is_table() {
        let mut output = csv_file::map(text.file, text.name, text.text, schema, all);
        let errors = std::mem::take(&mut output.errors);
        (vec![table(text.file, output)], errors, Ids::default())
    } else {
        let (toml, ids) = match parsed {
            Some((Some(toml), ids)) => (toml, ids),
            _ => {
                let toml = TomlFile::parse(text.file, text.text, text.law);
                let mut ids = Ids::default();
                toml.declare(&mut ids);
                (toml, ids)
            }
        };
        let (mut units, errors) = toml.map(schema, all);
        units.sort_by_key(|unit| unit.span);
        (units, errors, ids)
    };
    Told {
        text: text.text.to_owned(),
        stem: text.stem().to_owned(),
        ids,
        units,
        errors,
    }
}

/// The rows of a table, which is no record.
fn table(file: FileId, output: Output) -> Unit {
    Unit {
        key: None,
        label: String::new(),
        span: Span {
            file,
            start: 0,
            end: 0,
        },
        failed: false,
        output,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::facts::input::InputFile;
    use crate::facts::load::{load_again, load_texts};
    use crate::facts::testing::schema;

    const FIRM: &str = "[firm.f]\nname = \"F\"\nnames = [\"Eff\"]\n";
    const PROJECT: &str =
        "[project.p]\nname = \"P\"\namount = \"1bn\"\nparticipant = [{ firm = \"f\", role = \"sole\" }]\n";
    const TABLE: &str = "project,won\np,1bn\n";

    /// What each file can be: absent, one text, or another.
    fn variants() -> [(&'static str, Vec<String>); 5] {
        let text = str::to_owned;
        [
            (
                "a.toml",
                vec![
                    text(FIRM),
                    format!("# moved\n{FIRM}"),
                    FIRM.replace("\"F\"", "\"G\""),
                    FIRM.replace("Eff", "ef"),
                    text(PROJECT),
                    text("[firm.f]\nname = "),
                ],
            ),
            (
                "b.toml",
                vec![
                    text(PROJECT),
                    PROJECT.replace("1bn", "2bn"),
                    PROJECT.replace("\"f\"", "\"g\""),
                    format!("{PROJECT}{FIRM}"),
                    format!("[source.s]\ntitle = \"S\"\n{PROJECT}source = \"s\"\n"),
                    format!("[source.s]\ntitle = \"T\"\n{PROJECT}source = \"s\"\n"),
                ],
            ),
            (
                "c.toml",
                vec![
                    text("[[guard]]\nname = \"g\"\nask = 'Amount(p, won)'\nrows = []\n"),
                    text("[[guard]]\nname = \"h\"\nask = 'Amount(p, won)'\nrows = []\n"),
                    text("[project.q]\nname = \"Q\"\nreorder_of = \"p\"\n"),
                    text("[project.q]\nname = \"P\"\n"),
                ],
            ),
            (
                "Amount.csv",
                vec![
                    text(TABLE),
                    TABLE.replace("1bn", "2bn"),
                    format!("{TABLE}q,3bn\n"),
                ],
            ),
            ("x/Amount.csv", vec![text(TABLE), text("project,won\np\n")]),
        ]
    }

    proptest! {
        #[test]
        fn a_state_loaded_after_others_is_as_if_loaded_alone(
            states in prop::collection::vec(prop::array::uniform5(0..7_usize), 1..8),
        ) {
            let schema = schema();
            let mut loaded = Loaded::default();
            let variants = variants();
            let mut now = [0; 5];
            for (step, state) in states.into_iter().enumerate() {
                // Most steps change one file.
                for (file, variant) in state.into_iter().enumerate() {
                    if step % 3 == 0 || file == step % 5 {
                        now[file] = variant;
                    }
                }
                let texts: Vec<(&str, &str)> = variants
                    .iter()
                    .zip(now)
                    .filter_map(|((name, texts), at)| Some((*name, texts.get(at)?.as_str())))
                    .collect();
                let files = texts.iter().map(|(name, text)| InputFile::text(*name, *text));
                let (base, errors) = load_again(&[], files.collect(), &schema, &mut loaded);
                let (alone, wrong) = load_texts(&[], &texts, &schema);
                prop_assert_eq!(format!("{base:?}"), format!("{alone:?}"));
                prop_assert_eq!(errors, wrong);
            }
        }
    }
}
