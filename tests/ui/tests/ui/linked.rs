//! What is done in one view shows in all of them.

use dateline::filter::{Clause, Control};
use dateline::session::{Command, FlyTo, Selected};
use dateline_ui_tests::open;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use dateline::app::App;

fn count(harness: &Harness<'_, App>) -> usize {
    harness.state().session().derived().rows.count()
}

/// Do to the session what a view would.
fn command(harness: &mut Harness<'_, App>, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run_steps(4);
}

#[test]
fn the_first_screen_shows_the_case_with_its_first_event_selected() {
    let harness = open();
    let session = harness.state().session();
    assert_eq!(count(&harness), 124);
    let event = session.selection().primary.expect("an event is selected");
    assert_eq!(session.project().events.key(event), "20240716-asad-drones");
    // The map marks its base, the list its row, the reader its article.
    harness.get_by_label_contains("events at Ain al-Asad Air Base");
    harness.get_by_label("Two armed drones target Ain al-Asad, July 16, 2024, Ain al-Asad Air Base");
    harness.get_by_label_contains("Sentence 1 of");
}

#[test]
fn a_marker_selects_its_event_everywhere() {
    let mut harness = open();
    // Tower 22 stands alone once one looks near enough.
    let tower = harness.state().session().project().events.by_key("20240128-tower22").expect("Tower 22 is in the case");
    let at = harness.state().session().project().events.position(tower).expect("and has a position");
    command(
        &mut harness,
        Command::Fly(FlyTo::Camera(dateline::session::Camera { lon: at.lon, lat: at.lat, zoom: 9.0 })),
    );
    let name = harness.state().session().project().events.title(tower).to_owned();
    harness.get_by(|node| node.role() == Role::Button && node.label().is_some_and(|it| it.starts_with(&name))).click();
    harness.run_steps(6);
    let session = harness.state().session();
    assert_eq!(session.selection().primary, Some(tower));
    let reads = session.mention().expect("the reader has gone to the sentence that reports it");
    assert!(session.project().mentions(tower).contains(&reads));
}

#[test]
fn a_cluster_at_one_base_lists_its_events() {
    let mut harness = open();
    harness
        .get_by(|node| {
            node.role() == Role::Button && node.label().is_some_and(|it| it.contains("events at Ain al-Asad"))
        })
        .click();
    harness.run_steps(6);
    // The rows of the list of events at the base and those of the panel at the left.
    let row = harness
        .get_all_by_role(Role::ListBoxOption)
        .find(|node| {
            node.accesskit_node()
                .label()
                .is_some_and(|it| it.starts_with("Rockets at Ain al-Asad injure US personnel, August 5, 2024"))
        })
        .expect("the list holds the events at the base");
    row.click();
    harness.run_steps(4);
    let session = harness.state().session();
    let event = session.selection().primary.expect("an event is selected");
    assert!(session.project().events.title(event).starts_with("Rockets at Ain al-Asad injure"));
}

#[test]
fn a_click_on_the_legend_filters_by_group_and_a_second_one_takes_it_back() {
    let mut harness = open();
    let legend = |harness: &Harness<'_, App>| {
        harness
            .get_all_by_role(Role::CheckBox)
            .find(|node| node.accesskit_node().label().is_some_and(|it| it.starts_with("Islamic Resistance in Iraq, ")))
            .map(|node| node.rect().center())
            .expect("the legend names the group")
    };
    let at = legend(&harness);
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run_steps(4);
    let session = harness.state().session();
    assert!(matches!(session.filter().get(Control::FirstActor), Some(Clause::FirstActor(_))));
    let some = count(&harness);
    assert!(some > 0 && some < 124, "{some}");
    assert_eq!(harness.state().session().derived().list.len(), some, "the list shows what the count says");
    let at = legend(&harness);
    harness.drag_at(at);
    harness.drop_at(at);
    harness.run_steps(4);
    assert_eq!(count(&harness), 124);
}

#[test]
fn a_mention_of_a_place_selects_the_place_and_one_of_a_group_the_group() {
    let mut harness = open();
    harness.get_by(|node| node.role() == Role::Link && node.label().as_deref() == Some("Islamic State")).click();
    harness.run_steps(4);
    assert!(matches!(harness.state().session().selection().what, Selected::Group(_)));
    harness.get_by(|node| node.role() == Role::Link && node.label().as_deref() == Some("The base")).click();
    harness.run_steps(4);
    assert!(matches!(harness.state().session().selection().what, Selected::Place(_)));
}

#[test]
fn the_list_keeps_undated_and_unplaced_events() {
    let mut harness = open();
    command(&mut harness, Command::ShowUnverified(true));
    let session = harness.state().session();
    assert_eq!(session.derived().list.len(), 158);
    let events = &session.project().events;
    assert!(events.placed() < events.len(), "some events have no position");
}

#[test]
fn the_map_says_what_it_shows() {
    let harness = open();
    let map = harness.get_by(|node| node.role() == Role::Canvas && node.label().as_deref() == Some("Map"));
    let value = map.value().expect("the map has a value");
    assert!(value.contains("events in view, centred on"), "{value}");
}

#[test]
fn in_view_only_limits_the_list_to_what_the_map_shows() {
    let mut harness = open();
    harness.get_by_label("List only what the map shows").click();
    harness.run_steps(4);
    let session = harness.state().session();
    assert_eq!(session.derived().list.len(), session.count_in_view());
    assert!(session.derived().list.len() < 124);
    assert_eq!(count(&harness), 124, "the filter is another thing");
}
