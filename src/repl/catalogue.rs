//! What the law says about its relations: kind, types and meaning, for `relations` and `describe`.

use crate::facts::made_by_program;
use crate::lang::program::{Program, Relation, Type};
use crate::lang::suggest::nearest;
use crate::lang::syntax::RelationKind;
use crate::render::Listing;
use crate::world::Completions;

/// The relations of a session, with the law's declarations of them.
#[derive(Debug)]
pub(crate) struct Catalogue<'a> {
    /// The law.
    pub(crate) program: &'a Program,
}

impl Catalogue<'_> {
    fn kind(&self, name: &str) -> Option<RelationKind> {
        let program = self.program;
        Some(program.relation(program.relation_named(name)?)?.kind)
    }

    /// All relations with their columns: what the law derives, what the facts give, and others.
    pub(crate) fn list(&self, known: &Completions) -> String {
        let mut out = String::new();
        for (title, kind) in [
            ("derived by the law", Some(RelationKind::Derived)),
            ("given by the facts", Some(RelationKind::Given)),
            ("others", None),
        ] {
            let mut lines: Vec<String> = known
                .relations
                .iter()
                .filter(|relation| self.kind(&relation.name) == kind)
                .map(|relation| format!("  {}({})\n", relation.name, relation.column_names()))
                .collect();
            if !lines.is_empty() {
                lines.sort();
                out.push_str(&format!("{title}:\n{}", lines.concat()));
            }
        }
        out
    }

    /// The same as a list of names, where they come from, and columns.
    pub(crate) fn listing(&self, known: &Completions) -> Listing {
        let mut rows: Vec<Vec<String>> = known
            .relations
            .iter()
            .map(|relation| {
                let kind = match self.kind(&relation.name) {
                    Some(RelationKind::Derived) => "derived",
                    Some(RelationKind::Given) => "given",
                    None => "other",
                };
                vec![relation.name.clone(), kind.to_owned(), relation.column_names()]
            })
            .collect();
        rows.sort();
        Listing {
            name: "relations",
            columns: vec!["relation", "kind", "columns"],
            rows,
        }
    }

    /// Columns, types, words and meaning of a relation, or a suggestion.
    pub(crate) fn describe(&self, name: &str, known: &Completions) -> Result<String, String> {
        let name = name.split('(').next().unwrap_or(name).trim();
        let Some(found) = known.relation(name) else {
            let near = nearest(
                name,
                known.relations.iter().map(|relation| relation.name.as_str()),
            );
            return Err(near.map_or_else(
                || "`relations` lists them".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ));
        };
        let mut out = format!("{name}({})\n", found.column_names());
        let program = self.program;
        let Some(relation) = program.relation_named(name).and_then(|id| program.relation(id)) else {
            return Ok(out);
        };
        if !relation.doc.is_empty() {
            out.push_str(&format!(
                "  {}\n",
                relation.doc.replace(['{', '}'], "").replace('\n', "\n  ")
            ));
        }
        out.push_str(match relation.kind {
            RelationKind::Given if made_by_program(name) => "  made by the program\n",
            RelationKind::Given => "  given by the facts\n",
            RelationKind::Derived => {
                "  derived by the law; its rows are the certain ones, and `!` means \"not certain\"\n"
            }
        });
        let width = relation
            .columns
            .iter()
            .map(|column| column.name.len())
            .max()
            .unwrap_or_default();
        for column in &relation.columns {
            let words = match column.ty {
                Type::Named(id) => program.named_type(id).and_then(|ty| ty.words.as_ref()),
                _ => None,
            };
            let words = words.map_or_else(String::new, |words| {
                let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!(" = {}", quoted.join(" | "))
            });
            out.push_str(&format!(
                "  {:width$}  {}{words}\n",
                column.name,
                program.type_name(column.ty)
            ));
        }
        let rules = program.rules.iter().filter(|rule| {
            program
                .relation(rule.head.relation)
                .is_some_and(|head| head.name == name)
        });
        let rules: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
        if !rules.is_empty() {
            out.push_str(&wrapped(&format!("concluded by {}", rules.join(", "))));
            out.push_str(&format!("  `rules {name}` writes them out\n"));
        }
        out.push_str(&format!(
            "  for example: {}\n",
            question(relation, program, known)
        ));
        Ok(out)
    }
}

fn wrapped(text: &str) -> String {
    let options = textwrap::Options::new(80)
        .initial_indent("  ")
        .subsequent_indent("    ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(text, options);
    lines.into_iter().map(|line| format!("{line}\n")).collect()
}

/// A question about a relation that narrows it where that is needed: to one project, and to a sole bidder.
fn question(relation: &Relation, program: &Program, known: &Completions) -> String {
    let project = "kotra-platform";
    let narrow = known.names.has(project);
    let terms: Vec<String> = relation
        .columns
        .iter()
        .map(|column| match program.type_name(column.ty) {
            "Project" if narrow => format!("\"{project}\""),
            "Role" if relation.kind == RelationKind::Derived || made_by_program(&relation.name) => {
                "\"sole\"".to_owned()
            }
            _ => column.name.clone(),
        })
        .collect();
    format!("{}({})", relation.name, terms.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;
    use crate::world::{KnownColumn, KnownRelation, Takes};

    fn law() -> Program {
        Law::load().unwrap().0.program
    }

    fn known() -> Completions {
        let relation = |name: &str, columns: &[&str]| KnownRelation {
            name: name.to_owned(),
            columns: columns
                .iter()
                .map(|name| KnownColumn {
                    name: (*name).to_owned(),
                    takes: Takes::Value,
                })
                .collect(),
        };
        Completions {
            relations: vec![
                relation("Vat", &["project", "treatment"]),
                relation("Barred", &["firm", "project", "role", "provision"]),
                relation("Mine", &["x"]),
            ],
            ..Completions::default()
        }
    }

    #[test]
    fn relations_are_listed_by_where_they_come_from() {
        let expected = "\
derived by the law:
  Barred(firm, project, role, provision)
given by the facts:
  Vat(project, treatment)
others:
  Mine(x)
";
        assert_eq!(Catalogue { program: &law() }.list(&known()), expected);
    }

    #[test]
    fn a_relation_is_described_with_types_and_words() {
        let text = Catalogue { program: &law() }.describe("Vat", &known()).unwrap();
        assert!(text.starts_with("Vat(project, treatment)\n"), "{text}");
        assert!(
            text.ends_with(
                "  given by the facts\n  project    Project\n  treatment  VatTreatment = \"included\" | \"excluded\" | \"unknown\"\n  for example: Vat(project, treatment)\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn an_unknown_relation_gets_a_suggestion() {
        assert_eq!(
            Catalogue { program: &law() }.describe("Bared", &known()),
            Err("did you mean `Barred`?".to_owned())
        );
    }
}
