//! Completion and hints, as plain functions over what is known.

use super::command::all_commands;
use super::typed::typed;
use crate::facts::EntityKind;
use crate::render::Format;
use crate::world::Completions;

/// A candidate: what is listed, and what replaces the text from the start on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// As listed.
    pub(crate) shown: String,
    /// As inserted.
    pub(crate) inserted: String,
}

/// Where the completed part starts, and what may stand there.
pub(crate) fn complete(known: &Completions, line: &str, cursor: usize) -> (usize, Vec<Candidate>) {
    let before = line.get(..cursor).unwrap_or(line);
    let after = line.get(cursor..).unwrap_or_default();
    let place = typed(before);
    if let (Some(rest), None) = (before.trim_start().strip_prefix("show "), place.text_from) {
        let rest = rest.trim_start();
        return (before.len() - rest.len(), shown(known, rest));
    }
    if let Some(from) = place.text_from {
        let close = if after.starts_with('"') { "" } else { "\"" };
        let prefix = before.get(from..).unwrap_or_default();
        return (from, texts(known, prefix, close));
    }
    let from = place.word_from;
    let prefix = before.get(from..).unwrap_or_default();
    if place.atom.is_some_and(|atom| !atom.relation.is_empty()) {
        return (from, Vec::new());
    }
    let head: Vec<&str> = before
        .get(..from)
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let found = match head.as_slice() {
        [] => {
            let mut found = words(
                all_commands().map(|(name, takes, _)| (name, !takes.is_empty())),
                prefix,
            );
            found.extend(relations(known, prefix, "("));
            found
        }
        ["set"] => words(
            [
                ("reading", true),
                ("format", true),
                ("language", true),
                ("facts", true),
            ]
            .into_iter(),
            prefix,
        ),
        ["set", "format"] => words(Format::NAMED.iter().map(|(name, _)| (*name, false)), prefix),
        ["set", "language"] => words([("en", false), ("ko", false)].into_iter(), prefix),
        ["set", ..] => Vec::new(),
        ["describe" | "rules"] => relations(known, prefix, ""),
        ["help"] => {
            let mut found = words(all_commands().map(|(name, ..)| (name, false)), prefix);
            found.extend(relations(known, prefix, ""));
            found
        }
        _ => relations(known, prefix, "("),
    };
    (from, found)
}

/// What can be shown: kinds, and behind a kind or at once names and ids, which need no quotes.
fn shown(known: &Completions, typed: &str) -> Vec<Candidate> {
    let kinds = EntityKind::ALL.map(EntityKind::word);
    let (before, prefix) = match typed.split_once(' ') {
        Some((kind, name)) if kinds.contains(&kind) => (format!("{kind} "), name.trim_start()),
        _ => (String::new(), typed),
    };
    let mut found: Vec<&String> = known
        .names
        .iter()
        .chain(&known.cited)
        .filter(|name| begins(name, prefix))
        .collect();
    found.sort();
    found.dedup();
    let names = found.into_iter().map(|name| Candidate {
        shown: name.clone(),
        inserted: format!("{before}{name}"),
    });
    let mut candidates = if before.is_empty() {
        words(kinds.into_iter().map(|kind| (kind, true)), prefix)
    } else {
        Vec::new()
    };
    candidates.extend(names);
    candidates
}

/// Names and words that begin with `prefix`; if none does, those that do with other capitals.
fn texts(known: &Completions, prefix: &str, close: &str) -> Vec<Candidate> {
    let mut found: Vec<&String> = known
        .names
        .iter()
        .chain(&known.words)
        .filter(|name| begins(name, prefix))
        .collect();
    found.sort();
    found.dedup();
    if found.iter().any(|name| name.starts_with(prefix)) {
        found.retain(|name| name.starts_with(prefix));
    }
    found
        .into_iter()
        .map(|name| Candidate {
            shown: name.clone(),
            inserted: format!("{}{close}", name.replace('\\', "\\\\").replace('"', "\\\"")),
        })
        .collect()
}

fn words<'a>(all: impl Iterator<Item = (&'a str, bool)>, prefix: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (name, takes_more) in all {
        if name.starts_with(prefix) && !found.iter().any(|known| known.shown == name) {
            found.push(Candidate {
                shown: name.to_owned(),
                inserted: if takes_more {
                    format!("{name} ")
                } else {
                    name.to_owned()
                },
            });
        }
    }
    found
}

fn relations(known: &Completions, prefix: &str, open: &str) -> Vec<Candidate> {
    known
        .relations
        .iter()
        .filter(|(name, _)| begins(name, prefix))
        .map(|(name, _)| Candidate {
            shown: name.clone(),
            inserted: format!("{name}{open}"),
        })
        .collect()
}

fn begins(name: &str, prefix: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    prefix
        .chars()
        .flat_map(char::to_lowercase)
        .all(|letter| letters.next() == Some(letter))
}

/// The columns that are still to come in the atom being typed, with its closing bracket.
pub(crate) fn hint(known: &Completions, line: &str, cursor: usize) -> Option<String> {
    if cursor != line.len() {
        return None;
    }
    let place = typed(line);
    if place.text_from.is_some() {
        return None;
    }
    let columns = |relation: &str| {
        known
            .relations
            .iter()
            .find(|(name, _)| name == relation)
            .map(|(_, columns)| columns.as_slice())
    };
    let Some(atom) = place.atom else {
        let columns = columns(line.get(place.word_from..)?)?;
        return Some(format!("({})", columns.join(", ")));
    };
    let rest = columns(atom.relation)?.get(atom.column..)?;
    let (this, coming) = rest.split_first()?;
    let term = line.get(atom.term_from..)?;
    let mut parts: Vec<&str> = coming.iter().map(String::as_str).collect();
    let own = match term.trim_start() {
        "" => Some(this.as_str()),
        start => this.strip_prefix(start),
    };
    let mut hint = String::new();
    match own {
        Some(own) => {
            if term.is_empty() && atom.column > 0 {
                hint.push(' ');
            }
            parts.insert(0, own);
        }
        None if coming.is_empty() => {}
        None => hint.push_str(", "),
    }
    hint.push_str(&parts.join(", "));
    hint.push(')');
    Some(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Completions {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Completions {
            relations: vec![
                ("Verdict".to_owned(), own(&["firm", "project", "role", "outcome"])),
                ("Vat".to_owned(), own(&["project", "treatment"])),
            ],
            names: own(&["Samsung SDS", "samsung-sds", "삼성SDS", "삼성전자"]),
            words: own(&["sole"]),
            cited: own(&["spa-48-4"]),
        }
    }

    fn inserted(line: &str) -> Vec<String> {
        complete(&known(), line, line.len())
            .1
            .into_iter()
            .map(|candidate| candidate.inserted)
            .collect()
    }

    #[test]
    fn names_are_completed_inside_quotes_with_blanks_and_hangul() {
        assert_eq!(inserted("Verdict(\"Sam"), ["Samsung SDS\""]);
        assert_eq!(inserted("Verdict(\"SAM"), ["Samsung SDS\"", "samsung-sds\""]);
        assert_eq!(inserted("Verdict(\"삼성"), ["삼성SDS\"", "삼성전자\""]);
        assert_eq!(inserted("Verdict(f, p, \"so"), ["sole\""]);
        let line = "Verdict(\"삼성S\", p";
        assert_eq!(
            complete(&known(), line, "Verdict(\"삼성S".len()),
            (
                "Verdict(\"".len(),
                vec![Candidate {
                    shown: "삼성SDS".to_owned(),
                    inserted: "삼성SDS".to_owned(),
                }]
            )
        );
    }

    #[test]
    fn commands_and_relations_are_completed_where_they_may_stand() {
        assert_eq!(inserted("des"), ["describe "]);
        assert_eq!(inserted("Ver"), ["Verdict("]);
        assert_eq!(inserted("Vat(p, t), !v"), ["Verdict(", "Vat("]);
        assert_eq!(inserted("describe V"), ["Verdict", "Vat"]);
        assert_eq!(inserted("set "), ["reading ", "format ", "language ", "facts "]);
        assert_eq!(inserted("set format j"), ["json"]);
        assert_eq!(inserted("Verdict(V"), Vec::<String>::new());
    }

    #[test]
    fn what_can_be_shown_is_completed_without_quotes() {
        assert_eq!(inserted("show S"), ["Samsung SDS", "samsung-sds", "spa-48-4"]);
        assert_eq!(
            inserted("show s"),
            ["source ", "Samsung SDS", "samsung-sds", "spa-48-4"]
        );
        assert_eq!(inserted("show Samsung S"), ["Samsung SDS"]);
        assert_eq!(inserted("show firm 삼"), ["firm 삼성SDS", "firm 삼성전자"]);
        assert_eq!(inserted("show \"Sam"), ["Samsung SDS\""]);
        assert_eq!(
            complete(&known(), "show firm 삼", "show firm 삼".len()).0,
            "show ".len()
        );
    }

    #[test]
    fn topics_of_help_are_completed() {
        assert_eq!(inserted("help des"), ["describe"]);
        assert_eq!(inserted("help Ver"), ["Verdict"]);
    }

    #[test]
    fn the_hint_makes_a_whole_atom() {
        for (line, expected) in [
            ("Verdict", Some("(firm, project, role, outcome)")),
            ("Verdict(", Some("firm, project, role, outcome)")),
            ("Verdict(fi", Some("rm, project, role, outcome)")),
            ("Verdict(\"a\",", Some(" project, role, outcome)")),
            ("Verdict(\"a\", ", Some("project, role, outcome)")),
            ("Verdict(\"a\"", Some(", project, role, outcome)")),
            ("Verdict(a, b, c, x", Some(")")),
            ("Verdict(a, b, c, d, e", None),
            ("Verdict(\"a", None),
            ("Nothing(", None),
            ("help", None),
        ] {
            assert_eq!(hint(&known(), line, line.len()).as_deref(), expected, "{line}");
        }
    }
}
