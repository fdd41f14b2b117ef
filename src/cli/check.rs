//! `tenderlog check`.

use std::io;

use super::arguments::{CheckArguments, CheckFormat, Deny};
use super::exit::Exit;
use super::open::refuse;
use super::terminal::Terminal;
use crate::facts::{Finding, Severity};
use crate::lang::source::Sources;
use crate::render::{findings_json, findings_text};
use crate::world::{OpenError, World, WorldOptions};

/// Writes everything that is wrong or odd in the facts.
pub(crate) fn run(arguments: &CheckArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let options = WorldOptions {
        facts: arguments.facts.clone(),
        revision: arguments.rev.clone(),
        ..WorldOptions::default()
    };
    match World::open(&options) {
        Ok(world) => report(world.check(), world.fact_sources(), arguments, terminal),
        Err(OpenError::Facts { diagnostics, sources }) => {
            let findings: Vec<Finding> = diagnostics
                .into_iter()
                .map(|diagnostic| Finding {
                    severity: Severity::Error,
                    diagnostic,
                })
                .collect();
            report(&findings, &sources, arguments, terminal)
        }
        Err(error) => refuse(&error, terminal),
    }
}

fn report(
    findings: &[Finding],
    sources: &Sources,
    arguments: &CheckArguments,
    terminal: &mut Terminal,
) -> io::Result<Exit> {
    let text = match arguments.format {
        CheckFormat::Table => findings_text(findings, sources, terminal.look),
        CheckFormat::Json => findings_json(findings, sources),
    };
    terminal.write(&text)?;
    let fails = |finding: &Finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => arguments.deny == Some(Deny::Warnings),
    };
    Ok(if findings.iter().any(fails) {
        Exit::Invalid
    } else {
        Exit::Answered
    })
}
