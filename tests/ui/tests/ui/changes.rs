//! The change log, marks as filters, the calendar: by accessible name.

use dateline::app::App;
use dateline::event::EventId;
use dateline::filter::Control;
use dateline::project::{Field, Value};
use dateline::session::{Command, View};
use dateline_ui_tests::{open, open_keeping};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

type Window = Harness<'static, App>;

fn command(harness: &mut Window, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run_steps(3);
}

fn retitle(harness: &mut Window, event: EventId, title: &str) {
    let edit = harness.state().session().project().set_field([event], Field::Title, &Value::Text(title.into()));
    command(harness, Command::Edit(edit));
}

fn open_log(harness: &mut Window) {
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::H);
    harness.run_steps(4);
}

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

fn click(harness: &mut Window, label: &str) {
    harness.get_by_label(label).click_accesskit();
    harness.run_steps(4);
}

/// Put other text into a field.
fn retype(harness: &mut Window, name: &str, text: &str) {
    harness.get_by_label(name).focus();
    harness.run_steps(2);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    harness.get_by_label(name).type_text(text);
    harness.run_steps(3);
}

#[test]
fn the_change_log_says_what_was_changed_takes_a_reason_and_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let mut harness = open_keeping(&state, None);
    retitle(&mut harness, EventId(3), "First new title");
    wait(&mut harness, "the work is kept", |it| it.query_by_label("Kept, not named yet").is_some());
    retitle(&mut harness, EventId(7), "Second new title");
    open_log(&mut harness);
    assert_eq!(harness.query_all_by_label_contains("Change title of").count(), 2);
    // Newest first; looking for words leaves what holds them.
    retype(&mut harness, "Find in the change log", "second new");
    assert_eq!(harness.query_all_by_label_contains("Change title of").count(), 1);
    harness.get_by_label_contains("Change title of").click_accesskit();
    harness.run_steps(4);
    assert!(harness.query_by_label_contains("title = Second new title").is_some());
    retype(&mut harness, "Reason of the change", "The report was corrected");
    click(&mut harness, "Keep reason");
    assert!(harness.query_by_label_contains("The report was corrected").is_some());
    for name in ["log.csv", "log.json"] {
        let path = folder.path().join(name);
        retype(&mut harness, "File to write the change log to", &path.to_string_lossy());
        click(&mut harness, "Export");
        wait(&mut harness, name, |_| path.is_file());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("The report was corrected") && text.contains("First new title"), "{text}");
    }
    harness.key_press(Key::Escape);
    wait(&mut harness, "all is kept", |it| it.query_by_label("Kept, not named yet").is_some());
    drop(harness);
    let scratch = std::fs::read_dir(state.join("scratch")).unwrap().flatten().map(|it| it.path());
    let kept = scratch.into_iter().find(|it| it.extension().is_some_and(|it| it == "gpkg")).unwrap();
    let log = dateline::store::read_log(&kept).unwrap();
    assert_eq!(log.iter().map(|it| it.reason.as_str()).collect::<Vec<_>>(), ["", "The report was corrected"]);
}

#[test]
fn details_say_how_often_an_event_was_changed_and_lead_to_its_part_of_the_log() {
    let mut harness = open();
    let (event, other) = (EventId(3), EventId(60));
    retitle(&mut harness, event, "Once");
    retitle(&mut harness, event, "Twice");
    retitle(&mut harness, other, "Another");
    command(&mut harness, Command::Focus { event, from: View::List });
    command(&mut harness, Command::ShowTab(dateline::session::DetailTab::Details));
    harness.run_steps(4);
    assert!(harness.query_by_label("Changed 2 times").is_some());
    click(&mut harness, "Show in the change log");
    assert!(harness.query_by_label_contains("Only “Twice”").is_some());
    assert_eq!(harness.query_all_by_role(egui::accesskit::Role::ListItem).count(), 2);
    click(&mut harness, "Show all");
    assert_eq!(harness.query_all_by_role(egui::accesskit::Role::ListItem).count(), 3);
}

#[test]
fn a_removed_event_is_put_back_from_the_change_log() {
    let mut harness = open();
    let project = harness.state().session().project().clone();
    let event = EventId(11);
    let (key, title) = (project.events.key(event).to_owned(), project.events.title(event).to_owned());
    command(&mut harness, Command::Edit(project.remove_events(&[event])));
    assert!(harness.state().session().project().events.by_key(&key).is_none());
    open_log(&mut harness);
    click(&mut harness, "Removed events (1)");
    click(&mut harness, &format!("Put back {title}"));
    assert!(harness.state().session().project().events.by_key(&key).is_some());
    assert!(harness.query_by_label_contains("No imported event was removed").is_some());
}

#[test]
fn stars_and_tags_are_filters_that_are_kept_under_a_name() {
    use dateline::project::{Change, Edit, Tag};
    let mut harness = open();
    let tag = Change::Tag { key: "t".into(), record: Some(Tag { name: "To check".into(), ..Tag::default() }) };
    command(&mut harness, Command::Edit(Edit::new("Tag", vec![tag])));
    let project = harness.state().session().project().clone();
    command(&mut harness, Command::Edit(project.tag([EventId(3), EventId(4)], "t", true)));
    command(&mut harness, Command::Edit(project.star([EventId(4)], true)));
    harness.get_by_label("More filter").click();
    harness.run_steps(4);
    click(&mut harness, "To check, 2");
    let rows = |harness: &Window| harness.state().session().derived().rows.count();
    assert_eq!(rows(&harness), 2);
    retype(&mut harness, "Name for these filters", "My checks");
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    click(&mut harness, "Starred, 1");
    click(&mut harness, "All of them");
    assert_eq!(rows(&harness), 1);
    click(&mut harness, "My checks");
    assert_eq!(rows(&harness), 2);
    click(&mut harness, "Remove the saved filter My checks");
    assert!(harness.query_by_label("My checks").is_none());
    assert!(harness.state().session().filter().get(Control::Marks).is_some());
    // In the list the tag is heard, in the details it is a way to its filter.
    harness.key_press(Key::Escape);
    command(&mut harness, Command::ClearFilters);
    assert!(harness.query_all_by_label_contains("tagged To check").count() > 0);
    command(&mut harness, Command::Focus { event: EventId(3), from: View::List });
    command(&mut harness, Command::ShowTab(dateline::session::DetailTab::Details));
    harness.run_steps(4);
    click(&mut harness, "To check");
    assert_eq!(rows(&harness), 2);
}

#[test]
fn a_date_is_picked_in_the_calendar_by_mouse_and_keys_and_says_what_it_means() {
    let mut harness = open();
    let project = harness.state().session().project().clone();
    let event = project.events.ids().find(|it| project.events.date_text(*it) == "2024-01-28").unwrap();
    let key = project.events.key(event).to_owned();
    command(&mut harness, Command::Focus { event, from: View::List });
    harness.key_press(Key::E);
    harness.run_steps(6);
    let date = |harness: &Window| {
        let project = harness.state().session().project();
        project.events.date_text(project.events.by_key(&key).unwrap()).to_owned()
    };
    click(&mut harness, "Open the calendar");
    assert!(harness.get_by_label("28 January 2024").is_focused());
    click(&mut harness, "30 January 2024");
    assert_eq!(date(&harness), "2024-01-30");
    click(&mut harness, "Approximate (~)");
    assert_eq!(date(&harness), "2024-01-30~");
    // From day to day by the arrows, over the end of the month.
    harness.get_by_label("30 January 2024").focus();
    harness.run_steps(2);
    for _ in 0..3 {
        harness.key_press(Key::ArrowRight);
        harness.run_steps(3);
    }
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert_eq!(date(&harness), "2024-02-02~");
    click(&mut harness, "Range");
    click(&mut harness, "9 February 2024");
    assert!(harness.query_by_label("Now choose the last day").is_some());
    click(&mut harness, "5 February 2024");
    assert_eq!(date(&harness), "2024-02-05~/2024-02-09~");
    assert!(harness.query_all_by_label_contains("5 Feb 2024 to 9 Feb 2024").count() > 0);
    click(&mut harness, "Month");
    click(&mut harness, "The next year");
    click(&mut harness, "April 2025");
    assert_eq!(date(&harness), "2025-04~");
    click(&mut harness, "Year");
    click(&mut harness, "Uncertain (?)");
    assert_eq!(date(&harness), "2025%");
    assert_eq!(harness.state().session().history().len(), 1, "all of it is one step");
    click(&mut harness, "No date");
    assert_eq!(date(&harness), "");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run_steps(4);
    assert_eq!(date(&harness), "2024-01-28");
}
