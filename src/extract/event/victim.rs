//! Who is meant by a turn of phrase: the dead who are found, those who are led away, crowds.

use super::folk::is_folk;
use super::phrase::is_armed;
use super::turn::{around, near};
use crate::extract::token::Reading;
use crate::extract::toll::is_people;

/// Whether somebody, and no ground, is captured: `captured the leader of`, `workers seized by gunmen`.
pub(super) fn of_person(reading: &Reading<'_>, at: usize) -> bool {
    let who = |key: &str| {
        matches!(
            key,
            "leader"
                | "leaders"
                | "boss"
                | "suspect"
                | "suspects"
                | "commander"
                | "chief"
                | "workers"
                | "worker"
                | "dealer"
                | "smuggler"
                | "smugglers"
                | "journalist"
                | "journalists"
                | "priest"
                | "tourists"
                | "pupils"
                | "students"
                | "fugitive"
                | "engineers"
                | "doctors"
                | "passengers"
                | "sailors"
                | "crew"
        )
    };
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let object =
        (at + 1..(at + 6).min(sentence.end)).take_while(|it| !matches!(reading.key(*it), "of" | "in" | "from" | "by"));
    let by = reading.key(at + 1) == "by" && (1..=2).any(|by| who(reading.before(at, by)));
    object.into_iter().any(|it| who(reading.key(it))) || by
}

/// Whether what was found is somebody dead by violence; `None`: no body at all.
pub(super) fn finds_body(reading: &Reading<'_>, at: usize) -> Option<bool> {
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
                | "throats"
                | "throat"
        )
    };
    Some((sentence.start..next).any(|it| violent(reading.key(it))))
}

/// `rammed a car packed with explosives into`: who does it means to die.
pub(super) fn is_suicide(reading: &Reading<'_>, at: usize) -> bool {
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
pub(super) fn takes_people(reading: &Reading<'_>, from: usize) -> bool {
    (from..from + 6).any(|it| is_people(reading.key(it)) || is_folk(reading.key(it)) || reading.key(it) == "bride")
}

/// Those who march.
pub(super) fn is_marching(key: &str) -> bool {
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

/// `A priest was seized by unidentified fighters`, `two guards were taken from the hospital by armed men`: of people, by
/// those who bear arms.
pub(super) fn is_taken_away(reading: &Reading<'_>, at: usize) -> bool {
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

pub(super) fn is_title(key: &str) -> bool {
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
