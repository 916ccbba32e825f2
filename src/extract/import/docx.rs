use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Kind, Paragraphs, Reason, Report, day};

/// What the parts of a document may come to, unpacked.
const LARGEST_PART: u64 = 64 << 20;

fn damaged(why: impl ToString) -> Reason {
    Reason::Damaged { what: "DOCX".into(), why: why.to_string() }
}

pub fn read(bytes: &[u8]) -> Result<Report, Reason> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut part = |name: &str| -> Result<String, Reason> {
        let file = archive.by_name(name).map_err(|_| Reason::NoText("an archive, but no DOCX".into()))?;
        let mut text = Vec::new();
        file.take(LARGEST_PART).read_to_end(&mut text).map_err(damaged)?;
        if text.len() as u64 == LARGEST_PART {
            return Err(damaged("its text unpacks to more than 64 MB"));
        }
        String::from_utf8(text).map_err(damaged)
    };
    let body = part("word/document.xml")?;
    let mut report = paragraphs(&body)?.report();
    if let Ok(core) = part("docProps/core.xml") {
        let get = |name: &str| element(&core, name);
        report.title = get("dc:title");
        report.author = get("dc:creator");
        report.language = get("dc:language");
        let created = get("dcterms:created");
        report.date = if created.is_empty() { String::new() } else { day(&created) };
    }
    Ok(report)
}

/// The text of the first element with a name; empty if there is none.
fn element(xml: &str, name: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut inside = false;
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.name().as_ref() == name => inside = true,
            Ok(Event::End(tag)) if tag.name().as_ref() == name => return text.trim().to_owned(),
            Ok(event) if inside => push(&event, &mut text),
            Ok(Event::Eof) | Err(_) => return text.trim().to_owned(),
            Ok(_) => {}
        }
        if matches!(reader.buffer_position(), at if at as usize >= xml.len()) && !inside {
            return text;
        }
    }
}

/// Text and character references of an event.
fn push(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(it) => text.push_str(it),
        Event::CData(it) => text.push_str(it),
        Event::GeneralRef(it) => match &**it {
            "amp" => text.push('&'),
            "lt" => text.push('<'),
            "gt" => text.push('>'),
            "quot" => text.push('"'),
            "apos" => text.push('\''),
            name => text.extend(it.resolve_char_ref().ok().flatten().filter(|_| name.starts_with('#'))),
        },
        _ => {}
    }
}

fn paragraphs(xml: &str) -> Result<Paragraphs, Reason> {
    let mut reader = Reader::from_str(xml);
    // Truncated or crossed tags are no reason to lose the text.
    reader.config_mut().check_end_names = false;
    let mut all = Paragraphs::default();
    let mut text = String::new();
    let (mut in_text, mut kind) = (false, Kind::Plain);
    let mut deleted = 0_u32;
    loop {
        let event = reader.read_event().map_err(damaged)?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "w:t" => in_text = matches!(event, Event::Start(_)),
                "w:tab" => text.push(' '),
                "w:br" | "w:cr" => text.push('\n'),
                "w:del" if matches!(event, Event::Start(_)) => deleted += 1,
                "w:pStyle" => {
                    let style = tag.attributes().with_checks(false).flatten().find(|it| it.key.as_ref() == "w:val");
                    let style = style.map(|it| it.value.to_ascii_lowercase()).unwrap_or_default();
                    if style.contains("heading") || style == "title" {
                        kind = Kind::Heading;
                    } else if style.contains("quote") {
                        kind = Kind::Quote;
                    }
                }
                "w:numPr" => kind = Kind::Item,
                _ => {}
            },
            Event::End(tag) => match tag.name().as_ref() {
                "w:t" => in_text = false,
                "w:del" => deleted = deleted.saturating_sub(1),
                "w:p" => {
                    all.push(kind, &std::mem::take(&mut text), true);
                    kind = Kind::Plain;
                }
                _ => {}
            },
            Event::Eof => break,
            event if in_text && deleted == 0 => push(event, &mut text),
            _ => {}
        }
    }
    all.push(kind, &text, true);
    Ok(all)
}
