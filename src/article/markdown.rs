use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Block, BlockKind, Mention, Target, TextStyle};
use crate::event::Issue;

/// What an article's Markdown comes to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Body {
    /// As in [`super::Article::text`].
    pub text: String,
    pub blocks: Vec<Block>,
    pub mentions: Vec<Mention>,
    pub issues: Vec<Issue>,
}

/// Read the Markdown of an article: paragraphs, headings, lists, quotes, emphasis and links, which are mentions.
///
/// `resolve` turns the address of a link into what it means or says, in one sentence, why it means nothing; the
/// words of such a link stay as text. Images, HTML, tables and code become plain text. Both are issues of `file`,
/// with lines counted from `first_line`, the line in the file where `markdown` starts.
pub fn parse_body(
    markdown: &str,
    file: &str,
    first_line: u32,
    resolve: &mut dyn FnMut(&str) -> Result<Target, String>,
) -> Body {
    let mut reader = Reader { file, lines: Lines::new(markdown, first_line), ..Reader::default() };
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        reader.read(event, range.start, resolve);
    }
    reader.close();
    reader.body
}

/// Line numbers of byte offsets.
#[derive(Default)]
struct Lines {
    first: u32,
    ends: Vec<usize>,
}

impl Lines {
    fn new(text: &str, first: u32) -> Self {
        Self { first, ends: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    fn of(&self, offset: usize) -> u32 {
        let before = self.ends.partition_point(|end| *end < offset);
        self.first.saturating_add(u32::try_from(before).unwrap_or(u32::MAX))
    }
}

#[derive(Default)]
struct Reader<'a> {
    file: &'a str,
    lines: Lines,
    body: Body,
    /// The block that text goes to, with the number of mentions before it.
    open: Option<(Block, usize)>,
    heading: Option<u8>,
    quotes: usize,
    /// The lists around here: the number of the next item, if ordered.
    lists: Vec<Option<u32>>,
    /// An item has begun whose first block is still to come.
    item: Option<BlockKind>,
    styles: Vec<(usize, TextStyle)>,
    /// The link around here, if it is one to keep: where it starts, what it means, its address and offset.
    link: Option<(usize, Target, String, usize)>,
    code_block: bool,
}

impl Reader<'_> {
    fn read(&mut self, event: Event<'_>, at: usize, resolve: &mut dyn FnMut(&str) -> Result<Target, String>) {
        match event {
            Event::Start(tag) => self.start(tag, at, resolve),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code_block => self.code(&text),
            Event::Text(text) => self.inline(&text),
            Event::Code(text) => {
                self.plain("code", at);
                self.inline(&text);
            }
            Event::Html(html) => self.inline(&html),
            Event::InlineHtml(html) => {
                self.plain("HTML", at);
                self.inline(&html);
            }
            Event::SoftBreak => self.inline(" "),
            Event::HardBreak => {
                self.open_block();
                self.body.text.push('\n');
            }
            Event::Rule => self.close(),
            // Extensions that are not switched on.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.inline(&text),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize, resolve: &mut dyn FnMut(&str) -> Result<Target, String>) {
        match tag {
            Tag::Emphasis | Tag::Strong => {
                self.open_block();
                let style = if matches!(tag, Tag::Strong) { TextStyle::Strong } else { TextStyle::Emphasis };
                self.styles.push((self.body.text.len(), style));
            }
            Tag::Link { dest_url, .. } => {
                self.open_block();
                match resolve(&dest_url) {
                    Ok(target) if self.link.is_none() => {
                        self.link = Some((self.body.text.len(), target, dest_url.into_string(), at));
                    }
                    Ok(_) => {}
                    Err(message) => self.issue(at, "link", &dest_url, message),
                }
            }
            Tag::Image { .. } => self.plain("an image", at),
            Tag::Heading { level, .. } => {
                self.close();
                self.heading = Some(level as u8);
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(first.map(|n| u32::try_from(n).unwrap_or(u32::MAX)));
            }
            Tag::Item => {
                self.close();
                let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
                let number = self.lists.last_mut().and_then(Option::as_mut).map(|next| {
                    let number = *next;
                    *next = next.saturating_add(1);
                    number
                });
                self.item = Some(BlockKind::Item { depth, number });
            }
            Tag::CodeBlock(_) => {
                self.close();
                self.plain("code", at);
                self.code_block = true;
            }
            Tag::HtmlBlock => {
                self.close();
                self.plain("HTML", at);
            }
            Tag::Table(_) => {
                self.close();
                self.plain("a table", at);
            }
            Tag::TableCell if self.open.is_some() => self.body.text.push_str(" | "),
            Tag::TableCell => {}
            _ => self.close(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => {
                if let (Some((start, style)), Some((block, _))) = (self.styles.pop(), &mut self.open) {
                    block.styles.push((start..self.body.text.len(), style));
                }
            }
            TagEnd::Link => {
                if let Some((start, target, address, at)) = self.link.take() {
                    let range = start..self.body.text.len();
                    if self.body.text[range.clone()].trim().is_empty() {
                        self.issue(at, "link", &address, "the link has no words: put some between [ and ]".into());
                    } else {
                        self.body.mentions.push(Mention { range, target });
                    }
                }
            }
            TagEnd::Image | TagEnd::TableCell => {}
            tag => {
                self.close();
                match tag {
                    TagEnd::Heading(_) => self.heading = None,
                    TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
                    TagEnd::List(_) => drop(self.lists.pop()),
                    TagEnd::Item => self.item = None,
                    TagEnd::CodeBlock => self.code_block = false,
                    _ => {}
                }
            }
        }
    }

    /// Words inside a block: line ends and other control characters are spaces.
    fn inline(&mut self, words: &str) {
        self.open_block();
        self.body.text.extend(words.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }

    /// Lines of code stay lines, but an empty one would look like the end of the block.
    fn code(&mut self, lines: &str) {
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            self.inline(line);
            self.body.text.push('\n');
        }
    }

    fn open_block(&mut self) {
        if self.open.is_some() {
            return;
        }
        if !self.body.text.is_empty() {
            self.body.text.push_str("\n\n");
        }
        let item = self.item.take();
        let kind = match self.heading {
            Some(level) => BlockKind::Heading(level),
            None if self.quotes > 0 => item.unwrap_or(BlockKind::Quote),
            None => item.unwrap_or(BlockKind::Paragraph),
        };
        let start = self.body.text.len();
        self.open = Some((Block { kind, range: start..start, styles: Vec::new() }, self.body.mentions.len()));
    }

    /// End the block: white space at its end goes, and so does a block of nothing else.
    fn close(&mut self) {
        let Some((mut block, mentions)) = self.open.take() else { return };
        let text = &mut self.body.text;
        let end = block.range.start + text[block.range.start..].trim_end().len();
        if end == block.range.start {
            text.truncate(text.trim_end().len());
            return;
        }
        text.truncate(end);
        block.range.end = end;
        let clamp = |range: &mut Range<usize>| {
            range.end = range.end.min(end);
            range.start < range.end
        };
        block.styles.retain_mut(|(range, _)| clamp(range));
        block.styles.sort_by_key(|(range, _)| (range.start, range.end));
        for mention in &mut self.body.mentions[mentions..] {
            clamp(&mut mention.range);
        }
        self.body.blocks.push(block);
    }

    fn plain(&mut self, what: &str, at: usize) {
        let message = format!("{what} is shown as plain text here: write it in words");
        self.body.issues.push(Issue::error(self.file, message).warn().at(self.lines.of(at)));
    }

    fn issue(&mut self, at: usize, field: &str, value: &str, message: String) {
        self.body.issues.push(Issue::error(self.file, message).at(self.lines.of(at)).field(field, value));
    }
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
