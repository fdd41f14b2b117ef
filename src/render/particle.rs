//! Korean particles: a sentence writes both forms, as in `{firm}은(는)`, and the word before them picks one.

/// How a word ends, as far as particles ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// In a vowel.
    Open,
    /// In ㄹ, which takes `로`.
    Rieul,
    /// In any other consonant (받침).
    Closed,
}

/// Both forms as they are written, the form behind a consonant, and that behind a vowel.
const PARTICLES: [(&str, &str, &str); 6] = [
    ("은(는)", "은", "는"),
    ("이(가)", "이", "가"),
    ("을(를)", "을", "를"),
    ("과(와)", "과", "와"),
    ("(으)로", "으로", "로"),
    ("(이)라", "이라", "라"),
];

/// Syllables begin here in Unicode; each vowel has 28 endings, the first of which is none and the ninth ㄹ.
const FIRST_SYLLABLE: u32 = 0xAC00;
const LAST_SYLLABLE: u32 = 0xD7A3;
const ENDINGS: u32 = 28;
const RIEUL: u32 = 8;

/// A text in which each pair of forms has become the one that the word before it takes; both stay where nobody can say
/// how that word is read.
pub(crate) fn with_particles(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, (both, closed, open))) = first_pair(rest) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        out.push_str(match ending(&out) {
            None => both,
            Some(Ending::Closed) => closed,
            Some(Ending::Rieul) if *both != "(으)로" => closed,
            Some(Ending::Rieul | Ending::Open) => open,
        });
        rest = after.strip_prefix(both).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

fn first_pair(text: &str) -> Option<(usize, &'static (&'static str, &'static str, &'static str))> {
    PARTICLES
        .iter()
        .filter_map(|pair| Some((text.find(pair.0)?, pair)))
        .min_by_key(|(at, _)| *at)
}

/// How the last word of a text ends when it is read aloud; brackets and quotes behind it are not read. Capitals are read
/// by their names, small letters as parts of a word: `SDR` as 에스디알, `Center` as 센터.
fn ending(text: &str) -> Option<Ending> {
    let word =
        without_brackets(text.trim_end()).trim_end_matches(['"', '\'', '”', '’', '」', '』', '>', '.']);
    let last = word.chars().next_back()?;
    match last {
        '0' => Some(Ending::Closed),
        '1' | '7' | '8' => Some(Ending::Rieul),
        '3' | '6' => Some(Ending::Closed),
        '2' | '4' | '5' | '9' | '%' | '㈜' => Some(Ending::Open),
        'l' | 'L' | 'R' => Some(Ending::Rieul),
        'm' | 'M' | 'n' | 'N' => Some(Ending::Closed),
        'g' if word.ends_with("ng") => Some(Ending::Closed),
        'e' if word.ends_with("le") => Some(Ending::Rieul),
        'p' | 't' | 'k' | 'c' | 'b' if behind_short_vowel(word) => Some(Ending::Closed),
        _ if last.is_ascii_alphabetic() => Some(Ending::Open),
        _ => syllable(last),
    }
}

/// Whether the last letter closes the syllable of the one vowel before it: `Net` is read 넷, but `Root` 루트, `Port` 포트.
fn behind_short_vowel(word: &str) -> bool {
    let mut letters = word.chars().rev().skip(1);
    let vowel = |letter: Option<char>| letter.is_some_and(|letter| "aeiou".contains(letter));
    vowel(letters.next()) && !vowel(letters.next())
}

fn syllable(letter: char) -> Option<Ending> {
    let code = u32::from(letter);
    (FIRST_SYLLABLE..=LAST_SYLLABLE)
        .contains(&code)
        .then(|| match (code - FIRST_SYLLABLE) % ENDINGS {
            0 => Ending::Open,
            RIEUL => Ending::Rieul,
            _ => Ending::Closed,
        })
}

/// A text without what stands in brackets at its end: the word before them carries the particle.
fn without_brackets(text: &str) -> &str {
    let Some(inner) = text.strip_suffix(')') else {
        return text;
    };
    match inner.rfind('(') {
        Some(at) if !inner.get(..at).unwrap_or_default().trim_end().is_empty() => {
            inner.get(..at).unwrap_or_default().trim_end()
        }
        _ => inner,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (written, read) in cases {
            assert_eq!(with_particles(written), *read);
        }
    }

    #[test]
    fn a_syllable_with_a_consonant_at_its_end_and_one_without_take_their_own_forms() {
        check(&[
            ("삼성은(는) 간다", "삼성은 간다"),
            ("회사은(는) 간다", "회사는 간다"),
            ("80억 원이(가) 하한", "80억 원이 하한"),
            ("금액이(가) 낮다", "금액이 낮다"),
            ("공고을(를) 본다", "공고를 본다"),
            ("입찰을(를) 본다", "입찰을 본다"),
            ("대표사과(와) 구성원과(와)", "대표사와 구성원과"),
        ]);
    }

    #[test]
    fn rieul_takes_ro_and_otherwise_counts_as_a_consonant() {
        check(&[
            ("서울(으)로 간다", "서울로 간다"),
            ("서울은(는) 크다", "서울은 크다"),
            ("구성원(으)로 참여한다", "구성원으로 참여한다"),
            ("대표사(으)로 참여한다", "대표사로 참여한다"),
        ]);
    }

    #[test]
    fn digits_are_read_in_korean() {
        for (digit, topic, way) in [
            ('0', "은", "으로"),
            ('1', "은", "로"),
            ('2', "는", "로"),
            ('3', "은", "으로"),
            ('4', "는", "로"),
            ('5', "는", "로"),
            ('6', "은", "으로"),
            ('7', "은", "로"),
            ('8', "은", "로"),
            ('9', "는", "로"),
        ] {
            assert_eq!(
                with_particles(&format!("{digit}은(는) {digit}(으)로")),
                format!("{digit}{topic} {digit}{way}")
            );
        }
        check(&[("20%이(가) 한도", "20%가 한도")]);
    }

    #[test]
    fn latin_letters_are_read_by_their_names() {
        check(&[
            ("KOTRA은(는)", "KOTRA는"),
            ("Samsung SDS이(가)", "Samsung SDS가"),
            ("IBM을(를)", "IBM을"),
            ("SDR은(는)", "SDR은"),
            ("Center은(는)", "Center는"),
            ("Samsung이(가)", "Samsung이"),
            ("ING이(가)", "ING가"),
            ("LN과(와)", "LN과"),
            ("Mall(으)로", "Mall로"),
            ("Metanet은(는)", "Metanet은"),
            ("Ubitec이(가)", "Ubitec이"),
            ("Netmarble은(는)", "Netmarble은"),
            ("Netmarble(으)로", "Netmarble로"),
            ("Soft은(는)", "Soft는"),
        ]);
    }

    #[test]
    fn brackets_and_quotes_behind_a_word_are_not_read() {
        check(&[
            (
                "대한무역투자진흥공사(KOTRA)은(는)",
                "대한무역투자진흥공사(KOTRA)는",
            ),
            ("조달청(PPS)이(가)", "조달청(PPS)이"),
            ("“통합”(으)로", "“통합”으로"),
            ("‘범위’(이)라는", "‘범위’라는"),
            ("‘인정’(이)라는", "‘인정’이라는"),
            ("(삼성)은(는)", "(삼성)은"),
        ]);
    }

    #[test]
    fn both_forms_stay_where_nobody_can_say() {
        check(&[
            ("은(는)", "은(는)"),
            ("東京은(는)", "東京은(는)"),
            ("?이(가)", "?이(가)"),
        ]);
    }

    #[test]
    fn text_without_a_pair_stays() {
        check(&[
            ("", ""),
            ("대기업(중견기업 포함)이다.", "대기업(중견기업 포함)이다."),
            ("a (b)", "a (b)"),
        ]);
    }
}
