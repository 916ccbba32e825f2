use std::collections::{BTreeMap, BTreeSet};

use egui::{Color32, CornerRadius, Mesh, Painter, Rect, Shape, Stroke, StrokeKind, pos2};

use super::scale::{Range, Scale};
use crate::event::{Day, EventId};
use crate::index::{Band, Crowd, Unit};
use crate::session::Colouring;
use crate::theme::Theme;

/// From one lane to the next, and how thick a band is.
pub const PITCH: f32 = 6.0;
const THICK: f32 = 4.0;
/// Over so many points an open end fades out.
const FADE: f32 = 56.0;

/// Imprecise dates in lanes, so that none covers another.
#[derive(Debug, Default)]
pub struct Lanes {
    /// In each lane, one after the other.
    lanes: Vec<Vec<Band>>,
    /// Those that found no lane, by their first day.
    rest: Vec<Band>,
    /// The last days of those, sorted: how many lie in a range is then two look-ups.
    rest_last: Vec<Day>,
    /// Those that are too many to be told one by one.
    crowds: Vec<Crowd>,
}

impl Lanes {
    /// More lanes than the highest panel shows.
    const MOST: usize = 16;

    /// Each band in the first lane that is free, the shortest first: what is nearly known finds a lane before what
    /// reaches over everything.
    pub fn pack(bands: &[Band], crowds: &[Crowd], unit: Unit) -> Self {
        // About four points of air, whatever the zoom within a unit.
        let air = (unit.days() * 0.3).ceil() as i32;
        let mut bands = bands.to_vec();
        bands.sort_by_key(|band| (band.last.0.saturating_sub(band.first.0), band.first, band.row));
        let mut lanes: Vec<BTreeMap<Day, Band>> = Vec::new();
        let mut rest: Vec<Band> = Vec::new();
        for band in bands {
            let free = |lane: &BTreeMap<Day, Band>| {
                let before = lane.range(..=band.first).next_back();
                let after = lane.range(band.first..).next();
                before.is_none_or(|(_, it)| it.last.plus(air) < band.first)
                    && after.is_none_or(|(first, _)| band.last.plus(air) < *first)
            };
            match lanes.iter().position(free) {
                Some(lane) => drop(lanes[lane].insert(band.first, band)),
                None if lanes.len() < Self::MOST => lanes.push(BTreeMap::from([(band.first, band)])),
                None => rest.push(band),
            }
        }
        rest.sort_by_key(|band| band.first);
        let mut rest_last: Vec<Day> = rest.iter().map(|band| band.last).collect();
        rest_last.sort();
        let lanes = lanes.into_iter().map(|lane| lane.into_values().collect()).collect();
        Self { lanes, rest, rest_last, crowds: crowds.to_vec() }
    }

    /// The bands of a lane that reach into a range.
    fn seen(&self, lane: usize, range: Range) -> &[Band] {
        let Some(lane) = self.lanes.get(lane) else { return &[] };
        let first = lane.partition_point(|band| f64::from(band.last.0) + 1.0 <= range.from);
        let end = lane.partition_point(|band| f64::from(band.first.0) < range.to);
        lane.get(first..end.max(first)).unwrap_or(&[])
    }

    /// How many lanes there are.
    pub fn count(&self) -> usize {
        self.lanes.len()
    }

    /// The bands in a range that are not in the first lanes.
    pub fn hidden(&self, shown: usize, range: Range) -> impl Iterator<Item = &Band> {
        let in_lanes = (shown..self.lanes.len()).flat_map(move |lane| self.seen(lane, range));
        let reaches =
            move |band: &&Band| f64::from(band.first.0) < range.to && f64::from(band.last.0) + 1.0 > range.from;
        in_lanes.chain(self.rest.iter().filter(reaches))
    }

    /// How many these are, without looking at each.
    pub fn hidden_count(&self, shown: usize, range: Range) -> usize {
        let in_lanes: usize = (shown..self.lanes.len()).map(|lane| self.seen(lane, range).len()).sum();
        let begun = self.rest.partition_point(|band| f64::from(band.first.0) < range.to);
        let over = self.rest_last.partition_point(|last| f64::from(last.0) + 1.0 <= range.from);
        let crowded =
            self.crowds.iter().filter(|it| f64::from(it.first.0) < range.to && f64::from(it.last.0) + 1.0 > range.from);
        in_lanes + begun - over + crowded.map(|it| it.count as usize).sum::<usize>()
    }

    /// The bands of the first lanes with their rectangles.
    pub fn laid<'a>(&'a self, shown: usize, scale: Scale, top: f32) -> impl Iterator<Item = (&'a Band, Rect)> + 'a {
        (0..shown).flat_map(move |lane| {
            let y = top + lane as f32 * PITCH;
            self.seen(lane, scale.range).iter().map(move |band| (band, rect(band, scale, y)))
        })
    }
}

fn rect(band: &Band, scale: Scale, y: f32) -> Rect {
    let left = scale.start(band.first).max(scale.left);
    let right = scale.end(band.last).min(scale.right);
    Rect::from_min_max(pos2(left, y), pos2(right.max(left + 3.0), y + THICK))
}

/// What is told about bands by their looks.
pub struct Look<'a> {
    pub theme: &'a Theme,
    pub colouring: &'a Colouring,
    /// Whether an event passes every filter.
    pub passes: &'a dyn Fn(EventId) -> bool,
    pub selected: &'a BTreeSet<EventId>,
    pub hovered: Option<EventId>,
}

/// One band: rounded where its end is known, fading where it is open, cut where it goes on.
pub fn paint(painter: &Painter, scale: Scale, band: &Band, rect: Rect, look: &Look<'_>) {
    let event = EventId(band.row);
    let (selected, hovered) = (look.selected.contains(&event), look.hovered == Some(event));
    let strength = match (look.passes)(event) {
        _ if selected || hovered => 1.0,
        true => 0.75,
        false => 0.3,
    };
    let colour = Theme::fade(look.theme.hue(look.colouring.hue(event)), strength);
    let (open_start, open_end) = (band.first == Day::MIN, band.last == Day::MAX);
    if open_start || open_end {
        painter.add(faded(rect, colour, open_start, open_end));
    } else {
        let round = |known: bool| if known { 2 } else { 0 };
        let (starts, ends) = (scale.start(band.first) >= scale.left, scale.end(band.last) <= scale.right);
        let corners = CornerRadius { nw: round(starts), sw: round(starts), ne: round(ends), se: round(ends) };
        painter.rect_filled(rect, corners, colour);
    }
    if selected || hovered {
        let rim = if selected { look.theme.accent } else { look.theme.text };
        painter.rect_stroke(rect.expand(1.0), CornerRadius::same(3), Stroke::new(1.0, rim), StrokeKind::Outside);
    }
}

fn faded(rect: Rect, colour: Color32, start: bool, end: bool) -> Shape {
    let way = FADE.min(rect.width() / if start && end { 2.0 } else { 1.0 });
    let mut mesh = Mesh::default();
    let mut column = |x: f32, colour: Color32| {
        let i = mesh.vertices.len() as u32;
        mesh.colored_vertex(pos2(x, rect.top()), colour);
        mesh.colored_vertex(pos2(x, rect.bottom()), colour);
        if i >= 2 {
            mesh.add_triangle(i - 2, i - 1, i);
            mesh.add_triangle(i - 1, i, i + 1);
        }
    };
    if start {
        column(rect.left(), Color32::TRANSPARENT);
    }
    column(rect.left() + if start { way } else { 0.0 }, colour);
    column(rect.right() - if end { way } else { 0.0 }, colour);
    if end {
        column(rect.right(), Color32::TRANSPARENT);
    }
    Shape::mesh(mesh)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(row: u32, first: i32, last: i32) -> Band {
        Band { row, first: Day(first), last: Day(last), slot: 0 }
    }

    #[test]
    fn no_band_covers_another_and_none_is_lost() {
        let mut bands: Vec<Band> = (0..60).map(|i| band(i, (i as i32 * 37) % 50, (i as i32 * 37) % 50 + 30)).collect();
        bands.sort_by_key(|band| (band.first, band.last));
        let lanes = Lanes::pack(&bands, &[], Unit::Week);
        for lane in &lanes.lanes {
            assert!(lane.windows(2).all(|two| two[0].last < two[1].first));
        }
        let everything = Range { from: 0.0, to: 200.0 };
        let shown: usize = (0..2).map(|lane| lanes.seen(lane, everything).len()).sum();
        assert_eq!(shown + lanes.hidden(2, everything).count(), bands.len());
        for (from, to) in [(-5.0, 200.0), (10.0, 12.5), (79.5, 300.0), (-9.0, 0.0), (20.0, 21.0)] {
            let range = Range { from, to };
            assert_eq!(lanes.hidden_count(2, range), lanes.hidden(2, range).count(), "{from} to {to}");
        }
    }

    #[test]
    fn only_what_reaches_into_the_range_is_seen() {
        let lanes = Lanes::pack(&[band(0, 0, 9), band(1, 20, 29), band(2, 40, 49)], &[], Unit::Day);
        let rows = |from, to| lanes.seen(0, Range { from, to }).iter().map(|b| b.row).collect::<Vec<_>>();
        assert_eq!(rows(0.0, 50.0), [0, 1, 2]);
        assert_eq!(rows(10.0, 40.0), [1]);
        assert_eq!(rows(9.5, 40.5), [0, 1, 2]);
    }
}
