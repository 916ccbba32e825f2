//! What the window does without a window: commands to the session, and after each what its views ask for in the frame
//! that follows.

#![allow(dead_code)]

use std::sync::Arc;

use dateline::event::{Day, WorldRect};
use dateline::filter::{Clause, Control, Facets, Sense, Span};
use dateline::index::{Cluster, Histogram, Unit};
use dateline::project::Project;
use dateline::session::{Camera, Command, Session};

use super::synthetic::{DAYS, FIRST};

/// The controls that count their choices.
pub const FACETS: [Control; 5] = [Control::Group, Control::Type, Control::Place, Control::Certainty, Control::Toll];

pub struct Driver {
    pub session: Session,
    pub camera: Camera,
    /// Of the map, in points.
    pub size: (f64, f64),
}

/// What one frame showed, kept so that nothing of it can be left out.
pub struct Frame {
    pub rows: usize,
    pub marks: Vec<Cluster>,
    pub histogram: Histogram,
    pub facets: Vec<Arc<Facets>>,
    pub listed: usize,
}

impl Driver {
    pub fn new(project: Arc<Project>) -> Self {
        let camera = Camera { lon: 18.0, lat: 15.0, zoom: 4.0 };
        Self { session: Session::new(project), camera, size: (1200.0, 700.0) }
    }

    /// The brush from one day of the ten years to another.
    pub fn brush(&mut self, from: i32, to: i32) {
        let span =
            Span { from: Some(Day(FIRST + from)), to: Some(Day(FIRST + to.min(DAYS - 1))), sense: Sense::Possibly };
        self.filter(Control::Time, Some(Clause::Time(span)));
    }

    pub fn filter(&mut self, control: Control, clause: Option<Clause>) {
        self.session.apply(Command::Filter { control, clause, merge: true });
        self.session.refresh_derived();
    }

    /// A part of the world around the camera, so many screens wide.
    pub fn view(&self, screens: f64) -> WorldRect {
        use dateline::event::{LonLat, WorldPoint};
        let at = WorldPoint::from(LonLat { lon: self.camera.lon, lat: self.camera.lat }).fraction();
        let world = 256.0 * self.camera.zoom.exp2();
        let (w, h) = (self.size.0 / world / 2.0 * screens, self.size.1 / world / 2.0 * screens);
        let low = WorldPoint::from_fraction(at.0 - w, at.1 - h);
        let high = WorldPoint::from_fraction(at.0 + w, at.1 + h);
        WorldRect { west: low.x, north: low.y, east: high.x, south: high.y }
    }

    /// The marks of the map: as the map does, for half a screen more on every side and a little.
    pub fn marks(&self) -> Vec<Cluster> {
        let radius = |n: u32| if n <= 1 { 6.0 } else { (9.0 + 2.6 * f64::from(n).sqrt()).min(34.0) };
        self.session.clusters(self.view(2.25), self.camera.zoom, &radius)
    }

    /// The top of the list.
    pub fn list(&self) -> usize {
        let list = &self.session.derived().list;
        (0..40).filter_map(|i| list.get(i)).map(|id| self.session.project().events.title(*id).len()).sum()
    }

    pub fn histogram(&self) -> Histogram {
        let days = (Day(FIRST), Day(FIRST + DAYS - 1));
        self.session.histogram(true, Unit::Week, days)
    }

    pub fn facets(&self) -> Vec<Arc<Facets>> {
        FACETS.iter().map(|control| self.session.facets(*control)).collect()
    }

    /// Everything that the views ask for, and the counts of all controls.
    pub fn frame(&self) -> Frame {
        let frame = Frame {
            rows: self.session.derived().rows.count(),
            marks: self.marks(),
            histogram: self.histogram(),
            facets: self.facets(),
            listed: self.list(),
        };
        std::hint::black_box(self.session.slot_counts());
        std::hint::black_box(self.session.count_in_view());
        frame
    }
}
