use std::path::Path;
use std::process::{Command, Output};

use dateline::format::{FormatId, Progress, read_bundled, read_folder, write};
use dateline::store::open;
use proptest::prelude::*;

use crate::project_state::{assert_same, random_edit, state};

const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/us-forces-iraq-syria-jordan");

fn dateline(args: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dateline")).args(args).output().unwrap()
}

#[test]
fn a_case_becomes_a_project_and_a_case_again_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (project, case) = (folder.path().join("out.gpkg"), folder.path().join("back"));
    for (from, to) in [(Path::new(BUNDLED), &project), (&project, &case)] {
        let output = dateline(&["convert".as_ref(), from, to]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.is_empty());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "158 events written\n");
    }
    let bundled = read_bundled();
    let back = read_folder(&case).unwrap();
    assert_eq!(back.report, bundled.report);
    assert_same(&state(&back.project), &state(&bundled.project), "case");
    assert_same(&state(&open(&project).unwrap().project), &state(&bundled.project), "project");
    let check = dateline(&["check".as_ref(), &project]);
    assert!(check.status.success() && String::from_utf8_lossy(&check.stdout).contains("124 events"));
}

#[test]
fn what_is_there_already_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("there.gpkg");
    std::fs::write(&file, "mine").unwrap();
    let output = dateline(&["convert".as_ref(), Path::new(BUNDLED), &file]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    let output = dateline(&["convert".as_ref(), Path::new(BUNDLED), folder.path()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let output = dateline(&["convert".as_ref(), &file, &folder.path().join("case")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("damaged"));
}

#[test]
fn a_damaged_project_is_checked_and_salvaged_without_a_window() {
    let folder = tempfile::tempdir().unwrap();
    let (project, new) = (folder.path().join("out.gpkg"), folder.path().join("new.gpkg"));
    dateline(&["convert".as_ref(), Path::new(BUNDLED), &project]);
    let mut bytes = std::fs::read(&project).unwrap();
    let at = bytes.windows(18).position(|it| it == b"20240716-asad-dron").unwrap() / 4096 * 4096;
    bytes[at..at + 4096].fill(0xEE);
    std::fs::write(&project, bytes).unwrap();
    assert_eq!(dateline(&["check".as_ref(), &project]).status.code(), Some(2));
    let output = dateline(&["salvage".as_ref(), &project, &new]);
    assert!(matches!(output.status.code(), Some(0 | 4)), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(open(&new).unwrap().project.events.len() > 100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edited_project_written_as_a_case_is_read_again_or_what_is_lost_is_told(
        numbers in prop::collection::vec(any::<[u32; 4]>(), 1..12),
    ) {
        let mut project = read_bundled().project;
        for numbers in numbers {
            let _ = project.apply(&random_edit(&project, numbers));
        }
        let folder = tempfile::tempdir().unwrap();
        let case = folder.path().join("case");
        let written = write(&project, None, &case, Some(FormatId::Case), &Progress::default()).unwrap();
        prop_assert!(project.work().marks.is_empty() || written.left_out.iter().any(|it| it.contains("tags")));
        let back = read_folder(&case).unwrap().project;
        let (then, now) = (state(&project), state(&back));
        prop_assert_eq!(then.events.len(), now.events.len());
        for (then, now) in then.events.iter().zip(&now.events) {
            let mut then = then.clone().without_mark();
            // What an event leaves open its place tells, in a case.
            for (then, now) in [(&mut then.country, &now.country), (&mut then.admin1, &now.admin1), (&mut then.geo_precision, &now.geo_precision)] {
                if then.is_empty() {
                    then.clone_from(now);
                }
            }
            then.position = then.position.or(now.position);
            then.precision_m = then.precision_m.or(now.precision_m);
            // A second field of one name gets a name of its own: JSON has each once.
            let names: std::collections::HashSet<&String> = then.details.iter().map(|(name, _)| name).collect();
            // A title or key that cannot be is reported by whoever reads it.
            let odd = then.title.trim().is_empty() || then.details.iter().any(|(name, text)| name.is_empty() || text.is_empty()) || names.len() < then.details.len();
            if !odd {
                prop_assert_eq!(&then, now);
            }
        }
        for then in &then.articles {
            // Articles are read in the order of their files' names.
            let Some(now) = now.articles.iter().find(|it| it.key == then.key) else {
                continue;
            };
            let told = written.left_out.iter().any(|it| it.contains("exactly as they are"));
            if !told && !then.title.trim().is_empty() {
                prop_assert_eq!(&then.text, &now.text);
                prop_assert_eq!(then.mentions.len(), now.mentions.len());
            }
        }
    }
}
