//! Each outcome is concluded by the rule of its true ground, and by no other.
#![allow(clippy::unwrap_used, clippy::panic)]

use tenderlog::engine::Limits;
use tenderlog::world::{Coverage, World};

const FACTS: &str = r#"
[body]
ministry = { name = "Ministry", class = "state" }
company = { name = "Company", class = "not_public" }
unknown = { name = "Body of unknown class" }

[firm]
small = { name = "SME", sme = [{ from = 2020-01-01 }] }
nonprofit = { name = "Non-profit", nonprofit = [{ from = 2020-01-01 }], independent = [{ from = 2020-01-01 }] }
affiliate = { name = "Affiliate", sme = "never", midsize = [] }
large = { name = "Large", sme = "never", midsize = [], independent = [{ from = 2004-01-01 }] }

[firm.institution]
name = "Institution"
public_institution = true
independent = [{ from = 2004-01-01 }]

[group.g]
name = "Group"
designated = [{ kind = "restricted", from = 2013-01-01 }]
member = [{ firm = "affiliate", from = 2004-01-01 }]

[project.plain]
name = "20bn"
body = "ministry"
announced = 2026-05-15
amount = "20bn"
vat = "included"

[project.little]
name = "3bn"
body = "ministry"
announced = 2026-05-15
amount = "3bn"
vat = "included"

[project.failed]
name = "20bn, ended without a selection"
no_award = 2026-01-02

[project.again]
name = "20bn, ordered again"
body = "ministry"
announced = 2026-05-15
amount = "20bn"
vat = "included"
reorder_of = "failed"
via_pps = true

[project.security]
name = "Recognised"
body = "ministry"
announced = 2026-05-15
amount = "3bn"
vat = "included"
recognition = [{ provision = "spa-48-3-2", listed = 2026-05-01 }]

[project.infrastructure]
name = "Gazetted"
body = "ministry"
announced = 2026-05-15
amount = "3bn"
vat = "included"
recognition = [{ provision = "spa-48-3-3", listed = 2026-05-01 }]

[project.private]
name = "Private investment"
body = "ministry"
announced = 2026-05-15
amount = "3bn"
vat = "included"
recognition = [{ provision = "spa-48-3-4", listed = 2026-05-01 }]

[project.own]
name = "Of an institution"
body = "ministry"
announced = 2026-05-15
amount = "3bn"
vat = "included"
recognition = [{ provision = "spa-48-3-5", listed = 2026-05-01, firm = "institution" }]

[project.technology]
name = "New technology"
body = "ministry"
announced = 2026-05-15
amount = "3bn"
vat = "included"
departure = [{ reason = "new_technology", notified = 2026-05-01, assessed = "fit" }]

[project.both]
name = "Recognised, and a departure"
body = "ministry"
announced = 2026-05-15
amount = "3bn"
vat = "included"
recognition = [{ provision = "spa-48-3-2", listed = 2026-05-01 }]
departure = [{ reason = "new_technology", notified = 2026-05-01, assessed = "fit" }]

[project.split]
name = "Software part of 3bn"
body = "ministry"
announced = 2026-05-15
amount = "20bn"
vat = "included"
split = "3bn"
participant = [
  { firm = "affiliate", role = "member", part = "other" },
  { firm = "small", role = "member", part = "other" },
]

[project.split-recognised]
name = "Software part of 3bn, recognised"
body = "ministry"
announced = 2026-05-15
amount = "20bn"
vat = "included"
split = "3bn"
participant = [{ firm = "affiliate", role = "member", part = "other" }]
recognition = [{ provision = "spa-48-3-2", listed = 2026-05-01 }]

[project.unknown-body]
name = "Of a body of unknown class"
body = "unknown"
announced = 2026-05-15
amount = "20bn"
vat = "included"

[project.company]
name = "Of a company"
body = "company"
announced = 2026-05-15

[project.company-undated]
name = "Of a company, on a day that is not known"
body = "company"

[project.hardware]
name = "No software"
body = "ministry"
software = false

[project.hardware-of-company]
name = "No software, of a company, before the law"
body = "company"
software = false
announced = 2004-02-29

[project.early]
name = "Before the law"
body = "ministry"
announced = 2004-02-29
"#;

/// The rules for outcomes that fire for a firm.
#[track_caller]
fn grounds(firm: &str, project: &str, role: &str, outcome: &str) -> Vec<String> {
    let case = format!(
        "[[case]]\nname = \"ground\"\nask = 'Verdict(\"{firm}\", \"{project}\", \"{role}\", outcome)'\nrows = [{{ outcome = \"{outcome}\" }}]\nreadings = {{ subcontract = \"bidding\" }}\n"
    );
    let world = World::of_texts(&[("facts.toml", &(FACTS.to_owned() + &case))])
        .unwrap_or_else(|error| panic!("{error:?}"));
    let mut coverage = Coverage::default();
    let results = world.run_cases_covered(&mut coverage, &Limits::default());
    assert!(
        results.iter().all(|result| result.outcome.passed()),
        "{results:?}"
    );
    let rules = coverage.rules().into_iter();
    rules
        .filter(|row| row.relation == "Outcome" && row.touched.fired)
        .map(|row| row.id)
        .collect()
}

/// Tests as a table: name, firm, project, role, outcome, rules.
macro_rules! grounds {
    ($($name:ident: $firm:literal $project:literal $role:literal $outcome:literal => $($rule:literal),+;)*) => {$(
        #[test]
        fn $name() {
            assert_eq!(grounds($firm, $project, $role, $outcome), [$($rule),+]);
        }
    )*};
}

grounds! {
    an_sme_is_small: "small" "little" "sole" "allowed" => "allowed-small";
    so_is_a_nonprofit: "nonprofit" "little" "sole" "allowed" => "allowed-small";
    a_large_firm_reaches_its_floor: "large" "plain" "sole" "allowed" => "allowed-at-floor";
    a_large_firm_does_not: "large" "little" "sole" "barred" => "barred-below-floor";
    a_group_is_barred_at_any_amount: "affiliate" "plain" "sole" "barred" => "barred-restricted-group";
    and_below_its_floor_on_two_grounds: "affiliate" "little" "sole" "barred"
        => "barred-below-floor", "barred-restricted-group";
    its_subcontract_reaches_the_floor: "affiliate" "plain" "subcontractor" "allowed" => "allowed-at-floor";
    a_project_ordered_again: "affiliate" "again" "sole" "allowed" => "allowed-reorder";
    an_exception_comes_before_the_floor: "large" "again" "sole" "allowed" => "allowed-reorder";
    and_before_being_small: "small" "again" "sole" "allowed" => "allowed-reorder";
    a_recognised_project: "large" "security" "sole" "allowed" => "allowed-security";
    a_gazetted_project: "large" "infrastructure" "sole" "allowed" => "allowed-infrastructure";
    a_private_project: "large" "private" "sole" "allowed" => "allowed-private-investment";
    an_institution: "institution" "own" "sole" "allowed" => "allowed-institution";
    which_lifts_the_bar_for_no_other_firm: "large" "own" "sole" "barred" => "barred-below-floor";
    a_departure: "large" "technology" "sole" "allowed" => "allowed-departure";
    an_exception_beside_a_departure: "large" "both" "sole" "allowed" => "allowed-security", "allowed-departure";
    the_other_part: "affiliate" "split" "member" "allowed" => "allowed-other-part";
    the_other_part_of_a_small_firm: "small" "split" "member" "allowed" => "allowed-other-part";
    the_software_part: "affiliate" "split" "sole" "barred" => "barred-below-floor", "barred-restricted-group";
    an_exception_comes_before_the_other_part: "affiliate" "split-recognised" "member" "allowed" => "allowed-security";
    no_public_body: "large" "company" "sole" "out_of_scope" => "out-of-scope-body";
    no_public_body_on_any_day: "large" "company-undated" "sole" "out_of_scope" => "out-of-scope-body";
    no_software: "large" "hardware" "sole" "out_of_scope" => "out-of-scope-not-software";
    no_law: "large" "early" "sole" "out_of_scope" => "out-of-scope-no-law";
    nothing_of_all: "large" "hardware-of-company" "sole" "out_of_scope"
        => "out-of-scope-not-software", "out-of-scope-body", "out-of-scope-no-law";
    a_body_supposed_to_be_public_or_not: "large" "unknown-body" "sole" "undetermined"
        => "out-of-scope-body-supposed", "allowed-at-floor";
}
