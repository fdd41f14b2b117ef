//! What the definitions of the arguments give: examples that run, completions of shells, pages of the manual.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Exit codes of an example: answered, no, undetermined, conclusions differ. Not: usage, invalid facts, a fault.
const MEANT: [i32; 4] = [0, 1, 4, 6];

/// A new directory with facts of one's own under version control and a file of questions.
fn scratch() -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).unwrap();
    fs::write(
        root.join("questions.txt"),
        "Amount(\"kotra-platform\", won)\nAnnounced(\"kotra-platform\", date)\n",
    )
    .unwrap();
    let made = shell(
        &root,
        "tenderlog init my-facts && cd my-facts && git init -q && git add . && \
         git -c user.name=A -c user.email=a@example.org commit -q -m Facts",
    );
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    root
}

/// Runs a line in a shell that knows the program.
fn shell(directory: &Path, line: &str) -> Output {
    let programs = Path::new(env!("CARGO_BIN_EXE_tenderlog")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .args(["-c", line])
        .current_dir(directory)
        .env("PATH", format!("{}:{path}", programs.display()))
        .env("NO_COLOR", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap()
}

fn printed(directory: &Path, line: &str) -> String {
    let output = shell(directory, line);
    assert!(
        output.status.success(),
        "{line}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that a help text lists.
fn listed(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  "))
        // A description that goes on in another line stands further in.
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}

#[test]
fn every_example_of_every_help_runs() {
    let root = scratch();
    let help = printed(&root, "tenderlog --help");
    let commands = listed(&help);
    assert!(commands.len() > 20, "{help}");
    for command in commands {
        let help = printed(&root, &format!("tenderlog {command} --help"));
        let mut examples = help
            .lines()
            .skip_while(|line| *line != "Examples:")
            .skip(1)
            .peekable();
        assert!(examples.peek().is_some(), "{command}: {help}");
        for example in examples {
            let output = shell(&root, example);
            let code = output.status.code().unwrap();
            assert!(
                MEANT.contains(&code),
                "{example}: {code}\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
            assert!(!output.stdout.is_empty(), "{example}");
        }
    }
}

#[test]
fn completions_know_commands_and_options() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(root, &format!("tenderlog completions {shell}"));
        for word in ["whynot", "timeline", "reading", "scenario"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let tried = "tenderlog completions bash > completions.bash && bash -c '. ./completions.bash; \
                 COMP_WORDS=(tenderlog why); COMP_CWORD=1; _tenderlog tenderlog why tenderlog; echo \"${COMPREPLY[@]}\"'";
    assert_eq!(printed(root, tried), "why whynot\n");
    let output = shell(root, "tenderlog completions tcsh");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("possible values: bash"));
}

#[test]
fn the_manual_has_a_page_for_the_program_and_for_each_command() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let page = printed(root, "tenderlog man");
    assert!(
        page.contains(".TH tenderlog 1") && page.contains("Exit codes"),
        "{page}"
    );
    let page = printed(root, "tenderlog man ask");
    assert!(
        page.contains(".TH tenderlog\\-ask 1") || page.contains(".TH tenderlog-ask 1"),
        "{page}"
    );
    assert!(page.contains("questions.txt"), "{page}");
    let output = shell(root, "tenderlog man aks");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "command::arguments\n\n  × there is no command `aks`\n  help: did you mean `tenderlog man ask`?\n"
    );
}
