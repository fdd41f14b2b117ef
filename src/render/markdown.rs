//! Answers as markdown that pastes into a report.

use super::answer::{Cells, cells_of};
use super::{Look, plain};
use crate::world::Answer;

/// An answer as a markdown table with its conditions above and its law below; a line where it has no columns.
#[must_use]
pub fn answer_markdown(answer: &Answer, look: Look) -> String {
    let Cells {
        conditions,
        columns,
        rows,
        footer,
    } = cells_of(answer, look);
    let mut out = String::new();
    if !conditions.is_empty() {
        out.push_str(&format!("*{}*\n\n", escaped(conditions.trim_end())));
    }
    if !rows.is_empty() {
        let titles: Vec<&str> = columns.iter().map(String::as_str).collect();
        out.push_str(&table_markdown(&titles, &rows));
    }
    if !footer.is_empty() {
        if !rows.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("*{}*\n", escaped(&footer)));
    }
    out
}

/// Rows under titles.
pub(crate) fn table_markdown(columns: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(columns.iter().map(|title| escaped(title)).collect());
    out.push_str(&line(columns.iter().map(|_| "---".to_owned()).collect()));
    for row in rows {
        out.push_str(&line(row.iter().map(|cell| lines(cell)).collect()));
    }
    out
}

/// The lines of a cell, which must stand on one line of markdown.
fn lines(cell: &str) -> String {
    let lines: Vec<String> = cell.lines().map(escaped).collect();
    lines.join("<br>")
}

/// Text in which nothing is markup.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        if matches!(c, '|' | '*' | '_' | '`' | '\\' | '<' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Value;

    #[test]
    fn an_answer_is_a_table_between_its_conditions_and_its_law() {
        let answer = Answer {
            columns: vec!["firm".to_owned(), "won".to_owned()],
            rows: vec![vec![Value::Text("A|B".to_owned()), Value::Won(21_000)]],
            turns_on: vec![vec!["vat".to_owned()]],
            assumptions: vec!["Secret(\"p\")".to_owned()],
            ..Answer::default()
        };
        assert_eq!(
            answer_markdown(&answer, Look::default()),
            "*assuming Secret(\"p\")*\n\n| firm | won | turns on |\n| --- | --- | --- |\n| A\\|B | 21,000 | vat |\n\n*1 answer*\n"
        );
    }

    #[test]
    fn a_question_without_variables_is_answered_in_a_word() {
        assert_eq!(answer_markdown(&Answer::default(), Look::default()), "*no*\n");
    }
}
