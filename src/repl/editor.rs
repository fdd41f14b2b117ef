//! The line editor round a session: history, the user's own editor and pager.

use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, PoisonError, RwLock};

use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{
    Cmd, ColorMode, CompletionType, Config, Editor, Event, EventHandler, KeyCode, KeyEvent, Modifiers,
};

use super::assistant::{Assistant, Drop, ToEditor};
use super::history::{History, MOST};
use super::listing::{Known, Lister, Seen};
use super::programs::{edit, is_long, page, pager};
use super::session::{Reply, Session};
use crate::render::Look;

const PROMPT: &str = "> ";

/// Columns of the terminal that standard output is, if it is one.
#[must_use]
pub fn terminal_columns() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    let history = MemHistory::with_config(&Config::default());
    let mut editor: Editor<(), MemHistory> = Editor::with_history(Config::default(), history).ok()?;
    let (columns, _) = editor.dimensions()?;
    (columns > 0).then_some(columns.into())
}

/// Runs a session at a terminal, until `quit` or Ctrl-D. Ctrl-C drops the line being typed.
///
/// # Errors
/// The terminal cannot be read or written.
pub fn interactive(session: &mut Session, out: &mut dyn Write) -> io::Result<()> {
    let mut desk = Desk::new(session).map_err(io_error)?;
    out.write_all(session.first_screen().as_bytes())?;
    let (history, unkept) = History::of_user();
    if let Some(unkept) = unkept {
        out.write_all(unkept.told(session.look()).as_bytes())?;
    }
    for line in history.lines() {
        desk.editor.add_history_entry(line).map_err(io_error)?;
    }
    desk.history = history;
    loop {
        out.flush()?;
        let line = match desk.read() {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => match desk.to_editor.take() {
                Some(line) if desk.edited(session, &line, out)? => return Ok(()),
                _ => continue,
            },
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(io_error(error)),
        };
        if !line.trim().is_empty() && desk.handled(session, &line, out)? {
            return Ok(());
        }
    }
}

/// The editor with what belongs to it.
struct Desk {
    editor: Editor<Assistant, MemHistory>,
    history: History,
    to_editor: ToEditor,
    known: Known,
    seen: Seen,
}

impl Desk {
    fn new(session: &Session) -> rustyline::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .max_history_size(MOST)?
            .color_mode(if session.look().color {
                ColorMode::Enabled
            } else {
                ColorMode::Disabled
            })
            .build();
        let history = MemHistory::with_config(&config);
        let mut editor = Editor::with_history(config, history)?;
        let known = Known::new(RwLock::new(session.completions().clone()));
        let seen = Seen::default();
        editor.set_helper(Some(Assistant {
            known: Arc::clone(&known),
            seen: Arc::clone(&seen),
        }));
        editor.bind_sequence(
            KeyEvent::from('\t'),
            EventHandler::Conditional(Box::new(Lister {
                known: Arc::clone(&known),
                seen: Arc::clone(&seen),
                prompt: PROMPT.len(),
            })),
        );
        let to_editor = ToEditor::default();
        editor.bind_sequence(
            Event::KeySeq(vec![KeyEvent::ctrl('X'), KeyEvent::ctrl('E')]),
            EventHandler::Conditional(Box::new(to_editor.clone())),
        );
        editor.bind_sequence(KeyEvent::ctrl('C'), EventHandler::Conditional(Box::new(Drop)));
        // As in other shells: what is typed so far begins the earlier line.
        for (key, search) in [
            (KeyCode::Up, Cmd::HistorySearchBackward),
            (KeyCode::Down, Cmd::HistorySearchForward),
        ] {
            editor.bind_sequence(KeyEvent(key, Modifiers::ALT), search);
        }
        Ok(Self {
            editor,
            history: History::default(),
            to_editor,
            known,
            seen,
        })
    }

    /// Reads a line that is typed, or that was typed or pasted before it was asked for.
    fn read(&mut self) -> rustyline::Result<String> {
        let size = self.size();
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).size = size;
        self.editor.readline(PROMPT)
    }

    /// Columns and rows of the terminal.
    fn size(&mut self) -> (usize, usize) {
        let size = self.editor.dimensions();
        size.map_or((80, 0), |(columns, rows)| (columns.into(), rows.into()))
    }

    /// Handles an input and shows its reply; whether the session ends.
    fn handled(&mut self, session: &mut Session, line: &str, out: &mut dyn Write) -> io::Result<bool> {
        self.remember(line.trim_end(), session.look(), out)?;
        let (columns, rows) = self.size();
        session.set_width(usize::max(columns, 40));
        let reply = session.handle(line);
        show(&reply, session, columns, rows, out)?;
        self.known
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(session.completions());
        match reply.edit {
            Some(text) => self.edited(session, &text, out),
            None => Ok(reply.leave),
        }
    }

    /// Lets the user edit a text and handles what was saved; whether the session ends.
    fn edited(&mut self, session: &mut Session, text: &str, out: &mut dyn Write) -> io::Result<bool> {
        out.flush()?;
        match edit(text) {
            Ok(Some(text)) => {
                out.write_all(format!("{PROMPT}{}\n", text.replace('\n', "\n  ")).as_bytes())?;
                self.handled(session, &text, out)
            }
            Ok(None) => {
                out.write_all(b"nothing was saved, nothing is run\n")?;
                Ok(false)
            }
            Err(refusal) => {
                out.write_all(refusal.told(session.look()).as_bytes())?;
                Ok(false)
            }
        }
    }

    /// Puts a line at the end of the history, where it stands once.
    fn remember(&mut self, line: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
        if let Some(unkept) = self.history.add(line) {
            out.write_all(unkept.told(look).as_bytes())?;
        }
        self.editor.clear_history().map_err(io_error)?;
        for line in self.history.lines() {
            self.editor.add_history_entry(line).map_err(io_error)?;
        }
        Ok(())
    }
}

/// Writes a reply, or has it paged if it is longer than the terminal.
fn show(
    reply: &Reply,
    session: &Session,
    columns: usize,
    rows: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let pager = pager();
    if session.pages() && !pager.is_empty() && is_long(&reply.text, columns, rows) {
        out.flush()?;
        match page(&reply.text, &pager) {
            Ok(()) => return Ok(()),
            Err(error) => out.write_all(
                format!("the pager `{pager}` cannot be started ({error}); `set pager off` goes without\n")
                    .as_bytes(),
            )?,
        }
    }
    out.write_all(reply.text.as_bytes())
}

fn io_error(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
