//! Words for people under arms or in office, and what belongs to them.

/// Nouns of people under arms or in office, after a name of a country or an adjective.
pub fn is_force(key: &str) -> bool {
    matches!(
        key,
        "army"
            | "military"
            | "forces"
            | "troops"
            | "soldiers"
            | "police"
            | "navy"
            | "warplanes"
            | "jets"
            | "aircraft"
            | "drones"
            | "government"
            | "authorities"
            | "officials"
            | "militia"
            | "militias"
            | "militants"
            | "fighters"
            | "rebels"
            | "insurgents"
            | "gunmen"
            | "group"
            | "groups"
            | "factions"
            | "faction"
            | "coalition"
            | "paramilitaries"
            | "separatists"
            | "service"
            | "personnel"
            | "guards"
            | "marines"
            | "artillery"
            | "commandos"
            | "units"
            | "unit"
            | "intelligence"
            | "tribesmen"
            | "settlers"
            | "civilians"
            | "protesters"
            | "residents"
            | "brigade"
            | "battalion"
            | "administration"
            | "delegation"
            | "sailors"
            | "force"
            | "infantry"
            | "guns"
            | "gunboats"
            | "warships"
            | "destroyer"
            | "convoy"
            | "agents"
            | "position"
            | "positions"
            | "outpost"
            | "outposts"
            | "mod"
            | "ministry"
            | "officers"
            | "youth"
            | "peacekeeper"
            | "peacekeepers"
            | "soldier"
            | "policemen"
            | "rangers"
    )
}

/// Weapons and what is done with them, after the adjective of a country.
pub(super) fn is_weapon(key: &str) -> bool {
    matches!(
        key,
        "missile"
            | "missiles"
            | "rocket"
            | "rockets"
            | "shelling"
            | "artillery"
            | "airstrike"
            | "airstrikes"
            | "strike"
            | "strikes"
            | "air"
            | "drone"
            | "shells"
            | "bombardment"
            | "raid"
            | "raids"
            | "attack"
            | "bombs"
            | "glide"
            | "fire"
            | "tanks"
            | "incursion"
            | "guns"
            | "small"
            | "mortar"
            | "mortars"
            | "drones"
            | "warplane"
            | "helicopter"
            | "helicopters"
    )
}

/// Words that may stand between a country and its force: `Iraqi security forces`.
pub(super) fn is_between(key: &str) -> bool {
    matches!(
        key,
        "armed"
            | "security"
            | "air"
            | "government"
            | "border"
            | "military"
            | "special"
            | "defence"
            | "defense"
            | "ground"
            | "naval"
            | "backed"
            | "led"
            | "shia"
            | "sunni"
            | "kurdish"
            | "proxy"
            | "police"
            | "paramilitary"
            | "local"
            | "pro"
            | "-"
            | "and"
            | "army"
            | "riot"
            | "coast"
            | "counter"
            | "terrorism"
            | "resistance"
            | "militant"
            | "rebel"
            | "opposition"
            | "presidential"
            | "state"
            | "national"
            | "federal"
    )
}

/// Weapons and what flies and explodes, as the subject of a sentence: nobody's name.
pub fn is_weapon_noun(key: &str) -> bool {
    matches!(
        key,
        "drone"
            | "drones"
            | "rocket"
            | "rockets"
            | "missile"
            | "missiles"
            | "mortar"
            | "mortars"
            | "shell"
            | "shells"
            | "bomb"
            | "bombs"
            | "mine"
            | "mines"
            | "landmine"
            | "landmines"
            | "ied"
            | "ieds"
            | "device"
            | "devices"
            | "grenade"
            | "grenades"
            | "rounds"
            | "projectile"
            | "projectiles"
            | "munition"
            | "munitions"
            | "uav"
            | "uavs"
            | "iskander"
            | "iskanders"
            | "kalibr"
            | "kinzhal"
            | "shahed"
            | "shaheds"
            | "lancet"
            | "grad"
            | "himars"
    )
}

/// Whether a group is of a state by its name.
pub fn is_state(name: &str) -> bool {
    let name = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|it| name.contains(it));
    let forces = says(&[
        "army",
        "armed forces",
        "military",
        "police",
        "government",
        "troops",
        "soldiers",
        "national forces",
        "security forces",
        "defence force",
        "defense force",
        "national guard",
        "navy",
        "air force",
        "infantry",
    ]);
    forces
        && !says(&[
            "liberation army",
            "rebel",
            "militia",
            "rapid support",
            "national liberation",
            "arakan army",
            "independence army",
            "alliance army",
            "republican army",
            "resistance army",
            "people\u{2019}s defense force",
            "people's defense force",
            "people's defence force",
            "tigray defence",
            "new people's army",
            "white army",
            "free syrian army",
            "red army faction",
        ])
}
