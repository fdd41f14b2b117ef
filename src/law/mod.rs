//! The law: its rules in `*.dl`, the crepe program generated from them, and the dockets it decides.
//!
//! `emit.rs` is compiled by the build script only.

mod choice;
mod compiled;
mod completion;
mod docket;
mod fault;
mod files;
mod mutant;
mod program;
mod reach;
mod rows;
mod spread;
mod stages;
mod store;

pub use docket::{Decided, Docket};
pub(crate) use files::law_texts;
pub use mutant::{Mutant, mutants};
pub(crate) use mutant::{is_ask, without};
pub use program::{Engine, Law, LawError};
pub(crate) use rows::Rows;
pub(crate) use spread::RunRows;
pub(crate) use store::Others;
pub use store::Store;
