//! Search for proofs of minimal height.
//!
//! What a tuple can rest on is an AND-OR graph: a tuple by any of its derivations, a derivation by all of its premises.
//! It is explored backwards from the goal, and heights are settled lowest first (Knuth, "A Generalization of Dijkstra's
//! Algorithm", 1977): the height of a derivation, one above its highest premise, is a superior function. Over the reduct
//! of a finished model, negations and aggregates are facts, so recursion through them cannot happen. Minimal heights as
//! the measure of proofs: Zhao, Subotić and Scholz, "Debugging Large-scale Datalog", 2020, section 4.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{Code, Database, EvalError, Limits};
use crate::lang::program::{Literal, Program, RelationId, RuleId};

use crate::lang::syntax::CompareOp;

use super::proof::{Match, Node, NodeId, Proof};
use super::rules::{AggregateForm, AtomForm, LiteralForm, Rules};

/// Looks for proofs in one finished model, or for proofs that hold in each of several.
pub struct Search<'a> {
    program: &'a Program,
    rules: &'a Rules,
    /// The first is searched; the others must agree.
    models: &'a mut [Database],
    limits: &'a Limits,
}

/// A derivation that must not be used: a rule under a binding.
type Banned = FxHashSet<(usize, Box<[i64]>)>;

/// A tuple with what derives it.
struct Tuple {
    relation: RelationId,
    words: Box<[i64]>,
    edges: Vec<usize>,
    /// Derivation by which it is reached lowest; `None` for a fact.
    best: Option<usize>,
    height: Option<u32>,
    /// Edges and needs that it can satisfy.
    serves: Vec<(usize, usize)>,
}

/// One derivation of a tuple.
struct Edge {
    head: usize,
    rule: usize,
    binding: Vec<i64>,
    needs: Vec<Need>,
    open: usize,
    /// Least height, whatever the premises.
    least: u32,
    height: u32,
}

/// A positive premise: one of some tuples.
struct Need {
    /// What stands above it within the rule: an aggregate's own node.
    extra: u32,
    candidates: Vec<usize>,
    satisfied: bool,
}

struct Forest<'a> {
    rules: &'a Rules,
    tuples: Vec<Tuple>,
    edges: Vec<Edge>,
    ids: FxHashMap<(RelationId, Box<[i64]>), usize>,
}

impl<'a> Search<'a> {
    /// A search in finished models of a program: given rows and everything that follows from them. With several, a proof
    /// uses only what holds in each of them; the rows common to many models and the rows of any of them stand for all.
    pub fn new(
        program: &'a Program,
        rules: &'a Rules,
        models: &'a mut [Database],
        limits: &'a Limits,
    ) -> Self {
        Self {
            program,
            rules,
            models,
            limits,
        }
    }

    /// A proof of minimal height, if the tuple holds. Ties go to the rule that stands first, then to the rows that do.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub fn prove(&mut self, relation: RelationId, tuple: &[i64]) -> Result<Option<Proof>, EvalError> {
        self.prove_without(relation, tuple, &Banned::default())
    }

    /// The same without the derivations of the tuple itself by which some proofs of it end.
    ///
    /// # Errors
    /// As [`Search::prove`].
    pub fn prove_otherwise(
        &mut self,
        relation: RelationId,
        tuple: &[i64],
        proofs: &[Proof],
    ) -> Result<Option<Proof>, EvalError> {
        let last = |proof: &Proof| match proof.nodes.last() {
            Some(Node::Rule { rule, binding, .. }) => {
                Some((rule.0 as usize, binding.clone().into_boxed_slice()))
            }
            _ => None,
        };
        self.prove_without(relation, tuple, &proofs.iter().filter_map(last).collect())
    }

    /// Up to `most` proofs in order of height, no two with the same steps: the first, then those that avoid one
    /// derivation of an earlier one (the scheme of Lawler, 1972, for the next best solutions).
    ///
    /// # Errors
    /// As [`Search::prove`].
    pub fn proofs(
        &mut self,
        relation: RelationId,
        tuple: &[i64],
        most: usize,
    ) -> Result<Vec<Proof>, EvalError> {
        let mut waiting: Vec<(Proof, Banned)> = Vec::new();
        if let Some(first) = self.prove(relation, tuple)? {
            waiting.push((first, Banned::default()));
        }
        let mut found: Vec<Proof> = Vec::new();
        while found.len() < most && !waiting.is_empty() {
            let lowest = waiting
                .iter()
                .enumerate()
                .min_by_key(|(index, (proof, _))| (proof.height(), proof.nodes.len(), *index))
                .map_or(0, |(index, _)| index);
            let (proof, banned) = waiting.remove(lowest);
            if found.contains(&proof) {
                continue;
            }
            // A derivation nearer to the goal is replaced first.
            for node in proof.nodes.iter().rev() {
                let Node::Rule { rule, binding, .. } = node else {
                    continue;
                };
                let mut without = banned.clone();
                without.insert((rule.0 as usize, binding.clone().into_boxed_slice()));
                if let Some(other) = self.prove_without(relation, tuple, &without)?
                    && !found.contains(&other)
                    && !waiting.iter().any(|(known, _)| *known == other)
                {
                    waiting.push((other, without));
                }
            }
            found.push(proof);
        }
        Ok(found)
    }

    /// Every given row that some proof of the tuple can rest on, sorted, and whether every proof rests on it.
    ///
    /// # Errors
    /// As [`Search::prove`].
    pub fn supports(
        &mut self,
        relation: RelationId,
        tuple: &[i64],
    ) -> Result<Vec<(RelationId, Vec<i64>, bool)>, EvalError> {
        let mut forest = self.explore(relation, tuple, &Banned::default())?;
        forest.settle(None);
        let goal = forest.goal(relation, tuple);
        let facts: Vec<usize> = (0..forest.tuples.len())
            .filter(|index| {
                forest
                    .tuples
                    .get(*index)
                    .is_some_and(|tuple| forest.is_fact(tuple))
            })
            .collect();
        let mut supports = Vec::new();
        for fact in facts {
            self.limits.poll()?;
            forest.settle(Some(fact));
            let needed =
                goal.is_some_and(|goal| forest.tuples.get(goal).is_none_or(|goal| goal.height.is_none()));
            if let Some(tuple) = forest.tuples.get(fact) {
                supports.push((tuple.relation, tuple.words.to_vec(), needed));
            }
        }
        supports.sort();
        Ok(supports)
    }

    fn prove_without(
        &mut self,
        relation: RelationId,
        tuple: &[i64],
        banned: &Banned,
    ) -> Result<Option<Proof>, EvalError> {
        let mut forest = self.explore(relation, tuple, banned)?;
        forest.settle(None);
        let Some(goal) = forest.goal(relation, tuple) else {
            return Ok(None);
        };
        if forest.tuples.get(goal).is_none_or(|goal| goal.height.is_none()) {
            return Ok(None);
        }
        let mut proof = Proof::default();
        self.extract(&forest, goal, &mut FxHashMap::default(), &mut proof)?;
        Ok(Some(proof))
    }

    /// Whether a tuple holds in every model.
    fn holds(&self, relation: RelationId, tuple: &[i64]) -> bool {
        self.models.iter().all(|model| {
            model
                .relation(relation)
                .is_some_and(|relation| relation.contains(tuple))
        })
    }

    /// The graph of everything that the goal can rest on.
    fn explore(
        &mut self,
        relation: RelationId,
        tuple: &[i64],
        banned: &Banned,
    ) -> Result<Forest<'a>, EvalError> {
        let mut forest = Forest {
            rules: self.rules,
            tuples: Vec::new(),
            edges: Vec::new(),
            ids: FxHashMap::default(),
        };
        if !self.holds(relation, tuple) {
            return Ok(forest);
        }
        forest.tuple(relation, tuple);
        let mut next = 0;
        while let Some(tuple) = forest.tuples.get(next) {
            let (relation, words) = (tuple.relation, tuple.words.clone());
            for rule in self.rules.of(relation) {
                self.limits.poll()?;
                let Some(form) = self.rules.rules.get(*rule) else {
                    continue;
                };
                let Some(model) = self.models.first_mut() else {
                    continue;
                };
                for binding in form.bindings(model, &words, self.limits)? {
                    if banned.contains(&(*rule, binding.clone().into_boxed_slice())) {
                        continue;
                    }
                    let mut least = 1;
                    if let Some(needs) = self.needs(&form.body, &binding, 0, &mut least, &mut forest)? {
                        forest.edge(next, *rule, binding, needs, least);
                    }
                }
            }
            next += 1;
        }
        Ok(forest)
    }

    /// The positive premises of a derivation; `None` if the models do not agree on it.
    fn needs(
        &mut self,
        body: &[LiteralForm],
        binding: &[i64],
        extra: u32,
        least: &mut u32,
        forest: &mut Forest<'_>,
    ) -> Result<Option<Vec<Need>>, EvalError> {
        let mut needs = Vec::new();
        for literal in body {
            match literal {
                LiteralForm::Atom(atom) => {
                    let candidates = self.candidates(atom, binding, forest);
                    if candidates.is_empty() {
                        return Ok(None);
                    }
                    needs.push(Need {
                        extra,
                        candidates,
                        satisfied: false,
                    });
                }
                LiteralForm::Absent(atom) => {
                    let pattern = atom.pattern(binding);
                    if self
                        .models
                        .iter()
                        .any(|model| found(model, atom.relation, &pattern))
                    {
                        return Ok(None);
                    }
                }
                LiteralForm::Aggregate(aggregate) => {
                    let Some(matches) = self.matches(aggregate, binding)? else {
                        return Ok(None);
                    };
                    if !matches.is_empty() {
                        *least = 2;
                    }
                    for inner in matches {
                        match self.needs(&aggregate.body, &inner, extra + 1, least, forest)? {
                            Some(inner) => needs.extend(inner),
                            None => return Ok(None),
                        }
                    }
                }
                LiteralForm::Compare(..) | LiteralForm::Let(..) => {}
            }
        }
        Ok(Some(needs))
    }

    /// The matches of an aggregate; `None` if the models differ in them.
    fn matches(
        &mut self,
        aggregate: &AggregateForm,
        binding: &[i64],
    ) -> Result<Option<Vec<Vec<i64>>>, EvalError> {
        let negates = aggregate
            .body
            .iter()
            .any(|literal| matches!(literal, LiteralForm::Absent(_)));
        if negates && self.models.len() > 1 {
            return Ok(None);
        }
        let mut agreed: Option<Vec<Vec<i64>>> = None;
        let mut in_order = Vec::new();
        for model in self.models.iter_mut() {
            let matches = aggregate.matches(model, binding, self.limits)?;
            let mut sorted = matches.clone();
            sorted.sort_unstable();
            match &agreed {
                None => (agreed, in_order) = (Some(sorted), matches),
                Some(known) if *known == sorted => {}
                Some(_) => return Ok(None),
            }
        }
        Ok(Some(in_order))
    }

    /// The tuples of the first model that an atom can mean under a binding, as far as all models have them.
    fn candidates(&self, atom: &AtomForm, binding: &[i64], forest: &mut Forest<'_>) -> Vec<usize> {
        let pattern = atom.pattern(binding);
        if let Some(tuple) = pattern.iter().copied().collect::<Option<Vec<i64>>>() {
            return if self.holds(atom.relation, &tuple) {
                vec![forest.tuple(atom.relation, &tuple)]
            } else {
                Vec::new()
            };
        }
        let Some(relation) = self
            .models
            .first()
            .and_then(|model| model.relation(atom.relation))
        else {
            return Vec::new();
        };
        relation
            .tuples()
            .filter(|tuple| fits(tuple, &pattern) && self.holds(atom.relation, tuple))
            .map(|tuple| forest.tuple(atom.relation, tuple))
            .collect()
    }

    /// Adds the lowest proof of a tuple, premises first.
    fn extract(
        &mut self,
        forest: &Forest<'_>,
        tuple: usize,
        known: &mut FxHashMap<usize, NodeId>,
        proof: &mut Proof,
    ) -> Result<NodeId, EvalError> {
        if let Some(id) = known.get(&tuple) {
            return Ok(*id);
        }
        let Some(entry) = forest.tuples.get(tuple) else {
            return Ok(NodeId(0));
        };
        let node = match entry.best.and_then(|edge| forest.edges.get(edge)) {
            None => Node::Fact {
                relation: entry.relation,
                tuple: entry.words.to_vec(),
            },
            Some(edge) => {
                let rules = self.rules;
                let body = rules.rules.get(edge.rule).map_or(&[][..], |form| &form.body);
                let premises = self.premises(forest, edge.rule, None, body, &edge.binding, known, proof)?;
                Node::Rule {
                    rule: RuleId(u32::try_from(edge.rule).unwrap_or(u32::MAX)),
                    relation: entry.relation,
                    tuple: entry.words.to_vec(),
                    binding: edge.binding.clone(),
                    premises,
                }
            }
        };
        let id = push(proof, node);
        known.insert(tuple, id);
        Ok(id)
    }

    /// One node for each literal of a body under a binding.
    #[allow(clippy::too_many_arguments)] // the state of one extraction
    fn premises(
        &mut self,
        forest: &Forest<'_>,
        rule: usize,
        within: Option<usize>,
        body: &[LiteralForm],
        binding: &[i64],
        known: &mut FxHashMap<usize, NodeId>,
        proof: &mut Proof,
    ) -> Result<Vec<NodeId>, EvalError> {
        let rule_id = RuleId(u32::try_from(rule).unwrap_or(u32::MAX));
        let mut premises = Vec::new();
        for (index, literal) in body.iter().enumerate() {
            let at = within.unwrap_or(index);
            premises.push(match literal {
                LiteralForm::Atom(atom) => {
                    let lowest = forest.lowest(atom.relation, &atom.pattern(binding));
                    self.extract(forest, lowest, known, proof)?
                }
                LiteralForm::Absent(atom) => push(
                    proof,
                    Node::Absent {
                        relation: atom.relation,
                        pattern: atom.pattern(binding),
                    },
                ),
                LiteralForm::Compare(left, right) => {
                    let op = self.operator(rule, at, within.map(|_| index));
                    let side = |code: &Code| code.value(binding).unwrap_or_default();
                    push(
                        proof,
                        Node::Comparison {
                            rule: rule_id,
                            literal: at,
                            inner: within.map(|_| index),
                            left: side(left),
                            op,
                            right: side(right),
                        },
                    )
                }
                LiteralForm::Let(slot, _) => push(
                    proof,
                    Node::Value {
                        rule: rule_id,
                        literal: at,
                        inner: within.map(|_| index),
                        value: binding.get(*slot).copied().unwrap_or_default(),
                    },
                ),
                LiteralForm::Aggregate(aggregate) => {
                    let mut matches = Vec::new();
                    for mut inner in self.matches(aggregate, binding)?.unwrap_or_default() {
                        let premises =
                            self.premises(forest, rule, Some(index), &aggregate.body, &inner, known, proof)?;
                        inner.truncate(binding.len());
                        matches.push(Match {
                            binding: inner,
                            premises,
                        });
                    }
                    let value = binding.get(aggregate.slot).copied().unwrap_or_default();
                    push(
                        proof,
                        Node::Aggregate {
                            rule: rule_id,
                            literal: index,
                            value,
                            matches,
                        },
                    )
                }
            });
        }
        Ok(premises)
    }

    fn operator(&self, rule: usize, at: usize, inner: Option<usize>) -> CompareOp {
        let literal = self.program.rules.get(rule).and_then(|rule| rule.body.get(at));
        let literal = match (literal, inner) {
            (Some(Literal::Aggregate(aggregate)), Some(inner)) => aggregate.body.get(inner),
            (literal, _) => literal,
        };
        match literal {
            Some(Literal::Compare { op, .. }) => *op,
            _ => CompareOp::Equal,
        }
    }
}

fn push(proof: &mut Proof, node: Node) -> NodeId {
    let id = NodeId(u32::try_from(proof.nodes.len()).unwrap_or(u32::MAX));
    proof.nodes.push(node);
    id
}

pub(super) fn fits(tuple: &[i64], pattern: &[Option<i64>]) -> bool {
    tuple
        .iter()
        .zip(pattern)
        .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
}

fn found(model: &Database, relation: RelationId, pattern: &[Option<i64>]) -> bool {
    let Some(relation) = model.relation(relation) else {
        return false;
    };
    match pattern.iter().copied().collect::<Option<Vec<i64>>>() {
        Some(tuple) => relation.contains(&tuple),
        None => relation.tuples().any(|tuple| fits(tuple, pattern)),
    }
}

impl Forest<'_> {
    /// The number of a tuple, new or known.
    fn tuple(&mut self, relation: RelationId, words: &[i64]) -> usize {
        let next = self.tuples.len();
        let id = *self.ids.entry((relation, words.into())).or_insert(next);
        if id == next {
            self.tuples.push(Tuple {
                relation,
                words: words.into(),
                edges: Vec::new(),
                best: None,
                height: None,
                serves: Vec::new(),
            });
        }
        id
    }

    fn goal(&self, relation: RelationId, words: &[i64]) -> Option<usize> {
        self.ids.get(&(relation, words.into())).copied()
    }

    fn is_fact(&self, tuple: &Tuple) -> bool {
        !self.rules.is_derived(tuple.relation)
    }

    fn edge(&mut self, head: usize, rule: usize, binding: Vec<i64>, needs: Vec<Need>, least: u32) {
        let edge = self.edges.len();
        for (index, need) in needs.iter().enumerate() {
            for candidate in &need.candidates {
                if let Some(tuple) = self.tuples.get_mut(*candidate) {
                    tuple.serves.push((edge, index));
                }
            }
        }
        self.edges.push(Edge {
            head,
            rule,
            binding,
            open: needs.len(),
            needs,
            least,
            height: least,
        });
        if let Some(tuple) = self.tuples.get_mut(head) {
            tuple.edges.push(edge);
        }
    }

    /// Settles the height of every tuple, lowest first, as if one fact were not there.
    fn settle(&mut self, without: Option<usize>) {
        for tuple in &mut self.tuples {
            (tuple.height, tuple.best) = (None, None);
        }
        let mut heap: BinaryHeap<Reverse<(u32, usize, usize)>> = BinaryHeap::new();
        for (index, edge) in self.edges.iter_mut().enumerate() {
            edge.open = edge.needs.len();
            edge.height = edge.least;
            edge.needs.iter_mut().for_each(|need| need.satisfied = false);
            if edge.open == 0 {
                heap.push(Reverse((edge.height, edge.head, index)));
            }
        }
        const FACT: usize = usize::MAX;
        for (index, tuple) in self.tuples.iter().enumerate() {
            if self.is_fact(tuple) && without != Some(index) {
                heap.push(Reverse((0, index, FACT)));
            }
        }
        while let Some(Reverse((height, tuple, edge))) = heap.pop() {
            let Some(entry) = self.tuples.get_mut(tuple) else {
                continue;
            };
            if entry.height.is_some() {
                continue;
            }
            entry.height = Some(height);
            entry.best = (edge != FACT).then_some(edge);
            for (edge, need) in std::mem::take(&mut entry.serves) {
                self.serve(tuple, height, edge, need, &mut heap);
            }
        }
    }

    fn serve(
        &mut self,
        tuple: usize,
        height: u32,
        index: usize,
        need: usize,
        heap: &mut BinaryHeap<Reverse<(u32, usize, usize)>>,
    ) {
        if let Some(entry) = self.tuples.get_mut(tuple) {
            entry.serves.push((index, need));
        }
        let Some(edge) = self.edges.get_mut(index) else {
            return;
        };
        let Some(need) = edge.needs.get_mut(need) else {
            return;
        };
        if std::mem::replace(&mut need.satisfied, true) {
            return;
        }
        edge.height = edge.height.max(height + need.extra + 1);
        edge.open -= 1;
        if edge.open == 0 {
            heap.push(Reverse((edge.height, edge.head, index)));
        }
    }

    /// The lowest tuple that fits a pattern; the first of several.
    fn lowest(&self, relation: RelationId, pattern: &[Option<i64>]) -> usize {
        if let Some(tuple) = pattern.iter().copied().collect::<Option<Vec<i64>>>() {
            return self.goal(relation, &tuple).unwrap_or_default();
        }
        self.tuples
            .iter()
            .enumerate()
            .filter(|(_, tuple)| tuple.relation == relation && fits(&tuple.words, pattern))
            .filter_map(|(index, tuple)| tuple.height.map(|height| (height, index)))
            .min()
            .map_or(0, |(_, index)| index)
    }
}
