//! Days and ranges of days as people write them.

use crate::event::Day;
use crate::filter::{Sense, Span};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// "16 Jul 2024".
pub fn day_text(day: Day) -> String {
    let date = day.date();
    format!("{} {} {}", date.day(), month(date.month()), date.year())
}

fn month(month: i8) -> &'static str {
    MONTHS.get(usize::try_from(month - 1).unwrap_or(0)).copied().unwrap_or("")
}

/// A range as short as it can be said: "2024", "Oct 2023 – Aug 2024", "from 3 May 2024".
pub fn span_text(span: &Span) -> Option<String> {
    let text = match (span.from, span.to) {
        (None, None) => return None,
        (Some(from), None) => format!("From {}", day_text(from)),
        (None, Some(to)) => format!("Until {}", day_text(to)),
        (Some(from), Some(to)) => {
            let (a, b) = (from.date(), to.date());
            let whole_months = a.day() == 1 && to.plus(1).date().day() == 1;
            let whole_years = whole_months && a.month() == 1 && b.month() == 12;
            let (first, last) = if whole_years {
                (a.year().to_string(), b.year().to_string())
            } else if whole_months {
                (format!("{} {}", month(a.month()), a.year()), format!("{} {}", month(b.month()), b.year()))
            } else {
                (day_text(from), day_text(to))
            };
            if first == last { first } else { format!("{first} – {last}") }
        }
    };
    Some(match span.sense {
        Sense::Possibly => text,
        Sense::Certainly => format!("{text}, certain"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Option<Day> {
        Day::from_ymd(year, month, day)
    }

    #[test]
    fn ranges_are_said_as_shortly_as_they_can_be() {
        let say = |from, to| span_text(&Span { from, to, sense: Sense::Possibly });
        assert_eq!(say(None, None), None);
        assert_eq!(say(day(2024, 1, 1), day(2024, 12, 31)).as_deref(), Some("2024"));
        assert_eq!(say(day(2023, 10, 1), day(2024, 8, 31)).as_deref(), Some("Oct 2023 – Aug 2024"));
        assert_eq!(say(day(2024, 2, 1), day(2024, 2, 29)).as_deref(), Some("Feb 2024"));
        assert_eq!(say(day(2024, 7, 16), day(2024, 7, 16)).as_deref(), Some("16 Jul 2024"));
        assert_eq!(say(day(2024, 5, 3), None).as_deref(), Some("From 3 May 2024"));
        let certain = Span { from: day(2023, 1, 1), to: day(2024, 12, 31), sense: Sense::Certainly };
        assert_eq!(span_text(&certain).as_deref(), Some("2023 – 2024, certain"));
    }
}
