//! Declared changes: the texts of `[[change]]` blocks, read by the front end of the language and checked against the law.
//!
//! A change is checked as one rule: `when` and its effects are the body, and the firm, project and role that are asked
//! about stand in front. So its variables are typed throughout, and its sentences may name them.

use std::sync::Arc;

use crate::engine::{BodyPlan, Symbols, word_of};
use crate::facts::{ChangeRecord, LocatedText, made_by_program};
use crate::lang::checker::{CheckError, check};
use crate::lang::error::{Diagnostic, SyntaxError};
use crate::lang::parser::{parse_fact, parse_query};
use crate::lang::program::{
    Atom, Expr, Literal, RelationId, Rule, SentencePart, Term, Type, Variable, VariableId,
};
use crate::lang::source::{FileId, Sources, Span};
use crate::lang::syntax::{self, Ident, Item, Module, RelationDecl, RelationKind};
use crate::law::Law;

use super::World;

/// What is asked about: the variables that every change may use.
const ASKED: [(&str, &str); 3] = [("firm", "Firm"), ("project", "Project"), ("role", "Role")];
/// The relation of what is asked, which a change may change too.
pub(super) const ASKED_RELATION: &str = "Asked";

/// A change, ready to be tried.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) rule: Rule,
    /// Matches `when`, given firm, project and role.
    pub(super) plan: BodyPlan,
    /// The relations that `when` reads.
    pub(super) reads: Vec<RelationId>,
    /// It has to do with the firm and its role, not with the project alone.
    pub(super) of_firm: bool,
    pub(super) without: Vec<Effect>,
    pub(super) remove: Vec<Effect>,
    pub(super) add: Vec<Effect>,
    pub(super) over: Option<Over>,
}

/// The value of a change that is told with all others that come to the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// The variable.
    pub(super) slot: usize,
    /// Which of the rows that come has it.
    pub(super) row: usize,
    /// In which of its columns.
    pub(super) column: usize,
    pub(super) ty: Type,
    /// A variable that it stays below.
    pub(super) below: Option<usize>,
}

/// A row under the variables of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) relation: RelationId,
    columns: Vec<Column>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Variable(usize),
    Word(i64),
    Any,
}

impl Effect {
    fn new(atom: &Atom, symbols: &mut Symbols) -> Self {
        let columns = atom.terms.iter().map(|term| match term {
            Term::Variable(id) => Column::Variable(id.0 as usize),
            Term::Constant(constant) => Column::Word(word_of(constant, symbols)),
            Term::Wildcard => Column::Any,
        });
        Self {
            relation: atom.relation,
            columns: columns.collect(),
        }
    }

    /// One word a column under a binding; `None` stands for any.
    pub(super) fn pattern(&self, binding: &[i64]) -> Vec<Option<i64>> {
        let columns = self.columns.iter().map(|column| match column {
            Column::Variable(slot) => binding.get(*slot).copied(),
            Column::Word(word) => Some(*word),
            Column::Any => None,
        });
        columns.collect()
    }
}

impl World {
    /// The declared changes, read at the first call.
    ///
    /// # Errors
    /// Everything that is wrong with any of them; the spans point into the texts of the facts.
    pub(super) fn declared(&mut self) -> Result<Arc<Vec<Declared>>, Vec<Diagnostic>> {
        if let Some(declared) = &self.declared {
            return Ok(Arc::clone(declared));
        }
        let base = Arc::clone(&self.base);
        let read = read_changes(&self.law, &base.changes, &base.sources_text, &mut self.symbols)?;
        let changes = Arc::new(read);
        self.declared = Some(Arc::clone(&changes));
        Ok(changes)
    }
}

/// Reads and checks the texts of changes; the spans of what is wrong point into `sources`.
///
/// # Errors
/// Everything that is wrong with any of them.
fn read_changes(
    law: &Law,
    records: &[ChangeRecord],
    sources: &Sources,
    symbols: &mut Symbols,
) -> Result<Vec<Declared>, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let parsed: Vec<Parsed> = records
        .iter()
        .filter_map(|record| Parsed::read(record, sources, &mut errors))
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let Some(first) = records.first() else {
        return Ok(Vec::new());
    };
    let mut items = vec![Item::Relation(declaration(first.span))];
    items.extend(parsed.iter().map(|parsed| Item::Rule(parsed.rule())));
    let program = check(Some(&law.program), &[Module { items }], false)
        .map_err(|errors| errors.iter().map(CheckError::diagnostic).collect::<Vec<_>>())?;
    let rules = program.rules.into_iter().skip(law.program.rules.len());
    let changes: Vec<Declared> = parsed
        .iter()
        .zip(rules)
        .map(|(parsed, rule)| parsed.change(law, rule, symbols, &mut errors))
        .collect();
    if errors.is_empty() {
        Ok(changes)
    } else {
        Err(errors)
    }
}

/// The relation that the rules of changes conclude.
fn declaration(span: Span) -> RelationDecl {
    let ident = |text: &str| Ident {
        text: text.to_owned(),
        span,
    };
    RelationDecl {
        doc: None,
        annotations: Vec::new(),
        kind: RelationKind::Derived,
        name: ident("CanBeChanged"),
        columns: ASKED.iter().map(|(name, ty)| (ident(name), ident(ty))).collect(),
        span,
    }
}

/// The syntax of one change.
struct Parsed<'a> {
    record: &'a ChangeRecord,
    when: Vec<syntax::Literal>,
    /// `without`, `remove`, `add`.
    atoms: [Vec<syntax::Atom>; 3],
}

impl<'a> Parsed<'a> {
    fn read(record: &'a ChangeRecord, sources: &Sources, errors: &mut Vec<Diagnostic>) -> Option<Self> {
        let before = errors.len();
        let mut when = Vec::new();
        for text in &record.when {
            let parsed = read_text(text, sources, parse_query, errors);
            when.extend(parsed.into_iter().flat_map(|query| query.body));
        }
        let atoms = [&record.without, &record.remove, &record.add].map(|texts| {
            texts
                .iter()
                .filter_map(|text| read_text(text, sources, parse_fact, errors))
                .collect()
        });
        (errors.len() == before).then_some(Self { record, when, atoms })
    }

    /// The change as a rule: what is asked, `when`, and every atom of its effects.
    fn rule(&self) -> syntax::Rule {
        let span = self.record.span;
        let asked = |relation: &str| syntax::Atom {
            relation: Ident {
                text: relation.to_owned(),
                span,
            },
            terms: ASKED
                .iter()
                .map(|(name, _)| {
                    syntax::Term::Variable(Ident {
                        text: (*name).to_owned(),
                        span,
                    })
                })
                .collect(),
            span,
        };
        let ident = |located: &LocatedText| Ident {
            text: located.text.clone(),
            span: located.span,
        };
        let annotation = |name: &str, argument: Ident| syntax::Annotation {
            name: Ident {
                text: name.to_owned(),
                span: argument.span,
            },
            span: argument.span,
            arguments: vec![argument],
        };
        let mut annotations = vec![annotation("rule", ident(&self.record.id))];
        let korean = self.record.sentence_ko.as_ref();
        annotations.extend(korean.map(|text| annotation("ko", ident(text))));
        let mut body = vec![syntax::Literal::Atom(asked(ASKED_RELATION))];
        body.extend(self.when.iter().cloned());
        let atoms = self.atoms.iter().flatten().cloned();
        body.extend(atoms.map(syntax::Literal::Atom));
        syntax::Rule {
            sentence: Some(ident(&self.record.sentence)),
            annotations,
            head: asked("CanBeChanged"),
            body,
            span,
        }
    }

    /// The change from its checked rule.
    fn change(&self, law: &Law, rule: Rule, symbols: &mut Symbols, errors: &mut Vec<Diagnostic>) -> Declared {
        let seeds: Vec<VariableId> = rule.head.terms.iter().filter_map(variable).collect();
        let (when, effects) = rule
            .body
            .get(1..)
            .unwrap_or_default()
            .split_at_checked(self.when.len())
            .unwrap_or_default();
        let mut bound = seeds.clone();
        bind(when, &mut bound);
        let mut atoms = effects.iter().filter_map(|literal| match literal {
            Literal::Atom(atom) => Some(atom.clone()),
            _ => None,
        });
        let [without, remove, add] = [0, 1, 2].map(|index| {
            let count = self.atoms.get(index).map_or(0, Vec::len);
            atoms.by_ref().take(count).collect::<Vec<Atom>>()
        });
        for atom in &without {
            refuse_unbound(atom, &seeds, &rule.variables, "what is asked", errors);
        }
        for atom in remove.iter().chain(&add) {
            refuse_unbound(atom, &bound, &rule.variables, "`when`", errors);
            refuse_unchangeable(law, atom, errors);
        }
        for atom in &add {
            if atom.terms.contains(&Term::Wildcard) {
                let message = "`_` stands in a row that a change adds";
                let error = Diagnostic::new("change::not-ground", message, atom.span);
                errors.push(error.with_help("write a value, or a variable that `when` binds"));
            }
        }
        let over = self.record.over.as_ref();
        let over = over.and_then(|over| over_of(over, &rule, &add, errors));
        let mut reads = Vec::new();
        relations(when, &mut reads);
        let [without, remove, add] = [without, remove, add].map(|atoms| {
            let effects = atoms.iter().map(|atom| Effect::new(atom, symbols));
            effects.collect()
        });
        Declared {
            plan: BodyPlan::new(when, &rule.variables, &seeds, symbols),
            of_firm: is_of_firm(&rule, &seeds),
            reads,
            without,
            remove,
            add,
            over,
            rule,
        }
    }
}

/// Where the value stands that a change names as `over`: in a row that comes, and one that can be swept.
fn over_of(text: &LocatedText, rule: &Rule, add: &[Atom], errors: &mut Vec<Diagnostic>) -> Option<Over> {
    let (name, bound) = match text.text.split_once('<') {
        Some((name, bound)) => (name.trim(), Some(bound.trim())),
        None => (text.text.trim(), None),
    };
    let variables = &rule.variables;
    let named = |name: &str| variables.iter().position(|variable| variable.name == name);
    let ty_of = |slot: usize| variables.get(slot).map(|variable| variable.ty);
    let place = |slot: usize| {
        let stands = |term: &Term| matches!(term, Term::Variable(id) if id.0 as usize == slot);
        let mut rows = add.iter().enumerate();
        rows.find_map(|(row, atom)| Some((row, atom.terms.iter().position(stands)?)))
    };
    let found = named(name).and_then(|slot| {
        let (row, column) = place(slot)?;
        let (ty, below) = (ty_of(slot)?, bound.and_then(named));
        (!ty.is_text()).then_some(Over {
            slot,
            row,
            column,
            ty,
            below,
        })
    });
    let wrong = match (found, bound) {
        (None, _) => format!("`{name}` is no amount, day, number or share of a row that comes"),
        (Some(found), Some(bound)) if found.below.and_then(ty_of) != Some(found.ty) => {
            format!("`{bound}` is no variable of the kind of `{name}`")
        }
        _ => return found,
    };
    let error = Diagnostic::new("change::over", wrong, text.span);
    errors.push(error.with_help(
        "name a variable of such a column of a row in `add`, alone or as `name < bound` with another variable, or \
         leave `over` out",
    ));
    None
}

/// Whether the firm or the role that is asked about stands anywhere behind what is asked, or in a sentence.
fn is_of_firm(rule: &Rule, seeds: &[VariableId]) -> bool {
    let mut used = Vec::new();
    for literal in rule.body.iter().skip(1) {
        variables(literal, &mut used);
    }
    for sentence in rule.sentence.iter().chain(&rule.sentence_ko) {
        used.extend(sentence.parts.iter().filter_map(|part| match part {
            SentencePart::Variable(id) => Some(*id),
            SentencePart::Text(_) => None,
        }));
    }
    [seeds.first(), seeds.get(2)]
        .into_iter()
        .flatten()
        .any(|id| used.contains(id))
}

/// Reads a text so that its spans are those of its file.
fn read_text<T>(
    located: &LocatedText,
    sources: &Sources,
    parse: impl FnOnce(FileId, &str) -> Result<T, Vec<SyntaxError>>,
    errors: &mut Vec<Diagnostic>,
) -> Option<T> {
    let file = located.span.file;
    let whole = sources.file(file).map_or("", |file| file.text.as_str());
    let start = start_of(whole, located);
    // Blanks stand for what is before it in its file.
    let padded = format!("{}{}", " ".repeat(start.unwrap_or_default()), located.text);
    match parse(file, &padded) {
        Ok(tree) => Some(tree),
        Err(found) => {
            errors.extend(found.iter().map(|error| {
                let mut error = error.diagnostic();
                if start.is_none() {
                    error.span = located.span;
                }
                error
            }));
            None
        }
    }
}

/// The byte at which a text begins behind its quotes, if it is written without escapes.
fn start_of(whole: &str, located: &LocatedText) -> Option<usize> {
    let (start, end) = (located.span.start as usize, located.span.end as usize);
    let written = whole.get(start..end)?;
    let inner = written.find(located.text.as_str())?;
    Some(start + inner)
}

fn variable(term: &Term) -> Option<VariableId> {
    match term {
        Term::Variable(id) => Some(*id),
        Term::Constant(_) | Term::Wildcard => None,
    }
}

/// The variables that a body binds outside its aggregates.
fn bind(body: &[Literal], bound: &mut Vec<VariableId>) {
    for literal in body {
        match literal {
            Literal::Atom(atom) => bound.extend(atom.terms.iter().filter_map(variable)),
            Literal::Let { variable, .. } => bound.push(*variable),
            Literal::Aggregate(aggregate) => bound.push(aggregate.variable),
            Literal::Absent(_) | Literal::Compare { .. } => {}
        }
    }
}

/// Every variable of a literal.
fn variables(literal: &Literal, used: &mut Vec<VariableId>) {
    fn of_expr(expr: &Expr, used: &mut Vec<VariableId>) {
        match expr {
            Expr::Variable(id) => used.push(*id),
            Expr::Constant(_) => {}
            Expr::Apply { arguments, .. } => {
                arguments.iter().for_each(|argument| of_expr(argument, used));
            }
        }
    }
    match literal {
        Literal::Atom(atom) | Literal::Absent(atom) => used.extend(atom.terms.iter().filter_map(variable)),
        Literal::Compare { left, right, .. } => {
            of_expr(left, used);
            of_expr(right, used);
        }
        Literal::Let { value, .. } => of_expr(value, used),
        Literal::Aggregate(aggregate) => {
            aggregate.value.iter().for_each(|value| of_expr(value, used));
            aggregate.body.iter().for_each(|literal| variables(literal, used));
        }
    }
}

fn relations(body: &[Literal], found: &mut Vec<RelationId>) {
    for literal in body {
        match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => found.push(atom.relation),
            Literal::Aggregate(aggregate) => relations(&aggregate.body, found),
            Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
}

/// Refuses variables of an effect that nothing before it binds.
fn refuse_unbound(
    atom: &Atom,
    bound: &[VariableId],
    variables: &[Variable],
    by: &str,
    errors: &mut Vec<Diagnostic>,
) {
    for id in atom.terms.iter().filter_map(variable) {
        if let (false, Some(variable)) = (bound.contains(&id), variables.get(id.0 as usize)) {
            let message = format!("`{}` is not bound by {by}", variable.name);
            let error = Diagnostic::new("change::unbound", message, atom.span);
            errors.push(error.with_help("bind it there, or write `_` in a row that goes"));
        }
    }
}

/// Refuses effects on what no fact states of a body, a firm, a group or a project: what is concluded, what the program
/// works out, and the law's own figures.
fn refuse_unchangeable(law: &Law, atom: &Atom, errors: &mut Vec<Diagnostic>) {
    let Some(relation) = law.program.relation(atom.relation) else {
        return;
    };
    let about = ["Body", "Firm", "Group", "Project"];
    let of_facts = about
        .iter()
        .any(|name| law.column_of(atom.relation, name).is_some());
    let stated = relation.kind == RelationKind::Given && !made_by_program(&relation.name) && of_facts;
    if !stated && relation.name != ASKED_RELATION {
        let message = format!("`{}` holds no facts that can be changed", relation.name);
        let error = Diagnostic::new("change::not-a-fact", message, atom.span);
        errors.push(
            error.with_help("change rows of given relations about a body, a firm, a group or a project"),
        );
    }
}
