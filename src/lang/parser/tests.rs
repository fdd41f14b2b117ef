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
            "lang::unexpected",
            "lang::stray",
        ]
    );
}
