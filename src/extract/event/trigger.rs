//! Words that say that something happened, and what kind of thing in ACLED's terms.

use super::harmless::harmless;
use super::past;
use super::phrase::{EXPLOSIVES, headline, is_armed, sets_fire, takes_place};
use super::turn::turn;
use crate::extract::number::small;
use crate::extract::token::{Kind, Reading};
use crate::extract::toll::is_people;

/// Kinds of occurrence. Those of [`Family::is_violent`] may be names of one and the same event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Family {
    AirStrike,
    Shelling,
    Bomb,
    SuicideBomb,
    Intercept,
    Clash,
    Attack,
    Raid,
    Killing,
    Territory,
    Abduction,
    Arrest,
    Looting,
    /// Nobody meant to do harm: a crash, a flood.
    Accident,
    Protest,
    Riot,
    Agreement,
    Withdrawal,
    Deployment,
    Talks,
    Statement,
    Election,
    Other,
}

impl Family {
    /// ACLED's event type and sub-event type.
    pub fn acled(self) -> (&'static str, &'static str) {
        match self {
            Family::AirStrike => ("Explosions/Remote violence", "Air/drone strike"),
            Family::Shelling => ("Explosions/Remote violence", "Shelling/artillery/missile attack"),
            Family::Bomb => ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
            Family::SuicideBomb => ("Explosions/Remote violence", "Suicide bomb"),
            Family::Intercept => ("Strategic developments", "Disrupted weapons use"),
            Family::Clash => ("Battles", "Armed clash"),
            Family::Attack | Family::Killing | Family::Raid => ("Violence against civilians", "Attack"),
            Family::Territory => ("Battles", "Non-state actor overtakes territory"),
            Family::Abduction => ("Violence against civilians", "Abduction/forced disappearance"),
            Family::Arrest => ("Strategic developments", "Arrests"),
            Family::Looting => ("Strategic developments", "Looting/property destruction"),
            Family::Protest => ("Protests", "Peaceful protest"),
            Family::Riot => ("Riots", "Violent demonstration"),
            Family::Agreement => ("Strategic developments", "Agreement"),
            Family::Withdrawal | Family::Deployment => ("Strategic developments", "Change to group/activity"),
            Family::Accident | Family::Talks | Family::Statement | Family::Election | Family::Other => {
                ("Strategic developments", "Other")
            }
        }
    }

    pub fn is_violent(self) -> bool {
        self <= Family::Killing
    }

    /// Violence and what else somebody does to somebody, or in public.
    pub fn is_act(self) -> bool {
        self <= Family::Riot
    }

    /// How much it says: `drone` more than `attack`.
    pub fn rank(self) -> u8 {
        match self {
            Family::SuicideBomb => 9,
            Family::AirStrike | Family::Shelling | Family::Bomb => 8,
            Family::Clash
            | Family::Raid
            | Family::Territory
            | Family::Abduction
            | Family::Protest
            | Family::Agreement => 6,
            // Who throws stones where others march is told of for the stones.
            Family::Riot => 7,
            Family::Accident | Family::Intercept | Family::Arrest | Family::Election => 5,
            Family::Attack | Family::Killing => 4,
            // Who kills and burns is told of for the killing.
            Family::Looting => 3,
            Family::Withdrawal | Family::Deployment | Family::Talks => 3,
            Family::Statement => 2,
            Family::Other => 1,
        }
    }
}

/// How a trigger stands in its sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A verb that tells of it as done: `struck`.
    Done,
    /// `striking`, `kills`: done or not, as its clause says.
    Open,
    /// `strike`, `attack`.
    Noun,
    /// `strikes`, `attacks`: mostly no single event.
    Plural,
}

/// A word that tells of an occurrence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trigger {
    pub at: usize,
    pub family: Family,
    pub form: Form,
}

/// The trigger at a token, if it is one.
pub fn trigger(reading: &Reading<'_>, at: usize) -> Option<Trigger> {
    use Family::*;
    use Form::*;
    reading.tokens.get(at)?;
    let key = reading.key(at);
    let before = reading.before(at, 1);
    if let Some(family) = headline(reading, at) {
        return Some(Trigger { at, family, form: Done });
    }
    // `15 captured soldiers`
    let counted =
        matches!(key, "captured" | "abducted" | "kidnapped" | "detained" | "arrested" | "wounded" | "injured")
            && is_people(reading.key(at + 1))
            && (reading.tokens[at.saturating_sub(1)].kind == Kind::Number
                || small(before).is_some()
                || matches!(before, "the" | "several" | "some" | "all"));
    if counted {
        return None;
    }
    if let Some(told) = harmless(reading, at) {
        return told.map(|(family, form)| Trigger { at, family, form });
    }
    if let Some((family, form)) = turn(reading, at) {
        return Some(Trigger { at, family, form });
    }
    let (family, form) = match key {
        "airstrike" | "airstrikes" | "airstrikes'" => (AirStrike, if key.ends_with('s') { Plural } else { Noun }),
        "bombed" | "bombarded" => (if key == "bombed" { AirStrike } else { Shelling }, Done),
        "bombing" => (if is_around(reading, at, &["suicide"]) { SuicideBomb } else { Bomb }, Noun),
        "bombings" => (Bomb, Plural),
        "bombardment" => (Shelling, Noun),
        "shelled" => (Shelling, Done),
        "shelling" => (Shelling, Noun),
        "shells" | "mortars" | "rockets" | "missiles" | "shell" | "mortar" | "rocket" | "missile"
            if is_subject(reading, at) =>
        {
            (Shelling, Done)
        }
        "drones" | "drone" if is_subject(reading, at) => (AirStrike, Done),
        "bomb" | "mine" | "ied" | "bombs" | "mines" | "ieds" | "device" if is_subject(reading, at) => {
            (explosion(reading, at), Done)
        }
        "went" | "goes" if reading.key(at + 1) == "off" && is_around(reading, at, EXPLOSIVES) => {
            (explosion(reading, at), Done)
        }
        "blown" | "blew" if is_around(reading, at, &["himself", "herself", "themselves"]) => (SuicideBomb, Done),
        "dropped"
            if is_around(
                reading,
                at,
                &["bomb", "bombs", "explosives", "explosive", "munitions", "munition", "grenades", "grenade", "device"],
            ) =>
        {
            (AirStrike, Done)
        }
        "defused" | "dismantled" | "neutralised" | "neutralized" if is_around(reading, at, EXPLOSIVES) => {
            (Intercept, Done)
        }
        "exchanged" | "traded" if matches!(reading.key(at + 1), "fire" | "gunfire" | "shots") => (Clash, Done),
        "repelled" | "repulsed" | "engaged" => (Clash, Done),
        "set" if sets_fire(reading, at) => (Looting, Done),
        "threw" | "hurled"
            if is_around(reading, at, &["stones", "rocks", "molotov", "bottles", "bricks", "petrol"]) =>
        {
            (Riot, Done)
        }
        "burned" | "burnt" if matches!(reading.key(at + 1), "tyres" | "tires") => (Riot, Done),
        "burned" | "burnt" | "torched" if is_around(reading, at, &["flag", "flags", "effigy", "effigies", "jack"]) => {
            (Protest, Done)
        }
        "blocked" if is_around(reading, at, &["road", "roads", "highway", "street", "bridge"]) => (Protest, Done),
        "raised" if is_around(reading, at, &["flag", "flags"]) => (Territory, Done),
        "ransacked" | "pillaged" | "plundered" => (Looting, Done),
        "strafed" => (AirStrike, Done),
        "pounded" => (means(reading, at, Shelling), Done),
        "barrage" | "salvo" => (Shelling, Noun),
        "exploded" | "detonated" | "blew" => (explosion(reading, at), Done),
        "explosion" | "blast" => (explosion(reading, at), Noun),
        "explosions" | "blasts" => (Bomb, Plural),
        "intercepted" | "downed" => (Intercept, Done),
        "shot" if reading.key(at + 1) == "down" => (Intercept, Done),
        "shot" if before != "a" => (Killing, Done),
        "opened" if reading.key(at + 1) == "fire" => {
            let heavy =
                is_around(reading, at, &["tank", "tanks", "artillery", "heavy", "gunboat", "vessel", "warship"]);
            (if heavy { Shelling } else { Attack }, Done)
        }
        // `fired into a shop`: with what is at hand.
        "fired" if !is_employment(reading, at) => {
            let into = reading.key(at + 1) == "into";
            let small = into || is_around(reading, at, &["shots", "gunshots", "bullets", "live", "rubber", "pistol"]);
            // `fired on a patrol`: at people, with what they carry.
            let on = matches!(reading.key(at + 1), "on" | "at" | "upon") && means(reading, at, Attack) == Attack;
            (if on || small && means(reading, at, Attack) == Attack { Attack } else { Shelling }, Done)
        }
        "launched" => (launched(reading, at), Done),
        "invaded" if is_around(reading, at, &["gunmen", "bandits", "militants", "terrorists", "men", "hoodlums"]) => {
            (Attack, Done)
        }
        "attacked" | "targeted" | "assaulted" | "ambushed" | "struck" | "hit" | "stormed" => {
            (means(reading, at, if key == "stormed" { Raid } else { Attack }), Done)
        }
        "strike" | "strikes" if is_labour(before) => (Protest, Noun),
        "strike" | "strikes"
            if !matches!(before, "to" | "will" | "would" | "could" | "can" | "may" | "might" | "they" | "we") =>
        {
            (means(reading, at, AirStrike), if key == "strikes" { Plural } else { Noun })
        }
        "attack" | "strike" | "assault" | "ambush" | "hits" | "strikes" | "attacks" => {
            let verb = matches!(
                before,
                "to" | "will" | "would" | "could" | "can" | "may" | "might" | "they" | "we" | "they'll"
            );
            let form = match (verb, key.ends_with("ks") || key.ends_with("es") || key == "hits") {
                (true, _) => Open,
                (_, true) => Plural,
                _ => Noun,
            };
            (means(reading, at, Attack), form)
        }
        "gun" if matches!(reading.key(at + 1), "battle" | "fight") => (Clash, Noun),
        "fight" | "engagement" | "skirmish" if matches!(before, "a" | "the" | "an" | "fierce" | "sharp" | "brief") => {
            (Clash, Noun)
        }
        "skirmishes" => (Clash, Plural),
        "counterattacked" | "skirmished" => (Clash, Done),
        "continued" | "conducted" | "resumed" | "carried"
            if (1..=4)
                .any(|by| matches!(reading.key(at + by), "operations" | "attacks" | "assaults" | "operation"))
                && (1..=3)
                    .any(|by| matches!(reading.key(at + by), "offensive" | "ground" | "assault" | "mechanized")) =>
        {
            (Clash, Done)
        }
        "stoned" if !matches!(before, "was" | "were" | "got") => (Riot, Done),
        "incursion" | "raid" => (if is_around(reading, at, &["air"]) { AirStrike } else { Raid }, Noun),
        "raids" => (Raid, Plural),
        "raided" => (Raid, Done),
        "clashed" | "fought" => (Clash, Done),
        "clash" | "firefight" | "gunfight" | "gunbattle" | "battle" | "shootout" => (Clash, Noun),
        "clashes" | "battles" => (Clash, Plural),
        "fighting" => (Clash, Plural),
        "eliminated" | "liquidated" | "neutralised" | "neutralized" | "martyred" => (means(reading, at, Killing), Done),
        "beat" | "beaten" | "tortured" | "flogged" if before != "heart" => (Killing, Done),
        "killed" | "murdered" | "massacred" | "executed" | "assassinated" | "slain" | "beheaded" | "wounded"
        | "injured" => (means(reading, at, Killing), Done),
        "killing" | "assassination" | "massacre" | "killings" | "shooting" => {
            (means(reading, at, Killing), if key == "killings" { Plural } else { Noun })
        }
        "died"
            if is_around(
                reading,
                at,
                &[
                    "attack",
                    "strike",
                    "blast",
                    "explosion",
                    "fighting",
                    "clashes",
                    "shelling",
                    "raid",
                    "ambush",
                    "device",
                    "mine",
                    "landmine",
                    "bomb",
                ],
            ) =>
        {
            (Killing, Done)
        }
        "seized"
            if is_around(
                reading,
                at,
                &[
                    "weapons",
                    "drugs",
                    "ammunition",
                    "kilograms",
                    "pills",
                    "rifles",
                    "cocaine",
                    "heroin",
                    "cannabis",
                    "marijuana",
                    "tonnes",
                    "tons",
                    "kilos",
                    "kg",
                    "cash",
                    "contraband",
                    "explosives",
                    "assets",
                ],
            ) =>
        {
            (Other, Done)
        }
        "poured" if is_around(reading, at, &["fire", "shells"]) => (means(reading, at, Attack), Done),
        "returned" | "returning" if reading.key(at + 1) == "fire" => (Clash, Done),
        "brawl" | "brawls" | "scuffle" | "scuffles" => (Riot, Noun),
        "brawled" | "scuffled" => (Riot, Done),
        "hijacked" => (Abduction, Done),
        "boarded" if is_around(reading, at, &["pirates", "armed", "gunmen"]) => (Abduction, Done),
        "demolished" | "bulldozed" => (Looting, Done),
        "wrested" => (Territory, Done),
        "stabbing" | "lynching" | "beheading" if matches!(before, "a" | "the" | "fatal") => (Killing, Noun),
        "captured" | "seized" | "recaptured" | "retook" | "retaken" | "overran" | "overrun" | "liberated" => {
            (Territory, Done)
        }
        "took" if takes_place(reading, at) => (Territory, Done),
        "took" if reading.key(at + 1) == "control" || reading.key(at + 2) == "control" => (Territory, Done),
        "capture" | "seizure" if before == "the" => (Territory, Noun),
        "abducted" | "kidnapped" => (Abduction, Done),
        "abduction" | "kidnapping" => (Abduction, Noun),
        "arrested" | "detained" => (Arrest, Done),
        "looted" | "torched" | "burned" | "burnt" | "vandalised" | "vandalized" | "sabotaged" => (Looting, Done),
        "torn" if reading.key(at + 1) == "up" => (Looting, Done),
        "looting" => (Looting, Noun),
        "marched" if is_armed(before) => (Territory, Done),
        "protested" | "demonstrated" | "marched" | "rallied" => (Protest, Done),
        "protest" | "demonstration" | "rally" | "sit-in" => (Protest, Noun),
        "protests" | "demonstrations" => (Protest, Plural),
        "rioted" => (Riot, Done),
        "riot" | "riots" if reading.key(at + 1) != "police" => (Riot, if key == "riots" { Plural } else { Noun }),
        "ceasefire" | "truce"
            if is_around(
                reading,
                at,
                &[
                    "agreed",
                    "signed",
                    "announced",
                    "declared",
                    "took",
                    "began",
                    "reached",
                    "into",
                    "brokered",
                    "accepted",
                    "holding",
                ],
            ) =>
        {
            (Agreement, Noun)
        }
        "signed" | "ratified" | "brokered" => {
            let treaty = is_within(
                reading,
                at,
                12,
                &[
                    "agreement",
                    "agreements",
                    "deal",
                    "accord",
                    "accords",
                    "treaty",
                    "pact",
                    "memorandum",
                    "truce",
                    "ceasefire",
                    "protocol",
                    "peace",
                    "declaration",
                    "armistice",
                    "settlement",
                    "charter",
                ],
            );
            (if treaty { Agreement } else { Other }, Done)
        }
        "agreed" if is_within(reading, at, 16, &["truce", "ceasefire", "cease", "armistice", "deal", "peace"]) => {
            (Agreement, Done)
        }
        "agreed" => (Statement, Done),
        "pulled" if !matches!(reading.key(at + 1), "out" | "back") => (Other, Done),
        "withdrew" | "pulled" | "retreated" => (Withdrawal, Done),
        "deployed" | "dispatched" => (Deployment, Done),
        "took" if reading.key(at + 1) == "up" && reading.key(at + 2) == "positions" => (Deployment, Done),
        "returned" | "arrived" | "moved" => {
            let near = at.saturating_sub(8)..at + 8;
            let force = near.into_iter().any(|it| is_armed(reading.key(it)) || reading.key(it) == "forces");
            (if force { Deployment } else { Other }, Done)
        }
        "met" | "visited" | "negotiated" => (Talks, Done),
        "told" | "warned" | "urged" if matches!(before, "was" | "were" | "been") => return None,
        "announced" | "declared" | "said" | "vowed" | "warned" | "pledged" | "threatened" | "called" | "condemned"
        | "urged" => (Statement, Done),
        "elected" | "inaugurated" | "reelected" => (Election, Done),
        _ if past::is_past(reading, at) => (Other, Done),
        _ => return None,
    };
    Some(Trigger { at, family, form })
}

/// `a general strike` is no attack.
fn is_labour(before: &str) -> bool {
    matches!(
        before,
        "general" | "hunger" | "labour" | "labor" | "rail" | "transport" | "bus" | "teachers" | "workers" | "on"
    )
}

/// Whether any of some words stands within six tokens in the sentence.
fn is_around(reading: &Reading<'_>, at: usize, words: &[&str]) -> bool {
    is_within(reading, at, 6, words)
}

fn is_within(reading: &Reading<'_>, at: usize, reach: usize, words: &[&str]) -> bool {
    let sentence = reading.sentences[reading.tokens[at].sentence].clone();
    let near = at.saturating_sub(reach).max(sentence.start)..(at + reach + 1).min(sentence.end);
    near.into_iter().any(|it| words.contains(&reading.key(it)))
}

/// Whether the weapon itself does it: `drones struck`, `a rocket landed`.
fn is_subject(reading: &Reading<'_>, at: usize) -> bool {
    matches!(
        reading.key(at + 1),
        "landed"
            | "fell"
            | "killed"
            | "wounded"
            | "injured"
            | "damaged"
            | "destroyed"
            | "targeted"
            | "detonated"
            | "tore"
            | "ripped"
            | "hit"
            | "struck"
            | "slammed"
            | "rained"
            | "exploded"
            | "crashed"
            | "attacked"
    )
}

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

/// `fired 200 workers`: not with a weapon.
fn is_employment(reading: &Reading<'_>, at: usize) -> bool {
    !is_around(
        reading,
        at,
        &[
            "missile",
            "missiles",
            "rocket",
            "rockets",
            "shots",
            "mortar",
            "mortars",
            "shells",
            "artillery",
            "drones",
            "drone",
            "on",
            "at",
            "into",
            "projectiles",
            "gas",
            "rounds",
        ],
    )
}

fn launched(reading: &Reading<'_>, at: usize) -> Family {
    match means(reading, at, Family::Other) {
        Family::Other
            if is_around(reading, at, &["attack", "attacks", "assault", "offensive", "operation", "incursion"]) =>
        {
            Family::Attack
        }
        family => family,
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
