//! Changing what is known: fields in place, many events at once, groups and places.

mod bulk;
mod calendar;
mod choose;
pub mod claims;
mod create;
mod form;
mod group_form;
mod keys;
mod manage;
pub mod parse;
mod picked;
mod place_form;
mod typing;
mod value;
pub mod vocabulary;

use std::sync::atomic::{AtomicU64, Ordering};

pub use choose::{Kind, Picked, Picker, row as pick_row};
pub use create::key_of;
pub use form::EventForm;
pub use group_form::GroupForm;
pub use place_form::PlaceForm;
pub use value::corrections;

use super::{Ctx, Shell};
use crate::event::{EventId, LonLat};
use crate::project::EventRecord;
use crate::session::{Command, DetailTab};

/// Sheets for changing more than one event, group or place.
#[derive(Default)]
pub struct EditSheets {
    pub manage: manage::ManageSheet,
    pub bulk: bulk::BulkSheet,
}

/// What a new event is called until somebody names it.
pub const NEW_EVENT: &str = "New event";

/// A number that no drag and no run of typing had before.
pub fn next_gesture() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// Begin or stop changing things in place; details are where it is done.
pub fn enter(cx: &Ctx<'_>, on: bool) {
    cx.shell(Shell::Edit(on));
    if on {
        cx.send(Command::ShowTab(DetailTab::Details));
        cx.set(|it| it.layout.reader = true);
    }
}

/// Add an event and begin to say what is known of it.
pub fn new_event(cx: &Ctx<'_>, record: EventRecord) {
    cx.send(Command::Edit(cx.session.project().new_event(record)));
    enter(cx, true);
}

/// Add an event at a point.
pub fn new_event_at(cx: &Ctx<'_>, at: LonLat) {
    new_event(cx, EventRecord { title: NEW_EVENT.to_owned(), position: Some(at), ..EventRecord::default() });
}

/// Add an event in the middle of the map; somewhere unknown if there is no map yet.
pub fn new_event_in_view(cx: &Ctx<'_>) {
    let position = cx.session.camera().and_then(|camera| LonLat::new(camera.lon, camera.lat));
    new_event(cx, EventRecord { title: NEW_EVENT.to_owned(), position, ..EventRecord::default() });
}

fn selected(cx: &Ctx<'_>) -> Vec<EventId> {
    cx.session.selection().events.iter().copied().collect()
}

/// Take what is selected out of the project; undo brings it back.
pub fn remove_selected(cx: &Ctx<'_>) {
    let events = selected(cx);
    if !events.is_empty() {
        let said =
            if events.len() == 1 { "Event removed".to_owned() } else { format!("{} events removed", events.len()) };
        cx.send(Command::Edit(cx.session.project().remove_events(&events)));
        cx.shell(Shell::Say(format!("{said}. Undo brings back what was removed")));
    }
}

/// Whether all that is selected has a star; nothing if nothing is selected.
pub fn starred(cx: &Ctx<'_>) -> Option<bool> {
    const MOST: usize = 1000;
    let events = &cx.session.selection().events;
    let project = cx.session.project();
    (!events.is_empty()).then(|| events.iter().take(MOST).all(|event| project.mark(*event).starred))
}

/// Give what is selected a star, or take it away if all of it has one.
pub fn star_selected(cx: &Ctx<'_>) {
    if let Some(on) = starred(cx) {
        cx.send(Command::Edit(cx.session.project().star(selected(cx), !on)));
    }
}
