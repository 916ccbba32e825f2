//! From the fields of one row, or the properties of one feature, to an event. Every reader ends here.

mod codes;
mod dates;
mod eras;
mod grid;
mod keys;
mod months;
mod names;
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

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;

pub(super) use codes::geohash;
pub use dates::DateOrder;
pub(super) use dates::{OrderVotes, between, date, epoch, is_epoch};
pub(super) use eras::is_unknown;
pub(super) use grid::utm_degrees;
pub(super) use keys::Keys;
pub(super) use number::{degrees, number, position, toll};
pub(super) use own::{OWN, detail_name, detail_of, join, own_columns, own_role};
pub(super) use registry::{Registry, SourceSeen, host, slug};
pub use role::Role;
pub(super) use role::{plain, rank_of, words_rank};
pub use scheme::Scheme;
pub(super) use title::headline;

use super::crs::Crs;
use super::log::Log;
use crate::event::{Claim, EventView, GroupId, LonLat, PlaceId, SourceId, TableBuilder, Toll, When};

/// A longitude and a latitude, if they are on the globe.
pub(super) fn on_globe(lon: f64, lat: f64) -> Option<[f64; 2]> {
    LonLat::new(lon, lat).map(|at| [at.lon, at.lat])
}

/// How many roles there are.
const ROLES: usize = Role::Count as usize + 1;

/// One value with the name it has in the file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Given<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// What one row says, sorted by meaning and not yet judged. One is used for row after row, so that a row costs no
/// allocation.
pub(super) struct Row<'a> {
    /// Line, or number of the feature, counted from 1.
    pub line: u32,
    /// The place of the row in its file.
    pub number: u32,
    single: [Given<'a>; ROLES],
    /// One bit for each role that is there.
    there: u64,
    /// Values of roles that several columns may have.
    many: Vec<(Role, Given<'a>)>,
    /// Written by this program: lists may be JSON, and nothing is made up.
    pub exact_names: bool,
    /// Where it is, if that is known already.
    pub at: Option<LonLat>,
    /// When, if that is known already.
    pub when: Option<When>,
    /// Sources that are registered already.
    pub sources: Vec<SourceId>,
    details: Vec<Detail<'a>>,
}

/// A further field: its name and its text, of the file where that is possible.
pub(super) type Detail<'a> = (&'a str, Cow<'a, str>);

impl<'a> Row<'a> {
    pub fn new(line: u32) -> Self {
        Self {
            line,
            number: line,
            single: [Given::default(); ROLES],
            there: 0,
            many: Vec::new(),
            exact_names: false,
            at: None,
            when: None,
            sources: Vec::new(),
            details: Vec::new(),
        }
    }

    /// Begin another row. What was put into the last one is forgotten.
    pub fn begin(&mut self, line: u32, number: u32) {
        (self.line, self.number, self.there, self.at, self.when) = (line, number, 0, None, None);
        self.many.clear();
        self.sources.clear();
        self.details.clear();
    }

    /// Take a value that is not blank. A second one with a meaning that only one can have is a detail.
    pub fn put(&mut self, role: Role, name: &'a str, text: &'a str) {
        match role {
            Role::Repeats => {}
            Role::Detail => self.detail(name, text),
            role if role.is_single() => {
                let known = self.get(role);
                if known.text.is_empty() {
                    self.single[role as usize] = Given { name, text };
                    self.there |= 1 << role as u32;
                } else if known.text != text || known.name != name {
                    self.detail(name, text);
                }
            }
            role => self.many.push((role, Given { name, text })),
        }
    }

    /// Keep a value under its name.
    pub fn detail(&mut self, name: &'a str, text: impl Into<Cow<'a, str>>) {
        self.details.push((name, text.into()));
    }

    fn get(&self, role: Role) -> Given<'a> {
        if self.there & (1 << role as u32) == 0 { Given::default() } else { self.single[role as usize] }
    }

    /// Take the value out, so that it is not kept as a detail as well.
    fn take(&mut self, role: Role) -> Given<'a> {
        let given = self.get(role);
        self.there &= !(1 << role as u32);
        given
    }

    fn all(&self, role: Role) -> impl Iterator<Item = Given<'a>> + '_ {
        self.many.iter().filter(move |(it, _)| *it == role).map(|(_, given)| *given)
    }
}

/// What a row came to: an event, its texts those of the file where they can be.
#[derive(Default)]
pub(super) struct Draft<'a> {
    key: String,
    title: String,
    when: Option<When>,
    position: Option<LonLat>,
    place: Option<PlaceId>,
    other_places: Vec<PlaceId>,
    precision_m: Option<f32>,
    geo_precision: &'a str,
    country: &'a str,
    admin1: &'a str,
    kind: &'a str,
    event_type: &'a str,
    sub_event_type: Cow<'a, str>,
    actors: Vec<GroupId>,
    targets: Vec<GroupId>,
    notes: &'a str,
    fatalities: Toll,
    injuries: Toll,
    status: &'a str,
    corroboration: &'a str,
    confidence: &'a str,
    contradictions: &'a str,
    sources: Vec<SourceId>,
    unverified: bool,
    claims: Vec<Claim>,
    pub details: Vec<Detail<'a>>,
}

impl Draft<'_> {
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Add it to those that are kept.
    pub fn keep(&self, number: u32, builder: &mut TableBuilder) {
        let event = EventView {
            key: &self.key,
            title: &self.title,
            when: self.when.as_ref(),
            position: self.position,
            place: self.place,
            other_places: &self.other_places,
            precision_m: self.precision_m,
            geo_precision: self.geo_precision,
            country: self.country,
            admin1: self.admin1,
            kind: self.kind,
            event_type: self.event_type,
            sub_event_type: &self.sub_event_type,
            actors: &self.actors,
            targets: &self.targets,
            notes: self.notes,
            fatalities: self.fatalities,
            injuries: self.injuries,
            status: self.status,
            corroboration: self.corroboration,
            confidence: self.confidence,
            contradictions: self.contradictions,
            sources: &self.sources,
            unverified: self.unverified,
            claims: &self.claims,
            layer: "",
        };
        builder.put(number, &event, self.details.iter().map(|(name, text)| (*name, &**text)));
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
    /// The system of eastings and northings that stand in columns of their own, where no column tells it.
    pub grid: Option<Crs>,
    /// Words that mean nothing is given, beside the empty one.
    pub blanks: Vec<String>,
    pub registry: Registry,
    pub log: Log,
    keys: Keys,
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
            grid: None,
            blanks: Vec::new(),
            registry: Registry::default(),
            log: Log::new(file),
            keys: Keys::default(),
            days: HashMap::default(),
        }
    }

    /// A maker for a thread that reads some rows of the same file.
    pub fn beside(&self, registry: Registry) -> Self {
        Self {
            grid: self.grid.clone(),
            blanks: self.blanks.clone(),
            registry,
            log: self.log.beside(),
            keys: Keys::default(),
            days: HashMap::default(),
            ..*self
        }
    }

    /// Whether a text says nothing.
    pub fn is_blank(&self, text: &str) -> bool {
        text.is_empty() || (text.len() <= 12 && self.blanks.iter().any(|blank| blank == text))
    }

    /// The event of a row, read in the order of the file. What cannot be used is an issue, and kept as a detail.
    pub fn fill<'a>(&mut self, row: &mut Row<'a>, draft: &mut Draft<'a>) {
        let given = row.get(Role::Key).text;
        self.keys.name(given, row.number, &mut draft.key);
        let again = self.keys.take(&draft.key);
        self.fill_known(row, again, draft);
    }

    /// The same where somebody else has looked whether its id was there before, and how often.
    pub fn fill_known<'a>(&mut self, row: &mut Row<'a>, again: Option<u32>, event: &mut Draft<'a>) {
        self.registry.row = row.number;
        for list in [&mut event.actors, &mut event.targets] {
            list.clear();
        }
        event.other_places.clear();
        event.sources.clear();
        event.claims.clear();
        (event.place, event.when, event.position, event.precision_m) = (None, None, None, None);
        event.unverified = false;
        event.geo_precision = "";
        self.key(row, again, &mut event.key);
        self.kind(row, event);
        self.date(row, event);
        self.locate(row, event);
        self.people(row, event);
        self.cite(row, event);
        self.tolls(row, event);
        event.notes = row.take(Role::Notes).text;
        event.status = row.take(Role::Status).text;
        event.corroboration = row.take(Role::Corroboration).text;
        event.confidence = row.take(Role::Confidence).text;
        event.contradictions = row.take(Role::Contradictions).text;
        if let Given { name, text } = row.take(Role::Verified)
            && !text.is_empty()
        {
            match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "1" => {}
                "false" | "no" | "0" => event.unverified = true,
                _ => row.detail(name, text),
            }
        }
        self.testimony(row, event);
        let mut title = std::mem::take(&mut event.title);
        self.title(row, event, &mut title);
        event.title = title;
        std::mem::swap(&mut event.details, &mut row.details);
    }

    /// The stable id; rows without one are numbered, and a second one of the same id is told apart.
    fn key(&mut self, row: &Row<'_>, again: Option<u32>, key: &mut String) {
        let given = row.get(Role::Key);
        self.keys.name(given.text, row.number, key);
        if let Some(again) = again {
            key.push_str(&format!("~{again}"));
            let message = "this id is used before: the row is kept under an id of its own";
            self.log.warning(row.line, key, given.name, given.text, message);
        }
    }

    /// Types, as words.
    fn kind<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        let given = row.take(Role::EventType);
        event.event_type = given.text;
        if let Some(words) = self.scheme.event_type(given.text) {
            event.event_type = words;
            row.detail(given.name, given.text);
        }
        let code = row.take(Role::SubEventType).text;
        event.sub_event_type = match self.scheme {
            // A number alone would say little in a list of types.
            Scheme::Gdelt if !code.is_empty() => format!("CAMEO {code}").into(),
            _ => code.into(),
        };
        event.kind = row.take(Role::Kind).text;
    }

    fn tolls<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        let roles = [Role::Fatalities, Role::FatalitiesMin, Role::FatalitiesMax];
        event.fatalities = self.toll(row, event, roles);
        let roles = [Role::Injuries, Role::InjuriesMin, Role::InjuriesMax];
        event.injuries = self.toll(row, event, roles);
    }

    /// A number with its bounds, as far as they are given.
    fn toll<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>, [best, min, max]: [Role; 3]) -> Toll {
        let mut read = |role| {
            let Given { name, text } = row.take(role);
            if text.is_empty() {
                return None;
            }
            let read = toll(text, self.comma);
            // What is about a number is that number, and what is said of it is kept.
            if is_unknown(text) || read.is_some() && text.starts_with(['~', '≈', 'c', 'C', 'a', 'A']) {
                row.detail(name, text);
            } else if read.is_none() {
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
