//! Unpacking what came from a file or a server, within limits.

use std::io::{Cursor, Read};

use flate2::read::{GzDecoder, ZlibDecoder};
use image::{ImageReader, Limits};

use super::{error::TileError, raster::Pixels};

/// Largest unpacked vector tile.
pub(super) const MAX_UNPACKED: u64 = 32 << 20;
/// Largest side of a picture, in pixels.
pub(super) const MAX_SIDE: u32 = 4096;
/// Largest memory for decoding a picture.
const MAX_PICTURE: u64 = 64 << 20;

/// Unpacks gzip or zlib, told by the first bytes; anything else is returned as it is.
pub(super) fn unpack(bytes: &[u8], limit: u64) -> Result<Vec<u8>, TileError> {
    match bytes {
        [0x1f, 0x8b, ..] => read_limited(GzDecoder::new(bytes), limit),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => read_limited(ZlibDecoder::new(bytes), limit),
        _ if bytes.len() as u64 > limit => Err(TileError::TooLarge { what: "the unpacked data", limit }),
        _ => Ok(bytes.to_vec()),
    }
}

fn read_limited(reader: impl Read, limit: u64) -> Result<Vec<u8>, TileError> {
    let mut out = Vec::new();
    // One byte more than allowed shows that there is more.
    let read = reader.take(limit + 1).read_to_end(&mut out);
    if out.len() as u64 > limit {
        return Err(TileError::TooLarge { what: "the unpacked data", limit });
    }
    read.map_err(|_| TileError::Damaged("its compressed data are broken".into()))?;
    Ok(out)
}

/// Whether the bytes begin like a PNG, JPEG or WebP picture.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    matches!(bytes, [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..])
        || (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
}

/// Decodes a PNG, JPEG or WebP tile; what is transparent lies on white paper.
///
/// # Errors
/// [`TileError::Picture`] for anything that is not a picture of at most 4096 × 4096 pixels.
pub(super) fn picture(bytes: &[u8]) -> Result<Pixels, TileError> {
    let broken = |error: &dyn std::fmt::Display| TileError::Picture(short(&error.to_string()));
    if !is_picture(bytes) {
        return Err(TileError::Picture("it is not a PNG, JPEG or WebP picture".into()));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| broken(&error))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_PICTURE);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| broken(&error))?.into_rgba8();
    let (width, height) = picture.dimensions();
    if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
        return Err(TileError::Picture("its size is out of bounds".into()));
    }
    let mut rgba = picture.into_raw();
    for pixel in rgba.as_chunks_mut::<4>().0 {
        let alpha = u16::from(pixel[3]);
        for channel in &mut pixel[..3] {
            *channel = ((u16::from(*channel) * alpha + 255 * (255 - alpha)) / 255) as u8;
        }
        pixel[3] = 255;
    }
    Ok(Pixels { width, height, rgba })
}

/// The first line of a message, at most 160 characters: fit for a status bar.
pub(super) fn short(message: &str) -> String {
    message.lines().next().unwrap_or("").chars().filter(|c| !c.is_control()).take(160).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    #[test]
    fn a_compression_bomb_stops_at_the_limit() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![0; 1 << 20]).unwrap();
        let bomb = encoder.finish().unwrap();
        assert!(matches!(unpack(&bomb, 1000), Err(TileError::TooLarge { .. })));
        assert_eq!(unpack(&bomb, 1 << 20).unwrap().len(), 1 << 20);
    }

    #[test]
    fn what_is_not_a_picture_is_refused() {
        assert!(picture(b"<html>").is_err());
        assert!(picture(&[0x89, b'P', b'N', b'G', 1, 2, 3]).is_err());
    }
}
