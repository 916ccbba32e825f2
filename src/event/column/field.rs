use super::{Category, Code, Codes, Pick, TextColumn, Whereabouts};

/// The texts of a further field: words stored once each where they repeat, else one after the other.
#[derive(Clone, Debug)]
pub enum DetailTexts {
    Words(Category),
    Texts(TextColumn),
}

/// After so many texts it is seen whether they repeat: the days of a century still do.
const TRIAL: u32 = 1 << 16;
/// After so many it is seen whether most rows have one.
const SPREAD: u32 = 256;
/// A column is kept for the rows that have a text where not even one of so many has.
const FEW: usize = 8;

impl Default for DetailTexts {
    fn default() -> Self {
        Self::Words(Category::default())
    }
}

impl DetailTexts {
    fn get(&self, at: usize) -> &str {
        match self {
            Self::Words(it) => it.get(at),
            Self::Texts(it) => it.get(at),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Words(it) => it.len(),
            Self::Texts(it) => it.len(),
        }
    }

    fn push(&mut self, text: &str) {
        match self {
            Self::Words(it) => it.push(text),
            Self::Texts(it) => it.push(text),
        }
    }

    /// Nothing for rows that have no text yet, up to so many.
    fn fill(&mut self, rows: usize) {
        match self {
            Self::Words(it) => it.fill(rows),
            Self::Texts(it) => (it.len()..rows).for_each(|_| it.push("")),
        }
    }

    /// Keep each text for itself where hardly any of so many comes again.
    fn judge(&mut self, given: u32) {
        if let Self::Words(it) = self
            && it.codes() * 2 > given as usize
        {
            let mut texts = TextColumn::default();
            (0..it.len()).for_each(|at| texts.push(it.get(at)));
            *self = Self::Texts(texts);
        }
    }

    /// The texts at these places; an empty one where there is none.
    fn picked(&mut self, places: impl ExactSizeIterator<Item = Option<usize>>) -> Self {
        match self {
            Self::Words(it) => {
                let count = places.len();
                Self::Words(std::mem::take(it).picked(places, count))
            }
            Self::Texts(it) => {
                let mut texts = TextColumn::default();
                places.for_each(|at| texts.push(at.map_or("", |at| it.get(at))));
                Self::Texts(texts)
            }
        }
    }
}

/// A further field that sources give, beside those that every event has.
#[derive(Clone, Debug)]
pub struct DetailColumn {
    pub name: String,
    /// The rows that have a text, ascending; if missing there is one text a row, empty where none was given.
    rows: Option<Vec<u32>>,
    texts: DetailTexts,
    /// How many texts are not empty.
    given: u32,
    /// The row that was pushed last, and one more: a row may have several fields of one name.
    last: u32,
}

impl DetailColumn {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), rows: Some(Vec::new()), texts: DetailTexts::default(), given: 0, last: 0 }
    }

    /// Whether the row that is being pushed has this field already.
    pub(super) fn is_given(&self, row: u32) -> bool {
        self.last == row + 1
    }

    /// Add the text of a row behind all others; an empty one only remembers the row.
    pub(super) fn push(&mut self, row: u32, text: &str) {
        self.last = row + 1;
        if text.is_empty() {
            return;
        }
        self.given += 1;
        match &mut self.rows {
            None => self.texts.fill(row as usize),
            Some(rows) => rows.push(row),
        }
        self.texts.push(text);
        if self.given.is_power_of_two() {
            if self.given >= TRIAL {
                self.texts.judge(self.given);
            }
            if self.given >= SPREAD && self.rows.is_some() && self.given as usize * FEW > row as usize {
                self.spread(row as usize + 1);
            }
        }
    }

    /// Keep one text a row.
    fn spread(&mut self, len: usize) {
        if let Some(rows) = self.rows.take() {
            let mut rows = (0..).zip(rows).peekable();
            let places = (0..len).map(|row| rows.next_if(|(_, it)| *it as usize == row).map(|(at, _)| at));
            self.texts = self.texts.picked(places);
        }
        self.texts.fill(len);
    }

    /// Keep it in the way that suits it, now that there are so many rows.
    pub(super) fn settle(&mut self, len: usize) {
        if self.given as usize * FEW > len {
            self.spread(len);
        } else if self.rows.is_none() {
            let rows: Vec<u32> =
                (0..self.texts.len() as u32).filter(|row| !self.get(*row as usize).is_empty()).collect();
            self.texts = self.texts.picked(rows.iter().map(|row| Some(*row as usize)));
            self.rows = Some(rows);
        }
    }

    /// The text of a row; empty if it has none.
    pub fn get(&self, row: usize) -> &str {
        match &self.rows {
            // Rows at the end that have none may be missing while rows are being pushed.
            None if row >= self.texts.len() => "",
            None => self.texts.get(row),
            Some(rows) => rows.binary_search(&(row as u32)).map_or("", |at| self.texts.get(at)),
        }
    }

    /// The words of every row, where they repeat and most rows have one.
    pub fn words(&self) -> Option<&Category> {
        match (&self.rows, &self.texts) {
            (None, DetailTexts::Words(words)) => Some(words),
            _ => None,
        }
    }

    /// The rows that have a text, where few have one; their texts in the same order.
    pub fn sparse(&self) -> Option<(&[u32], &DetailTexts)> {
        self.rows.as_deref().map(|rows| (rows, &self.texts))
    }

    /// The rows of several tables in an order. Words keep their codes, so that hardly any is looked up again.
    pub(super) fn gathered(name: &str, parts: &[Option<&Self>], order: &[Pick], whereabouts: &Whereabouts) -> Self {
        let mut it = Self::new(name);
        let given: u32 = parts.iter().flatten().map(|part| part.given).sum();
        if given as usize * FEW <= order.len() && parts.iter().flatten().all(|part| part.rows.is_some()) {
            let rows = parts.iter().map(|part| part.and_then(|it| it.rows.as_deref()).unwrap_or_default());
            for (row, part, at) in whereabouts.in_order(rows.map(|rows| (0_u32..).zip(rows.iter().copied()))) {
                if let Some(part) = parts[part as usize] {
                    it.push(row, part.texts.get(at as usize));
                }
            }
            it.settle(order.len());
            return it;
        }
        (it.rows, it.given) = (None, given);
        let texts: Vec<TextsByRow<'_>> = parts.iter().map(|part| TextsByRow::of(*part)).collect();
        let words: Option<Vec<&Category>> = texts.iter().map(TextsByRow::words).collect();
        it.texts = match words {
            Some(words) if texts.iter().all(|it| it.places.is_none()) => {
                DetailTexts::Words(Category::gathered(&words, order))
            }
            Some(words) => {
                let mut all = Category::default();
                let known: Vec<Vec<Code>> = words.iter().map(|part| all.learn_all(part)).collect();
                let mut rows = Codes::with_capacity(order.len(), all.codes() as Code - 1);
                for from in order {
                    let place = texts[from.part()].place(from.row());
                    rows.push(place.map_or(0, |at| known[from.part()][words[from.part()].code(at) as usize]));
                }
                DetailTexts::Words(all.with_rows(rows))
            }
            None => {
                let mut all = TextColumn::default();
                order.iter().for_each(|from| all.push(texts[from.part()].get(from.row())));
                DetailTexts::Texts(all)
            }
        };
        it
    }

    pub(super) fn bytes(&self) -> (usize, usize) {
        let rows = self.rows.as_ref().map_or(0, |rows| rows.capacity() * 4);
        let (text, beside) = match &self.texts {
            DetailTexts::Words(it) => it.bytes(),
            DetailTexts::Texts(it) => it.bytes(),
        };
        (text, beside + rows)
    }
}

/// The texts of a column, to be found by row.
struct TextsByRow<'a> {
    texts: Option<&'a DetailTexts>,
    none: Category,
    /// Where the text of each row stands, [`u32::MAX`] for none; missing if that is the row itself.
    places: Option<Vec<u32>>,
}

impl<'a> TextsByRow<'a> {
    fn of(column: Option<&'a DetailColumn>) -> Self {
        let places = column.and_then(|it| it.rows.as_deref()).map(|rows| {
            let mut places = vec![u32::MAX; rows.last().map_or(0, |row| *row as usize + 1)];
            (0..).zip(rows).for_each(|(at, row)| places[*row as usize] = at);
            places
        });
        Self { texts: column.map(|it| &it.texts), none: Category::none(u32::MAX as usize), places }
    }

    /// Its words, if they are; a table without the column has none.
    fn words(&self) -> Option<&Category> {
        match self.texts {
            None => Some(&self.none),
            Some(DetailTexts::Words(words)) => Some(words),
            Some(DetailTexts::Texts(_)) => None,
        }
    }

    fn place(&self, row: usize) -> Option<usize> {
        match &self.places {
            None => Some(row),
            Some(places) => places.get(row).filter(|at| **at != u32::MAX).map(|at| *at as usize),
        }
    }

    fn get(&self, row: usize) -> &str {
        self.texts.zip(self.place(row)).map_or("", |(texts, at)| texts.get(at))
    }
}
