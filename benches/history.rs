//! `log` of one conclusion over 1,000 commits: a team's small repository, and one as large as the built-in facts.
//!
//! `cargo bench --bench history`; needs the `git` program.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use divan::{Bencher, black_box};
use tenderlog::engine::Limits;
use tenderlog::world::{WorldOptions, log};

const COMMITS: usize = 1_000;
const PROJECTS: usize = 50;

fn main() {
    divan::main();
}

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

fn project(number: usize, amount: usize, recognised: bool) -> String {
    let recognition = format!(
        "\n[[project.p{number}.recognition]]\nprovision = \"spa-48-3-2\"\ndecided = 2026-05-01\nlisted = 2026-05-01\nscope = \
         \"full\"\nsource = \"s\"\n"
    );
    format!(
        "[project.p{number}]\nname = \"P{number}\"\nbody = \"b\"\nannounced = 2026-05-15\namount = {amount}\nvat = \
         \"included\"\nsource = \"s\"\n{}",
        if recognised { &recognition } else { "" }
    )
}

/// A file of a commit, for `git fast-import`.
fn modify(stream: &mut String, path: &str, text: &str) {
    write!(stream, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).unwrap();
}

/// Facts of this project that are not law.
fn own_facts(directory: &Path, stream: &mut String) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("law") {
            own_facts(&path, stream);
        } else if path.is_file() {
            let inside = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            modify(
                stream,
                inside.to_str().unwrap(),
                &std::fs::read_to_string(&path).unwrap(),
            );
        }
    }
}

/// A repository in which each commit changes a project, every hundredth the one that is asked about.
struct Repository(PathBuf);

impl Repository {
    fn new(own: bool) -> Self {
        let path = std::env::temp_dir().join(format!("tenderlog-history-{own}-{}", std::process::id()));
        let git = |arguments: &[&str]| {
            let mut command = Command::new("git");
            command.arg("-C").arg(&path).args(arguments);
            command
        };
        std::fs::create_dir_all(&path).unwrap();
        assert!(
            git(&["init", "--quiet", "--initial-branch=main"])
                .status()
                .unwrap()
                .success()
        );
        let mut stream = String::new();
        for commit in 0..COMMITS {
            let at = 1_700_000_000 + commit * 3_600;
            let message = format!("Change {commit}");
            write!(
                stream,
                "commit refs/heads/main\ncommitter A <a@example.org> {at} +0000\ndata {}\n{message}\n",
                message.len()
            )
            .unwrap();
            if commit == 0 {
                modify(&mut stream, "facts/zz-base.toml", BASE);
                for number in 0..PROJECTS {
                    modify(
                        &mut stream,
                        &format!("facts/zz-{number}.toml"),
                        &project(number, 21_000_000_000, false),
                    );
                }
                if own {
                    own_facts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("facts"), &mut stream);
                }
            }
            let number = if commit % 100 == 50 {
                0
            } else {
                1 + commit % (PROJECTS - 1)
            };
            let recognised = number == 0 && commit % 200 == 50;
            let text = project(number, 21_000_000_000 + commit, recognised);
            modify(&mut stream, &format!("facts/zz-{number}.toml"), &text);
        }
        let mut import = git(&["fast-import", "--quiet"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
        assert!(import.wait().unwrap().success());
        Self(path)
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[divan::bench(sample_count = 1, sample_size = 1, args = [false, true])]
fn log_of_one_conclusion(bencher: Bencher<'_, '_>, with_the_facts_of_this_project: bool) {
    let repository = Repository::new(with_the_facts_of_this_project);
    let options = WorldOptions {
        facts: vec![repository.0.join("facts")],
        ..WorldOptions::default()
    };
    bencher.bench(|| {
        let question = black_box("Verdict(\"f\", \"p0\", \"sole\", outcome)");
        let rows = log(&options, question, &Limits::default()).unwrap();
        assert_eq!(rows.len(), 11);
        rows
    });
}
