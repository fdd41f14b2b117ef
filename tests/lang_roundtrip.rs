//! What the printer writes, the parser reads as the same tree, places aside; a layout keeps remarks and is its own layout.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use proptest::prelude::*;
use tenderlog::lang::lexer::lex;
use tenderlog::lang::parser::{parse_fact, parse_module, parse_query};
use tenderlog::lang::printer::{atom_text, formatted, module_text, query_text};
use tenderlog::lang::source::{FileId, Span};
use tenderlog::lang::syntax::{
    AggregateOp, Annotation, ArithmeticOp, Atom, CompareOp, Expr, Ident, Item, Literal, Module, Query,
    RelationDecl, RelationKind, Rule, Term, TypeDecl, Value,
};
use tenderlog::lang::token::TokenKind;

const NOWHERE: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};

/// A tree with all its places taken out.
trait Placeless {
    fn placeless(self) -> Self;
}

impl<T: Placeless> Placeless for Vec<T> {
    fn placeless(self) -> Self {
        self.into_iter().map(Placeless::placeless).collect()
    }
}

impl<T: Placeless> Placeless for Option<T> {
    fn placeless(self) -> Self {
        self.map(Placeless::placeless)
    }
}

impl<T: Placeless> Placeless for Box<T> {
    fn placeless(self) -> Self {
        Box::new((*self).placeless())
    }
}

impl<A: Placeless, B: Placeless> Placeless for (A, B) {
    fn placeless(self) -> Self {
        (self.0.placeless(), self.1.placeless())
    }
}

impl Placeless for Ident {
    fn placeless(self) -> Self {
        Ident {
            span: NOWHERE,
            ..self
        }
    }
}

impl Placeless for Annotation {
    fn placeless(self) -> Self {
        Annotation {
            name: self.name.placeless(),
            arguments: self.arguments.placeless(),
            span: NOWHERE,
        }
    }
}

impl Placeless for Item {
    fn placeless(self) -> Self {
        match self {
            Item::Type(decl) => Item::Type(TypeDecl {
                doc: decl.doc.placeless(),
                name: decl.name.placeless(),
                words: decl.words.placeless(),
                span: NOWHERE,
            }),
            Item::Relation(decl) => Item::Relation(RelationDecl {
                doc: decl.doc.placeless(),
                annotations: decl.annotations.placeless(),
                kind: decl.kind,
                name: decl.name.placeless(),
                columns: decl.columns.placeless(),
                span: NOWHERE,
            }),
            Item::Rule(rule) => Item::Rule(Rule {
                sentence: rule.sentence.placeless(),
                annotations: rule.annotations.placeless(),
                head: rule.head.placeless(),
                body: rule.body.placeless(),
                span: NOWHERE,
            }),
            Item::Remark(remark) => Item::Remark(remark.placeless()),
        }
    }
}

impl Placeless for Atom {
    fn placeless(self) -> Self {
        Atom {
            relation: self.relation.placeless(),
            terms: self.terms.placeless(),
            span: NOWHERE,
        }
    }
}

impl Placeless for Term {
    fn placeless(self) -> Self {
        match self {
            Term::Variable(name) => Term::Variable(name.placeless()),
            Term::Wildcard(_) => Term::Wildcard(NOWHERE),
            Term::Value(value, _) => Term::Value(value, NOWHERE),
        }
    }
}

impl Placeless for Literal {
    fn placeless(self) -> Self {
        match self {
            Literal::Atom(atom) => Literal::Atom(atom.placeless()),
            Literal::Absent(atom) => Literal::Absent(atom.placeless()),
            Literal::Compare { left, op, right, .. } => Literal::Compare {
                left: left.placeless(),
                op,
                right: right.placeless(),
                span: NOWHERE,
            },
            Literal::Let { variable, value, .. } => Literal::Let {
                variable: variable.placeless(),
                value: value.placeless(),
                span: NOWHERE,
            },
            Literal::Aggregate {
                variable,
                op,
                value,
                body,
                ..
            } => Literal::Aggregate {
                variable: variable.placeless(),
                op,
                value: value.placeless(),
                body: body.placeless(),
                span: NOWHERE,
            },
        }
    }
}

impl Placeless for Expr {
    fn placeless(self) -> Self {
        match self {
            Expr::Variable(name) => Expr::Variable(name.placeless()),
            Expr::Value(value, _) => Expr::Value(value, NOWHERE),
            Expr::Binary { op, left, right, .. } => Expr::Binary {
                op,
                left: left.placeless(),
                right: right.placeless(),
                span: NOWHERE,
            },
            Expr::Call {
                function, arguments, ..
            } => Expr::Call {
                function: function.placeless(),
                arguments: arguments.placeless(),
                span: NOWHERE,
            },
        }
    }
}

fn ident(text: impl Into<String>) -> Ident {
    Ident {
        text: text.into(),
        span: NOWHERE,
    }
}

/// Variables, some of them words that mean something elsewhere.
fn name() -> impl Strategy<Value = Ident> {
    prop_oneof![
        "[a-z][a-z0-9_]{0,5}",
        "[가-힣]{1,3}",
        Just("type".to_owned()),
        Just("count".to_owned()),
        Just("sum".to_owned()),
        Just("let".to_owned()),
        Just("not".to_owned()),
    ]
    .prop_filter("`open` is a date", |name| name != "open")
    .prop_map(ident)
}

fn capital() -> impl Strategy<Value = Ident> {
    "[A-Z][A-Za-z0-9]{0,5}".prop_map(ident)
}

/// Any text of one or more lines.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![".{0,8}", "[a-z \"\\\\\n{}]{0,8}"]
}

/// A line as the lexer keeps it: no blank at its end.
fn line() -> impl Strategy<Value = String> {
    "[ -~가-힣]{0,12}".prop_map(|line| line.trim_end().to_owned())
}

fn doc() -> impl Strategy<Value = Option<Ident>> {
    // A line that begins with `/` would make `////`, a remark; the printer's blank keeps it apart.
    prop::option::of(prop::collection::vec(line(), 1..3).prop_map(|lines| ident(lines.join("\n"))))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::Text),
        (-20_000_000_000_i64..20_000_000_000).prop_map(Value::Number),
        (-9_999_999_999_999_999_i64..=9_999_999_999_999_999).prop_map(Value::Won),
        (0_i64..9_000_000).prop_map(|units| Value::Won(units * 1_000_000)),
        (-1_000_000_i64..1_000_000).prop_map(Value::Percent),
        (-719_162_i64..=2_932_896).prop_map(Value::Date),
        Just(Value::Date(i64::MAX)),
    ]
}

fn atom() -> impl Strategy<Value = Atom> {
    let term = prop_oneof![
        name().prop_map(Term::Variable),
        Just(Term::Wildcard(NOWHERE)),
        value().prop_map(|value| Term::Value(value, NOWHERE)),
    ];
    (capital(), prop::collection::vec(term, 1..4)).prop_map(|(relation, terms)| Atom {
        relation,
        terms,
        span: NOWHERE,
    })
}

fn expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        name().prop_map(Expr::Variable),
        value().prop_map(|value| Expr::Value(value, NOWHERE)),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let op = prop::sample::select(vec![
            ArithmeticOp::Add,
            ArithmeticOp::Subtract,
            ArithmeticOp::Multiply,
            ArithmeticOp::Divide,
        ]);
        let function = prop::sample::select(vec!["year", "min", "max", "other"]).prop_map(ident);
        prop_oneof![
            (op, inner.clone(), inner.clone()).prop_map(|(op, left, right)| Expr::Binary {
                op,
                left: Box::new(left),
                right: Box::new(right),
                span: NOWHERE,
            }),
            (function, prop::collection::vec(inner, 1..3)).prop_map(|(function, arguments)| Expr::Call {
                function,
                arguments,
                span: NOWHERE,
            }),
        ]
    })
}

fn plain_literal() -> impl Strategy<Value = Literal> {
    let op = prop::sample::select(vec![
        CompareOp::Equal,
        CompareOp::NotEqual,
        CompareOp::Less,
        CompareOp::LessOrEqual,
        CompareOp::Greater,
        CompareOp::GreaterOrEqual,
    ]);
    prop_oneof![
        atom().prop_map(Literal::Atom),
        atom().prop_map(Literal::Absent),
        (expression(), op, expression()).prop_map(|(left, op, right)| Literal::Compare {
            left,
            op,
            right,
            span: NOWHERE,
        }),
        (name(), expression()).prop_map(|(variable, value)| Literal::Let {
            variable,
            value,
            span: NOWHERE,
        }),
    ]
}

fn literal() -> impl Strategy<Value = Literal> {
    let op = prop::sample::select(vec![AggregateOp::Sum, AggregateOp::Min, AggregateOp::Max]);
    let fold = prop_oneof![
        Just((AggregateOp::Count, None)),
        (op, expression()).prop_map(|(op, value)| (op, Some(value))),
    ];
    prop_oneof![
        3 => plain_literal(),
        1 => (name(), fold, prop::collection::vec(plain_literal(), 1..3)).prop_map(|(variable, (op, value), body)| {
            Literal::Aggregate { variable, op, value, body, span: NOWHERE }
        }),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    let note = (
        prop::sample::select(vec!["rule", "cite", "ko", "other"]).prop_map(ident),
        prop::collection::vec(text().prop_map(ident), 1..3),
    );
    let notes = note.prop_map(|(name, arguments)| Annotation {
        name,
        arguments,
        span: NOWHERE,
    });
    let body = prop::collection::vec(literal(), 0..4);
    (doc(), prop::collection::vec(notes, 0..4), atom(), body).prop_map(
        |(sentence, annotations, head, body)| Rule {
            sentence,
            annotations,
            head,
            body,
            span: NOWHERE,
        },
    )
}

fn item() -> impl Strategy<Value = Item> {
    let words = prop::option::of(prop::collection::vec(text().prop_map(ident), 1..4));
    let kind = prop::sample::select(vec![RelationKind::Given, RelationKind::Derived]);
    let columns = prop::collection::vec((name(), capital()), 1..4);
    prop_oneof![
        (doc(), capital(), words).prop_map(|(doc, name, words)| Item::Type(TypeDecl {
            doc,
            name,
            words,
            span: NOWHERE,
        })),
        (doc(), kind, capital(), columns).prop_map(|(doc, kind, name, columns)| Item::Relation(
            RelationDecl {
                doc,
                annotations: Vec::new(),
                kind,
                name,
                columns,
                span: NOWHERE,
            }
        )),
        rule().prop_map(Item::Rule),
        line().prop_map(|line| Item::Remark(ident(line))),
    ]
}

/// A text with other gaps between its tokens.
fn spread(text: &str, gaps: &[&str]) -> String {
    let mut out = String::new();
    for (token, gap) in lex(FileId(0), text).tokens.iter().zip(gaps.iter().cycle()) {
        out.push_str(&text[token.span.start as usize..token.span.end as usize]);
        if matches!(token.kind, TokenKind::Doc(_)) {
            out.push('\n');
        }
        out.push_str(gap);
    }
    out
}

/// The items of a file and the words of its remarks, sorted.
fn content(text: &str) -> (Vec<Item>, Vec<String>) {
    let (module, errors) = parse_module(FileId(0), text);
    assert_eq!(errors, [], "{text}");
    let (remarks, items): (Vec<Item>, Vec<Item>) = module
        .items
        .into_iter()
        .partition(|item| matches!(item, Item::Remark(_)));
    let mut words: Vec<String> = remarks
        .iter()
        .filter_map(|item| match item {
            Item::Remark(remark) => Some(remark.text.as_str()),
            _ => None,
        })
        .flat_map(str::split_whitespace)
        .filter(|word| *word != "//")
        .map(str::to_owned)
        .collect();
    words.sort();
    (items.placeless(), words)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_module_parses_to_the_same_tree(items in prop::collection::vec(item(), 0..6)) {
        let text = module_text(&Module { items: items.clone() });
        let (module, errors) = parse_module(FileId(0), &text);
        prop_assert_eq!(&errors, &[], "{}", text);
        prop_assert_eq!(module.items.placeless(), items, "{}", text);
    }

    #[test]
    fn the_layout_of_a_rule_file_keeps_items_and_remarks_and_is_its_own_layout(
        items in prop::collection::vec(item(), 0..5),
        gaps in prop::collection::vec(prop::sample::select(vec![" ", " ", "\n", "\n\n", " // here\n", "\n// apart\n"]), 1..40),
    ) {
        let text = spread(&module_text(&Module { items }), &gaps);
        let once = formatted(FileId(0), &text).unwrap();
        prop_assert_eq!(content(&once), content(&text), "{}\n---\n{}", text, once);
        let twice = formatted(FileId(0), &once).unwrap();
        prop_assert_eq!(twice, once, "{}", text);
    }

    #[test]
    fn a_printed_question_parses_to_the_same_tree(body in prop::collection::vec(literal(), 1..4)) {
        let text = query_text(&Query { body: body.clone(), span: NOWHERE });
        for end in ["", "?", ".", ";"] {
            let query = parse_query(FileId(0), &format!("{text}{end}"));
            prop_assert_eq!(query.map(|query| query.body.placeless()), Ok(body.clone()), "{}", text);
        }
    }

    #[test]
    fn a_printed_fact_parses_to_the_same_tree(atom in atom()) {
        let text = atom_text(&atom);
        prop_assert_eq!(parse_fact(FileId(0), &text).map(Placeless::placeless), Ok(atom), "{}", text);
    }
}
