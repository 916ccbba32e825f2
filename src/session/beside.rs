//! Edits of large projects. What leaves the rows of the table where they are is made at once, and what follows from it
//! comes a moment later; whatever makes the table anew is prepared beside the window, and what is done meanwhile waits
//! for its turn. Small projects need none of this.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::derived::Asked;
use super::edit::{carried_colour, carried_filter, made};
use super::{Effect, Look, Session};
use crate::event::LonLat;
use crate::index::WordIndex;
use crate::project::{Change, Edit, Field, Project, Reason, Value};

/// Projects with fewer events do everything at once: it takes less than a frame may.
const MANY: usize = 4096;

/// What is asked of the project and waits for its turn.
#[derive(Debug)]
pub(super) enum Wish {
    /// And the project that it is of: what was seen when it was asked for.
    Edit(Edit, Arc<Project>),
    Undo,
    Redo,
}

/// How a step that is being made goes into the history.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Made,
    Undone,
    Redone,
}

/// A step whose table is being made.
#[derive(Debug)]
struct Making {
    step: Step,
    /// As it was asked for.
    edit: Edit,
    /// What was seen when it was asked for, or what is to be seen again.
    look: Look,
    result: Receiver<Result<Box<Made>, Reason>>,
}

/// The project after a step, with everything that follows from it.
#[derive(Debug)]
struct Made {
    /// As it was made.
    edit: Edit,
    reverse: Edit,
    /// A session that has done nothing else.
    ready: Session,
}

/// Work that goes on beside the window.
#[derive(Debug, Default)]
pub(super) struct Beside {
    wishes: VecDeque<Wish>,
    making: Option<Making>,
    /// What follows from the project as it was when this was begun.
    following: Option<Receiver<Box<Session>>>,
    /// Rows that say something else than in what follows from the project.
    touched: BTreeSet<u32>,
    effects: Vec<Effect>,
    /// From how many events on a project is large; for tests.
    many: Option<usize>,
}

impl Session {
    /// Whether edits are being made that do not show yet.
    pub fn is_making(&self) -> bool {
        self.beside.making.is_some() || !self.beside.wishes.is_empty()
    }

    /// Whether what follows from the project lags behind it.
    pub fn is_following(&self) -> bool {
        self.beside.following.is_some() || !Arc::ptr_eq(&self.seen, &self.project)
    }

    /// Where an event will be once the edits that are being made show.
    pub fn position_to_come(&self, key: &str) -> Option<LonLat> {
        let making = self.beside.making.iter().map(|it| &it.edit);
        let waiting =
            self.beside.wishes.iter().filter_map(|it| if let Wish::Edit(edit, _) = it { Some(edit) } else { None });
        let of = |change: &Change| match change {
            Change::Fields { field: Field::Position, values } => values.iter().find_map(|(it, value)| match value {
                Value::Position(at) if it == key => *at,
                _ => None,
            }),
            _ => None,
        };
        making.chain(waiting).flat_map(|edit| &edit.changes).rev().find_map(of)
    }

    /// Take a project of so many events for a large one.
    pub fn call_large(&mut self, events: usize) {
        self.beside.many = Some(events);
    }

    pub(super) fn is_large(&self) -> bool {
        self.project.events.len() >= self.beside.many.unwrap_or(MANY)
    }

    /// Do this when its turn comes.
    pub(super) fn ask_for(&mut self, wish: Wish) -> Vec<Effect> {
        match (self.beside.wishes.back_mut(), wish) {
            // What is typed or dragged meanwhile is one edit. Of whole records each is its own.
            (Some(Wish::Edit(last, base)), Wish::Edit(mut next, on))
                if last.gesture.is_some()
                    && last.gesture == next.gesture
                    && Arc::ptr_eq(base, &on)
                    && [&*last, &next].into_iter().all(sets_fields) =>
            {
                last.changes.append(&mut next.changes);
                last.label = next.label;
            }
            (_, wish) => self.beside.wishes.push_back(wish),
        }
        self.next_wish()
    }

    /// Begin with whatever waits, if nothing is being made.
    fn next_wish(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.beside.making.is_none()
            && let Some(wish) = self.beside.wishes.pop_front()
        {
            let Some((step, edit, look, base)) = self.step_of(wish) else { continue };
            if self.project.is_quick(&edit) || !self.is_large() {
                effects.extend(self.step(step, edit, look, base));
            } else {
                self.make_beside(step, edit, look, base);
            }
        }
        effects
    }

    /// Make the table of an edit, and all that follows, on another thread.
    fn make_beside(&mut self, step: Step, edit: Edit, look: Look, base: Option<Arc<Project>>) {
        let (sender, result) = channel();
        let (project, wanted, of) = (Arc::clone(&self.project), edit.clone(), base.clone());
        let (mut ready, asked) = (self.stand_in(), self.derived.asked_for());
        let work = move || {
            let made = made(&project, wanted, of.as_deref()).map(|(edit, next, reverse)| {
                let next = Arc::new(next);
                ready.filter = carried_filter(&ready.filter, &project, &next);
                ready.colour_by = carried_colour(ready.colour_by, &project, &next);
                ready.get_ready(next, None, &asked);
                Box::new(Made { edit, reverse, ready })
            });
            let _ = sender.send(made);
        };
        self.beside.making = Some(Making { step, edit, look, result });
        if let Err(error) = std::thread::Builder::new().name("edit".to_owned()).spawn(work) {
            tracing::error!("no thread for an edit: {error}");
            if let Some(Making { step, edit, look, .. }) = self.beside.making.take() {
                let effects = self.step(step, edit, look, base);
                self.beside.effects.extend(effects);
            }
        }
    }

    /// Work out what follows from the project as it is now, on another thread.
    pub(super) fn follow(&mut self) {
        if self.beside.following.is_some() || Arc::ptr_eq(&self.seen, &self.project) {
            return;
        }
        let (sender, result) = channel();
        let (mut ready, asked) = (self.stand_in(), self.derived.asked_for());
        let (project, touched) = (Arc::clone(&self.project), std::mem::take(&mut self.beside.touched));
        let work = move || {
            let words = ready.words.following(&project, &touched);
            ready.get_ready(project, words, &asked);
            let _ = sender.send(Box::new(ready));
        };
        self.beside.following = Some(result);
        if let Err(error) = std::thread::Builder::new().name("follow".to_owned()).spawn(work) {
            tracing::error!("no thread for what follows an edit: {error}");
            self.beside.following = None;
            let project = Arc::clone(&self.project);
            self.take_up(project);
        }
    }

    /// Rows say something else now.
    pub(super) fn touched(&mut self, edit: &Edit) {
        for change in &edit.changes {
            if let Change::Fields { field, values } = change
                && !field.is_mark()
            {
                let rows = values.iter().filter_map(|(key, _)| self.project.events.by_key(key));
                self.beside.touched.extend(rows.map(|id| id.0));
            }
        }
    }

    /// A session that asks the same and has nothing yet.
    fn stand_in(&self) -> Session {
        Session {
            words: Arc::clone(&self.words),
            filter: self.filter.clone(),
            sort: self.sort,
            in_view_only: self.in_view_only,
            bounds: self.bounds,
            colour_by: self.colour_by,
            ..Session::bare()
        }
    }

    /// Work out everything that the window will ask for.
    fn get_ready(&mut self, project: Arc<Project>, words: Option<WordIndex>, asked: &Asked) {
        let words = words.unwrap_or_else(|| WordIndex::new(&project));
        self.take_up_with(project, words);
        self.stale.words = false;
        self.refresh(None);
        self.project.events.look_up_keys();
        for control in &asked.facets {
            self.facets(*control);
        }
        if asked.mass {
            self.derived.mass(&self.seen);
        }
        if asked.dates {
            self.dates(true);
            self.dates(false);
        }
        if asked.slots {
            self.slot_counts();
        }
    }

    /// Effects for the shell to have when it asks next.
    pub(super) fn keep(&mut self, effects: Vec<Effect>) {
        self.beside.effects.extend(effects);
    }

    /// At the start of a frame: take what was worked out beside the window. What only the shell can do comes back.
    pub fn take_finished(&mut self) -> Vec<Effect> {
        self.take(false)
    }

    /// The same, waiting until nothing is left to do.
    pub fn finish(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        while self.is_making() || self.is_following() {
            effects.extend(self.take(true));
            self.follow();
        }
        effects.append(&mut self.beside.effects);
        effects
    }

    fn take(&mut self, wait: bool) -> Vec<Effect> {
        let mut effects = std::mem::take(&mut self.beside.effects);
        if let Some(making) = self.beside.making.take() {
            match received(&making.result, wait) {
                Ok(None) => self.beside.making = Some(making),
                Ok(Some(Ok(made))) => effects.extend(self.made_beside(making, *made)),
                Ok(Some(Err(reason))) => effects.push(failed(making.step, &making.edit.label, &reason)),
                Err(()) => effects.push(Effect::Say(format!("{} was not done: it failed.", making.edit.label))),
            }
            if self.beside.making.is_none() {
                effects.extend(self.next_wish());
            }
        }
        if let Some(following) = self.beside.following.take() {
            match received(&following, wait && self.beside.making.is_none()) {
                Ok(None) => self.beside.following = Some(following),
                Ok(Some(ready)) => self.take_over(*ready),
                Err(()) => {
                    let project = Arc::clone(&self.project);
                    self.take_up(project);
                }
            }
        }
        self.follow();
        effects
    }

    /// A step whose table was made beside the window.
    fn made_beside(&mut self, making: Making, made: Made) -> Vec<Effect> {
        let Made { edit, reverse, ready } = made;
        let old = std::mem::replace(&mut self.project, Arc::clone(&ready.project));
        self.carry_over(&old);
        self.forget_following();
        self.take_over(ready);
        let effects = self.enter(making.step, edit, making.look, &old, reverse);
        let_go(old);
        effects
    }

    /// What is being worked out is of rows that are others now.
    pub(super) fn forget_following(&mut self) {
        self.beside.touched.clear();
        self.beside.following = None;
    }

    /// What was worked out takes the place of what there was.
    fn take_over(&mut self, ready: Session) {
        self.stale.filter |= ready.filter != self.filter;
        self.stale.order |= ready.sort != self.sort;
        self.stale.colour |= ready.colour_by != self.colour_by;
        let view = |it: &Session| it.in_view_only.then_some(it.bounds);
        self.stale.list |= view(&ready) != view(self);
        let revision = self.derived.revision + 1;
        let old = (
            std::mem::replace(&mut self.seen, ready.seen),
            std::mem::replace(&mut self.words, ready.words),
            std::mem::replace(&mut self.lookups, ready.lookups),
            std::mem::replace(&mut self.order, ready.order),
            std::mem::replace(&mut self.evaluator, ready.evaluator),
            std::mem::replace(&mut self.derived, ready.derived),
        );
        self.derived.revision = revision;
        self.stale.words = true;
        let_go(old);
    }
}

/// Whether an edit only puts single values into fields of events: each of them says all that it means.
fn sets_fields(edit: &Edit) -> bool {
    edit.changes.iter().all(|it| matches!(it, Change::Fields { field, .. } if !field.is_list()))
}

/// Giving back what a large project takes costs time, too, and while memory is given back nobody can ask for any: it is
/// done on one thread that is there already, a moment after the frame.
pub fn let_go<T: Send + 'static>(old: T) {
    const LATER: Duration = Duration::from_millis(100);
    static GONE: OnceLock<Option<Sender<Box<dyn Send>>>> = OnceLock::new();
    let to = GONE.get_or_init(|| {
        let (sender, receiver) = channel::<Box<dyn Send>>();
        let work = move || {
            while let Ok(first) = receiver.recv() {
                std::thread::sleep(LATER);
                drop(first);
                receiver.try_iter().for_each(drop);
            }
        };
        std::thread::Builder::new().name("let go".to_owned()).spawn(work).ok().map(|_| sender)
    });
    if let Some(to) = to {
        // Nobody there: it is given back here.
        let _ = to.send(Box::new(old));
    }
}

/// What an edit says that could not be made.
pub(super) fn failed(step: Step, label: &str, reason: &Reason) -> Effect {
    let what = match step {
        Step::Made => "was not done",
        Step::Undone => "could not be undone",
        Step::Redone => "could not be made again",
    };
    Effect::Say(format!("{label} {what}: {reason}."))
}

/// What came, if it came; nothing if it never will.
fn received<T>(from: &Receiver<T>, wait: bool) -> Result<Option<T>, ()> {
    if wait {
        return from.recv().map(Some).map_err(|_| ());
    }
    match from.try_recv() {
        Ok(it) => Ok(Some(it)),
        Err(TryRecvError::Empty) => Ok(None),
        Err(TryRecvError::Disconnected) => Err(()),
    }
}
