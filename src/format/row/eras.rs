//! Dates that are written otherwise than in the Gregorian calendar with the digits of Europe, and parts of years.

use jiff::civil::{Date, ISOWeekDate};

use super::months::month;
use crate::event::{Day, When};

/// The same text with digits of Europe for those of Arabic, Persian, Urdu, Devanagari, Bengali, Thai and full width.
/// Nothing if there are none of them.
pub(super) fn european(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    const ZEROS: [char; 6] = ['٠', '۰', '०', '০', '๐', '０'];
    let mut changed = false;
    let plain = text
        .chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|c| {
            let digit = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|it| *it < 10));
            changed |= digit.is_some();
            digit.and_then(|it| char::from_digit(it, 10)).unwrap_or(c)
        })
        .collect();
    changed.then_some(plain)
}

/// A date of another calendar that says so: by the names of its months, by an era, or by Persian digits in a year of
/// about 1400. Latin numbers alone never are.
pub(super) fn foreign(text: &str) -> Option<When> {
    let persian_digits = text.chars().any(|c| ('۰'..='۹').contains(&c));
    let latin = european(text);
    let text = latin.as_deref().unwrap_or(text);
    let folded = crate::text::fold(text);
    let divides = |c: char| c.is_whitespace() || matches!(c, '/' | '-' | ',' | '.' | '،');
    let mut numbers: Vec<i32> = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    for part in folded.split(divides).filter(|it| !it.is_empty()) {
        match part.parse() {
            Ok(number) if part.len() <= 4 => numbers.push(number),
            _ => words.push(part),
        }
    }
    let joined = words.join(" ");
    let named = |names: &[&str]| {
        let at =
            names.iter().position(|all| all.split('|').any(|it| joined == it || joined.starts_with(&format!("{it} "))));
        at.map(|at| at as i32 + 1)
    };
    let (year, day) = match numbers[..] {
        [day @ 1..=31, year @ 1000..=9999] | [year @ 1000..=9999, day @ 1..=31] => (year, Some(day)),
        [year @ 1000..=9999] => (year, None),
        _ => (0, None),
    };
    if let Some(month) = named(&THAI) {
        // Thai years count from 543 before ours.
        let year = if year > 2300 { year - 543 } else { year };
        return gregorian(year, month, day);
    }
    if (1000..2000).contains(&year) {
        if let Some(month) = named(&PERSIAN) {
            return persian(year, month, day);
        }
        if let Some(month) = named(&ISLAMIC) {
            return islamic(year, month, day);
        }
    }
    // Numbers alone, with an era.
    let era = |names: &[&str]| names.contains(&joined.as_str());
    let (year, month, day) = match numbers[..] {
        [year @ 1000..=9999, month, day] | [day, month, year @ 1000..=9999] => (year, month, Some(day)),
        [year @ 1000..=9999, month] => (year, month, None),
        _ => return None,
    };
    match year {
        1200..=1600 if era(&["ah", "h", "هـ", "ه", "هجري", "هجريه"]) => islamic(year, month, day),
        1200..=1500 if era(&["ap", "sh", "ش", "ه ش", "هش", "شمسی", "شمسي"]) || (persian_digits && words.is_empty()) => {
            persian(year, month, day)
        }
        2300..=2700 if era(&["be", "พศ", "พ ศ"]) => gregorian(year - 543, month, day),
        _ => None,
    }
}

const PERSIAN: [&str; 12] = [
    "farvardin|فروردین|فروردين",
    "ordibehesht|اردیبهشت|ارديبهشت",
    "khordad|خرداد",
    "tir|تیر|تير",
    "mordad|amordad|مرداد",
    "shahrivar|شهریور|شهريور",
    "mehr|مهر",
    "aban|آبان|ابان",
    "azar|آذر|اذر",
    "dey|day|دی|دي",
    "bahman|بهمن",
    "esfand|اسفند",
];
const ISLAMIC: [&str; 12] = [
    "muharram|محرم",
    "safar|صفر",
    "rabi al awwal|rabi i|rabi' al-awwal|ربيع الاول|ربيع الأول",
    "rabi al thani|rabi ii|ربيع الثاني|ربيع الاخر|ربيع الآخر",
    "jumada al awwal|jumada i|جمادي الاولي|جمادى الاولى|جمادى الأولى",
    "jumada al thani|jumada ii|جمادي الثانيه|جمادى الثانية|جمادي الاخره|جمادى الآخرة",
    "rajab|رجب",
    "shaban|sha'ban|شعبان",
    "ramadan|رمضان",
    "shawwal|شوال",
    "dhu al qadah|dhu al-qa'dah|ذو القعده|ذو القعدة|ذي القعده",
    "dhu al hijjah|dhu al-hijjah|ذو الحجه|ذو الحجة|ذي الحجه",
];
const THAI: [&str; 12] = [
    "มกราคม|ม ค",
    "กุมภาพันธ์|ก พ",
    "มีนาคม|มี ค",
    "เมษายน|เม ย",
    "พฤษภาคม|พ ค",
    "มิถุนายน|มิ ย",
    "กรกฎาคม|ก ค",
    "สิงหาคม|ส ค",
    "กันยายน|ก ย",
    "ตุลาคม|ต ค",
    "พฤศจิกายน|พ ย",
    "ธันวาคม|ธ ค",
];

fn gregorian(year: i32, month: i32, day: Option<i32>) -> Option<When> {
    let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
    super::dates::when(year, Some(month), day.and_then(|it| i8::try_from(it).ok())).ok()
}

/// A day count from 1 January 1970, from a Julian day number.
fn of_julian(number: i64) -> Option<Day> {
    i32::try_from(number - 2_440_588).ok().map(Day)
}

/// A date of the Persian calendar as Iran uses it. After Borkowski's arithmetic (1996), right for 1178 to 1633.
fn persian(year: i32, month: i32, day: Option<i32>) -> Option<When> {
    const BREAKS: [i64; 12] = [-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635];
    if !(1178..=1633).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let year = i64::from(year);
    let (mut leaps, mut before) = (-14_i64, BREAKS[0]);
    let mut jump = 0;
    for to in &BREAKS[1..] {
        jump = to - before;
        if year < *to {
            break;
        }
        leaps += jump / 33 * 8 + (jump % 33) / 4;
        before = *to;
    }
    let n = year - before;
    leaps += n / 33 * 8 + (n % 33 + 3) / 4;
    if jump % 33 == 4 && jump - n == 4 {
        leaps += 1;
    }
    let ours = year + 621;
    let our_leaps = ours / 4 - (ours / 100 + 1) * 3 / 4 - 150;
    // The day of March on which the year begins.
    let march = i32::try_from(20 + leaps - our_leaps).ok()?;
    let start = Day::from_date(Date::new(i16::try_from(ours).ok()?, 3, i8::try_from(march).ok()?).ok()?);
    let first = |month: i32| if month <= 7 { (month - 1) * 31 } else { (month - 1) * 30 + 6 };
    let length = if month <= 6 { 31 } else { 30 };
    period(start.plus(first(month)), length, day, false)
}

/// A date of the Islamic calendar, reckoned (years of 30 with 11 leap days, from 16 July 622 Julian). Months that begin
/// when the moon is seen may differ by a day: the day is approximate.
fn islamic(year: i32, month: i32, day: Option<i32>) -> Option<When> {
    if !(1..=12).contains(&month) {
        return None;
    }
    let (y, m) = (i64::from(year), i64::from(month));
    let start = of_julian((11 * y + 3) / 30 + 354 * y + 30 * m - (m - 1) / 2 + 1 + 1_948_440 - 385)?;
    period(start, if month % 2 == 1 { 30 } else { 29 }, day, true)
}

/// A day of a month that begins on a day, or the whole month.
fn period(start: Day, length: i32, day: Option<i32>, approximate: bool) -> Option<When> {
    let mark = if approximate { "~" } else { "" };
    match day {
        Some(day) if (1..=length + 1).contains(&day) && (day <= length || length < 31) => {
            When::parse(&format!("{}{mark}", When::day(start.plus(day - 1)).text())).ok()
        }
        Some(_) => None,
        None => {
            let (from, to) = (When::day(start), When::day(start.plus(length - 1)));
            When::parse(&format!("{}{mark}/{}{mark}", from.text(), to.text())).ok()
        }
    }
}

/// Weeks, days of the year, quarters, seasons, decades, centuries before ours, and what is about, before or after.
pub(super) fn spoken(text: &str, plain: impl Fn(&str) -> Option<When>) -> Option<When> {
    let text = text.trim().trim_end_matches('.');
    let lower = text.to_lowercase();
    let edtf = |text: &str| When::parse(text).ok();
    let year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let (head, tail) = lower.split_at_checked(4).unwrap_or((&lower, ""));
    if year(head) {
        let bare = tail.trim_start_matches(['-', ' ']);
        let small = |text: &str| text.parse::<i16>().ok();
        if let Some(week) = bare.strip_prefix('w') {
            let (week, day) = week.split_once('-').map_or((week, None), |(week, day)| (week, Some(day)));
            let (week, day) = if week.len() == 3 { (&week[..2], Some(&week[2..])) } else { (week, day) };
            let at = |day: i8| {
                let weekday = jiff::civil::Weekday::from_monday_one_offset(day).ok()?;
                let it = ISOWeekDate::new(small(head)?, week.parse().ok()?, weekday).ok()?;
                Some(When::day(Day::from_date(it.date())))
            };
            return match day {
                Some(day) => at(day.parse().ok()?),
                None => super::between(&at(1)?, &at(7)?).ok(),
            };
        }
        if let Some(quarter) = bare.strip_prefix('q').and_then(small).filter(|it| (1..=4).contains(it)) {
            return quarter_of(head, quarter);
        }
        if tail.starts_with('-') && bare.len() == 3 && bare.bytes().all(|b| b.is_ascii_digit()) {
            let first = Date::new(small(head)?, 1, 1).ok()?;
            let day = i32::from(small(bare)?);
            let leap = first.in_leap_year();
            let there = (1..=if leap { 366 } else { 365 }).contains(&day);
            return there.then(|| When::day(Day::from_date(first).plus(day - 1)));
        }
        // "2024-05-00" knows no day.
        if head != "0000"
            && let Some(month) = tail.strip_suffix("-00").filter(|it| it.len() == 3)
        {
            return if month == "-00" { edtf(head) } else { edtf(&format!("{head}{month}")) };
        }
        if matches!(tail, "s" | "'s" | "’s") && head.ends_with('0') {
            return edtf(&format!("{}X", &head[..3]));
        }
    }
    if let Some(rest) = lower.strip_prefix("00/").or_else(|| lower.strip_prefix("00.")) {
        return plain(rest);
    }
    if let [q, at] = lower.split_whitespace().collect::<Vec<_>>()[..] {
        if let Some(quarter) = q.strip_prefix('q').and_then(|it| it.parse().ok()).filter(|_| year(at)) {
            return quarter_of(at, quarter);
        }
        let season = match q {
            "spring" => 21,
            "summer" => 22,
            "autumn" | "fall" => 23,
            "winter" => 24,
            _ => 0,
        };
        if season > 0 && year(at) {
            return edtf(&format!("{at}-{season}"));
        }
        if matches!(at, "bc" | "bce") {
            let before = q.parse::<i32>().ok().filter(|it| (1..=9999).contains(it))?;
            return edtf(&if before == 1 { "0000".to_owned() } else { format!("-{:04}", before - 1) });
        }
    }
    let behind = |words: &[&str]| words.iter().find_map(|it| lower.strip_prefix(it)).map(str::trim);
    if let Some(rest) =
        behind(&["c. ", "c.", "ca. ", "ca.", "ca ", "circa ", "about ", "around ", "approx. ", "approximately ", "~"])
    {
        let when = plain(rest)?;
        return (!when.text().contains(['/', 'T', '~', '?', '%'])).then(|| edtf(&format!("{}~", when.text())))?;
    }
    // Part of a month that nobody drew a line around.
    if let Some(rest) = behind(&["early ", "mid ", "mid-", "late ", "end of ", "beginning of ", "start of "]) {
        return plain(rest).filter(|it| !it.is_day());
    }
    if let Some(rest) = behind(&["before ", "until ", "by "]) {
        return edtf(&format!("../{}", plain(rest)?.text()));
    }
    if let Some(rest) = behind(&["after ", "since "]) {
        return edtf(&format!("{}/..", plain(rest)?.text()));
    }
    // "12/Jan/2024:10:11:12 +0300", as web servers write it.
    if let Some((date, clock)) = text.split_once(':')
        && date.len() == 11
        && date.matches('/').count() == 2
    {
        return plain(&format!("{} {clock}", date.replace('/', " ")));
    }
    // 2024年5月3日
    if text.contains('年') {
        let marks: String = text.chars().map(|c| if matches!(c, '年' | '月' | '日') { '-' } else { c }).collect();
        return plain(marks.trim_end_matches('-'));
    }
    // 3.V.2024
    if let [day, middle, at] = lower.split(['.', ' ', '/', '-']).filter(|it| !it.is_empty()).collect::<Vec<_>>()[..] {
        const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
        if let Some(number) = ROMAN.iter().position(|it| *it == middle)
            && year(at)
            && month(middle).is_none()
        {
            return super::dates::when(at.parse().ok()?, i8::try_from(number + 1).ok(), Some(day.parse().ok()?)).ok();
        }
    }
    None
}

fn quarter_of(year: &str, quarter: i16) -> Option<When> {
    let first = (quarter - 1) * 3 + 1;
    When::parse(&format!("{year}-{first:02}/{year}-{:02}", first + 2)).ok()
}

/// A text without the marks of footnotes behind it, as tables copied from an encyclopedia have them: `12[2][b]`.
pub(super) fn without_notes(text: &str) -> &str {
    let mut rest = text.trim_end();
    while let Some(inner) = rest.strip_suffix(']')
        && let Some((before, note)) = inner.rsplit_once('[')
        && !before.trim().is_empty()
        && (note.len() <= 3 && note.bytes().all(|b| b.is_ascii_alphanumeric())
            || note.starts_with("note ")
            || note == "citation needed")
    {
        rest = before.trim_end();
    }
    rest
}

/// Whether a text only says that nothing is known.
pub(crate) fn is_unknown(text: &str) -> bool {
    const WORDS: [&str; 26] = [
        "unknown",
        "not known",
        "not reported",
        "unspecified",
        "not specified",
        "undetermined",
        "unclear",
        "?",
        "n/a",
        "tbd",
        "не установлено",
        "невідомо",
        "нет данных",
        "sin información",
        "sin informacion",
        "desconocido",
        "desconhecido",
        "sin identificar",
        "inconnu",
        "non identifié",
        "unbekannt",
        "sconosciuto",
        "bilinmiyor",
        "نامعلوم",
        "غير معروف",
        "неизвестно",
    ];
    // Asked of every name and number: most are told apart by how they begin.
    let may = |first: u8| !first.is_ascii() || b"unsdibt?".contains(&first.to_ascii_lowercase());
    let same = |it: &&str| text.eq_ignore_ascii_case(it) || (!text.is_ascii() && text.to_lowercase() == **it);
    text.len() <= 32 && text.bytes().next().is_some_and(may) && WORDS.iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::row::{DateOrder, date};

    #[test]
    fn other_calendars_are_read_where_they_say_what_they_are() {
        for (text, expect) in [
            ("۱۴۰۳/۰۲/۱۴", "2024-05-03"),
            ("14 Ordibehesht 1403", "2024-05-03"),
            ("۱ فروردین ۱۴۰۰", "2021-03-21"),
            ("30 Esfand 1399", "2021-03-20"),
            ("1403/02/14", "1403-02-14"),
            ("25 شوال 1445", "2024-05-04~"),
            ("1445-10-24 AH", "2024-05-03~"),
            ("1 Muharram 1446", "2024-07-08~"),
            ("3 พฤษภาคม 2567", "2024-05-03"),
            ("๓ พฤษภาคม ๒๕๖๗", "2024-05-03"),
            ("٢٠٢٤-٠٥-٠٣", "2024-05-03"),
            ("٣ أيار ٢٠٢٤", "2024-05-03"),
            ("٣/٥/٢٠٢٤", "2024-05-03"),
        ] {
            assert_eq!(date(text, DateOrder::DayFirst).as_ref().map_or("–", |it| it.text()), expect, "{text}");
        }
    }

    #[test]
    fn parts_of_years_are_read_as_people_speak() {
        for (text, expect) in [
            ("2024-W05", "2024-01-29/2024-02-04"),
            ("2024-W05-3", "2024-01-31"),
            ("2024W053", "2024-01-31"),
            ("2024-W60", "–"),
            ("2024-123", "2024-05-02"),
            ("2023-366", "–"),
            ("2024Q2", "2024-04/2024-06"),
            ("Q4 2024", "2024-10/2024-12"),
            ("Spring 2024", "2024-21"),
            ("1990s", "199X"),
            ("44 BC", "-0043"),
            ("c. 1943", "1943~"),
            ("circa May 1943", "1943-05~"),
            ("early May 2024", "2024-05"),
            ("before 2024-05-03", "../2024-05-03"),
            ("after 3 May 2024", "2024-05-03/.."),
            ("2024-05-00", "2024-05"),
            ("00/05/2024", "2024-05"),
            ("12/Jan/2024", "2024-01-12"),
            ("12/Jan/2024:10:11:12 +0300", "2024-01-12T10:11:12+03:00"),
            ("31 января 2024 г.", "2024-01-31"),
            ("2024年5月3日", "2024-05-03"),
            ("3.V.2024", "2024-05-03"),
            ("3 May 2024[12][b]", "2024-05-03"),
            ("2024:05:03 14:22:01", "2024-05-03T14:22:01"),
            ("30 April – 2 May 2024", "2024-04-30/2024-05-02"),
            ("1 - 3 May 2024", "2024-05-01/2024-05-03"),
            ("3 maja 2024", "2024-05-03"),
            ("3 Mei 2024", "2024-05-03"),
            ("3. května 2024", "2024-05-03"),
        ] {
            assert_eq!(date(text, DateOrder::DayFirst).as_ref().map_or("–", |it| it.text()), expect, "{text}");
        }
    }

    #[test]
    fn footnotes_are_told_from_what_they_stand_behind() {
        for (text, expect) in [
            ("12[2][3]", "12"),
            ("Mogadishu[a]", "Mogadishu"),
            ("[1]", "[1]"),
            ("x [sic!]", "x [sic!]"),
            ("a[note 1]", "a"),
        ] {
            assert_eq!(without_notes(text), expect);
        }
    }
}
