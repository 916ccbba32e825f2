//! Choices of the further fields: which field, then what it says or in which range its numbers lie.

use std::collections::BTreeSet;

use egui::{Id, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::dropdown::page_row;
use super::height;
use crate::event::Code;
use crate::filter::{Clause, Control, FieldChoice};
use crate::index::{Numbers, number};
use crate::session::{ColourBy, Command};
use crate::text::fold;
use crate::theme::{regular, size};
use crate::view::parts::{SearchField, heading, note, rule};
use crate::view::{Ctx, fields};
use crate::widget::{CheckRow, check_row, hint, link_button, text_button};

/// Most texts that are shown at once; further ones are found by typing.
const MOST: usize = 300;
/// Fewer choices than this need no search field.
const FEW: usize = 8;

/// What is looked at of the further fields.
#[derive(Default)]
pub struct FieldsPopup {
    /// What is typed to find a field, and to find a text.
    query: String,
    texts: String,
    /// What was listed last: of which table and field, for which counts and words.
    of: Option<(usize, u64, u16, String)>,
    found: Vec<(Code, u32)>,
    more: usize,
    range: [String; 2],
    range_of: Option<(u16, [Option<f64>; 2])>,
}

/// What a field is set to, in few words.
pub fn label(name: &str, choice: &FieldChoice) -> String {
    let said = match choice.texts.first().map(String::as_str) {
        Some("") => "not given".to_owned(),
        Some(text) => text.to_owned(),
        None => match (choice.from, choice.to) {
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("{from} or more"),
            (None, Some(to)) => format!("{to} or less"),
            (None, None) => String::new(),
        },
    };
    let more = if choice.texts.len() > 1 { format!(" + {}", choice.texts.len() - 1) } else { String::new() };
    format!("{name}: {said}{more}")
}

impl FieldsPopup {
    /// Every further field; the one that was opened.
    pub fn names(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> Option<u16> {
        ui.spacing_mut().item_spacing.y = 0.0;
        let names = fields::names(cx);
        if names.len() >= FEW {
            let field = SearchField {
                id: Id::unique("find a field"),
                name: "Find a field",
                hint: "Type to find",
                height: 30.0,
                size: size::BODY,
            };
            field.show(ui, cx.theme, &mut self.query);
            ui.add_space(6.0);
        } else {
            self.query.clear();
        }
        let query = fold(self.query.trim());
        let mut opened = None;
        let mut any = false;
        ScrollArea::vertical().id_salt("field names").max_height(height(ui)).show(ui, |ui| {
            for (column, name) in names.into_iter().filter(|(_, name)| query.is_empty() || fold(name).contains(&query))
            {
                any = true;
                let set = match cx.session.filter().get(Control::Field(column)) {
                    Some(Clause::Field(it)) => Some(label("", it).trim_start_matches(": ").to_owned()),
                    _ => None,
                };
                let row = page_row(ui, cx.theme, name, set.as_deref());
                if row.gained_focus() {
                    row.scroll_to_me(None);
                }
                if hint(row, name).clicked() {
                    self.texts.clear();
                    opened = Some(column);
                }
            }
            if !any {
                note(ui, cx.theme, "No field is called so. Clear the search to see all of them.");
            }
        });
        opened
    }

    /// What a field says, to be ticked; numbers by their range, too.
    pub fn texts(&mut self, ui: &mut Ui, cx: &Ctx<'_>, column: u16) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let at = usize::from(column);
        if !fields::ready(ui, cx, column) {
            note(ui, cx.theme, "Looking through the events…");
            return;
        }
        let session = cx.session;
        let events = &session.project().events;
        let chosen = match session.filter().get(Control::Field(column)) {
            Some(Clause::Field(it)) => it.clone(),
            _ => FieldChoice { column, ..FieldChoice::default() },
        };
        let Some(words) = session.fields().words(events, at) else {
            note(
                ui,
                cx.theme,
                "This field says something else of nearly every event: find it by typing words instead.",
            );
            return;
        };
        if let Some(numbers) = session.fields().numbers(events, at) {
            self.range(ui, cx, &chosen, numbers);
            rule(ui, cx.theme);
            heading(ui, cx.theme, "Or single values");
        }
        if words.codes() > FEW {
            let field = SearchField {
                id: Id::unique(("find a text", column)),
                name: "Find a value",
                hint: "Type to find",
                height: 30.0,
                size: size::BODY,
            };
            field.show(ui, cx.theme, &mut self.texts);
            ui.add_space(6.0);
        } else {
            self.texts.clear();
        }
        self.find(cx, column);
        let mut next = chosen.clone();
        ScrollArea::vertical().id_salt(("texts", column)).max_height(height(ui)).show(ui, |ui| {
            for (code, count) in &self.found {
                let text = words.word(*code);
                let label = if text.is_empty() { "Not given" } else { text };
                let checked = chosen.texts.contains(text);
                let row = CheckRow { label, checked, count: Some(*count), dot: None, depth: 0 };
                let response = check_row(ui, cx.theme, &row);
                if response.gained_focus() {
                    response.scroll_to_me(None);
                }
                if hint(response, label).clicked() && !next.texts.remove(text) {
                    next.texts.insert(text.to_owned());
                }
            }
            if self.found.is_empty() {
                note(ui, cx.theme, "Nothing of that name. Clear the search to see every value.");
            } else if self.more > 0 {
                note(ui, cx.theme, &format!("{} more: type to find them.", self.more));
            }
        });
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            if text_button(ui, cx.theme, "Select none").clicked() {
                next = FieldChoice { column, ..FieldChoice::default() };
            }
            let coloured = session.colour_by() == ColourBy::Field(column);
            if !coloured && link_button(ui, cx.theme, "Colour by this field").clicked() {
                cx.send(Command::ColourBy(ColourBy::Field(column)));
            }
        });
        if next != chosen {
            send(cx, next, false);
        }
    }

    /// List anew what moved: the counts under other filters, or the words typed.
    fn find(&mut self, cx: &Ctx<'_>, column: u16) {
        let session = cx.session;
        let table = std::sync::Arc::as_ptr(session.fields()) as usize;
        let of = Some((table, session.derived().revision, column, self.texts.clone()));
        if self.of == of {
            return;
        }
        self.of = of;
        let events = &session.project().events;
        let Some(words) = session.fields().words(events, usize::from(column)) else { return };
        let facets = session.facets(Control::Field(column));
        let query = fold(self.texts.trim());
        let codes = 0..words.codes() as Code;
        let fits = |code: &Code| match words.word(*code) {
            "" => query.is_empty(),
            text => query.is_empty() || fold(text).contains(&query),
        };
        let all: Vec<(Code, u32)> = codes.filter(fits).map(|code| (code, facets.field(code))).collect();
        let whole = all.len();
        self.found = first(all, MOST);
        // Numbers are looked for in their own order.
        if let Some(numbers) = session.fields().numbers(events, usize::from(column)) {
            let number = |code: Code| numbers.by_code.get(code as usize).copied().unwrap_or(f64::NAN);
            self.found.sort_by(|(a, _), (b, _)| number(*a).total_cmp(&number(*b)));
        }
        self.more = whole - self.found.len();
    }

    /// From this number to that one.
    fn range(&mut self, ui: &mut Ui, cx: &Ctx<'_>, chosen: &FieldChoice, numbers: &Numbers) {
        let now = (chosen.column, [chosen.from, chosen.to]);
        if self.range_of != Some(now) {
            let text = |it: Option<f64>| it.map_or_else(String::new, |it| it.to_string());
            self.range = now.1.map(text);
            self.range_of = Some(now);
        }
        heading(ui, cx.theme, "From – to");
        let mut changed = false;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let hints = [format!("from {}", numbers.least), format!("to {}", numbers.most)];
            for ((text, hint), name) in self.range.iter_mut().zip(&hints).zip(["At least", "At most"]) {
                let wrong = !text.trim().is_empty() && number(text).is_none();
                let field = TextEdit::singleline(text)
                    .hint_text(RichText::new(hint).color(cx.theme.text_2))
                    .font(regular(size::BODY))
                    .text_color(if wrong { cx.theme.error } else { cx.theme.text });
                let field = ui.add_sized(vec2(120.0, 28.0), field).accessible_name(name);
                changed |= field.changed();
            }
        });
        if changed {
            let read = |text: &String| if text.trim().is_empty() { Some(None) } else { number(text).map(Some) };
            if let (Some(from), Some(to)) = (read(&self.range[0]), read(&self.range[1])) {
                self.range_of = Some((chosen.column, [from, to]));
                send(cx, FieldChoice { from, to, ..chosen.clone() }, true);
            }
        }
    }
}

fn send(cx: &Ctx<'_>, choice: FieldChoice, merge: bool) {
    let control = Control::Field(choice.column);
    cx.send(Command::Filter { control, clause: Some(Clause::Field(choice)), merge });
}

/// The most frequent ones, "not given" last; the rest is not put in order.
fn first(mut all: Vec<(Code, u32)>, most: usize) -> Vec<(Code, u32)> {
    let rank = |it: &(Code, u32)| (it.0 == 0, std::cmp::Reverse(it.1), it.0);
    if all.len() > most {
        all.select_nth_unstable_by_key(most, rank);
        all.truncate(most);
    }
    all.sort_unstable_by_key(rank);
    all
}

/// The further fields that are chosen by.
pub fn set(cx: &Ctx<'_>) -> BTreeSet<u16> {
    let controls = cx.session.filter().iter();
    controls.filter_map(|(control, _)| if let Control::Field(column) = control { Some(column) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chip_says_what_a_field_is_chosen_to_be() {
        let choice = |texts: &[&str], from, to| FieldChoice {
            column: 0,
            texts: texts.iter().map(|it| (*it).to_owned()).collect(),
            from,
            to,
        };
        assert_eq!(label("road", &choice(&["open", "closed"], None, None)), "road: closed + 1");
        assert_eq!(label("road", &choice(&[""], None, None)), "road: not given");
        assert_eq!(label("km", &choice(&[], Some(1.5), Some(3.0))), "km: 1.5 to 3");
        assert_eq!(label("km", &choice(&[], None, Some(3.0))), "km: 3 or less");
    }

    #[test]
    fn the_most_frequent_texts_come_first_and_nothing_given_last() {
        let all = vec![(0, 900), (1, 3), (2, 50), (3, 3), (4, 7)];
        assert_eq!(first(all.clone(), 9), [(2, 50), (4, 7), (1, 3), (3, 3), (0, 900)]);
        assert_eq!(first(all, 2), [(2, 50), (4, 7)]);
    }
}
