//! One source: who published it, what, when, and its address to copy or open.

use egui::Ui;

use super::facts;
use super::prose::prose;
use crate::event::SourceId;
use crate::session::Command;
use crate::theme::{medium, regular, size};
use crate::view::{Ctx, words};
use crate::widget::{icon, icon_button};

pub fn card(ui: &mut Ui, cx: &Ctx<'_>, id: SourceId) {
    let theme = cx.theme;
    let source = cx.session.project().source(id);
    ui.spacing_mut().item_spacing.y = 2.0;
    let width = ui.available_width();
    let buttons = if source.url.is_empty() { 32.0 } else { 64.0 };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.vertical(|ui| {
            ui.set_width(width - buttons);
            let title = if source.title.is_empty() { &source.publisher } else { &source.title };
            let title = if title.is_empty() { &source.url } else { title };
            prose(ui, title, medium(size::BODY), theme.text);
            let kind = words::human(&source.kind);
            let line = [facts::publisher(source), facts::source_date(source), kind.to_lowercase()];
            let line = line.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
            prose(ui, &line, regular(size::SMALL), theme.text_2);
        });
        if !source.url.is_empty() {
            let name = format!("Open {} in the browser", source.publisher);
            if icon_button(ui, theme, icon::ARROW_SQUARE_OUT, &name, false).clicked() {
                cx.send(Command::OpenLink(source.url.clone()));
            }
        }
        let name = format!("Copy the citation of {}", source.publisher);
        if icon_button(ui, theme, icon::COPY, &name, false).clicked() {
            cx.send(Command::CopyText(facts::cite(source)));
        }
    });
    if !source.url.is_empty() {
        address(ui, cx, &source.url);
    }
    original(ui, cx, source);
    for note in [facts::title_basis(source), date_basis(&source.date_basis), &source.note] {
        if !note.is_empty() {
            prose(ui, note, regular(size::SMALL), theme.text_2);
        }
    }
    for (name, text) in source.details.iter().filter(|(name, _)| name != "article") {
        prose(ui, &format!("{}: {text}", words::human(name)), regular(size::SMALL), theme.text_2);
    }
}

/// The way to the original of the article that the source is, if it is kept.
fn original(ui: &mut Ui, cx: &Ctx<'_>, source: &crate::event::Source) {
    let project = cx.session.project();
    let Some((_, key)) = source.details.iter().find(|(name, _)| name == "article") else { return };
    let Some(article) = project.article_by_key(key).filter(|_| project.work().captures.contains_key(key)) else {
        return;
    };
    if crate::widget::link_button(ui, cx.theme, "Show what was read").clicked() {
        cx.shell(crate::view::Shell::Original(Some(article)));
    }
}

/// An address on one line; a click copies it.
fn address(ui: &mut Ui, cx: &Ctx<'_>, url: &str) {
    let shown = url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    let galley =
        crate::widget::elided(ui.painter(), shown, regular(size::SMALL), cx.theme.accent, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(egui::vec2(galley.size().x, 18.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Link, true, format!("Copy {url}")));
    let at = egui::Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size());
    ui.painter().galley(at.min, galley, cx.theme.accent);
    if response.hovered() || response.has_focus() {
        crate::widget::hairline(ui.painter(), rect.x_range(), rect.bottom() - 1.0, cx.theme.accent);
    }
    if response.clicked() {
        cx.send(Command::CopyText(url.to_owned()));
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(format!("{url}\nClick to copy"));
}

fn date_basis(word: &str) -> &'static str {
    match word {
        "" | "shown" | "not_shown" => "",
        "url" | "url_slug" => "Date taken from the address",
        _ => "Date not seen on the page",
    }
}
