//! What an answer says of rows that are not certain: a line for each way in which it rests on what is not known.

use owo_colors::Style;

use super::Look;
use crate::world::Answer;

/// The notes below an answer.
pub(super) fn notes(answer: &Answer, look: Look) -> Vec<String> {
    let uncertain = &answer.uncertain;
    let mut notes = Vec::new();
    let mut note = |relations: &[String], english: &dyn Fn(&str) -> String, korean: &str| {
        if !relations.is_empty() {
            let names = relations.join(", ");
            notes.push(look.say(&english(&names), &format!("{korean}: {names}")));
        }
    };
    if answer.columns.is_empty() {
        let turning = [uncertain.more.as_slice(), uncertain.denied.as_slice()].concat();
        note(
            &turning,
            &|names| format!("whether it is so turns on what is not known: {names}"),
            "알려지지 아니한 사항에 따라 성립 여부가 달라지는 관계",
        );
    } else {
        note(
            &uncertain.more,
            &|names| format!("only what is certain is listed; more turns on what is not known: {names}"),
            "확정된 답만 적었고, 알려지지 아니한 사항에 따라 답을 더할 수 있는 관계",
        );
        let (resting, all) = (uncertain.resting, answer.rows.len());
        note(
            &uncertain.denied,
            &|names| {
                format!(
                    "`!` means \"not certain\"; in {resting} of {all} answers what it denies turns on what is not known: {names}"
                )
            },
            &format!(
                "'!'는 확정되지 아니함을 뜻하고, 답 {all}건 중 {resting}건에서 부정한 사항이 알려지지 아니한 사항에 따라 성립할 수 있는 관계"
            ),
        );
    }
    note(
        &uncertain.folded,
        &|names| format!("only what is certain is counted; more turns on what is not known: {names}"),
        "확정된 것만 셈하였고, 알려지지 아니한 사항에 따라 더 있을 수 있는 관계",
    );
    if !answer.slips.is_empty() {
        notes.push(of_slips(&answer.slips));
    }
    notes
}

/// What is said of variables that are most likely words or names without quotes.
pub(super) fn of_slips(slips: &[String]) -> String {
    let told = slips
        .iter()
        .map(|name| format!("`{name}` is a variable here; the word or name is `\"{name}\"`"));
    told.collect::<Vec<_>>().join("; ")
}

/// The notes as lines of text.
pub(crate) fn lines(answer: &Answer, look: Look) -> String {
    let options = textwrap::Options::new(look.width)
        .initial_indent(" ")
        .subsequent_indent("   ")
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    notes(answer, look)
        .iter()
        .flat_map(|note| textwrap::wrap(note, &options))
        .map(|line| format!("{}\n", look.paint(&line, Style::new().dimmed())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Uncertain;

    #[test]
    fn an_answer_says_which_relations_have_rows_that_are_not_certain() {
        let mut answer = Answer {
            columns: vec!["firm".to_owned()],
            rows: vec![Vec::new(), Vec::new()],
            uncertain: Uncertain {
                more: vec!["Barred".to_owned()],
                denied: vec!["Exempt".to_owned()],
                resting: 1,
                folded: Vec::new(),
            },
            ..Answer::default()
        };
        assert_eq!(
            lines(&answer, Look::default()),
            " only what is certain is listed; more turns on what is not known: Barred\n \
             `!` means \"not certain\"; in 1 of 2 answers what it denies turns on what is not\n   \
             known: Exempt\n"
        );
        answer.columns.clear();
        assert_eq!(
            lines(&answer, Look::default()),
            " whether it is so turns on what is not known: Barred, Exempt\n"
        );
    }
}
