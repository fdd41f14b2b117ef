//! Revisions whose facts do not load: who broke them, and what goes on without them. Repositories are made by the real
//! git program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use repositories::{Scratch, tenderlog};
use tenderlog::engine::{EvalError, Limits};
use tenderlog::world::{DiffError, OpenError, Range, World, WorldError, WorldOptions, diff_revisions};

const BASE: &str = "[source.s]\ntitle = \"S\"\n[body.b]\nname = \"B\"\nclass = \"state\"\nsource = \"s\"\n";
const PROJECT: &str = "[project.p]\nname = \"P\"\nbody = \"b\"\nannounced = 2026-05-15\namount = \"21bn\"\nvat = \
                       \"included\"\nsource = \"s\"\n";
const BROKEN: &str = "[project.q]\nname = ";
const COUNTED: &str = "Counted(\"p\", won)";

/// Five commits: facts, a file that is broken, an amount that changes meanwhile, the broken file renamed, and mended.
fn history() -> Scratch {
    let scratch = Scratch::repository("broken");
    scratch.write("facts/base.toml", BASE);
    scratch.write("facts/p.toml", PROJECT);
    scratch.commit("2026-01-01", "Enter the project");
    scratch.write("facts/q.toml", BROKEN);
    scratch.commit("2026-01-02", "Break a file");
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "30bn"));
    scratch.commit("2026-01-03", "Raise the amount");
    scratch.git(&["mv", "facts/q.toml", "facts/renamed.toml"]);
    scratch.commit("2026-01-04", "Rename the broken file");
    scratch.write("facts/renamed.toml", "");
    scratch.commit("2026-01-05", "Mend it");
    scratch
}

fn short(scratch: &Scratch, revision: &str) -> String {
    scratch
        .git(&["rev-parse", "--short=7", revision])
        .trim()
        .to_owned()
}

/// Exit code, and output with errors behind it.
fn run(scratch: &Scratch, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = tenderlog(scratch.path(), arguments);
    (code, out + &err)
}

#[test]
fn the_commit_that_broke_a_file_is_named_by_whatever_reads_the_revision() {
    let scratch = history();
    let (first, broke) = (short(&scratch, "HEAD~4"), short(&scratch, "HEAD~3"));
    for arguments in [
        &["ask", COUNTED, "--facts", "facts", "--rev", "HEAD~1"][..],
        &["why", COUNTED, "--facts", "facts", "--rev", "HEAD~1"],
        &["blame", COUNTED, "--facts", "facts", "--rev", "HEAD~1"],
        &["check", "facts", "--rev", "HEAD~1"],
    ] {
        let (code, out) = run(&scratch, arguments);
        assert_eq!(code, 3, "{arguments:?}\n{out}");
        for part in [
            format!("facts/q.toml cannot be read since {broke} 2026-01-02 Analyst: Break a file\n"),
            format!("  {broke}:facts/q.toml:2: "),
            format!("help: the last revision before that can be read: `--rev {first}` (2026-01-01)"),
            format!("{}:facts/renamed.toml:2", short(&scratch, "HEAD~1")),
        ] {
            assert!(out.contains(&part), "{arguments:?}\n{part}\n{out}");
        }
    }
}

#[test]
fn a_diff_takes_the_last_revision_that_can_be_read_in_the_place_of_one_that_cannot() {
    let scratch = history();
    let name = |revision: &str| short(&scratch, revision);
    let (first, broke, amount, renamed, mended) = (
        name("HEAD~4"),
        name("HEAD~3"),
        name("HEAD~2"),
        name("HEAD~1"),
        name("HEAD"),
    );
    let instead = format!(
        "the facts of {renamed} (2026-01-04) cannot be read; {first} (2026-01-01), the last revision before it whose facts \
         can be read, is compared in its place\n"
    );
    let (code, out) = run(&scratch, &["diff", "HEAD~4..HEAD~1", COUNTED]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains(&instead)
            && out.contains(&format!("since {broke} 2026-01-02 Analyst: Break a file\n"))
            && out.contains("no conclusion changes"),
        "{out}"
    );
    let turn = "Counted(P): 21,000,000,000 → 30,000,000,000";
    let by = format!(
        "in {mended} 2026-01-05 Analyst: Mend it, or in one of the 3 commits before it that cannot be read, {broke} to \
         {renamed}\n"
    );
    let (code, out) = run(&scratch, &["diff", "HEAD~1..HEAD", COUNTED]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains(&instead) && out.contains(turn) && out.contains(&by),
        "{out}"
    );
    let (code, out) = run(&scratch, &["diff", "HEAD~4..HEAD", COUNTED]);
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains(turn)
            && out.contains(&by)
            && out.contains(&format!(
                "cannot be read, and is passed over: {broke} 2026-01-02 Analyst: Break a file; so are the 2 behind it up to \
                 {renamed}\n  {broke}:facts/q.toml:2"
            )),
        "{out}"
    );
    let (code, out) = run(&scratch, &["diff", "HEAD~1..HEAD", COUNTED, "--format", "json"]);
    assert_eq!(code, 3, "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let side = &json["stand_ins"][0];
    assert_eq!(side["asked"]["subject"], "Rename the broken file");
    assert_eq!(side["used"]["subject"], "Enter the project");
    assert_eq!(side["broken"][0]["file"], "facts/q.toml");
    assert_eq!(side["broken"][0]["line"], 2);
    assert_eq!(side["broken"][0]["commit"]["subject"], "Break a file");
    let or_in = json["changes"][0]["or_in"].as_array().unwrap();
    assert!(
        or_in
            .iter()
            .any(|commit| commit["hash"].as_str().unwrap().starts_with(&amount)),
        "{out}"
    );
    let (_, out) = run(
        &scratch,
        &["diff", "HEAD~1..HEAD", COUNTED, "--format", "markdown"],
    );
    assert!(
        out.contains("is compared in its place") && out.contains("facts/q.toml:2: "),
        "{out}"
    );
}

#[test]
fn a_log_goes_on_behind_commits_that_cannot_be_read_and_names_the_first() {
    let scratch = history();
    let (code, out) = run(&scratch, &["log", COUNTED]);
    assert_eq!(code, 0, "{out}");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 6, "{out}");
    for (line, part) in lines.iter().zip([
        "Enter the project",
        "  Counted(P): 21,000,000,000",
        "Break a file",
        "  cannot be read: ",
        "Mend it",
        "  Counted(P): 30,000,000,000",
    ]) {
        assert!(line.contains(part), "{part}\n{out}");
    }
    assert!(lines[3].contains("facts/q.toml:2:"), "{out}");
    // Where the newest commit cannot be read, what the answer is now is open.
    let (code, out) = run(&scratch, &["log", COUNTED, "--rev", "HEAD~1"]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains("cannot be read: ") && !out.contains("Mend it"),
        "{out}"
    );
}

#[test]
fn each_file_has_the_commit_that_broke_it_even_where_the_mistake_lies_in_another_file() {
    let scratch = Scratch::repository("broken");
    scratch.write("facts/base.toml", BASE);
    scratch.write("facts/p.toml", PROJECT);
    scratch.write("facts/r.toml", &PROJECT.replace("[project.p]", "[project.r]"));
    scratch.commit("2026-01-01", "Enter two projects");
    scratch.write("facts/base.toml", &BASE.replace("[body.b]", "[body.c]"));
    scratch.write(
        "facts/r.toml",
        &PROJECT
            .replace("[project.p]", "[project.r]")
            .replace("\"b\"", "\"c\""),
    );
    scratch.commit("2026-01-02", "Rename the body");
    std::fs::write(scratch.path().join("facts/latin.toml"), b"# caf\xe9\n").unwrap();
    scratch.commit("2026-01-03", "Add a file of another encoding");
    let (code, out) = run(&scratch, &["ask", COUNTED, "--facts", "facts", "--rev", "HEAD"]);
    assert_eq!(code, 3, "{out}");
    for (file, day, why) in [
        (
            "facts/latin.toml",
            "2026-01-03 Analyst: Add a file of another encoding",
            "UTF-8",
        ),
        ("facts/p.toml", "2026-01-02 Analyst: Rename the body", "`b`"),
    ] {
        let note = out.split(&format!("note: {file} cannot be read since ")).nth(1);
        let note = note.unwrap_or_else(|| panic!("{file}\n{out}"));
        let mut lines = note.lines();
        assert!(lines.next().unwrap().ends_with(day), "{file}\n{out}");
        assert!(lines.next().unwrap().contains(why), "{file}\n{out}");
    }
    assert!(!out.contains("note: facts/r.toml"), "{out}");
    assert!(out.contains("(2026-01-01)"), "{out}");
}

#[test]
fn facts_that_were_never_right_have_nothing_to_be_compared_with() {
    let scratch = Scratch::repository("broken");
    scratch.write("facts/q.toml", BROKEN);
    scratch.commit("2026-01-01", "Begin with a mistake");
    scratch.write("facts/q.toml", &format!("# remark\n{BROKEN}"));
    scratch.commit("2026-01-02", "Add a remark");
    let (code, out) = run(&scratch, &["diff", "HEAD~1..HEAD"]);
    assert_eq!(code, 3, "{out}");
    let short = short(&scratch, "HEAD~1");
    assert!(
        out.contains(&format!(
            "cannot be read since {short} 2026-01-01 Analyst: Begin with a mistake"
        )) && !out.contains("help: the last revision"),
        "{out}"
    );
    let from = format!("file://{}", scratch.path().display());
    scratch.git(&["clone", "--quiet", "--depth", "1", &from, "shallow"]);
    let (code, out, err) = tenderlog(
        &scratch.path().join("shallow"),
        &["ask", COUNTED, "--facts", "facts", "--rev", "HEAD"],
    );
    assert_eq!((code, out.as_str()), (3, ""), "{err}");
    assert!(
        err.contains("Add a remark (or before, which this shallow clone does not hold)"),
        "{err}"
    );
}

#[test]
fn files_as_they_stand_that_do_not_load_are_reported_and_not_compared() {
    let scratch = history();
    scratch.write("facts/q.toml", BROKEN);
    let (code, out) = run(&scratch, &["diff"]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains("the files as they stand: these facts do not load") && out.contains("facts/q.toml:2:"),
        "{out}"
    );
}

#[test]
fn what_cannot_be_compared_is_said_with_its_cure() {
    let scratch = history();
    scratch.write("later/x.toml", BASE);
    scratch.commit("2026-01-06", "Facts at another path");
    let from = format!("file://{}", scratch.path().display());
    scratch.git(&["clone", "--quiet", "--depth", "1", &from, "shallow"]);
    let outside = Scratch::directory("outside");
    outside.write("facts/base.toml", BASE);
    let outside = outside.path().join("facts").display().to_string();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, scratch.path().join("linked")).unwrap();
    scratch.git(&["init", "--quiet", "empty"]);
    scratch.write("empty/facts/base.toml", BASE);
    for (arguments, code, message, help) in [
        (
            &["diff", "--facts", "empty/facts"][..],
            2,
            "there is no revision `HEAD`",
            "this repository has no commit yet",
        ),
        (
            &["diff", "--facts", "facts", "--right", "bundel=x"],
            2,
            "right: this side cannot be made",
            "did you mean `bundle`?",
        ),
        (
            &[
                "diff",
                "--left",
                "bundel=x",
                "--right",
                "notise=late",
                "--facts",
                "facts",
            ],
            2,
            "there is no issue `bundel`",
            "right: this side cannot be made query::reading × there is no issue `notise`",
        ),
        (
            &["diff", "mian..HAED"],
            2,
            "there is no revision `mian`",
            "there is no revision `HAED`",
        ),
        (
            &["diff", "HEAD", "--facts", "linked"],
            2,
            "`linked` lies in no git repository",
            "under version control",
        ),
        (
            &["diff", "mian..HEAD"],
            2,
            "there is no revision `mian`",
            "did you mean `main`?",
        ),
        (
            &["diff", "HEAD..HAED"],
            2,
            "there is no revision `HAED`",
            "did you mean `HEAD`?",
        ),
        (
            &["diff", "HEAD~1..HEAD", "--facts", "later"],
            2,
            "`later` did not exist at",
            "name a path of that revision, or a later revision",
        ),
        (
            &["diff", "HEAD~1", "--facts", &outside],
            2,
            "lies in no git repository",
            "under version control",
        ),
        (
            &["diff", "HEAD~1", "--facts", "shallow/facts"],
            2,
            "there is no revision `HEAD~1`",
            "git fetch --unshallow",
        ),
        (
            &["log", COUNTED, "--rev", "mian"],
            2,
            "there is no revision `mian`",
            "did you mean `main`?",
        ),
        (
            &["log", COUNTED, "--facts", "nowhere"],
            2,
            "no commit up to `HEAD` holds `nowhere`",
            "--facts PATH",
        ),
        (
            &["log", COUNTED, "--facts", &outside],
            2,
            "lies in no git repository",
            "under version control",
        ),
        (
            &["blame", COUNTED, "--facts", "facts", "--rev", "HEAD~20"],
            2,
            "there is no revision `HEAD~20`",
            "`HEAD` is known, and has no commit `~20` of it",
        ),
        (
            &["blame", COUNTED, "--facts", &outside],
            2,
            "lies in no git repository",
            "under version control",
        ),
    ] {
        let (found, out) = run(&scratch, arguments);
        let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(found, code, "{arguments:?}\n{out}");
        assert!(
            line.contains(message) && line.contains(help),
            "{arguments:?}\n{out}"
        );
    }
}

#[test]
fn the_search_for_the_commit_that_broke_a_file_can_be_interrupted() {
    let scratch = history();
    let options = WorldOptions {
        facts: vec![scratch.path().join("facts")],
        revision: Some("HEAD~1".to_owned()),
        ..WorldOptions::default()
    };
    assert!(matches!(World::open(&options), Err(OpenError::Facts { .. })));
    let pressed = Limits {
        interrupt: Some(Arc::new(AtomicBool::new(true))),
        ..Limits::default()
    };
    let stopped = |error: &WorldError| {
        matches!(
            error,
            WorldError::Eval {
                error: EvalError::Interrupted,
                ..
            }
        )
    };
    match World::open_within(&options, &pressed) {
        Err(OpenError::World(error)) => assert!(stopped(&error), "{error:?}"),
        other => panic!("{:?}", other.map(|_| ())),
    }
    let range = Range::read("HEAD~1..HEAD");
    match diff_revisions(
        &WorldOptions {
            revision: None,
            ..options
        },
        &range,
        None,
        &pressed,
    ) {
        Err(DiffError::Question(error)) => assert!(stopped(&error), "{error:?}"),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

/// Notes the keys of a document, those of columns left out.
fn keys(json: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
    match json {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                found.insert(key.clone());
                if !["values", "readings"].contains(&key.as_str()) {
                    keys(value, found);
                }
            }
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_these_documents_is_described() {
    let scratch = history();
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "40bn"));
    scratch.write(
        "cases/case.toml",
        "[[case]]\nname = \"no project\"\nask = 'Amount(project, won)'\nrows = []\n",
    );
    let description = std::fs::read_to_string("docs/json-history.md").unwrap();
    for arguments in [
        &["diff", "HEAD~1..HEAD", COUNTED][..],
        &["diff", "HEAD~4..HEAD", COUNTED],
        &["diff", "HEAD", COUNTED],
        &["log", COUNTED],
        &["blame", COUNTED, "--facts", "facts", "--rev", "HEAD"],
        &["check", "facts", "--rev", "HEAD~1"],
        &["check", "facts", "--rev", "HEAD"],
        &["test", "cases"],
        &["test", "--coverage", "cases"],
    ] {
        let (_, out, err) = tenderlog(scratch.path(), &[arguments, &["--format", "json"]].concat());
        let json = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{arguments:?}\n{out}{err}"));
        let mut found = std::collections::BTreeSet::new();
        keys(&json, &mut found);
        assert!(found.len() > 2, "{arguments:?}\n{out}");
        for key in found {
            assert!(
                description.contains(&format!("`{key}`")) || description.contains(&format!("\"{key}\"")),
                "{key} of {arguments:?} is not described"
            );
        }
    }
}
