//! What the window asks of the core while somebody explores: opening the case, changing a filter, panning the map.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dateline::event::{Day, EventDraft, LonLat, TableBuilder, When, WorldRect};
use dateline::filter::{Clause, Control, Sense, Span};
use dateline::format::read_bundled;
use dateline::index::{ClusterRequest, clusters};
use dateline::project::{Meta, Project};
use dateline::session::{Command, Session};

/// A small generator, so that every run sees the same data.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }
}

/// Events that look like conflict data: heavy clusters, many rows on one point, ten years.
fn project(rows: usize) -> Arc<Project> {
    let mut dice = Dice(7);
    let towns: Vec<(f64, f64)> = (0..500).map(|_| (35.0 + dice.roll() * 15.0, 29.0 + dice.roll() * 9.0)).collect();
    let mut builder = TableBuilder::default();
    for row in 0..rows {
        let (lon, lat) = towns[(dice.roll() * dice.roll() * towns.len() as f64) as usize];
        let spread = if dice.roll() < 0.5 { 0.0 } else { 0.3 };
        builder.push(EventDraft {
            key: format!("e{row}"),
            title: format!("Event {row}"),
            when: Some(When::day(Day(16_436 + (dice.roll() * 3652.0) as i32))),
            position: LonLat::new(lon + (dice.roll() - 0.5) * spread, lat + (dice.roll() - 0.5) * spread),
            event_type: ["Battles", "Protests", "Riots"][(dice.roll() * 3.0) as usize].to_owned(),
            ..EventDraft::default()
        });
    }
    let none = Vec::new;
    Arc::new(Project::new(Meta::default(), builder.build(), none(), Default::default(), Vec::new(), Vec::new()))
}

fn span(from: i32, days: i32) -> Option<Clause> {
    Some(Clause::Time(Span { from: Some(Day(from)), to: Some(Day(from + days)), sense: Sense::Possibly }))
}

fn explore(c: &mut Criterion) {
    c.bench_function("open the bundled case", |b| b.iter(|| Session::new(Arc::new(black_box(read_bundled()).project))));

    let bundled = Arc::new(read_bundled().project);
    c.bench_function("bundled case: one step of the time brush", |b| {
        let mut session = Session::new(Arc::clone(&bundled));
        let mut from = 19_600;
        b.iter(|| {
            from = if from > 19_900 { 19_600 } else { from + 1 };
            session.apply(Command::Filter { control: Control::Time, clause: span(from, 60), merge: true });
            session.refresh_derived();
            session.derived().rows.count()
        });
    });

    let many = project(100_000);
    c.bench_function("100,000 events: one step of the time brush", |b| {
        let mut session = Session::new(Arc::clone(&many));
        let mut from = 17_000;
        b.iter(|| {
            from = if from > 19_000 { 17_000 } else { from + 1 };
            session.apply(Command::Filter { control: Control::Time, clause: span(from, 400), merge: true });
            session.refresh_derived();
            session.derived().rows.count()
        });
    });
    let session = Session::new(Arc::clone(&many));
    c.bench_function("100,000 events: marks of a new view", |b| {
        b.iter_batched(
            || (),
            |()| {
                let derived = session.derived();
                clusters(&ClusterRequest {
                    table: &many.events,
                    rows: &derived.rows,
                    slot_of: &derived.colouring.slot_of,
                    slots: derived.colouring.slots.len(),
                    view: WorldRect::WORLD,
                    zoom: black_box(6.0),
                    radius: &|_| 12.0,
                })
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, explore);
criterion_main!(benches);
