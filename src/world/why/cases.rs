//! Proofs over the completions: one for all of them, or cases.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::engine::{Database, EvalError, Limits};
use crate::explain::{Node, Pattern, Proof, Search, check_proof};
use crate::lang::program::{Program, RelationId};
use crate::law::Docket;

use super::super::leaves::{Leaf, Leaves, Pick, only_difference};
use super::super::phrase::known;
use super::super::reason::{Reason, ReasonKind, Statement};
use super::Row;
use super::builder::{Builder, bare};

/// Most cases that one explanation tells apart.
const MOST_CASES: usize = 8;

impl Builder<'_> {
    /// A proof of a row of the analyst's own rules over facts and certain rows; false if there is none.
    pub(super) fn own(
        &mut self,
        relation: RelationId,
        row: &[i64],
        number: usize,
        limits: &Limits,
    ) -> Result<bool, EvalError> {
        let Some(own) = self.world.own.clone() else {
            return Ok(false);
        };
        let model = self.world.own_model(relation, row, limits)?;
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
    ) -> Result<Option<Vec<usize>>, EvalError> {
        let rules = self.world.rules();
        let law = Arc::clone(&self.world.law);
        let whole = row.iter().map(|word| Some(*word)).collect();
        if !leaves.certain(&(*relation, whole)).is_empty() {
            let mut models = match leaves.all.as_slice() {
                [only] => vec![self.world.model(leaves, only)],
                _ => self.world.bounds(leaves).to_vec(),
            };
            let proofs =
                Search::new(&law.program, &rules, &mut models, limits).proofs(*relation, row, number + 1)?;
            if let Some(proof) = proofs.into_iter().nth(number) {
                for leaf in leaves.all.iter().filter(|_| cfg!(debug_assertions)) {
                    self.checked(&law.program, [&self.world.model(leaves, leaf)], &proof);
                }
                return Ok(Some(vec![self.proof(&law.program, &proof, limits)?]));
            }
            if leaves.is_settled() || number > 0 {
                return Ok(None);
            }
        } else if number > 0 {
            return Ok(None);
        }
        self.cases(leaves, (*relation, row.clone()), limits)
    }

    /// Proofs that together hold in every completion that has the row, each told by what it supposes.
    pub(super) fn cases(
        &mut self,
        leaves: &Leaves,
        (relation, row): Row,
        limits: &Limits,
    ) -> Result<Option<Vec<usize>>, EvalError> {
        let rules = self.world.rules();
        let law = Arc::clone(&self.world.law);
        let goal: Pattern = (relation, row.iter().map(|word| Some(*word)).collect());
        let holds = |leaf: &&Leaf| !leaves.fitting(leaf, &goal).is_empty();
        let mut left: Vec<&Leaf> = leaves.all.iter().filter(holds).collect();
        let mut cases = Vec::new();
        while let Some(leaf) = left.first().copied() {
            if cases.len() == MOST_CASES {
                break;
            }
            let mut models = [self.world.model(leaves, leaf)];
            let proof = Search::new(&law.program, &rules, &mut models, limits).prove(relation, &row)?;
            let Some(proof) = proof else { return Ok(None) };
            left.retain(|leaf| {
                let model = self.world.model(leaves, leaf);
                check_proof(&law.program, &self.world.symbols, &model, &proof).is_err()
            });
            let root = self.proof_of(leaf, &models, &proof, limits)?;
            let (statement, statement_ko) = self.suppositions(&proof);
            cases.push(self.push(Reason {
                premises: vec![root],
                statement_ko,
                ..bare(ReasonKind::Case, statement)
            }));
        }
        Ok((!cases.is_empty()).then_some(cases))
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

    /// The proof of a completion, as of the day that it supposes where none is known.
    fn proof_of(
        &mut self,
        leaf: &Leaf,
        models: &[Database; 1],
        proof: &Proof,
        limits: &Limits,
    ) -> Result<usize, EvalError> {
        let (law, known) = (Arc::clone(&self.world.law), self.day);
        self.checked(&law.program, models, proof);
        self.day = known.or_else(|| self.world.day_supposed(&leaf.picks));
        let root = self.proof(&law.program, proof, limits);
        self.day = known;
        root
    }

    /// Two completions of different outcome that differ in one choice alone.
    pub(super) fn turns(
        &mut self,
        leaves: &Leaves,
        key: Option<i64>,
        docket: &Docket,
        limits: &Limits,
    ) -> Result<Option<Vec<usize>>, EvalError> {
        let rules = self.world.rules();
        let law = Arc::clone(&self.world.law);
        let wanted = |pick: &Pick| {
            let name = pick.name();
            let name = law
                .ids
                .reading_key
                .get(&name)
                .filter(|_| pick.relation == law.ids.reading_supposed)
                .copied()
                .unwrap_or(name);
            key.is_none_or(|key| key == name)
        };
        // The harder case on either side: a bar at the highest amount, else the lowest.
        let barred = self.world.symbols.find("barred");
        let amount = |leaf: &&Leaf| -> i64 {
            let supposed = leaf
                .picks
                .iter()
                .filter(|pick| pick.relation == law.ids.amount_supposed);
            supposed.map(|pick| pick.option).max().unwrap_or_default()
        };
        let (mut ones, mut others): (Vec<_>, Vec<_>) =
            leaves.all.iter().partition(|leaf| leaf.outcome == barred);
        ones.sort_by_key(|leaf| Reverse(amount(leaf)));
        others.sort_by_key(amount);
        if ones.is_empty() {
            ones.clone_from(&others);
        }
        let mut pair = None;
        'search: for one in &ones {
            for other in &others {
                if one.outcome != other.outcome
                    && let Some(pick) = only_difference(&one.picks, &other.picks)
                    && wanted(pick)
                {
                    pair = Some((one, other, pick));
                    break 'search;
                }
            }
        }
        let (Some((one, other, pick)), Some([firm, project, role])) = (pair, docket.triples.first()) else {
            return Ok(None);
        };
        let mut cases = Vec::new();
        for leaf in [one, other] {
            let row = vec![*firm, *project, *role, leaf.outcome.unwrap_or_default()];
            let mut models = [self.world.model(leaves, leaf)];
            let proof =
                Search::new(&law.program, &rules, &mut models, limits).prove(law.ids.outcome, &row)?;
            let Some(proof) = proof else { return Ok(None) };
            let root = self.proof_of(leaf, &models, &proof, limits)?;
            let supposed = leaf
                .picks
                .iter()
                .find(|twin| (twin.relation, &twin.key) == (pick.relation, &pick.key));
            let (statement, statement_ko) = match supposed {
                Some(supposed) => {
                    let row: Vec<Option<i64>> = supposed.row().into_iter().map(Some).collect();
                    (
                        self.world.row_statement(supposed.relation, &row),
                        self.world.row_korean(supposed.relation, &row),
                    )
                }
                None => (Statement::default(), None),
            };
            cases.push(self.push(Reason {
                premises: vec![root],
                statement_ko,
                ..bare(ReasonKind::Case, statement)
            }));
        }
        Ok(Some(cases))
    }

    /// What a proof supposes, in the sentences of the rules that suppose it.
    fn suppositions(&self, proof: &Proof) -> (Statement, Option<Statement>) {
        let supposed = self.world.supposed();
        let mut statement = Statement::default();
        let mut korean = Some(Statement::default());
        for node in &proof.nodes {
            let Node::Rule {
                rule,
                binding,
                premises,
                ..
            } = node
            else {
                continue;
            };
            let supposes = premises.iter().any(|id| {
                matches!(proof.node(*id), Some(Node::Fact { relation, .. }) if supposed.contains(relation))
            });
            let rule = self
                .world
                .law
                .program
                .rules
                .get(rule.0 as usize)
                .filter(|_| supposes);
            let Some(rule) = rule else { continue };
            let Some(sentence) = self.world.rule_statement(rule, rule.sentence.as_ref(), binding) else {
                continue;
            };
            if !statement.parts.is_empty() {
                statement.push_text("; ");
            }
            statement = statement.and(sentence);
            korean = korean
                .zip(self.world.rule_korean(rule, &known(binding)))
                .map(|(mut all, one)| {
                    if !all.parts.is_empty() {
                        all.push_text("; ");
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
}
