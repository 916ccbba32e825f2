use egui::{Key, Modifiers, Painter, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, Vec2};
use geo::{Distance as _, Haversine, Point};

use super::screen::Screen;
use super::veil;
use crate::event::{LonLat, WorldPoint, WorldRect};
use crate::filter::{Area, Clause, Control};
use crate::session::Command;
use crate::theme::Theme;
use crate::view::Ctx;

/// What dragging on the map draws.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tool {
    Box,
    Lasso,
    Radius,
}

impl Tool {
    pub fn name(self) -> &'static str {
        match self {
            Self::Box => "Filter by a box",
            Self::Lasso => "Filter by a lasso",
            Self::Radius => "Filter by a radius",
        }
    }
}

/// An area being drawn.
#[derive(Default)]
pub struct AreaTool {
    pub tool: Option<Tool>,
    path: Vec<WorldPoint>,
}

impl AreaTool {
    /// Follow the pointer while a tool is chosen. One area drawn, the tool is put back.
    pub fn update(&mut self, ui: &Ui, cx: &Ctx<'_>, screen: &Screen, response: &Response) {
        let Some(tool) = self.tool else { return };
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.tool = None;
            self.path.clear();
            return;
        }
        if let Some(at) = response.interact_pointer_pos() {
            let here = screen.world(at);
            if response.drag_started() {
                let start = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
                self.path = vec![screen.world(start), here];
            } else if response.dragged() && !self.path.is_empty() {
                match tool {
                    Tool::Lasso => {
                        if self.path.last().is_none_or(|last| (screen.at(last.fraction()) - at).length() > 3.0) {
                            self.path.push(here);
                        }
                    }
                    Tool::Box | Tool::Radius => {
                        self.path.truncate(1);
                        self.path.push(here);
                    }
                }
            }
        }
        if response.drag_stopped() {
            if let Some(area) = area(tool, &self.path) {
                cx.send(Command::Filter { control: Control::Area, clause: Some(Clause::Area(area)), merge: false });
            }
            self.path.clear();
            self.tool = None;
        }
    }

    /// Draw the area that is being made, else the one that filters.
    pub fn paint(&self, painter: &Painter, cx: &Ctx<'_>, screen: &Screen) {
        let drawn = self.tool.and_then(|tool| area(tool, &self.path));
        if let Some(area) = drawn {
            outline(painter, cx.theme, screen, &area);
        } else if let Some(Clause::Area(area)) = cx.session.filter().get(Control::Area) {
            outline(painter, cx.theme, screen, area);
        }
    }
}

fn area(tool: Tool, path: &[WorldPoint]) -> Option<Area> {
    let (first, last) = (*path.first()?, *path.last()?);
    match tool {
        Tool::Box => WorldRect::around([first, last]).filter(|r| r.east > r.west && r.south > r.north).map(Area::Box),
        Tool::Lasso => Area::lasso(path),
        Tool::Radius => {
            let (centre, rim) = (LonLat::from(first), LonLat::from(last));
            let metres = Haversine.distance(Point::new(centre.lon, centre.lat), Point::new(rim.lon, rim.lat));
            (metres > 1.0).then_some(Area::Radius { centre, metres })
        }
    }
}

/// The line around an area, and a veil over what lies outside it.
fn outline(painter: &Painter, theme: &Theme, screen: &Screen, area: &Area) {
    let stroke = Stroke::new(1.5, theme.accent);
    let veil = Theme::fade(theme.map_land, 0.6);
    match area {
        Area::Box(rect) => {
            let a = screen.at(WorldPoint { x: rect.west, y: rect.north }.fraction());
            let b = screen.at(WorldPoint { x: rect.east, y: rect.south }.fraction());
            let rect = Rect::from_two_pos(a, b);
            veil::paint(painter, &[rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()], veil);
            painter.rect_stroke(rect, egui::CornerRadius::same(2), stroke, StrokeKind::Middle);
        }
        Area::Lasso(polygon) => {
            let points: Vec<Pos2> = polygon.exterior().coords().map(|at| screen.at((at.x, at.y))).collect();
            veil::paint(painter, &points, veil);
            painter.add(Shape::closed_line(points, stroke));
        }
        Area::Radius { centre, metres } => {
            let at = screen.at(WorldPoint::from(*centre).fraction());
            let radius = screen.points(*metres, centre.lat);
            let corners = (0..128).map(|i| at + radius * Vec2::angled(i as f32 / 128.0 * std::f32::consts::TAU));
            veil::paint(painter, &corners.collect::<Vec<Pos2>>(), veil);
            painter.circle_stroke(at, radius, stroke);
            painter.circle_filled(at, 2.5, theme.accent);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_without_a_drag_is_no_area() {
        let at = WorldPoint { x: 5, y: 5 };
        for tool in [Tool::Box, Tool::Lasso, Tool::Radius] {
            assert_eq!(area(tool, &[at, at]), None, "{tool:?}");
            assert_eq!(area(tool, &[]), None);
        }
    }
}
