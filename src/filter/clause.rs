use std::collections::BTreeSet;

use super::Area;
use crate::article::ArticleId;
use crate::event::{Category, Code, Day, GroupId, PlaceId};
use crate::index::{ByDate, Fields, Space, WordIndex};
use crate::project::{Mark, Project};

/// What clauses are judged by.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    pub project: &'a Project,
    pub words: &'a WordIndex,
    pub space: &'a Space,
    pub by_date: &'a ByDate,
    pub fields: &'a Fields,
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
    pub event_type: Code,
    pub sub_event_type: Option<Code>,
}

/// A country, one of its first-level units, or one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Where {
    Country(Code),
    Admin1(Code, Code),
    Place(PlaceId),
    /// Events without a position.
    Unplaced,
}

/// How sure the sources are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Certainty {
    pub statuses: BTreeSet<Code>,
    pub corroborations: BTreeSet<Code>,
    /// Only what sources contradict each other about.
    pub disputed: bool,
}

/// At least so many people; an unknown number is never taken for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TollChoice {
    pub fatalities: Option<u32>,
    pub injuries: Option<u32>,
}

/// Which of the analyst's marks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MarkChoice {
    pub starred: bool,
    /// Keys of tags.
    pub tags: BTreeSet<String>,
    /// Whether an event must have all of them, or one is enough.
    pub all: bool,
}

impl MarkChoice {
    /// Whether an event with these marks is chosen.
    pub fn holds(&self, mark: &Mark) -> bool {
        let mut tags = self.tags.iter().map(|tag| mark.tags.contains(tag));
        if self.all {
            (!self.starred || mark.starred) && tags.all(|it| it)
        } else {
            self.starred && mark.starred || tags.any(|it| it)
        }
    }
}

/// What a further field says: one of these texts, or a number in this range.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FieldChoice {
    /// The number of its column in the table.
    pub column: u16,
    /// The empty text stands for "not given".
    pub texts: BTreeSet<String>,
    /// The least and the greatest number, both included; a missing end is open.
    pub from: Option<f64>,
    pub to: Option<f64>,
}

impl FieldChoice {
    /// Whether a number is in the range, if there is one.
    fn holds(&self, number: f64) -> bool {
        number >= self.from.unwrap_or(f64::NEG_INFINITY) && number <= self.to.unwrap_or(f64::INFINITY)
    }

    /// For each code of the column whether it is chosen.
    pub(super) fn answers(&self, words: &Category, numbers: Option<&[f64]>) -> Vec<bool> {
        let mut answers = vec![self.texts.is_empty(); words.codes()];
        for code in self.texts.iter().filter_map(|text| words.code_of(text)) {
            answers[code as usize] = true;
        }
        if self.from.is_some() || self.to.is_some() {
            for (code, answer) in answers.iter_mut().enumerate() {
                let number = numbers.map_or_else(
                    || crate::index::number(words.word(code as Code)),
                    |all| all.get(code).copied().filter(|it| !it.is_nan()),
                );
                *answer &= number.is_some_and(|it| self.holds(it));
            }
        }
        answers
    }
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
    Marks(MarkChoice),
    Area(Area),
    /// None of these layers, by their codes in the table.
    HiddenLayers(BTreeSet<Code>),
    Field(FieldChoice),
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
            Self::Marks(it) => !it.starred && it.tags.is_empty(),
            Self::Area(_) => false,
            Self::HiddenLayers(set) => set.is_empty(),
            Self::Field(it) => it.texts.is_empty() && it.from.is_none() && it.to.is_none(),
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
