//! Damaged files: never a panic, never shown as less than they are, and nearly everything is salvaged.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dateline::event::LonLat;
use dateline::format::read_bundled;
use dateline::project::{EventRecord, Project};
use dateline::store::{LogEntry, StoreError, Writer, open, salvage, salvage_watched};
use proptest::prelude::*;

use crate::project_state::{random_edit, state};
use crate::store_files::saved;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// The bundled case with work on it, and enough events that tables are trees of some depth.
fn project() -> Project {
    let mut project = read_bundled().project;
    for i in 0..60_u32 {
        let edit = random_edit(&project, [i, i * 7 + 1, i * 13 + 2, i * 3]);
        let _ = project.apply(&edit);
    }
    let mut edit = project.new_event(EventRecord::default());
    edit.changes.clear();
    for i in 0..1500 {
        let mut one = project.new_event(EventRecord {
            key: format!("many-{i}"),
            title: format!("Event number {i}"),
            position: LonLat::new(f64::from(i) / 10.0, f64::from(i % 80)),
            notes: format!("What happened in {i}. ").repeat(1 + i as usize % 20),
            actors: vec![project.groups.get(dateline::event::GroupId((i % 9) as u16)).key.clone()],
            ..EventRecord::default()
        });
        edit.changes.append(&mut one.changes);
    }
    project.apply(&edit).unwrap();
    project
}

/// One byte to 5 % of the pages, on a scale on which small damage is as likely as large.
fn damage(bytes: &mut [u8], dice: &mut Dice) {
    let pages = bytes.len() / 4096;
    match dice.roll(4) {
        0 => {
            let at = dice.roll(bytes.len());
            bytes[at] ^= 1 << dice.roll(8);
        }
        1 => {
            let start = dice.roll(bytes.len());
            let end = (start + 1 + dice.roll(2000)).min(bytes.len());
            bytes[start..end].iter_mut().for_each(|it| *it = dice.roll(256) as u8);
        }
        _ => {
            let most = (pages / 20).max(1);
            for _ in 0..1 + dice.roll(most) {
                let page = dice.roll(pages);
                let fill = dice.roll(3);
                for byte in &mut bytes[page * 4096..(page + 1) * 4096] {
                    *byte = if fill == 0 { 0 } else { dice.roll(256) as u8 };
                }
            }
        }
    }
}

#[test]
fn nearly_everything_of_a_damaged_project_is_salvaged_and_nothing_panics() {
    let rounds = std::env::var("DATELINE_DAMAGES").ok().and_then(|it| it.parse().ok()).unwrap_or(40);
    let whole = project();
    let file = saved(&whole);
    let good = std::fs::read(&file.path).unwrap();
    let expect = state(&whole);
    let events: HashMap<&str, &EventRecord> = expect.events.iter().map(|it| (it.key.as_str(), it)).collect();
    let mut shares = Vec::new();
    let mut noticed = 0;
    for round in 0..rounds {
        let mut bytes = good.clone();
        damage(&mut bytes, &mut Dice(round * 7919 + 17));
        std::fs::write(&file.path, &bytes).unwrap();
        let opened = catch_unwind(AssertUnwindSafe(|| open(&file.path))).expect("opening panicked");
        noticed += u64::from(opened.is_err());
        let found = catch_unwind(AssertUnwindSafe(|| salvage(&file.path))).expect("salvaging panicked");
        let share = found.map_or(0.0, |it| {
            let found = state(&it.opened.project);
            let same = found.events.iter().filter(|it| events.get(it.key.as_str()) == Some(it)).count();
            same as f64 / events.len() as f64
        });
        shares.push(share * 100.0);
    }
    shares.sort_by(f64::total_cmp);
    let at = |share: f64| shares[((shares.len() - 1) as f64 * share) as usize];
    println!(
        "{rounds} damages, {noticed} noticed when opening; events salvaged unchanged: median {:.2} %, 5th percentile {:.2} %, least {:.2} %",
        at(0.5),
        at(0.05),
        at(0.0)
    );
    assert!(at(0.5) >= 98.0, "median {}", at(0.5));
}

#[test]
fn a_sound_project_is_salvaged_whole() {
    let whole = project();
    let file = saved(&whole);
    let found = salvage(&file.path).unwrap();
    let (found_state, expect) = (state(&found.opened.project), state(&whole));
    crate::project_state::assert_same(&found_state, &expect, "salvaged");
    assert_eq!((found.lost.len(), found.gaps, found.cut), (0, 0, 0));
}

#[test]
fn salvaging_tells_how_far_it_is_and_ends_wherever_it_is_not_wanted_any_more() {
    let file = saved(&project());
    let told = std::cell::RefCell::new(Vec::new());
    salvage_watched(&file.path, &|part| {
        told.borrow_mut().push(part);
        true
    })
    .unwrap();
    let mut told = told.into_inner();
    assert!(told.is_sorted() && told.first() == Some(&0.0) && told.last() == Some(&1.0), "{told:?}");
    // How often is a matter of time.
    told.dedup();
    for at in told {
        let found = salvage_watched(&file.path, &|part| part < at);
        assert_eq!(found.err(), Some(StoreError::Cancelled), "at {at}");
    }
    // In the middle of the last reading.
    let asked = std::cell::Cell::new(0);
    let found = salvage_watched(&file.path, &|part| part != 0.85 || asked.replace(asked.get() + 1) < 1);
    assert_eq!(found.err(), Some(StoreError::Cancelled));
    assert_eq!(asked.get(), 2);
}

#[test]
fn what_is_lost_is_named_where_an_index_still_names_it() {
    let whole = project();
    let file = saved(&whole);
    let mut bytes = std::fs::read(&file.path).unwrap();
    let needle = b"Event number 700";
    let page = bytes.windows(needle.len()).position(|it| it == needle).unwrap() / 4096 + 1;
    bytes[(page - 1) * 4096..page * 4096].fill(0);
    std::fs::write(&file.path, bytes).unwrap();
    let found = salvage(&file.path).unwrap();
    assert!(!found.lost.is_empty() && found.gaps == found.lost.len(), "{found:?}");
    let lost = whole.events.len() - found.opened.project.events.len();
    assert_eq!(found.lost.len(), lost);
    assert!(found.lost.iter().all(|key| whole.events.by_key(key).is_some()));
}

#[test]
fn events_keep_what_they_name_even_if_all_of_it_is_lost() {
    let whole = project();
    let file = saved(&whole);
    let good = std::fs::read(&file.path).unwrap();
    let expect = state(&whole);
    for needle in ["Kata'ib Hezbollah", "Ain al-Asad Air Base"] {
        let mut bytes = good.clone();
        // The pages of the groups, or of the places: their tables are small.
        let root: usize = {
            let table = if needle.starts_with('K') { "groups" } else { "places" };
            let connection = rusqlite::Connection::open(&file.path).unwrap();
            let sql = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?1";
            let root: i64 = connection.query_row(sql, [table], |row| row.get(0)).unwrap();
            root as usize
        };
        let children: Vec<usize> = match bytes[(root - 1) * 4096] {
            5 => {
                let page = &bytes[(root - 1) * 4096..root * 4096];
                let word = |at: usize| u32::from_be_bytes(page[at..at + 4].try_into().unwrap()) as usize;
                let cells = usize::from(u16::from_be_bytes([page[3], page[4]]));
                let cell = |i: usize| usize::from(u16::from_be_bytes([page[12 + i * 2], page[13 + i * 2]]));
                (0..cells).map(|i| word(cell(i))).chain([word(8)]).collect()
            }
            _ => Vec::new(),
        };
        for page in children.into_iter().chain([root]) {
            bytes[(page - 1) * 4096..page * 4096].fill(0);
        }
        std::fs::write(&file.path, &bytes).unwrap();
        let found = salvage(&file.path).unwrap();
        assert!(found.bare > 5, "{needle}: {}", found.bare);
        let found = state(&found.opened.project);
        assert_eq!(found.events.len(), expect.events.len());
        let same = found.events.iter().filter(|it| expect.events.contains(it)).count();
        assert!(same * 100 >= expect.events.len() * 98, "{needle}: {same} of {}", expect.events.len());
    }
}

#[test]
fn a_damaged_project_is_neither_shown_as_an_empty_one_nor_written_to() {
    let file = saved(&read_bundled().project);
    let mut bytes = std::fs::read(&file.path).unwrap();
    let (head, rest) = bytes.split_at_mut(4096);
    head[..100].fill(0);
    rest[4096 * 4..4096 * 6].fill(7);
    std::fs::write(&file.path, &bytes).unwrap();
    let error = open(&file.path).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }) && error.to_string().contains("backup"), "{error}");
    assert!(Writer::open(&file.path).is_err());
    assert!(std::fs::read(&file.path).unwrap() == bytes);
    assert!(salvage(&file.path).unwrap().opened.project.events.len() > 100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_file_is_opened_or_refused_and_edited_or_refused_but_never_crashes(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        length in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let project = read_bundled().project;
        let file = saved(&project);
        let mut bytes = std::fs::read(&file.path).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(length) = length {
            bytes.truncate(length.index(bytes.len()));
        }
        std::fs::write(&file.path, &bytes).unwrap();
        let _ = open(&file.path);
        let _ = salvage(&file.path);
        if let Ok(mut writer) = Writer::open(&file.path) {
            let edit = project.star(project.events.ids(), true);
            let _ = writer.write(&edit, Some(&LogEntry::now(&edit)));
        }
    }
}
