//! Without a mouse.

use dateline_ui_tests::open;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

#[test]
fn arrows_home_and_end_walk_the_list() {
    let mut harness = open();
    harness.get_by_label_contains("Events, 124 events").focus();
    harness.run_steps(2);
    harness.key_press(Key::Home);
    harness.run_steps(3);
    let list = harness.state().session().derived().list.clone();
    assert_eq!(harness.state().session().selection().primary, Some(list[0]));
    harness.key_press(Key::ArrowDown);
    harness.run_steps(3);
    assert_eq!(harness.state().session().selection().primary, Some(list[1]));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run_steps(3);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run_steps(3);
    assert_eq!(harness.state().session().selection().events.len(), 3);
    harness.key_press(Key::End);
    harness.run_steps(3);
    assert_eq!(harness.state().session().selection().primary, list.last().copied());
}
