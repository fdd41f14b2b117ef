//! Statements: the sentences of rules and relations with values filled in, and comparisons in words.

use crate::explain::{Node, Pattern, Proof};
use crate::facts::EntityKind;
use crate::lang::date;
use crate::lang::program::{RelationId, Rule, Sentence, SentencePart, Type, VariableId};

use super::World;
use super::answer::Value;
use super::load::entity_kind;
use super::reason::{Cited, Phrase, Statement, Tuple};
use super::words::{Tongue, english_word};

/// What a name in a sentence stands for: its type, and its value if that is known.
pub(super) type Filler = (Type, Option<i64>);

impl World {
    /// A tuple of a relation with its values; `None` for any.
    pub(super) fn tuple(&self, relation: RelationId, pattern: &[Option<i64>]) -> Tuple {
        let declared = self.program().relation(relation);
        let columns = declared.map_or(&[][..], |declared| &declared.columns);
        Tuple {
            relation: declared.map_or_else(String::new, |declared| declared.name.clone()),
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            values: columns
                .iter()
                .zip(pattern)
                .map(|(column, word)| word.map(|word| self.value(column.ty, word)))
                .collect(),
        }
    }

    /// What a row of a relation means: the relation's sentence with the row's values.
    pub(super) fn row_statement(&self, relation: RelationId, pattern: &[Option<i64>]) -> Statement {
        let Some(declared) = self.program().relation(relation) else {
            return Statement::default();
        };
        if let Some(own) = self.own_sentence(Tongue::English, relation, pattern) {
            return self.filled_row(&own, relation, pattern);
        }
        // What stands behind a semicolon is about the relation, not about the row.
        let doc = declared.doc.split("; ").next().unwrap_or_default();
        let doc = doc.trim().trim_end_matches('.');
        if doc.is_empty() {
            return self.atom_statement(relation, pattern);
        }
        self.filled_row(doc, relation, pattern)
    }

    /// A sentence about a row with the row's values.
    fn filled_row(&self, said: &str, relation: RelationId, pattern: &[Option<i64>]) -> Statement {
        let declared = self.program().relation(relation);
        let columns = declared.map_or(&[][..], |declared| &declared.columns);
        let day = self.day_of_row(relation, pattern);
        self.filled(said, "any", day, &|name| {
            let at = columns.iter().position(|column| column.name == name)?;
            Some((columns.get(at)?.ty, pattern.get(at).copied().flatten()))
        })
    }

    /// A sentence in which names in braces stand for values.
    fn filled(
        &self,
        said: &str,
        article: &str,
        day: Option<i64>,
        value_of: &dyn Fn(&str) -> Option<Filler>,
    ) -> Statement {
        let mut statement = Statement::default();
        let mut rest = said;
        while let Some((before, after)) = rest.split_once('{') {
            statement.push_text(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            match value_of(name) {
                Some((Type::Date, Some(date::OPEN))) if statement.ends_in(" until ") => {
                    statement.cut(" until ");
                }
                // An interval that may be any is not told.
                Some((Type::Date, None)) if statement.ends_in(" from ") => statement.cut(" from "),
                Some((Type::Date, None)) if statement.ends_in(" until ") => statement.cut(" until "),
                Some((ty, Some(word))) => statement.push(self.prose_on(ty, word, day)),
                Some((ty, None)) => statement.push_unknown(article, &self.kind_word(ty, name, after)),
                None => statement.push_text(&format!("{article} {name}")),
            }
            rest = after;
        }
        statement.push_text(rest);
        statement.fold_ranges();
        statement
    }

    /// A row as an atom.
    fn atom_statement(&self, relation: RelationId, pattern: &[Option<i64>]) -> Statement {
        let tuple = self.tuple(relation, pattern);
        let mut statement = Statement::text(format!("{}(", tuple.relation));
        for (index, value) in tuple.values.into_iter().enumerate() {
            if index > 0 {
                statement.push_text(", ");
            }
            match value {
                Some(value) => statement.push_value(value),
                None => statement.push_text("_"),
            }
        }
        statement.push_text(")");
        statement
    }

    /// That no such row holds.
    pub(super) fn absent_statement(&self, relation: RelationId, pattern: &[Option<i64>]) -> Statement {
        if let Some(said) = self.absent_sentence(Tongue::English, relation, pattern) {
            return self.filled_row(&said, relation, pattern);
        }
        let row = self.row_statement(relation, pattern);
        Statement::text("nothing shows that ").and(row.begun_small())
    }

    /// A rule's sentence under a binding; nothing where it has none.
    pub(super) fn rule_statement(
        &self,
        rule: &Rule,
        sentence: Option<&Sentence>,
        binding: &[i64],
    ) -> Option<Statement> {
        self.open_rule_statement(rule, sentence, &known(binding))
    }

    /// The same under a binding of some variables; those without a value are `some amount`, `some firm`, and `that firm` where
    /// they stand again. Of a day or a share that is not known nothing is said where the sentence can do without.
    pub(super) fn open_rule_statement(
        &self,
        rule: &Rule,
        sentence: Option<&Sentence>,
        binding: &[Option<i64>],
    ) -> Option<Statement> {
        let mut statement = Statement::default();
        let day = self.day_of_binding(rule, binding);
        if let Some(said) = self.sentence_of_class(Tongue::English, rule, binding) {
            return Some(self.filled(said, "some", day, &|name| value_in(rule, name, binding)));
        }
        let parts = &sentence?.parts;
        let mut unknown: Vec<VariableId> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let after = match parts.get(index + 1) {
                Some(SentencePart::Text(text)) => text,
                _ => "",
            };
            match part {
                SentencePart::Text(text) => statement.push_text(text),
                SentencePart::Variable(id) => {
                    let Some(variable) = rule.variables.get(id.0 as usize) else {
                        continue;
                    };
                    match binding.get(id.0 as usize).copied().flatten() {
                        Some(word) => statement.push(self.prose_on(variable.ty, word, day)),
                        None if statement.does_without(variable.ty, after) => {}
                        None => {
                            let kind = self.kind_word(variable.ty, &variable.name, after);
                            let article = if unknown.contains(id) { "that" } else { "some" };
                            statement.push_unknown(article, &kind);
                            unknown.push(*id);
                        }
                    }
                }
            }
        }
        statement.end_without_stop();
        statement.fold_ranges();
        Some(statement)
    }

    /// That there is no such row on file, where a value is not known and that has a sentence of its own.
    pub(super) fn none_on_file(&self, relation: RelationId, pattern: &[Option<i64>]) -> Option<Statement> {
        let said = self.absent_sentence(Tongue::English, relation, pattern)?;
        Some(self.filled_row(&said, relation, pattern))
    }

    /// A value as it stands in a sentence: a provision is cited, and words of a vocabulary are spaced.
    pub(super) fn prose(&self, ty: Type, word: i64) -> Phrase {
        self.prose_on(ty, word, None)
    }

    /// The same in a sentence about a project that was announced on a day.
    pub(super) fn prose_on(&self, ty: Type, word: i64, day: Option<i64>) -> Phrase {
        match entity_kind(&self.law.program, ty) {
            Some(EntityKind::Provision) => Phrase::Provision(self.cite_on(self.symbols.text(word), day)),
            None if self.is_vocabulary(ty) => {
                let kind = self.law.program.type_name(ty);
                Phrase::Text(word_in_prose(kind, self.symbols.text(word)))
            }
            None if ty == Type::Text => self.text_in_prose(word),
            _ => Phrase::Value(self.value(ty, word)),
        }
    }

    /// A text in a sentence: what the law calls it, or the name of the body or the firm whose id it is.
    fn text_in_prose(&self, word: i64) -> Phrase {
        let text = self.symbols.text(word);
        if let Some(known) = english_word("Text", text) {
            return Phrase::Text(known.to_owned());
        }
        let named = [EntityKind::Body, EntityKind::Firm].map(|kind| self.base.name(kind, text));
        let value = match named.into_iter().flatten().next() {
            Some(name) => Value::Entity {
                id: text.to_owned(),
                name: name.display.clone(),
            },
            None => Value::Text(text.to_owned()),
        };
        Phrase::Value(value)
    }

    /// A provision as it is cited of a project that was announced on a day: before it began, it stands for what it took the
    /// place of.
    pub(super) fn cite_on(&self, id: &str, day: Option<i64>) -> Cited {
        let mut cited = self.cite(id);
        let earlier = self
            .base
            .provisions
            .get(id)
            .and_then(|known| known.earlier.as_ref());
        let rows = self.rows_of("InForce").as_chunks::<3>().0.iter();
        let begins = rows
            .filter(|[provision, ..]| self.symbols.text(*provision) == id)
            .map(|[_, from, _]| *from)
            .min();
        if begins.zip(day).is_some_and(|(begins, day)| day < begins) {
            cited.act = format!("the predecessor of {}", cited.act);
            if let Some((_, article)) = &mut cited.korean {
                article.push_str("에 해당하는 종전 규정");
            }
        } else if let Some(earlier) = earlier.filter(|earlier| day.is_some_and(|day| day < earlier.until)) {
            cited.act.clone_from(&earlier.name);
            cited.article.clear();
            cited.korean = earlier.name_ko.clone().map(|name| (name, String::new()));
        }
        cited
    }

    /// The day on which the project of a row was announced; the first day of a provision where its time is told.
    pub(super) fn day_of_row(&self, relation: RelationId, pattern: &[Option<i64>]) -> Option<i64> {
        if let ("InForce", [_, from, _]) = (self.relation_name(relation), pattern) {
            return *from;
        }
        let at = self.law.column_of(relation, "Project")?;
        self.day_of(pattern.get(at).copied()??)
    }

    /// The day on which the project of what is asked about was announced.
    pub(super) fn day_of_goal(&self, (relation, pattern): &Pattern) -> Option<i64> {
        self.day_of_row(*relation, pattern)
    }

    /// The day on which the project of a rule's binding was announced.
    pub(super) fn day_of_binding(&self, rule: &Rule, binding: &[Option<i64>]) -> Option<i64> {
        let is_project = |ty| entity_kind(&self.law.program, ty) == Some(EntityKind::Project);
        let at = rule
            .variables
            .iter()
            .position(|variable| is_project(variable.ty))?;
        self.day_of(binding.get(at).copied()??)
    }

    /// What a value of a type is called: `day`, `amount`, `firm`, or the name of its column; nothing before what is
    /// counted.
    fn kind_word(&self, ty: Type, name: &str, after: &str) -> String {
        let counts = after
            .strip_prefix(' ')
            .is_some_and(|noun| noun.starts_with(char::is_alphabetic));
        match ty {
            Type::Int if counts => String::new(),
            Type::Date => "day".to_owned(),
            Type::Won => "amount".to_owned(),
            Type::Percent => "percentage".to_owned(),
            Type::Int => "number".to_owned(),
            Type::Year => "year".to_owned(),
            Type::Text => spaced(name),
            Type::Named(_) if entity_kind(&self.law.program, ty).is_some() => {
                self.law.program.type_name(ty).to_lowercase()
            }
            Type::Named(_) if after.trim_start().starts_with(&spaced(name)) => String::new(),
            Type::Named(_) => spaced(name),
        }
    }
}

/// The binding under which a node is read: that of its rule, or of the match of the aggregate it stands in.
pub(super) fn bindings(proof: &Proof) -> Vec<&[i64]> {
    let mut bindings: Vec<&[i64]> = vec![&[]; proof.nodes.len()];
    for node in &proof.nodes {
        let mut put = |premises: &[crate::explain::NodeId], binding| {
            for id in premises {
                if let Some(place) = bindings.get_mut(id.0 as usize) {
                    *place = binding;
                }
            }
        };
        match node {
            Node::Rule {
                binding, premises, ..
            } => put(premises, binding.as_slice()),
            Node::Aggregate { matches, .. } => {
                for one in matches {
                    put(&one.premises, one.binding.as_slice());
                }
            }
            _ => {}
        }
    }
    bindings
}

/// A word of a vocabulary in a sentence.
pub(super) fn word_in_prose(kind: &str, word: &str) -> String {
    english_word(kind, word).map_or_else(|| spaced(word), str::to_owned)
}

/// Type and value of the variable of a rule that has a name.
pub(super) fn value_in(rule: &Rule, name: &str, binding: &[Option<i64>]) -> Option<Filler> {
    let at = rule.variables.iter().position(|variable| variable.name == name)?;
    Some((rule.variables.get(at)?.ty, binding.get(at).copied().flatten()))
}

/// A name as words.
pub(super) fn spaced(name: &str) -> String {
    name.trim_end_matches('_').replace('_', " ")
}

/// The name of a variable as words.
pub(super) fn variable_word(rule: &Rule, id: VariableId) -> String {
    let variable = rule.variables.get(id.0 as usize);
    variable.map_or_else(String::new, |variable| spaced(&variable.name))
}

/// A binding in which every variable has a value.
pub(super) fn known(binding: &[i64]) -> Vec<Option<i64>> {
    binding.iter().map(|word| Some(*word)).collect()
}
