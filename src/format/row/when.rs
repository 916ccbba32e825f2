use super::dates::{self, clock};
use super::{Draft, Given, Maker, Role, Row};
use crate::event::When;

/// Days that are remembered: 50 years of them.
const DAYS: usize = 20_000;

impl Maker {
    /// When it happened: a date, two dates, a week, or year, month and day in columns of their own.
    pub(super) fn date<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        let code = row.take(Role::TimePrecision);
        let mut when = row.when.take();
        let start = self.one_date(row, event, Role::Date);
        let end = self.one_date(row, event, Role::DateEnd);
        if when.is_none() {
            when = match (start, end) {
                (Some((start, _)), None) => Some(start),
                (Some((start, given)), Some((end, _))) => {
                    dates::between(&start, &end).map(Some).unwrap_or_else(|reason| {
                        self.log.error(row.line, &event.key, given.name, given.text, reason);
                        let start_only = start.clone();
                        row.detail("date_end", end.text().to_owned());
                        Some(start_only)
                    })
                }
                (None, Some((end, _))) => When::parse(&format!("/{}", end.text())).ok(),
                (None, None) => self.week(row, event).or_else(|| self.parts(row, event)),
            };
        }
        self.time(row, event, &mut when);
        self.repeated_year(row, when.as_ref());
        if !code.text.is_empty() {
            if let Some(given) = &when {
                let wider = self.scheme.date(given.clone(), code.text);
                // What the file says of a date that was widened stays as it was.
                if wider.text() != given.text() {
                    row.detail("coded_date", given.text().to_owned());
                    when = Some(wider);
                }
            }
            row.detail(code.name, code.text);
        }
        event.when = when;
    }

    /// The date in a column; one that is none is an issue.
    fn one_date<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>, role: Role) -> Option<(When, Given<'a>)> {
        let given = row.take(role);
        if given.text.is_empty() {
            return None;
        }
        if let Some(when) = self.days.get(given.text) {
            return Some((when.clone(), given));
        }
        match dates::date(given.text, self.order) {
            Ok(when) => {
                if self.days.len() < DAYS && given.text.len() <= 40 {
                    self.days.insert(given.text.to_owned(), when.clone());
                }
                Some((when, given))
            }
            Err(_) if super::is_unknown(given.text) => {
                row.detail(given.name, given.text);
                None
            }
            Err(reason) => {
                self.log.error(row.line, &event.key, given.name, given.text, reason);
                row.detail(given.name, given.text);
                None
            }
        }
    }

    /// Seven days from the one that is given.
    fn week<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>) -> Option<When> {
        let (start, _) = self.one_date(row, event, Role::Week)?;
        let end = When::day(start.earliest().plus(6));
        dates::between(&start, &end).ok()
    }

    /// Year, month and day apart; zero is unknown.
    fn parts<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>) -> Option<When> {
        let given = [Role::Year, Role::Month, Role::Day].map(|role| row.take(role));
        let number = |text: &str| text.parse::<f64>().ok().filter(|n| n.fract() == 0.0 && n.abs() < 10_000.0);
        let year = number(given[0].text)?;
        let part = |text: &str| match number(text) {
            Some(n) if (1.0..=99.0).contains(&n) => Some(n as i8),
            _ => super::months::month(text),
        };
        let month = part(given[1].text);
        let day = month.and_then(|_| part(given[2].text));
        match dates::when(year as i16, month, day) {
            Ok(when) => Some(when),
            Err(reason) => {
                let text = given.map(|it| it.text).join("-");
                self.log.error(row.line, &event.key, given[0].name, &text, reason);
                row.detail(given[0].name, text);
                None
            }
        }
    }

    /// A time of day beside a day, or a column of that name that holds the whole date.
    fn time<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>, when: &mut Option<When>) {
        let given = row.take(Role::Time);
        if given.text.is_empty() {
            return;
        }
        let Some(day) = when.as_ref() else {
            match dates::date(given.text, self.order) {
                Ok(date) if given.text.len() > 5 => *when = Some(date),
                _ => row.detail(given.name, given.text),
            }
            return;
        };
        // "0930" is half past nine where a time is meant.
        let packed = given.text.len() == 4 && given.text.bytes().all(|b| b.is_ascii_digit());
        let read =
            if packed { clock(&format!("{}:{}", &given.text[..2], &given.text[2..])) } else { clock(given.text) };
        let timed = read
            .filter(|clock| !clock.is_empty() && day.is_day() && !day.text().contains('T'))
            .and_then(|clock| When::parse(&format!("{}T{clock}", day.text())).ok());
        match timed {
            Some(timed) => *when = Some(timed),
            None => row.detail(given.name, given.text),
        }
        let _ = event;
    }

    /// A year that the date says already is no news.
    fn repeated_year(&mut self, row: &mut Row<'_>, when: Option<&When>) {
        for role in [Role::Year, Role::Month, Role::Day, Role::Week] {
            let given = row.take(role);
            // Nearly always it is how the date begins.
            let begins = |it: &When| it.text().strip_prefix(given.text).is_some_and(|rest| rest.starts_with('-'));
            let same = |it: &When| begins(it) || given.text.parse() == Ok(it.earliest().date().year());
            if given.text.is_empty() || role == Role::Year && when.is_some_and(same) {
                continue;
            }
            row.detail(given.name, given.text);
        }
    }
}
