//! What columns mean, by their names and by what stands in them.

use serde::Serialize;

use super::gdelt;
use super::hxl;
use super::mapping::{Column, Mapping};
use crate::format::row::{
    self, DateOrder, OrderVotes, Role, Scheme, degrees, geohash, is_epoch, is_unknown, number, own_columns, own_role,
    plain, position, rank_of, toll, words_rank,
};

/// Something that only the user knows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Question {
    /// The column it is about.
    pub column: String,
    /// A value that can be read in two ways.
    pub sample: String,
    /// The question, with what is taken for the answer until it is answered.
    pub text: String,
}

impl Question {
    /// Whether it is the one about the order of day and month.
    pub(in crate::format) fn is_order(&self) -> bool {
        self.text.contains(" day/month or month/day?")
    }
}

/// A mapping with what is not sure about it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(in crate::format) struct Guess {
    pub mapping: Mapping,
    pub questions: Vec<Question>,
}

/// Words that stand for "not given".
const BLANKS: [&str; 12] = ["NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "NaN", "nan", "\\N", "-", "—"];

/// Guess from names and first rows.
pub(in crate::format) fn guess(names: &[String], rows: &[Vec<&str>], headerless_gdelt: bool) -> Guess {
    let plains: Vec<String> = names.iter().map(|name| plain_of(name)).collect();
    let has = |name: &str| plains.iter().any(|it| it == name);
    if let Some(own) = own_columns(names.iter().map(String::as_str)) {
        let role = |(at, name): (usize, &String)| if at < own { own_role(name) } else { Role::Detail };
        let columns = names.iter().enumerate();
        let columns = columns.map(|it| Column { name: it.1.clone(), role: role(it) }).collect();
        return Guess { mapping: Mapping { columns, ..Mapping::default() }, questions: Vec::new() };
    }
    let scheme = scheme(&has, headerless_gdelt);
    let mut mapping = Mapping { scheme, ..Mapping::default() };
    mapping.blanks = blanks(rows, scheme);
    let words = mapping.blanks.clone();
    let tags = rows.first().filter(|row| hxl::is_tags(row.iter().copied()));
    let told: Vec<Option<Role>> = tags
        .map(|row| (0..names.len()).map(|at| row.get(at).and_then(|it| hxl::role(it))).collect())
        .unwrap_or_default();
    let rows = &rows[usize::from(tags.is_some())..];
    let values = |column: usize| -> Vec<&str> {
        let it = rows.iter().filter_map(|row| row.get(column).map(|text| text.trim()));
        it.filter(|text| !text.is_empty() && !words.iter().any(|blank| blank == text)).collect()
    };
    let roles: Vec<Role> = match scheme {
        Scheme::None => by_names(names, &plains, &told, &values),
        _ => plains.iter().map(|name| known(scheme, name, &has)).collect(),
    };
    mapping.columns = names.iter().zip(&roles).map(|(name, role)| Column { name: name.clone(), role: *role }).collect();
    let numeric = |role: &Role| matches!(role, Role::Longitude | Role::Latitude);
    mapping.decimal_comma = roles.iter().enumerate().any(|(at, role)| {
        let all = values(at);
        let comma = all.iter().filter(|it| it.matches(',').count() == 1 && number(it, true).is_some()).count();
        numeric(role) && comma * 2 > all.len()
    });
    let mut guess = Guess { mapping, questions: Vec::new() };
    if scheme == Scheme::None {
        guess.questions.extend(doubts(names, &plains, &roles, &values));
    }
    for (at, role) in roles.iter().enumerate() {
        if matches!(role, Role::Date | Role::DateEnd | Role::Week) {
            let mut votes = OrderVotes::default();
            let all = values(at);
            all.iter().for_each(|text| votes.look(text));
            let (order, unsure) = votes.order();
            guess.mapping.dates = order;
            if unsure && *role == Role::Date {
                guess.questions.push(question(&names[at], &all, order));
            }
            if *role == Role::Date {
                break;
            }
        }
    }
    guess
}

/// The plain name of a column; of a member of an object, as `location.lat`, the name of the member if that is known.
fn plain_of(name: &str) -> String {
    let whole = plain(name);
    // The name of whoever wrote it is none of the event.
    let of_people = ["user", "author", "owner", "account", "from", "channel"].iter().any(|it| name.starts_with(it));
    match name.rsplit_once('.').map(|(_, last)| plain(last)) {
        Some(last) if !of_people && rank_of(&whole).is_none() && rank_of(&last).is_some() => last,
        _ => whole,
    }
}

fn question(column: &str, values: &[&str], order: DateOrder) -> Question {
    let both = |text: &&&str| {
        let read = |order| row::date(text, order).ok().map(|when| when.text().to_owned());
        matches!((read(DateOrder::DayFirst), read(DateOrder::MonthFirst)), (Some(a), Some(b)) if a != b)
    };
    let sample = values.iter().find(both).map_or("", |it| it);
    let (taken, other) = match order {
        DateOrder::DayFirst => ("day", "month"),
        DateOrder::MonthFirst => ("month", "day"),
    };
    let text = format!(
        "is {sample} day/month or month/day? The {taken} is taken to come first; if the {other} does, change the mapping"
    );
    Question { column: column.to_owned(), sample: sample.to_owned(), text }
}

/// Whose table it is.
fn scheme(has: &impl Fn(&str) -> bool, headerless_gdelt: bool) -> Scheme {
    let count = |names: &[&str]| names.iter().filter(|name| has(name)).count();
    if headerless_gdelt || (has("globaleventid") && has("sqldate")) {
        return Scheme::Gdelt;
    }
    if has("typeofviolence") && count(&["datestart", "whereprec", "sidea", "dyadname", "best", "conflictname"]) >= 2 {
        return Scheme::Ucdp;
    }
    const ACLED: [&str; 16] = [
        "eventidcnty",
        "eventtype",
        "subeventtype",
        "disordertype",
        "actor1",
        "actor2",
        "assocactor1",
        "inter1",
        "interaction",
        "civiliantargeting",
        "timeprecision",
        "geoprecision",
        "sourcescale",
        "admin1",
        "fatalities",
        "eventidnocnty",
    ];
    if has("eventdate") && count(&ACLED) >= 4 { Scheme::Acled } else { Scheme::None }
}

/// What a column of a known table means.
fn known(scheme: Scheme, name: &str, has: &impl Fn(&str) -> bool) -> Role {
    match (scheme, name) {
        (Scheme::Gdelt, name) => gdelt::role(name),
        (Scheme::Acled, "assocactor1" | "allyactor1") => Role::Actors,
        (Scheme::Acled, "dataid") if has("eventidcnty") => Role::Detail,
        (Scheme::Acled, "id" | "type" | "name" | "region" | "text") => Role::Detail,
        // The same point once more.
        (Scheme::Ucdp, "geomwkt") => Role::Repeats,
        (Scheme::Ucdp, "best") => Role::Fatalities,
        (Scheme::Ucdp, "start" | "name") => Role::Detail,
        (_, name) => rank_of(name).map_or(Role::Detail, |(role, _)| role),
    }
}

/// What other columns mean: by name, if what stands in them fits.
fn by_names<'a>(
    names: &[String],
    plains: &[String],
    told: &[Option<Role>],
    values: &impl Fn(usize) -> Vec<&'a str>,
) -> Vec<Role> {
    let mut roles = vec![Role::Detail; plains.len()];
    let mut candidates: Vec<(usize, Role, usize)> = Vec::new();
    let named = |name: &str| plains.iter().any(|it| it == name);
    // Who sums up years of a conflict also says when it began.
    let of_years = named("year") && (named("startdate2") || named("startprec"));
    let gtd = named("gname") && named("iyear");
    let icews = named("cameocode") && named("targetname");
    for (at, name) in plains.iter().enumerate() {
        if of_years && matches!(&**name, "startdate" | "startdate2" | "ependdate")
            || gtd && matches!(&**name, "location" | "country" | "region")
        {
            continue;
        }
        // ICEWS calls those who act and are acted upon source and target.
        let meant = match &**name {
            "sourcename" if icews => Some(Role::Actors),
            "targetname" if icews => Some(Role::Targets),
            "eventtext" if icews => Some(Role::EventType),
            _ => told.get(at).copied().flatten(),
        };
        let tagged = meant.map(|role| (role, 0));
        let Some((role, mut rank)) = tagged.or_else(|| rank_of(name)).or_else(|| words_rank(&names[at])) else {
            continue;
        };
        let values = values(at);
        if let Some(role) = fit(role, &values, name.contains("geohash")) {
            // A column of which little is filled in gives way to a fuller one.
            if role == Role::Place {
                let said = values.iter().filter(|it| !is_unknown(it)).count();
                rank += 2000 * usize::from(said * 2 < values.len()) + 1000 * usize::from(said == 0);
            }
            rank += if values.is_empty() { 10_000 } else { 0 };
            candidates.push((rank, role, at));
        }
    }
    let weekly = candidates.iter().any(|it| it.1 == Role::Week);
    candidates.retain(|(_, role, at)| match role {
        // The ids of aggregates are those of places.
        Role::Key if weekly => !has_twice(&values(*at)),
        Role::Count => weekly,
        _ => true,
    });
    // The field's own names first.
    candidates.sort_unstable();
    for (_, role, at) in candidates {
        if !role.is_single() || !roles.contains(&role) {
            roles[at] = role;
        }
    }
    let has = |roles: &[Role], role| roles.contains(&role);
    if has(&roles, Role::Date) || !has(&roles, Role::Year) {
        for role in &mut roles {
            if matches!(role, Role::Month | Role::Day) {
                *role = Role::Detail;
            }
        }
    }
    if !has(&roles, Role::Date) && !has(&roles, Role::Week) && !has(&roles, Role::Year) {
        let known = |at: usize| {
            ["entry", "added", "updated", "modified", "access", "birth"].iter().any(|it| plains[at].contains(it))
        };
        let free = |at: &usize| matches!(roles[*at], Role::Detail | Role::Time) && !known(*at);
        let found = (0..roles.len()).filter(free).find(|at| are_days(&values(*at)));
        // Numbers are days only where the name speaks of time.
        let told = |at: &usize| {
            ["time", "date", "created", "posted", "epoch", "captured", "taken"]
                .iter()
                .any(|it| plains[*at].contains(it))
        };
        let counted = |at: &usize| {
            let all = values(*at);
            !all.is_empty() && all.iter().all(|it| is_epoch(it))
        };
        if let Some(at) = found.or_else(|| (0..roles.len()).filter(free).find(|at| told(at) && counted(at))) {
            roles[at] = Role::Date;
        }
    }
    if has(&roles, Role::Longitude) != has(&roles, Role::Latitude) {
        for role in &mut roles {
            if matches!(role, Role::Longitude | Role::Latitude) {
                *role = Role::Detail;
            }
        }
    }
    if has(&roles, Role::Easting) != has(&roles, Role::Northing) {
        for role in &mut roles {
            if matches!(role, Role::Easting | Role::Northing) {
                *role = Role::Detail;
            }
        }
    }
    if !has(&roles, Role::Easting) {
        roles.iter_mut().filter(|it| **it == Role::Zone).for_each(|it| *it = Role::Detail);
    }
    if !has(&roles, Role::SourceUrl) && !has(&roles, Role::Sources) {
        let picture = |it: &str| {
            ["image", "photo", "picture", "thumb", "avatar", "logo", "icon", "media"]
                .iter()
                .any(|word| it.contains(word))
        };
        let linked = |at: &usize| {
            let all = values(*at);
            !all.is_empty() && all.iter().all(|it| it.starts_with("http://") || it.starts_with("https://"))
        };
        let free = |at: &usize| roles[*at] == Role::Detail && !picture(&plains[*at]);
        if let Some(at) = (0..roles.len()).find(|at| free(at) && linked(at)) {
            roles[at] = Role::SourceUrl;
        }
    }
    let placed = [Role::Longitude, Role::Position, Role::Easting].iter().any(|it| has(&roles, *it));
    if !placed && let Some(at) = (0..roles.len()).find(|at| roles[*at] == Role::Detail && are_points(&values(*at))) {
        roles[at] = Role::Position;
    }
    if !has(&roles, Role::Notes) {
        // The longest texts tell what happened.
        let length = |at: usize| {
            let all = values(at);
            all.iter().map(|it| it.len()).sum::<usize>() / all.len().max(1)
        };
        let longest = (0..roles.len()).filter(|at| roles[*at] == Role::Detail).max_by_key(|at| length(*at));
        // Addresses, shapes and lists are long, and no sentences.
        let sentence = |it: &&&str| it.split(' ').count() >= 3 && !it.starts_with(['{', '[']) && !it.contains("((");
        let told = |at: usize| values(at).iter().filter(sentence).count() * 2 > values(at).len();
        if let Some(at) = longest.filter(|at| length(*at) > 60 && told(*at)) {
            roles[at] = Role::Notes;
        }
    }
    roles
}

/// The role, or another one that fits the values better; nothing if none does.
fn fit(role: Role, values: &[&str], hashed: bool) -> Option<Role> {
    let most = |fits: &dyn Fn(&str) -> bool| {
        values.is_empty() || values.iter().filter(|it| fits(it)).count() * 10 >= values.len() * 6
    };
    let order = DateOrder::default();
    let fits = match role {
        Role::Date | Role::DateEnd | Role::Week => most(&|it| row::date(it, order).is_ok() || is_unknown(it)),
        Role::Longitude => most(&|it| degrees(it, false).is_some_and(|it| it.abs() <= 180.0)),
        Role::Latitude => most(&|it| degrees(it, false).is_some_and(|it| it.abs() <= 90.0)),
        Role::Position if hashed => most(&|it| geohash(it).is_some()),
        Role::Position => most(&|it| position(it, false).is_some()),
        Role::Easting => most(&|it| number(it, false).is_some_and(|it| (10_000.0..=1_000_000.0).contains(&it))),
        Role::Northing => most(&|it| number(it, false).is_some_and(|it| (0.0..=10_000_000.0).contains(&it))),
        Role::Count => most(&|it| number(it, false).is_some()),
        // A list of objects is no sentence.
        Role::Title | Role::Notes => most(&|it| !it.starts_with("[{") && !it.starts_with('{')),
        // What every message or feature is, is no type of event.
        Role::EventType => {
            let said = ["message", "plain", "service", "Feature", "post", "tweet", "status", "record"];
            values.is_empty() || !values.iter().all(|it| said.contains(it))
        }
        Role::Country => most(&|it| number(it, false).is_none()),
        Role::Place if are_points(values) => return Some(Role::Position),
        Role::Fatalities
        | Role::FatalitiesMin
        | Role::FatalitiesMax
        | Role::Injuries
        | Role::InjuriesMin
        | Role::InjuriesMax => most(&|it| toll(it, false).or_else(|| toll(it, true)).is_some() || is_vague(it)),
        Role::Year => most(&|it| it.parse::<f64>().is_ok_and(|it| (-9999.0..=9999.0).contains(&it))),
        Role::PrecisionKm | Role::PrecisionM => most(&|it| number(it, false).is_some()),
        Role::Sources if !values.is_empty() && values.iter().all(|it| it.starts_with("http")) => {
            return Some(Role::SourceUrl);
        }
        Role::SourceUrl => most(&|it| it.contains("://") || it.starts_with("www.")),
        Role::Key => {
            let mut all = values.to_vec();
            all.sort_unstable();
            all.dedup();
            all.len() * 2 >= values.len()
        }
        // Letters are types; numbers need to be told what they mean.
        Role::Actors | Role::OtherSide | Role::Targets | Role::Place => most(&|it| number(it, false).is_none()),
        _ => true,
    };
    fits.then_some(role)
}

/// A number of people that somebody left open.
fn is_vague(text: &str) -> bool {
    let words = ["several", "dozens", "hundreds", "many", "some", "few", "scores", "multiple", "none"];
    is_unknown(text) || words.iter().any(|it| text.eq_ignore_ascii_case(it)) || text.contains("(+")
}

fn has_twice(values: &[&str]) -> bool {
    let mut all = values.to_vec();
    all.sort_unstable();
    all.windows(2).any(|it| it[0] == it[1])
}

/// What can be read in two ways, or looks as if it had been mixed up. Nothing of it is mended silently.
fn doubts<'a>(
    names: &[String],
    plains: &[String],
    roles: &[Role],
    values: &impl Fn(usize) -> Vec<&'a str>,
) -> Vec<Question> {
    let mut all = Vec::new();
    let ask = |at: usize, text: &str| {
        let sample = values(at).first().map_or(String::new(), |it| (*it).to_owned());
        Question { column: names[at].clone(), sample, text: text.to_owned() }
    };
    let find = |wanted: Role| {
        let mut found: Vec<(usize, usize)> = (0..plains.len())
            .filter_map(|at| rank_of(&plains[at]).filter(|it| it.0 == wanted).map(|it| (it.1, at)))
            .collect();
        found.sort_unstable();
        found.first().map(|it| it.1)
    };
    let placed = [Role::Longitude, Role::Position, Role::Easting].iter().any(|it| roles.contains(it));
    if let (Some(lon), Some(lat), false) = (find(Role::Longitude), find(Role::Latitude), placed) {
        let numbers = |at: usize| values(at).iter().filter_map(|it| degrees(it, false)).collect::<Vec<_>>();
        let (x, y) = (numbers(lon), numbers(lat));
        let within = |all: &[f64], most: f64| {
            !all.is_empty() && all.iter().filter(|it| it.abs() <= most).count() * 10 >= all.len() * 6
        };
        if within(&y, 180.0) && within(&x, 90.0) {
            all.push(ask(lat, "these are no latitudes, and the other column could hold them: latitude and longitude look swapped. No position was taken; say with the mapping which is which"));
        } else if !x.is_empty() && !within(&x, 180.0) && !within(&y, 180.0) {
            all.push(ask(lon, "these are no degrees. If they are metres in a zone of UTM, give both columns the meaning easting and northing, and say the zone (grid = \"38N\")"));
        }
    }
    // Columns without names, as of a table without a header.
    let degrees_in = |at: usize, most: f64| {
        let all = values(at);
        names[at] == format!("column {}", at + 1)
            && roles[at] == Role::Detail
            && !all.is_empty()
            && all.iter().all(|it| it.contains('.') && number(it, false).is_some_and(|it| it.abs() <= most))
    };
    if !placed && let Some(at) = (1..names.len()).find(|at| degrees_in(at - 1, 180.0) && degrees_in(*at, 180.0)) {
        all.push(ask(at - 1, "is this a latitude or a longitude, and the next column the other one? Nothing has a position until the mapping says it"));
    }
    if let Some(at) = roles.iter().position(|it| *it == Role::Easting)
        && !roles.contains(&Role::Zone)
    {
        all.push(ask(at, "in which zone of UTM are easting and northing, north or south? Nothing has a position until the mapping says it (grid = \"38N\")"));
    }
    if let Some(at) = roles.iter().position(|it| *it == Role::Position) {
        let either = |it: &&str| it.starts_with('[') && position(it, false).is_some_and(|it| it.lon.abs() <= 90.0);
        if values(at).iter().filter(|it| either(it)).count() * 2 > values(at).len() {
            all.push(ask(at, "does latitude or longitude come first? Latitude is taken to; in GeoJSON it is the other way round: write longitude and latitude in columns of their own if so"));
        }
    }
    // Years of about 1403, 1445 and 2567 are those of other calendars, or far from now.
    if let Some(at) = roles.iter().position(|it| matches!(it, Role::Date | Role::Year)) {
        let year = |it: &&str| {
            row::date(it, DateOrder::default()).ok().map(|when| (it.is_ascii(), when.earliest().date().year()))
        };
        let years: Vec<i16> = values(at).iter().filter_map(year).filter(|it| it.0).map(|it| it.1).collect();
        let old = years.iter().filter(|it| (1340..=1460).contains(*it) || (2400..=2600).contains(*it)).count();
        if old * 2 > years.len() {
            all.push(ask(at, "are these years of the Persian, Islamic or Buddhist calendar? They are taken as they stand, for years of ours; convert them first if they are not, or write the names of the months or AH, AP or BE behind them"));
        }
    }
    all
}

/// Whether nearly all are days, and plainly written as such.
fn are_days(values: &[&str]) -> bool {
    let day = |it: &&&str| {
        !it.bytes().all(|b| b.is_ascii_digit() || b == b'.') && row::date(it, DateOrder::default()).is_ok()
    };
    values.len() >= 2 && values.iter().filter(day).count() * 10 >= values.len() * 9
}

fn are_points(values: &[&str]) -> bool {
    !values.is_empty() && values.iter().filter(|it| position(it, false).is_some()).count() * 10 >= values.len() * 8
}

/// The words for "not given" that this table uses. ACLED's `NA` is known; elsewhere it must stand more than once, or
/// where numbers do, since `NA` is also Namibia.
fn blanks(rows: &[Vec<&str>], scheme: Scheme) -> Vec<String> {
    let used = |blank: &&&str| {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let count =
            (0..columns).filter(|at| rows.iter().any(|row| row.get(*at).is_some_and(|it| it == *blank))).count();
        count >= 2 || (count == 1 && !matches!(**blank, "NA" | "-" | "None"))
    };
    let mut blanks: Vec<String> = BLANKS.iter().filter(used).map(|it| (*it).to_owned()).collect();
    if scheme == Scheme::Acled && !blanks.iter().any(|it| it == "NA") {
        blanks.push("NA".to_owned());
    }
    blanks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(header: &str, rows: &[&str]) -> (Vec<Role>, Guess) {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.split(',').collect()).collect();
        let guess = guess(&names, &rows, false);
        (guess.mapping.columns.iter().map(|column| column.role).collect(), guess)
    }

    #[test]
    fn columns_are_known_by_name_where_their_values_fit() {
        use Role::*;
        for (header, row, expect) in [
            ("id,date,lat,lon,notes", "1,2024-01-02,33,44,x", vec![Key, Date, Latitude, Longitude, Notes]),
            ("x,y,tag", "500000,4649776,red", vec![Detail, Detail, Detail]),
            ("created,date", "2020-01-01,2024-01-02", vec![Detail, Date]),
            ("start,end,place", "2024-01-02,2024-01-03,Homs", vec![Date, DateEnd, Place]),
            ("year,month,day", "2024,5,0", vec![Year, Month, Day]),
            ("Datum,Ort,Tote", "3.5.2024,Kyjiw,2", vec![Date, Place, Fatalities]),
            ("location,what", "33.5 36.3,x", vec![Position, Title]),
            ("timestamp,lat,lon,n", "1721160000,33,44,1721160000", vec![Date, Latitude, Longitude, Detail]),
            ("date,lat,lon", "45320,33,44", vec![Date, Latitude, Longitude]),
            ("time,lat,lon", "2024-01-02T10:00:00Z,33,44", vec![Date, Latitude, Longitude]),
            (
                "attr_date,attr_geolocation_latitude,attr_geolocation_longitude",
                "2024-01-02,33,44",
                vec![Date, Latitude, Longitude],
            ),
            ("name,date,geom", "A,2024-01-02,POLYGON((38 33;39 33;39 34))", vec![Title, Date, Detail]),
            ("name,mgrs", "A,38SKC6306841327", vec![Title, Position]),
            ("what,source", "x,https://example.org/1", vec![Title, SourceUrl]),
        ] {
            assert_eq!(roles(header, &[row, row]).0, expect, "{header}");
        }
    }

    #[test]
    fn known_tables_are_known_whatever_columns_were_left_out() {
        let acled = roles("event_date,event_type,sub_event_type,actor1,notes,latitude,longitude,fatalities", &[]);
        assert_eq!(acled.1.mapping.scheme, Scheme::Acled);
        let ucdp = roles("id,type_of_violence,date_start,date_end,side_a,side_b,best,low,high,geom_wkt", &[]);
        assert_eq!(ucdp.1.mapping.scheme, Scheme::Ucdp);
        assert_eq!((ucdp.0[6], ucdp.0[9]), (Role::Fatalities, Role::Repeats));
        assert_eq!(roles("date,type", &[]).1.mapping.scheme, Scheme::None);
    }

    #[test]
    fn what_only_the_user_knows_is_asked() {
        let (_, guess) = roles("date,place", &["03/04/2024,x", "05/06/2024,y"]);
        assert_eq!(guess.questions.len(), 1);
        assert_eq!((guess.questions[0].column.as_str(), guess.questions[0].sample.as_str()), ("date", "03/04/2024"));
        assert!(roles("date,place", &["03/04/2024,x", "25/06/2024,y"]).1.questions.is_empty());
    }

    #[test]
    fn decimal_commas_and_blank_words_are_found() {
        let names = ["lat", "lon", "a", "b"].map(str::to_owned).to_vec();
        let guess = guess(&names, &[vec!["48,5", "2,3", "NA", "NA"]], false);
        assert!(guess.mapping.decimal_comma);
        assert_eq!(guess.mapping.blanks, ["NA"]);
    }
}
