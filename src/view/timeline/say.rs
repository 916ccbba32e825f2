//! Days and ranges of days in words.

use jiff::civil::Date;

use crate::event::Day;

pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
pub const LONG_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "Jul".
pub fn month(date: Date) -> &'static str {
    name(&MONTHS, date)
}

/// "July".
pub fn long_month(date: Date) -> &'static str {
    name(&LONG_MONTHS, date)
}

fn name(names: &[&'static str; 12], date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|i| names.get(i)).copied().unwrap_or("")
}

/// "2024"; years before the year 1 as historians write them.
pub fn year(date: Date) -> String {
    match date.year() {
        year @ 1.. => year.to_string(),
        year => format!("{} BC", 1 - i32::from(year)),
    }
}

/// "16 Jul 2024".
pub fn day(day: Day) -> String {
    let date = day.date();
    format!("{} {} {}", date.day(), month(date), year(date))
}

/// "July 2024".
pub fn month_of(day: Day) -> String {
    let date = day.date();
    format!("{} {}", long_month(date), year(date))
}

/// Days from the first to the last as briefly as they can be told: "15–21 Jul 2024", "July 2024", "2019–2023".
pub fn days(first: Day, last: Day) -> String {
    let (a, b) = (first.date(), last.date());
    let (starts_month, ends_month) = (a.day() == 1, b.day() == b.days_in_month());
    let (starts_year, ends_year) = (starts_month && a.month() == 1, ends_month && b.month() == 12);
    let same_year = a.year() == b.year();
    let same_month = same_year && a.month() == b.month();
    match () {
        () if first >= last => day(first),
        () if starts_year && ends_year && same_year => year(a),
        () if starts_year && ends_year => format!("{}–{}", year(a), year(b)),
        () if starts_month && ends_month && same_month => month_of(first),
        () if starts_month && ends_month && same_year => format!("{} – {} {}", month(a), month(b), year(b)),
        () if starts_month && ends_month => format!("{} {} – {} {}", month(a), year(a), month(b), year(b)),
        () if same_month => format!("{}–{} {} {}", a.day(), b.day(), month(b), year(b)),
        () if same_year => format!("{} {} – {} {} {}", a.day(), month(a), b.day(), month(b), year(b)),
        () => format!("{} – {}", day(first), day(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_told_briefly() {
        let on = |y, m, d| Day::from_ymd(y, m, d).unwrap();
        for (first, last, words) in [
            (on(2024, 7, 16), on(2024, 7, 16), "16 Jul 2024"),
            (on(2024, 7, 15), on(2024, 7, 21), "15–21 Jul 2024"),
            (on(2024, 7, 29), on(2024, 8, 4), "29 Jul – 4 Aug 2024"),
            (on(2024, 2, 1), on(2024, 2, 29), "February 2024"),
            (on(2024, 1, 1), on(2024, 3, 31), "Jan – Mar 2024"),
            (on(2023, 10, 1), on(2024, 8, 31), "Oct 2023 – Aug 2024"),
            (on(2023, 1, 1), on(2023, 12, 31), "2023"),
            (on(2010, 1, 1), on(2019, 12, 31), "2010–2019"),
            (on(2023, 12, 28), on(2024, 1, 3), "28 Dec 2023 – 3 Jan 2024"),
        ] {
            assert_eq!(days(first, last), words);
        }
        assert_eq!(day(on(-43, 3, 15)), "15 Mar 44 BC");
    }
}
