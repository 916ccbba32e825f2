//! How a table is written: its parts, delimiter, encoding, numbers, and the order of its dates.

use egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, vec2};

use super::{MappingSheet, TableAsk};
use crate::format::{DateOrder, OrderQuestion, Role, TableLook};
use crate::theme::{medium, regular, size};
use crate::view::parts::{segments, segments_with, switch};
use crate::view::pick::{Line, pick};
use crate::view::{Ctx, Shell};
use crate::widget::{icon, ink};

const ENCODINGS: [(&str, &str); 8] = [
    ("", "Found out"),
    ("utf-8", "UTF-8"),
    ("utf-16le", "UTF-16, little-endian"),
    ("utf-16be", "UTF-16, big-endian"),
    ("windows-1252", "Windows-1252, western"),
    ("windows-1256", "Windows-1256, Arabic"),
    ("windows-1251", "Windows-1251, Cyrillic"),
    ("windows-1250", "Windows-1250, central Europe"),
];
const DELIMITERS: [(char, &str); 4] = [(',', "Comma"), (';', "Semicolon"), ('\t', "Tab"), ('|', "Vertical bar")];

/// The zones of UTM, north of the equator and south of it.
fn zones() -> Vec<String> {
    (1..=60).flat_map(|zone| ["N", "S"].map(|side| format!("{zone}{side}"))).collect()
}

impl MappingSheet {
    /// How the text is divided and how its numbers are written.
    pub(super) fn layout(&mut self, ui: &mut Ui, cx: &Ctx<'_>, look: &TableLook) {
        let (mut anew, mut changed) = (false, false);
        let before = self.mapping.clone();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            self.parts(ui, cx, look);
            if !look.sheet {
                let now = DELIMITERS.iter().find(|(it, _)| *it == before.delimiter).map_or("Other", |(_, name)| name);
                label(ui, cx, "Fields end with");
                let lines = || DELIMITERS.iter().map(|(it, name)| Line::Choice(*it, name, "")).collect();
                if let (_, Some(it)) = pick(ui, cx, ("Fields end with", now), 124.0, Some(before.delimiter), lines) {
                    self.mapping.delimiter = it;
                    anew = true;
                }
                let asked = before.encoding.as_deref().unwrap_or("");
                let at = ENCODINGS.iter().position(|(it, _)| *it == asked);
                let now = at.map_or(asked, |at| ENCODINGS[at].1);
                label(ui, cx, "Encoding");
                let lines = || ENCODINGS.iter().enumerate().map(|(at, (_, name))| Line::Choice(at, name, "")).collect();
                if let (_, Some(at)) = pick(ui, cx, ("Encoding", now), 190.0, at, lines) {
                    self.mapping.encoding = Some(ENCODINGS[at].0.to_owned()).filter(|it| !it.is_empty());
                    anew = true;
                }
            }
            label(ui, cx, "Decimals");
            if let Some(at) = segments(ui, cx.theme, &["1.5", "1,5"], usize::from(before.decimal_comma)) {
                self.mapping.decimal_comma = at == 1;
                changed = true;
            }
            if !look.records {
                label(ui, cx, "The first row has the names");
                if switch(ui, cx.theme, "The first row has the names", before.header).clicked() {
                    self.mapping.header = !before.header;
                    anew = true;
                }
            }
        });
        changed |= self.zone(ui, cx);
        if anew {
            self.order = None;
            self.look(cx, true);
        } else if changed {
            self.look(cx, false);
        }
    }

    /// In which zone eastings and northings are, on a line of its own where there are such columns.
    fn zone(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> bool {
        let has = |role: Role| self.mapping.columns.iter().any(|it| it.role == role);
        if !has(Role::Easting) && !has(Role::Northing) {
            return false;
        }
        let of_column = if has(Role::Zone) { "From its column" } else { "Not said yet" };
        let zones = zones();
        let at = self.mapping.grid.as_ref().and_then(|grid| zones.iter().position(|it| it == grid));
        let now = match (&self.mapping.grid, at) {
            (None, _) => of_column,
            (Some(_), Some(at)) => zones[at].as_str(),
            (Some(grid), None) => grid.as_str(),
        };
        ui.add_space(8.0);
        let picked = ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            label(ui, cx, "Eastings and northings are in UTM zone");
            let lines = || {
                let all = zones.iter().enumerate().map(|(at, it)| Line::Choice(at + 1, it.as_str(), ""));
                std::iter::once(Line::Choice(0, of_column, "")).chain(all).collect()
            };
            let chosen = Some(at.map_or(0, |at| at + 1));
            let (_, picked) = pick(ui, cx, ("UTM zone", now), 150.0, chosen, lines);
            label(ui, cx, "N is north of the equator, S south");
            picked
        });
        let Some(at) = picked.inner else { return false };
        self.mapping.grid = at.checked_sub(1).map(|at| zones[at].clone());
        true
    }

    /// Which sheet of a spreadsheet, or which file of an archive.
    fn parts(&mut self, ui: &mut Ui, cx: &Ctx<'_>, look: &TableLook) {
        if look.parts.len() < 2 {
            return;
        }
        let now = look.parts.iter().position(|it| *it == look.part);
        let name = if look.sheet { "Sheet" } else { "File" };
        label(ui, cx, name);
        let lines = || look.parts.iter().enumerate().map(|(at, it)| Line::Choice(at, it.as_str(), "")).collect();
        if let (_, Some(at)) = pick(ui, cx, (name, &look.part), 150.0, now, lines)
            && Some(at) != now
        {
            self.part = Some(look.parts[at].clone());
            self.order = None;
            self.version += 1;
            self.looking = true;
            cx.shell(Shell::Table(TableAsk::Part { version: self.version, part: look.parts[at].clone() }));
        }
    }

    /// Which of two readings of a date holds. Nothing is opened before that is said.
    pub(super) fn order(&mut self, ui: &mut Ui, cx: &Ctx<'_>, order: &OrderQuestion, fresh: bool) {
        let theme = cx.theme;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::hover());
        let colour = if self.order.is_some() { theme.line } else { theme.warning };
        let rim = egui::Stroke::new(1.0, colour);
        let radius = egui::CornerRadius::same(crate::theme::measure::RADIUS);
        ui.painter().rect_stroke(rect, radius, rim, egui::StrokeKind::Inside);
        let sign = if self.order.is_some() { icon::CHECK } else { icon::QUESTION };
        let colour = if self.order.is_some() { theme.accent } else { theme.warning };
        let at = rect.left_center() + vec2(18.0, 0.0);
        ui.painter().text(at, egui::Align2::CENTER_CENTER, sign, crate::theme::icons(15.0), colour);
        let inner = rect.shrink2(vec2(8.0, 0.0)).with_min_x(rect.left() + 34.0);
        let builder = UiBuilder::new().id_salt("order").max_rect(inner).layout(Layout::right_to_left(Align::Center));
        let mut right = ui.new_child(builder);
        let (day, month) = (&order.day_first, &order.month_first);
        let names = [day.as_str(), month.as_str()];
        let chosen = self.order.map_or(usize::MAX, |it| usize::from(it == DateOrder::MonthFirst));
        let asked = segments_with(&mut right, theme, &names, chosen, fresh);
        let end = right.min_rect().left() - 16.0;
        let text = format!("{} in “{}” can be read in two ways. Which day is it?", order.sample, order.column);
        let spoken = Rect::from_min_max(inner.min, egui::pos2(end, inner.bottom()));
        let heard = ui.interact(spoken, egui::Id::unique("order question"), Sense::hover());
        crate::view::sheet::say(&heard, &text);
        ink(
            ui.painter(),
            spoken.left_center(),
            egui::Align2::LEFT_CENTER,
            &text,
            medium(size::BODY),
            theme.text,
            spoken.width(),
        );
        if let Some(at) = asked {
            let order = if at == 1 { DateOrder::MonthFirst } else { DateOrder::DayFirst };
            self.order = Some(order);
            self.mapping.dates = order;
            self.look(cx, false);
        }
    }
}

fn label(ui: &mut Ui, cx: &Ctx<'_>, text: &str) {
    ui.label(egui::RichText::new(text).font(regular(size::SMALL)).color(cx.theme.text_2));
}
