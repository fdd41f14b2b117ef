//! `log` and `blame` under suppositions, and all that is told of histories in Korean.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use repositories::{Scratch, tenderlog};
use tenderlog::world::tool;

const BASE: &str = r#"
[source.s]
title = "S"

[body.b]
name = "예시시"
class = "local"
source = "s"

[firm.f]
name = "예시시스템"
sme = "never"
midsize = []
independent = [{ from = 2010-01-01 }]
sales = [{ year_end = 2025-12-31, amount = "9000억" }]
source = "s"
"#;

const PROJECT: &str = r#"
[project.p]
name = "예시 시스템 구축"
body = "b"
announced = 2026-05-15
amount = "210억"
vat = "included"
components = 2
source = "s"
"#;

const QUESTION: &str = "Verdict(\"f\", \"p\", \"sole\", outcome)";

/// Two commits: a project, and its amount lowered.
fn repository() -> Scratch {
    let scratch = Scratch::repository("histories");
    scratch.write("facts/base.toml", BASE);
    scratch.write("facts/p.toml", PROJECT);
    scratch.commit("2026-01-01", "사업을 기재함");
    scratch.write("facts/p.toml", &PROJECT.replace("210억", "30억"));
    scratch.commit("2026-01-02", "사업금액을 낮춤");
    scratch
}

fn run(scratch: &Scratch, arguments: &[&str]) -> String {
    let (_, out, err) = tenderlog(scratch.path(), arguments);
    out + &err
}

fn korean(scratch: &Scratch, arguments: &[&str]) -> String {
    let (first, rest) = arguments.split_first().unwrap();
    run(scratch, &[&[*first, "--lang", "ko"], rest].concat())
}

#[test]
fn log_goes_through_the_commits_under_what_is_supposed_and_says_it() {
    let scratch = repository();
    let outcomes = |out: &str| -> Vec<String> {
        let lines = out.lines().filter(|line| line.starts_with("  "));
        lines
            .map(|line| line.rsplit(' ').next().unwrap().to_owned())
            .collect()
    };
    for (supposed, said, expected) in [
        (&[][..], "", &["undetermined", "barred"][..]),
        (
            &["--reading", "bundle=integrated"],
            "under the reading bundle=integrated\n",
            &["allowed", "barred"],
        ),
        (
            &[
                "--assume",
                "Amount(\"p\", 30bn)",
                "--reading",
                "bundle=integrated",
            ],
            "under the reading bundle=integrated · assuming Amount(\"p\", 30bn)\n",
            &["allowed"],
        ),
        (
            &["--retract", "Amount(\"p\", _)", "--reading", "bundle=integrated"],
            "under the reading bundle=integrated · assuming without Amount(\"p\", _)\n",
            &["undetermined"],
        ),
    ] {
        let out = run(&scratch, &[&["log", QUESTION], supposed].concat());
        assert!(out.starts_with(said), "{supposed:?}\n{out}");
        assert_eq!(outcomes(&out), expected, "{supposed:?}\n{out}");
    }
    let out = run(
        &scratch,
        &[
            "log",
            QUESTION,
            "--reading",
            "bundle=integrated",
            "--format",
            "json",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["readings"]["bundle"], "integrated", "{out}");
    assert_eq!(json["log"][0]["answers"][0]["value"], "allowed", "{out}");
    // What is wrong with them is wrong at every commit.
    for (supposed, said) in [
        ("--reading=bundel=bundle", "there is no issue `bundel`"),
        ("--assume=Amunt(\"p\", 3bn)", "did you mean `Amount`"),
    ] {
        let out = run(&scratch, &["log", QUESTION, supposed]);
        assert!(out.contains(said), "{out}");
    }
}

#[test]
fn blame_leaves_out_the_facts_that_an_assumption_replaces_and_says_it() {
    let scratch = repository();
    let facts = "--facts=facts";
    let out = run(&scratch, &["blame", QUESTION, facts]);
    assert!(
        out.contains("facts/p.toml:") && out.contains("2026-01-02 Analyst: 사업금액을 낮춤"),
        "{out}"
    );
    let supposed = ["--assume", "Amount(\"p\", 2bn)", "--reading", "bundle=integrated"];
    let out = run(&scratch, &[&["blame", QUESTION, facts], &supposed[..]].concat());
    assert!(
        out.starts_with("under the reading bundle=integrated · assuming Amount(\"p\", 2bn)\n"),
        "{out}"
    );
    assert!(
        out.contains("2026-01-01 Analyst: 사업을 기재함") && !out.contains("사업금액을 낮춤"),
        "{out}"
    );
    let out = run(
        &scratch,
        &[&["blame", QUESTION, facts, "--format", "json"], &supposed[..]].concat(),
    );
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["assumptions"][0], "Amount(\"p\", 2bn)", "{out}");
    assert_eq!(json["readings"]["bundle"], "integrated", "{out}");
}

#[test]
fn differences_are_told_in_korean() {
    let scratch = repository();
    let integrated = ["--reading", "bundle=integrated"];
    let mut told = korean(
        &scratch,
        &[&["diff", "HEAD~1..HEAD", QUESTION], &integrated[..]].concat(),
    );
    told += &korean(
        &scratch,
        &[&["diff", "HEAD..HEAD~1", QUESTION], &integrated[..]].concat(),
    );
    told += &korean(&scratch, &["diff", "HEAD"]);
    told += &korean(
        &scratch,
        &[
            "diff",
            "--left",
            "bundle=bundle",
            "--right",
            "bundle=integrated",
            "--right",
            "Amount(\"p\", 210억)",
            "--facts",
            "facts",
            "--",
            QUESTION,
        ],
    );
    scratch.write("facts/p.toml", &PROJECT.replace("210억", "220억"));
    told += &korean(&scratch, &[&["diff", "HEAD", QUESTION], &integrated[..]].concat());
    told += &korean(
        &scratch,
        &[
            &["diff", "HEAD", QUESTION, "--format", "markdown"],
            &integrated[..],
        ]
        .concat(),
    );
    insta::assert_snapshot!(told);
}

#[test]
fn what_cannot_be_read_is_told_in_korean() {
    let scratch = repository();
    scratch.write("facts/q.toml", "[project.q]\nname = ");
    scratch.commit("2026-01-03", "파일을 잘못 고침");
    scratch.write("facts/base.toml", &format!("{BASE}\n[source.t]\ntitle = \"T\"\n"));
    scratch.commit("2026-01-04", "출처를 더함");
    let mut told = korean(&scratch, &["diff", "HEAD~2..HEAD", QUESTION]);
    scratch.write("facts/q.toml", "");
    scratch.write("facts/p.toml", &PROJECT.replace("210억", "220억"));
    scratch.commit("2026-01-05", "파일을 바로잡고 사업금액을 고침");
    told += &korean(&scratch, &["diff", "HEAD~3..HEAD", QUESTION]);
    told += &korean(
        &scratch,
        &["diff", "HEAD~3..HEAD~1", QUESTION, "--format", "markdown"],
    );
    told += &korean(&scratch, &["log", QUESTION]);
    insta::assert_snapshot!(told);
}

#[test]
fn histories_and_authors_are_told_in_korean() {
    let scratch = repository();
    let mut told = korean(&scratch, &["log", QUESTION, "--reading", "bundle=integrated"]);
    told += &korean(
        &scratch,
        &["blame", QUESTION, "--facts", "facts", "--rev", "HEAD"],
    );
    let from = format!("file://{}", scratch.path().display());
    let clone = Scratch::directory("clone");
    clone.git(&["clone", "--quiet", "--depth", "1", &from, "."]);
    told += &korean(&clone, &["log", QUESTION]);
    clone.write("facts/p.toml", &PROJECT.replace("210억", "20억"));
    told += &korean(&clone, &["blame", QUESTION, "--facts", "facts"]);
    insta::assert_snapshot!(told);
}

#[test]
fn a_merge_and_a_new_version_are_told_in_korean() {
    let scratch = repository();
    scratch.write(
        "facts/guard.toml",
        "[[guard]]\nname = \"예시시스템은 참여할 수 있다\"\nask = 'Verdict(\"f\", \"p\", \"sole\", outcome)'\nrows = [{ outcome \
         = \"allowed\" }]\ntool = \"tenderlog 0.0.9, law 0a1b2c3d\"\n",
    );
    scratch.commit("2026-01-03", "결론을 지키게 함");
    let mut told = korean(&scratch, &["diff", "HEAD~1..HEAD"]);
    // Neither the lower amount nor the higher sales bar the firm alone.
    scratch.write("facts/base.toml", &BASE.replace("9000억", "6000억"));
    scratch.write("facts/p.toml", PROJECT);
    scratch.commit("2026-01-04", "매출액을 고침");
    scratch.git(&["checkout", "--quiet", "-b", "one"]);
    scratch.write("facts/p.toml", &PROJECT.replace("210억", "70억"));
    scratch.commit("2026-01-05", "사업금액을 낮춤");
    scratch.git(&["checkout", "--quiet", "-b", "other", "HEAD~1"]);
    scratch.write("facts/base.toml", BASE);
    scratch.commit("2026-01-06", "매출액을 바로잡음");
    scratch.git(&["checkout", "--quiet", "one"]);
    told += &korean(
        &scratch,
        &[
            "diff",
            "--merge",
            "one~1",
            "one",
            "other",
            QUESTION,
            "--reading",
            "bundle=integrated",
        ],
    );
    insta::assert_snapshot!(told.replace(tool(), "TOOL"));
}
