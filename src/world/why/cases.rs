//! Proofs over the completions: one for all of them, or cases.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::engine::{Database, EvalError, Limits};
use crate::explain::{Node, NodeId, Pattern, Proof, Search, check_proof};
use crate::lang::program::{Program, RelationId};
use crate::law::Docket;

use super::super::answer::Value;
use super::super::leaves::{Days, Leaf, Leaves, Pick, only_difference};
use super::super::phrase::known;
use super::super::reason::{Phrase, Reason, ReasonKind, Statement};
use super::Row;
use super::builder::{Below, Builder, bare};

/// Most cases that one explanation tells apart.
const MOST_CASES: usize = 8;

/// What a row rests on.
pub(super) struct Cases {
    /// One proof that holds in every completion, or one case for each of several.
    pub(super) premises: Vec<usize>,
    /// How many completions that have the row are in none of the cases.
    pub(super) left: usize,
    /// Whether every completion has the row.
    pub(super) certain: bool,
}

impl Cases {
    /// In which completions the row holds, as the end of its sentence in English and in Korean.
    pub(super) fn words(&self) -> (String, String) {
        match (self.certain, self.left) {
            (true, 0) => (
                ", whichever of these cases is the true one".to_owned(),
                " (다음의 어느 경우에도 그러하다)".to_owned(),
            ),
            (true, left) => (
                format!(", in each of these cases and in {left} other ways to fill in what is not known"),
                format!(" (다음의 각 경우와, 알 수 없는 사항을 가정하는 다른 {left}가지 경우에 그러하다)"),
            ),
            (false, _) => (
                ", in these cases".to_owned(),
                " (다음의 경우에 그러하다)".to_owned(),
            ),
        }
    }
}

impl Builder<'_> {
    /// A proof of a row of the analyst's own rules over facts and certain rows; false if there is none.
    pub(super) fn own(
        &mut self,
        relation: RelationId,
        row: &[i64],
        number: usize,
        model: Database,
        limits: &Limits,
    ) -> Result<bool, EvalError> {
        let Some(own) = self.world.own.clone() else {
            return Ok(false);
        };
        let mut models = [model];
        let proofs =
            Search::new(&own.alone, &own.proofs, &mut models, limits).proofs(relation, row, number + 1)?;
        match proofs.into_iter().nth(number) {
            Some(proof) => {
                self.checked(&own.alone, &models, &proof);
                self.proof(&own.alone, &proof, limits)?;
                Ok(true)
            }
            None if number == 0 => {
                self.fact(relation, row);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// One proof for all completions, or cases.
    pub(super) fn prove(
        &mut self,
        leaves: &Leaves,
        (relation, row): &Row,
        number: usize,
        limits: &Limits,
    ) -> Result<Option<Cases>, EvalError> {
        let rules = self.world.rules();
        let law = Arc::clone(&self.world.law);
        let whole = row.iter().map(|word| Some(*word)).collect();
        let certain = !leaves.certain(&(*relation, whole)).is_empty();
        let mut common = Vec::new();
        if certain {
            let all: Vec<&Leaf> = leaves.all.iter().collect();
            let mut models = match leaves.all.as_slice() {
                [only] => vec![self.world.model(leaves, only)],
                _ => self.world.bounds(leaves, &all).to_vec(),
            };
            common =
                Search::new(&law.program, &rules, &mut models, limits).proofs(*relation, row, number + 1)?;
            if let Some(proof) = common.get(number) {
                self.checked_in(leaves, &[], proof);
                self.near(leaves, &all, proof, limits)?;
                return Ok(Some(Cases {
                    premises: vec![self.proof(&law.program, proof, limits)?],
                    left: 0,
                    certain,
                }));
            }
        }
        // Behind the proofs that hold in every completion, cases are the last explanation.
        if number > common.len() || leaves.is_settled() {
            return Ok(None);
        }
        self.cases(leaves, (*relation, row.clone()), certain, &common, limits)
    }

    /// Proofs that together hold in every completion that has the row, each told by what it supposes. They end otherwise
    /// than those that hold in all completions.
    fn cases(
        &mut self,
        leaves: &Leaves,
        (relation, row): Row,
        certain: bool,
        common: &[Proof],
        limits: &Limits,
    ) -> Result<Option<Cases>, EvalError> {
        let rules = self.world.rules();
        let law = Arc::clone(&self.world.law);
        let goal: Pattern = (relation, row.iter().map(|word| Some(*word)).collect());
        let holds = |leaf: &&Leaf| !leaves.fitting(leaf, &goal).is_empty();
        let mut left: Vec<&Leaf> = leaves.all.iter().filter(holds).collect();
        let mut premises = Vec::new();
        while let Some(leaf) = left.first().copied() {
            if premises.len() == MOST_CASES {
                break;
            }
            let mut models = [self.world.model(leaves, leaf)];
            let proof = Search::new(&law.program, &rules, &mut models, limits)
                .prove_otherwise(relation, &row, common)?;
            let Some(proof) = proof else { return Ok(None) };
            let good = |other: &Leaf| leaves.shares(self.world, &proof, leaf, other);
            let picks = leaves.enough(leaf, None, good);
            let picks = leaves.with_bounds(leaf, picks);
            left.retain(|other| !std::ptr::eq(*other, leaf) && !good(other));
            let root = self.proof_of(leaves, leaf, &picks, &proof, limits)?;
            let (statement, statement_ko) = self.supposing(leaves, leaf, &picks, &proof);
            premises.push(self.push(Reason {
                premises: vec![root],
                statement_ko,
                ..bare(ReasonKind::Case, statement)
            }));
        }
        Ok((!premises.is_empty()).then_some(Cases {
            premises,
            left: left.len(),
            certain,
        }))
    }

    /// Explains the bars beside the one on which the proof of a barred outcome rests, by the order of their provisions.
    pub(super) fn other_bars(
        &mut self,
        leaves: &Leaves,
        docket: &Docket,
        (relation, row): &Row,
        limits: &Limits,
    ) -> Result<Vec<usize>, EvalError> {
        let law = Arc::clone(&self.world.law);
        let is_barred =
            *relation == law.ids.outcome && row.last().copied() == self.world.symbols.find("barred");
        let (Some(barred), Some(triple), true) = (
            law.program.relation_named("Barred"),
            docket.triples.first(),
            is_barred,
        ) else {
            return Ok(Vec::new());
        };
        let of_triple = triple.iter().map(|word| Some(*word)).chain([None]).collect();
        let mut others = Vec::new();
        for bar in leaves.certain(&(barred, of_triple)) {
            let whole: Vec<Option<i64>> = bar.iter().map(|word| Some(*word)).collect();
            let tuple = self.world.tuple(barred, &whole);
            if self.tells(&tuple) {
                continue;
            }
            let explained = self.world.explain(barred, &bar, 0, limits)?;
            others.extend(explained.map(|explained| self.adopt(explained)));
        }
        Ok(others)
    }

    /// With debug assertions, and so in every test: a proof that is told holds in each model, by a check that knows nothing
    /// of the search.
    pub(in crate::world) fn checked<'m>(
        &self,
        program: &Program,
        models: impl IntoIterator<Item = &'m Database>,
        proof: &Proof,
    ) {
        for model in models.into_iter().filter(|_| cfg!(debug_assertions)) {
            debug_assert_eq!(check_proof(program, &self.world.symbols, model, proof), Ok(()));
        }
    }

    /// The same in every completion that agrees with some suppositions.
    fn checked_in(&self, leaves: &Leaves, picks: &[&Pick], proof: &Proof) {
        if cfg!(debug_assertions) {
            for leaf in leaves.all.iter().filter(|leaf| leaf.agrees(picks)) {
                self.checked(&self.world.law.program, [&self.world.model(leaves, leaf)], proof);
            }
        }
    }

    /// A proof that holds in every completion that agrees with some suppositions of one, as of the day that it supposes
    /// where none is known.
    fn proof_of(
        &mut self,
        leaves: &Leaves,
        leaf: &Leaf,
        picks: &[&Pick],
        proof: &Proof,
        limits: &Limits,
    ) -> Result<usize, EvalError> {
        let (law, known) = (Arc::clone(&self.world.law), self.day);
        self.checked_in(leaves, picks, proof);
        self.day = known.or_else(|| self.world.day_supposed(&leaf.picks));
        let among: Vec<&Leaf> = leaves.all.iter().filter(|leaf| leaf.agrees(picks)).collect();
        self.near(leaves, &among, proof, limits)?;
        let root = self.proof(&law.program, proof, limits);
        self.day = known;
        root
    }

    /// Tells what is on file and falls short of what a proof finds absent, as far as it is so in all of some completions.
    fn near(
        &mut self,
        leaves: &Leaves,
        among: &[&Leaf],
        proof: &Proof,
        limits: &Limits,
    ) -> Result<(), EvalError> {
        self.below.clear();
        let absent = proof.nodes.iter().filter_map(|node| match node {
            Node::Absent { relation, pattern } => Some((*relation, pattern.clone())),
            _ => None,
        });
        let near: Vec<(Pattern, Pattern)> = absent
            .filter_map(|absent| Some((self.world.falls_short(&absent)?, absent)))
            .collect();
        if near.is_empty() {
            return Ok(());
        }
        let (law, rules) = (Arc::clone(&self.world.law), self.world.rules());
        let mut models = self.world.bounds(leaves, among);
        for (near, absent) in near {
            let mut premises = Vec::new();
            for row in leaves.common(&near, among) {
                let search = &mut Search::new(&law.program, &rules, &mut models, limits);
                if let Some(proof) = search.prove(near.0, &row)? {
                    premises.push(self.proof(&law.program, &proof, limits)?);
                }
            }
            let below = Below {
                premises,
                ..Below::default()
            };
            self.below.insert(absent, below);
        }
        Ok(())
    }

    /// Two completions of different outcome that differ in one choice alone, and one of each further outcome.
    pub(super) fn turns(
        &mut self,
        leaves: &Leaves,
        key: Option<i64>,
        docket: &Docket,
        limits: &Limits,
    ) -> Result<Option<Vec<usize>>, EvalError> {
        let law = Arc::clone(&self.world.law);
        let Some(triple) = docket.triples.first() else {
            return Ok(None);
        };
        let ranked = self.ranked(leaves);
        let wanted = |pick: &Pick| key.is_none_or(|key| key == law.key_of(pick));
        let mut pairs = ranked.iter().enumerate().flat_map(|(number, one)| {
            let others = ranked.iter().skip(number + 1);
            others.map(move |other| (*one, *other))
        });
        let pair = pairs.find_map(|(one, other)| {
            let pick = only_difference(&one.picks, &other.picks).filter(|pick| wanted(pick));
            Some((one, other, pick?)).filter(|_| one.outcome != other.outcome)
        });
        let Some((one, other, pick)) = pair else {
            return Ok(None);
        };
        let mut told = vec![one, other];
        if key.is_none() {
            for leaf in &ranked {
                if told.iter().all(|known| known.outcome != leaf.outcome) {
                    told.push(leaf);
                }
            }
        }
        let mut cases = Vec::new();
        for leaf in told {
            let Some(case) = self.case(leaves, leaf, pick, triple, limits)? else {
                return Ok(None);
            };
            cases.push(case);
        }
        Ok(Some(cases))
    }

    /// The completions, the most telling first: bars, what is allowed, what is out of scope; of those the latest days; of
    /// those the harder cases, a bar at the highest amount and else the lowest.
    fn ranked<'l>(&self, leaves: &'l Leaves) -> Vec<&'l Leaf> {
        let ids = &self.world.law.ids;
        let outcomes = ["barred", "allowed"].map(|name| self.world.symbols.find(name));
        let rank = |leaf: &Leaf| {
            let at = outcomes.iter().position(|outcome| *outcome == leaf.outcome);
            at.unwrap_or(outcomes.len())
        };
        let amount = |leaf: &Leaf| -> i64 {
            let picks = leaf.picks.iter();
            let supposed = picks.filter(|pick| pick.relation == ids.amount_supposed);
            supposed.map(|pick| pick.option).max().unwrap_or_default()
        };
        let mut ranked: Vec<&Leaf> = leaves.all.iter().collect();
        ranked.sort_by_cached_key(|leaf| {
            let hard = if rank(leaf) == 0 {
                -amount(leaf)
            } else {
                amount(leaf)
            };
            (rank(leaf), Reverse(self.world.day_supposed(&leaf.picks)), hard)
        });
        ranked
    }

    /// The outcome of one completion with its proof, told by the suppositions that are enough for it; `kept` is among them
    /// where it matters at all.
    fn case(
        &mut self,
        leaves: &Leaves,
        leaf: &Leaf,
        kept: &Pick,
        triple: &[i64; 3],
        limits: &Limits,
    ) -> Result<Option<usize>, EvalError> {
        let (law, rules) = (Arc::clone(&self.world.law), self.world.rules());
        let row: Vec<i64> = triple
            .iter()
            .copied()
            .chain([leaf.outcome.unwrap_or_default()])
            .collect();
        let key = (kept.relation, &kept.key);
        let supposed = leaf.picks.iter().find(|twin| (twin.relation, &twin.key) == key);
        // Suppositions that are enough for the outcome, if one proof of it holds wherever they do; else enough for one.
        let mut picks = leaves.enough(leaf, supposed, |other| other.outcome == leaf.outcome);
        let among: Vec<&Leaf> = leaves.all.iter().filter(|leaf| leaf.agrees(&picks)).collect();
        let mut models = self.world.bounds(leaves, &among);
        let prove = |models: &mut [Database]| {
            Search::new(&law.program, &rules, models, limits).prove(law.ids.outcome, &row)
        };
        let proof = match prove(&mut models)? {
            Some(proof) => proof,
            None => {
                let Some(proof) = prove(&mut [self.world.model(leaves, leaf)])? else {
                    return Ok(None);
                };
                picks = leaves.enough(leaf, supposed, |other| {
                    leaves.shares(self.world, &proof, leaf, other)
                });
                proof
            }
        };
        let picks = leaves.with_bounds(leaf, picks);
        let root = self.proof_of(leaves, leaf, &picks, &proof, limits)?;
        let (statement, statement_ko) = self.supposing(leaves, leaf, &picks, &proof);
        Ok(Some(self.push(Reason {
            premises: vec![root],
            statement_ko,
            ..bare(ReasonKind::Case, statement)
        })))
    }

    /// Suppositions in one sentence, each in the words of the rule by which the proof uses it, if it does so by one.
    fn supposing(
        &self,
        leaves: &Leaves,
        leaf: &Leaf,
        picks: &[&Pick],
        proof: &Proof,
    ) -> (Statement, Option<Statement>) {
        let mut statement = Statement::default();
        let mut korean = Some(Statement::default());
        for pick in picks {
            let (mut sentence, mut sentence_ko) = self.supposed(pick, proof);
            if let Some(alike) = self.alike(leaves, leaf, pick) {
                alike.tell(&mut sentence, sentence_ko.as_mut());
            }
            let first = statement.parts.is_empty();
            if !first {
                statement.push_text("; and ");
            }
            statement = statement.and(if first { sentence } else { sentence.begun_small() });
            korean = korean.zip(sentence_ko).map(|(mut all, one)| {
                if !first {
                    all.push_text("; 또한 ");
                }
                all.and(one)
            });
        }
        if statement.parts.is_empty() {
            statement.push_text("otherwise");
            korean = Some(Statement::text("그 밖의 경우"));
        }
        (statement, korean)
    }

    /// One supposition.
    fn supposed(&self, pick: &Pick, proof: &Proof) -> (Statement, Option<Statement>) {
        let row = pick.row();
        let supposes = |premise: &NodeId| {
            matches!(proof.node(*premise), Some(Node::Fact { relation, tuple })
                if *relation == pick.relation && *tuple == row)
        };
        let used = proof.nodes.iter().find_map(|node| match node {
            Node::Rule {
                rule,
                binding,
                premises,
                ..
            } if premises.iter().any(supposes) => {
                let rule = self.world.law.program.rules.get(rule.0 as usize)?;
                let sentence = self.world.rule_statement(rule, rule.sentence.as_ref(), binding)?;
                Some((sentence, self.world.rule_korean(rule, &known(binding))))
            }
            _ => None,
        });
        used.unwrap_or_else(|| {
            let row: Vec<Option<i64>> = row.into_iter().map(Some).collect();
            (
                self.world.row_statement(pick.relation, &row),
                self.world.row_korean(pick.relation, &row),
            )
        })
    }
}

/// The values beside a supposed one of which the same is said: in English, up to which, and what stands around that in Korean.
struct Alike {
    said: &'static str,
    last: Option<Value>,
    korean: [&'static str; 2],
}

impl Builder<'_> {
    /// For which values a supposed one stands beside itself.
    fn alike(&self, leaves: &Leaves, leaf: &Leaf, pick: &Pick) -> Option<Alike> {
        if let Some(last) = leaves.last_alike(leaf, pick) {
            return Some(Alike {
                said: "every amount up to ",
                last: Some(Value::Won(last)),
                korean: ["그로부터 ", "까지의 모든 금액에 대하여 같다"],
            });
        }
        let before_law = leaf.outcome == self.world.symbols.find("out_of_scope");
        let (said, last, korean) = match leaves.days_alike(pick, before_law)? {
            Days::Before => ("every earlier day", None, "그 전의 모든 날도 같다"),
            Days::UpTo(last) => ("every day up to ", Some(last), "까지의 모든 날도 같다"),
            Days::After => ("every later day", None, "그 후의 모든 날도 같다"),
        };
        Some(Alike {
            said,
            last: last.map(Value::Date),
            korean: ["", korean],
        })
    }
}

impl Alike {
    fn tell(self, english: &mut Statement, korean: Option<&mut Statement>) {
        let last = self.last.map(Phrase::Value);
        english.push_text(", and so for ");
        english.push_text(self.said);
        english.parts.extend(last.clone());
        if let Some(korean) = korean {
            let [before, behind] = self.korean;
            korean.push_text(&format!(" ({before}"));
            korean.parts.extend(last);
            korean.push_text(&format!("{behind})"));
        }
    }
}
