//! Sudden ends: a process that edits and saves is killed at random moments, again and again.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use dateline::format::read_bundled;
use dateline::project::Project;
use dateline::store::{LogEntry, Writer, open, save_as};
use rusqlite::Connection;

use crate::project_state::{assert_same, random_edit, state};

/// The edits of a round: the same numbers give the same edits, here and in the child.
fn numbers(seed: u32, step: u32) -> [u32; 4] {
    // A small generator that spreads well (SplitMix).
    let mut state = (u64::from(seed) << 32 | u64::from(step)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    [0; 4].map(|_: u32| {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z >> 32) as u32
    })
}

/// What the child does until it is killed: edit, save, say so; now and then write the whole project anew.
#[test]
#[ignore = "no test of its own: the test below starts it as the process that it kills"]
fn child() {
    let Ok(path) = std::env::var("DATELINE_KILL_FILE") else { return };
    let number = |name: &str| std::env::var(name).unwrap().parse::<u32>().unwrap();
    let (path, seed, from) = (Path::new(&path), number("DATELINE_KILL_SEED"), number("DATELINE_KILL_FROM"));
    let opened = open(path).unwrap();
    let (mut project, mut log) = (opened.project, opened.log);
    let mut writer = Writer::open(path).unwrap();
    for step in from.. {
        let edit = random_edit(&project, numbers(seed, step));
        if project.apply(&edit).is_err() {
            continue;
        }
        let entry = LogEntry { label: format!("{step}"), ..LogEntry::now(&edit) };
        if step % 16 == 15 {
            drop(writer);
            log.push(entry);
            save_as(&project, &log, path).unwrap();
            writer = Writer::open(path).unwrap();
        } else {
            writer.write(&edit, Some(&entry)).unwrap();
            log.push(entry);
        }
        println!("saved {step}");
    }
}

/// The project as it must be after the steps up to one, and the next one that can be made.
fn replay(project: &mut Project, seed: u32, from: u32, through: u32) {
    for step in from..=through {
        // What is refused here was refused there.
        let _ = project.apply(&random_edit(project, numbers(seed, step)));
    }
}

#[derive(Default, Debug)]
struct Tally {
    kills: u32,
    /// Kills in the middle of a transaction.
    hot: u32,
    lost: u32,
    corrupt: u32,
    torn: u32,
}

fn rounds(kills: u32) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    let mut tally = Tally::default();
    let per_project = 25;
    for seed in 0..kills.div_ceil(per_project) {
        let mut project = read_bundled().project;
        save_as(&project, &[], &path).unwrap();
        let mut next = 0;
        for kill in 0..per_project.min(kills - seed * per_project) {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["store_kill::child", "--exact", "--ignored", "--nocapture"])
                .envs([
                    ("DATELINE_KILL_FILE", path.to_str().unwrap().to_owned()),
                    ("DATELINE_KILL_SEED", seed.to_string()),
                    ("DATELINE_KILL_FROM", next.to_string()),
                ])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut out = BufReader::new(child.stdout.take().unwrap());
            let mut line = String::new();
            let mut said = String::new();
            // Let it save at least once, then kill it a random moment later.
            while !line.contains("saved") {
                line.clear();
                assert_ne!(out.read_line(&mut line).unwrap(), 0, "the child ended by itself");
                said.push_str(&line);
            }
            std::thread::sleep(Duration::from_micros(u64::from(numbers(seed, kill)[0] % 25_000)));
            child.kill().unwrap();
            out.read_to_string(&mut said).unwrap();
            child.wait().unwrap();
            let acknowledged: u32 =
                said.lines().filter_map(|it| it.split("saved ").nth(1)?.trim().parse().ok()).max().unwrap();

            tally.kills += 1;
            tally.hot += u32::from(dateline::store::journal::is_hot(&path));
            let sound: String = {
                let connection = Connection::open(&path).unwrap();
                connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
            };
            tally.corrupt += u32::from(sound != "ok");
            let opened = open(&path).unwrap();
            let last: u32 = opened.log.last().map_or(0, |it| it.label.parse().unwrap());
            tally.lost += u32::from(last < acknowledged);
            replay(&mut project, seed, next, last);
            let whole =
                std::panic::catch_unwind(|| assert_same(&state(&opened.project), &state(&project), "after a kill"));
            tally.torn += u32::from(whole.is_err());
            next = last + 1;
        }
    }
    tally
}

#[test]
fn whatever_moment_the_process_is_killed_at_no_saved_edit_is_lost_and_none_is_half() {
    let kills = std::env::var("DATELINE_KILLS").ok().and_then(|it| it.parse().ok()).unwrap_or(150);
    let tally = rounds(kills);
    println!("{tally:?}");
    assert_eq!((tally.kills, tally.lost, tally.corrupt, tally.torn), (kills, 0, 0, 0), "{tally:?}");
}
