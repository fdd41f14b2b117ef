//! Control by holdings (Fair Trade Act art. 2(11), Decree art. 4(1)1): which firms belong to a group though its list
//! does not name them.
//!
//! The days on which a firm belongs to a block are a set that only grows: a firm is looked at again when a holder of
//! its shares has joined on more days, holders first, so that without cycles it is looked at once. The least fixpoint
//! of these sets is, day by day, the closure of that day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use rustc_hash::{FxHashMap, FxHashSet};

use super::days::Days;
use super::holders::Holders;

/// Who can hold shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Holder<'a> {
    /// A firm.
    Firm(&'a str),
    /// A person.
    Person(&'a str),
}

/// A share of a firm, held from a day until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding<'a> {
    /// Who holds it.
    pub holder: Holder<'a>,
    /// The firm whose shares are held.
    pub firm: &'a str,
    /// Hundredths of a percent.
    pub percent: i64,
    /// First day.
    pub from: i64,
    /// First day no longer held, or `lang::date::OPEN`.
    pub until: i64,
}

/// The share with which a block controls a firm, from a day until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlShare {
    /// Hundredths of a percent.
    pub percent: i64,
    /// First day.
    pub from: i64,
    /// First day on which it no longer applies, or `lang::date::OPEN`.
    pub until: i64,
}

/// A firm on the regulator's list of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedMember<'a> {
    /// The firm.
    pub firm: &'a str,
    /// The group.
    pub group: &'a str,
    /// First day.
    pub from: i64,
    /// First day no longer listed, or `lang::date::OPEN`.
    pub until: i64,
}

/// What control is worked out from.
#[derive(Clone, Debug, Default)]
pub struct Ownership<'a> {
    /// Holdings. Of two of the same holder and firm on a day, the one that began later counts, then the later in order.
    pub holdings: Vec<Holding<'a>>,
    /// The regulator's lists.
    pub members: Vec<ListedMember<'a>>,
    /// Each group with its same person and those related to him.
    pub related: Vec<(&'a str, Holder<'a>)>,
    /// The share that shows control, in time. On a day without one nothing is shown; of two on a day either shows it.
    pub shares: Vec<ControlShare>,
}

/// A firm that the holdings place in a group whose list does not name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The firm.
    pub firm: String,
    /// The group.
    pub group: String,
    /// First day.
    pub from: i64,
    /// First day no longer found, or `lang::date::OPEN`.
    pub until: i64,
    /// What shows it: sorted, without gaps from `from` to `until`.
    pub evidence: Vec<Sum>,
}

/// The holdings that added up when a firm joined: those of holders that were in the block before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// First day.
    pub from: i64,
    /// First day to which it no longer applies.
    pub until: i64,
    /// What they come to, in hundredths of a percent.
    pub percent: i64,
    /// Indices in `Ownership::holdings`, sorted.
    pub holdings: Vec<usize>,
}

/// The firms that the holdings place in a group whose list does not name them, sorted by firm, group and day.
///
/// The listed members, the same person, those related to him and the firms found form a block. A firm is found when
/// the block holds the share of the day of it and at least as much as any single holder outside. Its own shares count
/// for nobody.
///
/// ```
/// use tenderlog::groups::{ControlShare, Holder, Holding, Ownership, find_controlled};
///
/// let holding = |holder, percent| Holding { holder, firm: "sds", percent, from: 0, until: 365 };
/// let ownership = Ownership {
///     holdings: vec![
///         holding(Holder::Firm("electronics"), 2_258),
///         holding(Holder::Person("lee"), 920),
///     ],
///     members: Vec::new(),
///     related: vec![("samsung", Holder::Firm("electronics")), ("samsung", Holder::Person("lee"))],
///     shares: vec![ControlShare { percent: 3_000, from: 0, until: 365 }],
/// };
/// let found = find_controlled(&ownership);
/// assert_eq!(found[0].firm, "sds");
/// assert_eq!(found[0].evidence[0].percent, 3_178);
/// ```
#[must_use]
pub fn find_controlled(ownership: &Ownership<'_>) -> Vec<Found> {
    let holders = Holders::new(ownership);
    let mut blocks: BTreeMap<&str, Block<'_, '_>> = BTreeMap::new();
    let block = || Block::new(&holders, &ownership.shares);
    for member in &ownership.members {
        if let Some(node) = holders.number(Holder::Firm(member.firm)) {
            let place = blocks.entry(member.group).or_insert_with(block).place(node);
            place.listed.add(member.from, member.until);
            place.in_block.add(member.from, member.until);
        }
    }
    for (group, holder) in &ownership.related {
        if let Some(node) = holders.number(*holder) {
            blocks.entry(group).or_insert_with(block).place(node).in_block = Days::all();
        }
    }
    let mut found: Vec<Found> = blocks
        .into_iter()
        .flat_map(|(group, block)| block.close(group))
        .collect();
    found.sort_by(|a, b| (&a.firm, &a.group, a.from).cmp(&(&b.firm, &b.group, b.from)));
    found
}

/// A node's place in a block.
#[derive(Default)]
struct Place {
    in_block: Days,
    listed: Days,
    found: Days,
    sums: Vec<Sum>,
}

/// The block of one group while it grows.
struct Block<'h, 'a> {
    holders: &'h Holders<'a>,
    shares: &'h [ControlShare],
    places: FxHashMap<u32, Place>,
    /// Firms to look at: holders before what they hold, in the order of arrival within a cycle.
    due: BinaryHeap<Reverse<(usize, usize, u32)>>,
    waiting: FxHashSet<u32>,
    arrivals: usize,
}

/// A change of what is held of a firm.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    day: i64,
    /// Ends sort before beginnings.
    begins: bool,
    in_block: bool,
    percent: i64,
    holding: usize,
}

impl<'h, 'a> Block<'h, 'a> {
    fn new(holders: &'h Holders<'a>, shares: &'h [ControlShare]) -> Self {
        Self {
            holders,
            shares,
            places: FxHashMap::default(),
            due: BinaryHeap::new(),
            waiting: FxHashSet::default(),
            arrivals: 0,
        }
    }

    fn place(&mut self, node: u32) -> &mut Place {
        self.places.entry(node).or_default()
    }

    /// Lets every firm join that the block controls.
    fn close(mut self, group: &str) -> Vec<Found> {
        let mut first: Vec<u32> = self.places.keys().copied().collect();
        first.sort_unstable();
        for holder in first {
            self.look_at_held(holder);
        }
        while let Some(Reverse((_, _, firm))) = self.due.pop() {
            self.waiting.remove(&firm);
            let sums = self.controlled(firm);
            if sums.is_empty() {
                continue;
            }
            let place = self.place(firm);
            let before = place.in_block.clone();
            for sum in &sums {
                place.found.add(sum.from, sum.until);
                place.in_block.add(sum.from, sum.until);
            }
            let grew = place.in_block != before;
            place.sums.extend(sums);
            if grew {
                self.look_at_held(firm);
            }
        }
        let holders = self.holders;
        self.places
            .into_iter()
            .filter_map(|(node, place)| match holders.holder(node) {
                Some(Holder::Firm(firm)) => Some((firm, place.sums)),
                _ => None,
            })
            .flat_map(|(firm, sums)| joined(firm, group, sums))
            .collect()
    }

    fn look_at_held(&mut self, holder: u32) {
        for firm in self.holders.held_by(holder) {
            if self.waiting.insert(firm) {
                self.due
                    .push(Reverse((self.holders.rank(firm), self.arrivals, firm)));
                self.arrivals += 1;
            }
        }
    }

    /// The further days on which the block, as it stands, controls a firm.
    fn controlled(&self, firm: u32) -> Vec<Sum> {
        let changes = self.changes(firm);
        let mut sums = Vec::new();
        let (mut percent, mut inside, mut outside) = (0, BTreeSet::new(), BTreeMap::new());
        let mut changes = changes.into_iter().peekable();
        while let Some(change) = changes.next() {
            match (change.in_block, change.begins) {
                (true, true) => {
                    percent += change.percent;
                    inside.insert(change.holding);
                }
                (true, false) => {
                    percent -= change.percent;
                    inside.remove(&change.holding);
                }
                (false, true) => *outside.entry(change.percent).or_insert(0_usize) += 1,
                (false, false) => {
                    if let Some(count) = outside.get_mut(&change.percent) {
                        *count -= 1;
                        if *count == 0 {
                            outside.remove(&change.percent);
                        }
                    }
                }
            }
            let Some(next) = changes.peek() else { break };
            let largest = outside.last_key_value().map_or(0, |(percent, _)| *percent);
            if change.day == next.day || percent < largest {
                continue;
            }
            for (from, until) in self.enough(percent, change.day, next.day) {
                for (from, until) in self.further(firm, from, until) {
                    let holdings = inside.iter().copied().collect();
                    sums.push(Sum {
                        from,
                        until,
                        percent,
                        holdings,
                    });
                }
            }
        }
        sums
    }

    /// The days of an interval on which a share of so many hundredths of a percent shows control.
    fn enough(&self, percent: i64, from: i64, until: i64) -> Vec<(i64, i64)> {
        let mut days = Days::default();
        for share in self.shares.iter().filter(|share| share.percent <= percent) {
            days.add(share.from, share.until);
        }
        days.split(from, until).0
    }

    /// The changes in the holdings of a firm by day; none if the block never holds enough.
    fn changes(&self, firm: u32) -> Vec<Change> {
        let Some(least) = self.shares.iter().map(|share| share.percent).min() else {
            return Vec::new();
        };
        let stakes = self.holders.stakes(firm);
        let mut changes = Vec::new();
        for stake in stakes {
            if let Some(place) = self.places.get(&stake.holder) {
                let (inside, _) = place.in_block.split(stake.from, stake.until);
                push(&mut changes, stake.percent, stake.holding, true, &inside);
            }
        }
        changes.sort_unstable();
        let mut percent = 0;
        let enough = changes.iter().any(|change| {
            percent += if change.begins {
                change.percent
            } else {
                -change.percent
            };
            percent >= least
        });
        if !enough {
            return Vec::new();
        }
        for stake in stakes {
            let outside = match self.places.get(&stake.holder) {
                Some(place) => place.in_block.split(stake.from, stake.until).1,
                None => vec![(stake.from, stake.until)],
            };
            push(&mut changes, stake.percent, stake.holding, false, &outside);
        }
        changes.sort_unstable();
        changes
    }

    /// The days of an interval on which a firm is neither listed nor found yet.
    fn further(&self, firm: u32, from: i64, until: i64) -> Vec<(i64, i64)> {
        let Some(place) = self.places.get(&firm) else {
            return vec![(from, until)];
        };
        let (_, unlisted) = place.listed.split(from, until);
        unlisted
            .into_iter()
            .flat_map(|(from, until)| place.found.split(from, until).1)
            .collect()
    }
}

fn push(changes: &mut Vec<Change>, percent: i64, holding: usize, in_block: bool, intervals: &[(i64, i64)]) {
    for (from, until) in intervals {
        for (day, begins) in [(*from, true), (*until, false)] {
            changes.push(Change {
                day,
                begins,
                in_block,
                percent,
                holding,
            });
        }
    }
}

/// The sums of a firm as intervals without gaps; neighbours with the same holdings become one sum.
fn joined(firm: &str, group: &str, mut sums: Vec<Sum>) -> Vec<Found> {
    sums.sort_unstable_by_key(|sum| sum.from);
    let mut found: Vec<Found> = Vec::new();
    for sum in sums {
        match found.last_mut().filter(|last| last.until == sum.from) {
            Some(last) => {
                last.until = sum.until;
                match last.evidence.last_mut() {
                    Some(before) if before.holdings == sum.holdings => before.until = sum.until,
                    _ => last.evidence.push(sum),
                }
            }
            None => found.push(Found {
                firm: firm.to_owned(),
                group: group.to_owned(),
                from: sum.from,
                until: sum.until,
                evidence: vec![sum],
            }),
        }
    }
    found
}
