//! What reports propose, in the place of the list and beside the text: one event after the other, accepted, changed,
//! merged or rejected by one key each. The map stays free, and shows where a proposal would be.

mod change;
mod facts;
mod head;
mod merge;
mod published;

use std::sync::Arc;

use egui::{Key, Modifiers, Rect, RichText, ScrollArea, Ui, vec2};

use self::change::ChangeForm;
use self::merge::MergeList;
use self::published::Published;
use super::context::Evidence;
use super::parts::{note, wide_button};
use super::{Ctx, Shell, words};
use crate::project::Project;
use crate::review::{Fate, Review, Spot};
use crate::session::{Camera, Command, FlyTo};
use crate::theme::{measure, medium, regular, size};
use crate::widget::{hairline, icon, icon_button, link_button};

/// The reports that are being gone through.
pub struct ReviewQueue {
    reviews: Vec<Review>,
    /// The report, and the proposal of it, that is looked at.
    report: usize,
    at: usize,
    /// Counts up with everything that comes to the front.
    number: u64,
    /// What the map was asked to show.
    shown: u64,
    pane: Pane,
    /// The pane has just been opened.
    fresh: bool,
    change: ChangeForm,
    published: Published,
    merge: MergeList,
    /// The confidence from which on all are accepted, in per cent.
    above: u32,
    /// Reports that were in the project already.
    skipped: Vec<String>,
    project: Option<Arc<Project>>,
    /// Waits until the last decision is in the project, since it builds on that.
    held: Option<Held>,
}

/// A decision that waits.
type Held = Box<dyn FnOnce(&mut ReviewQueue, &Ctx<'_>)>;

/// What is done with the proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Pane {
    #[default]
    Look,
    Change,
    Merge,
}

impl Default for ReviewQueue {
    fn default() -> Self {
        Self {
            reviews: Vec::new(),
            report: 0,
            at: 0,
            number: 1,
            shown: 0,
            pane: Pane::default(),
            fresh: false,
            change: ChangeForm::default(),
            published: Published::default(),
            merge: MergeList::default(),
            above: 80,
            skipped: Vec::new(),
            project: None,
            held: None,
        }
    }
}

impl ReviewQueue {
    /// Another report waits; the first one, and one that comes when all else is decided, comes to the front. Whether it
    /// did.
    pub fn add(&mut self, review: Review) -> bool {
        let idle = self.reviews.iter().all(|it| it.waiting() == 0);
        // Gone through again: the newer reading counts.
        let old = self.reviews.iter().position(|it| it.article.key == review.article.key);
        match old {
            Some(old) => self.reviews[old] = review,
            None => self.reviews.push(review),
        }
        self.report = self.report.min(self.reviews.len() - 1);
        if old == Some(self.report) {
            self.at = self.reviews[self.report].next_open(0).unwrap_or(0);
            self.front();
        }
        if idle {
            self.report = old.unwrap_or(self.reviews.len() - 1);
            self.at = self.reviews[self.report].next_open(0).unwrap_or(0);
            self.front();
        }
        idle
    }

    /// A report was in the project already.
    pub fn skip(&mut self, name: String) {
        self.skipped.push(name);
    }

    pub fn is_empty(&self) -> bool {
        self.reviews.is_empty()
    }

    fn review(&self) -> Option<&Review> {
        self.reviews.get(self.report)
    }

    /// How many proposals wait in all reports.
    fn waiting(&self) -> usize {
        self.reviews.iter().map(Review::waiting).sum()
    }

    fn front(&mut self) {
        self.number += 1;
        self.pane = Pane::Look;
    }

    /// What reader and map show of the proposal that is looked at.
    pub fn evidence(&self, project: &Project) -> Option<Evidence> {
        let review = self.review()?;
        let proposal = review.proposal(self.at)?;
        let article = project.article_by_key(&review.article.key)?;
        let draft = &review.drafts[self.at];
        let mut places: Vec<_> = review.choices(self.at).iter().map(|it| (it.position, it.precision_km)).collect();
        let chosen = match &draft.place {
            Spot::Choice(number) => Some(*number),
            Spot::Known(key) => project.place_by_key(key).map(|id| project.place(id)).and_then(|place| {
                places.push((place.position?, place.precision_km.unwrap_or(0.0)));
                Some(places.len() - 1)
            }),
            Spot::Nowhere | Spot::New(_) => None,
        };
        let open = review.fates.get(self.at) == Some(&Fate::Open);
        Some(Evidence {
            article,
            number: self.number,
            sentences: proposal.sentences.clone(),
            places: if open { places } else { Vec::new() },
            chosen,
        })
    }

    /// Draw it into all the room there is. Whether it stays open.
    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) -> bool {
        let project = cx.session.project();
        let making = cx.session.is_making();
        if !making && self.project.as_ref().is_none_or(|it| !Arc::ptr_eq(it, project)) {
            self.project = Some(Arc::clone(project));
            self.reviews.iter_mut().for_each(|it| it.follow(project));
            self.merge.forget();
        }
        if !making && let Some(held) = self.held.take() {
            held(self, cx);
        }
        let whole = ui.available_rect_before_wrap();
        ui.spacing_mut().item_spacing = vec2(6.0, 4.0);
        let open = self.head(ui, cx);
        let side = measure::SIDE;
        let foot = if self.review().is_some_and(|it| !it.fates.is_empty()) { 124.0 } else { 0.0 };
        let top = ui.cursor().top();
        let body = Rect::from_min_max(
            egui::pos2(whole.left() + side, top),
            egui::pos2(whole.right() - 4.0, (whole.bottom() - foot).max(top + 40.0)),
        );
        let mut child = ui.new_child(egui::UiBuilder::new().id_salt("proposal").max_rect(body));
        let salt = ("proposal", self.report, self.at, self.pane == Pane::Look);
        ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(&mut child, |ui| {
            ui.set_width(body.width() - side);
            ui.add_space(10.0);
            self.body(ui, cx);
            ui.add_space(16.0);
        });
        if foot > 0.0 {
            let foot = Rect::from_min_max(egui::pos2(whole.left(), whole.bottom() - foot), whole.max);
            hairline(ui.painter(), foot.x_range(), foot.top(), cx.theme.line);
            let inside = foot.shrink2(vec2(side, 10.0));
            self.foot(&mut ui.new_child(egui::UiBuilder::new().id_salt("decide").max_rect(inside)), cx);
        }
        self.keys(ui, cx);
        self.look(cx);
        ui.advance_cursor_after_rect(whole);
        open
    }

    fn body(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let Some(review) = self.reviews.get_mut(self.report) else {
            note(ui, cx.theme, "No report waits. Add one with Ctrl+R, or drop files on the window.");
            return;
        };
        if review.proposal(self.at).is_none() {
            note(
                ui,
                cx.theme,
                "No event was found in this report. Its text is added; select words in it to mark events by hand.",
            );
            return;
        }
        match self.pane {
            Pane::Look => {
                if facts::show(ui, cx, review, self.at, &mut self.merge) {
                    (self.pane, self.fresh) = (Pane::Merge, true);
                }
            }
            Pane::Change => {
                if self.change.show(ui, cx, review, self.at) {
                    self.merge.forget();
                }
            }
            Pane::Merge => {
                if let Some(event) = self.merge.show(ui, cx, review, self.at, std::mem::take(&mut self.fresh)) {
                    self.decide(cx, move |it, cx| it.merge_into(cx, event));
                }
            }
        }
    }

    /// What can be decided, and how many would be at once.
    fn foot(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let theme = cx.theme;
        let Some(review) = self.reviews.get(self.report) else { return };
        let fate = review.fates.get(self.at).copied().unwrap_or_default();
        let half = ((ui.available_width() - 6.0) / 2.0).floor();
        if fate == Fate::Open && cx.session.read_only().is_none() {
            let (mut accept, mut reject, mut change, mut merge) = (false, false, false, false);
            ui.horizontal(|ui| {
                let tip = "Add the event with its place and groups (A)";
                accept = wide_button(ui, theme, "Accept  A", half, true).on_hover_text(tip).clicked();
                let tip = "Not wanted; it is not proposed again for this text (X)";
                reject = wide_button(ui, theme, "Reject  X", half, false).on_hover_text(tip).clicked();
            });
            ui.horizontal(|ui| {
                let text = if self.pane == Pane::Change { "Done  C" } else { "Change  C" };
                change =
                    wide_button(ui, theme, text, half, false).on_hover_text("Change what it says first (C)").clicked();
                let text = if self.pane == Pane::Merge { "Back  M" } else { "Merge  M" };
                merge = wide_button(ui, theme, text, half, false)
                    .on_hover_text("It tells of an event that is here already (M)")
                    .clicked();
            });
            if accept {
                self.decide(cx, Self::accept);
            } else if reject {
                self.decide(cx, Self::reject);
            } else if change {
                self.toggle(Pane::Change);
            } else if merge {
                self.toggle(Pane::Merge);
            }
        } else {
            let text = match fate {
                _ if cx.session.read_only().is_some() => "This project is open for reading only",
                Fate::Accepted => "Accepted. Undo opens it again.",
                _ => "Rejected. Undo opens it again.",
            };
            ui.allocate_ui(vec2(ui.available_width(), 64.0), |ui| {
                ui.set_min_height(64.0);
                ui.label(RichText::new(text).font(medium(size::BODY)).color(theme.text_2));
                if self.waiting() == 0 && link_button(ui, theme, "All are decided: close").clicked() {
                    cx.shell(Shell::CloseProposals);
                }
            });
        }
        self.all_above(ui, cx);
    }

    /// One line that accepts all that are sure enough.
    fn all_above(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let Some(review) = self.reviews.get(self.report) else { return };
        let which = review.above(self.above as f32 / 100.0);
        ui.horizontal(|ui| {
            ui.set_height(30.0);
            ui.label(RichText::new("From").font(regular(size::SMALL)).color(cx.theme.text_2));
            ui.spacing_mut().slider_width = (ui.available_width() - 216.0).clamp(48.0, 160.0);
            let slider = egui::Slider::new(&mut self.above, 0..=100).suffix(" %").step_by(5.0);
            ui.add(slider).accessible_name("Confidence from which all are accepted");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let text = format!("Accept all {}", which.len());
                let any = !which.is_empty() && cx.session.read_only().is_none();
                ui.add_enabled_ui(any, |ui| {
                    let button = super::parts::button(ui, cx.theme, &text);
                    if button
                        .on_hover_text("All that wait in this report and are at least so sure, in one step")
                        .clicked()
                    {
                        self.decide(cx, move |it, cx| it.accept_all(cx, &which));
                    }
                });
            });
        });
    }

    fn toggle(&mut self, pane: Pane) {
        self.pane = if self.pane == pane { Pane::Look } else { pane };
        self.fresh = true;
        self.change.forget();
    }

    /// One key each, unless somebody types or something is open.
    fn keys(&mut self, ui: &Ui, cx: &Ctx<'_>) {
        let ctx = ui.ctx();
        let busy = ctx.text_edit_focused()
            || egui::Popup::is_any_open(ctx)
            || ctx.memory(|memory| memory.top_modal_layer().is_some());
        if busy {
            return;
        }
        let key = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let open = self.review().is_some_and(|it| it.fates.get(self.at) == Some(&Fate::Open));
        if key(Key::J) {
            self.step(cx, 1);
        } else if key(Key::K) {
            self.step(cx, -1);
        } else if open && cx.session.read_only().is_none() {
            if key(Key::A) {
                self.decide(cx, Self::accept);
            } else if key(Key::X) {
                self.decide(cx, Self::reject);
            } else if key(Key::C) {
                self.toggle(Pane::Change);
            } else if key(Key::M) {
                self.toggle(Pane::Merge);
            }
        }
    }

    /// To the next or the previous proposal, into the neighbouring report at the ends.
    fn step(&mut self, cx: &Ctx<'_>, by: isize) {
        let Some(review) = self.review() else { return };
        let to = self.at.checked_add_signed(by).filter(|to| *to < review.fates.len());
        match to {
            Some(to) => {
                self.at = to;
                self.front();
                self.open_article(cx);
            }
            None => {
                if let Some(report) = self.report.checked_add_signed(by).filter(|it| *it < self.reviews.len()) {
                    self.go_to(cx, report, by < 0);
                }
            }
        }
    }

    /// To a report: to its first proposal that waits, or to its last one.
    fn go_to(&mut self, cx: &Ctx<'_>, report: usize, last: bool) {
        let Some(review) = self.reviews.get(report) else { return };
        self.report = report;
        let end = review.fates.len().saturating_sub(1);
        self.at = if last { end } else { review.next_open(0).unwrap_or(0) };
        self.front();
        self.open_article(cx);
    }

    fn open_article(&self, cx: &Ctx<'_>) {
        let article = self.review().and_then(|it| cx.session.project().article_by_key(&it.article.key));
        let shown = cx.session.article() == article && cx.session.tab() == crate::session::DetailTab::Article;
        if let Some(article) = article.filter(|_| !shown) {
            cx.send(Command::OpenArticle(article));
        }
    }

    /// Do this now, or as soon as the last decision is in the project.
    fn decide(&mut self, cx: &Ctx<'_>, what: impl FnOnce(&mut Self, &Ctx<'_>) + 'static) {
        if cx.session.is_making() {
            self.held = Some(Box::new(what));
        } else {
            what(self, cx);
        }
    }

    fn accept(&mut self, cx: &Ctx<'_>) {
        let decided = self.review().and_then(|it| it.accept(self.at, cx.session.project()));
        if let Some((edit, key)) = decided {
            self.decided(cx, edit, Fate::Accepted, &key);
        }
    }

    fn reject(&mut self, cx: &Ctx<'_>) {
        let decided = self.review().and_then(|it| it.reject(self.at, cx.session.project()));
        if let Some((edit, key)) = decided {
            self.decided(cx, edit, Fate::Rejected, &key);
        }
    }

    fn merge_into(&mut self, cx: &Ctx<'_>, event: crate::event::EventId) {
        let project = cx.session.project();
        let key = project.events.key(event).to_owned();
        if let Some(edit) = self.review().and_then(|it| it.merge(self.at, event, project)) {
            self.decided(cx, edit, Fate::Accepted, &key);
        }
    }

    fn decided(&mut self, cx: &Ctx<'_>, edit: crate::project::Edit, fate: Fate, key: &str) {
        cx.send(Command::Edit(edit));
        if let Some(review) = self.reviews.get_mut(self.report) {
            review.decide(self.at, fate, key);
        }
        self.go_on(cx);
    }

    fn accept_all(&mut self, cx: &Ctx<'_>, which: &[usize]) {
        let Some(review) = self.reviews.get_mut(self.report) else { return };
        let (edit, keys) = review.accept_all(which, cx.session.project());
        cx.send(Command::Edit(edit));
        keys.iter().for_each(|(at, key)| review.decide(*at, Fate::Accepted, key));
        cx.shell(Shell::Say(format!("Accepted {}", words::count(keys.len(), "proposal", "proposals"))));
        self.go_on(cx);
    }

    /// To what waits next: in this report, else in the next one.
    fn go_on(&mut self, cx: &Ctx<'_>) {
        if let Some(next) = self.review().and_then(|it| it.next_open(self.at)) {
            self.at = next;
            self.front();
            return self.open_article(cx);
        }
        let n = self.reviews.len();
        let next = (1..n).map(|step| (self.report + step) % n).find(|it| self.reviews[*it].waiting() > 0);
        match next {
            Some(report) => self.go_to(cx, report, false),
            None => self.pane = Pane::Look,
        }
    }

    /// The map shows where a proposal would be, once it has come to the front.
    fn look(&mut self, cx: &Ctx<'_>) {
        if std::mem::replace(&mut self.shown, self.number) == self.number {
            return;
        }
        if let Some(place) = self.review().and_then(|it| it.place(self.at)) {
            let zoom = cx.session.camera().map_or(7.0, |camera| camera.zoom.clamp(5.0, 9.0));
            let camera = Camera { lon: place.position.lon, lat: place.position.lat, zoom };
            cx.send(Command::Fly(FlyTo::Camera(camera)));
        }
    }
}

/// A small round way to the neighbour.
fn stepper(ui: &mut Ui, cx: &Ctx<'_>, glyph: &str, name: &str) -> bool {
    icon_button(ui, cx.theme, glyph, name, false).clicked()
}

/// How sure something is, in per cent.
fn sure(confidence: f32) -> String {
    format!("{:.0} %", confidence * 100.0)
}

/// The glyphs of the two ways.
const WAYS: [&str; 2] = [icon::CARET_UP, icon::CARET_DOWN];
