//! Conclusions that changed, who wrote the facts of a proof, and answers over time: as text, markdown and JSON.

use owo_colors::Style;
use serde::Serialize;

use super::json::{VERSION, to_line};
use super::reasons::{TupleJson, statement_text, value_text};
use super::{Language, Look, plain};
use crate::facts::Commit;
use crate::world::{Blame, CauseKind, Changed, Diff, Held, HistoryRow, Place, Statement, Tuple, Unit};

/// What changed, grouped by project.
#[must_use]
pub fn diff_text(diff: &Diff, look: Look) -> String {
    let mut out = format!("{}\n", look.paint(&heading(diff), Style::new().dimmed()));
    if diff.changes.is_empty() {
        out.push_str("no conclusion changes\n");
    }
    let mut project = None;
    for changed in &diff.changes {
        if project != Some(&changed.project) {
            project = Some(&changed.project);
            out.push('\n');
            out.push_str(&look.paint(&project_title(changed), Style::new().bold()));
            out.push('\n');
        }
        out.push_str(&format!("  {}\n", turn(changed, look.language)));
        for line in causes(changed, look.language) {
            out.push_str(&format!("    {}\n", look.paint(&line, Style::new().dimmed())));
        }
    }
    for (commit, why) in &diff.unreadable {
        out.push_str(&format!(
            "\n{} cannot be read: {}\n",
            commit_text(commit),
            plain(why)
        ));
    }
    if !diff.changes.is_empty() {
        out.push_str(&format!(
            "\n {}\n",
            look.paint(&count(diff), Style::new().dimmed())
        ));
    }
    out
}

/// What changed, as a comment on a review.
#[must_use]
pub fn diff_markdown(diff: &Diff) -> String {
    let escaped = |text: &str| text.replace('|', "\\|");
    let mut out = format!("**Conclusions that change**: {}\n\n", escaped(&heading(diff)));
    if diff.changes.is_empty() {
        out.push_str("None.\n");
        return out;
    }
    let mut project = None;
    for changed in &diff.changes {
        if project != Some(&changed.project) {
            project = Some(&changed.project);
            out.push_str(&format!(
                "{}### {}\n\n| conclusion | before | after | because of |\n|---|---|---|---|\n",
                if out.ends_with("|\n") { "\n" } else { "" },
                escaped(&project_title(changed))
            ));
        }
        let because = causes(changed, Language::English).join("<br>");
        out.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            escaped(&tuple_text(&changed.tuple, Language::English)),
            held_text(&changed.from),
            held_text(&changed.to),
            escaped(&because)
        ));
    }
    for (commit, why) in &diff.unreadable {
        out.push_str(&format!(
            "\n{} cannot be read: {}\n",
            commit_text(commit),
            escaped(&plain(why))
        ));
    }
    out.push_str(&format!("\n{}\n", count(diff)));
    out
}

fn heading(diff: &Diff) -> String {
    format!("{} → {}", plain(&diff.sides[0]), plain(&diff.sides[1]))
}

fn count(diff: &Diff) -> String {
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let changes = diff.changes.len();
    format!(
        "{changes} conclusion{} changed; {} fact{} differ{}",
        s(changes),
        diff.facts,
        s(diff.facts),
        if diff.facts == 1 { "s" } else { "" }
    )
}

fn project_title(changed: &Changed) -> String {
    match &changed.project {
        Some((id, name)) if id != name => plain(&format!("{id}: {name}")),
        Some((id, _)) => plain(id),
        None => "other conclusions".to_owned(),
    }
}

/// A conclusion with its change.
fn turn(changed: &Changed, language: Language) -> String {
    let what = tuple_text(&changed.tuple, language);
    match (&changed.from, &changed.to) {
        (Held::No, Held::Yes) => format!("+ {what}"),
        (Held::Yes, Held::No) => format!("- {what}"),
        (from, to) => format!("  {what}: {} → {}", held_text(from), held_text(to)),
    }
}

fn held_text(held: &Held) -> String {
    match held {
        Held::No => "no conclusion".to_owned(),
        Held::Yes => "holds".to_owned(),
        Held::As(text) => plain(text),
    }
}

fn tuple_text(tuple: &Tuple, language: Language) -> String {
    let values: Vec<String> = tuple
        .values
        .iter()
        .flatten()
        .map(|value| value_text(value, language))
        .collect();
    format!("{}({})", tuple.relation, values.join(", "))
}

/// What brought a change about: each difference, and the commit that did it.
fn causes(changed: &Changed, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for unit in &changed.causes {
        let word = match unit.kind {
            CauseKind::Fact => "",
            CauseKind::Assumption => "assumption: ",
            CauseKind::Reading => "reading: ",
            CauseKind::Rules => "rules: ",
        };
        for (sign, rows) in [("no longer", &unit.before), ("now", &unit.after)] {
            for (statement, places) in rows {
                let at = places
                    .first()
                    .map_or_else(String::new, |place| format!("  {}", place_text(place)));
                lines.push(format!(
                    "{word}{sign}: {}{at}",
                    statement_text(statement, language)
                ));
            }
        }
    }
    if changed.causes.is_empty() {
        lines.push("by several differences together, none of which can be named alone".to_owned());
    }
    if let Some(commit) = &changed.commit {
        lines.push(commit_text(commit));
    }
    lines
}

fn place_text(place: &Place) -> String {
    plain(&format!("{}:{}", place.file, place.line))
}

fn commit_text(commit: &Commit) -> String {
    plain(&format!(
        "{} {} {}: {}",
        commit.short(),
        commit.date,
        commit.author,
        commit.subject
    ))
}

/// Who wrote the facts of a proof.
#[must_use]
pub fn blame_text(blames: &[Blame], look: Look) -> String {
    let mut out = String::new();
    if blames.is_empty() {
        out.push_str("no fact of these files supports it\n");
    }
    for blame in blames {
        let commit = blame
            .commit
            .as_ref()
            .map_or_else(|| "not committed".to_owned(), commit_text);
        out.push_str(&format!("{}\n", statement_text(&blame.statement, look.language)));
        let line = format!("{}  {commit}", place_text(&blame.place));
        out.push_str(&format!("  {}\n", look.paint(&line, Style::new().dimmed())));
    }
    out
}

/// How an answer changed over time.
#[must_use]
pub fn log_text(rows: &[HistoryRow], look: Look) -> String {
    let mut out = String::new();
    for row in rows {
        out.push_str(&look.paint(&commit_text(&row.commit), Style::new().dimmed()));
        out.push('\n');
        match &row.answers {
            Ok(answers) if answers.is_empty() => out.push_str("  no answer\n"),
            Ok(answers) => {
                for (tuple, held) in answers {
                    let what = tuple_text(tuple, look.language);
                    out.push_str(&match held {
                        Held::As(value) => format!("  {what}: {}\n", plain(value)),
                        Held::Yes | Held::No => format!("  {what}\n"),
                    });
                }
            }
            Err(why) => out.push_str(&format!("  cannot be read: {}\n", plain(why))),
        }
    }
    out
}

/// What changed, as one JSON document.
#[must_use]
pub fn diff_json(diff: &Diff) -> String {
    to_line(&DiffDocument {
        version: VERSION,
        from: &diff.sides[0],
        to: &diff.sides[1],
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
                commit: changed.commit.as_ref().map(CommitJson::new),
            })
            .collect(),
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
pub fn blame_json(blames: &[Blame]) -> String {
    to_line(&BlameDocument {
        version: VERSION,
        facts: blames
            .iter()
            .map(|blame| BlameJson {
                statement: statement_text(&blame.statement, Language::English),
                place: PlaceJson::new(&blame.place),
                commit: blame.commit.as_ref().map(CommitJson::new),
            })
            .collect(),
    })
}

/// How an answer changed over time, as one JSON document.
#[must_use]
pub fn log_json(rows: &[HistoryRow]) -> String {
    to_line(&LogDocument {
        version: VERSION,
        log: rows
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
    from: &'a str,
    to: &'a str,
    facts: usize,
    changes: Vec<ChangedJson<'a>>,
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
    commit: Option<CommitJson<'a>>,
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
        let said = |rows: &'a [(Statement, Vec<Place>)]| {
            rows.iter()
                .map(|(statement, places)| SaidJson {
                    statement: statement_text(statement, Language::English),
                    places: places.iter().map(PlaceJson::new).collect(),
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
    facts: Vec<BlameJson<'a>>,
}

#[derive(Serialize)]
struct BlameJson<'a> {
    statement: String,
    place: PlaceJson<'a>,
    commit: Option<CommitJson<'a>>,
}

#[derive(Serialize)]
struct LogDocument<'a> {
    version: u32,
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
