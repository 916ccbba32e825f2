use egui::{CursorIcon, EventFilter, Key, Modifiers, PointerButton, Response, Ui};

use super::brush::{self, Grab, Zone};
use super::chart::{Chart, Hit};
use super::scale::Range;
use super::{Drag, Timeline};
use crate::event::{Day, EventId};
use crate::filter::{Clause, Control, Span};
use crate::session::{Command, View};
use crate::view::Ctx;

/// A step of the zoom buttons and keys.
const STEP: f64 = 1.6;

/// What the pointer and the keys may reach.
pub struct Reach {
    /// All days: how far one may zoom out and pan.
    pub all: Range,
    pub span: Option<Span>,
}

impl Reach {
    /// How far a brush may go: over all days and whatever is shown beyond them.
    fn limits(&self, shown: Range) -> (Day, Day) {
        let (all, shown) = (self.all.days(), shown.days());
        (all.0.min(shown.0), all.1.max(shown.1))
    }
}

impl Timeline {
    /// Show other days from now on.
    pub(super) fn show_days(&mut self, cx: &Ctx<'_>, range: Range, glide: bool) {
        if glide {
            self.glide.to(range);
        } else {
            self.glide.jump(range);
        }
        cx.send(Command::ShowDays(Some(range.days())));
    }

    /// Zoom about a moment, or about the middle.
    pub(super) fn zoom(&mut self, cx: &Ctx<'_>, all: Range, factor: f64, about: Option<f64>) {
        let now = self.glide.target();
        let about = about.unwrap_or((now.from + now.to) / 2.0);
        self.show_days(cx, now.zoomed(factor, about).within(all), true);
    }

    pub(super) fn zoom_in(&mut self, cx: &Ctx<'_>, all: Range) {
        self.zoom(cx, all, 1.0 / STEP, None);
    }

    pub(super) fn zoom_out(&mut self, cx: &Ctx<'_>, all: Range) {
        self.zoom(cx, all, STEP, None);
    }

    fn set_span(&self, cx: &Ctx<'_>, reach: &Reach, days: Option<(Option<Day>, Option<Day>)>, merge: bool) {
        let sense = reach.span.map(|span| span.sense).unwrap_or_default();
        let clause = days.map(|(from, to)| Clause::Time(Span { from, to, sense }));
        cx.send(Command::Filter { control: Control::Time, clause, merge });
    }

    /// The wheel: zooms; sideways or with Shift it pans.
    pub(super) fn wheel(&mut self, ui: &Ui, cx: &Ctx<'_>, chart: &Chart, reach: &Reach, response: &Response) {
        let Some(at) = response.hover_pos().filter(|_| response.contains_pointer()) else { return };
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        if pinch != 1.0 {
            self.zoom(cx, reach.all, 1.0 / f64::from(pinch), Some(chart.scale.at(at.x)));
        } else if scroll.x.abs() > scroll.y.abs() {
            let moved = self.glide.target().moved(-f64::from(scroll.x) / chart.scale.per_day());
            self.show_days(cx, moved.within(reach.all), false);
        } else if scroll.y != 0.0 {
            let factor = (-f64::from(scroll.y) * 0.005).exp();
            self.zoom(cx, reach.all, factor, Some(chart.scale.at(at.x)));
        }
    }

    /// Drags: panning with the middle or the right button and along the ruler, brushing everywhere else.
    pub(super) fn drags(&mut self, ui: &Ui, cx: &Ctx<'_>, chart: &Chart, reach: &Reach, response: &Response) {
        let pressed = ui.input(|input| input.pointer.press_origin());
        if let (true, Some(at)) = (response.drag_started(), pressed) {
            let primary = response.drag_started_by(PointerButton::Primary);
            let on_ruler = matches!(chart.hit(&self.data, at), Hit::Ruler(_));
            let x = at.x.clamp(chart.plot.left(), chart.plot.right());
            self.drag = Some(if primary && !on_ruler {
                let grab = Grab::new(chart.zone(reach.span, at.x), reach.span, chart.scale.at(x));
                Drag::Brush { grab, begun: false }
            } else {
                Drag::Pan
            });
        }
        match (&mut self.drag, response.interact_pointer_pos()) {
            (Some(Drag::Brush { grab, begun }), Some(at)) if response.dragged() => {
                let x = at.x.clamp(chart.plot.left(), chart.plot.right() - 0.01);
                let days = grab.drag(chart.scale.at(x), reach.limits(chart.scale.range));
                let merge = std::mem::replace(begun, true);
                let now = reach.span.map(|span| (span.from, span.to));
                if now != Some(days) {
                    self.set_span(cx, reach, Some(days), merge);
                } else if !merge {
                    // Nothing has moved yet, so the first step is still to come.
                    *begun = false;
                }
            }
            (Some(Drag::Pan), _) if response.dragged() && response.drag_delta().x != 0.0 => {
                let days = -f64::from(response.drag_delta().x) / chart.scale.per_day();
                let moved = self.glide.target().moved(days).within(reach.all);
                self.show_days(cx, moved, false);
            }
            _ => {}
        }
        if response.drag_stopped() || !response.dragged() {
            self.drag = None;
        }
    }

    /// Clicks: events and bars are selected, labels and months zoomed to, a click beside the brush clears it.
    pub(super) fn clicks(&mut self, cx: &Ctx<'_>, chart: &Chart, reach: &Reach, response: &Response, hit: Hit) {
        let Some(at) = response.interact_pointer_pos().or(response.hover_pos()) else { return };
        let zone = chart.zone(reach.span, at.x);
        if let Hit::Event(event, _) = hit {
            cx.interact(response, event, View::Timeline);
            return;
        }
        if response.double_clicked() {
            let day = chart.scale.day(at.x);
            let days = match (hit, reach.span) {
                (Hit::Ruler(major), _) => chart.ruler.days_at(day, major),
                (_, Some(Span { from: Some(from), to: Some(to), .. })) if zone != Zone::Outside => (from, to),
                _ => chart.ruler.days_at(day, false),
            };
            self.show_days(cx, Range::of_days(days).widened(0.02).within(reach.all), true);
        } else if response.clicked() {
            match hit {
                Hit::Bar(bin) => select(cx, self.data.events_of(cx.session, bin)),
                Hit::Beyond => cx.send(Command::ShowDays(None)),
                Hit::More => {
                    let hidden = self.data.lanes.hidden(chart.lanes, chart.scale.range);
                    select(cx, hidden.map(|band| EventId(band.row)).collect());
                }
                Hit::Ground if zone == Zone::Outside && reach.span.is_some() => {
                    self.set_span(cx, reach, None, false);
                }
                _ => {}
            }
        }
    }

    /// The pointer's shape tells what a press would do.
    pub(super) fn cursor(&self, ui: &Ui, chart: &Chart, reach: &Reach, response: &Response, hit: Option<Hit>) {
        let icon = match (self.drag, hit, response.hover_pos()) {
            (Some(Drag::Pan), ..) => CursorIcon::Grabbing,
            (Some(Drag::Brush { grab: Grab::Move { .. }, .. }), ..) => CursorIcon::Grabbing,
            (Some(Drag::Brush { .. }), ..) => CursorIcon::ResizeHorizontal,
            (None, Some(Hit::Ruler(_)), _) => CursorIcon::Grab,
            (None, Some(hit), Some(at)) => match (chart.zone(reach.span, at.x), hit) {
                (Zone::FromGrip | Zone::ToGrip, _) => CursorIcon::ResizeHorizontal,
                (_, Hit::Event(..) | Hit::Bar(_) | Hit::More | Hit::Beyond) => CursorIcon::PointingHand,
                (Zone::Inside, _) => CursorIcon::Grab,
                _ => CursorIcon::Crosshair,
            },
            _ => return,
        };
        ui.ctx().set_cursor_icon(icon);
    }

    /// Keys, while the chart has the keyboard.
    pub(super) fn keys(&mut self, ui: &Ui, cx: &Ctx<'_>, chart: &Chart, reach: &Reach, response: &Response) {
        if !response.has_focus() {
            return;
        }
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: false, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        let now = self.glide.target();
        for (key, way) in [(Key::ArrowLeft, -1.0), (Key::ArrowRight, 1.0)] {
            if pressed(Modifiers::SHIFT, key) {
                let Some(Span { from: Some(from), to: Some(to), .. }) = reach.span else { continue };
                let step = (chart.scale.unit().days().round() * way) as i32;
                let (from, to) = brush::moved((from, to), step, reach.limits(chart.scale.range));
                let merge = std::mem::replace(&mut self.nudged, true);
                self.set_span(cx, reach, Some((Some(from), Some(to))), merge);
            } else if pressed(Modifiers::NONE, key) {
                self.show_days(cx, now.moved(now.length() * 0.15 * way).within(reach.all), true);
            }
        }
        if pressed(Modifiers::NONE, Key::Plus) || pressed(Modifiers::NONE, Key::Equals) {
            self.zoom_in(cx, reach.all);
        }
        if pressed(Modifiers::NONE, Key::Minus) {
            self.zoom_out(cx, reach.all);
        }
        if pressed(Modifiers::NONE, Key::Home) || pressed(Modifiers::NONE, Key::End) {
            cx.send(Command::ShowDays(None));
        }
        if pressed(Modifiers::NONE, Key::Enter) {
            let (first, last) = now.days();
            self.nudged = false;
            self.set_span(cx, reach, Some((Some(first), Some(last))), false);
        }
        if pressed(Modifiers::NONE, Key::Escape) {
            self.nudged = false;
            if reach.span.is_some() {
                self.set_span(cx, reach, None, false);
            } else {
                response.surrender_focus();
            }
        }
    }
}

fn select(cx: &Ctx<'_>, events: Vec<EventId>) {
    if !events.is_empty() {
        cx.send(Command::SelectMany { events, from: View::Timeline });
    }
}
