//! Every way of changing a project, and that nothing of it is lost.

use dateline::app::App;
use dateline::project::{Field, Value};
use dateline::session::{Command, DetailTab};
use dateline_ui_tests::{open, open_keeping};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

type Window = Harness<'static, App>;

/// Select the first event that has a point and one actor at least, and begin to edit it.
pub fn edit_one(harness: &mut Window) -> String {
    let project = harness.state().session().project().clone();
    let events = &project.events;
    let event = events.ids().find(|it| events.point(*it).is_some() && !events.actors(*it).is_empty()).unwrap();
    select(harness, events.key(event));
    harness.key_press(Key::E);
    harness.run_steps(6);
    assert_eq!(harness.state().session().tab(), DetailTab::Details);
    events.key(event).to_owned()
}

pub fn select(harness: &mut Window, key: &str) {
    let ctx = harness.ctx.clone();
    let event = harness.state().session().project().events.by_key(key).unwrap();
    let command = Command::Focus { event, from: dateline::session::View::List };
    harness.state_mut().command(&ctx, command);
    harness.run_steps(4);
}

pub fn value(harness: &Window, key: &str, field: Field) -> Value {
    let project = harness.state().session().project();
    project.event_record(project.events.by_key(key).unwrap()).get(field)
}

/// The field for typing of this name: its caption has the same.
pub fn input<'h>(harness: &'h Window, name: &str) -> egui_kittest::Node<'h> {
    use egui::accesskit::Role;
    let typed = [Role::TextInput, Role::MultilineTextInput, Role::SearchInput];
    let mut nodes = harness.root().children_recursive();
    let field = nodes.find(|node| {
        let it = node.accesskit_node();
        typed.contains(&it.role()) && it.label().is_some_and(|label| label == name)
    });
    field.unwrap_or_else(|| panic!("no field for typing is called {name}"))
}

/// Put other text into a field.
pub fn retype(harness: &mut Window, name: &str, text: &str) {
    input(harness, name).focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    if text.is_empty() {
        harness.key_press(Key::Delete);
    } else {
        input(harness, name).type_text(text);
    }
    harness.run_steps(3);
}

pub fn leave(harness: &mut Window) {
    let focused = harness.root().children_recursive().any(|node| node.is_focused());
    if focused {
        harness.ctx.memory_mut(|memory| {
            if let Some(id) = memory.focused() {
                memory.surrender_focus(id);
            }
        });
    }
    harness.run_steps(3);
}

pub fn undo(harness: &mut Window) {
    leave(harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(4);
}

#[test]
fn a_title_is_typed_in_place_and_all_of_it_is_one_step_to_undo_and_redo() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    let before = value(&harness, &key, Field::Title);
    retype(&mut harness, "Title", "A");
    input(&harness, "Title").type_text(" better");
    harness.run_steps(3);
    input(&harness, "Title").type_text(" title");
    harness.run_steps(3);
    assert_eq!(value(&harness, &key, Field::Title), Value::Text("A better title".into()));
    assert_eq!(harness.state().session().history().len(), 1);
    undo(&mut harness);
    assert_eq!(value(&harness, &key, Field::Title), before);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    harness.run_steps(4);
    assert_eq!(value(&harness, &key, Field::Title), Value::Text("A better title".into()));
}

#[test]
fn what_was_imported_stays_beside_a_correction_and_is_taken_back_by_its_button() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    let before = value(&harness, &key, Field::Fatalities);
    retype(&mut harness, "Killed", "41-43");
    leave(&mut harness);
    let Value::Toll(toll) = value(&harness, &key, Field::Fatalities) else { panic!("no toll") };
    assert_eq!((toll.min, toll.max), (Some(41), Some(43)));
    assert!(harness.query_by_label_contains("Imported: ").is_some());
    harness.get_by_label("Take back killed").click_accesskit();
    harness.run_steps(4);
    assert_eq!(value(&harness, &key, Field::Fatalities), before);
    assert!(harness.query_by_label_contains("Imported: ").is_none());
}

#[test]
fn an_emptied_toll_is_unknown_and_a_wrong_one_says_why_and_changes_nothing() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    retype(&mut harness, "Injured", "7");
    retype(&mut harness, "Injured", "several");
    assert!(harness.query_by_label_contains("leave it empty if nobody knows").is_some());
    let Value::Toll(toll) = value(&harness, &key, Field::Injuries) else { panic!("no toll") };
    assert_eq!(toll.min, Some(7));
    retype(&mut harness, "Injured", "");
    let Value::Toll(toll) = value(&harness, &key, Field::Injuries) else { panic!("no toll") };
    assert!(toll.is_unknown());
}

#[test]
fn a_date_shows_the_days_it_allows_while_it_is_typed() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    retype(&mut harness, "Date", "2024-02");
    assert!(harness.query_by_label_contains("possible: 1 Feb 2024 to 29 Feb 2024").is_some());
    let Value::Date(Some(when)) = value(&harness, &key, Field::EventDate) else { panic!("no date") };
    assert_eq!(when.text(), "2024-02");
    retype(&mut harness, "Date", "2024-13");
    assert!(harness.query_by_label_contains("Write 2024-07-16").is_some());
    let Value::Date(Some(when)) = value(&harness, &key, Field::EventDate) else { panic!("no date") };
    assert_eq!(when.text(), "2024-02", "a date that is none changes nothing");
}

#[test]
fn actors_are_removed_by_their_cross_and_new_ones_are_made_by_name() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    let project = harness.state().session().project().clone();
    let event = project.events.by_key(&key).unwrap();
    let actor = project.groups.get(project.events.actors(event)[0]).name.clone();
    harness.get_by_label(&format!("Remove {actor} from actor")).click_accesskit();
    harness.run_steps(4);
    assert_eq!(value(&harness, &key, Field::Actors), Value::Keys(Vec::new()));
    harness.get_by_label("Add actor").click_accesskit();
    harness.run_steps(4);
    input(&harness, "Actor").type_text("The Sandbar Watch");
    harness.run_steps(4);
    harness.get_by_label("New group “The Sandbar Watch”").click_accesskit();
    harness.run_steps(4);
    let Value::Keys(keys) = value(&harness, &key, Field::Actors) else { panic!("no keys") };
    let project = harness.state().session().project();
    assert_eq!(project.groups.get(project.groups.by_key(&keys[0]).unwrap()).name, "The Sandbar Watch");
    undo(&mut harness);
    let project = harness.state().session().project();
    assert!(project.groups.iter().all(|(_, it)| it.name != "The Sandbar Watch"), "one step made group and actor");
}

#[test]
fn a_point_moves_by_typing_its_position() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    retype(&mut harness, "Position", "33.5, 44.25");
    let project = harness.state().session().project();
    let at = project.events.position(project.events.by_key(&key).unwrap()).unwrap();
    assert!((at.lat - 33.5).abs() < 1e-6 && (at.lon - 44.25).abs() < 1e-6);
}

#[test]
fn a_point_is_dragged_to_another_place_in_one_step() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    harness.run_steps(12);
    let project = harness.state().session().project().clone();
    let before = project.events.position(project.events.by_key(&key).unwrap()).unwrap();
    let map = harness.get_by_label("Map").rect();
    // Focusing took the map there.
    let from = map.center();
    harness.drag_at(from);
    harness.run_steps(3);
    for step in 1..=6 {
        harness.hover_at(from + egui::vec2(12.0 * step as f32, 8.0 * step as f32));
        harness.run_steps(1);
    }
    harness.drop_at(from + egui::vec2(72.0, 48.0));
    harness.run_steps(4);
    let session = harness.state().session();
    let after = session.project().events.position(session.project().events.by_key(&key).unwrap()).unwrap();
    assert!(after.lon > before.lon && after.lat < before.lat, "{before:?} {after:?}");
    assert_eq!(session.history().len(), 1);
    undo(&mut harness);
    let project = harness.state().session().project();
    assert_eq!(project.events.position(project.events.by_key(&key).unwrap()), Some(before));
}

#[test]
fn a_new_event_is_added_named_and_removed() {
    let mut harness = open();
    let before = harness.state().session().project().events.len();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(6);
    assert_eq!(harness.state().session().project().events.len(), before + 1);
    let focused = harness.root().children_recursive().find(|node| node.is_focused()).expect("its title");
    assert_eq!(focused.accesskit_node().label().as_deref(), Some("Title"));
    retype(&mut harness, "Title", "Convoy stopped at the ford");
    let session = harness.state().session();
    assert_eq!(session.project().events.title(session.selection().primary.unwrap()), "Convoy stopped at the ford");
    harness.get_by_label("Remove event").click_accesskit();
    harness.run_steps(4);
    assert_eq!(harness.state().session().project().events.len(), before);
}

#[test]
fn a_right_click_on_the_map_adds_an_event_there() {
    let mut harness = open();
    let before = harness.state().session().project().events.len();
    let at = harness.get_by_label("Map").rect().center() + egui::vec2(-120.0, 90.0);
    harness.hover_at(at);
    harness.run_steps(1);
    for pressed in [true, false] {
        harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.run_steps(2);
    }
    assert!(harness.query_by_label("Copy coordinates").is_some());
    harness.get_by_label("New event here").click();
    harness.run_steps(5);
    let session = harness.state().session();
    assert_eq!(session.project().events.len(), before + 1);
    let event = session.selection().primary.unwrap();
    assert!(session.project().events.point(event).is_some());
}

#[test]
fn a_claim_is_recorded_and_adopted_with_a_reason() {
    let mut harness = open();
    let key = edit_one(&mut harness);
    let Value::Claims(before) = value(&harness, &key, Field::Claims) else { panic!("no claims") };
    retype(&mut harness, "Value of the claim", "96");
    harness.get_by_label("Add claim").click_accesskit();
    harness.run_steps(4);
    let Value::Claims(claims) = value(&harness, &key, Field::Claims) else { panic!("no claims") };
    assert_eq!(claims.len(), before.len() + 1);
    assert_eq!((claims.last().unwrap().field.as_str(), claims.last().unwrap().value.as_str()), ("fatalities", "96"));
    harness.get_by_label("Adopt 96").click_accesskit();
    harness.run_steps(4);
    retype(&mut harness, "Reason", "Closest to the place");
    harness.get_by_label("Adopt").click_accesskit();
    harness.run_steps(4);
    let Value::Toll(toll) = value(&harness, &key, Field::Fatalities) else { panic!("no toll") };
    assert_eq!(toll.min, Some(96));
    let Value::Claims(claims) = value(&harness, &key, Field::Claims) else { panic!("no claims") };
    assert!(claims.last().unwrap().adopted && claims.last().unwrap().note == "Closest to the place");
}

#[test]
fn one_field_of_everything_that_is_filtered_is_one_step() {
    let mut harness = open();
    let shown = harness.state().session().derived().rows.count();
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    harness.run_steps(4);
    harness.get_by_label("Tags").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label("Star").click_accesskit();
    harness.run_steps(3);
    harness.get_by_role_and_label(egui::accesskit::Role::Switch, "Star").click_accesskit();
    harness.run_steps(3);
    harness.get_by_label(&format!("Change {shown} events")).click_accesskit();
    harness.run_steps(4);
    let session = harness.state().session();
    let starred = session.project().events.ids().filter(|it| session.project().mark(*it).starred).count();
    assert_eq!((starred, session.history().len()), (shown, 1));
}

#[test]
fn a_group_is_renamed_and_merged_into_another_in_the_sheet() {
    let mut harness = open();
    let project = harness.state().session().project().clone();
    let groups = &project.groups;
    let id = project.events.ids().find_map(|it| project.events.actors(it).first().copied()).unwrap();
    let (into, _) = groups.iter().find(|(it, group)| *it != id && group.umbrella.is_empty()).unwrap();
    let (name, into_name) = (groups.get(id).name.clone(), groups.get(into).name.clone());
    let gone = groups.get(id).key.clone();
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    harness.run_steps(4);
    retype(&mut harness, "Find a group", &name);
    harness.get_by_role_and_label(egui::accesskit::Role::ListBoxOption, &name).click_accesskit();
    harness.run_steps(4);
    retype(&mut harness, "Group: Name", "Renamed");
    leave(&mut harness);
    let now = harness.state().session().project();
    assert_eq!(now.groups.get(now.groups.by_key(&gone).unwrap()).name, "Renamed");
    harness.get_by_label("Merge into another group…").click_accesskit();
    harness.run_steps(4);
    input(&harness, "Merge into").type_text(&into_name);
    harness.run_steps(4);
    let row = harness
        .root()
        .children_recursive()
        .find(|node| {
            let it = node.accesskit_node();
            it.role() == egui::accesskit::Role::MenuItem
                && it.label().is_some_and(|label| label.starts_with(&into_name))
        })
        .expect("the other group");
    row.click_accesskit();
    harness.run_steps(4);
    let now = harness.state().session().project();
    assert!(now.groups.by_key(&gone).is_none());
    assert!(now.groups.get(now.groups.by_key(&groups.get(into).key).unwrap()).aliases.contains(&"Renamed".to_owned()));
}

#[test]
fn undo_and_redo_say_what_they_would_do_and_why_they_cannot() {
    let mut harness = open();
    harness.get_by_label("Edit").click();
    harness.run_steps(4);
    assert!(harness.get_by_label("Undo").accesskit_node().is_disabled());
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    harness.key_press(Key::S);
    harness.run_steps(4);
    harness.get_by_label("Edit").click();
    harness.run_steps(4);
    assert!(!harness.get_by_label("Undo: Star 1 event").accesskit_node().is_disabled());
}

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

fn scratches(state: &std::path::Path) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(state.join("scratch")).into_iter().flatten().flatten();
    files.map(|it| it.path()).filter(|it| it.extension().is_some_and(|it| it == "gpkg")).collect()
}

#[test]
fn a_change_is_kept_without_asking_and_saved_under_a_name_when_it_gets_one() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut harness = open_keeping(&state, None);
    let key = edit_one(&mut harness);
    retype(&mut harness, "Title", "Kept");
    leave(&mut harness);
    wait(&mut harness, "the work is kept", |it| it.query_by_label("Kept, not named yet").is_some());
    let kept = dateline::store::open(&scratches(&state)[0]).unwrap();
    assert_eq!(kept.project.events.title(kept.project.events.by_key(&key).unwrap()), "Kept");
    assert_eq!(kept.log.len(), 1, "typing is one step, and its log says what was done: {:?}", kept.log);

    let path = folder.path().join("case.gpkg");
    let ctx = harness.ctx.clone();
    harness.state_mut().save_to(&ctx, &path);
    wait(&mut harness, "it is saved", |it| it.query_by_label("Saved").is_some());
    retype(&mut harness, "Title", "Kept and saved");
    leave(&mut harness);
    harness.run_steps(2);
    wait(&mut harness, "it is saved again", |it| it.query_by_label("Saved").is_some());
    wait(&mut harness, "the scratch is gone", |_| scratches(&state).is_empty());
    drop(harness);
    let saved = dateline::store::open(&path).unwrap();
    assert_eq!(saved.project.events.title(saved.project.events.by_key(&key).unwrap()), "Kept and saved");
    assert!(saved.project.imported(saved.project.events.by_key(&key).unwrap(), Field::Title).is_some());
}

#[test]
fn a_project_that_another_window_has_open_is_for_reading_only_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.gpkg");
    dateline::store::save_as(&dateline::format::read_bundled().project, &[], &path).unwrap();
    std::fs::write(folder.path().join(".case.gpkg.lock"), "").unwrap();
    let held = std::fs::File::open(folder.path().join(".case.gpkg.lock")).unwrap();
    held.try_lock().unwrap();
    let mut harness = open_keeping(&folder.path().join("state"), Some(&path));
    wait(&mut harness, "it says so", |it| it.query_by_label("Read only").is_some());
    let before = harness.state().session().project().revision();
    harness.key_press(Key::S);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run_steps(4);
    assert_eq!(harness.state().session().project().revision(), before);
}

#[test]
fn a_file_that_goes_away_is_said_with_a_way_out_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.gpkg");
    dateline::store::save_as(&dateline::format::read_bundled().project, &[], &path).unwrap();
    let mut harness = open_keeping(&folder.path().join("state"), Some(&path));
    wait(&mut harness, "it is open", |it| it.query_by_label("Saved").is_some());
    std::fs::remove_file(&path).unwrap();
    let key = edit_one(&mut harness);
    retype(&mut harness, "Title", "Not lost");
    leave(&mut harness);
    wait(&mut harness, "it is said", |it| it.query_by_label("Not saved").is_some());
    assert!(harness.query_by_label("Retry").is_some());
    let other = folder.path().join("other.gpkg");
    let ctx = harness.ctx.clone();
    harness.state_mut().save_to(&ctx, &other);
    wait(&mut harness, "it is saved elsewhere", |it| it.query_by_label("Saved").is_some());
    drop(harness);
    let saved = dateline::store::open(&other).unwrap();
    assert_eq!(saved.project.events.title(saved.project.events.by_key(&key).unwrap()), "Not lost");
}

/// Where some words of the article stand on the screen.
pub fn words_at(harness: &Window, text: &str) -> (egui::Pos2, egui::Pos2) {
    let rect = harness.get_by_label(text).rect();
    (rect.left_center() + egui::vec2(3.0, 0.0), rect.right_center() - egui::vec2(3.0, 0.0))
}

pub fn drag(harness: &mut Window, from: egui::Pos2, to: egui::Pos2) {
    harness.hover_at(from);
    harness.run_steps(1);
    harness.drag_at(from);
    harness.run_steps(2);
    for part in 1..=4 {
        harness.hover_at(from + (to - from) * (part as f32 / 4.0));
        harness.run_steps(1);
    }
    harness.drop_at(to);
    harness.run_steps(4);
}

/// A case with one short article.
fn short_case(folder: &std::path::Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("case.toml", "format = 1\nid = \"short\"\ntitle = \"A short case\"\n");
    write(
        "events.geojson",
        r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[42.4,33.8]},"properties":{"title":"Rockets near the ford","event_date":"2024-07-16"}}
]}"#,
    );
    std::fs::create_dir_all(folder.join("articles")).unwrap();
    write("articles/one.md", "+++\ntitle = \"One\"\n+++\n\nHarbour Watch spoke.\n");
}

#[test]
fn selected_words_are_attached_made_an_event_and_taken_off_again() {
    let folder = tempfile::tempdir().unwrap();
    short_case(folder.path());
    let mut harness = dateline_ui_tests::open_case(folder.path());
    harness.run_steps(4);
    let (from, to) = words_at(&harness, "Harbour Watch spoke.");
    drag(&mut harness, from, from + (to - from) * 0.5);
    harness.get_by_label("New event from these words").click();
    harness.run_steps(6);
    let session = harness.state().session();
    let event = session.selection().primary.expect("the new event is selected");
    assert_eq!(session.project().events.title(event), "Harbour Watch");
    assert_eq!(session.project().mentions(event).len(), 1);
    assert_eq!(session.history().len(), 1, "event and mention are one step");
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::ShowTab(DetailTab::Article));
    harness.run_steps(4);
    harness.get_by_role_and_label(egui::accesskit::Role::Link, "Harbour Watch").focus();
    harness.run_steps(2);
    harness.key_press(Key::Delete);
    harness.run_steps(4);
    let session = harness.state().session();
    assert_eq!(session.project().events.len(), 2, "the mention is gone, the event is not");
    let event =
        session.project().events.ids().find(|it| session.project().events.title(*it) == "Harbour Watch").unwrap();
    assert!(session.project().mentions(event).is_empty());
}

#[test]
fn work_is_kept_even_if_another_case_is_opened_while_it_is_being_written() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut harness = open_keeping(&state, None);
    let ctx = harness.ctx.clone();
    let project = harness.state().session().project().clone();
    let events: Vec<_> = project.events.ids().take(2).collect();
    // The first change begins a file; the second comes while it is being written.
    for event in &events {
        let edit = project.star([*event], true);
        harness.state_mut().command(&ctx, Command::Edit(edit));
    }
    harness.state_mut().command(&ctx, Command::OpenBundledCase);
    wait(&mut harness, "both changes are kept", |_| {
        let kept = scratches(&state).first().and_then(|path| dateline::store::open(path).ok());
        kept.is_some_and(|it| events.iter().all(|event| it.project.is_starred(*event)))
    });
    let open = harness.state().session().project();
    assert!(events.iter().all(|event| !open.is_starred(*event)), "the case that was opened has none of it");
}
