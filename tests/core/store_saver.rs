use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dateline::event::EventId;
use dateline::format::read_bundled;
use dateline::project::{Edit, Field, Project, Value};
use dateline::store::{
    Lock, NoLock, SaveEvent, Saver, SaverOptions, StoreError, backups, open, recover, save_as, scratch, scratches,
};

use crate::project_state::{assert_same, state};
use crate::store_files::saved;

const PATIENCE: Duration = Duration::from_secs(20);

fn saver(path: &std::path::Path, state: Option<PathBuf>) -> (Saver, Receiver<SaveEvent>) {
    let (sender, receiver) = channel();
    let sender = Mutex::new(sender);
    let tell = move |event| drop(sender.lock().unwrap().send(event));
    let options = SaverOptions {
        state,
        backup_every: Duration::from_secs(3600),
        first_backup: Duration::ZERO,
        tell: Arc::new(tell),
    };
    (Saver::start(path, options).unwrap(), receiver)
}

fn retitle(project: &mut Project, title: &str) -> Arc<Edit> {
    let edit = project.set_field([EventId(0)], Field::Title, &Value::Text(title.to_owned()));
    project.apply(&edit).unwrap();
    Arc::new(edit)
}

/// The next event that is not about a backup.
fn next(events: &Receiver<SaveEvent>) -> SaveEvent {
    loop {
        match events.recv_timeout(PATIENCE).unwrap() {
            SaveEvent::BackedUp(_) | SaveEvent::BackupFailed(_) => {}
            event => return event,
        }
    }
}

#[test]
fn edits_are_durable_when_they_are_told_to_be_and_in_order() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let (mut saver, events) = saver(&file.path, None);
    let mut last = 0;
    for i in 0..40 {
        last = saver.save(retitle(&mut project, &format!("Title {i}")));
    }
    while next(&events) != SaveEvent::Saved(last) {}
    let opened = open(&file.path).unwrap();
    assert_same(&state(&opened.project), &state(&project), "opened");
    assert_eq!(opened.log.len(), 40);
    assert!(opened.log[39].changes.contains("Title 39"));
    saver.put_setting("look", "left like this");
    assert!(saver.flush(PATIENCE));
    drop(saver);
    assert_eq!(dateline::store::read_setting(&file.path, "look").unwrap().as_deref(), Some("left like this"));
}

#[test]
fn a_file_that_went_away_is_told_and_the_work_is_kept_for_recovery() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let state_folder = tempfile::tempdir().unwrap();
    let (mut saver, events) = saver(&file.path, Some(state_folder.path().to_owned()));
    let away = file.path.with_extension("away");
    std::fs::rename(&file.path, &away).unwrap();
    // Another file under the same name must not get the edits either.
    std::fs::copy(&away, &file.path).unwrap();
    saver.save(retitle(&mut project, "Kept"));
    let event = next(&events);
    assert!(
        matches!(&event, SaveEvent::Failed { error: StoreError::Replaced(_), waiting: 1, kept: true }),
        "{event:?}"
    );
    saver.save(retitle(&mut project, "Kept, too"));
    drop(saver);
    assert_same(&state(&open(&away).unwrap().project), &state(&read_bundled().project), "untouched");
    let recovery = recover(state_folder.path(), &file.path).unwrap();
    assert_eq!((recovery.edits.len(), recovery.torn), (2, false));
    let mut again = open(&file.path).unwrap().project;
    for edit in &recovery.edits {
        again.apply(edit).unwrap();
    }
    assert_same(&state(&again), &state(&project), "recovered");
    recovery.forget().unwrap();
    assert!(recover(state_folder.path(), &file.path).is_none());
}

#[test]
fn what_failed_is_saved_when_the_trouble_is_over() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let state_folder = tempfile::tempdir().unwrap();
    let (mut saver, events) = saver(&file.path, Some(state_folder.path().to_owned()));
    let away = file.path.with_extension("away");
    std::fs::rename(&file.path, &away).unwrap();
    saver.save(retitle(&mut project, "One"));
    assert!(matches!(next(&events), SaveEvent::Failed { kept: true, .. }));
    assert!(!saver.flush(PATIENCE));
    std::fs::rename(&away, &file.path).unwrap();
    let last = saver.save(retitle(&mut project, "Two"));
    saver.retry();
    while next(&events) != SaveEvent::Saved(last) {}
    assert_same(&state(&open(&file.path).unwrap().project), &state(&project), "saved");
    assert!(recover(state_folder.path(), &file.path).is_none(), "nothing is left to recover");
}

#[test]
fn a_torn_recovery_file_gives_back_what_is_whole() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let state_folder = tempfile::tempdir().unwrap();
    let (mut saver, events) = saver(&file.path, Some(state_folder.path().to_owned()));
    std::fs::remove_file(&file.path).unwrap();
    saver.save(retitle(&mut project, "One"));
    assert!(matches!(next(&events), SaveEvent::Failed { .. }));
    drop(saver);
    let folder = std::fs::read_dir(state_folder.path().join("projects")).unwrap().next().unwrap().unwrap().path();
    let path = folder.join("unsaved.jsonl");
    let mut bytes = std::fs::read(&path).unwrap();
    let half = bytes[..bytes.len() / 2].to_vec();
    bytes.extend(half);
    std::fs::write(&path, bytes).unwrap();
    let recovery = recover(state_folder.path(), &file.path).unwrap();
    assert_eq!((recovery.edits.len(), recovery.torn), (1, true));
}

#[test]
fn backups_are_made_beside_no_project_and_never_of_a_damaged_one() {
    let mut project = read_bundled().project;
    let file = saved(&project);
    let state_folder = tempfile::tempdir().unwrap();
    let (mut saver, events) = saver(&file.path, Some(state_folder.path().to_owned()));
    let first = loop {
        if let SaveEvent::BackedUp(path) = events.recv_timeout(PATIENCE).unwrap() {
            break path;
        }
    };
    assert_same(&state(&open(&first).unwrap().project), &state(&project), "backup");
    saver.save(retitle(&mut project, "Later"));
    assert!(saver.flush(PATIENCE));
    drop(saver);
    assert_eq!(std::fs::read_dir(file.path.parent().unwrap()).unwrap().count(), 1);
    let found = backups(state_folder.path(), &file.path);
    assert_eq!(found.iter().map(|it| &it.path).collect::<Vec<_>>(), [&first]);
    let mut bytes = std::fs::read(&file.path).unwrap();
    for page in [3, 9, 20] {
        bytes[page * 4096..(page + 1) * 4096].fill(0xAA);
    }
    std::fs::write(&file.path, bytes).unwrap();
    assert!(matches!(open(&file.path), Err(StoreError::Damaged { .. })));
    assert!(dateline::store::Backup::make(state_folder.path(), &file.path).is_err());
    assert_eq!(backups(state_folder.path(), &file.path), found);
}

#[test]
fn a_project_without_a_name_is_found_again_unless_a_window_has_it() {
    let state_folder = tempfile::tempdir().unwrap();
    let path = scratch(state_folder.path()).unwrap();
    save_as(&read_bundled().project, &[], &path).unwrap();
    let lock = Lock::take(&path).unwrap();
    assert!(scratches(state_folder.path()).is_empty());
    assert!(matches!(Lock::take(&path), Err(NoLock::Held(_))));
    drop(lock);
    assert_eq!(scratches(state_folder.path()), [path]);
}
