//! Strata: no relation depends on its own absence or on a fold over itself, and what is negated or folded
//! lies strictly lower.

use super::super::program::{Literal, Program, RelationId, Rule, Term};
use super::super::source::Span;
use super::super::syntax::AggregateOp;
use super::error::CheckError;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How a head depends on a relation of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Positive,
    Absent,
    Folded(AggregateOp),
}

/// One dependency.
#[derive(Clone, Copy, Debug)]
struct Edge {
    head: RelationId,
    on: RelationId,
    link: Link,
    span: Span,
}

/// Dependencies by head.
struct Graph(BTreeMap<RelationId, Vec<Edge>>);

impl Graph {
    fn new(program: &Program) -> Self {
        let mut graph: BTreeMap<RelationId, Vec<Edge>> = BTreeMap::new();
        for edge in program.rules.iter().flat_map(rule_edges) {
            graph.entry(edge.head).or_default().push(edge);
        }
        Graph(graph)
    }

    fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.0.values().flatten()
    }

    /// A shortest chain of dependencies from one relation to another; empty if they are the same.
    fn path(&self, from: RelationId, to: RelationId) -> Option<Vec<&Edge>> {
        let mut reached_by: BTreeMap<RelationId, Option<&Edge>> = BTreeMap::from([(from, None)]);
        let mut queue = VecDeque::from([from]);
        while let Some(relation) = queue.pop_front() {
            if relation == to {
                let mut chain = Vec::new();
                let mut at = to;
                while let Some(Some(edge)) = reached_by.get(&at) {
                    chain.push(*edge);
                    at = edge.head;
                }
                chain.reverse();
                return Some(chain);
            }
            for edge in self.0.get(&relation).into_iter().flatten() {
                if let Entry::Vacant(entry) = reached_by.entry(edge.on) {
                    entry.insert(Some(edge));
                    queue.push_back(edge.on);
                }
            }
        }
        None
    }
}

/// Sets the stratum of every relation, or reports each cycle through a negation or an aggregate.
pub(super) fn stratify(program: &mut Program, errors: &mut Vec<CheckError>) {
    let graph = Graph::new(program);
    let before = errors.len();
    refuse_cycles(program, &graph, errors);
    if errors.len() > before {
        return;
    }
    let mut strata: BTreeMap<RelationId, u32> = BTreeMap::new();
    loop {
        let mut changed = false;
        for edge in graph.edges() {
            let lowest = strata.get(&edge.on).copied().unwrap_or(0) + u32::from(edge.link != Link::Positive);
            let stratum = strata.entry(edge.head).or_default();
            if *stratum < lowest {
                *stratum = lowest;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for (id, relation) in (0..).map(RelationId).zip(&mut program.relations) {
        relation.stratum = strata.get(&id).copied().unwrap_or(0);
    }
}

/// In the law a recursive rule concludes no computed value, since it might go on for ever.
pub(super) fn refuse_growing_recursion(program: &Program, first: usize, errors: &mut Vec<CheckError>) {
    let graph = Graph::new(program);
    for rule in program.rules.iter().skip(first) {
        let head = rule.head.relation;
        for literal in &rule.body {
            let Literal::Let { variable, span, .. } = literal else {
                continue;
            };
            let concludes = rule.head.terms.contains(&Term::Variable(*variable));
            let is_recursive = |edge: &Edge| graph.path(edge.on, head).is_some();
            if concludes && rule_edges(rule).iter().any(is_recursive) {
                let name = rule.variables.get(variable.0 as usize);
                errors.push(CheckError::GrowingRecursion {
                    variable: name.map_or_else(String::new, |variable| variable.name.clone()),
                    relation: relation_name(program, head),
                    span: rule.head.span,
                    first: *span,
                });
            }
        }
    }
}

fn rule_edges(rule: &Rule) -> Vec<Edge> {
    let head = rule.head.relation;
    let mut edges = Vec::new();
    let mut add = |on, link, span| edges.push(Edge { head, on, link, span });
    for literal in &rule.body {
        match literal {
            Literal::Atom(atom) => add(atom.relation, Link::Positive, atom.span),
            Literal::Absent(atom) => add(atom.relation, Link::Absent, atom.span),
            Literal::Aggregate(aggregate) => {
                for inner in &aggregate.body {
                    if let Literal::Atom(atom) | Literal::Absent(atom) = inner {
                        add(atom.relation, Link::Folded(aggregate.op), atom.span);
                    }
                }
            }
            Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
    edges
}

/// Reports one cycle for each pair of relations that a negation or an aggregate links in a cycle.
fn refuse_cycles(program: &Program, graph: &Graph, errors: &mut Vec<CheckError>) {
    let mut reported: BTreeSet<RelationId> = BTreeSet::new();
    for edge in graph.edges().filter(|edge| edge.link != Link::Positive) {
        let Some(back) = graph.path(edge.on, edge.head) else {
            continue;
        };
        if reported.contains(&edge.head) || reported.contains(&edge.on) {
            continue;
        }
        let mut cycle = relation_name(program, edge.head);
        for step in std::iter::once(edge).chain(back.iter().copied()) {
            let sign = match step.link {
                Link::Positive => "",
                Link::Absent => "!",
                Link::Folded(op) => op.word_and_blank(),
            };
            cycle.push_str(&format!(" -> {sign}{}", relation_name(program, step.on)));
            reported.insert(step.head);
        }
        errors.push(CheckError::Cycle {
            cycle,
            span: edge.span,
        });
    }
}

fn relation_name(program: &Program, id: RelationId) -> String {
    program
        .relation(id)
        .map_or_else(String::new, |relation| relation.name.clone())
}

impl AggregateOp {
    /// The fold as written.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.word_and_blank().trim_end()
    }

    fn word_and_blank(self) -> &'static str {
        match self {
            AggregateOp::Count => "count ",
            AggregateOp::Sum => "sum ",
            AggregateOp::Min => "min ",
            AggregateOp::Max => "max ",
        }
    }
}
