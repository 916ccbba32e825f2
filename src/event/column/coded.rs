use std::hash::Hash;

use super::{Code, Codes, Pick, Slots};

/// A column of values of which many repeat, stored once each. Code 0 is the default value.
#[derive(Clone, Debug)]
pub struct Coded<T> {
    values: Vec<T>,
    slots: Slots,
    rows: Codes,
}

impl<T: Copy + Default + Eq + Hash> Default for Coded<T> {
    fn default() -> Self {
        Self { values: vec![T::default()], slots: Slots::default(), rows: Codes::default() }
    }
}

impl<T: Copy + Default + Eq + Hash> Coded<T> {
    pub fn push(&mut self, value: T) -> Code {
        let code = self.learn(value);
        self.rows.push(code);
        code
    }

    /// Put a value in the place of another; its code.
    pub(in crate::event) fn set(&mut self, row: usize, value: T) -> Code {
        let code = self.learn(value);
        self.rows.set(row, code);
        code
    }

    fn learn(&mut self, value: T) -> Code {
        if value == T::default() {
            return 0;
        }
        let hash = self.slots.hash(value);
        if let Some(code) = self.slots.find(hash, |code| self.values[code as usize] == value) {
            return code;
        }
        let code = self.values.len() as Code;
        self.values.push(value);
        let values = &self.values;
        self.slots.insert(hash, code, |slots, code| slots.hash(values[code as usize]));
        code
    }

    #[inline]
    pub fn get(&self, row: usize) -> T {
        self.values[self.rows.get(row) as usize]
    }

    /// The value of every code.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// The codes of all rows.
    pub fn rows(&self) -> &Codes {
        &self.rows
    }

    pub(in crate::event) fn gathered(parts: &[&Self], order: &[Pick], of: impl Fn(usize, T) -> T) -> Self {
        let mut it = Self::default();
        let known: Vec<Vec<Code>> = parts
            .iter()
            .enumerate()
            .map(|(part, column)| column.values.iter().map(|value| it.learn(of(part, *value))).collect())
            .collect();
        let rows: Vec<&Codes> = parts.iter().map(|part| &part.rows).collect();
        it.rows = Codes::gathered(&rows, &known, order, it.values.len() as Code - 1);
        it
    }

    pub fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>() + self.slots.bytes() + self.rows.bytes()
    }
}
