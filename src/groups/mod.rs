//! Groups around firms: one entity under several names, and membership by the regulator's lists as of a day.

mod entities;
mod membership;

pub use entities::Entities;
pub use membership::{Membership, memberships};
