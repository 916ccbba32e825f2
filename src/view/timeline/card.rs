use egui::{Align, Align2, Area, Color32, Frame, Id, Layout, Margin, Order, Pos2, RichText, Sense, Ui, vec2};

use super::bars::Bars;
use super::data::Data;
use super::say;
use crate::event::EventId;
use crate::theme::{Theme, medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{prose, shown};

const WIDTH: f32 = 240.0;

/// A card that floats above what it tells of and takes no clicks.
fn card(ui: &Ui, theme: &Theme, above: Pos2, contents: impl FnOnce(&mut Ui)) {
    Area::new(Id::unique("timeline-card"))
        .order(Order::Tooltip)
        .interactable(false)
        .fixed_pos(above - vec2(0.0, 8.0))
        .pivot(Align2::CENTER_BOTTOM)
        .fade_in(false)
        .constrain_to(ui.ctx().content_rect().shrink(8.0))
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).fill(theme.raised).inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
                ui.set_width(WIDTH);
                ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
                ui.spacing_mut().interact_size.y = 18.0;
                contents(ui);
            });
        });
}

/// What a bar holds.
pub fn of_bar(ui: &Ui, cx: &Ctx<'_>, data: &Data, bars: &Bars, bin: usize) {
    let Some((it, rect)) = data.all.bins.get(bin).zip(bars.bar(data, bin)) else { return };
    let theme = cx.theme;
    card(ui, theme, rect.center_top(), |ui| {
        let title = say::days(it.first, it.end.plus(-1));
        line(ui, theme, None, &title, medium(size::BODY), theme.text, &words::thousands(it.total() as usize));
        let slots = &cx.session.derived().colouring.slots;
        // The highest segment first, as they lie.
        for (slot, count) in it.slots.iter().enumerate().rev().filter(|(_, count)| **count > 0) {
            let Some(slot) = slots.get(slot) else { continue };
            let count = words::thousands(*count as usize);
            line(ui, theme, Some(theme.hue(slot.hue)), &slot.label, regular(size::SMALL), theme.text_2, &count);
        }
        if let Some(inside) = data.inside.as_ref().and_then(|inside| inside.bins.get(bin)) {
            let text = match inside.total() {
                n if n == it.total() => "All in the chosen range".to_owned(),
                0 => "None in the chosen range".to_owned(),
                n => format!("{} in the chosen range", words::thousands(n as usize)),
            };
            ui.label(RichText::new(text).font(regular(size::SMALL)).color(theme.text_2));
        }
    });
}

/// What an event of its own is: a block or a band.
pub fn of_event(ui: &Ui, cx: &Ctx<'_>, event: EventId, above: Pos2) {
    let (theme, project) = (cx.theme, cx.session.project());
    card(ui, theme, above, |ui| {
        prose(ui, project.events.title(event), medium(size::BODY), theme.text);
        let place = project.place_name(event);
        let date = words::date(project, event);
        let text = if place.is_empty() { date } else { format!("{date} · {place}") };
        prose(ui, &text, regular(size::SMALL), theme.text_2);
        if let Some((first, last)) = project.events.days(event).filter(|(first, last)| first != last) {
            let text = match (first == crate::event::Day::MIN, last == crate::event::Day::MAX) {
                (false, false) => "The day is not known: drawn over all it may be",
                _ => "One end is open or not known",
            };
            ui.label(RichText::new(text).font(regular(size::SMALL)).color(theme.text_2));
        }
    });
}

/// Dot, text, number.
fn line(
    ui: &mut Ui,
    theme: &Theme,
    dot: Option<Color32>,
    text: &str,
    font: egui::FontId,
    colour: Color32,
    number: &str,
) {
    ui.horizontal(|ui| {
        ui.set_height(18.0);
        if let Some(dot) = dot {
            let (rect, _) = ui.allocate_exact_size(vec2(8.0, 18.0), Sense::hover());
            ui.painter().circle_filled(rect.center(), 4.0, dot);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(number).font(medium(size::SMALL)).color(theme.text));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(shown(text)).font(font).color(colour);
                ui.add(egui::Label::new(text).truncate());
            });
        });
    });
}
