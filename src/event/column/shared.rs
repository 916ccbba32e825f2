use std::ops::Deref;
use std::sync::Arc;

/// A part of a table that copies of the table have in common until one of them changes it. While a table is being built
/// its parts are its own, so that pushing a row costs no counting of copies.
#[derive(Debug)]
pub enum Shared<T> {
    Own(T),
    Common(Arc<T>),
}

impl<T> Shared<T> {
    /// The same, so that copies cost nothing from now on.
    #[must_use]
    pub fn common(self) -> Self {
        match self {
            Self::Own(it) => Self::Common(Arc::new(it)),
            common @ Self::Common(_) => common,
        }
    }

    /// Whether both are one and the same in memory.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Common(a), Self::Common(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl<T: Clone> Shared<T> {
    /// To change it; copies keep what they have.
    pub fn own(&mut self) -> &mut T {
        match self {
            Self::Own(it) => it,
            Self::Common(it) => Arc::make_mut(it),
        }
    }
}

impl<T: Clone> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Own(it) => Self::Own(it.clone()),
            Self::Common(it) => Self::Common(Arc::clone(it)),
        }
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Self::Own(T::default())
    }
}

impl<T> From<T> for Shared<T> {
    fn from(it: T) -> Self {
        Self::Own(it)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            Self::Own(it) => it,
            Self::Common(it) => it,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_what_it_has_when_the_other_changes() {
        let mut a: Shared<Vec<u8>> = Shared::from(vec![1]).common();
        let b = a.clone();
        assert!(a.is(&b));
        a.own().push(2);
        assert_eq!((&*a, &*b), (&vec![1, 2], &vec![1]));
        assert!(!a.is(&b) && !Shared::from(1).is(&Shared::from(1)));
    }
}
