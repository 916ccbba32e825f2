//! The map: base map, marks, halos, legend, areas. Every walkers type stays in this folder.

mod base;
mod card;
mod controls;
mod edit;
mod elsewhere;
mod flight;
mod halo;
mod keys;
mod labels;
mod legend;
mod look;
mod marks;
mod pile;
mod place_names;
mod proposed;
mod scale_bar;
mod screen;
mod tools;
mod veil;

use egui::accesskit::{Action, Role};
use egui::{CursorIcon, DragPanButtons, Id, Key, Modifiers, Rect, Response, Sense, Ui, WidgetInfo};
use walkers::{MapMemory, lon_lat};

use self::base::{BaseMap, Sight};
use self::edit::MapEdit;
use self::flight::Flight;
use self::labels::LabelLayer;
use self::legend::Legend;
use self::marks::{Mark, Marks};
use self::pile::Pile;
use self::screen::{MAX_ZOOM, MIN_ZOOM, Screen};
use self::tools::AreaTool;
use super::{Ctx, how, words};
use crate::event::{LonLat, WorldRect};
use crate::session::{Camera, Command, FlyTo, View};
use crate::tiles::{Attribution, TileService, TilesStatus};
use crate::widget::FocusPlace;

/// Marks that get a node of their own; the rest are drawn and picked by distance.
const NODES: usize = 300;
/// Marks that Tab stops at while the keyboard is on the map.
const TABBED: usize = 60;

/// The map panel.
pub struct MapView {
    /// Made when the map is first drawn.
    base: Option<BaseMap>,
    names: LabelLayer,
    memory: MapMemory,
    flight: Option<Flight>,
    marks: Marks,
    legend: Legend,
    area: AreaTool,
    pile: Option<Pile>,
    edit: MapEdit,
    /// Dragging would move a point: known from the frame before.
    grabs: bool,
    pointer: Option<LonLat>,
    /// Where legend and controls lie.
    cards: [Rect; 2],
    /// Where the scale bar lies.
    scale: Rect,
    /// The camera that was last told to the session.
    told: Option<(Camera, WorldRect)>,
    /// The last wish to go somewhere that was answered.
    answered: u64,
    /// The keyboard was on a mark in the frame before.
    on_marks: bool,
    keyboard: FocusPlace,
    /// The selection and the focus the map has followed.
    followed: (u64, u64),
}

impl Default for MapView {
    fn default() -> Self {
        Self {
            base: None,
            names: LabelLayer::default(),
            memory: MapMemory::default(),
            flight: None,
            marks: Marks::default(),
            legend: Legend::default(),
            area: AreaTool::default(),
            pile: None,
            edit: MapEdit::default(),
            grabs: false,
            pointer: None,
            cards: [Rect::NOTHING; 2],
            scale: Rect::NOTHING,
            told: None,
            answered: 0,
            on_marks: false,
            keyboard: FocusPlace::default(),
            followed: (0, 0),
        }
    }
}

impl MapView {
    /// Another case is open: what was seen of the old one does not hold. The base map stays.
    pub fn forget_case(&mut self) {
        let base = self.base.take();
        *self = Self { base, memory: std::mem::take(&mut self.memory), ..Self::default() };
    }

    /// Put the keyboard into the map.
    pub fn focus(&mut self) {
        self.keyboard.focus();
    }

    /// Whom to thank for the base map.
    pub fn attribution(&self) -> Attribution {
        self.base.as_ref().map(BaseMap::attribution).unwrap_or_default()
    }

    /// How the base map is doing.
    pub fn tiles(&self) -> Option<TilesStatus> {
        self.base.as_ref().map(BaseMap::status)
    }

    /// The position under the pointer.
    pub fn pointer(&self) -> Option<LonLat> {
        self.pointer
    }

    /// Whether a tool waits for an area to be drawn.
    pub fn is_drawing(&self) -> bool {
        self.area.tool.is_some()
    }

    pub fn show(&mut self, ui: &mut Ui, cx: &Ctx<'_>) {
        let rect = ui.available_rect_before_wrap();
        if rect.width() < 8.0 || rect.height() < 8.0 {
            return;
        }
        self.steer(ui, cx, rect);
        let drawing = self.area.tool.is_some();
        let hovered_mark = self.hovered_last_frame(ui);
        let map = walkers::Map::new(None, &mut self.memory, lon_lat(0.0, 0.0))
            .zoom_with_ctrl(false)
            .double_click_to_zoom(!drawing && !hovered_mark)
            .drag_pan_buttons(if drawing {
                DragPanButtons::empty()
            } else if self.grabs {
                DragPanButtons::MIDDLE
            } else {
                DragPanButtons::PRIMARY | DragPanButtons::MIDDLE
            });
        let response = map.show(ui, |_, _, _, _| ()).response;
        self.keep_within();
        let screen = Screen::new(rect, self.camera());
        self.tell(cx, &screen);
        let marks = self.marks.update(cx.session, &screen);
        let painter = ui.painter_at(rect);
        self.paint_base(ui, cx, &screen, &marks);
        self.area.paint(&painter, cx, &screen);
        halo::paint(&painter, cx, &screen, &marks);
        // The cards lie above the marks; where they are is known from the frame before.
        let cards = self.cards;
        let over_card = |at| cards.iter().any(|card| card.contains(at));
        let free = response.hover_pos().filter(|at| !over_card(*at));
        let hovered = self.draw_marks(ui, cx, &screen, &marks, free);
        proposed::paint(&painter, cx, &screen);
        self.cards = [self.legend.show(ui, cx, rect), controls::show(ui, cx, rect, &mut self.area)];
        self.scale = scale_bar::paint(&painter, cx.theme, &screen);
        self.pointer = free.and_then(|at| screen.position(at));
        self.area.update(ui, cx, &screen, &response);
        if !drawing {
            self.edit.menu(cx, &screen, &response);
            self.edit.drag(ui, cx, &screen, &response, &marks);
        }
        self.grabs = self.edit.takes_drag(cx, hovered.as_ref());
        self.clicks(ui, cx, &screen, &response, hovered.as_ref());
        if let Some(mark) = self.nodes(ui, cx, &screen, &marks, &response) {
            self.press(ui, cx, &screen, &mark);
        }
        self.describe(ui, cx, &response);
        // An open list of events takes the keys.
        if self.pile.is_none() {
            keys::run(ui, cx, &response);
        }
        if drawing {
            ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        } else if self.grabs && !response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::Grab);
        } else if hovered.is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        }
        let seen = marks.iter().any(|mark| rect.contains(mark.at));
        elsewhere::show(ui, cx, rect, seen);
        self.keyboard.show(ui, cx.theme, &response, rect);
        let pile_open = self.show_pile(ui, cx, &screen, rect);
        if let Some(mark) = hovered.filter(|_| !drawing && !pile_open && !response.dragged()) {
            card::show(ui, cx, &mark, rect);
        }
    }

    /// The base map and its names, which make way for the marks.
    fn paint_base(&mut self, ui: &Ui, cx: &Ctx<'_>, screen: &Screen, marks: &[Mark]) {
        let painter = ui.painter_at(screen.rect);
        let colours = look::colours(cx.theme);
        let base = self.base.get_or_insert_with(|| {
            let ctx = ui.ctx().clone();
            let waker = std::sync::Arc::new(move || ctx.request_repaint());
            BaseMap::new(TileService::new(cx.settings.map.clone(), colours.clone(), ui.ctx().pixels_per_point(), waker))
        });
        if let Err(error) = base.set_source(cx.settings.map.clone()) {
            tracing::debug!("map source refused: {error}");
        }
        let sight = Sight::new(screen.rect, screen.camera.lon, screen.camera.lat, screen.camera.zoom);
        base.paint(&painter, &sight, &colours);
        let cards = [self.cards[0], self.cards[1], self.scale.expand(4.0)];
        let taken = marks.iter().take(NODES).map(Mark::rect).chain(cards.into_iter().filter(|card| card.is_positive()));
        let mut reserved: Vec<Rect> = taken.collect();
        let names = place_names::place(&painter, cx, screen.camera.zoom, &marks[..marks.len().min(NODES)], &reserved);
        reserved.extend(names.iter().map(|name| name.rect.expand2(egui::vec2(6.0, 3.0))));
        let style = look::labels(cx.theme, false);
        self.names.paint(&painter, &sight, base.service(), &style, &reserved, &crate::text::visual);
        place_names::paint(&painter, cx.theme, &names);
    }

    /// Where the map looks.
    fn camera(&self) -> Camera {
        let at = self.memory.detached().unwrap_or_else(|| lon_lat(0.0, 0.0));
        Camera { lon: at.x(), lat: at.y(), zoom: self.memory.zoom() }
    }

    fn set_camera(&mut self, camera: Camera) {
        let zoom = camera.zoom.clamp(MIN_ZOOM, MAX_ZOOM);
        self.memory.center_at(lon_lat(camera.lon, camera.lat));
        if self.memory.set_zoom(zoom).is_err() {
            tracing::debug!("zoom {zoom} refused");
        }
    }

    /// Keep to zooms and latitudes that exist, whatever the gestures did.
    fn keep_within(&mut self) {
        let camera = self.camera();
        let lat = camera.lat.clamp(-85.0, 85.0);
        let lon = (camera.lon + 180.0).rem_euclid(360.0) - 180.0;
        let zoom = camera.zoom.clamp(MIN_ZOOM, MAX_ZOOM);
        if lat != camera.lat || (lon - camera.lon).abs() > 1e-9 || zoom != camera.zoom {
            self.set_camera(Camera { lon, lat, zoom });
        }
    }

    /// Answer flights, focus and selections made elsewhere.
    fn steer(&mut self, ui: &Ui, cx: &Ctx<'_>, rect: Rect) {
        let session = cx.session;
        let now = ui.input(|input| input.time);
        if let Some((to, wish)) = session.fly().filter(|(_, wish)| *wish > self.answered) {
            self.answered = wish;
            let from = self.camera();
            let to = match to {
                FlyTo::Camera(camera) => Some(camera),
                FlyTo::Fit(bounds) => Some(Screen::fit(rect, bounds, 60.0)),
                FlyTo::Results => results(cx).map(|bounds| Screen::fit(rect, bounds, 60.0)),
                FlyTo::Zoom(levels) => Some(Camera { zoom: (from.zoom + levels).clamp(MIN_ZOOM, MAX_ZOOM), ..from }),
                FlyTo::Pan(x, y) => {
                    let screen = Screen::new(rect, from);
                    screen.position(rect.center() + egui::vec2(x, y)).map(|at| Camera {
                        lon: at.lon,
                        lat: at.lat,
                        ..from
                    })
                }
            };
            // The first view of a project is not flown to.
            let first = session.camera().is_none();
            let to = to.or(first.then_some(Camera { lon: 20.0, lat: 20.0, zoom: 2.0 }));
            if let Some(to) = to {
                self.go(cx, to, now, first);
            }
            // Told anew, so that the wish counts as taken.
            self.told = None;
        }
        let selection = session.selection();
        let focus = session.focus().map_or(0, |it| it.revision);
        let seen = (selection.revision, focus);
        if self.followed != seen {
            let focused = self.followed.1 != focus;
            if session.camera().is_some() {
                self.follow(cx, rect, now, focused);
                self.followed = seen;
            }
        }
        if let Some(flight) = self.flight {
            let (camera, arrived) = flight.at(now);
            self.set_camera(camera);
            if arrived || ui.input(|input| input.pointer.any_pressed() || input.smooth_scroll_delta.y != 0.0) {
                self.flight = None;
            } else {
                ui.ctx().request_repaint();
            }
        }
    }

    fn go(&mut self, cx: &Ctx<'_>, to: Camera, now: f64, at_once: bool) {
        if at_once || cx.settings.reduce_motion {
            self.flight = None;
            self.set_camera(to);
        } else {
            self.flight = Some(Flight::new(self.camera(), to, now));
        }
    }

    /// Bring a selection made elsewhere into view: near enough for a focus, just onto the screen otherwise.
    fn follow(&mut self, cx: &Ctx<'_>, rect: Rect, now: f64, focused: bool) {
        let selection = cx.session.selection();
        let Some(point) = selection.primary.and_then(|event| cx.session.project().events.point(event)) else { return };
        let camera = self.camera();
        let screen = Screen::new(rect, camera);
        let at: LonLat = point.into();
        if focused {
            self.go(cx, Camera { lon: at.lon, lat: at.lat, zoom: camera.zoom.max(9.0) }, now, false);
        } else if selection.from != Some(View::Map) && !rect.shrink(48.0).contains(screen.at(point.fraction())) {
            self.go(cx, Camera { lon: at.lon, lat: at.lat, ..camera }, now, false);
        }
    }

    /// Tell the session where the map looks, if that moved.
    fn tell(&mut self, cx: &Ctx<'_>, screen: &Screen) {
        let now = (screen.camera, screen.bounds());
        if self.told != Some(now) {
            self.told = Some(now);
            cx.send(Command::CameraIs { camera: now.0, bounds: now.1, answered: self.answered });
        }
    }

    /// Draw the marks, the biggest last; the one under the pointer.
    fn draw_marks(
        &self,
        ui: &Ui,
        cx: &Ctx<'_>,
        screen: &Screen,
        marks: &[Mark],
        pointer: Option<egui::Pos2>,
    ) -> Option<Mark> {
        let painter = ui.painter_at(screen.rect);
        let colouring = &cx.session.derived().colouring;
        for mark in marks.iter().rev() {
            let unverified = mark.single().is_some_and(|event| cx.session.project().events.is_unverified(event));
            marks::paint(&painter, cx.theme, colouring, mark, unverified);
        }
        for mark in marks {
            marks::rings(&painter, cx.theme, cx.session, mark);
        }
        let hovered = pointer.filter(|_| self.area.tool.is_none()).and_then(|at| {
            let near = |mark: &&Mark| (mark.at - at).length() <= mark.radius + 4.0;
            marks.iter().filter(near).min_by(|a, b| (a.at - at).length().total_cmp(&(b.at - at).length()))
        });
        if let Some(event) = hovered.and_then(Mark::single) {
            cx.session.hover().set(event);
        }
        ui.ctx().data_mut(|data| data.insert_temp(Id::unique("map hovers a mark"), hovered.is_some()));
        hovered.cloned()
    }

    fn hovered_last_frame(&self, ui: &Ui) -> bool {
        ui.ctx().data(|data| data.get_temp(Id::unique("map hovers a mark"))).unwrap_or(false)
    }

    /// What assistive technology and the keyboard find of the marks; the one that was pressed by either.
    fn nodes(&mut self, ui: &Ui, cx: &Ctx<'_>, screen: &Screen, marks: &[Mark], map: &Response) -> Option<Mark> {
        // Tab goes through the marks once it is on the map, and not on its way from panel to panel.
        let reached = map.has_focus() || self.on_marks;
        self.on_marks = false;
        let mut pressed = None;
        for (number, mark) in marks.iter().take(NODES).enumerate() {
            let place = mark.rect().intersect(screen.rect);
            if !place.is_positive() {
                continue;
            }
            let key = (mark.cluster.first, mark.cluster.count);
            // Never the pointer: its clicks are picked by distance, so that discs do not hide each other's corners.
            let sense = if reached && number < TABBED { Sense::focusable_noninteractive() } else { Sense::hover() };
            let response = ui.interact(place, Id::unique(("mark", key)), sense);
            let name = marks::name(cx.session, mark);
            let selected = mark.holds_any(&cx.session.selection().events);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, &name));
            ui.ctx().accesskit_node_builder(response.id, |node| node.add_action(Action::Click));
            let mut press = ui.input(|input| input.has_accesskit_action_request(response.id, Action::Click));
            if response.has_focus() {
                self.on_marks = true;
                marks::focus_ring(&ui.painter_at(screen.rect), cx.theme, mark);
                press |= ui.input_mut(|input| {
                    input.consume_key(Modifiers::NONE, Key::Enter) || input.consume_key(Modifiers::NONE, Key::Space)
                });
            }
            if press {
                pressed = Some(mark.clone());
            }
        }
        pressed
    }

    fn clicks(&mut self, ui: &Ui, cx: &Ctx<'_>, screen: &Screen, response: &Response, hovered: Option<&Mark>) {
        if !response.clicked() || self.area.tool.is_some() {
            return;
        }
        response.request_focus();
        let Some(mark) = hovered else {
            cx.send(Command::SelectNothing);
            return;
        };
        match mark.single() {
            Some(event) if response.double_clicked() => cx.send(Command::Focus { event, from: View::Map }),
            _ => self.press(ui, cx, screen, mark),
        }
    }

    /// A mark was clicked, or pressed with a key: select its event, list its events, or go nearer.
    fn press(&mut self, ui: &Ui, cx: &Ctx<'_>, screen: &Screen, mark: &Mark) {
        if let Some(event) = mark.single() {
            let how = how(ui.input(|input| input.modifiers));
            cx.send(Command::Select { event, how, from: View::Map });
        } else if mark.cluster.is_one_point() || screen.camera.zoom >= MAX_ZOOM - 1.0 {
            self.pile = Some(Pile::new(cx, mark.events(), (mark.cluster.x, mark.cluster.y)));
        } else {
            let mut to = Screen::fit(screen.rect, mark.cluster.bounds, 90.0);
            // Always nearer than before: what lies close together needs more than a fit.
            to.zoom = to.zoom.max(screen.camera.zoom + 1.0).min(MAX_ZOOM);
            cx.send(Command::Fly(FlyTo::Camera(to)));
        }
    }

    fn show_pile(&mut self, ui: &Ui, cx: &Ctx<'_>, screen: &Screen, rect: Rect) -> bool {
        let Some(pile) = &mut self.pile else { return false };
        let anchor = screen.at(pile.anchor);
        let stays = rect.expand(20.0).contains(anchor) && pile.show(ui, cx, anchor, rect);
        if !stays {
            self.pile = None;
        }
        stays
    }

    /// The map is not a blank to a screen reader.
    fn describe(&self, ui: &Ui, cx: &Ctx<'_>, response: &Response) {
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Map"));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            let count = cx.session.count_in_view();
            let camera = self.camera();
            let at = super::status::coordinates(LonLat { lon: camera.lon, lat: camera.lat });
            node.set_value(format!("{} in view, centred on {at}", words::count(count, "event", "events")));
        });
    }
}

/// Around everything that passes the filter.
fn results(cx: &Ctx<'_>) -> Option<WorldRect> {
    let points = cx.session.project().events.points();
    WorldRect::around(cx.session.derived().rows.iter_in(0..points.len()).map(|row| points[row]))
}
