//! What sources say of an event where they differ: recorded, and one adopted with a reason.

use egui::{Margin, Popup, PopupCloseBehavior, TextEdit, Ui, vec2};

use super::{Kind, Picker, keys, parse};
use crate::event::EventId;
use crate::project::{ClaimRecord, EventRecord, Field, Project, Value};
use crate::session::Command;
use crate::theme::{medium, regular, size};
use crate::view::Ctx;
use crate::view::parts::button;
use crate::view::reader::facts;
use crate::view::reader::prose::{input_field as field, prose, section};
use crate::view::sheet::card;
use crate::widget::{link_button, text_button};

use super::value::field_name;

/// What a claim can be about.
const ABOUT: [Field; 8] = [
    Field::Fatalities,
    Field::Injuries,
    Field::EventDate,
    Field::Place,
    Field::Actors,
    Field::Status,
    Field::SubEventType,
    Field::Notes,
];

/// A claim that is being written, and a reason for adopting one.
#[derive(Default)]
pub struct ClaimForm {
    of: String,
    about: usize,
    value: String,
    source: Option<String>,
    note: String,
    reason: String,
}

impl ClaimForm {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord, picker: &mut Picker) {
        if self.of != record.key {
            *self = Self { of: record.key.clone(), ..Self::default() };
        }
        section(ui, cx.theme, "What sources say");
        if record.claims.is_empty() {
            let text = "Where sources differ, record what each of them says and choose which to follow.";
            prose(ui, text, regular(size::SMALL), cx.theme.text_2);
        }
        for number in 0..record.claims.len() {
            self.claim(ui, cx, event, record, number);
        }
        ui.add_space(8.0);
        prose(ui, "Another source says", medium(size::SMALL), cx.theme.text_2);
        self.new_claim(ui, cx, event, picker);
    }

    /// One that there is: adopt it with a reason, or remove it.
    fn claim(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord, number: usize) {
        let claim = &record.claims[number];
        let project = cx.session.project();
        let name = Field::named(&claim.field).map_or_else(|| crate::view::words::human(&claim.field), field_name);
        field(ui, cx.theme, &name, |ui| {
            let value = facts::claim_value(project, &claim.field, &claim.value);
            let font = if claim.adopted { medium(size::BODY) } else { regular(size::BODY) };
            prose(ui, &value, font, cx.theme.text);
            let source = claim.source.as_ref().map(|key| keys::name(project, Kind::Source, key));
            let parts = [source.unwrap_or_default(), claim.note.clone()];
            let line = parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ");
            if !line.is_empty() {
                prose(ui, &line, regular(size::SMALL), cx.theme.text_2);
            }
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 14.0;
                if claim.adopted {
                    prose(ui, "adopted", medium(size::SMALL), cx.theme.accent);
                } else {
                    let adopt = link_button(ui, cx.theme, &format!("Adopt {value}"));
                    self.adopt(cx, event, number, &adopt, record);
                }
                if text_button(ui, cx.theme, &format!("Remove claim {value}")).clicked() {
                    let mut claims = record.claims.clone();
                    claims.remove(number);
                    let edit = project.set_field([event], Field::Claims, &Value::Claims(claims));
                    cx.send(Command::Edit(edit));
                }
            });
        });
    }

    fn adopt(&mut self, cx: &Ctx<'_>, event: EventId, number: usize, under: &egui::Response, record: &EventRecord) {
        let claim = &record.claims[number];
        let popup = Popup::from_toggle_button_response(under)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .width(280.0)
            .frame(card(cx.theme).inner_margin(Margin::same(12)))
            .accessible_name("Adopt a claim");
        popup.show(|ui| {
            ui.set_width(260.0);
            ui.spacing_mut().item_spacing.y = 8.0;
            prose(ui, "Why this one?", medium(size::BODY), cx.theme.text);
            input(ui, cx, "Reason", "For the change log; may stay empty", &mut self.reason);
            let means = claim_means(cx.session.project(), claim);
            if means.is_none() {
                prose(ui, "The field itself stays as it is", regular(size::SMALL), cx.theme.text_2);
            }
            if button(ui, cx.theme, "Adopt").clicked() {
                let edit = cx.session.project().adopt_claim(event, number, self.reason.trim(), means);
                cx.send(Command::Edit(edit));
                self.reason.clear();
                ui.close();
            }
        });
    }

    fn new_claim(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, picker: &mut Picker) {
        let about = ABOUT[self.about];
        field(ui, cx.theme, "About", |ui| {
            let text = field_name(about);
            let choose = button(ui, cx.theme, &text);
            Popup::menu(&choose).accessible_name("About").show(|ui| {
                ui.set_min_width(160.0);
                for (number, field) in ABOUT.iter().enumerate() {
                    if ui.selectable_label(number == self.about, field_name(*field)).clicked() {
                        self.about = number;
                        ui.close();
                    }
                }
            });
        });
        field(ui, cx.theme, "Value", |ui| input(ui, cx, "Value of the claim", "What it says", &mut self.value));
        let wrong =
            (!self.value.trim().is_empty()).then(|| value_of(cx.session.project(), about, &self.value).err()).flatten();
        if let Some(wrong) = &wrong {
            field(ui, cx.theme, "", |ui| prose(ui, wrong, regular(size::SMALL), cx.theme.warning));
        }
        field(ui, cx.theme, "Source", |ui| {
            let list: Vec<String> = self.source.iter().cloned().collect();
            let asked = keys::chips(ui, cx, picker, Kind::Source, "Source of the claim", &list, true);
            if let Some((list, made)) = asked {
                if !made.is_empty() {
                    cx.send(Command::Edit(crate::project::Edit::new("Add a source", made)));
                }
                self.source = list.into_iter().next();
            }
        });
        field(ui, cx.theme, "Note", |ui| input(ui, cx, "Note on the claim", "", &mut self.note));
        field(ui, cx.theme, "", |ui| {
            let ready = !self.value.trim().is_empty();
            ui.add_enabled_ui(ready, |ui| {
                if button(ui, cx.theme, "Add claim").clicked() {
                    let claim = ClaimRecord {
                        field: about.name().to_owned(),
                        value: stored(cx.session.project(), about, self.value.trim()),
                        source: self.source.clone(),
                        note: self.note.trim().to_owned(),
                        adopted: false,
                    };
                    cx.send(Command::Edit(cx.session.project().add_claim(event, claim)));
                    *self = Self { of: std::mem::take(&mut self.of), about: self.about, ..Self::default() };
                }
            });
        });
    }
}

/// A line for typing that changes nothing by itself.
pub fn input(ui: &mut Ui, cx: &Ctx<'_>, name: &str, hint: &str, text: &mut String) -> egui::Response {
    let edit = TextEdit::singleline(text)
        .id_salt(name)
        .desired_width(f32::INFINITY)
        .margin(Margin::symmetric(8, 5))
        .text_color(cx.theme.text)
        .hint_text(egui::RichText::new(hint).color(cx.theme.text_2));
    ui.add_sized(vec2(ui.available_width(), 28.0), edit).accessible_name(name)
}

/// Names of places and groups as keys where they are known.
fn stored(project: &Project, field: Field, text: &str) -> String {
    match field {
        Field::Place => place(project, text).unwrap_or_else(|| text.to_owned()),
        Field::Actors => {
            let key = |name: &str| group(project, name.trim()).unwrap_or_else(|| name.trim().to_owned());
            text.split(',').map(key).collect::<Vec<_>>().join(", ")
        }
        _ => text.to_owned(),
    }
}

fn place(project: &Project, name: &str) -> Option<String> {
    let known = |it: &&crate::event::Place| it.key == name || it.name == name || it.aliases.iter().any(|it| it == name);
    project.places.iter().find(known).map(|it| it.key.clone())
}

fn group(project: &Project, name: &str) -> Option<String> {
    let known = |it: &&crate::event::Group| it.key == name || it.name == name || it.aliases.iter().any(|it| it == name);
    project.groups.iter().map(|(_, it)| it).find(known).map(|it| it.key.clone())
}

/// What a claim would put into its field.
fn claim_means(project: &Project, claim: &ClaimRecord) -> Option<(Field, Value)> {
    let field = Field::named(&claim.field)?;
    Some((field, value_of(project, field, &claim.value).ok()?))
}

/// What a text means in a field.
fn value_of(project: &Project, field: Field, text: &str) -> Result<Value, String> {
    let text = text.trim();
    Ok(match field {
        Field::Fatalities | Field::Injuries => Value::Toll(parse::toll(text)?),
        Field::EventDate => Value::Date(parse::date(text)?),
        Field::Place => match place(project, text) {
            Some(key) => Value::Key(Some(key)),
            None => return Err(format!("No place here is called “{text}”; it can be recorded all the same")),
        },
        Field::Actors | Field::Targets => {
            let key = |name: &str| {
                let name = name.trim();
                group(project, name)
                    .ok_or_else(|| format!("No group here is called “{name}”; it can be recorded all the same"))
            };
            Value::Keys(text.split(',').map(key).collect::<Result<_, _>>()?)
        }
        Field::Status | Field::SubEventType | Field::EventType | Field::Notes | Field::Title | Field::Kind => {
            Value::Text(text.to_owned())
        }
        _ => return Err("This is recorded, and the field stays as it is".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Group, Groups, Place, TableBuilder, Toll};
    use crate::project::Meta;

    fn project() -> Project {
        let place = Place { key: "t22".into(), name: "Tower 22".into(), ..Place::default() };
        let group = Group { key: "kh".into(), name: "Kata'ib Hezbollah".into(), ..Group::default() };
        let table = TableBuilder::default().build();
        Project::new(Meta::default(), table, vec![place], Groups::new(vec![group]), vec![], vec![])
    }

    #[test]
    fn an_adopted_claim_says_what_its_field_then_holds() {
        let project = project();
        let claim = |field: &str, value: &str| ClaimRecord {
            field: field.into(),
            value: value.into(),
            ..ClaimRecord::default()
        };
        let toll = Toll { min: Some(25), max: Some(47) };
        assert_eq!(claim_means(&project, &claim("injuries", "25–47")), Some((Field::Injuries, Value::Toll(toll))));
        let place = Value::Key(Some("t22".into()));
        assert_eq!(claim_means(&project, &claim("place", "Tower 22")), Some((Field::Place, place)));
        assert_eq!(claim_means(&project, &claim("place", "nowhere")), None);
        assert_eq!(claim_means(&project, &claim("weather", "rain")), None);
    }

    #[test]
    fn names_in_claims_are_kept_as_keys_where_they_are_known() {
        assert_eq!(stored(&project(), Field::Actors, "Kata'ib Hezbollah, others"), "kh, others");
        assert_eq!(stored(&project(), Field::Fatalities, "3"), "3");
    }
}
