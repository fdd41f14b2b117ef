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
        out.contains("→ allowed") && out.contains("15%") && out.contains("partial scope"),
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
        out.contains("cannot be read, and is passed over: ")
            && out.contains("2026-01-02 Analyst: Break a file\n  ")
            && out.contains("facts/broken.toml:"),
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
    let parts = "\n[[project.p.component]]\nname = \"One\"\nvat = \"included\"\n\
                 [[project.p.component]]\nname = \"Two\"\nvat = \"included\"\n";
    let bundle = PROJECT.replace("body = \"b\"\n", "body = \"b\"\nbundle = true\ncomponents = 2\n");
    scratch.write("facts/p.toml", &format!("{bundle}{parts}"));
    scratch.commit("2026-01-02", "Two projects are ordered together");
    scratch.git(&["checkout", "--quiet", "-b", "two"]);
    scratch.write(
        "facts/two/ComponentAmount.csv",
        "project,component,won,source\np,Two,13bn,s\n",
    );
    scratch.commit("2026-01-03", "Enter the amount of the second");
    scratch.git(&["checkout", "--quiet", "main"]);
    scratch.write(
        "facts/one/ComponentAmount.csv",
        "project,component,won,source\np,One,8bn,s\n",
    );
    scratch.commit("2026-01-04", "Enter the amount of the first");
    // The lowest amount counts: one alone leaves open what the other is, both reach the floor of 8 billion won.
    let merge = ["--merge", "main~1", "main", "two"];
    let (code, out) = diff(&scratch, &merge);
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("OpenTo(P, major): undetermined → allowed") && out.contains("because of, all together"),
        "{out}"
    );
    for part in [
        "One of P is worth 8,000,000,000 won [merge:facts/one/ComponentAmount.csv:2]",
        "Two of P is worth 13,000,000,000 won [merge:facts/two/ComponentAmount.csv:2]",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let (code, out) = diff(
        &scratch,
        &[&merge[..], &["Verdict(\"f\", \"p\", \"sole\", outcome)"]].concat(),
    );
    assert_eq!(code, 0, "the group keeps the firm out on either side\n{out}");
}

#[test]
fn sides_that_conflict_in_their_texts_are_merged_with_git_first() {
    let scratch = repository();
    scratch.git(&["checkout", "--quiet", "-b", "other"]);
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "30bn"));
    scratch.commit("2026-01-02", "Raise the amount");
    scratch.git(&["checkout", "--quiet", "main"]);
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "3bn"));
    scratch.commit("2026-01-03", "Lower the amount");
    let (code, out) = diff(&scratch, &["--merge", "main~1", "main", "other"]);
    assert_eq!(code, 2, "{out}");
    assert!(
        out.contains("conflict in their texts") && out.contains("merge them with git first"),
        "{out}"
    );
}

#[test]
fn sides_that_git_merges_and_that_contradict_each_other_are_refused() {
    let scratch = repository();
    let member = |group: &str| {
        format!(
            "[group.{group}]\nname = \"{group}\"\nsource = \"s\"\ndesignated = [{{ kind = \"disclosure\", from = 2020-05-01 \
             }}]\nmember = [{{ firm = \"new\", from = 2020-05-01 }}]\n"
        )
    };
    scratch.write("facts/new.toml", "[firm.new]\nname = \"New\"\nsource = \"s\"\n");
    scratch.commit("2026-01-02", "Enter a firm");
    scratch.git(&["checkout", "--quiet", "-b", "other"]);
    scratch.write("facts/x.toml", &member("x"));
    scratch.commit("2026-01-03", "It belongs to one group");
    scratch.git(&["checkout", "--quiet", "main"]);
    scratch.write("facts/y.toml", &member("y"));
    scratch.commit("2026-01-04", "It belongs to another group");
    let (code, out) = diff(&scratch, &["--merge", "main~1", "main", "other"]);
    assert_eq!(code, 3, "{out}");
    assert!(
        out.contains("the merge: these facts do not load")
            && out.contains("merge:facts/x.toml")
            && out.contains("merge:facts/y.toml"),
        "{out}"
    );
}

#[test]
fn a_project_that_is_new_is_explained_by_its_own_facts() {
    let scratch = Scratch::repository("new");
    scratch.write("facts/base.toml", BASE);
    scratch.commit("2026-01-01", "Enter the body and the firm");
    scratch.write("facts/p.toml", PROJECT);
    scratch.commit("2026-01-02", "Enter the project");
    let question = "Verdict(\"f\", \"p\", \"sole\", outcome)";
    let (code, out) = diff(&scratch, &["HEAD~1..HEAD", question]);
    assert_eq!(code, 6, "{out}");
    assert!(
        out.contains("+ Verdict(F, P, sole): barred") && out.contains("now: P was announced on 2026-05-15"),
        "{out}"
    );
}

#[test]
fn an_answer_to_several_atoms_has_its_cause_and_commit_too() {
    let scratch = repository();
    scratch.write("facts/p.toml", &format!("# remark\n{PROJECT}"));
    scratch.commit("2026-01-02", "Add a remark");
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "30bn"));
    scratch.commit("2026-01-03", "Raise the amount");
    let (code, out) = diff(
        &scratch,
        &["HEAD~2..HEAD", "Amount(project, won), OrderedBy(project, body)"],
    );
    assert_eq!(code, 6, "{out}");
    for part in [
        "- project = P, won = 21,000,000,000 won, body = B",
        "+ project = P, won = 30,000,000,000 won, body = B",
        "in ",
        "2026-01-03 Analyst: Raise the amount",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    assert!(!out.contains("no difference was found"), "{out}");
}

#[test]
fn a_shallow_clone_says_that_earlier_commits_are_missing() {
    let scratch = repository();
    scratch.write("facts/p.toml", &recognised());
    scratch.commit("2026-01-02", "Enter the recognition");
    let from = format!("file://{}", scratch.path().display());
    scratch.git(&["clone", "--quiet", "--depth", "1", &from, "shallow"]);
    let question = "Verdict(\"f\", \"p\", \"sole\", outcome)";
    let short = scratch.git(&["rev-parse", "--short=7", "HEAD"]);
    let begins = format!("what was before {} (2026-01-02) is not known", short.trim());
    let in_clone = |words: &[&str]| {
        let (code, out, err) = tenderlog(&scratch.path().join("shallow"), words);
        assert_eq!(code, 0, "{out}{err}");
        out
    };
    let out = in_clone(&["log", question]);
    assert!(
        out.starts_with(&begins) && out.contains("git fetch --unshallow") && out.contains("allowed"),
        "{out}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&in_clone(&["log", question, "--format", "json"])).unwrap();
    assert_eq!(json["begins_with"]["subject"], "Enter the recognition");
    let out = in_clone(&["blame", question, "--facts", "facts", "--rev", "HEAD"]);
    assert!(out.contains("Enter the recognition (or before; "), "{out}");
    let (_, whole, _) = tenderlog(scratch.path(), &["log", question]);
    assert!(!whole.contains("not known"), "{whole}");
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
        out.contains("allowed → barred")
            && out.contains("no longer under the reading subcontract=bidding\n")
            && out.contains("now under the reading subcontract=participation\n"),
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
    assert!(
        out.contains("left out: The estimate of P is 21,000,000,000 won [facts/p.toml:")
            && out.contains("assumed: The estimate of P is 3,000,000,000 won\n"),
        "{out}"
    );
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
        out.contains("### p: P\n\n| conclusion | before | after |\n| --- | --- | --- |\n"),
        "{out}"
    );
    assert!(out.contains("barred | allowed |\n"), "{out}");
    assert!(
        out.contains("\nbecause of, all together\n\n- now: ") && out.contains(":facts/p.toml:"),
        "{out}"
    );
}

#[test]
fn three_dots_compare_a_branch_with_the_commit_at_which_it_began() {
    let scratch = repository();
    scratch.git(&["checkout", "--quiet", "-b", "topic"]);
    scratch.write("facts/p.toml", &recognised());
    scratch.commit("2026-01-02", "Enter the recognition");
    scratch.git(&["checkout", "--quiet", "main"]);
    scratch.write("facts/p.toml", &PROJECT.replace("21bn", "30bn"));
    scratch.commit("2026-01-03", "Raise the amount");
    let counted = "Counted(\"p\", won)";
    for (range, code) in [
        ("main..topic", 6),
        ("main...topic", 0),
        ("topic...main", 6),
        ("topic...", 6),
    ] {
        let (found, out) = diff(&scratch, &[range, counted]);
        assert_eq!(found, code, "{range}\n{out}");
        let fork = scratch.git(&["rev-parse", "--short=7", "main~1"]);
        let told = format!("the sides fork at {} (2026-01-01)", fork.trim());
        assert_eq!(out.contains(&told), range == "main..topic", "{range}\n{out}");
    }
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
