//! Declarations: types, relations and their columns.

use super::super::program::{Column, NamedType, Program, Relation, RelationId, Type, TypeId};
use super::super::source::Span;
use super::super::suggest::nearest;
use super::super::syntax::{Ident, Item, Module, RelationDecl, RelationKind, TypeDecl};
use super::error::{CheckError, Named};
use super::rule::sentence_names;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The types that need no declaration.
const BUILT_IN: [(&str, Type); 6] = [
    ("Text", Type::Text),
    ("Int", Type::Int),
    ("Won", Type::Won),
    ("Percent", Type::Percent),
    ("Date", Type::Date),
    ("Year", Type::Year),
];

/// What is declared, with the columns whose type is not known.
pub(super) struct Declared<'a> {
    /// Copied only where something is declared.
    pub(super) program: Cow<'a, Program>,
    /// Number of relations of the base: these get no further rules.
    pub(super) base_relations: usize,
    unknown: BTreeSet<(RelationId, usize)>,
}

impl<'a> Declared<'a> {
    pub(super) fn new(base: Option<&'a Program>) -> Self {
        let program = base.map_or_else(Cow::default, Cow::Borrowed);
        Declared {
            base_relations: program.relations.len(),
            program,
            unknown: BTreeSet::new(),
        }
    }

    /// Adds all declarations: types first, since a relation may stand above the types it uses.
    pub(super) fn declare(&mut self, modules: &[Module], errors: &mut Vec<CheckError>) {
        let items = || modules.iter().flat_map(|module| &module.items);
        for item in items() {
            if let Item::Type(decl) = item {
                self.declare_type(decl, errors);
            }
        }
        for item in items() {
            if let Item::Relation(decl) = item {
                self.declare_relation(decl, errors);
            }
        }
    }

    /// The type of a column, or `None` if it is not known.
    pub(super) fn column_type(&self, relation: RelationId, column: usize) -> Option<Type> {
        if self.unknown.contains(&(relation, column)) {
            return None;
        }
        let column = self.program.relation(relation)?.columns.get(column)?;
        Some(column.ty)
    }

    fn declare_type(&mut self, decl: &TypeDecl, errors: &mut Vec<CheckError>) {
        let built_in = BUILT_IN.iter().map(|(name, _)| (*name, None));
        let declared = self
            .program
            .types
            .iter()
            .map(|ty| (ty.name.as_str(), Some(ty.span)));
        if !is_new(Named::Type, &decl.name, built_in.chain(declared), errors) {
            return;
        }
        let mut words: Vec<String> = Vec::new();
        for word in decl.words.iter().flatten() {
            if words.contains(&word.text) {
                errors.push(CheckError::Duplicate {
                    what: Named::Word,
                    name: word.text.clone(),
                    span: word.span,
                    first: None,
                });
            } else {
                words.push(word.text.clone());
            }
        }
        self.program.to_mut().types.push(NamedType {
            name: decl.name.text.clone(),
            words: decl.words.is_some().then_some(words),
            doc: doc(decl.doc.as_ref()),
            span: decl.span,
        });
    }

    fn declare_relation(&mut self, decl: &RelationDecl, errors: &mut Vec<CheckError>) {
        let declared = self
            .program
            .relations
            .iter()
            .map(|relation| (relation.name.as_str(), Some(relation.span)));
        let is_new = is_new(Named::Relation, &decl.name, declared, errors);
        let id = RelationId(u32::try_from(self.program.relations.len()).unwrap_or(u32::MAX));
        let mut columns: Vec<Column> = Vec::new();
        for (name, ty) in &decl.columns {
            if let Some(first) = decl.columns.get(columns_named(&columns, &name.text)) {
                errors.push(CheckError::Duplicate {
                    what: Named::Column,
                    name: name.text.clone(),
                    span: name.span,
                    first: Some(first.0.span),
                });
            }
            let ty = self.resolve_type(ty, errors).unwrap_or_else(|| {
                self.unknown.insert((id, columns.len()));
                Type::Text
            });
            columns.push(Column {
                name: name.text.clone(),
                ty,
            });
        }
        if let Some(sentence) = &decl.doc {
            let names = || columns.iter().map(|column| column.name.as_str());
            for name in sentence_names(&sentence.text) {
                if !names().any(|known| known == name) {
                    errors.push(CheckError::UnknownInSentence {
                        name: name.to_owned(),
                        suggestion: nearest(name, names()),
                        span: sentence.span,
                    });
                }
            }
        }
        if is_new {
            self.program.to_mut().relations.push(Relation {
                name: decl.name.text.clone(),
                kind: decl.kind,
                columns,
                doc: doc(decl.doc.as_ref()),
                span: decl.span,
                stratum: 0,
            });
        } else {
            self.unknown.retain(|(relation, _)| *relation != id);
        }
    }

    fn resolve_type(&self, name: &Ident, errors: &mut Vec<CheckError>) -> Option<Type> {
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == name.text);
        let found = built_in.map(|(_, ty)| *ty).or_else(|| {
            let id: TypeId = self.program.type_named(&name.text)?;
            Some(Type::Named(id))
        });
        if found.is_none() {
            let declared = self.program.types.iter().map(|ty| ty.name.as_str());
            let known = BUILT_IN.iter().map(|(name, _)| *name).chain(declared);
            errors.push(CheckError::Unknown {
                what: Named::Type,
                name: name.text.clone(),
                suggestion: nearest(&name.text, known),
                span: name.span,
            });
        }
        found
    }

    /// Whether a relation comes from the base and is derived there.
    pub(super) fn is_of_base(&self, id: RelationId) -> bool {
        (id.0 as usize) < self.base_relations
            && self
                .program
                .relation(id)
                .is_some_and(|relation| relation.kind == RelationKind::Derived)
    }
}

fn columns_named(columns: &[Column], name: &str) -> usize {
    columns
        .iter()
        .position(|column| column.name == name)
        .unwrap_or(usize::MAX)
}

/// The text of `///` lines as one line.
fn doc(doc: Option<&Ident>) -> String {
    doc.map_or_else(String::new, |doc| doc.text.replace('\n', " "))
}

/// Whether a name is free and well formed; reports if not. `false` only if the name is taken.
fn is_new<'a>(
    what: Named,
    name: &Ident,
    known: impl Iterator<Item = (&'a str, Option<Span>)>,
    errors: &mut Vec<CheckError>,
) -> bool {
    if name.text.starts_with(|c: char| c.is_lowercase() || c == '_') {
        errors.push(CheckError::NotCapitalised {
            what,
            name: name.text.clone(),
            span: name.span,
        });
    }
    let lower = name.text.to_lowercase();
    for (other, first) in known {
        if other == name.text {
            errors.push(CheckError::Duplicate {
                what,
                name: name.text.clone(),
                span: name.span,
                first,
            });
            return false;
        }
        if let Some(first) = first
            && other.to_lowercase() == lower
        {
            errors.push(CheckError::CaseCollision {
                what,
                name: name.text.clone(),
                other: other.to_owned(),
                span: name.span,
                first,
            });
        }
    }
    true
}
