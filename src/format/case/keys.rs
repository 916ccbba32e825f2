use std::collections::HashMap;

use super::fields::Fields;

/// The ids that a file of the case defines, and what they stand for.
pub(super) struct Keys<Id> {
    /// What they are the ids of, for issues: `place`, `group`, …
    what: &'static str,
    file: &'static str,
    ids: HashMap<String, Id>,
    /// How often an id came that was used before, counting from 1.
    again: HashMap<String, u32>,
    /// Whether the file could be read. If not, that is one issue, and not one more for every id.
    readable: bool,
}

impl<Id: Copy> Keys<Id> {
    pub fn new(what: &'static str, file: &'static str, readable: bool) -> Self {
        Self { what, file, ids: HashMap::new(), again: HashMap::new(), readable }
    }

    pub fn get(&self, key: &str) -> Option<Id> {
        self.ids.get(key).copied()
    }

    /// What to say of an id that is not known, if anything.
    pub fn unknown(&self) -> Option<String> {
        let Self { what, file, .. } = self;
        self.readable.then(|| format!("there is no {what} with this id: correct it, or add the {what} to {file}"))
    }

    /// Take the `id` of a feature, check it and keep it: what is not given is numbered, and a second one of the
    /// same name is told apart by `~2`.
    pub fn define(&mut self, id: Id, number: usize, fields: &mut Fields<'_>) -> String {
        let line = fields.line_of("id");
        let given = fields.text("id");
        let mut key = given.clone();
        if given.is_empty() {
            key = format!("{}-{number}", self.what);
            fields.feature.clone_from(&key);
            fields.issue(line, "id", "", format!("this {} has no id: give it one that stays the same", self.what));
        }
        fields.feature.clone_from(&key);
        if !is_well_formed(&key) {
            fields.warning(line, "id", &given, "an id should be of a–z, 0–9, _, . and -, and not start with a mark");
        }
        if self.ids.contains_key(&key) {
            let again = self.again.entry(key.clone()).or_insert(1);
            key = loop {
                *again += 1;
                let free = format!("{key}~{again}");
                if !self.ids.contains_key(&free) {
                    break free;
                }
            };
            fields.issue(line, "id", &given, format!("this id is used before: it is read as {key}; give it another"));
            fields.feature.clone_from(&key);
        }
        self.ids.insert(key.clone(), id);
        key
    }
}

fn is_well_formed(key: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    key.bytes().next().is_some_and(plain) && key.bytes().all(|b| plain(b) || b"_.-".contains(&b))
}
