//! Groups around firms: one entity under several names, membership by the regulator's lists as of a day, and the firms
//! that the holdings place in a group beside its list.

mod control;
mod days;
mod entities;
mod holders;
mod membership;
mod tree;

pub use control::{ControlShare, Found, Holder, Holding, ListedMember, Ownership, Sum, find_controlled};
pub use entities::Entities;
pub use membership::{Membership, memberships};
pub use tree::{Cut, Standing, Twig, ownership_tree};

#[cfg(test)]
mod tests;
