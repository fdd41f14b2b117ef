//! Explanations for people, as trees of sentences, and as JSON.

use std::collections::BTreeSet;

use owo_colors::Style;
use serde::Serialize;

use super::amount::korean_won;
use super::answer::conditions_line;
use super::json::{Cell, Readings, VERSION, to_line_of};
use super::levels::{below, shown};
use super::particle::with_particles;
use super::{Language, Look, plain};
use crate::facts::Commit;
use crate::lang::date;
use crate::lang::value::{format_percent, format_won};
use crate::world::{
    Cited, Explanation, Phrase, Place, Reason, ReasonKind, Statement, Tuple, Value, Why, english_word,
    korean_word,
};

/// Entities with names wider than this are called by their ids in sentences.
const LONG_NAME: usize = 40;

/// Explanations as trees of sentences. `full` shows every level.
#[must_use]
pub fn why_text(why: &Why, full: bool, look: Look) -> String {
    let mut out = conditions_line(&why.readings, &why.assumptions, look);
    let cut = trees(&mut out, &why.explanations, full, look);
    let mut remarks = Vec::new();
    if cut {
        remarks.push(look.say(
            "… stands for deeper steps: `why full` shows them",
            "… 아래의 단계는 `why full`로 볼 수 있다",
        ));
    }
    if why.answers > why.explanations.len() {
        let (shown, all) = (why.explanations.len(), why.answers);
        remarks.push(look.say(
            &format!("{shown} of {all} answers are explained; name the firm or the project to see another"),
            &format!("{all}개의 답 중 {shown}개를 설명하였다; 다른 답을 보려면 기업이나 사업을 지정한다"),
        ));
    }
    remark(&mut out, &remarks, look);
    out
}

/// Writes a tree for each explanation; whether some levels were left out.
pub(super) fn trees(out: &mut String, explanations: &[Explanation], full: bool, look: Look) -> bool {
    let mut cut = false;
    for (index, explanation) in explanations.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let mut tree = Tree {
            explanation,
            full,
            look,
            shown: BTreeSet::new(),
            cut: false,
            out: String::new(),
        };
        if let Some(root) = explanation.reasons.len().checked_sub(1) {
            tree.node(root, "", "", 0);
        }
        cut |= tree.cut;
        out.push_str(&tree.out);
    }
    cut
}

/// Writes remarks behind trees.
pub(super) fn remark(out: &mut String, remarks: &[String], look: Look) {
    for remark in remarks {
        out.push(' ');
        out.push_str(&look.paint(remark, Style::new().dimmed()));
        out.push('\n');
    }
}

struct Tree<'a> {
    explanation: &'a Explanation,
    full: bool,
    look: Look,
    shown: BTreeSet<usize>,
    cut: bool,
    out: String,
}

impl Tree<'_> {
    /// Writes a reason and what it rests on. `first` stands before its first line, `other` before every later one.
    fn node(&mut self, id: usize, first: &str, other: &str, depth: usize) {
        let explanation = self.explanation;
        let Some(reason) = explanation.reasons.get(id) else {
            return;
        };
        let view = shown(explanation, reason, depth, self.full);
        let premises = view.premises;
        let again = !reason.premises.is_empty() && !self.shown.insert(id);
        let trimmed = view.trimmed && !again;
        self.cut |= trimmed || view.skipped;
        let mut text = sentence(reason, self.look.language);
        if again {
            text.push_str(&self.look.say(" (as above)", " (위와 같음)"));
        } else if trimmed {
            text.push_str(" …");
        }
        let bar = if premises.is_empty() || again { "" } else { "│  " };
        self.write(&text, first, &format!("{other}{bar}"), Style::new());
        let grounds = if again { Vec::new() } else { self.grounds(reason) };
        for line in grounds {
            let indent = format!("{other}{bar}  ");
            self.write(&line, &indent, &format!("{indent}  "), Style::new().dimmed());
        }
        if again {
            return;
        }
        let below = below(reason, depth);
        for (index, premise) in premises.iter().enumerate() {
            let last = index + 1 == premises.len();
            let (branch, under) = if last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            self.node(
                *premise,
                &format!("{other}{branch}"),
                &format!("{other}{under}"),
                below,
            );
        }
    }

    /// What a reason cites and where it is written.
    fn grounds(&self, reason: &Reason) -> Vec<String> {
        let mut lines = Vec::new();
        if !reason.provisions.is_empty() {
            lines.push(plain(&citations(&reason.provisions, self.look.language)));
        }
        for place in &reason.origins {
            lines.push(place_line(place));
        }
        if reason.kind == ReasonKind::Fact && reason.origins.is_empty() {
            lines.push(
                self.look
                    .say("assumed, or set by hand", "가정하였거나 직접 입력함"),
            );
        }
        lines
    }

    /// Writes a text over as many lines as the width asks for.
    fn write(&mut self, text: &str, first: &str, other: &str, style: Style) {
        for line in textwrap::wrap(text, options(first, other, self.look)) {
            let indent = if line.starts_with(first) && !first.is_empty() {
                first
            } else {
                ""
            };
            let (indent, rest) = line.split_at(indent.len());
            self.out.push_str(indent);
            self.out.push_str(&self.look.paint(rest, style));
            self.out.push('\n');
        }
    }
}

/// How sentences are broken into lines: between words only, also between those of Hangul.
pub(crate) fn options<'a>(first: &'a str, other: &'a str, look: Look) -> textwrap::Options<'a> {
    textwrap::Options::new(look.width.max(40))
        .initial_indent(first)
        .subsequent_indent(other)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .break_words(false)
}

/// Where a fact is written, with its sources and their grade.
pub(crate) fn place_line(place: &Place) -> String {
    let mut line = format!("{}:{}", place.file, place.line);
    if !place.sources.is_empty() {
        line.push_str(" · ");
        line.push_str(&place.sources.join(", "));
    }
    if let Some(grade) = place.grade {
        line.push_str(&format!(" ({grade})"));
    }
    plain(&line)
}

/// The article of a provision of which it is not known.
const UNKNOWN_ARTICLE: &str = "—";

/// Provisions as they are cited, those of one act together.
pub(crate) fn citations(provisions: &[Cited], language: Language) -> String {
    let mut acts: Vec<(&str, Vec<String>)> = Vec::new();
    for cited in provisions {
        let (act, article) = match (&cited.korean, language) {
            (Some((act, article)), Language::Korean) if article == UNKNOWN_ARTICLE => {
                (act.as_str(), "(조항 미상)".to_owned())
            }
            (Some((act, article)), Language::Korean) => (act.as_str(), article.clone()),
            _ if cited.article == UNKNOWN_ARTICLE => (cited.act.as_str(), "(article not known)".to_owned()),
            _ if cited.article.starts_with(|first: char| first.is_ascii_digit()) => {
                (cited.act.as_str(), format!("art. {}", cited.article))
            }
            _ => (cited.act.as_str(), cited.article.clone()),
        };
        match acts.iter_mut().find(|(known, _)| *known == act) {
            Some((_, articles)) => articles.push(article),
            None => acts.push((act, vec![article])),
        }
    }
    acts.iter()
        .map(|(act, articles)| format!("{act} {}", articles.join(", ")).trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("; ")
}

/// A statement as a sentence.
pub(crate) fn sentence(reason: &Reason, language: Language) -> String {
    let korean = reason
        .statement_ko
        .as_ref()
        .filter(|_| language == Language::Korean);
    statement_sentence(korean.unwrap_or(&reason.statement), language)
}

/// A statement as a sentence; one that begins with a name begins as that is written.
pub(crate) fn statement_sentence(statement: &Statement, language: Language) -> String {
    let mut text = statement_text(statement, language);
    let of_words = match statement.parts.first() {
        Some(Phrase::Text(_)) => true,
        Some(Phrase::Value(Value::Entity { name, .. })) => made_up(name).is_some(),
        Some(Phrase::Provision(cited)) => cited.act.starts_with("the "),
        _ => false,
    };
    if of_words {
        text = capitalised(&text);
    }
    if !text.ends_with(['.', '?', '!', ':']) {
        text.push('.');
    }
    text
}

/// A statement with its values written out.
pub(crate) fn statement_text(statement: &Statement, language: Language) -> String {
    let words: String = statement
        .parts
        .iter()
        .map(|part| match part {
            Phrase::Text(text) => plain(text),
            Phrase::Value(Value::Date(day)) if language == Language::Korean => korean_day(*day),
            Phrase::Value(value) => value_text(value, language),
            Phrase::Provision(cited) => plain(&citations(std::slice::from_ref(cited), language)),
        })
        .collect();
    match language {
        Language::English => words,
        Language::Korean => with_particles(&words),
    }
}

/// A day as Korean sentences write it: `2026년 5월 15일`.
fn korean_day(day: i64) -> String {
    let text = date::format(day);
    let parts: Option<Vec<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    match parts.as_deref() {
        Some([year, month, day]) => format!("{year}년 {month}월 {day}일"),
        _ => text,
    }
}

/// A value in prose.
pub(crate) fn value_text(value: &Value, language: Language) -> String {
    match value {
        Value::Text(text) => plain(text),
        Value::Entity { name, .. } if made_up(name).is_some() => {
            let said = made_up(name).unwrap_or_default();
            let class = said.strip_prefix("a firm of the class ");
            let words = class.and_then(|class| match language {
                Language::English => english_word("ClassFirm", class),
                Language::Korean => korean_word("Class", class),
            });
            plain(words.unwrap_or(said))
        }
        Value::Entity { id, name } if unicode_width::UnicodeWidthStr::width(name.as_str()) > LONG_NAME => {
            plain(id)
        }
        Value::Entity { name, .. } => plain(name),
        Value::Int(number) => number.to_string(),
        Value::Won(won) if language == Language::Korean => korean_won(*won),
        Value::Won(won) => format!("{} won", format_won(*won)),
        Value::Percent(hundredths) => format_percent(*hundredths),
        Value::Date(day) => date::format(*day),
    }
}

/// The words for an entity that no file names: it is written in brackets where names are listed.
fn made_up(name: &str) -> Option<&str> {
    name.strip_prefix('(')?.strip_suffix(')')
}

pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Explanations as one JSON document.
#[must_use]
pub fn why_json(why: &Why, revision: Option<&Commit>) -> String {
    let document = Document {
        version: VERSION,
        readings: Readings(&why.readings),
        assumptions: &why.assumptions,
        answers: why.answers,
        explanations: why.explanations.iter().map(ExplanationJson::new).collect(),
    };
    to_line_of(&document, revision)
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    answers: usize,
    explanations: Vec<ExplanationJson<'a>>,
}

/// An explanation as JSON: reasons by their numbers, the last one the conclusion.
#[derive(Serialize)]
pub(crate) struct ExplanationJson<'a> {
    conclusion: TupleJson<'a>,
    reasons: Vec<ReasonJson<'a>>,
}

#[derive(Serialize)]
pub(crate) struct ReasonJson<'a> {
    id: usize,
    kind: &'static str,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ko: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tuple: Option<TupleJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_place: Option<RulePlaceJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    provisions: Vec<ProvisionJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    origins: Vec<PlaceJson<'a>>,
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    premises: &'a [usize],
    #[serde(skip_serializing_if = "<[usize]>::is_empty")]
    lacks: &'a [usize],
    #[serde(skip_serializing_if = "Option::is_none")]
    conditions: Option<usize>,
}

/// Where a rule stands, as JSON.
#[derive(Serialize)]
pub(crate) struct RulePlaceJson<'a> {
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
pub(crate) struct ProvisionJson<'a> {
    id: &'a str,
    act: &'a str,
    article: &'a str,
}

/// Where a fact is written, as JSON.
#[derive(Serialize)]
pub(crate) struct PlaceJson<'a> {
    file: &'a str,
    line: u32,
    sources: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

impl<'a> PlaceJson<'a> {
    pub(crate) fn new(place: &'a Place) -> Self {
        Self {
            file: &place.file,
            line: place.line,
            sources: &place.sources,
            grade: place.grade,
            note: place.note.as_deref(),
        }
    }
}

/// A tuple as JSON: its relation, and its values by column; null for any.
#[derive(Serialize)]
pub(crate) struct TupleJson<'a> {
    relation: &'a str,
    values: Values<'a>,
}

struct Values<'a>(&'a Tuple);

impl Serialize for Values<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pairs = self.0.columns.iter().zip(&self.0.values);
        serializer.collect_map(pairs.map(|(column, value)| (column, value.as_ref().map(Cell))))
    }
}

impl<'a> TupleJson<'a> {
    pub(crate) fn new(tuple: &'a Tuple) -> Self {
        Self {
            relation: &tuple.relation,
            values: Values(tuple),
        }
    }
}

impl<'a> ExplanationJson<'a> {
    pub(crate) fn new(explanation: &'a Explanation) -> Self {
        Self {
            conclusion: TupleJson::new(&explanation.conclusion),
            reasons: explanation
                .reasons
                .iter()
                .enumerate()
                .map(|(id, reason)| ReasonJson::new(id, reason))
                .collect(),
        }
    }
}

impl<'a> ReasonJson<'a> {
    pub(crate) fn new(id: usize, reason: &'a Reason) -> Self {
        Self {
            id,
            kind: kind_word(reason.kind),
            statement: statement_text(&reason.statement, Language::English),
            statement_ko: reason
                .statement_ko
                .as_ref()
                .map(|statement| statement_text(statement, Language::Korean)),
            tuple: reason.tuple.as_ref().map(TupleJson::new),
            rule: reason.rule.as_deref(),
            rule_place: reason
                .rule_place
                .as_ref()
                .map(|(file, line)| RulePlaceJson { file, line: *line }),
            provisions: reason.provisions.iter().map(ProvisionJson::new).collect(),
            origins: reason.origins.iter().map(PlaceJson::new).collect(),
            premises: &reason.premises,
            lacks: &reason.lacks,
            conditions: reason.conditions,
        }
    }
}

impl<'a> ProvisionJson<'a> {
    pub(crate) fn new(cited: &'a Cited) -> Self {
        Self {
            id: &cited.id,
            act: &cited.act,
            article: &cited.article,
        }
    }
}

fn kind_word(kind: ReasonKind) -> &'static str {
    match kind {
        ReasonKind::Verdict => "verdict",
        ReasonKind::Case => "case",
        ReasonKind::Rule => "rule",
        ReasonKind::Fact => "fact",
        ReasonKind::Group => "group",
        ReasonKind::Supposed => "supposed",
        ReasonKind::Asked => "asked",
        ReasonKind::Absent => "absent",
        ReasonKind::Comparison => "comparison",
        ReasonKind::Value => "value",
        ReasonKind::Aggregate => "aggregate",
        ReasonKind::Underivable => "underivable",
        ReasonKind::Attempt => "attempt",
        ReasonKind::Beside => "beside",
        ReasonKind::Missing => "missing",
        ReasonKind::Blocked => "blocked",
        ReasonKind::Unmet => "unmet",
        ReasonKind::Differs => "differs",
        ReasonKind::Untestable => "untestable",
        ReasonKind::Circular => "circular",
        ReasonKind::Unsearched => "unsearched",
        ReasonKind::Elsewhere => "elsewhere",
    }
}

#[cfg(test)]
mod kinds {
    use super::*;

    #[test]
    fn the_document_on_json_tells_every_kind() {
        let page = include_str!("../../docs/json.md");
        let (_, told) = page.split_once("# Kinds of reasons").unwrap();
        use ReasonKind::*;
        for kind in [
            Verdict,
            Case,
            Rule,
            Fact,
            Group,
            Supposed,
            Asked,
            Absent,
            Comparison,
            Value,
            Aggregate,
            Underivable,
            Attempt,
            Beside,
            Missing,
            Blocked,
            Unmet,
            Differs,
            Untestable,
            Circular,
            Unsearched,
            Elsewhere,
        ] {
            let word = kind_word(kind);
            assert!(told.contains(&format!("`{word}`")), "{word}");
        }
    }
}
