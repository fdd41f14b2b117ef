//! Any text goes through lexer, parser, checker and printer without a panic, and every place lies in the text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use proptest::prelude::*;
use tenderlog::lang::checker::{check, check_fact, check_query};
use tenderlog::lang::error::SyntaxError;
use tenderlog::lang::parser::{parse_fact, parse_module, parse_query};
use tenderlog::lang::printer::module_text;
use tenderlog::lang::program::Program;
use tenderlog::lang::source::FileId;

const FILE: FileId = FileId(0);

/// Everything that the front end does with a text.
fn read(text: &str) {
    let inside = |errors: &[SyntaxError]| {
        for error in errors {
            let span = error.diagnostic().span;
            assert!(
                text.get(span.start as usize..span.end as usize).is_some(),
                "{error:?} in {text:?}"
            );
        }
    };
    let (module, errors) = parse_module(FILE, text);
    inside(&errors);
    let _ = module_text(&module);
    for law in [true, false] {
        if let Err(errors) = check(None, std::slice::from_ref(&module), law) {
            for error in errors {
                let shown = error.diagnostic();
                assert!(
                    text.get(shown.span.start as usize..shown.span.end as usize)
                        .is_some()
                );
            }
        }
    }
    match parse_query(FILE, text) {
        Ok(query) => drop(check_query(&Program::default(), &query)),
        Err(errors) => inside(&errors),
    }
    match parse_fact(FILE, text) {
        Ok(atom) => drop(check_fact(&Program::default(), &atom)),
        Err(errors) => inside(&errors),
    }
}

/// Pieces of the language in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "type",
        "given",
        "derived",
        "let",
        "count",
        "sum",
        "min",
        "R",
        "x",
        "y",
        "Firm",
        "year",
        "(",
        ")",
        "{",
        "}",
        ",",
        ";",
        ":",
        "!",
        "<-",
        "==",
        "<",
        "=",
        "+",
        "-",
        "*",
        "/",
        "|",
        "@rule",
        "?",
        ".",
        "\"a\"",
        "\"",
        "8bn",
        "8,000억",
        "30%",
        "2026-05-15",
        "2026-02-30",
        "open",
        "_",
        "1.5",
        "// r\n",
        "/// {x}\n",
        "\n",
        "누",
        "R(x)",
        "R(x) <- R(x);",
        "\u{0}",
        "\u{feff}",
    ]);
    prop::collection::vec((piece, prop::sample::select(vec!["", " ", "\n"])), 0..60).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, blank)| format!("{piece}{blank}"))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_pieces_are_read_without_a_panic(text in pieces()) {
        read(&text);
    }
}

#[test]
fn deep_nesting_is_refused_not_overflowed() {
    for opening in [
        "(",
        "R(x) <- (",
        "R(x) <- let y = min(",
        "A(x) <- let x = count : { ",
        "R(x) <- let y = -",
    ] {
        read(&opening.repeat(50_000));
        read(&format!("R(x) <- let y = {}", opening.repeat(50_000)));
        read(&format!("R(x) <- ({}", "(".repeat(50_000)));
        let nested = "let x = count : { ".repeat(50_000);
        read(&format!("R(x) <- {nested}"));
    }
    let sum = format!("R(x) <- R(x), let y = x{};", " + x".repeat(50_000));
    read(&sum);
    assert_eq!(parse_module(FILE, &sum).1[0].code(), "lang::too-deep");
    let deep = format!("R(x) <- (x < {}x{});", "(".repeat(70), ")".repeat(70));
    assert_eq!(parse_module(FILE, &deep).1[0].code(), "lang::too-deep");
    let fine = format!(
        "R(x) <- (x < {}x{}), (x{} > 1);",
        "(".repeat(50),
        ")".repeat(50),
        " + x".repeat(90)
    );
    assert_eq!(parse_module(FILE, &fine).1, []);
    read(&fine);
}
