//! Tables whose columns nobody knows: asked about, mapped, remembered, cancelled.

use std::path::{Path, PathBuf};

use dateline::app::App;
use dateline_ui_tests::{open, open_case};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

type Window = Harness<'static, App>;

fn table(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Let what runs beside the window come to its end.
pub fn wait(harness: &mut Window, until: impl Fn(&Window) -> bool) {
    for _ in 0..400 {
        harness.step();
        if until(harness) {
            harness.run_steps(3);
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("what was waited for did not happen");
}

/// A file as a file manager drops it.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub fn drop_files(harness: &mut Window, paths: &[PathBuf]) {
    let handle = |path: &PathBuf| -> egui::DroppedFileHandle { std::sync::Arc::new(Dropped(path.clone())) };
    harness.input_mut().dropped_files = paths.iter().map(handle).collect();
    harness.step();
}

fn says(harness: &Window, text: &str) -> bool {
    harness.query_all_by_label_contains(text).count() > 0
}

fn is_enabled(harness: &Window, name: &str) -> bool {
    let node = harness.get_by(|node| node.role() == Role::Button && node.label().is_some_and(|it| it == name));
    !node.accesskit_node().is_disabled()
}

fn events(harness: &Window) -> usize {
    harness.state().session().project().events.len()
}

const UNKNOWN: &str = "Wann?;Was ist los;B;L\n2024-03-05;Brand;50,9;6,9\n2024-03-06;Flut;51,5;7,4\n";

#[test]
fn a_table_without_known_columns_is_mapped_and_stands_on_the_map() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path(), "lage.csv", UNKNOWN);
    let mut harness = open();
    let before = events(&harness);
    drop_files(&mut harness, &[path.clone()]);
    wait(&mut harness, |it| says(it, "Columns of lage.csv"));
    assert_eq!(events(&harness), before, "nothing is opened before it is said what is what");
    for (column, role) in [("B", "Latitude"), ("L", "Longitude"), ("Was ist los", "Title")] {
        harness.get_by(|node| node.label().is_some_and(|it| it.starts_with(&format!("Meaning of {column}:")))).click();
        harness.run_steps(4);
        harness.get_by(|node| node.role() == Role::MenuItemRadio && node.label().as_deref() == Some(role)).click();
        harness.run_steps(4);
    }
    harness.get_by_label("1,5").click();
    wait(&mut harness, |it| says(it, "all are dated and all are placed"));
    wait(&mut harness, |it| is_enabled(it, "Open"));
    harness.get_by_label("Open").click();
    wait(&mut harness, |it| events(it) == 2);
    let session = harness.state().session();
    assert_eq!(session.project().events.placed(), 2);
    assert_eq!(session.count_in_view(), 2, "both are on the map");

    // The next table with this header is read so without a word but one.
    let again = table(folder.path(), "neu.csv", &UNKNOWN.replace("Flut", "Regen"));
    drop_files(&mut harness, &[again]);
    wait(&mut harness, |it| it.state().session().project().meta.title == "neu.csv");
    assert_eq!(harness.state().session().project().events.placed(), 2);
    assert!(says(&harness, "with the columns you chose before"));
}

#[test]
fn dates_that_can_be_read_in_two_ways_open_nothing_before_they_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path =
        table(folder.path(), "d.csv", "date,place,lat,lon\n03/04/2024,Homs,34.7,36.7\n05/06/2024,Hama,35.1,36.7\n");
    let mut harness = open_case(&path);
    assert!(says(&harness, "03/04/2024 in “date” can be read in two ways"));
    assert!(!is_enabled(&harness, "Open"));
    harness.get_by_label("4 Mar 2024").click();
    wait(&mut harness, |it| is_enabled(it, "Open") && says(it, "2024-03-04, 4 Mar 2024"));
    harness.get_by_label("Open").click();
    wait(&mut harness, |it| events(it) == 2);
    let events = &harness.state().session().project().events;
    let first = events.ids().min_by_key(|id| events.sequence(*id)).unwrap();
    assert_eq!(events.date_text(first), "2024-03-04");
}

#[test]
fn a_table_that_is_cancelled_leaves_the_open_project() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path(), "lage.csv", UNKNOWN);
    let mut harness = open_case(&path);
    assert!(says(&harness, "Columns of lage.csv"));
    harness.key_press(egui::Key::Escape);
    harness.run_steps(6);
    assert!(!says(&harness, "Columns of lage.csv"));
    assert_eq!(events(&harness), 158);
    assert!(says(&harness, "what was open before is still open"));
    assert!(harness.state().settings().mappings.is_empty(), "what is cancelled is not remembered");
}
