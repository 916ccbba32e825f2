/// Turns byte offsets of a text into counts of code points.
#[derive(Clone, Debug)]
pub struct CodePoints<'a> {
    text: &'a str,
    /// How many code points start before each block of [`BLOCK`] bytes.
    blocks: Vec<usize>,
}

const BLOCK: usize = 256;

impl<'a> CodePoints<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut before = 0;
        let blocks = text
            .as_bytes()
            .chunks(BLOCK)
            .map(|block| {
                let here = before;
                before += count(block);
                here
            })
            .collect();
        Self { text, blocks }
    }

    /// The code points before a byte offset; one beyond the text is moved to its end.
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let Some(block) = self.blocks.get(byte / BLOCK).or(self.blocks.last()) else { return 0 };
        let start = (byte / BLOCK).min(self.blocks.len() - 1) * BLOCK;
        block + count(&self.text.as_bytes()[start..byte])
    }
}

/// How many code points start in these bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| (**b & 0xC0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_code_points_agree() {
        let text = "دمشق – Damascus 😀 ".repeat(40);
        let points = CodePoints::new(&text);
        for (number, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(byte), number);
        }
        assert_eq!(points.at(usize::MAX), text.chars().count());
        assert_eq!(CodePoints::new("").at(3), 0);
    }
}
