use super::*;
use crate::article::Mention;
use crate::event::{EventDraft, LonLat, TableBuilder};
use crate::project::{EventRecord, Field, Value};

fn layer(name: &str, lon: f64, own_group: &str) -> Project {
    let mut builder = TableBuilder::default();
    for i in 0..3_u32 {
        builder.push(EventDraft {
            key: format!("{name}{i}"),
            position: LonLat::new(lon - f64::from(i), 1.0),
            place: Some(PlaceId(1)),
            actors: vec![GroupId(0), GroupId(1)],
            sources: vec![SourceId(0)],
            ..EventDraft::default()
        });
    }
    let group = |key: &str, umbrella: &[u16]| Group {
        key: key.to_owned(),
        name: format!("The {key}"),
        umbrella: umbrella.iter().map(|id| GroupId(*id)).collect(),
        ..Group::default()
    };
    let place = |key: &str| Place { key: key.to_owned(), name: key.to_uppercase(), ..Place::default() };
    let events = builder.build();
    let mention = Mention { range: 0..1, target: Target::Event(events.by_key(&format!("{name}2")).unwrap()) };
    let article = Article { key: name.to_owned(), text: "x".into(), mentions: vec![mention], ..Article::default() };
    Project::new(
        Meta { title: name.to_owned(), first_event: Some(EventId(0)), ..Meta::default() },
        events,
        vec![place("both"), place(name)],
        Groups::new(vec![group("all", &[]), group(own_group, &[0])]),
        vec![Source { key: name.to_owned(), ..Source::default() }],
        vec![article],
    )
}

fn put_together(parts: &[(&str, &Project)]) -> Project {
    let layers: Vec<Layer<'_>> = parts.iter().map(|(name, project)| Layer { name, project }).collect();
    Project::merged(&layers).0
}

fn in_order(project: &Project) -> Vec<&str> {
    let mut order: Vec<EventId> = project.events.ids().collect();
    order.sort_by_key(|id| project.events.sequence(*id));
    order.into_iter().map(|id| project.events.key(id)).collect()
}

#[test]
fn layers_keep_their_events_and_share_what_is_alike() {
    let (a, b) = (layer("a", 20.0, "x"), layer("b", 19.5, "y"));
    let all = put_together(&[("A", &a), ("B", &b)]);
    assert_eq!((all.events.len(), all.places.len(), all.groups.len(), all.sources.len()), (6, 3, 3, 1));
    assert_eq!(all.meta.title.as_str(), "a");
    for (name, own) in [("a", "x"), ("b", "y")] {
        let event = all.events.by_key(&format!("{name}2")).unwrap();
        assert_eq!(all.place(all.events.place(event).unwrap()).key, name);
        let actors: Vec<&str> = all.events.actors(event).iter().map(|id| all.groups.get(*id).key.as_str()).collect();
        assert_eq!(actors, ["all", own]);
        assert_eq!(all.events.layer.get(event.row()), name.to_uppercase());
        let mention = all.mentions(event)[0];
        assert_eq!(all.article(mention.article).key, name);
    }
    assert_eq!(all.groups.members(GroupId(0)).len(), 3, "the shared umbrella has the members of both");
    let names: Vec<String> = all.layers().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["A", "B"]);
}

#[test]
fn of_equal_keys_and_names_nothing_is_lost() {
    let mut moved = layer("a", 20.0, "x");
    let places = Arc::make_mut(&mut moved.places);
    places[1].position = LonLat::new(1.0, 2.0);
    places[0].aliases = vec!["Both of them".into()];
    let mut a = layer("a", 20.0, "x");
    Arc::make_mut(&mut a.places)[1].position = LonLat::new(3.0, 4.0);
    let all = put_together(&[("f", &a), ("f", &moved), ("f", &a)]);
    let mut keys = in_order(&all);
    assert_eq!(keys, ["a0", "a1", "a2", "a0~2", "a1~2", "a2~2", "a0~3", "a1~3", "a2~3"]);
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 9);
    let of = |key: &str| {
        let id = all.events.by_key(key).unwrap();
        let place = all.place(all.events.place(id).unwrap());
        (all.events.layer.get(id.row()), place.key.as_str(), place.position.map(|it| it.lon))
    };
    assert_eq!(of("a0"), ("f", "a", Some(3.0)));
    assert_eq!(of("a0~2"), ("f~2", "a~2", Some(1.0)), "a place that lies elsewhere is another one");
    assert_eq!(of("a0~3"), ("f~3", "a", Some(3.0)));
    assert_eq!(all.places[0].aliases, ["Both of them"]);
    let articles: Vec<&str> = all.articles.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(articles, ["a", "a~2", "a~3"]);
}

#[test]
fn work_on_the_project_that_others_join_is_kept_and_its_own_things_stay_last() {
    let mut base = layer("a", 20.0, "x");
    let id = |project: &Project, key: &str| project.events.by_key(key).unwrap();
    base.apply(&base.set_field([id(&base, "a1")], Field::Title, &Value::Text("New".into()))).unwrap();
    base.apply(&base.remove_events(&[id(&base, "a0")])).unwrap();
    base.apply(&base.star([id(&base, "a1")], true)).unwrap();
    base.apply(&base.new_event(EventRecord { title: "Own".into(), ..EventRecord::default() })).unwrap();
    let mut other = layer("b", 19.0, "y");
    other.apply(&other.star([id(&other, "b2")], true)).unwrap();
    let mut all = put_together(&[("A", &base), ("B", &other)]);
    let keys = in_order(&all);
    assert_eq!((keys.len(), &keys[..5]), (6, &["a1", "a2", "b0", "b1", "b2"][..]));
    assert!(all.is_own(id(&all, keys[5])));
    assert!(all.is_starred(id(&all, "a1")) && all.is_starred(id(&all, "b2")));
    assert!(all.imported(id(&all, "a1"), Field::Title).is_some());
    // What was taken away comes back in its place and its layer.
    let record = all.work().events.removed["a0"].1.clone();
    let change = crate::project::Change::Event { key: "a0".into(), record: Some(Box::new(record)) };
    all.apply(&crate::project::Edit::new("Put back", vec![change])).unwrap();
    assert_eq!(in_order(&all)[..2], ["a0", "a1"]);
    assert_eq!(all.events.layer.get(id(&all, "a0").row()), "A");
}

#[test]
fn a_layer_that_is_taken_out_leaves_everything_else_as_it_was() {
    let (a, b) = (layer("a", 20.0, "x"), layer("b", 19.5, "y"));
    let mut all = put_together(&[("A", &a), ("B", &b)]);
    let id = |project: &Project, key: &str| project.events.by_key(key).unwrap();
    all.apply(&all.remove_events(&[id(&all, "b1")])).unwrap();
    all.apply(&all.remove_events(&[id(&all, "a1")])).unwrap();
    all.apply(&all.star([id(&all, "a2"), id(&all, "b2")], true)).unwrap();
    let left = all.without_layer("A");
    assert_eq!(in_order(&left), ["b0", "b2"]);
    let names = |project: &Project| {
        let places: Vec<String> = project.places.iter().map(|it| it.key.clone()).collect();
        let groups: Vec<String> = project.groups.iter().map(|(_, it)| it.key.clone()).collect();
        (places, groups, project.articles.len())
    };
    assert_eq!(names(&left), (vec!["both".into(), "b".into()], vec!["all".into(), "y".into()], 1));
    let event = id(&left, "b2");
    assert_eq!(left.place(left.events.place(event).unwrap()).key, "b");
    assert_eq!(left.groups.get(left.events.actors(event)[1]).key, "y");
    assert_eq!(left.mentions(event).len(), 1);
    assert!(left.is_starred(event) && left.work().marks.len() == 1);
    assert_eq!(left.work().events.removed.keys().collect::<Vec<_>>(), ["b1"]);
    assert_eq!(left.work().events.removed["b1"].0, 1);
    assert_eq!(left.layers().iter().filter(|it| it.key == "B").count(), 1);
    assert_eq!(left.meta.first_event, None);
    // What comes back comes back between b0 and b2.
    let mut left = left;
    let record = left.work().events.removed["b1"].1.clone();
    let change = crate::project::Change::Event { key: "b1".into(), record: Some(Box::new(record)) };
    left.apply(&crate::project::Edit::new("Put back", vec![change])).unwrap();
    assert_eq!(in_order(&left), ["b0", "b1", "b2"]);
}
