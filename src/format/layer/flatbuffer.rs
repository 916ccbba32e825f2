//! As much of FlatBuffers as is needed to read a table: every offset is looked at before it is followed, and what does not
//! fit counts as not there. After the description of the format at flatbuffers.dev (Internals).

/// A table in a buffer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Where the offsets of its fields stand, and how many bytes they take.
    fields: usize,
    length: usize,
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

/// Where an offset leads.
fn follow(bytes: &[u8], at: usize) -> Option<usize> {
    let offset = u32::from_le_bytes(number(bytes, at)?) as usize;
    at.checked_add(offset).filter(|to| offset > 0 && *to < bytes.len())
}

impl<'a> Table<'a> {
    /// The table that a buffer is of.
    pub fn root(bytes: &'a [u8]) -> Option<Self> {
        Self::at(bytes, follow(bytes, 0)?)
    }

    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let back = i32::from_le_bytes(number(bytes, at)?);
        let vtable = usize::try_from(i64::try_from(at).ok()? - i64::from(back)).ok()?;
        let length = usize::from(u16::from_le_bytes(number(bytes, vtable)?));
        bytes.get(vtable..vtable.checked_add(length)?)?;
        Some(Self { bytes, at, fields: vtable + 4, length: length.checked_sub(4)? })
    }

    fn field(&self, number_of: usize) -> Option<usize> {
        if number_of * 2 + 2 > self.length {
            return None;
        }
        match u16::from_le_bytes(number(self.bytes, self.fields + number_of * 2)?) {
            0 => None,
            offset => Some(self.at + usize::from(offset)),
        }
    }

    pub fn u8(&self, field: usize, default: u8) -> u8 {
        self.field(field).and_then(|at| self.bytes.get(at)).copied().unwrap_or(default)
    }

    pub fn u16(&self, field: usize, default: u16) -> u16 {
        self.field(field).and_then(|at| number(self.bytes, at)).map_or(default, u16::from_le_bytes)
    }

    pub fn i32(&self, field: usize) -> i32 {
        self.field(field).and_then(|at| number(self.bytes, at)).map_or(0, i32::from_le_bytes)
    }

    pub fn u64(&self, field: usize) -> u64 {
        self.field(field).and_then(|at| number(self.bytes, at)).map_or(0, u64::from_le_bytes)
    }

    pub fn table(&self, field: usize) -> Option<Self> {
        Self::at(self.bytes, follow(self.bytes, self.field(field)?)?)
    }

    /// The bytes of a list of things of `size` bytes.
    pub fn list(&self, field: usize, size: usize) -> Option<&'a [u8]> {
        let at = follow(self.bytes, self.field(field)?)?;
        let count = u32::from_le_bytes(number(self.bytes, at)?) as usize;
        self.bytes.get(at + 4..(at + 4).checked_add(count.checked_mul(size)?)?)
    }

    pub fn text(&self, field: usize) -> Option<String> {
        self.list(field, 1).map(|it| String::from_utf8_lossy(it).into_owned())
    }

    /// A list of tables; those that are damaged are left out.
    pub fn tables(&self, field: usize) -> impl Iterator<Item = Self> + use<'a> {
        let bytes = self.bytes;
        let count = self.list(field, 4).map_or(0, |it| it.len() / 4);
        let from = self.field(field).and_then(|at| follow(bytes, at)).map_or(0, |at| at + 4);
        (0..count).filter_map(move |at| Self::at(bytes, follow(bytes, from + at * 4)?))
    }
}
