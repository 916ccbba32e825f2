//! The pages of an SQLite file, read by hand where SQLite itself gives up. The format is that of
//! <https://sqlite.org/fileformat2.html>; every number in a damaged file may lie.

use std::collections::{BTreeMap, HashSet};

use rusqlite::types::Value;

/// A whole file in memory, as pages counted from 1.
pub struct Pages {
    bytes: Vec<u8>,
    size: usize,
}

/// A row of a table, or an entry of an index (which has no row id of its own).
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    pub rowid: i64,
    pub values: Vec<Value>,
    /// Whether all of it could be read.
    pub whole: bool,
}

const LEAF: u8 = 13;
const INTERIOR: u8 = 5;
const INDEX_LEAF: u8 = 10;
const INDEX_INTERIOR: u8 = 2;

impl Pages {
    /// A file's bytes. The page size is what its head says, if that can be, and else the usual one.
    pub fn new(bytes: Vec<u8>) -> Self {
        let said = bytes.get(16..18).map_or(0, |it| usize::from(u16::from_be_bytes([it[0], it[1]])));
        let size = if said >= 512 && said.is_power_of_two() { said } else { 4096 };
        Self { bytes, size }
    }

    pub fn count(&self) -> u32 {
        u32::try_from(self.bytes.len().div_ceil(self.size)).unwrap_or(u32::MAX)
    }

    fn page(&self, number: u32) -> Option<&[u8]> {
        let start = (number.checked_sub(1)? as usize).checked_mul(self.size)?;
        let end = (start + self.size).min(self.bytes.len());
        self.bytes.get(start..end).filter(|it| it.len() > 12)
    }

    /// Where the header of a page's tree starts: the first page has the file's before it.
    fn head(number: u32) -> usize {
        if number == 1 { 100 } else { 0 }
    }

    /// The free pages, as far as their list can be followed.
    pub fn free(&self) -> HashSet<u32> {
        let mut free = HashSet::new();
        let mut trunk = self.bytes.get(32..36).map_or(0, word);
        while let Some(page) = self.page(trunk) {
            if !free.insert(trunk) {
                break;
            }
            let leaves = (word(&page[4..8]) as usize).min(page.len() / 4 - 2);
            free.extend((0..leaves).map(|i| word(&page[8 + i * 4..12 + i * 4])));
            trunk = word(&page[0..4]);
        }
        free
    }

    /// Every page of a tree that can be reached from its root, in order.
    pub fn tree(&self, root: u32, seen: &mut HashSet<u32>) -> Vec<u32> {
        let mut leaves = Vec::new();
        let mut open = vec![root];
        while let Some(number) = open.pop() {
            let Some(page) = self.page(number) else { continue };
            if !seen.insert(number) {
                continue;
            }
            let head = Self::head(number);
            if page[head] != INTERIOR && page[head] != INDEX_INTERIOR {
                leaves.push(number);
                continue;
            }
            let cells = usize::from(u16::from_be_bytes([page[head + 3], page[head + 4]]));
            let mut children = Vec::new();
            for at in self.pointers(page, head + 12, cells) {
                children.extend(page.get(at..at + 4).map(word));
            }
            children.push(word(&page[head + 8..head + 12]));
            open.extend(children.into_iter().rev());
            if page[head] == INDEX_INTERIOR {
                leaves.push(number);
            }
        }
        leaves
    }

    fn pointers(&self, page: &[u8], from: usize, cells: usize) -> Vec<usize> {
        (0..cells)
            .map_while(|i| page.get(from + i * 2..from + i * 2 + 2))
            .map(|it| usize::from(u16::from_be_bytes([it[0], it[1]])))
            .collect()
    }

    /// The rows on a page. If the page's own directory does not hold up, every place on it where a row that `fits` may
    /// stand is tried.
    pub fn rows(&self, number: u32, fits: &dyn Fn(&Cell) -> bool) -> Vec<Cell> {
        let Some(page) = self.page(number) else { return Vec::new() };
        let head = Self::head(number);
        let cells = usize::from(u16::from_be_bytes([page[head + 3], page[head + 4]]));
        let pointers = self.pointers(page, head + 8, cells);
        let listed: Vec<Option<Cell>> = pointers.iter().map(|at| self.cell(page, *at).filter(|it| fits(it))).collect();
        let sound = page[head] == LEAF && listed.len() == cells && listed.iter().all(Option::is_some);
        if sound {
            return listed.into_iter().flatten().collect();
        }
        let mut found: BTreeMap<i64, Cell> = BTreeMap::new();
        for cell in listed.into_iter().flatten() {
            found.entry(cell.rowid).or_insert(cell);
        }
        for at in head + 8..page.len() {
            if let Some(cell) = self.cell(page, at).filter(|it| fits(it)) {
                found.entry(cell.rowid).or_insert(cell);
            }
        }
        found.into_values().collect()
    }

    /// Whether a page looks like one with rows.
    pub fn is_leaf(&self, number: u32) -> bool {
        self.page(number).is_some_and(|page| page[Self::head(number)] == LEAF)
    }

    fn cell(&self, page: &[u8], at: usize) -> Option<Cell> {
        let (length, after) = varint(page, at)?;
        let (rowid, start) = varint(page, after)?;
        let length = usize::try_from(length).ok().filter(|it| *it > 1 && *it < 1 << 31)?;
        if rowid < 1 {
            return None;
        }
        let payload = self.payload(page, start, length, self.size - 35)?;
        let (values, whole) = record(&payload, length)?;
        Some(Cell { rowid, values, whole })
    }

    /// The entries of an index page.
    pub fn entries(&self, number: u32) -> Vec<Vec<Value>> {
        let Some(page) = self.page(number) else { return Vec::new() };
        let head = Self::head(number);
        let (from, before) = match page[head] {
            INDEX_LEAF => (head + 8, 0),
            INDEX_INTERIOR => (head + 12, 4),
            _ => return Vec::new(),
        };
        let cells = usize::from(u16::from_be_bytes([page[head + 3], page[head + 4]]));
        let entry = |at: usize| {
            let (length, start) = varint(page, at + before)?;
            let length = usize::try_from(length).ok().filter(|it| *it > 1 && *it < 1 << 31)?;
            let payload = self.payload(page, start, length, (self.size - 12) * 64 / 255 - 23)?;
            record(&payload, length).filter(|(_, whole)| *whole).map(|(values, _)| values)
        };
        self.pointers(page, from, cells).into_iter().filter_map(entry).collect()
    }

    /// The bytes of a cell, its overflow pages followed as far as they go.
    fn payload(&self, page: &[u8], start: usize, length: usize, most: usize) -> Option<Vec<u8>> {
        if length <= most {
            return page.get(start..start + length).map(<[u8]>::to_vec);
        }
        let least = (self.size - 12) * 32 / 255 - 23;
        let local = least + (length - least) % (self.size - 4);
        let local = if local <= most { local } else { least };
        let mut bytes = page.get(start..start + local)?.to_vec();
        let mut next = page.get(start + local..start + local + 4).map(word)?;
        let mut seen = HashSet::new();
        while bytes.len() < length && seen.insert(next) {
            let Some(overflow) = self.page(next) else { break };
            let take = (length - bytes.len()).min(overflow.len() - 4);
            bytes.extend_from_slice(&overflow[4..4 + take]);
            next = word(&overflow[..4]);
        }
        Some(bytes)
    }
}

fn word(bytes: &[u8]) -> u32 {
    bytes.get(..4).and_then(|it| it.try_into().ok()).map_or(0, u32::from_be_bytes)
}

/// A number of one to nine bytes, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let mut value = 0_u64;
    for i in 0..9 {
        let byte = *bytes.get(at + i)?;
        if i == 8 {
            return Some(((value << 8 | u64::from(byte)) as i64, at + 9));
        }
        value = value << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some((value as i64, at + i + 1));
        }
    }
    None
}

/// The values of a record, if its header holds up; what lies beyond a broken overflow chain is missing.
fn record(payload: &[u8], length: usize) -> Option<(Vec<Value>, bool)> {
    let (header, mut at) = varint(payload, 0)?;
    let header = usize::try_from(header).ok().filter(|it| *it <= length && *it <= payload.len() && *it >= at)?;
    let mut kinds = Vec::new();
    while at < header {
        let (kind, next) = varint(payload, at)?;
        if next > header || kind == 10 || kind == 11 || kind < 0 {
            return None;
        }
        kinds.push(kind as u64);
        at = next;
    }
    let size = |kind: u64| match kind {
        0 | 8 | 9 => 0,
        1..=4 => kind as usize,
        5 => 6,
        6 | 7 => 8,
        kind => ((kind - 12) / 2) as usize,
    };
    let total = kinds.iter().try_fold(header, |sum, kind| sum.checked_add(size(*kind)))?;
    if total != length {
        return None;
    }
    let (mut values, mut whole, mut from) = (Vec::with_capacity(kinds.len()), true, header);
    for kind in kinds {
        let bytes = payload.get(from..from + size(kind));
        from += size(kind);
        let Some(bytes) = bytes else {
            whole = false;
            values.push(Value::Null);
            continue;
        };
        values.push(match kind {
            0 => Value::Null,
            1..=6 => {
                let negative = bytes[0] & 0x80 != 0;
                let start = if negative { -1_i64 } else { 0 };
                Value::Integer(bytes.iter().fold(start, |sum, byte| sum << 8 | i64::from(*byte)))
            }
            7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            kind if kind % 2 == 0 => Value::Blob(bytes.to_vec()),
            _ => match String::from_utf8(bytes.to_vec()) {
                Ok(text) => Value::Text(text),
                // Texts are UTF-8 here: anything else was not written by us.
                Err(error) => {
                    whole = false;
                    Value::Text(String::from_utf8_lossy(error.as_bytes()).into_owned())
                }
            },
        });
    }
    Some((values, whole))
}
