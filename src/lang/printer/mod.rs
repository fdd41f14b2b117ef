//! Trees and checked programs back to text, in one canonical layout.
//!
//! What is printed parses to the same tree; only places and blank lines differ.

mod checked;
mod file;
mod value;

pub use self::checked::{print_atom, print_literal, print_query, print_rule};
pub use self::file::formatted;
pub use self::value::value_text;
use super::source::Span;
use super::syntax::{
    ArithmeticOp, Atom, CompareOp, Expr, Ident, Item, Literal, Module, Query, RelationDecl, RelationKind,
    Rule, Term, TypeDecl, Value,
};
use std::mem::discriminant;

/// A rule stands on one line up to this width.
const WIDTH: usize = 110;

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
        out.push_str(&Printer::default().item(item));
        out.push('\n');
        last = Some(item);
    }
    out
}

/// A rule with its sentence and annotations, ended by `;`.
#[must_use]
pub fn rule_text(rule: &Rule) -> String {
    Printer::default().rule(rule)
}

/// A question, without `?`.
#[must_use]
pub fn query_text(query: &Query) -> String {
    joined(&query.body, ", ", literal_text)
}

/// One literal.
#[must_use]
pub fn literal_text(literal: &Literal) -> String {
    Printer::default().literal(literal)
}

/// One atom.
#[must_use]
pub fn atom_text(atom: &Atom) -> String {
    Printer::default().atom(atom)
}

/// An expression with the parentheses that it needs.
#[must_use]
pub fn expression_text(expression: &Expr) -> String {
    Printer::default().expression(expression)
}

/// Prints trees. With the text that they were read from, values keep their spelling.
#[derive(Clone, Copy, Default)]
struct Printer<'t> {
    text: Option<&'t str>,
}

impl Printer<'_> {
    fn item(self, item: &Item) -> String {
        match item {
            Item::Type(decl) => self.type_decl(decl),
            Item::Relation(decl) => relation_text(decl),
            Item::Rule(rule) => self.rule(rule),
            Item::Remark(remark) => remark_text(remark),
        }
    }

    fn type_decl(self, decl: &TypeDecl) -> String {
        let mut out = doc_text(decl.doc.as_ref());
        out.push_str("type ");
        out.push_str(&decl.name.text);
        if let Some(words) = &decl.words {
            out.push_str(" = ");
            out.push_str(&joined(words, " | ", |word| self.quoted(word)));
        }
        out
    }

    fn rule(self, rule: &Rule) -> String {
        let above = self.above_rule(rule);
        match self.rule_on_one_line(rule) {
            Some(line) => format!("{above}{line}"),
            None => {
                let body = joined(&rule.body, ",\n    ", |literal| self.literal(literal));
                format!("{above}{} <-\n    {body};", self.atom(&rule.head))
            }
        }
    }

    /// Sentence and annotations of a rule, each line with its end.
    fn above_rule(self, rule: &Rule) -> String {
        let mut out = doc_text(rule.sentence.as_ref());
        let mut notes = rule.annotations.iter().peekable();
        while let Some(note) = notes.next() {
            let arguments = joined(&note.arguments, ", ", |argument| self.quoted(argument));
            out.push_str(&format!("@{}({arguments})", note.name.text));
            let breaks = notes
                .peek()
                .is_none_or(|next| next.name.text == "ko" || note.name.text == "ko");
            out.push(if breaks { '\n' } else { ' ' });
        }
        out
    }

    /// Head and body on one line, if they fit.
    fn rule_on_one_line(self, rule: &Rule) -> Option<String> {
        let mut line = self.atom(&rule.head);
        if !rule.body.is_empty() {
            line.push_str(" <- ");
            line.push_str(&joined(&rule.body, ", ", |literal| self.literal(literal)));
        }
        line.push(';');
        (rule.body.is_empty() || line.chars().count() <= WIDTH).then_some(line)
    }

    fn literal(self, literal: &Literal) -> String {
        match literal {
            Literal::Atom(atom) => self.atom(atom),
            Literal::Absent(atom) => format!("!{}", self.atom(atom)),
            Literal::Compare { left, op, right, .. } => {
                format!(
                    "({} {} {})",
                    self.expression(left),
                    op.sign(),
                    self.expression(right)
                )
            }
            Literal::Let { variable, value, .. } => {
                format!("let {} = {}", variable.text, self.expression(value))
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
                    .map_or_else(String::new, |value| format!("{} ", self.expression(value)));
                let body = joined(body, ", ", |literal| self.literal(literal));
                format!("let {} = {} {value}: {{ {body} }}", variable.text, op.word())
            }
        }
    }

    fn atom(self, atom: &Atom) -> String {
        let terms = joined(&atom.terms, ", ", |term| match term {
            Term::Variable(name) => name.text.clone(),
            Term::Wildcard(_) => "_".to_owned(),
            Term::Value(value, span) => self.value(value, *span),
        });
        format!("{}({terms})", atom.relation.text)
    }

    fn expression(self, expression: &Expr) -> String {
        match expression {
            Expr::Variable(name) => name.text.clone(),
            Expr::Value(value, span) => self.value(value, *span),
            Expr::Binary { op, left, right, .. } => {
                let own = binding(*op);
                let side = |side: &Expr, weakest: u8| match side {
                    Expr::Binary { op, .. } if binding(*op) < weakest => {
                        format!("({})", self.expression(side))
                    }
                    _ => self.expression(side),
                };
                format!("{} {} {}", side(left, own), op.sign(), side(right, own + 1))
            }
            Expr::Call {
                function, arguments, ..
            } => {
                let arguments = joined(arguments, ", ", |argument| self.expression(argument));
                format!("{}({arguments})", function.text)
            }
        }
    }

    /// A value, as written where the text is at hand.
    fn value(self, value: &Value, span: Span) -> String {
        match (value, self.slice(span)) {
            (_, None) => value_text(value),
            (Value::Text(_), Some(written)) => written.to_owned(),
            // Between a sign and its number there may be anything that is passed over.
            (_, Some(written)) => match written.strip_prefix('-') {
                Some(number) => format!("-{}", number.split_whitespace().next_back().unwrap_or_default()),
                None => written.to_owned(),
            },
        }
    }

    fn quoted(self, word: &Ident) -> String {
        self.slice(word.span)
            .map_or_else(|| value::quoted(&word.text), str::to_owned)
    }

    fn slice(&self, span: Span) -> Option<&str> {
        self.text?.get(span.start as usize..span.end as usize)
    }
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

fn remark_text(remark: &Ident) -> String {
    format!("// {}", remark.text).trim_end().to_owned()
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
