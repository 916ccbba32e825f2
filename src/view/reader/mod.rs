//! The reader: the article that reports an event, everything known of what is selected, and the list of articles.

mod article;
mod article_list;
mod claims;
pub(super) mod details;
mod event_rows;
pub(super) mod facts;
mod glide;
mod group_card;
mod header;
mod hover_card;
mod layout;
mod lit;
pub(super) mod mention;
mod place_card;
pub(super) mod prose;
mod same;
mod select;
mod setting;
mod several;
mod source_card;
mod stepper;

use egui::accesskit::Role;
use egui::{Id, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use self::event_rows::Chosen;
use crate::event::EventId;
use crate::session::{DetailTab, Selected};
use crate::view::Ctx;
use crate::view::edit::{EventForm, GroupForm, PlaceForm};
use crate::widget::FocusPlace;

/// The panel at the right.
#[derive(Default)]
pub struct Reader {
    page: article::ArticlePage,
    list: article_list::ArticleList,
    /// What details were shown of: others begin at their top.
    details_of: Option<(Selected, Option<EventId>)>,
    chosen: Chosen,
    forms: Forms,
    same: same::Same,
    keyboard: FocusPlace,
}

/// What stands in the fields while things are changed.
#[derive(Default)]
struct Forms {
    event: EventForm,
    place: PlaceForm,
    group: GroupForm,
}

impl Reader {
    /// Put the keyboard into the page.
    pub fn focus(&mut self) {
        self.keyboard.focus();
    }

    /// Draw it into all the room there is.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        ui.spacing_mut().item_spacing.y = 0.0;
        header::show(ui, cx);
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, Id::unique("reader page"), Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(Role::Group, true, "Page"));
        self.page.has_keyboard(response.has_focus());
        match cx.session.tab() {
            DetailTab::Article => self.page.show(ui, cx),
            DetailTab::Details => {
                let of = Some((cx.session.selection().what, cx.session.selection().primary));
                self.chosen.update(cx);
                let top = std::mem::replace(&mut self.details_of, of) != of;
                details(ui, cx, &self.chosen, (&mut self.forms, &mut self.same), top);
            }
            DetailTab::Articles => self.list.show(ui, cx),
        }
        self.keyboard.show(ui, cx.theme, &response, rect);
    }
}

/// The widest that details are set.
const WIDEST: f32 = 620.0;

/// Everything known of what is selected.
fn details(ui: &mut Ui, cx: &Ctx<'_>, chosen: &Chosen, kept: (&mut Forms, &mut same::Same), top: bool) {
    let rect = ui.available_rect_before_wrap();
    ui.painter().rect_filled(rect, 0, cx.theme.paper);
    let mut area = ScrollArea::vertical().id_salt("details").auto_shrink(false);
    if top {
        area = area.vertical_scroll_offset(0.0);
    }
    area.show(ui, |ui| {
        let whole = ui.available_rect_before_wrap();
        let side = ((whole.width() - WIDEST) / 2.0).max(20.0).round();
        let column = whole.shrink2(vec2(side, 0.0)).translate(vec2(0.0, 18.0));
        ui.scope_builder(UiBuilder::new().max_rect(column), |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            selected(ui, cx, chosen, kept);
        });
        ui.add_space(48.0);
    });
}

fn selected(ui: &mut Ui, cx: &Ctx<'_>, chosen: &Chosen, (forms, same): (&mut Forms, &mut same::Same)) {
    let selection = cx.session.selection();
    match (selection.what, selection.primary) {
        (Selected::Place(place), _) if cx.editing => {
            changing(ui, cx, &cx.session.project().place(place).name);
            forms.place.show(ui, cx, place);
        }
        (Selected::Group(group), _) if cx.editing => {
            changing(ui, cx, &cx.session.project().groups.get(group).name);
            forms.group.show(ui, cx, group);
        }
        (Selected::Place(place), _) => place_card::show(ui, cx, place, chosen),
        (Selected::Group(group), _) => group_card::show(ui, cx, group, chosen),
        (Selected::Nothing, _) => {
            let text = "Select an event on the map, in the list, on the timeline or in an article, and everything \
                        that is known of it stands here.";
            prose::empty(ui, cx, "Nothing selected", text);
        }
        (Selected::Events, primary) => {
            several::show(ui, cx, chosen);
            if let Some(event) = primary {
                if cx.editing {
                    forms.event.show(ui, cx, event);
                } else {
                    details::show(ui, cx, event, same);
                }
            }
        }
    }
}

/// The head of a place or group that is being changed.
fn changing(ui: &mut Ui, cx: &Ctx<'_>, name: &str) {
    use crate::theme::{semibold, size};
    prose::prose(ui, name, semibold(size::TITLE), cx.theme.text);
    if details::button(ui, cx.theme, true, crate::widget::icon::CHECK, "Done")
        .on_hover_text("Stop editing (E)")
        .clicked()
    {
        crate::view::edit::enter(cx, false);
    }
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing.y = 8.0;
}
