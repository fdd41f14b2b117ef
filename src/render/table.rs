//! Columns aligned by display width: a Hangul syllable takes two places. No line ends in blanks.

use owo_colors::Style;
use unicode_width::UnicodeWidthStr;

use super::Look;

/// How a column is aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Texts.
    Left,
    /// Numbers.
    Right,
}

/// Least width of a column that is cut.
const LEAST: usize = 8;

/// Least room for a remark behind the columns.
const ROOM: usize = 24;

/// Most lines of a remark behind the columns; a longer one stands below the row, where it has more room.
const MOST_LINES: usize = 2;

/// A text as wide as a column at most, `…` where it was cut.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if kept.width() + 1 > width {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// Columns with a header, and a remark behind some rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Title and alignment of each column.
    pub(crate) columns: Vec<(String, Align)>,
    /// Cells of each row, one a column.
    pub(crate) rows: Vec<Vec<String>>,
    /// Remark of each row; empty for none.
    pub(crate) remarks: Vec<String>,
}

impl Table {
    /// The table as lines, each with a line end.
    pub(crate) fn render(&self, look: Look) -> String {
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, (title, _))| {
                self.rows
                    .iter()
                    .filter_map(|row| row.get(index))
                    .map(|cell| cell.width())
                    .chain([title.width()])
                    .max()
                    .unwrap_or_default()
            })
            .collect();
        let widths = self.fitted(widths, look);
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| title.clone()).collect();
        let mut out = self.line(&titles, &widths, "", look, Style::new().bold());
        for (index, row) in self.rows.iter().enumerate() {
            let remark = self.remarks.get(index).map_or("", String::as_str);
            out.push_str(&self.line(row, &widths, remark, look, Style::new()));
        }
        out
    }

    /// Widths that fit the terminal: the widest columns of texts lose first, none below [`LEAST`].
    fn fitted(&self, mut widths: Vec<usize>, look: Look) -> Vec<usize> {
        while look.cut && widths.iter().sum::<usize>() + 2 * widths.len() > look.width + 1 {
            let texts = widths
                .iter_mut()
                .zip(&self.columns)
                .filter(|(width, (_, align))| *align == Align::Left && **width > LEAST);
            let Some((widest, _)) = texts.max_by_key(|(width, _)| **width) else {
                break;
            };
            *widest -= 1;
        }
        widths
    }

    fn line(&self, cells: &[String], widths: &[usize], remark: &str, look: Look, style: Style) -> String {
        let mut out = String::new();
        let mut pending = 1;
        for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(&self.columns) {
            let cell = &cut(cell, *width);
            let space = width.saturating_sub(cell.width());
            let (before, after) = match align {
                Align::Left => (0, space),
                Align::Right => (space, 0),
            };
            if cell.is_empty() {
                pending += space;
            } else {
                out.push_str(&" ".repeat(pending + before));
                out.push_str(&if style == Style::new() {
                    cell.clone()
                } else {
                    look.paint(cell, style)
                });
                pending = after;
            }
            pending += 2;
        }
        if !remark.is_empty() {
            let indent = 1 + widths.iter().map(|width| width + 2).sum::<usize>();
            let told = told_within(remark, indent, look);
            if !told.starts_with('\n') {
                out.push_str(&" ".repeat(pending));
            }
            out.push_str(&told);
        }
        out.push('\n');
        out
    }
}

/// A remark behind so many columns; where the terminal is too narrow for it, on more lines under each other.
fn told_within(remark: &str, indent: usize, look: Look) -> String {
    let dimmed = |line: &str| look.paint(line, Style::new().dimmed());
    if !look.cut || indent + remark.width() <= look.width {
        return dimmed(remark);
    }
    let (indent, first) = match look.width.saturating_sub(indent) {
        room if room >= ROOM && remark.width() <= MOST_LINES * room => (indent, String::new()),
        _ => (4, format!("\n{}", " ".repeat(4))),
    };
    let options = textwrap::Options::new(look.width.saturating_sub(indent))
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .word_separator(textwrap::WordSeparator::AsciiSpace);
    let lines: Vec<String> = textwrap::wrap(remark, options)
        .iter()
        .map(|line| dimmed(line))
        .collect();
    first + &lines.join(&format!("\n{}", " ".repeat(indent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[(&str, Align)], rows: &[&[&str]]) -> Table {
        Table {
            columns: columns
                .iter()
                .map(|(title, align)| ((*title).to_owned(), *align))
                .collect(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
                .collect(),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn hangul_takes_two_places() {
        let table = table(
            &[
                ("firm", Align::Left),
                ("won", Align::Right),
                ("outcome", Align::Left),
            ],
            &[
                &["삼성에스디에스", "7", "barred"],
                &["LG CNS", "21,000", "allowed"],
            ],
        );
        assert_eq!(
            table.render(Look::default()),
            " firm               won  outcome\n \
              삼성에스디에스       7  barred\n \
              LG CNS          21,000  allowed\n"
        );
    }

    #[test]
    fn a_table_is_cut_to_the_terminal_where_that_is_wanted() {
        let table = table(
            &[("firm", Align::Left), ("won", Align::Right)],
            &[&[
                "a rather long name of a firm, with 삼성에스디에스",
                "21,000,000,000",
            ]],
        );
        let look = Look {
            width: 40,
            cut: true,
            ..Look::default()
        };
        let cut = table.render(look);
        assert!(cut.lines().all(|line| line.width() <= 40), "{cut}");
        assert!(cut.contains('…') && cut.contains("21,000,000,000"), "{cut}");
        assert!(!table.render(Look::default()).contains('…'));
    }

    #[test]
    fn no_line_ends_in_blanks() {
        let mut table = table(
            &[("a", Align::Left), ("long title", Align::Left)],
            &[&["x", ""], &["", "y"], &["z", "w"]],
        );
        table.remarks = vec![String::new(), String::new(), "turns on: sales".to_owned()];
        assert_eq!(
            table.render(Look::default()),
            " a  long title\n x\n    y\n z  w           turns on: sales\n"
        );
    }
    #[test]
    fn a_remark_goes_on_below_itself_where_the_terminal_ends() {
        let mut one = table(&[("firm", Align::Left)], &[&["삼성SDS"]]);
        one.remarks = vec!["turns on: component-amounts, group-status".to_owned()];
        let look = |width| Look {
            width,
            cut: true,
            ..Look::default()
        };
        assert_eq!(
            one.render(look(40)),
            " firm\n 삼성SDS  turns on: component-amounts,\n          group-status\n"
        );
        assert_eq!(
            one.render(look(30)),
            " firm\n 삼성SDS\n    turns on:\n    component-amounts,\n    group-status\n"
        );
        assert!(
            one.render(Look::default())
                .ends_with("turns on: component-amounts, group-status\n")
        );
    }
}
