//! Every example of LANGUAGE.md does what the page says.
//!
//! `tenderlog` blocks are one growing program; `tenderlog,error CODE` blocks must fail on top of it with exactly
//! that code; `tenderlog,query` and `tenderlog,fact` blocks hold one question or fact a line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use tenderlog::lang::checker::{CheckError, check, check_fact, check_query};
use tenderlog::lang::error::SyntaxError;
use tenderlog::lang::parser::{parse_fact, parse_module, parse_query};
use tenderlog::lang::program::Program;
use tenderlog::lang::source::FileId;

const FILE: FileId = FileId(0);

/// What follows the three backticks, the first line inside, and the text.
struct Block<'t> {
    fence: &'t str,
    line: usize,
    text: String,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(fence) = line.strip_prefix("```") {
            let inside = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```");
            blocks.push(Block {
                fence,
                line: number + 2,
                text: inside.fold(String::new(), |text, line| text + line + "\n"),
            });
        }
    }
    blocks
}

/// Codes of all errors of a block on top of a program, and the program with it if there are none.
fn load(program: &str, text: &str) -> (Vec<&'static str>, Option<Program>) {
    let (module, errors) = parse_module(FILE, &format!("{program}{text}"));
    if !errors.is_empty() {
        return (errors.iter().map(SyntaxError::code).collect(), None);
    }
    match check(None, &[module], false) {
        Ok(program) => (Vec::new(), Some(program)),
        Err(errors) => (errors.iter().map(CheckError::code).collect(), None),
    }
}

#[test]
fn every_example_does_what_the_page_says() {
    let page = include_str!("../LANGUAGE.md");
    let (mut text, mut program) = (String::new(), Program::default());
    let (mut good, mut bad) = (0, 0);
    for block in blocks(page) {
        let line = block.line;
        if block.fence == "tenderlog" {
            let (codes, checked) = load(&text, &block.text);
            assert_eq!(codes, [""; 0], "LANGUAGE.md:{line}");
            program = checked.unwrap();
            text.push_str(&block.text);
            good += 1;
        } else if let Some(code) = block.fence.strip_prefix("tenderlog,error ") {
            assert_eq!(load(&text, &block.text).0, [code], "LANGUAGE.md:{line}");
            bad += 1;
        } else if block.fence == "tenderlog,query" {
            for line in block.text.lines() {
                let query = parse_query(FILE, line).unwrap();
                assert_eq!(check_query(&program, &query).err(), None, "{line}");
            }
        } else if block.fence == "tenderlog,fact" {
            for line in block.text.lines() {
                let fact = parse_fact(FILE, line).unwrap();
                assert_eq!(check_fact(&program, &fact).err(), None, "{line}");
            }
        } else {
            assert_eq!(block.fence, "ebnf", "LANGUAGE.md:{line}");
        }
    }
    assert!(good >= 7 && bad >= 15, "{good} good and {bad} bad examples");
}
