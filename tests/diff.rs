//! Conclusions over revisions, in repositories made by the real git program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use repositories::{Scratch, tenderlog};

const BASE: &str = r#"
[source.s]
title = "S"

[body.b]
name = "B"
class = "state"
source = "s"

[group.g]
name = "G"
source = "s"
designated = [{ kind = "restricted", from = 2020-05-01 }]
member = [{ firm = "f", from = 2020-05-01 }]

[firm.f]
name = "F"
sme = "never"
midsize = []
sales = [{ year_end = 2025-12-31, amount = "900bn" }]
source = "s"
"#;

const PROJECT: &str = r#"
[project.p]
name = "P"
body = "b"
announced = 2026-05-15
amount = "21bn"
vat = "included"
participant = [{ firm = "f", role = "sole" }]
source = "s"
"#;

const RECOGNITION: &str = r#"
[[project.p.recognition]]
provision = "spa-48-3-2"
decided = 2026-05-01
listed = 2026-05-15
scope = "full"
source = "s"
"#;

/// The project with its recognition.
fn recognised() -> String {
    format!("{PROJECT}{RECOGNITION}")
}

fn repository() -> Scratch {
    let scratch = Scratch::repository("diff");
    scratch.write("facts/base.toml", BASE);
    scratch.write("facts/p.toml", PROJECT);
    scratch.commit("2026-01-01", "Enter the project");
    scratch
}

fn diff(scratch: &Scratch, arguments: &[&str]) -> (i32, String) {
    let mut all = vec!["diff"];
    all.extend(arguments);
    let (code, out, err) = tenderlog(scratch.path(), &all);
    (code, if out.is_empty() { err } else { out })
}

#[test]
fn renames_and_reorderings_change_no_conclusion() {
    let scratch = repository();
    scratch.git(&["mv", "facts/p.toml", "facts/project.toml"]);
    scratch.commit("2026-01-02", "Rename");
    let text = format!("{PROJECT}{}", BASE.replace("[body.b]", "# moved\n[body.b]"));
    scratch.write("facts/base.toml", &text);
    scratch.write("facts/project.toml", "");
    scratch.commit("2026-01-03", "Reorder");
    for range in ["HEAD~2..HEAD~1", "HEAD~1..HEAD", "HEAD~2..HEAD", "HEAD~2"] {
        let (code, out) = diff(&scratch, &[range]);
        assert_eq!(code, 0, "{range}\n{out}");
        assert!(out.contains("no conclusion changes"), "{range}\n{out}");
    }
}

#[test]
fn a_designation_that_ends_frees_its_firms_and_the_commit_is_named() {
    let scratch = repository();
    scratch.write(
        "facts/p.toml",
        &PROJECT.replace("name = \"P\"", "name = \"Project\""),
    );
    scratch.commit("2026-01-02", "Give the project its name");
    let ended = BASE.replace(
        "from = 2020-05-01 }]\nmember",
        "from = 2020-05-01, until = 2026-05-01 }]\nmember",
    );
    scratch.write("facts/base.toml", &ended);
    scratch.commit("2026-01-03", "End the designation");
    scratch.write("facts/p.toml", &format!("# remark\n{PROJECT}"));
    scratch.commit("2026-01-04", "Add a remark");
    let (code, out) = diff(
        &scratch,
        &["HEAD~3..HEAD", "Verdict(\"f\", \"p\", \"sole\", outcome)"],
    );
    assert_eq!(code, 6, "{out}");
    assert!(out.contains("barred → allowed"), "{out}");
    assert!(out.contains("2026-01-03 Analyst: End the designation"), "{out}");
    assert!(out.contains("2026-05-01"), "{out}");
    assert!(!out.contains("Give the project its name"), "{out}");
}

#[test]
fn a_recognition_listed_a_day_late_is_the_cause_and_is_read_from_json() {
    let scratch = repository();
    scratch.write("facts/p.toml", &recognised());
    scratch.commit("2026-01-02", "Enter the recognition");
    scratch.write(
        "facts/p.toml",
        &recognised().replace("listed = 2026-05-15", "listed = 2026-05-16"),
    );
    scratch.commit("2026-01-03", "Correct the day of the list");
    let (code, out) = diff(&scratch, &["HEAD~1..HEAD", "--format", "json"]);
    assert_eq!(code, 6, "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let verdict = json["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["conclusion"]["relation"] == "Verdict")
        .unwrap();
    assert_eq!(
        (&verdict["from"], &verdict["to"]),
        (&"allowed".into(), &"barred".into())
    );
    assert_eq!(verdict["commit"]["subject"], "Correct the day of the list");
    let causes = verdict["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "{out}");
    assert!(
        causes[0]["after"][0]["statement"]
            .as_str()
            .unwrap()
            .contains("2026-05-16"),
        "{out}"
    );
    assert!(
        causes[0]["after"][0]["places"][0]["file"]
            .as_str()
            .unwrap()
            .ends_with("facts/p.toml"),
        "{out}"
    );
    let warning = |key: &str| {
        json["changes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|change| change["conclusion"]["values"]["key"] == key)
    };
    assert!(warning("listed-late"), "{out}");
}

#[test]
fn two_changes_that_are_needed_together_are_both_named() {
    let scratch = repository();
    let both = recognised()
        .replace("scope = \"full\"", "scope = \"member_20\"")
        .replace("role = \"sole\"", "role = \"member\", share = \"15%\"");
    scratch.write("facts/p.toml", &both);
    scratch.commit("2026-01-02", "Recognise in part, with a member");
    let (code, out) = diff(
        &scratch,
        &["HEAD~1..HEAD", "Verdict(\"f\", \"p\", \"member\", outcome)"],
    );
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("→ allowed") && out.contains("15%") && out.contains("member_20"),
        "{out}"
    );
}

#[test]
fn a_revision_that_does_not_load_is_named_and_passed_over() {
    let scratch = repository();
    scratch.write("facts/broken.toml", "[project.q]\nname = ");
    scratch.commit("2026-01-02", "Break a file");
    scratch.git(&["rm", "--quiet", "facts/broken.toml"]);
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "3bn"));
    scratch.commit("2026-01-03", "Mend it and lower the amount");
    let (code, out) = diff(&scratch, &["HEAD~2..HEAD", "Counted(\"p\", won)"]);
    assert_eq!(code, 6, "{out}");
    assert!(out.contains("21,000,000,000 → 3,000,000,000"), "{out}");
    assert!(
        out.contains("2026-01-02 Analyst: Break a file cannot be read"),
        "{out}"
    );
    assert!(out.contains("Mend it and lower the amount"), "{out}");
    let (code, out) = diff(&scratch, &["HEAD~1..HEAD"]);
    assert_eq!(code, 3, "{out}");
}

#[test]
fn uncommitted_changes_are_compared_with_the_last_commit() {
    let scratch = repository();
    scratch.write("facts/p.toml", &recognised());
    let (code, out) = diff(&scratch, &[]);
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("barred → allowed") && out.contains("facts/p.toml"),
        "{out}"
    );
}

#[test]
fn a_merge_can_conclude_what_neither_side_does() {
    let scratch = repository();
    scratch.write(
        "facts/p.toml",
        &PROJECT.replace("body = \"b\"\n", "body = \"b\"\nlong_term = true\nmonths = 36\n"),
    );
    scratch.commit("2026-01-02", "Enter the term");
    scratch.git(&["checkout", "--quiet", "-b", "kind"]);
    scratch.write("facts/kind.csv", "");
    scratch.git(&["rm", "--quiet", "--cached", "--ignore-unmatch", "facts/kind.csv"]);
    std::fs::remove_file(scratch.path().join("facts/kind.csv")).unwrap();
    scratch.write("facts/KindOf.csv", "project,kind,source\np,maintenance,s\n");
    scratch.commit("2026-01-03", "It is maintenance");
    scratch.git(&["checkout", "--quiet", "main"]);
    let free = BASE.replace(
        "designated = [{ kind = \"restricted\", from = 2020-05-01 }]",
        "designated = [{ kind = \"disclosure\", from = 2020-05-01 }]",
    );
    scratch.write("facts/base.toml", &free);
    scratch.commit("2026-01-04", "The group is only disclosed");
    // Alone, maintenance leaves the group's bar, and the group leaves 21 bn; together 7 bn a year falls below the floor.
    let (code, out) = diff(
        &scratch,
        &[
            "--merge",
            "main~1",
            "main",
            "kind",
            "Barred(\"f\", \"p\", \"sole\", provision)",
        ],
    );
    assert!(code == 6 || code == 0, "{out}");
    let (code, out) = diff(&scratch, &["--merge", "main~1", "main", "kind"]);
    assert_eq!(
        code, 0,
        "what the merge concludes one of the sides concludes too\n{out}"
    );
}

#[test]
fn sides_can_be_readings_assumptions_and_facts() {
    let scratch = repository();
    scratch.write(
        "facts/p.toml",
        &PROJECT.replace("participant", "components = 2\nparticipant"),
    );
    let question = "Verdict(\"f\", \"p\", \"subcontractor\", outcome)";
    let (code, out) = diff(
        &scratch,
        &[
            "--left",
            "bundle=integrated",
            "--left",
            "subcontract=bidding",
            "--right",
            "bundle=integrated",
            "--right",
            "subcontract=participation",
            "--facts",
            "facts",
            "--",
            question,
        ],
    );
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("allowed → barred") && out.contains("reading: "),
        "{out}"
    );
    let (code, out) = diff(
        &scratch,
        &[
            "--right",
            "Amount(\"p\", 3bn)",
            "--reading",
            "bundle=integrated",
            "--facts",
            "facts",
            "--",
            "Counted(\"p\", won)",
        ],
    );
    assert_eq!(code, 6, "{out}");
    assert!(out.contains("assumption: "), "{out}");
}

#[test]
fn blame_names_the_commit_of_each_fact_and_log_the_days_of_change() {
    let scratch = repository();
    scratch.write("facts/p.toml", &recognised());
    scratch.commit("2026-01-02", "Enter the recognition");
    scratch.write(
        "facts/p.toml",
        &recognised().replace("name = \"P\"", "name = \"Project\""),
    );
    scratch.commit("2026-01-03", "Give the project its name");
    let question = "Verdict(\"f\", \"p\", \"sole\", outcome)";
    let (code, out, err) = tenderlog(
        scratch.path(),
        &["blame", question, "--facts", "facts", "--rev", "HEAD"],
    );
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("2026-01-02 Analyst: Enter the recognition"), "{out}");
    assert!(out.contains("2026-01-01 Analyst: Enter the project"), "{out}");
    let (code, out, err) = tenderlog(scratch.path(), &["log", question]);
    assert_eq!(code, 0, "{err}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 4, "{out}");
    assert!(
        lines[0].contains("Enter the project") && lines[1].ends_with("barred"),
        "{out}"
    );
    assert!(
        lines[2].contains("Enter the recognition") && lines[3].ends_with("allowed"),
        "{out}"
    );
}

#[test]
fn markdown_is_a_table_for_each_project() {
    let scratch = repository();
    scratch.write("facts/p.toml", &recognised());
    scratch.commit("2026-01-02", "Enter the recognition");
    let (_, out) = diff(&scratch, &["HEAD~1..HEAD", "--format", "markdown"]);
    assert!(
        out.contains("### p: P\n\n| conclusion | before | after | because of |\n|---|---|---|---|\n"),
        "{out}"
    );
    assert!(out.contains("barred | allowed |"), "{out}");
}

#[test]
fn wrong_words_are_refused_with_their_cure() {
    let scratch = repository();
    for (arguments, code, message) in [
        (vec!["HEAD..nowhere"], 2, "no revision `nowhere`"),
        (vec!["HEAD..HEAD", "Verdikt(f, p, r, o)"], 2, "Verdict"),
        (vec!["a", "b", "c"], 2, "diff A..B"),
        (vec!["--merge", "HEAD", "HEAD"], 2, "--merge BASE A B"),
        (vec!["HEAD", "--facts", "nowhere"], 2, "did not exist"),
    ] {
        let (found, out) = diff(&scratch, &arguments);
        assert_eq!(found, code, "{arguments:?}\n{out}");
        assert!(out.contains(message), "{arguments:?}\n{out}");
    }
}
