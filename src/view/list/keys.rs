use egui::{EventFilter, Id, Key, Modifiers, Ui};

use crate::session::{Command, How, View};
use crate::view::Ctx;
use crate::widget::{ScrollTo, VirtualList};

/// What keys do while the list has the keyboard.
pub fn run(ui: &Ui, cx: &Ctx<'_>, id: Id, list: &mut VirtualList) {
    // Arrows are ours, not egui's way from widget to widget.
    ui.memory_mut(|memory| {
        memory.set_focus_lock_filter(id, EventFilter { vertical_arrows: true, ..EventFilter::default() });
    });
    let rows = &cx.session.derived().list;
    let Some(last) = rows.len().checked_sub(1) else { return };
    let at = cx.session.selection().cursor.and_then(|event| cx.session.derived().list_position(event));
    let page = list.page();
    let press = |key: Key| {
        ui.input_mut(|input| {
            if input.consume_key(Modifiers::SHIFT, key) {
                Some(How::Through)
            } else if input.consume_key(Modifiers::NONE, key) {
                Some(How::Only)
            } else {
                None
            }
        })
    };
    let moves: [(Key, usize); 6] = [
        (Key::ArrowDown, at.map_or(0, |i| (i + 1).min(last))),
        (Key::ArrowUp, at.map_or(0, |i| i.saturating_sub(1))),
        (Key::PageDown, at.map_or(0, |i| (i + page).min(last))),
        (Key::PageUp, at.map_or(0, |i| i.saturating_sub(page))),
        (Key::Home, 0),
        (Key::End, last),
    ];
    for (key, to) in moves {
        if let Some(how) = press(key) {
            list.scroll_to(to, ScrollTo::Visible, false);
            cx.send(Command::Select { event: rows[to], how, from: View::List });
            return;
        }
    }
    if press(Key::Enter).is_some()
        && let Some(event) = at.map(|i| rows[i])
    {
        cx.send(Command::Focus { event, from: View::List });
    }
}
