//! Which commit a difference is put down to: on either branch of a fork, and between sides of any kind.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

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
independent = [{ from = 2010-01-01 }]
sales = [{ year_end = 2025-12-31, amount = "900bn" }]
source = "s"

[project.p]
name = "P"
body = "b"
announced = 2026-05-15
amount = "21bn"
vat = "included"
components = 2
source = "s"
"#;

const QUESTION: &str = "Verdict(\"f\", \"p\", \"sole\", outcome)";

fn amount(won: &str) -> String {
    FACTS.replace("21bn", won)
}

/// A commit that leaves the amount allowed, one that bars it, and one of another thing.
fn line() -> Scratch {
    let scratch = Scratch::repository("commits");
    scratch.write("facts/p.toml", FACTS);
    scratch.commit("2026-01-01", "Enter the project");
    scratch.write("facts/p.toml", &amount("3bn"));
    scratch.commit("2026-01-02", "Lower the amount");
    scratch.write(
        "facts/p.toml",
        &amount("3bn").replace("name = \"P\"", "name = \"Project\""),
    );
    scratch.commit("2026-01-03", "Give the project its name");
    scratch
}

fn diff(scratch: &Scratch, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = tenderlog(scratch.path(), &[&["diff"], arguments].concat());
    (code, out + &err)
}

#[test]
fn sides_that_are_revisions_name_the_commit_as_a_range_does() {
    let scratch = line();
    let range = diff(
        &scratch,
        &["HEAD~2..HEAD", QUESTION, "--reading", "bundle=integrated"],
    );
    let (code, out) = &range;
    assert_eq!(*code, 6, "{out}");
    assert!(
        out.contains("allowed → barred") && out.contains("\n        in "),
        "{out}"
    );
    assert!(out.contains("2026-01-02 Analyst: Lower the amount"), "{out}");
    let common = ["--reading", "bundle=integrated", "--left", "rev:HEAD~2"];
    for right in [&["--right", "rev:HEAD"][..], &["--right", "rev:WORKTREE"], &[]] {
        let (code, out) = diff(&scratch, &[&common, right, &["--", QUESTION]].concat());
        assert_eq!(code, 6, "{right:?}\n{out}");
        assert!(
            out.contains("2026-01-02 Analyst: Lower the amount"),
            "{right:?}\n{out}"
        );
    }
}

#[test]
fn a_change_that_needs_a_reading_too_names_the_commit_of_its_facts_and_one_by_a_reading_alone_none() {
    let scratch = line();
    let sides = |from: &str, to: &str| {
        let (from, to) = (format!("rev:{from}"), format!("rev:{to}"));
        let sides = [
            "--left",
            &from,
            "--left",
            "bundle=bundle",
            "--right",
            &to,
            "--right",
            "bundle=integrated",
        ];
        let (_, out) = diff(&scratch, &[&sides[..], &["--", QUESTION]].concat());
        out
    };
    // The lowest of two unknown components of 21 bn may be below the floor; as one project 3 bn is.
    let out = sides("HEAD~2", "HEAD");
    assert!(out.contains("undetermined → barred"), "{out}");
    assert!(
        out.contains("now: ") && out.contains("2026-01-02 Analyst: Lower the amount"),
        "{out}"
    );
    // Facts that differ and matter for nothing are no reason to name a commit.
    scratch.write("facts/p.toml", &amount("21bn"));
    scratch.commit("2026-01-04", "Raise the amount");
    scratch.write("facts/p.toml", &amount("22bn"));
    scratch.commit("2026-01-05", "Raise it again");
    let out = sides("HEAD~1", "HEAD");
    assert!(out.contains("undetermined → allowed"), "{out}");
    assert!(out.contains("now under the reading bundle=integrated"), "{out}");
    assert!(!out.contains("Analyst"), "{out}");
}

#[test]
fn what_only_the_first_side_has_is_undone_and_its_commit_is_named() {
    let scratch = line();
    let reading = ["--reading", "bundle=integrated"];
    // Back in one history.
    let (code, out) = diff(&scratch, &[&["HEAD..HEAD~2", QUESTION], &reading[..]].concat());
    assert_eq!(code, 6, "{out}");
    let undone = "undone, since the second side does not have ";
    let says = |out: &str, subject: &str| {
        out.lines()
            .any(|line| line.contains(undone) && line.ends_with(subject))
    };
    assert!(
        out.contains("barred → allowed") && says(&out, "Analyst: Lower the amount"),
        "{out}"
    );
    assert!(
        out.contains("no longer: The estimate of P is 3,000,000,000 won ["),
        "{out}"
    );
    assert!(
        out.contains("now: The estimate of P is 21,000,000,000 won ["),
        "{out}"
    );
    // On another branch.
    scratch.git(&["checkout", "--quiet", "-b", "topic", "HEAD~2"]);
    scratch.write("facts/other.toml", "[source.other]\ntitle = \"Other\"\n");
    scratch.commit("2026-01-04", "Enter a source");
    let (_, out) = diff(&scratch, &[&["main..topic", QUESTION], &reading[..]].concat());
    assert!(
        out.contains("barred → allowed") && says(&out, "Analyst: Lower the amount"),
        "{out}"
    );
    assert!(out.contains("the sides fork at "), "{out}");
    // As sides, with a reading of each.
    let sides = [
        "--left",
        "rev:main",
        "--left",
        "bundle=bundle",
        "--right",
        "rev:topic",
        "--right",
        "bundle=integrated",
    ];
    let (_, out) = diff(&scratch, &[&sides[..], &["--", QUESTION]].concat());
    assert!(
        out.contains("barred → allowed") && says(&out, "Analyst: Lower the amount"),
        "{out}"
    );
    // What is not committed, on the first side.
    scratch.write("facts/p.toml", &amount("2bn"));
    let sides = ["--left", "rev:WORKTREE", "--right", "rev:topic"];
    let (_, out) = diff(&scratch, &[&sides[..], &reading, &["--", QUESTION]].concat());
    assert!(
        out.contains("barred → allowed") && out.contains("in what is not committed"),
        "{out}"
    );
    // In JSON the commit is told from one that the second side has.
    let (_, out) = diff(
        &scratch,
        &[&["main..topic", QUESTION, "--format", "json"], &reading[..]].concat(),
    );
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["changes"][0]["undone"], true, "{out}");
    assert_eq!(
        json["changes"][0]["commit"]["subject"], "Lower the amount",
        "{out}"
    );
}

#[test]
fn where_both_sides_changed_a_conclusion_the_commit_of_the_second_is_named() {
    let scratch = line();
    scratch.git(&["checkout", "--quiet", "-b", "topic", "HEAD~2"]);
    scratch.write("facts/p.toml", &FACTS.replace("announced = 2026-05-15\n", ""));
    scratch.commit("2026-01-04", "Leave the day open");
    let (_, out) = diff(
        &scratch,
        &["main..topic", QUESTION, "--reading", "bundle=integrated"],
    );
    assert!(out.contains("barred → undetermined"), "{out}");
    assert!(
        out.contains("2026-01-04 Analyst: Leave the day open") && !out.contains("undone, since"),
        "{out}"
    );
}
