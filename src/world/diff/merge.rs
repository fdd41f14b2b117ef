//! What a merge concludes and neither of its sides does.

use super::super::World;
use super::super::load::WorldOptions;
use super::cause::Trials;
use super::conclusions::Asked;
use super::worlds::{Worlds, paths};
use super::{Diff, DiffError, Held, SideFacts, law_side, units};
use crate::engine::Limits;
use crate::facts::{Commit, Repository};

/// Conclusions that hold in the merge of two revisions and in neither of them, each with what both sides changed since
/// their base to bring it about.
///
/// # Errors
/// A revision cannot be read, the texts conflict, or a side does not load.
pub fn diff_merge(
    options: &WorldOptions,
    [base, one, other]: [&str; 3],
    question: Option<&str>,
    limits: &Limits,
) -> Result<Diff, DiffError> {
    let repository = Repository::of(&paths(options)).map_err(DiffError::Revision)?;
    let commit = |name: &str| repository.commit(name).map_err(DiffError::Revision);
    let (base, one, other) = (commit(base)?, commit(one)?, commit(other)?);
    let tree = repository
        .merged(&base, &one, &other)
        .map_err(DiffError::Revision)?;
    let merged = Commit {
        hash: tree,
        author: String::new(),
        date: String::new(),
        subject: String::new(),
    };
    let mut worlds = Worlds::new(&repository, options, limits).map_err(law_side)?;
    // Without a base that loads, the causes are what the other side brought.
    let mut before = worlds.at(&base).ok();
    if let Some(before) = &before {
        worlds.law = before.bare();
    }
    let mut left = worlds.side(&one)?;
    worlds.law = left.bare();
    let mut right = worlds.side(&other)?;
    worlds.law = right.bare();
    let snapshot = repository.blobs(&merged).map_err(DiffError::Revision)?;
    worlds
        .read([&snapshot].into_iter())
        .map_err(DiffError::Revision)?;
    let mut merge = worlds
        .of("merge", None, &snapshot)
        .map_err(|error| DiffError::Side("the merge".to_owned(), error))?;
    let (mut diff, brought) =
        World::compared(&mut left, &mut merge, question, limits).map_err(DiffError::Question)?;
    let units = before
        .as_mut()
        .map_or_else(Vec::new, |before| units::units(before, &mut merge));
    let mut trials = before.as_ref().map(|before| Trials::new(before, &merge, &units));
    let mut kept = Vec::new();
    for mut changed in std::mem::take(&mut diff.changes) {
        let asked = Asked::new(&changed.tuple, question);
        // What the other side concludes too is no news of the merge.
        let held = asked.held(&mut right, limits).map_err(DiffError::Question)?;
        if held == changed.to || changed.to == Held::No {
            continue;
        }
        if let (Held::As(one), Held::As(other)) = (&changed.from, &held)
            && one != other
        {
            changed.from = Held::As(format!("{one} / {other}"));
        }
        // The sides each did a part: only since their base are both parts among the differences.
        if let Some(trials) = &mut trials {
            let causes = trials
                .causes(&asked, &changed.to, limits)
                .map_err(DiffError::Question)?;
            changed.causes = causes.units;
            changed.smallest = causes.smallest;
        }
        kept.push(changed);
    }
    diff.changes = kept;
    diff.explain([&left, &merge], &brought, question, limits)
        .map_err(DiffError::Question)?;
    if before.is_some() {
        diff.facts = units.len();
    }
    diff.revisions = [None, None];
    let [left, merged] = &mut diff.sides;
    left.facts = SideFacts::EachAlone(one, other);
    merged.facts = SideFacts::Merge;
    Ok(diff)
}
