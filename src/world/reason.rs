//! Explanations as data: statements with their values, what they cite, and what they rest on.

use crate::lang::program::Type;

use super::answer::Value;

/// Why a conclusion holds: a graph of reasons in which what serves twice stands once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What is explained.
    pub conclusion: Tuple,
    /// The reasons; those that another rests on stand before it. The last one is the conclusion.
    pub reasons: Vec<Reason>,
}

/// A tuple of a relation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tuple {
    /// Name of the relation.
    pub relation: String,
    /// Names of its columns.
    pub columns: Vec<String>,
    /// One value a column; `None` stands for any.
    pub values: Vec<Option<Value>>,
}

/// What a reason is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReasonKind {
    /// Concluded over all completions of what is not known.
    Verdict,
    /// One way of filling in what is not known.
    Case,
    /// Concluded by a rule.
    Rule,
    /// A given row.
    Fact,
    /// A row worked out from holdings.
    Group,
    /// A way to fill in what is not known.
    Supposed,
    /// What was asked.
    Asked,
    /// Nothing of the kind holds.
    Absent,
    /// A comparison.
    Comparison,
    /// A computed value.
    Value,
    /// A fold.
    Aggregate,
    /// Nothing of a derived relation holds that was looked for; what it rests on are the rules that could conclude it.
    Underivable,
    /// A rule that could conclude what was looked for; what it rests on are its conditions that are not met.
    Attempt,
    /// The rules that could not conclude it here, whatever the facts.
    Beside,
    /// No given row fits.
    Missing,
    /// What a condition rules out holds; what it rests on are the proofs of it.
    Blocked,
    /// A comparison that does not hold.
    Unmet,
    /// A computed value that is another one than is needed.
    Differs,
    /// A condition that cannot be tested, since a value is not known.
    Untestable,
    /// What could be shown by way of itself only.
    Circular,
    /// Nothing of the kind holds, and it was not looked into.
    Unsearched,
    /// Other ways of filling in what is not known, in which other things are in the way.
    Elsewhere,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reason {
    /// What it is.
    pub kind: ReasonKind,
    /// The tuple that it concludes, states or finds absent.
    pub tuple: Option<Tuple>,
    /// What it says, in English.
    pub statement: Statement,
    /// The same in Korean, where the law has it.
    pub statement_ko: Option<Statement>,
    /// Id of the rule.
    pub rule: Option<String>,
    /// File and line of the rule.
    pub rule_place: Option<(String, u32)>,
    /// The provisions that the rule cites and that are in force on the day of the project.
    pub provisions: Vec<Cited>,
    /// Where a fact is written; several for one that several records state.
    pub origins: Vec<Place>,
    /// Indexes of the reasons that it rests on, in the order of the rule; of what does not hold, nearest first.
    pub premises: Vec<usize>,
    /// Of an attempt and of what cannot be derived: indexes of the reasons that are in the way whichever way is taken.
    pub lacks: Vec<usize>,
    /// Of an attempt: how many conditions its rule has.
    pub conditions: Option<usize>,
}

/// A sentence in parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Statement {
    /// The parts in order.
    pub parts: Vec<Phrase>,
}

/// Part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phrase {
    /// Words.
    Text(String),
    /// A value.
    Value(Value),
    /// A provision.
    Provision(Cited),
}

/// A provision as it is cited.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cited {
    /// Its id.
    pub id: String,
    /// Act.
    pub act: String,
    /// Article, such as `48(2)`; begins with a letter where it is an annex.
    pub article: String,
    /// Act and article in Korean, if known.
    pub korean: Option<(String, String)>,
}

/// Where a fact is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Path of the file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// `A`, `B` or `C`.
    pub grade: Option<&'static str>,
    /// Note, if given.
    pub note: Option<String>,
}

impl Statement {
    /// A sentence of words only.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            parts: vec![Phrase::Text(text.into())],
        }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        if let Some(Phrase::Text(last)) = self.parts.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.parts.push(Phrase::Text(text.to_owned()));
        }
    }

    /// Without the full stop at its end.
    pub(super) fn end_without_stop(&mut self) {
        if let Some(Phrase::Text(last)) = self.parts.last_mut() {
            *last = last.trim_end().trim_end_matches('.').to_owned();
        }
    }

    /// Whether its last words are these.
    pub(super) fn ends_in(&self, words: &str) -> bool {
        matches!(self.parts.last(), Some(Phrase::Text(last)) if last.ends_with(words))
    }

    /// Without these last words.
    pub(super) fn cut(&mut self, words: &str) {
        if let Some(Phrase::Text(last)) = self.parts.last_mut()
            && let Some(kept) = last.strip_suffix(words)
        {
            *last = kept.to_owned();
        }
    }

    pub(super) fn push_value(&mut self, value: Value) {
        self.parts.push(Phrase::Value(value));
    }

    pub(super) fn push(&mut self, part: Phrase) {
        match part {
            Phrase::Text(text) => self.push_text(&text),
            part => self.parts.push(part),
        }
    }

    /// Adds what stands for a value that is not known: `any day`; `any` alone where the kind has just been named.
    pub(super) fn push_unknown(&mut self, article: &str, kind: &str) {
        let named = match self.parts.last() {
            Some(Phrase::Text(text)) => text.trim_end().ends_with(kind),
            _ => false,
        };
        if named || kind.is_empty() {
            self.push_text(article);
        } else {
            self.push_text(&format!("{article} {kind}"));
        }
    }

    /// Takes the preposition of a day or a share that is not known away, unless what follows is about it; whether it did.
    pub(super) fn does_without(&mut self, ty: Type, after: &str) -> bool {
        let prepositions: &[&str] = match ty {
            Type::Date => &[" by ", " on ", " as of ", " from ", " until "],
            Type::Percent => &[" of "],
            _ => &[],
        };
        let relative = [", on which", ", when", ", the day"];
        if relative.iter().any(|start| after.starts_with(start)) {
            return false;
        }
        let Some(end) = prepositions.iter().find(|end| self.ends_in(end)) else {
            return false;
        };
        // Of ", announced on some day," nothing would be left that says anything.
        let before = match self.parts.last() {
            Some(Phrase::Text(text)) => text.strip_suffix(end).and_then(|text| text.rsplit_once(", ")),
            _ => None,
        };
        if before.is_some_and(|(_, clause)| !clause.contains(' ')) {
            return false;
        }
        self.cut(end);
        true
    }

    /// Of a range with equal ends only one end: `2026 to 2026`, `2026년부터 2026년까지`.
    pub(super) fn fold_ranges(&mut self) {
        for at in 0..self.parts.len() {
            let Some([Phrase::Value(from), Phrase::Text(between), Phrase::Value(to), ..]) =
                self.parts.get(at..)
            else {
                continue;
            };
            let after = match (self.parts.get(at + 3), between.as_str()) {
                _ if from != to => None,
                (rest, " to ") => Some(rest.cloned()),
                (Some(Phrase::Text(rest)), "년부터 ") => rest
                    .strip_prefix("년까지")
                    .map(|rest| Some(Phrase::Text(format!("년{rest}")))),
                _ => None,
            };
            if let Some(after) = after {
                self.parts.splice(at + 1..(at + 4).min(self.parts.len()), after);
            }
        }
    }

    /// The sentence with another behind it.
    pub(super) fn and(mut self, other: Statement) -> Self {
        other.parts.into_iter().for_each(|part| self.push(part));
        self
    }

    /// The sentence as it stands within another one: its first letter small, unless the second is a capital too.
    pub(super) fn begun_small(mut self) -> Self {
        if let Some(Phrase::Text(first)) = self.parts.first_mut() {
            *first = lower_first(first);
        }
        self
    }
}

impl Reason {
    /// The values of its tuple, column by column; none for one without a tuple.
    #[must_use]
    pub fn values(&self) -> &[Option<Value>] {
        self.tuple.as_ref().map_or(&[], |tuple| tuple.values.as_slice())
    }
}

impl Explanation {
    /// The reason that concludes it.
    #[must_use]
    pub fn root(&self) -> Option<&Reason> {
        self.reasons.last()
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_range_with_equal_ends_one_end_is_told() {
        let range = |between: &str, to: i64, rest: &str| {
            let mut statement = Statement::text("in ");
            statement.push_value(Value::Int(2026));
            statement.push_text(between);
            statement.push_value(Value::Int(to));
            statement.push_text(rest);
            statement.fold_ranges();
            statement.parts.len()
        };
        assert_eq!(range(" to ", 2026, " and"), 3);
        assert_eq!(range(" to ", 2027, " and"), 5);
        assert_eq!(range("년부터 ", 2026, "년까지의 "), 3);
        assert_eq!(range(" to ", 2026, ""), 2);
    }
}
