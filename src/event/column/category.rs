use super::{Code, Codes, Pick, Slots, TextColumn};

/// A column of words of which many repeat, stored once each. Code 0 is the empty word: not given.
#[derive(Clone, Debug)]
pub struct Category {
    words: TextColumn,
    slots: Slots,
    rows: Codes,
}

impl Default for Category {
    fn default() -> Self {
        let mut words = TextColumn::default();
        words.push("");
        Self { words, slots: Slots::default(), rows: Codes::default() }
    }
}

impl Category {
    /// Add a row.
    pub fn push(&mut self, word: &str) {
        let code = self.learn(word);
        self.rows.push(code);
    }

    /// Put a word in the place of another.
    pub(in crate::event) fn set(&mut self, row: usize, word: &str) {
        let code = self.learn(word);
        self.rows.set(row, code);
    }

    /// The code of a word, a new one if need be.
    fn learn(&mut self, word: &str) -> Code {
        if word.is_empty() {
            return 0;
        }
        let hash = self.slots.hash(word);
        if let Some(code) = self.slots.find(hash, |code| self.words.is(code as usize, word)) {
            return code;
        }
        let code = self.words.len() as Code;
        self.words.push(word);
        let words = &self.words;
        self.slots.insert(hash, code, |slots, code| slots.hash(words.get(code as usize)));
        code
    }

    /// The code of a row.
    #[inline]
    pub fn code(&self, row: usize) -> Code {
        self.rows.get(row)
    }

    /// The word of a row; empty if not given.
    pub fn get(&self, row: usize) -> &str {
        self.word(self.code(row))
    }

    /// The word with a code.
    pub fn word(&self, code: Code) -> &str {
        self.words.get(code as usize)
    }

    /// The code of a word, if any row has it.
    pub fn code_of(&self, word: &str) -> Option<Code> {
        if word.is_empty() {
            return Some(0);
        }
        self.slots.find(self.slots.hash(word), |code| self.words.get(code as usize) == word)
    }

    /// How many codes there are, the empty one included.
    pub fn codes(&self) -> usize {
        self.words.len()
    }

    /// The codes of all rows.
    pub fn rows(&self) -> &Codes {
        &self.rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The same words for other rows: those at these places, and none where there is no place.
    pub(in crate::event) fn picked(mut self, places: impl Iterator<Item = Option<usize>>, count: usize) -> Self {
        let mut rows = Codes::with_capacity(count, self.codes() as Code - 1);
        places.for_each(|at| rows.push(at.map_or(0, |at| self.code(at))));
        self.rows = rows;
        self
    }

    /// No word for rows that have none yet, up to so many.
    pub(in crate::event) fn fill(&mut self, rows: usize) {
        self.rows.fill(rows);
    }

    /// The codes of all words of others, in their order; those that are new here are learnt.
    pub(in crate::event) fn learn_all(&mut self, other: &Self) -> Vec<Code> {
        (0..other.codes()).map(|code| self.learn(other.word(code as Code))).collect()
    }

    /// The same words for rows with these codes.
    pub(in crate::event) fn with_rows(mut self, rows: Codes) -> Self {
        self.rows = rows;
        self
    }

    /// No word in any of so many rows.
    pub(in crate::event) fn none(rows: usize) -> Self {
        Self { rows: Codes::Zero(rows), ..Self::default() }
    }

    pub(in crate::event) fn gathered(parts: &[&Self], order: &[Pick]) -> Self {
        let mut it = Self::default();
        if let [only] = parts {
            (it.words, it.slots) = (only.words.clone(), only.slots.clone());
            let same = vec![(0..only.codes() as Code).collect()];
            it.rows = Codes::gathered(&[&only.rows], &same, order, only.codes() as Code - 1);
            return it;
        }
        let known: Vec<Vec<Code>> = parts.iter().map(|part| it.learn_all(part)).collect();
        let rows: Vec<&Codes> = parts.iter().map(|part| &part.rows).collect();
        it.rows = Codes::gathered(&rows, &known, order, it.codes() as Code - 1);
        it
    }

    /// The same as gathering, with other words: for each part, those that stand for its codes.
    pub(in crate::event) fn renamed(parts: &[(&Self, &[String])], order: &[Pick]) -> Self {
        let mut it = Self::default();
        let codes: Vec<Vec<Code>> =
            parts.iter().map(|(_, words)| words.iter().map(|word| it.learn(word)).collect()).collect();
        it.rows = Codes::with_capacity(order.len(), it.codes() as Code - 1);
        for from in order {
            let code = parts[from.part()].0.code(from.row()) as usize;
            it.rows.push(codes[from.part()].get(code).copied().unwrap_or(0));
        }
        it
    }

    /// Bytes of text, and bytes in use beside it.
    pub fn bytes(&self) -> (usize, usize) {
        let (text, beside) = self.words.bytes();
        (text, beside + self.slots.bytes() + self.rows.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_dropped_however_many_there_are() {
        let mut column = Category::default();
        for i in 0..70_000 {
            column.push(&format!("word {i}"));
            column.push("");
        }
        assert_eq!((column.len(), column.codes()), (140_000, 70_001));
        assert!((0..70_000).all(|i| column.get(i * 2) == format!("word {i}") && column.get(i * 2 + 1).is_empty()));
        assert_eq!(column.code_of("word 69999"), Some(70_000));
        assert_eq!((column.code_of("none"), column.code_of("")), (None, Some(0)));
    }
}
