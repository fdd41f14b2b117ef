//! Why a conclusion holds.
//!
//! A proof is looked for that holds however what is not known is filled in. Where there is none the completions are
//! told apart: each case with its own proof. An `undetermined` verdict shows two completions that differ in one choice.

mod asked;
mod builder;
mod cases;
mod places;

use std::sync::Arc;

pub(super) use builder::{Below, Builder, bare};

use crate::engine::{Database, EvalError, Limits};
use crate::explain::{Pattern, Rules, Search};
use crate::lang::program::RelationId;
use crate::lang::syntax::RelationKind;
use crate::law::Docket;

use super::World;
use super::ask::class_firm;
use super::derived::{of_class, single};
use super::error::WorldError;
use super::leaves::Pick;
use super::reason::{Explanation, Reason, ReasonKind};
use super::ways::turning;

/// Most answers of one question that are explained.
pub(super) const MOST_EXPLAINED: usize = 10;

/// The explanations of the answers to an atom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// One for each answer, in the order of the answers.
    pub explanations: Vec<Explanation>,
    /// How many answers there are; more than are explained if there are many.
    pub answers: usize,
    /// Issues and options that differ from the defaults, and `open` issues, sorted.
    pub readings: Vec<(String, String)>,
    /// Facts assumed or retracted, as typed.
    pub assumptions: Vec<String>,
}

/// A row to be explained.
pub(super) type Row = (RelationId, Vec<i64>);

impl World {
    /// Explains each answer to an atom. `number` chooses among the proofs of one answer, from 0.
    ///
    /// # Errors
    /// The question is no atom, reaches too much, or its evaluation does not finish.
    pub fn why(&mut self, text: &str, number: usize, limits: &Limits) -> Result<Why, WorldError> {
        self.explaining(|world| world.why_within(text, number, limits))
    }

    fn why_within(&mut self, text: &str, number: usize, limits: &Limits) -> Result<Why, WorldError> {
        let fault = |error| super::ask::eval_error(text, error);
        let query = self.read_atom(text)?;
        let (rows, model) = self.rows_and_model(query, text, limits)?;
        let answers = rows.len();
        let of_own = rows.first().is_some_and(|(relation, _)| self.is_own(*relation));
        let model = if of_own { self.in_order(&model) } else { model };
        let mut explanations = Vec::new();
        for (relation, row) in rows.into_iter().take(MOST_EXPLAINED) {
            let explained = if of_own {
                self.explain_own(relation, &row, number, &model, limits)
            } else {
                self.explain(relation, &row, number, limits)
            };
            explanations.extend(explained.map_err(fault)?);
        }
        Ok(Why {
            explanations,
            answers,
            readings: self.readings_told(),
            assumptions: self.assumptions_told(),
        })
    }

    /// The docket in which a row is decided: its project, and its firm in its role, or as `sole` where it names none.
    pub(super) fn docket_of(&mut self, relation: RelationId, row: &[i64]) -> Option<Docket> {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        self.docket_for(relation, &whole)
    }

    /// The same for a pattern of rows; nothing if it names no project.
    pub(super) fn docket_for(&mut self, relation: RelationId, pattern: &[Option<i64>]) -> Option<Docket> {
        let name = self
            .law
            .program
            .relation(relation)
            .map(|declared| declared.name.clone())?;
        let column = |name: &str| {
            self.law
                .column_of(relation, name)
                .and_then(|at| pattern.get(at).copied())
                .flatten()
        };
        let (project, firm, role, class) = (
            column("Project")?,
            column("Firm"),
            column("Role"),
            column("Class"),
        );
        if let (Some(class), "OpenTo" | "OpenedByBundling") = (class, name.as_str()) {
            let firm = class_firm(self.symbols.text(class));
            let firm = self.symbols.intern(&firm);
            let classes = self.class_docket(project);
            let triple = classes.triples.iter().find(|triple| triple[0] == firm)?;
            return Some(of_class(&classes, triple));
        }
        let sole = self.symbols.intern("sole");
        let triple = firm.map(|firm| [firm, project, role.unwrap_or(sole)]);
        Some(single(project, triple))
    }

    /// The row of the law behind a row made above it, as it is proved in one completion.
    pub(super) fn row_of_law(&self, relation: RelationId, row: &[i64], docket: &Docket) -> Row {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        let (relation, pattern) = self.goal_of_law(relation, &whole, docket);
        (relation, pattern.into_iter().flatten().collect())
    }

    /// The same for a pattern of rows.
    pub(super) fn goal_of_law(
        &self,
        relation: RelationId,
        pattern: &[Option<i64>],
        docket: &Docket,
    ) -> Pattern {
        let ids = &self.law.ids;
        match (self.relation_name(relation), pattern, docket.triples.first()) {
            ("Verdict", ..) => (ids.outcome, pattern.to_vec()),
            ("OpenTo", [.., outcome], Some([firm, project, role])) => (
                ids.outcome,
                vec![Some(*firm), Some(*project), Some(*role), *outcome],
            ),
            ("PossibleTier", ..) => (ids.tier_of, pattern.to_vec()),
            ("CountedAtLeast" | "CountedAtMost", ..) => (ids.counted, pattern.to_vec()),
            _ => (relation, pattern.to_vec()),
        }
    }

    /// Explains a row of the analyst's own rules over a model of all that they read, in order.
    fn explain_own(
        &mut self,
        relation: RelationId,
        row: &[i64],
        number: usize,
        model: &Database,
        limits: &Limits,
    ) -> Result<Option<Explanation>, EvalError> {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        let mut builder = Builder::new(self);
        let proved = builder.own(relation, row, number, model.clone(), limits)?;
        Ok(proved.then(|| builder.finish(relation, &whole)))
    }

    /// Explains one row of facts or the law; nothing if it cannot be explained on its own.
    pub(super) fn explain(
        &mut self,
        relation: RelationId,
        row: &[i64],
        number: usize,
        limits: &Limits,
    ) -> Result<Option<Explanation>, EvalError> {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        let mut builder = Builder::new(self);
        let ids = &builder.world.law.ids;
        let found = builder.world.law.is_finding(relation);
        let made_for_findings = [ids.beside, ids.turns_on, ids.class_turns_on].contains(&relation);
        let concluded = builder.world.is_made(relation) && !made_for_findings;
        let docket = match row.first() {
            Some(project) if found => Some(builder.world.finding_docket(*project, limits)?),
            _ if concluded => builder.world.docket_of(relation, row),
            _ => None,
        };
        let Some(docket) = docket else {
            if concluded {
                return Ok(None);
            }
            builder.fact(relation, row);
            return Ok(Some(builder.finish(relation, &whole)));
        };
        builder.day = docket
            .projects
            .first()
            .and_then(|project| builder.world.day_of(*project));
        let leaves = &*builder.world.leaves(&docket, limits)?;
        let goal = builder.world.row_of_law(relation, row, &docket);
        let name = builder.world.relation_name(relation).to_owned();
        let undetermined = builder.world.law.ids.undetermined;
        let open = matches!(name.as_str(), "Verdict" | "OpenTo") && row.last() == Some(&undetermined);
        let (premises, cases) = match name.as_str() {
            _ if open => (builder.turns(leaves, None, &docket, limits)?, None),
            "Missing" => (builder.turns(leaves, row.last().copied(), &docket, limits)?, None),
            _ => match builder.prove(leaves, &goal, number, limits)? {
                Some(cases) => (Some(cases.premises.clone()), Some(cases)),
                None => (None, None),
            },
        };
        let Some(mut premises) = premises else {
            return Ok(None);
        };
        let cases = cases.filter(|_| premises.len() > 1);
        let others = if cases.is_none() && !open {
            builder.other_bars(leaves, &docket, &goal, limits)?
        } else {
            Vec::new()
        };
        let bars = 1 + others.len();
        premises.extend(others);
        // A row that a rule concludes in every completion explains itself; what is made above the rules does not.
        let made = builder
            .world
            .law
            .program
            .relation(relation)
            .map(|declared| declared.kind);
        if made == Some(RelationKind::Given) || premises.len() != 1 {
            let mut statement = builder.world.row_statement(relation, &whole);
            let mut statement_ko = builder.world.row_korean(relation, &whole);
            let (more, more_ko) = match cases {
                _ if matches!(name.as_str(), "CountedAtLeast" | "CountedAtMost") => {
                    extreme(&name, leaves.all.len())
                }
                Some(cases) => cases.words(),
                None if bars > 1 => (format!(", on {bars} grounds"), format!(" (근거 {bars}가지)")),
                None if open => {
                    let outcomes = leaves.all.iter();
                    let outcomes: Vec<(&[Pick], i64)> = outcomes
                        .map(|leaf| (leaf.picks.as_slice(), leaf.outcome.unwrap_or_default()))
                        .collect();
                    turning(&builder.world.turns_on(&outcomes))
                }
                None => Default::default(),
            };
            statement.push_text(&more);
            if let Some(korean) = &mut statement_ko {
                korean.push_text(&more_ko);
            }
            let tuple = builder.world.tuple(relation, &whole);
            builder.push(Reason {
                tuple: Some(tuple),
                premises,
                statement_ko,
                ..bare(ReasonKind::Verdict, statement)
            });
        }
        Ok(Some(builder.finish(relation, &whole)))
    }

    /// Explains a row of the law in one completion, as of the announcement day of a project.
    pub(super) fn explain_in(
        &mut self,
        model: Database,
        project: i64,
        (relation, row): &Row,
        limits: &Limits,
    ) -> Result<Option<Explanation>, EvalError> {
        let rules = self.rules();
        let law = Arc::clone(&self.law);
        let mut models = [model];
        let proof = Search::new(&law.program, &rules, &mut models, limits).prove(*relation, row)?;
        let Some(proof) = proof else { return Ok(None) };
        let mut builder = Builder::new(self);
        builder.day = builder.world.day_of(project);
        builder.checked(&law.program, &models, &proof);
        builder.proof(&law.program, &proof, limits)?;
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        Ok(Some(builder.finish(*relation, &whole)))
    }

    pub(super) fn relation_name(&self, relation: RelationId) -> &str {
        self.program()
            .relation(relation)
            .map_or("", |declared| declared.name.as_str())
    }

    /// The announcement day of a project, if it is known.
    pub(super) fn day_of(&self, project: i64) -> Option<i64> {
        self.rows_of("Announced")
            .as_chunks::<2>()
            .0
            .iter()
            .find(|row| row[0] == project)
            .map(|row| row[1])
    }

    /// The day of the announcement that a completion supposes.
    pub(super) fn day_supposed(&self, picks: &[Pick]) -> Option<i64> {
        let announced = self.symbols.find("announced")?;
        let days = picks
            .iter()
            .filter(|pick| pick.relation == self.law.ids.day_supposed && pick.name() == announced);
        days.map(|pick| pick.option).next()
    }

    /// The rules of the law, ready for proofs.
    pub(super) fn rules(&mut self) -> Arc<Rules> {
        if self.rules.is_none() {
            self.rules = Some(Arc::new(Rules::new(&self.law.program, &mut self.symbols)));
        }
        match &self.rules {
            Some(rules) => Arc::clone(rules),
            None => Arc::new(Rules::new(&self.law.program, &mut self.symbols)),
        }
    }
}

/// That a bound on what counts is the least or the most that does in any completion, and that the one told comes to it.
fn extreme(name: &str, ways: usize) -> (String, String) {
    if ways < 2 {
        return Default::default();
    }
    let (beyond, korean) = match name {
        "CountedAtLeast" => ("less", "최소"),
        _ => ("more", "최대"),
    };
    (
        format!(
            ": no {beyond} counts in any of the {ways} ways to fill that in, and so much in the one told here"
        ),
        format!(
            " (알 수 없는 사항을 가정하는 {ways}가지 경우 중 {korean}이며, 이하는 그 금액이 되는 경우이다)"
        ),
    )
}
