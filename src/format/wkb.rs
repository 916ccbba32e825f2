//! Well-known binary, as GeoParquet keeps geometries (OGC 06-103r4, and EWKB's flags): where a shape lies, and how far it
//! reaches. Written are points only.

use super::shape::Extent;
use crate::event::LonLat;

/// How deep collections may be nested.
const MAX_DEPTH: u32 = 16;

const Z: u32 = 0x8000_0000;
const M: u32 = 0x4000_0000;
const SRID: u32 = 0x2000_0000;

/// What a geometry covers. An empty one covers nothing.
///
/// # Errors
/// If it is no geometry, is cut off, or does not lie on the globe.
pub(super) fn extent(bytes: &[u8]) -> Result<Extent, &'static str> {
    let mut extent = Extent::default();
    Cursor { bytes, little: true }.geometry(&mut extent, 0)?;
    Ok(extent)
}

/// A point.
pub(super) fn point(lon: f64, lat: f64) -> [u8; 21] {
    let mut bytes = [0; 21];
    (bytes[0], bytes[1]) = (1, 1);
    bytes[5..13].copy_from_slice(&lon.to_le_bytes());
    bytes[13..].copy_from_slice(&lat.to_le_bytes());
    bytes
}

const CUT: &str = "the geometry is cut off";

struct Cursor<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>().ok_or(CUT)?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn whole(&mut self) -> Result<u32, &'static str> {
        let bytes = self.take()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self) -> Result<f64, &'static str> {
        let bytes = self.take()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// How many things follow, of at least so many bytes each: what the file cannot hold is not believed.
    fn count(&mut self, each: usize) -> Result<u32, &'static str> {
        let count = self.whole()?;
        if (count as usize).saturating_mul(each) > self.bytes.len() { Err(CUT) } else { Ok(count) }
    }

    fn geometry(&mut self, extent: &mut Extent, depth: u32) -> Result<(), &'static str> {
        const NONE: &str = "this is no geometry in well-known binary";
        if depth > MAX_DEPTH {
            return Err("collections of geometries are nested too deep");
        }
        self.little = match self.take()? {
            [0] => false,
            [1] => true,
            _ => return Err(NONE),
        };
        let code = self.whole()?;
        let (kind, thousands) = ((code & !(Z | M | SRID)) % 1000, (code & !(Z | M | SRID)) / 1000);
        if thousands > 3 {
            return Err(NONE);
        }
        let further =
            usize::from(code & Z != 0 || thousands & 1 != 0) + usize::from(code & M != 0 || thousands & 2 != 0);
        if code & SRID != 0 {
            self.whole()?;
        }
        match kind {
            1 => self.position(extent, further),
            2 => self.line(extent, further),
            3 => {
                let rings = self.count(4)?;
                (0..rings).try_for_each(|_| self.line(extent, further))
            }
            4..=7 => {
                let parts = self.count(5)?;
                (0..parts).try_for_each(|_| self.geometry(extent, depth + 1))
            }
            _ => Err("this kind of geometry is not read"),
        }
    }

    fn line(&mut self, extent: &mut Extent, further: usize) -> Result<(), &'static str> {
        let points = self.count(16 + 8 * further)?;
        (0..points).try_for_each(|_| self.position(extent, further))
    }

    fn position(&mut self, extent: &mut Extent, further: usize) -> Result<(), &'static str> {
        let (x, y) = (self.number()?, self.number()?);
        for _ in 0..further {
            self.number()?;
        }
        // An empty point has no numbers.
        if x.is_nan() && y.is_nan() {
            return Ok(());
        }
        let at = LonLat::new(x, y);
        extent
            .add(at.ok_or("this is not on the globe: longitude (-180 to 180) comes first, then latitude (-90 to 90)")?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        let text: String = text.split_whitespace().collect();
        (0..text.len() / 2).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap()).collect()
    }

    #[test]
    fn points_lines_and_collections_of_both_orders_of_bytes_are_read() {
        let one = "3FF0000000000000";
        let two = "4000000000000000";
        for (text, expect) in [
            (format!("00 00000001 {one} {two}"), Some((1.0, 2.0))),
            ("01 01000000 000000000000F03F 0000000000000040".to_owned(), Some((1.0, 2.0))),
            // ISO Z, EWKB Z with a reference system.
            (format!("00 000003E9 {one} {two} {one}"), Some((1.0, 2.0))),
            (format!("00 A0000001 000010E6 {one} {two} {one}"), Some((1.0, 2.0))),
            (format!("00 00000002 00000002 {one} {one} {two} {two}"), Some((1.5, 1.5))),
            (format!("00 00000007 00000001 00 00000001 {two} {one}"), Some((2.0, 1.0))),
            ("00 00000001 7FF8000000000000 7FF8000000000000".to_owned(), None),
            ("00 00000003 00000000".to_owned(), None),
        ] {
            let centre = extent(&hex(&text)).unwrap().centre().map(|(at, _)| (at.lon, at.lat));
            assert_eq!(centre, expect, "{text}");
        }
    }

    #[test]
    fn what_is_no_geometry_says_so() {
        for text in ["", "02", "00 00000002 FFFFFFFF", "00 0000000F", "00 00000001 4089000000000000 3FF0000000000000"] {
            assert!(extent(&hex(text)).is_err(), "{text}");
        }
        let deep = "00 00000007 00000001".repeat(40);
        assert!(extent(&hex(&deep)).unwrap_err().contains("too deep"));
    }
}
