//! The rule language: text to checked program.
//!
//! Lexer, parser, syntax tree, checker and printer, and the exact arithmetic that both engines share.
//! Knows no facts and no evaluation, and uses no other crate: `build.rs` compiles it too, by path.

pub mod arith;
pub mod checker;
pub mod date;
pub mod error;
pub mod lexer;
pub mod parser;
pub mod printer;
pub mod program;
pub mod source;
pub mod suggest;
pub mod syntax;
pub mod token;
pub mod value;
