use std::fmt;

/// A text that is kept in place while it is short: nearly every date is, and tables have one in each row.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum ShortText {
    Short { length: u8, bytes: [u8; 22] },
    Long(Box<str>),
}

impl ShortText {
    pub fn new(text: &str) -> Self {
        let mut bytes = [0; 22];
        match bytes.get_mut(..text.len()) {
            Some(room) => {
                room.copy_from_slice(text.as_bytes());
                Self::Short { length: text.len() as u8, bytes }
            }
            None => Self::Long(text.into()),
        }
    }

    /// `2024-07-16`.
    pub fn date(year: i16, month: i8, day: i8) -> Self {
        let (Ok(year @ 0..=9999), Ok(month), Ok(day)) = (u16::try_from(year), u8::try_from(month), u8::try_from(day))
        else {
            return Self::new(&format!("-{:04}-{month:02}-{day:02}", year.unsigned_abs()));
        };
        let mut bytes = [0; 22];
        let digit = |number: u8| b'0' + number % 10;
        let (century, rest) = ((year / 100) as u8, (year % 100) as u8);
        bytes[..10].copy_from_slice(&[
            digit(century / 10),
            digit(century),
            digit(rest / 10),
            digit(rest),
            b'-',
            digit(month / 10),
            digit(month),
            b'-',
            digit(day / 10),
            digit(day),
        ]);
        Self::Short { length: 10, bytes }
    }

    pub fn get(&self) -> &str {
        match self {
            // It was a text.
            Self::Short { length, bytes } => std::str::from_utf8(&bytes[..usize::from(*length)]).unwrap_or(""),
            Self::Long(text) => text,
        }
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_length_come_back() {
        for length in [0, 1, 21, 22, 23, 60] {
            let text = "é2024-07".chars().cycle().take(length).collect::<String>();
            assert_eq!(ShortText::new(&text).get(), text);
        }
        for (date, text) in [((2024, 7, 16), "2024-07-16"), ((33, 12, 1), "0033-12-01"), ((-44, 3, 15), "-0044-03-15")]
        {
            assert_eq!(ShortText::date(date.0, date.1, date.2).get(), text);
        }
    }
}
