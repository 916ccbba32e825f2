use crate::event::{Slots, same};

/// Things told by a few texts, numbered in the order in which they come. What is compared lies side by side: nearly every
/// row of a table asks for some.
#[derive(Debug)]
pub(super) struct Names<const N: usize> {
    slots: Slots,
    text: String,
    /// For each thing, where each of its texts ends; the first begins where the last of the thing before it ends.
    ends: Vec<[usize; N]>,
}

impl<const N: usize> Default for Names<N> {
    fn default() -> Self {
        Self { slots: Slots::default(), text: String::new(), ends: Vec::new() }
    }
}

impl<const N: usize> Names<N> {
    /// The number of what these texts tell, if it is known.
    pub fn find(&self, texts: [&str; N]) -> Option<u32> {
        self.slots.find(self.slots.hash(texts), |at| self.is(at as usize, texts))
    }

    fn is(&self, at: usize, texts: [&str; N]) -> bool {
        let mut from = if at == 0 { 0 } else { self.ends[at - 1][N - 1] };
        self.ends[at].iter().zip(texts).all(|(end, text)| {
            let it = &self.text.as_bytes()[from..*end];
            from = *end;
            same(it, text.as_bytes())
        })
    }

    /// Give the next number to what is told by these texts. If `hidden`, it is not found by them.
    pub fn add(&mut self, texts: [&str; N], hidden: bool) -> u32 {
        let at = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        let hash = self.slots.hash(texts);
        self.ends.push(texts.map(|text| {
            self.text.push_str(text);
            self.text.len()
        }));
        if !hidden {
            let (text, ends) = (&self.text, &self.ends);
            self.slots.insert(hash, at, |slots, at| {
                let mut from = if at == 0 { 0 } else { ends[at as usize - 1][N - 1] };
                slots.hash(ends[at as usize].map(|end| &text[std::mem::replace(&mut from, end)..end]))
            });
        }
        at
    }
}
