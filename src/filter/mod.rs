//! Which events: one clause per control, all of them holding at once.
//!
//! A control that draws itself (a histogram, a list of groups with counts) asks for [`Evaluator::except`] and
//! so sees what the *other* controls leave.

mod area;
mod clause;
mod evaluate;
mod facets;
mod keyed;
mod rows;

use std::collections::BTreeMap;

pub use area::Area;
pub use clause::{
    Certainty, Clause, Facts, FieldChoice, FirstActor, GroupChoice, MarkChoice, Sense, Span, TollChoice, TypeKey, Where,
};
pub use evaluate::Evaluator;
pub use facets::{Count, FacetIndex, Facets, FacetsBy};
pub use keyed::Keyed;

/// Whatever a clause is made with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Control {
    Words,
    Time,
    Group,
    /// Who is named first among the actors: what events are coloured by.
    FirstActor,
    Type,
    Place,
    Certainty,
    Toll,
    Article,
    /// The analyst's own marks: star and tags.
    Marks,
    Area,
    /// Which layers are hidden: they take no part in anything.
    Layer,
    /// A further field, by the number of its column in the table.
    Field(u16),
}

impl Control {
    /// Every control but those of further fields.
    pub const ALL: [Control; 12] = [
        Control::Words,
        Control::Time,
        Control::Group,
        Control::FirstActor,
        Control::Type,
        Control::Place,
        Control::Certainty,
        Control::Toll,
        Control::Article,
        Control::Marks,
        Control::Area,
        Control::Layer,
    ];
}

/// At most one clause per control, and whether unverified events take part at all.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filter {
    clauses: BTreeMap<Control, Clause>,
    /// Unverified events are hidden until asked for.
    pub unverified: bool,
}

impl Filter {
    /// Set or take away the clause of a control. A clause that chooses nothing is none.
    pub fn set(&mut self, control: Control, clause: Option<Clause>) {
        match clause.filter(|it| !it.is_idle()) {
            Some(clause) => self.clauses.insert(control, clause),
            None => self.clauses.remove(&control),
        };
    }

    pub fn get(&self, control: Control) -> Option<&Clause> {
        self.clauses.get(&control)
    }

    pub fn iter(&self) -> impl Iterator<Item = (Control, &Clause)> {
        self.clauses.iter().map(|(control, clause)| (*control, clause))
    }

    /// Whether no control restricts anything. Hidden layers are no restriction: they take no part at all.
    pub fn is_empty(&self) -> bool {
        self.clauses.keys().all(|control| *control == Control::Layer)
    }

    /// The same with the hidden layers of another filter: they follow the project, whatever else is chosen.
    #[must_use]
    pub fn with_layers_of(mut self, other: &Self) -> Self {
        self.set(Control::Layer, other.get(Control::Layer).cloned());
        self
    }
}
