//! Dates as people write them, in English.

use super::{End, Missing, Part, Point, Span, When};

const MONTHS: [&str; 12] = [
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
const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// July 16, 2024
    Long,
    /// 16 Jul 2024
    Short,
}

impl When {
    /// In full: `July 16, 2024`, `about April 2024`, `January 27, 2020 (uncertain)`, `January 28–29, 2024`,
    /// `until 2024`, `summer 2023`, `2010s`.
    pub fn display(&self) -> String {
        self.words(Style::Long)
    }

    /// For narrow places: `16 Jul 2024`, `c. Apr 2024`, `27 Jan 2020?`, `28–29 Jan 2024`.
    pub fn short(&self) -> String {
        self.words(Style::Short)
    }

    fn words(&self, style: Style) -> String {
        let note = |style, note: &str| if style == Style::Long { format!(" ({note} unknown)") } else { String::new() };
        match &self.span {
            Span::One(point) => qualified(point, style),
            Span::Between(End::At(start), End::At(end)) => between(start, end, style),
            Span::Between(End::Open, End::At(end)) => format!("until {}", qualified(end, style)),
            Span::Between(_, End::At(end)) => format!("until {}{}", qualified(end, style), note(style, "start")),
            Span::Between(End::At(start), End::Open) => format!("from {}", qualified(start, style)),
            Span::Between(End::At(start), _) => format!("from {}{}", qualified(start, style), note(style, "end")),
            Span::Between(..) => self.text().to_owned(),
        }
    }
}

/// An interval, saying what both dates share only once.
fn between(start: &Point, end: &Point, style: Style) -> String {
    if start == end {
        return qualified(start, style);
    }
    if start.is_plain() && end.is_plain() {
        match (start.part, end.part) {
            (Part::Day(y, m, a), Part::Day(y2, m2, b)) if (y, m) == (y2, m2) => {
                let (month, year) = (month(m, style), year(y.into()));
                return match style {
                    Style::Long => format!("{month} {a}–{b}, {year}"),
                    Style::Short => format!("{a}–{b} {month} {year}"),
                };
            }
            (Part::Day(y, m, a), Part::Day(y2, m2, b)) if y == y2 => {
                let (first, last, year) = (month(m, style), month(m2, style), year(y.into()));
                return match style {
                    Style::Long => format!("{first} {a} – {last} {b}, {year}"),
                    Style::Short => format!("{a} {first} – {b} {last} {year}"),
                };
            }
            (Part::Month(y, a), Part::Month(y2, b)) if y == y2 => {
                return format!("{}–{} {}", month(a, style), month(b, style), year(y.into()));
            }
            (Part::Year(a), Part::Year(b)) if a > 0 => return format!("{a}–{b}"),
            _ => {}
        }
    }
    format!("{} – {}", qualified(start, style), qualified(end, style))
}

fn qualified(point: &Point, style: Style) -> String {
    let about = match style {
        _ if !point.approximate => "",
        Style::Long => "about ",
        Style::Short => "c. ",
    };
    let perhaps = match style {
        _ if !point.uncertain => "",
        Style::Long => " (uncertain)",
        Style::Short => "?",
    };
    let missing = match (style, point.missing) {
        (Style::Short, _) | (_, Missing::Nothing) => "",
        (_, Missing::Day) => " (day unknown)",
        (_, Missing::Month) => " (month unknown)",
        (_, Missing::MonthAndDay) => " (month and day unknown)",
    };
    format!("{about}{}{missing}{perhaps}", plain(point.part, style))
}

fn plain(part: Part, style: Style) -> String {
    match part {
        Part::Year(it) => year(it),
        // "2000s" would be read as the century.
        Part::Years(first, last) if last - first == 9 && first > 0 && first % 100 != 0 => format!("{first}s"),
        Part::Years(first, last) if first > 0 => format!("{first}–{last}"),
        Part::Years(first, last) => format!("{} – {}", year(first.into()), year(last.into())),
        Part::Season(it, 24) if it > 0 => format!("winter {it}–{:02}", (it + 1) % 100),
        Part::Season(it, season) => {
            let name = SEASONS.get(usize::from(season).wrapping_sub(21)).unwrap_or(&"season");
            format!("{name} {}", year(it.into()))
        }
        Part::Month(it, m) => format!("{} {}", month(m, style), year(it.into())),
        Part::Day(it, m, d) => match style {
            Style::Long => format!("{} {d}, {}", month(m, style), year(it.into())),
            Style::Short => format!("{d} {} {}", month(m, style), year(it.into())),
        },
    }
}

/// Years up to 0 are told in the era before: year 0 is 1 BC.
fn year(year: i64) -> String {
    if year > 0 { year.to_string() } else { format!("{} BC", 1 - i128::from(year)) }
}

fn month(month: i8, style: Style) -> &'static str {
    let name = usize::try_from(month - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or("");
    match style {
        Style::Long => name,
        Style::Short => name.get(..3).unwrap_or(name),
    }
}
