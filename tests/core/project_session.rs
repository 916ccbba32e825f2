use std::sync::Arc;

use dateline::event::{EventId, LonLat, When};
use dateline::filter::{Clause, Control, GroupChoice, Keyed, TypeKey};
use dateline::format::read_bundled;
use dateline::project::{EventRecord, Field, TargetRecord, Value};
use dateline::session::{Camera, Command, Effect, How, Selected, Session, View};

fn session() -> Session {
    Session::new(Arc::new(read_bundled().project))
}

fn key(session: &Session, id: EventId) -> String {
    session.project().events.key(id).to_owned()
}

/// Moving an event to the far north-west makes it the first row, and every other row another.
fn far() -> Option<LonLat> {
    LonLat::new(-179.0, 84.0)
}

#[test]
fn selection_hover_filter_and_mention_are_carried_over_when_rows_move() {
    let mut session = session();
    let last = EventId(session.project().events.placed() as u32 - 1);
    let selected = session.selection().primary.unwrap();
    let events = &session.project().events;
    let type_key = TypeKey { event_type: events.event_type.code(selected.row()), sub_event_type: None };
    let actors = events.actors(selected).iter().copied().collect();
    let groups = GroupChoice { groups: actors, unclaimed: true, ..GroupChoice::default() };
    session.apply(Command::Filter {
        control: Control::Type,
        clause: Some(Clause::Types([type_key].into())),
        merge: false,
    });
    session.apply(Command::Filter { control: Control::Group, clause: Some(Clause::Groups(groups)), merge: false });
    session.refresh_derived();
    session.hover().set(last);
    session.begin_frame();
    let keys = |session: &Session| {
        let mut keys: Vec<String> = session.derived().list.iter().map(|id| key(session, *id)).collect();
        keys.sort();
        keys
    };
    let before = (keys(&session), key(&session, selected), key(&session, last), session.mention());
    assert!(!before.0.is_empty() && before.3.is_some());
    let effects = session.apply(Command::Edit(session.project().move_event(last, far())));
    assert!(matches!(effects.as_slice(), [Effect::Save(edit)] if edit.label.starts_with("Move")));
    session.refresh_derived();
    assert_eq!(session.project().events.by_key(&before.2), Some(EventId(0)), "rows have moved");
    let after = (
        keys(&session),
        key(&session, session.selection().primary.unwrap()),
        key(&session, session.hover().get().unwrap()),
        session.mention(),
    );
    assert_eq!(after, before);
    session.apply(Command::FilterBack);
    assert!(session.filter().get(Control::Group).is_none() && session.filter().get(Control::Type).is_some());
}

#[test]
fn undo_and_redo_go_back_and_forth_and_show_what_was_seen_then() {
    let mut session = session();
    let (a, b) = (key(&session, EventId(3)), key(&session, EventId(60)));
    let select = |session: &mut Session, key: &str| {
        let event = session.project().events.by_key(key).unwrap();
        session.apply(Command::Select { event, how: How::Only, from: View::List });
    };
    let camera = Camera { lon: 44.0, lat: 33.0, zoom: 9.0 };
    session.apply(Command::CameraIs { camera, bounds: session.bounds(), answered: u64::MAX });
    select(&mut session, &a);
    let title = session.project().events.title(EventId(3)).to_owned();
    session.apply(Command::Edit(session.project().set_field([EventId(3)], Field::Title, &Value::Text("New".into()))));
    select(&mut session, &b);
    let elsewhere = Camera { lon: 0.0, ..camera };
    session.apply(Command::CameraIs { camera: elsewhere, bounds: session.bounds(), answered: u64::MAX });
    assert!(session.history().undo_label().unwrap().starts_with("Change title of"));
    let effects = session.apply(Command::Undo);
    assert!(matches!(effects.as_slice(), [Effect::Save(edit)] if edit.label.starts_with("Undo: Change title")));
    let it = session.project().events.by_key(&a).unwrap();
    assert_eq!(session.project().events.title(it), title);
    assert_eq!(session.selection().primary, Some(it));
    assert!(matches!(session.fly(), Some((dateline::session::FlyTo::Camera(to), _)) if to == camera));
    session.apply(Command::Redo);
    assert_eq!(session.project().events.title(it), "New");
    assert_eq!(session.history().redo_label(), None);
    assert!(session.apply(Command::Redo).is_empty());
}

#[test]
fn a_drag_is_undone_in_one_step() {
    let mut session = session();
    let event = key(&session, EventId(10));
    let was = session.project().event_record(EventId(10)).position;
    for step in 0..20 {
        let id = session.project().events.by_key(&event).unwrap();
        let to = LonLat::new(40.0 + f64::from(step), 30.0);
        session.apply(Command::Edit(session.project().move_event(id, to).in_gesture(1)));
    }
    session.apply(Command::EndGesture);
    assert_eq!(session.history().len(), 1);
    session.apply(Command::Undo);
    assert_eq!(session.project().event_record(session.project().events.by_key(&event).unwrap()).position, was);
}

#[test]
fn a_new_event_is_selected_and_its_undo_takes_it_away() {
    let mut session = session();
    let before = session.project().events.len();
    let record = EventRecord {
        title: "Seen".into(),
        when: When::parse("2024-03").ok(),
        position: far(),
        ..EventRecord::default()
    };
    session.apply(Command::Edit(session.project().new_event(record)));
    let primary = session.selection().primary.unwrap();
    assert_eq!(session.project().events.title(primary), "Seen");
    assert_eq!(session.selection().what, Selected::Events);
    session.apply(Command::Undo);
    assert_eq!(session.project().events.len(), before);
    session.refresh_derived();
    assert!(session.derived().list.iter().all(|id| id.row() < before));
}

#[test]
fn what_cannot_be_done_is_said_and_changes_nothing() {
    let mut session = session();
    let revision = session.project().revision();
    let wrong = session.project().set_field([EventId(0)], Field::Actors, &Value::Keys(vec!["nobody".into()]));
    let effects = session.apply(Command::Edit(wrong));
    assert!(matches!(effects.as_slice(), [Effect::Say(text)] if text.contains("nobody")), "{effects:?}");
    session.apply(Command::ReadOnly(Some("another window has it open".into())));
    let edit = session.project().star([EventId(0)], true);
    let effects = session.apply(Command::Edit(edit));
    assert!(matches!(effects.as_slice(), [Effect::Say(text)] if text.contains("another window")), "{effects:?}");
    assert_eq!((session.project().revision(), session.history().len()), (revision, 0));
    assert!(session.apply(Command::Edit(session.project().tag([], "none", true))).is_empty(), "nothing is no step");
}

#[test]
fn mentions_made_in_the_reader_are_followed() {
    let mut session = session();
    let count = session.project().mentions(EventId(0)).len();
    let (edit, found) = session.project().mention_all("was", &TargetRecord::Event(key(&session, EventId(0))));
    assert!(found > 2);
    session.apply(Command::Edit(edit));
    assert_eq!(session.project().mentions(EventId(0)).len(), count + found);
    let at = session.project().mentions(EventId(0))[0];
    session.apply(Command::GoToMention { article: at.article, mention: at.mention });
    session.apply(Command::Edit(session.project().remove_mention(at)));
    assert_eq!(session.mention(), None, "it is no more");
    session.apply(Command::Undo);
    session.apply(Command::Undo);
    assert_eq!(session.project().mentions(EventId(0)).len(), count);
}

#[test]
fn filters_are_kept_by_key_as_json() {
    let session = session();
    let project = session.project();
    let mut filter = session.filter().clone();
    let events = &project.events;
    for (control, clause) in [
        (Control::Words, Clause::Words("drone".into())),
        (
            Control::Time,
            Clause::Time(dateline::filter::Span { from: Some(dateline::event::Day(3)), ..Default::default() }),
        ),
        (
            Control::Group,
            Clause::Groups(GroupChoice { groups: [dateline::event::GroupId(2)].into(), unclaimed: true, all: false }),
        ),
        (
            Control::Type,
            Clause::Types(
                [TypeKey {
                    event_type: events.event_type.code(0),
                    sub_event_type: Some(events.sub_event_type.code(0)),
                }]
                .into(),
            ),
        ),
        (
            Control::Place,
            Clause::Places(
                [dateline::filter::Where::Unplaced, dateline::filter::Where::Country(events.country.code(0))].into(),
            ),
        ),
        (
            Control::Certainty,
            Clause::Certainty(dateline::filter::Certainty {
                statuses: [events.status.code(0)].into(),
                ..Default::default()
            }),
        ),
        (Control::Toll, Clause::Toll(dateline::filter::TollChoice { fatalities: Some(2), injuries: None })),
        (Control::Article, Clause::Articles([dateline::article::ArticleId(1)].into())),
        (
            Control::Marks,
            Clause::Marks(dateline::filter::MarkChoice { starred: true, all: true, ..Default::default() }),
        ),
        (
            Control::Area,
            Clause::Area(dateline::filter::Area::Radius { centre: LonLat { lon: 42.1, lat: 33.3 }, metres: 1000.5 }),
        ),
    ] {
        filter.set(control, Some(clause));
    }
    let json = Keyed::of(&filter, project).to_json();
    assert_eq!(Keyed::from_json(&json).unwrap().filter(project), filter);
    assert!(Keyed::from_json("{").is_none());
}

#[test]
fn events_are_sorted_by_group_even_after_a_group_is_gone_that_some_named_before() {
    use dateline::project::{Change, Edit, GroupRecord};
    use dateline::session::{Sort, SortKey};
    let mut session = session();
    let group = GroupRecord { key: "zz-last".into(), name: "Last".into(), ..GroupRecord::default() };
    let edits = |session: &Session| {
        let project = session.project();
        let name = |keys: &[&str]| Value::Keys(keys.iter().map(|it| (*it).to_owned()).collect());
        [
            project.put_group(group.clone()),
            project.set_field([EventId(3)], Field::Actors, &name(&["zz-last"])),
            project.set_field([EventId(3)], Field::Actors, &name(&[])),
            Edit::new("Remove", vec![Change::Group { key: "zz-last".into(), record: None }]),
        ]
    };
    for edit in edits(&session) {
        let effects = session.apply(Command::Edit(edit));
        assert!(matches!(effects.as_slice(), [Effect::Save(_)]), "{effects:?}");
    }
    session.apply(Command::SortBy(Sort { key: SortKey::Group, descending: false }));
    session.refresh_derived();
    assert!(!session.derived().list.is_empty());
}
