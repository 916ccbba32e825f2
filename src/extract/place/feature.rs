//! What speaks for and against a candidate, in numbers.

use super::candidate::{Candidate, Source};
use super::context::{Context, is_of_place};
use super::names::{is_institution, is_street, is_title};
use crate::extract::gazetteer::{Lexicon, PlaceKind, World};
use crate::extract::token::{Kind, Reading, Shape};

macro_rules! features {
    ($($name:ident),* $(,)?) => {
        /// One thing that may hold of a candidate.
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum F { $($name),* }
        /// The names of the features, in order.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

features! {
    bias,
    // What it is.
    demonym, demonym_plural, abbreviation, postal, street, feature, words_2, words_3, covered, own,
    country, admin1, admin2, region, water, airfield, city, population, big_city, alternate_only, alternate_population, unknown, many_options, short,
    // The word itself.
    common_10, common_20, common_35, common_50, given, surname, given_strong, surname_strong, upper, first, shouted, inner_common,
    lower_elsewhere,
    // The run of capitals that it is in.
    run_whole, run_start, run_end, run_middle, run_long, institution_after, institution_run, feature_after, street_after,
    capital_after, capital_before, person, person_elsewhere, given_before, title_before, initial_before,
    // Before it.
    before_in, before_at, before_near, before_from, before_to, before_of, before_the, before_and, before_comma,
    before_by, before_direction, before_hyphen, before_number, before_lower, before_nothing, before_preposition,
    before_2_of_place, before_place_comma, before_bracket, before_adjective,
    // After it.
    after_comma_place, after_comma_number, after_comma, after_possessive, after_hyphen_based, after_hyphen, after_and,
    after_noun_place, after_noun_people, after_says, after_verb, after_end, after_bracket, after_lower, after_number,
    after_preposition, after_dash, after_surname,
    // Elsewhere in the text.
    placed_elsewhere, repeated, near_others, same_admin1, same_country, far_from_all, contained, country_named, country_named_unknown,
}

/// The value of every feature of one candidate.
pub type Vector = [f32; NAMES.len()];

/// What resolution has to say of a candidate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coherence {
    /// Kilometres to the nearest other place of the text; infinite if there is none.
    pub nearest: f32,
    /// The share of the other places that lie in the same division, and country.
    pub admin1: f32,
    pub country: f32,
    /// It stands before a place that it lies in: `Paris, Texas`.
    pub contained: bool,
    /// How many candidates have the same key.
    pub repeated: usize,
    /// The country of the chosen place is named elsewhere.
    pub country_named: bool,
}

/// Everything that the features are read from.
pub struct View<'a> {
    pub reading: &'a Reading<'a>,
    pub context: &'a Context,
    pub lexicon: &'a Lexicon,
    pub world: World<'a>,
}

impl View<'_> {
    pub fn features(&self, it: &Candidate, coherence: Coherence) -> Vector {
        let mut vector = [0.0; NAMES.len()];
        let mut set = |which: F, value: f32| vector[which as usize] = value;
        set(F::bias, 1.0);
        self.own(it, &mut set);
        self.run(it, &mut set);
        self.before(it, &mut set);
        self.after(it, &mut set);
        let placed = self.context.placed.get(self.reading.key(it.tokens.start)).copied().unwrap_or(0);
        let here = is_of_place(self.reading.before(it.tokens.start, 1));
        set(F::placed_elsewhere, flag(placed > u32::from(here)));
        set(F::repeated, (coherence.repeated as f32).ln().min(2.0));
        set(F::near_others, flag(coherence.nearest < 60.0));
        set(F::far_from_all, flag(coherence.nearest > 800.0 && coherence.nearest.is_finite()));
        set(F::same_admin1, coherence.admin1);
        set(F::same_country, coherence.country);
        set(F::contained, flag(coherence.contained));
        set(F::country_named, flag(coherence.country_named));
        let unknown = coherence.country_named && vector[F::unknown as usize] > 0.0;
        vector[F::country_named_unknown as usize] = flag(unknown);
        vector
    }

    fn own(&self, it: &Candidate, set: &mut impl FnMut(F, f32)) {
        let reading = self.reading;
        let words = it.tokens.clone().filter(|at| reading.tokens[*at].kind != Kind::Mark).count();
        let first = it.tokens.start;
        set(F::demonym, flag(it.source == Source::Demonym));
        set(F::demonym_plural, flag(it.source == Source::Demonym && reading.key(it.tokens.end - 1).ends_with('s')));
        set(F::abbreviation, flag(it.source == Source::Abbreviation));
        let postal = it.source == Source::Abbreviation && !reading.word(first).contains('.');
        set(F::postal, flag(postal));
        set(F::street, flag(it.source == Source::Street));
        set(F::feature, flag(it.source == Source::Feature));
        set(F::words_2, flag(words == 2));
        set(F::words_3, flag(words > 2));
        set(F::covered, flag(it.covered));
        let (mut population, mut other) = (0.0_f32, 0.0_f32);
        let (mut main, mut own) = (false, false);
        if it.source == Source::Name {
            for (at, alternate) in &it.options {
                use PlaceKind::*;
                own |= matches!(at, crate::extract::gazetteer::PlaceRef::Own(_));
                if *alternate {
                    other = other.max(self.world.log_population(*at));
                    continue;
                }
                main = true;
                population = population.max(self.world.log_population(*at));
                match self.world.kind(*at) {
                    Country => set(F::country, 1.0),
                    Admin1 => set(F::admin1, 1.0),
                    Admin2 => set(F::admin2, 1.0),
                    Region | Continent => set(F::region, 1.0),
                    Water => set(F::water, 1.0),
                    Airfield | Site => set(F::airfield, 1.0),
                    City => set(F::city, 1.0),
                }
            }
        }
        set(F::own, flag(own));
        set(F::alternate_only, flag(it.source == Source::Name && !main));
        set(F::population, population / 10.0);
        set(F::alternate_population, if main { 0.0 } else { other / 10.0 });
        let unknown = |at: usize| {
            let known = self.lexicon.facts(reading.key(at));
            reading.tokens[at].kind != Kind::Mark && known == Default::default() && reading.key(at).chars().count() > 3
        };
        set(F::unknown, flag(it.source == Source::Name && it.tokens.clone().any(unknown)));
        set(F::big_city, flag(population > 11.5));
        set(F::many_options, (it.options.len() as f32 + 1.0).ln() / 4.0);
        set(F::short, flag(it.key.chars().count() <= 3 && it.source == Source::Name));
        if words == 1 {
            let facts = self.lexicon.facts(reading.key(first));
            set(F::common_10, flag(facts.common == 10));
            set(F::common_20, flag(facts.common == 20));
            set(F::common_35, flag(facts.common == 35));
            set(F::common_50, flag(facts.common > 35));
            set(F::given, flag(facts.given > 0));
            set(F::surname, flag(facts.surname > 0));
            set(F::given_strong, flag(facts.given >= 40));
            set(F::surname_strong, flag(facts.surname >= 20));
        } else {
            let common =
                |at: usize| reading.tokens[at].kind == Kind::Word && self.lexicon.facts(reading.key(at)).common == 0;
            set(F::inner_common, flag(!it.tokens.clone().any(common)));
        }
        let sentence = reading.tokens[first].sentence;
        set(F::upper, flag(reading.tokens[first].shape == Shape::Upper && it.key.len() > 3));
        set(F::first, flag(reading.is_first(first)));
        set(F::shouted, flag(self.context.shouted[sentence]));
        set(F::lower_elsewhere, flag(words == 1 && self.context.lower.contains_key(reading.key(first))));
    }

    fn run(&self, it: &Candidate, set: &mut impl FnMut(F, f32)) {
        let reading = self.reading;
        let run = self.context.runs[it.tokens.start].clone();
        // The first word of a sentence is capitalised anyhow: `Former Iraqi officials`.
        let starts_plain = run.start < it.tokens.start
            && reading.is_first(run.start)
            && self.lexicon.facts(reading.key(run.start)).common > 0
            && run.start + 1 == it.tokens.start;
        let start = if starts_plain { run.start + 1 } else { run.start };
        let (head, tail) = (it.tokens.start <= start, it.tokens.end >= run.end);
        set(F::run_whole, flag(head && tail));
        set(F::run_start, flag(head && !tail));
        set(F::run_end, flag(!head && tail));
        set(F::run_middle, flag(!head && !tail));
        set(F::run_long, flag(run.len() >= 4));
        let next = reading.key(it.tokens.end);
        if !tail {
            let last = reading.key(run.end - 1);
            set(F::institution_after, flag(is_institution(next)));
            set(F::institution_run, flag(is_institution(last)));
            set(F::feature_after, flag(super::names::is_feature(next)));
            set(F::street_after, flag(is_street(last)));
            set(F::capital_after, flag(!is_institution(next)));
            let facts = self.lexicon.facts(next);
            set(F::after_surname, flag(facts.surname > 1 && facts.common == 0));
        }
        if !head {
            let before = it.tokens.start - 1;
            set(F::capital_before, flag(reading.tokens[before].kind == Kind::Word));
            set(F::given_before, flag(self.lexicon.facts(reading.key(before)).given > 3));
            set(F::initial_before, flag(reading.word(before).len() == 2 && reading.word(before).ends_with('.')));
        }
        set(F::title_before, flag(it.tokens.start > 0 && is_title(reading.before(it.tokens.start, 1))));
        set(F::person, flag(it.tokens.clone().all(|at| self.context.person[at])));
        let people = self.context.people.get(reading.key(it.tokens.start)).copied().unwrap_or(0);
        set(F::person_elsewhere, flag(people > 0 && it.tokens.len() == 1 && !self.context.person[it.tokens.start]));
    }

    fn before(&self, it: &Candidate, set: &mut impl FnMut(F, f32)) {
        let reading = self.reading;
        let Some(at) = it.tokens.start.checked_sub(1) else { return set(F::before_nothing, 1.0) };
        let token = &reading.tokens[at];
        if token.sentence != reading.tokens[it.tokens.start].sentence {
            return set(F::before_nothing, 1.0);
        }
        let two = reading.before(it.tokens.start, 2);
        match (reading.key(at), reading.word(at)) {
            ("in", _) => set(F::before_in, 1.0),
            ("at", _) => set(F::before_at, 1.0),
            ("near" | "outside" | "inside" | "around" | "across" | "throughout" | "within" | "off", _) => {
                set(F::before_near, 1.0)
            }
            ("from", _) => set(F::before_from, 1.0),
            ("to" | "into" | "toward" | "towards", _) => set(F::before_to, 1.0),
            ("of", _) => set(F::before_of, 1.0),
            ("the" | "a" | "an", _) => set(F::before_the, 1.0),
            ("and" | "or" | "&", _) => set(F::before_and, 1.0),
            (_, ",") => {
                set(F::before_comma, 1.0);
                let place = at > 0 && reading.is_capital(at - 1) && !self.context.person[at - 1];
                set(F::before_place_comma, flag(place));
            }
            ("by" | "for" | "with" | "on" | "against" | "about" | "as" | "than" | "like", _) => set(F::before_by, 1.0),
            ("between" | "through" | "via" | "over" | "along" | "under" | "beyond", _) => {
                set(F::before_preposition, 1.0)
            }
            (
                "north" | "south" | "east" | "west" | "northern" | "southern" | "eastern" | "western" | "northeast"
                | "northwest" | "southeast" | "southwest" | "northeastern" | "northwestern" | "southeastern"
                | "southwestern" | "central" | "downtown" | "rural" | "nearby" | "upstate" | "mid" | "neighboring"
                | "neighbouring",
                _,
            ) => set(F::before_direction, 1.0),
            (_, "-" | "–" | "/") => set(F::before_hyphen, 1.0),
            (_, "(" | "[") => set(F::before_bracket, 1.0),
            (key, _) => {
                set(F::before_number, flag(token.kind == Kind::Number));
                if token.shape == Shape::Lower {
                    set(F::before_lower, 1.0);
                    let adjective = matches!(
                        key,
                        "former"
                            | "first"
                            | "two"
                            | "three"
                            | "several"
                            | "many"
                            | "most"
                            | "other"
                            | "some"
                            | "all"
                            | "its"
                            | "his"
                            | "their"
                            | "any"
                            | "one"
                            | "senior"
                    );
                    set(F::before_adjective, flag(adjective));
                }
            }
        }
        set(F::before_2_of_place, flag(is_of_place(two)));
    }

    fn after(&self, it: &Candidate, set: &mut impl FnMut(F, f32)) {
        let reading = self.reading;
        let at = it.tokens.end;
        let sentence = reading.tokens[it.tokens.start].sentence;
        let Some(token) = reading.tokens.get(at).filter(|it| it.sentence == sentence) else {
            return set(F::after_end, 1.0);
        };
        match (reading.key(at), reading.word(at)) {
            (_, ",") => {
                set(F::after_comma, 1.0);
                let next = reading.tokens.get(at + 1);
                set(F::after_comma_number, flag(next.is_some_and(|it| it.kind == Kind::Number)));
                set(F::after_comma_place, flag(self.is_division(at + 1)));
            }
            (_, "'s" | "’s" | "'" | "’") => set(F::after_possessive, 1.0),
            (_, "-" | "–") if !token.spaced => {
                let based = matches!(
                    reading.key(at + 1),
                    "based" | "area" | "born" | "led" | "backed" | "bound" | "style" | "controlled" | "held" | "run"
                );
                set(if based { F::after_hyphen_based } else { F::after_hyphen }, 1.0);
            }
            (_, "—" | "-" | "–" | "--") => set(F::after_dash, 1.0),
            ("and" | "or" | "&", _) => set(F::after_and, 1.0),
            (_, "." | "!" | "?" | ";" | ":") => set(F::after_end, 1.0),
            (_, "(" | ")") => set(F::after_bracket, 1.0),
            (
                "area" | "county" | "city" | "state" | "town" | "region" | "border" | "suburb" | "suburbs"
                | "neighborhood" | "province" | "district" | "village" | "coast" | "airport" | "capital" | "valley"
                | "river" | "metro" | "home" | "street",
                _,
            ) => set(F::after_noun_place, 1.0),
            (
                "man" | "woman" | "men" | "women" | "resident" | "residents" | "native" | "police" | "mayor"
                | "officials" | "official" | "government" | "authorities" | "troops" | "forces" | "army" | "military"
                | "soldiers" | "president" | "minister" | "people" | "citizens" | "teen" | "couple" | "family"
                | "lawyer" | "attorney" | "firefighters" | "media",
                _,
            ) => set(F::after_noun_people, 1.0),
            ("said" | "says" | "told" | "added" | "asked" | "noted" | "wrote" | "thinks" | "believes", _) => {
                set(F::after_says, 1.0)
            }
            (
                "is" | "was" | "has" | "had" | "will" | "would" | "could" | "did" | "does" | "were" | "are" | "have"
                | "can" | "may" | "who",
                _,
            ) => set(F::after_verb, 1.0),
            (
                "in" | "on" | "at" | "for" | "to" | "after" | "with" | "from" | "by" | "as" | "of" | "during" | "when"
                | "before" | "where" | "until" | "since",
                _,
            ) => set(F::after_preposition, 1.0),
            _ => {
                set(F::after_number, flag(token.kind == Kind::Number));
                set(F::after_lower, flag(token.shape == Shape::Lower));
            }
        }
    }

    /// Whether a country, state or its abbreviation starts here.
    fn is_division(&self, at: usize) -> bool {
        let reading = self.reading;
        if !reading.is_capital(at) {
            return false;
        }
        let one = reading.key(at);
        if super::names::ABBREVIATIONS.contains_key(one) || super::names::ABBREVIATIONS.contains_key(reading.word(at)) {
            return true;
        }
        let two = format!("{one} {}", reading.key(at + 1));
        [one, two.as_str()].iter().any(|key| {
            let found = self.world.archive.find(key);
            found.is_some_and(|it| {
                self.world.archive.places(it).any(|(place, alternate)| {
                    !alternate && matches!(self.world.archive.kind(place), PlaceKind::Country | PlaceKind::Admin1)
                })
            })
        })
    }
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}
