//! Fields that name other things: actors, targets, places, sources, tags. Each is a chip with a cross, and a button that
//! adds one.

use egui::{Sense, Ui, vec2};

use super::create::key_of;
use super::{Kind, Picker};
use crate::event::EventId;
use crate::project::{Change, Field, Project, Value};
use crate::session::Command;
use crate::view::Ctx;
use crate::view::parts::cross_at;
use crate::view::reader::facts;
use crate::view::reader::mention::group_colour;
use crate::view::reader::prose::chip_within;
use crate::widget::text_button;

/// What a key is called.
pub fn name(project: &Project, kind: Kind, key: &str) -> String {
    let known = match kind {
        Kind::Group => project.groups.by_key(key).map(|id| project.groups.get(id).name.clone()),
        Kind::Place => project.place_by_key(key).map(|id| project.place(id).name.clone()),
        Kind::Source => project.source_by_key(key).map(|id| facts::publisher(project.source(id))),
        Kind::Tag => project.work().tags.get(key).map(|tag| tag.name.clone()),
        Kind::Event => project.events.by_key(key).map(|id| project.events.title(id).to_owned()),
    };
    known.unwrap_or_else(|| key.to_owned())
}

/// Chips of `keys` and a button that adds one; the keys as they are to be, and what has to be made first.
pub fn chips(
    ui: &mut Ui,
    cx: &Ctx<'_>,
    picker: &mut Picker,
    kind: Kind,
    what: &str,
    keys: &[String],
    one_at_most: bool,
) -> Option<(Vec<String>, Vec<Change>)> {
    let project = cx.session.project();
    let mut asked = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(2.0, 4.0);
        ui.spacing_mut().interact_size.y = 24.0;
        for (at, key) in keys.iter().enumerate() {
            let text = name(project, kind, key);
            let dot = (kind == Kind::Group)
                .then(|| project.groups.by_key(key))
                .flatten()
                .map(|group| group_colour(cx, group));
            // Its cross stays beside it.
            let room = ui.max_rect().width() - 26.0;
            chip_within(ui, cx.theme, &text, dot, room);
            let (_, cross) = ui.allocate_exact_size(vec2(20.0, 24.0), Sense::click());
            let said = format!("Remove {text} from {}", what.to_lowercase());
            if cross_at(ui, cx.theme, &cross, &said).clicked() {
                let mut keys = keys.to_vec();
                keys.remove(at);
                asked = Some((keys, Vec::new()));
            }
            ui.add_space(6.0);
        }
        let word = if one_at_most && !keys.is_empty() { "Change" } else { "Add" };
        let button = text_button(ui, cx.theme, &format!("{word} {}", what.to_lowercase()));
        if let Some(picked) = picker.show(ui, cx, &button, kind, what, keys) {
            let (key, made) = key_of(project, kind, picked);
            let mut keys = if one_at_most { Vec::new() } else { keys.to_vec() };
            if !keys.contains(&key) {
                keys.push(key);
            }
            asked = Some((keys, made.into_iter().collect()));
        }
    });
    asked
}

/// One such field of an event.
pub fn field(ui: &mut Ui, cx: &Ctx<'_>, picker: &mut Picker, event: EventId, of: (Field, Kind, &str), keys: &[String]) {
    let (field, kind, what) = of;
    let one = field == Field::Place;
    let Some((keys, made)) = chips(ui, cx, picker, kind, what, keys, one) else { return };
    let project = cx.session.project();
    let value = if one { Value::Key(keys.into_iter().next()) } else { Value::Keys(keys) };
    let mut edit = project.set_field([event], field, &value);
    edit.changes.splice(0..0, made);
    // A place brings its point to an event that has none.
    if let Value::Key(Some(key)) = &value
        && project.events.point(event).is_none()
        && let Some(at) = project.place_by_key(key).and_then(|id| project.place(id).position)
    {
        edit.changes.extend(project.set_field([event], Field::Position, &Value::Position(Some(at))).changes);
    }
    cx.send(Command::Edit(edit));
}
