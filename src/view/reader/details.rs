//! Everything known of one event.

use egui::{Button, Frame, Margin, RichText, Stroke, Ui, vec2};

use super::mention::group_colour;
use super::prose::{badge, chip, fact, field, prose, section};
use super::same::Same;
use super::{claims, facts, source_card};
use crate::event::{EventId, GroupId, PlaceId, Toll};
use crate::session::{Command, View};
use crate::theme::{Theme, measure, medium, regular, semibold, size};
use crate::view::{Ctx, edit, words};
use crate::widget::{hairline, icon};

/// Fields of the source that have a place of their own further up.
const PLACED: [&str; 7] =
    ["local_time", "location_note", "casualty_note", "attribution_detail", "weapon", "independent_origins", "reason"];

pub fn show(ui: &mut Ui, cx: &Ctx<'_>, event: EventId, same: &mut Same) {
    let theme = cx.theme;
    let project = cx.session.project();
    let events = &project.events;
    head(ui, cx, event);
    if !cx.session.derived().universe.contains(event.row()) {
        hidden(ui, cx, event);
    }
    if !events.notes(event).is_empty() {
        ui.add_space(4.0);
        prose(ui, events.notes(event), regular(size::BODY), theme.text);
    }
    ui.add_space(10.0);
    when(ui, cx, event);
    place(ui, cx, event);
    groups(ui, cx, "Actors", events.actors(event), "no group named");
    groups(ui, cx, "Targets", events.targets(event), "");
    kind(ui, cx, event);
    fact(ui, theme, "Weapon", events.detail(event, "weapon"));
    toll(ui, theme, "Killed", events.fatalities(event));
    toll(ui, theme, "Injured", events.injuries(event));
    fact(ui, theme, "Casualties", events.detail(event, "casualty_note"));
    field(ui, theme, "Attribution", |ui| {
        prose(ui, &words::status(events.status.get(event.row())), regular(size::BODY), theme.text);
        second(ui, theme, events.detail(event, "attribution_detail"));
    });
    field(ui, theme, "Corroboration", |ui| {
        prose(ui, &words::corroboration(events.corroboration.get(event.row())), regular(size::BODY), theme.text);
        let origins = events.detail(event, "independent_origins");
        if !origins.is_empty() {
            second(ui, theme, &format!("Independent origins: {origins}"));
        }
    });
    fact(ui, theme, "Confidence", &words::human(events.confidence.get(event.row())));

    claims::show(ui, cx, event);
    sources(ui, cx, event);
    articles(ui, cx, event, same);
    same.show(ui, cx, event);
    further(ui, cx, event);
    marks(ui, cx, event);
    edit::corrections(ui, cx, event);
    crate::view::log::history(ui, cx, event);
    ui.add_space(14.0);
    prose(ui, &format!("Event {}", events.key(event)), regular(size::AXIS), theme.text_2);
}

/// Title, how sure it is at a glance, and what can be done.
fn head(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let theme = cx.theme;
    let project = cx.session.project();
    let title = prose(ui, project.events.title(event), semibold(size::TITLE), theme.text).rect;
    let hue = theme.hue(cx.session.derived().colouring.hue(event));
    ui.painter().vline(title.left() - 10.0, title.top() + 3.0..=title.bottom() - 3.0, Stroke::new(3.0, hue));
    // While it is hidden, a note further down says that it is unverified.
    let shown = cx.session.derived().universe.contains(event.row());
    let (unverified, disputed) = (project.events.is_unverified(event) && shown, project.events.is_disputed(event));
    if unverified || disputed {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(14.0, 4.0);
            ui.spacing_mut().interact_size.y = 20.0;
            if unverified {
                badge(ui, icon::SEAL_QUESTION, "Unverified", theme.warning);
            }
            if disputed {
                badge(ui, icon::FLAG, "Sources disagree", theme.warning);
            }
        });
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let placed = project.events.point(event).is_some();
        if button(ui, theme, placed, icon::CROSSHAIR, "Show on the map").clicked() {
            cx.send(Command::Focus { event, from: View::Reader });
        }
        edit_button(ui, cx);
        if button(ui, theme, true, icon::COPY, "Copy").on_hover_text("Copy a citation as plain text").clicked() {
            cx.send(Command::CopyText(facts::citation(project, event)));
        }
    });
}

/// The way into changing what is shown.
pub fn edit_button(ui: &mut Ui, cx: &Ctx<'_>) {
    let can = cx.session.read_only().is_none();
    let change = button(ui, cx.theme, can, icon::SLIDERS_HORIZONTAL, "Edit").on_hover_text("Change what is known (E)");
    if change.on_disabled_hover_text("This project is open for reading only").clicked() {
        edit::enter(cx, true);
    }
}

/// A button with an icon before its word.
pub fn button(ui: &mut Ui, theme: &Theme, enabled: bool, icon: &str, text: &str) -> egui::Response {
    let mut job = egui::text::LayoutJob::default();
    let format =
        |font, colour| egui::TextFormat { valign: egui::Align::Center, ..egui::TextFormat::simple(font, colour) };
    job.append(icon, 0.0, format(crate::theme::icons(14.0), theme.text_2));
    job.append(text, 6.0, format(medium(size::SMALL), theme.text));
    let response = ui.add_enabled(enabled, Button::new(job));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, enabled, text));
    response
}

/// An event that is selected but takes no part.
fn hidden(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let theme = cx.theme;
    ui.add_space(4.0);
    let frame = Frame::new().fill(theme.sunken).corner_radius(measure::RADIUS).inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        let text = "Unverified – hidden on the map and in the list until asked for";
        prose(ui, text, medium(size::BODY), theme.text);
        second(ui, theme, cx.session.project().events.detail(event, "reason"));
        ui.add_space(2.0);
        let words = RichText::new("Show unverified events").font(medium(size::SMALL)).color(theme.text);
        let button = Button::new(words).fill(theme.raised).stroke(Stroke::new(1.0, theme.line));
        if ui.add(button).clicked() {
            cx.send(Command::ShowUnverified(true));
        }
    });
}

/// A second, quieter line.
pub fn second(ui: &mut Ui, theme: &Theme, text: &str) {
    if !text.is_empty() {
        prose(ui, text, regular(size::SMALL), theme.text_2);
    }
}

fn when(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let project = cx.session.project();
    field(ui, cx.theme, "Date", |ui| {
        prose(ui, &words::date(project, event), regular(size::BODY), cx.theme.text);
        if let Some(days) = facts::possible_days(project, event) {
            second(ui, cx.theme, &format!("Possible: {days}"));
        }
    });
    fact(ui, cx.theme, "Local time", project.events.detail(event, "local_time"));
}

fn place(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let project = cx.session.project();
    let events = &project.events;
    field(ui, cx.theme, "Place", |ui| {
        match events.place(event) {
            Some(place) => place_chip(ui, cx, place),
            None => {
                prose(ui, "not known", regular(size::BODY), cx.theme.text_2);
            }
        }
        let country = [events.admin1.get(event.row()), events.country.get(event.row())];
        let mut parts: Vec<String> = vec![
            country.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
            facts::geo_precision(events.geo_precision.get(event.row())),
            events.precision_m(event).map(facts::within).unwrap_or_default(),
        ];
        parts.retain(|text| !text.is_empty());
        second(ui, cx.theme, &parts.join(" · "));
        second(ui, cx.theme, events.detail(event, "location_note"));
    });
    if !events.other_places(event).is_empty() {
        field(ui, cx.theme, "Also at", |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
                ui.spacing_mut().interact_size.y = 24.0;
                events.other_places(event).iter().for_each(|place| place_chip(ui, cx, *place));
            });
        });
    }
}

fn place_chip(ui: &mut Ui, cx: &Ctx<'_>, place: PlaceId) {
    if chip(ui, cx.theme, &cx.session.project().place(place).name, None).clicked() {
        cx.send(Command::SelectPlace { place, from: View::Reader });
    }
}

/// Groups as chips; what to say if there are none.
pub fn groups(ui: &mut Ui, cx: &Ctx<'_>, name: &str, groups: &[GroupId], none: &str) {
    if groups.is_empty() {
        if !none.is_empty() {
            field(ui, cx.theme, name, |ui| prose(ui, none, regular(size::BODY), cx.theme.text_2));
        }
        return;
    }
    field(ui, cx.theme, name, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
            ui.spacing_mut().interact_size.y = 24.0;
            for group in groups {
                let text = &cx.session.project().groups.get(*group).name;
                if chip(ui, cx.theme, text, Some(group_colour(cx, *group))).clicked() {
                    cx.send(Command::SelectGroup { group: *group, from: View::Reader });
                }
            }
        });
    });
}

fn kind(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let events = &cx.session.project().events;
    let words_of = [events.event_type.get(event.row()), events.sub_event_type.get(event.row())];
    let line = words_of.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" › ");
    let kind = words::human(events.kind.get(event.row()));
    if line.is_empty() && kind.is_empty() {
        return;
    }
    field(ui, cx.theme, "Type", |ui| {
        if !line.is_empty() {
            prose(ui, &line, regular(size::BODY), cx.theme.text);
        }
        second(ui, cx.theme, &kind);
    });
}

fn toll(ui: &mut Ui, theme: &Theme, name: &str, toll: Toll) {
    let text = toll.text();
    let colour = if text.is_some() { theme.text } else { theme.text_2 };
    let text = text.map_or_else(|| "not known".to_owned(), |text| if text == "0" { "none".to_owned() } else { text });
    field(ui, theme, name, |ui| prose(ui, &text, regular(size::BODY), colour));
}

fn sources(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let sources = cx.session.project().events.sources(event);
    section(
        ui,
        cx.theme,
        &if sources.is_empty() { "No source".to_owned() } else { words::count(sources.len(), "source", "sources") },
    );
    for (i, source) in sources.iter().enumerate() {
        if i > 0 {
            ui.add_space(4.0);
            let rect = ui.available_rect_before_wrap();
            hairline(ui.painter(), rect.x_range(), rect.top(), Theme::fade(cx.theme.line, 0.7));
            ui.add_space(4.0);
        }
        ui.push_id(("source", source.0), |ui| source_card::card(ui, cx, *source));
    }
}

/// The sentences that report it.
fn articles(ui: &mut Ui, cx: &Ctx<'_>, event: EventId, same: &mut Same) {
    let project = cx.session.project();
    let mentions = project.mentions(event);
    section(ui, cx.theme, "In the articles");
    if mentions.is_empty() {
        second(ui, cx.theme, "No article here reports this event");
    }
    for it in mentions {
        let article = project.article(it.article);
        let Some(mention) = article.mentions.get(it.mention) else { continue };
        let sentence = &article.text[crate::article::sentence_around(&article.text, mention.range.clone())];
        if super::event_rows::line(ui, cx, sentence, &article.title).clicked() {
            cx.send(Command::GoToMention { article: it.article, mention: it.mention });
        }
    }
    same.by_address(ui, cx, event);
}

/// The analyst's own star, tags and remark.
fn marks(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let project = cx.session.project();
    let mark = project.mark(event);
    if !mark.starred && mark.tags.is_empty() && mark.remark.is_empty() {
        return;
    }
    section(ui, cx.theme, "Your own marks");
    if mark.starred {
        badge(ui, icon::STAR, "Starred", cx.theme.accent);
    }
    if !mark.tags.is_empty() {
        field(ui, cx.theme, "Tags", |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
                ui.spacing_mut().interact_size.y = 24.0;
                for key in &mark.tags {
                    let name = project.work().tags.get(key).map_or(key, |tag| &tag.name);
                    let tag = chip(ui, cx.theme, name, None).on_hover_text("Show only events with this tag");
                    if tag.clicked() {
                        cx.send(crate::view::filter_bar::only_tag(key));
                    }
                }
            });
        });
    }
    fact(ui, cx.theme, "Remark", &mark.remark);
}

/// Whatever else the source says.
fn further(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let events = &cx.session.project().events;
    let mut rest = events.details(event).filter(|(name, _)| !PLACED.contains(name)).peekable();
    if rest.peek().is_some() {
        section(ui, cx.theme, "Further fields");
    }
    for (name, text) in rest {
        fact(ui, cx.theme, &words::human(name), text);
    }
}
