//! A text in both languages of the outputs, for what holds both at once.

use serde::Serialize;

use crate::workspace::config::Lang;

/// The same in Korean and English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Both {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Both {
    /// Two texts.
    pub fn new(ko: impl Into<String>, en: impl Into<String>) -> Self {
        Both { ko: ko.into(), en: en.into() }
    }

    /// What is said in each language.
    pub fn of(say: impl Fn(Lang) -> String) -> Self {
        Both { ko: say(Lang::Ko), en: say(Lang::En) }
    }

    /// A text that is of no language: a name, a number.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Both { ko: text.clone(), en: text }
    }

    /// The text with elements around each language, of which a page shows one; `tag` is `span` or, in pictures,
    /// `tspan`.
    pub fn marked(&self, tag: &str) -> String {
        self.written(tag, escaped)
    }

    /// The same in HTML, with what stands between backticks as code.
    pub fn marked_with_code(&self) -> String {
        self.written("span", with_code)
    }

    fn written(&self, tag: &str, write: fn(&str) -> String) -> String {
        let (ko, en) = (write(&self.ko), write(&self.en));
        // A page has ten thousand of them: no quotes where none are needed.
        if ko == en { ko } else { format!("<{tag} lang=ko>{ko}</{tag}><{tag} lang=en>{en}</{tag}>") }
    }
}

/// Text as it may stand in HTML and SVG, between tags and in quotes. Signs that turn the direction of writing, which a
/// name could end in the middle of a page, are left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            sign if sign.is_control() && sign != '\n' => {}
            sign => out.push(sign),
        }
    }
    out
}

/// Text as it may stand in HTML, with what stands between backticks as code.
pub fn with_code(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(escaped).collect();
    if parts.len().is_multiple_of(2) {
        return escaped(text);
    }
    let of =
        |(at, part): (usize, &String)| if at.is_multiple_of(2) { part.clone() } else { format!("<code>{part}</code>") };
    parts.iter().enumerate().map(of).collect()
}

/// A name as a place on a page can be called: letters and digits of any language stay, everything else is told by its
/// number.
pub fn anchor(name: &str) -> String {
    let sign =
        |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c.to_string() } else { format!("~{:x}", c as u32) };
    name.chars().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_said_once() {
        assert_eq!(Both::same("12.5").marked("span"), "12.5");
        assert_eq!(Both::new("장애", "outage").marked("span"), "<span lang=ko>장애</span><span lang=en>outage</span>");
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(with_code("`a<b` and `c`"), "<code>a&lt;b</code> and <code>c</code>");
        assert_eq!(with_code("one ` alone"), "one ` alone");
        assert_eq!(
            Both::new("값 `n`", "`n`").marked_with_code(),
            "<span lang=ko>값 <code>n</code></span><span lang=en><code>n</code></span>"
        );
    }

    #[test]
    fn nothing_becomes_a_tag_and_nothing_turns_the_writing() {
        assert_eq!(
            escaped("<script>\"a\" & 'b'</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;"
        );
        assert_eq!(escaped("가\u{202e}나\u{0007}"), "가나");
    }

    #[test]
    fn places_have_no_blanks_and_no_two_names_share_one() {
        assert_eq!(anchor("통합-예약 1\""), "통합-예약~201~22");
        assert_ne!(anchor("a b"), anchor("a~20b"));
    }
}
