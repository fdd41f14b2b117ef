//! An embedded Datalog knowledge base of Korean public-software procurement law.
//!
//! | part | what it is |
//! |---|---|
//! | [`lang`] | the rule language: text to checked program |
//! | [`engine`] | the evaluator: relations of 64-bit words, semi-naive rounds, queries |
//! | [`law`] | the law in `*.dl`, compiled to crepe by the build script, and the dockets it decides |
//! | [`facts`] | fact files to rows with their places |
//! | [`groups`] | entities under several names, membership as of a day, control by holdings |
//! | [`explain`] | why a tuple of a finished model holds, and why it does not |
//! | [`world`] | what a question is asked of: law, facts, readings, assumptions |
//! | [`render`] | answers and errors as table, JSON and CSV |
//! | [`cli`], [`repl`] | the command line and the session |
//!
//! ```
//! use tenderlog::engine::Limits;
//! use tenderlog::world::{Value, World, WorldOptions};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut world = World::open(&WorldOptions::default()).map_err(|_| "the built-in facts load")?;
//! let question = r#"Verdict("Samsung SDS", "kotra-platform", "sole", outcome)"#;
//! let answer = world.ask(question, &Limits::default()).map_err(|_| "the question has an answer")?;
//! assert_eq!(answer.rows, [[Value::Text("barred".to_owned())]]);
//! # Ok(())
//! # }
//! ```

pub mod cli;
pub mod engine;
pub mod explain;
pub mod facts;
pub mod groups;
pub mod lang;
pub mod law;
pub mod render;
pub mod repl;
pub mod world;
