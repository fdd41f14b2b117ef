//! What further suppositions can still change, read off the rules: relations that they cannot reach are settled.
//!
//! A slice of the rules from the relations of suppositions onwards. Relations about keys and issues are told apart by key
//! and issue: what is supposed of value-added tax does not reach what rests on a share.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::program::{Atom, ConstantValue, Literal, RelationId, Term, Type};

use super::program::Law;
use super::rows::Rows;

/// A relation, or its rows of one key or issue.
type Part = (RelationId, Option<i64>);

/// Which relations rest on which.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// What rules conclude from a part.
    onwards: FxHashMap<Part, Vec<Part>>,
    /// What the rules of a relation read, and whether under a negation or in an aggregate.
    reads: FxHashMap<RelationId, Vec<(RelationId, bool)>>,
    /// A relation of choices with its arity, and the relation of what is then supposed.
    choices: Vec<(RelationId, usize, RelationId)>,
}

impl Reach {
    pub(crate) fn new(law: &Law) -> Self {
        let mut reach = Self::default();
        for rule in &law.program.rules {
            let head = rule.head.relation;
            let mut atoms = Vec::new();
            read(&rule.body, false, &mut atoms);
            for (atom, shaky) in atoms {
                reach.reads.entry(head).or_default().push((atom.relation, shaky));
                for (from, to) in links(law, atom, &rule.head) {
                    let onwards = reach.onwards.entry((atom.relation, from)).or_default();
                    onwards.push((head, to));
                }
            }
        }
        let ids = &law.ids;
        for (choice, supposed) in [
            (ids.day_choice, ids.day_supposed),
            (ids.project_choice, ids.project_supposed),
            (ids.reading_choice, ids.reading_supposed),
            (ids.amount_choice, ids.amount_supposed),
            (ids.firm_choice, ids.firm_supposed),
        ] {
            for key in keys(law, choice) {
                reach
                    .onwards
                    .entry((choice, key))
                    .or_default()
                    .push((supposed, key));
            }
            let arity = law
                .program
                .relation(choice)
                .map_or(0, |relation| relation.columns.len());
            reach.choices.push((choice, arity, supposed));
        }
        reach
    }

    /// The relations that suppositions yet to be made can change, after a run with these rows.
    pub(crate) fn unsettled(&self, run: &(impl Rows + ?Sized)) -> FxHashSet<RelationId> {
        let mut todo: Vec<Part> = Vec::new();
        for (choice, arity, supposed) in &self.choices {
            // The option stands last, the key before it.
            let keys = run
                .rows(*choice)
                .chunks_exact((*arity).max(2))
                .map(|row| row.iter().rev().nth(1));
            todo.extend(keys.map(|key| (*supposed, key.copied())));
        }
        let mut seen: FxHashSet<Part> = FxHashSet::default();
        while let Some(part) = todo.pop() {
            if seen.insert(part) {
                todo.extend(self.onwards.get(&part).into_iter().flatten());
            }
        }
        seen.into_iter().map(|(relation, _)| relation).collect()
    }

    /// Whether the rows of a relation, once concluded, stay: nothing that it rests on reads an unsettled relation under a
    /// negation or in an aggregate.
    pub(crate) fn stays(&self, relation: RelationId, unsettled: &FxHashSet<RelationId>) -> bool {
        let mut seen = FxHashSet::default();
        let mut todo = vec![relation];
        while let Some(relation) = todo.pop() {
            if !seen.insert(relation) {
                continue;
            }
            for (read, shaky) in self.reads.get(&relation).into_iter().flatten() {
                if *shaky && unsettled.contains(read) {
                    return false;
                }
                todo.push(*read);
            }
        }
        true
    }
}

/// Every atom of a body, and whether it stands under a negation or in an aggregate.
fn read<'a>(body: &'a [Literal], folded: bool, atoms: &mut Vec<(&'a Atom, bool)>) {
    for literal in body {
        match literal {
            Literal::Atom(atom) => atoms.push((atom, folded)),
            Literal::Absent(atom) => atoms.push((atom, true)),
            Literal::Aggregate(aggregate) => read(&aggregate.body, true, atoms),
            Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
}

/// From which parts of an atom's relation a rule concludes which parts of its head's.
fn links(law: &Law, atom: &Atom, head: &Atom) -> Vec<(Option<i64>, Option<i64>)> {
    let (from, to) = (key_term(law, atom), key_term(law, head));
    let words = |atom: &Atom, term: Option<&Term>| match term {
        Some(Term::Constant(constant)) => match &constant.value {
            ConstantValue::Text(text) => vec![word(law, text)],
            ConstantValue::Number(number) => vec![Some(*number)],
        },
        _ => keys(law, atom.relation),
    };
    match (from, to) {
        (Some(Term::Variable(one)), Some(Term::Variable(other))) if one == other => keys(law, atom.relation)
            .into_iter()
            .map(|key| (key, key))
            .collect(),
        _ => {
            let onto = words(head, to);
            let from = words(atom, from).into_iter();
            from.flat_map(|from| onto.iter().map(move |to| (from, *to)))
                .collect()
        }
    }
}

/// The key or issue that an atom is about.
fn key_term<'a>(law: &Law, atom: &'a Atom) -> Option<&'a Term> {
    let at = key_column(law, atom.relation)?;
    atom.terms.get(at)
}

fn key_column(law: &Law, relation: RelationId) -> Option<usize> {
    law.column_of(relation, "Key")
        .or_else(|| law.column_of(relation, "Issue"))
}

/// The keys or issues that tell the parts of a relation apart; one part without a key where it is about none.
fn keys(law: &Law, relation: RelationId) -> Vec<Option<i64>> {
    let column = key_column(law, relation).and_then(|at| law.program.relation(relation)?.columns.get(at));
    let Some(Type::Named(id)) = column.map(|column| column.ty) else {
        return vec![None];
    };
    let words = law.program.named_type(id).and_then(|ty| ty.words.as_ref());
    words.into_iter().flatten().map(|text| word(law, text)).collect()
}

/// The law's words are the first of every symbol table, in their order.
fn word(law: &Law, text: &str) -> Option<i64> {
    let at = law
        .program
        .words
        .binary_search_by(|known| known.as_str().cmp(text))
        .ok()?;
    i64::try_from(at).ok()
}
