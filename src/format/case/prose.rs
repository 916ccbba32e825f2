//! Articles back to Markdown.

use std::fmt::Write as _;

use crate::article::{BlockKind, TextStyle};
use crate::project::{ArticleRecord, TargetRecord};

/// The Markdown of an article's text, which `parse_body` reads as the same text, blocks and mentions.
pub(super) fn markdown(article: &ArticleRecord) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for block in &article.blocks {
        let item = matches!(block.kind, BlockKind::Item { .. });
        if !out.is_empty() {
            out.push_str(if item && in_list { "\n" } else { "\n\n" });
        }
        in_list = item;
        let (first, rest) = match block.kind {
            BlockKind::Heading(level) => (format!("{} ", "#".repeat(usize::from(level.clamp(1, 6)))), String::new()),
            BlockKind::Paragraph => (String::new(), String::new()),
            BlockKind::Quote => ("> ".to_owned(), "> ".to_owned()),
            BlockKind::Item { depth, number } => {
                let indent = "   ".repeat(usize::from(depth));
                let mark = number.map_or_else(|| "-  ".to_owned(), |number| format!("{number}. "));
                let under = " ".repeat(indent.len() + mark.len());
                (format!("{indent}{mark}"), under)
            }
        };
        out.push_str(&first);
        inline(article, block.range.start, block.range.end, &block.styles, &rest, &mut out);
    }
    out.push('\n');
    out
}

/// The words of a block: mentions as links, emphasis inside and between them.
fn inline(
    article: &ArticleRecord,
    start: usize,
    end: usize,
    styles: &[(std::ops::Range<usize>, TextStyle)],
    rest: &str,
    out: &mut String,
) {
    let mut at = start;
    for mention in article.mentions.iter().filter(|it| it.range.start >= start && it.range.end <= end) {
        styled(article, at, mention.range.start, styles, rest, out);
        out.push('[');
        styled(article, mention.range.start, mention.range.end, styles, rest, out);
        let key = mention.target.key();
        let address = match &mention.target {
            TargetRecord::Link(address) => address.clone(),
            target => format!("{}:{key}", target.kind()),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(c);
        if !address.is_empty() && address.chars().all(plain) {
            let _ = write!(out, "]({address})");
        } else {
            let safe = address.replace('\\', "\\\\").replace('<', "\\<").replace('>', "\\>");
            let _ = write!(out, "](<{safe}>)");
        }
        at = mention.range.end;
    }
    styled(article, at, end, styles, rest, out);
}

fn styled(
    article: &ArticleRecord,
    start: usize,
    end: usize,
    styles: &[(std::ops::Range<usize>, TextStyle)],
    rest: &str,
    out: &mut String,
) {
    let inside = |at: usize, style: TextStyle| styles.iter().any(|(range, it)| *it == style && range.contains(&at));
    let mut edges: Vec<usize> = styles.iter().flat_map(|(range, _)| [range.start, range.end]).collect();
    edges.retain(|it| *it > start && *it < end);
    edges.extend([start, end]);
    edges.sort_unstable();
    edges.dedup();
    for pair in edges.windows(2) {
        let words = article.text.get(pair[0]..pair[1]).unwrap_or("");
        let marks = match (inside(pair[0], TextStyle::Strong), inside(pair[0], TextStyle::Emphasis)) {
            (true, true) => "***",
            (true, false) => "**",
            (false, true) => "*",
            (false, false) => "",
        };
        out.push_str(marks);
        escape(words, rest, out);
        out.push_str(marks);
    }
}

/// Words that mean nothing but themselves.
fn escape(words: &str, rest: &str, out: &mut String) {
    for c in words.chars() {
        match c {
            '\n' => {
                out.push_str("\\\n");
                out.push_str(rest);
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' => {
                out.push('\\');
                out.push(c);
            }
            // At the start of a line these make lists and headings.
            '-' | '+' | '=' | '.' | ')' if starts_line(out, c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
}

fn starts_line(out: &str, c: char) -> bool {
    let line = out.rsplit('\n').next().unwrap_or("");
    let before = line.trim_start_matches(['>', ' ', '-', '#']).trim_start();
    let digits = !before.is_empty() && before.bytes().all(|it| it.is_ascii_digit());
    before.is_empty() || (digits && matches!(c, '.' | ')'))
}
