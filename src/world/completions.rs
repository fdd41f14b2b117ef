//! What can be completed while a question is typed: relations, words, readings, and names found by how they begin.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::World;
use crate::facts::EntityKind;
use crate::lang::program::{Program, Type};

/// What a line editor can complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    /// Relations, those of the law first.
    pub relations: Vec<KnownRelation>,
    /// Ids, names and aliases of everything that has one.
    pub names: Arc<NameIndex>,
    /// Words of all vocabularies, sorted.
    pub words: Vec<String>,
    /// Issues with their options.
    pub readings: Vec<(String, Vec<String>)>,
    /// Ids of rules, sorted.
    pub rules: Vec<String>,
}

/// A relation with its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRelation {
    /// Its name.
    pub name: String,
    /// Its columns in order.
    pub columns: Vec<KnownColumn>,
}

/// A column with what can stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownColumn {
    /// Its name.
    pub name: String,
    /// What can stand in it.
    pub takes: Takes,
}

/// What can stand in a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Takes {
    /// The name of something of a kind.
    Name(EntityKind),
    /// One of these words.
    Word(Vec<String>),
    /// Anything else: an amount, a day, a text.
    Value,
}

impl Completions {
    /// The relation of a name.
    #[must_use]
    pub fn relation(&self, name: &str) -> Option<&KnownRelation> {
        self.relations.iter().find(|relation| relation.name == name)
    }
}

impl KnownRelation {
    /// The names of its columns, as they stand between brackets.
    #[must_use]
    pub fn column_names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        names.join(", ")
    }
}

/// Names by kind, each kind in the order of its small letters: those that begin alike stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameIndex {
    kinds: BTreeMap<EntityKind, Vec<IndexedName>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct IndexedName {
    folded: String,
    name: String,
}

/// Names that begin with a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamesFound<'a> {
    /// The first ones, sorted.
    pub names: Vec<&'a str>,
    /// How many more there are.
    pub more: usize,
    /// What all of them begin with, capitals apart, if that is not simply the text.
    pub common: Option<&'a str>,
}

impl NameIndex {
    /// Puts names in order.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = (EntityKind, String)>) -> Self {
        let mut kinds: BTreeMap<EntityKind, Vec<IndexedName>> = BTreeMap::new();
        for (kind, name) in names {
            let folded = folded(&name);
            kinds.entry(kind).or_default().push(IndexedName { folded, name });
        }
        for known in kinds.values_mut() {
            known.sort();
            known.dedup();
        }
        Self { kinds }
    }

    /// All names, kind by kind.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.kinds.values().flatten().map(|name| name.name.as_str())
    }

    /// Whether something bears exactly this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let wanted = IndexedName {
            folded: folded(name),
            name: name.to_owned(),
        };
        self.kinds
            .values()
            .any(|known| known.binary_search(&wanted).is_ok())
    }

    /// The names of a kind, or of any kind, that begin with a text whatever its capitals; at most so many are listed.
    #[must_use]
    pub fn beginning(&self, kind: Option<EntityKind>, text: &str, most: usize) -> NamesFound<'_> {
        let wanted = folded(text);
        let ranges: Vec<&[IndexedName]> = self
            .kinds
            .iter()
            .filter(|(known, _)| kind.is_none_or(|kind| kind == **known))
            .filter_map(|(_, names)| {
                let start = names.partition_point(|name| name.folded < wanted);
                let rest = names.get(start..)?;
                rest.get(..rest.partition_point(|name| name.folded.starts_with(&wanted)))
            })
            .collect();
        let all: usize = ranges.iter().map(|range| range.len()).sum();
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for range in &ranges {
            names.extend(range.iter().take(most).map(|name| name.name.as_str()));
        }
        // One name may be borne by things of several kinds.
        let twice: usize = ranges.iter().map(|range| range.len().min(most)).sum::<usize>() - names.len();
        let names: Vec<&str> = names.into_iter().take(most).collect();
        NamesFound {
            more: (all - twice).saturating_sub(names.len()),
            common: common(&ranges, &wanted),
            names,
        }
    }
}

/// What the first and the last name of every range begin with, if it is longer than what was wanted.
fn common<'a>(ranges: &[&'a [IndexedName]], wanted: &str) -> Option<&'a str> {
    let ends: Vec<&IndexedName> = ranges
        .iter()
        .flat_map(|range| [range.first(), range.last()])
        .flatten()
        .collect();
    let (first, others) = ends.split_first()?;
    let shared = others
        .iter()
        .map(|other| {
            let pairs = first.folded.chars().zip(other.folded.chars());
            pairs.take_while(|(one, other)| one == other).count()
        })
        .min()?;
    // Small letters can be more letters than the capital (`İ`): then nothing is shared for certain.
    if shared <= wanted.chars().count() || first.folded.chars().count() != first.name.chars().count() {
        return None;
    }
    let end = first.name.char_indices().nth(shared).map(|(at, _)| at);
    Some(end.and_then(|end| first.name.get(..end)).unwrap_or(&first.name))
}

fn folded(text: &str) -> String {
    text.to_lowercase()
}

impl World {
    /// What a line editor can complete.
    #[must_use]
    pub fn completions(&self) -> Completions {
        let base = &self.base;
        let named = base
            .names
            .iter()
            .flat_map(|name| name.all().map(|text| (name.kind, text.to_owned())));
        let provisions = base
            .provisions
            .keys()
            .map(|id| (EntityKind::Provision, id.clone()));
        let sources = base.sources.keys().map(|id| (EntityKind::Source, id.clone()));
        let names = Arc::new(NameIndex::new(named.chain(provisions).chain(sources)));
        self.completions_of(names)
    }

    /// What a line editor can complete, where the names are known: changes of a session bring none.
    #[must_use]
    pub fn completions_of(&self, names: Arc<NameIndex>) -> Completions {
        let program = self.program();
        let words: BTreeSet<&String> = program
            .types
            .iter()
            .filter_map(|ty| ty.words.as_ref())
            .flatten()
            .collect();
        let rules: BTreeSet<&String> = program.rules.iter().map(|rule| &rule.id).collect();
        let mut readings: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for reading in &self.base.readings {
            let options = readings.entry(&reading.issue).or_default();
            options.push(reading.option.clone());
        }
        Completions {
            relations: relations(program),
            names,
            words: words.into_iter().cloned().collect(),
            readings: readings
                .into_iter()
                .map(|(issue, options)| (issue.to_owned(), options))
                .collect(),
            rules: rules.into_iter().cloned().collect(),
        }
    }
}

fn relations(program: &Program) -> Vec<KnownRelation> {
    let takes = |ty: Type| {
        let words = match ty {
            Type::Named(id) => program.named_type(id).and_then(|ty| ty.words.clone()),
            _ => None,
        };
        match (words, EntityKind::of_type(program.type_name(ty))) {
            (Some(words), _) => Takes::Word(words),
            (None, Some(kind)) => Takes::Name(kind),
            (None, None) => Takes::Value,
        }
    };
    let relations = program.relations.iter();
    relations
        .map(|relation| KnownRelation {
            name: relation.name.clone(),
            columns: relation
                .columns
                .iter()
                .map(|column| KnownColumn {
                    name: column.name.clone(),
                    takes: takes(column.ty),
                })
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> NameIndex {
        let firm = |name: &str| (EntityKind::Firm, name.to_owned());
        NameIndex::new([
            firm("Samsung SDS"),
            firm("삼성SDS"),
            firm("삼성전자"),
            firm("samsung-sds"),
            firm("LG CNS"),
            firm("LG CNS"),
            (EntityKind::Group, "LG".to_owned()),
            (EntityKind::Group, "Samsung SDS".to_owned()),
        ])
    }

    #[test]
    fn names_are_found_by_how_they_begin_whatever_their_capitals_and_kinds() {
        let index = index();
        let found = |kind, text| index.beginning(kind, text, 10).names;
        assert_eq!(found(None, "sam"), ["Samsung SDS", "samsung-sds"]);
        assert_eq!(found(Some(EntityKind::Group), "SAM"), ["Samsung SDS"]);
        assert_eq!(found(None, "삼성"), ["삼성SDS", "삼성전자"]);
        assert_eq!(found(Some(EntityKind::Firm), "lg"), ["LG CNS"]);
        assert_eq!(found(None, "zz"), [""; 0]);
        assert!(index.has("삼성SDS") && !index.has("삼성sds"));
    }

    #[test]
    fn of_many_names_the_first_are_listed_and_the_rest_is_counted() {
        let index = index();
        let found = index.beginning(None, "", 2);
        assert_eq!((found.names.len(), found.more, found.common), (2, 4, None));
        let found = index.beginning(None, "s", 1);
        assert_eq!((found.names, found.more), (vec!["Samsung SDS"], 1));
        assert_eq!(found.common, Some("Samsung"));
        assert_eq!(
            index.beginning(Some(EntityKind::Firm), "l", 9).common,
            Some("LG CNS")
        );
    }
}
