//! Who holds what, as a graph: holders and firms are nodes, holdings of one firm by one holder an edge.

use std::collections::BTreeSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::control::{Holder, Ownership};

/// A time in which a holder has one share of a firm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stake {
    pub(super) holder: u32,
    pub(super) percent: i64,
    pub(super) from: i64,
    pub(super) until: i64,
    /// Index of the holding that says so.
    pub(super) holding: usize,
}

/// INVARIANT: nodes are numbered in the order of their holders, and on each day a firm has at most one stake of a holder.
pub(super) struct Holders<'a> {
    nodes: Vec<Holder<'a>>,
    numbers: FxHashMap<Holder<'a>, u32>,
    /// Stakes in each node.
    stakes: Vec<Vec<Stake>>,
    /// An edge from each holder to each firm of which it holds something.
    holds: DiGraph<(), ()>,
    /// Place of each node when holders come before what they hold; equal in a cycle.
    rank: Vec<usize>,
}

impl<'a> Holders<'a> {
    pub(super) fn new(ownership: &Ownership<'a>) -> Self {
        let mut nodes: Vec<Holder<'a>> = ownership
            .holdings
            .iter()
            .flat_map(|holding| [holding.holder, Holder::Firm(holding.firm)])
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        let numbers: FxHashMap<Holder<'a>, u32> = nodes.iter().copied().zip(0..).collect();
        let number = |holder| numbers.get(&holder).copied().unwrap_or_default();

        let mut rows: Vec<(u32, Stake)> = ownership
            .holdings
            .iter()
            .enumerate()
            .filter(|(_, row)| row.percent > 0 && row.from < row.until)
            .map(|(holding, row)| {
                let stake = Stake {
                    holder: number(row.holder),
                    percent: row.percent,
                    from: row.from,
                    until: row.until,
                    holding,
                };
                (number(Holder::Firm(row.firm)), stake)
            })
            // A firm has no vote by its own shares: they count on neither side.
            .filter(|(firm, stake)| *firm != stake.holder)
            .collect();
        rows.sort_unstable_by_key(|(firm, stake)| (*firm, stake.holder, stake.from, stake.holding));

        let mut stakes: Vec<Vec<Stake>> = vec![Vec::new(); nodes.len()];
        let mut holds = DiGraph::with_capacity(nodes.len(), rows.len());
        for _ in &nodes {
            holds.add_node(());
        }
        for rows in rows.chunk_by(|a, b| (a.0, a.1.holder) == (b.0, b.1.holder)) {
            if let Some((firm, stake)) = rows.first() {
                holds.add_edge(NodeIndex::from(stake.holder), NodeIndex::from(*firm), ());
                if let Some(stakes) = stakes.get_mut(*firm as usize) {
                    one_a_day(rows, stakes);
                }
            }
        }
        let mut rank = vec![0; nodes.len()];
        for (place, nodes) in kosaraju_scc(&holds).iter().rev().enumerate() {
            for node in nodes {
                if let Some(rank) = rank.get_mut(node.index()) {
                    *rank = place;
                }
            }
        }
        Self {
            nodes,
            numbers,
            stakes,
            holds,
            rank,
        }
    }

    /// The node of a holder, if it holds or is held.
    pub(super) fn number(&self, holder: Holder<'a>) -> Option<u32> {
        self.numbers.get(&holder).copied()
    }

    pub(super) fn holder(&self, node: u32) -> Option<Holder<'a>> {
        self.nodes.get(node as usize).copied()
    }

    pub(super) fn stakes(&self, firm: u32) -> &[Stake] {
        self.stakes.get(firm as usize).map_or(&[], Vec::as_slice)
    }

    /// Holder, firm and hundredths of a percent of every stake on a day.
    pub(super) fn shares_on(&self, day: i64) -> Vec<(Holder<'a>, Holder<'a>, i64)> {
        let firms = self.nodes.iter().zip(&self.stakes);
        firms
            .flat_map(|(firm, stakes)| stakes.iter().map(move |stake| (firm, stake)))
            .filter(|(_, stake)| stake.from <= day && day < stake.until)
            .filter_map(|(firm, stake)| Some((self.holder(stake.holder)?, *firm, stake.percent)))
            .collect()
    }

    pub(super) fn held_by(&self, holder: u32) -> impl Iterator<Item = u32> {
        self.holds
            .neighbors(NodeIndex::from(holder))
            .filter_map(|node| u32::try_from(node.index()).ok())
    }

    pub(super) fn rank(&self, node: u32) -> usize {
        self.rank.get(node as usize).copied().unwrap_or_default()
    }
}

/// The stakes of one holder in one firm, sorted by their first day: of those that overlap the last counts.
fn one_a_day(rows: &[(u32, Stake)], stakes: &mut Vec<Stake>) {
    if let [(_, only)] = rows {
        stakes.push(*only);
        return;
    }
    let mut days: Vec<(i64, bool, usize)> = rows
        .iter()
        .enumerate()
        .flat_map(|(index, (_, stake))| [(stake.from, true, index), (stake.until, false, index)])
        .collect();
    days.sort_unstable();
    let mut running: BTreeSet<usize> = BTreeSet::new();
    let mut days = days.into_iter().peekable();
    while let Some((from, begins, index)) = days.next() {
        if begins {
            running.insert(index);
        } else {
            running.remove(&index);
        }
        let Some(&(until, _, _)) = days.peek() else { break };
        if let Some((_, stake)) = running.last().and_then(|index| rows.get(*index))
            && from < until
        {
            stakes.push(Stake {
                from,
                until,
                ..*stake
            });
        }
    }
}
