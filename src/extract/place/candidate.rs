//! Where a place may be named.

use std::ops::Range;

use super::names::{ABBREVIATIONS, DEMONYMS, is_feature, is_feature_head, is_street};
use crate::extract::gazetteer::{PlaceRef, World};
use crate::extract::token::{Kind, Reading, Shape};

/// What makes a span a candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The gazetteer, or the project, has the name.
    Name,
    /// It names people or things of a place: `Iraqi`.
    Demonym,
    /// `Ky.`, `U.S.`
    Abbreviation,
    /// It looks like a street: `Mill Road`, `Highway 12`.
    Street,
    /// It looks like a place by its last word: `Dry Creek`.
    Feature,
    /// Nobody lists it, but the words around say that it is a place: `the village of Robotyne`.
    Unlisted,
}

/// A span that may name a place.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub tokens: Range<usize>,
    /// The folded name that was looked up.
    pub key: String,
    pub source: Source,
    /// The places that bear the name, each with whether it is only an alternate name. None: nobody knows where it is.
    pub options: Vec<(PlaceRef, bool)>,
    /// A longer candidate covers it.
    pub covered: bool,
}

/// No name has more words.
const MOST_WORDS: usize = 7;
/// No name has more places worth looking at.
const MOST_OPTIONS: usize = 80;

/// All candidates in the order of the text; they may overlap.
pub fn candidates(reading: &Reading<'_>, world: World<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for i in 0..reading.tokens.len() {
        let mut here = Vec::new();
        if reading.tokens[i].kind == Kind::Word && reading.is_capital(i) && !reading.word(i).starts_with(['\'', '’'])
        {
            // `Spanish` is a town too, but hardly ever meant.
            let end = if one_word(reading, world, i, &mut here) { here[0].tokens.end } else { i };
            let from = here.len();
            names(reading, world, i, &mut here);
            let mut longer = here.split_off(from);
            longer.retain(|it| it.tokens.end > end);
            here.append(&mut longer);
        } else if reading.tokens[i].kind == Kind::Word && !world.layer.is_empty() {
            own_lower(reading, world, i, &mut here);
        }
        found.append(&mut here);
        patterns(reading, i, &mut here);
        // A pattern that has a name in the gazetteer is that name.
        let recent = &found[found.len().saturating_sub(40)..];
        here.retain(|it| !recent.iter().any(|other| other.tokens == it.tokens));
        found.append(&mut here);
    }
    found.sort_by(|a, b| a.tokens.start.cmp(&b.tokens.start).then(b.tokens.end.cmp(&a.tokens.end)));
    let mut covered_to = 0;
    for it in &mut found {
        it.covered = it.tokens.end <= covered_to;
        covered_to = covered_to.max(it.tokens.end);
    }
    found
}

/// The places with a folded name: the project's first.
pub fn options(world: World<'_>, key: &str) -> Vec<(PlaceRef, bool)> {
    let own = world.layer.find(key).map(|it| (PlaceRef::Own(it), false));
    let name = world.archive.find(key);
    let bundled = name.into_iter().flat_map(|it| world.archive.places(it)).map(|(at, alt)| (PlaceRef::World(at), alt));
    own.chain(bundled).take(MOST_OPTIONS).collect()
}

/// Every name that starts at this token.
fn names(reading: &Reading<'_>, world: World<'_>, start: usize, found: &mut Vec<Candidate>) {
    let sentence = reading.tokens[start].sentence;
    let mut key = String::new();
    let mut range = None;
    let mut words = 0;
    let mut own = false;
    for j in start..reading.tokens.len() {
        let token = &reading.tokens[j];
        let word = reading.word(j);
        if token.sentence != sentence || words == MOST_WORDS {
            break;
        }
        if token.kind == Kind::Mark {
            // A hyphen joins two words; an apostrophe or a full stop inside a name is dropped as folding does.
            if matches!(word, "-" | "‐" | "‑" | "–" | "'" | "’" | "ʿ" | "‘") && !token.spaced && j > start {
                continue;
            }
            break;
        }
        if j > start && (word == "'s" || word == "’s") {
            break;
        }
        words += 1;
        if !key.is_empty() {
            key.push(' ');
        }
        let from = key.len();
        unify(reading.key(j), from == 0, &mut key);
        if key.len() == from {
            break;
        }
        own |= words == 1 && world.layer.goes_on(&key);
        let within = range.clone().unwrap_or_else(|| world.archive.start(key.as_bytes()));
        let step = world.archive.narrow(key.as_bytes(), within);
        let in_layer = world.layer.has(&key);
        let exact = step.as_ref().is_some_and(|it| it.0.is_some()) || in_layer;
        if exact && reading.is_capital(j) && key.len() >= 2 {
            let tokens = start..j + 1;
            found.push(Candidate {
                tokens,
                options: options(world, &key),
                key: key.clone(),
                source: Source::Name,
                covered: false,
            });
        }
        match step {
            Some((_, rest)) => range = Some(rest),
            None if own => range = Some(0..0),
            None => break,
        }
    }
}

/// Spellings of the Arabic article and of `deir` made one, as the gazetteer has them.
fn unify(word: &str, first: bool, into: &mut String) {
    let word = match word {
        "el" if first => "al",
        "dayr" | "dair" if first => "deir",
        word => word,
    };
    into.push_str(word);
}

/// Demonyms and abbreviations; says whether there is one.
fn one_word(reading: &Reading<'_>, world: World<'_>, i: usize, found: &mut Vec<Candidate>) -> bool {
    let key = reading.key(i);
    let word = reading.word(i);
    let push = |found: &mut Vec<Candidate>, tokens: Range<usize>, place: &str, source| {
        let place = if place == "washington, d.c." { "district of columbia" } else { place };
        let options = main_sense(world, options(world, place));
        found.push(Candidate { tokens, key: place.to_owned(), source, options, covered: false });
    };
    for length in [3, 2, 1] {
        if i + length > reading.tokens.len() || length > 1 && reading.tokens[i + 1].kind != Kind::Word {
            continue;
        }
        let joined = (i..i + length).map(|j| reading.key(j)).collect::<Vec<_>>().join(" ");
        if let Some(place) = DEMONYMS.get(&joined) {
            push(found, i..i + length, place, Source::Demonym);
            return true;
        }
    }
    let postal = word.len() <= 3 && reading.tokens[i].shape == Shape::Upper;
    let dotted = word.ends_with('.') || key.contains('.');
    // `W. Va.`, in two words.
    let next = reading.word(i + 1);
    if word.len() == 2 && word.ends_with('.') && next.len() <= 4 && next.ends_with('.') {
        let joined = format!("{key}.{}", reading.key(i + 1));
        if let Some(place) = ABBREVIATIONS.get(&*joined) {
            push(found, i..i + 2, place, Source::Abbreviation);
            return true;
        }
    }
    if let Some(place) = ABBREVIATIONS.get(if postal && !dotted { word } else { key })
        && (postal || dotted)
    {
        push(found, i..i + 1, place, Source::Abbreviation);
        return true;
    }
    false
}

/// Of the places with the name of a country or state, those.
fn main_sense(world: World<'_>, options: Vec<(PlaceRef, bool)>) -> Vec<(PlaceRef, bool)> {
    use crate::extract::gazetteer::PlaceKind::{Admin1, City, Continent, Country, Region};
    for kinds in [&[Country][..], &[Continent, Region], &[Admin1], &[City]] {
        let main: Vec<_> = options.iter().filter(|it| kinds.contains(&world.kind(it.0))).copied().collect();
        if !main.is_empty() {
            return main.into_iter().take(1).collect();
        }
    }
    options
}

/// A name of the project that is written in lower case, as in `the embassy compound`: only whole names of two words or
/// more.
fn own_lower(reading: &Reading<'_>, world: World<'_>, start: usize, found: &mut Vec<Candidate>) {
    if !world.layer.goes_on(reading.key(start)) {
        return;
    }
    let mut key = reading.key(start).to_owned();
    for j in start + 1..(start + MOST_WORDS).min(reading.tokens.len()) {
        if reading.tokens[j].kind == Kind::Mark && reading.word(j) != "-" {
            return;
        }
        if reading.tokens[j].kind == Kind::Mark {
            continue;
        }
        key.push(' ');
        key.push_str(reading.key(j));
        if world.layer.has(&key) {
            let options = options(world, &key);
            found.push(Candidate {
                tokens: start..j + 1,
                key: key.clone(),
                source: Source::Name,
                options,
                covered: false,
            });
        }
    }
}

/// Streets, numbered roads and names that end in a kind of place.
fn patterns(reading: &Reading<'_>, i: usize, found: &mut Vec<Candidate>) {
    let token = &reading.tokens[i];
    let key = reading.key(i);
    let push = |found: &mut Vec<Candidate>, tokens: Range<usize>, source| {
        let key = reading.text[reading.bytes(tokens.clone())].to_lowercase();
        found.push(Candidate { tokens, key, source, options: Vec::new(), covered: false });
    };
    if token.kind != Kind::Word || !reading.is_capital(i) {
        return;
    }
    let next_number =
        reading.tokens.get(i + 1).is_some_and(|it| it.kind == Kind::Number && it.sentence == token.sentence);
    if matches!(key, "highway" | "interstate" | "route" | "hwy" | "autoroute") && next_number {
        return push(found, i..i + 2, Source::Street);
    }
    if is_street(key) || is_feature(key) {
        let mut start = i;
        while start > 0 && i - start < 4 {
            let before = &reading.tokens[start - 1];
            let capital = reading.is_capital(start - 1) && !reading.word(start - 1).starts_with(['\'', '’']);
            let ordinal =
                before.kind == Kind::Number && reading.word(start - 1).ends_with(|c: char| c.is_ascii_lowercase());
            let hyphen = reading.word(start - 1) == "-" && !before.spaced && start > 1;
            if before.sentence != token.sentence || !(capital || ordinal || hyphen) || reading.word(start - 1) == "The"
            {
                break;
            }
            start -= 1;
            if ordinal {
                break;
            }
        }
        if start < i && reading.word(start) != "-" {
            push(found, start..i + 1, if is_street(key) { Source::Street } else { Source::Feature });
        }
    }
    let next = i + 1;
    if is_feature_head(key)
        && key.len() > 3
        && reading.is_capital(next)
        && reading.tokens[next].sentence == token.sentence
    {
        push(found, i..next + 1, Source::Feature);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::gazetteer::{Archive, Layer};

    fn check(text: &str, expect: &[(&str, Source)]) {
        let layer = Layer::default();
        let reading = Reading::new(text);
        let all = candidates(&reading, World { archive: Archive::bundled(), layer: &layer });
        let found: Vec<(&str, Source)> = all
            .iter()
            .filter(|it| !it.covered)
            .map(|it| (&text[reading.bytes(it.tokens.clone())], it.source))
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn the_longest_name_is_a_candidate() {
        check("in St. Louis, not Deir ez-Zor", &[("St. Louis", Source::Name), ("Deir ez-Zor", Source::Name)]);
        check("the Iraqi and Sri Lankan teams", &[("Iraqi", Source::Demonym), ("Sri Lankan", Source::Demonym)]);
        check("of Wheeling, W.Va.", &[("Wheeling", Source::Name), ("W.Va.", Source::Abbreviation)]);
        check("along Zzyx Street", &[("Zzyx Street", Source::Street)]);
        check("هجوم في دمشق", &[("دمشق", Source::Name)]);
    }
}
