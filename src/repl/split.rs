//! One input, several commands: the input is cut at line ends outside brackets.
//!
//! A line also goes on behind a `,` or a `<-`, and what stands above a rule (`/// sentence`, `@cite(…)`) goes on with
//! the line below it. A text ends with its line, as in the language, and a blank line ends a command whatever is open,
//! so that one missing bracket does not swallow what follows.

/// What an input still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// Nothing.
    Complete,
    /// A bracket is open, the last line ends in a comma or an arrow, or it stands above a rule that is to come.
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
            let command = text.get(start..at).unwrap_or_default().trim();
            if state.blank_line || state.ends() && !above_a_rule(command) {
                if state.last.is_some() {
                    found.push(command);
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
                chars.next();
                // A remark is nothing, but a sentence for a rule is something.
                if chars.peek().is_none_or(|(_, next)| *next != '/') {
                    continue;
                }
            }
            '(' | '[' | '{' => state.depth += 1,
            ')' | ']' | '}' => state.depth = state.depth.saturating_sub(1),
            _ => {}
        }
        state.arrow = c == '-' && text.get(..at).is_some_and(|before| before.ends_with('<'));
        state.last = Some(c);
    }
    let command = text.get(start..).unwrap_or_default().trim();
    if state.last.is_some() {
        found.push(command);
    }
    let rest = if state.in_text {
        Rest::OpenText
    } else if state.blank_line || state.ends() && !above_a_rule(command) {
        Rest::Complete
    } else {
        Rest::Continues
    };
    (found, rest)
}

/// Whether a command has nothing but sentences `/// …` and annotations `@name(…)` so far.
fn above_a_rule(command: &str) -> bool {
    let mut rest = command;
    while !rest.is_empty() {
        let line = rest.split_once('\n').unwrap_or((rest, ""));
        if rest.starts_with("//") {
            rest = line.1.trim_start();
        } else if rest.starts_with('@') {
            let Some(end) = closing_bracket(rest) else {
                return false;
            };
            rest = rest.get(end + 1..).unwrap_or_default().trim_start();
        } else {
            return false;
        }
    }
    command.starts_with("///") || command.starts_with('@')
}

/// Where the first bracket closes, outside of texts.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut in_text = false;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if in_text => {
                chars.next();
            }
            '"' => in_text = !in_text,
            ')' if !in_text => return Some(at),
            _ => {}
        }
    }
    None
}

#[derive(Debug)]
struct State {
    depth: usize,
    in_text: bool,
    in_remark: bool,
    blank_line: bool,
    last: Option<char>,
    arrow: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            depth: 0,
            in_text: false,
            in_remark: false,
            blank_line: true,
            last: None,
            arrow: false,
        }
    }
}

impl State {
    /// Whether a line end here ends the command.
    fn ends(&self) -> bool {
        self.in_text || self.blank_line || (self.depth == 0 && self.last != Some(',') && !self.arrow)
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
    fn a_rule_goes_on_behind_its_arrow_and_below_what_stands_above_it() {
        let rule = "/// {p} is dear.\n@cite(\"a)b\")\n// why\nDear(p) <-\n  A(p, w), (w > 1)";
        assert_eq!(commands(&format!("{rule}\nhelp")), [rule, "help"]);
        assert_eq!(
            commands("@rule(\"x\") A(p) <- B(p)\nhelp"),
            ["@rule(\"x\") A(p) <- B(p)", "help"]
        );
        for open in ["/// a", "@cite(\"a\")", "/// a\n@cite(\"b\")", "A(p) <-"] {
            assert_eq!(rest(open), Rest::Continues, "{open}");
            assert_eq!(rest(&format!("{open}\n")), Rest::Complete, "{open}");
        }
        assert_eq!(commands("/// alone\n\nhelp"), ["/// alone", "help"]);
        assert_eq!(commands("(a < -\nb)"), ["(a < -\nb)"]);
        assert_eq!(rest("a < -"), Rest::Complete);
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
