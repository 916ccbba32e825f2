use super::When;

/// A cited source, by its number in [`crate::project::Project::sources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SourceId(pub u32);

/// A publication that events and articles rest on.
#[derive(Clone, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Source {
    /// The id in the case folder.
    pub key: String,
    pub publisher: String,
    /// The wire or paper it reprints, if any.
    pub agency: String,
    /// Empty if not recorded.
    pub title: String,
    /// `seen`, `url_slug` or `not_recorded`.
    pub title_basis: String,
    /// Date of publication; missing if not recorded.
    pub date: Option<When>,
    pub date_basis: String,
    pub url: String,
    /// news, news_mirror, state_media, encyclopedia, …
    pub kind: String,
    pub note: String,
    /// Every other field that was given, by name, in the order of the file.
    pub details: Vec<(String, String)>,
}
