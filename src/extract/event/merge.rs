//! Drafts of one occurrence made one event.

use std::ops::Range;

use super::alike::{coarser, counts_differ, next_day, others, overlap, same_place, shares};
use super::draft::Draft;
use super::trigger::Family;
use super::{Field, Found, Proposal, code};
use crate::event::{Toll, When};
use crate::extract::date::{DateName, Days, Said};
use crate::extract::place::Source;
use crate::extract::toll::Harm;

/// No event is told more often.
const MOST_DRAFTS: usize = 60;

/// How sure a plan is at most.
const MOST_PLANNED: f32 = 0.4;

/// The drafts of one event.
#[derive(Debug)]
pub struct Group {
    pub drafts: Vec<Draft>,
    pub status: Option<Field<&'static str>>,
    pub more_actors: Vec<(usize, Range<usize>)>,
    pub more_sentences: Vec<usize>,
}

impl Group {
    pub fn family(&self) -> Family {
        // A headline may speak of two things in one.
        let mut told = self.drafts.iter().filter(|it| !it.headline).map(|it| it.family);
        // A shell that falls in a fight is part of it.
        let first = told.clone().next();
        let fight = first == Some(Family::Clash) && !told.clone().any(|it| it == Family::SuicideBomb);
        let told = if fight { first } else { told.by_ref().max_by_key(|it| it.rank()) };
        told.or_else(|| self.drafts.first().map(|it| it.family)).unwrap_or(Family::Other)
    }

    pub fn last_sentence(&self) -> usize {
        self.drafts.iter().map(|it| it.sentence).max().unwrap_or(0)
    }

    pub fn is_violent(&self) -> bool {
        self.family().is_violent()
    }

    /// Whether a place is told by the first line, and no other says one.
    fn is_headed(&self, place: usize) -> bool {
        self.drafts.iter().all(|it| it.place.is_none_or(|it| it.0 == place))
            && self.drafts.iter().any(|it| it.sentence == 0 && it.place.is_some_and(|it| it.0 == place))
    }

    /// `raided and his roommate was taken into custody`
    fn takes_away(&self, found: Found<'_>) -> bool {
        let held = |it: usize| matches!(found.reading.key(it), "custody" | "detained" | "arrested");
        self.drafts.iter().any(|it| found.reading.sentences[it.sentence].clone().any(held))
    }

    /// Whether its only date is that on which somebody spoke of it.
    fn is_spoken(&self) -> bool {
        self.drafts.iter().all(|it| it.date.is_none() || it.spoken)
    }

    /// Whether a clause of its own says the date.
    fn says_date(&self) -> bool {
        self.drafts.iter().any(|it| it.date.is_some_and(|it| it.1))
    }

    /// The date with the shortest span, own dates before borrowed ones.
    fn date(&self, found: Found<'_>) -> Option<usize> {
        let dated = self.drafts.iter().filter_map(|it| Some((it.date?, it.spoken)));
        dated
            .min_by_key(|((it, own), spoken)| {
                let span =
                    found.dates[*it].when.as_ref().map_or(i64::MAX, |it| i64::from(it.last.0) - i64::from(it.first.0));
                (*spoken, !own, span)
            })
            .map(|it| it.0.0)
    }

    /// The finest place, own places before borrowed ones.
    fn place(&self, found: Found<'_>) -> Option<(usize, f32)> {
        // A headline knows less than what follows it.
        let placed = self.drafts.iter().filter_map(|it| Some((it.place?, it.sentence == 0)));
        let last = self.last_sentence();
        let key = |(it, first): &((usize, f32, bool), bool)| {
            (!it.2 && it.1 < 0.5, grain(found, it.0), *first && last > 0 && grain(found, it.0) > 0)
        };
        placed.min_by_key(key).map(|it| (it.0.0, it.0.1))
    }
}

/// Bring the drafts of one occurrence together, in the order of the text.
pub fn merge(found: Found<'_>, drafts: Vec<Draft>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for draft in drafts {
        // The one told of last. Far back in a text nothing is meant any more; this also bounds the work.
        let recent = groups.len().saturating_sub(40)..groups.len();
        let fits = recent.filter(|it| joins(found, &groups[*it], &draft));
        let home = fits.max_by_key(|it| groups[*it].drafts.iter().map(|it| it.tokens.start).max());
        match home {
            // Enough is told of it.
            Some(home) if groups[home].drafts.len() >= MOST_DRAFTS => {}
            Some(home) => groups[home].drafts.push(draft),
            None => groups.push(Group {
                drafts: vec![draft],
                status: None,
                more_actors: Vec::new(),
                more_sentences: Vec::new(),
            }),
        }
    }
    groups
}

fn joins(found: Found<'_>, group: &Group, draft: &Draft) -> bool {
    let distance = draft.sentence.saturating_sub(group.last_sentence());
    let family = group.family();
    // What is to come is told apart.
    if draft.planned || group.drafts.iter().any(|it| it.planned) {
        return false;
    }
    // `In a separate incident`, `Meanwhile`: the text says that it is another.
    if draft.apart && distance > 0 {
        return false;
    }
    // Thirteen dead here and forty-four there are two occurrences.
    if distance > 0 && counts_differ(found, group, draft) {
        return false;
    }
    // `They set houses on fire` after `Soldiers entered the village on Monday`.
    let same = draft.pronoun || draft.goes_on;
    let entered = family == Family::Other && draft.family.is_act() && same && draft.date.is_none();
    // `Police surrounded a house on Monday. Shots were exchanged.`
    if family == Family::Other
        && draft.family == Family::Clash
        && distance == 1
        && draft.date.is_none()
        && draft.place.is_none()
        && group.place(found).is_some()
        && group.date(found).is_some()
    {
        return true;
    }
    if entered && distance == 1 && group.place(found).is_some() && draft.place.is_none() {
        return true;
    }
    let free = |days: Option<usize>, place: Option<usize>| {
        (draft.date.is_none() || days.is_none())
            && (draft.place.is_none() || place.is_none_or(|it| grain(found, it) > 1))
    };
    if draft.places
        && draft.family == Family::Other
        && family.is_act()
        && (1..=6).contains(&distance)
        && free(group.date(found), group.place(found).map(|it| it.0))
    {
        return true;
    }
    let headline = is_headline(found, group);
    let apart = || match (group.place(found), draft.place) {
        (Some(a), Some(b)) => {
            matches!((&found.spots[a.0], &found.spots[b.0]), (Some(a), Some(b)) if a.km(b) > 80.0 && !a.agrees(b))
        }
        _ => false,
    };
    if headline && (1..=3).contains(&distance) && family.is_violent() && draft.family.is_violent() && !apart() {
        return true;
    }
    // A text without lines opens with its headline, too.
    let opening = group.drafts.iter().all(|it| it.sentence == 0) && group.date(found).is_none();
    if opening
        && (1..=2).contains(&distance)
        && family == draft.family
        && family.is_act()
        && draft.date.is_some()
        && !apart()
    {
        return true;
    }
    if family == Family::Territory && draft.family == family && group.drafts.iter().all(|it| it.back != draft.back) {
        return false;
    }
    // `Marra was arrested` in the headline, `was arrested on Friday` below: the same is done to the same.
    let partner = || shares(found, group, draft);
    if family == draft.family && draft.family.is_act() && !apart() && partner() {
        let one = draft.date.is_none() || group.date(found).is_none();
        let near = distance <= 2 || draft.date.is_none() && draft.tolls.is_empty() && draft.place.is_none();
        if one && near && distance <= 12 {
            return true;
        }
    }
    let refers = draft.refers || draft.pronoun && (family == draft.family || draft.family == Family::Killing);
    // Others did it to others: another occurrence, unless the text says that it is the same.
    if distance > 0 && !refers && others(found, group, draft) {
        return false;
    }
    let violent = |it: Family| it.is_violent() || it == Family::Territory && draft.refers;
    let crowd = |it: Family| matches!(it, Family::Riot | Family::Protest);
    // Police and stones at a march, its dead, and what the same hands burn.
    let unplaced = draft.place.is_none_or(|it| it.1 < 0.5) && (draft.date.is_none() || draft.spoken);
    let kin = family == draft.family
        || violent(family) && violent(draft.family)
        || crowd(family) && crowd(draft.family) && distance <= 2
        || crowd(family) && draft.family == Family::Killing && unplaced && distance <= 2
        || family == Family::Accident && draft.family == Family::Killing && unplaced && distance <= 3
        || violent(family) && draft.family == Family::Looting && draft.refers && unplaced;
    let follows = draft.family == Family::Killing
        || draft.family == Family::Attack
        || family == Family::Killing
        || family == Family::Attack;
    let days = |it: usize| found.dates[it].when.as_ref();
    let dates = match (group.date(found).and_then(days), draft.date.and_then(|it| days(it.0))) {
        // Sources a day apart may speak of one night, when they speak of it again.
        // The day on which somebody spoke of it is not the day of it.
        _ if group.is_spoken() || draft.spoken && distance > 0 => None,
        // `killed two and wounded five on Monday`: only what both say themselves can differ.
        _ if draft.goes_on && distance == 0 && family == draft.family && !group.says_date() => None,
        // Some day of a week or a month is not known to be the same one.
        (Some(a), Some(b)) if overlap(a, b) && coarser(a, b) => None,
        (Some(a), Some(b)) => Some(overlap(a, b) || refers && distance > 0 && next_day(a, b)),
        _ => None,
    };
    let places = match (group.place(found), draft.place) {
        // What a headline says of the place is all but exact.
        (Some(a), Some(b)) if group.drafts[0].sentence == 0 && draft.sentence > 0 && group.is_headed(a.0) => {
            let same = || same_place(found, a.0, b.0).filter(|it| *it && grain(found, a.0) < 3);
            if apart() { Some(false) } else { same() }
        }
        (Some(a), Some(b)) => same_place(found, a.0, b.0),
        _ => None,
    };
    if (crowd(family) || family == Family::Accident)
        && kin
        && family != draft.family
        && unplaced
        && distance <= 1
        && dates != Some(false)
    {
        return true;
    }
    if dates == Some(false) || places == Some(false) || !(kin || distance == 0 && family.is_violent()) {
        return false;
    }
    if draft.family == Family::Other || draft.family == Family::Statement {
        // Plain tellings are only the same if they are one sentence.
        return distance == 0 && dates != Some(false) && family == draft.family;
    }
    let known = |it: Option<bool>| it == Some(true);
    // Two kinds of weapon are two events unless told as one.
    let shot_down = family == Family::Intercept || draft.family == Family::Intercept;
    // A suicide bomb is a bomb.
    let bombs = |it: Family| matches!(it, Family::Bomb | Family::SuicideBomb);
    let alike = family == draft.family || bombs(family) && bombs(draft.family);
    let apart = !(alike || follows || shot_down && refers) && family.rank().max(draft.family.rank()) >= 8;
    match distance {
        0 => !apart || known(dates) && draft.place.is_none(),
        _ if refers => !apart && (distance <= 12 || known(dates)),
        _ if known(dates) && known(places) => !apart,
        _ if draft.date.is_none() && draft.place.is_none() => distance <= 2,
        _ if known(places) && draft.date.is_none() => distance <= if family == draft.family { 15 } else { 3 } && !apart,
        // A headline says where, the first sentence when.
        _ if known(places) && group.date(found).is_none() => distance <= 3 && !apart,
        _ if known(dates) && draft.place.is_none() => distance <= 2 && !apart,
        // `… killed 20 in X. The fighters attacked the town on Monday`
        _ if draft.again.is_some() && draft.place.is_none() && group.date(found).is_none() => distance <= 2,
        _ => false,
    }
}

/// Whether a group is told by a headline only, without a date.
fn is_headline(found: Found<'_>, group: &Group) -> bool {
    group.drafts.iter().all(|it| it.headline) && group.date(found).is_none()
}

/// How fine a place is told; one that nobody lists is taken for a village.
pub(super) fn grain(found: Found<'_>, place: usize) -> u8 {
    match &found.spots[place] {
        Some(spot) => spot.grain(),
        None if found.places[place].source == Source::Demonym => 9,
        None => 1,
    }
}

impl Group {
    /// The event; none if it says too little after all.
    pub fn propose(self, found: Found<'_>) -> Option<Proposal> {
        let reading = found.reading;
        let family = self.family();
        let date = self.date(found);
        let said = self.place(found);
        let place = said.or_else(|| self.told_before(found));
        let evidence = |draft: &Draft| reading.bytes(draft.tokens.clone());
        let tolls = |harm: Harm| {
            let all =
                self.drafts.iter().flat_map(|it| &it.tolls).map(|it| &found.tolls[*it]).filter(|it| it.harm == harm);
            let mut field: Option<Field<Toll>> = None;
            for it in all {
                match &mut field {
                    None => field = Some(Field::new(it.toll, 0.85, it.range.clone())),
                    Some(field) => {
                        field.value = widen(field.value, it.toll);
                        field.evidence.push(it.range.clone());
                    }
                }
            }
            field
        };
        let (fatalities, injuries) = (tolls(Harm::Killed), tolls(Harm::Wounded));
        let captured = tolls(Harm::Captured);
        let intercepted = tolls(Harm::Intercepted);
        let harmed = fatalities.is_some() || injuries.is_some() || captured.is_some();
        let enough = match family {
            Family::Other
            | Family::Statement
            | Family::Talks
            | Family::Deployment
            | Family::Withdrawal
            | Family::Election => {
                // What is nowhere is nothing for the map, unless somebody says it.
                let spoken = family == Family::Statement && self.date_before(found).is_some();
                let who = self.drafts.iter().any(|it| !it.actors.is_empty());
                let some = match family {
                    Family::Statement | Family::Withdrawal | Family::Deployment => true,
                    _ => place.is_some() || who,
                };
                date.is_some() && some || spoken
            }
            _ if self.drafts.iter().any(|it| it.planned) => date.is_some(),
            _ if self.drafts.iter().all(|it| it.actors.is_empty() && it.targets.is_empty()) || date.is_some() => {
                date.is_some()
                    || said.is_some() && (harmed || self.drafts.iter().any(|it| it.place.is_some_and(|it| it.1 >= 0.5)))
            }
            // Both sides are named: when and where, the text before says.
            _ => {
                said.is_some_and(|it| it.1 >= 0.5 || harmed)
                    || family.is_act()
                        && place.is_some()
                        && (self.date_before(found).is_some() || self.date_of_report(found, 3).is_some())
            }
        };
        if !enough {
            return None;
        }
        let field = |it: usize, sure: f32| {
            let date = &found.dates[it];
            Some(Field::new(
                both_days(found, it)?,
                if date.conflict.is_some() { sure.min(0.5) } else { sure },
                date.range.clone(),
            ))
        };
        let when = match date {
            Some(it) => field(it, 0.85),
            None => match self.date_before(found) {
                Some(it) => field(it, 0.4),
                None => self.date_of_report(found, 12).and_then(|it| field(it, 0.3)),
            },
        };
        let list = |pick: &dyn Fn(&Draft) -> &Vec<usize>| {
            let mut fields: Vec<Field<usize>> = Vec::new();
            for draft in &self.drafts {
                for it in pick(draft) {
                    let name = &found.groups[*it].name;
                    match fields.iter_mut().find(|field| found.groups[field.value].name == *name) {
                        Some(field) => field.evidence.push(found.groups[*it].range.clone()),
                        None => fields.push(Field::new(*it, 0.7, found.groups[*it].range.clone())),
                    }
                }
            }
            fields
        };
        let mut actors = list(&|it| &it.actors);
        for (number, range) in &self.more_actors {
            if !actors.iter().any(|it| found.groups[it.value].name == found.groups[*number].name) {
                actors.push(Field::new(*number, 0.6, range.clone()));
            }
        }
        let mut targets = list(&|it| &it.targets);
        targets.retain(|it| !actors.iter().any(|actor| found.groups[actor.value].name == found.groups[it.value].name));
        let means = self.drafts.iter().find_map(|it| it.means).map(|at| {
            let range = reading.bytes(at..at + 1);
            Field::new(reading.text[range.clone()].to_lowercase(), 0.85, range)
        });
        let mut sentences: Vec<usize> =
            self.drafts.iter().map(|it| it.sentence).chain(self.more_sentences.iter().copied()).collect();
        sentences.sort_unstable();
        sentences.dedup();
        let caption = self.drafts.iter().all(|it| it.caption);
        let coded = match family {
            Family::Intercept if intercepted.is_some() && !harmed => family.acled(),
            Family::Raid
                if captured.is_some()
                    || self.takes_away(found)
                    || self.drafts.iter().any(|it| it.family == Family::Arrest) =>
            {
                Family::Arrest.acled()
            }
            // `captured 15 fighters` is no ground gained.
            Family::Territory if captured.is_some() => Family::Clash.acled(),
            family => code::code(found, family, &self.drafts, &actors, &targets, place.map(|it| it.0)),
        };
        let planned = self.drafts.iter().any(|it| it.planned);
        let (event_type, sub_event_type) = if caption { ("", "") } else { coded };
        let place =
            place.map(|(it, sure)| Field::new(it, sure * found.places[it].confidence, found.places[it].range.clone()));
        let first_sentence = sentences.first().map_or(0..0, |it| reading.sentence_bytes(*it));
        let confidence = (0.45
            + if when.is_some() { 0.2 } else { 0.0 }
            + if place.is_some() { 0.15 } else { 0.0 }
            + if harmed { 0.1 } else { 0.0 }
            + 0.05 * (sentences.len().min(3) as f32 - 1.0))
            .min(0.95)
            * if family == Family::Other { 0.7 } else { 1.0 };
        // What is to come is nobody's to accept in a hurry.
        let confidence = if planned { confidence.min(MOST_PLANNED) } else { confidence };
        let status = if planned { Some(Field::new("planned", 0.7, first_sentence)) } else { self.status };
        let first = self.drafts.first().map(evidence).unwrap_or(0..0);
        let named = self.drafts.iter().all(|it| it.by_name) && place.is_none();
        let title =
            title(found, family, sub_event_type, place.as_ref().map(|it| it.value), &reading.text[first], named);
        Some(Proposal {
            title,
            event_type,
            sub_event_type,
            when,
            place,
            actors,
            targets,
            fatalities,
            injuries,
            captured,
            intercepted,
            means,
            status,
            sentences: sentences.into_iter().map(|it| reading.sentence_bytes(it)).collect(),
            confidence,
        })
    }
}

/// `on Saturday and Sunday`: two days in a row are both meant.
fn both_days(found: Found<'_>, number: usize) -> Option<Days> {
    let days = plain_days(&found.dates[number])?;
    let joined = |a: usize, b: usize| {
        let (a, b) = (found.dates.get(a)?, found.dates.get(b)?);
        let (from, to) = (a.when.as_ref()?, b.when.as_ref()?);
        let next = found.reading.key(a.tokens.end) == "and"
            && b.tokens.start == a.tokens.end + 1
            && from.last.plus(1) == to.first;
        next.then(|| Days { edtf: format!("{}/{}", from.edtf, to.edtf), first: from.first, last: to.last })
    };
    let before = number.checked_sub(1).and_then(|it| joined(it, number));
    Some(before.or_else(|| joined(number, number + 1)).unwrap_or(days))
}

/// The days of an event: `since 2021, when …` is 2021.
fn plain_days(date: &DateName) -> Option<Days> {
    let days = date.when.clone()?;
    match (&date.said, days.edtf.strip_suffix("/..")) {
        (Said::Since(_), Some(start)) => {
            let when = When::parse(start).ok()?;
            Some(Days { edtf: start.to_owned(), first: when.earliest(), last: when.latest() })
        }
        _ => Some(days),
    }
}

/// A range over what is said: the least and the most. What is unknown at one end stays so.
fn widen(a: Toll, b: Toll) -> Toll {
    let min = match (a.min, b.min) {
        // `scores` and `at least 180`: the later says more.
        (Some(x), Some(y)) if a.max.is_none() && b.max.is_none() => Some(x.max(y)),
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let max = match (a.max, b.max) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    };
    Toll { min, max: max.filter(|max| min.is_none_or(|min| min <= *max)) }
}

/// `Air/drone strike, Ain al-Asad`; the words of the clause where the kind says nothing, or has a name of its own.
fn title(found: Found<'_>, family: Family, kind: &str, place: Option<usize>, clause: &str, named: bool) -> String {
    let place = place.map(|it| &found.reading.text[found.places[it].range.clone()]);
    let plain = matches!(
        family,
        Family::Other
            | Family::Accident
            | Family::Statement
            | Family::Talks
            | Family::Election
            | Family::Deployment
            | Family::Withdrawal
    );
    if plain || named {
        return words(clause);
    }
    let what = if kind.is_empty() { family.acled().1 } else { kind };
    match place {
        Some(place) => format!("{what}, {}", place.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => what.to_owned(),
    }
}

/// The words of a clause as a title: without what joins it to the one before, and not too long.
fn words(clause: &str) -> String {
    const LONGEST: usize = 70;
    let edge = |it: char| it.is_whitespace() || matches!(it, ',' | ';' | ':' | '.' | '-' | '–' | '—');
    let mut words: Vec<&str> = clause.trim_matches(edge).split_whitespace().collect();
    while words.len() > 3 && matches!(&*words[0].to_lowercase(), "and" | "but" | "when" | "while" | "that" | "as") {
        words.remove(0);
    }
    let words = words.join(" ");
    let mut short: String = words.chars().take(LONGEST).collect();
    if short.len() < words.len() {
        short.truncate(short.rfind(' ').unwrap_or(short.len()));
        short = format!("{}…", short.trim_end_matches(edge));
    }
    let mut letters = short.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => short,
    }
}
