//! The variables of one rule or query, and its body from left to right: every literal sees what stands to its left.

use super::super::printer::value_text;
use super::super::program::{
    Aggregate, Atom, Constant, ConstantValue, Expr, Literal, RelationId, Term, Type, Variable, VariableId,
};
use super::super::source::Span;
use super::super::suggest::{containing, nearest};
use super::super::syntax::{self, AggregateOp, CompareOp, Ident, Value};
use super::declare::Declared;
use super::error::{CheckError, Named};
use std::collections::{BTreeMap, BTreeSet};

/// A variable and how it came about.
pub(super) struct Local {
    name: String,
    ty: Option<Type>,
    span: Span,
    uses: u32,
    is_let: bool,
    /// Used with two types: reported once, then of unknown type.
    mixed: bool,
}

/// Where an atom stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a body: binds.
    Body,
    /// Negated: may use what is bound.
    Absent,
    /// The head: may use what is bound, and no `_`.
    Head,
}

/// Checks the parts of one rule or query. Results are of use only if no error was reported.
pub(super) struct Scope<'a> {
    pub(super) declared: &'a Declared<'a>,
    pub(super) errors: &'a mut Vec<CheckError>,
    words: &'a mut BTreeSet<String>,
    variables: Vec<Local>,
    visible: Vec<VariableId>,
    /// Variables of aggregate bodies behind us, by name.
    hidden: BTreeMap<String, Span>,
    /// Names that some literal of the whole body binds.
    bound_somewhere: BTreeSet<&'a str>,
    reported: BTreeSet<String>,
    /// The unbound variables whose help does not say yet what may be meant.
    unexplained: Vec<Unbound>,
    in_aggregate: bool,
    /// What a relation is called that nothing declares.
    relation: Named,
}

/// An unbound variable: its error, and the type of its place if that is known.
struct Unbound {
    error: usize,
    ty: Option<Type>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        declared: &'a Declared<'a>,
        body: &'a [syntax::Literal],
        words: &'a mut BTreeSet<String>,
        errors: &'a mut Vec<CheckError>,
    ) -> Self {
        Scope {
            declared,
            errors,
            words,
            variables: Vec::new(),
            visible: Vec::new(),
            hidden: BTreeMap::new(),
            bound_somewhere: body.iter().flat_map(bound_names).collect(),
            reported: BTreeSet::new(),
            unexplained: Vec::new(),
            in_aggregate: false,
            relation: Named::Relation,
        }
    }

    /// The same for what is asked or stated, which declares nothing.
    pub(super) fn asked(mut self) -> Self {
        self.relation = Named::Asked;
        self
    }

    pub(super) fn body(&mut self, body: &[syntax::Literal]) -> Vec<Literal> {
        body.iter().filter_map(|literal| self.literal(literal)).collect()
    }

    fn literal(&mut self, literal: &syntax::Literal) -> Option<Literal> {
        match literal {
            syntax::Literal::Atom(atom) => self.atom(atom, Place::Body).map(Literal::Atom),
            syntax::Literal::Absent(atom) => self.atom(atom, Place::Absent).map(Literal::Absent),
            syntax::Literal::Compare {
                left,
                op,
                right,
                span,
            } => Some(self.comparison(left, *op, right, *span)),
            syntax::Literal::Let {
                variable,
                value,
                span,
            } => {
                let (value, ty) = self.expression(value, None);
                let variable = self.bind_new(variable, ty);
                Some(Literal::Let {
                    variable,
                    value,
                    span: *span,
                })
            }
            syntax::Literal::Aggregate {
                variable,
                op,
                value,
                body,
                span,
            } => self.aggregate(variable, *op, value.as_ref(), body, *span),
        }
    }

    fn comparison(
        &mut self,
        left: &syntax::Expr,
        op: CompareOp,
        right: &syntax::Expr,
        span: Span,
    ) -> Literal {
        let ((left, left_type), (right, right_type)) = self.pair(left, right, None);
        if let (Some(l), Some(r)) = (left_type, right_type) {
            if l != r {
                let (left, right) = (self.type_name(l), self.type_name(r));
                self.errors
                    .push(CheckError::ComparisonTypes { left, right, span });
            } else if l.is_text() && !matches!(op, CompareOp::Equal | CompareOp::NotEqual) {
                let ty = self.type_name(l);
                self.errors.push(CheckError::NoOrder { ty, span });
            }
        }
        Literal::Compare {
            left,
            op,
            right,
            span,
        }
    }

    fn aggregate(
        &mut self,
        variable: &Ident,
        op: AggregateOp,
        value: Option<&syntax::Expr>,
        body: &[syntax::Literal],
        span: Span,
    ) -> Option<Literal> {
        if self.in_aggregate {
            self.errors.push(CheckError::NestedAggregate { span });
            self.bind_new(variable, None);
            return None;
        }
        let outer = self.visible.len();
        self.in_aggregate = true;
        let body = self.body(body);
        let (value, ty) = match value {
            Some(value) => {
                let place = value.span();
                let (value, ty) = self.expression(value, None);
                (Some(value), ty.and_then(|ty| self.folded(op, ty, place)))
            }
            None => (None, Some(Type::Int)),
        };
        self.in_aggregate = false;
        let mut used = BTreeSet::new();
        body.iter()
            .for_each(|literal| literal_variables(literal, &mut used));
        value
            .iter()
            .for_each(|value| expression_variables(value, &mut used));
        for local in self.visible.split_off(outer) {
            if let Some(local) = self.local(local) {
                let (name, place) = (local.name.clone(), local.span);
                self.hidden.insert(name, place);
            }
        }
        let group = used.into_iter().filter(|id| self.visible.contains(id)).collect();
        let variable = self.bind_new(variable, ty);
        Some(Literal::Aggregate(Aggregate {
            variable,
            op,
            value,
            body,
            group,
            span,
        }))
    }

    /// The type of a fold over values of a type.
    fn folded(&mut self, op: AggregateOp, ty: Type, span: Span) -> Option<Type> {
        match op {
            AggregateOp::Count => return Some(Type::Int),
            AggregateOp::Sum if matches!(ty, Type::Won | Type::Int | Type::Percent) => return Some(ty),
            AggregateOp::Min | AggregateOp::Max if !ty.is_text() => return Some(ty),
            AggregateOp::Sum => {
                let ty = self.type_name(ty);
                self.errors.push(CheckError::NoSum { ty, span });
            }
            AggregateOp::Min | AggregateOp::Max => {
                let ty = self.type_name(ty);
                self.errors.push(CheckError::NoOrder { ty, span });
            }
        }
        None
    }

    pub(super) fn atom(&mut self, atom: &syntax::Atom, place: Place) -> Option<Atom> {
        let program = &self.declared.program;
        let name = &atom.relation;
        let id = program.relation_named(&name.text);
        let relation = id.and_then(|id| program.relation(id));
        let mut typed = relation.is_some();
        if let Some(relation) = relation {
            if relation.columns.len() != atom.terms.len() {
                typed = false;
                let columns = relation.columns.iter();
                self.errors.push(CheckError::ColumnCount {
                    relation: name.text.clone(),
                    columns: columns
                        .map(|column| format!("{}: {}", column.name, program.type_name(column.ty)))
                        .collect(),
                    found: atom.terms.len(),
                    span: atom.span,
                });
            }
        } else {
            let known = program.relations.iter().map(|relation| relation.name.as_str());
            self.errors.push(CheckError::Unknown {
                what: self.relation,
                name: name.text.clone(),
                suggestion: nearest(&name.text, known.clone()).or_else(|| containing(&name.text, known)),
                span: name.span,
            });
        }
        let id = id.filter(|_| typed);
        let terms = atom.terms.iter().enumerate();
        let terms = terms
            .map(|(column, term)| self.term(term, id, column, place))
            .collect();
        Some(Atom {
            relation: id?,
            terms,
            span: atom.span,
        })
    }

    fn term(
        &mut self,
        term: &syntax::Term,
        relation: Option<RelationId>,
        column: usize,
        place: Place,
    ) -> Term {
        let wanted = relation.and_then(|id| self.declared.column_type(id, column));
        match term {
            syntax::Term::Variable(name) => {
                let id = match (self.lookup(&name.text), place) {
                    (Some(id), _) => id,
                    (None, Place::Body) => return Term::Variable(self.bind(name, wanted, false)),
                    (None, Place::Absent | Place::Head) => {
                        self.unbound(name, place == Place::Absent, wanted);
                        return Term::Wildcard;
                    }
                };
                let (found, first) = self.use_variable(id);
                match (found, wanted) {
                    (Some(found), Some(wanted)) if found != wanted => {
                        let place = self.column_place(relation, column);
                        self.mismatch(format!("`{}`", name.text), found, place, wanted, name.span, first);
                        self.set_type(id, None, true);
                    }
                    (None, Some(_)) => self.set_type(id, wanted, false),
                    _ => {}
                }
                Term::Variable(id)
            }
            syntax::Term::Wildcard(span) => {
                if place == Place::Head {
                    self.errors.push(CheckError::WildcardInHead { span: *span });
                }
                Term::Wildcard
            }
            syntax::Term::Value(value, span) => {
                let constant = self.constant(value, *span, wanted);
                if let Some(wanted) = wanted
                    && constant.ty != wanted
                {
                    let place = self.column_place(relation, column);
                    self.mismatch(described(value), constant.ty, place, wanted, *span, None);
                }
                Term::Constant(constant)
            }
        }
    }

    fn column_place(&self, relation: Option<RelationId>, column: usize) -> String {
        let relation = relation.and_then(|id| self.declared.program.relation(id));
        let column = relation.and_then(|relation| Some((relation, relation.columns.get(column)?)));
        column.map_or_else(String::new, |(relation, column)| {
            format!("column `{}` of `{}`", column.name, relation.name)
        })
    }

    /// A value with the type that its place wants, if it can have it, else with its own type.
    pub(super) fn constant(&mut self, value: &Value, span: Span, wanted: Option<Type>) -> Constant {
        let (ty, value) = match value {
            Value::Text(text) => {
                let ty = wanted.filter(|ty| ty.is_text()).unwrap_or(Type::Text);
                self.check_word(text, ty, span);
                self.words.insert(text.clone());
                (ty, ConstantValue::Text(text.clone()))
            }
            Value::Number(number) => {
                let fits = |ty: &Type| matches!(ty, Type::Int | Type::Won | Type::Year);
                (
                    wanted.filter(fits).unwrap_or(Type::Int),
                    ConstantValue::Number(*number),
                )
            }
            Value::Won(won) => (Type::Won, ConstantValue::Number(*won)),
            Value::Percent(percent) => (Type::Percent, ConstantValue::Number(*percent)),
            Value::Date(day) => (Type::Date, ConstantValue::Number(*day)),
        };
        Constant { ty, value, span }
    }

    fn check_word(&mut self, word: &str, ty: Type, span: Span) {
        let Type::Named(id) = ty else { return };
        let Some(vocabulary) = self.declared.program.named_type(id) else {
            return;
        };
        let Some(words) = &vocabulary.words else { return };
        if !words.iter().any(|known| known == word) {
            self.errors.push(CheckError::UnknownWord {
                word: word.to_owned(),
                vocabulary: vocabulary.name.clone(),
                words: words.clone(),
                suggestion: nearest(word, words.iter().map(String::as_str)),
                span,
            });
        }
    }

    pub(super) fn mismatch(
        &mut self,
        what: String,
        found: Type,
        place: String,
        wanted: Type,
        span: Span,
        first: Option<Span>,
    ) {
        let (found, wanted) = (self.type_name(found), self.type_name(wanted));
        self.errors.push(CheckError::TypeMismatch {
            what,
            found,
            place,
            wanted,
            span,
            first,
        });
    }

    pub(super) fn type_name(&self, ty: Type) -> String {
        self.declared.program.type_name(ty).to_owned()
    }

    fn local(&self, id: VariableId) -> Option<&Local> {
        self.variables.get(id.0 as usize)
    }

    pub(super) fn lookup(&self, name: &str) -> Option<VariableId> {
        let named = |id: &VariableId| self.local(*id).is_some_and(|local| local.name == name);
        self.visible.iter().copied().find(named)
    }

    /// Counts a use; the variable's type and where it was bound.
    pub(super) fn use_variable(&mut self, id: VariableId) -> (Option<Type>, Option<Span>) {
        match self.variables.get_mut(id.0 as usize) {
            Some(local) => {
                local.uses += 1;
                (local.ty, Some(local.span))
            }
            None => (None, None),
        }
    }

    fn set_type(&mut self, id: VariableId, ty: Option<Type>, mixed: bool) {
        let local = self.variables.get_mut(id.0 as usize);
        if let Some(local) = local.filter(|local| !local.mixed) {
            local.ty = ty;
            local.mixed = mixed;
        }
    }

    fn bind(&mut self, name: &Ident, ty: Option<Type>, is_let: bool) -> VariableId {
        if !self.in_aggregate {
            self.refuse_hidden(name);
        }
        let id = VariableId(u32::try_from(self.variables.len()).unwrap_or(u32::MAX));
        self.variables.push(Local {
            name: name.text.clone(),
            ty,
            span: name.span,
            uses: 1,
            is_let,
            mixed: false,
        });
        self.visible.push(id);
        id
    }

    /// Binds the variable of a `let`.
    fn bind_new(&mut self, name: &Ident, ty: Option<Type>) -> VariableId {
        if let Some(id) = self.lookup(&name.text) {
            let (_, first) = self.use_variable(id);
            self.errors.push(CheckError::Rebound {
                name: name.text.clone(),
                span: name.span,
                first: first.unwrap_or(name.span),
            });
            return id;
        }
        self.bind(name, ty, true)
    }

    fn refuse_hidden(&mut self, name: &Ident) -> bool {
        let Some(first) = self.hidden.get(&name.text).copied() else {
            return false;
        };
        if self.reported.insert(name.text.clone()) {
            self.errors.push(CheckError::LocalReused {
                name: name.text.clone(),
                span: name.span,
                first,
            });
        }
        true
    }

    /// Reports a variable that nothing to its left binds, once. `wanted` is the type of its place, if that is known.
    pub(super) fn unbound(&mut self, name: &Ident, negated: bool, wanted: Option<Type>) {
        if self.refuse_hidden(name) || !self.reported.insert(name.text.clone()) {
            return;
        }
        let visible = self.visible.iter().filter_map(|id| self.local(*id));
        let suggestion = nearest(&name.text, visible.map(|local| local.name.as_str()));
        let help = if self.bound_somewhere.contains(name.text.as_str()) {
            format!("move it behind the literal that binds `{}`", name.text)
        } else if let Some(suggestion) = suggestion {
            // That it is used too seldom follows from the slip.
            let help = format!("did you mean `{suggestion}`?");
            self.reported.insert(suggestion);
            help
        } else {
            let error = self.errors.len();
            self.unexplained.push(Unbound { error, ty: wanted });
            match negated {
                true => "bind it in an atom to the left, or write `_` for any value".to_owned(),
                false => "bind it in an atom or a `let` to the left".to_owned(),
            }
        };
        let (name, span) = (name.text.clone(), name.span);
        self.errors.push(if negated {
            CheckError::UnsafeNegation { name, help, span }
        } else {
            CheckError::UnboundVariable { name, help, span }
        });
    }

    /// The names of the variables that a head or a sentence may use.
    pub(super) fn visible_names(&self) -> impl Iterator<Item = &str> {
        self.visible
            .iter()
            .filter_map(|id| Some(self.local(*id)?.name.as_str()))
    }

    /// Says of each unbound variable which variables used once may be meant. That these are used once is then no mistake of
    /// its own: one name was written as two.
    fn explain_unbound(&mut self) {
        for unbound in std::mem::take(&mut self.unexplained) {
            let meant = |local: &&Local| {
                let fits = local.ty.is_none() || unbound.ty.is_none() || local.ty == unbound.ty;
                local.uses == 1
                    && fits
                    && !self.reported.contains(&local.name)
                    && !self.hidden.contains_key(&local.name)
            };
            let meant: Vec<String> = self
                .variables
                .iter()
                .filter(meant)
                .map(|local| local.name.clone())
                .collect();
            let told: Vec<String> = meant.iter().map(|name| format!("`{name}`")).collect();
            let (
                Some(CheckError::UnboundVariable { help, .. } | CheckError::UnsafeNegation { help, .. }),
                false,
            ) = (self.errors.get_mut(unbound.error), told.is_empty())
            else {
                continue;
            };
            let told = told.join(" or ");
            *help = match meant.len() {
                1 => format!("did you mean {told}, which stands at one place only?"),
                _ => format!(
                    "did you mean {told}? each stands at one place only; write `_` for a column that does not matter"
                ),
            };
            self.reported.extend(meant);
        }
    }

    /// All variables of a rule; those used once are reported, unless another error explains it.
    pub(super) fn into_rule_variables(mut self) -> Vec<Variable> {
        self.explain_unbound();
        let once = |local: &&Local| local.uses == 1 && !self.reported.contains(&local.name);
        for local in self.variables.iter().filter(once) {
            self.errors.push(CheckError::UsedOnce {
                name: local.name.clone(),
                is_let: local.is_let,
                span: local.span,
            });
        }
        variables(self.variables)
    }

    /// All variables of a query, and those that are answer columns.
    pub(super) fn into_query(self) -> (Vec<Variable>, Vec<VariableId>) {
        let columns = self.visible.clone();
        (variables(self.variables), columns)
    }
}

fn variables(locals: Vec<Local>) -> Vec<Variable> {
    let variable = |local: Local| Variable {
        name: local.name,
        ty: local.ty.unwrap_or(Type::Text),
        span: local.span,
    };
    locals.into_iter().map(variable).collect()
}

/// A value as a message names it.
pub(super) fn described(value: &Value) -> String {
    format!("`{}`", value_text(value))
}

/// The names that a literal binds, those of an aggregate's body not among them.
fn bound_names<'a>(literal: &'a syntax::Literal) -> Vec<&'a str> {
    match literal {
        syntax::Literal::Atom(atom) => {
            let variable = |term: &'a syntax::Term| match term {
                syntax::Term::Variable(name) => Some(name.text.as_str()),
                syntax::Term::Wildcard(_) | syntax::Term::Value(..) => None,
            };
            atom.terms.iter().filter_map(variable).collect()
        }
        syntax::Literal::Let { variable, .. } | syntax::Literal::Aggregate { variable, .. } => {
            vec![variable.text.as_str()]
        }
        syntax::Literal::Absent(_) | syntax::Literal::Compare { .. } => Vec::new(),
    }
}

fn literal_variables(literal: &Literal, out: &mut BTreeSet<VariableId>) {
    match literal {
        Literal::Atom(atom) | Literal::Absent(atom) => {
            for term in &atom.terms {
                if let Term::Variable(id) = term {
                    out.insert(*id);
                }
            }
        }
        Literal::Compare { left, right, .. } => {
            expression_variables(left, out);
            expression_variables(right, out);
        }
        Literal::Let { variable, value, .. } => {
            out.insert(*variable);
            expression_variables(value, out);
        }
        Literal::Aggregate(_) => {}
    }
}

fn expression_variables(expression: &Expr, out: &mut BTreeSet<VariableId>) {
    match expression {
        Expr::Variable(id) => {
            out.insert(*id);
        }
        Expr::Constant(_) => {}
        Expr::Apply { arguments, .. } => {
            arguments
                .iter()
                .for_each(|argument| expression_variables(argument, out));
        }
    }
}
