//! An answer as CSV: the columns as header, entities as ids, money as whole won, `open` as an empty field.
//!
//! The revision and what is supposed stand above the header, each behind a `#`; without them the header comes first.

use super::Look;
use super::answer::{conditions_line, revision_line};
use crate::lang::date;
use crate::lang::value::format_percent;
use crate::world::{Answer, Value};

/// An answer as CSV. A yes-or-no question has one column `answer`.
#[must_use]
pub fn answer_csv(answer: &Answer) -> String {
    let look = Look::default();
    let supposed = remark(&conditions_line(&answer.readings, &answer.assumptions, look));
    let revision = answer.revision.as_ref().map(|commit| revision_line(commit, look));
    let above = revision.as_deref().map_or_else(String::new, remark) + &supposed;
    let mut records: Vec<Vec<String>> = Vec::new();
    if answer.columns.is_empty() {
        let word = match (answer.rows.is_empty(), answer.undetermined) {
            (_, true) => "undetermined",
            (false, false) => "yes",
            (true, false) => "no",
        };
        records.push(vec!["answer".to_owned()]);
        records.push(vec![word.to_owned()]);
    } else {
        records.push(answer.columns.clone());
        records.extend(answer.rows.iter().map(|row| row.iter().map(field).collect()));
        if answer.turns_on.iter().any(|keys| !keys.is_empty()) {
            let keys = answer.turns_on.iter().map(|keys| keys.join("; "));
            let title = std::iter::once("turns_on".to_owned());
            for (record, cell) in records.iter_mut().zip(title.chain(keys)) {
                record.push(cell);
            }
        }
    }
    above + &records_csv(&records)
}

/// A line that is none of the records, if there is one.
pub(crate) fn remark(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!("# {line}")
    }
}

/// Records as CSV, the first one as header.
pub(crate) fn records_csv<'a>(records: impl IntoIterator<Item = &'a Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for record in records {
        if writer.write_record(record).is_err() {
            break;
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn field(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Entity { id, .. } => id.clone(),
        Value::Int(number) | Value::Won(number) => number.to_string(),
        Value::Percent(hundredths) => format_percent(*hundredths),
        Value::Date(date::OPEN) => String::new(),
        Value::Date(day) => date::format(*day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_plain_values_and_quoted_where_they_must_be() {
        let answer = Answer {
            columns: vec!["name".to_owned(), "won".to_owned(), "until".to_owned()],
            rows: vec![vec![
                Value::Text("a, \"b\"".to_owned()),
                Value::Won(21_000_000_000),
                Value::Date(date::OPEN),
            ]],
            ..Answer::default()
        };
        assert_eq!(
            answer_csv(&answer),
            "name,won,until\n\"a, \"\"b\"\"\",21000000000,\n"
        );
    }

    #[test]
    fn what_is_supposed_stands_above_and_what_rows_turn_on_behind() {
        let answer = Answer {
            columns: vec!["outcome".to_owned()],
            rows: vec![vec![Value::Text("undetermined".to_owned())]],
            turns_on: vec![vec!["vat".to_owned(), "amount".to_owned()]],
            readings: vec![("bundle".to_owned(), "bundle".to_owned())],
            assumptions: vec!["Secret(\"p\")".to_owned()],
            ..Answer::default()
        };
        assert_eq!(
            answer_csv(&answer),
            "# under the reading bundle=bundle · assuming Secret(\"p\")\n\
             outcome,turns_on\nundetermined,vat; amount\n"
        );
    }

    #[test]
    fn a_question_without_variables_has_one_column() {
        assert_eq!(answer_csv(&Answer::default()), "answer\nno\n");
    }
}
