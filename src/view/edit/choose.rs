//! Picking a group, a place, a source, a tag or an event by name, or making a new one.

use egui::accesskit::Role;
use egui::{
    Align2, CornerRadius, Id, Key, Margin, Modifiers, Popup, PopupCloseBehavior, PopupKind, Response, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, vec2,
};

use crate::project::Project;
use crate::text::fold;
use crate::theme::{regular, size};
use crate::view::parts::SearchField;
use crate::view::reader::facts;
use crate::view::sheet::card;
use crate::view::{Ctx, words};
use crate::widget::ink;

/// What is picked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    Group,
    Place,
    Source,
    Tag,
    Event,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Place => "place",
            Self::Source => "source",
            Self::Tag => "tag",
            Self::Event => "event",
        }
    }
}

/// What somebody picked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Picked {
    /// Something there is, by key.
    Key(String),
    /// Something new of this name.
    New(String),
}

struct Found {
    key: String,
    name: String,
    beside: String,
}

/// Most that is listed.
const MOST: usize = 30;

/// The card for picking. One of them is open at most.
#[derive(Default)]
pub struct Picker {
    query: String,
    /// What was searched last: in which state of the project, what, and for which words.
    of: Option<(u64, Kind, Id, String)>,
    found: Vec<Found>,
}

impl Picker {
    /// Show it under a button while it is open. What is in `except` is not offered.
    pub fn show(
        &mut self,
        ui: &Ui,
        cx: &Ctx<'_>,
        button: &Response,
        kind: Kind,
        name: &str,
        except: &[String],
    ) -> Option<Picked> {
        let mut picked = None;
        let popup = Popup::from_toggle_button_response(button)
            .kind(PopupKind::Menu)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .gap(4.0)
            .width(300.0)
            .frame(card(cx.theme).inner_margin(Margin::same(10)))
            .accessible_name(name.to_owned());
        let shown = popup.show(|ui| {
            ui.set_width(280.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            picked = self.content(ui, cx, kind, button.id, name, except);
            if picked.is_some() {
                ui.close();
            }
        });
        if shown.is_some_and(|it| it.response.should_close())
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            button.request_focus();
        }
        picked
    }

    /// The field and what it finds, wherever it is to stand.
    pub fn content(
        &mut self,
        ui: &mut Ui,
        cx: &Ctx<'_>,
        kind: Kind,
        owner: Id,
        name: &str,
        except: &[String],
    ) -> Option<Picked> {
        let revision = cx.session.project().revision();
        let fresh = self.of.as_ref().is_none_or(|it| it.2 != owner);
        if fresh {
            self.query.clear();
        }
        let id = Id::unique(("pick", owner));
        let hint = format!("Find a {}", kind.word());
        let hint = if kind == Kind::Event { "Find an event".to_owned() } else { hint };
        let field = SearchField { id, name, hint: &hint, height: 30.0, size: size::BODY };
        let searched = field.show(ui, cx.theme, &mut self.query);
        if fresh || !ui.memory(|memory| memory.focused().is_some()) {
            searched.response.request_focus();
        }
        let of = Some((revision, kind, owner, self.query.clone()));
        if self.of != of {
            self.found = find(cx.session.project(), kind, &self.query);
            self.of = of;
        }
        ui.add_space(4.0);
        let mut picked = None;
        let enter = searched.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut first = true;
        egui::ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
            for it in self.found.iter().filter(|it| !except.contains(&it.key)) {
                let clicked = row(ui, cx, &it.name, &it.beside).clicked();
                if clicked || (enter && first && !self.query.trim().is_empty()) {
                    picked = Some(Picked::Key(it.key.clone()));
                }
                first = false;
            }
            let new = self.query.trim();
            let known = self.found.iter().any(|it| it.name == new);
            if kind != Kind::Event && !new.is_empty() && !known {
                let text = format!("New {} “{new}”", kind.word());
                if row(ui, cx, &text, "").clicked() || (enter && first) {
                    picked = Some(Picked::New(new.to_owned()));
                }
            } else if first {
                let text =
                    if self.query.is_empty() { "There is none yet: type a name" } else { "Nothing is called so" };
                ui.label(egui::RichText::new(text).size(size::SMALL).color(cx.theme.text_2));
            }
        });
        if picked.is_some() {
            self.of = None;
        }
        picked
    }
}

/// Something that can be picked.
pub fn row(ui: &mut Ui, cx: &Ctx<'_>, name: &str, beside: &str) -> Response {
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    let full = if beside.is_empty() { name.to_owned() } else { format!("{name}, {beside}") };
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, &full));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let lit = response.hovered() || response.has_focus();
    if lit {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.hovered_row);
    }
    if response.has_focus() {
        let rim = Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect, CornerRadius::same(4), rim, StrokeKind::Inside);
    }
    let right = rect.right_center() - vec2(8.0, 0.0);
    let taken = ink(ui.painter(), right, Align2::RIGHT_CENTER, beside, regular(size::SMALL), theme.text_2, 110.0);
    let left = rect.left_center() + vec2(8.0, 0.0);
    let room = rect.width() - 24.0 - taken.width();
    ink(ui.painter(), left, Align2::LEFT_CENTER, name, regular(size::BODY), theme.text, room);
    response
}

/// What is called so, names that begin so first.
fn find(project: &Project, kind: Kind, query: &str) -> Vec<Found> {
    let query = fold(query.trim());
    let mut found: Vec<(u8, Found)> = Vec::new();
    let mut take = |names: &mut dyn Iterator<Item = &str>, it: &dyn Fn() -> Found| {
        let mut best: Option<u8> = None;
        for name in names {
            let name = fold(name);
            let rank = if name.starts_with(&query) { 0 } else { 1 };
            if name.contains(&query) && best.is_none_or(|best| rank < best) {
                best = Some(rank);
            }
        }
        if let Some(rank) = best {
            found.push((rank, it()));
        }
    };
    match kind {
        Kind::Group => {
            for (_, it) in project.groups.iter() {
                let mut names = std::iter::once(it.name.as_str()).chain(it.aliases.iter().map(String::as_str));
                take(&mut names, &|| Found {
                    key: it.key.clone(),
                    name: it.name.clone(),
                    beside: words::human(&it.kind),
                });
            }
        }
        Kind::Place => {
            for it in project.places.iter() {
                let mut names = std::iter::once(it.name.as_str()).chain(it.aliases.iter().map(String::as_str));
                take(&mut names, &|| Found {
                    key: it.key.clone(),
                    name: it.name.clone(),
                    beside: if it.admin1.is_empty() { it.country.clone() } else { it.admin1.clone() },
                });
            }
        }
        Kind::Source => {
            for it in project.sources.iter() {
                let mut names = [it.publisher.as_str(), it.title.as_str(), it.key.as_str()].into_iter();
                take(&mut names, &|| Found {
                    key: it.key.clone(),
                    name: if it.title.is_empty() { facts::publisher(it) } else { it.title.clone() },
                    beside: if it.title.is_empty() { facts::source_date(it) } else { it.publisher.clone() },
                });
            }
        }
        Kind::Tag => {
            for (key, it) in &project.work().tags {
                take(&mut std::iter::once(it.name.as_str()), &|| Found {
                    key: key.clone(),
                    name: it.name.clone(),
                    beside: String::new(),
                });
            }
        }
        Kind::Event => {
            for id in project.events.ids() {
                take(&mut std::iter::once(project.events.title(id)), &|| Found {
                    key: project.events.key(id).to_owned(),
                    name: project.events.title(id).to_owned(),
                    beside: words::short_date(project, id),
                });
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    found.truncate(MOST);
    found.into_iter().map(|(_, it)| it).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Group, Groups, TableBuilder};
    use crate::project::Meta;

    #[test]
    fn groups_are_found_by_any_of_their_names_whatever_the_case() {
        let group = |key: &str, name: &str, alias: &str| Group {
            key: key.into(),
            name: name.into(),
            aliases: vec![alias.into()],
            ..Group::default()
        };
        let groups = Groups::new(vec![group("a", "Northern Guard", "Garde du Nord"), group("b", "The North", "x")]);
        let project = Project::new(Meta::default(), TableBuilder::default().build(), vec![], groups, vec![], vec![]);
        let keys = |query| find(&project, Kind::Group, query).into_iter().map(|it| it.key).collect::<Vec<_>>();
        assert_eq!(keys("NORTH"), ["a", "b"], "what begins so comes first");
        assert_eq!(keys("garde"), ["a"]);
        assert!(keys("south").is_empty());
    }
}
