//! What a program concludes as a function of one value of its given rows, exactly.
//!
//! A run looks at a whole window of the value at once, and says where the window must be cut.

mod curve;
mod origin;
mod pieces;
mod run;
mod table;
mod truth;

pub use curve::{CurveId, Curves, Quantity, SWEPT, Window};
pub use origin::{Origin, Origins};
pub use pieces::pieces;
pub use run::{Held, Notes, Passed, Site, Stop, Sweep};
pub use table::{Cell, Ground, Row, Table};
pub use truth::{Truth, View};
