//! What was used, as the words around a verb say: drones, shells, mines.

use super::trigger::{Family, is_around};
use crate::extract::token::Reading;

pub(super) fn explosion(reading: &Reading<'_>, at: usize) -> Family {
    // A shell that lay there is no shelling.
    let left =
        is_around(reading, at, &["left", "leftover", "unexploded", "remnant", "remnants", "ordnance", "abandoned"]);
    match is_around(reading, at, &["suicide"]) {
        true => Family::SuicideBomb,
        false if left => Family::Bomb,
        false => means(reading, at, Family::Bomb),
    }
}

/// Whether a weapon is what was struck: `strikes against three missiles`, `hit a drone factory`.
fn is_struck(reading: &Reading<'_>, at: usize, weapon: usize) -> bool {
    let after = weapon > at;
    let against = (at + 1..weapon).any(|it| matches!(reading.key(it), "against" | "on" | "targeting"));
    let with = (at + 1..weapon).any(|it| matches!(reading.key(it), "with" | "using" | "by" | "in" | "firing" | "from"));
    let thing = matches!(
        reading.key(weapon + 1),
        "factory"
            | "depot"
            | "base"
            | "launcher"
            | "launchers"
            | "site"
            | "sites"
            | "positions"
            | "storage"
            | "workshop"
    );
    after && !with && (against || thing)
}

/// What did it, if the sentence says so close by; otherwise `or`.
pub(super) fn means(reading: &Reading<'_>, at: usize, or: Family) -> Family {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let mut best = (usize::MAX, or);
    for it in at.saturating_sub(12).max(sentence.start)..(at + 13).min(sentence.end) {
        let family = match reading.key(it) {
            "drone" | "drones" | "warplane" | "warplanes" | "jets" | "airstrike" | "airstrikes" | "aircraft"
            | "helicopter" | "helicopters" | "uav" | "uavs" | "shahed" | "shaheds" | "quadcopter" | "quadcopters" => {
                Family::AirStrike
            }
            "air" if reading.key(it + 1) == "force" && it < at && at <= it + 4 && or == Family::Attack => {
                Family::AirStrike
            }
            "air" if matches!(reading.key(it + 1), "strike" | "strikes" | "raid" | "raids" | "attack") => {
                Family::AirStrike
            }
            "struck" | "hit" if matches!(reading.key(it + 3), "air") && reading.key(it + 1) == "from" => {
                Family::AirStrike
            }
            "plane" | "planes" if or != Family::Other => Family::AirStrike,
            "operation" | "operations" if reading.before(it, 1) == "air" => Family::AirStrike,
            "unmanned" | "uncrewed" | "usv" | "usvs" => Family::AirStrike,
            "lancet" | "lancets" | "geran" | "gerans" | "fpv" | "bayraktar" | "apache" => Family::AirStrike,
            "rocket" | "rockets" | "missile" | "missiles" | "mortar" | "mortars" | "artillery" | "shells"
            | "shelling" | "shell" | "projectiles" | "iskander" | "iskanders" | "kalibr" | "kinzhal" | "grad"
            | "grads" | "himars" | "atacms" | "katyusha" | "katyushas" | "howitzer" | "howitzers" => Family::Shelling,
            "ied" | "mine" | "landmine" | "landmines" | "grenade" => Family::Bomb,
            "bomb" | "bombs" | "bombing" | "vest" | "belt" if (1..=2).any(|by| reading.before(it, by) == "suicide") => {
                Family::SuicideBomb
            }
            "bomb" | "bombs" if !matches!(reading.before(it, 1), "glide" | "guided") => Family::Bomb,
            "bomb" | "bombs" => Family::AirStrike,
            "blast" | "explosion" if or == Family::Killing && it > at => Family::Bomb,
            "suicide" if !matches!(reading.key(it + 1), "drone" | "drones") => Family::SuicideBomb,
            "gunmen" | "gunfire" | "firefight" if or == Family::Attack || or == Family::Killing => Family::Attack,
            _ => continue,
        };
        if is_struck(reading, at, it) {
            continue;
        }
        let far = it.abs_diff(at);
        if far < best.0 {
            best = (far, family);
        }
    }
    best.1
}
