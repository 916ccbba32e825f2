use std::collections::BTreeSet;

use egui::{DragValue, Id, ScrollArea, Sense, Ui, vec2};

use super::kept::KeptFilters;
use super::{Catalogue, certainty, marks};
use crate::article::ArticleId;
use crate::filter::{Clause, Control, TollChoice};
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::parts::{heading, note, rule};
use crate::view::{Ctx, words};
use crate::widget::{CheckRow, check_row, ink, link_button};

/// The filters that have no button of their own.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, catalogue: &Catalogue, kept: &mut KeptFilters) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let room = (ui.content_rect().height() - 200.0).max(160.0);
    ScrollArea::vertical().id_salt("more").max_height(room).show(ui, |ui| parts(ui, cx, catalogue, kept));
}

fn parts(ui: &mut Ui, cx: &Ctx<'_>, catalogue: &Catalogue, kept: &mut KeptFilters) {
    marks::show(ui, cx);
    rule(ui, cx.theme);
    toll(ui, cx);
    rule(ui, cx.theme);
    articles(ui, cx);
    removable(ui, cx, Control::Area, "Area", "Only inside the area drawn on the map.");
    removable(ui, cx, Control::FirstActor, "First actor", "Only the colours chosen in the legend.");
    rule(ui, cx.theme);
    certainty::unverified(ui, cx, catalogue);
    rule(ui, cx.theme);
    kept.show(ui, cx);
}

/// A filter that is made elsewhere and can be taken away here.
fn removable(ui: &mut Ui, cx: &Ctx<'_>, control: Control, title: &str, text: &str) {
    if cx.session.filter().get(control).is_none() {
        return;
    }
    rule(ui, cx.theme);
    heading(ui, cx.theme, title);
    ui.horizontal(|ui| {
        let width = ui.available_width() - 60.0;
        ui.allocate_ui(vec2(width, 24.0), |ui| note(ui, cx.theme, text));
        if link_button(ui, cx.theme, "Remove").clicked() {
            cx.send(Command::Filter { control, clause: None, merge: false });
        }
    });
}

fn toll(ui: &mut Ui, cx: &Ctx<'_>) {
    let facets = cx.session.facets(Control::Toll);
    let chosen = match cx.session.filter().get(Control::Toll) {
        Some(Clause::Toll(it)) => *it,
        _ => TollChoice::default(),
    };
    let mut next = chosen;
    heading(ui, cx.theme, "Toll");
    let (killed, injured) = (chosen.fatalities, chosen.injuries);
    let count = |ui: &Ui, any: u32, only: TollChoice| match only.fatalities.or(only.injuries) {
        None => words::count(any as usize, "event with any", "events with any"),
        Some(_) => words::count(counted(ui, cx, only), "event", "events"),
    };
    let said = count(ui, facets.with_fatalities, TollChoice { fatalities: killed, injuries: None });
    at_least(ui, cx, "killed", &said, &mut next.fatalities);
    let said = count(ui, facets.with_injuries, TollChoice { fatalities: None, injuries: injured });
    at_least(ui, cx, "injured", &said, &mut next.injuries);
    ui.add_space(4.0);
    note(ui, cx.theme, "By the highest number any source gives. An unknown toll is never counted as a number.");
    if next != chosen {
        cx.send(Command::Filter { control: Control::Toll, clause: Some(Clause::Toll(next)), merge: true });
    }
}

/// How many events a toll would leave: counted again only when a filter or the number has moved.
fn counted(ui: &Ui, cx: &Ctx<'_>, toll: TollChoice) -> usize {
    let id = Id::unique(("toll count", toll.fatalities.is_some()));
    let key = (cx.session.derived().revision, toll.fatalities.or(toll.injuries));
    if let Some((known, count)) = ui.data(|data| data.get_temp::<((u64, Option<u32>), usize)>(id))
        && known == key
    {
        return count;
    }
    let count = cx.session.with_toll(toll);
    ui.data_mut(|data| data.insert_temp(id, (key, count)));
    count
}

/// "At least [3] killed — 12 events with any".
fn at_least(ui: &mut Ui, cx: &Ctx<'_>, word: &str, known: &str, value: &mut Option<u32>) {
    ui.horizontal(|ui| {
        ui.set_height(32.0);
        let (rect, _) = ui.allocate_exact_size(vec2(52.0, 28.0), Sense::hover());
        let left = egui::Align2::LEFT_CENTER;
        ink(ui.painter(), rect.left_center(), left, "At least", regular(size::BODY), cx.theme.text, 60.0);
        let mut number = value.unwrap_or(0);
        let field = DragValue::new(&mut number)
            .range(0..=1_000_000)
            .speed(0.1)
            .custom_formatter(|n, _| if n == 0.0 { "any".to_owned() } else { format!("{n}") })
            .custom_parser(|text| if text.trim() == "any" { Some(0.0) } else { text.trim().parse().ok() });
        let field = ui.add_sized(vec2(56.0, 26.0), field).accessible_name(format!("At least this many {word}"));
        if field.changed() {
            *value = (number > 0).then_some(number);
        }
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
        let at = rect.left_center();
        ink(ui.painter(), at, left, word, regular(size::BODY), cx.theme.text, rect.width());
        let right = egui::Align2::RIGHT_CENTER;
        let room = rect.width() - 60.0;
        ink(ui.painter(), rect.right_center(), right, known, regular(size::SMALL), cx.theme.text_2, room);
    });
}

fn articles(ui: &mut Ui, cx: &Ctx<'_>) {
    let project = cx.session.project();
    let facets = cx.session.facets(Control::Article);
    let chosen: BTreeSet<ArticleId> = match cx.session.filter().get(Control::Article) {
        Some(Clause::Articles(set)) => set.clone(),
        _ => BTreeSet::new(),
    };
    heading(ui, cx.theme, "Reported in");
    if project.articles.is_empty() {
        note(ui, cx.theme, "This case holds no articles.");
        return;
    }
    let mut next = chosen.clone();
    ScrollArea::vertical().id_salt("articles").max_height(26.0 * 8.0).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for id in project.article_ids() {
            let article = project.article(id);
            let label = if article.title.is_empty() { &article.key } else { &article.title };
            let count = facets.article(id);
            let checked = chosen.contains(&id);
            let row = CheckRow { label, checked, count: Some(count), dot: None, depth: 0 };
            if crate::widget::hint(check_row(ui, cx.theme, &row), label).clicked() && !next.remove(&id) {
                next.insert(id);
            }
        }
    });
    if next != chosen {
        cx.send(Command::Filter { control: Control::Article, clause: Some(Clause::Articles(next)), merge: false });
    }
}
