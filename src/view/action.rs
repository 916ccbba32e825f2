//! Everything that can be asked for by name: one table from which menus, palette, shortcuts and the key sheet
//! are made.

mod copy;
mod keys;
mod run;
mod table;

use std::borrow::Cow;

use egui::KeyboardShortcut;

pub use copy::event_text;
pub use keys::{key_text, shortcuts};
pub use table::{Section, TABLE};

use super::Ctx;

/// Something that can be asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Action {
    NewProject,
    OpenFile,
    OpenCase,
    OpenPath,
    OpenColumns,
    OpenBundled,
    Export,
    AddReport,
    PasteReport,
    ReviewArticle,
    Original,
    AddGazetteer,
    Compare,
    /// One of the cases opened before, by its number in the settings.
    OpenRecent(u8),
    Save,
    SaveAs,
    SaveCopy,
    Backups,
    Issues,
    Quit,
    Undo,
    Redo,
    EditMode,
    NewEvent,
    RemoveEvents,
    Star,
    Bulk,
    Manage,
    ChangeLog,
    ReplaceText,
    Copy,
    Find,
    Palette,
    ClearFilters,
    FilterBack,
    FilterForward,
    SelectNothing,
    ShowUnverified,
    InViewOnly,
    ToggleList,
    ToggleTimeline,
    ToggleReader,
    ToggleLayers,
    NextPane,
    PreviousPane,
    AddLayer,
    LightTheme,
    DarkTheme,
    SystemTheme,
    ScaleUp,
    ScaleDown,
    ScaleReset,
    CompactList,
    ReduceMotion,
    Halos,
    ColourByGroup,
    ColourByType,
    ColourByLayer,
    FitMap,
    FilterToView,
    FilterAround,
    MapZoomIn,
    MapZoomOut,
    NextEvent,
    PreviousEvent,
    NextMention,
    PreviousMention,
    Play,
    FullScreen,
    Settings,
    Keys,
    About,
}

impl Action {
    /// Every action there is now: the table's, and one for each recent case.
    pub fn all(cx: &Ctx<'_>) -> impl Iterator<Item = Action> + use<> {
        let recent = u8::try_from(cx.settings.recent.len()).unwrap_or(u8::MAX);
        TABLE.iter().map(|row| row.action).chain((0..recent).map(Action::OpenRecent))
    }

    fn row(self) -> Option<&'static table::Row> {
        TABLE.iter().find(|row| row.action == self)
    }

    /// What menus and palette call it.
    pub fn text<'a>(self, cx: &Ctx<'a>) -> Cow<'a, str> {
        if let Self::OpenRecent(i) = self {
            let path = cx.settings.recent.get(usize::from(i));
            if let Some(at) = path.and_then(|path| scratch_time(path)) {
                return Cow::Owned(format!("Work without a name, {at}"));
            }
            let name = path.and_then(|path| path.file_name()).map(|name| name.to_string_lossy());
            return name.unwrap_or(Cow::Borrowed("A recent case"));
        }
        let step = match self {
            Self::Undo => cx.session.undo_label().map(|label| format!("Undo: {label}")),
            Self::Redo => cx.session.redo_label().map(|label| format!("Redo: {label}")),
            _ => None,
        };
        step.map_or(Cow::Borrowed(self.row().map_or("", |row| row.text)), Cow::Owned)
    }

    /// What it does, in one sentence.
    pub fn tooltip<'a>(self, cx: &Ctx<'a>) -> Cow<'a, str> {
        if let Self::OpenRecent(i) = self {
            let path = cx.settings.recent.get(usize::from(i));
            return path.map_or(Cow::Borrowed(""), |path| path.to_string_lossy());
        }
        Cow::Borrowed(self.row().map_or("", |row| row.tooltip))
    }

    /// The key that does it; further ones are in [`Action::shortcuts`].
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        self.shortcuts().first().copied()
    }

    /// Every key that does it.
    pub fn shortcuts(self) -> &'static [KeyboardShortcut] {
        self.row().map_or(&[], |row| row.keys)
    }

    pub fn section(self) -> Section {
        self.row().map_or(Section::File, |row| row.section)
    }
}

/// When a project that has no name yet was begun, if it is one.
fn scratch_time(path: &std::path::Path) -> Option<String> {
    path.parent().filter(|folder| folder.ends_with("scratch"))?;
    let name = path.file_stem()?.to_str()?;
    let (date, time) = (name.get(..8)?, name.get(9..13)?);
    let digits = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
    (digits(date) && digits(time))
        .then(|| format!("{}-{}-{} {}:{} UTC", &date[..4], &date[4..6], &date[6..], &time[..2], &time[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_without_a_name_goes_by_when_it_was_begun() {
        let path = std::path::Path::new("/s/scratch/20240716-093005-77.gpkg");
        assert_eq!(scratch_time(path).as_deref(), Some("2024-07-16 09:30 UTC"));
        assert_eq!(scratch_time(std::path::Path::new("/s/20240716-093005-77.gpkg")), None);
        assert_eq!(scratch_time(std::path::Path::new("/s/scratch/Ünïcode–x.gpkg")), None);
    }
}
