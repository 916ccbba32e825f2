//! Where a clause says that it happened.

use std::ops::Range;

use super::Found;
use crate::event::LonLat;
use crate::extract::gazetteer::PlaceKind;
use crate::extract::place::Source;
use crate::extract::token::{Kind, Reading, Shape};

/// A resolved place.
#[derive(Clone, PartialEq, Debug)]
pub struct Spot {
    pub position: LonLat,
    pub kind: PlaceKind,
    pub radius_km: f32,
    /// ISO 3166-1 alpha-2, may be empty.
    pub iso2: String,
    pub name: String,
    /// Only told by another place: near it nothing is the same.
    pub told: bool,
}

impl Spot {
    pub fn km(&self, other: &Spot) -> f64 {
        let (a, b) = (self.position, other.position);
        let (la, lb) = (a.lat.to_radians(), b.lat.to_radians());
        let half = |it: f64| (it / 2.0).sin().powi(2);
        let h = half(lb - la) + la.cos() * lb.cos() * half((b.lon - a.lon).to_radians());
        2.0 * 6371.0 * h.min(1.0).sqrt().asin()
    }

    /// The finer the smaller.
    pub fn grain(&self) -> u8 {
        match self.kind {
            PlaceKind::Site | PlaceKind::Airfield => 0,
            PlaceKind::City => 1,
            PlaceKind::Admin2 => 2,
            PlaceKind::Admin1 | PlaceKind::Water => 3,
            PlaceKind::Region => 4,
            PlaceKind::Country => 5,
            PlaceKind::Continent => 6,
        }
    }

    /// Whether both may be one and the same place of an event.
    pub fn agrees(&self, other: &Spot) -> bool {
        if self.name == other.name {
            return true;
        }
        if (self.told || other.told) && self.grain() <= 1 && other.grain() <= 1 {
            // A part of a town is told by the town.
            return self.told != other.told && self.km(other) < 1.0;
        }
        let broad = |it: &Spot| matches!(it.kind, PlaceKind::Country | PlaceKind::Continent | PlaceKind::Region);
        // A gulf and a town on its shore are two places.
        let (sea, shore) = (self.kind == PlaceKind::Water, other.kind == PlaceKind::Water);
        if sea != shore && !broad(self) && !broad(other) {
            return self.km(other) <= 80.0;
        }
        if broad(self) || broad(other) {
            return self.iso2 == other.iso2 && !self.iso2.is_empty()
                || self.km(other) <= f64::from(self.radius_km.max(other.radius_km));
        }
        let reach = match (self.grain(), other.grain()) {
            // Two towns with names of their own are two places.
            (1, 1) => 6.0,
            (3, _) | (_, 3) | (2, _) | (_, 2) => f64::from(self.radius_km.max(other.radius_km)) * 1.3 + 10.0,
            _ => 25.0,
        };
        self.km(other) <= reach
    }
}

/// The place that a range of tokens says something happened at, and how sure that is; the nearest to `near` among the
/// finest.
pub fn place(found: Found<'_>, tokens: Range<usize>, near: usize) -> Option<(usize, f32)> {
    let first = found.places.partition_point(|it| it.tokens.start < tokens.start);
    let mut best: Option<(u8, usize, usize, f32)> = None;
    for (number, it) in found.places.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < tokens.end) {
        // What nobody lists is some village.
        let grain = match &found.spots[number] {
            Some(spot) => spot.grain(),
            None if it.source == Source::Feature => 3,
            None => 1,
        };
        if it.source == Source::Demonym || found.line.contains(&it.tokens.start) || is_of_group(found, it.tokens.start)
        {
            continue;
        }
        // `a camp of Fulani herders` is nowhere.
        if is_folk(found.reading.key(it.tokens.end)) {
            continue;
        }
        if of_dated_noun(found, it.tokens.start).is_some_and(|noun| noun != near) {
            continue;
        }
        let Some(confidence) = located(found, number, near) else { continue };
        let weak = u8::from(confidence < 0.5) * 10;
        // `In Kurram, men burnt shops in the bazaar of Sadda`: what a clause opens with is the wider place.
        let opens = it.tokens.start == tokens.start + 1
            && near > it.tokens.end
            && (found.spots[number].is_none() || found.reading.word(it.tokens.end) == ",");
        // `23.00 hrs, PATTANI: …`: so is what heads it.
        let opens = opens || near > it.tokens.end && found.reading.word(it.tokens.end) == ":";
        let key = (weak + grain, it.tokens.start.abs_diff(near) + if opens { 20 } else { 0 });
        if best.is_none_or(|best| key < (best.0, best.1)) {
            best = Some((key.0, key.1, number, confidence));
        }
    }
    best.map(|(_, _, number, confidence)| (number, confidence))
}

/// People who are named after a people.
pub fn is_folk(key: &str) -> bool {
    matches!(key, "herders" | "herdsmen" | "tribesmen" | "nomads" | "pastoralists" | "herder" | "tribe" | "clan")
}

/// The noun that a date before it names and that a place belongs to: `the 9/11 attacks on the Twin Towers`. Nothing else
/// of the sentence was there.
fn of_dated_noun(found: Found<'_>, place: usize) -> Option<usize> {
    let reading = found.reading;
    let at = found.dates.partition_point(|it| it.tokens.end <= place).checked_sub(1)?;
    let noun = found.dates[at].tokens.end;
    let near = place > noun && place <= noun + 5 && reading.tokens[noun].sentence == reading.tokens[place].sentence;
    let event =
        matches!(super::trigger(reading, noun)?.form, super::trigger::Form::Noun | super::trigger::Form::Plural);
    (near && event).then_some(noun)
}

/// Whether a place is the name of a group, as in `Washington's forces`, or part of one.
fn is_of_group(found: Found<'_>, token: usize) -> bool {
    let at = found.groups.partition_point(|it| it.tokens.end <= token);
    found.groups.get(at).is_some_and(|it| it.tokens.start <= token)
}

/// How sure it is that a place is where things happen, by the words before and after it.
fn located(found: Found<'_>, number: usize, trigger: usize) -> Option<f32> {
    let reading = found.reading;
    let it = &found.places[number];
    // `the U.S.-led campaign` is not there.
    if reading.word(it.tokens.end) == "-" && !reading.tokens[it.tokens.end].spaced {
        return None;
    }
    let sentence = reading.tokens[it.tokens.start].sentence;
    let start = reading.sentences[sentence].start;
    // Step back over `the`, adjectives and capitals of the same name phrase.
    let mut at = it.tokens.start;
    let mut steps = 0;
    while at > start && steps < 5 {
        let key = reading.key(at - 1);
        match key {
            // Where the wounded are taken, and people flee.
            "to" | "at" | "in" if is_carried(reading, at - 1, start) => return None,
            // `an activist based in X`
            "in" if at >= start + 2 && is_based(reading.key(at - 2)) => return Some(0.2),
            "in" | "at" | "near" | "outside" | "inside" | "around" | "across" | "over" | "off" | "within"
            | "throughout" | "along" | "opposite" => return Some(0.9),
            // `from the settlement of X`: what stands before that says it.
            "of" if at >= start + 3 && is_lead(reading.key(at - 2)) && reading.key(at - 2) != "the" => at -= 1,
            // `withdrew from X`, `pulled out of X`: they were there.
            "from" if leaves(reading, trigger) => return Some(0.8),
            "of" if reading.key(at.saturating_sub(2)) == "out" => return Some(0.75),
            // `south of el-Arish`
            "of" if is_bearing(reading.key(at.saturating_sub(2))) && !is_away(reading, at - 1) => {
                // `Barkaram, west of X`: of another place.
                let named = at >= start + 4 && (reading.word(at - 3) == "," || reading.is_capital(at - 3));
                return Some(if named { 0.3 } else { 0.8 });
            }
            // `330 kilometres north of Mogadishu` is somewhere else.
            "of" if is_away(reading, at - 1) => return Some(0.3),
            // `Gary Wilson, 54, of Palestine` lives there.
            "of" if reading.word(at.saturating_sub(2)) == "," || lives_there(reading, at - 1) => return None,
            // `in a popular area of Hangzhou`, `on the outskirts of`: the preposition before says it.
            "of" if leads_into(reading, at - 1, start) => return Some(0.9),
            // Where something was on its way to.
            "toward" | "towards" if is_moving(reading, at - 1, start) => return Some(0.45),
            "on" | "into" | "toward" | "towards" | "to" | "through" | "between" | "of" | "beyond" => {
                return Some(if key == "between" {
                    0.4
                } else if matches!(key, "on" | "into" | "of") {
                    0.8
                } else {
                    0.6
                });
            }
            // `not far from`
            "from" if at >= start + 2 && matches!(reading.key(at - 2), "far") => return Some(0.9),
            "from" => return Some(0.3),
            // `drones launched against X`
            "against" if at >= start + 2 && matches!(reading.key(at - 2), "launched" | "fired" | "sent") => {
                return Some(0.7);
            }
            // `an operation against Gara`: rather than nowhere.
            "against" if found.spots[number].as_ref().is_none_or(|it| it.grain() <= 3) => return Some(0.45),
            "by" | "against" | "with" | "for" | "than" | "about" | "between'" => return None,
            "hit" | "struck" | "attacked" | "targeted" | "shelled" | "bombed" | "captured" | "seized" | "stormed"
            | "raided" | "overran" | "entered" | "recaptured" | "left" | "leaving" | "hits" | "strikes"
            | "targeting" | "rocked" | "shook" | "retook" | "reached" | "pounded" | "bombarded" | "invaded"
            | "visited" | "liberated" | "visit" | "visiting" | "shelling" | "attacking" | "bombing" | "striking"
            | "hitting" | "storming" | "capturing" | "entering" | "took" | "retaking" => return Some(0.8),
            "and" | "&" => {
                // A chain: `in Aleppo and Idlib`, `Aleppo, Syria`.
                let before = number.checked_sub(1).map(|it| &found.places[it]);
                if let Some(before) = before
                    && before.tokens.end + 1 >= at
                    && before.tokens.end < it.tokens.start
                {
                    return located(found, number - 1, trigger);
                }
                break;
            }
            _ if reading.word(at - 1) == "'s" || reading.word(at - 1) == "’s" => {
                let before = number.checked_sub(1).map(|it| &found.places[it]);
                if before.is_some_and(|it| it.tokens.end + 1 == at) {
                    return Some(0.7);
                }
                break;
            }
            _ if reading.word(at - 1) == "," => {
                let before = number.checked_sub(1).map(|it| &found.places[it]);
                if before.is_some_and(|it| it.tokens.end + 1 == at) {
                    return located(found, number - 1, trigger).map(|it| it * 0.9);
                }
                break;
            }
            // Only words that belong to the name phrase are stepped over.
            key if reading.is_capital(at - 1) || is_lead(key) => {}
            _ => break,
        }
        at -= 1;
        steps += 1;
    }
    // `Beryslav – a drone dropped explosives`, `Mali. Gunmen …`: what a line is headed with.
    if at == it.tokens.start && heads_line(reading, it.tokens.clone()) {
        return Some(0.9);
    }
    // `Ain al-Asad air base came under attack`, a headline's `Kharkiv strike kills six`.
    let grain = found.spots[number].as_ref().map_or(1, Spot::grain);
    let dateline = it.tokens.start == 0 || reading.is_first(it.tokens.start);
    (grain <= 3 && (!dateline || trigger < it.tokens.end + 12)).then_some(0.4)
}

/// Verbs of going away.
fn leaves(reading: &Reading<'_>, trigger: usize) -> bool {
    matches!(
        reading.key(trigger),
        "withdrew"
            | "pulled"
            | "retreated"
            | "driven"
            | "expelled"
            | "evicted"
            | "evacuated"
            | "ousted"
            | "withdrawing"
            | "wrested"
            | "redeployed"
    )
}

fn is_bearing(key: &str) -> bool {
    matches!(key, "north" | "south" | "east" | "west" | "northeast" | "northwest" | "southeast" | "southwest")
}

/// Who is based somewhere may do things elsewhere.
fn is_based(key: &str) -> bool {
    matches!(key, "based" | "born" | "raised" | "headquartered" | "living" | "registered" | "educated")
}

/// `the mayor of`, `a native of`: who is of a place need not be there.
fn lives_there(reading: &Reading<'_>, of: usize) -> bool {
    matches!(
        reading.before(of, 1),
        "native"
            | "governor"
            | "mayor"
            | "bishop"
            | "archbishop"
            | "president"
            | "king"
            | "emir"
            | "university"
            | "bank"
    ) && !matches!(reading.before(of, 3), "in" | "at" | "near")
}

/// Whether `in`, `at` and the like stand a few small words before an `of`.
fn leads_into(reading: &Reading<'_>, of: usize, start: usize) -> bool {
    for by in 2..=6 {
        let Some(at) = of.checked_sub(by).filter(|it| *it >= start) else { return false };
        match reading.key(at) {
            "in" | "at" | "near" | "outside" | "inside" | "on" | "around" => {
                return !matches!(
                    reading.key(of - 1),
                    "support"
                        | "favour"
                        | "favor"
                        | "front"
                        | "case"
                        | "event"
                        | "hands"
                        | "name"
                        | "honour"
                        | "honor"
                        | "spite"
                        | "view"
                        | "behalf"
                        | "charge"
                        | "top"
                        | "death"
                        | "north"
                        | "south"
                        | "east"
                        | "west"
                );
            }
            _ if reading.tokens[at].kind != Kind::Word || reading.is_capital(at) => return false,
            _ => {}
        }
    }
    false
}

/// Whether a name only says where somebody is from or was brought to, or how far off something is.
pub fn is_elsewhere(found: Found<'_>, number: usize) -> bool {
    let reading = found.reading;
    let it = &found.places[number];
    let start = reading.sentences[reading.tokens[it.tokens.start].sentence].start;
    let mut at = it.tokens.start;
    for _ in 0..4 {
        let Some(before) = at.checked_sub(1).filter(|it| *it >= start) else { return false };
        match reading.key(before) {
            "in" if before > start && is_based(reading.key(before - 1)) => return true,
            "to" | "at" | "in" => return is_carried(reading, before, start),
            // `14 km from X` is near it.
            "from" => {
                return !(1..=2).any(|by| {
                    matches!(reading.before(before, by), "km" | "kilometres" | "kilometers" | "miles" | "far")
                });
            }
            "of" => return reading.word(before.saturating_sub(1)) == ",",
            key if is_lead(key) || reading.is_capital(before) => at = before,
            _ => return false,
        }
    }
    false
}

/// Whether a name stands at the head of its line, bullets aside, with a dash or colon behind it.
fn heads_line(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    let sentence = reading.tokens[tokens.start].sentence;
    let start = reading.sentences[sentence].start;
    let bullets = (start..tokens.start).all(|it| reading.tokens[it].kind != Kind::Word);
    let opens = start == 0 || reading.text[reading.tokens[start - 1].end..reading.tokens[start].start].contains('\n');
    let dash = reading.tokens.get(tokens.end).is_some_and(|it| it.sentence == sentence)
        && (matches!(reading.word(tokens.end), "–" | "—" | "-") && reading.tokens[tokens.end].spaced
            || reading.word(tokens.end) == ":");
    // `RAWALPINDI: …` says where it was written.
    let shouted = reading.tokens[tokens.start].shape == Shape::Upper;
    bullets && opens && dash && !shouted
}

/// `was driven to`, `died at a hospital in`: the preposition leads to where somebody was brought.
fn is_carried(reading: &Reading<'_>, preposition: usize, start: usize) -> bool {
    let from = start.max(preposition.saturating_sub(7));
    let brought = |key: &str| {
        matches!(
            key,
            "driven"
                | "airlifted"
                | "evacuated"
                | "rushed"
                | "transferred"
                | "fled"
                | "flown"
                | "hospitalised"
                | "treated"
                | "treatment"
                | "martyred"
                | "flee"
                | "fleeing"
                | "buried"
        )
    };
    let taken = |at: usize| matches!(reading.key(at), "taken" | "brought" | "moved" | "went" | "walked" | "walking");
    let ward = (from..preposition).any(|it| matches!(reading.key(it), "hospital" | "hospitals" | "clinic" | "camps"));
    let moved = (from..preposition).any(|it| brought(reading.key(it)) || ward && taken(it));
    let went = reading.key(preposition) == "to" && (preposition.saturating_sub(3).max(start)..preposition).any(taken);
    let bed = (preposition + 1..preposition + 7)
        .any(|it| matches!(reading.key(it), "hospital" | "clinic" | "jail" | "prison" | "court"));
    moved && (ward || reading.key(preposition) == "to")
        || went
        || bed && (from..preposition).any(|it| taken(it) || matches!(reading.key(it), "held" | "booked" | "lodged"))
}

/// `a car moving from X towards`
fn is_moving(reading: &Reading<'_>, towards: usize, start: usize) -> bool {
    let going = |it: usize| {
        matches!(reading.key(it), "moving" | "travelling" | "traveling" | "driving" | "heading" | "fleeing")
    };
    (start.max(towards.saturating_sub(5))..towards).any(going)
}

/// Whether a place stands for those who rule there: `Moscow did not confirm this`.
pub fn speaks(found: Found<'_>, number: usize) -> bool {
    let end = found.places[number].tokens.end;
    let start = found.places[number].tokens.start;
    let subject = start == 0
        || matches!(found.reading.word(start - 1), "," | "." | "“" | "\"" | ";")
        || found.reading.is_first(start);
    let says = |key: &str| {
        matches!(
            key,
            "said"
                | "says"
                | "denied"
                | "denies"
                | "did"
                | "does"
                | "has"
                | "had"
                | "claims"
                | "claimed"
                | "accused"
                | "accuses"
                | "announced"
                | "insists"
                | "confirmed"
                | "hopes"
                | "wants"
                | "warned"
                | "is"
                | "was"
                | "would"
        )
    };
    subject && says(found.reading.key(end))
}

/// Whether this `of` ends a distance: `30 km north of`.
fn is_away(reading: &Reading<'_>, of: usize) -> bool {
    let compass =
        |key: &str| ["north", "south", "east", "west"].iter().any(|it| key.starts_with(it)) && !key.ends_with("ern");
    let unit = |key: &str| matches!(key, "km" | "kilometres" | "kilometers" | "miles" | "mile" | "kilometre");
    compass(reading.before(of, 1)) && (2..=3).any(|by| unit(reading.before(of, by)))
}

/// Whether a place only says how far off another is: `90 km southwest of the capital`.
pub fn is_far_from(found: Found<'_>, number: usize) -> bool {
    let start = found.places[number].tokens.start;
    let of = start.saturating_sub(1 + usize::from(found.reading.before(start, 1) == "the"));
    found.reading.key(of) == "of" && of > 3 && is_away(found.reading, of)
}

/// Words between a preposition and a name: `in the western city of`.
fn is_lead(key: &str) -> bool {
    matches!(
        key,
        "the"
            | "a"
            | "an"
            | "its"
            | "western"
            | "eastern"
            | "northern"
            | "southern"
            | "central"
            | "northeastern"
            | "northwestern"
            | "southeastern"
            | "southwestern"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "city"
            | "town"
            | "village"
            | "port"
            | "capital"
            | "district"
            | "province"
            | "region"
            | "base"
            | "air"
            | "nearby"
            | "rural"
            | "downtown"
            | "besieged"
            | "occupied"
            | "border"
            | "coastal"
            | "'s"
            | "s"
            | "far"
            | "upper"
            | "lower"
            | "old"
            | "frontline"
            | "neighbouring"
            | "neighboring"
            | "towns"
            | "cities"
            | "villages"
            | "-"
            | "held"
            | "controlled"
            | "both"
            | "mainly"
            | "camp"
            | "refugee"
            | "state"
            | "governorate"
            | "oblast"
            | "neighbourhood"
            | "neighborhood"
            | "area"
            | "settlement"
            | "suburb"
            | "hamlet"
    )
}

/// Any place at all of a range of tokens, for what would have none: the finest, then the first.
pub fn any(found: Found<'_>, tokens: Range<usize>) -> Option<usize> {
    let first = found.places.partition_point(|it| it.tokens.start < tokens.start);
    let inside = found.places.iter().enumerate().skip(first).take_while(|(_, it)| it.tokens.start < tokens.end);
    let good = inside.filter(|(number, it)| {
        found.spots[*number].is_some()
            && !is_folk(found.reading.key(it.tokens.end))
            && it.source != Source::Demonym
            && !is_of_group(found, it.tokens.start)
            && !found.line.contains(&it.tokens.start)
            && of_dated_noun(found, it.tokens.start).is_none()
            && !is_elsewhere(found, *number)
    });
    good.min_by_key(|(number, _)| found.spots[*number].as_ref().map_or(9, Spot::grain)).map(|it| it.0)
}

/// The country that an adjective of a range of tokens names: `the Iraqi government`.
pub fn country_of(found: Found<'_>, tokens: Range<usize>) -> Option<usize> {
    let first = found.places.partition_point(|it| it.tokens.start < tokens.start);
    let mut inside = first..found.places.partition_point(|it| it.tokens.start < tokens.end);
    inside.find(|it| found.spots[*it].as_ref().is_some_and(|it| it.kind == PlaceKind::Country))
}

/// What kind of place a noun speaks of again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Again {
    Base,
    Town,
    Any,
}

/// Whether a range of tokens speaks of a place by a noun: `the base`, `there`.
pub fn refers(found: Found<'_>, tokens: Range<usize>) -> Option<Again> {
    let reading = found.reading;
    tokens.into_iter().find_map(|at| {
        let again = match reading.key(at) {
            "there" => return (!matches!(reading.key(at + 1), "is" | "are" | "was" | "were")).then_some(Again::Any),
            "base" | "airbase" | "outpost" | "garrison" | "airport" => Again::Base,
            "city" | "town" | "village" | "capital" => Again::Town,
            "mountains" | "mountain" | "hills" | "hill" | "valley" | "forest" | "road" | "marsh" | "island"
                if (1..=2).any(|by| reading.before(at, by) == "same") =>
            {
                Again::Any
            }
            "port" | "camp" | "market" | "hospital" | "prison" | "site" | "facility" | "district" | "neighbourhood"
            | "neighborhood" | "area" => Again::Any,
            _ => return None,
        };
        (1..=3).any(|by| matches!(reading.before(at, by), "the" | "same" | "that" | "this")).then_some(again)
    })
}
