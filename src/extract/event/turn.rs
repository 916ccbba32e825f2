//! More turns of phrase: what is going on (`is shelling`), what is done with a noun (`an exchange of fire`, `came under
//! attack`), and verbs with a particle (`gunned down`, `taken over`).

use super::partake::is_folk;
use super::phrase::{EXPLOSIVES, is_armed};
use super::trigger::{Family, Form, means};
use crate::extract::date::is_calendar;
use crate::extract::token::Reading;
use crate::extract::toll::is_people;

/// The family of a turn of phrase at a token, if one is there.
pub(super) fn turn(reading: &Reading<'_>, at: usize) -> Option<(Family, Form)> {
    use Family::*;
    use Form::*;
    let key = reading.key(at);
    let next = reading.key(at + 1);
    let found = match key {
        _ if key.ends_with("ing")
            && !matches!(key, "pulling" | "withdrawing" | "driving" | "exchanging" | "trading") =>
        {
            (progressive(reading, at)?, Done)
        }
        "exchange" | "exchanges" if next == "of" && is_fire(reading.key(at + 2)) => (Clash, Noun),
        "came" | "come" | "comes" if next == "under" => (under(reading, at)?, Done),
        "gunned" if next == "down" => (Killing, Done),
        "lost" if matches!(next, "their" | "his" | "her") && matches!(reading.key(at + 2), "life" | "lives") => {
            (Killing, Done)
        }
        "blew" | "blown" | "destroyed" | "detonated" | "cleared" if disarms(reading, at) => (Intercept, Done),
        "recovered" | "seized" | "confiscated" | "discovered" | "unearthed" | "found" if finds_arms(reading, at) => {
            (Intercept, Done)
        }
        "exchanged" | "traded"
            if (1..=3).any(|by| is_fire(reading.before(at, by)))
                && matches!(reading.before(at, 1), "were" | "was" | "been") =>
        {
            (Clash, Done)
        }
        "brought"
            if next == "down" && around(reading, at, 14, &["drone", "drones", "quadcopter", "uav", "helicopter"]) =>
        {
            (Intercept, Done)
        }
        "pulling" | "withdrawing"
            if matches!(reading.before(at, 1), "finished" | "completed" | "began" | "started")
                && near(reading, at, &["troops", "forces", "soldiers"]) =>
        {
            (Withdrawal, Done)
        }
        "found" if matches!(next, "dead" | "murdered" | "beheaded") => (Killing, Done),
        "found" | "discovered" | "recovered" | "dumped" | "retrieved" | "left" | "pulled" | "hung"
            if finds_body(reading, at) == Some(true) =>
        {
            (Killing, Done)
        }
        "found" | "discovered" | "recovered" | "retrieved" if finds_body(reading, at) == Some(false) => (Other, Done),
        "rammed" | "drove" | "driving" | "detonated" | "struck" if is_suicide(reading, at) => (SuicideBomb, Done),
        "left" if (2..=7).any(|by| matches!(reading.key(at + by), "dead" | "wounded" | "injured" | "hurt")) => {
            (means(reading, at, Killing), Done)
        }
        "moved" | "charged" | "sprayed" | "turned" | "unleashed" | "deployed" | "used"
            if around(reading, at, 10, &["cannon", "teargas", "batons", "baton", "pepper"])
                || around(reading, at, 6, &["tear"]) =>
        {
            (Protest, Done)
        }
        "went" if next == "on" && reading.key(at + 2) == "strike" => (Protest, Done),
        "staged" | "held" | "observed" | "organised" | "organized" | "joined"
            if (1..=4).any(|by| {
                matches!(
                    reading.key(at + by),
                    "strike" | "sit" | "vigil" | "march" | "rally" | "protest" | "demonstration" | "walkout"
                )
            }) =>
        {
            (Protest, Done)
        }
        "put" | "erected" | "set" | "built" | "raised"
            if (1..=4).any(|by| matches!(reading.key(at + by), "barricades" | "roadblocks" | "barricade")) =>
        {
            (Protest, Done)
        }
        "took" | "take" | "led"
            if matches!(next, "him" | "her" | "them")
                && (1..=4).any(|by| is_armed(reading.before(at, by)) || reading.before(at, by) == "armed") =>
        {
            (Abduction, Done)
        }
        "made" if matches!(next, "away" | "off") && reading.key(at + 2) == "with" && takes_people(reading, at + 3) => {
            (Abduction, Done)
        }
        "whisked" | "dragged" | "bundled" | "marched"
            if matches!(next, "away" | "off") || near(reading, at, &["unknown", "undisclosed"]) =>
        {
            (Abduction, Done)
        }
        "exchanging" | "trading" if is_fire(next) => (Clash, Done),
        "took" | "taken" | "filled" | "flooded" | "poured" | "spilled" | "swept"
            if (1..=4).any(|by| reading.key(at + by) == "streets")
                && !near(reading, at, &["water", "flood", "mud"]) =>
        {
            let mob = (1..=3).any(|by| matches!(reading.before(at, by), "mob" | "mobs" | "rioters"));
            (if mob { Riot } else { Protest }, Done)
        }
        "gathered" | "assembled" | "massed" | "chanted"
            if (1..=4).any(|by| is_marching(reading.before(at, by)))
                && matches!(next, "outside" | "in" | "at" | "near" | "on" | "before" | "slogans" | "against") =>
        {
            (Protest, Done)
        }
        "pelted" => (Riot, Done),
        "surrendered" | "defected" => (Withdrawal, Done),
        "turned" | "handed" | "laid"
            if matches!(next, "over" | "in" | "down")
                && (2..=6).any(|by| is_arm(reading.key(at + by)) || by < 4 && reading.key(at + by) == "themselves") =>
        {
            (Withdrawal, Done)
        }
        "taken" | "seized" | "snatched" | "captured" if is_taken_away(reading, at) => (Abduction, Done),
        "taken" | "took"
            if (2..=6).any(|by| reading.key(at + by) == "custody" && reading.key(at + by - 1) == "into") =>
        {
            (Arrest, Done)
        }
        "thrown" | "hurled" | "lobbed" | "tossed" if near(reading, at, &["grenade", "grenades", "bomb"]) => {
            (Bomb, Done)
        }
        "stabbed" | "lynched" | "hanged" | "hacked" | "strangled" => (Killing, Done),
        "taken" | "took" if next == "over" => (Territory, Done),
        "taken" | "took" if matches!(next, "hostage" | "captive") || near(reading, at, &["hostage", "captive"]) => {
            (Abduction, Done)
        }
        "taken" if next == "from" && around(reading, at, 14, &["freed", "released", "ransom"]) => (Abduction, Done),
        "taken" | "seized" | "gained" | "regained" | "wrested"
            if (1..=3).any(|by| reading.key(at + by) == "control") =>
        {
            (Territory, Done)
        }
        "crossed" if near(reading, at, &["troops", "forces", "militias", "fighters", "soldiers"]) => (Deployment, Done),
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
            if near(
                reading,
                at,
                &["soldiers", "troops", "reinforcements", "commandos", "officers", "peacekeepers"],
            ) =>
        {
            (Deployment, Done)
        }
        "threw" if near(reading, at, &["grenade", "grenades", "explosives"]) => (Bomb, Done),
        "destroyed" if spoils(reading, at).is_some() => (spoils(reading, at)?, Done),
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

/// Whether what was found is somebody dead by violence; `None`: no body at all.
fn finds_body(reading: &Reading<'_>, at: usize) -> Option<bool> {
    let body = |key: &str| matches!(key, "body" | "bodies" | "corpse" | "corpses" | "remains");
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let near = at.saturating_sub(12).max(sentence.start)..(at + 7).min(sentence.end);
    near.into_iter().any(|it| body(reading.key(it))).then_some(())?;
    // The next sentence may say how they died.
    let next = reading.sentences.get(reading.tokens[at].sentence + 1).map_or(sentence.end, |it| it.end);
    let violent = |key: &str| {
        matches!(
            key,
            "bullet"
                | "bullets"
                | "riddled"
                | "gunshot"
                | "shot"
                | "bound"
                | "tied"
                | "beheaded"
                | "decapitated"
                | "tortured"
                | "torture"
                | "abducted"
                | "kidnapped"
                | "stab"
                | "stabbed"
                | "mutilated"
                | "executed"
                | "blindfolded"
                | "handcuffed"
                | "murdered"
                | "strangled"
                | "seized"
        )
    };
    Some((sentence.start..next).any(|it| violent(reading.key(it))))
}

/// `rammed a car packed with explosives into`: who does it means to die.
fn is_suicide(reading: &Reading<'_>, at: usize) -> bool {
    let loaded = || around(reading, at, 10, &["packed", "laden", "loaded", "filled", "rigged"]);
    let charge = || around(reading, at, 10, &["explosives", "explosive", "bomb"]);
    let bomber = (1..=3).any(|by| matches!(reading.before(at, by), "bomber" | "bombers"));
    match reading.key(at) {
        "rammed" | "drove" | "driving" if reading.key(at + 1) != "over" => {
            loaded() && charge() || around(reading, at, 8, &["suicide"])
        }
        "struck" => bomber,
        "rammed" | "drove" | "driving" => false,
        _ => around(reading, at, 8, &["suicide"]) || near(reading, at, &["vest", "belt"]),
    }
}

/// `a bride and six women`
fn takes_people(reading: &Reading<'_>, from: usize) -> bool {
    (from..from + 6).any(|it| is_people(reading.key(it)) || is_folk(reading.key(it)) || reading.key(it) == "bride")
}

/// Those who march.
fn is_marching(key: &str) -> bool {
    matches!(
        key,
        "protesters"
            | "demonstrators"
            | "crowd"
            | "crowds"
            | "students"
            | "activists"
            | "workers"
            | "residents"
            | "supporters"
            | "thousands"
            | "hundreds"
            | "mobs"
            | "mob"
            | "relatives"
            | "women"
    )
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
        "stabbing" | "murdering" | "strangling"
            if (1..=3).any(|by| matches!(reading.before(at, by), "admitted" | "admits" | "confessed" | "of")) =>
        {
            Killing
        }
        "capturing" | "seizing" => Territory,
        _ => return None,
    };
    let is = (1..=2).any(|by| matches!(reading.before(at, by), "is" | "are" | "was" | "were" | "been"));
    // `a video shows soldiers clashing with protesters`
    let seen = matches!(key, "clashing" | "fighting" | "battling")
        && reading.key(at + 1) == "with"
        && is_armed(reading.before(at, 1));
    // `Police were targeting shops`
    let police =
        key == "targeting" && (2..=4).any(|by| matches!(reading.before(at, by), "police" | "officers" | "inspectors"));
    if police {
        return None;
    }
    let named = matches!(reading.before(at, 1), "the" | "of" | "for" | "by" | "in" | "from");
    // `were accused of killing 150 civilians`
    let accused = reading.before(at, 1) == "of" && matches!(reading.before(at, 2), "accused" | "suspected");
    // `admitted fatally stabbing`, `confessed to killing`
    let admitted = (1..=3).any(|by| matches!(reading.before(at, by), "admitted" | "admits" | "confessed"));
    if accused || admitted {
        return Some(family);
    }
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

/// Engineers who blow up mines make them harmless.
fn disarms(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let before = at.saturating_sub(6).max(sentence.start)..at;
    let engineers = |key: &str| {
        matches!(
            key,
            "engineers"
                | "sappers"
                | "deminers"
                | "experts"
                | "specialists"
                | "technicians"
                | "team"
                | "teams"
                | "squad"
        )
    };
    let object =
        (at + 1..(at + 7).min(sentence.end)).take_while(|it| !matches!(reading.key(*it), "in" | "near" | "at"));
    let explosive = |key: &str| {
        EXPLOSIVES.contains(&key)
            || matches!(key, "shells" | "shell" | "ieds" | "ordnance" | "munitions" | "landmines" | "charges")
    };
    before.into_iter().any(|it| engineers(reading.key(it))) && object.into_iter().any(|it| explosive(reading.key(it)))
}

/// Weapons that are found, in a sentence that says when and tells of nobody harmed or held.
fn finds_arms(reading: &Reading<'_>, at: usize) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let object =
        (at + 1..(at + 7).min(sentence.end)).take_while(|it| !matches!(reading.key(*it), "from" | "in" | "by"));
    let other = |key: &str| {
        matches!(
            key,
            "killed"
                | "wounded"
                | "injured"
                | "arrested"
                | "detained"
                | "dead"
                | "raided"
                | "custody"
                | "clash"
                | "clashes"
                | "clashed"
                | "attack"
                | "attacked"
                | "firefight"
                | "drugs"
                | "eliminated"
                | "neutralised"
                | "neutralized"
        )
    };
    let dated = |it: usize| is_calendar(reading, it) || matches!(reading.key(it), "yesterday" | "today");
    object.into_iter().any(|it| is_arm(reading.key(it)))
        && sentence.clone().any(dated)
        && !sentence.into_iter().any(|it| other(reading.key(it)))
}

fn is_arm(key: &str) -> bool {
    matches!(
        key,
        "rifle"
            | "rifles"
            | "weapon"
            | "weapons"
            | "arms"
            | "firearms"
            | "gun"
            | "guns"
            | "pistol"
            | "pistols"
            | "ieds"
            | "ied"
            | "explosives"
            | "ammunition"
            | "grenades"
            | "launchers"
            | "launcher"
            | "munitions"
    )
}

/// `A priest was seized by unidentified fighters`, `two guards were taken from the hospital by armed men`: of people, by
/// those who bear arms.
fn is_taken_away(reading: &Reading<'_>, at: usize) -> bool {
    let Some(be) = at.checked_sub(1).filter(|it| matches!(reading.key(*it), "was" | "were")) else { return false };
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let by = (at + 1..(at + 8).min(sentence.end)).find(|it| reading.key(*it) == "by");
    let armed = by.is_some_and(|by| {
        (by + 1..(by + 5).min(sentence.end)).any(|it| {
            is_armed(reading.key(it))
                || matches!(reading.key(it), "unidentified" | "unknown" | "armed" | "masked" | "men")
        })
    });
    // `two nuns travelling to the coast`
    let from = be.saturating_sub(8).max(sentence.start);
    let someone = |it: usize| {
        let key = reading.key(it);
        matches!(key, "they" | "he" | "she" | "who")
            || is_people(key) && !matches!(key, "drone" | "drones" | "missile" | "missiles" | "rocket" | "rockets")
            || is_armed(key)
            || is_folk(key)
            || is_title(key)
    };
    let place = |it: usize| {
        matches!(
            reading.key(it),
            "town"
                | "city"
                | "village"
                | "base"
                | "post"
                | "area"
                | "district"
                | "weapons"
                | "rifles"
                | "vehicle"
                | "vehicles"
                | "truck"
                | "trucks"
                | "land"
                | "building"
                | "station"
                | "camp"
                | "ship"
                | "vessel"
                | "tanker"
        )
    };
    armed && (from..be).any(someone) && !(from..be).any(place)
}

fn is_title(key: &str) -> bool {
    matches!(
        key,
        "father"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
            | "reverend"
            | "rev"
            | "pastor"
            | "sister"
            | "brother"
            | "bishop"
            | "chief"
            | "mayor"
            | "sheikh"
            | "imam"
            | "judge"
            | "journalist"
            | "priest"
    )
}

/// What a weapon of the sentence did; none where no weapon is named.
fn weapon(reading: &Reading<'_>, at: usize) -> Option<Family> {
    let family = means(reading, at, Family::Other);
    (family != Family::Other).then_some(family)
}

/// What forces destroy of their enemy's weapons: on the ground, or on their way.
fn spoils(reading: &Reading<'_>, at: usize) -> Option<Family> {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let forces = (at.saturating_sub(8).max(sentence.start)..at)
        .any(|it| is_armed(reading.key(it)) || reading.key(it) == "forces");
    let object =
        || (at + 1..(at + 10).min(sentence.end)).take_while(|it| !matches!(reading.key(*it), "in" | "over" | "near"));
    let has = |words: &[&str]| object().any(|it| words.contains(&reading.key(it)));
    if !forces {
        None
    } else if has(&["launcher", "launchers", "radar", "radars", "depot", "site", "station", "boats", "boat", "vessel"])
    {
        Some(Family::AirStrike)
    } else {
        has(&["drone", "drones", "uav", "uavs", "missile", "missiles", "usv"]).then_some(Family::Intercept)
    }
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
        check("Our engineers blew up 12 mines.", "blew", Some(Family::Intercept));
        check("The militants blew up a bridge.", "blew", None);
        check("Troops recovered two rifles on Monday.", "recovered", Some(Family::Intercept));
        check("Two men were killed and troops recovered two rifles on Monday.", "recovered", None);
        check("Shots were exchanged.", "exchanged", Some(Family::Clash));
        check("Gifts were exchanged.", "exchanged", None);
        check("Two guards were taken from the clinic by armed men.", "taken", Some(Family::Abduction));
        check("The town was seized by armed men.", "seized", None);
        check("Three fighters turned over a rifle.", "turned", Some(Family::Withdrawal));
        check("The car turned over twice.", "turned", None);
    }
}
