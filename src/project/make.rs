//! The edits that people make, by what they mean. None of these changes anything: hand the edit to
//! [`Project::apply`], or to the session.

use std::collections::HashSet;
use std::ops::Range;

use super::{
    ArticleRecord, Change, ClaimRecord, Edit, EventRecord, Field, GroupRecord, MentionRecord, MentionRef, Project,
    TargetRecord, Value,
};
use crate::article::{ArticleId, Target};
use crate::event::{EventId, GroupId, LonLat, Place, PlaceId, Source, When};

impl Project {
    /// A new event. If the record has no key, it is given one made of its date and title.
    pub fn new_event(&self, mut record: EventRecord) -> Edit {
        if record.key.is_empty() || self.knows_event(&record.key) {
            record.key = self.free_event_key(record.when.as_ref(), &record.title);
        }
        let label = format!("Add {}", quoted(&record.title));
        Edit::new(label, vec![Change::Event { key: record.key.clone(), record: Some(Box::new(record)) }])
    }

    /// A key that no event has or had: of date and title, in plain letters.
    pub fn free_event_key(&self, when: Option<&When>, title: &str) -> String {
        let date: String = when.map_or("", When::text).chars().take(10).filter(char::is_ascii_digit).collect();
        let stem = if date.is_empty() { slug(title, "event") } else { format!("{date}-{}", slug(title, "event")) };
        free(&stem, |key| self.knows_event(key))
    }

    fn knows_event(&self, key: &str) -> bool {
        self.events.by_key(key).is_some() || self.work.events.removed.contains_key(key)
    }

    /// A key for a new place, group, source or article of this name.
    pub fn free_key(&self, name: &str) -> String {
        let work = &self.work;
        let mut known: HashSet<&str> = self.places.iter().map(|it| it.key.as_str()).collect();
        known.extend(self.groups.iter().map(|(_, it)| it.key.as_str()));
        known.extend(self.sources.iter().map(|it| it.key.as_str()));
        known.extend(self.articles.iter().map(|it| it.key.as_str()));
        known.extend(work.places.removed.keys().map(String::as_str));
        known.extend(work.groups.removed.keys().map(String::as_str));
        known.extend(work.sources.removed.keys().map(String::as_str));
        known.extend(work.articles.removed.keys().map(String::as_str));
        known.extend(work.tags.keys().chain(work.filters.keys()).map(String::as_str));
        free(&slug(name, "item"), |key| known.contains(key))
    }

    /// Another value in one field of events: one, the selection, or everything that is filtered.
    pub fn set_field(&self, events: impl IntoIterator<Item = EventId>, field: Field, value: &Value) -> Edit {
        let keys: Vec<&str> = events.into_iter().map(|id| self.events.key(id)).collect();
        let what = field.name().replace('_', " ");
        let label = match keys.as_slice() {
            [key] => {
                let title = self.events.by_key(key).map_or("", |id| self.events.title(id));
                format!("Change {what} of {}", quoted(title))
            }
            keys => format!("Change {what} of {} events", keys.len()),
        };
        let values = keys.into_iter().map(|key| (key.to_owned(), value.clone())).collect();
        Edit::new(label, vec![Change::Fields { field, values }])
    }

    /// The event is here; nothing: nobody knows where.
    pub fn move_event(&self, event: EventId, to: Option<LonLat>) -> Edit {
        let mut edit = self.set_field([event], Field::Position, &Value::Position(to));
        edit.label = format!("Move {}", quoted(self.events.title(event)));
        edit
    }

    /// Put back what was imported in a field; nothing to do if nothing else is in it.
    pub fn take_back(&self, event: EventId, field: Field) -> Option<Edit> {
        let value = self.imported(event, field)?.clone();
        let mut edit = self.set_field([event], field, &value);
        edit.label = format!("Take back {} of {}", field.name().replace('_', " "), quoted(self.events.title(event)));
        Some(edit)
    }

    /// Take events away, with every mention of them. Imported ones can be put back by [`Project::put_back`].
    pub fn remove_events(&self, events: &[EventId]) -> Edit {
        let gone: HashSet<EventId> = events.iter().copied().collect();
        let mut changes = self.without_mentions(|target| matches!(target, Target::Event(id) if gone.contains(id)));
        let key = |id: &EventId| Change::Event { key: self.events.key(*id).to_owned(), record: None };
        changes.extend(events.iter().map(key));
        let label = match events {
            [id] => format!("Remove {}", quoted(self.events.title(*id))),
            events => format!("Remove {} events", events.len()),
        };
        Edit::new(label, changes)
    }

    /// Put back an imported event that was taken away; see `Work::events`.
    pub fn put_back(&self, key: &str) -> Option<Edit> {
        let (_, record) = self.work.events.removed.get(key)?;
        let label = format!("Put back {}", quoted(&record.title));
        Some(Edit::new(label, vec![Change::Event { key: key.to_owned(), record: Some(Box::new(record.clone())) }]))
    }

    /// A place, new or changed.
    pub fn put_place(&self, place: Place) -> Edit {
        let label = format!("Change place {}", quoted(&place.name));
        Edit::new(label, vec![Change::Place { key: place.key.clone(), record: Some(Box::new(place)) }])
    }

    /// A place is elsewhere, and with it every event whose point is the place's.
    pub fn move_place(&self, place: PlaceId, to: LonLat) -> Edit {
        let old = self.place(place);
        let was = old.position.map(super::settled);
        let at_it = |id: &EventId| {
            self.events.place(*id) == Some(place) && self.events.point(*id).map(super::exact_position) == was
        };
        let moved: Vec<EventId> = if was.is_some() { self.events.ids().filter(at_it).collect() } else { Vec::new() };
        let mut edit = self.put_place(Place { position: Some(to), ..old.clone() });
        if !moved.is_empty() {
            edit.changes.extend(self.set_field(moved, Field::Position, &Value::Position(Some(to))).changes);
        }
        edit.label = format!("Move {}", quoted(&old.name));
        edit
    }

    pub fn put_group(&self, group: GroupRecord) -> Edit {
        let label = format!("Change group {}", quoted(&group.name));
        Edit::new(label, vec![Change::Group { key: group.key.clone(), record: Some(Box::new(group)) }])
    }

    pub fn put_source(&self, source: Source) -> Edit {
        let label = format!("Change source {}", quoted(&source.publisher));
        Edit::new(label, vec![Change::Source { key: source.key.clone(), record: Some(Box::new(source)) }])
    }

    pub fn put_article(&self, article: ArticleRecord) -> Edit {
        let label = format!("Change article {}", quoted(&article.title));
        Edit::new(label, vec![Change::Article { key: article.key.clone(), record: Some(Box::new(article)) }])
    }

    /// Make one group of two: whatever names `from` names `into` afterwards, and `into` is also known by the names of
    /// `from`.
    pub fn merge_groups(&self, from: GroupId, into: GroupId) -> Edit {
        let (gone, kept) = (self.groups.get(from), self.groups.get(into));
        let label = format!("Merge {} into {}", quoted(&gone.name), quoted(&kept.name));
        if from == into {
            return Edit::new(label, Vec::new());
        }
        let (gone_key, kept_key) = (gone.key.as_str(), kept.key.as_str());
        let mut merged = self.group_record(into);
        also_known_as(&mut merged.aliases, &merged.name, &gone.name, &gone.aliases);
        merged.umbrella.retain(|key| key != gone_key);
        let mut changes = vec![Change::Group { key: merged.key.clone(), record: Some(Box::new(merged)) }];
        for (id, group) in self.groups.iter().filter(|(id, _)| *id != from && *id != into) {
            if group.umbrella.contains(&from) {
                let mut record = self.group_record(id);
                rename(&mut record.umbrella, gone_key, kept_key);
                record.umbrella.retain(|key| *key != record.key);
                changes.push(Change::Group { key: record.key.clone(), record: Some(Box::new(record)) });
            }
        }
        for field in [Field::Actors, Field::Targets] {
            let of =
                |id: EventId| if field == Field::Actors { self.events.actors(id) } else { self.events.targets(id) };
            let values: Vec<_> = self
                .events
                .ids()
                .filter(|id| of(*id).contains(&from))
                .map(|id| {
                    let mut keys: Vec<String> = of(id).iter().map(|it| self.groups.get(*it).key.clone()).collect();
                    rename(&mut keys, gone_key, kept_key);
                    (self.events.key(id).to_owned(), Value::Keys(keys))
                })
                .collect();
            if !values.is_empty() {
                changes.push(Change::Fields { field, values });
            }
        }
        changes.extend(self.retarget(&Target::Group(from), &TargetRecord::Group(kept_key.to_owned())));
        changes.push(Change::Group { key: gone_key.to_owned(), record: None });
        Edit::new(label, changes)
    }

    /// Make one place of two, as [`Project::merge_groups`] does. Events keep their points.
    pub fn merge_places(&self, from: PlaceId, into: PlaceId) -> Edit {
        let (gone, kept) = (self.place(from), self.place(into));
        let label = format!("Merge {} into {}", quoted(&gone.name), quoted(&kept.name));
        if from == into {
            return Edit::new(label, Vec::new());
        }
        let mut merged = kept.clone();
        also_known_as(&mut merged.aliases, &merged.name, &gone.name, &gone.aliases);
        let mut changes = vec![Change::Place { key: merged.key.clone(), record: Some(Box::new(merged)) }];
        let here: Vec<EventId> = self.events.ids().filter(|id| self.events.place(*id) == Some(from)).collect();
        if !here.is_empty() {
            changes.extend(self.set_field(here, Field::Place, &Value::Key(Some(kept.key.clone()))).changes);
        }
        let others = |id: &EventId| self.events.other_places(*id).contains(&from);
        let values: Vec<_> = self
            .events
            .ids()
            .filter(others)
            .map(|id| {
                let mut keys: Vec<String> =
                    self.events.other_places(id).iter().map(|it| self.place(*it).key.clone()).collect();
                rename(&mut keys, &gone.key, &kept.key);
                (self.events.key(id).to_owned(), Value::Keys(keys))
            })
            .collect();
        if !values.is_empty() {
            changes.push(Change::Fields { field: Field::OtherPlaces, values });
        }
        changes.extend(self.retarget(&Target::Place(from), &TargetRecord::Place(kept.key.clone())));
        changes.push(Change::Place { key: gone.key.clone(), record: None });
        Edit::new(label, changes)
    }

    /// An article was published then.
    pub fn date_article(&self, article: ArticleId, when: When) -> Edit {
        let record = ArticleRecord { date: Some(when), ..self.article_record(article) };
        let label = format!("Date {}", quoted(&record.title));
        Edit::new(label, vec![Change::Article { key: record.key.clone(), record: Some(Box::new(record)) }])
    }

    /// These words (bytes of the text) name or report something. What was marked there before gives way.
    pub fn add_mention(&self, article: ArticleId, range: Range<usize>, target: TargetRecord) -> Edit {
        let mut record = self.article_record(article);
        attach(&mut record, range, target);
        let label = format!("Add a mention in {}", quoted(&record.title));
        Edit::new(label, vec![Change::Article { key: record.key.clone(), record: Some(Box::new(record)) }])
    }

    /// The words of a mention name nothing any more.
    pub fn remove_mention(&self, MentionRef { article, mention }: MentionRef) -> Edit {
        let mut record = self.article_record(article);
        if mention < record.mentions.len() {
            record.mentions.remove(mention);
        }
        let label = format!("Remove a mention in {}", quoted(&record.title));
        Edit::new(label, vec![Change::Article { key: record.key.clone(), record: Some(Box::new(record)) }])
    }

    /// Every place in the texts where these very words stand as whole words and name nothing yet.
    pub fn mentions_to_come(&self, words: &str) -> Vec<(ArticleId, Range<usize>)> {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut free = Vec::new();
        for id in self.article_ids() {
            let article = self.article(id);
            let text = &article.text;
            for (start, found) in text.match_indices(words).filter(|(_, found)| !found.trim().is_empty()) {
                let range = start..start + found.len();
                let whole =
                    !inside(text[..range.start].chars().next_back()) && !inside(text[range.end..].chars().next());
                let taken = |it: &crate::article::Mention| it.range.start < range.end && range.start < it.range.end;
                if whole && !article.mentions.iter().any(taken) {
                    free.push((id, range));
                }
            }
        }
        free
    }

    /// These places in the texts name this, in one step.
    pub fn mention_at(&self, places: &[(ArticleId, Range<usize>)], target: &TargetRecord) -> Edit {
        let mut records: Vec<(ArticleId, ArticleRecord)> = Vec::new();
        for (id, range) in places {
            let at = records.iter().position(|(known, _)| known == id).unwrap_or_else(|| {
                records.push((*id, self.article_record(*id)));
                records.len() - 1
            });
            attach(&mut records[at].1, range.clone(), target.clone());
        }
        let change = |(_, it): (_, ArticleRecord)| Change::Article { key: it.key.clone(), record: Some(Box::new(it)) };
        Edit::new(format!("Add {} mentions", places.len()), records.into_iter().map(change).collect())
    }

    /// Every place in the texts where these very words stand as whole words and name nothing yet names this. The
    /// number of places is returned, too.
    pub fn mention_all(&self, words: &str, target: &TargetRecord) -> (Edit, usize) {
        let places = self.mentions_to_come(words);
        let mut edit = self.mention_at(&places, target);
        edit.label = format!("Mark {} wherever it stands", quoted(words));
        (edit, places.len())
    }

    /// A source says something of a field of an event, or of something else in the project's own words.
    pub fn add_claim(&self, event: EventId, claim: ClaimRecord) -> Edit {
        let mut claims = self.event_record(event).claims;
        claims.push(claim);
        let mut edit = self.set_field([event], Field::Claims, &Value::Claims(claims));
        edit.label = format!("Add a claim to {}", quoted(self.events.title(event)));
        edit
    }

    /// Adopt one claim of an event, by its number: the others of the same field are not adopted any more. `note` says
    /// why, if it is not empty. `value` is what the field holds then, if the field is one of an event's.
    pub fn adopt_claim(&self, event: EventId, claim: usize, note: &str, value: Option<(Field, Value)>) -> Edit {
        let mut claims = self.event_record(event).claims;
        let about = claims.get(claim).map(|it| it.field.clone()).unwrap_or_default();
        for (number, it) in claims.iter_mut().enumerate().filter(|(_, it)| it.field == about) {
            it.adopted = number == claim;
            if it.adopted && !note.is_empty() {
                note.clone_into(&mut it.note);
            }
        }
        let mut edit = self.set_field([event], Field::Claims, &Value::Claims(claims));
        if let Some((field, value)) = value {
            edit.changes.extend(self.set_field([event], field, &value).changes);
        }
        edit.label = format!("Adopt a claim on {} of {}", about.replace('_', " "), quoted(self.events.title(event)));
        edit.because(note)
    }

    /// Put a tag on events, or take it off. Events that are as asked already are left alone.
    pub fn tag(&self, events: impl IntoIterator<Item = EventId>, tag: &str, on: bool) -> Edit {
        let values: Vec<_> = events
            .into_iter()
            .filter_map(|id| {
                let mut tags = self.mark(id).tags;
                if tags.iter().any(|it| it == tag) == on {
                    return None;
                }
                if on {
                    tags.push(tag.to_owned());
                } else {
                    tags.retain(|it| it != tag);
                }
                Some((self.events.key(id).to_owned(), Value::Keys(tags)))
            })
            .collect();
        let name = self.work.tags.get(tag).map_or(tag, |it| it.name.as_str());
        let label = format!("{} {} {}", if on { "Tag" } else { "Untag" }, counted(values.len()), quoted(name));
        Edit::new(label, vec![Change::Fields { field: Field::Tags, values }])
    }

    /// Put a star on events, or take it off.
    pub fn star(&self, events: impl IntoIterator<Item = EventId>, on: bool) -> Edit {
        let differs = |id: &EventId| self.mark(*id).starred != on;
        let mut edit = self.set_field(events.into_iter().filter(differs), Field::Starred, &Value::Flag(on));
        let Change::Fields { values, .. } = &edit.changes[0] else { return edit };
        edit.label = format!("{} {}", if on { "Star" } else { "Unstar" }, counted(values.len()));
        edit
    }

    /// Mentions of articles without those that name this.
    fn without_mentions(&self, gone: impl Fn(&Target) -> bool) -> Vec<Change> {
        let mut changes = Vec::new();
        for id in self.article_ids() {
            let mentions = &self.article(id).mentions;
            if mentions.iter().any(|it| gone(&it.target)) {
                let mut record = self.article_record(id);
                let mut flags = mentions.iter().map(|it| gone(&it.target));
                record.mentions.retain(|_| !flags.next().unwrap_or(false));
                changes.push(Change::Article { key: record.key.clone(), record: Some(Box::new(record)) });
            }
        }
        changes
    }

    /// Mentions of one thing become mentions of another.
    pub(super) fn retarget(&self, from: &Target, into: &TargetRecord) -> Vec<Change> {
        let mut changes = Vec::new();
        for id in self.article_ids() {
            let mentions = &self.article(id).mentions;
            if mentions.iter().any(|it| it.target == *from) {
                let mut record = self.article_record(id);
                for (record, old) in record.mentions.iter_mut().zip(mentions) {
                    if old.target == *from {
                        record.target = into.clone();
                    }
                }
                changes.push(Change::Article { key: record.key.clone(), record: Some(Box::new(record)) });
            }
        }
        changes
    }
}

/// Put a mention into its place in the text; what overlaps it goes.
fn attach(record: &mut ArticleRecord, range: Range<usize>, target: TargetRecord) {
    record.mentions.retain(|it| it.range.end <= range.start || range.end <= it.range.start);
    let at = record.mentions.partition_point(|it| it.range.start < range.start);
    record.mentions.insert(at, MentionRecord { range, target });
}

fn also_known_as(aliases: &mut Vec<String>, own: &str, name: &str, others: &[String]) {
    for it in std::iter::once(name).chain(others.iter().map(String::as_str)) {
        if it != own && !it.is_empty() && !aliases.iter().any(|known| known == it) {
            aliases.push(it.to_owned());
        }
    }
}

/// One key instead of another, and each only once.
fn rename(keys: &mut Vec<String>, from: &str, into: &str) {
    let mut seen = HashSet::new();
    for key in keys.iter_mut().filter(|key| *key == from) {
        into.clone_into(key);
    }
    keys.retain(|key| seen.insert(key.clone()));
}

fn counted(events: usize) -> String {
    if events == 1 { "1 event".to_owned() } else { format!("{events} events") }
}

/// A name in quotation marks, shortened.
pub(super) fn quoted(name: &str) -> String {
    const LONGEST: usize = 40;
    let short: String = name.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let more = if short.len() < name.len() && name.chars().count() > LONGEST { "…" } else { "" };
    if short.trim().is_empty() { "something without a name".to_owned() } else { format!("“{short}{more}”") }
}

/// Letters and digits of ASCII in small letters, joined by hyphens.
fn slug(text: &str, empty: &str) -> String {
    const LONGEST: usize = 40;
    let mut slug = String::new();
    for c in text.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && (c.is_whitespace() || c == '-' || c == '_') {
            slug.push('-');
        }
        if slug.len() >= LONGEST {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { empty.to_owned() } else { slug.to_owned() }
}

fn free(stem: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_u64..).map(|n| format!("{stem}-{n}"));
    std::iter::once(stem.to_owned()).chain(numbered).find(|key| !taken(key)).unwrap_or_default()
}
