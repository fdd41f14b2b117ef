//! "Did you mean": the nearest known word, where one is near enough.

/// The nearest of `known` words, as advice; `None` if none is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|near| format!("did you mean `{near}`?"))
}

/// The nearest of `known` words: at most a third of the letters wrong, or one a prefix of the other. Ties go to the word that sorts first.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    known
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&lower, &other);
            let letters = length.max(other.chars().count());
            let prefix = length >= 3 && other.starts_with(&lower);
            (prefix || distance * 3 <= letters).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Words in backticks, joined by commas.
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        let known = ["announced", "amount", "closes"];
        assert_eq!(nearest("anounced", known), Some("announced"));
        assert_eq!(nearest("Amount", known), Some("amount"));
        assert_eq!(nearest("months", known), None);
    }
}
