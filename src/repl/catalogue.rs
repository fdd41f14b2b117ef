//! What the law says about its relations: kind, types and meaning, for `relations` and `describe`.

use crate::facts::made_by_program;
use crate::lang::program::{Column, Program, Relation, Type};
use crate::lang::suggest::nearest;
use crate::lang::syntax::RelationKind;
use crate::render::{Listing, Look, options};
use crate::world::{Completions, korean_word};

/// The relations of a session, with the law's declarations of them.
#[derive(Debug)]
pub(crate) struct Catalogue<'a> {
    /// The law.
    pub(crate) program: &'a Program,
    /// How wide lines are, and in which language.
    pub(crate) look: Look,
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
            revision: None,
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
            let korean = match relation.doc_ko.as_str() {
                "" => &relation.doc,
                korean => korean,
            };
            let doc = self.look.say(
                &relation.doc.replace(['{', '}'], ""),
                &korean.replace(['{', '}'], ""),
            );
            for line in doc.lines() {
                out.push_str(&self.wrapped(line, "  "));
            }
        }
        let (kind, korean) = match relation.kind {
            RelationKind::Given if made_by_program(name) => ("made by the program", "프로그램이 산출한다"),
            RelationKind::Given => ("given by the facts", "사실 자료에 기재된다"),
            RelationKind::Derived => (
                "derived by the law; its rows are the certain ones, and `!` means \"not certain\"",
                "법령의 규칙에 따라 도출된다; 확정된 행만 있으며, `!`는 ‘확정되지 아니함’을 뜻한다",
            ),
        };
        out.push_str(&format!("  {}\n", self.look.say(kind, korean)));
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
                let quoted: Vec<String> = words.iter().map(|word| self.quoted(column.ty, word)).collect();
                format!(" = {}", quoted.join(" | "))
            });
            let line = format!("{:width$}  {}{words}", column.name, program.type_name(column.ty));
            out.push_str(&self.wrapped(&line, &" ".repeat(width + 4)));
        }
        let rules = program.rules.iter().filter(|rule| {
            program
                .relation(rule.head.relation)
                .is_some_and(|head| head.name == name)
        });
        let rules: Vec<&str> = rules.map(|rule| rule.id.as_str()).collect();
        if !rules.is_empty() {
            let concluded = self.look.say("concluded by", "이를 도출하는 규칙:");
            out.push_str(&self.wrapped(&format!("{concluded} {}", rules.join(", ")), "    "));
            out.push_str(&self.look.say(
                &format!("  `rules {name}` writes them out\n"),
                &format!("  `rules {name}`에서 그 내용을 볼 수 있다\n"),
            ));
        }
        out.push_str(&format!(
            "  {}: {}\n",
            self.look.say("for example", "예"),
            question(relation, program, known)
        ));
        Ok(out)
    }

    /// Of which vocabulary a word is, and where such words stand; none if it is of none.
    pub(crate) fn word(&self, word: &str) -> Option<String> {
        let mut out = String::new();
        for ty in &self.program.types {
            if !ty.words.iter().flatten().any(|known| known == word) {
                continue;
            }
            let of_type = |column: &Column| self.program.type_name(column.ty) == ty.name;
            let relations = self.program.relations.iter();
            let relations = relations.filter(|relation| relation.columns.iter().any(of_type));
            let relations: Vec<&str> = relations.map(|relation| relation.name.as_str()).collect();
            let (name, relations) = (&ty.name, relations.join(", "));
            let korean = korean_word(name, word).unwrap_or(word);
            let line = self.look.say(
                &format!("a word of `{name}`, in Korean {korean}; it stands in {relations}"),
                &format!("`{name}`에 속하는 말: {korean}; {relations}에 나타난다"),
            );
            out.push_str(&self.wrapped(&line, "    "));
        }
        (!out.is_empty()).then(|| format!("{word}\n{out}"))
    }

    /// A word of a vocabulary; in Korean with what it means.
    fn quoted(&self, ty: Type, word: &str) -> String {
        let meaning = korean_word(self.program.type_name(ty), word);
        let meaning = meaning.map_or_else(String::new, |meaning| format!("({meaning})"));
        self.look
            .say(&format!("\"{word}\""), &format!("\"{word}\"{meaning}"))
    }

    /// A text over lines, those behind the first indented.
    fn wrapped(&self, text: &str, indent: &str) -> String {
        let look = Look {
            width: self.look.width.min(WIDEST),
            ..self.look
        };
        let lines = textwrap::wrap(text, options("  ", indent, look));
        lines.into_iter().map(|line| format!("{line}\n")).collect()
    }
}

/// Columns of a description at most.
const WIDEST: usize = 100;

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
    use crate::render::Language;
    use crate::world::{KnownColumn, KnownRelation, Takes};

    fn law() -> Program {
        Law::load().unwrap().0.program
    }

    fn catalogue(program: &Program) -> Catalogue<'_> {
        Catalogue {
            program,
            look: Look::default(),
        }
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
        assert_eq!(catalogue(&law()).list(&known()), expected);
    }

    #[test]
    fn a_relation_is_described_with_types_and_words() {
        let text = catalogue(&law()).describe("Vat", &known()).unwrap();
        assert!(text.starts_with("Vat(project, treatment)\n"), "{text}");
        assert!(
            text.ends_with(
                "  given by the facts\n  project    Project\n  treatment  VatTreatment = \"included\" | \"excluded\" | \"unknown\"\n  for example: Vat(project, treatment)\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_relation_and_a_word_are_described_in_korean() {
        let (program, look) = (
            law(),
            Look {
                language: Language::Korean,
                ..Look::default()
            },
        );
        let catalogue = Catalogue {
            program: &program,
            look,
        };
        let expected = "\
Vat(project, treatment)
  project의 추정가격에서 부가가치세는 treatment로 되어 있다.
  사실 자료에 기재된다
  project    Project
  treatment  VatTreatment = \"included\"(포함) | \"excluded\"(제외) |
             \"unknown\"(불명)
  예: Vat(project, treatment)
";
        assert_eq!(catalogue.describe("Vat", &known()).as_deref(), Ok(expected));
        assert_eq!(
            catalogue.word("undetermined").as_deref(),
            Some("undetermined\n  `Outcome`에 속하는 말: 판단 유보; Outcome, Verdict, OpenTo에 나타난다\n")
        );
    }

    #[test]
    fn a_word_is_told_by_its_vocabulary() {
        assert_eq!(
            catalogue(&law()).word("integrated").as_deref(),
            Some(
                "integrated\n  a word of `Option`, in Korean 하나의 사업으로 봄; it stands in ReadingOption,\n    Reading, \
                 ReadingSupposed, ReadingChoice, Reads\n"
            )
        );
        assert_eq!(catalogue(&law()).word("no-such-word"), None);
    }

    #[test]
    fn an_unknown_relation_gets_a_suggestion() {
        assert_eq!(
            catalogue(&law()).describe("Bared", &known()),
            Err("did you mean `Barred`?".to_owned())
        );
    }
}
