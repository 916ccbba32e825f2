//! From the fields of one row, or the properties of one feature, to an event. Every reader ends here.

mod dates;
mod grid;
mod months;
mod number;
mod own;
mod registry;
mod role;
mod scheme;
mod title;
mod when;
mod whereabouts;
mod who;
mod wkt;

use std::collections::HashMap;
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;

pub use dates::DateOrder;
pub(super) use dates::{OrderVotes, between, date, epoch, is_epoch};
pub(super) use number::{degrees, number, position, toll};
pub(super) use own::{OWN, detail_name, detail_of, join, own_columns, own_role};
pub(super) use registry::{Registry, SourceSeen, host, slug};
pub use role::Role;
pub(super) use role::{plain, rank_of, words_rank};
pub use scheme::Scheme;
pub(super) use title::headline;

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
    /// Values of roles that several columns may have: the first few here, so that a row costs no allocation.
    few: [(Role, Given<'a>); FEW],
    few_used: usize,
    more: Vec<(Role, Given<'a>)>,
    /// Written by this program: lists may be JSON, and nothing is made up.
    pub exact_names: bool,
    /// Where it is, if that is known already.
    pub at: Option<LonLat>,
    /// When, if that is known already.
    pub when: Option<When>,
    /// Sources that are registered already.
    pub sources: Vec<SourceId>,
    pub claims: Vec<Claim>,
    details: Details,
}

/// How many values of roles that several columns may have a row holds without an allocation.
const FEW: usize = 10;

/// Details that are filled row after row: texts that are not needed any more lend their memory to the next ones.
#[derive(Debug, Default)]
struct Details {
    list: Vec<(String, String)>,
    used: usize,
    spare: Vec<(String, String)>,
}

impl Details {
    fn push(&mut self, name: &str, text: &str) {
        if self.used == self.list.len() {
            self.list.push(self.spare.pop().unwrap_or_default());
        }
        let (old_name, old_text) = &mut self.list[self.used];
        name.clone_into(old_name);
        text.clone_into(old_text);
        self.used += 1;
    }

    fn iter(&self) -> impl Iterator<Item = &(String, String)> {
        self.list[..self.used].iter()
    }

    /// What was filled; the rest is spare.
    fn finish(&mut self) -> Vec<(String, String)> {
        self.spare.extend(self.list.drain(self.used..));
        self.used = 0;
        std::mem::take(&mut self.list)
    }
}

impl<'a> Row<'a> {
    pub fn new(line: u32) -> Self {
        Self {
            line,
            single: [Given::default(); ROLES],
            few: [(Role::Detail, Given::default()); FEW],
            few_used: 0,
            more: Vec::new(),
            exact_names: false,
            at: None,
            when: None,
            sources: Vec::new(),
            claims: Vec::new(),
            details: Details::default(),
        }
    }

    /// A row that takes over the memory of a draft that is done with.
    pub fn reusing(line: u32, maker: &mut Maker, draft: &mut EventDraft) -> Self {
        let spare = std::mem::take(&mut maker.spare);
        let list = std::mem::take(&mut draft.details);
        Self { details: Details { list, used: 0, spare }, ..Self::new(line) }
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
            role if self.few_used < FEW => {
                self.few[self.few_used] = (role, Given { name, text });
                self.few_used += 1;
            }
            role => self.more.push((role, Given { name, text })),
        }
    }

    /// Keep a value under its name.
    pub fn detail(&mut self, name: &str, text: &str) {
        self.details.push(name, text);
    }

    fn get(&self, role: Role) -> Given<'a> {
        self.single[role as usize]
    }

    /// Take the value out, so that it is not kept as a detail as well.
    fn take(&mut self, role: Role) -> Given<'a> {
        std::mem::take(&mut self.single[role as usize])
    }

    fn all(&self, role: Role) -> impl Iterator<Item = Given<'a>> + '_ {
        self.many().filter(move |(it, _)| *it == role).map(|(_, given)| given)
    }

    fn many(&self) -> impl Iterator<Item = (Role, Given<'a>)> + '_ {
        self.few[..self.few_used].iter().chain(&self.more).copied()
    }

    fn many_at(&self, at: usize) -> Option<(Role, Given<'a>)> {
        if at < self.few_used { Some(self.few[at]) } else { self.more.get(at - self.few_used).copied() }
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
    /// Texts that the next row may use.
    spare: Vec<(String, String)>,
    /// Days that were read before: tables repeat them.
    days: HashMap<String, When, RandomState>,
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
            spare: Vec::new(),
            days: HashMap::default(),
        }
    }

    /// Whether a text says nothing.
    pub fn is_blank(&self, text: &str) -> bool {
        text.is_empty() || (text.len() <= 12 && self.blanks.iter().any(|blank| blank == text))
    }

    /// The event of a row. What cannot be used is an issue, and kept as a detail.
    pub fn event(&mut self, row: Row<'_>) -> EventDraft {
        let mut event = EventDraft::default();
        self.fill(row, &mut event);
        event
    }

    /// The same in a draft that was used before.
    pub fn fill(&mut self, mut row: Row<'_>, draft: &mut EventDraft) {
        self.rows = self.rows.saturating_add(1);
        let mut event = std::mem::take(draft);
        for list in [&mut event.actors, &mut event.targets] {
            list.clear();
        }
        event.other_places.clear();
        event.sources.clear();
        (event.place, event.when, event.position, event.precision_m) = (None, None, None, None);
        event.unverified = false;
        event.geo_precision.clear();
        self.key(&row, &mut event.key);
        self.kind(&mut row, &mut event);
        self.date(&mut row, &mut event);
        self.locate(&mut row, &mut event);
        self.people(&mut row, &mut event);
        self.cite(&mut row, &mut event);
        self.tolls(&mut row, &mut event);
        row.take(Role::Notes).text.clone_into(&mut event.notes);
        row.take(Role::Status).text.clone_into(&mut event.status);
        row.take(Role::Corroboration).text.clone_into(&mut event.corroboration);
        row.take(Role::Confidence).text.clone_into(&mut event.confidence);
        row.take(Role::Contradictions).text.clone_into(&mut event.contradictions);
        if let Given { name, text } = row.take(Role::Verified)
            && !text.is_empty()
        {
            match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => {}
                "false" | "no" | "0" => event.unverified = true,
                _ => row.detail(name, text),
            }
        }
        self.testimony(&mut row, &mut event);
        let mut title = std::mem::take(&mut event.title);
        self.title(&mut row, &event, &mut title);
        event.title = title;
        event.claims = std::mem::take(&mut row.claims);
        event.details = row.details.finish();
        self.spare = row.details.spare;
        *draft = event;
    }

    /// The stable id; rows without one are numbered, and a second one of the same id is told apart.
    fn key(&mut self, row: &Row<'_>, key: &mut String) {
        let given = row.get(Role::Key);
        if given.text.is_empty() {
            *key = format!("row-{}", self.rows);
        } else {
            given.text.clone_into(key);
        }
        if !self.seen.insert(self.hasher.hash_one(key.as_str())) {
            let first = key.clone();
            loop {
                let again = self.again.entry(first.clone()).or_insert(1);
                *again += 1;
                *key = format!("{first}~{again}");
                if self.seen.insert(self.hasher.hash_one(key.as_str())) {
                    break;
                }
            }
            let message = "this id is used before: the row is kept under an id of its own";
            self.log.warning(row.line, key, given.name, given.text, message);
        }
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
        let code = row.take(Role::SubEventType).text;
        match self.scheme {
            // A number alone would say little in a list of types.
            Scheme::Gdelt if !code.is_empty() => event.sub_event_type = format!("CAMEO {code}"),
            _ => code.clone_into(&mut event.sub_event_type),
        }
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
