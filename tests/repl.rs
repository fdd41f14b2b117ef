//! Sessions through a pipe: plain lines in, replies out.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command;

/// What a session over these lines writes. It must end well and leave standard error empty.
fn session(lines: &str) -> String {
    let output = Command::cargo_bin("tenderlog")
        .unwrap()
        .env_remove("COLUMNS")
        .args(["--color", "never"])
        .write_stdin(lines)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_question_is_answered_and_what_stands_behind_quit_is_not() {
    let out = session("Verdict(\"삼성SDS\", \"kotra-platform\", \"sole\", \"barred\")\nquit\nhelp\n");
    assert!(out.starts_with("yes\n"), "{out}");
    assert!(!out.contains("answers:"), "{out}");
}

#[test]
fn a_question_goes_on_in_an_open_bracket_and_behind_a_comma() {
    let out = session(
        "set format csv\nReadingOption(\n  \"bundle\",\n  option),\nReadingOption(\"bundle\", option)\n",
    );
    assert_eq!(out, "option\nbundle\nintegrated\n");
}

#[test]
fn after_an_error_the_session_goes_on() {
    let out = session("Verdict(\"x)\nhalp\nset format csv\nReadingOption(\"bundle\", option)");
    assert!(out.contains("lang::unclosed-text"), "{out}");
    assert!(
        out.contains("command::unknown\n\n  × there is no command `halp`\n  help: did you mean `help`?\n"),
        "{out}"
    );
    assert!(out.ends_with("option\nbundle\nintegrated\n"), "{out}");
}

#[test]
fn a_missing_bracket_costs_one_question_only() {
    let out = session("Amount(project, won\n\nset format csv\nReadingOption(\"bundle\", option)\n");
    assert!(out.contains("lang::unexpected"), "{out}");
    assert!(out.ends_with("option\nbundle\nintegrated\n"), "{out}");
}

#[test]
fn a_reading_that_is_set_stands_above_the_answers() {
    let out = session(
        "set reading bundle=bundle\nVerdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)\nset reading x=y\n",
    );
    assert!(out.contains("under the reading bundle=bundle\n"), "{out}");
    assert!(out.contains("barred"), "{out}");
    assert_eq!(out.matches("reading bundle=bundle\n").count(), 2, "{out}");
}

#[test]
fn an_assumed_fact_counts_from_then_on() {
    let out = session(
        "Secret(\"kotra-platform\")\nassume Secret(\"kotra-platform\")\nSecret(\"kotra-platform\")\n",
    );
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.first(), Some(&"no"), "{out}");
    assert!(lines.contains(&"assumed Secret(\"kotra-platform\")"), "{out}");
    assert!(lines.contains(&"yes"), "{out}");
}

#[test]
fn relations_are_listed_and_described() {
    let out = session("relations\ndescribe Verdict\ndescribe Verdit\n");
    assert!(out.contains("  Verdict(firm, project, role, outcome)\n"), "{out}");
    assert!(out.contains("  role     Role = \"sole\" | \"lead\""), "{out}");
    assert!(out.contains("did you mean `Verdict`?"), "{out}");
}

#[test]
fn the_questions_of_the_first_screen_run_as_they_stand() {
    for question in [
        "Verdict(firm, \"kotra-platform\", \"sole\", outcome)",
        "Missing(firm, \"kotra-platform\", \"sole\", key)",
        "Recognition(project, provision, decided, scope)",
        "why Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)",
        "show kotra-platform",
    ] {
        let out = session(&format!("{question}\n"));
        assert!(
            out.lines().count() > 1 && !out.contains("error"),
            "{question}: {out}"
        );
        assert!(
            out.contains(" answer") || out.contains("Software Promotion Act"),
            "{question}: {out}"
        );
    }
}

#[test]
fn lists_and_answers_are_written_in_every_format() {
    let out = session(
        "set format csv\nrelations\nsources\nrules below-floor\nset format markdown\nrelations\n\
         OpenTo(\"kotra-platform\", \"small\", outcome)\nset format json\nrelations\n",
    );
    assert!(out.contains("relation,kind,columns\n"), "{out}");
    assert!(out.contains("id,date,publisher,title,url,lines\n"), "{out}");
    assert!(out.contains("id,relation,place,cites,text\n"), "{out}");
    assert!(
        out.contains("| relation | kind | columns |\n| --- | --- | --- |\n"),
        "{out}"
    );
    assert!(out.contains("| outcome |\n| --- |\n| allowed |\n"), "{out}");
    assert!(
        out.contains("{\"version\":1,\"relations\":[{\"relation\":"),
        "{out}"
    );
}

#[test]
fn amounts_are_korean_under_the_korean_language() {
    let out = session("set language ko\nAmount(\"kotra-platform\", won)\n");
    assert!(out.contains("210억 원"), "{out}");
}

#[test]
fn what_is_not_there_gets_a_suggestion() {
    let out = session("rules below-flor\nshow kotra-plattform\n");
    assert!(out.contains("did you mean `rules below-floor`?"), "{out}");
    assert!(out.contains("did you mean the project `kotra-platform`"), "{out}");
}

#[test]
fn any_bytes_are_refused_without_harm() {
    let output = Command::cargo_bin("tenderlog")
        .unwrap()
        .write_stdin(b"\xff\xfe(\x00\"\\\n\x1b[2J)\n\n]]]\n)(\n\"\\".to_vec())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!output.stdout.contains(&0x1b));
}
