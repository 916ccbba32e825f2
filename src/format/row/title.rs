use super::{Draft, Maker, Role, Row};

/// The longest title that is made up, in characters.
const LONGEST: usize = 120;

impl Maker {
    /// The title that is given, or one made of what happened and who took part. Nobody is called the attacker.
    pub(super) fn title<'a>(&mut self, row: &mut Row<'a>, event: &Draft<'a>, title: &mut String) {
        let given = row.take(Role::Title);
        let count = row.take(Role::Count);
        if !count.text.is_empty() {
            row.detail(count.name, count.text);
        }
        if !given.text.is_empty() {
            given.text.clone_into(title);
            return;
        }
        let what = [&*event.sub_event_type, event.event_type, event.kind];
        let coded = |it: &str| it.starts_with("CAMEO ");
        let what = what.into_iter().find(|it| !it.is_empty() && !coded(it)).unwrap_or("");
        title.clear();
        if !count.text.is_empty() && !what.is_empty() {
            title.push_str(count.text);
            title.push_str(" × ");
        }
        title.push_str(what);
        if what.is_empty() && !event.notes.is_empty() {
            *title = first_words(event.notes);
            shorten(title);
            return;
        }
        let names = event.actors.iter().chain(&event.targets).take(2);
        for (at, id) in names.enumerate() {
            title.push_str(match (at, title.is_empty()) {
                (0, true) => "",
                (0, false) => ": ",
                // Names may hold commas.
                _ => " – ",
            });
            title.push_str(self.registry.group_name(*id));
        }
        if title.is_empty() || (event.actors.is_empty() && event.targets.is_empty() && what.is_empty()) {
            *title = first_words(event.notes);
        }
        if title.is_empty()
            && let Some(place) = event.place
        {
            self.registry.place_name(place).clone_into(title);
        }
        if title.is_empty() {
            *title = format!("Event {}", event.key);
        }
        shorten(title);
    }
}

/// A text as a title: its first sentence, or as much of it as a title may hold.
pub(crate) fn headline(text: &str) -> String {
    let mut title = first_words(text);
    shorten(&mut title);
    title
}

/// The first sentence of a text, without marks of HTML.
fn first_words(text: &str) -> String {
    let text = text.trim();
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim();
    let end = line.match_indices(". ").map(|(at, _)| at).find(|at| *at > 20).unwrap_or(line.len());
    line[..end].trim_end_matches('.').to_owned()
}

fn shorten(title: &mut String) {
    if title.len() <= LONGEST {
        return;
    }
    if let Some((at, _)) = title.char_indices().nth(LONGEST) {
        let cut = title[..at].rfind(' ').filter(|it| *it > LONGEST / 2).unwrap_or(at);
        title.truncate(title[..cut].trim_end_matches([',', ':', ' ']).len());
        title.push('…');
    }
}
