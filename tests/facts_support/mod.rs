//! The schema of the law's vocabulary for tests of fact files.

#![allow(clippy::unwrap_used)]

use tenderlog::facts::Schema;
use tenderlog::law::Law;

/// What fact files may fill.
pub(crate) fn schema() -> Schema {
    let (law, _) = Law::load().unwrap();
    Schema::from_program(&law.program)
}
