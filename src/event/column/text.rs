use std::ops::Range;

use super::{Pick, Shared, Whereabouts, same};

/// Rows whose ends are told relative to one start.
const BLOCK: usize = 16;
/// A new arena is begun when one has become this long, so that growing never copies much.
const ARENA: usize = 16 << 20;
/// This bit of a start says that the block is too long for short ends and is found in `wide`.
const WIDE: u64 = 1 << 63;

/// Texts one after the other in arenas. There is no limit but memory; beside the text a row takes 2½ bytes.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    arenas: Vec<Shared<String>>,
    /// For each block of rows: arena and offset of its first text, 32 bits each, or its number in `wide`.
    starts: Vec<u64>,
    /// For each row: where its text ends, counted from the start of its block.
    ends: Vec<u16>,
    /// Blocks of 64 KiB and more: arena, offset and the ends.
    wide: Vec<(u32, usize, [usize; BLOCK])>,
    /// The block that was changed last: the last arena holds its texts and nothing else.
    changed: Option<usize>,
}

impl TextColumn {
    /// A column that is appended begins at a multiple of so many rows.
    pub(in crate::event) const BLOCK: usize = BLOCK;

    pub fn push(&mut self, text: &str) {
        let at = self.ends.len() % BLOCK;
        if at == 0 {
            if self.arenas.last().is_none_or(|arena| arena.len() >= ARENA) {
                // The first arena grows as needed: most tables are small.
                let room = if self.arenas.is_empty() { 0 } else { ARENA + (ARENA >> 6) };
                self.arenas.push(String::with_capacity(room).into());
            }
            let offset = self.arenas.last().map_or(0, |arena| arena.len());
            self.starts.push(((self.arenas.len() as u64 - 1) << 32) | offset as u64);
        }
        let Some((arena, start)) = self.arenas.last_mut().zip(self.starts.last_mut()) else { return };
        let arena = arena.own();
        arena.push_str(text);
        if *start & WIDE == 0 {
            let offset = (*start & 0xFFFF_FFFF) as usize;
            if let Ok(end) = u16::try_from(arena.len() - offset) {
                self.ends.push(end);
                return;
            }
            let mut ends = [0; BLOCK];
            let first = self.ends.len() - at;
            for (wide, end) in ends.iter_mut().zip(&self.ends[first..]) {
                *wide = usize::from(*end);
            }
            self.wide.push(((*start >> 32) as u32, offset, ends));
            *start = WIDE | (self.wide.len() as u64 - 1);
        }
        if let Some((_, offset, ends)) = self.wide.last_mut() {
            ends[at] = arena.len() - *offset;
        }
        self.ends.push(0);
    }

    /// Put a text in the place of another: the block of the row is written anew behind all others, and nothing else is
    /// touched. After that no row is pushed any more, and texts are not looked through arena by arena.
    pub(in crate::event) fn set(&mut self, row: usize, text: &str) {
        let block = row / BLOCK;
        let rows = block * BLOCK..((block + 1) * BLOCK).min(self.len());
        let (mut texts, mut ends) = (String::new(), [0; BLOCK]);
        for (end, at) in ends.iter_mut().zip(rows.clone()) {
            texts.push_str(if at == row { text } else { self.get(at) });
            *end = texts.len();
        }
        // Somebody who types changes one block over and over.
        if self.changed.replace(block) == Some(block) {
            self.arenas.pop();
        }
        let arena = self.arenas.len();
        if u16::try_from(texts.len()).is_ok() {
            self.starts[block] = (arena as u64) << 32;
        } else {
            self.wide.push((arena as u32, 0, ends));
            self.starts[block] = WIDE | (self.wide.len() as u64 - 1);
        }
        for (at, end) in rows.zip(ends) {
            self.ends[at] = u16::try_from(end).unwrap_or(0);
        }
        self.arenas.push(Shared::from(texts).common());
    }

    /// The same, so that copies have the texts in common.
    #[must_use]
    pub(in crate::event) fn common(mut self) -> Self {
        self.arenas = self.arenas.into_iter().map(Shared::common).collect();
        self
    }

    /// Arena and range of a row's text.
    #[inline]
    fn place(&self, row: usize) -> (usize, Range<usize>) {
        let start = self.starts[row / BLOCK];
        let at = row % BLOCK;
        if start & WIDE == 0 {
            let offset = (start & 0xFFFF_FFFF) as usize;
            let from = if at == 0 { 0 } else { usize::from(self.ends[row - 1]) };
            ((start >> 32) as usize, offset + from..offset + usize::from(self.ends[row]))
        } else {
            let (arena, offset, ends) = &self.wide[(start & !WIDE) as usize];
            let from = if at == 0 { 0 } else { ends[at - 1] };
            (*arena as usize, offset + from..offset + ends[at])
        }
    }

    /// The text of a row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn get(&self, row: usize) -> &str {
        let (arena, range) = self.place(row);
        &self.arenas[arena][range]
    }

    /// Whether the text of a row is this one.
    #[inline]
    pub(in crate::event) fn is(&self, row: usize, text: &str) -> bool {
        let (arena, range) = self.place(row);
        same(&self.arenas[arena].as_bytes()[range], text.as_bytes())
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many arenas there are. Every text lies wholly in one, in the order of the rows.
    pub fn arenas(&self) -> usize {
        self.arenas.len()
    }

    /// One arena: the texts of its rows without anything between them.
    pub fn arena(&self, arena: usize) -> &str {
        &self.arenas[arena]
    }

    /// The rows whose texts lie in an arena.
    pub fn rows_of(&self, arena: usize) -> Range<usize> {
        let begins =
            |arena: usize| (self.starts.partition_point(|it| self.arena_of(*it) < arena) * BLOCK).min(self.len());
        begins(arena)..begins(arena + 1)
    }

    /// The row whose text holds the byte at an offset of an arena.
    pub fn row_at(&self, arena: usize, offset: usize) -> usize {
        let before = |start: &u64| {
            let (of, from) = if start & WIDE == 0 {
                ((start >> 32) as usize, (start & 0xFFFF_FFFF) as usize)
            } else {
                let (of, from, _) = &self.wide[(start & !WIDE) as usize];
                (*of as usize, *from)
            };
            (of, from) <= (arena, offset)
        };
        // Blocks of empty texts begin where the next one does: the last of them is meant.
        let block = self.starts.partition_point(before).saturating_sub(1);
        let mut row = block * BLOCK;
        while row + 1 < self.len() && !(row + 1).is_multiple_of(BLOCK) && self.place(row).1.end <= offset {
            row += 1;
        }
        row
    }

    /// Where the text of a row ends in its arena.
    pub fn end_of(&self, row: usize) -> usize {
        self.place(row).1.end
    }

    fn arena_of(&self, start: u64) -> usize {
        if start & WIDE == 0 { (start >> 32) as usize } else { self.wide[(start & !WIDE) as usize].0 as usize }
    }

    /// Add empty texts until a block is full, without touching any arena: what is appended then is not copied.
    pub(in crate::event) fn pad(&mut self) {
        while !self.len().is_multiple_of(BLOCK) {
            let at = self.len() % BLOCK;
            let start = self.starts[self.len() / BLOCK];
            if start & WIDE == 0 {
                self.ends.push(self.ends[self.len() - 1]);
            } else {
                let ends = &mut self.wide[(start & !WIDE) as usize].2;
                ends[at] = ends[at - 1];
                self.ends.push(0);
            }
        }
    }

    /// Give back the room for rows that do not come.
    pub(in crate::event) fn shrink(&mut self) {
        self.starts.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.wide.shrink_to_fit();
    }

    /// Add all texts of another column.
    pub fn append(&mut self, mut other: Self) {
        self.changed = None;
        if !self.len().is_multiple_of(BLOCK) {
            (0..other.len()).for_each(|row| self.push(other.get(row)));
            return;
        }
        let (arenas, wide) = (self.arenas.len() as u64, self.wide.len() as u64);
        let moved = |start: u64| if start & WIDE == 0 { start + (arenas << 32) } else { start + wide };
        self.starts.extend(other.starts.into_iter().map(moved));
        self.wide.extend(other.wide.into_iter().map(|(arena, offset, ends)| (arena + arenas as u32, offset, ends)));
        self.arenas.append(&mut other.arenas);
        self.ends.append(&mut other.ends);
    }

    pub(in crate::event) fn gathered(parts: &[&Self], order: &[Pick]) -> Self {
        let mut it = Self { ends: Vec::with_capacity(order.len()), ..Self::default() };
        it.starts.reserve_exact(order.len().div_ceil(BLOCK));
        for from in order {
            it.push(parts[from.part()].get(from.row()));
        }
        it
    }

    /// Bytes of text, and bytes in use beside it.
    pub fn bytes(&self) -> (usize, usize) {
        let beside = self.starts.capacity() * 8
            + self.ends.capacity() * 2
            + self.wide.capacity() * size_of::<(u32, usize, [usize; BLOCK])>();
        (self.arenas.iter().map(|arena| arena.len()).sum(), beside)
    }
}

/// Texts that few rows have.
#[derive(Clone, Debug, Default)]
pub struct SparseText {
    /// Ascending.
    rows: Vec<u32>,
    texts: TextColumn,
}

impl SparseText {
    /// Rows come in ascending order; empty texts are not kept.
    pub fn push(&mut self, row: u32, text: &str) {
        if !text.is_empty() {
            self.rows.push(row);
            self.texts.push(text);
        }
    }

    /// The text of a row; empty if it has none.
    pub fn get(&self, row: u32) -> &str {
        self.find(row).unwrap_or("")
    }

    pub fn find(&self, row: u32) -> Option<&str> {
        self.rows.binary_search(&row).ok().map(|at| self.texts.get(at))
    }

    /// The rows that have a text, ascending.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Put a text in the place of another, if there is one; an empty one may stand there, too.
    pub(in crate::event) fn set(&mut self, row: u32, text: Option<&str>) {
        let at = self.rows.partition_point(|it| *it < row);
        let there = self.rows.get(at) == Some(&row);
        match text {
            Some(text) if there => self.texts.set(at, text),
            None if !there => {}
            _ => {
                let mut it = Self::default();
                let mut push = |row: u32, text: &str| {
                    it.rows.push(row);
                    it.texts.push(text);
                };
                (0..at).for_each(|i| push(self.rows[i], self.texts.get(i)));
                if let Some(text) = text {
                    push(row, text);
                }
                (at + usize::from(there)..self.rows.len()).for_each(|i| push(self.rows[i], self.texts.get(i)));
                *self = it;
            }
        }
    }

    pub(in crate::event) fn gathered(parts: &[&Self], order: &[Pick]) -> Self {
        let mut it = Self::default();
        if parts.iter().all(|part| part.rows.is_empty()) {
            return it;
        }
        let lengths: Vec<usize> =
            parts.iter().map(|part| part.rows.last().map_or(0, |row| *row as usize + 1)).collect();
        let whereabouts = Whereabouts::of(order, &lengths);
        let rows = parts.iter().map(|part| (0_u32..).zip(part.rows.iter().copied()));
        for (row, part, at) in whereabouts.in_order(rows) {
            it.push(row, parts[part as usize].texts.get(at as usize));
        }
        it
    }

    /// Bytes of text, and bytes in use beside it.
    pub fn bytes(&self) -> (usize, usize) {
        let (text, beside) = self.texts.bytes();
        (text, beside + self.rows.capacity() * 4)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn texts_of_any_length_come_back_and_are_found_by_their_place(
            lengths in proptest::collection::vec(prop_oneof![4 => Just(0_usize), 8 => 0..40_usize, 1 => 20_000..90_000_usize], 0..120),
            changes in proptest::collection::vec((any::<usize>(), prop_oneof![4 => 0..40_usize, 1 => 60_000..70_000_usize]), 0..12),
        ) {
            let texts: Vec<String> = lengths.iter().enumerate().map(|(i, n)| "abcdefg".chars().cycle().skip(i).take(*n).collect()).collect();
            let mut column = TextColumn::default();
            for text in &texts {
                column.push(text);
            }
            prop_assert_eq!(column.len(), texts.len());
            for (row, text) in texts.iter().enumerate() {
                prop_assert_eq!(column.get(row), text.as_str());
                if !text.is_empty() {
                    let end = column.end_of(row);
                    prop_assert_eq!(column.row_at(0, end - 1), row);
                    prop_assert_eq!(column.row_at(0, end - text.len()), row);
                }
            }
            let mut changed = column.clone().common();
            let mut now = texts.clone();
            for (row, length) in changes {
                if let Some(row) = row.checked_rem(texts.len()) {
                    now[row] = "z".repeat(length);
                    changed.set(row, &now[row]);
                }
            }
            for (row, (old, new)) in texts.iter().zip(&now).enumerate() {
                prop_assert_eq!((column.get(row), changed.get(row)), (old.as_str(), new.as_str()));
            }
            let mut padded = changed.clone();
            padded.pad();
            let start = padded.len();
            prop_assert!(start.is_multiple_of(BLOCK) && start < column.len() + BLOCK);
            padded.append(column.clone());
            if !texts.is_empty() {
                padded.set(0, "first");
            }
            for (row, (old, new)) in texts.iter().zip(&now).enumerate().skip(1) {
                prop_assert_eq!((padded.get(row), padded.get(start + row)), (new.as_str(), old.as_str()));
            }
            let mut twice = column.clone();
            twice.append(column.clone());
            for (row, text) in texts.iter().chain(&texts).enumerate() {
                prop_assert_eq!(twice.get(row), text.as_str());
            }
            prop_assert_eq!((0..column.arenas()).map(|it| column.rows_of(it).len()).sum::<usize>(), texts.len());
        }
    }

    #[test]
    fn many_arenas_hold_what_one_does() {
        let mut column = TextColumn::default();
        let long = "x".repeat(1 << 20);
        for i in 0..100 {
            column.push(&format!("{i}{long}"));
        }
        assert!(column.arenas() > 1);
        assert!((0..100).all(|i| column.get(i).len() == long.len() + i.to_string().len()));
        let last = column.arenas() - 1;
        assert_eq!(column.row_at(last, 0), column.rows_of(last).start);
    }
}
