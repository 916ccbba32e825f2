//! The keyboard's way through the window: F6 from pane to pane, and edges of panels that arrow keys move.

use egui::accesskit::{Action, ActionRequest, TreeId};
use egui::{Event, EventFilter, Id, Key, Modifiers, Rect, Stroke, Ui};

use crate::theme::Theme;
use crate::view::Pane;

/// Where the panes of a frame are, and which of them has the keyboard.
#[derive(Default)]
pub struct Panes {
    shown: Vec<(Pane, Rect)>,
    at: Option<Pane>,
}

impl Panes {
    pub fn clear(&mut self) {
        self.shown.clear();
    }

    /// A pane that is shown in this frame, in the order in which F6 goes through them.
    pub fn add(&mut self, pane: Pane, rect: Rect) {
        self.shown.push((pane, rect));
    }

    /// Find out who has the keyboard. Comes after the views.
    pub fn look(&mut self, ui: &Ui) {
        let focused = ui.memory(egui::Memory::focused);
        let Some(rect) = focused.and_then(|id| ui.ctx().read_response(id)).map(|it| it.rect) else { return };
        // What floats over another pane counts to the one whose middle it is in; the last one lies on top.
        self.at = self.shown.iter().rev().find(|(_, it)| it.contains(rect.center())).map(|(pane, _)| *pane).or(self.at);
    }

    /// The pane after, or before, the one that had the keyboard last.
    pub fn step(&self, back: bool) -> Option<Pane> {
        let count = self.shown.len();
        let at = self.at.and_then(|at| self.shown.iter().position(|(pane, _)| *pane == at));
        let to = match (at, back) {
            (Some(at), false) => (at + 1) % count,
            (Some(at), true) => (at + count - 1) % count,
            (None, false) => 0,
            (None, true) => count.checked_sub(1)?,
        };
        self.shown.get(to).map(|(pane, _)| *pane)
    }
}

/// Which side of a panel its edge is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edge {
    Left,
    Right,
    Top,
}

/// The edge of a panel that can be dragged.
pub struct Divider {
    id: Id,
    edge: Edge,
}

impl Divider {
    /// The edge of the panel of this name in `ui`, as egui calls it.
    pub fn of(ui: &Ui, panel: &str, edge: Edge) -> Self {
        Self { id: ui.scope_id().with(panel).with("__resize"), edge }
    }

    /// Move it by arrow keys, as assistive technology would. Comes before its panel; whether it was moved.
    pub fn keys(&self, ui: &Ui) -> bool {
        if !ui.memory(|memory| memory.has_focus(self.id)) {
            return false;
        }
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(self.id, filter));
        let (wider, narrower) = match self.edge {
            Edge::Right => (Key::ArrowRight, Key::ArrowLeft),
            Edge::Left => (Key::ArrowLeft, Key::ArrowRight),
            Edge::Top => (Key::ArrowUp, Key::ArrowDown),
        };
        ui.input_mut(|input| {
            let wider = input.count_and_consume_key(Modifiers::NONE, wider);
            let narrower = input.count_and_consume_key(Modifiers::NONE, narrower);
            for action in
                std::iter::repeat_n(Action::Increment, wider).chain(std::iter::repeat_n(Action::Decrement, narrower))
            {
                input.events.push(Event::AccessKitActionRequest(ActionRequest {
                    action,
                    target_tree: TreeId::ROOT,
                    target_node: self.id.accesskit_id(),
                    data: None,
                }));
            }
            wider + narrower > 0
        })
    }

    /// Show that it has the keyboard.
    pub fn ring(&self, ui: &Ui, theme: &Theme, panel: Rect) {
        if !ui.memory(|memory| memory.has_focus(self.id)) {
            return;
        }
        let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Middle, self.id));
        let stroke = Stroke::new(3.0, theme.accent);
        match self.edge {
            Edge::Right => painter.vline(panel.right(), panel.y_range(), stroke),
            Edge::Left => painter.vline(panel.left(), panel.y_range(), stroke),
            Edge::Top => painter.hline(panel.x_range(), panel.top(), stroke),
        };
    }
}
