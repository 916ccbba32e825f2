use std::collections::VecDeque;

use super::Edit;

/// One step that can be undone or made again.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry<V> {
    /// The edit that goes there: back for an undo, forward for a redo.
    pub edit: Edit,
    /// What the user saw when the step was made; shown again with it.
    pub view: V,
}

/// The steps one can go back and forward through, within a budget of memory: the oldest are forgotten first.
///
/// `V` is what the user saw: selection and camera.
#[derive(Debug)]
pub struct History<V> {
    undo: VecDeque<Entry<V>>,
    redo: Vec<Entry<V>>,
    bytes: usize,
    budget: usize,
    /// Whether the next edit of the same gesture goes on with the last step.
    open: bool,
}

impl<V> Default for History<V> {
    fn default() -> Self {
        Self::with_budget(Self::BUDGET)
    }
}

impl<V> History<V> {
    /// How many bytes the steps take at most, about: 64 MiB.
    pub const BUDGET: usize = 64 << 20;

    pub fn with_budget(budget: usize) -> Self {
        Self { undo: VecDeque::new(), redo: Vec::new(), bytes: 0, budget, open: false }
    }

    /// An edit was made; `reverse` takes it back. An edit of the same gesture as the one before goes on with it. What
    /// could be made again cannot any more.
    pub fn made(&mut self, mut reverse: Edit, view: V) {
        self.redo.clear();
        let goes_on = self.open
            && reverse.gesture.is_some()
            && self.undo.back().is_some_and(|last| last.edit.gesture == reverse.gesture);
        self.open = reverse.gesture.is_some();
        match self.undo.back_mut().filter(|_| goes_on) {
            Some(last) => {
                self.bytes -= last.edit.bytes();
                last.edit.label = std::mem::take(&mut reverse.label);
                merge(&mut last.edit, reverse);
                self.bytes += last.edit.bytes();
            }
            None => {
                self.bytes += reverse.bytes();
                self.undo.push_back(Entry { edit: reverse, view });
            }
        }
        // The last step stays, however large it is.
        while self.bytes > self.budget && self.undo.len() > 1 {
            self.bytes -= self.undo.pop_front().map_or(0, |it| it.edit.bytes());
        }
    }

    /// The gesture that was going on has ended: the next edit is a step of its own.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// Take the step to undo. After making it, hand what takes it back to [`History::undone`].
    pub fn undo(&mut self) -> Option<Entry<V>> {
        self.open = false;
        let entry = self.undo.pop_back()?;
        self.bytes -= entry.edit.bytes();
        Some(entry)
    }

    /// A step was undone; `again` makes it again.
    pub fn undone(&mut self, again: Edit, view: V) {
        self.redo.push(Entry { edit: again, view });
    }

    /// Something else was done: what could be made again cannot any more.
    pub fn forget_redo(&mut self) {
        self.redo.clear();
        self.open = false;
    }

    /// Take the step to make again. After making it, hand what takes it back to [`History::redone`].
    pub fn redo(&mut self) -> Option<Entry<V>> {
        self.open = false;
        self.redo.pop()
    }

    /// A step was made again; `reverse` takes it back.
    pub fn redone(&mut self, reverse: Edit, view: V) {
        self.bytes += reverse.bytes();
        self.undo.push_back(Entry { edit: reverse, view });
    }

    /// What undo would take back, in words; nothing if there is nothing.
    pub fn undo_label(&self) -> Option<&str> {
        self.undo.back().map(|it| it.edit.label.as_str())
    }

    /// What redo would make again, in words.
    pub fn redo_label(&self) -> Option<&str> {
        self.redo.last().map(|it| it.edit.label.as_str())
    }

    /// How many steps can be undone.
    pub fn len(&self) -> usize {
        self.undo.len()
    }

    pub fn is_empty(&self) -> bool {
        self.undo.is_empty()
    }
}

/// Put a reverse before the earlier one that it leads to. Of two that put back the same fields of the same events,
/// only the earlier counts: a drag of a hundred moves takes no more than one.
fn merge(earlier: &mut Edit, later: Edit) {
    use super::Change;
    let covered = |later: &Change| {
        earlier.changes.iter().any(|earlier| match (earlier, later) {
            (Change::Fields { field: a, values: x }, Change::Fields { field: b, values: y }) => {
                a == b && x.len() == y.len() && x.iter().zip(y).all(|((a, _), (b, _))| a == b)
            }
            (Change::Place { key: a, .. }, Change::Place { key: b, .. })
            | (Change::Group { key: a, .. }, Change::Group { key: b, .. })
            | (Change::Source { key: a, .. }, Change::Source { key: b, .. })
            | (Change::Article { key: a, .. }, Change::Article { key: b, .. })
            | (Change::Tag { key: a, .. }, Change::Tag { key: b, .. })
            | (Change::SavedFilter { key: a, .. }, Change::SavedFilter { key: b, .. }) => a == b,
            (Change::Meta(_), Change::Meta(_)) => true,
            _ => false,
        })
    };
    let mut changes: Vec<Change> = later.changes;
    // Only if the earlier ones cover everything may the later be left out: between them, order matters.
    if changes.iter().all(covered) {
        return;
    }
    changes.append(&mut earlier.changes);
    earlier.changes = changes;
}

#[cfg(test)]
mod tests {
    use super::super::{Change, Field, Value};
    use super::*;

    fn edit(label: &str, text: &str, gesture: Option<u64>) -> Edit {
        let changes =
            vec![Change::Fields { field: Field::Title, values: vec![("e".into(), Value::Text(text.into()))] }];
        Edit { label: label.into(), gesture, changes, ..Edit::default() }
    }

    #[test]
    fn a_drag_is_one_step_and_goes_back_to_where_it_began() {
        let mut history = History::default();
        for (i, text) in ["start", "a", "b", "c"].into_iter().enumerate() {
            history.made(edit("Move", text, Some(7)), i);
        }
        assert_eq!(history.len(), 1);
        assert_eq!(history.undo(), Some(Entry { edit: edit("Move", "start", Some(7)), view: 0 }));
        history.made(edit("Move", "x", Some(8)), 1);
        history.close();
        history.made(edit("Move", "y", Some(8)), 2);
        assert_eq!(history.len(), 2, "a gesture that has ended does not go on");
    }

    #[test]
    fn the_oldest_steps_are_forgotten_and_a_new_edit_ends_redo() {
        let mut history = History::with_budget(10_000);
        for i in 0..100 {
            history.made(edit(&format!("{i}"), &"x".repeat(500), None), ());
        }
        assert!((5..30).contains(&history.len()), "{}", history.len());
        assert_eq!(history.undo_label(), Some("99"));
        let entry = history.undo().unwrap();
        history.undone(entry.edit, ());
        assert_eq!(history.redo_label(), Some("99"));
        history.made(edit("new", "", None), ());
        assert_eq!((history.redo_label(), history.undo_label()), (None, Some("new")));
    }
}
