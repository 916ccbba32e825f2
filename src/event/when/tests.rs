use proptest::prelude::*;

use super::*;

fn day(text: &str) -> Day {
    match text {
        "min" => Day::MIN,
        "max" => Day::MAX,
        text => Day::from_date(text.parse().unwrap()),
    }
}

#[test]
fn every_date_has_an_earliest_and_a_latest_day() {
    for (text, earliest, latest) in [
        ("2024-07-16", "2024-07-16", "2024-07-16"),
        (" 2024-07-16T22:30:00+03:00 ", "2024-07-16", "2024-07-16"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2004-XX", "2004-01-01", "2004-12-31"),
        ("1985-04-XX", "1985-04-01", "1985-04-30"),
        ("1985-XX-XX", "1985-01-01", "1985-12-31"),
        ("2024-04~", "2024-04-01", "2024-04-30"),
        ("2020-01-27?", "2020-01-27", "2020-01-27"),
        ("2024-01-28/2024-01-29", "2024-01-28", "2024-01-29"),
        ("2004-06/2006-08", "2004-06-01", "2006-08-31"),
        ("../2024", "min", "2024-12-31"),
        ("/2024", "min", "2024-12-31"),
        ("2024-07-16/", "2024-07-16", "max"),
        ("2024-07-16/..", "2024-07-16", "max"),
        ("2023-21", "2023-03-01", "2023-05-31"),
        ("2023-22", "2023-06-01", "2023-08-31"),
        ("2023-23", "2023-09-01", "2023-11-30"),
        ("2023-24", "2023-12-01", "2024-02-29"),
        ("9999-24", "9999-12-01", "max"),
        ("0000", "0000-01-01", "0000-12-31"),
        ("-0043-03-15", "-000043-03-15", "-000043-03-15"),
        ("-012X", "-000129-01-01", "-000120-12-31"),
        ("Y-12000", "min", "min"),
        ("Y99999999999999999999", "max", "max"),
    ] {
        let it = When::parse(text).unwrap();
        assert_eq!((it.earliest(), it.latest()), (day(earliest), day(latest)), "{text}");
        assert_eq!(it.text(), text.trim());
    }
}

#[test]
fn dates_read_as_people_write_them() {
    for (text, long, short) in [
        ("2024-07-16", "July 16, 2024", "16 Jul 2024"),
        ("2024-07-16T22:30", "July 16, 2024", "16 Jul 2024"),
        ("2024-02", "February 2024", "Feb 2024"),
        ("2024", "2024", "2024"),
        ("2024-04~", "about April 2024", "c. Apr 2024"),
        ("2020-01-27?", "January 27, 2020 (uncertain)", "27 Jan 2020?"),
        ("2020-01%", "about January 2020 (uncertain)", "c. Jan 2020?"),
        ("2024-01-28/2024-01-29", "January 28–29, 2024", "28–29 Jan 2024"),
        ("2024-01-30/2024-02-02", "January 30 – February 2, 2024", "30 Jan – 2 Feb 2024"),
        ("2023-12-30/2024-01-02", "December 30, 2023 – January 2, 2024", "30 Dec 2023 – 2 Jan 2024"),
        ("2024-01/2024-03", "January–March 2024", "Jan–Mar 2024"),
        ("2017/2021", "2017–2021", "2017–2021"),
        ("2017~/2021", "about 2017 – 2021", "c. 2017 – 2021"),
        ("2024-01-28/2024-01-28", "January 28, 2024", "28 Jan 2024"),
        ("../2024", "until 2024", "until 2024"),
        ("/2024", "until 2024 (start unknown)", "until 2024"),
        ("2024-07-16/..", "from July 16, 2024", "from 16 Jul 2024"),
        ("2023-22", "summer 2023", "summer 2023"),
        ("1999-24", "winter 1999–00", "winter 1999–00"),
        ("201X", "2010s", "2010s"),
        ("20XX", "2000–2099", "2000–2099"),
        ("2004-XX", "2004 (month unknown)", "2004"),
        ("1985-04-XX", "April 1985 (day unknown)", "Apr 1985"),
        ("-0043-03-15", "March 15, 44 BC", "15 Mar 44 BC"),
        ("Y-12000", "12001 BC", "12001 BC"),
    ] {
        let it = When::parse(text).unwrap();
        assert_eq!((it.display().as_str(), it.short().as_str()), (long, short), "{text}");
    }
}

#[test]
fn what_is_no_date_says_what_to_write() {
    for (text, hint) in [
        ("", "2024-07-16"),
        ("yesterday", "2024-07-16"),
        ("16.07.2024", "2024-07-16"),
        ("2024/07/16", "2024-07-16"),
        ("2024-7-16", "two digits"),
        ("2024-16-07", "in this order"),
        ("2024-02-30", "a day that exists"),
        ("2024-41", "21 to 24"),
        ("2024-07-16T25:00", "22:30:00"),
        ("2024-07-16/2024-07-01", "the earlier date first"),
        ("../..", "2024-07-16/.."),
        ("[1667,1668]", "2024-01-28/2024-01-29"),
        ("2004-06~-11", "at the end"),
        ("201X-05", "201X alone"),
        ("Y2024", "Y-12000"),
        ("２０２４", "2024-07-16"),
    ] {
        let error = When::parse(text).unwrap_err().to_string();
        assert!(error.contains(hint), "{error}");
    }
}

#[test]
fn only_one_plain_day_is_a_day() {
    for (text, expect) in [
        ("2024-07-16", true),
        ("2024-07-16/2024-07-16", true),
        ("2024-07-16?", false),
        ("2024-07-XX", false),
        ("2024", false),
        ("2024-07-16/..", false),
        ("Y-12000", false),
    ] {
        assert_eq!(When::parse(text).unwrap().is_day(), expect, "{text}");
    }
    assert_eq!(When::day(Day(19920)), When::parse("2024-07-16").unwrap());
}

#[test]
fn qualifiers_are_told_apart() {
    for (text, expect) in [("2024", (false, false)), ("2024~", (true, false)), ("2024?/2025%", (true, true))] {
        let it = When::parse(text).unwrap();
        assert_eq!((it.is_approximate(), it.is_uncertain()), expect, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_is_too_odd_to_be_refused(text in r"([-YX0-9~?%/.T:+]{0,16}|\PC{0,12})") {
        if let Ok(it) = When::parse(&text) {
            prop_assert!(it.earliest() <= it.latest());
            prop_assert!(!it.display().is_empty() && !it.short().is_empty());
        }
    }

    #[test]
    fn every_day_reads_back(number in Day::MIN.0..=Day::MAX.0) {
        let it = When::day(Day(number));
        prop_assert_eq!(it.earliest(), Day(number));
        prop_assert_eq!(When::parse(it.text()).unwrap(), it);
    }
}
