//! Which square of the world: the usual quadtree of web maps.

use serde::{Deserialize, Serialize};

/// Address of a tile: zoom level and column and row from the north-west corner.
///
/// At zoom `z` the world is a square of `2^z` × `2^z` tiles. Valid zooms are `0..=30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TileKey {
    pub z: u8,
    pub x: u32,
    pub y: u32,
}

impl TileKey {
    /// The deepest zoom a key may have.
    pub const MAX_ZOOM: u8 = 30;

    pub const WORLD: TileKey = TileKey { z: 0, x: 0, y: 0 };

    /// `None` where no such tile exists.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        let key = Self { z, x, y };
        key.is_valid().then_some(key)
    }

    pub fn is_valid(self) -> bool {
        self.z <= Self::MAX_ZOOM && self.x >> self.z == 0 && self.y >> self.z == 0
    }

    /// The tile `levels` above that contains this one; stops at the whole world.
    pub fn ancestor(self, levels: u8) -> Self {
        let levels = levels.min(self.z);
        Self { z: self.z - levels, x: self.x >> levels, y: self.y >> levels }
    }

    /// This tile and everything above it, deepest first.
    pub fn lineage(self) -> impl Iterator<Item = TileKey> {
        (0..=self.z).map(move |levels| self.ancestor(levels))
    }

    /// Where this tile lies in its ancestor at `zoom`: left, top and side, in parts of the ancestor (0 to 1).
    pub fn within(self, zoom: u8) -> (f64, f64, f64) {
        let levels = self.z.saturating_sub(zoom);
        let parts = (1u64 << levels) as f64;
        let mask = (1u32 << levels) - 1;
        (f64::from(self.x & mask) / parts, f64::from(self.y & mask) / parts, 1.0 / parts)
    }

    /// Position in the world square: left, top and side (the world is 0 to 1 in both directions, y downwards).
    pub fn in_world(self) -> (f64, f64, f64) {
        let side = 1.0 / (1u64 << self.z) as f64;
        (f64::from(self.x) * side, f64::from(self.y) * side, side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_knows_its_place_in_an_ancestor() {
        let key = TileKey::new(3, 5, 2).unwrap();
        assert_eq!(key.ancestor(1), TileKey { z: 2, x: 2, y: 1 });
        assert_eq!(key.ancestor(9), TileKey::WORLD);
        assert_eq!(key.within(2), (0.5, 0.0, 0.5));
        assert_eq!(key.within(3), (0.0, 0.0, 1.0));
        assert_eq!(key.lineage().count(), 4);
    }

    #[test]
    fn keys_outside_the_world_are_refused() {
        assert!(TileKey::new(0, 1, 0).is_none());
        assert!(TileKey::new(31, 0, 0).is_none());
        assert!(TileKey::new(30, (1 << 30) - 1, 0).is_some());
    }
}
