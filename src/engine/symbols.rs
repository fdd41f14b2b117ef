//! Interned text: every text, entity and vocabulary word is the index of its symbol.

use rustc_hash::FxHashMap;

use crate::lang::program::{Constant, ConstantValue};

/// The texts of a world. The law's words come first, in the same order at build time and at run time.
///
/// Ids of other texts depend on the order of loading: they are never compared by size, sorted by, or printed.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    texts: Vec<Box<str>>,
    ids: FxHashMap<Box<str>, u32>,
}

impl Symbols {
    /// A table that begins with the given words; word `i` gets id `i`.
    #[must_use]
    pub fn with_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut symbols = Self::default();
        for word in words {
            symbols.intern(word);
        }
        symbols
    }

    /// The id of a text, new or known.
    pub fn intern(&mut self, text: &str) -> i64 {
        if let Some(id) = self.ids.get(text) {
            return i64::from(*id);
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        i64::from(id)
    }

    /// The id of a text that is already there.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<i64> {
        self.ids.get(text).map(|id| i64::from(*id))
    }

    /// The text of an id; empty for a word that is no id.
    #[must_use]
    pub fn text(&self, word: i64) -> &str {
        usize::try_from(word)
            .ok()
            .and_then(|index| self.texts.get(index))
            .map_or("", |text| text)
    }

    /// How many texts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The word of a constant, interning its text.
pub fn word_of(constant: &Constant, symbols: &mut Symbols) -> i64 {
    match &constant.value {
        ConstantValue::Text(text) => symbols.intern(text),
        ConstantValue::Number(number) => *number,
    }
}
