//! What must hold of any text.

use std::ops::Range;

use dateline::event::{Groups, When};
use dateline::extract::{Extraction, Extractor, Recogniser, to_json};
use proptest::prelude::*;

fn extractor() -> Extractor {
    Extractor::new(&[], &Groups::default())
}

/// Every range of bytes that an extraction holds.
fn ranges(it: &Extraction) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    all.extend(it.places.iter().map(|it| it.range.clone()));
    all.extend(it.dates.iter().map(|it| it.range.clone()));
    all.extend(it.dates.iter().filter_map(|it| it.time.clone()));
    all.extend(it.groups.iter().map(|it| it.range.clone()));
    all.extend(it.tolls.iter().flat_map(|it| [it.range.clone(), it.whom.clone()]));
    for event in &it.events {
        all.extend(event.sentences.iter().cloned());
        all.extend(event.when.iter().flat_map(|it| it.evidence.clone()));
        all.extend(event.place.iter().flat_map(|it| it.evidence.clone()));
        all.extend(event.actors.iter().chain(&event.targets).flat_map(|it| it.evidence.clone()));
        all.extend(event.fatalities.iter().chain(&event.injuries).flat_map(|it| it.evidence.clone()));
    }
    all
}

/// Words that reports are made of, in any order, among anything else.
fn report() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "Two drones struck",
        "the base",
        "in Aleppo",
        "on Tuesday",
        "July 16, 2024",
        "killing three soldiers",
        "Kataib Hezbollah",
        ". ",
        ", ",
        "\n\n",
        "between 3 and 5 May",
        "early",
        "mid-",
        "late",
        "the first week of",
        "two",
        "days later",
        "U.S.",
        "“",
        "”",
        "دمشق",
        "عين الأسد",
        "St. Louis",
        "(",
        "if",
        "after",
        "said it",
        "no one",
        "was claimed by",
        "’s",
        "é",
        "👩‍👩‍👧",
        "\u{301}",
        "-",
        "9/11",
        "since 2021, when",
        "a\u{0}b",
        "İstanbul",
        "ß",
    ]);
    let piece = prop_oneof![4 => words.prop_map(str::to_owned), 1 => r"\PC{0,6}"];
    prop::collection::vec((piece, prop::bool::ANY), 0..40)
        .prop_map(|all| all.into_iter().map(|(word, space)| if space { word + " " } else { word }).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn offsets_are_character_boundaries_of_any_text_and_nothing_panics(text in prop_oneof![report(), r"[\s\S]{0,200}"]) {
        let published = When::parse("2024-07-19").unwrap().earliest();
        for published in [None, Some(published)] {
            let found = extractor().read(&text, published);
            for range in ranges(&found) {
                prop_assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
            }
            for list in [
                found.places.iter().map(|it| it.range.clone()).collect::<Vec<_>>(),
                found.dates.iter().map(|it| it.range.clone()).collect(),
                found.groups.iter().map(|it| it.range.clone()).collect(),
            ] {
                prop_assert!(list.windows(2).all(|it| it[0].end <= it[1].start), "{list:?}");
            }
            for date in found.dates.iter().filter_map(|it| it.when.as_ref()) {
                let when = When::parse(&date.edtf);
                prop_assert!(when.is_ok(), "{date:?}");
                prop_assert_eq!((when.as_ref().unwrap().earliest(), when.as_ref().unwrap().latest()), (date.first, date.last));
            }
            let json = to_json(&text, &found);
            let length = text.chars().count() as u64;
            for mention in json["mentions"].as_array().unwrap() {
                let (start, end) = (mention["start"].as_u64().unwrap(), mention["end"].as_u64().unwrap());
                prop_assert!(start < end && end <= length);
                let same: String = text.chars().skip(start as usize).take((end - start) as usize).collect();
                prop_assert_eq!(mention["text"].as_str().unwrap(), same);
            }
        }
    }
}

#[test]
fn a_reading_that_nobody_wants_is_given_up_at_once() {
    let text = "On Monday gunmen killed three men in Basra, police in Iraq said. ".repeat(2000);
    let extractor = extractor();
    let mut asked_in_all = 0;
    for wanted in [0, 1, 20, 200] {
        let asked = std::cell::Cell::new(0);
        let unwanted = || {
            asked.set(asked.get() + 1);
            asked.get() > wanted
        };
        assert_eq!(extractor.read_unless(&text, None, &unwanted), None);
        assert_eq!(asked.get(), wanted + 1, "asked again after it had been told");
        asked_in_all += asked.get();
    }
    assert!(asked_in_all > 200);
    let short = "Gunmen killed three men in Basra on Monday.";
    assert_eq!(extractor.read_unless(short, None, &|| false), Some(extractor.read(short, None)));
}

#[test]
fn the_work_grows_in_proportion_to_hostile_texts() {
    let extractor = extractor();
    for unit in [
        "and ",
        "the ",
        "(",
        "early ",
        "late in the of on ",
        "first week of ",
        "A.",
        "Paris, ",
        "attack ",
        "killed and ",
        "two ",
        "hundred ",
        "St. ",
        "“",
        "Al Al ",
        "North ",
        "a\u{301}",
        "claimed responsibility. ",
        "Tuesday ",
        "July 3, ",
        "since ",
        "-",
        "دمشق ",
        "Drones hit Aleppo on Monday. ",
        "if ",
        "Springfield attacked Georgia after Washington struck Paris. ",
        "between ",
        "Iraqi ",
        "US ",
        "Lake ",
        "County ",
        "Street ",
        "9:",
        "1,",
        "x",
    ] {
        let size = 12_000 / unit.len();
        let (one, four) = (extractor.work(&unit.repeat(size)), extractor.work(&unit.repeat(size * 4)));
        assert!(four <= one * 5 + 20_000, "{unit:?}: {one} looks for one, {four} for four");
    }
}
