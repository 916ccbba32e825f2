//! A list of choices with counts, to search and to tick.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, Id, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::tree::{Node, visible};
use crate::text::fold;
use crate::theme::{Theme, icons};
use crate::view::Ctx;
use crate::view::parts::{SearchField, note};
use crate::widget::{CheckRow, check_row, icon, text_button};

/// Most rows that are shown at once; further ones are found by typing.
const MOST: usize = 400;
/// A tree of at most so many nodes starts unfolded.
const UNFOLDED: usize = 64;
/// Fewer choices than this need no search field.
const FEW: usize = 8;
const ROW: f32 = 26.0;

/// What was asked of a list.
pub enum Asked<T> {
    Toggle(usize),
    /// Take all of these, besides what is taken.
    All(Vec<T>),
    None,
}

/// A list of choices and how it is looked at.
pub struct ChoiceList<T> {
    pub query: String,
    /// Nodes that are not as they start: folded or unfolded.
    flipped: BTreeSet<T>,
    /// The revision that the nodes were counted for.
    counted: Option<(usize, u64, bool)>,
    pub nodes: Vec<Node<T>>,
}

impl<T> Default for ChoiceList<T> {
    fn default() -> Self {
        Self { query: String::new(), flipped: BTreeSet::new(), counted: None, nodes: Vec::new() }
    }
}

impl<T: Ord + Copy> ChoiceList<T> {
    /// Make the nodes anew if the case, the counts or the colours moved.
    pub fn fill(&mut self, cx: &Ctx<'_>, nodes: impl FnOnce() -> Vec<Node<T>>) {
        let case = std::sync::Arc::as_ptr(cx.session.project()) as usize;
        let key = Some((case, cx.session.derived().revision, cx.theme.dark));
        if self.counted != key {
            self.nodes = nodes();
            self.counted = key;
        }
    }

    /// Show search field, rows, and what takes or leaves all of them.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        (name, fresh): (&str, bool),
        height: f32,
        on: impl Fn(&[Node<T>], usize) -> bool,
    ) -> Option<Asked<T>> {
        let id = Id::unique(("choices", name));
        if fresh {
            self.query.clear();
        }
        if self.nodes.len() >= FEW {
            let field = SearchField {
                id: id.with("search"),
                name: &format!("Search in {}", name.to_lowercase()),
                hint: "Type to find",
                height: 30.0,
                size: crate::theme::size::BODY,
            };
            let searched = field.show(ui, theme, &mut self.query);
            if fresh {
                searched.response.request_focus();
            }
            ui.add_space(6.0);
        }
        let unfolded = self.nodes.len() <= UNFOLDED;
        let query = fold(self.query.trim());
        let open = |i: usize| self.nodes.get(i).is_some_and(|node| self.flipped.contains(&node.key) != unfolded);
        let shown = visible(&self.nodes, &query, open);
        let tree = self.nodes.iter().any(|node| node.depth > 0);
        let mut asked = None;
        let mut flip = None;
        ScrollArea::vertical().id_salt(id).max_height(height).min_scrolled_height(height.min(96.0)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for i in shown.iter().copied().take(MOST) {
                let look = Look { tree, open: open(i), folds: query.is_empty(), checked: on(&self.nodes, i) };
                match self.row(ui, theme, i, look) {
                    Some(Row::Tick) => asked = Some(Asked::Toggle(i)),
                    Some(Row::Fold) => flip = Some(self.nodes[i].key),
                    None => {}
                }
            }
            if shown.is_empty() {
                note(ui, theme, "Nothing of that name. Clear the search to see every choice.");
            } else if shown.len() > MOST {
                note(ui, theme, &format!("{} more: type to find them.", shown.len() - MOST));
            }
        });
        if let Some(key) = flip
            && !self.flipped.remove(&key)
        {
            self.flipped.insert(key);
        }
        let all = || -> Vec<T> {
            let roots = shown.iter().filter(|i| self.nodes[**i].parent.is_none_or(|up| !shown.contains(&up)));
            match query.is_empty() {
                true => roots.map(|i| self.nodes[*i].key).collect(),
                // What was searched for, not what it lies in.
                false => shown
                    .iter()
                    .filter(|i| query.split_whitespace().all(|word| self.nodes[**i].folded.contains(word)))
                    .map(|i| self.nodes[*i].key)
                    .collect(),
            }
        };
        if self.nodes.len() > 3 {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 14.0;
                ui.add_space(6.0);
                let text = if query.is_empty() { "Select all" } else { "Select all found" };
                if text_button(ui, theme, text).clicked() {
                    asked = Some(Asked::All(all()));
                }
                if text_button(ui, theme, "Select none").clicked() {
                    asked = Some(Asked::None);
                }
            });
        }
        asked
    }

    fn row(&self, ui: &mut Ui, theme: &Theme, i: usize, look: Look) -> Option<Row> {
        let Look { tree, open, folds, checked } = look;
        let node = &self.nodes[i];
        let parent = self.nodes.get(i + 1).is_some_and(|next| next.parent == Some(i));
        let indent = if tree { 20.0 + 18.0 * f32::from(node.depth) } else { 0.0 };
        let (rect, whole) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        let mut asked = None;
        if parent && folds {
            let spot = Rect::from_min_size(pos2(rect.left() + indent - 20.0, rect.top() + 3.0), vec2(20.0, 20.0));
            let fold = ui.interact(spot, whole.id.with("fold"), Sense::click());
            let word = if open { "Fold" } else { "Unfold" };
            fold.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{word} {}", node.label)));
            if fold.hovered() || fold.has_focus() {
                ui.painter().rect_filled(spot, CornerRadius::same(4), theme.hovered_row);
            }
            let sign = if open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
            ui.painter().text(spot.center(), Align2::CENTER_CENTER, sign, icons(11.0), theme.text_2);
            if fold.clicked() {
                asked = Some(Row::Fold);
            }
        }
        let rest = rect.with_min_x(rect.left() + indent);
        let mut child = ui.new_child(UiBuilder::new().id_salt(("row", i)).max_rect(rest));
        let row = CheckRow { label: &node.label, checked, count: Some(node.count), dot: node.dot, depth: 0 };
        let response = check_row(&mut child, theme, &row);
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        if response.clicked() {
            asked = Some(Row::Tick);
        }
        asked
    }
}

/// How a row looks.
#[derive(Clone, Copy)]
struct Look {
    /// Whether rows keep room for the sign that folds them.
    tree: bool,
    open: bool,
    folds: bool,
    checked: bool,
}

/// What was done to a row.
enum Row {
    Tick,
    Fold,
}
