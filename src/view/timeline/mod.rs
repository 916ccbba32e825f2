//! When it happened: a stacked histogram of what passes the other filters, imprecise dates as bands under it, and
//! a brush that is the filter on time.

mod bands;
mod bars;
mod brush;
mod card;
mod chart;
mod data;
mod empty;
mod fields;
mod glide;
mod header;
mod input;
mod ruler;
mod say;
mod scale;
mod typed;

use egui::accesskit::Role;
use egui::{Id, Rect, Response, Sense, Ui, WidgetInfo, pos2};

use crate::event::{Day, EventId};
use crate::filter::{Clause, Control, Span};
use crate::index::Unit;
use crate::session::{Command, View};
use crate::theme::measure;
use crate::view::{Ctx, words};
use crate::widget::FocusPlace;
use brush::Grab;
use chart::{Chart, Hit};
use data::Data;
use fields::Fields;
use glide::Glide;
use header::{Asked, Told};
use input::Reach;
use scale::{Range, Scale};
pub use typed::parse as parse_days;

/// The timeline panel and its own state.
#[derive(Debug, Default)]
pub struct Timeline {
    data: Data,
    /// A case was just opened, and where to look in it is still to be chosen.
    opened: bool,
    glide: Glide,
    fields: Fields,
    drag: Option<Drag>,
    /// Whether the last change was the brush moved by a key, so that a held key is one step of the history.
    nudged: bool,
    /// Revisions of selection and focus that were already followed.
    followed: Option<(u64, u64)>,
    keyboard: FocusPlace,
    /// The only event of a bar, for the last bar that was asked about: version of the count, bar, event.
    lone: Option<(u64, usize, Option<EventId>)>,
}

/// What a drag on the chart does.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Drag {
    Pan,
    Brush {
        grab: Grab,
        /// Whether its first step is done.
        begun: bool,
    },
}

impl Timeline {
    /// Put the keyboard into the chart.
    pub fn focus(&mut self) {
        self.keyboard.focus();
    }

    /// Show it in all the room there is: 96 points high and 400 wide are enough.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let rect = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(rect);
        if self.data.look(cx.session) {
            let data = std::mem::take(&mut self.data);
            *self = Self { data, opened: true, ..Self::default() };
        }
        let span = match cx.session.filter().get(Control::Time) {
            Some(Clause::Time(span)) => Some(*span),
            _ => None,
        };
        let (head, body) = rect.split_top_bottom_at_y(rect.top() + measure::HEADER);
        let (left, right) = chart::sides(body);
        let Some(extent) = self.data.facts.extent else {
            let told = Told::new(&self.data, Unit::Day, span, true, true);
            header::show(ui, cx, head, &mut self.fields, &told);
            return empty::show(ui, cx, body, &self.data.facts);
        };
        let all = scale::fit(extent, right - left);
        if std::mem::take(&mut self.opened)
            && let Some(days) = self.data.dense(cx.session).filter(|_| cx.session.days().is_none())
        {
            self.glide.follow(None, all, right - left);
            self.show_days(cx, Range::of_days(days), false);
        }
        self.glide.follow(cx.session.days(), all, right - left);
        self.follow(cx, all);
        let dt = ui.input(|input| input.stable_dt);
        let moving = self.glide.step(dt, cx.settings.reduce_motion);
        if moving {
            ui.ctx().request_repaint();
        }
        let scale = Scale { range: self.glide.shown(), left, right: right.max(left + 1.0) };
        self.data.count(cx.session, scale.unit(), scale.range);
        if !moving && self.drag.is_none() {
            self.data.look_beyond(cx.session, scale.range);
        }

        let told = Told::new(&self.data, scale.unit(), span, cx.session.days().is_none(), false);
        match header::show(ui, cx, head, &mut self.fields, &told) {
            Some(Asked::ZoomIn) => self.zoom_in(cx, all),
            Some(Asked::ZoomOut) => self.zoom_out(cx, all),
            Some(Asked::Fit) => cx.send(Command::ShowDays(None)),
            None => {}
        }
        self.chart(ui, cx, body, scale, &Reach { all, span });
    }

    fn chart(&mut self, ui: &mut Ui, cx: &Ctx<'_>, body: Rect, scale: Scale, reach: &Reach) {
        let response = ui.interact(body, Id::unique("timeline-chart"), Sense::click_and_drag());
        let chart = Chart::new(ui, &self.data, body, scale, cx.settings.reduce_motion);
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        self.name(cx, &response, reach.span, scale.range);
        self.wheel(ui, cx, &chart, reach, &response);
        self.drags(ui, cx, &chart, reach, &response);
        self.keys(ui, cx, &chart, reach, &response);
        // The pointer may have left the panel while dragging, and then is over nothing.
        let at = response.hover_pos().filter(|_| response.contains_pointer() || response.clicked());
        let hit = at.map(|at| chart.hit(&self.data, at));
        if let Some(hit) = hit.filter(|_| self.drag.is_none()) {
            self.clicks(cx, &chart, reach, &response, hit);
        }
        self.cursor(ui, &chart, reach, &response, hit);
        let hit = hit.filter(|_| self.drag.is_none() && response.hovered());
        chart.paint(ui, cx, &self.data, reach.span, hit, matches!(self.drag, Some(Drag::Brush { .. })));
        match hit {
            Some(Hit::Event(event, rect)) => {
                let top = pos2(
                    rect.center().x,
                    if rect.top() > chart.plot.bottom() { chart.plot.bottom() } else { rect.top() },
                );
                card::of_event(ui, cx, event, top);
            }
            Some(Hit::Bar(bin)) => {
                // The only event of a bar lights up everywhere.
                if let Some(event) = self.only_event(cx.session, bin) {
                    cx.session.hover().set(event);
                }
                card::of_bar(ui, cx, &self.data, &chart.bars, bin);
            }
            _ => {}
        }
        self.keyboard.show(ui, cx.theme, &response, body);
    }

    fn only_event(&mut self, session: &crate::session::Session, bin: usize) -> Option<EventId> {
        let version = self.data.version;
        if let Some((_, _, event)) = self.lone.filter(|it| (it.0, it.1) == (version, bin)) {
            return event;
        }
        let one = self.data.all.bins.get(bin).is_some_and(|bin| bin.total() == 1);
        let event = if one { self.data.events_of(session, bin).first().copied() } else { None };
        self.lone = Some((version, bin, event));
        event
    }

    /// Bring into view what was selected or focused elsewhere.
    fn follow(&mut self, cx: &Ctx<'_>, all: Range) {
        let (selection, focus) = (cx.session.selection(), cx.session.focus());
        let now = (selection.revision, focus.map_or(0, |focus| focus.revision));
        let before = self.followed.replace(now);
        if before == Some(now) || before.is_none() || cx.session.days().is_none() {
            return;
        }
        let selected = selection.primary.filter(|_| selection.from != Some(View::Timeline));
        let days = selected.and_then(|event| cx.session.project().events.days(event));
        let Some((first, last)) = days.filter(|(first, last)| *first != Day::MIN && *last != Day::MAX) else { return };
        let (range, target) = (Range::of_days((first, last)), self.glide.target());
        if range.to <= target.from || range.from >= target.to {
            let way = (range.from + range.to - target.from - target.to) / 2.0;
            self.show_days(cx, target.moved(way).within(all), true);
        }
    }

    /// What a screen reader says.
    fn name(&self, cx: &Ctx<'_>, response: &Response, span: Option<Span>, shown: Range) {
        response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Timeline"));
        response.ctx.accesskit_node_builder(response.id, |node| {
            let (first, last) = shown.days();
            let events = words::count(cx.session.derived().rows.count(), "event", "events");
            let filtered = span.map_or_else(String::new, |span| match (span.from, span.to) {
                (Some(from), Some(to)) => format!(", filtered from {} to {}", say::day(from), say::day(to)),
                _ => format!(", filtered {}", header::range(span)),
            });
            let beyond = match self.data.beyond {
                (0, 0) => String::new(),
                (earlier, later) => format!(", {earlier} earlier and {later} later"),
            };
            node.set_value(format!("{} to {}, {events}{beyond}{filtered}", say::month_of(first), say::month_of(last)));
            node.set_description(
                "Left and Right pan, plus and minus zoom, Home shows all days, Enter filters by the days shown, Shift \
                 with Left and Right moves that range, Escape clears it",
            );
        });
    }
}
