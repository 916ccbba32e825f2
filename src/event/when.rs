//! When something happened, as people know it: a day, a month, about April, between two days.

mod parse;
mod short;
mod words;

use jiff::civil::Date;

use self::short::ShortText;
use super::Day;

/// A date or interval in EDTF (Extended Date/Time Format, 2019), levels 0 and 1.
///
/// It always has an earliest and a latest day. These bounds are strict: what the words say and no more.
/// `~` (about) is not quantified by EDTF, so it never widens them; ask [`When::is_approximate`] instead.
/// Seasons (`2023-21` to `2023-24`) are the meteorological ones of the northern hemisphere: spring is March to
/// May, and winter runs from December of the named year to the end of February of the next. A time of day
/// stays in [`When::text`] and is otherwise ignored. Level 2 (`[..]`, `{..}`, qualifiers of single parts) is
/// refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    text: ShortText,
    span: Span,
    earliest: Day,
    latest: Day,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Span {
    One(Point),
    Between(End, End),
}

/// One end of an interval.
#[derive(Clone, PartialEq, Eq, Debug)]
enum End {
    At(Point),
    /// `..`: there is none.
    Open,
    /// Left empty: nobody knows.
    Unknown,
}

/// One date with its qualifier.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Point {
    part: Part,
    missing: Missing,
    approximate: bool,
    uncertain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// Astronomical: year 0 is 1 BC.
    Year(i64),
    /// `201X`: first and last year.
    Years(i16, i16),
    /// 21 to 24.
    Season(i16, u8),
    Month(i16, i8),
    Day(i16, i8, i8),
}

/// What was written as `XX`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Missing {
    Nothing,
    Day,
    Month,
    MonthAndDay,
}

/// Why a text is no date.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{value:?} is not a date: {reason}; write {instead}")]
pub struct WhenError {
    /// The text, shortened.
    pub value: String,
    pub reason: &'static str,
    /// What to write instead, for example `2024-07-16`.
    pub instead: &'static str,
}

impl When {
    /// Read EDTF level 0 or 1. White space around it is dropped.
    ///
    /// # Errors
    /// If it is anything else, or an interval that ends before it starts.
    pub fn parse(text: &str) -> Result<Self, WhenError> {
        let text = text.trim();
        let fail = |(reason, instead)| WhenError { value: shorten(text), reason, instead };
        let span = parse::span(text).map_err(fail)?;
        let (earliest, latest) = span.bounds();
        if earliest > latest {
            return Err(fail(("the interval ends before it starts", "the earlier date first")));
        }
        Ok(Self { text: ShortText::new(text), span, earliest, latest })
    }

    /// One exact day.
    pub fn day(day: Day) -> Self {
        let date = day.date();
        let part = Part::Day(date.year(), date.month(), date.day());
        let point = Point { part, missing: Missing::Nothing, approximate: false, uncertain: false };
        let text = ShortText::date(date.year(), date.month(), date.day());
        let day = Day::from_date(date);
        Self { text, span: Span::One(point), earliest: day, latest: day }
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        self.text.get()
    }

    /// The first day on which it may have happened; [`Day::MIN`] if the start is open or unknown.
    pub fn earliest(&self) -> Day {
        self.earliest
    }

    /// The last day on which it may have happened; [`Day::MAX`] if the end is open or unknown.
    pub fn latest(&self) -> Day {
        self.latest
    }

    /// Whether any part says "about" (`~` or `%`).
    pub fn is_approximate(&self) -> bool {
        self.points().any(|point| point.approximate)
    }

    /// Whether any part says "perhaps" (`?` or `%`).
    pub fn is_uncertain(&self) -> bool {
        self.points().any(|point| point.uncertain)
    }

    /// Whether it is one single day, and plainly so.
    pub fn is_day(&self) -> bool {
        self.earliest == self.latest
            && self.points().all(|point| point.is_plain() && matches!(point.part, Part::Day(..)))
    }

    fn points(&self) -> impl Iterator<Item = &Point> {
        let (one, other) = match &self.span {
            Span::One(point) => (Some(point), None),
            Span::Between(start, end) => (start.point(), end.point()),
        };
        one.into_iter().chain(other)
    }
}

impl serde::Serialize for When {
    /// As its text.
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.text())
    }
}

impl<'de> serde::Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        When::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl Span {
    fn bounds(&self) -> (Day, Day) {
        match self {
            Span::One(point) => point.part.bounds(),
            Span::Between(start, end) => (
                start.point().map_or(Day::MIN, |point| point.part.bounds().0),
                end.point().map_or(Day::MAX, |point| point.part.bounds().1),
            ),
        }
    }
}

impl End {
    fn point(&self) -> Option<&Point> {
        match self {
            End::At(point) => Some(point),
            End::Open | End::Unknown => None,
        }
    }
}

impl Point {
    /// Neither qualified nor partly unknown.
    fn is_plain(&self) -> bool {
        !self.approximate && !self.uncertain && self.missing == Missing::Nothing
    }
}

impl Part {
    /// First and last day; years that no civil date reaches are clamped.
    fn bounds(self) -> (Day, Day) {
        let months = |year: i16, first: i8, last_year: i16, last: i8| {
            let start = Day::from_ymd(year, first, 1).unwrap_or(Day::MIN);
            let end = Date::new(last_year, last, 1).map_or(Day::MAX, |date| Day::from_date(date.last_of_month()));
            (start, end)
        };
        match self {
            Part::Year(year) if year < -9999 => (Day::MIN, Day::MIN),
            Part::Year(year) => match i16::try_from(year) {
                Ok(year) if year <= 9999 => months(year, 1, year, 12),
                _ => (Day::MAX, Day::MAX),
            },
            Part::Years(first, last) => months(first, 1, last, 12),
            Part::Season(year, 24) => months(year, 12, year.saturating_add(1), 2),
            Part::Season(year, season) => {
                let first = i8::try_from(season.saturating_sub(21)).unwrap_or(0).saturating_mul(3).saturating_add(3);
                months(year, first, year, first.saturating_add(2))
            }
            Part::Month(year, month) => months(year, month, year, month),
            Part::Day(year, month, day) => {
                let day = Day::from_ymd(year, month, day).unwrap_or_default();
                (day, day)
            }
        }
    }
}

fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
