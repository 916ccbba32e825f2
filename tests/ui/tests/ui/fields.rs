//! Every further way of changing what is known, each undone and made again.

use dateline::app::App;
use dateline::project::{Field, Value};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::editing::{drag, edit_one, input, leave, retype, undo, value, words_at};

type Window = Harness<'static, App>;

fn redo(harness: &mut Window) {
    leave(harness);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run_steps(4);
}

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click_accesskit();
    harness.run_steps(4);
}

/// What is done changes the field in one step; undo gives back what it held, redo what was done.
fn there_and_back(harness: &mut Window, key: &str, field: Field, before: &Value, after: &Value) {
    assert_eq!(&value(harness, key, field), after, "{field:?}");
    undo(harness);
    assert_eq!(&value(harness, key, field), before, "{field:?} undone");
    redo(harness);
    assert_eq!(&value(harness, key, field), after, "{field:?} made again");
}

#[test]
fn every_field_of_words_is_typed_undone_and_made_again() {
    let mut harness = dateline_ui_tests::open();
    let key = edit_one(&mut harness);
    for (label, field, text) in [
        ("Notes", Field::Notes, "What is known of it"),
        ("Precision as", Field::GeoPrecision, "town"),
        ("Province", Field::Admin1, "Al Anbar"),
        ("Country", Field::Country, "Elsewhere"),
        ("Type", Field::EventType, "Riots"),
        ("Sub-type", Field::SubEventType, "Mob violence"),
        ("Attribution", Field::Status, "denied"),
        ("Corroboration", Field::Corroboration, "confirmed_single"),
        ("Confidence", Field::Confidence, "low"),
        ("Contradictions", Field::Contradictions, "One says two, one says three"),
        ("Remark", Field::Remark, "Ask about this"),
    ] {
        let before = value(&harness, &key, field);
        retype(&mut harness, label, text);
        leave(&mut harness);
        there_and_back(&mut harness, &key, field, &before, &Value::Text(text.into()));
    }
    let before = value(&harness, &key, Field::PrecisionM);
    retype(&mut harness, "Precision", "1.5 km");
    leave(&mut harness);
    there_and_back(&mut harness, &key, Field::PrecisionM, &before, &Value::Number(Some(1500.0)));
}

#[test]
fn star_and_unverified_are_switched_undone_and_made_again() {
    let mut harness = dateline_ui_tests::open();
    let key = edit_one(&mut harness);
    for (label, field) in [("Star", Field::Starred), ("Unverified", Field::Unverified)] {
        let before = value(&harness, &key, field);
        assert_eq!(before, Value::Flag(false));
        let switches: Vec<_> = harness.query_all_by_role(egui::accesskit::Role::Switch).collect();
        assert!(!switches.is_empty());
        harness.get_by_role_and_label(egui::accesskit::Role::Switch, label).click_accesskit();
        harness.run_steps(4);
        there_and_back(&mut harness, &key, field, &before, &Value::Flag(true));
    }
}

#[test]
fn targets_places_sources_and_tags_are_added_by_name_and_taken_off() {
    let mut harness = dateline_ui_tests::open();
    let key = edit_one(&mut harness);
    for (what, field, kind) in [
        ("Target", Field::Targets, "group"),
        ("Other place", Field::OtherPlaces, "place"),
        ("Source", Field::Sources, "source"),
        ("Tag", Field::Tags, "tag"),
    ] {
        let before = value(&harness, &key, field);
        let Value::Keys(old) = &before else { panic!("no keys") };
        let name = format!("Made up {kind}");
        click(&mut harness, &format!("Add {}", what.to_lowercase()));
        input(&harness, what).type_text(&name);
        harness.run_steps(4);
        click(&mut harness, &format!("New {kind} “{name}”"));
        let after = value(&harness, &key, field);
        let Value::Keys(new) = &after else { panic!("no keys") };
        assert_eq!(new.len(), old.len() + 1, "{what}");
        there_and_back(&mut harness, &key, field, &before, &after);
        click(&mut harness, &format!("Remove {name} from {}", what.to_lowercase()));
        there_and_back(&mut harness, &key, field, &after, &before);
    }
}

#[test]
fn a_place_of_the_case_is_chosen_for_an_event() {
    let mut harness = dateline_ui_tests::open();
    let key = edit_one(&mut harness);
    let before = value(&harness, &key, Field::Place);
    let project = harness.state().session().project().clone();
    let other = project.places.iter().find(|it| Value::Key(Some(it.key.clone())) != before).unwrap();
    click(&mut harness, "Change place");
    input(&harness, "Place").type_text(&other.name);
    harness.run_steps(4);
    let row = harness
        .root()
        .children_recursive()
        .find(|node| {
            let it = node.accesskit_node();
            it.role() == egui::accesskit::Role::MenuItem
                && it.label().is_some_and(|label| label.starts_with(&other.name))
        })
        .expect("the place");
    row.click_accesskit();
    harness.run_steps(4);
    there_and_back(&mut harness, &key, Field::Place, &before, &Value::Key(Some(other.key.clone())));
}

#[test]
fn words_are_attached_in_all_their_places_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("case.toml", "format = 1\nid = \"short\"\ntitle = \"A short case\"\n");
    write(
        "events.geojson",
        r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[42.4,33.8]},"properties":{"title":"Rockets near the ford","event_date":"2024-07-16"}}
]}"#,
    );
    std::fs::create_dir_all(folder.path().join("articles")).unwrap();
    write("articles/one.md", "+++\ntitle = \"One\"\n+++\n\nHarbour Watch spoke.\n\nLater Harbour Watch left.\n");
    write(
        "articles/two.md",
        "+++\ntitle = \"Two\"\n+++\n\nNobody asked Harbour Watch. Harbour Watches are other things.\n",
    );
    let mut harness = dateline_ui_tests::open_case(folder.path());
    harness.run_steps(4);
    let (from, to) = words_at(&harness, "Harbour Watch spoke.");
    drag(&mut harness, from, from + (to - from) * 0.5);
    harness.get_by_label("This names a group…").click();
    harness.run_steps(4);
    click(&mut harness, "And the 2 other places of these words");
    click(&mut harness, "New group called by these words");
    let mentions = |harness: &Window| {
        let project = harness.state().session().project();
        project.articles.iter().map(|it| it.mentions.len()).collect::<Vec<_>>()
    };
    assert_eq!(mentions(&harness).iter().sum::<usize>(), 3, "{:?}", mentions(&harness));
    assert_eq!(harness.state().session().history().len(), 1, "group and mentions are one step");
    undo(&mut harness);
    assert_eq!(mentions(&harness), [0, 0]);
    assert!(harness.state().session().project().groups.is_empty());
    redo(&mut harness);
    assert_eq!(mentions(&harness).iter().sum::<usize>(), 3);
}

#[test]
fn a_place_is_renamed_gets_other_names_and_is_merged() {
    let mut harness = dateline_ui_tests::open();
    let project = harness.state().session().project().clone();
    let (one, other) = (&project.places[0], &project.places[1]);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    harness.run_steps(4);
    click(&mut harness, "Places");
    retype(&mut harness, "Find a place", &one.name);
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, &one.name).click_accesskit();
    harness.run_steps(4);
    retype(&mut harness, "Place: Name", "Ford");
    leave(&mut harness);
    retype(&mut harness, "Place: Other names", "The old ford");
    leave(&mut harness);
    let now = |harness: &Window| {
        let project = harness.state().session().project();
        project.place_by_key(&one.key).map(|id| (project.place(id).name.clone(), project.place(id).aliases.clone()))
    };
    assert_eq!(now(&harness), Some(("Ford".into(), vec!["The old ford".into()])));
    click(&mut harness, "Merge into another place…");
    input(&harness, "Merge into").type_text(&other.name);
    harness.run_steps(4);
    let row = harness
        .root()
        .children_recursive()
        .find(|node| {
            let it = node.accesskit_node();
            it.role() == egui::accesskit::Role::MenuItem
                && it.label().is_some_and(|label| label.starts_with(&other.name))
        })
        .expect("the other place");
    row.click_accesskit();
    harness.run_steps(4);
    assert_eq!(now(&harness), None);
    harness.key_press(Key::Escape);
    harness.run_steps(4);
    for _ in 0..3 {
        undo(&mut harness);
    }
    assert_eq!(now(&harness), Some((one.name.clone(), one.aliases.clone())));
}
