//! Measures, once and in one run, what the table of speeds tells: medians of the real path, with the parts of a frame.
//!
//! `cargo run --release --no-default-features --example measure -- [ROWS]`

#[path = "drive/mod.rs"]
mod drive;
#[path = "synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::time::Instant;

use dateline::event::GroupId;
use dateline::filter::{Clause, Control, GroupChoice, TollChoice};
use dateline::index::{Search, WordIndex};
use dateline::session::{Command, Sort, SortKey};

use drive::Driver;

/// The middle of so many times, in milliseconds.
fn median(times: usize, mut work: impl FnMut(usize)) -> Times {
    let all: Vec<f64> = (0..times)
        .map(|i| {
            let began = Instant::now();
            work(i);
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    of(all)
}

/// The middle, the least and the most, in milliseconds.
type Times = (f64, f64, f64);

fn of(mut all: Vec<f64>) -> Times {
    all.sort_by(f64::total_cmp);
    (all[all.len() / 2], all[0], all[all.len() - 1])
}

fn say(what: &str, (middle, least, most): Times) {
    println!("{what:<58} {middle:>9.2} ms   ({least:.2} to {most:.2})");
}

fn main() {
    let rows: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(10_000_000);
    let began = Instant::now();
    let towns = synthetic::towns();
    for row in synthetic::rows(rows / 10, if rows > 2_000_000 { 0 } else { 200 }) {
        let town = row.town;
        black_box(synthetic::draft(row, &towns[town]));
    }
    println!("a tenth of the events made: {:.1} s", began.elapsed().as_secs_f64());
    let began = Instant::now();
    let project = synthetic::project(rows, if rows > 2_000_000 { 0 } else { 200 });
    println!("{rows} events made and put in columns: {:.1} s", began.elapsed().as_secs_f64());
    let (text, beside) = project.events.bytes();
    println!("text {:.1} B a row, beside it {:.1} B a row", text as f64 / rows as f64, beside as f64 / rows as f64);
    let began = Instant::now();
    let mut driver = Driver::new(std::sync::Arc::clone(&project));
    println!("session: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    // Laid out behind the scenes otherwise, and the cores are wanted here.
    let began = Instant::now();
    driver.session.words().prepare();
    println!("words laid out: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    let began = Instant::now();
    black_box(driver.frame());
    println!("first frame with all counts: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    // About one pixel of a timeline of 1,300 points.
    let pixel = synthetic::DAYS / 1300 + 1;
    driver.brush(1000, 2500);
    black_box(driver.frame());
    let mut at = 1000;
    say(
        "brush step: both ends, all facets, histogram, marks, list",
        median(60, |_| {
            at += pixel;
            driver.brush(at, at + 1500);
            black_box(driver.frame());
        }),
    );
    let part = |driver: &mut Driver, name: &str, ask: &dyn Fn(&Driver)| {
        let mut at = 1000;
        let mut all = Vec::new();
        for _ in 0..30 {
            at += pixel;
            driver.brush(at, at + 1500);
            let began = Instant::now();
            ask(driver);
            all.push(began.elapsed().as_secs_f64() * 1e3);
            black_box(driver.frame());
        }
        say(name, of(all));
    };
    part(&mut driver, "  of this: marks", &|it| drop(black_box(it.marks())));
    part(&mut driver, "  of this: histogram", &|it| drop(black_box(it.histogram())));
    part(&mut driver, "  of this: facets", &|it| drop(black_box(it.facets())));
    part(&mut driver, "  of this: list", &|it| {
        black_box(it.list());
    });
    let mut at = 1000;
    say(
        "  of this: rows",
        median(30, |_| {
            at += pixel;
            driver.brush(at, at + 1500);
        }),
    );
    let jump = |i: usize| [(0, 1200), (2400, 3600), (200, 3400), (1800, 1900), (900, 2700)][i % 5];
    say(
        "brush jump",
        median(20, |i| {
            let (from, to) = jump(i);
            driver.brush(from, to);
            black_box(driver.frame());
        }),
    );
    let mut at = 0;
    say(
        "  first answer: rows, marks, histogram, list",
        median(20, |i| {
            at = i;
            let (from, to) = jump(i);
            driver.brush(from, to);
            black_box((driver.marks(), driver.histogram(), driver.list()));
        }),
    );
    driver.brush(500, 3000);
    say(
        "groups changed",
        median(20, |i| {
            let groups = (0..3).map(|k| GroupId(((i * 7 + k * 31) % 500) as u16)).collect();
            driver.filter(Control::Group, Some(Clause::Groups(GroupChoice { groups, ..GroupChoice::default() })));
            black_box(driver.frame());
        }),
    );
    driver.filter(Control::Group, None);
    say(
        "toll changed",
        median(20, |i| {
            let least = TollChoice { fatalities: Some(1 + i as u32 % 7), injuries: None };
            driver.filter(Control::Toll, Some(Clause::Toll(least)));
            black_box(driver.frame());
        }),
    );
    driver.filter(Control::Toll, None);
    driver.brush(500, 3000);
    let _ = driver.frame();
    for zoom in [2.0, 4.0, 6.0, 8.0, 10.0] {
        driver.camera.zoom = zoom;
        let mut marks = 0;
        let took = median(30, |i| {
            driver.camera.lon = 18.0 + i as f64 * 0.01;
            marks = driver.marks().len();
        });
        say(&format!("pan at zoom {zoom}, filtered ({marks} marks on five screens)"), took);
    }
    if std::env::var_os("DATELINE_CELLS").is_some() {
        driver.camera.zoom = 6.0;
        let space = dateline::index::Space::new(project.events.points());
        let mut n = 0;
        let took = median(30, |_| n = space.cells(project.events.points(), 10, driver.view(2.25)).len());
        say(&format!("cells: {n}"), took);
        let took = median(30, |_| n = driver.session.clusters(driver.view(2.25), 6.0, &|_| 0.01).len());
        say(&format!("clusters that do not join: {n}"), took);
    }
    driver.camera = dateline::session::Camera { lon: 18.0, lat: 15.0, zoom: 4.0 };
    say(
        "list: order by place",
        median(4, |i| {
            driver.session.apply(Command::SortBy(Sort { key: SortKey::Place, descending: i % 2 == 0 }));
            driver.session.refresh_derived();
            black_box(driver.list());
        }),
    );
    driver.session.apply(Command::SortBy(Sort::default()));
    driver.session.refresh_derived();
    say(
        "list: its middle after a step",
        median(10, |i| {
            driver.brush(500 + i as i32, 3000);
            let list = &driver.session.derived().list;
            black_box(list.get(list.len() / 2));
        }),
    );
    driver.filter(Control::Time, None);
    let words = driver.session.words();
    for query in ["ambulance", "unconf", "rock", "the", "town 12", "group 33", "shelling rockets bridge"] {
        let mut found = 0;
        let took = median(9, |_| found = words.rows(&WordIndex::terms(query)).count());
        say(&format!("words {query:?}: {found} events"), took);
        let first = median(9, |_| {
            let mut search = Search::new(words, &WordIndex::terms(query));
            search.go_on(words, Some(Instant::now()));
            black_box(search.found());
        });
        say("  first results", first);
    }
    let (text, beside) = project.events.bytes();
    println!(
        "at the end, text {:.1} B a row, beside it {:.1} B a row",
        text as f64 / rows as f64,
        beside as f64 / rows as f64
    );
    println!("derived: {:.1} B a row", driver.session.bytes() as f64 / rows as f64);
}
