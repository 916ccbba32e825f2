//! Cases other than the bundled one.

use dateline_ui_tests::{open, open_case};
use egui_kittest::kittest::Queryable as _;

/// A case of three events: one dated and placed, one undated, one unplaced, with a name in Arabic.
pub fn small_case(folder: &std::path::Path) {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("case.toml", "format = 1\nid = \"small\"\ntitle = \"A small case\"\n");
    write(
        "events.geojson",
        r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[42.4,33.8]},"properties":{"title":"قصف قرب عين الأسد","event_date":"2024-07-16"}},
{"type":"Feature","id":"b","geometry":{"type":"Point","coordinates":[44.4,33.3]},"properties":{"title":"No date"}},
{"type":"Feature","id":"c","geometry":null,"properties":{"title":"No place","event_date":"2024-02"}}
]}"#,
    );
}

#[test]
fn a_case_folder_opens_with_everything_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    small_case(folder.path());
    let harness = open_case(folder.path());
    let session = harness.state().session();
    assert_eq!(session.project().meta.title, "A small case");
    assert_eq!(session.derived().list.len(), 3);
    // The accessible name is in logical order whatever the screen shows.
    assert!(harness.query_all_by_label_contains("قصف قرب عين الأسد").count() > 0);
}

#[test]
fn a_missing_case_leaves_the_open_one_and_says_what_is_wrong() {
    let harness = open_case(std::path::Path::new("/no/such/case"));
    assert_eq!(harness.state().session().project().events.len(), 158);
    harness.get_by_label_contains("/no/such/case");
}

#[test]
fn an_idle_window_asks_for_no_frames() {
    let mut harness = open();
    // Fails with the causes if the window never comes to rest.
    harness.run();
}
