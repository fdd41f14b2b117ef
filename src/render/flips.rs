//! What turns a conclusion, as text.

mod json;
mod words;

use owo_colors::Style;

use super::answer::conditions_line;
use super::particle::with_particles;
use super::reasons::{citations, options, place_line, statement_sentence, statement_text};
use super::{Language, Look, plain, terms};
pub use json::flips_json;
use words::{Words, words};

use crate::world::{Comes, Flip, Flips, Phrase, SinglePoint, Statement, TriedChange, Value};

/// What turns a conclusion, for people: by the number of changes and by what comes of them.
#[must_use]
pub fn flips_text(flips: &Flips, look: Look) -> String {
    let mut page = Page {
        out: conditions_line(&flips.readings, &flips.assumptions, look),
        look,
        words: words(look.language),
    };
    page.heading(flips);
    let told: Vec<&Flip> = flips
        .found
        .iter()
        .filter(|flip| !is_single_point(flip, flips))
        .collect();
    for size in 1..=flips.size {
        let of_size: Vec<&Flip> = told
            .iter()
            .copied()
            .filter(|flip| flip.changes.len() == size)
            .collect();
        page.sets(size, &of_size);
    }
    if flips.found.is_empty() {
        page.line(1, &(page.words.nothing)(flips.size));
    }
    if let Some(points) = &flips.single_points {
        page.single_points(points);
    }
    page.searched(flips);
    page.out
}

/// Whether a flip takes away one fact that is told among the single points.
fn is_single_point(flip: &Flip, flips: &Flips) -> bool {
    let points = flips.single_points.iter().flatten();
    match flip.changes.as_slice() {
        [
            TriedChange {
                id: None, removed, ..
            },
        ] => points.into_iter().any(|point| removed.contains(&point.fact)),
        _ => false,
    }
}

/// Outcomes in the order of their sections; others stand before `undetermined`.
const ORDER: [&str; 5] = ["allowed", "barred", "out_of_scope", "holds", "fails"];

struct Page {
    out: String,
    look: Look,
    words: Words,
}

impl Page {
    fn heading(&mut self, flips: &Flips) {
        self.out
            .push_str(&super::choices::heading(&flips.conclusion, self.look));
        let mut line = (self.words.now)(&flips.now.outcome);
        if let Some(detail) = self.detail(&flips.now) {
            line.push_str(&format!(" ({detail})"));
        }
        if let Some(wanted) = &flips.wanted {
            line.push_str(&format!("; {}", (self.words.wanted)(wanted)));
        }
        self.line(1, &line);
    }

    /// The flips of one size, by what comes of them.
    fn sets(&mut self, size: usize, flips: &[&Flip]) {
        if flips.is_empty() {
            return;
        }
        self.title(&(self.words.together)(size));
        let mut outcomes: Vec<&str> = flips.iter().map(|flip| flip.comes.outcome.as_str()).collect();
        let rank = |outcome: &&str| match ORDER.iter().position(|known| known == outcome) {
            Some(at) => at,
            None => ORDER.len() + usize::from(*outcome == "undetermined"),
        };
        outcomes.sort_by_key(|outcome| (rank(outcome), *outcome));
        outcomes.dedup();
        for outcome in outcomes {
            self.line(1, &(self.words.comes)(outcome));
            let of_outcome = flips.iter().copied().filter(|flip| flip.comes.outcome == outcome);
            for alike in alike(of_outcome, self.look.language) {
                self.bullet(&alike.text(&self.words, self.look.language));
                if let Some(detail) = self.detail(alike.comes) {
                    self.dimmed(&detail);
                }
                for place in alike.first.changes.iter().flat_map(|change| &change.origins) {
                    self.dimmed(&place_line(place));
                }
            }
        }
    }

    fn single_points(&mut self, points: &[SinglePoint]) {
        if points.is_empty() {
            self.title(self.words.no_single_point);
            return;
        }
        self.title(self.words.single_points);
        for point in points {
            let korean = point.statement_ko.as_ref();
            let korean = korean.filter(|_| self.look.language == Language::Korean);
            let said = korean.unwrap_or(&point.statement);
            let said = statement_sentence(said, self.look.language);
            self.bullet(said.trim_end_matches('.'));
            for place in &point.origins {
                self.dimmed(&place_line(place));
            }
            let mut without = (self.words.without)(&point.without.outcome);
            if let Some(detail) = self.detail(&point.without) {
                without.push_str(&format!(" ({detail})"));
            }
            self.dimmed(&without);
        }
    }

    /// What was searched, and how far.
    fn searched(&mut self, flips: &Flips) {
        let relations: Vec<&str> = flips.relations.keys().map(String::as_str).collect();
        self.out.push('\n');
        let mut remarks = vec![(self.words.searched)(flips, &relations.join(", "))];
        if flips.undecided > 0 {
            remarks.push((self.words.undecided)(flips.undecided));
        }
        if flips.open {
            let other = if flips.now.outcome == "allowed" {
                "barred"
            } else {
                "allowed"
            };
            remarks.push((self.words.hint)(other));
        }
        for remark in remarks {
            self.wrapped(&plain(&remark), " ", " ", Style::new().dimmed());
        }
    }

    /// What stands behind an outcome: its grounds, or what it turns on.
    fn detail(&self, comes: &Comes) -> Option<String> {
        if !comes.turns_on.is_empty() {
            let keys = terms::keys(&comes.turns_on, self.look);
            return Some(format!("{}{keys}", self.words.turns_on));
        }
        let grounds = plain(&citations(&comes.grounds, self.look.language));
        if !grounds.is_empty() {
            return Some(format!("{}{grounds}", self.words.grounds));
        }
        // An outcome that is concluded has grounds; where none is common to all completions, they differ.
        let differ = matches!(comes.outcome.as_str(), "allowed" | "barred");
        differ.then(|| format!("{}{}", self.words.grounds, self.words.grounds_differ))
    }

    fn title(&mut self, text: &str) {
        self.out.push('\n');
        self.wrapped(text, "", "", Style::new().bold());
    }

    fn line(&mut self, indent: usize, text: &str) {
        let indent = " ".repeat(indent);
        self.wrapped(text, &indent, &indent, Style::new());
    }

    fn bullet(&mut self, text: &str) {
        self.wrapped(text, " • ", "   ", Style::new());
    }

    fn dimmed(&mut self, text: &str) {
        self.wrapped(text, "     ", "       ", Style::new().dimmed());
    }

    fn wrapped(&mut self, text: &str, first: &str, other: &str, style: Style) {
        for line in textwrap::wrap(text, options(first, other, self.look)) {
            let indent = line.len() - line.trim_start().len();
            let (indent, rest) = line.split_at(indent);
            self.out.push_str(indent);
            self.out.push_str(&self.look.paint(rest, style));
            self.out.push('\n');
        }
    }
}

/// Flips whose sentences differ in one value, or say neighbouring spans of days.
struct Alike<'a> {
    first: &'a Flip,
    comes: &'a Comes,
    /// Which change, which part of its sentence, and its values in the order found.
    differs: Option<(usize, usize, Vec<String>)>,
    /// Which change, which part of its sentence, and the day at which the last of the spans ends.
    until: Option<(usize, usize, i64)>,
}

/// The sentence of a change in a language.
fn sentence(change: &TriedChange, language: Language) -> &Statement {
    let korean = change
        .statement_ko
        .as_ref()
        .filter(|_| language == Language::Korean);
    korean.unwrap_or(&change.statement)
}

/// Puts flips together that come to the same and say the same but for one value, in the order found.
fn alike<'a>(flips: impl Iterator<Item = &'a Flip>, language: Language) -> Vec<Alike<'a>> {
    let mut groups: Vec<Alike<'a>> = Vec::new();
    'flips: for flip in flips {
        for group in groups.iter_mut().filter(|group| *group.comes == flip.comes) {
            if let Some(until) = span_behind(group, flip, language) {
                group.until = Some(until);
                continue 'flips;
            }
            let Some((change, part, value)) = one_difference(group.first, flip, language) else {
                continue;
            };
            match &mut group.differs {
                Some((of, at, values)) if (*of, *at) == (change, part) => values.push(value),
                Some(_) => continue,
                None => {
                    let first = value_at(group.first, change, part, language);
                    group.differs = Some((change, part, vec![first, value]));
                }
            }
            continue 'flips;
        }
        groups.push(Alike {
            first: flip,
            comes: &flip.comes,
            differs: None,
            until: None,
        });
    }
    groups
}

/// The end of a flip's span of days, if its sentence says the same as that of a group but for two days, and begins on the
/// day behind the span of the group: the change, the part, and the day.
fn span_behind(group: &Alike<'_>, flip: &Flip, language: Language) -> Option<(usize, usize, i64)> {
    let [(change, from, _, begins), (twin, until, ends, next)] =
        differences(group.first, flip, language)?.try_into().ok()?;
    let day = |phrase: &Phrase| match phrase {
        Phrase::Value(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let end = match group.until {
        Some((_, _, end)) => end,
        None => day(ends)?,
    };
    let follows = change == twin && from < until && group.differs.is_none();
    (follows && Some(end + 1) == day(begins)).then_some((twin, until, day(next)?))
}

/// The one value in which the sentences of two flips differ: the change, the part, and the value of the second.
fn one_difference(one: &Flip, other: &Flip, language: Language) -> Option<(usize, usize, String)> {
    let [(change, part, _, value)] = differences(one, other, language)?.try_into().ok()?;
    Some((change, part, phrase_text(value, language)))
}

/// The values in which the sentences of two flips differ: the change, the part, and both values.
fn differences<'f>(
    one: &'f Flip,
    other: &'f Flip,
    language: Language,
) -> Option<Vec<(usize, usize, &'f Phrase, &'f Phrase)>> {
    if one.changes.len() != other.changes.len() {
        return None;
    }
    let mut found = Vec::new();
    for (number, (one, other)) in one.changes.iter().zip(&other.changes).enumerate() {
        if one.id != other.id || (one.id.is_none() && one != other) {
            return None;
        }
        let (one, other) = (sentence(one, language), sentence(other, language));
        if one.parts.len() != other.parts.len() {
            return None;
        }
        for (part, (left, right)) in one.parts.iter().zip(&other.parts).enumerate() {
            match (left, right) {
                (left, right) if left == right => {}
                (Phrase::Value(_), Phrase::Value(_)) | (Phrase::Provision(_), Phrase::Provision(_)) => {
                    found.push((number, part, left, right));
                }
                _ => return None,
            }
        }
    }
    Some(found)
}

fn value_at(flip: &Flip, change: usize, part: usize, language: Language) -> String {
    let change = flip.changes.get(change);
    let phrase = change.and_then(|change| sentence(change, language).parts.get(part));
    phrase.map_or_else(String::new, |phrase| phrase_text(phrase, language))
}

fn phrase_text(phrase: &Phrase, language: Language) -> String {
    let parts = vec![phrase.clone()];
    statement_text(&Statement { parts }, language)
}

impl Alike<'_> {
    /// Everything that would have had to be, in one sentence.
    fn text(&self, words: &Words, language: Language) -> String {
        let changes =
            self.first.changes.iter().enumerate().map(|(number, change)| {
                let statement = sentence(change, language);
                let parts = statement.parts.iter().enumerate().map(|(part, phrase)| {
                    match (&self.differs, self.until) {
                        (Some((of, at, values)), _) if (*of, *at) == (number, part) => {
                            listed(values, words.or)
                        }
                        (_, Some((of, at, end))) if (of, at) == (number, part) => {
                            phrase_text(&Phrase::Value(Value::Date(end)), language)
                        }
                        _ => phrase_text(phrase, language),
                    }
                });
                let text: String = parts.collect();
                if change.id.is_none() {
                    (words.not_so)(&text)
                } else {
                    text
                }
            });
        let text = changes.collect::<Vec<_>>().join(words.and);
        match language {
            Language::English => text,
            Language::Korean => with_particles(&text),
        }
    }
}

/// `a, b or c`.
fn listed(values: &[String], or: &str) -> String {
    match values.split_last() {
        Some((last, others)) if !others.is_empty() => {
            let apart = if values.iter().any(|value| value.contains(", ")) {
                "; "
            } else {
                ", "
            };
            format!("{} {or} {last}", others.join(apart))
        }
        _ => values.concat(),
    }
}
