//! An embedded Datalog knowledge base of Korean public-software procurement law.

pub mod cli;
pub mod engine;
pub mod lang;
pub mod law;
pub mod render;
pub mod repl;
