//! The colours of the base map. The window's theme hands them in; the defaults are the quiet look of the program.

use serde::{Deserialize, Serialize};

/// An opaque colour, sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// From `0xRRGGBB`.
    pub const fn hex(value: u32) -> Self {
        Self((value >> 16) as u8, (value >> 8) as u8, value as u8)
    }
}

/// Which of the two default sets of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MapTheme {
    #[default]
    Light,
    Dark,
}

/// Every colour a drawn tile can contain.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MapColours {
    pub land: Rgb,
    pub water: Rgb,
    /// Borders of states.
    pub border: Rgb,
    /// Borders of provinces.
    pub admin: Rgb,
    pub river: Rgb,
    /// Parks, woods, fields.
    pub green: Rgb,
    pub sand: Rgb,
    pub ice: Rgb,
    /// Built-up areas.
    pub urban: Rgb,
    pub building: Rgb,
    pub road_major: Rgb,
    pub road: Rgb,
    pub road_minor: Rgb,
    pub rail: Rgb,
    pub runway: Rgb,
}

impl MapColours {
    pub fn of(theme: MapTheme) -> Self {
        match theme {
            MapTheme::Light => Self::LIGHT,
            MapTheme::Dark => Self::DARK,
        }
    }

    pub const LIGHT: Self = Self {
        land: Rgb::hex(0xF5F2EB),
        water: Rgb::hex(0xDDE7EC),
        border: Rgb::hex(0xB9B2A3),
        admin: Rgb::hex(0xE0DACC),
        river: Rgb::hex(0xCBDCE4),
        green: Rgb::hex(0xECEFE1),
        sand: Rgb::hex(0xF5EFE0),
        ice: Rgb::hex(0xFBFBFA),
        urban: Rgb::hex(0xEEEAE1),
        building: Rgb::hex(0xE6E1D5),
        road_major: Rgb::hex(0xDDD5C3),
        road: Rgb::hex(0xE4DED0),
        road_minor: Rgb::hex(0xEAE5DA),
        rail: Rgb::hex(0xD9D3C7),
        runway: Rgb::hex(0xDCD6CA),
    };

    pub const DARK: Self = Self {
        land: Rgb::hex(0x1F2328),
        water: Rgb::hex(0x15191D),
        border: Rgb::hex(0x454C55),
        admin: Rgb::hex(0x2D333A),
        river: Rgb::hex(0x20303A),
        green: Rgb::hex(0x20272A),
        sand: Rgb::hex(0x222529),
        ice: Rgb::hex(0x272C32),
        urban: Rgb::hex(0x23282E),
        building: Rgb::hex(0x2A3037),
        road_major: Rgb::hex(0x373E47),
        road: Rgb::hex(0x2F353D),
        road_minor: Rgb::hex(0x292E35),
        rail: Rgb::hex(0x32383F),
        runway: Rgb::hex(0x343A42),
    };
}

impl Default for MapColours {
    fn default() -> Self {
        Self::LIGHT
    }
}
