//! Our part of the comparison: the same work on the same events as the others, on the path that the window takes. Prints
//! JSON: what was found, and medians in milliseconds.

#[path = "../synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use dateline::event::{Day, GroupId, LonLat, Place, TableBuilder, WorldPoint, WorldRect};
use dateline::filter::{Clause, Control, Sense, Span, TollChoice, TypeKey};
use dateline::index::{Unit, WordIndex};
use dateline::project::{Meta, Project};
use dateline::session::{Camera, Command, Session};
use serde_json::{Value, json};

use synthetic::{DAYS, FIRST};

fn ms(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1e3
}

fn median(times: usize, mut work: impl FnMut(usize)) -> f64 {
    let mut all: Vec<f64> = (0..times)
        .map(|i| {
            let began = Instant::now();
            work(i);
            ms(began)
        })
        .collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn filter(session: &mut Session, control: Control, clause: Option<Clause>) {
    session.apply(Command::Filter { control, clause, merge: true });
    session.refresh_derived();
}

fn brush(session: &mut Session, from: i32, to: i32) {
    // The others' ranges leave out their end.
    let span = Span { from: Some(Day(FIRST + from)), to: Some(Day(FIRST + to - 1)), sense: Sense::Possibly };
    filter(session, Control::Time, Some(Clause::Time(span)));
}

/// What a dashboard shows: events by type, by country, by group, and by week.
fn counts(session: &Session) -> Value {
    let (types, places, groups) =
        (session.facets(Control::Type), session.facets(Control::Place), session.facets(Control::FirstActor));
    let bars = session.histogram(false, Unit::Week, (Day(FIRST), Day(FIRST + DAYS)));
    let events = &session.project().events;
    let by_type: Vec<u32> = synthetic::TYPES
        .iter()
        .map(|word| {
            let event_type = events.event_type.code_of(word).unwrap_or(0);
            types.of_type(TypeKey { event_type, sub_event_type: None })
        })
        .collect();
    let by_country: Vec<u32> = (0..synthetic::COUNTRIES)
        .map(|i| events.country.code_of(&format!("Country {i}")).map_or(0, |code| places.country(code)))
        .collect();
    let by_group: u32 =
        (0..synthetic::GROUPS).map(|i| groups.group(GroupId(i as u16)) * (i as u32 % 7)).fold(0, u32::wrapping_add);
    let dated: u32 = bars.bins.iter().map(dateline::index::Bin::total).sum();
    json!({ "rows": session.derived().rows.count(), "types": by_type, "countries": by_country, "groups": by_group, "dated": dated })
}

fn rect(west: f64, south: f64, east: f64, north: f64) -> WorldRect {
    let low = WorldPoint::from(LonLat { lon: west, lat: north });
    let high = WorldPoint::from(LonLat { lon: east, lat: south });
    WorldRect { west: low.x, north: low.y, east: high.x, south: high.y }
}

fn main() {
    let rows: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(1_000_000);
    let towns = synthetic::towns();
    let mut builder = TableBuilder::default();
    for mut row in synthetic::rows(rows, 200) {
        // The others know single days and one group an event.
        row.days = row.days.map(|(first, _)| (first, first));
        row.target = None;
        // As it stands in the file that they read.
        row.at = row.at.map(|(x, y)| ((x * 1e7).round() / 1e7, (y * 1e7).round() / 1e7));
        let town = row.town;
        builder.push(synthetic::draft(row, &towns[town]));
    }
    let places = towns.iter().map(|it| Place { name: it.name.clone(), ..Place::default() }).collect();
    let groups = dateline::event::Groups::new(
        (0..synthetic::GROUPS)
            .map(|i| dateline::event::Group { name: format!("Group {i}"), ..Default::default() })
            .collect(),
    );
    let project = Arc::new(Project::new(Meta::default(), builder.build(), places, groups, Vec::new(), Vec::new()));

    let began = Instant::now();
    let mut session = Session::new(Arc::clone(&project));
    black_box(counts(&session));
    let build = ms(began);
    let began = Instant::now();
    session.words().prepare();
    let words_build = ms(began);

    brush(&mut session, 1000, 2500);
    let _ = counts(&session);
    let mut at = 1000;
    let step = median(60, |_| {
        at += 3;
        brush(&mut session, at, at + 1500);
        black_box(counts(&session));
    });
    let stepped = counts(&session);
    let jumps = [(0, 1200), (2400, 3600), (200, 3400), (1800, 1900), (900, 2700)];
    let jump = median(25, |i| {
        let (from, to) = jumps[i % jumps.len()];
        brush(&mut session, from, to);
        black_box(counts(&session));
    });
    let jumped = counts(&session);

    // Two questions as one would ask them of a database: by country and by type, of some years and some toll.
    brush(&mut session, 500, 2500);
    let sql = median(15, |i| {
        let least = TollChoice { fatalities: Some(5 + (i % 3) as u32), injuries: None };
        filter(&mut session, Control::Toll, Some(Clause::Toll(least)));
        black_box((session.facets(Control::Place), session.facets(Control::Type)));
    });
    let asked = counts(&session);
    filter(&mut session, Control::Toll, None);
    filter(&mut session, Control::Time, None);

    let terms = WordIndex::terms("ambulance");
    let words = median(9, |_| drop(black_box(session.words().rows(&terms))));
    let found = session.words().rows(&terms).count();

    // What lies in a window of the map, by number: another window each time.
    let window = |i: usize| (5.0 + i as f64 * 0.1, 2.0, 25.0 + i as f64 * 0.1, 14.0);
    let mut inside = 0;
    let boxes = median(25, |i| {
        let (west, south, east, north) = window(i);
        let camera = Camera { lon: 0.0, lat: 0.0, zoom: 4.0 };
        session.apply(Command::CameraIs { camera, bounds: rect(west, south, east, north), answered: 0 });
        inside = session.count_in_view();
    });

    let radius = |n: u32| if n <= 1 { 6.0 } else { (9.0 + 2.6 * f64::from(n).sqrt()).min(34.0) };
    let began = Instant::now();
    black_box(session.clusters(WorldRect::WORLD, 2.0, &radius));
    let cluster_build = ms(began);
    let mut marks = 0;
    let viewport = median(25, |i| {
        let (west, south, east, north) = window(i);
        marks = session.clusters(rect(west, south, east, north), 6.0, &radius).len();
    });
    let whole: u64 = session.clusters(WorldRect::WORLD, 2.0, &radius).iter().map(|it| u64::from(it.count)).sum();

    // The files that the others read, by the door that every file comes through, to the first frame.
    let mut opened = Vec::new();
    let mut open = |at: usize| {
        let Some(file) = std::env::args().nth(at) else { return f64::NAN };
        let mut all: Vec<f64> = (0..3)
            .map(|_| {
                let began = Instant::now();
                let import = dateline::format::open(file.as_ref(), &Default::default(), &Arc::default());
                let import = import.unwrap_or_else(|error| panic!("{file}: {error}"));
                let session = Session::new(Arc::new(import.project));
                black_box((session.clusters(WorldRect::WORLD, 2.0, &radius), session.derived().list.get(0)));
                let took = ms(began);
                opened.push(session.project().events.len());
                // What goes on behind the scenes is not to fall into the next one's time.
                session.words().prepare();
                took
            })
            .collect();
        all.sort_by(f64::total_cmp);
        all[1]
    };
    let (open, open_wide) = (open(2), open(3));

    let results = json!({
        "stepped": stepped, "jumped": jumped, "asked": { "rows": asked["rows"], "types": asked["types"], "countries": asked["countries"] },
        "found": found, "inside": inside, "placed": whole, "opened": opened,
    });
    let times = json!({
        "build": build, "step": step, "jump": jump, "sql": sql, "words_build": words_build, "words": words, "box": boxes,
        "cluster_build": cluster_build, "viewport": viewport, "marks": marks, "open": open, "open_wide": open_wide,
    });
    println!("{}", json!({ "version": env!("CARGO_PKG_VERSION"), "results": results, "times": times }));
}
