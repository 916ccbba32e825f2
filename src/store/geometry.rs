//! Points as GeoPackage keeps them: a header and WKB.

use crate::event::LonLat;

const WGS84: i32 = 4326;

/// A point in longitude and latitude.
pub fn encode(at: LonLat) -> [u8; 29] {
    let mut blob = [0; 29];
    // "GP", version 1 (as 0), little endian, no envelope.
    blob[..4].copy_from_slice(&[b'G', b'P', 0, 1]);
    blob[4..8].copy_from_slice(&WGS84.to_le_bytes());
    // WKB: little endian, a point.
    blob[8..13].copy_from_slice(&[1, 1, 0, 0, 0]);
    blob[13..21].copy_from_slice(&at.lon.to_le_bytes());
    blob[21..29].copy_from_slice(&at.lat.to_le_bytes());
    blob
}

/// x and y of a point, whatever its byte order, envelope, or further coordinates; nothing if it is empty or no point.
pub fn decode(blob: &[u8]) -> Option<(f64, f64)> {
    let [b'G', b'P', _, flags, ..] = blob else { return None };
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    let wkb = blob.get(8 + envelope..)?;
    let little = match wkb.first()? {
        0 => false,
        1 => true,
        _ => return None,
    };
    let word: [u8; 4] = wkb.get(1..5)?.try_into().ok()?;
    let kind = if little { u32::from_le_bytes(word) } else { u32::from_be_bytes(word) };
    // ISO WKB and EWKB write Z and M differently; the point itself is the same.
    if (kind & 0x0FFF_FFFF) % 1000 != 1 {
        return None;
    }
    let number = |at: usize| {
        let bytes: [u8; 8] = wkb.get(at..at + 8)?.try_into().ok()?;
        Some(if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    };
    let (x, y) = (number(5)?, number(13)?);
    (x.is_finite() && y.is_finite()).then_some((x, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_comes_back() {
        let at = LonLat { lon: 42.4412, lat: -33.7856 };
        assert_eq!(decode(&encode(at)), Some((at.lon, at.lat)));
    }

    #[test]
    fn points_of_other_programs_are_read_and_anything_else_is_none() {
        let at = encode(LonLat { lon: 1.0, lat: 2.0 });
        let mut with_envelope = at[..8].to_vec();
        with_envelope[3] |= 1 << 1;
        with_envelope.extend([0; 32]);
        with_envelope.extend(&at[8..]);
        assert_eq!(decode(&with_envelope), Some((1.0, 2.0)));
        let mut big = at[..8].to_vec();
        big.extend([0, 0, 0, 0, 1]);
        big.extend(1.0_f64.to_be_bytes());
        big.extend(2.0_f64.to_be_bytes());
        assert_eq!(decode(&big), Some((1.0, 2.0)));
        for length in 0..at.len() {
            assert_eq!(decode(&at[..length]), None);
        }
        assert_eq!(decode(&encode(LonLat { lon: f64::NAN, lat: f64::NAN })), None, "an empty point");
    }
}
