//! Swept answers for people, as intervals with their grounds, and as JSON.

use owo_colors::Style;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::answer::conditions_line;
use super::json::{Cell, Readings, VERSION, to_line_of};
use super::reasons::{TupleJson, citations, options, statement_sentence, statement_text, value_text};
use super::table::{Align, Table};
use super::{Language, Look, plain, terms};
use crate::facts::Commit;
use crate::lang::value::format_won;
use crate::world::{Cause, Course, FactTold, GroundTold, Interval, Place, Statement, Swept, Tuple, Value};

/// Width of the names of what stands below a row.
const LABEL: usize = 12;

/// Swept answers as tables, what each interval rests on below its row.
#[must_use]
pub fn swept_text(swept: &Swept, look: Look) -> String {
    let mut out = conditions_line(&swept.readings, &swept.assumptions, look);
    for (index, course) in swept.courses.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        out.push_str(&course_text(course, look));
    }
    for left in &swept.left_out {
        let atom = atom(left, look);
        let remark = look.say(
            &format!("{atom} rests on other answers and cannot be swept"),
            &format!("{atom}은(는) 다른 답에 근거하므로 값을 바꾸어 볼 수 없다"),
        );
        wrap(&mut out, &remark, " ", "   ", Style::new().dimmed(), look);
    }
    if swept.answers > swept.courses.len() {
        let (shown, all) = (swept.courses.len(), swept.answers);
        let remark = look.say(
            &format!("{shown} of {all} answers are shown; name the firm or the project to see another"),
            &format!("{all}개의 답 중 {shown}개를 보였다; 다른 답을 보려면 기업이나 사업을 지정한다"),
        );
        out.push_str(&format!(" {}\n", look.paint(&remark, Style::new().dimmed())));
    }
    out
}

fn course_text(course: &Course, look: Look) -> String {
    let mut out = String::new();
    let (conclusion, over) = (atom(&course.conclusion, look), atom(&course.over, look));
    let column = &course.column;
    let title = look.say(
        &format!("{conclusion} over {over}.{column}"),
        &format!("{over}의 {column} 값에 따른 {conclusion}"),
    );
    wrap(&mut out, &title, "", "  ", Style::new().bold(), look);
    match &course.known {
        Some(fact) => {
            let said = fact_sentence(fact, look);
            let said = look.say(
                &format!("As the facts have it: {said}"),
                &format!("기재된 사실: {said}"),
            );
            wrap(&mut out, &said, " ", "   ", Style::new(), look);
            wrap(
                &mut out,
                &written(&fact.places),
                "   ",
                "     ",
                Style::new().dimmed(),
                look,
            );
        }
        None => wrap(
            &mut out,
            &look.say(
                "The facts do not say it: it is supposed.",
                "기재된 사실이 없으므로 가정한 값이다.",
            ),
            " ",
            "   ",
            Style::new(),
            look,
        ),
    }
    let rows = course.intervals.iter().map(|interval| {
        let to = if interval.last {
            look.say("on", "이후")
        } else {
            value(&interval.to, look)
        };
        let outcome = terms::outcome(&interval.outcome, look);
        vec![value(&interval.from, look), to, outcome]
    });
    let align = match course.range.0 {
        Value::Date(_) => Align::Left,
        _ => Align::Right,
    };
    let table = Table {
        columns: vec![
            (look.say("from", "부터"), align),
            (look.say("to", "까지"), align),
            (look.say("outcome", "결론"), Align::Left),
        ],
        rows: rows.collect(),
        remarks: course
            .intervals
            .iter()
            .map(|interval| remark(interval, look))
            .collect(),
    };
    let rendered = table.render(look);
    let mut lines = rendered.lines();
    for line in lines.by_ref().take(1) {
        out.push_str(&format!("{line}\n"));
    }
    for (line, interval) in lines.zip(&course.intervals) {
        out.push_str(&format!("{line}\n"));
        below(&mut out, interval, look);
    }
    let (from, to) = (value(&course.range.0, look), value(&course.range.1, look));
    let looked = look.say(
        &format!("every value from {from} to {to} is answered for; all other facts stay as they are"),
        &format!("{from}부터 {to}까지 모든 값에 대한 답이다; 그 밖의 사실은 그대로 둔다"),
    );
    let looked = if course.over.relation == "Announced" {
        looked
            + &look.say(
                "; what is said of the announcement is said of it as if it had been on the day in question",
                "; 입찰공고일에 관한 서술은 해당 일에 공고하였다고 가정한 것이다",
            )
    } else {
        looked
    };
    wrap(&mut out, &looked, " ", "   ", Style::new().dimmed(), look);
    out
}

fn remark(interval: &Interval, look: Look) -> String {
    if interval.present {
        look.say("← as the facts have it", "← 기재된 사실")
    } else {
        String::new()
    }
}

/// A given row as a sentence.
fn fact_sentence(fact: &FactTold, look: Look) -> String {
    statement_sentence(
        in_language(&fact.statement, fact.statement_ko.as_ref(), look),
        look.language,
    )
}

/// The Korean statement where it is asked for and known.
pub(super) fn in_language<'a>(
    english: &'a Statement,
    korean: Option<&'a Statement>,
    look: Look,
) -> &'a Statement {
    korean
        .filter(|_| look.language == Language::Korean)
        .unwrap_or(english)
}

/// Why an interval begins, and what it rests on.
fn below(out: &mut String, interval: &Interval, look: Look) {
    let mut noted: Vec<&str> = Vec::new();
    for cause in &interval.causes {
        let statement = in_language(&cause.statement, cause.statement_ko.as_ref(), look);
        let said = if cause.begins {
            statement_sentence(statement, look.language)
        } else {
            let before = statement_text(statement, look.language);
            look.say(
                &format!("Up to the day before: {before}."),
                &format!("그 전날까지: {before}."),
            )
        };
        labelled(out, &look.say("since", "사유"), &said, look);
        grounds(out, &citations(&cause.provisions, look.language), look);
        for fact in &cause.facts {
            grounds(out, &fact_sentence(fact, look), look);
            grounds(out, &written(&fact.places), look);
            // A note is in the language of its file; without it the fact would say more than it means.
            for note in fact.places.iter().filter_map(|place| place.note.as_deref()) {
                if !noted.contains(&note) {
                    grounds(out, &plain(note), look);
                    noted.push(note);
                }
            }
        }
    }
    if !interval.turns_on.is_empty() {
        let keys = terms::keys(&interval.turns_on, look);
        labelled(out, &look.say("turns on", "좌우"), &keys, look);
    }
    for ground in &interval.grounds {
        let statement = in_language(&ground.statement, ground.statement_ko.as_ref(), look);
        let said = statement_sentence(statement, look.language);
        labelled(out, &look.say("ground", "근거"), &said, look);
        grounds(out, &citations(&ground.provisions, look.language), look);
    }
}

fn labelled(out: &mut String, label: &str, text: &str, look: Look) {
    let padding = (LABEL - 3).saturating_sub(UnicodeWidthStr::width(label));
    let first = format!("   {label}{}", " ".repeat(padding));
    wrap(out, text, &first, &" ".repeat(LABEL), Style::new(), look);
}

fn grounds(out: &mut String, text: &str, look: Look) {
    let (first, other) = (" ".repeat(LABEL + 2), " ".repeat(LABEL + 4));
    wrap(out, text, &first, &other, Style::new().dimmed(), look);
}

/// Writes a text over as many lines as the width asks for; nothing for no text.
fn wrap(out: &mut String, text: &str, first: &str, other: &str, style: Style, look: Look) {
    if text.is_empty() {
        return;
    }
    for line in textwrap::wrap(text, options(first, other, look)) {
        out.push_str(&look.paint(&line, style));
        out.push('\n');
    }
}

fn written(places: &[Place]) -> String {
    let places = places
        .iter()
        .map(|place| format!("{}:{}", place.file, place.line));
    plain(&places.collect::<Vec<_>>().join(", "))
}

fn atom(tuple: &Tuple, look: Look) -> String {
    let values = tuple.values.iter().map(|known| match known {
        Some(known) => value_text(known, look.language),
        None => "_".to_owned(),
    });
    format!("{}({})", tuple.relation, values.collect::<Vec<_>>().join(", "))
}

fn value(value: &Value, look: Look) -> String {
    match value {
        Value::Won(won) if look.language == Language::English => format_won(*won),
        other => value_text(other, look.language),
    }
}

/// Swept answers as one JSON document.
///
/// `courses` has one entry for each answer: `conclusion`, the row `over` whose `column` is swept (null in its place),
/// `known` (whether the facts have such a row), the range `from` and `to`, and `intervals`, which follow each other and
/// cover the range, both ends included. An interval has its `outcome`, whether the value of the facts is in it
/// (`present`), the keys of `Missing` it `turns_on`, its `grounds` and, in a timeline, the `causes` of its beginning.
/// `left_out` are answers that cannot be swept. Values are written as in answers.
#[must_use]
pub fn swept_json(swept: &Swept, revision: Option<&Commit>) -> String {
    let document = Document {
        version: VERSION,
        readings: Readings(&swept.readings),
        assumptions: &swept.assumptions,
        answers: swept.answers,
        courses: swept.courses.iter().map(CourseJson::new).collect(),
        left_out: swept.left_out.iter().map(TupleJson::new).collect(),
    };
    to_line_of(&document, revision)
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    answers: usize,
    courses: Vec<CourseJson<'a>>,
    left_out: Vec<TupleJson<'a>>,
}

#[derive(Serialize)]
struct CourseJson<'a> {
    conclusion: TupleJson<'a>,
    over: TupleJson<'a>,
    column: &'a str,
    known: bool,
    from: Cell<'a>,
    to: Cell<'a>,
    intervals: Vec<IntervalJson<'a>>,
}

#[derive(Serialize)]
struct IntervalJson<'a> {
    from: Cell<'a>,
    to: Cell<'a>,
    outcome: &'a str,
    present: bool,
    turns_on: &'a [String],
    grounds: Vec<GroundJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<CauseJson<'a>>,
}

#[derive(Serialize)]
struct GroundJson<'a> {
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ko: Option<String>,
    rules: &'a [String],
    provisions: Vec<&'a str>,
}

#[derive(Serialize)]
struct CauseJson<'a> {
    begins: bool,
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ko: Option<String>,
    provisions: Vec<&'a str>,
    facts: Vec<FactJson<'a>>,
}

#[derive(Serialize)]
struct FactJson<'a> {
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_ko: Option<String>,
    places: Vec<PlaceJson<'a>>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    file: &'a str,
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

impl<'a> CourseJson<'a> {
    fn new(course: &'a Course) -> Self {
        Self {
            conclusion: TupleJson::new(&course.conclusion),
            over: TupleJson::new(&course.over),
            column: &course.column,
            known: course.known.is_some(),
            from: Cell(&course.range.0),
            to: Cell(&course.range.1),
            intervals: course.intervals.iter().map(IntervalJson::new).collect(),
        }
    }
}

impl<'a> IntervalJson<'a> {
    fn new(interval: &'a Interval) -> Self {
        Self {
            from: Cell(&interval.from),
            to: Cell(&interval.to),
            outcome: &interval.outcome,
            present: interval.present,
            turns_on: &interval.turns_on,
            grounds: interval.grounds.iter().map(GroundJson::new).collect(),
            causes: interval.causes.iter().map(CauseJson::new).collect(),
        }
    }
}

impl<'a> GroundJson<'a> {
    fn new(ground: &'a GroundTold) -> Self {
        let korean = ground.statement_ko.as_ref();
        Self {
            statement: statement_text(&ground.statement, Language::English),
            statement_ko: korean.map(|statement| statement_text(statement, Language::Korean)),
            rules: &ground.rules,
            provisions: ground.provisions.iter().map(|cited| cited.id.as_str()).collect(),
        }
    }
}

impl<'a> CauseJson<'a> {
    fn new(cause: &'a Cause) -> Self {
        let korean = |statement: &'a Option<Statement>| {
            let korean = statement.as_ref();
            korean.map(|statement| statement_text(statement, Language::Korean))
        };
        let fact = |fact: &'a FactTold| FactJson {
            statement: statement_text(&fact.statement, Language::English),
            statement_ko: korean(&fact.statement_ko),
            places: fact
                .places
                .iter()
                .map(|place| PlaceJson {
                    file: &place.file,
                    line: place.line,
                    note: place.note.as_deref(),
                })
                .collect(),
        };
        Self {
            begins: cause.begins,
            statement: statement_text(&cause.statement, Language::English),
            statement_ko: korean(&cause.statement_ko),
            provisions: cause.provisions.iter().map(|cited| cited.id.as_str()).collect(),
            facts: cause.facts.iter().map(fact).collect(),
        }
    }
}
