use std::path::Path;

use dateline::event::{EventDraft, EventId, GroupId, Groups, LonLat, PlaceId, TableBuilder, When};
use dateline::format::read_bundled;
use dateline::project::{Change, ClaimRecord, Edit, EventRecord, Field, Meta, Project, Tag, Value};
use dateline::store::{Access, LogEntry, SCHEMA_VERSION, StoreError, Writer, open, read_log, save_as, save_copy};
use proptest::prelude::*;

use crate::project_state::{NASTY, assert_same, random_edit, state};

/// A project file that goes away with the test.
pub struct File {
    _folder: tempfile::TempDir,
    pub path: std::path::PathBuf,
}

pub fn saved(project: &Project) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it's a project.gpkg");
    save_as(project, &[], &path).unwrap();
    File { _folder: folder, path }
}

pub fn sql(path: &Path, sql: &str) {
    rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn saving_and_opening_the_bundled_case_gives_it_back() {
    let project = read_bundled().project;
    let file = saved(&project);
    let opened = open(&file.path).unwrap();
    assert_eq!(opened.issues, []);
    assert_eq!(opened.access, Access::Write);
    assert_same(&state(&opened.project), &state(&project), "opened");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Three ways lead to one state: in memory, edit by edit in the file, and saved anew.
    #[test]
    fn what_is_edited_in_memory_and_in_the_file_is_the_same_when_opened(
        numbers in prop::collection::vec(any::<[u32; 4]>(), 1..24),
    ) {
        let mut project = read_bundled().project;
        let file = saved(&project);
        let mut writer = Writer::open(&file.path).unwrap();
        let mut undo = Vec::new();
        for numbers in numbers {
            let edit = random_edit(&project, numbers);
            if let Ok(reverse) = project.apply(&edit) {
                writer.write(&edit, Some(&LogEntry::now(&edit))).unwrap();
                undo.push(reverse);
            }
        }
        let opened = open(&file.path).unwrap();
        prop_assert_eq!(&opened.issues, &[]);
        prop_assert_eq!(opened.log.len(), undo.len());
        assert_same(&state(&opened.project), &state(&project), "edited in the file");
        let anew = open(&saved(&project).path).unwrap();
        prop_assert_eq!(&anew.issues, &[]);
        assert_same(&state(&anew.project), &state(&project), "saved anew");
        // What was opened can be undone on, in the file that was saved anew, too.
        let anew = saved(&opened.project);
        let mut again = Writer::open(&anew.path).unwrap();
        for edit in undo.iter().rev() {
            project.apply(edit).unwrap();
            writer.write(edit, None).unwrap();
            again.write(edit, None).unwrap();
        }
        assert_same(&state(&open(&file.path).unwrap().project), &state(&project), "undone in the file");
        assert_same(&state(&open(&anew.path).unwrap().project), &state(&project), "undone in the new file");
        assert_same(&state(&project), &state(&read_bundled().project), "undone");
    }
}

#[test]
fn a_project_that_several_connections_read_comes_back_in_its_order_with_all_that_was_done_to_it() {
    const ROWS: u32 = 6000;
    let bundled = read_bundled().project;
    let mut builder = TableBuilder::default();
    for i in 0..ROWS {
        let (places, groups) = (bundled.places.len() as u32, bundled.groups.len() as u16);
        builder.push(EventDraft {
            key: format!("k{i}"),
            title: format!("Title {}", i % 97),
            notes: NASTY[i as usize % NASTY.len()].to_owned(),
            when: When::parse(["2024-02~", "2019-01-01", "", "2024-07"][i as usize % 4]).ok(),
            position: LonLat::new(f64::from(i * 37 % 3600) / 10.0 - 180.0, 10.0).filter(|_| i % 7 > 0),
            place: (i % 5 > 0).then_some(PlaceId(i % places)),
            other_places: if i % 11 == 0 { vec![PlaceId(0)] } else { Vec::new() },
            actors: (0..i as u16 % 3).map(|n| GroupId((n + i as u16) % groups)).collect(),
            targets: vec![GroupId(i as u16 % groups)],
            event_type: format!("type {}", i % 6),
            details: (0..i % 4).map(|n| (format!("d{n}"), format!("{} \" {}", n, i % 50))).collect(),
            unverified: i % 13 == 0,
            ..EventDraft::default()
        });
    }
    let groups = Groups::new(bundled.groups.iter().map(|(_, it)| it.clone()).collect());
    let (places, sources) = (bundled.places.to_vec(), bundled.sources.to_vec());
    let mut project = Project::new(Meta::default(), builder.build(), places, groups, sources, Vec::new());
    let file = saved(&project);
    let mut writer = Writer::open(&file.path).unwrap();
    let all: Vec<EventId> = project.events.ids().collect();
    let some = |n: usize| all.iter().copied().step_by(n);
    let tag = Change::Tag { key: "t".into(), record: Some(Tag { name: "T".into(), ..Tag::default() }) };
    let claim = ClaimRecord { field: "place".into(), value: "elsewhere".into(), ..ClaimRecord::default() };
    let edits = [
        Edit::new("Tag", vec![tag]),
        project.set_field(some(301), Field::Title, &Value::Text("New".into())),
        project.set_field(some(407), Field::EventDate, &Value::Date(When::parse("2031-05").ok())),
        project.star(some(503), true),
        project.add_claim(EventId(9), claim),
        project.remove_events(&[EventId(4000), EventId(11)]),
        project.new_event(EventRecord { title: "Own".into(), ..EventRecord::default() }),
        project.set_field(some(211), Field::Tags, &Value::Keys(vec!["t".into()])),
    ];
    for (number, edit) in edits.iter().enumerate() {
        // Rows of what was taken away are not there any more.
        let edit = if number == 7 { &project.tag(project.events.ids().step_by(211), "t", true) } else { edit };
        project.apply(edit).unwrap();
        writer.write(edit, None).unwrap();
    }
    let opened = open(&file.path).unwrap();
    assert_eq!(opened.issues, []);
    assert_same(&state(&opened.project), &state(&project), "edited in the file");
    let placed = opened.project.events.points();
    assert!(placed.is_sorted_by_key(|at| at.morton()));
    let anew = open(&saved(&opened.project).path).unwrap();
    assert_same(&state(&anew.project), &state(&project), "saved anew");
}

#[test]
fn every_text_comes_back_whatever_is_in_it() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let mut writer = Writer::open(&file.path).unwrap();
    let long = "ش".repeat(500_000);
    for text in NASTY.into_iter().chain([long.as_str()]) {
        let mut record = EventRecord { key: format!("key {}", text.len()), ..EventRecord::default() };
        for field in Field::ALL {
            if let Value::Text(_) = record.get(field) {
                record.set(field, Value::Text(text.to_owned())).unwrap();
            }
        }
        let edit = project.new_event(record);
        project.apply(&edit).unwrap();
        writer.write(&edit, None).unwrap();
    }
    assert_same(&state(&open(&file.path).unwrap().project), &state(&project), "opened");
}

#[test]
fn an_event_comes_back_although_a_group_it_was_imported_with_is_merged_away() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let mut writer = Writer::open(&file.path).unwrap();
    let event = project.events.ids().find(|id| !project.events.actors(*id).is_empty()).unwrap();
    let (key, from) = (project.events.key(event).to_owned(), project.events.actors(event)[0]);
    let into = project.groups.iter().map(|(id, _)| id).find(|id| *id != from).unwrap();
    let merge = project.merge_groups(from, into);
    project.apply(&merge).unwrap();
    let before = state(&project);
    let remove = project.remove_events(&[project.events.by_key(&key).unwrap()]);
    let put_back = project.apply(&remove).unwrap();
    project.apply(&put_back).unwrap();
    for edit in [&merge, &remove, &put_back] {
        writer.write(edit, None).unwrap();
    }
    assert_same(&state(&project), &before, "in memory");
    assert_same(&state(&open(&file.path).unwrap().project), &before, "in the file");
}

#[test]
fn layers_come_back_and_of_equal_keys_each_thing_keeps_its_own() {
    let project = read_bundled().project;
    let layers = ["first", "second"].map(|name| dateline::project::Layer { name, project: &project });
    let (merged, _) = Project::merged(&layers);
    let opened = open(&saved(&merged).path).unwrap();
    assert_eq!(opened.issues, []);
    let now = opened.project;
    assert_eq!((now.events.len(), merged.events.len()), (2 * project.events.len(), 2 * project.events.len()));
    for id in now.events.ids() {
        let (key, layer) = (now.events.key(id), now.events.layer.get(id.row()));
        assert!(layer == "first" || (layer == "second" && key.ends_with("~2")), "{key} in {layer}");
    }
    // An edit keeps the layer of what it changes and of everything else.
    let mut edited = now.clone();
    edited.apply(&now.set_field([EventId(7)], Field::Title, &Value::Text("New".into()))).unwrap();
    edited.apply(&edited.move_event(EventId(9), dateline::event::LonLat::new(-170.0, 80.0))).unwrap();
    for id in now.events.ids() {
        let other = edited.events.by_key(now.events.key(id)).unwrap();
        assert_eq!(edited.events.layer.get(other.row()), now.events.layer.get(id.row()));
    }
}

#[test]
fn opening_changes_no_byte_and_leaves_nothing_beside_the_file() {
    let file = saved(&read_bundled().project);
    let (before, time) = (std::fs::read(&file.path).unwrap(), file.path.metadata().unwrap().modified().unwrap());
    open(&file.path).unwrap();
    read_log(&file.path).unwrap();
    drop(Writer::open(&file.path).unwrap());
    assert!(std::fs::read(&file.path).unwrap() == before);
    assert_eq!(file.path.metadata().unwrap().modified().unwrap(), time);
    assert_eq!(std::fs::read_dir(file.path.parent().unwrap()).unwrap().count(), 1);
    // 18 and 19 say how the file is journalled: 1 is a rollback journal, 2 would be WAL.
    assert_eq!(before[18..20], [1, 1]);
}

#[test]
fn the_journal_that_stays_while_a_project_is_open_is_empty_to_whoever_looks() {
    let project = read_bundled().project;
    let file = saved(&project);
    let journal = dateline::store::journal::beside(&file.path);
    let mut writer = Writer::open(&file.path).unwrap();
    for title in ["one", "two"] {
        writer.write(&project.set_field([EventId(0)], Field::Title, &Value::Text(title.into())), None).unwrap();
    }
    assert!(journal.exists() && !dateline::store::journal::is_hot(&file.path));
    // A copy without it is whole, and opening takes nothing of it for a save that was cut short.
    let copy = file.path.with_file_name("copy.gpkg");
    std::fs::copy(&file.path, &copy).unwrap();
    let left = std::fs::read(&journal).unwrap();
    for path in [&copy, &file.path] {
        let opened = open(path).unwrap();
        assert_eq!(opened.project.events.title(EventId(0)), "two");
    }
    assert!(std::fs::read(&journal).unwrap() == left);
    drop(writer);
    assert!(!journal.exists());
    // One that a process left that was killed goes with the next window.
    std::fs::write(&journal, &left).unwrap();
    drop(Writer::open(&file.path).unwrap());
    assert!(!journal.exists());
    // Beside another file of that name it is not ours.
    let writer = Writer::open(&file.path).unwrap();
    save_as(&project, &[], &file.path).unwrap();
    std::fs::write(&journal, &left).unwrap();
    drop(writer);
    assert!(journal.exists());
}

#[test]
fn an_edit_that_does_not_fit_leaves_the_file_as_it_was() {
    let file = saved(&read_bundled().project);
    let before = std::fs::read(&file.path).unwrap();
    let mut writer = Writer::open(&file.path).unwrap();
    let project = read_bundled().project;
    let mut edit = project.set_field([EventId(0)], Field::Title, &Value::Text("half".into()));
    edit.changes.extend(project.set_field([EventId(1)], Field::Actors, &Value::Keys(vec!["nobody".into()])).changes);
    assert!(matches!(writer.write(&edit, None), Err(StoreError::Conflict { .. })));
    assert!(std::fs::read(&file.path).unwrap() == before);
}

#[test]
fn saving_again_replaces_the_file_whole_and_a_copy_is_the_same() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    project.apply(&project.remove_events(&[EventId(0)])).unwrap();
    save_as(&project, &[LogEntry { label: "Kept".into(), ..LogEntry::default() }], &file.path).unwrap();
    let copy = file.path.with_file_name("copy.gpkg");
    save_copy(&file.path, &copy).unwrap();
    for path in [&file.path, &copy] {
        let opened = open(path).unwrap();
        assert_same(&state(&opened.project), &state(&project), "opened");
        assert_eq!(opened.log[0].label, "Kept");
    }
    assert_eq!(std::fs::read_dir(file.path.parent().unwrap()).unwrap().count(), 2);
    let nowhere = file.path.with_file_name("no folder").join("x.gpkg");
    assert!(matches!(save_as(&project, &[], &nowhere), Err(StoreError::NotFound(_) | StoreError::Io { .. })));
}

#[test]
fn what_another_program_changes_is_read_and_what_was_imported_is_kept() {
    let project = read_bundled().project;
    let key = project.events.key(project.meta.first_event.unwrap()).to_owned();
    let file = saved(&project);
    // As QGIS does it, with functions of its own for the R-tree.
    let other = rusqlite::Connection::open(&file.path).unwrap();
    for name in ["ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"] {
        other
            .create_scalar_function(name, 1, Default::default(), move |_| Ok((name != "ST_IsEmpty") as i32 as f64))
            .unwrap();
    }
    other.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    let sql = "UPDATE events SET title = 'Changed there', fatalities_max = 7, geom = (SELECT geom FROM events WHERE key <> ?1 AND geom NOT NULL LIMIT 1) WHERE key = ?1";
    assert_eq!(other.execute(sql, [&key]).unwrap(), 1);
    other.execute("INSERT INTO events (title, event_date) VALUES ('Added there', 'rubbish')", []).unwrap();
    drop(other);
    let opened = open(&file.path).unwrap();
    let now = &opened.project;
    let id = now.events.by_key(&key).unwrap();
    let was = project.event_record(project.meta.first_event.unwrap());
    assert_eq!(now.events.title(id), "Changed there");
    assert_ne!(now.event_record(id).position, was.position);
    assert_eq!(now.imported(id, Field::Title), Some(&was.get(Field::Title)));
    assert_eq!(now.imported(id, Field::Position), Some(&was.get(Field::Position)));
    assert_eq!(now.imported(id, Field::Fatalities), Some(&was.get(Field::Fatalities)));
    let added = now.events.ids().find(|id| now.events.title(*id) == "Added there").unwrap();
    assert!(now.is_own(added) && now.events.key(added).starts_with("added-"));
    assert_eq!(now.events.detail(added, "event_date"), "rubbish");
    assert!(opened.issues.len() == 1 && opened.issues[0].value == "rubbish", "{:?}", opened.issues);
    // And the original can be taken back, in the file, too.
    let mut project = opened.project;
    let mut writer = Writer::open(&file.path).unwrap();
    for field in [Field::Title, Field::Position, Field::Fatalities] {
        let edit = project.take_back(project.events.by_key(&key).unwrap(), field).unwrap();
        project.apply(&edit).unwrap();
        writer.write(&edit, None).unwrap();
    }
    let opened = open(&file.path).unwrap().project;
    assert!(opened.work().corrections.is_empty());
    assert_eq!(opened.event_record(opened.events.by_key(&key).unwrap()), was);
}

#[test]
fn a_newer_version_opens_for_reading_only_and_an_unknown_one_not_at_all() {
    let file = saved(&read_bundled().project);
    let newer = SCHEMA_VERSION + 1;
    sql(
        &file.path,
        &format!(
            "UPDATE settings SET value = '{newer}' WHERE name = 'schema'; CREATE TABLE future (id INTEGER PRIMARY KEY)"
        ),
    );
    assert!(matches!(open(&file.path).unwrap().access, Access::ReadOnly(why) if why.contains("newer")));
    assert!(matches!(Writer::open(&file.path), Err(StoreError::ReadOnly(_))));
    sql(&file.path, "UPDATE settings SET value = 'x' WHERE name = 'schema'");
    assert!(matches!(open(&file.path), Err(StoreError::NotAProject { .. })));
}

#[test]
fn what_is_no_project_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("text.gpkg"), "not a database at all").unwrap();
    std::fs::write(path("text.txt"), "not a database at all").unwrap();
    std::fs::write(path("empty.gpkg"), "").unwrap();
    sql(&path("other.gpkg"), "CREATE TABLE t (x)");
    sql(&path("foreign.gpkg"), "PRAGMA application_id = 1196444487; CREATE TABLE t (x)");
    for (name, expect) in [
        ("none.gpkg", "there is no such file"),
        ("text.gpkg", "damaged"),
        ("text.txt", "not an SQLite database"),
        ("empty.gpkg", "it is empty"),
        ("other.gpkg", "no GeoPackage"),
        ("foreign.gpkg", "of another program"),
    ] {
        let error = open(&path(name)).unwrap_err().to_string();
        assert!(error.contains(expect), "{name}: {error}");
    }
    assert!(open(folder.path()).unwrap_err().to_string().contains("not an ordinary file"));
}

/// Programs that are only here if `scripts/test` could install them.
fn tool(program: &str, args: &[&str]) -> Option<std::process::Output> {
    match std::process::Command::new(program).args(args).output() {
        Ok(output) => Some(output),
        Err(_) if std::env::var_os("DATELINE_REQUIRE_ADAPTER").is_some() => {
            panic!("{program} is missing: run scripts/test")
        }
        Err(_) => None,
    }
}

#[test]
fn other_programs_read_every_layer_without_a_warning_and_the_validator_passes() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let mut writer = Writer::open(&file.path).unwrap();
    for i in 0..24 {
        let edit = random_edit(&project, [i, i * 7 + 1, i * 13 + 2, i * 3]);
        if project.apply(&edit).is_ok() {
            writer.write(&edit, Some(&LogEntry::now(&edit))).unwrap();
        }
    }
    drop(writer);
    let name = file.path.to_str().unwrap();
    let Some(output) = tool("ogrinfo", &["-ro", "-al", name]) else { return };
    let (said, complaints) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && complaints.is_empty(), "{complaints}");
    assert!(!said.contains("Warning"), "{said}");
    assert!(said.contains(&format!("Feature Count: {}", project.events.len())));
    for layer in ["events", "articles", "mentions", "places", "groups", "claims", "tags", "saved_filters", "change_log"]
    {
        assert!(said.contains(&format!("Layer name: {layer}")), "{layer}");
    }
    assert!(said.contains("date_start: Date") && said.contains("geom"), "typed columns");
    let checked = tool("/usr/bin/python3", &["-m", "osgeo_utils.samples.validate_gpkg", "-q", name]);
    let Some(checked) = checked.filter(|it| !String::from_utf8_lossy(&it.stderr).contains("No module named")) else {
        return;
    };
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    assert_eq!(String::from_utf8_lossy(&checked.stderr), "");
}

#[test]
fn a_point_moved_and_a_title_changed_by_ogr_are_read_back() {
    let project = read_bundled().project;
    let file = saved(&project);
    let name = file.path.to_str().unwrap();
    let key = project.events.key(EventId(4)).to_owned();
    // Every column is written back, changed or not, as QGIS does it.
    let script = "import sys; from osgeo import ogr; ogr.UseExceptions(); d = ogr.Open(sys.argv[1], 1); l = d.GetLayer('events'); \
                  l.SetAttributeFilter(\"key = '%s'\" % sys.argv[2]); f = l.GetNextFeature(); f.SetField('title', 'By ogr'); \
                  f.SetGeometry(ogr.CreateGeometryFromWkt('POINT(44.5 33.25)')); l.SetFeature(f)";
    let Some(output) = tool("/usr/bin/python3", &["-c", script, name, &key]) else { return };
    let complaints = String::from_utf8_lossy(&output.stderr);
    if complaints.contains("No module named") {
        return;
    }
    assert!(output.status.success() && complaints.is_empty(), "{complaints}");
    let opened = open(&file.path).unwrap();
    assert_eq!(opened.issues, []);
    let id = opened.project.events.by_key(&key).unwrap();
    assert_eq!(opened.project.events.title(id), "By ogr");
    assert_eq!(
        opened.project.imported(id, Field::Title),
        Some(&Value::Text(project.events.title(EventId(4)).to_owned()))
    );
    assert_eq!(opened.project.event_record(id).position, dateline::event::LonLat::new(44.5, 33.25));
    let corrected = opened.project.work().corrections.get(&key).unwrap();
    assert_eq!(corrected.keys().collect::<Vec<_>>(), [&Field::Title, &Field::Position]);
}
