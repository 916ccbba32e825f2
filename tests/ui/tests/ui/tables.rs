//! Tables whose columns nobody knows: asked about, mapped, remembered, cancelled.

use std::path::{Path, PathBuf};

use dateline::app::App;
use dateline_ui_tests::{open, open_case, start_with};
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
fn what_the_program_is_started_with_is_read_before_there_is_a_window() {
    let folder = tempfile::tempdir().unwrap();
    let known = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[36.7,34.7]},"properties":{"title":"Fire","date":"2024-04-03"}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[36.1,35.7]},"properties":{"title":"Flood","date":"2024-04-13"}}]}"#;
    let mut harness = start_with(&table(folder.path(), "a.geojson", known));
    wait(&mut harness, |it| events(it) == 2);
    let mut harness = start_with(&table(folder.path(), "lage.csv", UNKNOWN));
    wait(&mut harness, |it| says(it, "Columns of lage.csv"));
    let project = folder.path().join("case.gpkg");
    let bundled = dateline::format::read_bundled().project;
    dateline::store::save_as(&bundled, &[], &project).unwrap();
    let mut harness = start_with(&project);
    wait(&mut harness, |it| says(it, "Opened"));
    let report = "On Tuesday, 5 March 2024, two people were killed in Homs.\n";
    let mut harness = start_with(&table(folder.path(), "report.txt", report));
    wait(&mut harness, |it| says(it, "report.txt") || says(it, "Homs"));
    let mut harness = start_with(&folder.path().join("nothing.csv"));
    wait(&mut harness, |it| says(it, "This could not be opened"));
    assert_eq!(events(&harness), bundled.events.len());
}

#[test]
fn a_table_without_known_columns_is_mapped_and_stands_on_the_map() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(folder.path(), "lage.csv", UNKNOWN);
    let mut harness = open();
    let before = events(&harness);
    drop_files(&mut harness, std::slice::from_ref(&path));
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
    drop_files(&mut harness, std::slice::from_ref(&again));
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

#[test]
fn a_list_of_records_is_asked_about_like_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"[{"seen":"2024-03-05","what":"Fire","pos":{"b":50.9,"l":6.9}},{"seen":"2024-03-06","what":"Flood","pos":{"b":51.5,"l":7.4}}]"#;
    let path = table(folder.path(), "posts.json", text);
    let mut harness = open();
    drop_files(&mut harness, std::slice::from_ref(&path));
    wait(&mut harness, |it| says(it, "Columns of posts.json"));
    assert!(!says(&harness, "The first row has the names"), "every value of a record has its name");
    for (column, role) in [("pos.b", "Latitude"), ("pos.l", "Longitude"), ("what", "Title")] {
        harness.get_by(|node| node.label().is_some_and(|it| it.starts_with(&format!("Meaning of {column}:")))).click();
        harness.run_steps(4);
        harness.get_by(|node| node.role() == Role::MenuItemRadio && node.label().as_deref() == Some(role)).click();
        harness.run_steps(4);
    }
    wait(&mut harness, |it| says(it, "all are dated and all are placed") && is_enabled(it, "Open"));
    harness.get_by_label("Open").click();
    wait(&mut harness, |it| events(it) == 2);
    assert_eq!(harness.state().session().project().events.placed(), 2);
}

#[test]
fn layers_that_are_wanted_at_once_are_added_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let (north, south) = (table(folder.path(), "north.csv", NORTH), table(folder.path(), "south.csv", SOUTH));
    let mut harness = open();
    let before = events(&harness);
    harness.state_mut().add_layer(&north);
    harness.state_mut().add_layer(&south);
    accept(&mut harness, before + 5);
    assert_eq!(harness.state().session().layers().len(), 3);
}

const NORTH: &str = "event_date,place,lat,lon,road\n2024-03-05,Ulm,48.4,10.0,open\n2024-03-06,Bonn,50.7,7.1,closed\n\
                     2024-03-07,Kiel,,,open\n";
const SOUTH: &str = "event_date,place,lat,lon,road\n2024-04-05,Rom,41.9,12.5,mined\n,Bari,41.1,16.9,open\n";

/// Say yes to whatever is asked until so many events are there.
fn accept(harness: &mut Window, expect: usize) {
    wait(harness, |it| says(it, "Columns of") || events(it) == expect);
    while events(harness) != expect {
        let name = if harness.query_by_label("Next file").is_some() {
            "Next file"
        } else if harness.query_by_label("Add as a layer").is_some() {
            "Add as a layer"
        } else {
            "Open"
        };
        harness.get_by_label(name).click();
        harness.run_steps(3);
        wait(harness, |it| says(it, "Columns of") || events(it) == expect);
    }
    harness.run_steps(3);
}

fn two_layers(folder: &Path) -> Window {
    let paths = [table(folder, "north.csv", NORTH), table(folder, "south.csv", SOUTH)];
    let mut harness = open();
    drop_files(&mut harness, &paths);
    accept(&mut harness, 5);
    harness
}

fn shown(harness: &Window) -> usize {
    harness.state().session().derived().rows.count()
}

#[test]
fn several_files_are_layers_that_can_be_hidden_renamed_ordered_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = two_layers(folder.path());
    assert!(says(&harness, "north.csv, 3, 1 unplaced") && says(&harness, "south.csv, 2, 1 undated"));
    // Fails if the card keeps asking for frames.
    harness.run();
    harness.get_by_label("Hide north.csv").click();
    harness.run_steps(4);
    assert_eq!(shown(&harness), 2);
    assert!(says(&harness, "2 of 2 events"), "hidden layers leave every count");
    harness.get_by_label("Show north.csv").click();
    harness.run_steps(4);
    assert_eq!(shown(&harness), 5);

    harness.get_by_label("More of north.csv").click();
    harness.run_steps(4);
    harness.get_by_label("Rename").click();
    harness.run_steps(4);
    let field = |it: &Window| it.get_by(|node| node.label().as_deref() == Some("Name of the layer")).is_focused();
    assert!(field(&harness), "the keyboard is in the field");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.get_by_label("Name of the layer").type_text("The north");
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    assert_eq!(harness.state().session().layers()[0].name, "The north");

    harness.get_by_label("More of The north").click();
    harness.run_steps(4);
    harness.get_by_label("Move down").click();
    harness.run_steps(4);
    assert_eq!(harness.state().session().layers()[1].name, "The north");

    harness.get_by_label_contains("Colour of The north").click();
    harness.run_steps(4);
    harness.get_by_label("purple").click();
    harness.run_steps(4);
    assert_eq!(harness.state().session().layers()[1].colour, "purple");

    harness.get_by_label("More of The north").click();
    harness.run_steps(4);
    harness.get_by_label("Remove").click();
    wait(&mut harness, |it| events(it) == 2);
    assert!(says(&harness, "Removed layer “The north”"));

    // It comes back with its name and colour.
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    wait(&mut harness, |it| events(it) == 5);
    assert!(harness.state().session().layers().iter().any(|it| it.name == "The north" && it.colour == "purple"));
    harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::Z);
    wait(&mut harness, |it| events(it) == 2);
}

#[test]
fn a_layer_is_added_to_the_open_project_and_kept_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut harness = dateline_ui_tests::open_keeping(&state, None);
    let before = events(&harness);
    let file = folder.path().join("p.gpkg");
    let ctx = harness.ctx.clone();
    harness.state_mut().save_to(&ctx, &file);
    wait(&mut harness, |it| says(it, "Saved to"));
    let path = table(folder.path(), "north.csv", NORTH);
    harness.state_mut().add_layer(&path);
    accept(&mut harness, before + 3);
    assert_eq!(harness.state().session().layers().len(), 2);
    wait(&mut harness, |it| {
        let opened = dateline::store::open(&file);
        let saved = it.query_all_by_label("Saved").count() > 0;
        saved && opened.is_ok_and(|it| it.project.events.len() == before + 3)
    });
    // Edits go on as before.
    harness.get_by_label("Hide north.csv").click();
    wait(&mut harness, |_| {
        dateline::store::open(&file).is_ok_and(|it| it.project.layers().iter().any(|layer| layer.hidden))
    });
    drop(harness);
    let mut harness = dateline_ui_tests::open_keeping(&state, Some(&file));
    wait(&mut harness, |it| events(it) == before + 3);
    let session = harness.state().session();
    assert_eq!(session.derived().universe.count(), before - 34, "what is hidden or unverified takes no part");
}

#[test]
fn events_are_filtered_and_coloured_by_a_column_that_nobody_knew() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = two_layers(folder.path());
    harness.get_by(|node| node.role() == Role::Button && node.label().as_deref() == Some("More filter")).click();
    harness.run_steps(4);
    harness.get_by_label("Further fields filter").click();
    harness.run_steps(4);
    harness.get_by_label("road filter").click();
    harness.run_steps(4);
    harness.get_by_label("open, 3").click();
    harness.run_steps(4);
    assert_eq!(shown(&harness), 3);
    assert!(says(&harness, "road: open"));
    harness.get_by_label("Colour by this field").click();
    harness.run_steps(4);
    let labels: Vec<_> =
        harness.state().session().derived().colouring.slots.iter().map(|it| it.label.clone()).collect();
    assert_eq!(labels, ["open", "closed", "mined"]);
    harness.key_press(egui::Key::Escape);
    harness.run_steps(4);

    // What is filtered can be written.
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::E);
    harness.run_steps(4);
    let out = folder.path().join("out.csv");
    let field = harness.get_by_label("File to write");
    field.focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    harness.get_by_label("File to write").type_text(out.to_str().unwrap());
    harness.run_steps(3);
    harness.get_by(|node| node.role() == Role::Button && node.label().as_deref() == Some("Export")).click();
    wait(&mut harness, |_| std::fs::read_to_string(&out).is_ok_and(|text| text.lines().count() == 4));
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("Ulm") && text.contains("Bari") && !text.contains("mined"), "{text}");
}

#[test]
fn an_import_that_is_cancelled_leaves_the_open_project() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "event_id_cnty,event_date,event_type,sub_event_type,actor1,latitude,longitude,notes\n".to_owned();
    for i in 0..200_000 {
        text +=
            &format!("E{i},2024-03-0{},Battles,Armed clash,Group {},3{}.5,4{}.5,n\n", i % 9 + 1, i % 50, i % 10, i % 7);
    }
    let path = table(folder.path(), "large.csv", &text);
    let mut harness = open();
    let before = events(&harness);
    drop_files(&mut harness, &[path]);
    wait(&mut harness, |it| it.query_by_label("Cancel").is_some());
    harness.get_by_label("Cancel").click();
    harness.run_steps(3);
    assert!(says(&harness, "what was open before is still open"));
    // Nothing comes after all.
    for _ in 0..100 {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(events(&harness), before);
}

#[test]
fn of_several_files_those_that_can_be_read_are_opened_and_the_others_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [
        table(folder.path(), "north.csv", NORTH),
        table(folder.path(), "empty.csv", ""),
        table(folder.path(), "south.csv", SOUTH),
    ];
    let mut harness = open();
    drop_files(&mut harness, &paths);
    accept(&mut harness, 5);
    assert!(says(&harness, "empty.csv: the file is empty"));
    assert_eq!(harness.state().session().layers().len(), 2);
}

#[test]
fn eastings_and_northings_stand_on_the_map_once_their_zone_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = table(
        folder.path(),
        "utm.csv",
        "id,date,easting,northing\na,2024-05-03,263068.8,3741327.5\nb,2024-05-04,263168.8,3741427.5\n",
    );
    let mut harness = open();
    drop_files(&mut harness, std::slice::from_ref(&path));
    wait(&mut harness, |it| says(it, "Columns of utm.csv"));
    assert!(says(&harness, "in which zone of UTM"));
    harness.get_by(|node| node.label().is_some_and(|it| it.starts_with("UTM zone:"))).click();
    harness.run_steps(4);
    let zone = |label: &str| label == "3" || label.starts_with("3,");
    harness.get_by(|node| node.role() == Role::MenuItemRadio && node.label().is_some_and(|it| zone(&it))).click();
    harness.run_steps(4);
    harness.get_by_label("North").click();
    wait(&mut harness, |it| says(it, "all are dated and all are placed"));
    wait(&mut harness, |it| is_enabled(it, "Open"));
    assert!(!says(&harness, "in which zone of UTM"));
    harness.get_by_label("Open").click();
    wait(&mut harness, |it| events(it) == 2);
    assert_eq!(harness.state().session().project().events.placed(), 2);
}
