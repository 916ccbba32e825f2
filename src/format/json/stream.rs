//! JSON, value by value, of any length: what stands in the long list of a document, or line by line.

use std::io::Read;

use memchr::memchr2;

use crate::format::encoding::TextReader;
use crate::format::error::Stop;
use crate::format::limits::MAX_RECORD;

/// Names of lists that hold the features or records of a document.
const LISTS: [&str; 20] = [
    "messages",
    "timelineObjects",
    "semanticSegments",
    "features",
    "data",
    "results",
    "result",
    "Result",
    "records",
    "rows",
    "items",
    "events",
    "value",
    "elements",
    "incidents",
    "entries",
    "bindings",
    "hits",
    "docs",
    "Results",
];
/// Names of objects that hold such a list: `{"results": {"bindings": […]}}`, `{"response": {"docs": […]}}`.
const HOLDERS: [&str; 6] = ["results", "data", "response", "hits", "result", "body"];

/// One value with its place.
#[derive(Debug)]
pub(super) enum Item {
    /// An element of the document's list, or of the list that it is.
    Element { raw: Vec<u8>, line: u32 },
    /// A whole object: one of several line by line, or what stands beside the list.
    Object { members: Vec<(String, Vec<u8>)>, line: u32, had_list: bool },
    /// A value longer than is read.
    TooLong { line: u32 },
}

enum State {
    Top,
    Array,
    Object(Members),
    List(Members),
}

#[derive(Default)]
struct Members {
    members: Vec<(String, Vec<u8>)>,
    bytes: usize,
    line: u32,
    had_list: bool,
    /// The name of the holder that is being read, with a point behind it; empty outside of one.
    holder: String,
}

/// Reads items one after the other. It never recurses, so that nesting costs nothing.
pub(super) struct Scanner<R> {
    reader: TextReader<R>,
    block: Vec<u8>,
    at: usize,
    line: u32,
    ended: bool,
    state: State,
    /// Values at the top so far.
    tops: usize,
}

impl<R: Read> Scanner<R> {
    pub fn new(reader: TextReader<R>) -> Self {
        Self { reader, block: Vec::new(), at: 0, line: 1, ended: false, state: State::Top, tops: 0 }
    }

    pub fn reader(&self) -> &TextReader<R> {
        &self.reader
    }

    /// What stands under a name before the list that is being read.
    pub fn before(&self, name: &str) -> Option<&[u8]> {
        let State::List(it) = &self.state else { return None };
        it.members.iter().find(|(it, _)| it == name).map(|(_, raw)| raw.as_slice())
    }

    /// The next item; nothing at the end.
    ///
    /// # Errors
    /// If the document is cut off or no JSON here. What came before stays good.
    pub fn next(&mut self) -> Result<Option<Item>, Stop> {
        loop {
            let byte = self.next_byte()?;
            match (&mut self.state, byte) {
                (State::Top, None) => return Ok(None),
                (State::Top, Some(b'{')) => {
                    self.at += 1;
                    self.tops += 1;
                    self.state = State::Object(Members { line: self.line, ..Members::default() });
                }
                (State::Top, Some(b'[')) => {
                    self.at += 1;
                    self.tops += 1;
                    self.state = State::Array;
                }
                (State::Top, Some(_)) => return Err(self.wrong("this is not JSON")),
                (_, None) => return Err(self.wrong("the file ends here, before its end: it is cut off")),
                (State::Array, Some(b']')) => {
                    self.at += 1;
                    self.state = State::Top;
                }
                (State::List(_), Some(b']')) => {
                    self.at += 1;
                    if let State::List(members) = std::mem::replace(&mut self.state, State::Top) {
                        self.state = State::Object(members);
                    }
                }
                (State::Array | State::List(_), Some(_)) => {
                    let line = self.line;
                    return Ok(Some(match self.value()? {
                        Some(raw) => Item::Element { raw, line },
                        None => Item::TooLong { line },
                    }));
                }
                (State::Object(members), Some(b'}')) if !members.holder.is_empty() => {
                    members.holder.clear();
                    self.at += 1;
                }
                (State::Object(members), Some(b'}')) => {
                    let Members { members, line, had_list, .. } = std::mem::take(members);
                    self.at += 1;
                    self.state = State::Top;
                    return Ok(Some(Item::Object { members, line, had_list }));
                }
                (State::Object(_), Some(b'"')) => {
                    if let Some(item) = self.member()? {
                        return Ok(Some(item));
                    }
                }
                (State::Object(_), Some(_)) => return Err(self.wrong("a name in quotation marks is expected here")),
            }
        }
    }

    /// `"name": value` of the object at the top.
    fn member(&mut self) -> Result<Option<Item>, Stop> {
        let line = self.line;
        let name = self.value()?.and_then(|raw| serde_json::from_slice::<String>(&raw).ok());
        let Some(name) = name else { return Err(self.wrong("a name cannot be read")) };
        if self.next_byte()? != Some(b':') {
            return Err(self.wrong("a colon is missing"));
        }
        self.at += 1;
        let first = self.next_byte()?;
        // Google's records; elsewhere an event may have several locations.
        let records = name == "locations"
            && self.tops == 1
            && matches!(&self.state, State::Object(it) if it.members.is_empty() && it.holder.is_empty());
        if first == Some(b'[') && (records || LISTS.contains(&name.as_str())) {
            self.at += 1;
            if let State::Object(members) = std::mem::replace(&mut self.state, State::Top) {
                self.state = State::List(Members { had_list: true, ..members });
            }
            return Ok(None);
        }
        if first.is_none() {
            return Err(self.wrong("the file ends here, before its end: it is cut off"));
        }
        if let (State::Object(members), Some(b'{')) = (&mut self.state, first)
            && members.holder.is_empty()
            && HOLDERS.contains(&name.as_str())
        {
            self.at += 1;
            members.holder = name + ".";
            return Ok(None);
        }
        let raw = self.value()?;
        match (&mut self.state, raw) {
            (State::Object(members), Some(raw)) if members.bytes + raw.len() <= MAX_RECORD => {
                members.bytes += raw.len() + name.len();
                // A member of an object is told as it would be if the whole object had been read at once.
                let name = if members.holder.is_empty() { name } else { format!("{}{name}", members.holder) };
                members.members.push((name, raw));
                Ok(None)
            }
            _ => Ok(Some(Item::TooLong { line })),
        }
    }

    /// The bytes of the value that starts here; nothing if it is too long, which is then passed over.
    fn value(&mut self) -> Result<Option<Vec<u8>>, Stop> {
        let mut raw = Vec::new();
        let (mut depth, mut quoted) = (0_usize, false);
        loop {
            if self.at == self.block.len() && !self.fill()? {
                // A number at the very end is whole; everything else is not.
                if depth == 0 && !quoted && !raw.is_empty() && raw[0] != b'"' {
                    return Ok(Some(raw));
                }
                return Err(self.wrong("the file ends here, before its end: it is cut off"));
            }
            let rest = &self.block[self.at..];
            let (taken, done) = if quoted {
                in_text(rest, &mut quoted, depth)
            } else {
                outside(rest, &mut depth, &mut quoted, raw.is_empty())
            };
            self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', &rest[..taken]).count() as u32);
            // One byte more than the limit tells that it was too long.
            let room = (MAX_RECORD + 1).saturating_sub(raw.len());
            raw.extend_from_slice(&rest[..taken.min(room)]);
            self.at += taken;
            if done {
                if raw.is_empty() {
                    return Err(self.wrong("a value is missing, or a bracket is too many"));
                }
                return Ok((raw.len() <= MAX_RECORD).then_some(raw));
            }
            // An escape at the end of a block goes with the byte after it.
            if taken == 0 && !self.fill()? {
                return Err(self.wrong("the file ends here, before its end: it is cut off"));
            }
        }
    }

    /// Skip white space, commas between values and record separators.
    fn next_byte(&mut self) -> Result<Option<u8>, Stop> {
        loop {
            while let Some(byte) = self.block.get(self.at) {
                match byte {
                    b'\n' => self.line = self.line.saturating_add(1),
                    b' ' | b'\t' | b'\r' | b',' | 0x1E => {}
                    byte => return Ok(Some(*byte)),
                }
                self.at += 1;
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// Take the next block; what is left of this one stays.
    fn fill(&mut self) -> Result<bool, Stop> {
        if self.ended {
            return Ok(false);
        }
        self.block.drain(..self.at);
        self.at = 0;
        let before = self.block.len();
        while self.block.len() == before && !self.ended {
            self.ended = !self.reader.next_block(&mut self.block)?;
        }
        Ok(self.block.len() > before)
    }

    fn wrong(&self, what: &str) -> Stop {
        Stop::Damaged(format!("line {}: {what}", self.line))
    }
}

/// Bytes of a text up to and with its closing mark: how many, and whether the value is whole.
fn in_text(rest: &[u8], quoted: &mut bool, depth: usize) -> (usize, bool) {
    let mut at = 0;
    while let Some(found) = memchr2(b'"', b'\\', &rest[at..]) {
        let mark = at + found;
        if rest[mark] == b'"' {
            *quoted = false;
            return (mark + 1, depth == 0);
        }
        if mark + 1 >= rest.len() {
            return (mark, false);
        }
        at = mark + 2;
    }
    (rest.len(), false)
}

/// Bytes outside of texts, up to the next text or the end of the value.
fn outside(rest: &[u8], depth: &mut usize, quoted: &mut bool, first: bool) -> (usize, bool) {
    let mut started = !first;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'"' => {
                *quoted = true;
                return (at + 1, false);
            }
            b'{' | b'[' => *depth += 1,
            b'}' | b']' if *depth == 0 => return (at, true),
            b'}' | b']' => {
                *depth -= 1;
                if *depth == 0 {
                    return (at + 1, true);
                }
            }
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' | 0x1E if *depth == 0 && started => return (at, true),
            _ => {}
        }
        started = true;
    }
    (rest.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> (Vec<String>, Option<String>) {
        let mut scanner = Scanner::new(TextReader::new(text.as_bytes(), None));
        let mut all = Vec::new();
        let told = |raw: &[u8]| String::from_utf8_lossy(raw).into_owned();
        loop {
            match scanner.next() {
                Ok(Some(Item::Element { raw, line })) => all.push(format!("{line} {}", told(&raw))),
                Ok(Some(Item::Object { members, line, .. })) => {
                    let names: Vec<String> =
                        members.iter().map(|(name, raw)| format!("{name}={}", told(raw))).collect();
                    all.push(format!("{line} {{{}}}", names.join(" ")));
                }
                Ok(Some(Item::TooLong { line })) => all.push(format!("{line} too long")),
                Ok(None) => return (all, None),
                Err(Stop::Damaged(reason)) => return (all, Some(reason)),
                Err(other) => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn documents_lists_and_lines_come_as_items() {
        for (text, expect) in [
            (
                "{\"type\":\"F\",\"features\":[{\"a\":1},\n{\"b\":[2]}],\"x\":3}",
                vec!["1 {\"a\":1}", "2 {\"b\":[2]}", "1 {type=\"F\" x=3}"],
            ),
            ("[1, \"a]\\\"\", {}]", vec!["1 1", "1 \"a]\\\"\"", "1 {}"]),
            ("{\"a\":1}\n{\"a\":2}\n", vec!["1 {a=1}", "2 {a=2}"]),
            ("\u{1e}{\"a\":1}\n\u{1e}{\"a\":-2.5e3}", vec!["1 {a=1}", "2 {a=-2.5e3}"]),
            ("{\"features\":[]}", vec!["1 {}"]),
            ("{\"features\":null,\"a\":true}", vec!["1 {features=null a=true}"]),
            ("", vec![]),
        ] {
            assert_eq!(items(text), (expect.into_iter().map(str::to_owned).collect(), None), "{text}");
        }
    }

    #[test]
    fn what_came_before_the_break_is_kept() {
        for (text, count, words) in [
            ("{\"features\":[{\"a\":1},{\"a\":", 1, "cut off"),
            ("[{\"a\":1}", 1, "cut off"),
            ("[1,2}", 2, "missing"),
            ("{\"a\" 1}", 0, "colon"),
            ("{a:1}", 0, "name"),
            ("nonsense", 0, "not JSON"),
            ("{\"a\":\"x", 0, "cut off"),
            ("{\"a\":\"x\\", 0, "cut off"),
        ] {
            let (all, reason) = items(text);
            assert!(
                all.len() == count && reason.as_ref().is_some_and(|it| it.contains(words)),
                "{text}: {all:?} {reason:?}"
            );
        }
    }

    #[test]
    fn nesting_of_any_depth_is_one_value_and_a_long_one_is_passed_over() {
        let deep = format!("[{}{}]", "[".repeat(300_000), "]".repeat(300_000));
        assert_eq!(items(&deep).0[0].len(), 600_002);
        let long = format!("[\"{}\",1]", "x".repeat(MAX_RECORD + 10));
        assert_eq!(items(&long).0, ["1 too long", "1 1"]);
    }
}
