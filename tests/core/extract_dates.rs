//! Dates in prose.

use dateline::event::{Day, When};
use dateline::extract::date::{DateName, find, written};
use dateline::extract::token::Reading;

fn dates(text: &str, published: &str) -> Vec<DateName> {
    let published = When::parse(published).ok().map(|it| it.earliest());
    find(&Reading::new(text), published)
}

/// The EDTF of every date of a text published on Friday 19 July 2024.
#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let found = dates(text, "2024-07-19");
    let edtf: Vec<&str> = found.iter().map(|it| it.when.as_ref().map_or("?", |it| &it.edtf)).collect();
    assert_eq!(edtf, expect, "{text}: {found:#?}");
    for it in found.iter().filter_map(|it| it.when.as_ref()) {
        let when = When::parse(&it.edtf).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((when.earliest(), when.latest()), (it.first, it.last), "{text}: {}", it.edtf);
    }
}

#[test]
fn absolute_dates_are_read_as_they_stand() {
    check("on 16 July 2024 and July 3, 2023", &["2024-07-16", "2023-07-03"]);
    check("On the 7th of October 2023, fighters", &["2023-10-07"]);
    check("Published 2024-07-16, again 16.07.2024 and 7/16/2024", &["2024-07-16", "2024-07-16", "2024-07-16"]);
    check("in March 2022, in 2014 and in the 1990s", &["2022-03", "2014", "199X"]);
    check("the 9/11 attacks", &["2001-09-11"]);
    check("in the summer of 2022", &["2022-22"]);
    check("في 16 تموز 2024", &["2024-07-16"]);
}

#[test]
fn partial_dates_take_the_year_nearest_to_publication() {
    check("The strike occurred on Tuesday, July 16, near the base", &["2024-07-16"]);
    check("since the October 7 attack", &["2023-10-07/.."]);
    check("on Dec. 10 and on 3 January", &["2023-12-10", "2024-01-03"]);
    check("In February, the group announced", &["2024-02"]);
    check("elections in November will", &["2023-11"]);
    check("The vote will be held on November 5", &["2024-11-05"]);
    check("He may march in May", &["2024-05"]);
    check("in May last year", &["2023-05"]);
}

#[test]
fn weeks_days_of_the_month_and_hours_are_told() {
    check("Week of 12 May 2024", &["2024-05-12/2024-05-18"]);
    check("the week of July 1, when", &["2024-07-01/2024-07-07"]);
    check("on 3 July and again on the 10th, in which", &["2024-07-03", "2024-07-10"]);
    check("on the 4th inst. a party", &["2024-07-04"]);
    check("on the 10th floor", &[]);
    check("In the past 24 hours, forces", &["2024-07-18/2024-07-19"]);
    check("overnight on Tuesday; on Friday evening last week", &["2024-07-16", "2024-07-12"]);
}

#[test]
fn stamps_and_nights_between_two_days_are_read() {
    check("At 0530Z 16 JUL 24 a vessel was hit", &["2024-07-16"]);
    check(
        "DTG 161430Z JUL 24 and 161430ZJUL2024, 16JUL24, 16-Jul-2024",
        &["2024-07-16", "2024-07-16", "2024-07-16", "2024-07-16"],
    );
    check("On 16 Jul 24 a skiff; on 16 Jul 24 men died", &["2024-07-16", "2024-07-16"]);
    check("between 2100 on 15 July and 0300 on 16 July", &["2024-07-15", "2024-07-16"]);
    check("Sunday night into Monday", &["2024-07-14/2024-07-15"]);
    check("on the night of Monday to Tuesday", &["2024-07-15/2024-07-16"]);
    check("on Thursday of last week", &["2024-07-11"]);
    check("July 12/13", &["2024-07-12/2024-07-13"]);
}

#[test]
fn a_dateline_dates_what_it_heads() {
    check(
        "JERUSALEM, July 17 (Agency) - Two men were shot this morning, one yesterday.",
        &["2024-07-17", "2024-07-17", "2024-07-16"],
    );
    check("From our Correspondent, BEIRUT, July 16\n\nShots were heard last night.", &["2024-07-16", "2024-07-15"]);
    check("In Jerusalem, July 17 was calm. This morning it was not.", &["2024-07-17", "2024-07-19"]);
    // Long before it was printed, it is a date like any other.
    check("BEIRUT, May 16 (Agency) - Shots were heard last night.", &["2024-05-16", "2024-07-18"]);
}

#[test]
fn relative_dates_are_counted_from_publication() {
    check("on Tuesday", &["2024-07-16"]);
    check("on Friday, and late Thursday", &["2024-07-19", "2024-07-18"]);
    check("last Friday", &["2024-07-12"]);
    check("Yesterday, two men; this morning, one; last night, none", &["2024-07-18", "2024-07-19", "2024-07-18"]);
    check("three days ago", &["2024-07-16"]);
    check("last week and earlier this month", &["2024-07-08/2024-07-14", "2024-07"]);
    check("a month ago", &["2024-06~"]);
    check("The two-year-old government of the prime minister", &["2022~"]);
    check("over the past three weeks", &["2024-06-28/2024-07-19"]);
    check("Late last year", &["2023-09~/2023-12~"]);
    check("A 34-year-old man, and a two-year-old girl", &[]);
    check("Delegates will arrive on Monday", &["2024-07-22"]);
}

#[test]
fn passages_count_from_the_date_before() {
    check("On 28 January 2024 a drone hit. Two days later, jets answered.", &["2024-01-28", "2024-01-30"]);
    check("On 28 January 2024 a drone hit. The following day, jets answered.", &["2024-01-28", "2024-01-29"]);
    check(
        "On 2 May 2023 it began, a day before the talks. The 62-year-old Karlov died the next day.",
        &["2023-05-02", "2023-05-03"],
    );
    check("On 2 May 2023 it began. A week earlier, talks failed.", &["2023-05-02", "2023-04-22~/2023-04-28~"]);
}

#[test]
fn intervals_lend_each_other_month_and_year() {
    check("between 17 October and 4 November 2023", &["2023-10-17/2023-11-04"]);
    check("between 17 and 19 October 2023", &["2023-10-17/2023-10-19"]);
    check("from 28 December to 3 January", &["2023-12-28/2024-01-03"]);
    check("Jan 3-4, 2024 and January 3–4", &["2024-01-03/2024-01-04", "2024-01-03/2024-01-04"]);
    check("from 2003 to 2011", &["2003/2011"]);
    check("since 2021", &["2021/.."]);
    check("until March 2023", &["../2023-03"]);
    check("mid-October 2023 and in early March", &["2023-10-11~/2023-10-20~", "2024-03-01~/2024-03-10~"]);
}

#[test]
fn counts_and_names_are_no_dates() {
    check("at least 2,500 men, 2003 Honda cars and 16 tanks may march on", &[]);
    check("Sun and Wed and Mon", &[]);
    check("Ms. May said she saw April Smith", &[]);
    check("three men were hurt", &[]);
}

#[test]
fn a_weekday_that_contradicts_its_date_is_flagged() {
    let found = dates("on Monday, July 16, 2024", "2024-07-19");
    assert_eq!(found[0].conflict.as_deref(), Some("2024-07-16 is a Tuesday, not a Monday"));
    assert!(dates("on Tuesday, July 16", "2024-07-19")[0].conflict.is_none());
}

#[test]
fn without_a_day_of_publication_the_latest_full_date_is_taken_and_said() {
    let found = dates("On Tuesday it began (July 18, 2024).", "");
    assert_eq!(found[0].when.as_ref().unwrap().edtf, "2024-07-16");
    assert!(found[0].why.contains("the latest date that the text names"));
    let none = dates("On Tuesday it began.", "");
    assert!(none[0].when.is_none() && none[0].why.contains("needs the day of publication"));
}

#[test]
fn without_a_day_of_publication_the_dateline_goes_before_a_later_date() {
    let text = "MAIDUGURI, Nigeria, March 3, 2025 - Gunmen came on Sunday. The vote is on June 7, 2026.";
    let found = dates(text, "");
    assert_eq!(found[1].when.as_ref().unwrap().edtf, "2025-03-02");
    assert!(found[1].why.contains("its dateline"), "{}", found[1].why);
    for (text, day) in [
        (text, "2025-03-03"),
        ("A headline\n\nGOMA, DR Congo, 12 May 2024 (Agency) — Shells fell.", "2024-05-12"),
        ("BAGHDAD, 2024-05-12 -- Shells fell.", "2024-05-12"),
        ("JERUSALEM, May 25 — Stones flew.", ""),
        ("BAGHDAD, 03/04/2025 - Shells fell.", ""),
        ("May 25, 2024 - Stones flew. May 27, 2024 - Shots were fired.", ""),
        ("GOMA, May 25, 2024 - Stones flew.\nBUKAVU, May 27, 2024 - Shots were fired.", ""),
        ("The army said on 12 May 2024 - a Sunday - that it left.", ""),
        ("", ""),
    ] {
        assert_eq!(written(text).map_or_else(String::new, |it| it.date().to_string()), day, "{text}");
    }
}

#[test]
fn a_time_of_day_stays_beside_its_date() {
    let text = "At 3.20pm on 16 July 2024 a rocket fell; on 17 July, before dawn, another.";
    let found = dates(text, "2024-07-19");
    let times: Vec<&str> = found.iter().map(|it| it.time.clone().map_or("", |it| &text[it])).collect();
    assert_eq!(times, ["3.20pm", "dawn"]);
    assert_eq!(found[0].when.as_ref().unwrap().first, Day::from_ymd(2024, 7, 16).unwrap());
}

#[test]
fn what_comes_after_a_word_of_order_is_counted_from_the_date_before_it() {
    check("On Tuesday, a day after gunmen had attacked the town, talks began", &["2024-07-16", "2024-07-15"]);
    check("It fell on July 16, just days before a delegation was expected", &["2024-07-16", "2024-07-17/2024-07-23"]);
    check("A day after the raid, on Tuesday", &["2024-07-20", "2024-07-16"]);
}

#[test]
fn dates_to_come_are_told_by_the_words_on_either_side() {
    check("On Thursday the minister is due to speak", &["2024-07-25"]);
    check("Schools remain closed until Monday", &["../2024-07-22"]);
    check("Organisers have called for a march on Thursday", &["2024-07-25"]);
    check("They hope to reach it before winter", &["2024-24"]);
}

#[test]
fn days_are_read_in_short_forms_too() {
    check("in raids between December 12 and 14", &["2023-12-12/2023-12-14"]);
    check("They struck on 11.08, he said", &["2023-08-11"]);
    check("It cost 11.08 dollars, or on 11.08 per cent", &[]);
    check("Since the start of the year", &["2024/.."]);
}
