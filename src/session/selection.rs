use std::cell::Cell;
use std::collections::BTreeSet;

use crate::event::{EventId, GroupId, PlaceId};

/// A part of the window that makes and shows selections.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum View {
    Map,
    List,
    Timeline,
    Reader,
    /// Menus, palette, keys.
    Shell,
}

/// What kind of thing is selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Selected {
    #[default]
    Nothing,
    Events,
    Place(PlaceId),
    Group(GroupId),
}

/// What is selected, and who made it so: a view scrolls to a selection only if it did not make it.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub what: Selected,
    /// The event that details are shown of.
    pub primary: Option<EventId>,
    /// Where the keyboard stands; differs from the primary one while a range is drawn.
    pub cursor: Option<EventId>,
    pub events: BTreeSet<EventId>,
    pub from: Option<View>,
    /// Counts up at every change, so that a view knows whether it has already followed.
    pub revision: u64,
}

impl Selection {
    pub fn contains(&self, event: EventId) -> bool {
        self.events.contains(&event)
    }
}

/// What the pointer is over, in two slots: what views write in this frame, all views read in the next.
#[derive(Debug, Default)]
pub struct Hover {
    now: Option<EventId>,
    next: Cell<Option<EventId>>,
}

impl Hover {
    /// What was hovered in the frame before.
    pub fn get(&self) -> Option<EventId> {
        self.now
    }

    /// The pointer is over this event. The last writer wins.
    pub fn set(&self, event: EventId) {
        self.next.set(Some(event));
    }

    /// At the start of a frame.
    pub fn swap(&mut self) {
        self.now = self.next.take();
    }

    /// Events have other numbers now.
    pub(super) fn carry_over(&mut self, event: impl Fn(EventId) -> Option<EventId>) {
        self.now = self.now.and_then(&event);
        self.next.set(self.next.get().and_then(event));
    }

    /// Whether the next frame will show something else.
    pub fn changed(&self) -> bool {
        self.now != self.next.get()
    }
}
