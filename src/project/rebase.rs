//! An edit that was made on another state of the project than it meets. What it means is what it changes there: whole
//! records say again only that, so that nothing that was done meanwhile is undone.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::renamed::Renamed;
use super::{ArticleRecord, Change, Edit, EventRecord, Field, MentionRecord, Project, Reason, Value};
use crate::article::Selector;

impl Edit {
    /// This edit, made on the project as it was in `base`, as it has to be made on the project as it is `now`. Fields of a
    /// record that it leaves alone are what they are now; lists lose and gain what it takes from them and adds to them;
    /// what it adds under a key that is taken by now gets another one. Of a single value that both changed, this edit's is
    /// the later one and counts.
    ///
    /// # Errors
    /// If it changes what is not there any more, or an article whose text is another now.
    pub fn rebased(mut self, base: &Project, now: &Project) -> Result<Self, Reason> {
        Renamed::between(&self, base, now).rename(&mut self);
        for change in &mut self.changes {
            rebase(change, base, now)?;
        }
        Ok(self)
    }
}

impl Project {
    /// An event by key with the analyst's marks: as it is, or as it was imported if it was taken away.
    fn known_event(&self, key: &str) -> Option<EventRecord> {
        let there = self.events.by_key(key).map(|id| self.event_record(id));
        there.or_else(|| self.work.events.removed.get(key).map(|(_, record)| record.clone()))
    }
}

fn rebase(change: &mut Change, base: &Project, now: &Project) -> Result<(), Reason> {
    match change {
        Change::Event { key, record: Some(record) } => {
            let there = now.events.by_key(key).map(|id| now.event_record(id));
            let was_there = base.events.by_key(key).is_some();
            put(base.known_event(key), record, there, was_there, ("event", key))
        }
        Change::Fields { field, values } => {
            if field.is_list() {
                lists(*field, values, base, now);
            }
            Ok(())
        }
        Change::Place { key, record: Some(record) } => {
            let of = |project: &Project| project.place_by_key(key).map(|id| project.place(id).clone());
            put(of(base), record, of(now), true, ("place", key))
        }
        Change::Group { key, record: Some(record) } => {
            let of = |project: &Project| project.groups.by_key(key).map(|id| project.group_record(id));
            put(of(base), record, of(now), true, ("group", key))
        }
        Change::Source { key, record: Some(record) } => {
            let of = |project: &Project| project.source_by_key(key).map(|id| project.source(id).clone());
            put(of(base), record, of(now), true, ("source", key))
        }
        Change::Article { key, record: Some(record) } => {
            let of = |project: &Project| project.article_by_key(key).map(|id| project.article_record(id));
            match (of(base), of(now)) {
                (Some(base), Some(now)) => **record = article(&base, record, &now)?,
                (Some(_), None) => return Err(Reason::missing("article", key)),
                (None, _) => {}
            }
            Ok(())
        }
        Change::Tag { key, record: Some(record) } => {
            let of = |project: &Project| project.work.tags.get(key.as_str()).cloned();
            put(of(base), record, of(now), true, ("tag", key))
        }
        Change::SavedFilter { key, record: Some(record) } => {
            let of = |project: &Project| project.work.filters.get(key.as_str()).cloned();
            // A kept filter that was taken away is kept again.
            put(of(base), record, of(now), false, ("filter", key))
        }
        Change::Meta(record) => {
            **record = merged(&base.meta_record(), record, &now.meta_record());
            Ok(())
        }
        Change::Event { .. }
        | Change::Place { .. }
        | Change::Group { .. }
        | Change::Source { .. }
        | Change::Article { .. }
        | Change::Tag { .. }
        | Change::SavedFilter { .. }
        | Change::Rejected { .. }
        | Change::Capture { .. }
        | Change::Relation { .. } => Ok(()),
    }
}

/// A whole record. `must_be`: it cannot be changed if it was there and is not any more.
fn put<T: Serialize + DeserializeOwned + Clone + PartialEq>(
    base: Option<T>,
    record: &mut T,
    now: Option<T>,
    must_be: bool,
    (what, key): (&'static str, &str),
) -> Result<(), Reason> {
    match (base, now) {
        (Some(base), Some(now)) => *record = merged(&base, record, &now),
        (Some(_), None) if must_be => return Err(Reason::missing(what, key)),
        _ => {}
    }
    Ok(())
}

/// What an edit makes of a record that was `base` when it was made and is `now` this.
fn merged<T: Serialize + DeserializeOwned + Clone + PartialEq>(base: &T, edited: &T, now: &T) -> T {
    if base == now {
        return edited.clone();
    }
    let json = |it: &T| serde_json::to_value(it).unwrap_or(Json::Null);
    let (base, new, mut out) = (json(base), json(edited), json(now));
    let (Json::Object(fields), Json::Object(to)) = (new, &mut out) else { return edited.clone() };
    for (name, value) in fields {
        let (was, is) = (&base[&name], to.get(&name).unwrap_or(&Json::Null));
        let value = merged_value(was, &value, is);
        to.insert(name, value);
    }
    serde_json::from_value(out).unwrap_or_else(|_| edited.clone())
}

fn merged_value(base: &Json, edited: &Json, now: &Json) -> Json {
    if edited == base {
        return now.clone();
    }
    match (base, edited, now) {
        (Json::Array(base), Json::Array(edited), Json::Array(now)) if !now.iter().any(Json::is_number) => {
            Json::Array(merged_list(base, edited, now))
        }
        _ => edited.clone(),
    }
}

/// By what the elements of a list are told apart: further fields by name, layers by key, all else by what it is.
fn name(element: &Json) -> &Json {
    match element {
        Json::Array(pair) if pair.len() == 2 => &pair[0],
        Json::Object(fields) => fields.get("key").unwrap_or(element),
        _ => element,
    }
}

fn merged_list(base: &[Json], edited: &[Json], now: &[Json]) -> Vec<Json> {
    if now == base {
        return edited.to_vec();
    }
    let find = |list: &[Json], what: &Json| list.iter().position(|it| name(it) == name(what));
    // Names may stand more than once: then only whole elements can be told apart.
    let once = |list: &[Json]| (0..list.len()).all(|i| find(list, &list[i]) == Some(i));
    if ![base, edited, now].into_iter().all(once) {
        let mut out: Vec<Json> = now.iter().filter(|it| edited.contains(it) || !base.contains(it)).cloned().collect();
        out.extend(edited.iter().filter(|it| !base.contains(it) && !now.contains(it)).cloned());
        return out;
    }
    let mut out: Vec<Json> =
        now.iter().filter(|it| find(edited, it).is_some() || find(base, it).is_none()).cloned().collect();
    for element in edited {
        match (find(base, element), find(&out, element)) {
            (was, Some(at)) if was.is_none_or(|was| base[was] != *element) => out[at] = element.clone(),
            (None, None) => out.push(element.clone()),
            _ => {}
        }
    }
    // An order that the edit made is kept, as far as both hold the same.
    let places: Option<Vec<usize>> = out.iter().map(|it| find(edited, it)).collect();
    if let Some(places) = places {
        let mut ordered: Vec<(usize, Json)> = places.into_iter().zip(out).collect();
        ordered.sort_by_key(|(place, _)| *place);
        return ordered.into_iter().map(|(_, it)| it).collect();
    }
    out
}

/// Lists that an edit puts into a field of events, where these hold something else by now.
fn lists(field: Field, values: &mut [(String, Value)], base: &Project, now: &Project) {
    let of = |project: &Project, key: &str| {
        let id = project.events.by_key(key)?;
        // Marks are looked up without the rest of the event.
        Some(if field == Field::Tags {
            Value::Keys(project.mark(id).tags)
        } else {
            project.event_record(id).get(field)
        })
    };
    let same =
        if field.is_mark() { Arc::ptr_eq(&base.work, &now.work) } else { Arc::ptr_eq(&base.events, &now.events) };
    if same {
        return;
    }
    for (key, value) in values {
        let (Some(was), Some(is)) = (of(base, key), of(now, key)) else { continue };
        if was != is {
            match (&was, &*value, &is) {
                (Value::Keys(was), Value::Keys(put), Value::Keys(is)) => *value = Value::Keys(merged_as(was, put, is)),
                (Value::Claims(was), Value::Claims(put), Value::Claims(is)) => {
                    *value = Value::Claims(merged_as(was, put, is));
                }
                (Value::Pairs(was), Value::Pairs(put), Value::Pairs(is)) => {
                    *value = Value::Pairs(merged_as(was, put, is));
                }
                _ => {}
            }
        }
    }
}

fn merged_as<T: Serialize + DeserializeOwned + Clone>(base: &[T], edited: &[T], now: &[T]) -> Vec<T> {
    let json = |list: &[T]| list.iter().map(|it| serde_json::to_value(it).unwrap_or(Json::Null)).collect::<Vec<_>>();
    let merged = merged_list(&json(base), &json(edited), &json(now));
    serde_json::from_value(Json::Array(merged)).unwrap_or_else(|_| edited.to_vec())
}

/// An article, whose mentions are places in its text.
pub(super) fn article(
    base: &ArticleRecord,
    edited: &ArticleRecord,
    now: &ArticleRecord,
) -> Result<ArticleRecord, Reason> {
    if base == now {
        return Ok(edited.clone());
    }
    let changed = |why| Reason::Article { key: base.key.clone(), why };
    let bare =
        |it: &ArticleRecord| ArticleRecord { text: "".into(), blocks: Vec::new(), mentions: Vec::new(), ..it.clone() };
    let mut out = merged(&bare(base), &bare(edited), &bare(now));
    let (new_text, other_text) = (edited.text != base.text, now.text != base.text);
    if new_text && other_text {
        return Err(changed("its text was changed meanwhile: look at it and do this again"));
    }
    // One of the two has the text as it will be; from the other come the mentions that it added and took away.
    let (whole, other) = if new_text { (edited, now) } else { (now, edited) };
    out.text = Arc::clone(&whole.text);
    out.blocks =
        if new_text || !other_text && edited.blocks != base.blocks { &edited.blocks } else { &now.blocks }.clone();
    let find = |it: &MentionRecord| {
        if base.text == out.text {
            return Some(it.clone());
        }
        let range = Selector::of(&base.text, it.range.clone())?.find(&out.text)?;
        Some(MentionRecord { range, target: it.target.clone() })
    };
    let mut mentions = whole.mentions.clone();
    for gone in base.mentions.iter().filter(|it| !other.mentions.contains(it)).filter_map(find) {
        mentions.retain(|it| *it != gone);
    }
    for added in other.mentions.iter().filter(|it| !base.mentions.contains(it)) {
        let added = find(added).ok_or_else(|| changed("words that were marked are not in its text any more"))?;
        let apart = |it: &MentionRecord| it.range.end <= added.range.start || added.range.end <= it.range.start;
        // What was marked later counts.
        if new_text && !mentions.iter().all(apart) {
            continue;
        }
        mentions.retain(apart);
        let at = mentions.partition_point(|it| it.range.start < added.range.start);
        mentions.insert(at, added);
    }
    out.mentions = mentions;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list(base: Json, edited: Json, now: Json) -> Json {
        let of = |it: &Json| it.as_array().unwrap().clone();
        Json::Array(merged_list(&of(&base), &of(&edited), &of(&now)))
    }

    #[test]
    fn lists_lose_and_gain_what_both_sides_took_and_added() {
        assert_eq!(list(json!(["a", "b"]), json!(["b", "c"]), json!(["a", "b", "d"])), json!(["b", "d", "c"]));
        assert_eq!(list(json!(["a", "b", "c"]), json!(["c", "a"]), json!(["a", "c"])), json!(["c", "a"]));
        assert_eq!(list(json!([]), json!(["a"]), json!(["a"])), json!(["a"]));
        let pairs = list(
            json!([["n", "1"], ["m", "2"]]),
            json!([["n", "9"], ["m", "2"]]),
            json!([["n", "1"], ["m", "3"], ["o", "4"]]),
        );
        assert_eq!(pairs, json!([["n", "9"], ["m", "3"], ["o", "4"]]));
        let twice =
            list(json!([["n", "1"], ["n", "2"]]), json!([["n", "1"]]), json!([["n", "1"], ["n", "2"], ["n", "3"]]));
        assert_eq!(twice, json!([["n", "1"], ["n", "3"]]));
    }

    #[test]
    fn mentions_are_found_again_where_the_text_was_replaced_meanwhile() {
        let mention = |range: std::ops::Range<usize>, key: &str| MentionRecord {
            range,
            target: super::super::TargetRecord::Place(key.to_owned()),
        };
        let base =
            ArticleRecord { key: "a".into(), text: "A strike near Erbil and Mosul.".into(), ..Default::default() };
        let now = ArticleRecord { text: "Corrected: a strike near Erbil and Mosul.".into(), ..base.clone() };
        let edited = ArticleRecord { mentions: vec![mention(14..19, "erbil")], title: "T".into(), ..base.clone() };
        let merged = article(&base, &edited, &now).unwrap();
        assert_eq!((merged.title.as_str(), &*merged.text), ("T", &*now.text));
        assert_eq!(&merged.text[merged.mentions[0].range.clone()], "Erbil");
        // The other way round: the text is replaced after a mention was added.
        let other = article(&base, &now, &edited).unwrap();
        assert_eq!(other, merged);
        let gone = ArticleRecord { text: "Nothing of it.".into(), ..base.clone() };
        assert!(article(&base, &edited, &gone).is_err() && article(&base, &gone, &now).is_err());
    }
}
