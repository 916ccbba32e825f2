use dateline::event::{EventDraft, EventId, Groups, LonLat, Place, PlaceId, TableBuilder, Toll, When};
use dateline::project::{Change, Edit, Field, Meta, Project, Value};
use dateline::store::{Writer, open};

use crate::project_state::{assert_same, state};
use crate::store_files::saved;

/// Events whose titles and positions all differ, and whose types and places are few.
fn many() -> Project {
    let mut builder = TableBuilder::default();
    for i in 0..5000_u32 {
        builder.push(EventDraft {
            key: format!("event {}", i * 7919 % 5000),
            title: format!("Title {i}"),
            when: When::parse(["2024-02~", "2019-01-01", "", "2024-07"][i as usize % 4]).ok(),
            position: LonLat::new(f64::from(i % 360) - 180.0, f64::from(i / 360)).filter(|_| i % 7 > 0),
            place: (i % 5 > 0).then_some(PlaceId(i % 2)),
            event_type: ["Battles", "Riots", "", "Protests"][i as usize % 4].to_owned(),
            fatalities: Toll { min: (i % 3 > 0).then_some(i % 4), max: None },
            ..EventDraft::default()
        });
    }
    let place = |key: &str| Place { key: key.into(), name: key.to_uppercase(), ..Place::default() };
    let places = vec![place("here"), place("there")];
    Project::new(Meta::default(), builder.build(), places, Groups::new(Vec::new()), Vec::new(), Vec::new())
}

#[test]
fn very_many_events_get_values_in_the_file_as_in_memory_and_what_was_imported_comes_back() {
    let mut project = many();
    let before = state(&project);
    let file = saved(&project);
    let mut writer = Writer::open(&file.path).unwrap();
    let mut reverses = Vec::new();
    // Values that some of the events had at first, values that none had, and one over another.
    let changes = [
        (Field::EventType, Value::Text("Riots".into())),
        (Field::EventType, Value::Text("Strategic developments".into())),
        (Field::EventType, Value::Text("Protests".into())),
        (Field::Title, Value::Text("One title".into())),
        (Field::Title, Value::Text("Title 4000".into())),
        (Field::EventDate, Value::Date(When::parse("2024-07").ok())),
        (Field::Position, Value::Position(LonLat::new(-170.0, 3.0))),
        (Field::Place, Value::Key(Some("there".into()))),
        (Field::Fatalities, Value::Toll(Toll { min: Some(2), max: Some(9) })),
        (Field::Starred, Value::Flag(true)),
    ];
    for (number, (field, value)) in changes.iter().enumerate() {
        let edit = project.set_field((number as u32..4700).map(EventId), *field, value);
        reverses.push(project.apply(&edit).unwrap());
        writer.write(&edit, None).unwrap();
        let opened = open(&file.path).unwrap();
        assert_eq!(opened.issues, []);
        assert_same(&state(&opened.project), &state(&project), field.name());
    }
    assert!(!project.work().corrections.is_empty());
    for edit in reverses.iter().rev() {
        project.apply(edit).unwrap();
        writer.write(edit, None).unwrap();
    }
    let opened = open(&file.path).unwrap().project;
    assert!(opened.work().corrections.is_empty());
    assert_same(&state(&opened), &before, "taken back");
}

#[test]
fn of_very_many_values_the_last_one_of_an_event_counts_and_an_unknown_event_stops_them_all() {
    let mut project = many();
    let file = saved(&project);
    let mut writer = Writer::open(&file.path).unwrap();
    let text = |text: &str| Value::Text(text.into());
    let mut values: Vec<(String, Value)> =
        (0..400).map(|i| (project.events.key(EventId(i)).to_owned(), text("New"))).collect();
    for i in 0..400 {
        // Back to what was imported, by the same edit.
        let title = project.events.title(EventId(i)).to_owned();
        values.push((project.events.key(EventId(i)).to_owned(), Value::Text(title)));
    }
    let twice = Edit::new("twice", vec![Change::Fields { field: Field::Title, values: values.clone() }]);
    project.apply(&twice).unwrap();
    writer.write(&twice, None).unwrap();
    let opened = open(&file.path).unwrap().project;
    assert!(opened.work().corrections.is_empty());
    assert_same(&state(&opened), &state(&project), "twice");
    values.truncate(300);
    values.push(("nobody".into(), text("New")));
    let edit = Edit::new("unknown", vec![Change::Fields { field: Field::Title, values }]);
    let error = writer.write(&edit, None).unwrap_err().to_string();
    assert!(error.contains("nobody"), "{error}");
    assert_same(&state(&open(&file.path).unwrap().project), &state(&project), "stopped");
}
