//! Files of other versions: old ones are brought up to date when they are first written to, newer ones are only read.

use std::path::{Path, PathBuf};

use dateline::project::{Field, Value};
use dateline::store::{Access, LogEntry, SCHEMA_VERSION, StoreError, Writer, open, read_log, salvage};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

/// Every version there was, as SQL.
const VERSIONS: [(i64, &str); 1] = [(1, include_str!("versions/1.sql"))];

/// A file as a version wrote it.
fn file(folder: &Path, sql: &str) -> PathBuf {
    let path = folder.join("old.gpkg");
    let connection = Connection::open(&path).unwrap();
    // What the triggers call; a point's coordinates stand behind its header of 8 bytes and 5 of well-known binary.
    let at = |from: usize| {
        move |context: &rusqlite::functions::Context<'_>| {
            let blob: Vec<u8> = context.get(0)?;
            Ok(f64::from_le_bytes(blob[from..from + 8].try_into().unwrap()))
        }
    };
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    for (name, from) in [("ST_MinX", 13), ("ST_MaxX", 13), ("ST_MinY", 21), ("ST_MaxY", 21)] {
        connection.create_scalar_function(name, 1, flags, at(from)).unwrap();
    }
    connection.create_scalar_function("ST_IsEmpty", 1, flags, |_| Ok(false)).unwrap();
    connection.execute_batch(sql).unwrap();
    path
}

fn version(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    let text: String =
        connection.query_row("SELECT value FROM settings WHERE name = 'schema'", [], |row| row.get(0)).unwrap();
    text.parse().unwrap()
}

#[test]
fn a_file_of_every_old_version_opens_unchanged_and_migrates_with_the_first_edit() {
    for (number, sql) in VERSIONS {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), sql);
        assert_eq!(version(&path), number);
        let before = std::fs::read(&path).unwrap();
        let opened = open(&path).unwrap();
        assert_eq!((&opened.issues, opened.access), (&vec![], Access::Write), "version {number}");
        assert!(std::fs::read(&path).unwrap() == before, "opening changes nothing");
        let mut project = opened.project;
        let event = project.events.by_key("e1").unwrap();
        assert_eq!(project.events.title(event), "Attack on the base, corrected");
        assert_eq!(project.imported(event, Field::Title), Some(&Value::Text("Attack on the base".into())));
        assert_eq!(project.events.position(event).map(|at| (at.lon.round(), at.lat.round())), Some((20.0, 10.0)));
        assert!(project.is_own(project.events.by_key("own-1").unwrap()));
        assert!(project.work().events.removed.contains_key("e2"));
        assert_eq!((opened.log.len(), opened.log[0].reason.as_str()), (2, "The report was updated"));
        assert!(opened.log[0].touches("e1") && opened.log[1].touches("e2") && !opened.log[1].touches("e1"));

        let edit = project.set_field([event], Field::Notes, &Value::Text("Three drones".into()));
        project.apply(&edit).unwrap();
        let mut writer = Writer::open(&path).unwrap();
        writer.write(&edit, Some(&LogEntry::now(&edit))).unwrap();
        drop(writer);
        assert_eq!(version(&path), SCHEMA_VERSION);
        let again = open(&path).unwrap();
        assert_eq!(again.project.events.notes(again.project.events.by_key("e1").unwrap()), "Three drones");
        assert_eq!(again.log.len(), 3);
        assert_eq!(again.log[2].events.as_deref(), Some(&["e1".to_owned()][..]));
        assert_eq!(read_log(&path).unwrap(), again.log);

        // Rows that were written before are salvaged beside those written since.
        let salvaged = salvage(&path).unwrap();
        assert_eq!((salvaged.opened.project.events.len(), salvaged.opened.log.len()), (2, 3));
        assert_eq!(salvaged.cut, 0);
    }
}

#[test]
fn a_migration_that_cannot_be_made_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), VERSIONS[0].1);
    // Somebody has added a column of that name.
    Connection::open(&path).unwrap().execute_batch("ALTER TABLE change_log ADD COLUMN events TEXT").unwrap();
    let before = std::fs::read(&path).unwrap();
    let project = open(&path).unwrap().project;
    let edit = project.star(project.events.ids(), true);
    assert!(Writer::open(&path).unwrap().write(&edit, None).is_err());
    assert!(std::fs::read(&path).unwrap() == before && version(&path) == 1);
}

#[test]
fn a_newer_file_is_read_as_far_as_it_is_known_and_never_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), VERSIONS[0].1);
    let newer = SCHEMA_VERSION + 7;
    let future = format!(
        "ALTER TABLE change_log ADD COLUMN events TEXT;
         ALTER TABLE events ADD COLUMN weather TEXT DEFAULT 'rain';
         CREATE TABLE orbits (id INTEGER PRIMARY KEY, tle TEXT);
         INSERT INTO orbits (tle) VALUES ('unknown here');
         UPDATE settings SET value = '{newer}' WHERE name = 'schema';"
    );
    Connection::open(&path).unwrap().execute_batch(&future).unwrap_or_else(|error| panic!("{error}"));
    let before = std::fs::read(&path).unwrap();
    let opened = open(&path).unwrap();
    assert!(matches!(&opened.access, Access::ReadOnly(why) if why.contains("newer version")), "{:?}", opened.access);
    assert_eq!(opened.project.events.len(), 2);
    assert!(matches!(Writer::open(&path), Err(StoreError::ReadOnly(_))));
    assert!(std::fs::read(&path).unwrap() == before, "what is not known is kept");
}

#[test]
fn a_run_of_typing_is_one_line_of_the_log_and_a_reason_can_be_given_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), VERSIONS[0].1);
    let mut project = open(&path).unwrap().project;
    let event = project.events.by_key("e1").unwrap();
    let mut writer = Writer::open(&path).unwrap();
    let mut line = LogEntry::default();
    for text in ["N", "Ne", "New"] {
        let edit = project.set_field([event], Field::Title, &Value::Text(text.into())).in_gesture(3);
        project.apply(&edit).unwrap();
        line = LogEntry::now(&edit);
        writer.write(&edit, Some(&line)).unwrap();
    }
    let edit = project.star([event], true).in_gesture(4);
    writer.write(&edit, Some(&LogEntry { at: "2031-01-01T00:00:00.000Z".into(), ..LogEntry::now(&edit) })).unwrap();
    writer.put_reason(&line.at, "It was misspelt: 'N'").unwrap();
    let log = read_log(&path).unwrap();
    assert_eq!(log.len(), 4);
    assert_eq!((log[2].changes.as_str(), log[2].reason.as_str()), ("event e1: title = New", "It was misspelt: 'N'"));
    assert_eq!(log[3].reason, "");
}
