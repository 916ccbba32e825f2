//! Text that cannot trick the eye.

use std::borrow::Cow;

/// The text without control characters (but for line feed and tab) and without the characters that override
/// or isolate direction, which could make a line read as something that it does not say.
pub fn display(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) { text.chars().filter(|c| !is_unsafe(*c)).collect() } else { text.into() }
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_overrides_are_not_shown() {
        for (text, expect) in [
            ("plain – text\n\tدمشق", "plain – text\n\tدمشق"),
            ("a\u{0}b\u{1b}[31mc\u{7f}\u{9b}", "ab[31mc"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("\u{2066}x\u{2069}", "x"),
        ] {
            assert_eq!(display(text), expect);
        }
        assert!(matches!(display("plain"), Cow::Borrowed(_)));
    }
}
