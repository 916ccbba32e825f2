use std::ops::Range;

use super::Pick;

/// Stands for a value that is stored once. 0 stands for "not given" wherever that can be.
pub type Code = u32;

/// One code a row, in as few bytes as the highest one needs; none at all while every code is 0.
#[derive(Clone, Debug)]
pub enum Codes {
    /// So many rows, all with code 0.
    Zero(usize),
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Wide(Vec<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::Zero(0)
    }
}

impl Codes {
    /// For this many rows with codes up to `highest`.
    pub fn with_capacity(rows: usize, highest: Code) -> Self {
        match highest {
            0 => Self::Zero(0),
            1..=0xFF => Self::Byte(Vec::with_capacity(rows)),
            0x100..=0xFFFF => Self::Short(Vec::with_capacity(rows)),
            _ => Self::Wide(Vec::with_capacity(rows)),
        }
    }

    #[inline]
    pub fn push(&mut self, code: Code) {
        match self {
            Self::Zero(len) if code == 0 => *len += 1,
            Self::Byte(rows) if code <= 0xFF => rows.push(code as u8),
            Self::Short(rows) if code <= 0xFFFF => rows.push(code as u16),
            Self::Wide(rows) => rows.push(code),
            Self::Zero(_) | Self::Byte(_) | Self::Short(_) => {
                self.widen(code);
                self.push(code);
            }
        }
    }

    /// Put a code in the place of another.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn set(&mut self, row: usize, code: Code) {
        match self {
            Self::Zero(len) if code == 0 => assert!(row < *len, "row {row} of {len}"),
            Self::Byte(rows) if code <= 0xFF => rows[row] = code as u8,
            Self::Short(rows) if code <= 0xFFFF => rows[row] = code as u16,
            Self::Wide(rows) => rows[row] = code,
            Self::Zero(_) | Self::Byte(_) | Self::Short(_) => {
                self.widen(code);
                self.set(row, code);
            }
        }
    }

    /// Make room for a code that does not fit.
    fn widen(&mut self, code: Code) {
        let mut wider = Self::with_capacity(self.len() + 1, code);
        for row in 0..self.len() {
            let old = self.get(row);
            match &mut wider {
                Self::Zero(len) => *len += 1,
                Self::Byte(rows) => rows.push(old as u8),
                Self::Short(rows) => rows.push(old as u16),
                Self::Wide(rows) => rows.push(old),
            }
        }
        *self = wider;
    }

    /// Code 0 for rows that have none yet, up to so many rows.
    pub(in crate::event) fn fill(&mut self, rows: usize) {
        match self {
            Self::Zero(len) => *len = rows.max(*len),
            Self::Byte(codes) => codes.resize(rows.max(codes.len()), 0),
            Self::Short(codes) => codes.resize(rows.max(codes.len()), 0),
            Self::Wide(codes) => codes.resize(rows.max(codes.len()), 0),
        }
    }

    /// The codes of rows of several columns, in an order; `known` says what each code of each column is here. Stretches of
    /// rows whose codes stay what they are are copied as they are.
    pub(in crate::event) fn gathered(parts: &[&Self], known: &[Vec<Code>], order: &[Pick], highest: Code) -> Self {
        if !in_stretches(order) {
            let code = |from: &Pick| known[from.part()][parts[from.part()].get(from.row()) as usize];
            return match highest {
                0 => Self::Zero(order.len()),
                1..=0xFF => Self::Byte(order.iter().map(|from| code(from) as u8).collect()),
                0x100..=0xFFFF => Self::Short(order.iter().map(|from| code(from) as u16).collect()),
                _ => Self::Wide(order.iter().map(code).collect()),
            };
        }
        let mut it = Self::with_capacity(order.len(), highest);
        let same: Vec<bool> = known.iter().map(|codes| (0..).zip(codes).all(|(i, code)| i == *code)).collect();
        let mut at = 0;
        while let Some(from) = order.get(at) {
            let mut end = at + 1;
            let goes_on = |(i, next): (u32, &Pick)| next.part == from.part && next.row == from.row + i;
            if same[from.part()] && order.get(end).is_some_and(|next| goes_on((1, next))) {
                end += (1..).zip(&order[end..]).take_while(|it| goes_on(*it)).count();
                it.extend(parts[from.part()], from.row()..from.row() + (end - at));
            } else {
                it.push(known[from.part()][parts[from.part()].get(from.row()) as usize]);
            }
            at = end;
        }
        it
    }

    /// Add rows of another column.
    fn extend(&mut self, other: &Self, rows: Range<usize>) {
        match (self, other) {
            (Self::Zero(len), Self::Zero(_)) => *len += rows.len(),
            (Self::Byte(to), Self::Byte(from)) => to.extend_from_slice(&from[rows]),
            (Self::Short(to), Self::Short(from)) => to.extend_from_slice(&from[rows]),
            (Self::Wide(to), Self::Wide(from)) => to.extend_from_slice(&from[rows]),
            (it, other) => rows.for_each(|row| it.push(other.get(row))),
        }
    }

    /// The code of a row.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn get(&self, row: usize) -> Code {
        match self {
            Self::Zero(len) => {
                assert!(row < *len, "row {row} of {len}");
                0
            }
            Self::Byte(rows) => Code::from(rows[row]),
            Self::Short(rows) => Code::from(rows[row]),
            Self::Wide(rows) => rows[row],
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Zero(len) => *len,
            Self::Byte(rows) => rows.len(),
            Self::Short(rows) => rows.len(),
            Self::Wide(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The codes of all rows.
    pub fn iter(&self) -> impl Iterator<Item = Code> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Bytes in use.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Zero(_) => 0,
            Self::Byte(rows) => rows.capacity(),
            Self::Short(rows) => rows.capacity() * 2,
            Self::Wide(rows) => rows.capacity() * 4,
        }
    }
}

/// Whether most rows follow the one that they follow in their table, too, as they do after an edit.
fn in_stretches(order: &[Pick]) -> bool {
    const APART: usize = 61;
    let follows = |at: &usize| order[*at].part == order[at - 1].part && order[*at].row == order[at - 1].row + 1;
    let looked_at = (1..order.len()).step_by(APART);
    let few = order.len() / APART + 1;
    looked_at.filter(follows).count() * 2 > few
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_widen_and_stay_what_they_were() {
        let mut codes = Codes::default();
        let all = [0, 0, 1, 255, 256, 3, 65_535, 65_536, 0, u32::MAX];
        for (i, code) in all.into_iter().enumerate() {
            codes.push(code);
            assert_eq!(codes.iter().collect::<Vec<_>>(), all[..=i]);
        }
        assert!(matches!(codes, Codes::Wide(_)));
    }
}
