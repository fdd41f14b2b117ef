//! Trees and checked programs back to text, in one canonical layout.
//!
//! What is printed parses to the same tree; only places and blank lines differ.

mod checked;
mod value;

pub use self::checked::{print_atom, print_literal, print_query, print_rule};
pub use self::value::value_text;
use super::syntax::{
    ArithmeticOp, Atom, CompareOp, Expr, Ident, Item, Literal, Module, Query, RelationDecl, RelationKind,
    Rule, Term, TypeDecl,
};
use std::mem::discriminant;

/// A rule with one literal stays on one line up to this width.
const WIDTH: usize = 100;

/// A rule file. A blank line stands above each rule, above each run of remarks, and between kinds of item.
#[must_use]
pub fn module_text(module: &Module) -> String {
    let mut out = String::new();
    let mut last: Option<&Item> = None;
    for item in &module.items {
        let parted = match last {
            None | Some(Item::Remark(_)) => false,
            Some(last) => matches!(item, Item::Rule(_)) || discriminant(last) != discriminant(item),
        };
        if parted {
            out.push('\n');
        }
        out.push_str(&item_text(item));
        out.push('\n');
        last = Some(item);
    }
    out
}

fn item_text(item: &Item) -> String {
    match item {
        Item::Type(decl) => type_text(decl),
        Item::Relation(decl) => relation_text(decl),
        Item::Rule(rule) => rule_text(rule),
        Item::Remark(remark) => format!("// {}", remark.text).trim_end().to_owned(),
    }
}

fn type_text(decl: &TypeDecl) -> String {
    let mut out = doc_text(decl.doc.as_ref());
    out.push_str("type ");
    out.push_str(&decl.name.text);
    if let Some(words) = &decl.words {
        out.push_str(" = ");
        out.push_str(&joined(words, " | ", |word| value::quoted(&word.text)));
    }
    out
}

fn relation_text(decl: &RelationDecl) -> String {
    let kind = match decl.kind {
        RelationKind::Given => "given",
        RelationKind::Derived => "derived",
    };
    let columns = joined(&decl.columns, ", ", |(name, ty)| {
        format!("{}: {}", name.text, ty.text)
    });
    format!(
        "{}{kind} {}({columns})",
        doc_text(decl.doc.as_ref()),
        decl.name.text
    )
}

/// A rule with its sentence and annotations, ended by `;`.
#[must_use]
pub fn rule_text(rule: &Rule) -> String {
    let mut out = doc_text(rule.sentence.as_ref());
    let mut notes = rule.annotations.iter().peekable();
    while let Some(note) = notes.next() {
        let arguments = joined(&note.arguments, ", ", |argument| value::quoted(&argument.text));
        out.push_str(&format!("@{}({arguments})", note.name.text));
        let breaks = notes
            .peek()
            .is_none_or(|next| next.name.text == "ko" || note.name.text == "ko");
        out.push(if breaks { '\n' } else { ' ' });
    }
    out.push_str(&atom_text(&rule.head));
    match rule.body.as_slice() {
        [] => {}
        [literal] if rule_width(rule, literal) <= WIDTH => {
            out.push_str(" <- ");
            out.push_str(&literal_text(literal));
        }
        body => {
            out.push_str(" <-\n    ");
            out.push_str(&joined(body, ",\n    ", literal_text));
        }
    }
    out.push(';');
    out
}

fn rule_width(rule: &Rule, literal: &Literal) -> usize {
    atom_text(&rule.head).chars().count() + literal_text(literal).chars().count() + " <- ;".len()
}

/// A question, without `?`.
#[must_use]
pub fn query_text(query: &Query) -> String {
    joined(&query.body, ", ", literal_text)
}

/// One literal.
#[must_use]
pub fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Atom(atom) => atom_text(atom),
        Literal::Absent(atom) => format!("!{}", atom_text(atom)),
        Literal::Compare { left, op, right, .. } => {
            format!(
                "({} {} {})",
                expression_text(left),
                op.sign(),
                expression_text(right)
            )
        }
        Literal::Let { variable, value, .. } => {
            format!("let {} = {}", variable.text, expression_text(value))
        }
        Literal::Aggregate {
            variable,
            op,
            value,
            body,
            ..
        } => {
            let value = value
                .as_ref()
                .map_or_else(String::new, |value| format!("{} ", expression_text(value)));
            let body = joined(body, ", ", literal_text);
            format!("let {} = {} {value}: {{ {body} }}", variable.text, op.word())
        }
    }
}

/// One atom.
#[must_use]
pub fn atom_text(atom: &Atom) -> String {
    let terms = joined(&atom.terms, ", ", |term| match term {
        Term::Variable(name) => name.text.clone(),
        Term::Wildcard(_) => "_".to_owned(),
        Term::Value(value, _) => value_text(value),
    });
    format!("{}({terms})", atom.relation.text)
}

/// An expression with the parentheses that it needs.
#[must_use]
pub fn expression_text(expression: &Expr) -> String {
    match expression {
        Expr::Variable(name) => name.text.clone(),
        Expr::Value(value, _) => value_text(value),
        Expr::Binary { op, left, right, .. } => {
            let own = binding(*op);
            let side = |side: &Expr, weakest: u8| match side {
                Expr::Binary { op, .. } if binding(*op) < weakest => format!("({})", expression_text(side)),
                _ => expression_text(side),
            };
            format!("{} {} {}", side(left, own), op.sign(), side(right, own + 1))
        }
        Expr::Call {
            function, arguments, ..
        } => {
            format!("{}({})", function.text, joined(arguments, ", ", expression_text))
        }
    }
}

/// How strongly an operator binds.
fn binding(op: ArithmeticOp) -> u8 {
    match op {
        ArithmeticOp::Add | ArithmeticOp::Subtract => 1,
        ArithmeticOp::Multiply | ArithmeticOp::Divide => 2,
    }
}

fn doc_text(doc: Option<&Ident>) -> String {
    let mut out = String::new();
    for line in doc.iter().flat_map(|doc| doc.text.split('\n')) {
        out.push_str(format!("/// {line}").trim_end());
        out.push('\n');
    }
    out
}

fn joined<T>(parts: &[T], separator: &str, text: impl Fn(&T) -> String) -> String {
    parts.iter().map(text).collect::<Vec<_>>().join(separator)
}

impl CompareOp {
    /// The operator as written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            CompareOp::Equal => "==",
            CompareOp::NotEqual => "!=",
            CompareOp::Less => "<",
            CompareOp::LessOrEqual => "<=",
            CompareOp::Greater => ">",
            CompareOp::GreaterOrEqual => ">=",
        }
    }
}

#[cfg(test)]
mod tests;
