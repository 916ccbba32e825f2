use egui::{Key, KeyboardShortcut, Modifiers};

use super::Action;

/// Where an action stands in the menus and in the key sheet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Section {
    File,
    Edit,
    Filter,
    View,
    Look,
    Map,
    Events,
    Help,
}

impl Section {
    pub const ALL: [Section; 8] = [
        Section::File,
        Section::Edit,
        Section::Filter,
        Section::View,
        Section::Look,
        Section::Map,
        Section::Events,
        Section::Help,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::File => "Projects",
            Self::Edit => "Edit, find and copy",
            Self::Filter => "Filters",
            Self::View => "Panels",
            Self::Look => "Look",
            Self::Map => "Map",
            Self::Events => "Events",
            Self::Help => "Help",
        }
    }
}

/// One line of the table.
pub struct Row {
    pub action: Action,
    pub section: Section,
    pub text: &'static str,
    pub tooltip: &'static str,
    pub keys: &'static [KeyboardShortcut],
}

const fn plain(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::NONE, key)
}

/// Ctrl, or ⌘ on a Mac.
const fn command(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND, key)
}

const fn command_shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), key)
}

const fn shift(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::SHIFT, key)
}

const fn alt(key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(Modifiers::ALT, key)
}

const fn row(
    action: Action,
    section: Section,
    text: &'static str,
    tooltip: &'static str,
    keys: &'static [KeyboardShortcut],
) -> Row {
    Row { action, section, text, tooltip, keys }
}

/// Every action but the recent cases, in the order of the menus.
pub const TABLE: &[Row] = {
    use Action as A;
    use Section as S;
    &[
        row(A::NewProject, S::File, "New project", "Begin with nothing", &[]),
        row(
            A::OpenFile,
            S::File,
            "Open…",
            "Open a project, or a file of events: CSV, GeoJSON, KML, GPX, XLSX and others",
            &[command(Key::O)],
        ),
        row(A::OpenCase, S::File, "Open case folder…", "Open a folder that holds a case", &[command_shift(Key::O)]),
        row(
            A::OpenPath,
            S::File,
            "Open by path…",
            "Type the path of a project, a case folder or a file of events",
            &[],
        ),
        row(
            A::OpenColumns,
            S::File,
            "Open with columns…",
            "Open a table (CSV, TSV, XLSX) and say what its columns mean",
            &[],
        ),
        row(
            A::AddLayer,
            S::File,
            "Add layer…",
            "Add files of events to the open project, each as a layer of its own",
            &[],
        ),
        row(A::OpenBundled, S::File, "Open the bundled case", "The case that comes with Dateline", &[]),
        row(
            A::Save,
            S::File,
            "Save",
            "Changes are saved as they are made; a project without a file gets one here",
            &[command(Key::S)],
        ),
        row(
            A::SaveAs,
            S::File,
            "Save as…",
            "Save the project under another name and go on there",
            &[command_shift(Key::S)],
        ),
        row(A::SaveCopy, S::File, "Save a copy…", "Save a copy and stay in this project", &[]),
        row(A::Backups, S::File, "Restore a backup…", "Open the project as it was at an earlier time, beside it", &[]),
        row(
            A::AddReport,
            S::File,
            "Add a report…",
            "Read a text, web page, DOCX, mail or PDF and propose the events it reports",
            &[command(Key::R)],
        ),
        row(
            A::PasteReport,
            S::File,
            "Paste a report…",
            "Paste a text with its date and publisher and propose the events it reports",
            &[command_shift(Key::V)],
        ),
        row(
            A::ReviewArticle,
            S::File,
            "Find events in this article",
            "Go through what the open article proposes, again if need be",
            &[command_shift(Key::R)],
        ),
        row(
            A::Original,
            S::File,
            "Show what was read…",
            "The original that the open article was read from, as it came",
            &[],
        ),
        row(
            A::AddGazetteer,
            S::File,
            "Add a gazetteer…",
            "Further places to find in reports: GeoNames, OurAirports, or a table of your own",
            &[],
        ),
        row(
            A::Compare,
            S::Events,
            "Compare two sides",
            "What two articles, layers or publishers both have, where they contradict, what only one has",
            &[command(Key::D)],
        ),
        row(
            A::Export,
            S::File,
            "Export events…",
            "Write what is filtered, selected or all as CSV, GeoJSON, KML or a case folder",
            &[command(Key::E)],
        ),
        row(A::Issues, S::File, "Issues of this case…", "What could not be read as it stands", &[]),
        row(A::Quit, S::File, "Quit", "Close Dateline", &[command(Key::Q)]),
        row(A::Undo, S::Edit, "Undo", "Take back the last change", &[command(Key::Z)]),
        row(A::Redo, S::Edit, "Redo", "Make again what was taken back", &[command_shift(Key::Z), command(Key::Y)]),
        row(
            A::EditMode,
            S::Edit,
            "Edit in place",
            "Change the selected event, group or place in its details, and move its point on the map",
            &[plain(Key::E)],
        ),
        row(A::NewEvent, S::Edit, "New event", "Add an event in the middle of the map", &[command(Key::N)]),
        row(
            A::RemoveEvents,
            S::Edit,
            "Remove selected events",
            "Take the selected events out of the project, with their mentions",
            &[plain(Key::Delete)],
        ),
        row(A::Star, S::Edit, "Star selected events", "Mark what you want to find again", &[plain(Key::S)]),
        row(
            A::Bulk,
            S::Edit,
            "Change many events…",
            "Change one field of every selected event, or of every event that passes the filters",
            &[command_shift(Key::E)],
        ),
        row(
            A::Manage,
            S::Edit,
            "Groups and places…",
            "Rename, add other names, set umbrellas, merge two into one",
            &[command_shift(Key::G)],
        ),
        row(
            A::ChangeLog,
            S::Edit,
            "Change log…",
            "What was changed, when and why; and removed events, to be put back",
            &[command_shift(Key::H)],
        ),
        row(
            A::ReplaceText,
            S::Edit,
            "Replace the text…",
            "Give the open article another text and find its mentions again in it",
            &[],
        ),
        row(
            A::Find,
            S::Edit,
            "Find words",
            "Go to the words field of the filter bar",
            &[command(Key::F), plain(Key::Slash)],
        ),
        row(
            A::Palette,
            S::Edit,
            "Search everything…",
            "Find any command, event, place, group or article",
            &[command(Key::K), command_shift(Key::P)],
        ),
        row(
            A::Copy,
            S::Edit,
            "Copy selected event",
            "Copy what is selected as text: title, date, place, groups, toll, notes and sources",
            &[command(Key::C)],
        ),
        row(A::SelectNothing, S::Edit, "Clear the selection", "Select nothing", &[plain(Key::Escape)]),
        row(
            A::ClearFilters,
            S::Filter,
            "Clear all filters",
            "Show every event again; going back brings the filters back",
            &[command_shift(Key::X)],
        ),
        row(
            A::FilterBack,
            S::Filter,
            "Back to the filters before",
            "Go back through what was filtered before",
            &[command(Key::OpenBracket), alt(Key::ArrowLeft)],
        ),
        row(
            A::FilterForward,
            S::Filter,
            "Forward again",
            "Go forward through what was filtered",
            &[command(Key::CloseBracket), alt(Key::ArrowRight)],
        ),
        row(
            A::ShowUnverified,
            S::Filter,
            "Show unverified events",
            "Let events take part that nobody could verify",
            &[command_shift(Key::U)],
        ),
        row(
            A::InViewOnly,
            S::Filter,
            "List only what the map shows",
            "Leave out of the list what lies outside the map's view",
            &[plain(Key::V)],
        ),
        row(A::ToggleList, S::View, "List", "Show or hide the list of events", &[command(Key::Num1)]),
        row(A::ToggleTimeline, S::View, "Timeline", "Show or hide the timeline", &[command(Key::Num2)]),
        row(A::ToggleReader, S::View, "Reader", "Show or hide articles and event details", &[command(Key::Num3)]),
        row(A::ToggleLayers, S::View, "Layers", "Show or hide the card of layers on the map", &[command(Key::Num4)]),
        row(
            A::NextPane,
            S::View,
            "Next panel",
            "Put the keyboard into filters, list, map, reader and timeline, one after the other",
            &[plain(Key::F6)],
        ),
        row(A::PreviousPane, S::View, "Previous panel", "Put the keyboard into the panel before", &[shift(Key::F6)]),
        row(A::FullScreen, S::View, "Full screen", "Fill the screen, or go back to a window", &[plain(Key::F11)]),
        row(A::CompactList, S::View, "Compact list", "One line an event instead of two", &[command_shift(Key::L)]),
        row(A::LightTheme, S::Look, "Light", "Always light", &[]),
        row(A::DarkTheme, S::Look, "Dark", "Always dark", &[]),
        row(A::SystemTheme, S::Look, "As the system", "Light or dark as the system says", &[]),
        row(
            A::ScaleUp,
            S::Look,
            "Larger interface",
            "Make everything larger",
            &[command(Key::Plus), command(Key::Equals)],
        ),
        row(A::ScaleDown, S::Look, "Smaller interface", "Make everything smaller", &[command(Key::Minus)]),
        row(A::ScaleReset, S::Look, "Interface at 100 %", "The size it was made for", &[command(Key::Num0)]),
        row(A::ReduceMotion, S::Look, "Reduce motion", "No flights and no fades", &[]),
        row(
            A::FitMap,
            S::Map,
            "Fit the map to the results",
            "Show every event that passes the filters",
            &[plain(Key::F)],
        ),
        row(
            A::FilterToView,
            S::Map,
            "Filter by what the map shows",
            "Only events inside the map's view, until the area is taken away",
            &[plain(Key::B)],
        ),
        row(
            A::FilterAround,
            S::Map,
            "Filter by 50 km around the selected event",
            "Only events within 50 km of it, until the area is taken away",
            &[plain(Key::R)],
        ),
        row(A::MapZoomIn, S::Map, "Zoom the map in", "One level closer", &[plain(Key::Plus), plain(Key::Equals)]),
        row(A::MapZoomOut, S::Map, "Zoom the map out", "One level farther", &[plain(Key::Minus)]),
        row(
            A::Halos,
            S::Map,
            "Show place precision",
            "Circles at true size around places that are not known exactly",
            &[plain(Key::H)],
        ),
        row(A::ColourByGroup, S::Map, "Colour by group", "One colour for each of the groups with most events", &[]),
        row(A::ColourByType, S::Map, "Colour by type", "One colour for each type of event", &[]),
        row(A::ColourByLayer, S::Map, "Colour by layer", "One colour for each layer", &[]),
        row(A::NextEvent, S::Events, "Next event", "The next event of the list", &[plain(Key::J), alt(Key::ArrowDown)]),
        row(
            A::PreviousEvent,
            S::Events,
            "Previous event",
            "The event before in the list",
            &[plain(Key::K), alt(Key::ArrowUp)],
        ),
        row(
            A::NextMention,
            S::Events,
            "Next mention",
            "The next sentence that reports the selected event",
            &[plain(Key::N)],
        ),
        row(
            A::PreviousMention,
            S::Events,
            "Previous mention",
            "The sentence before that reports the selected event",
            &[shift(Key::N)],
        ),
        row(A::Play, S::Events, "Play or pause", "Let time pass on the timeline", &[plain(Key::Space)]),
        row(A::Keys, S::Help, "Keys…", "Every key there is", &[plain(Key::Questionmark), plain(Key::F1)]),
        row(
            A::Settings,
            S::Help,
            "Settings…",
            "Look, reading, motion and the map behind the events",
            &[command(Key::Comma)],
        ),
        row(A::About, S::Help, "About Dateline…", "Version, licences, where the data comes from", &[]),
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_two_actions_share_a_key() {
        let mut seen = HashMap::new();
        for row in TABLE {
            for key in row.keys {
                let before = seen.insert(*key, row.text);
                assert!(before.is_none(), "{key:?} does both {before:?} and {:?}", row.text);
            }
        }
    }

    #[test]
    fn every_action_is_in_the_table_once_and_says_what_it_does() {
        for row in TABLE {
            assert_eq!(TABLE.iter().filter(|it| it.action == row.action).count(), 1, "{:?}", row.action);
            assert!(!row.text.is_empty() && !row.tooltip.is_empty());
            assert!(!row.text.ends_with('.') && !row.tooltip.ends_with('.'), "{}", row.text);
        }
    }

    #[test]
    fn no_key_is_one_that_a_text_field_or_the_clipboard_takes() {
        for row in TABLE {
            for key in row.keys {
                // Undo and redo are a text field's own while it has the keyboard.
                let taken = [Key::X, Key::V, Key::A];
                assert!(key.modifiers != Modifiers::COMMAND || !taken.contains(&key.logical_key), "{}", row.text);
            }
        }
    }
}
