//! A session: a world, how to show answers, and what each line comes to.

use super::catalogue::Catalogue;
use super::command::{Command, Refusal, parse};
use super::help::{first_screen, help};
use super::inquiry::Inquiry;
use super::interrupt::Interrupt;
use super::split::commands;
use crate::render::{Format, Look, answer, failure, findings_json, findings_text, guard_findings, plain};
use crate::world::{Change, Completions, World, WorldError};

/// What a line comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Text to show; empty or with a line end at its end.
    pub text: String,
    /// Whether the session ends.
    pub leave: bool,
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
    }

    /// Handles an input of one or more commands. Nothing is written; what comes behind `quit` is not handled.
    pub fn handle(&mut self, input: &str) -> Reply {
        let mut reply = Reply::default();
        for command in commands(input) {
            let one = self.command(command);
            reply.text.push_str(&one.text);
            if one.leave {
                reply.leave = true;
                break;
            }
        }
        reply
    }

    pub(super) fn command(&mut self, line: &str) -> Reply {
        let relations: Vec<&str> = self
            .known
            .relations
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        let text = match parse(line, &relations) {
            Err(refusal) => refused(&refusal),
            Ok(Command::Quit) => {
                return Reply {
                    text: String::new(),
                    leave: true,
                };
            }
            Ok(Command::Help) => help(&self.known),
            Ok(Command::Relations) => self.catalogue().list(&self.known),
            Ok(Command::Describe(name)) => self.describe(name),
            Ok(Command::Check) => self.check(),
            Ok(Command::SetFormat(format)) => {
                self.format = format;
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
            Ok(Command::SetFacts(paths)) => self.set_facts(&paths),
            Ok(Command::Assume(fact)) => {
                let done = self.world.assume(fact);
                self.known = self.world.completions();
                self.done(done, &format!("assumed {fact}"))
            }
            Ok(Command::Retract(fact)) => {
                let done = self.world.retract(fact);
                self.done(done, &format!("left out {fact}"))
            }
            Ok(Command::Rule(text)) => self.type_rules(text),
            Ok(Command::Drop(name)) => {
                let done = self.world.change(Change::Drop(name.to_owned()));
                self.known = self.world.completions();
                self.done(done, &format!("dropped {name}"))
            }
            Ok(Command::Rules(which)) => self.rules(which),
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
        Reply { text, leave: false }
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
            _ => refused(&Refusal {
                message: "there is no proof before this one".to_owned(),
                help: "`why ATOM` gives the first; `why next` behind it gives another".to_owned(),
            }),
        }
    }

    fn catalogue(&self) -> Catalogue<'_> {
        Catalogue {
            program: self.world.program(),
        }
    }

    fn describe(&self, name: &str) -> String {
        self.catalogue()
            .describe(name, &self.known)
            .unwrap_or_else(|help| {
                refused(&Refusal {
                    message: format!("there is no relation `{name}`"),
                    help,
                })
            })
    }

    fn check(&self) -> String {
        let (world, sources) = (&self.world, self.world.fact_sources());
        let guards = self.interrupt.watch(|limits| world.run_guards(limits));
        let mut findings = world.check().to_vec();
        findings.extend(guard_findings(world.facts(), &guards));
        match self.format {
            Format::Json => findings_json(&findings, sources),
            Format::Table | Format::Csv => findings_text(&findings, sources, self.look),
        }
    }

    pub(super) fn done(&self, result: Result<(), WorldError>, what: &str) -> String {
        match result {
            Ok(()) => format!("{}\n", plain(what)),
            Err(error) => failure(&error, self.look),
        }
    }
}

pub(super) fn refused(refusal: &Refusal) -> String {
    format!(
        "error: {}\n  help: {}\n",
        plain(&refusal.message),
        plain(&refusal.help)
    )
}
