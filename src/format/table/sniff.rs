//! What divides the fields of a table, by looking at its first records.

use super::split::{Chunk, Splitter};
use crate::format::encoding::TextReader;

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];
/// Records that are looked at.
const LOOKED_AT: usize = 200;

/// Whether a text holds the ruler of a Markdown table: dashes and strokes alone.
pub(super) fn is_markdown(text: &str) -> bool {
    let ruler = |line: &str| {
        line.len() > 4 && line.contains("--") && line.contains('|') && line.bytes().all(|b| b"|-: ".contains(&b))
    };
    text.lines().take(1000).any(|line| ruler(line.trim()))
}

/// How a table is written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::format) struct Dialect {
    pub delimiter: u8,
    /// Lines end with a carriage return alone.
    pub old_mac: bool,
    /// Fields of most records.
    pub width: usize,
    /// The share of the first records that have so many.
    pub share: f64,
}

/// The first records of a text. `cut`: its last line may not be whole.
pub(super) fn records(text: &str, delimiter: u8, old_mac: bool, cut: bool) -> Chunk {
    let newline = if old_mac { '\r' } else { '\n' };
    let whole = if cut { text.rfind(newline).map_or(text, |end| &text[..=end]) } else { text };
    let mut splitter = Splitter::new(TextReader::new(whole.as_bytes(), None), delimiter, old_mac);
    splitter.next().ok().flatten().unwrap_or_default()
}

/// The delimiter that divides most records into one number of fields, the larger the better.
pub(super) fn dialect(text: &str, cut: bool) -> Dialect {
    let old_mac = text.contains('\r') && !text.contains('\n');
    let mut best = (Dialect { delimiter: b',', old_mac, width: 1, share: 1.0 }, 0.0);
    for delimiter in DELIMITERS {
        let chunk = records(text, delimiter, old_mac, cut);
        let mut widths: Vec<usize> = (0..chunk.len().min(LOOKED_AT)).map(|row| chunk.row(row).len()).collect();
        widths.sort_unstable();
        let (mut width, mut most) = (1, 0);
        for run in widths.chunk_by(|a, b| a == b) {
            if run.len() > most || (run.len() == most && run[0] > width) {
                (width, most) = (run[0], run.len());
            }
        }
        if width < 2 || widths.is_empty() {
            continue;
        }
        let share = most as f64 / widths.len() as f64;
        // Commas also stand in sentences: they must divide evenly. More columns count a little.
        let score = share * share * (1.0 + (width as f64).log2() * 0.25);
        if score > best.1 {
            best = (Dialect { delimiter, old_mac, width, share }, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_divides_evenly() {
        for (text, expect) in [
            ("a,b,c\n1,2,3\n", (b',', 3)),
            ("a;b\n1,5;2,5\n3,5;x\n", (b';', 2)),
            ("a\tb\nHello, you\tx\nOne, two, three\ty\n", (b'\t', 2)),
            ("id|name\n1|x, y\n", (b'|', 2)),
            ("one\ntwo\n", (b',', 1)),
            ("a,b\r1,2\r", (b',', 2)),
            ("", (b',', 1)),
        ] {
            let found = dialect(text, false);
            assert_eq!((found.delimiter, found.width), expect, "{text:?}");
        }
    }
}
