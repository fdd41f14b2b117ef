//! A tree as text, in the one layout.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::order::{place, record_depth};
use super::tree::{Block, Document, Entry, Item, Items, Value};

/// Columns that a list of plain values may fill before it is broken.
const WIDTH: usize = 120;
/// What one level is set in by.
const INDENT: &str = "  ";

/// Writes a document. `newline` ends its lines.
pub(super) fn write(document: Document<'_>, newline: &str) -> String {
    let mut writer = Writer {
        newline,
        out: String::new(),
    };
    let mut ends_in_remark = false;
    for block in document.blocks {
        let below = !block.below.is_empty();
        writer.block(block, ends_in_remark);
        ends_in_remark = below;
    }
    if !document.tail.is_empty() {
        writer.blank();
        writer.remarks(&document.tail, "");
    }
    writer.out
}

struct Writer<'n> {
    newline: &'n str,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push_str(self.newline);
    }

    /// An empty line, but not as the first.
    fn blank(&mut self) {
        if !self.out.is_empty() {
            self.line("");
        }
    }

    fn remarks(&mut self, remarks: &[&str], indent: &str) {
        for remark in remarks {
            let line = format!("{indent}{remark}");
            self.line(line.trim_end());
        }
    }

    fn block(&mut self, block: Block<'_>, behind_remark: bool) {
        let path: Vec<String> = block
            .header
            .iter()
            .flat_map(|header| header.path.iter().map(|key| key_text(key).into_owned()))
            .collect();
        let inner = path.first().is_some_and(|kind| path.len() > record_depth(kind));
        if !inner || !block.above.is_empty() || behind_remark {
            self.blank();
        }
        self.remarks(&block.above, "");
        if let Some(header) = &block.header {
            let path = path.join(".");
            let text = if header.listed {
                format!("[[{path}]]")
            } else {
                format!("[{path}]")
            };
            self.line(&with_remark(text, header.behind));
        }
        self.remarks(&block.head, "");
        if !block.head.is_empty() && !block.entries.is_empty() {
            self.line("");
        }
        for entry in sorted(block.entries, &path) {
            self.entry(entry, &path, "", "");
        }
        self.remarks(&block.below, "");
    }

    /// An entry on lines of its own.
    fn entry(&mut self, entry: Entry<'_>, path: &[String], indent: &str, end: &str) {
        self.remarks(&entry.above, indent);
        let keys: Vec<String> = entry.path.iter().map(|key| key_text(key).into_owned()).collect();
        let text = format!("{indent}{} = ", keys.join("."));
        let path: Vec<String> = path.iter().cloned().chain(keys).collect();
        self.value(text, entry.value, &path, indent, end, entry.behind);
    }

    /// A value behind the text of its line so far, and what ends that line.
    fn value(
        &mut self,
        mut text: String,
        value: Value<'_>,
        path: &[String],
        indent: &str,
        end: &str,
        behind: Option<&str>,
    ) {
        let width = text.width();
        let inner = format!("{indent}{INDENT}");
        match value {
            Value::List(list) if breaks(&list, path, width) => {
                self.line(&format!("{text}["));
                for item in list.items {
                    self.remarks(&item.above, &inner);
                    self.value(inner.clone(), item.value, path, &inner, ",", item.behind);
                }
                self.remarks(&list.below, &inner);
                text = format!("{indent}]");
            }
            Value::Table(table) if table_has_remarks(&table) => {
                self.line(&format!("{text}{{"));
                for entry in sorted(table.items, path) {
                    self.entry(entry, path, &inner, ",");
                }
                self.remarks(&table.below, &inner);
                text = format!("{indent}}}");
            }
            value => text.push_str(&on_one_line(&value, path)),
        }
        text.push_str(end);
        self.line(&with_remark(text, behind));
    }
}

fn with_remark(mut text: String, remark: Option<&str>) -> String {
    if let Some(remark) = remark {
        text.push(' ');
        text.push_str(remark);
    }
    text
}

/// The entries of the table at a path, in the order of its kind of record.
fn sorted<'t>(mut entries: Vec<Entry<'t>>, path: &[String]) -> Vec<Entry<'t>> {
    entries.sort_by_key(|entry| rank(entry, path));
    entries
}

fn rank(entry: &Entry<'_>, path: &[String]) -> usize {
    entry.path.first().map_or(0, |key| place(path, &key_text(key)))
}

/// Whether a list stands on several lines: it holds remarks, or several tables, or plain values that do not fit.
fn breaks(list: &Items<Item<'_>, &str>, path: &[String], width: usize) -> bool {
    let has_table = list
        .items
        .iter()
        .any(|item| matches!(item.value, Value::Table(_)));
    let long = || width + list_text(list, path).width() > WIDTH;
    list_has_remarks(list)
        || (has_table && list.items.len() > 1)
        || (!has_table && !list.items.is_empty() && long())
}

fn list_has_remarks(list: &Items<Item<'_>, &str>) -> bool {
    let on = |item: &Item<'_>| !item.above.is_empty() || item.behind.is_some() || has_remarks(&item.value);
    !list.below.is_empty() || list.items.iter().any(on)
}

fn table_has_remarks(table: &Items<Entry<'_>, &str>) -> bool {
    let on =
        |entry: &Entry<'_>| !entry.above.is_empty() || entry.behind.is_some() || has_remarks(&entry.value);
    !table.below.is_empty() || table.items.iter().any(on)
}

fn has_remarks(value: &Value<'_>) -> bool {
    match value {
        Value::Scalar(_) => false,
        Value::List(list) => list_has_remarks(list),
        Value::Table(table) => table_has_remarks(table),
    }
}

/// A value without remarks.
fn on_one_line(value: &Value<'_>, path: &[String]) -> String {
    match value {
        Value::Scalar(text) => scalar_text(text).into_owned(),
        Value::List(list) => list_text(list, path),
        Value::Table(table) => table_text(table, path),
    }
}

fn list_text(list: &Items<Item<'_>, &str>, path: &[String]) -> String {
    let items: Vec<String> = list
        .items
        .iter()
        .map(|item| on_one_line(&item.value, path))
        .collect();
    format!("[{}]", items.join(", "))
}

fn table_text(table: &Items<Entry<'_>, &str>, path: &[String]) -> String {
    if table.items.is_empty() {
        return "{}".to_owned();
    }
    let mut entries: Vec<&Entry<'_>> = table.items.iter().collect();
    entries.sort_by_key(|entry| rank(entry, path));
    let entries: Vec<String> = entries
        .into_iter()
        .map(|entry| {
            let keys: Vec<String> = entry.path.iter().map(|key| key_text(key).into_owned()).collect();
            let text = keys.join(".");
            let path: Vec<String> = path.iter().cloned().chain(keys).collect();
            format!("{text} = {}", on_one_line(&entry.value, &path))
        })
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A key, without quotes where it needs none.
fn key_text(raw: &str) -> Cow<'_, str> {
    let bare = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    match content(raw) {
        Some(content) if bare(&content) => content,
        Some(content) => Cow::Owned(quoted(&content)),
        None => Cow::Borrowed(raw),
    }
}

/// A value as written; text between the quotes that need no escapes.
fn scalar_text(raw: &str) -> Cow<'_, str> {
    content(raw).map_or(Cow::Borrowed(raw), |content| Cow::Owned(quoted(&content)))
}

/// The text between quotes of one line. None for anything else, and where an escape stands for a character that is
/// better not seen as itself.
fn content(raw: &str) -> Option<Cow<'_, str>> {
    let between = |quote: &str| {
        let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.starts_with(quote)).then_some(inner)
    };
    if let Some(inner) = between("'") {
        return Some(Cow::Borrowed(inner));
    }
    let inner = between("\"")?;
    let mut text = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.push(letters.next().filter(|escaped| matches!(escaped, '"' | '\\'))?),
            _ => text.push(letter),
        }
    }
    Some(Cow::Owned(text))
}

/// Text between quotes as TOML has it: double ones, or single ones where these save escapes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let plain = !text.chars().any(char::is_control);
    if plain && text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if letter.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(letter))),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}
