//! The page of a group, with its ownership as a tree.

use super::firm::placed;
use super::page::{Page, Row, days, places, word};
use super::{format_percent, plain, sources, stated, value_text};
use crate::groups::{Cut, Standing};
use crate::lang::date;
use crate::render::Look;
use crate::world::{GroupDossier, OwnershipLine, OwnershipTree, Reason, Value};

pub(super) fn group(page: &mut Page, group: &GroupDossier) {
    page.heading("Same person and those related");
    stated(page, &group.persons, "not on file");
    page.heading("Designations");
    spans(
        page,
        &group.designations,
        "none on file: whether it is restricted is not known",
    );
    page.heading(&format!(
        "Members on the regulator's list ({})",
        group.members.len()
    ));
    spans(page, &group.members, "none on file");
    if !group.unlisted.is_empty() {
        page.heading("Placed by the holdings, not on the list");
        for placement in &group.unlisted {
            let firm = value_text(&placement.firm, page.look.language);
            placed(page, placement, &format!("{firm}: the holdings place it in"));
        }
    }
    ownership(page, group.ownership.as_ref());
    sources(page, &group.sources);
}

/// Rows with a first and a last day: what they name, and when.
fn spans(page: &mut Page, facts: &[Reason], none: &str) {
    if facts.is_empty() {
        page.paragraph(none);
    }
    for fact in facts {
        let row = match fact.values() {
            [
                _,
                Some(Value::Text(kind)),
                Some(Value::Date(from)),
                Some(Value::Date(until)),
            ] => Row::text(format!("{}, {}", word(kind), days(*from, *until))),
            [Some(firm), _, Some(Value::Date(from)), Some(Value::Date(until))] => Row::text(format!(
                "{}, {}",
                value_text(firm, page.look.language),
                days(*from, *until)
            )),
            _ => Row::text(super::sentence(fact, page.look.language)),
        };
        page.rows(&[row.beside(places(&fact.origins))], &[]);
    }
}

fn ownership(page: &mut Page, tree: Option<&OwnershipTree>) {
    let Some(tree) = tree else {
        page.heading("Ownership");
        page.paragraph("no holding around the group is on file");
        return;
    };
    page.heading(&format!("Ownership on {}", date::format(tree.day)));
    if !tree.asked {
        page.aside("the last day on which the file has a membership or a holding begin or end");
    }
    if tree.lines.is_empty() {
        page.paragraph("no holding is on file for that day");
    }
    page.out.push_str(&drawn(&tree.lines, page.look));
}

/// The tree in box characters: the share that the holder above has, the name, and what is out of the ordinary.
fn drawn(lines: &[OwnershipLine], look: Look) -> String {
    let mut out = String::new();
    // What stands before the lines below each holder on the way down.
    let mut before: Vec<&str> = Vec::new();
    for line in lines {
        let twig = &line.twig;
        before.truncate(twig.depth.saturating_sub(1));
        out.push(' ');
        out.push_str(&before.concat());
        if let Some(percent) = twig.percent {
            out.push_str(if twig.last { "└─ " } else { "├─ " });
            before.push(if twig.last { "   " } else { "│  " });
            out.push_str(&format_percent(percent));
            out.push(' ');
        }
        out.push_str(&plain(&line.name));
        let remark = remark(line);
        if !remark.is_empty() {
            out.push_str("  ");
            out.push_str(&look.paint(&remark, owo_colors::Style::new().dimmed()));
        }
        out.push('\n');
    }
    out
}

fn remark(line: &OwnershipLine) -> String {
    let standing = match line.twig.standing {
        Standing::Listed => "",
        Standing::Related => "same person or related",
        Standing::Found => "not on the list, placed by the holdings",
        Standing::Outside => "outside",
    };
    let cut = match line.twig.cut {
        Some(Cut::Cycle) => "↺",
        Some(Cut::Above) => "as above",
        None => "",
    };
    let parts: Vec<&str> = [standing, cut]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::Twig;

    #[test]
    fn a_tree_has_its_branches_its_shares_and_its_cycles() {
        let line = |depth, last, name: &str, percent, standing, cut| OwnershipLine {
            name: name.to_owned(),
            twig: Twig {
                depth,
                last,
                id: name.to_owned(),
                person: false,
                percent,
                standing,
                cut,
            },
        };
        let lines = [
            line(0, true, "지주", None, Standing::Listed, None),
            line(1, false, "a", Some(3_050), Standing::Found, None),
            line(2, true, "b", Some(10_000), Standing::Outside, None),
            line(3, true, "지주", Some(5), Standing::Listed, Some(Cut::Cycle)),
            line(1, true, "b", Some(500), Standing::Outside, Some(Cut::Above)),
            line(0, true, "c", None, Standing::Related, None),
        ];
        let expected = " 지주
 ├─ 30.5% a  not on the list, placed by the holdings
 │  └─ 100% b  outside
 │     └─ 0.05% 지주  ↺
 └─ 5% b  outside, as above
 c  same person or related
";
        assert_eq!(drawn(&lines, Look::default()), expected);
    }
}
