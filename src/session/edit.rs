//! Edits of the project while it is open: made, undone, made again; and everything the user was doing carried over to
//! the project as it is afterwards.

use std::sync::Arc;

use super::{Camera, ColourBy, Effect, FlyTo, Selected, Session, View};
use crate::event::EventId;
use crate::filter::{Clause, Control, Keyed};
use crate::project::{Change, Edit, Entry, History, MentionRef, Project, Reason};

/// What the user saw when an edit was made: undoing it shows that again.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Look {
    /// Keys of the selected events.
    pub events: Vec<String>,
    pub primary: Option<String>,
    pub camera: Option<Camera>,
}

impl Session {
    /// What can be undone and made again.
    pub fn history(&self) -> &History<Look> {
        &self.history
    }

    /// Why this project cannot be edited, if it cannot.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    fn look(&self) -> Look {
        let key = |id: EventId| self.project.events.key(id).to_owned();
        Look {
            events: self.selection.events.iter().copied().map(key).collect(),
            primary: self.selection.primary.map(key),
            camera: self.camera,
        }
    }

    /// Make an edit. What it adds is selected.
    pub(super) fn edit(&mut self, edit: Edit) -> Vec<Effect> {
        let nothing = |change: &Change| matches!(change, Change::Fields { values, .. } if values.is_empty());
        if edit.changes.iter().all(nothing) {
            return Vec::new();
        }
        let look = self.look();
        match self.make(&edit) {
            Ok((old, reverse)) => {
                self.history.made(reverse, look);
                let added = edit.changes.iter().find_map(|change| match change {
                    Change::Event { key, record: Some(_) } if old.events.by_key(key).is_none() => Some(key),
                    _ => None,
                });
                if let Some(event) = added.and_then(|key| self.project.events.by_key(key)) {
                    self.select_events([event], Some(event), View::Shell);
                    self.follow_in_reader(event);
                }
                vec![Effect::Save(Arc::new(edit))]
            }
            Err(reason) => vec![Effect::Say(format!("{} was not done: {reason}.", edit.label))],
        }
    }

    pub(super) fn undo(&mut self) -> Vec<Effect> {
        if let Some(reason) = &self.read_only {
            return vec![Effect::Say(Reason::ReadOnly(reason.clone()).to_string())];
        }
        let Some(Entry { edit, view }) = self.history.undo() else { return Vec::new() };
        match self.make(&edit) {
            Ok((_, again)) => {
                self.history.undone(again, view.clone());
                self.show(&view);
                vec![Effect::Save(Arc::new(Edit { label: format!("Undo: {}", edit.label), ..edit }))]
            }
            // Cannot be: what an edit gives back can be made. If it is all the same, nothing is lost.
            Err(reason) => vec![Effect::Say(format!("{} could not be undone: {reason}.", edit.label))],
        }
    }

    pub(super) fn redo(&mut self) -> Vec<Effect> {
        if let Some(reason) = &self.read_only {
            return vec![Effect::Say(Reason::ReadOnly(reason.clone()).to_string())];
        }
        let Some(Entry { edit, view }) = self.history.redo() else { return Vec::new() };
        match self.make(&edit) {
            Ok((_, reverse)) => {
                self.history.redone(reverse, view.clone());
                self.show(&view);
                vec![Effect::Save(Arc::new(Edit { label: format!("Redo: {}", edit.label), ..edit }))]
            }
            Err(reason) => vec![Effect::Say(format!("{} could not be made again: {reason}.", edit.label))],
        }
    }

    /// Make an edit and carry everything over; the project before it and the way back are returned.
    fn make(&mut self, edit: &Edit) -> Result<(Arc<Project>, Edit), Reason> {
        if let Some(reason) = &self.read_only {
            return Err(Reason::ReadOnly(reason.clone()));
        }
        let (next, reverse) = self.project.after(edit)?;
        let old = std::mem::replace(&mut self.project, Arc::new(next));
        self.carry_over(&old);
        Ok((old, reverse))
    }

    /// Show again what was seen then.
    fn show(&mut self, look: &Look) {
        let find = |key: &String| self.project.events.by_key(key);
        let events: Vec<EventId> = look.events.iter().filter_map(find).collect();
        let primary = look.primary.as_ref().and_then(find);
        if events.iter().copied().ne(self.selection.events.iter().copied()) || primary != self.selection.primary {
            self.select_events(events, primary, View::Shell);
            if let Some(event) = primary {
                self.follow_in_reader(event);
            }
        }
        if let Some(camera) = look.camera.filter(|it| Some(*it) != self.camera) {
            self.wish(FlyTo::Camera(camera));
        }
    }

    /// Whether nothing but what the project says of itself has changed; then look-ups and counts hold.
    fn carry_over_meta(&mut self, old: &Arc<Project>) -> bool {
        let new = &self.project;
        let same = Arc::ptr_eq(&old.events, &new.events)
            && Arc::ptr_eq(&old.places, &new.places)
            && Arc::ptr_eq(&old.groups, &new.groups)
            && Arc::ptr_eq(&old.sources, &new.sources)
            && old.articles.len() == new.articles.len()
            && old.articles.iter().zip(&new.articles).all(|(a, b)| Arc::ptr_eq(a, b))
            && old.work() == new.work();
        if same && old.meta.layers != new.meta.layers {
            self.follow_layers();
            self.stale.filter = true;
            self.stale.colour |= self.colour_by == ColourBy::Layer;
        }
        same
    }

    /// The layers that are hidden, by their codes in the project as it is now.
    fn layers_hidden(&self, old: &Project) -> Clause {
        let column = &self.project.events.layer;
        let hidden = match self.filter.get(Control::Layer) {
            Some(Clause::HiddenLayers(codes)) => {
                codes.iter().filter_map(|code| column.code_of(old.events.layer.word(*code))).collect()
            }
            _ => Default::default(),
        };
        Clause::HiddenLayers(hidden)
    }

    /// The project is another now: everything that goes by numbers goes by those of the same keys.
    pub(super) fn carry_over(&mut self, old: &Arc<Project>) {
        let new = Arc::clone(&self.project);
        if self.carry_over_meta(old) {
            return;
        }
        let event = |id: EventId| new.events.by_key(old.events.key(id));
        let same_events = Arc::ptr_eq(&old.events, &new.events);
        if !same_events {
            self.hover.carry_over(event);
            self.focus = self.focus.and_then(|focus| Some(super::Focus { event: event(focus.event)?, ..focus }));
            let it = &mut self.selection;
            let events = it.events.iter().copied().filter_map(event).collect();
            let (primary, cursor) = (it.primary.and_then(event), it.cursor.and_then(event));
            if events != it.events || primary != it.primary || cursor != it.cursor {
                (it.events, it.primary, it.cursor) = (events, primary, cursor);
                it.revision += 1;
            }
        }
        let what = match self.selection.what {
            Selected::Place(id) => new.place_by_key(&old.place(id).key).map(Selected::Place),
            Selected::Group(id) => new.groups.by_key(&old.groups.get(id).key).map(Selected::Group),
            Selected::Events if self.selection.events.is_empty() => None,
            what => Some(what),
        };
        if what != Some(self.selection.what) {
            self.selection.what = what.unwrap_or_default();
            self.selection.revision += 1;
        }
        let article = |id| new.article_by_key(&old.article(id).key);
        self.mention = self.mention.and_then(|MentionRef { article: id, mention }| {
            let range = &old.article(id).mentions.get(mention)?.range;
            let id = article(id)?;
            let mention = new.article(id).mentions.iter().position(|it| it.range == *range)?;
            Some(MentionRef { article: id, mention })
        });
        self.article = self.article.and_then(article).or_else(|| new.article_ids().next());
        let hidden = self.layers_hidden(old);
        self.filter = Keyed::of(&self.filter, old).filter(&new);
        if old.meta.layers == new.meta.layers {
            self.filter.set(Control::Layer, Some(hidden));
        } else {
            self.follow_layers();
        }
        if let ColourBy::Field(column) = self.colour_by {
            let name = old.events.detail_columns().get(usize::from(column)).map(|it| &it.name);
            let at = new.events.detail_columns().iter().position(|it| Some(&it.name) == name);
            self.colour_by = at.and_then(|at| u16::try_from(at).ok()).map_or(ColourBy::default(), ColourBy::Field);
        }
        self.filter_history.carry_over(|filter| Keyed::of(filter, old).filter(&new));
        let same_names = Arc::ptr_eq(&old.places, &new.places) && Arc::ptr_eq(&old.groups, &new.groups);
        // Where neither events nor names changed, what is looked up by them holds.
        let kept = (same_events && same_names).then(|| (Arc::clone(&self.words), Arc::clone(&self.lookups)));
        self.take_up(new);
        if let Some((words, lookups)) = kept {
            (self.words, self.lookups) = (words, lookups);
        }
    }
}
