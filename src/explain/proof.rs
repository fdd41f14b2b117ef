//! Proofs as data.

use crate::lang::program::{RelationId, RuleId};
use crate::lang::syntax::CompareOp;

/// Index into [`Proof::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// A proof of one tuple. Sub-proofs that serve twice stand once; premises stand before what rests on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The steps; the last one is the tuple proved.
    pub nodes: Vec<Node>,
}

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A row of a given relation. Height 0.
    Fact {
        /// Its relation.
        relation: RelationId,
        /// Its words.
        tuple: Vec<i64>,
    },
    /// A tuple concluded by a rule, one above its highest premise.
    Rule {
        /// The rule.
        rule: RuleId,
        /// The relation of its head.
        relation: RelationId,
        /// The tuple concluded.
        tuple: Vec<i64>,
        /// One word a variable of the rule; those local to aggregates are 0.
        binding: Vec<i64>,
        /// One node a literal of the body, in its order.
        premises: Vec<NodeId>,
    },
    /// No row of the finished model fits. Height 0.
    Absent {
        /// The relation.
        relation: RelationId,
        /// One word a column; `None` stands for any.
        pattern: Vec<Option<i64>>,
    },
    /// A comparison that holds. Height 0.
    Comparison {
        /// The rule that compares.
        rule: RuleId,
        /// Index of the literal in its body.
        literal: usize,
        /// Index within the body of that literal, if it is an aggregate.
        inner: Option<usize>,
        /// Left value.
        left: i64,
        /// Operator.
        op: CompareOp,
        /// Right value.
        right: i64,
    },
    /// A computed value. Height 0.
    Value {
        /// The rule that computes it.
        rule: RuleId,
        /// Index of the literal in its body.
        literal: usize,
        /// Index within the body of that literal, if it is an aggregate.
        inner: Option<usize>,
        /// The value.
        value: i64,
    },
    /// A fold over all matches of a body, one above the highest premise of a match; 0 where nothing matches.
    Aggregate {
        /// The rule that folds.
        rule: RuleId,
        /// Index of the literal in its body.
        literal: usize,
        /// The value.
        value: i64,
        /// What was folded.
        matches: Vec<Match>,
    },
}

/// One match of the body of an aggregate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// One word a variable of the rule.
    pub binding: Vec<i64>,
    /// One node a literal of the aggregate's body.
    pub premises: Vec<NodeId>,
}

impl Proof {
    /// The node of an id.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// The last node: what is proved.
    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        let last = u32::try_from(self.nodes.len()).ok()?.checked_sub(1)?;
        Some(NodeId(last))
    }

    /// The nodes that a node rests on, in the order of the rule's body.
    #[must_use]
    pub fn premises(&self, id: NodeId) -> Vec<NodeId> {
        match self.node(id) {
            Some(Node::Rule { premises, .. }) => premises.clone(),
            Some(Node::Aggregate { matches, .. }) => {
                matches.iter().flat_map(|one| one.premises.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Height of the proof: that of a fact, an absence, a comparison and a value is 0; a rule and a fold stand one above
    /// their highest premise.
    #[must_use]
    pub fn height(&self) -> u32 {
        let mut heights: Vec<u32> = Vec::with_capacity(self.nodes.len());
        for index in 0..self.nodes.len() {
            let id = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
            let premises = self.premises(id);
            let highest = premises
                .iter()
                .filter_map(|premise| heights.get(premise.0 as usize))
                .max();
            let is_rule = matches!(self.nodes.get(index), Some(Node::Rule { .. }));
            heights.push(match highest {
                Some(highest) => highest + 1,
                None => u32::from(is_rule),
            });
        }
        heights.last().copied().unwrap_or_default()
    }

    /// The given rows that the proof rests on, each once, in order of appearance.
    pub fn facts(&self) -> impl Iterator<Item = (RelationId, &[i64])> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Fact { relation, tuple } => Some((*relation, tuple.as_slice())),
            _ => None,
        })
    }

    /// The rules used, each once, in order of appearance.
    #[must_use]
    pub fn rules(&self) -> Vec<RuleId> {
        let mut rules = Vec::new();
        for node in &self.nodes {
            if let Node::Rule { rule, .. } = node
                && !rules.contains(rule)
            {
                rules.push(*rule);
            }
        }
        rules
    }
}
