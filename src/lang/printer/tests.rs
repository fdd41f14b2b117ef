use super::super::checker::check;
use super::super::parser::{parse_module, parse_query};
use super::super::source::FileId;
use super::*;

const CANONICAL: &str = r#"// Types.
type Firm
type Role = "sole" | "lead"

/// {firm} is {role}.
///
/// More.
@ko("{firm}")
given Bid(firm: Firm, role: Role, won: Won, share: Percent, from: Date)
derived Out(firm: Firm, won: Won)

// Rules.
/// {firm} is out.
@rule("out") @cite("a", "b")
@ko("{firm}")
Out(firm, won) <-
    Bid(firm, "lead", won, share, from),
    !Bid(firm, "sole", _, 22.58%, open),
    (won * 2 < 1bn + 80_500m - (5 - 3)),
    let half = share * won,
    let day = from - 30,
    (add_years(day, 1) >= 2026-05-15),
    let n = count : { Bid(_, _, half, _, _) },
    let top = max won2 / (2 * 3) : { Bid(firm, _, won2, _, _), (won2 > 1_234_567) },
    (n * 1bn != min(top, half));

@rule("all")
Out("누구 \"x\"\n", 1만);

Out(firm, won) <- Bid(firm, _, won, _, _);
"#;

#[test]
fn canonical_text_prints_as_it_is() {
    let (module, errors) = parse_module(FileId(0), CANONICAL);
    assert_eq!(errors, []);
    assert_eq!(module_text(&module), CANONICAL);
}

#[test]
fn a_checked_rule_prints_as_it_was_written() {
    let (module, _) = parse_module(FileId(0), CANONICAL);
    let program = check(None, &[module], false).unwrap();
    for rule in &program.rules[..2] {
        let text = print_rule(&program, rule);
        assert!(CANONICAL.contains(text.trim_end()), "{text}");
    }
    assert_eq!(
        print_rule(&program, &program.rules[2]),
        "@rule(\"out-3\")\nOut(firm, won) <- Bid(firm, _, won, _, _);"
    );
    assert_eq!(
        print_atom(&program, &program.rules[2].variables, &program.rules[2].head),
        "Out(firm, won)"
    );
}

#[test]
fn the_vocabulary_survives_printing() {
    let (module, _) = parse_module(FileId(0), include_str!("../../law/vocabulary.dl"));
    let text = module_text(&module);
    let (again, errors) = parse_module(FileId(0), &text);
    assert_eq!(errors, []);
    assert_eq!(module_text(&again), text);
    assert_eq!(again.items.len(), module.items.len());
}

#[test]
fn a_question_prints_without_its_mark() {
    let query = parse_query(FileId(0), "A( x ) ,!B(x,_), (x<y)?").unwrap();
    assert_eq!(query_text(&query), "A(x), !B(x, _), (x < y)");
}
