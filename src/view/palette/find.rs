use std::cmp::Reverse;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::score::{best, score};
use super::{Item, Kind};
use crate::article::ArticleId;
use crate::event::{EventId, PlaceId};
use crate::index::WordIndex;
use crate::project::Project;
use crate::text::fold;
use crate::view::Ctx;
use crate::view::action::Action;

/// Looking through events stops at so many.
const MOST_EVENTS: usize = 200;
/// And takes no longer than this in one frame.
const SLICE: Duration = Duration::from_millis(8);
/// Rows looked at between two looks at the clock.
const STRIDE: usize = 512;
/// Names of one kind that are looked through.
const MOST_NAMES: usize = 200_000;

/// The folded names of what a case holds beside its events; made once a case.
#[derive(Default)]
pub struct Names {
    project: Option<Arc<Project>>,
    list: Vec<(Item, Vec<String>)>,
}

impl Names {
    fn of(&mut self, project: &Arc<Project>) -> &[(Item, Vec<String>)] {
        if !self.project.as_ref().is_some_and(|known| Arc::ptr_eq(known, project)) {
            let all = |name: &str, others: &[String]| {
                std::iter::once(fold(name)).chain(others.iter().map(|name| fold(name))).collect::<Vec<_>>()
            };
            let place = |i: usize| Item::Place(PlaceId(u32::try_from(i).unwrap_or(u32::MAX)));
            let places = project.places.iter().enumerate().take(MOST_NAMES);
            let places = places.map(|(i, it)| (place(i), all(&it.name, &it.aliases)));
            let groups = project.groups.iter().map(|(id, it)| (Item::Group(id), all(&it.name, &it.aliases)));
            let article = |id: ArticleId| {
                let it = project.article(id);
                (Item::Article(id), all(&it.title, std::slice::from_ref(&it.publisher)))
            };
            self.list = places.chain(groups).chain(project.article_ids().map(article)).collect();
            self.project = Some(Arc::clone(project));
        }
        &self.list
    }
}

/// What was found for what was typed.
#[derive(Default)]
pub struct Found {
    query: String,
    terms: Vec<String>,
    /// Everything but events, best first.
    pub named: Vec<(i32, Item)>,
    /// Events, best first once `done`.
    pub events: Vec<(i32, EventId)>,
    next: usize,
    /// Whether all events were looked at, or as many found as are wanted.
    pub done: bool,
    /// Whether there may be more events than those found.
    pub cut: bool,
}

impl Found {
    /// Begin anew for other words.
    pub fn begin(query: &str, cx: &Ctx<'_>, names: &mut Names) -> Self {
        let folded = fold(query.trim());
        let mut it = Self { terms: WordIndex::terms(query), query: folded, ..Self::default() };
        if it.terms.is_empty() {
            it.done = true;
            return it;
        }
        let query = it.query.as_str();
        let actions = Action::all(cx).filter(|action| *action != Action::Palette).filter_map(|action| {
            let (text, tooltip) = (fold(&action.text(cx)), fold(&action.tooltip(cx)));
            // What it does is found by whole words only.
            let by_tooltip = query.len() > 2 && it.terms.iter().all(|term| tooltip.contains(term.as_str()));
            let answer = score(query, &text).or(by_tooltip.then_some(200));
            answer.map(|score| (score, Item::Action(action)))
        });
        let mut named: Vec<(i32, Item)> = actions.collect();
        for (item, own) in names.of(cx.session.project()) {
            if let Some(score) = best(query, own.iter().map(String::as_str)) {
                // There are few of them and many events: equally good, the name itself goes first.
                named.push((score + 40, *item));
            }
        }
        named.sort_by_key(|(score, item)| (Reverse(*score), item.kind()));
        it.named = named;
        it
    }

    /// Look through further events; whether that changed anything.
    pub fn go_on(&mut self, cx: &Ctx<'_>) -> bool {
        if self.done {
            return false;
        }
        let (words, universe) = (cx.session.words(), &cx.session.derived().universe);
        let events = &cx.session.project().events;
        let began = Instant::now();
        while self.next < events.len() && self.events.len() < MOST_EVENTS {
            let end = (self.next + STRIDE).min(events.len());
            for row in self.next..end {
                if universe.contains(row) && words.matches(row, &self.terms) {
                    let id = EventId(u32::try_from(row).unwrap_or(u32::MAX));
                    let by_title = score(&self.query, &fold(events.title(id)));
                    self.events.push((by_title.unwrap_or(100), id));
                }
            }
            self.next = end;
            if began.elapsed() > SLICE {
                break;
            }
        }
        self.cut = self.next < events.len();
        self.done = !self.cut || self.events.len() >= MOST_EVENTS;
        // Equally good ones: the latest first.
        self.events.sort_by_key(|(score, id)| (Reverse(*score), Reverse(events.days(*id).map(|(first, _)| first))));
        true
    }

    /// The best of a kind, at most so many, and how good the best one is.
    pub fn of_kind(&self, kind: Kind, most: usize) -> (Option<i32>, Vec<Item>) {
        if kind == Kind::Event {
            let items = self.events.iter().take(most).map(|(_, id)| Item::Event(*id)).collect();
            return (self.events.first().map(|(score, _)| *score), items);
        }
        let mut own = self.named.iter().filter(|(_, item)| item.kind() == kind).peekable();
        let best = own.peek().map(|(score, _)| *score);
        (best, own.take(most).map(|(_, item)| *item).collect())
    }
}
