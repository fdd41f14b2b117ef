//! The syntax tree: what the parser saw, nothing resolved, every node with its span.

use super::source::Span;

/// A name or word with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The text as written (for text literals: without quotes, escapes resolved).
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// The items of one file, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Declarations, rules and remarks.
    pub items: Vec<Item>,
}

/// One declaration or rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// `type Firm` or `type Role = "sole" | "lead"`.
    Type(TypeDecl),
    /// `given R(column: Type, …)` or `derived R(column: Type, …)`.
    Relation(RelationDecl),
    /// `Head(…) <- body;` or `Head(…);`.
    Rule(Rule),
    /// `// text` on a line of its own, kept for the printer.
    Remark(Ident),
}

/// `type Name` (an entity, named by text) or `type Name = "a" | "b"` (a closed vocabulary).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDecl {
    /// `///` lines above, joined by newlines.
    pub doc: Option<Ident>,
    /// The name.
    pub name: Ident,
    /// The words of a vocabulary; `None` for an entity type.
    pub words: Option<Vec<Ident>>,
    /// The whole declaration.
    pub span: Span,
}

/// Whether tuples come from fact files or from rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// Facts, also called EDB.
    Given,
    /// Concluded by rules, also called IDB.
    Derived,
}

/// `given Name(column: Type, …)` or `derived Name(column: Type, …)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationDecl {
    /// `///` lines above, joined by newlines.
    pub doc: Option<Ident>,
    /// `@ko(…)` above.
    pub annotations: Vec<Annotation>,
    /// Given or derived.
    pub kind: RelationKind,
    /// The name.
    pub name: Ident,
    /// Column names with type names, in order.
    pub columns: Vec<(Ident, Ident)>,
    /// The whole declaration.
    pub span: Span,
}

/// `@name("argument", …)` above a rule or the declaration of a relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// `rule`, `cite` or `ko`.
    pub name: Ident,
    /// Text arguments.
    pub arguments: Vec<Ident>,
    /// The whole annotation.
    pub span: Span,
}

/// A rule or a fact of law (a rule without a body).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `///` lines above, joined by newlines: the sentence, with `{variables}`.
    pub sentence: Option<Ident>,
    /// `@…` above.
    pub annotations: Vec<Annotation>,
    /// What is concluded.
    pub head: Atom,
    /// What must hold, left to right.
    pub body: Vec<Literal>,
    /// The whole rule.
    pub span: Span,
}

/// `Relation(term, …)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atom {
    /// The relation's name.
    pub relation: Ident,
    /// Its terms.
    pub terms: Vec<Term>,
    /// The whole atom.
    pub span: Span,
}

/// What stands in a column of an atom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A variable.
    Variable(Ident),
    /// `_`.
    Wildcard(Span),
    /// A literal value.
    Value(Value, Span),
}

/// A literal value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `"text"`: a text, an entity or a word, by the type of its column.
    Text(String),
    /// `8_000_000_000` or `2026`: an `Int`, a `Won` or a `Year`, by context.
    Number(i64),
    /// `8bn`, `80억`: whole won.
    Won(i64),
    /// `22.58%`: hundredths of a percent.
    Percent(i64),
    /// `2026-05-15` or `open`: a day number.
    Date(i64),
}

/// One part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `R(…)`.
    Atom(Atom),
    /// `!R(…)`.
    Absent(Atom),
    /// `(a < b)`.
    Compare {
        /// Left side.
        left: Expr,
        /// Operator.
        op: CompareOp,
        /// Right side.
        right: Expr,
        /// With the parentheses.
        span: Span,
    },
    /// `let x = expr`.
    Let {
        /// The new variable.
        variable: Ident,
        /// Its value.
        value: Expr,
        /// The whole literal.
        span: Span,
    },
    /// `let x = count : { body }`, `let x = sum e : { body }`, likewise `min`, `max`.
    Aggregate {
        /// The new variable.
        variable: Ident,
        /// The fold.
        op: AggregateOp,
        /// What is folded; `None` for `count`.
        value: Option<Expr>,
        /// What is matched.
        body: Vec<Literal>,
        /// The whole literal.
        span: Span,
    },
}

/// `==`, `!=`, `<`, `<=`, `>`, `>=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// `count`, `sum`, `min`, `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AggregateOp {
    /// Number of matches.
    Count,
    /// Sum over matches.
    Sum,
    /// Least over matches.
    Min,
    /// Greatest over matches.
    Max,
}

/// An arithmetic expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A variable.
    Variable(Ident),
    /// A literal value.
    Value(Value, Span),
    /// `a + b` and so on.
    Binary {
        /// Operator.
        op: ArithmeticOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
        /// The whole expression.
        span: Span,
    },
    /// `year(d)`, `add_years(d, n)`, `add_months(d, n)`, `min(a, b)`, `max(a, b)`.
    Call {
        /// Function name.
        function: Ident,
        /// Arguments.
        arguments: Vec<Expr>,
        /// The whole expression.
        span: Span,
    },
}

/// `+`, `-`, `*`, `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, rounded down
    Divide,
}

/// A question: a body with an optional `?` or `.` or `;` at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The literals.
    pub body: Vec<Literal>,
    /// The whole query.
    pub span: Span,
}
