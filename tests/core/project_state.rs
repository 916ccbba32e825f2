//! Projects to work on, random edits, and comparing projects whole.

use std::fmt::Debug;

use dateline::article::ArticleId;
use dateline::event::{EventId, GroupId, LonLat, Place, PlaceId, Source, Toll, When};
use dateline::project::{
    ArticleRecord, Change, ClaimRecord, Edit, EventRecord, Field, GroupRecord, MentionRef, MetaRecord, Project,
    Rejected, SavedFilter, Tag, TargetRecord, Value, Work,
};

/// Everything a project holds, by keys and in order.
#[derive(Clone, PartialEq, Debug)]
pub struct State {
    pub events: Vec<EventRecord>,
    pub places: Vec<Place>,
    pub groups: Vec<GroupRecord>,
    pub sources: Vec<Source>,
    pub articles: Vec<ArticleRecord>,
    pub meta: MetaRecord,
    pub work: Work,
}

pub fn state(project: &Project) -> State {
    let mut events: Vec<EventId> = project.events.ids().collect();
    events.sort_by_key(|id| project.events.sequence(*id));
    State {
        events: events.into_iter().map(|id| project.event_record(id)).collect(),
        places: project.places.to_vec(),
        groups: project.groups.iter().map(|(id, _)| project.group_record(id)).collect(),
        sources: project.sources.to_vec(),
        articles: project.article_ids().map(|id| project.article_record(id)).collect(),
        meta: project.meta_record(),
        work: project.work().clone(),
    }
}

/// Fail at the first thing that differs, and say only that.
pub fn assert_same(a: &State, b: &State, what: &str) {
    fn lists<T: PartialEq + Debug>(a: &[T], b: &[T], what: &str) {
        for (i, (a, b)) in a.iter().zip(b).enumerate() {
            assert_eq!(a, b, "{what}, number {i}");
        }
        assert_eq!(a.len(), b.len(), "{what}: how many");
    }
    lists(&a.events, &b.events, &format!("{what}: events"));
    lists(&a.places, &b.places, &format!("{what}: places"));
    lists(&a.groups, &b.groups, &format!("{what}: groups"));
    lists(&a.sources, &b.sources, &format!("{what}: sources"));
    lists(&a.articles, &b.articles, &format!("{what}: articles"));
    assert_eq!(a.meta, b.meta, "{what}");
    assert_eq!(a.work.events, b.work.events, "{what}: origins of events");
    assert_eq!(a.work.corrections, b.work.corrections, "{what}: corrections");
    assert_eq!(a.work.marks, b.work.marks, "{what}: marks");
    assert_eq!(a.work.places, b.work.places, "{what}: origins of places");
    assert_eq!(a.work.groups, b.work.groups, "{what}: origins of groups");
    assert_eq!(a.work.sources, b.work.sources, "{what}: origins of sources");
    assert_eq!(a.work.articles, b.work.articles, "{what}: origins of articles");
    assert_eq!(a, b, "{what}");
}

/// Texts that have broken programs before.
pub const NASTY: [&str; 10] = [
    "plain",
    "",
    "'; DROP TABLE events; --",
    "a\0b",
    "\u{202e}evil\u{202c} \u{2066}x",
    "عين الأسد",
    "“quotes” \" ' ` %s \\",
    "line\nline\r\ttab",
    "\u{1F9E8}\u{FEFF}\u{FFFD}e\u{301}",
    "=1+1; a, b / c",
];

/// The edit that four numbers stand for, as it can be made now.
pub fn random_edit(project: &Project, [kind, a, b, c]: [u32; 4]) -> Edit {
    let nasty = |n: u32| NASTY[n as usize % NASTY.len()].to_owned();
    let events = project.events.len() as u32;
    let event = |n: u32| EventId(n % events.max(1));
    let place = |n: u32| PlaceId(n % (project.places.len() as u32).max(1));
    let group = |n: u32| GroupId((n % (project.groups.len() as u32).max(1)) as u16);
    let article = |n: u32| ArticleId(n % (project.articles.len() as u32).max(1));
    let lonlat =
        |n: u32, m: u32| LonLat { lon: f64::from(n % 3600) / 10.0 - 180.0, lat: f64::from(m % 1600) / 10.0 - 80.0 };
    let none = || Edit::new("Nothing", Vec::new());
    let put = |change| Edit::new("Put", vec![change]);
    if events == 0 {
        return project.new_event(EventRecord { title: nasty(a), ..EventRecord::default() });
    }
    match kind % 24 {
        0 | 1 => project.new_event(EventRecord {
            title: nasty(a),
            when: When::parse(["2024-02~", "2024-01-28/2024-01-29", "../1999", "Y-12000"][b as usize % 4]).ok(),
            position: (c % 3 > 0).then(|| lonlat(a, b)),
            place: (!project.places.is_empty()).then(|| project.place(place(c)).key.clone()),
            actors: (!project.groups.is_empty())
                .then(|| project.groups.get(group(a)).key.clone())
                .into_iter()
                .collect(),
            details: vec![(nasty(b), nasty(c)), (nasty(b), nasty(a))],
            remark: nasty(c),
            starred: c % 2 == 0,
            ..EventRecord::default()
        }),
        2 => project.set_field([event(a)], Field::Title, &Value::Text(nasty(b))),
        3 => project.set_field(
            [event(a), event(b)].into_iter().collect::<std::collections::BTreeSet<_>>(),
            Field::Notes,
            &Value::Text(nasty(c)),
        ),
        4 => project.move_event(event(a), (b % 5 > 0).then(|| lonlat(b, c))),
        5 => {
            let when = When::parse(
                ["2024", "2024-07-16", "201X", "2023-24", "-0044-03-15", "2024-04-01T10:00:00Z"][b as usize % 6],
            );
            project.set_field([event(a)], Field::EventDate, &Value::Date(when.ok().filter(|_| c % 5 > 0)))
        }
        6 => project.set_field(
            [event(a)],
            Field::Fatalities,
            &Value::Toll(Toll { min: (b % 2 == 0).then_some(b % 9), max: (c % 2 == 0).then_some(9 + c % 9) }),
        ),
        7 if !project.groups.is_empty() => {
            let keys: std::collections::BTreeSet<_> =
                [group(b), group(c)].map(|id| project.groups.get(id).key.clone()).into();
            project.set_field(
                [event(a)],
                if c % 2 == 0 { Field::Actors } else { Field::Targets },
                &Value::Keys(keys.into_iter().collect()),
            )
        }
        8 => {
            let fields: Vec<Field> =
                Field::ALL.into_iter().filter(|it| project.imported(event(a), *it).is_some()).collect();
            fields
                .get(b as usize % fields.len().max(1))
                .and_then(|it| project.take_back(event(a), *it))
                .unwrap_or_else(none)
        }
        9 => {
            let gone: std::collections::BTreeSet<_> = [event(a), event(b)].into();
            project.remove_events(&gone.into_iter().collect::<Vec<_>>())
        }
        10 => {
            let keys: Vec<&String> = project.work().events.removed.keys().collect();
            keys.get(a as usize % keys.len().max(1)).and_then(|key| project.put_back(key)).unwrap_or_else(none)
        }
        11 => {
            let name = nasty(a);
            project.put_place(Place {
                key: project.free_key(&name),
                name,
                position: Some(lonlat(a, b)),
                aliases: vec![nasty(b), nasty(c)],
                precision_km: Some(1.5),
                ..Place::default()
            })
        }
        12 if !project.places.is_empty() => project.move_place(place(a), lonlat(b, c)),
        13 if project.groups.len() > 1 => project.merge_groups(group(a), group(b)),
        14 if project.places.len() > 1 => project.merge_places(place(a), place(b)),
        15 => {
            let name = nasty(a);
            let umbrella = (!project.groups.is_empty()).then(|| project.groups.get(group(b)).key.clone());
            project.put_group(GroupRecord {
                key: project.free_key(&name),
                name,
                umbrella: umbrella.into_iter().collect(),
                details: vec![("sources".into(), nasty(c))],
                ..GroupRecord::default()
            })
        }
        16 if !project.articles.is_empty() => {
            let text = &project.article(article(a)).text;
            let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let start = b as usize % ends.len();
            let end = (start + 1 + c as usize % 40).min(ends.len() - 1);
            if start >= end {
                return none();
            }
            let target = if c % 2 == 0 {
                TargetRecord::Event(project.events.key(event(c)).to_owned())
            } else {
                TargetRecord::Link(nasty(c))
            };
            project.add_mention(article(a), ends[start]..ends[end], target)
        }
        17 if !project.articles.is_empty() => {
            let count = project.article(article(a)).mentions.len();
            if count == 0 {
                none()
            } else {
                project.remove_mention(MentionRef { article: article(a), mention: b as usize % count })
            }
        }
        18 => {
            let source =
                (!project.sources.is_empty()).then(|| project.sources[a as usize % project.sources.len()].key.clone());
            let claim =
                ClaimRecord { field: "injuries".into(), value: format!("{b}"), source, note: nasty(c), adopted: false };
            project.add_claim(event(a), claim)
        }
        19 => {
            put(Change::Tag { key: format!("t{}", a % 4), record: Some(Tag { name: nasty(b), colour: "red".into() }) })
        }
        20 => {
            let tags: Vec<&String> = project.work().tags.keys().collect();
            match tags.get(a as usize % tags.len().max(1)) {
                Some(tag) => project.tag((b % events..events).step_by(7).map(EventId), tag, c % 3 > 0),
                None => project.star([event(a)], b % 2 == 0),
            }
        }
        21 => put(Change::SavedFilter {
            key: format!("f{}", a % 3),
            record: (b % 3 > 0).then(|| SavedFilter { name: nasty(b), filter: nasty(c) }),
        }),
        22 => put(Change::Rejected {
            key: format!("r{}", a % 3),
            record: (b % 3 > 0).then(|| Rejected { words: nasty(b), reason: nasty(c), ..Rejected::default() }),
        }),
        _ => match a % 4 {
            0 => put(Change::Meta(Box::new(MetaRecord { title: nasty(b), notice: nasty(c), ..project.meta_record() }))),
            1 => {
                let name = nasty(b);
                project.put_source(Source {
                    key: project.free_key(&name),
                    publisher: name,
                    date: When::parse("2024-02").ok(),
                    details: vec![(nasty(a), nasty(c))],
                    ..Source::default()
                })
            }
            2 => {
                let text = format!("First {}. Second.", nasty(b));
                project.put_article(ArticleRecord {
                    key: project.free_key("story"),
                    title: nasty(c),
                    text: text.into(),
                    ..ArticleRecord::default()
                })
            }
            // What is named somewhere is refused, and that is tried, too.
            _ if project.sources.is_empty() => none(),
            _ => put(Change::Source {
                key: project.sources[b as usize % project.sources.len()].key.clone(),
                record: None,
            }),
        },
    }
}
