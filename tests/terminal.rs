//! The real program in a real terminal: what is typed, what is shown, what is kept from one session to the next.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

mod repositories;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use repositories::Scratch;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

/// Longer than any machine needs for one step.
const PATIENCE: u64 = 180_000;

/// What a reply to a question ends with.
const ANSWERED: &str = "1 answer · law of 2026-05-15";

/// A session at a terminal of 24 lines and 100 columns, with a state directory and programs of its own.
struct Desk {
    scratch: Scratch,
}

impl Desk {
    fn new() -> Self {
        Self {
            scratch: Scratch::directory("terminal"),
        }
    }

    /// A script for `sh` that stands for a program of the user.
    fn program(&self, name: &str, script: &str) -> PathBuf {
        self.scratch.write(name, &format!("#!/bin/sh\n{script}\n"));
        let path = self.scratch.path().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn open(&self, variables: &[(&str, &str)]) -> Typist {
        let mut typist = self.open_as(variables, true);
        typist.sees("show kotra-platform");
        typist.sees("> ");
        typist
    }

    /// `plain`: what is read is without the sequences that move the cursor.
    fn open_as(&self, variables: &[(&str, &str)], plain: bool) -> Typist {
        let mut command = Command::new("sh");
        let line = format!(
            "stty rows 24 cols 100 && exec {}",
            env!("CARGO_BIN_EXE_tenderlog")
        );
        command.args(["-c", &line]);
        for name in ["COLUMNS", "VISUAL", "EDITOR"] {
            command.env_remove(name);
        }
        command
            .env("TERM", "xterm")
            .env("LC_ALL", "C.UTF-8")
            .env("NO_COLOR", "1")
            .env("PAGER", "")
            .env("XDG_STATE_HOME", self.scratch.path())
            .envs(variables.iter().copied());
        let options = Options::new()
            .timeout_ms(Some(PATIENCE))
            .strip_ansi_escape_codes(plain);
        Typist(spawn_with_options(command, options).unwrap())
    }
}

/// Who types and reads.
struct Typist(PtySession);

impl Typist {
    fn types(&mut self, text: &str) {
        self.0.send(text).unwrap();
        self.0.flush().unwrap();
    }

    fn enters(&mut self, line: &str) {
        self.types(&format!("{line}\r"));
    }

    /// Waits for a text and gives what stood before it. The reader takes each byte for a letter.
    fn sees(&mut self, text: &str) -> String {
        let letters = |text: &str| text.bytes().map(char::from).collect::<String>();
        match self.0.exp_string(&letters(text)) {
            Ok(before) => before,
            Err(error) => panic!("never saw `{text}`: {error}"),
        }
    }

    /// Waits for a text and for the prompt behind it. Keys that come earlier can be lost, as in any line editor.
    fn is_told(&mut self, text: &str) {
        self.sees(text);
        self.sees("\n\r> ");
    }

    fn leaves(mut self) {
        self.0.send_control('d').unwrap();
        self.0.exp_eof().unwrap();
    }
}

#[test]
fn a_hangul_name_is_completed_and_asked_for() {
    let mut typist = Desk::new().open(&[]);
    typist.types("Verdict(\"삼성에\t");
    typist.sees("삼성에스디에스\"");
    typist.enters(", \"kotra-platform\", \"sole\", outcome)");
    typist.sees(" barred");
    typist.is_told(ANSWERED);
    typist.leaves();
}

#[test]
fn a_question_goes_on_over_lines_until_its_brackets_close() {
    let mut typist = Desk::new().open(&[]);
    typist.enters("Verdict(\"Samsung SDS\",");
    typist.enters("  \"kotra-platform\", \"sole\",");
    typist.enters("  outcome)");
    typist.sees(" barred");
    typist.is_told(ANSWERED);
    typist.enters("/// {project} is dear.");
    typist.enters("Dear(project) <-");
    typist.enters("  Amount(project, won), (won >= 200억)");
    typist.is_told("added 1 rule");
    typist.enters("why Dear(\"kotra-platform\")");
    typist.is_told("kotra-platform is dear.");
    typist.leaves();
}

/// What a terminal of 24 lines and 100 columns shows when `done` is seen on it.
fn screen(typist: &mut Typist, terminal: &mut vt100::Parser, done: impl Fn(&str) -> bool) -> String {
    let begun = std::time::Instant::now();
    loop {
        let mut bytes = Vec::new();
        while let Some(letter) = typist.0.try_read() {
            bytes.push(u8::try_from(letter).unwrap());
        }
        terminal.process(&bytes);
        let shown = terminal.screen().contents();
        if done(&shown) {
            return shown;
        }
        assert!(begun.elapsed().as_millis() < u128::from(PATIENCE), "{shown}");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn candidates_stay_on_a_screen_that_is_full() {
    let desk = Desk::new();
    let mut typist = desk.open_as(&[], false);
    let mut terminal = vt100::Parser::new(24.try_into().unwrap(), 100.try_into().unwrap(), 0);
    screen(&mut typist, &mut terminal, |shown| shown.contains("\n> "));
    for _ in 0..24 {
        typist.enters("");
    }
    screen(&mut typist, &mut terminal, |shown| {
        shown.starts_with("> \n") || shown.starts_with(">\n")
    });
    // The hint stands in a row below the line, here the last one of the screen.
    typist.types("why Verdict(\"Samsung \t");
    let shown = screen(&mut typist, &mut terminal, |shown| {
        shown.matches("why Verdict(\"Samsung").count() == 2 && shown.ends_with("outcome)")
    });
    let rows: Vec<&str> = shown.lines().map(str::trim_end).collect();
    let [.., typed, list, again, hint] = rows.as_slice() else {
        panic!("{shown}");
    };
    assert_eq!(
        *list, "Samsung C&T          Samsung Electronics  Samsung SDS",
        "{shown}"
    );
    assert_eq!(typed, again, "{shown}");
    assert_eq!(hint.trim(), "Verdict(▸firm, project, role, outcome)", "{shown}");
    // A second list takes the place of nothing either.
    typist.types("\t");
    let shown = screen(&mut typist, &mut terminal, |shown| {
        shown.matches("why Verdict(\"Samsung").count() == 3 && shown.ends_with("outcome)")
    });
    assert_eq!(shown.matches("Samsung Electronics").count(), 2, "{shown}");
}

#[test]
fn lines_that_come_at_once_or_while_a_question_runs_are_all_run() {
    let mut typist = Desk::new().open(&[]);
    typist.types(
        "Parts(\"kotra-platform\", count)\rMonths(\"kotra-platform\", months)\rwhy Amount(\"kotra-platform\", won)\r\
         Dear(project) <-\r  Amount(project, won), (won >= 200억)\rDear(\"kotra-platform\")\r",
    );
    typist.sees("    11\r\n 1 answer");
    typist.sees("    30\r\n 1 answer");
    typist.sees("The estimate of kotra-platform is 21,000,000,000 won");
    typist.sees("added 1 rule");
    typist.is_told("\nyes");
    // A question that takes a while, with two behind it that are typed meanwhile.
    typist.enters("Announced(project, _), Verdict(firm, project, \"sole\", outcome), Excepted(firm, project, \"sole\", \"spa-48-3-1\")");
    std::thread::sleep(std::time::Duration::from_millis(400));
    typist.enters("Parts(\"kotra-platform\", again)");
    typist.enters("Months(\"kotra-platform\", again)");
    typist.sees("no answer");
    typist.sees("    11\r\n 1 answer");
    typist.sees("    30\r\n 1 answer");
    typist.sees("\n\r> ");
    typist.leaves();
}

#[test]
fn ctrl_c_stops_a_question_and_the_session_answers_the_next() {
    let mut typist = Desk::new().open(&[]);
    // Some 400 amounts to the fifth: days on any machine.
    typist.enters("let n = count : { Amount(a, _), Amount(b, _), Amount(c, _), Amount(d, _), Amount(e, _) }");
    let interrupted = (0..30).any(|_| {
        // Before the question runs nobody listens.
        std::thread::sleep(std::time::Duration::from_secs(2));
        typist.0.send_control('c').unwrap();
        std::thread::sleep(std::time::Duration::from_secs(4));
        let mut seen = String::new();
        while let Some(letter) = typist.0.try_read() {
            seen.push(letter);
        }
        seen.contains("eval::interrupted")
    });
    assert!(interrupted, "the question was not stopped");
    typist.enters("Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)");
    typist.sees(" barred");
    typist.is_told(ANSWERED);
    typist.types("Verdict(\"never sent");
    typist.0.send_control('c').unwrap();
    typist.sees("\n\r> ");
    typist.enters("Secret(\"kotra-platform\")");
    typist.is_told("\nno");
    typist.leaves();
}

/// What a session with arguments sends to the terminal, escape codes and all: a question, and a line dropped at its end.
fn sent(arguments: &str, no_color: bool) -> String {
    let desk = Desk::new();
    let mut command = Command::new("sh");
    let line = format!(
        "stty rows 24 cols 100 && exec {} {arguments}",
        env!("CARGO_BIN_EXE_tenderlog")
    );
    command.args(["-c", &line]);
    for name in ["COLUMNS", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
        .env("TERM", "xterm")
        .env("LC_ALL", "C.UTF-8")
        .env("PAGER", "")
        .env("XDG_STATE_HOME", desk.scratch.path());
    if no_color {
        command.env("NO_COLOR", "1");
    }
    let options = Options::new().timeout_ms(Some(PATIENCE));
    let mut typist = Typist(spawn_with_options(command, options).unwrap());
    let mut seen = typist.sees("show kotra-platform");
    typist.sees("> ");
    typist.enters("Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)");
    seen += &typist.sees("1 answer");
    typist.sees("> ");
    typist.types("Verdict(firm, ");
    typist.sees("project, role, outcome)");
    typist.0.send_control('c').unwrap();
    // The hint goes, then the prompt is there again.
    seen += &typist.sees("\u{1b}[J");
    typist.sees("\n");
    typist.sees("> ");
    typist.leaves();
    seen
}

/// Whether some text is in colour, bold or dim.
fn is_styled(sent: &str) -> bool {
    let mut codes = sent.split("\u{1b}[").skip(1);
    codes.any(|code| {
        let end = code.find(|c: char| !(c.is_ascii_digit() || c == ';'));
        end.is_some_and(|end| code[end..].starts_with('m') && !matches!(&code[..end], "" | "0"))
    })
}

#[test]
fn a_session_is_in_colour_unless_the_user_or_the_environment_says_no() {
    for (arguments, no_color, styled) in [
        ("", false, true),
        ("", true, false),
        ("--color never", false, false),
        ("--color always", true, true),
    ] {
        let seen = sent(arguments, no_color);
        assert_eq!(is_styled(&seen), styled, "`{arguments}` {no_color}: {seen:?}");
    }
}

#[test]
fn what_was_typed_is_there_in_the_next_session_and_is_found_backwards() {
    let desk = Desk::new();
    let mut first = desk.open(&[]);
    first.enters("Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)");
    first.is_told(ANSWERED);
    first.enters("Secret(\"kotra-platform\")");
    first.is_told("\nno");
    first.leaves();
    let mut second = desk.open(&[]);
    second.types("\u{12}Samsung");
    second.sees("(reverse-i-search)");
    second.sees("Samsung SDS\", \"kotra-platform\"");
    second.enters("");
    second.sees(" barred");
    second.is_told(ANSWERED);
    second.leaves();
    let kept = fs::read_to_string(desk.scratch.path().join("tenderlog/history.txt")).unwrap();
    let lines: Vec<&str> = kept.lines().collect();
    assert_eq!(
        lines.first(),
        Some(&"#tenderlog-history 1"),
        "the file names its version: {kept}"
    );
    assert_eq!(lines.iter().filter(|line| line.starts_with("Verdict")).count(), 2);
    let mut third = desk.open(&[]);
    // One line up, then the one before: the question stands there once.
    third.enters("\u{1b}[A\u{1b}[A");
    third.is_told("\nno");
    third.leaves();
}

#[test]
fn a_history_of_another_version_is_left_as_it_is() {
    let desk = Desk::new();
    desk.scratch
        .write("tenderlog/history.txt", "#tenderlog-history 99\nhelp\n");
    let mut typist = Typist({
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenderlog"));
        command
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .env("XDG_STATE_HOME", desk.scratch.path());
        let options = Options::new()
            .timeout_ms(Some(PATIENCE))
            .strip_ansi_escape_codes(true);
        spawn_with_options(command, options).unwrap()
    });
    typist.sees("command::history");
    typist.sees("it is left as it is");
    typist.sees("> ");
    typist.enters("Secret(\"kotra-platform\")");
    typist.is_told("\nno");
    typist.leaves();
    let kept = fs::read_to_string(desk.scratch.path().join("tenderlog/history.txt")).unwrap();
    assert_eq!(kept, "#tenderlog-history 99\nhelp\n");
}

#[test]
fn what_is_saved_in_the_editor_is_run() {
    let desk = Desk::new();
    let editor = desk.program("edit.sh", "sed -i 's/Samsung SDS/LG CNS/; s/sole/lead/' \"$1\"");
    let mut typist = desk.open(&[("EDITOR", editor.to_str().unwrap())]);
    typist.enters("Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)");
    typist.is_told(ANSWERED);
    typist.enters("edit");
    typist.sees("> Verdict(\"LG CNS\", \"kotra-platform\", \"lead\", outcome)");
    typist.sees(" barred");
    typist.is_told(ANSWERED);
    typist.types("Verdict(\"Samsung SDS\", \"kotra-platform\", \"member\", outcome)\u{18}\u{5}");
    typist.sees("> Verdict(\"LG CNS\", \"kotra-platform\", \"member\", outcome)");
    typist.is_told(ANSWERED);
    typist.leaves();

    let mut typist = desk.open(&[("EDITOR", "unused"), ("VISUAL", "true")]);
    typist.enters("edit quit");
    typist.is_told("nothing was saved, nothing is run");
    typist.leaves();
}

#[test]
fn a_long_result_goes_through_the_pager_and_a_short_one_does_not() {
    let desk = Desk::new();
    let pager = desk.program("page.sh", "echo \"paged $(wc -l) lines\"");
    let mut typist = desk.open(&[("PAGER", pager.to_str().unwrap())]);
    typist.enters("Secret(\"kotra-platform\")");
    let before = typist.sees("\nno");
    assert!(!before.contains("paged"), "{before}");
    typist.sees("\n\r> ");
    typist.enters("help");
    let before = typist.sees("paged ");
    assert!(!before.contains("anything else is a question"), "{before}");
    typist.sees("\n\r> ");
    typist.enters("set pager off");
    typist.sees("\n\r> ");
    typist.enters("help");
    let before = typist.sees("anything else is a question");
    assert!(!before.contains("paged"), "{before}");
    typist.sees("\n\r> ");
    typist.leaves();

    let mut typist = desk.open(&[("PAGER", "no-such-pager-at-all")]);
    typist.enters("help");
    typist.sees("the pager `no-such-pager-at-all` cannot be started");
    typist.is_told("anything else is a question");
    typist.leaves();
}

#[test]
fn a_table_of_one_command_is_cut_to_the_terminal_and_other_formats_are_whole() {
    let asked = |format: &str| {
        let mut command = Command::new("sh");
        let line = format!(
            "stty rows 24 cols 60 && exec {} ask 'OrderedBy(project, body), Amount(project, won), (won >= 80bn)' --format \
             {format}",
            env!("CARGO_BIN_EXE_tenderlog")
        );
        command
            .args(["-c", &line])
            .env("NO_COLOR", "1")
            .env_remove("COLUMNS");
        let options = Options::new().timeout_ms(Some(PATIENCE));
        let text = spawn_with_options(command, options).unwrap().exp_eof().unwrap();
        // Each byte was taken for a letter.
        let bytes: Vec<u8> = text.chars().map(|letter| letter as u8).collect();
        String::from_utf8(bytes).unwrap()
    };
    let widest = |text: &str| {
        text.lines()
            .map(|line| line.trim_end().chars().count())
            .max()
            .unwrap()
    };
    assert!(widest(&asked("table")) <= 60);
    assert!(asked("table").contains('…'));
    assert!(widest(&asked("markdown")) > 60);
}
