use std::collections::BTreeMap;

use crate::event::{Category, Code, Codes, EventId, GroupId};
use crate::index::{Fields, each_part};
use crate::project::Project;

/// What colour means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ColourBy {
    #[default]
    Group,
    Type,
    Layer,
    /// A further field, by the number of its column in the table.
    Field(u16),
}

/// The category colours, by name; the theme knows what they look like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Hue {
    Orange,
    Blue,
    Red,
    Grey,
    Green,
    Purple,
    Teal,
    Olive,
}

impl Hue {
    /// In order of use. Grey is kept for "nobody named", olive for the rest.
    const FREE: [Hue; 6] = [Hue::Orange, Hue::Blue, Hue::Red, Hue::Green, Hue::Purple, Hue::Teal];

    /// Every colour, in order of use.
    pub const ALL: [Hue; 8] =
        [Hue::Orange, Hue::Blue, Hue::Red, Hue::Green, Hue::Purple, Hue::Teal, Hue::Olive, Hue::Grey];

    /// Its name in a case file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Orange => "orange",
            Self::Blue => "blue",
            Self::Red => "red",
            Self::Grey => "grey",
            Self::Green => "green",
            Self::Purple => "purple",
            Self::Teal => "teal",
            Self::Olive => "olive",
        }
    }

    /// The colour of a name in a case file.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "orange" => Self::Orange,
            "blue" => Self::Blue,
            "red" => Self::Red,
            "grey" | "gray" => Self::Grey,
            "green" => Self::Green,
            "purple" => Self::Purple,
            "teal" => Self::Teal,
            "olive" => Self::Olive,
            _ => return None,
        })
    }
}

/// What a colour slot stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SlotKey {
    Group(GroupId),
    /// Nobody is named.
    Unclaimed,
    /// An event type, by its code in the table.
    Type(Code),
    /// A layer, by its key.
    Layer(String),
    /// A text of the further field; the empty one stands for "not given".
    Text(String),
    /// Everything that has no slot of its own.
    Other,
}

/// One line of the legend.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    pub key: SlotKey,
    pub label: String,
    pub hue: Hue,
}

/// Which colour each event has, and what the colours mean.
#[derive(Clone, Debug, Default)]
pub struct Colouring {
    pub by: ColourBy,
    pub slots: Vec<Slot>,
    /// The slot of every row.
    pub slot_of: Vec<u8>,
}

/// How many groups, types or texts get a colour of their own.
const OWN: usize = 6;

impl Colouring {
    pub fn new(project: &Project, fields: &Fields, by: ColourBy) -> Self {
        match by {
            ColourBy::Group => Self::by_group(project),
            ColourBy::Type => Self::by_type(project),
            ColourBy::Layer => super::layers::by_layer(project),
            ColourBy::Field(column) => Self::by_field(project, fields, column),
        }
    }

    /// The hue of an event.
    pub fn hue(&self, event: EventId) -> Hue {
        self.slot_of
            .get(event.row())
            .and_then(|slot| self.slots.get(usize::from(*slot)))
            .map_or(Hue::Grey, |slot| slot.hue)
    }

    /// By the first actor named. The groups with most events get a colour of their own.
    fn by_group(project: &Project) -> Self {
        let events = &project.events;
        let lists = events.actor_lists();
        let mut counts: BTreeMap<GroupId, usize> = BTreeMap::new();
        let mut unclaimed = 0_usize;
        for (code, count) in counts_of(lists.rows(), lists.codes()).into_iter().enumerate() {
            match lists.list(code as Code).first() {
                Some(group) => *counts.entry(*group).or_default() += count,
                None => unclaimed = count,
            }
        }
        counts.retain(|_, count| *count > 0);
        let mut ranked: Vec<(GroupId, usize)> = counts.into_iter().collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let rest = ranked.len() > OWN;
        ranked.truncate(OWN);
        let wished = ranked.iter().map(|(group, _)| Hue::named(&project.groups.get(*group).colour)).collect::<Vec<_>>();
        let hues = assign(&wished);
        let mut slots: Vec<Slot> = ranked
            .iter()
            .zip(hues)
            .map(|((group, _), hue)| Slot {
                key: SlotKey::Group(*group),
                label: project.groups.get(*group).name.clone(),
                hue,
            })
            .collect();
        if unclaimed > 0 {
            slots.push(Slot { key: SlotKey::Unclaimed, label: "No group named".to_owned(), hue: Hue::Grey });
        }
        if rest {
            slots.push(Slot { key: SlotKey::Other, label: "Other groups".to_owned(), hue: Hue::Olive });
        }
        let slots_by_code: Vec<u8> = (0..lists.codes() as Code)
            .map(|code| {
                let key = lists.list(code).first().map_or(SlotKey::Unclaimed, |group| SlotKey::Group(*group));
                position(&slots, &key)
            })
            .collect();
        let slot_of = slots_of(lists.rows(), &slots_by_code);
        Self { by: ColourBy::Group, slots, slot_of }
    }

    fn by_type(project: &Project) -> Self {
        let name = |word: &str| if word.is_empty() { "No type given".to_owned() } else { word.to_owned() };
        let key = |code: Code, _: &str| SlotKey::Type(code);
        Self::by_words(&project.events.event_type, ColourBy::Type, "Other types", name, key)
    }

    /// By what a further field says; events without colours where it says too much.
    fn by_field(project: &Project, fields: &Fields, column: u16) -> Self {
        let by = ColourBy::Field(column);
        let Some(words) = fields.words(&project.events, usize::from(column)) else {
            let slots = vec![Slot { key: SlotKey::Other, label: "Too many values".to_owned(), hue: Hue::Olive }];
            return Self { by, slots, slot_of: vec![0; project.events.len()] };
        };
        let name = |word: &str| if word.is_empty() { "Not given".to_owned() } else { word.to_owned() };
        Self::by_words(words, by, "Other values", name, |_, word| SlotKey::Text(word.to_owned()))
    }

    /// The words with most events get a colour of their own.
    fn by_words(
        types: &Category,
        by: ColourBy,
        others: &str,
        name: impl Fn(&str) -> String,
        key: impl Fn(Code, &str) -> SlotKey,
    ) -> Self {
        let counts = counts_of(types.rows(), types.codes());
        let mut ranked: Vec<Code> = (0..types.codes() as Code).filter(|code| counts[*code as usize] > 0).collect();
        ranked.sort_by_key(|code| (std::cmp::Reverse(counts[*code as usize]), *code));
        let rest = ranked.len() > OWN;
        ranked.truncate(OWN);
        let hues = assign(&vec![None; ranked.len()]);
        let mut slots: Vec<Slot> = ranked
            .into_iter()
            .zip(hues)
            .map(|(code, hue)| {
                let word = types.word(code);
                Slot { key: key(code, word), label: name(word), hue: if word.is_empty() { Hue::Grey } else { hue } }
            })
            .collect();
        if rest {
            slots.push(Slot { key: SlotKey::Other, label: others.to_owned(), hue: Hue::Olive });
        }
        let slots_by_code: Vec<u8> =
            (0..types.codes() as Code).map(|code| position(&slots, &key(code, types.word(code)))).collect();
        let slot_of = slots_of(types.rows(), &slots_by_code);
        Self { by, slots, slot_of }
    }
}

/// How many rows have each code.
fn counts_of(rows: &Codes, codes: usize) -> Vec<usize> {
    let mut counts = vec![0; codes];
    for part in each_part(rows.len(), |part| {
        let mut counts = vec![0_usize; codes];
        part.for_each(|row| counts[rows.get(row) as usize] += 1);
        counts
    }) {
        counts.iter_mut().zip(part).for_each(|(to, from)| *to += from);
    }
    counts
}

/// The slot of every row, by the slot of its code.
pub(super) fn slots_of(rows: &Codes, by_code: &[u8]) -> Vec<u8> {
    each_part(rows.len(), |part| part.map(|row| by_code[rows.get(row) as usize]).collect::<Vec<u8>>()).concat()
}

/// The slot with this key, else the one for the rest.
pub(super) fn position(slots: &[Slot], key: &SlotKey) -> u8 {
    let at =
        slots.iter().position(|slot| slot.key == *key).or_else(|| slots.iter().position(|s| s.key == SlotKey::Other));
    u8::try_from(at.unwrap_or(0)).unwrap_or(0)
}

/// A hue each: the wished one for whoever asks first, free ones in order for the others.
fn assign(wished: &[Option<Hue>]) -> Vec<Hue> {
    let mut taken: Vec<Hue> = Vec::new();
    let mut out: Vec<Option<Hue>> = wished
        .iter()
        .map(|wish| {
            let hue = (*wish).filter(|hue| *hue == Hue::Grey || (Hue::FREE.contains(hue) && !taken.contains(hue)))?;
            taken.push(hue);
            Some(hue)
        })
        .collect();
    for slot in out.iter_mut().filter(|slot| slot.is_none()) {
        let hue = Hue::FREE.into_iter().find(|hue| !taken.contains(hue)).unwrap_or(Hue::Grey);
        taken.push(hue);
        *slot = Some(hue);
    }
    out.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wished_hue_goes_to_the_first_who_asks() {
        assert_eq!(assign(&[None, Some(Hue::Orange), Some(Hue::Orange)]), [Hue::Blue, Hue::Orange, Hue::Red]);
    }
}
