//! Draws one tile into pixels.

use tiny_skia::{
    Color, FillRule, LineCap, LineJoin, Paint as SkPaint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use super::{
    classify::{Role, role},
    colours::{MapColours, Rgb},
    error::TileError,
    key::TileKey,
    mvt::{Shape, VectorTile},
    shape::View,
    style::{Paint, paint},
};

/// Side of a drawn vector tile in logical points.
pub const TILE_POINTS: u32 = 512;

/// An opaque picture, rows from the top, four bytes a pixel (red, green, blue, 255).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

impl Pixels {
    /// One colour all over.
    pub fn plain(side: u32, colour: Rgb) -> Self {
        let side = side.max(1);
        let Rgb(r, g, b) = colour;
        Self { width: side, height: side, rgba: [r, g, b, 255].repeat((side * side) as usize) }
    }

    /// The colour at a pixel; `None` outside.
    pub fn at(&self, x: u32, y: u32) -> Option<Rgb> {
        let index = (y as usize * self.width as usize + x as usize) * 4;
        match (x < self.width, self.rgba.get(index..index + 3)) {
            (true, Some(&[r, g, b])) => Some(Rgb(r, g, b)),
            _ => None,
        }
    }
}

/// How to draw a tile: see [`rasterise`].
#[derive(Clone, Copy, Debug)]
pub struct Raster<'a> {
    pub colours: &'a MapColours,
    /// Physical pixels in a logical point; clamped to `0.25..=4`.
    pub scale: f32,
    /// What lies where no polygon does: `true` for water (schemas that draw land), `false` for land.
    pub water_below: bool,
}

impl Raster<'_> {
    pub fn pixels(&self) -> u32 {
        let scale = if self.scale.is_finite() { self.scale.clamp(0.25, 4.0) } else { 1.0 };
        (TILE_POINTS as f32 * scale).round() as u32
    }

    pub fn background(&self) -> Rgb {
        if self.water_below { self.colours.water } else { self.colours.land }
    }
}

/// Draws the tile `key` from the data of `data_key`, which is `key` itself or one of its ancestors.
///
/// # Errors
/// [`TileError::Address`] where `data_key` does not contain `key`.
pub fn rasterise(raster: &Raster<'_>, key: TileKey, data_key: TileKey, data: &VectorTile) -> Result<Pixels, TileError> {
    if !key.is_valid() || data_key.z > key.z || key.ancestor(key.z - data_key.z) != data_key {
        return Err(TileError::Address(format!("{key:?} is not part of {data_key:?}")));
    }
    let side = raster.pixels();
    let scale = side as f32 / TILE_POINTS as f32;
    let zoom = f32::from(key.z) + 1.0;
    let mut canvas = Pixmap::new(side, side).ok_or(TileError::TooLarge { what: "the picture", limit: 4096 })?;
    canvas.fill(colour(raster.background()));

    for (role, path, even_odd) in paths(data, zoom, key, data_key, side, scale) {
        match paint(role, zoom, raster.colours) {
            Some(Paint::Fill(fill)) => {
                let rule = if even_odd { FillRule::EvenOdd } else { FillRule::Winding };
                canvas.fill_path(&path, &solid(fill), rule, Transform::identity(), None);
            }
            Some(Paint::Line { colour, width, dash }) => {
                let stroke = Stroke {
                    width: width * scale,
                    line_cap: if dash.is_some() { LineCap::Butt } else { LineCap::Round },
                    line_join: LineJoin::Round,
                    dash: dash.and_then(|dash| StrokeDash::new(dash.map(|d| d * scale).to_vec(), 0.0)),
                    ..Stroke::default()
                };
                canvas.stroke_path(&path, &solid(colour), &stroke, Transform::identity(), None);
            }
            None => {}
        }
    }
    // The background is opaque and so is every paint: premultiplied and straight pixels are the same.
    Ok(Pixels { width: side, height: side, rgba: canvas.take() })
}

/// One path for each role that can be seen, in drawing order.
fn paths(
    data: &VectorTile,
    zoom: f32,
    key: TileKey,
    data_key: TileKey,
    side: u32,
    scale: f32,
) -> Vec<(Role, Path, bool)> {
    let colours = MapColours::LIGHT; // only whether a role is drawn matters here
    let mut drawn: Vec<(PathBuilder, bool)> = Role::ALL.iter().map(|_| (PathBuilder::new(), false)).collect();
    for layer in &data.layers {
        let view = View::new(layer.extent, key.within(data_key.z), side, scale, key.z > data_key.z);
        for feature in layer.features.iter().filter(|feature| feature.shape != Shape::Point) {
            let Some(role) = role(layer, feature, zoom) else { continue };
            if paint(role, zoom, &colours).is_none() {
                continue;
            }
            let Some((path, even_odd)) = drawn.get_mut(role as usize) else { continue };
            // Before version 2 rings had no agreed direction.
            *even_odd |= layer.version < 2;
            for part in &feature.parts {
                if feature.shape == Shape::Polygon {
                    append(path, &view.ring(part), true);
                } else {
                    view.line(part, |piece| append(path, piece, false));
                }
            }
        }
    }
    let finished = Role::ALL.into_iter().zip(drawn);
    finished.filter_map(|(role, (path, even_odd))| Some((role, path.finish()?, even_odd))).collect()
}

fn append(path: &mut PathBuilder, points: &[[f32; 2]], close: bool) {
    let [first, rest @ ..] = points else { return };
    path.move_to(first[0], first[1]);
    for point in rest {
        path.line_to(point[0], point[1]);
    }
    if close {
        path.close();
    }
}

fn colour(Rgb(r, g, b): Rgb) -> Color {
    Color::from_rgba8(r, g, b, 255)
}

fn solid(rgb: Rgb) -> SkPaint<'static> {
    let mut paint = SkPaint::default();
    paint.set_color(colour(rgb));
    paint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_tile_is_all_background() {
        let raster = Raster { colours: &MapColours::LIGHT, scale: 0.5, water_below: true };
        let key = TileKey { z: 3, x: 1, y: 1 };
        let pixels = rasterise(&raster, key, TileKey::WORLD, &VectorTile::default()).unwrap();
        assert_eq!(pixels, Pixels::plain(256, MapColours::LIGHT.water));
    }

    #[test]
    fn a_tile_is_not_drawn_from_a_stranger() {
        let raster = Raster { colours: &MapColours::LIGHT, scale: 1.0, water_below: true };
        let stranger = TileKey { z: 1, x: 1, y: 1 };
        assert!(rasterise(&raster, TileKey { z: 2, x: 0, y: 0 }, stranger, &VectorTile::default()).is_err());
    }
}
