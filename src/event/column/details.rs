use std::borrow::Cow;
use std::collections::HashMap;

use super::{Category, ListColumn, Pick, TextColumn};

/// The texts of a further field: words stored once each where they repeat, else one after the other.
#[derive(Clone, Debug)]
pub enum DetailTexts {
    Words(Category),
    Texts(TextColumn),
}

/// A row has no text.
const NONE: u32 = u32::MAX;

/// After so many texts it is seen whether they repeat.
const TRIAL: usize = 4096;

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

    /// The texts at these places; an empty one where there is none.
    fn picked(&mut self, places: impl Iterator<Item = u32>, none: u32, count: usize) -> Self {
        match self {
            Self::Words(it) => {
                Self::Words(std::mem::take(it).picked(places.map(|at| (at != none).then_some(at as usize)), count))
            }
            Self::Texts(it) => {
                let mut texts = TextColumn::default();
                places.for_each(|at| texts.push(if at == none { "" } else { it.get(at as usize) }));
                Self::Texts(texts)
            }
        }
    }

    fn push(&mut self, text: &str) {
        if let Self::Words(it) = self
            && it.len().is_power_of_two()
            && it.len() >= TRIAL
            && it.codes() * 2 > it.len()
        {
            let mut texts = TextColumn::default();
            (0..it.len()).for_each(|at| texts.push(it.get(at)));
            *self = Self::Texts(texts);
        }
        match self {
            Self::Words(it) => it.push(text),
            Self::Texts(it) => it.push(text),
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
}

impl DetailColumn {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), rows: Some(Vec::new()), texts: DetailTexts::Words(Category::default()) }
    }

    /// The text of a row; empty if it has none.
    pub fn get(&self, row: usize) -> &str {
        match &self.rows {
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

    /// Put the rows in another order. Words keep their codes, so that none is looked up again. `at` is memory to use.
    fn sort(&mut self, order: &[Pick], at: &mut Vec<u32>) {
        // Where the text of each row stands.
        at.clear();
        let rows = self.rows.take();
        let given = rows.as_ref().map_or(self.texts.len(), Vec::len);
        match rows {
            None => at.extend(0..order.len() as u32),
            Some(rows) => {
                at.resize(order.len(), NONE);
                for (place, row) in rows.into_iter().enumerate() {
                    at[row as usize] = place as u32;
                }
            }
        }
        let wanted = order.iter().enumerate().map(|(row, from)| (row as u32, at[from.row()]));
        if given * 8 > order.len() {
            self.texts = self.texts.picked(wanted.map(|(_, place)| place), NONE, order.len());
        } else {
            let found: Vec<(u32, u32)> = wanted.filter(|(_, place)| *place != NONE).collect();
            self.texts = self.texts.picked(found.iter().map(|(_, place)| *place), NONE, given);
            self.rows = Some(found.into_iter().map(|(row, _)| row).collect());
        }
    }

    /// Where the text of each of so many rows stands; nothing if it stands at the row's own number.
    fn places(&self, rows: usize) -> Option<Vec<u32>> {
        let given = self.rows.as_ref()?;
        let mut at = vec![NONE; rows];
        for (place, row) in (0..).zip(given) {
            at[*row as usize] = place;
        }
        Some(at)
    }

    /// The words of every one of so many rows, if they are kept as words.
    fn all_words(&self, rows: usize) -> Option<Cow<'_, Category>> {
        match (&self.texts, self.places(rows)) {
            (DetailTexts::Words(words), None) => Some(Cow::Borrowed(words)),
            (DetailTexts::Words(words), Some(at)) => {
                let places = at.into_iter().map(|place| (place != NONE).then_some(place as usize));
                Some(Cow::Owned(words.clone().picked(places, rows)))
            }
            _ => None,
        }
    }

    /// Of several tables with so many rows each, in an order.
    fn gathered(name: &str, parts: &[(Option<&Self>, usize)], order: &[Pick]) -> Self {
        let mut it = Self::new(name);
        let count = |it: &Self| it.rows.as_ref().map_or(it.texts.len(), Vec::len);
        let given: usize = parts.iter().filter_map(|(part, _)| part.map(count)).sum();
        if given * 8 > order.len() {
            it.rows = None;
            // Words keep their codes, so that none is looked up again.
            let none = Category::none(u32::MAX as usize);
            let words: Option<Vec<Option<Cow<'_, Category>>>> = parts
                .iter()
                .map(|(part, rows)| part.map_or(Some(None), |part| part.all_words(*rows).map(Some)))
                .collect();
            if let Some(words) = words {
                let words: Vec<&Category> = words.iter().map(|it| it.as_deref().unwrap_or(&none)).collect();
                it.texts = DetailTexts::Words(Category::gathered(&words, order));
                return it;
            }
        }
        let places: Vec<_> = parts.iter().map(|(part, rows)| part.and_then(|it| it.places(*rows))).collect();
        for (row, from) in (0..).zip(order) {
            let text =
                parts[from.part()].0.map_or("", |part| match places[from.part()].as_ref().map(|it| it[from.row()]) {
                    None => part.texts.get(from.row()),
                    Some(NONE) => "",
                    Some(place) => part.texts.get(place as usize),
                });
            match &mut it.rows {
                None => it.texts.push(text),
                Some(_) if text.is_empty() => {}
                Some(rows) => {
                    rows.push(row);
                    it.texts.push(text);
                }
            }
        }
        it
    }
}

/// Every further field of every event, column by column. Which fields an event has, and in what order, is kept too.
#[derive(Clone, Debug, Default)]
pub struct Details {
    columns: Vec<DetailColumn>,
    /// Which columns a row has, in the order in which its source gives them.
    shapes: ListColumn<u32>,
    /// By name, and how many of that name the row has before it.
    known: HashMap<(String, u32), u32>,
    /// For the beginning of a row, and then for each column: which columns, each the first of its name, came next.
    next: Vec<Next>,
    /// The columns of the row that is being pushed.
    shape: Vec<u32>,
}

/// A few columns, the one that was found last first.
type Next = [u32; 4];

const NO_COLUMN: u32 = u32::MAX;

impl Details {
    pub(in crate::event) fn push<'a>(&mut self, row: u32, details: impl Iterator<Item = (&'a str, &'a str)>) {
        let mut shape = std::mem::take(&mut self.shape);
        shape.clear();
        let mut last = 0;
        for (name, text) in details {
            // Rows mostly have the same fields in the same order, but for some that are not given.
            let next = self.next.get(last).copied().unwrap_or([NO_COLUMN; 4]);
            let is_it = |it: &u32| self.columns.get(*it as usize).is_some_and(|column| column.name == name);
            let column = match next.iter().position(|it| is_it(it) && !shape.contains(it)) {
                Some(0) => next[0],
                Some(at) => {
                    self.next[last].swap(0, at);
                    next[at]
                }
                None => {
                    let before = shape.iter().filter(|it| self.columns[**it as usize].name == name).count();
                    let column = self.column(name, before as u32);
                    if before == 0 {
                        self.next.resize(self.columns.len() + 1, [NO_COLUMN; 4]);
                        self.next[last].rotate_right(1);
                        self.next[last][0] = column;
                    }
                    column
                }
            };
            last = column as usize + 1;
            shape.push(column);
            let it = &mut self.columns[column as usize];
            // An empty text is there by the shape alone.
            if let (false, Some(rows)) = (text.is_empty(), &mut it.rows) {
                rows.push(row);
                it.texts.push(text);
            }
        }
        self.shapes.push(&shape);
        self.shape = shape;
    }

    fn column(&mut self, name: &str, before: u32) -> u32 {
        if let Some(column) = self.known.get(&(name.to_owned(), before)) {
            return *column;
        }
        let column = self.columns.len() as u32;
        self.columns.push(DetailColumn::new(name));
        self.known.insert((name.to_owned(), before), column);
        column
    }

    /// Name and text of every further field of a row.
    pub fn get(&self, row: usize) -> impl Iterator<Item = (&str, &str)> {
        self.shapes.get(row).iter().map(move |column| {
            let it = &self.columns[*column as usize];
            (it.name.as_str(), it.get(row))
        })
    }

    /// The columns, in the order in which their names came.
    pub fn columns(&self) -> &[DetailColumn] {
        &self.columns
    }

    pub(in crate::event) fn gathered(parts: &[&Self], order: &[Pick]) -> Self {
        let mut it = Self::default();
        let mut known: Vec<Vec<u32>> = Vec::new();
        for part in parts {
            let mut names: HashMap<&str, u32> = HashMap::new();
            let mut columns = Vec::with_capacity(part.columns.len());
            for column in &part.columns {
                let before = names.entry(&column.name).or_default();
                columns.push(it.column(&column.name, *before));
                *before += 1;
            }
            known.push(columns);
        }
        for column in 0..it.columns.len() {
            let of = |part: usize| known[part].iter().position(|it| *it as usize == column);
            let from: Vec<(Option<&DetailColumn>, usize)> = parts
                .iter()
                .enumerate()
                .map(|(i, part)| (of(i).map(|at| &part.columns[at]), part.shapes.rows().len()))
                .collect();
            it.columns[column] = DetailColumn::gathered(&it.columns[column].name, &from, order);
        }
        let shapes: Vec<&ListColumn<u32>> = parts.iter().map(|part| &part.shapes).collect();
        it.shapes = ListColumn::gathered(&shapes, order, |part, column| known[part][column as usize]);
        it
    }

    /// In another order; column after column, so that little is kept twice.
    pub(in crate::event) fn sorted(mut self, order: &[Pick]) -> Self {
        let mut at = Vec::new();
        for column in &mut self.columns {
            column.sort(order, &mut at);
        }
        self.shapes = ListColumn::gathered(&[&self.shapes], order, |_, column| column);
        self
    }

    /// Bytes of text, and bytes in use beside it.
    pub fn bytes(&self) -> (usize, usize) {
        self.columns.iter().fold((0, self.shapes.bytes()), |(text, beside), column| {
            let rows = column.rows.as_ref().map_or(0, |rows| rows.capacity() * 4);
            let (more, besides) = match &column.texts {
                DetailTexts::Words(it) => it.bytes(),
                DetailTexts::Texts(it) => it.bytes(),
            };
            (text + more, beside + besides + rows)
        })
    }
}
