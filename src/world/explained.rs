//! Explanations of mutants that no case notices: which ones they cover, and which of them are out of date.

use crate::lang::error::Diagnostic;
use crate::lang::source::Span;
use crate::law::Mutant;

use super::World;
use super::mutants::Fate;

/// A mutant that was tried.
#[derive(Clone, Debug)]
pub struct TriedMutant {
    /// The mutant.
    pub mutant: Mutant,
    /// What came of it.
    pub fate: Fate,
    /// Why no case notices it, where that is explained.
    pub reason: Option<String>,
}

impl TriedMutant {
    /// Whether no case notices the mutant and nothing says why.
    #[must_use]
    pub fn is_unexplained(&self) -> bool {
        self.reason.is_none() && self.fate != Fate::Noticed
    }
}

/// An explanation that is out of date: number of the world that holds it, and what is wrong.
pub type Stale = (usize, Diagnostic);

/// Puts explanations beside the fates of mutants, and finds those that name a mutant of `all` that a case notices, or none.
#[must_use]
pub fn explain(
    worlds: &[World],
    all: &[Mutant],
    tried: Vec<(Mutant, Fate)>,
) -> (Vec<TriedMutant>, Vec<Stale>) {
    let mut tried: Vec<TriedMutant> = tried
        .into_iter()
        .map(|(mutant, fate)| TriedMutant {
            mutant,
            fate,
            reason: None,
        })
        .collect();
    let mut stale = Vec::new();
    for (world, of) in worlds.iter().enumerate() {
        for explained in &of.facts().explained {
            for (pattern, span) in &explained.mutants {
                if !all.iter().any(|mutant| fits(pattern, &mutant.id)) {
                    stale.push((world, unknown(pattern, *span)));
                }
                for tried in tried.iter_mut().filter(|tried| fits(pattern, &tried.mutant.id)) {
                    if tried.fate == Fate::Noticed {
                        stale.push((world, noticed(pattern, &tried.mutant.id, *span)));
                    } else {
                        tried.reason.get_or_insert_with(|| explained.reason.clone());
                    }
                }
            }
        }
    }
    (tried, stale)
}

/// Whether a pattern, with `*` for any text, stands for an id.
#[must_use]
pub fn fits(pattern: &str, id: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == id;
    };
    let Some(mut left) = id.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = left.get(at + part.len()..).unwrap_or_default();
    }
    left.ends_with(last)
}

fn unknown(pattern: &str, span: Span) -> Diagnostic {
    Diagnostic::new(
        "test::unknown-mutant",
        format!("the law has no mutant `{pattern}`"),
        span,
    )
    .with_help("`tenderlog test --mutants --format json` lists them; leave out what is no more")
}

fn noticed(pattern: &str, id: &str, span: Span) -> Diagnostic {
    let mut message = format!("a case notices the mutant `{id}`");
    if pattern != id {
        message.push_str(&format!(", which `{pattern}` stands for"));
    }
    Diagnostic::new("test::noticed-mutant", message, span)
        .with_help("leave it out: it needs no explanation any more")
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(fits("below-floor/4/<=", "below-floor/4/<="));
        assert!(!fits("below-floor/4/<", "below-floor/4/<="));
        assert!(fits("turning-*/drop", "turning-sme/1/drop"));
        assert!(!fits("turning-*/drop", "turning-sme/1/<"));
        assert!(fits("*/1/*", "turning-sme/1/<"));
        assert!(!fits("a*a", "a"));
    }
}
