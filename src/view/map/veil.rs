use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, pos2};

/// Lay a veil over everything but what a ring encloses.
pub fn paint(painter: &Painter, ring: &[Pos2], colour: Color32) {
    let mut mesh = Mesh::default();
    for [a, b, c, d] in outside(ring, painter.clip_rect()) {
        let first = mesh.vertices.len() as u32;
        [a, b, c, d].into_iter().for_each(|at| mesh.colored_vertex(at, colour));
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first, first + 2, first + 3);
    }
    painter.add(Shape::mesh(mesh));
}

/// An edge of the ring, from its upper end to its lower one.
#[derive(Clone, Copy)]
struct Edge {
    top: Pos2,
    bottom: Pos2,
}

impl Edge {
    fn x_at(&self, y: f32) -> f32 {
        let share = (y - self.top.y) / (self.bottom.y - self.top.y);
        self.top.x + (self.bottom.x - self.top.x) * share.clamp(0.0, 1.0)
    }
}

/// What lies in a rectangle and not in a ring (even-odd), cut into trapezoids at the heights of its corners.
fn outside(ring: &[Pos2], clip: Rect) -> Vec<[Pos2; 4]> {
    let following = ring.iter().skip(1).chain(ring.first());
    let mut edges: Vec<Edge> = ring
        .iter()
        .zip(following)
        .filter(|(a, b)| a.y != b.y && a.any_nan() == b.any_nan() && !a.any_nan())
        .map(|(a, b)| if a.y < b.y { Edge { top: *a, bottom: *b } } else { Edge { top: *b, bottom: *a } })
        .collect();
    edges.sort_unstable_by(|a, b| a.top.y.total_cmp(&b.top.y));
    let corners = edges.iter().flat_map(|it| [it.top.y, it.bottom.y]);
    let mut heights: Vec<f32> = corners.filter(|y| *y > clip.top() && *y < clip.bottom()).collect();
    heights.extend([clip.top(), clip.bottom()]);
    heights.sort_unstable_by(f32::total_cmp);
    heights.dedup();

    let mut waiting = edges.into_iter().peekable();
    let mut crossed: Vec<Edge> = Vec::new();
    let mut parts = Vec::new();
    for band in heights.windows(2) {
        let (top, bottom) = (band[0], band[1]);
        let middle = (top + bottom) / 2.0;
        while let Some(edge) = waiting.next_if(|it| it.top.y <= middle) {
            crossed.push(edge);
        }
        crossed.retain(|it| it.bottom.y > middle);
        crossed.sort_unstable_by(|a, b| a.x_at(middle).total_cmp(&b.x_at(middle)));
        let within = |x: f32| x.clamp(clip.left(), clip.right());
        let mut west = (clip.left(), clip.left());
        let mut until = |east: (f32, f32), west: (f32, f32)| {
            if east.0 > west.0 || east.1 > west.1 {
                parts.push([pos2(west.0, top), pos2(east.0, top), pos2(east.1, bottom), pos2(west.1, bottom)]);
            }
        };
        for pair in crossed.chunks_exact(2) {
            let at = |edge: &Edge| (within(edge.x_at(top)), within(edge.x_at(bottom)));
            until(at(&pair[0]), west);
            west = at(&pair[1]);
        }
        until((clip.right(), clip.right()), west);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(parts: &[[Pos2; 4]]) -> f32 {
        parts.iter().map(|[a, b, c, d]| ((b.x - a.x) + (c.x - d.x)) / 2.0 * (d.y - a.y)).sum()
    }

    #[test]
    fn what_is_outside_and_what_is_inside_are_the_whole() {
        let clip = Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 100.0));
        // A square, one that reaches over the edge, a triangle, a C that is open to the east, nothing, and everything.
        let square = [pos2(20.0, 20.0), pos2(60.0, 20.0), pos2(60.0, 60.0), pos2(20.0, 60.0)];
        assert_eq!(area(&outside(&square, clip)), 10_000.0 - 1_600.0);
        assert_eq!(area(&outside(&square.map(|at| at + egui::vec2(60.0, 0.0)), clip)), 10_000.0 - 800.0);
        assert_eq!(area(&outside(&[pos2(0.0, 0.0), pos2(100.0, 0.0), pos2(0.0, 100.0)], clip)), 5_000.0);
        let c = [(10, 10), (90, 10), (90, 30), (30, 30), (30, 70), (90, 70), (90, 90), (10, 90)];
        let c: Vec<Pos2> = c.iter().map(|(x, y)| pos2(*x as f32, *y as f32)).collect();
        assert_eq!(area(&outside(&c, clip)), 10_000.0 - 4_000.0);
        assert_eq!(area(&outside(&[], clip)), 10_000.0);
        assert_eq!(
            area(&outside(&[pos2(-5.0, -5.0), pos2(200.0, -5.0), pos2(200.0, 200.0), pos2(-5.0, 200.0)], clip)),
            0.0
        );
        // Far away, all is veiled.
        assert_eq!(area(&outside(&square.map(|at| at + egui::vec2(9e6, 9e6)), clip)), 10_000.0);
    }
}
