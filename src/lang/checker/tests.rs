use super::super::parser::{parse_fact, parse_module, parse_query};
use super::super::source::FileId;
use super::*;

fn module(text: &str) -> Module {
    let (module, errors) = parse_module(FileId(0), text);
    assert_eq!(errors, []);
    module
}

#[test]
fn the_vocabulary_of_the_law_is_clean() {
    let program = check(None, &[module(include_str!("../../law/vocabulary.dl"))], true).unwrap();
    assert!(program.relations.len() > 60);
    assert!(program.words.is_sorted());
}

const BASE: &str = "
type Firm
type Project
type Role = \"sole\" | \"lead\"
given Amount(project: Project, won: Won)
given Part(project: Project, name: Text, won: Won)
given Bid(firm: Firm, project: Project, role: Role)
given Day(project: Project, date: Date)
given Share(firm: Firm, percent: Percent)
given Months(project: Project, count: Int)
given Budget(project: Project, year: Year)
derived Out(project: Project)
derived Sum(project: Project, won: Won)
derived Firms(firm: Firm)
derived Number(project: Project, number: Int)
derived On(project: Project, date: Date)
derived In(project: Project, year: Year)
derived Of(project: Project, percent: Percent)
";

fn checked(rules: &str) -> Result<Program, Vec<CheckError>> {
    check(None, &[module(&format!("{BASE}{rules}"))], false)
}

/// Code and place of every error of some rules.
fn errors(rules: &str) -> Vec<(&'static str, String)> {
    let text = format!("{BASE}{rules}");
    let place = |error: &CheckError| {
        let span = error.span();
        text[span.start as usize..span.end as usize].to_owned()
    };
    match check(None, &[module(&text)], false) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| (error.code(), place(error))).collect(),
    }
}

#[test]
fn an_unbound_variable_names_those_that_may_be_meant() {
    let help = |rules: &str| {
        let errors = checked(rules).unwrap_err();
        let unbound = errors
            .iter()
            .find(|error| error.code() == "lang::unbound-variable");
        unbound.unwrap().diagnostic().help.unwrap()
    };
    assert_eq!(
        help("Sum(p, x) <- Amount(p, w);"),
        "did you mean `w`, which stands at one place only?"
    );
    assert_eq!(
        help("Dear(x) <- Amount(p, w);"),
        "did you mean `p` or `w`? each stands at one place only; write `_` for a column that does not matter"
    );
    assert_eq!(
        help("Sum(p, x) <- Amount(p, _);"),
        "bind it in an atom or a `let` to the left"
    );
}

macro_rules! refused {
    ($($name:ident: $rules:expr => $([$code:expr, $place:expr]),+;)+) => {$(
        #[test]
        fn $name() {
            assert_eq!(errors($rules), [$(($code, $place.to_owned())),+]);
        }
    )+};
}

refused! {
    an_unknown_relation_is_refused: "Out(p) <- Amuont(p, _);" => ["lang::unknown-relation", "Amuont"];
    an_unknown_head_is_refused: "Oot(p) <- Amount(p, _);" => ["lang::unknown-relation", "Oot"];
    an_unknown_type_is_refused: "given X(a: Frim)\nOut(p) <- X(a), Bid(a, p, _);" => ["lang::unknown-type", "Frim"];
    an_unknown_function_is_refused: "Out(p) <- Day(p, d), (yeer(d) == 2026);" => ["lang::unknown-function", "yeer"];
    an_unknown_annotation_is_refused: "@site(\"x\") Out(p) <- Amount(p, _);" => ["lang::unknown-annotation", "site"];
    an_unknown_word_is_refused: "Out(p) <- Bid(_, p, \"leed\");" => ["lang::unknown-word", "\"leed\""];
    an_unknown_name_in_a_sentence_is_refused: "/// {q} is out.\nOut(p) <- Amount(p, _);"
        => ["lang::unknown-in-sentence", "/// {q} is out."];
    a_column_sentence_names_columns: "/// {x} is y.\ngiven Y(y: Int)" => ["lang::unknown-in-sentence", "/// {x} is y."];
    a_relation_is_declared_once: "given Amount(x: Int)" => ["lang::duplicate", "Amount"];
    a_type_is_declared_once: "type Firm\ntype Won" => ["lang::duplicate", "Firm"], ["lang::duplicate", "Won"];
    a_column_is_named_once: "given X(a: Int, a: Int)" => ["lang::duplicate", "a"];
    a_word_stands_once: "type X = \"a\" | \"a\"" => ["lang::duplicate", "\"a\""];
    names_differ_in_more_than_capitals: "given AMOUNT(x: Int)\ntype FIRM"
        => ["lang::case-collision", "AMOUNT"], ["lang::case-collision", "FIRM"];
    relations_begin_with_a_capital: "given amounts(x: Int)" => ["lang::not-capitalised", "amounts"];
    a_rule_id_is_given_once: "@rule(\"a\") Out(p) <- Amount(p, _);\n@rule(\"a\") Out(p) <- Day(p, _);"
        => ["lang::duplicate", "\"a\""];
    an_atom_has_a_term_for_each_column: "Out(p) <- Amount(p);" => ["lang::column-count", "Amount(p)"];
    a_firm_is_no_project: "Out(p) <- Bid(f, p, _), Amount(f, _);" => ["lang::type-mismatch", "f"];
    a_text_is_no_amount: "Out(p) <- Amount(p, \"8bn\");" => ["lang::type-mismatch", "\"8bn\""];
    an_amount_is_no_percentage: "Out(p) <- Share(_, 8bn), Amount(p, 5%);"
        => ["lang::type-mismatch", "8bn"], ["lang::type-mismatch", "5%"];
    a_head_has_the_types_of_its_columns: "Out(f) <- Bid(f, _, _);" => ["lang::type-mismatch", "f"];
    an_argument_has_its_type: "On(p, e) <- Amount(p, w), let e = add_years(w, 1);" => ["lang::type-mismatch", "w"];
    amounts_are_not_multiplied: "Sum(p, x) <- Amount(p, w), let x = w * w;" => ["lang::operand-types", "w * w"];
    dates_are_not_added: "Out(p) <- Day(p, d), (d + d == d);" => ["lang::operand-types", "d + d"];
    different_types_are_not_compared: "Out(p) <- Day(p, d), Amount(p, w), (d == w);"
        => ["lang::comparison-types", "(d == w)"];
    texts_have_no_order: "Out(p) <- Bid(f, p, _), Bid(g, p, _), (f < g);" => ["lang::no-order", "(f < g)"];
    words_have_no_least: "Out(p) <- Amount(p, _), let r = min r2 : { Bid(_, p, r2) }, Bid(_, p, r);"
        => ["lang::no-order", "r2"];
    dates_have_no_sum: "On(p, s) <- Amount(p, _), let s = sum d : { Day(p, d) };" => ["lang::no-sum", "d"];
    a_function_has_its_arguments: "In(p, y) <- Day(p, d), let y = year(d, d);" => ["lang::argument-count", "year(d, d)"];
    a_head_variable_is_bound: "Sum(p, w) <- Amount(p, _);" => ["lang::unbound-variable", "w"];
    a_compared_variable_is_bound: "Out(p) <- Amount(p, _), (w < 8bn);" => ["lang::unbound-variable", "w"];
    a_let_sees_only_what_is_to_its_left: "Sum(p, x) <- let x = w + 1, Amount(p, w);" => ["lang::unbound-variable", "w"];
    one_name_written_as_two_is_one_mistake: "Sum(p, won) <- Amount(p, w);" => ["lang::unbound-variable", "won"];
    a_slip_of_the_pen_is_one_mistake: "Out(project) <- Amount(projct, _);" => ["lang::unbound-variable", "project"];
    what_cannot_be_meant_is_a_mistake_of_its_own: "Out(x) <- Amount(p, w);"
        => ["lang::unbound-variable", "x"], ["lang::used-once", "w"];
    an_unbound_variable_explains_what_is_used_once_in_a_comparison:
        "Out(p) <- Amount(p, w), (won < 8bn);" => ["lang::unbound-variable", "won"];
    a_negated_variable_is_bound: "Out(p) <- Amount(p, _), !Share(f, _);" => ["lang::unsafe-negation", "f"];
    a_negation_sees_only_what_is_to_its_left: "Out(p) <- !Bid(f, p, _), Bid(f, p, _);"
        => ["lang::unsafe-negation", "f"], ["lang::unsafe-negation", "p"];
    a_variable_stands_twice: "Out(p) <- Amount(p, w);" => ["lang::used-once", "w"];
    a_let_is_used: "Out(p) <- Amount(p, w), let x = w + 1;" => ["lang::used-once", "x"];
    a_variable_of_an_aggregate_stands_twice:
        "Number(p, n) <- Amount(p, _), let n = count : { Part(p, c, _) };" => ["lang::used-once", "c"];
    a_let_takes_a_new_name: "Sum(p, w) <- Amount(p, w), let w = w + 1;" => ["lang::rebound", "w"];
    a_variable_of_an_aggregate_stays_inside:
        "Sum(p, s) <- Amount(p, _), let s = sum w : { Part(p, _, w) }, (w > 1bn);" => ["lang::local-reused", "w"];
    a_fold_is_not_named_like_what_it_folds:
        "Sum(p, w) <- Amount(p, _), let w = sum w : { Part(p, _, w) };" => ["lang::local-reused", "w"];
    a_head_has_no_wildcard: "Sum(p, _) <- Amount(p, _);" => ["lang::wildcard-in-head", "_"];
    an_aggregate_has_no_aggregate_inside:
        "Number(p, n) <- Amount(p, _), let n = sum m : { Day(p, _), let m = count : { Bid(_, p, _) } };"
        => ["lang::nested-aggregate", "let m = count : { Bid(_, p, _) }"];
    a_cycle_through_negation_is_refused:
        "Out(p) <- Amount(p, _), !Sum(p, _);\nSum(p, w) <- Amount(p, w), Out(p);" => ["lang::cycle", "Sum(p, _)"];
    a_cycle_through_a_fold_is_refused:
        "Number(p, n) <- Amount(p, _), let n = count : { Number(p, _) };" => ["lang::cycle", "Number(p, _)"];
    a_given_relation_has_no_rules: "Share(f, 5%) <- Bid(f, _, _);" => ["lang::head-is-given", "Share(f, 5%)"];
    an_annotation_has_its_arguments: "@rule(\"a\", \"b\") Out(p) <- Amount(p, _);"
        => ["lang::bad-annotation", "@rule(\"a\", \"b\")"];
    a_declaration_has_one_korean_sentence: "@ko(\"{p}\") @ko(\"{p}\") given Gap(p: Text)" => ["lang::bad-annotation", "@ko(\"{p}\")"];
    a_korean_sentence_of_a_declaration_names_its_columns: "@ko(\"{q}\") given Gap(p: Text)" => ["lang::unknown-in-sentence", "\"{q}\""];
    an_annotation_stands_once: "@ko(\"a\") @ko(\"b\") Out(p) <- Amount(p, _);" => ["lang::bad-annotation", "@ko(\"b\")"];
}

#[test]
fn the_message_prints_the_cycle() {
    let errors =
        checked("Out(p) <- Amount(p, _), !Sum(p, _);\nSum(p, w) <- Amount(p, w), Out(p);").unwrap_err();
    let CheckError::Cycle { cycle, .. } = &errors[0] else {
        panic!("{errors:?}")
    };
    assert_eq!(cycle, "Out -> !Sum -> Out");
}

#[test]
fn arithmetic_has_the_types_of_its_operands() {
    let program = checked(
        "Sum(p, x) <- Amount(p, w), Months(p, n), let x = w * 12 / n + 5 - max(w, 3) * 2;
         Sum(p, x) <- Amount(p, w), Share(_, s), let x = w * s, (s + 1% < 2 * s);
         Sum(p, x) <- Amount(p, w), let x = 20% * w, (w / 2 >= 1000), (w / 1bn > 3);
         Number(p, x) <- Day(p, d), let x = d - 2026-01-01;
         On(p, x) <- Day(p, d), let x = add_years(d - 30, 1), (x < open), (1 + d < x);
         In(p, y) <- Day(p, d), let y = year(d) + 1, (y - 2020 >= 2), (2026 == y);
         Sum(p, 5) <- Amount(p, 8_000), Budget(p, 2026);
         Number(p, n) <- Amount(p, _), let n = count : { Bid(f, p, \"lead\"), Share(f, x), (x >= 20%) };
         Of(p, s) <- Amount(p, _), let s = sum x : { Bid(f, p, _), Share(f, x) };",
    )
    .unwrap();
    assert_eq!(program.rules.len(), 9);
    let aggregate = match &program.rules[7].body[1] {
        super::super::program::Literal::Aggregate(aggregate) => aggregate,
        other => panic!("{other:?}"),
    };
    let names = |ids: &[super::super::program::VariableId]| -> Vec<String> {
        ids.iter()
            .map(|id| program.rules[7].variables[id.0 as usize].name.clone())
            .collect()
    };
    assert_eq!(names(&aggregate.group), ["p"]);
    assert_eq!(program.rules[1].id, "sum-2");
    assert_eq!(program.words, ["lead", "sole"]);
    let number = program
        .relation_named("Number")
        .and_then(|id| program.relation(id))
        .unwrap();
    assert_eq!(number.stratum, 1);
}

#[test]
fn a_name_in_the_sentence_is_a_use() {
    assert!(checked("/// {p} is worth {w}.\nOut(p) <- Amount(p, w);").is_ok());
    assert!(checked("/// {p} is known.\n@ko(\"{w}\")\nOut(p) <- Amount(p, w);").is_ok());
}

#[test]
fn a_percentage_of_an_amount_stands_first() {
    use super::super::program::{Expr, Function, Literal};
    let program = checked("Sum(p, x) <- Amount(p, w), let x = w * 20%;").unwrap();
    let Literal::Let {
        value: Expr::Apply { function, arguments },
        ..
    } = &program.rules[0].body[1]
    else {
        panic!("{program:?}")
    };
    assert_eq!(*function, Function::PercentOf);
    assert!(matches!(arguments[0], Expr::Constant(_)));
}

#[test]
fn a_rule_of_law_has_id_provision_and_sentence() {
    let text = format!("{BASE}Out(p) <- Amount(p, _);");
    let errors = check(None, &[module(&text)], true).unwrap_err();
    assert_eq!(
        errors.iter().map(CheckError::code).collect::<Vec<_>>(),
        ["lang::uncited"; 3]
    );
}

#[test]
fn a_recursive_rule_of_law_concludes_no_computed_value() {
    let rule = "/// {n}.\n@rule(\"a\") @cite(\"b\")\nNumber(p, n) <- Number(p, m), let n = m + 1;";
    assert!(checked(rule).is_ok());
    let errors = check(None, &[module(&format!("{BASE}{rule}"))], true).unwrap_err();
    assert_eq!(
        errors.iter().map(CheckError::code).collect::<Vec<_>>(),
        ["lang::growing-recursion"]
    );
}

#[test]
fn an_analyst_adds_relations_but_no_rules_of_law() {
    let law = checked("Out(p) <- Amount(p, _);").unwrap();
    let mine = module("derived Mine(project: Project)\nMine(p) <- !Out(p), Bid(_, p, \"sole\");");
    let errors = check(Some(&law), &[mine], false).unwrap_err();
    assert_eq!(errors[0].code(), "lang::unsafe-negation");
    let mine =
        module("derived Mine(project: Project)\nMine(p) <- Bid(_, p, \"sole\"), !Out(p), Part(p, \"x\", _);");
    let both = check(Some(&law), &[mine], false).unwrap();
    assert_eq!(both.rules.len(), 2);
    assert_eq!(both.words, ["lead", "sole", "x"]);
    assert_eq!(both.relations.last().map(|relation| relation.stratum), Some(1));
    let mine = module("Out(p) <- Day(p, _);\ngiven Amount(x: Int)\nShare(f, 1%) <- Bid(f, _, _);");
    let errors = check(Some(&law), &[mine], false).unwrap_err();
    assert_eq!(
        errors.iter().map(CheckError::code).collect::<Vec<_>>(),
        [
            "lang::rule-for-law-relation",
            "lang::duplicate",
            "lang::head-is-given"
        ]
    );
}

#[test]
fn a_query_shows_its_variables_in_order() {
    let program = checked("").unwrap();
    let query = parse_query(
        FileId(1),
        "Bid(f, p, role), let n = count : { Part(p, c, _) }, (n > 1)?",
    )
    .unwrap();
    let query = check_query(&program, &query).unwrap();
    let names: Vec<&str> = query
        .columns
        .iter()
        .map(|id| query.variables[id.0 as usize].name.as_str())
        .collect();
    assert_eq!(names, ["f", "p", "role", "n"]);
    let query = parse_query(FileId(1), "!Bid(f, \"p\", _)").unwrap();
    assert_eq!(
        check_query(&program, &query).unwrap_err()[0].code(),
        "lang::unsafe-negation"
    );
}

#[test]
fn a_fact_is_given_and_ground() {
    let program = checked("").unwrap();
    let codes = |text: &str| -> Vec<&'static str> {
        match check_fact(&program, &parse_fact(FileId(1), text).unwrap()) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(CheckError::code).collect(),
        }
    };
    assert_eq!(codes("Amount(\"kotra\", 8bn)"), [""; 0]);
    assert_eq!(codes("Amount(kotra, _)"), ["lang::not-ground"]);
    assert_eq!(codes("Out(\"kotra\")"), ["lang::fact-of-derived"]);
    assert_eq!(codes("Amount(\"kotra\", 5%)"), ["lang::type-mismatch"]);
    assert_eq!(codes("Amuont(\"kotra\", 5%)"), ["lang::unknown-relation"]);
}

#[test]
fn messages_follow_the_house_style() {
    let rules = "/// {q}\nOot(p) <- Amuont(p, w), Bid(f, p, \"leed\"), Amount(f), (f < g), !Day(_, d);\n\
                 given out(x: Yer)\nOut(_) <- Amount(p, 5%);";
    let text = format!("{BASE}{rules}");
    for error in check(None, &[module(&text)], true).unwrap_err() {
        let shown = error.diagnostic();
        let first = shown.message.chars().next().unwrap();
        assert!(
            !first.is_uppercase() && !shown.message.ends_with('.'),
            "{}",
            shown.message
        );
    }
}
