//! Completion and hints, as plain functions over what is known.

use super::command::all_commands;
use super::typed::{OpenAtom, typed};
use crate::facts::EntityKind;
use crate::render::{Format, code_entries};
use crate::world::{Completions, NamesFound, Takes};

/// A candidate: what is listed, and what replaces the text from the start on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As listed.
    pub shown: String,
    /// As inserted.
    pub inserted: String,
}

/// Most names that are listed at once.
const MOST: usize = 200;

/// Where the completed part starts, and what may stand there.
#[must_use]
pub fn complete(known: &Completions, line: &str, cursor: usize) -> (usize, Vec<Candidate>) {
    let before = line.get(..cursor).unwrap_or(line);
    let after = line.get(cursor..).unwrap_or_default();
    let place = typed(before);
    if let Some(from) = place.text_from {
        let close = if after.starts_with('"') { "" } else { "\"" };
        let prefix = before.get(from..).unwrap_or_default();
        let takes = place.atom.as_ref().and_then(|atom| takes(known, atom));
        return (from, texts(known, takes, prefix, "", close));
    }
    if let Some(found) = argument(known, before) {
        return found;
    }
    if let Some(atom) = place.atom.as_ref().filter(|atom| !atom.relation.is_empty()) {
        let term = before.get(atom.term_from..).unwrap_or_default();
        let from = before.len() - term.trim_start().len();
        let prefix = term.trim_start();
        let found = match takes(known, atom) {
            Some(Takes::Value) | None => Vec::new(),
            _ if prefix.contains('"') => Vec::new(),
            takes => texts(known, takes, prefix, "\"", "\""),
        };
        return (from, found);
    }
    let from = place.word_from;
    let prefix = before.get(from..).unwrap_or_default();
    if before.get(..from).unwrap_or_default().trim().is_empty() {
        let mut found = words(
            all_commands().map(|(name, takes, _)| (name, !takes.is_empty())),
            prefix,
        );
        found.extend(relations(known, prefix, "("));
        return (from, found);
    }
    (from, relations(known, prefix, "("))
}

/// What may stand behind a command that takes no question.
fn argument(known: &Completions, before: &str) -> Option<(usize, Vec<Candidate>)> {
    let (command, rest) = before.trim_start().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let from = before.len() - rest.len();
    let once = |found: Vec<Candidate>| Some((from, found));
    match command {
        "show" => once(shown(known, rest)),
        "describe" => once(relations(known, rest, "")),
        "rules" | "drop" => {
            let own = (command == "rules").then_some(("mine", false));
            let mut found = words(own.into_iter(), rest);
            found.extend(relations(known, rest, ""));
            found.extend(words(known.rules.iter().map(|id| (id.as_str(), false)), rest));
            once(found)
        }
        "help" => {
            let mut found = words(all_commands().map(|(name, ..)| (name, false)), rest);
            found.extend(relations(known, rest, ""));
            if !rest.is_empty() {
                let codes = code_entries();
                found.extend(words(codes.keys().map(|code| (code.as_str(), false)), rest));
            }
            once(found)
        }
        "set" => match rest.split_once(char::is_whitespace) {
            None => once(words(SETTINGS.into_iter(), rest)),
            Some((setting, value)) => {
                let value = value.trim_start();
                Some((before.len() - value.len(), values_of(known, setting, value)))
            }
        },
        _ => None,
    }
}

/// What can be set, and whether a value has to follow.
const SETTINGS: [(&str, bool); 5] = [
    ("reading", true),
    ("format", true),
    ("language", true),
    ("facts", true),
    ("pager", true),
];

fn values_of(known: &Completions, setting: &str, value: &str) -> Vec<Candidate> {
    match setting {
        "format" => words(Format::NAMED.iter().map(|(name, _)| (*name, false)), value),
        "language" => words([("en", false), ("ko", false)].into_iter(), value),
        "pager" => words([("on", false), ("off", false)].into_iter(), value),
        "reading" => {
            let choices: Vec<String> = known
                .readings
                .iter()
                .flat_map(|(issue, options)| {
                    let open = "open".to_owned();
                    let options: Vec<String> = options.iter().cloned().chain([open]).collect();
                    options.into_iter().map(move |option| format!("{issue}={option}"))
                })
                .collect();
            words(choices.iter().map(|choice| (choice.as_str(), false)), value)
        }
        _ => Vec::new(),
    }
}

/// What can stand where an atom is being typed.
fn takes<'a>(known: &'a Completions, atom: &OpenAtom<'_>) -> Option<&'a Takes> {
    Some(&known.relation(atom.relation)?.columns.get(atom.column)?.takes)
}

/// What can be shown: kinds, and behind a kind or at once names and ids, which need no quotes.
fn shown(known: &Completions, typed: &str) -> Vec<Candidate> {
    let of_word = |word: &str| EntityKind::ALL.into_iter().find(|kind| kind.word() == word);
    let (before, kind, prefix) = match typed.split_once(' ') {
        Some((word, name)) if of_word(word).is_some() => {
            (format!("{word} "), of_word(word), name.trim_start())
        }
        _ => (String::new(), None, typed),
    };
    let mut candidates = match kind {
        None => words(
            EntityKind::ALL.into_iter().map(|kind| (kind.word(), true)),
            prefix,
        ),
        Some(_) => Vec::new(),
    };
    candidates.extend(listed(
        known.names.beginning(kind, prefix, MOST),
        prefix,
        &before,
        "",
    ));
    candidates
}

/// Names and words that can stand in a column, or anywhere, and that begin with `prefix`. If some do with the same
/// capitals, only those.
fn texts(
    known: &Completions,
    takes: Option<&Takes>,
    prefix: &str,
    open: &str,
    close: &str,
) -> Vec<Candidate> {
    let mut found = match takes {
        Some(Takes::Word(_)) => NamesFound::default(),
        Some(Takes::Name(kind)) => known.names.beginning(Some(*kind), prefix, MOST),
        Some(Takes::Value) | None => known.names.beginning(None, prefix, MOST),
    };
    let words = match takes {
        Some(Takes::Word(words)) => words.as_slice(),
        Some(Takes::Name(_)) => &[],
        Some(Takes::Value) | None => &known.words,
    };
    found.names.extend(
        words
            .iter()
            .map(String::as_str)
            .filter(|word| begins(word, prefix)),
    );
    if !matches!(takes, Some(Takes::Word(_))) {
        found.names.sort_unstable();
        found.names.dedup();
    }
    listed(found, prefix, open, close)
}

/// Names as candidates. What all of many begin with is completed first.
fn listed(found: NamesFound<'_>, prefix: &str, open: &str, close: &str) -> Vec<Candidate> {
    let NamesFound {
        mut names,
        more,
        common,
    } = found;
    let written = |name: &str, close: &str| {
        let name = if close.is_empty() {
            name.to_owned()
        } else {
            name.replace('\\', "\\\\").replace('"', "\\\"")
        };
        format!("{open}{name}{close}")
    };
    if more == 0 && names.iter().any(|name| name.starts_with(prefix)) {
        names.retain(|name| name.starts_with(prefix));
    }
    if let Some(common) = common.filter(|_| more > 0) {
        return vec![Candidate {
            shown: common.to_owned(),
            inserted: format!("{open}{common}"),
        }];
    }
    let mut candidates: Vec<Candidate> = names
        .into_iter()
        .map(|name| Candidate {
            shown: name.to_owned(),
            inserted: written(name, close),
        })
        .collect();
    if more > 0 {
        candidates.push(Candidate {
            shown: format!("… and {more} more"),
            inserted: format!("{open}{prefix}"),
        });
    }
    candidates
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
        .filter(|relation| begins(&relation.name, prefix))
        .map(|relation| Candidate {
            shown: relation.name.clone(),
            inserted: format!("{}{open}", relation.name),
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
    let Some(atom) = place.atom else {
        let relation = known.relation(line.get(place.word_from..)?)?;
        return Some(format!("({})", relation.column_names()));
    };
    let rest = known.relation(atom.relation)?.columns.get(atom.column..)?;
    let (this, coming) = rest.split_first()?;
    let term = line.get(atom.term_from..)?;
    let mut parts: Vec<&str> = coming.iter().map(|column| column.name.as_str()).collect();
    let own = match term.trim_start() {
        "" => Some(this.name.as_str()),
        start => this.name.strip_prefix(start),
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

/// The relation of the atom being typed with its columns, the one at the cursor marked.
pub(crate) fn signature(known: &Completions, line: &str, cursor: usize) -> Option<String> {
    if cursor != line.len() {
        return None;
    }
    let atom = typed(line).atom?;
    let relation = known.relation(atom.relation)?;
    let columns: Vec<String> = relation
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let mark = if index == atom.column { "▸" } else { "" };
            format!("{mark}{}", column.name)
        })
        .collect();
    Some(format!("{}({})", relation.name, columns.join(", ")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::world::{KnownColumn, KnownRelation, NameIndex};

    fn known() -> Completions {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let column = |name: &str, takes: Takes| KnownColumn {
            name: name.to_owned(),
            takes,
        };
        let project = || column("project", Takes::Name(EntityKind::Project));
        let word = |words: &[&str]| Takes::Word(own(words));
        let (firm, role) = (EntityKind::Firm, word(&["sole", "lead", "member"]));
        let relation = |name: &str, columns| KnownRelation {
            name: name.to_owned(),
            columns,
        };
        Completions {
            relations: vec![
                relation(
                    "Verdict",
                    vec![
                        column("firm", Takes::Name(firm)),
                        project(),
                        column("role", role),
                        column("outcome", word(&["allowed", "barred"])),
                    ],
                ),
                relation(
                    "Vat",
                    vec![project(), column("treatment", word(&["included", "excluded"]))],
                ),
                relation("Amount", vec![project(), column("won", Takes::Value)]),
            ],
            names: Arc::new(NameIndex::new([
                (firm, "Samsung SDS".to_owned()),
                (firm, "samsung-sds".to_owned()),
                (firm, "삼성SDS".to_owned()),
                (firm, "삼성전자".to_owned()),
                (EntityKind::Project, "smart-city".to_owned()),
                (EntityKind::Provision, "spa-48-4".to_owned()),
            ])),
            words: own(&["barred", "sole"]),
            readings: vec![("bundle".to_owned(), own(&["bundle", "integrated"]))],
            rules: own(&["below-floor"]),
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
        assert_eq!(inserted("rules b"), ["below-floor"]);
        assert_eq!(inserted("drop V"), ["Verdict", "Vat"]);
        assert_eq!(
            inserted("set "),
            ["reading ", "format ", "language ", "facts ", "pager "]
        );
        assert_eq!(inserted("set format j"), ["json"]);
        assert_eq!(inserted("set pager "), ["on", "off"]);
        assert_eq!(
            inserted("set reading b"),
            ["bundle=bundle", "bundle=integrated", "bundle=open"]
        );
        assert_eq!(inserted("set reading bundle=i"), ["bundle=integrated"]);
        assert_eq!(inserted("Verdict(V"), Vec::<String>::new());
    }

    #[test]
    fn a_column_is_completed_with_what_can_stand_in_it() {
        assert_eq!(inserted("Verdict(f, p, \"s"), ["sole\""]);
        assert_eq!(inserted("Verdict(f, p, "), ["\"sole\"", "\"lead\"", "\"member\""]);
        assert_eq!(inserted("Verdict(f, \"s"), ["smart-city\""]);
        assert_eq!(inserted("why Verdict(\"s"), ["samsung-sds\""]);
        assert_eq!(inserted("Verdict(Samsung S"), ["\"Samsung SDS\""]);
        assert_eq!(inserted("Verdict(삼"), ["\"삼성SDS\"", "\"삼성전자\""]);
        assert_eq!(inserted("Verdict(f, p, r, \"a"), ["allowed\""]);
        assert_eq!(inserted("Amount(p, "), [""; 0]);
        assert_eq!(
            inserted("Amount(p, w), (p == \"s"),
            ["samsung-sds\"", "smart-city\"", "sole\"", "spa-48-4\""]
        );
        let line = "Verdict(Samsung S";
        assert_eq!(complete(&known(), line, line.len()).0, "Verdict(".len());
    }

    #[test]
    fn of_very_many_names_some_are_listed_and_the_rest_is_counted() {
        let names = (0..100_000).map(|n| (EntityKind::Firm, format!("firm {n:06}")));
        let known = Completions {
            names: Arc::new(NameIndex::new(names)),
            ..known()
        };
        let inserted = |line: &str| complete(&known, line, line.len()).1;
        let found = inserted("Verdict(\"FIRM 00");
        assert_eq!(found.len(), MOST + 1);
        let last = found.last().unwrap();
        assert_eq!(
            (last.shown.as_str(), last.inserted.as_str()),
            ("… and 9800 more", "FIRM 00")
        );
        let found = inserted("Verdict(\"f");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].inserted, "firm 0");
    }

    #[test]
    fn what_can_be_shown_is_completed_without_quotes() {
        assert_eq!(inserted("show S"), ["Samsung SDS"]);
        assert_eq!(
            inserted("show s"),
            ["source ", "samsung-sds", "smart-city", "spa-48-4"]
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
    #[test]
    fn the_columns_of_an_open_atom_are_told_with_the_one_at_the_cursor() {
        let told = |line: &str| signature(&known(), line, line.len());
        assert_eq!(
            told("why Verdict(\"Sam").as_deref(),
            Some("Verdict(▸firm, project, role, outcome)")
        );
        assert_eq!(told("Vat(p, ").as_deref(), Some("Vat(project, ▸treatment)"));
        assert_eq!(told("Vat(p, t), Ver"), None);
        assert_eq!(told("Nothing("), None);
    }
}
