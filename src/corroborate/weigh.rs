//! What speaks for and against two accounts being one. Weights are logits: they add up.

use super::candidates::{gap, reach_km};
use super::probe::{addresses_of, each_word};
use super::{Corroborator, Probe};
use crate::event::{EventId, GroupId, Toll};
use crate::text::fold;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aspect {
    Date,
    Place,
    Actors,
    Targets,
    Type,
    Killed,
    Injured,
    Words,
    Address,
}

/// What one aspect says.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    pub aspect: Aspect,
    /// For it if positive, against it if negative.
    pub weight: f32,
    /// A few words: `same day`, `12 km apart`, `tolls differ: 3 and 11 killed`.
    pub text: String,
}

/// ACLED's types: types of other vocabularies say nothing against each other.
const TYPES: [&str; 6] = [
    "Battles",
    "Explosions/Remote violence",
    "Protests",
    "Riots",
    "Strategic developments",
    "Violence against civilians",
];

/// The most that shared words weigh, and what a shared address weighs.
const MOST_WORDS: f32 = 1.4;
const SAME_ADDRESS: f32 = 0.9;

type Told<'t> = Option<&'t mut Vec<Reason>>;

fn tell(told: &mut Told<'_>, aspect: Aspect, weight: f32, text: impl FnOnce() -> String) -> f32 {
    if let Some(list) = told
        && weight != 0.0
    {
        list.push(Reason { aspect, weight, text: text() });
    }
    weight
}

impl Corroborator<'_> {
    /// The sum of what speaks for an event being the same as a probe; `words` also of what they say and where they were
    /// published. Reasons are added to `told`.
    pub(super) fn weigh(&self, probe: &Probe, event: EventId, words: bool, mut told: Told<'_>) -> f32 {
        let table = &self.project.events;
        let told = &mut told;
        let mut sum = self.date(probe, event, told) + self.place(probe, event, told);
        sum += self.groups(&probe.actors, table.actors(event), Aspect::Actors, told);
        sum += self.groups(&probe.targets, table.targets(event), Aspect::Targets, told);
        sum += self.kind(probe, event, told);
        sum += toll(probe.fatalities, table.fatalities(event), Aspect::Killed, told);
        sum += toll(probe.injuries, table.injuries(event), Aspect::Injured, told);
        if words {
            sum += self.words(probe, event, told) + self.address(probe, event, told);
        }
        sum
    }

    /// The most that words and addresses could add.
    pub(super) fn most_of_words(probe: &Probe) -> f32 {
        let words = if probe.words.is_empty() { 0.0 } else { MOST_WORDS };
        words + if probe.addresses.is_empty() { 0.0 } else { SAME_ADDRESS }
    }

    fn date(&self, probe: &Probe, event: EventId, told: &mut Told<'_>) -> f32 {
        let Some((a, b)) = probe.days.zip(self.project.events.days(event)) else { return 0.0 };
        let apart = gap(a, b);
        if apart > 0 {
            let weight = (1.2 - 0.8 * apart as f32).max(-2.0);
            let text = || if apart == 1 { "1 day apart".to_owned() } else { format!("{apart} days apart") };
            return tell(told, Aspect::Date, weight, text);
        }
        let len = |span: (crate::event::Day, crate::event::Day)| f64::from(span.1.0 - span.0.0) + 1.0;
        let shared = len((a.0.max(b.0), a.1.min(b.1)));
        let longest = len(a).max(len(b));
        // The same month says less than the same day, and a day within a month less still.
        let weight = 2.0 * (shared / longest).sqrt() / (1.0 + longest.log2() / 3.0);
        tell(told, Aspect::Date, (weight as f32).max(0.1), || match (a == b, longest <= 1.0) {
            (_, true) => "same day".to_owned(),
            (true, false) => "same days".to_owned(),
            _ => "days overlap".to_owned(),
        })
    }

    fn place(&self, probe: &Probe, event: EventId, told: &mut Told<'_>) -> f32 {
        let table = &self.project.events;
        let Some((a, b)) = probe.position.zip(table.position(event)) else { return 0.0 };
        let km = a.metres_to(b) / 1000.0;
        let reach = probe.reach_km + reach_km(table.precision_m(event));
        let name = self.project.place_name(event);
        // Folding adds or takes away a few characters; names of quite other lengths are others.
        let alike = !probe.place.is_empty() && name.len().abs_diff(probe.place.len()) <= 8;
        let named = alike && (name == probe.place || fold(name) == probe.place);
        let beyond = km - reach.max(1.0);
        let weight = if beyond <= 0.0 {
            // The less precise the two are, the less it means that they agree.
            1.6 / (1.0 + (reach.max(5.0) / 5.0).log2() / 2.0)
        } else {
            0.8 - 1.6 * beyond / self.window.km.max(0.001)
        };
        let weight = weight as f32 + if named { 0.4 } else { 0.0 };
        tell(told, Aspect::Place, weight, || {
            if named {
                format!("same place: {name}")
            } else if km < 0.1 {
                "same point".to_owned()
            } else if beyond <= 0.0 {
                format!("{} apart, within what is known of both", distance(km))
            } else {
                format!("{} apart", distance(km))
            }
        })
    }

    fn groups(&self, a: &[GroupId], b: &[GroupId], aspect: Aspect, told: &mut Told<'_>) -> f32 {
        if a.is_empty() || b.is_empty() {
            return 0.0;
        }
        let (most, against) = if aspect == Aspect::Actors { (1.0, -0.9) } else { (0.6, -0.4) };
        let groups = &self.project.groups;
        let name = |id: GroupId| groups.get(id).name.as_str();
        let same = a.iter().find(|a| b.iter().any(|b| self.group(**a) == self.group(*b)));
        if let Some(id) = same {
            return tell(told, aspect, most, || format!("same group: {}", name(*id)));
        }
        let below = |over: &GroupId, it: &GroupId| groups.members(*over).contains(it);
        let family = a.iter().find_map(|a| b.iter().find(|b| below(a, b) || below(b, a)).map(|b| (*a, *b)));
        match family {
            Some((a, b)) => tell(told, aspect, most * 0.7, || format!("one umbrella: {} and {}", name(a), name(b))),
            None => tell(told, aspect, against, || format!("other groups: {} and {}", name(a[0]), name(b[0]))),
        }
    }

    fn kind(&self, probe: &Probe, event: EventId, told: &mut Told<'_>) -> f32 {
        let table = &self.project.events;
        let (kind, sub) = (table.event_type.get(event.row()), table.sub_event_type.get(event.row()));
        if !sub.is_empty() && probe.sub_event_type == sub {
            tell(told, Aspect::Type, 0.6, || format!("same type: {sub}"))
        } else if !kind.is_empty() && probe.event_type == kind {
            tell(told, Aspect::Type, 0.3, || format!("same type: {kind}"))
        } else if TYPES.contains(&kind) && TYPES.contains(&probe.event_type.as_str()) {
            tell(told, Aspect::Type, -0.6, || format!("other type: {kind}"))
        } else {
            0.0
        }
    }

    fn words(&self, probe: &Probe, event: EventId, told: &mut Told<'_>) -> f32 {
        if probe.words.is_empty() {
            return 0.0;
        }
        let table = &self.project.events;
        // Nothing is kept of a candidate's words but which of the probe's they are: this is asked of very many.
        let mut shared = vec![false; probe.words.len()];
        let mut all = 0;
        for text in [table.title(event), table.notes(event)] {
            each_word(text, |word| {
                all += 1;
                if let Ok(at) = probe.words.binary_search_by(|it| it.as_str().cmp(word)) {
                    shared[at] = true;
                }
            });
        }
        let both = shared.iter().filter(|it| **it).count();
        let fewer = all.min(probe.words.len());
        if both < 2 || fewer == 0 {
            return 0.0;
        }
        // Two words out of two say less than ten out of ten.
        let weight = both as f32 / (fewer as f32 + 3.0) * MOST_WORDS;
        tell(told, Aspect::Words, weight, || {
            let words = probe.words.iter().zip(&shared).filter(|(_, shared)| **shared);
            let some: Vec<&str> = words.take(4).map(|(word, _)| word.as_str()).collect();
            format!("same words: {}", some.join(", "))
        })
    }

    fn address(&self, probe: &Probe, event: EventId, told: &mut Told<'_>) -> f32 {
        if probe.addresses.is_empty() {
            return 0.0;
        }
        let shared = addresses_of(self.project, event).into_iter().find(|it| probe.addresses.contains(it));
        shared.map_or(0.0, |it| {
            tell(told, Aspect::Address, SAME_ADDRESS, || {
                format!("same address: {}", it.split('/').next().unwrap_or(&it))
            })
        })
    }
}

fn toll(a: Toll, b: Toll, aspect: Aspect, told: &mut Told<'_>) -> f32 {
    let (Some(a_text), Some(b_text)) = (a.text(), b.text()) else { return 0.0 };
    let (word, share) = if aspect == Aspect::Killed { ("killed", 1.0) } else { ("injured", 0.6) };
    let bounds = |it: Toll| (it.min.unwrap_or(0), it.max.unwrap_or(u32::MAX));
    let ((a_min, a_max), (b_min, b_max)) = (bounds(a), bounds(b));
    if a == b {
        let weight = if a.most() == Some(0) { 0.2 } else { 0.6 };
        return tell(told, aspect, weight * share, || format!("same toll: {a_text} {word}"));
    }
    if a_min <= b_max && b_min <= a_max {
        return tell(told, aspect, 0.2 * share, || format!("tolls agree: {a_text} and {b_text} {word}"));
    }
    let (low, high) = if a_max < b_min { (a_max, b_min) } else { (b_max, a_min) };
    let ratio = (f64::from(high) + 1.0) / (f64::from(low) + 1.0);
    let weight = -(0.2 + 0.3 * ratio.log2() as f32).min(1.2);
    tell(told, aspect, weight * share, || format!("tolls differ: {a_text} and {b_text} {word}"))
}

/// `800 m`, `3.4 km`, `120 km`.
fn distance(km: f64) -> String {
    if km < 0.95 {
        format!("{:.0} m", (km * 100.0).round() * 10.0)
    } else if km < 9.95 {
        format!("{km:.1} km")
    } else {
        format!("{km:.0} km")
    }
}
