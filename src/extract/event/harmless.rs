//! Words of violence that tell of none: accidents and disasters, courts, games and figures of speech.

use super::phrase::is_armed;
use super::trigger::{Family, Form, Trigger, trigger};
use crate::extract::number::small;
use crate::extract::token::{Kind, Reading};
use crate::extract::toll::is_people;

/// What a word tells that is no violence here; `Some(None)`: nothing. `None`: it says what it says.
pub(super) fn harmless(reading: &Reading<'_>, at: usize) -> Option<Option<(Family, Form)>> {
    use Form::{Done, Noun};
    let key = reading.key(at);
    let next = reading.key(at + 1);
    let before = reading.before(at, 1);
    let accident = |form: Form| Some(Some((Family::Accident, form)));
    match key {
        "collided" | "derailed" | "capsized" | "drowned" | "electrocuted" => accident(Done),
        "overturned" if !near(reading, at, &["verdict", "ruling", "conviction", "decision", "law", "ban"]) => {
            accident(Done)
        }
        "crashed" | "collapsed" if is_built_or_driven(reading, at) && !is_meant(reading, at) => accident(Done),
        "hit" | "struck" | "killed" | "injured" | "hurt" | "knocked"
            if by_vehicle(reading, at) && !is_meant(reading, at) =>
        {
            accident(Done)
        }
        "hit" | "struck" | "shook" | "rocked" | "jolted"
            if is_disaster(before)
                || is_disaster(reading.before(at, 2)) && matches!(before, "have" | "has" | "had") =>
        {
            accident(Done)
        }
        // `he struck a parked car`
        "hit" | "struck" if strikes_on_road(reading, at) && !is_meant(reading, at) => accident(Done),
        "hit" | "struck" if is_figure(before) || matches!(next, "record" | "deal" | "chord") => Some(None),
        "killed" | "died" | "injured" | "wounded" | "killing" | "injuring" | "destroyed" | "damaged"
            if has_mishap(reading, at) && !is_meant(reading, at) =>
        {
            if key.ends_with("ing") {
                None
            } else {
                accident(Done)
            }
        }
        "explosion" | "blast" if of_gas(reading, at) && !is_meant(reading, at) => accident(Noun),
        "exploded" if of_gas(reading, at) && !is_meant(reading, at) => accident(Done),
        "beat" | "beaten" if !is_beating(reading, at) => Some(None),
        "blew" if !matches!(next, "up" | "himself" | "herself" | "themselves" | "off" | "apart" | "out") => {
            let later = (at + 2..at + 6).any(|it| matches!(reading.key(it), "up" | "apart"));
            (!later).then_some(None)
        }
        "battle" | "battles" | "fight" | "clash" | "clashes" | "war"
            if matches!(
                next,
                "dress" | "lines" | "plan" | "cry" | "ready" | "hardened" | "against" | "over" | "fatigue"
            ) && (next != "against" && next != "over" || is_figure(reading.key(at + 2)))
                || matches!(
                    before,
                    "legal" | "court" | "custody" | "political" | "uphill" | "electoral" | "cancer" | "title"
                ) =>
        {
            Some(None)
        }
        "attack" | "attacks" if matches!(before, "heart" | "panic" | "asthma" | "personal" | "verbal" | "cyber") => {
            Some(None)
        }
        "fought" | "battled" if near_after(reading, at, 4, &["fire", "fires", "blaze", "flames", "cancer"]) => {
            Some(Some((Family::Other, Done)))
        }
        "executed" | "served"
            if near_after(reading, at, 4, &["warrant", "warrants", "order", "plan", "search", "will", "contract"]) =>
        {
            Some(None)
        }
        // What a state does to those it has sentenced.
        "executed" | "hanged"
            if near_after(reading, at, 8, &["prison", "jail", "charges", "convicted", "gallows", "row"]) =>
        {
            Some(Some((Family::Other, Done)))
        }
        "killed" if near_after(reading, at, 3, &["bill", "deal", "amendment", "proposal", "legislation"]) => Some(None),
        "engaged" if matches!(next, "in" | "to" | "by" | "as") => Some(None),
        // `a long shot`
        "shot"
            if matches!(reading.before(at, 2), "a" | "an" | "the")
                && !is_people(before)
                && !is_armed(before)
                && !matches!(next, "dead" | "by" | "in" | "and" | "himself") =>
        {
            Some(None)
        }
        "shot" if matches!(next, "film" | "video" | "footage" | "photographs" | "up" | "photos") => Some(None),
        "captured" | "seized"
            if near_after(
                reading,
                at,
                4,
                &["imagination", "hearts", "attention", "opportunity", "chance", "moment", "video", "camera", "photos"],
            ) =>
        {
            Some(None)
        }
        "launched"
            if near_after(
                reading,
                at,
                4,
                &[
                    "campaign",
                    "probe",
                    "investigation",
                    "website",
                    "app",
                    "product",
                    "appeal",
                    "inquiry",
                    "initiative",
                    "bid",
                    "programme",
                    "program",
                    "scheme",
                    "project",
                    "service",
                    "book",
                    "search",
                    "review",
                    "fund",
                ],
            ) =>
        {
            Some(Some((Family::Other, Done)))
        }
        _ => None,
    }
}

/// The verb of a court that a clause tells of first: what somebody is sentenced for is told in passing.
pub(super) fn of_court(reading: &Reading<'_>, clause: &std::ops::Range<usize>) -> Option<Trigger> {
    let verb = clause.clone().find(|it| is_court(reading, *it))?;
    let passing = |it: usize| {
        (1..=3).any(|by| {
            it >= clause.start + by && matches!(reading.before(it, by), "who" | "which" | "that" | "whose" | "accused")
        })
    };
    // `X was arrested and charged` is an arrest; `gunmen killed a judge who …` a killing.
    let first = (clause.start..verb)
        .filter(|it| reading.tokens[*it].kind == Kind::Word)
        .filter_map(|it| trigger(reading, it))
        .any(|it| it.form == Form::Done && it.family.is_act() && !passing(it.at));
    (!first && !passing(verb)).then_some(Trigger { at: verb, family: Family::Other, form: Form::Done })
}

pub(super) fn is_court(reading: &Reading<'_>, at: usize) -> bool {
    let be =
        (1..=3).any(|by| matches!(reading.before(at, by), "was" | "were" | "been" | "is" | "are" | "be" | "being"));
    let bench = || {
        let sentence = reading.sentences[reading.tokens[at].sentence].clone();
        (at.saturating_sub(8).max(sentence.start)..at).any(|it| {
            matches!(
                reading.key(it),
                "court"
                    | "judge"
                    | "judges"
                    | "jury"
                    | "tribunal"
                    | "prosecutor"
                    | "prosecutors"
                    | "inquest"
                    | "magistrate"
            )
        })
    };
    match reading.key(at) {
        "sentenced" | "convicted" | "indicted" | "acquitted" | "jailed" | "arraigned" | "imprisoned" => be || bench(),
        "charged" => {
            be && matches!(reading.key(at + 1), "with" | "over" | "in" | "after" | "on" | "by" | "for") || bench()
        }
        "pleaded" | "pled" => true,
        "ruled" => bench(),
        "found" => reading.key(at + 1) == "guilty",
        _ => false,
    }
}

/// Somebody or something meant to do harm is named in the sentence.
pub(super) fn is_meant(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    sentence.into_iter().any(|it| {
        matches!(
            reading.key(it),
            "bomb"
                | "bombs"
                | "bomber"
                | "bombing"
                | "gunmen"
                | "gunman"
                | "militants"
                | "attack"
                | "attacks"
                | "attacked"
                | "attacker"
                | "attackers"
                | "missile"
                | "missiles"
                | "rocket"
                | "rockets"
                | "shell"
                | "shells"
                | "shelling"
                | "drone"
                | "drones"
                | "airstrike"
                | "airstrikes"
                | "strikes"
                | "warplanes"
                | "rebels"
                | "shot"
                | "shots"
                | "shooting"
                | "gunfire"
                | "grenade"
                | "explosives"
                | "explosive"
                | "mine"
                | "landmine"
                | "ied"
                | "suicide"
                | "ambush"
                | "ambushed"
                | "rammed"
                | "terror"
                | "terrorist"
                | "terrorists"
                | "stabbed"
                | "clashes"
                | "downed"
                | "intercepted"
                | "debris"
                | "fighting"
                | "arson"
        )
    })
}

/// `hit by a car`, `struck and killed by a pickup truck`
fn by_vehicle(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].end;
    let Some(by) = (at + 1..(at + 5).min(sentence)).find(|it| reading.key(*it) == "by") else { return false };
    let armed = |key: &str| matches!(key, "army" | "military" | "police" | "armoured" | "armored" | "coalition");
    let near = by + 1..(by + 6).min(sentence);
    let vehicle = |key: &str| {
        matches!(
            key,
            "car"
                | "suv"
                | "truck"
                | "pickup"
                | "van"
                | "bus"
                | "train"
                | "lorry"
                | "motorcycle"
                | "taxi"
                | "tram"
                | "motorist"
                | "vehicle"
                | "driver"
                | "lightning"
                | "minibus"
                | "omnibus"
                | "streetcar"
        )
    };
    near.clone().any(|it| vehicle(reading.key(it)))
        && !near.into_iter().any(|it| armed(reading.key(it)) || reading.key(it) == "bomb")
}

/// A driver who hits something on the road.
fn strikes_on_road(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let thing = |it: usize| {
        matches!(
            reading.key(it),
            "car" | "truck" | "vehicle" | "pole" | "tree" | "trees" | "pedestrian" | "cyclist" | "guardrail" | "van"
        )
    };
    let road = |it: usize| {
        matches!(
            reading.key(it),
            "driving"
                | "drove"
                | "driver"
                | "dui"
                | "dwi"
                | "highway"
                | "interstate"
                | "lane"
                | "motorist"
                | "intersection"
                | "backing"
                | "drunk"
                | "northbound"
                | "southbound"
                | "eastbound"
                | "westbound"
        )
    };
    let forces = |it: usize| is_armed(reading.key(it)) || matches!(reading.key(it), "strike" | "israeli" | "forces");
    (at + 1..(at + 5).min(sentence.end)).any(thing)
        && sentence.clone().any(road)
        && !(at.saturating_sub(6).max(sentence.start)..at).any(forces)
}

fn is_disaster(key: &str) -> bool {
    matches!(
        key,
        "earthquakes"
            | "quakes"
            | "storms"
            | "tremors"
            | "earthquake"
            | "quake"
            | "storm"
            | "hurricane"
            | "cyclone"
            | "typhoon"
            | "tornado"
            | "flood"
            | "floods"
            | "landslide"
            | "landslides"
            | "avalanche"
            | "tsunami"
            | "tremor"
            | "blizzard"
            | "wildfire"
            | "wildfires"
            | "mudslide"
            | "flooding"
            | "lightning"
            | "aftershock"
    )
}

/// What strikes in a figure of speech.
fn is_figure(key: &str) -> bool {
    matches!(
        key,
        "crisis"
            | "recession"
            | "tragedy"
            | "disaster"
            | "pandemic"
            | "inflation"
            | "corruption"
            | "poverty"
            | "drugs"
            | "cancer"
            | "disease"
            | "crime"
            | "obesity"
            | "famine"
            | "drought"
    )
}

/// Whether the sentence names a mishap that people die of.
pub(super) fn has_mishap(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    sentence.into_iter().any(|it| {
        let key = reading.key(it);
        is_disaster(key) && key != "storm"
            || matches!(
                key,
                "accidentally"
                    | "crashed"
                    | "crashing"
                    | "crash" | "collision" | "accident" | "accidents" | "stampede" | "capsized" | "derailed" | "derailment"
                    | "collided" | "overturned" | "cholera" | "ebola" | "heatwave" | "electrocuted" | "drowned"
            )
            // `house fire`, `fire broke out`
            || key == "fire"
                && (matches!(reading.before(it, 1), "house" | "apartment" | "forest" | "factory" | "hotel")
                    || matches!(reading.key(it + 1), "broke" | "swept" | "tore"))
            || matches!(key, "road" | "traffic") && matches!(reading.key(it + 1), "toll" | "deaths" | "death")
            || matches!(key, "explosion" | "blast") && of_gas(reading, it)
    })
}

/// `a gas explosion`, `caused by a gas leak`
fn of_gas(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    sentence.into_iter().any(|it| {
        let key = reading.key(it);
        matches!(key, "boiler" | "propane" | "fireworks" | "cylinder")
            || key == "gas"
                && matches!(
                    reading.key(it + 1),
                    "leak" | "explosion" | "blast" | "cylinder" | "canister" | "pipe" | "main"
                )
    })
}

/// Whether what crashed or collapsed is driven, flown or built: no talks, no government.
fn is_built_or_driven(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].start;
    (at.saturating_sub(8).max(sentence)..at).any(|it| {
        matches!(
            reading.key(it),
            "car"
                | "cars"
                | "truck"
                | "bus"
                | "train"
                | "plane"
                | "aircraft"
                | "helicopter"
                | "jet"
                | "motorcycle"
                | "motorcyclist"
                | "van"
                | "driver"
                | "lorry"
                | "vehicle"
                | "boat"
                | "building"
                | "bridge"
                | "dam"
                | "dams"
                | "house"
                | "wall"
                | "roof"
                | "mine"
                | "tower"
                | "minibus"
                | "ferry"
                | "pilot"
                | "airliner"
        )
    })
}

/// `beat him with sticks`, `was beaten to death`; nobody is hurt by a defeat.
fn is_beating(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let near = at.saturating_sub(8).max(sentence.start)..(at + 9).min(sentence.end);
    let lost = near.clone().any(|it| {
        matches!(
            reading.key(it),
            "narrowly"
                | "election"
                | "vote"
                | "votes"
                | "match"
                | "game"
                | "final"
                | "points"
                | "goals"
                | "record"
                | "odds"
                | "expectations"
                | "rival"
                | "drum"
                | "heart"
        )
    });
    let named = reading.is_capital(at + 1) && small(reading.key(at + 1)).is_none();
    !lost && (!named || near.into_iter().any(|it| matches!(reading.key(it), "police" | "soldiers" | "men" | "mob")))
}

fn near(reading: &Reading<'_>, at: usize, words: &[&str]) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    (at.saturating_sub(6).max(sentence.start)..(at + 7).min(sentence.end)).any(|it| words.contains(&reading.key(it)))
}

fn near_after(reading: &Reading<'_>, at: usize, reach: usize, words: &[&str]) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].end;
    (at + 1..(at + 1 + reach).min(sentence)).any(|it| words.contains(&reading.key(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, expect: Option<Family>) {
        let reading = Reading::new(text);
        let at = (0..reading.tokens.len()).find(|it| reading.word(*it) == word).unwrap();
        assert_eq!(trigger(&reading, at).map(|it| it.family), expect, "{text}");
    }

    #[test]
    fn mishaps_are_told_from_violence() {
        check("A woman was struck and killed by a pickup truck.", "struck", Some(Family::Accident));
        check("He was killed by a truck bomb.", "killed", Some(Family::Bomb));
        check("An explosion caused by a gas leak hurt two.", "explosion", Some(Family::Accident));
        check("Nine people died when two buses collided.", "died", Some(Family::Accident));
        check("An earthquake struck the province.", "struck", Some(Family::Accident));
        check("Nine people were killed when gunmen attacked a bus after a crash.", "killed", Some(Family::Attack));
        check("The talks collapsed.", "collapsed", Some(Family::Other));
    }

    #[test]
    fn figures_of_speech_tell_of_no_violence() {
        check("She narrowly beat her opponent in the election.", "beat", None);
        check("Soldiers beat three villagers.", "beat", Some(Family::Killing));
        check("The driver blew 0.24.", "blew", None);
        check("The crisis struck last year.", "struck", None);
        check("Troops in battle dress arrived.", "battle", None);
        check("Police executed a search warrant.", "executed", None);
        check("She launched a campaign.", "launched", Some(Family::Other));
    }

    #[test]
    fn what_a_court_does_comes_before_what_it_is_about() {
        let told = |text: &str| {
            let reading = Reading::new(text);
            of_court(&reading, &reading.sentences[0].clone()).map(|it| reading.word(it.at).to_owned())
        };
        assert_eq!(told("A man who robbed a bank was sentenced to nine years.").as_deref(), Some("sentenced"));
        assert_eq!(told("Prosecutors charged him with killing two men.").as_deref(), Some("charged"));
        assert_eq!(told("Gunmen killed a judge who had sentenced rebels."), None);
        assert_eq!(told("He was arrested and charged."), None);
    }
}
