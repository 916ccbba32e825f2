use egui::accesskit::Role;
use egui::{Align2, CornerRadius, CursorIcon, Id, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Item;
use crate::theme::{icons, medium, regular, size};
use crate::view::action::key_text;
use crate::view::parts::keycap;
use crate::view::{Ctx, words};
use crate::widget::{icon, ink};

const ROW: f32 = 32.0;

/// What a row says: sign, name, what stands beside it.
struct Said {
    sign: &'static str,
    name: String,
    beside: String,
    possible: bool,
}

/// One result.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, item: Item, id: Id, chosen: bool, query: &str) -> Response {
    let theme = cx.theme;
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    let response = ui.interact(rect, id, Sense::click());
    if !ui.is_rect_visible(rect) && !chosen {
        response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, said(cx, item, query).name));
        return response;
    }
    let said = said(cx, item, query);
    let spoken = if said.beside.is_empty() { said.name.clone() } else { format!("{}, {}", said.name, said.beside) };
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, said.possible, chosen, &spoken));
    let ground = if chosen || response.has_focus() { Some(theme.selected_row) } else { None };
    let ground = ground.or(response.hovered().then_some(theme.hovered_row));
    if let Some(ground) = ground {
        ui.painter().rect_filled(rect, CornerRadius::same(4), ground);
    }
    let sign = pos2(rect.left() + 20.0, rect.center().y);
    if let Item::Event(event) = item {
        let hue = theme.hue(cx.session.derived().colouring.hue(event));
        ui.painter().circle_filled(sign, 4.5, hue);
    } else {
        ui.painter().text(sign, Align2::CENTER_CENTER, said.sign, icons(15.0), theme.text_2);
    }
    let mut right = rect.right() - 10.0;
    if let Item::Action(action) = item
        && let (Some(key), true) = (action.shortcut(), said.possible)
    {
        right -= keycap(ui, theme, pos2(right, rect.center().y), &key_text(ui.ctx(), key)) + 10.0;
    }
    let left = rect.left() + 38.0;
    // The name comes first; what stands beside it takes at most half.
    let room = right - left;
    let colour = if said.possible { theme.text } else { theme.text_2 };
    let font = if matches!(item, Item::Action(_)) { regular(size::BODY) } else { medium(size::BODY) };
    let beside = Align2::RIGHT_CENTER;
    let at = pos2(right, rect.center().y);
    let half = if said.beside.is_empty() { 0.0 } else { room * 0.5 };
    let taken = ink(ui.painter(), at, beside, &said.beside, regular(size::SMALL), theme.text_2, half).width();
    let at = pos2(left, rect.center().y);
    ink(ui.painter(), at, Align2::LEFT_CENTER, &said.name, font, colour, room - taken - 12.0);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

fn said(cx: &Ctx<'_>, item: Item, query: &str) -> Said {
    let project = cx.session.project();
    let joined = |parts: &[&str]| parts.iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>().join(" · ");
    let said = |sign, name: &str, beside| Said { sign, name: name.to_owned(), beside, possible: true };
    match item {
        Item::Action(action) => {
            let possible = action.enabled(cx);
            let on = match action.on(cx) {
                Some(true) => "on",
                _ => "",
            };
            let sign = if on.is_empty() { icon::CARET_RIGHT } else { icon::CHECK };
            let beside = possible.err().unwrap_or(on).to_owned();
            Said { sign, name: action.text(cx).into_owned(), beside, possible: possible.is_ok() }
        }
        Item::Event(event) => {
            let out = if cx.session.derived().rows.contains(event.row()) { "" } else { "filtered out" };
            let date = words::short_date(project, event);
            let beside = joined(&[&date, project.place_name(event), out]);
            said(icon::CIRCLE, project.events.title(event), beside)
        }
        Item::Place(id) => {
            let place = project.place(id);
            said(icon::MAP_PIN, &place.name, joined(&[&place.admin1, &place.country]))
        }
        Item::Group(id) => {
            let group = project.groups.get(id);
            said(icon::USERS_THREE, &group.name, group.kind.clone())
        }
        Item::Article(id) => {
            let article = project.article(id);
            let name = if article.title.is_empty() { &article.key } else { &article.title };
            let date = article.date.as_ref().map(|date| date.short()).unwrap_or_default();
            said(icon::ARTICLE, name, joined(&[&article.publisher, &date]))
        }
        Item::Filter => said(icon::FUNNEL, &format!("Show only events with “{}”", query.trim()), String::new()),
    }
}

/// Said where nothing was found.
pub fn nothing(ui: &mut Ui, cx: &Ctx<'_>, query: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 72.0), Sense::hover());
    let text = format!("Nothing is called “{}”.", query.trim());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &text));
    let room = rect.width() - 24.0;
    let at = rect.center() - vec2(0.0, 9.0);
    ink(ui.painter(), at, Align2::CENTER_CENTER, &text, regular(size::BODY), cx.theme.text, room);
    let hint = "Names in any script are searched; fewer letters find more.";
    let at = rect.center() + vec2(0.0, 11.0);
    ink(ui.painter(), at, Align2::CENTER_CENTER, hint, regular(size::SMALL), cx.theme.text_2, room);
}
