//! What lifts the bars at a project: claimed, on file, and shown.

use super::page::{Page, Row};
use super::{citations, concluded, plain, terms};
use crate::lang::date;
use crate::lang::value::format_percent;
use crate::world::{Act, Cited, ClaimLine, Lifting, ProjectDossier, Recorded, Whom};

pub(super) fn exceptions(page: &mut Page, project: &ProjectDossier) {
    page.heading(&page.say("Exceptions and departures", "예외사업 인정과 참여 허용"));
    for claim in &project.claims {
        let row = Row::pair(&page.say("claimed", "주장"), claimed(claim, page));
        page.rows(&[row.beside(page.places(&claim.fact.origins))], &[]);
    }
    for recorded in &project.recorded {
        let at = recorded.facts.first().map_or(&[][..], |fact| &fact.origins);
        let row = Row::pair(&page.say("on file", "기록"), act(recorded, page));
        page.rows(&[row.beside(page.places(at))], &[]);
    }
    for lifting in &project.liftings {
        let row = Row::pair(&page.say("shown", "확인"), shown(lifting, page));
        page.rows(&[row], &[]);
        concluded(page, std::slice::from_ref(&lifting.reason));
    }
    if project.liftings.is_empty() {
        let row = Row::pair(&page.say("shown", "확인"), nothing_shown(project, page));
        page.rows(&[row], &[]);
    }
}

fn nothing_shown(project: &ProjectDossier, page: &Page) -> String {
    let mut text = if project.recorded.is_empty() {
        page.say(
            "no recognition of art. 48(3) and no departure of art. 48(5) is on file",
            "제48조제3항의 인정도 제48조제5항의 참여 허용도 기록에 없음",
        )
    } else {
        page.say(
            "nothing of it is shown to lift the bars",
            "제한의 예외에 해당하는 것으로 확인되는 것은 없음",
        )
    };
    let restricted = project.classes.iter().find(|line| line.class == "restricted");
    let keys = restricted.map_or(&[][..], |line| line.comes.turns_on.as_slice());
    if !keys.is_empty() {
        let keys = terms::keys(keys, page.look);
        text.push_str(&page.say(
            &format!("; whether a restricted group may bid turns on {keys}"),
            &format!("; 상호출자제한기업집단 소속 회사의 입찰 참여를 좌우하는 사항: {keys}"),
        ));
    }
    text
}

fn claimed(claim: &ClaimLine, page: &Page) -> String {
    let (by, words) = (plain(&claim.by), page.text(&claim.claim));
    let day = claim.date.map(date::format);
    let (on, korean) = day.map_or_else(Default::default, |day| (format!(" on {day}"), format!("{day} ")));
    page.say(
        &format!("{by} says{on}: {words}. A claim, which is no recognition"),
        &format!("{by}은(는) {korean}‘{words}’(이)라는 취지로 주장함. 주장일 뿐 인정은 아님"),
    )
}

/// A recognition or departure in words.
fn act(recorded: &Recorded, page: &Page) -> String {
    let mut parts = Vec::new();
    match &recorded.act {
        Act::Recognition {
            provision,
            scope,
            decided,
            listed,
            firm,
        } => {
            let ground = cited(provision, page);
            let within = match scope.as_str() {
                "full" => "in full",
                _ => "for members other than the lead within the cap",
            };
            let scope = page.word("Scope", scope);
            parts.push(page.say(
                &format!("recognised under {ground}, {within}"),
                &format!("{ground}에 따른 {scope}"),
            ));
            parts.extend(firm.as_ref().map(|firm| {
                let firm = page.value(firm);
                page.say(
                    &format!("for {firm} itself"),
                    &format!("{firm}을(를) 대상으로 함"),
                )
            }));
            parts.push(decided_and_listed(*decided, *listed, page));
        }
        Act::Departure {
            reason,
            notified,
            listed,
            assessed,
            in_part,
        } => {
            let korean = page.word("DepartureReason", reason);
            let reason = reason.replace('_', " ");
            parts.push(page.say(
                &format!("departure of art. 48(5) for {}", plain(&reason)),
                &format!("제48조제5항에 따른 참여 허용(사유: {korean})"),
            ));
            parts.push(told_and_listed(*notified, *listed, page));
            parts.push(match (assessed.as_str(), in_part) {
                ("fit", true) => page.say(
                    "found fit for members other than the lead within the cap",
                    "대표사가 아닌 구성원이 한도 내에서 참여하는 것이 적정하다고 판단됨",
                ),
                ("fit", false) => page.say("found fit", "적정하다고 판단됨"),
                ("unfit", _) => page.say("found unfit", "부적정하다고 판단됨"),
                _ => page.say("not assessed", "아직 판단되지 아니함"),
            });
        }
    }
    parts.extend(recorded.notices.iter().map(|notice| plain(notice)));
    parts.join("; ")
}

fn decided_and_listed(decided: Option<i64>, listed: Option<i64>, page: &Page) -> String {
    match (decided.map(date::format), listed.map(date::format)) {
        (Some(decided), Some(listed)) if decided == listed => page.say(
            &format!("notified on {listed}, decided that day or before"),
            &format!("고시일 {listed}, 인정은 그날 또는 그 전"),
        ),
        (Some(decided), Some(listed)) => page.say(
            &format!("decided on {decided}, notified on {listed}"),
            &format!("인정일 {decided}, 고시일 {listed}"),
        ),
        (Some(decided), None) => page.say(
            &format!("decided on {decided}, no notice on file"),
            &format!("인정일 {decided}, 고시 기록 없음"),
        ),
        (None, _) => page.say("on a day that is not on file", "인정일 기록 없음"),
    }
}

fn told_and_listed(notified: Option<i64>, listed: Option<i64>, page: &Page) -> String {
    match (notified.map(date::format), listed.map(date::format)) {
        (Some(notified), Some(listed)) if notified == listed => page.say(
            &format!("listed on {listed}; the day the ministry was told is not on file"),
            &format!("목록 게재일 {listed}, 과학기술정보통신부장관에 대한 통보일 기록 없음"),
        ),
        (Some(notified), Some(listed)) => page.say(
            &format!("told on {notified}, listed on {listed}"),
            &format!("통보일 {notified}, 목록 게재일 {listed}"),
        ),
        (Some(notified), None) => page.say(&format!("told on {notified}"), &format!("통보일 {notified}")),
        (None, _) => page.say("told on a day that is not on file", "통보일 기록 없음"),
    }
}

fn shown(lifting: &Lifting, page: &Page) -> String {
    let ground = cited(&lifting.provision, page);
    let within = |cap: &Option<i64>, korean: &str| {
        let cap = cap.map(format_percent);
        cap.map_or_else(String::new, |cap| {
            page.say(&format!(" within {cap}"), &format!("({korean} {cap} 이내)"))
        })
    };
    let (whom, korean) = match &lifting.whom {
        Whom::Everyone => (
            "for every firm in every role".to_owned(),
            "모든 기업의 모든 지위".to_owned(),
        ),
        Whom::Members(cap) => {
            let within = within(cap, "지분율");
            (
                format!("for members other than the lead{within}"),
                format!("대표사가 아닌 구성원{within}"),
            )
        }
        Whom::Subcontractors(cap) => {
            let within = within(cap, "하도급 비율");
            (format!("for subcontractors{within}"), format!("하수급인{within}"))
        }
        Whom::Firm(firm) => {
            let firm = page.value(firm);
            (format!("for {firm} itself"), firm)
        }
    };
    page.say(
        &format!("{ground} lifts the bars {whom}:"),
        &format!("{ground}에 따라 {korean}에 대하여는 참여 제한이 적용되지 아니한다:"),
    )
}

fn cited(provision: &Cited, page: &Page) -> String {
    plain(&citations(std::slice::from_ref(provision), page.look.language))
}
