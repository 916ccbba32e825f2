use crate::event::TextColumn;
use crate::project::Project;
use crate::text::fold;

/// The words of every event, folded for case, accents and script variants: title, notes, further fields,
/// and every name of its places and groups.
#[derive(Debug, Default)]
pub struct WordIndex {
    folded: TextColumn,
}

impl WordIndex {
    pub fn new(project: &Project) -> Self {
        let events = &project.events;
        let mut folded = TextColumn::default();
        let place_names: Vec<String> = project
            .places
            .iter()
            .map(|p| fold(&format!("{}\n{}\n{}\n{}", p.name, p.aliases.join("\n"), p.admin1, p.country)))
            .collect();
        let group_names: Vec<String> =
            project.groups.iter().map(|(_, g)| fold(&format!("{}\n{}", g.name, g.aliases.join("\n")))).collect();
        let mut text = String::new();
        for id in events.ids() {
            text.clear();
            for part in [
                events.title(id),
                events.notes(id),
                events.event_type.get(id.row()),
                events.sub_event_type.get(id.row()),
            ] {
                text.push_str(part);
                text.push('\n');
            }
            for (_, detail) in events.details(id) {
                text.push_str(detail);
                text.push('\n');
            }
            text = fold(&text);
            for place in events.place(id).iter().chain(events.other_places(id)) {
                text.push('\n');
                text.push_str(&place_names[place.0 as usize]);
            }
            for group in events.actors(id).iter().chain(events.targets(id)) {
                text.push('\n');
                text.push_str(&group_names[usize::from(group.0)]);
            }
            folded.push(&text);
        }
        Self { folded }
    }

    /// Whether every one of the folded terms occurs in the event.
    pub fn matches(&self, row: usize, terms: &[String]) -> bool {
        let text = self.folded.get(row);
        terms.iter().all(|term| text.contains(term.as_str()))
    }

    /// The folded terms of what somebody typed.
    pub fn terms(query: &str) -> Vec<String> {
        query.split_whitespace().map(fold).filter(|term| !term.trim().is_empty()).map(|t| t.trim().to_owned()).collect()
    }
}
