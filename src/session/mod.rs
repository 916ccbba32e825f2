//! What the user is doing: filter, selection, camera, order, what is open to read.
//!
//! A [`Session`] changes only through [`Session::apply`]; what it cannot do itself it returns as [`Effect`]s.
//! It knows no window.

mod apply;
mod beside;
mod colour;
mod command;
mod derived;
mod edit;
mod history;
mod layers;
mod list;
mod order;
mod play;
mod ranks;
mod selection;
mod turns;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use beside::let_go;
pub use colour::{ColourBy, Colouring, Hue, Slot, SlotKey};
pub use command::{Command, Effect, FlyTo, How};
pub use derived::{Derived, SlotCounts};
pub use edit::Look;
pub use history::FilterHistory;
pub use layers::{LayerCount, Prepared, layer_hues};
pub use list::List;
pub use order::{Sort, SortKey};
pub use play::{Play, PlayMode};
pub use selection::{Hover, Selected, Selection, View};
pub use turns::Turning;

use self::beside::Beside;
use self::order::Order;
use self::turns::Turns;
use crate::article::ArticleId;
use crate::event::{Day, EventId, WorldRect};
use crate::filter::{Control, Evaluator, Facets, Facts, Filter, TollChoice};
use crate::index::{
    Bits, ByDate, Cluster, ClusterRequest, DateCounts, Fields, Histogram, HistogramRequest, Lookups, Places, Unit,
    WordIndex, clusters, give_way,
};
use crate::project::{History, MentionRef, Project};

/// Where the map looks: degrees, and Web Mercator zoom with 256-point tiles.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    pub lon: f64,
    pub lat: f64,
    pub zoom: f64,
}

/// What the reader's panel shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DetailTab {
    #[default]
    Article,
    Details,
    Articles,
}

/// A one-time wish that views answer by moving: "take me there".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Focus {
    pub event: EventId,
    pub from: View,
    /// Counts up, so that a view knows whether it has already followed.
    pub revision: u64,
}

/// Everything the user is doing with one project.
#[derive(Debug)]
pub struct Session {
    project: Arc<Project>,
    /// The project that everything derived follows from: this one, or one before it whose rows are the same.
    seen: Arc<Project>,
    words: Arc<WordIndex>,
    lookups: Arc<Lookups>,
    /// Look-ups for the project that is taken up next, if they are there already.
    prepared: Option<Arc<Lookups>>,
    order: Arc<Order>,
    filter: Filter,
    filter_history: FilterHistory,
    evaluator: Evaluator,
    derived: Derived,
    selection: Selection,
    hover: Hover,
    focus: Option<Focus>,
    camera: Option<Camera>,
    bounds: WorldRect,
    /// Where the map is asked to go, and the number of the wish.
    fly: Option<(FlyTo, u64)>,
    wishes: u64,
    sort: Sort,
    in_view_only: bool,
    colour_by: ColourBy,
    article: Option<ArticleId>,
    mention: Option<MentionRef>,
    tab: DetailTab,
    /// Details are open because there was no article to show.
    details_forced: bool,
    days: Option<(Day, Day)>,
    play: Play,
    history: History<Look>,
    /// The same for changes of layers.
    turns: Turns,
    /// Why the project cannot be edited, if it cannot.
    read_only: Option<String>,
    beside: Beside,
    stale: Stale,
}

/// What has to be computed anew.
#[derive(Clone, Copy, Debug, Default)]
struct Stale {
    filter: bool,
    list: bool,
    order: bool,
    colour: bool,
    words: bool,
}

impl Session {
    /// A fresh session on a project: its first article open, its first event selected.
    pub fn new(project: Arc<Project>) -> Self {
        let mut session = Self::bare();
        session.article = project.meta.first_article.or_else(|| project.article_ids().next());
        session.take_up(project);
        session.follow_layers();
        session.refresh_derived();
        session.wish(match session.project.meta.view {
            Some((lon, lat, zoom)) => FlyTo::Camera(Camera { lon, lat, zoom }),
            None => FlyTo::Results,
        });
        if let Some(event) = session.project.meta.first_event {
            session.select_events([event], Some(event), View::Shell);
            session.follow_in_reader(event);
        }
        session
    }

    /// A session on nothing.
    fn bare() -> Self {
        Self {
            words: Arc::default(),
            lookups: Arc::default(),
            prepared: None,
            order: Arc::default(),
            filter: Filter::default(),
            filter_history: FilterHistory::default(),
            evaluator: Evaluator::default(),
            derived: Derived::default(),
            selection: Selection::default(),
            hover: Hover::default(),
            focus: None,
            camera: None,
            bounds: WorldRect::WORLD,
            fly: None,
            wishes: 0,
            sort: Sort::default(),
            in_view_only: false,
            colour_by: ColourBy::default(),
            article: None,
            mention: None,
            tab: DetailTab::default(),
            details_forced: false,
            days: None,
            play: Play::default(),
            history: History::default(),
            turns: Turns::default(),
            read_only: None,
            beside: Beside::default(),
            stale: Stale::default(),
            seen: Arc::default(),
            project: Arc::default(),
        }
    }

    /// Look at another state of the project: everything that follows from it is made anew. Codes and numbers that filter
    /// and selection hold must have been carried over.
    pub(super) fn take_up(&mut self, project: Arc<Project>) {
        let words = WordIndex::new(&project);
        self.take_up_with(project, words);
    }

    fn take_up_with(&mut self, project: Arc<Project>, words: WordIndex) {
        self.words = Arc::new(words);
        self.lookups = self.prepared.take().unwrap_or_else(|| Arc::new(Lookups::new(&project.events)));
        self.evaluator = Evaluator::default();
        self.derived.forget();
        self.stale = Stale { filter: true, list: true, order: true, colour: true, words: true };
        self.seen = Arc::clone(&project);
        self.project = project;
    }

    /// Texts are made ready for searching behind the scenes where that takes time.
    fn lay_out_words(&self) {
        if !self.words.is_ready() {
            let (words, project) = (Arc::clone(&self.words), Arc::clone(&self.seen));
            let thread = std::thread::Builder::new().name("words".to_owned());
            if let Err(error) = thread.spawn(move || {
                give_way(5);
                // What is seen first comes first. After several edits only the words as they are then are laid out.
                std::thread::sleep(Duration::from_millis(200));
                // The first edit looks its event up by key.
                project.events.look_up_keys();
                drop(project);
                if Arc::strong_count(&words) > 1 {
                    words.prepare_behind();
                }
            }) {
                tracing::warn!("no thread for the words: {error}");
                self.words.prepare();
            }
        }
    }

    /// At the start of a frame: what was hovered in the frame before becomes visible.
    pub fn begin_frame(&mut self) {
        self.hover.swap();
    }

    /// Compute what has moved. Free when nothing has. What goes on beside is waited for.
    pub fn refresh_derived(&mut self) {
        let effects = self.finish();
        self.keep(effects);
        self.refresh(None);
    }

    /// The same for a frame: what would take longer than about so long goes on in the next call, and what is there is
    /// shown. Whether there is more to come, so that another frame is needed.
    pub fn refresh_within(&mut self, time: Duration) -> bool {
        self.refresh(Instant::now().checked_add(time)) || self.is_making() || self.is_following()
    }

    /// Whether words are still being looked for, so that there may be more than is shown.
    pub fn is_searching(&self) -> bool {
        self.stale.filter
    }

    fn refresh(&mut self, until: Option<Instant>) -> bool {
        let stale = std::mem::take(&mut self.stale);
        if stale.colour {
            self.derived.coloured(Colouring::new(&self.seen, &self.lookups.fields, self.colour_by));
        }
        if stale.filter {
            let facts = Facts {
                project: &self.seen,
                words: &self.words,
                space: &self.lookups.space,
                by_date: &self.lookups.by_date,
                fields: &self.lookups.fields,
            };
            self.stale.filter = !self.evaluator.update(&self.filter, facts, until);
            self.derived.filtered(&self.evaluator);
        }
        if stale.order {
            self.order = Arc::new(Order::new(self.sort, &self.seen, &self.lookups));
        }
        if stale.filter || stale.list || stale.order {
            let view = self.in_view_only.then_some(self.bounds);
            self.derived.listed(&self.seen, &self.lookups, &self.order, view);
        }
        // Last, so that it takes nothing from what is seen first.
        if stale.words {
            self.lay_out_words();
        }
        self.stale.filter
    }

    pub fn project(&self) -> &Arc<Project> {
        &self.project
    }

    /// The words of every event, for looking events up by what they say.
    pub fn words(&self) -> &WordIndex {
        &self.words
    }

    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    pub fn filter_history(&self) -> &FilterHistory {
        &self.filter_history
    }

    pub fn derived(&self) -> &Derived {
        &self.derived
    }

    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    pub fn hover(&self) -> &Hover {
        &self.hover
    }

    pub fn focus(&self) -> Option<Focus> {
        self.focus
    }

    pub fn camera(&self) -> Option<Camera> {
        self.camera
    }

    /// What the map shows.
    pub fn bounds(&self) -> WorldRect {
        self.bounds
    }

    /// Where the map is asked to go and has not yet answered, with the number of the wish.
    pub fn fly(&self) -> Option<(FlyTo, u64)> {
        self.fly
    }

    fn wish(&mut self, to: FlyTo) {
        self.wishes += 1;
        self.fly = Some((to, self.wishes));
    }

    pub fn sort(&self) -> Sort {
        self.sort
    }

    pub fn in_view_only(&self) -> bool {
        self.in_view_only
    }

    pub fn colour_by(&self) -> ColourBy {
        self.colour_by
    }

    /// The article that is open.
    pub fn article(&self) -> Option<ArticleId> {
        self.article
    }

    /// The mention that the reader stands at.
    pub fn mention(&self) -> Option<MentionRef> {
        self.mention
    }

    pub fn tab(&self) -> DetailTab {
        self.tab
    }

    /// The days that the timeline shows; none for all.
    pub fn days(&self) -> Option<(Day, Day)> {
        self.days
    }

    pub fn play(&self) -> &Play {
        &self.play
    }

    /// What the choices of a control would leave under the other filters.
    pub fn facets(&self, control: Control) -> Arc<Facets> {
        self.derived.facets_and_whole(control, &self.seen, &self.lookups, &self.evaluator).0
    }

    /// The further fields of the table as codes.
    pub fn fields(&self) -> &Arc<Fields> {
        &self.lookups.fields
    }

    /// What passes every filter but this control's.
    pub fn rows_except(&self, control: Control) -> Arc<Bits> {
        self.evaluator.except(control)
    }

    /// What is looked up in the table of events whatever the filter.
    pub fn lookups(&self) -> &Arc<Lookups> {
        &self.lookups
    }

    /// All events in order of their dates.
    pub fn by_date(&self) -> &ByDate {
        &self.lookups.by_date
    }

    /// How many events have each date: of what passes every filter, or of what passes those but the one on time.
    pub fn dates(&self, inside: bool) -> Arc<DateCounts> {
        self.derived.dates(&self.seen, inside)
    }

    /// The bars of the timeline: over what passes every filter; or over what passes those but the one on time, and then
    /// the bands too.
    pub fn histogram(&self, inside: bool, unit: Unit, span: (Day, Day)) -> Histogram {
        Histogram::new(&HistogramRequest {
            by_date: &self.lookups.by_date,
            rows: if inside { &self.derived.rows } else { &self.derived.time_rows },
            counts: &self.dates(inside),
            slot_of: &self.derived.colouring.slot_of,
            unit,
            span,
            bands: !inside,
        })
    }

    /// The marks of what passes the filters, for what the map shows: see [`ClusterRequest`].
    pub fn clusters(&self, view: WorldRect, zoom: f64, radius: &dyn Fn(u32) -> f64) -> Vec<Cluster> {
        clusters(&ClusterRequest {
            of: Places { points: self.seen.events.points(), slot_of: &self.derived.colouring.slot_of },
            space: &self.lookups.space,
            rows: &self.derived.rows,
            mass: &self.derived.mass(&self.seen),
            view,
            zoom,
            radius,
        })
    }

    /// How many events that nobody could verify pass the filters, whether they are shown or not.
    pub fn unverified(&self) -> usize {
        self.evaluator.unverified(&self.seen.events)
    }

    /// How many of what the other filters leave have at least so many killed and injured, by the highest number told.
    pub fn with_toll(&self, toll: TollChoice) -> usize {
        let events = &self.seen.events;
        let enough = |asked: Option<u32>, known: Option<u32>| asked.is_none_or(|n| known.is_some_and(|k| k >= n));
        let rows = self.evaluator.except(Control::Toll);
        let ids = rows.iter().map(|row| EventId(row as u32));
        ids.filter(|id| {
            enough(toll.fatalities, events.fatalities(*id).most()) && enough(toll.injuries, events.injuries(*id).most())
        })
        .count()
    }

    /// How many events of what the other filters leave have each colour.
    pub fn slot_counts(&self) -> Arc<SlotCounts> {
        self.derived.slots(self.seen.events.len(), &self.evaluator)
    }

    /// The days of everything that passes the other filters: what the timeline can show at most.
    pub fn all_days(&self) -> Option<(Day, Day)> {
        let (by_date, dates) = (&self.lookups.by_date, self.dates(false));
        derived::days_of(by_date, |rank| dates.total(by_date.code(rank)) > 0)
    }

    /// The days of everything that takes part, filtered or not.
    pub fn case_days(&self) -> Option<(Day, Day)> {
        let by_date = &self.lookups.by_date;
        derived::days_of(by_date, |rank| {
            by_date.rows_of(rank).iter().any(|id| self.derived.universe.contains(id.row()))
        })
    }

    /// How many of the filtered events have a position in what the map shows.
    pub fn count_in_view(&self) -> usize {
        self.lookups.space.count_in(self.seen.events.points(), &self.derived.rows, self.bounds)
    }

    /// Bytes in use for look-ups, rows, colours and counts, beside the table and the words.
    pub fn bytes(&self) -> usize {
        self.lookups.bytes() + self.order.bytes() + self.derived.bytes()
    }

    /// The mentions of the selected event, and which of them the reader stands at.
    pub fn mentions_of_primary(&self) -> (&[MentionRef], Option<usize>) {
        let mentions = self.selection.primary.map_or(&[][..], |event| self.project.mentions(event));
        let at = self.mention.and_then(|it| mentions.iter().position(|m| *m == it));
        (mentions, at)
    }
}
