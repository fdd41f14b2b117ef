//! Explanation of finished models: why a tuple holds, and why it does not.
//!
//! Works on any checked program and any finished model of it; knows nothing of law, facts or readings. A proof is one
//! of minimal height over the reduct of the model: negations and aggregates are read off the finished model, which
//! leaves a positive program whose derivations are the proofs.

mod absence;
mod absence_check;
mod checker;
mod flip;
mod forest;
mod nearest;
mod proof;
mod rules;
pub mod sweep;
mod truth;

pub use absence::{Absences, Attempt, Goal, GoalId, Miss, Obstacle, OtherHead, Pattern};
pub use absence_check::{AbsenceFault, check_absences};
pub use checker::{ProofFault, check_proof};
pub use flip::{FlipSearch, Flips};
pub use forest::Search;
pub use proof::{Node, NodeId, Proof};
pub use rules::Rules;
