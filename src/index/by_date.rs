use crate::event::{Code, Day, EventId, EventTable};

use super::{Bits, Counts, add_all};

/// Whether a first and a last possible day were chosen before.
pub type Held<'a> = &'a dyn Fn(Day, Day) -> bool;

/// The rows in order of their dates: by first and last possible day, undated ones last, then as in the file.
#[derive(Clone, Debug, Default)]
pub struct ByDate {
    rows: Vec<EventId>,
    /// The span of every rank, the undated one last.
    spans: Vec<Option<(Day, Day)>>,
    /// Where the rows of each rank begin, and the end.
    starts: Vec<u32>,
    /// The rank of each code of [`EventTable::span_codes`].
    rank: Vec<u32>,
    by_rank: Vec<Code>,
}

impl ByDate {
    pub fn new(table: &EventTable) -> Self {
        let of: Vec<Option<(Day, Day)>> = table.spans().collect();
        let mut by_rank: Vec<Code> = (0..of.len() as Code).collect();
        by_rank.sort_by_key(|code| (of[*code as usize].is_none(), of[*code as usize]));
        let mut rank = vec![0; of.len()];
        for (at, code) in by_rank.iter().enumerate() {
            rank[*code as usize] = at as u32;
        }
        let codes = table.span_codes();
        // As in the file first, then by rank without changing that.
        let mut in_file = vec![0_u32; table.len()];
        for id in table.ids() {
            if let Some(place) = in_file.get_mut(table.sequence(id) as usize) {
                *place = id.0;
            }
        }
        let mut starts = vec![0_u32; of.len() + 1];
        for code in codes.iter() {
            starts[rank[code as usize] as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut rows = vec![EventId(0); table.len()];
        for row in in_file {
            let at = &mut next[rank[codes.get(row as usize) as usize] as usize];
            rows[*at as usize] = EventId(row);
            *at += 1;
        }
        let spans = by_rank.iter().map(|code| of[*code as usize]).collect();
        Self { rows, spans, starts, rank, by_rank }
    }

    /// All rows in this order.
    pub fn rows(&self) -> &[EventId] {
        &self.rows
    }

    /// How many different spans there are, "undated" included, which is the last.
    pub fn ranks(&self) -> usize {
        self.spans.len()
    }

    /// The span of a rank.
    pub fn span(&self, rank: usize) -> Option<(Day, Day)> {
        self.spans[rank]
    }

    /// The code of a rank in the table.
    pub fn code(&self, rank: usize) -> Code {
        self.by_rank[rank]
    }

    /// The rank of a row.
    pub fn rank_of(&self, table: &EventTable, row: usize) -> usize {
        self.rank[table.span_codes().get(row) as usize] as usize
    }

    /// The rows of a rank, as in the file.
    pub fn rows_of(&self, rank: usize) -> &[EventId] {
        &self.rows[self.place_of(rank)]
    }

    /// Where in all rows those of a rank are.
    pub fn place_of(&self, rank: usize) -> std::ops::Range<usize> {
        self.starts[rank] as usize..self.starts[rank + 1] as usize
    }

    /// The ranks whose first day lies in a range, both ends included.
    pub fn beginning_in(&self, first: Day, last: Day) -> std::ops::Range<usize> {
        let dated = &self.spans[..self.spans.len().saturating_sub(1)];
        let from = dated.partition_point(|span| span.is_some_and(|(day, _)| day < first));
        let to = dated.partition_point(|span| span.is_some_and(|(day, _)| day <= last));
        from..to.max(from)
    }

    /// The rows whose span is chosen. What was chosen before, and the rows that gave, save most of the work if few spans
    /// change sides.
    pub fn choose(
        &self,
        table: &EventTable,
        holds: impl Fn(Day, Day) -> bool,
        before: Option<(Held<'_>, &Bits)>,
    ) -> Bits {
        let chosen = |rank: usize| self.spans[rank].is_some_and(|(first, last)| holds(first, last));
        if let Some((held, rows)) = before {
            let changed: Vec<usize> = (0..self.ranks())
                .filter(|rank| self.spans[*rank].is_some_and(|(a, b)| held(a, b) != holds(a, b)))
                .collect();
            let moved: usize = changed.iter().map(|rank| self.place_of(*rank).len()).sum();
            // Rows of one day lie far apart: past some share, one walk over all rows is quicker.
            if moved * 16 < table.len().max(4096) {
                let mut words = rows.words().to_vec();
                for row in changed.iter().flat_map(|rank| self.rows_of(*rank)) {
                    words[row.row() / 64] ^= 1 << (row.row() % 64);
                }
                return Bits::from_words(words, table.len());
            }
        }
        let mut answers = vec![false; self.ranks()];
        (0..self.ranks()).for_each(|rank| answers[self.by_rank[rank] as usize] = chosen(rank));
        Bits::of_codes(table.span_codes(), &answers)
    }

    pub fn bytes(&self) -> usize {
        self.rows.capacity() * 4
            + self.spans.capacity() * size_of::<Option<(Day, Day)>>()
            + (self.starts.capacity() + self.rank.capacity() + self.by_rank.capacity()) * 4
    }
}

/// How many rows of a set have each span and colour.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DateCounts {
    slots: usize,
    /// By code of the span, then by slot.
    counts: Vec<u32>,
}

/// What [`DateCounts`] counts by: the table, and the colour slot of every row.
#[derive(Clone, Copy)]
pub struct DatedBy<'a> {
    pub table: &'a EventTable,
    pub slot_of: &'a [u8],
}

impl DateCounts {
    /// Of no rows.
    pub fn with_room(table: &EventTable, slots: usize) -> Self {
        let slots = slots.max(1);
        Self { slots, counts: vec![0; table.spans().len() * slots] }
    }

    /// How many rows of each colour have this span, by its code.
    pub fn of(&self, code: Code) -> &[u32] {
        let at = code as usize * self.slots;
        self.counts.get(at..at + self.slots).unwrap_or(&[])
    }

    /// How many rows have this span.
    pub fn total(&self, code: Code) -> u32 {
        self.of(code).iter().sum()
    }

    pub fn slots(&self) -> usize {
        self.slots
    }
}

impl Counts for DateCounts {
    type By<'a> = DatedBy<'a>;

    fn none(&self) -> Self {
        Self { slots: self.slots, counts: vec![0; self.counts.len()] }
    }

    fn add(&mut self, of: DatedBy<'_>, rows: &[u32], by: u32) {
        let codes = of.table.span_codes();
        for row in rows {
            let row = *row as usize;
            let slot = usize::from(of.slot_of.get(row).copied().unwrap_or(0));
            if let Some(n) = self.counts.get_mut(codes.get(row) as usize * self.slots + slot) {
                *n = n.wrapping_add(by);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        add_all(&mut self.counts, &other.counts);
    }
}
