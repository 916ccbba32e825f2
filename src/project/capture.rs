//! The original of a report: its bytes as they came, so that what was read can be shown later.

use std::borrow::Cow;
use std::io::{Read as _, Write as _};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The bytes that an article was read from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Capture {
    /// The name of the file; empty if the text was pasted.
    pub name: String,
    /// Hexadecimal SHA-256 of the bytes as they came.
    pub sha256: String,
    /// How many bytes came.
    pub size: u64,
    /// Where they came from; may be empty.
    pub address: String,
    /// When they were brought in: RFC 3339, UTC.
    pub captured: String,
    /// Whether `content` is compressed (zlib, RFC 1950).
    pub packed: bool,
    /// The bytes; none if there were more than [`Capture::LARGEST`].
    #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
    pub content: Arc<[u8]>,
}

/// Why the bytes of a capture cannot be had.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoContent {
    #[error("the original was too large to be kept; only its SHA-256 and size are")]
    TooLarge,
    #[error("the original that is kept is damaged: its SHA-256 is not what it was")]
    Damaged,
}

impl Capture {
    /// Larger originals are not kept, only what is said of them: 16 MiB after compression.
    pub const LARGEST: usize = 16 << 20;

    /// Of bytes that came just now.
    pub fn of(name: &str, bytes: &[u8], address: &str) -> Self {
        let now = jiff::Timestamp::now();
        let now = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
        let (packed, content) = pack(bytes);
        Self {
            name: name.to_owned(),
            sha256: sha256(bytes),
            size: bytes.len() as u64,
            address: address.to_owned(),
            captured: now.to_string(),
            packed,
            content: if content.len() > Self::LARGEST { Arc::default() } else { content.into() },
        }
    }

    /// The bytes as they came.
    ///
    /// # Errors
    /// If they were not kept or are not the ones that came.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, NoContent> {
        if self.content.is_empty() && self.size > 0 {
            return Err(NoContent::TooLarge);
        }
        let bytes = if self.packed {
            // No more than was said to have come, whatever the compressed bytes would give.
            let mut bytes = Vec::new();
            let read = ZlibDecoder::new(&*self.content).take(self.size.saturating_add(1)).read_to_end(&mut bytes);
            read.map_err(|_| NoContent::Damaged)?;
            Cow::Owned(bytes)
        } else {
            Cow::Borrowed(&*self.content)
        };
        if sha256(&bytes) == self.sha256 { Ok(bytes) } else { Err(NoContent::Damaged) }
    }
}

/// Hexadecimal SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// Compressed where that saves a tenth at least.
fn pack(bytes: &[u8]) -> (bool, Vec<u8>) {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let packed = packed.write_all(bytes).and_then(|()| packed.finish());
    match packed {
        Ok(packed) if packed.len() < bytes.len() / 10 * 9 => (true, packed),
        _ => (false, bytes.to_vec()),
    }
}

fn to_hex<S: Serializer>(bytes: &Arc<[u8]>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes.iter() {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    serializer.serialize_str(&text)
}

fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let half = |byte: u8| char::from(byte).to_digit(16);
    let byte = |pair: &[u8]| Some((half(*pair.first()?)? << 4 | half(*pair.get(1)?)?) as u8);
    let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(byte).collect();
    bytes.map(Into::into).ok_or_else(|| serde::de::Error::custom("not hexadecimal"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_original_comes_back_byte_for_byte_whether_it_was_compressed_or_not() {
        let random: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 11) as u8).collect();
        for bytes in [&b""[..], b"x", "the same words again and again ".repeat(200).as_bytes(), &random] {
            let it = Capture::of("a.txt", bytes, "");
            assert_eq!(it.bytes().as_deref(), Ok(bytes));
            let text = serde_json::to_string(&it).unwrap();
            assert_eq!(serde_json::from_str::<Capture>(&text).unwrap(), it);
        }
        assert!(Capture::of("a", &"a".repeat(5000).into_bytes(), "").content.len() < 200);
    }

    #[test]
    fn an_original_that_was_changed_or_not_kept_is_never_shown_as_what_came() {
        let mut it = Capture::of("a", b"what came", "");
        it.content = b"another".to_vec().into();
        assert_eq!(it.bytes(), Err(NoContent::Damaged));
        it.content = Arc::default();
        assert_eq!(it.bytes(), Err(NoContent::TooLarge));
    }
}
