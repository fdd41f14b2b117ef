//! Semi-naive, stratified evaluation (Abiteboul, Hull, Vianu, "Foundations of Databases", 13.1 and 15.2).
//!
//! Relations are evaluated component by component of the dependency graph; a negated or aggregated relation is always
//! finished before it is read.

use std::sync::Arc;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::lang::program::{Aggregate, Literal, Program, RelationId, Rule};
use crate::lang::source::Span;

use super::database::Database;
use super::error::EvalError;
use super::limits::Limits;
use super::plan::{Operand, Run, Step, index_for, plan_body, plan_head};
use super::relation::Relation;
use super::symbols::Symbols;

/// The finished model: given and derived tuples.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Every relation of the program.
    pub database: Database,
}

impl Model {
    /// The tuples of a relation.
    #[must_use]
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.database.relation(id)
    }
}

/// A program made ready to run on any number of databases.
#[derive(Clone, Debug)]
pub struct Evaluator {
    rules: Vec<Arc<Plan>>,
    /// Rules by component, in order of dependency; true if the component is recursive.
    components: Vec<(Vec<usize>, bool)>,
    component_of: Arc<[usize]>,
}

/// One rule as steps over numbered slots, one a variable.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) id: String,
    pub(crate) head: usize,
    pub(crate) terms: Vec<Operand>,
    pub(crate) steps: Vec<Step>,
    pub(crate) slots: usize,
    names: Vec<String>,
    /// Steps that read a relation of the head's own component.
    recursive: Vec<usize>,
}

impl Evaluator {
    /// Plans the rules of a program. Text constants are interned in `symbols`.
    #[must_use]
    pub fn new(program: &Program, symbols: &mut Symbols) -> Self {
        let component_of = components(program);
        let count = component_of.iter().copied().max().map_or(0, |most| most + 1);
        let mut components = vec![(Vec::new(), false); count];
        let mut rules = Vec::new();
        for rule in &program.rules {
            let component = component_of
                .get(rule.head.relation.0 as usize)
                .copied()
                .unwrap_or_default();
            let plan = plan_rule(rule, component, &component_of, symbols);
            if let Some((members, recursive)) = components.get_mut(component) {
                members.push(rules.len());
                *recursive |= !plan.recursive.is_empty();
            }
            rules.push(Arc::new(plan));
        }
        components.retain(|(members, _)| !members.is_empty());
        Self {
            rules,
            components,
            component_of: component_of.into(),
        }
    }

    /// The same program with one rule, by its index, in another form, or without it.
    ///
    /// The rule may read fewer relations than before, but no others: the order of the components stays as it is.
    #[must_use]
    pub fn with_rule(&self, index: usize, rule: Option<&Rule>, symbols: &mut Symbols) -> Self {
        let mut changed = self.clone();
        match (rule, changed.rules.get_mut(index)) {
            (Some(rule), Some(place)) => {
                let component = self.component_of.get(rule.head.relation.0 as usize);
                let component = component.copied().unwrap_or_default();
                *place = Arc::new(plan_rule(rule, component, &self.component_of, symbols));
            }
            _ => {
                for (members, _) in &mut changed.components {
                    members.retain(|member| *member != index);
                }
            }
        }
        changed
    }

    /// The plans of the rules, in the order of the program.
    pub(crate) fn plans(&self) -> &[Arc<Plan>] {
        &self.rules
    }

    /// Numbers of rules by component, in order of dependency; true if the component is recursive.
    pub(crate) fn components(&self) -> &[(Vec<usize>, bool)] {
        &self.components
    }

    /// Adds every derivable tuple to a database of given tuples.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub fn run(&self, database: &mut Database, limits: &Limits) -> Result<(), EvalError> {
        let mut left = limits.tuples;
        for component in 0..self.components.len() {
            self.run_component(component, database, limits, &mut left)?;
        }
        Ok(())
    }

    /// Adds every tuple of one component that is derivable from those that it reads.
    ///
    /// # Errors
    /// As [`Evaluator::run`].
    pub(super) fn run_component(
        &self,
        component: usize,
        database: &mut Database,
        limits: &Limits,
        left: &mut usize,
    ) -> Result<(), EvalError> {
        let Some((members, recursive)) = self.components.get(component) else {
            return Ok(());
        };
        limits.poll()?;
        let plans: Vec<&Plan> = members
            .iter()
            .filter_map(|index| self.rules.get(*index).map(Arc::as_ref))
            .collect();
        let start: Vec<usize> = if *recursive {
            database.relations().iter().map(Relation::len).collect()
        } else {
            Vec::new()
        };
        for plan in &plans {
            plan.apply(database, None, limits, left)?;
        }
        if *recursive {
            fixpoint(&plans, start, database, limits, left)?;
        }
        Ok(())
    }
}

/// Rounds over the deltas of one component until nothing is new.
fn fixpoint(
    plans: &[&Plan],
    mut start: Vec<usize>,
    database: &mut Database,
    limits: &Limits,
    left: &mut usize,
) -> Result<(), EvalError> {
    for _ in 0..limits.rounds {
        limits.poll()?;
        let end: Vec<usize> = database.relations().iter().map(Relation::len).collect();
        if start == end {
            return Ok(());
        }
        for plan in plans {
            for step in &plan.recursive {
                let Some(Step::Scan(scan)) = plan.steps.get(*step) else {
                    continue;
                };
                let from = start.get(scan.relation).copied().unwrap_or_default();
                let to = end.get(scan.relation).copied().unwrap_or_default();
                if from < to {
                    plan.apply(database, Some((*step, from..to)), limits, left)?;
                }
            }
        }
        start = end;
    }
    Err(EvalError::RoundLimit(limits.rounds))
}

/// The model of a program over a database of given tuples.
///
/// # Errors
/// A limit was reached, or a value cannot be computed.
pub fn evaluate(
    program: &Program,
    symbols: &mut Symbols,
    mut database: Database,
    limits: &Limits,
) -> Result<Model, EvalError> {
    Evaluator::new(program, symbols).run(&mut database, limits)?;
    Ok(Model { database })
}

fn plan_rule(rule: &Rule, component: usize, component_of: &[usize], symbols: &mut Symbols) -> Plan {
    let slots = rule.variables.len();
    let steps = plan_body(&rule.body, &mut vec![false; slots], symbols);
    let recursive = steps
        .iter()
        .enumerate()
        .filter(|(_, step)| matches!(step, Step::Scan(scan) if component_of.get(scan.relation) == Some(&component)))
        .map(|(index, _)| index)
        .collect();
    Plan {
        id: rule.id.clone(),
        head: rule.head.relation.0 as usize,
        terms: plan_head(&rule.head, symbols),
        steps,
        slots,
        names: rule
            .variables
            .iter()
            .map(|variable| variable.name.clone())
            .collect(),
        recursive,
    }
}

impl Plan {
    /// Adds the relations that the body reads, those of aggregates included.
    pub(super) fn reads(&self, found: &mut Vec<usize>) {
        fn read(steps: &[Step], found: &mut Vec<usize>) {
            for step in steps {
                match step {
                    Step::Scan(scan) | Step::Absent(scan) => found.push(scan.relation),
                    Step::Fold(fold, _) => read(&fold.steps, found),
                    Step::Compare { .. } | Step::Let { .. } => {}
                }
            }
        }
        read(&self.steps, found);
    }

    fn apply(
        &self,
        database: &mut Database,
        delta: Option<(usize, std::ops::Range<usize>)>,
        limits: &Limits,
        left: &mut usize,
    ) -> Result<(), EvalError> {
        index_for(&self.steps, database);
        let mut found: Vec<i64> = Vec::new();
        let mut matches = 0_usize;
        let run = Run {
            database,
            delta,
            limits,
            rule: &self.id,
        };
        let mut binding = vec![0; self.slots];
        run.walk(&self.steps, 0, &mut binding, &mut 0, &mut |binding| {
            matches += 1;
            found.extend(self.terms.iter().map(|term| term.value(binding)));
            Ok(())
        })
        .map_err(|error| self.name_values(error))?;
        let head = RelationId(u32::try_from(self.head).unwrap_or(u32::MAX));
        let Some(relation) = database.relation_mut(head) else {
            return Ok(());
        };
        let before = relation.len();
        if relation.arity() == 0 {
            if matches > 0 {
                relation.insert(&[]);
            }
        } else {
            relation.extend_flat(&found);
        }
        *left = left
            .checked_sub(relation.len() - before)
            .ok_or(EvalError::TupleLimit(limits.tuples))?;
        Ok(())
    }

    /// The error of a literal that cannot be computed under a binding.
    pub(crate) fn fault(&self, span: Span, binding: &[i64]) -> EvalError {
        let values: Vec<String> = binding.iter().map(i64::to_string).collect();
        self.name_values(EvalError::Arithmetic {
            rule: self.id.clone(),
            span,
            values: values.join(", "),
        })
    }

    /// Puts the variables' names before the values of an arithmetic error.
    fn name_values(&self, error: EvalError) -> EvalError {
        match error {
            EvalError::Arithmetic { rule, span, values } => {
                let named: Vec<String> = self
                    .names
                    .iter()
                    .zip(values.split(", "))
                    .map(|(name, value)| format!("{name} = {value}"))
                    .collect();
                EvalError::Arithmetic {
                    rule,
                    span,
                    values: named.join(", "),
                }
            }
            other => other,
        }
    }
}

/// Component of each relation, numbered so that a relation comes after all that it depends on.
fn components(program: &Program) -> Vec<usize> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    let nodes: Vec<NodeIndex> = program.relations.iter().map(|_| graph.add_node(())).collect();
    for rule in &program.rules {
        let head = nodes.get(rule.head.relation.0 as usize);
        for relation in relations_read(&rule.body) {
            if let (Some(head), Some(read)) = (head, nodes.get(relation.0 as usize)) {
                graph.update_edge(*head, *read, ());
            }
        }
    }
    let mut component_of = vec![0; program.relations.len()];
    for (number, component) in tarjan_scc(&graph).iter().enumerate() {
        for node in component {
            if let Some(place) = component_of.get_mut(node.index()) {
                *place = number;
            }
        }
    }
    component_of
}

/// Every relation that a body reads, aggregate bodies included.
fn relations_read(body: &[Literal]) -> Vec<RelationId> {
    let mut read = Vec::new();
    for literal in body {
        match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => read.push(atom.relation),
            Literal::Aggregate(Aggregate { body, .. }) => read.extend(relations_read(body)),
            Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
    read
}
