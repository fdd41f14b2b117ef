//! The words in which differences are told, in both languages.

use crate::facts::Commit;
use crate::render::intervals::in_language;
use crate::render::reasons::{statement_text, value_text};
use crate::render::{Language, Look, plain, terms};
use crate::world::{
    AS_THEY_STAND, BUILT_IN, BrokenFile, By, CauseKind, Change, Changed, Diff, Held, Place, Said, Side,
    SideFacts, StandIn, Tuple, tool,
};

/// What is compared.
pub(super) fn heading(diff: &Diff, look: Look) -> String {
    let [from, to] = diff.sides.each_ref().map(|side| side_text(side, look));
    format!("{from} → {to}")
}

/// What a side is called: its facts, and what is supposed on top of them.
pub(super) fn side_text(side: &Side, look: Look) -> String {
    let facts = match &side.facts {
        SideFacts::Commit(commit) => format!("{} ({})", commit.short(), commit.date),
        SideFacts::Files(origin) if origin == AS_THEY_STAND => look.say(AS_THEY_STAND, "현재의 파일"),
        SideFacts::Files(origin) => match origin.strip_prefix(BUILT_IN) {
            Some(more) => look.say(origin, &format!("기본 수록 자료{more}")),
            None => origin.clone(),
        },
        SideFacts::EachAlone(one, other) => look.say(
            &format!("{} and {}, each by itself", one.short(), other.short()),
            &format!("{}, {} 각각", one.short(), other.short()),
        ),
        SideFacts::Merge => look.say("their merge", "이를 병합한 것"),
    };
    let mut parts = vec![facts];
    parts.extend(side.changes.iter().map(|change| change_text(change, look)));
    plain(&parts.join(" · "))
}

fn change_text(change: &Change, look: Look) -> String {
    let korean = match change {
        Change::Reading(text) => format!("해석 {text}"),
        Change::Assume(text) => format!("가정 {text}"),
        Change::Retract(text) => format!("제외 {text}"),
        Change::Rules(label, _) => format!("{label}의 규칙"),
        Change::Drop(name) => format!("규칙 {name} 제외"),
    };
    look.say(&change.describe(), &korean)
}

pub(super) fn count(diff: &Diff, look: Look) -> String {
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let (changes, facts) = (diff.changes.len(), diff.facts);
    look.say(
        &format!(
            "{changes} conclusion{} changed; {facts} difference{} in facts, readings, assumptions and rules",
            s(changes),
            s(facts),
        ),
        &format!("달라진 결론 {changes}건; 사실·해석·가정·규칙의 차이 {facts}건"),
    )
}

/// That the second side does not follow from the first.
pub(super) fn forked(diff: &Diff, look: Look) -> Option<String> {
    let fork = diff.fork.as_ref()?;
    if diff.revisions[1].as_ref().is_some_and(|to| to.hash == fork.hash) {
        return Some(look.say(
            "the second side comes before the first: what was changed between them shows as undone",
            "뒤쪽이 앞쪽보다 먼저의 것이므로, 그 사이에 변경한 것은 되돌린 것으로 나타난다.",
        ));
    }
    let (short, date) = (fork.short(), &fork.date);
    Some(plain(&look.say(
        &format!(
            "the sides fork at {short} ({date}): what the first has changed since shows as undone; `A...B` leaves it out"
        ),
        &format!(
            "양쪽의 이력은 {short}({date})에서 갈라진다. 그 뒤 앞쪽에서 변경한 것은 되돌린 것으로 나타나며, `A...B`로 비교하면 \
             나타나지 아니한다."
        ),
    )))
}

/// Which revision is compared in the place of one that cannot be read.
pub(super) fn stood_for(side: &StandIn, look: Look) -> String {
    let named = |commit: &Commit| format!("{} ({})", commit.short(), commit.date);
    let (asked, used) = (named(&side.asked), named(&side.used));
    plain(&look.say(
        &format!(
            "the facts of {asked} cannot be read; {used}, the last revision before it whose facts can be read, is compared \
             in its place"
        ),
        &format!("{asked}의 사실 자료는 읽을 수 없어, 그 전의 커밋 중 읽을 수 있는 마지막 것인 {used}의 사실 자료를 대신 비교한다."),
    ))
}

/// A file that cannot be read, with the commit since which it cannot.
pub(super) fn broken_file(file: &BrokenFile, look: Look) -> String {
    let place = format!("{}:{}: {}", file.path, file.line, file.why);
    let commit = commit_text(&file.commit);
    look.say(
        &format!("{place}, since {commit}"),
        &format!("{place} — 다음 커밋부터: {commit}"),
    )
}

/// The revisions that are passed over: the first of those that follow each other with one mistake, and why.
pub(super) fn passed_over(diff: &Diff, look: Look) -> Vec<(String, &str)> {
    fn mistake(why: &str) -> &str {
        why.rsplit_once(": ").map_or(why, |(_, mistake)| mistake)
    }
    diff.unreadable
        .chunk_by(|(_, one), (_, next)| mistake(one) == mistake(next))
        .filter_map(|run| {
            let (first, why) = run.first()?;
            let more = match run {
                [_, (next, _)] => look.say(
                    &format!("; so is {} behind it", next.short()),
                    &format!("; 그 다음의 {}도 같음", next.short()),
                ),
                [_, .., (last, _)] => look.say(
                    &format!("; so are the {} behind it up to {}", run.len() - 1, last.short()),
                    &format!("; 그 다음의 {}건({}까지)도 같음", run.len() - 1, last.short()),
                ),
                _ => String::new(),
            };
            let said = look.say("cannot be read, and is passed over", "읽을 수 없어 건너뜀");
            Some((format!("{said}: {}{more}", commit_text(first)), why.as_str()))
        })
        .collect()
}

pub(super) fn project_title(changed: &Changed, look: Look) -> String {
    match &changed.project {
        Some((id, name)) if id != name => plain(&format!("{id}: {name}")),
        Some((id, _)) => plain(id),
        None => look.say("other conclusions", "그 밖의 결론"),
    }
}

/// A conclusion with its change.
pub(super) fn turn(changed: &Changed, look: Look) -> String {
    let what = tuple_text(&changed.tuple, look.language);
    let held = |held: &Held| held_text(held, look);
    match (&changed.from, &changed.to) {
        (_, Held::Yes) => format!("+ {what}"),
        (Held::Yes, _) => format!("- {what}"),
        (Held::No, to @ Held::As(_)) => format!("+ {what}: {}", held(to)),
        (from @ Held::As(_), Held::No) => format!("- {what}: {}", held(from)),
        (from, to) => format!("  {what}: {} → {}", held(from), held(to)),
    }
}

/// Whether a conclusion holds, or its value; where two sides conclude different things, both.
pub(super) fn held_text(held: &Held, look: Look) -> String {
    match held {
        Held::No => "—".to_owned(),
        Held::Yes => terms::outcome("holds", look),
        Held::As(text) => text
            .split(" / ")
            .map(|one| terms::outcome(one, look))
            .collect::<Vec<_>>()
            .join(" / "),
    }
}

pub(super) fn tuple_text(tuple: &Tuple, language: Language) -> String {
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
pub(super) struct Cause {
    pub(super) said: String,
    pub(super) place: Option<String>,
}

/// What brought a change about: how it did, each difference, and the commit that did it.
pub(super) fn causes(changed: &Changed, look: Look) -> (String, Vec<Cause>) {
    let mut causes = Vec::new();
    for unit in &changed.causes {
        for (after, rows) in [(false, &unit.before), (true, &unit.after)] {
            causes.extend(rows.iter().map(|said| Cause {
                said: format!(
                    "{} {}",
                    sign(unit.kind, after, !said.places.is_empty(), look),
                    difference(unit.kind, said, look)
                ),
                place: said.places.first().map(place_text),
            }));
        }
    }
    let intro = match changed.causes.len() {
        0 => look.say(
            "no difference was found that brings it about by itself or with others",
            "단독으로 또는 함께 이를 달라지게 하는 차이를 찾지 못함",
        ),
        1 => look.say("because of", "원인"),
        _ if changed.smallest => look.say("because of, all together", "원인(다음이 모두 합하여)"),
        _ => look.say(
            "because of, all together (none can be spared; there are too many to say that no fewer would do)",
            "원인(다음이 모두 합하여. 어느 하나도 뺄 수 없으나, 차이가 많아 더 적은 것으로 충분한지는 모두 확인하지 못함)",
        ),
    };
    let or_in = or_in(&changed.or_in, look);
    let by = match &changed.by {
        By::Commit(commit) => {
            let commit = commit_text(commit);
            look.say(&format!("in {commit}{or_in}"), &format!("커밋: {commit}{or_in}"))
        }
        By::Undone(commit) => {
            let commit = commit_text(commit);
            look.say(
                &format!("undone, since the second side does not have {commit}{or_in}"),
                &format!("뒤쪽에 없는 커밋: {commit}{or_in}"),
            )
        }
        By::Uncommitted => look.say(
            &format!("in what is not committed{or_in}"),
            &format!("커밋하지 아니한 변경{or_in}"),
        ),
        By::Unknown => return (intro, causes),
    };
    causes.push(Cause {
        said: by,
        place: None,
    });
    (intro, causes)
}

/// A reading as it is chosen, or what another difference says.
fn difference(kind: CauseKind, said: &Said, look: Look) -> String {
    let statement = in_language(&said.statement, said.statement_ko.as_ref(), look);
    let told = statement_text(statement, look.language);
    match (kind, look.language, told.split_once('=')) {
        (CauseKind::Reading, Language::Korean, Some((issue, option))) => {
            format!("{}: {}", terms::issue(issue, look), terms::option(option, look))
        }
        _ => told,
    }
}

/// Commits that may have done it as well, since they cannot be read.
fn or_in(commits: &[Commit], look: Look) -> String {
    match commits {
        [] => String::new(),
        [one] => look.say(
            &format!(", or in {} before it, which cannot be read", one.short()),
            &format!(" (또는 그 직전의 {}, 읽을 수 없음)", one.short()),
        ),
        [newest, .., oldest] => {
            let (number, oldest, newest) = (commits.len(), oldest.short(), newest.short());
            look.say(
                &format!(
                    ", or in one of the {number} commits before it that cannot be read, {oldest} to {newest}"
                ),
                &format!(" (또는 그 직전의 {number}건 중 하나: {oldest}부터 {newest}까지, 읽을 수 없음)"),
            )
        }
    }
}

/// How a side says what differs; `written` where a file of facts says it.
fn sign(kind: CauseKind, after: bool, written: bool, look: Look) -> String {
    let (english, korean) = match (kind, after, written) {
        (CauseKind::Fact, false, _) => ("no longer:", "종전:"),
        (CauseKind::Fact, true, _) | (CauseKind::Assumption, true, true) => ("now:", "변경 후:"),
        (CauseKind::Assumption, false, true) => ("left out:", "제외:"),
        (CauseKind::Assumption, false, false) => ("no longer assumed:", "가정하지 아니함:"),
        (CauseKind::Assumption, true, false) => ("assumed:", "가정:"),
        (CauseKind::Reading, false, _) => ("no longer under the reading", "종전 해석:"),
        (CauseKind::Reading, true, _) => ("now under the reading", "변경 후 해석:"),
        (CauseKind::Rules, _, _) => ("rules:", "규칙:"),
    };
    look.say(english, korean)
}

/// A guard whose answer is another one because of the tool.
pub(super) struct ToldGuard {
    pub(super) said: String,
    pub(super) place: String,
    pub(super) lines: Vec<String>,
}

/// Guards whose answers are others because of the tool, below what heads them.
pub(super) fn by_tool(diff: &Diff, look: Look) -> Option<(String, Vec<ToldGuard>)> {
    if diff.by_tool.is_empty() {
        return None;
    }
    let title = look.say(
        "because of the tool version, whatever the facts",
        "사실의 변경 없이 tenderlog의 버전에 따라 달라진 결론",
    );
    let guards = diff.by_tool.iter().map(|found| {
        let commit = commit_text(&found.commit);
        let line = look.say(
            &format!(
                "{} gave the answer in {commit}; on the same facts this is what {} gives",
                found.recorded,
                tool()
            ),
            &format!(
                "종전의 답은 {}에 따른 것이고(커밋: {commit}), 같은 사실에 대하여 {}에 따르면 답이 다르다.",
                found.recorded,
                tool()
            ),
        );
        let missing = found
            .missing
            .iter()
            .map(|row| look.say(&format!("no longer: {row}"), &format!("종전: {row}")));
        let more = found
            .unexpected
            .iter()
            .map(|row| look.say(&format!("now: {row}"), &format!("변경 후: {row}")));
        ToldGuard {
            said: plain(&found.guard.name),
            place: plain(&format!("{}:{}", found.place.0, found.place.1)),
            lines: missing
                .chain(more)
                .chain([line])
                .map(|line| plain(&line))
                .collect(),
        }
    });
    Some((title, guards.collect()))
}

pub(super) fn place_text(place: &Place) -> String {
    plain(&format!("{}:{}", place.file, place.line))
}

pub(in crate::render) fn commit_text(commit: &Commit) -> String {
    plain(&format!(
        "{} {} {}: {}",
        commit.short(),
        commit.date,
        commit.author,
        commit.subject
    ))
}
