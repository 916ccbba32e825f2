//! Which rows a clause keeps. What is stored once is judged once: an answer for each code, then a look-up a row.

use std::collections::BTreeSet;

use super::{
    Certainty, Clause, Facts, FieldChoice, FirstActor, GroupChoice, MarkChoice, Span, TollChoice, TypeKey, Where,
};
use crate::article::{ArticleId, Target};
use crate::event::{Category, Code, Codes, EventTable, GroupId, ListColumn, PlaceId, Toll};
use crate::index::{Bits, WordIndex};

impl Clause {
    /// The rows it keeps.
    pub fn rows(&self, facts: Facts<'_>) -> Bits {
        self.rows_after(facts, None)
    }

    /// The same, after another clause of the same control kept these rows: a moved range of days starts from there.
    pub fn rows_after(&self, facts: Facts<'_>, before: Option<(&Self, &Bits)>) -> Bits {
        let events = &facts.project.events;
        match self {
            Self::Words(text) => facts.words.rows(&WordIndex::terms(text)),
            Self::Time(span) => time(facts, *span, before),
            Self::Groups(choice) => groups(facts, choice),
            Self::FirstActor(it) => first_actor(events, it),
            Self::Types(set) => types(events, set),
            Self::Places(set) => places(events, set),
            Self::Certainty(it) => certainty(events, it),
            Self::Toll(it) => toll(events, *it),
            Self::Articles(set) => articles(facts, set),
            Self::Marks(it) => marks(facts, it),
            Self::HiddenLayers(set) => {
                let shown: Vec<bool> = (0..events.layer.codes() as Code).map(|code| !set.contains(&code)).collect();
                Bits::of_codes(events.layer.rows(), &shown)
            }
            Self::Field(it) => field(facts, it),
            Self::Area(area) => {
                facts
                    .space
                    .rows_in(events.points(), events.len(), &mut |cell| area.lies(cell), &mut |at| area.contains(at))
            }
        }
    }
}

fn time(facts: Facts<'_>, span: Span, before: Option<(&Clause, &Bits)>) -> Bits {
    let events = &facts.project.events;
    match before {
        Some((Clause::Time(old), rows)) => {
            facts.by_date.choose(events, |a, b| span.holds(a, b), Some((&|a, b| old.holds(a, b), rows)))
        }
        _ => facts.by_date.choose(events, |a, b| span.holds(a, b), None),
    }
}

/// One answer for each list of groups.
fn of_lists<T: Copy + Eq + std::hash::Hash>(lists: &ListColumn<T>, answer: impl Fn(&[T]) -> bool) -> Vec<bool> {
    (0..lists.codes() as Code).map(|code| answer(lists.list(code))).collect()
}

fn or(a: Bits, b: &Bits) -> Bits {
    a.or(b)
}

fn groups(facts: Facts<'_>, choice: &GroupChoice) -> Bits {
    let events = &facts.project.events;
    let (actors, targets) = (events.actor_lists(), events.target_lists());
    let len = events.len();
    let takes_part = |members: &dyn Fn(&GroupId) -> bool| {
        let by =
            |lists: &ListColumn<GroupId>| Bits::of_codes(lists.rows(), &of_lists(lists, |it| it.iter().any(members)));
        or(by(actors), &by(targets))
    };
    let members = |group: &GroupId| facts.project.groups.members(*group);
    let chosen = if choice.all {
        let each: Vec<Bits> = choice.groups.iter().map(|group| takes_part(&|it| members(group).contains(it))).collect();
        if each.is_empty() { Bits::none(len) } else { Bits::and(len, &each) }
    } else {
        let any: BTreeSet<GroupId> = choice.groups.iter().flat_map(|group| members(group).iter().copied()).collect();
        takes_part(&|it| any.contains(it))
    };
    if choice.unclaimed {
        return or(chosen, &Bits::of_codes(actors.rows(), &of_lists(actors, <[GroupId]>::is_empty)));
    }
    chosen
}

fn first_actor(events: &EventTable, it: &FirstActor) -> Bits {
    let lists = events.actor_lists();
    let chosen = |list: &[GroupId]| list.first().map_or(it.unclaimed, |group| it.groups.contains(group));
    Bits::of_codes(lists.rows(), &of_lists(lists, chosen))
}

/// Rows with one of the first codes, or with one of the pairs of codes.
fn pairs(
    len: usize,
    (first, second): (&Category, &Category),
    whole: impl Iterator<Item = Code>,
    pairs: impl Iterator<Item = (Code, Code)>,
) -> Bits {
    let mut alone = vec![false; first.codes()];
    for code in whole {
        if let Some(answer) = alone.get_mut(code as usize) {
            *answer = true;
        }
    }
    // By second code: the first codes that are chosen together with it. Mostly one.
    let mut with: Vec<Vec<Code>> = vec![Vec::new(); second.codes()];
    let mut any = false;
    for (one, other) in pairs {
        if let Some(list) = with.get_mut(other as usize) {
            list.push(one);
            any = true;
        }
    }
    if !any {
        return Bits::of_codes(first.rows(), &alone);
    }
    let (first, second) = (first.rows(), second.rows());
    Bits::build(len, |row| {
        let code = first.get(row);
        alone[code as usize] || with[second.get(row) as usize].contains(&code)
    })
}

fn types(events: &EventTable, set: &BTreeSet<TypeKey>) -> Bits {
    let whole = set.iter().filter(|it| it.sub_event_type.is_none()).map(|it| it.event_type);
    let both = set.iter().filter_map(|it| it.sub_event_type.map(|sub| (it.event_type, sub)));
    pairs(events.len(), (&events.event_type, &events.sub_event_type), whole, both)
}

fn places(events: &EventTable, set: &BTreeSet<Where>) -> Bits {
    let countries = set.iter().filter_map(|it| if let Where::Country(code) = it { Some(*code) } else { None });
    let units = set.iter().filter_map(|it| if let Where::Admin1(a, b) = it { Some((*a, *b)) } else { None });
    let mut rows = pairs(events.len(), (&events.country, &events.admin1), countries, units);
    let chosen: BTreeSet<PlaceId> =
        set.iter().filter_map(|it| if let Where::Place(id) = it { Some(*id) } else { None }).collect();
    if let Some(highest) = chosen.last() {
        let codes = events.place_codes();
        let most = codes_end(codes).max(highest.0 as usize + 2);
        let mut answers = vec![false; most];
        chosen.iter().for_each(|id| answers[id.0 as usize + 1] = true);
        rows = or(rows, &Bits::of_codes(codes, &answers));
        let lists = events.other_places_lists();
        let others = of_lists(lists, |list| list.iter().any(|id| chosen.contains(id)));
        if others.contains(&true) {
            rows = or(rows, &Bits::of_codes(lists.rows(), &others));
        }
    }
    if set.contains(&Where::Unplaced) {
        rows = or(rows, &Bits::build(events.len(), |row| row >= events.placed()));
    }
    rows
}

/// One more than any code can be, for codes that no list stands behind.
fn codes_end(codes: &Codes) -> usize {
    match codes {
        Codes::Zero(_) => 1,
        Codes::Byte(_) => 0x100,
        Codes::Short(_) => 0x1_0000,
        Codes::Wide(rows) => rows.iter().max().map_or(1, |code| *code as usize + 1),
    }
}

fn certainty(events: &EventTable, it: &Certainty) -> Bits {
    let mut sets: Vec<Bits> = Vec::new();
    for (words, chosen) in [(&events.status, &it.statuses), (&events.corroboration, &it.corroborations)] {
        if !chosen.is_empty() {
            let answers: Vec<bool> = (0..words.codes() as Code).map(|code| chosen.contains(&code)).collect();
            sets.push(Bits::of_codes(words.rows(), &answers));
        }
    }
    if it.disputed {
        sets.push(Bits::from_rows(events.len(), events.disputed_rows()));
    }
    Bits::and(events.len(), &sets)
}

fn toll(events: &EventTable, it: TollChoice) -> Bits {
    let mut sets: Vec<Bits> = Vec::new();
    let enough = |least: u32| move |toll: Toll| toll.most().is_some_and(|known| known >= least);
    if let Some(least) = it.fatalities {
        let (tolls, codes) = events.fatality_codes();
        sets.push(Bits::of_codes(codes, &tolls.map(enough(least)).collect::<Vec<_>>()));
    }
    if let Some(least) = it.injuries {
        let (tolls, codes) = events.injury_codes();
        sets.push(Bits::of_codes(codes, &tolls.map(enough(least)).collect::<Vec<_>>()));
    }
    Bits::and(events.len(), &sets)
}

fn marks(facts: Facts<'_>, it: &MarkChoice) -> Bits {
    let events = &facts.project.events;
    let marked = facts.project.work().marks.iter().filter(|(_, mark)| it.holds(mark));
    Bits::from_rows(events.len(), marked.filter_map(|(key, _)| events.by_key(key)).map(|id| id.row()))
}

fn field(facts: Facts<'_>, it: &FieldChoice) -> Bits {
    let (events, column) = (&facts.project.events, usize::from(it.column));
    let Some(words) = facts.fields.words(events, column) else { return Bits::none(events.len()) };
    let numbers = facts.fields.numbers(events, column).map(|it| it.by_code.as_slice());
    Bits::of_codes(words.rows(), &it.answers(words, numbers))
}

fn articles(facts: Facts<'_>, set: &BTreeSet<ArticleId>) -> Bits {
    let mentioned = set.iter().flat_map(|article| &facts.project.article(*article).mentions);
    let rows = mentioned.filter_map(|it| if let Target::Event(event) = it.target { Some(event.row()) } else { None });
    Bits::from_rows(facts.project.events.len(), rows)
}
