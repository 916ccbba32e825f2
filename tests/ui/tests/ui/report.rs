//! From a dropped report to an accepted event on the map.

use dateline::app::App;
use dateline::session::{Command, DetailTab};
use dateline_ui_tests::{open, open_keeping};
use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

type Window = Harness<'static, App>;

/// Wait until a job has brought what is asked for.
pub fn wait(harness: &mut Window, done: impl Fn(&Window) -> bool) {
    for _ in 0..1500 {
        harness.step();
        if done(harness) {
            return harness.run_steps(4);
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("it has not come");
}

/// A file as the system hands it over.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Drop files on the window.
pub fn drop_files(harness: &mut Window, paths: &[std::path::PathBuf]) {
    let handle = |path: &std::path::PathBuf| std::sync::Arc::new(Dropped(path.clone())) as egui::DroppedFileHandle;
    harness.input_mut().dropped_files = paths.iter().map(handle).collect();
    harness.step();
    harness.input_mut().dropped_files.clear();
}

/// A field for typing by its name.
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

/// Put a text into a field.
pub fn retype(harness: &mut Window, name: &str, text: &str) {
    input(harness, name).focus();
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.run_steps(2);
    input(harness, name).type_text(text);
    harness.run_steps(3);
}

/// Leave whatever is typed into.
pub fn leave(harness: &mut Window) {
    harness.ctx.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            memory.surrender_focus(id);
        }
    });
    harness.run_steps(3);
}

fn undo(harness: &mut Window) {
    let ctx = harness.ctx.clone();
    harness.state_mut().command(&ctx, Command::Undo);
    harness.run_steps(4);
}

fn events(harness: &Window) -> usize {
    harness.state().session().project().events.len()
}

fn file(folder: &std::path::Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Bring a report in and wait for what it proposes.
fn with_report(folder: &std::path::Path, text: &str) -> Window {
    let mut harness = open();
    let path = file(folder, "depot.txt", text);
    drop_files(&mut harness, &[path]);
    wait(&mut harness, |it| it.query_by_label("Accept  A").is_some());
    harness
}

const REPORT: &str = "Drone hits a fuel depot near Erbil\n\nAn armed drone struck a fuel depot near Erbil on 12 March \
                      2024, killing two guards and wounding five others, the governor said.\n\nRockets were fired at \
                      Ain al-Asad on 14 March 2024 and caused no casualties, an official said.\n";

#[test]
fn a_report_that_does_not_say_when_it_was_published_is_read_again_once_somebody_does() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness =
        with_report(folder.path(), "Gunmen killed two guards near Erbil on Tuesday, the governor said.\n");
    retype(&mut harness, "When the report was published", "soon");
    harness.key_press(Key::Enter);
    harness.run_steps(4);
    assert!(harness.query_by_label_contains("Write 2024-07-16").is_some(), "what cannot be meant is said");
    retype(&mut harness, "When the report was published", "2024-03-14");
    harness.key_press(Key::Enter);
    wait(&mut harness, |it| it.query_by_label_contains("March 12, 2024").is_some());
    assert!(harness.query_by_label("1 of 1 waiting").is_some(), "it stands in the place of the reading before");
    harness.get_by_label("Accept  A").click();
    harness.run_steps(4);
    let session = harness.state().session();
    let event = session.selection().primary.expect("the new event is selected");
    assert_eq!(session.project().events.date_text(event), "2024-03-12");
}

#[test]
fn a_dropped_report_is_read_and_what_it_proposes_is_accepted_and_rejected_by_name_and_by_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_report(folder.path(), REPORT);
    let before = events(&harness);
    assert!(harness.query_by_label("2 of 2 waiting").is_some());
    harness.get_by_label("Accept  A").click();
    harness.run_steps(4);
    let project = std::sync::Arc::clone(harness.state().session().project());
    assert_eq!(project.events.len(), before + 1);
    let event = harness.state().session().selection().primary.expect("the new event is selected");
    assert_eq!(project.events.date_text(event), "2024-03-12");
    assert!(project.events.position(event).is_some(), "it is on the map");
    assert!(!project.mentions(event).is_empty(), "it stands on its sentences");

    harness.key_press(Key::X);
    harness.run_steps(4);
    assert_eq!(events(&harness), before + 1);
    assert_eq!(harness.state().session().project().rejected().count(), 1);
    harness.get_by_label("All are decided: close");

    // Rejected, accepted, added: each is one step back, and what is undone waits again.
    undo(&mut harness);
    assert!(harness.query_by_label("1 of 2 waiting").is_some());
    undo(&mut harness);
    undo(&mut harness);
    let project = harness.state().session().project();
    assert_eq!((project.events.len(), project.articles.len(), project.rejected().count()), (before, 5, 0));
    assert!(project.work().captures.is_empty());
}

#[test]
fn a_proposal_is_changed_before_it_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_report(folder.path(), REPORT);
    harness.key_press(Key::C);
    harness.run_steps(4);
    retype(&mut harness, "Title of the proposal", "Depot burns");
    retype(&mut harness, "Date of the proposal", "soon");
    assert!(harness.query_by_label_contains("is not a date").is_some(), "a wrong date says why");
    retype(&mut harness, "Date of the proposal", "2024-03-11");
    retype(&mut harness, "Killed in the proposal", "3-4");
    leave(&mut harness);
    harness.get_by_label("Nobody knows where").click();
    harness.run_steps(3);
    harness.key_press(Key::A);
    harness.run_steps(4);
    let project = harness.state().session().project();
    let event = harness.state().session().selection().primary.unwrap();
    let toll = project.events.fatalities(event).text();
    assert_eq!((project.events.title(event), project.events.date_text(event)), ("Depot burns", "2024-03-11"));
    assert_eq!((toll.as_deref(), project.events.position(event)), (Some("3–4"), None));
}

#[test]
fn a_proposal_is_merged_with_the_likeliest_event_and_leaves_a_claim() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_report(folder.path(), REPORT);
    harness.key_press(Key::A);
    harness.run_steps(4);
    let event = harness.state().session().selection().primary.unwrap();
    let key = harness.state().session().project().events.key(event).to_owned();
    let before = events(&harness);
    let other = REPORT.replace("killing two guards", "killing four guards").replace("governor", "mayor");
    let path = file(folder.path(), "other.txt", &other);
    harness.key_press(Key::X);
    harness.run_steps(4);
    drop_files(&mut harness, &[path]);
    wait(&mut harness, |it| {
        it.query_by_label("2 of 4 waiting").is_some() || it.query_by_label("1 of 4 waiting").is_some()
    });
    assert!(harness.query_by_label_contains("May be the same").is_some());
    harness.key_press(Key::M);
    harness.run_steps(4);
    let title = harness
        .state()
        .session()
        .project()
        .events
        .by_key(&key)
        .map(|it| harness.state().session().project().events.title(it).to_owned());
    harness.get_by_label(&format!("Merge with {}", title.unwrap())).click();
    harness.run_steps(4);
    let project = harness.state().session().project();
    let event = project.events.by_key(&key).unwrap();
    assert_eq!(project.events.len(), before);
    assert!(project.events.claims(event).iter().any(|it| it.field == "fatalities" && it.value == "4" && !it.adopted));
    let articles: std::collections::BTreeSet<_> = project.mentions(event).iter().map(|it| it.article).collect();
    assert_eq!((articles.len(), project.events.sources(event).len()), (2, 2));
}

#[test]
fn all_above_a_confidence_are_accepted_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_report(folder.path(), REPORT);
    let before = events(&harness);
    let slider = harness.get_by_role_and_label(egui::accesskit::Role::Slider, "Confidence from which all are accepted");
    slider.focus();
    harness.run_steps(2);
    for _ in 0..20 {
        harness.key_press(Key::ArrowLeft);
        harness.run_steps(1);
    }
    leave(&mut harness);
    harness.get_by_label("Accept all 2").click();
    harness.run_steps(4);
    assert_eq!(events(&harness), before + 2);
    undo(&mut harness);
    assert_eq!(events(&harness), before);
    assert!(harness.query_by_label("2 of 2 waiting").is_some());
}

#[test]
fn a_rejected_proposal_stays_rejected_when_the_project_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let (state, path) = (folder.path().join("state"), folder.path().join("case.gpkg"));
    let report = file(folder.path(), "depot.txt", REPORT);
    let mut harness = open_keeping(&state, None);
    drop_files(&mut harness, &[report]);
    wait(&mut harness, |it| it.query_by_label("Accept  A").is_some());
    harness.key_press(Key::X);
    harness.run_steps(4);
    harness.key_press(Key::A);
    harness.run_steps(4);
    let ctx = harness.ctx.clone();
    harness.state_mut().save_to(&ctx, &path);
    wait(&mut harness, |_| path.exists());
    drop(harness);

    let mut harness = open_keeping(&state, Some(&path));
    wait(&mut harness, |it| it.state().session().project().rejected().count() == 1);
    let article = harness.state().session().project().article_ids().last().unwrap();
    harness.state_mut().command(&ctx, Command::OpenArticle(article));
    harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::R);
    wait(&mut harness, |it| it.query_by_label("0 of 2 waiting").is_some());
    assert!(harness.query_by_label("Accept  A").is_none());
}

#[test]
fn several_reports_wait_one_behind_the_other_and_none_is_added_twice() {
    let folder = tempfile::tempdir().unwrap();
    let many = folder.path().join("reports");
    std::fs::create_dir(&many).unwrap();
    file(&many, "a.txt", REPORT);
    file(&many, "b.txt", &REPORT.replace("12 March", "13 March"));
    file(&many, "c.txt", REPORT);
    file(&many, "picture.png", "no report");
    let mut harness = open();
    let before = harness.state().session().project().articles.len();
    drop_files(&mut harness, &[many]);
    wait(&mut harness, |it| it.query_by_label_contains("not added twice: c.txt").is_some());
    assert_eq!(harness.state().session().project().articles.len(), before + 2);
    assert!(harness.query_by_label("4 of 4 waiting").is_some());
    harness.get_by_label("Report 1 of 2");
    for _ in 0..2 {
        harness.key_press(Key::A);
        harness.run_steps(4);
    }
    harness.get_by_label("Report 2 of 2");
    assert_eq!(harness.state().session().tab(), DetailTab::Article);
    let open = harness.state().session().article().unwrap();
    assert!(harness.state().session().project().article(open).text.contains("13 March"));
    harness.key_press(Key::K);
    harness.run_steps(4);
    harness.get_by_label("Report 1 of 2");
    // Four accepted steps ago there was one step that added both reports.
    for _ in 0..3 {
        undo(&mut harness);
    }
    assert_eq!(harness.state().session().project().articles.len(), before);
}

#[test]
fn a_text_is_pasted_with_the_day_it_was_published() {
    let mut harness = open();
    let before = events(&harness);
    harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::V);
    harness.run_steps(4);
    harness.get_by_label("Find its events").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Paste a text first.").is_some());
    let text = "An armed drone struck a fuel depot near Erbil on Tuesday, killing two guards.";
    retype(&mut harness, "Text of the report", text);
    retype(&mut harness, "Published of the report", "2024-03-14");
    retype(&mut harness, "Publisher of the report", "The Day");
    harness.get_by_label("Find its events").click();
    wait(&mut harness, |it| it.query_by_label("Accept  A").is_some());
    harness.key_press(Key::A);
    harness.run_steps(4);
    assert_eq!(events(&harness), before + 1);
    let project = harness.state().session().project();
    let event = harness.state().session().selection().primary.unwrap();
    assert_eq!(project.events.date_text(event), "2024-03-12");
    assert_eq!(project.source(project.events.sources(event)[0]).publisher, "The Day");
}

#[test]
fn a_changed_text_keeps_what_is_found_again_and_asks_about_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = with_report(folder.path(), REPORT);
    for _ in 0..2 {
        harness.key_press(Key::A);
        harness.run_steps(4);
    }
    harness.get_by_label("All are decided: close").click();
    harness.run_steps(4);
    let article = harness.state().session().article().unwrap();
    let mentions = |harness: &Window| harness.state().session().project().article(article).mentions.clone();
    let all = mentions(&harness).len();
    assert!(all >= 2);
    let old = harness.state().session().project().article(article).text.clone();
    let ctx = harness.ctx.clone();
    harness.get_by_label("Edit").click();
    harness.run_steps(4);
    harness.get_by_label("Replace the text…").click();
    harness.run_steps(4);
    let new = old.replace(
        "Rockets were fired at Ain al-Asad on 14 March 2024 and caused no casualties",
        "Nothing else happened",
    );
    retype(&mut harness, "New text of the article", &format!("Corrected.\n\n{new}"));
    harness.get_by_label("Find the mentions again").click();
    harness.run_steps(4);
    harness.get_by_label_contains(" in the new text as before; 1 is to be looked at.");
    harness.get_by_role_and_label(egui::accesskit::Role::Button, "Replace the text").click();
    harness.run_steps(4);
    assert_eq!(harness.state().session().project().article(article).text, old, "first it has to be decided");
    harness.get_by_label_contains("Drop it: ").click();
    harness.run_steps(4);
    harness.get_by_role_and_label(egui::accesskit::Role::Button, "Replace the text").click();
    harness.run_steps(6);
    let project = harness.state().session().project();
    assert!(project.article(article).text.starts_with("Corrected."));
    assert_eq!(mentions(&harness).len(), all - 1);
    let words = |it: &dateline::article::Mention| project.article(article).text[it.range.clone()].to_owned();
    assert!(mentions(&harness).iter().any(|it| words(it).contains("struck a fuel depot")));
    harness.state_mut().command(&ctx, Command::Undo);
    harness.run_steps(4);
    assert_eq!((mentions(&harness).len(), &harness.state().session().project().article(article).text), (all, &old));
}

#[test]
fn an_address_that_comes_again_with_another_text_is_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    let page = |body: &str| {
        format!(
            "<html><head><title>Depot</title><link rel=\"canonical\" href=\"https://example.org/depot\"></head>\
             <body><article><h1>Depot</h1><p>{body}</p><p>The ministry of oil said the fire was put out within hours and \
             that nobody else had been at the depot when it began to burn.</p></article></body></html>"
        )
    };
    let first =
        "An armed drone struck a fuel depot near Erbil on 12 March 2024, killing two guards, the governor said.";
    let second =
        "An armed drone struck a big fuel depot near Erbil on 12 March 2024, killing three guards, the governor said.";
    let mut harness = open();
    let one = file(folder.path(), "one.html", &page(first));
    let two = file(folder.path(), "two.html", &page(second));
    drop_files(&mut harness, &[one]);
    wait(&mut harness, |it| it.query_by_label("Accept  A").is_some());
    harness.key_press(Key::A);
    harness.run_steps(4);
    let articles = harness.state().session().project().articles.len();
    drop_files(&mut harness, &[two]);
    wait(&mut harness, |it| it.query_by_label_contains("to be looked at").is_some());
    harness.get_by_label_contains("It is this: ").click();
    harness.run_steps(4);
    harness.get_by_role_and_label(egui::accesskit::Role::Button, "Replace the text").click();
    harness.run_steps(6);
    let project = harness.state().session().project();
    assert_eq!(project.articles.len(), articles);
    let article = project.articles.iter().find(|it| it.url == "https://example.org/depot").unwrap();
    assert!(article.text.contains("killing three guards"));
    let words = |it: &dateline::article::Mention| article.text[it.range.clone()].contains("big fuel depot");
    assert!(article.mentions.iter().any(words));
}

#[test]
fn a_gazetteer_of_ones_own_is_added_and_its_places_are_found_in_reports() {
    let folder = tempfile::tempdir().unwrap();
    let places =
        "name,latitude,longitude,alt names,kind,country\nZarbulan,36.52,44.11,Zarbulane,village,IQ\nx,100,2,,,\n";
    let path = file(folder.path(), "mine.csv", places);
    let mut harness = open();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Comma);
    harness.run_steps(4);
    retype(&mut harness, "Path of a gazetteer", "/no/such/file");
    harness.get_by_role_and_label(egui::accesskit::Role::Button, "Add").click();
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("There is no file at /no/such/file").is_some());
    retype(&mut harness, "Path of a gazetteer", path.to_str().unwrap());
    harness.get_by_role_and_label(egui::accesskit::Role::Button, "Add").click();
    wait(&mut harness, |it| it.query_by_label("mine.csv, 1 place · own table · 1 row no place").is_some());
    harness.get_by_label("Close").click();
    harness.run_steps(4);
    let report = file(folder.path(), "report.txt", "Gunmen shot dead a police officer in Zarbulan on 15 March 2024.\n");
    drop_files(&mut harness, &[report]);
    wait(&mut harness, |it| it.query_by_label("Accept  A").is_some());
    harness.key_press(Key::A);
    harness.run_steps(4);
    let project = harness.state().session().project();
    let event = harness.state().session().selection().primary.unwrap();
    assert_eq!(project.place_name(event), "Zarbulan");
    assert!((project.events.position(event).unwrap().lat - 36.52).abs() < 1e-6);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Comma);
    harness.run_steps(4);
    harness.get_by_label("Remove the gazetteer mine.csv").click();
    harness.run_steps(4);
    assert!(harness.state().settings().gazetteers.is_empty());
}
