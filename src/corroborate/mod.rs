//! Which accounts may tell of the same occurrence: found within a window of days and kilometres that respects how precisely
//! both are known, weighed, and explained.
//!
//! ```text
//! probe (an event, or a proposal) → candidates (by date or by place, whichever are fewer) → weighed → explained
//! side × side (two articles, two layers) → pairs, what differs in them, and what only one side has
//! ```
//!
//! Nothing here decides: linking, merging and telling apart are edits that the user makes.

mod address;
mod candidates;
mod compare;
mod probe;
mod weigh;

use std::collections::HashMap;
use std::sync::OnceLock;

pub use address::{Addresses, normal as normal_address};
pub use compare::{Comparison, Difference, Pair, Progress, Side, sides};
pub use probe::Probe;
pub use weigh::{Aspect, Reason};

use crate::event::EventId;
use crate::index::{Bits, Lookups};
use crate::project::Project;
use crate::text::fold;

/// How far apart in time and space two accounts of one occurrence may be, beyond what each leaves open itself.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Window {
    /// Between the last possible day of one and the first of the other.
    pub days: i32,
    /// Between the circles within which the two places lie.
    pub km: f64,
}

impl Default for Window {
    /// Three days, for reports that give the day on which they were written; 25 km, for places that are named after
    /// the next town.
    fn default() -> Self {
        Self { days: 3, km: 25.0 }
    }
}

/// An event that may be the same, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Match {
    pub event: EventId,
    /// 0 to 1; see [`Corroborator::LIKELY`].
    pub score: f32,
    /// What speaks most, for or against, first.
    pub reasons: Vec<Reason>,
}

/// Looks for accounts of the same occurrence in a project.
pub struct Corroborator<'a> {
    project: &'a Project,
    lookups: &'a Lookups,
    pub window: Window,
    /// Rows with a place known no better than [`candidates::COARSE_KM`].
    coarse: OnceLock<Vec<EventId>>,
    /// For each group the first group that has one of its names: layers may each have their own.
    names: OnceLock<Vec<u16>>,
}

impl<'a> Corroborator<'a> {
    /// From this score on, two accounts are shown as one that may be the same.
    pub const LIKELY: f32 = 0.5;

    pub fn new(project: &'a Project, lookups: &'a Lookups) -> Self {
        Self { project, lookups, window: Window::default(), coarse: OnceLock::new(), names: OnceLock::new() }
    }

    /// The likeliest events that may be the same as a probe, at most so many. Those that the user has told apart are
    /// left out.
    pub fn likely(&self, probe: &Probe, most: usize) -> Vec<Match> {
        let found = self.ranked(probe, most, None);
        let explain = |(score, event): (f32, EventId)| {
            let mut reasons = Vec::new();
            self.weigh(probe, event, true, Some(&mut reasons));
            reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
            Match { event, score, reasons }
        };
        found.into_iter().map(explain).collect()
    }

    /// Every event that may be the same as a probe, however unlikely, in the order of rows.
    pub fn all(&self, probe: &Probe) -> Vec<EventId> {
        let mut all = Vec::new();
        self.candidates(probe, &mut |event| all.push(event));
        all.sort_unstable();
        all
    }

    /// Scores and events, best first, of those within a set of rows, if one is given.
    fn ranked(&self, probe: &Probe, most: usize, within: Option<&Bits>) -> Vec<(f32, EventId)> {
        // Words are looked at for the best only: they cost more than all else.
        let first = (most * 4).max(32);
        let least = BIAS - Self::most_of_words(probe);
        let mut best: Vec<(f32, EventId)> = Vec::new();
        self.candidates(probe, &mut |event| {
            if within.is_some_and(|rows| !rows.contains(event.row())) {
                return;
            }
            // What cannot become likely by its words either is not kept.
            let weight = self.weigh(probe, event, false, None);
            if weight < least {
                return;
            }
            best.push((weight, event));
            if best.len() >= first * 8 {
                keep(&mut best, first);
            }
        });
        keep(&mut best, first);
        let told_apart = |event| {
            probe.event.is_some_and(|it| self.project.verdict(it, event) == Some(crate::project::Verdict::Different))
        };
        let (most_of_words, mut found) = (Self::most_of_words(probe), Vec::<(f32, EventId)>::new());
        for (weight, event) in best {
            // Best first: whatever words could add, the rest comes after those that were found.
            if most == 0 || found.len() == most && score(weight + most_of_words) < found[most - 1].0 {
                break;
            }
            let score = score(self.weigh(probe, event, true, None));
            if score >= Self::LIKELY && !told_apart(event) {
                found.push((score, event));
                keep(&mut found, most);
            }
        }
        found
    }

    /// The number that stands for a group and all groups of the same name.
    fn group(&self, id: crate::event::GroupId) -> u16 {
        let names = self.names.get_or_init(|| {
            let mut first: HashMap<String, u16> = HashMap::new();
            let of = |(id, group): (crate::event::GroupId, &crate::event::Group)| {
                let names: Vec<String> =
                    std::iter::once(&group.name).chain(&group.aliases).map(|it| fold(it)).collect();
                let known = names.iter().filter(|it| !it.is_empty()).find_map(|it| first.get(it).copied());
                let number = known.unwrap_or(id.0);
                for name in names {
                    first.entry(name).or_insert(number);
                }
                number
            };
            self.project.groups.iter().map(of).collect()
        });
        names.get(usize::from(id.0)).copied().unwrap_or(id.0)
    }
}

/// How unlikely it is that two accounts near each other are one, as a weight.
const BIAS: f32 = 2.8;

/// A weight as a score from 0 to 1: one half at the bias, which is [`Corroborator::LIKELY`].
fn score(weight: f32) -> f32 {
    1.0 / (1.0 + (BIAS - weight).exp())
}

/// The best, best first; among equals in the order of rows.
fn keep(list: &mut Vec<(f32, EventId)>, most: usize) {
    list.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    list.truncate(most);
}
