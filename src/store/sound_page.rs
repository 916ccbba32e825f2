//! One page of an SQLite file, looked at strictly: <https://sqlite.org/fileformat2.html>, sections 1.6 and 2.1. What is
//! asked of it is what SQLite's own check asks, and that every record is as long as it says.

/// What kind of tree a page belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Table,
    Index,
}

/// A sound page of a tree.
#[derive(Debug)]
pub struct Page {
    pub kind: Kind,
    pub leaf: bool,
    pub cells: u32,
    /// Row ids of a table's page, the first and the last; they ascend.
    pub ids: Option<(i64, i64)>,
    /// The row ids of an inner page of a table; all below the child of the same number are no greater.
    pub keys: Vec<i64>,
    /// The pages below an inner page, one more than cells.
    pub children: Vec<u32>,
    /// First page of what a cell has beyond this one, and how many pages that takes.
    pub overflow: Vec<(u32, u32)>,
    pub columns: Columns,
}

/// What stands in the columns of a page's records, each a bit: the first 64 columns.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    pub nulls: u64,
    pub numbers: u64,
    pub texts: u64,
    /// How many columns the shortest record has.
    pub least: usize,
}

impl Default for Columns {
    fn default() -> Self {
        Self { nulls: 0, numbers: 0, texts: 0, least: usize::MAX }
    }
}

impl Columns {
    pub fn and(self, other: Self) -> Self {
        Self {
            nulls: self.nulls | other.nulls,
            numbers: self.numbers | other.numbers,
            texts: self.texts | other.texts,
            least: self.least.min(other.least),
        }
    }
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

pub fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A number of one to nine bytes, and where it ends.
#[inline]
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let first = *bytes.get(at)?;
    if first < 0x80 {
        return Some((u64::from(first), at + 1));
    }
    let mut value = u64::from(first & 0x7F);
    for i in 1..9 {
        let byte = *bytes.get(at + i)?;
        if i == 8 {
            return Some((value << 8 | u64::from(byte), at + 9));
        }
        value = value << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some((value, at + i + 1));
        }
    }
    None
}

/// Looks at pages, with memory that is used again.
#[derive(Default)]
pub struct Looker {
    /// Where cells and free blocks begin and end, 16 bits each.
    used: Vec<u32>,
}

impl Looker {
    /// A page of a tree whose header starts at `head`; nothing if anything about it is wrong.
    pub fn look(&mut self, page: &[u8], head: usize) -> Option<Page> {
        let (kind, leaf) = match page.get(head)? {
            2 => (Kind::Index, false),
            5 => (Kind::Table, false),
            10 => (Kind::Index, true),
            13 => (Kind::Table, true),
            _ => return None,
        };
        let size = page.len();
        let cells = short(page, head + 3)?;
        let content = match short(page, head + 5)? {
            0 => 65_536,
            at => at,
        };
        let pointers = head + if leaf { 8 } else { 12 };
        if cells > (size - 8) / 6 || content > size || pointers + 2 * cells > content {
            return None;
        }
        let mut it = Page {
            kind,
            leaf,
            cells: cells as u32,
            ids: None,
            keys: Vec::new(),
            children: Vec::new(),
            overflow: Vec::new(),
            columns: Columns::default(),
        };
        self.used.clear();
        for i in 0..cells {
            let at = short(page, pointers + 2 * i)?;
            if at < content || at > size - 4 {
                return None;
            }
            let end = it.cell(page, at)?;
            self.used.push((at as u32) << 16 | (end as u32 - 1));
        }
        if !leaf {
            it.children.push(word(page, head + 8)?);
        }
        self.covers(page, head, content)?;
        Some(it)
    }

    /// Whether cells and free blocks do not overlap, and leave as many bytes between them as the page says.
    fn covers(&mut self, page: &[u8], head: usize, content: usize) -> Option<()> {
        let mut free = short(page, head + 1)?;
        while free > 0 {
            let (next, size) = (short(page, free)?, short(page, free + 2)?);
            if free < content || size < 4 || free + size > page.len() || (next > 0 && next <= free + size + 3) {
                return None;
            }
            self.used.push((free as u32) << 16 | (free + size - 1) as u32);
            free = next;
        }
        self.used.sort_unstable();
        let (mut before, mut between) = (content, 0);
        for span in &self.used {
            let (start, last) = ((span >> 16) as usize, (span & 0xFFFF) as usize);
            between += start.checked_sub(before)?;
            before = last + 1;
        }
        between += page.len().checked_sub(before)?;
        (between == usize::from(*page.get(head + 7)?)).then_some(())
    }
}

impl Page {
    /// A cell; where it ends.
    fn cell(&mut self, page: &[u8], at: usize) -> Option<usize> {
        let mut from = at;
        if !self.leaf {
            self.children.push(word(page, at)?);
            from += 4;
        }
        let mut payload = None;
        if self.kind == Kind::Index || self.leaf {
            let (length, after) = varint(page, from)?;
            (payload, from) = (Some(usize::try_from(length).ok().filter(|it| *it < 1 << 31)?), after);
        }
        if self.kind == Kind::Table {
            let (id, after) = varint(page, from)?;
            (from, self.ids) = (after, Some(self.next_id(id as i64)?));
            if !self.leaf {
                self.keys.push(id as i64);
            }
        }
        let end = match payload {
            None => from,
            Some(length) => self.payload(page, from, length)?,
        };
        let end = end.max(at + 4);
        (end <= page.len()).then_some(end)
    }

    fn next_id(&self, id: i64) -> Option<(i64, i64)> {
        match self.ids {
            None => Some((id, id)),
            Some((first, last)) => (id > last).then_some((first, id)),
        }
    }

    /// What a cell holds, as far as it is on this page; where that ends.
    fn payload(&mut self, page: &[u8], from: usize, length: usize) -> Option<usize> {
        let size = page.len();
        let most = if self.kind == Kind::Table { size - 35 } else { (size - 12) * 64 / 255 - 23 };
        let (local, end) = if length <= most {
            (length, from + length)
        } else {
            let least = (size - 12) * 32 / 255 - 23;
            let local = least + (length - least) % (size - 4);
            let local = if local <= most { local } else { least };
            self.overflow.push((word(page, from + local)?, (length - local).div_ceil(size - 4) as u32));
            (local, from + local + 4)
        };
        self.record(page.get(from..from + local)?, length)?;
        Some(end)
    }

    /// A record, of which the beginning is here.
    #[inline]
    fn record(&mut self, bytes: &[u8], length: usize) -> Option<()> {
        let (header, mut at) = varint(bytes, 0)?;
        let header = usize::try_from(header).ok().filter(|it| *it >= 2 && *it <= length)?;
        if header > bytes.len() {
            // So many columns have no table of ours; what they hold is seen when they are read.
            return Some(());
        }
        let (mut total, mut column) = (header, 0_usize);
        while at < header {
            let (kind, next) = varint(bytes, at)?;
            at = next;
            let bit = 1_u64.checked_shl(column as u32).unwrap_or(0);
            column += 1;
            total += match kind {
                0 => {
                    self.columns.nulls |= bit;
                    0
                }
                1..=9 => {
                    self.columns.numbers |= bit;
                    [1, 2, 3, 4, 6, 8, 8, 0, 0][kind as usize - 1]
                }
                10 | 11 => return None,
                kind => {
                    if kind % 2 == 1 {
                        self.columns.texts |= bit;
                    }
                    usize::try_from((kind - 12) / 2).ok().filter(|it| *it <= length)?
                }
            };
        }
        self.columns.least = self.columns.least.min(column);
        (at == header && total == length).then_some(())
    }
}
