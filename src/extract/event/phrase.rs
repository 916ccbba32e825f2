//! Turns of phrase that tell of an occurrence by more than one word, and verbs of headlines.

use super::trigger::{Family, explosion, means};
use crate::extract::token::{Kind, Reading, Shape};

pub(super) const EXPLOSIVES: &[&str] = &[
    "bomb",
    "bombs",
    "device",
    "devices",
    "explosive",
    "explosives",
    "mine",
    "mines",
    "ied",
    "grenade",
    "grenades",
    "charge",
    "charges",
    "landmine",
    "landmines",
];

/// `set fire to`, `set shops ablaze`
pub(super) fn sets_fire(reading: &Reading<'_>, at: usize) -> bool {
    (1..=7).any(|by| matches!(reading.key(at + by), "fire" | "ablaze" | "alight"))
}

/// `The RSF took Wad Madani`: those who take are a force, what is taken has a name.
pub(super) fn takes_place(reading: &Reading<'_>, at: usize) -> bool {
    let subject = at.checked_sub(1).is_some_and(|it| {
        let shouted =
            reading.tokens[it].shape == Shape::Upper && reading.tokens[it].end - reading.tokens[it].start >= 2;
        shouted || is_armed(reading.key(it))
    });
    let the_town = matches!(reading.key(at + 1), "the")
        && matches!(reading.key(at + 2), "town" | "city" | "village" | "base" | "hill" | "airport" | "capital");
    subject && (reading.is_capital(at + 1) || the_town)
}

/// People under arms, as the subject of a sentence.
pub(super) fn is_armed(key: &str) -> bool {
    matches!(
        key,
        "forces"
            | "troops"
            | "soldiers"
            | "fighters"
            | "militants"
            | "rebels"
            | "insurgents"
            | "gunmen"
            | "jihadists"
            | "army"
            | "military"
            | "militia"
            | "militias"
            | "militiamen"
            | "paramilitaries"
            | "commandos"
            | "marines"
            | "separatists"
            | "bandits"
            | "guerrillas"
            | "police"
            | "assailants"
            | "attackers"
            | "terrorists"
            | "extremists"
            | "cartel"
            | "gang"
            | "gangs"
            | "guards"
            | "infantry"
            | "brigade"
            | "battalion"
            | "conscripts"
            | "policemen"
            | "recruits"
            | "marine"
            | "soldier"
            | "policeman"
            | "peacekeepers"
            | "khwarij"
            | "corporal"
            | "sergeant"
            | "lieutenant"
            | "captain"
            | "constable"
            | "constables"
            | "jawan"
            | "jawans"
            | "servicemen"
            | "serviceman"
            | "airmen"
            | "rangers"
            | "infiltrators"
            | "navy"
    )
}

/// A verb of the present tense, as headlines and reports in note form have it: `drone hits minibus`, `gunmen kill 12`.
pub(super) fn headline(reading: &Reading<'_>, at: usize) -> Option<Family> {
    use Family::*;
    let key = reading.key(at);
    let (family, plural) = match key {
        "hits" | "strikes" | "attacks" | "targets" | "damages" | "destroys" => (Attack, false),
        "kills" | "injures" | "wounds" => (Killing, false),
        "hit" | "strike" | "attack" | "target" | "ambush" | "storm" => (Attack, true),
        "kill" | "injure" | "wound" | "shoot" | "execute" => (Killing, true),
        "raid" => (Raid, true),
        "seize" | "capture" | "overrun" | "retake" | "recapture" => (Territory, true),
        "seizes" | "captures" | "overruns" | "retakes" | "recaptures" => (Territory, false),
        "abduct" | "kidnap" => (Abduction, true),
        "abducts" | "kidnaps" => (Abduction, false),
        "detain" | "arrest" => (Arrest, true),
        "detains" | "arrests" => (Arrest, false),
        "loot" | "torch" => (Looting, true),
        "shell" => (Shelling, true),
        "bomb" => (AirStrike, true),
        "explodes" | "detonates" => (explosion(reading, at), false),
        _ => return None,
    };
    let before = at.checked_sub(1)?;
    if reading.tokens[before].sentence != reading.tokens[at].sentence {
        return None;
    }
    let subject = reading.key(before);
    let thing = matches!(
        subject,
        "drone"
            | "missile"
            | "rocket"
            | "shell"
            | "mortar"
            | "mine"
            | "bomb"
            | "airstrike"
            | "strike"
            | "blast"
            | "explosion"
            | "attack"
            | "raid"
            | "fire"
            | "shelling"
            | "ambush"
            | "ied"
            | "clash"
            | "army"
            | "military"
            | "navy"
            | "militia"
            | "bomber"
            | "gunman"
            | "police"
            | "jet"
            | "device"
            | "shooting"
            | "bombing"
            | "landmine"
            | "uav"
    );
    let people = is_armed(subject) && subject.ends_with('s')
        || matches!(subject, "gunmen" | "militiamen" | "police" | "men" | "khwarij");
    let subject =
        if plural { people } else { thing || reading.tokens[before].shape == Shape::Upper && subject.len() >= 2 };
    // Something must follow that it is done to.
    let next = reading.tokens.get(at + 1).filter(|it| it.sentence == reading.tokens[at].sentence);
    let object = next.is_some_and(|it| it.kind != Kind::Mark)
        && !matches!(
            reading.key(at + 1),
            "on" | "in"
                | "at"
                | "against"
                | "by"
                | "from"
                | "of"
                | "near"
                | "and"
                | "or"
                | "were"
                | "was"
                | "have"
                | "had"
                | "has"
                | "are"
                | "is"
                | "that"
                | "which"
                | "to"
                | "for"
                | "over"
                | "across"
                | "hit"
                | "killed"
                | "targeted"
                | "struck"
                | "group"
                | "groups"
                | "team"
                | "range"
                | "ranges"
                | "site"
        )
        && !trigger_is_past(reading, at + 1);
    let ends = matches!(key, "explodes" | "detonates");
    (subject && (object || ends))
        .then(|| if matches!(family, Attack | Killing) { means(reading, at, family) } else { family })
}

/// `drone strikes killed`: then the word before is a noun.
fn trigger_is_past(reading: &Reading<'_>, at: usize) -> bool {
    let key = reading.key(at);
    key.ends_with("ed") && key.len() > 4
}
