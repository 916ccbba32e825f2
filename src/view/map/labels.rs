//! Names on the map: placed by importance, without collisions, and steady from frame to frame.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use egui::epaint::TextShape;
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Painter, Pos2, Rect, Shape, Vec2, vec2};

use super::base::Sight;
use crate::tiles::{Label, LabelKind, TileKey, TileService};

/// Fonts of the names.
#[derive(Clone, PartialEq)]
pub struct LabelFonts {
    pub country: FontId,
    pub region: FontId,
    pub city: FontId,
    pub capital: FontId,
    pub sea: FontId,
}

/// Colours of the names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LabelColours {
    /// Cities and countries.
    pub strong: Color32,
    /// Provinces.
    pub weak: Color32,
    pub sea: Color32,
    /// Around the letters: the colour of the land.
    pub halo: Color32,
}

#[derive(Clone, PartialEq)]
pub struct LabelStyle {
    pub fonts: LabelFonts,
    pub colours: LabelColours,
    /// Arabic names where there are any.
    pub arabic: bool,
}

/// The names of the base map, above the tiles and below the marks.
#[derive(Default)]
pub struct LabelLayer {
    /// What decides the picture: while it stays, the shapes stay.
    drawn_for: u64,
    shapes: Vec<Shape>,
    /// Names on the screen and how they lay about their point, to keep them there.
    placed: HashMap<Name, usize>,
    /// Names read so far for what is in view.
    known: HashMap<TileKey, Arc<Vec<Label>>>,
}

/// Farther out than this the map names countries and seas only.
const CITIES_FROM: f32 = 3.2;

/// A name at its place; the fixed point is fine enough to tell namesakes apart.
type Name = (Arc<str>, u32, u32);

struct Candidate<'a> {
    label: &'a Label,
    name: Name,
    order: u32,
}

impl LabelLayer {
    /// Paints the names in view. `reserved`: rectangles of marks, which names avoid. `display`: makes text ready for
    /// display, for scripts that run from right to left.
    pub fn paint(
        &mut self,
        painter: &Painter,
        sight: &Sight,
        service: &TileService,
        style: &LabelStyle,
        reserved: &[Rect],
        display: &dyn Fn(&str) -> Cow<'_, str>,
    ) {
        let painter = painter.with_clip_rect(sight.rect.intersect(painter.clip_rect()));
        let tiles = self.read(sight, service);
        let state = fingerprint(&painter, sight, style, reserved, &tiles);
        if state != self.drawn_for {
            self.place(&painter, sight, style, reserved, &tiles, display);
            self.drawn_for = state;
        }
        painter.extend(self.shapes.iter().cloned());
    }

    /// The names of the tiles in view; those of the last zoom while new ones are being read.
    fn read(&mut self, sight: &Sight, service: &TileService) -> Vec<Arc<Vec<Label>>> {
        let z = sight.zoom().floor().clamp(0.0, 20.0) as u8;
        let keys: HashSet<TileKey> = sight
            .cells(z)
            .into_iter()
            .map(|(column, y)| TileKey { z, x: column.rem_euclid(1i64 << z) as u32, y })
            .collect();
        let mut fresh = HashMap::new();
        let mut complete = true;
        for key in keys {
            match service.labels(key) {
                Some(labels) => drop(fresh.insert(key, labels)),
                None => complete = false,
            }
        }
        if !complete {
            for (key, labels) in self.known.drain() {
                let covered = fresh.keys().any(|new: &TileKey| overlap(*new, key));
                if !covered {
                    fresh.insert(key, labels);
                }
            }
        }
        self.known = fresh;
        let mut tiles: Vec<_> = self.known.iter().collect();
        tiles.sort_by_key(|(key, _)| **key);
        tiles.into_iter().map(|(_, labels)| Arc::clone(labels)).collect()
    }

    fn place(
        &mut self,
        painter: &Painter,
        sight: &Sight,
        style: &LabelStyle,
        reserved: &[Rect],
        tiles: &[Arc<Vec<Label>>],
        display: &dyn Fn(&str) -> Cow<'_, str>,
    ) {
        let zoom = sight.zoom() as f32;
        let mut candidates: Vec<Candidate<'_>> = tiles
            .iter()
            .flat_map(|labels| labels.iter())
            .filter_map(|label| {
                let name: Name = (label.name.as_str().into(), fixed(label.world[0]), fixed(label.world[1]));
                let stays = self.placed.contains_key(&name);
                // A name that is there gives way a little later than it came.
                let slack = if stays { 0.2 } else { 0.0 };
                let due = label.min_zoom - slack <= zoom && zoom < label.max_zoom + slack;
                let order = label.order().saturating_sub(if stays { 12 } else { 0 });
                let shown = label.kind != LabelKind::City || zoom >= CITIES_FROM;
                (due && shown).then_some(Candidate { label, name, order })
            })
            .collect();
        candidates.sort_by(|a, b| {
            let people = |c: &Candidate<'_>| std::cmp::Reverse(c.label.population);
            (a.order, people(a), &a.name).cmp(&(b.order, people(b), &b.name))
        });
        candidates.dedup_by(|a, b| a.name == b.name);

        let mut taken: Vec<Rect> = reserved.to_vec();
        let capitals: Vec<Rect> = candidates
            .iter()
            .filter(|candidate| candidate.label.capital)
            .flat_map(|candidate| copies(sight, candidate.label.world))
            .map(|at| Rect::from_center_size(at, Vec2::splat(14.0)))
            .collect();
        let (mut halos, mut faces) = (Vec::new(), Vec::new());
        let mut placed = HashMap::new();
        for candidate in candidates {
            for at in copies(sight, candidate.label.world) {
                let galley = layout(painter, candidate.label, style, display);
                let before = self.placed.get(&candidate.name).copied();
                let Some((spot, rect)) =
                    spot(candidate.label, at, galley.size(), before, sight.rect, &taken, &capitals)
                else {
                    continue;
                };
                taken.push(rect.expand2(breathing(candidate.label.kind)));
                let corner = rect.min - galley.rect.min.to_vec2();
                draw(candidate.label, at, corner, galley, style, &mut halos, &mut faces);
                placed.insert(candidate.name.clone(), spot);
            }
        }
        self.placed = placed;
        // All halos lie below all letters, so that no halo bites into a neighbour.
        halos.append(&mut faces);
        self.shapes = halos;
    }
}

/// Everything the placement depends on.
fn fingerprint(
    painter: &Painter,
    sight: &Sight,
    style: &LabelStyle,
    reserved: &[Rect],
    tiles: &[Arc<Vec<Label>>],
) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut number = |value: f64| value.to_bits().hash(&mut hasher);
    for value in [sight.centre[0], sight.centre[1], sight.world, f64::from(painter.ctx().pixels_per_point())] {
        number(value);
    }
    for rect in reserved.iter().chain([&sight.rect]) {
        for value in [rect.min.x, rect.min.y, rect.max.x, rect.max.y] {
            number(f64::from(value));
        }
    }
    let fonts = &style.fonts;
    for font in [&fonts.country, &fonts.region, &fonts.city, &fonts.capital, &fonts.sea] {
        font.hash(&mut hasher);
    }
    (style.colours, style.arabic).hash(&mut hasher);
    for labels in tiles {
        (Arc::as_ptr(labels) as usize).hash(&mut hasher);
    }
    hasher.finish() | 1
}

fn overlap(a: TileKey, b: TileKey) -> bool {
    let (deep, high) = if a.z >= b.z { (a, b) } else { (b, a) };
    deep.ancestor(deep.z - high.z) == high
}

fn fixed(fraction: f64) -> u32 {
    (fraction * f64::from(u32::MAX)) as u32 >> 8
}

/// Every place in view where a point of the repeating world lies.
fn copies(sight: &Sight, world: [f64; 2]) -> Vec<Pos2> {
    let half = f64::from(sight.rect.width()) / sight.world / 2.0;
    let first = (sight.centre[0] - half - world[0]).floor() as i64;
    let last = (sight.centre[0] + half - world[0]).ceil() as i64;
    let points = (first..=last.min(first + 8)).map(|copy| sight.at([world[0] + copy as f64, world[1]]));
    points.filter(|at| sight.rect.contains(*at)).collect()
}

/// Free room kept around a name.
fn breathing(kind: LabelKind) -> Vec2 {
    match kind {
        LabelKind::Country => vec2(14.0, 8.0),
        LabelKind::City => vec2(8.0, 5.0),
        LabelKind::Region | LabelKind::Sea => vec2(10.0, 6.0),
    }
}

const DOT: f32 = 2.0;
const CAPITAL_DOT: f32 = 2.6;
const GAP: f32 = 6.0;

/// Where the name goes, if it fits: a number for the way it lies about its point, and its rectangle.
///
/// Names of areas leave the dots of capitals free if they can.
fn spot(
    label: &Label,
    at: Pos2,
    size: Vec2,
    before: Option<usize>,
    view: Rect,
    taken: &[Rect],
    capitals: &[Rect],
) -> Option<(usize, Rect)> {
    let beside = [
        vec2(GAP, -size.y / 2.0),
        vec2(-GAP - size.x, -size.y / 2.0),
        vec2(-size.x / 2.0, -size.y - 3.0),
        vec2(-size.x / 2.0, 3.0),
    ];
    let over =
        [vec2(-size.x / 2.0, -size.y / 2.0), vec2(-size.x / 2.0, -size.y * 1.6), vec2(-size.x / 2.0, size.y * 0.6)];
    let hits = |rect: &Rect, others: &[Rect]| others.iter().any(|other| other.intersects(*rect));
    let city = label.kind == LabelKind::City;
    // What must be free in any case: the dot, or the middle of the area.
    let needed = if city {
        Rect::from_center_size(at, Vec2::splat(2.0 * DOT + 2.0))
    } else {
        Rect::from_min_size(at + over[0], size)
    };
    if hits(&needed, taken) {
        return None;
    }
    let ways: &[Vec2] = match label.kind {
        LabelKind::City => &beside,
        LabelKind::Country => &over,
        LabelKind::Region | LabelKind::Sea => &over[..1],
    };
    let order = before.into_iter().chain(0..ways.len()).filter_map(|way| Some((way, *ways.get(way)?)));
    let fits = order.map(|(way, offset)| (way, Rect::from_min_size(at + offset, size))).filter(|(_, rect)| {
        // A name may be cut by the edge of the map only if its middle is well inside.
        view.expand(size.x / 3.0).contains_rect(*rect) && !hits(rect, taken)
    });
    let fits: Vec<_> = fits.collect();
    let clear = fits.iter().find(|(_, rect)| city || !hits(rect, capitals));
    clear.or(fits.first()).copied()
}

fn layout(painter: &Painter, label: &Label, style: &LabelStyle, display: &dyn Fn(&str) -> Cow<'_, str>) -> Arc<Galley> {
    let arabic = label.name_ar.as_deref().filter(|_| style.arabic);
    let name = arabic.unwrap_or(&label.name);
    let latin = name.chars().all(|c| (c as u32) < 0x250 || !c.is_alphabetic());
    let fonts = &style.fonts;
    let (font, spacing, upper) = match label.kind {
        LabelKind::Country => (&fonts.country, 0.26, true),
        LabelKind::Region => (&fonts.region, 0.06, false),
        LabelKind::City if label.capital => (&fonts.capital, 0.0, false),
        LabelKind::City => (&fonts.city, 0.0, false),
        LabelKind::Sea => (&fonts.sea, 0.10, false),
    };
    // Spacing would tear joined letters apart.
    let text = if upper && latin { Cow::from(name.to_uppercase()) } else { display(name) };
    let format = TextFormat {
        font_id: font.clone(),
        extra_letter_spacing: if latin { spacing * font.size } else { 0.0 },
        color: Color32::PLACEHOLDER,
        italics: label.kind == LabelKind::Sea && latin,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(text.into_owned(), format);
    job.halign = egui::Align::Center;
    // Long names of countries and seas break into lines like on a printed map.
    job.wrap.max_width = if label.kind == LabelKind::City { f32::INFINITY } else { 12.0 * font.size };
    painter.layout_job(job)
}

fn draw(
    label: &Label,
    at: Pos2,
    min: Pos2,
    galley: Arc<Galley>,
    style: &LabelStyle,
    halos: &mut Vec<Shape>,
    faces: &mut Vec<Shape>,
) {
    let colours = &style.colours;
    let colour = match label.kind {
        LabelKind::Country | LabelKind::City => colours.strong,
        LabelKind::Region => colours.weak,
        LabelKind::Sea => colours.sea,
    };
    if label.kind == LabelKind::City {
        let radius = if label.capital { CAPITAL_DOT } else { DOT };
        halos.push(Shape::circle_filled(at, radius + 1.4, colours.halo));
        faces.push(Shape::circle_filled(at, radius, colour));
    }
    // Names of seas lie on water and need no edge against it.
    if label.kind != LabelKind::Sea {
        for way in
            [(-1.0, 0.0), (1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (-0.8, -0.8), (0.8, -0.8), (-0.8, 0.8), (0.8, 0.8)]
        {
            let edge = min + vec2(way.0, way.1) * 1.25;
            halos.push(TextShape::new(edge, Arc::clone(&galley), colours.halo).into());
        }
    }
    faces.push(TextShape::new(min, galley, colour).into());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(kind: LabelKind) -> Label {
        Label {
            kind,
            name: "Haditha".into(),
            name_ar: None,
            world: [0.5, 0.5],
            rank: 3,
            min_zoom: 0.0,
            max_zoom: 30.0,
            capital: false,
            population: 0,
        }
    }

    const VIEW: Rect = Rect { min: Pos2 { x: 0.0, y: 0.0 }, max: Pos2 { x: 400.0, y: 300.0 } };

    #[test]
    fn a_city_goes_to_the_other_side_of_what_is_in_its_way() {
        let (at, size) = (Pos2::new(200.0, 150.0), vec2(40.0, 12.0));
        let mark = Rect::from_min_size(Pos2::new(208.0, 140.0), vec2(20.0, 20.0));
        let city = label(LabelKind::City);
        assert_eq!(spot(&city, at, size, None, VIEW, &[], &[]).unwrap().0, 0);
        assert_eq!(spot(&city, at, size, None, VIEW, &[mark], &[]).unwrap().0, 1);
        // Once there it stays there, though the first side is free again.
        assert_eq!(spot(&city, at, size, Some(1), VIEW, &[], &[]).unwrap().0, 1);
    }

    #[test]
    fn a_city_below_a_mark_is_not_named() {
        let at = Pos2::new(200.0, 150.0);
        let mark = Rect::from_center_size(at, Vec2::splat(20.0));
        assert!(spot(&label(LabelKind::City), at, vec2(40.0, 12.0), None, VIEW, &[mark], &[]).is_none());
    }

    #[test]
    fn a_name_is_found_on_every_copy_of_the_world() {
        let sight = Sight { rect: VIEW, centre: [1.0, 0.5], world: 200.0 };
        assert_eq!(copies(&sight, [0.75, 0.5]).len(), 2);
    }
}
