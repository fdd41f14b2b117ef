//! An answer as versioned JSON, on one line. Keys and columns keep their order.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::facts::Commit;
use crate::lang::date;
use crate::lang::value::format_percent;
use crate::world::{Answer, Value};

/// Version of the documents; grows when a key changes its meaning or goes.
pub(crate) const VERSION: u32 = 1;

/// An answer as one JSON document: money as an integer of won, percentages as text, days as `YYYY-MM-DD`,
/// `open` as null, entities as ids.
#[must_use]
pub fn answer_json(answer: &Answer) -> String {
    to_line(&Document {
        version: VERSION,
        readings: Readings(&answer.readings),
        assumptions: &answer.assumptions,
        columns: &answer.columns,
        rows: answer
            .rows
            .iter()
            .map(|values| Row {
                columns: &answer.columns,
                values,
            })
            .collect(),
        undetermined: answer.undetermined,
        revision: answer.revision.as_ref().map(|commit| commit.hash.as_str()),
        missing: answer
            .turns_on
            .iter()
            .any(|keys| !keys.is_empty())
            .then_some(answer.turns_on.as_slice()),
        uncertain: answer.uncertain.relations(),
    })
}

/// A document with a line end. Our documents have text keys and plain values, so writing one cannot fail.
pub(crate) fn to_line<T: Serialize>(document: &T) -> String {
    let mut text = serde_json::to_string(document).unwrap_or_default();
    text.push('\n');
    text
}

/// The same for a document that says which commit its facts are of, if they are of one.
pub(crate) fn to_line_of<T: Serialize>(document: &T, revision: Option<&Commit>) -> String {
    to_line(&Revised {
        document,
        revision: revision.map(|commit| commit.hash.as_str()),
    })
}

#[derive(serde::Serialize)]
struct Revised<'a, T> {
    #[serde(flatten)]
    document: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
}

#[derive(serde::Serialize)]
struct Document<'a> {
    version: u32,
    readings: Readings<'a>,
    assumptions: &'a [String],
    columns: &'a [String],
    rows: Vec<Row<'a>>,
    undetermined: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<&'a [Vec<String>]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    uncertain: Vec<&'a str>,
}

struct Row<'a> {
    columns: &'a [String],
    values: &'a [Value],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (column, value) in self.columns.iter().zip(self.values) {
            map.serialize_entry(column, &Cell(value))?;
        }
        map.end()
    }
}

/// A value as answers write it.
pub(crate) struct Cell<'a>(pub(crate) &'a Value);

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Entity { id, .. } => serializer.serialize_str(id),
            Value::Int(number) | Value::Won(number) => serializer.serialize_i64(*number),
            Value::Percent(hundredths) => serializer.serialize_str(&format_percent(*hundredths)),
            Value::Date(date::OPEN) => serializer.serialize_none(),
            Value::Date(day) => serializer.serialize_str(&date::format(*day)),
        }
    }
}

/// Issues and options as an object.
pub(crate) struct Readings<'a>(pub(crate) &'a [(String, String)]);

impl Serialize for Readings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(issue, option)| (issue, option)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_stand_in_their_order_and_a_row_in_the_order_of_the_columns() {
        let answer = Answer {
            columns: vec!["outcome".to_owned(), "firm".to_owned()],
            rows: vec![vec![
                Value::Text("barred".to_owned()),
                Value::Entity {
                    id: "samsung-sds".to_owned(),
                    name: "Samsung SDS".to_owned(),
                },
            ]],
            turns_on: vec![Vec::new()],
            readings: vec![("bundle".to_owned(), "open".to_owned())],
            ..Answer::default()
        };
        assert_eq!(
            answer_json(&answer),
            "{\"version\":1,\"readings\":{\"bundle\":\"open\"},\"assumptions\":[],\"columns\":[\"outcome\",\"firm\"],\
             \"rows\":[{\"outcome\":\"barred\",\"firm\":\"samsung-sds\"}],\"undetermined\":false}\n"
        );
    }

    #[test]
    fn money_is_an_integer_a_percentage_text_and_open_null() {
        let answer = Answer {
            columns: ["won", "share", "from", "until", "count"]
                .map(str::to_owned)
                .to_vec(),
            rows: vec![vec![
                Value::Won(21_000_000_000),
                Value::Percent(2000),
                Value::Date(date::parse("2026-05-15").unwrap()),
                Value::Date(date::OPEN),
                Value::Int(11),
            ]],
            turns_on: vec![vec!["sales".to_owned()]],
            undetermined: true,
            ..Answer::default()
        };
        let text = answer_json(&answer);
        assert!(
            text.contains(
                "\"rows\":[{\"won\":21000000000,\"share\":\"20%\",\"from\":\"2026-05-15\",\"until\":null,\"count\":11}]"
            ),
            "{text}"
        );
        assert!(text.ends_with("\"missing\":[[\"sales\"]]}\n"), "{text}");
    }

    #[test]
    fn yes_is_one_empty_row_and_no_is_none() {
        let mut answer = Answer::default();
        assert!(answer_json(&answer).contains("\"rows\":[],"));
        answer.rows = vec![Vec::new()];
        assert!(answer_json(&answer).contains("\"rows\":[{}],"));
    }
}
