//! Control by holdings: limits, shapes of ownership, days, and a naive twin on random holdings.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{ControlShare, Found, Holder, Holding, ListedMember, Ownership, find_controlled};

/// Days 0 to 9 are looked at.
const DAYS: i64 = 10;

/// Thirty percent on every day.
const ALWAYS: ControlShare = ControlShare {
    percent: 3_000,
    from: i64::MIN,
    until: i64::MAX,
};

/// A name that begins with `@` is a person's.
fn holder(name: &str) -> Holder<'_> {
    name.strip_prefix('@').map_or(Holder::Firm(name), Holder::Person)
}

fn during<'a>(name: &'a str, firm: &'a str, percent: i64, from: i64, until: i64) -> Holding<'a> {
    let holder = holder(name);
    Holding {
        holder,
        firm,
        percent,
        from,
        until,
    }
}

/// Group `g` lists `m`; `@p` is its same person; holdings last all days.
fn ownership<'a>(holdings: &[(&'a str, &'a str, i64)]) -> Ownership<'a> {
    Ownership {
        holdings: holdings
            .iter()
            .map(|(holder, firm, percent)| during(holder, firm, *percent, 0, DAYS))
            .collect(),
        members: vec![listed("m", "g", 0, DAYS)],
        related: vec![("g", Holder::Person("p"))],
        shares: vec![ALWAYS],
    }
}

fn listed<'a>(firm: &'a str, group: &'a str, from: i64, until: i64) -> ListedMember<'a> {
    ListedMember {
        firm,
        group,
        from,
        until,
    }
}

/// The firms found on some day.
fn firms(holdings: &[(&str, &str, i64)]) -> Vec<String> {
    find_controlled(&ownership(holdings))
        .into_iter()
        .map(|found| found.firm)
        .collect()
}

/// Firm, group and interval of each firm found.
fn times(found: &[Found]) -> Vec<(&str, &str, i64, i64)> {
    found
        .iter()
        .map(|found| (&*found.firm, &*found.group, found.from, found.until))
        .collect()
}

#[test]
fn shares_of_related_persons_and_members_add_up() {
    let mut samsung = Ownership {
        holdings: vec![
            during("electronics", "sds", 2_258, 0, DAYS),
            during("ct", "sds", 1_708, 0, DAYS),
            during("@lee", "sds", 920, 0, DAYS),
            during("fund", "sds", 2_500, 0, DAYS),
        ],
        members: vec![
            listed("electronics", "samsung", 0, DAYS),
            listed("ct", "samsung", 0, DAYS),
        ],
        related: vec![("samsung", Holder::Person("lee"))],
        shares: vec![ALWAYS],
    };
    let found = find_controlled(&samsung);
    assert_eq!(times(&found), [("sds", "samsung", 0, DAYS)]);
    assert_eq!(found[0].evidence.len(), 1);
    assert_eq!(found[0].evidence[0].percent, 4_886);
    assert_eq!(found[0].evidence[0].holdings, [0, 1, 2]);
    samsung.members.pop();
    assert_eq!(find_controlled(&samsung)[0].evidence[0].holdings, [0, 2]);
    samsung.related.clear();
    assert_eq!(find_controlled(&samsung), []);
}

#[test]
fn thirty_percent_is_control_and_a_hundredth_less_is_not() {
    assert_eq!(firms(&[("m", "f", 3_000)]), ["f"]);
    assert_eq!(firms(&[("m", "f", 2_999)]), [""; 0]);
    assert_eq!(firms(&[("m", "f", 2_000), ("@p", "f", 1_000)]), ["f"]);
    assert_eq!(firms(&[("m", "f", 2_000), ("@p", "f", 999)]), [""; 0]);
}

#[test]
fn the_share_of_the_day_shows_control() {
    let mut base = ownership(&[("m", "f", 2_500)]);
    assert_eq!(find_controlled(&base), []);
    let share = |percent, from, until| ControlShare { percent, from, until };
    base.shares = vec![
        share(3_000, 0, 2),
        share(2_500, 2, 4),
        share(2_501, 4, 6),
        share(1, 6, 8),
    ];
    assert_eq!(
        times(&find_controlled(&base)),
        [("f", "g", 2, 4), ("f", "g", 6, 8)]
    );
    base.shares.push(share(2_000, 3, 7));
    assert_eq!(times(&find_controlled(&base)), [("f", "g", 2, 8)]);
    base.shares.clear();
    assert_eq!(find_controlled(&base), []);
}

#[test]
fn a_larger_holder_outside_prevents_control_and_an_equal_one_does_not() {
    assert_eq!(firms(&[("m", "f", 3_500), ("x", "f", 3_501)]), [""; 0]);
    assert_eq!(firms(&[("m", "f", 3_500), ("x", "f", 3_500)]), ["f"]);
    assert_eq!(
        firms(&[("m", "f", 3_500), ("x", "f", 3_400), ("@y", "f", 3_100)]),
        ["f"]
    );
    assert_eq!(
        firms(&[("m", "f", 3_500), ("x", "f", 3_600), ("m", "x", 5_000)]),
        ["f", "x"]
    );
}

#[test]
fn control_passes_down_a_chain() {
    assert_eq!(firms(&[("m", "a", 3_000), ("a", "b", 3_000)]), ["a", "b"]);
    assert_eq!(firms(&[("m", "a", 2_999), ("a", "b", 9_000)]), [""; 0]);
}

#[test]
fn two_branches_of_a_diamond_add_up() {
    let diamond = [
        ("m", "a", 5_000),
        ("m", "b", 5_000),
        ("a", "c", 1_500),
        ("b", "c", 1_500),
    ];
    assert_eq!(firms(&diamond), ["a", "b", "c"]);
    assert_eq!(firms(&diamond[1..]), ["b"]);
}

#[test]
fn own_shares_count_for_nobody() {
    assert_eq!(firms(&[("m", "f", 2_000), ("f", "f", 1_000)]), [""; 0]);
    assert_eq!(firms(&[("m", "f", 3_000), ("f", "f", 4_000)]), ["f"]);
    assert_eq!(firms(&[("f", "f", 9_000)]), [""; 0]);
}

#[test]
fn a_cycle_that_no_member_controls_stays_outside() {
    let cycle = [
        ("a", "b", 9_000),
        ("b", "c", 9_000),
        ("c", "d", 9_000),
        ("d", "a", 9_000),
    ];
    assert_eq!(firms(&cycle), [""; 0]);
    assert_eq!(
        firms(&[("a", "b", 9_000), ("b", "a", 9_000), ("m", "a", 500)]),
        [""; 0]
    );
}

#[test]
fn a_cycle_of_two_three_or_four_is_entered_where_the_block_controls_it() {
    assert_eq!(
        firms(&[("m", "a", 4_000), ("a", "b", 3_000), ("b", "a", 4_000)]),
        ["a", "b"]
    );
    let three = [
        ("m", "a", 4_000),
        ("a", "b", 3_000),
        ("b", "c", 3_000),
        ("c", "a", 4_000),
    ];
    assert_eq!(firms(&three), ["a", "b", "c"]);
    let four = [
        ("m", "b", 3_000),
        ("a", "b", 3_000),
        ("b", "c", 3_000),
        ("c", "d", 3_000),
        ("d", "a", 3_000),
    ];
    assert_eq!(firms(&four), ["a", "b", "c", "d"]);
    assert_eq!(firms(&four[1..]), [""; 0]);
}

#[test]
fn a_firm_is_shown_by_holders_that_joined_before_it() {
    let found = find_controlled(&ownership(&[
        ("m", "a", 4_000),
        ("a", "b", 3_000),
        ("b", "a", 4_000),
    ]));
    assert_eq!(found[0].evidence[0].holdings, [0]);
    assert_eq!(found[1].evidence[0].holdings, [1]);
}

#[test]
fn a_closed_cycle_of_two_members_may_pull_in_what_both_hold() {
    let ring = [
        ("m", "a", 3_000),
        ("a", "b", 2_900),
        ("c", "b", 2_900),
        ("b", "c", 9_000),
        ("m", "c", 1_000),
    ];
    assert_eq!(firms(&ring), ["a"]);
    let mut ring = ring.to_vec();
    ring.push(("@p", "b", 100));
    assert_eq!(firms(&ring), ["a", "b", "c"]);
}

#[test]
fn a_holding_that_ends_ends_control() {
    let mut chain = ownership(&[("a", "b", 5_000)]);
    chain.holdings.push(during("m", "a", 5_000, 2, 6));
    assert_eq!(
        times(&find_controlled(&chain)),
        [("a", "g", 2, 6), ("b", "g", 2, 6)]
    );
    chain.holdings.push(during("@p", "a", 3_000, 6, 8));
    let found = find_controlled(&chain);
    assert_eq!(times(&found), [("a", "g", 2, 8), ("b", "g", 2, 8)]);
    let sums: Vec<_> = found[0]
        .evidence
        .iter()
        .map(|sum| (sum.from, sum.until))
        .collect();
    assert_eq!(sums, [(2, 6), (6, 8)]);
    assert_eq!(found[1].evidence.len(), 1);
}

#[test]
fn a_larger_holder_outside_for_a_time_interrupts_control() {
    let mut base = ownership(&[("m", "f", 3_000)]);
    base.holdings.push(during("x", "f", 4_000, 3, 5));
    assert_eq!(
        times(&find_controlled(&base)),
        [("f", "g", 0, 3), ("f", "g", 5, DAYS)]
    );
}

#[test]
fn a_membership_that_ends_takes_its_holdings_out_of_the_block() {
    let mut base = ownership(&[("m", "f", 5_000)]);
    base.members = vec![listed("m", "g", 1, 4)];
    assert_eq!(times(&find_controlled(&base)), [("f", "g", 1, 4)]);
}

#[test]
fn a_listed_firm_is_not_found_while_it_is_listed() {
    let mut base = ownership(&[("m", "f", 5_000), ("f", "e", 5_000)]);
    base.members.push(listed("f", "g", 3, 6));
    assert_eq!(
        times(&find_controlled(&base)),
        [("e", "g", 0, DAYS), ("f", "g", 0, 3), ("f", "g", 6, DAYS)]
    );
}

#[test]
fn a_related_firm_is_found_if_the_block_controls_it() {
    let mut base = ownership(&[("m", "r", 3_000), ("r", "f", 3_000)]);
    base.related.push(("g", Holder::Firm("r")));
    assert_eq!(
        times(&find_controlled(&base)),
        [("f", "g", 0, DAYS), ("r", "g", 0, DAYS)]
    );
    base.holdings.remove(0);
    assert_eq!(times(&find_controlled(&base)), [("f", "g", 0, DAYS)]);
}

#[test]
fn groups_do_not_mix_and_may_share_a_firm() {
    let mut base = ownership(&[
        ("m", "a", 5_000),
        ("n", "b", 5_000),
        ("m", "c", 5_000),
        ("n", "c", 5_000),
    ]);
    base.members.push(listed("n", "h", 0, DAYS));
    assert_eq!(
        times(&find_controlled(&base)),
        [
            ("a", "g", 0, DAYS),
            ("b", "h", 0, DAYS),
            ("c", "g", 0, DAYS),
            ("c", "h", 0, DAYS)
        ]
    );
}

#[test]
fn a_person_and_a_firm_of_one_id_are_two_holders() {
    assert_eq!(firms(&[("@m", "f", 9_000)]), [""; 0]);
    assert_eq!(firms(&[("p", "f", 9_000)]), [""; 0]);
}

#[test]
fn a_later_statement_of_a_holding_takes_the_place_of_an_earlier_one() {
    let mut base = ownership(&[("m", "f", 2_000)]);
    base.holdings.push(during("m", "f", 3_500, 4, 7));
    assert_eq!(times(&find_controlled(&base)), [("f", "g", 4, 7)]);
    base.holdings.push(during("m", "f", 1_000, 5, 6));
    assert_eq!(
        times(&find_controlled(&base)),
        [("f", "g", 4, 5), ("f", "g", 6, 7)]
    );
    assert_eq!(firms(&[("m", "f", 2_000), ("m", "f", 2_000)]), [""; 0]);
}

#[test]
fn a_chain_of_a_hundred_thousand_firms_is_followed_to_its_end() {
    let names: Vec<String> = (0..100_000).map(|index| format!("f{index}")).collect();
    let mut base = ownership(&[("m", "f0", 3_000)]);
    for (pair, day) in names.windows(2).zip((0..5).cycle()) {
        base.holdings.push(during(&pair[0], &pair[1], 3_000, -day, DAYS));
    }
    assert_eq!(find_controlled(&base).len(), names.len());
}

/// The closure of each day by the words of the rule, day by day and firm by firm: firm, group, day.
fn naive<'a>(ownership: &Ownership<'a>) -> BTreeSet<(&'a str, &'a str, i64)> {
    let groups: BTreeSet<&str> = ownership
        .members
        .iter()
        .map(|member| member.group)
        .chain(ownership.related.iter().map(|(group, _)| *group))
        .collect();
    let firms: BTreeSet<&str> = ownership.holdings.iter().map(|holding| holding.firm).collect();
    let mut found = BTreeSet::new();
    for group in groups {
        for day in 0..DAYS {
            let listed: BTreeSet<Holder<'_>> = ownership
                .members
                .iter()
                .filter(|member| member.group == group && member.from <= day && day < member.until)
                .map(|member| Holder::Firm(member.firm))
                .collect();
            let mut block = listed.clone();
            block.extend(
                ownership
                    .related
                    .iter()
                    .filter(|row| row.0 == group)
                    .map(|row| row.1),
            );
            loop {
                let joining: Vec<&str> = firms
                    .iter()
                    .copied()
                    .filter(|firm| {
                        !listed.contains(&Holder::Firm(firm)) && !found.contains(&(*firm, group, day))
                    })
                    .filter(|firm| controls(ownership, &block, firm, day))
                    .collect();
                if joining.is_empty() {
                    break;
                }
                block.extend(joining.iter().map(|firm| Holder::Firm(firm)));
                found.extend(joining.iter().map(|firm| (*firm, group, day)));
            }
        }
    }
    found
}

fn controls(ownership: &Ownership<'_>, block: &BTreeSet<Holder<'_>>, firm: &str, day: i64) -> bool {
    let holders: BTreeSet<Holder<'_>> = ownership
        .holdings
        .iter()
        .map(|row| row.holder)
        .filter(|holder| *holder != Holder::Firm(firm))
        .collect();
    let share = |holder: &Holder<'_>| {
        ownership
            .holdings
            .iter()
            .enumerate()
            .filter(|(_, row)| {
                row.holder == *holder && row.firm == firm && row.from <= day && day < row.until
            })
            .max_by_key(|(index, row)| (row.from, *index))
            .map_or(0, |(_, row)| row.percent)
    };
    let inside: i64 = holders
        .iter()
        .filter(|holder| block.contains(*holder))
        .map(share)
        .sum();
    let outside = holders
        .iter()
        .filter(|holder| !block.contains(*holder))
        .map(share)
        .max();
    inside >= share_of(ownership, day) && inside >= outside.unwrap_or(0)
}

/// The lowest share that shows control on a day.
fn share_of(ownership: &Ownership<'_>, day: i64) -> i64 {
    let shares = ownership.shares.iter();
    let today = shares.filter(|share| share.from <= day && day < share.until);
    today.map(|share| share.percent).min().unwrap_or(i64::MAX)
}

const FIRMS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "m", "n"];
const HOLDERS: [&str; 10] = ["a", "b", "c", "d", "e", "f", "m", "n", "@p", "@q"];

fn random_ownership() -> impl Strategy<Value = Ownership<'static>> {
    let interval = || (0..DAYS, 1..=DAYS).prop_map(|(from, length)| (from, (from + length).min(DAYS)));
    let percent = prop_oneof![Just(1_500_i64), Just(3_000), Just(2_999), 1_i64..6_000];
    let holding = (
        prop::sample::select(&HOLDERS[..]),
        prop::sample::select(&FIRMS[..]),
        percent,
        interval(),
    );
    let member = (
        prop::sample::select(&FIRMS[4..]),
        prop::sample::select(&["g", "h"][..]),
        interval(),
    );
    let related = (
        prop::sample::select(&["g", "h"][..]),
        prop::sample::select(&HOLDERS[5..]),
    );
    let share = (1_000_i64..4_000, interval()).prop_map(|(percent, (from, until))| ControlShare {
        percent,
        from,
        until,
    });
    let shares = prop_oneof![
        3 => Just(vec![ALWAYS]),
        1 => prop::collection::vec(share, 0..4),
    ];
    (
        prop::collection::vec(holding, 0..30),
        prop::collection::vec(member, 0..4),
        prop::collection::vec(related, 0..3),
        shares,
    )
        .prop_map(|(holdings, members, related, shares)| Ownership {
            holdings: holdings
                .into_iter()
                .map(|(holder, firm, percent, (from, until))| during(holder, firm, percent, from, until))
                .collect(),
            members: members
                .into_iter()
                .map(|(firm, group, (from, until))| listed(firm, group, from, until))
                .collect(),
            related: related
                .into_iter()
                .map(|(group, name)| (group, holder(name)))
                .collect(),
            shares,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_closure_is_that_of_the_naive_twin(ownership in random_ownership()) {
        let found = find_controlled(&ownership);
        let days: BTreeSet<(&str, &str, i64)> = found
            .iter()
            .flat_map(|found| (found.from..found.until).map(|day| (&*found.firm, &*found.group, day)))
            .collect();
        prop_assert_eq!(days, naive(&ownership));
    }

    #[test]
    fn evidence_adds_up_and_covers_each_interval(ownership in random_ownership()) {
        let found = find_controlled(&ownership);
        for pair in found.windows(2) {
            let same = (&pair[0].firm, &pair[0].group) == (&pair[1].firm, &pair[1].group);
            prop_assert!(!same || pair[0].until < pair[1].from);
        }
        for found in &found {
            let mut day = found.from;
            for sum in &found.evidence {
                prop_assert_eq!(sum.from, day);
                day = sum.until;
                let rows: Vec<_> = sum.holdings.iter().map(|index| ownership.holdings[*index]).collect();
                prop_assert!(rows.iter().all(|row| row.firm == found.firm && row.from <= sum.from && sum.until <= row.until));
                prop_assert_eq!(rows.iter().map(|row| row.percent).sum::<i64>(), sum.percent);
                prop_assert!((sum.from..sum.until).all(|day| sum.percent >= share_of(&ownership, day)));
            }
            prop_assert_eq!(day, found.until);
        }
    }
}
