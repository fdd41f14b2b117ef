//! A page: headings, columns whose last one wraps, and paragraphs. What is said dimly stands behind a text if the line
//! has room for it, and below it otherwise.

use owo_colors::Style;
use unicode_width::UnicodeWidthStr;

use crate::facts::EntityKind;
use crate::lang::date;
use crate::render::reasons::{options, value_text};
use crate::render::table::Align;
use crate::render::{Look, plain, terms};
use crate::world::{Place, Value, korean_word};

/// Columns that the last cell needs; where there are fewer the cells stand one behind another.
const NARROWEST: usize = 20;

/// A page as it is written.
pub(super) struct Page {
    pub(super) out: String,
    pub(super) look: Look,
}

/// A line in columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// Cells before the last.
    pub(super) cells: Vec<String>,
    /// The last cell, which wraps.
    pub(super) text: String,
    /// What is said dimly behind it.
    pub(super) aside: String,
}

impl Row {
    /// A label and a text.
    pub(super) fn pair(label: &str, text: impl Into<String>) -> Self {
        Self {
            cells: vec![label.to_owned()],
            text: text.into(),
            aside: String::new(),
        }
    }

    /// A text alone.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// The same with something said dimly behind it.
    pub(super) fn beside(self, aside: impl Into<String>) -> Self {
        Self {
            aside: aside.into(),
            ..self
        }
    }
}

impl Page {
    pub(super) fn new(look: Look) -> Self {
        Self {
            out: String::new(),
            look,
        }
    }

    /// Words of the page's own, in its language.
    pub(super) fn say(&self, english: &str, korean: &str) -> String {
        self.look.say(english, korean)
    }

    /// A word of a vocabulary as it is read.
    pub(super) fn word(&self, kind: &str, word: &str) -> String {
        terms::word(kind, word, self.look)
    }

    /// A text that the law may know.
    pub(super) fn text(&self, text: &str) -> String {
        plain(&self.say(text, korean_word("Text", text).unwrap_or(text)))
    }

    /// What something is.
    pub(super) fn kind(&self, kind: EntityKind) -> String {
        self.word("Entity", kind.word())
    }

    /// A value.
    pub(super) fn value(&self, value: &Value) -> String {
        value_text(value, self.look.language)
    }

    /// An amount of won.
    pub(super) fn won(&self, won: i64) -> String {
        self.value(&Value::Won(won))
    }

    /// Days from one to another: the last is the day before `until`.
    pub(super) fn days(&self, from: i64, until: i64) -> String {
        let first = date::format(from);
        if until == date::OPEN {
            return self.say(&format!("from {first}"), &format!("{first}부터"));
        }
        let last = date::format(until - 1);
        self.say(&format!("{first} to {last}"), &format!("{first}부터 {last}까지"))
    }

    /// Where something is written: `facts/groups/samsung.toml:12`, or several of these.
    pub(super) fn places(&self, places: &[Place]) -> String {
        let mut shown: Vec<String> = places
            .iter()
            .map(|place| plain(&format!("{}:{}", place.file, place.line)))
            .collect();
        shown.dedup();
        if shown.is_empty() {
            self.say("assumed, or set by hand", "가정하였거나 직접 입력함")
        } else {
            shown.join(", ")
        }
    }

    /// The title of the page.
    pub(super) fn title(&mut self, text: &str) {
        let text = plain(text);
        self.wrapped(&text, "", "", Style::new().bold());
    }

    /// A heading, with an empty line before it.
    pub(super) fn heading(&mut self, text: &str) {
        self.out.push('\n');
        let text = plain(text);
        self.wrapped(&text, "", "", Style::new().bold());
    }

    /// Something said dimly.
    pub(super) fn aside(&mut self, text: &str) {
        self.wrapped(text, " ", "   ", Style::new().dimmed());
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.rows(&[Row::text(text)], &[]);
    }

    /// Lines in columns, aligned by display width. Columns without an alignment are texts.
    pub(super) fn rows(&mut self, rows: &[Row], aligns: &[Align]) {
        let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|at| {
                let cells = rows.iter().filter_map(|row| row.cells.get(at));
                cells.map(|cell| cell.width()).max().unwrap_or_default()
            })
            .collect();
        for row in rows {
            let mut before = String::from(" ");
            for (at, width) in widths.iter().enumerate() {
                let cell = row.cells.get(at).map_or("", String::as_str);
                let space = " ".repeat(width.saturating_sub(cell.width()));
                match aligns.get(at) {
                    Some(Align::Right) => before.push_str(&format!("{space}{cell}  ")),
                    _ => before.push_str(&format!("{cell}{space}  ")),
                }
            }
            if before.width() + NARROWEST > self.look.width.max(40) {
                let cells = row.cells.iter().map(String::as_str).chain([row.text.as_str()]);
                self.wrapped(&cells.collect::<Vec<_>>().join(", "), " ", "   ", Style::new());
                if !row.aside.is_empty() {
                    self.wrapped(&row.aside, "   ", "     ", Style::new().dimmed());
                }
                continue;
            }
            let under = " ".repeat(before.width());
            let start = self.out.len();
            self.wrapped(&row.text, &before, &format!("{under}  "), Style::new());
            if !row.aside.is_empty() {
                self.behind(start, &row.aside, &under);
            }
        }
    }

    /// Says something dimly behind the text written from `start` on.
    fn behind(&mut self, start: usize, aside: &str, under: &str) {
        let last = self
            .out
            .get(start..)
            .and_then(|text| text.lines().last())
            .unwrap_or_default();
        let empty = last.trim().is_empty();
        let room = self.look.width.max(40).saturating_sub(last.width() + 2);
        if aside.width() <= room || empty {
            if empty {
                self.out.truncate(start);
                self.out.push_str(under);
            } else {
                self.out.pop();
                self.out.push_str("  ");
            }
            let aside = self.look.paint(aside, Style::new().dimmed());
            self.out.push_str(&aside);
            self.out.push('\n');
        } else {
            let widest = aside
                .split(' ')
                .map(UnicodeWidthStr::width)
                .max()
                .unwrap_or_default();
            let fits = under.width() + 4 + widest <= self.look.width.max(40);
            let under = if fits { under } else { " " };
            self.wrapped(
                aside,
                &format!("{under}  "),
                &format!("{under}    "),
                Style::new().dimmed(),
            );
        }
    }

    /// Writes a text over as many lines as the width asks for; no line ends in blanks.
    pub(super) fn wrapped(&mut self, text: &str, first: &str, other: &str, style: Style) {
        if text.is_empty() {
            self.out.push_str(first.trim_end());
            self.out.push('\n');
            return;
        }
        for (number, line) in textwrap::wrap(text, options(first, other, self.look))
            .into_iter()
            .enumerate()
        {
            let indent = if number == 0 { first } else { other };
            let (indent, rest) = line.split_at(indent.len().min(line.len()));
            self.out.push_str(indent);
            self.out.push_str(&self.look.paint(rest.trim_end(), style));
            self.out.push('\n');
        }
    }
}

/// Numbers in order, runs of three and more put together: `15–21, 31, 34`.
pub(super) fn runs(numbers: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => parts.push((*number, *number)),
        }
    }
    let shown: Vec<String> = parts
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first}–{last}"),
        })
        .collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Language;

    #[test]
    fn columns_are_aligned_by_display_width_and_the_last_one_wraps() {
        let mut page = Page::new(Look {
            width: 40,
            ..Look::default()
        });
        page.rows(
            &[
                Row::pair("삼성", "a text that does not fit in one line of forty").beside("a.toml:1"),
                Row::pair("long label", "short").beside("b.toml:2"),
            ],
            &[],
        );
        assert_eq!(
            page.out,
            " 삼성        a text that does not fit in\n               one line of forty\n               a.toml:1\n long label  short  b.toml:2\n"
        );
    }

    #[test]
    fn runs_of_three_are_put_together() {
        assert_eq!(runs(&[1, 2, 4, 6, 7, 8]), "1, 2, 4, 6–8");
    }

    #[test]
    fn an_interval_is_read_with_its_last_day() {
        let day = |text| date::parse(text).unwrap();
        let (from, until) = (day("2019-05-15"), day("2021-05-01"));
        let page = Page::new(Look::default());
        assert_eq!(page.days(from, until), "2019-05-15 to 2021-04-30");
        assert_eq!(page.days(until, date::OPEN), "from 2021-05-01");
        let page = Page::new(Look {
            language: Language::Korean,
            ..Look::default()
        });
        assert_eq!(page.days(from, until), "2019-05-15부터 2021-04-30까지");
        assert_eq!(page.days(until, date::OPEN), "2021-05-01부터");
    }
}
