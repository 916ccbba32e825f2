//! Names that no gazetteer has, told by the words around them: `the village of Robotyne`, `near Qarachogh`, `Akobo, South
//! Sudan`. Some are other spellings of names that it has.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::context::Context;
use super::names::{is_institution, is_title};
use super::{PlaceName, Source};
use crate::extract::date::is_calendar;
use crate::extract::gazetteer::{Lexicon, PlaceRef, World};
use crate::extract::token::{Kind, Reading};

/// No such name is longer, in tokens.
const LONGEST: usize = 5;

/// Add what was not found yet. `found` is in order and stays so.
pub(super) fn add(
    reading: &Reading<'_>,
    context: &Context,
    lexicon: &Lexicon,
    world: World<'_>,
    found: &mut Vec<PlaceName>,
) {
    let partial: Vec<Range<usize>> = found.iter().filter_map(|it| whole(reading, context, it)).collect();
    found.retain(|it| whole(reading, context, it).is_none());
    let mut taken = vec![false; reading.tokens.len()];
    for it in found.iter() {
        for at in it.tokens.clone() {
            taken[at] = true;
        }
    }
    let countries: HashSet<&str> = found
        .iter()
        .filter_map(|it| it.options.first())
        .map(|it| world.iso2(it.0))
        .filter(|it| !it.is_empty())
        .collect();
    let look = Look { reading, context, lexicon, taken: &taken };
    let mut known: HashMap<String, Vec<(PlaceRef, f32)>> = HashMap::new();
    let mut runs: Vec<(Range<usize>, f32)> = Vec::new();
    let mut sure: HashSet<String> = HashSet::new();
    let mut at = 0;
    while at < reading.tokens.len() {
        let run = context.runs[at].clone();
        if run.is_empty() {
            at += 1;
            continue;
        }
        at = run.end;
        if let Some(name) = look.name(run) {
            let key = look.key(&name);
            let listed = known.entry(key).or_insert_with_key(|key| of_country(world, key, &countries));
            let belief = look.belief(&name, found) + if listed.is_empty() { 0.0 } else { 0.2 };
            if belief >= 0.5 {
                sure.insert(look.key(&name));
            }
            runs.push((name, belief));
        }
    }
    let mut more = Vec::new();
    for tokens in &partial {
        let key = look.key(tokens);
        let listed = of_country(world, &key, &countries);
        let options = if listed.is_empty() { spelled_otherwise(world, &key, &countries) } else { listed };
        more.push(PlaceName {
            range: reading.bytes(tokens.clone()),
            tokens: tokens.clone(),
            source: Source::Unlisted,
            confidence: 0.6,
            options,
            contained: false,
            told: None,
        });
    }
    runs.retain(|(tokens, _)| {
        let first = partial.partition_point(|it| it.end <= tokens.start);
        partial.get(first).is_none_or(|it| it.start >= tokens.end)
    });
    for (tokens, belief) in runs {
        let key = look.key(&tokens);
        if belief < 0.5 && !sure.contains(&key) {
            continue;
        }
        let options = match known.get(&key).filter(|it| !it.is_empty()) {
            Some(listed) => listed.clone(),
            None => spelled_otherwise(world, &key, &countries),
        };
        more.push(PlaceName {
            range: reading.bytes(tokens.clone()),
            tokens,
            source: Source::Unlisted,
            confidence: belief.max(0.5),
            options,
            contained: false,
            told: None,
        });
    }
    if !more.is_empty() {
        found.append(&mut more);
        found.sort_by_key(|it| it.tokens.start);
    }
}

/// The whole name that a listed name is only the tail of: `Aita al-Shaab`, where `Shaab` alone is listed.
fn whole(reading: &Reading<'_>, context: &Context, it: &PlaceName) -> Option<Range<usize>> {
    let start = it.tokens.start;
    let end = it.tokens.end;
    // `Wadi al-Qadi`, `Dera ki Gali`, where the first word alone is listed.
    let tight = reading.word(end + 1) == "-" && !reading.tokens[end + 1].spaced;
    let joint = tight && matches!(reading.key(end), "al" | "el" | "as" | "ash" | "ad" | "ed" | "az" | "ar" | "an");
    let last = end + 1 + usize::from(joint);
    if (joint || reading.key(end) == "ki")
        && it.tokens.len() == 1
        && reading.is_capital(last)
        && reading.tokens[last].sentence == reading.tokens[start].sentence
    {
        return Some(start..last + 1);
    }
    let article =
        |key: &str| matches!(key, "al" | "el" | "as" | "ash" | "ad" | "ed" | "az" | "ar" | "an" | "et" | "at" | "ul");
    if start < 3
        || it.tokens.len() > 1
        || reading.word(start - 1) != "-"
        || reading.tokens[start - 1].spaced
        || !article(reading.key(start - 2))
    {
        return None;
    }
    let first = start - 3;
    let run = context.runs.get(first)?.clone();
    let name = reading.is_capital(first)
        && reading.tokens[first].kind == Kind::Word
        && reading.tokens[first].sentence == reading.tokens[start].sentence
        && run.end >= it.tokens.end
        && !is_lead(reading.key(first));
    name.then_some(first..it.tokens.end)
}

struct Look<'a> {
    reading: &'a Reading<'a>,
    context: &'a Context,
    lexicon: &'a Lexicon,
    taken: &'a [bool],
}

impl Look<'_> {
    fn key(&self, tokens: &Range<usize>) -> String {
        let words = tokens.clone().filter(|at| self.reading.tokens[*at].kind == Kind::Word);
        words.map(|at| self.reading.key(at)).collect::<Vec<_>>().join(" ")
    }

    /// The part of a run of capitals that may be the name of a place.
    fn name(&self, run: Range<usize>) -> Option<Range<usize>> {
        let reading = self.reading;
        let (mut start, mut end) = (run.start, run.end);
        // `In Barsalogho`, `Near Kut`: the first word of a sentence. `An Nuseirat` starts with an article of its own.
        let own = matches!(reading.word(start), "An" | "Al" | "El" | "Ad" | "Ed" | "As" | "Ash" | "Ar")
            && end - start >= 2
            && start > 0
            && !reading.is_first(start);
        while start < end && !own && (is_lead(reading.key(start)) || is_calendar(reading, start)) {
            start += 1;
        }
        // `al-Hawban`: the article of a name is often small.
        if start >= 2
            && start < end
            && reading.word(start - 1) == "-"
            && !reading.tokens[start].spaced
            && matches!(reading.key(start - 2), "al" | "el" | "ad" | "as" | "ash" | "ar" | "az" | "an")
            && !self.taken[start - 2]
        {
            start -= 2;
        }
        while end > start && is_calendar(reading, end - 1) {
            end -= 1;
        }
        if start >= end || end - start > LONGEST || self.context.shouted[reading.tokens[start].sentence] {
            return None;
        }
        let mut strange = false;
        for at in start..end {
            // `in Abu Salim`: names of many places start like names of people.
            let head = is_headed(reading, start, end);
            if self.taken[at] || self.context.person[at] && !head || is_title(reading.key(at)) && end - start > 1 {
                return None;
            }
            if head && reading.tokens[at].kind == Kind::Word {
                strange = true;
                continue;
            }
            if reading.tokens[at].kind != Kind::Word {
                continue;
            }
            let key = reading.key(at);
            let facts = self.lexicon.facts(key);
            if is_institution(key) || is_other(key) || self.context.people.contains_key(key) {
                return None;
            }
            strange |= facts.common == 0 && !self.context.lower.contains_key(key);
        }
        let word = reading.word(start);
        // `SUVs`, `IEDs`
        let plural = word.strip_suffix('s').is_some_and(|it| it.len() >= 2 && it.chars().all(char::is_uppercase));
        if plural {
            return None;
        }
        let letters = word.chars().filter(|it| it.is_alphabetic()).count();
        // Acronyms are of groups, mostly.
        let shouted = word.chars().all(|it| !it.is_lowercase()) && end - start == 1;
        (strange && letters >= 2 && !shouted && reading.tokens[start].kind == Kind::Word).then_some(start..end)
    }

    /// How much the words around say that it is a place.
    fn belief(&self, name: &Range<usize>, found: &[PlaceName]) -> f32 {
        let reading = self.reading;
        let sentence = reading.sentences[reading.tokens[name.start].sentence].clone();
        let (mut before, mut after) = (name.start, name.end);
        // `the village of X`, `X village`
        let border = reading.key(after) == "border" && matches!(reading.key(after + 1), "post" | "crossing" | "gate");
        let mut kind = (border || is_kind(reading.key(after))) && !reading.is_capital(after);
        if before >= sentence.start + 2 && reading.key(before - 1) == "of" && is_kind(reading.key(before - 2)) {
            (kind, before) = (true, before - 2);
        } else if before > sentence.start && is_kind(reading.key(before - 1)) {
            (kind, before) = (true, before - 1);
        }
        if kind {
            return 0.8;
        }
        // `Diwaniyah and Kut`: what a place is named beside.
        let beside = matches!(reading.before(before, 1), "and" | "," | "or" | "&")
            && found.binary_search_by_key(&(before - 1), |it| it.tokens.end).is_ok();
        let strange = name.clone().all(|at| self.lexicon.facts(reading.key(at)) == Default::default());
        // `Akobo, South Sudan`, `Chatoumane, in Tera`, `Basantgarh in Udhampur`
        after += usize::from(reading.word(after) == ",");
        let site = matches!(reading.key(before.wrapping_sub(1)), "at" | "near" | "in" | "of");
        after += usize::from(site && reading.key(after) == "in");
        let lies_in = after > name.end && found.binary_search_by_key(&after, |it| it.tokens.start).is_ok();
        // `al-Mawasi`: the article is no given name.
        let article = name.len() >= 3 && reading.word(name.start + 1) == "-";
        let facts = self.lexicon.facts(reading.key(name.start + if article { 2 } else { 0 }));
        // Most surnames are nobody's place.
        let headed = is_headed(reading, name.start, name.end);
        let person = (facts.given >= 4 || facts.surname >= 20) && !headed;
        let two = (reading.before(before, 2), reading.before(before, 1));
        let belief: f32 = match two {
            ("north" | "south" | "east" | "west" | "northeast" | "northwest" | "southeast" | "southwest", "of") => 0.8,
            (_, "near" | "outside" | "nearby" | "opposite") => 0.75,
            (_, "in" | "into" | "towards" | "toward" | "around") => 0.6,
            (
                _,
                "hit" | "struck" | "captured" | "seized" | "entered" | "overran" | "shelled" | "bombed" | "reached",
            ) if strange => 0.5,
            _ if headed => 0.6,
            _ if beside => 0.5,
            // `from Bor to Mongalla`
            (_, "to") if found.binary_search_by_key(&(before - 1), |it| it.tokens.end).is_ok() => 0.6,
            (site, "of") if is_site(site) => 0.6,
            (_, "leave" | "reach" | "left" | "shelling" | "bombing" | "attacking") if strange => 0.5,
            // `the clinic at Kouki`
            (site, "at") if is_site(site) => 0.6,
            _ if apposed(reading, before, after) => 0.6,
            (_, "at") if strange => 0.5,
            ("fired" | "launched" | "shelled" | "withdrew" | "retreated" | "withdrawn" | "fled", "from") if strange => {
                0.5
            }
            ("down" | "rained" | "fell" | "dropped" | "landed" | "fire", "on") if strange => 0.5,
            (_, "at" | "from" | "to" | "between" | "on" | "of") => 0.3,
            _ => 0.1,
        };
        // `from Pibor and Bor`
        let joined = matches!(reading.key(name.end), "and" | "or")
            && found.binary_search_by_key(&(name.end + 1), |it| it.tokens.start).is_ok();
        belief + if joined && belief >= 0.3 { 0.3 } else { 0.0 } + if lies_in { 0.4 } else { 0.0 }
            - if person { 0.3 } else { 0.0 }
    }
}

/// `in Abu Salim`, `the Abu Shouk camp`
fn is_headed(reading: &Reading<'_>, start: usize, end: usize) -> bool {
    let the = usize::from(reading.before(start, 1) == "the");
    let named = is_toponym(reading.key(start)) && end - start >= 2;
    named && (is_at(reading.before(start, 1 + the)) || is_kind(reading.key(end)))
}

fn is_at(key: &str) -> bool {
    matches!(
        key,
        "in" | "at"
            | "near"
            | "into"
            | "outside"
            | "around"
            | "of"
            | "to"
            | "from"
            | "hit"
            | "shelling"
            | "entered"
            | "struck"
            | "between"
            | "and"
    )
}

/// Words that many names of places start with.
fn is_toponym(key: &str) -> bool {
    matches!(
        key,
        "abu"
            | "ain"
            | "ayn"
            | "tel"
            | "tell"
            | "tal"
            | "tall"
            | "ras"
            | "wadi"
            | "deir"
            | "dayr"
            | "beit"
            | "bayt"
            | "khan"
            | "umm"
            | "um"
            | "jabal"
            | "jebel"
            | "bab"
            | "kafr"
            | "qasr"
            | "el"
            | "an"
            | "ash"
            | "bir"
            | "burj"
            | "khirbet"
            | "san"
            | "santa"
            | "santo"
            | "saint"
            | "sidi"
            | "oum"
            | "bani"
            | "beni"
            | "dar"
            | "shar"
            | "koh"
            | "kot"
    )
}

fn is_site(key: &str) -> bool {
    matches!(
        key,
        "camp"
            | "bazaar"
            | "crossing"
            | "base"
            | "clinic"
            | "hospital"
            | "market"
            | "post"
            | "checkpoint"
            | "station"
            | "school"
            | "bridge"
            | "mine"
            | "prison"
            | "airport"
            | "airstrip"
            | "site"
            | "barracks"
            | "outpost"
            | "position"
            | "positions"
            | "vicinity"
            | "direction"
            | "surroundings"
            | "centre"
            | "center"
            | "out"
    )
}

/// `A second village, Metoro, was raided`
fn apposed(reading: &Reading<'_>, before: usize, after: usize) -> bool {
    before >= 2
        && reading.word(before - 1) == ","
        && is_kind(reading.key(before - 2))
        && matches!(reading.word(after), "," | "." | ";")
}

fn is_lead(key: &str) -> bool {
    matches!(
        key,
        "in" | "near"
            | "opposite"
            | "outside"
            | "at"
            | "from"
            | "the"
            | "a"
            | "an"
            | "on"
            | "to"
            | "around"
            | "and"
            | "but"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
            | "central"
            | "upper"
            | "lower"
    )
}

fn is_kind(key: &str) -> bool {
    matches!(
        key,
        "town"
            | "village"
            | "city"
            | "district"
            | "province"
            | "hamlet"
            | "suburb"
            | "neighbourhood"
            | "neighborhood"
            | "commune"
            | "region"
            | "county"
            | "settlement"
            | "settlements"
            | "villages"
            | "towns"
            | "governorate"
            | "oblast"
            | "raion"
            | "outskirts"
            | "suburbs"
            | "island"
            | "valley"
            | "mountains"
            | "subdistrict"
            | "sub-district"
            | "quarter"
            | "crossing"
            | "dam"
            | "junction"
            | "camp"
            | "port"
            | "prefecture"
            | "municipality"
            | "department"
            | "locality"
            | "payam"
            | "woreda"
            | "forest"
            | "river"
            | "marsh"
            | "hills"
            | "gorge"
            | "highway"
            | "peninsula"
            | "plateau"
            | "area"
            | "basin"
            | "township"
    )
}

/// Names of other things in capitals that follow words of place.
fn is_other(key: &str) -> bool {
    matches!(
        key,
        "operation"
            | "shiite"
            | "sunni"
            | "shia"
            | "christian"
            | "muslim"
            | "alawite"
            | "druze"
            | "jewish"
            | "ramadan"
            | "eid"
            | "easter"
            | "christmas"
            | "islam"
            | "quran"
            | "parliament"
            | "congress"
            | "senate"
            | "army"
            | "forces"
            | "force"
            | "front"
            | "brigade"
            | "brigades"
            | "movement"
            | "party"
            | "ministry"
            | "telegram"
            | "twitter"
            | "facebook"
            | "reuters"
            | "english"
            | "arabic"
            | "internet"
            | "treaty"
            | "accord"
            | "agreement"
            | "resolution"
            | "unit"
            | "battalion"
            | "regiment"
            | "division"
            | "corps"
            | "guard"
            | "guards"
            | "command"
            | "conference"
            | "summit"
            | "festival"
            | "league"
            | "cup"
            | "union"
            | "nations"
            | "day"
            | "act"
    )
}

/// Places of this name in the countries that the text names, the most populous first.
fn of_country(world: World<'_>, key: &str, countries: &HashSet<&str>) -> Vec<(PlaceRef, f32)> {
    let all = super::options(world, key).into_iter().map(|it| it.0).filter(|it| countries.contains(world.iso2(*it)));
    let mut all: Vec<PlaceRef> = all.take(4).collect();
    all.sort_by(|a, b| world.log_population(*b).total_cmp(&world.log_population(*a)));
    let count = all.len() as f32;
    all.into_iter().enumerate().map(|(at, it)| (it, (count - at as f32) / (count * (count + 1.0) / 2.0))).collect()
}

/// Places of the countries that the text names whose names are written nearly so.
fn spelled_otherwise(world: World<'_>, key: &str, countries: &HashSet<&str>) -> Vec<(PlaceRef, f32)> {
    if key.chars().count() < 5 || countries.is_empty() || !key.is_ascii() {
        return Vec::new();
    }
    let archive = world.archive;
    let mut best: Option<(usize, f32, PlaceRef)> = None;
    for name in archive.sounds_like(key).iter().map(|it| *it as usize) {
        let Ok(written) = std::str::from_utf8(archive.name(name)) else { continue };
        let far = distance(key.as_bytes(), written.as_bytes());
        if far > (key.len() / 5).max(1) {
            continue;
        }
        for (at, _) in archive.places(name).take(20) {
            let place = PlaceRef::World(at);
            if !countries.contains(world.iso2(place)) {
                continue;
            }
            let people = world.log_population(place);
            if best.is_none_or(|it| (far, -people) < (it.0, -it.1)) {
                best = Some((far, people, place));
            }
        }
    }
    best.map_or_else(Vec::new, |it| vec![(it.2, 0.6)])
}

/// Letters to change, add or take away.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = if x == y { corner } else { 1 + corner.min(row[j]).min(row[j + 1]) };
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}
