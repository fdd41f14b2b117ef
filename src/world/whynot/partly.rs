//! Telling what holds in some completions only, or not the same in all.

use crate::engine::EvalError;

use super::super::korean_word;
use super::super::leaves::{Leaf, Pick, only_difference};
use super::super::reason::{Reason, ReasonKind, Statement};
use super::super::ways::turning;
use super::super::why::bare;
use super::telling::{MOST_VIEWED, Telling};
use super::views::different;

impl Telling<'_, '_> {
    /// Tells what holds in some completions: one in which it does not, one in which it does, and what decides.
    pub(super) fn sometimes(&mut self) -> Result<(), EvalError> {
        let holds = |leaf: &&Leaf| !self.leaves.fitting(leaf, &self.law_goal).is_empty();
        let (mut with, mut without): (Vec<&Leaf>, Vec<&Leaf>) = self.leaves.all.iter().partition(holds);
        with.sort_by_key(|leaf| self.harder(leaf));
        without.sort_by_key(|leaf| self.harder(leaf));
        if without.is_empty() {
            return self.otherwise();
        }
        let turns = self.turns_on(&with, &without);
        let statement = self.partly(with.len(), &turns);
        let mut pairs = without
            .iter()
            .flat_map(|miss| with.iter().map(move |hit| (*miss, *hit)));
        let alone = pairs
            .clone()
            .find(|(miss, hit)| only_difference(&miss.picks, &hit.picks).is_some());
        let mut premises = Vec::new();
        if let Some((miss, hit)) = alone.or_else(|| pairs.next()) {
            premises.push(self.miss_case(miss, hit)?);
            premises.push(self.hit_case(miss, hit));
        }
        let korean = self.partly_korean(with.len(), &turns);
        self.root(ReasonKind::Verdict, (statement, korean), premises, Vec::new());
        Ok(())
    }

    /// Tells what holds in every completion, but not the same in all: what holds, each with what is enough for it.
    fn otherwise(&mut self) -> Result<(), EvalError> {
        let leaves = self.leaves;
        let rows = |leaf: &Leaf| leaves.fitting(leaf, &self.law_goal);
        let all: Vec<Vec<Vec<i64>>> = leaves.all.iter().map(rows).collect();
        let mut distinct: Vec<&Vec<Vec<i64>>> = Vec::new();
        for rows in &all {
            if !distinct.contains(&rows) {
                distinct.push(rows);
            }
        }
        let number = |leaf: &Leaf| {
            let rows = rows(leaf);
            distinct
                .iter()
                .position(|known| **known == rows)
                .unwrap_or_default()
        };
        let outcomes: Vec<(&[Pick], i64)> = leaves
            .all
            .iter()
            .map(|leaf| {
                (
                    leaf.picks.as_slice(),
                    i64::try_from(number(leaf)).unwrap_or_default(),
                )
            })
            .collect();
        let (turns, turns_ko) = turning(&self.builder.world.turns_on(&outcomes));
        let count = leaves.all.len();
        let statement = Statement::text(format!(
            "it is not the same in all {count} ways to fill in what is not known{turns}"
        ));
        let korean = Statement::text(format!(
            "알 수 없는 사항을 가정하는 {count}가지 경우에 결과가 모두 같지는 아니하다{turns_ko}"
        ));
        let mut premises = Vec::new();
        for (at, rows) in distinct.iter().enumerate().take(MOST_VIEWED) {
            let found = leaves.all.iter().find(|leaf| number(leaf) == at);
            let Some(leaf) = found else { continue };
            let picks = leaves.enough(leaf, None, |other| number(other) == at);
            let (mut told, korean) = self.rows_told(rows);
            told.push_text(", if this is so: ");
            let told = told.and(self.supposing(&picks));
            let korean = korean.zip(self.supposing_korean(&picks));
            let korean = korean.map(|(row, supposed)| {
                let mut korean = Statement::text("다음과 같이 가정하면: ").and(supposed);
                korean.push_text(". 그 결과: ");
                korean.and(row)
            });
            premises.push(self.builder.push(Reason {
                statement_ko: korean,
                ..bare(ReasonKind::Case, told)
            }));
        }
        self.root(
            ReasonKind::Verdict,
            (statement, Some(korean)),
            premises,
            Vec::new(),
        );
        Ok(())
    }

    /// Rows of the law's goal as one sentence.
    fn rows_told(&self, rows: &[Vec<i64>]) -> (Statement, Option<Statement>) {
        let world = &*self.builder.world;
        let mut told = Statement::default();
        let mut korean = Some(Statement::default());
        for row in rows {
            let row: Vec<Option<i64>> = row.iter().copied().map(Some).collect();
            let (one, one_ko) = (
                world.row_statement(self.law_goal.0, &row),
                world.row_korean(self.law_goal.0, &row),
            );
            if !told.parts.is_empty() {
                told.push_text("; and ");
            }
            told = told.and(one);
            korean = korean.zip(one_ko).map(|(mut all, one)| {
                if !all.parts.is_empty() {
                    all.push_text("; ");
                }
                all.and(one)
            });
        }
        (told, korean)
    }

    /// The keys on which alone it turns in some completion, sorted.
    fn turns_on(&self, with: &[&Leaf], without: &[&Leaf]) -> Vec<String> {
        let mut keys: Vec<String> = without
            .iter()
            .flat_map(|miss| {
                with.iter()
                    .filter_map(|hit| only_difference(&miss.picks, &hit.picks))
            })
            .map(|pick| self.builder.world.key_of(pick))
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// That it is not certain.
    fn uncertain(&self) -> Statement {
        let world = &*self.builder.world;
        let (relation, pattern) = self.goal;
        let row = world.row_statement(*relation, pattern).begun_small();
        let mut statement = Statement::text("it is not certain that ").and(row);
        statement.push_text(": it holds");
        statement
    }

    /// In how many ways it holds, and what decides.
    fn partly(&self, with: usize, turns: &[String]) -> Statement {
        let world = &*self.builder.world;
        let mut statement = match (world.relation_name(self.goal.0), self.goal.1.last()) {
            ("Verdict" | "OpenTo", Some(Some(outcome))) => {
                let mut statement = self.verdict();
                statement.push_text(&format!(": {}", world.symbols.text(*outcome)));
                statement
            }
            _ => self.uncertain(),
        };
        let count = self.leaves.all.len();
        statement.push_text(&format!(
            " in {with} of {count} ways to fill in what is not known"
        ));
        statement.push_text(&turning(turns).0);
        statement
    }

    /// The same in Korean.
    fn partly_korean(&self, with: usize, turns: &[String]) -> Option<Statement> {
        let world = &*self.builder.world;
        let count = self.leaves.all.len();
        let ways = format!("알 수 없는 사항을 가정하는 {count}가지 경우 중 {with}가지에서");
        let mut statement = match (world.relation_name(self.goal.0), self.goal.1.last()) {
            ("Verdict" | "OpenTo", Some(Some(outcome))) => {
                let (relation, pattern) = self.verdict_row();
                let mut statement = world.row_korean(relation, &pattern)?;
                let outcome = world.symbols.text(*outcome);
                let outcome = korean_word("Outcome", outcome).unwrap_or(outcome);
                statement.push_text(&format!(": {ways} ‘{outcome}’이다"));
                statement
            }
            _ => {
                let row = world.row_korean(self.goal.0, &self.goal.1)?;
                let mut statement = Statement::text("다음 사항은 확정되지 아니하였다: ").and(row);
                statement.push_text(&format!(" ({ways}만 그러하다)"));
                statement
            }
        };
        statement.push_text(&turning(turns).1);
        Some(statement)
    }

    /// A completion in which it does not hold, with all that what is told of it supposes.
    fn miss_case(&mut self, miss: &Leaf, hit: &Leaf) -> Result<usize, EvalError> {
        self.builder.day = self
            .builder
            .day
            .or_else(|| self.builder.world.day_supposed(&miss.picks));
        let (told, mut picks) = self.absent_and_supposed(miss)?;
        self.builder.day = self.builder.world.day_of_goal(self.goal);
        let differing = different(&hit.picks, &miss.picks).into_iter();
        picks.extend(differing.filter(|pick| !picks.contains(pick)).collect::<Vec<_>>());
        let statement = Statement::text("in one way to fill in what is not known it does not hold: ")
            .and(self.supposing(&picks));
        let korean = self.supposing_korean(&picks);
        Ok(self.builder.push(Reason {
            premises: told.below.premises,
            lacks: told.below.lacks,
            statement_ko: korean
                .map(|korean| Statement::text("다음과 같이 가정하면 성립하지 않는다: ").and(korean)),
            ..bare(ReasonKind::Case, statement)
        }))
    }

    /// The completion in which it holds, by what it supposes otherwise.
    fn hit_case(&mut self, miss: &Leaf, hit: &Leaf) -> usize {
        let picks = different(&miss.picks, &hit.picks);
        let statement =
            Statement::text("with this alone supposed otherwise, it holds: ").and(self.supposing(&picks));
        let korean = self.supposing_korean(&picks);
        self.builder.push(Reason {
            statement_ko: korean
                .map(|korean| Statement::text("그 가정에서 다음만 달리하면 성립한다: ").and(korean)),
            ..bare(ReasonKind::Case, statement)
        })
    }
}
