//! The few pieces of Protocol Buffers that tiles and archives need. Every read is checked; nothing is trusted.

use super::error::TileError;

/// A cursor over bytes that came from outside.
#[derive(Clone, Copy)]
pub(super) struct Wire<'a> {
    bytes: &'a [u8],
}

/// One field of a message.
pub(super) enum Field<'a> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    pub fn varint(&self) -> u64 {
        if let Field::Varint(value) = self { *value } else { 0 }
    }

    pub fn bytes(&self) -> &'a [u8] {
        if let Field::Bytes(bytes) = self { bytes } else { &[] }
    }
}

fn cut_short() -> TileError {
    TileError::Damaged("it ends too early".into())
}

impl<'a> Wire<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// An unsigned LEB128 number of at most 64 bits.
    pub fn varint(&mut self) -> Result<u64, TileError> {
        let mut value = 0u64;
        for (index, &byte) in self.bytes.iter().enumerate().take(10) {
            value |= u64::from(byte & 0x7f) << (7 * index).min(63);
            if byte & 0x80 == 0 {
                self.bytes = &self.bytes[index + 1..];
                return Ok(value);
            }
        }
        Err(if self.bytes.len() < 10 { cut_short() } else { TileError::Damaged("a number is too long".into()) })
    }

    pub fn take(&mut self, length: u64) -> Result<&'a [u8], TileError> {
        let length = usize::try_from(length).map_err(|_| cut_short())?;
        let (head, tail) = self.bytes.split_at_checked(length).ok_or_else(cut_short)?;
        self.bytes = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], TileError> {
        let head = self.take(N as u64)?;
        head.try_into().map_err(|_| cut_short())
    }

    /// The next field with its number, or `None` at the end.
    pub fn field(&mut self) -> Result<Option<(u64, Field<'a>)>, TileError> {
        if self.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let field = match tag & 7 {
            0 => Field::Varint(self.varint()?),
            1 => Field::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => {
                let length = self.varint()?;
                Field::Bytes(self.take(length)?)
            }
            5 => Field::Fixed32(u32::from_le_bytes(self.array()?)),
            _ => return Err(TileError::Damaged("an unknown kind of field".into())),
        };
        Ok(Some((tag >> 3, field)))
    }
}

/// Undoes the zigzag that keeps small negative numbers short.
pub(super) fn zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_endless_ones_refused() {
        assert_eq!(Wire::new(&[0xac, 0x02]).varint(), Ok(300));
        assert!(Wire::new(&[0x80]).varint().is_err());
        assert!(Wire::new(&[0xff; 32]).varint().is_err());
        assert_eq!(zigzag(3), -2);
        assert_eq!(zigzag(4), 2);
    }

    #[test]
    fn a_length_beyond_the_end_is_an_error() {
        assert!(Wire::new(&[0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]).field().is_err());
    }
}
