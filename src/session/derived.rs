use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Colouring, Sort};
use crate::event::{Day, EventId, WorldRect};
use crate::filter::{Control, Evaluator, Facets};
use crate::index::Bits;
use crate::project::Project;

/// What follows from project and session; computed anew only when something it follows from has moved.
#[derive(Debug, Default)]
pub struct Derived {
    /// Counts up whenever [`Derived::rows`] may have changed.
    pub revision: u64,
    /// What passes every filter.
    pub rows: Arc<Bits>,
    /// What the list shows, in its order.
    pub list: Arc<Vec<EventId>>,
    /// The place of each row in the list; `u32::MAX` if it is not there.
    list_index: Vec<u32>,
    /// What passes every filter but the one on time.
    pub time_rows: Arc<Bits>,
    pub colouring: Arc<Colouring>,
    /// Every event that takes part.
    pub universe: Arc<Bits>,
    facets: RefCell<BTreeMap<Control, Arc<Facets>>>,
}

impl Derived {
    /// The filter moved.
    pub(super) fn filtered(&mut self, evaluator: &Evaluator) {
        self.revision += 1;
        self.rows = Arc::new(evaluator.all());
        self.time_rows = Arc::new(evaluator.except(Control::Time));
        self.universe = evaluator.universe();
        self.facets.borrow_mut().clear();
    }

    /// Filter, order or view moved.
    pub(super) fn listed(&mut self, project: &Project, sort: Sort, view: Option<WorldRect>) {
        let points = project.events.points();
        let seen = |row: usize| view.is_none_or(|view| points.get(row).is_some_and(|at| view.contains(*at)));
        let mut list: Vec<EventId> = self.rows.iter().filter(|row| seen(*row)).map(|row| EventId(row as u32)).collect();
        sort.apply(project, &mut list);
        self.list_index.clear();
        self.list_index.resize(project.events.len(), u32::MAX);
        for (i, id) in list.iter().enumerate() {
            self.list_index[id.row()] = i as u32;
        }
        self.list = Arc::new(list);
    }

    /// Where in the list an event is.
    pub fn list_position(&self, event: EventId) -> Option<usize> {
        self.list_index.get(event.row()).filter(|i| **i != u32::MAX).map(|i| *i as usize)
    }

    /// What the choices of a control would leave under the other filters.
    pub fn facets(&self, control: Control, project: &Project, evaluator: &Evaluator) -> Arc<Facets> {
        let mut cache = self.facets.borrow_mut();
        let it = cache.entry(control).or_insert_with(|| Arc::new(Facets::new(project, &evaluator.except(control))));
        Arc::clone(it)
    }
}

/// The first and the last day that any of the rows may lie on, open ends left out.
pub fn days_of(project: &Project, rows: &Bits) -> Option<(Day, Day)> {
    let mut span: Option<(Day, Day)> = None;
    for row in rows.iter() {
        let Some((first, last)) = project.events.days(EventId(row as u32)) else { continue };
        let known = |day: Day, other: Day| if day == Day::MIN || day == Day::MAX { other } else { day };
        let (first, last) = (known(first, last), known(last, first));
        if first == Day::MIN || last == Day::MAX {
            continue;
        }
        span = Some(span.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
    }
    span
}
