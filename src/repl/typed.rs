//! What stands before the cursor: an open text, a word, the atom being typed and its column.

/// The place of the cursor in a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed<'a> {
    /// First byte behind the quote of an open text.
    pub(crate) text_from: Option<usize>,
    /// First byte of the word that ends at the cursor.
    pub(crate) word_from: usize,
    /// The innermost open atom.
    pub(crate) atom: Option<OpenAtom<'a>>,
}

/// An atom without its closing bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenAtom<'a> {
    /// The relation; empty for another bracket.
    pub(crate) relation: &'a str,
    /// Index of the column being typed.
    pub(crate) column: usize,
    /// First byte of what is typed for it.
    pub(crate) term_from: usize,
}

/// Reads what stands before the cursor.
pub(crate) fn typed(before: &str) -> Typed<'_> {
    let mut atoms: Vec<OpenAtom<'_>> = Vec::new();
    let mut text_from = None;
    let mut chars = before.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if text_from.is_some() => {
                chars.next();
            }
            '\n' if text_from.is_some() => {
                text_from = None;
                atoms.clear();
            }
            '"' => text_from = if text_from.is_some() { None } else { Some(at + 1) },
            _ if text_from.is_some() => {}
            '(' | '[' | '{' => {
                let word = before.get(..at).unwrap_or_default();
                atoms.push(OpenAtom {
                    relation: word.get(word_start(word)..).unwrap_or_default(),
                    column: 0,
                    term_from: at + 1,
                });
            }
            ')' | ']' | '}' => {
                atoms.pop();
            }
            ',' => {
                if let Some(atom) = atoms.last_mut() {
                    atom.column += 1;
                    atom.term_from = at + 1;
                }
            }
            _ => {}
        }
    }
    Typed {
        text_from,
        word_from: word_start(before),
        atom: atoms.pop(),
    }
}

/// First byte of the word that a text ends with.
fn word_start(text: &str) -> usize {
    text.char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || *c == '_')
        .last()
        .map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_atom_its_column_and_an_open_text_are_found() {
        let found = typed("Amount(p, w), Verdict(\"a, (b\", \"삼");
        assert_eq!(found.text_from, Some("Amount(p, w), Verdict(\"a, (b\", \"".len()));
        let atom = found.atom.unwrap();
        assert_eq!((atom.relation, atom.column), ("Verdict", 1));
    }

    #[test]
    fn outside_brackets_there_is_only_a_word() {
        let found = typed("Amount(p, w), Ver");
        assert_eq!(found.atom, None);
        assert_eq!(found.word_from, "Amount(p, w), ".len());
        assert_eq!(typed("").word_from, 0);
    }
}
