//! What a project is worth, and the amount that is tested, with its steps.

use super::page::{Page, Row};
use super::project::{last, relation, said};
use super::{citations, plain, sentence, terms};
use crate::world::{Bound, Counting, ProjectDossier};

pub(super) fn amount(page: &mut Page, project: &ProjectDossier) {
    page.heading(&page.say("Amount", "금액"));
    let mut rows = Vec::new();
    for (name, label, korean) in [
        ("Amount", "estimate", "추정가격"),
        ("VatAmount", "tax apart", "별도 부가가치세"),
        ("Split", "software part", "소프트웨어 부분"),
        ("Bundle", "finding", "일괄발주 확인"),
    ] {
        let label = page.say(label, korean);
        let Some(fact) = relation(&project.amounts, name) else {
            if name == "Amount" && relation(&project.amounts, "Split").is_none() {
                rows.push(Row::pair(&label, page.say("not on file", "기록 없음")));
            }
            continue;
        };
        let value = last(fact, page);
        let text = match (name, said(fact)) {
            ("Amount", _) => format!("{value}, {}", tax(project, page)),
            ("Split", _) => format!(
                "{value}, {}",
                page.say("value-added tax included", "부가가치세 포함")
            ),
            ("Bundle", "yes") => page.say(
                "two or more software projects are ordered together",
                "둘 이상의 소프트웨어사업을 일괄발주함",
            ),
            ("Bundle", _) => page.say("one project", "하나의 사업"),
            _ => value,
        };
        rows.push(Row::pair(&label, text).beside(page.places(&fact.origins)));
    }
    page.rows(&rows, &[]);
    if project.countings.is_empty() {
        page.paragraph(&page.say(
            "No amount is tested: art. 48 does not reach the project.",
            "제48조의 적용 대상이 아니므로 하한과 비교하는 금액이 없다.",
        ));
    }
    for counting in &project.countings {
        tested(page, counting);
    }
}

/// Whether value-added tax is in the estimate.
fn tax(project: &ProjectDossier, page: &Page) -> String {
    let stated = relation(&project.amounts, "Vat").map(said);
    let apart = relation(&project.amounts, "VatAmount").is_some();
    match stated {
        Some("included") => page.say("value-added tax included", "부가가치세 포함"),
        Some("excluded") => page.say("without value-added tax", "부가가치세 제외"),
        _ if apart => page.say("without value-added tax", "부가가치세 제외"),
        _ => page.say(
            "whether value-added tax is in it is not known",
            "부가가치세 포함 여부 불명",
        ),
    }
}

/// The amount that is tested under some readings.
fn tested(page: &mut Page, counting: &Counting) {
    let readings: Vec<String> = counting
        .readings
        .iter()
        .map(|(issue, option)| format!("{issue}={option}"))
        .collect();
    let readings = plain(&readings.join(", "));
    let (under, korean) = match counting.readings.len() {
        0 => (String::new(), String::new()),
        1 => (
            format!(" under the reading {readings}"),
            format!("(해석: {readings})"),
        ),
        _ => (
            format!(" under the readings {readings}"),
            format!("(해석: {readings})"),
        ),
    };
    let label = page.say(
        &format!("Tested{under}"),
        &format!("하한과 비교하는 금액{korean}"),
    );
    let least = page.won(counting.least.won);
    match &counting.most {
        Some(most) if most.won == counting.least.won => {
            page.paragraph(&format!("{label}: {least}"));
            steps(page, most);
        }
        Some(most) => {
            let range = page.say(
                &format!("{least} at least, {} at most", page.won(most.won)),
                &format!("{least} 이상 {} 이하", page.won(most.won)),
            );
            page.paragraph(&format!("{label}: {range}"));
            bound(page, ("least", "최소"), &counting.least);
            bound(page, ("most", "최대"), most);
        }
        None if counting.least.won == 0 => {
            page.paragraph(&format!("{label}: {}", page.say("any amount", "알 수 없음")));
        }
        None => {
            let range = page.say(&format!("{least} at least"), &format!("{least} 이상"));
            page.paragraph(&format!("{label}: {range}"));
            bound(page, ("least", "최소"), &counting.least);
        }
    }
}

fn bound(page: &mut Page, (label, korean): (&str, &str), bound: &Bound) {
    let supposed: Vec<String> = bound
        .supposing
        .iter()
        .map(|(key, option)| supposition(key, option, page))
        .collect();
    let label = page.say(label, korean);
    let text = match supposed.is_empty() {
        true => format!("{label}:"),
        false => format!("{label}, {}:", supposed.join(&page.say(" and ", ", "))),
    };
    page.wrapped(&text, "   ", "     ", owo_colors::Style::new());
    steps(page, bound);
}

/// The steps that lead to an amount, and what they cite together.
fn steps(page: &mut Page, bound: &Bound) {
    let mut cited = Vec::new();
    for step in &bound.steps {
        let text = sentence(step, page.look.language);
        page.wrapped(&text, "     ", "       ", owo_colors::Style::new());
        for provision in &step.provisions {
            if !cited.contains(provision) {
                cited.push(provision.clone());
            }
        }
    }
    if !cited.is_empty() {
        let text = plain(&citations(&cited, page.look.language));
        page.wrapped(&text, "       ", "         ", owo_colors::Style::new().dimmed());
    }
}

fn supposition(key: &str, option: &str, page: &Page) -> String {
    let english = match (key, option) {
        ("vat", "included") => "if value-added tax is in the estimate".to_owned(),
        ("vat", "excluded") => "if value-added tax is not in the estimate".to_owned(),
        ("long-term", "yes") => "if it is a long-term continuing contract".to_owned(),
        ("long-term", "no") => "if it is no long-term continuing contract".to_owned(),
        ("body-class", "public") => "if its body is a public one".to_owned(),
        _ => plain(&format!("if {key} is {option}")),
    };
    let (key, option) = (terms::key(key, page.look), terms::supposition(option, page.look));
    page.say(&english, &format!("{key}을(를) ‘{option}’(으)로 보는 경우"))
}
