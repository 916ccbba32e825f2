//! From tile units to pixels: cut to what is visible, and round where the data are enlarged.
//!
//! A bundled coast drawn far beyond its own zoom would be a chain of straight sides. Each side becomes a gentle curve
//! through the same points instead. A curve depends only on its four neighbouring points and sides that leave the
//! data tile stay straight, so two pictures made of the same or of neighbouring data always meet.

/// Maps tile units of a data tile to pixels of the picture, for the part of the data tile the picture shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    extent: f32,
    scale: f32,
    left: f32,
    top: f32,
    /// Visible square in tile units, with a margin for strokes: left, top, right, bottom.
    window: [f32; 4],
    smooth: bool,
}

type Point = [f32; 2];

/// Points of margin, in pixels per point of scale, around the visible square.
const MARGIN: f32 = 24.0;

impl View {
    /// * `extent`: tile units along a side of the data tile;
    /// * `within`: the visible part of it, as left, top and side in parts of the data tile;
    /// * `pixels`: side of the picture; `scale`: pixels in a logical point;
    /// * `smooth`: whether sides become curves.
    pub fn new(extent: u32, within: (f64, f64, f64), pixels: u32, scale: f32, smooth: bool) -> Self {
        let extent = f64::from(extent);
        let (left, top, side) = (within.0 * extent, within.1 * extent, within.2 * extent);
        let to_pixels = f64::from(pixels) / side;
        let margin = f64::from(MARGIN * scale) / to_pixels;
        let window = [left - margin, top - margin, left + side + margin, top + side + margin].map(|v| v as f32);
        Self { extent: extent as f32, scale: to_pixels as f32, left: left as f32, top: top as f32, window, smooth }
    }

    fn pixel(&self, point: Point) -> Point {
        // Both are exact in f32 up to 2^24 units, so the difference keeps sub-pixel precision at any zoom.
        [(point[0] - self.left) * self.scale, (point[1] - self.top) * self.scale]
    }

    fn misses(&self, points: &[Point]) -> bool {
        let [left, top, right, bottom] = self.window;
        points.iter().all(|p| p[0] < left)
            || points.iter().all(|p| p[0] > right)
            || points.iter().all(|p| p[1] < top)
            || points.iter().all(|p| p[1] > bottom)
    }

    /// Cuts a line to the window; each visible piece is handed over in pixels.
    pub fn line(&self, line: &[Point], mut piece: impl FnMut(&[Point])) {
        if line.len() < 2 || self.misses(line) {
            return;
        }
        let mut out: Vec<Point> = Vec::new();
        for index in 0..line.len() - 1 {
            let (from, to) = (line[index], line[index + 1]);
            if self.misses(&[from, to]) {
                if out.len() > 1 {
                    piece(&out);
                }
                out.clear();
                continue;
            }
            if out.is_empty() {
                out.push(self.pixel(from));
            }
            let before = index.checked_sub(1).map(|i| line[i]);
            self.side(before, from, to, line.get(index + 2).copied(), &mut out);
        }
        if out.len() > 1 {
            piece(&out);
        }
    }

    /// Cuts a ring to the window, in pixels. Empty where nothing of it can be seen.
    pub fn ring(&self, ring: &[Point]) -> Vec<Point> {
        let ring = match ring {
            [first, middle @ .., last] if first == last => &ring[..=middle.len()],
            _ => ring,
        };
        if ring.len() < 3 || self.misses(ring) {
            return Vec::new();
        }
        let count = ring.len();
        let mut out = Vec::with_capacity(count + 8);
        for index in 0..count {
            let (from, to) = (ring[index], ring[(index + 1) % count]);
            if self.misses(&[from, to]) {
                out.push(self.pixel(to));
            } else {
                self.side(Some(ring[(index + count - 1) % count]), from, to, Some(ring[(index + 2) % count]), &mut out);
            }
        }
        let [left, top, right, bottom] = self.window;
        let (low, high) = (self.pixel([left, top]), self.pixel([right, bottom]));
        let fits = out.iter().all(|p| (low[0]..=high[0]).contains(&p[0]) && (low[1]..=high[1]).contains(&p[1]));
        if fits { out } else { cut(out, low, high) }
    }

    /// Appends the side `from`–`to` without its first point.
    fn side(&self, before: Option<Point>, from: Point, to: Point, after: Option<Point>, out: &mut Vec<Point>) {
        let end = self.pixel(to);
        if self.smooth && self.inside(from) && self.inside(to) {
            let start = handle(before, from, Some(to));
            let stop = handle(Some(from), to, after);
            let length = distance(from, to) * self.scale;
            if (start != [0.0; 2] || stop != [0.0; 2]) && length > 3.0 {
                let steps = (length.sqrt() * 0.7).ceil().clamp(2.0, 24.0);
                let control = [
                    self.pixel(from),
                    self.pixel([from[0] + start[0], from[1] + start[1]]),
                    self.pixel([to[0] - stop[0], to[1] - stop[1]]),
                    end,
                ];
                out.extend((1..steps as usize).map(|step| bezier(control, step as f32 / steps)));
            }
        }
        out.push(end);
    }

    fn inside(&self, point: Point) -> bool {
        (0.0..=self.extent).contains(&point[0]) && (0.0..=self.extent).contains(&point[1])
    }
}

fn distance(a: Point, b: Point) -> f32 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// Direction and strength with which a curve leaves `point`: weaker the sharper the bend, none from a right angle on,
/// so that surveyed corners and long straight borders stay what they are.
fn handle(before: Option<Point>, point: Point, after: Option<Point>) -> Point {
    let (Some(before), Some(after)) = (before, after) else { return [0.0; 2] };
    let (a, b) = (distance(before, point), distance(point, after));
    if a <= 0.0 || b <= 0.0 {
        return [0.0; 2];
    }
    let into = [(point[0] - before[0]) / a, (point[1] - before[1]) / a];
    let from = [(after[0] - point[0]) / b, (after[1] - point[1]) / b];
    let bend = into[0] * from[0] + into[1] * from[1];
    if bend <= 0.0 {
        return [0.0; 2];
    }
    let along = [into[0] + from[0], into[1] + from[1]];
    let strength = a.min(b) * 0.36 * bend.sqrt() / along[0].hypot(along[1]).max(f32::EPSILON);
    [along[0] * strength, along[1] * strength]
}

fn bezier(p: [Point; 4], t: f32) -> Point {
    let s = 1.0 - t;
    let (a, b, c, d) = (s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t);
    [0, 1].map(|i| a * p[0][i] + b * p[1][i] + c * p[2][i] + d * p[3][i])
}

/// Sutherland and Hodgman's cut of a polygon to a rectangle.
fn cut(mut ring: Vec<Point>, low: Point, high: Point) -> Vec<Point> {
    for axis in 0..2 {
        for (bound, sign) in [(low[axis], 1.0f32), (high[axis], -1.0)] {
            let depth = |p: Point| (p[axis] - bound) * sign;
            let mut kept = Vec::with_capacity(ring.len() + 4);
            for (index, &to) in ring.iter().enumerate() {
                let from = ring[(index + ring.len() - 1) % ring.len()];
                let (a, b) = (depth(from), depth(to));
                if (a < 0.0) != (b < 0.0) {
                    let t = a / (a - b);
                    let mut crossing = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t];
                    crossing[axis] = bound;
                    kept.push(crossing);
                }
                if b >= 0.0 {
                    kept.push(to);
                }
            }
            ring = kept;
        }
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: (f64, f64, f64) = (0.0, 0.0, 1.0);

    #[test]
    fn a_ring_around_the_window_fills_it() {
        let view = View::new(4096, (0.5, 0.5, 1.0 / 1024.0), 512, 1.0, true);
        let ring = view.ring(&[[0.0, 0.0], [4096.0, 0.0], [4096.0, 4096.0], [0.0, 4096.0]]);
        assert_eq!(ring.len(), 4);
        assert!(ring.iter().all(|p| p[0].abs() < 600.0 && p[1].abs() < 600.0), "{ring:?}");
    }

    #[test]
    fn a_line_far_away_is_not_drawn() {
        let view = View::new(4096, (0.5, 0.5, 0.25), 512, 1.0, false);
        view.line(&[[0.0, 0.0], [0.0, 4096.0]], |_| panic!("drawn"));
    }

    #[test]
    fn straight_lines_and_right_angles_stay_as_they_are() {
        let view = View::new(4096, WHOLE, 4096, 1.0, true);
        let mut points = Vec::new();
        view.line(&[[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0]], |piece| points = piece.to_vec());
        assert_eq!(points, vec![[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0]]);
    }

    #[test]
    fn curves_pass_through_the_points_of_the_data() {
        let view = View::new(4096, WHOLE, 4096, 1.0, true);
        let line = [[0.0, 0.0], [100.0, 30.0], [200.0, 20.0], [300.0, 60.0]];
        let mut points = Vec::new();
        view.line(&line, |piece| points = piece.to_vec());
        assert!(points.len() > 8);
        assert!(line.iter().all(|p| points.contains(p)));
    }
}
