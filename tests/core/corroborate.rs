//! Which events may be the same: as a naive scan finds them, weighed as the table says, and compared side by side.

use dateline::article::{Article, Mention, Target};
use dateline::corroborate::{Aspect, Comparison, Corroborator, Probe, Progress, Side, sides};
use dateline::event::{
    Day, EventDraft, EventId, Group, GroupId, Groups, LonLat, Place, PlaceId, Source, SourceId, TableBuilder, Toll,
    When,
};
use dateline::index::Lookups;
use dateline::project::{Field, Meta, Project, Verdict};
use proptest::prelude::*;

/// One account in a line: date, longitude, latitude, precision in kilometres, group, toll, words.
type Account = (&'static str, f64, f64, f32, Option<u16>, Option<u32>, &'static str);

fn project(accounts: &[Account], sources: &[&str]) -> Project {
    let mut builder = TableBuilder::default();
    for (i, (date, lon, lat, km, group, killed, words)) in accounts.iter().enumerate() {
        builder.push(EventDraft {
            key: format!("e{i}"),
            title: (*words).to_owned(),
            when: When::parse(date).ok(),
            position: LonLat::new(*lon, *lat),
            precision_m: Some(km * 1000.0),
            place: (*lon == 44.0).then_some(PlaceId(0)),
            actors: group.iter().map(|it| GroupId(*it)).collect(),
            fatalities: Toll { min: *killed, max: *killed },
            sources: sources.get(i).filter(|it| !it.is_empty()).map(|_| SourceId(i as u32)).into_iter().collect(),
            ..EventDraft::default()
        });
    }
    let group = |key: &str, name: &str, umbrella: &[u16]| Group {
        key: key.to_owned(),
        name: name.to_owned(),
        umbrella: umbrella.iter().map(|id| GroupId(*id)).collect(),
        ..Group::default()
    };
    let groups = vec![
        group("north", "Northern Guard", &[]),
        group("north-2", "NORTHERN GUARD", &[]),
        group("wing", "The wing", &[0]),
        group("other", "Others", &[]),
    ];
    let place = Place { key: "erbil".into(), name: "Erbil".into(), ..Place::default() };
    let sources = sources.iter().enumerate().map(|(i, url)| Source {
        key: format!("s{i}"),
        publisher: if i % 2 == 0 { "The Day" } else { "GDELT" }.to_owned(),
        url: (*url).to_owned(),
        ..Source::default()
    });
    let sources: Vec<Source> = sources.collect();
    Project::new(Meta::default(), builder.build(), vec![place], Groups::new(groups), sources, Vec::new())
}

fn id(project: &Project, number: usize) -> EventId {
    project.events.by_key(&format!("e{number}")).unwrap()
}

/// How likely the first two accounts are one.
fn score(a: Account, b: Account) -> f32 {
    let project = project(&[a, b], &[]);
    let lookups = Lookups::new(&project.events);
    let it = Corroborator::new(&project, &lookups);
    it.likely(&it.probe(id(&project, 0)), 5).first().map_or(0.0, |it| it.score)
}

#[test]
fn accounts_are_weighed_by_date_place_who_toll_and_words() {
    let first: Account = ("2024-03-12", 44.0, 36.2, 2.0, Some(0), Some(2), "Drone hits fuel depot, guards dead");
    let with = |change: &dyn Fn(&mut Account)| {
        let mut second = first;
        change(&mut second);
        score(first, second)
    };
    let same = with(&|_| {});
    assert!(same > 0.95, "{same}");
    // Each of these makes it less likely than the one before it.
    let cases: [(&str, f32); 6] = [
        ("the same under the group of another layer", with(&|it| it.4 = Some(1))),
        ("its umbrella's group", with(&|it| it.4 = Some(2))),
        ("another toll", with(&|it| (it.4, it.5) = (Some(2), Some(9)))),
        ("the day after", with(&|it| (it.0, it.4, it.5) = ("2024-03-13", Some(2), Some(9)))),
        ("others", with(&|it| (it.0, it.4, it.5) = ("2024-03-13", Some(3), Some(9)))),
        (
            "others, elsewhere, with other words",
            with(&|it| {
                *it = ("2024-03-13", 44.2, 36.2, 2.0, Some(3), Some(9), "Clashes over water");
            }),
        ),
    ];
    let mut before = same + 0.001;
    for (what, score) in cases {
        assert!(score <= before, "{what}: {score} after {before}");
        before = score;
    }
    assert_eq!(before, 0.0, "the last is no candidate at all");
    let month = with(&|it| it.0 = "2024-03");
    assert!(month < same && month > 0.6, "a month around the day says less than the day: {month}");
    assert!(with(&|it| it.3 = 200.0) < same, "an imprecise place says less");
}

#[test]
fn the_window_respects_both_dates_and_both_precisions() {
    let base: Account = ("2024-03-12", 44.0, 36.0, 1.0, None, None, "");
    let may = |date: &'static str, km_east: f64, precision: f32| {
        let degree = 111.195 * 36.0_f64.to_radians().cos();
        let other: Account = (date, 44.0 + km_east / degree, 36.0, precision, None, None, "");
        let project = project(&[base, other], &[]);
        let lookups = Lookups::new(&project.events);
        let it = Corroborator::new(&project, &lookups);
        it.may_be(&it.probe(id(&project, 0)), id(&project, 1))
    };
    for (date, km, precision, expect) in [
        ("2024-03-15", 0.0, 1.0, true),
        ("2024-03-16", 0.0, 1.0, false),
        ("2024-03-16/2024-03-20", 0.0, 1.0, false),
        ("2024-03-01/2024-03-09", 0.0, 1.0, true),
        ("2024", 0.0, 1.0, true),
        ("../2024-01", 0.0, 1.0, false),
        ("2024-03-12", 26.5, 1.0, true),
        ("2024-03-12", 27.5, 1.0, false),
        ("2024-03-12", 27.5, 2.0, true),
        ("2024-03-12", 200.0, 180.0, true),
        ("", 5.0, 1.0, true),
        ("", 5.0, 120.0, false),
    ] {
        assert_eq!(may(date, km, precision), expect, "{date} {km} km ± {precision}");
    }
}

#[test]
fn a_match_says_why_and_what_was_told_apart_is_not_offered_again() {
    let first: Account = ("2024-03-12", 44.0, 36.2, 2.0, Some(0), Some(2), "Drone hits fuel depot");
    let second: Account = ("2024-03-12", 44.0, 36.2, 2.0, Some(3), Some(5), "Drone strikes fuel depot");
    let mut project = project(&[first, second], &["https://www.example.org/a", "http://example.org/a?utm_source=x"]);
    let lookups = Lookups::new(&project.events);
    let reasons: Vec<(Aspect, bool, String)> = {
        let it = Corroborator::new(&project, &lookups);
        let found = it.likely(&it.probe(id(&project, 0)), 5);
        found[0].reasons.iter().map(|it| (it.aspect, it.weight > 0.0, it.text.clone())).collect()
    };
    for expect in [
        (Aspect::Date, true, "same day"),
        (Aspect::Place, true, "same place: Erbil"),
        (Aspect::Actors, false, "other groups: Northern Guard and Others"),
        (Aspect::Killed, false, "tolls differ: 2 and 5 killed"),
        (Aspect::Words, true, "same words: depot, drone, fuel"),
        (Aspect::Address, true, "same address: example.org"),
    ] {
        assert!(reasons.contains(&(expect.0, expect.1, expect.2.to_owned())), "{expect:?} in {reasons:?}");
    }
    let (a, b) = (id(&project, 0), id(&project, 1));
    let reverse = project.apply(&project.relate(b, a, Some(Verdict::Different))).unwrap();
    let offered = |project: &Project| {
        let it = Corroborator::new(project, &lookups);
        it.likely(&it.probe(a), 5).len()
    };
    assert_eq!((offered(&project), project.verdict(a, b)), (0, Some(Verdict::Different)));
    project.apply(&reverse).unwrap();
    assert_eq!(offered(&project), 1);
}

#[test]
fn merging_two_events_keeps_what_both_say_and_is_undone_as_one() {
    let first: Account = ("2024-03-12", 44.0, 36.2, 2.0, Some(0), Some(2), "Drone hits fuel depot");
    let second: Account = ("2024-03-13", 44.0, 36.2, 2.0, Some(0), Some(5), "Strike on depot");
    let mut project = project(&[first, second], &["https://a.org/1", "https://b.org/2"]);
    let mention = Mention { range: 0..5, target: Target::Event(id(&project, 1)) };
    let article =
        Article { key: "r".into(), text: "Words of it".into(), mentions: vec![mention], ..Article::default() };
    project = project.with_articles(vec![article]);
    let before = project.event_record(id(&project, 0));
    let edit = project.merge_events(id(&project, 1), id(&project, 0));
    let reverse = project.apply(&edit).unwrap();
    let kept = project.events.by_key("e0").unwrap();
    assert_eq!((project.events.len(), project.mentions(kept).len(), project.events.sources(kept).len()), (1, 1, 2));
    let record = project.event_record(kept);
    let said = |field: &str| -> Vec<&str> {
        record.claims.iter().filter(|it| it.field == field).map(|it| it.value.as_str()).collect()
    };
    assert_eq!((said("fatalities"), said("event_date")), (vec!["2", "5"], vec!["2024-03-12", "2024-03-13"]));
    project.apply(&reverse).unwrap();
    assert_eq!(project.event_record(id(&project, 0)), before);
    assert_eq!(project.mentions(id(&project, 1)).len(), 1);
}

fn compare(project: &Project, a: &Side, b: &Side) -> Comparison {
    let lookups = Lookups::new(&project.events);
    Corroborator::new(project, &lookups).compare(a, b, &Progress::default()).unwrap()
}

#[test]
fn two_sides_show_what_both_have_where_they_contradict_and_what_only_one_has() {
    let accounts: [Account; 5] = [
        ("2024-03-12", 44.0, 36.2, 2.0, Some(0), Some(2), "Drone hits fuel depot"),
        ("2024-03-12", 44.0, 36.2, 2.0, Some(1), Some(7), "Depot fuel burns after drone"),
        ("2024-05-01", 44.0, 33.3, 2.0, Some(3), None, "Rockets fired"),
        ("2024-06-01", 45.0, 33.3, 2.0, None, None, "Clash"),
        ("2024-03-12", 44.0, 36.2, 40.0, None, None, ""),
    ];
    let project =
        project(&accounts, &["https://a.org/1", "https://g.org/1", "https://a.org/2", "https://g.org/2", "x"]);
    let all = sides(&project);
    let (day, gdelt) = (Side::Publisher("The Day".into()), Side::Publisher("GDELT".into()));
    assert!(all.contains(&day) && all.contains(&gdelt), "{all:?}");
    let it = compare(&project, &day, &gdelt);
    assert_eq!(it.both.len(), 1, "each is paired once, the likeliest first");
    assert_eq!((it.both[0].a, it.both[0].b), (id(&project, 0), id(&project, 1)));
    let differs: Vec<(Field, &str, &str)> =
        it.both[0].differs.iter().map(|it| (it.field, it.a.as_str(), it.b.as_str())).collect();
    assert_eq!(differs, [(Field::Fatalities, "2", "7")], "groups of one name are one");
    assert_eq!((it.only_a, it.only_b), (vec![id(&project, 4), id(&project, 2)], vec![id(&project, 3)]));
}

#[test]
fn rows_whose_source_is_an_article_belong_to_it_by_its_address() {
    let accounts: [Account; 2] =
        [("2024-03-12", 44.0, 36.2, 2.0, None, None, "a"), ("2024-05-12", 40.0, 30.2, 2.0, None, None, "b")];
    let article = Article { key: "r".into(), url: "https://www.example.org/story/".into(), ..Article::default() };
    let project = project(&accounts, &["http://example.org/story?utm_medium=m", "http://example.org/other"])
        .with_articles(vec![article]);
    assert_eq!(Side::Article("r".into()).events(&project), [id(&project, 0)]);
    let addresses = dateline::corroborate::Addresses::new(&project);
    assert_eq!(addresses.of_event(&project, id(&project, 0)).len(), 1);
    assert!(addresses.of_event(&project, id(&project, 1)).is_empty());
}

/// Few days and places, so that many are near each other; some without a date, a place or a precision.
fn account() -> impl Strategy<Value = EventDraft> {
    let date = prop_oneof![
        1 => Just(None),
        6 => (0..40_i32, 0..4_i32).prop_map(|(day, len)| {
            let text = |day: i32| When::day(Day(19_800 + day)).text().to_owned();
            When::parse(&if len == 0 { text(day) } else { format!("{}/{}", text(day), text(day + len * len)) }).ok()
        }),
    ];
    let at = prop_oneof![
        1 => Just(None),
        6 => (-300..300_i32, -300..300_i32, any::<bool>()).prop_map(|(x, y, far)| {
            LonLat::new(if far { 179.0 } else { 44.0 } + f64::from(x) / 300.0, 36.0 + f64::from(y) / 300.0)
        }),
    ];
    let precision =
        prop_oneof![Just(None), Just(Some(0.0)), Just(Some(3000.0)), Just(Some(29_000.0)), Just(Some(90_000.0))];
    (date, at, precision).prop_map(|(when, position, precision_m)| EventDraft {
        when,
        position,
        precision_m,
        ..EventDraft::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn candidates_are_those_of_a_naive_scan(drafts in proptest::collection::vec(account(), 2..80), crowd in any::<bool>()) {
        let mut builder = TableBuilder::default();
        for (i, draft) in drafts.iter().enumerate() {
            builder.push(EventDraft { key: format!("e{i}"), ..draft.clone() });
        }
        if crowd {
            // So many on one day that they are looked up by where they are.
            let day = When::day(Day(19_810));
            for i in 0..4200 {
                builder.push(EventDraft { key: format!("c{i}"), when: Some(day.clone()), position: LonLat::new(-100.0, 40.0), ..EventDraft::default() });
            }
        }
        let project = Project::new(Meta::default(), builder.build(), vec![], Groups::default(), vec![], vec![]);
        let lookups = Lookups::new(&project.events);
        let it = Corroborator::new(&project, &lookups);
        for event in project.events.ids().filter(|id| project.events.key(*id).starts_with('e')).take(12) {
            let probe = Probe::of(&project, event);
            let naive: Vec<EventId> = project.events.ids().filter(|id| it.may_be(&probe, *id)).collect();
            prop_assert_eq!(it.all(&probe), naive);
        }
    }
}

#[test]
fn the_bundled_case_is_one_event_an_occurrence_but_for_a_few_that_are_close() {
    let project = dateline::format::read_bundled().project;
    let lookups = Lookups::new(&project.events);
    let it = Corroborator::new(&project, &lookups);
    let sure = project.events.ids().filter(|id| it.likely(&it.probe(*id), 3).first().is_some_and(|it| it.score > 0.9));
    let sure = sure.count();
    assert!(sure * 4 < project.events.len(), "{sure} of {} would be the same as another", project.events.len());
}
