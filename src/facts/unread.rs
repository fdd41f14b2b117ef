//! Where the reader of TOML stops making sense of a file: at a key without `=`, behind which it reads nothing more, and at
//! a bracket or a text that is never closed, which swallows all that follows. What it says about the rest follows from that.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ids::{EntityKind, Ids};

/// Quotes of texts, the longer ones first; whether `\` escapes in them, and whether they go on over lines.
const QUOTES: [(&str, bool, bool); 4] = [
    ("\"\"\"", true, true),
    ("'''", false, true),
    ("\"", true, false),
    ("'", false, false),
];

/// The bracket or the quotes at which something begins that never ends.
pub(super) fn unclosed(text: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((quotes, escapes, lines)) =
            QUOTES.into_iter().find(|(quotes, ..)| rest.starts_with(quotes))
        {
            let inside = at + quotes.len();
            match length(text.get(inside..).unwrap_or_default(), quotes, escapes, lines) {
                Some(length) => at = inside + length,
                None if lines => return Some(open.first().copied().unwrap_or(at)),
                None => at = inside,
            }
            continue;
        }
        let letter = rest.chars().next()?;
        match letter {
            '[' | '{' => open.push(at),
            ']' | '}' => {
                open.pop();
            }
            '#' => {
                at += rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            _ => {}
        }
        at += letter.len_utf8();
    }
    open.first().copied()
}

/// How far a text goes, its closing quotes included.
fn length(text: &str, quotes: &str, escapes: bool, lines: bool) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        if rest.starts_with(quotes) {
            return Some(at + quotes.len());
        }
        let mut letters = rest.chars();
        let letter = letters.next()?;
        at += letter.len_utf8();
        match letter {
            '\\' if escapes => at += letters.next().map_or(0, char::len_utf8),
            '\n' if !lines => return None,
            _ => {}
        }
    }
}

/// Notes the ids of the blocks in a part that is not read: whoever names them is not mistaken.
pub(super) fn declare_headers(unread: &str, ids: &mut Ids) {
    let headers = unread.lines().filter(|line| line.starts_with('['));
    for table in headers.filter_map(|header| DeTable::parse(header).ok()) {
        declare(table.get_ref(), ids);
    }
}

/// Notes the ids of the records in a table.
pub(super) fn declare(root: &DeTable<'_>, ids: &mut Ids) {
    for kind in EntityKind::ALL {
        let Some(DeValue::Table(table)) = root.get(kind.word()).map(Spanned::get_ref) else {
            continue;
        };
        for (id, record) in table {
            if matches!(record.get_ref(), DeValue::Table(_)) {
                ids.declare(kind, id.get_ref());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_ends_is_found_where_it_begins() {
        for (text, begins) in [
            ("[firm.f]\nsme = [{ from = 1 }]\n", None),
            ("a = [1, 2\nb = 3\n[firm.f]\n", Some("[1, 2")),
            ("a = [{ b = 1 ]\n", Some("[{ b")),
            ("a = \"[\"\nb = '{' # [\n", None),
            ("a = \"\"\"x\n[\n", Some("\"\"\"x")),
            ("a = \"\"\"x\\\"\"\"\"\n", None),
            // A text of one line ends with its line.
            ("a = \"x\nb = [1\n", Some("[1")),
        ] {
            let found = unclosed(text).map(|at| text.get(at..).unwrap_or_default());
            assert_eq!(found.is_some(), begins.is_some(), "{text}");
            assert!(
                found.unwrap_or_default().starts_with(begins.unwrap_or_default()),
                "{text}"
            );
        }
    }
}
