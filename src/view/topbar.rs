//! The top bar: menus, the way into the palette, light and dark.

use egui::accesskit::{Role, Toggled};
use egui::containers::menu::{MenuBar, MenuConfig, SubMenuButton};
use egui::{
    Align, Align2, Atom, Button, Color32, CornerRadius, CursorIcon, Id, IdSalt, Layout, Popup, Rect, Response,
    RichText, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::action::{Action, key_text};
use super::parts::keycap;
use super::{Ctx, Shell};
use crate::theme::{Theme, icons, measure, regular, semibold, size};
use crate::widget::{hairline, icon, icon_button, ink};

const WORDMARK: &str = "Dateline";

/// Show the bar over the full width.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>) {
    let theme = cx.theme;
    let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), measure::TOP_BAR), Sense::hover());
    ui.painter().rect_filled(bar, CornerRadius::ZERO, theme.panel);
    hairline(ui.painter(), bar.x_range(), bar.bottom() - 0.5, theme.line);
    let left = bar.left() + measure::SIDE;
    let mark = pos2(left, bar.center().y);
    let mark = ink(ui.painter(), mark, Align2::LEFT_CENTER, WORDMARK, semibold(size::TITLE), theme.text, 200.0);

    let menus = Rect::from_min_max(pos2(mark.right() + 18.0, bar.top()), pos2(mark.right() + 280.0, bar.bottom()));
    let end = menu_bar(ui, cx, menus);

    let right = bar.right() - 10.0;
    let field_room = (end + 16.0, right - 44.0);
    search(ui, cx, bar, field_room);

    let corner = Rect::from_min_max(pos2(right - 40.0, bar.top()), pos2(right, bar.bottom()));
    let builder = UiBuilder::new().id_salt("theme").max_rect(corner).layout(Layout::right_to_left(Align::Center));
    let (sign, action, name) = if theme.dark {
        (icon::SUN, Action::LightTheme, "Switch to light")
    } else {
        (icon::MOON, Action::DarkTheme, "Switch to dark")
    };
    if icon_button(&mut ui.new_child(builder), theme, sign, name, false).clicked() {
        action.run(cx);
    }
}

/// The menus; the right end of the last one.
fn menu_bar(ui: &mut Ui, cx: &Ctx<'_>, room: Rect) -> f32 {
    let builder = UiBuilder::new().id_salt("menus").max_rect(room).layout(Layout::left_to_right(Align::Center));
    let mut child = ui.new_child(builder);
    let plain = |style: &mut egui::Style| {
        style.spacing.item_spacing.x = 2.0;
        style.spacing.button_padding = vec2(9.0, 4.0);
        style.visuals.widgets.inactive.weak_bg_fill = Color32::TRANSPARENT;
    };
    let mut end = room.left();
    MenuBar::new().style(plain).ui(&mut child, |ui| {
        end = menu(ui, cx, "File", file).max(end);
        end = menu(ui, cx, "Edit", edit).max(end);
        end = menu(ui, cx, "View", view).max(end);
        end = menu(ui, cx, "Help", |ui, cx| items(ui, cx, &[Action::Keys, Action::Settings, Action::About])).max(end);
    });
    end
}

/// One menu; the right end of its button.
fn menu(ui: &mut Ui, cx: &Ctx<'_>, name: &str, content: impl FnOnce(&mut Ui, &Ctx<'_>)) -> f32 {
    let button = Button::new(RichText::new(name).font(regular(size::BODY)).color(cx.theme.text_2));
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_width(280.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        content(ui, cx);
    });
    focus_ring(ui, cx.theme, &response);
    response.rect.right()
}

fn focus_ring(ui: &Ui, theme: &Theme, response: &Response) {
    if response.has_focus() {
        let rim = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(response.rect, CornerRadius::same(measure::RADIUS), rim, StrokeKind::Inside);
    }
}

fn file(ui: &mut Ui, cx: &Ctx<'_>) {
    items(ui, cx, &[Action::NewProject, Action::OpenFile, Action::OpenColumns, Action::OpenCase, Action::OpenPath]);
    items(ui, cx, &[Action::OpenBundled]);
    if !cx.settings.recent.is_empty() {
        sub_menu(ui, cx, "Open recent", |ui| {
            for i in 0..cx.settings.recent.len().min(10) {
                menu_row(ui, cx, Action::OpenRecent(u8::try_from(i).unwrap_or(0)));
            }
        });
    }
    line(ui, cx);
    items(ui, cx, &[Action::Save, Action::SaveAs, Action::SaveCopy, Action::Backups]);
    line(ui, cx);
    items(
        ui,
        cx,
        &[
            Action::AddLayer,
            Action::AddReport,
            Action::PasteReport,
            Action::ReviewArticle,
            Action::Original,
            Action::AddGazetteer,
        ],
    );
    line(ui, cx);
    items(ui, cx, &[Action::Export, Action::Issues]);
    line(ui, cx);
    items(ui, cx, &[Action::Quit]);
}

fn edit(ui: &mut Ui, cx: &Ctx<'_>) {
    items(ui, cx, &[Action::Undo, Action::Redo]);
    line(ui, cx);
    items(ui, cx, &[Action::EditMode, Action::NewEvent, Action::RemoveEvents, Action::Star]);
    items(ui, cx, &[Action::Bulk, Action::Manage, Action::ReplaceText, Action::ChangeLog]);
    line(ui, cx);
    items(ui, cx, &[Action::Copy, Action::SelectNothing]);
    line(ui, cx);
    items(ui, cx, &[Action::Find, Action::Palette]);
    line(ui, cx);
    items(ui, cx, &[Action::ClearFilters, Action::FilterBack, Action::FilterForward, Action::ShowUnverified]);
}

fn view(ui: &mut Ui, cx: &Ctx<'_>) {
    use Action as A;
    items(ui, cx, &[A::ToggleList, A::ToggleTimeline, A::ToggleReader, A::ToggleLayers, A::NextPane]);
    line(ui, cx);
    items(ui, cx, &[A::CompactList, A::InViewOnly]);
    line(ui, cx);
    items(ui, cx, &[A::FitMap, A::FilterToView, A::FilterAround, A::MapZoomIn, A::MapZoomOut, A::Halos]);
    sub_menu(ui, cx, "Colour", |ui| items(ui, cx, &[A::ColourByGroup, A::ColourByType, A::ColourByLayer]));
    line(ui, cx);
    items(ui, cx, &[A::Play, A::NextEvent, A::PreviousEvent, A::NextMention, A::PreviousMention, A::Compare]);
    line(ui, cx);
    sub_menu(ui, cx, "Light and dark", |ui| items(ui, cx, &[A::LightTheme, A::DarkTheme, A::SystemTheme]));
    sub_menu(ui, cx, "Size of the interface", |ui| items(ui, cx, &[A::ScaleUp, A::ScaleDown, A::ScaleReset]));
    items(ui, cx, &[A::ReduceMotion, A::FullScreen]);
}

fn sub_menu(ui: &mut Ui, cx: &Ctx<'_>, name: &str, content: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = vec2(10.0, 5.0);
        ui.spacing_mut().icon_spacing = 0.0;
        let text = RichText::new(name).font(regular(size::BODY)).color(cx.theme.text);
        // Its text stands under that of the other rows, which keep room for a tick.
        let tick = Atom::custom(IdSalt::new("tick"), vec2(20.0, 1.0));
        let button = Button::new((tick, text)).right_text(RichText::new(icon::CARET_RIGHT).font(icons(12.0)));
        let config = MenuConfig::new().style(egui::style::StyleModifier::default());
        SubMenuButton::from_button(button).config(config).ui(ui, |ui| {
            ui.set_width(260.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            content(ui);
        });
    });
}

fn items(ui: &mut Ui, cx: &Ctx<'_>, actions: &[Action]) {
    for action in actions {
        menu_row(ui, cx, *action);
    }
}

fn line(ui: &mut Ui, cx: &Ctx<'_>) {
    super::parts::rule(ui, cx.theme);
}

/// One line of a menu: a tick if it is on, its name, its key.
fn menu_row(ui: &mut Ui, cx: &Ctx<'_>, action: Action) {
    let theme = cx.theme;
    let possible = action.enabled(cx);
    let text = action.text(cx);
    let on = action.on(cx);
    ui.add_enabled_ui(possible.is_ok(), |ui| {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
        response.widget_info(|| match on {
            Some(on) => WidgetInfo::selected(Role::MenuItemCheckBox, possible.is_ok(), on, &text),
            None => WidgetInfo::labeled(Role::MenuItem, possible.is_ok(), &text),
        });
        if let Some(on) = on {
            ui.accesskit_node_builder(response.id, |node| {
                node.set_toggled(if on { Toggled::True } else { Toggled::False });
            });
        }
        if possible.is_ok() && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(rect, CornerRadius::same(4), theme.hovered_row);
        }
        focus_ring(ui, theme, &response);
        let (colour, weak) = match possible {
            Ok(()) => (theme.text, theme.text_2),
            Err(_) => (theme.text_3, theme.text_3),
        };
        if on == Some(true) {
            let tick = pos2(rect.left() + 15.0, rect.center().y);
            ui.painter().text(tick, Align2::CENTER_CENTER, icon::CHECK, icons(13.0), theme.accent);
        }
        let key = action.shortcut().map(|key| key_text(ui.ctx(), key)).unwrap_or_default();
        let at = rect.right_center() - vec2(10.0, 0.0);
        let key = ink(ui.painter(), at, Align2::RIGHT_CENTER, &key, regular(size::SMALL), weak, 120.0);
        let room = rect.width() - 30.0 - key.width() - 24.0;
        let at = rect.left_center() + vec2(30.0, 0.0);
        ink(ui.painter(), at, Align2::LEFT_CENTER, &text, regular(size::BODY), colour, room);
        let why = possible.err().unwrap_or_default();
        let response = response.on_hover_text(action.tooltip(cx)).on_disabled_hover_text(why);
        if response.clicked() {
            action.run(cx);
            Popup::close_all(ui.ctx());
            ui.close();
        }
    });
}

/// What looks like a search field and opens the palette.
fn search(ui: &mut Ui, cx: &Ctx<'_>, bar: Rect, (from, to): (f32, f32)) {
    let theme = cx.theme;
    let width = 560.0_f32.min(to - from - 16.0).max(44.0);
    // In the middle of the window unless the menus are in the way.
    let left = (bar.center().x - width / 2.0).clamp(from, (to - width).max(from));
    let rect = Rect::from_min_size(pos2(left, bar.center().y - 15.0), vec2(width, 30.0));
    let response = ui.interact(rect, Id::unique("palette field"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Search everything"));
    let radius = CornerRadius::same(measure::RADIUS);
    let ground = if response.hovered() { ui.visuals().widgets.hovered.bg_fill } else { theme.sunken };
    ui.painter().rect_filled(rect, radius, ground);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let glass = pos2(rect.left() + 18.0, rect.center().y);
    ui.painter().text(glass, Align2::CENTER_CENTER, icon::MAGNIFYING_GLASS, icons(15.0), theme.text_2);
    let key = Action::Palette.shortcut().map(|key| key_text(ui.ctx(), key)).unwrap_or_default();
    let key = keycap(ui, theme, rect.right_center() - vec2(6.0, 0.0), &key);
    let hint = "Search events, places, groups, commands…";
    let room = rect.width() - 34.0 - key - 14.0;
    let at = pos2(rect.left() + 34.0, rect.center().y);
    ink(ui.painter(), at, Align2::LEFT_CENTER, hint, regular(size::BODY), theme.text_2, room);
    if response.on_hover_cursor(CursorIcon::Text).clicked() {
        cx.shell(Shell::Palette(true));
    }
}
