//! What a proposal says, and why.

use egui::{Popup, PopupCloseBehavior, Ui};

use super::merge::MergeList;
use super::sure;
use crate::event::Toll;
use crate::extract::PlaceChoice;
use crate::extract::gazetteer::PlaceKind;
use crate::review::{Review, Spot, Who};
use crate::session::{Camera, Command, FlyTo};
use crate::theme::{medium, regular, semibold, serif, size};
use crate::view::parts::{paragraph, radio_row};
use crate::view::reader::prose::{field, prose};
use crate::view::{Ctx, words};
use crate::widget::link_button;

/// Show it. Whether the events that it may be the same as are asked for.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, review: &mut Review, at: usize, merge: &mut MergeList) -> bool {
    let theme = cx.theme;
    let Some(proposal) = review.proposal(at) else { return false };
    let project = cx.session.project();
    let draft = &review.drafts[at];
    paragraph(ui, &draft.title, semibold(size::BODY), theme.text);
    ui.add_space(4.0);
    let confidence = proposal.when.as_ref().map(|it| it.confidence);
    if let Some(when) = &draft.when {
        let said = confidence.map_or_else(String::new, |it| format!(" · {}", sure(it)));
        field(ui, cx.theme, "Date", |ui| {
            prose(ui, &format!("{}{said}", when.display()), regular(size::BODY), theme.text);
            if let Some((why, conflict)) = review.why_then(at) {
                second(ui, cx, why);
                if let Some(conflict) = conflict {
                    prose(ui, conflict, regular(size::SMALL), theme.warning);
                }
            }
        });
    } else {
        field(ui, cx.theme, "Date", |ui| second(ui, cx, "not told"));
    }
    place(ui, cx, review, at);
    let draft = &review.drafts[at];
    let Some(proposal) = review.proposal(at) else { return false };
    let names = |list: &[Who]| list.iter().map(|it| it.name(project)).collect::<Vec<_>>().join(", ");
    let told = |toll: Toll| toll.text().unwrap_or_default();
    let kind = [draft.event_type.as_str(), draft.sub_event_type.as_str()];
    let kind = kind.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" › ");
    let status = if draft.status.is_empty() { String::new() } else { words::status(&draft.status) };
    let means = proposal.means.as_ref().map_or_else(String::new, |it| it.value.clone());
    for (name, text) in [
        ("Actors", names(&draft.actors)),
        ("Targets", names(&draft.targets)),
        ("Killed", told(draft.fatalities)),
        ("Injured", told(draft.injuries)),
        ("Type", kind),
        ("Weapon", means),
        ("Attribution", status),
        ("Sure", sure(proposal.confidence)),
    ] {
        if !text.is_empty() {
            field(ui, cx.theme, name, |ui| {
                prose(ui, &text, regular(size::BODY), theme.text);
            });
        }
    }
    ui.add_space(6.0);
    prose(ui, &format!("“{}”", review.words(at)), serif(size::TITLE), theme.text);
    merge.hint(ui, cx, review, at)
}

pub fn second(ui: &mut Ui, cx: &Ctx<'_>, text: &str) {
    if !text.is_empty() {
        prose(ui, text, regular(size::SMALL), cx.theme.text_2);
    }
}

/// Where it would be, and where else the name may be.
fn place(ui: &mut Ui, cx: &Ctx<'_>, review: &mut Review, at: usize) {
    let mut chosen = None;
    field(ui, cx.theme, "Place", |ui| {
        let draft = &review.drafts[at];
        match (&draft.place, review.place(at)) {
            (_, Some(place)) => {
                prose(ui, &format!("{} · {}", place.name, sure(place.share)), regular(size::BODY), cx.theme.text);
                second(ui, cx, &told(place));
            }
            (Spot::Known(key), _) => {
                let project = cx.session.project();
                let name = project.place_by_key(key).map_or(key.as_str(), |id| &project.place(id).name);
                prose(ui, name, regular(size::BODY), cx.theme.text);
                second(ui, cx, "a place of the project");
            }
            (Spot::New(name), _) => {
                prose(ui, name, regular(size::BODY), cx.theme.text);
                second(ui, cx, "new; nobody has said where it is");
            }
            _ => second(ui, cx, "not told"),
        }
        let others = review.choices(at).len().saturating_sub(1);
        if others > 0 {
            let text = words::count(others, "other place of this name", "other places of this name");
            let button = link_button(ui, cx.theme, &text);
            Popup::menu(&button)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .width(320.0)
                .accessible_name("Places of this name")
                .show(|ui| {
                    ui.set_width(300.0);
                    chosen = choices(ui, cx, review, at);
                    if chosen.is_some() {
                        ui.close();
                    }
                });
        }
    });
    if let Some(spot) = chosen {
        review.drafts[at].place = spot;
        show_place(cx, review, at);
    }
}

/// Every place that the name may mean, each with what speaks for it.
pub fn choices(ui: &mut Ui, cx: &Ctx<'_>, review: &Review, at: usize) -> Option<Spot> {
    let mut chosen = None;
    for (number, it) in review.choices(at).iter().enumerate() {
        let on = review.drafts[at].place == Spot::Choice(number);
        let name = format!("{}, {}", it.name, whereabouts(it));
        if radio_row(ui, cx.theme, &name, &sure(it.share), on).on_hover_text(told(it)).clicked() {
            chosen = Some(Spot::Choice(number));
        }
    }
    chosen
}

/// The map goes to where the proposal would be now.
pub fn show_place(cx: &Ctx<'_>, review: &Review, at: usize) {
    if let Some(place) = review.place(at) {
        let zoom = cx.session.camera().map_or(7.0, |camera| camera.zoom.clamp(5.0, 9.0));
        let camera = Camera { lon: place.position.lon, lat: place.position.lat, zoom };
        cx.send(Command::Fly(FlyTo::Camera(camera)));
    }
}

/// Division and country, as far as they are known, and what it is.
fn whereabouts(place: &PlaceChoice) -> String {
    let kind = match place.kind {
        PlaceKind::City => "city or village",
        PlaceKind::Country => "country",
        PlaceKind::Admin1 => "province",
        PlaceKind::Admin2 => "district",
        PlaceKind::Airfield => "airfield",
        PlaceKind::Water => "water",
        PlaceKind::Region => "region",
        PlaceKind::Continent => "continent",
        PlaceKind::Site => "site",
    };
    let parts = [place.admin1.as_str(), place.iso2.as_str(), kind];
    parts.into_iter().filter(|it| !it.is_empty() && *it != place.name).collect::<Vec<_>>().join(", ")
}

/// What speaks for a place, in words.
fn told(place: &PlaceChoice) -> String {
    let own = if place.own.is_some() { " · among your own places" } else { "" };
    let km = place.precision_km;
    let within = if km < 1.0 { format!("within {:.0} m", km * 1000.0) } else { format!("within {km:.0} km") };
    format!("{} · {within}{own}", whereabouts(place))
}

/// A heading inside the queue.
pub fn heading(ui: &mut Ui, cx: &Ctx<'_>, text: &str) {
    ui.add_space(10.0);
    let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 22.0), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Heading, true, text));
    let at = rect.left_center();
    crate::widget::ink(
        ui.painter(),
        at,
        egui::Align2::LEFT_CENTER,
        text,
        medium(size::SMALL),
        cx.theme.text_2,
        rect.width(),
    );
}
