//! Layers while the project is open: shown or hidden, coloured, changed, joined by others.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::colour::{position, slots_of};
use super::turns::Turning;
use super::{ColourBy, Colouring, Effect, Hue, Session, Slot, SlotKey};
use crate::event::Code;
use crate::filter::{Clause, Control};
use crate::index::{Lookups, SLOTS};
use crate::project::{Change, Edit, LayerStyle, Project};

/// Another state of the project with what takes long to find out about it, made beside the window.
#[derive(Debug)]
pub struct Prepared {
    project: Arc<Project>,
    lookups: Lookups,
}

impl Prepared {
    pub fn new(project: impl Into<Arc<Project>>) -> Self {
        let project = project.into();
        let lookups = Lookups::new(&project.events);
        // What edits and selections need is looked up by key.
        let _ = project.events.by_key("");
        Self { project, lookups }
    }
}

/// How many of a layer's events there are, and what of them the filters leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LayerCount {
    /// Everything in it.
    pub all: u32,
    /// What takes part at all: without unverified events unless they are shown.
    pub total: u32,
    /// Of those that pass all filters, whether the layer is shown or not.
    pub passing: u32,
    pub unplaced: u32,
    pub undated: u32,
}

impl Session {
    /// A layer joined the project or left it: everything the user was doing goes on. No edit may be in the making.
    pub fn relayer(&mut self, prepared: Prepared, turning: Turning) {
        let old = std::mem::replace(&mut self.project, prepared.project);
        self.prepared = Some(Arc::new(prepared.lookups));
        self.turns.turn(Arc::clone(&old), &mut self.history, turning);
        self.forget_following();
        self.carry_over(&old);
        self.take_up_after(&old);
    }

    /// The project that undoing the last change of layers leads to, or making it again if not `back`.
    pub fn turn_to(&self, back: bool) -> Option<Arc<Project>> {
        self.turns.next(back).map(|it| Arc::clone(&it.project))
    }

    /// Show and order layers so. In a project that cannot be changed only what is hidden follows.
    pub(super) fn set_layers(&mut self, label: String, layers: Vec<LayerStyle>) -> Vec<Effect> {
        if self.read_only.is_some() {
            let hidden = hidden_codes(&self.project, &layers);
            self.filter.set(Control::Layer, Some(Clause::HiddenLayers(hidden)));
            self.stale.filter = true;
            return Vec::new();
        }
        let meta = crate::project::MetaRecord { layers, ..self.project.meta_record() };
        let base = Arc::clone(&self.project);
        self.edit(Edit::new(label, vec![Change::Meta(Box::new(meta))]), &base)
    }

    /// The layers as they are shown now, in their order.
    pub fn layers(&self) -> Vec<LayerStyle> {
        let mut layers = self.project.layers();
        let hidden = match self.filter.get(Control::Layer) {
            Some(Clause::HiddenLayers(hidden)) => hidden.clone(),
            _ => BTreeSet::new(),
        };
        let column = &self.project.events.layer;
        for layer in &mut layers {
            layer.hidden = column.code_of(&layer.key).is_some_and(|code| hidden.contains(&code));
        }
        layers
    }

    /// How many events of a layer pass the filters.
    pub fn layer_count(&self, key: &str) -> LayerCount {
        let Some(code) = self.seen.events.layer.code_of(key) else { return LayerCount::default() };
        let (now, whole) = self.derived.facets_and_whole(Control::Layer, &self.seen, &self.lookups, &self.evaluator);
        let [passing, unplaced, undated, _] = now.layer(code);
        let [all, _, _, unverified] = whole.layer(code);
        let total = if self.filter.unverified { all } else { all - unverified };
        LayerCount { all, total, passing, unplaced, undated }
    }

    /// The filter hides what the project hides.
    pub(super) fn follow_layers(&mut self) {
        let hidden = hidden_codes(&self.project, &self.project.meta.layers);
        self.filter.set(Control::Layer, Some(Clause::HiddenLayers(hidden)));
    }
}

pub(super) fn hidden_codes(project: &Project, layers: &[LayerStyle]) -> BTreeSet<Code> {
    let column = &project.events.layer;
    layers.iter().filter(|it| it.hidden).filter_map(|it| column.code_of(&it.key)).collect()
}

/// The colour of every layer: the one it was given, or the next that is free.
pub fn layer_hues(layers: &[LayerStyle]) -> Vec<Hue> {
    let given: Vec<Option<Hue>> = layers.iter().map(|it| Hue::named(&it.colour)).collect();
    let mut taken: Vec<Hue> = given.iter().flatten().copied().collect();
    let mut again = Hue::ALL.into_iter().cycle();
    let hue = |given: &Option<Hue>| {
        given.unwrap_or_else(|| {
            let free = Hue::ALL.into_iter().find(|it| !taken.contains(it));
            let hue = free.or_else(|| again.next()).unwrap_or(Hue::Grey);
            taken.push(hue);
            hue
        })
    };
    given.iter().map(hue).collect()
}

/// Events coloured by layer. Of more layers than there are colours the last ones share one.
pub(super) fn by_layer(project: &Project) -> Colouring {
    let layers = project.layers();
    let hues = layer_hues(&layers);
    let own = if layers.len() <= SLOTS { layers.len() } else { SLOTS - 1 };
    let mut slots: Vec<Slot> = layers
        .iter()
        .zip(hues)
        .take(own)
        .map(|(it, hue)| Slot { key: SlotKey::Layer(it.key.clone()), label: it.name.clone(), hue })
        .collect();
    if layers.len() > own {
        slots.push(Slot { key: SlotKey::Other, label: "Other layers".to_owned(), hue: Hue::Grey });
    }
    let column = &project.events.layer;
    let by_code: Vec<u8> = (0..column.codes() as Code)
        .map(|code| position(&slots, &SlotKey::Layer(column.word(code).to_owned())))
        .collect();
    let slot_of = slots_of(column.rows(), &by_code);
    Colouring { by: ColourBy::Layer, slots, slot_of }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_without_a_colour_get_those_that_are_free() {
        let layer = |colour: &str| LayerStyle { colour: colour.to_owned(), ..LayerStyle::default() };
        let hues = layer_hues(&[layer(""), layer("orange"), layer("")]);
        assert_eq!(hues, [Hue::Blue, Hue::Orange, Hue::Red]);
        assert_eq!(layer_hues(&vec![layer(""); 10])[8..], [Hue::Orange, Hue::Blue]);
    }
}
