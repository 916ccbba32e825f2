//! The words that dates are made of.

/// A month by its name, 1 to 12; English, abbreviated or not, and Arabic in both sets of names.
pub fn month(key: &str) -> Option<i8> {
    const ENGLISH: [&[&str]; 12] = [
        &["january", "jan", "يناير", "كانون الثاني"],
        &["february", "feb", "فبراير", "شباط"],
        &["march", "mar", "مارس", "اذار"],
        &["april", "apr", "ابريل", "نيسان"],
        &["may", "مايو", "ايار"],
        &["june", "jun", "يونيو", "حزيران"],
        &["july", "jul", "يوليو", "تموز"],
        &["august", "aug", "اغسطس"],
        &["september", "sept", "sep", "سبتمبر", "ايلول"],
        &["october", "oct", "اكتوبر"],
        &["november", "nov", "نوفمبر"],
        &["december", "dec", "ديسمبر"],
    ];
    ENGLISH.iter().position(|names| names.contains(&key)).and_then(|it| i8::try_from(it + 1).ok())
}

/// A day of the week: Monday is 0.
pub fn weekday(key: &str) -> Option<i8> {
    match key {
        "monday" | "mon" => Some(0),
        "tuesday" | "tue" | "tues" => Some(1),
        "wednesday" | "wed" => Some(2),
        "thursday" | "thu" | "thur" | "thurs" => Some(3),
        "friday" | "fri" => Some(4),
        "saturday" | "sat" => Some(5),
        "sunday" | "sun" => Some(6),
        _ => None,
    }
}

pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A season as EDTF numbers it.
pub fn season(key: &str) -> Option<u8> {
    match key {
        "spring" => Some(21),
        "summer" => Some(22),
        "autumn" => Some(23),
        "winter" => Some(24),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// `day`, `days`.
pub fn unit(key: &str) -> Option<Unit> {
    match key {
        "hour" | "hours" | "minute" | "minutes" => Some(Unit::Hour),
        "day" | "days" | "night" | "nights" => Some(Unit::Day),
        "week" | "weeks" => Some(Unit::Week),
        "month" | "months" => Some(Unit::Month),
        "year" | "years" => Some(Unit::Year),
        _ => None,
    }
}

/// `dawn`: a time of day in words.
pub fn time_of_day(key: &str) -> bool {
    matches!(
        key,
        "morning"
            | "afternoon"
            | "evening"
            | "night"
            | "midnight"
            | "noon"
            | "midday"
            | "dawn"
            | "dusk"
            | "sunrise"
            | "sunset"
            | "daybreak"
            | "nightfall"
            | "overnight"
    )
}
