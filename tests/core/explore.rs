//! Whatever is filtered, in whatever order, the quick ways say what a plain look at every event says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dateline::article::{Article, ArticleId, Mention, Target};
use dateline::event::{
    Claim, Day, EventDraft, EventId, Group, GroupId, Groups, LonLat, Place, PlaceId, SourceId, TableBuilder, Toll,
    When, WorldRect,
};
use dateline::filter::{
    Area, Certainty, Clause, Control, FieldChoice, FirstActor, GroupChoice, Sense, Span, TollChoice, TypeKey, Where,
};
use dateline::index::{Unit, WordIndex};
use dateline::project::{Meta, Project};
use dateline::session::{Command, Session, Sort, SortKey};
use dateline::text::fold;
use proptest::prelude::*;

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

const GROUPS: u64 = 12;
const PLACES: u64 = 9;

fn date(dice: &mut Dice) -> Option<When> {
    let day = |dice: &mut Dice| When::day(Day(19_000 + dice.below(60) as i32)).text().to_owned();
    let text = match dice.below(10) {
        0 => return None,
        1 => "2022-02".to_owned(),
        2 => format!("{}/..", day(dice)),
        3 => format!("2022-01-05/{}", day(dice)),
        4 => "2022-02-03~".to_owned(),
        _ => day(dice),
    };
    When::parse(&text).ok()
}

fn draft(dice: &mut Dice, i: usize) -> EventDraft {
    let groups = |dice: &mut Dice, most: u64| -> Vec<GroupId> {
        let mut all: Vec<GroupId> = (0..dice.below(most)).map(|_| GroupId(dice.below(GROUPS) as u16)).collect();
        all.dedup();
        all
    };
    let toll = |dice: &mut Dice| match dice.below(4) {
        0 => Toll::UNKNOWN,
        1 => Toll { min: Some(dice.below(4) as u32), max: None },
        _ => Toll { min: Some(0), max: Some(dice.below(5) as u32) },
    };
    let place = |dice: &mut Dice| PlaceId(dice.below(PLACES) as u32);
    // Few different points, so that many events share one.
    let at = |dice: &mut Dice| LonLat::new(dice.below(30) as f64 * 12.0 - 175.0, dice.below(12) as f64 * 12.0 - 70.0);
    EventDraft {
        key: format!("e{i}"),
        title: dice.one(&["", "Über X", "über y", "Attack", "attack on a base", "Zebra"]).to_owned(),
        notes: dice.one(&["", "rockets hit the base", "Drone al-Asad", "nothing"]).to_owned(),
        when: date(dice),
        position: if dice.below(8) == 0 { None } else { at(dice) },
        place: (dice.below(5) > 0).then(|| place(dice)),
        other_places: (0..dice.below(3)).map(|_| place(dice)).collect(),
        event_type: dice.one(&["", "Battles", "Riots"]).to_owned(),
        sub_event_type: dice.one(&["", "Armed clash", "Looting"]).to_owned(),
        country: dice.one(&["", "Iraq", "Syria"]).to_owned(),
        admin1: dice.one(&["", "Anbar", "Homs"]).to_owned(),
        status: dice.one(&["", "claimed", "denied"]).to_owned(),
        corroboration: dice.one(&["", "unverified"]).to_owned(),
        contradictions: dice.one(&["", "", "", "one says ten"]).to_owned(),
        actors: groups(dice, 4),
        targets: groups(dice, 3),
        sources: (0..dice.below(4)).map(|it| SourceId(it as u32)).collect(),
        fatalities: toll(dice),
        injuries: toll(dice),
        unverified: dice.below(6) == 0,
        claims: if dice.below(20) == 0 { vec![claim()] } else { Vec::new() },
        details: vec![
            ("weapon".to_owned(), dice.one(&["rocket", "Drone", ""]).to_owned()),
            ("km".to_owned(), dice.one(&["1", "2,5", "3.5", "far", ""]).to_owned()),
        ],
        layer: dice.one(&["", "first", "second"]).to_owned(),
        ..EventDraft::default()
    }
}

fn claim() -> Claim {
    Claim { field: "place".into(), value: "elsewhere".into(), source: None, note: String::new(), adopted: false }
}

fn project(seed: u64, rows: usize) -> Arc<Project> {
    let mut dice = Dice(seed);
    let mut builder = TableBuilder::default();
    for i in 0..rows {
        builder.push(draft(&mut dice, i));
    }
    let places = (0..PLACES)
        .map(|i| Place { key: format!("p{i}"), name: format!("Place {}", PLACES - i), ..Place::default() })
        .collect();
    // Every fourth is an umbrella of those after it, and the first one of all umbrellas.
    let umbrella = |i: u64| match i {
        0 => Vec::new(),
        i if i % 4 == 0 => vec![GroupId(0)],
        i => vec![GroupId((i / 4 * 4) as u16)],
    };
    let groups = (0..GROUPS)
        .map(|i| Group { key: format!("g{i}"), name: format!("Group {i}"), umbrella: umbrella(i), ..Group::default() })
        .collect();
    let mention = |i: usize| Mention { range: i..i, target: Target::Event(EventId((i * 3 % rows.max(1)) as u32)) };
    let article = Article { mentions: (0..rows.min(7)).map(mention).collect(), ..Article::default() };
    let table = builder.build();
    Arc::new(Project::new(Meta::default(), table, places, Groups::new(groups), Vec::new(), vec![article]))
}

fn clause(dice: &mut Dice) -> (Control, Clause) {
    let day = |dice: &mut Dice| (dice.below(6) > 0).then(|| Day(18_990 + dice.below(80) as i32));
    let code = |dice: &mut Dice| dice.below(3) as u32;
    match dice.below(14) {
        0..3 => {
            let (from, to, sense) = (day(dice), day(dice), dice.one(&[Sense::Possibly, Sense::Certainly]));
            (Control::Time, Clause::Time(Span { from, to, sense }))
        }
        3 => {
            let text = dice.one(&["attack", "uber", "asad rock", "place 3", "group 1", "battles", "drone", "e b"]);
            (Control::Words, Clause::Words(text.to_owned()))
        }
        4 => {
            let groups = (0..dice.below(3)).map(|_| GroupId(dice.below(GROUPS) as u16)).collect();
            let (unclaimed, all) = (dice.below(3) == 0, dice.below(2) == 0);
            (Control::Group, Clause::Groups(GroupChoice { groups, unclaimed, all }))
        }
        5 => {
            let groups = (0..dice.below(4)).map(|_| GroupId(dice.below(GROUPS) as u16)).collect();
            (Control::FirstActor, Clause::FirstActor(FirstActor { groups, unclaimed: dice.below(2) == 0 }))
        }
        6 => {
            let key = |dice: &mut Dice| TypeKey {
                event_type: code(dice),
                sub_event_type: (dice.below(2) == 0).then(|| code(dice)),
            };
            (Control::Type, Clause::Types((0..dice.below(3)).map(|_| key(dice)).collect()))
        }
        7 => {
            let one = |dice: &mut Dice| match dice.below(4) {
                0 => Where::Country(code(dice)),
                1 => Where::Admin1(code(dice), code(dice)),
                2 => Where::Place(PlaceId(dice.below(PLACES) as u32)),
                _ => Where::Unplaced,
            };
            (Control::Place, Clause::Places((0..dice.below(4)).map(|_| one(dice)).collect()))
        }
        8 => {
            let set = |dice: &mut Dice| (0..dice.below(2)).map(|_| code(dice) % 2).collect::<BTreeSet<_>>();
            let it = Certainty { statuses: set(dice), corroborations: set(dice), disputed: dice.below(3) == 0 };
            (Control::Certainty, Clause::Certainty(it))
        }
        9 => {
            let least = |dice: &mut Dice| (dice.below(2) == 0).then(|| dice.below(4) as u32);
            (Control::Toll, Clause::Toll(TollChoice { fatalities: least(dice), injuries: least(dice) }))
        }
        10 => (Control::Layer, Clause::HiddenLayers((0..dice.below(3)).map(|_| code(dice)).collect())),
        11 => {
            let texts = dice.one(&["rocket", "Drone", "", "nowhere"]);
            let texts = (0..dice.below(2)).map(|_| texts.to_owned()).collect();
            (Control::Field(0), Clause::Field(FieldChoice { column: 0, texts, ..FieldChoice::default() }))
        }
        12 => {
            let end = |dice: &mut Dice| (dice.below(3) > 0).then(|| dice.below(9) as f64 / 2.0);
            let choice = FieldChoice { column: 1, from: end(dice), to: end(dice), ..FieldChoice::default() };
            (Control::Field(1), Clause::Field(choice))
        }
        _ => (Control::Area, Clause::Area(area(dice))),
    }
}

fn area(dice: &mut Dice) -> Area {
    let at = |dice: &mut Dice| LonLat { lon: dice.below(360) as f64 - 180.0, lat: dice.below(160) as f64 - 80.0 };
    match dice.below(3) {
        0 => {
            let (a, b) = (at(dice).into(), at(dice).into());
            let it: [dateline::event::WorldPoint; 2] = [a, b];
            let (north, south) = (it[0].y.min(it[1].y), it[0].y.max(it[1].y));
            Area::Box(WorldRect { west: it[0].x, east: it[1].x, north, south })
        }
        1 => Area::lasso(&[at(dice).into(), at(dice).into(), at(dice).into(), at(dice).into()]).unwrap(),
        _ => Area::Radius { centre: at(dice), metres: dice.below(9_000_000) as f64 },
    }
}

/// Whether an event passes, told from the event alone.
fn holds(project: &Project, clause: &Clause, id: EventId) -> bool {
    let events = &project.events;
    let takes_part = |group: &GroupId| {
        let members = project.groups.members(*group);
        events.actors(id).iter().chain(events.targets(id)).any(|it| members.contains(it))
    };
    match clause {
        Clause::Words(text) => {
            let mut all = vec![fold(events.title(id)), fold(events.notes(id))];
            all.extend(
                [&events.event_type, &events.sub_event_type, &events.country, &events.admin1]
                    .map(|it| fold(it.get(id.row()))),
            );
            all.extend(events.details(id).map(|(_, text)| fold(text)));
            all.extend(events.place(id).iter().chain(events.other_places(id)).map(|it| fold(&project.place(*it).name)));
            all.extend(
                events.actors(id).iter().chain(events.targets(id)).map(|it| fold(&project.groups.get(*it).name)),
            );
            WordIndex::terms(text).iter().all(|term| all.iter().any(|text| text.contains(term)))
        }
        Clause::Time(span) => events.days(id).is_some_and(|(first, last)| span.holds(first, last)),
        Clause::Groups(it) => {
            let all = it.all && !it.groups.is_empty() && it.groups.iter().all(takes_part);
            (it.unclaimed && events.actors(id).is_empty()) || all || (!it.all && it.groups.iter().any(takes_part))
        }
        Clause::FirstActor(it) => events.actors(id).first().map_or(it.unclaimed, |group| it.groups.contains(group)),
        Clause::Types(set) => {
            let (event_type, sub) = (events.event_type.code(id.row()), events.sub_event_type.code(id.row()));
            [None, Some(sub)].iter().any(|sub| set.contains(&TypeKey { event_type, sub_event_type: *sub }))
        }
        Clause::Places(set) => {
            let (country, unit) = (events.country.code(id.row()), events.admin1.code(id.row()));
            set.contains(&Where::Country(country))
                || set.contains(&Where::Admin1(country, unit))
                || events.place(id).iter().chain(events.other_places(id)).any(|it| set.contains(&Where::Place(*it)))
                || (events.point(id).is_none() && set.contains(&Where::Unplaced))
        }
        Clause::Certainty(it) => {
            (it.statuses.is_empty() || it.statuses.contains(&events.status.code(id.row())))
                && (it.corroborations.is_empty() || it.corroborations.contains(&events.corroboration.code(id.row())))
                && (!it.disputed || events.is_disputed(id))
        }
        Clause::Toll(it) => {
            let enough =
                |least: Option<u32>, toll: Toll| least.is_none_or(|n| toll.most().is_some_and(|known| known >= n));
            enough(it.fatalities, events.fatalities(id)) && enough(it.injuries, events.injuries(id))
        }
        Clause::Marks(it) => it.holds(&project.mark(id)),
        Clause::Articles(set) => project.mentions(id).iter().any(|it| set.contains(&it.article)),
        Clause::Area(area) => events.point(id).is_some_and(|at| area.contains(at)),
        Clause::HiddenLayers(hidden) => !hidden.contains(&events.layer.code(id.row())),
        Clause::Field(it) => {
            let text = events.detail(id, ["weapon", "km"][usize::from(it.column)]);
            let number = text.replace(',', ".").parse::<f64>().ok();
            let open = it.from.is_none() && it.to.is_none();
            let within = |n: f64| n >= it.from.unwrap_or(n) && n <= it.to.unwrap_or(n);
            (it.texts.is_empty() || it.texts.contains(text)) && (open || number.is_some_and(within))
        }
    }
}

/// The events that pass all clauses but one control's.
fn passing(session: &Session, but: Option<Control>) -> Vec<EventId> {
    let project = session.project();
    let filter = session.filter();
    let passes = |id: &EventId| {
        (filter.unverified || !project.events.is_unverified(*id))
            && filter.iter().all(|(control, clause)| Some(control) == but || holds(project, clause, *id))
    };
    project.events.ids().filter(passes).collect()
}

fn count<K: Ord>(keys: impl Iterator<Item = K>) -> BTreeMap<K, u32> {
    keys.fold(BTreeMap::new(), |mut counts, key| {
        *counts.entry(key).or_default() += 1;
        counts
    })
}

/// Everything that views ask for, against a plain look.
fn check(session: &Session) {
    let project = session.project();
    let events = &project.events;
    let rows = passing(session, None);
    let derived = session.derived();
    assert_eq!(derived.rows.iter().map(|row| EventId(row as u32)).collect::<Vec<_>>(), rows, "{:?}", session.filter());

    let of = |control| passing(session, Some(control));
    let got = |counts: &BTreeMap<_, u32>, key| counts.get(&key).copied().unwrap_or(0);
    let facets = session.facets(Control::Group);
    let up = |id: &EventId| -> BTreeSet<u16> {
        let own: BTreeSet<GroupId> = events.actors(*id).iter().chain(events.targets(*id)).copied().collect();
        (0..GROUPS as u16).filter(|up| own.iter().any(|it| project.groups.members(GroupId(*up)).contains(it))).collect()
    };
    let groups = count(of(Control::Group).iter().flat_map(up));
    for group in 0..GROUPS as u16 {
        assert_eq!(facets.group(GroupId(group)), groups.get(&group).copied().unwrap_or(0), "group {group}");
    }
    let unclaimed = of(Control::Group).iter().filter(|id| events.actors(**id).is_empty()).count();
    assert_eq!(facets.unclaimed as usize, unclaimed);

    let facets = session.facets(Control::Type);
    let types = count(
        of(Control::Type).iter().map(|id| (events.event_type.code(id.row()), events.sub_event_type.code(id.row()))),
    );
    for event_type in 0..events.event_type.codes() as u32 {
        let mut all = 0;
        for sub in 0..events.sub_event_type.codes() as u32 {
            all += got(&types, (event_type, sub));
            assert_eq!(
                facets.of_type(TypeKey { event_type, sub_event_type: Some(sub) }),
                got(&types, (event_type, sub))
            );
        }
        assert_eq!(facets.of_type(TypeKey { event_type, sub_event_type: None }), all);
    }

    let facets = session.facets(Control::Place);
    let here = of(Control::Place);
    let units = count(here.iter().map(|id| (events.country.code(id.row()), events.admin1.code(id.row()))));
    for country in 0..events.country.codes() as u32 {
        let of_country = units.iter().filter(|((it, _), _)| *it == country).map(|(_, n)| n).sum::<u32>();
        assert_eq!(facets.country(country), of_country);
        for unit in 0..events.admin1.codes() as u32 {
            assert_eq!(facets.admin1(country, unit), got(&units, (country, unit)));
        }
    }
    let at = |id: &EventId| {
        events.place(*id).into_iter().chain(events.other_places(*id).iter().copied()).collect::<BTreeSet<_>>()
    };
    let places = count(here.iter().flat_map(at));
    for place in (0..PLACES as u32).map(PlaceId) {
        assert_eq!(facets.place(place), places.get(&place).copied().unwrap_or(0));
    }
    assert_eq!(facets.unplaced as usize, here.iter().filter(|id| events.point(**id).is_none()).count());

    let facets = session.facets(Control::Certainty);
    let here = of(Control::Certainty);
    let statuses = count(here.iter().map(|id| (events.status.code(id.row()), 0)));
    let confirmed = count(here.iter().map(|id| (events.corroboration.code(id.row()), 0)));
    for code in 0..3 {
        assert_eq!(facets.status(code), got(&statuses, (code, 0)));
        assert_eq!(facets.corroboration(code), got(&confirmed, (code, 0)));
    }
    assert_eq!(facets.disputed as usize, here.iter().filter(|id| events.is_disputed(**id)).count());

    let facets = session.facets(Control::Toll);
    let here = of(Control::Toll);
    let known = |toll: fn(&dateline::event::EventTable, EventId) -> Toll| {
        here.iter().filter(|id| toll(events, **id).most().is_some_and(|n| n > 0)).count()
    };
    assert_eq!(facets.with_fatalities as usize, known(|events, id| events.fatalities(id)));
    assert_eq!(facets.with_injuries as usize, known(|events, id| events.injuries(id)));

    let facets = session.facets(Control::Article);
    let mentioned = of(Control::Article).iter().filter(|id| !project.mentions(**id).is_empty()).count();
    assert_eq!(facets.article(ArticleId(0)) as usize, mentioned);

    let facets = session.facets(Control::Layer);
    let here = of(Control::Layer);
    for code in 0..events.layer.codes() as u32 {
        let those: Vec<_> = here.iter().filter(|id| events.layer.code(id.row()) == code).collect();
        let unplaced = those.iter().filter(|id| events.point(***id).is_none()).count();
        let undated = those.iter().filter(|id| events.days(***id).is_none()).count();
        let unverified = those.iter().filter(|id| events.is_unverified(***id)).count();
        assert_eq!(facets.layer(code).map(|it| it as usize), [those.len(), unplaced, undated, unverified]);
    }
    for (column, name) in [(0, "weapon"), (1, "km")] {
        let facets = session.facets(Control::Field(column));
        let Some(words) = session.fields().words(events, usize::from(column)) else { continue };
        let here = of(Control::Field(column));
        for code in 0..words.codes() as u32 {
            let so_many = here.iter().filter(|id| events.detail(**id, name) == words.word(code)).count();
            assert_eq!(facets.field(code) as usize, so_many, "{name} {}", words.word(code));
        }
    }

    check_time(session);
    check_map(session);
    check_list(session);
}

fn check_time(session: &Session) {
    let events = &session.project().events;
    let days = (Day(18_990), Day(19_080));
    for (inside, but) in [(true, None), (false, Some(Control::Time))] {
        let rows = passing(session, but);
        let bars = session.histogram(inside, Unit::Week, days);
        let undated = rows.iter().filter(|id| events.days(**id).is_none()).count();
        let outside = |(first, last): (Day, Day)| last < days.0 || first > days.1;
        let seen: Vec<_> =
            rows.iter().filter_map(|id| events.days(*id).filter(|it| !outside(*it)).map(|it| (*id, it))).collect();
        assert_eq!(bars.undated, undated);
        assert_eq!(bars.outside, rows.len() - undated - seen.len());
        let mut single = 0;
        for bin in &bars.bins {
            let within: Vec<_> = seen.iter().filter(|(_, (a, b))| *a >= bin.first && *b < bin.end).collect();
            single += within.len();
            for slot in 0..bin.slots.len() {
                let of =
                    within.iter().filter(|(id, _)| usize::from(session.derived().colouring.slot_of[id.row()]) == slot);
                assert_eq!(bin.slots[slot] as usize, of.count());
            }
        }
        assert_eq!(bars.bands.len(), if inside { 0 } else { seen.len() - single });
    }
    let known = passing(session, Some(Control::Time)).into_iter().filter_map(|id| events.days(id));
    let ends = known.filter_map(|(a, b)| match (a == Day::MIN, b == Day::MAX) {
        (true, true) => None,
        (true, false) => Some((b, b)),
        (false, true) => Some((a, a)),
        (false, false) => Some((a, b)),
    });
    let naive = ends.reduce(|(a, b), (c, d)| (a.min(c), b.max(d)));
    assert_eq!(session.all_days(), naive);
}

fn check_map(session: &Session) {
    let events = &session.project().events;
    let rows = &session.derived().rows;
    for zoom in [0.0, 3.3, 9.0] {
        let marks = session.clusters(WorldRect::WORLD, zoom, &|n| 6.0 + f64::from(n).sqrt());
        let mut all: Vec<usize> = marks.iter().flat_map(|mark| mark.rows(rows)).collect();
        all.sort_unstable();
        let placed: Vec<usize> = rows.iter().filter(|row| *row < events.placed()).collect();
        assert_eq!(all, placed, "each in one mark");
        let slot_of = &session.derived().colouring.slot_of;
        for mark in &marks {
            let own: Vec<usize> = mark.rows(rows).collect();
            assert_eq!(own.len(), mark.count as usize);
            for (slot, n) in mark.slots.iter().enumerate() {
                assert_eq!(own.iter().filter(|row| usize::from(slot_of[**row]) == slot).count(), *n as usize);
            }
        }
    }
    let slots = count(
        passing(session, Some(Control::FirstActor)).iter().map(|id| session.derived().colouring.slot_of[id.row()]),
    );
    for (slot, n) in session.slot_counts().0.iter().enumerate() {
        assert_eq!(slots.get(&(slot as u8)).copied().unwrap_or(0), *n);
    }
}

fn check_list(session: &Session) {
    let project = session.project();
    let list = &session.derived().list;
    let mut naive: Vec<EventId> = session.derived().rows.iter().map(|row| EventId(row as u32)).collect();
    session.sort().apply(project, &mut naive);
    assert_eq!(list.len(), naive.len());
    // From behind, so that nothing is known of what comes before.
    for (position, id) in naive.iter().enumerate().rev().step_by(7) {
        assert_eq!((list.get(position), list.position(*id)), (Some(id), Some(position)), "{:?}", session.sort());
    }
    assert!(list.iter().eq(&naive), "{:?}", session.sort());
    assert!((0..naive.len()).all(|position| list[position] == naive[position]));
    assert_eq!(list.get(naive.len()), None);
}

fn act(session: &mut Session, dice: &mut Dice) {
    let command = match dice.below(12) {
        0 => Command::ShowUnverified(dice.below(2) == 0),
        1 => Command::SortBy(Sort { key: dice.one(&SortKey::ALL), descending: dice.below(2) == 0 }),
        2 => Command::ClearFilters,
        3 => {
            let control = dice.one(&Control::ALL);
            Command::Filter { control, clause: None, merge: false }
        }
        4 => Command::FilterBack,
        _ => {
            let (control, clause) = clause(dice);
            Command::Filter { control, clause: Some(clause), merge: false }
        }
    };
    session.apply(command);
    session.refresh_derived();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn filters_counts_marks_and_orders_are_those_of_a_plain_look(seed in any::<u64>(), rows in 0_usize..260) {
        let mut session = Session::new(project(seed, rows));
        let mut dice = Dice(seed ^ 0x5555);
        check(&session);
        for _ in 0..8 {
            act(&mut session, &mut dice);
            check(&session);
        }
    }
}

#[test]
fn words_looked_for_piece_by_piece_end_where_words_looked_for_at_once_do() {
    // Several pieces of 16 MiB.
    let mut builder = TableBuilder::default();
    for i in 0..300 {
        let notes = "nothing to be found here ".repeat(8000);
        builder.push(EventDraft { notes: format!("{notes}{}", ["needle", "pin"][i % 2]), ..EventDraft::default() });
    }
    let none = Vec::new;
    let project = Project::new(Meta::default(), builder.build(), none(), Groups::default(), Vec::new(), Vec::new());
    let mut session = Session::new(Arc::new(project));
    let clause = Some(Clause::Words("Needle found".to_owned()));
    session.apply(Command::Filter { control: Control::Words, clause, merge: true });
    let mut found = vec![0];
    while session.refresh_within(std::time::Duration::ZERO) {
        assert!(session.is_searching());
        found.push(session.derived().rows.count());
    }
    found.push(session.derived().rows.count());
    assert!(found.len() > 2 && found.is_sorted(), "more and more: {found:?}");
    assert_eq!((found.last(), session.is_searching()), (Some(&150), false));
    check_list(&session);
}

/// Enough events for work on all cores.
#[test]
fn many_events_are_counted_right_on_all_cores() {
    let mut session = Session::new(project(3, 170_000));
    let brush = |session: &mut Session, from: i32, to: i32| {
        let span = Span { from: Some(Day(19_000 + from)), to: Some(Day(19_000 + to)), sense: Sense::Possibly };
        session.apply(Command::Filter { control: Control::Time, clause: Some(Clause::Time(span)), merge: true });
        session.refresh_derived();
        // Brought up to date now, so that the next step starts from here.
        session.facets(Control::Group);
        session.slot_counts();
        session.clusters(WorldRect::WORLD, 3.0, &|_| 10.0);
    };
    brush(&mut session, 0, 50);
    brush(&mut session, 1, 51);
    brush(&mut session, 30, 59);
    let clause = Some(Clause::Words("rockets drone".to_owned()));
    session.apply(Command::Filter { control: Control::Words, clause, merge: false });
    session.refresh_derived();
    check(&session);
}
