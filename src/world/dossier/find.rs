//! What a text names: ids before names, names before aliases, then by kind.

use crate::facts::{EntityKind, normalise};
use crate::lang::date;

use super::super::World;
use super::super::error::WorldError;
use super::super::resolve::nearest;
use super::Subject;

/// Kinds in the order in which the best of equal matches is chosen.
const KINDS: [EntityKind; 7] = [
    EntityKind::Project,
    EntityKind::Firm,
    EntityKind::Group,
    EntityKind::Body,
    EntityKind::Provision,
    EntityKind::Source,
    EntityKind::Person,
];

/// What is to be shown.
pub(super) struct Wanted {
    pub(super) subject: Subject,
    /// What else bears the name.
    pub(super) others: Vec<Subject>,
    /// The day asked for.
    pub(super) day: Option<i64>,
}

/// How a text names something, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Id,
    Name,
    Alias,
}

impl World {
    /// Finds what is to be shown.
    pub(super) fn find(&self, text: &str) -> Result<Wanted, WorldError> {
        let name = unquoted(text);
        if let Some(wanted) = self.named(text, name, None, None)? {
            return Ok(wanted);
        }
        let (kind, rest) = kind_before(name);
        let (rest, day) = day_behind(rest);
        let name = unquoted(rest);
        if name.is_empty() && (kind.is_some() || day.is_some()) {
            return Err(WorldError::whole(
                "query::nothing-named",
                text,
                "this names nothing",
                "write an id, a name or an alias behind it, such as `show group samsung`",
            ));
        }
        match self.named(text, name, kind, day)? {
            Some(wanted) => Ok(wanted),
            None => Err(self.not_named(text, name, kind)),
        }
    }

    /// Whether a text is a name, and no question.
    pub(in crate::world) fn is_name(&self, text: &str) -> bool {
        !text.contains('(')
            && !unquoted(text).is_empty()
            && !matches!(self.named(text, unquoted(text), None, None), Ok(None))
    }

    /// What bears a name, the best first; nothing if nothing does.
    fn named(
        &self,
        text: &str,
        name: &str,
        kind: Option<EntityKind>,
        day: Option<i64>,
    ) -> Result<Option<Wanted>, WorldError> {
        let mut found: Vec<(Rank, usize, Subject)> = Vec::new();
        for (order, of) in KINDS.into_iter().enumerate() {
            if kind.is_none_or(|kind| kind == of) {
                found.extend(
                    self.bearers(of, name)
                        .into_iter()
                        .map(|(rank, subject)| (rank, order, subject)),
                );
            }
        }
        found.sort();
        let mut found = found.into_iter();
        let Some((rank, order, subject)) = found.next() else {
            return Ok(None);
        };
        let rest: Vec<_> = found.collect();
        let twins: Vec<&str> = rest
            .iter()
            .filter(|(other, at, _)| (*other, *at) == (rank, order))
            .map(|(_, _, other)| other.id.as_str())
            .collect();
        if !twins.is_empty() {
            let ids: Vec<String> = [subject.id.as_str()]
                .into_iter()
                .chain(twins)
                .map(|id| format!("`{id}`"))
                .collect();
            return Err(WorldError::whole(
                "query::ambiguous-name",
                text,
                format!("`{name}` means {} {}s", ids.len(), subject.kind.word()),
                format!("write the id: {}", ids.join(", ")),
            ));
        }
        if day.is_some() && subject.kind != EntityKind::Group {
            return Err(WorldError::whole(
                "query::day-of-no-group",
                text,
                format!("a day stands behind a {}", subject.kind.word()),
                "only a group is shown as of a day; a project is judged by the law of its announcement",
            ));
        }
        Ok(Some(Wanted {
            subject,
            others: rest.into_iter().map(|(_, _, other)| other).collect(),
            day,
        }))
    }

    /// The things of a kind that bear a name, merged ones once.
    fn bearers(&self, kind: EntityKind, name: &str) -> Vec<(Rank, Subject)> {
        let wanted = normalise(name);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(Rank, Subject)> = self
            .callings(kind)
            .filter_map(|(id, names)| {
                let rank = match names.iter().position(|known| normalise(known) == wanted)? {
                    0 => Rank::Id,
                    1 => Rank::Name,
                    _ => Rank::Alias,
                };
                let id = self.entities.canonical(kind, id);
                Some((rank, self.subject(kind, id)))
            })
            .collect();
        found.sort();
        found.dedup_by(|one, other| one.1.id == other.1.id);
        found
    }

    /// Everything that the things of a kind are called: id first, then the name, then aliases.
    fn callings(&self, kind: EntityKind) -> Box<dyn Iterator<Item = (&str, Vec<String>)> + '_> {
        match kind {
            EntityKind::Provision => Box::new(self.base.provisions.values().map(|provision| {
                let names = vec![
                    provision.id.clone(),
                    format!("{} art. {}", provision.act, provision.article),
                    format!("{} {}", provision.act, provision.article),
                    format!("art. {}", provision.article),
                    provision.article.clone(),
                ];
                let korean = provision
                    .act_ko
                    .iter()
                    .zip(&provision.article_ko)
                    .flat_map(|(act, article)| [format!("{act} {article}"), article.clone()]);
                (provision.id.as_str(), names.into_iter().chain(korean).collect())
            })),
            EntityKind::Source => Box::new(self.base.sources.values().map(|source| {
                let names = [source.id.clone(), source.title.clone()];
                (
                    source.id.as_str(),
                    names.into_iter().chain(source.url.clone()).collect(),
                )
            })),
            _ => Box::new(
                self.base
                    .names
                    .iter()
                    .filter(move |name| name.kind == kind)
                    .map(|name| (name.id.as_str(), name.all().map(str::to_owned).collect())),
            ),
        }
    }

    /// Something by its kind and id.
    pub(super) fn subject(&self, kind: EntityKind, id: &str) -> Subject {
        let name = match kind {
            EntityKind::Provision => self
                .base
                .provisions
                .get(id)
                .map(|provision| format!("{} {}", provision.act, provision.article)),
            EntityKind::Source => self.base.sources.get(id).map(|source| source.title.clone()),
            _ => self.base.name(kind, id).map(|name| name.display.clone()),
        };
        Subject {
            kind,
            id: id.to_owned(),
            name: name.unwrap_or_else(|| id.to_owned()),
        }
    }

    fn not_named(&self, text: &str, name: &str, kind: Option<EntityKind>) -> WorldError {
        let kinds: Vec<EntityKind> = KINDS
            .into_iter()
            .filter(|of| kind.is_none_or(|kind| kind == *of))
            .collect();
        let callings: Vec<(EntityKind, String)> = kinds
            .iter()
            .flat_map(|of| {
                self.callings(*of)
                    .flat_map(move |(_, names)| names.into_iter().map(|name| (*of, name)))
            })
            .collect();
        let near = nearest(name, callings.iter().map(|(_, name)| name.as_str()));
        let near: Vec<String> = near
            .into_iter()
            .filter_map(|name| callings.iter().find(|(_, known)| known == name))
            .map(|(kind, name)| format!("the {} `{name}`", kind.word()))
            .collect();
        let other = kind.and_then(|_| self.named(text, name, None, None).ok().flatten());
        let help = if let Some(other) = other {
            let word = other.subject.kind.word();
            format!("`{name}` is a {word}: write `show {word} {name}`")
        } else if near.is_empty() {
            "write an id, a name or an alias, as in the fact files; `sources`, `Announced(project, date)` and \
             `Member(firm, group, from, until)` list some"
                .to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        let message = match kind {
            Some(kind) => format!("there is no {} `{name}`", kind.word()),
            None => format!("nothing is called `{name}`"),
        };
        WorldError::whole("query::unknown-name", text, message, help)
    }
}

/// A text without blanks and quotes round it.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(text)
}

/// The kind that a text begins with, and what stands behind it.
fn kind_before(text: &str) -> (Option<EntityKind>, &str) {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    match EntityKind::ALL.into_iter().find(|kind| kind.word() == word) {
        Some(kind) => (Some(kind), rest.trim()),
        None => (None, text),
    }
}

/// A text without the day that it ends in, and the day.
fn day_behind(text: &str) -> (&str, Option<i64>) {
    let (before, last) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
    match date::parse(last) {
        Some(day) => (before.trim(), Some(day)),
        None => (text, None),
    }
}
