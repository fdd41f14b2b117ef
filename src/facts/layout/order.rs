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
        "guard" => &["name", "ask", "rows", "reason", "readings", "assume"],
        "explained" => &["mutants", "reason"],
        "change" => &[
            "id",
            "sentence",
            "sentence_ko",
            "when",
            "without",
            "remove",
            "add",
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
