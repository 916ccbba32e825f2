//! What the codes of the great datasets mean.

use serde::{Deserialize, Serialize};

use super::dates;
use crate::event::When;

/// Whose codes a table uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    #[default]
    None,
    /// Armed Conflict Location & Event Data, codebook of 2023 and after.
    Acled,
    /// UCDP Georeferenced Event Dataset, codebook of version 23.1.
    Ucdp,
    /// GDELT event tables, versions 1.0 and 2.0.
    Gdelt,
}

/// How exactly a place is known: a word, and a radius in metres within which the true place is taken to lie.
pub(crate) type Exactness = (&'static str, f32);

impl Scheme {
    /// What a code of precision of place means.
    ///
    /// UCDP gives 25 km for code 2. The other radii are ours, since no source states one: a town 5 km (10 km where a
    /// machine found it), a second-level unit or the surroundings of a town 25 to 50 km, a first-level unit 100 to
    /// 150 km, a country 500 km.
    pub(crate) fn geo(self, code: &str) -> Option<Exactness> {
        Some(match (self, code) {
            (Self::Acled, "1") | (Self::Ucdp, "1") => ("city", 5_000.0),
            (Self::Acled, "2") => ("approximate_area", 25_000.0),
            (Self::Acled, "3") => ("region", 100_000.0),
            (Self::Ucdp, "2") => ("near_site", 25_000.0),
            (Self::Ucdp, "3") => ("approximate_area", 50_000.0),
            (Self::Ucdp, "4") => ("region", 100_000.0),
            (Self::Ucdp, "5" | "7") => ("approximate_area", 100_000.0),
            (Self::Ucdp, "6") | (Self::Gdelt, "1") => ("region", 500_000.0),
            (Self::Gdelt, "2" | "5") => ("region", 150_000.0),
            (Self::Gdelt, "3" | "4") => ("city", 10_000.0),
            _ => return None,
        })
    }

    /// A date with its code of precision.
    ///
    /// ACLED codes the middle of a week (2) and of a month (3): that becomes seven days around it, and the month. UCDP
    /// gives first and last day, which stand as they are; a single day with code 3, 4 or 5 becomes its week, month or
    /// year.
    pub(crate) fn date(self, when: When, code: &str) -> When {
        if when.earliest() != when.latest() {
            return when;
        }
        let day = when.earliest();
        let wider = match (self, code) {
            (Self::Acled, "2") | (Self::Ucdp, "3") => dates::around(day, 3),
            (Self::Acled, "3") | (Self::Ucdp, "4") => dates::month_of(day),
            (Self::Ucdp, "5") => dates::year_of(day),
            _ => None,
        };
        wider.unwrap_or(when)
    }

    /// Codes of types in words.
    pub(crate) fn event_type(self, code: &str) -> Option<&'static str> {
        match (self, code) {
            (Self::Ucdp, "1") => Some("State-based conflict"),
            (Self::Ucdp, "2") => Some("Non-state conflict"),
            (Self::Ucdp, "3") => Some("One-sided violence"),
            (Self::Gdelt, code) => cameo(code),
            _ => None,
        }
    }
}

/// ACLED's kinds of actors; older and optional exports number them.
pub(crate) fn inter(code: &str) -> &str {
    match code {
        "1" => "State forces",
        "2" => "Rebel group",
        "3" => "Political militia",
        "4" => "Identity militia",
        "5" => "Rioters",
        "6" => "Protesters",
        "7" => "Civilians",
        "8" => "External/Other forces",
        "0" => "",
        words => words,
    }
}

/// The twenty root classes of CAMEO.
fn cameo(root: &str) -> Option<&'static str> {
    const ROOTS: [&str; 20] = [
        "Public statement",
        "Appeal",
        "Intent to cooperate",
        "Consultation",
        "Diplomatic cooperation",
        "Material cooperation",
        "Aid",
        "Yielding",
        "Investigation",
        "Demand",
        "Disapproval",
        "Rejection",
        "Threat",
        "Protest",
        "Military posture",
        "Reduced relations",
        "Coercion",
        "Assault",
        "Fight",
        "Mass violence",
    ];
    let number: usize = root.get(..2)?.parse().ok()?;
    ROOTS.get(number.checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imprecise_dates_become_intervals() {
        let day = || When::parse("2022-06-15").unwrap();
        for (scheme, code, expect) in [
            (Scheme::Acled, "1", "2022-06-15"),
            (Scheme::Acled, "2", "2022-06-12/2022-06-18"),
            (Scheme::Acled, "3", "2022-06"),
            (Scheme::Ucdp, "4", "2022-06"),
            (Scheme::Ucdp, "5", "2022"),
            (Scheme::None, "3", "2022-06-15"),
        ] {
            assert_eq!(scheme.date(day(), code).text(), expect);
        }
        let given = When::parse("2022-06-01/2022-06-30").unwrap();
        assert_eq!(Scheme::Ucdp.date(given.clone(), "4"), given);
    }

    #[test]
    fn codes_become_words() {
        assert_eq!(Scheme::Gdelt.event_type("190"), Some("Fight"));
        assert_eq!(Scheme::Gdelt.event_type("043"), Some("Consultation"));
        assert_eq!(Scheme::Gdelt.event_type("é"), None);
        assert_eq!(Scheme::Ucdp.event_type("3"), Some("One-sided violence"));
        assert_eq!((inter("3"), inter("Rebel group"), inter("0")), ("Political militia", "Rebel group", ""));
    }
}
