//! Mapbox Vector Tiles, version 1 and 2, decoded into plain arrays.

use std::sync::Arc;

use super::{
    error::TileError,
    proto::{Field, Wire, zigzag},
};

/// A tile with more points than this is refused: it could not be drawn in useful time.
const MAX_POINTS: usize = 4_000_000;
const MAX_LAYERS: usize = 256;

/// A property of a feature.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(Arc<str>),
    Number(f64),
    Bool(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Point,
    Line,
    Polygon,
}

/// One thing on the map: its properties as indices into the layer's tables, and its parts in tile units.
#[derive(Debug)]
pub struct VectorFeature {
    pub shape: Shape,
    tags: Vec<(u32, u32)>,
    /// Points, lines or rings. Rings are open: the last point is not the first again.
    pub parts: Vec<Vec<[f32; 2]>>,
}

#[derive(Debug)]
pub struct VectorLayer {
    pub name: String,
    pub version: u32,
    /// Tile units along a side, usually 4096.
    pub extent: u32,
    pub features: Vec<VectorFeature>,
    keys: Vec<String>,
    values: Vec<Value>,
}

/// A decoded tile.
#[derive(Debug, Default)]
pub struct VectorTile {
    pub layers: Vec<VectorLayer>,
    /// About how much memory it takes.
    pub bytes: usize,
}

impl VectorTile {
    /// Decodes an uncompressed tile.
    ///
    /// # Errors
    /// [`TileError::Damaged`] where the bytes are not a vector tile, [`TileError::TooLarge`] beyond four million points.
    pub fn decode(bytes: &[u8]) -> Result<Self, TileError> {
        let mut wire = Wire::new(bytes);
        let mut tile = Self::default();
        let mut budget = MAX_POINTS;
        while let Some((number, field)) = wire.field()? {
            if number == 3 && tile.layers.len() < MAX_LAYERS {
                let layer = VectorLayer::decode(field.bytes(), &mut budget)?;
                tile.bytes += layer.bytes();
                tile.layers.push(layer);
            }
        }
        Ok(tile)
    }

    pub fn layer(&self, name: &str) -> Option<&VectorLayer> {
        self.layers.iter().find(|layer| layer.name == name)
    }
}

impl VectorLayer {
    fn decode(bytes: &[u8], budget: &mut usize) -> Result<Self, TileError> {
        let mut layer = Self {
            name: String::new(),
            version: 1,
            extent: 4096,
            features: Vec::new(),
            keys: Vec::new(),
            values: Vec::new(),
        };
        let mut wire = Wire::new(bytes);
        while let Some((number, field)) = wire.field()? {
            match number {
                1 => layer.name = text(field.bytes()),
                2 => layer.features.extend(VectorFeature::decode(field.bytes(), budget)?),
                3 => layer.keys.push(text(field.bytes())),
                4 => layer.values.push(value(field.bytes())?),
                5 => layer.extent = u32::try_from(field.varint()).unwrap_or(4096).clamp(1, 1 << 20),
                15 => layer.version = u32::try_from(field.varint()).unwrap_or(1),
                _ => {}
            }
        }
        Ok(layer)
    }

    fn bytes(&self) -> usize {
        let points: usize =
            self.features.iter().flat_map(|feature| &feature.parts).map(|part| part.len() * 8 + 24).sum();
        points + self.features.len() * 64 + self.keys.len() * 40 + self.values.len() * 40
    }

    /// The property `key` of a feature of this layer.
    pub fn get(&self, feature: &VectorFeature, key: &str) -> Option<&Value> {
        let wanted = self.keys.iter().position(|known| known == key)? as u32;
        let (_, value) = feature.tags.iter().find(|(key, _)| *key == wanted)?;
        self.values.get(*value as usize)
    }

    pub fn text(&self, feature: &VectorFeature, key: &str) -> Option<&str> {
        match self.get(feature, key)? {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A number, also from a text that is one, and from a truth value (1 or 0).
    pub fn number(&self, feature: &VectorFeature, key: &str) -> Option<f64> {
        let number = match self.get(feature, key)? {
            Value::Number(number) => *number,
            Value::Bool(flag) => f64::from(u8::from(*flag)),
            Value::Text(text) => text.parse().ok()?,
        };
        number.is_finite().then_some(number)
    }
}

impl VectorFeature {
    fn decode(bytes: &[u8], budget: &mut usize) -> Result<Option<Self>, TileError> {
        let mut wire = Wire::new(bytes);
        let (mut shape, mut tags, mut geometry) = (None, Vec::new(), &[][..]);
        while let Some((number, field)) = wire.field()? {
            match number {
                2 => tags = pairs(field.bytes())?,
                3 => {
                    shape = match field.varint() {
                        1 => Some(Shape::Point),
                        2 => Some(Shape::Line),
                        3 => Some(Shape::Polygon),
                        _ => None,
                    }
                }
                4 => geometry = field.bytes(),
                _ => {}
            }
        }
        let Some(shape) = shape else { return Ok(None) };
        Ok(Some(Self { shape, tags, parts: parts(geometry, budget)? }))
    }
}

fn pairs(bytes: &[u8]) -> Result<Vec<(u32, u32)>, TileError> {
    let mut wire = Wire::new(bytes);
    let mut pairs = Vec::new();
    while !wire.is_empty() {
        let key = wire.varint()? as u32;
        if wire.is_empty() {
            break;
        }
        pairs.push((key, wire.varint()? as u32));
    }
    Ok(pairs)
}

/// Commands MoveTo (1), LineTo (2) and ClosePath (7) with relative coordinates.
fn parts(bytes: &[u8], budget: &mut usize) -> Result<Vec<Vec<[f32; 2]>>, TileError> {
    let mut wire = Wire::new(bytes);
    let mut parts: Vec<Vec<[f32; 2]>> = Vec::new();
    let (mut x, mut y) = (0i64, 0i64);
    while !wire.is_empty() {
        let command = wire.varint()?;
        let (verb, count) = (command & 7, command >> 3);
        if verb == 7 {
            continue;
        }
        if verb != 1 && verb != 2 {
            return Err(TileError::Damaged("an unknown drawing command".into()));
        }
        for _ in 0..count {
            *budget = budget
                .checked_sub(1)
                .ok_or(TileError::TooLarge { what: "the number of points in a tile", limit: MAX_POINTS as u64 })?;
            // Positions stay within what f32 holds exactly, whatever the file says.
            x = x.saturating_add(zigzag(wire.varint()?)).clamp(-(1 << 24), 1 << 24);
            y = y.saturating_add(zigzag(wire.varint()?)).clamp(-(1 << 24), 1 << 24);
            let point = [x as f32, y as f32];
            match parts.last_mut() {
                Some(part) if verb == 2 => part.push(point),
                _ => parts.push(vec![point]),
            }
        }
    }
    Ok(parts)
}

fn value(bytes: &[u8]) -> Result<Value, TileError> {
    let mut wire = Wire::new(bytes);
    let mut value = Value::Bool(false);
    while let Some((number, field)) = wire.field()? {
        value = match (number, field) {
            (1, Field::Bytes(bytes)) => Value::Text(text(bytes).into()),
            (2, Field::Fixed32(bits)) => Value::Number(f64::from(f32::from_bits(bits))),
            (3, Field::Fixed64(bits)) => Value::Number(f64::from_bits(bits)),
            (4, Field::Varint(bits)) => Value::Number(bits as i64 as f64),
            (5, Field::Varint(bits)) => Value::Number(bits as f64),
            (6, Field::Varint(bits)) => Value::Number(zigzag(bits) as f64),
            (7, Field::Varint(bits)) => Value::Bool(bits != 0),
            _ => value,
        };
    }
    Ok(value)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification: a point at (25, 17), then a line.
    #[test]
    fn commands_are_relative() {
        let mut budget = 100;
        let point = [9, 50, 34];
        assert_eq!(parts(&point, &mut budget).unwrap(), vec![vec![[25.0, 17.0]]]);
        let line = [9, 4, 4, 18, 0, 16, 16, 0];
        assert_eq!(parts(&line, &mut budget).unwrap(), vec![vec![[2.0, 2.0], [2.0, 10.0], [10.0, 10.0]]]);
    }

    #[test]
    fn a_tile_of_endless_points_is_refused() {
        let mut budget = 3;
        let many = [(1 << 3 | 1), 0, 0, (20 << 3 | 2), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert!(matches!(parts(&many, &mut budget), Err(TileError::TooLarge { .. })));
    }
}
