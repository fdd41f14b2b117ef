//! What mapping a record puts down, and the context it is mapped in.

use std::cell::RefCell;

use crate::lang::source::FileId;

use super::base::{ChangeRecord, ProvisionRecord, ReadingRecord, Row, SourceRecord, Written};
use super::case::Case;
use super::error::FactError;
use super::explained::Explained;
use super::ids::Ids;
use super::names::Name;
use super::schema::Schema;

/// What one or more records gave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    pub(crate) rows: Vec<Row>,
    pub(crate) errors: Vec<FactError>,
    pub(crate) names: Vec<Name>,
    pub(crate) sources: Vec<SourceRecord>,
    pub(crate) provisions: Vec<ProvisionRecord>,
    pub(crate) readings: Vec<ReadingRecord>,
    pub(crate) changes: Vec<ChangeRecord>,
    pub(crate) cases: Vec<Case>,
    pub(crate) guards: Vec<Case>,
    pub(crate) explained: Vec<Explained>,
    pub(crate) written: Vec<Written>,
}

/// What records of one file are read against, and where they put what they give.
pub(crate) struct Context<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) ids: &'a Ids,
    pub(crate) file: FileId,
    pub(crate) text: &'a str,
    pub(crate) law: bool,
    pub(crate) out: RefCell<Output>,
}

impl Context<'_> {
    /// Puts an error down.
    pub(crate) fn error(&self, error: FactError) {
        self.out.borrow_mut().errors.push(error);
    }
}
