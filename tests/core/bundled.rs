use std::path::Path;

use dateline::article::{Target, sentence_around};
use dateline::event::Day;
use dateline::format::{read_bundled, read_folder};

use crate::folder::told;

#[test]
fn the_bundled_case_is_clean() {
    let import = read_bundled();
    assert_eq!(told(&import.report.issues), [""; 0]);
    assert_eq!(import.report.counts.events, 124);
    let meta = &import.project.meta;
    assert!(meta.first_article.is_some() && meta.first_event.is_some() && !meta.notice.is_empty());
}

#[test]
fn the_bundled_case_and_its_folder_are_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/us-forces-iraq-syria-jordan");
    let (bundled, folder) = (read_bundled(), read_folder(&folder).unwrap());
    assert_eq!(bundled.report, folder.report);
    assert_eq!(bundled.project.articles, folder.project.articles);
}

#[test]
fn the_first_event_is_linked_to_its_sentence_and_its_place() {
    let project = read_bundled().project;
    let event = project.meta.first_event.unwrap();
    assert_eq!(project.events.days(event).map(|(first, _)| first), Day::from_ymd(2024, 7, 16));
    assert_eq!(project.place_name(event), "Ain al-Asad Air Base");
    assert_eq!(project.events.precision_m(event), Some(3000.0));
    let mention = project.mentions(event)[0];
    assert_eq!(Some(mention.article), project.meta.first_article);
    let article = project.article(mention.article);
    let sentence = &article.text[sentence_around(&article.text, article.mentions[mention.mention].range.clone())];
    assert!(sentence.contains("drones") && sentence.ends_with('.'), "{sentence}");
}

#[test]
fn every_mention_is_found_again_by_its_selector() {
    for article in read_bundled().project.articles {
        for (number, mention) in article.mentions.iter().enumerate() {
            let selector = article.selector(number).unwrap();
            assert_eq!(selector.find(&article.text), Some(mention.range.clone()));
            assert_eq!(selector.find(&format!("Corrected. {}", article.text)).unwrap().start, mention.range.start + 11);
            if matches!(mention.target, Target::Event(_)) {
                let sentence = sentence_around(&article.text, mention.range.clone());
                assert!(sentence.start <= mention.range.start && mention.range.end <= sentence.end);
            }
        }
    }
}
