//! The law: its rules in `*.dl`, the crepe program generated from them, and the dockets it decides.
//!
//! `emit.rs` is compiled by the build script only.

mod compiled;
mod completion;
mod fault;
mod files;
mod program;
mod reach;
mod spread;
mod stages;
mod store;

pub use completion::{Decided, Docket};
pub use program::{Engine, Law, LawError};
pub(crate) use store::Beside;
pub use store::Store;
