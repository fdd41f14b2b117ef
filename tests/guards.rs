//! Why a guarded answer is another one: facts, or the version of tenderlog.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use std::fs;

use repositories::{Scratch, tenderlog};
use tenderlog::world::tool;

const OLD: &str = "tenderlog 0.0.9, law 0a1b2c3d";
const PROJECT: &str = "facts/projects/first-project.toml";
const GUARD: &str = "facts/guard.toml";

/// Exit code, and output with errors behind it in one line.
fn run(scratch: &Scratch, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = tenderlog(scratch.path(), arguments);
    (code, flat(&(out + &err)))
}

/// A text without the breaks and bars of a report.
fn flat(text: &str) -> String {
    text.split_whitespace()
        .filter(|word| *word != "│")
        .collect::<Vec<_>>()
        .join(" ")
}

fn change(scratch: &Scratch, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(scratch.path().join(name)).unwrap();
    assert!(text.contains(from), "{name} has no {from}\n{text}");
    scratch.write(name, &text.replace(from, to));
}

/// A new repository as `init` makes it, whose guard `from` was replaced in by `to` before it was committed.
fn begun(from: &str, to: &str) -> Scratch {
    let scratch = Scratch::repository("guards");
    let (code, out) = run(&scratch, &["init", "."]);
    assert_eq!(code, 0, "{out}");
    change(&scratch, GUARD, from, to);
    scratch.commit("2026-03-02", "Begin");
    scratch
}

fn short(scratch: &Scratch, revision: &str) -> String {
    scratch
        .git(&["rev-parse", "--short=7", revision])
        .trim()
        .to_owned()
}

#[test]
fn the_version_names_the_law_and_init_writes_it_into_the_guard() {
    let scratch = begun("name = ", "name = ");
    let (_, version, _) = tenderlog(scratch.path(), &["--version"]);
    assert_eq!(version.trim(), tool());
    let guard = fs::read_to_string(scratch.path().join(GUARD)).unwrap();
    assert!(guard.contains(&format!("\ntool = \"{}\"\n", tool())), "{guard}");
}

#[test]
fn a_tool_that_is_none_is_refused_at_its_place() {
    for (written, code) in [
        ("\"0.1.0\"", "guard::tool"),
        ("\"tenderlog 0.1.0\"", "guard::tool"),
        ("\"tenderlog 0.1.0, law xyz\"", "guard::tool"),
        ("\"tenderlog , law 0a1b2c3d\"", "guard::tool"),
        ("\"\"", "facts::empty-text"),
        ("1", "facts::wrong-type"),
        ("[\"tenderlog 0.1.0, law 0a1b2c3d\"]", "facts::wrong-type"),
    ] {
        let scratch = begun(&format!("\"{}\"", tool()), written);
        let (found, out) = run(&scratch, &["check", "facts"]);
        assert!(
            found == 3 && out.contains(code) && out.contains("facts/guard.toml:11:"),
            "{written}\n{out}"
        );
    }
    // A case records no tool.
    let scratch = begun("name = ", "name = ");
    let text = fs::read_to_string(scratch.path().join("cases/first.toml")).unwrap();
    let text = text.replacen("ask =", &format!("tool = \"{}\"\nask =", tool()), 1);
    scratch.write("cases/first.toml", &text);
    let (code, out) = run(&scratch, &["test", "cases"]);
    assert!(code == 3 && out.contains("has no key `tool`"), "{out}");
}

#[test]
fn facts_that_changed_are_told_from_the_tool_also_where_another_one_gave_the_answer() {
    let scratch = begun(tool(), OLD);
    let begun = short(&scratch, "HEAD");
    let (code, out) = run(&scratch, &["check", "facts"]);
    assert_eq!(code, 0, "another version that says the same is no finding: {out}");
    change(&scratch, PROJECT, "amount = \"64억\"", "amount = \"39억\"");
    let said = format!(
        "because of the facts: it holds on those of {begun} (2026-03-02); `tenderlog diff {begun} \
         'Verdict(\"example-systems\", \"first-project\", \"sole\", outcome)'` says what changed since"
    );
    for day in [None, Some("2026-03-05")] {
        if let Some(day) = day {
            scratch.commit(day, "Lower the amount");
        }
        let (code, out) = run(&scratch, &["check", "facts"]);
        assert!(code == 6 && out.contains(&said), "{out}");
        assert!(!out.contains("tool version"), "{out}");
    }
    let question = "Verdict(\"example-systems\", \"first-project\", \"sole\", outcome)";
    let (code, out) = run(&scratch, &["diff", &begun, question]);
    assert!(code == 6 && out.contains("Lower the amount"), "{out}");
    assert!(!out.contains("tool version"), "{out}");
    // At an earlier revision the guard holds; at the later one the cause is the same.
    let (code, out) = run(&scratch, &["check", "facts", "--rev", &begun]);
    assert_eq!(code, 0, "{out}");
    let (code, out) = run(&scratch, &["check", "facts", "--rev", "HEAD"]);
    assert!(code == 6 && out.contains(&said), "{out}");
}

/// A repository whose guard expects what an older tenderlog gave, and this one does not.
fn of_older_tool() -> Scratch {
    let scratch = begun(tool(), OLD);
    change(&scratch, GUARD, "outcome = \"allowed\"", "outcome = \"barred\"");
    scratch.commit("2026-03-03", "Guard the answer");
    scratch
}

#[test]
fn an_answer_that_no_fact_changed_is_put_down_to_the_version_that_gave_it() {
    let scratch = of_older_tool();
    let written = short(&scratch, "HEAD");
    let said = format!(
        "because of the tool version: {OLD} gave this answer, this is {}; the guard does not hold either on the facts of \
         {written} (2026-03-03), for which it was written",
        tool()
    );
    let (code, out) = run(&scratch, &["check", "facts"]);
    assert!(code == 6 && out.contains(&said), "{out}");
    // Later commits of other things change nothing about that.
    change(&scratch, PROJECT, "amount = \"64억\"", "amount = \"65억\"");
    scratch.commit("2026-03-04", "Raise the amount");
    let (code, out) = run(&scratch, &["check", "facts", "--rev", "HEAD"]);
    assert!(code == 6 && out.contains(&said), "{out}");
    let diff = |format: &str| run(&scratch, &["diff", "HEAD^..HEAD", "--format", format]);
    let (code, out) = diff("table");
    assert_eq!(code, 6, "{out}");
    for said in [
        "because of the tool version, whatever the facts",
        "Example Systems may bid for the first project [",
        "facts/guard.toml:6]",
        "no longer: outcome = barred",
        "now: outcome = allowed",
        &format!(
            "{OLD} gave the answer in {written} 2026-03-03 Analyst: Guard the answer; on the same facts this is what {} gives",
            tool()
        ),
    ] {
        assert!(out.contains(said), "{said}\n{out}");
    }
    let (_, out) = diff("markdown");
    assert!(
        out.contains("### because of the tool version, whatever the facts"),
        "{out}"
    );
    let (_, out) = diff("json");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let found = &json["tool_version"][0];
    assert_eq!(found["before"], OLD);
    assert_eq!(found["after"], tool());
    assert_eq!(found["missing"][0], "outcome = barred");
    assert_eq!(found["unexpected"][0], "outcome = allowed");
    assert_eq!(found["commit"]["date"], "2026-03-03");
    // Once the new answer is taken in, nothing differs, and the tool is the one that gave it.
    let (code, out) = run(&scratch, &["guard", "update", "facts"]);
    assert_eq!(code, 0, "{out}");
    let guard = fs::read_to_string(scratch.path().join(GUARD)).unwrap();
    assert!(
        guard.contains(&format!("\ntool = \"{}\"\n", tool())) && !guard.contains(OLD),
        "{guard}"
    );
    let (code, out) = run(&scratch, &["diff", "HEAD"]);
    assert!(code == 0 && out.contains("no conclusion changes"), "{out}");
}

#[test]
fn a_guard_that_never_held_is_no_matter_of_the_tool() {
    let scratch = begun("outcome = \"allowed\"", "outcome = \"barred\"");
    let written = short(&scratch, "HEAD");
    let never = format!(
        "it does not hold either on the facts of {written} (2026-03-02), for which it was written: it never did"
    );
    let (code, out) = run(&scratch, &["check", "facts"]);
    assert!(code == 6 && out.contains(&never), "{out}");
    assert!(!out.contains("tool version"), "{out}");
    let (code, out) = run(&scratch, &["diff", "HEAD"]);
    assert!(code == 0 && !out.contains("tool version"), "{out}");
    // Without a record of the tool it may have held under another one.
    change(&scratch, GUARD, &format!("tool = \"{}\"\n", tool()), "");
    scratch.commit("2026-03-03", "Forget the tool");
    let (_, out) = run(&scratch, &["check", "facts"]);
    assert!(
        out.contains("it never did, unless by another version of tenderlog"),
        "{out}"
    );
    // An update names the tool on a line of its own.
    change(&scratch, GUARD, "\"spa-48-4\"]", "\"spa-48-4\"] # grounds");
    let (code, out) = run(&scratch, &["guard", "update", "facts"]);
    assert_eq!(code, 0, "{out}");
    let guard = fs::read_to_string(scratch.path().join(GUARD)).unwrap();
    assert!(
        guard.contains(&format!("\"spa-48-4\"] # grounds\ntool = \"{}\"\n", tool())),
        "{guard}"
    );
    let (code, out) = run(&scratch, &["fmt", "--check", "facts"]);
    assert_eq!(code, 0, "{out}");
}

#[test]
fn where_no_commit_holds_the_facts_nothing_is_claimed() {
    let claims = |out: &str| out.contains("because of the");
    // Not committed.
    let scratch = begun("name = ", "name = ");
    change(&scratch, GUARD, "outcome = \"allowed\"", "outcome = \"barred\"");
    let (code, out) = run(&scratch, &["check", "facts"]);
    assert!(code == 6 && !claims(&out) && !out.contains("never"), "{out}");
    // In no repository, by another tool.
    change(&scratch, GUARD, tool(), OLD);
    let alone = Scratch::directory("alone");
    for name in [
        "facts/guard.toml",
        "facts/sources.toml",
        PROJECT,
        "facts/firms/firms.toml",
        "facts/groups/groups.toml",
        "facts/bodies/bodies.toml",
    ] {
        alone.write(name, &fs::read_to_string(scratch.path().join(name)).unwrap());
    }
    let cannot = format!(
        "{OLD} gave this answer, this is {}: whether the facts or the tool changed it cannot be told",
        tool()
    );
    let (code, out) = run(&alone, &["check", "facts"]);
    assert!(code == 6 && out.contains(&cannot), "{out}");
    // In a shallow clone that begins behind the guard.
    let scratch = of_older_tool();
    change(&scratch, PROJECT, "amount = \"64억\"", "amount = \"65억\"");
    scratch.commit("2026-03-04", "Raise the amount");
    let from = format!("file://{}", scratch.path().display());
    let clone = Scratch::directory("clone");
    clone.git(&["clone", "--quiet", "--depth", "1", &from, "."]);
    let (code, out) = run(&clone, &["check", "facts"]);
    assert!(code == 6 && out.contains(&cannot), "{out}");
}
