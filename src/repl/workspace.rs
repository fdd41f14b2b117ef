//! What a session is about: facts, changes, rules of one's own, and sessions kept in files.
//!
//! A saved session is a rule file: rules stand as they are, everything else as a remark `//! COMMAND`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::command::{Refusal, parse};
use super::compare::Comparison;
use super::inquiry::{TOLD, has_format};
use super::scenario::{COMMAND, Part, change_of, parts};
use super::session::Session;
use crate::facts::{Repository, file_trouble};
use crate::lang::suggest::nearest;
use crate::render::{
    Format, Listing, blame_json, blame_text, diff_failure, diff_json, diff_text, failure, log_json, log_text,
    open_failure, plain,
};
use crate::world::{Change, OpenError, Scenario, WorldOptions, blame, log};

/// First line of a saved session.
const TITLE: &str = "// A session of tenderlog: `load` takes it back.\n";

impl Session {
    /// Adds rules and declarations that are typed. A rule ends in `;`, which a line need not.
    pub(super) fn type_rules(&mut self, text: &str) -> String {
        let open = text.contains("<-") && !text.ends_with(';');
        self.add_rules("typed", &format!("{text}{}", if open { ";" } else { "" }))
    }

    /// Adds rules and declarations of the analyst's own.
    fn add_rules(&mut self, from: &str, text: &str) -> String {
        let before = self.world.own_rule_count();
        let done = self.world.add_rules(from, text);
        self.refresh();
        let added = self.world.own_rule_count() - before;
        let what = match added {
            0 => "declared".to_owned(),
            1 => "added 1 rule".to_owned(),
            n => format!("added {n} rules"),
        };
        self.done(done, &what)
    }

    /// Lists the rules of law, those of one relation or id written out, or the analyst's own.
    pub(super) fn rules(&self, which: Option<&str>) -> Result<String, Refusal> {
        let found = self.rules_found(which);
        match (found.is_empty(), which) {
            (true, Some("mine")) => Ok("there are no rules of your own\n".to_owned()),
            (true, _) => {
                let program = &self.world.law().program;
                let ids = program.rules.iter().map(|rule| rule.id.as_str());
                let relations = program.relations.iter().map(|relation| relation.name.as_str());
                let wanted = which.unwrap_or_default();
                Err(Refusal {
                    code: "command::unknown-topic",
                    message: format!("no rule concludes `{wanted}` or is called so"),
                    help: nearest(wanted, ids.chain(relations)).map_or_else(
                        || "`rules` lists them with what they conclude".to_owned(),
                        |near| format!("did you mean `rules {near}`?"),
                    ),
                })
            }
            (false, _) => {
                let listing = Listing {
                    name: "rules",
                    columns: vec!["id", "relation", "place", "cites", "text"],
                    rows: found.iter().map(FoundRule::cells).collect(),
                    revision: None,
                };
                Ok(self.listed(&listing, || {
                    found.iter().map(|rule| rule.told(which.is_some())).collect()
                }))
            }
        }
    }

    fn rules_found(&self, which: Option<&str>) -> Vec<FoundRule> {
        let law = self.world.law();
        let mut found = Vec::new();
        for rule in law.program.rules.iter().filter(|_| which != Some("mine")) {
            let relation = law.program.relation(rule.head.relation);
            let relation = relation.map_or("", |relation| relation.name.as_str());
            if which.is_some_and(|name| name != rule.id && name != relation) {
                continue;
            }
            let (line, _) = law.sources.place(rule.span);
            let file = law.sources.file(rule.span.file);
            let text = file.and_then(|file| file.text.get(rule.span.start as usize..rule.span.end as usize));
            found.push(FoundRule {
                id: rule.id.clone(),
                relation: relation.to_owned(),
                place: file.map_or_else(String::new, |file| format!("{}:{line}", file.name)),
                cites: rule.cites.join(", "),
                text: text.unwrap_or_default().to_owned(),
                mine: false,
            });
        }
        for rule in self.world.own_rules() {
            let relation = rule.text.split('(').next().unwrap_or_default().trim().to_owned();
            let concludes = which.is_some_and(|name| rule.text.contains(&format!("{name}(")));
            if concludes || which.is_none_or(|name| name == "mine" || name == rule.id) {
                found.push(FoundRule {
                    id: rule.id.clone(),
                    relation,
                    place: plain(&rule.from),
                    cites: String::new(),
                    text: rule.text.clone(),
                    mine: true,
                });
            }
        }
        found
    }

    /// What the session changed.
    pub(super) fn changes(&self) -> String {
        let lines: String = self
            .world
            .changes()
            .iter()
            .map(|change| format!("{}\n", command_of(change)))
            .collect();
        if lines.is_empty() {
            "nothing is changed\n".to_owned()
        } else {
            lines
        }
    }

    /// Takes the last change back.
    pub(super) fn undo(&mut self) -> String {
        let undone = self.world.undo();
        self.refresh();
        match undone {
            Some(change) => format!("undone: {}\n", command_of(&change)),
            None => "there is nothing to undo\n".to_owned(),
        }
    }

    /// Takes every change back.
    pub(super) fn reset(&mut self) -> String {
        let count = self.world.reset();
        self.refresh();
        match count {
            0 => "nothing was changed\n".to_owned(),
            1 => "took 1 change back\n".to_owned(),
            n => format!("took {n} changes back\n"),
        }
    }

    /// Loads a rule file or a session, or facts beside those that are loaded.
    pub(super) fn load(&mut self, path: &str) -> String {
        let path = path.trim_matches('"');
        if Path::new(path)
            .extension()
            .is_some_and(|extension| extension == "dl")
        {
            return match std::fs::read_to_string(path) {
                Ok(text) => self.load_rules(path, &text),
                Err(error) => Refusal {
                    code: "command::file",
                    message: format!("`{path}` cannot be read: {}", file_trouble(&error)),
                    help: "name a rule file (.dl), a fact file (.toml, .csv) or a directory of facts"
                        .to_owned(),
                }
                .told(self.look),
            };
        }
        let mut options = self.world.opened().clone();
        if options.revision.is_some() && options.facts.is_empty() {
            options.facts.push(PathBuf::from("facts"));
        }
        options.built_in |= options.facts.is_empty();
        options.facts.push(PathBuf::from(path));
        self.reopen(&options)
    }

    /// Makes the changes of a saved session, and asks its questions again.
    fn load_rules(&mut self, path: &str, text: &str) -> String {
        let file = Scenario {
            name: path.to_owned(),
            text: text.to_owned(),
            changes: Vec::new(),
        };
        let mut out = String::new();
        for part in parts(text) {
            out.push_str(&match part {
                Part::Rules(rules) => self.add_rules(path, rules.trim_end()),
                Part::Command(line, at) => {
                    let change = parse(line, &[])
                        .ok()
                        .and_then(|command| change_of(&command, line));
                    match change {
                        Some((change, behind)) => {
                            let done = self.world.play_one(&file, &change, at + behind);
                            self.refresh();
                            self.done(done, &command_of(&change))
                        }
                        None => self.command(line).text,
                    }
                }
            });
        }
        out
    }

    /// What was opened, with the changes of this session.
    fn options(&self) -> WorldOptions {
        let mut options = self.world.opened().clone();
        let mut session = Scenario {
            name: "session".to_owned(),
            text: String::new(),
            changes: Vec::new(),
        };
        for change in self.world.changes() {
            let line = command_of(change);
            let behind = match change {
                Change::Reading(said) | Change::Assume(said) | Change::Retract(said) | Change::Drop(said) => {
                    line.len().saturating_sub(said.len())
                }
                Change::Rules(..) => 0,
            };
            session
                .changes
                .push((change.clone(), session.text.len() + behind));
            session.text.push_str(&line);
            session.text.push('\n');
        }
        options.scenarios.push(session);
        options
    }

    /// Conclusions that change between revisions, or between worlds.
    pub(super) fn diff(&self, words: &str) -> String {
        if let Err(refusal) = has_format("diff", self.format, &TOLD) {
            return refusal.told(self.look);
        }
        let comparison = match Comparison::read(words) {
            Ok(comparison) => comparison,
            Err(refusal) => return refusal.told(self.look),
        };
        let options = self.options();
        match self.interrupt.watch(|limits| comparison.answer(&options, limits)) {
            Ok(diff) => match self.format {
                Format::Json => diff_json(&diff),
                _ => diff_text(&diff, self.look),
            },
            Err(error) => diff_failure(&error, self.look),
        }
    }

    /// How an answer changed over the commits.
    pub(super) fn log(&self, question: &str) -> String {
        if let Err(refusal) = has_format("log", self.format, &TOLD) {
            return refusal.told(self.look);
        }
        let options = self.options();
        match self.interrupt.watch(|limits| log(&options, question, limits)) {
            Ok(history) => match self.format {
                Format::Json => log_json(&history),
                _ => log_text(&history, self.look),
            },
            Err(error) => diff_failure(&error, self.look),
        }
    }

    /// The commits that established the facts of a proof.
    pub(super) fn blame(&self, atom: &str) -> String {
        if let Err(refusal) = has_format("blame", self.format, &TOLD) {
            return refusal.told(self.look);
        }
        let options = self.options();
        match self.interrupt.watch(|limits| blame(&options, atom, limits)) {
            Ok(found) => match self.format {
                Format::Json => blame_json(&found),
                _ => blame_text(&found, self.look),
            },
            Err(error) => diff_failure(&error, self.look),
        }
    }

    /// Reads the files again.
    pub(super) fn reload(&mut self) -> String {
        let options = self.world.opened().clone();
        self.reopen(&options)
    }

    /// Loads other facts.
    pub(super) fn set_facts(&mut self, paths: &[&str]) -> String {
        let options = WorldOptions {
            facts: paths.iter().map(PathBuf::from).collect(),
            ..WorldOptions::default()
        };
        self.reopen(&options)
    }

    fn reopen(&mut self, options: &WorldOptions) -> String {
        let interrupt = self.interrupt.clone();
        match interrupt.watch(|limits| self.world.reopen(options, limits)) {
            Ok((world, lost)) => {
                self.world = world;
                self.known = self.world.completions();
                let summary = self.world.summary();
                let mut out = format!(
                    "{} from {} ({})\n",
                    counted(summary.facts, "fact"),
                    counted(summary.files, "file"),
                    plain(&summary.origin)
                );
                for (change, error) in &lost {
                    let _ = writeln!(out, "no longer applies: {}", command_of(change));
                    out.push_str(&failure(error, self.look));
                }
                out
            }
            Err(error) => self.refusal(&error),
        }
    }

    /// Why facts do not load; those loaded before stay.
    fn refusal(&self, error: &OpenError) -> String {
        let mut out = open_failure(error, self.look);
        if !matches!(error, OpenError::Revision(_)) {
            out.push_str("the facts loaded before stay\n");
        }
        out
    }

    /// Writes changes, rules and questions to a file.
    pub(super) fn save(&self, path: &str) -> String {
        let path = path.trim_matches('"');
        if Path::new(path)
            .extension()
            .is_none_or(|extension| extension != "dl")
        {
            return Refusal {
                code: "command::file",
                message: format!("`{path}` does not end in `.dl`"),
                help: "a session is saved as a rule file, such as `save session.dl`".to_owned(),
            }
            .told(self.look);
        }
        if !is_free(Path::new(path)) {
            return Refusal {
                code: "command::file",
                message: format!("`{path}` is there already and is no saved session"),
                help: format!(
                    "name another file; `load {path}` takes its rules in, and they are saved with the rest"
                ),
            }
            .told(self.look);
        }
        let mut text = TITLE.to_owned();
        for change in self.world.changes() {
            match change {
                Change::Rules(_, rules) => text.push_str(&format!("{}\n", rules.trim())),
                other => text.push_str(&format!("{COMMAND}{}\n", command_of(other))),
            }
        }
        for question in &self.asked {
            text.push_str(&format!("{COMMAND}{}\n", question.replace('\n', " ")));
        }
        match std::fs::write(path, text) {
            Ok(()) => format!("saved to {}\n", plain(path)),
            Err(error) => Refusal {
                code: "command::file",
                message: format!("`{path}` cannot be written: {}", file_trouble(&error)),
                help: "name a file in a directory that exists".to_owned(),
            }
            .told(self.look),
        }
    }

    /// Loads the facts as of a revision, or says which these are.
    pub(super) fn revision(&mut self, revision: Option<&str>) -> String {
        match revision {
            Some(revision) => {
                let options = WorldOptions {
                    revision: Some(revision.to_owned()),
                    built_in: false,
                    ..self.world.opened().clone()
                };
                self.reopen(&options)
            }
            None => match self.world.revision() {
                Some(commit) => format!(
                    "{} · {} · {} · {}\n",
                    commit.short(),
                    commit.date,
                    plain(&commit.author),
                    plain(&commit.subject)
                ),
                None => {
                    let as_it_stands = self.look.say("as it stands", "현재의 파일");
                    format!("{} ({as_it_stands})\n", plain(&self.world.summary().origin))
                }
            },
        }
    }

    /// The commits that touched the facts, newest first.
    pub(super) fn revisions(&self) -> String {
        let opened = self.world.opened();
        let default = [PathBuf::from("facts")];
        let paths = if opened.facts.is_empty() {
            &default[..]
        } else {
            &opened.facts
        };
        let found = Repository::of(paths).and_then(|repository| repository.history("HEAD"));
        match found {
            Ok(commits) => commits
                .iter()
                .map(|commit| {
                    format!(
                        " {}  {}  {}  {}\n",
                        commit.short(),
                        commit.date,
                        plain(&commit.author),
                        plain(&commit.subject)
                    )
                })
                .collect(),
            Err(error) => Refusal {
                code: "command::revision",
                message: error.message,
                help: error.help,
            }
            .told(self.look),
        }
    }
}

/// Whether a session can be saved to a file: there is none, or it holds a saved session.
fn is_free(path: &Path) -> bool {
    match std::fs::read(path) {
        Ok(bytes) => bytes.starts_with(TITLE.as_bytes()),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

/// A rule as it is listed.
struct FoundRule {
    id: String,
    relation: String,
    place: String,
    cites: String,
    text: String,
    mine: bool,
}

impl FoundRule {
    fn cells(&self) -> Vec<String> {
        [&self.id, &self.relation, &self.place, &self.cites, &self.text]
            .map(Clone::clone)
            .to_vec()
    }

    /// A line, and the rule itself where it is written out or the analyst's own.
    fn told(&self, whole: bool) -> String {
        match (self.mine, whole) {
            (true, _) => format!("{}  ({})\n{}\n", self.id, self.place, self.text),
            (false, true) => format!("{}{}\n\n", self.line(), self.text),
            (false, false) => self.line(),
        }
    }

    fn line(&self) -> String {
        format!("{}  {}  {}  {}\n", self.id, self.relation, self.place, self.cites)
    }
}

/// A number with its noun.
#[must_use]
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// The command that makes a change; rules are as they are kept, line by line.
fn command_of(change: &Change) -> String {
    let command = match change {
        Change::Reading(text) => format!("set reading {text}"),
        Change::Assume(text) => format!("assume {text}"),
        Change::Retract(text) => format!("retract {text}"),
        Change::Rules(_, text) => text.trim().to_owned(),
        Change::Drop(name) => format!("drop {name}"),
    };
    command.lines().map(plain).collect::<Vec<_>>().join("\n")
}
