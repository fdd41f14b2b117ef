//! Every way of filling in what is not known, with what it comes to for one triple.

use std::collections::BTreeSet;

use crate::engine::{EvalError, Limits};
use crate::lang::program::{Literal, RelationId};
use crate::law::{Docket, Law, Rows};

use super::World;
use super::error::WorldError;
use super::korean_word;
use super::leaves::{Leaf, Pick, only_difference, picks_of};
use super::phrase::word_in_prose;
use super::reason::{Cited, Tuple};

/// One completion of a triple.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// What is supposed, sorted.
    pub(super) picks: Vec<Pick>,
    /// What the law concludes.
    pub(super) outcome: i64,
    /// Provisions that bar the firm in this completion, and those that lift a bar.
    pub(super) barred: Vec<i64>,
    pub(super) excepted: Vec<i64>,
    /// Provisions under which the firm may take part without an exception.
    pub(super) allowed: Vec<i64>,
}

/// The relations whose rows say on what ground an outcome is given.
const GROUNDS: [&str; 3] = ["Barred", "Excepted", "AllowedUnder"];

/// What several completions come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comes {
    /// `allowed`, `barred`, `out_of_scope` or `undetermined`.
    pub outcome: String,
    /// The provisions that bar in each of them, or lift a bar in each; sorted by their ids.
    pub grounds: Vec<Cited>,
    /// What the outcome still turns on, sorted.
    pub turns_on: Vec<String>,
}

/// A verdict that is asked about: its row and the docket that decides it.
pub(super) struct Asked {
    pub(super) tuple: Tuple,
    pub(super) docket: Docket,
}

impl Way {
    /// What a completion comes to for a triple, by the rows of its run.
    pub(super) fn read(
        law: &Law,
        supposed: [RelationId; 5],
        triple: &[i64; 3],
        run: &(impl Rows + ?Sized),
    ) -> Option<Way> {
        let last = |id: Option<RelationId>| -> Vec<i64> {
            let words = id.map_or(&[][..], |id| run.rows(id));
            let mut found: Vec<i64> = words
                .as_chunks::<4>()
                .0
                .iter()
                .filter(|row| row.starts_with(triple))
                .map(|row| row[3])
                .collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let [barred, excepted, allowed] = GROUNDS.map(|name| law.program.relation_named(name));
        Some(Way {
            picks: picks_of(&law.program, supposed, run),
            outcome: *last(Some(law.ids.outcome)).first()?,
            barred: last(barred),
            excepted: last(excepted),
            allowed: last(allowed),
        })
    }
}

impl World {
    /// The verdicts that a text, one `Verdict` or `OpenTo`, asks about, in the order of the answers.
    pub(super) fn verdicts_asked(&mut self, text: &str, limits: &Limits) -> Result<Vec<Asked>, WorldError> {
        if let [Literal::Atom(atom)] = self.read_atom(text)?.body.as_slice()
            && !matches!(self.relation_name(atom.relation), "Verdict" | "OpenTo")
        {
            return Err(WorldError::whole(
                "query::not-a-verdict",
                text,
                "this is asked of a verdict",
                "write `Verdict(firm, project, role, outcome)` or `OpenTo(project, tier, outcome)`",
            ));
        }
        let rows = self.rows_asked(text, limits)?;
        let mut asked = Vec::new();
        for (relation, row) in rows {
            let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
            if let Some(docket) = self.docket_of(relation, &row) {
                asked.push(Asked {
                    tuple: self.tuple(relation, &whole),
                    docket,
                });
            }
        }
        Ok(asked)
    }

    /// Every completion of a docket of one triple.
    pub(super) fn ways(&mut self, docket: &Docket, limits: &Limits) -> Result<Vec<Way>, EvalError> {
        let Some(triple) = docket.triples.first() else {
            return Ok(Vec::new());
        };
        let leaves = self.leaves(docket, limits)?;
        let provisions = |leaf: &Leaf, name: &str| -> Vec<i64> {
            let Some(relation) = self.law.program.relation_named(name) else {
                return Vec::new();
            };
            let of_triple = triple.iter().map(|word| Some(*word)).chain([None]).collect();
            let rows = leaves.fitting(leaf, &(relation, of_triple)).into_iter();
            let found: BTreeSet<i64> = rows.filter_map(|row| row.last().copied()).collect();
            found.into_iter().collect()
        };
        let way = |leaf: &Leaf| {
            let [barred, excepted, allowed] = GROUNDS.map(|name| provisions(leaf, name));
            Some(Way {
                picks: leaf.picks.clone(),
                outcome: leaf.outcome?,
                barred,
                excepted,
                allowed,
            })
        };
        Ok(leaves.all.iter().filter_map(way).collect())
    }

    /// What some completions of a docket come to together.
    pub(super) fn comes_to(&self, docket: &Docket, ways: &[&Way]) -> Comes {
        let text = |word: &i64| self.symbols.text(*word).to_owned();
        let Some(first) = ways.first() else {
            return Comes::default();
        };
        let same = ways.iter().all(|way| way.outcome == first.outcome);
        let barred = same && self.symbols.find("barred") == Some(first.outcome);
        let allowed = same && self.symbols.find("allowed") == Some(first.outcome);
        let of = |way: &Way| match () {
            () if barred => way.barred.clone(),
            () if allowed && way.excepted.is_empty() => way.allowed.clone(),
            () => way.excepted.clone(),
        };
        let mut grounds: Vec<String> = of(first)
            .iter()
            .filter(|id| same && ways.iter().all(|way| of(way).contains(id)))
            .map(text)
            .collect();
        grounds.sort();
        let outcomes: Vec<(&[Pick], i64)> = ways
            .iter()
            .map(|way| (way.picks.as_slice(), way.outcome))
            .collect();
        let turns_on = self.turns_on(&outcomes);
        let known = docket.projects.first().and_then(|project| self.day_of(*project));
        let supposed = || ways.iter().filter_map(|way| self.day_supposed(&way.picks)).max();
        let day = known.or_else(supposed);
        let grounds = grounds.iter().map(|id| self.cite_on(id, day)).collect();
        Comes {
            outcome: if same {
                text(&first.outcome)
            } else {
                text(&self.law.ids.undetermined)
            },
            grounds,
            turns_on,
        }
    }

    /// The keys in which alone two completions of different outcome differ, sorted.
    pub(super) fn turns_on(&self, outcomes: &[(&[Pick], i64)]) -> Vec<String> {
        let picks = decisive(outcomes).into_iter();
        let keys: BTreeSet<String> = picks.map(|pick| self.key_of(pick)).collect();
        keys.into_iter().collect()
    }

    /// The key of what is missing that a supposition answers.
    pub(super) fn key_of(&self, pick: &Pick) -> String {
        self.symbols.text(self.law.key_of(pick)).to_owned()
    }
}

impl Law {
    /// The key of what is missing that a supposition answers, as a word.
    pub(super) fn key_of(&self, pick: &Pick) -> i64 {
        let reading = self.ids.reading_key.get(&pick.name());
        *reading
            .filter(|_| pick.relation == self.ids.reading_supposed)
            .unwrap_or(&pick.name())
    }
}

/// The suppositions in which alone two completions of different outcome differ.
pub(super) fn decisive<'p>(outcomes: &[(&'p [Pick], i64)]) -> BTreeSet<&'p Pick> {
    let mut picks: BTreeSet<&Pick> = BTreeSet::new();
    for (index, (one, outcome)) in outcomes.iter().enumerate() {
        let others = outcomes
            .iter()
            .skip(index + 1)
            .filter(|(_, other)| other != outcome);
        picks.extend(others.filter_map(|(other, _)| only_difference(one, other)));
    }
    picks
}

/// What a key of `Missing` stands for, in an English sentence.
pub(super) fn key_in_prose(key: &str) -> String {
    match key.strip_prefix("reading:") {
        Some(issue) => format!("how the issue \"{issue}\" is read"),
        None => word_in_prose("Key", key),
    }
}

/// Things in one sentence: `a, b and c`.
fn listed(things: &[String]) -> String {
    match things.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => things.concat(),
    }
}

/// On what something turns, as the end of a sentence in English and in Korean.
pub(super) fn turning(keys: &[String]) -> (String, String) {
    if keys.is_empty() {
        return Default::default();
    }
    let english: Vec<String> = keys.iter().map(|key| key_in_prose(key)).collect();
    let word = |key: &String| match key.strip_prefix("reading:") {
        Some(issue) => {
            let korean = korean_word("Issue", issue).unwrap_or(issue);
            format!("{korean}({issue})의 해석")
        }
        None => korean_word("Key", key).unwrap_or(key).to_owned(),
    };
    let korean: Vec<String> = keys.iter().map(word).collect();
    (
        format!("; it turns on {}", listed(&english)),
        format!("; 좌우하는 사항: {}", korean.join(", ")),
    )
}
