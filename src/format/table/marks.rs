//! Where delimiters and ends of lines stand: eight bytes at a time, since most fields of a table are short.

/// Finds two bytes in a text, one after the other.
pub(super) struct Marks<'t> {
    text: &'t [u8],
    delimiter: u64,
    newline: u64,
    /// Where the word begins that is looked at.
    base: usize,
    /// The highest bit of each byte of the word that is one of the two and was not given yet.
    found: u64,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7F * ONES;

impl<'t> Marks<'t> {
    pub fn new(text: &'t [u8], delimiter: u8, newline: u8) -> Self {
        let (delimiter, newline) = (u64::from(delimiter) * ONES, u64::from(newline) * ONES);
        Self { text, delimiter, newline, base: 0, found: 0 }
    }

    pub fn text(&self) -> &'t [u8] {
        self.text
    }

    /// Give what stands at `at` or behind it.
    pub fn go_to(&mut self, at: usize) {
        self.base = at & !7;
        self.found = self.look() & (u64::MAX << ((at & 7) * 8));
    }

    /// Which bytes of the word are one of the two.
    #[inline]
    fn look(&self) -> u64 {
        let word = match self.text.get(self.base..self.base + 8).and_then(|it| it.first_chunk()) {
            Some(word) => u64::from_le_bytes(*word),
            None => {
                // The end of the text, and behind it what is surely neither.
                let mut word = [!(self.delimiter as u8 | self.newline as u8) | 0x80; 8];
                let rest = self.text.get(self.base..).unwrap_or_default();
                word[..rest.len()].copy_from_slice(rest);
                u64::from_le_bytes(word)
            }
        };
        // The highest bit of each byte stays clear only where the byte is zero.
        let other = |mark: u64| {
            let it = word ^ mark;
            ((it & LOW) + LOW) | it
        };
        !(other(self.delimiter) & other(self.newline)) & !LOW
    }
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.base += 8;
            if self.base >= self.text.len() {
                return None;
            }
            self.found = self.look();
        }
        let at = self.base + (self.found.trailing_zeros() / 8) as usize;
        self.found &= self.found - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_mark_is_found_from_anywhere(text in "[a,\n\u{2c}\u{ac}\u{10a}é]{0,60}", from in 0..64_usize) {
            let text = text.as_bytes();
            let mut marks = Marks::new(text, b',', b'\n');
            marks.go_to(from);
            let plain: Vec<usize> = (from..text.len()).filter(|at| matches!(text[*at], b',' | b'\n')).collect();
            prop_assert_eq!(marks.collect::<Vec<_>>(), plain);
        }
    }
}
