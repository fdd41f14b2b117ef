//! The files of the law, in reading order.

/// Names without `.dl`, in the order in which they are read and checked.
pub(crate) const LAW_FILES: [&str; 13] = [
    "vocabulary",
    "scope",
    "reading",
    "amount",
    "size",
    "sme",
    "group",
    "exception",
    "verdict",
    "bundling",
    "budget",
    "duty",
    "warning",
];

/// The text of a file of the law.
fn law_text(name: &str) -> &'static str {
    match name {
        "vocabulary" => include_str!("vocabulary.dl"),
        "scope" => include_str!("scope.dl"),
        "reading" => include_str!("reading.dl"),
        "amount" => include_str!("amount.dl"),
        "size" => include_str!("size.dl"),
        "sme" => include_str!("sme.dl"),
        "group" => include_str!("group.dl"),
        "exception" => include_str!("exception.dl"),
        "verdict" => include_str!("verdict.dl"),
        "bundling" => include_str!("bundling.dl"),
        "budget" => include_str!("budget.dl"),
        "duty" => include_str!("duty.dl"),
        "warning" => include_str!("warning.dl"),
        _ => "",
    }
}

/// Each file of the law with its text, in reading order.
pub(crate) fn law_texts() -> impl Iterator<Item = (&'static str, &'static str)> {
    LAW_FILES.iter().map(|name| (*name, law_text(name)))
}
