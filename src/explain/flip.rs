//! Smallest sets of changes after which something is otherwise.
//!
//! Sets are tried by size, each once, those of one size in the order of their numbers. A set that contains a found one is
//! never tried, so a found set turns what is asked while none of its proper subsets does: all of those were tried before
//! it. Nothing is assumed of how changes work together.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::engine::{EvalError, Limits};

/// Sets that are tried between two looks at the limits.
const AT_ONCE: usize = 512;

/// What is searched.
pub struct FlipSearch<'a> {
    /// How many changes there are, numbered from 0.
    pub changes: usize,
    /// Most changes in a set.
    pub size: usize,
    /// Whether two changes can be made together, the lower number first.
    pub together: &'a (dyn Fn(usize, usize) -> bool + Sync),
    /// When to stop.
    pub limits: &'a Limits,
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flips<T> {
    /// The minimal sets, numbers ascending, with what each comes to: by size, then by their numbers.
    pub found: Vec<(Vec<usize>, T)>,
    /// How many sets were tried.
    pub tried: usize,
    /// Sets that could not be decided. No set that contains one of them was tried.
    pub undecided: Vec<Vec<usize>>,
    /// The largest size of which every set was tried, or is one that is never tried.
    pub whole: usize,
    /// Why the search ended before its largest size.
    pub stopped: Option<EvalError>,
}

/// What a set comes to: something if it turns what is asked.
type Turned<T> = Result<Option<T>, EvalError>;

impl FlipSearch<'_> {
    /// Searches. `turns` says what a set of changes comes to if it turns what is asked; it is asked in parallel.
    pub fn run<T: Send>(&self, turns: &(dyn Fn(&[usize]) -> Turned<T> + Sync)) -> Flips<T> {
        let mut run = Run {
            search: self,
            turns,
            closed: FxHashSet::default(),
            waiting: Vec::new(),
            flips: Flips {
                found: Vec::new(),
                tried: 0,
                undecided: Vec::new(),
                whole: 0,
                stopped: None,
            },
        };
        for size in 1..=self.size {
            run.sets(size, 0, &mut Vec::new());
            run.decide();
            if run.flips.stopped.is_some() {
                break;
            }
            run.flips.whole = size;
        }
        run.flips
    }
}

struct Run<'a, T> {
    search: &'a FlipSearch<'a>,
    turns: &'a (dyn Fn(&[usize]) -> Turned<T> + Sync),
    /// Sets that are found or could not be decided: no set that contains one is tried.
    closed: FxHashSet<Box<[usize]>>,
    waiting: Vec<Vec<usize>>,
    flips: Flips<T>,
}

impl<T: Send> Run<'_, T> {
    /// Tries every set of a size that begins with `first` and goes on from `next`.
    fn sets(&mut self, size: usize, next: usize, first: &mut Vec<usize>) {
        if first.len() == size {
            self.waiting.push(first.clone());
            if self.waiting.len() == AT_ONCE {
                self.decide();
            }
            return;
        }
        for change in next..self.search.changes {
            if self.flips.stopped.is_some() {
                return;
            }
            let fits = first.iter().all(|other| (self.search.together)(*other, change));
            first.push(change);
            if fits && !self.is_closed(first) {
                self.sets(size, change + 1, first);
            }
            first.pop();
        }
    }

    /// Whether a set contains a closed one with its last change in it.
    fn is_closed(&self, set: &[usize]) -> bool {
        let Some((last, others)) = set.split_last() else {
            return false;
        };
        let mut subset = Vec::with_capacity(set.len());
        (0..1_u32 << others.len()).any(|mask| {
            subset.clear();
            let chosen = others.iter().enumerate();
            subset.extend(
                chosen
                    .filter(|(index, _)| mask >> index & 1 == 1)
                    .map(|(_, change)| *change),
            );
            subset.push(*last);
            self.closed.contains(subset.as_slice())
        })
    }

    /// Decides the sets that wait.
    fn decide(&mut self) {
        let turns = self.turns;
        let sets = std::mem::take(&mut self.waiting);
        if let Err(error) = self.search.limits.poll() {
            self.flips.stopped = Some(error);
            return;
        }
        let decided: Vec<Turned<T>> = sets.par_iter().map(|set| turns(set)).collect();
        for (set, turned) in sets.into_iter().zip(decided) {
            match turned {
                Ok(turned) => {
                    self.flips.tried += 1;
                    if let Some(turned) = turned {
                        self.closed.insert(set.clone().into());
                        self.flips.found.push((set, turned));
                    }
                }
                Err(error @ (EvalError::Interrupted | EvalError::TimeLimit)) => {
                    self.flips.stopped.get_or_insert(error);
                }
                Err(_) => {
                    self.closed.insert(set.clone().into());
                    self.flips.undecided.push(set);
                }
            }
        }
    }
}
