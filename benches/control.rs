//! The control closure of 500,000 holdings: scattered over the market with days of their own, in one long cycle, and
//! of one firm.
#![allow(clippy::indexing_slicing)]

use divan::{Bencher, black_box};
use tenderlog::groups::{ControlShare, Holder, Holding, ListedMember, Ownership, find_controlled};

const HOLDINGS: usize = 500_000;

fn main() {
    divan::main();
}

/// Numbers that look random and are the same each time (xorshift, Marsaglia 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn interval(&mut self) -> (i64, i64) {
        let from = self.below(7_000) as i64;
        (from, from + 1 + self.below(5_000) as i64)
    }
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("firm-{index}")).collect()
}

fn listed<'a>(firm: &'a str, group: &'a str) -> ListedMember<'a> {
    ListedMember {
        firm,
        group,
        from: 0,
        until: i64::MAX,
    }
}

/// Nothing held yet, and 30 % shows control.
fn at_thirty_percent<'a>() -> Ownership<'a> {
    Ownership {
        shares: vec![ControlShare {
            percent: 3_000,
            from: 0,
            until: i64::MAX,
        }],
        ..Ownership::default()
    }
}

/// 100,000 firms with five random holders each and 100 groups of 20 listed members.
fn scattered<'a>(firms: &'a [String], groups: &'a [String]) -> Ownership<'a> {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut ownership = at_thirty_percent();
    for index in 0..HOLDINGS {
        let (from, until) = numbers.interval();
        ownership.holdings.push(Holding {
            holder: Holder::Firm(&firms[numbers.below(firms.len())]),
            firm: &firms[index % firms.len()],
            percent: 100 + numbers.below(5_000) as i64,
            from,
            until,
        });
    }
    for group in groups {
        for _ in 0..20 {
            ownership
                .members
                .push(listed(&firms[numbers.below(firms.len())], group));
        }
    }
    ownership
}

#[divan::bench(sample_count = 5)]
fn scattered_holdings(bencher: Bencher<'_, '_>) {
    let (firms, groups) = (names(100_000), names(100));
    let ownership = scattered(&firms, &groups);
    println!("{} found", find_controlled(&ownership).len());
    bencher.bench(|| find_controlled(black_box(&ownership)));
}

#[divan::bench(sample_count = 5)]
fn one_cycle_with_days_of_its_own(bencher: Bencher<'_, '_>) {
    let firms = names(HOLDINGS);
    let mut numbers = Numbers(7);
    let mut ownership = at_thirty_percent();
    for (index, firm) in firms.iter().enumerate() {
        ownership.holdings.push(Holding {
            holder: Holder::Firm(firm),
            firm: &firms[(index + 1) % firms.len()],
            percent: 3_000,
            from: numbers.below(300) as i64,
            until: 10_000 + numbers.below(300) as i64,
        });
    }
    ownership.members.push(listed(&firms[0], "group"));
    println!("{} found", find_controlled(&ownership).len());
    bencher.bench(|| find_controlled(black_box(&ownership)));
}

#[divan::bench(sample_count = 5)]
fn one_firm(bencher: Bencher<'_, '_>) {
    let firms = names(HOLDINGS);
    let mut numbers = Numbers(11);
    let mut ownership = at_thirty_percent();
    for firm in firms.iter().skip(1) {
        let (from, until) = numbers.interval();
        ownership.holdings.push(Holding {
            holder: Holder::Firm(firm),
            firm: &firms[0],
            percent: 1 + numbers.below(100) as i64,
            from,
            until,
        });
    }
    for firm in firms.iter().skip(1).step_by(1_000) {
        ownership.members.push(listed(firm, "group"));
    }
    println!("{} found", find_controlled(&ownership).len());
    bencher.bench(|| find_controlled(black_box(&ownership)));
}
