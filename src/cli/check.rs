//! `tenderlog check`.

use std::io;

use super::arguments::{CheckArguments, Deny, ToldFormat};
use super::exit::Exit;
use super::open::{no_facts, refuse};
use super::terminal::Terminal;
use crate::facts::{Finding, Severity};
use crate::lang::source::Sources;
use crate::render::{breakage_text, findings_json, findings_text, guard_findings, revision_line};
use crate::repl::{Interrupt, counted};
use crate::world::{CaseOutcome, CaseResult, OpenError, World, WorldOptions};

/// Writes everything that is wrong or odd in the facts, and the guards that no longer hold. The greatest exit code
/// counts.
pub(crate) fn run(arguments: &CheckArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let options = WorldOptions {
        facts: arguments.facts.clone(),
        revision: arguments.rev.clone(),
        ..WorldOptions::default()
    };
    match World::open(&options) {
        Ok(world) => {
            let results = Interrupt::listen().watch(|limits| world.run_guards(limits));
            let mut findings = world.check().to_vec();
            let mut exit = exit_of(&findings, arguments).max(exit_of_guards(&results));
            if let Some(warning) = no_facts(&world, terminal.error_look) {
                terminal.error(&warning)?;
                if arguments.deny == Some(Deny::Warnings) {
                    exit = exit.max(Exit::Invalid);
                }
            }
            findings.extend(guard_findings(world.facts(), &results));
            write(&findings, world.fact_sources(), Some(&world), arguments, terminal)?;
            Ok(exit)
        }
        Err(OpenError::Facts {
            diagnostics,
            findings: others,
            sources,
            breakage,
        }) => {
            let errors = diagnostics.into_iter().map(|diagnostic| Finding {
                severity: Severity::Error,
                diagnostic,
            });
            let mut findings: Vec<Finding> = errors.chain(others).collect();
            findings.sort_by_key(|finding| finding.diagnostic.span);
            write(&findings, &sources, None, arguments, terminal)?;
            if let Some(breakage) = breakage {
                terminal.error(&breakage_text(&breakage, terminal.error_look))?;
            }
            Ok(exit_of(&findings, arguments))
        }
        Err(error) => refuse(&error, terminal),
    }
}

fn exit_of(findings: &[Finding], arguments: &CheckArguments) -> Exit {
    let fails = |finding: &Finding| match finding.severity {
        Severity::Error => true,
        Severity::Warning => arguments.deny == Some(Deny::Warnings),
    };
    if findings.iter().any(fails) {
        Exit::Invalid
    } else {
        Exit::Answered
    }
}

/// The code of guards: a wrong question is a wrong file.
fn exit_of_guards(results: &[CaseResult]) -> Exit {
    let exits = results.iter().map(|result| match &result.outcome {
        CaseOutcome::Passed => Exit::Answered,
        CaseOutcome::Failed { .. } => Exit::Failed,
        CaseOutcome::Broken(error) => Exit::of_error(error).max(Exit::Invalid),
    });
    exits.max().unwrap_or(Exit::Answered)
}

fn write(
    findings: &[Finding],
    sources: &Sources,
    read: Option<&World>,
    arguments: &CheckArguments,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let revision = read.and_then(World::revision);
    let text = match arguments.format {
        ToldFormat::Table => {
            let line = revision.map_or_else(String::new, |commit| revision_line(commit, terminal.look));
            let found = findings_text(findings, sources, terminal.look);
            let read = read.map_or_else(String::new, |world| {
                let (facts, files) = world.facts_read();
                format!(" in {} from {}", counted(facts, "fact"), counted(files, "file"))
            });
            format!("{line}{}{read}\n", found.trim_end())
        }
        ToldFormat::Json => findings_json(findings, sources, revision),
    };
    terminal.write(&text)
}
