//! Words to choose from. Every field takes any other, too.

/// Event types of ACLED with their sub-types (ACLED codebook, 2023).
pub const TYPES: [(&str, &[&str]); 6] = [
    ("Battles", &["Armed clash", "Government regains territory", "Non-state actor overtakes territory"]),
    (
        "Explosions/Remote violence",
        &[
            "Air/drone strike",
            "Chemical weapon",
            "Grenade",
            "Remote explosive/landmine/IED",
            "Shelling/artillery/missile attack",
            "Suicide bomb",
        ],
    ),
    ("Protests", &["Excessive force against protesters", "Peaceful protest", "Protest with intervention"]),
    ("Riots", &["Mob violence", "Violent demonstration"]),
    (
        "Strategic developments",
        &[
            "Agreement",
            "Arrests",
            "Change to group/activity",
            "Disrupted weapons use",
            "Headquarters or base established",
            "Looting/property destruction",
            "Non-violent transfer of territory",
            "Other",
        ],
    ),
    ("Violence against civilians", &["Abduction/forced disappearance", "Attack", "Sexual violence"]),
];

pub const STATUS: [&str; 6] = ["claimed", "attributed", "suspected", "planned", "not_applicable", ""];
pub const CORROBORATION: [&str; 4] = ["confirmed_multi", "confirmed_single", "detail_contradicted", ""];
pub const CONFIDENCE: [&str; 4] = ["high", "medium", "low", ""];
pub const GEO_PRECISION: [&str; 10] = [
    "site",
    "site_probable",
    "near_site",
    "city",
    "town_pinned",
    "approximate_area",
    "region",
    "country_pinned_to_capital",
    "unlocated",
    "",
];

/// Sub-types of a type; every one if the type is none of ACLED's.
pub fn sub_types(event_type: &str) -> Vec<&'static str> {
    let own = TYPES.iter().find(|(name, _)| *name == event_type).map(|(_, list)| list.to_vec());
    own.unwrap_or_else(|| TYPES.iter().flat_map(|(_, list)| list.iter().copied()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sub_types_follow_their_type() {
        assert!(sub_types("Battles").contains(&"Armed clash"));
        assert!(!sub_types("Battles").contains(&"Mob violence"));
        assert_eq!(sub_types("Something else").len(), 25);
    }
}
