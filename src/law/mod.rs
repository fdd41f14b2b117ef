//! The law: its rules in `*.dl`, the crepe program generated from them, and the dockets it decides.

mod compiled;
mod emit;
mod fault;
mod files;
mod stages;
