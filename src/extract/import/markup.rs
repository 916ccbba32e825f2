//! Tags and attributes of HTML.

use crate::text::without_entities;

/// Where `</name` stands; the end if nowhere.
pub(super) fn find_close(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(next) = rest[at..].find("</") {
        let start = at + next + 2;
        if bytes.get(start..start + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes())) {
            return at + next;
        }
        at = start;
    }
    rest.len()
}

/// The attributes up to `>` and how many bytes they take. No tag is longer than 64 KB.
pub(super) fn attributes(rest: &str) -> (Vec<(String, String)>, usize) {
    let bytes = rest.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        while bytes.get(at).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return (all, rest.len()),
            Some(b'>') => return (all, at + 1),
            _ => {}
        }
        let start = at;
        while bytes.get(at).is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/')) {
            at += 1;
        }
        let name = String::from_utf8_lossy(&bytes[start..at]).to_ascii_lowercase();
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let mut value = String::new();
        if bytes.get(at) == Some(&b'=') {
            at += 1;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            let quote = bytes.get(at).copied().filter(|b| matches!(b, b'"' | b'\''));
            at += usize::from(quote.is_some());
            let start = at;
            let ends = |b: u8| quote.map_or(b.is_ascii_whitespace() || b == b'>', |quote| b == quote);
            while bytes.get(at).is_some_and(|b| !ends(*b)) {
                at += 1;
            }
            value = without_entities(&String::from_utf8_lossy(&bytes[start..at]));
            at += usize::from(quote.is_some() && at < bytes.len());
        } else if at == start {
            // A lone `=` or the like.
            at += 1;
        }
        if all.len() < 64 && name.len() < 80 {
            all.push((name, value));
        }
        while !rest.is_char_boundary(at.min(rest.len())) {
            at += 1;
        }
    }
}
