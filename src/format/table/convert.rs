//! Records to events, on all cores: whoever is free divides the next block of text into records, and judges and keeps
//! what it holds while others take their turn.

use std::io::Read;
use std::sync::{Mutex, PoisonError};

use super::mapping::Mapping;
use super::split::{Chunk, Splitter};
use crate::event::TableBuilder;
use crate::format::encoding::Found;
use crate::format::error::Stop;
use crate::format::limits::{MAX_COLUMNS, MAX_ROWS};
use crate::format::progress::Progress;
use crate::format::row::{Draft, Keys, Maker, Registry, Role, Row, detail_of, own_columns};

const SHORT: &str = "the row has fewer fields than there are columns: the missing ones count as not given";
const LONG: &str = "the row has more fields than there are columns: the rest is kept under the numbers of its columns";
const SUM: &str = "this row sums up the others and is no event: it was left out";
/// More threads than this do not help: they would wait for the one that divides.
const MOST_THREADS: usize = 8;

/// What to do with each column.
#[derive(Clone, Debug)]
pub(in crate::format) struct Plan {
    columns: Vec<(String, Role)>,
    /// Names for fields beyond the last column.
    beyond: Vec<String>,
    /// Records that are no rows.
    skip: usize,
    /// Written by this program.
    ours: bool,
    /// The first row says with hashtags what columns are, and is no event.
    pub tags: bool,
    /// Rows may be shorter than the header: a spreadsheet leaves blank cells out.
    pub ragged: bool,
}

impl Plan {
    /// The plan of a mapping for a table with these columns.
    ///
    /// # Errors
    /// If the table lacks a column that the mapping gives a meaning.
    pub fn new(names: &[String], mapping: &Mapping) -> Result<Self, String> {
        let role = |name: &String| {
            let named = |column: &&super::Column| column.name.trim() == name.trim();
            mapping.columns.iter().find(named).map_or(Role::Detail, |column| column.role)
        };
        let meant = mapping.columns.iter().filter(|column| column.role != Role::Detail && column.role != Role::Repeats);
        let missing: Vec<&str> =
            meant.map(|column| column.name.trim()).filter(|name| !names.iter().any(|it| it.trim() == *name)).collect();
        if !missing.is_empty() {
            return Err(format!("the table has no column named {}; it has {}", missing.join(", "), names.join(", ")));
        }
        let ours = own_columns(names.iter().map(String::as_str)).is_some();
        let called = |name: &String| if ours { detail_of(name).to_owned() } else { name.clone() };
        let columns = names.iter().map(|name| (called(name), role(name))).collect();
        let beyond = (names.len()..MAX_COLUMNS).map(|at| format!("column {}", at + 1)).take(256).collect();
        Ok(Self { columns, beyond, skip: mapping.skip + usize::from(mapping.header), ours, tags: false, ragged: false })
    }

    /// Make `draft` the event of one record; `false` if every field is blank.
    fn event<'a>(
        &'a self,
        maker: &mut Maker,
        fields: impl ExactSizeIterator<Item = &'a str>,
        again: Option<u32>,
        row: &mut Row<'a>,
        draft: &mut Draft<'a>,
    ) -> bool {
        let (count, expected) = (fields.len(), self.columns.len());
        let first = row.number == 0;
        let mut tags = first && !self.ours;
        let (mut filled, mut head) = (0, "");
        let mut blank = true;
        let mut last = "";
        for (at, text) in fields.enumerate() {
            let text = self.text_of(text);
            if maker.is_blank(text) {
                continue;
            }
            blank = false;
            tags &= text.starts_with('#');
            filled += 1;
            if filled == 1 {
                head = text;
            }
            last = text;
            match self.columns.get(at) {
                Some((name, role)) => row.put(*role, name, text),
                None => {
                    let beyond = self.beyond.get(at - expected).or(self.beyond.last());
                    row.put(Role::Detail, beyond.map_or("column", String::as_str), text);
                }
            }
        }
        if !self.ours && !blank && self.is_sum(filled, head, last) {
            maker.log.warning(row.line, "", head, last, SUM);
            return false;
        }
        if blank || tags && self.tags {
            return false;
        }
        let line = row.line;
        maker.fill_known(row, again, draft);
        if count < expected && !self.ragged {
            maker.log.warning(line, draft.key(), "", last, SHORT);
        } else if count > expected && draft.details.iter().any(|(name, _)| self.beyond.iter().any(|it| it == name)) {
            maker.log.warning(line, draft.key(), "", last, LONG);
        }
        true
    }

    /// Whether a row only sums up the others: it begins with a word for that, and little else is in it.
    fn is_sum(&self, filled: usize, head: &str, last: &str) -> bool {
        const WORDS: [&str; 14] = [
            "total",
            "totals",
            "grand total",
            "sum",
            "subtotal",
            "summe",
            "gesamt",
            "toplam",
            "totale",
            "totaux",
            "итого",
            "всего",
            "المجموع",
            "الاجمالي",
        ];
        let is_word = |head: &str| match head.is_ascii() {
            true => WORDS.iter().any(|it| it.eq_ignore_ascii_case(head)),
            false => WORDS.contains(&head.to_lowercase().as_str()),
        };
        head.len() <= 24
            && self.columns.len() >= 3
            && filled * 2 <= self.columns.len() + 1
            && is_word(head.trim_end_matches(':'))
            && last.bytes().any(|it| it.is_ascii_digit())
    }

    /// What a field says.
    #[inline]
    fn text_of<'a>(&self, text: &'a str) -> &'a str {
        if self.ours {
            return unguarded(text);
        }
        // Nearly no field begins or ends with anything but a letter, a digit or a mark.
        let plain = |byte: Option<&u8>| byte.is_some_and(|it| (0x21..0x7F).contains(it));
        let bytes = text.as_bytes();
        if plain(bytes.first()) && plain(bytes.last()) { text } else { text.trim() }
    }
}

/// What threads that read one table have in common: the rest of it, and what they found out.
struct Shared<'a, R> {
    plan: &'a Plan,
    maker: &'a Maker,
    turn: Mutex<Turn<R>>,
    progress: &'a Progress,
}

/// Whoever has it divides the next block.
struct Turn<R> {
    splitter: Splitter<R>,
    /// Records that are no rows and still to come.
    skip: usize,
    /// Records that may still come.
    room: usize,
    keys: Keys,
    /// The column of ids.
    key: Option<usize>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Ended,
    /// There are more rows than are wanted.
    Full,
}

/// A block, and which of its rows are read.
#[derive(Default)]
struct Block {
    chunk: Chunk,
    /// The first row of it that is one.
    first: usize,
    /// The number of that row in the table.
    number: usize,
    /// For each row, how often its id was there before, if it was.
    again: Vec<Option<u32>>,
}

impl<R: Read> Turn<R> {
    /// Divide the next block; `false` if there is none.
    fn next(&mut self, plan: &Plan, maker: &Maker, block: &mut Block, progress: &Progress) -> Result<bool, Stop> {
        let Block { chunk, first, number, again } = block;
        again.clear();
        if self.state != State::Reading || !self.splitter.fill(chunk)? {
            self.state = if self.state == State::Full { State::Full } else { State::Ended };
            return Ok(false);
        }
        *first = self.skip.min(chunk.len());
        self.skip -= *first;
        if chunk.before == 0 {
            self.expect(chunk, progress);
        }
        let rows = chunk.len() - *first;
        if rows > self.room {
            self.state = State::Full;
            chunk.truncate(*first + self.room);
        }
        self.room -= rows.min(self.room);
        // Those before the first row are no rows.
        *number = (chunk.before + *first).saturating_sub(plan.skip);
        if let Some(column) = self.key {
            let mut made = String::new();
            for (row, number) in (*first..chunk.len()).zip(*number..) {
                let text = plan.text_of(chunk.at(row, column));
                let key = if maker.is_blank(text) {
                    self.keys.name("", number as u32, &mut made);
                    &made
                } else {
                    text
                };
                again.push(self.keys.take(key));
            }
        } else {
            again.resize(chunk.len() - *first, None);
        }
        Ok(true)
    }

    /// Make room for the ids of all rows that the file seems to have.
    fn expect(&mut self, chunk: &Chunk, progress: &Progress) {
        const MOST: u64 = 16 << 20;
        if self.key.is_some() && chunk.bytes() > 0 {
            let rows = progress.total_bytes().saturating_mul(chunk.len() as u64) / chunk.bytes() as u64;
            self.keys.reserve(((rows + rows / 16).min(MOST) as usize).min(self.room));
        }
    }
}

impl<R: Read> Shared<'_, R> {
    /// Take blocks until there are none.
    fn work(&self, registry: Registry) -> Result<(Maker, TableBuilder), Stop> {
        // All that is looked at in each row belongs to this thread: memory that another one writes beside it is slow.
        let (plan, mut maker, mut builder) = (self.plan.clone(), self.maker.beside(registry), TableBuilder::default());
        let mut block = Block::default();
        loop {
            self.progress.check()?;
            // Whoever failed has left it as it was.
            let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
            let more = turn.next(&plan, &maker, &mut block, self.progress);
            if !matches!(more, Ok(true)) {
                turn.state = if more.is_err() { State::Ended } else { turn.state };
                return more.map(|_| (maker, builder));
            }
            drop(turn);
            if maker.registry.has_too_many() {
                return Err(Stop::InOrder);
            }
            let before = builder.len();
            read_block(&plan, &block, &mut maker, &mut builder);
            self.progress.add_rows(builder.len() - before);
        }
    }
}

/// The rows of a block.
fn read_block(plan: &Plan, block: &Block, maker: &mut Maker, builder: &mut TableBuilder) {
    let Block { chunk, first, number, again } = block;
    for (line, message) in &chunk.notes {
        maker.log.error(*line, "", "", "", message);
    }
    let mut row = Row::new(0);
    row.exact_names = plan.ours;
    let mut draft = Draft::default();
    for ((at, number), again) in (*first..chunk.len()).zip(*number as u32..).zip(again) {
        row.begin(chunk.line(at), number);
        if plan.event(maker, chunk.row(at), *again, &mut row, &mut draft) {
            draft.keep(number, builder);
        }
    }
}

/// Read all rows. `most`: no more than so many records (for a preview). What comes out are parts of one table, each with
/// what its rows refer to. `alone`: on one thread; several give up ([`Stop::InOrder`]) where there are more names of groups
/// than there can be, since those that come first in the file are kept.
pub(in crate::format) fn read<R: Read + Send>(
    plan: &Plan,
    maker: &mut Maker,
    splitter: Splitter<R>,
    most: Option<usize>,
    alone: bool,
    progress: &Progress,
) -> Result<(Vec<(Registry, TableBuilder)>, Found), Stop> {
    let threads = match most {
        Some(_) => 1,
        None if alone => 1,
        None => std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_THREADS),
    };
    read_on(threads, plan, maker, splitter, most.unwrap_or(MAX_ROWS), progress)
}

/// The same on so many threads.
fn read_on<R: Read + Send>(
    threads: usize,
    plan: &Plan,
    maker: &mut Maker,
    mut splitter: Splitter<R>,
    room: usize,
    progress: &Progress,
) -> Result<(Vec<(Registry, TableBuilder)>, Found), Stop> {
    splitter.width = plan.columns.len();
    let key = plan.columns.iter().position(|(_, role)| *role == Role::Key);
    let turn = Turn { splitter, skip: plan.skip, room, keys: Keys::default(), key, state: State::Reading };
    let shared = Shared { plan, maker, turn: Mutex::new(turn), progress };
    let parts = std::thread::scope(|scope| {
        let shared = &shared;
        let mut helpers = Vec::new();
        for registry in Registry::several(threads) {
            let named = std::thread::Builder::new().name("read rows".to_owned());
            helpers.push(named.spawn_scoped(scope, || shared.work(registry))?);
        }
        let panicked = |_| Stop::Damaged("the reader failed on it".to_owned());
        helpers.into_iter().map(|helper| helper.join().map_err(panicked)?).collect::<Result<Vec<_>, Stop>>()
    })?;
    let Turn { splitter, state, .. } = shared.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (makers, builders): (Vec<Maker>, Vec<TableBuilder>) = parts.into_iter().unzip();
    if makers.iter().any(|it| it.registry.has_too_many()) {
        return Err(Stop::InOrder);
    }
    let (registries, logs): (Vec<Registry>, Vec<_>) = makers.into_iter().map(|it| (it.registry, it.log)).unzip();
    maker.log.take_in(logs);
    if state == State::Full && room == MAX_ROWS {
        maker.log.error(0, "", "", "", "only the first 50 million rows of a file are read; split it");
    }
    let (found, encoding) = (splitter.reader().found(), splitter.reader().encoding().name());
    tell_encoding(maker, found, encoding);
    Ok((registries.into_iter().zip(builders).collect(), found))
}

/// Characters at the beginning of a cell that make a spreadsheet take it for a formula.
pub(in crate::format) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell without the apostrophe that keeps spreadsheets from running it, which this program writes.
fn unguarded(text: &str) -> &str {
    let guarded = text.starts_with('\'') && text.trim_start_matches('\'').starts_with(FORMULA);
    if guarded { &text[1..] } else { text }
}

/// What a reader should know of letters.
pub(in crate::format) fn tell_encoding(maker: &mut Maker, found: Found, encoding: &str) {
    if found.guessed {
        let message = "the file is not UTF-8 and does not say what it is: this encoding was guessed; choose another one in the mapping if letters look wrong";
        maker.log.warning(0, "", "encoding", encoding, message);
    }
    if found.replaced > 0 {
        let message = "some bytes are no letters in this encoding and were replaced by \u{fffd}; choose another encoding or save the file as UTF-8";
        maker.log.warning(0, "", "encoding", &format!("{encoding}, {} times", found.replaced), message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{EventTable, Issue};
    use crate::format::encoding::TextReader;
    use crate::format::table::{guess, sample};

    fn table(rows: usize) -> String {
        let mut text = "id,date,actor1,location,latitude,longitude,source,notes,extra\n".to_owned();
        for i in 0..rows {
            let key = if i % 50 == 49 { i - 7 } else { i };
            let date = if i % 97 == 3 { "soon".to_owned() } else { format!("2024-0{}-1{}", i % 9 + 1, i % 7) };
            let (lat, lon) =
                if i % 11 == 5 { (String::new(), String::new()) } else { ((i % 80).to_string(), (i % 7).to_string()) };
            let key = if i % 61 == 0 { String::new() } else { format!("k{key}") };
            let extra = ["", "\"a \"\"b\"\"\"", "c\",d", "ü"][i % 4];
            let notes = "word ".repeat(i % 40);
            text += &format!(
                "{key},{date},Group {},Town {},{lat},{lon},P{};Q,{notes},{extra}\n",
                i * 7 % 90,
                i % 300,
                i % 13
            );
            if i % 500 == 77 {
                text += ",,,,,,,,\n\n";
            }
        }
        text
    }

    fn all_of(text: &str, threads: usize) -> (Vec<String>, Vec<Issue>) {
        let sample = sample(text, false, None);
        let guess = guess(&sample.names, &sample.rows(), false);
        let mut mapping = guess.mapping;
        mapping.header = true;
        let plan = Plan::new(&sample.names, &mapping).unwrap();
        let mut maker = Maker::new("f.csv");
        let splitter = TextReader::new(text.as_bytes(), None).into_splitter(b',', false);
        let (parts, _) = read_on(threads, &plan, &mut maker, splitter, MAX_ROWS, &Progress::default()).unwrap();
        let (registries, builders): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let (groups, places, sources, numbers) = Registry::together(registries);
        let events = TableBuilder::together(builders.into_iter().zip(numbers).collect());
        let said = |id| {
            let EventTable { event_type, .. } = &events;
            format!(
                "{} {} {} {} {:?} {:?} {:?} {:?} {:?} {} {:?} {}",
                events.key(id),
                events.title(id),
                events.notes(id),
                events.date_text(id),
                events.point(id),
                events.place(id).map(|it| &places[it.0 as usize]),
                events.actors(id).iter().map(|it| &groups.get(*it).key).collect::<Vec<_>>(),
                events.sources(id).iter().map(|it| &sources[it.0 as usize]).collect::<Vec<_>>(),
                events.details(id).collect::<Vec<_>>(),
                event_type.get(id.row()),
                events.by_key(events.key(id)),
                events.sequence(id)
            )
        };
        (events.ids().map(said).collect(), maker.log.finish())
    }

    #[test]
    fn however_many_threads_read_a_table_it_comes_out_the_same() {
        let text = table(12_000);
        let (alone, issues) = all_of(&text, 1);
        assert_eq!(alone.len(), 12_000);
        assert!(issues.len() > 200, "{issues:?}");
        for threads in [2, 5] {
            let (events, found) = all_of(&text, threads);
            assert!(events == alone, "{threads} threads");
            assert_eq!(found, issues, "{threads} threads");
        }
    }

    #[test]
    fn too_many_groups_are_told_by_several_and_the_first_are_kept_by_one() {
        let mut text = "id,actor1\n".to_owned();
        (0..70_000).for_each(|n| text += &format!("{n},G{n}\n"));
        let read = |threads| {
            let sample = sample(&text, false, None);
            let mapping = Mapping { header: true, ..guess(&sample.names, &sample.rows(), false).mapping };
            let plan = Plan::new(&sample.names, &mapping).unwrap();
            let mut maker = Maker::new("f.csv");
            let splitter = TextReader::new(text.as_bytes(), None).into_splitter(b',', false);
            let read = read_on(threads, &plan, &mut maker, splitter, MAX_ROWS, &Progress::default());
            read.map(|(parts, _)| Registry::together(parts.into_iter().map(|it| it.0).collect()).0)
        };
        assert!(matches!(read(3), Err(Stop::InOrder)));
        let groups = read(1).unwrap();
        let last = groups.iter().last().unwrap().1;
        assert_eq!((groups.len(), last.name.as_str()), (65_535, "G65534"));
    }

    #[test]
    fn no_more_rows_than_are_wanted_are_read_and_that_is_said() {
        let text = table(300);
        let sample = sample(&text, false, None);
        let mapping = Mapping { header: true, ..guess(&sample.names, &sample.rows(), false).mapping };
        let plan = Plan::new(&sample.names, &mapping).unwrap();
        let splitter = || TextReader::new(text.as_bytes(), None).into_splitter(b',', false);
        for (most, rows) in [(Some(20), 20), (Some(1000), 300), (None, 300)] {
            let mut maker = Maker::new("f.csv");
            let (parts, _) = read(&plan, &mut maker, splitter(), most, false, &Progress::default()).unwrap();
            assert_eq!(parts.iter().map(|(_, builder)| builder.len()).sum::<usize>(), rows);
        }
    }
}
