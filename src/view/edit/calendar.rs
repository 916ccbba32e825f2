//! A calendar for picking a date: a day, a month, a year or a range; about or perhaps; and what that means.

use egui::accesskit::Role;
use egui::{
    Align, Align2, CornerRadius, CursorIcon, EventFilter, Id, Key, Layout, Margin, Modifiers, Popup,
    PopupCloseBehavior, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};
use jiff::civil::Date;

use super::next_gesture;
use super::picked::{Picked, Unit, later, weeks};
use crate::event::{Day, When};
use crate::project::Edit;
use crate::session::Command;
use crate::theme::{Theme, medium, regular, size};
use crate::view::Ctx;
use crate::view::parts::{segments, switch};
use crate::view::reader::facts;
use crate::view::reader::prose::prose;
use crate::view::sheet::card;
use crate::widget::{icon, icon_button, ink, link_button};

const WIDTH: f32 = 280.0;
const CELL: f32 = 28.0;

/// The calendar while it is open.
pub struct Calendar {
    picked: Picked,
    /// Year and month that are shown.
    shown: (i16, i8),
    /// The first day of a range is picked and the last one is not.
    half: bool,
    gesture: u64,
    /// The day that the keyboard goes to.
    goes_to: Option<Day>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { picked: Picked::of(None, Day(0)), shown: (1970, 1), half: false, gesture: 0, goes_to: None }
    }
}

impl Calendar {
    /// Show it under its button, for the date that a field holds. Whether something was picked.
    pub fn show(
        &mut self,
        cx: &Ctx<'_>,
        button: &Response,
        when: Option<&When>,
        meaning: impl Fn(Option<When>) -> Edit,
    ) -> bool {
        if button.clicked() {
            let near = when.map_or_else(|| today(cx), When::earliest);
            self.picked = Picked::of(when, near);
            self.shown = (self.picked.from.date().year(), self.picked.from.date().month());
            (self.half, self.gesture) = (false, next_gesture());
            self.goes_to = Some(self.picked.from);
        }
        let before = self.picked;
        let mut asked = None;
        let popup = Popup::from_toggle_button_response(button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .width(WIDTH)
            .frame(card(cx.theme).inner_margin(Margin::same(12)))
            .accessible_name("Calendar");
        popup.show(|ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 8.0;
            asked = self.content(ui, cx);
            if link_button(ui, cx.theme, "No date").clicked() {
                asked = Some(None);
                ui.close();
            }
        });
        if self.picked != before && !self.half && asked.is_none() {
            asked = Some(When::parse(&self.picked.edtf()).ok());
        }
        let Some(when) = asked else { return false };
        cx.send(Command::Edit(meaning(when).in_gesture(self.gesture)));
        true
    }

    fn content(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> Option<Option<When>> {
        let mut asked = None;
        let unit = Unit::ALL.iter().position(|it| *it == self.picked.unit).unwrap_or(0);
        if let Some(chosen) = segments(ui, cx.theme, &Unit::NAMES, unit) {
            self.picked.unit = Unit::ALL[chosen];
            (self.picked.to, self.half) = (self.picked.to.max(self.picked.from), false);
        }
        self.head(ui, cx.theme);
        match self.picked.unit {
            Unit::Day | Unit::Range => {
                if self.days(ui, cx.theme) {
                    // The same day again is no other date, but it is an answer.
                    asked = (!self.half).then(|| When::parse(&self.picked.edtf()).ok());
                }
            }
            Unit::Month => self.months(ui, cx.theme),
            Unit::Year => self.years(ui, cx.theme),
        }
        for (name, on) in
            [("Approximate (~)", &mut self.picked.approximate), ("Uncertain (?)", &mut self.picked.uncertain)]
        {
            ui.horizontal(|ui| {
                if switch(ui, cx.theme, name, *on).clicked() {
                    *on = !*on;
                }
                // The switch itself says its name.
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
                let left = Align2::LEFT_CENTER;
                ink(ui.painter(), rect.left_center(), left, name, regular(size::BODY), cx.theme.text, rect.width());
            });
        }
        if self.half {
            prose(ui, "Now choose the last day", medium(size::BODY), cx.theme.accent);
        } else {
            let edtf = self.picked.edtf();
            prose(ui, &edtf, medium(size::BODY), cx.theme.text);
            let days = When::parse(&edtf).ok().and_then(|when| facts::days_of(&when));
            let said = days.map_or_else(|| "One day".to_owned(), |days| format!("Possible: {days}"));
            prose(ui, &said, regular(size::SMALL), cx.theme.text_2);
        }
        asked
    }

    /// What is shown, and the ways to other months and years.
    fn head(&mut self, ui: &mut Ui, theme: &Theme) {
        let title = match self.picked.unit {
            Unit::Day | Unit::Range => month_name(self.shown.0, self.shown.1),
            Unit::Month => self.shown.0.to_string(),
            Unit::Year => format!("{}–{}", decade(self.shown.0), decade(self.shown.0) + 11),
        };
        let months = matches!(self.picked.unit, Unit::Day | Unit::Range);
        let year = if self.picked.unit == Unit::Year { 144 } else { 12 };
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
        ink(ui.painter(), rect.center(), Align2::CENTER_CENTER, &title, medium(size::BODY), theme.text, 160.0);
        let (back, on) =
            if year == 144 { ("Earlier years", "Later years") } else { ("The year before", "The next year") };
        let mut left = ui.new_child(
            egui::UiBuilder::new().id_salt("earlier").max_rect(rect).layout(Layout::left_to_right(Align::Center)),
        );
        if icon_button(&mut left, theme, icon::ARROW_LEFT, back, false).clicked() {
            self.shown = later(self.shown, -year);
        }
        if months && icon_button(&mut left, theme, icon::CARET_LEFT, "The month before", false).clicked() {
            self.shown = later(self.shown, -1);
        }
        let mut right = ui.new_child(
            egui::UiBuilder::new().id_salt("later").max_rect(rect).layout(Layout::right_to_left(Align::Center)),
        );
        if icon_button(&mut right, theme, icon::ARROW_RIGHT, on, false).clicked() {
            self.shown = later(self.shown, year);
        }
        if months && icon_button(&mut right, theme, icon::CARET_RIGHT, "The next month", false).clicked() {
            self.shown = later(self.shown, 1);
        }
    }

    /// The days of a month; whether one was picked.
    fn days(&mut self, ui: &mut Ui, theme: &Theme) -> bool {
        let width = ui.available_width() / 7.0;
        let (names, _) = ui.allocate_exact_size(vec2(width * 7.0, 18.0), Sense::hover());
        for (i, name) in ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].iter().enumerate() {
            let at = pos2(names.left() + width * (i as f32 + 0.5), names.center().y);
            ink(ui.painter(), at, Align2::CENTER_CENTER, name, regular(size::AXIS), theme.text_2, width);
        }
        let (grid, _) = ui.allocate_exact_size(vec2(width * 7.0, CELL * 6.0), Sense::hover());
        let (mut picked, mut focused) = (None, None);
        for (i, day) in weeks(self.shown.0, self.shown.1).enumerate() {
            let min = pos2(grid.left() + width * (i % 7) as f32, grid.top() + CELL * (i / 7) as f32);
            let rect = Rect::from_min_size(min, vec2(width, CELL)).shrink(1.0);
            let date = day.date();
            let here = date.month() == self.shown.1;
            let look = Look { chosen: self.picked.holds(day), quiet: !here };
            let id = day_id(day);
            let response = cell(ui, theme, (rect, id), &date.day().to_string(), &name_of(date), look);
            if response.clicked() {
                picked = Some(day);
            }
            if response.has_focus() {
                focused = Some(day);
                // The arrows go from day to day here, over the ends of months, too.
                let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            }
        }
        if let Some(day) = focused {
            self.step(ui, day);
        }
        if let Some(day) = self.goes_to.take() {
            ui.memory_mut(|memory| memory.request_focus(day_id(day)));
        }
        match picked {
            Some(day) => self.pick(day),
            None => return false,
        }
        true
    }

    /// The keyboard goes to another day.
    fn step(&mut self, ui: &Ui, from: Day) {
        let days = [
            (Key::ArrowLeft, -1),
            (Key::ArrowRight, 1),
            (Key::ArrowUp, -7),
            (Key::ArrowDown, 7),
            (Key::PageUp, -28),
            (Key::PageDown, 28),
        ];
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if let Some((_, by)) = days.into_iter().find(|(key, _)| pressed(*key)) {
            let to = from.plus(by);
            self.shown = (to.date().year(), to.date().month());
            self.goes_to = Some(to);
            ui.request_repaint();
        }
    }

    fn pick(&mut self, day: Day) {
        let it = &mut self.picked;
        match it.unit {
            Unit::Range if self.half => {
                (it.from, it.to) = (it.from.min(day), it.from.max(day));
                self.half = false;
            }
            Unit::Range => {
                (it.from, it.to) = (day, day);
                self.half = true;
            }
            _ => (it.from, it.to) = (day, day),
        }
    }

    fn months(&mut self, ui: &mut Ui, theme: &Theme) {
        let (year, chosen) = (self.shown.0, self.picked.from.date());
        if let Some(i) = cells(ui, theme, "month", |i| {
            let month = i as i8 + 1;
            let date = Date::new(year, month, 1).unwrap_or(Date::constant(1970, 1, 1));
            let on = chosen.year() == year && chosen.month() == month;
            (date.strftime("%b").to_string(), month_name(year, month), on)
        }) && let Some(day) = Day::from_ymd(year, i as i8 + 1, 1)
        {
            self.shown.1 = i as i8 + 1;
            (self.picked.from, self.picked.to) = (day, day);
        }
    }

    fn years(&mut self, ui: &mut Ui, theme: &Theme) {
        let (first, chosen) = (decade(self.shown.0), self.picked.from.date().year());
        let year = |i: usize| (first + i as i16).clamp(1, 9999);
        if let Some(i) = cells(ui, theme, "year", |i| (year(i).to_string(), year(i).to_string(), year(i) == chosen))
            && let Some(day) = Day::from_ymd(year(i), 1, 1)
        {
            self.shown.0 = year(i);
            (self.picked.from, self.picked.to) = (day, day);
        }
    }
}

/// The first year of the twelve that are shown together.
fn decade(year: i16) -> i16 {
    (year - 1).rem_euclid(9999) / 12 * 12 + 1
}

/// Twelve cells in rows of three; the one that was clicked.
fn cells(ui: &mut Ui, theme: &Theme, what: &str, of: impl Fn(usize) -> (String, String, bool)) -> Option<usize> {
    const HEIGHT: f32 = 38.0;
    let width = ui.available_width() / 3.0;
    let (grid, _) = ui.allocate_exact_size(vec2(width * 3.0, HEIGHT * 4.0), Sense::hover());
    let mut clicked = None;
    for i in 0..12 {
        let min = pos2(grid.left() + width * (i % 3) as f32, grid.top() + HEIGHT * (i / 3) as f32);
        let rect = Rect::from_min_size(min, vec2(width, HEIGHT)).shrink(2.0);
        let (text, name, chosen) = of(i);
        let id = Id::unique(("calendar", what, i));
        if cell(ui, theme, (rect, id), &text, &name, Look { chosen, quiet: false }).clicked() {
            clicked = Some(i);
        }
    }
    clicked
}

#[derive(Clone, Copy)]
struct Look {
    chosen: bool,
    /// Of another month.
    quiet: bool,
}

fn cell(ui: &Ui, theme: &Theme, (rect, id): (Rect, Id), text: &str, name: &str, look: Look) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, look.chosen, name));
    let radius = CornerRadius::same(6);
    if look.chosen {
        ui.painter().rect_filled(rect, radius, theme.accent_bg);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius, theme.hovered_row);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let colour = match (look.chosen, look.quiet) {
        (true, _) => theme.accent,
        (false, true) => theme.text_3,
        (false, false) => theme.text,
    };
    let font = if look.chosen { medium(size::SMALL) } else { regular(size::SMALL) };
    ink(ui.painter(), rect.center(), Align2::CENTER_CENTER, text, font, colour, rect.width());
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn day_id(day: Day) -> Id {
    Id::unique(("calendar day", day.0))
}

fn name_of(date: Date) -> String {
    format!("{} {}", date.day(), date.strftime("%B %Y"))
}

fn month_name(year: i16, month: i8) -> String {
    Date::new(year, month, 1).map_or_else(|_| String::new(), |it| it.strftime("%B %Y").to_string())
}

/// Where a calendar opens for an event without a date: where the other events are, or now.
fn today(cx: &Ctx<'_>) -> Day {
    let now = || Day::from_date(jiff::Zoned::now().date());
    cx.session.all_days().map_or_else(now, |(_, last)| last)
}
