//! The dossier of a provision.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;
use crate::lang::program::{ConstantValue, Rule, SentencePart, Term};

use super::super::World;
use super::super::reason::{Cited, Reason, Statement};
use super::source::SourceUse;

/// A provision: when it is in force, which rules cite it, and where it is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionDossier {
    /// Act and article.
    pub cited: Cited,
    /// What it says, in a few words.
    pub title: Option<String>,
    /// The same in Korean.
    pub title_ko: Option<String>,
    /// First day in force.
    pub from: i64,
    /// First day no longer in force, or `lang::date::OPEN`.
    pub until: i64,
    /// Address of its text.
    pub url: Option<String>,
    /// The rules that cite it, in the order of the law.
    pub rules: Vec<RuleLine>,
    /// The relations that these rules conclude, sorted.
    pub conclusions: Vec<String>,
    /// Facts that name it: recognitions, and what belongs to them.
    pub facts: Vec<Reason>,
    /// Cases of the loaded files whose proofs must cite it.
    pub cases: Vec<CaseLine>,
    /// What its record rests on.
    pub sources: Vec<SourceUse>,
}

/// A rule that cites a provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Its id.
    pub id: String,
    /// The relation that it concludes.
    pub relation: String,
    /// Whether what it concludes names the provision: as the ground of a bar, say.
    pub names_it: bool,
    /// Its sentence, with the names of its variables.
    pub sentence: String,
    /// The same in Korean, if it has one: particles in both forms, and `어느 기업` and so on for variables.
    pub sentence_ko: Option<Statement>,
    /// File of the law.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
}

/// A case that must cite a provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    /// Its name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
}

impl World {
    pub(super) fn provision_dossier(
        &mut self,
        id: &str,
        limits: &Limits,
    ) -> Result<ProvisionDossier, EvalError> {
        let rules: Vec<RuleLine> = self
            .law
            .program
            .rules
            .iter()
            .filter(|rule| rule.cites.iter().any(|cited| cited == id))
            .map(|rule| self.rule_line(rule, id))
            .collect();
        let mut conclusions: Vec<String> = rules.iter().map(|rule| rule.relation.clone()).collect();
        conclusions.sort();
        conclusions.dedup();
        let cases = self.base.cases.iter();
        let cases = cases
            .filter(|case| case.cites.names(id))
            .map(|case| CaseLine {
                name: case.name.clone(),
                file: self
                    .base
                    .sources_text
                    .file(case.span.file)
                    .map_or_else(String::new, |file| file.name.clone()),
                line: self.base.sources_text.place(case.span).0,
            })
            .collect();
        let record = self.base.provisions.get(id).cloned();
        let recorded = ["Recognition", "RecognitionUndated"];
        Ok(ProvisionDossier {
            cited: self.cite(id),
            title: record.as_ref().and_then(|record| record.title.clone()),
            title_ko: record.as_ref().and_then(|record| record.title_ko.clone()),
            from: record
                .as_ref()
                .map_or(crate::lang::date::FIRST, |record| record.from),
            until: record
                .as_ref()
                .map_or(crate::lang::date::OPEN, |record| record.until),
            url: record.and_then(|record| record.url),
            rules,
            conclusions,
            facts: self.stated_of(&recorded, (EntityKind::Provision, id), limits)?,
            cases,
            sources: self.sources_of(EntityKind::Provision, id),
        })
    }

    fn rule_line(&self, rule: &Rule, provision: &str) -> RuleLine {
        let sources = &self.law.sources;
        let sentence = rule.sentence.iter().flat_map(|sentence| &sentence.parts);
        let names_it = rule.head.terms.iter().any(|term| {
            matches!(term, Term::Constant(constant)
                if constant.value == ConstantValue::Text(provision.to_owned()))
        });
        RuleLine {
            id: rule.id.clone(),
            relation: self.relation_name(rule.head.relation).to_owned(),
            names_it,
            sentence: sentence
                .map(|part| match part {
                    SentencePart::Text(text) => text.as_str(),
                    SentencePart::Variable(id) => rule
                        .variables
                        .get(id.0 as usize)
                        .map_or("", |variable| variable.name.as_str()),
                })
                .collect(),
            sentence_ko: self.rule_korean(rule, &[]),
            file: sources
                .file(rule.span.file)
                .map_or_else(String::new, |file| file.name.clone()),
            line: sources.place(rule.span).0,
        }
    }
}
