//! Proposed events: the sentences that tell of one occurrence, brought together.
//!
//! Every clause that tells of something as done becomes a draft with what the clause says of when, where, who, toll and
//! means. Drafts of one occurrence are joined: the same sentence, a reference back (`the attack`), or the same kind of
//! thing at the same time and place. What is planned, possible, denied or general is left out.

mod alike;
mod argument;
mod before;
mod chunk;
mod class;
mod clause;
mod code;
mod dateline;
mod draft;
mod enough;
mod folk;
mod harmless;
mod merge;
mod partake;
mod past;
mod phrase;
mod plan;
mod saying;
mod status;
mod trigger;
mod turn;
mod unverbed;
mod victim;
mod weapon;
mod where_;
mod who;

use std::ops::Range;

pub use clause::{Clause, Mode, clauses};
pub use dateline::dateline;
pub use partake::partakers;
pub use trigger::{Family, Trigger, trigger};

use super::date::{DateName, Days};
use super::group::GroupName;
use super::place::PlaceName;
use super::token::Reading;
use super::toll::TollName;
use crate::event::Toll;

/// A value with how sure it is, 0 to 1, and the bytes of the text that give it.
#[derive(Clone, PartialEq, Debug)]
pub struct Field<T> {
    pub value: T,
    pub confidence: f32,
    pub evidence: Vec<Range<usize>>,
}

impl<T> Field<T> {
    fn new(value: T, confidence: f32, evidence: Range<usize>) -> Self {
        Self { value, confidence, evidence: vec![evidence] }
    }
}

/// An event that a text reports, to be looked at by the user.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// What and where, in a few words.
    pub title: String,
    /// ACLED's types; empty where none fits.
    pub event_type: &'static str,
    pub sub_event_type: &'static str,
    pub when: Option<Field<Days>>,
    /// The place, by its number among the places of the text.
    pub place: Option<Field<usize>>,
    /// By their numbers among the groups of the text.
    pub actors: Vec<Field<usize>>,
    pub targets: Vec<Field<usize>>,
    pub fatalities: Option<Field<Toll>>,
    pub injuries: Option<Field<Toll>>,
    pub captured: Option<Field<Toll>>,
    pub intercepted: Option<Field<Toll>>,
    /// `drone`, `rockets`, as written.
    pub means: Option<Field<String>>,
    /// `claimed`, `attributed`, `suspected`, `denied`, `unclaimed`; `planned` is what is to come.
    pub status: Option<Field<&'static str>>,
    /// The bytes of the sentences that report it, in the order of the text.
    pub sentences: Vec<Range<usize>>,
    pub confidence: f32,
}

/// All that was found in a text before events.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    pub reading: &'a Reading<'a>,
    pub dates: &'a [DateName],
    pub places: &'a [PlaceName],
    pub groups: &'a [GroupName],
    pub tolls: &'a [TollName],
    /// For each place where it is and what, or nothing if nobody knows.
    pub spots: &'a [Option<where_::Spot>],
    /// The tokens of the line that says where and when the report was written; see [`dateline`].
    pub line: &'a Range<usize>,
    /// The day of publication, if known.
    pub published: Option<crate::event::Day>,
}

pub use where_::Spot;

/// The events that a text reports, by its clauses.
pub fn propose(found: Found<'_>, clauses: &[Clause]) -> Vec<Proposal> {
    let drafts = draft::drafts(found, clauses);
    let mut groups = merge::merge(found, drafts);
    status::attach(found, &mut groups);
    // A headline that nothing goes on from is no event of its own where the report tells of others.
    let others = groups.iter().any(|it| it.drafts.iter().any(|it| !it.headline));
    groups.retain(|it| !others || it.drafts.iter().any(|it| !it.headline || it.date.is_some()));
    groups.into_iter().filter_map(|it| it.propose(found)).collect()
}
