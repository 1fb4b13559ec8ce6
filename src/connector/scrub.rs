//! Removes what identifies people from free text before it is stored.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

/// How many of each were replaced; stands in the receipt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scrubbed {
    /// Resident registration numbers (주민등록번호).
    pub resident_numbers: u64,
    /// Telephone numbers.
    pub phone_numbers: u64,
    /// E-mail addresses.
    pub email_addresses: u64,
}

// Without `\b`: between a digit and a Hangul syllable there is none. Digits around a match are checked instead.
static RESIDENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-?\s?[1-8]\d{6}"));
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\+?82[-. ]?|0)1[016789][-. ]?\d{3,4}[-. ]?\d{4}",
        r"|(?:\+82[-. ]?|0)(?:2|[3-6]\d|70)[-. )]{0,2}\d{3,4}[-. ]\d{4}",
        r"|0(?:2|[3-6]\d|70)\d{7,8}",
    ))
});
static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal that the tests compile")
}

impl Scrubbed {
    /// The text with `[주민번호]`, `[전화번호]` and `[이메일]` in place of what was found.
    pub fn scrub<'a>(&mut self, text: &'a str) -> Cow<'a, str> {
        let text = replace(&RESIDENT, text.into(), "[주민번호]", &mut self.resident_numbers);
        let text = replace(&PHONE, text, "[전화번호]", &mut self.phone_numbers);
        replace(&EMAIL, text, "[이메일]", &mut self.email_addresses)
    }
}

fn replace<'a>(pattern: &Regex, text: Cow<'a, str>, word: &str, count: &mut u64) -> Cow<'a, str> {
    // A number inside of a longer one (a version, an address) is none.
    let stands_alone = |range: &std::ops::Range<usize>| {
        let before = text[..range.start].ends_with(|c: char| c.is_ascii_digit() || c == '.');
        !before && !text[range.end..].starts_with(|c: char| c.is_ascii_digit())
    };
    let found: Vec<_> = pattern.find_iter(&text).map(|m| m.range()).filter(stands_alone).collect();
    if found.is_empty() {
        return text;
    }
    *count += found.len() as u64;
    let mut scrubbed = String::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        scrubbed.push_str(&text[end..range.start]);
        scrubbed.push_str(word);
        end = range.end;
    }
    scrubbed.push_str(&text[end..]);
    Cow::Owned(scrubbed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_removed_and_counted() {
        let mut scrubbed = Scrubbed::default();
        let text = scrubbed.scrub("홍길동 800101-1234567, 010-1234-5678 또는 02-345-6789, hong@korea.kr 문의");
        assert_eq!(text, "홍길동 [주민번호], [전화번호] 또는 [전화번호], [이메일] 문의");
        assert_eq!(scrubbed, Scrubbed { resident_numbers: 1, phone_numbers: 2, email_addresses: 1 });
    }

    #[test]
    fn people_are_removed_between_hangul_and_without_separators() {
        let mut scrubbed = Scrubbed::default();
        let text = scrubbed.scrub(
            "홍길동800101-1234567번 연락처010-1234-5678로 전화02-345-6789로 8001011234567 0212345678 +82-2-345-6789",
        );
        assert_eq!(text, "홍길동[주민번호]번 연락처[전화번호]로 전화[전화번호]로 [주민번호] [전화번호] [전화번호]");
        assert_eq!(scrubbed, Scrubbed { resident_numbers: 2, phone_numbers: 4, email_addresses: 0 });
    }

    #[test]
    fn ids_and_times_stay() {
        let mut scrubbed = Scrubbed::default();
        for text in ["RFC-20250314-001", "2026-03-14 09:01:02", "EIS_SR_2023_0167", "v1.02.345-6789", "10.20.30.40"] {
            assert_eq!(scrubbed.scrub(text), text);
        }
        assert_eq!(scrubbed, Scrubbed::default());
    }
}
