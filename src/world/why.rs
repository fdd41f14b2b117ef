//! Why a conclusion holds.
//!
//! A proof is looked for that holds however what is not known is filled in. Where there is none the completions are
//! told apart: each case with its own proof. An `undetermined` verdict shows two completions that differ in one choice.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::engine::{Database, EvalError, Limits, QueryPlan, word_of};
use crate::explain::{Node, Pattern, Proof, Rules, Search, check_proof};
use crate::lang::program::{
    Atom, Column, Constant, ConstantValue, Literal, Program, Query, RelationId, Term, Variable, VariableId,
};
use crate::lang::source::{FileId, Span};
use crate::lang::syntax::RelationKind;
use crate::law::Docket;

use super::World;
use super::ask::class_firm;
use super::error::WorldError;
use super::leaves::{Leaf, Leaves, Pick, only_difference};
use super::phrase::{bindings, known};
use super::reason::{Cited, Explanation, Place, Reason, ReasonKind, Statement};

/// Most answers of one question that are explained.
pub(super) const MOST_EXPLAINED: usize = 10;
/// Most cases that one explanation tells apart.
const MOST_CASES: usize = 8;

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
        let fault = |error| super::ask::eval_error(text, error);
        let rows = self.rows_asked(text, limits)?;
        let answers = rows.len();
        let mut explanations = Vec::new();
        for (relation, row) in rows.into_iter().take(MOST_EXPLAINED) {
            let explained = self.explain(relation, &row, number, limits).map_err(fault)?;
            explanations.extend(explained);
        }
        Ok(Why {
            explanations,
            answers,
            readings: self.readings_told(),
            assumptions: self.assumptions.clone(),
        })
    }

    /// The rows that answer an atom, in the order of the answers.
    pub(super) fn rows_asked(&mut self, text: &str, limits: &Limits) -> Result<Vec<Row>, WorldError> {
        let query = self.read_atom(text)?;
        self.rows_of_query(query, text, limits)
    }

    /// The rows that answer a query of one atom, in the order of the answers.
    pub(super) fn rows_of_query(
        &mut self,
        mut query: Query,
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<Row>, WorldError> {
        name_wildcards(&mut query, self.program());
        let (_, decided) = self.decide_query(&query, text, limits, None)?;
        let mut database = self.database(&query, &decided);
        self.run_own(&mut database, limits)
            .map_err(|error| super::ask::eval_error(text, error))?;
        let answers = QueryPlan::new(&query, &mut self.symbols)
            .answers(&mut database, limits)
            .map_err(|error| super::ask::eval_error(text, error))?;
        let mut rows: Vec<(Vec<super::Value>, Row)> = Vec::new();
        for answer in answers {
            let Some(Literal::Atom(atom)) = query.body.first() else {
                continue;
            };
            let row: Vec<i64> = atom
                .terms
                .iter()
                .map(|term| match term {
                    Term::Variable(id) => {
                        let at = query.columns.iter().position(|column| column == id);
                        at.and_then(|at| answer.get(at)).copied().unwrap_or_default()
                    }
                    Term::Constant(constant) => word_of(constant, &mut self.symbols),
                    Term::Wildcard => 0,
                })
                .collect();
            rows.push((self.values_of(&query, &answer), (atom.relation, row)));
        }
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
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
            let mut docket = self.class_docket(project);
            docket.triples.retain(|triple| triple[0] == firm);
            docket.presets.retain(|preset| preset[0] == firm);
            return Some(docket);
        }
        let sole = self.symbols.intern("sole");
        Some(Docket {
            projects: vec![project],
            triples: firm
                .map(|firm| [firm, project, role.unwrap_or(sole)])
                .into_iter()
                .collect(),
            ..Docket::default()
        })
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

    /// Explains one row; nothing if it cannot be explained on its own.
    pub(super) fn explain(
        &mut self,
        relation: RelationId,
        row: &[i64],
        number: usize,
        limits: &Limits,
    ) -> Result<Option<Explanation>, EvalError> {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        let mut builder = Builder::new(self);
        if builder.world.is_own(relation) {
            let proved = builder.own(relation, row, number, limits)?;
            return Ok(proved.then(|| builder.finish(relation, &whole)));
        }
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
        let leaves = builder.world.leaves(&docket, limits)?;
        let goal = builder.world.row_of_law(relation, row, &docket);
        let name = builder.world.relation_name(relation).to_owned();
        let undetermined = builder.world.law.ids.undetermined;
        let open = matches!(name.as_str(), "Verdict" | "OpenTo") && row.last() == Some(&undetermined);
        let premises = match name.as_str() {
            _ if open => builder.turns(&leaves, None, &docket, limits)?,
            "Missing" => builder.turns(&leaves, row.last().copied(), &docket, limits)?,
            _ => builder.prove(&leaves, &goal, number, limits)?,
        };
        let Some(premises) = premises else { return Ok(None) };
        // A row that a rule concludes in every completion explains itself; what is made above the rules does not.
        let made = builder
            .world
            .law
            .program
            .relation(relation)
            .map(|declared| declared.kind);
        if made == Some(RelationKind::Given) || premises.len() != 1 {
            let statement = builder.world.row_statement(relation, &whole);
            let statement_ko = builder.world.row_korean(relation, &whole);
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

    /// Facts, certain rows and what the analyst's own rules conclude, as far as they concern one row of these.
    fn own_model(
        &mut self,
        relation: RelationId,
        row: &[i64],
        limits: &Limits,
    ) -> Result<Database, EvalError> {
        let columns = self
            .program()
            .relation(relation)
            .map_or_else(Vec::new, |declared| declared.columns.clone());
        let span = Span {
            file: FileId(0),
            start: 0,
            end: 0,
        };
        let constant = |(column, word): (&Column, &i64)| {
            let value = if column.ty.is_text() {
                ConstantValue::Text(self.symbols.text(*word).to_owned())
            } else {
                ConstantValue::Number(*word)
            };
            Term::Constant(Constant {
                ty: column.ty,
                value,
                span,
            })
        };
        let query = Query {
            body: vec![Literal::Atom(Atom {
                relation,
                terms: columns.iter().zip(row).map(constant).collect(),
                span,
            })],
            variables: Vec::new(),
            columns: Vec::new(),
        };
        let demand = self.demand(&query, limits)?;
        let decided = self.decide(&demand, limits, None)?;
        let mut database = self.database(&query, &decided);
        self.run_own(&mut database, limits)?;
        Ok(database)
    }

    /// A query of one positive atom.
    pub(super) fn read_atom(&self, text: &str) -> Result<Query, WorldError> {
        let query = self.read_query(text)?;
        if matches!(query.body.as_slice(), [Literal::Atom(_)]) {
            return Ok(query);
        }
        Err(WorldError::whole(
            "query::not-an-atom",
            text,
            "this can be asked of one atom only",
            "write one relation with its columns, such as `Verdict(firm, \"kotra-platform\", \"sole\", outcome)`",
        ))
    }
}

/// Puts a variable in place of each wildcard, so that every answer is a whole row.
fn name_wildcards(query: &mut Query, program: &Program) {
    let Some(Literal::Atom(atom)) = query.body.first_mut() else {
        return;
    };
    let columns = program
        .relation(atom.relation)
        .map_or(&[][..], |relation| &relation.columns);
    for (term, column) in atom.terms.iter_mut().zip(columns) {
        if *term == Term::Wildcard {
            let id = VariableId(u32::try_from(query.variables.len()).unwrap_or(u32::MAX));
            query.variables.push(Variable {
                name: format!("_{}", column.name),
                ty: column.ty,
                span: atom.span,
            });
            query.columns.push(id);
            *term = Term::Variable(id);
        }
    }
}

pub(super) fn bare(kind: ReasonKind, statement: Statement) -> Reason {
    Reason {
        kind,
        tuple: None,
        statement,
        statement_ko: None,
        rule: None,
        provisions: Vec::new(),
        origins: Vec::new(),
        premises: Vec::new(),
        lacks: Vec::new(),
        conditions: None,
    }
}

/// Puts an explanation together.
pub(super) struct Builder<'a> {
    pub(super) world: &'a mut World,
    reasons: Vec<Reason>,
    known: FxHashMap<Reason, usize>,
    /// The day whose provisions are cited.
    pub(super) day: Option<i64>,
    /// What absences in proofs rest on, where that is told: the rules that could conclude otherwise.
    pub(super) below: FxHashMap<Pattern, Below>,
    in_force: BTreeMap<String, Vec<(i64, i64)>>,
}

/// What an absence rests on: premises, and what is lacking whichever way is taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Below {
    pub(super) premises: Vec<usize>,
    pub(super) lacks: Vec<usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(world: &'a mut World) -> Self {
        let in_force = world.in_force();
        Self {
            world,
            reasons: Vec::new(),
            known: FxHashMap::default(),
            day: None,
            below: FxHashMap::default(),
            in_force,
        }
    }

    pub(super) fn finish(self, relation: RelationId, pattern: &[Option<i64>]) -> Explanation {
        Explanation {
            conclusion: self.world.tuple(relation, pattern),
            reasons: self.reasons,
        }
    }

    /// Adds a reason, or finds the same one.
    pub(super) fn push(&mut self, reason: Reason) -> usize {
        if let Some(known) = self.known.get(&reason) {
            return *known;
        }
        let id = self.reasons.len();
        self.known.insert(reason.clone(), id);
        self.reasons.push(reason);
        id
    }

    /// A proof of a row of the analyst's own rules over facts and certain rows; false if there is none.
    fn own(
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
    fn prove(
        &mut self,
        leaves: &Leaves,
        (relation, row): &Row,
        number: usize,
        limits: &Limits,
    ) -> Result<Option<Vec<usize>>, EvalError> {
        let rules = self.world.rules();
        let law = Arc::clone(&self.world.law);
        if leaves.is_certain(*relation, row) {
            let mut models = match leaves.kept.as_slice() {
                [only] if leaves.count == 1 => vec![only.model.clone()],
                _ => leaves.bounds.to_vec(),
            };
            let proofs =
                Search::new(&law.program, &rules, &mut models, limits).proofs(*relation, row, number + 1)?;
            if let Some(proof) = proofs.into_iter().nth(number) {
                self.checked(&law.program, leaves.kept.iter().map(|leaf| &leaf.model), &proof);
                return Ok(Some(vec![self.proof(&law.program, &proof, limits)?]));
            }
            if leaves.count == 1 || number > 0 {
                return Ok(None);
            }
        } else if number > 0 {
            return Ok(None);
        }
        self.cases(leaves, (*relation, row.clone()), limits)
    }

    /// Proofs that together hold in every completion that has the row, each told by what it supposes.
    fn cases(
        &mut self,
        leaves: &Leaves,
        (relation, row): Row,
        limits: &Limits,
    ) -> Result<Option<Vec<usize>>, EvalError> {
        let rules = self.world.rules();
        let law = Arc::clone(&self.world.law);
        let holds = |leaf: &&Leaf| {
            leaf.model
                .relation(relation)
                .is_some_and(|known| known.contains(&row))
        };
        let mut left: Vec<&Leaf> = leaves.kept.iter().filter(holds).collect();
        let mut cases = Vec::new();
        while let Some(leaf) = left.first().copied() {
            if cases.len() == MOST_CASES {
                break;
            }
            let mut models = [leaf.model.clone()];
            let proof = Search::new(&law.program, &rules, &mut models, limits).prove(relation, &row)?;
            let Some(proof) = proof else { return Ok(None) };
            left.retain(|leaf| check_proof(&law.program, &self.world.symbols, &leaf.model, &proof).is_err());
            let root = self.proof_of(leaf, &proof, limits)?;
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
    pub(super) fn checked<'m>(
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
    fn proof_of(&mut self, leaf: &Leaf, proof: &Proof, limits: &Limits) -> Result<usize, EvalError> {
        let (law, known) = (Arc::clone(&self.world.law), self.day);
        self.checked(&law.program, [&leaf.model], proof);
        self.day = known.or_else(|| self.world.day_supposed(&leaf.picks));
        let root = self.proof(&law.program, proof, limits);
        self.day = known;
        root
    }

    /// Two completions of different outcome that differ in one choice alone.
    fn turns(
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
            leaves.kept.iter().partition(|leaf| leaf.outcome == barred);
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
            let mut models = [leaf.model.clone()];
            let proof =
                Search::new(&law.program, &rules, &mut models, limits).prove(law.ids.outcome, &row)?;
            let Some(proof) = proof else { return Ok(None) };
            let root = self.proof_of(leaf, &proof, limits)?;
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

    /// Adds the steps of a proof; the number of its conclusion.
    pub(super) fn proof(
        &mut self,
        program: &Program,
        proof: &Proof,
        limits: &Limits,
    ) -> Result<usize, EvalError> {
        let bindings = bindings(proof);
        let mut ids: Vec<usize> = Vec::with_capacity(proof.nodes.len());
        for (index, node) in proof.nodes.iter().enumerate() {
            let premise_ids = |premises: &[crate::explain::NodeId]| -> Vec<usize> {
                let mut found: Vec<usize> = Vec::new();
                for id in premises {
                    if let Some(id) = ids.get(id.0 as usize)
                        && !found.contains(id)
                    {
                        found.push(*id);
                    }
                }
                found
            };
            let binding = bindings.get(index).copied().unwrap_or_default();
            let id = match node {
                Node::Fact { relation, tuple } => self.row(*relation, tuple, limits)?,
                Node::Rule {
                    rule,
                    relation,
                    tuple,
                    binding,
                    premises,
                } => {
                    let premises = premise_ids(premises);
                    let Some(rule) = program.rules.get(rule.0 as usize) else {
                        continue;
                    };
                    let whole: Vec<Option<i64>> = tuple.iter().map(|word| Some(*word)).collect();
                    let statement = self
                        .world
                        .rule_statement(rule, rule.sentence.as_ref(), binding)
                        .unwrap_or_else(|| self.world.row_statement(*relation, &whole));
                    let reason = Reason {
                        tuple: Some(self.world.tuple(*relation, &whole)),
                        statement_ko: self
                            .world
                            .rule_korean(rule, &known(binding))
                            .or_else(|| self.world.row_korean(*relation, &whole)),
                        rule: Some(rule.id.clone()),
                        provisions: self.cited(&rule.cites),
                        premises,
                        ..bare(ReasonKind::Rule, statement)
                    };
                    self.push(reason)
                }
                Node::Absent { relation, pattern } => {
                    let statement = self.world.absent_statement(*relation, pattern);
                    let statement_ko = self.world.absent_korean(*relation, pattern);
                    let tuple = self.world.tuple(*relation, pattern);
                    let below = self.below.get(&(*relation, pattern.clone())).cloned();
                    let Below { premises, lacks } = below.unwrap_or_default();
                    self.push(Reason {
                        tuple: Some(tuple),
                        premises,
                        lacks,
                        statement_ko,
                        ..bare(ReasonKind::Absent, statement)
                    })
                }
                Node::Comparison { .. } | Node::Value { .. } => {
                    let kind = match node {
                        Node::Comparison { .. } => ReasonKind::Comparison,
                        _ => ReasonKind::Value,
                    };
                    let statement = self.world.literal_statement(&program.rules, node, binding);
                    self.push(Reason {
                        statement_ko: self.world.literal_korean(&program.rules, node, binding),
                        ..bare(kind, statement)
                    })
                }
                Node::Aggregate { matches, .. } => {
                    let all: Vec<crate::explain::NodeId> =
                        matches.iter().flat_map(|one| one.premises.clone()).collect();
                    let premises = premise_ids(&all);
                    let statement = self.world.literal_statement(&program.rules, node, binding);
                    self.push(Reason {
                        premises,
                        statement_ko: self.world.literal_korean(&program.rules, node, binding),
                        ..bare(ReasonKind::Aggregate, statement)
                    })
                }
            };
            ids.push(id);
        }
        Ok(ids.last().copied().unwrap_or_default())
    }

    /// Adds a row that a rule of the analyst's own rests on: what the law concludes is explained in its turn.
    fn row(&mut self, relation: RelationId, row: &[i64], limits: &Limits) -> Result<usize, EvalError> {
        if !self.world.is_made(relation) {
            return Ok(self.fact(relation, row));
        }
        let Some(explained) = self.world.explain(relation, row, 0, limits)? else {
            return Ok(self.fact(relation, row));
        };
        Ok(self.adopt(explained))
    }

    /// Adds the reasons of another explanation; the number of its conclusion.
    pub(super) fn adopt(&mut self, explanation: Explanation) -> usize {
        let mut ids: Vec<usize> = Vec::new();
        for mut reason in explanation.reasons {
            for rests_on in [&mut reason.premises, &mut reason.lacks] {
                *rests_on = rests_on.iter().filter_map(|id| ids.get(*id).copied()).collect();
            }
            let id = self.push(reason);
            ids.push(id);
        }
        ids.last().copied().unwrap_or_default()
    }

    /// Adds a given row with where it is written.
    pub(super) fn fact(&mut self, relation: RelationId, row: &[i64]) -> usize {
        let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
        let name = self.world.relation_name(relation);
        let kind = match name {
            "Asked" | "AskedProject" => ReasonKind::Asked,
            "Controlled" | "Suspect" => ReasonKind::Group,
            "Beside" | "ClassTurnsOn" | "TurnsOn" | "Verdict" => ReasonKind::Verdict,
            _ if self.world.supposed().contains(&relation) => ReasonKind::Supposed,
            _ => ReasonKind::Fact,
        };
        let premises = if kind == ReasonKind::Group {
            self.holdings(row)
        } else {
            Vec::new()
        };
        let mut statement = self.world.row_statement(relation, &whole);
        if let Some(argument) = self.world.argument_of(relation, row) {
            statement.push_text(&format!(": {argument}"));
        }
        let statement_ko = self.world.row_korean(relation, &whole);
        let reason = Reason {
            tuple: Some(self.world.tuple(relation, &whole)),
            origins: self.world.places(relation, row),
            premises,
            statement_ko,
            ..bare(kind, statement)
        };
        self.push(reason)
    }

    /// The holdings that place a firm in a group.
    fn holdings(&mut self, row: &[i64]) -> Vec<usize> {
        let world = &*self.world;
        let (Some(firm), Some(group)) = (row.first(), row.get(1)) else {
            return Vec::new();
        };
        let (firm, group) = (world.symbols.text(*firm), world.symbols.text(*group));
        let found = world.controlled();
        let sums = found
            .iter()
            .filter(|found| found.firm == firm && found.group == group)
            .flat_map(|found| found.evidence.iter().flat_map(|sum| sum.holdings.iter().copied()));
        let mut indexes: Vec<usize> = sums.collect();
        indexes.sort_unstable();
        indexes.dedup();
        let rows = world.holding_rows(&indexes);
        rows.into_iter()
            .map(|(relation, row)| self.fact(relation, &row))
            .collect()
    }

    /// The provisions of a rule that can be cited on the day.
    pub(super) fn cited(&self, cites: &[String]) -> Vec<Cited> {
        cites
            .iter()
            .filter(|id| match (self.in_force.get(*id), self.day) {
                (Some(spans), Some(day)) => spans.iter().any(|(from, until)| (*from..*until).contains(&day)),
                _ => true,
            })
            .map(|id| self.world.cite(id))
            .collect()
    }
}

impl World {
    /// A provision as it is cited.
    pub(super) fn cite(&self, id: &str) -> Cited {
        let known = self.base.provisions.get(id);
        Cited {
            id: id.to_owned(),
            act: known.map_or_else(|| id.to_owned(), |provision| provision.act.clone()),
            article: known.map_or_else(String::new, |provision| provision.article.clone()),
            korean: known.and_then(|provision| provision.act_ko.clone().zip(provision.article_ko.clone())),
        }
    }

    /// What speaks for a reading, if the row is one.
    fn argument_of(&self, relation: RelationId, row: &[i64]) -> Option<&str> {
        let name = self.relation_name(relation);
        if name != "Reading" && name != "ReadingSupposed" {
            return None;
        }
        let [.., issue, option] = row else { return None };
        let (issue, option) = (self.symbols.text(*issue), self.symbols.text(*option));
        let found = self
            .base
            .readings
            .iter()
            .find(|reading| reading.issue == issue && reading.option == option)?;
        found.argument.as_deref()
    }

    /// Where the records stand that state a row, in the order of the base; none for one that is assumed.
    pub(super) fn places(&mut self, relation: RelationId, row: &[i64]) -> Vec<Place> {
        let index = self.fact_index();
        let rows = index
            .get(&(relation.0, row.into()))
            .map_or(&[][..], Vec::as_slice);
        rows.iter()
            .filter_map(|at| self.base.rows.get(*at as usize))
            .map(|row| self.place(&row.origin))
            .collect()
    }

    /// Where something is written.
    pub(super) fn place(&self, origin: &crate::facts::Origin) -> Place {
        let file = self.base.sources_text.file(origin.span.file);
        let (line, _) = self.base.sources_text.place(origin.span);
        Place {
            file: file.map_or_else(String::new, |file| file.name.clone()),
            line,
            sources: origin.source.clone(),
            grade: origin.grade.map(|grade| match grade {
                crate::facts::Grade::A => "A",
                crate::facts::Grade::B => "B",
                crate::facts::Grade::C => "C",
            }),
            note: origin.note.clone(),
        }
    }
}
