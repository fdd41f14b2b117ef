//! Declarations, rules, annotations and remarks, and where to go on after an error.

use super::super::error::SyntaxError;
use super::super::source::Span;
use super::super::syntax::{Annotation, Ident, Item, Module, RelationDecl, RelationKind, Rule, TypeDecl};
use super::super::token::TokenKind;
use super::cursor::Cursor;

/// What stands above an item.
#[derive(Default)]
struct Above {
    doc: Option<Ident>,
    annotations: Vec<Annotation>,
}

impl Cursor<'_> {
    /// All items. A remark inside an item is moved in front of it.
    pub(super) fn module(&mut self, remarks: Vec<Ident>) -> Module {
        let mut remarks = remarks.into_iter().peekable();
        let mut items = Vec::new();
        while !self.at(&TokenKind::End) {
            let start = self.position();
            if let Some(item) = self.item() {
                let end = self.last_span().end;
                while let Some(remark) = remarks.next_if(|remark| remark.span.start < end) {
                    items.push(Item::Remark(remark));
                }
                items.push(item);
            } else {
                self.recover(start);
            }
        }
        items.extend(remarks.map(Item::Remark));
        Module { items }
    }

    /// Goes behind the next `;`, or to the next item.
    fn recover(&mut self, start: usize) {
        if self.position() == start {
            self.bump();
        }
        while !self.at(&TokenKind::End) {
            if self.eat(&TokenKind::Semicolon) || self.at_item_start() {
                break;
            }
            self.bump();
        }
    }

    fn at_item_start(&self) -> bool {
        match self.peek() {
            TokenKind::Doc(_) | TokenKind::At => true,
            TokenKind::Ident(_) if self.at_margin() => true,
            TokenKind::Ident(word) => {
                matches!(word.as_str(), "type" | "given" | "derived")
                    && matches!(self.peek_at(1), TokenKind::Ident(_))
            }
            _ => false,
        }
    }

    fn item(&mut self) -> Option<Item> {
        let start = self.span();
        let above = self.above()?;
        let declares = matches!(self.peek_at(1), TokenKind::Ident(_));
        match self.peek() {
            TokenKind::Ident(word) if declares && word == "type" => {
                let decl = self.type_decl(above, start)?;
                Some(Item::Type(decl))
            }
            TokenKind::Ident(word) if declares && word == "given" => self
                .relation_decl(RelationKind::Given, above, start)
                .map(Item::Relation),
            TokenKind::Ident(word) if declares && word == "derived" => self
                .relation_decl(RelationKind::Derived, above, start)
                .map(Item::Relation),
            TokenKind::Ident(_) => self.rule(above, start).map(Item::Rule),
            TokenKind::End => {
                let what = if above.annotations.is_empty() {
                    "a `///` sentence"
                } else {
                    "an annotation"
                };
                let span = start.to(self.last_span());
                self.report(SyntaxError::Stray { what, span });
                None
            }
            _ => self.unexpected("a declaration or a rule", None),
        }
    }

    /// `///` lines and annotations, in any order.
    fn above(&mut self) -> Option<Above> {
        let mut above = Above::default();
        loop {
            match self.peek() {
                TokenKind::Doc(line) => {
                    let line = line.clone();
                    let span = self.bump();
                    above.doc = Some(match above.doc.take() {
                        Some(doc) => Ident {
                            text: doc.text + "\n" + &line,
                            span: doc.span.to(span),
                        },
                        None => Ident { text: line, span },
                    });
                }
                TokenKind::At => above.annotations.push(self.annotation()?),
                _ => return Some(above),
            }
        }
    }

    fn annotation(&mut self) -> Option<Annotation> {
        let start = self.bump();
        let name = self.ident("the name of an annotation (`rule`, `cite` or `ko`)")?;
        self.expect(&TokenKind::LeftParen, "`(`", None)?;
        let mut arguments = vec![self.quoted("a text")?];
        while self.eat(&TokenKind::Comma) {
            arguments.push(self.quoted("a text")?);
        }
        let end = self.expect(&TokenKind::RightParen, "`,` or `)`", None)?;
        Some(Annotation {
            name,
            arguments,
            span: start.to(end),
        })
    }

    /// Reports annotations that say nothing of a relation and returns the others.
    fn only_korean(&mut self, annotations: Vec<Annotation>) -> Vec<Annotation> {
        let (korean, strays) = annotations
            .into_iter()
            .partition(|annotation| annotation.name.text == "ko");
        self.strays(strays);
        korean
    }

    /// Reports annotations above a declaration and returns the sentence.
    fn only_doc(&mut self, above: Above) -> Option<Ident> {
        self.strays(above.annotations);
        above.doc
    }

    fn strays(&mut self, annotations: Vec<Annotation>) {
        for annotation in annotations {
            self.report(SyntaxError::Stray {
                what: "an annotation",
                span: annotation.span,
            });
        }
    }

    fn type_decl(&mut self, above: Above, start: Span) -> Option<TypeDecl> {
        let doc = self.only_doc(above);
        self.bump();
        let name = self.ident("the name of the type")?;
        let words = if self.eat(&TokenKind::Equals) {
            let mut words = vec![self.quoted("a word of the vocabulary")?];
            while self.eat(&TokenKind::Pipe) {
                words.push(self.quoted("a word of the vocabulary")?);
            }
            Some(words)
        } else {
            None
        };
        let span = start.to(self.last_span());
        self.eat(&TokenKind::Semicolon);
        Some(TypeDecl {
            doc,
            name,
            words,
            span,
        })
    }

    fn relation_decl(&mut self, kind: RelationKind, above: Above, start: Span) -> Option<RelationDecl> {
        let annotations = self.only_korean(above.annotations);
        let doc = above.doc;
        self.bump();
        let name = self.ident("the name of the relation")?;
        self.expect(&TokenKind::LeftParen, "`(`", None)?;
        let mut columns = vec![self.column()?];
        while self.eat(&TokenKind::Comma) {
            columns.push(self.column()?);
        }
        let end = self.expect(&TokenKind::RightParen, "`,` or `)`", None)?;
        self.eat(&TokenKind::Semicolon);
        Some(RelationDecl {
            doc,
            annotations,
            kind,
            name,
            columns,
            span: start.to(end),
        })
    }

    fn column(&mut self) -> Option<(Ident, Ident)> {
        let name = self.ident("the name of a column")?;
        let help = "a column is written `name: Type`";
        self.expect(&TokenKind::Colon, "`:` and a type", Some(help))?;
        let ty = self.ident("the type of the column")?;
        Some((name, ty))
    }

    fn rule(&mut self, above: Above, start: Span) -> Option<Rule> {
        let head = self.atom()?;
        let body = if self.eat(&TokenKind::Arrow) {
            self.body()?
        } else {
            Vec::new()
        };
        let span = start.to(self.last_span());
        let expected = if body.is_empty() {
            "`<-` or `;`"
        } else {
            "`,` or `;`"
        };
        let rule = Rule {
            sentence: above.doc,
            annotations: above.annotations,
            head,
            body,
            span,
        };
        if self.eat(&TokenKind::Semicolon) {
            return Some(Rule {
                span: start.to(self.last_span()),
                ..rule
            });
        }
        let help = match self.peek() {
            TokenKind::Dot => Some("a rule ends with `;`"),
            TokenKind::Colon => Some("a rule is written `Head(…) <- body;`"),
            TokenKind::Question => Some("a question is asked at the prompt, not in a rule file"),
            _ if self.at_item_start() || self.at(&TokenKind::End) => Some("a rule ends with `;`"),
            _ => None,
        };
        let _: Option<()> = self.unexpected(expected, help);
        // The rule itself is whole: keep it, so that the checker does not complain about what depends on it.
        if self.at_item_start() || self.at(&TokenKind::End) {
            return Some(rule);
        }
        None
    }
}
