use std::collections::BTreeSet;

use super::*;

/// Id, before and after of the mutants of one rule.
fn of(rule: &str) -> Vec<(String, String, String)> {
    let (law, _) = Law::load().unwrap();
    let of_rule = |mutant: &Mutant| law.program.rules[mutant.rule.0 as usize].id == rule;
    let found = mutants(&law).into_iter().filter(of_rule);
    found
        .map(|mutant| (mutant.id, mutant.before, mutant.after))
        .collect()
}

fn ids(rule: &str) -> Vec<String> {
    of(rule)
        .into_iter()
        .map(|(id, _, _)| id.trim_start_matches(rule).to_owned())
        .collect()
}

fn shown(rule: &str, id: &str) -> (String, String) {
    let found = of(rule)
        .into_iter()
        .find(|(known, _, _)| *known == format!("{rule}{id}"));
    let (_, before, after) = found.unwrap();
    (before, after)
}

#[test]
fn a_rule_has_a_mutant_for_each_comparison_and_premise() {
    // The third premise binds what is compared: without it the comparison goes too. `Asked` only says what is asked, and
    // the floor of the firm would be bound by nothing.
    assert_eq!(
        ids("below-floor"),
        [
            "/delete", "/2/drop", "/3/drop", "/4/<=", "/4/>=", "/4/-1", "/4/drop", "/5/drop", "/6/drop"
        ]
    );
    assert_eq!(
        shown("below-floor", "/3/drop").0,
        "Counted(project, won), (won < floor)"
    );
    assert_eq!(
        shown("below-floor", "/4/-1"),
        ("(won < floor)".to_owned(), "(won < floor - 1)".to_owned())
    );
}

#[test]
fn days_are_shifted_by_days_and_numbers_by_one() {
    assert_eq!(shown("sme-certified", "/4/-1").1, "(day < until - 1)");
    assert_eq!(shown("sme-certified", "/3/+1").1, "(from <= day + 1)");
    assert_eq!(shown("many-parts", "/3/-1").1, "(count >= 1)");
    assert_eq!(shown("average", "/7/12+1").1, "let won = whole * 13 / months");
    assert_eq!(
        shown("year-end-assumed", "/0/2000-12-31+1").1,
        "YearEndOf(firm, 2001-01-01)"
    );
}

#[test]
fn a_comparison_of_words_is_only_negated_and_an_open_end_is_not_shifted() {
    assert_eq!(
        ids("public-body"),
        ["/delete", "/2/drop", "/3/drop", "/4/==", "/4/drop"]
    );
    assert_eq!(ids("turning-sme-end"), ["/delete", "/3/<=", "/3/>=", "/3/drop"]);
}

#[test]
fn premises_inside_an_aggregate_are_changed_too() {
    assert_eq!(
        ids("unfunded-total"),
        ["/delete", "/2/drop", "/3.2/==", "/3.2/drop"]
    );
    assert_eq!(shown("unfunded-total", "/3.2/drop").0, "(status != \"approved\")");
}

#[test]
fn a_rule_without_premises_is_left_out_as_a_whole() {
    assert_eq!(ids("sole-bids"), ["/delete"]);
}

#[test]
fn every_mutant_has_an_id_of_its_own_and_binds_its_head() {
    let (law, _) = Law::load().unwrap();
    let all = mutants(&law);
    let ids: BTreeSet<&str> = all.iter().map(|mutant| mutant.id.as_str()).collect();
    assert_eq!(ids.len(), all.len());
    assert!(all.len() > 1_500, "only {} mutants", all.len());
    for mutant in &all {
        let Some(changed) = &mutant.changed else { continue };
        assert_ne!(
            *changed, law.program.rules[mutant.rule.0 as usize],
            "{}",
            mutant.id
        );
        let bound: BTreeSet<VariableId> = changed.body.iter().flat_map(binds).collect();
        assert!(
            variables(&changed.head).all(|id| bound.contains(&id)),
            "{}",
            mutant.id
        );
    }
}
