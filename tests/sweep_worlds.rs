//! Swept answers and timelines against asking at single values: random facts, every edge, and dense windows.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write;

use proptest::prelude::*;
use tenderlog::engine::Limits;
use tenderlog::lang::date;
use tenderlog::lang::value::{format_percent, format_won};
use tenderlog::world::{Course, Swept, Value, World};

/// What a file of one firm and one project says; `None` leaves it out.
#[derive(Clone, Debug)]
struct Facts {
    group: Option<(bool, u8, u8, Option<u8>)>,
    sme: u8,
    midsize: bool,
    left_sme: Option<u8>,
    year_end: u8,
    sales: Vec<(u8, bool)>,
    independent: bool,
    amount: Option<u8>,
    vat: u8,
    kind: u8,
    months: Option<u8>,
    long_term: Option<bool>,
    bundle: Option<bool>,
    parts: Vec<Option<u8>>,
    recognition: Option<(bool, u8, u8)>,
    departure: Option<(bool, u8)>,
    closes: Option<u8>,
    share: Option<u8>,
    role: u8,
}

const ROLES: [&str; 3] = ["sole", "member", "subcontractor"];
const AMOUNTS: [&str; 6] = ["1bn", "3.9bn", "7272727273", "8bn", "15bn", "240bn"];
const YEAR_ENDS: [&str; 3] = ["12-31", "06-30", "02-28"];

/// Days of the years in which the law and the facts change.
fn day(at: u8) -> String {
    let from = date::parse("2009-01-15").unwrap();
    date::format(from + i64::from(at) * 29)
}

fn facts() -> impl Strategy<Value = Facts> {
    use proptest::option::of;
    let firm = (
        of((any::<bool>(), any::<u8>(), any::<u8>(), of(any::<u8>()))),
        0..4_u8,
        any::<bool>(),
        of(any::<u8>()),
        0..3_u8,
        proptest::collection::vec((0..16_u8, any::<bool>()), 0..8),
        any::<bool>(),
    );
    let project = (
        of(0..6_u8),
        0..3_u8,
        0..4_u8,
        of(6..40_u8),
        of(any::<bool>()),
        of(any::<bool>()),
        proptest::collection::vec(of(0..6_u8), 0..3),
    );
    let ministry = (
        of((any::<bool>(), any::<u8>(), any::<u8>())),
        of((any::<bool>(), any::<u8>())),
        of(any::<u8>()),
        of(5..30_u8),
        0..3_u8,
    );
    (firm, project, ministry).prop_map(|(firm, project, ministry)| {
        let (group, sme, midsize, left_sme, year_end, sales, independent) = firm;
        let (amount, vat, kind, months, long_term, bundle, parts) = project;
        let (recognition, departure, closes, share, role) = ministry;
        Facts {
            group,
            sme,
            midsize,
            left_sme,
            year_end,
            sales,
            independent,
            amount,
            vat,
            kind,
            months,
            long_term,
            bundle,
            parts,
            recognition,
            departure,
            closes,
            share,
            role,
        }
    })
}

impl Facts {
    fn role(&self) -> &'static str {
        ROLES[usize::from(self.role)]
    }

    fn file(&self) -> String {
        let mut text = String::from("[body.b]\nname = \"B\"\nclass = \"state\"\n");
        if let Some((restricted, designated, member, until)) = self.group {
            let kind = if restricted { "restricted" } else { "disclosure" };
            let until = until.map_or(String::new(), |at| {
                format!(", until = {}", day(at.max(designated) / 2 + 128))
            });
            let _ = writeln!(
                text,
                "[group.g]\nname = \"G\"\ndesignated = [{{ kind = \"{kind}\", from = {}{until} }}]\nmember = [{{ firm = \"f\", from = {} }}]",
                day(designated / 2),
                day(member)
            );
        }
        self.firm(&mut text);
        self.project(&mut text);
        text
    }

    fn firm(&self, text: &mut String) {
        text.push_str("[firm.f]\nname = \"F\"\n");
        match (self.sme, self.left_sme) {
            (1, _) => text.push_str("sme = \"never\"\n"),
            (2, _) => text.push_str("sme = [{ from = 2010-04-01, until = 2016-04-01 }]\n"),
            (_, Some(left)) => {
                let _ = writeln!(text, "left_sme = {}", day(left));
            }
            _ => {}
        }
        text.push_str(if self.midsize {
            "midsize = [{ from = 2016-04-01 }]\n"
        } else {
            "midsize = []\n"
        });
        if self.independent && self.group.is_none() {
            text.push_str("independent = [{ from = 2014-03-01, until = 2022-05-01 }]\n");
        }
        let end = YEAR_ENDS[usize::from(self.year_end)];
        let mut years: Vec<(u8, bool)> = self.sales.clone();
        years.sort_unstable();
        years.dedup_by_key(|row| row.0);
        let rows: Vec<String> = years
            .iter()
            .map(|(year, large)| {
                let amount = if *large { "800bn" } else { "799bn" };
                format!(
                    "{{ year_end = {}-{end}, amount = \"{amount}\" }}",
                    2009 + i32::from(*year)
                )
            })
            .collect();
        let _ = writeln!(text, "fiscal_year_end = \"{end}\"\nsales = [{}]", rows.join(", "));
    }

    fn project(&self, text: &mut String) {
        text.push_str("[project.p]\nname = \"P\"\nbody = \"b\"\nannounced = 2018-06-01\n");
        let kinds = ["build", "maintenance", "operation", "mixed"];
        let _ = writeln!(text, "kind = \"{}\"", kinds[usize::from(self.kind)]);
        if let Some(closes) = self.closes {
            let _ = writeln!(text, "closes = {}", day(closes / 2 + 128));
        }
        if let Some(amount) = self.amount {
            let _ = writeln!(text, "amount = \"{}\"", AMOUNTS[usize::from(amount)]);
        }
        if self.vat > 0 {
            let _ = writeln!(
                text,
                "vat = \"{}\"",
                ["included", "excluded"][usize::from(self.vat - 1)]
            );
        }
        if let Some(months) = self.months {
            let _ = writeln!(text, "months = {months}");
        }
        if let Some(long_term) = self.long_term {
            let _ = writeln!(text, "long_term = {long_term}");
        }
        if let Some(bundle) = self.bundle {
            let _ = writeln!(text, "bundle = {bundle}");
        }
        for (number, part) in self.parts.iter().enumerate() {
            let _ = writeln!(text, "[[project.p.component]]\nname = \"part {number}\"");
            if let Some(part) = part {
                let _ = writeln!(text, "amount = \"{}\"", AMOUNTS[usize::from(*part)]);
            }
        }
        if let Some((full, decided, listed)) = self.recognition {
            let scope = if full { "full" } else { "member_20" };
            let _ = writeln!(
                text,
                "[[project.p.recognition]]\nprovision = \"spa-48-3-2\"\ndecided = {}\nlisted = {}\nscope = \"{scope}\"",
                day(decided.min(listed)),
                day(listed.max(decided))
            );
        }
        if let Some((fit, notified)) = self.departure {
            let assessed = if fit { "fit" } else { "pending" };
            let _ = writeln!(
                text,
                "[[project.p.departure]]\nreason = \"new_technology\"\nnotified = {}\nassessed = \"{assessed}\"",
                day(notified)
            );
        }
        if self.role() != "sole" {
            let _ = writeln!(
                text,
                "[[project.p.participant]]\nfirm = \"f\"\nrole = \"{}\"",
                self.role()
            );
            if let Some(share) = self.share {
                let _ = writeln!(text, "share = \"{share}%\"");
            }
        }
    }
}

fn open(text: &str) -> World {
    World::of_texts(&[("facts.toml", text)]).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
}

/// Outcome and what it turns on where a fact is assumed.
fn asked(world: &World, role: &str, assumed: &str) -> (String, Vec<String>) {
    let mut world = world.clone();
    world
        .assume(assumed)
        .unwrap_or_else(|error| panic!("{assumed}: {error:?}"));
    let question = format!("Verdict(\"f\", \"p\", \"{role}\", outcome)");
    let answer = world.ask(&question, &Limits::default()).unwrap();
    match answer.rows.first().map(Vec::as_slice) {
        Some([Value::Text(outcome)]) => (outcome.clone(), answer.turns_on[0].clone()),
        other => panic!("{other:?}"),
    }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) | Value::Won(number) | Value::Percent(number) | Value::Date(number) => *number,
        other => panic!("{other:?}"),
    }
}

/// The one course of a swept answer; its intervals follow each other and cover the range.
fn course(swept: Swept) -> Course {
    let [course] = <[Course; 1]>::try_from(swept.courses).unwrap();
    let edges: Vec<(i64, i64)> = course
        .intervals
        .iter()
        .map(|interval| (number(&interval.from), number(&interval.to)))
        .collect();
    assert_eq!(edges[0].0, number(&course.range.0));
    assert_eq!(edges[edges.len() - 1].1, number(&course.range.1));
    assert!(edges.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0));
    assert!(edges.iter().all(|(from, to)| from <= to));
    course
}

/// Values at and beside every edge.
fn edges(course: &Course) -> Vec<i64> {
    let range = number(&course.range.0)..=number(&course.range.1);
    let mut values: Vec<i64> = course
        .intervals
        .iter()
        .flat_map(|interval| [&interval.from, &interval.to].map(number))
        .flat_map(|at| [at - 1, at, at + 1])
        .filter(|at| range.contains(at))
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

fn agrees(world: &World, role: &str, course: &Course, at: i64, fact: &str, text: &str) {
    let found = course
        .intervals
        .iter()
        .find(|interval| number(&interval.from) <= at && at <= number(&interval.to))
        .unwrap();
    let (outcome, turns_on) = asked(world, role, fact);
    assert_eq!(
        (&found.outcome, &found.turns_on),
        (&outcome, &turns_on),
        "{fact}\n{text}"
    );
}

fn worlds(few: u32) -> u32 {
    let many = std::env::var("TENDERLOG_SWEEPS").ok();
    many.and_then(|many| many.parse().ok()).unwrap_or(few)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: worlds(6), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_timeline_says_of_each_day_what_asking_for_that_day_says(
        facts in facts(),
        dense in 0..6_000_i64,
        apart in proptest::collection::vec(0..9_000_i64, 6),
    ) {
        let text = facts.file();
        let mut world = open(&text);
        let atom = format!("Verdict(\"f\", \"p\", \"{}\", outcome)", facts.role());
        let course = course(world.timeline(&atom, &Limits::default()).unwrap());
        let first = number(&course.range.0);
        let days = (dense..dense + 10).chain(apart).map(|at| first + at).chain(edges(&course));
        for at in days {
            let fact = format!("Announced(\"p\", {})", date::format(at));
            agrees(&world, facts.role(), &course, at, &fact, &text);
        }
    }

    #[test]
    fn a_swept_amount_says_of_each_amount_what_asking_for_it_says(
        facts in facts(),
        amounts in proptest::collection::vec(0..20_000_000_000_i64, 6),
    ) {
        let text = facts.file();
        let mut world = open(&text);
        let atom = format!("Verdict(\"f\", \"p\", \"{}\", outcome)", facts.role());
        let course = course(world.sweep(&atom, "amount", &Limits::default()).unwrap());
        for at in amounts.into_iter().chain(edges(&course)) {
            let fact = format!("Amount(\"p\", {at})");
            agrees(&world, facts.role(), &course, at, &fact, &text);
        }
    }

    #[test]
    fn swept_months_and_shares_and_parts_say_of_each_value_what_asking_for_it_says(facts in facts()) {
        let text = facts.file();
        let mut world = open(&text);
        let role = facts.role();
        let atom = format!("Verdict(\"f\", \"p\", \"{role}\", outcome)");
        let months = course(world.sweep(&atom, "months", &Limits::default()).unwrap());
        for at in (1..60).step_by(7).chain(edges(&months)) {
            agrees(&world, role, &months, at, &format!("Months(\"p\", {at})"), &text);
        }
        let share = course(world.sweep(&atom, "share", &Limits::default()).unwrap());
        for at in (0..=10_000).step_by(2_500).chain(edges(&share)) {
            let fact = format!("Share(\"f\", \"p\", \"{role}\", {})", format_percent(at));
            agrees(&world, role, &share, at, &fact, &text);
        }
        let part = "ComponentAmount(\"p\", \"part 0\", won)";
        let part = course(world.sweep(&atom, &format!("{part}.won"), &Limits::default()).unwrap());
        for at in edges(&part) {
            let won = format_won(at).replace(',', "_");
            let fact = format!("ComponentAmount(\"p\", \"part 0\", {won})");
            agrees(&world, role, &part, at, &fact, &text);
        }
    }
}
