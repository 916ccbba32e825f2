use std::collections::HashMap;
use std::sync::Arc;

use super::{Control, TypeKey};
use crate::article::{ArticleId, Target};
use crate::event::{Category, Code, Codes, EventTable, GroupId, ListColumn, PlaceId, Toll};
use crate::index::{Bits, Counts, Fields, add_all, count_codes};
use crate::project::Project;

/// How many events a choice would leave.
pub type Count = u32;

/// What facets are counted by; follows from the project alone.
#[derive(Debug, Default)]
pub struct FacetIndex {
    /// For each list of actors or targets, by its code, the groups in it and their umbrellas, once each.
    actors: Vec<Vec<GroupId>>,
    targets: Vec<Vec<GroupId>>,
    /// Rows in which a group is both actor and target, itself or by an umbrella, and which groups these are: they would
    /// be counted twice.
    both: Bits,
    both_codes: Vec<u32>,
    both_lists: Vec<Vec<GroupId>>,
    disputed: Bits,
    deadly: Vec<bool>,
    injuring: Vec<bool>,
    /// The rows that each article mentions, once each.
    articles: Vec<Vec<u32>>,
    /// The rows that have a star, and those that have each tag, in the order of the tags' keys; ascending.
    starred: [Vec<u32>; 1],
    tags: Vec<Vec<u32>>,
    groups: usize,
    places: usize,
    fields: Arc<Fields>,
}

impl FacetIndex {
    pub fn new(project: &Project, fields: Arc<Fields>) -> Self {
        let events = &project.events;
        let mut umbrellas: Vec<Vec<GroupId>> = vec![Vec::new(); project.groups.len()];
        for (up, _) in project.groups.iter() {
            for member in project.groups.members(up) {
                umbrellas[usize::from(member.0)].push(up);
            }
        }
        let whole = |lists: &ListColumn<GroupId>| -> Vec<Vec<GroupId>> {
            (0..lists.codes() as Code)
                .map(|code| {
                    let of = lists.list(code).iter().filter_map(|group| umbrellas.get(usize::from(group.0)));
                    let mut all: Vec<GroupId> = of.flatten().copied().collect();
                    all.sort_unstable();
                    all.dedup();
                    all
                })
                .collect()
        };
        let (actors, targets) = (whole(events.actor_lists()), whole(events.target_lists()));
        let articles = project.article_ids().map(|article| {
            let mentioned = project.article(article).mentions.iter().filter_map(|m| match m.target {
                Target::Event(event) => Some(event.0),
                _ => None,
            });
            let mut rows: Vec<u32> = mentioned.collect();
            rows.sort_unstable();
            rows.dedup();
            rows
        });
        let some = |toll: Toll| toll.most().is_some_and(|n| n > 0);
        let mut it = Self {
            actors,
            targets,
            disputed: Bits::from_rows(events.len(), events.disputed_rows()),
            deadly: events.fatality_codes().0.map(some).collect(),
            injuring: events.injury_codes().0.map(some).collect(),
            articles: articles.collect(),
            groups: project.groups.len(),
            places: project.places.len(),
            fields,
            ..Self::default()
        };
        it.find_both(events);
        it.find_marks(project);
        it
    }

    /// The rows that are marked.
    fn find_marks(&mut self, project: &Project) {
        let work = project.work();
        let number: HashMap<&str, usize> = work.tags.keys().enumerate().map(|(i, key)| (key.as_str(), i)).collect();
        self.tags = vec![Vec::new(); number.len()];
        for (key, mark) in work.marks.iter() {
            let Some(event) = project.events.by_key(key) else { continue };
            if mark.starred {
                self.starred[0].push(event.0);
            }
            mark.tags.iter().filter_map(|tag| number.get(tag.as_str())).for_each(|i| self.tags[*i].push(event.0));
        }
        self.starred.iter_mut().chain(&mut self.tags).for_each(|rows| rows.sort_unstable());
    }

    /// Rows whose actors and targets share a group.
    fn find_both(&mut self, events: &EventTable) {
        let mask = |list: &Vec<GroupId>| list.iter().fold(0_u64, |mask, group| mask | 1 << (group.0 % 64));
        let masks = [&self.actors, &self.targets].map(|lists| lists.iter().map(mask).collect::<Vec<_>>());
        let (by, at) = (events.actor_lists().rows(), events.target_lists().rows());
        // Quick, and wrong for a few; those are looked at one by one.
        let perhaps =
            Bits::build(events.len(), |row| masks[0][by.get(row) as usize] & masks[1][at.get(row) as usize] != 0);
        let mut known: HashMap<(Code, Code), u32> = HashMap::new();
        let mut rows = Vec::new();
        for row in perhaps.iter() {
            let pair = (by.get(row), at.get(row));
            let code = *known.entry(pair).or_insert_with(|| {
                let others = &self.targets[pair.1 as usize];
                let list = self.actors[pair.0 as usize].iter().filter(|it| others.contains(it)).copied().collect();
                self.both_lists.push(list);
                self.both_lists.len() as u32 - 1
            });
            if !self.both_lists[code as usize].is_empty() {
                rows.push(row);
                self.both_codes.push(code);
            }
        }
        self.both = Bits::from_rows(events.len(), rows);
    }
}

/// For every choice of one control: how many of some rows have it. What other controls choose is not counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Facets {
    control: Control,
    /// Events by their list of actors, of targets, and by what both have.
    actors: Vec<Count>,
    targets: Vec<Count>,
    both: Vec<Count>,
    /// An event counts for each of its groups and their umbrellas, once each.
    groups: Vec<Count>,
    /// Types, countries or statuses, and pairs of them with what is below.
    first: Vec<Count>,
    pairs: Pairs,
    corroborations: Vec<Count>,
    /// By the place's number and one more.
    places: Vec<Count>,
    articles: Vec<Count>,
    starred: [Count; 1],
    tags: Vec<Count>,
    /// Events in which nobody is named as actor.
    pub unclaimed: Count,
    pub unplaced: Count,
    pub disputed: Count,
    /// Events with a known toll of at least one.
    pub with_fatalities: Count,
    pub with_injuries: Count,
    /// Events without a position, without a date, and unverified ones, by layer.
    unplaced_by: Vec<Count>,
    undated_by: Vec<Count>,
    unverified_by: Vec<Count>,
}

/// Counts of pairs of codes: by position if there are few possible pairs.
#[derive(Clone, Debug, PartialEq, Default)]
struct Pairs {
    width: usize,
    direct: Vec<Count>,
    other: HashMap<(Code, Code), Count>,
}

impl Pairs {
    /// More possible pairs than this are not given a place each.
    const MOST: usize = 1 << 20;

    fn new(first: &Category, second: &Category) -> Self {
        let pairs = first.codes() * second.codes();
        let direct = if pairs <= Self::MOST { vec![0; pairs] } else { Vec::new() };
        Self { width: second.codes(), direct, other: HashMap::new() }
    }

    fn add(&mut self, first: &Codes, second: &Codes, rows: &[u32], by: u32) {
        for row in rows {
            let (a, b) = (first.get(*row as usize), second.get(*row as usize));
            let count = if self.direct.is_empty() {
                self.other.entry((a, b)).or_default()
            } else {
                &mut self.direct[a as usize * self.width + b as usize]
            };
            *count = count.wrapping_add(by);
        }
    }

    fn merge(&mut self, other: &Self) {
        add_all(&mut self.direct, &other.direct);
        for (pair, count) in &other.other {
            let it = self.other.entry(*pair).or_default();
            *it = it.wrapping_add(*count);
        }
    }

    fn get(&self, first: Code, second: Code) -> Count {
        if self.direct.is_empty() {
            return self.other.get(&(first, second)).copied().unwrap_or(0);
        }
        self.direct.get(first as usize * self.width + second as usize).copied().unwrap_or(0)
    }

    fn none(&self) -> Self {
        Self { width: self.width, direct: vec![0; self.direct.len()], other: HashMap::new() }
    }
}

/// Count rows that are listed, list by list.
fn count_listed(counts: &mut [Count], lists: &[Vec<u32>], rows: &[u32], by: u32) {
    let Some((first, last)) = rows.first().zip(rows.last()) else { return };
    for (count, listed) in counts.iter_mut().zip(lists) {
        let from = listed.partition_point(|row| row < first);
        let near = listed[from..].iter().take_while(|row| *row <= last);
        let so_many = near.filter(|row| rows.binary_search(row).is_ok()).count() as u32;
        *count = count.wrapping_add(by.wrapping_mul(so_many));
    }
}

fn at(counts: &[Count], code: usize) -> Count {
    counts.get(code).copied().unwrap_or(0)
}

impl Facets {
    /// Of no rows, for the choices of a control.
    pub fn none(project: &Project, index: &FacetIndex, control: Control) -> Self {
        let events = &project.events;
        let mut it = Self {
            control,
            actors: Vec::new(),
            targets: Vec::new(),
            both: Vec::new(),
            groups: Vec::new(),
            first: Vec::new(),
            pairs: Pairs::default(),
            corroborations: Vec::new(),
            places: Vec::new(),
            articles: Vec::new(),
            starred: [0],
            tags: Vec::new(),
            unclaimed: 0,
            unplaced: 0,
            disputed: 0,
            with_fatalities: 0,
            with_injuries: 0,
            unplaced_by: Vec::new(),
            undated_by: Vec::new(),
            unverified_by: Vec::new(),
        };
        match control {
            Control::Group | Control::FirstActor => {
                it.actors = vec![0; index.actors.len()];
                it.targets = vec![0; index.targets.len()];
                it.both = vec![0; index.both_lists.len()];
                it.groups = vec![0; index.groups];
            }
            Control::Type => {
                it.first = vec![0; events.event_type.codes()];
                it.pairs = Pairs::new(&events.event_type, &events.sub_event_type);
            }
            Control::Place => {
                it.first = vec![0; events.country.codes()];
                it.pairs = Pairs::new(&events.country, &events.admin1);
                it.places = vec![0; index.places + 1];
            }
            Control::Certainty => {
                it.first = vec![0; events.status.codes()];
                it.corroborations = vec![0; events.corroboration.codes()];
            }
            Control::Article => it.articles = vec![0; index.articles.len()],
            Control::Marks => it.tags = vec![0; index.tags.len()],
            Control::Layer => {
                it.first = vec![0; events.layer.codes()];
                (it.unplaced_by, it.undated_by) = (it.first.clone(), it.first.clone());
                it.unverified_by = it.first.clone();
            }
            Control::Field(column) => {
                let words = index.fields.words(events, usize::from(column));
                it.first = vec![0; words.map_or(0, Category::codes)];
            }
            Control::Words | Control::Time | Control::Toll | Control::Area => {}
        }
        it
    }

    /// An event counts for each of its groups and their umbrellas, once each.
    pub fn group(&self, id: GroupId) -> Count {
        at(&self.groups, usize::from(id.0))
    }

    pub fn of_type(&self, key: TypeKey) -> Count {
        match key.sub_event_type {
            None => at(&self.first, key.event_type as usize),
            Some(sub) => self.pairs.get(key.event_type, sub),
        }
    }

    pub fn country(&self, code: Code) -> Count {
        at(&self.first, code as usize)
    }

    pub fn admin1(&self, country: Code, admin1: Code) -> Count {
        self.pairs.get(country, admin1)
    }

    pub fn place(&self, id: PlaceId) -> Count {
        at(&self.places, id.0 as usize + 1)
    }

    pub fn status(&self, code: Code) -> Count {
        at(&self.first, code as usize)
    }

    pub fn corroboration(&self, code: Code) -> Count {
        at(&self.corroborations, code as usize)
    }

    /// Events with a star.
    pub fn starred(&self) -> Count {
        self.starred[0]
    }

    /// Events with the tag of this number in the order of the tags' keys.
    pub fn tag(&self, number: usize) -> Count {
        at(&self.tags, number)
    }

    pub fn article(&self, id: ArticleId) -> Count {
        at(&self.articles, id.0 as usize)
    }

    /// Of a layer: how many events, and how many of them have no position, no date, and nobody to verify them.
    pub fn layer(&self, code: Code) -> [Count; 4] {
        let code = code as usize;
        [&self.first, &self.unplaced_by, &self.undated_by, &self.unverified_by].map(|counts| at(counts, code))
    }

    /// How many events say this in the further field, by the code of the text.
    pub fn field(&self, code: Code) -> Count {
        at(&self.first, code as usize)
    }

    fn add_places(&mut self, events: &EventTable, rows: &[u32], by: u32) {
        count_codes(events.place_codes(), rows, by, &mut self.places);
        let lists = events.other_places_lists();
        if lists.codes() > 1 {
            for row in rows {
                let others = lists.get(*row as usize);
                let own = events.place_codes().get(*row as usize);
                for (i, place) in others.iter().enumerate() {
                    let code = place.0 as usize + 1;
                    let again = code == own as usize || others[..i].contains(place);
                    if let (false, Some(n)) = (again, self.places.get_mut(code)) {
                        *n = n.wrapping_add(by);
                    }
                }
            }
        }
        let unplaced = rows.len() - rows.partition_point(|row| (*row as usize) < events.placed());
        self.unplaced = self.unplaced.wrapping_add(by.wrapping_mul(unplaced as u32));
    }
}

/// What [`Facets`] counts by.
pub type FacetsBy<'a> = (&'a Project, &'a FacetIndex);

impl Counts for Facets {
    type By<'a> = FacetsBy<'a>;

    fn none(&self) -> Self {
        let zero = |it: &Vec<Count>| vec![0; it.len()];
        Self {
            control: self.control,
            actors: zero(&self.actors),
            targets: zero(&self.targets),
            both: zero(&self.both),
            groups: zero(&self.groups),
            first: zero(&self.first),
            pairs: self.pairs.none(),
            corroborations: zero(&self.corroborations),
            places: zero(&self.places),
            articles: zero(&self.articles),
            starred: [0],
            tags: zero(&self.tags),
            unclaimed: 0,
            unplaced: 0,
            disputed: 0,
            with_fatalities: 0,
            with_injuries: 0,
            unplaced_by: zero(&self.unplaced_by),
            undated_by: zero(&self.undated_by),
            unverified_by: zero(&self.unverified_by),
        }
    }

    fn add(&mut self, (project, index): FacetsBy<'_>, rows: &[u32], by: u32) {
        let events = &project.events;
        match self.control {
            Control::Group | Control::FirstActor => {
                count_codes(events.actor_lists().rows(), rows, by, &mut self.actors);
                count_codes(events.target_lists().rows(), rows, by, &mut self.targets);
                if !index.both_codes.is_empty() {
                    for row in rows.iter().filter(|row| index.both.contains(**row as usize)) {
                        let code = index.both_codes[index.both.rank(*row as usize)];
                        self.both[code as usize] = self.both[code as usize].wrapping_add(by);
                    }
                }
            }
            Control::Type => {
                count_codes(events.event_type.rows(), rows, by, &mut self.first);
                self.pairs.add(events.event_type.rows(), events.sub_event_type.rows(), rows, by);
            }
            Control::Place => {
                count_codes(events.country.rows(), rows, by, &mut self.first);
                self.pairs.add(events.country.rows(), events.admin1.rows(), rows, by);
                self.add_places(events, rows, by);
            }
            Control::Certainty => {
                count_codes(events.status.rows(), rows, by, &mut self.first);
                count_codes(events.corroboration.rows(), rows, by, &mut self.corroborations);
                if index.disputed.count() > 0 {
                    let disputed = rows.iter().filter(|row| index.disputed.contains(**row as usize)).count() as u32;
                    self.disputed = self.disputed.wrapping_add(by.wrapping_mul(disputed));
                }
            }
            Control::Toll => {
                let sides = [
                    (&index.deadly, events.fatality_codes().1, &mut self.with_fatalities),
                    (&index.injuring, events.injury_codes().1, &mut self.with_injuries),
                ];
                for (some, codes, count) in sides.into_iter().filter(|(some, ..)| some.contains(&true)) {
                    let so_many = rows.iter().filter(|row| some[codes.get(**row as usize) as usize]).count() as u32;
                    *count = count.wrapping_add(by.wrapping_mul(so_many));
                }
            }
            Control::Article => count_listed(&mut self.articles, &index.articles, rows, by),
            Control::Marks => {
                count_listed(&mut self.starred, &index.starred, rows, by);
                count_listed(&mut self.tags, &index.tags, rows, by);
            }
            Control::Layer => {
                let layers = events.layer.rows();
                count_codes(layers, rows, by, &mut self.first);
                let unplaced = rows.partition_point(|row| (*row as usize) < events.placed());
                count_codes(layers, &rows[unplaced..], by, &mut self.unplaced_by);
                let spans = events.span_codes();
                // Code 0 stands for "undated".
                let undated: Vec<u32> = rows.iter().copied().filter(|row| spans.get(*row as usize) == 0).collect();
                count_codes(layers, &undated, by, &mut self.undated_by);
                let codes = events.unverified_codes();
                let unverified: Vec<u32> = rows.iter().copied().filter(|row| codes.get(*row as usize) > 0).collect();
                count_codes(layers, &unverified, by, &mut self.unverified_by);
            }
            Control::Field(column) => {
                if let Some(words) = index.fields.words(events, usize::from(column)) {
                    count_codes(words.rows(), rows, by, &mut self.first);
                }
            }
            Control::Words | Control::Time | Control::Area => {}
        }
    }

    fn merge(&mut self, other: &Self) {
        add_all(&mut self.actors, &other.actors);
        add_all(&mut self.targets, &other.targets);
        add_all(&mut self.both, &other.both);
        add_all(&mut self.first, &other.first);
        self.pairs.merge(&other.pairs);
        add_all(&mut self.corroborations, &other.corroborations);
        add_all(&mut self.places, &other.places);
        add_all(&mut self.articles, &other.articles);
        add_all(&mut self.starred, &other.starred);
        add_all(&mut self.tags, &other.tags);
        add_all(&mut self.unplaced_by, &other.unplaced_by);
        add_all(&mut self.undated_by, &other.undated_by);
        add_all(&mut self.unverified_by, &other.unverified_by);
        for (to, from) in [
            (&mut self.unplaced, other.unplaced),
            (&mut self.disputed, other.disputed),
            (&mut self.with_fatalities, other.with_fatalities),
            (&mut self.with_injuries, other.with_injuries),
        ] {
            *to = to.wrapping_add(from);
        }
    }

    fn settle(&mut self, (_, index): FacetsBy<'_>) {
        if !matches!(self.control, Control::Group | Control::FirstActor) {
            return;
        }
        self.groups.fill(0);
        let groups = &mut self.groups;
        let mut give = |lists: &[Vec<GroupId>], counts: &[Count], sign: u32| {
            for (list, count) in lists.iter().zip(counts).filter(|(_, count)| **count > 0) {
                for group in list {
                    let to = &mut groups[usize::from(group.0)];
                    *to = to.wrapping_add(count.wrapping_mul(sign));
                }
            }
        };
        give(&index.actors, &self.actors, 1);
        give(&index.targets, &self.targets, 1);
        give(&index.both_lists, &self.both, u32::MAX);
        self.unclaimed = at(&self.actors, 0);
    }
}
