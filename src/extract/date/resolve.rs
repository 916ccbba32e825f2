//! From what was said to days, given when it was said.

use jiff::ToSpan;
use jiff::civil::Date;

use super::parse::{From, Part, Said};
use super::words::{Unit, WEEKDAYS};
use crate::event::Day;

/// What is known of the time of speaking.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    /// When the text was published, or is taken to have been.
    pub published: Option<Day>,
    /// The first and last day that the passage spoke of last.
    pub passage: Option<(Day, Day)>,
    /// The last of them that was a few days only.
    pub near: Option<(Day, Day)>,
    /// The sentence speaks of what is to come.
    pub future: bool,
    /// A year that the sentence names.
    pub year: Option<i16>,
}

/// Days with the EDTF text for them and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resolved {
    pub edtf: String,
    pub first: Day,
    pub last: Day,
    pub why: String,
    /// What does not fit together: the stated weekday is another.
    pub conflict: Option<String>,
}

impl Resolved {
    fn new(edtf: String, first: Day, last: Day, why: impl Into<String>) -> Self {
        Self { edtf, first, last, why: why.into(), conflict: None }
    }

    fn day(day: Day, why: impl Into<String>) -> Self {
        Self::new(text(day), day, day, why)
    }

    fn span(first: Day, last: Day, why: impl Into<String>) -> Self {
        if first == last {
            Self::day(first, why)
        } else {
            Self::new(format!("{}/{}", text(first), text(last)), first, last, why)
        }
    }
}

fn text(day: Day) -> String {
    let date = day.date();
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// The days that were meant, if what is needed to tell is known.
pub fn resolve(said: &Said, anchor: &Anchor) -> Option<Resolved> {
    match said {
        Said::Day { year, month: Some(month), day, weekday } => day_of(*year, *month, *day, *weekday, anchor),
        // `on the 10th`: of the month that is spoken of.
        Said::Day { month: None, day, .. } => {
            let near = anchor.near.or(anchor.passage.filter(|it| it.1.0 - it.0.0 <= 31)).map(|it| it.1);
            let month = near.or(anchor.published)?.date();
            let in_month = |back: i32| {
                let first = month.first_of_month().checked_sub(back.months()).ok()?;
                Day::from_ymd(first.year(), first.month(), *day)
            };
            let over = |it: &Day| anchor.future || anchor.published.is_none_or(|published| *it <= published);
            let it = in_month(0).filter(over).or_else(|| in_month(1))?;
            Some(Resolved::day(it, format!("day {day} of the month that is spoken of")))
        }
        Said::Month { year, month } => month_of(*year, *month, anchor),
        Said::Year(year) => {
            let (first, last) = year_days(*year)?;
            Some(Resolved::new(format!("{year:04}"), first, last, "as stated"))
        }
        Said::Decade(year) => {
            let (first, last) = (year_days(*year)?.0, year_days(year + 9)?.1);
            Some(Resolved::new(format!("{:03}X", year / 10), first, last, "as stated"))
        }
        Said::Season { year, season, back } => season_of(*year, *season, *back, anchor),
        Said::Weekday(day, by) => weekday_of(*day, *by, anchor),
        Said::Offset { from, unit, low, high } => offset(*from, *unit, *low, *high, anchor),
        Said::Whole { unit, by } => whole(*unit, *by, anchor),
        Said::Weekend(by) => {
            let published = anchor.published?;
            // The last Saturday that is over, or the one that runs.
            let from_saturday = (number_of(published) + 2) % 7;
            let saturday = published.plus(-i32::from(from_saturday)).plus(
                7 * if *by > 0 {
                    1
                } else if *by < 0 && from_saturday < 2 {
                    -1
                } else {
                    0
                },
            );
            Some(Resolved::span(saturday, saturday.plus(1), format!("the weekend nearest to {}", text(published))))
        }
        Said::Part(whole, part) => part_of(whole, *part, anchor),
        Said::Between(start, end) => between(start, end, anchor),
        Said::Since(start) => {
            let it = resolve(start, anchor)?;
            Some(Resolved::new(
                format!("{}/..", head(&it.edtf)),
                it.first,
                Day::MAX,
                format!("from {} on; {}", it.edtf, it.why),
            ))
        }
        Said::Until(end) => {
            let it = resolve(end, anchor)?;
            Some(Resolved::new(
                format!("../{}", tail(&it.edtf)),
                Day::MIN,
                it.last,
                format!("up to {}; {}", it.edtf, it.why),
            ))
        }
        Said::Past { unit, count } => {
            let published = anchor.published?;
            let start = match unit {
                // `in the past 24 hours`: since the day before.
                Unit::Hour if *count >= 12 => published.plus(-((count + 12) / 24).max(1)),
                _ => shift(published, *unit, -count)?,
            };
            Some(Resolved::span(start, published, format!("counted back from {}", text(published))))
        }
    }
}

/// The first date of an interval's text.
fn head(edtf: &str) -> &str {
    edtf.split('/').next().unwrap_or(edtf)
}

fn tail(edtf: &str) -> &str {
    edtf.rsplit('/').next().unwrap_or(edtf)
}

/// Monday is 0.
fn number_of(day: Day) -> i8 {
    day.date().weekday().to_monday_zero_offset()
}

fn year_days(year: i16) -> Option<(Day, Day)> {
    Some((Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?))
}

fn month_days(year: i16, month: i8) -> Option<(Day, Day)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((Day::from_date(first), Day::from_date(first.last_of_month())))
}

fn day_of(year: Option<i16>, month: i8, day: i8, weekday: Option<i8>, anchor: &Anchor) -> Option<Resolved> {
    let (it, why) = match (year, anchor.year, anchor.published) {
        (Some(by @ -9..=9), _, published) => {
            let published = published?;
            let day = Day::from_ymd(published.date().year() + by, month, day)?;
            (day, format!("counted from publication on {}", text(published)))
        }
        (Some(year), ..) => (Day::from_ymd(year, month, day)?, "as stated".to_owned()),
        (None, Some(year), _) => (Day::from_ymd(year, month, day)?, format!("in {year}, which the text names")),
        (None, None, Some(published)) => {
            let this = published.date().year();
            let at = |year: i16| Day::from_ymd(year, month, day);
            // A few days after publication is a date ahead, or a paper's time zone; more is last year's.
            let leeway = if anchor.future { 330 } else { 3 };
            let candidates = [this + 1, this, this - 1].into_iter().filter_map(at);
            let fits = |it: &Day| it.0 <= published.0 + leeway;
            let mut near: Vec<Day> = if anchor.future {
                candidates.filter(|it| it.0 >= published.0 - 30 && fits(it)).rev().collect()
            } else {
                candidates.filter(fits).collect()
            };
            // A leap day, if the year has none.
            near.extend(at(this - 2).or_else(|| at(this - 3)));
            let right = |it: &&Day| weekday.is_some_and(|w| number_of(**it) == w);
            let first = *near.first()?;
            let it = if weekday.is_some_and(|w| number_of(first) != w) {
                // Only the neighbouring year is worth a look: some year always fits.
                let next = at(first.date().year() + 1).filter(|it| it.0 <= published.0 + 120);
                next.as_ref().filter(|it| right(it)).copied().unwrap_or(first)
            } else {
                first
            };
            (it, format!("the {} {} nearest to publication on {}", name_of(month), day, text(published)))
        }
        (None, None, None) => return None,
    };
    let mut found = Resolved::day(it, why);
    if let Some(stated) = weekday
        && number_of(it) != stated
    {
        let (is, said) = (WEEKDAYS[number_of(it) as usize % 7], WEEKDAYS[stated as usize % 7]);
        found.conflict = Some(format!("{} is a {is}, not a {said}", found.edtf));
    }
    Some(found)
}

fn name_of(month: i8) -> &'static str {
    const NAMES: [&str; 12] = [
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
    usize::try_from(month - 1).ok().and_then(|it| NAMES.get(it)).copied().unwrap_or("")
}

fn month_of(year: Option<i16>, month: i8, anchor: &Anchor) -> Option<Resolved> {
    let (year, why) = match (year, anchor.year, anchor.published) {
        (Some(by @ -9..=9), _, published) => {
            (published?.date().year() + by, format!("counted from publication on {}", text(published?)))
        }
        (Some(year), ..) => (year, "as stated".to_owned()),
        // What is to come is in no year that is over.
        (None, Some(year), published) if !(anchor.future && published.is_some_and(|it| year < it.date().year())) => {
            (year, format!("in {year}, which the text names"))
        }
        (None, _, Some(published)) => {
            let date = published.date();
            let back = if anchor.future { month < date.month() } else { month <= date.month() };
            let year = match (anchor.future, back) {
                (false, true) => date.year(),
                (false, false) => date.year() - 1,
                (true, false) => date.year(),
                (true, true) => date.year() + 1,
            };
            (year, format!("the {} nearest to publication on {}", name_of(month), text(published)))
        }
        (None, ..) => return None,
    };
    let (first, last) = month_days(year, month)?;
    Some(Resolved::new(format!("{year:04}-{month:02}"), first, last, why))
}

fn season_of(year: Option<i16>, season: u8, back: i32, anchor: &Anchor) -> Option<Resolved> {
    let bounds = |year: i16| {
        let it = crate::event::When::parse(&format!("{year:04}-{season}")).ok()?;
        Some(Resolved::new(
            it.text().to_owned(),
            it.earliest(),
            it.latest(),
            "a season of the northern half of the Earth",
        ))
    };
    if let Some(year) = year {
        return bounds(year);
    }
    let published = anchor.published?;
    let this = published.date().year();
    let mut all = [this + 1, this, this - 1, this - 2].into_iter().filter_map(bounds);
    match back {
        -1 => all.find(|it| it.last < published),
        0 => all.find(|it| it.first <= published),
        _ => [this, this + 1].into_iter().filter_map(bounds).find(|it| it.first > published),
    }
}

fn weekday_of(day: i8, by: i32, anchor: &Anchor) -> Option<Resolved> {
    let published = anchor.published?;
    let name = WEEKDAYS[day as usize % 7];
    let back = i32::from((number_of(published) - day).rem_euclid(7));
    let it = match by {
        // `Tuesday last week`: of the week that starts with Monday.
        -2 => published.plus(-i32::from(number_of(published)) - 7 + i32::from(day)),
        2 => published.plus(-i32::from(number_of(published)) + 7 + i32::from(day)),
        -1 => published.plus(-if back == 0 { 7 } else { back }),
        1 => published.plus(if back == 0 { 7 } else { 7 - back }),
        _ if anchor.future => published.plus(if back == 0 { 0 } else { 7 - back }),
        _ => published.plus(-back),
    };
    let which = if it > published { "after" } else { "up to" };
    Some(Resolved::day(it, format!("the {name} {which} publication on {}", text(published))))
}

fn shift(day: Day, unit: Unit, by: i32) -> Option<Day> {
    let date = day.date();
    let moved = match unit {
        Unit::Hour => Ok(date),
        Unit::Day => date.checked_add(by.days()),
        Unit::Week => date.checked_add(by.weeks()),
        Unit::Month => date.checked_add(by.months()),
        Unit::Year => (by.abs() < 9000).then(|| date.checked_add(by.years()))?,
    };
    moved.ok().map(Day::from_date)
}

fn offset(from: From, unit: Unit, low: i32, high: i32, anchor: &Anchor) -> Option<Resolved> {
    let (first, last, what) = match from {
        From::Published => (anchor.published?, anchor.published?, "publication"),
        // Days are counted from days.
        From::Passage => match if matches!(unit, Unit::Day | Unit::Hour | Unit::Week) {
            anchor.near.or(anchor.passage.filter(|it| it.1.0 - it.0.0 <= 31))
        } else {
            anchor.passage
        } {
            // What was open has no day to count from.
            Some((first, last)) if first != Day::MIN && last != Day::MAX => (first, last, "the date before"),
            _ => (anchor.published?, anchor.published?, "publication"),
        },
    };
    // Some days before a span are before its start.
    let some = low != high && unit == Unit::Day;
    let (from, to) = match (some, high < 0, low > 0) {
        (true, true, _) => (first, first),
        (true, _, true) => (last, last),
        _ => (first, last),
    };
    let start = shift(from, unit, low)?;
    let end = shift(to, unit, high)?;
    let why = format!(
        "counted from {what}, {}",
        if first == last { text(first) } else { format!("{} to {}", text(first), text(last)) }
    );
    match unit {
        Unit::Hour | Unit::Day => Some(Resolved::span(start.min(end), start.max(end), why)),
        // So many weeks ago is about that day, months that month, years that year.
        Unit::Week if low == high => {
            let mut found = Resolved::span(start.plus(-3), end.plus(3), why);
            found.edtf = found.edtf.replace('/', "~/") + "~";
            Some(found)
        }
        Unit::Week => Some(Resolved::span(start, end, why)),
        Unit::Month => {
            let (a, b) = (start.date(), end.date());
            let (first, last) = (month_days(a.year(), a.month())?.0, month_days(b.year(), b.month())?.1);
            let one = format!("{:04}-{:02}~", a.year(), a.month());
            let edtf = if a.first_of_month() == b.first_of_month() {
                one
            } else {
                format!("{one}/{:04}-{:02}~", b.year(), b.month())
            };
            Some(Resolved::new(edtf, first, last, why))
        }
        Unit::Year => {
            let (a, b) = (start.date().year(), end.date().year());
            let edtf = if a == b { format!("{a:04}~") } else { format!("{a:04}~/{b:04}~") };
            Some(Resolved::new(edtf, year_days(a)?.0, year_days(b)?.1, why))
        }
    }
}

fn whole(unit: Unit, by: i32, anchor: &Anchor) -> Option<Resolved> {
    let published = anchor.published?;
    let why = format!("counted from publication on {}", text(published));
    let date = shift(published, unit, by)?.date();
    Some(match unit {
        Unit::Hour | Unit::Day => Resolved::day(published.plus(by), why),
        Unit::Week => {
            let monday = published.plus(-i32::from(number_of(published)) + 7 * by);
            Resolved::span(monday, monday.plus(6), why)
        }
        Unit::Month => {
            let (first, last) = month_days(date.year(), date.month())?;
            Resolved::new(format!("{:04}-{:02}", date.year(), date.month()), first, last, why)
        }
        Unit::Year => {
            let (first, last) = year_days(date.year())?;
            Resolved::new(format!("{:04}", date.year()), first, last, why)
        }
    })
}

/// The first, middle or last third, marked as about.
fn part_of(of: &Said, part: Part, anchor: &Anchor) -> Option<Resolved> {
    let it = resolve(of, anchor)?;
    let date = it.first.date();
    let (first, last) = match of {
        Said::Month { .. } | Said::Whole { unit: Unit::Month, .. } => {
            let day = |day: i8| Day::from_ymd(date.year(), date.month(), day);
            match part {
                Part::Early => (it.first, day(10)?),
                Part::Mid => (day(11)?, day(20)?),
                Part::Late => (day(21)?, it.last),
                Part::Week(number) => {
                    let first = day(i8::try_from(number).ok()?.clamp(1, 4) * 7 - 6)?;
                    return Some(Resolved::span(first, first.plus(6), format!("a week of {}; {}", it.edtf, it.why)));
                }
            }
        }
        Said::Year(_) | Said::Whole { unit: Unit::Year, .. } => {
            let (from, to) = match part {
                Part::Early => (1, 4),
                Part::Mid | Part::Week(_) => (5, 8),
                Part::Late => (9, 12),
            };
            let span = (month_days(date.year(), from)?.0, month_days(date.year(), to)?.1);
            let edtf = format!("{0:04}-{from:02}~/{0:04}-{to:02}~", date.year());
            return Some(Resolved::new(edtf, span.0, span.1, format!("a third of {}; {}", it.edtf, it.why)));
        }
        _ => {
            let third = (it.last.0 - it.first.0) / 3;
            match part {
                Part::Early => (it.first, it.first.plus(third)),
                Part::Mid | Part::Week(_) => (it.first.plus(third), it.last.plus(-third)),
                Part::Late => (it.last.plus(-third), it.last),
            }
        }
    };
    let mut found = Resolved::span(first, last, format!("a third of {}; {}", it.edtf, it.why));
    found.edtf = found.edtf.replace('/', "~/") + "~";
    Some(found)
}

fn between(start: &Said, end: &Said, anchor: &Anchor) -> Option<Resolved> {
    let to = resolve(end, anchor)?;
    // The start borrows the end's year, or the year before if it would come later.
    let year = to.first.date().year();
    let lend = |year: i16| {
        let mut start = start.clone();
        match &mut start {
            Said::Day { year: it @ None, .. } | Said::Month { year: it @ None, .. } => *it = Some(year),
            _ => {}
        }
        resolve(&start, anchor)
    };
    let from = lend(year).filter(|it| it.first <= to.last).or_else(|| lend(year - 1))?;
    if from.first > to.last {
        return None;
    }
    let edtf = format!("{}/{}", head(&from.edtf), tail(&to.edtf));
    Some(Resolved::new(edtf, from.first, to.last, format!("both ends stated; {}", to.why)))
}
