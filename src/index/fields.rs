//! The further fields of a table as codes, so that they can be counted, chosen and coloured by. Each is made when it is
//! first asked for, and once a table.

use std::sync::OnceLock;

use crate::event::{Category, Code, EventTable};

/// A column with more different texts than this is no choice for anybody: it cannot be chosen from.
const MOST: usize = 1 << 20;

/// What is known of the further fields of one table.
#[derive(Debug, Default)]
pub struct Fields {
    columns: Vec<Column>,
}

#[derive(Debug, Default)]
struct Column {
    /// Missing inside: there are too many different texts.
    words: OnceLock<Option<Category>>,
    numbers: OnceLock<Option<Numbers>>,
}

/// The numbers that a column holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Numbers {
    /// For each code of the column its number; NaN for what is none.
    pub by_code: Vec<f64>,
    pub least: f64,
    pub most: f64,
}

impl Fields {
    pub fn new(table: &EventTable) -> Self {
        Self { columns: table.detail_columns().iter().map(|_| Column::default()).collect() }
    }

    /// Whether the codes of a column can be had without work.
    pub fn is_ready(&self, table: &EventTable, column: usize) -> bool {
        let known = self.columns.get(column).is_none_or(|it| it.words.get().is_some());
        known || table.detail_columns().get(column).is_none_or(|it| it.words().is_some())
    }

    /// The words of every row in a column; nothing if there is no such column, or if it holds too many different texts. The
    /// first call looks at every row that has a text.
    pub fn words<'a>(&'a self, table: &'a EventTable, column: usize) -> Option<&'a Category> {
        let of = table.detail_columns().get(column)?;
        if let Some(words) = of.words() {
            return Some(words).filter(|it| it.codes() <= MOST);
        }
        let made = self.columns.get(column)?.words.get_or_init(|| {
            let mut words = Category::default();
            // Where few rows have a text, the others need not be looked up.
            let mut given = of.sparse().map(|(rows, _)| rows.iter().copied().peekable());
            for row in 0..table.len() {
                let has = given.as_mut().is_none_or(|it| it.next_if_eq(&(row as u32)).is_some());
                words.push(if has { of.get(row) } else { "" });
                if words.codes() > MOST {
                    return None;
                }
            }
            Some(words)
        });
        made.as_ref()
    }

    /// The numbers of a column, if nearly everything in it is one.
    pub fn numbers<'a>(&'a self, table: &'a EventTable, column: usize) -> Option<&'a Numbers> {
        let words = self.words(table, column)?;
        self.columns.get(column)?.numbers.get_or_init(|| numbers(words)).as_ref()
    }
}

/// A number as tables write it.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let parsed = text.parse().or_else(|_| text.replacen(',', ".", 1).parse());
    parsed.ok().filter(|it: &f64| it.is_finite())
}

fn numbers(words: &Category) -> Option<Numbers> {
    let texts = (1..words.codes() as Code).map(|code| number(words.word(code)).unwrap_or(f64::NAN));
    let by_code: Vec<f64> = std::iter::once(f64::NAN).chain(texts).collect();
    let known: Vec<f64> = by_code.iter().copied().filter(|it| !it.is_nan()).collect();
    let all = words.codes() - 1;
    // Two different ones at least: of one there is nothing to choose.
    if known.len() < 2 || known.len() * 10 < all * 9 {
        return None;
    }
    let least = known.iter().copied().fold(f64::INFINITY, f64::min);
    let most = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(Numbers { by_code, least, most })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{EventDraft, TableBuilder};

    fn table(rows: usize, text: impl Fn(usize) -> Option<String>) -> EventTable {
        let mut builder = TableBuilder::default();
        for i in 0..rows {
            let details = text(i).map(|text| ("field".to_owned(), text)).into_iter().collect();
            builder.push(EventDraft { key: i.to_string(), details, ..EventDraft::default() });
        }
        builder.build()
    }

    #[test]
    fn every_row_has_the_code_of_its_text_however_the_column_is_kept() {
        // Few rows with a text, all rows with texts that repeat, all with texts that do not.
        type Text<'a> = &'a dyn Fn(usize) -> Option<String>;
        let kinds: [(usize, Text<'_>); 3] = [
            (10_000, &|i| (i % 100 == 7).then(|| format!("v{}", i % 3))),
            (10_000, &|i| Some(format!("v{}", i % 3))),
            (70_000, &|i| Some(format!("v{i}"))),
        ];
        for (rows, text) in kinds {
            let table = table(rows, text);
            let fields = Fields::new(&table);
            let words = fields.words(&table, 0).unwrap();
            assert_eq!(words.len(), rows);
            for id in table.ids() {
                assert_eq!(words.get(id.row()), table.detail(id, "field"));
            }
            assert!(fields.is_ready(&table, 0) && fields.words(&table, 1).is_none());
        }
    }

    #[test]
    fn a_column_of_numbers_is_told_from_one_of_words() {
        let of = |texts: &'static [&'static str]| {
            let table = table(texts.len(), |i| Some(texts[i].to_owned()));
            Fields::new(&table).numbers(&table, 0).cloned()
        };
        let numbers = of(&["3", "-1.5", "2,5", "3", ""]).unwrap();
        assert_eq!((numbers.least, numbers.most), (-1.5, 3.0));
        assert!(numbers.by_code[0].is_nan());
        assert_eq!(of(&["3", "many", "few"]), None);
        assert_eq!(of(&["3", "3"]), None);
        assert_eq!(of(&["inf", "nan", "1"]), None);
    }
}
