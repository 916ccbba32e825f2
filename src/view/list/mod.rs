//! The list of events: virtual, sortable, driven by mouse or keyboard.

mod columns;
mod header;
mod keys;
mod row;

use egui::accesskit::Role;
use egui::{Id, Sense, Ui, WidgetInfo};

use super::{Ctx, words};
use crate::session::View;
use crate::settings::Density;
use crate::theme::measure;
use crate::widget::{ScrollTo, VirtualList};

/// The list panel.
#[derive(Default)]
pub struct EventList {
    list: VirtualList,
    /// The selection and the focus it has followed.
    followed: (u64, u64),
    /// Put the keyboard here in this frame.
    wants_focus: bool,
}

impl EventList {
    /// Put the keyboard into the list.
    pub fn focus(&mut self) {
        self.wants_focus = true;
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing = egui::vec2(8.0, 0.0);
        header::show(ui, cx);
        let compact = cx.settings.density == Density::Compact;
        let columns = columns::Columns::fit(ui.available_width());
        if compact {
            columns::header(ui, cx, &columns);
        }
        let rows = std::sync::Arc::clone(&cx.session.derived().list);
        let id = Id::unique("event list");
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, id, Sense::FOCUSABLE);
        let label = format!("Events, {}", words::count(rows.len(), "event", "events"));
        response.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, &label));
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
            // Whoever had it was drawn as if it still had.
            ui.ctx().request_repaint();
        }
        if rows.is_empty() {
            empty(ui, cx);
            return;
        }
        if response.has_focus() {
            keys::run(ui, cx, id, &mut self.list);
        }
        let row_height = if compact { measure::ROW_COMPACT } else { measure::ROW };
        self.follow(cx);
        let focused = response.has_focus();
        let mut took_focus = false;
        self.list.show(ui, id.with("rows"), rows.len(), row_height, cx.theme.text_3, |ui, i, place| {
            let Some(event) = rows.get(i).copied() else { return };
            let response = if compact {
                columns::row(ui, cx, &columns, event, place, focused)
            } else {
                row::row(ui, cx, event, place, focused)
            };
            took_focus |= response.clicked();
        });
        if took_focus {
            response.request_focus();
        }
    }

    /// Scroll to what another view has selected.
    fn follow(&mut self, cx: &Ctx<'_>) {
        let selection = cx.session.selection();
        let focus = cx.session.focus();
        let now = (selection.revision, focus.map_or(0, |it| it.revision));
        if now == self.followed {
            return;
        }
        let elsewhere = selection.from != Some(View::List);
        let target = selection.primary.or_else(|| selection.events.first().copied());
        if let Some(position) = target.filter(|_| elsewhere).and_then(|event| cx.session.derived().list_position(event))
        {
            let first_time = self.followed == (0, 0);
            self.list.scroll_to(position, ScrollTo::Centre, !cx.settings.reduce_motion && !first_time);
        }
        // The list knows its height only after it was drawn once.
        if self.list.page() > 1 || !elsewhere {
            self.followed = now;
        }
    }
}

/// What is said when nothing is left.
fn empty(ui: &mut Ui, cx: &Ctx<'_>) {
    use crate::session::Command;
    let total = cx.session.derived().universe.count();
    ui.add_space(32.0);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let say = |ui: &mut Ui, text: &str| {
            ui.label(egui::RichText::new(text).color(cx.theme.text_2));
        };
        if total == 0 {
            say(ui, "There are no events here yet.");
            if cx.session.read_only().is_none() && ui.button("Add an event").clicked() {
                super::edit::new_event_in_view(cx);
            }
            say(ui, "Or right-click the map, or open a project or a file of events.");
        } else if cx.session.in_view_only() && cx.session.derived().rows.count() > 0 {
            say(ui, "No event lies in what the map shows.");
            if ui.button("Fit map to results").clicked() {
                cx.send(Command::Fly(crate::session::FlyTo::Results));
            }
            if ui.button("List all results").clicked() {
                cx.send(Command::InViewOnly(false));
            }
        } else {
            say(ui, &format!("None of {} passes the filters.", words::count(total, "event", "events")));
            if ui.button("Clear filters").clicked() {
                cx.send(Command::ClearFilters);
            }
        }
    });
}
