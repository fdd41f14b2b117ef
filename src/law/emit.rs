//! Checked program to crepe program: the only module that knows crepe's syntax.
//!
//! Each stage becomes one `crepe!` in a module of its own, with a `run` over flat buffers: one buffer for each relation
//! of the program, then for each fold one buffer of groups (out) and one of groups with values (in).
//! Never emitted, since crepe 0.2 gets them silently wrong: `for`, `ref`, or-patterns, a variable twice in one atom.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::lang::program::{
    Atom, Constant, ConstantValue, Expr, Function, Literal, Program, RelationId, Term, VariableId,
};
use crate::lang::syntax::{CompareOp, RelationKind};

use super::stages::{FoldSite, Stages, stage_of, stages};

/// Rust text of all stages and the function that runs one of them.
pub(crate) fn emit(program: &Program) -> String {
    let emitter = Emitter {
        program,
        stages: stages(program),
    };
    let mut out = String::new();
    for stage in 0..emitter.stages.count {
        emitter.stage(stage, &mut out);
    }
    out.push_str("pub(crate) fn run_stage(stage: u32, buffers: &mut [Vec<i64>]) {\n    match stage {\n");
    for stage in 0..emitter.stages.count {
        let _ = writeln!(out, "        {stage} => stage_{stage}::run(buffers),");
    }
    out.push_str("        _ => {}\n    }\n}\n");
    out
}

struct Emitter<'a> {
    program: &'a Program,
    stages: Stages,
}

/// A relation of a crepe program: its name there, its number of columns, its buffer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Declared {
    name: String,
    columns: usize,
    buffer: usize,
}

impl Emitter<'_> {
    fn stage(&self, stage: u32, out: &mut String) {
        let mut inputs: BTreeSet<Declared> = BTreeSet::new();
        let mut outputs: BTreeSet<Declared> = BTreeSet::new();
        let mut rules = String::new();
        for (index, rule) in self.program.rules.iter().enumerate() {
            let folds = self.folds_of(index);
            for (number, site) in &folds {
                if site.stage == stage {
                    let before = rule.body.get(..site.literal).unwrap_or_default();
                    outputs.insert(self.group_relation(*number));
                    let head = self.group_head(*number, site);
                    self.rule(&head, before, &folds, stage, &mut inputs, &mut rules);
                }
            }
            if stage_of(rule.head.relation, &self.stages.of_relation) == stage {
                let terms: Vec<String> = rule.head.terms.iter().map(|term| self.term(term)).collect();
                let head = format!("{}({})", self.name(rule.head.relation), terms.join(", "));
                self.rule(&head, &rule.body, &folds, stage, &mut inputs, &mut rules);
            }
        }
        for (index, relation) in self.program.relations.iter().enumerate() {
            let id = RelationId(u32::try_from(index).unwrap_or(u32::MAX));
            if relation.kind == RelationKind::Derived && stage_of(id, &self.stages.of_relation) == stage {
                outputs.insert(self.declared(id));
            }
        }
        let outputs: Vec<Declared> = outputs.into_iter().collect();
        let _ = writeln!(
            out,
            "mod stage_{stage} {{\n    use crate::lang::arith;\n    use crate::law::fault::note;\n    crepe::crepe! {{"
        );
        for (kind, relations) in [
            ("@input", inputs.iter().collect::<Vec<_>>()),
            ("@output", outputs.iter().collect()),
        ] {
            for relation in relations {
                let columns = vec!["i64"; relation.columns].join(", ");
                let _ = writeln!(
                    out,
                    "        {kind}\n        struct {}({columns});",
                    relation.name
                );
            }
        }
        out.push_str(&rules);
        out.push_str("    }\n    pub(crate) fn run(buffers: &mut [Vec<i64>]) {\n        let mut program = Crepe::new();\n");
        for input in &inputs {
            let fields = fields(input.columns);
            let _ = writeln!(
                out,
                "        if let Some(rows) = buffers.get({}) {{ program.extend(rows.chunks_exact({}).filter_map(|row| match row {{ &[{fields}] => Some({}({fields})), _ => None }})); }}",
                input.buffer, input.columns, input.name
            );
        }
        let names: Vec<String> = (0..outputs.len()).map(|index| format!("out_{index}")).collect();
        let _ = writeln!(
            out,
            "        let ({},) = program.run_with_hasher::<std::hash::BuildHasherDefault<rustc_hash::FxHasher>>();",
            names.join(", ")
        );
        for (output, name) in outputs.iter().zip(&names) {
            let fields = fields(output.columns);
            let _ = writeln!(
                out,
                "        if let Some(rows) = buffers.get_mut({}) {{ for {}({fields}) in {name} {{ rows.extend_from_slice(&[{fields}]); }} }}",
                output.buffer, output.name
            );
        }
        out.push_str("    }\n}\n");
    }

    /// The folds of a rule with their numbers.
    fn folds_of(&self, rule: usize) -> Vec<(usize, FoldSite)> {
        self.stages
            .folds
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, site)| site.rule.0 as usize == rule)
            .collect()
    }

    /// One crepe rule.
    fn rule(
        &self,
        head: &str,
        body: &[Literal],
        folds: &[(usize, FoldSite)],
        stage: u32,
        inputs: &mut BTreeSet<Declared>,
        out: &mut String,
    ) {
        let mut parts: Vec<String> = Vec::new();
        let mut bound: BTreeSet<VariableId> = BTreeSet::new();
        let mut fresh = 0;
        for (index, literal) in body.iter().enumerate() {
            match literal {
                Literal::Atom(atom) => {
                    self.read(atom.relation, stage, inputs);
                    self.atom(atom, &mut bound, &mut fresh, &mut parts);
                }
                Literal::Absent(atom) => {
                    self.read(atom.relation, stage, inputs);
                    let terms: Vec<String> = atom.terms.iter().map(|term| self.term(term)).collect();
                    parts.push(format!("!{}({})", self.name(atom.relation), terms.join(", ")));
                }
                Literal::Compare { left, op, right, .. } => {
                    let left = self.operand(left, &mut fresh, &mut parts);
                    let right = self.operand(right, &mut fresh, &mut parts);
                    parts.push(format!("({left} {} {right})", compare(*op)));
                }
                Literal::Let { variable, value, .. } => {
                    parts.push(format!(
                        "let Some({}) = note({})",
                        variable_name(*variable),
                        self.step(value)
                    ));
                    bound.insert(*variable);
                }
                Literal::Aggregate(aggregate) => {
                    let Some((number, _)) = folds.iter().find(|(_, site)| site.literal == index) else {
                        continue;
                    };
                    inputs.insert(self.value_relation(*number));
                    let mut terms = vec!["0i64".to_owned()];
                    terms.extend(aggregate.group.iter().map(|id| variable_name(*id)));
                    terms.push(variable_name(aggregate.variable));
                    parts.push(format!("FoldValue{number}({})", terms.join(", ")));
                    bound.insert(aggregate.variable);
                }
            }
        }
        if parts.is_empty() {
            let _ = writeln!(out, "        {head};");
        } else {
            let _ = writeln!(out, "        {head} <- {};", parts.join(", "));
        }
    }

    fn read(&self, relation: RelationId, stage: u32, inputs: &mut BTreeSet<Declared>) {
        if is_input(self.program, &self.stages, relation, stage) {
            inputs.insert(self.declared(relation));
        }
    }

    /// A positive atom; a variable that stands twice is renamed and compared.
    fn atom(
        &self,
        atom: &Atom,
        bound: &mut BTreeSet<VariableId>,
        fresh: &mut usize,
        parts: &mut Vec<String>,
    ) {
        let mut seen: BTreeMap<VariableId, ()> = BTreeMap::new();
        let mut same: Vec<String> = Vec::new();
        let mut terms: Vec<String> = Vec::new();
        for term in &atom.terms {
            match term {
                Term::Variable(id) if !bound.contains(id) && seen.insert(*id, ()).is_some() => {
                    let name = next(fresh);
                    same.push(format!("({} == {name})", variable_name(*id)));
                    terms.push(name);
                }
                other => terms.push(self.term(other)),
            }
        }
        bound.extend(seen.into_keys());
        parts.push(format!("{}({})", self.name(atom.relation), terms.join(", ")));
        parts.extend(same);
    }

    /// One side of a comparison: a name or number, computed before where it is more than that.
    fn operand(&self, expr: &Expr, fresh: &mut usize, parts: &mut Vec<String>) -> String {
        match expr {
            Expr::Variable(id) => variable_name(*id),
            Expr::Constant(constant) => self.word(constant),
            Expr::Apply { .. } => {
                let name = next(fresh);
                parts.push(format!("let Some({name}) = note({})", self.step(expr)));
                name
            }
        }
    }

    /// An expression as a step of `lang::arith`.
    fn step(&self, expr: &Expr) -> String {
        match expr {
            Expr::Variable(id) => format!("Some({})", variable_name(*id)),
            Expr::Constant(constant) => format!("Some({})", self.word(constant)),
            Expr::Apply { function, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(|argument| self.step(argument)).collect();
                format!("arith::{}({})", function_name(*function), arguments.join(", "))
            }
        }
    }

    fn term(&self, term: &Term) -> String {
        match term {
            Term::Variable(id) => variable_name(*id),
            Term::Constant(constant) => self.word(constant),
            Term::Wildcard => "_".to_owned(),
        }
    }

    /// The word of a constant: a text of the law is its index among the sorted words.
    fn word(&self, constant: &Constant) -> String {
        match &constant.value {
            ConstantValue::Number(number) => format!("{number}i64"),
            ConstantValue::Text(text) => {
                let index = self.program.words.binary_search(text).unwrap_or(usize::MAX >> 1);
                format!("{index}i64")
            }
        }
    }

    fn name(&self, relation: RelationId) -> String {
        format!(
            "Law{}",
            self.program
                .relation(relation)
                .map_or("", |relation| &relation.name)
        )
    }

    fn declared(&self, relation: RelationId) -> Declared {
        let columns = self
            .program
            .relation(relation)
            .map_or(0, |relation| relation.columns.len());
        Declared {
            name: self.name(relation),
            columns,
            buffer: relation.0 as usize,
        }
    }

    fn group_columns(&self, number: usize) -> usize {
        let site = self.stages.folds.get(number);
        site.and_then(|site| site.aggregate(self.program))
            .map_or(0, |aggregate| aggregate.group.len())
            + 1
    }

    fn group_relation(&self, number: usize) -> Declared {
        Declared {
            name: format!("FoldGroup{number}"),
            columns: self.group_columns(number),
            buffer: self.program.relations.len() + 2 * number,
        }
    }

    fn value_relation(&self, number: usize) -> Declared {
        Declared {
            name: format!("FoldValue{number}"),
            columns: self.group_columns(number) + 1,
            buffer: self.program.relations.len() + 2 * number + 1,
        }
    }

    fn group_head(&self, number: usize, site: &FoldSite) -> String {
        let mut terms = vec!["0i64".to_owned()];
        if let Some(aggregate) = site.aggregate(self.program) {
            terms.extend(aggregate.group.iter().map(|id| variable_name(*id)));
        }
        format!("FoldGroup{number}({})", terms.join(", "))
    }
}

/// Variables are numbered, so that no name of the law can be a word of Rust.
fn variable_name(id: VariableId) -> String {
    format!("v_{}", id.0)
}

fn next(fresh: &mut usize) -> String {
    *fresh += 1;
    format!("t_{fresh}")
}

fn fields(columns: usize) -> String {
    (0..columns)
        .map(|column| format!("c{column}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "==",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

fn function_name(function: Function) -> &'static str {
    match function {
        Function::Add => "add",
        Function::Subtract => "sub",
        Function::Multiply => "mul",
        Function::Divide => "div",
        Function::PercentOf => "percent_of",
        Function::AddDays => "add_days",
        Function::DaysBetween => "days_between",
        Function::AddMonths => "add_months",
        Function::AddYears => "add_years",
        Function::Year => "year",
        Function::Min => "min",
        Function::Max => "max",
    }
}

/// Whether a relation is an input of a stage: given, or finished before it.
fn is_input(program: &Program, stages: &Stages, relation: RelationId, stage: u32) -> bool {
    let given = program
        .relation(relation)
        .is_none_or(|relation| relation.kind == RelationKind::Given);
    given || stage_of(relation, &stages.of_relation) < stage
}
