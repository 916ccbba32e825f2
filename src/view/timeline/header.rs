use egui::accesskit::Role;
use egui::{
    Align, Align2, CornerRadius, Layout, Popup, PopupCloseBehavior, Rect, Response, RichText, Sense, Ui, UiBuilder,
    WidgetInfo, vec2,
};

use super::data::{Data, Facts};
use super::fields::{self, Fields};
use super::say;
use crate::filter::{Clause, Control, Sense as Sureness, Span};
use crate::index::Unit;
use crate::session::{ColourBy, Command, Play, PlayMode};
use crate::theme::{Theme, icons, measure, regular, semibold, size};
use crate::view::{Ctx, words};
use crate::widget::{elided, icon, icon_button, ink, shown};

/// How counting is done, for whoever asks.
const COUNTING: [&str; 2] = [
    "An event counts in a bar only if all the days on which it may have happened lie in that bar. Other dated events \
     are drawn as bands over their possible days. Undated events are only counted.",
    "Bars show what passes the other filters; what the date filter leaves out is faded.",
];

/// What the zoom buttons ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    ZoomIn,
    ZoomOut,
    Fit,
}

/// What the header tells.
pub struct Told {
    pub unit: Unit,
    pub facts: Facts,
    /// How many are drawn as bands with the bars of now.
    pub bands: usize,
    pub span: Option<Span>,
    pub all_shown: bool,
    pub empty: bool,
}

impl Told {
    pub fn new(data: &Data, unit: Unit, span: Option<Span>, all_shown: bool, empty: bool) -> Self {
        Self { unit, facts: data.facts, bands: data.all.bands.len(), span, all_shown, empty }
    }
}

const BUTTON: f32 = 28.0;
/// Play, how to play, zoom out, zoom in, fit.
const BUTTONS: f32 = BUTTON * 5.0 + 8.0;

/// The panel's head: what is shown, the dates as text, counts, play and zoom. Narrow panels fold the dates into a
/// menu and leave out what can be read elsewhere.
pub fn show(ui: &mut Ui, cx: &Ctx<'_>, rect: Rect, fields: &mut Fields, told: &Told) -> Option<Asked> {
    let theme = cx.theme;
    let inner = rect.shrink2(vec2(measure::SIDE, 0.0));
    let width = |text: &str, font| elided(ui.painter(), text, font, theme.text, f32::INFINITY).size().x;
    let title = width("Timeline", semibold(size::BODY));
    let by = subtitle(cx, told.unit);
    let by_width = width(&by, regular(size::SMALL)) + 12.0;
    let counts = counts(&told.facts);
    let counts_width = if counts.is_empty() { 0.0 } else { width(&counts, regular(size::SMALL)) + 12.0 };
    let dates_width = fields::WIDTH * 2.0 + 36.0 + if told.span.is_some() { BUTTON + SURENESS } else { 0.0 };

    // What there is room for, the most needed first.
    let mut room = inner.width() - title - BUTTON - 16.0 - BUTTONS;
    let mut fits = |wanted: f32| {
        let fits = wanted <= room;
        room -= if fits { wanted } else { 0.0 };
        fits
    };
    let open_dates = fits(dates_width);
    if !open_dates {
        fits(BUTTON);
    }
    let (with_by, with_counts) = (!told.empty && fits(by_width), fits(counts_width));

    ink(ui.painter(), inner.left_center(), Align2::LEFT_CENTER, "Timeline", semibold(size::BODY), theme.text, title);
    let left = Rect::from_min_max(egui::pos2(inner.left() + title + 12.0, inner.top()), inner.max);
    let mut line = ui.new_child(UiBuilder::new().max_rect(left).layout(Layout::left_to_right(Align::Center)));
    let ui = &mut line;
    ui.spacing_mut().item_spacing.x = 4.0;
    if with_by {
        ui.label(RichText::new(by).font(regular(size::SMALL)).color(theme.text_2));
    }
    info(ui, cx, told);
    ui.add_space(8.0);
    if open_dates {
        dates(ui, cx, fields, told.span);
    } else {
        let text = told.span.map_or_else(|| "Filter by date".to_owned(), |span| format!("Dates: {}", range(span)));
        let button = icon_button(ui, theme, icon::CALENDAR_BLANK, &text, told.span.is_some());
        Popup::menu(&button)
            .accessible_name("Filter by date")
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                ui.horizontal(|ui| dates(ui, cx, fields, told.span));
            });
    }

    // The right side is as wide as what stands in it, laid out from left to right so that Tab goes that way too.
    let right_width = BUTTONS + if with_counts { counts_width } else { 0.0 };
    let right = Rect::from_min_max(egui::pos2(inner.right() - right_width, inner.top()), inner.max);
    let mut line = ui.new_child(UiBuilder::new().max_rect(right).layout(Layout::left_to_right(Align::Center)));
    let ui = &mut line;
    ui.spacing_mut().item_spacing.x = 2.0;
    if with_counts && !counts.is_empty() {
        ui.label(RichText::new(counts).font(regular(size::SMALL)).color(theme.text_2))
            .on_hover_text(counts_in_full(told));
        ui.add_space(8.0);
    }
    buttons(ui, cx, told)
}

/// "by week · coloured by group".
fn subtitle(cx: &Ctx<'_>, unit: Unit) -> String {
    let colour = match cx.session.colour_by() {
        ColourBy::Group => "group".to_owned(),
        ColourBy::Type => "type".to_owned(),
        ColourBy::Layer => "layer".to_owned(),
        ColourBy::Field(column) => {
            let columns = cx.session.project().events.detail_columns();
            short(columns.get(usize::from(column)).map_or("", |it| it.name.as_str()))
        }
    };
    format!("by {} · coloured by {colour}", unit.word())
}

/// The name of a field, cut where it gets long.
fn short(name: &str) -> String {
    const LONGEST: usize = 24;
    let mut cut: String = name.chars().take(LONGEST).collect();
    if name.chars().count() > LONGEST {
        cut.push('…');
    }
    shown(&cut).into_owned()
}

/// "12 imprecise · 3 undated".
fn counts(facts: &Facts) -> String {
    let part = |n: usize, word: &str| (n > 0).then(|| format!("{} {word}", words::thousands(n)));
    [part(facts.imprecise, "imprecise"), part(facts.undated, "undated")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn counts_in_full(told: &Told) -> String {
    let (facts, unit) = (told.facts, told.unit.word());
    let bands = match told.bands {
        0 => "none needs a band".to_owned(),
        1 => "1 is drawn as a band".to_owned(),
        n => format!("{} are drawn as bands", words::thousands(n)),
    };
    let mut lines = vec![format!("{} in all.", words::count(facts.rows, "event", "events"))];
    match facts.imprecise {
        0 => {}
        1 => lines.push(format!("1 is not known to the day; with bars by {unit}, {bands}.")),
        n => lines.push(format!("{} are not known to the day; with bars by {unit}, {bands}.", words::thousands(n))),
    }
    match facts.undated {
        0 => {}
        1 => lines.push("1 has no date and is only counted.".to_owned()),
        n => lines.push(format!("{} have no date and are only counted.", words::thousands(n))),
    }
    lines.join("\n")
}

/// The icon that tells how counting is done: at a glance by hovering, to stay by a click.
fn info(ui: &mut Ui, cx: &Ctx<'_>, told: &Told) {
    let theme = cx.theme;
    let (rect, button) = ui.allocate_exact_size(vec2(24.0, BUTTON), Sense::click());
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, "How this is counted"));
    let colour = if button.hovered() || button.has_focus() { theme.text } else { theme.text_2 };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon::INFO, icons(15.0), colour);
    if button.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect, CornerRadius::same(measure::RADIUS), stroke, egui::StrokeKind::Inside);
    }
    let contents = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        ui.set_max_width(340.0);
        ui.label(RichText::new("How this is counted").font(semibold(size::BODY)).color(theme.text));
        for part in COUNTING.into_iter().map(str::to_owned).chain([counts_in_full(told)]) {
            ui.label(RichText::new(part).font(regular(size::SMALL)).color(theme.text_2));
        }
    };
    let frame = egui::Frame::popup(ui.style()).inner_margin(14);
    Popup::from_toggle_button_response(&button).accessible_name("How this is counted").frame(frame).show(contents);
    if !Popup::is_id_open(ui.ctx(), Popup::default_response_id(&button)) {
        button.on_hover_ui(contents);
    }
}

/// The range as text, and how sure an event must be to lie in it.
fn dates(ui: &mut Ui, cx: &Ctx<'_>, fields: &mut Fields, span: Option<Span>) {
    fields.show(ui, cx, span);
    let Some(span) = span else { return };
    if icon_button(ui, cx.theme, icon::X, "Clear the date filter (Esc)", false).clicked() {
        fields.clear();
        cx.send(Command::Filter { control: Control::Time, clause: None, merge: false });
    }
    for (sense, word, name) in [
        (Sureness::Possibly, "possibly", "Events that possibly happened in the range"),
        (Sureness::Certainly, "certainly", "Only events that certainly happened in the range"),
    ] {
        if choice(ui, cx.theme, word, name, span.sense == sense).clicked() && span.sense != sense {
            let clause = Some(Clause::Time(Span { sense, ..span }));
            cx.send(Command::Filter { control: Control::Time, clause, merge: false });
        }
    }
    ui.label(RichText::new("in range").font(regular(size::SMALL)).color(cx.theme.text_2));
}

/// Both choices together.
const SURENESS: f32 = 196.0;

/// One of two small words of which one holds.
fn choice(ui: &mut Ui, theme: &Theme, word: &str, name: &str, on: bool) -> Response {
    let colour = if on { theme.accent } else { theme.text_2 };
    let galley = elided(ui.painter(), word, regular(size::SMALL), colour, f32::INFINITY);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 14.0, 22.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, name));
    let radius = CornerRadius::same(measure::RADIUS);
    if on {
        ui.painter().rect_filled(rect, radius, theme.accent_bg);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius, theme.hovered_row);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter().rect_stroke(rect, radius, stroke, egui::StrokeKind::Inside);
    }
    let at = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min;
    ui.painter().galley(at, galley, colour);
    response.on_hover_text(name)
}

fn buttons(ui: &mut Ui, cx: &Ctx<'_>, told: &Told) -> Option<Asked> {
    let play = cx.session.play();
    ui.scope(|ui| {
        if told.empty {
            ui.disable();
        }
        let (glyph, name) =
            if play.running { (icon::PAUSE, "Pause") } else { (icon::PLAY, "Play through the days shown") };
        if icon_button(ui, cx.theme, glyph, name, play.running).clicked() {
            cx.send(Command::Play(!play.running));
        }
        play_menu(ui, cx, play);
        let mut asked = None;
        for (glyph, name, ask) in [
            (icon::MAGNIFYING_GLASS_MINUS, "Zoom out in time (−)", Asked::ZoomOut),
            (icon::MAGNIFYING_GLASS_PLUS, "Zoom in in time (+)", Asked::ZoomIn),
            (icon::CORNERS_OUT, "Show all days (Home)", Asked::Fit),
        ] {
            let usable = !(ask == Asked::Fit && told.all_shown);
            let response = ui.add_enabled_ui(usable, |ui| icon_button(ui, cx.theme, glyph, name, false)).inner;
            if response.clicked() {
                asked = Some(ask);
            }
        }
        asked
    })
    .inner
}

fn play_menu(ui: &mut Ui, cx: &Ctx<'_>, play: &Play) {
    let button = icon_button(ui, cx.theme, icon::SLIDERS_HORIZONTAL, "How to play", false);
    Popup::menu(&button).accessible_name("How to play").show(|ui| {
        let head = |ui: &mut Ui, text: &str| {
            ui.label(RichText::new(text).font(regular(size::SMALL)).color(cx.theme.text_2));
        };
        head(ui, "What passes by");
        let window = format!("A window of {}", words::count(play.window.max(1) as usize, "day", "days"));
        for (mode, text) in [(PlayMode::Window, window.as_str()), (PlayMode::Cumulative, "Everything up to now")] {
            if ui.radio(play.mode == mode, text).clicked() {
                cx.send(Command::PlayMode(mode));
            }
        }
        ui.separator();
        head(ui, "How fast");
        for speed in Play::SPEEDS {
            if ui.radio(play.speed == speed, pace(speed)).clicked() {
                cx.send(Command::PlaySpeed(speed));
            }
        }
    });
}

/// "2 weeks a second".
fn pace(days: f64) -> String {
    let length = match days as i64 {
        1 => "1 day".to_owned(),
        7 => "1 week".to_owned(),
        14 => "2 weeks".to_owned(),
        30 => "1 month".to_owned(),
        90 => "3 months".to_owned(),
        365 => "1 year".to_owned(),
        days => format!("{days} days"),
    };
    format!("{length} a second")
}

/// A range as words: "since 1 Mar 2024", "15–21 Jul 2024".
pub fn range(span: Span) -> String {
    match (span.from, span.to) {
        (Some(from), Some(to)) => say::days(from, to),
        (Some(from), None) => format!("since {}", say::day(from)),
        (None, Some(to)) => format!("until {}", say::day(to)),
        (None, None) => "all days".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Day;

    #[test]
    fn counts_say_only_what_there_is() {
        let facts = |imprecise, undated| Facts { imprecise, undated, ..Facts::default() };
        assert_eq!(counts(&facts(12, 3)), "12 imprecise · 3 undated");
        assert_eq!(counts(&facts(0, 1)), "1 undated");
        assert_eq!(counts(&facts(0, 0)), "");
    }

    #[test]
    fn open_ranges_are_told_as_such() {
        let span = |from, to| Span { from, to, ..Span::default() };
        let day = Day::from_ymd(2024, 3, 1).unwrap();
        assert_eq!(range(span(Some(day), None)), "since 1 Mar 2024");
        assert_eq!(range(span(None, Some(day))), "until 1 Mar 2024");
        assert_eq!(pace(14.0), "2 weeks a second");
    }
}
