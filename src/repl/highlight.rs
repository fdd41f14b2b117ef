//! Colours of a line while it is typed. What is wrong is underlined as well, so that colour carries nothing alone.

use owo_colors::Style;

use super::command::all_commands;
use crate::lang::lexer::lex;
use crate::lang::source::FileId;
use crate::lang::token::{Token, TokenKind};
use crate::world::Completions;

/// Commands whose words are a question, an atom, a fact or a rule.
const ASKING: [&str; 13] = [
    "why", "whynot", "readings", "missing", "flip", "sweep", "timeline", "assume", "retract", "log", "blame",
    "edit", "derived",
];

/// The line with escape codes; without them it is the same line.
pub(crate) fn highlight(known: &Completions, line: &str, cursor: usize) -> String {
    let mut out = String::with_capacity(2 * line.len());
    let mut written = 0;
    for (start, end, style) in styled(known, line, cursor) {
        let (Some(before), Some(part)) = (line.get(written..start), line.get(start..end)) else {
            continue;
        };
        out.push_str(before);
        out.push_str(&style.style(part).to_string());
        written = end;
    }
    out.push_str(line.get(written..).unwrap_or_default());
    out
}

/// Parts of a line in order, with their styles.
fn styled(known: &Completions, line: &str, cursor: usize) -> Vec<(usize, usize, Style)> {
    let lexed = lex(FileId(0), line);
    let place = |token: &Token| (token.span.start as usize, token.span.end as usize);
    let brackets = brackets(&lexed.tokens, cursor);
    let mut found = Vec::new();
    for (index, token) in lexed.tokens.iter().enumerate() {
        let (start, end) = place(token);
        let next = lexed.tokens.get(index + 1).map(|token| &token.kind);
        let style = match &token.kind {
            TokenKind::Ident(name) if index == 0 && all_commands().any(|(word, ..)| word == name) => {
                found.push((start, end, Style::new().bold().blue()));
                if ASKING.contains(&name.as_str()) {
                    continue;
                }
                return found;
            }
            TokenKind::Ident(name) if known.relation(name).is_some() => Some(Style::new().cyan()),
            // A relation that there is not, or not yet.
            TokenKind::Ident(_) if next == Some(&TokenKind::LeftParen) => None,
            TokenKind::Ident(name) if matches!(name.as_str(), "let" | "count" | "sum" | "min" | "max") => {
                Some(Style::new().bold())
            }
            TokenKind::Ident(_) | TokenKind::Wildcard => Some(Style::new().yellow()),
            TokenKind::Text(_) => Some(Style::new().green()),
            TokenKind::Number(_) | TokenKind::Won(_) | TokenKind::Percent(_) | TokenKind::Date(_) => {
                Some(Style::new().magenta())
            }
            TokenKind::Doc(_) => Some(Style::new().dimmed()),
            _ => brackets
                .iter()
                .find(|(at, _)| *at == index)
                .map(|(_, style)| *style),
        };
        found.extend(style.map(|style| (start, end, style)));
    }
    found
}

/// Brackets that have no other half, and the pair at the cursor, by number of token.
fn brackets(tokens: &[Token], cursor: usize) -> Vec<(usize, Style)> {
    let mut open: Vec<(usize, &TokenKind)> = Vec::new();
    let mut found = Vec::new();
    let at_cursor = |index: usize| {
        let span = tokens.get(index).map(|token| token.span);
        span.is_some_and(|span| (span.start as usize..=span.end as usize).contains(&cursor))
    };
    for (index, token) in tokens.iter().enumerate() {
        let opening = match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBrace => {
                open.push((index, &token.kind));
                continue;
            }
            TokenKind::RightParen => TokenKind::LeftParen,
            TokenKind::RightBrace => TokenKind::LeftBrace,
            _ => continue,
        };
        match open.last() {
            Some((first, kind)) if **kind == opening => {
                if at_cursor(index) || at_cursor(*first) {
                    found.extend([*first, index].map(|one| (one, Style::new().bold())));
                }
                open.pop();
            }
            _ => found.push((index, Style::new().red().bold().underline())),
        }
    }
    found.extend(
        open.into_iter()
            .map(|(index, _)| (index, Style::new().underline())),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::KnownRelation;

    fn known() -> Completions {
        Completions {
            relations: vec![KnownRelation {
                name: "Amount".to_owned(),
                columns: Vec::new(),
            }],
            ..Completions::default()
        }
    }

    /// The line with its styles in words.
    fn told(line: &str, cursor: usize) -> String {
        let names = [
            ("command", Style::new().bold().blue()),
            ("relation", Style::new().cyan()),
            ("variable", Style::new().yellow()),
            ("text", Style::new().green()),
            ("number", Style::new().magenta()),
            ("excess", Style::new().red().bold().underline()),
            ("open", Style::new().underline()),
            ("pair", Style::new().bold()),
            ("doc", Style::new().dimmed()),
        ];
        let parts = styled(&known(), line, cursor);
        let name = |style: &Style| {
            let found = names.iter().find(|(_, known)| known == style);
            found.map_or("?", |(name, _)| name)
        };
        let told: Vec<String> = parts
            .iter()
            .map(|(start, end, style)| format!("{}:{}", name(style), &line[*start..*end]))
            .collect();
        told.join(" ")
    }

    #[test]
    fn relations_variables_texts_and_numbers_are_told_apart() {
        assert_eq!(
            told("Amount(p, w), Other(_, \"삼성 (\"), (w < 8bn)", 0),
            "relation:Amount variable:p variable:w variable:_ text:\"삼성 (\" variable:w number:8bn"
        );
        assert_eq!(
            told("why Amount(p", 12),
            "command:why relation:Amount open:( variable:p"
        );
        assert_eq!(told("show Amount 8bn", 0), "command:show");
        assert_eq!(told("\"never closed", 0), "text:\"never closed");
        assert_eq!(told("/// 문장", 0), "doc:/// 문장");
    }

    #[test]
    fn brackets_without_another_half_stand_out_and_the_pair_at_the_cursor_is_shown() {
        assert_eq!(told("Amount(p))", 0), "relation:Amount variable:p excess:)");
        assert_eq!(told("((p)", 1), "open:( pair:( variable:p pair:)");
        assert_eq!(told("(p}", 9), "open:( variable:p excess:}");
    }

    #[test]
    fn colours_change_no_letter() {
        for line in ["Amount(p, \"삼\"), !x", "why  a // b", "}}((\\", ""] {
            let coloured = highlight(&known(), line, 0);
            let mut plain = String::new();
            let mut rest = coloured.as_str();
            while let Some((before, after)) = rest.split_once('\u{1b}') {
                plain.push_str(before);
                rest = after.split_once('m').unwrap().1;
            }
            assert_eq!(plain + rest, line);
        }
    }
}
