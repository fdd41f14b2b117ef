//! What the checker refuses, and how it says so.

use super::super::date;
use super::super::error::Diagnostic;
use super::super::source::Span;
use super::super::value::{parse_percent, parse_won};

/// What the checker refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckError {
    /// A name that nothing bears.
    Unknown {
        /// What is looked for.
        what: Named,
        /// The name.
        name: String,
        /// A known name that is near.
        suggestion: Option<String>,
        /// Its place.
        span: Span,
    },
    /// A word that is not in the vocabulary of its column.
    UnknownWord {
        /// The word.
        word: String,
        /// The vocabulary.
        vocabulary: String,
        /// Its words.
        words: Vec<String>,
        /// A word that is near.
        suggestion: Option<String>,
        /// Its place.
        span: Span,
    },
    /// A name in braces in a sentence that is no variable of the rule (or no column of the relation).
    UnknownInSentence {
        /// The name.
        name: String,
        /// A known name that is near.
        suggestion: Option<String>,
        /// The sentence.
        span: Span,
    },
    /// A name that is given twice.
    Duplicate {
        /// What it names.
        what: Named,
        /// The name.
        name: String,
        /// The second place.
        span: Span,
        /// The first place; none for built-in types.
        first: Option<Span>,
    },
    /// Two names that differ only in capitals.
    CaseCollision {
        /// What they name.
        what: Named,
        /// The later name.
        name: String,
        /// The earlier name.
        other: String,
        /// The later place.
        span: Span,
        /// The earlier place.
        first: Span,
    },
    /// A relation or type whose name does not begin with a capital letter.
    NotCapitalised {
        /// What it names.
        what: Named,
        /// The name.
        name: String,
        /// Its place.
        span: Span,
    },
    /// Too few or too many terms.
    ColumnCount {
        /// The relation.
        relation: String,
        /// Its columns, as `name: Type`.
        columns: Vec<String>,
        /// Number of terms found.
        found: usize,
        /// The atom.
        span: Span,
    },
    /// A term, operand or argument of another type than its place wants.
    TypeMismatch {
        /// The term, as written or described.
        what: String,
        /// Its type.
        found: String,
        /// The place, such as "column `won` of `Amount`".
        place: String,
        /// The type of the place.
        wanted: String,
        /// Where the term stands.
        span: Span,
        /// Where a variable got its type.
        first: Option<Span>,
    },
    /// An operation that does not exist for two types.
    OperandTypes {
        /// The operator.
        op: &'static str,
        /// Type of the left side.
        left: String,
        /// Type of the right side.
        right: String,
        /// The expression.
        span: Span,
    },
    /// A comparison of two types.
    ComparisonTypes {
        /// Type of the left side.
        left: String,
        /// Type of the right side.
        right: String,
        /// The comparison.
        span: Span,
    },
    /// `<`, `<=`, `>`, `>=`, `min` or `max` of texts, entities or words.
    NoOrder {
        /// The type.
        ty: String,
        /// The place.
        span: Span,
    },
    /// A `sum` over something that cannot be added.
    NoSum {
        /// The type.
        ty: String,
        /// The value.
        span: Span,
    },
    /// Too few or too many arguments of a function.
    ArgumentCount {
        /// How the function is written.
        usage: &'static str,
        /// The call.
        span: Span,
    },
    /// A variable that no atom and no `let` to its left binds.
    UnboundVariable {
        /// Its name.
        name: String,
        /// How to mend it.
        help: String,
        /// Its place.
        span: Span,
    },
    /// A variable of a negated atom that nothing to its left binds.
    UnsafeNegation {
        /// Its name.
        name: String,
        /// How to mend it.
        help: String,
        /// Its place.
        span: Span,
    },
    /// A variable that stands at one place only.
    UsedOnce {
        /// Its name.
        name: String,
        /// Whether `let` names it.
        is_let: bool,
        /// Its place.
        span: Span,
    },
    /// A `let` for a variable that has a value.
    Rebound {
        /// Its name.
        name: String,
        /// The `let`.
        span: Span,
        /// Where it got its value.
        first: Span,
    },
    /// A variable of an aggregate's body used outside.
    LocalReused {
        /// Its name.
        name: String,
        /// The place outside.
        span: Span,
        /// The place inside.
        first: Span,
    },
    /// `_` in a head.
    WildcardInHead {
        /// Its place.
        span: Span,
    },
    /// An aggregate in the body of an aggregate.
    NestedAggregate {
        /// The inner one.
        span: Span,
    },
    /// A relation that depends on its own absence, or on a fold over itself.
    Cycle {
        /// The cycle, as `A -> !B -> A`.
        cycle: String,
        /// The literal that closes it.
        span: Span,
    },
    /// A rule for a relation that fact files fill.
    HeadIsGiven {
        /// The relation.
        relation: String,
        /// The head.
        span: Span,
        /// Its declaration.
        declared: Span,
    },
    /// A rule of an analyst for a relation of the law.
    RuleForLawRelation {
        /// The relation.
        relation: String,
        /// The head.
        span: Span,
        /// Its declaration.
        declared: Span,
    },
    /// A recursive rule of law that concludes a computed value: it might go on for ever.
    GrowingRecursion {
        /// The variable.
        variable: String,
        /// The relation.
        relation: String,
        /// The head.
        span: Span,
        /// Its `let`.
        first: Span,
    },
    /// An annotation that is repeated, or has the wrong number of arguments or an empty one.
    BadAnnotation {
        /// How the annotation is written.
        usage: &'static str,
        /// The annotation.
        span: Span,
    },
    /// A rule of law without its id, its provisions or its sentence.
    Uncited {
        /// What is missing.
        missing: &'static str,
        /// The rule's head.
        span: Span,
    },
    /// A fact with variables or `_`.
    NotGround {
        /// The variables as written.
        names: Vec<String>,
        /// From the first to the last.
        span: Span,
    },
    /// A fact of a relation that rules conclude.
    FactOfDerived {
        /// The relation.
        relation: String,
        /// The fact.
        span: Span,
        /// Its declaration.
        declared: Span,
    },
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A relation.
    Relation,
    /// A relation that a question reads or a fact states.
    Asked,
    /// A type.
    Type,
    /// A column.
    Column,
    /// A word of a vocabulary.
    Word,
    /// A function.
    Function,
    /// An annotation.
    Annotation,
    /// The id of a rule.
    RuleId,
}

impl Named {
    fn word(self) -> &'static str {
        match self {
            Named::Relation | Named::Asked => "relation",
            Named::Type => "type",
            Named::Column => "column",
            Named::Word => "word",
            Named::Function => "function",
            Named::Annotation => "annotation",
            Named::RuleId => "rule id",
        }
    }
}

impl CheckError {
    /// Stable name of the kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CheckError::Unknown { what, .. } => match what {
                Named::Relation | Named::Asked => "lang::unknown-relation",
                Named::Type => "lang::unknown-type",
                Named::Function => "lang::unknown-function",
                Named::Annotation => "lang::unknown-annotation",
                Named::Column | Named::Word | Named::RuleId => "lang::unknown-name",
            },
            CheckError::UnknownWord { .. } => "lang::unknown-word",
            CheckError::UnknownInSentence { .. } => "lang::unknown-in-sentence",
            CheckError::Duplicate { .. } => "lang::duplicate",
            CheckError::CaseCollision { .. } => "lang::case-collision",
            CheckError::NotCapitalised { .. } => "lang::not-capitalised",
            CheckError::ColumnCount { .. } => "lang::column-count",
            CheckError::TypeMismatch { .. } => "lang::type-mismatch",
            CheckError::OperandTypes { .. } => "lang::operand-types",
            CheckError::ComparisonTypes { .. } => "lang::comparison-types",
            CheckError::NoOrder { .. } => "lang::no-order",
            CheckError::NoSum { .. } => "lang::no-sum",
            CheckError::ArgumentCount { .. } => "lang::argument-count",
            CheckError::UnboundVariable { .. } => "lang::unbound-variable",
            CheckError::UnsafeNegation { .. } => "lang::unsafe-negation",
            CheckError::UsedOnce { .. } => "lang::used-once",
            CheckError::Rebound { .. } => "lang::rebound",
            CheckError::LocalReused { .. } => "lang::local-reused",
            CheckError::WildcardInHead { .. } => "lang::wildcard-in-head",
            CheckError::NestedAggregate { .. } => "lang::nested-aggregate",
            CheckError::Cycle { .. } => "lang::cycle",
            CheckError::HeadIsGiven { .. } => "lang::head-is-given",
            CheckError::RuleForLawRelation { .. } => "lang::rule-for-law-relation",
            CheckError::GrowingRecursion { .. } => "lang::growing-recursion",
            CheckError::BadAnnotation { .. } => "lang::bad-annotation",
            CheckError::Uncited { .. } => "lang::uncited",
            CheckError::NotGround { .. } => "lang::not-ground",
            CheckError::FactOfDerived { .. } => "lang::fact-of-derived",
        }
    }

    /// Where the error is.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            CheckError::Unknown { span, .. }
            | CheckError::UnknownWord { span, .. }
            | CheckError::UnknownInSentence { span, .. }
            | CheckError::Duplicate { span, .. }
            | CheckError::CaseCollision { span, .. }
            | CheckError::NotCapitalised { span, .. }
            | CheckError::ColumnCount { span, .. }
            | CheckError::TypeMismatch { span, .. }
            | CheckError::OperandTypes { span, .. }
            | CheckError::ComparisonTypes { span, .. }
            | CheckError::NoOrder { span, .. }
            | CheckError::NoSum { span, .. }
            | CheckError::ArgumentCount { span, .. }
            | CheckError::UnboundVariable { span, .. }
            | CheckError::UnsafeNegation { span, .. }
            | CheckError::UsedOnce { span, .. }
            | CheckError::Rebound { span, .. }
            | CheckError::LocalReused { span, .. }
            | CheckError::WildcardInHead { span }
            | CheckError::NestedAggregate { span }
            | CheckError::Cycle { span, .. }
            | CheckError::HeadIsGiven { span, .. }
            | CheckError::RuleForLawRelation { span, .. }
            | CheckError::GrowingRecursion { span, .. }
            | CheckError::BadAnnotation { span, .. }
            | CheckError::Uncited { span, .. }
            | CheckError::NotGround { span, .. }
            | CheckError::FactOfDerived { span, .. } => *span,
        }
    }

    /// The error as it is shown.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic {
            code: self.code(),
            message: self.message(),
            span: self.span(),
            labels: self.labels(),
            help: self.help(),
        }
    }

    fn message(&self) -> String {
        match self {
            CheckError::Unknown { what, name, .. } => format!("there is no {} `{name}`", what.word()),
            CheckError::UnknownWord { word, vocabulary, .. } => {
                format!("`{word}` is not a word of `{vocabulary}`")
            }
            CheckError::UnknownInSentence { name, .. } => {
                format!("the sentence names `{name}`, which is not bound here")
            }
            CheckError::Duplicate { what, name, .. } => {
                format!("the {} `{name}` is there already", what.word())
            }
            CheckError::CaseCollision {
                what, name, other, ..
            } => {
                format!(
                    "the {}s `{name}` and `{other}` differ only in capitals",
                    what.word()
                )
            }
            CheckError::NotCapitalised { what, name, .. } => {
                format!(
                    "the {} `{name}` does not begin with a capital letter",
                    what.word()
                )
            }
            CheckError::ColumnCount {
                relation,
                columns,
                found,
                ..
            } => {
                let terms = if *found == 1 { "term" } else { "terms" };
                let wanted = columns.len();
                format!("`{relation}` has {wanted} columns, found {found} {terms}")
            }
            CheckError::TypeMismatch {
                what,
                found,
                place,
                wanted,
                ..
            } => {
                format!("{what} has type `{found}`, but {place} has type `{wanted}`")
            }
            CheckError::OperandTypes { op, left, right, .. } => {
                format!("there is no `{left} {op} {right}`")
            }
            CheckError::ComparisonTypes { left, right, .. } => {
                format!("a `{left}` cannot be compared with a `{right}`")
            }
            CheckError::NoOrder { ty, .. } => format!("values of `{ty}` have no order"),
            CheckError::NoSum { ty, .. } => format!("values of `{ty}` cannot be summed"),
            CheckError::ArgumentCount { usage, .. } => {
                format!("wrong number of arguments, expected `{usage}`")
            }
            CheckError::UnboundVariable { name, .. } => format!("nothing to the left binds `{name}`"),
            CheckError::UnsafeNegation { name, .. } => {
                format!("`{name}` stands in a negated atom, but nothing to the left binds it")
            }
            CheckError::UsedOnce { name, .. } => format!("`{name}` is used only once"),
            CheckError::Rebound { name, .. } => format!("`{name}` has a value already"),
            CheckError::LocalReused { name, .. } => {
                format!("`{name}` belongs to an aggregate and is used outside it")
            }
            CheckError::WildcardInHead { .. } => "`_` cannot stand in a head".to_owned(),
            CheckError::NestedAggregate { .. } => "an aggregate cannot stand in an aggregate".to_owned(),
            CheckError::Cycle { cycle, .. } => {
                format!("a relation depends on its own absence or on a fold over itself: `{cycle}`")
            }
            CheckError::HeadIsGiven { relation, .. } => {
                format!("`{relation}` is given by facts, so no rule can conclude it")
            }
            CheckError::RuleForLawRelation { relation, .. } => {
                format!("`{relation}` belongs to the law, so no further rule can conclude it")
            }
            CheckError::GrowingRecursion {
                variable, relation, ..
            } => {
                format!("the recursive rule for `{relation}` concludes `{variable}`, which it computes")
            }
            CheckError::BadAnnotation { usage, .. } => format!("expected one annotation `{usage}`"),
            CheckError::Uncited { missing, .. } => format!("this rule of law has no {missing}"),
            CheckError::NotGround { names, .. } => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("a fact has only values, found {}", names.join(", "))
            }
            CheckError::FactOfDerived { relation, .. } => {
                format!("`{relation}` is concluded by rules, so it cannot be stated as a fact")
            }
        }
    }

    fn labels(&self) -> Vec<(Span, String)> {
        let label = |span: &Span, text: &str| vec![(*span, text.to_owned())];
        match self {
            CheckError::Duplicate {
                first: Some(first), ..
            }
            | CheckError::CaseCollision { first, .. } => label(first, "first here"),
            CheckError::TypeMismatch {
                first: Some(first),
                found,
                ..
            } => {
                vec![(*first, format!("bound as `{found}` here"))]
            }
            CheckError::Rebound { first, .. } => label(first, "bound here"),
            CheckError::LocalReused { first, .. } => label(first, "inside the aggregate here"),
            CheckError::GrowingRecursion { first, .. } => label(first, "computed here"),
            CheckError::HeadIsGiven { declared, .. }
            | CheckError::RuleForLawRelation { declared, .. }
            | CheckError::FactOfDerived { declared, .. } => label(declared, "declared here"),
            _ => Vec::new(),
        }
    }

    fn help(&self) -> Option<String> {
        let mean =
            |suggestion: &Option<String>| suggestion.as_ref().map(|name| format!("did you mean `{name}`?"));
        match self {
            CheckError::Unknown { what, suggestion, .. } => mean(suggestion).or_else(|| {
                Some(
                    match what {
                        Named::Relation => "declare it with `given` or `derived`; `relations` lists those of the law",
                        Named::Asked => "`relations` lists what can be asked and stated, with its columns",
                        Named::Type => "declare it with `type`; built in are `Text`, `Int`, `Won`, `Percent`, `Date`, `Year`",
                        Named::Function => "functions are `year`, `add_years`, `add_months`, `min`, `max`",
                        Named::Annotation => "annotations are `@rule`, `@cite`, `@ko`",
                        Named::Column | Named::Word | Named::RuleId => return None,
                    }
                    .to_owned(),
                )
            }),
            CheckError::UnknownWord { words, suggestion, .. } => {
                let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
                let list = format!("words are {}", words.join(", "));
                Some(mean(suggestion).map_or(list.clone(), |mean| format!("{mean} {list}")))
            }
            CheckError::UnknownInSentence { suggestion, .. } => mean(suggestion),
            CheckError::ColumnCount { relation, columns, .. } => {
                Some(format!("columns are `{relation}({})`", columns.join(", ")))
            }
            CheckError::OperandTypes { .. } => Some(
                "sums need equal types, a date or a year takes days or years as `Int`, and amounts are multiplied by `Int` or `Percent`"
                    .to_owned(),
            ),
            CheckError::NoOrder { .. } => Some("compare them with `==` or `!=`".to_owned()),
            CheckError::NoSum { .. } => Some("`sum` adds `Won`, `Int` or `Percent`".to_owned()),
            CheckError::UnboundVariable { help, .. } | CheckError::UnsafeNegation { help, .. } => {
                Some(help.clone())
            }
            CheckError::UsedOnce { is_let: false, .. } => Some("write `_` for a column that does not matter".to_owned()),
            CheckError::UsedOnce { is_let: true, .. } => Some("use it, or take the `let` out".to_owned()),
            CheckError::Rebound { .. } => Some("take another name, or compare with `(x == …)`".to_owned()),
            CheckError::LocalReused { .. } => Some("take another name outside, or bind it to the left of the aggregate".to_owned()),
            CheckError::WildcardInHead { .. } => Some("name a variable of the body, or write a value".to_owned()),
            CheckError::NestedAggregate { .. } => Some("conclude the inner one by a rule of its own".to_owned()),
            CheckError::RuleForLawRelation { .. } => Some("declare a relation of your own with `derived`".to_owned()),
            CheckError::GrowingRecursion { .. } => Some("compute the value in a rule that is not recursive".to_owned()),
            CheckError::NotGround { names, .. } => {
                let name = names.iter().find(|name| *name != "_")?;
                Some(format!("write a text in quotes: `\"{name}\"`"))
            }
            CheckError::TypeMismatch { what, found, wanted, place,
                first, .. } => unquoted(what, found, wanted)
                .map(|value| format!("write it without quotes: `{value}`"))
                .or_else(|| {
                    let (_, relation) = place.strip_prefix("column ")?.split_once(" of ")?;
                    let relation = relation.trim_matches('`');
                    let twice = match first {
                        Some(_) => "; the same name must not stand for two kinds of things",
                        None => "",
                    };
                    Some(format!("`describe {relation}` shows its columns and what each holds{twice}"))
                }),
            CheckError::FactOfDerived { .. } => Some("state the facts it is concluded from".to_owned()),
            CheckError::CaseCollision { .. } => Some("rename one of them".to_owned()),
            CheckError::Cycle { .. } => Some("conclude what is negated or folded without the relation that needs it".to_owned()),
            _ => None,
        }
    }
}

/// A text as the value that it would be without its quotes, if it is one of the type.
fn unquoted(what: &str, found: &str, wanted: &str) -> Option<String> {
    let text = what.trim_matches('`').strip_prefix('"')?.strip_suffix('"')?;
    let value: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let value = value.replace(',', "_");
    let is_one = match wanted {
        "Won" => parse_won(&value).is_ok(),
        "Percent" => value.ends_with('%') && parse_percent(&value).is_ok(),
        "Date" => date::parse(&value).is_some(),
        "Int" | "Year" => value.parse::<i64>().is_ok(),
        _ => false,
    };
    (found == "Text" && is_one).then_some(value)
}
