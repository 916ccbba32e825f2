use super::{Maker, Role, Row};
use crate::event::EventDraft;

/// The longest title that is made up, in characters.
const LONGEST: usize = 120;

impl Maker {
    /// The title that is given, or one made of what happened and who took part. Nobody is called the attacker.
    pub(super) fn title(&mut self, row: &mut Row<'_>, event: &EventDraft) -> String {
        let given = row.take(Role::Title);
        let count = row.take(Role::Count);
        if !count.text.is_empty() {
            row.detail(count.name, count.text);
        }
        if !given.text.is_empty() {
            return given.text.to_owned();
        }
        let what = [&event.sub_event_type, &event.event_type, &event.kind];
        let coded = |it: &str| it.starts_with("CAMEO ");
        let what = what.into_iter().find(|it| !it.is_empty() && !coded(it)).map_or("", String::as_str);
        let mut title = String::new();
        if !count.text.is_empty() && !what.is_empty() {
            title.push_str(count.text);
            title.push_str(" × ");
        }
        title.push_str(what);
        let names = event.actors.iter().chain(&event.targets).take(2);
        for (at, id) in names.enumerate() {
            title.push_str(match (at, title.is_empty()) {
                (0, true) => "",
                (0, false) => ": ",
                _ => ", ",
            });
            title.push_str(self.registry.group_name(*id));
        }
        if title.is_empty() || (event.actors.is_empty() && event.targets.is_empty() && what.is_empty()) {
            title = first_words(&event.notes);
        }
        if title.is_empty()
            && let Some(place) = event.place
        {
            self.registry.place_name(place).clone_into(&mut title);
        }
        if title.is_empty() {
            title = format!("Event {}", event.key);
        }
        shorten(title)
    }
}

/// The first sentence of a text, without marks of HTML.
fn first_words(text: &str) -> String {
    let text = text.trim();
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
    let end = line.match_indices(". ").map(|(at, _)| at).find(|at| *at > 20).unwrap_or(line.len());
    line[..end].trim_end_matches('.').to_owned()
}

fn shorten(title: String) -> String {
    if title.len() <= LONGEST {
        return title;
    }
    match title.char_indices().nth(LONGEST) {
        None => title,
        Some((at, _)) => {
            let cut = title[..at].rfind(' ').filter(|it| *it > LONGEST / 2).unwrap_or(at);
            format!("{}…", title[..cut].trim_end_matches([',', ':', ' ']))
        }
    }
}
