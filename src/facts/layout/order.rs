//! The order of keys inside a record.

use crate::facts::ids::EntityKind;

/// Keys of provenance, last in every record.
const LAST: [&str; 3] = ["source", "grade", "note"];

/// Keys of the kinds that have ids: `[firm.ID]`.
fn of_entity(kind: EntityKind) -> &'static [&'static str] {
    match kind {
        EntityKind::Body => &["name", "names", "class"],
        EntityKind::Firm => &[
            "name",
            "names",
            "registration",
            "fiscal_year_end",
            "sme",
            "midsize",
            "left_sme",
            "independent",
            "nonprofit",
            "outgrew",
            "sales",
            "public_institution",
        ],
        EntityKind::Group => &["name", "names", "same_person", "related", "designated", "member"],
        EntityKind::Person => &["name", "names"],
        EntityKind::Project => &[
            "name",
            "names",
            "body",
            "announced",
            "closes",
            "software",
            "kind",
            "months",
            "long_term",
            "amount",
            "vat",
            "vat_amount",
            "split",
            "bundle",
            "via_pps",
            "reorder_of",
            "no_award",
            "secret",
            "components",
            "component",
            "claim",
            "recognition",
            "departure",
            "budget",
            "participant",
        ],
        EntityKind::Source => &["title", "publisher", "date", "url"],
        EntityKind::Provision => &[
            "act",
            "act_ko",
            "article",
            "article_ko",
            "title",
            "title_ko",
            "earlier",
            "earlier_ko",
            "earlier_until",
            "from",
            "until",
            "url",
        ],
    }
}

/// Keys of the kinds that stand in lists: `[[holding]]`.
fn of_listed(kind: &str) -> &'static [&'static str] {
    match kind {
        "floor" => &["tier", "amount", "from", "until"],
        "parameter" => &[
            "name", "amount", "days", "months", "years", "percent", "from", "until",
        ],
        "reading" => &["issue", "option", "default", "argument"],
        "holding" => &["holder", "firm", "percent", "from", "until"],
        "case" => &["name", "ask", "rows", "cites", "readings", "assume"],
        "guard" => &["name", "ask", "rows", "reason", "tool", "readings", "assume"],
        "explained" => &["mutants", "reason"],
        "change" => &[
            "id",
            "sentence",
            "sentence_ko",
            "when",
            "without",
            "remove",
            "add",
            "over",
        ],
        _ => &[],
    }
}

/// Keys of the entries of a list inside a record: `[[project.ID.component]]`, `sales = [{ … }]`.
fn of_inner(kind: EntityKind, list: &str) -> &'static [&'static str] {
    match (kind, list) {
        (EntityKind::Firm, "sme" | "midsize" | "independent" | "nonprofit") => &["from", "until"],
        (EntityKind::Firm, "sales") => &["year_end", "amount", "basis"],
        (EntityKind::Group, "designated") => &["kind", "from", "until"],
        (EntityKind::Group, "member") => &["firm", "from", "until"],
        (EntityKind::Project, "component") => {
            &["name", "below", "amount", "vat", "kind", "months", "long_term"]
        }
        (EntityKind::Project, "claim") => &["by", "claim", "date"],
        (EntityKind::Project, "recognition") => {
            &["provision", "decided", "scope", "listed", "notice", "firm"]
        }
        (EntityKind::Project, "departure") => &["reason", "notified", "assessed", "listed", "notice"],
        (EntityKind::Project, "budget") => &["year", "years", "amount", "status"],
        (EntityKind::Project, "participant") => &["firm", "role", "share", "part"],
        _ => &[],
    }
}

/// How many keys name a record of a kind: `[firm.ID]` two, `[[holding]]` one.
pub(super) fn record_depth(kind: &str) -> usize {
    if entity(kind).is_some() { 2 } else { 1 }
}

/// The place of a key in the table at a path, least first; keys with the same place keep the order written.
pub(super) fn place(path: &[String], key: &str) -> usize {
    let keys = match path {
        [kind, _] if entity(kind).is_some() => entity(kind).map_or(&[][..], of_entity),
        [kind, _, list] => entity(kind).map_or(&[][..], |kind| of_inner(kind, list)),
        [kind] => of_listed(kind),
        _ => &[],
    };
    if keys.is_empty() {
        return 0;
    }
    let last = || LAST.iter().position(|last| *last == key);
    match keys.iter().position(|known| *known == key) {
        Some(at) => at,
        // A key that no record knows stands behind those that it knows.
        None => keys.len() + last().unwrap_or(LAST.len()),
    }
}

fn entity(kind: &str) -> Option<EntityKind> {
    EntityKind::ALL.into_iter().find(|known| known.word() == kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::testing::load_files;

    /// The keys that the reader of a record knows, out of its advice on a wrong one.
    fn known(record: &str) -> Vec<String> {
        let declared = "[firm.f]\nname = \"F\"\n[provision.spa-48-3-2]\nact = \"A\"\narticle = \"1\"\nfrom = 2020-01-01\n";
        let (_, errors) = load_files(&[("r.toml", record), ("d.toml", declared)]);
        let advice = errors
            .iter()
            .filter(|error| error.message.contains("no key `qqqqqqqqqq`"))
            .find_map(|error| error.help.as_deref())
            .unwrap_or_else(|| panic!("{record}: {errors:?}"));
        let mut keys: Vec<String> = advice.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        keys.sort();
        keys
    }

    /// The keys of the first table below a line of a document.
    fn documented(document: &str, line: &str) -> Vec<String> {
        let Some((_, below)) = document.split_once(&format!("\n{line}\n")) else {
            panic!("`{line}` is not in the document")
        };
        let rows = below.lines().skip_while(|line| !line.starts_with("| key |"));
        let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
        let mut keys: Vec<String> = rows
            .filter_map(|row| row.split('`').nth(1).map(str::to_owned))
            .collect();
        keys.sort();
        keys
    }

    fn sorted(keys: &[&str]) -> Vec<String> {
        let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        keys.sort();
        keys
    }

    #[test]
    fn the_document_on_fact_files_tells_every_key_and_every_relation_that_files_may_fill() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/facts.md");
        let document = std::fs::read_to_string(path).unwrap();
        for kind in EntityKind::ALL {
            if kind != EntityKind::Provision {
                let line = format!("### `[{}.ID]`", kind.word());
                assert_eq!(documented(&document, &line), sorted(of_entity(kind)), "{line}");
            }
        }
        for kind in ["holding", "case", "guard", "explained", "change"] {
            let line = format!("### `[[{kind}]]`");
            assert_eq!(documented(&document, &line), sorted(of_listed(kind)), "{line}");
        }
        for (kind, list, line) in [
            (
                EntityKind::Firm,
                "sme",
                "Entries of `sme`, `midsize`, `independent`, `nonprofit`:",
            ),
            (EntityKind::Firm, "sales", "Entries of `sales`:"),
            (EntityKind::Group, "designated", "Entries of `designated`:"),
            (EntityKind::Group, "member", "Entries of `member`:"),
            (EntityKind::Project, "component", "Blocks `component`:"),
            (EntityKind::Project, "claim", "Blocks `claim`:"),
            (EntityKind::Project, "recognition", "Blocks `recognition`:"),
            (EntityKind::Project, "departure", "Blocks `departure`:"),
            (EntityKind::Project, "budget", "Blocks `budget`:"),
            (EntityKind::Project, "participant", "Blocks `participant`:"),
        ] {
            assert_eq!(
                documented(&document, line),
                sorted(of_inner(kind, list)),
                "{line}"
            );
        }
        let (law, _) = crate::law::Law::load().unwrap();
        let schema = crate::facts::Schema::from_program(&law.program);
        let missing: Vec<&str> = schema
            .relation_names()
            .filter(|name| {
                !document.contains(&format!("`{name}`")) && !document.contains(&format!("`{name}.csv`"))
            })
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
        for ty in law
            .program
            .types
            .iter()
            .filter(|ty| is_of_files(&schema, &ty.name))
        {
            for word in ty
                .words
                .iter()
                .flatten()
                .filter(|word| *word != "yes" && *word != "no")
            {
                assert!(
                    document.contains(&format!("`{word}`")),
                    "`{word}` of `{}`",
                    ty.name
                );
            }
        }
    }

    /// Whether a vocabulary is of a relation that files of facts fill, the law's own figures apart.
    fn is_of_files(schema: &crate::facts::Schema, vocabulary: &str) -> bool {
        const OF_LAW: [&str; 3] = ["Floor", "Reading", "ReadingOption"];
        let names = schema.relation_names().filter(|name| !OF_LAW.contains(name));
        let mut relations = names.filter_map(|name| schema.relation(name));
        relations.any(|relation| {
            let of = crate::facts::ColumnType::Words(vocabulary.to_owned());
            relation.columns.iter().any(|(_, ty)| *ty == of)
        })
    }

    #[test]
    fn the_order_names_every_key_that_a_record_reads_and_no_other() {
        let with_last = |keys: &[&str]| {
            let mut keys: Vec<String> = keys.iter().chain(&LAST).map(|key| (*key).to_owned()).collect();
            keys.sort();
            keys
        };
        for kind in EntityKind::ALL {
            let record = format!("[{}.x]\nqqqqqqqqqq = 1\n", kind.word());
            assert_eq!(known(&record), with_last(of_entity(kind)), "{record}");
        }
        for (kind, _) in crate::facts::records::LISTED {
            let record = format!("[[{kind}]]\nqqqqqqqqqq = 1\n");
            assert_eq!(known(&record), with_last(of_listed(kind)), "{record}");
        }
        for (kind, lists) in [
            (
                EntityKind::Firm,
                &["sme", "midsize", "independent", "nonprofit", "sales"][..],
            ),
            (EntityKind::Group, &["designated", "member"]),
            (
                EntityKind::Project,
                &[
                    "component",
                    "claim",
                    "recognition",
                    "departure",
                    "budget",
                    "participant",
                ],
            ),
        ] {
            for list in lists {
                let record = format!(
                    "[{0}.x]\nname = \"X\"\n[[{0}.x.{list}]]\nqqqqqqqqqq = 1\n",
                    kind.word()
                );
                assert_eq!(known(&record), with_last(of_inner(kind, list)), "{record}");
            }
        }
    }
}
