//! Why an answer changes from one day to the next.
//!
//! A comparison whose truth turns between the two days is a cause if the answer of the day before would still stand were
//! it looked at as of that day, or if the answer of the day after would stand already were it looked at as of then. Where
//! no single one will do, the smallest sets of comparisons that do are the causes. Beside single ones stand those without
//! which something else again would come of it: a firm may enter a list on the day on which its group is designated, and
//! neither bars it without the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::EvalError;
use crate::explain::sweep::{Ground, Held, Notes, Origin, Site, Stop, View, Window};
use crate::lang::program::Type;

use super::World;
use super::phrase::known;
use super::reason::{Cited, Phrase, Statement};
use super::state::State;
use super::sweep::{Cause, Piece};
use super::tree::Tree;
use super::why::Row;

/// Most comparisons that are held at once.
const MOST_HELD: usize = 3;
/// Of more turning comparisons than these, only single ones are tried.
const MOST_COMBINED: usize = 12;

/// Whether what is asked for is what it was.
type Same = fn(&State, &State) -> bool;

/// Two neighbouring days with the states of the intervals that end and begin there.
struct Edge<'e> {
    day: i64,
    before: &'e State,
    after: &'e State,
}

/// Comparisons that are causes, by the given rows behind them.
struct Blame {
    origins: Vec<Origin>,
    /// Held as of the day before; otherwise as of the day itself.
    back: bool,
    same: Same,
}

impl World {
    /// Why an interval begins where the one before ends.
    pub(super) fn causes(
        &mut self,
        tree: &mut Tree<'_>,
        before: &Piece,
        after: &Piece,
    ) -> Result<Vec<Cause>, EvalError> {
        let edge = Edge {
            day: after.window.from,
            before: &before.state,
            after: &after.state,
        };
        let mut causes = if edge.before.agrees(edge.after) {
            self.provisions_turned(before, after)
        } else {
            self.turned(tree, &edge)?
        };
        causes.sort();
        Ok(joined(causes))
    }

    /// The provisions that cease or begin to be cited.
    fn provisions_turned(&mut self, before: &Piece, after: &Piece) -> Vec<Cause> {
        let cited = |piece: &Piece| {
            piece
                .cites
                .iter()
                .flatten()
                .cloned()
                .collect::<BTreeSet<String>>()
        };
        let (old, new) = (cited(before), cited(after));
        let Some(relation) = self.law.program.relation_named("InForce") else {
            return Vec::new();
        };
        let rows: Vec<[i64; 3]> = self.rows_of("InForce").as_chunks::<3>().0.to_vec();
        let day = after.window.from;
        let mut causes = Vec::new();
        for (begins, ids) in [(false, old.difference(&new)), (true, new.difference(&old))] {
            for id in ids {
                let row = rows.iter().find(|[provision, from, until]| {
                    self.symbols.text(*provision) == id && day == if begins { *from } else { *until }
                });
                let Some(row) = row else { continue };
                let said = |text: &str| {
                    let mut statement = Statement::default();
                    statement.push(Phrase::Provision(self.cite_on(id, Some(day))));
                    statement.push_text(text);
                    statement
                };
                causes.push(Cause {
                    begins,
                    statement: said(if begins {
                        " comes into force"
                    } else {
                        " was in force"
                    }),
                    statement_ko: Some(said(if begins {
                        "이(가) 시행되었다"
                    } else {
                        "이(가) 시행되고 있었다"
                    })),
                    provisions: Vec::new(),
                    facts: vec![self.fact_told(relation, row)],
                });
            }
        }
        causes
    }

    fn turned(&mut self, tree: &mut Tree<'_>, edge: &Edge<'_>) -> Result<Vec<Cause>, EvalError> {
        let mut sites: BTreeMap<Origin, BTreeSet<usize>> = BTreeMap::new();
        for at in [edge.day - 1, edge.day] {
            let mut notes = Notes {
                turning: true,
                ..Notes::default()
            };
            look(tree, edge, at, None, &mut notes)?;
            for site in notes.turned {
                sites.entry(site.origin).or_default().insert(site.rule);
            }
        }
        let mut causes = Vec::new();
        for blame in blames(tree, edge, &sites)? {
            for origin in &blame.origins {
                causes.extend(self.cause(tree, edge, &sites, &blame, *origin)?);
            }
        }
        Ok(causes)
    }

    /// One cause, told by the sentence of the rule that compares.
    fn cause(
        &mut self,
        tree: &mut Tree<'_>,
        edge: &Edge<'_>,
        sites: &BTreeMap<Origin, BTreeSet<usize>>,
        blame: &Blame,
        origin: Origin,
    ) -> Result<Option<Cause>, EvalError> {
        let rules = sites.get(&origin).cloned().unwrap_or_default();
        let (mut decisive, mut needed) = (Vec::new(), Vec::new());
        let law = std::sync::Arc::clone(&self.law);
        let head = |rule: usize| law.program.rules.get(rule).map(|rule| rule.head.relation);
        for rule in &rules {
            let others = blame.origins.iter().filter(|other| **other != origin);
            let mut held = sites_of(others, sites);
            held.push(Site { rule: *rule, origin });
            match bearing(tree, edge, held, blame.back, blame.same)? {
                Bearing::Alone => decisive.push(*rule),
                Bearing::Needed { .. } => needed.push(*rule),
                Bearing::None => {}
            }
        }
        if decisive.is_empty() && needed.is_empty() {
            decisive.extend(&rules);
        }
        decisive.extend(needed);
        // Another rule may conclude in its place what a decisive one concluded until then: that another year counts.
        let in_place = rules.into_iter().filter(|rule| {
            !decisive.contains(rule) && decisive.iter().any(|other| head(*other) == head(*rule))
        });
        let in_place: Vec<usize> = in_place.collect();
        // What holds from the day on says more than what held before.
        let begun = decisive
            .iter()
            .chain(&in_place)
            .map(|rule| (true, edge.day, *rule));
        let ended = decisive.iter().map(|rule| (false, edge.day - 1, *rule));
        for (begins, at, rule) in begun.chain(ended) {
            let mut notes = Notes {
                watched: vec![Site { rule, origin }],
                ..Notes::default()
            };
            look(tree, edge, at, None, &mut notes)?;
            if let Some(cause) = self.told(tree, origin, &notes, begins, at) {
                return Ok(Some(cause));
            }
        }
        Ok(None)
    }

    fn told(
        &mut self,
        tree: &Tree<'_>,
        origin: Origin,
        notes: &Notes,
        begins: bool,
        at: i64,
    ) -> Option<Cause> {
        let in_force = self.in_force();
        let law = std::sync::Arc::clone(&self.law);
        let words = |ground: &Ground| -> Vec<i64> {
            let words = ground.binding.iter();
            let words = words.map(|cell| tree.sweep.curves.value(cell.quantity, at));
            words.map(Option::unwrap_or_default).collect()
        };
        let tell = |ground: &Ground| {
            let rule = law.program.rules.get(ground.rule)?;
            let words = words(ground);
            let statement = self.rule_statement(rule, rule.sentence.as_ref(), &words)?;
            let korean = self.rule_korean(rule, &known(&words));
            let on_day = |id: &&String| {
                in_force
                    .get(*id)
                    .is_none_or(|spans| spans.iter().any(|(from, until)| (*from..*until).contains(&at)))
            };
            let provisions: Vec<Cited> = rule
                .cites
                .iter()
                .filter(on_day)
                .map(|id| self.cite_on(id, Some(at)))
                .collect();
            Some((statement, korean, provisions))
        };
        // In which completions each is said.
        let mut said: BTreeMap<Said, BTreeSet<usize>> = BTreeMap::new();
        for passed in &notes.passed {
            if let Some(one) = tell(&passed.ground) {
                said.entry(one).or_default().insert(passed.run);
            }
        }
        let everywhere = said.iter().find(|(_, runs)| runs.len() == notes.run);
        let (statement, statement_ko, provisions) = match everywhere {
            Some((said, _)) => said.clone(),
            // What is said of the firm may rest on what one completion supposes; in others something else may turn.
            None => in_some_ways(said.into_keys())?,
        };
        let grounds = || notes.passed.iter().map(|passed| &passed.ground);
        let days: BTreeSet<i64> = grounds()
            .flat_map(|ground| {
                let rule = law.program.rules.get(ground.rule);
                let variables = rule.map_or(&[][..], |rule| &rule.variables);
                let dated = variables.iter().zip(words(ground));
                dated
                    .filter(|(variable, _)| variable.ty == Type::Date)
                    .map(|(_, word)| word)
            })
            .collect();
        let rows: BTreeSet<Row> = tree
            .sweep
            .origins
            .rows(origin)
            .filter_map(|row| tree.rows.get(row as usize))
            .flat_map(|row| self.dated_like(row, &days, &tree.rows))
            .collect();
        let mut facts: Vec<_> = rows
            .iter()
            .map(|(relation, row)| self.fact_told(*relation, row))
            .collect();
        facts.sort();
        Some(Cause {
            begins,
            statement,
            statement_ko,
            provisions,
            facts,
        })
    }
}

impl World {
    /// The row, if it has no day or one of those told; else those with such a day that say the same of what it is about: a
    /// year's sales may show when the fiscal year ends, while those of another year are meant.
    fn dated_like(&self, (relation, row): &Row, days: &BTreeSet<i64>, rows: &[Row]) -> Vec<Row> {
        let columns = self
            .law
            .program
            .relation(*relation)
            .map_or(&[][..], |declared| &declared.columns);
        let dated = |row: &[i64]| {
            let dates = columns
                .iter()
                .zip(row)
                .filter(|(column, _)| column.ty == Type::Date);
            let dates: Vec<i64> = dates.map(|(_, word)| *word).collect();
            dates.is_empty() || dates.iter().any(|day| days.contains(day))
        };
        if dated(row) {
            return vec![(*relation, row.clone())];
        }
        let about = |row: &[i64]| -> Vec<i64> {
            let named = columns
                .iter()
                .zip(row)
                .filter(|(column, _)| matches!(column.ty, Type::Named(_)));
            named.map(|(_, word)| *word).collect()
        };
        let alike = rows
            .iter()
            .filter(|(other, words)| other == relation && about(words) == about(row));
        alike.filter(|(_, words)| dated(words)).cloned().collect()
    }
}

/// A cause in English and Korean, with its provisions.
type Said = (Statement, Option<Statement>, Vec<Cited>);

/// What is said in some of the ways to fill in what is not known: at most two of it.
fn in_some_ways(mut said: impl Iterator<Item = Said>) -> Option<Said> {
    let (first, first_ko, mut provisions) = said.next()?;
    let mut statement =
        Statement::text("in some ways to fill in what is not known, ").and(first.begun_small());
    let mut statement_ko =
        first_ko.map(|korean| Statement::text("알 수 없는 사항을 가정하는 경우에 따라, ").and(korean));
    if let Some((second, second_ko, others)) = said.next() {
        statement.push_text("; in others, ");
        statement = statement.and(second.begun_small());
        statement_ko = statement_ko.zip(second_ko).map(|(mut korean, second)| {
            korean.push_text("; 다른 경우에는 ");
            korean.and(second)
        });
        provisions.extend(others);
        provisions.sort();
        provisions.dedup();
    }
    Some((statement, statement_ko, provisions))
}

/// Causes that say the same, as one with the facts of all.
fn joined(causes: Vec<Cause>) -> Vec<Cause> {
    let mut joined: Vec<Cause> = Vec::new();
    for cause in causes {
        let said = |cause: &Cause| (cause.begins, cause.statement.clone(), cause.provisions.clone());
        match joined.last_mut() {
            Some(last) if said(last) == said(&cause) => {
                last.facts.extend(cause.facts);
                last.facts.sort();
                last.facts.dedup();
            }
            _ => joined.push(cause),
        }
    }
    joined
}

/// The smallest sets of turning comparisons that make the change.
fn blames(
    tree: &mut Tree<'_>,
    edge: &Edge<'_>,
    sites: &BTreeMap<Origin, BTreeSet<usize>>,
) -> Result<Vec<Blame>, EvalError> {
    let origins: Vec<Origin> = sites.keys().copied().collect();
    let by_all: Same = State::agrees;
    let by_outcome: Same = |one, other| (one.outcome, &one.turns_on) == (other.outcome, &other.turns_on);
    let most = if origins.len() > MOST_COMBINED {
        1
    } else {
        MOST_HELD
    };
    // Where the outcome changes, whatever keeps it is a cause, on the same grounds or not.
    let order = if by_outcome(edge.before, edge.after) {
        [by_all, by_outcome]
    } else {
        [by_outcome, by_all]
    };
    for same in order {
        if same(edge.before, edge.after) {
            continue;
        }
        for size in 1..=most {
            for back in [true, false] {
                let (mut found, mut needed) = (Vec::new(), Vec::new());
                for origins in subsets(&origins, size) {
                    let held = sites_of(origins.iter(), sites);
                    let blame = Blame { origins, back, same };
                    match bearing(tree, edge, held, back, same)? {
                        Bearing::Alone => found.push(blame),
                        Bearing::Needed { decided: true } if size == 1 => needed.push(blame),
                        Bearing::Needed { .. } | Bearing::None => {}
                    }
                }
                if !found.is_empty() {
                    found.extend(needed);
                    return Ok(found);
                }
            }
        }
    }
    Ok(vec![Blame {
        origins,
        back: true,
        same: by_outcome,
    }])
}

/// What holding some comparisons does to a change.
enum Bearing {
    /// It does not come about, or comes about already.
    Alone,
    /// Looked at as of the day before, they make something else again of it: another outcome, or none that is decided.
    Needed {
        decided: bool,
    },
    None,
}

/// What it does to the change to look at some comparisons on the other day.
fn bearing(
    tree: &mut Tree<'_>,
    edge: &Edge<'_>,
    mut sites: Vec<Site>,
    back: bool,
    same: Same,
) -> Result<Bearing, EvalError> {
    sites.sort_unstable();
    let (at, other, wanted) = if back {
        (edge.day, edge.day - 1, edge.before)
    } else {
        (edge.day - 1, edge.day, edge.after)
    };
    let held = Held { sites, at: other };
    let found = look(tree, edge, at, Some(&held), &mut Notes::default())?;
    Ok(match found {
        Some(found) if same(&found, wanted) => Bearing::Alone,
        Some(found) if back && found.outcome != edge.after.outcome => Bearing::Needed {
            decided: !found.grounds.is_empty(),
        },
        _ => Bearing::None,
    })
}

/// What holds on one of the two days; nothing if that cannot be said while comparisons are held.
fn look(
    tree: &mut Tree<'_>,
    edge: &Edge<'_>,
    at: i64,
    held: Option<&Held>,
    notes: &mut Notes,
) -> Result<Option<State>, EvalError> {
    let view = View {
        window: Window {
            from: edge.day - 1,
            to: edge.day,
        },
        at: Some(at),
    };
    match tree.look(view, held, notes) {
        Ok(state) => Ok(Some(state)),
        Err(Stop::Cut(_)) => Ok(None),
        Err(Stop::Fault(error)) => Err(error),
    }
}

fn sites_of<'o>(
    origins: impl Iterator<Item = &'o Origin>,
    sites: &BTreeMap<Origin, BTreeSet<usize>>,
) -> Vec<Site> {
    origins
        .flat_map(|origin| {
            let rules = sites.get(origin).into_iter().flatten();
            rules.map(|rule| Site {
                rule: *rule,
                origin: *origin,
            })
        })
        .collect()
}

/// Every choice of `size` origins, in order.
fn subsets(origins: &[Origin], size: usize) -> Vec<Vec<Origin>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (index, first) in origins.iter().enumerate() {
        for mut rest in subsets(origins.get(index + 1..).unwrap_or_default(), size - 1) {
            rest.insert(0, *first);
            found.push(rest);
        }
    }
    found
}
