//! The text of descriptions that hold HTML. Nothing of it is ever shown as HTML.

use crate::text::without_entities;

/// The text without its marks, and the addresses it links to.
pub(in crate::format) fn text_and_links(html: &str) -> (String, Vec<String>) {
    if !html.contains(['<', '&']) {
        return (html.trim().to_owned(), Vec::new());
    }
    let (mut text, mut links) = (String::with_capacity(html.len()), Vec::new());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&without_entities(&rest[..at]));
        rest = &rest[at..];
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !is_tag {
            text.push('<');
            rest = &rest[1..];
            continue;
        }
        // Nothing closes any more: what follows is looked at once.
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "a" => links.extend(href(tag)),
            "br" | "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "table" | "dt"
                if !text.is_empty() && !text.ends_with('\n') =>
            {
                text.push('\n');
            }
            "td" | "th" | "dd" if !text.is_empty() && !text.ends_with(char::is_whitespace) => text.push(' '),
            name @ ("script" | "style") if !tag.starts_with('/') => {
                let is_close = |at: &usize| {
                    let word = rest.as_bytes().get(at + 2..at + 2 + name.len());
                    word.is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
                };
                let end = rest.match_indices("</").map(|(at, _)| at).find(is_close);
                rest = &rest[end.unwrap_or(rest.len())..];
            }
            _ => {}
        }
    }
    text.push_str(&without_entities(rest));
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    (lines.join("\n"), links)
}

/// The address in `<a href="…">`, if it is one of the web.
fn href(tag: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let value = tag[lower.find("href")? + 4..].trim_start().strip_prefix('=')?.trim_start();
    let url = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split_whitespace().next()?,
    };
    let url = without_entities(url);
    (url.starts_with("http://") || url.starts_with("https://")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_become_plain_text_with_their_links() {
        for (html, text, links) in [
            ("plain", "plain", vec![]),
            ("a &lt; b &amp; c &nope; &", "a < b & c &nope; &", vec![]),
            (
                "<a href=\"http://x.org/?a=1&amp;b=2\" target=\"_blank\">more info >></a>",
                "more info >>",
                vec!["http://x.org/?a=1&b=2"],
            ),
            ("<b>One</b><br/>two<p>three</p>", "One\ntwo\nthree", vec![]),
            ("<script>alert(1)</script>x<a href='javascript:y'>z</a>", "xz", vec![]),
            ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2", vec![]),
            ("<table><tr><td>Place</td><td>Homs</td></tr></table>", "Place Homs", vec![]),
            ("<unclosed", "<unclosed", vec![]),
        ] {
            assert_eq!(
                text_and_links(html),
                (text.to_owned(), links.into_iter().map(str::to_owned).collect()),
                "{html}"
            );
        }
    }
}
