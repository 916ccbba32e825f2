//! Damaged projects and backups: the ways out are offered where they are needed.

use std::path::{Path, PathBuf};

use dateline::app::App;
use dateline::store::{Backup, save_as};
use dateline_ui_tests::open_keeping;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

type Window = Harness<'static, App>;

/// Step until something holds; the disk is another thread's.
fn wait(harness: &mut Window, what: &str, holds: impl Fn(&Window) -> bool) {
    for _ in 0..400 {
        if holds(harness) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        harness.step();
    }
    panic!("never: {what}");
}

/// A saved project, and a backup of it.
fn saved(folder: &Path) -> (PathBuf, PathBuf) {
    let (path, state) = (folder.join("case.gpkg"), folder.join("state"));
    save_as(&dateline::format::read_bundled().project, &[], &path).unwrap();
    Backup::make(&state, &path).unwrap();
    (path, state)
}

/// Break pages with events of a project.
fn break_it(path: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(path).unwrap();
    let words = dateline::format::read_bundled().project;
    let title = words.events.title(words.events.ids().next().unwrap()).to_owned();
    let at = bytes.windows(title.len()).position(|it| it == title.as_bytes()).unwrap() / 4096 * 4096;
    bytes[at..at + 4096].fill(0);
    std::fs::write(path, &bytes).unwrap();
    bytes
}

fn events(harness: &Window) -> usize {
    harness.state().session().project().events.len()
}

#[test]
fn a_damaged_project_is_not_shown_and_its_backup_opens_as_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let (path, state) = saved(folder.path());
    let bytes = break_it(&path);
    let mut harness = open_keeping(&state, Some(&path));
    wait(&mut harness, "the damage is said", |it| it.query_by_label("This project is damaged").is_some());
    assert!(harness.query_by_label_contains("the file is damaged").is_some());
    let all = dateline::format::read_bundled().project.events.len();
    let button = harness.get_by_label_contains("Open the backup of ");
    assert!(button.accesskit_node().label().unwrap().ends_with(&format!("({all} events)")));
    button.click_accesskit();
    wait(&mut harness, "it is kept under no name", |it| it.query_by_label("Kept, not named yet").is_some());
    assert_eq!(events(&harness), all);
    assert!(std::fs::read(&path).unwrap() == bytes, "the damaged file is left as it is");
}

#[test]
fn what_can_be_read_of_a_damaged_project_is_opened_and_what_is_lost_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, state) = saved(folder.path());
    std::fs::remove_dir_all(&state).unwrap();
    break_it(&path);
    let mut harness = open_keeping(&state, Some(&path));
    wait(&mut harness, "the damage is said", |it| it.query_by_label("This project is damaged").is_some());
    assert!(harness.query_by_label_contains("There is no backup of it").is_some());
    harness.get_by_label("Save what can be read as a new project…").click_accesskit();
    wait(&mut harness, "it says what was read", |it| it.query_by_label("What could be read").is_some());
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("could be read; ").is_some());
    assert!(harness.query_by_label("Lost events, by their key").is_some());
    let all = dateline::format::read_bundled().project.events.len();
    assert!(events(&harness) < all && events(&harness) > all / 2);
    let lost = dateline::format::read_bundled().project;
    let first = lost.events.key(lost.events.ids().next().unwrap());
    assert!(harness.query_by_label(first).is_some(), "{first} is named");
    wait(&mut harness, "it is kept", |it| it.query_by_label("Kept, not named yet").is_some());
}

#[test]
fn an_earlier_state_of_the_open_project_is_restored_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let (path, state) = saved(folder.path());
    let mut harness = open_keeping(&state, Some(&path));
    wait(&mut harness, "it is open", |it| it.query_by_label("Saved").is_some());
    harness.get_by_label("File").click();
    harness.run_steps(4);
    harness.get_by_label("Restore a backup…").click();
    wait(&mut harness, "backups are listed", |it| it.query_by_label("Restore a backup").is_some());
    harness.run_steps(3);
    let rows: Vec<_> = harness.query_all_by_label_contains("Open the backup of ").collect();
    assert!(!rows.is_empty());
    rows[0].click_accesskit();
    wait(&mut harness, "it is open", |it| it.query_by_label("Kept, not named yet").is_some());
    assert_eq!(events(&harness), dateline::format::read_bundled().project.events.len());
}
