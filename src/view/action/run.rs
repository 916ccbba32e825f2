use super::{Action, event_text};
use crate::event::EventId;
use crate::filter::{Area, Clause, Control};
use crate::session::{ColourBy, Command, FlyTo, How, Selected, View};
use crate::settings::{Density, Settings, ThemeChoice};
use crate::view::{Ctx, Shell, edit};

/// The steps of the interface's size.
const SCALES: [f32; 11] = [0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 3.0];

/// Most events that are copied at once.
const MOST_COPIED: usize = 1000;

impl Action {
    /// Whether it can be done now, else why not.
    ///
    /// # Errors
    /// The reason, as a sentence without a full stop.
    pub fn enabled(self, cx: &Ctx<'_>) -> Result<(), &'static str> {
        let session = cx.session;
        let if_not = |possible: bool, why: &'static str| if possible { Ok(()) } else { Err(why) };
        match self {
            Self::OpenRecent(i) => {
                if_not(cx.settings.recent.get(usize::from(i)).is_some(), "That case is not among the recent ones")
            }
            Self::Undo => {
                can_edit(cx)?;
                if_not(session.undo_label().is_some(), "Nothing was changed yet")
            }
            Self::Redo => {
                can_edit(cx)?;
                if_not(session.redo_label().is_some(), "Nothing was taken back")
            }
            Self::EditMode | Self::NewEvent | Self::Manage | Self::AddLayer => can_edit(cx),
            Self::AddReport | Self::PasteReport => can_edit(cx),
            Self::Original => {
                let project = session.project();
                let kept =
                    session.article().is_some_and(|id| project.work().captures.contains_key(&project.article(id).key));
                if_not(kept, "No original is kept of the open article")
            }
            Self::ReviewArticle | Self::ReplaceText => {
                can_edit(cx)?;
                if_not(session.article().is_some(), "This project has no articles")
            }
            Self::RemoveEvents | Self::Star => {
                can_edit(cx)?;
                if_not(!session.selection().events.is_empty(), "Select an event first")
            }
            Self::Bulk => {
                can_edit(cx)?;
                let any = !session.selection().events.is_empty() || session.derived().rows.count() > 0;
                if_not(any, "No event is selected and none passes the filters")
            }
            Self::Copy => if_not(!session.selection().events.is_empty(), "Select an event first"),
            Self::SelectNothing => if_not(session.selection().what != Selected::Nothing, "Nothing is selected"),
            Self::ClearFilters => if_not(!session.filter().is_empty(), "No filter is set"),
            Self::FilterBack => if_not(session.filter_history().can_go_back(), "No filter was set before"),
            Self::FilterForward => {
                if_not(session.filter_history().can_go_forward(), "These are the last filters that were set")
            }
            Self::FitMap => if_not(session.derived().rows.count() > 0, "No event passes the filters"),
            Self::NextEvent | Self::PreviousEvent => if_not(!session.derived().list.is_empty(), "The list is empty"),
            Self::NextMention | Self::PreviousMention => {
                if_not(!session.mentions_of_primary().0.is_empty(), "No article mentions the selected event")
            }
            Self::Play => if_not(session.all_days().is_some(), "No event has a date"),
            _ => Ok(()),
        }
    }

    /// For what can be on or off: which it is.
    pub fn on(self, cx: &Ctx<'_>) -> Option<bool> {
        let Settings { theme, density, reduce_motion, halos, ref layout, .. } = *cx.settings;
        Some(match self {
            Self::EditMode => cx.editing,
            Self::Star => edit::starred(cx)?,
            Self::ShowUnverified => cx.session.filter().unverified,
            Self::InViewOnly => cx.session.in_view_only(),
            Self::ToggleList => layout.list,
            Self::ToggleTimeline => layout.timeline,
            Self::ToggleReader => layout.reader,
            Self::ToggleLayers => layout.layers,
            Self::LightTheme => theme == ThemeChoice::Light,
            Self::DarkTheme => theme == ThemeChoice::Dark,
            Self::SystemTheme => theme == ThemeChoice::System,
            Self::CompactList => density == Density::Compact,
            Self::ReduceMotion => reduce_motion,
            Self::Halos => halos,
            Self::ColourByGroup => cx.session.colour_by() == ColourBy::Group,
            Self::ColourByType => cx.session.colour_by() == ColourBy::Type,
            Self::ColourByLayer => cx.session.colour_by() == ColourBy::Layer,
            _ => return None,
        })
    }

    /// Ask for it.
    pub fn run(self, cx: &Ctx<'_>) {
        let session = cx.session;
        match self {
            Self::NewProject => cx.shell(Shell::NewProject),
            Self::OpenFile => cx.shell(Shell::PickFile),
            Self::Save => cx.shell(Shell::Save),
            Self::SaveAs => cx.shell(Shell::SaveAs),
            Self::SaveCopy => cx.shell(Shell::SaveCopy),
            Self::Backups => cx.shell(Shell::Backups),
            Self::Undo => cx.send(Command::Undo),
            Self::Redo => cx.send(Command::Redo),
            Self::EditMode => edit::enter(cx, !cx.editing),
            Self::NewEvent => edit::new_event_in_view(cx),
            Self::RemoveEvents => edit::remove_selected(cx),
            Self::Star => edit::star_selected(cx),
            Self::Bulk => cx.shell(Shell::Bulk(true)),
            Self::Manage => cx.shell(Shell::Manage(true)),
            Self::ChangeLog => cx.shell(Shell::Log { open: true, event: None }),
            Self::OpenCase => cx.shell(Shell::PickCase),
            Self::OpenPath => cx.shell(Shell::OpenPath(true)),
            Self::ToggleLayers => cx.set(|it| it.layout.layers = !it.layout.layers),
            Self::NextPane => cx.shell(Shell::StepPane { back: false }),
            Self::PreviousPane => cx.shell(Shell::StepPane { back: true }),
            Self::AddLayer => cx.shell(Shell::PickLayer),
            Self::ColourByLayer => cx.send(Command::ColourBy(ColourBy::Layer)),
            Self::OpenColumns => cx.shell(Shell::PickTable),
            Self::OpenBundled => cx.send(Command::OpenBundledCase),
            Self::OpenRecent(i) => {
                if let Some(path) = cx.settings.recent.get(usize::from(i)) {
                    cx.send(Command::OpenCase(path.clone()));
                }
            }
            Self::AddReport => cx.shell(Shell::PickReport),
            Self::PasteReport => cx.shell(Shell::Paste(Some(String::new()))),
            Self::AddGazetteer => cx.shell(Shell::PickGazetteer),
            Self::ReplaceText => {
                if let Some(article) = session.article() {
                    cx.shell(Shell::ReplaceText(Some(article)));
                }
            }
            Self::Compare => cx.shell(Shell::ComparePanel),
            Self::Original => {
                if let Some(article) = session.article() {
                    cx.shell(Shell::Original(Some(article)));
                }
            }
            Self::ReviewArticle => {
                if let Some(article) = session.article() {
                    cx.shell(Shell::ReviewArticle(article));
                }
            }
            Self::Export => cx.shell(Shell::Export(true)),
            Self::Issues => cx.shell(Shell::Issues(true)),
            Self::Quit => cx.send(Command::Quit),
            Self::Copy => copy(cx),
            Self::Find => cx.shell(Shell::FocusWords),
            Self::Palette => cx.shell(Shell::Palette(true)),
            Self::ClearFilters => cx.send(Command::ClearFilters),
            Self::FilterBack => cx.send(Command::FilterBack),
            Self::FilterForward => cx.send(Command::FilterForward),
            Self::SelectNothing => cx.send(Command::SelectNothing),
            Self::ShowUnverified => cx.send(Command::ShowUnverified(!session.filter().unverified)),
            Self::InViewOnly => cx.send(Command::InViewOnly(!session.in_view_only())),
            Self::ToggleList => cx.set(|it| it.layout.list = !it.layout.list),
            Self::ToggleTimeline => cx.set(|it| it.layout.timeline = !it.layout.timeline),
            Self::ToggleReader => cx.set(|it| it.layout.reader = !it.layout.reader),
            Self::LightTheme => cx.set(|it| it.theme = ThemeChoice::Light),
            Self::DarkTheme => cx.set(|it| it.theme = ThemeChoice::Dark),
            Self::SystemTheme => cx.set(|it| it.theme = ThemeChoice::System),
            Self::ScaleUp => cx.set(|it| it.scale = step(it.scale, true)),
            Self::ScaleDown => cx.set(|it| it.scale = step(it.scale, false)),
            Self::ScaleReset => cx.set(|it| it.scale = 1.0),
            Self::CompactList => cx.set(|it| {
                it.density = if it.density == Density::Compact { Density::Comfortable } else { Density::Compact };
            }),
            Self::ReduceMotion => cx.set(|it| it.reduce_motion = !it.reduce_motion),
            Self::Halos => cx.set(|it| it.halos = !it.halos),
            Self::ColourByGroup => cx.send(Command::ColourBy(ColourBy::Group)),
            Self::ColourByType => cx.send(Command::ColourBy(ColourBy::Type)),
            Self::FitMap => cx.send(Command::Fly(FlyTo::Results)),
            Self::FilterToView => area(cx, Area::Box(session.bounds())),
            Self::FilterAround => {
                let at = session.selection().primary.and_then(|event| session.project().events.position(event));
                match at {
                    Some(centre) => area(cx, Area::Radius { centre, metres: 50_000.0 }),
                    None => cx.shell(Shell::Say("Select an event with a position first".to_owned())),
                }
            }
            Self::MapZoomIn => cx.send(Command::Fly(FlyTo::Zoom(1.0))),
            Self::MapZoomOut => cx.send(Command::Fly(FlyTo::Zoom(-1.0))),
            Self::NextEvent => step_event(cx, 1),
            Self::PreviousEvent => step_event(cx, -1),
            Self::NextMention => cx.send(Command::StepMention(1)),
            Self::PreviousMention => cx.send(Command::StepMention(-1)),
            Self::Play => cx.send(Command::Play(!session.play().running)),
            Self::FullScreen => cx.shell(Shell::FullScreen),
            Self::Settings => cx.shell(Shell::SettingsWindow(true)),
            Self::Keys => cx.shell(Shell::Keys(true)),
            Self::About => cx.shell(Shell::About(true)),
        }
    }
}

fn area(cx: &Ctx<'_>, area: Area) {
    cx.send(Command::Filter { control: Control::Area, clause: Some(Clause::Area(area)), merge: false });
}

fn can_edit(cx: &Ctx<'_>) -> Result<(), &'static str> {
    if cx.session.read_only().is_some() { Err("This project is open for reading only") } else { Ok(()) }
}

fn copy(cx: &Ctx<'_>) {
    let selection = cx.session.selection();
    let project = cx.session.project();
    let first = selection.primary.into_iter();
    let others = selection.events.iter().copied().filter(|event| Some(*event) != selection.primary);
    let texts: Vec<String> = first.chain(others).take(MOST_COPIED).map(|event| event_text(project, event)).collect();
    let said = match (texts.len(), selection.events.len()) {
        (1, _) => "Copied one event".to_owned(),
        (some, all) if some < all => format!("Copied the first {some} of {all} events"),
        (some, _) => format!("Copied {some} events"),
    };
    cx.send(Command::CopyText(texts.join("\n\n")));
    cx.shell(Shell::Say(said));
}

/// Select the neighbour in the list; with nothing selected, its first or last event.
fn step_event(cx: &Ctx<'_>, by: isize) {
    let derived = cx.session.derived();
    let at = cx.session.selection().primary.and_then(|event| derived.list_position(event));
    let last = derived.list.len().saturating_sub(1);
    let to = match at {
        Some(at) => at.saturating_add_signed(by).min(last),
        None if by > 0 => 0,
        None => last,
    };
    let next: Option<EventId> = derived.list.get(to).copied();
    if let Some(event) = next.filter(|_| at != Some(to)) {
        cx.send(Command::Select { event, how: How::Only, from: View::Shell });
    }
}

/// The next size up or down.
fn step(scale: f32, up: bool) -> f32 {
    let near = 0.01;
    let next = if up {
        SCALES.iter().find(|it| **it > scale + near)
    } else {
        SCALES.iter().rev().find(|it| **it < scale - near)
    };
    next.copied().unwrap_or(scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_step_up_and_down_and_stop_at_the_ends() {
        assert_eq!(step(1.0, true), 1.1);
        assert_eq!(step(1.05, false), 1.0);
        assert_eq!(step(3.0, true), 3.0);
        assert_eq!(step(0.5, false), 0.5);
    }
}
