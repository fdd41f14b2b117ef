//! The interactive session: commands and questions in, replies out.
//!
//! [`Session::handle`] does the work and writes nothing; [`interactive`] wraps it in a line editor, [`piped`] reads
//! plain lines.

mod assistant;
mod catalogue;
mod command;
mod compare;
mod complete;
mod editor;
mod help;
mod highlight;
mod history;
mod inquiry;
mod interrupt;
mod listing;
mod paths;
mod plain;
mod programs;
mod records;
mod scenario;
mod session;
mod split;
mod sweeping;
mod topics;
mod typed;
mod workspace;

pub use command::{Refusal, is_command};
pub use compare::Comparison;
pub use complete::{Candidate, complete};
pub use editor::{interactive, terminal_columns};
pub(crate) use inquiry::{INQUIRIES, has_format};
pub use inquiry::{Inquiry, Outcome, Status};
pub use interrupt::Interrupt;
pub use plain::{CommandLines, piped};
pub use scenario::scenario;
pub use session::{Reply, Session};
pub use split::commands;
pub(crate) use workspace::counted;
