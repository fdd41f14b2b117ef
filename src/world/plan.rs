//! Which triples and projects a question needs decided.
//!
//! Atoms of the law in a question demand firms, projects and roles. A constant demands one, a variable that the
//! question's given atoms bind demands what they bind it to, and any other variable demands all there are.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Database, EvalError, Limits, bind, word_of};
use crate::facts::EntityKind;
use crate::lang::program::{Atom, Literal, Query, RelationId, Term, Variable, VariableId};
use crate::lang::syntax::RelationKind;
use crate::law::Docket;

use super::World;
use super::ask::CLASSES;
use super::own::atoms;

/// Most triples that one question has decided.
pub(crate) const MOST_TRIPLES: usize = 200_000;
/// Most firms that one question has decided at projects whose announcement is not known: each is decided for every
/// day on which its answer can turn.
pub(crate) const MOST_UNDATED: usize = 2_000;
/// Most projects of a docket.
const DOCKET_PROJECTS: usize = 64;
/// Most triples of a docket.
const DOCKET_TRIPLES: usize = 256;

/// What must be decided before a question can be answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demand {
    pub(crate) triples: BTreeSet<[i64; 3]>,
    pub(crate) projects: BTreeSet<i64>,
    /// Projects whose classes of firms are asked about.
    pub(crate) classes: BTreeSet<i64>,
    /// Every project whose announcement is known.
    pub(crate) dated: BTreeSet<i64>,
    /// Projects whose findings are asked for, some of which rest on verdicts and on other projects.
    pub(crate) findings: BTreeSet<i64>,
    /// Triples of which it is asked on which issues they turn.
    pub(crate) turning: BTreeSet<[i64; 3]>,
    /// Projects of whose classes of firms it is asked on which issues they turn.
    pub(crate) turning_classes: BTreeSet<i64>,
    /// How many triples the question reaches; more than `triples` holds if it is too large.
    pub(crate) reached: usize,
}

impl World {
    /// What a question demands.
    pub(crate) fn demand(&mut self, query: &Query, limits: &Limits) -> Result<Demand, EvalError> {
        let mut demand = Demand {
            dated: self.dated(),
            ..Demand::default()
        };
        let mut asked = Vec::new();
        atoms(&query.body, &mut asked);
        // A relation of the analyst's own demands what the bodies of its rules do.
        let own = asked
            .iter()
            .filter(|atom| self.is_own(atom.relation))
            .flat_map(|atom| self.own_bodies(atom))
            .map(|rule| (rule.body, rule.variables));
        let mut bodies = vec![(query.body.clone(), query.variables.clone())];
        bodies.extend(own);
        for (body, variables) in bodies {
            self.demand_of_body(&body, &variables, limits, &mut demand)?;
        }
        self.add_findings(&mut demand);
        Ok(demand)
    }

    fn demand_of_body(
        &mut self,
        body: &[Literal],
        variables: &[Variable],
        limits: &Limits,
        demand: &mut Demand,
    ) -> Result<(), EvalError> {
        let given: Vec<Literal> = body
            .iter()
            .filter(|literal| self.is_given(literal))
            .cloned()
            .collect();
        let mut database = Database::new(self.program());
        for literal in &given {
            if let Literal::Atom(atom) = literal {
                self.fill(&mut database, atom.relation);
            }
        }
        let mut read = Vec::new();
        atoms(body, &mut read);
        for atom in read {
            if self.is_made(atom.relation) && !self.is_own(atom.relation) {
                self.demand_of(&atom, variables, &given, &mut database, limits, demand)?;
            }
        }
        Ok(())
    }

    /// Whether a relation is concluded: derived by the law, or made above it.
    pub(crate) fn is_made(&self, id: RelationId) -> bool {
        const ABOVE: [&str; 9] = [
            "Beside",
            "ClassTurnsOn",
            "CountedAtLeast",
            "CountedAtMost",
            "Missing",
            "OpenTo",
            "PossibleTier",
            "TurnsOn",
            "Verdict",
        ];
        self.program().relation(id).is_some_and(|relation| {
            relation.kind == RelationKind::Derived || ABOVE.contains(&relation.name.as_str())
        })
    }

    fn is_given(&self, literal: &Literal) -> bool {
        matches!(literal, Literal::Atom(atom) if !self.is_made(atom.relation))
    }

    /// Puts the given rows of a relation into a database.
    pub(crate) fn fill(&self, database: &mut Database, id: RelationId) {
        if let (Some(relation), Some(words)) = (database.relation_mut(id), self.given.get(id.0 as usize))
            && relation.is_empty()
        {
            relation.extend_flat(words);
        }
    }

    fn demand_of(
        &mut self,
        atom: &Atom,
        variables: &[Variable],
        given: &[Literal],
        database: &mut Database,
        limits: &Limits,
        demand: &mut Demand,
    ) -> Result<(), EvalError> {
        let column = |name: &str| self.law.column_of(atom.relation, name);
        let (firm_at, project_at, role_at) = (column("Firm"), column("Project"), column("Role"));
        let ids = &self.law.ids;
        let findings = ids.beside == atom.relation || self.law.is_finding(atom.relation);
        let (turns, class_turns) = (ids.turns_on == atom.relation, ids.class_turns_on == atom.relation);
        let classes = class_turns || self.relation_name(atom.relation) == "OpenTo";
        let term = |at: Option<usize>| at.and_then(|at| atom.terms.get(at)).cloned();
        let (firm, project, role) = (term(firm_at), term(project_at), term(role_at));

        let mut bound: Vec<VariableId> = Vec::new();
        for part in [&firm, &project, &role].into_iter().flatten() {
            if let Term::Variable(id) = part
                && binds(given, *id)
                && !bound.contains(id)
            {
                bound.push(*id);
            }
        }
        let rows = bind(given, variables, &bound, database, &mut self.symbols, limits)?;
        for row in rows {
            let values: BTreeMap<VariableId, i64> = bound.iter().copied().zip(row).collect();
            let projects = self.values(project.as_ref(), &values, EntityKind::Project);
            if findings {
                demand.findings.extend(projects.iter().copied());
            }
            if class_turns {
                demand.turning_classes.extend(projects.iter().copied());
            }
            if classes {
                demand.classes.extend(projects);
                continue;
            }
            let Some(firm) = &firm else {
                demand.projects.extend(projects);
                continue;
            };
            let firms = self.values(Some(firm), &values, EntityKind::Firm);
            let roles = match &role {
                Some(role) => self.role_values(role, &values),
                None => vec![self.symbols.intern("sole")],
            };
            demand.reached = demand
                .reached
                .saturating_add(firms.len() * projects.len() * roles.len());
            if demand.reached > 4 * MOST_TRIPLES {
                return Ok(());
            }
            for project in &projects {
                for firm in &firms {
                    let triples = roles.iter().map(|role| [*firm, *project, *role]);
                    if turns {
                        demand.turning.extend(triples.clone());
                    }
                    demand.triples.extend(triples);
                }
            }
        }
        Ok(())
    }

    /// What the findings about one project demand.
    pub(super) fn demand_findings(&self, project: i64) -> Demand {
        let mut demand = Demand {
            dated: self.dated(),
            findings: BTreeSet::from([project]),
            ..Demand::default()
        };
        self.add_findings(&mut demand);
        demand
    }

    /// Findings rest on the verdicts of participants and of classes, and on what these turn on.
    fn add_findings(&self, demand: &mut Demand) {
        if demand.findings.is_empty() {
            return;
        }
        let concerned = self
            .participants()
            .filter(|[_, project, _]| demand.findings.contains(project));
        let concerned: Vec<[i64; 3]> = concerned.collect();
        demand.triples.extend(concerned.iter().copied());
        demand.turning.extend(concerned);
        demand.projects.extend(demand.findings.iter().copied());
        demand.classes.extend(demand.findings.iter().copied());
        demand.turning_classes.extend(demand.findings.iter().copied());
    }

    fn values(
        &mut self,
        term: Option<&Term>,
        values: &BTreeMap<VariableId, i64>,
        kind: EntityKind,
    ) -> Vec<i64> {
        match term {
            Some(Term::Constant(constant)) => vec![word_of(constant, &mut self.symbols)],
            Some(Term::Variable(id)) if values.contains_key(id) => {
                values.get(id).copied().into_iter().collect()
            }
            _ => self.all(kind),
        }
    }

    fn role_values(&mut self, term: &Term, values: &BTreeMap<VariableId, i64>) -> Vec<i64> {
        match term {
            Term::Constant(constant) => vec![word_of(constant, &mut self.symbols)],
            Term::Variable(id) if values.contains_key(id) => values.get(id).copied().into_iter().collect(),
            _ => {
                let program = &self.law.program;
                let words = program.type_named("Role").and_then(|id| program.named_type(id));
                let words = words.and_then(|ty| ty.words.clone()).unwrap_or_default();
                words.iter().map(|word| self.symbols.intern(word)).collect()
            }
        }
    }

    /// Firm, project and role of every participant.
    pub(crate) fn participants(&self) -> impl Iterator<Item = [i64; 3]> + '_ {
        let rows = self
            .law
            .program
            .relation_named("Participant")
            .and_then(|id| self.given.get(id.0 as usize));
        rows.map_or(&[][..], Vec::as_slice)
            .as_chunks::<3>()
            .0
            .iter()
            .copied()
    }

    /// Projects whose announcement is known.
    fn dated(&self) -> BTreeSet<i64> {
        let announced = self
            .law
            .program
            .relation_named("Announced")
            .and_then(|id| self.given.get(id.0 as usize));
        announced
            .map_or(&[][..], Vec::as_slice)
            .chunks_exact(2)
            .filter_map(|row| row.first().copied())
            .collect()
    }

    /// Every entity of a kind, merged ones once.
    fn all(&mut self, kind: EntityKind) -> Vec<i64> {
        let ids: BTreeSet<&str> = self
            .base
            .names
            .iter()
            .filter(|name| name.kind == kind)
            .map(|name| self.entities.canonical(kind, &name.id))
            .collect();
        ids.into_iter().map(|id| self.symbols.intern(id)).collect()
    }
}

impl Demand {
    /// The projects whose findings are asked for, and nothing else.
    pub(super) fn findings_alone(&self) -> Demand {
        Demand {
            projects: self.findings.clone(),
            dated: self.dated.intersection(&self.findings).copied().collect(),
            ..Demand::default()
        }
    }

    /// Dockets of projects that are all known to have a day.
    pub(super) fn dated_dockets(mut self) -> Vec<Docket> {
        self.dated.clone_from(&self.projects);
        self.dockets()
    }

    /// The triples and classes of some projects of which it is asked on which issues they turn.
    pub(super) fn turning_at(&self, projects: &BTreeSet<i64>) -> Demand {
        let triples = self.turning.iter().filter(|triple| projects.contains(&triple[1]));
        Demand {
            triples: triples.copied().collect(),
            classes: self.turning_classes.intersection(projects).copied().collect(),
            dated: self.dated.intersection(projects).copied().collect(),
            ..Demand::default()
        }
    }

    /// How many dockets there are if each is of one triple, one class or one project.
    pub(super) fn reached_singly(&self) -> usize {
        self.projects.len() + self.triples.len() + self.classes.len() * CLASSES.len()
    }

    /// How many pairs of a firm and a project without an announcement day there are.
    pub(crate) fn undated(&self) -> usize {
        let pairs: BTreeSet<(i64, i64)> = self
            .triples
            .iter()
            .filter(|[_, project, _]| !self.dated.contains(project))
            .map(|[firm, project, _]| (*firm, *project))
            .collect();
        pairs.len()
    }

    /// Dockets of bounded size, project by project; a project without a day is decided firm by firm, since each firm
    /// brings days of its own on which an answer can turn.
    pub(crate) fn dockets(&self) -> Vec<Docket> {
        let mut by_project: BTreeMap<i64, Vec<[i64; 3]>> = BTreeMap::new();
        for project in &self.projects {
            by_project.entry(*project).or_default();
        }
        for triple in &self.triples {
            by_project.entry(triple[1]).or_default().push(*triple);
        }
        let mut dockets: Vec<Docket> = Vec::new();
        let mut docket = Docket::default();
        for (project, triples) in by_project {
            if !self.dated.contains(&project) {
                dockets.extend(
                    triples
                        .chunk_by(|one, other| one[0] == other[0])
                        .map(|triples| Docket {
                            projects: vec![project],
                            triples: triples.to_vec(),
                            ..Docket::default()
                        }),
                );
                if triples.is_empty() {
                    dockets.push(Docket {
                        projects: vec![project],
                        ..Docket::default()
                    });
                }
                continue;
            }
            let mut chunks: Vec<&[[i64; 3]]> = triples.chunks(DOCKET_TRIPLES).collect();
            if chunks.is_empty() {
                chunks.push(&[]);
            }
            for chunk in chunks {
                if docket.projects.len() >= DOCKET_PROJECTS
                    || docket.triples.len() + chunk.len() > DOCKET_TRIPLES
                {
                    dockets.push(std::mem::take(&mut docket));
                }
                docket.projects.push(project);
                docket.triples.extend_from_slice(chunk);
            }
        }
        if !docket.projects.is_empty() {
            dockets.push(docket);
        }
        dockets
    }
}

fn binds(given: &[Literal], id: VariableId) -> bool {
    given
        .iter()
        .any(|literal| matches!(literal, Literal::Atom(atom) if atom.terms.contains(&Term::Variable(id))))
}
