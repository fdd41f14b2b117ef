//! The help of the command line, wrapped at words.

use std::borrow::Cow;

use textwrap::core::display_width;

/// Most columns of a help text.
const MOST: usize = 100;

/// A help text with no line wider than the terminal, but for commands to be copied.
pub(super) fn wrapped(text: &str, columns: usize) -> String {
    let columns = columns.min(MOST);
    let mut lines: Vec<Cow<'_, str>> = Vec::new();
    for line in text.lines() {
        if display_width(line) <= columns || line.trim_start().starts_with("tenderlog ") {
            lines.push(Cow::Borrowed(line.trim_end()));
            continue;
        }
        let (begin, said) = line.split_at(described(line));
        let indent = " ".repeat(display_width(begin));
        let options = textwrap::Options::new(columns)
            .initial_indent(begin)
            .subsequent_indent(&indent)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        lines.extend(
            textwrap::wrap(said, options)
                .into_iter()
                .map(|line| Cow::Owned(line.into_owned())),
        );
    }
    lines.join("\n") + "\n"
}

/// Where the description begins in a line: behind a name and a gap, or behind the indentation.
fn described(line: &str) -> usize {
    let indent = line.len() - line.trim_start().len();
    let rest = line.get(indent..).unwrap_or_default();
    let behind = rest.find("  ").map(|gap| {
        let after = rest.get(gap..).unwrap_or_default();
        indent + gap + after.len() - after.trim_start().len()
    });
    behind.unwrap_or(indent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_stay_in_their_column_and_commands_whole() {
        let text = "Commands:\n  sweep     Find all values of a column\n      Behind an indentation of its own\n  tenderlog ask 'Verdict(firm, project, role, outcome)'\n";
        assert_eq!(
            wrapped(text, 24),
            "Commands:\n  sweep     Find all\n            values of a\n            column\n      Behind an\n      indentation of its\n      own\n  tenderlog ask 'Verdict(firm, project, role, outcome)'\n"
        );
    }
}
