//! A session: a world, how to show answers, and what each line comes to.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::command::{Command, Refusal, all_commands, parse};
use super::help::{first_screen, help};
use super::inquiry::{Inquiry, TOLD, has_format, takes};
use super::interrupt::Interrupt;
use super::records::record_help;
use super::split::commands;
use super::topics::command_help;
use crate::facts::EntityKind;
use crate::lang::suggest::nearest;
use crate::render::{
    Format, Listing, Look, answer, code_help, code_like, failure, findings_json, findings_text,
    guard_findings, plain, revision_line, sources_json, sources_listing, sources_text,
};
use crate::world::{Change, Completions, World, WorldError};

/// What a line comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Text to show; empty or with a line end at its end.
    pub text: String,
    /// Whether the session ends.
    pub leave: bool,
    /// A text that the user wants to edit; what is saved is the next input.
    pub edit: Option<String>,
}

/// A world with the settings of a session.
pub struct Session {
    pub(super) world: World,
    pub(super) known: Completions,
    pub(super) format: Format,
    pub(super) look: Look,
    /// Questions that were answered, each once, in order.
    pub(super) asked: Vec<String>,
    pub(super) interrupt: Interrupt,
    /// The last `why`, for `why next`.
    last_why: Option<Inquiry>,
    /// What was asked about last, for inquiries that name nothing.
    last_atom: Option<String>,
    /// The last input, for `edit`.
    last_input: String,
    /// Whether long replies go through a pager where there is a terminal.
    pages: bool,
}

impl Session {
    /// A session that writes tables.
    #[must_use]
    pub fn new(world: World, look: Look, interrupt: Interrupt) -> Self {
        let known = world.completions();
        Self {
            world,
            known,
            format: Format::Table,
            look,
            asked: Vec::new(),
            interrupt,
            last_why: None,
            last_atom: None,
            last_input: String::new(),
            pages: true,
        }
    }

    /// What to show before the first line.
    #[must_use]
    pub fn first_screen(&self) -> String {
        first_screen(&self.world.summary(), &self.known)
    }

    /// What can be completed.
    #[must_use]
    pub fn completions(&self) -> &Completions {
        &self.known
    }

    /// How replies look.
    #[must_use]
    pub fn look(&self) -> Look {
        self.look
    }

    /// Replies are made for a terminal of this many columns from now on.
    pub fn set_width(&mut self, width: usize) {
        self.look.width = width;
        self.look.cut = true;
    }

    /// Whether long replies go through a pager where there is a terminal.
    #[must_use]
    pub fn pages(&self) -> bool {
        self.pages
    }

    /// How answers are written from now on.
    pub fn set_format(&mut self, format: Format) {
        self.format = format;
    }

    /// Looks something up that needs no question: `relations`, `sources`, `rules` or `describe`, with what stands
    /// behind it.
    ///
    /// # Errors
    /// Nothing is called so, or something is missing or too much behind the word.
    pub fn look_up(&self, word: &str, topic: Option<&str>) -> Result<String, Refusal> {
        match (word, topic) {
            ("relations", None) => Ok(self.relations()),
            ("sources", None) => Ok(self.sources()),
            ("rules", which) => self.rules(which),
            ("describe", Some(name)) => self.describe(name),
            ("describe", None) => Err(takes(word, "describe Verdict")),
            (_, topic) => Err(Refusal {
                code: "command::usage",
                message: format!(
                    "`{word}` takes nothing behind it, found `{}`",
                    topic.unwrap_or_default()
                ),
                help: format!("write `{word}`"),
            }),
        }
    }

    /// Takes note of relations and rules that came or went; names stay with the facts.
    pub(super) fn refresh(&mut self) {
        let names = Arc::clone(&self.known.names);
        self.known = self.world.completions_of(names);
    }

    fn looked_up(&self, word: &str, topic: Option<&str>) -> String {
        self.look_up(word, topic)
            .unwrap_or_else(|refusal| refusal.told(self.look))
    }

    /// Handles an input of one or more commands. Nothing is written; what comes behind `quit` or `edit` is not handled.
    pub fn handle(&mut self, input: &str) -> Reply {
        let mut reply = Reply::default();
        for command in commands(input) {
            let one = self.command(command);
            reply.text.push_str(&one.text);
            if one.leave || one.edit.is_some() {
                reply.leave = one.leave;
                reply.edit = one.edit;
                return reply;
            }
        }
        input.trim().clone_into(&mut self.last_input);
        reply
    }

    pub(super) fn command(&mut self, line: &str) -> Reply {
        let relations: Vec<&str> = self
            .known
            .relations
            .iter()
            .map(|relation| relation.name.as_str())
            .collect();
        let text = match parse(line, &relations) {
            Err(refusal) => refusal.told(self.look),
            Ok(Command::Quit) => {
                return Reply {
                    leave: true,
                    ..Reply::default()
                };
            }
            Ok(Command::Edit(text)) => {
                return Reply {
                    edit: Some(text.map_or_else(|| self.last_input.clone(), str::to_owned)),
                    ..Reply::default()
                };
            }
            Ok(Command::Help(None)) => help(&self.known, self.look.width),
            Ok(Command::Help(Some(topic))) => self
                .help_on(topic)
                .unwrap_or_else(|refusal| refusal.told(self.look)),
            Ok(Command::Relations) => self.looked_up("relations", None),
            Ok(Command::Describe(name)) => self.looked_up("describe", Some(name)),
            Ok(Command::Check) => self.check(),
            Ok(Command::Sources) => self.looked_up("sources", None),
            Ok(Command::SetFormat(format)) => {
                self.set_format(format);
                String::new()
            }
            Ok(Command::SetReading(text)) => {
                let done = self.world.set_reading(text);
                self.done(done, &format!("reading {text}"))
            }
            Ok(Command::SetLanguage(language)) => {
                self.look.language = language;
                String::new()
            }
            Ok(Command::SetPager(on)) => {
                self.pages = on;
                String::new()
            }
            Ok(Command::SetFacts(paths)) => self.set_facts(&paths),
            Ok(Command::Assume(fact)) => {
                let before = self.world.conditions().assumptions;
                let done = self.world.assume(fact);
                self.refresh();
                let now = self.world.conditions().assumptions;
                let what = match before.iter().find(|text| !now.contains(text)) {
                    Some(replaced) => format!("assumed {fact} in place of {replaced}"),
                    None => format!("assumed {fact}"),
                };
                self.done(done, &what)
            }
            Ok(Command::Retract(fact)) => {
                let done = self.world.retract(fact);
                self.done(done, &format!("left out {fact}"))
            }
            Ok(Command::Rule(text)) => self.type_rules(text),
            Ok(Command::Drop(name)) => {
                let done = self.world.change(Change::Drop(name.to_owned()));
                self.refresh();
                self.done(done, &format!("dropped {name}"))
            }
            Ok(Command::Rules(which)) => self.looked_up("rules", which),
            Ok(Command::Changes) => self.changes(),
            Ok(Command::Undo) => self.undo(),
            Ok(Command::Reset) => self.reset(),
            Ok(Command::Load(path)) => self.load(path),
            Ok(Command::Reload) => self.reload(),
            Ok(Command::Save(path)) => self.save(path),
            Ok(Command::Revision(revision)) => self.revision(revision),
            Ok(Command::Revisions) => self.revisions(),
            Ok(Command::Diff(words)) => self.diff(words),
            Ok(Command::Log(question)) => self.log(question),
            Ok(Command::Blame(atom)) => self.blame(atom),
            Ok(Command::Ask(question)) => self.ask(question),
            Ok(Command::Inquire(inquiry)) => self.inquire(inquiry),
            Ok(Command::WhyNext) => self.why_next(),
        };
        Reply {
            text,
            ..Reply::default()
        }
    }

    fn ask(&mut self, question: &str) -> String {
        let world = &mut self.world;
        match self.interrupt.watch(|limits| world.ask(question, limits)) {
            Ok(found) => {
                if !self.asked.iter().any(|known| known == question) {
                    self.asked.push(question.to_owned());
                }
                self.last_atom = Some(question.to_owned());
                answer(&found, self.format, self.look)
            }
            Err(error) => failure(&error, self.look),
        }
    }

    fn inquire(&mut self, mut inquiry: Inquiry) -> String {
        inquiry.about(self.last_atom.as_deref());
        self.last_atom = inquiry.atom().map(str::to_owned);
        let (world, format, look) = (&mut self.world, self.format, self.look);
        let text = self
            .interrupt
            .watch(|limits| inquiry.reply(world, format, look, limits));
        if matches!(inquiry, Inquiry::Why { .. }) {
            self.last_why = Some(inquiry);
        }
        text
    }

    /// The proof behind the last one.
    fn why_next(&mut self) -> String {
        match self.last_why.take() {
            Some(Inquiry::Why { full, number, atom }) => self.inquire(Inquiry::Why {
                full,
                number: number + 1,
                atom,
            }),
            _ => Refusal {
                code: "command::usage",
                message: "there is no proof before this one".to_owned(),
                help: "`why ATOM` gives the first; `why next` behind it gives another".to_owned(),
            }
            .told(self.look),
        }
    }

    fn catalogue(&self) -> Catalogue<'_> {
        Catalogue {
            program: self.world.program(),
            look: self.look,
        }
    }

    fn describe(&self, name: &str) -> Result<String, Refusal> {
        self.catalogue()
            .describe(name, &self.known)
            .map_err(|help| Refusal {
                code: "command::unknown-topic",
                message: format!("there is no relation `{name}`"),
                help,
            })
    }

    fn relations(&self) -> String {
        let catalogue = self.catalogue();
        self.listed(&catalogue.listing(&self.known), || catalogue.list(&self.known))
    }

    /// A list in the session's format; `text` writes it for people.
    pub(super) fn listed(&self, listing: &Listing, text: impl FnOnce() -> String) -> String {
        match self.format {
            Format::Table => text(),
            Format::Json => listing.json(),
            Format::Csv => listing.csv(),
            Format::Markdown => listing.markdown(),
        }
    }

    /// More about a command, a relation, or the code of a message.
    ///
    /// # Errors
    /// Nothing is called so.
    pub fn help_on(&self, topic: &str) -> Result<String, Refusal> {
        let told = command_help(topic).or_else(|| code_help(topic));
        if let Some(text) = told.or_else(|| record_help(topic)) {
            return Ok(text);
        }
        if let Some(text) = self.catalogue().word(topic) {
            return Ok(text);
        }
        self.catalogue().describe(topic, &self.known).map_err(|_| {
            let relations = self.known.relations.iter().map(|relation| relation.name.as_str());
            let records = EntityKind::ALL.iter().map(|kind| kind.word());
            let records = records.filter(|kind| record_help(kind).is_some());
            let commands = all_commands().map(|(name, ..)| name);
            let near = nearest(topic, commands.chain(relations).chain(records));
            let near = near.or_else(|| code_like(topic));
            Refusal {
                code: "command::unknown-topic",
                message: format!("there is no help on `{topic}`"),
                help: match near {
                    _ if self.known.names.has(topic) => {
                        format!("`show {topic}` tells what is on file about it")
                    }
                    Some(near) => format!("did you mean `help {near}`?"),
                    None => "`help` lists the commands, `relations` the relations".to_owned(),
                },
            }
        })
    }

    fn sources(&self) -> String {
        let sources = self.world.sources();
        match self.format {
            Format::Json => sources_json(&sources, self.world.revision()),
            _ => self.listed(&sources_listing(&sources, self.world.revision()), || {
                self.of_revision(sources_text(&sources, self.look))
            }),
        }
    }

    fn check(&self) -> String {
        if let Err(refusal) = has_format("check", self.format, &TOLD) {
            return refusal.told(self.look);
        }
        let (world, sources) = (&self.world, self.world.fact_sources());
        let guards = self.interrupt.watch(|limits| world.run_guards(limits));
        let mut findings = world.check().to_vec();
        findings.extend(guard_findings(world.facts(), &guards));
        match self.format {
            Format::Json => findings_json(&findings, sources, world.revision()),
            _ => self.of_revision(findings_text(&findings, sources, self.look)),
        }
    }

    /// A text below the commit whose facts it is about, if they are of one.
    fn of_revision(&self, text: String) -> String {
        let revision = self.world.revision();
        let line = revision.map_or_else(String::new, |commit| revision_line(commit, self.look));
        line + &text
    }

    pub(super) fn done(&self, result: Result<(), WorldError>, what: &str) -> String {
        match result {
            Ok(()) => format!("{}\n", plain(what)),
            Err(error) => failure(&error, self.look),
        }
    }
}
