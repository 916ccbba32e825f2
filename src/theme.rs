//! The only file that names a colour or a font: tokens in light and dark, and the egui style made from them.

use std::sync::Arc;

use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, vec2};

use crate::session::Hue;

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Every colour of the interface.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Theme {
    pub dark: bool,
    /// Behind everything.
    pub bg: Color32,
    /// Bars, list, timeline.
    pub panel: Color32,
    /// Cards, legend, cluster discs.
    pub raised: Color32,
    /// Text fields.
    pub sunken: Color32,
    /// The reader's page.
    pub paper: Color32,
    pub text: Color32,
    pub text_2: Color32,
    /// Hints only: never for text that one needs.
    pub text_3: Color32,
    /// Hairlines.
    pub line: Color32,
    /// Links, focus, brush.
    pub accent: Color32,
    /// Active chips.
    pub accent_bg: Color32,
    pub selected_row: Color32,
    pub hovered_row: Color32,
    pub lit_sentence: Color32,
    /// "Disputed".
    pub warning: Color32,
    pub error: Color32,
    pub map_land: Color32,
    pub map_water: Color32,
    pub map_border: Color32,
    pub map_admin: Color32,
    pub map_river: Color32,
    pub map_label: Color32,
    pub map_label_weak: Color32,
    pub shadow: Color32,
    /// Over everything behind a sheet.
    pub backdrop: Color32,
}

impl Theme {
    pub const LIGHT: Theme = Theme {
        dark: false,
        bg: rgb(0xF4F3EF),
        panel: rgb(0xFCFBF9),
        raised: rgb(0xFFFFFF),
        sunken: rgb(0xEFEDE8),
        paper: rgb(0xFFFEFB),
        text: rgb(0x1D1E20),
        text_2: rgb(0x5B5F66),
        text_3: rgb(0x8A8E94),
        line: rgb(0xE3E0D9),
        accent: rgb(0x2C5CC5),
        accent_bg: rgb(0xE6EDFB),
        selected_row: rgb(0xE9EFFB),
        hovered_row: rgb(0xF3F1EC),
        lit_sentence: rgb(0xFBEFC9),
        warning: rgb(0x945C00),
        error: rgb(0xB3261E),
        map_land: rgb(0xF5F2EB),
        map_water: rgb(0xDDE7EC),
        map_border: rgb(0xB9B2A3),
        map_admin: rgb(0xE0DACC),
        map_river: rgb(0xCBDCE4),
        map_label: rgb(0x6C675D),
        map_label_weak: rgb(0x989286),
        shadow: Color32::from_black_alpha(28),
        backdrop: Color32::from_black_alpha(70),
    };

    pub const DARK: Theme = Theme {
        dark: true,
        bg: rgb(0x141619),
        panel: rgb(0x1A1D21),
        raised: rgb(0x22262B),
        sunken: rgb(0x101215),
        paper: rgb(0x1A1D21),
        text: rgb(0xE9E8E4),
        text_2: rgb(0xA3A8AF),
        text_3: rgb(0x747A82),
        line: rgb(0x2A2F35),
        accent: rgb(0x82AAF5),
        accent_bg: rgb(0x22304A),
        selected_row: rgb(0x24324C),
        hovered_row: rgb(0x20242A),
        lit_sentence: rgb(0x3A3320),
        warning: rgb(0xE0A84A),
        error: rgb(0xF2877F),
        map_land: rgb(0x1F2328),
        map_water: rgb(0x15191D),
        map_border: rgb(0x454C55),
        map_admin: rgb(0x2D333A),
        map_river: rgb(0x20303A),
        map_label: rgb(0x8B929A),
        map_label_weak: rgb(0x6B727A),
        shadow: Color32::from_black_alpha(110),
        backdrop: Color32::from_black_alpha(130),
    };

    /// The colour of a category: the same hue in both themes.
    pub fn hue(&self, hue: Hue) -> Color32 {
        let (light, dark) = match hue {
            Hue::Orange => (0xD97706, 0xF0A04B),
            Hue::Blue => (0x1F77C9, 0x5FB0F0),
            Hue::Red => (0xC8412F, 0xE4705F),
            Hue::Grey => (0x6B7280, 0xC9CDD3),
            Hue::Green => (0x0E8F6E, 0x58C1A0),
            Hue::Purple => (0x9A4FB5, 0xC38BD6),
            Hue::Teal => (0x0B7F93, 0x4FBACB),
            Hue::Olive => (0x8A7A2C, 0xC4B45E),
        };
        rgb(if self.dark { dark } else { light })
    }

    /// A colour at a share of its strength.
    pub fn fade(colour: Color32, share: f32) -> Color32 {
        colour.gamma_multiply(share)
    }
}

/// The type scale: six sizes.
pub mod size {
    pub const AXIS: f32 = 11.0;
    pub const SMALL: f32 = 12.0;
    pub const BODY: f32 = 13.0;
    pub const TITLE: f32 = 15.0;
    pub const READER: f32 = 16.0;
    pub const HEADLINE: f32 = 23.0;
}

/// Measures in points.
pub mod measure {
    pub const TOP_BAR: f32 = 44.0;
    pub const FILTER_BAR: f32 = 48.0;
    pub const HEADER: f32 = 36.0;
    pub const STATUS: f32 = 24.0;
    pub const ROW: f32 = 52.0;
    pub const ROW_COMPACT: f32 = 26.0;
    pub const SIDE: f32 = 16.0;
    pub const RADIUS: u8 = 6;
    pub const CARD_RADIUS: u8 = 8;
}

pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("medium".into()))
}

pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semibold".into()))
}

pub fn serif(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("serif".into()))
}

pub fn serif_semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("serif-semibold".into()))
}

pub fn serif_italic(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("serif-italic".into()))
}

pub fn icons(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// The bundled fonts, each with the others to fall back to.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let mut add = |name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    add("inter", include_bytes!("../assets/fonts/Inter-Regular.ttf"));
    add("inter-medium", include_bytes!("../assets/fonts/Inter-Medium.ttf"));
    add("inter-semibold", include_bytes!("../assets/fonts/Inter-SemiBold.ttf"));
    add("serif", include_bytes!("../assets/fonts/DatelineSerif-Regular.ttf"));
    add("serif-semibold", include_bytes!("../assets/fonts/DatelineSerif-SemiBold.ttf"));
    add("serif-italic", include_bytes!("../assets/fonts/DatelineSerif-Italic.ttf"));
    add("arabic", include_bytes!("../assets/fonts/NotoNaskhArabic-Regular.ttf"));
    add("hebrew", include_bytes!("../assets/fonts/NotoSansHebrew-Regular.ttf"));
    add("phosphor", include_bytes!("../assets/fonts/Phosphor-Regular.ttf"));
    let defaults: Vec<String> = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let mut family = |family: FontFamily, first: &[&str]| {
        let own = first.iter().chain(&["arabic", "hebrew", "phosphor"]).map(|name| (*name).to_owned());
        fonts.families.insert(family, own.chain(defaults.iter().cloned()).collect());
    };
    family(FontFamily::Proportional, &["inter"]);
    family(FontFamily::Name("medium".into()), &["inter-medium"]);
    family(FontFamily::Name("semibold".into()), &["inter-semibold"]);
    family(FontFamily::Name("serif".into()), &["serif", "inter"]);
    family(FontFamily::Name("serif-semibold".into()), &["serif-semibold", "inter-semibold"]);
    family(FontFamily::Name("serif-italic".into()), &["serif-italic", "inter"]);
    fonts.families.insert(FontFamily::Name("icons".into()), vec!["phosphor".to_owned(), "inter".to_owned()]);
    fonts
}

/// Make egui look like the theme.
pub fn apply(theme: &Theme, reduce_motion: bool, style: &mut egui::Style) {
    use egui::TextStyle;
    style.text_styles = [
        (TextStyle::Small, regular(size::AXIS)),
        (TextStyle::Body, regular(size::BODY)),
        (TextStyle::Button, regular(size::BODY)),
        (TextStyle::Heading, semibold(size::TITLE)),
        (TextStyle::Monospace, FontId::monospace(size::SMALL)),
    ]
    .into();
    style.animation_time = if reduce_motion { 0.0 } else { 0.12 };
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(10.0, 5.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(14);
    spacing.interact_size.y = 28.0;
    spacing.menu_spacing = 4.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = quiet_scroll_bar();
    style.interaction.tooltip_delay = 0.4;

    let mut visuals = if theme.dark { egui::Visuals::dark() } else { egui::Visuals::light() };
    let radius = CornerRadius::same(measure::RADIUS);
    visuals.dark_mode = theme.dark;
    visuals.hyperlink_color = theme.accent;
    visuals.faint_bg_color = theme.hovered_row;
    visuals.extreme_bg_color = theme.sunken;
    visuals.text_edit_bg_color = Some(theme.sunken);
    visuals.code_bg_color = theme.sunken;
    visuals.warn_fg_color = theme.warning;
    visuals.error_fg_color = theme.error;
    visuals.panel_fill = theme.panel;
    visuals.window_fill = theme.raised;
    visuals.window_stroke = Stroke::new(1.0, theme.line);
    visuals.window_corner_radius = CornerRadius::same(measure::CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(measure::CARD_RADIUS);
    let shadow = Shadow { offset: [0, 4], blur: 18, spread: 0, color: theme.shadow };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.weak_text_color = Some(theme.text_2);
    visuals.selection.bg_fill = if theme.dark { Theme::fade(theme.accent, 0.35) } else { theme.accent_bg };
    visuals.selection.stroke = Stroke::new(1.0, theme.accent);
    visuals.text_cursor.stroke = Stroke::new(1.5, theme.accent);
    visuals.indent_has_left_vline = false;
    let widgets = &mut visuals.widgets;
    let set = |it: &mut egui::style::WidgetVisuals, fill: Color32, text: Color32, rim: Stroke| {
        it.bg_fill = fill;
        it.weak_bg_fill = fill;
        it.bg_stroke = rim;
        it.corner_radius = radius;
        it.fg_stroke = Stroke::new(1.0, text);
        it.expansion = 0.0;
    };
    set(&mut widgets.noninteractive, theme.panel, theme.text, Stroke::new(1.0, theme.line));
    set(&mut widgets.inactive, theme.sunken, theme.text, Stroke::NONE);
    let lift = if theme.dark { rgb(0x2B3037) } else { rgb(0xE6E3DC) };
    set(&mut widgets.hovered, lift, theme.text, Stroke::NONE);
    set(&mut widgets.active, lift, theme.text, Stroke::new(1.0, theme.accent));
    set(&mut widgets.open, theme.accent_bg, theme.accent, Stroke::NONE);
    style.visuals = visuals;
}

/// A thin bar without a track, there when needed.
fn quiet_scroll_bar() -> egui::style::ScrollStyle {
    egui::style::ScrollStyle {
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.18,
        active_handle_opacity: 0.3,
        interact_handle_opacity: 0.5,
        ..egui::style::ScrollStyle::thin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colours by WCAG 2.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let light = |c: Color32| {
            let part = |v: u8| {
                let v = f32::from(v) / 255.0;
                if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(c.r()) + 0.7152 * part(c.g()) + 0.0722 * part(c.b())
        };
        let (a, b) = (light(a), light(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn needed_text_has_a_contrast_of_at_least_four_and_a_half() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            for ground in [theme.panel, theme.raised, theme.sunken, theme.paper, theme.selected_row, theme.hovered_row]
            {
                for ink in [theme.text, theme.text_2, theme.warning] {
                    assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}: {}", contrast(ink, ground));
                }
            }
            assert!(contrast(theme.accent, theme.accent_bg) >= 4.5);
            assert!(contrast(theme.text, theme.lit_sentence) >= 4.5);
            assert!(contrast(theme.error, theme.raised) >= 4.5);
        }
    }

    #[test]
    fn categories_stand_out_from_land_and_panel() {
        let hues = [Hue::Orange, Hue::Blue, Hue::Red, Hue::Grey, Hue::Green, Hue::Purple, Hue::Teal, Hue::Olive];
        for theme in [Theme::LIGHT, Theme::DARK] {
            for hue in hues {
                assert!(contrast(theme.hue(hue), theme.map_land) >= 2.7, "{hue:?}");
            }
        }
    }
}
