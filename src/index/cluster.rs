use super::space::{Cell, cell_rect};
use super::{Bits, Mass, Places, SLOTS, Space};
use crate::event::{WorldPoint, WorldRect};

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
    /// What the map shows; must not cross the antimeridian.
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
    let view = WorldRect {
        west: request.view.west.saturating_sub(margin),
        north: request.view.north.saturating_sub(margin),
        east: request.view.east.saturating_add(margin),
        south: request.view.south.saturating_add(margin),
    };
    let cells = request.space.cells(request.of.points, level, view);
    let mut marks = Vec::with_capacity(cells.len());
    // A cell often begins where the last one ended.
    let mut known = None;
    for (number, cell) in cells.iter().enumerate() {
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
        let n = count as f64 * 4_294_967_296.0;
        let Some(first) = request.rows.first_in(start..end) else { continue };
        marks.push(Part {
            x: sum.x as f64 / n,
            y: sum.y as f64 / n,
            count: count as u32,
            slots: sum.slots,
            first: first as u32,
            bounds: bounds(request, cell, first, count as u32, level),
            cells: (number as u32, number as u32),
        });
    }
    // The next cell of the same mark.
    let mut next = vec![NONE; cells.len()];
    let marks = join(request, marks, &mut next);
    marks.into_iter().map(|mark| mark.done(&cells, &next)).collect()
}

const NONE: u32 = u32::MAX;

/// A mark while marks are still being joined.
struct Part {
    x: f64,
    y: f64,
    count: u32,
    slots: [u32; SLOTS],
    first: u32,
    bounds: WorldRect,
    /// The first and the last of its cells.
    cells: (u32, u32),
}

fn bounds(request: &ClusterRequest<'_>, cell: &Cell, first: usize, count: u32, level: u32) -> WorldRect {
    let points = request.of.points;
    let one = |at: WorldPoint| WorldRect { west: at.x, north: at.y, east: at.x, south: at.y };
    let (start, end) = (cell.rows.0 as usize, cell.rows.1 as usize);
    if count <= EXACT {
        let rows = request.rows.iter_in(start..end).map(|row| points[row]);
        return WorldRect::around(rows).unwrap_or_else(|| one(points[first]));
    }
    // In Morton order nothing lies between two equal points but that point.
    let last = request.rows.last_in(start..end).unwrap_or(first);
    if points[first] == points[last] { one(points[first]) } else { cell_rect(cell.code, level) }
}

/// Marks by where they are on the screen, so that only near ones are looked at. Squares share places in a table; what
/// lies elsewhere is told apart by its distance.
struct Grid {
    /// Wider than any two marks reach.
    width: f64,
    /// The first mark of each square, as many as a power of two.
    squares: Vec<u32>,
    /// The next mark in the square of each.
    next: Vec<u32>,
}

impl Grid {
    fn new(width: f64, marks: usize) -> Self {
        Self { width, squares: vec![NONE; (marks * 2).next_power_of_two()], next: Vec::with_capacity(marks) }
    }

    fn place(&self, column: i64, row: i64) -> usize {
        let hash =
            (column as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (row as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        (hash >> 32) as usize & (self.squares.len() - 1)
    }

    fn cell(&self, (x, y): (f64, f64)) -> (i64, i64) {
        ((x / self.width).floor() as i64, (y / self.width).floor() as i64)
    }

    fn square(&self, at: (f64, f64)) -> usize {
        let (column, row) = self.cell(at);
        self.place(column, row)
    }

    fn put(&mut self, mark: u32, square: usize) {
        self.next[mark as usize] = std::mem::replace(&mut self.squares[square], mark);
    }

    fn shift(&mut self, mark: u32, from: usize, to: usize) {
        let after = self.next[mark as usize];
        if self.squares[from] == mark {
            self.squares[from] = after;
        } else {
            let mut at = self.squares[from];
            while self.next[at as usize] != mark {
                at = self.next[at as usize];
            }
            self.next[at as usize] = after;
        }
        self.put(mark, to);
    }

    /// The first of the marks around a place that fits.
    fn first_near(&self, at: (f64, f64), fits: impl Fn(u32) -> bool) -> Option<u32> {
        let (column, row) = self.cell(at);
        let mut best = NONE;
        for dy in -1..=1 {
            for dx in -1..=1 {
                let mut mark = self.squares[self.place(column + dx, row + dy)];
                while mark != NONE {
                    if mark < best && fits(mark) {
                        best = mark;
                    }
                    mark = self.next[mark as usize];
                }
            }
        }
        (best != NONE).then_some(best)
    }
}

/// Join marks that would overlap, the biggest taking in its neighbours first.
fn join(request: &ClusterRequest<'_>, mut marks: Vec<Part>, next: &mut [u32]) -> Vec<Part> {
    let scale = 256.0 * request.zoom.exp2();
    let on_screen = |it: &Part| (it.x * scale, it.y * scale);
    let biggest_first = |a: &Part, b: &Part| b.count.cmp(&a.count).then(a.y.total_cmp(&b.y)).then(a.x.total_cmp(&b.x));
    marks.sort_unstable_by(biggest_first);
    loop {
        let before = marks.len();
        if before == 0 {
            return marks;
        }
        let widest = (request.radius)(marks[0].count);
        // Marks grow while they are joined, but never past what all of them together would be.
        let all = marks.iter().fold(0_u32, |sum, it| sum.saturating_add(it.count));
        let width = (widest.max((request.radius)(all)) * 2.0 + 1.0).max(1.0);
        let mut grid = Grid::new(width, before);
        let mut out: Vec<Part> = Vec::with_capacity(before);
        for part in marks {
            let radius = (request.radius)(part.count);
            let at = on_screen(&part);
            let touches = |mark: u32| {
                let mark = &out[mark as usize];
                let reach = radius + (request.radius)(mark.count) + 1.0;
                let (x, y) = on_screen(mark);
                (x - at.0).powi(2) + (y - at.1).powi(2) < reach * reach
            };
            match grid.first_near(at, touches) {
                Some(number) => {
                    let mark = &mut out[number as usize];
                    let old = grid.square(on_screen(mark));
                    next[mark.cells.1 as usize] = part.cells.0;
                    mark.absorb(&part);
                    let new = grid.square(on_screen(mark));
                    if old != new {
                        grid.shift(number, old, new);
                    }
                }
                None => {
                    grid.next.push(NONE);
                    grid.put(out.len() as u32, grid.square(at));
                    out.push(part);
                }
            }
        }
        // Joined marks have grown and moved: they may now touch others.
        if out.len() == before {
            return out;
        }
        out.sort_unstable_by(biggest_first);
        marks = out;
    }
}

impl Part {
    fn absorb(&mut self, other: &Self) {
        let (n, m) = (f64::from(self.count), f64::from(other.count));
        self.x = (self.x * n + other.x * m) / (n + m);
        self.y = (self.y * n + other.y * m) / (n + m);
        self.count += other.count;
        for (slot, more) in self.slots.iter_mut().zip(other.slots) {
            *slot += more;
        }
        self.cells.1 = other.cells.1;
        self.first = self.first.min(other.first);
        self.bounds = WorldRect {
            west: self.bounds.west.min(other.bounds.west),
            north: self.bounds.north.min(other.bounds.north),
            east: self.bounds.east.max(other.bounds.east),
            south: self.bounds.south.max(other.bounds.south),
        };
    }

    /// The mark with the rows of its cells in order, those that touch as one.
    fn done(self, cells: &[Cell], next: &[u32]) -> Cluster {
        let mut ranges = Vec::new();
        let mut cell = self.cells.0;
        while cell != NONE {
            ranges.push(cells[cell as usize].rows);
            cell = next[cell as usize];
        }
        ranges.sort_unstable();
        ranges.dedup_by(|next, kept| {
            let touch = next.0 <= kept.1;
            if touch {
                kept.1 = kept.1.max(next.1);
            }
            touch
        });
        let Self { x, y, count, slots, first, bounds, .. } = self;
        Cluster { x, y, count, slots, ranges, first, bounds }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::{EventDraft, EventTable, LonLat, TableBuilder};
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
