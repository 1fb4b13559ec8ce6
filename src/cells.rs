//! Cells of written tables: plain numbers, and text that no spreadsheet runs as a formula.

/// A number with so many decimals, without trailing zeros; empty when unknown.
pub fn number(value: Option<f64>, decimals: usize) -> String {
    let Some(value) = value else { return String::new() };
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

/// A change to two decimals, with its sign.
pub fn signed(change: f64) -> String {
    let text = number(Some(change), 2);
    if text == "0" || text.starts_with('-') { text } else { format!("+{text}") }
}

/// At most so many characters of a text, and an ellipsis where there were more.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

/// Text that begins like a formula gets an apostrophe in front.
pub fn safe(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => format!("'{text}"),
        _ => text.to_string(),
    }
}

/// Takes the apostrophe of [`safe`] back.
pub fn unsafe_again(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if safe(rest) != rest => rest,
        _ => text,
    }
}

/// A count with separators between thousands.
pub fn grouped_count(n: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a count of records, far below 2^52")]
    grouped(n as f64, 0)
}

/// A number with separators between thousands.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = number(Some(value), decimals);
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        assert_eq!(number(Some(12.5000), 4), "12.5");
        assert_eq!(number(Some(-0.000_001), 4), "0");
        assert_eq!(number(Some(100.0), 0), "100");
        assert_eq!(number(None, 4), "");
        assert_eq!(grouped(1_234_567.5, 1), "1,234,567.5");
        assert_eq!(grouped(-999.0, 1), "-999");
        assert_eq!([1.0, -0.25, 0.004, -0.004].map(signed), ["+1", "-0.25", "0", "0"]);
    }

    #[test]
    fn no_text_can_run_as_a_formula() {
        for text in ["=1+1", "+82", "-x", "@sum", "\tx", "＝1"] {
            assert!(safe(text).starts_with('\''), "{text}");
        }
        assert_eq!(safe("공용홈쇼핑"), "공용홈쇼핑");
        for text in ["=1+1", "plain", "'quoted'", "'"] {
            assert_eq!(unsafe_again(&safe(text)), text);
        }
    }
}
