//! What can be read and is still doubtful: facts without a source, names of two, statuses that exclude each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::lang::date;
use crate::lang::source::{FileId, Span};
use crate::lang::value::{format_percent, format_won};

use super::base::{Cell, FactBase, Row};
use super::consistency::{interval, later_first, text};
use super::error::{Diagnostic, FactError};
use super::ids::EntityKind;
use super::suggest::listed;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The facts do not pass.
    Error,
    /// Worth a look.
    Warning,
}

/// Something doubtful in facts that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Code, message, place and advice.
    pub diagnostic: Diagnostic,
}

/// Everything doubtful in a base, sorted by place.
#[must_use]
pub fn check(base: &FactBase) -> Vec<Finding> {
    let mut findings = Findings::default();
    cases_among_facts(base, &mut findings);
    without_source(base, &mut findings);
    shared_names(base, &mut findings);
    shared_registrations(base, &mut findings);
    sme_in_group(base, &mut findings);
    undesignated_groups(base, &mut findings);
    sme_and_midsize(base, &mut findings);
    sme_and_left(base, &mut findings);
    conflicting_sales(base, &mut findings);
    conflicting_holdings(base, &mut findings);
    let mut findings = findings.0;
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.diagnostic.span, finding.diagnostic.code);
        (key(a), &a.diagnostic.message).cmp(&(key(b), &b.diagnostic.message))
    });
    findings
}

/// What is doubtful in the records of a base that have none of these errors, sorted by place.
#[must_use]
pub fn check_beside(base: &FactBase, errors: &[FactError]) -> Vec<Finding> {
    // A record ends where the next one of its file begins.
    let record = |span: Span| {
        let at = |span: Span| (span.file, span.start);
        let next = base
            .written
            .partition_point(|written| at(written.span) <= at(span));
        (span.file, next)
    };
    let broken: BTreeSet<(FileId, usize)> = errors.iter().map(|error| record(error.span)).collect();
    let mut findings = check(base);
    findings.retain(|finding| {
        let diagnostic = &finding.diagnostic;
        let mut places = diagnostic
            .labels
            .iter()
            .map(|(span, _)| *span)
            .chain([diagnostic.span]);
        !places.any(|place| broken.contains(&record(place)))
    });
    findings
}

/// Findings so far.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn error(&mut self, diagnostic: Diagnostic) {
        self.0.push(Finding {
            severity: Severity::Error,
            diagnostic,
        });
    }

    fn warning(&mut self, diagnostic: Diagnostic) {
        self.0.push(Finding {
            severity: Severity::Warning,
            diagnostic,
        });
    }
}

/// Files of cases, each a made-up world of its own, among the files of facts.
fn cases_among_facts(base: &FactBase, findings: &mut Findings) {
    let mut before: Option<FileId> = None;
    for case in base
        .cases
        .iter()
        .filter(|case| before.replace(case.span.file) != Some(case.span.file))
    {
        findings.warning(
            Diagnostic::new(
                "facts::case-among-facts",
                "this file holds cases, and its firms and projects are taken for facts",
                case.span,
            )
            .with_help("name the directory of the facts alone; `tenderlog test` runs cases"),
        );
    }
}

/// Records that must name a source and name none.
fn without_source(base: &FactBase, findings: &mut Findings) {
    // The records of cases are made up; that they stand among facts is said once.
    let made_up: BTreeSet<FileId> = base.cases.iter().map(|case| case.span.file).collect();
    let lacking = base.written.iter().filter(|written| written.lacks_source);
    for written in lacking.filter(|written| !made_up.contains(&written.span.file)) {
        let message = format!("{} names no source", written.label);
        findings.error(
            Diagnostic::new("facts::no-source", message, written.span)
                .with_help("add `source = \"ID\"` and declare `[source.ID]`"),
        );
    }
}

/// Names that two entities of one kind bear; projects may share a name.
fn shared_names(base: &FactBase, findings: &mut Findings) {
    for (kind, name, ids) in base.names.ambiguous() {
        if kind == EntityKind::Project {
            continue;
        }
        let entities: Vec<_> = ids.iter().filter_map(|id| base.name(kind, id)).collect();
        let [first, .., last] = entities.as_slice() else {
            continue;
        };
        let all = listed(ids.iter().map(String::as_str));
        let message = format!("`{name}` is the name of more than one {}: {all}", kind.word());
        findings.warning(
            Diagnostic::new("facts::shared-name", message, last.origin.span)
                .with_label(first.origin.span, "it stands here too")
                .with_help("take the name off all but one of them"),
        );
    }
}

/// Registration numbers that two firms bear.
fn shared_registrations(base: &FactBase, findings: &mut Findings) {
    let mut first = BTreeMap::new();
    for name in base.names.iter().filter(|name| name.kind == EntityKind::Firm) {
        let Some(number) = &name.registration else {
            continue;
        };
        let digits: String = number.chars().filter(|c| c.is_alphanumeric()).collect();
        if let Some(other) = first.insert(digits, name) {
            let message = format!(
                "`{}` and `{}` have one registration number: {number}",
                other.id, name.id
            );
            findings.warning(
                Diagnostic::new("facts::shared-registration", message, name.origin.span)
                    .with_label(other.origin.span, "the other firm")
                    .with_help("one firm has one id: put the two together, or correct the number"),
            );
        }
    }
}

/// The first day that the intervals of all these rows share.
fn shared_day(rows: &[&Row]) -> Option<i64> {
    let from = rows
        .iter()
        .filter_map(|row| interval(row))
        .map(|(from, _)| from)
        .max()?;
    let until = rows
        .iter()
        .filter_map(|row| interval(row))
        .map(|(_, until)| until)
        .min()?;
    (from < until).then_some(from)
}

/// Rows of a relation by the text of their first column.
fn by_first<'a>(base: &'a FactBase, relation: &'a str) -> BTreeMap<&'a str, Vec<&'a Row>> {
    let mut rows: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in base.rows_of(relation) {
        rows.entry(text(row, 0)).or_default().push(row);
    }
    rows
}

/// A company of a designated group is no SME (Framework Act on SMEs, art. 2(1), proviso).
fn sme_in_group(base: &FactBase, findings: &mut Findings) {
    let (sme, designated) = (by_first(base, "Sme"), by_first(base, "Designated"));
    for member in base.rows_of("Member") {
        let (firm, group) = (text(member, 0), text(member, 1));
        let (Some(statuses), Some(days)) = (sme.get(firm), designated.get(group)) else {
            continue;
        };
        for status in statuses {
            let Some(day) = days
                .iter()
                .find_map(|designation| shared_day(&[status, member, designation]))
            else {
                continue;
            };
            let day = date::format(day);
            let message = format!("`{firm}` is an SME and in the designated group `{group}` on {day}");
            findings.error(
                Diagnostic::new("facts::sme-in-group", message, status.origin.span)
                    .with_label(member.origin.span, "the membership")
                    .with_help("a company of a designated group is no SME: end one of the two"),
            );
        }
    }
}

/// Groups with members and without a word on designation.
fn undesignated_groups(base: &FactBase, findings: &mut Findings) {
    let (given, never) = (by_first(base, "Designated"), by_first(base, "DesignatedNever"));
    let mut groups: BTreeMap<&str, &Row> = BTreeMap::new();
    for member in base.rows_of("Member") {
        groups.entry(text(member, 1)).or_insert(member);
    }
    for (group, member) in groups {
        if given.contains_key(group) || never.contains_key(group) {
            continue;
        }
        let message = format!("group `{group}` has members, and nothing says whether it is designated");
        let span = base
            .name(EntityKind::Group, group)
            .map_or(member.origin.span, |name| name.origin.span);
        findings.warning(
            Diagnostic::new("facts::undesignated-group", message, span)
                .with_help("add `designated = [{ kind = …, from = … }]`, or `designated = []` for never"),
        );
    }
}

/// A firm that is certified small and mid-sized on one day.
fn sme_and_midsize(base: &FactBase, findings: &mut Findings) {
    let midsize = by_first(base, "Midsize");
    for sme in base.rows_of("Sme") {
        let firm = text(sme, 0);
        for other in midsize.get(firm).into_iter().flatten() {
            if let Some(day) = shared_day(&[sme, other]) {
                let message = format!("`{firm}` is an SME and mid-sized on {}", date::format(day));
                findings.warning(
                    Diagnostic::new("facts::sme-and-midsize", message, other.origin.span)
                        .with_label(sme.origin.span, "the SME status"),
                );
            }
        }
    }
}

/// A firm that left SME status while it is certified as an SME.
fn sme_and_left(base: &FactBase, findings: &mut Findings) {
    let left = by_first(base, "LeftSme");
    for sme in base.rows_of("Sme") {
        let firm = text(sme, 0);
        for other in left.get(firm).into_iter().flatten() {
            let (Some((from, until)), Some(day)) = (interval(sme), number(other, 1)) else {
                continue;
            };
            if from <= day && day < until {
                let day = date::format(day);
                let message = format!("`{firm}` left SME status on {day}, and is an SME on that day");
                findings.warning(
                    Diagnostic::new("facts::sme-and-left", message, other.origin.span)
                        .with_label(sme.origin.span, "the SME status"),
                );
            }
        }
    }
}

/// Two sales figures for one firm, year and basis. Rows are sorted by firm, year end and won.
fn conflicting_sales(base: &FactBase, findings: &mut Findings) {
    let mut first: BTreeMap<(&str, i64, &str), &Row> = BTreeMap::new();
    for row in base.rows_of("Sales") {
        let (Some(year_end), Some(won)) = (number(row, 1), number(row, 2)) else {
            continue;
        };
        let Some(other) = first.insert((text(row, 0), year_end, text(row, 3)), row) else {
            continue;
        };
        let (later, earlier) = later_first(row, other);
        let message = format!(
            "`{}` has two sales figures ({}) for the year that ended on {}: {} and {}",
            text(row, 0),
            text(row, 3),
            date::format(year_end),
            format_won(number(other, 2).unwrap_or_default()),
            format_won(won)
        );
        findings.warning(
            Diagnostic::new("facts::conflicting-sales", message, later.origin.span)
                .with_label(earlier.origin.span, "the other one"),
        );
    }
}

/// Two shares of one holder in one firm on one day.
fn conflicting_holdings(base: &FactBase, findings: &mut Findings) {
    for relation in ["FirmHolding", "PersonHolding"] {
        let mut last: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
        for row in base.rows_of(relation) {
            let rows = last.entry((text(row, 0), text(row, 1))).or_default();
            for other in rows.iter() {
                let (Some(day), Some(a), Some(b)) =
                    (shared_day(&[row, other]), number(other, 2), number(row, 2))
                else {
                    continue;
                };
                let (later, earlier) = later_first(row, other);
                let message = format!(
                    "`{}` holds {} and {} of `{}` on {}",
                    text(row, 0),
                    format_percent(a),
                    format_percent(b),
                    text(row, 1),
                    date::format(day)
                );
                findings.warning(
                    Diagnostic::new("facts::conflicting-holdings", message, later.origin.span)
                        .with_label(earlier.origin.span, "the other one"),
                );
            }
            rows.push(row);
        }
    }
}

/// Number of a column.
fn number(row: &Row, column: usize) -> Option<i64> {
    row.values.get(column).and_then(Cell::as_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::base_of;

    /// Findings on a text, with the source that its records name.
    fn found(text: &str) -> Vec<(Severity, &'static str)> {
        let base = base_of(&format!("{text}\n[source.s]\ntitle = \"S\"\n"));
        check(&base)
            .into_iter()
            .map(|finding| (finding.severity, finding.diagnostic.code))
            .collect()
    }

    #[test]
    fn an_sme_may_leave_that_status_on_the_day_on_which_it_joins_a_group() {
        let text = |until: &str, designated: &str| {
            format!(
                "[firm.f]\nname = \"F\"\nsource = \"s\"\nsme = [{{ from = 2020-01-01, until = {until} }}]\n[group.g]\nname = \"G\"\nsource = \"s\"\ndesignated = [{{ kind = \"disclosure\", from = {designated} }}]\nmember = [{{ firm = \"f\", from = 2021-01-01 }}]"
            )
        };
        assert_eq!(found(&text("2021-01-01", "2020-01-01")), []);
        assert_eq!(
            found(&text("2021-01-02", "2020-01-01")),
            [(Severity::Error, "facts::sme-in-group")]
        );
        assert_eq!(found(&text("2021-01-02", "2021-01-02")), []);
    }

    #[test]
    fn two_projects_may_share_a_name_and_two_firms_better_not() {
        let two = |kind: &str| {
            format!("[{kind}.a]\nname = \"N\"\nsource = \"s\"\n[{kind}.b]\nname = \"n \"\nsource = \"s\"")
        };
        assert_eq!(found(&two("project")), []);
        assert_eq!(found(&two("firm")), [(Severity::Warning, "facts::shared-name")]);
    }

    #[test]
    fn a_record_without_a_source_is_an_error() {
        assert_eq!(
            found("[body.b]\nname = \"B\""),
            [(Severity::Error, "facts::no-source")]
        );
    }
}
