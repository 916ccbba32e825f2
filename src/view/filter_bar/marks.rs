use std::collections::BTreeSet;

use egui::{ScrollArea, Ui};

use crate::filter::{Clause, Control, MarkChoice};
use crate::session::Command;
use crate::view::Ctx;
use crate::view::parts::{heading, note, segments};
use crate::widget::{CheckRow, check_row};

/// The analyst's own marks: star and tags.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>) {
    let tags = &cx.session.project().work().tags;
    let facets = cx.session.facets(Control::Marks);
    let chosen = match cx.session.filter().get(Control::Marks) {
        Some(Clause::Marks(it)) => it.clone(),
        _ => MarkChoice::default(),
    };
    let mut next = chosen.clone();
    heading(ui, cx.theme, "Your marks");
    let row = |ui: &mut Ui, label: &str, checked: bool, count: u32| {
        check_row(ui, cx.theme, &CheckRow { label, checked, count: Some(count), dot: None, depth: 0 }).clicked()
    };
    if row(ui, "Starred", chosen.starred, facets.starred()) {
        next.starred = !next.starred;
    }
    ScrollArea::vertical().id_salt("tags").max_height(26.0 * 6.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (number, (key, tag)) in tags.iter().enumerate() {
            let name = if tag.name.is_empty() { key } else { &tag.name };
            if row(ui, name, chosen.tags.contains(key), facets.tag(number)) && !next.tags.remove(key) {
                next.tags.insert(key.clone());
            }
        }
    });
    if tags.is_empty() {
        note(ui, cx.theme, "Tags that you give to events can be chosen here.");
    }
    if chosen.tags.len() + usize::from(chosen.starred) > 1 {
        ui.add_space(4.0);
        if let Some(all) = segments(ui, cx.theme, &["Any of them", "All of them"], usize::from(chosen.all)) {
            next.all = all == 1;
        }
    }
    if next != chosen {
        cx.send(Command::Filter { control: Control::Marks, clause: Some(Clause::Marks(next)), merge: false });
    }
}

/// Only events with this tag.
pub fn only(tag: &str) -> Command {
    let choice = MarkChoice { tags: BTreeSet::from([tag.to_owned()]), ..MarkChoice::default() };
    Command::Filter { control: Control::Marks, clause: Some(Clause::Marks(choice)), merge: false }
}
