//! GDELT's tables of mentions, alone and with the events that they speak of.

use dateline::corroborate::Addresses;
use dateline::event::EventId;
use dateline::format::FormatId;
use dateline::project::{Change, Edit, Layer, MENTIONED, Project};

use crate::format_files::{issues, read_as};

/// A row of the events table, version 2.0.
fn event(number: u32, address: &str) -> String {
    let mut fields = vec![String::new(); 61];
    for (at, text) in [
        (0, number.to_string().as_str()),
        (1, "20240716"),
        (2, "202407"),
        (3, "2024"),
        (4, "2024.5397"),
        (6, "MILITANT"),
        (26, "190"),
        (28, "19"),
        (51, "4"),
        (52, "Somewhere"),
        (56, "33.5"),
        (57, "42.5"),
        (59, "20240716120000"),
        (60, address),
    ] {
        fields[at] = text.to_owned();
    }
    fields.join("\t")
}

fn mention(number: &str, kind: &str, source: &str, address: &str) -> String {
    let rest = "1\t-1\t10\t20\t1\t60\t2500\t-4.5\t\t";
    format!("{number}\t20240716120000\t20240716131500\t{kind}\t{source}\t{address}\t{rest}")
}

fn mentions() -> String {
    [
        mention("101", "1", "example.org", "https://www.example.org/a?utm_source=x"),
        mention("101", "1", "example.net", "https://example.net/b"),
        mention("101", "1", "example.net", "https://example.net/b"),
        mention("999", "2", "A Wire", "a citation"),
        "no number\t1".to_owned(),
        String::new(),
    ]
    .join("\n")
}

#[test]
fn a_table_of_mentions_is_told_by_its_content_and_lists_who_speaks_of_each_event() {
    let import = read_as("20240716131500.mentions.CSV", mentions());
    let project = &import.project;
    assert_eq!(FormatId::of_word("gdelt-mentions").unwrap().name(), "GDELT table of mentions");
    let titles: Vec<&str> = project.events.ids().map(|id| project.events.title(id)).collect();
    assert_eq!(titles, ["GDELT event 101, mentioned in 2 articles", "GDELT event 999, mentioned in 1 article"]);
    assert_eq!(project.events.date_text(EventId(0)), "2024-07-16");
    assert_eq!(project.events.detail(EventId(0), MENTIONED), "101");
    assert_eq!(project.source(project.events.sources(EventId(1))[0]).title, "a citation");
    let told = issues(&import);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("no mention of an event"), "{told:?}");
}

#[test]
fn mentions_of_an_event_that_is_read_too_become_its_sources() {
    let events = read_as("a.export.CSV", [event(101, "https://example.net/b"), event(102, "")].join("\n")).project;
    let mentions = read_as("a.mentions.CSV", mentions()).project;
    for together in [[&events, &mentions], [&mentions, &events]] {
        let layers: Vec<Layer<'_>> = together.iter().map(|project| Layer { name: "x", project }).collect();
        let (mut all, _) = Project::merged(&layers);
        let mut keys: Vec<&str> = all.events.ids().map(|id| all.events.key(id)).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["101", "102", "999"]);
        let addresses = |all: &Project, key: &str| -> Vec<String> {
            let id = all.events.by_key(key).unwrap();
            all.events.sources(id).iter().map(|it| all.source(*it).url.clone()).collect()
        };
        assert_eq!(addresses(&all, "101"), ["https://example.net/b", "https://www.example.org/a?utm_source=x"]);
        assert!(addresses(&all, "102").iter().all(String::is_empty));
        // An article of the project that is one of them is matched by its address.
        let article = dateline::project::ArticleRecord {
            key: "a".into(),
            url: "http://example.org/a".into(),
            text: "x".into(),
            ..Default::default()
        };
        let change = Change::Article { key: "a".into(), record: Some(Box::new(article)) };
        all.apply(&Edit::new("Add", vec![change])).unwrap();
        let (article, addresses) = (all.article_by_key("a").unwrap(), Addresses::new(&all));
        let of: Vec<&str> = all
            .events
            .ids()
            .filter(|id| addresses.of_event(&all, *id) == [article])
            .map(|id| all.events.key(id))
            .collect();
        assert_eq!(of, ["101"]);
    }
}
