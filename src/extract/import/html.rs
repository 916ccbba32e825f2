//! Saved web pages: an own reader of just what is needed, without a tree, in one pass and in proportion to the page.

use std::collections::HashMap;

use super::markup::{attributes, find_close};
use super::plain::decode;
use super::{Kind, Paragraphs, Reason, Report, day};
use crate::text::without_entities;

pub fn read(bytes: &[u8]) -> Result<Report, Reason> {
    let (page, replaced) = decode(bytes, charset(bytes).as_deref())?;
    let mut report = read_text(&page);
    report.replaced = replaced;
    Ok(report)
}

/// The encoding that the head of a page names.
fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let at = head.find("charset=")? + 8;
    let name: String = head[at..]
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    (!name.is_empty()).then_some(name)
}

/// Deeper elements count as if they lay at this depth.
const DEEPEST: usize = 256;

/// A run of text with where it stood.
struct Block {
    kind: Kind,
    text: String,
    /// The container it lies in, a number in `parents`.
    container: usize,
    linked: usize,
}

#[derive(Default)]
struct Page {
    meta: HashMap<String, String>,
    title: String,
    language: String,
    blocks: Vec<Block>,
    /// The container around each container; 0 is the page.
    parents: Vec<usize>,
    /// Containers that say that they are the main text.
    marked: Vec<usize>,
    data: Vec<String>,
}

pub fn read_text(page: &str) -> Report {
    let page = scan(page);
    let get = |names: &[&str]| names.iter().find_map(|it| page.meta.get(*it)).cloned().unwrap_or_default();
    let mut report = main_text(&page);
    report.title =
        Some(get(&["og:title", "twitter:title"])).filter(|it| !it.is_empty()).unwrap_or_else(|| tidy(&page.title));
    report.publisher = get(&["og:site_name", "application-name", "publisher", "dc.publisher"]);
    report.author = get(&["author", "article:author", "dc.creator", "byl", "parsely-author"]);
    let date = get(&[
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "pubdate",
        "publish-date",
        "parsely-pub-date",
        "time",
    ]);
    report.address = get(&["canonical", "og:url"]);
    report.language = page.language.clone();
    report.date = if date.is_empty() { String::new() } else { day(&date) };
    for data in &page.data {
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(data) {
            linked_data(&value, &mut report, 0);
        }
    }
    report
}

/// What JSON-LD says where the page's own metadata say nothing.
fn linked_data(value: &serde_json::Value, report: &mut Report, depth: u8) {
    let text = |value: Option<&serde_json::Value>| -> Option<String> {
        let value = value?;
        let value = value.as_array().and_then(|it| it.first()).unwrap_or(value);
        value.as_str().or_else(|| value.get("name")?.as_str()).map(tidy)
    };
    match value {
        serde_json::Value::Array(all) if depth < 4 => all.iter().for_each(|it| linked_data(it, report, depth + 1)),
        serde_json::Value::Object(it) => {
            if let Some(graph) = it.get("@graph").filter(|_| depth < 4) {
                linked_data(graph, report, depth + 1);
            }
            if !it.contains_key("datePublished") && !it.contains_key("headline") {
                return;
            }
            let fill = |field: &mut String, name: &str| {
                if field.is_empty()
                    && let Some(found) = text(it.get(name))
                {
                    *field = found;
                }
            };
            fill(&mut report.title, "headline");
            fill(&mut report.author, "author");
            fill(&mut report.publisher, "publisher");
            if report.date.is_empty()
                && let Some(found) = text(it.get("datePublished"))
            {
                report.date = day(&found);
            }
        }
        _ => {}
    }
}

/// The blocks of the container that holds most of the running text.
fn main_text(page: &Page) -> Report {
    let count = page.parents.len();
    let mut own = vec![0_usize; count];
    for block in &page.blocks {
        let prose = block.text.len().saturating_sub(block.linked * 2);
        if prose >= 40 || block.kind == Kind::Quote {
            own[block.container] += prose;
        }
    }
    // Children come after their parents, so one pass from the end adds everything up.
    let mut whole = own.clone();
    for at in (1..count).rev() {
        whole[page.parents[at]] += whole[at];
    }
    let total = whole.first().copied().unwrap_or(0);
    if total == 0 {
        // A page of a few words: all of it.
        let mut all = Paragraphs::default();
        page.blocks.iter().for_each(|it| all.push(it.kind, &it.text, true));
        return all.report();
    }
    let marked = page.marked.iter().copied().filter(|it| whole[*it] * 3 >= total).max_by_key(|it| whole[*it]);
    // The smallest container that still has most of the text.
    let best = marked.unwrap_or_else(|| {
        (0..count).rev().filter(|it| whole[*it] * 4 >= total * 3).min_by_key(|it| whole[*it]).unwrap_or(0)
    });
    let mut inside = vec![false; count.max(1)];
    for at in 0..count {
        inside[at] = at == best || at > 0 && inside[page.parents[at]];
    }
    let mut all = Paragraphs::default();
    for block in &page.blocks {
        let links = block.linked * 3 > block.text.len() * 2 && block.kind != Kind::Heading;
        if inside[block.container] && !(links && block.kind != Kind::Quote) {
            all.push(block.kind, &block.text, true);
        }
    }
    all.report()
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an element does to the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Skip,
    Container,
    Block(Kind),
    Break,
    Link,
    Inline,
}

fn role(name: &str) -> Role {
    match name {
        "script" | "style" | "noscript" | "template" | "svg" | "nav" | "footer" | "aside" | "form" | "button"
        | "iframe" | "select" | "object" | "canvas" | "audio" | "video" | "textarea" | "math" | "head" | "dialog"
        | "menu" => Role::Skip,
        "div" | "section" | "article" | "main" | "body" | "td" | "header" | "figure" | "table" | "tr" | "ul" | "ol"
        | "dl" => Role::Container,
        "p" | "pre" | "figcaption" | "dd" | "dt" | "address" | "caption" | "th" => Role::Block(Kind::Plain),
        "li" => Role::Block(Kind::Item),
        "blockquote" => Role::Block(Kind::Quote),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Block(Kind::Heading),
        "br" | "hr" => Role::Break,
        "a" => Role::Link,
        _ => Role::Inline,
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr"
            | "img"
            | "meta"
            | "link"
            | "input"
            | "source"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "track"
            | "wbr"
            | "param"
    )
}

struct Scanner {
    page: Page,
    /// Open elements that matter: the name and the container they opened, if they did.
    open: Vec<(String, Role, Option<usize>)>,
    skipping: Option<(String, usize)>,
    quotes: usize,
    links: usize,
    text: String,
    linked: usize,
    kind: Kind,
}

fn scan(page: &str) -> Page {
    let mut scanner = Scanner {
        page: Page { parents: vec![0], ..Page::default() },
        open: Vec::new(),
        skipping: None,
        quotes: 0,
        links: 0,
        text: String::new(),
        linked: 0,
        kind: Kind::Plain,
    };
    let mut at = 0;
    while at < page.len() {
        let rest = &page[at..];
        let Some(next) = rest.find('<') else {
            scanner.words(rest);
            break;
        };
        scanner.words(&rest[..next]);
        at += next;
        at += scanner.markup(&page[at..]);
    }
    scanner.end_block();
    scanner.page
}

impl Scanner {
    /// Read what starts with `<`; the number of bytes that were read, at least 1.
    fn markup(&mut self, rest: &str) -> usize {
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(rest.len(), |it| it + 3);
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return rest.find('>').map_or(rest.len(), |it| it + 1);
        }
        let closing = rest.starts_with("</");
        let name_at = 1 + usize::from(closing);
        let name: String = rest[name_at..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(40)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() {
            self.words("<");
            return 1;
        }
        let (attributes, length) = attributes(&rest[name_at + name.len()..]);
        let length = name_at + name.len() + length;
        if closing {
            self.close(&name);
            return length;
        }
        // The content of scripts is no markup.
        if matches!(&*name, "script" | "style" | "textarea" | "title") {
            let end = find_close(&rest[length..], &name);
            let content = &rest[length..length + end];
            let get = |key: &str| attributes.iter().find(|it| it.0 == key).map(|it| it.1.as_str());
            if name == "title" && self.page.title.is_empty() && self.skipping.as_ref().is_none_or(|it| it.0 == "head") {
                self.page.title = without_entities(content);
            }
            if name == "script"
                && get("type").is_some_and(|it| it.contains("ld+json"))
                && content.len() < 1 << 20
                && self.page.data.len() < 20
            {
                self.page.data.push(content.to_owned());
            }
            return length + end;
        }
        self.start(&name, &attributes);
        length
    }

    fn start(&mut self, name: &str, attributes: &[(String, String)]) {
        let get = |key: &str| attributes.iter().find(|it| it.0 == key).map(|it| it.1.as_str()).unwrap_or("");
        match name {
            "html" => self.page.language = get("lang").chars().take(20).collect(),
            "meta" => {
                let key = [get("property"), get("name"), get("itemprop")]
                    .into_iter()
                    .find(|it| !it.is_empty())
                    .unwrap_or("")
                    .to_ascii_lowercase();
                if !key.is_empty() && !get("content").trim().is_empty() {
                    self.page.meta.entry(key).or_insert_with(|| tidy(get("content")));
                }
            }
            "link" if get("rel") == "canonical" => {
                self.page.meta.entry("canonical".into()).or_insert_with(|| get("href").to_owned());
            }
            "time" if !get("datetime").is_empty() => {
                self.page.meta.entry("time".into()).or_insert_with(|| get("datetime").to_owned());
            }
            _ => {}
        }
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                *depth += 1;
            }
            return;
        }
        let mut role = role(name);
        let hidden = attributes.iter().any(|it| it.0 == "hidden")
            || get("aria-hidden") == "true"
            || get("style").replace(' ', "").contains("display:none");
        let unwanted = {
            let class = format!("{} {}", get("class"), get("id")).to_ascii_lowercase();
            let boilerplate = [
                "cookie",
                "newsletter",
                "related",
                "sidebar",
                "share-",
                "social",
                "promo",
                "breadcrumb",
                "comments",
                "advert",
                "nav-",
                "menu-",
            ];
            role == Role::Container
                && boilerplate.iter().any(|it| class.contains(it))
                && !class.contains("article")
                && !class.contains("content")
        };
        if (hidden || unwanted || matches!(get("role"), "navigation" | "complementary" | "search" | "banner"))
            && !is_void(name)
            && name != "body"
            && name != "html"
        {
            role = Role::Skip;
        }
        match role {
            Role::Skip => {
                self.end_block();
                self.skipping = Some((name.to_owned(), 1));
                return;
            }
            Role::Break => self.text.push('\n'),
            Role::Inline if is_void(name) => {}
            Role::Inline => {}
            Role::Link => self.links += 1,
            Role::Container => self.end_block(),
            Role::Block(kind) => {
                self.end_block();
                if kind == Kind::Quote {
                    self.quotes += 1;
                }
                self.kind = if self.quotes > 0 { Kind::Quote } else { kind };
            }
        }
        if is_void(name) || matches!(role, Role::Inline | Role::Break) || self.open.len() >= DEEPEST {
            return;
        }
        let container = (role == Role::Container).then(|| {
            self.page.parents.push(self.container());
            let number = self.page.parents.len() - 1;
            let body = get("itemprop") == "articleBody"
                || get("class").contains("article-body")
                || get("class").contains("entry-content");
            if matches!(name, "article" | "main") || body {
                self.page.marked.push(number);
            }
            number
        });
        self.open.push((name.to_owned(), role, container));
    }

    fn close(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipping {
            if skipped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipping = None;
                }
            }
            return;
        }
        // Only elements close by: what is left open far out stays open.
        let near = self.open.iter().rev().take(24).position(|it| it.0 == name);
        let Some(near) = near else { return };
        for _ in 0..=near {
            // What was said so far belongs inside.
            if self.open.last().is_some_and(|it| matches!(it.1, Role::Block(_) | Role::Container)) {
                self.end_block();
            }
            let Some((_, role, _)) = self.open.pop() else { break };
            match role {
                Role::Link => self.links = self.links.saturating_sub(1),
                Role::Block(Kind::Quote) => {
                    self.quotes = self.quotes.saturating_sub(1);
                    self.kind = if self.quotes > 0 { Kind::Quote } else { Kind::Plain };
                }
                _ => {}
            }
        }
    }

    fn container(&self) -> usize {
        self.open.iter().rev().find_map(|it| it.2).unwrap_or(0)
    }

    fn words(&mut self, words: &str) {
        if self.skipping.is_some() || words.is_empty() {
            return;
        }
        let words = without_entities(words).replace(['\n', '\r', '\t'], " ");
        if self.links > 0 {
            self.linked += words.trim().len();
        }
        self.text.push_str(&words);
    }

    fn end_block(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        if !text.trim().is_empty() {
            let container = self.container();
            self.page.blocks.push(Block { kind: self.kind, text, container, linked });
        }
        self.kind = if self.quotes > 0 { Kind::Quote } else { Kind::Plain };
    }
}
