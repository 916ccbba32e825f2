//! Without a mouse.

use dateline_ui_tests::open;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

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
    assert_eq!(harness.state().session().selection().primary, list.get(list.len() - 1).copied());
}

/// Tab until something holds; how many steps it took.
fn tab_until(harness: &mut egui_kittest::Harness<'_, dateline::app::App>, what: &str, name: &str) {
    for _ in 0..160 {
        harness.key_press(Key::Tab);
        harness.run_steps(2);
        let there = harness
            .root()
            .children_recursive()
            .any(|node| node.is_focused() && node.accesskit_node().label().is_some_and(|label| label.contains(name)));
        if there {
            return;
        }
    }
    panic!("Tab never reaches {what}");
}

#[test]
fn the_whole_window_is_reached_by_tab() {
    let mut harness = open();
    for (what, name) in [
        ("the menus", "File"),
        ("the palette", "Search everything"),
        ("the date filter", "Date filter"),
        ("the list", "Events, 124 events"),
        ("the map", "Map"),
        ("the timeline", "Timeline"),
        ("the article's tabs", "Event details"),
    ] {
        tab_until(&mut harness, what, name);
    }
}

#[test]
fn a_case_is_explored_without_a_mouse() {
    let mut harness = open();
    let before = harness.state().session().selection().primary;
    // The next event in the list, and the sentence that reports it.
    harness.key_press(Key::J);
    harness.run_steps(4);
    let session = harness.state().session();
    assert_ne!(session.selection().primary, before);
    // Filter, walk to the results, go to the first of them.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run_steps(3);
    let field = harness.root().children_recursive().find(|node| node.is_focused()).expect("the words field");
    field.type_text("erbil");
    harness.run_steps(4);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    harness.key_press(Key::Home);
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    let session = harness.state().session();
    let first = session.derived().list[0];
    assert_eq!(session.selection().primary, Some(first));
    assert_eq!(session.focus().map(|it| it.event), Some(first));
    let camera = session.camera().expect("the map looks somewhere");
    let at = session.project().events.position(first).expect("the event is placed");
    assert!((camera.lon - at.lon).abs() < 0.01 && camera.zoom >= 9.0, "the map went there");
}

/// What has the keyboard says of itself.
fn focused(harness: &egui_kittest::Harness<'_, dateline::app::App>) -> String {
    let node = harness.root().children_recursive().find(|node| node.is_focused()).expect("something has the keyboard");
    node.accesskit_node().label().unwrap_or_default()
}

#[test]
fn f6_goes_from_panel_to_panel_and_back() {
    let mut harness = open();
    for name in ["Words", "Events, 124 events", "Map", "Page", "Timeline", "Words"] {
        harness.key_press(Key::F6);
        harness.run_steps(3);
        assert!(focused(&harness).contains(name), "{} instead of {name}", focused(&harness));
    }
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F6);
    harness.run_steps(3);
    assert!(focused(&harness).contains("Timeline"));
    // A panel that is shut is left out.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num3);
    harness.run_steps(30);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F6);
    harness.run_steps(3);
    assert_eq!(focused(&harness), "Map");
}

#[test]
fn arrow_keys_move_the_edge_of_a_panel_and_it_stays() {
    let mut harness = open();
    let before = harness.state().settings().layout.list_width;
    for _ in 0..160 {
        let edge = |node: &egui_kittest::Node<'_>| {
            node.is_focused() && node.accesskit_node().role() == egui::accesskit::Role::Splitter && {
                let rect = node.rect();
                rect.height() > rect.width() && rect.left() < 500.0
            }
        };
        let at_edge = harness.root().children_recursive().any(|node| edge(&node));
        if at_edge {
            break;
        }
        harness.key_press(Key::Tab);
        harness.run_steps(2);
    }
    for _ in 0..2 {
        harness.key_press(Key::ArrowRight);
        harness.run_steps(3);
    }
    let after = harness.state().settings().layout.list_width;
    assert!(after > before + 40.0, "{before} to {after}");
    assert_eq!(harness.state().session().bounds().parts().count(), 1, "the map is still there");
}
