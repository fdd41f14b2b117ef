//! What the layout of a text is.

use super::*;
use crate::facts::testing::schema;

/// The layout of a text, which is its own layout.
fn laid(name: &str, text: &str) -> String {
    let once = formatted(FileId(0), name, text, &schema()).unwrap();
    let twice = formatted(FileId(0), name, &once, &schema()).unwrap();
    assert_eq!(twice, once, "{text}");
    once
}

fn toml(text: &str) -> String {
    laid("facts.toml", text)
}

#[test]
fn keys_stand_in_the_order_of_their_record_and_provenance_last() {
    let text = "[project.p]\nnote = \"n\"\nsource = \"s\"\namount = \"21bn\"\nbody = \"b\"\nname = \"P\"\n";
    assert_eq!(
        toml(text),
        "[project.p]\nname = \"P\"\nbody = \"b\"\namount = \"21bn\"\nsource = \"s\"\nnote = \"n\"\n"
    );
    let inline = "[firm]\nf = { sales = [{ basis = \"separate\", year_end = 2025-12-31, amount = 1 }], name = \"F\" }\n";
    assert_eq!(
        toml(inline),
        "[firm]\nf = { name = \"F\", sales = [{ year_end = 2025-12-31, amount = 1, basis = \"separate\" }] }\n"
    );
}

#[test]
fn a_key_that_no_record_knows_stands_behind_the_others() {
    assert_eq!(
        toml("[firm.f]\nzeta = 1\nalpha = 2\nname = \"F\"\n"),
        "[firm.f]\nname = \"F\"\nzeta = 1\nalpha = 2\n"
    );
}

#[test]
fn records_and_the_columns_of_expected_rows_stay_in_the_order_of_their_author() {
    let text = "[firm.b]\nname = \"B\"\n\n[firm.a]\nname = \"A\"\n\n[[case]]\nname = \"n\"\nask = \"q\"\n\
                rows = [{ z = 1, a = 2 }]\n";
    assert_eq!(toml(text), text);
}

#[test]
fn an_empty_line_stands_above_a_record_and_none_above_a_block_inside_it() {
    let text = "\n\n[project.p]\n\nname='P'\n\n\n[[project.p.budget]]\nyear=2026\n\n[[ project . p.budget ]]\nyear=2027\n[\"project\".q]\nname=\"Q\"";
    assert_eq!(
        toml(text),
        "[project.p]\nname = \"P\"\n[[project.p.budget]]\nyear = 2026\n[[project.p.budget]]\nyear = 2027\n\n[project.q]\nname = \"Q\"\n"
    );
}

#[test]
fn a_remark_goes_with_the_key_that_it_stands_above_or_behind() {
    let text = "[project.p]\n# what it costs\n# in all\namount = \"21bn\"   # K2\nname = \"P\"# the name\n";
    assert_eq!(
        toml(text),
        "[project.p]\nname = \"P\" # the name\n# what it costs\n# in all\namount = \"21bn\" # K2\n"
    );
}

#[test]
fn a_remark_that_stands_apart_from_the_first_key_stays_with_the_record() {
    let text = "# the file\n\n\n# a chapter\n\n# the record\n[project.p] # its header\n# all of it\n\namount = 1\nname = \"P\"\n# the end\n\n# the next\n[project.q]\nname = \"Q\"\n# the last\n\n# behind all\n";
    assert_eq!(
        toml(text),
        "# the file\n\n# a chapter\n\n# the record\n[project.p] # its header\n# all of it\n\nname = \"P\"\namount = 1\n# the end\n\n# the next\n[project.q]\nname = \"Q\"\n# the last\n\n# behind all\n"
    );
}

#[test]
fn a_remark_above_a_block_inside_a_record_parts_it_from_what_is_above() {
    let text = "[project.p]\nname = \"P\"\n# K10\n[[project.p.claim]]\nby = \"b\"\n# so far\n\n[[project.p.claim]]\nby = \"c\"\n";
    assert_eq!(
        toml(text),
        "[project.p]\nname = \"P\"\n\n# K10\n[[project.p.claim]]\nby = \"b\"\n# so far\n\n[[project.p.claim]]\nby = \"c\"\n"
    );
}

#[test]
fn a_list_of_several_tables_has_one_a_line_and_one_with_remarks_too() {
    let text = "[firm.f]\nname = \"F\"\nsme = [\n  { from = 2020-01-01 }\n]\nmidsize = [{ until = 2022-01-01, from = 2020-01-01 }, { from = 2023-01-01 }]\nsales = [ # won\n{ year_end = 2025-12-31, amount = 1 } # audited\n, # more\n# to come\n]\n";
    assert_eq!(
        toml(text),
        "[firm.f]\nname = \"F\"\nsme = [{ from = 2020-01-01 }]\nmidsize = [\n  { from = 2020-01-01, until = 2022-01-01 },\n  { from = 2023-01-01 },\n]\nsales = [\n  # won\n  { year_end = 2025-12-31, amount = 1 }, # audited\n  # more\n  # to come\n]\n"
    );
}

#[test]
fn a_list_of_texts_breaks_where_it_does_not_fit() {
    let ids: Vec<String> = (0..12).map(|n| format!("\"source-{n:04}\"")).collect();
    let short = format!("[firm.f]\nsource = [{}]\n", ids[..3].join(","));
    assert_eq!(toml(&short), short.replace(',', ", "));
    let long = format!("[firm.f]\nsource = [{}]\n", ids.join(", "));
    assert_eq!(
        toml(&long),
        format!("[firm.f]\nsource = [\n  {},\n]\n", ids.join(",\n  "))
    );
}

#[test]
fn a_table_with_remarks_inside_keeps_them_at_their_keys() {
    let text = "[firm]\nf = { # here\n  # it ends\n  note = 'n', name = \"F\", # so called\n}\n";
    assert_eq!(
        toml(text),
        "[firm]\nf = {\n  name = \"F\", # so called\n  # here\n  # it ends\n  note = \"n\",\n}\n"
    );
}

#[test]
fn values_keep_their_spelling_and_texts_the_quotes_that_need_no_escapes() {
    let text = "[case]\na = 21_000_000_000\nb = 0x1F\nc = 22.50\nd = 'x'\ne = \"A(\\\"x\\\")\"\nf = 'it\"s'\ng = \"it's \\\"x\\\"\"\nh = \"tab\\t\"\ni = \"\"\"two\n lines\"\"\"\nj = \"\"\n\"k l\" = true\n";
    let expected = text
        .replace("'x'", "\"x\"")
        .replace("\"A(\\\"x\\\")\"", "'A(\"x\")'");
    assert_eq!(toml(text), expected);
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    assert_eq!(
        toml("\u{feff}[firm.f]\r\nnote='n'\r\nname='F'"),
        "\u{feff}[firm.f]\r\nname = \"F\"\r\nnote = \"n\"\r\n"
    );
    assert_eq!(
        laid("Sme.csv", "\u{feff}until,firm,from\r\n,f,2020-01-01\r\n"),
        "\u{feff}firm,from,until\r\nf,2020-01-01,\r\n"
    );
}

#[test]
fn the_columns_of_a_table_stand_in_the_order_of_their_relation_and_its_rows_in_that_of_their_author() {
    let text = "source, won ,project\ns,\"2,000억\", p\n\n\"s\",21bn,\"a\"\n";
    assert_eq!(
        laid("x/Amount.csv", text),
        "project,won,source\np,\"2,000억\",s\na,21bn,s\n"
    );
    assert_eq!(
        laid("Claim.csv", "project,by,claim\np,\" b \",\"a, \"\"b\"\"\"\n"),
        "project,by,claim\np, b ,\"a, \"\"b\"\"\"\n"
    );
}

#[test]
fn what_cannot_be_read_has_no_layout() {
    let codes = |name: &str, text: &str| -> Vec<&'static str> {
        let errors = formatted(FileId(0), name, text, &schema()).unwrap_err();
        errors.iter().map(|error| error.code).collect()
    };
    assert_eq!(codes("a.toml", "[firm.f\nname = 1\n"), ["facts::syntax"]);
    assert_eq!(codes("a.toml", "[firm.f]\n[firm.f]\n"), ["facts::syntax"]);
    assert_eq!(
        codes("Cargo.toml", "[package]\nname = \"x\"\n"),
        ["facts::unknown-key"]
    );
    assert_eq!(codes("Amounts.csv", "project,won\n"), ["facts::unknown-relation"]);
    assert_eq!(codes("Amount.csv", "project\np\n"), ["facts::csv-header"]);
    assert_eq!(codes("Amount.csv", "project,won\np\n"), ["facts::csv"]);
    assert_eq!(codes("Amount.csv", ""), ["facts::csv-header"]);
}

#[test]
fn an_entry_of_its_own_has_the_layout_that_it_has_in_its_record() {
    assert_eq!(
        formatted_entry("guard", "rows = [{ a = 1 }, { a = 2 }]", "\n"),
        "rows = [\n  { a = 1 },\n  { a = 2 },\n]"
    );
    assert_eq!(formatted_entry("guard", "rows = []", "\r\n"), "rows = []");
}
