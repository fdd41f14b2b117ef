//! Checks the law with the program's own front end and compiles it to crepe; lists the built-in facts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

#[allow(dead_code, unreachable_pub, unused_imports)]
#[path = "src/lang/mod.rs"]
mod lang;

#[allow(dead_code, unreachable_pub)]
#[path = "src/law"]
mod law {
    pub(crate) mod emit;
    pub(crate) mod files;
    pub(crate) mod stages;
}

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/law");
    println!("cargo::rerun-if-changed=src/lang");
    println!("cargo::rerun-if-changed=facts");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());

    let mut sources = lang::source::Sources::default();
    let mut modules = Vec::new();
    let mut errors = Vec::new();
    for name in law::files::LAW_FILES {
        let path = format!("src/law/{name}.dl");
        let text = fs::read_to_string(&path)?;
        let file = sources.add(path, text.clone());
        let (module, syntax) = lang::parser::parse_module(file, &text);
        errors.extend(syntax.iter().map(lang::error::SyntaxError::diagnostic));
        modules.push(module);
    }
    let program = match lang::checker::check(None, &modules, true) {
        Ok(program) => program,
        Err(found) => {
            errors.extend(found.iter().map(lang::checker::CheckError::diagnostic));
            lang::program::Program::default()
        }
    };
    if !errors.is_empty() {
        for error in &errors {
            let (line, column) = sources.place(error.span);
            let file = sources.file(error.span.file).map_or("", |file| &file.name);
            let help = error
                .help
                .as_ref()
                .map_or(String::new(), |help| format!(" ({help})"));
            println!(
                "cargo::error={file}:{line}:{column}: {}: {}{help}",
                error.code, error.message
            );
        }
        process::exit(1);
    }
    fs::write(out.join("law.rs"), law::emit::emit(&program))?;
    fs::write(out.join("embedded.rs"), embedded(Path::new("facts"))?)
}

/// `EMBEDDED: &[(&str, &str)]`: every fact file below `root`, sorted, with its text.
fn embedded(root: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    walk(root, &mut files)?;
    files.sort();
    let here = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let mut out = String::from("pub(crate) static EMBEDDED: &[(&str, &str)] = &[\n");
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        let _ = writeln!(
            out,
            "    ({name:?}, include_str!({:?})),",
            format!("{here}/{name}")
        );
    }
    out.push_str("];\n");
    Ok(out)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "csv")
        {
            files.push(path);
        }
    }
    Ok(())
}
