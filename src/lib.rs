//! An embedded Datalog knowledge base of Korean public-software procurement law.

pub mod engine;
pub mod facts;
pub mod groups;
pub mod lang;
pub mod law;
pub mod world;
