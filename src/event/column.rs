use std::collections::HashMap;

/// Texts one after the other in one arena.
#[derive(Clone, Debug)]
pub struct TextColumn {
    arena: String,
    ends: Vec<u32>,
}

impl Default for TextColumn {
    fn default() -> Self {
        Self { arena: String::new(), ends: vec![0] }
    }
}

impl TextColumn {
    /// Add a text. An arena holds 4 GiB; what does not fit any more is left out.
    pub fn push(&mut self, text: &str) {
        let fits = u32::try_from(self.arena.len() + text.len()).is_ok();
        if fits {
            self.arena.push_str(text);
        }
        self.ends.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
    }

    /// The text of a row.
    pub fn get(&self, row: usize) -> &str {
        &self.arena[self.ends[row] as usize..self.ends[row + 1] as usize]
    }

    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A column of few different words, stored once each. Code 0 is the empty word: not given.
#[derive(Clone, Debug)]
pub struct Category {
    words: Vec<String>,
    codes: HashMap<String, u16>,
    rows: Vec<u16>,
}

impl Default for Category {
    fn default() -> Self {
        Self { words: vec![String::new()], codes: HashMap::from([(String::new(), 0)]), rows: Vec::new() }
    }
}

impl Category {
    /// Add a row. After 65,535 different words further ones count as not given.
    pub fn push(&mut self, word: &str) {
        let code = match self.codes.get(word) {
            Some(code) => *code,
            None => match u16::try_from(self.words.len()) {
                Ok(code) => {
                    self.words.push(word.to_owned());
                    self.codes.insert(word.to_owned(), code);
                    code
                }
                Err(_) => 0,
            },
        };
        self.rows.push(code);
    }

    /// The code of a row.
    pub fn code(&self, row: usize) -> u16 {
        self.rows[row]
    }

    /// The word of a row; empty if not given.
    pub fn get(&self, row: usize) -> &str {
        &self.words[usize::from(self.rows[row])]
    }

    /// The word with a code.
    pub fn word(&self, code: u16) -> &str {
        &self.words[usize::from(code)]
    }

    /// The code of a word, if any row has it.
    pub fn code_of(&self, word: &str) -> Option<u16> {
        self.codes.get(word).copied()
    }

    /// How many codes there are, the empty one included.
    pub fn codes(&self) -> usize {
        self.words.len()
    }

    /// The codes of all rows.
    pub fn rows(&self) -> &[u16] {
        &self.rows
    }
}

/// A column whose rows are short lists.
#[derive(Clone, Debug)]
pub struct ListColumn<T> {
    items: Vec<T>,
    ends: Vec<u32>,
}

impl<T> Default for ListColumn<T> {
    fn default() -> Self {
        Self { items: Vec::new(), ends: vec![0] }
    }
}

impl<T> ListColumn<T> {
    pub fn push(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
        self.ends.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// The list of a row.
    pub fn get(&self, row: usize) -> &[T] {
        &self.items[self.ends[row] as usize..self.ends[row + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_back_what_was_pushed() {
        let mut texts = TextColumn::default();
        let mut words = Category::default();
        let mut lists = ListColumn::default();
        for (text, list) in [("one", vec![1, 2]), ("", vec![]), ("عين الأسد", vec![3])] {
            texts.push(text);
            words.push(text);
            lists.push(list);
        }
        assert_eq!((texts.get(0), texts.get(1), texts.get(2)), ("one", "", "عين الأسد"));
        assert_eq!((words.get(2), words.code(1), words.codes()), ("عين الأسد", 0, 3));
        assert_eq!((lists.get(0), lists.get(1), lists.get(2)), (&[1, 2][..], &[][..], &[3][..]));
    }
}
