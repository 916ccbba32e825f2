use egui::{Id, Key, ScrollArea, Sense, TextEdit, Ui, vec2};

use super::height;
use super::span::{day_text, parse};
use crate::event::Day;
use crate::filter::{Clause, Control, Sense as InRange, Span};
use crate::session::{Command, days_of};
use crate::theme::{medium, regular, size};
use crate::view::parts::{note, rule, segments};
use crate::view::{Ctx, words};
use crate::widget::{CheckRow, check_row, ink};

/// Two typed dates, what a range means, and ranges to choose from.
#[derive(Default)]
pub struct DatePopup {
    from: Typed,
    to: Typed,
    presets: Presets,
}

/// A half-typed date.
#[derive(Default)]
struct Typed {
    text: String,
    /// What the filter said when the text was last taken from it.
    was: String,
    wrong: bool,
}

impl DatePopup {
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>, fresh: bool) {
        let span = match cx.session.filter().get(Control::Time) {
            Some(Clause::Time(span)) => *span,
            _ => Span { sense: self.presets.sense, ..Span::default() },
        };
        self.presets.fill(cx, span.sense);
        let mut next = span;
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let width = (ui.available_width() - 12.0) / 2.0;
            let first = typed(ui, cx, &mut self.from, ("From", "the start"), span.from, width, fresh);
            let last = typed(ui, cx, &mut self.to, ("To", "the end"), span.to, width, false);
            if let Some(typed) = first {
                next.from = typed.map(|(first, _)| first);
            }
            if let Some(typed) = last {
                next.to = typed.map(|(_, last)| last);
            }
        });
        if self.from.wrong || self.to.wrong {
            let said = "That is not a date. Write 16 Jul 2024, 2024-07-16, 2024-07 or 2024.";
            crate::view::parts::paragraph(ui, said, regular(size::SMALL), cx.theme.error);
        } else if let (Some(from), Some(to)) = (span.from, span.to)
            && from > to
        {
            let said = "The range ends before it begins: no date is in it.";
            crate::view::parts::paragraph(ui, said, regular(size::SMALL), cx.theme.error);
        }
        ui.add_space(12.0);
        let names = ["Possibly in range", "Certainly in range"];
        if let Some(pick) = segments(ui, cx.theme, &names, usize::from(span.sense == InRange::Certainly)) {
            next.sense = if pick == 1 { InRange::Certainly } else { InRange::Possibly };
        }
        ui.add_space(6.0);
        let meaning = match span.sense {
            InRange::Possibly => "An event known only by its month counts if any day of that month is in range.",
            InRange::Certainly => "An event known only by its month counts if the whole month is in range.",
        };
        note(ui, cx.theme, meaning);
        rule(ui, cx.theme);
        ScrollArea::vertical().id_salt("presets").max_height(height(ui) - 40.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for preset in &self.presets.list {
                let checked = (preset.from, preset.to) == (span.from, span.to);
                let label = preset.label.as_str();
                let row = CheckRow { label, checked, count: Some(preset.count), dot: None, depth: 0 };
                if check_row(ui, cx.theme, &row).clicked() {
                    (next.from, next.to) = if checked { (None, None) } else { (preset.from, preset.to) };
                }
            }
        });
        if self.presets.undated > 0 {
            ui.add_space(6.0);
            let undated = words::count(self.presets.undated as usize, "undated event is", "undated events are");
            note(ui, cx.theme, &format!("{undated} in no range of dates."));
        }
        self.presets.sense = next.sense;
        if next != span {
            self.from.wrong = false;
            self.to.wrong = false;
            cx.send(Command::Filter { control: Control::Time, clause: Some(Clause::Time(next)), merge: false });
        }
    }
}

/// A field for a date. What was typed comes back when it is left or Enter is pressed: none for an empty field.
fn typed(
    ui: &mut Ui,
    cx: &Ctx<'_>,
    state: &mut Typed,
    (name, empty): (&str, &'static str),
    now: Option<Day>,
    width: f32,
    fresh: bool,
) -> Option<Option<(Day, Day)>> {
    let id = Id::unique(("date field", name));
    let mut asked = None;
    ui.vertical(|ui| {
        ui.set_width(width);
        let (rect, _) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
        let left = egui::Align2::LEFT_CENTER;
        ink(ui.painter(), rect.left_center(), left, name, medium(size::SMALL), cx.theme.text_2, width);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let written = now.map(day_text).unwrap_or_default();
        // A field that nobody has changed follows the filter even while it has the keyboard.
        let untouched = state.text == state.was && state.was != written;
        if fresh || untouched || (!focused && !state.wrong) {
            state.text.clone_from(&written);
            state.was.clone_from(&written);
            state.wrong = false;
        }
        let field = TextEdit::singleline(&mut state.text).id(id).hint_text(empty).desired_width(width);
        let response = ui.add(field).accessible_name(name);
        if fresh {
            response.request_focus();
        }
        let done = response.lost_focus() || (response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter)));
        if response.changed() {
            state.wrong = false;
        }
        if done && state.text.trim() != written {
            if state.text.trim().is_empty() {
                asked = Some(None);
            } else if let Some(days) = parse(&state.text) {
                asked = Some(Some(days));
            } else {
                state.wrong = true;
            }
        }
    });
    asked
}

/// A range to choose, and how many events it would leave.
struct Preset {
    label: String,
    from: Option<Day>,
    to: Option<Day>,
    count: u32,
}

/// The ranges to choose from, counted once a revision.
#[derive(Default)]
struct Presets {
    key: Option<(usize, u64, InRange)>,
    sense: InRange,
    list: Vec<Preset>,
    undated: u32,
}

/// Most years that are listed.
const MOST_YEARS: usize = 300;

impl Presets {
    fn fill(&mut self, cx: &Ctx<'_>, sense: InRange) {
        let session = cx.session;
        let case = std::sync::Arc::as_ptr(session.project()) as usize;
        let key = Some((case, session.derived().revision, sense));
        if self.key == key {
            return;
        }
        self.key = key;
        let project = session.project();
        let rows = &session.derived().time_rows;
        // The case's own span and not that of what is left, so that no range goes while one filters.
        let whole = days_of(project, &session.derived().universe);
        self.list = vec![Preset { label: "All dates".to_owned(), from: None, to: None, count: 0 }];
        if let Some((first, last)) = whole {
            for days in [30, 90] {
                let label = format!("Last {days} days of the data");
                self.list.push(Preset { label, from: Some(last.plus(1 - days)), to: Some(last), count: 0 });
            }
            let years = (first.date().year()..=last.date().year()).rev().take(MOST_YEARS);
            self.list.extend(years.filter_map(|year| {
                let (from, to) = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 12, 31));
                from.and(to).map(|_| Preset { label: year.to_string(), from, to, count: 0 })
            }));
        }
        self.undated = 0;
        let (earliest, latest) = (project.events.earliest_days(), project.events.latest_days());
        for row in rows.iter() {
            let (a, b) = (Day(earliest[row]), Day(latest[row]));
            if a > b {
                self.undated += 1;
            }
        }
        for (i, preset) in self.list.iter_mut().enumerate() {
            let span = Span { from: preset.from, to: preset.to, sense };
            let holds = |row: &usize| {
                let (a, b) = (earliest[*row], latest[*row]);
                a <= b && span.holds(Day(a), Day(b))
            };
            preset.count = match i {
                0 => u32::try_from(rows.count()).unwrap_or(u32::MAX),
                _ => u32::try_from(rows.iter().filter(holds).count()).unwrap_or(u32::MAX),
            };
        }
        // Years in which nothing happened say nothing.
        self.list.retain(|it| it.count > 0 || it.from.is_none() || it.label.starts_with("Last"));
    }
}
