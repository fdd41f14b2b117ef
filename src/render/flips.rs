//! What turns a conclusion, as text and as JSON.

use std::collections::BTreeMap;

use owo_colors::Style;
use serde::Serialize;

use super::answer::conditions_line;
use super::choices::ComesJson;
use super::json::{Readings, VERSION, to_line};
use super::reasons::{PlaceJson, TupleJson, place_line, statement_text};
use super::{Language, Look, plain};
use crate::world::{Comes, Flip, Flips, Phrase, SinglePoint, Statement, TriedChange};

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
        page.line(1, &(page.words.nothing)(flips.whole));
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

/// The words round the sentences, in one language.
struct Words {
    now: fn(&str) -> String,
    wanted: fn(&str) -> String,
    together: fn(usize) -> String,
    comes: fn(&str) -> String,
    and: &'static str,
    or: &'static str,
    not_so: fn(&str) -> String,
    grounds: &'static str,
    turns_on: &'static str,
    nothing: fn(usize) -> String,
    single_points: &'static str,
    no_single_point: &'static str,
    without: fn(&str) -> String,
    searched: fn(&Flips, &str) -> String,
    undecided: fn(usize) -> String,
    stopped: fn(&str, usize) -> String,
}

fn words(language: Language) -> Words {
    match language {
        Language::English => ENGLISH,
        Language::Korean => KOREAN,
    }
}

const ENGLISH: Words = Words {
    now: |outcome| format!("{} now", english(outcome)),
    wanted: |outcome| format!("looked for: {}", english(outcome)),
    together: |size| match size {
        1 => "One change".to_owned(),
        _ => format!("{size} changes together"),
    },
    comes: |outcome| format!("{}, if", english(outcome)),
    and: ", and ",
    or: "or",
    not_so: |fact| format!("this were not so: {fact}"),
    grounds: "ground: ",
    turns_on: "turns on: ",
    nothing: |size| match size {
        0 => "nothing was found".to_owned(),
        1 => "no single change turns it".to_owned(),
        _ => format!("no {size} changes or fewer turn it"),
    },
    single_points: "Single points of failure: every proof rests on each of these facts",
    no_single_point: "No single point of failure: there is no fact on which every proof rests.",
    without: |outcome| format!("without it: {}", english(outcome)),
    searched: |flips, relations| {
        let alone = match flips.size {
            1 => "each alone".to_owned(),
            size => format!("alone and up to {size} together"),
        };
        format!(
            "{} to {relations} tried, {alone}: {}, each decided anew. Nothing outside this was tried.",
            count(flips.changes, "change", "changes"),
            count(flips.sets, "set", "sets"),
        )
    },
    undecided: |sets| {
        format!(
            "{} could not be decided within the limits, and nothing was added to them.",
            count(sets, "set", "sets")
        )
    },
    stopped: |why, whole| {
        format!("The search ended early ({why}): every set of up to {whole} was tried, not every larger one.")
    },
};

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn english(outcome: &str) -> String {
    match outcome {
        "out_of_scope" => "out of scope".to_owned(),
        "holds" => "it holds".to_owned(),
        "fails" => "it does not hold".to_owned(),
        other => plain(other),
    }
}

const KOREAN: Words = Words {
    now: |outcome| format!("현재: {}", korean(outcome)),
    wanted: |outcome| format!("찾는 결과: {}", korean(outcome)),
    together: |size| match size {
        1 => "한 가지만 달랐다면".to_owned(),
        _ => format!("{size}가지가 함께 달랐다면"),
    },
    comes: |outcome| format!("{} — 다음의 경우:", korean(outcome)),
    and: ", 그리고 ",
    or: "또는",
    not_so: |fact| format!("다음 사실이 없었다면: {fact}"),
    grounds: "근거: ",
    turns_on: "좌우하는 것: ",
    nothing: |size| match size {
        0 => "찾은 것이 없다".to_owned(),
        _ => format!("{size}가지 이하의 변경으로는 달라지지 않는다"),
    },
    single_points: "단일 근거: 모든 증명이 다음 사실 하나하나에 의존한다",
    no_single_point: "단일 근거 없음: 모든 증명이 의존하는 사실은 없다.",
    without: |outcome| format!("이 사실이 없으면: {}", korean(outcome)),
    searched: |flips, relations| {
        format!(
            "{relations}에 대한 변경 {}건을 최대 {}건까지 묶어 {}조를 각각 다시 판단하였다. 그 밖의 변경은 시도하지 않았다.",
            flips.changes, flips.size, flips.sets
        )
    },
    undecided: |sets| format!("{sets}조는 한도 안에서 판단할 수 없었고, 이를 포함하는 조는 시도하지 않았다."),
    stopped: |why, whole| format!("탐색이 중단되었다({why}): {whole}건까지의 조는 모두 시도하였다."),
};

fn korean(outcome: &str) -> String {
    let word = match outcome {
        "allowed" => "참여 가능",
        "barred" => "참여 불가",
        "out_of_scope" => "적용 대상 아님",
        "undetermined" => "미정",
        "holds" => "성립",
        "fails" => "불성립",
        other => return plain(other),
    };
    word.to_owned()
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
            self.bullet(&statement_text(&point.statement, self.look.language));
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
        if let Some(error) = &flips.stopped {
            remarks.push((self.words.stopped)(&error.to_string(), flips.whole));
        }
        for remark in remarks {
            self.wrapped(&plain(&remark), " ", " ", Style::new().dimmed());
        }
    }

    /// What stands behind an outcome: its grounds, or what it turns on.
    fn detail(&self, comes: &Comes) -> Option<String> {
        let (word, keys) = if comes.turns_on.is_empty() {
            (self.words.grounds, &comes.grounds)
        } else {
            (self.words.turns_on, &comes.turns_on)
        };
        (!keys.is_empty()).then(|| plain(&format!("{word}{}", keys.join(", "))))
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
        let options = textwrap::Options::new(self.look.width.max(40))
            .initial_indent(first)
            .subsequent_indent(other)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        for line in textwrap::wrap(text, options) {
            let indent = line.len() - line.trim_start().len();
            let (indent, rest) = line.split_at(indent);
            self.out.push_str(indent);
            self.out.push_str(&self.look.paint(rest, style));
            self.out.push('\n');
        }
    }
}

/// Flips whose sentences differ in one value.
struct Alike<'a> {
    first: &'a Flip,
    comes: &'a Comes,
    /// Which change, which part of its sentence, and its values in the order found.
    differs: Option<(usize, usize, Vec<String>)>,
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
        });
    }
    groups
}

/// The one value in which the sentences of two flips differ: the change, the part, and the value of the second.
fn one_difference(one: &Flip, other: &Flip, language: Language) -> Option<(usize, usize, String)> {
    if one.changes.len() != other.changes.len() {
        return None;
    }
    let mut difference = None;
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
                (Phrase::Value(_), Phrase::Value(_)) | (Phrase::Provision(_), Phrase::Provision(_))
                    if difference.is_none() =>
                {
                    difference = Some((number, part, phrase_text(right, language)));
                }
                _ => return None,
            }
        }
    }
    difference
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
        let changes = self.first.changes.iter().enumerate().map(|(number, change)| {
            let statement = sentence(change, language);
            let parts = statement
                .parts
                .iter()
                .enumerate()
                .map(|(part, phrase)| match &self.differs {
                    Some((of, at, values)) if (*of, *at) == (number, part) => listed(values, words.or),
                    _ => phrase_text(phrase, language),
                });
            let text: String = parts.collect();
            if change.id.is_none() {
                (words.not_so)(&text)
            } else {
                text
            }
        });
        changes.collect::<Vec<_>>().join(words.and)
    }
}

/// `a, b or c`.
fn listed(values: &[String], or: &str) -> String {
    match values.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} {or} {last}", others.join(", ")),
        _ => values.join(", "),
    }
}

/// What turns a conclusion as one JSON document.
#[must_use]
pub fn flips_json(flips: &Flips) -> String {
    to_line(&Document {
        version: VERSION,
        conclusion: TupleJson::new(&flips.conclusion),
        now: ComesJson::new(&flips.now),
        wanted: flips.wanted.as_deref(),
        flips: flips
            .found
            .iter()
            .map(|flip| FlipJson {
                comes: ComesJson::new(&flip.comes),
                changes: flip.changes.iter().map(change_json).collect(),
            })
            .collect(),
        single_points: flips.single_points.as_ref().map(|points| {
            points
                .iter()
                .map(|point| SinglePointJson {
                    fact: TupleJson::new(&point.fact),
                    statement: statement_text(&point.statement, Language::English),
                    origins: point.origins.iter().map(PlaceJson::new).collect(),
                    without: ComesJson::new(&point.without),
                })
                .collect()
        }),
        searched: SearchedJson {
            changes: flips.changes,
            relations: &flips.relations,
            size: flips.size,
            whole: flips.whole,
            sets: flips.sets,
            undecided: flips.undecided,
            stopped: flips.stopped.as_ref().map(crate::engine::EvalError::code),
        },
        readings: Readings(&flips.readings),
        assumptions: &flips.assumptions,
    })
}

fn change_json(change: &TriedChange) -> ChangeJson<'_> {
    let korean = change.statement_ko.as_ref();
    ChangeJson {
        id: change.id.as_deref(),
        statement: statement_text(&change.statement, Language::English),
        statement_ko: korean.map(|statement| statement_text(statement, Language::Korean)),
        remove: change.removed.iter().map(TupleJson::new).collect(),
        add: change.added.iter().map(TupleJson::new).collect(),
        origins: change.origins.iter().map(PlaceJson::new).collect(),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    conclusion: TupleJson<'a>,
    now: ComesJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wanted: Option<&'a str>,
    flips: Vec<FlipJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_points: Option<Vec<SinglePointJson<'a>>>,
    searched: SearchedJson<'a>,
    readings: Readings<'a>,
    assumptions: &'a [String],
}

#[derive(Serialize)]
struct FlipJson<'a> {
    #[serde(flatten)]
    comes: ComesJson<'a>,
    changes: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    /// None where a fact is taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ko: Option<String>,
    remove: Vec<TupleJson<'a>>,
    add: Vec<TupleJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    origins: Vec<PlaceJson<'a>>,
}

#[derive(Serialize)]
struct SinglePointJson<'a> {
    fact: TupleJson<'a>,
    statement: String,
    origins: Vec<PlaceJson<'a>>,
    without: ComesJson<'a>,
}

#[derive(Serialize)]
struct SearchedJson<'a> {
    changes: usize,
    /// How many changes touch each relation.
    relations: &'a BTreeMap<String, usize>,
    size: usize,
    whole: usize,
    sets: usize,
    undecided: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<&'static str>,
}
