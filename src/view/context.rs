use std::cell::RefCell;
use std::path::PathBuf;

use egui::{Modifiers, Response};

use super::paste::Pasted;
use crate::article::ArticleId;
use crate::corroborate::Side;
use crate::event::{EventId, LonLat};
use crate::project::LogEntry;
use crate::review::Review;
use crate::session::{Command, How, Session, View};
use crate::settings::Settings;
use crate::theme::Theme;
use crate::view::export::Export;
use crate::view::mapping::TableAsk;
use crate::view::open_path::Typed;

/// What only the shell changes: windows, settings, dialogs.
#[derive(Debug)]
pub enum Shell {
    /// Ctrl+K.
    Palette(bool),
    Keys(bool),
    About(bool),
    SettingsWindow(bool),
    /// What was wrong with the case that is open.
    Issues(bool),
    /// Change settings; saved soon after.
    Set(Change),
    /// Ask for a case folder.
    PickCase,
    /// Ask for a project or files of events.
    PickFile,
    /// Ask for a table, and what its columns mean.
    PickTable,
    /// Ask for files that join the open project, each a layer.
    PickLayer,
    /// Take the layer of this key out of the project.
    RemoveLayer(String),
    /// What the sheet for the columns of a table wants.
    Table(TableAsk),
    /// Type a path for this.
    TypePath(Typed),
    /// Take in what is at a path that was typed.
    Take(PathBuf, Typed),
    /// Type a path instead of choosing one.
    OpenPath(bool),
    /// The sheet with the change log, and whether only what changed one event.
    Log {
        open: bool,
        event: Option<String>,
    },
    /// Why the change of a moment was made.
    Reason {
        at: String,
        reason: String,
    },
    /// Write the change log to a file.
    WriteLog(PathBuf),
    /// The sheet with the ways out for a damaged project, or with backups.
    Rescue(bool),
    /// Look for the backups of the open project.
    Backups,
    /// Open a backup as a new project.
    OpenBackup(PathBuf),
    /// Read what can be read of a damaged project, as a new one.
    Salvage(PathBuf),
    /// Type where to save the project instead of choosing it.
    SavePath,
    /// The sheet for writing events to a file.
    Export(bool),
    /// Write events to a file.
    Write(Export),
    /// Stop reading what is being opened.
    CancelOpening,
    /// Ask for a report: a text to find events in.
    PickReport,
    /// The proposals of the report are gone through.
    CloseProposals,
    /// The sheet for a pasted report, with a text to begin with; nothing closes it.
    Paste(Option<String>),
    /// Read a pasted report.
    ReadPasted(Box<Pasted>),
    /// Show the original of an article; nothing closes it.
    Original(Option<ArticleId>),
    /// Write the original of an article to a file.
    WriteOriginal(ArticleId, PathBuf),
    /// The panel that compares two sides.
    ComparePanel,
    /// Find what can be compared.
    CompareSides,
    Compare(Box<(Side, Side)>),
    /// Ask for a gazetteer.
    PickGazetteer,
    /// Read a gazetteer and use it from now on.
    AddGazetteer(PathBuf),
    /// Give an article another text; nothing closes the sheet.
    ReplaceText(Option<ArticleId>),
    /// Add a report though its address is here already.
    AddAnyway(Box<Review>),
    /// Go through an article of the project again.
    ReviewArticle(ArticleId),
    NewProject,
    /// Save what is not saved, or ask for a name if the project has none.
    Save,
    /// Ask for a file to save the project to.
    SaveAs,
    /// Ask for a file to copy the project to.
    SaveCopy,
    /// Save the project to this file.
    SaveTo(PathBuf),
    /// Try again to save.
    Retry,
    /// What to do with work that has no file before the window closes.
    Closing(bool),
    /// Close, keeping the work for the next window or not.
    CloseAnyway {
        discard: bool,
    },
    /// Whether what is selected can be changed in place.
    Edit(bool),
    /// The sheet for groups and places.
    Manage(bool),
    /// The sheet for changing many events at once.
    Bulk(bool),
    /// Ask for a map file (`.pmtiles`, `.mbtiles`).
    PickMap,
    /// Put the keyboard into the words field.
    FocusWords,
    /// Put the keyboard into a part of the window.
    FocusPane(Pane),
    /// Put the keyboard into the next part of the window, or the one before.
    StepPane {
        back: bool,
    },
    /// Fill the screen, or go back to a window.
    FullScreen,
    /// Say something for a moment.
    Say(String),
}

/// A part of the window that the keyboard can be in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pane {
    Filters,
    List,
    Map,
    Reader,
    Timeline,
}

/// A change of settings: what it does to them, so that several in one frame all hold.
pub struct Change(Box<dyn FnOnce(&mut Settings)>);

impl Change {
    pub fn new(change: impl FnOnce(&mut Settings) + 'static) -> Self {
        Self(Box::new(change))
    }

    pub fn make(self, settings: &mut Settings) {
        (self.0)(settings);
    }
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Change")
    }
}

/// Where the open project is kept and whether all of it is there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileLine {
    /// The name of its file, if it has one.
    pub name: Option<String>,
    /// Where the file is, if there is one.
    pub path: String,
    pub state: FileState,
}

/// How the open project stands to its file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum FileState {
    /// Nothing was changed.
    #[default]
    Untouched,
    Saving,
    Saved,
    /// Every change is kept, but in a file that has no name.
    Kept,
    /// There are changes, and they are in memory only.
    Unsaved,
    /// Why not.
    Failed(String),
    /// Why.
    ReadOnly(String),
}

/// What the proposal that is looked at rests on, for reader and map.
#[derive(Clone, PartialEq, Debug)]
pub struct Evidence {
    pub article: ArticleId,
    /// Another one, another proposal.
    pub number: u64,
    /// Bytes of the article's text.
    pub sentences: Vec<std::ops::Range<usize>>,
    /// Where it may be: the position, and how far the true place may lie from it, in kilometres.
    pub places: Vec<(LonLat, f32)>,
    /// The number of the place that holds.
    pub chosen: Option<usize>,
}

/// What every view gets: the session to read, and queues to ask with. Whatever is asked runs last in the
/// frame, so that all views of a frame draw one state.
pub struct Ctx<'a> {
    pub session: &'a Session,
    pub theme: &'a Theme,
    pub settings: &'a Settings,
    pub file: FileLine,
    /// The change log, oldest first.
    pub log: &'a [LogEntry],
    /// Whether what is selected can be changed in place.
    pub editing: bool,
    /// The proposal that is looked at, if any.
    pub evidence: Option<Evidence>,
    commands: RefCell<Vec<Command>>,
    shell: RefCell<Vec<Shell>>,
}

impl<'a> Ctx<'a> {
    pub fn new(
        session: &'a Session,
        theme: &'a Theme,
        settings: &'a Settings,
        (file, log): (FileLine, &'a [LogEntry]),
        editing: bool,
    ) -> Self {
        Self {
            session,
            theme,
            settings,
            file,
            log,
            editing,
            evidence: None,
            commands: RefCell::default(),
            shell: RefCell::default(),
        }
    }

    /// Ask for a change of the session. Only ever in answer to something the user did: a frame may be drawn
    /// twice.
    pub fn send(&self, command: Command) {
        self.commands.borrow_mut().push(command);
    }

    /// Ask the shell.
    pub fn shell(&self, ask: Shell) {
        self.shell.borrow_mut().push(ask);
    }

    /// Ask for settings changed by a function.
    pub fn set(&self, change: impl FnOnce(&mut Settings) + 'static) {
        self.shell(Shell::Set(Change::new(change)));
    }

    /// What was asked.
    pub fn into_asked(self) -> (Vec<Command>, Vec<Shell>) {
        (self.commands.into_inner(), self.shell.into_inner())
    }

    /// The manners that every event has in every view: hovering lights it, a click selects it (with Ctrl or Shift
    /// further ones), a double click takes all views there.
    pub fn interact(&self, response: &Response, event: EventId, from: View) {
        if response.hovered() {
            self.session.hover().set(event);
        }
        if response.double_clicked() {
            self.send(Command::Focus { event, from });
        } else if response.clicked() {
            let modifiers = response.ctx.input(|input| input.modifiers);
            self.send(Command::Select { event, how: how(modifiers), from });
        }
    }
}

/// What modifiers mean for a click.
pub fn how(modifiers: Modifiers) -> How {
    if modifiers.shift {
        How::Through
    } else if modifiers.command {
        How::Toggle
    } else {
        How::Only
    }
}
