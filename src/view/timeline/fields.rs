use egui::{Align2, Area, Frame, Id, Key, Margin, Order, Response, RichText, Stroke, TextEdit, Ui, vec2};

use super::{say, typed};
use crate::event::Day;
use crate::filter::{Clause, Control, Span};
use crate::session::Command;
use crate::theme::{regular, size};
use crate::view::Ctx;

/// What to write where a date is expected.
const EXAMPLES: &str = "Write a date like 16 Jul 2024, 2024-07-16, 2024-02 or 2024";

/// The two fields that dates are typed into.
#[derive(Debug, Default)]
pub struct Fields {
    from: Field,
    to: Field,
}

#[derive(Debug, Default)]
struct Field {
    text: String,
    /// Somebody is writing: what the session says must not overwrite it.
    writing: bool,
    /// What is wrong with it, and what the session said when it was typed.
    error: Option<(&'static str, Option<Day>)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    From,
    To,
}

/// How wide one field is.
pub const WIDTH: f32 = 100.0;

impl Fields {
    /// Both fields with a dash between, and whatever is wrong above them.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, span: Option<Span>) {
        self.field(ui, cx, span, End::From);
        ui.label(RichText::new("–").font(regular(size::SMALL)).color(cx.theme.text_2));
        self.field(ui, cx, span, End::To);
    }

    fn field(&mut self, ui: &mut Ui, cx: &Ctx<'_>, span: Option<Span>, end: End) {
        let (field, now, hint, name) = match end {
            End::From => (&mut self.from, span.and_then(|span| span.from), "from", "Show events from"),
            End::To => (&mut self.to, span.and_then(|span| span.to), "to", "Show events to"),
        };
        // The range was changed elsewhere after something wrong was typed.
        field.error = field.error.filter(|(_, then)| *then == now);
        if !field.writing && field.error.is_none() {
            field.text = now.map(say::day).unwrap_or_default();
        }
        let before = now.map(say::day).unwrap_or_default();
        let colour = if field.error.is_some() { cx.theme.error } else { cx.theme.text };
        let response = ui
            .add(
                TextEdit::singleline(&mut field.text)
                    .id(Id::unique(("timeline-date", hint)))
                    .font(regular(size::SMALL))
                    .text_color(colour)
                    .hint_text(RichText::new(hint).font(regular(size::SMALL)).color(cx.theme.text_2))
                    .margin(Margin::symmetric(8, 3))
                    .align(Align2::LEFT_CENTER)
                    .min_size(vec2(WIDTH, 26.0))
                    .char_limit(40)
                    .desired_width(WIDTH - 16.0),
            )
            .accessible_name(name);
        field.writing = response.has_focus();
        if response.changed() {
            field.error = None;
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            // Leave it as it was.
            (field.text, field.error) = (before, None);
        } else if response.lost_focus() && field.text.trim() != before {
            if let Err(error) = commit(cx, span, end, &field.text) {
                field.error = Some((error, now));
            } else {
                field.error = None;
            }
        }
        if let Some((error, _)) = field.error {
            hint_above(ui, cx, &response, error);
        }
    }

    /// Forget what was half typed.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Ask for the range that was typed, or say what is wrong with it.
fn commit(cx: &Ctx<'_>, span: Option<Span>, end: End, text: &str) -> Result<(), &'static str> {
    let typed = match text.trim() {
        "" => None,
        text => Some(typed::parse(text).ok_or(EXAMPLES)?),
    };
    let mut next = span.unwrap_or_default();
    match (end, typed) {
        // A whole interval fills both fields.
        (_, Some((first, last))) if typed::is_interval(text) => (next.from, next.to) = (Some(first), Some(last)),
        (End::From, days) => next.from = days.map(|(first, _)| first),
        (End::To, days) => next.to = days.map(|(_, last)| last),
    }
    if next.from.zip(next.to).is_some_and(|(from, to)| from > to) {
        return Err(match end {
            End::From => "This is after the end of the range. Write an earlier date, or change the end first",
            End::To => "This is before the start of the range. Write a later date, or change the start first",
        });
    }
    let clause = (next.from.is_some() || next.to.is_some()).then_some(Clause::Time(next));
    cx.send(Command::Filter { control: Control::Time, clause, merge: false });
    Ok(())
}

/// What is wrong, over the field, where it covers nothing of the chart.
fn hint_above(ui: &Ui, cx: &Ctx<'_>, response: &Response, text: &str) {
    let rect = response.rect;
    ui.painter().rect_stroke(
        rect,
        crate::theme::measure::RADIUS,
        Stroke::new(1.0, cx.theme.error),
        egui::StrokeKind::Inside,
    );
    Area::new(response.id.with("hint"))
        .order(Order::Tooltip)
        .interactable(false)
        .fixed_pos(rect.left_top() - vec2(0.0, 6.0))
        .pivot(Align2::LEFT_BOTTOM)
        .fade_in(false)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).fill(cx.theme.raised).inner_margin(Margin::symmetric(10, 8)).show(ui, |ui| {
                ui.set_max_width(300.0);
                ui.label(RichText::new(text).font(regular(size::SMALL)).color(cx.theme.error));
            });
        });
}
