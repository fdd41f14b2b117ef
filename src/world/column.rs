//! Which value is swept: `Relation.column`, narrowed by an atom where several rows concern what is asked.

use crate::engine::{Limits, word_of};
use crate::explain::sweep::Window;
use crate::facts::made_by_program;
use crate::lang::date;
use crate::lang::program::{Literal, RelationId, Term, Type};
use crate::lang::suggest::nearest;
use crate::lang::syntax::RelationKind;
use crate::lang::value::{WON_LIMIT, format_percent, format_won};
use crate::law::{Docket, Others};

use super::World;
use super::candidate::fits;
use super::control::{CONTROL_SHARE, RESTS_ON};
use super::error::WorldError;
use super::tree::Place;

/// Short forms, with the column that each stands for and what is swept.
pub(crate) const SHORT: [(&str, &str); 5] = [
    ("amount", "Amount.won"),
    ("announced", "Announced.date"),
    ("months", "Months.months"),
    ("sales", "Sales.won"),
    ("share", "Share.percent"),
];

/// First day that is swept; the law begins in 2004.
const FIRST_DAY: &str = "2003-01-01";
/// Last day that is swept.
const LAST_DAY: &str = "2999-12-31";
/// Most months, parts or other whole numbers: what fact files can say.
const MOST: i64 = 1_200;

/// Columns by which rows name a recognition or a departure that others are about.
const NAMING: [&str; 2] = ["decided", "notified"];

/// A column to sweep, with what is said of its row.
#[derive(Clone, Debug)]
pub(super) struct Target {
    text: String,
    pub(super) relation: RelationId,
    /// `None` where nothing is said.
    pattern: Vec<Option<i64>>,
    pub(super) column: usize,
    pub(super) ty: Type,
}

/// The row of a target for one docket.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) place: Place,
    /// Whether there is such a row; otherwise it is added.
    pub(super) known: bool,
    /// The given rows of the docket without it.
    pub(super) buffers: Vec<Vec<i64>>,
}

impl World {
    /// Reads what stands behind `over`: a column, or a short form of one.
    pub(super) fn read_target(&mut self, text: &str) -> Result<Target, WorldError> {
        let text = text.trim();
        let named = SHORT.iter().find(|(short, _)| *short == text);
        let whole = named.map_or(text, |(_, column)| column);
        let wrong = |message: String, help: String| WorldError::whole("sweep::column", text, message, help);
        let form =
            || "write `Relation.column`, such as `Amount.won` or `Sales(firm, 2025-12-31, won, basis).won`";
        let Some((atom, column)) = whole
            .rsplit_once('.')
            .map(|(atom, column)| (atom.trim(), column.trim()))
        else {
            return Err(wrong(format!("`{text}` names no column"), form().to_owned()));
        };
        let name = atom.split('(').next().unwrap_or(atom).trim();
        let program = std::sync::Arc::clone(&self.law);
        let program = &program.program;
        let Some(relation) = program.relation_named(name) else {
            let names = program.relations.iter().map(|relation| relation.name.as_str());
            let help = nearest(name, names)
                .map_or_else(|| form().to_owned(), |near| format!("did you mean `{near}`?"));
            return Err(wrong(format!("there is no relation `{name}`"), help));
        };
        let declared = program.relation(relation);
        let columns = declared.map_or(&[][..], |declared| &declared.columns);
        if declared.is_none_or(|declared| declared.kind != RelationKind::Given)
            || made_by_program(name)
            || name == "Reading"
        {
            return Err(wrong(
                format!("`{name}` is worked out by the program and cannot be swept"),
                "sweep a value of the facts that it rests on".to_owned(),
            ));
        }
        let at = columns.iter().position(|known| known.name == column);
        let Some(at) = at.filter(|at| columns.get(*at).is_some_and(|column| !column.ty.is_text())) else {
            let can: Vec<&str> = columns
                .iter()
                .filter(|column| !column.ty.is_text())
                .map(|column| column.name.as_str())
                .collect();
            let message = if at.is_some() {
                format!("`{column}` of `{name}` is a name or a word, which cannot be swept")
            } else {
                format!("`{name}` has no column `{column}`")
            };
            let help = if can.is_empty() {
                format!("`{name}` has no column of amounts, days, numbers or shares")
            } else {
                format!("`{name}` can be swept over: {}", can.join(", "))
            };
            return Err(wrong(message, help));
        };
        let pattern = if atom.contains('(') {
            self.pattern(atom)?
        } else {
            vec![None; columns.len()]
        };
        Ok(Target {
            text: text.to_owned(),
            relation,
            pattern,
            column: at,
            ty: columns.get(at).map_or(Type::Int, |column| column.ty),
        })
    }

    /// The constants of an atom.
    fn pattern(&mut self, atom: &str) -> Result<Vec<Option<i64>>, WorldError> {
        let query = self.read_atom(atom)?;
        let Some(Literal::Atom(atom)) = query.body.first() else {
            return Ok(Vec::new());
        };
        Ok(atom
            .terms
            .iter()
            .map(|term| match term {
                Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
                Term::Variable(_) | Term::Wildcard => None,
            })
            .collect())
    }

    /// The row of a target that concerns a docket of one triple or project, and the other given rows of the docket.
    pub(super) fn find_target(
        &mut self,
        target: &Target,
        docket: &Docket,
        limits: &Limits,
    ) -> Result<Found, WorldError> {
        self.refuse_holdings(target)?;
        let law = std::sync::Arc::clone(&self.law);
        let store = self.store();
        let mut buffers = store.gather(&law, docket, &Others::default());
        let mut pattern = target.pattern.clone();
        if target.text == "sales" {
            let year = self.sales_year(docket, limits)?;
            if let Some(place) = pattern.get_mut(1) {
                *place = year;
            }
        }
        let mut wanted = pattern;
        for (ty, word) in docket.triples.first().map_or_else(
            || vec![("Project", docket.projects.first().copied())],
            |[firm, project, role]| {
                vec![
                    ("Project", Some(*project)),
                    ("Firm", Some(*firm)),
                    ("Role", Some(*role)),
                ]
            },
        ) {
            if let Some(place) = law
                .column_of(target.relation, ty)
                .and_then(|at| wanted.get_mut(at))
            {
                *place = place.or(word);
            }
        }
        // What the swept column holds now says nothing about which row is meant.
        if let Some(place) = wanted.get_mut(target.column) {
            *place = None;
        }
        let buffer = buffers
            .get(target.relation.0 as usize)
            .map_or(&[][..], Vec::as_slice);
        // Of the designations of groups, those of groups that have a firm which is asked about.
        let ids = &law.ids;
        let groups: Vec<i64> = [ids.member, ids.controlled]
            .iter()
            .filter_map(|id| buffers.get(id.0 as usize))
            .flat_map(|rows| rows.as_chunks::<4>().0)
            .map(|row| row[1])
            .collect();
        let group = law
            .column_of(target.relation, "Group")
            .filter(|at| wanted.get(*at) == Some(&None));
        let concerns = |row: &&[i64]| {
            group
                .and_then(|at| row.get(at))
                .is_none_or(|of| groups.contains(of))
        };
        let found: Vec<Vec<i64>> = buffer
            .chunks_exact(wanted.len().max(1))
            .filter(|row| fits(row, &wanted))
            .filter(concerns)
            .map(<[i64]>::to_vec)
            .collect();
        if let [row] = found.as_slice() {
            self.refuse_naming(target, row, &buffers)?;
        }
        let Some(buffer) = buffers.get_mut(target.relation.0 as usize) else {
            return Err(WorldError::Internal("no rows of a relation".to_owned()));
        };
        let (row, known) = match found.as_slice() {
            [row] => (row.clone(), true),
            [] => (self.new_row(target, &wanted)?, false),
            several => return Err(self.ambiguous(target, several)),
        };
        if known {
            let others: Vec<i64> = buffer
                .chunks_exact(row.len().max(1))
                .filter(|other| *other != row.as_slice())
                .flatten()
                .copied()
                .collect();
            *buffer = others;
        }
        Ok(Found {
            place: Place {
                relation: target.relation,
                row,
                column: target.column,
            },
            known,
            buffers,
        })
    }

    /// A recognition or a departure is named by its day in the rows about it: moved alone, it would lose them.
    fn refuse_naming(&self, target: &Target, row: &[i64], buffers: &[Vec<i64>]) -> Result<(), WorldError> {
        let program = &self.law.program;
        let declared = program.relation(target.relation);
        let Some(column) = declared.and_then(|declared| declared.columns.get(target.column)) else {
            return Ok(());
        };
        if !NAMING.contains(&column.name.as_str()) {
            return Ok(());
        }
        let (project, day) = (row.first(), row.get(target.column));
        for ((id, other), words) in (0_u32..).zip(&program.relations).zip(buffers) {
            let at = other.columns.iter().position(|known| known.name == column.name);
            let Some(at) = at.filter(|_| RelationId(id) != target.relation) else {
                continue;
            };
            let mut rows = words.chunks_exact(other.columns.len());
            if rows.any(|known| known.first() == project && known.get(at) == day) {
                return Err(WorldError::whole(
                    "sweep::column",
                    &target.text,
                    format!(
                        "`{}` says by its `{}` what it is about, so this day cannot move alone",
                        other.name, column.name
                    ),
                    "assume the facts about it together, one day at a time, or sweep another column, such as `Listed.listed`",
                ));
            }
        }
        Ok(())
    }

    /// What holdings show is worked out once, so what it rests on cannot be swept where it counts.
    fn refuse_holdings(&self, target: &Target) -> Result<(), WorldError> {
        let name = self.relation_name(target.relation);
        let words = |one: &str, other: &str| Some([self.symbols.find(one)?, self.symbols.find(other)?]);
        let by_list = words("group", "list").is_some_and(|wanted| {
            let mut readings = self.rows_of("Reading").as_chunks::<2>().0.iter();
            readings.any(|reading| *reading == wanted)
        });
        // Designations say nothing about control, and of the parameters only one does.
        let other = match name {
            "Designated" => true,
            "Member" => by_list,
            "ParameterPercent" => target
                .pattern
                .first()
                .copied()
                .flatten()
                .is_some_and(|parameter| self.symbols.text(parameter) != CONTROL_SHARE),
            _ => false,
        };
        if RESTS_ON.contains(&name) && !other {
            return Err(WorldError::whole(
                "sweep::column",
                &target.text,
                format!("what holdings show is worked out from `{name}`, so its values cannot be swept"),
                "assume one value at a time, by `assume`",
            ));
        }
        Ok(())
    }

    /// A row for a value that is not known yet.
    fn new_row(&self, target: &Target, wanted: &[Option<i64>]) -> Result<Vec<i64>, WorldError> {
        let columns = self
            .law
            .program
            .relation(target.relation)
            .map_or(&[][..], |declared| &declared.columns);
        let unstated = self.symbols.find("unstated");
        let word = |(at, (column, word)): (usize, (&crate::lang::program::Column, &Option<i64>))| {
            if at == target.column {
                return Some(0);
            }
            let basis = self.law.program.type_name(column.ty) == "Basis";
            word.or(unstated.filter(|_| basis))
        };
        let row: Option<Vec<i64>> = columns.iter().zip(wanted).enumerate().map(word).collect();
        row.ok_or_else(|| {
            let open: Vec<&str> = columns
                .iter()
                .zip(wanted)
                .enumerate()
                .filter(|(at, pair)| word((*at, *pair)).is_none())
                .map(|(_, (column, _))| column.name.as_str())
                .collect();
            WorldError::whole(
                "sweep::no-row",
                &target.text,
                format!(
                    "no row of `{}` concerns what is asked, and a new one is not known whole",
                    self.relation_name(target.relation)
                ),
                format!(
                    "say what stands in {}: `over {}`",
                    open.join(", "),
                    self.atom_of(target, wanted)
                ),
            )
        })
    }

    fn ambiguous(&self, target: &Target, rows: &[Vec<i64>]) -> WorldError {
        let mut choices: Vec<String> = rows
            .iter()
            .map(|row| {
                let words: Vec<Option<i64>> = row.iter().copied().map(Some).collect();
                format!("`over {}`", self.atom_of(target, &words))
            })
            .collect();
        choices.sort();
        choices.dedup();
        WorldError::whole(
            "sweep::several-rows",
            &target.text,
            format!(
                "{} rows of `{}` concern what is asked",
                rows.len(),
                self.relation_name(target.relation)
            ),
            format!("choose one: {}", choices.join(", ")),
        )
    }

    /// A target in the rule language, with the columns that are not known by their names.
    fn atom_of(&self, target: &Target, words: &[Option<i64>]) -> String {
        let columns = self
            .law
            .program
            .relation(target.relation)
            .map_or(&[][..], |declared| &declared.columns);
        let terms: Vec<String> = columns
            .iter()
            .zip(words)
            .enumerate()
            .map(
                |(at, (column, word))| match word.filter(|_| at != target.column) {
                    Some(word) => self.literal(column.ty, word),
                    None => column.name.clone(),
                },
            )
            .collect();
        let column = columns
            .get(target.column)
            .map_or("", |column| column.name.as_str());
        format!(
            "{}({}).{column}",
            self.relation_name(target.relation),
            terms.join(", ")
        )
    }

    /// A word as the rule language writes it.
    fn literal(&self, ty: Type, word: i64) -> String {
        match ty {
            Type::Int | Type::Year => word.to_string(),
            Type::Won => format_won(word).replace(',', "_"),
            Type::Percent => format_percent(word),
            Type::Date => date::format(word),
            Type::Text | Type::Named(_) => {
                let text = self.symbols.text(word);
                format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
        }
    }

    /// The end of the fiscal year whose sales count, if that is the same in every completion.
    fn sales_year(&mut self, docket: &Docket, limits: &Limits) -> Result<Option<i64>, WorldError> {
        let Some(needed) = self.law.program.relation_named("NeededYear") else {
            return Ok(None);
        };
        let leaves = self
            .leaves(docket, limits)
            .map_err(|error| super::ask::eval_error("sales", error))?;
        let columns = self
            .law
            .program
            .relation(needed)
            .map_or(0, |needed| needed.columns.len());
        let rows = leaves.certain(&(needed, vec![None; columns]));
        let years: Vec<i64> = rows.iter().filter_map(|row| row.last().copied()).collect();
        Ok(match years.as_slice() {
            [year] => Some(*year),
            _ => None,
        })
    }
}

/// The least and the greatest value of a type that are swept.
pub(super) fn range_of(ty: Type) -> Window {
    let day = |text: &str| date::parse(text).unwrap_or_default();
    let (from, to) = match ty {
        Type::Won => (0, WON_LIMIT - 1),
        Type::Percent => (0, 10_000),
        Type::Date => (day(FIRST_DAY), day(LAST_DAY)),
        Type::Year => (2_000, 2_999),
        Type::Int | Type::Text | Type::Named(_) => (1, MOST),
    };
    Window { from, to }
}
