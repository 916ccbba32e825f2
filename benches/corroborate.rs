//! How long it takes to find what may be the same: one event among a million, and two layers of 100,000 each.
//!
//! `cargo run --release --no-default-features --example corroborate -- [ROWS] [ROWS OF A LAYER]`

#[path = "synthetic/mod.rs"]
mod synthetic;

use std::hint::black_box;
use std::time::Instant;

use dateline::corroborate::{Corroborator, Progress, Side};
use dateline::event::EventId;
use dateline::index::Lookups;
use dateline::project::{Layer, Project};

fn main() {
    let number =
        |at: usize, otherwise: usize| std::env::args().nth(at).and_then(|it| it.parse().ok()).unwrap_or(otherwise);
    let rows = number(1, 1_000_000);
    let project = synthetic::project(rows, 200);
    let lookups = Lookups::new(&project.events);
    let corroborator = Corroborator::new(&project, &lookups);
    let mut all: Vec<f64> = (0..400)
        .map(|i| {
            let event = EventId((i * 2503 % rows) as u32);
            let began = Instant::now();
            black_box(corroborator.likely(&corroborator.probe(event), 6));
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    all.sort_by(f64::total_cmp);
    let at = |share: usize| all[(all.len() - 1) * share / 100];
    println!(
        "one event among {rows}: {:.2} ms, 95 in 100 within {:.2} ms, the worst {:.2} ms",
        at(50),
        at(95),
        at(100)
    );

    let each = number(2, 100_000);
    let layer = synthetic::project(each, 200);
    let layers = [Layer { name: "A", project: &layer }, Layer { name: "B", project: &layer }];
    let (both, _) = Project::merged(&layers);
    let lookups = Lookups::new(&both.events);
    let began = Instant::now();
    let sides = [Side::Layer("A".to_owned()), Side::Layer("B".to_owned())];
    let found = Corroborator::new(&both, &lookups).compare(&sides[0], &sides[1], &Progress::default());
    let found = found.map_or(0, |it| it.both.len());
    println!("{each} × {each}: {:.2} s, {found} pairs", began.elapsed().as_secs_f64());
}
