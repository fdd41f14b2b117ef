//! A repository of facts as people keep it: `init`, `fmt`, `guard` and `check`, by the real program.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod repositories;

use std::fs;
use std::path::Path;
use std::process::Command;

use repositories::{Scratch, tenderlog};

/// Exit code, and output with errors behind it.
fn run(scratch: &Scratch, arguments: &[&str]) -> (i32, String) {
    let (code, out, err) = tenderlog(scratch.path(), arguments);
    (code, out + &err)
}

/// A new repository as `init` makes it.
fn made() -> Scratch {
    let scratch = Scratch::repository("made");
    let (code, out) = run(&scratch, &["init", "."]);
    assert_eq!(code, 0, "{out}");
    scratch
}

fn read(scratch: &Scratch, name: &str) -> String {
    fs::read_to_string(scratch.path().join(name)).unwrap()
}

/// Puts a text in the place of another one in a file.
fn change(scratch: &Scratch, name: &str, from: &str, to: &str) {
    let text = read(scratch, name);
    assert!(text.contains(from), "{name} has no {from}");
    scratch.write(name, &text.replace(from, to));
}

/// A program with the built `tenderlog` on its path.
fn with_program(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let built = Path::new(env!("CARGO_BIN_EXE_tenderlog")).parent().unwrap();
    let path = format!("{}:{}", built.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.env("PATH", path);
    command
}

/// Runs a program of the repository.
fn program(scratch: &Scratch, name: &str) -> (i32, String) {
    let output = with_program(scratch.path().join(name))
        .current_dir(scratch.path())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn a_new_repository_passes_its_own_checks_and_answers_a_first_question() {
    let scratch = made();
    scratch.commit("2026-03-02", "Begin");
    for (arguments, least) in [
        (
            &["check", "facts", "--deny", "warnings"][..],
            "no errors, no warnings",
        ),
        (&["test", "cases"], "2 passed, 0 failed"),
        (&["fmt", "--check", "facts", "cases"], "0 files would change"),
        (
            &[
                "ask",
                "Verdict(\"예시시스템\", \"first-project\", \"sole\", outcome)",
                "--facts",
                "facts",
            ],
            "allowed",
        ),
    ] {
        let (code, out) = run(&scratch, arguments);
        assert!(code == 0 && out.contains(least), "{arguments:?}: {code}\n{out}");
    }
    let (code, out) = program(&scratch, "check.sh");
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("no conclusion changes"), "{out}");
}

#[test]
fn the_hook_stops_a_commit_that_changes_a_guarded_answer_until_the_guard_is_renewed() {
    let scratch = made();
    scratch.commit("2026-03-02", "Begin");
    let project = "facts/projects/first-project.toml";
    change(&scratch, project, "amount = \"64억\"", "amount = \"39억\"");
    let (code, out) = program(&scratch, "hooks/pre-commit");
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("The offer rests on this answer") && out.contains("unexpected: outcome = barred"),
        "{out}"
    );
    let (code, out) = run(&scratch, &["guard", "update", "facts"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("1 of 1 guards updated"), "{out}");
    let guards = read(&scratch, "facts/guard.toml");
    assert!(
        guards.contains("rows = [{ outcome = \"barred\" }]\nreason = [\"spa-48-2\"]\n"),
        "{guards}"
    );
    let (code, out) = program(&scratch, "hooks/pre-commit");
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("allowed → barred"), "{out}");
    let (_, out) = run(&scratch, &["guard", "update", "facts"]);
    assert!(out.contains("0 of 1 guards updated"), "{out}");
    assert_eq!(read(&scratch, "facts/guard.toml"), guards);
}

#[test]
fn git_runs_the_hook_and_the_workflow_runs_the_same_checks_in_its_clone() {
    let scratch = made();
    scratch.git(&["config", "core.hooksPath", "hooks"]);
    let commit = |message: &str| {
        scratch.git(&["add", "--all"]);
        let output = with_program("git")
            .current_dir(scratch.path())
            .args(["-c", "user.name=Analyst", "-c", "user.email=analyst@example.org"])
            .args(["commit", "--quiet", "--message", message])
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    };
    let (done, out) = commit("Begin");
    assert!(done && out.contains("2 passed, 0 failed"), "{out}");
    let project = "facts/projects/first-project.toml";
    change(&scratch, project, "amount = \"64억\"", "amount = \"39억\"");
    let (done, out) = commit("Lower the amount");
    assert!(!done && out.contains("has another"), "{out}");
    change(&scratch, project, "vat = \"included\"", "vat = \"includde\"");
    let (done, out) = commit("Slip");
    assert!(!done && out.contains("did you mean `included`"), "{out}");
    change(&scratch, project, "vat = \"includde\"", "vat = \"included\"");
    run(&scratch, &["guard", "update", "facts"]);
    let (done, out) = commit("Lower the amount, as the corrected notice has it");
    assert!(done && out.contains("allowed → barred"), "{out}");
    assert_eq!(scratch.git(&["rev-list", "--count", "HEAD"]).trim(), "2");
    // The workflow checks out this many commits and runs this line.
    let workflow = read(&scratch, ".github/workflows/facts.yml");
    assert!(
        workflow.contains("fetch-depth: 2 ") && workflow.contains("- run: ./check.sh HEAD^\n"),
        "{workflow}"
    );
    let from = format!("file://{}", scratch.path().display());
    let clone = Scratch::directory("clone");
    clone.git(&["clone", "--quiet", "--depth", "2", &from, "."]);
    let output = with_program(clone.path().join("check.sh"))
        .arg("HEAD^")
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{out}");
    assert!(
        out.contains("allowed → barred") && out.contains("Lower the amount, as the corrected notice has it"),
        "{out}"
    );
}

#[test]
fn a_guard_notices_that_the_same_answer_has_another_reason() {
    let scratch = made();
    let recognition = "\n[[project.first-project.recognition]]\nprovision = \"spa-48-3-2\"\ndecided = 2026-02-01\n\
                       listed = 2026-02-10\nscope = \"full\"\nsource = \"first-notice\"\n";
    let project = "facts/projects/first-project.toml";
    let text = read(&scratch, project);
    scratch.write(project, &format!("{text}{recognition}"));
    let (code, out) = run(&scratch, &["check", "facts", "--format", "json"]);
    assert_eq!(code, 6, "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "guard::changed", "{out}");
    let help = finding["help"].as_str().unwrap();
    assert!(
        help.contains("missing: citation of guideline-annex-1 (cited: spa-48-3-2)"),
        "{help}"
    );
    assert!(help.contains("unexpected: citation of spa-48-3-2"), "{help}");
    assert!(!help.contains("outcome"), "{help}");
}

#[test]
fn what_is_wrong_with_a_guard_is_said_at_its_place() {
    let scratch = made();
    for (from, to, code, message) in [
        ("ask = 'Verdict(", "ask = 'Verdikt(", 3, "did you mean `Verdict`"),
        (
            "\"first-project\", \"sole\"",
            "\"frist-project\", \"sole\"",
            3,
            "did you mean `first-project`",
        ),
        ("\"spa-48-2\", ", "\"spa-48-22\", ", 3, "spa-48-22"),
        ("reason", "reasons", 3, "reasons"),
        (
            "rows = [{ outcome = \"allowed\" }]\nreason = [\"guideline-annex-1\", \"spa-48-2\", \"spa-48-4\"]\n",
            "",
            3,
            "expects nothing",
        ),
        (
            "note =",
            "readings = { bundel = \"bundle\" }\nnote =",
            3,
            "did you mean `bundle`",
        ),
        (
            "note =",
            "assume = ['Vat(\"first-project\", \"some\")']\nnote =",
            3,
            "guard.toml:12",
        ),
        (
            "rows = [{ outcome = \"allowed\" }]",
            "rows = []",
            6,
            "unexpected: outcome = allowed",
        ),
    ] {
        let before = read(&scratch, "facts/guard.toml");
        change(&scratch, "facts/guard.toml", from, to);
        let (found, out) = run(&scratch, &["check", "facts"]);
        let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(found, code, "{to}\n{out}");
        assert!(
            line.contains(message) && line.contains("facts/guard.toml:"),
            "{to}\n{out}"
        );
        scratch.write("facts/guard.toml", &before);
    }
    let (code, out) = run(&scratch, &["guard", "update", "nowhere"]);
    assert_eq!(code, 3, "{out}");
    assert!(out.contains("no such file"), "{out}");
}

#[test]
fn warnings_fail_a_check_only_when_they_are_denied() {
    let scratch = made();
    let both = "[firm.both]\nname = \"Both\"\nsme = [{ from = 2020-01-01 }]\nmidsize = [{ from = 2020-01-01 }]\nsource = \"first-notice\"\n";
    scratch.write("facts/firms/both.toml", both);
    for (arguments, code) in [
        (&["check", "facts"][..], 0),
        (&["check", "facts", "--deny", "warnings"], 3),
        (&["check", "facts", "--deny", "warnings", "--format", "json"], 3),
        (&["check", "facts", "--deny", "everything"], 2),
    ] {
        let (found, out) = run(&scratch, arguments);
        assert_eq!(found, code, "{arguments:?}\n{out}");
    }
    let (_, out) = run(&scratch, &["check", "facts"]);
    assert!(
        out.contains("1 warning") && out.contains("facts/firms/both.toml:"),
        "{out}"
    );
}

#[test]
fn init_overwrites_nothing() {
    let scratch = Scratch::directory("init");
    scratch.write("mine/README.md", "mine");
    scratch.write("mine/cases", "a file in the place of a folder");
    scratch.write("file", "no directory");
    let (code, out) = run(&scratch, &["init", "mine"]);
    assert_eq!(code, 2, "{out}");
    assert!(
        out.contains("`mine` is not empty: it has `README.md` and 1 more"),
        "{out}"
    );
    let (code, out) = run(&scratch, &["init", "mine", "--force"]);
    assert_eq!(code, 2, "{out}");
    assert!(
        out.contains("kept mine/README.md") && out.contains("is no directory"),
        "{out}"
    );
    assert_eq!(read(&scratch, "mine/README.md"), "mine");
    assert_eq!(read(&scratch, "mine/cases"), "a file in the place of a folder");
    let (code, out) = run(&scratch, &["init", "file"]);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("cannot be read as a directory"), "{out}");
    let (code, out) = run(&scratch, &["init"]);
    assert_eq!(code, 2, "{out}");
    #[cfg(unix)]
    {
        let outside = Scratch::directory("outside");
        scratch.write("linked/README.md", "mine");
        std::os::unix::fs::symlink(outside.path(), scratch.path().join("linked/facts")).unwrap();
        let (code, out) = run(&scratch, &["init", "linked", "--force"]);
        assert_eq!(code, 2, "{out}");
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0, "{out}");
    }
}

#[test]
fn fmt_puts_files_in_order_once_and_check_says_which_are_not() {
    let scratch = Scratch::directory("fmt");
    let disordered = "# of b\n[body.b]\nclass=\"state\"   # by its act\nname = 'B'\n\n\n\n# of p\n[project.p]\nvat = \"included\"\nname=\"P\"\nbody=\"b\"\n";
    let ordered = "# of b\n[body.b]\nname = \"B\"\nclass = \"state\" # by its act\n\n# of p\n[project.p]\nname = \"P\"\nbody = \"b\"\nvat = \"included\"\n";
    scratch.write("facts/a.toml", disordered);
    scratch.write("facts/Amount.csv", "project, won\n p ,21bn\n");
    scratch.write(
        "facts/mine.dl",
        "derived Shut(project:Project)\nShut(p)<-Amount(p,won),(won<8bn);\n",
    );
    let (code, out) = run(&scratch, &["fmt", "--check", "facts"]);
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("facts/a.toml\n")
            && out.contains("     4 + class = \"state\" # by its act")
            && out.contains("3 files would change"),
        "{out}"
    );
    assert_eq!(read(&scratch, "facts/a.toml"), disordered);
    let (code, out) = run(&scratch, &["fmt", "facts"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("3 files formatted, 0 in order"), "{out}");
    assert_eq!(read(&scratch, "facts/a.toml"), ordered);
    assert_eq!(read(&scratch, "facts/Amount.csv"), "project,won\np,21bn\n");
    assert_eq!(
        read(&scratch, "facts/mine.dl"),
        "derived Shut(project: Project)\n\nShut(p) <- Amount(p, won), (won < 8bn);\n"
    );
    for arguments in [&["fmt", "--check", "facts"][..], &["fmt", "facts"]] {
        let (code, out) = run(&scratch, arguments);
        assert_eq!(code, 0, "{out}");
        assert!(out.contains("3 in order"), "{out}");
    }
}

#[test]
fn fmt_leaves_alone_what_it_cannot_read() {
    let scratch = Scratch::directory("fmt");
    scratch.write("facts/good.toml", "[body.b]\nclass = \"state\"\nname = \"B\"\n");
    scratch.write("facts/broken.toml", "[body.c]\nname = \n");
    scratch.write("facts/broken.dl", "Shut(p) <- ;\n");
    scratch.write("facts/Amount.csv", "project,won\n\"p,21bn\n");
    fs::write(scratch.path().join("facts/latin.toml"), b"# caf\xe9\n").unwrap();
    let outside = Scratch::directory("outside");
    outside.write("x.toml", "[body.b]\nclass = \"state\"\nname = \"B\"\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        outside.path().join("x.toml"),
        scratch.path().join("facts/link.toml"),
    )
    .unwrap();
    let before: Vec<String> = ["broken.toml", "broken.dl", "Amount.csv"]
        .iter()
        .map(|name| read(&scratch, &format!("facts/{name}")))
        .collect();
    let (code, out) = run(&scratch, &["fmt", "facts"]);
    assert_eq!(code, 3, "{out}");
    for part in [
        "facts/broken.toml:",
        "facts/broken.dl:",
        "facts/Amount.csv:",
        "facts/latin.toml:",
        "1 file formatted",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let after: Vec<String> = ["broken.toml", "broken.dl", "Amount.csv"]
        .iter()
        .map(|name| read(&scratch, &format!("facts/{name}")))
        .collect();
    assert_eq!(after, before);
    assert!(read(&outside, "x.toml").starts_with("[body.b]\nclass"));
    for (arguments, code, message) in [
        (&["fmt", "nowhere"][..], 3, "no such file"),
        (&["fmt"], 2, "PATH"),
        (&["fmt", "facts/none"], 3, "no such file"),
    ] {
        let (found, out) = run(&scratch, arguments);
        assert_eq!(found, code, "{arguments:?}\n{out}");
        assert!(out.contains(message), "{arguments:?}\n{out}");
    }
    let empty = Scratch::directory("empty");
    let (code, out) = run(&empty, &["fmt", "."]);
    assert_eq!(code, 2, "{out}");
    assert!(out.contains("there is no `.toml`, `.csv` or `.dl` file"), "{out}");
}

#[test]
fn the_facts_examples_and_cases_of_this_project_are_in_their_layout() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, out, err) = tenderlog(root, &["fmt", "--check", "facts", "examples", "tests/cases"]);
    assert_eq!(code, 0, "{out}{err}");
}
