//! Where a table begins and what its columns are called.

use super::gdelt;
use super::mapping::Mapping;
use super::sniff::{dialect, is_markdown, records};
use super::split::Chunk;
use crate::format::row::{number, plain, rank_of};

/// Rows from which the meaning of columns is guessed.
const ROWS: usize = 200;
/// Lines of a title that may stand above a header.
const TITLE_LINES: usize = 20;

/// The beginning of a table.
#[derive(Debug)]
pub(in crate::format) struct Sample {
    chunk: Chunk,
    pub delimiter: u8,
    pub old_mac: bool,
    /// Records before the header, or the first row.
    pub skip: usize,
    pub header: bool,
    pub names: Vec<String>,
    /// Nothing divides it evenly: it is rather a text.
    pub prose: bool,
    /// It has GDELT's columns without their names.
    pub gdelt: bool,
    /// It is one of GDELT's tables of mentions.
    pub mentions: bool,
}

impl Sample {
    /// The first rows.
    pub fn rows(&self) -> Vec<Vec<&str>> {
        let first = self.skip + usize::from(self.header);
        (first..self.chunk.len().min(first + ROWS)).map(|row| self.chunk.row(row).collect()).collect()
    }
}

/// Look at the beginning of a table, in UTF-8. What a mapping says is not found out anew.
pub(in crate::format) fn sample(text: &str, cut: bool, mapping: Option<&Mapping>) -> Sample {
    let found = dialect(text, cut);
    let delimiter = mapping.and_then(|it| u8::try_from(it.delimiter).ok()).unwrap_or(found.delimiter);
    let chunk = records(text, delimiter, found.old_mac, cut);
    let row = |at: usize| -> Vec<&str> { if at < chunk.len() { chunk.row(at).collect() } else { Vec::new() } };
    let mut sample = Sample {
        skip: 0,
        header: true,
        names: Vec::new(),
        gdelt: false,
        mentions: false,
        prose: found.share < 0.5 || found.width < 2 && chunk.len() < 2 || is_markdown(text),
        delimiter,
        old_mac: found.old_mac,
        chunk: Chunk::default(),
    };
    if let Some(mapping) = mapping {
        (sample.skip, sample.header) = (mapping.skip, mapping.header);
    } else {
        sample.gdelt = gdelt::looks_like(&row(0));
        sample.mentions = super::mentions::looks_like(&row(0));
        // Titles stand above the table, in fewer fields.
        let filled = |at: usize| row(at).iter().filter(|it| !it.trim().is_empty()).count();
        let usual =
            (0..chunk.len().min(TITLE_LINES * 2)).map(filled).filter(|it| *it <= found.width).max().unwrap_or(0);
        sample.skip = (0..chunk.len().min(TITLE_LINES)).find(|at| filled(*at) * 2 > usual).unwrap_or(0);
        sample.header = !sample.gdelt && !sample.mentions && is_header(&row(sample.skip), &row(sample.skip + 1));
    }
    let first = row(sample.skip);
    // A line of its own may be a header without rows, or a sentence with a comma.
    sample.prose |= chunk.len() < 2 && !first.iter().any(|it| rank_of(&plain(it)).is_some());
    let given = mapping.filter(|it| !it.header).map(|it| it.columns.iter().map(|column| column.name.clone()).collect());
    sample.names = if sample.header {
        unique(first.iter().map(|name| name.trim().to_owned()).collect())
    } else if let Some(names) = given.filter(|names: &Vec<String>| !names.is_empty()) {
        names
    } else if let Some(names) = Some(first.len()).filter(|_| sample.gdelt).and_then(gdelt::names) {
        names
    } else {
        unique(vec![String::new(); first.len()])
    };
    sample.chunk = chunk;
    sample
}

/// Names of columns are words, and the values below them are often numbers.
fn is_header(first: &[&str], second: &[&str]) -> bool {
    let is_value =
        |text: &&&str| number(text, false).is_some() || crate::format::row::date(text, Default::default()).is_ok();
    let filled = |row: &[&str]| row.iter().filter(|it| !it.trim().is_empty()).count();
    let known = first.iter().filter(|it| rank_of(&plain(it)).is_some()).count();
    let values = first.iter().filter(is_value).count();
    let long = first.iter().any(|it| it.len() > 100);
    if known >= 2 && values * 2 < filled(first) {
        return true;
    }
    let values_below = second.iter().filter(is_value).count();
    values == 0 && !long && (known > 0 || values_below > 0 || second.is_empty())
}

/// Each name once; a column without one is called by its number.
fn unique(names: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut unique = Vec::with_capacity(names.len());
    for (at, name) in names.into_iter().enumerate() {
        let name = if name.is_empty() { format!("column {}", at + 1) } else { name };
        let mut free = name.clone();
        let mut again = 1;
        while !seen.insert(free.clone()) {
            again += 1;
            free = format!("{name} {again}");
        }
        unique.push(free);
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> (Vec<String>, bool, usize) {
        let sample = sample(text, false, None);
        (sample.names.clone(), sample.header, sample.skip)
    }

    #[test]
    fn the_header_is_found_below_a_title_or_is_known_to_be_missing() {
        for (text, columns, header, skip) in [
            ("date,place\n2024-01-02,x\n", vec!["date", "place"], true, 0),
            (
                "My table\n\nExported,today\ndate,place,lat,lon\n2024-01-02,x,1,2\n",
                vec!["date", "place", "lat", "lon"],
                true,
                2,
            ),
            ("2024-01-02,1.5,2.5\n2024-01-03,1.5,2.5\n", vec!["column 1", "column 2", "column 3"], false, 0),
            ("a,a,\n1,2,3\n", vec!["a", "a 2", "column 3"], true, 0),
        ] {
            assert_eq!(names(text), (columns.into_iter().map(str::to_owned).collect(), header, skip), "{text}");
        }
    }
}
