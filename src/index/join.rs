const NONE: u32 = u32::MAX;

/// A mark while marks are still being joined: what its place on the screen depends on, and no more, for there are many.
#[derive(Clone, Copy)]
pub struct Part {
    /// On the screen, in points from the corner of the world.
    pub x: f64,
    pub y: f64,
    pub count: u32,
    /// In points.
    radius: f64,
    /// The first and the last of its cells.
    ends: (u32, u32),
}

impl Part {
    /// Of one cell, by its number among all cells.
    pub fn new(cell: u32, (x, y): (f64, f64), count: u32, radius: f64) -> Self {
        Self { x, y, count, radius, ends: (cell, cell) }
    }

    /// The cells it was joined from.
    pub fn cells(&self, next: &[u32]) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.ends.0), |cell| Some(next[*cell as usize]).filter(|it| *it != NONE))
            .map(|cell| cell as usize)
    }

    fn touches(&self, other: &Self) -> bool {
        let reach = self.radius + other.radius + 1.0;
        (self.x - other.x).powi(2) + (self.y - other.y).powi(2) < reach * reach
    }

    fn absorb(&mut self, other: &Self, radius: &dyn Fn(u32) -> f64) {
        let (n, m) = (f64::from(self.count), f64::from(other.count));
        self.x = (self.x * n + other.x * m) / (n + m);
        self.y = (self.y * n + other.y * m) / (n + m);
        self.count += other.count;
        self.radius = radius(self.count);
        self.ends.1 = other.ends.1;
    }
}

/// What has been joined: the marks, and after each cell the next one of the same mark.
pub struct Joined {
    pub parts: Vec<Part>,
    pub next: Vec<u32>,
}

/// Join marks that would overlap, the biggest taking in its neighbours first. Cells are numbered as they come.
pub fn join(mut marks: Vec<Part>, radius: &dyn Fn(u32) -> f64) -> Joined {
    let mut next = vec![NONE; marks.len()];
    let all = marks.iter().fold(0_u32, |sum, it| sum.saturating_add(it.count));
    // The widest that a mark can become.
    let widest = radius(all);
    let mut order = Vec::with_capacity(marks.len());
    loop {
        let before = marks.len();
        // Biggest first, then in the order of the cells, which is the same in any view.
        order.clear();
        order.extend(marks.iter().enumerate().map(|(number, it)| u64::from(!it.count) << 32 | number as u64));
        order.sort_unstable();
        let Some(biggest) = order.first().map(|it| &marks[*it as u32 as usize]) else { break };
        let mut grid = Grid::new((widest.max(biggest.radius) * 2.0 + 1.0).max(1.0), &marks);
        let mut out: Vec<Part> = Vec::with_capacity(before);
        for it in &order {
            let part = marks[*it as u32 as usize];
            let square = grid.square(&part);
            match grid.first_near(square, |mark| part.touches(&out[mark as usize])) {
                Some(number) => {
                    let mark = &mut out[number as usize];
                    let old = grid.square(mark);
                    next[mark.ends.1 as usize] = part.ends.0;
                    mark.absorb(&part, radius);
                    grid.shift(number, old, grid.square(mark));
                }
                None => {
                    grid.next.push(NONE);
                    grid.put(out.len() as u32, square);
                    out.push(part);
                }
            }
        }
        marks = out;
        // Joined marks have grown and moved: they may now touch others.
        if marks.len() == before {
            break;
        }
    }
    Joined { parts: marks, next }
}

/// Marks by where they are on the screen, so that only near ones are looked at. Squares far apart may share a place in the
/// table; what lies elsewhere is told apart by its distance.
struct Grid {
    /// One by the width of a square, which is wider than any two marks reach.
    by: f64,
    /// North-west of all marks; marks only move towards each other.
    corner: (f64, f64),
    /// Squares in a row, odd, so that rows do not fall on each other.
    columns: usize,
    /// The first mark of each square, as many as a power of two.
    squares: Vec<u32>,
    /// The next mark in the square of each.
    next: Vec<u32>,
}

impl Grid {
    fn new(width: f64, marks: &[Part]) -> Self {
        let min = |by: fn(&Part) -> f64| marks.iter().map(by).fold(f64::INFINITY, f64::min);
        let max = |by: fn(&Part) -> f64| marks.iter().map(by).fold(f64::NEG_INFINITY, f64::max);
        // One square of margin, so that there is always one before.
        let corner = (min(|it| it.x) - width, min(|it| it.y) - width);
        let columns = ((max(|it| it.x) - corner.0) / width) as usize + 3;
        Self {
            by: width.recip(),
            corner,
            columns: columns | 1,
            squares: vec![NONE; (marks.len() * 2).next_power_of_two()],
            next: Vec::with_capacity(marks.len()),
        }
    }

    fn square(&self, part: &Part) -> usize {
        let column = ((part.x - self.corner.0) * self.by) as usize;
        let row = ((part.y - self.corner.1) * self.by) as usize;
        row.wrapping_mul(self.columns).wrapping_add(column)
    }

    fn place(&self, square: usize) -> usize {
        square & (self.squares.len() - 1)
    }

    fn put(&mut self, mark: u32, square: usize) {
        let place = self.place(square);
        self.next[mark as usize] = std::mem::replace(&mut self.squares[place], mark);
    }

    fn shift(&mut self, mark: u32, from: usize, to: usize) {
        let place = self.place(from);
        if place == self.place(to) {
            return;
        }
        let after = self.next[mark as usize];
        if self.squares[place] == mark {
            self.squares[place] = after;
        } else {
            let mut at = self.squares[place];
            while self.next[at as usize] != mark {
                at = self.next[at as usize];
            }
            self.next[at as usize] = after;
        }
        self.put(mark, to);
    }

    /// The first of the marks in and around a square that fits.
    fn first_near(&self, square: usize, fits: impl Fn(u32) -> bool) -> Option<u32> {
        let mut best = NONE;
        for row in 0..3 {
            let west = square.wrapping_add(row * self.columns).wrapping_sub(self.columns + 1);
            for column in 0..3 {
                let mut mark = self.squares[self.place(west.wrapping_add(column))];
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
