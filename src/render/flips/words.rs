//! The words round the sentences of what turns a conclusion, in English and Korean.

use super::super::{Language, Look, plain, terms};
use crate::world::Flips;

/// The words round the sentences, in one language.
pub(super) struct Words {
    pub(super) now: fn(&str) -> String,
    pub(super) wanted: fn(&str) -> String,
    pub(super) together: fn(usize) -> String,
    pub(super) comes: fn(&str) -> String,
    pub(super) and: &'static str,
    pub(super) or: &'static str,
    pub(super) not_so: fn(&str) -> String,
    pub(super) grounds: &'static str,
    pub(super) grounds_differ: &'static str,
    pub(super) turns_on: &'static str,
    pub(super) nothing: fn(usize) -> String,
    pub(super) single_points: &'static str,
    pub(super) no_single_point: &'static str,
    pub(super) without: fn(&str) -> String,
    pub(super) searched: fn(&Flips, &str) -> String,
    pub(super) undecided: fn(usize) -> String,
    pub(super) hint: fn(&str) -> String,
}

pub(super) fn words(language: Language) -> Words {
    match language {
        Language::English => ENGLISH,
        Language::Korean => KOREAN,
    }
}

const ENGLISH: Words = Words {
    now: |outcome| format!("{} now", english(outcome)),
    wanted: |outcome| format!("looked for: {}", english(outcome)),
    together: |size| match size {
        1 => "One change".to_owned(),
        _ => format!("{size} changes together"),
    },
    comes: |outcome| format!("{}, if", english(outcome)),
    and: ", and ",
    or: "or",
    not_so: |fact| format!("this were not on file: {fact}"),
    grounds: "ground: ",
    grounds_differ: "one or another, as what is not known turns out",
    turns_on: "turns on: ",
    nothing: |size| match size {
        1 => "no single change turns it".to_owned(),
        _ => format!("no {size} changes or fewer turn it"),
    },
    single_points: "Single points of failure: every proof rests on each of these facts, and the answer fails with it",
    no_single_point: "No single point of failure: without any one fact the answer stands, on the same grounds.",
    without: |outcome| format!("without it: {}", english(outcome)),
    searched: |flips, relations| {
        let alone = match flips.size {
            1 => "each alone".to_owned(),
            size => format!("alone and up to {size} together"),
        };
        format!(
            "{} to {relations} tried, {alone}: {}, each decided anew. Nothing outside this was tried: of amounts, those at which something begins, told with all beside them that come to the same; `sweep` tells every amount, `timeline` the grounds of each day.",
            count(flips.changes, "change", "changes"),
            count(flips.sets, "set", "sets"),
        )
    },
    undecided: |sets| {
        format!(
            "{} could not be decided within the limits, and nothing was added to them.",
            count(sets, "set", "sets")
        )
    },
    hint: |outcome| {
        format!("Write \"{outcome}\" in place of the outcome to look for what leads to that alone.")
    },
};

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn english(outcome: &str) -> String {
    match outcome {
        "out_of_scope" => "out of scope".to_owned(),
        "holds" => "it holds".to_owned(),
        "fails" => "it does not hold".to_owned(),
        other => plain(other),
    }
}

const KOREAN: Words = Words {
    now: |outcome| format!("현재: {}", korean(outcome)),
    wanted: |outcome| format!("찾는 결과: {}", korean(outcome)),
    together: |size| match size {
        1 => "한 가지만 달랐다면".to_owned(),
        _ => format!("{size}가지가 함께 달랐다면"),
    },
    comes: |outcome| format!("{} — 다음의 경우:", korean(outcome)),
    and: ", 그리고 ",
    or: "또는",
    not_so: |fact| format!("다음 사실이 입력되어 있지 아니하였다면: {fact}"),
    grounds: "근거: ",
    grounds_differ: "알 수 없는 사항에 따라 다름",
    turns_on: "좌우하는 사항: ",
    nothing: |size| format!("{size}가지 이하의 변경으로는 달라지지 않는다"),
    single_points: "단일 근거: 모든 증명이 다음 사실 하나하나에 의존하며, 그 하나라도 없으면 결론이나 근거가 달라진다",
    no_single_point: "단일 근거 없음: 어느 사실 하나가 없더라도 결론과 근거는 같다.",
    without: |outcome| format!("이 사실이 없으면: {}", korean(outcome)),
    searched: |flips, relations| {
        format!(
            "{relations}에 대한 변경 {}건을 최대 {}건까지 묶은 {}가지 조합을 각각 다시 판단하였다. 그 밖의 변경은 시도하지 아니하였다. 금액은 변동이 시작되는 값을 시도하고, 결론이 같은 이웃 금액과 함께 표시하였다. 모든 금액은 `sweep`이, 날짜별 근거는 `timeline`이 보여 준다.",
            flips.changes, flips.size, flips.sets
        )
    },
    undecided: |sets| {
        format!("{sets}가지 조합은 한도 안에서 판단할 수 없었고, 이를 포함하는 조합은 시도하지 아니하였다.")
    },
    hint: |outcome| format!("결과 자리에 \"{outcome}\"를 쓰면 그 결과에 이르는 변경만 찾는다."),
};

fn korean(outcome: &str) -> String {
    let look = Look {
        language: Language::Korean,
        ..Look::default()
    };
    terms::outcome(outcome, look)
}
