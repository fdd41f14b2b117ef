//! Mutants: the law with one small mistake in one rule, for the question whether any case would notice it
//! (DeMillo, Lipton and Sayward, "Hints on Test Data Selection", 1978).
//!
//! A comparison becomes its edge neighbour or its negation, what is compared lies a day or a won further, a number is
//! one up or down, a premise is left out, a whole rule is left out. What would not be safe any more is no mutant, nor is a
//! rule without a premise that only says what is asked: it concludes the same of what is asked.

mod body;
mod change;

use std::collections::BTreeSet;

use crate::lang::printer::{print_atom, print_literal};
use crate::lang::program::{Aggregate, Literal, Program, RelationId, Rule, RuleId, VariableId};
use crate::lang::source::Span;

use super::program::Law;

use body::{binds, of_expr, variables};
pub(crate) use body::{is_ask, without};

/// A rule of the law with one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// `RULE/PLACE/CHANGE`: the place is the number of the literal in the body, `N.M` inside an aggregate, 0 for the head;
    /// `RULE/delete` for the whole rule.
    pub id: String,
    /// The rule.
    pub rule: RuleId,
    /// What is changed.
    pub span: Span,
    /// The literals concerned, as the rule has them.
    pub before: String,
    /// As the mutant has them; empty where they are left out.
    pub after: String,
    /// The changed rule; `None` where it is left out.
    pub(crate) changed: Option<Rule>,
    /// How many literals must hold before the change can matter.
    pub(crate) behind: usize,
}

/// Every mutant of a law, rule by rule in source order, premise by premise.
#[must_use]
pub fn mutants(law: &Law) -> Vec<Mutant> {
    let program = &law.program;
    let asks = [law.ids.asked, law.ids.asked_project];
    let mut found = Vec::new();
    for (index, rule) in (0_u32..).zip(&program.rules) {
        let mut maker = Maker {
            program,
            asks,
            rule,
            id: RuleId(index),
            found: Vec::new(),
        };
        maker.make();
        found.extend(maker.found);
    }
    found
}

/// Makes the mutants of one rule.
struct Maker<'a> {
    program: &'a Program,
    asks: [RelationId; 2],
    rule: &'a Rule,
    id: RuleId,
    found: Vec<Mutant>,
}

impl Maker<'_> {
    fn make(&mut self) {
        let head = print_atom(self.program, &self.rule.variables, &self.rule.head);
        let (whole, span) = (self.rule.body.len(), self.rule.head.span);
        self.put("delete", span, whole, (head.clone(), String::new()), None);
        for (change, changed) in change::heads(self.rule) {
            let after = print_atom(self.program, &changed.variables, &changed.head);
            let texts = (head.clone(), after);
            self.put(&format!("0/{change}"), span, whole, texts, Some(changed));
        }
        let mut bound = BTreeSet::new();
        for (at, literal) in self.rule.body.iter().enumerate() {
            self.changes(at, literal);
            if is_premise(literal) && !is_ask(literal, self.asks) {
                let body = without(&self.rule.body, at, &BTreeSet::new());
                let gone = self.printed(&missing(&self.rule.body, &body));
                self.put_body(
                    &format!("{}/drop", at + 1),
                    literal,
                    at,
                    (gone, String::new()),
                    body,
                );
            }
            if let Literal::Aggregate(aggregate) = literal {
                self.inside(at, aggregate, &bound);
            }
            bound.extend(binds(literal));
        }
    }

    /// Changed comparisons and numbers of one literal of the body.
    fn changes(&mut self, at: usize, literal: &Literal) {
        for (change, changed) in change::changes(literal, &self.rule.variables) {
            let texts = (self.print(literal), self.print(&changed));
            let body = replaced(&self.rule.body, at, changed);
            self.put_body(&format!("{}/{change}", at + 1), literal, at, texts, body);
        }
    }

    /// The same, and left out premises, in the body of an aggregate.
    fn inside(&mut self, at: usize, aggregate: &Aggregate, bound: &BTreeSet<VariableId>) {
        for (inner, literal) in aggregate.body.iter().enumerate() {
            let place = format!("{}.{}", at + 1, inner + 1);
            for (change, changed) in change::changes(literal, &self.rule.variables) {
                let texts = (self.print(literal), self.print(&changed));
                let fold = folded(aggregate, replaced(&aggregate.body, inner, changed));
                let body = replaced(&self.rule.body, at, Literal::Aggregate(fold));
                self.put_body(&format!("{place}/{change}"), literal, at, texts, body);
            }
            if is_premise(literal) {
                let kept = without(&aggregate.body, inner, bound);
                let gone = self.printed(&missing(&aggregate.body, &kept));
                let fold = folded(aggregate, kept);
                if !is_bound(&fold, bound) {
                    continue;
                }
                let body = replaced(&self.rule.body, at, Literal::Aggregate(fold));
                self.put_body(&format!("{place}/drop"), literal, at, (gone, String::new()), body);
            }
        }
    }

    /// Notes a mutant with another body, if that still binds the head.
    fn put_body(
        &mut self,
        change: &str,
        literal: &Literal,
        behind: usize,
        texts: (String, String),
        body: Vec<Literal>,
    ) {
        let bound: BTreeSet<VariableId> = body.iter().flat_map(binds).collect();
        if variables(&self.rule.head).all(|id| bound.contains(&id)) {
            let changed = Rule {
                body,
                ..self.rule.clone()
            };
            self.put(change, span_of(literal), behind, texts, Some(changed));
        }
    }

    fn put(
        &mut self,
        change: &str,
        span: Span,
        behind: usize,
        (before, after): (String, String),
        changed: Option<Rule>,
    ) {
        let mut id = format!("{}/{change}", self.rule.id);
        let twins = |id: &str| self.found.iter().any(|known| known.id == id);
        // The same number can stand twice in a literal.
        for number in 2.. {
            if !twins(&id) {
                break;
            }
            id = format!("{}/{change}/{number}", self.rule.id);
        }
        self.found.push(Mutant {
            id,
            rule: self.id,
            span,
            before,
            after,
            changed,
            behind,
        });
    }

    fn print(&self, literal: &Literal) -> String {
        print_literal(self.program, &self.rule.variables, literal)
    }

    fn printed(&self, literals: &[&Literal]) -> String {
        let texts: Vec<String> = literals.iter().map(|literal| self.print(literal)).collect();
        texts.join(", ")
    }
}

/// Whether a literal only says what must hold.
fn is_premise(literal: &Literal) -> bool {
    matches!(
        literal,
        Literal::Atom(_) | Literal::Absent(_) | Literal::Compare { .. }
    )
}

/// A body with another literal in one place.
fn replaced(body: &[Literal], at: usize, literal: Literal) -> Vec<Literal> {
    let mut body = body.to_vec();
    if let Some(place) = body.get_mut(at) {
        *place = literal;
    }
    body
}

/// The literals of a body that are not in a shorter one.
fn missing<'a>(body: &'a [Literal], kept: &[Literal]) -> Vec<&'a Literal> {
    let mut kept = kept.iter().peekable();
    body.iter()
        .filter(|literal| kept.next_if_eq(literal).is_none())
        .collect()
}

/// An aggregate with another body, its group what that body still reads.
fn folded(aggregate: &Aggregate, body: Vec<Literal>) -> Aggregate {
    let mut read = Vec::new();
    for literal in &body {
        match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => read.extend(variables(atom)),
            Literal::Compare { left, right, .. } => {
                of_expr(left, &mut read);
                of_expr(right, &mut read);
            }
            Literal::Let { value, .. } => of_expr(value, &mut read),
            Literal::Aggregate(_) => {}
        }
    }
    let mut fold = aggregate.clone();
    fold.group.retain(|id| read.contains(id));
    fold.body = body;
    fold
}

/// Whether the value of an aggregate is bound, by its body or to its left.
fn is_bound(fold: &Aggregate, outer: &BTreeSet<VariableId>) -> bool {
    let mut read = Vec::new();
    fold.value.iter().for_each(|value| of_expr(value, &mut read));
    read.iter()
        .all(|id| outer.contains(id) || fold.body.iter().flat_map(binds).any(|bound| bound == *id))
}

fn span_of(literal: &Literal) -> Span {
    match literal {
        Literal::Atom(atom) | Literal::Absent(atom) => atom.span,
        Literal::Compare { span, .. } | Literal::Let { span, .. } => *span,
        Literal::Aggregate(aggregate) => aggregate.span,
    }
}

#[cfg(test)]
mod tests;
