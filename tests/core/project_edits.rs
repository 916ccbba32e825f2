use dateline::event::{EventId, GroupId, LonLat};
use dateline::format::read_bundled;
use dateline::project::{Change, Edit, EventRecord, Field, GroupRecord, Project, Reason, TargetRecord, Value};
use proptest::prelude::*;

use crate::project_state::{assert_same, random_edit, state};

fn key(project: &Project, n: u32) -> String {
    project.events.key(EventId(n)).to_owned()
}

/// `DATELINE_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("DATELINE_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_edits_undone_entirely_is_the_start_and_made_again_the_end(
        numbers in prop::collection::vec(any::<[u32; 4]>(), 1..24),
    ) {
        let mut project = read_bundled().project;
        let start = state(&project);
        let mut undo = Vec::new();
        for numbers in numbers {
            let before = state(&project);
            match project.apply(&random_edit(&project, numbers)) {
                Ok(reverse) => undo.push(reverse),
                Err(_) => assert_same(&state(&project), &before, "a refused edit"),
            }
        }
        let end = state(&project);
        let mut redo = Vec::new();
        while let Some(edit) = undo.pop() {
            redo.push(project.apply(&edit).unwrap());
        }
        assert_same(&state(&project), &start, "undone");
        while let Some(edit) = redo.pop() {
            project.apply(&edit).unwrap();
        }
        assert_same(&state(&project), &end, "made again");
    }

    #[test]
    fn edits_come_back_from_json_as_they_were(numbers in any::<[u32; 4]>()) {
        let edit = random_edit(&read_bundled().project, numbers);
        let json = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<Edit>(&json).unwrap(), edit);
    }
}

#[test]
fn a_correction_is_laid_over_what_was_imported_and_can_be_taken_back() {
    let mut project = read_bundled().project;
    let start = state(&project);
    let event = project.meta.first_event.unwrap();
    let (title, was) = (project.events.title(event).to_owned(), project.events.key(event).to_owned());
    for text in ["Once", "Twice"] {
        project
            .apply(&project.set_field([project.events.by_key(&was).unwrap()], Field::Title, &Value::Text(text.into())))
            .unwrap();
    }
    let event = project.events.by_key(&was).unwrap();
    assert_eq!(project.events.title(event), "Twice");
    assert_eq!(project.imported(event, Field::Title), Some(&Value::Text(title)));
    assert_eq!(project.imported(event, Field::Notes), None);
    project.apply(&project.take_back(event, Field::Title).unwrap()).unwrap();
    assert_same(&state(&project), &start, "taken back");
}

#[test]
fn an_imported_event_that_was_removed_can_be_put_back_where_it_was() {
    let mut project = read_bundled().project;
    let start = state(&project);
    let gone = [EventId(3), EventId(70), project.meta.first_event.unwrap()].map(|id| project.events.key(id).to_owned());
    let ids = gone.clone().map(|key| project.events.by_key(&key).unwrap());
    project.apply(&project.remove_events(&ids)).unwrap();
    assert_eq!((project.events.len(), project.meta.first_event), (start.events.len() - 3, None));
    assert!(
        project.articles.iter().map(|it| it.mentions.len()).sum::<usize>()
            < start.articles.iter().map(|it| it.mentions.len()).sum()
    );
    for key in [1, 0, 2].map(|i| &gone[i]) {
        project.apply(&project.put_back(key).unwrap()).unwrap();
    }
    assert_eq!(state(&project).events, start.events, "and in the order of the import");
    assert!(project.work().events.removed.is_empty() && project.work().events.own.is_empty());
}

#[test]
fn merging_two_groups_renames_them_everywhere_and_keeps_their_names() {
    let mut project = read_bundled().project;
    let (from, into) = (project.groups.by_key("kataib_hezbollah").unwrap(), GroupId(0));
    let (name, kept) = (project.groups.get(from).name.clone(), project.groups.get(into).key.clone());
    let named = |project: &Project, id| {
        project
            .events
            .ids()
            .filter(|e| project.events.actors(*e).contains(&id) || project.events.targets(*e).contains(&id))
            .count()
    };
    let both = project
        .events
        .ids()
        .filter(|e| {
            [from, into]
                .iter()
                .any(|id| project.events.actors(*e).contains(id) || project.events.targets(*e).contains(id))
        })
        .count();
    project.apply(&project.merge_groups(from, into)).unwrap();
    assert_eq!(project.groups.by_key("kataib_hezbollah"), None);
    let into = project.groups.by_key(&kept).unwrap();
    assert!(project.groups.get(into).aliases.contains(&name));
    assert_eq!(named(&project, into), both);
}

#[test]
fn what_is_still_named_is_not_taken_away_and_nothing_changes() {
    let mut project = read_bundled().project;
    let start = state(&project);
    let group = project.events.ids().find_map(|id| project.events.actors(id).first().copied()).unwrap();
    let group = project.groups.get(group).key.clone();
    let event = start.articles.iter().flat_map(|it| &it.mentions).find_map(|it| match &it.target {
        TargetRecord::Event(key) => Some(key.clone()),
        _ => None,
    });
    let title = Change::Fields { field: Field::Title, values: vec![(key(&project, 0), Value::Text("x".into()))] };
    for (change, what) in [
        (Change::Group { key: group, record: None }, "group"),
        (Change::Event { key: event.unwrap(), record: None }, "event"),
    ] {
        let error = project.apply(&Edit::new("Remove", vec![title.clone(), change])).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
        assert_same(&state(&project), &start, "refused");
    }
    let missing = Value::Keys(vec!["nobody".into()]);
    let error = project.apply(&project.set_field([EventId(0)], Field::Actors, &missing)).unwrap_err();
    assert_eq!(error, Reason::Missing { what: "group", key: "nobody".into() });
}

#[test]
fn marks_leave_the_table_alone_and_go_with_their_event() {
    let mut project = read_bundled().project;
    let start = state(&project);
    let table = std::sync::Arc::clone(&project.events);
    let tag = Change::Tag {
        key: "seen".into(),
        record: Some(dateline::project::Tag { name: "Seen".into(), colour: String::new() }),
    };
    let mut undo = vec![project.apply(&Edit::new("Tag", vec![tag])).unwrap()];
    undo.push(project.apply(&project.tag(project.events.ids(), "seen", true)).unwrap());
    assert!(std::sync::Arc::ptr_eq(&table, &project.events));
    assert!(
        project
            .tag(project.events.ids(), "seen", true)
            .changes
            .iter()
            .all(|it| matches!(it, Change::Fields { values, .. } if values.is_empty()))
    );
    undo.push(project.apply(&project.remove_events(&[EventId(5)])).unwrap());
    assert_eq!(project.work().marks.len(), table.len() - 1);
    let all = Change::Tag { key: "seen".into(), record: None };
    assert!(matches!(project.apply(&Edit::new("Untag", vec![all])), Err(Reason::StillUsed { .. })));
    undo.into_iter().rev().for_each(|edit| drop(project.apply(&edit).unwrap()));
    assert_same(&state(&project), &start, "undone");
}

#[test]
fn words_are_marked_wherever_they_stand_alone() {
    let mut project = read_bundled().project;
    let place = TargetRecord::Place(project.places[0].key.clone());
    let count = |project: &Project| project.articles.iter().map(|it| it.mentions.len()).sum::<usize>();
    let before = count(&project);
    let (edit, found) = project.mention_all("the", &place);
    assert!(found > 10);
    project.apply(&edit).unwrap();
    assert_eq!(count(&project), before + found);
    assert_eq!(project.mention_all("the", &place).1, 0, "what is marked is not marked again");
}

#[test]
fn new_things_get_keys_that_are_free() {
    let mut project = read_bundled().project;
    for expect in ["20240716-attack-on-a-base", "20240716-attack-on-a-base-2"] {
        let record = EventRecord {
            title: "Attack on a base!".into(),
            when: dateline::event::When::parse("2024-07-16").ok(),
            position: LonLat::new(42.0, 33.0),
            ..EventRecord::default()
        };
        project.apply(&project.new_event(record)).unwrap();
        let id = project.events.by_key(expect).unwrap();
        assert!(project.is_own(id) && project.events.point(id).is_some());
    }
    let group =
        GroupRecord { key: project.free_key("كتائب"), name: "كتائب".into(), ..GroupRecord::default() };
    assert_eq!(group.key, "item");
}

#[test]
fn one_field_of_many_events_comes_to_the_same_as_one_by_one_in_memory_and_in_the_file() {
    use dateline::store::{Writer, open};
    let fields = [Field::EventType, Field::SubEventType, Field::Status, Field::Country, Field::Kind, Field::Confidence];
    let (mut many, mut single) = (read_bundled().project, read_bundled().project);
    let file = crate::store_files::saved(&many);
    let mut writer = Writer::open(&file.path).unwrap();
    let start = state(&many);
    let mut undo = Vec::new();
    for (i, field) in fields.into_iter().chain(fields).enumerate() {
        // The second time round some have again what was imported.
        let word = if i < fields.len() { "another word".to_owned() } else { start.events[i].event_type.clone() };
        let all: Vec<EventId> = many.events.ids().collect();
        let edit = many.set_field(all.iter().copied(), field, &Value::Text(word.clone()));
        undo.push(many.apply(&edit).unwrap());
        writer.write(&edit, None).unwrap();
        for id in all {
            single.apply(&single.set_field([id], field, &Value::Text(word.clone()))).unwrap();
        }
        assert_same(&state(&many), &state(&single), field.name());
        assert_same(&state(&open(&file.path).unwrap().project), &state(&many), "in the file");
    }
    while let Some(edit) = undo.pop() {
        writer.write(&edit, None).unwrap();
        many.apply(&edit).unwrap();
    }
    assert_same(&state(&many), &start, "undone");
    assert_same(&state(&open(&file.path).unwrap().project), &start, "undone in the file");
}
