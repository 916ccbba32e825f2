use serde::{Deserialize, Serialize};

/// How many people, as a range over what sources say. A missing bound is unknown, never zero.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Toll {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

impl Toll {
    /// Nothing is known.
    pub const UNKNOWN: Toll = Toll { min: None, max: None };

    /// Whether neither bound is known.
    pub fn is_unknown(self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    /// The highest number that any source gives.
    pub fn most(self) -> Option<u32> {
        self.max.or(self.min)
    }

    /// The range as people write it: `3`, `25–47`, `at least 6`, `up to 12`; nothing if unknown.
    pub fn text(self) -> Option<String> {
        Some(match (self.min, self.max) {
            (None, None) => return None,
            (Some(min), Some(max)) if min == max => min.to_string(),
            (Some(min), Some(max)) => format!("{min}–{max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, Some(max)) => format!("up to {max}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_zero() {
        assert_eq!(Toll::UNKNOWN.text(), None);
        assert_eq!(Toll { min: Some(0), max: Some(0) }.text().as_deref(), Some("0"));
        assert_eq!(Toll { min: Some(25), max: Some(47) }.text().as_deref(), Some("25–47"));
        assert_eq!(Toll { min: Some(6), max: None }.text().as_deref(), Some("at least 6"));
    }
}
