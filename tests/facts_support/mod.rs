//! The schema of the law's vocabulary for tests of fact files.

use std::sync::LazyLock;

use tenderlog::facts::Schema;
use tenderlog::law::Law;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::from_program(&Law::load().unwrap().0.program));

/// What fact files may fill.
pub(crate) fn schema() -> Schema {
    SCHEMA.clone()
}
