use std::collections::BTreeSet;

use egui::Ui;

use super::list::{Asked, ChoiceList};
use super::tree::{Node, taken, toggle};
use super::{Catalogue, height};
use crate::event::Code;
use crate::filter::{Clause, Control, TypeKey};
use crate::session::{Command, SlotKey};
use crate::text::fold;
use crate::view::{Ctx, words};

/// The choices of types and sub-types.
#[derive(Default)]
pub struct TypesPopup {
    list: ChoiceList<TypeKey>,
}

impl TypesPopup {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, catalogue: &Catalogue, fresh: bool) {
        let chosen = match cx.session.filter().get(Control::Type) {
            Some(Clause::Types(set)) => set.clone(),
            _ => BTreeSet::new(),
        };
        self.list.fill(cx, || nodes(cx, catalogue));
        let on = |nodes: &[Node<TypeKey>], i: usize| taken(nodes, &chosen, i);
        let most = height(ui);
        let next = match self.list.show(ui, cx.theme, ("Types", fresh), most, on) {
            Some(Asked::Toggle(i)) => toggle(&self.list.nodes, &chosen, i),
            Some(Asked::All(keys)) => chosen.iter().copied().chain(keys).collect(),
            Some(Asked::None) => BTreeSet::new(),
            None => return,
        };
        cx.send(Command::Filter { control: Control::Type, clause: Some(Clause::Types(next)), merge: false });
    }
}

/// The name of a type for people.
pub fn type_name(word: &str) -> String {
    if word.is_empty() { "No type given".to_owned() } else { words::human(word) }
}

fn nodes(cx: &Ctx<'_>, catalogue: &Catalogue) -> Vec<Node<TypeKey>> {
    let events = &cx.session.project().events;
    let facets = cx.session.facets(Control::Type);
    let count = |key: TypeKey| facets.of_type(key);
    let slots = &cx.session.derived().colouring.slots;
    let mut out: Vec<Node<TypeKey>> = Vec::new();
    let mut types: Vec<Code> = catalogue.types.keys().copied().collect();
    let whole = |event_type: Code| TypeKey { event_type, sub_event_type: None };
    types.sort_by_key(|code| (*code == 0, std::cmp::Reverse(count(whole(*code)))));
    for event_type in types {
        let parent = out.len();
        let label = type_name(events.event_type.word(event_type));
        let dot = slots.iter().find(|slot| slot.key == SlotKey::Type(event_type)).map(|it| cx.theme.hue(it.hue));
        let key = whole(event_type);
        out.push(Node { key, folded: fold(&label), label, count: count(key), depth: 0, parent: None, dot });
        let mut subs: Vec<TypeKey> =
            catalogue.types[&event_type].iter().map(|sub| TypeKey { event_type, sub_event_type: Some(*sub) }).collect();
        if let [only] = subs[..]
            && only.sub_event_type == Some(0)
        {
            continue;
        }
        subs.sort_by_key(|key| (key.sub_event_type == Some(0), std::cmp::Reverse(count(*key))));
        for key in subs {
            let word = events.sub_event_type.word(key.sub_event_type.unwrap_or(0));
            let label = if word.is_empty() { "No sub-type given".to_owned() } else { words::human(word) };
            let (folded, count) = (fold(&label), count(key));
            out.push(Node { key, label, folded, count, depth: 1, parent: Some(parent), dot: None });
        }
    }
    out
}
