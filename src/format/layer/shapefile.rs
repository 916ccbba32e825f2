//! Shapefiles: shapes, and the table beside them. After the ESRI Shapefile Technical Description (1998).

use std::io::{self, Read};

use serde_json::{Map, Value, json};

use super::dbf::{Dbf, Record};
use super::{Lines, MAX_SHAPE, corners, place, polygons, write};
use crate::format::crs::Crs;

/// Shapes of a layer with what the table says of each.
pub(in crate::format) struct Shapefile<S, D> {
    shapes: S,
    table: Option<Dbf<D>>,
    crs: Crs,
    /// The shapes have come to their end, or to where they are damaged.
    ended: bool,
    /// Records so far.
    count: usize,
}

/// A shape: none, one that was read, or the box of one that is too long.
type Shape = Option<Value>;

impl<S: Read, D: Read> Shapefile<S, D> {
    /// Begin a layer.
    ///
    /// # Errors
    /// If these are no shapes.
    pub fn new(mut shapes: S, table: Option<Dbf<D>>, crs: Crs) -> Result<Self, String> {
        let mut head = [0; 100];
        shapes.read_exact(&mut head).map_err(|_| "it ends within its header: it is cut off".to_owned())?;
        if head[..4] != [0, 0, 0x27, 0x0A] {
            return Err("it does not begin like a shapefile".to_owned());
        }
        Ok(Self { shapes, table, crs, ended: false, count: 0 })
    }

    /// The next shape; nothing at the end.
    fn shape(&mut self) -> Result<Option<Shape>, String> {
        let mut head = [0; 8];
        match filled(&mut self.shapes, &mut head)? {
            0 => return Ok(None),
            8 => {}
            _ => return Err(self.cut()),
        }
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        let length = u64::from(words) * 2;
        let kept = length.min(MAX_SHAPE as u64);
        let mut content = Vec::new();
        self.shapes.by_ref().take(kept).read_to_end(&mut content).map_err(|error| error.to_string())?;
        if (content.len() as u64) < kept {
            return Err(self.cut());
        }
        if length > kept {
            let rest = io::copy(&mut self.shapes.by_ref().take(length - kept), &mut io::sink());
            if rest.map_err(|error| error.to_string())? < length - kept {
                return Err(self.cut());
            }
            return Ok(Some(bounds(&content).map(corners)));
        }
        Ok(Some(geometry(&content).ok_or_else(|| format!("the shape of record {} is damaged", self.count + 1))?))
    }

    fn cut(&self) -> String {
        format!("the shapes end within record {}: the file is cut off", self.count + 1)
    }
}

impl<S: Read, D: Read> Lines for Shapefile<S, D> {
    fn next(&mut self, out: &mut Vec<u8>) -> Result<bool, String> {
        loop {
            let shape = if self.ended { None } else { self.shape()? };
            self.ended |= shape.is_none();
            let record = match &mut self.table {
                Some(table) => table.next_record()?,
                None => None,
            };
            if shape.is_none() && record.is_none() {
                return Ok(false);
            }
            self.count += 1;
            let mut properties = Map::new();
            match record {
                Some(Record::Deleted) => continue,
                Some(Record::Values(values)) => {
                    let names = self.table.iter().flat_map(Dbf::names);
                    for (name, value) in names.zip(values).filter(|(_, value)| !value.is_empty()) {
                        properties.insert(name.to_owned(), Value::String(value));
                    }
                }
                None => {}
            }
            let geometry = place(&mut properties, shape.flatten(), &self.crs);
            return write(out, properties, &geometry);
        }
    }
}

/// Read until the buffer is full or there is no more.
fn filled(reader: &mut impl Read, into: &mut [u8]) -> Result<usize, String> {
    let mut at = 0;
    while at < into.len() {
        match reader.read(&mut into[at..]).map_err(|error| error.to_string())? {
            0 => break,
            count => at += count,
        }
    }
    Ok(at)
}

fn int(bytes: &[u8], at: usize) -> Option<usize> {
    let it = i32::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
    usize::try_from(it).ok()
}

fn double(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn point(bytes: &[u8], at: usize) -> Option<[f64; 2]> {
    Some([double(bytes, at)?, double(bytes, at + 8)?])
}

/// The box of a shape of several points.
fn bounds(content: &[u8]) -> Option<[f64; 4]> {
    let it = [double(content, 4)?, double(content, 12)?, double(content, 20)?, double(content, 28)?];
    it.iter().all(|it| it.is_finite()).then_some(it)
}

/// The shape in the content of a record; nothing at all if it is damaged.
fn geometry(content: &[u8]) -> Option<Shape> {
    let points = |from: usize, count: usize| -> Option<Vec<[f64; 2]>> {
        let bytes = content.get(from..from.checked_add(count.checked_mul(16)?)?)?;
        bytes.chunks_exact(16).map(|it| point(it, 0)).collect()
    };
    Some(match int(content, 0)? {
        0 => None,
        1 | 11 | 21 => {
            // What is less than -10^38 is "no data".
            let at = point(content, 4)?;
            at.iter().all(|it| it.is_finite() && *it > -1e38).then(|| json!({ "type": "Point", "coordinates": at }))
        }
        8 | 18 | 28 => {
            let all = points(40, int(content, 36)?)?;
            (!all.is_empty()).then(|| json!({ "type": "MultiPoint", "coordinates": all }))
        }
        kind @ (3 | 5 | 13 | 15 | 23 | 25 | 31) => {
            let (parts, count) = (int(content, 36)?, int(content, 40)?);
            // A multipatch says of each part what it is, too.
            let behind = if kind == 31 { parts.checked_mul(8)? } else { parts.checked_mul(4)? };
            let all = points(44_usize.checked_add(behind)?, count)?;
            let starts = (0..parts).map(|at| int(content, 44 + at * 4)).collect::<Option<Vec<_>>>()?;
            let mut lines = Vec::new();
            for (at, start) in starts.iter().enumerate() {
                let end = starts.get(at + 1).copied().unwrap_or(count);
                let line = all.get(*start..end)?.to_vec();
                if !line.is_empty() {
                    lines.push(line);
                }
            }
            match lines.len() {
                0 => None,
                _ if matches!(kind, 5 | 15 | 25) => Some(polygons(lines)),
                1 => Some(json!({ "type": "LineString", "coordinates": lines[0] })),
                _ => Some(json!({ "type": "MultiLineString", "coordinates": lines })),
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::dbf::tests::table;
    use super::*;

    fn doubles(all: &[f64]) -> Vec<u8> {
        all.iter().flat_map(|it| it.to_le_bytes()).collect()
    }

    fn ints(all: &[i32]) -> Vec<u8> {
        all.iter().flat_map(|it| it.to_le_bytes()).collect()
    }

    /// A file of shapes with these contents.
    fn shapes(contents: &[Vec<u8>]) -> Vec<u8> {
        let mut out = vec![0; 100];
        out[..4].copy_from_slice(&[0, 0, 0x27, 0x0A]);
        for (at, content) in contents.iter().enumerate() {
            out.extend((at as u32 + 1).to_be_bytes());
            out.extend((content.len() as u32 / 2).to_be_bytes());
            out.extend(content);
        }
        out
    }

    fn read(shp: &[u8], dbf: Option<&[u8]>, crs: Crs) -> (Vec<Value>, Option<String>) {
        let table = dbf.map(|it| Dbf::new(it, None).unwrap());
        let mut layer = Shapefile::new(shp, table, crs).unwrap();
        let mut all = Vec::new();
        loop {
            let mut line = Vec::new();
            match layer.next(&mut line) {
                Ok(true) => all.push(serde_json::from_slice(&line).unwrap()),
                Ok(false) => return (all, None),
                Err(reason) => return (all, Some(reason)),
            }
        }
    }

    fn square(clockwise: bool, from: f64) -> Vec<f64> {
        let to = from + 2.0;
        if clockwise {
            vec![from, from, from, to, to, to, to, from, from, from]
        } else {
            vec![from, from, to, from, to, to, from, to, from, from]
        }
    }

    #[test]
    fn shapes_come_with_what_the_table_says() {
        let polygon = |rings: &[Vec<f64>]| {
            let starts: Vec<i32> = (0..rings.len() as i32).map(|it| it * 5).collect();
            let head =
                [ints(&[5]), doubles(&[0.0, 0.0, 9.0, 9.0]), ints(&[rings.len() as i32, rings.len() as i32 * 5])];
            [head.concat(), ints(&starts), doubles(&rings.concat())].concat()
        };
        let shp = shapes(&[
            [ints(&[1]), doubles(&[36.3, 33.5])].concat(),
            [ints(&[11]), doubles(&[36.3, 33.5, 700.0, 0.0])].concat(),
            ints(&[0]),
            polygon(&[square(true, 0.0), square(false, 0.5), square(true, 5.0)]),
            [ints(&[3]), doubles(&[0.0; 4]), ints(&[1, 2, 0]), doubles(&[1.0, 2.0, 3.0, 4.0])].concat(),
            [ints(&[8]), doubles(&[0.0; 4]), ints(&[2]), doubles(&[1.0, 2.0, 3.0, 4.0])].concat(),
        ]);
        let names: [&[&[u8]]; 7] = [&[b"a"], &[b"b"], &[b"c"], &[b"d"], &[b"e"], &[b"f"], &[b"g"]];
        let (all, wrong) = read(&shp, Some(&table(0, &[("NAME", b'C', 5)], &names)), Crs::default());
        assert_eq!(wrong, None);
        let told: Vec<String> =
            all.iter().map(|it| format!("{} {}", it["properties"]["NAME"], it["geometry"]["coordinates"])).collect();
        assert_eq!(
            told,
            [
                "\"a\" [36.3,33.5]",
                "\"b\" [36.3,33.5]",
                "\"c\" null",
                "\"d\" [[[[0.0,0.0],[0.0,2.0],[2.0,2.0],[2.0,0.0],[0.0,0.0]],[[0.5,0.5],[2.5,0.5],[2.5,2.5],[0.5,2.5],[0.5,0.5]]],[[[5.0,5.0],[5.0,7.0],[7.0,7.0],[7.0,5.0],[5.0,5.0]]]]",
                "\"e\" [[1.0,2.0],[3.0,4.0]]",
                "\"f\" [[1.0,2.0],[3.0,4.0]]",
                "\"g\" null",
            ]
        );
    }

    #[test]
    fn coordinates_in_metres_are_converted_or_kept_as_a_detail() {
        let shp = shapes(&[[ints(&[1]), doubles(&[263_068.8, 3_741_327.5])].concat()]);
        let at = |crs| read(&shp, None, crs).0[0].clone();
        let point = at(Crs::of_name("38N"));
        assert!((point["geometry"]["coordinates"][0].as_f64().unwrap() - 42.4411).abs() < 1e-4, "{point}");
        let kept = at(Crs::of_epsg(27700));
        assert!(kept["geometry"].is_null() && kept["properties"]["unconverted"].as_str().unwrap().contains("263068.8"));
    }

    #[test]
    fn what_is_damaged_ends_the_layer_with_a_reason() {
        let whole = shapes(&[[ints(&[1]), doubles(&[1.0, 2.0])].concat(), [ints(&[1]), doubles(&[3.0, 4.0])].concat()]);
        let (all, wrong) = read(&whole[..whole.len() - 3], None, Crs::default());
        assert!(all.len() == 1 && wrong.unwrap().contains("cut off"));
        let lies = shapes(&[[ints(&[5]), doubles(&[0.0; 4]), ints(&[i32::MAX, i32::MAX])].concat()]);
        assert!(read(&lies, None, Crs::default()).1.unwrap().contains("damaged"));
        for at in 100..whole.len() {
            for byte in [0, 0x7F, 0xFF] {
                let mut bad = whole.clone();
                bad[at] = byte;
                read(&bad, None, Crs::default());
            }
        }
    }
}
