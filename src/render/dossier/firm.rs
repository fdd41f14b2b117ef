//! The page of a firm.

use super::page::{Page, Row};
use super::project::participation;
use super::{counted, outcome_of_bar, plain, sources, stated};
use crate::lang::date;
use crate::lang::value::format_percent;
use crate::render::table::Align;
use crate::world::{FirmDossier, MemberSpan, Placement, Reason, TierSpan, Value};

/// The tier that has no floor.
const SMALL: &str = "small";

pub(super) fn firm(page: &mut Page, firm: &FirmDossier) {
    if !firm.registrations.is_empty() {
        let label = page.say("Registration", "등록번호");
        page.paragraph(&format!("{label}: {}", plain(&firm.registrations.join(", "))));
    }
    groups(page, firm);
    page.heading(&page.say("Size and standing", "규모와 지위"));
    let none = page.say(
        "no certificate and no statement is on file",
        "확인서 등의 기록 없음",
    );
    stated(page, &firm.standing, &none);
    sales(page, &firm.sales);
    tiers(page, firm.tiers.as_deref());
    let projects = firm.projects.len();
    page.heading(&page.say(&format!("Projects ({projects})"), &format!("사업({projects}건)")));
    if firm.projects.is_empty() {
        page.paragraph(&page.say("none on file", "기록 없음"));
    }
    for line in &firm.projects {
        let name = match &line.project {
            Value::Entity { name, .. } => plain(name),
            other => page.value(other),
        };
        let text = participation(&name, line, page);
        page.rows(&[Row::text(text).beside(page.places(&line.fact.origins))], &[]);
    }
    sources(page, &firm.sources);
}

fn groups(page: &mut Page, firm: &FirmDossier) {
    page.heading(&page.say("Group", "기업집단"));
    if firm.memberships.is_empty() {
        page.paragraph(&page.say("no list on file names it", "소속을 기재한 지정 내역 없음"));
    }
    for span in &firm.memberships {
        page.rows(
            &[Row::text(membership(span, page)).beside(page.places(&span.fact.origins))],
            &[],
        );
    }
    stated_or_nothing(page, &firm.suspect);
    for placement in &firm.placements {
        let days = page.days(placement.from, placement.until);
        let group = page.value(&placement.group);
        let said = page.say(
            &format!("The holdings alone place it in {group} {days}:"),
            &format!("주식 소유 관계만으로 {group}에 속하는 기간: {days}"),
        );
        placed(page, placement, &said);
    }
    if !firm.holders.is_empty() {
        page.heading(&page.say("Held by", "주주"));
        holdings(page, &firm.holders, 0);
    }
    if !firm.holds.is_empty() {
        page.heading(&page.say("Holds", "소유 주식"));
        holdings(page, &firm.holds, 1);
    }
}

/// A time on the list of a group, with the designations of the group in it.
fn membership(span: &MemberSpan, page: &Page) -> String {
    let group = page.value(&span.group);
    let kinds: Vec<String> = span
        .designations
        .iter()
        .map(|(kind, from, until)| {
            let (kind, days) = (page.word("Designation", kind), page.days(*from, *until));
            if (*from, *until) == (span.from, span.until) {
                page.say(
                    &format!("designated {kind} all that time"),
                    &format!("그 기간 내내 {kind}(으)로 지정"),
                )
            } else {
                page.say(
                    &format!("designated {kind} {days}"),
                    &format!("{days} {kind}(으)로 지정"),
                )
            }
        })
        .collect();
    let kinds = if kinds.is_empty() {
        page.say("no designation of that time on file", "그 기간의 지정 기록 없음")
    } else {
        kinds.join(", ")
    };
    let days = page.days(span.from, span.until);
    page.say(
        &format!("listed in {group} {days}; {kinds}"),
        &format!("{days} {group} 소속; {kinds}"),
    )
}

/// What the holdings show of a firm's place in a group, as `said`, and their sums.
pub(super) fn placed(page: &mut Page, placement: &Placement, said: &str) {
    page.paragraph(said);
    for sum in &placement.sums {
        let days = page.days(sum.from, sum.until);
        let (percent, number) = (format_percent(sum.percent), sum.holdings.len());
        let holdings = counted(number, "holding", "holdings");
        let text = page.say(
            &format!("{days}: {percent} of its shares, {holdings} of the group and those related to it"),
            &format!("{days}: 기업집단과 그 관련자가 소유한 주식 합계 {percent}({number}건)"),
        );
        page.wrapped(&text, "   ", "     ", owo_colors::Style::new());
    }
}

/// Holdings as lines: who (or, in column 1, of which firm), how much, when.
fn holdings(page: &mut Page, facts: &[Reason], column: usize) {
    let rows: Vec<Row> = facts
        .iter()
        .filter_map(|fact| match (fact.values().get(column), fact.values()) {
            (
                Some(Some(named)),
                [
                    _,
                    _,
                    Some(Value::Percent(percent)),
                    Some(Value::Date(from)),
                    Some(Value::Date(until)),
                ],
            ) => Some(Row {
                cells: vec![format_percent(*percent)],
                text: format!("{}, {}", page.value(named), page.days(*from, *until)),
                aside: page.places(&fact.origins),
            }),
            _ => None,
        })
        .collect();
    page.rows(&rows, &[Align::Right]);
}

fn stated_or_nothing(page: &mut Page, facts: &[Reason]) {
    for fact in facts {
        let text = super::sentence(fact, page.look.language);
        page.paragraph(&text);
    }
}

fn sales(page: &mut Page, sales: &[Reason]) {
    page.heading(&page.say("Sales", "매출액"));
    if sales.is_empty() {
        page.paragraph(&page.say("none on file", "기록 없음"));
    }
    let rows: Vec<Row> = sales
        .iter()
        .filter_map(|fact| match fact.values() {
            [
                _,
                Some(Value::Date(end)),
                Some(Value::Won(amount)),
                Some(Value::Text(basis)),
            ] => {
                let end = date::format(*end);
                let year = page.say(&format!("year to {end}"), &format!("{end}에 끝난 사업연도"));
                let english = match basis.as_str() {
                    "unstated" => "accounts not stated".to_owned(),
                    other => format!("{} accounts", plain(other)),
                };
                Some(Row {
                    cells: vec![year, page.won(*amount)],
                    text: page.say(&english, &page.word("Basis", basis)),
                    aside: page.places(&fact.origins),
                })
            }
            _ => None,
        })
        .collect();
    page.rows(&rows, &[Align::Left, Align::Right]);
}

fn tiers(page: &mut Page, tiers: Option<&[TierSpan]>) {
    page.heading(&page.say("Tier by announcement day", "입찰공고일별 기업 구분"));
    page.aside(&page.say(
        "what it is at a project of a public body that is announced on such a day; exceptions are not looked at",
        "그 기간에 공고된 국가기관등의 사업에서의 구분이며 예외는 고려하지 아니함",
    ));
    let Some(tiers) = tiers else {
        page.paragraph(&page.say(
            "too much is not known to tell; `missing` says what",
            "알 수 없는 사항이 많아 판단할 수 없음; `missing`으로 확인할 수 있다",
        ));
        return;
    };
    let or = page.say(" or ", " 또는 ");
    let rows: Vec<Row> = tiers
        .iter()
        .map(|span| {
            let mut floors: Vec<String> = span.floors.iter().map(|floor| page.won(*floor)).collect();
            if !floors.is_empty() && span.tiers.iter().any(|tier| tier == SMALL) {
                floors.push(page.say("none", "없음"));
            }
            let floors = match floors.join(&or) {
                none if none.is_empty() => page.say("no floor", "하한 없음"),
                floors => page.say(&format!("floor {floors}"), &format!("하한 {floors}")),
            };
            let tiers: Vec<String> = span.tiers.iter().map(|tier| page.word("Tier", tier)).collect();
            let bar = outcome_of_bar(&span.bar, page);
            Row {
                cells: vec![page.days(span.from, span.until)],
                text: format!("{}; {floors}; {bar}", tiers.join(&or)),
                aside: String::new(),
            }
        })
        .collect();
    page.rows(&rows, &[]);
}
