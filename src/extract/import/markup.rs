//! Tags, attributes and character references of HTML.

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
            value = entities(&String::from_utf8_lossy(&bytes[start..at]));
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

/// Character references replaced; unknown ones stay.
pub(super) fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "hellip" => '…',
        "bull" => '•',
        "middot" => '·',
        "euro" => '€',
        "pound" => '£',
        "copy" => '©',
        "deg" => '°',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "aacute" => 'á',
        "iacute" => 'í',
        "oacute" => 'ó',
        "uacute" => 'ú',
        "ccedil" => 'ç',
        "ntilde" => 'ñ',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "szlig" => 'ß',
        "shy" => '\u{ad}',
        "zwnj" => '\u{200c}',
        "rlm" => '\u{200f}',
        "lrm" => '\u{200e}',
        _ => return None,
    })
}
