//! The command line, as people and scripts meet it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::folder::Case;

fn dateline(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dateline")).args(args).env_remove("DATELINE_LOG").output().unwrap()
}

fn check(path: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let output = dateline(&[&["check", path.to_str().unwrap()], more].concat());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_clean_case_is_0() {
    let (status, out, err) = check(Case::new().path(), &[]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert!(
        out.contains("1 event, 0 unverified; 1 article with 3 mentions") && out.ends_with("nothing is wrong\n"),
        "{out}"
    );
}

#[test]
fn issues_are_1_and_each_is_a_line() {
    let case = Case::new().event("\"title\":\"One\",\n\"event_date\":\"soon\",\"status\":\"\\u001b[31m\"");
    let (status, out, _) = check(case.path(), &[]);
    assert_eq!(status, Some(1));
    assert!(out.contains("error: events.geojson:3 [one] event_date = \"soon\": this is not a date"), "{out}");
    assert!(out.contains("warning: ") && out.ends_with("2 issues\n") && !out.contains('\u{1b}'), "{out}");
}

#[test]
fn what_cannot_be_read_is_2() {
    let (status, out, err) = check(Path::new("/no/such/case"), &[]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    assert!(err.contains("/no/such/case: there is no such file or folder"), "{err}");
    let (status, out, _) = check(Path::new("/no/such/case"), &["--json"]);
    assert_eq!(status, Some(2));
    assert!(serde_json::from_str::<Value>(&out).unwrap()["error"].is_string());
}

#[test]
fn json_is_one_object_with_counts_and_issues() {
    let case = Case::new().event("\"title\":\"One\",\n\"event_date\":\"soon\"");
    let (status, out, _) = check(case.path(), &["--json"]);
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(status, Some(1));
    for (name, count) in [
        ("events", 1),
        ("unverified", 0),
        ("articles", 1),
        ("mentions", 3),
        ("places", 1),
        ("groups", 1),
        ("sources", 1),
    ] {
        assert_eq!(json[name], count, "{name}");
    }
    let issue = &json["issues"][0];
    assert_eq!((&issue["line"], &issue["feature"], &issue["value"]), (&3.into(), &"one".into(), &"soon".into()));
}

#[test]
fn help_and_version_are_there() {
    for (args, words) in [(["--help"], "check"), (["--version"], env!("CARGO_PKG_VERSION"))] {
        let output = dateline(&args);
        assert!(output.status.success() && String::from_utf8_lossy(&output.stdout).contains(words));
    }
    assert_eq!(dateline(&["--no-such-option"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_is_no_crash() {
    let many: Vec<String> =
        (0..3000).map(|n| format!(r#"{{"id":"e{n}","properties":{{"title":"","event_date":"soon"}}}}"#)).collect();
    let case = Case::new().events(&many.join(",\n"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["check", case.path().to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(1), ""));
}
