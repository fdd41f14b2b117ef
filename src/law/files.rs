//! The files of the law, in reading order.

/// Names without `.dl`, in the order in which they are read and checked.
pub(crate) const LAW_FILES: [&str; 7] = [
    "vocabulary",
    "scope",
    "amount",
    "size",
    "group",
    "exception",
    "verdict",
];
