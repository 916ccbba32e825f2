//! The sources of tiles a user can choose, as they are saved in the settings.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::key::TileKey;

/// The base map that is part of the program: world to zoom 6, the Middle East to zoom 9.
pub fn bundled_archive() -> &'static [u8] {
    include_bytes!("../../assets/map/world.pmtiles")
}

/// Where tiles come from. Only [`TileSource::Xyz`] and [`TileSource::TileJson`] ever open a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TileSource {
    /// The base map that is part of the program.
    #[default]
    Bundled,
    PmTiles {
        path: PathBuf,
    },
    MbTiles {
        path: PathBuf,
    },
    /// Pictures from a server, addressed by a template with `{z}`, `{x}` and `{y}`.
    Xyz {
        name: String,
        url: String,
        attribution: Attribution,
        /// Deepest zoom the server has, `0..=22`.
        max_zoom: u8,
    },
    /// Vector tiles from a server that describes itself in a TileJSON document.
    TileJson {
        name: String,
        url: String,
        attribution: Attribution,
    },
}

/// Whom to thank, and where to read more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    pub text: String,
    /// `https` address, or empty.
    pub link: String,
}

impl Attribution {
    pub fn new(text: &str, link: &str) -> Self {
        Self { text: text.into(), link: link.into() }
    }
}

/// Why a template or address typed by the user cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SourceError {
    #[error("the address must begin with https:// or http://")]
    Scheme,
    #[error("the address names no server")]
    NoHost,
    #[error("the address must not contain a user name or password")]
    Credentials,
    #[error("the address must contain {{z}}, {{x}} and {{y}}; {{{0}}} is missing")]
    Missing(char),
    #[error("{{{0}}} is not a part this program can fill in; use {{z}}, {{x}}, {{y}} (or {{-y}}, {{s}})")]
    Unknown(String),
    #[error("the address contains a space or a control character")]
    Blank,
    #[error("the address is longer than 2,000 characters")]
    TooLong,
    #[error("the deepest zoom must be between 0 and 22")]
    Zoom,
}

impl TileSource {
    /// OpenStreetMap's own server. Online use only: its policy forbids offline archives and prefetching.
    pub fn open_street_map() -> Self {
        Self::Xyz {
            name: "OpenStreetMap".into(),
            url: "https://tile.openstreetmap.org/{z}/{x}/{y}.png".into(),
            attribution: Attribution::new("© OpenStreetMap contributors", "https://www.openstreetmap.org/copyright"),
            max_zoom: 19,
        }
    }

    pub fn open_topo_map() -> Self {
        Self::Xyz {
            name: "OpenTopoMap".into(),
            url: "https://tile.opentopomap.org/{z}/{x}/{y}.png".into(),
            attribution: Attribution::new(
                "© OpenStreetMap contributors, SRTM · map style © OpenTopoMap (CC BY-SA)",
                "https://opentopomap.org/about",
            ),
            max_zoom: 17,
        }
    }

    /// Vector tiles in the OpenMapTiles schema, drawn here in the program's own style.
    pub fn open_free_map() -> Self {
        Self::TileJson {
            name: "OpenFreeMap".into(),
            url: "https://tiles.openfreemap.org/planet".into(),
            attribution: Attribution::new(
                "OpenFreeMap © OpenMapTiles · data from OpenStreetMap",
                "https://www.openstreetmap.org/copyright",
            ),
        }
    }

    /// The online sources the program offers.
    pub fn presets() -> [Self; 3] {
        [Self::open_street_map(), Self::open_free_map(), Self::open_topo_map()]
    }

    /// Whether showing this source opens connections; the server then sees which area is looked at.
    pub fn is_online(&self) -> bool {
        matches!(self, Self::Xyz { .. } | Self::TileJson { .. })
    }

    /// What the list of sources calls it.
    pub fn name(&self) -> String {
        match self {
            Self::Bundled => "Natural Earth (offline)".into(),
            Self::PmTiles { path } | Self::MbTiles { path } => {
                path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
            }
            Self::Xyz { name, .. } | Self::TileJson { name, .. } => name.clone(),
        }
    }

    /// Checks what a user may have typed.
    ///
    /// # Errors
    /// [`SourceError`] with a message that says what to change.
    pub fn validate(&self) -> Result<(), SourceError> {
        match self {
            Self::Bundled | Self::PmTiles { .. } | Self::MbTiles { .. } => Ok(()),
            Self::TileJson { url, .. } => check_address(url),
            Self::Xyz { max_zoom, .. } if *max_zoom > 22 => Err(SourceError::Zoom),
            Self::Xyz { url, .. } => check_template(url),
        }
    }
}

/// A template of an address: `http` or `https`, with `{z}`, `{x}` and `{y}` or `{-y}`, and perhaps `{s}`.
pub(super) fn check_template(url: &str) -> Result<(), SourceError> {
    check_address(url)?;
    let mut parts = Vec::new();
    for piece in url.split('{').skip(1) {
        let name = piece.split('}').next().unwrap_or("");
        match name {
            "z" | "x" | "y" | "-y" | "s" => parts.push(name.trim_start_matches('-')),
            _ => return Err(SourceError::Unknown(name.chars().take(20).collect())),
        }
    }
    for needed in ['z', 'x', 'y'] {
        if !parts.iter().any(|part| part.starts_with(needed)) {
            return Err(SourceError::Missing(needed));
        }
    }
    Ok(())
}

pub(super) fn check_address(url: &str) -> Result<(), SourceError> {
    if url.len() > 2000 {
        return Err(SourceError::TooLong);
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(SourceError::Blank);
    }
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let rest = if lower.starts_with("https://") {
        &url[8..]
    } else if lower.starts_with("http://") {
        &url[7..]
    } else {
        return Err(SourceError::Scheme);
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    if host.contains('@') {
        return Err(SourceError::Credentials);
    }
    if host.is_empty() || host.starts_with(':') {
        return Err(SourceError::NoHost);
    }
    Ok(())
}

/// The address of a tile.
pub(super) fn fill(template: &str, key: TileKey) -> String {
    let from_south = (1u64 << key.z) - 1 - u64::from(key.y);
    let server = ["a", "b", "c"][((key.x + key.y) % 3) as usize];
    template
        .replace("{z}", &key.z.to_string())
        .replace("{x}", &key.x.to_string())
        .replace("{y}", &key.y.to_string())
        .replace("{-y}", &from_south.to_string())
        .replace("{s}", server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_valid() {
        for preset in TileSource::presets() {
            assert_eq!(preset.validate(), Ok(()));
            assert!(preset.is_online());
        }
    }

    #[test]
    fn a_bad_template_says_what_is_wrong() {
        let check = check_template;
        assert_eq!(check("ftp://a/{z}/{x}/{y}"), Err(SourceError::Scheme));
        assert_eq!(check("file:///{z}/{x}/{y}"), Err(SourceError::Scheme));
        assert_eq!(check("https:///{z}/{x}/{y}"), Err(SourceError::NoHost));
        assert_eq!(check("https://a:b@c/{z}/{x}/{y}"), Err(SourceError::Credentials));
        assert_eq!(check("https://a/{z}/{x}"), Err(SourceError::Missing('y')));
        assert_eq!(check("https://a/{z}/{x}/{y}?k={apikey}"), Err(SourceError::Unknown("apikey".into())));
        assert_eq!(check("https://a/{z}/{x}/{y} "), Err(SourceError::Blank));
        assert_eq!(check("https://a/{z}/{x}/{-y}.png"), Ok(()));
        assert_eq!(check("é"), Err(SourceError::Scheme));
    }

    #[test]
    fn a_template_is_filled_in() {
        let key = TileKey { z: 3, x: 5, y: 2 };
        assert_eq!(fill("https://{s}.a/{z}/{x}/{y}/{-y}", key), "https://b.a/3/5/2/5");
    }

    #[test]
    fn a_source_survives_being_saved() {
        for source in
            [TileSource::Bundled, TileSource::PmTiles { path: "a.pmtiles".into() }, TileSource::open_free_map()]
        {
            let text = serde_json::to_string(&source).unwrap();
            assert_eq!(serde_json::from_str::<TileSource>(&text).unwrap(), source);
        }
    }
}
