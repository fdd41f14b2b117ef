//! A rule file in one layout: items, remarks and values stay as their author put them, spaces and line ends do not.

use super::super::error::SyntaxError;
use super::super::parser::parse_module;
use super::super::source::{FileId, Span};
use super::super::syntax::{Ident, Item, Rule};
use super::{Printer, remark_text};

/// A rule file in its layout. A rule stands on one line if it fits, else with one literal a line. A blank line parts
/// a rule of several lines from its neighbours, kinds of items from each other, and a remark from what is above it;
/// elsewhere one blank line stays where there was one.
///
/// # Errors
/// All syntax errors, in text order.
pub fn formatted(file: FileId, text: &str) -> Result<String, Vec<SyntaxError>> {
    let (module, errors) = parse_module(file, text);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut layout = Layout {
        text,
        newline: if first_line_ends_in_return(text) {
            "\r\n"
        } else {
            "\n"
        },
        out: String::new(),
        end: 0,
        last: None,
    };
    let mut remarks = Vec::new();
    for item in module.items {
        match item {
            Item::Remark(remark) => remarks.push(remark),
            item => layout.item(&item, std::mem::take(&mut remarks)),
        }
    }
    for remark in remarks {
        layout.remark(&remark);
    }
    Ok(layout.out)
}

struct Layout<'t> {
    text: &'t str,
    newline: &'static str,
    out: String,
    /// Where the last item ended in the text.
    end: u32,
    last: Option<Laid>,
}

/// What was laid out last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Laid {
    Remark,
    Type,
    Relation,
    /// A rule whose head and body stand on one line.
    Line,
    /// Any other rule.
    Rule,
}

impl Layout<'_> {
    /// An item with the remarks above it and those inside it, which the parser puts in front of it too.
    fn item(&mut self, item: &Item, remarks: Vec<Ident>) {
        let place = span(item);
        let body = match item {
            Item::Rule(rule) => rule.head.span.start,
            _ => place.end,
        };
        let mut inside = Vec::new();
        for remark in remarks {
            if remark.span.start > body {
                inside.push(remark);
            } else {
                self.remark(&remark);
            }
        }
        let last = match item {
            Item::Rule(rule) => rule.body.last().map_or(body, |literal| literal.span().end),
            _ => place.end,
        };
        // Behind the last literal no line is left but its own.
        let behind = inside.split_off(inside.partition_point(|remark: &Ident| remark.span.start < last));
        let printer = Printer {
            text: Some(self.text),
        };
        let (text, laid) = match item {
            Item::Type(_) => (printer.item(item), Laid::Type),
            Item::Relation(_) => (printer.item(item), Laid::Relation),
            Item::Remark(_) => (printer.item(item), Laid::Remark),
            Item::Rule(rule) if !inside.is_empty() => {
                let text = printer.above_rule(rule) + &self.with_remarks(printer, rule, inside);
                (text, Laid::Rule)
            }
            Item::Rule(rule) if printer.rule_on_one_line(rule).is_some() => (printer.item(item), Laid::Line),
            Item::Rule(_) => (printer.item(item), Laid::Rule),
        };
        self.lay(&text, laid, place.start);
        for remark in behind {
            self.behind(&remark);
        }
        self.end = self.end.max(place.end);
    }

    /// A remark on lines of its own, or behind what stands on its line.
    fn remark(&mut self, remark: &Ident) {
        let place = remark.span;
        let same_line = !self.between(self.end, place.start).contains('\n');
        if same_line && self.last.is_some_and(|last| last != Laid::Remark) {
            self.behind(remark);
        } else {
            self.lay(&remark_text(remark), Laid::Remark, place.start);
        }
        self.end = place.end;
    }

    /// Puts a remark behind the last line.
    fn behind(&mut self, remark: &Ident) {
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        self.out
            .push_str(&format!(" {}{}", remark_text(remark), self.newline));
    }

    /// Puts text on lines of its own.
    fn lay(&mut self, text: &str, laid: Laid, start: u32) {
        let mut lines = self.between(self.end, start).split('\n').skip(1).peekable();
        let mut blank = false;
        while let Some(line) = lines.next() {
            blank |= lines.peek().is_some() && line.trim().is_empty();
        }
        if self.last.is_some_and(|last| blank || parted(last, laid)) {
            self.out.push_str(self.newline);
        }
        for line in text.lines() {
            self.out.push_str(line);
            self.out.push_str(self.newline);
        }
        self.last = Some(laid);
    }

    /// Head and body with remarks inside: each above the literal that it stands above or in, or behind the one that it
    /// stands behind.
    fn with_remarks(&self, printer: Printer<'_>, rule: &Rule, inside: Vec<Ident>) -> String {
        let mut inside = inside.into_iter().peekable();
        let mut out = printer.atom(&rule.head);
        let mut end = rule.head.span.end;
        for (index, literal) in rule.body.iter().enumerate() {
            out.push_str(if index == 0 { " <-" } else { "," });
            let place = literal.span();
            let mut above = Vec::new();
            while let Some(remark) = inside.next_if(|remark| remark.span.start < place.end) {
                let same_line = !self.between(end, remark.span.start).contains('\n');
                end = remark.span.end;
                if same_line && above.is_empty() {
                    out.push_str(&format!(" {}", remark_text(&remark)));
                } else {
                    above.push(remark);
                }
            }
            out.push('\n');
            for remark in above {
                out.push_str(&format!("    {}\n", remark_text(&remark)));
            }
            out.push_str(&format!("    {}", printer.literal(literal)));
            end = place.end;
        }
        out.push(';');
        out
    }

    fn between(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }
}

/// Whether a blank line always stands between the two.
fn parted(last: Laid, next: Laid) -> bool {
    match (last, next) {
        (Laid::Remark, _) => false,
        (Laid::Line, Laid::Line) => false,
        (Laid::Rule, _) | (_, Laid::Rule) => true,
        (last, next) => last != next,
    }
}

fn span(item: &Item) -> Span {
    match item {
        Item::Type(decl) => decl.span,
        Item::Relation(decl) => decl.span,
        Item::Rule(rule) => rule.span,
        Item::Remark(remark) => remark.span,
    }
}

fn first_line_ends_in_return(text: &str) -> bool {
    text.split_once('\n')
        .is_some_and(|(first, _)| first.ends_with('\r'))
}
