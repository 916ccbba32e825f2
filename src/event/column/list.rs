use std::hash::Hash;

use super::{Code, Codes, Pick, Slots};

/// A column of short lists of which many repeat, stored once each. Code 0 is the empty list.
#[derive(Clone, Debug)]
pub struct ListColumn<T> {
    items: Vec<T>,
    ends: Vec<u32>,
    slots: Slots,
    rows: Codes,
}

impl<T> Default for ListColumn<T> {
    fn default() -> Self {
        Self { items: Vec::new(), ends: vec![0], slots: Slots::default(), rows: Codes::default() }
    }
}

impl<T: Copy + Eq + Hash> ListColumn<T> {
    pub fn push(&mut self, list: &[T]) {
        let code = self.learn(list);
        self.rows.push(code);
    }

    /// Put a list in the place of another.
    pub(in crate::event) fn set(&mut self, row: usize, list: &[T]) {
        let code = self.learn(list);
        self.rows.set(row, code);
    }

    fn learn(&mut self, list: &[T]) -> Code {
        if list.is_empty() {
            return 0;
        }
        let hash = self.slots.hash(list);
        if let Some(code) = self.slots.find(hash, |code| self.list(code) == list) {
            return code;
        }
        let code = self.ends.len() as Code;
        self.items.extend_from_slice(list);
        self.ends.push(self.items.len() as u32);
        let (items, ends) = (&self.items, &self.ends);
        self.slots.insert(hash, code, |slots, code| {
            slots.hash(&items[ends[code as usize - 1] as usize..ends[code as usize] as usize])
        });
        code
    }

    /// The list of a row.
    pub fn get(&self, row: usize) -> &[T] {
        self.list(self.rows.get(row))
    }

    /// The list with a code.
    pub fn list(&self, code: Code) -> &[T] {
        match code as usize {
            0 => &[],
            code => &self.items[self.ends[code - 1] as usize..self.ends[code] as usize],
        }
    }

    /// How many codes there are, that of the empty list included.
    pub fn codes(&self) -> usize {
        self.ends.len()
    }

    /// The codes of all rows.
    pub fn rows(&self) -> &Codes {
        &self.rows
    }

    pub(in crate::event) fn gathered(parts: &[&Self], order: &[Pick], of: impl Fn(usize, T) -> T) -> Self {
        let mut it = Self::default();
        let mut known: Vec<Vec<Code>> = Vec::with_capacity(parts.len());
        let mut list = Vec::new();
        for (part, column) in parts.iter().enumerate() {
            let mut codes = Vec::with_capacity(column.codes());
            for code in 0..column.codes() {
                list.clear();
                list.extend(column.list(code as Code).iter().map(|item| of(part, *item)));
                codes.push(it.learn(&list));
            }
            known.push(codes);
        }
        let rows: Vec<&Codes> = parts.iter().map(|part| &part.rows).collect();
        it.rows = Codes::gathered(&rows, &known, order, it.codes() as Code - 1);
        it
    }

    pub fn bytes(&self) -> usize {
        self.items.capacity() * size_of::<T>() + self.ends.capacity() * 4 + self.slots.bytes() + self.rows.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back_and_equal_ones_are_stored_once() {
        let mut column = ListColumn::default();
        let lists = [vec![1, 2], vec![], vec![3], vec![1, 2], vec![2, 1]];
        lists.iter().for_each(|list| column.push(list));
        assert!(lists.iter().enumerate().all(|(row, list)| column.get(row) == list));
        assert_eq!(column.codes(), 4);
    }
}
