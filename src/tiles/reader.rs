//! What every source of tiles has in common.

use super::{error::TileError, key::TileKey};

/// What the tiles of a source are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Mapbox vector tiles, drawn here.
    Vector,
    /// PNG, JPEG or WebP pictures, shown as they are.
    Picture,
}

/// What a source says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    pub content: Content,
    pub min_zoom: u8,
    /// The deepest zoom with tiles; beyond it tiles are enlarged.
    pub max_zoom: u8,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// As the file or server gives it, without markup; may be empty.
    pub attribution: String,
    /// Names of the vector layers, empty where unknown.
    pub layers: Vec<String>,
    /// Whether asking for a tile may open a connection.
    pub online: bool,
}

impl Meta {
    pub(super) const WORLD: [f64; 4] = [-180.0, -85.0511, 180.0, 85.0511];

    pub(super) fn new(content: Content) -> Self {
        Self {
            content,
            min_zoom: 0,
            max_zoom: 22,
            bounds: Self::WORLD,
            attribution: String::new(),
            layers: Vec::new(),
            online: false,
        }
    }

    /// Whether polygons of land are drawn on water; without a list of layers nobody knows.
    pub(super) fn draws_land(&self) -> Option<bool> {
        let draws = |layer: &String| matches!(layer.as_str(), "earth" | "land");
        (!self.layers.is_empty()).then(|| self.layers.iter().any(draws))
    }

    /// Whether the tile touches the area the source covers.
    pub(super) fn covers(&self, key: TileKey) -> bool {
        let (left, top, side) = key.in_world();
        let latitude = |y: f64| (std::f64::consts::PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees();
        let (west, east) = (left * 360.0 - 180.0, (left + side) * 360.0 - 180.0);
        let [w, s, e, n] = self.bounds;
        west < e && east > w && latitude(top + side) < n && latitude(top) > s
    }
}

/// A source of tiles that workers ask. Calls may block; they run on worker threads only.
pub trait Reader: Send + Sync {
    fn meta(&self) -> &Meta;

    /// The unpacked bytes of a tile, or `None` where the source has none.
    ///
    /// # Errors
    /// Why the tile could not be read or fetched.
    fn tile(&self, key: TileKey) -> Result<Option<Vec<u8>>, TileError>;
}

/// An attribution as plain text: markup removed, at most 300 characters.
pub(super) fn plain_text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars().take(4000) {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside && !c.is_control() => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("&copy;", "©").replace("&amp;", "&").replace("&quot;", "\"").replace("&#169;", "©");
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribution_loses_its_markup() {
        assert_eq!(plain_text("<a href=\"x\">&copy; OpenStreetMap</a>  contributors"), "© OpenStreetMap contributors");
    }

    #[test]
    fn a_source_knows_which_tiles_it_covers() {
        let iraq = Meta { bounds: [38.0, 29.0, 49.0, 38.0], ..Meta::new(Content::Vector) };
        assert!(iraq.covers(TileKey::WORLD));
        assert!(iraq.covers(TileKey { z: 6, x: 39, y: 25 }));
        assert!(!iraq.covers(TileKey { z: 6, x: 10, y: 25 }));
    }
}
