//! Scenarios: what a session saves is what the command line loads, and both compare worlds by the same words.
#![allow(clippy::unwrap_used, clippy::panic)]

mod repositories;

use std::io::Write;
use std::process::{Command, Stdio};

use repositories::{Scratch, tenderlog};

const FACTS: &str = r#"
[source.s]
title = "S"

[body.b]
name = "B"
class = "state"
source = "s"

[firm.f]
name = "F"
sme = "never"
midsize = []
independent = [{ from = 2004-03-01 }]
sales = [{ year_end = 2025-12-31, amount = "900bn" }]
source = "s"

[project.p]
name = "P"
body = "b"
announced = 2026-05-15
amount = "21bn"
vat = "included"
components = 2
months = 30
source = "s"
"#;

const VERDICT: &str = "Verdict(\"f\", \"p\", \"sole\", outcome)";

/// A repository of the facts, with the amount lowered in its last commit.
fn repository() -> Scratch {
    let scratch = Scratch::repository("scenarios");
    scratch.write("facts/p.toml", FACTS);
    scratch.commit("2026-01-01", "Enter the project");
    scratch.write("facts/p.toml", &FACTS.replace("21bn", "3bn"));
    scratch.commit("2026-01-02", "Lower the amount");
    scratch
}

/// What a session on the facts says to some lines.
fn session(scratch: &Scratch, lines: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tenderlog"))
        .current_dir(scratch.path())
        .arg("facts")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

fn run(scratch: &Scratch, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = tenderlog(scratch.path(), arguments);
    (code, out + &err)
}

#[test]
fn a_saved_session_is_a_scenario_of_every_command() {
    let scratch = repository();
    let lines = format!(
        "set reading bundle=integrated\nassume Amount(\"p\", 8bn)\nretract Months(\"p\", _)\n\
         Shut(firm, project) <- Barred(firm, project, \"sole\", _)\n{VERDICT}\nsave s.dl\n"
    );
    let said = session(&scratch, &lines);
    let heading =
        "under the reading bundle=integrated · assuming Amount(\"p\", 8bn), without Months(\"p\", _)";
    assert!(said.contains(heading) && said.contains("allowed"), "{said}");
    for option in ["--scenario", "--rules"] {
        let (code, out) = run(&scratch, &["ask", VERDICT, "--facts", "facts", option, "s.dl"]);
        assert_eq!(code, 0, "{out}");
        let answer = out.lines().last().unwrap();
        assert!(said.contains(&out) && !answer.is_empty(), "{said}\n---\n{out}");
    }
    for (arguments, part) in [
        (
            &["why", VERDICT][..],
            "8,000,000,000 won is at least 8,000,000,000 won",
        ),
        (&["readings", VERDICT], "allowed"),
        (&["ask", "!Shut(\"f\", \"p\")"], "yes"),
    ] {
        let mut all = arguments.to_vec();
        all.extend(["--facts", "facts", "--scenario", "s.dl"]);
        let (code, out) = run(&scratch, &all);
        assert!(code == 0 && out.contains(part), "{arguments:?}: {code}\n{out}");
    }
    let again = session(&scratch, "load s.dl\nchanges\nsave t.dl\n");
    assert!(again.contains("retract Months(\"p\", _)"), "{again}");
    let read = |name: &str| std::fs::read_to_string(scratch.path().join(name)).unwrap();
    assert_eq!(read("s.dl"), read("t.dl"));
}

#[test]
fn the_sides_of_a_comparison_are_scenarios() {
    let scratch = repository();
    scratch.write(
        "high.dl",
        "//! assume Amount(\"p\", 21bn)\n//! set reading bundle=integrated\n",
    );
    scratch.write("low.dl", "//! retract Months(\"p\", _)\n");
    let words = ["diff", "--left", "high.dl", "--right", "low.dl", VERDICT];
    let (code, out) = run(&scratch, &[&words[..], &["--facts", "facts"]].concat());
    assert_eq!(code, 6, "{out}");
    assert!(out.contains("Verdict(F, P, sole): allowed → barred"), "{out}");
    assert!(
        out.contains("no longer assumed: The estimate of P is 21,000,000,000 won"),
        "{out}"
    );
    assert!(!out.contains("under the reading"), "the amount alone bars\n{out}");
    let typed = session(
        &scratch,
        &format!("diff --left high.dl --right low.dl {VERDICT}\n"),
    );
    assert_eq!(typed.trim(), out.trim());
}

#[test]
fn revisions_are_compared_in_a_session_as_on_the_command_line() {
    let scratch = repository();
    for words in [
        &["diff", "HEAD~1..HEAD"][..],
        &["diff", "HEAD~1", VERDICT],
        &["log", VERDICT],
        &["blame", VERDICT],
    ] {
        let (_, out) = run(
            &scratch,
            &[words, &["--facts", "facts", "--reading", "bundle=integrated"]].concat(),
        );
        let said = session(
            &scratch,
            &format!("set reading bundle=integrated\n{}\n", words.join(" ")),
        );
        assert_eq!(said, format!("reading bundle=integrated\n{out}"), "{words:?}");
        assert!(out.contains("Lower the amount"), "{words:?}\n{out}");
    }
    let json = session(
        &scratch,
        &format!("set format json\nlog {VERDICT}\ndiff HEAD~1..HEAD\nblame {VERDICT}\n"),
    );
    for line in json.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
    }
    assert_eq!(json.lines().count(), 3, "{json}");
}

#[test]
fn the_changes_of_a_session_hold_on_both_sides() {
    let scratch = repository();
    let said = session(
        &scratch,
        &format!("assume Amount(\"p\", 9bn)\ndiff HEAD~1..HEAD {VERDICT}\n"),
    );
    assert!(said.contains("no conclusion changes"), "{said}");
    let said = session(
        &scratch,
        &format!("assume Amount(\"p\", 9bn)\ndiff --right 'Amount(\"p\", 3bn)' {VERDICT}\n"),
    );
    assert!(
        said.contains("undetermined → barred") || said.contains("allowed → barred"),
        "{said}"
    );
}

#[test]
fn words_and_scenarios_that_are_wrong_are_said_with_place_and_cure() {
    let scratch = repository();
    scratch.write("reading.dl", "// one\n//! set reading bundel=bundle\n");
    scratch.write("fact.dl", "//! assume Vat(\"p\", \"some\")\n");
    scratch.write("firm.dl", "\n\n//!  retract Sales(\"g\", _, _, _)\n");
    scratch.write("rule.dl", "//! drop Shut\n\nShut(p) <-\n    Amont(p, _);\n");
    scratch.write(
        "command.dl",
        "//! asume Vat(\"p\", \"included\")\n//! revision HEAD\n//! set format xml\n",
    );
    scratch.write("latin.dl", "");
    std::fs::write(scratch.path().join("latin.dl"), b"// caf\xe9\n").unwrap();
    for (file, code, parts) in [
        ("reading.dl", 2, &["reading.dl:2:17", "no issue `bundel`"][..]),
        ("fact.dl", 2, &["fact.dl:1:21", "included"]),
        ("firm.dl", 2, &["firm.dl:3:20", "`g`"]),
        (
            "command.dl",
            2,
            &[
                "command.dl:1:5",
                "did you mean `assume`?",
                "command.dl:2:5",
                "command.dl:3:5",
            ],
        ),
        ("rule.dl", 2, &["drop", "no rule of yours is called `Shut`"]),
        ("latin.dl", 3, &["`latin.dl` cannot be read", "UTF-8"]),
        (
            "nowhere.dl",
            3,
            &["`nowhere.dl` cannot be read", "name a rule file"],
        ),
    ] {
        for arguments in [
            &["ask", VERDICT, "--facts", "facts", "--scenario", file][..],
            &["diff", "--left", file, VERDICT, "--facts", "facts"],
        ] {
            let (found, out) = run(&scratch, arguments);
            assert_eq!(found, code, "{arguments:?}\n{out}");
            for part in parts {
                assert!(out.contains(part), "{arguments:?}: {part}\n{out}");
            }
        }
    }
    scratch.write("rule.dl", "// rules\n\nShut(p) <-\n    Amont(p, _);\n");
    let (code, out) = run(
        &scratch,
        &["ask", VERDICT, "--facts", "facts", "--scenario", "rule.dl"],
    );
    assert!(
        code == 2 && out.contains("rule.dl:4:5") && out.contains("did you mean `Amount`?"),
        "{out}"
    );
    assert_eq!(
        out.matches("lang::").count(),
        1,
        "one mistake, one message\n{out}"
    );
    // What rests on a wrong rule follows from it; a relation that no rule concludes is a mistake of its own.
    scratch.write(
        "rule.dl",
        "Shut(p) <-\n    Amont(p, _);\nOpen(p) <- Announced(p, _), !Shut(p);\nBoth(p) <- Shutt(p), Open(p);\n",
    );
    let (_, out) = run(
        &scratch,
        &["ask", VERDICT, "--facts", "facts", "--scenario", "rule.dl"],
    );
    assert_eq!(out.matches("lang::unknown-relation").count(), 2, "{out}");
    assert!(out.contains("`Amont`") && out.contains("`Shutt`"), "{out}");
    for (line, message) in [
        ("diff a b c", "do not compare anything"),
        ("diff HEAD..nowhere", "no revision `nowhere`"),
        ("diff --left nowhere.dl", "`nowhere.dl` cannot be read"),
        ("log", "`log` needs something behind it"),
        ("log Verdikt(f, p, r, o)", "did you mean `Verdict`?"),
        ("blame", "`blame` needs something behind it"),
        ("blame Verdict(\"g\", \"p\", \"sole\", outcome)", "`g`"),
        ("load command.dl", "no command `asume`"),
    ] {
        let said = session(&scratch, &format!("{line}\n"));
        assert!(said.contains(message), "{line}\n{said}");
    }
}

#[test]
fn saving_leaves_a_file_alone_that_is_no_saved_session() {
    let scratch = repository();
    let bill = "// My bill.\nShut(firm) <- Barred(firm, \"p\", \"sole\", _);\n";
    scratch.write("bill.dl", bill);
    let said = session(
        &scratch,
        "load bill.dl\nassume Amount(\"p\", 8bn)\nsave bill.dl\nsave s.dl\nundo\nsave s.dl\n",
    );
    assert!(
        said.contains("`bill.dl` is there already and is no saved session"),
        "{said}"
    );
    let read = |name: &str| std::fs::read_to_string(scratch.path().join(name)).unwrap();
    assert_eq!(read("bill.dl"), bill);
    assert!(read("s.dl").contains("Shut(firm)") && !read("s.dl").contains("assume"));
}
