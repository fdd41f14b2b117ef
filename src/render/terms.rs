//! The words of vocabularies in the language of sentences: ids in English, what they mean in Korean.

use super::{Language, Look, plain};
use crate::world::{english_word, korean_word};

/// What stands before the issue in the key of a reading that is missing.
const READING: &str = "reading:";

/// An outcome.
pub(crate) fn outcome(outcome: &str, look: Look) -> String {
    let korean = match outcome {
        "holds" => "성립",
        "fails" | "does not hold" => "불성립",
        other => korean_word("Outcome", other).unwrap_or(other),
    };
    in_language(outcome, korean, look)
}

/// A word of a vocabulary.
pub(crate) fn word(kind: &str, word: &str, look: Look) -> String {
    in_language(
        &word.replace('_', " "),
        korean_word(kind, word).unwrap_or(word),
        look,
    )
}

/// An issue; in Korean with its id, by which it is set.
pub(crate) fn issue(issue: &str, look: Look) -> String {
    with_id("Issue", issue, look)
}

/// An option of an issue; in Korean with its id, by which it is set.
pub(crate) fn option(option: &str, look: Look) -> String {
    with_id("Option", option, look)
}

/// What is supposed of a key.
pub(crate) fn supposition(text: &str, look: Look) -> String {
    match korean_word("Supposition", text) {
        Some(korean) => in_language(english_word("Supposition", text).unwrap_or(text), korean, look),
        // The key of a reading has its options.
        None => option(text, look),
    }
}

/// A key of what is missing.
pub(crate) fn key(key: &str, look: Look) -> String {
    match (look.language, key.strip_prefix(READING)) {
        (Language::Korean, Some(open)) => format!("{}의 해석", issue(open, look)),
        _ => in_language(key, korean_word("Key", key).unwrap_or(key), look),
    }
}

/// Several keys.
pub(crate) fn keys(keys: &[String], look: Look) -> String {
    keys.iter()
        .map(|one| key(one, look))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A word of a vocabulary, in Korean with its id.
pub(crate) fn with_id(kind: &str, id: &str, look: Look) -> String {
    match (look.language, korean_word(kind, id)) {
        (Language::Korean, Some(korean)) => format!("{korean}({})", plain(id)),
        _ => plain(id),
    }
}

fn in_language(english: &str, korean: &str, look: Look) -> String {
    match look.language {
        Language::English => plain(english),
        Language::Korean => plain(korean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn korean_says_what_an_id_means_and_keeps_the_id_of_what_can_be_set() {
        let look = Look {
            language: Language::Korean,
            ..Look::default()
        };
        assert_eq!(key("vat", look), "부가가치세 포함 여부");
        assert_eq!(
            key("reading:bundle", look),
            "하나의 사업인지 일괄발주인지(bundle)의 해석"
        );
        assert_eq!(supposition("sme", look), "중소기업");
        assert_eq!(supposition("integrated", look), "하나의 사업으로 봄(integrated)");
        assert_eq!(outcome("does not hold", look), "불성립");
        assert_eq!(key("reading:bundle", Look::default()), "reading:bundle");
    }
}
