//! Every group and every place, to be renamed, ordered under umbrellas and merged.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use super::{GroupForm, PlaceForm};
use crate::project::{Change, Edit, GroupRecord};
use crate::session::Command;
use crate::text::fold;
use crate::theme::{medium, regular, size};
use crate::view::parts::{SearchField, button, note, segments};
use crate::view::sheet::Sheet;
use crate::view::{Ctx, Shell, words};
use crate::widget::{VirtualList, ink};

const ROW: f32 = 30.0;
const LIST: f32 = 270.0;

/// The sheet and what is open in it.
#[derive(Default)]
pub struct ManageSheet {
    places: bool,
    query: String,
    list: VirtualList,
    /// Keys and names of what is listed, and of which state of the project they are.
    found: Vec<(String, String)>,
    of: Option<(u64, bool, String)>,
    chosen: Option<String>,
    group: GroupForm,
    place: PlaceForm,
}

impl ManageSheet {
    /// Show it; call it only while it is open.
    pub fn show(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let close = Sheet { name: "Groups and places", width: 860.0 }.show(ui, cx, |ui, _| {
            let height = (ui.content_rect().height() - 220.0).clamp(240.0, 560.0);
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
            let left = rect.with_max_x(rect.left() + LIST);
            let right = rect.with_min_x(rect.left() + LIST + 24.0);
            let mut child = ui.new_child(UiBuilder::new().id_salt("manage list").max_rect(left));
            self.left(&mut child, cx);
            let x = egui::Rangef::point(rect.left() + LIST + 12.0);
            ui.painter().vline(x.min, rect.y_range(), egui::Stroke::new(1.0, cx.theme.line));
            let mut child = ui.new_child(UiBuilder::new().id_salt("manage form").max_rect(right));
            self.right(&mut child, cx);
        });
        if close {
            cx.shell(Shell::Manage(false));
        }
    }

    fn left(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let project = cx.session.project();
        ui.spacing_mut().item_spacing.y = 8.0;
        if let Some(chosen) = segments(ui, cx.theme, &["Groups", "Places"], usize::from(self.places)) {
            self.places = chosen == 1;
            self.chosen = None;
        }
        let (name, hint) =
            if self.places { ("Find a place", "Find a place") } else { ("Find a group", "Find a group") };
        let field = SearchField { id: Id::unique("manage find"), name, hint, height: 30.0, size: size::BODY };
        field.show(ui, cx.theme, &mut self.query);
        let of = Some((project.revision(), self.places, self.query.clone()));
        if self.of != of {
            self.find(cx);
            self.of = of;
        }
        if !self.places && button(ui, cx.theme, "New group").clicked() {
            let key = project.free_key("New group");
            let record = GroupRecord { key: key.clone(), name: "New group".to_owned(), ..GroupRecord::default() };
            let change = Change::Group { key: key.clone(), record: Some(Box::new(record)) };
            cx.send(Command::Edit(Edit::new("Add a group", vec![change])));
            self.query.clear();
            self.chosen = Some(key);
        }
        let (list, found, chosen) = (&mut self.list, &self.found, &mut self.chosen);
        list.show(ui, Id::unique("manage rows"), found.len(), ROW, cx.theme.text_3, |ui, i, rect| {
            let (key, name) = &found[i];
            let response = ui.interact(rect, Id::unique(("manage", key)), Sense::click());
            let on = chosen.as_ref() == Some(key);
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, on, name));
            let inner = rect.shrink2(vec2(0.0, 1.0)).with_max_x(rect.right() - 12.0);
            if on || response.hovered() || response.has_focus() {
                let ground = if on { cx.theme.selected_row } else { cx.theme.hovered_row };
                ui.painter().rect_filled(inner, CornerRadius::same(4), ground);
            }
            let font = if on { medium(size::BODY) } else { regular(size::BODY) };
            let at = inner.left_center() + vec2(8.0, 0.0);
            ink(ui.painter(), at, Align2::LEFT_CENTER, name, font, cx.theme.text, inner.width() - 16.0);
            if response.clicked() {
                *chosen = Some(key.clone());
            }
        });
    }

    fn find(&mut self, cx: &Ctx<'_>) {
        let project = cx.session.project();
        let query = fold(self.query.trim());
        let matches = |name: &str, aliases: &[String]| {
            fold(name).contains(&query) || aliases.iter().any(|it| fold(it).contains(&query))
        };
        self.found = if self.places {
            let places = project.places.iter().filter(|it| matches(&it.name, &it.aliases));
            places.map(|it| (it.key.clone(), it.name.clone())).collect()
        } else {
            let groups = project.groups.iter().map(|(_, it)| it).filter(|it| matches(&it.name, &it.aliases));
            groups.map(|it| (it.key.clone(), it.name.clone())).collect()
        };
        self.found.sort_by_cached_key(|(_, name)| fold(name));
    }

    fn right(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let project = cx.session.project();
        egui::ScrollArea::vertical().id_salt("manage form").auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 8.0;
            let key = self.chosen.as_deref();
            let group = key.filter(|_| !self.places).and_then(|key| project.groups.by_key(key));
            let place = key.filter(|_| self.places).and_then(|key| project.place_by_key(key));
            if let Some(group) = group {
                self.group.show(ui, cx, group);
            } else if let Some(place) = place {
                self.place.show(ui, cx, place);
            } else {
                let many = words::count(self.found.len(), "entry", "entries");
                note(ui, cx.theme, &format!("{many}. Choose one to change its names, or to merge it into another."));
            }
        });
    }
}
