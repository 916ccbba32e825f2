//! The floating control that leads from one sentence of the selected event to the next.

use egui::{Align2, CornerRadius, Rect, Ui, UiBuilder, pos2, vec2};

use crate::session::Command;
use crate::theme::{Theme, measure, regular, size};
use crate::view::Ctx;
use crate::widget::{elided, icon, icon_button, ink};

/// "Sentence 1 of 3", with up and down. Whether the reader is to go there.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, page: Rect) -> bool {
    let (mentions, at) = cx.session.mentions_of_primary();
    if mentions.is_empty() {
        return false;
    }
    let text = match at {
        Some(at) => format!("Sentence {} of {}", at + 1, mentions.len()),
        None if mentions.len() == 1 => "1 sentence".to_owned(),
        None => format!("{} sentences", mentions.len()),
    };
    let count = mentions.len();
    let elsewhere = |step: usize| {
        let next = at.map_or(0, |at| (at + step) % count);
        let it = mentions[next];
        let project = cx.session.project();
        if Some(it.article) == cx.session.article() {
            String::new()
        } else {
            format!(", in another article: {}", project.article(it.article).title)
        }
    };
    card(ui, cx.theme, page, &text, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let name = format!("Previous sentence{}", elsewhere(count - 1));
        let back = icon_button(ui, cx.theme, icon::CARET_UP, &name, false).clicked();
        let name = format!("Next sentence{}", elsewhere(1));
        let on = icon_button(ui, cx.theme, icon::CARET_DOWN, &name, false).clicked();
        if back || on {
            cx.send(Command::StepMention(if on { 1 } else { -1 }));
        }
        back || on
    })
}

/// A small raised card at the bottom right of the page: words, then whatever the function adds.
pub fn card(ui: &mut Ui, theme: &Theme, page: Rect, text: &str, add: impl FnOnce(&mut Ui) -> bool) -> bool {
    let words = elided(ui.painter(), text, regular(size::SMALL), theme.text_2, f32::INFINITY).size().x;
    let buttons = if text.starts_with("No") { 52.0 } else { 60.0 };
    let wanted = vec2(14.0 + words + 10.0 + buttons, 36.0);
    let corner = page.right_bottom() - vec2(20.0, 20.0);
    let rect = Rect::from_min_max(corner - wanted, corner);
    let radius = CornerRadius::same(measure::CARD_RADIUS);
    ui.painter().add(ui.visuals().popup_shadow.as_shape(rect, radius));
    ui.painter().rect(rect, radius, theme.raised, egui::Stroke::new(1.0, theme.line), egui::StrokeKind::Inside);
    // What lies under the card is not hovered or clicked through it.
    let ground = ui.interact(rect, ui.scope_id().with("floating card"), egui::Sense::CLICK);
    ground.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Status, true, text));
    let left = pos2(rect.left() + 14.0, rect.center().y);
    ink(ui.painter(), left, Align2::LEFT_CENTER, text, regular(size::SMALL), theme.text_2, words + 1.0);
    let inside = Rect::from_min_max(pos2(rect.left() + 24.0 + words, rect.top()), rect.max);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().id_salt("floating").max_rect(inside).layout(layout));
    add(&mut child)
}
