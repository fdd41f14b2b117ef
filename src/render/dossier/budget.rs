//! The budget of a project by year, with the share that is not approved.

use super::concluded;
use super::page::{Page, Row};
use crate::lang::value::format_percent;
use crate::render::table::Align;
use crate::world::{BudgetDossier, BudgetShare, Reason, Value};

pub(super) fn budget(page: &mut Page, budget: Option<&BudgetDossier>) {
    let Some(budget) = budget else { return };
    page.heading(&page.say("Budget", "예산"));
    let rows: Vec<Row> = budget.rows.iter().filter_map(|fact| row(fact, page)).collect();
    page.rows(&rows, &[Align::Left, Align::Right]);
    for (label, korean, text) in [
        ("together", "합계", page.won(budget.total)),
        ("approved", "확정", share(&budget.approved, page)),
        ("not approved", "미확정", share(&budget.unfunded, page)),
    ] {
        page.paragraph(&format!("{}: {text}", page.say(label, korean)));
    }
    if let Some(risk) = &budget.risk {
        concluded(page, std::slice::from_ref(risk));
    }
}

fn row(fact: &Reason, page: &Page) -> Option<Row> {
    let [
        _,
        Some(Value::Int(first)),
        Some(Value::Int(last)),
        Some(Value::Won(amount)),
        Some(Value::Text(status)),
    ] = fact.values()
    else {
        return None;
    };
    let years = if first == last {
        page.say(&first.to_string(), &format!("{first}년"))
    } else {
        page.say(
            &format!("{first} to {last}"),
            &format!("{first}년부터 {last}년까지"),
        )
    };
    Some(Row {
        cells: vec![years, page.won(*amount)],
        text: page.word("BudgetStatus", status),
        aside: page.places(&fact.origins),
    })
}

fn share(share: &BudgetShare, page: &Page) -> String {
    let of = [
        (share.of_rows, "the rows together", "합계"),
        (share.of_estimate, "the estimate", "추정가격"),
    ];
    let of = of.into_iter().filter_map(|(part, whole, korean)| {
        let part = format_percent(part?);
        Some(page.say(&format!("{part} of {whole}"), &format!("{korean}의 {part}")))
    });
    let parts = std::iter::once(page.won(share.won)).chain(of);
    parts.collect::<Vec<_>>().join(", ")
}
