//! Changes of facts that can be tried: what would have had to be, and which rows that changes.

use crate::facts::base::{ChangeRecord, LocatedText};
use crate::facts::record::Record;

/// Maps a `[[change]]` block. What its texts say is checked against the law when the world is opened or they are used.
pub(crate) fn change(record: &Record<'_>) {
    let (id, sentence) = (one(record, "id"), one(record, "sentence"));
    let sentence_ko = texts(record, "sentence_ko").into_iter().next();
    let over = texts(record, "over").into_iter().next();
    let [when, without, remove, add] = ["when", "without", "remove", "add"].map(|key| texts(record, key));
    if remove.is_empty() && add.is_empty() && !record.has("remove") && !record.has("add") {
        record.error(
            "facts::missing-key",
            format!("{} changes nothing", record.label),
            record.span,
            Some("give `remove` or `add`: lists of atoms".to_owned()),
        );
    }
    record.written(false);
    record.finish();
    if let (Some(id), Some(sentence), false) = (id, sentence, record.failed()) {
        record.context.out.borrow_mut().changes.push(ChangeRecord {
            id,
            sentence,
            sentence_ko,
            when,
            without,
            remove,
            add,
            over,
            of_law: record.context.law,
            span: record.span,
        });
    }
}

/// The text of a key that must be there.
fn one(record: &Record<'_>, key: &'static str) -> Option<LocatedText> {
    let found = texts(record, key).into_iter().next();
    if found.is_none() && !record.has(key) {
        let message = format!("{} has no `{key}`", record.label);
        let help = format!("add `{key} = …`");
        record.error("facts::missing-key", message, record.span, Some(help));
    }
    found
}

/// The text or texts of a key.
fn texts(record: &Record<'_>, key: &'static str) -> Vec<LocatedText> {
    let texts = record.texts(key).into_iter();
    texts.map(|(text, span)| LocatedText { text, span }).collect()
}
