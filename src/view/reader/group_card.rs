//! One group: its names, what it is, whom it belongs to, and what it took part in.

use egui::Ui;

use super::details::{edit_button, groups, second};
use super::event_rows::{self, Chosen};
use super::mention::group_hue;
use super::place_card::aliases;
use super::prose::{prose, section};
use crate::event::GroupId;
use crate::theme::{regular, semibold, size};
use crate::view::{Ctx, words};

pub fn show(ui: &mut Ui, cx: &Ctx<'_>, id: GroupId, chosen: &Chosen) {
    let theme = cx.theme;
    let all = &cx.session.project().groups;
    let group = all.get(id);
    let title = prose(ui, &group.name, semibold(size::TITLE), theme.text).rect;
    if let Some(hue) = group_hue(cx, id) {
        let y = title.top() + 3.0..=title.bottom() - 3.0;
        ui.painter().vline(title.left() - 10.0, y, egui::Stroke::new(3.0, theme.hue(hue)));
    }
    second(ui, theme, &words::human(&group.kind));
    if !group.description.is_empty() {
        ui.add_space(2.0);
        prose(ui, &group.description, regular(size::BODY), theme.text);
    }
    edit_button(ui, cx);
    ui.add_space(10.0);
    aliases(ui, cx, &group.aliases);
    groups(ui, cx, "Part of", &group.umbrella, "");
    let members: Vec<GroupId> = all.members(id).iter().copied().filter(|it| *it != id).collect();
    groups(ui, cx, "Members", &members, "");
    section(ui, theme, &words::count(chosen.len(), "event", "events"));
    if let Some(days) = &chosen.days {
        second(ui, theme, days);
    }
    event_rows::show(ui, cx, chosen);
}
