use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use memchr::memmem::Finder;

use super::{Bits, parallel};
use crate::event::{Category, Codes, DetailColumn, EventId, TextColumn};
use crate::project::Project;
use crate::text::{fold, fold_into};

/// The words of every event, folded for case, accents and script variants: title, notes, type, further fields, and every
/// name of its places and groups.
///
/// What is stored once is looked through once: a place's names for all events there. The events' own texts are folded
/// and laid one after the other when they are first asked for ([`WordIndex::prepare`]).
#[derive(Debug, Default)]
pub struct WordIndex {
    project: Arc<Project>,
    own: OnceLock<TextColumn>,
    places: Vec<String>,
    groups: Vec<String>,
}

impl WordIndex {
    pub fn new(project: &Arc<Project>) -> Self {
        let lines = |names: &mut dyn Iterator<Item = &str>| {
            let mut out = String::new();
            for name in names {
                fold_into(name, &mut out);
                out.push('\n');
            }
            out
        };
        let places = project.places.iter().map(|it| {
            let names = [it.name.as_str()].into_iter().chain(it.aliases.iter().map(String::as_str));
            lines(&mut names.chain([it.admin1.as_str(), it.country.as_str()]))
        });
        let groups = project
            .groups
            .iter()
            .map(|(_, it)| lines(&mut [it.name.as_str()].into_iter().chain(it.aliases.iter().map(String::as_str))));
        Self { places: places.collect(), groups: groups.collect(), own: OnceLock::new(), project: Arc::clone(project) }
    }

    /// Lay out the folded texts, on all cores; at once if that was done.
    pub fn prepare(&self) -> &TextColumn {
        self.own.get_or_init(|| {
            let events = &self.project.events;
            // What repeats is looked through word by word instead.
            let apart: Vec<&DetailColumn> = events.detail_columns().iter().filter(|it| it.words().is_none()).collect();
            let parts = parallel::each_part(events.len(), |rows| {
                let mut column = TextColumn::default();
                let mut text = String::new();
                for row in rows {
                    text.clear();
                    let id = EventId(row as u32);
                    fold_into(events.title(id), &mut text);
                    text.push('\n');
                    fold_into(events.notes(id), &mut text);
                    for detail in apart.iter().map(|it| it.get(row)).filter(|it| !it.is_empty()) {
                        text.push('\n');
                        fold_into(detail, &mut text);
                    }
                    column.push(&text);
                }
                column
            });
            let mut parts = parts.into_iter();
            let mut all = parts.next().unwrap_or_default();
            parts.for_each(|part| all.append(part));
            all
        })
    }

    /// Whether the texts are laid out, so that looking through them is quick.
    pub fn is_ready(&self) -> bool {
        self.own.get().is_some()
    }

    /// Whether every one of the folded terms occurs in the event.
    pub fn matches(&self, row: usize, terms: &[String]) -> bool {
        let events = &self.project.events;
        let id = EventId(row as u32);
        let own = self.prepare().get(row);
        terms.iter().all(|term| {
            own.contains(term.as_str())
                || events
                    .place(id)
                    .iter()
                    .chain(events.other_places(id))
                    .any(|it| self.places[it.0 as usize].contains(term))
                || events
                    .actors(id)
                    .iter()
                    .chain(events.targets(id))
                    .any(|it| self.groups[usize::from(it.0)].contains(term))
                || self.categories().any(|it| fold(it.get(row)).contains(term))
        })
    }

    /// The columns of words that repeat.
    fn categories(&self) -> impl Iterator<Item = &Category> {
        let events = &self.project.events;
        let own = [&events.event_type, &events.sub_event_type, &events.country, &events.admin1];
        own.into_iter().chain(events.detail_columns().iter().filter_map(DetailColumn::words))
    }

    /// The rows in which every one of the folded terms occurs.
    pub fn rows(&self, terms: &[String]) -> Bits {
        let own = self.prepare();
        let len = self.project.events.len();
        let named: Vec<Option<Bits>> = terms.iter().map(|term| self.named(term)).collect();
        let finders: Vec<Finder<'_>> = terms.iter().map(|term| Finder::new(term.as_bytes())).collect();
        let next = AtomicUsize::new(0);
        let work = |_: Range<usize>| {
            let mut found: Vec<(usize, Vec<u64>)> = Vec::new();
            loop {
                let arena = next.fetch_add(1, Ordering::Relaxed);
                if arena >= own.arenas() {
                    return found;
                }
                let rows = own.rows_of(arena);
                if rows.is_empty() {
                    continue;
                }
                let first = rows.start / 64;
                let mut all: Option<Vec<u64>> = None;
                for (finder, named) in finders.iter().zip(&named) {
                    let mut words = match named {
                        Some(named) => named.words()[first..rows.end.div_ceil(64)].to_vec(),
                        None => vec![0; rows.end.div_ceil(64) - first],
                    };
                    look_through(own, arena, finder, &mut words, all.as_deref());
                    if let Some(all) = &all {
                        words.iter_mut().zip(all).for_each(|(to, also)| *to &= also);
                    }
                    all = Some(words);
                }
                // Rows of the neighbouring arenas share the first and the last word.
                let mut words = all.unwrap_or_default();
                if let Some(word) = words.first_mut() {
                    *word &= u64::MAX << (rows.start % 64);
                }
                if let (Some(word), 1..) = (words.last_mut(), rows.end % 64) {
                    *word &= (1 << (rows.end % 64)) - 1;
                }
                found.push((first, words));
            }
        };
        let mut words = vec![0_u64; len.div_ceil(64)];
        for (first, part) in parallel::each_part(len, work).into_iter().flatten() {
            words[first..].iter_mut().zip(part).for_each(|(to, from)| *to |= from);
        }
        Bits::from_words(words, len)
    }

    /// The rows that a term names by what is stored once: places, groups, types, repeating details.
    fn named(&self, term: &str) -> Option<Bits> {
        let events = &self.project.events;
        let mut sets: Vec<Bits> = Vec::new();
        let mut choose = |codes: &Codes, chosen: Vec<bool>| {
            if chosen.contains(&true) {
                sets.push(Bits::of_codes(codes, &chosen));
            }
        };
        let places: Vec<bool> = self.places.iter().map(|names| names.contains(term)).collect();
        let groups: Vec<bool> = self.groups.iter().map(|names| names.contains(term)).collect();
        if places.contains(&true) {
            let place = |at: u32| places.get(at as usize).copied().unwrap_or(false);
            let highest = events.place_codes().iter().max().unwrap_or(0);
            choose(events.place_codes(), (0..=highest).map(|code| code > 0 && place(code - 1)).collect());
            let lists = events.other_places_lists();
            let any = |code: usize| lists.list(code as u32).iter().any(|it| place(it.0));
            choose(lists.rows(), (0..lists.codes()).map(any).collect());
        }
        if groups.contains(&true) {
            for lists in [events.actor_lists(), events.target_lists()] {
                let any = |code: usize| {
                    lists.list(code as u32).iter().any(|it| groups.get(usize::from(it.0)).copied().unwrap_or(false))
                };
                choose(lists.rows(), (0..lists.codes()).map(any).collect());
            }
        }
        let mut folded = String::new();
        for words in self.categories() {
            let mut chosen = Vec::with_capacity(words.codes());
            for code in 0..words.codes() as u32 {
                folded.clear();
                fold_into(words.word(code), &mut folded);
                chosen.push(folded.contains(term));
            }
            choose(words.rows(), chosen);
        }
        let mut sets = sets.into_iter();
        let first = sets.next()?;
        Some(sets.fold(first, |all, it| all.or(&it)))
    }

    /// The folded terms of what somebody typed.
    pub fn terms(query: &str) -> Vec<String> {
        query.split_whitespace().map(fold).filter(|term| !term.trim().is_empty()).map(|t| t.trim().to_owned()).collect()
    }

    /// Bytes of the folded texts, and bytes in use beside them.
    pub fn bytes(&self) -> (usize, usize) {
        self.own.get().map_or((0, 0), TextColumn::bytes)
    }
}

/// Set the rows of an arena that hold what is looked for. Rows that are not wanted anyway may be left out.
fn look_through(own: &TextColumn, arena: usize, finder: &Finder<'_>, words: &mut [u64], wanted: Option<&[u64]>) {
    let rows = own.rows_of(arena);
    let first = rows.start / 64 * 64;
    let few = |words: &[u64]| words.iter().map(|it| it.count_ones() as usize).sum::<usize>() * 8 < rows.len();
    if let Some(wanted) = wanted.filter(|it| few(it)) {
        for (i, word) in wanted.iter().enumerate() {
            let mut left = *word & !words[i];
            while left != 0 {
                let bit = left.trailing_zeros() as usize;
                let row = first + i * 64 + bit;
                if rows.contains(&row) && finder.find(own.get(row).as_bytes()).is_some() {
                    words[i] |= 1 << bit;
                }
                left &= left - 1;
            }
        }
        return;
    }
    let text = own.arena(arena).as_bytes();
    let (mut row, mut at) = (rows.start, 0);
    while let Some(found) = text.get(at..).and_then(|rest| finder.find(rest)) {
        let hit = at + found;
        // Mostly it is this row or one of the next.
        let mut steps = 0;
        let mut end = own.end_of(row);
        while end <= hit {
            steps += 1;
            row = if steps > 16 { own.row_at(arena, hit) } else { row + 1 };
            end = own.end_of(row);
        }
        // Two texts lie side by side: what begins in one and ends in the next is in neither.
        if hit + finder.needle().len() <= end {
            words[(row - first) / 64] |= 1 << (row % 64);
            at = end;
        } else {
            at = hit + 1;
        }
    }
}
