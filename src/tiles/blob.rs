//! Bytes at a position, from memory or from a file that stays open. Files are read, never mapped: a file cut short by
//! someone else is an error and not a crash.

use std::{fs::File, path::Path};

use super::error::TileError;

pub(super) enum Blob {
    Static(&'static [u8]),
    Owned(Vec<u8>),
    File { file: File, length: u64 },
}

impl Blob {
    pub fn open(path: &Path) -> Result<Self, TileError> {
        let unreadable = |error: std::io::Error| TileError::File(super::decode::short(&error.to_string()));
        let file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(TileError::File("it is not a regular file".into()));
        }
        Ok(Self::File { file, length: metadata.len() })
    }

    pub fn len(&self) -> u64 {
        match self {
            Self::Static(bytes) => bytes.len() as u64,
            Self::Owned(bytes) => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }

    /// `length` bytes from `offset`; at most `limit`.
    pub fn read(&self, offset: u64, length: u64, limit: u64) -> Result<Vec<u8>, TileError> {
        if length > limit {
            return Err(TileError::TooLarge { what: "a part of the map file", limit });
        }
        let end = offset.checked_add(length).filter(|end| *end <= self.len());
        let end = end.ok_or_else(|| TileError::Damaged("it ends too early".into()))?;
        match self {
            Self::Static(bytes) => Ok(bytes[offset as usize..end as usize].to_vec()),
            Self::Owned(bytes) => Ok(bytes[offset as usize..end as usize].to_vec()),
            Self::File { file, .. } => {
                let mut buffer = vec![0; length as usize];
                read_at(file, &mut buffer, offset)
                    .map_err(|error| TileError::File(super::decode::short(&error.to_string())))?;
                Ok(buffer)
            }
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, offset)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            read => {
                buffer = &mut buffer[read..];
                offset += read as u64;
            }
        }
    }
    Ok(())
}
