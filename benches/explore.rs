//! What the window asks of the core while somebody explores, on the path that it takes itself: commands to the session,
//! then everything that the views ask for in the next frame.
//!
//! `DATELINE_ROWS` says how many events there are: ten million unless told otherwise.

#[path = "drive/mod.rs"]
mod drive;
#[path = "synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use dateline::event::GroupId;
use dateline::filter::{Clause, Control, GroupChoice, TollChoice};
use dateline::format::read_bundled;
use dateline::index::{Search, WordIndex};
use dateline::session::{Command, Session, Sort, SortKey};

use drive::Driver;

fn bundled(c: &mut Criterion) {
    c.bench_function("open the bundled case", |b| b.iter(|| Session::new(Arc::new(black_box(read_bundled()).project))));
}

fn explore(c: &mut Criterion) {
    let rows: usize = std::env::var("DATELINE_ROWS").ok().and_then(|it| it.parse().ok()).unwrap_or(10_000_000);
    let project = synthetic::project(rows, 0);
    let mut driver = Driver::new(project);
    // Done behind the scenes otherwise.
    driver.session.words().prepare();
    let mut group = c.benchmark_group(format!("{rows} events"));
    group.sample_size(20).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));

    // About one pixel of a timeline of 1,300 points; both ends move.
    let pixel = synthetic::DAYS / 1300 + 1;
    let mut at = 0;
    group.bench_function("brush step, and all that views and controls show", |b| {
        b.iter(|| {
            at = if at > 2000 { 0 } else { at + pixel };
            driver.brush(at, at + 1500);
            driver.frame()
        });
    });
    let jumps = [(0, 1200), (2400, 3600), (200, 3400), (1800, 1900), (900, 2700)];
    let mut i = 0;
    group.bench_function("brush jump, and all that views and controls show", |b| {
        b.iter(|| {
            i += 1;
            let (from, to) = jumps[i % jumps.len()];
            driver.brush(from, to);
            driver.frame()
        });
    });
    driver.brush(500, 3000);
    group.bench_function("other groups, and all that views and controls show", |b| {
        b.iter(|| {
            i += 1;
            let groups = (0..3).map(|k| GroupId(((i * 7 + k * 31) % synthetic::GROUPS) as u16)).collect();
            driver.filter(Control::Group, Some(Clause::Groups(GroupChoice { groups, ..GroupChoice::default() })));
            driver.frame()
        });
    });
    driver.filter(Control::Group, None);
    group.bench_function("another toll, and all that views and controls show", |b| {
        b.iter(|| {
            i += 1;
            let least = TollChoice { fatalities: Some(1 + i as u32 % 9), injuries: None };
            driver.filter(Control::Toll, Some(Clause::Toll(least)));
            driver.frame()
        });
    });
    driver.filter(Control::Toll, None);
    let _ = driver.frame();
    for zoom in [3.0, 5.0, 6.0, 8.0] {
        driver.camera.zoom = zoom;
        group.bench_function(format!("marks of another view at zoom {zoom}"), |b| {
            b.iter(|| {
                i += 1;
                driver.camera.lon = 18.0 + (i % 100) as f64 * 0.05;
                driver.marks()
            });
        });
    }
    group.bench_function("sort the list by place", |b| {
        b.iter(|| {
            i += 1;
            driver.session.apply(Command::SortBy(Sort { key: SortKey::Place, descending: i % 2 == 0 }));
            driver.session.refresh_derived();
            driver.list()
        });
    });
    group.finish();
}

fn words(c: &mut Criterion) {
    let project = synthetic::project(1_000_000, 200);
    let words = WordIndex::new(&project);
    words.prepare();
    let mut group = c.benchmark_group("words in 1000000 notes of 200 bytes");
    group.sample_size(20).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    for query in ["ambulance", "rock", "shelling rockets bridge"] {
        let terms = WordIndex::terms(query);
        group.bench_function(format!("{query}: first results"), |b| {
            b.iter(|| {
                let mut search = Search::new(&words, &terms);
                search.go_on(&words, Some(Instant::now()));
                search.found()
            });
        });
        group.bench_function(format!("{query}: all results"), |b| b.iter(|| words.rows(&terms)));
    }
    group.finish();
}

criterion_group!(benches, bundled, explore, words);
criterion_main!(benches);
