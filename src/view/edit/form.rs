//! Everything of one event, to be changed in place.

use egui::{Id, Ui, vec2};

use super::calendar::Calendar;
use super::claims::ClaimForm;
use super::typing::{Line, Typing};
use super::value::{field_name, origin};
use super::{Kind, NEW_EVENT, Picker, enter, keys, parse, remove_selected, vocabulary};
use crate::event::{EventId, When};
use crate::project::{EventRecord, Field, Value};
use crate::session::Command;
use crate::theme::{medium, regular, semibold, size};
use crate::view::parts::switch;
use crate::view::reader::details::button;
use crate::view::reader::facts;
use crate::view::reader::prose::{input_field as field, prose, section};
use crate::view::{Ctx, words};
use crate::widget::icon;

/// What stands in the fields.
#[derive(Default)]
pub struct EventForm {
    typing: Typing,
    picker: Picker,
    claims: ClaimForm,
    calendar: Calendar,
    /// The event shown last.
    shown: Option<String>,
}

impl EventForm {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
        let project = cx.session.project();
        let record = project.event_record(event);
        let fresh = self.shown.as_deref() != Some(record.key.as_str());
        if fresh && project.is_own(event) && record.title == NEW_EVENT {
            // Its name is the first thing that somebody has to say of it.
            let id = Id::unique(("edit", Field::Title.name(), record.key.as_str()));
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        self.shown = Some(record.key.clone());
        head(ui, cx, event);
        ui.spacing_mut().item_spacing.y = 8.0;
        self.text(ui, cx, event, &record, Field::Title, 1);
        self.date(ui, cx, event, &record);
        self.whereabouts(ui, cx, event, &record);
        self.keys(ui, cx, event, (Field::Actors, Kind::Group, "Actor"), &record.actors);
        self.keys(ui, cx, event, (Field::Targets, Kind::Group, "Target"), &record.targets);
        self.kind(ui, cx, event, &record);
        self.toll(ui, cx, event, &record, Field::Fatalities);
        self.toll(ui, cx, event, &record, Field::Injuries);
        self.text(ui, cx, event, &record, Field::Notes, 4);
        self.choice(ui, cx, event, &record, Field::Status, &said(&vocabulary::STATUS, words::status));
        self.choice(
            ui,
            cx,
            event,
            &record,
            Field::Corroboration,
            &said(&vocabulary::CORROBORATION, words::corroboration),
        );
        self.choice(ui, cx, event, &record, Field::Confidence, &said(&vocabulary::CONFIDENCE, human));
        self.unverified(ui, cx, event, &record);
        self.text(ui, cx, event, &record, Field::Contradictions, 2);
        self.keys(ui, cx, event, (Field::Sources, Kind::Source, "Source"), &record.sources);
        section(ui, cx.theme, "Your own marks");
        self.star(ui, cx, event, &record);
        self.keys(ui, cx, event, (Field::Tags, Kind::Tag, "Tag"), &record.tags);
        self.text(ui, cx, event, &record, Field::Remark, 3);
        self.claims.show(ui, cx, event, &record, &mut self.picker);
        ui.add_space(14.0);
        prose(ui, &format!("Event {}", record.key), regular(size::AXIS), cx.theme.text_2);
    }

    fn text(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord, of: Field, rows: usize) {
        let Value::Text(current) = record.get(of) else { return };
        let name = field_name(of);
        let project = cx.session.project();
        field(ui, cx.theme, &name, |ui| {
            let line = Line { slot: of.name(), of: &record.key, name: &name, hint: "", rows };
            self.typing.line(ui, cx, &line, &current, |text| {
                Ok(project.set_field([event], of, &Value::Text(text.to_owned())))
            });
            origin(ui, cx, event, of);
        });
    }

    fn date(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord) {
        let project = cx.session.project();
        let current = record.when.as_ref().map_or("", When::text);
        field(ui, cx.theme, "Date", |ui| {
            let hint = "2024-07-16, 2024-07, 2024-07~, a/b";
            let line = Line { slot: "date", of: &record.key, name: "Date", hint, rows: 1 };
            let set = |when| project.set_field([event], Field::EventDate, &Value::Date(when));
            let sign = (icon::CALENDAR_BLANK, "Open the calendar");
            let (button, text) =
                self.typing.with_button(ui, cx, &line, current, sign, |text| parse::date(text).map(set));
            if self.calendar.show(cx, &button, record.when.as_ref(), set) {
                self.typing.forget(line.slot, line.of);
            }
            match parse::date(&text) {
                Ok(Some(when)) => {
                    let mut meaning = when.display();
                    if let Some(days) = facts::days_of(&when) {
                        meaning = format!("{meaning} · possible: {days}");
                    }
                    prose(ui, &meaning, regular(size::SMALL), cx.theme.text_2);
                }
                Ok(None) => {
                    prose(ui, "Undated", regular(size::SMALL), cx.theme.text_2);
                }
                Err(_) => {}
            }
            origin(ui, cx, event, Field::EventDate);
        });
    }

    fn whereabouts(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord) {
        let project = cx.session.project();
        let place: Vec<String> = record.place.iter().cloned().collect();
        self.keys(ui, cx, event, (Field::Place, Kind::Place, "Place"), &place);
        self.keys(ui, cx, event, (Field::OtherPlaces, Kind::Place, "Other place"), &record.other_places);
        field(ui, cx.theme, "Position", |ui| {
            let hint = "Latitude, longitude";
            let line = Line { slot: "position", of: &record.key, name: "Position", hint, rows: 1 };
            self.typing.line(ui, cx, &line, &parse::position_text(record.position), |text| {
                parse::position(text).map(|at| project.move_event(event, at))
            });
            let text =
                if record.position.is_some() { "Drag its point on the map to move it" } else { "Not on the map" };
            prose(ui, text, regular(size::SMALL), cx.theme.text_2);
            origin(ui, cx, event, Field::Position);
        });
        field(ui, cx.theme, "Within", |ui| {
            let line = Line { slot: "within", of: &record.key, name: "Precision", hint: "3 km, 300 m", rows: 1 };
            self.typing.line(ui, cx, &line, &parse::distance_text(record.precision_m), |text| {
                parse::distance(text).map(|it| project.set_field([event], Field::PrecisionM, &Value::Number(it)))
            });
            origin(ui, cx, event, Field::PrecisionM);
        });
        self.choice(
            ui,
            cx,
            event,
            record,
            Field::GeoPrecision,
            &said(&vocabulary::GEO_PRECISION, facts::geo_precision),
        );
        self.text(ui, cx, event, record, Field::Admin1, 1);
        self.text(ui, cx, event, record, Field::Country, 1);
    }

    fn kind(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord) {
        let same = |it: &str| (it.to_owned(), it.to_owned());
        let types: Vec<_> = vocabulary::TYPES.iter().map(|(name, _)| same(name)).collect();
        self.choice(ui, cx, event, record, Field::EventType, &types);
        let sub: Vec<_> = vocabulary::sub_types(&record.event_type).into_iter().map(same).collect();
        self.choice(ui, cx, event, record, Field::SubEventType, &sub);
    }

    fn toll(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord, of: Field) {
        let Value::Toll(toll) = record.get(of) else { return };
        let name = field_name(of);
        let project = cx.session.project();
        field(ui, cx.theme, &name, |ui| {
            let hint = "Not known";
            let line = Line { slot: of.name(), of: &record.key, name: &name, hint, rows: 1 };
            self.typing.line(ui, cx, &line, &toll.text().unwrap_or_default(), |text| {
                parse::toll(text).map(|toll| project.set_field([event], of, &Value::Toll(toll)))
            });
            origin(ui, cx, event, of);
        });
    }

    fn choice(
        &mut self,
        ui: &mut Ui,
        cx: &Ctx<'_>,
        event: EventId,
        record: &EventRecord,
        of: Field,
        choices: &[(String, String)],
    ) {
        let Value::Text(current) = record.get(of) else { return };
        let name = if of == Field::GeoPrecision { "Precision as".to_owned() } else { field_name(of) };
        let project = cx.session.project();
        field(ui, cx.theme, &name, |ui| {
            let line = Line { slot: of.name(), of: &record.key, name: &name, hint: "Not given", rows: 1 };
            self.typing.with_choices(ui, cx, &line, &current, choices, |text| {
                project.set_field([event], of, &Value::Text(text.to_owned()))
            });
            if let Some((_, meaning)) = choices.iter().find(|(word, text)| *word == current && word != text)
                && !current.is_empty()
            {
                prose(ui, meaning, regular(size::SMALL), cx.theme.text_2);
            }
            origin(ui, cx, event, of);
        });
    }

    fn keys(&mut self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, of: (Field, Kind, &str), list: &[String]) {
        let name = field_name(of.0);
        field(ui, cx.theme, &name, |ui| {
            keys::field(ui, cx, &mut self.picker, event, of, list);
            origin(ui, cx, event, of.0);
        });
    }

    fn unverified(&self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord) {
        let on = record.unverified;
        field(ui, cx.theme, "Unverified", |ui| {
            if switch(ui, cx.theme, "Unverified", on).clicked() {
                let value = Value::Flag(!on);
                cx.send(Command::Edit(cx.session.project().set_field([event], Field::Unverified, &value)));
                // It must not vanish under the user's hands.
                if !on {
                    cx.send(Command::ShowUnverified(true));
                }
            }
            origin(ui, cx, event, Field::Unverified);
        });
    }

    fn star(&self, ui: &mut Ui, cx: &Ctx<'_>, event: EventId, record: &EventRecord) {
        field(ui, cx.theme, "Star", |ui| {
            if switch(ui, cx.theme, "Star", record.starred).clicked() {
                cx.send(Command::Edit(cx.session.project().star([event], !record.starred)));
            }
        });
    }
}

/// That this is the place where things change, and the ways out of it.
fn head(ui: &mut Ui, cx: &Ctx<'_>, event: EventId) {
    let project = cx.session.project();
    let title = prose(ui, project.events.title(event), semibold(size::TITLE), cx.theme.text).rect;
    let hue = cx.theme.hue(cx.session.derived().colouring.hue(event));
    let bar = title.top() + 3.0..=title.bottom() - 3.0;
    ui.painter().vline(title.left() - 10.0, bar, egui::Stroke::new(3.0, hue));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 0.0);
        if button(ui, cx.theme, true, icon::CHECK, "Done").on_hover_text("Stop editing (E)").clicked() {
            enter(cx, false);
        }
        if button(ui, cx.theme, true, icon::X, "Remove event").clicked() {
            remove_selected(cx);
        }
    });
    let text = if project.is_own(event) {
        "Added in this project. Every change is kept at once and can be undone."
    } else {
        "What was imported stays beside what you change and can be taken back."
    };
    prose(ui, text, regular(size::SMALL), cx.theme.text_2);
    if cx.session.read_only().is_some() {
        prose(ui, "This project is open for reading only", medium(size::SMALL), cx.theme.warning);
    }
}

/// Words with what they mean.
fn said(list: &[&str], meaning: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let text = |word: &&str| if word.is_empty() { "Not given".to_owned() } else { words::human(&meaning(word)) };
    list.iter().map(|word| ((*word).to_owned(), text(word))).collect()
}

fn human(word: &str) -> String {
    words::human(word)
}
