//! Conclusions that changed, who wrote the facts of a proof, and answers over time: as JSON.

use serde::Serialize;

use super::words::side_text;
use crate::facts::Commit;
use crate::render::json::{Readings, VERSION, to_line};
use crate::render::reasons::{TupleJson, statement_text};
use crate::render::{Language, Look};
use crate::world::{Authors, By, ByTool, CauseKind, Diff, Held, History, Place, Said, StandIn, Unit, tool};

/// What changed, as one JSON document.
#[must_use]
pub fn diff_json(diff: &Diff) -> String {
    to_line(&DiffDocument {
        version: VERSION,
        from: side_text(&diff.sides[0], Look::default()),
        to: side_text(&diff.sides[1], Look::default()),
        revisions: diff
            .revisions
            .each_ref()
            .map(|commit| commit.as_ref().map(CommitJson::new)),
        fork: diff.fork.as_ref().map(CommitJson::new),
        facts: diff.facts,
        changes: diff
            .changes
            .iter()
            .map(|changed| ChangedJson {
                project: changed.project.as_ref().map(|(id, _)| id.as_str()),
                conclusion: TupleJson::new(&changed.tuple),
                from: held_json(&changed.from),
                to: held_json(&changed.to),
                causes: changed.causes.iter().map(UnitJson::new).collect(),
                smallest: changed.smallest,
                commit: match &changed.by {
                    By::Commit(commit) | By::Undone(commit) => Some(CommitJson::new(commit)),
                    By::Uncommitted | By::Unknown => None,
                },
                undone: matches!(changed.by, By::Undone(_)),
                or_in: changed.or_in.iter().map(CommitJson::new).collect(),
                uncommitted: changed.by == By::Uncommitted,
            })
            .collect(),
        stand_ins: diff.stand_ins.iter().map(StandInJson::new).collect(),
        tool_version: diff.by_tool.iter().map(ByToolJson::new).collect(),
        unreadable: diff
            .unreadable
            .iter()
            .map(|(commit, why)| UnreadableJson {
                commit: CommitJson::new(commit),
                why,
            })
            .collect(),
    })
}

/// Who wrote the facts of a proof, as one JSON document.
#[must_use]
pub fn blame_json(authors: &Authors) -> String {
    to_line(&BlameDocument {
        version: VERSION,
        readings: Readings(&authors.conditions.readings),
        assumptions: &authors.conditions.assumptions,
        revision: authors
            .conditions
            .revision
            .as_ref()
            .map(|commit| commit.hash.as_str()),
        facts: authors
            .facts
            .iter()
            .map(|blame| BlameJson {
                statement: statement_text(&blame.statement, Language::English),
                place: PlaceJson::new(&blame.place),
                commit: blame.commit.as_ref().map(CommitJson::new),
                or_earlier: blame.or_earlier,
            })
            .collect(),
    })
}

/// How an answer changed over time, as one JSON document.
#[must_use]
pub fn log_json(history: &History) -> String {
    to_line(&LogDocument {
        version: VERSION,
        readings: Readings(&history.conditions.readings),
        assumptions: &history.conditions.assumptions,
        begins_with: history.cut.as_ref().map(CommitJson::new),
        log: history
            .rows
            .iter()
            .map(|row| LogJson {
                commit: CommitJson::new(&row.commit),
                answers: row.answers.as_ref().ok().map(|answers| {
                    answers
                        .iter()
                        .map(|(tuple, held)| AnswerJson {
                            conclusion: TupleJson::new(tuple),
                            value: held_json(held),
                        })
                        .collect()
                }),
                unreadable: row.answers.as_ref().err().map(String::as_str),
            })
            .collect(),
    })
}

/// `null` for a conclusion that does not hold, `true` for one that does, or its value.
fn held_json(held: &Held) -> serde_json::Value {
    match held {
        Held::No => serde_json::Value::Null,
        Held::Yes => serde_json::Value::Bool(true),
        Held::As(text) => serde_json::Value::String(text.clone()),
    }
}

#[derive(Serialize)]
struct DiffDocument<'a> {
    version: u32,
    from: String,
    to: String,
    revisions: [Option<CommitJson<'a>>; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    fork: Option<CommitJson<'a>>,
    facts: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stand_ins: Vec<StandInJson<'a>>,
    changes: Vec<ChangedJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_version: Vec<ByToolJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<UnreadableJson<'a>>,
}

#[derive(Serialize)]
struct ChangedJson<'a> {
    project: Option<&'a str>,
    conclusion: TupleJson<'a>,
    from: serde_json::Value,
    to: serde_json::Value,
    causes: Vec<UnitJson<'a>>,
    smallest: bool,
    commit: Option<CommitJson<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    undone: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    or_in: Vec<CommitJson<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    uncommitted: bool,
}

#[derive(Serialize)]
struct ByToolJson<'a> {
    guard: &'a str,
    ask: &'a str,
    place: PlaceJson<'a>,
    missing: &'a [String],
    unexpected: &'a [String],
    before: &'a str,
    after: &'a str,
    commit: CommitJson<'a>,
}

impl<'a> ByToolJson<'a> {
    fn new(found: &'a ByTool) -> Self {
        let (file, line) = &found.place;
        Self {
            guard: &found.guard.name,
            ask: &found.guard.ask,
            place: PlaceJson { file, line: *line },
            missing: &found.missing,
            unexpected: &found.unexpected,
            before: &found.recorded,
            after: tool(),
            commit: CommitJson::new(&found.commit),
        }
    }
}

#[derive(Serialize)]
struct StandInJson<'a> {
    asked: CommitJson<'a>,
    used: CommitJson<'a>,
    broken: Vec<BrokenJson<'a>>,
}

impl<'a> StandInJson<'a> {
    fn new(side: &'a StandIn) -> Self {
        let files = side.breakage.files.iter();
        Self {
            asked: CommitJson::new(&side.asked),
            used: CommitJson::new(&side.used),
            broken: files
                .map(|file| BrokenJson {
                    file: &file.path,
                    line: file.line,
                    why: &file.why,
                    commit: CommitJson::new(&file.commit),
                    or_earlier: file.or_earlier,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct BrokenJson<'a> {
    file: &'a str,
    line: u32,
    why: &'a str,
    commit: CommitJson<'a>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    or_earlier: bool,
}

#[derive(Serialize)]
struct UnreadableJson<'a> {
    commit: CommitJson<'a>,
    why: &'a str,
}

#[derive(Serialize)]
struct CommitJson<'a> {
    hash: &'a str,
    author: &'a str,
    date: &'a str,
    subject: &'a str,
}

impl<'a> CommitJson<'a> {
    fn new(commit: &'a Commit) -> Self {
        Self {
            hash: &commit.hash,
            author: &commit.author,
            date: &commit.date,
            subject: &commit.subject,
        }
    }
}

#[derive(Serialize)]
struct UnitJson<'a> {
    kind: &'static str,
    before: Vec<SaidJson<'a>>,
    after: Vec<SaidJson<'a>>,
}

impl<'a> UnitJson<'a> {
    fn new(unit: &'a Unit) -> Self {
        let said = |rows: &'a [Said]| {
            rows.iter()
                .map(|said| SaidJson {
                    statement: statement_text(&said.statement, Language::English),
                    places: said.places.iter().map(PlaceJson::new).collect(),
                })
                .collect()
        };
        Self {
            kind: match unit.kind {
                CauseKind::Fact => "fact",
                CauseKind::Assumption => "assumption",
                CauseKind::Reading => "reading",
                CauseKind::Rules => "rules",
            },
            before: said(&unit.before),
            after: said(&unit.after),
        }
    }
}

#[derive(Serialize)]
struct SaidJson<'a> {
    statement: String,
    places: Vec<PlaceJson<'a>>,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    file: &'a str,
    line: u32,
}

impl<'a> PlaceJson<'a> {
    fn new(place: &'a Place) -> Self {
        Self {
            file: &place.file,
            line: place.line,
        }
    }
}

#[derive(Serialize)]
struct BlameDocument<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
    facts: Vec<BlameJson<'a>>,
}

#[derive(Serialize)]
struct BlameJson<'a> {
    statement: String,
    place: PlaceJson<'a>,
    commit: Option<CommitJson<'a>>,
    /// A shallow clone begins with the commit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    or_earlier: bool,
}

#[derive(Serialize)]
struct LogDocument<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    /// The commit with which a shallow clone begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    begins_with: Option<CommitJson<'a>>,
    log: Vec<LogJson<'a>>,
}

#[derive(Serialize)]
struct LogJson<'a> {
    commit: CommitJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Vec<AnswerJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<&'a str>,
}

#[derive(Serialize)]
struct AnswerJson<'a> {
    conclusion: TupleJson<'a>,
    value: serde_json::Value,
}
