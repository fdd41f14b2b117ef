//! Who holds what around a group on one day, as a forest: holders above the firms whose shares they hold.

use std::collections::{BTreeMap, BTreeSet};

use super::control::{Found, Holder, Ownership};
use super::holders::Holders;

/// What a holder or a firm is to the group on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The same person, or one of those related to him.
    Related,
    /// The regulator lists it.
    Listed,
    /// The holdings place it in the group; the list does not name it.
    Found,
    /// It does not belong to the group.
    Outside,
}

/// Why nothing stands below a twig though it holds something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// What it holds stands below it at an earlier place.
    Above,
    /// It stands above itself: a cycle of holdings.
    Cycle,
}

/// One line of the forest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twig {
    /// How many holders stand above it; 0 for one that nobody in the forest holds.
    pub depth: usize,
    /// Whether it is the last of those below the same holder.
    pub last: bool,
    /// Id of the holder or firm.
    pub id: String,
    /// Whether it is a person.
    pub person: bool,
    /// What the holder above it holds, in hundredths of a percent; none for a root.
    pub percent: Option<i64>,
    /// What it is to the group.
    pub standing: Standing,
    /// Why nothing stands below it.
    pub cut: Option<Cut>,
}

/// The holdings in and of a group on a day, each holder before what it holds. Roots are those that nobody holds, and the
/// first of a cycle that nobody outside holds; related holders come first, then by id.
///
/// ```
/// use tenderlog::groups::{Holder, Holding, Ownership, ownership_tree};
///
/// let ownership = Ownership {
///     holdings: vec![Holding { holder: Holder::Person("lee"), firm: "sds", percent: 920, from: 0, until: 365 }],
///     members: Vec::new(),
///     related: vec![("samsung", Holder::Person("lee"))],
///     shares: Vec::new(),
/// };
/// let forest = ownership_tree(&ownership, &[], "samsung", 1);
/// assert_eq!(forest[0].id, "lee");
/// assert_eq!((forest[1].id.as_str(), forest[1].percent), ("sds", Some(920)));
/// ```
#[must_use]
pub fn ownership_tree(ownership: &Ownership<'_>, found: &[Found], group: &str, day: i64) -> Vec<Twig> {
    let forest = Forest::new(ownership, found, group, day);
    forest.twigs()
}

/// The holders and firms of a forest, and what each holds on the day.
struct Forest<'a> {
    nodes: Vec<(Standing, Holder<'a>)>,
    /// For each node what it holds: node and share, sorted.
    holds: Vec<Vec<(usize, i64)>>,
    /// Whether somebody holds a share of each node.
    held: Vec<bool>,
}

/// Who belongs to a group on a day.
struct Block<'a> {
    related: BTreeSet<Holder<'a>>,
    listed: BTreeSet<&'a str>,
    found: BTreeSet<&'a str>,
}

impl<'a> Block<'a> {
    fn new(ownership: &Ownership<'a>, found: &'a [Found], group: &str, day: i64) -> Self {
        let related = ownership.related.iter().filter(|(of, _)| *of == group);
        let listed = ownership
            .members
            .iter()
            .filter(|member| member.group == group && (member.from..member.until).contains(&day));
        let found = found
            .iter()
            .filter(|found| found.group == group && (found.from..found.until).contains(&day));
        Self {
            related: related.map(|(_, holder)| *holder).collect(),
            listed: listed.map(|member| member.firm).collect(),
            found: found.map(|found| found.firm.as_str()).collect(),
        }
    }

    fn standing(&self, holder: Holder<'a>) -> Standing {
        match holder {
            _ if self.related.contains(&holder) => Standing::Related,
            Holder::Firm(firm) if self.listed.contains(firm) => Standing::Listed,
            Holder::Firm(firm) if self.found.contains(firm) => Standing::Found,
            Holder::Firm(_) | Holder::Person(_) => Standing::Outside,
        }
    }
}

impl<'a> Forest<'a> {
    fn new(ownership: &Ownership<'a>, found: &'a [Found], group: &str, day: i64) -> Self {
        let block = Block::new(ownership, found, group, day);
        let mut shares = Holders::new(ownership).shares_on(day);
        shares.retain(|(holder, firm, _)| {
            [holder, firm]
                .iter()
                .any(|side| block.standing(**side) != Standing::Outside)
        });
        let nodes: BTreeSet<(Standing, Holder<'a>)> = shares
            .iter()
            .flat_map(|(holder, firm, _)| [*holder, *firm])
            .map(|node| (block.standing(node), node))
            .collect();
        let nodes: Vec<(Standing, Holder<'a>)> = nodes.into_iter().collect();
        let places: BTreeMap<Holder<'a>, usize> = nodes
            .iter()
            .zip(0..)
            .map(|((_, node), place)| (*node, place))
            .collect();
        let mut forest = Self {
            holds: vec![Vec::new(); nodes.len()],
            held: vec![false; nodes.len()],
            nodes,
        };
        for (holder, firm, percent) in shares {
            if let (Some(holder), Some(firm)) = (places.get(&holder), places.get(&firm))
                && let (Some(holds), Some(held)) = (forest.holds.get_mut(*holder), forest.held.get_mut(*firm))
            {
                holds.push((*firm, percent));
                *held = true;
            }
        }
        for holds in &mut forest.holds {
            holds.sort_unstable();
        }
        forest
    }

    fn twigs(&self) -> Vec<Twig> {
        let mut twigs = Vec::new();
        let mut shown = vec![false; self.nodes.len()];
        let unheld = (0..self.nodes.len()).filter(|node| self.held.get(*node) == Some(&false));
        for root in unheld {
            self.grow(root, &mut shown, &mut twigs);
        }
        // What is left stands in cycles that nobody outside holds.
        for root in 0..self.nodes.len() {
            if shown.get(root) == Some(&false) {
                self.grow(root, &mut shown, &mut twigs);
            }
        }
        twigs
    }

    /// Adds a root and all that it holds, without recursion: a chain of holdings may be long.
    fn grow(&self, root: usize, shown: &mut [bool], twigs: &mut Vec<Twig>) {
        let mut due = vec![(root, None, 0, true)];
        let mut path: Vec<usize> = Vec::new();
        let mut on_path = vec![false; self.nodes.len()];
        while let Some((node, percent, depth, last)) = due.pop() {
            let (Some((standing, holder)), Some(holds)) = (self.nodes.get(node), self.holds.get(node)) else {
                continue;
            };
            for left in path.drain(depth.min(path.len())..) {
                mark(&mut on_path, left, false);
            }
            let before = mark(shown, node, true);
            let cut = if on_path.get(node) == Some(&true) {
                Some(Cut::Cycle)
            } else if before && !holds.is_empty() {
                Some(Cut::Above)
            } else {
                None
            };
            let (Holder::Firm(id) | Holder::Person(id)) = *holder;
            twigs.push(Twig {
                depth,
                last,
                id: id.to_owned(),
                person: matches!(holder, Holder::Person(_)),
                percent,
                standing: *standing,
                cut,
            });
            if cut.is_none() {
                path.push(node);
                mark(&mut on_path, node, true);
                for (index, (firm, percent)) in holds.iter().enumerate().rev() {
                    due.push((*firm, Some(*percent), depth + 1, index + 1 == holds.len()));
                }
            }
        }
    }
}

/// Sets a flag; what it was before.
fn mark(flags: &mut [bool], at: usize, to: bool) -> bool {
    flags.get_mut(at).is_some_and(|flag| std::mem::replace(flag, to))
}

#[cfg(test)]
mod tests {
    use super::super::{ControlShare, Holding, ListedMember};
    use super::*;

    const ALWAYS: ControlShare = ControlShare {
        percent: 3_000,
        from: 0,
        until: 1,
    };

    /// Group `g` lists `m`; `@p` is related; all on day 0.
    fn drawn(holdings: &[(&'static str, &'static str, i64)]) -> Vec<String> {
        let holder = |name: &'static str| name.strip_prefix('@').map_or(Holder::Firm(name), Holder::Person);
        let ownership = Ownership {
            holdings: holdings
                .iter()
                .map(|(name, firm, percent)| Holding {
                    holder: holder(name),
                    firm,
                    percent: *percent,
                    from: 0,
                    until: 1,
                })
                .collect(),
            members: vec![ListedMember {
                firm: "m",
                group: "g",
                from: 0,
                until: 1,
            }],
            related: vec![("g", Holder::Person("p"))],
            shares: vec![ALWAYS],
        };
        let found = super::super::find_controlled(&ownership);
        ownership_tree(&ownership, &found, "g", 0)
            .into_iter()
            .map(|twig| {
                let standing = match twig.standing {
                    Standing::Related => "~",
                    Standing::Listed => "",
                    Standing::Found => "?",
                    Standing::Outside => "-",
                };
                let cut = match twig.cut {
                    Some(Cut::Above) => " above",
                    Some(Cut::Cycle) => " cycle",
                    None => "",
                };
                let bar = if twig.last { '└' } else { '├' };
                format!("{}{bar}{standing}{}{cut}", " ".repeat(twig.depth), twig.id)
            })
            .collect()
    }

    #[test]
    fn related_persons_come_first_and_what_is_shown_is_not_shown_again() {
        let holdings = [
            ("m", "a", 3_000),
            ("@p", "m", 2_000),
            ("@p", "a", 500),
            ("a", "b", 500),
            ("fund", "m", 900),
        ];
        assert_eq!(
            drawn(&holdings),
            [
                "└~p",
                " ├m",
                "  └?a",
                "   └-b",
                " └?a above",
                "└-fund",
                " └m above"
            ]
        );
    }

    #[test]
    fn cycles_of_two_three_and_four_are_cut() {
        assert_eq!(
            drawn(&[("m", "a", 3_000), ("a", "m", 900)]),
            ["└m", " └?a", "  └m cycle"]
        );
        assert_eq!(
            drawn(&[("m", "a", 3_000), ("a", "b", 3_000), ("b", "m", 100)]),
            ["└m", " └?a", "  └?b", "   └m cycle"]
        );
        assert_eq!(
            drawn(&[
                ("m", "a", 3_000),
                ("a", "b", 3_000),
                ("b", "c", 3_000),
                ("c", "m", 100)
            ]),
            ["└m", " └?a", "  └?b", "   └?c", "    └m cycle"]
        );
    }

    #[test]
    fn own_shares_and_holdings_elsewhere_are_left_out() {
        assert_eq!(
            drawn(&[("m", "m", 1_000), ("x", "y", 5_000), ("m", "a", 100)]),
            ["└m", " └-a"]
        );
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_firms_is_drawn() {
        let names: Vec<String> = (0..100_000).map(|number| format!("f{number}")).collect();
        let links = names.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
        let ownership = Ownership {
            holdings: links
                .map(|(holder, firm)| Holding {
                    holder: Holder::Firm(holder),
                    firm,
                    percent: 10_000,
                    from: 0,
                    until: 1,
                })
                .collect(),
            members: Vec::new(),
            related: vec![("g", Holder::Firm("f0"))],
            shares: vec![ALWAYS],
        };
        let found = super::super::find_controlled(&ownership);
        assert_eq!(ownership_tree(&ownership, &found, "g", 0).len(), names.len());
    }
}
