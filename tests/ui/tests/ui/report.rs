//! From a dropped report to an accepted event on the map.

use dateline::session::Command;
use dateline_ui_tests::open_case;
use egui::Key;
use egui_kittest::kittest::Queryable as _;

const REPORT: &str = "Drone hits a fuel depot near Erbil\n\nAn armed drone struck a fuel depot near Erbil on 12 March \
                      2024, killing two guards and wounding five others, the governor said.\n\nRockets were fired at \
                      Ain al-Asad on 14 March 2024 and caused no casualties, an official said.\n";

#[test]
fn a_report_is_read_and_what_it_proposes_is_accepted_and_rejected_by_name_and_by_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("depot.txt");
    std::fs::write(&path, REPORT).unwrap();
    let mut harness = open_case(&path);
    let before = harness.state().session().project().events.len();
    harness.get_by_label("Accept  A").click();
    harness.run_steps(4);
    let project = std::sync::Arc::clone(harness.state().session().project());
    assert_eq!(project.events.len(), before + 1);
    let event = harness.state().session().selection().primary.expect("the new event is selected");
    assert_eq!(project.events.date_text(event), "2024-03-12");
    assert!(project.events.position(event).is_some(), "it is on the map");
    assert_eq!(project.mentions(event).len(), 1, "it stands on its sentence");

    harness.key_press(Key::X);
    harness.run_steps(4);
    assert_eq!(harness.state().session().project().events.len(), before + 1);
    assert_eq!(harness.state().session().project().rejected().count(), 1);
    harness.get_by_label("All are decided: close");

    // Rejected, accepted, added: each is one step back.
    let ctx = harness.ctx.clone();
    for _ in 0..3 {
        harness.state_mut().command(&ctx, Command::Undo);
    }
    harness.run_steps(2);
    let project = harness.state().session().project();
    assert_eq!((project.events.len(), project.articles.len(), project.rejected().count()), (before, 5, 0));
}
