use crate::event::EventId;
use crate::project::Project;
use crate::view::words;

/// An event as text that can be pasted anywhere: what is known of it and on what it rests.
pub fn event_text(project: &Project, event: EventId) -> String {
    let events = &project.events;
    let mut lines = vec![events.title(event).to_owned()];
    let place = project.place_name(event);
    let mut facts = vec![words::date(project, event)];
    facts.extend((!place.is_empty()).then(|| place.to_owned()));
    facts.push(words::actors(project, event));
    facts.extend(words::toll(project, event));
    lines.push(facts.join(" · "));
    for text in [events.notes(event), events.contradictions(event)] {
        if !text.is_empty() {
            lines.push(text.to_owned());
        }
    }
    if events.is_unverified(event) {
        lines.push("Unverified".to_owned());
    }
    for source in events.sources(event) {
        let source = project.source(*source);
        let date = source.date.as_ref().map(|date| date.display());
        let parts = [source.publisher.clone(), source.title.clone(), date.unwrap_or_default(), source.url.clone()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(format!("Source: {}", parts.join(", ")));
    }
    lines.join("\n")
}
