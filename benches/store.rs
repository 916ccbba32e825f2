//! The project file at size: `cargo bench --no-default-features --bench store [-- ROWS]`. One million events of about
//! 600 bytes, the file against a plain GeoPackage that ogr2ogr writes of the same data, opening, one edit, many edits.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dateline::event::{EventDraft, EventId, Group, GroupId, Groups, LonLat, TableBuilder, When, WorldRect};
use dateline::index::Unit;
use dateline::project::{Change, Edit, EventRecord, Field, Meta, Project, Tag, Value};
use dateline::session::{Command as Ask, Effect, Session};
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

/// Milliseconds of processor that all threads have taken so far, where the system tells: on a busy machine this says more
/// than the time that passed.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11).take(2);
    ticks.filter_map(|it| it.parse::<f64>().ok()).sum::<f64>() * 10.0
}

/// Milliseconds of processor that this thread has taken so far, where the system tells.
fn own_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split_whitespace().next().and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), cpu());
    let it = work();
    println!("{what:<64} {:>10.1} ms, {:>8.0} ms of processor", start.elapsed().as_secs_f64() * 1e3, cpu() - before);
    it
}

/// What an edit costs the frames of the window: the one in which it is made, and those until all that follows is there.
fn frames(project: &Arc<Project>) {
    let start = Instant::now();
    let mut session = Session::new(Arc::clone(project));
    println!("{:<64} {:>10.1} ms", "a session on it", start.elapsed().as_secs_f64() * 1e3);
    session.words().prepare();
    // What the window asks for in every frame.
    let draw = |session: &Session| {
        let days = session.all_days().expect("dates");
        session.clusters(WorldRect::WORLD, 4.0, &|_| 12.0).len()
            + session.histogram(false, Unit::Month, days).bins.len()
            + session.slot_counts().0.len()
            + (0..40).filter_map(|row| session.derived().list.get(row)).count()
    };
    draw(&session);
    type Make = dyn Fn(&Project, u32) -> Edit;
    let kinds: [(&str, &Make); 6] = [
        ("change one title", &|p, i| p.set_field([EventId(i)], Field::Title, &Value::Text(format!("Title {i}")))),
        ("change one date", &|p, i| {
            p.set_field([EventId(i)], Field::EventDate, &Value::Date(When::parse("2031-05").ok()))
        }),
        ("change one type", &|p, i| p.set_field([EventId(i)], Field::EventType, &Value::Text(format!("Type {i}")))),
        ("star one event", &|p, i| p.star([EventId(i)], true)),
        ("move one event", &|p, i| p.move_event(EventId(i), LonLat::new(10.0, f64::from(i % 80)))),
        ("add one event", &|p, i| {
            p.new_event(EventRecord {
                title: format!("New {i}"),
                position: LonLat::new(1.0, 2.0),
                ..Default::default()
            })
        }),
    ];
    for (what, make) in kinds {
        let (mut made, mut longest, mut drawn, mut until, mut saved) = (vec![], vec![], vec![], vec![], vec![]);
        // What the threads beside take away from a frame on a busy machine is not in this.
        let mut worst_cpu = 0.0_f64;
        for i in 0..9_u32 {
            let edit = make(session.project(), i * 7919);
            let (begin, before) = (Instant::now(), own_cpu());
            let mut is_saved = session.apply(Ask::Edit(edit)).iter().any(|it| matches!(it, Effect::Save(_)));
            let mut more = session.refresh_within(Duration::from_millis(10));
            let first = begin.elapsed();
            worst_cpu = worst_cpu.max(own_cpu() - before);
            let (mut worst, mut asks) = (first, Duration::ZERO);
            let mut durable = is_saved.then_some(first);
            let asked = Instant::now();
            draw(&session);
            asks = asks.max(asked.elapsed());
            while more {
                std::thread::sleep(Duration::from_millis(4));
                let (frame, before) = (Instant::now(), own_cpu());
                is_saved |= session.take_finished().iter().any(|it| matches!(it, Effect::Save(_)));
                more = session.refresh_within(Duration::from_millis(10));
                worst = worst.max(frame.elapsed());
                worst_cpu = worst_cpu.max(own_cpu() - before);
                durable = durable.or_else(|| is_saved.then(|| begin.elapsed()));
                let asked = Instant::now();
                draw(&session);
                asks = asks.max(asked.elapsed());
            }
            made.push(first);
            longest.push(worst);
            drawn.push(asks);
            until.push(begin.elapsed());
            saved.push(durable.unwrap_or_default());
        }
        let median = |mut of: Vec<Duration>| {
            of.sort();
            of[of.len() / 2].as_secs_f64() * 1e3
        };
        let most = longest.iter().max().copied().unwrap_or_default().as_secs_f64() * 1e3;
        println!(
            "{what:<24} its frame {:>6.2} ms, longest frame {:>6.2} (worst {most:.2}, {worst_cpu:.2} of processor), looking {:>6.2}, saved after {:>6.1}, all there after {:>6.1}",
            median(made),
            median(longest),
            median(drawn),
            median(saved),
            median(until)
        );
    }
}

/// What opening costs, part by part: five times, since the first reads the disk.
fn opening(path: &std::path::Path) {
    for _ in 0..5 {
        let opened = timed("open it", || open(path).expect("opened"));
        let session = timed("a session on it", || Session::new(Arc::new(opened.project)));
        // Else what goes on behind the scenes would be counted for the next.
        session.words().prepare();
        timed("let go of it", || drop(session));
    }
}

/// Single edits, each with its line of the change log.
fn one_by_one(project: &mut Project, writer: &mut Writer) {
    let (mut durable, rows) = (Vec::new(), project.events.len());
    let before = cpu();
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
    let each = (cpu() - before) / 31.0;
    durable.sort_by(f64::total_cmp);
    println!(
        "{:<64} {:>10.1} ms, {each:>8.1} ms of processor, the longest {:.1}",
        "one edit, durable (median of 31)", durable[15], durable[30]
    );
}

/// A field of 100,000 events, there and back, in a file that is left as it was.
fn bulk(path: &std::path::Path) {
    let mut project = open(path).expect("opened").project;
    let mut writer = Writer::open(path).expect("writer");
    for _ in 0..5 {
        let many = (0..100_000).map(EventId);
        let edit = project.set_field(many, Field::EventType, &Value::Text("Riots".into()));
        let reverse = timed("set one field of 100,000 events: in memory", || project.apply(&edit).expect("applied"));
        timed("set one field of 100,000 events: durable", || writer.write(&edit, None).expect("written"));
        timed("what that needed is given back", || writer.tidy());
        project.apply(&reverse).expect("applied");
        timed("take it back: durable", || writer.write(&reverse, None).expect("written"));
        writer.tidy();
    }
}

/// `store ROWS` measures everything; `store ROWS FILE` writes a project to a file and leaves it there, `store FILE` opens
/// it, `store FILE edits` changes it a little and often, and `store FILE bulk` changes very much in it; `store ROWS frames` is what edits cost the window alone.
fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let rows = given.iter().filter_map(|it| it.parse().ok()).next().unwrap_or(1_000_000);
    if given.iter().any(|it| it == "frames") {
        return frames(&Arc::new(project(rows)));
    }
    if let Some(path) = given.iter().find(|it| it.ends_with(".gpkg")).map(std::path::Path::new) {
        if given.iter().any(|it| it.parse::<usize>().is_ok()) {
            save_as(&project(rows), &[], path).expect("saved");
        }
        let asked = |part: &str| given.iter().any(|it| it == part);
        return if asked("bulk") {
            bulk(path)
        } else if asked("edits") {
            let mut project = open(path).expect("opened").project;
            one_by_one(&mut project, &mut Writer::open(path).expect("writer"));
        } else {
            opening(path)
        };
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.gpkg");
    println!("{rows} events");
    let mut project = project(rows);
    timed("save the whole project", || save_as(&project, &[], &path).expect("saved"));
    timed("open it", || open(&path).expect("opened"));
    let mut writer = Writer::open(&path).expect("writer");

    one_by_one(&mut project, &mut writer);
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
    writer.tidy();
    timed("take it back: in memory", || project.apply(&reverse).expect("applied"));
    let edit = project.set_field(many, Field::EventType, &Value::Text("Riots".into()));
    timed("set one field of 100,000 events: in memory", || project.apply(&edit).expect("applied"));
    timed("set one field of 100,000 events: durable", || writer.write(&edit, None).expect("written"));
    let edit = project.star([EventId(5)], true);
    timed("star one event: in memory", || project.apply(&edit).expect("applied"));
    let edit = project.set_field([EventId(5)], Field::Title, &Value::Text("x".into()));
    timed("change one title: in memory, the table made anew", || project.apply(&edit).expect("applied"));

    drop(writer);
    frames(&Arc::new(project.clone()));
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
