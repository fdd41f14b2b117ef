//! Explanations: mutants of the law that no case can notice, with the reason.

use crate::lang::source::Span;

use super::record::{Record, Shape};

/// An `[[explained]]` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Ids of mutants, `*` standing for any text, each with its place.
    pub mutants: Vec<(String, Span)>,
    /// Why no case notices them.
    pub reason: String,
    /// Where it is written.
    pub span: Span,
}

/// Maps an `[[explained]]` block.
pub(crate) fn map(record: &Record<'_>) {
    let mutants = record.texts("mutants");
    if mutants.is_empty() && !record.failed() {
        record.error(
            "facts::missing-key",
            format!("{} names no mutant", record.label),
            record.span,
            Some(
                "add `mutants = [\"RULE/PLACE/CHANGE\"]`; `tenderlog test --mutants` prints the ids"
                    .to_owned(),
            ),
        );
    }
    let reason = record.need("reason", Shape::Text);
    record.written(false);
    record.finish();
    if let (false, Some(reason)) = (record.failed(), reason) {
        record.context.out.borrow_mut().explained.push(Explained {
            mutants,
            reason: reason.as_text().unwrap_or_default().to_owned(),
            span: record.span,
        });
    }
}
