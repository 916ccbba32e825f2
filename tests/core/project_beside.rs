//! Edits of large projects: made at once or beside the window, they come to the same as in a small one.

use std::sync::Arc;

use dateline::article::{ArticleId, Target};
use dateline::event::{EventId, GroupId, LonLat, PlaceId, SourceId, When, WorldRect};
use dateline::filter::{Clause, Control, Keyed, Span};
use dateline::format::read_bundled;
use dateline::index::Unit;
use dateline::project::{
    Change, ClaimRecord, Edit, EventRecord, Field, GroupRecord, MetaRecord, Project, Tag, TargetRecord, Value,
};
use dateline::session::{Command, Effect, How, Session, View};
use proptest::prelude::*;

use crate::project_state::{assert_same, state};

fn session(many: usize) -> Session {
    let mut session = Session::new(Arc::new(read_bundled().project));
    session.call_large(many);
    session
}

/// Everything that views ask for, by keys.
fn seen(session: &Session) -> String {
    let project = session.project();
    let key = |id: &EventId| project.events.key(*id).to_owned();
    let list: Vec<String> = session.derived().list.iter().map(key).collect();
    let hues: Vec<_> = project.events.ids().map(|id| session.derived().colouring.hue(id)).collect();
    let groups = session.facets(Control::Group);
    let places = session.facets(Control::Place);
    let by_group: Vec<_> = (0..project.groups.len() as u16).map(|id| groups.group(GroupId(id))).collect();
    let by_place: Vec<_> = (0..project.places.len() as u32).map(|id| places.place(PlaceId(id))).collect();
    let certainty = session.facets(Control::Certainty);
    let statuses: Vec<_> = ["claimed", "denied", "suspected"]
        .iter()
        .map(|it| project.events.status.code_of(it).map_or(0, |code| certainty.status(code)))
        .collect();
    let days = session.all_days();
    let bins: Vec<usize> = days.map_or(Vec::new(), |days| {
        session.histogram(false, Unit::Month, days).bins.iter().map(|bin| bin.total() as usize).collect()
    });
    let clusters = session.clusters(WorldRect::WORLD, 5.0, &|_| 12.0);
    let counted: Vec<_> = clusters.iter().map(|it| it.count).collect();
    let selected: Vec<String> = session.selection().events.iter().map(key).collect();
    let words =
        session.words().rows(&["base".to_owned()]).iter().map(|row| key(&EventId(row as u32))).collect::<Vec<_>>();
    format!(
        "{list:?}\n{hues:?}\n{by_group:?}\n{by_place:?}\n{statuses:?}\n{bins:?}\n{counted:?}\n{selected:?}\n{words:?}\n{:?}\n{days:?}",
        session.history().undo_label()
    )
}

#[derive(Clone, Debug)]
enum Act {
    Title(u32, String),
    Notes(u32, String),
    Date(u32, &'static str),
    Status(u32, &'static str),
    Actors(u32, Vec<u16>),
    Place(u32, u32),
    Move(u32, f64),
    Star(u32),
    Rename(u16, String),
    New(String),
    Remove(u32),
    Undo,
    Redo,
    Select(u32),
    Filter(u8),
    /// Let what goes on beside come to its end.
    Wait,
}

fn acts() -> impl Strategy<Value = Act> {
    let row = || 0..400_u32;
    prop_oneof![
        4 => (row(), "[a-z]{0,3} ?base").prop_map(|(row, text)| Act::Title(row, text)),
        2 => (row(), "base|[a-z]{0,9}").prop_map(|(row, text)| Act::Notes(row, text)),
        2 => (row(), proptest::sample::select(vec!["2024-02", "", "2019-01-01", "2024-07-16~"])).prop_map(|(row, it)| Act::Date(row, it)),
        2 => (row(), proptest::sample::select(vec!["claimed", "denied", "", "new word"])).prop_map(|(row, it)| Act::Status(row, it)),
        2 => (row(), proptest::collection::vec(0..6_u16, 0..3)).prop_map(|(row, it)| Act::Actors(row, it)),
        1 => (row(), row()).prop_map(|(row, place)| Act::Place(row, place)),
        3 => (row(), -170.0..170.0).prop_map(|(row, lon)| Act::Move(row, lon)),
        2 => row().prop_map(Act::Star),
        1 => (0..6_u16, "[a-z]{3}base").prop_map(|(group, name)| Act::Rename(group, name)),
        2 => "[a-z]{3}".prop_map(Act::New),
        1 => row().prop_map(Act::Remove),
        4 => Just(Act::Undo),
        2 => Just(Act::Redo),
        2 => row().prop_map(Act::Select),
        2 => (0..4_u8).prop_map(Act::Filter),
        3 => Just(Act::Wait),
    ]
}

/// The edit of an act on a project; the event is found by key, as its row may be another in each session.
fn command(act: &Act, keys: &[String], project: &Project) -> Option<Command> {
    let event = |row: u32| project.events.by_key(&keys[row as usize % keys.len()]);
    let set = |row: u32, field, value: Value| Some(project.set_field([event(row)?], field, &value));
    let edit = match act {
        Act::Title(row, text) => set(*row, Field::Title, Value::Text(text.clone()))?,
        Act::Notes(row, text) => set(*row, Field::Notes, Value::Text(text.clone()))?,
        Act::Date(row, text) => set(*row, Field::EventDate, Value::Date(When::parse(text).ok()))?,
        Act::Status(row, text) => set(*row, Field::Status, Value::Text((*text).to_owned()))?,
        Act::Actors(row, groups) => {
            let mut keys: Vec<String> = groups.iter().map(|id| project.groups.get(GroupId(*id)).key.clone()).collect();
            keys.sort();
            keys.dedup();
            set(*row, Field::Actors, Value::Keys(keys))?
        }
        Act::Place(row, place) => {
            let place = &project.places[*place as usize % project.places.len()];
            set(*row, Field::Place, Value::Key(Some(place.key.clone())))?
        }
        Act::Move(row, lon) => project.move_event(event(*row)?, LonLat::new(*lon, 10.0)),
        Act::Star(row) => project.star([event(*row)?], true),
        Act::Rename(group, name) => {
            let mut record = project.group_record(GroupId(*group));
            record.name.clone_from(name);
            project.put_group(record)
        }
        Act::New(title) => {
            let record = EventRecord { key: format!("own-{title}"), title: title.clone(), ..EventRecord::default() };
            project.new_event(record)
        }
        Act::Remove(row) => project.remove_events(&[event(*row)?]),
        Act::Undo => return Some(Command::Undo),
        Act::Redo => return Some(Command::Redo),
        Act::Select(row) => return Some(Command::Select { event: event(*row)?, how: How::Only, from: View::List }),
        Act::Filter(0) => return Some(Command::ClearFilters),
        Act::Filter(1) => {
            let clause = Some(Clause::Words("base".into()));
            return Some(Command::Filter { control: Control::Words, clause, merge: false });
        }
        Act::Filter(which) => {
            let span = Span { from: None, to: When::parse("2024-03-01").ok().map(|it| it.latest()), ..Span::default() };
            let clause = (*which == 2).then_some(Clause::Time(span));
            return Some(Command::Filter { control: Control::Time, clause, merge: false });
        }
        Act::Wait => return None,
    };
    Some(Command::Edit(edit))
}

fn saved(effects: &[Effect]) -> Vec<Edit> {
    effects.iter().filter_map(|it| if let Effect::Save(edit) = it { Some((**edit).clone()) } else { None }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_large_project_comes_to_the_same_as_a_small_one_whatever_is_done_to_it(acts in proptest::collection::vec(acts(), 1..14)) {
        let (mut large, mut small) = (session(1), session(usize::MAX));
        let keys: Vec<String> = small.project().events.ids().map(|id| small.project().events.key(id).to_owned()).collect();
        let (mut log, mut wanted) = (Vec::new(), Vec::new());
        for act in &acts {
            // What was asked for of a project whose edits are still being made is another matter.
            if matches!(act, Act::Wait | Act::New(_) | Act::Remove(_) | Act::Select(_)) {
                log.extend(saved(&large.finish()));
            }
            let commands = (command(act, &keys, small.project()), command(act, &keys, large.project()));
            if let (Some(one), Some(other)) = commands {
                wanted.extend(saved(&small.apply(one)));
                small.refresh_derived();
                log.extend(saved(&large.apply(other)));
                large.refresh_within(std::time::Duration::from_millis(1));
                log.extend(saved(&large.take_finished()));
            }
        }
        log.extend(saved(&large.finish()));
        large.refresh_derived();
        let labels = |log: &[Edit]| log.iter().map(|edit| edit.label.clone()).collect::<Vec<_>>();
        // Labels name what an event is called when the step is asked for.
        prop_assert_eq!(labels(&log).len(), labels(&wanted).len());
        let undo = |seen: String| seen.lines().enumerate().filter(|(i, _)| *i != 9).map(|(_, it)| it.to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(undo(seen(&large)), undo(seen(&small)));
    }
}

#[test]
fn an_edit_of_a_field_shows_at_once_and_the_rest_follows() {
    let mut session = session(1);
    let event = *session.derived().list.get(0).unwrap();
    let text = Value::Text("Zanzibar".into());
    let effects = session.apply(Command::Edit(session.project().set_field([event], Field::Title, &text)));
    assert_eq!(saved(&effects).len(), 1, "saved without waiting for anything");
    assert_eq!(session.project().events.title(event), "Zanzibar");
    let clause = Some(Clause::Words("zanzibar".into()));
    session.apply(Command::Filter { control: Control::Words, clause, merge: false });
    session.refresh_derived();
    assert_eq!(session.derived().list.iter().copied().collect::<Vec<_>>(), [event]);
    session.apply(Command::Undo);
    session.refresh_derived();
    assert!(session.derived().list.is_empty() && session.project().events.title(event) != "Zanzibar");
}

#[test]
fn a_moved_point_is_known_before_its_edit_shows_and_what_is_done_meanwhile_comes_after() {
    let mut session = session(1);
    let event = EventId(5);
    let key = session.project().events.key(event).to_owned();
    let to = LonLat::new(12.0, 13.0);
    assert!(session.apply(Command::Edit(session.project().move_event(event, to))).is_empty());
    assert!(session.is_making());
    assert_eq!(session.position_to_come(&key), to);
    // Typed meanwhile, letter by letter.
    for text in ["N", "Ne", "New"] {
        let edit = session.project().set_field([event], Field::Title, &Value::Text(text.into())).in_gesture(7);
        assert!(session.apply(Command::Edit(edit)).is_empty());
    }
    let log = saved(&session.finish());
    assert_eq!(log.len(), 2, "what waited in one gesture is one edit");
    let now = session.project().events.by_key(&key).unwrap();
    let said = |session: &Session| {
        let now = session.project().events.by_key(&key).unwrap();
        (session.project().events.title(now).to_owned(), session.project().events.position(now))
    };
    assert_eq!(said(&session).0, "New");
    assert_ne!(now, event, "rows have moved");
    session.apply(Command::Undo);
    session.apply(Command::Undo);
    session.refresh_derived();
    let before = read_bundled().project;
    let was = before.events.by_key(&key).unwrap();
    assert_eq!(said(&session), (before.events.title(was).to_owned(), before.events.position(was)));
    session.apply(Command::Redo);
    session.apply(Command::Redo);
    session.refresh_derived();
    assert_eq!(said(&session).0, "New");
    assert!((said(&session).1.unwrap().lon - 12.0).abs() < 1e-6);
}

#[test]
fn an_edit_that_cannot_be_made_beside_is_said_and_changes_nothing() {
    let mut session = session(1);
    let before = session.project().events.len();
    let group = session.project().groups.get(GroupId(0)).key.clone();
    let gone = dateline::project::Change::Group { key: group, record: None };
    assert!(session.apply(Command::Edit(Edit::new("Remove a group", vec![gone]))).is_empty());
    let effects = session.finish();
    assert!(matches!(effects.as_slice(), [Effect::Say(text)] if text.contains("was not done")), "{effects:?}");
    assert_eq!((session.project().events.len(), session.history().len(), session.is_making()), (before, 0, false));
}

#[test]
fn stars_and_tags_are_filtered_and_counted_and_follow_every_mark() {
    use dateline::filter::MarkChoice;
    use dateline::project::{Change, Tag};
    for many in [1, usize::MAX] {
        let mut session = session(many);
        session.apply(Command::ShowUnverified(true));
        let edit = |session: &mut Session, edit: Edit| {
            session.apply(Command::Edit(edit));
            session.refresh_derived();
        };
        let tag = Change::Tag { key: "t".into(), record: Some(Tag { name: "To check".into(), ..Tag::default() }) };
        edit(&mut session, Edit::new("Tag", vec![tag]));
        let (a, b, c) = (EventId(1), EventId(5), EventId(9));
        let choose = |session: &mut Session, starred: bool, all: bool| {
            let choice = MarkChoice { starred, all, tags: ["t".to_owned()].into() };
            let clause = Some(Clause::Marks(choice));
            session.apply(Command::Filter { control: Control::Marks, clause, merge: false });
            session.refresh_derived();
        };
        let rows = |session: &Session| session.derived().rows.iter().map(|row| EventId(row as u32)).collect::<Vec<_>>();
        choose(&mut session, false, false);
        assert_eq!(rows(&session), []);
        assert_eq!((session.facets(Control::Marks).tag(0), session.facets(Control::Marks).starred()), (0, 0));
        let tags = session.project().tag([a, b], "t", true);
        edit(&mut session, tags);
        let stars = session.project().star([b, c], true);
        edit(&mut session, stars);
        assert_eq!(rows(&session), [a, b], "{many}");
        assert_eq!((session.facets(Control::Marks).tag(0), session.facets(Control::Marks).starred()), (2, 2));
        choose(&mut session, true, false);
        assert_eq!(rows(&session), [a, b, c]);
        choose(&mut session, true, true);
        assert_eq!(rows(&session), [b]);
        let back = Keyed::from_json(&Keyed::of(session.filter(), session.project()).to_json()).unwrap();
        assert_eq!(&back.filter(session.project()), session.filter());
        session.apply(Command::Undo);
        session.refresh_derived();
        assert_eq!(rows(&session), []);
    }
}

/// One thing that somebody does, on the project as it is seen: with whole records, as forms and sheets do it.
#[derive(Clone, Debug)]
enum Done {
    /// A text of an event, by its whole record.
    Event(usize, usize, String),
    /// The same field by field.
    Field(usize, usize, String),
    Tag(usize, u8),
    Claim(usize, String),
    Sources(usize, usize),
    Detail(usize, String, String),
    Move(usize, i16),
    Group(usize, usize, String),
    Place(usize, usize, String),
    New(u8),
    NewGroup(u8),
    Mention(usize),
    Title(String),
    Wait,
}

fn done() -> impl Strategy<Value = Done> {
    let (few, text) = (|| 0..4_usize, || "[a-z]{4}");
    prop_oneof![
        3 => (few(), few(), text()).prop_map(|(a, b, c)| Done::Event(a, b, c)),
        2 => (few(), few(), text()).prop_map(|(a, b, c)| Done::Field(a, b, c)),
        2 => (few(), 0..4_u8).prop_map(|(a, b)| Done::Tag(a, b)),
        2 => (few(), text()).prop_map(|(a, b)| Done::Claim(a, b)),
        1 => (few(), few()).prop_map(|(a, b)| Done::Sources(a, b)),
        1 => (few(), "[ab]", text()).prop_map(|(a, b, c)| Done::Detail(a, b, c)),
        3 => (few(), -170..170_i16).prop_map(|(a, b)| Done::Move(a, b)),
        2 => (few(), 0..2_usize, text()).prop_map(|(a, b, c)| Done::Group(a, b, c)),
        2 => (few(), 0..2_usize, text()).prop_map(|(a, b, c)| Done::Place(a, b, c)),
        2 => (0..2_u8).prop_map(Done::New),
        1 => (0..2_u8).prop_map(Done::NewGroup),
        2 => (0..12_usize).prop_map(Done::Mention),
        1 => text().prop_map(Done::Title),
        2 => Just(Done::Wait),
    ]
}

const TEXTS: [Field; 4] = [Field::Title, Field::Notes, Field::EventType, Field::Remark];

impl Done {
    fn edit(&self, project: &Project, keys: &[String]) -> Option<Edit> {
        let event = |n: usize| project.events.by_key(&keys[n]).unwrap();
        let whole = |n: usize, change: &dyn Fn(&mut EventRecord)| {
            let mut record = project.event_record(event(n));
            change(&mut record);
            Edit::new("Form", vec![Change::Event { key: record.key.clone(), record: Some(Box::new(record)) }])
        };
        let group = |n: usize| project.group_record(GroupId(n as u16));
        Some(match self {
            Self::Event(n, field, text) => whole(*n, &|it| drop(it.set(TEXTS[*field], Value::Text(text.clone())))),
            Self::Field(n, field, text) => project.set_field([event(*n)], TEXTS[*field], &Value::Text(text.clone())),
            Self::Tag(n, tag) => {
                let key = format!("tag{tag}");
                let mut edit = project.tag([event(*n)], &key, true);
                let record = Tag { name: key.clone(), ..Tag::default() };
                if !project.work().tags.contains_key(&key) {
                    edit.changes.insert(0, Change::Tag { key, record: Some(record) });
                }
                edit
            }
            Self::Claim(n, value) => {
                let claim = ClaimRecord { field: "place".into(), value: value.clone(), ..ClaimRecord::default() };
                project.add_claim(event(*n), claim)
            }
            Self::Sources(n, source) => {
                let key = project.source(SourceId(*source as u32)).key.clone();
                whole(*n, &|it| {
                    if !it.sources.contains(&key) {
                        it.sources.push(key.clone());
                    }
                })
            }
            Self::Detail(n, name, text) => whole(*n, &|it| {
                it.details.retain(|(it, _)| it != name);
                it.details.push((name.clone(), text.clone()));
            }),
            Self::Move(n, lon) => project.move_event(event(*n), LonLat::new(f64::from(*lon), 10.0)),
            Self::Group(n, field, text) => {
                let mut record = group(*n);
                [&mut record.name, &mut record.description][*field].clone_from(text);
                project.put_group(record)
            }
            Self::Place(n, field, text) => {
                let mut record = project.place(PlaceId(*n as u32)).clone();
                [&mut record.name, &mut record.note][*field].clone_from(text);
                project.put_place(record)
            }
            Self::New(title) => {
                project.new_event(EventRecord { title: format!("New {title}"), ..EventRecord::default() })
            }
            Self::NewGroup(name) => {
                let name = format!("Group {name}");
                let key = project.free_key(&name);
                let record = GroupRecord { key: key.clone(), name, ..GroupRecord::default() };
                let record = Change::Group { key: key.clone(), record: Some(Box::new(record)) };
                let mut event =
                    EventRecord { title: format!("With a group {key}"), actors: vec![key], ..Default::default() };
                event.key = project.free_event_key(None, &event.title);
                let event = Change::Event { key: event.key.clone(), record: Some(Box::new(event)) };
                Edit::new("Add a group", vec![record, event])
            }
            Self::Mention(n) => {
                let text = &project.article(ArticleId(0)).text;
                let words: Vec<usize> = text.match_indices(' ').map(|(at, _)| at + 1).collect();
                let start = words[n * 3 + 2];
                let end = text[start..].find(' ').map_or(text.len(), |at| start + at);
                project.add_mention(ArticleId(0), start..end, TargetRecord::Link(format!("link {n}")))
            }
            Self::Title(title) => {
                let meta = MetaRecord { title: title.clone(), ..project.meta_record() };
                Edit::new("Title", vec![Change::Meta(Box::new(meta))])
            }
            Self::Wait => return None,
        })
    }

    /// Whether it is so, of what was done last to the same.
    fn holds(&self, project: &Project, keys: &[String]) -> bool {
        let record = |n: usize| project.event_record(project.events.by_key(&keys[n]).unwrap());
        match self {
            Self::Event(n, field, text) | Self::Field(n, field, text) => {
                record(*n).get(TEXTS[*field]) == Value::Text(text.clone())
            }
            Self::Tag(n, tag) => record(*n).tags.contains(&format!("tag{tag}")),
            Self::Claim(n, value) => record(*n).claims.iter().any(|it| it.value == *value),
            Self::Sources(n, source) => record(*n).sources.contains(&project.source(SourceId(*source as u32)).key),
            Self::Detail(n, name, text) => record(*n).details.contains(&(name.clone(), text.clone())),
            Self::Move(n, lon) => record(*n).position == LonLat::new(f64::from(*lon), 10.0),
            Self::Group(n, field, text) => {
                let record = project.group_record(GroupId(*n as u16));
                [record.name, record.description][*field] == *text
            }
            Self::Place(n, field, text) => {
                let place = project.place(PlaceId(*n as u32));
                [&place.name, &place.note][*field] == text
            }
            Self::Mention(n) => {
                let target = Target::Link(format!("link {n}"));
                project.article(ArticleId(0)).mentions.iter().any(|it| it.target == target)
            }
            Self::Title(title) => project.meta.title == *title,
            Self::New(_) | Self::NewGroup(_) | Self::Wait => true,
        }
    }

    /// What it is done to: of two that are done to the same only the later one can be seen.
    fn to(&self) -> String {
        match self {
            Self::Event(n, field, _) | Self::Field(n, field, _) => format!("event {n} {field}"),
            Self::Detail(n, name, _) => format!("detail {n} {name}"),
            Self::Move(n, _) => format!("point {n}"),
            Self::Group(n, field, _) => format!("group {n} {field}"),
            Self::Place(n, field, _) => format!("place {n} {field}"),
            Self::Title(_) => "title".to_owned(),
            it => format!("{it:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_was_done_is_lost_in_whatever_order_it_comes_to_be_made(
        all in proptest::collection::vec(done(), 1..16),
        many in proptest::sample::select(vec![1, usize::MAX]),
        late in any::<u32>(),
    ) {
        let mut session = session(many);
        let keys: Vec<String> = (0..4).map(|row| session.project().events.key(EventId(row)).to_owned()).collect();
        let events = session.project().events.len();
        let (mut said, mut seen) = (Vec::new(), Arc::clone(session.project()));
        for (i, it) in all.iter().enumerate() {
            // Several things may be done of what one frame shows.
            if late >> i & 1 == 0 {
                seen = Arc::clone(session.project());
            }
            match it.edit(&seen, &keys) {
                Some(edit) => said.extend(session.apply_on(&seen, Command::Edit(edit))),
                None => said.extend(session.finish()),
            }
            said.extend(session.take_finished());
        }
        said.extend(session.finish());
        let refused: Vec<&Effect> = said.iter().filter(|it| matches!(it, Effect::Say(_))).collect();
        prop_assert!(refused.is_empty(), "{refused:?}");
        let project = session.project();
        for (i, it) in all.iter().enumerate() {
            let last = !all[i + 1..].iter().any(|later| later.to() == it.to());
            prop_assert!(!last || it.holds(project, &keys), "number {i} is lost: {it:?}");
        }
        let count = |what: fn(&Done) -> bool| all.iter().filter(|it| what(it)).count();
        let new = count(|it| matches!(it, Done::New(_) | Done::NewGroup(_)));
        prop_assert_eq!(project.events.len(), events + new, "each new event is one of its own");
        for id in project.events.ids().filter(|id| project.events.title(*id).starts_with("With a group")) {
            let name = |group: &GroupId| project.groups.get(*group).name.starts_with("Group ");
            prop_assert!(project.events.actors(id).iter().any(name), "its own group");
        }
        // And all of it can be taken back.
        while !session.history().is_empty() {
            session.apply(Command::Undo);
            session.finish();
        }
        assert_same(&state(session.project()), &state(&read_bundled().project), "undone");
    }
}

#[test]
fn an_edit_of_what_was_taken_away_meanwhile_is_refused_and_says_why() {
    let mut session = session(1);
    let seen = Arc::clone(session.project());
    let mut record = seen.event_record(EventId(3));
    session.apply(Command::Edit(seen.remove_events(&[EventId(3)])));
    record.title = "Another".into();
    let key = record.key.clone();
    let form = Edit::new("Form", vec![Change::Event { key: key.clone(), record: Some(Box::new(record)) }]);
    let mut said = session.apply_on(&seen, Command::Edit(form));
    said.extend(session.finish());
    assert!(session.project().events.by_key(&key).is_none());
    let told = said.iter().any(|it| matches!(it, Effect::Say(text) if text.contains(&key) && text.contains("Form")));
    assert!(told, "{said:?}");
}
