//! Files that are missing, too big, broken or no text.

use std::fs::{self, File};
use std::io::{BufWriter, Write};

use dateline::format::{CaseError, FileProblem, MAX_FILE_BYTES, read_folder};

use crate::folder::{ARTICLE, Case, assert_one_issue, told};

/// Why a case cannot be shown.
#[track_caller]
fn refusal(case: &Case) -> String {
    case.try_read().unwrap_err().to_string()
}

#[test]
fn what_is_no_case_says_what_is_missing() {
    let case = Case::new();
    assert!(matches!(read_folder(&case.path().join("nowhere")), Err(CaseError::NotFound(_))));
    assert!(matches!(read_folder(&case.path().join("groups.toml")), Err(CaseError::NotAFolder(_))));
    for missing in ["case.toml", "events.geojson"] {
        let said = refusal(&Case::new().without(missing));
        assert!(said.ends_with(&format!("this is not a case folder, it has no {missing}")), "{said}");
    }
}

#[test]
fn the_path_of_case_toml_opens_the_case() {
    let case = Case::new();
    assert_eq!(read_folder(&case.path().join("case.toml")).unwrap().report.counts.events, 1);
}

#[test]
fn only_case_toml_and_the_events_are_needed() {
    let case = Case::new().without("groups.toml").without("sources.toml").without("places.geojson");
    let case = case.without("articles/a.md").file("case.toml", "format = 1\nid = \"t\"\ntitle = \"T\"\n");
    fs::remove_dir(case.path().join("articles")).unwrap();
    let import = case.read();
    assert_eq!((told(&import.report.issues).len(), import.report.counts.events), (0, 1));
}

#[test]
fn broken_files_that_are_needed_say_where() {
    for (file, text, expect) in [
        ("case.toml", "format = 1\ntitle = \"T\nid = 2\n", "case.toml: line 2, column 11: "),
        (
            "events.geojson",
            "{\"type\":\"FeatureCollection\",\n\"features\":[\n{\"a\":}]}",
            "events.geojson: line 3, column 6: ",
        ),
        ("events.geojson", "{\"features\":[", "events.geojson: line 1, column 13: EOF while parsing"),
        ("events.geojson", "[1]", "events.geojson: line 1, column "),
        ("events.geojson", "{}", "it has no \"features\""),
        ("events.geojson", "{\n\"features\": 3}", "line 2, column 13: \"features\" must be a list"),
        ("events.geojson", "", "events.geojson: line 1, column 0: EOF"),
        ("case.toml", "format = 2\n", "of format 2, which a newer version"),
    ] {
        let said = refusal(&Case::new().file(file, text));
        assert!(said.contains(expect), "{said:?} has not {expect:?}");
    }
}

#[test]
fn deep_nesting_is_one_issue_and_no_crash() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let import = Case::new().event(&format!(r#""title":"One","notes":{deep}"#)).read();
    assert_one_issue(&import, &["events.geojson:2", "notes", "cannot be read: recursion limit exceeded"]);
}

#[test]
fn text_that_is_not_utf_8_says_which_line_and_byte() {
    let said = refusal(&Case::new().file("events.geojson", b"{\n\"features\":[\"\xFF\"]}"));
    assert!(said.contains("line 2 (byte 15) is not UTF-8"), "{said}");
    let import = Case::new().file("articles/b.md", [ARTICLE.as_bytes(), b"\xC3("].concat()).read();
    assert_one_issue(&import, &["articles/b.md:7: line 7", "is not UTF-8"]);
    assert_eq!(import.report.counts.articles, 1);
}

#[test]
fn a_file_that_is_not_needed_costs_only_itself() {
    for (file, text, words) in [
        ("groups.toml", "[[group]]\nid = \n", ["groups.toml:2", "nothing of this file was read"]),
        ("articles/b.md", "no front matter", ["articles/b.md:1", "+++"]),
        ("articles/b.md", "+++\ntitle = \"B\"\n", ["articles/b.md:1", "second line +++ is missing"]),
        ("articles/b.md", "+++\ntitle = \"B\"\nx y\n+++\n", ["articles/b.md:3", "line 3, column 3"]),
    ] {
        let import = Case::new().file(file, text).read();
        assert_one_issue(&import, &words);
        assert_eq!((import.report.counts.events, import.report.counts.articles), (1, 1));
    }
}

#[test]
fn ids_of_a_file_that_cannot_be_read_are_not_reported_one_by_one() {
    let import = Case::new().event(r#""title":"One","place":"base","other_places":["x"]"#).places("nonsense").read();
    let told = told(&import.report.issues);
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].starts_with("places.geojson:2: line 2, column") && told[1].contains("could not be read"),
        "{told:#?}"
    );
    let events = &import.project.events;
    let kept: Vec<_> = events.details(events.by_key("one").unwrap()).collect();
    assert_eq!(kept, [("place", "base"), ("other_places", "x")]);
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let case = Case::new();
    // A hole of a file: its length alone must do.
    File::create(case.path().join("events.geojson")).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
    let error = case.try_read().unwrap_err();
    assert!(matches!(error, CaseError::File { problem: FileProblem::TooBig, .. }), "{error}");
    assert!(error.to_string().contains("64 MiB"), "{error}");
}

#[test]
fn a_huge_line_is_one_issue() {
    let case = Case::new();
    let mut file = BufWriter::new(File::create(case.path().join("events.geojson")).unwrap());
    write!(file, r#"{{"features":[{{"id":"one","properties":{{"title":"One","fatalities":""#).unwrap();
    for _ in 0..2048 {
        file.write_all(&[b'x'; 4096]).unwrap();
    }
    write!(file, r#""}}}}]}}"#).unwrap();
    drop(file);
    let import = case.read();
    assert_one_issue(&import, &["events.geojson:1 [one] fatalities = \"xxx", "…\": write whole numbers"]);
    assert!(import.report.issues[0].to_string().len() < 400);
}

#[cfg(unix)]
#[test]
fn what_is_not_an_ordinary_file_is_not_waited_for() {
    let case = Case::new();
    fs::create_dir(case.path().join("articles/b.md")).unwrap();
    assert_one_issue(&case.read(), &["articles/b.md", "not an ordinary file"]);
}

#[test]
fn windows_line_ends_and_byte_order_marks_change_nothing() {
    let case = Case::new().file("articles/a.md", format!("\u{feff}{}", ARTICLE.replace('\n', "\r\n")));
    let import = case.read();
    assert_eq!(told(&import.report.issues), [""; 0]);
    assert_eq!(import.project.articles, Case::new().read().project.articles);
}
