use std::cmp::Reverse;
use std::collections::BTreeSet;

use egui::Ui;

use super::list::{Asked, ChoiceList};
use super::tree::{Node, taken, toggle};
use super::{Catalogue, height};
use crate::event::{Code, PlaceId};
use crate::filter::{Clause, Control, Where};
use crate::session::Command;
use crate::text::fold;
use crate::view::Ctx;

/// The choices of countries, their units and places.
#[derive(Default)]
pub struct PlacesPopup {
    list: ChoiceList<Where>,
}

impl PlacesPopup {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, catalogue: &Catalogue, fresh: bool) {
        let chosen = match cx.session.filter().get(Control::Place) {
            Some(Clause::Places(set)) => set.clone(),
            _ => BTreeSet::new(),
        };
        self.list.fill(cx, || nodes(cx, catalogue));
        let on = |nodes: &[Node<Where>], i: usize| taken(nodes, &chosen, i);
        let most = height(ui);
        let next = match self.list.show(ui, cx.theme, ("Places", fresh), most, on) {
            Some(Asked::Toggle(i)) => toggle(&self.list.nodes, &chosen, i),
            Some(Asked::All(keys)) => chosen.iter().copied().chain(keys).collect(),
            Some(Asked::None) => BTreeSet::new(),
            None => return,
        };
        cx.send(Command::Filter { control: Control::Place, clause: Some(Clause::Places(next)), merge: false });
    }
}

fn nodes(cx: &Ctx<'_>, catalogue: &Catalogue) -> Vec<Node<Where>> {
    let project = cx.session.project();
    let events = &project.events;
    let facets = cx.session.facets(Control::Place);
    let mut out: Vec<Node<Where>> = Vec::new();
    let mut add = |key: Where, label: String, folded: String, count: u32, depth: u8, parent: Option<usize>| {
        out.push(Node { key, label, folded, count, depth, parent, dot: None });
        out.len() - 1
    };
    let named = |word: &str, otherwise: &str| if word.is_empty() { otherwise.to_owned() } else { word.to_owned() };
    let in_country = |code: Code| facets.country(code);
    let in_unit = |country: Code, unit: Code| facets.admin1(country, unit);

    let mut countries: Vec<Code> = catalogue.places.keys().copied().collect();
    countries.sort_by_key(|code| (*code == 0, Reverse(in_country(*code)), events.country.word(*code)));
    for country in countries {
        let units = &catalogue.places[&country];
        let label = named(events.country.word(country), "No country given");
        let folded = fold(&label);
        let whole = add(Where::Country(country), label, folded, in_country(country), 0, None);
        let mut codes: Vec<Code> = units.keys().copied().collect();
        codes.sort_by_key(|code| (*code == 0, Reverse(in_unit(country, *code)), events.admin1.word(*code)));
        for unit in codes {
            let word = events.admin1.word(unit);
            // Places without a unit stand under their country, unless there are other units to tell them from.
            let (parent, depth) = if word.is_empty() && units.len() == 1 {
                (whole, 1)
            } else {
                let label = named(word, "No province given");
                let folded = fold(&label);
                let key = Where::Admin1(country, unit);
                (add(key, label, folded, in_unit(country, unit), 1, Some(whole)), 2)
            };
            let mut places: Vec<_> = units[&unit].iter().copied().collect();
            let here = |id: &PlaceId| facets.place(*id);
            places.sort_by_key(|id| (Reverse(here(id)), project.place(*id).name.as_str()));
            for id in places {
                let place = project.place(id);
                let folded = fold(&format!("{} {}", place.name, place.aliases.join(" ")));
                add(Where::Place(id), place.name.clone(), folded, here(&id), depth, Some(parent));
            }
        }
    }
    if catalogue.unplaced {
        let label = "No position".to_owned();
        add(Where::Unplaced, label, "no position unplaced".to_owned(), facets.unplaced, 0, None);
    }
    out
}
