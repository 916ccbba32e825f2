use std::collections::BTreeSet;

use super::Area;
use crate::article::{ArticleId, Target};
use crate::event::{Day, EventId, GroupId, PlaceId};
use crate::index::{Bits, WordIndex};
use crate::project::Project;

/// What clauses are judged by.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    pub project: &'a Project,
    pub words: &'a WordIndex,
}

/// Whether an imprecise date must or may lie in a range.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sense {
    /// Some possible day lies in it.
    #[default]
    Possibly,
    /// All possible days lie in it.
    Certainly,
}

/// A range of days, both included; a missing end is open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Span {
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub sense: Sense,
}

impl Span {
    /// Whether an event with these first and last possible days is in the range.
    pub fn holds(&self, first: Day, last: Day) -> bool {
        let (from, to) = (self.from.unwrap_or(Day(i32::MIN)), self.to.unwrap_or(Day(i32::MAX)));
        match self.sense {
            Sense::Possibly => first <= to && last >= from,
            Sense::Certainly => first >= from && last <= to,
        }
    }
}

/// Which groups, and whether one or all of them must take part. An umbrella stands for its members.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupChoice {
    pub groups: BTreeSet<GroupId>,
    /// Also events in which nobody is named as actor.
    pub unclaimed: bool,
    pub all: bool,
}

/// Which groups are named first among the actors. An umbrella is only itself here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FirstActor {
    pub groups: BTreeSet<GroupId>,
    /// Also events in which nobody is named.
    pub unclaimed: bool,
}

/// A type or one of its sub-types, by their codes in the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TypeKey {
    pub event_type: u16,
    pub sub_event_type: Option<u16>,
}

/// A country, one of its first-level units, or one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Where {
    Country(u16),
    Admin1(u16, u16),
    Place(PlaceId),
    /// Events without a position.
    Unplaced,
}

/// How sure the sources are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Certainty {
    pub statuses: BTreeSet<u16>,
    pub corroborations: BTreeSet<u16>,
    /// Only what sources contradict each other about.
    pub disputed: bool,
}

/// At least so many people; an unknown number is never taken for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TollChoice {
    pub fatalities: Option<u32>,
    pub injuries: Option<u32>,
}

/// One restriction.
#[derive(Clone, PartialEq, Debug)]
pub enum Clause {
    /// What somebody typed; every word must occur.
    Words(String),
    Time(Span),
    Groups(GroupChoice),
    /// One of these groups is the first actor named, or nobody is.
    FirstActor(FirstActor),
    Types(BTreeSet<TypeKey>),
    Places(BTreeSet<Where>),
    Certainty(Certainty),
    Toll(TollChoice),
    /// Mentioned in one of these articles.
    Articles(BTreeSet<ArticleId>),
    Area(Area),
}

impl Clause {
    /// Whether it restricts nothing.
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Words(text) => WordIndex::terms(text).is_empty(),
            Self::Time(span) => span.from.is_none() && span.to.is_none(),
            Self::Groups(it) => it.groups.is_empty() && !it.unclaimed,
            Self::FirstActor(it) => it.groups.is_empty() && !it.unclaimed,
            Self::Types(set) => set.is_empty(),
            Self::Places(set) => set.is_empty(),
            Self::Certainty(it) => it.statuses.is_empty() && it.corroborations.is_empty() && !it.disputed,
            Self::Toll(it) => it.fatalities.is_none() && it.injuries.is_none(),
            Self::Articles(set) => set.is_empty(),
            Self::Area(_) => false,
        }
    }

    /// The rows it keeps.
    pub fn rows(&self, facts: Facts<'_>) -> Bits {
        let Facts { project, words } = facts;
        let events = &project.events;
        let len = events.len();
        let id = |row: usize| EventId(row as u32);
        match self {
            Self::Words(text) => {
                let terms = WordIndex::terms(text);
                Bits::from_fn(len, |row| words.matches(row, &terms))
            }
            Self::Time(span) => {
                let (first, last) = (events.earliest_days(), events.latest_days());
                // Undated rows hold an empty range, which is in no span.
                Bits::from_fn(len, |row| first[row] <= last[row] && span.holds(Day(first[row]), Day(last[row])))
            }
            Self::Groups(choice) => Bits::from_fn(len, |row| choice.holds(project, id(row))),
            Self::FirstActor(it) => Bits::from_fn(len, |row| match events.actors(id(row)).first() {
                Some(group) => it.groups.contains(group),
                None => it.unclaimed,
            }),
            Self::Types(set) => {
                let (types, subs) = (events.event_type.rows(), events.sub_event_type.rows());
                Bits::from_fn(len, |row| {
                    let event_type = types[row];
                    [None, Some(subs[row])]
                        .into_iter()
                        .any(|sub_event_type| set.contains(&TypeKey { event_type, sub_event_type }))
                })
            }
            Self::Places(set) => Bits::from_fn(len, |row| {
                let (country, admin1) = (events.country.code(row), events.admin1.code(row));
                set.contains(&Where::Country(country))
                    || set.contains(&Where::Admin1(country, admin1))
                    || events.place(id(row)).is_some_and(|place| set.contains(&Where::Place(place)))
                    || events.other_places(id(row)).iter().any(|place| set.contains(&Where::Place(*place)))
                    || (row >= events.placed() && set.contains(&Where::Unplaced))
            }),
            Self::Certainty(it) => Bits::from_fn(len, |row| {
                (it.statuses.is_empty() || it.statuses.contains(&events.status.code(row)))
                    && (it.corroborations.is_empty() || it.corroborations.contains(&events.corroboration.code(row)))
                    && (!it.disputed || events.is_disputed(id(row)))
            }),
            Self::Toll(it) => Bits::from_fn(len, |row| {
                let enough =
                    |asked: Option<u32>, known: Option<u32>| asked.is_none_or(|n| known.is_some_and(|k| k >= n));
                enough(it.fatalities, events.fatalities(id(row)).most())
                    && enough(it.injuries, events.injuries(id(row)).most())
            }),
            Self::Articles(set) => {
                let mentioned = set.iter().flat_map(|article| &project.article(*article).mentions);
                Bits::from_rows(
                    len,
                    mentioned
                        .filter_map(|it| if let Target::Event(event) = it.target { Some(event.row()) } else { None }),
                )
            }
            Self::Area(area) => {
                let points = events.points();
                Bits::from_fn(len, |row| points.get(row).is_some_and(|at| area.contains(*at)))
            }
        }
    }
}

impl GroupChoice {
    fn holds(&self, project: &Project, event: EventId) -> bool {
        let (actors, targets) = (project.events.actors(event), project.events.targets(event));
        let takes_part = |group: &GroupId| {
            let members = project.groups.members(*group);
            actors.iter().chain(targets).any(|it| members.contains(it))
        };
        if self.unclaimed && actors.is_empty() {
            return true;
        }
        if self.all {
            !self.groups.is_empty() && self.groups.iter().all(takes_part)
        } else {
            self.groups.iter().any(takes_part)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn possibly_and_certainly_differ_for_imprecise_dates() {
        let february = (Day(100), Day(128));
        let span = |from, to, sense| Span { from: Some(Day(from)), to: Some(Day(to)), sense };
        assert!(span(120, 200, Sense::Possibly).holds(february.0, february.1));
        assert!(!span(120, 200, Sense::Certainly).holds(february.0, february.1));
        assert!(span(90, 200, Sense::Certainly).holds(february.0, february.1));
        assert!(!span(129, 200, Sense::Possibly).holds(february.0, february.1));
    }

    #[test]
    fn a_clause_that_chooses_nothing_is_idle() {
        assert!(Clause::Words("  ".into()).is_idle());
        assert!(Clause::Time(Span::default()).is_idle());
        assert!(!Clause::Toll(TollChoice { fatalities: Some(1), injuries: None }).is_idle());
    }
}
