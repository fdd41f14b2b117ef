//! `diff`, `log` and `blame`: conclusions over worlds and revisions, by the same words in the session and on the command
//! line.

use std::path::{Path, PathBuf};

use super::command::Refusal;
use super::scenario::scenario;
use crate::engine::Limits;
use crate::world::{Diff, DiffError, Range, WorldOptions, diff_merge, diff_revisions, diff_sides};

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    worlds: Worlds,
    question: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Worlds {
    Revisions(Range),
    /// The merge of two revisions with each of them: their base, and both.
    Merge([String; 3]),
    /// What each side has.
    Sides([Vec<String>; 2]),
}

impl Comparison {
    /// Reads the words that are no options: revisions, then perhaps a question.
    ///
    /// # Errors
    /// The words compare nothing.
    pub fn new(words: &[String], merge: bool, sides: [Vec<String>; 2]) -> Result<Self, Refusal> {
        let has_sides = sides.iter().any(|side| !side.is_empty());
        let (worlds, rest) = match (words, merge, has_sides) {
            ([base, one, other, rest @ ..], true, false) => {
                (Worlds::Merge([base, one, other].map(String::clone)), rest)
            }
            (rest, false, true) => (Worlds::Sides(sides), rest),
            ([range, rest @ ..], false, false) if !range.contains('(') => {
                (Worlds::Revisions(Range::read(range)), rest)
            }
            (rest, false, false) => (Worlds::Revisions(Range::read("HEAD")), rest),
            _ => return Err(refusal()),
        };
        let question = match rest {
            [] => None,
            [first, ..] if first.contains('(') => Some(rest.join(" ")),
            [other] if !merge && !has_sides => return Err(two_revisions(words.first(), other)),
            _ => return Err(refusal()),
        };
        Ok(Self { worlds, question })
    }

    /// Reads a line of a session: the same words and options as on the command line.
    ///
    /// # Errors
    /// The words compare nothing.
    pub(crate) fn read(line: &str) -> Result<Self, Refusal> {
        let mut found = words(line).into_iter();
        let (mut rest, mut merge, mut sides) = (Vec::new(), false, [Vec::new(), Vec::new()]);
        while let Some(word) = found.next() {
            let (option, value) = match word.split_once('=') {
                Some((option @ ("--left" | "--right"), value)) => (option, Some(value.to_owned())),
                _ => (word.as_str(), None),
            };
            let [left, right] = &mut sides;
            let side = match option {
                "--left" => left,
                "--right" => right,
                "--merge" => {
                    merge = true;
                    continue;
                }
                "--" => continue,
                option if option.starts_with("--") => return Err(refusal()),
                _ => {
                    rest.push(word);
                    continue;
                }
            };
            side.push(value.or_else(|| found.next()).ok_or_else(refusal)?);
        }
        Self::new(&rest, merge, sides)
    }

    /// Compares on top of what both sides have.
    ///
    /// # Errors
    /// A revision cannot be read, a side does not load, or the question is wrong.
    pub fn answer(&self, options: &WorldOptions, limits: &Limits) -> Result<Diff, DiffError> {
        let question = self.question.as_deref();
        match &self.worlds {
            Worlds::Revisions(range) => diff_revisions(options, range, question, limits),
            Worlds::Merge([base, one, other]) => {
                diff_merge(options, [base, one, other].map(String::as_str), question, limits)
            }
            Worlds::Sides([left, right]) => {
                let (left, right) =
                    DiffError::both(side("left", options, left), side("right", options, right))?;
                diff_sides([&left, &right], question, limits)
            }
        }
    }
}

/// One side of a comparison: what both have, and what its own words say.
fn side(name: &str, options: &WorldOptions, words: &[String]) -> Result<WorldOptions, DiffError> {
    let wrong = |error| DiffError::Side(name.to_owned(), error);
    let mut options = options.clone();
    let mut facts: Vec<PathBuf> = Vec::new();
    for word in words {
        if let Some(revision) = word.strip_prefix("rev:") {
            options.revision = Some(revision.to_owned());
        } else if let Some(fact) = word.strip_prefix('!') {
            options.retract.push(fact.to_owned());
        } else if word.contains('(') {
            options.assume.push(word.clone());
        } else if word.ends_with(".dl") {
            options.scenarios.push(scenario(Path::new(word)).map_err(wrong)?);
        } else if word.contains('=') {
            options.readings.push(word.clone());
        } else {
            facts.push(PathBuf::from(word));
        }
    }
    if !facts.is_empty() {
        options.facts = facts;
    }
    Ok(options)
}

/// What to write where two revisions stand apart.
fn two_revisions(first: Option<&String>, other: &str) -> Refusal {
    let first = first.map_or("A", String::as_str);
    Refusal {
        help: format!("two revisions are written in one word: `{first}..{other}`"),
        ..refusal()
    }
}

fn refusal() -> Refusal {
    Refusal {
        code: "command::usage",
        message: "these words do not compare anything".to_owned(),
        help: "`diff A..B [QUESTION]`, `diff --merge BASE A B`, or `diff --left … --right … [QUESTION]`"
            .to_owned(),
    }
}

/// The words of a line. Blanks in brackets and in double quotes belong to a word, and single quotes round a word fall
/// away, as in a shell.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let (mut depth, mut quote) = (0_usize, None);
    for c in line.chars() {
        match (c, quote) {
            ('\'', Some('\'')) | ('\'', None) if depth == 0 => {
                quote = if quote.is_none() { Some('\'') } else { None };
                word.get_or_insert_default();
                continue;
            }
            ('"', Some('"')) => quote = None,
            ('"', None) => quote = Some('"'),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            (c, None) if c.is_whitespace() && depth == 0 => {
                words.extend(word.take());
                continue;
            }
            _ => {}
        }
        word.get_or_insert_default().push(c);
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_in_brackets_and_quotes_belong_to_a_word() {
        assert_eq!(
            words("--left Amount(\"a b\", 3bn) x=y 'Vat(\"p\", _)' \"c d\""),
            [
                "--left",
                "Amount(\"a b\", 3bn)",
                "x=y",
                "Vat(\"p\", _)",
                "\"c d\""
            ]
        );
    }

    #[test]
    fn a_line_is_a_range_a_merge_or_two_sides_and_perhaps_a_question() {
        let range = |text: &str| Worlds::Revisions(Range::read(text));
        let text = |text: &str| Some(text.to_owned());
        for (line, worlds, question) in [
            ("", range("HEAD"), None),
            ("HEAD~2..HEAD", range("HEAD~2..HEAD"), None),
            (
                "Amount(p, w), (w < 8bn)",
                range("HEAD"),
                text("Amount(p, w), (w < 8bn)"),
            ),
            ("main Amount(p, w)", range("main"), text("Amount(p, w)")),
            (
                "--merge a b c Amount(p, w)",
                Worlds::Merge(["a", "b", "c"].map(str::to_owned)),
                text("Amount(p, w)"),
            ),
            (
                "--left x=y --right=Vat(\"p\", \"included\") Amount(p, w)",
                Worlds::Sides([
                    vec!["x=y".to_owned()],
                    vec!["Vat(\"p\", \"included\")".to_owned()],
                ]),
                text("Amount(p, w)"),
            ),
        ] {
            assert_eq!(
                Comparison::read(line),
                Ok(Comparison { worlds, question }),
                "{line}"
            );
        }
    }

    #[test]
    fn words_that_compare_nothing_are_refused() {
        for line in [
            "a b c",
            "--merge a b",
            "--left",
            "--wrong",
            "--merge a b c --left x=y",
        ] {
            assert_eq!(Comparison::read(line), Err(refusal()), "{line}");
        }
    }
}
