//! The filter bar: what is shown and what is not, and how many events that leaves.

mod catalogue;
mod certainty;
mod chips;
mod date;
mod dropdown;
mod fields;
mod groups;
mod kept;
mod list;
mod marks;
mod more;
mod places;
mod result;
mod span;
mod tree;
mod types;
mod words;

use egui::{CornerRadius, Id, Rect, Response, Sense, Ui, pos2, vec2};

use self::catalogue::Catalogue;
use self::chips::{BUTTONS, Chip};
use super::Ctx;
use super::parts::at;
use crate::filter::Control;
use crate::session::Command;
use crate::theme::{measure, regular, size};
use crate::widget::{hairline, icon, icon_button};

pub use self::chips::{label, title};
pub use self::marks::only as only_tag;
pub use self::span::{day_text, span_text};

/// How high lists of choices grow in this window.
fn height(ui: &Ui) -> f32 {
    (ui.content_rect().height() - 340.0).clamp(104.0, 364.0)
}

const GAP: f32 = 8.0;

/// A page inside "More".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Page {
    Filter(Control),
    /// All further fields.
    Fields,
    /// One of them.
    Field(u16),
}

/// The bar and the half-done choices in it.
#[derive(Default)]
pub struct FilterBar {
    words: words::WordsField,
    date: date::DatePopup,
    groups: groups::GroupsPopup,
    types: types::TypesPopup,
    places: places::PlacesPopup,
    kept: kept::KeptFilters,
    fields: fields::FieldsPopup,
    /// What is open inside "More": a filter that the bar has no room for, or what has a page of its own there.
    page: Option<Page>,
    /// Another page was turned to: the keyboard goes there.
    turned: bool,
    catalogue: Catalogue,
}

impl FilterBar {
    /// Put the keyboard into the words field.
    pub fn focus_words(&mut self) {
        self.words.focus();
    }

    /// Show the bar over the full width.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let theme = cx.theme;
        let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), measure::FILTER_BAR), Sense::hover());
        ui.painter().rect_filled(bar, CornerRadius::ZERO, theme.panel);
        hairline(ui.painter(), bar.x_range(), bar.bottom() - 0.5, theme.line);
        let result = result::measure(ui, cx, bar);

        let width = if bar.width() < 1100.0 { 132.0 } else { 190.0 };
        let field = Rect::from_min_size(pos2(bar.left() + measure::SIDE, bar.center().y - 15.0), vec2(width, 30.0));
        at(ui, field, "words", |ui| self.words.show(ui, cx));

        let (project, filter) = (cx.session.project(), cx.session.filter());
        let values = BUTTONS.map(|control| chips::label(project, filter, control));
        let room = result.left - 2.0 * GAP - (field.right() + GAP);
        let fits = |most: f32, shown: usize| {
            let hidden = &BUTTONS[shown..];
            let more = chips::more(project, filter, hidden).1;
            let own = BUTTONS[..shown].iter().zip(&values).map(|(control, value)| (chips::title(*control), value));
            let all = own.chain([("More", &more)]);
            let widths = all.map(|(title, value)| {
                let chip = Chip { id: Id::NULL, title, value: value.as_deref(), most };
                chip.width(ui.painter()) + GAP
            });
            widths.sum::<f32>() - GAP <= room
        };
        let (most, shown) = fit(fits);

        let mut x = field.right() + GAP;
        for (control, value) in BUTTONS.into_iter().zip(&values).take(shown) {
            let id = Id::unique(("filter", control));
            let chip = Chip { id, title: chips::title(control), value: value.as_deref(), most };
            let (button, clear) = chip.show(ui, theme, x, bar.center().y);
            x += chip.width(ui.painter()) + GAP;
            if clear {
                clear_filter(cx, control);
            }
            let fresh = button.clicked();
            dropdown::show(ui, cx, &button, chips::title(control), dropdown::width(control), |ui| {
                self.content(ui, cx, control, fresh);
            });
        }
        let hidden = &BUTTONS[shown..];
        let (set, value) = chips::more(project, filter, hidden);
        let chip = Chip { id: Id::unique("filter more"), title: "More", value: value.as_deref(), most };
        let (button, clear) = chip.show(ui, theme, x, bar.center().y);
        if clear {
            set.into_iter().for_each(|control| clear_filter(cx, control));
        }
        self.more(ui, cx, &button, hidden);
        result.show(ui, cx);
    }

    fn content(&mut self, ui: &mut Ui, cx: &Ctx<'_>, control: Control, fresh: bool) {
        let catalogue = self.catalogue.of(cx.session.project());
        match control {
            Control::Time => self.date.show(ui, cx, fresh),
            Control::Group => self.groups.show(ui, cx, catalogue, fresh),
            Control::Type => self.types.show(ui, cx, catalogue, fresh),
            Control::Place => self.places.show(ui, cx, catalogue, fresh),
            Control::Certainty => certainty::show(ui, cx, catalogue),
            Control::Field(column) => self.fields.texts(ui, cx, column),
            Control::Words
            | Control::FirstActor
            | Control::Toll
            | Control::Marks
            | Control::Article
            | Control::Area
            | Control::Layer => more::show(ui, cx, catalogue, &mut self.kept),
        }
    }

    /// "More": what has no button, and the way to the filters that found no room.
    fn more(&mut self, ui: &mut Ui, cx: &Ctx<'_>, button: &Response, hidden: &[Control]) {
        let gone = |page| matches!(page, Page::Filter(control) if !hidden.contains(&control));
        if button.clicked() || self.page.is_some_and(gone) {
            self.page = None;
        }
        let width = match self.page {
            Some(Page::Filter(control)) => dropdown::width(control),
            _ => dropdown::width(Control::Toll),
        };
        dropdown::show(ui, cx, button, "More filters", width, |ui| {
            if let Some(page) = self.page {
                self.page(ui, cx, page);
                return;
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            for control in hidden {
                let set = chips::label(cx.session.project(), cx.session.filter(), *control);
                if dropdown::page_row(ui, cx.theme, chips::title(*control), set.as_deref()).clicked() {
                    self.page = Some(Page::Filter(*control));
                }
            }
            if !cx.session.project().events.detail_columns().is_empty() {
                let set = fields::set(cx);
                let set = match set.first() {
                    Some(only) if set.len() == 1 => {
                        chips::label(cx.session.project(), cx.session.filter(), Control::Field(*only))
                    }
                    Some(_) => Some(format!("{} set", set.len())),
                    None => None,
                };
                if dropdown::page_row(ui, cx.theme, "Further fields", set.as_deref()).clicked() {
                    (self.page, self.turned) = (Some(Page::Fields), true);
                }
            }
            if !hidden.is_empty() || !cx.session.project().events.detail_columns().is_empty() {
                super::parts::rule(ui, cx.theme);
            }
            more::show(ui, cx, self.catalogue.of(cx.session.project()), &mut self.kept);
        });
    }
}

impl FilterBar {
    /// A page of "More", with the way back.
    fn page(&mut self, ui: &mut Ui, cx: &Ctx<'_>, page: Page) {
        let (title, back, way) = match page {
            Page::Filter(control) => (chips::title(control), None, "Back to more filters"),
            Page::Fields => ("Further fields", None, "Back to more filters"),
            Page::Field(column) => {
                let columns = cx.session.project().events.detail_columns();
                let name = columns.get(usize::from(column)).map_or("", |it| it.name.as_str());
                (name, Some(Page::Fields), "Back to further fields")
            }
        };
        ui.horizontal(|ui| {
            let button = icon_button(ui, cx.theme, icon::CARET_LEFT, way, false);
            if std::mem::take(&mut self.turned) {
                button.request_focus();
            }
            if button.clicked() {
                (self.page, self.turned) = (back, back.is_some());
            }
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
            let font = crate::theme::semibold(size::BODY);
            let at = rect.left_center();
            crate::widget::ink(ui.painter(), at, egui::Align2::LEFT_CENTER, title, font, cx.theme.text, rect.width());
        });
        ui.add_space(6.0);
        ui.push_id(page, |ui| match page {
            Page::Filter(control) => self.content(ui, cx, control, false),
            Page::Fields => {
                if let Some(column) = self.fields.names(ui, cx) {
                    (self.page, self.turned) = (Some(Page::Field(column)), true);
                }
            }
            Page::Field(column) => self.fields.texts(ui, cx, column),
        });
    }
}

/// Take a filter away.
fn clear_filter(cx: &Ctx<'_>, control: Control) {
    if cx.session.filter().get(control).is_some() {
        cx.send(Command::Filter { control, clause: None, merge: false });
    }
    if control == Control::Certainty && cx.session.filter().unverified {
        cx.send(Command::ShowUnverified(false));
    }
}

/// How long the texts of the chips may be, and how many of them find room: texts get shorter as long as they
/// can be read, then the last buttons move into "More", then texts get short.
fn fit(fits: impl Fn(f32, usize) -> bool) -> (f32, usize) {
    const SHORT: f32 = 140.0;
    const SHORTEST: f32 = 96.0;
    let all = BUTTONS.len();
    let long = [280.0, 200.0, SHORT].map(|most| (most, all));
    let fewer = (2..all).rev().map(|shown| (SHORT, shown));
    let short = (0..=all).rev().map(|shown| (SHORTEST, shown));
    let mut ways = long.into_iter().chain(fewer).chain(short);
    ways.find(|(most, shown)| fits(*most, *shown)).unwrap_or((SHORTEST, 0))
}

/// The font of the bar.
fn font() -> egui::FontId {
    regular(size::BODY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_shorten_before_buttons_move_into_more() {
        let needs = |most: f32, shown: usize| 100.0 + shown as f32 * most.min(200.0);
        assert_eq!(fit(|most, shown| needs(most, shown) <= 2000.0), (280.0, 5));
        assert_eq!(fit(|most, shown| needs(most, shown) <= 820.0), (140.0, 5));
        assert_eq!(fit(|most, shown| needs(most, shown) <= 400.0), (140.0, 2));
        assert_eq!(fit(|most, shown| needs(most, shown) <= 300.0), (96.0, 2));
        assert_eq!(fit(|_, _| false), (96.0, 0));
    }
}
