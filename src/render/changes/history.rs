//! Who wrote the facts of a proof, and answers over time, as text.

use owo_colors::Style;

use super::words::{commit_text, held_text, place_text, tuple_text};
use crate::render::answer::{conditions_line, revision_line};
use crate::render::intervals::in_language;
use crate::render::reasons::statement_text;
use crate::render::{Look, plain};
use crate::world::{Authors, Held, History};

/// Why earlier commits are missing, and the cure.
fn shallow(look: Look) -> String {
    look.say(
        "this clone is shallow, `git fetch --unshallow` brings the commits before",
        "이 저장소는 이력의 일부만 복제한 것이며, `git fetch --unshallow`로 그 전의 커밋을 가져올 수 있다",
    )
}

/// Who wrote the facts of a proof.
#[must_use]
pub fn blame_text(authors: &Authors, look: Look) -> String {
    let conditions = &authors.conditions;
    let revision = conditions.revision.as_ref();
    let mut out = revision.map_or_else(String::new, |commit| revision_line(commit, look));
    out.push_str(&conditions_line(
        &conditions.readings,
        &conditions.assumptions,
        look,
    ));
    if authors.facts.is_empty() {
        let none = look.say(
            "no fact of these files supports it",
            "이 자료 파일 중 이를 뒷받침하는 사실은 없다",
        );
        out.push_str(&format!("{none}\n"));
    }
    for blame in &authors.facts {
        let commit = match &blame.commit {
            Some(commit) if blame.or_earlier => {
                let or_before = look.say("or before", "또는 그 전");
                format!("{} ({or_before}; {})", commit_text(commit), shallow(look))
            }
            Some(commit) => commit_text(commit),
            None => look.say("not committed", "커밋하지 아니함"),
        };
        let statement = in_language(&blame.statement, blame.statement_ko.as_ref(), look);
        out.push_str(&format!("{}\n", statement_text(statement, look.language)));
        let line = format!("{}  {commit}", place_text(&blame.place));
        out.push_str(&format!("  {}\n", look.paint(&line, Style::new().dimmed())));
    }
    out
}

/// How an answer changed over time.
#[must_use]
pub fn log_text(history: &History, look: Look) -> String {
    let conditions = &history.conditions;
    let mut out = conditions_line(&conditions.readings, &conditions.assumptions, look);
    if let Some(cut) = &history.cut {
        let (short, date) = (cut.short(), &cut.date);
        let shallow = shallow(look);
        let said = look.say(
            &format!("what was before {short} ({date}) is not known: {shallow}"),
            &format!("{short}({date}) 전의 결론은 알 수 없다: {shallow}"),
        );
        out.push_str(&format!("{said}\n"));
    }
    for row in &history.rows {
        out.push_str(&look.paint(&commit_text(&row.commit), Style::new().dimmed()));
        out.push('\n');
        match &row.answers {
            Ok(answers) if answers.is_empty() => {
                out.push_str(&format!("  {}\n", look.say("no answer", "답 없음")));
            }
            Ok(answers) => {
                for (tuple, held) in answers {
                    let what = tuple_text(tuple, look.language);
                    out.push_str(&match held {
                        Held::As(_) => format!("  {what}: {}\n", held_text(held, look)),
                        Held::Yes | Held::No => format!("  {what}\n"),
                    });
                }
            }
            Err(why) => {
                let unreadable = look.say("cannot be read", "읽을 수 없음");
                out.push_str(&format!("  {unreadable}: {}\n", plain(why)));
            }
        }
    }
    out
}
