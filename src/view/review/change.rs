//! A proposal, to be changed before it is accepted. Nothing of it is in the project yet.

use egui::{Id, Margin, RichText, Sense, TextEdit, Ui, vec2};

use super::facts::{choices, heading, second, show_place};
use crate::event::When;
use crate::review::{Draft, Review, Spot, Who};
use crate::theme::{regular, size};
use crate::view::edit::{Kind, Picked, Picker, parse, pick_row, vocabulary};
use crate::view::parts::{cross_at, radio_row};
use crate::view::reader::prose::{chip_within, input_field as field, prose};
use crate::view::{Ctx, words};
use crate::widget::{icon, icon_button, text_button};

/// What stands in the fields.
#[derive(Default)]
pub struct ChangeForm {
    /// Of which report and proposal.
    of: Option<(String, usize)>,
    date: Typed,
    killed: Typed,
    injured: Typed,
    picker: Picker,
}

#[derive(Default)]
struct Typed {
    text: String,
    wrong: Option<String>,
}

impl Typed {
    fn of(text: String) -> Self {
        Self { text, wrong: None }
    }
}

impl ChangeForm {
    /// Begin anew with what the proposal says.
    pub fn forget(&mut self) {
        self.of = None;
    }

    /// Show the fields. Whether anything was changed.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, review: &mut Review, at: usize) -> bool {
        let of = Some((review.article.key.clone(), at));
        let fresh = self.of != of;
        if fresh {
            let draft = &review.drafts[at];
            self.date = Typed::of(draft.when.as_ref().map_or_else(String::new, |it| it.text().to_owned()));
            self.killed = Typed::of(draft.fatalities.text().unwrap_or_default());
            self.injured = Typed::of(draft.injuries.text().unwrap_or_default());
            self.of = of;
        }
        let before = review.drafts[at].clone();
        ui.spacing_mut().item_spacing.y = 8.0;
        self.texts(ui, cx, &mut review.drafts[at], fresh);
        self.place(ui, cx, review, at);
        self.kind(ui, cx, &mut review.drafts[at]);
        self.groups(ui, cx, &mut review.drafts[at]);
        review.drafts[at] != before
    }

    fn texts(&mut self, ui: &mut Ui, cx: &Ctx<'_>, draft: &mut Draft, fresh: bool) {
        field(ui, cx.theme, "Title", |ui| {
            let title = input(ui, cx, "Title of the proposal", "", &mut draft.title);
            if fresh {
                title.request_focus();
            }
        });
        field(ui, cx.theme, "Date", |ui| {
            let hint = "2024-07-16, 2024-07, 2024-07~, a/b";
            if input(ui, cx, "Date of the proposal", hint, &mut self.date.text).changed() {
                match parse::date(&self.date.text) {
                    Ok(when) => (draft.when, self.date.wrong) = (when, None),
                    Err(why) => self.date.wrong = Some(why),
                }
            }
            match (&self.date.wrong, &draft.when) {
                (Some(why), _) => drop(prose(ui, why, regular(size::SMALL), cx.theme.error)),
                (None, Some(when)) => second(ui, cx, &When::display(when)),
                (None, None) => second(ui, cx, "Undated"),
            }
        });
        for (name, typed, toll) in
            [("Killed", &mut self.killed, &mut draft.fatalities), ("Injured", &mut self.injured, &mut draft.injuries)]
        {
            field(ui, cx.theme, name, |ui| {
                let said = format!("{name} in the proposal");
                if input(ui, cx, &said, "Not known", &mut typed.text).changed() {
                    match parse::toll(&typed.text) {
                        Ok(it) => (*toll, typed.wrong) = (it, None),
                        Err(why) => typed.wrong = Some(why),
                    }
                }
                if let Some(why) = &typed.wrong {
                    prose(ui, why, regular(size::SMALL), cx.theme.error);
                }
            });
        }
    }

    /// The places that the name may mean, one of the project's, or none.
    fn place(&mut self, ui: &mut Ui, cx: &Ctx<'_>, review: &mut Review, at: usize) {
        heading(ui, cx, "Place");
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut spot = choices(ui, cx, review, at);
        let project = cx.session.project();
        let now = review.drafts[at].place.clone();
        let own = match &now {
            Spot::Known(key) => project.place_by_key(key).map_or(String::new(), |id| project.place(id).name.clone()),
            Spot::New(name) => name.clone(),
            _ => String::new(),
        };
        if !own.is_empty() {
            radio_row(ui, cx.theme, &own, "", true);
        }
        if radio_row(ui, cx.theme, "Nobody knows where", "", now == Spot::Nowhere).clicked() {
            spot = Some(Spot::Nowhere);
        }
        let button = text_button(ui, cx.theme, "Another place…");
        match self.picker.show(ui, cx, &button, Kind::Place, "Place of the proposal", &[]) {
            Some(Picked::Key(key)) => spot = Some(Spot::Known(key)),
            Some(Picked::New(name)) => spot = Some(Spot::New(name)),
            None => {}
        }
        ui.spacing_mut().item_spacing.y = 8.0;
        if let Some(spot) = spot {
            review.drafts[at].place = spot;
            show_place(cx, review, at);
        }
    }

    fn kind(&mut self, ui: &mut Ui, cx: &Ctx<'_>, draft: &mut Draft) {
        heading(ui, cx, "What and who");
        let types: Vec<(String, String)> =
            vocabulary::TYPES.iter().map(|(it, _)| ((*it).to_owned(), (*it).to_owned())).collect();
        field(ui, cx.theme, "Type", |ui| choose(ui, cx, "Type of the proposal", &types, &mut draft.event_type));
        let sub: Vec<(String, String)> =
            vocabulary::sub_types(&draft.event_type).into_iter().map(|it| (it.to_owned(), it.to_owned())).collect();
        field(ui, cx.theme, "Sub-type", |ui| {
            choose(ui, cx, "Sub-type of the proposal", &sub, &mut draft.sub_event_type)
        });
        let status: Vec<(String, String)> =
            vocabulary::STATUS.iter().map(|it| ((*it).to_owned(), words::status(it))).collect();
        field(ui, cx.theme, "Attribution", |ui| {
            choose(ui, cx, "Attribution of the proposal", &status, &mut draft.status)
        });
    }

    fn groups(&mut self, ui: &mut Ui, cx: &Ctx<'_>, draft: &mut Draft) {
        for (name, what, list) in [("Actors", "actor", &mut draft.actors), ("Targets", "target", &mut draft.targets)] {
            field(ui, cx.theme, name, |ui| self.chips(ui, cx, what, list));
        }
    }

    fn chips(&mut self, ui: &mut Ui, cx: &Ctx<'_>, what: &str, list: &mut Vec<Who>) {
        let project = cx.session.project();
        let mut gone = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(2.0, 4.0);
            ui.spacing_mut().interact_size.y = 24.0;
            for (at, who) in list.iter().enumerate() {
                let text = who.name(project);
                let room = ui.max_rect().width() - 26.0;
                chip_within(ui, cx.theme, text, None, room);
                let (_, cross) = ui.allocate_exact_size(vec2(20.0, 24.0), Sense::click());
                if cross_at(ui, cx.theme, &cross, &format!("Remove {text} as {what}")).clicked() {
                    gone = Some(at);
                }
            }
            let button = text_button(ui, cx.theme, &format!("Add {what}"));
            let except: Vec<String> =
                list.iter().filter_map(|it| if let Who::Known(key) = it { Some(key.clone()) } else { None }).collect();
            let name = format!("New {what} of the proposal");
            let picked = self.picker.show(ui, cx, &button, Kind::Group, &name, &except).map(|it| match it {
                Picked::Key(key) => Who::Known(key),
                Picked::New(name) => Who::New(name),
            });
            list.extend(picked);
        });
        if let Some(at) = gone {
            list.remove(at);
        }
    }
}

fn input(ui: &mut Ui, cx: &Ctx<'_>, name: &str, hint: &str, text: &mut String) -> egui::Response {
    let edit = TextEdit::singleline(text)
        .id(Id::unique(("proposal field", name)))
        .desired_width(f32::INFINITY)
        .margin(Margin::symmetric(8, 5))
        .font(regular(size::BODY))
        .text_color(cx.theme.text)
        .hint_text(RichText::new(hint).color(cx.theme.text_2));
    ui.add(edit).accessible_name(name)
}

/// A word to type or to choose.
fn choose(ui: &mut Ui, cx: &Ctx<'_>, name: &str, words: &[(String, String)], text: &mut String) {
    let width = ui.available_width();
    ui.horizontal(|ui| {
        ui.allocate_ui(vec2(width - 34.0, 28.0), |ui| input(ui, cx, name, "Not given", text));
        let button = icon_button(ui, cx.theme, icon::CARET_DOWN, &format!("Choose {}", name.to_lowercase()), false);
        egui::Popup::menu(&button).accessible_name(name.to_owned()).show(|ui| {
            ui.set_min_width(240.0);
            for (word, said) in words {
                if pick_row(ui, cx, said, "").clicked() {
                    word.clone_into(text);
                    ui.close();
                }
            }
        });
    });
}
