//! Tables, explanations and messages at a terminal of 80 and of 120 columns.

#![allow(clippy::panic)]

use tenderlog::render::Look;
use tenderlog::repl::{Interrupt, Session};
use tenderlog::world::{World, WorldOptions};
use unicode_width::UnicodeWidthStr;

/// What a session at a terminal of so many columns says to lines, each with its reply.
fn told(lines: &[&str], width: usize) -> String {
    let world = World::open(&WorldOptions::default()).unwrap_or_else(|_| panic!("the built-in facts load"));
    let look = Look {
        width,
        cut: true,
        ..Look::default()
    };
    let mut session = Session::new(world, look, Interrupt::default());
    let told = lines
        .iter()
        .map(|line| format!("> {line}\n{}", session.handle(line).text));
    told.collect::<Vec<_>>().join("\n")
}

/// The lines that are wider than a terminal; what is quoted from a text is never cut, nor is a word.
fn too_wide(told: &str, width: usize) -> Vec<&str> {
    let quoted = |line: &str| line.contains('│') || line.starts_with("> ");
    told.lines()
        .filter(|line| line.width() > width && !quoted(line))
        .collect()
}

const TABLES: [&str; 4] = [
    "OpenTo(\"kotra-platform\", tier, outcome)",
    "Sales(firm, year_end, won, basis), (won >= 2000bn)",
    "OrderedBy(project, body), Amount(project, won), (won >= 3000억)",
    "missing Verdict(\"VTW\", \"kotra-platform\", \"sole\", outcome)",
];

const EXPLANATIONS: [&str; 4] = [
    "why Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)",
    "whynot Verdict(\"LG CNS\", \"kotra-platform\", \"sole\", \"allowed\")",
    "readings OpenTo(\"kotra-platform\", \"large\", outcome)",
    "sweep amount OpenTo(\"kotra-platform\", \"major\", outcome)",
];

const MESSAGES: [&str; 6] = [
    "Verdit(firm, \"kotra-platform\", \"sole\", outcome)",
    "Verdict(firm, \"kotra-platform\", \"soel\", outcome)",
    "Verdict(\"Samsong SDS\", \"kotra-platform\", \"sole\", outcome)",
    "Dear(p) <- Amount(q, w);",
    "Announced(\"kotra-platform\", d), let e = d + 9999999",
    "why Verdict(\"Samsung SDS\")",
];

macro_rules! at_both_widths {
    ($($name:ident: $lines:expr;)*) => {$(
        #[test]
        fn $name() {
            for width in [80, 120] {
                let told = told(&$lines, width);
                assert_eq!(too_wide(&told, width), [""; 0]);
                insta::assert_snapshot!(format!("{}_{width}", stringify!($name)), told);
            }
        }
    )*};
}

at_both_widths! {
    tables: TABLES;
    explanations: EXPLANATIONS;
    messages: MESSAGES;
}
