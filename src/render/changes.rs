//! Conclusions that changed, who wrote the facts of a proof, and answers over time: as text and markdown.

use owo_colors::Style;

use super::answer::revision_line;
use super::failure::broken_files;
use super::markdown::{escaped, table_markdown};
use super::reasons::{statement_text, value_text};
use super::{Language, Look, plain};
use crate::facts::Commit;
use crate::world::{Authors, CauseKind, Changed, Diff, Held, History, Place, StandIn, Tuple};

/// What changed, grouped by project, and within it by what brought it about.
#[must_use]
pub fn diff_text(diff: &Diff, look: Look) -> String {
    let dim = |text: &str| look.paint(text, Style::new().dimmed());
    let mut out = format!("{}\n", dim(&heading(diff)));
    for side in &diff.stand_ins {
        out.push_str(&format!("{}\n{}", stood_for(side), broken_files(&side.breakage)));
    }
    if diff.changes.is_empty() {
        out.push_str("no conclusion changes\n");
    }
    let mut project = None;
    for group in groups(diff) {
        let Some(first) = group.first() else { continue };
        if project != Some(&first.project) {
            project = Some(&first.project);
            let title = look.paint(&project_title(first), Style::new().bold());
            out.push_str(&format!("\n{title}\n"));
        }
        for changed in &group {
            out.push_str(&format!("  {}\n", turn(changed, look.language)));
        }
        let (intro, causes) = causes(first, look.language);
        out.push_str(&format!("      {}\n", dim(intro)));
        for Cause { said, place } in causes {
            let place = place.map_or_else(String::new, |place| format!(" [{place}]"));
            out.push_str(&format!("        {}\n", dim(&format!("{said}{place}"))));
        }
    }
    for (said, why) in passed_over(diff) {
        out.push_str(&format!("\n{said}\n  {}\n", plain(why)));
    }
    if !diff.changes.is_empty() {
        out.push_str(&format!("\n {}\n", dim(&count(diff))));
    }
    if let Some(fork) = &diff.fork {
        out.push_str(&format!(" {}\n", dim(&forked(fork))));
    }
    out
}

/// What changed, as a comment on a review.
#[must_use]
pub fn diff_markdown(diff: &Diff) -> String {
    let mut out = format!("**Conclusions that change**: {}\n", escaped(&heading(diff)));
    for side in &diff.stand_ins {
        out.push_str(&format!("\n{}\n\n", escaped(&stood_for(side))));
        for file in &side.breakage.files {
            let said = format!(
                "{}:{}: {}, since {}",
                file.path,
                file.line,
                file.why,
                commit_text(&file.commit)
            );
            out.push_str(&format!("- {}\n", escaped(&said)));
        }
    }
    if diff.changes.is_empty() {
        out.push_str("\nNone.\n");
    }
    let mut project = None;
    for group in groups(diff) {
        let Some(first) = group.first() else { continue };
        if project != Some(&first.project) {
            project = Some(&first.project);
            out.push_str(&format!("\n### {}\n", escaped(&project_title(first))));
        }
        let rows: Vec<Vec<String>> = group
            .iter()
            .map(|changed| {
                vec![
                    tuple_text(&changed.tuple, Language::English),
                    held_text(&changed.from),
                    held_text(&changed.to),
                ]
            })
            .collect();
        out.push_str(&format!(
            "\n{}",
            table_markdown(&["conclusion", "before", "after"], &rows)
        ));
        let (intro, causes) = causes(first, Language::English);
        out.push_str(&format!("\n{}\n\n", escaped(intro)));
        for Cause { said, place } in causes {
            let place = place.map_or_else(String::new, |place| format!(" [`{}`]", place.replace('`', "")));
            out.push_str(&format!("- {}{place}\n", escaped(&said)));
        }
    }
    for (said, why) in passed_over(diff) {
        out.push_str(&format!("\n{}: {}\n", escaped(&said), escaped(why)));
    }
    if !diff.changes.is_empty() {
        out.push_str(&format!("\n{}\n", count(diff)));
    }
    if let Some(fork) = &diff.fork {
        out.push_str(&format!("\n{}\n", forked(fork)));
    }
    out
}

/// The changes of each project that have the same causes and commit, in the order of the first of each.
fn groups(diff: &Diff) -> Vec<Vec<&Changed>> {
    let mut groups: Vec<Vec<&Changed>> = Vec::new();
    for changed in &diff.changes {
        let same = |group: &&mut Vec<&Changed>| {
            group.first().is_some_and(|first| {
                first.project == changed.project
                    && first.causes == changed.causes
                    && first.commit == changed.commit
                    && first.or_in == changed.or_in
                    && first.uncommitted == changed.uncommitted
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(changed),
            None => groups.push(vec![changed]),
        }
    }
    groups
}

fn heading(diff: &Diff) -> String {
    format!("{} → {}", plain(&diff.sides[0]), plain(&diff.sides[1]))
}

fn count(diff: &Diff) -> String {
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let changes = diff.changes.len();
    format!(
        "{changes} conclusion{} changed; {} difference{} in facts, readings, assumptions and rules",
        s(changes),
        diff.facts,
        s(diff.facts),
    )
}

/// That the sides are no steps of one history.
fn forked(fork: &Commit) -> String {
    plain(&format!(
        "the sides fork at {} ({}): what the first has changed since shows as undone; `A...B` leaves it out",
        fork.short(),
        fork.date
    ))
}

/// Which revision is compared in the place of one that cannot be read.
fn stood_for(side: &StandIn) -> String {
    plain(&format!(
        "the facts of {} ({}) cannot be read; {} ({}), the last revision before it whose facts can be read, is compared in \
         its place",
        side.asked.short(),
        side.asked.date,
        side.used.short(),
        side.used.date
    ))
}

/// The revisions that are passed over: the first of those that follow each other with one mistake, and why.
fn passed_over(diff: &Diff) -> Vec<(String, &str)> {
    fn mistake(why: &str) -> &str {
        why.rsplit_once(": ").map_or(why, |(_, mistake)| mistake)
    }
    diff.unreadable
        .chunk_by(|(_, one), (_, next)| mistake(one) == mistake(next))
        .filter_map(|run| {
            let (first, why) = run.first()?;
            let more = match run {
                [_, (next, _)] => format!("; so is {} behind it", next.short()),
                [_, .., (last, _)] => {
                    format!("; so are the {} behind it up to {}", run.len() - 1, last.short())
                }
                _ => String::new(),
            };
            let said = format!("cannot be read, and is passed over: {}{more}", commit_text(first));
            Some((said, why.as_str()))
        })
        .collect()
}

fn project_title(changed: &Changed) -> String {
    match &changed.project {
        Some((id, name)) if id != name => plain(&format!("{id}: {name}")),
        Some((id, _)) => plain(id),
        None => "other conclusions".to_owned(),
    }
}

/// A conclusion with its change.
fn turn(changed: &Changed, language: Language) -> String {
    let what = tuple_text(&changed.tuple, language);
    match (&changed.from, &changed.to) {
        (_, Held::Yes) => format!("+ {what}"),
        (Held::Yes, _) => format!("- {what}"),
        (Held::No, Held::As(to)) => format!("+ {what}: {}", plain(to)),
        (Held::As(from), Held::No) => format!("- {what}: {}", plain(from)),
        (from, to) => format!("  {what}: {} → {}", held_text(from), held_text(to)),
    }
}

fn held_text(held: &Held) -> String {
    match held {
        Held::No => "—".to_owned(),
        Held::Yes => "holds".to_owned(),
        Held::As(text) => plain(text),
    }
}

fn tuple_text(tuple: &Tuple, language: Language) -> String {
    let values = tuple.values.iter().zip(&tuple.columns);
    if tuple.relation.is_empty() {
        let named: Vec<String> = values
            .filter_map(|(value, column)| {
                Some(format!("{column} = {}", value_text(value.as_ref()?, language)))
            })
            .collect();
        return named.join(", ");
    }
    let values: Vec<String> = values
        .filter_map(|(value, _)| Some(value_text(value.as_ref()?, language)))
        .collect();
    format!("{}({})", tuple.relation, values.join(", "))
}

/// A difference, or the commit that made it.
struct Cause {
    said: String,
    place: Option<String>,
}

/// What brought a change about: how it did, each difference, and the commit that did it.
fn causes(changed: &Changed, language: Language) -> (&'static str, Vec<Cause>) {
    let mut causes = Vec::new();
    for unit in &changed.causes {
        for (after, rows) in [(false, &unit.before), (true, &unit.after)] {
            causes.extend(rows.iter().map(|(statement, places)| Cause {
                said: format!(
                    "{} {}",
                    sign(unit.kind, after, !places.is_empty()),
                    statement_text(statement, language)
                ),
                place: places.first().map(place_text),
            }));
        }
    }
    let intro = match changed.causes.len() {
        0 => "no difference was found that brings it about by itself or with others",
        1 => "because of",
        _ if changed.smallest => "because of, all together",
        _ => {
            "because of, all together (none can be spared; there are too many to say that no fewer would do)"
        }
    };
    let by = match (&changed.commit, changed.uncommitted) {
        (Some(commit), _) => Some(commit_text(commit)),
        (None, true) => Some("what is not committed".to_owned()),
        (None, false) => None,
    };
    causes.extend(by.map(|by| Cause {
        said: format!("in {by}{}", or_in(&changed.or_in)),
        place: None,
    }));
    (intro, causes)
}

/// Commits that may have done it as well, since they cannot be read.
fn or_in(commits: &[Commit]) -> String {
    match commits {
        [] => String::new(),
        [one] => format!(", or in {} before it, which cannot be read", one.short()),
        [newest, .., oldest] => format!(
            ", or in one of the {} commits before it that cannot be read, {} to {}",
            commits.len(),
            oldest.short(),
            newest.short()
        ),
    }
}

/// How a side says what differs; `written` where a file of facts says it.
fn sign(kind: CauseKind, after: bool, written: bool) -> &'static str {
    match (kind, after, written) {
        (CauseKind::Fact, false, _) => "no longer:",
        (CauseKind::Fact, true, _) | (CauseKind::Assumption, true, true) => "now:",
        (CauseKind::Assumption, false, true) => "left out:",
        (CauseKind::Assumption, false, false) => "no longer assumed:",
        (CauseKind::Assumption, true, false) => "assumed:",
        (CauseKind::Reading, false, _) => "no longer under the reading",
        (CauseKind::Reading, true, _) => "now under the reading",
        (CauseKind::Rules, _, _) => "rules:",
    }
}

fn place_text(place: &Place) -> String {
    plain(&format!("{}:{}", place.file, place.line))
}

pub(super) fn commit_text(commit: &Commit) -> String {
    plain(&format!(
        "{} {} {}: {}",
        commit.short(),
        commit.date,
        commit.author,
        commit.subject
    ))
}

/// Why earlier commits are missing, and the cure.
const SHALLOW: &str = "this clone is shallow, `git fetch --unshallow` brings the commits before";

/// Who wrote the facts of a proof.
#[must_use]
pub fn blame_text(authors: &Authors, look: Look) -> String {
    let revision = authors.revision.as_ref();
    let mut out = revision.map_or_else(String::new, |commit| revision_line(commit, look));
    if authors.facts.is_empty() {
        out.push_str("no fact of these files supports it\n");
    }
    for blame in &authors.facts {
        let commit = match &blame.commit {
            Some(commit) if blame.or_earlier => format!("{} (or before; {SHALLOW})", commit_text(commit)),
            Some(commit) => commit_text(commit),
            None => "not committed".to_owned(),
        };
        out.push_str(&format!("{}\n", statement_text(&blame.statement, look.language)));
        let line = format!("{}  {commit}", place_text(&blame.place));
        out.push_str(&format!("  {}\n", look.paint(&line, Style::new().dimmed())));
    }
    out
}

/// How an answer changed over time.
#[must_use]
pub fn log_text(history: &History, look: Look) -> String {
    let mut out = String::new();
    if let Some(cut) = &history.cut {
        out.push_str(&format!(
            "what was before {} ({}) is not known: {SHALLOW}\n",
            cut.short(),
            cut.date
        ));
    }
    for row in &history.rows {
        out.push_str(&look.paint(&commit_text(&row.commit), Style::new().dimmed()));
        out.push('\n');
        match &row.answers {
            Ok(answers) if answers.is_empty() => out.push_str("  no answer\n"),
            Ok(answers) => {
                for (tuple, held) in answers {
                    let what = tuple_text(tuple, look.language);
                    out.push_str(&match held {
                        Held::As(value) => format!("  {what}: {}\n", plain(value)),
                        Held::Yes | Held::No => format!("  {what}\n"),
                    });
                }
            }
            Err(why) => out.push_str(&format!("  cannot be read: {}\n", plain(why))),
        }
    }
    out
}
