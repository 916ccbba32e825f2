use std::ops::Range;

use super::Bits;
use crate::event::{EventTable, WorldPoint, WorldRect};

/// Events that lie so near each other on the screen that one mark stands for them.
#[derive(Clone, PartialEq, Debug)]
pub struct Cluster {
    /// Where the mark goes, as fractions of the world square: the mean of its events.
    pub x: f64,
    pub y: f64,
    /// How many events.
    pub count: u32,
    /// How many events of each colour slot.
    pub slots: Vec<u32>,
    /// The rows, ascending, if there are at most [`ClusterRequest::KEEP`].
    pub rows: Vec<u32>,
    /// The corners of its events. One point: zooming in cannot split it.
    pub bounds: WorldRect,
}

impl Cluster {
    /// Whether all its events lie on one point.
    pub fn is_one_point(&self) -> bool {
        self.bounds.west == self.bounds.east && self.bounds.north == self.bounds.south
    }
}

/// What to cluster.
pub struct ClusterRequest<'a> {
    pub table: &'a EventTable,
    pub rows: &'a Bits,
    pub slot_of: &'a [u8],
    pub slots: usize,
    /// What the map shows; must not cross the antimeridian.
    pub view: WorldRect,
    /// Web Mercator zoom with 256-point tiles.
    pub zoom: f64,
    /// The radius of a mark that stands for so many events, in points.
    pub radius: &'a dyn Fn(u32) -> f64,
}

impl ClusterRequest<'_> {
    /// Clusters of up to this many events keep their rows.
    pub const KEEP: usize = 2000;
}

/// Cells are this wide on the screen, in points, before marks that overlap are joined.
const CELL: f64 = 20.0;

/// The marks for what the map shows.
///
/// Rows in Morton order make every quadtree cell one range of rows, so that the work depends on what is on the
/// screen. The grid is that of the world, not of the window: panning changes no mark.
pub fn clusters(request: &ClusterRequest<'_>) -> Vec<Cluster> {
    let level = (request.zoom + (256.0 / CELL).log2()).round().clamp(0.0, 31.0) as u32;
    let mut cells = Vec::new();
    // One cell more on each side, so that marks at the edges are the same as further in.
    let margin = (1_u64 << (32 - level)).min(u64::from(u32::MAX)) as u32;
    let view = WorldRect {
        west: request.view.west.saturating_sub(margin),
        north: request.view.north.saturating_sub(margin),
        east: request.view.east.saturating_add(margin),
        south: request.view.south.saturating_add(margin),
    };
    let placed = 0..request.table.placed();
    descend(request, &view, level, 0, (0, 0), placed, &mut cells);
    join(request, cells)
}

/// Walk down the quadtree to the level, into cells that hold something and touch the view.
fn descend(
    request: &ClusterRequest<'_>,
    view: &WorldRect,
    level: u32,
    depth: u32,
    (x, y): (u64, u64),
    rows: Range<usize>,
    out: &mut Vec<Cluster>,
) {
    if rows.is_empty() || request.rows.count_in(rows.clone()) == 0 {
        return;
    }
    let size = 1_u64 << (32 - depth);
    let beyond = |low: u64, from: u32, to: u32| low > u64::from(to) || low + size - 1 < u64::from(from);
    if beyond(x * size, view.west, view.east) || beyond(y * size, view.north, view.south) {
        return;
    }
    if depth == level {
        out.push(gather(request, rows));
        return;
    }
    let points = request.table.points();
    let mut start = rows.start;
    for quarter in 0..4_u64 {
        let (cx, cy) = (x * 2 + (quarter & 1), y * 2 + (quarter >> 1));
        let half = size / 2;
        let last = WorldPoint { x: (cx * half + half - 1) as u32, y: (cy * half + half - 1) as u32 }.morton();
        let end = start + points[start..rows.end].partition_point(|at| at.morton() <= last);
        descend(request, view, level, depth + 1, (cx, cy), start..end, out);
        start = end;
    }
}

/// One cell as a cluster.
fn gather(request: &ClusterRequest<'_>, rows: Range<usize>) -> Cluster {
    let points = request.table.points();
    let count = request.rows.count_in(rows.clone());
    let mut slots = vec![0_u32; request.slots];
    let mut kept = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let mut bounds: Option<WorldRect> = None;
    for row in request.rows.iter_in(rows) {
        let at = points[row];
        let (fx, fy) = at.fraction();
        x += fx;
        y += fy;
        if let Some(slot) = slots.get_mut(usize::from(request.slot_of[row])) {
            *slot += 1;
        }
        if count <= ClusterRequest::KEEP {
            kept.push(row as u32);
        }
        let it = bounds.get_or_insert(WorldRect { west: at.x, north: at.y, east: at.x, south: at.y });
        it.west = it.west.min(at.x);
        it.east = it.east.max(at.x);
        it.north = it.north.min(at.y);
        it.south = it.south.max(at.y);
    }
    let n = count.max(1) as f64;
    let bounds = bounds.unwrap_or(WorldRect { west: 0, north: 0, east: 0, south: 0 });
    Cluster { x: x / n, y: y / n, count: count as u32, slots, rows: kept, bounds }
}

/// Join marks that would overlap, the biggest taking in its neighbours first.
fn join(request: &ClusterRequest<'_>, mut cells: Vec<Cluster>) -> Vec<Cluster> {
    let scale = 256.0 * request.zoom.exp2();
    cells.sort_by(|a, b| b.count.cmp(&a.count).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x)));
    loop {
        let mut out: Vec<Cluster> = Vec::with_capacity(cells.len());
        let before = cells.len();
        for cell in cells {
            let radius = (request.radius)(cell.count);
            let near = out.iter_mut().find(|mark| {
                let reach = radius + (request.radius)(mark.count) + 1.0;
                let (dx, dy) = ((mark.x - cell.x) * scale, (mark.y - cell.y) * scale);
                dx * dx + dy * dy < reach * reach
            });
            match near {
                Some(mark) => mark.absorb(cell),
                None => out.push(cell),
            }
        }
        // Joined marks have grown and moved: they may now touch others.
        if out.len() == before {
            return out;
        }
        out.sort_by(|a, b| b.count.cmp(&a.count).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x)));
        cells = out;
    }
}

impl Cluster {
    fn absorb(&mut self, other: Cluster) {
        let (n, m) = (f64::from(self.count), f64::from(other.count));
        self.x = (self.x * n + other.x * m) / (n + m);
        self.y = (self.y * n + other.y * m) / (n + m);
        let complete = self.rows.len() == self.count as usize && other.rows.len() == other.count as usize;
        self.count += other.count;
        for (slot, more) in self.slots.iter_mut().zip(other.slots) {
            *slot += more;
        }
        if complete && self.count as usize <= ClusterRequest::KEEP {
            self.rows.extend(other.rows);
            self.rows.sort_unstable();
        } else {
            self.rows.clear();
        }
        self.bounds = WorldRect {
            west: self.bounds.west.min(other.bounds.west),
            north: self.bounds.north.min(other.bounds.north),
            east: self.bounds.east.max(other.bounds.east),
            south: self.bounds.south.max(other.bounds.south),
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::{EventDraft, LonLat, TableBuilder};

    fn table(points: &[(f64, f64)]) -> EventTable {
        let mut builder = TableBuilder::default();
        for (lon, lat) in points {
            builder.push(EventDraft { position: LonLat::new(*lon, *lat), ..EventDraft::default() });
        }
        builder.build()
    }

    fn marks(table: &EventTable, rows: &Bits, zoom: f64) -> Vec<Cluster> {
        clusters(&ClusterRequest {
            table,
            rows,
            slot_of: &vec![0; table.len()],
            slots: 1,
            view: WorldRect::WORLD,
            zoom,
            radius: &|_| 10.0,
        })
    }

    #[test]
    fn events_at_one_base_are_one_mark_at_any_zoom() {
        let table = table(&[(42.4412, 33.7856); 22]);
        for zoom in [0.0, 6.3, 19.0] {
            let marks = marks(&table, &Bits::all(22), zoom);
            assert_eq!((marks.len(), marks[0].count, marks[0].is_one_point()), (1, 22, true));
        }
    }

    #[test]
    fn marks_part_when_zooming_in() {
        let table = table(&[(42.44, 33.78), (44.36, 33.31)]);
        assert_eq!(marks(&table, &Bits::all(2), 2.0).len(), 1);
        assert_eq!(marks(&table, &Bits::all(2), 8.0).len(), 2);
    }

    proptest! {
        #[test]
        fn every_event_in_view_is_in_exactly_one_mark(
            points in proptest::collection::vec((-179.0..179.0_f64, -80.0..80.0_f64), 1..200),
            keep in any::<u64>(),
            zoom in 0.0..12.0_f64,
        ) {
            let table = table(&points);
            let rows = Bits::from_fn(table.len(), |row| keep >> (row % 64) & 1 == 1);
            let marks = marks(&table, &rows, zoom);
            let mut seen: Vec<usize> = marks.iter().flat_map(|m| m.rows.iter().map(|r| *r as usize)).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, rows.iter().collect::<Vec<_>>());
            prop_assert_eq!(marks.iter().map(|m| m.count as usize).sum::<usize>(), rows.count());
        }
    }
}
