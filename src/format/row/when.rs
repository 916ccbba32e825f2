use super::dates::{self, clock};
use super::{Given, Maker, Role, Row};
use crate::event::{EventDraft, When};

impl Maker {
    /// When it happened: a date, two dates, a week, or year, month and day in columns of their own.
    pub(super) fn date(&mut self, row: &mut Row<'_>, event: &mut EventDraft) {
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
                        row.detail("date_end", end.text());
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
            let given = when.as_ref().map(|it| it.text().to_owned());
            when = when.map(|it| self.scheme.date(it, code.text));
            // What the file says of a date that was widened stays as it was.
            if let Some(given) = given.filter(|given| when.as_ref().is_none_or(|it| it.text() != given)) {
                row.detail("coded_date", &given);
            }
            row.detail(code.name, code.text);
        }
        event.when = when;
    }

    /// The date in a column; one that is none is an issue.
    fn one_date<'a>(&mut self, row: &mut Row<'a>, event: &EventDraft, role: Role) -> Option<(When, Given<'a>)> {
        let given = row.take(role);
        if given.text.is_empty() {
            return None;
        }
        match dates::date(given.text, self.order) {
            Ok(when) => Some((when, given)),
            Err(reason) => {
                self.log.error(row.line, &event.key, given.name, given.text, reason);
                row.detail(given.name, given.text);
                None
            }
        }
    }

    /// Seven days from the one that is given.
    fn week(&mut self, row: &mut Row<'_>, event: &EventDraft) -> Option<When> {
        let (start, _) = self.one_date(row, event, Role::Week)?;
        let end = When::day(start.earliest().plus(6));
        dates::between(&start, &end).ok()
    }

    /// Year, month and day apart; zero is unknown.
    fn parts(&mut self, row: &mut Row<'_>, event: &EventDraft) -> Option<When> {
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
                row.detail(given[0].name, &text);
                None
            }
        }
    }

    /// A time of day beside a day, or a column of that name that holds the whole date.
    fn time(&mut self, row: &mut Row<'_>, event: &EventDraft, when: &mut Option<When>) {
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
        let timed = clock(given.text)
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
            let year = when.map(|it| it.earliest().date().year().to_string());
            if !given.text.is_empty() && (role != Role::Year || year.as_deref() != Some(given.text)) {
                row.detail(given.name, given.text);
            }
        }
    }
}
