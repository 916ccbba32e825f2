use serde_json::Value;

use super::eras::{is_unknown, without_notes};
use super::own::parted;
use super::registry::SourceSeen;
use super::scheme::inter;
use super::{Draft, Given, Maker, Role, Row, Scheme, dates};
use crate::event::{Claim, GroupId, SourceId, When};

const TOO_MANY: &str = "there are more than 65,535 different names of groups; this one is kept as a detail only";

impl Maker {
    /// Who took part, and to whom it was done where the table says so.
    pub(super) fn people<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        let two_sided = row.many.iter().any(|(role, _)| *role == Role::OtherSide);
        let mut next = 0;
        while let Some((role, given)) = row.many.get(next).copied() {
            next += 1;
            if !matches!(role, Role::Actors | Role::OtherSide | Role::Targets) {
                continue;
            }
            // Which name stood on which side is kept where groups alone do not tell it.
            if two_sided && self.scheme != Scheme::Gdelt && role != Role::Targets {
                row.detail(given.name, given.text);
            }
            // No allocation unless it is a list in JSON.
            let listed = if row.exact_names && given.text.starts_with('[') { parted(given.text) } else { Vec::new() };
            let divided = given.text.split(self.list).take(if listed.is_empty() { usize::MAX } else { 0 });
            for name in listed.iter().map(String::as_str).chain(divided.map(str::trim)) {
                let name = if row.exact_names { name } else { without_notes(name) };
                if name.is_empty() {
                    continue;
                }
                // Nobody is called so.
                if !row.exact_names && is_unknown(name) {
                    if !two_sided || role == Role::Targets {
                        row.detail(given.name, name.to_owned());
                    }
                    continue;
                }
                let Some(id) = self.registry.group(name, || kind(row, role, given.name)) else {
                    self.log.warning(row.line, &event.key, given.name, name, TOO_MANY);
                    row.detail(given.name, name.to_owned());
                    continue;
                };
                // The second side is only known to be a target where civilians are.
                let target = match role {
                    _ if row.exact_names => role == Role::Targets,
                    Role::Targets => true,
                    Role::OtherSide => self.scheme == Scheme::Gdelt || name.starts_with("Civilians"),
                    _ => false,
                };
                let (list, other) =
                    if target { (&mut event.targets, &event.actors) } else { (&mut event.actors, &event.targets) };
                push_new(list, other, id, target);
            }
        }
    }

    /// Where it is reported.
    pub(super) fn cite<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        event.sources.append(&mut row.sources);
        let title = row.take(Role::SourceTitle);
        let date = row.take(Role::SourceDate);
        if title.text.is_empty() && date.text.is_empty() && row.all(Role::SourceUrl).next().is_none() {
            // Most tables name publishers and nothing else.
            for given in row.all(Role::Sources) {
                for name in given.text.split(self.list).map(str::trim).filter(|it| !it.is_empty()) {
                    let seen = if is_address(name) {
                        SourceSeen { url: name, ..SourceSeen::default() }
                    } else {
                        SourceSeen { publisher: name, ..SourceSeen::default() }
                    };
                    let id = self.registry.source(seen, None);
                    if !event.sources.contains(&id) {
                        event.sources.push(id);
                    }
                }
            }
            return;
        }
        let publishers: Vec<Given<'_>> = row.all(Role::Sources).collect();
        let urls: Vec<Given<'_>> = row.all(Role::SourceUrl).collect();
        let list = self.list;
        let split = |text: &'_ str| -> Vec<String> {
            text.split(list).map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
        };
        let (titles, days) = (split(title.text), split(date.text));
        let names: Vec<&str> = publishers
            .iter()
            .flat_map(|it| it.text.split(self.list))
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect();
        let links: Vec<&str> = urls.iter().flat_map(|it| addresses(it.text)).collect();
        // Lists of one length belong together, one by one.
        let count = names.len().max(links.len());
        let (titled, dated) = (titles.len() == count, days.len() == count);
        for (given, fits) in [(title, titled), (date, dated)] {
            if !fits && !given.text.is_empty() {
                row.detail(given.name, given.text);
            }
        }
        let together = names.len() == links.len() || (names.len() == 1 && links.len() == 1);
        let mut add = |at: usize, publisher: &str, url: &str| {
            let day = if dated { days.get(at).and_then(|day| dates::date(day, self.order).ok()) } else { None };
            let title = if titled { titles.get(at).map_or("", String::as_str) } else { "" };
            let id = self.registry.source(SourceSeen { publisher, title, url }, day.as_ref());
            if !event.sources.contains(&id) {
                event.sources.push(id);
            }
        };
        if together {
            for (at, (name, link)) in names.iter().zip(&links).enumerate() {
                add(at, name, link);
            }
        } else {
            for (at, name) in names.iter().enumerate() {
                if is_address(name) { add(at, "", name) } else { add(at, name, "") }
            }
            for (at, link) in links.iter().enumerate() {
                add(at, "", link);
            }
        }
        for given in urls.iter().filter(|it| addresses(it.text).next().is_none()) {
            row.detail(given.name, given.text);
        }
    }
}

impl Maker {
    /// Sources and claims that are written in full, as JSON.
    pub(super) fn testimony<'a>(&mut self, row: &mut Row<'a>, event: &mut Draft<'a>) {
        let (citations, claims) = (row.take(Role::Citations), row.take(Role::Claims));
        for given in [citations, claims] {
            if given.text.is_empty() {
                continue;
            }
            let Ok(Value::Array(items)) = serde_json::from_str(given.text) else {
                self.refuse(row, event, given, "this is not a list in JSON");
                continue;
            };
            for item in &items {
                if given.name == citations.name {
                    event.sources.push(self.told_source(item));
                } else {
                    let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
                    let source = item.get("source").filter(|it| it.is_object()).map(|it| self.told_source(it));
                    let adopted = item.get("adopted").and_then(Value::as_bool).unwrap_or(false);
                    let (field, value, note) = (text("field"), text("value"), text("note"));
                    event.claims.push(Claim { field, value, source, note, adopted });
                }
            }
        }
    }

    fn told_source(&mut self, item: &Value) -> SourceId {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or("");
        let seen = SourceSeen { publisher: text("publisher"), title: text("title"), url: text("url") };
        let day = When::parse(text("date")).ok();
        self.registry.source(seen, day.as_ref())
    }
}

/// What ACLED says of an actor beside its name.
fn kind(row: &Row<'_>, role: Role, column: &str) -> String {
    let (actor, code) = match role {
        Role::Actors => ("actor1", "inter1"),
        Role::OtherSide => ("actor2", "inter2"),
        _ => return String::new(),
    };
    let given = row.details.iter().find(|(name, _)| name.eq_ignore_ascii_case(code));
    given.filter(|_| column.eq_ignore_ascii_case(actor)).map_or(String::new(), |(_, text)| inter(text).to_owned())
}

/// Each group once; a group on both sides stays on both.
fn push_new(list: &mut Vec<GroupId>, other: &[GroupId], id: GroupId, target: bool) {
    if !list.contains(&id) && (target || !other.contains(&id)) {
        list.push(id);
    }
}

fn is_address(text: &str) -> bool {
    let begins = |with: &str| text.get(..with.len()).is_some_and(|it| it.eq_ignore_ascii_case(with));
    begins("http://") || begins("https://") || begins("www.")
}

/// Addresses in a text: one, or several between spaces, commas, semicolons or strokes.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    // A comma or semicolon may be part of an address; it only divides before the next one.
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if !is_address(rest) {
            return None;
        }
        let next = ["http://", "https://", "www."]
            .iter()
            .filter_map(|it| {
                rest.match_indices(it)
                    .map(|(at, _)| at)
                    .find(|at| *at > 0 && rest[..*at].ends_with([' ', ',', ';', '|', '\n', '\t']))
            })
            .min();
        let (one, more) = rest.split_at(next.unwrap_or(rest.len()));
        rest = more;
        Some(one.trim_end_matches([' ', ',', ';', '|', '\n', '\r', '\t']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_addresses_in_one_text_are_told_apart() {
        let all = |text| addresses(text).collect::<Vec<_>>();
        assert_eq!(all("https://a.org/x;y,z"), ["https://a.org/x;y,z"]);
        assert_eq!(
            all("https://a.org/1; http://b.org/2 , www.c.org"),
            ["https://a.org/1", "http://b.org/2", "www.c.org"]
        );
        assert_eq!(all("none"), [""; 0]);
    }
}
