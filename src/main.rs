//! The `tenderlog` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    tenderlog::cli::main(std::env::args_os()).into()
}
