//! The project file at size: `cargo bench --no-default-features --bench store [-- ROWS]`. One million events of about
//! 600 bytes, the file against a plain GeoPackage that ogr2ogr writes of the same data, opening, one edit, many edits.

use std::process::Command;
use std::time::Instant;

use dateline::event::{EventDraft, EventId, Group, GroupId, Groups, LonLat, TableBuilder, When};
use dateline::project::{Change, Edit, Field, Meta, Project, Tag, Value};
use dateline::store::{LogEntry, Writer, open, save_as};

/// Events like those of conflict data: clusters, few types, many groups, a paragraph of notes.
fn project(rows: usize) -> Project {
    let mut state = 42_u64;
    let mut dice = |sides: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    let groups =
        (0..500).map(|i| Group { key: format!("g{i}"), name: format!("Military Forces of {i}"), ..Group::default() });
    let groups = Groups::new(groups.collect());
    let mut builder = TableBuilder::default();
    for i in 0..rows {
        let cluster = dice(400) as f64;
        let (lon, lat) = (cluster % 20.0 * 3.0 + dice(10_000) as f64 / 2e4, cluster / 20.0 + dice(10_000) as f64 / 2e4);
        let day = format!("20{:02}-{:02}-{:02}", 14 + dice(10), 1 + dice(12), 1 + dice(28));
        builder.push(EventDraft {
            key: format!("ABC{i}"),
            title: format!("Air/drone strike near place {}", dice(5000)),
            when: When::parse(&day).ok(),
            position: LonLat::new(lon, lat),
            event_type: ["Battles", "Riots", "Protests", "Explosions/Remote violence"][dice(4) as usize].to_owned(),
            sub_event_type: ["Armed clash", "Mob violence", "Peaceful protest", "Air/drone strike"][dice(4) as usize]
                .to_owned(),
            country: ["Iraq", "Syria", "Jordan", "Lebanon"][dice(4) as usize].to_owned(),
            admin1: format!("Province {}", dice(80)),
            actors: vec![GroupId(dice(500) as u16)],
            targets: vec![GroupId(dice(500) as u16)],
            notes: format!("On {day}, forces of an armed group attacked a position of another near the road. ")
                .repeat(4),
            details: vec![
                ("source_scale".into(), "Other-National".into()),
                ("location".into(), format!("Place {}", dice(5000))),
            ],
            ..EventDraft::default()
        });
    }
    Project::new(Meta::default(), builder.build(), Vec::new(), groups, Vec::new(), Vec::new())
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let it = work();
    println!("{what:<64} {:>10.1} ms", start.elapsed().as_secs_f64() * 1e3);
    it
}

fn main() {
    let rows = std::env::args().filter_map(|it| it.parse().ok()).next().unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.gpkg");
    println!("{rows} events");
    let mut project = project(rows);
    timed("save the whole project", || save_as(&project, &[], &path).expect("saved"));
    timed("open it", || open(&path).expect("opened"));
    let mut writer = Writer::open(&path).expect("writer");

    let mut durable = Vec::new();
    for i in 0..31 {
        let event = EventId((i * 7919 % rows) as u32);
        let edit = if i % 2 == 0 {
            project.move_event(event, LonLat::new(10.0, 10.0))
        } else {
            project.set_field([event], Field::Title, &Value::Text(format!("Title {i}")))
        };
        let start = Instant::now();
        writer.write(&edit, Some(&LogEntry::now(&edit))).expect("written");
        durable.push(start.elapsed().as_secs_f64() * 1e3);
    }
    durable.sort_by(f64::total_cmp);
    println!("{:<64} {:>10.1} ms", "one edit, durable (median of 31)", durable[15]);
    let fsync = {
        let file = std::fs::File::create(folder.path().join("sync")).expect("file");
        let mut times: Vec<f64> = (0..31)
            .map(|i| {
                use std::os::unix::fs::FileExt as _;
                let start = Instant::now();
                file.write_at(&[i; 4096], 0).and_then(|_| file.sync_all()).expect("synced");
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[15]
    };
    println!("{:<64} {:>10.1} ms", "one page written and synced, for comparison (median of 31)", fsync);

    let many: Vec<EventId> = (0..100_000.min(rows) as u32).map(EventId).collect();
    let tag = Change::Tag { key: "t".into(), record: Some(Tag { name: "T".into(), colour: String::new() }) };
    let edit = Edit::new("Tag", vec![tag]);
    project.apply(&edit).expect("applied");
    writer.write(&edit, None).expect("written");
    let edit = timed("tag 100,000 events: make the edit", || project.tag(many.iter().copied(), "t", true));
    let reverse = timed("tag 100,000 events: in memory", || project.apply(&edit).expect("applied"));
    timed("tag 100,000 events: durable", || writer.write(&edit, None).expect("written"));
    timed("take it back: in memory", || project.apply(&reverse).expect("applied"));
    let edit = project.set_field(many, Field::EventType, &Value::Text("Riots".into()));
    timed("set one field of 100,000 events: in memory", || project.apply(&edit).expect("applied"));
    timed("set one field of 100,000 events: durable", || writer.write(&edit, None).expect("written"));
    let edit = project.star([EventId(5)], true);
    timed("star one event: in memory", || project.apply(&edit).expect("applied"));
    let edit = project.set_field([EventId(5)], Field::Title, &Value::Text("x".into()));
    timed("change one title: in memory, the table made anew", || project.apply(&edit).expect("applied"));

    let plain = folder.path().join("plain.gpkg");
    save_as(&project, &[], &path).expect("saved");
    let sql = "SELECT geom, key, title, event_date, date_start, date_end, country, admin1, event_type, sub_event_type, actors, targets, notes, details FROM events";
    let made = Command::new("ogr2ogr")
        .args(["-f", "GPKG"])
        .arg(&plain)
        .arg(&path)
        .args(["-sql", sql, "-nln", "events"])
        .status();
    let size = |path: &std::path::Path| path.metadata().map_or(0.0, |it| it.len() as f64 / 1e6);
    println!("{:<64} {:>10.1} MB", "the project file", size(&path));
    if made.is_ok_and(|it| it.success()) {
        println!("{:<64} {:>10.1} MB", "the same columns as ogr2ogr writes them", size(&plain));
        println!("{:<64} {:>10.2}", "ratio", size(&path) / size(&plain));
    }
}
