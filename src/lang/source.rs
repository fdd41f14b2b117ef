//! Source texts and places in them: a span is a byte range of one file.

/// Index of a file in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A byte range `start..end` of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, end: Span) -> Span {
        Span {
            file: self.file,
            start: self.start.min(end.start),
            end: self.end.max(end.end),
        }
    }
}

/// The texts that spans point into, in the order they were added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<File>,
}

/// One text with the name that messages show for it.
#[derive(Clone, Debug)]
pub struct File {
    /// Path or label, as messages show it.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The first byte of each line but the first.
    lines: Vec<u32>,
}

impl Sources {
    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        self.files.push(File {
            name: name.into(),
            lines: ends
                .map(|(end, _)| u32::try_from(end + 1).unwrap_or(u32::MAX))
                .collect(),
            text,
        });
        id
    }

    /// The file of an id.
    #[must_use]
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// All files, in the order they were added.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Line and column (both from 1, columns in characters) of the first byte of a span.
    #[must_use]
    pub fn place(&self, span: Span) -> (u32, u32) {
        self.file(span.file).map_or((1, 1), |file| file.place(span.start))
    }
}

impl File {
    /// Line and column of a byte.
    fn place(&self, byte: u32) -> (u32, u32) {
        let before = self.lines.partition_point(|start| *start <= byte);
        let start = before.checked_sub(1).and_then(|last| self.lines.get(last));
        let start = start.copied().unwrap_or_default();
        let line = self.text.get(start as usize..).unwrap_or_default();
        let (_, column) = line_column(line, byte - start);
        (u32::try_from(before + 1).unwrap_or(u32::MAX), column)
    }
}

/// Line and column (both from 1, columns in characters) of a byte of `text`.
#[must_use]
pub fn line_column(text: &str, byte: u32) -> (u32, u32) {
    let mut end = (byte as usize).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = text.get(..end).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_by_the_lines_of_a_file_and_by_its_text() {
        let text = "하나\n\ntwo\r\n  셋 four\n";
        let mut sources = Sources::default();
        let file = sources.add("text", text);
        for byte in 0..u32::try_from(text.len()).unwrap() + 3 {
            let span = Span {
                file,
                start: byte,
                end: byte,
            };
            assert_eq!(sources.place(span), line_column(text, byte), "{byte}");
        }
    }
}
