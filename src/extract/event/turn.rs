//! More turns of phrase: what is going on (`is shelling`), what is done with a noun (`an exchange of fire`, `came under
//! attack`), and verbs with a particle (`gunned down`, `taken over`).

use super::phrase::{EXPLOSIVES, is_armed};
use super::trigger::{Family, Form, means};
use crate::extract::token::Reading;

/// The family of a turn of phrase at a token, if one is there.
pub(super) fn turn(reading: &Reading<'_>, at: usize) -> Option<(Family, Form)> {
    use Family::*;
    use Form::*;
    let key = reading.key(at);
    let next = reading.key(at + 1);
    let found = match key {
        _ if key.ends_with("ing") => (progressive(reading, at)?, Done),
        "exchange" | "exchanges" if next == "of" && is_fire(reading.key(at + 2)) => (Clash, Noun),
        "came" | "come" | "comes" if next == "under" => (under(reading, at)?, Done),
        "gunned" if next == "down" => (Killing, Done),
        "stabbed" | "lynched" | "hanged" | "hacked" | "strangled" => (Killing, Done),
        "taken" | "took" if next == "over" => (Territory, Done),
        "taken" | "took" if matches!(next, "hostage" | "captive") || near(reading, at, &["hostage", "captive"]) => {
            (Abduction, Done)
        }
        "taken" if next == "from" && around(reading, at, 14, &["freed", "released", "ransom"]) => (Abduction, Done),
        "taken" if next == "into" && reading.key(at + 2) == "custody" => (Arrest, Done),
        "fell" | "fallen" if next == "to" && is_side(reading, at + 2) => (Territory, Done),
        "control" | "controls" if matches!(reading.before(at, 1), "now" | "fully") => (Territory, Done),
        "apprehended" | "nabbed" => (Arrest, Done),
        "rounded" if next == "up" => (Arrest, Done),
        "foiled" | "thwarted" | "prevented" => {
            let assault =
                around(reading, at, 14, &["attack", "assault", "infiltration", "infiltrate", "incursion", "ambush"]);
            (if assault { Clash } else { Intercept }, Done)
        }
        "operations" | "operation" | "campaign" if reading.before(at, 1) == "air" => (AirStrike, Noun),
        "volley" | "volleys" | "salvoes" | "salvos" => (Shelling, Noun),
        "answered" | "responded" | "retaliated" | "replied" if next == "with" => (means(reading, at, Other), Done),
        "used" | "fired" if matches!(next, "tear" | "teargas" | "water") => (Protest, Done),
        "dispersed" => (Protest, Done),
        "rampaged" | "rampage" if !matches!(reading.before(at, 1), "the" | "this") => (Looting, Done),
        "stopped" | "halted" if near(reading, at, &["columns", "column", "advance", "assault", "offensive"]) => {
            (Clash, Done)
        }
        "ran" | "drove" | "driven" if next == "over" && around(reading, at, 8, EXPLOSIVES) => {
            (means(reading, at, Bomb), Done)
        }
        "robbed" => (Looting, Done),
        "razed" => (Looting, Done),
        "flew" | "sent" | "rushed" | "moved"
            if near(reading, at, &["soldiers", "troops", "reinforcements", "commandos"]) =>
        {
            (Deployment, Done)
        }
        "threw" | "hurled" | "lobbed" if near(reading, at, &["grenade", "grenades", "explosives"]) => (Bomb, Done),
        "damaged" | "destroyed" => (weapon(reading, at)?, Done),
        "crashed" if near(reading, at, &["downed", "intercepted"]) => (Intercept, Done),
        "drone" | "drones" | "missile" | "rocket"
            if next == "crashed" && near(reading, at, &["downed", "intercepted"]) =>
        {
            (Intercept, Done)
        }
        _ => return None,
    };
    Some(found)
}

/// `is attacking`, `were clashing with`: under way, and so told as done.
fn progressive(reading: &Reading<'_>, at: usize) -> Option<Family> {
    use Family::*;
    let key = reading.key(at);
    let family = match key {
        "attacking" | "striking" | "hitting" | "targeting" | "assaulting" | "storming" | "ambushing" => Attack,
        "shelling" | "firing" | "bombarding" | "pounding" => Shelling,
        "bombing" => AirStrike,
        "clashing" | "fighting" | "battling" => Clash,
        "looting" | "torching" | "burning" => Looting,
        "kidnapping" | "abducting" => Abduction,
        "arresting" | "detaining" => Arrest,
        "protesting" | "marching" | "rallying" => Protest,
        "killing" | "shooting" | "executing" => Killing,
        "capturing" | "seizing" => Territory,
        _ => return None,
    };
    let is = (1..=2).any(|by| matches!(reading.before(at, by), "is" | "are" | "was" | "were" | "been"));
    // `a video shows soldiers clashing with protesters`
    let seen = matches!(key, "clashing" | "fighting" | "battling")
        && reading.key(at + 1) == "with"
        && is_armed(reading.before(at, 1));
    let named = matches!(reading.before(at, 1), "the" | "of" | "for" | "by" | "in" | "from");
    (is || seen).then_some(()).filter(|()| !named)?;
    Some(if family == Attack || family == Killing { means(reading, at, family) } else { family })
}

/// `came under fire`
fn under(reading: &Reading<'_>, at: usize) -> Option<Family> {
    let what = (2..=5).map(|by| reading.key(at + by)).find(|key| {
        is_fire(key)
            || matches!(*key, "attack" | "shelling" | "bombardment" | "artillery" | "rocket" | "mortar" | "drone")
    })?;
    let family = if is_fire(what) { Family::Attack } else { Family::Killing };
    Some(match what {
        "shelling" | "bombardment" => Family::Shelling,
        _ => match means(reading, at, family) {
            Family::Killing => Family::Attack,
            family => family,
        },
    })
}

fn is_fire(key: &str) -> bool {
    matches!(key, "fire" | "gunfire" | "shots")
}

/// What a weapon of the sentence did; none where no weapon is named.
fn weapon(reading: &Reading<'_>, at: usize) -> Option<Family> {
    let family = means(reading, at, Family::Other);
    (family != Family::Other).then_some(family)
}

/// Somebody who can take a town: `fell to the rebels`, `fell to M23`.
fn is_side(reading: &Reading<'_>, at: usize) -> bool {
    reading.key(at) == "the" && (1..=3).any(|by| is_armed(reading.key(at + by)))
        || reading.is_capital(at) && reading.key(at) != "the"
}

/// Whether any of some words stands within six tokens in the sentence.
fn near(reading: &Reading<'_>, at: usize, words: &[&str]) -> bool {
    around(reading, at, 6, words)
}

fn around(reading: &Reading<'_>, at: usize, reach: usize, words: &[&str]) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let around = at.saturating_sub(reach).max(sentence.start)..(at + reach + 1).min(sentence.end);
    around.into_iter().any(|it| words.contains(&reading.key(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, word: &str, expect: Option<Family>) {
        let reading = Reading::new(text);
        let at = (0..reading.tokens.len()).find(|it| reading.word(*it) == word).unwrap();
        assert_eq!(turn(&reading, at).map(|it| it.0), expect, "{text}");
    }

    #[test]
    fn what_more_than_one_word_tells_is_known() {
        check("The army is shelling the town.", "shelling", Some(Family::Shelling));
        check("The shelling of the town went on.", "shelling", None);
        check("An exchange of fire followed.", "exchange", Some(Family::Clash));
        check("An exchange of prisoners followed.", "exchange", None);
        check("The post came under fire.", "came", Some(Family::Attack));
        check("He came under pressure.", "came", None);
        check("The town fell to the rebels.", "fell", Some(Family::Territory));
        check("He fell to the ground.", "fell", None);
        check("Police used tear gas.", "used", Some(Family::Protest));
        check("The shed was damaged by a rocket.", "damaged", Some(Family::Shelling));
        check("The shed was damaged by rain.", "damaged", None);
    }
}
