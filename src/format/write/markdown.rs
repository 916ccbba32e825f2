//! Articles as the Markdown that [`crate::article::parse_body`] reads.

use std::ops::Range;

use crate::article::{Article, Block, BlockKind, Target, TextStyle};

/// The body of an article. `address` says where a link leads, for targets that are written.
pub(super) fn body(article: &Article, address: &dyn Fn(&Target) -> Option<String>) -> String {
    let mut out = String::new();
    let mut before: Option<(u8, Option<u32>)> = None;
    let mut point = '.';
    // A text that nobody divided is one paragraph.
    let whole = [Block { kind: BlockKind::Paragraph, range: 0..article.text.len(), styles: Vec::new() }];
    let bare = article.blocks.is_empty() && !article.text.trim().is_empty();
    for block in if bare { &whole[..] } else { &article.blocks[..] } {
        let mut prefix = String::new();
        let mut this = None;
        match block.kind {
            BlockKind::Paragraph => {}
            BlockKind::Heading(level) => prefix = format!("{} ", "#".repeat(usize::from(level.clamp(1, 6)))),
            BlockKind::Quote => prefix = "> ".to_owned(),
            BlockKind::Item { depth, number } => {
                let depth = depth.min(before.map_or(0, |(depth, _)| depth.saturating_add(1)));
                let continues = match (before, number) {
                    (Some((d, Some(last))), Some(number)) => d != depth || last.saturating_add(1) == number,
                    _ => true,
                };
                if !continues {
                    point = if point == '.' { ')' } else { '.' };
                }
                let mark = number.map_or("- ".to_owned(), |number| format!("{number}{point} "));
                prefix = format!("{}{mark}", "    ".repeat(usize::from(depth)));
                this = Some((depth, number));
            }
        }
        if !out.is_empty() {
            out.push_str(if before.is_some() && this.is_some() { "\n" } else { "\n\n" });
        }
        before = this;
        // Further lines of a quote or an item belong to it by their beginnings.
        let next = match block.kind {
            BlockKind::Quote => "> ".to_owned(),
            BlockKind::Item { .. } => " ".repeat(prefix.len()),
            _ => String::new(),
        };
        out.push_str(&prefix);
        let inline = inline(article, block, address);
        out.push_str(&inline.replace('\n', &format!("\n{next}")));
    }
    out.push('\n');
    out
}

/// What stands around a part of a block.
struct Node {
    range: Range<usize>,
    open: String,
    close: String,
    link: bool,
}

fn inline(article: &Article, block: &Block, address: &dyn Fn(&Target) -> Option<String>) -> String {
    let text = &article.text;
    let mut nodes: Vec<Node> = Vec::new();
    for mention in article.mentions.iter().filter(|it| within(&it.range, &block.range)) {
        if let Some(to) = address(&mention.target) {
            let to = to.replace('<', "%3C").replace('>', "%3E");
            let to = if to.contains([' ', '(', ')', '\\']) || to.is_empty() { format!("<{to}>") } else { to };
            nodes.push(Node {
                range: mention.range.clone(),
                open: "[".to_owned(),
                close: format!("]({to})"),
                link: true,
            });
        }
    }
    for (range, style) in &block.styles {
        let mark = if *style == TextStyle::Strong { "**" } else { "*" };
        // Marks stand beside words.
        let words = &text[range.clone()];
        let start = range.start + (words.len() - words.trim_start().len());
        let end = range.end - (words.len() - words.trim_end().len());
        if start < end {
            nodes.push(Node { range: start..end, open: mark.to_owned(), close: mark.to_owned(), link: false });
        }
    }
    nodes.sort_by_key(|node| (node.range.start, std::cmp::Reverse(node.range.end), !node.link));
    let mut out = String::new();
    put(text, block.range.clone(), &nodes, &mut out);
    out
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end && inner.start < inner.end
}

/// A part of the text with what stands in it. What crosses the end of something else is left out.
fn put(text: &str, range: Range<usize>, nodes: &[Node], out: &mut String) {
    let mut at = range.start;
    let mut next = 0;
    while let Some(node) = nodes.get(next) {
        next += 1;
        if node.range.start < at || node.range.end > range.end {
            continue;
        }
        escape(&text[at..node.range.start], node.link, out);
        out.push_str(&node.open);
        let inner = nodes[next..].iter().take_while(|it| it.range.start < node.range.end).count();
        put(text, node.range.clone(), &nodes[next..next + inner], out);
        out.push_str(&node.close);
        next += inner;
        at = node.range.end;
    }
    escape(&text[at..range.end], false, out);
}

/// Plain text, so that nothing in it is a mark. A line break is one that is kept.
fn escape(text: &str, before_link: bool, out: &mut String) {
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let line_start = out.is_empty() || out.ends_with('\n');
        match c {
            '\n' => out.push_str("\\\n"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' => out.extend(['\\', c]),
            '!' if before_link && at + 1 == text.len() => out.push_str("\\!"),
            '#' | '+' | '-' | '=' if line_start => out.extend(['\\', c]),
            ' ' | '\t' if line_start => out.push_str("&#32;"),
            '.' | ')' if is_number_line(out) => out.extend(['\\', c]),
            '#' if rest.peek().is_none() => out.push_str("\\#"),
            c => out.push(c),
        }
    }
}

/// Whether the line so far is a number, which with a point behind it would begin a list.
fn is_number_line(out: &str) -> bool {
    let line = out.rsplit('\n').next().unwrap_or("");
    !line.is_empty() && line.len() < 10 && line.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::parse_body;
    use crate::event::EventId;

    fn read(markdown: &str) -> Article {
        let body = parse_body(markdown, "a.md", 1, &mut |address| match address {
            "event:one" => Ok(Target::Event(EventId(1))),
            address => Ok(Target::Link(address.to_owned())),
        });
        Article { text: body.text, blocks: body.blocks, mentions: body.mentions, ..Article::default() }
    }

    #[test]
    fn an_article_is_the_same_after_it_was_written_and_read() {
        for markdown in [
            "# Head\n\none *two* **three** [four *five*](event:one) six\\\nseven\n",
            "- a\n- b\n    - c\n- d\n\n1. x\n2. y\n\nend",
            "3. three\n4. four\n\nthen\n\n1. one",
            "> said [it](event:one)\n\n1986\\. A year. \\# no \\[x\\] 5 \\* 3 \\<b\\> a\\_b \\& c &amp; d",
            "see [it](<https://x.org/a (b)>)! ***both*** wow\\![here](event:one)",
            "**[bold link](event:one)** and [**bold** in link](event:one) 2\\|3",
            "\\- no list\n\n\\+ none\n\n\\=x",
        ] {
            let first = read(markdown);
            let written = body(&first, &|target| match target {
                Target::Event(_) => Some("event:one".to_owned()),
                Target::Link(to) => Some(to.clone()),
                _ => None,
            });
            assert_eq!(read(&written), first, "{markdown:?} was written as {written:?}");
        }
    }
}
