//! The program as it is called: output, errors, exit codes.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use assert_cmd::Command;

fn tenderlog(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("tenderlog").unwrap();
    command.env_remove("COLUMNS").env("NO_COLOR", "1").args(arguments);
    command
}

/// Exit code, standard output and standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    outcome(&mut tenderlog(arguments))
}

fn outcome(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn samsung_sds_is_barred_from_the_kotra_project_under_any_of_its_names() {
    for name in ["Samsung SDS", "삼성SDS", "samsung-sds"] {
        let query = format!("Verdict(\"{name}\", \"kotra-platform\", \"sole\", outcome)");
        let (code, out, err) = run(&["ask", &query, "--format", "json"]);
        assert!(
            out.starts_with(
                "{\"version\":1,\"readings\":{\"bundle\":\"open\",\"subcontract\":\"open\"},\"assumptions\":[],\
                 \"columns\":[\"outcome\"],\"rows\":[{\"outcome\":\"barred\"}],\"undetermined\":false}"
            ),
            "{name}: {out}{err}"
        );
        assert_eq!(code, 0, "{name}");
    }
}

#[test]
fn the_ground_of_the_bar_is_article_48_4() {
    let (code, out, _) = run(&[
        "ask",
        "Barred(\"samsung-sds\", \"kotra-platform\", role, provision)",
        "--format",
        "csv",
    ]);
    assert_eq!(code, 0);
    assert!(out.starts_with("role,provision\n"), "{out}");
    assert!(out.contains("sole,spa-48-4\n"), "{out}");
}

#[test]
fn json_has_entities_as_ids_won_as_integers_and_days_as_text() {
    let (code, out, _) = run(&[
        "ask",
        "OrderedBy(project, body), Amount(project, won), Announced(project, date), (project == \"kotra-platform\")",
        "--format",
        "json",
    ]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("\"project\":\"kotra-platform\""), "{out}");
    assert!(out.contains("\"won\":21000000000"), "{out}");
    assert!(out.contains("\"date\":\"20"), "{out}");
}

#[test]
fn yes_is_0_and_no_is_1() {
    let ask = |outcome: &str| {
        let query = format!("Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", \"{outcome}\")");
        let (code, out, _) = run(&["ask", &query]);
        (code, out.lines().next().unwrap_or_default().to_owned())
    };
    assert_eq!(ask("barred"), (0, "yes".to_owned()));
    assert_eq!(ask("allowed"), (1, "no".to_owned()));
}

#[test]
fn a_question_without_answers_exits_with_1() {
    let (code, out, _) = run(&["ask", "Amount(project, won), (won < 1)"]);
    assert_eq!(code, 1);
    assert!(out.starts_with(" no answer"), "{out}");
}

#[test]
fn a_reading_and_an_assumption_stand_above_the_answer() {
    let (_, out, err) = run(&[
        "ask",
        "Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)",
        "--reading",
        "bundle=bundle",
        "--assume",
        "Vat(\"kotra-platform\", \"included\")",
    ]);
    let first = out.lines().next().unwrap_or_default();
    assert!(first.contains("reading bundle=bundle"), "{out}{err}");
    assert!(
        first.contains("assuming Vat(\"kotra-platform\", \"included\")"),
        "{out}{err}"
    );
}

#[test]
fn a_wrong_question_reading_or_assumption_is_usage() {
    let right = "Amount(project, won)";
    for arguments in [
        &["ask", "Verdit(a, b, c, d)"][..],
        &["ask", right, "--reading", "bundel=bundle"],
        &["ask", right, "--reading", "bundle=maybe"],
        &["ask", right, "--assume", "Vat(\"kotra-platform\", \"perhaps\")"],
        &["ask", right, "--format", "xml"],
        &["ask"],
        &["--no-such-option"],
    ] {
        let (code, out, err) = run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {out}{err}");
        assert!(out.is_empty() && !err.is_empty(), "{arguments:?}: {out}{err}");
    }
}

#[test]
fn words_that_are_not_understood_have_a_code_and_a_cure() {
    for (arguments, message, cure) in [
        (
            &["shwo", "kotra"][..],
            "there is no command, file or directory `shwo`",
            "`tenderlog show`",
        ),
        (
            &["ask"],
            "required arguments were not provided: <QUERY>",
            "usage: `tenderlog ask <QUERY>`",
        ),
        (
            &["ask", "Secret(p)", "--fact", "a"],
            "unexpected argument '--fact' found",
            "'--facts'",
        ),
        (
            &["ask", "--facts", "a.toml"],
            "there is no question",
            "`tenderlog ask QUESTION --facts PATH…`",
        ),
        (
            &["--reading", "bundle=bundle", "ask", "Secret(p)"],
            "`--reading` cannot stand in front of the command `ask`",
            "`tenderlog ask … --reading`",
        ),
        (
            &["a.toml", "ask", "Secret(p)"],
            "facts cannot stand in front of the command `ask`",
            "--facts PATH",
        ),
    ] {
        let (code, out, err) = run(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        let told = err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.starts_with("command::"), "{told}");
        assert!(told.contains(message) && told.contains(cure), "{told}");
    }
    let (code, out, _) = run(&[
        "--lang",
        "ko",
        "--color",
        "never",
        "ask",
        "Secret(\"kotra-platform\")",
    ]);
    assert_eq!((code, out.lines().next()), (1, Some("아니요")), "{out}");
}

#[test]
fn facts_that_are_not_there_are_invalid() {
    for arguments in [
        &["./no-such-facts"][..],
        &["check", "no-such-facts"],
        &["ask", "Amount(project, won)", "--facts", "no-such-facts"],
    ] {
        let (code, out, err) = run(arguments);
        assert_eq!(code, 3, "{arguments:?}: {out}{err}");
        assert!(
            format!("{out}{err}").contains("no-such-facts"),
            "{arguments:?}: {out}{err}"
        );
    }
}

#[test]
fn the_built_in_facts_have_no_errors() {
    let (code, out, err) = run(&["check"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("no errors"), "{out}");
    let (code, out, _) = run(&["check", "--format", "json"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("{\"version\":1,\"findings\":["), "{out}");
}

#[test]
fn questions_on_standard_input_are_answered_one_by_one_and_the_greatest_code_counts() {
    let mut command = tenderlog(&["ask", "-", "--format", "csv"]);
    command
        .write_stdin("// two questions\nReadingOption(\"bundle\",\n  option)\n\nAmount(p, won), (won < 1)\n");
    let (code, out, err) = outcome(&mut command);
    assert_eq!(code, 1, "{err}");
    assert_eq!(out, "option\nbundle\nintegrated\np,won\n");
}

#[test]
fn help_has_examples_and_exit_codes() {
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, 0);
    assert!(out.contains("Examples:") && out.contains("Exit codes:"), "{out}");
}

#[test]
fn output_into_a_closed_pipe_ends_quietly() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_tenderlog"))
        .args(["ask", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    input.write_all(b"ReadingOption(issue, option)\n").unwrap();
    output.read_line(&mut String::new()).unwrap();
    drop(output);
    // The program may be gone before it has read everything.
    let _ = input.write_all(&b"ReadingOption(issue, option)\n".repeat(100));
    drop(input);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}

#[test]
fn colour_is_used_only_when_asked_for() {
    let ask = ["ask", "ReadingOption(\"bundle\", option)", "--color"];
    let with = |when: &str| run(&[&ask[..], &[when]].concat()).1;
    assert!(with("always").contains('\u{1b}'));
    assert!(!with("never").contains('\u{1b}'));
    assert!(!with("auto").contains('\u{1b}'));
}

#[test]
fn what_a_session_lists_is_a_command_with_the_same_words() {
    let run = |arguments: &[&str]| {
        let output = Command::cargo_bin("tenderlog")
            .unwrap()
            .args(arguments)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };
    for (arguments, code, text) in [
        (&["relations"][..], 0, "  Verdict(firm, project, role, outcome)\n"),
        (&["describe", "Verdict"], 0, "for example: Verdict("),
        (&["describe", "Verdit"], 2, "did you mean `Verdict`?"),
        (&["describe"], 2, "for example `describe Verdict`"),
        (&["rules", "below-floor"], 0, "@cite("),
        (
            &["sources", "--format", "csv"],
            0,
            "aju-2026-07-05,2026-07-05,Aju Press,",
        ),
        (&["sources", "x"], 2, "takes nothing behind it"),
        (&["show", "spa-48-4"], 0, "Rules that cite it"),
        (&["show", "nobody-is-called-so"], 2, "nothing is called"),
    ] {
        let (found, out) = run(arguments);
        assert_eq!(found, Some(code), "{arguments:?}: {out}");
        assert!(out.contains(text), "{arguments:?}: {out}");
    }
}

#[test]
fn what_is_supposed_stands_above_readings_missing_sweep_and_timeline() {
    let verdict = "OpenTo(\"kotra-platform\", \"large\", outcome)";
    let amount = format!("amount {verdict}");
    let supposed = [
        "--assume",
        "Secret(\"kotra-platform\")",
        "--retract",
        "Vat(\"kotra-platform\", _)",
    ];
    for (command, words) in [
        ("readings", verdict),
        ("missing", verdict),
        ("sweep", amount.as_str()),
        ("timeline", verdict),
    ] {
        let line = [&[command, words][..], &supposed[..]].concat();
        let (_, out, err) = run(&line);
        let first = out.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("assuming ") && first.contains("Secret(") && first.contains("without Vat("),
            "{command}: {out}{err}"
        );
    }
    let (_, out, _) = run(&[&["missing", verdict, "--format", "json"][..], &supposed[..]].concat());
    assert!(out.contains("\"assumptions\":[\"Secret("), "{out}");
}

#[test]
fn a_format_that_an_answer_does_not_have_is_refused_with_those_it_has() {
    let verdict = "Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)";
    for command in [
        "why", "whynot", "readings", "missing", "timeline", "show", "log", "blame",
    ] {
        let (code, out, err) = run(&[command, verdict, "--format", "csv"]);
        assert_eq!((code, out.as_str()), (2, ""), "{command}");
        assert_eq!(
            err,
            "command::arguments\n\n  × invalid value 'csv' for '--format <FORMAT>' [possible values: table, json]\n  help: \
             `--help` behind the command says what it takes, with examples\n"
        );
    }
    let (code, _, err) = run(&["describe", "Verdict", "--format", "json"]);
    assert_eq!(code, 2, "{err}");
}
