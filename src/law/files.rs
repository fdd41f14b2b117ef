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

/// The text of a file of the law.
pub(crate) fn law_text(name: &str) -> &'static str {
    match name {
        "vocabulary" => include_str!("vocabulary.dl"),
        "scope" => include_str!("scope.dl"),
        "amount" => include_str!("amount.dl"),
        "size" => include_str!("size.dl"),
        "group" => include_str!("group.dl"),
        "exception" => include_str!("exception.dl"),
        "verdict" => include_str!("verdict.dl"),
        _ => "",
    }
}
