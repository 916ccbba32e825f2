//! Bytes of whatever encoding to UTF-8, block by block.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Raw bytes taken at a time.
const BLOCK: usize = 256 << 10;

/// What was found out about the encoding of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Found {
    /// Guessed from the bytes: neither said by the file nor UTF-8.
    pub guessed: bool,
    /// Characters that could not be decoded and are now U+FFFD.
    pub replaced: usize,
}

enum Mode {
    /// UTF-8 so far; whether anything beyond ASCII was seen.
    Utf8 {
        beyond_ascii: bool,
    },
    Other(Box<Decoder>),
}

/// Reads UTF-8 from an inner reader of any encoding that browsers know.
pub(super) struct TextReader<R> {
    inner: R,
    mode: Mode,
    encoding: &'static Encoding,
    /// Room for what is read, and how much of it is not yet decoded: after each block at most a character cut in two.
    raw: Vec<u8>,
    filled: usize,
    started: bool,
    ended: bool,
    found: Found,
    /// Decoded and not yet taken, for [`Read`].
    out: String,
    taken: usize,
}

impl<R: Read> TextReader<R> {
    /// Read with the encoding of this name, or find it out.
    pub fn new(inner: R, encoding: Option<&'static Encoding>) -> Self {
        let (mode, started) = match encoding {
            Some(encoding) if encoding != UTF_8 => {
                (Mode::Other(Box::new(encoding.new_decoder_with_bom_removal())), true)
            }
            Some(_) => (Mode::Utf8 { beyond_ascii: true }, false),
            None => (Mode::Utf8 { beyond_ascii: false }, false),
        };
        Self {
            inner,
            mode,
            encoding: encoding.unwrap_or(UTF_8),
            raw: Vec::new(),
            filled: 0,
            started,
            ended: false,
            found: Found::default(),
            out: String::new(),
            taken: 0,
        }
    }

    pub fn encoding(&self) -> &'static Encoding {
        self.encoding
    }

    pub fn found(&self) -> Found {
        self.found
    }

    /// Append the next block of text; `false` at the end.
    pub fn next_text(&mut self, out: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let end = self.filled + BLOCK;
        if self.raw.len() < end {
            self.raw.resize(end, 0);
        }
        while self.filled < end {
            match self.inner.read(&mut self.raw[self.filled..end]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(n) => self.filled += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if !self.started {
            self.started = true;
            self.begin();
        }
        self.decode(out);
        Ok(true)
    }

    /// The same as bytes.
    pub fn next_block(&mut self, out: &mut Vec<u8>) -> io::Result<bool> {
        let mut text = std::mem::take(&mut self.out);
        text.clear();
        let more = self.next_text(&mut text);
        out.extend_from_slice(text.as_bytes());
        (self.out, self.taken) = (text, 0);
        self.out.clear();
        more
    }

    /// Byte order marks, UTF-16 without one, and what an XML declaration says.
    fn begin(&mut self) {
        let head = &self.raw[..self.filled];
        if head.starts_with(b"\xEF\xBB\xBF") {
            self.keep_from(3);
            self.mode = Mode::Utf8 { beyond_ascii: true };
            return;
        }
        let told = match head.get(..2) {
            Some(b"\xFF\xFE") => Some(UTF_16LE),
            Some(b"\xFE\xFF") => Some(UTF_16BE),
            _ => utf16_without_mark(head).or_else(|| declared(head)),
        };
        if let Some(encoding) = told.filter(|it| *it != UTF_8) {
            self.switch(encoding);
        }
    }

    fn switch(&mut self, encoding: &'static Encoding) {
        self.encoding = encoding;
        self.mode = Mode::Other(Box::new(encoding.new_decoder_with_bom_removal()));
    }

    /// Everything before is decoded.
    fn keep_from(&mut self, at: usize) {
        self.raw.copy_within(at..self.filled, 0);
        self.filled -= at;
    }

    fn decode(&mut self, out: &mut String) {
        let raw = &self.raw[..self.filled];
        if let Mode::Utf8 { beyond_ascii } = &mut self.mode {
            let mut at = 0;
            loop {
                let error = match std::str::from_utf8(&raw[at..]) {
                    Ok(text) => {
                        *beyond_ascii = *beyond_ascii || !text.is_ascii();
                        out.push_str(text);
                        self.filled = 0;
                        return;
                    }
                    Err(error) => error,
                };
                let valid = at + error.valid_up_to();
                *beyond_ascii = *beyond_ascii || !raw[at..valid].is_ascii();
                let cut = error.error_len().is_none() && !self.ended;
                if !cut && !*beyond_ascii {
                    // Plain ASCII until here, so it is some other encoding, and nothing was decoded wrongly.
                    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
                    detector.feed(raw, self.ended);
                    let encoding = detector.guess(None, Utf8Detection::Deny);
                    self.found.guessed = true;
                    self.switch(encoding);
                    break;
                }
                out.push_str(std::str::from_utf8(&raw[at..valid]).unwrap_or_default());
                if cut {
                    self.keep_from(valid);
                    return;
                }
                out.push('\u{fffd}');
                self.found.replaced += 1;
                at = (valid + error.error_len().unwrap_or(1)).min(raw.len());
            }
        }
        let raw = &self.raw[..self.filled];
        if let Mode::Other(decoder) = &mut self.mode {
            let mut from = 0;
            loop {
                out.reserve(decoder.max_utf8_buffer_length(raw.len() - from).unwrap_or(BLOCK * 3).max(16));
                let (result, read, bad) = decoder.decode_to_string(&raw[from..], out, self.ended);
                self.found.replaced += usize::from(bad);
                from += read;
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
            self.filled = 0;
        }
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.out.len() {
            self.taken = 0;
            let mut out = std::mem::take(&mut self.out);
            out.clear();
            let more = self.next_text(&mut out);
            self.out = out;
            if !more? {
                return Ok(0);
            }
        }
        let count = into.len().min(self.out.len() - self.taken);
        into[..count].copy_from_slice(&self.out.as_bytes()[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

/// Text in Latin letters has a zero in every second byte.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(4096) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = head.len() / 2;
    match () {
        () if pairs < 4 => None,
        () if odd > pairs * 2 / 5 && even == 0 => Some(UTF_16LE),
        () if even > pairs * 2 / 5 && odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

/// `<?xml version="1.0" encoding="…"?>`
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(256)];
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let head = String::from_utf8_lossy(head);
    let declaration = head.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    Encoding::for_label(value[1..].split(quote).next()?.as_bytes())
}

/// The encoding of this name, as browsers know them: `utf-8`, `windows-1256`, `utf-16le`, …
pub(super) fn named(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str, Found) {
        let mut reader = TextReader::new(bytes, None);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        (text, reader.encoding().name(), reader.found())
    }

    #[test]
    fn the_usual_encodings_come_out_as_text() {
        let arabic = "تاريخ,المكان,ملاحظات\nاشتباكات في حلب بين المعارضة والجيش السوري,سوريا\n";
        let french = "Événement à Besançon, près de la forêt; l'été où cela s'est passé, hélas\n";
        for (text, encoding) in [(arabic, "windows-1256"), (french, "windows-1252")] {
            let (bytes, ..) = named(encoding).unwrap().encode(text);
            let (out, name, found) = read(&bytes);
            assert_eq!((out.as_str(), name), (text, encoding));
            assert!(found.guessed && found.replaced == 0);
        }
        let utf16 = |text: &str, swap: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        for (bytes, name) in [
            ([b"\xFF\xFE".to_vec(), utf16(arabic, false)].concat(), "UTF-16LE"),
            ([b"\xFE\xFF".to_vec(), utf16(arabic, true)].concat(), "UTF-16BE"),
        ] {
            assert_eq!(read(&bytes), (arabic.to_owned(), name, Found::default()));
        }
        assert_eq!(read(&utf16("id,date\n1,2\n", false)).0, "id,date\n1,2\n");
        assert_eq!(read(b"\xEF\xBB\xBFid\n").0, "id\n");
        let xml = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
        assert_eq!(read(xml).0, "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>");
    }

    #[test]
    fn bytes_that_are_no_text_in_utf_8_are_replaced_and_counted() {
        let (text, name, found) =
            read("é\u{e9}".as_bytes().iter().chain(b"\xFFx\xC3").copied().collect::<Vec<_>>().as_slice());
        assert_eq!((text.as_str(), name, found.replaced), ("éé\u{fffd}x\u{fffd}", "UTF-8", 2));
    }

    #[test]
    fn a_letter_cut_in_two_by_a_block_is_whole() {
        let text = format!("{}é{}", "a".repeat(BLOCK - 1), "é".repeat(BLOCK));
        assert_eq!(read(text.as_bytes()).0, text);
        // The first letter beyond ASCII may come late.
        let mut bytes = "a,b\n".repeat(BLOCK).into_bytes();
        bytes.extend_from_slice("Besançon, forêt, été, où".chars().map(|c| c as u8).collect::<Vec<_>>().as_slice());
        assert!(read(&bytes).0.ends_with("Besançon, forêt, été, où"));
    }
}
