//! The page of a project.

use super::amount::amount;
use super::budget::budget;
use super::exceptions::exceptions;
use super::page::{Page, Row};
use super::{citations, concluded, counted, outcome, plain, sentence, sources, terms};
use crate::lang::value::format_percent;
use crate::render::table::Align;
use crate::world::{
    ComponentLine, Participation, ProjectDossier, Reason, ReasonKind, Value, WarningLine, korean_word,
};

/// Words in English and in Korean.
type Words = [&'static str; 2];

/// The relations of a project's record, in the order of the page: how each is labelled, and what is said of one that is
/// not on file and usually is.
const FACTS: [(&str, Words, Option<Words>); 11] = [
    (
        "OrderedBy",
        ["ordered by", "발주기관"],
        Some(["the body", "발주기관"]),
    ),
    (
        "Announced",
        ["announced", "입찰공고일"],
        Some(["the announcement", "입찰공고일"]),
    ),
    (
        "Closes",
        ["proposals due", "입찰서 제출 마감일"],
        Some(["the day on which proposals are due", "입찰서 제출 마감일"]),
    ),
    (
        "KindOf",
        ["kind", "사업 유형"],
        Some(["the kind of work", "사업 유형"]),
    ),
    ("Months", ["runs", "계약기간"], Some(["the length", "계약기간"])),
    (
        "LongTerm",
        ["long-term", "장기계속계약"],
        Some([
            "whether it is a long-term continuing contract",
            "장기계속계약 여부",
        ]),
    ),
    ("NotSoftware", ["software", "소프트웨어사업"], None),
    ("ViaPps", ["ordered through", "발주 방식"], None),
    ("ReorderOf", ["orders again", "재발주 대상"], None),
    ("NoAward", ["no award", "입찰 종료"], None),
    ("Secret", ["list", "고시 목록"], None),
];

pub(super) fn project(page: &mut Page, project: &ProjectDossier) {
    page.out.push('\n');
    facts(page, project);
    amount(page, project);
    components(page, project);
    classes(page, project);
    exceptions(page, project);
    participants(page, project);
    budget(page, project.budget.as_ref());
    duties(page, project);
    warnings(page, &project.warnings);
    sources(page, &project.sources);
}

/// The announcement day, if it is on file.
pub(super) fn announced(project: &ProjectDossier) -> Option<i64> {
    let fact = relation(&project.facts, "Announced")?;
    match fact.values().last() {
        Some(Some(Value::Date(day))) => Some(*day),
        _ => None,
    }
}

/// The first fact of a relation.
pub(super) fn relation<'a>(facts: &'a [Reason], name: &str) -> Option<&'a Reason> {
    facts
        .iter()
        .find(|fact| fact.tuple.as_ref().is_some_and(|tuple| tuple.relation == name))
}

/// What a fact says last: of most that is the value.
pub(super) fn last(fact: &Reason, page: &Page) -> String {
    let value = fact.values().last().and_then(Option::as_ref);
    value.map_or_else(String::new, |value| match value {
        Value::Entity { name, .. } => plain(name),
        other => page.value(other),
    })
}

/// The word that a fact says last.
pub(super) fn said(fact: &Reason) -> &str {
    match fact.values().last() {
        Some(Some(Value::Text(word))) => word,
        _ => "",
    }
}

/// What is on file, and what a project's record usually says and this one does not.
fn facts(page: &mut Page, project: &ProjectDossier) {
    let mut rows = Vec::new();
    let mut unknown = Vec::new();
    for (name, [label, korean], absent) in FACTS {
        let Some(fact) = relation(&project.facts, name) else {
            unknown.extend(absent.map(|[absent, korean]| page.say(absent, korean)));
            continue;
        };
        let row = Row::pair(&page.say(label, korean), fact_text(name, fact, project, page));
        rows.push(row.beside(page.places(&fact.origins)));
    }
    if !unknown.is_empty() {
        let between = page.say("; ", ", ");
        rows.push(Row::pair(
            &page.say("not on file", "기록 없음"),
            unknown.join(&between),
        ));
    }
    page.rows(&rows, &[]);
}

fn fact_text(name: &str, fact: &Reason, project: &ProjectDossier, page: &Page) -> String {
    let value = last(fact, page);
    match (name, said(fact)) {
        ("OrderedBy", _) => match relation(&project.facts, "ClassOf").map(said) {
            Some(class) => page.say(
                &format!("{value}, {}", body_class(class)),
                &format!("{value}({})", page.word("BodyClass", class)),
            ),
            None => page.say(
                &format!("{value}, of which the class under Decree art. 21 is not on file"),
                &format!("{value}(시행령 제21조에 따른 유형의 기록 없음)"),
            ),
        },
        ("KindOf", kind) => page.word("Kind", kind),
        ("Months", _) if value == "1" => page.say("1 month", "1개월"),
        ("Months", _) => page.say(&format!("{value} months"), &format!("{value}개월")),
        ("LongTerm", "yes") => page.say("a long-term continuing contract", "해당"),
        ("LongTerm", _) => page.say("no long-term continuing contract", "비해당"),
        ("NotSoftware", _) => page.say("no software project", "소프트웨어사업이 아님"),
        ("ViaPps", "yes") => page.say("the Public Procurement Service", "조달청 의뢰"),
        ("ViaPps", _) => page.say("the body itself", "발주기관이 직접 발주"),
        ("NoAward", _) => page.say(
            &format!("the tender ended on {value} without a selection"),
            &format!("{value} 사업자를 선정하지 못한 채 종료됨"),
        ),
        ("Secret", _) => page.say(
            "left out of the printed list at the body's request",
            "발주기관의 요청에 따라 제외됨",
        ),
        _ => value,
    }
}

fn body_class(word: &str) -> &str {
    match word {
        "state" => "a body of the State",
        "local" => "a local government",
        "public_institution" => "a public institution",
        "government_held" => "a body whose largest holder is the government",
        "research" => "a government research institute",
        "subsidised" => "a subsidised body based on a statute",
        "local_public" => "a local public corporation",
        "not_public" => "not a public body",
        other => other,
    }
}

fn components(page: &mut Page, project: &ProjectDossier) {
    let stated = project.parts.as_ref().map(|fact| last(fact, page));
    if stated.is_none() && project.components.is_empty() {
        return;
    }
    let number = project.components.len();
    let listed = counted(number, "is listed", "are listed");
    page.heading(&match &stated {
        Some(count) if *count == number.to_string() => {
            page.say(&format!("Components ({count})"), &format!("구성 부분({count}개)"))
        }
        Some(count) => page.say(
            &format!("Components ({count}, of which {listed})"),
            &format!("구성 부분({count}개, 그중 {number}개 기재)"),
        ),
        None => page.say(
            &format!("Components ({listed})"),
            &format!("구성 부분({number}개 기재)"),
        ),
    });
    let rows: Vec<Row> = project
        .components
        .iter()
        .map(|component| {
            let place = component
                .facts
                .first()
                .map_or_else(String::new, |fact| page.places(&fact.origins));
            let text = component_text(component, page);
            Row::text(format!("{}: {text}", plain(&component.name))).beside(place)
        })
        .collect();
    page.rows(&rows, &[]);
}

fn component_text(component: &ComponentLine, page: &Page) -> String {
    let mut parts = Vec::new();
    for fact in &component.facts {
        let value = last(fact, page);
        let name = fact.tuple.as_ref().map_or("", |tuple| tuple.relation.as_str());
        parts.push(match (name, said(fact)) {
            ("ComponentAmount", _) => value,
            ("ComponentBelow", _) => page.say(
                &format!("less than {value}, value-added tax included"),
                &format!("부가가치세를 포함하여 {value} 미만"),
            ),
            ("ComponentVat", "included") => page.say("value-added tax included", "부가가치세 포함"),
            ("ComponentVat", "excluded") => page.say("without value-added tax", "부가가치세 제외"),
            ("ComponentVat", _) => page.say("tax not known", "부가가치세 포함 여부 불명"),
            ("ComponentMonths", _) => page.say(&format!("{value} months"), &format!("{value}개월")),
            ("ComponentLongTerm", "yes") => page.say("long-term continuing contract", "장기계속계약"),
            ("ComponentLongTerm", _) => page.say("no long-term continuing contract", "장기계속계약이 아님"),
            ("ComponentKind", kind) => page.word("Kind", kind),
            _ => continue,
        });
    }
    if parts.is_empty() {
        parts.push(page.say("amount not on file", "금액의 기록 없음"));
    }
    parts.join(", ")
}

fn classes(page: &mut Page, project: &ProjectDossier) {
    page.heading(&page.say("Open to, as sole bidder", "단독 입찰자로서의 참여 가능 여부"));
    let rows: Vec<Row> = project
        .classes
        .iter()
        .map(|line| {
            let floor = match (line.floor, line.class.as_str()) {
                (Some(floor), _) => {
                    let floor = page.won(floor);
                    page.say(&format!("floor {floor}"), &format!("하한 {floor}"))
                }
                (None, "small") => page.say("no floor", "하한 없음"),
                (None, "restricted") => page.say("its own floor", "기업별 하한"),
                (None, _) => page.say("floor not known", "하한 불명"),
            };
            Row {
                cells: vec![
                    page.say(class(&line.class), &page.word("Class", &line.class)),
                    floor,
                ],
                text: outcome(&line.comes, page.look),
                aside: String::new(),
            }
        })
        .collect();
    page.rows(&rows, &[Align::Left, Align::Left]);
    if !project.opened_by_bundling.is_empty() {
        let classes = project.opened_by_bundling.iter();
        let english = plain(&project.opened_by_bundling.join(", "));
        let korean: Vec<String> = classes.map(|class| page.word("Class", class)).collect();
        page.paragraph(&page.say(
            &format!(
                "Bundling opens it to the classes {english}: shut out of every component taken alone, let in to the whole \
                 taken as one project."
            ),
            &format!(
                "일괄발주로 참여할 수 있게 되는 구분: {}. 각 부분을 따로 보면 어느 부분에도 참여할 수 없으나 전체를 하나의 사업으로 \
                 보면 참여할 수 있다.",
                korean.join(", ")
            ),
        ));
    }
}

fn class(word: &str) -> &str {
    match word {
        "small" => "small",
        "grace" => "grace (mid-sized, SME before)",
        "large" => "large, below the sales line",
        "major" => "major, at the line or above",
        "restricted" => "restricted group",
        other => other,
    }
}

fn participants(page: &mut Page, project: &ProjectDossier) {
    page.heading(&page.say("Participants", "참여자"));
    if project.participants.is_empty() {
        page.paragraph(&page.say("none on file", "기록 없음"));
    }
    for line in &project.participants {
        let text = participation(&page.value(&line.firm), line, page);
        page.rows(&[Row::text(text).beside(page.places(&line.fact.origins))], &[]);
    }
}

/// Somebody's part in a project, with the verdict on it.
pub(super) fn participation(name: &str, line: &Participation, page: &Page) -> String {
    let mut role = page.word("Role", &line.role);
    if let Some(share) = line.share.map(format_percent) {
        role.push_str(&page.say(&format!(", {share}"), &format!(", 지분율 {share}")));
    }
    if line.other_part {
        role.push_str(&page.say(", on another part than software", ", 소프트웨어 외의 부분"));
    }
    let named = page.say(&format!("{name} ({role})"), &format!("{name}({role})"));
    format!("{named}: {}", outcome(&line.comes, page.look))
}

fn duties(page: &mut Page, project: &ProjectDossier) {
    page.heading(&page.say("Neighbouring duties", "관련 의무"));
    if project.duties.is_empty() {
        page.paragraph(&page.say("none is shown to arise", "발생이 확인되는 의무 없음"));
    }
    concluded(page, &project.duties);
    if !project.breaches.is_empty() {
        page.heading(&page.say("Duties shown to be broken", "위반이 확인되는 의무"));
        concluded(page, &project.breaches);
    }
}

fn warnings(page: &mut Page, warnings: &[WarningLine]) {
    page.heading(&page.say("Warnings", "유의 사항"));
    if warnings.is_empty() {
        page.paragraph(&page.say("none", "없음"));
    }
    for warning in warnings {
        let text = match warning.reason.kind {
            ReasonKind::Rule => sentence(&warning.reason, page.look.language),
            _ => above_the_rules(&warning.key, page),
        };
        let cited = plain(&citations(&warning.reason.provisions, page.look.language));
        let key = terms::with_id("WarningKey", &warning.key, page.look);
        let aside = if cited.is_empty() {
            key
        } else {
            format!("{key} · {cited}")
        };
        page.rows(&[Row::text(text).beside(aside)], &[]);
    }
}

/// What a warning that compares verdicts or projects says.
fn above_the_rules(key: &str, page: &Page) -> String {
    let (english, korean) = match key {
        "consortium-member-barred" => (
            "A lead or a member among the participants is barred: the consortium cannot bid as composed.",
            "참여자 중 공동수급체의 대표사 또는 구성원의 참여가 제한되므로 현재의 구성으로는 입찰할 수 없다.",
        ),
        "participant-undetermined" => (
            "What is known does not decide whether a participant may take part in its role.",
            "알려진 사실만으로는 참여자가 그 지위로 참여할 수 있는지를 판단할 수 없다.",
        ),
        "depends-on-reading" => (
            "What a participant or a class of firms may do turns on a point of law that is left open.",
            "참여자 또는 기업 구분의 참여 가능 여부가 정하지 아니한 법해석의 쟁점에 따라 달라진다.",
        ),
        "possible-split" => (
            "Another project of the body, announced shortly before or after, is below a floor that the two reach together.",
            "같은 기관이 그 무렵 공고한 다른 사업의 금액이 하한에 미달하나, 두 사업의 금액을 합하면 하한 이상이 된다.",
        ),
        other => (other, korean_word("WarningKey", other).unwrap_or(other)),
    };
    page.say(english, korean)
}
