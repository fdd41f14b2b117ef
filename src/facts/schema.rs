//! The relations and vocabularies that files may fill, taken from the checked program.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lang::program::{NamedType, Program, Type};
use crate::lang::syntax::RelationKind;

use super::ids::EntityKind;

/// Given relations that the program fills itself.
const NOT_FROM_FILES: [&str; 18] = [
    "AmountSupposed",
    "Asked",
    "AskedProject",
    "Beside",
    "ClassTurnsOn",
    "Controlled",
    "CountedAtLeast",
    "CountedAtMost",
    "DaySupposed",
    "FirmSupposed",
    "Missing",
    "OpenTo",
    "PossibleTier",
    "ProjectSupposed",
    "ReadingSupposed",
    "Suspect",
    "TurnsOn",
    "Verdict",
];

/// Whether a given relation is filled by the program itself, never from files.
#[must_use]
pub fn made_by_program(relation: &str) -> bool {
    NOT_FROM_FILES.contains(&relation)
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Any text; names of parts too.
    Text,
    /// A whole number.
    Int,
    /// Whole won.
    Won,
    /// Hundredths of a percent.
    Percent,
    /// A civil day, or open.
    Date,
    /// A calendar year.
    Year,
    /// The id of a record.
    Entity(EntityKind),
    /// A word of the vocabulary of this name.
    Words(String),
}

/// A given relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenRelation {
    /// Name.
    pub name: Arc<str>,
    /// Names and types of its columns.
    pub columns: Vec<(String, ColumnType)>,
}

/// What files may fill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    relations: BTreeMap<Arc<str>, GivenRelation>,
    words: BTreeMap<String, Vec<String>>,
}

impl Schema {
    /// The given relations and vocabularies of a program.
    #[must_use]
    pub fn from_program(program: &Program) -> Schema {
        let mut schema = Schema::default();
        for ty in &program.types {
            if let Some(words) = &ty.words {
                schema.words.insert(ty.name.clone(), words.clone());
            }
        }
        for relation in &program.relations {
            if relation.kind != RelationKind::Given || made_by_program(&relation.name) {
                continue;
            }
            let columns = relation
                .columns
                .iter()
                .map(|column| (column.name.clone(), column_type(program, column.ty)))
                .collect();
            schema.add(GivenRelation {
                name: relation.name.as_str().into(),
                columns,
            });
        }
        schema
    }

    /// Adds a relation.
    pub fn add(&mut self, relation: GivenRelation) {
        self.relations.insert(relation.name.clone(), relation);
    }

    /// Adds a vocabulary.
    pub fn add_words(&mut self, name: impl Into<String>, words: Vec<String>) {
        self.words.insert(name.into(), words);
    }

    /// The relation of a name.
    #[must_use]
    pub fn relation(&self, name: &str) -> Option<&GivenRelation> {
        self.relations.get(name)
    }

    /// Names of all relations, sorted.
    pub fn relation_names(&self) -> impl Iterator<Item = &str> {
        self.relations.keys().map(|name| &**name)
    }

    /// The words of a vocabulary; none if there is no such vocabulary.
    #[must_use]
    pub fn words(&self, name: &str) -> &[String] {
        self.words.get(name).map_or(&[], Vec::as_slice)
    }
}

/// What a column of a type holds.
fn column_type(program: &Program, ty: Type) -> ColumnType {
    match ty {
        Type::Text => ColumnType::Text,
        Type::Int => ColumnType::Int,
        Type::Won => ColumnType::Won,
        Type::Percent => ColumnType::Percent,
        Type::Date => ColumnType::Date,
        Type::Year => ColumnType::Year,
        Type::Named(id) => program.named_type(id).map_or(ColumnType::Text, named),
    }
}

/// What a column of a declared type holds.
fn named(ty: &NamedType) -> ColumnType {
    match (&ty.words, EntityKind::of_type(&ty.name)) {
        (Some(_), _) => ColumnType::Words(ty.name.clone()),
        (None, Some(kind)) => ColumnType::Entity(kind),
        (None, None) => ColumnType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::program::{Column, Relation, TypeId};
    use crate::lang::source::FileId;
    use crate::lang::source::Span;

    #[test]
    fn a_program_gives_its_given_relations_with_what_their_columns_hold() {
        let span = Span {
            file: FileId(0),
            start: 0,
            end: 0,
        };
        let ty = |name: &str, words: Option<&[&str]>| NamedType {
            name: name.to_owned(),
            words: words.map(|words| words.iter().map(|word| (*word).to_owned()).collect()),
            doc: String::new(),
            span,
        };
        let relation = |name: &str, kind, columns: &[(&str, Type)]| Relation {
            name: name.to_owned(),
            kind,
            columns: columns
                .iter()
                .map(|(name, ty)| Column {
                    name: (*name).to_owned(),
                    ty: *ty,
                })
                .collect(),
            doc: String::new(),
            span,
            stratum: 0,
        };
        let columns = [
            ("firm", Type::Named(TypeId(0))),
            ("role", Type::Named(TypeId(1))),
            ("part", Type::Named(TypeId(2))),
            ("percent", Type::Percent),
        ];
        let program = Program {
            types: vec![
                ty("Firm", None),
                ty("Role", Some(&["sole"])),
                ty("Component", None),
            ],
            relations: vec![
                relation("Share", RelationKind::Given, &columns),
                relation("Asked", RelationKind::Given, &columns),
                relation("Verdict", RelationKind::Derived, &columns),
            ],
            ..Program::default()
        };
        let schema = Schema::from_program(&program);
        assert_eq!(schema.relation_names().collect::<Vec<_>>(), ["Share"]);
        let types: Vec<&ColumnType> = schema
            .relation("Share")
            .unwrap()
            .columns
            .iter()
            .map(|(_, ty)| ty)
            .collect();
        let expected = [
            ColumnType::Entity(EntityKind::Firm),
            ColumnType::Words("Role".to_owned()),
            ColumnType::Text,
            ColumnType::Percent,
        ];
        assert_eq!(types, expected.iter().collect::<Vec<_>>());
        assert_eq!(schema.words("Role"), ["sole"]);
    }
}
