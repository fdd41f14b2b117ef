//! What is concluded in a world, in a form that can be compared with another world.

use std::collections::BTreeSet;

use super::super::World;
use super::super::answer::Value;
use super::super::error::WorldError;
use super::super::load::entity_kind;
use super::super::reason::Tuple;
use super::units::Unit;
use super::{Conclusions, Held, Key};
use crate::engine::Limits;
use crate::facts::EntityKind;

/// Relations whose last column is what can change.
const VALUED: [&str; 5] = ["Verdict", "OpenTo", "Counted", "CountedAtLeast", "CountedAtMost"];
/// Findings about a project.
const OF_PROJECT: [&str; 4] = ["Warning", "Duty", "Breach", "OpenedByBundling"];
/// Most projects of which every firm's verdict is compared.
const MOST_PROJECTS: usize = 2_000;

/// The answers of one question.
pub(super) fn conclusions(
    world: &mut World,
    question: &str,
    limits: &Limits,
) -> Result<Conclusions, WorldError> {
    let mut found = Conclusions::new();
    if world.read_atom(question).is_err() {
        let answer = world.ask(question, limits)?;
        for row in answer.rows {
            let tuple = Tuple {
                relation: String::new(),
                columns: answer.columns.clone(),
                values: row.into_iter().map(Some).collect(),
            };
            found.insert(key(&tuple, world), (tuple, Held::Yes));
        }
        return Ok(found);
    }
    for (relation, row) in world.rows_asked(question, limits)? {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        let mut tuple = world.tuple(relation, &whole);
        let held = if VALUED.contains(&tuple.relation.as_str()) {
            let value = tuple.values.last_mut().and_then(Option::take);
            Held::As(value.as_ref().map_or_else(String::new, text_of))
        } else {
            Held::Yes
        };
        found.insert(key(&tuple, world), (tuple, held));
    }
    Ok(found)
}

/// A value as text that is the same in every world.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Entity { id, .. } => id.clone(),
        Value::Int(number) => number.to_string(),
        Value::Won(won) => crate::lang::value::format_won(*won),
        Value::Percent(hundredths) => crate::lang::value::format_percent(*hundredths),
        Value::Date(day) => crate::lang::date::format(*day),
    }
}

fn key(tuple: &Tuple, world: &World) -> Key {
    let project = project_of(tuple, world).map_or_else(String::new, |(id, _)| id);
    Key(project, tuple.relation.clone(), told(tuple))
}

/// The project that a conclusion is about: its first value that is one.
pub(super) fn project_of(tuple: &Tuple, world: &World) -> Option<(String, String)> {
    tuple.values.iter().flatten().find_map(|value| match value {
        Value::Entity { id, name } if world.base.name(EntityKind::Project, id).is_some() => {
            Some((id.clone(), name.clone()))
        }
        _ => None,
    })
}

/// The ids of the entities that some differences name, by kind; true if a figure of the law or a reading is among them.
fn named(units: &[Unit], worlds: [&World; 2]) -> (BTreeSet<(EntityKind, i64)>, bool) {
    let mut named = BTreeSet::new();
    let mut all = false;
    for unit in units {
        let Some(relation) = unit.relation.and_then(|id| worlds[1].law.program.relation(id)) else {
            all = true;
            continue;
        };
        let mut any = false;
        for (at, column) in relation.columns.iter().enumerate() {
            let kind = entity_kind(&worlds[1].law.program, column.ty);
            let Some(kind) = kind.filter(|kind| *kind != EntityKind::Provision) else {
                continue;
            };
            any = true;
            let words = unit
                .removed
                .iter()
                .chain(&unit.added)
                .filter_map(|row| row.get(at));
            named.extend(words.map(|word| (kind, *word)));
        }
        all |= !any;
    }
    (named, all)
}

/// The questions whose answers the differing facts can change.
pub(super) fn questions(before: &World, after: &World, units: &[Unit]) -> Vec<String> {
    if units.is_empty() {
        return Vec::new();
    }
    let (mut named, all) = named(units, [before, after]);
    for world in [before, after] {
        spread(world, &mut named);
    }
    let quoted = |word: i64| {
        let text = after.symbols.text(word);
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    };
    let mut projects: BTreeSet<String> = BTreeSet::new();
    let mut firms: BTreeSet<String> = BTreeSet::new();
    for (kind, word) in &named {
        match kind {
            EntityKind::Project => drop(projects.insert(quoted(*word))),
            EntityKind::Firm => drop(firms.insert(quoted(*word))),
            _ => {}
        }
    }
    let mut questions: Vec<String> = Vec::new();
    if all || projects.len() > MOST_PROJECTS {
        questions.push("Announced(project, _), Verdict(firm, project, \"sole\", outcome)".to_owned());
        projects = [before, after]
            .iter()
            .flat_map(|world| {
                world
                    .rows_of("Announced")
                    .as_chunks::<2>()
                    .0
                    .iter()
                    .map(|row| row[0])
            })
            .map(quoted)
            .collect();
        firms.clear();
    }
    let dated = |project: &String| {
        [before, after].iter().any(|world| {
            world
                .rows_of("Announced")
                .as_chunks::<2>()
                .0
                .iter()
                .any(|row| quoted(row[0]) == *project)
        })
    };
    for project in &projects {
        if dated(project) {
            questions.push(format!("Verdict(firm, {project}, \"sole\", outcome)"));
        }
        questions.push(format!("OpenTo({project}, tier, outcome)"));
        questions.extend(OF_PROJECT.iter().map(|name| match *name {
            "OpenedByBundling" => format!("OpenedByBundling({project}, tier)"),
            "Warning" => format!("Warning({project}, key)"),
            name => format!("{name}({project}, provision)"),
        }));
    }
    for firm in &firms {
        questions.push(format!("Suspect({firm}, group)"));
    }
    for [firm, project, role] in participants(before, after) {
        let (firm, project) = (quoted(firm), quoted(project));
        if projects.contains(&project) || firms.contains(&firm) {
            let role = quoted(role);
            questions.push(format!("Verdict({firm}, {project}, {role}, outcome)"));
            questions.push(format!("Excepted({firm}, {project}, {role}, provision)"));
        }
    }
    for firm in &firms {
        for project in dated_projects(before, after) {
            let project = quoted(project);
            if !projects.contains(&project) {
                questions.push(format!("Verdict({firm}, {project}, \"sole\", outcome)"));
            }
        }
    }
    questions.retain(|question| !question.starts_with("Announced"));
    questions.dedup();
    questions
}

/// Adds firms of named groups, and projects of named bodies and those that order a named project again.
fn spread(world: &World, named: &mut BTreeSet<(EntityKind, i64)>) {
    let mut more = BTreeSet::new();
    for row in world
        .rows_of("Member")
        .chunks_exact(4)
        .chain(world.rows_of("Controlled").chunks_exact(4))
    {
        if let [firm, group, ..] = row
            && named.contains(&(EntityKind::Group, *group))
        {
            more.insert((EntityKind::Firm, *firm));
        }
    }
    for [project, body] in world.rows_of("OrderedBy").as_chunks::<2>().0 {
        if named.contains(&(EntityKind::Body, *body)) {
            more.insert((EntityKind::Project, *project));
        }
    }
    for [project, earlier] in world.rows_of("ReorderOf").as_chunks::<2>().0 {
        if named.contains(&(EntityKind::Project, *earlier)) {
            more.insert((EntityKind::Project, *project));
        }
    }
    named.extend(more);
}

fn participants(before: &World, after: &World) -> BTreeSet<[i64; 3]> {
    before.participants().chain(after.participants()).collect()
}

fn dated_projects(before: &World, after: &World) -> BTreeSet<i64> {
    [before, after]
        .iter()
        .flat_map(|world| {
            world
                .rows_of("Announced")
                .as_chunks::<2>()
                .0
                .iter()
                .map(|row| row[0])
        })
        .collect()
}

/// Columns that are left open where a conclusion is asked for again: those beside it often change with it.
const ASKED_TOGETHER: [(&str, &str); 6] = [
    ("OpenTo", "tier"),
    ("Duty", "provision"),
    ("Breach", "provision"),
    ("Warning", "key"),
    ("OpenedByBundling", "tier"),
    ("Excepted", "provision"),
];

/// One conclusion to be asked for again in other worlds.
pub(in crate::world) struct Asked {
    question: String,
    /// The values of the conclusion among the answers.
    row: Vec<String>,
}

impl Asked {
    /// A conclusion among those of a question, or of what is watched.
    pub(super) fn new(tuple: &Tuple, question: Option<&str>) -> Self {
        Self {
            question: match question {
                Some(question) if tuple.relation.is_empty() => question.to_owned(),
                Some(_) => question_of(tuple, |_| false),
                None => question_of(tuple, |column| {
                    ASKED_TOGETHER.contains(&(tuple.relation.as_str(), column))
                }),
            },
            row: told(tuple),
        }
    }

    /// The value of a conclusion whose last column can change.
    pub(in crate::world) fn of_value(tuple: &Tuple) -> Self {
        let mut tuple = tuple.clone();
        if let Some(value) = tuple.values.last_mut() {
            *value = None;
        }
        Self {
            question: question_of(&tuple, |_| false),
            row: told(&tuple),
        }
    }

    pub(super) fn question(&self) -> &str {
        &self.question
    }

    /// Whether and how the conclusion holds in a world.
    pub(in crate::world) fn held(&self, world: &mut World, limits: &Limits) -> Result<Held, WorldError> {
        Ok(self.among(&self.answers(world, limits)?))
    }

    /// The answers among which the conclusion is. A world that does not know its names has none.
    pub(super) fn answers(&self, world: &mut World, limits: &Limits) -> Result<Conclusions, WorldError> {
        match conclusions(world, &self.question, limits) {
            Err(WorldError::Text { .. }) => Ok(Conclusions::new()),
            found => found,
        }
    }

    /// Whether and how the conclusion holds among answers.
    pub(super) fn among(&self, answers: &Conclusions) -> Held {
        let found = answers.values().find(|(tuple, _)| told(tuple) == self.row);
        found.map_or(Held::No, |(_, held)| held.clone())
    }
}

/// The values of a conclusion as text.
fn told(tuple: &Tuple) -> Vec<String> {
    let values = tuple.values.iter();
    values
        .map(|value| value.as_ref().map_or_else(String::new, text_of))
        .collect()
}

/// A conclusion as a question that asks for it; the value that can change is a variable, and so are open columns.
fn question_of(tuple: &Tuple, open: impl Fn(&str) -> bool) -> String {
    let terms: Vec<String> = tuple
        .values
        .iter()
        .zip(&tuple.columns)
        .map(|(value, column)| match value {
            None => "value".to_owned(),
            Some(_) if open(column) => column.clone(),
            Some(Value::Text(text) | Value::Entity { id: text, .. }) => {
                format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
            Some(Value::Won(won)) => won.to_string(),
            Some(other) => text_of(other),
        })
        .collect();
    format!("{}({})", tuple.relation, terms.join(", "))
}
