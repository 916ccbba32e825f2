//! Mail (EML) and saved pages in its wrapping (MHTML).

use super::plain::{decode, paragraphs};
use super::{Reason, Report, html};

/// Parts within parts.
const DEEPEST: u8 = 8;

pub fn read(bytes: &[u8]) -> Result<Report, Reason> {
    let (headers, body) = split(bytes);
    let get = |name: &str| header(&headers, name);
    let mut report = part(&headers, body, 0)?.ok_or(Reason::NoText("mail without a text part".into()))?;
    let fill = |field: &mut String, value: String| {
        if field.is_empty() {
            *field = value;
        }
    };
    fill(&mut report.title, get("subject"));
    fill(&mut report.author, get("from"));
    fill(&mut report.address, get("snapshot-content-location"));
    let date = get("date");
    if report.date.is_empty() && !date.is_empty() {
        report.date = day_of(&date);
    }
    Ok(report)
}

/// `Tue, 16 Jul 2024 09:00:00 +0300` as EDTF.
fn day_of(date: &str) -> String {
    let found = crate::extract::date::find(&crate::extract::token::Reading::new(date), None);
    let day = found.iter().filter_map(|it| it.when.as_ref()).find(|it| it.first == it.last).map(|it| it.edtf.clone());
    day.unwrap_or_else(|| date.chars().take(60).collect())
}

/// Headers, unfolded, and the body.
fn split(bytes: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |it| at + it + 1);
        let line = String::from_utf8_lossy(&bytes[at..end]);
        let line = line.trim_end();
        at = end;
        if line.is_empty() {
            break;
        }
        match (line.starts_with([' ', '\t']), headers.last_mut()) {
            (true, Some(last)) if last.1.len() < 64 << 10 => {
                last.1.push(' ');
                last.1.push_str(line.trim_start());
            }
            (true, _) => {}
            (false, _) => {
                if let Some((name, value)) = line.split_once(':').filter(|_| headers.len() < 500) {
                    headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
            }
        }
    }
    (headers, &bytes[at..])
}

/// A header's value with encoded words decoded.
fn header(headers: &[(String, String)], name: &str) -> String {
    let raw = headers.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str());
    let mut out = String::new();
    let mut rest = raw;
    while let Some(at) = rest.find("=?") {
        let before = &rest[..at];
        if !before.trim().is_empty() || out.is_empty() {
            out.push_str(before);
        }
        rest = &rest[at + 2..];
        let mut parts = rest.splitn(3, '?');
        let (Some(charset), Some(how), Some(more)) = (parts.next(), parts.next(), parts.next()) else { break };
        let Some(end) = more.find("?=") else { break };
        let bytes = match how {
            "B" | "b" => base64(&more.as_bytes()[..end]),
            _ => quoted(more[..end].replace('_', " ").as_bytes()),
        };
        out.push_str(&decode(&bytes, Some(charset)).map(|it| it.0).unwrap_or_default());
        rest = &more[end + 2..];
    }
    out.push_str(rest);
    out.chars().filter(|c| !c.is_control()).take(500).collect::<String>().trim().to_owned()
}

/// A parameter of a header: `charset` of `text/plain; charset=utf-8`.
fn parameter(value: &str, name: &str) -> Option<String> {
    let found = value.split(';').skip(1).find_map(|it| {
        let (key, value) = it.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    });
    found.filter(|it| !it.is_empty())
}

fn part(headers: &[(String, String)], body: &[u8], depth: u8) -> Result<Option<Report>, Reason> {
    let raw = |name: &str| headers.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str());
    let kind = raw("content-type").to_owned();
    let lower = kind.to_ascii_lowercase();
    if let Some(boundary) = parameter(&kind, "boundary").filter(|_| lower.starts_with("multipart/") && depth < DEEPEST)
    {
        let mut html = None;
        for piece in pieces(body, &boundary) {
            let (headers, body) = split(piece);
            let is_html =
                headers.iter().any(|it| it.0 == "content-type" && it.1.to_ascii_lowercase().starts_with("text/html"));
            match part(&headers, body, depth + 1)? {
                // A page says more of itself than the text beside it, but the text is what was written.
                Some(found) if is_html => html = html.or(Some(found)),
                Some(found) => return Ok(Some(found)),
                None => {}
            }
        }
        return Ok(html);
    }
    let attached = raw("content-disposition").to_ascii_lowercase().starts_with("attachment");
    if attached || !lower.is_empty() && !lower.starts_with("text/plain") && !lower.starts_with("text/html") {
        return Ok(None);
    }
    let bytes = match raw("content-transfer-encoding").to_ascii_lowercase().as_str() {
        "base64" => base64(body),
        "quoted-printable" => quoted(body),
        _ => body.to_vec(),
    };
    let (text, replaced) = decode(&bytes, parameter(&kind, "charset").as_deref())?;
    let mut report = if lower.starts_with("text/html") { html::read_text(&text) } else { paragraphs(&text).report() };
    report.replaced = replaced;
    Ok((!report.text.is_empty()).then_some(report))
}

/// The parts between the boundary lines.
fn pieces<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = format!("--{boundary}");
    let mut all = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() && all.len() < 200 {
        let end = body[at..].iter().position(|b| *b == b'\n').map_or(body.len(), |it| at + it + 1);
        if body[at..end].starts_with(mark.as_bytes()) {
            if let Some(start) = start {
                all.push(&body[start..at]);
            }
            start = Some(end);
        }
        at = end;
    }
    if let Some(start) = start.filter(|it| *it < body.len()) {
        all.push(&body[start..]);
    }
    all
}

fn quoted(bytes: &[u8]) -> Vec<u8> {
    let hex = |b: u8| char::from(b).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let next = |by: usize| bytes.get(at + by).copied();
        match (bytes[at], next(1), next(2)) {
            (b'=', Some(b'\r'), Some(b'\n')) => at += 3,
            (b'=', Some(b'\n'), _) => at += 2,
            (b'=', Some(high), Some(low)) if hex(high).is_some() && hex(low).is_some() => {
                out.push(hex(high).unwrap_or(0) << 4 | hex(low).unwrap_or(0));
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let (mut out, mut bits, mut count) = (Vec::with_capacity(bytes.len() / 4 * 3), 0_u32, 0);
    for it in bytes.iter().filter_map(|b| value(*b)) {
        bits = bits << 6 | u32::from(it);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    out
}
