//! Ten broken questions, each with the message that its author sees.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;

/// What `tenderlog ask` says to a broken question; it must be refused with exit code 2 and print nothing else.
fn refusal(query: &str) -> String {
    let output = Command::cargo_bin("tenderlog")
        .unwrap()
        .env_remove("COLUMNS")
        .args(["ask", query, "--color", "never"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(output.stdout.is_empty());
    text
}

macro_rules! refused {
    ($($name:ident: $query:expr;)*) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(refusal($query));
            }
        )*
    };
}

refused! {
    an_unknown_relation_is_suggested: "Verdit(firm, \"kotra-platform\", \"sole\", outcome)";
    a_wrong_number_of_columns_names_the_columns: "Verdict(firm, \"kotra-platform\", outcome)";
    a_firm_cannot_stand_where_a_project_is_due: "Member(firm, group, _, _), Amount(firm, won), Verdict(firm, _, _, _)";
    a_misspelt_word_of_a_vocabulary_is_suggested: "Verdict(firm, \"kotra-platform\", \"soel\", outcome)";
    an_unknown_firm_is_suggested: "Verdict(\"Samsong SDS\", \"kotra-platform\", \"sole\", outcome)";
    a_negation_sees_only_what_stands_to_its_left: "!Secret(project), Amount(project, won)";
    a_comparison_stands_in_parentheses: "Amount(project, won), won < 8bn";
    an_unclosed_text_is_pointed_at: "Verdict(\"삼성SDS, \"kotra-platform\", \"sole\", outcome)";
    a_day_that_no_calendar_has_is_refused: "Announced(project, date), (date < 2026-02-30)";
    a_text_is_no_number: "OrderedBy(project, body), let twice = body * 2";
}
