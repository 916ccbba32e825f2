//! Small case folders to read and to break.

use std::fs;
use std::path::Path;

use dateline::event::Issue;
use dateline::format::{CaseError, Import, read_folder};
use tempfile::TempDir;

/// A case folder that goes away with the test.
pub struct Case(TempDir);

pub const ARTICLE: &str = "+++\ntitle = \"A\"\nsources = [\"wire\"]\n+++\n\n[It](event:one) fell on [B](place:base), says [W](source:wire).\n";

impl Case {
    /// One event, one place, one group, one source, one article; nothing is wrong with it.
    pub fn new() -> Self {
        let case = Self(tempfile::tempdir().unwrap());
        case.file("case.toml", "format = 1\nid = \"t\"\ntitle = \"T\"\nfirst_article = \"a\"\nfirst_event = \"one\"\n")
            .file("groups.toml", "[[group]]\nid = \"us\"\nname = \"US\"\n")
            .file("sources.toml", "# all\n\n[[source]]\nid = \"wire\"\npublisher = \"W\"\ndate = 2024-07-17\n")
            .places(r#"{"type":"Feature","id":"base","geometry":{"type":"Point","coordinates":[42.4,33.8]},"properties":{"name":"B","country":"Iraq","admin1":"Anbar","precision_km":3}}"#)
            .event(r#""title":"One""#)
            .file("articles/a.md", ARTICLE)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub fn without(self, name: &str) -> Self {
        fs::remove_file(self.path().join(name)).unwrap();
        self
    }

    /// The features of `events.geojson`, which start in line 2.
    pub fn events(self, features: &str) -> Self {
        self.file("events.geojson", format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{features}\n]}}\n"))
    }

    /// One event, `one`, with these properties.
    pub fn event(self, properties: &str) -> Self {
        self.events(&format!(r#"{{"type":"Feature","id":"one","geometry":null,"properties":{{{properties}}}}}"#))
    }

    pub fn places(self, features: &str) -> Self {
        self.file("places.geojson", format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{features}\n]}}\n"))
    }

    pub fn try_read(&self) -> Result<Import, CaseError> {
        read_folder(self.path())
    }

    pub fn read(&self) -> Import {
        self.try_read().unwrap()
    }
}

/// Issues as lines of text.
pub fn told(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(Issue::to_string).collect()
}

/// That there is one issue, with all of these words in it.
#[track_caller]
pub fn assert_one_issue(import: &Import, words: &[&str]) {
    let told = told(&import.report.issues);
    assert_eq!(told.len(), 1, "{told:#?}");
    for word in words {
        assert!(told[0].contains(word), "{word:?} is not in {told:?}");
    }
}

#[test]
fn the_small_case_is_clean() {
    let import = Case::new().read();
    assert_eq!(told(&import.report.issues), [""; 0]);
    assert_eq!(import.report.counts.mentions, 3);
}
