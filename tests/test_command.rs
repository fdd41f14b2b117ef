//! `tenderlog test`: cases of files that pass, fail, are broken or are not there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const FACTS: &str = "\
[body.b]
name = \"A public body\"
class = \"public_institution\"

[group.g]
name = \"A restricted group\"
designated = [{ kind = \"restricted\", from = 2012-04-01 }]
member = [{ firm = \"affiliate\", from = 2012-04-01 }]

[firm.affiliate]
name = \"An affiliate\"

[project.p]
name = \"A project\"
body = \"b\"
announced = 2026-05-15
kind = \"build\"
months = 12
amount = \"21bn\"
vat = \"included\"
via_pps = false
long_term = false
bundle = false
";

/// A directory of its own, gone at the end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Directory {
        let path = std::env::temp_dir().join(format!("tenderlog-test-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    /// Writes the facts and cases behind them.
    fn write(&self, name: &str, cases: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, format!("{FACTS}\n{cases}")).unwrap();
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn case(name: &str, rows: &str) -> String {
    format!(
        "[[case]]\nname = \"{name}\"\nask = 'Verdict(\"affiliate\", \"p\", \"sole\", outcome)'\nrows = {rows}\n\n"
    )
}

/// Exit code, standard output and standard error.
fn run(paths: &[&Path], arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("tenderlog")
        .unwrap()
        .arg("test")
        .args(paths)
        .args(arguments)
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

const BARRED: &str = "[{ outcome = \"barred\" }]";

#[test]
fn cases_that_pass_are_counted() {
    let directory = Directory::new("pass");
    let file = directory.write("a.toml", &(case("barred", BARRED) + &case("again", BARRED)));
    let (code, out, err) = run(&[&file], &[]);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "2 passed, 0 failed\n", "")
    );
}

#[test]
fn a_failure_says_where_it_is_and_what_was_expected_and_given() {
    let directory = Directory::new("fail");
    let cases = case("fine", BARRED) + &case("let in", "[{ outcome = \"allowed\" }]");
    let file = directory.write("a.toml", &cases);
    let line = 1 + format!("{FACTS}\n{cases}")
        .lines()
        .position(|line| line.contains("let in"))
        .unwrap();
    let (code, out, _) = run(&[&file], &[]);
    assert_eq!(code, 6, "{out}");
    // The block begins a line above its name.
    assert_eq!(
        out,
        format!(
            "{}:{}: let in\n  missing: outcome = allowed\n  unexpected: outcome = barred\n1 passed, 1 failed\n",
            file.display(),
            line - 1
        )
    );
}

#[test]
fn the_files_of_a_directory_are_run_in_order_each_on_its_own() {
    let directory = Directory::new("directory");
    directory.write("b.toml", &case("second", "[]"));
    directory.write("a.toml", &case("first", "[]"));
    fs::write(directory.0.join("c.toml"), "").unwrap();
    fs::write(directory.0.join("Amount.csv"), "nonsense").unwrap();
    let (code, out, err) = run(&[&directory.0], &[]);
    assert_eq!((code, err.as_str()), (6, ""));
    assert!(out.find("a.toml").unwrap() < out.find("b.toml").unwrap(), "{out}");
    assert!(out.ends_with("0 passed, 2 failed\n"), "{out}");
}

#[test]
fn an_invalid_file_is_reported_and_the_others_are_run() {
    let directory = Directory::new("invalid");
    let good = directory.write("a.toml", &case("barred", BARRED));
    let bad = directory.write("b.toml", "[project.q]\nnmae = \"x\"\n");
    let (code, out, err) = run(&[&bad, &good], &[]);
    assert_eq!((code, out.as_str()), (3, "1 passed, 0 failed\n"));
    assert!(err.contains("b.toml") && err.contains("nmae"), "{err}");
}

#[test]
fn a_path_without_a_case_is_a_wrong_use() {
    let directory = Directory::new("none");
    let file = directory.write("a.toml", "");
    let (code, _, err) = run(&[&file], &[]);
    assert_eq!(code, 2);
    assert!(
        err.contains("there is no case in") && err.contains("help: "),
        "{err}"
    );
    assert_eq!(run(&[], &[]).0, 2);
}

#[test]
fn a_question_that_is_wrong_fails_its_case() {
    let directory = Directory::new("broken");
    let file = directory.write(
        "a.toml",
        "[[case]]\nname = \"odd\"\nask = 'Verdic(f)'\nrows = []\n",
    );
    let (code, out, _) = run(&[&file], &[]);
    assert_eq!(code, 6);
    assert!(out.contains(": odd\n") && out.contains("Verdic"), "{out}");
    let (code, out, _) = run(&[&file], &["--format", "json"]);
    assert_eq!(code, 6);
    assert!(out.contains("\"error\":\""), "{out}");
}

#[test]
fn json_holds_every_case() {
    let directory = Directory::new("json");
    let file = directory.write("a.toml", &(case("fine", BARRED) + &case("let in", "[]")));
    let (code, out, _) = run(&[&file], &["--format", "json"]);
    assert_eq!(code, 6);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!((&document["passed"], &document["failed"]), (&1.into(), &1.into()));
    let cases = document["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 2);
    assert_eq!(cases[0]["passed"], true);
    assert_eq!(cases[1]["name"], "let in");
    assert_eq!(cases[1]["file"], file.display().to_string());
    assert_eq!(cases[1]["unexpected"], serde_json::json!(["outcome = barred"]));
    assert_eq!(cases[1]["missing"], serde_json::json!([]));
    assert!(cases[1]["error"].is_null());
}

#[test]
fn a_citation_is_what_the_answer_rests_on_on_the_day_of_the_project() {
    let directory = Directory::new("cites");
    let cited = |provision: &str| {
        format!(
            "{}cites = [\"{provision}\"]\n\n",
            case(provision, BARRED).trim_end().to_owned() + "\n"
        )
    };
    let file = directory.write(
        "a.toml",
        &(cited("spa-48-4") + &cited("sipa-24-2-3") + &cited("spa-48-3-2")),
    );
    let (code, out, err) = run(&[&file], &[]);
    assert_eq!((code, err.as_str()), (6, ""));
    assert!(
        out.contains("  missing: citation of sipa-24-2-3 (cited: "),
        "{out}"
    );
    assert!(
        out.contains("  missing: citation of spa-48-3-2 (cited: "),
        "{out}"
    );
    assert!(out.ends_with("1 passed, 2 failed\n"), "{out}");
}

#[test]
fn what_nothing_bars_rests_on_the_limits_that_were_tried() {
    let directory = Directory::new("absent");
    let cases = "\
[firm.small]
name = \"A small firm\"
sme = [{ from = 2020-01-01 }]

[[case]]
name = \"small\"
ask = 'Verdict(\"small\", \"p\", \"sole\", outcome)'
rows = [{ outcome = \"allowed\" }]
cites = [\"spa-48-1\", \"spa-48-4\"]

[[case]]
name = \"nobody\"
ask = 'Verdict(\"small\", \"p\", \"sole\", \"barred\")'
rows = []
cites = [\"spa-48-1\"]
";
    let file = directory.write("a.toml", cases);
    let (code, out, _) = run(&[&file], &[]);
    assert_eq!(code, 6);
    assert!(
        out.ends_with(": nobody\n  missing: citation of spa-48-1 (none is)\n1 passed, 1 failed\n"),
        "{out}"
    );
}

#[test]
fn coverage_lists_rules_and_provisions_that_passing_cases_touch() {
    let directory = Directory::new("coverage");
    let file = directory.write("a.toml", &case("barred", BARRED));
    let (code, out, _) = run(&[&file], &["--coverage", "--format", "json"]);
    assert_eq!(code, 0, "{out}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let touched = |list: &str, id: &str| {
        let rows = document["coverage"][list].as_array().unwrap();
        let row = rows.iter().find(|row| row["id"] == id).unwrap();
        (row["fired"] == true, row["other_side"] == true)
    };
    assert_eq!(touched("rules", "restricted-group"), (true, false));
    assert_eq!(touched("rules", "barred-restricted-group"), (true, false));
    assert!(!touched("rules", "below-floor").0);
    assert_eq!(touched("provisions", "spa-48-4"), (true, true));
    assert_eq!(touched("provisions", "sipa-24-2-3"), (false, false));
    let (code, out, _) = run(&[&file], &["--coverage"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("\nrules: ") && out.contains("\nprovisions: "),
        "{out}"
    );
    assert!(out.ends_with("1 passed, 0 failed\n"), "{out}");
}

#[test]
fn a_case_that_fails_covers_nothing() {
    let directory = Directory::new("uncovered");
    let file = directory.write("a.toml", &case("barred", "[]"));
    let (code, out, _) = run(&[&file], &["--coverage"]);
    assert_eq!(code, 6);
    assert!(
        out.contains("rules: 0 on both sides, 0 only fired, 0 only on the other side, "),
        "{out}"
    );
}

/// The law without the bar of restricted groups.
const LEAVING: &str = "--of=restricted-group/delete";

#[test]
fn a_mistake_in_the_law_is_noticed_by_a_case_that_then_fails() {
    let directory = Directory::new("noticed");
    let file = directory.write("a.toml", &case("barred", BARRED));
    let (code, out, err) = run(&[&file], &["--mutants", LEAVING]);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (0, "1 mutants: 1 noticed, 0 explained, 0 not noticed\n", "")
    );
}

#[test]
fn a_mistake_that_no_case_notices_is_shown_with_the_cases_that_reach_it() {
    let directory = Directory::new("unnoticed");
    let file = directory.write("a.toml", &case("barred", BARRED));
    let (code, out, _) = run(&[&file], &["--mutants", "--of", "group-bar-on/4/*"]);
    assert_eq!(code, 6, "{out}");
    let law = fs::read_to_string("src/law/group.dl").unwrap();
    let (before, rule) = law.split_once("@rule(\"group-bar-on\")").unwrap();
    let line = 1
        + before.lines().count()
        + rule
            .lines()
            .position(|line| line.contains("(from <= day)"))
            .unwrap();
    let at = format!("law/group.dl:{line}: group-bar-on/4/<\n");
    assert!(
        out.starts_with(&format!(
            "{at}  law: (from <= day)\n  mutant: (from < day)\n  no case reaches the difference\n"
        )),
        "{out}"
    );
    assert!(
        out.contains("group-bar-on/4/drop\n  law: (from <= day)\n  mutant: left out\n  no case"),
        "{out}"
    );
    assert!(
        out.ends_with("4 mutants: 1 noticed, 0 explained, 3 not noticed\n"),
        "{out}"
    );
    let (_, out, _) = run(&[&file], &["--mutants", "--of", "floor-on/delete"]);
    let near = format!("asks about something else:\n    {}:25: barred\n", file.display());
    assert!(out.contains(&near), "{out}");
    let (_, out, _) = run(
        &[&file],
        &["--mutants", "--of", "group-bar-on/4/*", "--every", "3"],
    );
    assert!(
        out.ends_with("2 mutants: 0 noticed, 0 explained, 2 not noticed\n"),
        "{out}"
    );
}

#[test]
fn an_explanation_holds_for_mistakes_that_no_case_notices() {
    let directory = Directory::new("explained");
    let explained = |ids: &str| {
        case("barred", BARRED) + &format!("[[explained]]\nmutants = [{ids}]\nreason = \"no end is known\"\n")
    };
    let file = directory.write("a.toml", &explained("\"group-bar-on/5/*\""));
    let arguments = ["--mutants", "--of", "group-bar-on/5/<="];
    let (code, out, err) = run(&[&file], &arguments);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (
            0,
            "1 explained: no end is known\n1 mutants: 0 noticed, 1 explained, 0 not noticed\n",
            ""
        )
    );
    let (_, out, _) = run(&[&file], &[&arguments[..], &["--format", "json"]].concat());
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&document["explained"], &document["unnoticed"]),
        (&1.into(), &0.into())
    );
    let mutant = &document["mutants"][0];
    assert_eq!(mutant["id"], "group-bar-on/5/<=");
    assert_eq!(
        (&mutant["fate"], &mutant["reason"]),
        (&"explained".into(), &"no end is known".into())
    );

    let file = directory.write("b.toml", &explained("\"group-bar-on/5/*\", \"group-bar-off\""));
    let (code, _, err) = run(&[&file], &["--mutants", "--of", "group-bar-on/5/>="]);
    assert_eq!(code, 6);
    assert!(
        err.contains("a case notices the mutant `group-bar-on/5/>=`, which `group-bar-on/5/*` stands for"),
        "{err}"
    );
    assert!(err.contains("the law has no mutant `group-bar-off`"), "{err}");
}

#[test]
fn mistakes_are_not_tried_where_there_is_nothing_to_try() {
    let directory = Directory::new("nothing");
    let file = directory.write("a.toml", &case("let in", "[{ outcome = \"allowed\" }]"));
    let (code, out, err) = run(&[&file], &["--mutants", LEAVING]);
    assert_eq!(code, 6);
    assert!(out.contains(": let in\n  missing: outcome = allowed"), "{out}");
    assert!(
        err.contains("this case fails already under the law as it is"),
        "{err}"
    );
    let (code, _, err) = run(&[&file], &["--mutants", "--of", "nonsense"]);
    assert_eq!(code, 2);
    assert!(err.contains("the law has no mutant `nonsense`"), "{err}");
    let empty = directory.write("b.toml", "");
    assert_eq!(run(&[&empty], &["--mutants"]).0, 2);
    assert_eq!(run(&[&file], &["--every", "3"]).0, 2);
}

#[test]
fn a_choice_that_a_mistake_leaves_open_for_ever_is_noticed() {
    let directory = Directory::new("for-ever");
    let cases = "\
[firm.other]
name = \"A firm of which nothing is known\"

[[case]]
name = \"open\"
ask = 'Verdict(\"other\", \"p\", \"sole\", outcome)'
rows = [{ outcome = \"undetermined\" }]
";
    let file = directory.write("a.toml", cases);
    let (code, out, err) = run(&[&file], &["--mutants", "--of", "firm-choice/2/drop"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
}
