//! The tables of `docs/law.md` are those of the law: readings and provisions, made from the rules and `facts/law`.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write;

use tenderlog::lang::date;
use tenderlog::world::{World, WorldOptions};

fn world() -> World {
    World::open(&WorldOptions::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

/// Text of one cell: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn readings(world: &World) -> String {
    let mut table = String::from("| issue | option | argument |\n| --- | --- | --- |\n");
    for reading in &world.facts().readings {
        let mark = if reading.default { " (default)" } else { "" };
        let argument = cell(reading.argument.as_deref().unwrap_or_default());
        writeln!(
            table,
            "| `{}` | `{}`{mark} | {argument} |",
            reading.issue, reading.option
        )
        .unwrap();
    }
    table
}

fn provisions(world: &World) -> String {
    let mut table = String::from(
        "| id | provision | what it says | in force | rules |\n| --- | --- | --- | --- | ---: |\n",
    );
    for (id, record) in &world.facts().provisions {
        let article = record.article.as_str();
        let until = if record.until == date::OPEN {
            String::new()
        } else {
            format!(" until {}", date::format(record.until))
        };
        let rules = &world.law().program.rules;
        let citing = rules
            .iter()
            .filter(|rule| rule.cites.iter().any(|cited| cited == id))
            .count();
        writeln!(
            table,
            "| `{id}` | {} {} | {} | from {}{until} | {citing} |",
            cell(&record.act),
            cell(article),
            cell(record.title.as_deref().unwrap_or_default()),
            date::format(record.from),
        )
        .unwrap();
    }
    table
}

/// What stands between the marks of a table.
fn between<'a>(document: &'a str, name: &str) -> &'a str {
    let (begin, end) = (
        format!("<!-- {name}: begin -->\n"),
        format!("<!-- {name}: end -->"),
    );
    let rest = document.split_once(&begin).unwrap().1;
    rest.split_once(&end).unwrap().0
}

#[test]
fn the_tables_of_the_law_are_up_to_date() {
    let world = world();
    let document = std::fs::read_to_string("docs/law.md").unwrap();
    for (name, table) in [("readings", readings(&world)), ("provisions", provisions(&world))] {
        assert!(
            between(&document, name) == table,
            "the table of {name} in docs/law.md should be\n{table}"
        );
    }
}

#[test]
fn every_file_of_the_law_is_told_of() {
    let document = std::fs::read_to_string("docs/law.md").unwrap();
    let mut files: Vec<String> = std::fs::read_dir("src/law")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".dl") && name != "vocabulary.dl")
        .collect();
    files.sort();
    assert!(files.len() >= 10, "{files:?}");
    for file in files {
        assert!(document.contains(&format!("| `{file}` |")), "{file}");
    }
}
