//! The words of sentences in each language: for words of vocabularies, for texts that the law knows, for what is not known,
//! and sentences of their own for some rows and rules (`english.toml`, `korean.toml`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use toml::de::DeTable;

use crate::explain::Pattern;
use crate::facts::EntityKind;
use crate::lang::program::{Column, RelationId, Rule, Type};

use super::World;
use super::load::entity_kind;

/// Words and sentences by kind: a type, a relation, or a rule.
type Words = BTreeMap<String, BTreeMap<String, String>>;

/// A language in which sentences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    Korean,
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| read(include_str!("english.toml")));
static KOREAN: LazyLock<Words> = LazyLock::new(|| read(include_str!("korean.toml")));

/// Keys of sentences that stand for no word: of a row with a value that is not known, of the absence of such rows, of that
/// of a row all of whose values are known, and of a rule about a class of firms.
const OPEN: &str = "any";
const ABSENT: &str = "none";
const NOT: &str = "not";
/// Key of the sentence for the absence of a row where only others, which have nothing to do with what is asked, have one.
const OTHERS: &str = "others";
const CLASS: &str = "class";
/// Begins the key of the sentence of a row beside which another one stands: `if Listed(project, provision, day, day)` names
/// the other's relation, and for each of its columns the column of the row that has the same value.
const BESIDE: &str = "if ";
/// Key of the relation whose rows say what is on file and falls short, where a row of this one is not concluded.
const NEAR: &str = "near";

fn read(text: &str) -> Words {
    let Ok(table) = DeTable::parse(text) else {
        return Words::new();
    };
    let table = table.get_ref().iter();
    table
        .filter_map(|(kind, words)| {
            let words = words.get_ref().as_table()?.iter();
            let words = words.filter_map(|(word, said)| {
                Some((word.get_ref().to_string(), said.get_ref().as_str()?.to_owned()))
            });
            Some((kind.get_ref().to_string(), words.collect()))
        })
        .collect()
}

/// The Korean word for a word of a vocabulary, or for a text that the law knows; none if the law has none.
#[must_use]
pub fn korean_word(kind: &str, word: &str) -> Option<&'static str> {
    Tongue::Korean.word(kind, word)
}

/// What a word of a vocabulary, or a text that the law knows, is called in an English sentence; none if that is the word.
#[must_use]
pub fn english_word(kind: &str, word: &str) -> Option<&'static str> {
    Tongue::English.word(kind, word)
}

impl Tongue {
    pub(super) fn word(self, kind: &str, word: &str) -> Option<&'static str> {
        self.words(kind)?.get(word).map(String::as_str)
    }

    fn words(self, kind: &str) -> Option<&'static BTreeMap<String, String>> {
        let words: &'static Words = match self {
            Tongue::English => &ENGLISH,
            Tongue::Korean => &KOREAN,
        };
        words.get(kind)
    }
}

impl World {
    /// The sentence that a row has of its own: for one of its words, or for a value that is not known.
    pub(super) fn own_sentence(
        &self,
        tongue: Tongue,
        relation: RelationId,
        pattern: &[Option<i64>],
    ) -> Option<String> {
        let declared = self.program().relation(relation)?;
        let columns = declared.columns.iter().zip(pattern);
        let of_class = columns.clone().any(|(column, word)| {
            let firm = entity_kind(&self.law.program, column.ty) == Some(EntityKind::Firm);
            firm && word.is_some_and(|word| self.is_class(word))
        });
        let by_class = tongue.word(&declared.name, CLASS).filter(|_| of_class);
        let words: Vec<&str> = columns
            .clone()
            .filter(|(column, _)| self.has_words(column.ty))
            .filter_map(|(_, word)| Some(self.symbols.text((*word)?)))
            .filter(|word| ![OPEN, ABSENT, CLASS, NOT, OTHERS, NEAR].contains(word))
            .collect();
        let by_word = [words.join(" ")]
            .iter()
            .map(String::as_str)
            .chain(words)
            .find_map(|word| tongue.word(&declared.name, word));
        let beside = || {
            let mut keys = tongue.words(&declared.name)?.iter();
            let key = |(key, _): &(&String, &String)| {
                let other = key.strip_prefix(BESIDE);
                other.is_some_and(|other| self.stands_beside(&declared.columns, pattern, other))
            };
            keys.find(key).map(|(_, said)| said.as_str())
        };
        let open = || {
            let open = pattern.iter().any(Option::is_none);
            tongue.word(&declared.name, OPEN).filter(|_| open)
        };
        let said = by_class.or(by_word).or_else(beside).or_else(open)?;
        Some(whole(said, &|name| is_known(&declared.columns, pattern, name)))
    }

    /// Whether a given row stands beside one of these columns: `Listed(project, provision, day, day)`.
    fn stands_beside(&self, columns: &[Column], pattern: &[Option<i64>], other: &str) -> bool {
        let parts = other.strip_suffix(')').and_then(|other| other.split_once('('));
        let Some((relation, names)) = parts else {
            return false;
        };
        let word = |name: &str| {
            let column = columns.iter().position(|column| column.name == name.trim())?;
            pattern.get(column).copied().flatten()
        };
        let wanted: Option<Vec<i64>> = names.split(',').map(word).collect();
        wanted.is_some_and(|wanted| {
            let mut rows = self.rows_of(relation).chunks_exact(wanted.len());
            rows.any(|row| row == wanted)
        })
    }

    /// How it is said that there is no such row, where a value is not known and that has a sentence of its own.
    pub(super) fn absent_sentence(
        &self,
        tongue: Tongue,
        relation: RelationId,
        pattern: &[Option<i64>],
    ) -> Option<String> {
        let declared = self.program().relation(relation)?;
        let columns = declared.columns.iter().zip(pattern);
        let open = pattern.iter().any(Option::is_none);
        let about_a_word = columns.clone().any(|(column, word)| {
            let word = word.filter(|_| self.has_words(column.ty));
            word.is_some_and(|word| tongue.word(&declared.name, self.symbols.text(word)).is_some())
        });
        if !open {
            let said = tongue.word(&declared.name, NOT).filter(|said| !said.is_empty());
            return said.map(str::to_owned);
        }
        let said = tongue.word(&declared.name, ABSENT)?;
        (!about_a_word).then(|| whole(said, &|name| is_known(&declared.columns, pattern, name)))
    }

    /// How it is said that no row bears on what is asked, where others have one.
    pub(super) fn others_sentence(&self, tongue: Tongue, relation: RelationId) -> Option<&'static str> {
        tongue.word(self.relation_name(relation), OTHERS)
    }

    /// Whether the absence of a row is not told: it follows from what stands beside it.
    pub(super) fn absence_is_untold(&self, relation: RelationId) -> bool {
        Tongue::English.word(self.relation_name(relation), NOT) == Some("")
    }

    /// Which rows say what is on file and falls short of a row: those of another relation that agree in the columns that
    /// both have.
    pub(super) fn falls_short(&self, (relation, pattern): &Pattern) -> Option<Pattern> {
        let declared = self.program().relation(*relation)?;
        let near = self
            .program()
            .relation_named(Tongue::English.word(&declared.name, NEAR)?)?;
        let columns = &self.program().relation(near)?.columns;
        let word = |column: &Column| {
            let own = declared.columns.iter().position(|own| own.name == column.name);
            own.and_then(|own| pattern.get(own).copied().flatten())
        };
        Some((near, columns.iter().map(word).collect()))
    }

    /// The sentence of a rule about a class of firms: what other firms are supposed to be, these are by definition.
    pub(super) fn sentence_of_class(
        &self,
        tongue: Tongue,
        rule: &Rule,
        binding: &[Option<i64>],
    ) -> Option<&'static str> {
        let said = tongue.word(&rule.id, CLASS)?;
        let mut words = binding.iter().zip(&rule.variables);
        let of_class = words.any(|(word, variable)| {
            let firm = entity_kind(&self.law.program, variable.ty) == Some(EntityKind::Firm);
            firm && word.is_some_and(|word| self.is_class(word))
        });
        of_class.then_some(said)
    }

    /// Whether a firm is one that stands for a class.
    fn is_class(&self, firm: i64) -> bool {
        self.symbols.text(firm).starts_with("(a firm of the class ")
    }

    /// Whether values of a type are words that a sentence can be about.
    fn has_words(&self, ty: Type) -> bool {
        let kind = entity_kind(&self.law.program, ty);
        match ty {
            Type::Text => true,
            Type::Named(_) => kind.is_none_or(|kind| kind == EntityKind::Provision),
            _ => false,
        }
    }

    /// Whether a type is a vocabulary: its words are those of the law, where others are names.
    pub(super) fn is_vocabulary(&self, ty: Type) -> bool {
        let Type::Named(id) = ty else { return false };
        let declared = self.law.program.named_type(id);
        declared.is_some_and(|declared| declared.words.is_some())
    }
}

/// Whether the value of a column is known.
fn is_known(columns: &[Column], pattern: &[Option<i64>], name: &str) -> bool {
    let mut columns = columns.iter().zip(pattern);
    columns.any(|(column, word)| column.name == name && word.is_some())
}

/// A sentence without those of its parts in square brackets that name a value that is not known.
fn whole(said: &str, known: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(said.len());
    let mut rest = said;
    while let Some((before, after)) = rest.split_once('[') {
        let (part, after) = after.split_once(']').unwrap_or((after, ""));
        out.push_str(before);
        let mut names = part.split('{').skip(1).filter_map(|name| name.split('}').next());
        if names.all(known) {
            out.push_str(part);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_law_can_be_read() {
        assert_eq!(korean_word("Outcome", "barred"), Some("참여 제한"));
        assert_eq!(korean_word("Outcome", "nonsense"), None);
        assert_eq!(english_word("Role", "lead"), Some("lead of a consortium"));
        assert!(read("no table").is_empty());
    }

    #[test]
    fn both_languages_have_the_same_sentences_of_their_own() {
        let sentences = |words: &Words| -> Vec<(String, String)> {
            let of_kind = |(kind, words): (&String, &BTreeMap<String, String>)| {
                let sentences = words.iter().filter(|(_, said)| said.contains('{'));
                let keys = sentences.map(|(word, _)| (kind.clone(), word.clone()));
                keys.collect::<Vec<_>>()
            };
            words.iter().flat_map(of_kind).collect()
        };
        assert_eq!(sentences(&ENGLISH), sentences(&KOREAN));
    }

    #[test]
    fn what_is_not_known_leaves_its_part_of_the_sentence_out() {
        let said = "{firm} left[ on {day}][ for {reason}]";
        assert_eq!(whole(said, &|name| name == "reason"), "{firm} left for {reason}");
        assert_eq!(whole(said, &|_| true), "{firm} left on {day} for {reason}");
        assert_eq!(whole("{firm} left", &|_| false), "{firm} left");
    }
}
