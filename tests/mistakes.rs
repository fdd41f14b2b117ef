//! Common slips: one mistake gives one message, with the cure for it and the right exit code.
#![allow(clippy::unwrap_used)]

mod repositories;

use std::io::Write;
use std::process::{Command, Stdio};

use repositories::{Scratch, tenderlog};

/// Arguments, exit code, code of the message, and what the message says.
type Slip = (&'static [&'static str], i32, &'static str, &'static str);

const SLIPS: [Slip; 31] = [
    (
        &["askk", "Amount(p, w)"],
        2,
        "command::unknown",
        "did you mean `tenderlog ask`?",
    ),
    (&["who", "can", "bid"], 2, "command::unknown", "`who`"),
    (&["revisions"], 2, "command::unknown", "a command of a session"),
    (
        &["ask", "Amount(p, w), let x = w / 0"],
        2,
        "eval::arithmetic",
        "w = 9,026,460,000",
    ),
    (
        &["ask", "Bad(\"kotra-platform\", x)", "--scenario", "bad.dl"],
        3,
        "eval::arithmetic",
        "bad.dl:2:28",
    ),
    (
        &["ask", "Verdict(firm, kotra-platform, \"sole\", o)"],
        2,
        "lang::unexpected",
        "in quotes: `\"kotra-platform\"`",
    ),
    (
        &["ask", "Verdict(Samsung SDS, \"kotra-platform\", \"sole\", o)"],
        2,
        "lang::unexpected",
        "`\"Samsung SDS\"`",
    ),
    (
        &["ask", "Verdict(firm, kotra, sole, o)"],
        5,
        "world::too-large",
        "`sole` is a variable here",
    ),
    (
        &["ask", "Amount(p, w-1)"],
        2,
        "lang::unexpected",
        "compute it first",
    ),
    (
        &["ask", "Amount(p, \"1조 2,000억\")"],
        2,
        "lang::type-mismatch",
        "`1조2_000억`",
    ),
    (
        &["ask", "Announced(p, \"2026-05-15\")"],
        2,
        "lang::type-mismatch",
        "without quotes: `2026-05-15`",
    ),
    (
        &["ask", "Amount(p, \"much\")"],
        2,
        "lang::type-mismatch",
        "`describe Amount`",
    ),
    (
        &["ask", "Amount('kotra-platform', w)"],
        2,
        "lang::unknown-character",
        "put a text in `\"`",
    ),
    (
        &["ask", "Amount(“kotra-platform”, w)"],
        2,
        "lang::unknown-character",
        "put a text in `\"`",
    ),
    (
        &["ask", "Amount(p, w) && Vat(p, v)"],
        2,
        "lang::unknown-character",
        "with `,`",
    ),
    (
        &["ask", "Amount(kotra-platform\", w)"],
        2,
        "lang::unclosed-text",
        "is missing here, or before it",
    ),
    (
        &["ask", "Samsung SDS"],
        2,
        "query::name-alone",
        "`show Samsung SDS`",
    ),
    (
        &["ask", "Verdict(\"삼성\", \"kotra-platform\", \"sole\", o)"],
        2,
        "query::unknown-name",
        "is a group, not a firm",
    ),
    (
        &["ask", "Amount(p, w)", "--assume", "Amount(a, b)"],
        2,
        "lang::not-ground",
        "found `a`, `b`",
    ),
    (
        &["ask", "Amount(p, w)", "--reading", "bundel=x"],
        2,
        "query::reading",
        "did you mean `bundle`?",
    ),
    (
        &["ask", "Amount(p, w)", "--retract", "Amont(p)"],
        2,
        "lang::unknown-relation",
        "retraction:1:1",
    ),
    (
        &["ask", "Amount(p, w)", "--rev", "HEAD"],
        2,
        "command::revision",
        "`--facts PATH`",
    ),
    (
        &["show", "project", "samsung"],
        2,
        "query::unknown-name",
        "write `show group samsung`",
    ),
    (
        &["diff", "main", "what-if/tax"],
        2,
        "command::usage",
        "`main..what-if/tax`",
    ),
    (
        &["check", "Sales.csv"],
        3,
        "facts::csv-header",
        "`Sales.csv` is empty",
    ),
    (
        &["check", "Amount.csv"],
        3,
        "facts::csv-header",
        "separate them with commas here and in the rows: `project,won`",
    ),
    (
        &["check", "Months.csv"],
        3,
        "facts::csv-header",
        "separated by a tab",
    ),
    (
        &["check", "Split.csv"],
        3,
        "facts::csv-header",
        "did you mean `won`?",
    ),
    (&["check", "colon.toml"], 3, "facts::syntax", "write `name = …`"),
    (&["check", "colons.toml"], 3, "facts::syntax", "write `name = …`"),
    (
        &["why", "Amount(\"kotra-platform\", w)", "--format", "csv"],
        2,
        "command::arguments",
        "[possible values: table, json]",
    ),
];

/// A code of a message stands on a line of its own.
fn codes(text: &str) -> Vec<&str> {
    let is_code = |line: &&str| line.contains("::") && !line.contains(' ');
    text.lines().filter(is_code).collect()
}

#[test]
fn one_mistake_is_one_message_with_its_cure() {
    let scratch = Scratch::directory("mistakes");
    scratch.write("bad.dl", "\nBad(p, x) <- Amount(p, w), let x = w / 0;\n");
    for (name, text) in [
        ("Sales.csv", ""),
        ("Amount.csv", "project;won\nkotra-platform;5\n"),
        ("Months.csv", "project\tmonths\nkotra-platform\t5\n"),
        ("Split.csv", "project,wonn\nkotra-platform,5\n"),
        ("colon.toml", "[project.q]\nname: \"Q\"\n"),
        ("colons.toml", "[project.q]\nname: \"Q\": 3\n"),
    ] {
        scratch.write(name, text);
    }
    for (arguments, exit, code, cure) in SLIPS {
        let (found, out, err) = tenderlog(scratch.path(), arguments);
        let text = out + &err;
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((found, codes(&text)), (exit, vec![code]), "{arguments:?}\n{text}");
        assert!(words.contains(cure), "{arguments:?}\n{text}");
    }
}

#[test]
fn paths_without_facts_and_with_cases_are_told() {
    let scratch = Scratch::directory("no-facts");
    scratch.write("empty/readme.md", "");
    scratch.write(
        "cases/c.toml",
        "[body.b]\nname = \"B\"\n[[case]]\nname = \"n\"\nask = 'Announced(p, d)'\nrows = []\n",
    );
    for (arguments, exit, code) in [
        (&["check", "empty"][..], 0, "facts::none"),
        (&["check", "empty", "--deny", "warnings"], 3, "facts::none"),
        (&["ask", "Amount(p, w)", "--facts", "empty"], 1, "facts::none"),
        (&["guard", "update", "empty"], 0, "facts::none"),
        (&["check", "cases"], 0, "facts::case-among-facts"),
        (
            &["ask", "Announced(p, d)", "--facts", "cases"],
            1,
            "facts::case-among-facts",
        ),
    ] {
        let (found, out, err) = tenderlog(scratch.path(), arguments);
        let text = out + &err;
        assert_eq!((found, codes(&text)), (exit, vec![code]), "{arguments:?}\n{text}");
    }
    let (exit, out, _) = tenderlog(scratch.path(), &["test", "."]);
    assert_eq!((exit, out.as_str()), (0, "1 passed, 0 failed\n"));
}

#[test]
fn a_question_of_standard_input_has_its_line() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tenderlog"))
        .args(["ask", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let questions = "Amount(\"kotra-platform\", w)\n\n// a remark\nAmount(\n p,, w)\nFoo(x)\n";
    child
        .stdin
        .take()
        .unwrap()
        .write_all(questions.as_bytes())
        .unwrap();
    let text = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert!(
        text.contains("standard input:5:4") && text.contains("standard input:6:1"),
        "{text}"
    );
}
