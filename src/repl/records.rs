//! `help project` and the like: the keys of a record of fact files, as `docs/facts.md` has them.

use super::help::entry;

/// How to write fact files; its last section has a table of keys for each kind of record.
const FACTS: &str = include_str!("../../docs/facts.md");

/// The heading of a record and what follows it up to the next; none if there is no such record.
fn section(name: &str) -> Option<(&'static str, &'static str)> {
    let mut parts = FACTS.split("\n### ").skip(1);
    parts.find_map(|part| {
        let (heading, rest) = part.split_once('\n')?;
        let heading = heading.trim().trim_matches('`');
        let kind = heading.strip_prefix('[')?.trim_matches(['[', ']']);
        let kind = kind.split('.').next()?;
        let rest = rest.split("\n## ").next()?;
        (kind == name).then_some((heading, rest))
    })
}

/// The keys of a record with what they take; none if there is no such record.
pub(super) fn record_help(name: &str) -> Option<String> {
    let (heading, rest) = section(name)?;
    let mut out = format!("{heading} in a fact file (* must be there; → the relation that it fills)\n");
    for line in rest.lines().map(str::trim) {
        let Some(cells) = line.strip_prefix("| ") else {
            if !line.is_empty() {
                out.push_str(&format!("{}\n", line.replace('`', "")));
            }
            continue;
        };
        let mut cells = cells.trim_end_matches('|').split(" | ").map(str::trim);
        let (Some(key), Some(value)) = (cells.next(), cells.next()) else {
            continue;
        };
        if !key.contains('`') {
            continue;
        }
        let required = if key.starts_with("**") { "*" } else { "" };
        let key = key.replace(['*', '`'], "");
        let relation = cells.next().filter(|relation| !relation.is_empty());
        let fills = relation.map_or_else(String::new, |relation| format!(" → {relation}"));
        let does = format!("{}{}", value.replace('`', ""), fills.replace('`', ""));
        out.push_str(&entry(&format!("{key}{required}"), &does, 80));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::EntityKind;

    #[test]
    fn every_kind_of_record_with_an_id_has_its_keys() {
        for kind in EntityKind::ALL {
            let told = record_help(kind.word());
            assert!(
                told.as_ref().is_some_and(|told| told.lines().count() > 2) || kind == EntityKind::Provision,
                "{kind:?}: {told:?}"
            );
        }
        assert_eq!(record_help("ID"), None);
        assert_eq!(record_help("9."), None);
    }

    #[test]
    fn a_record_is_told_up_to_the_next_one() {
        let told = record_help("holding").unwrap_or_default();
        assert!(told.starts_with("[[holding]] in a fact file"), "{told}");
        assert!(
            told.contains("percent*") && told.contains("→ FirmHolding,"),
            "{told}"
        );
        assert!(!told.contains("announced"), "{told}");
    }
}
