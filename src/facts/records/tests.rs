//! Each key of a record and the rows it gives.

use std::fmt::Write;

use crate::facts::base::{Cell, FactBase};
use crate::facts::testing::schema;
use crate::facts::{CaseValue, Cites, EntityKind, load_texts};
use crate::lang::date;
use crate::lang::source::Span;

/// Provisions, source and firms that records here name.
const GROUND: &str = r#"
[provision]
spa-48-3-2 = { act = "SPA", article = "48(3)2", from = 2020-12-10 }
spa-48-3-5 = { act = "SPA", article = "48(3)5", from = 2020-12-10 }
[source]
s = { title = "S" }
t = { title = "T" }
[firm]
f = { name = "F" }
"#;

/// The base of a text without errors.
fn base(text: &str) -> FactBase {
    let (base, errors) = load_texts(&[("ground", GROUND)], &[("facts.toml", text)], &schema());
    let plain: Vec<String> = errors
        .iter()
        .map(|error| error.plain(&base.sources_text))
        .collect();
    assert!(plain.is_empty(), "{plain:#?}");
    base
}

/// The rows of a text, a line each, sorted.
fn rows(text: &str) -> String {
    let mut out = String::new();
    for row in base(text).rows.iter().filter(|row| row.origin.span.file.0 == 1) {
        let values: Vec<String> = row
            .values
            .iter()
            .map(|cell| match cell {
                Cell::Text(text) => text.clone(),
                Cell::Number(date::OPEN) => "open".to_owned(),
                Cell::Number(number) => number.to_string(),
            })
            .collect();
        writeln!(out, "{}({})", row.relation, values.join(", ")).unwrap();
    }
    out
}

/// Compares rows with lines written apart for reading.
#[track_caller]
fn gives(text: &str, expected: &str) {
    let expected: String = expected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |all, line| all + line + "\n");
    assert_eq!(rows(text), expected);
}

/// A day number.
fn day(text: &str) -> i64 {
    date::parse(text).unwrap()
}

#[test]
fn a_project_gives_a_row_for_each_key() {
    gives(
        r#"
[body.kotra]
name = "KOTRA"
class = "public_institution"
[project.p0]
name = "Earlier"
no_award = 1970-01-03
[project.p1]
name = "Platform"
body = "kotra"
announced = 1970-01-02
closes = 1970-01-04
software = false
kind = "build"
months = 30
long_term = true
amount = "21bn"
vat = "unknown"
vat_amount = "2.1bn"
split = "210억"
bundle = false
via_pps = false
reorder_of = "p0"
secret = true
"#,
        "
        Amount(p1, 21000000000)
        Announced(p1, 1)
        Bundle(p1, no)
        ClassOf(kotra, public_institution)
        Closes(p1, 3)
        KindOf(p1, build)
        LongTerm(p1, yes)
        Months(p1, 30)
        NoAward(p0, 2)
        NotSoftware(p1)
        OrderedBy(p1, kotra)
        ReorderOf(p1, p0)
        Secret(p1)
        Split(p1, 21000000000)
        Vat(p1, unknown)
        VatAmount(p1, 2100000000)
        ViaPps(p1, no)
        ",
    );
}

#[test]
fn keys_that_say_nothing_give_no_row() {
    gives("[project.p]\nname = \"P\"\nsoftware = true\nsecret = false", "");
    gives("[firm.g]\nname = \"G\"\npublic_institution = false", "");
}

#[test]
fn parts_are_counted_where_no_count_is_given() {
    let part = "[[project.p.component]]\nname = \"a\"\nbelow = \"4bn\"\nvat = \"included\"\n";
    gives(
        &format!("[project.p]\nname = \"P\"\n{part}"),
        "ComponentBelow(p, a, 4000000000)\nComponentOf(p, a)\nComponentVat(p, a, included)\nParts(p, 1)",
    );
    gives(
        &format!(
            "[project.p]\nname = \"P\"\ncomponents = 11\n{part}kind = \"maintenance\"\nmonths = 12\nlong_term = false"
        ),
        "ComponentBelow(p, a, 4000000000)
        ComponentKind(p, a, maintenance)
        ComponentLongTerm(p, a, no)
        ComponentMonths(p, a, 12)
        ComponentOf(p, a)
        ComponentVat(p, a, included)
        Parts(p, 11)",
    );
}

#[test]
fn claims_budgets_and_participants() {
    gives(
        r#"
[project.p]
name = "P"
[[project.p.claim]]
by = "kotra"
claim = "one-project"
date = 1970-01-02
[[project.p.claim]]
by = "press"
claim = "bundle"
[[project.p.budget]]
year = 2026
amount = "3.9bn"
status = "approved"
[[project.p.budget]]
years = [2027, 2028]
amount = "17.2bn"
status = "unapproved"
[[project.p.participant]]
firm = "f"
role = "member"
share = 18
part = "software"
[[project.p.participant]]
firm = "f"
role = "subcontractor"
"#,
        "
        Budget(p, 2026, 2026, 3900000000, approved)
        Budget(p, 2027, 2028, 17200000000, unapproved)
        Claim(p, kotra, one-project)
        Claim(p, press, bundle)
        ClaimedOn(p, kotra, one-project, 1)
        Participant(f, p, member)
        Participant(f, p, subcontractor)
        Share(f, p, member, 1800)
        WorksOn(f, p, member, software)
        ",
    );
}

#[test]
fn a_recognition_takes_the_day_of_listing_where_only_that_is_known() {
    let project = "[project.p]\nname = \"P\"\n[[project.p.recognition]]\n";
    gives(
        &format!(
            "{project}provision = \"spa-48-3-2\"\ndecided = 1970-01-02\nlisted = 1970-01-03\nscope = \"member_20\"\nnotice = \"2026-4\""
        ),
        "Listed(p, spa-48-3-2, 1, 2)
        Recognition(p, spa-48-3-2, 1, member_20)
        RecognitionNotice(p, spa-48-3-2, 2026-4)",
    );
    gives(
        &format!("{project}provision = \"spa-48-3-5\"\nlisted = 1970-01-03\nfirm = \"f\""),
        "Listed(p, spa-48-3-5, 2, 2)\nRecognisedFirm(p, spa-48-3-5, 2, f)\nRecognition(p, spa-48-3-5, 2, full)",
    );
    gives(
        &format!("{project}provision = \"spa-48-3-2\""),
        "RecognitionUndated(p, spa-48-3-2, full)",
    );
}

#[test]
fn a_departure_takes_the_day_of_listing_where_only_that_is_known() {
    let project = "[project.p]\nname = \"P\"\n[[project.p.departure]]\nreason = \"new_technology\"\n";
    gives(
        &format!("{project}notified = 1970-01-02\nassessed = \"fit\"\nlisted = 1970-01-03"),
        "Assessed(p, new_technology, 1, fit)
        Departure(p, new_technology, 1)
        DepartureListed(p, new_technology, 1, 2)",
    );
    gives(
        &format!("{project}listed = 1970-01-03\nnotice = \"n\""),
        "Departure(p, new_technology, 2)\nDepartureListed(p, new_technology, 2, 2)\nDepartureNotice(p, new_technology, n)",
    );
    gives(project, "DepartureUndated(p, new_technology, pending)");
    gives(
        &format!("{project}assessed = \"unfit\""),
        "DepartureUndated(p, new_technology, unfit)",
    );
}

#[test]
fn a_firm_gives_its_history() {
    gives(
        r#"
[firm.a]
name = "A"
fiscal_year_end = "02-28"
sme = [{ from = 1970-01-02, until = 1970-01-03 }]
midsize = [{ from = 1970-01-03 }]
nonprofit = []
left_sme = 1970-01-03
outgrew = 1970-01-01
independent = [{ from = 1970-01-02 }]
public_institution = true
[[firm.a.sales]]
year_end = 1970-01-31
amount = "5,166.839bn"
basis = "separate"
[[firm.a.sales]]
year_end = 1970-12-31
amount = 5
[firm.b]
name = "B"
sme = "never"
midsize = []
"#,
        &format!(
            "
        FiscalYearEnd(a, {})
        Independent(a, 1, open)
        LeftSme(a, 2)
        Midsize(a, 2, open)
        MidsizeNever(b)
        NonprofitNever(a)
        Outgrew(a, 0)
        PublicInstitution(a)
        Sales(a, 30, 5166839000000, separate)
        Sales(a, 364, 5, unstated)
        Sme(a, 1, 2)
        SmeNever(b)
        ",
            day("2000-02-29")
        ),
    );
}

#[test]
fn groups_and_holdings_know_firms_from_people() {
    gives(
        r#"
[person.lee]
name = "Lee"
[group.g]
name = "G"
same_person = "lee"
related = ["f", "lee"]
designated = [{ kind = "restricted", from = 1970-01-02 }]
member = [{ firm = "f", from = 1970-01-02, until = 1970-01-05 }]
[group.h]
name = "H"
same_person = "f"
designated = []
[[holding]]
holder = "lee"
firm = "f"
percent = 22.58
from = 1970-01-02
[[holding]]
holder = "f"
firm = "f"
percent = "9.20%"
from = 1970-01-02
until = 1970-01-03
"#,
        "
        Designated(g, restricted, 1, open)
        DesignatedNever(h)
        FirmHolding(f, f, 920, 1, 2)
        Member(f, g, 1, 4)
        PersonHolding(lee, f, 2258, 1, open)
        Related(g, lee)
        RelatedFirm(g, f)
        SamePerson(g, lee)
        SamePersonFirm(h, f)
        ",
    );
}

#[test]
fn the_law_gives_floors_parameters_provisions_and_readings() {
    gives(
        r#"
[provision.spa-48-2]
act = "SPA"
article = "48(2)"
from = 1970-01-02
until = 1970-01-03
[[floor]]
tier = "major"
amount = "8bn"
from = 1970-01-02
[[parameter]]
name = "sales-line"
amount = "800bn"
from = 1970-01-02
[[parameter]]
name = "sales-switch"
months = 4
from = 1970-01-02
[[parameter]]
name = "partial-cap"
percent = 20
from = 1970-01-02
until = 1970-01-09
[[reading]]
issue = "notice"
option = "strict"
default = true
[[reading]]
issue = "notice"
option = "lenient"
"#,
        "
        Floor(major, 8000000000, 1, open)
        InForce(spa-48-2, 1, 2)
        ParameterNumber(sales-switch, 4, 1, open)
        ParameterPercent(partial-cap, 2000, 1, 8)
        ParameterWon(sales-line, 800000000000, 1, open)
        Reading(notice, strict)
        ReadingOption(notice, lenient)
        ReadingOption(notice, strict)
        ",
    );
}

#[test]
fn entries_take_the_source_of_their_record_unless_they_name_their_own() {
    let base = base(
        "[firm.a]\nname = \"A\"\nsource = [\"s\", \"t\"]\ngrade = \"B\"\nnote = \"n\"\nsme = [{ from = 2020-01-01, source = \"t\" }]\nmidsize = [{ from = 2021-01-01 }]",
    );
    let sources = |relation| base.rows_of(relation).next().unwrap().origin.source.clone();
    assert_eq!(sources("Sme"), ["t"]);
    assert_eq!(sources("Midsize"), ["s", "t"]);
    let row = base.rows_of("Midsize").next().unwrap();
    assert_eq!(row.origin.note.as_deref(), Some("n"));
    assert_eq!(base.sources_text.place(row.origin.span), (7, 12));
}

#[test]
fn names_resolve_by_id_name_and_alias() {
    let base =
        base("[firm.samsung-sds]\nname = \"Samsung SDS\"\nnames = [\"삼성SDS\"]\nregistration = \"1-2\"");
    for text in ["samsung-sds", "samsung  sds ", "삼성sds"] {
        assert_eq!(
            base.names.resolve(EntityKind::Firm, text),
            ["samsung-sds"],
            "{text}"
        );
    }
    assert!(base.names.resolve(EntityKind::Body, "삼성SDS").is_empty());
    let name = base.name(EntityKind::Firm, "samsung-sds").unwrap();
    assert_eq!(name.registration.as_deref(), Some("1-2"));
}

#[test]
fn a_case_keeps_what_it_expects() {
    let base = base(
        "[[case]]\nname = \"c\"\nask = 'Verdict(f, p, r, o)'\nrows = [{ source = \"x\", won = 5, share = 22.58, on = 1970-01-02 }]\ncites = [\"spa-48-3-2\"]\nassume = ['Vat(\"p\", \"included\")']",
    );
    let [case] = base.cases.as_slice() else {
        panic!("{:?}", base.cases);
    };
    let row = &case.rows.as_ref().unwrap()[0];
    assert_eq!(row["source"], CaseValue::Text("x".to_owned()));
    assert_eq!(row["won"], CaseValue::Number(5));
    assert_eq!(row["share"], CaseValue::Text("22.58".to_owned()));
    assert_eq!(row["on"], CaseValue::Date(1));
    assert_eq!(case.cites, Cites::AtLeast(vec!["spa-48-3-2".to_owned()]));
    assert_eq!(case.assume.len(), 1);
}

#[test]
fn a_guard_expects_exactly_its_reason_and_knows_where_it_is_written() {
    let text = "[[guard]]\nname = \"g\"\nask = 'Vat(p, v)'\nreason = []\nrows = []\nnote = \"why\"\n";
    let base = base(text);
    let [guard] = base.guards.as_slice() else {
        panic!("{:?}", base.guards);
    };
    assert_eq!(guard.cites, Cites::Exactly(Vec::new()));
    assert_eq!(guard.note.as_deref(), Some("why"));
    let written = |span: Option<Span>| span.and_then(|span| text.get(span.start as usize..span.end as usize));
    assert_eq!(written(Some(guard.places.ask)), Some("ask = 'Vat(p, v)'"));
    assert_eq!(written(guard.places.rows), Some("rows = []"));
    assert_eq!(written(guard.places.reason), Some("reason = []"));
    assert!(base.cases.is_empty());
}

#[test]
fn every_relation_that_records_fill_is_in_the_vocabulary() {
    let schema = schema();
    let sources = [
        include_str!("bodies.rs"),
        include_str!("components.rs"),
        include_str!("firms.rs"),
        include_str!("groups.rs"),
        include_str!("law.rs"),
        include_str!("procedure.rs"),
        include_str!("projects.rs"),
    ];
    let mut filled = 0;
    for word in sources
        .iter()
        .flat_map(|source| source.split('"').skip(1).step_by(2))
    {
        if word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(char::is_alphanumeric) {
            let is_vocabulary = !schema.words(word).is_empty();
            assert!(is_vocabulary || schema.relation(word).is_some(), "{word}");
            filled += usize::from(!is_vocabulary);
        }
    }
    assert!(filled > 60, "{filled}");
}
