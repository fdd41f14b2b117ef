//! What the codes of messages mean: `codes.toml`, an entry a code.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::lang::suggest::nearest;

const TEXT: &str = include_str!("codes.toml");
const WIDTH: usize = 80;

/// What is said of a code. One of `session`, `facts`, `scenario`, `law`, `shell` and `when` is there.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// What it means.
    pub means: String,
    /// What to do about it.
    pub cure: String,
    /// Lines of a session on the built-in facts that produce it.
    pub session: Option<String>,
    /// A fact file that produces it.
    pub facts: Option<String>,
    /// Name of the fact file, where that matters.
    pub file: Option<String>,
    /// A second fact file beside it.
    pub beside: Option<String>,
    /// Name of the second file.
    pub beside_file: Option<String>,
    /// A scenario file that produces it.
    pub scenario: Option<String>,
    /// A rule file of the law that produces it.
    pub law: Option<String>,
    /// Lines of a shell that produce it.
    pub shell: Option<String>,
    /// How it comes about, in words.
    pub when: Option<String>,
}

/// All codes with what is said of them.
#[must_use]
pub fn code_entries() -> BTreeMap<String, CodeEntry> {
    // A test reads the file; it is part of the program.
    toml::from_str(TEXT).unwrap_or_default()
}

/// What a code means, how it comes about and what to do; the part before `::` may be left out where one code ends so.
#[must_use]
pub fn code_help(code: &str) -> Option<String> {
    let entries = code_entries();
    if let Some(entry) = entries.get(code) {
        return Some(told(code, entry));
    }
    let mut short = entries
        .iter()
        .filter(|(known, _)| known.split_once("::").is_some_and(|(_, name)| name == code));
    match (short.next(), short.next()) {
        (Some((known, entry)), None) => Some(told(known, entry)),
        _ => None,
    }
}

/// What to do about a code, for a message that says nothing of it.
pub(super) fn code_cure(code: &str) -> Option<String> {
    static CURES: LazyLock<BTreeMap<String, CodeEntry>> = LazyLock::new(code_entries);
    let cure = &CURES.get(code)?.cure;
    let cure = cure.strip_suffix('.').unwrap_or(cure);
    // Advice begins small, unless its first word is a name.
    let mut letters = cure.chars();
    let first = letters.next()?;
    Some(first.to_lowercase().chain(letters).collect())
}

/// The code that is written most like another one.
#[must_use]
pub fn code_like(code: &str) -> Option<String> {
    nearest(code, code_entries().keys().map(String::as_str))
}

fn told(code: &str, entry: &CodeEntry) -> String {
    let mut out = format!("{code}\n");
    wrap(&mut out, &entry.means);
    if let Some(when) = &entry.when {
        wrap(&mut out, &format!("It comes about so: {when}"));
    }
    let file = |name: &Option<String>| name.clone().unwrap_or_else(|| "example.toml".to_owned());
    let examples = [
        ("in a session".to_owned(), &entry.session),
        (file(&entry.file), &entry.facts),
        (file(&entry.beside_file), &entry.beside),
        ("scenario.dl".to_owned(), &entry.scenario),
        ("a rule file of the law".to_owned(), &entry.law),
        ("in a shell".to_owned(), &entry.shell),
    ];
    for (title, text) in examples {
        let Some(text) = text else { continue };
        out.push_str(&format!("for example, {title}:\n"));
        for line in text.trim_end().lines() {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        }
    }
    wrap(&mut out, &format!("Cure: {}", entry.cure));
    out
}

fn wrap(out: &mut String, text: &str) {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent("  ")
        .subsequent_indent("  ");
    for line in textwrap::wrap(text, options) {
        out.push_str(&line);
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_with_example_and_cure() {
        let told = code_help("lang::used-once").unwrap();
        assert_eq!(code_help("used-once").as_ref(), Some(&told));
        assert_eq!(
            told,
            "lang::used-once\n  \
             A variable of a rule stands at one place only, which is most often a slip of\n  the pen.\n\
             for example, in a session:\n    Costly(project) <- Amount(project, won);\n  \
             Cure: Write `_` for a column that does not matter.\n"
        );
        assert_eq!(code_help("duplicate"), None);
        assert_eq!(code_like("lang::usd-once").as_deref(), Some("lang::used-once"));
    }
}
