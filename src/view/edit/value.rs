//! What was imported where the project now says otherwise.

use egui::Ui;

use super::parse;
use crate::event::EventId;
use crate::project::{Field, Project, Value};
use crate::session::Command;
use crate::theme::{medium, regular, size};
use crate::view::reader::facts;
use crate::view::reader::prose::{field, prose, section};
use crate::view::{Ctx, words};
use crate::widget::link_button;

/// How people call a field.
pub fn field_name(field: Field) -> String {
    match field {
        Field::EventDate => "Date".to_owned(),
        Field::PrecisionM | Field::GeoPrecision => "Precision".to_owned(),
        Field::Fatalities => "Killed".to_owned(),
        Field::Injuries => "Injured".to_owned(),
        Field::EventType => "Type".to_owned(),
        Field::SubEventType => "Sub-type".to_owned(),
        Field::Status => "Attribution".to_owned(),
        Field::Admin1 => "Province".to_owned(),
        Field::OtherPlaces => "Also at".to_owned(),
        Field::Remark => "Remark".to_owned(),
        other => words::human(other.name()),
    }
}

/// A value in words; "nothing" if it is empty.
pub fn text(project: &Project, field: Field, value: &Value) -> String {
    let keys = |keys: &[String]| {
        let name = |key: &String| facts::claim_value(project, field.name(), key);
        match field {
            Field::Sources => facts::source_names(project, &keys.join(",")),
            _ => keys.iter().map(name).collect::<Vec<_>>().join(", "),
        }
    };
    let text = match value {
        Value::Text(text) => text.clone(),
        Value::Date(when) => when.as_ref().map_or_else(String::new, |when| when.display()),
        Value::Position(at) => at.map(facts::position).unwrap_or_default(),
        Value::Number(metres) => parse::distance_text(*metres),
        Value::Toll(toll) => toll.text().unwrap_or_default(),
        Value::Key(key) => key.as_ref().map_or_else(String::new, |key| facts::claim_value(project, field.name(), key)),
        Value::Keys(list) if list.is_empty() => String::new(),
        Value::Keys(list) => keys(list),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Claims(claims) => words::count(claims.len(), "claim", "claims"),
        Value::Pairs(pairs) => words::count(pairs.len(), "further field", "further fields"),
    };
    if text.is_empty() { "nothing".to_owned() } else { text }
}

/// Under a field that was corrected: what was imported, and the way back to it.
pub fn origin(ui: &mut Ui, cx: &Ctx<'_>, event: EventId, of: Field) {
    let project = cx.session.project();
    let Some(value) = project.imported(event, of) else { return };
    let said = format!("Imported: {}", text(project, of, value));
    prose(ui, &said, regular(size::SMALL), cx.theme.text_2);
    let name = format!("Take back {}", field_name(of).to_lowercase());
    if link_button(ui, cx.theme, &name).clicked()
        && let Some(edit) = project.take_back(event, of)
    {
        cx.send(Command::Edit(edit));
    }
}

/// Everything that was corrected of an event, with what was imported.
pub fn corrections(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let project = cx.session.project();
    let changed: Vec<Field> =
        Field::ALL.into_iter().filter(|field| project.imported(event, *field).is_some()).collect();
    if changed.is_empty() {
        return;
    }
    section(ui, cx.theme, "Corrected here");
    for of in changed {
        field(ui, cx.theme, &field_name(of), |ui| {
            let now = text(project, of, &project.event_record(event).get(of));
            prose(ui, &now, medium(size::BODY), cx.theme.text);
            origin(ui, cx, event, of);
        });
    }
}
