use std::path::PathBuf;
use std::sync::Arc;

use super::{Camera, ColourBy, DetailTab, PlayMode, Sort, View};
use crate::article::ArticleId;
use crate::event::{Day, EventId, GroupId, PlaceId, WorldRect};
use crate::filter::{Clause, Control, Filter};
use crate::project::{Edit, LayerStyle};

/// How a click changes the selection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// Nothing else stays selected.
    Only,
    /// Added, or taken away if it was selected.
    Toggle,
    /// Everything in list order from the primary selection to here.
    Through,
}

/// An intent: the only way to change the session.
#[derive(Clone, PartialEq, Debug)]
pub enum Command {
    Select {
        event: EventId,
        how: How,
        from: View,
    },
    /// Several at once, the first one primary.
    SelectMany {
        events: Vec<EventId>,
        from: View,
    },
    SelectPlace {
        place: PlaceId,
        from: View,
    },
    SelectGroup {
        group: GroupId,
        from: View,
    },
    SelectNothing,
    /// "Take me there": every view shows it.
    Focus {
        event: EventId,
        from: View,
    },
    /// Set or take away the clause of a control. With `merge`, the change goes on with the one before
    /// (typing, dragging) and is one step of the filter history.
    Filter {
        control: Control,
        clause: Option<Clause>,
        merge: bool,
    },
    /// All filters at once: what was kept under a name.
    FilterAs(Filter),
    ShowUnverified(bool),
    ClearFilters,
    FilterBack,
    FilterForward,
    /// The camera is now here, on its way to, or at the end of, the wish of this number.
    CameraIs {
        camera: Camera,
        bounds: WorldRect,
        answered: u64,
    },
    Fly(FlyTo),
    SortBy(Sort),
    InViewOnly(bool),
    ColourBy(ColourBy),
    OpenArticle(ArticleId),
    /// To a mention of the open article.
    GoToMention {
        article: ArticleId,
        mention: usize,
    },
    /// To the next (+1) or the previous (−1) mention of the selected event.
    StepMention(i32),
    ShowTab(DetailTab),
    /// The days that the timeline shows; none for all.
    ShowDays(Option<(Day, Day)>),
    Play(bool),
    PlayMode(PlayMode),
    /// Days a second.
    PlaySpeed(f64),
    /// Time passed while playing, in seconds.
    PlayTick(f64),
    /// Change the project; see the methods of [`crate::project::Project`] that make edits.
    Edit(Edit),
    /// Show, name, colour and order layers so; the text says what was done.
    Layers {
        label: String,
        layers: Vec<LayerStyle>,
    },
    /// A drag or a run of typing has ended: the next edit is a step of its own.
    EndGesture,
    Undo,
    Redo,
    /// Whether the project may be edited: nothing, or why not.
    ReadOnly(Option<String>),
    OpenCase(PathBuf),
    OpenBundledCase,
    CopyText(String),
    OpenLink(String),
    Quit,
}

/// Where to take the map.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum FlyTo {
    /// All of the rectangle.
    Fit(WorldRect),
    /// Everything that passes the filter.
    Results,
    /// Longitude, latitude, zoom.
    Camera(Camera),
    /// Zoom in or out by so many levels.
    Zoom(f64),
    /// Move by so many points, right and down.
    Pan(f32, f32),
}

/// What only the shell can do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// The project was changed by this edit: write it to its file.
    Save(Arc<Edit>),
    /// A layer joined the project or left it, and that is to be taken back (or, if not `back`, made again): put
    /// [`super::Session::turn_to`] in its place.
    Turn {
        back: bool,
    },
    /// Tell the user.
    Say(String),
    OpenCase(PathBuf),
    OpenBundledCase,
    CopyText(String),
    OpenLink(String),
    Quit,
}
