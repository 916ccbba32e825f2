use super::tables::Document;
use super::{FileProblem, Known};
use crate::article::{Article, Target, parse_body};
use crate::event::{EventTable, Issue};

const FENCE: &str = "+++";

/// Read one article: TOML between two lines of `+++`, then Markdown.
pub(super) fn read(
    file: &str,
    text: &str,
    known: &Known<'_>,
    events: &EventTable,
    issues: &mut Vec<Issue>,
) -> Result<Article, FileProblem> {
    let (head, body, first_line) = split(text)?;
    let document = Document::read(head, 1)?;
    let mut fields = document.fields(file, issues);
    let f = &mut fields;
    let key = stem(file).to_owned();
    let mut article = Article {
        title: f.text("title"),
        publisher: f.text("publisher"),
        author: f.text("author"),
        date: f.date("date"),
        language: f.text("language"),
        url: f.text("url"),
        sources: f.ids("sources", &known.sources),
        key,
        ..Article::default()
    };
    if article.title.trim().is_empty() {
        f.issue(f.line, "title", "", "this article has no title: write title = \"…\" between the lines of +++");
        article.title.clone_from(&article.key);
    }
    f.warn_of_rest();
    let read = parse_body(body, file, first_line, &mut |address| target(address, known, events));
    issues.extend(read.issues);
    Ok(Article { text: read.text, blocks: read.blocks, mentions: read.mentions, ..article })
}

/// The name of a file without its folder and ending.
pub(super) fn stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Front matter, body, and the line where the body starts.
fn split(text: &str) -> Result<(&str, &str, u32), FileProblem> {
    let refused = |line, message: &str| FileProblem::Syntax { line, column: 1, message: message.to_owned() };
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or("");
    if first.trim_end() != FENCE {
        return Err(refused(1, "an article starts with a line +++, then title = \"…\", then another line +++"));
    }
    let mut end = first.len();
    for (number, line) in (2_u32..).zip(lines) {
        let start = end;
        end += line.len();
        if line.trim_end() == FENCE {
            return Ok((&text[first.len()..start], &text[end..], number + 1));
        }
    }
    Err(refused(1, "the second line +++ is missing"))
}

/// What the address of a link means.
fn target(address: &str, known: &Known<'_>, events: &EventTable) -> Result<Target, String> {
    let (scheme, id) = address.split_once(':').unwrap_or(("", address));
    let (found, message) = match scheme {
        "http" | "https" => return Ok(Target::Link(address.to_owned())),
        "event" => (
            events.by_key(id).map(Target::Event),
            Some("there is no event with this id: correct it, or add the event to events.geojson".to_owned()),
        ),
        "place" => (known.places.get(id).map(Target::Place), known.places.unknown()),
        "group" => (known.groups.get(id).map(Target::Group), known.groups.unknown()),
        "source" => (known.sources.get(id).map(Target::Source), known.sources.unknown()),
        _ => (None, Some("a link starts with event:, place:, group:, source:, https:// or http://".to_owned())),
    };
    found.ok_or_else(|| message.unwrap_or_else(|| format!("the {scheme}s of this case could not be read")))
}
