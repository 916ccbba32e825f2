use egui::Color32;

use super::labels::{LabelColours, LabelFonts, LabelStyle};
use crate::theme::{Theme, medium, regular, semibold, serif_italic, size};
use crate::tiles::{MapColours, MapTheme, Rgb};

fn rgb(colour: Color32) -> Rgb {
    Rgb(colour.r(), colour.g(), colour.b())
}

/// The colours of the base map: the theme's, and the map's own for what the theme has no token for.
pub fn colours(theme: &Theme) -> MapColours {
    MapColours {
        land: rgb(theme.map_land),
        water: rgb(theme.map_water),
        border: rgb(theme.map_border),
        admin: rgb(theme.map_admin),
        river: rgb(theme.map_river),
        ..MapColours::of(if theme.dark { MapTheme::Dark } else { MapTheme::Light })
    }
}

/// How names on the map look.
pub fn labels(theme: &Theme, arabic: bool) -> LabelStyle {
    LabelStyle {
        fonts: LabelFonts {
            country: medium(size::SMALL),
            region: regular(size::AXIS),
            city: regular(size::AXIS),
            capital: semibold(size::SMALL),
            sea: serif_italic(size::SMALL),
        },
        colours: LabelColours {
            strong: theme.map_label,
            weak: theme.map_label_weak,
            sea: theme.map_label_weak,
            halo: theme.map_land,
        },
        arabic,
    }
}
