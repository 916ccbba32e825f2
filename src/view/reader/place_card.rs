//! One place: its names, where it is, how surely, and what happened there.

use egui::{Ui, vec2};

use super::details::{button, edit_button, second};
use super::event_rows::{self, Chosen};
use super::facts;
use super::prose::{fact, field, prose, section};
use crate::event::PlaceId;
use crate::session::{Camera, Command, FlyTo};
use crate::theme::{regular, semibold, size};
use crate::view::{Ctx, words};
use crate::widget::icon;

pub fn show(ui: &mut Ui, cx: &Ctx<'_>, id: PlaceId, chosen: &Chosen) {
    let theme = cx.theme;
    let project = cx.session.project();
    let place = project.place(id);
    prose(ui, &place.name, semibold(size::TITLE), theme.text);
    second(ui, theme, &facts::where_in(place));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        edit_button(ui, cx);
        let map = button(ui, theme, place.position.is_some(), icon::CROSSHAIR, "Show on the map");
        let Some(at) = place.position else { return };
        if map.clicked() {
            let zoom = cx.session.camera().map_or(8.0, |camera| camera.zoom.max(8.0));
            cx.send(Command::Fly(FlyTo::Camera(Camera { lon: at.lon, lat: at.lat, zoom })));
        }
        if button(ui, theme, true, icon::COPY, "Copy position").clicked() {
            cx.send(Command::CopyText(format!("{:.5}, {:.5}", at.lat, at.lon)));
        }
    });
    ui.add_space(10.0);
    aliases(ui, cx, &place.aliases);
    if let Some(at) = place.position {
        fact(ui, theme, "Position", &facts::position(at));
    }
    fact(ui, theme, "Precision", &facts::place_precision(place));
    fact(ui, theme, "Evidence", &place.evidence);
    fact(ui, theme, "Note", &place.note);
    for (name, text) in &place.details {
        match name.as_str() {
            "coord_sources" => fact(ui, theme, "Position from", &facts::source_names(project, text)),
            name => fact(ui, theme, &words::human(name), text),
        }
    }
    section(ui, theme, &words::count(chosen.len(), "event here", "events here"));
    if let Some(days) = &chosen.days {
        second(ui, theme, days);
    }
    event_rows::show(ui, cx, chosen);
}

/// Other names, each on its own line, each from the side that its script begins at.
pub fn aliases(ui: &mut Ui, cx: &Ctx<'_>, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let latin: Vec<&str> = names.iter().map(String::as_str).filter(|it| !crate::text::bidi::has_rtl(it)).collect();
    field(ui, cx.theme, "Other names", |ui| {
        if !latin.is_empty() {
            prose(ui, &latin.join("\u{a0}· "), regular(size::BODY), cx.theme.text);
        }
        for name in names.iter().filter(|it| crate::text::bidi::has_rtl(it)) {
            prose(ui, name, regular(size::TITLE), cx.theme.text);
        }
    });
}
