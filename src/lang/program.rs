//! The checked program: names resolved, types known, rules safe and stratified.
//!
//! Both engines read this form. Text constants stay text here; the engine interns them.

use super::source::Span;
use super::syntax::{AggregateOp, CompareOp, RelationKind};

/// Index into [`Program::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

/// Index into [`Program::relations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelationId(pub u32);

/// Index into [`Rule::variables`] or [`Query::variables`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VariableId(pub u32);

/// Index into [`Program::rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(pub u32);

/// The type of a column or variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// Any text.
    Text,
    /// A whole number.
    Int,
    /// Whole won.
    Won,
    /// Hundredths of a percent.
    Percent,
    /// A civil day, or `open`.
    Date,
    /// A calendar year.
    Year,
    /// A declared entity type or vocabulary.
    Named(TypeId),
}

impl Type {
    /// Whether words of this type are interned text.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Type::Text | Type::Named(_))
    }
}

/// A declared entity type (no words) or vocabulary (its words, as declared).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedType {
    /// Name.
    pub name: String,
    /// Words of a vocabulary; `None` for an entity type.
    pub words: Option<Vec<String>>,
    /// Meaning, from its `///` lines.
    pub doc: String,
    /// Its declaration.
    pub span: Span,
}

/// A column of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Type.
    pub ty: Type,
}

/// A declared relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Name.
    pub name: String,
    /// Given or derived.
    pub kind: RelationKind,
    /// Columns in order.
    pub columns: Vec<Column>,
    /// Meaning, from its `///` lines.
    pub doc: String,
    /// The same in Korean, from its `@ko("…")`; empty where there is none.
    pub doc_ko: String,
    /// Its declaration.
    pub span: Span,
    /// Stratum: 0 for given relations; a rule's negated and aggregated relations lie strictly lower than its head.
    pub stratum: u32,
}

/// A checked program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// Declared types.
    pub types: Vec<NamedType>,
    /// Declared relations.
    pub relations: Vec<Relation>,
    /// Rules in source order.
    pub rules: Vec<Rule>,
    /// Every text constant and vocabulary word, sorted, no duplicates: the first ids of every symbol table.
    pub words: Vec<String>,
}

/// A variable of a rule or query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Name as written.
    pub name: String,
    /// Type.
    pub ty: Type,
    /// Where it stands first.
    pub span: Span,
}

/// A checked rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// From `@rule("…")`, or `relation-n` (n-th rule of the relation, from 1) where there is none.
    pub id: String,
    /// From `@cite(…)`, in order.
    pub cites: Vec<String>,
    /// The `///` sentence, if any.
    pub sentence: Option<Sentence>,
    /// The `@ko("…")` sentence, if any.
    pub sentence_ko: Option<Sentence>,
    /// What is concluded; terms are variables or constants.
    pub head: Atom,
    /// Literals, left to right.
    pub body: Vec<Literal>,
    /// All variables, those of aggregate bodies included.
    pub variables: Vec<Variable>,
    /// The whole rule.
    pub span: Span,
}

/// A sentence with places for variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Text and variables in order.
    pub parts: Vec<SentencePart>,
}

/// Part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentencePart {
    /// Plain text.
    Text(String),
    /// `{variable}`.
    Variable(VariableId),
}

/// A resolved atom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atom {
    /// The relation.
    pub relation: RelationId,
    /// One term a column. The same variable may stand twice.
    pub terms: Vec<Term>,
    /// Where it stands.
    pub span: Span,
}

impl Atom {
    /// Puts a new variable in place of each wildcard, so that a match tells the whole row; `of` gives name and type by
    /// column. The variables made, in the order of their columns.
    pub fn name_wildcards(
        &mut self,
        variables: &mut Vec<Variable>,
        of: impl Fn(usize) -> (String, Type),
    ) -> Vec<VariableId> {
        let mut made = Vec::new();
        for (at, term) in self.terms.iter_mut().enumerate() {
            if *term == Term::Wildcard {
                let id = VariableId(u32::try_from(variables.len()).unwrap_or(u32::MAX));
                let (name, ty) = of(at);
                variables.push(Variable {
                    name,
                    ty,
                    span: self.span,
                });
                made.push(id);
                *term = Term::Variable(id);
            }
        }
        made
    }
}

/// A resolved term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A variable.
    Variable(VariableId),
    /// A constant.
    Constant(Constant),
    /// `_`.
    Wildcard,
}

/// A constant with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constant {
    /// Type of its column or context.
    pub ty: Type,
    /// Value.
    pub value: ConstantValue,
    /// Where it stands.
    pub span: Span,
}

/// Text to be interned, or a finished word (won, hundredths, day number, year, integer).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConstantValue {
    /// A text, an entity's name or a vocabulary word.
    Text(String),
    /// A number.
    Number(i64),
}

/// A resolved literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A positive atom; binds its variables that are not bound yet.
    Atom(Atom),
    /// No tuple matches; all its variables are bound to its left.
    Absent(Atom),
    /// A comparison of bound expressions of one type. Text, entities and words only by `==` and `!=`.
    Compare {
        /// Left side.
        left: Expr,
        /// Operator.
        op: CompareOp,
        /// Right side.
        right: Expr,
        /// Where it stands.
        span: Span,
    },
    /// Binds a new variable to a value.
    Let {
        /// The new variable.
        variable: VariableId,
        /// Its value.
        value: Expr,
        /// Where it stands.
        span: Span,
    },
    /// Binds a new variable to a fold over all matches of a body.
    Aggregate(Aggregate),
}

/// `let variable = op value : { body }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregate {
    /// The new variable.
    pub variable: VariableId,
    /// The fold.
    pub op: AggregateOp,
    /// What is folded; `None` for `count`.
    pub value: Option<Expr>,
    /// Positive atoms, absent atoms, comparisons and lets; no aggregates inside.
    pub body: Vec<Literal>,
    /// Variables of the body that are bound to the left of the aggregate: its group, in order of id.
    pub group: Vec<VariableId>,
    /// Where it stands.
    pub span: Span,
}

/// A resolved, typed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A bound variable.
    Variable(VariableId),
    /// A constant.
    Constant(Constant),
    /// A function of `lang::arith` with its arguments.
    Apply {
        /// The function.
        function: Function,
        /// Two arguments (one for `Year`).
        arguments: Vec<Expr>,
    },
}

/// The functions of `lang::arith`, chosen by the types of the arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// `arith::add` on numbers.
    Add,
    /// `arith::sub` on numbers.
    Subtract,
    /// `arith::mul` on numbers.
    Multiply,
    /// `arith::div` on numbers.
    Divide,
    /// `arith::percent_of(percent, amount)`; the checker puts the percentage first.
    PercentOf,
    /// `arith::add_days(date, days)`; `date - n` is an addition of `0 - n` days.
    AddDays,
    /// `arith::days_between(a, b)`, from `date - date`.
    DaysBetween,
    /// `arith::add_months`.
    AddMonths,
    /// `arith::add_years`.
    AddYears,
    /// `arith::year`.
    Year,
    /// `arith::min`.
    Min,
    /// `arith::max`.
    Max,
}

/// A checked query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Literals, left to right.
    pub body: Vec<Literal>,
    /// All variables, those of aggregate bodies included.
    pub variables: Vec<Variable>,
    /// The variables shown as answer columns, in order of first appearance; not those local to aggregates.
    pub columns: Vec<VariableId>,
}

impl Program {
    /// The relation of an id.
    #[must_use]
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.relations.get(id.0 as usize)
    }

    /// The relation of a name.
    #[must_use]
    pub fn relation_named(&self, name: &str) -> Option<RelationId> {
        let index = self.relations.iter().position(|relation| relation.name == name)?;
        u32::try_from(index).ok().map(RelationId)
    }

    /// The declared type of an id.
    #[must_use]
    pub fn named_type(&self, id: TypeId) -> Option<&NamedType> {
        self.types.get(id.0 as usize)
    }

    /// The declared type of a name.
    #[must_use]
    pub fn type_named(&self, name: &str) -> Option<TypeId> {
        let index = self.types.iter().position(|ty| ty.name == name)?;
        u32::try_from(index).ok().map(TypeId)
    }

    /// The name of a type, as written in declarations.
    #[must_use]
    pub fn type_name(&self, ty: Type) -> &str {
        match ty {
            Type::Text => "Text",
            Type::Int => "Int",
            Type::Won => "Won",
            Type::Percent => "Percent",
            Type::Date => "Date",
            Type::Year => "Year",
            Type::Named(id) => self.named_type(id).map_or("?", |ty| &ty.name),
        }
    }
}
