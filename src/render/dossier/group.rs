//! The page of a group, with its ownership as a tree.

use super::firm::placed;
use super::page::{Page, Row};
use super::{plain, sources, stated};
use crate::groups::{Cut, Standing};
use crate::lang::date;
use crate::lang::value::format_percent;
use crate::render::Look;
use crate::world::{GroupDossier, OwnershipLine, OwnershipTree, Reason, Value};

pub(super) fn group(page: &mut Page, group: &GroupDossier) {
    page.heading(&page.say("Same person and those related", "동일인과 동일인관련자"));
    let none = page.say("not on file", "기록 없음");
    stated(page, &group.persons, &none);
    page.heading(&page.say("Designations", "지정"));
    let none = page.say(
        "none on file: whether it is restricted is not known",
        "기록 없음: 상호출자제한기업집단인지 알 수 없음",
    );
    spans(page, &group.designations, &none);
    let members = group.members.len();
    page.heading(&page.say(
        &format!("Members on the regulator's list ({members})"),
        &format!("공정거래위원회 지정 내역상의 소속 회사({members}건)"),
    ));
    spans(page, &group.members, &page.say("none on file", "기록 없음"));
    if !group.unlisted.is_empty() {
        page.heading(&page.say(
            "Placed by the holdings, not on the list",
            "지정 내역에 없으나 주식 소유 관계상 속하는 회사",
        ));
        for placement in &group.unlisted {
            let (firm, group) = (page.value(&placement.firm), page.value(&placement.group));
            let days = page.days(placement.from, placement.until);
            let said = page.say(
                &format!("{firm}: the holdings place it in {group} {days}:"),
                &format!("{firm}이(가) 주식 소유 관계상 {group}에 속하는 기간: {days}"),
            );
            placed(page, placement, &said);
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
            ] => Row::text(format!(
                "{}, {}",
                page.word("Designation", kind),
                page.days(*from, *until)
            )),
            [Some(firm), _, Some(Value::Date(from)), Some(Value::Date(until))] => {
                Row::text(format!("{}, {}", page.value(firm), page.days(*from, *until)))
            }
            _ => Row::text(super::sentence(fact, page.look.language)),
        };
        page.rows(&[row.beside(page.places(&fact.origins))], &[]);
    }
}

fn ownership(page: &mut Page, tree: Option<&OwnershipTree>) {
    let Some(tree) = tree else {
        page.heading(&page.say("Ownership", "소유 관계"));
        page.paragraph(&page.say(
            "no holding around the group is on file",
            "기업집단에 관계되는 주식 소유의 기록 없음",
        ));
        return;
    };
    let day = date::format(tree.day);
    page.heading(&page.say(&format!("Ownership on {day}"), &format!("{day} 현재의 소유 관계")));
    if !tree.asked {
        page.aside(&page.say(
            "the last day on which the file has a membership or a holding begin or end",
            "기록상 소속 또는 주식 소유가 시작되거나 끝난 마지막 날",
        ));
    }
    if tree.lines.is_empty() {
        page.paragraph(&page.say("no holding is on file for that day", "그날의 주식 소유 기록 없음"));
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
        let remark = remark(line, look);
        if !remark.is_empty() {
            out.push_str("  ");
            out.push_str(&look.paint(&remark, owo_colors::Style::new().dimmed()));
        }
        out.push('\n');
    }
    out
}

fn remark(line: &OwnershipLine, look: Look) -> String {
    let standing = match line.twig.standing {
        Standing::Listed => String::new(),
        Standing::Related => look.say("same person or related", "동일인 또는 동일인관련자"),
        Standing::Found => look.say(
            "not on the list, placed by the holdings",
            "지정 내역에 없음, 주식 소유 관계상 소속",
        ),
        Standing::Outside => look.say("outside", "집단 밖"),
    };
    let cut = match line.twig.cut {
        Some(Cut::Cycle) => "↺".to_owned(),
        Some(Cut::Above) => look.say("as above", "위와 같음"),
        None => String::new(),
    };
    let parts: Vec<String> = [standing, cut]
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
