use super::LonLat;

/// A place in the case, by its number in [`crate::project::Project::places`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PlaceId(pub u32);

/// Somewhere with a name.
#[derive(Clone, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Place {
    /// The id in the case folder.
    pub key: String,
    pub name: String,
    /// Other names, in any script.
    pub aliases: Vec<String>,
    pub position: Option<LonLat>,
    /// How far the true place may lie from the point, in kilometres; unknown if missing.
    pub precision_km: Option<f32>,
    /// What it is: air base, city, province, …
    pub kind: String,
    pub admin1: String,
    pub country: String,
    /// ISO 3166-1 alpha-2.
    pub iso2: String,
    /// What the position rests on.
    pub evidence: String,
    pub note: String,
    /// Every other field that was given, by name, in the order of the file.
    pub details: Vec<(String, String)>,
}
