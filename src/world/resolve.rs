//! Names in questions: an id, a name or an alias becomes the id of its entity.

use crate::facts::EntityKind;
use crate::lang::error::Diagnostic;
use crate::lang::program::{Atom, Constant, ConstantValue, Expr, Literal, Term};

use super::World;
use super::load::{entity_kind, names_of};

impl World {
    /// Puts ids in place of names in a body; reports every name that is unknown or means several entities.
    pub(crate) fn resolve_body(&self, body: &mut [Literal], errors: &mut Vec<Diagnostic>) {
        for literal in body {
            match literal {
                Literal::Atom(atom) | Literal::Absent(atom) => self.resolve_atom(atom, errors),
                Literal::Compare { left, right, .. } => {
                    self.resolve_expr(left, errors);
                    self.resolve_expr(right, errors);
                }
                Literal::Let { value, .. } => self.resolve_expr(value, errors),
                Literal::Aggregate(aggregate) => {
                    if let Some(value) = &mut aggregate.value {
                        self.resolve_expr(value, errors);
                    }
                    self.resolve_body(&mut aggregate.body, errors);
                }
            }
        }
    }

    /// The same for one atom.
    pub(crate) fn resolve_atom(&self, atom: &mut Atom, errors: &mut Vec<Diagnostic>) {
        for term in &mut atom.terms {
            if let Term::Constant(constant) = term {
                self.resolve_constant(constant, errors);
            }
        }
    }

    /// What a name means that means nothing of the kind that is wanted.
    fn of_other_kind(&self, wanted: EntityKind, text: &str) -> Option<String> {
        let named = |kind: &EntityKind| {
            let found = self.entities.resolve(&self.base.names, *kind, text);
            found.first().map(|id| (*kind, (*id).to_owned()))
        };
        let (kind, id) = EntityKind::ALL
            .into_iter()
            .filter(|kind| *kind != wanted)
            .find_map(|kind| named(&kind))?;
        let of_group = match (wanted, kind) {
            (EntityKind::Firm, EntityKind::Group) => {
                format!("`Member(firm, \"{id}\", _, _)` lists its firms")
            }
            _ => format!("`show {} {id}` tells what is on file", kind.word()),
        };
        Some(format!(
            "`{text}` is a {}, not a {}; {of_group}",
            kind.word(),
            wanted.word()
        ))
    }

    fn resolve_expr(&self, expr: &mut Expr, errors: &mut Vec<Diagnostic>) {
        match expr {
            Expr::Constant(constant) => self.resolve_constant(constant, errors),
            Expr::Apply { arguments, .. } => {
                for argument in arguments {
                    self.resolve_expr(argument, errors);
                }
            }
            Expr::Variable(_) => {}
        }
    }

    fn resolve_constant(&self, constant: &mut Constant, errors: &mut Vec<Diagnostic>) {
        let (Some(kind), ConstantValue::Text(text)) =
            (entity_kind(self.program(), constant.ty), &constant.value)
        else {
            return;
        };
        if kind == EntityKind::Provision {
            if !self.base.provisions.contains_key(text) {
                let known = self.base.provisions.keys().map(String::as_str);
                errors.push(unknown(kind, text, constant, known));
            }
            return;
        }
        match self.entities.resolve(&self.base.names, kind, text).as_slice() {
            [id] => constant.value = ConstantValue::Text((*id).to_owned()),
            [] => {
                let mut error = unknown(kind, text, constant, names_of(&self.base.names, kind));
                error.help = self.of_other_kind(kind, text).or(error.help);
                errors.push(error);
            }
            several => errors.push(Diagnostic {
                code: "query::ambiguous-name",
                message: format!("`{text}` means {} {}s", several.len(), kind.word()),
                span: constant.span,
                labels: Vec::new(),
                help: Some(format!("write the id: {}", quoted(several))),
            }),
        }
    }
}

fn unknown<'a>(
    kind: EntityKind,
    text: &str,
    constant: &Constant,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let near = nearest(text, known);
    let help = match near.as_slice() {
        [] => format!(
            "a {} is written by its id, its name or an alias, as in the fact files",
            kind.word()
        ),
        near => format!(
            "did you mean {}?",
            near.iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(" or ")
        ),
    };
    Diagnostic {
        code: "query::unknown-name",
        message: format!("there is no {} `{text}`", kind.word()),
        span: constant.span,
        labels: Vec::new(),
        help: Some(help),
    }
}

/// Up to three known names that are near a text, nearest first.
pub(super) fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = text.to_lowercase();
    let mut near: Vec<(i64, &str)> = known
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let score = strsim::jaro_winkler(&wanted, &lower);
            #[allow(clippy::cast_possible_truncation)]
            let rank = (score * 1000.0) as i64;
            let begins = wanted.chars().count() > 1 && lower.starts_with(&wanted);
            let rank = if begins { 1_001 } else { rank };
            (rank >= 850 || (wanted.chars().count() > 2 && lower.contains(&wanted))).then_some((-rank, name))
        })
        .collect();
    near.sort_unstable();
    near.dedup_by(|a, b| a.1 == b.1);
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
