//! The `tenderlog` program.

fn main() {}
