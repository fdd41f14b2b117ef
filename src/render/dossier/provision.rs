//! The page of a provision.

use super::page::{Page, Row, days};
use super::{counted, plain, sources, value_text};
use crate::world::{ProvisionDossier, Value};

/// Most projects that are named.
const MOST_NAMED: usize = 12;

pub(super) fn provision(page: &mut Page, provision: &ProvisionDossier) {
    if let Some((act, article)) = &provision.cited.korean {
        page.paragraph(&plain(&format!("{act} {article}")));
    }
    for title in [&provision.title, &provision.title_ko].into_iter().flatten() {
        page.paragraph(&plain(title));
    }
    page.paragraph(&format!("In force {}", days(provision.from, provision.until)));
    if let Some(url) = &provision.url {
        page.paragraph(&plain(url));
    }
    rules(page, provision);
    facts(page, provision);
    if !provision.cases.is_empty() {
        page.heading(&format!(
            "Cases whose proof must cite it ({})",
            provision.cases.len()
        ));
        for case in &provision.cases {
            let place = format!("{}:{}", case.file, case.line);
            page.rows(&[Row::text(plain(&case.name)).beside(plain(&place))], &[]);
        }
    }
    sources(page, &provision.sources);
}

fn rules(page: &mut Page, provision: &ProvisionDossier) {
    page.heading(&format!("Rules that cite it ({})", provision.rules.len()));
    if provision.rules.is_empty() {
        page.paragraph("none");
        return;
    }
    let named: Vec<&str> = provision
        .rules
        .iter()
        .filter(|rule| rule.names_it)
        .map(|rule| rule.relation.as_str())
        .fold(Vec::new(), |mut known, relation| {
            if !known.contains(&relation) {
                known.push(relation);
            }
            known
        });
    if !named.is_empty() {
        page.paragraph(&plain(&format!(
            "It stands in the rows of {}, and is cited by what concludes {}.",
            named.join(", "),
            provision.conclusions.join(", ")
        )));
    } else {
        page.paragraph(&plain(&format!(
            "It is cited by what concludes {}.",
            provision.conclusions.join(", ")
        )));
    }
    for rule in &provision.rules {
        let head = format!("{} ({}): {}", rule.id, rule.relation, rule.sentence);
        let place = format!("{}:{}", rule.file, rule.line);
        page.rows(&[Row::text(plain(&head)).beside(plain(&place))], &[]);
    }
}

/// The projects whose recognitions name it.
fn facts(page: &mut Page, provision: &ProvisionDossier) {
    let mut projects: Vec<&Value> = Vec::new();
    for fact in &provision.facts {
        if let Some(Some(project)) = fact.values().first()
            && !projects.contains(&project)
        {
            projects.push(project);
        }
    }
    if projects.is_empty() {
        return;
    }
    page.heading(&format!(
        "Recognitions on file under it ({})",
        counted(projects.len(), "project", "projects")
    ));
    let mut named: Vec<String> = projects
        .iter()
        .take(MOST_NAMED)
        .map(|project| value_text(project, page.look.language))
        .collect();
    if projects.len() > MOST_NAMED {
        named.push(format!("and {} more", projects.len() - MOST_NAMED));
    }
    page.paragraph(&named.join(", "));
    if projects.len() > MOST_NAMED {
        page.aside(&format!(
            "all of them: Recognition(project, \"{}\", decided, scope)",
            plain(&provision.cited.id)
        ));
    }
}
