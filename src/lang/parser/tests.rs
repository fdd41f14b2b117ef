use super::super::syntax::{Expr, Item, Literal, Term, Value};
use super::*;

fn codes(text: &str) -> Vec<&'static str> {
    parse_module(FileId(0), text)
        .1
        .iter()
        .map(SyntaxError::code)
        .collect()
}

#[test]
fn the_vocabulary_of_the_law_parses() {
    let (module, errors) = parse_module(FileId(0), include_str!("../../law/vocabulary.dl"));
    assert_eq!(errors, []);
    assert!(module.items.len() > 90);
}

fn only_rule(text: &str) -> super::super::syntax::Rule {
    let (module, errors) = parse_module(FileId(0), text);
    assert_eq!(errors, []);
    match module.items.into_iter().next() {
        Some(Item::Rule(rule)) => rule,
        other => panic!("{other:?}"),
    }
}

fn terms(text: &str) -> Vec<Value> {
    parse_fact(FileId(0), text)
        .unwrap()
        .terms
        .into_iter()
        .map(|term| match term {
            Term::Value(value, _) => value,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn a_rule_with_everything() {
    let rule = only_rule(
        "/// {x} is.\n@rule(\"a\") @cite(\"p\", \"q\")\n@ko(\"{x}\")\n\
         R(x, _, 8bn) <- A(x, w), !B(x, _), (w * 2 <= 80억), let y = max(w, 1) - 2, \
         let n = count : { C(x) }, let t = min (a + 1) : { D(x, a), (a > 0) };",
    );
    assert_eq!(rule.annotations.len(), 3);
    assert_eq!(rule.sentence.unwrap().text, "{x} is.");
    assert_eq!(rule.body.len(), 6);
    assert!(matches!(&rule.body[5], Literal::Aggregate { body, .. } if body.len() == 2));
    assert!(matches!(
        &rule.body[3],
        Literal::Let {
            value: Expr::Binary { .. },
            ..
        }
    ));
}

#[test]
fn values_are_read_with_their_units() {
    assert_eq!(
        terms(r#"R("a \"b\"\n\\", 8_000, 8bn, 80억, 1.5bn, 1조2_000억, 30%, 22.58%, -3, -1%);"#),
        [
            Value::Text("a \"b\"\n\\".to_owned()),
            Value::Number(8_000),
            Value::Won(8_000_000_000),
            Value::Won(8_000_000_000),
            Value::Won(1_500_000_000),
            Value::Won(1_200_000_000_000),
            Value::Percent(3_000),
            Value::Percent(2_258),
            Value::Number(-3),
            Value::Percent(-100),
        ]
    );
    assert_eq!(
        terms("R(1970-01-02, open)."),
        [Value::Date(1), Value::Date(super::super::date::OPEN)]
    );
}

#[test]
fn all_errors_of_a_text_come_in_one_run() {
    let text = "type = 3\nA(x) <- B(x\nC(x) <- D(x), y < 3;\ngiven R(a Int)\nE(8,000억);\nF(2026-02-30);\n\
                G(\"open);\nH(x) <- I(x).\nJ(x) <- let y = 3;\n/// stray";
    assert_eq!(
        codes(text),
        [
            "lang::unexpected",
            "lang::unexpected",
            "lang::bare-comparison",
            "lang::unexpected",
            "lang::comma-in-number",
            "lang::no-such-day",
            "lang::unclosed-text",
            "lang::unexpected",
            "lang::stray",
        ]
    );
}

/// Code, place and help of the only error of a text.
fn refusal(text: &str) -> (&'static str, &str, String) {
    let (_, errors) = parse_module(FileId(0), text);
    let [error] = errors.as_slice() else {
        panic!("{errors:?}")
    };
    let shown = error.diagnostic();
    let place = &text[shown.span.start as usize..shown.span.end as usize];
    (shown.code, place, shown.help.unwrap_or_default())
}

macro_rules! refused {
    ($($name:ident: $text:expr => $code:expr, $place:expr, $help:expr;)+) => {$(
        #[test]
        fn $name() {
            assert_eq!(refusal($text), ($code, $place, $help.to_owned()));
        }
    )+};
}

refused! {
    a_percentage_is_in_one_piece: "R(30 %);" => "lang::unknown-character", "%", "write a percentage in one piece: `30%`";
    a_text_is_closed_on_its_line: "R(\"a);" => "lang::unclosed-text", "\"a);", "a `\"` is missing here, or before it on the line; `\\n` stands for a new line";
    an_escape_is_known: "R(\"\\t\");" => "lang::unknown-escape", "\\t", "write `\\\"`, `\\\\` or `\\n`";
    a_part_of_a_won_is_no_amount: "R(1.5만, 0.00001만);" => "lang::bad-number", "0.00001만", "units of won are `조`, `억`, `만`, `trn`, `bn` and `m`";
    a_bare_number_is_whole: "R(1.5);" => "lang::bad-number", "1.5", "write a whole number (`8_000`), an amount (`8bn`, `80억`) or a percentage (`22.58%`)";
    a_comma_separates_columns: "R(8,000억);" => "lang::comma-in-number", "8,000억", "write `8_000억`, or put a blank after the comma";
    a_date_is_a_day: "R(2026-2-30);" => "lang::no-such-day", "2026-2-30", "write a date as `YYYY-MM-DD`, a difference with blanks round `-`, and an open end as `open`";
    a_comparison_has_parentheses: "R(x) <- A(x), x + 1 < 2;" => "lang::bare-comparison", "x + 1 < 2", "write `(x + 1 < 2)`";
    a_function_compared_has_parentheses: "R(x) <- A(x), year(x) == 2026;" => "lang::bare-comparison", "year(x) == 2026", "write `(year(x) == 2026)`";
    one_equals_sign_stands_after_let: "R(x) <- A(x), (x = 1);" => "lang::single-equals", "=", "write `let x = …` to name a value, `(x == …)` to compare";
    less_than_minus_one_has_a_blank: "R(x) <- A(x), (x <-1);" => "lang::unexpected", "<-", "`<-` is one sign; write `< -1` with a blank";
    a_rule_ends_with_a_semicolon: "R(x) <- A(x)\nS(x) <- A(x);" => "lang::unexpected", "S", "a rule ends with `;`";
    prolog_is_not_spoken_here: "R(x) :- A(x);" => "lang::unexpected", ":", "a rule is written `Head(…) <- body;`";
    not_is_an_exclamation_mark: "R(x) <- A(x), not B(x);" => "lang::unexpected", "not", "write `!Relation(…)` for what must be absent";
    comparisons_do_not_chain: "R(x) <- A(x), (1 < x < 3);" => "lang::unexpected", "<", "write two comparisons: `(a < b), (b < c)`";
    an_atom_computes_nothing: "R(x) <- A(x + 1);" => "lang::unexpected", "+", "compute it first: `let x = …`, then use `x` here";
    count_takes_no_value: "R(n) <- let n = count x : { A(x) };" => "lang::unexpected", "x", "`count` takes no value: `let n = count : { … }`";
    open_is_no_name: "R(n) <- let open = 1;" => "lang::unexpected", "open", "`open` is the end of an open interval and cannot be a name";
    a_relation_takes_no_annotation_of_a_rule: "@cite(\"a\") given R(x: X)" => "lang::stray", "@cite(\"a\")", "move it there, or make it a remark with `//`";
    a_declaration_takes_no_annotation: "@rule(\"a\") type X" => "lang::stray", "@rule(\"a\")", "move it there, or make it a remark with `//`";
}

#[test]
fn remarks_stay_and_those_inside_an_item_move_in_front() {
    let (module, errors) = parse_module(FileId(0), "// a\nR(x) <- // b\n  A(x); // c\n// d");
    assert_eq!(errors, []);
    let kinds: Vec<&str> = module
        .items
        .iter()
        .map(|item| match item {
            Item::Remark(remark) => remark.text.as_str(),
            _ => "rule",
        })
        .collect();
    assert_eq!(kinds, ["a", "b", "rule", "c", "d"]);
}

#[test]
fn a_question_is_one_body() {
    assert!(parse_query(FileId(0), "A(x), (x < 1)?").is_ok());
    assert_eq!(
        parse_query(FileId(0), "").unwrap_err()[0].code(),
        "lang::unexpected"
    );
    assert_eq!(parse_query(FileId(0), "A(x) B(x)").unwrap_err().len(), 1);
    assert_eq!(parse_fact(FileId(0), "A(1), B(2)").unwrap_err().len(), 1);
}
