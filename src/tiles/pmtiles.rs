//! PMTiles version 3: one file, one open reader, positioned reads, every size checked.
//! <https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md>

use std::{
    collections::VecDeque,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    blob::Blob,
    decode::{MAX_UNPACKED, unpack},
    error::TileError,
    key::TileKey,
    proto::Wire,
    reader::{Content, Meta, Reader, plain_text},
};

const HEADER: u64 = 127;
const MAX_DIRECTORY: u64 = 8 << 20;
const MAX_DIRECTORY_UNPACKED: u64 = 32 << 20;
const MAX_METADATA: u64 = 4 << 20;
const MAX_TILE: u64 = 16 << 20;
/// The specification has three levels; a file that nests deeper is damaged.
const MAX_DEPTH: usize = 4;
const KEPT_DIRECTORIES: usize = 32;

/// A PMTiles archive.
pub struct PmTiles {
    blob: Blob,
    header: Header,
    meta: Meta,
    root: Arc<Directory>,
    leaves: Mutex<VecDeque<(u64, Arc<Directory>)>>,
}

type Directory = Vec<Entry>;

struct Entry {
    tile: u64,
    offset: u64,
    length: u32,
    /// 0 for an entry that names a leaf directory.
    run: u32,
}

struct Header {
    root: (u64, u64),
    metadata: (u64, u64),
    leaves: (u64, u64),
    data: (u64, u64),
    packed_inside: u8,
    packed_tiles: u8,
}

impl PmTiles {
    /// # Errors
    /// [`TileError`] where the bytes are not a PMTiles archive this program can read.
    pub fn from_static(bytes: &'static [u8]) -> Result<Self, TileError> {
        Self::new(Blob::Static(bytes))
    }

    /// # Errors
    /// As [`PmTiles::from_static`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, TileError> {
        Self::new(Blob::Owned(bytes))
    }

    /// # Errors
    /// As [`PmTiles::from_static`], or where the file cannot be read.
    pub fn open(path: &Path) -> Result<Self, TileError> {
        Self::new(Blob::open(path)?)
    }

    fn new(blob: Blob) -> Result<Self, TileError> {
        let bytes = blob.read(0, HEADER.min(blob.len()), HEADER)?;
        if bytes.len() < HEADER as usize || !bytes.starts_with(b"PMTiles") {
            return Err(TileError::NotA { expected: "PMTiles" });
        }
        if bytes[7] != 3 {
            return Err(TileError::Unsupported(format!("PMTiles version {}", bytes[7])));
        }
        let u64_at = |at: usize| (0..8).fold(0u64, |value, i| value | u64::from(bytes[at + i]) << (8 * i));
        let degrees = |at: usize| {
            let value = (0..4).fold(0u32, |value, i| value | u32::from(bytes[at + i]) << (8 * i));
            f64::from(value as i32) / 1e7
        };
        let header = Header {
            root: (u64_at(8), u64_at(16)),
            metadata: (u64_at(24), u64_at(32)),
            leaves: (u64_at(40), u64_at(48)),
            data: (u64_at(56), u64_at(64)),
            packed_inside: bytes[97],
            packed_tiles: bytes[98],
        };
        let content = match bytes[99] {
            1 | 0 => Content::Vector,
            2..=4 => Content::Picture,
            other => return Err(TileError::Unsupported(format!("tiles of type {other}"))),
        };
        supported(header.packed_inside)?;
        supported(header.packed_tiles)?;

        let mut meta = Meta::new(content);
        meta.min_zoom = bytes[100].min(TileKey::MAX_ZOOM);
        meta.max_zoom = bytes[101].min(TileKey::MAX_ZOOM);
        let bounds = [degrees(102), degrees(106), degrees(110), degrees(114)];
        if bounds[0] < bounds[2] && bounds[1] < bounds[3] {
            meta.bounds = bounds;
        }
        describe(&mut meta, &blob, &header);
        let root = Arc::new(directory(&blob, header.root.0, header.root.1)?);
        Ok(Self { blob, header, meta, root, leaves: Mutex::default() })
    }

    fn leaf(&self, offset: u64, length: u64) -> Result<Arc<Directory>, TileError> {
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = leaves.iter().position(|(known, _)| *known == offset)
            && let Some(found) = leaves.remove(at)
        {
            let directory = Arc::clone(&found.1);
            leaves.push_front(found);
            return Ok(directory);
        }
        drop(leaves);
        let start = self.header.leaves.0.checked_add(offset).ok_or_else(overflow)?;
        let read = Arc::new(directory(&self.blob, start, length)?);
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        leaves.push_front((offset, Arc::clone(&read)));
        leaves.truncate(KEPT_DIRECTORIES);
        Ok(read)
    }
}

impl Reader for PmTiles {
    fn meta(&self) -> &Meta {
        &self.meta
    }

    fn tile(&self, key: TileKey) -> Result<Option<Vec<u8>>, TileError> {
        if !key.is_valid() || key.z > self.meta.max_zoom {
            return Ok(None);
        }
        let id = tile_id(key);
        let mut current = Arc::clone(&self.root);
        for _ in 0..MAX_DEPTH {
            let Some(entry) = current.partition_point(|entry| entry.tile <= id).checked_sub(1).map(|at| &current[at])
            else {
                return Ok(None);
            };
            if entry.run > 0 {
                if id - entry.tile >= u64::from(entry.run) {
                    return Ok(None);
                }
                let start = self.header.data.0.checked_add(entry.offset).ok_or_else(overflow)?;
                let bytes = self.blob.read(start, u64::from(entry.length), MAX_TILE)?;
                return unpack(&bytes, MAX_UNPACKED).map(Some);
            }
            current = self.leaf(entry.offset, u64::from(entry.length))?;
        }
        Err(TileError::Damaged("its directories nest too deeply".into()))
    }
}

/// Layer names and attribution; a file with broken metadata still shows its tiles.
fn describe(meta: &mut Meta, blob: &Blob, header: &Header) {
    let (offset, length) = header.metadata;
    let Ok(bytes) = blob.read(offset, length, MAX_METADATA).and_then(|bytes| unpack(&bytes, MAX_METADATA)) else {
        return;
    };
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(&bytes) else { return };
    meta.attribution = plain_text(json["attribution"].as_str().unwrap_or(""));
    let layers = json["vector_layers"].as_array().into_iter().flatten();
    meta.layers = layers.filter_map(|layer| layer["id"].as_str().map(String::from)).take(256).collect();
}

fn supported(compression: u8) -> Result<(), TileError> {
    match compression {
        0..=2 => Ok(()),
        3 => Err(TileError::Unsupported("Brotli compression".into())),
        4 => Err(TileError::Unsupported("Zstandard compression".into())),
        other => Err(TileError::Unsupported(format!("compression {other}"))),
    }
}

fn overflow() -> TileError {
    TileError::Damaged("a position lies outside the file".into())
}

fn directory(blob: &Blob, offset: u64, length: u64) -> Result<Directory, TileError> {
    let bytes = unpack(&blob.read(offset, length, MAX_DIRECTORY)?, MAX_DIRECTORY_UNPACKED)?;
    let mut wire = Wire::new(&bytes);
    let count = wire.varint()?;
    // Every entry takes at least four bytes, so a lying count cannot ask for much memory.
    if count > bytes.len() as u64 / 4 {
        return Err(TileError::Damaged("a directory lies about its length".into()));
    }
    let mut entries = Vec::with_capacity(count as usize);
    let mut tile = 0u64;
    for _ in 0..count {
        tile = tile.checked_add(wire.varint()?).ok_or_else(overflow)?;
        entries.push(Entry { tile, offset: 0, length: 0, run: 0 });
    }
    for entry in &mut entries {
        entry.run = u32::try_from(wire.varint()?).map_err(|_| overflow())?;
    }
    for entry in &mut entries {
        entry.length = u32::try_from(wire.varint()?).map_err(|_| overflow())?;
    }
    let mut next = 0u64;
    for entry in &mut entries {
        // Zero means: right after the one before.
        entry.offset = match wire.varint()? {
            0 => next,
            offset => offset - 1,
        };
        next = entry.offset.checked_add(u64::from(entry.length)).ok_or_else(overflow)?;
    }
    Ok(entries)
}

/// Position of a tile on the Hilbert curves of all zooms one after the other.
fn tile_id(key: TileKey) -> u64 {
    let before = ((1u64 << (2 * u32::from(key.z))) - 1) / 3;
    let (mut x, mut y) = (u64::from(key.x), u64::from(key.y));
    let mut along = 0u64;
    for level in (0..key.z).rev() {
        let side = 1u64 << level;
        let (right, lower) = (u64::from(x & side > 0), u64::from(y & side > 0));
        along += side * side * ((3 * right) ^ lower);
        if lower == 0 {
            if right == 1 {
                x = (side - 1).wrapping_sub(x);
                y = (side - 1).wrapping_sub(y);
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    before + along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tile_ids_follow_the_specification() {
        let id = |z, x, y| tile_id(TileKey { z, x, y });
        assert_eq!([id(0, 0, 0), id(1, 0, 0), id(1, 0, 1), id(1, 1, 1), id(1, 1, 0), id(2, 0, 0)], [0, 1, 2, 3, 4, 5]);
        assert_eq!(id(12, 3423, 1763), 19078479);
    }

    #[test]
    fn what_is_no_archive_is_said_so() {
        assert!(matches!(PmTiles::from_static(b"hello"), Err(TileError::NotA { .. })));
    }
}
