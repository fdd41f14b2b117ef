//! Statements in Korean: the `@ko` sentences of rules and relations with values filled in, and comparisons in words.

use crate::explain::{Attempt, Miss, Node, Obstacle, Pattern};
use crate::facts::EntityKind;
use crate::lang::date;
use crate::lang::program::{Expr, Function, Literal, RelationId, Rule, SentencePart, Type, VariableId};
use crate::lang::syntax::{AggregateOp, CompareOp};

use super::World;
use super::answer::Value;
use super::literal::{literal_of, type_of, type_of_variable};
use super::load::entity_kind;
use super::phrase::{Filler, known, value_in};
use super::reason::{Phrase, Statement};
use super::words::{Tongue, korean_word};

/// What follows the end of an interval in a sentence, and goes with it where the interval has no end.
const UNTIL: &str = " 전까지";
/// What stands behind the first day of an interval.
const FROM: &str = "부터";

impl World {
    /// What a row means, in Korean; none where the relation has no Korean sentence.
    pub(super) fn row_korean(&self, relation: RelationId, pattern: &[Option<i64>]) -> Option<Statement> {
        let declared = self.program().relation(relation)?;
        if let Some(own) = self.own_sentence(Tongue::Korean, relation, pattern) {
            return self.filled_row_korean(&own, relation, pattern);
        }
        // What stands behind a semicolon is about the relation, not about the row.
        let doc = declared.doc_ko.split("; ").next().unwrap_or_default().trim();
        (!doc.is_empty()).then(|| self.filled_row_korean(doc, relation, pattern))?
    }

    /// A Korean sentence about a row with the row's values.
    fn filled_row_korean(
        &self,
        said: &str,
        relation: RelationId,
        pattern: &[Option<i64>],
    ) -> Option<Statement> {
        let columns = &self.program().relation(relation)?.columns;
        let day = self.day_of_row(relation, pattern);
        self.filled_korean(said, day, &|name| {
            let at = columns.iter().position(|column| column.name == name)?;
            Some((columns.get(at)?.ty, pattern.get(at).copied().flatten()))
        })
    }

    /// A Korean sentence in which names in braces stand for values.
    fn filled_korean(
        &self,
        said: &str,
        day: Option<i64>,
        value_of: &dyn Fn(&str) -> Option<Filler>,
    ) -> Option<Statement> {
        let mut statement = Statement::default();
        let mut rest = said;
        while let Some((before, after)) = rest.split_once('{') {
            statement.push_text(before);
            let (name, after) = after.split_once('}')?;
            rest = after;
            match value_of(name)? {
                (Type::Date, Some(date::OPEN)) if rest.starts_with(UNTIL) => {
                    rest = rest.strip_prefix(UNTIL).unwrap_or(rest).trim_start();
                }
                (Type::Date, None) if rest.starts_with(FROM) => {
                    rest = rest.strip_prefix(FROM).unwrap_or(rest).trim_start();
                }
                (Type::Date, None) if rest.starts_with(UNTIL) => {
                    rest = rest.strip_prefix(UNTIL).unwrap_or(rest).trim_start();
                }
                (ty, Some(word)) => statement.push(self.prose_korean_on(ty, word, day)),
                (ty, None) => statement.push_text(&self.unknown_korean(ty, name)),
            }
        }
        statement.push_text(rest);
        statement.end_without_stop();
        statement.fold_ranges();
        Some(statement)
    }

    /// A rule's Korean sentence under a binding; none where it has none. What has no value is `어느 날` and so on.
    pub(super) fn rule_korean(&self, rule: &Rule, binding: &[Option<i64>]) -> Option<Statement> {
        let mut statement = Statement::default();
        let day = self.day_of_binding(rule, binding);
        if let Some(said) = self.sentence_of_class(Tongue::Korean, rule, binding) {
            return self.filled_korean(said, day, &|name| value_in(rule, name, binding));
        }
        for part in &rule.sentence_ko.as_ref()?.parts {
            match part {
                SentencePart::Text(text) => statement.push_text(text),
                SentencePart::Variable(id) => {
                    let variable = rule.variables.get(id.0 as usize)?;
                    match binding.get(id.0 as usize).copied().flatten() {
                        Some(word) => statement.push(self.prose_korean_on(variable.ty, word, day)),
                        None => statement.push_text(&self.unknown_korean(variable.ty, &variable.name)),
                    }
                }
            }
        }
        statement.end_without_stop();
        statement.fold_ranges();
        Some(statement)
    }

    /// A value as it stands in a Korean sentence: words of the law are Korean, a provision is cited.
    pub(super) fn prose_korean(&self, ty: Type, word: i64) -> Phrase {
        self.prose_korean_on(ty, word, None)
    }

    /// The same in a sentence about a project that was announced on a day.
    fn prose_korean_on(&self, ty: Type, word: i64, day: Option<i64>) -> Phrase {
        let text = || self.symbols.text(word);
        match (ty, entity_kind(&self.law.program, ty)) {
            (Type::Text, _) => match korean_word("Text", text()) {
                Some(known) => Phrase::Text(known.to_owned()),
                None => [EntityKind::Body, EntityKind::Firm]
                    .into_iter()
                    .find_map(|kind| self.name_korean(kind, text()))
                    .unwrap_or_else(|| Phrase::Value(self.value(ty, word))),
            },
            (_, None) if self.is_vocabulary(ty) => {
                match korean_word(self.law.program.type_name(ty), text()) {
                    Some(known) => Phrase::Text(known.to_owned()),
                    None => self.prose_on(ty, word, day),
                }
            }
            (_, Some(kind)) if kind != EntityKind::Provision => self
                .name_korean(kind, text())
                .unwrap_or_else(|| self.prose_on(ty, word, day)),
            _ => self.prose_on(ty, word, day),
        }
    }

    /// An entity by the first of its names that is written in Hangul, or else by the one that is shown; none without names.
    fn name_korean(&self, kind: EntityKind, id: &str) -> Option<Phrase> {
        let name = self.base.name(kind, id)?;
        let hangul = |name: &&str| name.chars().any(|letter| ('가'..='힣').contains(&letter));
        let names = || {
            [name.display.as_str()]
                .into_iter()
                .chain(name.aliases.iter().map(String::as_str))
        };
        Some(Phrase::Value(Value::Entity {
            id: id.to_owned(),
            name: names().find(hangul).unwrap_or(&name.display).to_owned(),
        }))
    }

    /// What stands for a value that is not known.
    fn unknown_korean(&self, ty: Type, name: &str) -> String {
        let kind = self.law.program.type_name(ty);
        let known = korean_word("unknown", name).or_else(|| korean_word("unknown", kind));
        known.map_or_else(|| format!("어느 {name}"), str::to_owned)
    }

    /// That no such row holds, in Korean.
    pub(super) fn absent_korean(&self, relation: RelationId, pattern: &[Option<i64>]) -> Option<Statement> {
        if let Some(said) = self.absent_sentence(Tongue::Korean, relation, pattern) {
            return self.filled_row_korean(&said, relation, pattern);
        }
        Some(
            self.row_korean(relation, pattern)?
                .denied(" 사실이 확인되지 아니한다"),
        )
    }

    /// That no tuple is concluded that bears on what is asked, in Korean.
    pub(super) fn unproved_korean(&self, relation: RelationId, pattern: &[Option<i64>]) -> Option<Statement> {
        if !self.concerns_others(relation, pattern) {
            return self.absent_korean(relation, pattern);
        }
        let mut statement = self.row_korean(relation, pattern)?.reported();
        statement.push_text(" 사실로서 이 건에 관계되는 것은 확인되지 아니한다");
        Some(statement)
    }

    /// That no given row fits, in Korean.
    pub(super) fn missing_korean(&self, pattern: &Pattern) -> Option<Statement> {
        let (relation, pattern) = &self.related_to_others(pattern);
        let chosen = self.supposed().contains(relation) || self.relation_name(*relation) == "Reading";
        let on_file = self.is_on_file(*relation, pattern);
        let none = self.absent_sentence(Tongue::Korean, *relation, pattern);
        if let Some(said) = none.filter(|_| !on_file) {
            return self.filled_row_korean(&said, *relation, pattern);
        }
        if let Some(others) = self
            .others_sentence(Tongue::Korean, *relation)
            .filter(|_| on_file)
        {
            return Some(Statement::text(others));
        }
        if !chosen && self.is_made(*relation) {
            return self.unproved_korean(*relation, pattern);
        }
        let row = self.row_korean(*relation, pattern)?;
        if chosen {
            return Some(row.denied(" 것은 아니다"));
        }
        let mut statement = row.reported();
        statement.push_text(if on_file {
            " 기록으로서 이 건에 관계되는 것은 없다"
        } else {
            " 기록이 없다"
        });
        Some(statement)
    }

    /// What is simply not there, in Korean.
    pub(super) fn unshown_korean(&self, obstacle: &Obstacle) -> Option<Statement> {
        let (pattern, remark) = match obstacle {
            Obstacle::Circular(pattern) => (
                pattern,
                " (그 사실 자체를 전제로 하지 아니하고는 인정할 근거가 없다)",
            ),
            Obstacle::Unsearched(pattern) => (pattern, " (더 이상 검토하지 아니하였다)"),
            Obstacle::Unequal(pattern) => (pattern, " (두 곳의 값이 같아야 한다)"),
            _ => return None,
        };
        let mut statement = self.unproved_korean(pattern.0, &pattern.1)?;
        statement.push_text(remark);
        Some(statement)
    }

    /// What a rule would say if its conditions were met, in Korean.
    pub(super) fn attempt_korean(&self, rule: &Rule, attempt: &Attempt) -> Option<Statement> {
        let sentence = self.rule_korean(rule, &attempt.binding)?;
        Some(Statement::text("인정되지 않음: ").and(sentence))
    }

    /// What a rule says that concludes something else, in Korean.
    pub(super) fn other_korean(&self, rule: &Rule, column: Option<(usize, i64)>) -> Option<Statement> {
        let sentence = self.rule_korean(rule, &[])?;
        let declared = self.program().relation(rule.head.relation)?;
        let mut statement = Statement::default();
        match column.and_then(|(at, word)| Some((declared.columns.get(at)?, word))) {
            Some((column, word)) => {
                statement.push(self.prose_korean(column.ty, word));
                statement.push_text("인 경우에만 적용된다: ");
            }
            None => statement.push_text("두 값이 같은 경우에만 적용된다: "),
        }
        Some(statement.and(sentence))
    }

    /// A comparison that does not hold, in Korean; none for other conditions.
    pub(super) fn miss_korean(&self, rule: &Rule, attempt: &Attempt, miss: &Miss) -> Option<Statement> {
        let literal = rule.body.get(miss.literal)?;
        let (
            Literal::Compare { left, right, .. },
            Obstacle::False {
                left: one,
                op,
                right: other,
            },
        ) = (literal, &miss.obstacle)
        else {
            return None;
        };
        if *op == CompareOp::NotEqual {
            if let Some((relation, pattern)) = self.ruled_out(rule, attempt, (left, right)) {
                return self.row_korean(relation, &pattern);
            }
            let mut statement = Statement::default();
            statement.push(self.prose_korean(type_of(left, rule), *one));
            statement.push_text("과(와) 다른 것이어야 한다");
            return Some(statement);
        }
        let mut statement =
            self.comparison_korean((left, *one), *op, (right, *other), rule, &attempt.binding);
        statement = statement.reported();
        statement.push_text(" 요건을 갖추지 못한다");
        Some(statement)
    }

    /// A comparison in words, or how a value is computed, in Korean.
    pub(super) fn literal_korean(&self, rules: &[Rule], node: &Node, binding: &[i64]) -> Option<Statement> {
        let binding = known(binding);
        match node {
            Node::Comparison {
                rule,
                literal,
                inner,
                left,
                op,
                right,
            } => {
                let rule = rules.get(rule.0 as usize)?;
                let Literal::Compare {
                    left: one,
                    right: other,
                    ..
                } = literal_of(rule, *literal, *inner)?
                else {
                    return None;
                };
                Some(self.comparison_korean((one, *left), *op, (other, *right), rule, &binding))
            }
            Node::Value {
                rule,
                literal,
                inner,
                value,
            } => {
                let rule = rules.get(rule.0 as usize)?;
                let Literal::Let {
                    variable,
                    value: expr,
                    ..
                } = literal_of(rule, *literal, *inner)?
                else {
                    return None;
                };
                let mut statement = Statement::text("계산: ");
                self.push_expr(Tongue::Korean, &mut statement, expr, rule, &binding, 0);
                statement.push_text(" = ");
                statement.push_value(self.value(type_of_variable(rule, *variable), *value));
                Some(statement)
            }
            Node::Aggregate {
                rule,
                literal,
                value,
                matches,
            } => {
                let rule = rules.get(rule.0 as usize)?;
                let Literal::Aggregate(aggregate) = rule.body.get(*literal)? else {
                    return None;
                };
                let mut statement = Statement::text(match aggregate.op {
                    _ if matches.is_empty() => "해당하는 것이 없으므로 그 값은 ",
                    AggregateOp::Count => "다음의 수는 ",
                    AggregateOp::Sum => "다음의 합계는 ",
                    AggregateOp::Min => "다음 중 가장 작은 값은 ",
                    AggregateOp::Max => "다음 중 가장 큰 값은 ",
                });
                statement.push_value(self.value(type_of_variable(rule, aggregate.variable), *value));
                statement.push_text("이다");
                Some(statement)
            }
            Node::Fact { .. } | Node::Rule { .. } | Node::Absent { .. } => None,
        }
    }

    fn comparison_korean(
        &self,
        (one, left): (&Expr, i64),
        op: CompareOp,
        (other, right): (&Expr, i64),
        rule: &Rule,
        binding: &[Option<i64>],
    ) -> Statement {
        let ty = type_of(one, rule);
        let (between, after) = relation_korean(op, ty, right);
        let mut statement = Statement::default();
        self.push_side(Tongue::Korean, &mut statement, (one, left), rule, binding);
        statement.push_text(between);
        if !(ty == Type::Date && right == date::OPEN) {
            self.push_side(Tongue::Korean, &mut statement, (other, right), rule, binding);
        }
        statement.push_text(after);
        statement
    }

    /// What a variable without a value is called, in Korean.
    pub(super) fn unknown_variable_korean(&self, rule: &Rule, id: VariableId) -> String {
        let variable = rule.variables.get(id.0 as usize);
        let name = variable.map_or("", |variable| &variable.name);
        self.unknown_korean(type_of_variable(rule, id), name)
    }

    /// Whether a pattern leaves open whom it is about, or is about groups and bodies in general: then others than those
    /// asked about may have such a row.
    pub(super) fn concerns_others(&self, relation: RelationId, pattern: &[Option<i64>]) -> bool {
        let program = self.program();
        let columns = program
            .relation(relation)
            .map_or(&[][..], |declared| &declared.columns);
        let kind = |ty: Type| entity_kind(program, ty);
        let concerns = |wanted: EntityKind| columns.iter().any(|column| kind(column.ty) == Some(wanted));
        // A sentence of its own may do without whom it leaves open.
        let none = self.absent_sentence(Tongue::English, relation, pattern);
        let named = |name: &str| {
            none.as_ref()
                .is_none_or(|none| none.contains(&format!("{{{name}}}")))
        };
        let left_open = columns.iter().zip(pattern).any(|(column, word)| {
            let entity = matches!(kind(column.ty), Some(EntityKind::Project | EntityKind::Firm));
            word.is_none() && entity && named(&column.name)
        });
        left_open
            || (!concerns(EntityKind::Project) && (concerns(EntityKind::Group) || concerns(EntityKind::Body)))
    }
}

/// What stands between and behind the sides of a comparison.
fn relation_korean(op: CompareOp, ty: Type, right: i64) -> (&'static str, &'static str) {
    match (ty, op) {
        (Type::Date, CompareOp::Less) if right == date::OPEN => {
            ("에는 종기의 정함이 없는 기간이 계속된다", "")
        }
        (Type::Date, _) if right == date::OPEN => ("과(와) 비교되는 종기의 정함이 없다", ""),
        (Type::Date, CompareOp::Less) => ("은(는) ", " 전이다"),
        (Type::Date, CompareOp::LessOrEqual) => ("은(는) ", " 또는 그 전이다"),
        (Type::Date, CompareOp::Greater) => ("은(는) ", " 후이다"),
        (Type::Date, CompareOp::GreaterOrEqual) => ("은(는) ", " 또는 그 후이다"),
        (_, CompareOp::Equal) => ("은(는) ", "과(와) 같다"),
        (_, CompareOp::NotEqual) => ("은(는) ", "과(와) 다르다"),
        (_, CompareOp::Less) => ("은(는) ", " 미만이다"),
        (_, CompareOp::LessOrEqual) => ("은(는) ", " 이하이다"),
        (_, CompareOp::Greater) => ("은(는) ", "을(를) 초과한다"),
        (_, CompareOp::GreaterOrEqual) => ("은(는) ", " 이상이다"),
    }
}

/// What stands before, between and behind the arguments of a function.
pub(super) fn function_korean(function: Function) -> (&'static str, &'static str, &'static str) {
    match function {
        Function::Add => ("", " + ", ""),
        Function::Subtract => ("", " − ", ""),
        Function::Multiply | Function::PercentOf => ("", " × ", ""),
        Function::Divide => ("", " ÷ ", ""),
        Function::AddDays => ("", " + ", "일"),
        Function::AddMonths => ("", " + ", "개월"),
        Function::AddYears => ("", " + ", "년"),
        Function::DaysBetween => ("", " − ", "의 일수"),
        Function::Year => ("", "", "의 연도"),
        Function::Min => ("", ", ", " 중 작은 값"),
        Function::Max => ("", ", ", " 중 큰 값"),
    }
}

/// A number of days, months or years from a day on, behind it.
pub(super) fn step_korean(function: Function, step: i64) -> String {
    let unit = match function {
        Function::AddMonths => "개월",
        Function::AddYears => "년",
        _ => "일",
    };
    match step {
        0 => String::new(),
        1 if unit == "일" => "의 다음 날".to_owned(),
        -1 if unit == "일" => "의 전날".to_owned(),
        _ if step < 0 => format!("의 {}{unit} 전", -step),
        _ => format!("의 {step}{unit} 후"),
    }
}

/// Verbs of what is known, shown or read, and how they are denied.
const DENIED: [(&str, &str); 6] = [
    ("확인된다", "확인되지 아니한다"),
    ("인정된다", "인정되지 아니한다"),
    ("알려져 있다", "알려져 있지 아니하다"),
    ("정해져 있다", "정해져 있지 아니하다"),
    ("따른다", "따르지 아니한다"),
    ("가정한다", "가정하지 아니한다"),
];

impl Statement {
    /// A Korean sentence denied: by its own verb where that says what is known or read, else reported before these words.
    fn denied(mut self, words: &str) -> Self {
        if let Some(Phrase::Text(last)) = self.parts.last_mut() {
            for (verb, denied) in DENIED {
                if let Some(stem) = last.strip_suffix(verb) {
                    *last = format!("{stem}{denied}");
                    return self;
                }
            }
        }
        let mut statement = self.reported();
        statement.push_text(words);
        statement
    }

    /// A Korean sentence as one that is reported: `…한다` becomes `…한다는`, `…이다` `…이라는`, and its topic its subject.
    fn reported(mut self) -> Self {
        let texts = self.parts.iter_mut().filter_map(|part| match part {
            Phrase::Text(text) => Some(text),
            Phrase::Value(_) | Phrase::Provision(_) => None,
        });
        if let Some(topic) = texts.into_iter().find(|text| text.contains("은(는)")) {
            *topic = topic.replacen("은(는)", "이(가)", 1);
        }
        if let Some(Phrase::Text(last)) = self.parts.last_mut() {
            *last = if let Some(stem) = last.strip_suffix("아니다") {
                format!("{stem}아니라는")
            } else if let Some(stem) = last.strip_suffix("이다") {
                format!("{stem}(이)라는")
            } else {
                format!("{last}는")
            };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_be_known_is_denied_by_its_own_verb() {
        for (said, denied) in [
            (
                "중소기업이 아님이 확인된다",
                "중소기업이 아님이 확인되지 아니한다",
            ),
            ("통보되었다", "통보되었다는 것은 아니다"),
        ] {
            let said = Statement::text(said).denied(" 것은 아니다");
            assert_eq!(said, Statement::text(denied));
        }
    }

    #[test]
    fn a_reported_sentence_bends_the_copula_only() {
        for (said, reported) in [
            ("참여할 수 없다", "참여할 수 없다는"),
            ("소프트웨어사업이다", "소프트웨어사업(이)라는"),
            ("공공기관이 아니다", "공공기관이 아니라는"),
            ("회사은(는) 간다", "회사이(가) 간다는"),
            ("통보되었다", "통보되었다는"),
        ] {
            assert_eq!(Statement::text(said).reported(), Statement::text(reported));
        }
    }
}
