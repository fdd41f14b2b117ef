//! A TOML text as blocks of keys with the remarks that stand at them, read from the parser's events.
//!
//! The text is one that parses; nothing is decoded, so every value keeps its spelling.

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, parse_document};

/// A file.
#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    pub(super) blocks: Vec<Block<'t>>,
    /// Remarks behind the last block, see [`Block::above`].
    pub(super) tail: Vec<&'t str>,
}

/// A header with the keys below it, or the keys that stand above every header.
#[derive(Debug, Default)]
pub(super) struct Block<'t> {
    /// Remarks above the header, an empty line between paragraphs; an empty one at the end if they stand apart.
    pub(super) above: Vec<&'t str>,
    pub(super) header: Option<Header<'t>>,
    /// Remarks below the header and apart from the first key.
    pub(super) head: Vec<&'t str>,
    pub(super) entries: Vec<Entry<'t>>,
    /// Remarks right behind the last key and apart from what follows.
    pub(super) below: Vec<&'t str>,
}

/// `[a.b]` or `[[a.b]]`.
#[derive(Debug)]
pub(super) struct Header<'t> {
    pub(super) listed: bool,
    /// The keys as written.
    pub(super) path: Vec<&'t str>,
    /// The remark behind it.
    pub(super) behind: Option<&'t str>,
}

/// `a.b = value`.
#[derive(Debug)]
pub(super) struct Entry<'t> {
    /// Remarks above.
    pub(super) above: Vec<&'t str>,
    /// The keys as written.
    pub(super) path: Vec<&'t str>,
    pub(super) value: Value<'t>,
    /// The remark behind it.
    pub(super) behind: Option<&'t str>,
}

/// What a key holds.
#[derive(Debug)]
pub(super) enum Value<'t> {
    /// Text, number, date, `true` or `false`, as written.
    Scalar(&'t str),
    List(Items<Item<'t>, &'t str>),
    Table(Items<Entry<'t>, &'t str>),
}

/// What stands between brackets.
#[derive(Debug)]
pub(super) struct Items<T, R> {
    pub(super) items: Vec<T>,
    /// Remarks behind the last one.
    pub(super) below: Vec<R>,
}

/// An entry of a list.
#[derive(Debug)]
pub(super) struct Item<'t> {
    pub(super) above: Vec<&'t str>,
    pub(super) value: Value<'t>,
    pub(super) behind: Option<&'t str>,
}

/// Reads a text without syntax errors.
pub(super) fn read(text: &str) -> Document<'_> {
    let tokens = Source::new(text).lex().into_vec();
    let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
    parse_document(&tokens, &mut events, &mut ());
    let reader = Reader {
        text,
        events: &events,
        at: 0,
    };
    reader.document()
}

struct Reader<'t, 'e> {
    text: &'t str,
    events: &'e [Event],
    at: usize,
}

/// The remarks met since the last header or key.
#[derive(Default)]
struct Pending<'t> {
    lines: Vec<&'t str>,
    /// Whether the line so far is blank.
    fresh: bool,
}

impl<'t> Pending<'t> {
    fn take(&mut self) -> Vec<&'t str> {
        self.fresh = false;
        std::mem::take(&mut self.lines)
    }
}

impl<'t> Reader<'t, '_> {
    fn next(&mut self) -> Option<Event> {
        let event = self.events.get(self.at).copied();
        self.at += 1;
        event
    }

    fn slice(&self, event: Event) -> &'t str {
        let span = event.span();
        self.text.get(span.start()..span.end()).unwrap_or_default()
    }

    fn document(mut self) -> Document<'t> {
        let mut document = Document::default();
        let mut pending = Pending {
            fresh: true,
            ..Pending::default()
        };
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::Newline if pending.fresh => pending.lines.push(""),
                EventKind::Newline => pending.fresh = true,
                EventKind::Comment if pending.fresh => {
                    pending.lines.push(self.slice(event).trim_end());
                    pending.fresh = false;
                }
                EventKind::Comment => remark_behind(document.blocks.last_mut(), self.slice(event).trim_end()),
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let above = part(pending.take(), document.blocks.last_mut());
                    let listed = event.kind() == EventKind::ArrayTableOpen;
                    document.blocks.push(Block {
                        above,
                        header: Some(self.header(listed)),
                        ..Block::default()
                    });
                }
                EventKind::SimpleKey => {
                    if document.blocks.is_empty() {
                        document.blocks.push(Block::default());
                    }
                    let (path, value) = self.entry(event);
                    if let Some(block) = document.blocks.last_mut() {
                        let above = above_key(pending.take(), block);
                        block.entries.push(Entry {
                            above,
                            path,
                            value,
                            behind: None,
                        });
                    }
                }
                _ => {}
            }
        }
        // What stands right behind the last key is its block's, as if an empty line followed.
        pending.lines.push("");
        document.tail = part(pending.take(), document.blocks.last_mut());
        if document.tail.last() == Some(&"") {
            document.tail.pop();
        }
        document
    }

    /// The header behind its opening bracket.
    fn header(&mut self, listed: bool) -> Header<'t> {
        let mut path = Vec::new();
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::SimpleKey => path.push(self.slice(event)),
                EventKind::StdTableClose | EventKind::ArrayTableClose => break,
                _ => {}
            }
        }
        Header {
            listed,
            path,
            behind: None,
        }
    }

    /// The path and the value of a key whose first part was met.
    fn entry(&mut self, first: Event) -> (Vec<&'t str>, Value<'t>) {
        let mut path = vec![self.slice(first)];
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::SimpleKey => path.push(self.slice(event)),
                EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen => {
                    return (path, self.value(event));
                }
                _ => {}
            }
        }
        (path, Value::Scalar(""))
    }

    fn value(&mut self, event: Event) -> Value<'t> {
        match event.kind() {
            EventKind::ArrayOpen => Value::List(self.items(EventKind::ArrayClose, |reader, event, above| {
                let begins = matches!(
                    event.kind(),
                    EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen
                );
                begins.then(|| Item {
                    above: std::mem::take(above),
                    value: reader.value(event),
                    behind: None,
                })
            })),
            EventKind::InlineTableOpen => {
                Value::Table(self.items(EventKind::InlineTableClose, |reader, event, above| {
                    let begins = event.kind() == EventKind::SimpleKey;
                    begins.then(|| {
                        let (path, value) = reader.entry(event);
                        Entry {
                            above: std::mem::take(above),
                            path,
                            value,
                            behind: None,
                        }
                    })
                }))
            }
            _ => Value::Scalar(self.slice(event)),
        }
    }

    /// What stands between brackets, the opening one met. `item` reads what begins with an event, if anything does.
    fn items<T: Remarked<'t>>(
        &mut self,
        close: EventKind,
        mut item: impl FnMut(&mut Self, Event, &mut Vec<&'t str>) -> Option<T>,
    ) -> Items<T, &'t str> {
        let mut items: Vec<T> = Vec::new();
        let mut above = Vec::new();
        let mut same_line = false;
        while let Some(event) = self.next() {
            match event.kind() {
                kind if kind == close => break,
                EventKind::Newline => same_line = false,
                EventKind::Comment => {
                    let remark = self.slice(event).trim_end();
                    match items.last_mut().filter(|_| same_line).map(Remarked::behind) {
                        Some(behind @ None) => *behind = Some(remark),
                        _ => above.push(remark),
                    }
                }
                _ => {
                    if let Some(found) = item(self, event, &mut above) {
                        items.push(found);
                        same_line = true;
                    }
                }
            }
        }
        Items { items, below: above }
    }
}

/// What can bear a remark behind it.
trait Remarked<'t> {
    fn behind(&mut self) -> &mut Option<&'t str>;
}

impl<'t> Remarked<'t> for Item<'t> {
    fn behind(&mut self) -> &mut Option<&'t str> {
        &mut self.behind
    }
}

impl<'t> Remarked<'t> for Entry<'t> {
    fn behind(&mut self) -> &mut Option<&'t str> {
        &mut self.behind
    }
}

/// Puts a remark behind the last key of a block, or behind its header.
fn remark_behind<'t>(block: Option<&mut Block<'t>>, remark: &'t str) {
    let Some(block) = block else { return };
    match (block.entries.last_mut(), &mut block.header) {
        (Some(entry), _) => entry.behind = Some(remark),
        (None, Some(header)) => header.behind = Some(remark),
        (None, None) => {}
    }
}

/// Parts the remarks between a block and what follows it: those right behind its last key and apart from what follows
/// are the block's, the others are returned.
fn part<'t>(lines: Vec<&'t str>, block: Option<&mut Block<'t>>) -> Vec<&'t str> {
    let end = lines.iter().position(|line| line.is_empty());
    if let (Some(block), Some(end @ 1..)) = (block, end) {
        let (below, rest) = lines.split_at(end);
        block.below = below.to_vec();
        return paragraphs(rest);
    }
    paragraphs(&lines)
}

/// Parts the remarks above a key: above the first one, those that stand apart from it are the block's.
fn above_key<'t>(lines: Vec<&'t str>, block: &mut Block<'t>) -> Vec<&'t str> {
    let begin = lines
        .iter()
        .rposition(|line| line.is_empty())
        .map_or(0, |blank| blank + 1);
    let (apart, above) = lines.split_at(begin);
    let apart = apart.iter().filter(|line| !line.is_empty()).copied();
    if block.entries.is_empty() {
        block.head = apart.collect();
        above.to_vec()
    } else {
        apart.chain(above.iter().copied()).collect()
    }
}

/// Lines with one empty line between paragraphs, none before the first.
fn paragraphs<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let mut kept: Vec<&str> = Vec::new();
    for line in lines {
        if !line.is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(line);
        }
    }
    kept
}
