//! Events that may be the same, sides that are compared, and the originals of reports.

use dateline::app::App;
use dateline::project::Verdict;
use dateline::session::{Command, DetailTab};
use dateline_ui_tests::open;
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use super::report::{drop_files, leave, retype, wait};

const FIRST: &str = "Drone hits a fuel depot near Erbil\n\nAn armed drone struck a fuel depot near Erbil on 12 March 2024, \
                     killing two guards.\n";
const SECOND: &str = "Depot burns after drone attack\n\nA drone struck the fuel depot near Erbil on 12 March 2024, killing \
                      five guards.\n\nRockets were fired at Ain al-Asad on 14 March 2024 and caused no casualties.\n";

/// Two reports of one occurrence, both accepted as events of their own; the keys of these.
fn two_accounts(folder: &std::path::Path) -> (Harness<'static, App>, Vec<String>) {
    let paths = [("first.txt", FIRST), ("second.txt", SECOND)].map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    });
    let mut harness = open();
    let before: Vec<String> = keys(&harness);
    drop_files(&mut harness, &paths);
    wait(&mut harness, |it| it.query_by_label("3 of 3 waiting").is_some());
    for _ in 0..3 {
        harness.key_press(Key::A);
        harness.run_steps(4);
    }
    harness.get_by_label("Close the proposals").click();
    harness.run_steps(4);
    let new: Vec<String> = keys(&harness).into_iter().filter(|it| !before.contains(it)).collect();
    assert_eq!(new.len(), 3);
    let fatal = |key: &String| {
        let project = harness.state().session().project();
        project.events.fatalities(project.events.by_key(key).unwrap()).most()
    };
    let of = |n: u32| new.iter().find(|key| fatal(key) == Some(n)).unwrap().clone();
    let pair = vec![of(2), of(5)];
    (harness, pair)
}

fn keys(harness: &Harness<'static, App>) -> Vec<String> {
    let events = &harness.state().session().project().events;
    events.ids().map(|id| events.key(id).to_owned()).collect()
}

fn command(harness: &mut Harness<'static, App>, command: Command) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, command);
    harness.run_steps(4);
}

fn show_details(harness: &mut Harness<'static, App>, key: &str) {
    let event = harness.state().session().project().events.by_key(key).unwrap();
    command(harness, Command::Focus { event, from: dateline::session::View::List });
    command(harness, Command::ShowTab(DetailTab::Details));
}

fn verdict(harness: &Harness<'static, App>, pair: &[String]) -> Option<Verdict> {
    let project = harness.state().session().project();
    project.verdict(project.events.by_key(&pair[0]).unwrap(), project.events.by_key(&pair[1]).unwrap())
}

#[test]
fn an_event_that_may_be_the_same_is_linked_told_apart_and_merged() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, pair) = two_accounts(folder.path());
    show_details(&mut harness, &pair[0]);
    assert!(harness.query_by_label_contains("May be the same (").is_some());
    assert!(harness.query_by_label_contains("same day").is_some(), "it says why");
    let title = {
        let project = harness.state().session().project();
        project.events.title(project.events.by_key(&pair[1]).unwrap()).to_owned()
    };
    harness.get_by_label(&format!("Link: {title}")).click_accesskit();
    harness.run_steps(4);
    assert_eq!(verdict(&harness, &pair), Some(Verdict::Same));
    harness.get_by_label("Linked as the same");
    harness.get_by_label(&format!("Unlink: {title}")).click_accesskit();
    harness.run_steps(4);
    assert_eq!(verdict(&harness, &pair), None);
    harness.get_by_label(&format!("Different: {title}")).click_accesskit();
    harness.run_steps(4);
    assert_eq!(verdict(&harness, &pair), Some(Verdict::Different));
    assert!(harness.query_by_label(&format!("Link: {title}")).is_none(), "it is not offered again");
    harness.get_by_label("1 event told apart");
    command(&mut harness, Command::Undo);
    assert_eq!(verdict(&harness, &pair), None);
    harness.get_by_label(&format!("Merge: {title}")).click_accesskit();
    harness.run_steps(4);
    let project = harness.state().session().project();
    let kept = project.events.by_key(&pair[0]).unwrap();
    assert!(project.events.by_key(&pair[1]).is_none());
    assert!(project.events.claims(kept).iter().any(|it| it.value == "5"));
    command(&mut harness, Command::Undo);
    assert!(harness.state().session().project().events.by_key(&pair[1]).is_some());
}

#[test]
fn two_articles_are_compared_and_each_row_selects_its_events() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, pair) = two_accounts(folder.path());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
    wait(&mut harness, |it| it.query_by_label("Contradict").is_some());
    for (side, title) in [("A", "Drone hits a fuel depot near Erbil"), ("B", "Depot burns after drone attack")] {
        harness.get_by_label_contains(&format!("Side {side}: ")).click();
        harness.run_steps(4);
        retype(&mut harness, &format!("Find side {side}"), title);
        harness.get_by_label(&format!("{title}, article")).click();
        harness.run_steps(4);
    }
    wait(&mut harness, |it| it.query_by_label("1 in both, 1 contradict · 0 only in A · 1 only in B").is_some());
    leave(&mut harness);
    harness.get_by_label("Contradict").click();
    harness.run_steps(4);
    harness.get_by_label_contains("killed: 2 in A, 5 in B").click();
    harness.run_steps(4);
    let session = harness.state().session();
    let selected: Vec<String> =
        session.selection().events.iter().map(|id| session.project().events.key(*id).to_owned()).collect();
    assert!(pair.iter().all(|key| selected.contains(key)), "{selected:?}");
    harness.get_by_label("Close the comparison").click();
    harness.run_steps(4);
    assert!(harness.query_by_label("Contradict").is_none());
}

#[test]
fn the_original_of_a_report_is_shown_and_saved_as_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let (mut harness, pair) = two_accounts(folder.path());
    show_details(&mut harness, &pair[0]);
    harness.get_by_label("Show what was read").click_accesskit();
    harness.run_steps(4);
    assert!(harness.query_all_by_label_contains("killing two guards").count() >= 2, "behind the sheet and in it");
    let sha = dateline::project::sha256(FIRST.as_bytes());
    harness.get_by_label(&sha);
    let to = folder.path().join("saved.txt");
    retype(&mut harness, "File to save the original to", to.to_str().unwrap());
    harness.get_by_label("Save the original").click();
    wait(&mut harness, |_| to.exists());
    assert_eq!(std::fs::read(&to).unwrap(), FIRST.as_bytes());
}
