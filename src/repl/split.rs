//! One input, several commands: the input is cut at line ends outside brackets.
//!
//! A line also goes on behind a `,`. A text ends with its line, as in the language, and a blank line ends a command
//! whatever is open, so that one missing bracket does not swallow what follows.

/// What an input still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Nothing.
    Complete,
    /// A bracket is open, or the last line ends in a comma.
    Continues,
    /// A text has no closing quote.
    OpenText,
}

/// The commands of an input, without blanks around them. Remarks alone are no command.
#[must_use]
pub fn commands(text: &str) -> Vec<&str> {
    cut(text).0
}

/// What an input still needs before it can be handled.
pub(crate) fn rest(text: &str) -> Rest {
    cut(text).1
}

fn cut(text: &str) -> (Vec<&str>, Rest) {
    let mut found = Vec::new();
    let mut start = 0;
    let mut state = State::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\n' {
            if state.ends() {
                if state.last.is_some() {
                    found.push(text.get(start..at).unwrap_or_default().trim());
                }
                start = at + 1;
                state = State::default();
            }
            state.in_remark = false;
            state.blank_line = true;
            continue;
        }
        if !c.is_whitespace() {
            state.blank_line = false;
        }
        if state.in_remark || c.is_whitespace() && !state.in_text {
            continue;
        }
        match c {
            '\\' if state.in_text => {
                chars.next_if(|(_, next)| *next != '\n');
            }
            '"' => state.in_text = !state.in_text,
            _ if state.in_text => {}
            '/' if chars.peek().is_some_and(|(_, next)| *next == '/') => {
                state.in_remark = true;
                continue;
            }
            '(' | '[' | '{' => state.depth += 1,
            ')' | ']' | '}' => state.depth = state.depth.saturating_sub(1),
            _ => {}
        }
        state.last = Some(c);
    }
    if state.last.is_some() {
        found.push(text.get(start..).unwrap_or_default().trim());
    }
    let rest = if state.in_text {
        Rest::OpenText
    } else if state.ends() {
        Rest::Complete
    } else {
        Rest::Continues
    };
    (found, rest)
}

#[derive(Debug)]
struct State {
    depth: usize,
    in_text: bool,
    in_remark: bool,
    blank_line: bool,
    last: Option<char>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            depth: 0,
            in_text: false,
            in_remark: false,
            blank_line: true,
            last: None,
        }
    }
}

impl State {
    /// Whether a line end here ends the command.
    fn ends(&self) -> bool {
        self.in_text || self.blank_line || (self.depth == 0 && self.last != Some(','))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_of_several_lines_is_several_commands() {
        assert_eq!(commands("A(a)\nB(b)\n"), ["A(a)", "B(b)"]);
        assert_eq!(commands("A(a,\n  b)\nhelp"), ["A(a,\n  b)", "help"]);
        assert_eq!(commands("A(a),\nB(b)\r\nC(c)"), ["A(a),\nB(b)", "C(c)"]);
        assert_eq!(commands("\n // only a remark (\n\n"), Vec::<&str>::new());
    }

    #[test]
    fn brackets_in_texts_and_remarks_do_not_count() {
        assert_eq!(
            commands("A(\"(\")\nB(b) // (\nC(c)"),
            ["A(\"(\")", "B(b) // (", "C(c)"]
        );
        assert_eq!(commands("A(\"a\\\"(\")\nB"), ["A(\"a\\\"(\")", "B"]);
    }

    #[test]
    fn a_missing_bracket_or_quote_does_not_swallow_the_rest() {
        assert_eq!(commands("A(\"x)\nhelp"), ["A(\"x)", "help"]);
        assert_eq!(commands("A(x\n\nhelp"), ["A(x", "help"]);
        assert_eq!(commands("A)\nhelp"), ["A)", "help"]);
    }

    #[test]
    fn an_open_bracket_or_a_comma_waits_for_more_and_a_blank_line_ends_the_waiting() {
        assert_eq!(rest("A(x"), Rest::Continues);
        assert_eq!(rest("A(x),"), Rest::Continues);
        assert_eq!(rest("A(x), // more"), Rest::Continues);
        assert_eq!(rest("A(x\n"), Rest::Complete);
        assert_eq!(rest("A(\"x"), Rest::OpenText);
        assert_eq!(rest("A(x)"), Rest::Complete);
        assert_eq!(rest(""), Rest::Complete);
    }
}
