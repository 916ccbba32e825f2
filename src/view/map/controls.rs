use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::tools::{AreaTool, Tool};
use crate::session::{Command, FlyTo};
use crate::theme::{icons, measure};
use crate::view::Ctx;
use crate::widget::icon;

const SIDE: f32 = 34.0;

/// The buttons at the upper right of the map; the rectangle they take.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, map: Rect, area: &mut AreaTool) -> Rect {
    let buttons = [
        (icon::PLUS, "Zoom in", false),
        (icon::MINUS, "Zoom out", false),
        (icon::CORNERS_OUT, "Fit map to results", false),
    ];
    let tools = [(Tool::Box, icon::SELECTION), (Tool::Lasso, icon::LASSO), (Tool::Radius, icon::CIRCLE_DASHED)];
    let count = buttons.len() + tools.len() + 2;
    let rect = Rect::from_min_size(pos2(map.right() - 16.0 - SIDE, map.top() + 16.0), vec2(SIDE, SIDE * count as f32));
    let theme = cx.theme;
    let radius = CornerRadius::same(measure::CARD_RADIUS);
    ui.interact(rect, Id::unique("map controls"), Sense::click_and_drag());
    ui.painter().rect(rect, radius, theme.raised, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let mut at = 0_usize;
    let mut button = |ui: &mut Ui, glyph: &str, name: &str, on: bool| {
        let place = Rect::from_min_size(pos2(rect.left(), rect.top() + SIDE * at as f32), vec2(SIDE, SIDE));
        at += 1;
        let response = ui.interact(place, Id::unique(("map control", name)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, name));
        let inner = place.shrink(3.0);
        if on || response.hovered() {
            let ground = if on { theme.accent_bg } else { theme.hovered_row };
            ui.painter().rect_filled(inner, CornerRadius::same(measure::RADIUS), ground);
        }
        if response.has_focus() {
            let stroke = Stroke::new(1.5, theme.accent);
            ui.painter().rect_stroke(inner, CornerRadius::same(measure::RADIUS), stroke, StrokeKind::Inside);
        }
        if at < count {
            crate::widget::hairline(ui.painter(), place.left() + 1.0..=place.right() - 1.0, place.bottom(), theme.line);
        }
        let colour = if on { theme.accent } else { theme.text_2 };
        ui.painter().text(place.center(), Align2::CENTER_CENTER, glyph, icons(16.0), colour);
        response.on_hover_text(name)
    };
    let commands = [FlyTo::Zoom(1.0), FlyTo::Zoom(-1.0), FlyTo::Results];
    for ((glyph, name, on), to) in buttons.into_iter().zip(commands) {
        if button(ui, glyph, name, on).clicked() {
            cx.send(Command::Fly(to));
        }
    }
    for (tool, glyph) in tools {
        let on = area.tool == Some(tool);
        if button(ui, glyph, tool.name(), on).clicked() {
            area.tool = if on { None } else { Some(tool) };
        }
    }
    let on = cx.settings.halos;
    if button(ui, icon::TARGET, "Show how precisely places are known", on).clicked() {
        cx.set(move |settings| settings.halos = !on);
    }
    let on = cx.settings.layout.layers;
    if button(ui, icon::STACK, "Layers", on).clicked() {
        cx.set(move |settings| settings.layout.layers = !on);
    }
    rect
}
