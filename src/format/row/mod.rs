//! From the fields of one row, or the properties of one feature, to an event. Every reader ends here.

mod dates;
mod months;
mod number;
mod registry;
mod role;
mod scheme;
mod title;
mod when;
mod whereabouts;
mod who;

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;

pub use dates::DateOrder;
pub(super) use dates::{OrderVotes, between, date};
pub(super) use number::{degrees, number, position, toll};
pub(super) use registry::{Registry, SourceSeen, host, slug};
pub use role::Role;
pub(super) use role::{plain, rank_of};
pub use scheme::Scheme;

use super::log::Log;
use crate::event::{Claim, EventDraft, LonLat, SourceId, Toll, When};

/// How many roles there are.
const ROLES: usize = Role::Count as usize + 1;

/// One value with the name it has in the file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// What one row says, sorted by meaning and not yet judged.
pub(super) struct Row<'a> {
    /// Line, or number of the feature, counted from 1.
    pub line: u32,
    single: [Given<'a>; ROLES],
    many: Vec<(Role, Given<'a>)>,
    /// Where it is, if that is known already.
    pub at: Option<LonLat>,
    /// When, if that is known already.
    pub when: Option<When>,
    /// Sources that are registered already.
    pub sources: Vec<SourceId>,
    pub claims: Vec<Claim>,
    pub details: Vec<(String, String)>,
}

impl<'a> Row<'a> {
    pub fn new(line: u32) -> Self {
        Self {
            line,
            single: [Given::default(); ROLES],
            many: Vec::new(),
            at: None,
            when: None,
            sources: Vec::new(),
            claims: Vec::new(),
            details: Vec::new(),
        }
    }

    /// Take a value that is not blank. A second one with a meaning that only one can have is a detail.
    pub fn put(&mut self, role: Role, name: &'a str, text: &'a str) {
        match role {
            Role::Repeats => {}
            Role::Detail => self.detail(name, text),
            role if role.is_single() => {
                let slot = &mut self.single[role as usize];
                if slot.text.is_empty() {
                    *slot = Given { name, text };
                } else if slot.text != text || slot.name != name {
                    self.detail(name, text);
                }
            }
            role => self.many.push((role, Given { name, text })),
        }
    }

    /// Keep a value under its name.
    pub fn detail(&mut self, name: &str, text: &str) {
        self.details.push((name.to_owned(), text.to_owned()));
    }

    fn get(&self, role: Role) -> Given<'a> {
        self.single[role as usize]
    }

    /// Take the value out, so that it is not kept as a detail as well.
    fn take(&mut self, role: Role) -> Given<'a> {
        std::mem::take(&mut self.single[role as usize])
    }

    fn all(&self, role: Role) -> impl Iterator<Item = Given<'a>> + '_ {
        self.many.iter().filter(move |(it, _)| *it == role).map(|(_, given)| *given)
    }
}

/// What a reader of rows knows and gathers.
#[derive(Debug)]
pub(super) struct Maker {
    pub scheme: Scheme,
    pub order: DateOrder,
    /// A comma divides whole numbers from parts.
    pub comma: bool,
    /// What divides lists.
    pub list: char,
    /// Words that mean nothing is given, beside the empty one.
    pub blanks: Vec<String>,
    pub registry: Registry,
    pub log: Log,
    hasher: RandomState,
    seen: std::collections::HashSet<u64, RandomState>,
    again: HashMap<String, u32>,
    rows: u32,
}

impl Maker {
    pub fn new(file: &str) -> Self {
        Self {
            scheme: Scheme::None,
            order: DateOrder::default(),
            comma: false,
            list: ';',
            blanks: Vec::new(),
            registry: Registry::default(),
            log: Log::new(file),
            hasher: RandomState::default(),
            seen: std::collections::HashSet::default(),
            again: HashMap::new(),
            rows: 0,
        }
    }

    /// Whether a text says nothing.
    pub fn is_blank(&self, text: &str) -> bool {
        text.is_empty() || (text.len() <= 12 && self.blanks.iter().any(|blank| blank == text))
    }

    /// The event of a row. What cannot be used is an issue, and kept as a detail.
    pub fn event(&mut self, mut row: Row<'_>) -> EventDraft {
        self.rows = self.rows.saturating_add(1);
        let mut event = EventDraft { key: self.key(&row), ..EventDraft::default() };
        self.kind(&mut row, &mut event);
        self.date(&mut row, &mut event);
        self.locate(&mut row, &mut event);
        self.people(&mut row, &mut event);
        self.cite(&mut row, &mut event);
        self.tolls(&mut row, &mut event);
        event.notes = row.take(Role::Notes).text.to_owned();
        event.status = row.take(Role::Status).text.to_owned();
        event.corroboration = row.take(Role::Corroboration).text.to_owned();
        event.confidence = row.take(Role::Confidence).text.to_owned();
        event.contradictions = row.take(Role::Contradictions).text.to_owned();
        if let Given { name, text } = row.take(Role::Verified)
            && !text.is_empty()
        {
            match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => {}
                "false" | "no" | "0" => event.unverified = true,
                _ => row.detail(name, text),
            }
        }
        event.title = self.title(&mut row, &event);
        event.claims = std::mem::take(&mut row.claims);
        event.details = row.details;
        event
    }

    /// The stable id; rows without one are numbered, and a second one of the same id is told apart.
    fn key(&mut self, row: &Row<'_>) -> String {
        let given = row.get(Role::Key);
        let mut key = if given.text.is_empty() { format!("row-{}", self.rows) } else { given.text.to_owned() };
        if !self.seen.insert(self.hasher.hash_one(&key)) {
            let first = key.clone();
            loop {
                let again = self.again.entry(first.clone()).or_insert(1);
                *again += 1;
                key = format!("{first}~{again}");
                if self.seen.insert(self.hasher.hash_one(&key)) {
                    break;
                }
            }
            let message = "this id is used before: the row is kept under an id of its own";
            self.log.warning(row.line, &key, given.name, given.text, message);
        }
        key
    }

    /// Types, as words.
    fn kind(&mut self, row: &mut Row<'_>, event: &mut EventDraft) {
        let given = row.take(Role::EventType);
        match self.scheme.event_type(given.text) {
            Some(words) => {
                words.clone_into(&mut event.event_type);
                row.detail(given.name, given.text);
            }
            None => given.text.clone_into(&mut event.event_type),
        }
        row.take(Role::SubEventType).text.clone_into(&mut event.sub_event_type);
        row.take(Role::Kind).text.clone_into(&mut event.kind);
    }

    fn tolls(&mut self, row: &mut Row<'_>, event: &mut EventDraft) {
        let roles = [Role::Fatalities, Role::FatalitiesMin, Role::FatalitiesMax];
        event.fatalities = self.toll(row, event, roles);
        let roles = [Role::Injuries, Role::InjuriesMin, Role::InjuriesMax];
        event.injuries = self.toll(row, event, roles);
    }

    /// A number with its bounds, as far as they are given.
    fn toll(&mut self, row: &mut Row<'_>, event: &EventDraft, [best, min, max]: [Role; 3]) -> Toll {
        let mut read = |role| {
            let Given { name, text } = row.take(role);
            if text.is_empty() {
                return None;
            }
            let read = toll(text, self.comma);
            if read.is_none() {
                let message = "this is not a number of people: write a whole number from 0 up, or a range as 3-5";
                self.log.error(row.line, &event.key, name, text, message);
                row.detail(name, text);
            }
            read.map(|toll| (toll, name, text))
        };
        let (best, min, max) = (read(best), read(min), read(max));
        let range = Toll {
            min: min.and_then(|(toll, ..)| toll.min.or(toll.max)),
            max: max.and_then(|(toll, ..)| toll.max.or(toll.min)),
        };
        if range.is_unknown() {
            return best.map_or(Toll::UNKNOWN, |(toll, ..)| toll);
        }
        let crossed = range.min.zip(range.max).is_some_and(|(low, high)| low > high);
        if let Some((toll, name, text)) = best {
            // A best estimate between two bounds is kept beside them.
            if toll != range && !crossed {
                row.detail(name, text);
            }
        }
        match range {
            _ if crossed => {
                if let (Some((_, name, text)), Some((_, other, high))) = (min, max) {
                    let message = "the lower number is above the higher one: neither is used";
                    self.log.error(row.line, &event.key, name, text, message);
                    row.detail(name, text);
                    row.detail(other, high);
                }
                best.map_or(Toll::UNKNOWN, |(toll, ..)| toll)
            }
            range => range,
        }
    }
}

#[cfg(test)]
mod tests;
