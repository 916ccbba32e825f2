use crate::filter::{Control, Filter};

/// The filter states one can go back and forward through.
#[derive(Debug, Default)]
pub struct FilterHistory {
    back: Vec<Filter>,
    forward: Vec<Filter>,
    /// The control of the last change if a following one may merge with it.
    open: Option<Control>,
}

impl FilterHistory {
    const MOST: usize = 200;

    /// A change is about to be made to `now`.
    pub fn before(&mut self, now: &Filter, control: Option<Control>, merge: bool) {
        self.forward.clear();
        if merge && control.is_some() && self.open == control {
            return;
        }
        self.open = control;
        if self.back.len() == Self::MOST {
            self.back.remove(0);
        }
        self.back.push(now.clone());
    }

    pub fn back(&mut self, now: &Filter) -> Option<Filter> {
        self.open = None;
        let it = self.back.pop()?;
        self.forward.push(now.clone());
        Some(it)
    }

    pub fn forward(&mut self, now: &Filter) -> Option<Filter> {
        self.open = None;
        let it = self.forward.pop()?;
        self.back.push(now.clone());
        Some(it)
    }

    /// The project has other numbers now: every filter becomes the one that means the same.
    pub fn carry_over(&mut self, carried: impl Fn(&Filter) -> Filter) {
        self.back.iter_mut().chain(&mut self.forward).for_each(|filter| *filter = carried(filter));
    }

    /// The change that was going on has ended.
    pub fn close(&mut self) {
        self.open = None;
    }

    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    pub fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }
}
