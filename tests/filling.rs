//! A verdict given under unknown facts is the one that every way of filling them in gives.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::fmt::Write;

use proptest::prelude::*;
use tenderlog::engine::Limits;
use tenderlog::world::{Value, World};

/// What may be known of a firm and a project; `None` is unknown.
#[derive(Clone, Copy, Debug)]
struct Known {
    sme: Option<bool>,
    midsize: Option<bool>,
    left_sme: Option<u8>,
    sales: Option<u8>,
    group: Option<u8>,
    vat: Option<bool>,
    amount: Option<u8>,
    long_term: Option<bool>,
    months: Option<u8>,
    kind: u8,
    bundle: Option<bool>,
    parts: [Option<u8>; 2],
    class: Option<bool>,
    day: u8,
}

const AMOUNTS: [&str; 8] = [
    "1.9bn",
    "2bn",
    "3999999999",
    "4bn",
    "7272727273",
    "8bn",
    "15bn",
    "30bn",
];
const DAYS: [&str; 6] = [
    "2012-12-31",
    "2013-01-01",
    "2020-12-10",
    "2026-04-30",
    "2026-05-01",
    "2011-06-01",
];
const MONTHS: [u8; 4] = [6, 12, 24, 36];
const KINDS: [&str; 4] = ["build", "maintenance", "operation", "mixed"];

fn known() -> impl Strategy<Value = Known> {
    let maybe = |most: u8| proptest::option::of(0..most);
    (
        (
            proptest::option::of(any::<bool>()),
            proptest::option::of(any::<bool>()),
            maybe(8),
            maybe(2),
            maybe(3),
        ),
        (
            proptest::option::of(any::<bool>()),
            maybe(8),
            proptest::option::of(any::<bool>()),
            maybe(4),
            0..4_u8,
        ),
        (
            proptest::option::of(any::<bool>()),
            [maybe(4), maybe(4)],
            proptest::option::weighted(0.9, any::<bool>()),
            0..6_u8,
        ),
    )
        .prop_map(
            |(
                (sme, midsize, left_sme, sales, group),
                (vat, amount, long_term, months, kind),
                (bundle, parts, class, day),
            )| {
                Known {
                    sme,
                    midsize,
                    left_sme,
                    sales,
                    group,
                    vat,
                    amount,
                    long_term,
                    months,
                    kind,
                    bundle,
                    parts,
                    class,
                    day,
                }
            },
        )
}

/// The same with every unknown filled in from `other`, as far as that does not contradict what is known: a mid-sized
/// firm and one that left SME status are no SMEs, and a certified SME is in no designated group.
fn filled(known: Known, other: Known) -> Known {
    let settled = known.midsize == Some(true) || known.left_sme.is_some_and(|left| left > 0);
    let sme = known
        .sme
        .or(if settled { Some(false) } else { other.sme })
        .or(Some(false));
    let outside = sme == Some(true) && known.group.is_none();
    Known {
        sme,
        midsize: known.midsize.or(other.midsize).or(Some(false)),
        left_sme: if known.sme.is_some() {
            known.left_sme
        } else {
            known.left_sme.or(other.left_sme)
        },
        group: if outside {
            Some(0)
        } else {
            known.group.or(other.group).or(Some(0))
        },
        sales: known.sales.or(other.sales).or(Some(0)),
        vat: known.vat.or(other.vat).or(Some(true)),
        amount: known.amount.or(other.amount).or(Some(3)),
        long_term: known.long_term.or(other.long_term).or(Some(true)),
        months: known.months.or(other.months).or(Some(1)),
        parts: [
            known.parts[0].or(other.parts[0]).or(Some(1)),
            known.parts[1].or(other.parts[1]).or(Some(2)),
        ],
        class: known.class.or(other.class).or(Some(true)),
        ..known
    }
}

/// A fact file of one firm and one project.
fn file(known: Known) -> String {
    let day = DAYS[usize::from(known.day)];
    let year: i32 = day[..4].parse().unwrap();
    let mut text = String::from("[body.b]\nname = \"B\"\n");
    if let Some(public) = known.class {
        let _ = writeln!(
            text,
            "class = \"{}\"",
            if public { "state" } else { "not_public" }
        );
    }
    if let Some(kind) = known.group.filter(|kind| *kind > 0) {
        let kind = if kind == 1 { "restricted" } else { "disclosure" };
        text +=
            &format!("[group.g]\nname = \"G\"\ndesignated = [{{ kind = \"{kind}\", from = 2004-01-01 }}]\n");
        text += "member = [{ firm = \"f\", from = 2004-01-01 }]\n";
    }
    text += "[firm.f]\nname = \"F\"\n";
    let left = known.left_sme.filter(|left| *left > 0 && known.sme != Some(true));
    match (known.sme, left) {
        (Some(true), _) => text += "sme = [{ from = 2004-01-01 }]\n",
        (_, Some(left)) => {
            let _ = writeln!(text, "left_sme = {}-01-01", year - i32::from(left));
        }
        (Some(false), None) => text += "sme = \"never\"\n",
        (None, None) => {}
    }
    match known.midsize {
        Some(true) if known.sme != Some(true) => text += "midsize = [{ from = 2004-01-01 }]\n",
        Some(_) => text += "midsize = []\n",
        None => {}
    }
    if known.group == Some(0) {
        text += "independent = [{ from = 2004-01-01 }]\n";
    }
    if let Some(sales) = known.sales {
        let amount = if sales == 0 { "799bn" } else { "800bn" };
        let rows: Vec<String> = (year - 3..year)
            .map(|year| format!("{{ year_end = {year}-12-31, amount = \"{amount}\" }}"))
            .collect();
        let _ = writeln!(text, "sales = [{}]", rows.join(", "));
    }
    text += &format!("[project.p]\nname = \"P\"\nbody = \"b\"\nannounced = {day}\n");
    let _ = writeln!(
        text,
        "kind = \"{}\"\ncomponents = 2",
        KINDS[usize::from(known.kind)]
    );
    if let Some(amount) = known.amount {
        let _ = writeln!(text, "amount = \"{}\"", AMOUNTS[usize::from(amount)]);
    }
    if let Some(included) = known.vat {
        let _ = writeln!(
            text,
            "vat = \"{}\"",
            if included { "included" } else { "excluded" }
        );
    }
    if let Some(long_term) = known.long_term {
        let _ = writeln!(text, "long_term = {long_term}");
    }
    if let Some(months) = known.months {
        let _ = writeln!(text, "months = {}", MONTHS[usize::from(months)]);
    }
    if let Some(bundle) = known.bundle {
        let _ = writeln!(text, "bundle = {bundle}");
    }
    for (name, part) in ["one", "two"].iter().zip(known.parts) {
        let _ = writeln!(text, "[[project.p.component]]\nname = \"{name}\"");
        if let Some(part) = part {
            let _ = writeln!(text, "amount = \"{}\"", AMOUNTS[usize::from(part)]);
        }
    }
    text
}

fn verdict(known: Known, role: &str) -> String {
    let text = file(known);
    let mut world =
        World::of_texts(&[("facts.toml", &text)]).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    // Lawyers' readings stay fixed here; they are no facts to be filled in.
    for reading in ["bundle=bundle", "subcontract=bidding"] {
        world.set_reading(reading).unwrap();
    }
    let question = format!(r#"Verdict("f", "p", "{role}", outcome)"#);
    match world.ask(&question, &Limits::default()).unwrap().rows.as_slice() {
        [row] => match row.as_slice() {
            [Value::Text(outcome)] => outcome.clone(),
            other => panic!("{other:?}"),
        },
        rows => panic!("{} verdicts\n{text}", rows.len()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn filling_in_what_is_not_known_does_not_change_a_verdict_that_was_given(
        facts in known(),
        fillings in proptest::collection::vec(known(), 3),
        role in proptest::sample::select(vec!["sole", "subcontractor"]),
    ) {
        let given = verdict(facts, role);
        if given != "undetermined" {
            for filling in fillings {
                let full = filled(facts, filling);
                // Parts that add up to more than the whole are no way to fill in a bundle.
                let parts: Vec<usize> = full.parts.iter().flatten().map(|part| usize::from(*part)).collect();
                prop_assume!(full.amount.is_none_or(|amount| parts.iter().all(|part| *part + 1 < usize::from(amount)) || facts.parts.iter().all(Option::is_some)));
                prop_assert_eq!(&verdict(full, role), &given, "{}\nfilled in:\n{}", file(facts), file(full));
            }
        }
    }
}
