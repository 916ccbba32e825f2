//! Changing things on the map: a new event where somebody points, and a point dragged to another place.

use egui::{Align2, Pos2, Response, Stroke, Ui};

use super::marks::Mark;
use super::screen::Screen;
use crate::event::{LonLat, WorldPoint};
use crate::session::Command;
use crate::theme::{medium, size};
use crate::view::{Ctx, edit};
use crate::widget::ink;

/// What is being done to the map's points.
#[derive(Default)]
pub struct MapEdit {
    /// Where the menu was opened.
    menu: Option<LonLat>,
    /// The key of the event that is being dragged, and where it was.
    dragged: Option<(String, Pos2)>,
}

impl MapEdit {
    /// Whether dragging here would move the selected event rather than the map.
    pub fn takes_drag(&self, cx: &Ctx<'_>, under: Option<&Mark>) -> bool {
        self.dragged.is_some() || under.is_some_and(|mark| movable(cx, mark))
    }

    /// The menu of a right click.
    pub fn menu(&mut self, cx: &Ctx<'_>, screen: &Screen, response: &Response) {
        if response.secondary_clicked() {
            self.menu = response.interact_pointer_pos().and_then(|at| screen.position(at));
        }
        let Some(at) = self.menu else { return };
        response.context_menu(|ui| {
            ui.set_min_width(200.0);
            let can = cx.session.read_only().is_none();
            let new = ui.add_enabled(can, egui::Button::new("New event here"));
            if new.on_disabled_hover_text("This project is open for reading only").clicked() {
                edit::new_event_at(cx, at);
                ui.close();
            }
            if ui.button("Copy coordinates").clicked() {
                cx.send(Command::CopyText(format!("{:.5}, {:.5}", at.lat, at.lon)));
                ui.close();
            }
        });
    }

    /// Follow a drag of the selected point; letting go moves the event, in one step.
    pub fn drag(&mut self, ui: &Ui, cx: &Ctx<'_>, screen: &Screen, response: &Response, marks: &[Mark]) {
        if response.drag_started_by(egui::PointerButton::Primary) {
            let origin = ui.input(|input| input.pointer.press_origin());
            let under = origin.and_then(|at| marks.iter().find(|mark| (mark.at - at).length() <= mark.radius + 4.0));
            self.dragged = under.filter(|mark| movable(cx, mark)).and_then(|mark| {
                let key = cx.session.project().events.key(mark.single()?).to_owned();
                Some((key, mark.at))
            });
        }
        let Some((key, from)) = &self.dragged else {
            return to_come(ui, cx, screen);
        };
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.dragged = None;
            return;
        }
        let Some(at) = response.interact_pointer_pos().or_else(|| ui.input(|input| input.pointer.latest_pos())) else {
            return;
        };
        paint(ui, cx, screen, *from, at);
        if response.drag_stopped() {
            let project = cx.session.project();
            if let (Some(event), Some(to)) = (project.events.by_key(key), screen.position(at)) {
                cx.send(Command::Edit(project.move_event(event, Some(to))));
            }
            self.dragged = None;
        } else if !response.dragged() {
            self.dragged = None;
        }
    }
}

/// Only the point of the one selected event moves, and only while things are edited.
fn movable(cx: &Ctx<'_>, mark: &Mark) -> bool {
    cx.editing
        && cx.session.read_only().is_none()
        && mark.single().is_some_and(|event| cx.session.selection().primary == Some(event))
}

/// The selected event where it was put, until its edit shows.
fn to_come(ui: &Ui, cx: &Ctx<'_>, screen: &Screen) {
    if !cx.session.is_making() {
        return;
    }
    let events = &cx.session.project().events;
    let moved = cx.session.selection().primary.and_then(|event| {
        let to = cx.session.position_to_come(events.key(event))?;
        Some((events.position(event).unwrap_or(to), to))
    });
    if let Some((from, to)) = moved {
        let at = |it: LonLat| screen.at(WorldPoint::from(it).fraction());
        paint(ui, cx, screen, at(from), at(to));
    }
}

/// The point where it would come to lie.
fn paint(ui: &Ui, cx: &Ctx<'_>, screen: &Screen, from: Pos2, at: Pos2) {
    let painter = ui.painter_at(screen.rect);
    let accent = cx.theme.accent;
    painter.extend(egui::Shape::dashed_line(&[from, at], Stroke::new(1.5, accent), 5.0, 4.0));
    painter.circle_filled(at, 7.6, cx.theme.raised);
    painter.circle_filled(at, 6.0, accent);
    painter.circle_stroke(at, 10.5, Stroke::new(2.2, accent));
    if let Some(to) = screen.position(at) {
        let text = crate::view::status::coordinates(to);
        let place = at + egui::vec2(16.0, -14.0);
        let galley = crate::widget::elided(&painter, &text, medium(size::SMALL), cx.theme.text, 240.0);
        let ground = egui::Rect::from_min_size(place - egui::vec2(6.0, 11.0), galley.size() + egui::vec2(12.0, 8.0));
        painter.rect_filled(ground, egui::CornerRadius::same(4), cx.theme.raised);
        painter.rect_stroke(
            ground,
            egui::CornerRadius::same(4),
            Stroke::new(1.0, cx.theme.line),
            egui::StrokeKind::Inside,
        );
        let middle = ground.left_center() + egui::vec2(6.0, 0.0);
        ink(&painter, middle, Align2::LEFT_CENTER, &text, medium(size::SMALL), cx.theme.text, 240.0);
    }
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
}
