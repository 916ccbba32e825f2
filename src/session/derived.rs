use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::list::List;
use super::order::Order;
use super::{ColourBy, Colouring};
use crate::event::{Day, EventId, WorldRect};
use crate::filter::{Control, Evaluator, FacetIndex, Facets};
use crate::index::{
    Bits, ByDate, Changes, Counts, DateCounts, DatedBy, Lookups, Mass, Places, Tracked, add_all, rect_lies,
};
use crate::project::Project;

/// What follows from project and session; computed anew only when something it follows from has moved.
#[derive(Debug, Default)]
pub struct Derived {
    /// Counts up whenever [`Derived::rows`] may have changed.
    pub revision: u64,
    /// What passes every filter.
    pub rows: Arc<Bits>,
    /// What the list shows, in its order.
    pub list: Arc<List>,
    /// What passes every filter but the one on time.
    pub time_rows: Arc<Bits>,
    pub colouring: Arc<Colouring>,
    /// Every event that takes part.
    pub universe: Arc<Bits>,
    counted: RefCell<Counted>,
}

/// Which numbers were asked for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub facets: Vec<Control>,
    pub mass: bool,
    pub dates: bool,
    pub slots: bool,
}

/// Numbers that follow the filter. Each is brought up to date when it is asked for, and then by what has changed.
#[derive(Debug, Default)]
struct Counted {
    index: Option<Arc<FacetIndex>>,
    facets: BTreeMap<Control, Tracked<Facets>>,
    mass: Option<Tracked<Mass>>,
    /// Over what passes the other filters, and over what passes all.
    dates: [Option<Tracked<DateCounts>>; 2],
    slots: Option<Tracked<SlotCounts>>,
    changes: Changes,
}

impl Derived {
    /// Which numbers were asked for since the project was taken up.
    pub(super) fn asked_for(&self) -> Asked {
        let counted = self.counted.borrow();
        Asked {
            facets: counted.facets.keys().copied().collect(),
            mass: counted.mass.is_some(),
            dates: counted.dates[0].is_some(),
            slots: counted.slots.is_some(),
        }
    }

    /// The filter moved.
    pub(super) fn filtered(&mut self, evaluator: &Evaluator) {
        self.revision += 1;
        self.rows = evaluator.all();
        self.time_rows = evaluator.except(Control::Time);
        self.universe = evaluator.universe();
    }

    /// Filter, order or view moved.
    pub(super) fn listed(
        &mut self,
        project: &Arc<Project>,
        lookups: &Lookups,
        order: &Arc<Order>,
        view: Option<WorldRect>,
    ) {
        let rows = match view {
            None => Arc::clone(&self.rows),
            Some(view) => {
                let points = project.events.points();
                let len = project.events.len();
                let seen =
                    lookups.space.rows_in(points, len, &mut |cell| rect_lies(cell, view), &mut |at| view.contains(at));
                Arc::new(Bits::and(len, [&seen, &*self.rows]))
            }
        };
        // The timeline asks for the same.
        let dates = (view.is_none() && order.is_by_date()).then(|| self.dates(project, true));
        self.list = Arc::new(List::new(project, order, &rows, dates));
    }

    /// Another table is open: what was counted over the old one does not hold.
    pub(super) fn forget(&mut self) {
        *self.counted.get_mut() = Counted::default();
    }

    /// Colours moved.
    pub(super) fn coloured(&mut self, colouring: Colouring) {
        self.colouring = Arc::new(colouring);
        let counted = self.counted.get_mut();
        (counted.mass, counted.dates, counted.slots) = (None, [None, None], None);
    }

    /// Bytes in use for rows, colours and what the map counts; the other counts are small.
    pub(super) fn bytes(&self) -> usize {
        let sets = [&self.rows, &self.time_rows, &self.universe].map(|rows| rows.bytes());
        let mass = self.counted.borrow().mass.as_ref().map_or(0, |mass| mass.whole().bytes() * 2);
        sets.iter().sum::<usize>() + self.colouring.slot_of.capacity() + mass
    }

    /// Where in the list an event is.
    pub fn list_position(&self, event: EventId) -> Option<usize> {
        self.list.position(event)
    }

    /// What the choices of a control would leave under the other filters, and without any.
    pub(super) fn facets_and_whole(
        &self,
        control: Control,
        project: &Project,
        lookups: &Lookups,
        evaluator: &Evaluator,
    ) -> (Arc<Facets>, Arc<Facets>) {
        let counted = &mut *self.counted.borrow_mut();
        let index = Arc::clone(
            counted.index.get_or_insert_with(|| Arc::new(FacetIndex::new(project, Arc::clone(&lookups.fields)))),
        );
        let by = (project, &*index);
        let it = counted
            .facets
            .entry(control)
            .or_insert_with(|| Tracked::new(by, Facets::none(project, &index, control), project.events.len()));
        let now = Arc::clone(it.follow(by, &evaluator.except(control), &mut counted.changes));
        (now, Arc::clone(it.whole()))
    }

    /// Where what passes the filters lies.
    pub(super) fn mass(&self, project: &Project) -> Arc<Mass> {
        let events = &project.events;
        let of = Places { points: events.points(), slot_of: &self.colouring.slot_of };
        let counted = &mut *self.counted.borrow_mut();
        let it = counted.mass.get_or_insert_with(|| Tracked::new(of, Mass::with_room(events.placed()), events.len()));
        Arc::clone(it.follow(of, &self.rows, &mut counted.changes))
    }

    /// How many events have each date: of what passes the filters, or of what passes those but the one on time.
    pub(super) fn dates(&self, project: &Project, inside: bool) -> Arc<DateCounts> {
        let events = &project.events;
        let of = DatedBy { table: events, slot_of: &self.colouring.slot_of };
        let counted = &mut *self.counted.borrow_mut();
        if counted.dates[0].is_none() {
            let none = DateCounts::with_room(events, self.colouring.slots.len());
            let it = Tracked::new(of, none, events.len());
            counted.dates = [Some(it.clone()), Some(it)];
        }
        let rows = if inside { &self.rows } else { &self.time_rows };
        let changes = &mut counted.changes;
        let dates = counted.dates[usize::from(inside)].as_mut();
        dates.map_or_else(Arc::default, |it| Arc::clone(it.follow(of, rows, changes)))
    }

    /// How many of what the other filters leave have each colour.
    pub(super) fn slots(&self, events: usize, evaluator: &Evaluator) -> Arc<SlotCounts> {
        let control = match self.colouring.by {
            ColourBy::Group => Control::FirstActor,
            ColourBy::Type => Control::Type,
            ColourBy::Layer => Control::Layer,
            ColourBy::Field(column) => Control::Field(column),
        };
        let slot_of: &[u8] = &self.colouring.slot_of;
        let none = || SlotCounts(vec![0; self.colouring.slots.len()]);
        let counted = &mut *self.counted.borrow_mut();
        let it = counted.slots.get_or_insert_with(|| Tracked::new(slot_of, none(), events));
        Arc::clone(it.follow(slot_of, &evaluator.except(control), &mut counted.changes))
    }
}

/// How many rows have each colour slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotCounts(pub Vec<u32>);

impl Counts for SlotCounts {
    type By<'a> = &'a [u8];

    fn none(&self) -> Self {
        Self(vec![0; self.0.len()])
    }

    fn add(&mut self, slot_of: &[u8], rows: &[u32], by: u32) {
        for row in rows {
            if let Some(n) = self.0.get_mut(usize::from(slot_of[*row as usize])) {
                *n = n.wrapping_add(by);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        add_all(&mut self.0, &other.0);
    }
}

/// The first and the last day that events may lie on, open ends left out, over the dates that some of them have.
pub fn days_of(by_date: &ByDate, any: impl Fn(usize) -> bool) -> Option<(Day, Day)> {
    let mut span: Option<(Day, Day)> = None;
    for rank in 0..by_date.ranks() {
        let Some((first, last)) = by_date.span(rank) else { continue };
        let known = |day: Day, other: Day| if day == Day::MIN || day == Day::MAX { other } else { day };
        let (first, last) = (known(first, last), known(last, first));
        // What cannot move the ends need not be looked for.
        let within = span.is_some_and(|(a, b)| a <= first && last <= b);
        if first == Day::MIN || last == Day::MAX || within || !any(rank) {
            continue;
        }
        span = Some(span.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
    }
    span
}
