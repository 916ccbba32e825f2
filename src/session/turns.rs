//! Changes of layers, taken back and made again.
//!
//! A layer that joins or leaves makes another project, too much to keep as an edit. Going back is to the project as it
//! was, with the steps that could be undone then.

use std::sync::Arc;

use super::{Look, Session};
use crate::project::{History, Project};

/// Why another project takes the place of this one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Turning {
    /// The user changed the layers: what was done, in words.
    Made(String),
    /// Back to how it was before.
    Back,
    /// And once more to how it was after.
    Again,
}

/// A state of the project to go to.
#[derive(Debug)]
pub struct Turn {
    pub label: String,
    pub project: Arc<Project>,
    /// What could be undone there.
    history: History<Look>,
}

/// The states on both sides of this one.
#[derive(Debug, Default)]
pub struct Turns {
    before: Vec<Turn>,
    after: Vec<Turn>,
}

impl Turns {
    /// How many events the states that are kept may hold together: about as much memory as an open project of that size.
    pub const MOST_EVENTS: usize = 4_000_000;

    pub(super) fn next(&self, back: bool) -> Option<&Turn> {
        if back { self.before.last() } else { self.after.last() }
    }

    pub(super) fn turn(&mut self, old: Arc<Project>, history: &mut History<Look>, turning: Turning) {
        let mut leave = |label, next| Turn { label, project: old.clone(), history: std::mem::replace(history, next) };
        match turning {
            Turning::Made(label) => {
                let mut left = leave(label, History::default());
                left.history.forget_redo();
                self.before.push(left);
                self.after.clear();
            }
            Turning::Back => {
                let Some(it) = self.before.pop() else { return };
                self.after.push(leave(it.label, it.history));
            }
            Turning::Again => {
                let Some(it) = self.after.pop() else { return };
                self.before.push(leave(it.label, it.history));
            }
        }
        let events = |turns: &[Turn]| turns.iter().map(|it| it.project.events.len()).sum::<usize>();
        while events(&self.before) + events(&self.after) > Self::MOST_EVENTS {
            // The farthest are forgotten first.
            if !self.before.is_empty() {
                self.before.remove(0);
            } else {
                self.after.remove(0);
            }
        }
    }

    /// An edit was made: what could be made again cannot any more.
    pub(super) fn forget_after(&mut self) {
        self.after.clear();
    }
}

impl Session {
    /// Whether a change of layers made now could be undone: whether there is room to keep the project as it is.
    pub fn can_turn_back(&self) -> bool {
        self.project.events.len() <= Turns::MOST_EVENTS
    }

    /// What undo takes back, in words; nothing if there is nothing.
    pub fn undo_label(&self) -> Option<&str> {
        self.history.undo_label().or_else(|| self.turns.next(true).map(|it| it.label.as_str()))
    }

    /// What redo makes again, in words.
    pub fn redo_label(&self) -> Option<&str> {
        self.history.redo_label().or_else(|| self.turns.next(false).map(|it| it.label.as_str()))
    }
}
