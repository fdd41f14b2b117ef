//! Fact files to rows: TOML records and CSV tables are read, checked against each other and mapped to given relations.
//!
//! [`load`] returns everything that could be read together with every error of every file; [`check`] looks for what
//! is readable and still doubtful. Nothing here evaluates rules.

mod again;
mod base;
mod case;
mod check;
mod collect;
mod consistency;
mod csv_file;
mod error;
mod explained;
mod ids;
mod input;
mod layout;
mod limits;
mod literal;
mod load;
mod merge;
mod names;
mod record;
mod records;
mod reorder;
mod revision;
mod schema;
mod suggest;
mod toml_file;
mod unread;

pub use again::Loaded;
pub use base::{
    Cell, ChangeRecord, FactBase, Grade, LocatedText, Origin, ProvisionRecord, ReadingRecord, Row,
    SourceRecord, Written,
};
pub use case::{Case, CasePlaces, CaseValue, Cites};
pub use check::{Finding, Severity, check, check_beside};
pub use consistency::single_key;
pub(crate) use consistency::{judged_together, wrong_beside};
pub use error::{Diagnostic, FactError};
pub use explained::Explained;
pub use ids::EntityKind;
pub use input::{FoundFile, InputFile, file_trouble, find_files, load_paths};
pub use layout::{formatted, formatted_entry, quoted};
pub(crate) use limits::wrong_row;
pub use load::{add_file, load, load_again, load_texts};
pub use names::{Name, Names, normalise};
pub use revision::{Blamed, Commit, Repository, RevisionError, short};
pub use schema::{ColumnType, GivenRelation, Schema, made_by_program};

#[cfg(test)]
mod testing;
