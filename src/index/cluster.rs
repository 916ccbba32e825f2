use super::join::{Part, join};
use super::space::{Cell, cell_rect};
use super::{Bits, Mass, Places, SLOTS, Space, add_all};
use crate::event::WorldRect;

/// Events that lie so near each other on the screen that one mark stands for them.
#[derive(Clone, PartialEq, Debug)]
pub struct Cluster {
    /// Where the mark goes, as fractions of the world square: the mean of its events.
    pub x: f64,
    pub y: f64,
    /// How many events.
    pub count: u32,
    /// How many events of each colour slot.
    pub slots: [u32; SLOTS],
    /// Its events are those that pass the filter among these rows, first and end, ascending.
    ranges: Vec<(u32, u32)>,
    /// The first of its events.
    pub first: u32,
    /// A rectangle around its events, exact for few of them or one point. One point: zooming in cannot split it.
    pub bounds: WorldRect,
}

impl Cluster {
    /// Whether all its events lie on one point.
    pub fn is_one_point(&self) -> bool {
        self.bounds.west == self.bounds.east && self.bounds.north == self.bounds.south
    }

    /// Its rows, ascending; to be asked with the rows that were clustered.
    pub fn rows<'a>(&'a self, passing: &'a Bits) -> impl Iterator<Item = usize> + 'a {
        self.ranges.iter().flat_map(move |(start, end)| passing.iter_in(*start as usize..*end as usize))
    }

    /// Whether a row that passes the filter is one of its own.
    pub fn holds(&self, row: u32) -> bool {
        let after = self.ranges.partition_point(|(start, _)| *start <= row);
        after > 0 && row < self.ranges[after - 1].1
    }

    /// First row and end of each stretch of rows that its events are among, ascending.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }
}

/// What to cluster.
pub struct ClusterRequest<'a> {
    pub of: Places<'a>,
    pub space: &'a Space,
    pub rows: &'a Bits,
    /// Counted over the same rows.
    pub mass: &'a Mass,
    /// What the map shows; may cross the antimeridian.
    pub view: WorldRect,
    /// Web Mercator zoom with 256-point tiles.
    pub zoom: f64,
    /// The radius of a mark that stands for so many events, in points.
    pub radius: &'a dyn Fn(u32) -> f64,
}

/// Cells are this wide on the screen, in points, before marks that overlap are joined.
const CELL: f64 = 20.0;
/// Up to so many events have exact bounds.
const EXACT: u32 = 4;

/// The marks for what the map shows.
///
/// Rows in Morton order make every quadtree cell one range of rows, and [`Mass`] knows the sum over any range: the work
/// depends on the cells on the screen and not on the events in them. The grid is that of the world, not of the window.
pub fn clusters(request: &ClusterRequest<'_>) -> Vec<Cluster> {
    let level = (request.zoom + (256.0 / CELL).log2()).round().clamp(0.0, 31.0) as u32;
    // One cell more on each side, so that marks at the edges are the same as further in.
    let margin = (1_u64 << (32 - level)).min(u64::from(u32::MAX)) as u32;
    let wider = |part: WorldRect| WorldRect {
        west: part.west.saturating_sub(margin),
        north: part.north.saturating_sub(margin),
        east: part.east.saturating_add(margin),
        south: part.south.saturating_add(margin),
    };
    let found = request.view.parts().map(|part| request.space.cells(request.of.points, level, wider(part)));
    let found: Vec<Vec<Cell>> = found.collect();
    let count = found.iter().map(Vec::len).sum();
    let scale = 256.0 * request.zoom.exp2();
    let mut sums = Vec::with_capacity(count);
    let mut marks = Vec::with_capacity(count);
    // Cells beyond the antimeridian lie east of the others, one world further.
    let cells = found.into_iter().enumerate().flat_map(|(part, cells)| cells.into_iter().map(move |it| (part > 0, it)));
    // A cell often begins where the last one ended.
    let mut known = None;
    for (beyond, cell) in cells {
        let (start, end) = (cell.rows.0 as usize, cell.rows.1 as usize);
        let count = request.rows.count_in(start..end);
        if count == 0 {
            continue;
        }
        let before = match known {
            Some((row, sum)) if row == start => sum,
            _ => request.mass.before(request.of, request.rows, start),
        };
        let after = request.mass.before(request.of, request.rows, end);
        known = Some((end, after));
        let sum = after.less(&before);
        let n = count as f64 * 4_294_967_296.0 / scale;
        let at = (sum.x as f64 / n + if beyond { scale } else { 0.0 }, sum.y as f64 / n);
        marks.push(Part::new(sums.len() as u32, at, count as u32, (request.radius)(count as u32)));
        sums.push(Whole { cell, slots: sum.slots, beyond });
    }
    let joined = join(marks, request.radius);
    joined.parts.iter().map(|part| mark(request, level, part, part.cells(&joined.next).map(|it| &sums[it]))).collect()
}

/// A cell and what passes the filter in it.
struct Whole {
    cell: Cell,
    slots: [u32; SLOTS],
    beyond: bool,
}

/// The mark of some cells, first to last as they were joined.
fn mark<'a>(request: &ClusterRequest<'_>, level: u32, part: &Part, cells: impl Iterator<Item = &'a Whole>) -> Cluster {
    let mut slots = [0; SLOTS];
    let mut ranges = Vec::new();
    // On this side of the antimeridian, and beyond it.
    let mut around: [Option<WorldRect>; 2] = [None; 2];
    for Whole { cell, slots: own, beyond } in cells {
        add_all(&mut slots, own);
        ranges.push(cell.rows);
        let rect = cell_rect(cell.code, level);
        let around = &mut around[usize::from(*beyond)];
        *around = Some(around.map_or(rect, |it| WorldRect {
            west: it.west.min(rect.west),
            north: it.north.min(rect.north),
            east: it.east.max(rect.east),
            south: it.south.max(rect.south),
        }));
    }
    ranges.sort_unstable();
    // Those that touch are one.
    ranges.dedup_by(|next, kept| {
        let touch = next.0 <= kept.1;
        if touch {
            kept.1 = kept.1.max(next.1);
        }
        touch
    });
    let scale = 256.0 * request.zoom.exp2();
    let around = match around {
        [Some(it), None] | [None, Some(it)] => it,
        [Some(west), Some(east)] => WorldRect {
            west: west.west,
            north: west.north.min(east.north),
            east: east.east,
            south: west.south.max(east.south),
        },
        [None, None] => WorldRect::WORLD,
    };
    let (first, bounds) = bounds(request, &ranges, part.count, around);
    let x = (part.x / scale).rem_euclid(1.0);
    Cluster { x, y: part.y / scale, count: part.count, slots, ranges, first, bounds }
}

/// The first event of a mark and a rectangle around all of them, exact if they are few or lie on one point.
fn bounds(request: &ClusterRequest<'_>, ranges: &[(u32, u32)], count: u32, around: WorldRect) -> (u32, WorldRect) {
    let points = request.of.points;
    let range = |(start, end): &(u32, u32)| *start as usize..*end as usize;
    let first = ranges.iter().find_map(|it| request.rows.first_in(range(it))).unwrap_or(0);
    if around.west > around.east {
        // On both sides of the antimeridian: the cells are near enough.
        return (first as u32, around);
    }
    if count <= EXACT {
        let rows = ranges.iter().flat_map(|it| request.rows.iter_in(range(it)));
        return (first as u32, WorldRect::around(rows.map(|row| points[row])).unwrap_or(around));
    }
    // In Morton order nothing lies between two equal points but that point.
    let last = ranges.iter().rev().find_map(|it| request.rows.last_in(range(it))).unwrap_or(first);
    let at = points[first];
    let one_point = at == points[last];
    (first as u32, if one_point { WorldRect { west: at.x, north: at.y, east: at.x, south: at.y } } else { around })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::{EventDraft, EventTable, LonLat, TableBuilder, WorldPoint};
    use crate::index::{Changes, Tracked};

    fn table(points: &[(f64, f64)]) -> EventTable {
        let mut builder = TableBuilder::default();
        for (lon, lat) in points {
            builder.push(EventDraft { position: LonLat::new(*lon, *lat), ..EventDraft::default() });
        }
        builder.build()
    }

    fn marks(table: &EventTable, rows: &Bits, zoom: f64) -> Vec<Cluster> {
        let slot_of: Vec<u8> = (0..table.len()).map(|row| (row % 3) as u8).collect();
        let of = Places { points: table.points(), slot_of: &slot_of };
        let mut mass = Tracked::new(of, Mass::with_room(table.placed()), table.len());
        let rows = std::sync::Arc::new(rows.clone());
        let mass = mass.follow(of, &rows, &mut Changes::default());
        let space = Space::new(table.points());
        let request = ClusterRequest {
            of,
            space: &space,
            rows: &rows,
            mass,
            view: WorldRect::WORLD,
            zoom,
            radius: &|n| 6.0 + f64::from(n).sqrt(),
        };
        clusters(&request)
    }

    #[test]
    fn events_at_one_base_are_one_mark_at_any_zoom() {
        for count in [22, 300] {
            let table = table(&vec![(42.4412, 33.7856); count]);
            for zoom in [0.0, 6.3, 19.0] {
                let marks = marks(&table, &Bits::all(count), zoom);
                assert_eq!((marks.len(), marks[0].count as usize, marks[0].is_one_point()), (1, count, true));
            }
        }
    }

    #[test]
    fn marks_part_when_zooming_in() {
        let table = table(&[(42.44, 33.78), (44.36, 33.31)]);
        assert_eq!(marks(&table, &Bits::all(2), 2.0).len(), 1);
        assert_eq!(marks(&table, &Bits::all(2), 8.0).len(), 2);
    }

    #[test]
    fn marks_on_both_sides_of_the_antimeridian_are_one_where_it_is_in_view() {
        let table = table(&[(179.99, -17.0), (-179.99, -17.0), (-179.98, -17.0), (20.0, 10.0)]);
        let rows = Bits::all(4);
        let slot_of = vec![0_u8; 4];
        let of = Places { points: table.points(), slot_of: &slot_of };
        let mut mass = Tracked::new(of, Mass::with_room(4), 4);
        let rows = std::sync::Arc::new(rows);
        let mass = mass.follow(of, &rows, &mut Changes::default());
        let x = |lon: f64| WorldPoint::from(LonLat { lon, lat: 0.0 }).x;
        let view = WorldRect { west: x(170.0), east: x(-170.0), ..WorldRect::WORLD };
        let space = Space::new(table.points());
        let request = ClusterRequest { of, space: &space, rows: &rows, mass, view, zoom: 5.0, radius: &|_| 8.0 };
        let marks = clusters(&request);
        assert_eq!(marks.iter().map(|it| it.count).collect::<Vec<_>>(), [3]);
        // A third of a hundredth of a degree east of it.
        let mean = (marks[0].x * 360.0 + 180.0).rem_euclid(360.0) - 180.0;
        assert!((mean - (0.01 + 0.02 - 0.01) / 3.0).abs() < 1e-6, "{mean}");
        assert!(table.points()[..].iter().filter(|at| marks[0].bounds.contains(**at)).count() == 3);
        assert!(marks[0].bounds.west > marks[0].bounds.east && !marks[0].is_one_point());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_event_in_view_is_in_exactly_one_mark(
            points in proptest::collection::vec((-179.0..179.0_f64, -80.0..80.0_f64), 1..400),
            keep in any::<u64>(),
            zoom in 0.0..12.0_f64,
        ) {
            let table = table(&points);
            let rows = Bits::from_fn(table.len(), |row| keep >> (row % 64) & 1 == 1);
            let marks = marks(&table, &rows, zoom);
            let mut seen: Vec<usize> = marks.iter().flat_map(|m| m.rows(&rows)).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, rows.iter().collect::<Vec<_>>());
            prop_assert_eq!(marks.iter().map(|m| m.count as usize).sum::<usize>(), rows.count());
            for mark in &marks {
                let own: Vec<usize> = mark.rows(&rows).collect();
                prop_assert_eq!((own.len(), own[0]), (mark.count as usize, mark.first as usize));
                prop_assert!(own.iter().all(|row| mark.holds(*row as u32) && mark.bounds.contains(table.points()[*row])));
                let mean = own.iter().map(|row| table.points()[*row].fraction().0).sum::<f64>() / own.len() as f64;
                prop_assert!((mean - mark.x).abs() < 1e-9, "{} {}", mean, mark.x);
                for slot in 0..3 {
                    let naive = own.iter().filter(|row| *row % 3 == slot).count();
                    prop_assert_eq!(mark.slots[slot] as usize, naive);
                }
            }
        }
    }
}
