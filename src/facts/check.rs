//! What is readable and still doubtful: findings of `check`.

use std::collections::BTreeMap;

use super::base::{Cell, FactBase, Row};
use super::error::Diagnostic;
use super::ids::EntityKind;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// An answer could be wrong.
    Error,
    /// Something should be looked at.
    Warning,
}

/// A finding about facts that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What and where.
    pub diagnostic: Diagnostic,
}

/// Everything doubtful in a base, by place.
#[must_use]
pub fn check(base: &FactBase) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut put = |severity, diagnostic| findings.push(Finding { severity, diagnostic });
    for record in base.written.iter().filter(|record| record.lacks_source) {
        put(
            Severity::Error,
            Diagnostic::new(
                "check::no-source",
                format!("{} names no source", record.label),
                record.span,
            )
            .with_help("add `source = \"ID\"` of a `[source.ID]`"),
        );
    }
    for (kind, name, ids) in base.names.ambiguous() {
        if kind == EntityKind::Project {
            continue;
        }
        let places: Vec<_> = ids.iter().filter_map(|id| base.name(kind, id)).collect();
        if let [first, second, ..] = places.as_slice() {
            put(
                Severity::Warning,
                Diagnostic::new(
                    "check::same-name",
                    format!("`{name}` names {} {}s", ids.len(), kind.word()),
                    second.origin.span,
                )
                .with_label(first.origin.span, "it also names this one")
                .with_help("questions that use this name are refused; use ids, or rename one"),
            );
        }
    }
    same_registration(base, &mut put);
    group_findings(base, &mut put);
    sales_conflicts(base, &mut put);
    midsize_and_sme(base, &mut put);
    findings.sort_by(|a, b| {
        (a.diagnostic.span, a.diagnostic.code, &a.diagnostic.message).cmp(&(
            b.diagnostic.span,
            b.diagnostic.code,
            &b.diagnostic.message,
        ))
    });
    findings
}

type Put<'a> = dyn FnMut(Severity, Diagnostic) + 'a;

fn same_registration(base: &FactBase, put: &mut Put<'_>) {
    let mut first: BTreeMap<&str, &super::names::Name> = BTreeMap::new();
    for name in base.names.iter() {
        let Some(registration) = &name.registration else {
            continue;
        };
        match first.get(registration.as_str()) {
            Some(other) => put(
                Severity::Warning,
                Diagnostic::new(
                    "check::same-registration",
                    format!(
                        "`{}` and `{}` have the registration number {registration} and are taken as one firm",
                        other.id, name.id
                    ),
                    name.origin.span,
                )
                .with_label(other.origin.span, "the other record")
                .with_help("join the two records, or correct the number"),
            ),
            None => {
                first.insert(registration, name);
            }
        }
    }
}

fn group_findings(base: &FactBase, put: &mut Put<'_>) {
    let designations = |group: &str| -> Vec<(i64, i64)> {
        base.rows_of("Designated")
            .filter(|row| text(row, 0) == group)
            .map(|row| (number(row, 2), number(row, 3)))
            .collect()
    };
    let known = |group: &str| {
        base.rows_of("Designated").any(|row| text(row, 0) == group)
            || base.rows_of("DesignatedNever").any(|row| text(row, 0) == group)
    };
    for member in base.rows_of("Member") {
        let (firm, group) = (text(member, 0), text(member, 1));
        if !known(group) {
            put(
                Severity::Warning,
                Diagnostic::new(
                    "check::designations-unknown",
                    format!("`{firm}` is a member of `{group}`, whose designations are not given"),
                    member.origin.span,
                )
                .with_help(format!(
                    "add `designated` to `[group.{group}]`; `[]` if it never was"
                )),
            );
        }
        for (from, until) in designations(group) {
            let (from, until) = (from.max(number(member, 2)), until.min(number(member, 3)));
            for sme in base.rows_of("Sme").filter(|row| text(row, 0) == firm) {
                if number(sme, 1) < until && from < number(sme, 2) {
                    put(
                        Severity::Error,
                        Diagnostic::new("check::sme-in-group", format!("`{firm}` is certified as an SME while it is a member of the designated group `{group}`"), sme.origin.span)
                            .with_label(member.origin.span, "its membership")
                            .with_help("members of a designated group are never SMEs (Framework Act on SMEs art. 2(1)); the list wins over the certificate"),
                    );
                }
            }
        }
    }
}

fn sales_conflicts(base: &FactBase, put: &mut Put<'_>) {
    let rows: Vec<&Row> = base.rows_of("Sales").collect();
    let mut first: BTreeMap<(&str, i64, &str), &Row> = BTreeMap::new();
    for row in rows {
        let key = (text(row, 0), number(row, 1), text(row, 3));
        match first.get(&key) {
            Some(other) if number(other, 2) != number(row, 2) => put(
                Severity::Warning,
                Diagnostic::new(
                    "check::two-sales",
                    format!("`{}` has two sales figures for one year", key.0),
                    row.origin.span,
                )
                .with_label(other.origin.span, "the other figure")
                .with_help("where the two lie on both sides of the sales line, the verdict is undetermined"),
            ),
            Some(_) => {}
            None => {
                first.insert(key, row);
            }
        }
    }
}

fn midsize_and_sme(base: &FactBase, put: &mut Put<'_>) {
    for midsize in base.rows_of("Midsize") {
        for sme in base.rows_of("Sme").filter(|row| text(row, 0) == text(midsize, 0)) {
            if number(sme, 1) < number(midsize, 2) && number(midsize, 1) < number(sme, 2) {
                put(
                    Severity::Warning,
                    Diagnostic::new(
                        "check::sme-and-midsize",
                        format!(
                            "`{}` is certified as an SME and as mid-sized on the same day",
                            text(sme, 0)
                        ),
                        midsize.origin.span,
                    )
                    .with_label(sme.origin.span, "certified as an SME")
                    .with_help("the SME certificate decides; correct the interval that is wrong"),
                );
            }
        }
    }
}

fn text(row: &Row, column: usize) -> &str {
    row.values.get(column).and_then(Cell::as_text).unwrap_or_default()
}

fn number(row: &Row, column: usize) -> i64 {
    row.values
        .get(column)
        .and_then(Cell::as_number)
        .unwrap_or_default()
}
