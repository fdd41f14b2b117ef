//! The page of a provision.

use super::page::{Page, Row};
use super::{counted, plain, sources};
use crate::render::Language;
use crate::render::reasons::statement_sentence;
use crate::world::{ProvisionDossier, Value};

/// Most projects that are named.
const MOST_NAMED: usize = 12;

pub(super) fn provision(page: &mut Page, provision: &ProvisionDossier) {
    let korean = korean(page);
    if let (false, Some((act, article))) = (korean, &provision.cited.korean) {
        page.paragraph(&plain(&format!("{act} {article}")));
    }
    let titles = match (&provision.title, &provision.title_ko) {
        (_, title @ Some(_)) if korean => [title, &None],
        (title, korean) => [title, korean],
    };
    for title in titles.into_iter().flatten() {
        page.paragraph(&plain(title));
    }
    let days = page.days(provision.from, provision.until);
    page.paragraph(&page.say(&format!("In force {days}"), &format!("시행: {days}")));
    if let Some(url) = &provision.url {
        page.paragraph(&plain(url));
    }
    rules(page, provision);
    facts(page, provision);
    if !provision.cases.is_empty() {
        let cases = provision.cases.len();
        page.heading(&page.say(
            &format!("Cases whose proof must cite it ({cases})"),
            &format!("증명에서 이를 인용하여야 하는 사례({cases}건)"),
        ));
        for case in &provision.cases {
            let place = format!("{}:{}", case.file, case.line);
            page.rows(&[Row::text(plain(&case.name)).beside(plain(&place))], &[]);
        }
    }
    sources(page, &provision.sources);
}

fn rules(page: &mut Page, provision: &ProvisionDossier) {
    let rules = provision.rules.len();
    page.heading(&page.say(
        &format!("Rules that cite it ({rules})"),
        &format!("이를 인용하는 규칙({rules}개)"),
    ));
    if provision.rules.is_empty() {
        page.paragraph(&page.say("none", "없음"));
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
    let (rows, concluded) = (named.join(", "), provision.conclusions.join(", "));
    page.paragraph(&plain(&if named.is_empty() {
        page.say(
            &format!("It is cited by what concludes {concluded}."),
            &format!("{concluded}의 결론을 내는 규칙이 이를 인용한다."),
        )
    } else {
        page.say(
            &format!("It stands in the rows of {rows}, and is cited by what concludes {concluded}."),
            &format!("{rows}의 행에 나타나며, {concluded}의 결론을 내는 규칙이 이를 인용한다."),
        )
    }));
    for rule in &provision.rules {
        let sentence = match &rule.sentence_ko {
            Some(sentence) if korean(page) => statement_sentence(sentence, page.look.language),
            _ => rule.sentence.clone(),
        };
        let head = page.say(
            &format!("{} ({}): {sentence}", rule.id, rule.relation),
            &format!("{}({}): {sentence}", rule.id, rule.relation),
        );
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
    let number = projects.len();
    let counted = counted(number, "project", "projects");
    page.heading(&page.say(
        &format!("Recognitions on file under it ({counted})"),
        &format!("이에 따른 인정의 기록(사업 {number}건)"),
    ));
    let mut named: Vec<String> = projects
        .iter()
        .take(MOST_NAMED)
        .map(|project| page.value(project))
        .collect();
    if number > MOST_NAMED {
        let more = number - MOST_NAMED;
        named.push(page.say(&format!("and {more} more"), &format!("그 밖에 {more}건")));
    }
    page.paragraph(&named.join(", "));
    if number > MOST_NAMED {
        let all = page.say("all of them", "전부 보기");
        let id = plain(&provision.cited.id);
        page.aside(&format!("{all}: Recognition(project, \"{id}\", decided, scope)"));
    }
}

fn korean(page: &Page) -> bool {
    page.look.language == Language::Korean
}
