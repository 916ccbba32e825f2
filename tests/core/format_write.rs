//! Writing, and reading what was written.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use dateline::event::EventId;
use dateline::format::{FormatId, Progress, WriteError, read_bundled, read_folder, write};
use dateline::project::Project;
use proptest::prelude::*;

use crate::folder::Case;
use crate::format_files::{Files, ids, issues, read, read_as};

/// Everything that a table holds of an event.
fn facts(project: &Project, id: EventId) -> String {
    let events = &project.events;
    let row = id.row();
    let names = |list: &[dateline::event::GroupId]| {
        list.iter().map(|id| project.groups.get(*id).name.clone()).collect::<Vec<_>>()
    };
    let source = |id: dateline::event::SourceId| {
        let it = project.source(id);
        format!("{}|{}|{}|{:?}", it.publisher, it.title, it.url, it.date.as_ref().map(|date| date.text().to_owned()))
    };
    let claims: Vec<String> = events
        .claims(id)
        .iter()
        .map(|it| format!("{}={}{}{}{:?}", it.field, it.value, it.note, it.adopted, it.source.map(source)))
        .collect();
    let mut details: Vec<(&str, &str)> = events.details(id).collect();
    details.sort_unstable();
    format!(
        "{:?}",
        (
            (events.key(id), events.title(id), events.notes(id), events.date_text(id), events.kind.get(row)),
            (
                events.event_type.get(row),
                events.sub_event_type.get(row),
                names(events.actors(id)),
                names(events.targets(id))
            ),
            (project.place_name(id), events.country.get(row), events.admin1.get(row), events.geo_precision.get(row)),
            (
                events.position(id).map(|at| ((at.lon * 1e5).round() as i64, (at.lat * 1e5).round() as i64)),
                events.precision_m(id).map(|m| m.round()),
                events.other_places(id).iter().map(|it| &project.place(*it).name).collect::<Vec<_>>(),
            ),
            (events.fatalities(id), events.injuries(id), events.is_unverified(id), events.contradictions(id)),
            (events.status.get(row), events.corroboration.get(row), events.confidence.get(row)),
            (events.sources(id).iter().map(|it| source(*it)).collect::<Vec<_>>(), claims, details),
        )
    )
}

pub fn all(project: &Project) -> Vec<String> {
    let mut all: Vec<String> = ids(project).into_iter().map(|id| facts(project, id)).collect();
    all.sort_unstable();
    all
}

#[test]
fn every_event_of_the_bundled_case_comes_back_from_every_format() {
    let project = read_bundled().project;
    let files = Files::new();
    for (name, left_out) in [("x.csv", true), ("x.tsv", true), ("x.geojson", true), ("x.kml", true), ("case", false)] {
        let path = files.path(name);
        let written = write(&project, None, &path, None, &Progress::default()).unwrap();
        assert_eq!((written.events, written.left_out.is_empty()), (project.events.len(), !left_out), "{name}");
        let back = read(&path);
        assert_eq!(issues(&back), [""; 0], "{name}");
        for (before, after) in all(&project).iter().zip(all(&back.project)) {
            assert_eq!(*before, after, "{name}");
        }
    }
}

#[test]
fn a_case_folder_comes_back_whole() {
    let project = read_bundled().project;
    let files = Files::new();
    let path = files.path("case");
    write(&project, None, &path, None, &Progress::default()).unwrap();
    let back = read_folder(&path).unwrap().project;
    assert_eq!(back.meta, project.meta);
    assert_eq!((&back.groups, &back.sources), (&project.groups, &project.sources));
    let near = |a: &dateline::event::Place, b: &dateline::event::Place| {
        let mut b = b.clone();
        b.position = a.position;
        *a == b
    };
    assert!(back.places.iter().zip(project.places.iter()).all(|(a, b)| near(a, b)));
    let words = |project: &Project| {
        let article = |it: &dateline::article::Article| {
            (it.key.clone(), it.title.clone(), it.text.clone(), it.blocks.clone(), it.mentions.len())
        };
        project.articles.iter().map(|it| article(it)).collect::<Vec<_>>()
    };
    assert_eq!(words(&back), words(&project));
    // Written again over itself, nothing changes.
    let before = fs::read(path.join("events.geojson")).unwrap();
    write(&back, None, &path, None, &Progress::default()).unwrap();
    assert_eq!(fs::read(path.join("events.geojson")).unwrap(), before);
}

#[test]
fn a_folder_that_holds_other_things_is_left_alone() {
    let files = Files::new();
    files.put("holiday.jpg", "x");
    let error =
        write(&read_bundled().project, None, &files.path(""), Some(FormatId::Case), &Progress::default()).unwrap_err();
    assert!(matches!(error, WriteError::Occupied(_)));
    assert_eq!(fs::read_dir(files.path("")).unwrap().count(), 1);
}

#[test]
fn only_the_events_asked_for_are_written_and_a_cancelled_write_leaves_what_was_there() {
    let project = read_bundled().project;
    let files = Files::new();
    let path = files.put("x.csv", "old");
    let some: Vec<EventId> = project.events.ids().take(3).collect();
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(write(&project, Some(&some), &path, None, &progress), Err(WriteError::Cancelled)));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    write(&project, Some(&some), &path, None, &Progress::default()).unwrap();
    assert_eq!(read(&path).report.counts.placed, 3);
    assert!(matches!(
        write(&project, None, &files.path("x.docx"), None, &Progress::default()),
        Err(WriteError::Format(_))
    ));
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_made_safe_and_come_back() {
    let project =
        read_as("x.csv", "id,date,title,actor,notes,speed\n1,2024-05-03,=1+1,@x,\"-2+3\n\ttab\",-2.5\n").project;
    let files = Files::new();
    let path = files.path("out.csv");
    write(&project, None, &path, None, &Progress::default()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    for cell in [",'=1+1,", ",'@x,", ",\"'-2+3\n", ",-2.5\n"] {
        assert!(text.contains(cell), "{cell} is not in {text}");
    }
    assert_eq!(all(&read(&path).project), all(&project));
}

#[test]
fn foreign_rows_with_everything_come_back_from_every_format() {
    let text = "id,date,end,title,actor,target,lat,lon,killed,notes,title2,source,url,geo_precision\n\
        A-1,2024-05-03,2024-05-05,\"T, \"\"q\"\"\",A; B,C,1.5,-2.5,3-5,\"line one\n\n  line two & <b>\",x,Paper,https://x.org/a?b=1&c=2,weird\n\
        حلب,2024-04~,,عنوان,مجموعة,,,,,,,,,\n\
        ,,,,,,,,>10,x,,,,\n";
    let import = read_as("x.csv", text);
    let files = Files::new();
    for name in ["x.csv", "x.geojson", "x.kml"] {
        let path = files.path(name);
        write(&import.project, None, &path, None, &Progress::default()).unwrap();
        let back = read(&path);
        assert_eq!(all(&back.project), all(&import.project), "{name}");
        assert_eq!(issues(&back), [""; 0], "{name}");
    }
    // A case has ids of its own; the given one is kept beside it.
    let path = files.path("case");
    write(&import.project, None, &path, None, &Progress::default()).unwrap();
    let back = read(&path);
    let id = back.project.events.by_key("a_1").unwrap();
    assert_eq!(back.project.events.detail(id, "id_in_source"), "A-1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn texts_of_any_kind_come_back(title in "\\PC{1,20}", note in "[\\PC\n\t'=+@<>&;,\"\\[\\]-]{0,40}", name in "[\\PC;'=]{0,11}x", value in "[\\PC'=+-]{0,12}") {
        use dateline::event::{EventDraft, Group, GroupId, Groups, TableBuilder};
        let mut builder = TableBuilder::default();
        let details = if value.is_empty() { vec![] } else { vec![("title".to_owned(), value.clone()), ("x".to_owned(), value)] };
        builder.push(EventDraft { key: "k".into(), title, notes: note, actors: vec![GroupId(0)], details, ..EventDraft::default() });
        let groups = Groups::new(vec![Group { key: "g".into(), name, ..Group::default() }]);
        let project = Project::new(Default::default(), builder.build(), vec![], groups, vec![], vec![]);
        let files = Files::new();
        for name in ["x.csv", "x.geojson"] {
            let path = files.path(name);
            write(&project, None, &path, None, &Progress::default()).unwrap();
            prop_assert_eq!(all(&read(&path).project), all(&project), "{}", name);
        }
    }
}

fn dateline(args: &[&str], files: &[&Path]) -> Output {
    let paths = files.iter().map(|path| path.to_str().unwrap());
    Command::new(env!("CARGO_BIN_EXE_dateline")).args(args).args(paths).env_remove("DATELINE_LOG").output().unwrap()
}

#[test]
fn files_are_converted_without_a_window() {
    let files = Files::new();
    let one = files.put("one.csv", "id,date,lat,lon,actor,country\n1,2024-05-03,1,2,Red,X\n2,2024-06-03,1,2,Blue,Y\n");
    let two = files.put(
        "two.geojson",
        "{\"type\":\"Feature\",\"id\":1,\"geometry\":null,\"properties\":{\"name\":\"n\",\"actor\":\"Red\"}}",
    );
    let out = files.path("out.csv");
    let output = dateline(&["convert"], &[&one, &two, &out]);
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
        (Some(0), "3 events written\n")
    );
    let back = read(&out);
    assert_eq!((back.report.counts.events, back.report.counts.groups), (3, 2));
    assert!(back.project.events.by_key("1~2").is_some(), "ids that two files share are told apart");
    let output = dateline(&["convert", "--filter", "group:red after:2024"], &[&one, &two, &out]);
    assert_eq!((output.status.code(), read(&out).report.counts.events), (Some(0), 1));
    let case = files.path("case");
    assert_eq!(dateline(&["convert"], &[&one, &case]).status.code(), Some(0));
    assert_eq!(dateline(&["check"], &[&case]).status.code(), Some(0));
    // A mapping is printed, changed and used.
    let printed = dateline(&["check", "--mapping"], &[&one]);
    let mapping = String::from_utf8(printed.stdout).unwrap().replace("role = \"country\"", "role = \"place\"");
    let mapping = files.put("m.toml", mapping);
    let map = mapping.to_str().unwrap();
    assert_eq!(dateline(&["convert", "--map", map], &[&one, &out]).status.code(), Some(0));
    let back = read(&out);
    assert_eq!(back.project.place_name(back.project.events.by_key("1").unwrap()), "X");
}

#[test]
fn what_cannot_be_converted_says_why_and_issues_are_told_by_the_status() {
    let files = Files::new();
    let bad = files.put("bad.csv", "id,date,lat,lon\n1,2024-05-03,1,2\n2,soon,1,2\n3,2024-05-05,1,2\n");
    let output = dateline(&["convert"], &[&bad, &files.path("x.csv")]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 issue in what was read"));
    for (args, paths, words) in [
        (&["convert"][..], [&bad, &files.path("x.docx")], "the ending says no format"),
        (&["convert"], [&files.path("none.csv"), &files.path("x.csv")], "there is no such file"),
        (&["convert", "--filter", "x:y"], [&bad, &files.path("x.csv")], "not known"),
        (&["convert", "--from", "kml"], [&bad, &files.path("x.csv")], "this is no KML file"),
    ] {
        let paths: Vec<&Path> = paths.iter().map(|it| it.as_path()).collect();
        let output = dateline(args, &paths);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && err.contains(words), "{err}");
    }
    let case = Case::new();
    let output = dateline(&["convert"], &[case.path(), &files.path("case.geojson")]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("left out: 1 articles"));
}
