//! Disks that fail and power that goes: what was acknowledged is there, and nothing is half there.

use std::path::Path;

use dateline::format::read_bundled;
use dateline::project::Project;
use dateline::store::{LogEntry, StoreError, Writer, read};

use crate::project_state::{assert_same, random_edit, state};
use crate::store_disk::{Fault, Mounted, mount};
use crate::store_files::saved;

fn number(name: &str, usual: u32) -> u32 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

fn random(seed: u32, step: u32) -> [u32; 4] {
    let mut state = (u64::from(seed) << 32 | u64::from(step)).wrapping_mul(0xD134_2543_DE82_EF95) | 1;
    [0; 4].map(|_: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 32) as u32
    })
}

fn writer(disk: &Mounted, file: &str) -> Result<Writer, StoreError> {
    let connection =
        disk.connect_to_write(file).map_err(|error| StoreError::Io { path: file.into(), what: error.to_string() })?;
    Writer::with_connection(connection, Path::new(file))
}

/// What is on the disk, after whatever there is to take back was taken back.
fn on_disk(disk: &Mounted, file: &str) -> (Project, u32) {
    let connection = disk.connect(file).unwrap();
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let opened = read(&connection, Path::new(file)).unwrap();
    (opened.project, opened.log.last().map_or(0, |it| it.label.parse().unwrap()))
}

#[test]
fn no_power_cut_loses_an_acknowledged_edit_or_leaves_half_of_one() {
    const FILE: &str = "cuts.gpkg";
    const JOURNAL: &str = "cuts.gpkg-journal";
    let cuts = number("DATELINE_CUTS", 60);
    let disk = mount("cuts", 7);
    let start = read_bundled().project;
    let bytes = std::fs::read(saved(&start).path).unwrap();
    let (mut lost, mut in_transaction) = (0, 0);
    for cut in 0..cuts {
        disk.disk.lock().unwrap().put(FILE, bytes.clone());
        let mut project = start.clone();
        // An empty journal may be left from another program, and nobody knows whether its name will last.
        let left = || vec![0; 12_000];
        if random(cut, 0)[1].is_multiple_of(3) {
            disk.disk.lock().unwrap().leave(JOURNAL, left());
        }
        let mut writer = writer(&disk, FILE).unwrap();
        // An edit of this project is some 20 to 60 operations.
        let at = u64::from(random(cut, 0)[0] % 500) + 1;
        disk.disk.lock().unwrap().fault = Some((at, Fault::Dead));
        let mut states = vec![(0, project.clone())];
        let mut acknowledged = 0;
        for step in 1.. {
            let edit = random_edit(&project, random(cut, step));
            if project.apply(&edit).is_err() {
                continue;
            }
            // Or one is put into the place of ours between two edits.
            if random(cut, step)[3].is_multiple_of(4) {
                disk.disk.lock().unwrap().leave(JOURNAL, left());
            }
            let entry = LogEntry { label: format!("{step}"), ..LogEntry::now(&edit) };
            states.push((step, project.clone()));
            if writer.write(&edit, Some(&entry)).is_err() {
                break;
            }
            acknowledged = step;
        }
        drop(writer);
        {
            let mut disk = disk.disk.lock().unwrap();
            assert!(disk.struck);
            disk.cut();
        }
        let (found, last) = on_disk(&disk, FILE);
        lost += u32::from(last < acknowledged);
        in_transaction += u32::from(last == acknowledged);
        let (_, expect) = states.iter().find(|(step, _)| *step == last).unwrap();
        assert_same(&state(&found), &state(expect), "after a power cut");
    }
    println!(
        "{cuts} power cuts, {in_transaction} of them took back an edit in the making, {lost} acknowledged edits lost"
    );
    assert_eq!(lost, 0);
}

#[test]
fn no_failing_write_or_sync_leaves_half_an_edit_and_trying_again_saves_it() {
    const FILE: &str = "faults.gpkg";
    let rounds = number("DATELINE_FAULTS", 60);
    let disk = mount("faults", 8);
    let start = read_bundled().project;
    let bytes = std::fs::read(saved(&start).path).unwrap();
    let mut failures = 0;
    for round in 0..rounds {
        disk.disk.lock().unwrap().put(FILE, bytes.clone());
        let mut project = start.clone();
        let mut open = Some(writer(&disk, FILE).unwrap());
        for step in 1..8 {
            let edit = random_edit(&project, random(round ^ 0x5555, step));
            let before = project.clone();
            if project.apply(&edit).is_err() {
                continue;
            }
            let kind = if random(round, step)[1].is_multiple_of(2) { Fault::Error } else { Fault::Full };
            {
                let mut disk = disk.disk.lock().unwrap();
                let at = disk.operations + 1 + u64::from(random(round, step)[0] % 40);
                disk.fault = Some((at, kind));
            }
            let entry = LogEntry { label: format!("{step}"), ..LogEntry::now(&edit) };
            if let Err(error) = open.as_mut().unwrap().write(&edit, Some(&entry)) {
                failures += 1;
                assert!(error.may_pass(), "{error:?}");
                drop(open.take());
                disk.disk.lock().unwrap().fault = None;
                let (found, last) = on_disk(&disk, FILE);
                // Only when the very last step fails, the file is as after the edit, although that was not told.
                let expect = if last == step { &project } else { &before };
                assert_same(&state(&found), &state(expect), "after a fault");
                let mut again = writer(&disk, FILE).unwrap();
                again.write(&edit, Some(&entry)).unwrap();
                open = Some(again);
            }
            disk.disk.lock().unwrap().fault = None;
        }
        drop(open);
        assert_same(&state(&on_disk(&disk, FILE).0), &state(&project), "in the end");
    }
    println!("{rounds} sessions, {failures} failed saves");
    assert!(failures > rounds / 2);
}
