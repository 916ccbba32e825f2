use std::sync::Arc;

use super::{Command, DetailTab, Effect, FlyTo, Focus, How, Selected, Session, View};
use crate::article::Target;
use crate::event::{EventId, GroupId, PlaceId, WorldRect};
use crate::filter::{Clause, Control, Filter, Sense};
use crate::project::{MentionRef, Project};

impl Session {
    /// Do what was asked. What only the shell can do comes back.
    pub fn apply(&mut self, command: Command) -> Vec<Effect> {
        let base = Arc::clone(&self.project);
        self.apply_on(&base, command)
    }

    /// The same for what was asked by somebody who saw the project as it was in `base`: an edit is of that state, and
    /// takes nothing back of what was done since.
    pub fn apply_on(&mut self, base: &Arc<Project>, command: Command) -> Vec<Effect> {
        // Whatever else is done in between, the next change of a filter is a step of its own.
        if !matches!(command, Command::Filter { .. } | Command::PlayTick(_) | Command::CameraIs { .. }) {
            self.filter_history.close();
        }
        match command {
            Command::Select { event, how, from } => self.select(event, how, from),
            Command::SelectMany { events, from } => {
                let first = events.first().copied();
                self.select_events(events, first, from);
                if let Some(event) = first {
                    self.follow_in_reader(event);
                }
            }
            Command::SelectPlace { place, from } => self.select_place(place, from),
            Command::SelectGroup { group, from } => self.select_group(group, from),
            Command::SelectNothing => {
                self.select_events([], None, View::Shell);
                self.mention = None;
            }
            Command::Focus { event, from } => {
                self.select(event, How::Only, from);
                let revision = self.focus.map_or(0, |focus| focus.revision) + 1;
                self.focus = Some(Focus { event, from, revision });
            }
            Command::Filter { control, clause, merge } => {
                let mut next = self.filter.clone();
                next.set(control, clause);
                if control != Control::Time {
                    self.change_filter(next, Some(control), merge);
                } else {
                    self.play.running = false;
                    self.play.at = None;
                    self.change_filter(next, Some(control), merge);
                }
            }
            Command::FilterAs(filter) => {
                self.play.running = false;
                self.play.at = None;
                self.change_filter(filter, None, false);
            }
            Command::ShowUnverified(on) => {
                let mut next = self.filter.clone();
                next.unverified = on;
                self.change_filter(next, None, false);
            }
            Command::ClearFilters => {
                let mut next = Filter::default().with_layers_of(&self.filter);
                next.unverified = self.filter.unverified;
                self.play.running = false;
                self.play.at = None;
                self.change_filter(next, None, false);
            }
            Command::FilterBack => {
                if let Some(filter) = self.filter_history.back(&self.filter) {
                    self.restore(filter);
                }
            }
            Command::FilterForward => {
                if let Some(filter) = self.filter_history.forward(&self.filter) {
                    self.restore(filter);
                }
            }
            Command::CameraIs { camera, bounds, answered } => {
                self.stale.list |= self.in_view_only && bounds != self.bounds;
                self.camera = Some(camera);
                self.bounds = bounds;
                // A newer wish stays, even if it was made in the same frame.
                self.fly = self.fly.filter(|(_, wish)| *wish > answered);
            }
            Command::Fly(to) => self.wish(to),
            Command::SortBy(sort) => {
                self.sort = sort;
                self.stale.order = true;
            }
            Command::InViewOnly(on) => {
                self.in_view_only = on;
                self.stale.list = true;
            }
            Command::ColourBy(by) => {
                self.colour_by = by;
                self.stale.colour = true;
            }
            Command::OpenArticle(article) => {
                self.article = Some(article);
                self.tab = DetailTab::Article;
                let first = |event| self.project.mentions(event).iter().find(|m| m.article == article).copied();
                self.mention = self.selection.primary.and_then(first);
            }
            Command::GoToMention { article, mention } => {
                self.article = Some(article);
                self.tab = DetailTab::Article;
                self.mention = Some(MentionRef { article, mention });
                self.select_mentioned(article, mention);
            }
            Command::StepMention(step) => self.step_mention(step),
            Command::ShowTab(tab) => {
                self.tab = tab;
                self.details_forced = false;
            }
            Command::ShowDays(days) => self.days = days.filter(|(first, last)| first <= last),
            Command::Play(on) => self.play_or_pause(on),
            Command::PlayMode(mode) => self.play.mode = mode,
            Command::PlaySpeed(speed) => self.play.speed = speed,
            Command::PlayTick(seconds) => {
                if self.play.running {
                    let sense = match self.filter.get(Control::Time) {
                        Some(Clause::Time(span)) => span.sense,
                        _ => Sense::default(),
                    };
                    let span = self.play.tick(seconds, sense);
                    let mut next = self.filter.clone();
                    next.set(Control::Time, Some(Clause::Time(span)));
                    self.change_filter(next, Some(Control::Time), true);
                }
            }
            Command::Edit(edit) => return self.edit(edit, base),
            Command::Layers { label, layers } => return self.set_layers(label, layers),
            Command::EndGesture => self.history.close(),
            Command::Undo => return self.undo(),
            Command::Redo => return self.redo(),
            Command::ReadOnly(why) => self.read_only = why,
            Command::OpenCase(path) => return vec![Effect::OpenCase(path)],
            Command::OpenBundledCase => return vec![Effect::OpenBundledCase],
            Command::CopyText(text) => return vec![Effect::CopyText(text)],
            Command::OpenLink(link) => return vec![Effect::OpenLink(link)],
            Command::Quit => return vec![Effect::Quit],
        }
        Vec::new()
    }

    fn change_filter(&mut self, next: Filter, control: Option<Control>, merge: bool) {
        if next != self.filter {
            self.filter_history.before(&self.filter, control, merge);
            self.filter = next;
            self.stale.filter = true;
        }
    }

    fn restore(&mut self, filter: Filter) {
        self.play.running = false;
        self.play.at = None;
        self.filter = filter.with_layers_of(&self.filter);
        self.stale.filter = true;
    }

    fn play_or_pause(&mut self, on: bool) {
        self.play.running = false;
        if let (true, Some(span)) = (on, self.all_days()) {
            let brushed = match self.filter.get(Control::Time) {
                Some(Clause::Time(it)) => Some((it.from.unwrap_or(span.0), it.to.unwrap_or(span.1))),
                _ => None,
            };
            self.play.start(self.days.unwrap_or(span), brushed);
        }
    }

    fn select(&mut self, event: EventId, how: How, from: View) {
        match how {
            How::Only => self.select_events([event], Some(event), from),
            How::Toggle => {
                let mut events = self.selection.events.clone();
                let primary = if events.remove(&event) {
                    self.selection.primary.filter(|it| *it != event).or_else(|| events.first().copied())
                } else {
                    events.insert(event);
                    Some(event)
                };
                self.select_events(events, primary, from);
            }
            How::Through => {
                let position = |id| self.derived.list_position(id);
                let anchor = self.selection.primary.and_then(position);
                let Some((a, b)) = anchor.zip(position(event)) else {
                    return self.select(event, How::Only, from);
                };
                let through = self.derived.list.between(a.min(b), a.max(b));
                // The anchor stays primary, so that the range can be drawn anew from it.
                self.select_events(through, self.selection.primary, from);
                self.selection.cursor = Some(event);
                return;
            }
        }
        if let Some(event) = self.selection.primary {
            self.follow_in_reader(event);
        }
    }

    pub(super) fn select_events(
        &mut self,
        events: impl IntoIterator<Item = EventId>,
        primary: Option<EventId>,
        from: View,
    ) {
        self.selection.events = events.into_iter().collect();
        self.selection.primary = primary;
        self.selection.cursor = primary;
        self.selection.what = if self.selection.events.is_empty() { Selected::Nothing } else { Selected::Events };
        self.selection.from = Some(from);
        self.selection.revision += 1;
    }

    fn select_place(&mut self, place: PlaceId, from: View) {
        let events = &self.project.events;
        let here: Vec<EventId> = events
            .ids()
            .filter(|id| self.derived.universe.contains(id.row()))
            .filter(|id| events.place(*id) == Some(place) || events.other_places(*id).contains(&place))
            .collect();
        self.select_events(here, None, from);
        self.selection.what = Selected::Place(place);
        if from != View::Reader {
            self.force_details();
        }
        if let Some(at) = self.project.place(place).position {
            let point = at.into();
            let zoom = self.camera.map_or(8.0, |camera| camera.zoom.max(7.0));
            if from != View::Map && (!self.bounds.contains(point) || self.bounds == WorldRect::WORLD) {
                self.wish(FlyTo::Camera(super::Camera { lon: at.lon, lat: at.lat, zoom }));
            }
        }
    }

    fn select_group(&mut self, group: GroupId, from: View) {
        let events = &self.project.events;
        let members = self.project.groups.members(group);
        let theirs: Vec<EventId> = events
            .ids()
            .filter(|id| self.derived.universe.contains(id.row()))
            .filter(|id| events.actors(*id).iter().chain(events.targets(*id)).any(|it| members.contains(it)))
            .collect();
        self.select_events(theirs, None, from);
        self.selection.what = Selected::Group(group);
        if from != View::Reader {
            self.force_details();
        }
    }

    /// Open the article that reports the event, at its first mention; the open article is preferred.
    pub(super) fn follow_in_reader(&mut self, event: EventId) {
        let mentions = self.project.mentions(event);
        if self.mention.is_some_and(|at| mentions.contains(&at)) {
            return;
        }
        let here = mentions.iter().find(|it| Some(it.article) == self.article);
        self.mention = here.or(mentions.first()).copied();
        match self.mention {
            Some(it) => {
                self.article = Some(it.article);
                // Details stay open for whoever opened them; what opened by itself gives way to the article.
                if self.tab == DetailTab::Articles || std::mem::take(&mut self.details_forced) {
                    self.tab = DetailTab::Article;
                }
            }
            // No article reports it: its details are all there is to read.
            None => self.force_details(),
        }
    }

    /// Show details without having been asked for them.
    fn force_details(&mut self) {
        self.details_forced |= self.tab != DetailTab::Details;
        self.tab = DetailTab::Details;
    }

    fn select_mentioned(&mut self, article: crate::article::ArticleId, mention: usize) {
        let target = self.project.article(article).mentions.get(mention).map(|it| it.target.clone());
        match target {
            Some(Target::Event(event)) => self.select(event, How::Only, View::Reader),
            Some(Target::Place(place)) => self.select_place(place, View::Reader),
            Some(Target::Group(group)) => self.select_group(group, View::Reader),
            Some(Target::Source(_) | Target::Link(_)) | None => {}
        }
    }

    fn step_mention(&mut self, step: i32) {
        let (mentions, at) = self.mentions_of_primary();
        let count = mentions.len() as i32;
        if count == 0 {
            return;
        }
        let next = at.map_or(0, |at| (at as i32 + step).rem_euclid(count));
        let it = mentions[next as usize];
        self.mention = Some(it);
        self.article = Some(it.article);
        self.tab = DetailTab::Article;
    }
}
