use egui::accesskit::{HasPopup, Role};
use egui::{
    Align2, Color32, CornerRadius, CursorIcon, FontId, Id, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::span::span_text;
use super::types::type_name;
use crate::filter::{Clause, Control, Filter, Where};
use crate::project::Project;
use crate::theme::{Theme, icons, measure, medium, regular, size};
use crate::view::parts::cross_at;
use crate::view::words;
use crate::widget::{elided, icon, ink};

/// The filters with a button of their own, in their order.
pub const BUTTONS: [Control; 5] = [Control::Time, Control::Group, Control::Type, Control::Place, Control::Certainty];

/// What the button of a filter is called while it is idle.
pub fn title(control: Control) -> &'static str {
    match control {
        Control::Words => "Words",
        Control::Time => "Date",
        Control::Group => "Group",
        Control::FirstActor => "First actor",
        Control::Type => "Type",
        Control::Place => "Place",
        Control::Certainty => "Certainty",
        Control::Toll => "Toll",
        Control::Article => "Article",
        Control::Marks => "Marks",
        Control::Area => "Area",
        Control::Layer => "Layers",
        Control::Field(_) => "Further field",
    }
}

/// What a filter is set to, in few words; nothing while it is idle.
pub fn label(project: &Project, filter: &Filter, control: Control) -> Option<String> {
    let first_and =
        |first: Option<String>, n: usize| first.map(|name| if n > 1 { format!("{name} + {}", n - 1) } else { name });
    let events = &project.events;
    let clause = filter.get(control);
    let text = match clause {
        None => None,
        Some(Clause::Words(text)) => Some(text.clone()),
        Some(Clause::Time(span)) => span_text(span),
        Some(Clause::Groups(it)) => {
            // The one with most members stands for all.
            let first = it.groups.iter().max_by_key(|id| project.groups.members(**id).len());
            let name = first.map(|id| project.groups.get(*id).name.clone());
            let n = it.groups.len() + usize::from(it.unclaimed);
            let text = first_and(name.or_else(|| it.unclaimed.then(|| "No group named".to_owned())), n);
            text.map(|text| if it.all && n > 1 { format!("{text} together") } else { text })
        }
        Some(Clause::FirstActor(it)) => {
            let name = it.groups.first().map(|id| project.groups.get(*id).name.clone());
            let n = it.groups.len() + usize::from(it.unclaimed);
            first_and(name.or_else(|| it.unclaimed.then(|| "No group named".to_owned())), n)
                .map(|text| format!("By {text}"))
        }
        Some(Clause::Types(set)) => first_and(
            set.first().map(|key| match key.sub_event_type {
                None => type_name(events.event_type.word(key.event_type)),
                Some(0) => format!("{}, no sub-type", type_name(events.event_type.word(key.event_type))),
                Some(sub) => words::human(events.sub_event_type.word(sub)),
            }),
            set.len(),
        ),
        Some(Clause::Places(set)) => {
            let named = |word: &str| if word.is_empty() { "Not given".to_owned() } else { word.to_owned() };
            let name = |it: &Where| match *it {
                Where::Country(code) => named(events.country.word(code)),
                Where::Admin1(_, code) => named(events.admin1.word(code)),
                Where::Place(id) => project.place(id).name.clone(),
                Where::Unplaced => "No position".to_owned(),
            };
            first_and(set.first().map(name), set.len())
        }
        Some(Clause::Certainty(it)) => {
            let status = it.statuses.first().map(|code| words::status(events.status.word(*code)));
            let confirmed =
                it.corroborations.first().map(|code| words::corroboration(events.corroboration.word(*code)));
            let disputed = it.disputed.then(|| "Sources differ".to_owned());
            let n = it.statuses.len() + it.corroborations.len() + usize::from(it.disputed);
            first_and(status.or(confirmed).or(disputed), n)
        }
        Some(Clause::Toll(it)) => match (it.fatalities, it.injuries) {
            (Some(killed), Some(injured)) => Some(format!("{killed}+ killed, {injured}+ injured")),
            (Some(killed), None) => Some(format!("{killed}+ killed")),
            (None, Some(injured)) => Some(format!("{injured}+ injured")),
            (None, None) => None,
        },
        Some(Clause::Articles(set)) => first_and(
            set.first().map(|id| {
                let article = project.article(*id);
                if article.title.is_empty() { article.key.clone() } else { article.title.clone() }
            }),
            set.len(),
        ),
        Some(Clause::Marks(it)) => {
            let tag =
                it.tags.first().map(|key| project.work().tags.get(key).map_or(key.clone(), |tag| tag.name.clone()));
            let n = it.tags.len() + usize::from(it.starred);
            let text = first_and(it.starred.then(|| "Starred".to_owned()).or(tag), n);
            text.map(|text| if it.all && n > 1 { format!("{text} together") } else { text })
        }
        Some(Clause::Area(_)) => Some("Area on the map".to_owned()),
        // Hidden layers are told where layers are.
        Some(Clause::HiddenLayers(_)) => None,
        Some(Clause::Field(it)) => {
            let column = events.detail_columns().get(usize::from(it.column));
            column.map(|column| super::fields::label(&column.name, it))
        }
    };
    if control == Control::Certainty && filter.unverified {
        return Some(text.map_or_else(|| "With unverified".to_owned(), |text| format!("{text}, with unverified")));
    }
    text
}

/// The filters under "More" that are set, those that found no room in the bar included.
pub fn more(project: &Project, filter: &Filter, hidden: &[Control]) -> (Vec<Control>, Option<String>) {
    let fields = filter.iter().map(|(control, _)| control).filter(|it| matches!(it, Control::Field(_)));
    let others = [Control::FirstActor, Control::Toll, Control::Marks, Control::Article, Control::Area];
    let under = hidden.iter().copied().chain(others).chain(fields);
    let set: Vec<(Control, String)> =
        under.filter_map(|control| label(project, filter, control).map(|text| (control, text))).collect();
    let text = match &set[..] {
        [] => None,
        [(_, text)] => Some(text.clone()),
        several => Some(format!("{} more filters", several.len())),
    };
    (set.into_iter().map(|(control, _)| control).collect(), text)
}

/// A button of the bar.
pub struct Chip<'a> {
    pub id: Id,
    pub title: &'a str,
    /// What the filter is set to.
    pub value: Option<&'a str>,
    /// The longest text, in points.
    pub most: f32,
}

const HEIGHT: f32 = 30.0;
const PADDING: f32 = 12.0;
/// Room for the caret or the cross.
const SIGN: f32 = 24.0;

impl Chip<'_> {
    fn text(&self) -> (&str, FontId) {
        match self.value {
            Some(value) => (value, medium(size::BODY)),
            None => (self.title, regular(size::BODY)),
        }
    }

    /// How wide it will be.
    pub fn width(&self, painter: &Painter) -> f32 {
        let (text, font) = self.text();
        let most = if self.value.is_some() { self.most } else { f32::INFINITY };
        let text = elided(painter, text, font, Color32::PLACEHOLDER, most).size().x;
        PADDING + text.ceil() + SIGN + 2.0
    }

    /// Show it; the response of the button, and whether its cross was clicked.
    pub fn show(&self, ui: &Ui, theme: &Theme, left: f32, middle: f32) -> (Response, bool) {
        let rect = Rect::from_min_size(pos2(left, middle - HEIGHT / 2.0), vec2(self.width(ui.painter()), HEIGHT));
        let (text, font) = self.text();
        let active = self.value.is_some();
        let name = match self.value {
            Some(value) => format!("{} filter: {value}", self.title),
            None => format!("{} filter", self.title),
        };
        let body = if active { rect.with_max_x(rect.right() - SIGN) } else { rect };
        let response = ui.interact(body, self.id, Sense::click());
        let open = egui::Popup::is_id_open(ui.ctx(), egui::Popup::default_response_id(&response));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        ui.accesskit_node_builder(self.id, |node| {
            node.set_has_popup(HasPopup::Dialog);
            node.set_expanded(open);
        });
        let radius = CornerRadius::same(measure::RADIUS);
        let hovered = response.hovered() || open;
        let (ground, colour) = match (active, hovered) {
            (true, _) => (theme.accent_bg, theme.accent),
            (false, true) => (ui.visuals().widgets.hovered.bg_fill, theme.text),
            (false, false) => (theme.sunken, theme.text_2),
        };
        ui.painter().rect_filled(rect, radius, ground);
        if response.has_focus() || open {
            ui.painter().rect_stroke(rect, radius, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
        }
        let at = pos2(rect.left() + PADDING, rect.center().y);
        let room = rect.width() - PADDING - SIGN;
        ink(ui.painter(), at, Align2::LEFT_CENTER, text, font, colour, room + 1.0);
        let spot = Rect::from_center_size(pos2(rect.right() - SIGN / 2.0 - 1.0, rect.center().y), vec2(20.0, 20.0));
        let mut clear = false;
        if active {
            let cross = ui.interact(spot, self.id.with("clear"), Sense::click());
            let name = format!("Clear the {} filter", self.title.to_lowercase());
            clear = cross_at(ui, theme, &cross, &name).clicked();
        } else {
            ui.painter().text(spot.center(), Align2::CENTER_CENTER, icon::CARET_DOWN, icons(11.0), colour);
        }
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        match self.value {
            Some(value) if !open => (crate::widget::hint(response, value), clear),
            _ => (response, clear),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::article::Article;
    use crate::event::{EventDraft, EventTable, Group, GroupId, Groups, TableBuilder};
    use crate::filter::{Certainty, GroupChoice, TollChoice, TypeKey};
    use crate::project::Meta;

    fn project() -> Project {
        let mut builder = TableBuilder::default();
        builder.push(EventDraft {
            event_type: "Explosions".into(),
            sub_event_type: "drone_strike".into(),
            status: "claimed".into(),
            ..EventDraft::default()
        });
        let table: EventTable = builder.build();
        let group = |name: &str, up: &[u16]| Group {
            name: name.into(),
            umbrella: up.iter().map(|i| GroupId(*i)).collect(),
            ..Group::default()
        };
        let groups = Groups::new(vec![group("KH", &[1]), group("Islamic Resistance in Iraq", &[])]);
        let article = Article { title: "A quiet spring".into(), ..Article::default() };
        Project::new(Meta::default(), table, Vec::new(), groups, Vec::new(), vec![article])
    }

    fn said(control: Control, clause: Clause) -> Option<String> {
        let mut filter = Filter::default();
        filter.set(control, Some(clause));
        label(&project(), &filter, control)
    }

    #[test]
    fn a_chip_says_what_is_chosen() {
        let both = GroupChoice { groups: BTreeSet::from([GroupId(0), GroupId(1)]), unclaimed: true, all: false };
        assert_eq!(
            said(Control::Group, Clause::Groups(both.clone())).as_deref(),
            Some("Islamic Resistance in Iraq + 2")
        );
        let together = Clause::Groups(GroupChoice { all: true, unclaimed: false, ..both });
        assert_eq!(said(Control::Group, together).as_deref(), Some("Islamic Resistance in Iraq + 1 together"));
        let events = &project().events;
        let (event_type, sub) = (events.event_type.code(0), events.sub_event_type.code(0));
        let types = BTreeSet::from([TypeKey { event_type, sub_event_type: Some(sub) }]);
        assert_eq!(said(Control::Type, Clause::Types(types)).as_deref(), Some("Drone strike"));
        let claimed = BTreeSet::from([events.status.code(0)]);
        let certainty = Certainty { statuses: claimed, disputed: true, ..Certainty::default() };
        assert_eq!(said(Control::Certainty, Clause::Certainty(certainty)).as_deref(), Some("Claimed by a group + 1"));
    }

    #[test]
    fn an_idle_filter_says_nothing() {
        let (project, filter) = (project(), Filter::default());
        assert!(Control::ALL.iter().all(|control| label(&project, &filter, *control).is_none()));
        assert_eq!(more(&project, &filter, &BUTTONS).1, None);
    }

    #[test]
    fn more_counts_what_is_set_under_it() {
        let (project, mut filter) = (project(), Filter::default());
        let toll = Clause::Toll(TollChoice { fatalities: Some(3), injuries: None });
        filter.set(Control::Toll, Some(toll));
        assert_eq!(more(&project, &filter, &[]).1.as_deref(), Some("3+ killed"));
        filter.unverified = true;
        assert_eq!(more(&project, &filter, &[]).1.as_deref(), Some("3+ killed"));
        assert_eq!(more(&project, &filter, &[Control::Certainty]).1.as_deref(), Some("2 more filters"));
    }
}
