//! Edits of the project while it is open: made, undone, made again; and everything the user was doing carried over to
//! the project as it is afterwards.

use std::sync::Arc;

use super::beside::{Step, Wish, failed, let_go};
use super::layers::hidden_codes;
use super::{Camera, ColourBy, Effect, FlyTo, Selected, Session, View};
use crate::event::EventId;
use crate::filter::{Clause, Control, Filter, Keyed};
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

    /// Make an edit that is of the project as it was in `base`. What it adds is selected.
    pub(super) fn edit(&mut self, edit: Edit, base: &Arc<Project>) -> Vec<Effect> {
        let nothing = |change: &Change| matches!(change, Change::Fields { values, .. } if values.is_empty());
        if edit.changes.iter().all(nothing) {
            return Vec::new();
        }
        if let Some(reason) = &self.read_only {
            return vec![failed(Step::Made, &edit.label, &Reason::ReadOnly(reason.clone()))];
        }
        self.ask_for(Wish::Edit(edit, Arc::clone(base)))
    }

    pub(super) fn undo(&mut self) -> Vec<Effect> {
        self.go(Wish::Undo)
    }

    pub(super) fn redo(&mut self) -> Vec<Effect> {
        self.go(Wish::Redo)
    }

    fn go(&mut self, wish: Wish) -> Vec<Effect> {
        let back = matches!(wish, Wish::Undo);
        let none = if back { self.history.undo_label() } else { self.history.redo_label() }.is_none();
        if none && !self.is_making() && self.read_only.is_none() && self.turns.next(back).is_some() {
            return vec![Effect::Turn { back }];
        }
        match &self.read_only {
            Some(reason) => vec![Effect::Say(Reason::ReadOnly(reason.clone()).to_string())],
            None => self.ask_for(wish),
        }
    }

    /// What a wish means now, if anything; and the project that its edit is of, if that is another one than now.
    pub(super) fn step_of(&mut self, wish: Wish) -> Option<(Step, Edit, Look, Option<Arc<Project>>)> {
        let (step, Entry { edit, view }) = match wish {
            Wish::Edit(edit, base) => {
                let base = Some(base).filter(|it| !Arc::ptr_eq(it, &self.project));
                return Some((Step::Made, edit, self.look(), base));
            }
            Wish::Undo => (Step::Undone, self.history.undo()?),
            Wish::Redo => (Step::Redone, self.history.redo()?),
        };
        Some((step, edit, view, None))
    }

    /// Make a step here and now.
    pub(super) fn step(&mut self, step: Step, edit: Edit, look: Look, base: Option<Arc<Project>>) -> Vec<Effect> {
        let label = edit.label.clone();
        let (edit, next, reverse) = match made(&self.project, edit, base.as_deref()) {
            Ok(made) => made,
            // Of undo and redo that cannot be: what an edit gives back can be made. If it is all the same, nothing is lost.
            Err(reason) => return vec![failed(step, &label, &reason)],
        };
        if let Some(base) = base {
            let_go(base);
        }
        let old = std::mem::replace(&mut self.project, Arc::new(next));
        self.carry_over(&old);
        // Stars and tags matter only where somebody filters by them or counts them.
        let marks =
            || self.filter.get(Control::Marks).is_some() || self.derived.asked_for().facets.contains(&Control::Marks);
        let same_work = || if self.is_large() { !marks() } else { self.project.work() == old.work() };
        if Arc::ptr_eq(&self.seen, &old) && self.project.says_the_same(&old) && same_work() {
            // Look-ups and counts hold.
            self.seen = Arc::clone(&self.project);
        } else if self.is_large() && self.project.events.has_rows_of(&old.events) {
            self.touched(&edit);
            self.follow();
        } else {
            self.take_up_after(&old);
        }
        self.enter(step, edit, look, &old, reverse)
    }

    /// A step was made: remember the way back, and show what belongs to it.
    pub(super) fn enter(&mut self, step: Step, edit: Edit, look: Look, old: &Project, reverse: Edit) -> Vec<Effect> {
        let saved = match step {
            Step::Made => {
                self.history.made(reverse, look);
                self.turns.forget_after();
                let added = edit.changes.iter().find_map(|change| match change {
                    Change::Event { key, record: Some(_) } if old.events.by_key(key).is_none() => Some(key),
                    _ => None,
                });
                if let Some(event) = added.and_then(|key| self.project.events.by_key(key)) {
                    self.select_events([event], Some(event), View::Shell);
                    self.follow_in_reader(event);
                }
                edit
            }
            Step::Undone => {
                self.history.undone(reverse, look.clone());
                self.show(&look);
                Edit { label: format!("Undo: {}", edit.label), ..edit }
            }
            Step::Redone => {
                self.history.redone(reverse, look.clone());
                self.show(&look);
                Edit { label: format!("Redo: {}", edit.label), ..edit }
            }
        };
        vec![Effect::Save(Arc::new(saved))]
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

    /// The project is another now: everything that goes by numbers goes by those of the same keys.
    pub(super) fn carry_over(&mut self, old: &Arc<Project>) {
        let new = Arc::clone(&self.project);
        let event = |id: EventId| new.events.by_key(old.events.key(id));
        let same_rows = old.events.has_rows_of(&new.events);
        if !same_rows {
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
        // As long as rows stay, every number means what it meant.
        if !same_rows || old.articles.len() != new.articles.len() {
            self.filter = carried_filter(&self.filter, old, &new);
            self.filter_history.carry_over(|filter| Keyed::of(filter, old).filter(&new));
            self.colour_by = carried_colour(self.colour_by, old, &new);
        } else if old.meta.layers != new.meta.layers {
            self.follow_layers();
            self.stale.filter = true;
            self.stale.colour |= self.colour_by == ColourBy::Layer;
        }
    }

    /// Everything that follows from the project follows from this one now.
    pub(super) fn take_up_after(&mut self, old: &Arc<Project>) {
        let new = Arc::clone(&self.project);
        let same_names = Arc::ptr_eq(&old.places, &new.places) && Arc::ptr_eq(&old.groups, &new.groups);
        // Where neither events nor names changed, what is looked up by them holds.
        let same = same_names && Arc::ptr_eq(&old.events, &new.events);
        let kept = same.then(|| (Arc::clone(&self.words), Arc::clone(&self.lookups)));
        self.take_up(new);
        if let Some((words, lookups)) = kept {
            (self.words, self.lookups) = (words, lookups);
        }
    }
}

/// The edit as it is made on a project, what the project is then, and the way back. `base` is the project that the edit is
/// of, if it is another one.
pub(super) fn made(project: &Project, edit: Edit, base: Option<&Project>) -> Result<(Edit, Project, Edit), Reason> {
    let edit = match base {
        Some(base) => edit.rebased(base, project)?,
        None => edit,
    };
    let (next, reverse) = project.after(&edit)?;
    Ok((edit, next, reverse))
}

/// A filter by the numbers of another state of the project. It hides the layers that it hid, or those that the project
/// hides by now.
pub(super) fn carried_filter(filter: &Filter, old: &Project, new: &Project) -> Filter {
    let column = &new.events.layer;
    let hidden = match filter.get(Control::Layer) {
        _ if old.meta.layers != new.meta.layers => hidden_codes(new, &new.meta.layers),
        Some(Clause::HiddenLayers(codes)) => {
            codes.iter().filter_map(|code| column.code_of(old.events.layer.word(*code))).collect()
        }
        _ => Default::default(),
    };
    let mut next = Keyed::of(filter, old).filter(new);
    next.set(Control::Layer, Some(Clause::HiddenLayers(hidden)));
    next
}

/// The same for what colour means.
pub(super) fn carried_colour(by: ColourBy, old: &Project, new: &Project) -> ColourBy {
    let ColourBy::Field(column) = by else { return by };
    let name = old.events.detail_columns().get(usize::from(column)).map(|it| &it.name);
    let at = new.events.detail_columns().iter().position(|it| Some(&it.name) == name);
    at.and_then(|at| u16::try_from(at).ok()).map_or(ColourBy::default(), ColourBy::Field)
}
