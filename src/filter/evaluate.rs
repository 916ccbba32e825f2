use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Clause, Control, Facts, Filter};
use crate::event::EventId;
use crate::index::Bits;

/// Keeps the rows of each clause, so that a change of one control computes one clause anew.
#[derive(Default, Debug)]
pub struct Evaluator {
    cached: BTreeMap<Control, (Clause, Arc<Bits>)>,
    /// The events that take part at all, and for which choice that was computed.
    universe: Option<(bool, Arc<Bits>)>,
}

impl Evaluator {
    /// Bring the kept rows in line with the filter.
    pub fn update(&mut self, filter: &Filter, facts: Facts<'_>) {
        self.cached.retain(|control, (clause, _)| filter.get(*control) == Some(clause));
        for (control, clause) in filter.iter() {
            self.cached.entry(control).or_insert_with(|| (clause.clone(), Arc::new(clause.rows(facts))));
        }
        if self.universe.as_ref().is_none_or(|(unverified, _)| *unverified != filter.unverified) {
            let events = &facts.project.events;
            let rows = if filter.unverified {
                Bits::all(events.len())
            } else {
                Bits::from_fn(events.len(), |row| !events.is_unverified(EventId(row as u32)))
            };
            self.universe = Some((filter.unverified, Arc::new(rows)));
        }
    }

    /// Every event that takes part, filtered or not.
    pub fn universe(&self) -> Arc<Bits> {
        self.universe.as_ref().map(|(_, rows)| Arc::clone(rows)).unwrap_or_default()
    }

    /// The rows that every clause keeps.
    pub fn all(&self) -> Bits {
        self.and(None)
    }

    /// The rows that every clause but this control's keeps.
    pub fn except(&self, control: Control) -> Bits {
        self.and(Some(control))
    }

    fn and(&self, left_out: Option<Control>) -> Bits {
        let universe = self.universe();
        let clauses =
            self.cached.iter().filter(|(control, _)| Some(**control) != left_out).map(|(_, (_, rows))| &**rows);
        Bits::and(universe.len(), std::iter::once(&*universe).chain(clauses))
    }
}
