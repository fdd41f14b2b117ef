//! What is in the way of a conclusion, in words.

use crate::explain::{Attempt, Miss, Obstacle, Pattern};
use crate::lang::date;
use crate::lang::program::{ConstantValue, Expr, Literal, RelationId, Rule, Term, Type, VariableId};
use crate::lang::syntax::{AggregateOp, CompareOp};

use super::World;
use super::candidate::fits;
use super::literal::{relation_word, type_of, type_of_variable};
use super::load::entity_kind;
use super::phrase::{spaced, variable_word};
use super::reason::Statement;
use super::why::Row;
use super::words::Tongue;

impl World {
    /// What a rule would say if its conditions were met, with what is known of its values.
    pub(super) fn attempt_statement(&self, rule: &Rule, attempt: &Attempt) -> Statement {
        let sentence = self
            .open_rule_statement(rule, rule.sentence.as_ref(), &attempt.binding)
            .unwrap_or_else(|| {
                self.row_statement(rule.head.relation, &columns(&rule.head.terms, attempt, self))
            });
        Statement::text("not shown: ").and(sentence.begun_small())
    }

    /// What a rule says that concludes something else, with the word by which it does.
    pub(super) fn other_statement(&self, rule: &Rule, column: Option<(usize, i64)>) -> Statement {
        let nothing = vec![None; rule.variables.len()];
        let sentence = self
            .open_rule_statement(rule, rule.sentence.as_ref(), &nothing)
            .unwrap_or_default();
        let declared = self.program().relation(rule.head.relation);
        let differs = column.and_then(|(at, word)| Some((declared?.columns.get(at)?, word)));
        let mut statement = Statement::default();
        match differs {
            Some((column, word)) => {
                statement.push_text(&format!("only where {} is ", spaced(&column.name)));
                statement.push(self.prose(column.ty, word));
            }
            None => statement.push_text("only where two of its values are the same"),
        }
        statement.push_text(": ");
        statement.and(sentence.begun_small())
    }

    /// A pattern that nothing fits, with any other in place of an entity that it relates to itself, if nothing fits that
    /// either: that a project does not order itself again is nothing to tell.
    pub(super) fn related_to_others(&self, (relation, pattern): &Pattern) -> Pattern {
        let mut others = pattern.clone();
        let columns = self
            .program()
            .relation(*relation)
            .map_or(&[][..], |declared| &declared.columns);
        for (at, (column, word)) in columns.iter().zip(pattern).enumerate() {
            let is_entity = word.is_some() && entity_kind(self.program(), column.ty).is_some();
            let mut before = columns.iter().zip(pattern).take(at);
            let related = is_entity && before.any(|(twin, known)| (twin.ty, known) == (column.ty, word));
            if let Some(place) = others.get_mut(at).filter(|_| related) {
                *place = None;
            }
        }
        if others == *pattern || self.is_on_file(*relation, &others) {
            return (*relation, pattern.clone());
        }
        (*relation, others)
    }

    /// That no given row fits.
    pub(super) fn missing_statement(&self, pattern: &Pattern) -> Statement {
        let (relation, pattern) = &self.related_to_others(pattern);
        let chosen = self.supposed().contains(relation) || self.relation_name(*relation) == "Reading";
        let on_file = self.is_on_file(*relation, pattern);
        if let Some(none) = self.none_on_file(*relation, pattern).filter(|_| !on_file) {
            return none;
        }
        if let Some(others) = self
            .others_sentence(Tongue::English, *relation)
            .filter(|_| on_file)
        {
            return Statement::text(others);
        }
        let before = if chosen {
            "it is not so that "
        } else if self.is_made(*relation) {
            return self.unproved_statement(*relation, pattern);
        } else if on_file {
            // Of another project or firm, which has nothing to do with what is asked.
            "nothing on file that bears on this says that "
        } else {
            "nothing on file says that "
        };
        Statement::text(before).and(self.row_statement(*relation, pattern).begun_small())
    }

    /// That no tuple is concluded. Where the pattern names no firm or project, others than those asked about may have one.
    pub(super) fn unproved_statement(&self, relation: RelationId, pattern: &[Option<i64>]) -> Statement {
        if self.concerns_others(relation, pattern) {
            Statement::text("nothing that bears on this shows that ")
                .and(self.row_statement(relation, pattern).begun_small())
        } else {
            self.absent_statement(relation, pattern)
        }
    }

    /// Whether a row that is given, or assumed, fits a pattern.
    pub(super) fn is_on_file(&self, relation: RelationId, pattern: &[Option<i64>]) -> bool {
        self.given_rows(relation, pattern).next().is_some()
    }

    /// Rows that are given, or assumed, and fit a pattern.
    pub(super) fn given_rows(
        &self,
        relation: RelationId,
        pattern: &[Option<i64>],
    ) -> impl Iterator<Item = &[i64]> {
        let rows = self.given.get(relation.0 as usize).map_or(&[][..], Vec::as_slice);
        rows.chunks_exact(pattern.len().max(1))
            .filter(move |row| fits(row, pattern))
    }

    /// That something could be shown by way of itself only, or was not looked into, or does not have equal values.
    pub(super) fn unshown_statement(&self, obstacle: &Obstacle) -> Statement {
        let (pattern, remark) = match obstacle {
            Obstacle::Circular(pattern) => (pattern, " except by way of itself"),
            Obstacle::Unsearched(pattern) => (pattern, "; this was not looked into"),
            Obstacle::Unequal(pattern) => (pattern, " with the same value in both places"),
            _ => return Statement::default(),
        };
        let mut statement = self.unproved_statement(pattern.0, &pattern.1);
        statement.push_text(remark);
        statement
    }

    /// A condition of a rule that is tested or computed, and how it comes out.
    pub(super) fn miss_statement(&self, rule: &Rule, attempt: &Attempt, miss: &Miss) -> Statement {
        let Some(literal) = rule.body.get(miss.literal) else {
            return Statement::default();
        };
        match &miss.obstacle {
            Obstacle::False { left, op, right } => self.unmet(rule, literal, attempt, (*left, *op, *right)),
            Obstacle::Differs { value, needed } => self.differs(rule, literal, attempt, *value, *needed),
            Obstacle::Untestable(unknown) => self.untestable(rule, literal, attempt, unknown),
            _ => Statement::default(),
        }
    }

    fn unmet(
        &self,
        rule: &Rule,
        literal: &Literal,
        attempt: &Attempt,
        (left, op, right): (i64, CompareOp, i64),
    ) -> Statement {
        let Literal::Compare {
            left: one,
            right: other,
            ..
        } = literal
        else {
            return Statement::default();
        };
        let ty = type_of(one, rule);
        let mut statement = Statement::default();
        if op == CompareOp::NotEqual {
            if let Some((relation, pattern)) = self.ruled_out(rule, attempt, (one, other)) {
                return self.row_statement(relation, &pattern);
            }
            statement.push_text(&format!(
                "this asks for another {} than ",
                self.kind_of(one, rule)
            ));
            statement.push(self.prose(ty, left));
            return statement;
        }
        self.push_side(
            Tongue::English,
            &mut statement,
            (one, left),
            rule,
            &attempt.binding,
        );
        statement.push_text(&relation_word(op, ty, right).replacen(" is ", " is not ", 1));
        if !(ty == Type::Date && right == date::OPEN) {
            self.push_side(
                Tongue::English,
                &mut statement,
                (other, right),
                rule,
                &attempt.binding,
            );
        }
        statement
    }

    /// The row whose value is one that a condition rules out; none where two values must differ.
    pub(super) fn ruled_out(
        &self,
        rule: &Rule,
        attempt: &Attempt,
        (one, other): (&Expr, &Expr),
    ) -> Option<Pattern> {
        let (Expr::Variable(id), Expr::Constant(_)) = (one, other) else {
            return None;
        };
        rule.body.iter().find_map(|literal| match literal {
            Literal::Atom(atom) if atom.terms.contains(&Term::Variable(*id)) => {
                Some((atom.relation, columns(&atom.terms, attempt, self)))
            }
            _ => None,
        })
    }

    /// The given rows from which a comparison that comes out false has its values.
    pub(super) fn rows_compared(&self, rule: &Rule, attempt: &Attempt, literal: usize) -> Vec<Row> {
        let Some(Literal::Compare { left, right, .. }) = rule.body.get(literal) else {
            return Vec::new();
        };
        let binds = |side: &Expr| {
            let Expr::Variable(id) = side else { return None };
            rule.body.iter().find_map(|literal| match literal {
                Literal::Atom(atom) if atom.terms.contains(&Term::Variable(*id)) => Some(atom),
                _ => None,
            })
        };
        let atoms = [left, right].into_iter().filter_map(binds);
        let found = atoms.filter_map(|atom| {
            let pattern = columns(&atom.terms, attempt, self);
            let mut rows = self.given_rows(atom.relation, &pattern);
            rows.next().map(|row| (atom.relation, row.to_vec()))
        });
        found.collect()
    }

    /// What a value is called: its type, where that has a name, or its variable.
    fn kind_of(&self, expr: &Expr, rule: &Rule) -> String {
        match (type_of(expr, rule), expr) {
            (ty @ Type::Named(_), _) => self.law.program.type_name(ty).to_lowercase(),
            (_, Expr::Variable(id)) => variable_word(rule, *id),
            _ => "value".to_owned(),
        }
    }

    fn differs(
        &self,
        rule: &Rule,
        literal: &Literal,
        attempt: &Attempt,
        value: Option<i64>,
        needed: Option<i64>,
    ) -> Statement {
        let (name, ty, fold) = match literal {
            Literal::Let { variable, .. } => (
                variable_word(rule, *variable),
                type_of_variable(rule, *variable),
                None,
            ),
            Literal::Aggregate(aggregate) => (
                variable_word(rule, aggregate.variable),
                type_of_variable(rule, aggregate.variable),
                Some(aggregate.op),
            ),
            _ => ("a value".to_owned(), Type::Int, None),
        };
        let mut statement = Statement::default();
        match (value, literal) {
            (None, _) if matches!(fold, Some(AggregateOp::Min | AggregateOp::Max)) => {
                statement.push_text(&format!("there is nothing of which {name} could be taken"));
                return statement;
            }
            (None, _) => {
                statement.push_text(&format!("{name} cannot be computed"));
                return statement;
            }
            (Some(value), Literal::Let { value: expr, .. }) => {
                statement.push_text(&format!("{name}: "));
                self.push_expr(Tongue::English, &mut statement, expr, rule, &attempt.binding, 0);
                statement.push_text(" = ");
                statement.push_value(self.value(ty, value));
            }
            (Some(value), _) => {
                statement.push_text(&format!("{name} comes to "));
                statement.push_value(self.value(ty, value));
            }
        }
        if let Some(needed) = needed {
            statement.push_text(", not ");
            statement.push_value(self.value(ty, needed));
        }
        statement
    }

    fn untestable(
        &self,
        rule: &Rule,
        literal: &Literal,
        attempt: &Attempt,
        unknown: &[VariableId],
    ) -> Statement {
        let names: Vec<String> = unknown
            .iter()
            .map(|id| format!("“{}”", variable_word(rule, *id)))
            .collect();
        let names = format!(
            "{} {} not known",
            names.join(" and "),
            if names.len() == 1 { "is" } else { "are" }
        );
        match literal {
            Literal::Compare { left, op, right, .. } => {
                let mut statement = Statement::text("it cannot be tested whether ");
                self.push_expr(Tongue::English, &mut statement, left, rule, &attempt.binding, 0);
                let open = matches!(
                    right,
                    Expr::Constant(constant)
                        if constant.value == ConstantValue::Number(date::OPEN)
                );
                let ty = type_of(left, rule);
                let right_word = if open { date::OPEN } else { 0 };
                statement.push_text(relation_word(*op, ty, right_word));
                if !(open && ty == Type::Date) {
                    self.push_expr(Tongue::English, &mut statement, right, rule, &attempt.binding, 0);
                }
                statement.push_text(&format!(", since {names}"));
                statement
            }
            Literal::Absent(atom) => {
                let pattern = columns(&atom.terms, attempt, self);
                let mut statement = Statement::text("it cannot be ruled out that ");
                statement = statement.and(self.row_statement(atom.relation, &pattern).begun_small());
                statement.push_text(&format!(", since {names}"));
                statement
            }
            Literal::Let { variable, .. } => Statement::text(format!(
                "{} cannot be computed, since {names}",
                variable_word(rule, *variable)
            )),
            Literal::Aggregate(aggregate) => Statement::text(format!(
                "{} cannot be computed, since {names}",
                variable_word(rule, aggregate.variable)
            )),
            Literal::Atom(_) => Statement::text(names),
        }
    }
}

/// The words of an atom, as far as they are known.
fn columns(terms: &[Term], attempt: &Attempt, world: &World) -> Vec<Option<i64>> {
    let word = |term: &Term| match term {
        Term::Variable(id) => attempt.binding.get(id.0 as usize).copied().flatten(),
        Term::Constant(constant) => match &constant.value {
            ConstantValue::Text(text) => world.symbols.find(text),
            ConstantValue::Number(number) => Some(*number),
        },
        Term::Wildcard => None,
    };
    terms.iter().map(word).collect()
}
