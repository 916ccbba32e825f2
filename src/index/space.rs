use std::ops::Range;

use super::Bits;
use crate::event::{WorldPoint, WorldRect};

/// Every so manieth point has its code written down.
const STRIDE: usize = 64;

/// Quick ways into points in Morton order: which rows lie in a cell of the quadtree, or in part of the world.
#[derive(Clone, Debug, Default)]
pub struct Space {
    /// The Morton code of every 64th point: small enough to stay in the cache while searching.
    samples: Vec<u64>,
}

/// How a cell lies to an area.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lies {
    Inside,
    Outside,
    /// Part of it may be inside.
    Across,
}

/// A cell of the quadtree that holds points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    /// First row, and the row after the last.
    pub rows: (u32, u32),
    /// The Morton code of its north-west corner.
    pub code: u64,
}

impl Space {
    /// For points in Morton order.
    pub fn new(points: &[WorldPoint]) -> Self {
        Self { samples: points.iter().step_by(STRIDE).map(|at| at.morton()).collect() }
    }

    /// The first row of the range whose code is at least this.
    pub fn first_from(&self, points: &[WorldPoint], code: u64, within: Range<usize>) -> usize {
        self.first_after(points, code, within, |at| at.morton() < code)
    }

    /// The same, where `before` tells more cheaply which points of the range come before that code.
    fn first_after(
        &self,
        points: &[WorldPoint],
        code: u64,
        within: Range<usize>,
        before: impl Fn(WorldPoint) -> bool,
    ) -> usize {
        let (low, high) = (within.start.div_ceil(STRIDE), within.end.div_ceil(STRIDE));
        // It is mostly near: in longer and longer steps until past it, then back.
        let mut step = 1;
        let mut past = low;
        while past < high && self.samples[past] < code {
            past += step;
            step *= 2;
        }
        let near = past.saturating_sub(step / 2).max(low);
        let far = (past + 1).min(high);
        let block = if low < high { near + self.samples[near..far].partition_point(|it| *it < code) } else { high };
        let start = if block > low { (block - 1) * STRIDE } else { within.start };
        let end = (block * STRIDE).clamp(start, within.end);
        start + points[start..end].partition_point(|at| before(*at))
    }

    /// Walk down the quadtree; ranges of rows come in order. Those that are not told to be inside have to be looked at
    /// point by point.
    pub fn walk(
        &self,
        points: &[WorldPoint],
        lies: &mut dyn FnMut(WorldRect) -> Lies,
        visit: &mut dyn FnMut(Range<usize>, bool),
    ) {
        self.descend(points, lies, visit, (0, 0), 0..points.len());
    }

    fn descend(
        &self,
        points: &[WorldPoint],
        lies: &mut dyn FnMut(WorldRect) -> Lies,
        visit: &mut dyn FnMut(Range<usize>, bool),
        (code, depth): (u64, u32),
        rows: Range<usize>,
    ) {
        if rows.is_empty() {
            return;
        }
        match lies(cell_rect(code, depth)) {
            Lies::Outside => {}
            Lies::Inside => visit(rows, true),
            Lies::Across if rows.len() <= STRIDE || depth == 32 => visit(rows, false),
            Lies::Across => {
                let quarter = 1_u64 << (62 - 2 * depth);
                let mut start = rows.start;
                for i in 0..4 {
                    let next = code + quarter * i;
                    let end = if i == 3 { rows.end } else { self.first_from(points, next + quarter, start..rows.end) };
                    self.descend(points, lies, visit, (next, depth + 1), start..end);
                    start = end;
                }
            }
        }
    }

    /// The cells of a level (0 is the whole world, 32 single points) that hold points and touch a rectangle, in Morton
    /// order.
    pub fn cells(&self, points: &[WorldPoint], level: u32, view: WorldRect) -> Vec<Cell> {
        let level = level.min(32);
        let shift = 64 - 2 * level;
        let mut cells = Vec::new();
        // Cells are told apart inside; only at the edge of the view does the walk have to go down to single ones.
        let mut lies = |cell: WorldRect| match rect_lies(cell, view) {
            Lies::Across if u64::from(cell.east - cell.west) < 1_u64 << (32 - level) => Lies::Inside,
            other => other,
        };
        let mut visit = |rows: Range<usize>, _: bool| {
            let mut start = rows.start;
            while start < rows.end {
                let code = if shift == 64 { 0 } else { points[start].morton() >> shift << shift };
                let last = if shift == 64 { u64::MAX } else { code | ((1_u64 << shift) - 1) };
                // Behind the first point of a cell nothing comes before its end but what lies in it.
                let within = |at: WorldPoint| (u64::from(at.x) >> (32 - level), u64::from(at.y) >> (32 - level));
                let here = within(points[start]);
                // Most cells are small: look at the next few before searching.
                let near = (start + 8).min(rows.end);
                let end = match (start + 1..near).find(|row| within(points[*row]) != here) {
                    Some(row) => row,
                    None if near == rows.end => near,
                    None if last == u64::MAX => rows.end,
                    None => self.first_after(points, last + 1, near..rows.end, |at| within(at) == here),
                };
                if rect_lies(cell_rect(code, level), view) != Lies::Outside {
                    cells.push(Cell { rows: (start as u32, end as u32), code });
                }
                start = end;
            }
        };
        self.walk(points, &mut lies, &mut visit);
        // A cell may have been met in two pieces.
        cells.dedup_by(|next, kept: &mut Cell| {
            let same = next.code == kept.code;
            if same {
                kept.rows.1 = next.rows.1;
            }
            same
        });
        cells
    }

    /// How many rows of the set lie in a rectangle, which may cross the antimeridian.
    pub fn count_in(&self, points: &[WorldPoint], rows: &Bits, rect: WorldRect) -> usize {
        let mut count = 0;
        self.walk(points, &mut |cell| rect_lies(cell, rect), &mut |range, inside| {
            count += if inside {
                rows.count_in(range)
            } else {
                rows.iter_in(range).filter(|row| rect.contains(points[*row])).count()
            };
        });
        count
    }

    /// All rows (below `len`, placed or not) whose point lies in an area.
    pub fn rows_in(
        &self,
        points: &[WorldPoint],
        len: usize,
        lies: &mut dyn FnMut(WorldRect) -> Lies,
        holds: &mut dyn FnMut(WorldPoint) -> bool,
    ) -> Bits {
        let mut words = vec![0_u64; len.div_ceil(64)];
        let mut last: Option<(WorldPoint, bool)> = None;
        self.walk(points, lies, &mut |range, inside| {
            if inside {
                set_range(&mut words, range);
                return;
            }
            for row in range {
                // Many events lie on one point.
                let at = points[row];
                let held = match last {
                    Some((same, held)) if same == at => held,
                    _ => holds(at),
                };
                last = Some((at, held));
                words[row / 64] |= u64::from(held) << (row % 64);
            }
        });
        Bits::from_words(words, len)
    }

    pub fn bytes(&self) -> usize {
        self.samples.capacity() * 8
    }
}

/// The rectangle of a cell of the quadtree.
pub fn cell_rect(code: u64, depth: u32) -> WorldRect {
    let corner = WorldPoint::from_morton(code);
    let reach = if depth == 0 { u32::MAX } else { ((1_u64 << (32 - depth)) - 1) as u32 };
    WorldRect { west: corner.x, north: corner.y, east: corner.x | reach, south: corner.y | reach }
}

/// How a cell, which never crosses the antimeridian, lies to a rectangle, which may.
pub fn rect_lies(cell: WorldRect, rect: WorldRect) -> Lies {
    if rect.west > rect.east {
        let west = rect_lies(cell, WorldRect { east: u32::MAX, ..rect });
        let east = rect_lies(cell, WorldRect { west: 0, ..rect });
        return match (west, east) {
            (Lies::Inside, _) | (_, Lies::Inside) => Lies::Inside,
            (Lies::Outside, Lies::Outside) => Lies::Outside,
            _ => Lies::Across,
        };
    }
    if cell.east < rect.west || cell.west > rect.east || cell.south < rect.north || cell.north > rect.south {
        Lies::Outside
    } else if cell.west >= rect.west && cell.east <= rect.east && cell.north >= rect.north && cell.south <= rect.south {
        Lies::Inside
    } else {
        Lies::Across
    }
}

/// Set a range of bits.
fn set_range(words: &mut [u64], rows: Range<usize>) {
    let (first, last) = (rows.start / 64, (rows.end - 1) / 64);
    let (from, to) = (u64::MAX << (rows.start % 64), u64::MAX >> (63 - (rows.end - 1) % 64));
    if first == last {
        words[first] |= from & to;
        return;
    }
    words[first] |= from;
    words[first + 1..last].fill(u64::MAX);
    words[last] |= to;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(points: &[(u32, u32)]) -> Vec<WorldPoint> {
        let mut points: Vec<WorldPoint> = points.iter().map(|(x, y)| WorldPoint { x: *x, y: *y }).collect();
        points.sort_by_key(|at| at.morton());
        points
    }

    fn rect() -> impl Strategy<Value = WorldRect> {
        (any::<u32>(), any::<u32>(), any::<u32>(), any::<u32>()).prop_map(|(west, east, a, b)| WorldRect {
            west,
            east,
            north: a.min(b),
            south: a.max(b),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn rows_in_a_rectangle_are_those_of_a_naive_scan(
            points in proptest::collection::vec((0_u32..40, any::<u32>()), 0..600),
            rect in rect(),
            keep in any::<u64>(),
        ) {
            // Few different longitudes: many points in one column of cells.
            let points = sorted(&points.iter().map(|(x, y)| (x * 107_374_182, *y)).collect::<Vec<_>>());
            let space = Space::new(&points);
            let len = points.len() + 3;
            let rows = Bits::from_fn(len, |row| keep >> (row % 64) & 1 == 1);
            let naive = Bits::from_fn(len, |row| points.get(row).is_some_and(|at| rect.contains(*at)));
            let found = space.rows_in(&points, len, &mut |cell| rect_lies(cell, rect), &mut |at| rect.contains(at));
            prop_assert_eq!(space.count_in(&points, &rows, rect), Bits::and(len, [&naive, &rows]).count());
            prop_assert_eq!(found, naive);
        }

        #[test]
        fn cells_hold_every_row_of_a_view_once(
            points in proptest::collection::vec((0_u32..3000, 0_u32..3000), 1..400),
            level in 0_u32..=32,
        ) {
            let points = sorted(&points.iter().map(|(x, y)| (x << 20, y << 20)).collect::<Vec<_>>());
            let space = Space::new(&points);
            let cells = space.cells(&points, level, WorldRect::WORLD);
            prop_assert_eq!(cells.first().map(|it| it.rows.0), Some(0));
            prop_assert_eq!(cells.last().map(|it| it.rows.1), Some(points.len() as u32));
            prop_assert!(cells.windows(2).all(|w| w[0].rows.1 == w[1].rows.0 && w[0].code < w[1].code));
            for cell in &cells {
                let rect = cell_rect(cell.code, level);
                prop_assert!(points[cell.rows.0 as usize..cell.rows.1 as usize].iter().all(|at| rect.contains(*at)));
            }
            let view = WorldRect { west: 500 << 20, east: 1500 << 20, north: 100 << 20, south: 2000 << 20 };
            let seen = space.cells(&points, level, view);
            prop_assert!(seen.iter().all(|cell| cells.contains(cell)));
            prop_assert_eq!(
                seen.len(),
                cells.iter().filter(|cell| rect_lies(cell_rect(cell.code, level), view) != Lies::Outside).count()
            );
        }
    }
}
