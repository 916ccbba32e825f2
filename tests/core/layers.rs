//! Layers: joined, hidden, coloured, removed, and found again in the project file.

use std::sync::Arc;

use dateline::event::{EventDraft, EventId, LonLat, TableBuilder, When};
use dateline::filter::{Clause, Control, FieldChoice, Keyed};
use dateline::format::{OpenOptions, Progress, open, write};
use dateline::project::{EventRecord, Field, Layer, Meta, Project, Value};
use dateline::session::{ColourBy, Command, Effect, Hue, Prepared, Session, Turning};

fn file(name: &str, rows: usize) -> Project {
    let mut builder = TableBuilder::default();
    for i in 0..rows {
        builder.push(EventDraft {
            key: format!("row-{i}"),
            title: format!("{name} {i}"),
            when: if i % 3 == 0 { None } else { When::parse("2024-03-01").ok() },
            position: if i % 2 == 0 { None } else { LonLat::new(i as f64, 10.0) },
            details: vec![("road".to_owned(), ["open", "closed"][i % 2].to_owned())],
            ..EventDraft::default()
        });
    }
    let meta = Meta { title: name.to_owned(), ..Meta::default() };
    Project::new(meta, builder.build(), Vec::new(), Default::default(), Vec::new(), Vec::new())
}

fn together() -> Session {
    let (a, b) = (file("a.csv", 6), file("b.csv", 4));
    let parts = [("a.csv", &a), ("b.csv", &b)].map(|(name, project)| Layer { name, project });
    Session::new(Arc::new(Project::merged(&parts).0))
}

fn change(session: &mut Session, label: &str, with: impl FnOnce(&mut Vec<dateline::project::LayerStyle>)) {
    let mut layers = session.layers();
    with(&mut layers);
    session.apply(Command::Layers { label: label.to_owned(), layers });
    session.refresh_derived();
}

#[test]
fn a_hidden_layer_leaves_every_count_and_comes_back_with_undo() {
    let mut session = together();
    let clause = Clause::Field(FieldChoice { column: 0, texts: ["open".into()].into(), ..FieldChoice::default() });
    session.apply(Command::Filter { control: Control::Field(0), clause: Some(clause), merge: false });
    session.refresh_derived();
    let count = session.layer_count("a.csv");
    assert_eq!((count.total, count.passing, count.unplaced, count.undated), (6, 3, 3, 1));
    change(&mut session, "Hide", |layers| layers[0].hidden = true);
    assert_eq!((session.derived().universe.count(), session.derived().rows.count()), (4, 2));
    assert_eq!(session.layer_count("a.csv").passing, 3, "its own count does not follow");
    assert!(session.layers()[0].hidden && !session.layers()[1].hidden);
    session.apply(Command::ClearFilters);
    session.apply(Command::FilterBack);
    session.refresh_derived();
    assert_eq!(session.derived().rows.count(), 2, "going back through filters shows no layer");
    session.apply(Command::Undo);
    session.refresh_derived();
    assert_eq!(session.derived().rows.count(), 5);
    // In a project that cannot be changed, layers can be hidden all the same.
    session.apply(Command::ReadOnly(Some("it is".into())));
    change(&mut session, "Hide", |layers| layers[1].hidden = true);
    assert_eq!(session.derived().universe.count(), 6);
    assert!(!session.project().layers()[1].hidden && session.layers()[1].hidden);
}

#[test]
fn names_colours_and_order_of_layers_are_kept_in_the_project_file() {
    let mut session = together();
    change(&mut session, "All", |layers| {
        layers.swap(0, 1);
        (layers[0].name, layers[0].colour, layers[1].hidden) = ("Bees".into(), "teal".into(), true);
    });
    session.apply(Command::ColourBy(ColourBy::Layer));
    session.refresh_derived();
    let slots = &session.derived().colouring.slots;
    assert_eq!((slots[0].label.as_str(), slots[0].hue), ("Bees", Hue::Teal));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    dateline::store::save_as(session.project(), &[], &path).unwrap();
    let opened = dateline::store::open(&path).unwrap();
    assert_eq!(opened.issues, []);
    let again = Session::new(Arc::new(opened.project));
    assert_eq!(again.layers(), session.layers());
    assert_eq!(again.derived().rows.count(), 4);
    // An edit of them is written as any other.
    let mut writer = dateline::store::Writer::open(&path).unwrap();
    let meta = dateline::project::MetaRecord { layers: Vec::new(), ..session.project().meta_record() };
    let meta = dateline::project::Change::Meta(Box::new(meta));
    writer.write(&dateline::project::Edit::new("Forget", vec![meta]), None).unwrap();
    let now = dateline::store::open(&path).unwrap().project;
    assert_eq!(now.layers().iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a.csv", "b.csv"]);
}

#[test]
fn an_event_put_back_comes_back_in_its_layer_in_memory_and_in_the_file() {
    let mut session = together();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.gpkg");
    dateline::store::save_as(session.project(), &[], &path).unwrap();
    let mut writer = dateline::store::Writer::open(&path).unwrap();
    let project = Arc::clone(session.project());
    let event = project.events.ids().find(|id| project.events.layer.get(id.row()) == "b.csv").unwrap();
    let key = project.events.key(event).to_owned();
    let remove = project.remove_events(&[event]);
    for effect in session.apply(Command::Edit(remove)).into_iter().chain(session.apply(Command::Undo)) {
        let dateline::session::Effect::Save(edit) = effect else { continue };
        writer.write(&edit, None).unwrap();
    }
    for project in [session.project(), &Arc::new(dateline::store::open(&path).unwrap().project)] {
        let event = project.events.by_key(&key).unwrap();
        assert_eq!(project.events.layer.get(event.row()), "b.csv");
    }
}

#[test]
fn what_the_user_does_goes_on_when_a_layer_joins_or_leaves() {
    let mut session = Session::new(Arc::new(file("a.csv", 6)));
    let clause = Clause::Field(FieldChoice { column: 0, texts: ["open".into()].into(), ..FieldChoice::default() });
    session.apply(Command::Filter { control: Control::Field(0), clause: Some(clause), merge: false });
    session.apply(Command::ColourBy(ColourBy::Field(0)));
    let event = session.project().events.by_key("row-1").unwrap();
    let select = Command::Select { event, how: dateline::session::How::Only, from: dateline::session::View::List };
    session.apply(select);
    let base = Arc::clone(session.project());
    let b = file("b.csv", 4);
    let parts = [("a.csv", &*base), ("b.csv", &b)].map(|(name, project)| Layer { name, project });
    session.relayer(Prepared::new(Project::merged(&parts).0), Turning::Made("Add".into()));
    session.refresh_derived();
    assert_eq!(session.derived().rows.count(), 5);
    let primary = session.selection().primary.unwrap();
    assert_eq!(session.project().events.title(primary), "a.csv 1");
    assert_eq!(session.colour_by(), ColourBy::Field(0));
    let left = session.project().without_layer("a.csv");
    session.relayer(Prepared::new(left), Turning::Made("Remove".into()));
    session.refresh_derived();
    assert_eq!((session.derived().rows.count(), session.selection().primary), (2, None));
    assert_eq!(session.layers().len(), 1);
}

/// What the window does with the wish to go back or forth.
fn turn(session: &mut Session, command: Command) {
    let effects = session.apply(command);
    let back = effects.iter().find_map(|it| if let Effect::Turn { back } = it { Some(*back) } else { None });
    if let Some(back) = back {
        let to = session.turn_to(back).unwrap();
        session.relayer(Prepared::new(to), if back { Turning::Back } else { Turning::Again });
    }
    session.refresh_derived();
}

#[test]
fn changes_of_layers_are_undone_and_made_again_among_the_edits_around_them() {
    let mut session = Session::new(Arc::new(file("a.csv", 6)));
    let title = |session: &Session| {
        let it = &session.project().events;
        it.by_key("row-1").map(|id| it.title(id).to_owned())
    };
    let rename = |session: &mut Session, name: &str| {
        let id = session.project().events.by_key("row-1").unwrap();
        let edit = session.project().set_field([id], Field::Title, &Value::Text(name.into()));
        session.apply(Command::Edit(edit));
    };
    rename(&mut session, "before");
    let b = file("b.csv", 4);
    let parts = [("a.csv", &**session.project()), ("b.csv", &b)].map(|(name, project)| Layer { name, project });
    let joined = Project::merged(&parts).0;
    session.relayer(Prepared::new(joined), Turning::Made("Add “b.csv”".into()));
    rename(&mut session, "after");
    let left = session.project().without_layer("a.csv");
    session.relayer(Prepared::new(left), Turning::Made("Remove “a.csv”".into()));
    let seen = |session: &Session| (session.project().events.len(), title(session), session.layers().len());
    let states = [
        (6, Some("a.csv 1".to_owned()), 1),
        (6, Some("before".to_owned()), 1),
        (10, Some("before".to_owned()), 2),
        (10, Some("after".to_owned()), 2),
        (4, None, 1),
    ];
    for _ in 0..2 {
        assert_eq!(seen(&session), states[4]);
        assert_eq!(session.undo_label(), Some("Remove “a.csv”"));
        for state in states[..4].iter().rev() {
            turn(&mut session, Command::Undo);
            assert_eq!(seen(&session), *state);
        }
        assert_eq!(session.undo_label(), None);
        for state in &states[1..] {
            turn(&mut session, Command::Redo);
            assert_eq!(seen(&session), *state);
        }
        assert_eq!(session.redo_label(), None);
    }
    // A new edit ends what could be made again.
    (0..3).for_each(|_| turn(&mut session, Command::Undo));
    rename(&mut session, "otherwise");
    assert_eq!((session.redo_label(), seen(&session).0), (None, 6));
    turn(&mut session, Command::Undo);
    assert_eq!(seen(&session), states[1]);
}

#[test]
fn a_filter_by_a_further_field_is_kept_by_its_name() {
    let session = together();
    let project = session.project();
    let mut filter = dateline::filter::Filter::default();
    let choice = FieldChoice { column: 0, texts: ["open".into()].into(), from: Some(0.5), to: None };
    filter.set(Control::Field(0), Some(Clause::Field(choice)));
    let json = Keyed::of(&filter, project).to_json();
    assert_eq!(Keyed::from_json(&json).unwrap().filter(project), filter);
    assert!(Keyed::from_json(&json).unwrap().filter(&Project::default()).is_empty());
    filter.set(Control::Layer, Some(Clause::HiddenLayers([1].into())));
    assert_eq!(Keyed::of(&filter, project).to_json(), json, "what is hidden is the project's own matter");
}

#[test]
fn hidden_layers_and_further_fields_hold_while_edits_are_made_beside_the_window() {
    for many in [1, usize::MAX] {
        let mut session = together();
        session.call_large(many);
        let clause = Clause::Field(FieldChoice { column: 0, texts: ["open".into()].into(), ..FieldChoice::default() });
        session.apply(Command::Filter { control: Control::Field(0), clause: Some(clause), merge: false });
        session.apply(Command::ColourBy(ColourBy::Field(0)));
        change(&mut session, "Hide", |layers| layers[0].hidden = true);
        let seen = |session: &Session| (session.derived().universe.count(), session.derived().rows.count());
        assert_eq!(seen(&session), (4, 2), "{many}");
        // The first row of all moves, so that every number means another event; one comes, with a field of its own.
        let moved = session.project().events.by_key("row-1").unwrap();
        let edit = session.project().move_event(moved, LonLat::new(150.0, -40.0));
        session.apply(Command::Edit(edit));
        let record = EventRecord { key: "own".into(), ..EventRecord::default() };
        let details = vec![("aerial".to_owned(), "yes".to_owned()), ("road".to_owned(), "open".to_owned())];
        let edit = session.project().new_event(EventRecord { details, ..record });
        session.apply(Command::Edit(edit));
        session.refresh_derived();
        assert_eq!(seen(&session), (5, 3), "{many}: what was added by hand is in no hidden layer");
        let text = |session: &Session| session.derived().colouring.slots.iter().map(|it| it.label.clone()).collect();
        let labels: Vec<String> = text(&session);
        assert!(labels.contains(&"open".to_owned()), "{labels:?}");
        assert_eq!(session.layer_count("a.csv").passing, 3);
        change(&mut session, "Show", |layers| layers[0].hidden = false);
        assert_eq!(seen(&session), (11, 6), "{many}");
        (0..2).for_each(|_| drop(session.apply(Command::Undo)));
        session.refresh_derived();
        assert_eq!(seen(&session), (4, 2), "{many}: hidden again, and nothing was added");
        // A layer joins while what follows from an edit is still on its way.
        let edit = session.project().set_field([EventId(0)], Field::Title, &Value::Text("Zanzibar".into()));
        session.apply(Command::Edit(edit));
        let c = file("c.csv", 2);
        let title = session.project().meta.title.clone();
        let parts = [Layer { name: &title, project: session.project() }, Layer { name: "c.csv", project: &c }];
        let next = Project::merged(&parts).0;
        session.relayer(Prepared::new(next), Turning::Made("Add".into()));
        session.refresh_derived();
        assert_eq!(seen(&session), (6, 3), "{many}");
        assert_eq!(session.words().rows(&["zanzibar".to_owned()]).count(), 1, "{many}");
    }
}

#[test]
fn what_joined_and_left_again_has_changed_nothing() {
    let case = dateline::format::read_bundled().project;
    let other = file("b.csv", 5);
    let parts = [("case", &case), ("b.csv", &other)].map(|(name, project)| Layer { name, project });
    let all = Project::merged(&parts).0;
    let same = |left: &Project, was: &Project| {
        assert_eq!(left.events.len(), was.events.len());
        for id in was.events.ids() {
            let now = left.events.by_key(was.events.key(id)).unwrap();
            let record = dateline::project::EventRecord { layer: String::new(), ..left.event_record(now) };
            assert_eq!(record, was.event_record(id));
            assert_eq!(left.events.sequence(now), was.events.sequence(id));
            assert_eq!(left.mentions(now).len(), was.mentions(id).len());
        }
        assert_eq!(left.articles.len(), was.articles.len());
        for (now, then) in left.article_ids().zip(was.article_ids()) {
            assert_eq!(left.article_record(now), was.article_record(then));
        }
    };
    same(&all.without_layer("b.csv"), &case);
    let rest = all.without_layer("case");
    same(&rest, &other);
    // What events of the case name went with them; what nothing named stays, since it is nobody's.
    let named: std::collections::BTreeSet<&str> =
        case.events.ids().filter_map(|id| case.events.place(id)).map(|id| case.place(id).key.as_str()).collect();
    assert!(!named.is_empty() && rest.places.iter().all(|it| !named.contains(it.key.as_str())));
    assert!(rest.groups.len() < case.groups.len() / 2 && rest.sources.len() < case.sources.len() / 2);
    // What is alike is there once: the case beside itself has twice the events and no place, group or source more.
    let twice = [("one", &case), ("two", &case)].map(|(name, project)| Layer { name, project });
    let twice = Project::merged(&twice).0;
    assert_eq!(twice.events.len(), 2 * case.events.len());
    let lists = |it: &Project| (it.places.len(), it.groups.len(), it.sources.len());
    assert_eq!(lists(&twice), lists(&Project::merged(&[Layer { name: "one", project: &case }]).0));
}

#[test]
fn every_format_says_which_layer_an_event_was_in_and_what_it_does_not_keep() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = together();
    change(&mut session, "Rename", |layers| {
        layers[1].name = "Second survey".into();
        layers[1].colour = "blue".into();
    });
    for name in ["all.csv", "all.geojson", "all.kml", "all_as_case"] {
        let path = folder.path().join(name);
        let progress = std::sync::Arc::new(Progress::default());
        let written = write(session.project(), None, &path, None, &progress).unwrap();
        assert!(written.left_out.iter().any(|it| it.starts_with("1 layers")), "{name}: {:?}", written.left_out);
        let back = open(&path, &OpenOptions::default(), &progress).unwrap().project;
        let count = |layer: &str| back.events.ids().filter(|id| back.events.detail(*id, "layer") == layer).count();
        assert_eq!((count("a.csv"), count("Second survey"), back.events.len()), (6, 4, 10), "{name}");
    }
    let alone = file("a.csv", 6);
    let written = write(&alone, None, &folder.path().join("one.csv"), None, &Progress::default()).unwrap();
    assert_eq!(written.left_out, [""; 0]);
}
