//! Candidates: by date or by place, whichever are fewer; the same ones either way.

use super::probe::UNKNOWN_REACH_KM;
use super::{Corroborator, Probe};
use crate::event::{Day, EventId, LonLat, WorldPoint, WorldRect, metres_per_world_unit};
use crate::index::rect_lies;

/// Places known no better than this are looked through one by one, so that all others can be looked up by where they
/// are.
pub(super) const COARSE_KM: f64 = 30.0;
/// So many candidates by date are looked through without asking where they are first.
const FEW: usize = 4096;
/// Where one of two accounts has no date, the places must be known so well: kilometres, together.
const PRECISE_KM: f64 = 50.0;

impl Corroborator<'_> {
    /// Visit every event that may be the same as a probe; see [`Corroborator::may_be`].
    pub(super) fn candidates(&self, probe: &Probe, visit: &mut dyn FnMut(EventId)) {
        let (table, by_date) = (&self.project.events, &self.lookups.by_date);
        if table.is_empty() {
            return;
        }
        let ranks = self.ranks(probe.days);
        let by_days: usize = ranks.iter().map(|rank| by_date.place_of(*rank).len()).sum();
        let points = table.points();
        let rect = probe.position.map(|at| around(at, self.window.km + probe.reach_km + COARSE_KM));
        let Some(rect) = rect.filter(|_| by_days > FEW) else {
            for event in ranks.iter().flat_map(|rank| by_date.rows_of(*rank)) {
                // Most are elsewhere: that is told without asking how far.
                let outside = rect.zip(table.point(*event)).is_some_and(|(rect, at)| !rect.contains(at));
                if (!outside || self.is_coarse(*event)) && self.may_be(probe, *event) {
                    visit(*event);
                }
            }
            return;
        };
        let mut near: Vec<EventId> = Vec::new();
        self.lookups.space.walk(points, &mut |cell| rect_lies(cell, rect), &mut |rows, inside| {
            for row in rows {
                if inside || rect.contains(points[row]) {
                    near.push(EventId(row as u32));
                }
            }
        });
        let coarse =
            self.coarse.get_or_init(|| table.ids().take(table.placed()).filter(|id| self.is_coarse(*id)).collect());
        let unplaced = table.ids().skip(table.placed());
        let elsewhere = coarse.iter().copied().filter(|id| !rect.contains(points[id.row()]));
        for event in near.iter().copied().chain(elsewhere).chain(unplaced) {
            if self.may_be(probe, event) {
                visit(event);
            }
        }
    }

    /// Whether the place of an event is known so badly that it may reach the probe from outside the rectangle.
    fn is_coarse(&self, event: EventId) -> bool {
        self.project.events.precision_m(event).is_some_and(|it| f64::from(it) > COARSE_KM * 1000.0)
    }

    /// Ranks of dates that lie within the window around a probe's days, undated ones included; all of them for an
    /// undated probe.
    fn ranks(&self, days: Option<(Day, Day)>) -> Vec<usize> {
        let by_date = &self.lookups.by_date;
        let undated = by_date.ranks().saturating_sub(1);
        let Some((first, last)) = days else { return (0..by_date.ranks()).collect() };
        let (from, to) = (first.plus(-self.window.days), last.plus(self.window.days));
        let reaches = |rank: &usize| by_date.span(*rank).is_some_and(|(_, last)| last >= from);
        let mut ranks: Vec<usize> = by_date.beginning_in(Day::MIN, to).filter(reaches).collect();
        if by_date.ranks() > 0 && by_date.span(undated).is_none() {
            ranks.push(undated);
        }
        ranks
    }

    /// Whether an event may be the same as a probe: not itself, within the window of days and kilometres as far as both
    /// are known, and known well enough to say anything at all.
    pub fn may_be(&self, probe: &Probe, event: EventId) -> bool {
        if probe.event == Some(event) {
            return false;
        }
        let table = &self.project.events;
        let days = probe.days.zip(table.days(event));
        if days.is_some_and(|(a, b)| gap(a, b) > self.window.days) {
            return false;
        }
        let Some((a, b)) = probe.position.zip(table.position(event)) else {
            return days.is_some();
        };
        let reach = probe.reach_km + reach_km(table.precision_m(event));
        let limit = (self.window.km + reach) * 1000.0;
        // A degree of latitude is never less than 110 km.
        if (a.lat - b.lat).abs() * 110_000.0 > limit || a.metres_to(b) > limit {
            return false;
        }
        days.is_some() || reach <= PRECISE_KM
    }
}

pub(super) fn reach_km(metres: Option<f32>) -> f64 {
    metres.map_or(UNKNOWN_REACH_KM, |it| f64::from(it) / 1000.0)
}

/// How many days lie between two spans: 0 if they touch, 1 for two days that follow each other.
pub(super) fn gap(a: (Day, Day), b: (Day, Day)) -> i32 {
    (b.0.0 - a.1.0).max(a.0.0 - b.1.0).max(0)
}

/// A rectangle that holds everything within so many kilometres.
fn around(at: LonLat, km: f64) -> WorldRect {
    let metres = km * 1000.0;
    let (north, south) = (at.lat + metres / 110_000.0, at.lat - metres / 110_000.0);
    // Beyond the pole lies every longitude.
    let far = north.abs().max(south.abs());
    let units = metres * 1.02 / metres_per_world_unit(far.min(85.0)).max(1e-6);
    let top = WorldPoint::from(LonLat { lon: at.lon, lat: north.min(90.0) });
    let bottom = WorldPoint::from(LonLat { lon: at.lon, lat: south.max(-90.0) });
    if far >= 85.0 || units >= f64::from(u32::MAX) / 2.0 {
        return WorldRect { west: 0, east: u32::MAX, north: top.y, south: bottom.y };
    }
    let units = units as u32;
    WorldRect { west: top.x.wrapping_sub(units), east: top.x.wrapping_add(units), north: top.y, south: bottom.y }
}
