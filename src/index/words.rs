use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

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
    own: Arc<OnceLock<TextColumn>>,
    /// The texts of rows that were changed since the others were laid out.
    changed: BTreeMap<u32, String>,
    places: Arc<Vec<String>>,
    groups: Arc<Vec<String>>,
}

/// The names of something, folded, one a line.
fn lines<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for name in names {
        fold_into(name, &mut out);
        out.push('\n');
    }
    out
}

/// Further fields whose texts do not repeat. Those whose texts do are looked through word by word instead.
fn apart(project: &Project) -> Vec<&DetailColumn> {
    project.events.detail_columns().iter().filter(|it| it.words().is_none()).collect()
}

/// The folded text of a row itself.
fn own_text(project: &Project, apart: &[&DetailColumn], row: usize, text: &mut String) {
    let (events, id) = (&project.events, EventId(row as u32));
    fold_into(events.title(id), text);
    text.push('\n');
    fold_into(events.notes(id), text);
    for detail in apart.iter().map(|it| it.get(row)).filter(|it| !it.is_empty()) {
        text.push('\n');
        fold_into(detail, text);
    }
}

impl WordIndex {
    pub fn new(project: &Arc<Project>) -> Self {
        let mut it = Self { project: Arc::clone(project), ..Self::default() };
        (it.places, it.groups) = (Self::places_of(project), Self::groups_of(project));
        it
    }

    /// The same after an edit that left every row where it is and changed these; nothing if so many have changed by now
    /// that they should be laid out with the others.
    #[must_use]
    pub fn following(&self, project: &Arc<Project>, touched: &BTreeSet<u32>) -> Option<Self> {
        const MOST: usize = 4096;
        if self.changed.len() + touched.len() > MOST {
            return None;
        }
        let (old, apart) = (&self.project, apart(project));
        let mut changed = self.changed.clone();
        for row in touched {
            let mut text = String::new();
            own_text(project, &apart, *row as usize, &mut text);
            changed.insert(*row, text);
        }
        let (places, groups) = (&self.places, &self.groups);
        Some(Self {
            places: if Arc::ptr_eq(&old.places, &project.places) {
                Arc::clone(places)
            } else {
                Self::places_of(project)
            },
            groups: if Arc::ptr_eq(&old.groups, &project.groups) {
                Arc::clone(groups)
            } else {
                Self::groups_of(project)
            },
            own: Arc::clone(&self.own),
            changed,
            project: Arc::clone(project),
        })
    }

    fn places_of(project: &Project) -> Arc<Vec<String>> {
        let names = project.places.iter().map(|it| {
            let names = [it.name.as_str()].into_iter().chain(it.aliases.iter().map(String::as_str));
            lines(names.chain([it.admin1.as_str(), it.country.as_str()]))
        });
        Arc::new(names.collect())
    }

    fn groups_of(project: &Project) -> Arc<Vec<String>> {
        let names = project
            .groups
            .iter()
            .map(|(_, it)| lines([it.name.as_str()].into_iter().chain(it.aliases.iter().map(String::as_str))));
        Arc::new(names.collect())
    }

    /// Lay out the folded texts, on all cores; at once if that was done.
    pub fn prepare(&self) -> &TextColumn {
        self.own.get_or_init(|| self.laid_out(false))
    }

    /// The same while a window is drawn, which has a core for itself.
    pub fn prepare_behind(&self) {
        self.own.get_or_init(|| self.laid_out(true));
    }

    fn laid_out(&self, behind: bool) -> TextColumn {
        let count = self.project.events.len();
        let apart = apart(&self.project);
        let part = |rows: Range<usize>| {
            let mut column = TextColumn::default();
            let mut text = String::new();
            for row in rows {
                text.clear();
                own_text(&self.project, &apart, row, &mut text);
                column.push(&text);
            }
            column
        };
        let parts = if behind { parallel::each_part_behind(count, part) } else { parallel::each_part(count, part) };
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        parts.for_each(|part| all.append(part));
        all
    }

    /// Whether the texts are laid out, or so few that this takes no time: looking through them is quick.
    pub fn is_ready(&self) -> bool {
        const FEW: usize = 20_000;
        self.own.get().is_some() || self.project.events.len() < FEW
    }

    /// Whether every one of the folded terms occurs in the event.
    pub fn matches(&self, row: usize, terms: &[String]) -> bool {
        let events = &self.project.events;
        let id = EventId(row as u32);
        let own = self.changed.get(&(row as u32)).map_or_else(|| self.prepare().get(row), String::as_str);
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
        let own: [&Category; 4] = [&events.event_type, &events.sub_event_type, &events.country, &events.admin1];
        own.into_iter().chain(events.detail_columns().iter().filter_map(DetailColumn::words))
    }

    /// The rows in which every one of the folded terms occurs.
    pub fn rows(&self, terms: &[String]) -> Bits {
        let mut search = Search::new(self, terms);
        search.go_on(self, None);
        search.found()
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

/// Looking through the words of all events, piece by piece: what was found so far can be shown at any time.
#[derive(Debug)]
pub struct Search {
    terms: Vec<String>,
    /// For each term, the rows that it names by what is stored once.
    named: Vec<Option<Bits>>,
    found: Vec<u64>,
    len: usize,
    next: usize,
    done: bool,
}

impl Search {
    /// For every one of the folded terms.
    pub fn new(words: &WordIndex, terms: &[String]) -> Self {
        let mut terms = terms.to_vec();
        // Long words are rarer: what they leave is quickly looked through for the others.
        terms.sort_by_key(|term| std::cmp::Reverse(term.len()));
        let named = terms.iter().map(|term| words.named(term)).collect();
        let len = words.project.events.len();
        Self { terms, named, found: vec![0; len.div_ceil(64)], len, next: 0, done: false }
    }

    /// Look on, on all cores, at least a piece, and until a moment if one is given. Whether everything was looked through.
    pub fn go_on(&mut self, words: &WordIndex, until: Option<Instant>) -> bool {
        let own = words.prepare();
        let finders: Vec<Finder<'_>> = self.terms.iter().map(|term| Finder::new(term.as_bytes())).collect();
        let next = AtomicUsize::new(self.next);
        let work = |_: Range<usize>| {
            let mut found: Vec<(usize, Vec<u64>)> = Vec::new();
            loop {
                let arena = next.fetch_add(1, Ordering::Relaxed);
                if arena >= own.arenas() {
                    return found;
                }
                found.extend(look_through(own, arena, &finders, &self.named));
                if until.is_some_and(|until| Instant::now() >= until) {
                    return found;
                }
            }
        };
        let parts = parallel::each_part(self.len, work);
        for (first, part) in parts.into_iter().flatten() {
            self.found[first..].iter_mut().zip(part).for_each(|(to, from)| *to |= from);
        }
        for row in words.changed.keys().map(|row| *row as usize) {
            let holds = words.matches(row, &self.terms);
            self.found[row / 64] = self.found[row / 64] & !(1 << (row % 64)) | u64::from(holds) << (row % 64);
        }
        self.next = next.into_inner();
        self.done = self.next >= own.arenas();
        self.done
    }

    /// Whether everything was looked through.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// What was found so far.
    pub fn found(&self) -> Bits {
        Bits::from_words(self.found.clone(), self.len)
    }
}

/// The rows of an arena in which every term occurs: the number of the first word of bits, and the words.
fn look_through(
    own: &TextColumn,
    arena: usize,
    finders: &[Finder<'_>],
    named: &[Option<Bits>],
) -> Option<(usize, Vec<u64>)> {
    let rows = own.rows_of(arena);
    if rows.is_empty() {
        return None;
    }
    let (first, end) = (rows.start / 64, rows.end.div_ceil(64));
    let mut all = vec![u64::MAX; end - first];
    // Rows of the neighbouring arenas share the first and the last word.
    all[0] &= u64::MAX << (rows.start % 64);
    if let (Some(word), 1..) = (all.last_mut(), rows.end % 64) {
        *word &= (1 << (rows.end % 64)) - 1;
    }
    for (finder, named) in finders.iter().zip(named) {
        let mut words = match named {
            Some(named) => named.words()[first..end].to_vec(),
            None => vec![0; end - first],
        };
        let open = all.iter().zip(&words).map(|(all, words)| (all & !words).count_ones() as usize).sum::<usize>();
        if open * 2 < rows.len() {
            one_by_one(own, finder, first, &mut words, &all);
        } else {
            all_at_once(own, arena, finder, &mut words);
        }
        all.iter_mut().zip(&words).for_each(|(all, words)| *all &= words);
    }
    Some((first, all))
}

/// Look into the rows that are wanted and not yet found.
fn one_by_one(own: &TextColumn, finder: &Finder<'_>, first: usize, words: &mut [u64], wanted: &[u64]) {
    for (i, word) in wanted.iter().enumerate() {
        let mut left = *word & !words[i];
        while left != 0 {
            let row = (first + i) * 64 + left.trailing_zeros() as usize;
            if finder.find(own.get(row).as_bytes()).is_some() {
                words[i] |= 1 << (row % 64);
            }
            left &= left - 1;
        }
    }
}

/// Look through a whole arena.
fn all_at_once(own: &TextColumn, arena: usize, finder: &Finder<'_>, words: &mut [u64]) {
    let rows = own.rows_of(arena);
    let first = rows.start / 64 * 64;
    let text = own.arena(arena).as_bytes();
    let (mut row, mut at) = (rows.start, 0);
    let mut end = own.end_of(row);
    while let Some(found) = text.get(at..).and_then(|rest| finder.find(rest)) {
        let hit = at + found;
        // Mostly it is this row or one of the next.
        let mut steps = 0;
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
