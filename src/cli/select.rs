//! Which events: a filter as one line of text.

use crate::event::{Day, EventId, LonLat, When, WorldPoint, WorldRect};
use crate::filter::{Area, Sense, Span};
use crate::project::Project;
use crate::text::fold;

/// How to write a filter, for `--help` and for errors.
pub(super) const HELP: &str = "words, \"a phrase\", after:2024-01-01, before:2024-06, date:2024-02, group:NAME, \
type:NAME, country:NAME, admin1:NAME, place:NAME, fatalities:N, injuries:N (at least so many), box:W,S,E,N, \
near:LON,LAT,KM, verified:yes; several of one name are alternatives, everything else must hold";

/// One condition.
#[derive(Clone, PartialEq, Debug)]
enum Term {
    Words(String),
    Time(Span),
    Group(String),
    Type(String),
    Country(String),
    Admin1(String),
    Place(String),
    Fatalities(u32),
    Injuries(u32),
    Area(Area),
    Verified,
}

/// All conditions: of those of one sort one must hold, but all words and times.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Selector {
    terms: Vec<Term>,
}

impl Selector {
    /// Read a filter.
    pub fn parse(text: &str) -> Result<Self, String> {
        let terms: Result<Vec<Term>, String> =
            parts(text)?.into_iter().map(|(name, value)| term(&name, &value)).collect();
        Ok(Self { terms: terms? })
    }

    /// The events that it keeps.
    pub fn rows(&self, project: &Project) -> Vec<EventId> {
        project.events.ids().filter(|id| self.keeps(project, *id)).collect()
    }

    fn keeps(&self, project: &Project, id: EventId) -> bool {
        let holds = |term: &Term| term.holds(project, id);
        let same = |a: &Term, b: &Term| std::mem::discriminant(a) == std::mem::discriminant(b);
        self.terms.iter().all(|term| match term {
            Term::Words(_) | Term::Time(_) | Term::Verified => holds(term),
            term => self.terms.iter().filter(|other| same(term, other)).any(holds),
        })
    }
}

impl Term {
    fn holds(&self, project: &Project, id: EventId) -> bool {
        let events = &project.events;
        let row = id.row();
        let enough = |asked: u32, known: Option<u32>| known.is_some_and(|it| it >= asked);
        match self {
            Self::Words(words) => text_of(project, id).contains(words.as_str()),
            Self::Time(span) => events.days(id).is_some_and(|(first, last)| span.holds(first, last)),
            Self::Group(name) => events.actors(id).iter().chain(events.targets(id)).any(|group| {
                // An umbrella stands for its members.
                project.groups.iter().any(|(umbrella, it)| {
                    let called =
                        fold(&it.name) == *name || it.key == *name || it.aliases.iter().any(|it| fold(it) == *name);
                    called && project.groups.members(umbrella).contains(group)
                })
            }),
            Self::Type(name) => {
                [events.event_type.get(row), events.sub_event_type.get(row)].iter().any(|it| fold(it) == *name)
            }
            Self::Country(name) => fold(events.country.get(row)) == *name,
            Self::Admin1(name) => fold(events.admin1.get(row)) == *name,
            Self::Place(name) => events.place(id).iter().chain(events.other_places(id)).any(|place| {
                let place = project.place(*place);
                fold(&place.name) == *name || place.key == *name || place.aliases.iter().any(|it| fold(it) == *name)
            }),
            Self::Fatalities(count) => enough(*count, events.fatalities(id).most()),
            Self::Injuries(count) => enough(*count, events.injuries(id).most()),
            Self::Area(area) => events.point(id).is_some_and(|at| area.contains(at)),
            Self::Verified => !events.is_unverified(id),
        }
    }
}

/// Everything that an event says in words, folded.
fn text_of(project: &Project, id: EventId) -> String {
    let events = &project.events;
    let mut text = format!("{}\n{}\n{}\n", events.title(id), events.notes(id), project.place_name(id));
    for group in events.actors(id).iter().chain(events.targets(id)) {
        text.push_str(&project.groups.get(*group).name);
        text.push('\n');
    }
    for (_, detail) in events.details(id) {
        text.push_str(detail);
        text.push('\n');
    }
    fold(&text)
}

/// `name:value` and bare words, with quotation marks around what holds spaces.
fn parts(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let mut name = "";
        let plain = rest.find(|c: char| c == ':' || c == '"' || c.is_whitespace());
        if let Some(at) = plain
            && rest[at..].starts_with(':')
            && at > 0
        {
            (name, rest) = (&rest[..at], &rest[at + 1..]);
        }
        let value = match rest.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"').ok_or("a quotation mark is not closed in the filter")?;
                let value = &quoted[..end];
                rest = &quoted[end + 1..];
                value
            }
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let value = &rest[..end];
                rest = &rest[end..];
                value
            }
        };
        parts.push((name.to_owned(), value.to_owned()));
        rest = rest.trim_start();
    }
    Ok(parts)
}

fn term(name: &str, value: &str) -> Result<Term, String> {
    let wrong = |what: &str| format!("{name}:{value} in the filter: {what}");
    let when = || When::parse(value).map_err(|error| wrong(&format!("{}; write {}", error.reason, error.instead)));
    let count = || value.parse::<u32>().map_err(|_| wrong("write a whole number"));
    let span = |from: Option<Day>, to: Option<Day>| Term::Time(Span { from, to, sense: Sense::Possibly });
    let numbers = |wanted: usize| {
        let numbers: Option<Vec<f64>> = value.split(',').map(|it| it.trim().parse().ok()).collect();
        numbers
            .filter(|it| it.len() == wanted && it.iter().all(|n| n.is_finite()))
            .ok_or_else(|| wrong("write numbers, divided by commas"))
    };
    let point =
        |lon, lat| LonLat::new(lon, lat).ok_or_else(|| wrong("this is not on the globe; longitude comes first"));
    Ok(match name {
        "" => Term::Words(fold(value)),
        "after" => span(Some(when()?.earliest()), None),
        "before" => span(None, Some(when()?.latest())),
        "date" => span(Some(when()?.earliest()), Some(when()?.latest())),
        "group" | "actor" => Term::Group(fold(value)),
        "type" => Term::Type(fold(value)),
        "country" => Term::Country(fold(value)),
        "admin1" => Term::Admin1(fold(value)),
        "place" => Term::Place(fold(value)),
        "fatalities" => Term::Fatalities(count()?),
        "injuries" => Term::Injuries(count()?),
        "verified" if value == "yes" => Term::Verified,
        "box" => {
            let it = numbers(4)?;
            let (a, b) = (WorldPoint::from(point(it[0], it[3])?), WorldPoint::from(point(it[2], it[1])?));
            Term::Area(Area::Box(WorldRect { west: a.x, north: a.y, east: b.x, south: b.y }))
        }
        "near" => {
            let it = numbers(3)?;
            Term::Area(Area::Radius { centre: point(it[0], it[1])?, metres: it[2] * 1000.0 })
        }
        _ => return Err(wrong(&format!("this is not known; write {HELP}"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(filter: &str) -> usize {
        let project = crate::format::read_bundled().project;
        Selector::parse(filter).unwrap().rows(&project).len()
    }

    #[test]
    fn conditions_of_one_sort_are_alternatives_and_others_must_all_hold() {
        let (iraq, syria) = (kept("country:iraq"), kept("country:Syria"));
        assert!(iraq > 0 && syria > 0);
        assert_eq!(kept("country:Iraq country:Syria"), iraq + syria);
        assert!(kept("country:Iraq after:2024-07-01") < iraq);
        assert_eq!(kept("country:Iraq before:1900"), 0);
        assert!(kept("\"tower 22\"") > 0 && kept("near:38.7,33.3,50") > 0 && kept("box:38,32,40,34") > 0);
        assert!(kept("group:us_forces fatalities:1") > 0);
        assert_eq!(kept(""), crate::format::read_bundled().project.events.len());
    }

    #[test]
    fn a_filter_that_cannot_be_read_says_why() {
        for (filter, words) in [
            ("after:soon", "after:soon"),
            ("colour:red", "not known"),
            ("near:1,2", "numbers"),
            ("box:1,2,3,400", "globe"),
            ("fatalities:many", "whole number"),
            ("\"open", "quotation mark"),
        ] {
            let error = Selector::parse(filter).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }
}
