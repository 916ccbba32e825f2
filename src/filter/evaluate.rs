use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::{Clause, Control, Facts, Filter};
use crate::event::EventTable;
use crate::index::{Bits, Search, WordIndex};

/// Keeps the rows of each clause, so that a change of one control computes one clause anew.
#[derive(Default, Debug)]
pub struct Evaluator {
    cached: BTreeMap<Control, (Clause, Arc<Bits>)>,
    /// The events that take part at all, and for which choice that was computed.
    universe: Option<(bool, Option<Clause>, Arc<Bits>)>,
    /// The same whatever layers are hidden.
    with_hidden: Arc<Bits>,
    /// The rows of the layers that are shown, if some are hidden.
    layers: Option<Arc<Bits>>,
    all: Arc<Bits>,
    /// For each control with a clause, what the others keep.
    except: BTreeMap<Control, Arc<Bits>>,
    /// Words that are still being looked for.
    search: Option<Search>,
}

impl Evaluator {
    /// Bring the kept rows in line with the filter. Given a moment, words are looked for until then at most, and the rest
    /// waits for the next call. Whether everything is in line.
    pub fn update(&mut self, filter: &Filter, facts: Facts<'_>, until: Option<Instant>) -> bool {
        let events = &facts.project.events;
        let before = std::mem::take(&mut self.cached);
        // Hidden layers are no part of the universe.
        for (control, clause) in filter.iter().filter(|(control, _)| *control != Control::Layer) {
            let rows = match before.get(&control) {
                Some((same, rows)) if same == clause => match self.go_on(control, facts, until) {
                    Some(more) => more,
                    None => Arc::clone(rows),
                },
                _ if control == Control::Words => self.look_for(clause, facts, until),
                other => Arc::new(clause.rows_after(facts, other.map(|(old, rows)| (old, &**rows)))),
            };
            self.cached.insert(control, (clause.clone(), rows));
        }
        let hidden = filter.get(Control::Layer);
        let same = |(unverified, layers, _): &(bool, Option<Clause>, _)| {
            *unverified == filter.unverified && layers.as_ref() == hidden
        };
        if !self.universe.as_ref().is_some_and(same) {
            let rows = if filter.unverified {
                Bits::all(events.len())
            } else {
                Bits::of_codes(events.unverified_codes(), &[true, false])
            };
            self.with_hidden = Arc::new(rows);
            self.layers = hidden.map(|clause| Arc::new(clause.rows(facts)));
            let rows = match &self.layers {
                Some(layers) => Arc::new(Bits::and(events.len(), [&*self.with_hidden, &**layers])),
                None => Arc::clone(&self.with_hidden),
            };
            self.universe = Some((filter.unverified, hidden.cloned(), rows));
        }
        let all = self.and(None);
        self.all = keep(&self.all, all);
        let old = std::mem::take(&mut self.except);
        let layer = self.layers.is_some().then_some(Control::Layer);
        for control in self.cached.keys().copied().chain(layer) {
            let control = &control;
            let next = self.and(Some(*control));
            let next = if let Some(old) = old.get(control) { keep(old, next) } else { next };
            self.except.insert(*control, next);
        }
        if filter.get(Control::Words).is_none() {
            self.search = None;
        }
        self.search.is_none()
    }

    /// Begin to look for words.
    fn look_for(&mut self, clause: &Clause, facts: Facts<'_>, until: Option<Instant>) -> Arc<Bits> {
        let Clause::Words(text) = clause else { return Arc::new(clause.rows(facts)) };
        self.search = Some(Search::new(facts.words, &WordIndex::terms(text)));
        let all = || Arc::new(Bits::all(facts.project.events.len()));
        self.go_on(Control::Words, facts, until).unwrap_or_else(all)
    }

    /// Look on, if words are still being looked for.
    fn go_on(&mut self, control: Control, facts: Facts<'_>, until: Option<Instant>) -> Option<Arc<Bits>> {
        let search = self.search.as_mut().filter(|_| control == Control::Words)?;
        // Until the texts are laid out, words leave everything as it is.
        if until.is_some() && !facts.words.is_ready() {
            return None;
        }
        let done = search.go_on(facts.words, until);
        let found = Arc::new(search.found());
        if done {
            self.search = None;
        }
        Some(found)
    }

    /// Every event that takes part, filtered or not.
    pub fn universe(&self) -> Arc<Bits> {
        self.universe.as_ref().map(|(.., rows)| Arc::clone(rows)).unwrap_or_default()
    }

    /// The rows that every clause keeps.
    pub fn all(&self) -> Arc<Bits> {
        Arc::clone(&self.all)
    }

    /// The rows that every clause but this control's keeps.
    pub fn except(&self, control: Control) -> Arc<Bits> {
        Arc::clone(self.except.get(&control).unwrap_or(&self.all))
    }

    /// How many events that nobody could verify every clause keeps, whether they take part now or not.
    pub fn unverified(&self, events: &EventTable) -> usize {
        let unverified = Bits::of_codes(events.unverified_codes(), &[false, true]);
        let clauses = self.cached.values().map(|(_, rows)| &**rows).chain(self.layers.as_deref());
        Bits::and(events.len(), std::iter::once(&unverified).chain(clauses)).count()
    }

    fn and(&self, left_out: Option<Control>) -> Arc<Bits> {
        let universe = if left_out == Some(Control::Layer) { Arc::clone(&self.with_hidden) } else { self.universe() };
        let mut sets: Vec<&Arc<Bits>> =
            self.cached.iter().filter(|(control, _)| Some(**control) != left_out).map(|(_, (_, rows))| rows).collect();
        if universe.count() < universe.len() || sets.is_empty() {
            sets.push(&universe);
        }
        match sets[..] {
            // Nothing to intersect: the set itself, so that whoever follows it sees that it is the same.
            [only] => Arc::clone(only),
            _ => Arc::new(Bits::and(universe.len(), sets.into_iter().map(|it| &**it))),
        }
    }
}

/// The old set if nothing has changed, so that whoever follows it sees at once that it is the same.
fn keep(old: &Arc<Bits>, new: Arc<Bits>) -> Arc<Bits> {
    if Arc::ptr_eq(old, &new) || *old == new { Arc::clone(old) } else { new }
}
