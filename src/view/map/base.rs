//! The base map on the screen: tiles of the service as textures, never a blank.
//!
//! It is painted here and not through `walkers::Tiles`, because walkers' tiles end at the antimeridian: with the
//! centre near 180° half the map would stay empty. Here the world repeats to both sides.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use egui::emath::GuiRounding as _;
use egui::{Color32, ColorImage, Mesh, Painter, Rect, Shape, TextureHandle, TextureOptions, Vec2, pos2};

use crate::tiles::{
    Attribution, MapColours, Pixels, Rgb, SourceError, TileKey, TileService, TileSource, TileState, TilesStatus,
};

/// Textures made in one frame; more would be felt as a hitch.
const UPLOADS: usize = 6;
/// Graphics memory for tiles.
const MAX_TEXTURE_BYTES: usize = 256 << 20;
/// No view needs more tiles; guards against a degenerate camera.
const MAX_TILES: i64 = 600;
/// After so many seconds without zooming, tiles are drawn anew at their exact size.
const SETTLED: f64 = 0.18;

/// Where the map looks: the part of the screen, the centre in the world square (0 to 1, may lie outside when the world
/// repeats) and the width of the world in points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sight {
    pub rect: Rect,
    pub centre: [f64; 2],
    pub world: f64,
}

impl Sight {
    /// `zoom`: 0 shows the world 256 points wide.
    pub fn new(rect: Rect, lon: f64, lat: f64, zoom: f64) -> Self {
        let y = lat.clamp(-89.9, 89.9).to_radians().tan().asinh() / std::f64::consts::PI;
        Self { rect, centre: [(lon + 180.0) / 360.0, (1.0 - y) / 2.0], world: 256.0 * zoom.exp2() }
    }

    pub fn zoom(&self) -> f64 {
        (self.world / 256.0).log2()
    }

    /// The world's top left corner on the screen, in f64: far out of view when zoomed in.
    fn origin(&self) -> [f64; 2] {
        let centre = self.rect.center();
        [f64::from(centre.x) - self.centre[0] * self.world, f64::from(centre.y) - self.centre[1] * self.world]
    }

    /// The point on the screen of a position in the world square.
    pub fn at(&self, world: [f64; 2]) -> egui::Pos2 {
        let [left, top] = self.origin();
        pos2((left + world[0] * self.world) as f32, (top + world[1] * self.world) as f32)
    }

    /// The tiles of zoom `z` in view: column (any whole number, the world repeats) and row.
    pub(super) fn cells(&self, z: u8) -> Vec<(i64, u32)> {
        let count = (1u64 << z) as f64;
        let side = self.world / count;
        let [left, top] = self.origin();
        let span = |low: f32, high: f32, from: f64| {
            (((f64::from(low) - from) / side).floor() as i64, ((f64::from(high) - from) / side).ceil() as i64)
        };
        let (west, east) = span(self.rect.left(), self.rect.right(), left);
        let (north, south) = span(self.rect.top(), self.rect.bottom(), top);
        let (north, south) = (north.max(0), south.min(1i64 << z));
        if east <= west || south <= north || (east - west) * (south - north) > MAX_TILES {
            return Vec::new();
        }
        let mut cells: Vec<_> = (north..south).flat_map(|y| (west..east).map(move |x| (x, y as u32))).collect();
        // The middle is drawn first.
        let middle = ((west + east - 1) as f64 / 2.0, (north + south - 1) as f64 / 2.0);
        cells.sort_by(|a, b| {
            let far = |c: &(i64, u32)| (c.0 as f64 - middle.0).powi(2) + (f64::from(c.1) - middle.1).powi(2);
            far(a).total_cmp(&far(b))
        });
        cells
    }
}

/// Paints the base map.
pub struct BaseMap {
    service: TileService,
    textures: HashMap<(Layer, TileKey), Texture>,
    frame: u64,
    uploads: usize,
    /// The last zoom and the time it was reached.
    zoomed: (f64, f64),
}

/// Textures of the bundled map and of the chosen source live side by side.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Layer {
    Bundled,
    Chosen,
}

struct Texture {
    handle: TextureHandle,
    /// The picture it was made of; a new picture makes a new texture.
    made_of: Weak<Pixels>,
    bytes: usize,
    used: u64,
}

impl BaseMap {
    pub fn new(service: TileService) -> Self {
        Self { service, textures: HashMap::new(), frame: 0, uploads: 0, zoomed: (0.0, 0.0) }
    }

    pub fn service(&self) -> &TileService {
        &self.service
    }

    /// Shows another source.
    ///
    /// # Errors
    /// [`SourceError`] where the description cannot be used; the present source then stays.
    pub fn set_source(&mut self, source: TileSource) -> Result<(), SourceError> {
        if source != *self.service.source() {
            self.service.set_source(source)?;
            self.textures.retain(|(layer, _), _| *layer == Layer::Bundled);
        }
        Ok(())
    }

    pub fn attribution(&self) -> Attribution {
        self.service.attribution()
    }

    pub fn status(&self) -> TilesStatus {
        self.service.status()
    }

    /// Paints the map into `sight.rect`. When `colours` change, the old tiles stay until the new ones are ready.
    pub fn paint(&mut self, painter: &Painter, sight: &Sight, colours: &MapColours) {
        let painter = painter.with_clip_rect(sight.rect.intersect(painter.clip_rect()));
        if !(sight.world.is_finite() && sight.centre.iter().all(|c| c.is_finite())) {
            return;
        }
        self.frame += 1;
        self.uploads = 0;
        let points = self.service.tile_points();
        let wanted = sight.zoom() - f64::from(points / 256).log2();
        let z = wanted.round().clamp(0.0, f64::from(self.service.max_zoom())) as u8;
        self.look(&painter, sight, wanted - f64::from(z), colours);
        self.service.begin_frame();
        self.background(&painter, sight, colours);
        for (column, row) in sight.cells(z) {
            let x = column.rem_euclid(1i64 << z) as u32;
            let rect = place(&painter, sight, z, column, i64::from(row));
            self.tile(&painter, rect, TileKey { z, x, y: row });
        }
        self.forget();
        if self.uploads >= UPLOADS {
            painter.ctx().request_repaint();
        }
    }

    /// Tiles are drawn at the size they have on the screen, but only once the zoom has come to rest.
    fn look(&mut self, painter: &Painter, sight: &Sight, enlarged: f64, colours: &MapColours) {
        let (now, zoom) = (painter.ctx().input(|input| input.time), sight.zoom());
        if (zoom - self.zoomed.0).abs() > 1e-6 {
            let first = self.frame == 1;
            self.zoomed = (zoom, if first { now - SETTLED } else { now });
        }
        let density = painter.ctx().pixels_per_point();
        let rested = now - self.zoomed.1;
        if rested >= SETTLED {
            let scale = f64::from(density) * enlarged.clamp(-0.5, 0.5).exp2();
            self.service.set_look(colours.clone(), scale as f32);
        } else {
            self.service.set_colours(colours.clone());
            painter.ctx().request_repaint_after_secs((SETTLED - rested + 0.01) as f32);
        }
    }

    /// Beyond the poles: sea in the north, the ice of Antarctica in the south.
    fn background(&self, painter: &Painter, sight: &Sight, colours: &MapColours) {
        painter.rect_filled(sight.rect, 0.0, colour(colours.water));
        let bottom = sight.at([0.0, 1.0]).y;
        if bottom < sight.rect.bottom() {
            let below = Rect::from_min_max(pos2(sight.rect.left(), bottom.max(sight.rect.top())), sight.rect.max);
            painter.rect_filled(below, 0.0, colour(colours.land));
        }
    }

    fn tile(&mut self, painter: &Painter, rect: Rect, key: TileKey) {
        if let Some(texture) = self.ready(painter, key) {
            return image(painter, &texture, rect, WHOLE);
        }
        self.stand_in(painter, rect, key);
        // What was just zoomed out of is sharper than what lies above.
        for quarter in 0..4u32 {
            let (dx, dy) = (quarter & 1, quarter >> 1);
            let child = TileKey { z: key.z + 1, x: key.x * 2 + dx, y: key.y * 2 + dy };
            if let Some(texture) = child.is_valid().then(|| self.kept(Layer::own(&self.service), child)).flatten() {
                let size = rect.size() / 2.0;
                let min = rect.min + size * Vec2::new(dx as f32, dy as f32);
                image(painter, &texture, Rect::from_min_size(min, size), WHOLE);
            }
        }
    }

    /// The texture of exactly this tile, if its picture is ready.
    fn ready(&mut self, painter: &Painter, key: TileKey) -> Option<TextureHandle> {
        let layer = Layer::own(&self.service);
        match self.service.get(key) {
            TileState::Ready(pixels) => self.texture(painter, layer, key, &pixels),
            TileState::Pending | TileState::Failed(_) => self.kept(layer, key),
        }
    }

    /// Something to show meanwhile, or where a source has nothing: a part of a tile further out, at last the bundled
    /// map's.
    fn stand_in(&mut self, painter: &Painter, rect: Rect, key: TileKey) {
        let own = Layer::own(&self.service);
        for above in key.lineage().skip(1) {
            let texture = match self.service.peek(above) {
                Some((pixels, true)) => self.texture(painter, own, above, &pixels),
                _ => None,
            };
            if let Some(texture) = texture {
                return image(painter, &texture, rect, part(key, above.z));
            }
        }
        if own == Layer::Bundled {
            return;
        }
        // The bundled map's tiles are twice as wide as pictures: one level further out has the same detail.
        let bundled = if self.service.tile_points() == 256 { key.ancestor(1) } else { key };
        if let TileState::Ready(pixels) = self.service.get_bundled(bundled)
            && let Some(texture) = self.texture(painter, Layer::Bundled, bundled, &pixels)
        {
            return image(painter, &texture, rect, part(key, bundled.z));
        }
        for above in bundled.lineage().skip(1) {
            if let Some((pixels, _)) = self.service.peek_bundled(above)
                && let Some(texture) = self.texture(painter, Layer::Bundled, above, &pixels)
            {
                return image(painter, &texture, rect, part(key, above.z));
            }
        }
    }

    /// A texture made earlier, whatever became of its picture.
    fn kept(&mut self, layer: Layer, key: TileKey) -> Option<TextureHandle> {
        let texture = self.textures.get_mut(&(layer, key))?;
        texture.used = self.frame;
        Some(texture.handle.clone())
    }

    /// The texture of a picture; an older one where this frame has made enough.
    fn texture(
        &mut self,
        painter: &Painter,
        layer: Layer,
        key: TileKey,
        pixels: &Arc<Pixels>,
    ) -> Option<TextureHandle> {
        if let Some(known) = self.textures.get_mut(&(layer, key)) {
            known.used = self.frame;
            if self.uploads >= UPLOADS || std::ptr::eq(known.made_of.as_ptr(), Arc::as_ptr(pixels)) {
                return Some(known.handle.clone());
            }
        } else if self.uploads >= UPLOADS {
            return None;
        }
        let longest = painter.ctx().input(|input| input.max_texture_side);
        let size = [pixels.width as usize, pixels.height as usize];
        if size.iter().any(|side| *side == 0 || *side > longest) || size[0] * size[1] * 4 != pixels.rgba.len() {
            return None;
        }
        self.uploads += 1;
        let picture = ColorImage::from_rgba_premultiplied(size, &pixels.rgba);
        let handle = painter.ctx().load_texture("tile", picture, TextureOptions::LINEAR);
        let made_of = Arc::downgrade(pixels);
        let texture = Texture { handle: handle.clone(), made_of, bytes: pixels.rgba.len(), used: self.frame };
        self.textures.insert((layer, key), texture);
        Some(handle)
    }

    /// Gives back the textures not seen for longest.
    fn forget(&mut self) {
        let mut bytes: usize = self.textures.values().map(|texture| texture.bytes).sum();
        while bytes > MAX_TEXTURE_BYTES {
            let unseen = self.textures.iter().filter(|(_, texture)| texture.used < self.frame);
            let Some(oldest) = unseen.min_by_key(|(_, texture)| texture.used).map(|(key, _)| *key) else { break };
            bytes -= self.textures.remove(&oldest).map_or(0, |texture| texture.bytes);
        }
    }
}

impl Layer {
    fn own(service: &TileService) -> Self {
        if service.has_own_source() { Layer::Chosen } else { Layer::Bundled }
    }
}

const WHOLE: Rect = Rect { min: pos2(0.0, 0.0), max: pos2(1.0, 1.0) };

/// Where a tile lies on the screen, on whole pixels so that neighbours meet without a seam.
fn place(painter: &Painter, sight: &Sight, z: u8, column: i64, row: i64) -> Rect {
    let count = (1u64 << z) as f64;
    let corner = |x: i64, y: i64| {
        let at = sight.at([x as f64 / count, y as f64 / count]);
        at.round_to_pixels(painter.ctx().pixels_per_point())
    };
    Rect::from_min_max(corner(column, row), corner(column + 1, row + 1))
}

/// The part of the tile at `zoom` that `key` covers.
fn part(key: TileKey, zoom: u8) -> Rect {
    let (left, top, side) = key.within(zoom);
    Rect::from_min_size(pos2(left as f32, top as f32), Vec2::splat(side as f32))
}

fn image(painter: &Painter, texture: &TextureHandle, rect: Rect, part: Rect) {
    let mut mesh = Mesh::with_texture(texture.id());
    mesh.add_rect_with_uv(rect, part, Color32::WHITE);
    painter.add(Shape::mesh(mesh));
}

fn colour(Rgb(r, g, b): Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect() -> Rect {
        Rect::from_min_size(pos2(0.0, 0.0), egui::vec2(800.0, 600.0))
    }

    #[test]
    fn the_world_repeats_beyond_the_antimeridian() {
        let cells = Sight::new(rect(), 179.0, 20.0, 4.0).cells(3);
        assert!(cells.iter().any(|(x, _)| *x >= 8), "{cells:?}");
        assert!(cells.iter().all(|(_, y)| *y < 8));
    }

    #[test]
    fn the_middle_of_the_screen_is_asked_for_first() {
        let sight = Sight::new(rect(), 44.4, 33.3, 6.0);
        let (x, y) = sight.cells(5)[0];
        let near = sight.at([(x as f64 + 0.5) / 32.0, (f64::from(y) + 0.5) / 32.0]);
        assert!((near - rect().center()).length() < 400.0);
    }

    #[test]
    fn a_degenerate_camera_asks_for_nothing() {
        assert!(Sight { rect: rect(), centre: [0.5, 0.5], world: 1e-3 }.cells(19).is_empty());
    }
}
